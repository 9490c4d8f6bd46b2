from odoo import api, fields, models
from odoo.addons.crm_extended.tools.company_name import SearchKeys, search_keys
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

KEY_FIELDS = tuple(f"crm_name_{part}" for part in SearchKeys._fields)
BATCH = 10_000
# more at once are the business of the job
MAX_SELECTED = 500


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Keys: kept with the name, so that a customer's likes are found by an index
    crm_name_key = fields.Char(
        "Distinguishing Name",
        compute="_compute_crm_name_keys",
        store=True,
        precompute=True,
        copy=False,
        help="The name without legal form, place and trade words, in simplified"
        " characters: what two records of one company have in common.",
    )
    crm_name_head = fields.Char(
        "Beginning of the Distinguishing Name",
        compute="_compute_crm_name_keys",
        store=True,
        precompute=True,
        copy=False,
    )
    crm_name_tail = fields.Char(
        "End of the Distinguishing Name",
        compute="_compute_crm_name_keys",
        store=True,
        precompute=True,
        copy=False,
    )
    crm_duplicate_count = fields.Integer(
        "Possible Duplicates",
        compute="_compute_crm_duplicate_count",
        groups="crm_extended.crm_extended_group_agent,base.group_partner_manager",
        help="Other customers that may be this one, and that nobody has decided on.",
    )

    _crm_name_key_idx = models.Index("(crm_name_key) WHERE crm_name_key IS NOT NULL")
    _crm_name_head_idx = models.Index("(crm_name_head) WHERE crm_name_head IS NOT NULL")
    _crm_name_tail_idx = models.Index("(crm_name_tail) WHERE crm_name_tail IS NOT NULL")
    _crm_email_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )
    _crm_domain_idx = models.Index(
        "(split_part(email_normalized, '@', 2)) WHERE email_normalized IS NOT NULL"
    )
    _crm_vat_idx = models.Index(
        "(upper(regexp_replace(vat, '[^A-Za-z0-9]', '', 'g'))) WHERE vat IS NOT NULL"
    )

    def _auto_init(self):
        """Give keys to the partners there are by statement, not record by record."""
        is_new = not column_exists(self.env.cr, self._table, KEY_FIELDS[0])
        if is_new:
            for name in KEY_FIELDS:
                create_column(self.env.cr, self._table, name, "varchar")
            self._crm_fill_name_keys()
        super()._auto_init()

    @api.depends("name", "is_company")
    def _compute_crm_name_keys(self):
        for partner in self:
            keys = search_keys(partner.name, partner.is_company)
            for name, value in zip(KEY_FIELDS, keys, strict=True):
                partner[name] = value or False

    def _compute_crm_duplicate_count(self):
        counts = dict.fromkeys(self.ids, 0)
        halves = self.env["crm.duplicate"]._read_grouping_sets(
            [
                ("state", "=", "open"),
                "|",
                ("partner_id", "in", self.ids),
                ("other_id", "in", self.ids),
            ],
            [["partner_id"], ["other_id"]],
            ["__count"],
        )
        for groups in halves:
            for partner, count in groups:
                counts[partner.id] = counts.get(partner.id, 0) + count
        for partner in self:
            partner.crm_duplicate_count = counts.get(partner.id, 0)

    def action_crm_view_duplicates(self):
        """Open the pairs that this customer is one half of."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_extended.crm_duplicate_action"
        )
        action["domain"] = [
            "|",
            ("partner_id", "in", self.ids),
            ("other_id", "in", self.ids),
        ]
        action["context"] = {"search_default_open": 1}
        return action

    def action_crm_find_duplicates(self):
        """Look for the likes of these customers, and show what there is."""
        if len(self) > MAX_SELECTED:
            raise UserError(
                self.env._(
                    "Select at most %(count)s customers; to look at all of them, use"
                    " “Look for Duplicates” in the list of duplicates.",
                    count=MAX_SELECTED,
                )
            )
        self.check_access("read")
        self.env["crm.duplicate"]._find_for(self)
        return self.action_crm_view_duplicates()

    def _crm_get_ancestors(self):
        """Return what the partner belongs to, level by level, a circle only once."""
        ancestors, parent = self.browse(), self.parent_id
        while parent - ancestors:
            ancestors |= parent
            parent = parent.parent_id
        return ancestors

    @api.model
    def _crm_fill_name_keys(self):
        """Write the keys of all partners by one statement for each batch."""
        cr = self.env.cr
        cr.execute("SELECT id, name, is_company FROM res_partner WHERE name != ''")
        rows = cr.fetchall()
        for start in range(0, len(rows), BATCH):
            keys = [
                (row_id, *search_keys(name, is_company))
                for row_id, name, is_company in rows[start : start + BATCH]
            ]
            cr.execute(
                SQL(
                    """
                    UPDATE res_partner
                       SET crm_name_key = new.key,
                           crm_name_head = new.head,
                           crm_name_tail = new.tail
                      FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[])
                           AS new(id, key, head, tail)
                     WHERE res_partner.id = new.id
                    """,
                    *map(list, zip(*keys, strict=True)),
                )
            )

from odoo import _lt, api, fields, models

# what is put side by side, in the order in which one reads it
COMPARED = (
    "name",
    "is_company",
    "vat",
    "email",
    "phone",
    "website",
    "street",
    "zip",
    "city",
    "country_id",
    "lang",
    "user_id",
    "category_id",
    "ref",
    "company_id",
    "create_date",
)
# what a customer owns, and by which field: for sellers, for accountants
OWNED_SALES = [
    (_lt("Leads and Opportunities"), "crm.lead", "partner_id"),
    (_lt("Sales Orders"), "sale.order", "partner_id"),
]
OWNED_BILLS = [(_lt("Invoices"), "account.move", "commercial_partner_id")]


class CrmDuplicate(models.Model):
    """Two customers side by side: what differs, and what each of them owns."""

    _inherit = "crm.duplicate"

    comparison = fields.Json(compute="_compute_comparison")

    @api.depends("partner_id", "other_id")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_comparison(self):
        for duplicate in self:
            pair = duplicate.partner_id | duplicate.other_id
            # without the right to one of them there is nothing to compare
            is_readable = len(pair) == 2 and len(pair._filtered_access("read")) == 2
            duplicate.comparison = duplicate._compare(pair) if is_readable else False

    def _compare(self, pair):
        left, right = pair
        rows = []
        labels = pair.fields_get(COMPARED, ["string"])
        for name in COMPARED:
            if name not in labels:
                continue
            texts = [self._get_text(partner, name) for partner in (left, right)]
            if any(texts):
                rows.append(
                    {
                        "label": labels[name]["string"],
                        "texts": texts,
                        "differs": texts[0] != texts[1] and name != "create_date",
                    }
                )
        counts = [
            {
                "label": label,
                "texts": [count.get(partner.id, 0) for partner in (left, right)],
            }
            for label, count in self._get_owned_counts(pair)
        ]
        counts.append(self._compare_last_contact(pair))
        return {"rows": rows, "counts": counts}

    @api.model
    def _compare_last_contact(self, pair):
        """Return the days of the last call, visit or letter, of which there is one."""
        # sudo: the day alone, to tell which customer is the one in use
        groups = (
            self.env["crm.interaction"]
            .sudo()
            ._read_group(
                [
                    ("customer_id", "in", pair.ids),
                    ("company_id", "in", [False, *self.env.companies.ids]),
                ],
                ["customer_id"],
                ["date_start:max"],
            )
        )
        days = {
            customer.id: fields.Date.to_string(
                fields.Datetime.context_timestamp(self, moment)
            )
            for customer, moment in groups
        }
        return {
            "label": self.env._("Last Contact"),
            "texts": [days.get(partner.id, "") for partner in pair],
        }

    @api.model
    def _get_text(self, record, name):
        """Return the value of a field as a person reads it."""
        field = record._fields[name]
        value = record[name]
        if field.relational:
            # sudo: the name alone of what a readable customer points to
            return ", ".join(value.sudo().mapped("display_name"))
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            selection = dict(field._description_selection(self.env))
            return selection.get(value, "")
        if field.type == "datetime":
            return value and fields.Date.to_string(value) or ""
        return str(value or "")

    @api.model
    def _get_owned_counts(self, partners):
        """Return what each customer owns, of what the user's groups are told of.

        :return: list of (label, {partner id: number}), to which later domains add
        """
        _ = self.env._
        return [
            (_("Contacts"), self._count("res.partner", "parent_id", partners)),
            *self._count_for("sales_team.group_sale_salesman", OWNED_SALES, partners),
            *self._count_for("account.group_account_invoice", OWNED_BILLS, partners),
        ]

    @api.model
    def _count_for(self, group, owned, partners):
        """Return the counts of what only a group is told of."""
        if not self.env.user.has_group(group):
            return []
        return [
            (self.env._(label), self._count(model, field, partners))
            for label, model, field in owned
        ]

    @api.model
    def _count(self, model, field, partners):
        """Return ``{partner id: number}`` of what customers own in these companies.

        The number is that of all, not of those which a rule lets somebody see: it is
        there to tell which customer is the one in use.
        """
        # sudo: a number tells nothing of the records but that they are there
        Model = self.env[model].sudo().with_context(active_test=False)
        domain = [
            (field, "in", partners.ids),
            ("company_id", "in", [False, *self.env.companies.ids]),
        ]
        groups = Model._read_group(domain, [field], ["__count"])
        return {partner.id: count for partner, count in groups}

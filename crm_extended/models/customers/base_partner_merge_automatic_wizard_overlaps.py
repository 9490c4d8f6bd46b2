from odoo import api, fields, models
from odoo.tools import SQL

# kept out of the snapshot: pictures, and what Odoo keeps for itself
NOT_TOLD = (
    "id",
    "create_uid",
    "write_uid",
    "write_date",
    "message_main_attachment_id",
    "calendar_last_notif_ack",
)
# unique keys with a customer in them: where, what else is in them, and when they hold
UNIQUE_KEYS = """
    SELECT DISTINCT class.relname AS table,
           attribute.attname AS column,
           ARRAY(SELECT pg_get_indexdef(index.indexrelid, place, true)
                   FROM generate_series(1, index.indnkeyatts) AS place
                  WHERE index.indkey[place - 1] IS DISTINCT FROM attribute.attnum
                ) AS others,
           coalesce(pg_get_expr(index.indpred, index.indrelid), 'true') AS predicate
      FROM pg_index AS index
      JOIN pg_class AS class ON class.oid = index.indrelid
      JOIN pg_constraint AS reference
        ON reference.conrelid = class.oid AND reference.contype = 'f'
       AND reference.confrelid = 'res_partner'::regclass
      JOIN pg_attribute AS attribute
        ON attribute.attrelid = class.oid AND attribute.attnum = reference.conkey[1]
     WHERE index.indisunique
       AND class.relnamespace = current_schema::regnamespace
       AND attribute.attnum = ANY(index.indkey)
       AND (SELECT count(*) FROM pg_attribute AS any_attribute
             WHERE any_attribute.attrelid = class.oid AND any_attribute.attnum > 0
               AND NOT any_attribute.attisdropped) > 2
"""


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What both customers have, and what is written down of what gave way."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _crm_resolve_overlaps(self, source, target):
        """Remove rows of the source that the target has as well, and say which.

        Models decide first: ``_merge_customers(source, target)``, where they have it,
        moves what must be kept. What then still stands in the way of a unique key is
        a row that says the same of both, and the source's goes.

        :return: list of (table, number of rows)
        """
        for name in self.env.registry:
            Model = self.env[name]
            if hasattr(Model, "_merge_customers"):
                # sudo: what belongs to the customer follows, whoever may read it
                Model.sudo()._merge_customers(source, target)
        self.env.flush_all()
        dropped = [("mail_followers", self._crm_drop_shared_followers(source, target))]
        for key in self._crm_get_unique_keys():
            dropped.append((key["table"], self._crm_drop_overlap(key, source, target)))
        self.env.invalidate_all()
        return [(table, count) for table, count in dropped if count]

    @api.model
    def _crm_get_unique_keys(self):
        """Return the unique keys of all tables in which a customer takes part.

        Tables of two columns are left out: Odoo merges those row by row.
        """
        return self.env.execute_query_dict(SQL(UNIQUE_KEYS))

    @api.model
    def _crm_drop_overlap(self, key, source, target):
        """Delete the source's rows whose other columns equal a row of the target."""
        rest = SQL(", ").join(SQL(part) for part in key["others"]) or SQL("1")
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %(table)s
                 WHERE ctid IN (SELECT ctid FROM %(table)s
                                 WHERE %(column)s = %(source)s AND %(predicate)s
                                   AND (%(rest)s) IN (SELECT %(rest)s FROM %(table)s
                                                       WHERE %(column)s = %(target)s
                                                         AND %(predicate)s))
                """,
                table=SQL.identifier(key["table"]),
                column=SQL.identifier(key["column"]),
                # the catalogue's own text of columns and condition
                predicate=SQL(key["predicate"]),
                rest=rest,
                source=source.id,
                target=target.id,
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _crm_drop_shared_followers(self, source, target):
        """Who follows both follows one: Odoo would drop all followers of the source."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM mail_followers
                 WHERE res_model = 'res.partner' AND res_id = %s
                   AND partner_id IN (SELECT partner_id FROM mail_followers
                                       WHERE res_model = 'res.partner' AND res_id = %s)
                """,
                source.id,
                target.id,
            )
        )
        return self.env.cr.rowcount

    # ----------------------------------------------------------------
    # What is lost
    # ----------------------------------------------------------------

    @api.model
    def _crm_prepare_log_values(self, source, target, dropped):
        lost, snapshot = [], []
        get_text = self.env["crm.duplicate"]._get_text
        blank = self.env["res.partner"].new()
        for name, label in self._crm_get_told_fields():
            old, new = get_text(source, name), get_text(target, name)
            if not old:
                continue
            # what nobody ever filled in says nothing about the customer
            if name in ("name", "lang") or old != get_text(blank, name):
                snapshot.append(f"{label}: {old}")
            if new and new != old:
                lost.append(
                    self.env._(
                        "%(label)s: %(old)s (kept: %(new)s)",
                        label=label,
                        old=old,
                        new=new,
                    )
                )
        for table, count in dropped:
            lost.append(
                self.env._(
                    "%(records)s: %(count)s that both had",
                    records=self._crm_describe_table(table),
                    count=count,
                )
            )
        return {
            "name": source.name or source.display_name,
            "former_id": source.id,
            "partner_id": target.id,
            "company_id": (target.company_id or source.company_id).id,
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "lost": "\n".join(lost),
            "snapshot": "\n".join(snapshot),
        }

    @api.model
    def _crm_get_told_fields(self):
        """Return (name, label) of what everybody may read who reads customers."""
        Partner = self.env["res.partner"]
        labels = Partner.fields_get(attributes=["string"])
        return [
            (name, labels[name]["string"])
            for name, field in Partner._fields.items()
            if name in labels
            and field.store
            and not field.groups
            and field.type not in ("one2many", "binary", "json", "properties")
            and (not field.compute or field.inverse or not field.readonly)
            and name not in NOT_TOLD
            and not name.startswith("crm_name_")
        ]

    @api.model
    def _crm_describe_table(self, table):
        names = (
            Model._description
            for Model in map(self.env.__getitem__, self.env.registry)
            if Model._table == table and not Model._abstract
        )
        return next(names, table)

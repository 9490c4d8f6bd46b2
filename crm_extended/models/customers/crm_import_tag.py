from odoo import models
from odoo.addons.crm_extended.tools.import_field import ImportField
from odoo.addons.crm_extended.tools.import_values import fold
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class CrmImportTag(models.AbstractModel):
    """Tags: which customer has which, and tags that no customer has yet."""

    _name = "crm.import.tag"
    _description = "Import of Tags"
    _inherit = "crm.import.kind"
    _import_model = "res.partner"
    _identity_fields = ("customer", "tags")
    # a customer may have a row for each of its tags
    _one_row_each = False

    def _get_import_fields(self):
        return [
            ImportField("customer", _lt("Customer"), "customer"),
            ImportField("tags", _lt("Tags"), "tags", is_required=True),
        ]

    def _identify(self, line):
        # a tag alone stands for itself, whoever has it
        customer = fold(line.values.get("customer", "")) or "-"
        return self._make_identity([], [customer, fold(line.values.get("tags", ""))])

    def _find(self, lines):
        lines = [line for line in lines if line.is_open]
        self._require(lines)
        self._find_customers_first(lines)
        for line in lines:
            line.record_id = line.is_open and line.values.get("customer")

    def _check_rights(self):
        self.env[self._import_model].check_access("write")

    def _apply_together(self, lines):
        """Tags alone are created where there are none; customers get theirs."""
        known = self._find_tags(
            text
            for line in lines
            if not line.record_id
            for text in self._split_tags(line.values["tags"])
        )
        self._prepare_batch(lines)
        ids = [line.record_id for line in lines if line.record_id]
        partners = self.env["res.partner"].browse(ids)
        results = []
        for line in lines:
            if line.record_id:
                partner = partners.browse(line.record_id).with_prefetch(partners.ids)
                results.append(self._update_record(partner, line))
            elif set(self._split_tags(line.values["tags"])) - known:
                results.append(("created", None, None))
            else:
                results.append(("skipped", None, self.env._("Nothing new.")))
        return results

    def _find_tags(self, texts):
        """Return those of the texts that name a tag there is."""
        return set(self._get_known_tags(set(texts)))

    def _prepare_batch(self, lines):
        super()._prepare_batch(lines)
        for line, commands in self._link_tags(lines).items():
            line.tag_commands = commands

    def _prepare_values(self, line):
        return {"category_id": line.tag_commands}

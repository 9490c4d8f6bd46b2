from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _crm_get_sequence(self, code, prefix, name):
        """Return the company's numbering of one kind of document, made when missing."""
        self.ensure_one()
        # sudo: numbering is configuration, opening a document is not
        Sequence = self.env["ir.sequence"].sudo()
        vals = {"code": code, "company_id": self.id}
        return Sequence.search_fetch(
            [(field, "=", value) for field, value in vals.items()],
            ["implementation", "use_date_range", "prefix", "suffix", "padding"],
            limit=1,
        ) or Sequence.create({**vals, "name": name, "prefix": prefix, "padding": 5})

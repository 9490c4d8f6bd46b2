from odoo import api, fields, models


class CrmNumbered(models.AbstractModel):
    """What people call by its number: one of its company, drawn when it is created.

    Its model has a ``company_id``, and a unique index on it and the number.
    """

    _name = "crm.numbered"
    _description = "Record with a Number"
    _rec_names_search = ["number", "name"]

    number = fields.Char(required=True, readonly=True, copy=False, index="trigram")
    name = fields.Char(string="Subject", required=True)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.number or ''} {record.name or ''}".strip()

    @api.model
    def _complete_number(self, vals_list):
        """Number the new records of each company in the order given."""
        by_company = {}
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            if not vals.get("number"):
                by_company.setdefault(company_id, []).append(vals)
        for company in self.env["res.company"].browse(by_company):
            numberless = by_company[company.id]
            sequence = self._get_number_sequence(company)
            numbers = sequence._crm_next_many(len(numberless))
            for vals, number in zip(numberless, numbers, strict=True):
                vals["number"] = number

    @api.model
    def _get_number_sequence(self, company):
        """Return the sequence that the company numbers these records by."""
        raise NotImplementedError

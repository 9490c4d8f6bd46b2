from markupsafe import Markup

from odoo import fields, models


class CrmMergeLog(models.Model):
    """What a customer was before it was merged into another one.

    Written by the merge alone and deleted by nobody.
    """

    _name = "crm.merge.log"
    _description = "Merged Customer"
    _order = "id desc"

    name = fields.Char("Merged Customer", required=True, readonly=True)
    # what is left of a source when it is gone
    former_id = fields.Integer("Former ID", readonly=True, aggregator=None)
    partner_id = fields.Many2one(
        "res.partner",
        "Merged Into",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Merged By", readonly=True)
    date = fields.Datetime("Merged On", readonly=True)
    lost = fields.Text(
        "Not Taken Over",
        readonly=True,
        help="Values that gave way to those of the customer kept, and records that"
        " both had.",
    )
    snapshot = fields.Text(
        "As It Was",
        readonly=True,
        help="All values of the merged customer, to look up what a letter or a"
        " colleague means.",
    )

    def _get_note(self):
        """Return what was lost as a note for the customer who was kept."""
        self.ensure_one()
        items = Markup().join(
            Markup("<li>%s</li>") % line for line in self.lost.splitlines()
        )
        title = self.env._("Not taken over from %(customer)s:", customer=self.name)
        return Markup("<p>%s</p><ul>%s</ul>") % (title, items)

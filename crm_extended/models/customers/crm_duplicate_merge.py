from odoo import api, fields, models


class CrmDuplicate(models.Model):
    """What becomes of pairs when a customer in them is merged."""

    _inherit = "crm.duplicate"

    @api.model
    def _merge_customers(self, source, target):
        """Let the source's pairs be the target's, and its decisions too.

        Who is known to be no duplicate of the source is none of the target.
        """
        pairs = self.search(
            ["|", ("partner_id", "=", source.id), ("other_id", "=", source.id)]
        )
        for pair in pairs:
            other = (pair.partner_id | pair.other_id) - source
            if other == target:
                pair._keep_as_merged(target)
            elif not other:
                pair.partner_id = target
            else:
                pair._hand_over(other, target)
        self.env.flush_all()

    def _keep_as_merged(self, target):
        self.write(
            {
                "partner_id": target.id,
                "other_id": False,
                "state": "merged",
                "decided_user_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    def _hand_over(self, other, target):
        low, high = sorted((other.id, target.id))
        twin = self.search([("partner_id", "=", low), ("other_id", "=", high)])
        if not twin:
            self.write({"partner_id": low, "other_id": high})
            self.name = f"{self.partner_id.name} / {self.other_id.name}"
        elif self.state == "different" and twin.state == "open":
            twin.write(
                {
                    "state": self.state,
                    "decided_user_id": self.decided_user_id.id,
                    "decided_at": self.decided_at,
                }
            )
            self.unlink()
        else:
            self.unlink()

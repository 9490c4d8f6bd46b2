from datetime import timedelta

from odoo import api, fields, models


class CrmRateLimit(models.Model):
    """One attempt from one address; enough of them within a while are too many."""

    _name = "crm.rate.limit"
    _description = "Counted Attempt"
    _order = "id desc"

    name = fields.Char(string="Address", required=True)
    scope = fields.Char(required=True, help="What was attempted.")

    _name_idx = models.Index("(scope, name, create_date)")

    @api.model
    def _is_allowed(self, scope, address, limit, seconds):
        """Count an attempt and return whether it is still within the limit.

        A refusal must be an ordinary answer: an exception would undo the counting.
        Attempts running at this very moment in other workers are not seen, so that
        one more per worker may slip through.
        """
        # sudo: who is counted has no rights on the counter
        attempts = self.sudo()
        since = fields.Datetime.now() - timedelta(seconds=seconds)
        count = attempts.search_count(
            [
                ("scope", "=", scope),
                ("name", "=", address),
                ("create_date", ">", since),
            ],
            limit=limit,
        )
        if count >= limit:
            return False
        attempts.create({"name": address, "scope": scope})
        return True

    @api.autovacuum
    def _gc_attempts(self):
        """Addresses are personal data: none is kept for longer than two days."""
        limit = fields.Datetime.now() - timedelta(days=2)
        self.search([("create_date", "<", limit)], limit=10_000).unlink()

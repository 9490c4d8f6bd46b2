from odoo import models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _crm_next_many(self, count):
        """Draw ``count`` numbers, in one query where the sequence allows it.

        A gapless sequence, or one that starts anew every year, is drawn from one
        by one: each of its numbers depends on the one before.

        :return: list of ``count`` formatted numbers, in the order drawn
        """
        self.ensure_one()
        if self.implementation != "standard" or self.use_date_range:
            return [self.next_by_id() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        return [self.get_next_char(number) for (number,) in rows]

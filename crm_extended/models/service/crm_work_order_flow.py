from odoo import fields, models
from odoo.exceptions import UserError


class CrmWorkOrder(models.Model):
    """From draft to done: what each step asks for, writes and brings about.

    Each step has three methods to extend: ``_x_error_message`` says why it may not be
    taken, ``_prepare_x_values`` what it writes, ``_after_x`` what follows.
    """

    _inherit = "crm.work.order"

    def action_plan(self):
        """Plan the work and set the parts aside that are there.

        :return: True
        :raise UserError: without technician or planned start, or when it has begun
        """
        self._raise_first(order._plan_error_message() for order in self)
        self.write(self._prepare_plan_values())
        self._after_plan()
        return True

    def action_start(self):
        """Start the work, and the clock of the user if it is his.

        :return: True
        :raise UserError: when the work is over
        """
        self._raise_first(order._start_error_message() for order in self)
        self.write(self._prepare_start_values())
        self._after_start()
        return True

    def action_finish(self):
        """Finish the work: the parts leave the stock, the report is signed or not.

        :return: True
        :raise UserError: naming the part that lacks a number, or of which the stock
            has less than was used; nothing is booked then
        """
        self._raise_first(order._finish_error_message() for order in self)
        for order in self:
            order._before_finish()
        self.write(self._prepare_finish_values())
        self._after_finish()
        return True

    def action_cancel(self):
        """Cancel the work and give its parts back.

        :return: True
        :raise UserError: when the work is over
        """
        self._raise_first(order._cancel_error_message() for order in self)
        self.write(self._prepare_cancel_values())
        self._after_cancel()
        return True

    def action_draft(self):
        """Begin again with a cancelled work order.

        :return: True
        """
        self._raise_first(order._draft_error_message() for order in self)
        return self.write({"state": "draft"})

    def action_start_timer(self):
        """Start the clock of the user; a running one goes on.

        :return: True
        :raise UserError: when the work is over
        """
        self.ensure_one()
        self._raise_first(order._time_error_message() for order in self)
        self.time_ids._start_running(self)
        return True

    def action_stop_timer(self):
        """Stop the clock of the user, if it is running.

        :return: True
        """
        self.ensure_one()
        self.time_ids._get_running()._stop_running()
        return True

    def _raise_first(self, messages):
        """Raise the first of these messages, of which most are None."""
        self.check_access("write")
        if message := next(filter(None, messages), None):
            raise UserError(message)

    def _state_error_message(self, *states):
        """Return why a step can't be taken from a state that is none of ``states``."""
        self.ensure_one()
        if self.state not in states:
            return self.env._(
                "Work order %(number)s is “%(state)s”, so this can't be done any more."
                " Reload the page to see its present state.",
                number=self.number,
                state=dict(self._fields["state"]._description_selection(self.env))[
                    self.state
                ],
            )
        return None

    def _plan_error_message(self):
        """Return why the work can't be planned, or None."""
        if message := self._state_error_message("draft"):
            return message
        if not (self.user_id and self.planned_start):
            return self.env._(
                "Work order %s needs a technician and a planned start.", self.number
            )
        return None

    def _start_error_message(self):
        """Return why the work can't start, or None."""
        return self._state_error_message("draft", "planned")

    def _finish_error_message(self):
        """Return why the work can't be finished, or None."""
        return self._state_error_message("planned", "progress")

    def _cancel_error_message(self):
        """Return why the work can't be cancelled, or None."""
        return self._state_error_message("draft", "planned", "progress")

    def _draft_error_message(self):
        """Return why the work can't begin again, or None."""
        return self._state_error_message("cancel")

    def _time_error_message(self):
        """Return why no time can be recorded, or None."""
        return self._state_error_message("draft", "planned", "progress")

    def _prepare_plan_values(self):
        """Return what planning writes."""
        return {"state": "planned"}

    def _prepare_start_values(self):
        """Return what starting writes."""
        return {"state": "progress"}

    def _prepare_finish_values(self):
        """Return what finishing writes."""
        return {"state": "done", "finished_at": fields.Datetime.now()}

    def _prepare_cancel_values(self):
        """Return what cancelling writes."""
        return {"state": "cancel"}

    def _after_plan(self):
        """What follows once the work is planned."""
        self._reserve_parts()

    def _after_start(self):
        """What follows once the work has started."""
        for order in self:
            if order.user_id == self.env.user:
                order.time_ids._start_running(order)
        self._reserve_parts()

    def _before_finish(self):
        """What must succeed or the work stays unfinished."""
        self.ensure_one()
        self.time_ids._stop_running()
        self.part_ids._consume()

    def _after_finish(self):
        """What follows once the work is done."""
        for order in self.filtered("signature"):
            order._attach_signed_report(self.env.user.partner_id)

    def _after_cancel(self):
        """What follows once the work is cancelled."""
        self.time_ids._stop_running()
        self.part_ids._release()

    def _reserve_parts(self):
        self.part_ids._reserve()

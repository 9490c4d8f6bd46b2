from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .survey_common import ASKED_AT, SurveyCase


@tagged("post_install", "-at_install")
@freeze_time(ASKED_AT)
class TestSurveyEvent(SurveyCase):
    """Questions after a delivery, which nobody has to send (CUS-13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    def _deliver(self, partner, date_done=ASKED_AT, company=None, **values):
        """Return a transfer that was done, to the customer unless told otherwise."""
        company = company or self.company
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "partner_id": partner.id,
            }
            | values
        )
        picking.write({"state": "done", "date_done": date_done})
        self.env.flush_all()
        return picking

    def _run_job_at(self, days):
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            return self._run_job()

    def test_off_until_chosen(self):
        """Installed or made, a survey asks nobody by itself."""
        self._deliver(self.contact)

        self.assertFalse(self._run_job_at(1))
        self.assertEqual(self.nps.trigger, "manual")

    def test_once_for_each_delivery(self):
        """Some days after the delivery its customer is asked, once."""
        self.csat.write({"trigger": "delivery", "delay_days": 2})
        picking = self._deliver(self.contact, "2026-03-09 11:00:00")

        self.assertFalse(self._run_job_at(1))
        self.assertEqual(self._run_job_at(3).recipient_ids, self.contact)
        self.assertFalse(self._run_job_at(3))
        self.assertEqual(self.csat.answer_ids.picking_id, picking)

    def test_only_what_happens_from_now_on(self):
        """Switching it on does not write to the customers of the past."""
        self._deliver(self.contact, "2026-03-09 09:00:00")
        self.csat.write({"trigger": "delivery", "delay_days": 0})

        self.assertFalse(self._run_job_at(1))

    def test_not_long_after(self):
        """A job that stood still for weeks does not ask about what is forgotten."""
        self.csat.write({"trigger": "delivery", "delay_days": 0})
        self._deliver(self.contact, "2026-03-09 11:00:00")

        self.assertFalse(self._run_job_at(15))

    def test_what_is_no_delivery(self):
        """Returns, own people and other companies' deliveries are not asked about."""
        self.csat.write({"trigger": "delivery", "delay_days": 0})
        later = "2026-03-09 11:00:00"
        stock = self.warehouse.lot_stock_id
        self._deliver(self.contact, later, location_dest_id=stock.id)
        self._deliver(self.agent.partner_id, later)
        self._deliver(self.contact, later, company=self.other_company)

        self.assertFalse(self._run_job_at(1))
        self.assertFalse(self.csat.answer_ids)

    def test_two_deliveries_one_question(self):
        """Two deliveries to one person are one reason to ask."""
        self.csat.write({"trigger": "delivery", "delay_days": 0})
        for hour in (11, 12):
            self._deliver(self.contact, f"2026-03-09 {hour}:00:00")

        self.assertEqual(len(self._run_job_at(1)), 1)
        self.assertEqual(
            sorted(self.csat.answer_ids.mapped("state")), ["asked", "left_out"]
        )

    def test_queries_do_not_grow(self):
        """Finding what happened costs the same for one delivery and for twenty."""
        self.csat.write({"trigger": "delivery", "delay_days": 0})
        counts = []
        for people in (self._create_people(1), self._create_people(20)):
            for person in people:
                self._deliver(person, "2026-03-09 11:00:00")
            with freeze_time("2026-03-10 10:00:00"):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.csat._queue_events()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(self.csat.answer_ids), 21)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_queries_of_the_dialog_do_not_grow(self):
        """Choosing twenty customers costs as many queries as choosing one."""
        wizard = self.env["crm.survey.send"].with_user(self.leader)
        counts = []
        for people in (self._create_people(1), self._create_people(20)):
            dialog = wizard.create(
                {"survey_id": self.nps.id, "partner_ids": people.ids}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(dialog.preview)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

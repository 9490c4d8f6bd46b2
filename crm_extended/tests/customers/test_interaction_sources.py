from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

NOON = "2026-03-10 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestInteractionSources(CrmExtendedCase):
    """Done calls and meetings become interactions once (SRV-25, CUS-03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Interaction = cls.env["crm.interaction"]
        cls.second = cls._create_customer("Second", parent_id=cls.customer.id)
        cls.other = cls._create_customer("Northern Water", is_company=True)
        cls.call = cls.env.ref("mail.mail_activity_data_call")
        cls.meeting = cls.env.ref("mail.mail_activity_data_meeting")

    # Activities

    def test_done_call(self):
        """A done call on a request is one call with its customer, by the assignee."""
        request = self._create_request()
        activity = self._plan(request, self.call, user_id=self.agent.id)

        activity.with_user(self.agent).action_feedback(feedback="They will wait")

        interaction = self._logged()
        self.assertRecordValues(
            interaction,
            [
                {
                    "channel": "phone",
                    "name": self.call.name,
                    "partner_id": self.contact.id,
                    "user_id": self.agent.id,
                    "company_id": self.company.id,
                    "res_model": request._name,
                    "res_id": request.id,
                }
            ],
        )
        self.assertEqual(str(interaction.date_start), NOON)

    def test_feedback_stays_with_the_document(self):
        """What was written on a document is read by those who may read the document."""
        request = self._create_request()
        activity = self._plan(request, self.call, summary="Tell them the price")
        activity.action_feedback(feedback="Discount of 40 %")
        outsider = self._create_user(
            "test.outsider", "crm_extended.crm_extended_group_agent"
        )
        interaction = self._logged()
        self.env.invalidate_all()

        self.assertIn("40 %", interaction.with_user(self.agent).feedback)
        [hidden] = interaction.with_user(outsider).read()
        self.assertFalse(hidden["feedback"])
        for word in ("price", "40 %"):
            self.assertNotIn(word, str(hidden))

    def test_other_activities(self):
        """To-dos, and calls with colleagues or about no customer, are none."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        colleague = self._create_request(partner_id=self.leader.partner_id.id)
        product = self.env["product.template"].create({"name": "Seal"})
        activities = (
            self._plan(self.customer, todo)
            | self._plan(colleague, self.call)
            | self._plan(product, self.call)
            | self._plan(self.company.partner_id, self.call)
        )

        activities.action_feedback(feedback="Done")

        self.assertFalse(self._logged())

    def test_many_at_once(self):
        """Calls on several documents keep the words of each, also if one is gone."""
        request, lead = self._create_request(), self._create_lead()
        gone = self._create_lead()
        activities = (
            self._plan(request, self.call, summary="First")
            | self._plan(gone, self.call, summary="Second")
            | self._plan(self.customer, self.call, summary="Third")
            | self._plan(lead, self.call, summary="Fourth")
        )
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [gone.id])
        self.env.invalidate_all()

        activities.action_feedback(feedback="Done")

        words = {i.res_model: i.feedback for i in self._logged()}
        self.assertEqual(set(words), {request._name, lead._name, False})
        for model, word in (
            (request._name, "First"),
            (False, "Third"),
            (lead._name, "Fourth"),
        ):
            self.assertIn(word, words[model])

    def test_without_rights(self):
        """A technician's done call is logged, though he may log nothing himself."""
        technician = self.users["technician"]
        activity = self._plan(self._create_request(), self.call, user_id=technician.id)

        activity.with_user(technician).action_feedback(feedback="Done")

        self.assertEqual(self._logged().user_id, technician)

    # Meetings

    def test_past_meeting(self):
        """A meeting that is over is logged once for each customer, by its organizer."""
        event = self._meet(self.contact | self.second | self.other)

        self._run_job()
        self._run_job()

        self.assertEqual(
            {(i.partner_id, i.user_id, i.name, i.duration) for i in self._logged()},
            {
                (self.contact, self.agent, event.name, 1.5),
                (self.other, self.agent, event.name, 1.5),
            },
        )
        self.assertEqual(set(self._logged().mapped("date_start")), {event.start})

    def test_no_interaction(self):
        """What lies ahead, is private, called off, declined or only ours is none."""
        self._meet(self.contact, start="2026-03-10 11:30:00")
        self._meet(self.contact, privacy="private")
        self._meet(self.contact, active=False)
        self._meet(self.leader.partner_id)
        self._meet(self.contact, user_id=False, guests=self.contact)
        declined = self._meet(self.contact).attendee_ids
        declined.filtered(lambda g: g.partner_id == self.contact).state = "declined"

        self._run_job()

        self.assertFalse(self._logged())

    def test_moved_meeting(self):
        """What was logged follows the meeting, and goes when it is put off."""
        event = self._meet(self.contact)
        self._run_job()

        event.write({"start": "2026-03-03 08:00:00", "stop": "2026-03-03 09:00:00"})
        interaction = self._logged()
        self.assertEqual(str(interaction.date_start), "2026-03-03 08:00:00")
        self.assertEqual(interaction.duration, 1)

        event.write({"start": "2026-03-17 08:00:00", "stop": "2026-03-17 09:00:00"})
        self.assertFalse(self._logged())

        with freeze_time("2026-03-17 12:00:00"):
            self._run_job()
        self.assertEqual(str(self._logged().date_start), "2026-03-17 08:00:00")

    def test_called_off_meeting(self):
        """A meeting called off afterwards was none, unless somebody wrote about it."""
        quiet, loud = self._meet(self.contact), self._meet(self.other)
        self._run_job()
        written = self._logged().filtered(lambda i: i.partner_id == self.other)
        written.outcome = "agreed"

        (quiet | loud).action_archive()

        self.assertEqual(self._logged(), written)

    def test_other_guests(self):
        """A customer who turns out not to have been there is taken off."""
        event = self._meet(self.contact)
        self._run_job()

        event.partner_ids = [Command.set((self.agent.partner_id | self.other).ids)]

        self.assertEqual(self._logged().partner_id, self.other)

    def test_meeting_and_its_activity(self):
        """A meeting planned by an activity is one interaction, whichever is first."""
        for is_job_first in (True, False):
            with self.subTest(is_job_first=is_job_first):
                event = self._meet(self.contact)
                activity = self._plan(
                    self.customer, self.meeting, calendar_event_id=event.id
                )
                if is_job_first:
                    self._run_job()
                activity.action_feedback(feedback="They agree")
                self._run_job()

                interaction = self.Interaction.search([("event_id", "=", event.id)])
                self.assertEqual(len(interaction), 1)
                self.assertEqual(interaction.date_start, event.start)
                self.assertIn("They agree", interaction.feedback)

    def test_job_goes_on(self):
        """One bad meeting holds up no other, and the next run begins after the last."""
        events = self._meet(self.contact) | self._meet(self.other)
        Event = type(self.env["calendar.event"])
        prepare = Event._crm_prepare_interaction

        def fail(event, partner):
            if event == events[0]:
                raise ValueError("bad")
            return prepare(event, partner)

        with (
            patch.object(Event, "_crm_prepare_interaction", fail),
            mute_logger("odoo.addons.crm_extended.models.customers.calendar_event"),
        ):
            self._run_job(batch_size=1)

        self.assertEqual(self._logged().partner_id, self.other)
        self.assertTrue(all(events.mapped("crm_logged_at")))

    def test_job_is_resumed(self):
        """A job that is stopped half-way logs the rest the next time, each once."""
        self._meet(self.contact)
        self._meet(self.other)

        self._run_job(batch_size=1, seconds_left=0)
        self.assertEqual(len(self._logged()), 1)
        self._run_job(batch_size=1, seconds_left=0)
        self.assertEqual(len(self._logged()), 2)

    def _plan(self, record, activity_type, **values):
        return record.activity_schedule(activity_type_id=activity_type.id, **values)

    def _create_lead(self):
        return self.env["crm.lead"].create(
            {"name": "Pumps", "partner_id": self.contact.id}
        )

    def _meet(self, contacts, start="2026-03-09 08:00:00", guests=None, **values):
        values = {
            "name": "New brewery",
            "start": start,
            "stop": fields.Datetime.to_datetime(start) + timedelta(hours=1.5),
            "user_id": self.agent.id,
            "partner_ids": [
                Command.set((guests or contacts | self.agent.partner_id).ids)
            ],
        } | values
        return self.env["calendar.event"].create(values)

    def _run_job(self, seconds_left=60, **options):
        with self._without_commit(seconds_left):
            self.env["calendar.event"]._cron_crm_log_past(**options)

    @contextmanager
    def _without_commit(self, seconds_left):
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *_a, **_k: seconds_left):
            yield

    def _logged(self):
        return self.Interaction.search([])

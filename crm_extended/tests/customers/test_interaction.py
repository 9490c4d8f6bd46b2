from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

NOON = "2026-03-10 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(NOON)
class TestInteraction(CrmExtendedCase):
    """What is logged of a talk with a customer, and what follows from it (CUS-03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.users["salesperson"]
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "New brewery",
                "type": "opportunity",
                "partner_id": cls.contact.id,
                "user_id": cls.salesperson.id,
            }
        )

    def _log(self, user=None, **values):
        Interaction = self.env["crm.interaction"]
        Interaction = Interaction.with_user(user) if user else Interaction
        return Interaction.create(
            {"name": "Price of seals", "partner_id": self.contact.id} | values
        )

    def test_defaults(self):
        """What is logged without a word more is a call that we made just now."""
        interaction = self._log(self.agent)

        self.assertRecordValues(
            interaction,
            [
                {
                    "channel": "phone",
                    "direction": "out",
                    "is_reached": True,
                    "user_id": self.agent.id,
                    "company_id": self.company.id,
                    "customer_id": self.customer.id,
                }
            ],
        )
        self.assertEqual(str(interaction.date_start), NOON)

    def test_customer_stays(self):
        """The talk belongs to the customer of that day, also after a change of job."""
        interaction = self._log(self.agent)

        self.contact.parent_id = self._create_customer("Elsewhere", is_company=True)

        self.assertEqual(interaction.customer_id, self.customer)

    def test_from_every_document(self):
        """Customer, lead, order and request open the dialog with all filled in."""
        order = self.env["sale.order"].create(
            {"partner_id": self.contact.id, "user_id": self.salesperson.id}
        )
        request = self._create_request()
        for document, user, contact in (
            (self.customer, self.agent, self.customer),
            (self.lead, self.salesperson, self.contact),
            (order, self.salesperson, self.contact),
            (request, self.agent, self.contact),
        ):
            with self.subTest(document._name):
                action = document.with_user(user).action_crm_log_interaction()
                Interaction = self.env["crm.interaction"].with_user(user)
                view = action["view_id"][0]
                form = Form(Interaction.with_context(**action["context"]), view)
                form.name = "Price of seals"
                interaction = form.save()
                self.assertEqual(interaction.partner_id, contact)
                is_partner = document._name == "res.partner"
                about = (False, 0) if is_partner else (document._name, document.id)
                self.assertEqual((interaction.res_model, interaction.res_id), about)

    def test_lead_without_customer(self):
        """A call to somebody unknown becomes the customer's once the lead has one."""
        lead = self.lead.copy({"partner_id": False})
        interaction = self._log(
            self.salesperson, partner_id=False, res_model="crm.lead", res_id=lead.id
        )
        self.assertFalse(interaction.customer_id)

        lead.with_user(self.salesperson).partner_id = self.contact

        self.assertEqual(interaction.partner_id, self.contact)
        self.assertEqual(interaction.customer_id, self.customer)

    def test_next_step_is_planned_once(self):
        """A next step becomes one activity, which follows when the date is moved."""
        interaction = self._log(
            self.salesperson,
            res_model="crm.lead",
            res_id=self.lead.id,
            next_step="Send the offer",
            next_step_date="2026-03-12",
        )

        interaction.next_step_date = "2026-03-13"
        interaction.note = "Likes it"

        [activity] = self.lead.activity_ids
        self.assertEqual(activity.summary, "Send the offer")
        self.assertEqual(str(activity.date_deadline), "2026-03-13")
        self.assertEqual(activity.user_id, self.salesperson)

    def test_next_step_after_the_first_is_done(self):
        """Once it is done, a new date plans a new step and leaves the old one done."""
        interaction = self._log(self.agent, next_step_date="2026-03-12")
        [first] = self.contact.activity_ids
        first.action_done()

        interaction.next_step_date = "2026-03-19"

        [second] = self.contact.activity_ids
        self.assertNotEqual(second, first)
        self.assertEqual(str(first.date_deadline), "2026-03-12")

    def test_next_step_on_the_contact(self):
        """An agent who may not change contacts plans what follows all the same."""
        self.assertFalse(self.contact.with_user(self.agent).has_access("write"))

        self._log(self.agent, next_step="Call again", next_step_date="2026-03-12")

        self.assertEqual(self.contact.activity_ids.summary, "Call again")

    def test_bad_input(self):
        """What makes no sense is refused in words, and nothing is logged."""
        for values, words in (
            ({"partner_id": False}, "whom did you talk to"),
            ({"date_start": "2026-03-10 12:00:01"}, "lies in the future"),
            ({"duration": -1}, "correct its duration"),
            ({"next_step": "Call"}, "Say when the next step"),
        ):
            with self.subTest(**values), self.assertRaisesRegex(ValidationError, words):
                self._log(self.agent, **values)

    def test_foreign_and_hidden_documents(self):
        """Nothing is logged about what one can't read, what is gone, or no document."""
        hidden = self._create_request(team_id=self._create_team("Hidden").id)
        for model, res_id, error in (
            ("crm.service.request", hidden.id, AccessError),
            ("res.country", self.env.ref("base.cn").id, UserError),
            ("no.such.model", 1, UserError),
        ):
            with self.subTest(model), self.assertRaises(error):
                self._log(self.agent, res_model=model, res_id=res_id)

    def test_hidden_document_has_no_name(self):
        """Who may not read the document reads the interaction without its name."""
        request = self._create_request()
        interaction = self._log(self.agent, res_model=request._name, res_id=request.id)
        reader = self._create_user(
            "test.reader", "crm_extended.crm_extended_group_agent"
        )

        self.env.invalidate_all()
        self.assertEqual(interaction.document_name, request.display_name)
        hidden = interaction.with_user(reader)
        self.assertFalse(hidden.document_name)
        with self.assertRaises(AccessError):
            hidden.action_open_document()

    def test_deleted_document(self):
        """The talk stays when what it was about is deleted."""
        order = self.env["sale.order"].create({"partner_id": self.contact.id})
        interaction = self._log(res_model=order._name, res_id=order.id)

        order.unlink()

        self.assertFalse(interaction.document_name)

    def test_own_customers(self):
        """A salesperson reads what others talked about with the own customers."""
        own = self._log(self.agent)
        foreign = self._log(self.agent, partner_id=self._create_customer("Other").id)
        self.customer.user_id = self.salesperson

        readable = self.env["crm.interaction"].with_user(self.salesperson).search([])

        self.assertIn(own, readable)
        self.assertNotIn(foreign, readable)

    def test_count_on_partners(self):
        """Customers count the talks of all their contacts, a contact its own."""
        self._log(self.agent)
        self._log(self.agent, partner_id=self.customer.id)
        partners = (self.customer | self.contact).with_user(self.agent)
        partners.mapped("crm_interaction_count")

        self.env.invalidate_all()
        partners.mapped("commercial_partner_id")
        with self.assertQueryCount(2):
            counts = partners.mapped("crm_interaction_count")
        self.assertEqual(counts, [2, 1])

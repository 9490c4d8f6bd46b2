from odoo import Command
from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

WIZARD = "base.partner.merge.automatic.wizard"

# Tables of other modules with a customer in a unique key. Their rows say "this one,
# too": where both customers have one, the source's goes and nothing is lost.
LINKS = {
    "mail_followers": "who follows a document",
    "mail_notification": "who was told of a message",
    "discuss_channel_member": "who is in a channel",
    "mail_message_reaction": "who reacted to a message",
    "calendar_filters": "whose calendar a colleague looks at",
    "res_users_settings_volumes": "how loud a colleague hears somebody",
    "res_partner_bank": "one bank account: merged by Odoo before all else",
}


@tagged("post_install", "-at_install")
class TestCustomerMerge(CrmExtendedCase):
    """One customer out of two, by Odoo's own merge, with nothing lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._create_user(
            "test.clerk",
            "base.group_partner_manager,crm_extended.crm_extended_group_agent",
        )
        cls.target = cls._create_customer(
            "Nordwind Pumpen GmbH", is_company=True, phone="+49 561 111"
        )
        cls.source = cls._create_customer(
            "Nordwind Pumps",
            is_company=True,
            phone="+49 561 222",
            email="info@nordwind.example.com",
            website="https://nordwind.example.com",
        )
        cls.pair = cls.env["crm.duplicate"]._find_for(cls.target)

    def _merge(self, pair=None, user=None, keep=None):
        """Press the buttons: keep this one, then merge."""
        pair = (pair or self.pair).with_user(user or self.clerk)
        is_first = pair.partner_id == (keep or self.target)
        action = pair.action_keep_partner() if is_first else pair.action_keep_other()
        Wizard = self.env[WIZARD].with_user(user or self.clerk)
        wizard = Form(Wizard.with_context(action["context"])).save()
        return wizard.action_merge()

    def _merge_two(self, source, target, user=None):
        """Merge as from the list of contacts, without a pair."""
        Wizard = self.env[WIZARD].with_user(user or self.env.user)
        values = {
            "partner_ids": [Command.set((source | target).ids)],
            "dst_partner_id": target.id,
        }
        return Wizard.create(values).action_merge()

    def test_merged(self):
        """The pair becomes one customer with what only the other one had."""
        action = self._merge()

        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertFalse(self.source.exists())
        self.assertRecordValues(
            self.target,
            [
                {
                    "name": "Nordwind Pumpen GmbH",
                    "phone": "+49 561 111",
                    "email": "info@nordwind.example.com",
                    "website": "https://nordwind.example.com",
                }
            ],
        )
        self.assertRecordValues(
            self.pair,
            [
                {
                    "partner_id": self.target.id,
                    "other_id": False,
                    "state": "merged",
                    "decided_user_id": self.clerk.id,
                }
            ],
        )

    def test_snapshot(self):
        """What gave way can be read later, on the customer and in a list."""
        source_id = self.source.id
        self._merge()

        log = self.env["crm.merge.log"].with_user(self.clerk).search([], limit=1)
        self.assertRecordValues(
            log,
            [
                {
                    "name": "Nordwind Pumps",
                    "former_id": source_id,
                    "partner_id": self.target.id,
                    "user_id": self.clerk.id,
                }
            ],
        )
        self.assertIn("Phone: +49 561 222 (kept: +49 561 111)", log.lost)
        self.assertIn("Name: Nordwind Pumps (kept: Nordwind Pumpen GmbH)", log.lost)
        self.assertNotIn("Email:", log.lost)
        self.assertIn("Email: info@nordwind.example.com", log.snapshot)
        self.assertIn("Is a Company: Yes", log.snapshot)
        # what Odoo gives to every customer is no trait of this one
        self.assertNotIn("Account Receivable", log.snapshot)
        self.assertNotIn("Employee", log.snapshot)
        self.assertNotIn("ID: ", log.lost)
        bodies = " ".join(self.target.message_ids.mapped("body"))
        self.assertIn("+49 561 222", bodies)

    def test_snapshot_is_escaped(self):
        """Markup in a value of the merged customer stays text in the note."""
        self.source.city = "<img src=x onerror=alert(1)>"
        self.target.city = "Kassel"
        self._merge()

        bodies = " ".join(self.target.message_ids.mapped("body"))
        self.assertIn("&lt;img src=x", bodies)
        self.assertNotIn("<img src=x", bodies)

    def test_snapshot_tells_no_secrets(self):
        """A field that not everybody may read is in no snapshot."""
        field = self.source._fields["signup_type"]
        self.assertTrue(field.groups)
        told = dict(self.env[WIZARD]._crm_get_told_fields())

        self.assertNotIn("signup_type", told)
        self.assertIn("phone", told)

    def test_our_records_follow(self):
        """Requests, equipment and their customer are the kept customer's."""
        contact = self._create_customer("Uwe", parent_id=self.source.id)
        own = self._create_request(partner_id=self.source.id)
        by_contact = self._create_request(partner_id=contact.id)
        equipment = self.env["crm.equipment"].create(
            {"name": "P200-1", "partner_id": self.source.id}
        )

        self._merge()

        self.assertEqual(own.partner_id, self.target)
        self.assertEqual(by_contact.partner_id, contact)
        self.assertEqual((own | by_contact).customer_id, self.target)
        self.assertEqual(contact.commercial_partner_id, self.target)
        self.assertEqual(equipment.customer_id, self.target)

    def test_profiles(self):
        """Figures of the merged customer go, and those of the kept one are due."""
        Profile = self.env["crm.customer.profile"]
        Touch = self.env["crm.customer.touch"]
        for partner, company in (
            (self.source, self.company),
            (self.source, self.other_company),
            (self.target, self.company),
        ):
            Profile.create({"partner_id": partner.id, "company_id": company.id})

        self._merge()
        Touch._write_touched()

        profiles = Profile.search([("partner_id", "=", self.target.id)])
        self.assertEqual(profiles.company_id, self.company)
        touched = Touch.search([("partner_id", "=", self.target.id)])
        self.assertEqual(touched.company_id, self.company | self.other_company)

    def test_followers_survive(self):
        """Who follows one document twice leaves the others in place.

        Odoo alone deletes every follower row of the source on one overlap.
        """
        both = self._create_request()
        only_source = self._create_request()
        both.message_subscribe((self.source | self.target).ids)
        only_source.message_subscribe(self.source.ids)
        self.target.message_subscribe(self.agent.partner_id.ids)
        self.source.message_subscribe((self.agent | self.leader).partner_id.ids)

        self._merge()

        for request in both | only_source:
            self.assertIn(self.target, request.message_partner_ids)
        followers = self.target.message_partner_ids
        self.assertLessEqual((self.agent | self.leader).partner_id, followers)
        log = self.env["crm.merge.log"].search([], limit=1)
        self.assertIn("Followers: 1 that both had", log.lost)

    def test_other_pairs(self):
        """Decisions about the merged customer hold for the one that is kept."""
        third = self._create_customer("Nordwind Pumpenbau", is_company=True)
        fourth = self._create_customer("Nordwind Pumpen Kassel", is_company=True)
        Duplicate = self.env["crm.duplicate"]

        def create(one, other, state):
            values = {"partner_id": one.id, "other_id": other.id, "state": state}
            return Duplicate.create({"name": "Pair"} | values)

        Duplicate.search([]).unlink()
        self.pair = create(self.source, self.target, "open")
        known = create(self.source, third, "different")
        open_twin = create(self.target, third, "open")
        moved = create(fourth, self.source, "open")

        self._merge()

        self.assertFalse(known.exists())
        self.assertEqual(open_twin.state, "different")
        self.assertEqual(moved.partner_id | moved.other_id, self.target | fourth)
        self.assertEqual(moved.state, "open")

    def test_merged_again(self):
        """What was kept of a merged customer follows when that one is merged, too."""
        self._merge()
        last = self._create_customer("Nordwind AG", is_company=True)

        self._merge_two(self.target, last)

        logs = self.env["crm.merge.log"].search([("partner_id", "=", last.id)])
        self.assertEqual(
            set(logs.mapped("name")), {"Nordwind Pumps", "Nordwind Pumpen GmbH"}
        )
        self.assertEqual(self.pair.partner_id, last)

    def test_itself(self):
        """A customer is not merged with itself."""
        with self.assertRaisesRegex(UserError, "can't be merged with itself"):
            self._merge_two(self.source, self.source)

    def test_family(self):
        """A customer is not merged with its own contact, at whatever level."""
        child = self._create_customer("Site", parent_id=self.source.id, is_company=True)
        grandchild = self._create_customer("Uwe", parent_id=child.id)

        for relative in (child, grandchild):
            with self.assertRaisesRegex(UserError, "belong to one another"):
                self._merge_two(relative, self.source)
            with self.assertRaisesRegex(UserError, "belong to one another"):
                self._merge_two(self.source, relative)

    def test_two_companies(self):
        """Customers of two of our companies are not merged."""
        self.source.company_id = self.company
        self.target.company_id = self.other_company

        with self.assertRaisesRegex(UserError, "two companies of yours"):
            self._merge_two(self.source, self.target)

    def test_company_of_ours(self):
        """The contact of one of our companies is not merged."""
        with self.assertRaisesRegex(UserError, "a company of yours"):
            self._merge_two(self.source, self.other_company.partner_id)

    def test_colleague(self):
        """A clerk can't merge a colleague's contact, and so take over the login."""
        self.agent.partner_id.write({"email": self.source.email})

        with self.assertRaisesRegex(UserError, "a colleague's contact"):
            self._merge_two(self.agent.partner_id, self.source, user=self.clerk)

    def test_portal_login_needs_one_address(self):
        """A clerk merges a customer's login only where the address is the same."""
        portal = self.users["portal"].partner_id
        portal.write({"name": "Nordwind Pumps", "email": "her@example.com"})
        pair = self.env["crm.duplicate"].create(
            {
                "name": "Pair",
                "partner_id": portal.id,
                "other_id": self.source.id,
            }
        )

        with self.assertRaisesRegex(UserError, "must have the same email"):
            self._merge(pair, keep=self.source)

        self.source.email = "her@example.com"
        self._merge(pair, keep=self.source)
        self.assertEqual(self.users["portal"].partner_id, self.source)

    def test_other_addresses_without_a_pair(self):
        """Outside the queue, Odoo's check of the e-mail address is in force."""
        with self.assertRaisesRegex(UserError, "must have the same email"):
            self._merge_two(self.source, self.target, user=self.clerk)

    def test_pair_is_not_a_key(self):
        """The pair in the context lets nobody merge other customers by it."""
        victim = self._create_customer("Victim", email="victim@example.com")
        Wizard = self.env[WIZARD].with_user(self.clerk)
        wizard = Wizard.with_context(crm_duplicate_id=self.pair.id).create(
            {
                "partner_ids": [Command.set((victim | self.source).ids)],
                "dst_partner_id": self.source.id,
            }
        )

        with self.assertRaisesRegex(UserError, "merged or changed by somebody else"):
            wizard.action_merge()

    def test_too_late(self):
        """Who merges a pair that was merged meanwhile reads one sentence."""
        action = self.pair.with_user(self.clerk).action_merge()
        Wizard = self.env[WIZARD].with_user(self.clerk)
        late = Form(Wizard.with_context(action["context"])).save()
        self._merge()

        with self.assertRaises(UserError):
            late.action_merge()
        with self.assertRaisesRegex(UserError, "merged already"):
            self.pair.with_user(self.clerk).action_merge()

    def test_every_unique_key_is_known(self):
        """No table with a customer in a unique key is left to Odoo's deleting.

        A model of ours has ``_merge_customers``; a link of another module is named in
        this file.
        """
        tables = {key["table"] for key in self.env[WIZARD]._crm_get_unique_keys()}
        hooked = {
            self.env[name]._table
            for name in self.env.registry
            if hasattr(self.env[name], "_merge_customers")
        }

        self.assertIn("crm_duplicate", tables)
        self.assertIn("mail_followers", tables)
        self.assertFalse(tables - hooked - set(LINKS))

    def test_links_are_there(self):
        """Each table that is named here as a link has such a key."""
        tables = {key["table"] for key in self.env[WIZARD]._crm_get_unique_keys()}

        self.assertLessEqual(set(LINKS), tables)

    def test_archived_bank_account(self):
        """An account that both have, archived with one of them, is one afterwards."""
        Bank = self.env["res.partner.bank"]
        kept = Bank.create({"acc_number": "DE1", "partner_id": self.target.id})
        gone = Bank.create({"acc_number": "DE 1", "partner_id": self.source.id})
        gone.active = False

        self._merge()

        self.assertEqual(self.target.bank_ids, kept)
        self.assertFalse(gone.exists())

    def test_unique_index_without_constraint(self):
        """A unique index, which Odoo's merge does not see, stops no merge."""
        self.env.cr.execute(
            """
            CREATE TABLE crm_test_visit (
                id serial PRIMARY KEY, day date, note text, active boolean,
                partner_id integer REFERENCES res_partner
            );
            CREATE UNIQUE INDEX ON crm_test_visit (partner_id, (coalesce(note, '')))
             WHERE active;
            """
        )
        rows = [
            (self.source.id, "same", True),
            (self.target.id, "same", True),
            (self.source.id, "other", True),
            (self.source.id, "same", False),
        ]
        for row in rows:
            self.env.cr.execute(
                "INSERT INTO crm_test_visit (partner_id, note, active)"
                " VALUES (%s, %s, %s)",
                row,
            )

        self._merge()

        self.env.cr.execute("SELECT partner_id, note, active FROM crm_test_visit")
        target = self.target.id
        self.assertCountEqual(
            self.env.cr.fetchall(),
            [(target, "same", True), (target, "other", True), (target, "same", False)],
        )

from datetime import timedelta

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

JOB = "crm_extended.ir_cron_find_duplicates"


@tagged("post_install", "-at_install")
class TestDuplicates(CrmExtendedCase):
    """Who meets whom, what is shown about it, and what is remembered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._create_user(
            "test.clerk",
            "base.group_partner_manager,crm_extended.crm_extended_group_agent",
        )
        cls.one = cls._create_company_customer("上海鼎泰贸易有限公司")
        cls.two = cls._create_company_customer("鼎泰（上海）貿易有限責任公司")

    @classmethod
    def _create_company_customer(cls, name, **values):
        return cls._create_customer(name, is_company=True, **values)

    def _find(self, *partners):
        partners = self.env["res.partner"].union(*partners) if partners else self.one
        return self.env["crm.duplicate"]._find_for(partners)

    def _run_job(self, stop_after=None, **kwargs):
        """Run the job; it is told to stop when it has reported so many times."""
        reports = []

        def report(_cron, *args, **values):
            reports.append((args, values))
            is_over = stop_after and len(reports) >= stop_after
            return 0 if is_over else timedelta.max.total_seconds()

        self.patch(self.env.registry["ir.cron"], "_commit_progress", report)
        self.env["crm.duplicate"]._cron_find(**kwargs)
        return reports

    def test_found(self):
        """A customer entered twice is one pair, with a score and its reasons."""
        pair = self._find()

        self.assertRecordValues(
            pair,
            [
                {
                    "partner_id": self.one.id,
                    "other_id": self.two.id,
                    "reasons": ",name,",
                    "state": "open",
                }
            ],
        )
        self.assertGreaterEqual(pair.score, 60)
        [chip] = pair.with_context(lang="en_US").reason_chips
        self.assertEqual(chip, {"label": "Same name", "is_for": True})

    def test_found_once(self):
        """Looked for again, from either side or by the job, it stays one pair."""
        pair = self._find(self.one)

        self.assertEqual(self._find(self.two), pair)
        self._run_job()
        self.assertEqual(self._find(self.one, self.two), pair)

    def test_vat_phone_email(self):
        """One VAT number, phone or mailbox makes a pair, however it is written."""
        for field, (left, right) in {
            "vat": ("DE 811-234.567", "DE811234567"),
            "phone": ("+49 561 12345", "0049 (561) 12345"),
            "email": ("Office@Example.com", "office@example.com"),
        }.items():
            with self.subTest(field):
                name = field.title()
                one = self._create_company_customer(f"Alpha{name}", **{field: left})
                other = self._create_company_customer(f"{name}Omega", **{field: right})

                [pair] = self._find(one)

                self.assertEqual(pair.other_id, other)
                self.assertEqual(pair.reasons, f",{field},")

    def test_shared_phone(self):
        """The switchboard of five makes no pair, nor does a free mail domain."""
        tenants = [
            self._create_company_customer(
                name, phone="+49 561 999", email=f"{name.lower()}@qq.com"
            )
            for name in ("Alpha", "Omega", "Delta", "Gamma", "Sigma")
        ]

        self.assertFalse(self._find(*tenants))

    def test_renamed(self):
        """A pair that is none any longer leaves the queue; a decided one stays."""
        pair = self._find()
        pair.with_user(self.clerk).action_not_duplicate()
        third = self._create_company_customer("鼎泰贸易有限公司")
        self.assertEqual(len(self._find(third)), 2)

        third.name = "宏远贸易有限公司"

        self.assertFalse(self._find(third))
        self.assertTrue(pair.exists())

    def test_remembered(self):
        """What is no duplicate does not come back, until that is taken back."""
        pair = self._find().with_user(self.clerk)

        pair.action_not_duplicate()
        self.assertFalse(self._find())
        self._run_job()

        self.assertRecordValues(
            pair, [{"state": "different", "decided_user_id": self.clerk.id}]
        )
        # not even where more speaks for it than on the day of the decision
        score = pair.score
        (self.one | self.two).write({"phone": "+49 561 777", "city": "上海"})
        self._run_job()
        self.assertGreater(pair.score, score)
        self.assertEqual(pair.state, "different")
        pair.action_reopen()
        self.assertRecordValues(pair, [{"state": "open", "decided_user_id": False}])

    def test_decided_twice(self):
        """Who decides on a pair that somebody else decided on is told so."""
        pair = self._find()
        pair.action_not_duplicate()

        with self.assertRaisesRegex(UserError, "decided by somebody else"):
            pair.action_not_duplicate()

    def test_not_customers(self):
        """Contacts, colleagues, our own companies and archived customers don't meet."""
        colleague = self.users["agent"].partner_id
        colleague.write({"name": "Nordwind Pumpen GmbH", "is_company": True})
        child = self._create_customer("Nordwind Pumpen", parent_id=self.customer.id)
        gone = self._create_company_customer("Nordwind Pumpen AG", active=False)
        ours = self.env["res.company"].create({"name": "Nordwind Pumpen KG"})
        here = self._create_company_customer("Nordwind Pumps")

        self.assertFalse(self._find(here, colleague, child, gone, ours.partner_id))

    def test_companies(self):
        """Customers of two of our companies are no pair; a shared one may be."""
        self.one.company_id = self.company
        self.two.company_id = self.other_company
        self.assertFalse(self._find())

        self.one.company_id = False
        pair = self._find()

        self.assertEqual(pair.company_id, self.other_company)
        self.assertFalse(pair.with_user(self.clerk).search([("id", "=", pair.id)]))
        with self.assertRaises(AccessError):
            pair.with_user(self.clerk).action_not_duplicate()

    def test_moved_to_another_company(self):
        """A pair is out of sight at once when a customer moves out of sight."""
        pair = self._find().with_user(self.clerk)
        self.assertTrue(pair.search([("id", "=", pair.id)]))

        self.two.company_id = self.other_company

        self.assertFalse(pair.search([("id", "=", pair.id)]))

    def test_job_makes_nothing_else(self):
        """The job finds the pair, and makes no activity and no message."""
        models = ("mail.activity", "mail.message", "mail.mail")
        before = [self.env[model].search_count([]) for model in models]

        self._run_job()

        pair = self.env["crm.duplicate"].search([("partner_id", "=", self.one.id)])
        self.assertEqual(pair.other_id, self.two)
        after = [self.env[model].search_count([]) for model in models]
        self.assertEqual(after, before)

    def test_job_goes_on(self):
        """A job that was stopped goes on behind what it has done, then begins anew."""
        self._create_company_customer("Kaltenbach Pumpen AG")
        self._create_company_customer("Kaltenbach Pumps")
        Duplicate = self.env["crm.duplicate"]
        self.env["crm.duplicate"].search([]).unlink()

        stopped = self._run_job(stop_after=2, batch_size=1)
        first = Duplicate.search([])
        resumed = self._run_job(batch_size=1)
        everything = Duplicate.search([])
        reports = self._run_job()

        self.assertEqual(len(first), 1)
        self.assertGreater(len(everything), 1)
        self.assertEqual(first.other_id.id, min(everything.other_id.ids))
        self.assertEqual(Duplicate.search([]), everything)
        todo = stopped[0][1]["remaining"]
        self.assertGreaterEqual(todo, 2)
        self.assertEqual(resumed[0][1]["remaining"], todo - 1)
        self.assertEqual(reports[0][1]["remaining"], todo)

    def test_job_rewrites_nothing(self):
        """A second run leaves the rows as they are, and uses up no ids."""
        self._run_job()
        pairs = self.env["crm.duplicate"].search([])
        versions = self._get_row_versions()

        self._run_job()

        self.assertEqual(self._get_row_versions(), versions)
        newest = self.env["crm.duplicate"].create(
            {"name": "x", "partner_id": self.customer.id, "other_id": self.two.id}
        )
        self.assertEqual(newest.id, max(pairs.ids) + 1)

    def _get_row_versions(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT id, xmin::text, ctid::text FROM crm_duplicate")
        return sorted(self.env.cr.fetchall())

    def test_hostile_names(self):
        """Names made to break something are compared like any other."""
        names = ["'; DROP TABLE crm_duplicate; --", "%(x)s %s", "()（）", "ａ" * 5000]
        names += ["{}", "\\", "公司", "👍", "<b>鼎泰</b>"]
        partners = [self._create_company_customer(name) for name in names for _ in "ab"]

        pairs = self._find(*partners)

        self.assertIn("<b>鼎泰</b> / <b>鼎泰</b>", pairs.mapped("name"))
        self.assertFalse([pair for pair in pairs if pair.partner_id.name == "公司"])

    def test_keys_follow_the_name(self):
        """The stored key is that of the name, also where it is filled by statement."""
        self.assertEqual(self.two.crm_name_key, "鼎泰")
        self.one.name = "Rittershausen Hydraulik GmbH"
        expected = [("rittershausen", "ritt", "usen")]
        self.assertEqual(self._get_keys(self.one), expected)
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET crm_name_key = NULL")

        self.env["res.partner"]._crm_fill_name_keys()
        self.env.invalidate_all()

        self.assertEqual(self._get_keys(self.one), expected)

    def _get_keys(self, partner):
        return [(partner.crm_name_key, partner.crm_name_head, partner.crm_name_tail)]

    def test_queries(self):
        """To look for one's likes takes as many queries among 5 as among 60."""
        counts = []
        for number in (5, 60):
            for index in range(number):
                self._create_company_customer(f"Nordwind {number} {index} Pumpen")
            fresh = self._create_company_customer(f"Zephyr {number} GmbH")
            self._create_company_customer(f"Zephyr {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._find(fresh)
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 16)

    def test_comparison(self):
        """Side by side, what differs is marked, and what each owns is counted."""
        self.one.write({"city": "上海", "phone": "+86 21 6111 2233"})
        self.two.write({"city": "上海"})
        self._create_request(partner_id=self.two.id)
        for day in ("2026-02-03 09:00:00", "2026-03-04 09:00:00"):
            values = {"name": "Call", "partner_id": self.two.id, "date_start": day}
            self.env["crm.interaction"].create(values)
        pair = self._find().with_user(self.clerk)

        comparison = pair.comparison

        rows = {row["label"]: row for row in comparison["rows"]}
        self.assertFalse(rows["City"]["differs"])
        self.assertTrue(rows["Phone"]["differs"])
        self.assertTrue(rows["Name"]["differs"])
        counts = {row["label"]: row["texts"] for row in comparison["counts"]}
        self.assertEqual(counts["Service Requests"], [0, 1])
        self.assertEqual(counts["Contacts"], [0, 0])
        self.assertEqual(counts["Last Contact"], ["", "2026-03-04"])
        self.assertNotIn("Invoices", counts)

    def test_comparison_of_other_companies(self):
        """What a customer owns in another company of ours is not counted."""
        team = self._create_team("外部", company=self.other_company)
        self._create_request(
            partner_id=self.two.id, company_id=self.other_company.id, team_id=team.id
        )

        comparison = self._find().with_user(self.clerk).comparison

        counts = {row["label"]: row["texts"] for row in comparison["counts"]}
        self.assertEqual(counts["Service Requests"], [0, 0])

    def test_keep_who_has_more(self):
        """The customer with more records is proposed to be kept, else the older one."""
        pair = self._find().with_user(self.clerk)
        self.assertEqual(
            pair.action_merge()["context"]["crm_keep_partner_id"], self.one.id
        )

        self._create_request(partner_id=self.two.id)

        self.assertEqual(
            pair.action_merge()["context"]["crm_keep_partner_id"], self.two.id
        )
        keep = pair.action_keep_partner()["context"]["crm_keep_partner_id"]
        self.assertEqual(keep, self.one.id)

    def test_selection_from_contacts(self):
        """Customers chosen in a list are looked at; a contact is its customer."""
        contact = self._create_customer("王", parent_id=self.one.id)

        action = contact.with_user(self.clerk).action_crm_find_duplicates()

        self.assertEqual(action["res_model"], "crm.duplicate")
        self.env["res.partner"].invalidate_model()
        self.assertEqual(self.one.with_user(self.clerk).crm_duplicate_count, 1)
        self.assertEqual(self.two.with_user(self.clerk).crm_duplicate_count, 1)

    def test_start_the_job(self):
        """Who decides on pairs may start the job; who only reads them may not."""
        job = self.env.ref(JOB)
        self.env["ir.cron.trigger"].search([]).unlink()
        with self.assertRaises(AccessError):
            self.env["crm.duplicate"].with_user(self.agent).action_find()

        self.env["crm.duplicate"].with_user(self.clerk).action_find()

        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]))

from odoo.addons.crm_extended.tests.customers.profile_common import ProfileCase
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

GAPS = [("crm_data_gap", "!=", False)]


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 09:00:00")
class TestDataQuality(ProfileCase):
    """What is missing of a customer's data, and goes when it is mended (CUS-15).

    Weights: salesperson 3, email 3, industry 1, and 2 for each of tax ID, phone,
    address and an email that can be reached.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.users["salesperson_all"]
        cls.industry = cls.env["res.partner.industry"].create({"name": "Breweries"})
        cls.complete = {
            "user_id": cls.salesperson.id,
            "industry_id": cls.industry.id,
            "vat": "/",
            "email": "office@nordwind.example",
            "phone": "+49 561 111",
            "street": "Kai 7",
            "city": "Kassel",
            "country_id": cls.env.ref("base.de").id,
        }
        cls.bare = cls._create_known("Bare GmbH")
        cls.half = cls._create_known(
            "Half GmbH", email="half@half.example", phone="+49 561 222"
        )
        cls.whole = cls._create_known("Whole GmbH", **cls.complete)
        cls.person = cls._create_known(
            "Maria Keller",
            **cls.complete | {"is_company": False, "vat": False, "industry_id": False},
        )
        cls._end_transaction()
        cls.Profile._refresh(cls.company)

    @classmethod
    def _create_known(cls, name, **values):
        """Return a company that was entered as a customer, and has no document yet."""
        return cls._create_customer(
            name, **{"is_company": True, "customer_rank": 1} | values
        )

    @classmethod
    def _end_transaction(cls):
        """Do what is done when a person's changes are committed."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.env.invalidate_all()

    def _mend(self, customer, **values):
        customer.with_user(self.salesperson).write(values)
        self._end_transaction()

    def _get_stored(self, customer, company=None):
        profile = self.Profile.search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", (company or self.company).id),
            ]
        )
        return profile.data_score, profile.data_gaps, profile.data_gap

    def _search(self, domain, user=None):
        customers = self.bare | self.half | self.whole | self.person
        Partner = self.env["res.partner"].with_user(user or self.salesperson)
        return Partner.search([("id", "in", customers.ids), *domain])

    def test_scores(self):
        """Each item counts by its weight, of what is asked for of this customer."""
        for customer, score, gaps, first in [
            (self.bare, 0, ",owner,email,vat,phone,address,industry,", "owner"),
            # 7 of 15: email, phone, and that it can be reached
            (self.half, 47, ",owner,vat,address,industry,", "owner"),
            (self.whole, 100, False, False),
            # industry and tax ID are asked for of companies alone
            (self.person, 100, False, False),
        ]:
            with self.subTest(customer.name):
                self.assertEqual(self._get_stored(customer), (score, gaps, first))
                self.assertFigures(
                    {"data_score": score, "data_gaps": gaps, "data_gap": first},
                    customer,
                )

    def test_each_item(self):
        """Each item is missed by itself, and a blank is none."""
        for name, value, code in [
            ("user_id", False, "owner"),
            ("industry_id", False, "industry"),
            ("vat", False, "vat"),
            ("email", "nobody at home", "email"),
            ("phone", " ", "phone"),
            ("street", False, "address"),
            ("city", " ", "address"),
            ("country_id", False, "address"),
            ("message_bounce", 1, "bounce"),
        ]:
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self._mend(self.whole, **{name: value})
                self.assertEqual(self._get_stored(self.whole)[1], f",{code},")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_list_empties(self):
        """A customer leaves the list at once when the last gap is closed."""
        self.assertEqual(self._search(GAPS), self.bare | self.half)
        gap = [("crm_data_gaps", "like", ",vat,")]
        self.assertEqual(self._search(gap), self.bare | self.half)

        self._mend(self.half, vat="/")
        self.assertEqual(self._search(gap), self.bare)
        self.assertEqual(self._search(GAPS), self.bare | self.half)

        self._mend(self.half, **self.complete)
        self.assertEqual(self._search(GAPS), self.bare)

    def test_group_by_gap(self):
        """The list is grouped by what weighs most of what is missing."""
        self._mend(self.half, user_id=self.salesperson.id)
        Partner = self.env["res.partner"].with_user(self.salesperson)
        domain = [("id", "in", (self.bare | self.half).ids)]

        groups = Partner._read_group(domain, ["crm_data_gap"], ["__count"])

        self.assertEqual(set(groups), {("owner", 1), ("vat", 1)})

    def test_new_address(self):
        """No mail has bounced yet from an address that is new."""
        self._mend(self.whole, message_bounce=3)
        self._mend(self.whole, email="Office <OFFICE@nordwind.example>")
        self.assertEqual(self._get_stored(self.whole)[2], "bounce")

        self._mend(self.whole, email="new@nordwind.example")

        self.assertEqual(self.whole.message_bounce, 0)
        self.assertFalse(self._get_stored(self.whole)[2])

    def test_blacklist(self):
        """An address on the blacklist is a gap until it is taken off."""
        entry = self.env["mail.blacklist"].create({"email": self.whole.email})
        self._end_transaction()
        self.assertEqual(self._get_stored(self.whole)[2], "bounce")

        entry.active = False
        self._end_transaction()
        self.assertFalse(self._get_stored(self.whole)[2])

    def test_former_colleague(self):
        """A salesperson who has left looks after nobody."""
        self.salesperson.active = False
        self.env.flush_all()
        self.Profile._refresh(self.company)
        self.assertEqual(self._get_stored(self.whole)[2], "owner")

    def test_weights(self):
        """What the company does not ask for is no gap; the list follows at once."""
        self.company.write({"crm_data_weight_owner": 0, "crm_data_weight_vat": 9})
        self.env.invalidate_all()

        # 7 of 19: email, phone and reachable; tax ID, address and industry are missing
        self.assertEqual(
            self._get_stored(self.half), (37, ",vat,address,industry,", "vat")
        )
        self.company.write(
            {
                name: 0
                for name in self.company._fields
                if name.startswith("crm_data_weight_")
            }
        )
        self.env.invalidate_all()
        self.assertEqual(self._get_stored(self.bare), (100, False, False))

    def test_weights_of_another_company(self):
        """Each company asks for what it needs."""
        self.Profile._refresh(self.other_company, self.half)
        self.other_company.write({"crm_data_weight_vat": 0})
        self.env.invalidate_all()

        theirs = self._get_stored(self.half, self.other_company)
        self.assertEqual(theirs[1], ",owner,address,industry,")
        self.assertIn(",vat,", self._get_stored(self.half)[1])
        self._mend(self.half, user_id=self.salesperson.id)
        theirs = self._get_stored(self.half, self.other_company)
        self.assertEqual(theirs[1], ",address,industry,")

    def test_no_customers(self):
        """Colleagues, our companies, contacts and the archived are not asked for."""
        contact = self._create_customer("Uwe", parent_id=self.bare.id)
        partners = self.agent.partner_id | self.company.partner_id | contact
        self.bare.active = False
        self.env.flush_all()
        self.Profile._refresh(self.company, partners | self.bare)

        for partner in partners | self.bare:
            with self.subTest(partner.name):
                self.assertFalse(self._get_stored(partner)[2])

    def test_customer_of_another_company(self):
        """Who is a customer of the other company alone is not ours to complete."""
        theirs = self._create_known("Theirs", company_id=self.other_company.id)
        self.env.flush_all()
        self.Profile._refresh(self.company, theirs)
        self.assertEqual(self._get_stored(theirs), (0, False, False))

    def test_unknown(self):
        """Who is neither marked as a customer nor has a document gets no profile."""
        vendor = self._create_customer("Vendor AG", is_company=True)
        self.env.flush_all()
        self.Profile._refresh(self.company)
        self.assertFalse(self.Profile.search([("partner_id", "=", vendor.id)]))

    def test_new_customer(self):
        """A customer that is entered is due at the next refresh, without a document."""
        new = self._create_known("New GmbH")
        self._end_transaction()
        touched = self.env["crm.customer.touch"].search([("partner_id", "=", new.id)])
        self.assertEqual(touched.company_id, self.company)

    def test_form(self):
        """The form tells what is missing as of now, in the reader's language."""
        self.bare.user_id = self.salesperson
        self.env.flush_all()
        bare = self.bare.with_user(self.salesperson).with_context(lang="en_US")
        [values] = bare.web_read({"crm_data_chips": {}, "crm_data_score": {}})

        labels = [chip["label"] for chip in values["crm_data_chips"]]
        self.assertNotIn("Salesperson", labels)
        self.assertIn("Tax ID", labels)
        self.assertEqual(values["crm_data_score"], 23)

    def test_several_at_once(self):
        """Who completes several customers at once sees in the answer what is left."""
        several = (self.bare | self.half).with_user(self.salesperson)
        several.write(self.complete | {"vat": False})

        answer = several.web_read({"crm_data_chips": {}})

        gaps = [[chip["code"] for chip in row["crm_data_chips"]] for row in answer]
        self.assertEqual(gaps, [["vat"], ["vat"]])

    def test_rights(self):
        """Who does not look after customers learns nothing of their gaps."""
        for role in ("employee", "technician"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._search(GAPS, self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                self.bare.with_user(self.users[role]).read(["crm_data_gaps"])

    def test_queries(self):
        """What follows from a change costs as much for sixty customers as for five."""
        counts = []
        for number in (5, 60):
            customers = self.env["res.partner"].union(
                *[self._create_known(f"Many {number} {n}") for n in range(number)]
            )
            self._end_transaction()
            self.Profile._refresh(self.company, customers)
            customers.write({"phone": "+49 561 333"})
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["crm.customer.profile"]._update_changed_data()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertEqual(counts, [2, 2])

    def test_unchanged(self):
        """A change of something else, or to the same, writes no profile."""
        version = self._get_version(self.half)
        self._mend(self.half, comment="Calls back", vat=False)
        self.assertEqual(self._get_version(self.half), version)

    def _get_version(self, customer):
        self.env.cr.execute(
            "SELECT ctid, xmin FROM crm_customer_profile WHERE partner_id = %s",
            (customer.id,),
        )
        return self.env.cr.fetchall()

from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRequestSimilar(CrmExtendedCase):
    """What solved the same before is found, and taken over with a click (SRV-13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cause = cls.env["crm.feedback.category"].create(
            {"name": "Wear", "usage": "cause"}
        )
        cls.solved = cls._create_solved("The pump grinds", cause_id=cls.cause.id)
        cls.request = cls._create_request(
            "It is loud", description="<p>Something <b>grinds</b> at night.</p>"
        ).with_user(cls.agent)

    @classmethod
    def _create_solved(cls, name, resolution="Replace the bearing.", **values):
        values = {"resolution": resolution, "stage_id": cls.stage_solved.id} | values
        return cls._create_request(name, **values)

    def test_what_is_found(self):
        """Solved requests that share rare words, in English and in Chinese."""
        self._create_solved("Invoice is missing", "Sent again.")
        chinese = self._create_solved("二号泵漏水", "更换密封圈。")
        leak = self._create_request("机房的泵漏水了").with_user(self.agent)
        unlike = self._create_request("Calendar").with_user(self.agent)

        self.assertEqual(self.request.similar_request_ids, self.solved)
        self.assertEqual(leak.similar_request_ids, chinese)
        self.assertFalse(unlike.similar_request_ids)
        itself = self.solved.with_user(self.agent)
        self.assertNotIn(itself, itself.similar_request_ids)

    def test_by_what_solved_it(self):
        """The words of the resolution count as well, and of the description."""
        by_text = self._create_solved(
            "Noise", "Oil it.", description="<p>The gearbox hums</p>"
        )
        asked = self._create_request("Bearing, gearbox")

        found = asked.with_user(self.agent).similar_request_ids

        self.assertEqual(found, self.solved | by_text)

    def test_the_rarest_words_come_first(self):
        """What shares a rare word stands before what shares a common one; five do."""
        names = [f"Valve {n}" for n in range(4)] + [f"Pipe {n}" for n in range(3)]
        for name in names:
            self._create_solved(name, "Open it.")
        rare = self._create_solved("Valve of the cryostat", "Warm it up.")
        asked = self._create_request("Pipe, valve, cryostat").with_user(self.agent)

        found = asked.similar_request_ids

        self.assertEqual(found[0], rare)
        self.assertEqual(len(found), 5)
        self._create_solved("Valve 5", "Open it.")
        common = self._create_request("Which valve?").with_user(self.agent)
        self.assertFalse(common.similar_request_ids, "it is in most of them")

    def test_what_is_no_solution(self):
        """Open, merged, archived, wordless and foreign requests are not found."""
        other_team = self._create_team("Valves")
        self.agent.company_ids |= self.other_company
        foreign = self._create_team("Wells", self.agent, self.other_company)
        self._create_request("It grinds", resolution="Not yet.")
        self._create_solved("It grinds", resolution=" \n")
        self._create_solved("It grinds", active=False)
        theirs = self._create_solved("It grinds", team_id=other_team.id)
        self._create_solved("It grinds", team_id=foreign.id)
        merged = self._create_solved("It grinds")
        merged.action_merge_into(self.solved.id, other_customer=True)

        both = self.agent.company_ids.ids
        request = self.request.with_context(allowed_company_ids=both)
        self.assertEqual(request.similar_request_ids, self.solved)
        found = self.request.with_user(self.leader).similar_request_ids
        self.assertEqual(found, self.solved | theirs)

    def test_it_follows_the_request(self):
        """Reopened, it is none any more; solved again, it is one with its new words."""
        self.solved.stage_id = self.stage_progress
        self.request.invalidate_recordset(["similar_request_ids"])
        self.assertFalse(self.request.similar_request_ids)

        self.solved.write({"name": "Hum", "resolution": "Grinds no more."})
        self.solved.stage_id = self.stage_solved
        self.request.invalidate_recordset(["similar_request_ids"])
        self.assertEqual(self.request.similar_request_ids, self.solved)

    def test_take_over(self):
        """A click takes cause and resolution over; what is written already stays."""
        self._take_over()
        self.assertEqual(self.request.resolution, "Replace the bearing.")
        self.assertEqual(self.request.cause_id, self.cause)

        lack = self.cause.create({"name": "Lack of oil", "usage": "cause"})
        other = self._create_solved("It grinds", "Oil it.", cause_id=lack.id)
        for _click in "ab":
            self._take_over(other)
        self.assertEqual(self.request.resolution, "Replace the bearing.\nOil it.")
        self.assertEqual(self.request.cause_id, self.cause)

    def test_what_is_refused(self):
        """Without a resolution, a saved request, or the right to write: in words."""
        empty = self._create_solved("It grinds", False)
        with self.assertRaisesRegex(UserError, "no resolution"):
            self._take_over(empty)
        with self.assertRaisesRegex(UserError, "Save the request"):
            self.solved.with_user(self.agent).action_copy_solution()
        other_team = self._create_team("Valves")
        theirs = self._create_request("Theirs", team_id=other_team.id)
        solved = self.solved.with_user(self.agent)
        with self.assertRaises(AccessError):
            solved.with_context(active_request_id=theirs.id).action_copy_solution()
        hidden = self._create_solved("It grinds", team_id=other_team.id)
        with self.assertRaises(AccessError):
            self._take_over(hidden)

    def test_hostile_words(self):
        """Quotes, operators and markup in a subject are words, or nothing."""
        for subject in ("'); DROP", "a & !b | <-> :*", "\\' \\\\", "<b>grinds</b>"):
            with self.subTest(subject):
                asked = self._create_request(subject).with_user(self.agent)
                self.assertIn(len(asked.similar_request_ids), (0, 1))

    def _take_over(self, solved=None):
        solved = (solved or self.solved).with_user(self.agent)
        solved.with_context(active_request_id=self.request.id).action_copy_solution()

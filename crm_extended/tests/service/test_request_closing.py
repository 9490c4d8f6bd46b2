from odoo.addons.crm_extended.tests.common import CrmExtendedCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRequestClosing(CrmExtendedCase):
    """What a category asks for before its requests are closed (SRV-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Category = cls.env["crm.service.category"]
        cls.machines = Category.create({"name": "Machines", "requires_cause": True})
        cls.leaks = Category.create(
            {
                "name": "Leaks",
                "parent_id": cls.machines.id,
                "requires_resolution": True,
                "requires_equipment": True,
                "requires_lot": True,
            }
        )
        cls.cause = cls.env["crm.feedback.category"].create(
            {"name": "Worn seal", "usage": "cause"}
        )
        cls.pump = cls.env["product.product"].create(
            {"name": "P200", "is_storable": True, "tracking": "serial"}
        )
        cls.lot = cls.env["stock.lot"].create(
            {"name": "SN-1", "product_id": cls.pump.id}
        )
        cls.equipment = cls.env["crm.equipment"].create(
            {
                "name": "Pump in the cellar",
                "partner_id": cls.contact.id,
                "product_id": cls.pump.id,
            }
        )
        cls.stage_cancelled = cls.env.ref("crm_extended.crm_service_stage_cancelled")

    def test_all_that_is_missing_is_named_at_once(self):
        """One sentence names each missing field, those of the parent category too."""
        request = self._create_leak()

        with self.assertRaises(UserError) as refusal:
            request.action_solve()

        self.assertEqual(
            str(refusal.exception),
            f"Request {request.number} can't be closed yet: category “Machines / Leaks”"
            " asks for what is missing: Root Cause, Resolution, Equipment, Lot or"
            " Serial Number.",
        )

    def test_closed_with_all_that_is_asked_for(self):
        """What is given together with the stage counts, and empty words don't."""
        request = self._create_leak(equipment_id=self.equipment.id)
        solved = {
            "stage_id": self.stage_solved.id,
            "cause_id": self.cause.id,
            "resolution": " \n",
        }
        with self.assertRaisesRegex(UserError, "missing: Resolution, Lot or Serial"):
            request.write(solved)
        self.equipment.lot_id = self.lot

        request.write(solved | {"resolution": "New seal"})

        self.assertTrue(request.closed_at)

    def test_products_without_lots(self):
        """Equipment whose product has no lots needs none."""
        self.pump.tracking = "none"
        request = self._create_leak(
            equipment_id=self.equipment.id, cause_id=self.cause.id, resolution="Seal"
        )

        request.action_solve()

        self.assertTrue(request.closed_at)

    def test_several_at_once(self):
        """Of many requests closed together, each that lacks something is named."""
        requests = self._create_leak() | self._create_leak() | self._create_request()
        requests = requests.with_user(self.agent)

        with self.assertRaises(UserError) as refusal:
            requests.write({"stage_id": self.stage_solved.id})

        self.assertIn(requests[0].number, str(refusal.exception))
        self.assertIn(requests[1].number, str(refusal.exception))
        self.assertNotIn(requests[2].number, str(refusal.exception))

    def test_who_is_not_asked(self):
        """A mistake is cancelled, and the customer closes, whatever is missing."""
        cancelled, closed = self._create_leak(), self._create_leak()

        cancelled.stage_id = self.stage_cancelled
        closed.sudo()._close_from_web()

        self.assertTrue(cancelled.closed_at)
        self.assertTrue(closed.closed_at)

    def test_no_person_passes_over_the_rules(self):
        """What is said in the context of a call frees nobody from the rules."""
        request = self._create_leak().with_context(crm_closes_as_is=True)

        with self.assertRaises(UserError):
            request.action_solve()

    def test_rules_are_the_managers(self):
        """An agent does not lighten the rules."""
        with self.assertRaises(AccessError):
            self.leaks.with_user(self.agent).requires_lot = False

    def test_equipment_of_other_teams(self):
        """A technician's equipment counts though the agent may not see its lot."""
        self.equipment.lot_id = self.lot
        self.agent.group_ids -= self.env.ref("stock.group_stock_user")
        request = self._create_leak(
            equipment_id=self.equipment.id, cause_id=self.cause.id, resolution="Seal"
        )

        request.action_solve()

        self.assertTrue(request.closed_at)

    def test_category_in_a_circle(self):
        """A category that would be part of itself is refused in words."""
        for category in self.machines | self.leaks:
            with self.assertRaisesRegex(
                UserError, "can't be part of “Machines / Leaks”"
            ):
                category.parent_id = self.leaks

    def test_queries_of_closing_many(self):
        """Rules are read once, however many requests are closed."""
        few, many = (self._count_queries_of_closing(size) for size in (5, 60))

        self.assertLessEqual(many, few + 4)

    def _count_queries_of_closing(self, size):
        requests = self.env["crm.service.request"].create(
            [
                {
                    "name": "Leak",
                    "team_id": self.team.id,
                    "category_id": self.leaks.id,
                    "partner_id": self.contact.id,
                    "equipment_id": self.equipment.id,
                    "cause_id": self.cause.id,
                    "resolution": "Seal",
                }
                for _number in range(size)
            ]
        )
        self.equipment.lot_id = self.lot
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        requests.with_user(self.agent).write({"stage_id": self.stage_solved.id})
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _create_leak(self, **values):
        return self._create_request(
            user=self.agent, category_id=self.leaks.id, **values
        )

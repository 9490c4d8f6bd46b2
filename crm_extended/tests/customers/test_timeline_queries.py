from odoo.addons.crm_extended.tests.customers.timeline_common import TimelineCase
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestTimelineQueries(TimelineCase):
    """A page of the timeline asks the database the same, however much happened."""

    def test_does_not_grow(self):
        """Many events cost no more queries than few, and at most 15."""
        order = self._order()
        self._deliver(order)
        self._invoice(order)
        self._pay()

        self._happen(2)
        few = self._count_queries()
        self._happen(60)
        many = self._count_queries()

        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 15)

    def _happen(self, count):
        """Let each thing happen so many times, with messages on all documents."""
        partner = {"partner_id": self.contact.id, "name": "Seals"}
        user = {"user_id": self.agent.id}
        date = {"date_start": "2026-03-02 08:00:00"}
        self.env["crm.interaction"].create([partner | user | date] * count)
        leads = self.env["crm.lead"].create([partner | user] * count)
        requests = self.env["crm.service.request"].create(
            [partner | user | {"team_id": self.team.id}] * count
        )
        orders = self.env["sale.order"].create(
            [{"partner_id": self.contact.id}] * count
        )
        comment = self.env.ref("mail.mt_comment").id
        self.env["mail.message"].create(
            [
                {
                    "model": document._name,
                    "res_id": document.id,
                    "message_type": "comment",
                    "subtype_id": comment,
                    "author_id": author.id,
                    "body": "Where is it?",
                }
                for documents in (leads, requests, orders, self.customer)
                for document in documents
                for author in (self.contact, self.agent.partner_id)
            ]
        )

    def _count_queries(self):
        """Count what a running server asks: rights are known to it, records are not."""
        self._timeline()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        page = self._timeline()
        self.assertGreater(len(page["events"]), 15)
        return self.env.cr.sql_log_count - before

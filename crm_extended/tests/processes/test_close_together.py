"""Two people close one request at the same moment."""

from .common import ProcessCase


def open_request(env):
    """Prepare a request with a subrequest; report the id."""
    partner = env["res.partner"].create({"name": "Brewery", "email": "b@example.com"})
    values = {"name": "Leak", "partner_id": partner.id}
    request = env["crm.service.request"].create(values)
    request.create({**values, "parent_id": request.id})
    return request.id


def close(env, meet, request_id):
    """Close once the other process is about to; report the outcome like a server."""
    from odoo.exceptions import UserError
    from odoo.service.model import retrying

    request = env["crm.service.request"].browse(request_id)
    request.read(["closed_at"])
    meet()
    try:
        return retrying(lambda: request.action_answer_and_solve("It is tight"), env)
    except UserError as error:
        return str(error)


class TestCloseTogether(ProcessCase):
    """One answer closes a request with its subrequests once (SRV-10, SRV-11)."""

    # who comes second waits for the first, then looks again
    expected_log = (("odoo.sql_db", "could not serialize access"),)

    def test_one_request(self):
        """The first closes all; the second is told so, and the customer hears once."""
        request_id = self.run_script(open_request)
        with self.barrier() as meet:
            scripts = [
                self.start_script(close, meet, request_id, user="admin")
                for _person in "ab"
            ]
            outcomes = [script.value() for script in scripts]

        [told] = [outcome for outcome in outcomes if outcome is not True]
        self.assertRegex(told, "is closed already|is working on")
        rows = self.database.query(
            "SELECT request.closed_at IS NOT NULL, COALESCE(request.reopen_count, 0),"
            "       count(*) FILTER (WHERE message.body LIKE '%%It is tight%%'),"
            "       count(tracked.id)"
            "  FROM crm_service_request AS request"
            "  JOIN mail_message AS message ON message.res_id = request.id"
            "   AND message.model = 'crm.service.request'"
            "  LEFT JOIN mail_tracking_value AS tracked"
            "    ON tracked.mail_message_id = message.id"
            " GROUP BY request.id"
        )
        self.assertEqual(rows, [(True, 0, 1, 1)] * 2)

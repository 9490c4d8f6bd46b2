"""Two people of one company open a request at the same moment."""

from .common import ProcessCase


def open_request(env, meet, subject):
    """Open a request once the other process is ready to do the same."""
    Request = env["crm.service.request"]
    Request.search_count([])
    meet()
    request = Request.create({"name": subject})
    meet()
    return request.number


class TestRequestsTogether(ProcessCase):
    """Neither of two simultaneous requests is lost or shares its number."""

    def test_both_get_a_number(self):
        """Two transactions, neither of which sees the other's, draw two numbers."""
        with self.barrier() as meet:
            scripts = [
                self.start_script(open_request, meet, subject) for subject in "ab"
            ]
            numbers = {script.value() for script in scripts}

        rows = self.database.query("SELECT number FROM crm_service_request")
        self.assertEqual(len(numbers), 2)
        self.assertEqual({number for (number,) in rows}, numbers)

"""What follows from coming into a segment, by jobs that are killed or meet."""

from .common import ProcessCase

# more than are dealt with at once, so that they are left to the job
CUSTOMERS = 30


def add_segment(env, name, count, come_in=True):
    """Add a segment that tells the salespeople of its customers; let these come in."""
    env["res.partner"].create(
        [{"name": f"{name} {i}", "is_company": True} for i in range(count)]
    )
    segment = env["crm.customer.segment"].create(
        {
            "name": name,
            "domain": f"[('name', '=like', '{name} %')]",
            "tag_id": env["res.partner.category"].create({"name": name}).id,
            "activity_type_id": env.ref("mail.mail_activity_data_call").id,
        }
    )
    if come_in:
        segment._update_members()


def let_leave(env, name):
    """Let all customers of a segment leave it."""
    segment = env["crm.customer.segment"].search([("name", "=", name)])
    segment.domain = "[('name', '=', 'nobody')]"
    segment._update_members()


def do_actions(env):
    """Do what the job does."""
    env["crm.customer.segment.member"]._cron_do_actions()


def do_actions_together(env, meet):
    """Do what the job does, at the moment at which another process does the same.

    They meet before each customer, so that neither is done before the other began.
    """
    Cron = type(env["ir.cron"])
    original = Cron._commit_progress

    def commit_and_meet(crons, *args, **options):
        left = original(crons, *args, **options)
        meet()
        return left

    Cron._commit_progress = commit_and_meet
    env["crm.customer.segment.member"]._cron_do_actions()


def update(env, name, meet):
    """Let customers come in at the moment at which another process does the same."""
    from odoo.exceptions import UserError

    segment = env["crm.customer.segment"].search([("name", "=", name)])
    meet()
    try:
        segment.action_update()
        outcome = "updated"
    except UserError as error:
        outcome = str(error)
    # committed when both have tried
    meet()
    return outcome


def write_customer(env, name, meet):
    """Write a customer, and commit while the job is at work on it."""
    env["res.partner"].search([("name", "=", name)]).comment = "Call back"
    env.flush_all()
    meet()
    env.cr.commit()
    meet()


def do_actions_beside(env, name, meet):
    """Do what the job does; another process writes one of the customers meanwhile."""
    Member = type(env["crm.customer.segment.member"])
    original = Member._after_entry

    def meet_and_do(member):
        if member.partner_id.name == name:
            # our transaction has begun, and the other one ends in it
            meet()
            meet()
        original(member)

    Member._after_entry = meet_and_do
    env["crm.customer.segment.member"]._cron_do_actions()


def add_lists(env, name):
    """Add a segment with a mailing list, and addresses that are known in all ways."""
    mailing_list, other = env["mailing.list"].create([{"name": name}, {"name": "B"}])
    addresses = ("new", "opted.out", "elsewhere", False)
    env["res.partner"].create(
        [
            {
                "name": f"{name} {address}",
                "is_company": True,
                "email": address and f"{address}@example.com",
            }
            for address in addresses
        ]
    )
    out = env["mailing.contact"].create({"email": "Opted.Out@example.com"})
    out.subscription_ids = [
        (0, 0, {"list_id": mailing_list.id, "opt_out": True}),
    ]
    env["mailing.contact"].create(
        {"email": "elsewhere@example.com", "list_ids": other.ids}
    )
    env["crm.customer.segment"].create(
        {
            "name": name,
            "domain": f"[('name', '=like', '{name} %')]",
            "list_ref": f"mailing.list,{mailing_list.id}",
        }
    )


def update_often(env, name):
    """Let customers come in, leave and come in again; report who is on the lists.

    The last figure says how many contacts share the address.
    """
    segment = env["crm.customer.segment"].search([("name", "=", name)])
    domain = segment.domain
    for condition in (domain, "[('name', '=', 'nobody')]", domain):
        segment.domain = condition
        segment.action_update()
    contacts = env["mailing.contact"].search([("email", "=ilike", "%@example.com")])
    by_address = contacts.grouped("email_normalized")
    return sorted(
        [address, s.list_id.name, s.opt_out, len(same)]
        for address, same in by_address.items()
        for s in same.subscription_ids
    )


class ActionsCase(ProcessCase):
    """Counts what was done for the customers of a segment."""

    def _count_activities(self, name):
        """Return how many activities each customer has that has any."""
        rows = self.database.query(
            "SELECT count(*) FROM mail_activity activity"
            " JOIN res_partner partner ON partner.id = activity.res_id"
            " WHERE activity.res_model = 'res.partner' AND partner.name LIKE %s"
            " GROUP BY partner.id",
            (f"{name} %",),
        )
        return [count for (count,) in rows]

    def _count_tags(self, name):
        return self.database.value(
            "SELECT count(*) FROM res_partner_res_partner_category_rel given"
            " JOIN res_partner partner ON partner.id = given.partner_id"
            " WHERE partner.name LIKE %s",
            (f"{name} %",),
        )

    def _count_pending(self):
        return self.database.value(
            "SELECT count(*) FROM crm_customer_segment_member"
            " WHERE is_entry_pending OR is_exit_pending"
        )


class TestSegmentActions(ActionsCase):
    """Each action is done exactly once, whatever happens to the job (CUS-07)."""

    def test_killed_between_action_and_commit(self):
        """What was not committed is done by the next run, and nothing twice."""
        self.run_script(add_segment, "Killed", CUSTOMERS)

        # at a commit: what is to be committed has been done
        self.start_script(do_actions, kill_at_commit=6).assert_killed()
        done = self._count_activities("Killed")
        self.assertEqual(set(done), {1})
        self.assertLess(len(done), CUSTOMERS)

        self.run_script(do_actions)
        self.assertEqual(self._count_activities("Killed"), [1] * CUSTOMERS)
        self.assertEqual(self._count_tags("Killed"), CUSTOMERS)
        self.run_script(do_actions)
        self.assertEqual(self._count_activities("Killed"), [1] * CUSTOMERS)

        self.run_script(let_leave, "Killed")
        self.start_script(do_actions, kill_at_commit=6).assert_killed()
        self.assertIn(self._count_tags("Killed"), range(1, CUSTOMERS))
        self.run_script(do_actions)
        self.assertEqual(self._count_tags("Killed"), 0)
        self.assertEqual(self._count_pending(), 0)

    def test_two_jobs_at_once(self):
        """Of two that are at the same customers, one does what follows for each."""
        self.run_script(add_segment, "Together", CUSTOMERS)

        with self.barrier() as meet:
            scripts = [self.start_script(do_actions_together, meet) for _job in "ab"]
            for script in scripts:
                script.value()
        self.run_script(do_actions)

        self.assertEqual(self._count_activities("Together"), [1] * CUSTOMERS)
        self.assertEqual(self._count_tags("Together"), CUSTOMERS)
        self.assertEqual(self._count_pending(), 0)

    def test_two_updates_at_once(self):
        """Of two that let the same customers come in, one does and one is told."""
        self.run_script(add_segment, "Twice", 5, False)

        with self.barrier() as meet:
            scripts = [self.start_script(update, "Twice", meet) for _user in "ab"]
            outcomes = sorted(script.value() for script in scripts)

        self.assertEqual(outcomes[1], "updated")
        self.assertIn("being updated right now", outcomes[0])
        self.assertEqual(self._count_activities("Twice"), [1] * 5)


class TestSegmentActionsBusy(ActionsCase):
    """Somebody else is at work on the same customers (CUS-07)."""

    # the database tells of the two that wrote one customer
    expected_log = (("odoo.sql_db", "bad query"),)

    def test_customer_written_meanwhile(self):
        """What can't be done because somebody writes the customer is done later."""
        self.run_script(add_segment, "Busy", CUSTOMERS)

        with self.barrier() as meet:
            job = self.start_script(do_actions_beside, "Busy 3", meet)
            self.start_script(write_customer, "Busy 3", meet).value()
            job.value()
        self.assertEqual(self._count_activities("Busy"), [1] * (CUSTOMERS - 1))

        self.run_script(do_actions)
        self.assertEqual(self._count_activities("Busy"), [1] * CUSTOMERS)


class TestSegmentMailingList(ProcessCase):
    """Where mass_mailing is installed, a segment fills a mailing list (CUS-07)."""

    def test_mailing_list(self):
        """Each address comes on the list once; who opted out is not put on again."""
        self.run_odoo("mass_mailing", "-i", "mass_mailing")
        self.run_script(add_lists, "News")

        self.assertEqual(
            self.run_script(update_often, "News"),
            [
                ["elsewhere@example.com", "B", False, 1],
                ["elsewhere@example.com", "News", False, 1],
                ["new@example.com", "News", False, 1],
                ["opted.out@example.com", "News", True, 1],
            ],
        )

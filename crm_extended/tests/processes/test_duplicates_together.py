"""Two people merge one pair at once, and the job that finds pairs is killed."""

from .common import ProcessCase


def create_pairs(env, word):
    """Prepare customers entered twice; report the pair of the first two."""
    names = [f"{word} Pumpen GmbH", f"{word} Pumps", f"上海鼎{word}贸易有限公司"]
    names += [f"鼎{word}", f"{word}hof Hydraulik", f"{word}hof Hydraulics AG"]
    partners = env["res.partner"].create(
        [{"name": name, "is_company": True} for name in names]
    )
    return env["crm.duplicate"]._find_for(partners[0]).id


def press_merge(env, meet, pair_id):
    """Merge once the other process is ready to; report the outcome like a server."""
    from odoo import Command
    from odoo.exceptions import UserError
    from odoo.service.model import retrying

    action = env["crm.duplicate"].browse(pair_id).action_merge()
    Wizard = env[action["res_model"]].with_context(action["context"])
    values = Wizard.default_get(["partner_ids", "dst_partner_id", "state"])
    assert values["partner_ids"] == [Command.set(action["context"]["active_ids"])]
    wizard = Wizard.create(values)
    env.cr.commit()
    meet()
    try:
        return retrying(wizard.action_merge, env)["type"]
    except UserError as error:
        return str(error)


def find_pairs(env):
    """Run the job in steps of one customer."""
    env["crm.duplicate"]._cron_find(batch_size=1)


class TestDuplicatesTogether(ProcessCase):
    """A pair is merged once, and the job begins where it was stopped (CUS-14)."""

    def test_merge(self):
        """Two people at once make one customer; who comes late is told so."""
        pair_id = self.run_script(create_pairs, "Nordwind")
        with self.barrier() as meet:
            scripts = [
                self.start_script(press_merge, meet, pair_id, user="admin")
                for _person in "ab"
            ]
            outcomes = [script.value() for script in scripts]

        left = self.database.query(
            "SELECT name FROM res_partner WHERE name LIKE 'Nordwind P%'"
        )
        logs = self.database.query("SELECT name FROM crm_merge_log")
        self.assertEqual(left, [("Nordwind Pumpen GmbH",)])
        self.assertEqual(logs, [("Nordwind Pumps",)])
        self.assertEqual(outcomes.count("ir.actions.act_window_close"), 1)
        [sentence] = set(outcomes) - {"ir.actions.act_window_close"}
        self.assertRegex(sentence, "by somebody else|merged already")

    def test_killed(self):
        """A job killed half way keeps what it has found, and finds the rest later."""
        self.run_script(create_pairs, "Kaltenbach")
        query = "SELECT partner_id, other_id FROM crm_duplicate WHERE state = 'open'"
        found_by_hand = self.database.query(query)

        self.start_script(find_pairs, kill_at_commit=4).assert_killed()
        half = self.database.query(query)
        self.run_script(find_pairs)
        everything = self.database.query(query)
        self.run_script(find_pairs)

        self.assertLessEqual(set(found_by_hand), set(half))
        self.assertLess(set(half), set(everything))
        self.assertEqual(len(set(everything)), len(everything))
        self.assertCountEqual(self.database.query(query), everything)

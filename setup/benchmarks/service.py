"""The service desk: requests as an agent meets them."""

import functools
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.addons.crm_extended.tests.web_client import specification
from odoo.tests import new_test_user

from benchmarks import seeding
from benchmarks.measuring import Measure

MODEL = "crm.service.request"
OPEN = [("closed_at", "=", False)]
SAMPLE = 200
PROMISED = 1000


def seed(env, size):
    """Two companies, 20 agents, a tenth as many customers, 80 % of requests closed."""
    seeding.fix_chance(env)
    other = env["res.company"].create({"name": "Second Company"})
    agents = [_create_agent(env, number) for number in range(20)]
    teams = _create_teams(env, agents)
    customers = _create_customers(env, max(50, size // 10))
    _create_sample(env, teams, agents, customers)
    env[MODEL].create(
        [
            {"name": f"Foreign {i}", "team_id": other.crm_service_team_id.id}
            for i in range(SAMPLE // 10)
        ]
    )
    customer = seeding.skewed(customers.ids)
    seeding.multiply(
        env,
        MODEL,
        size,
        number="'B' || lpad(n::text, 7, '0')",
        name="source.name || ' ' || n",
        partner_id=customer,
        customer_id=customer,
        access_token="NULL",
        create_date="now() - make_interval(days => (1000 * random())::int)",
    )
    _multiply_conversation(env)
    seeding.analyze(env)
    return agents[0]


def _create_agent(env, number):
    group = "crm_extended.crm_extended_group_agent"
    return new_test_user(env, f"bench.agent{number}", groups=group, lang="en_US")


def _create_teams(env, agents):
    return env["crm.service.team"].create(
        [
            {
                "name": f"Team {number}",
                "member_ids": [Command.set([a.id for a in agents[number::4]])],
            }
            for number in range(4)
        ]
    )


def _create_customers(env, count):
    return env["res.partner"].create(
        [{"name": f"Customer {i}", "is_company": True} for i in range(count)]
    )


def _create_sample(env, teams, agents, customers):
    stages = env["crm.service.stage"].search([])
    closing = stages.filtered("is_closed")
    working = stages - closing
    for i in range(SAMPLE):
        team = teams[i % 4]
        stage = closing[i % len(closing)] if i % 5 else working[i % len(working)]
        env[MODEL].create(
            {
                "name": f"Pump {i} is loud",
                "description": f"<p>It began on day {i}.</p>",
                "partner_id": customers[i % len(customers)].id,
                "team_id": team.id,
                "user_id": agents[i % 20].id if i % 3 else False,
                "stage_id": stage.id,
                "priority": str(i % 4),
            }
        )


def _multiply_conversation(env):
    """Three to thirty messages a request, and the customer among the followers."""
    env.cr.execute(
        """
        INSERT INTO mail_message (model, res_id, message_type, subtype_id, body, date,
                                  create_date, is_internal)
        SELECT 'crm.service.request', id, 'comment', 1, '<p>An answer</p>',
               create_date, create_date, false
          FROM crm_service_request,
               LATERAL generate_series(1, 3 + floor(27 * power(random(), 4))::int)
        """
    )
    env.cr.execute(
        """
        INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT 'crm.service.request', id, partner_id
          FROM crm_service_request
         WHERE partner_id IS NOT NULL
        ON CONFLICT DO NOTHING
        """
    )


def _values(env, count):
    team = env["crm.service.team"].search([("member_ids", "in", env.uid)], limit=1)
    partner = env["res.partner"].search([("is_company", "=", True)], limit=1)
    return [
        {"name": f"New {i}", "team_id": team.id, "partner_id": partner.id}
        for i in range(count)
    ]


def _insert(count):
    def insert(cr):
        cr.execute(
            """
            INSERT INTO crm_service_request
                   (number, name, company_id, team_id, stage_id)
            SELECT 'F' || n, 'New', company_id, team_id, stage_id
              FROM (SELECT * FROM crm_service_request LIMIT 1) AS one,
                   generate_series(1, %s) AS n
            """,
            [count],
        )

    return insert


@functools.cache
def _specification(env, view_type):
    """The web client knows the views of a model from its first visit."""
    return specification(env, MODEL, view_type)


def _read_list(env):
    env[MODEL].web_search_read(
        OPEN, _specification(env, "list"), limit=80, count_limit=10001
    )


def _read_kanban(env):
    env[MODEL].web_read_group(
        OPEN,
        ["stage_id"],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=_specification(env, "kanban"),
        unfold_read_default_limit=40,
    )


def _read_form(env):
    env[MODEL].search(OPEN, limit=1).web_read(_specification(env, "form"))


def _close_500(env):
    stage = env.ref("crm_extended.crm_service_stage_solved")
    env[MODEL].search(OPEN, limit=500).write({"stage_id": stage.id})
    env.cr.precommit.run()


def _promise(env):
    """Open requests whose promises fall due in weeks."""
    team = (
        env["crm.service.team"].sudo().create({"name": "Promised", "user_id": env.uid})
    )
    policy = {
        "name": "Promised",
        "sequence": -1,
        "team_ids": team.ids,
        "target_ids": [
            Command.create(
                {"priority": "0", "first_response_hours": 80, "resolution_hours": 160}
            )
        ],
        "escalation_ids": [Command.create({"percentage": 99, "notify": "leader"})],
    }
    env["crm.sla.policy"].sudo().create(policy)
    values = {"name": "Promised", "team_id": team.id}
    env[MODEL].sudo().create([values] * PROMISED)


def _let_time_pass(env):
    """Turn the database into what the job meets if it did not run for weeks."""
    env.flush_all()
    passed = fields.Datetime.now() - timedelta(minutes=1)
    env.cr.execute(
        "UPDATE crm_sla_clock SET deadline = %s, warning_at = %s, next_call_at = NULL",
        [passed, passed - timedelta(hours=1)],
    )
    env.cr.execute(
        "UPDATE crm_service_request SET sla_next_check = %s"
        " WHERE sla_next_check IS NOT NULL",
        [passed],
    )
    env.invalidate_all()


def _let_calls_come(env):
    """Let somebody be told of each of them as well, as of promises of long ago."""
    _let_time_pass(env)
    env.cr.execute(
        """
        UPDATE crm_sla_clock SET date_from = date_from - interval '90 days',
                                 next_call_at = deadline;
        UPDATE crm_sla_span SET date_from = date_from - interval '90 days'
         WHERE date_to IS NULL
        """
    )
    env.invalidate_all()


def _run_sla_job(env):
    """What is committed can't be measured again: here the job commits nothing."""
    commit = patch.object(type(env["ir.cron"]), "_commit_progress")
    with commit:
        env[MODEL].sudo()._cron_check_sla(batch_size=PROMISED)


MEASURES = [
    Measure("create 1", lambda env: env[MODEL].create(_values(env, 1)), _insert(1)),
    Measure(
        "create 1,000", lambda env: env[MODEL].create(_values(env, 1000)), _insert(1000)
    ),
    Measure(
        "list of 80",
        _read_list,
        """
        SELECT * FROM crm_service_request
         WHERE closed_at IS NULL ORDER BY priority DESC, id DESC LIMIT 80
        """,
    ),
    Measure(
        "kanban by stage",
        _read_kanban,
        """
        SELECT stage_id, count(*) FROM crm_service_request
         WHERE closed_at IS NULL GROUP BY stage_id
        """,
    ),
    Measure("open the form", _read_form, "SELECT * FROM crm_service_request LIMIT 1"),
    Measure(
        "close 500, each",
        _close_500,
        lambda cr: cr.execute(
            """
            UPDATE crm_service_request SET closed_at = now()
             WHERE id IN (SELECT id FROM crm_service_request
                           WHERE closed_at IS NULL LIMIT 500)
            """
        ),
        per=500,
    ),
    Measure(
        "name search, rare",
        lambda env: env[MODEL].name_search("B0000777"),
        "SELECT id FROM crm_service_request WHERE number ILIKE '%B0000777%' LIMIT 100",
    ),
    Measure(
        "name search, miss",
        lambda env: env[MODEL].name_search("zzqqy"),
        "SELECT id FROM crm_service_request WHERE name ILIKE '%zzqqy%' LIMIT 100",
    ),
    Measure(
        "name search, common",
        lambda env: env[MODEL].name_search("loud"),
        "SELECT id FROM crm_service_request WHERE name ILIKE '%loud%' LIMIT 100",
    ),
    # last: what is prepared for them stays
    Measure("SLA job, nothing due", _run_sla_job, prepare=_promise),
    Measure("SLA job, 1,000 due", _run_sla_job, prepare=_let_time_pass),
    Measure("SLA job, 1,000 called", _run_sla_job, prepare=_let_calls_come),
]

"""What every test stands on: a user for each role, two companies, factories."""

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

# the groups of each role, as a person would tick them on the user's form
ROLES = {
    "employee": "base.group_user",
    "agent": "crm_extended.crm_extended_group_agent",
    "leader": "crm_extended.crm_extended_group_leader",
    "manager": "crm_extended.crm_extended_group_manager",
    "technician": "crm_extended.crm_extended_group_technician",
    "dispatcher": "crm_extended.crm_extended_group_dispatcher",
    "editor": "crm_extended.crm_extended_group_editor",
    "analyst": "crm_extended.crm_extended_group_analyst",
    "auditor": "crm_extended.crm_extended_group_auditor",
    "salesperson": "sales_team.group_sale_salesman",
    "salesperson_all": "sales_team.group_sale_salesman_all_leads",
    "sales_manager": "sales_team.group_sale_manager",
    "accountant": "account.group_account_invoice",
    "accounting_reader": "account.group_account_readonly",
    "portal": "base.group_portal",
    "public": "base.group_public",
}


class CrmExtendedCase(TransactionCase):
    """Users named after their role in ``cls.users``, and a second company in CNY."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.company = cls.env.company
        cls._activate_language("zh_CN")
        cls.other_company = cls._create_chinese_company()
        cls.users = {
            role: cls._create_user(f"test.{role}", groups)
            for role, groups in ROLES.items()
        }
        cls.agent = cls.users["agent"]
        cls.leader = cls.users["leader"]
        cls.manager = cls.users["manager"]
        cls.stage_new = cls.env.ref("crm_extended.crm_service_stage_new")
        cls.stage_progress = cls.env.ref("crm_extended.crm_service_stage_progress")
        cls.stage_solved = cls.env.ref("crm_extended.crm_service_stage_solved")
        cls.team = cls._create_team("Pumps", members=cls.agent | cls.leader)
        cls.team.user_id = cls.leader
        cls.customer = cls._create_customer("Sonnenhof Brewery", is_company=True)
        cls.contact = cls._create_customer("Katrin", parent_id=cls.customer.id)

    @classmethod
    def _activate_language(cls, code):
        lang = cls.env["res.lang"].with_context(active_test=False)
        lang.search([("code", "=", code)]).active = True

    @classmethod
    def _create_chinese_company(cls):
        cny = cls.env.ref("base.CNY")
        cny.active = True
        company = cls.env["res.company"].create(
            {
                "name": "上海精密设备有限公司",
                "currency_id": cny.id,
                "country_id": cls.env.ref("base.cn").id,
            }
        )
        company.partner_id.lang = "zh_CN"
        return company

    @classmethod
    def _create_user(cls, login, groups, company=None, **values):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            lang="en_US",
            **values,
        )

    @classmethod
    def _create_team(cls, name, members=None, company=None):
        return cls.env["crm.service.team"].create(
            {
                "name": name,
                "company_id": (company or cls.company).id,
                "member_ids": [Command.set(members.ids if members else [])],
            }
        )

    @classmethod
    def _create_customer(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "lang": "en_US"} | values)

    @classmethod
    def _create_request(cls, name="Pump is loud", user=None, **values):
        """Create a request as ``user``, or as the superuser where none is given."""
        Request = cls.env["crm.service.request"]
        Request = Request.with_user(user) if user else Request
        return Request.create(
            {"name": name, "partner_id": cls.contact.id, "team_id": cls.team.id}
            | values
        )

"""A small addon without fault, and one change after the other that spoils it."""

import re

A = "crm_extended"
MODEL = f"{A}/models/service/crm_thing.py"
PARTNER = f"{A}/models/service/res_partner.py"
MANIFEST = f"{A}/__manifest__.py"
VIEWS = f"{A}/views/service/crm_thing_views.xml"
MENUS = f"{A}/views/crm_extended_menus.xml"
RULES = f"{A}/security/service_rules.xml"
ACCESS = f"{A}/security/ir.model.access.csv"
DEMO = f"{A}/demo/service_demo.xml"
TOOL = f"{A}/tools/rfm.py"
TEST = f"{A}/tests/service/test_thing.py"
TESTS = f"{A}/tests/__init__.py"

GOOD = {
    MANIFEST: """{
    "name": "Complete CRM",
    "summary": "Service",
    "version": "19.0.1.0.0",
    "category": "Services",
    "author": "crm_extended contributors",
    "license": "LGPL-3",
    "depends": ["crm"],
    "data": [
        "security/ir.model.access.csv",
        "security/service_rules.xml",
        "views/service/crm_thing_views.xml",
        "views/crm_extended_menus.xml",
    ],
    "demo": ["demo/service_demo.xml"],
    "application": True,
}
""",
    f"{A}/models/service/__init__.py": "from . import crm_thing, res_partner\n",
    MODEL: """from odoo import fields, models


class CrmThing(models.Model):
    _name = "crm.thing"
    company_id = fields.Many2one("res.company")
""",
    PARTNER: """from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"
    crm_thing_id = fields.Many2one("crm.thing")

    def _compute_display_name(self):
        return super()._compute_display_name()

    def _compute_crm_thing_id(self):
        return self.crm_thing_id
""",
    ACCESS: """id,name,model_id:id,group_id:id,perm_read
access_crm_thing_user,crm.thing.user,model_crm_thing,base.group_user,1
""",
    RULES: """<?xml version="1.0" encoding="utf-8"?>
<odoo>
    <record id="crm_thing_rule_company" model="ir.rule">
        <field name="model_id" ref="model_crm_thing"/>
        <field name="domain_force">[('company_id', 'in', company_ids)]</field>
    </record>
</odoo>
""",
    VIEWS: """<?xml version="1.0" encoding="utf-8"?>
<odoo>
    <record id="crm_thing_view_list" model="ir.ui.view">
        <field name="name">crm.thing.view.list</field>
        <field name="model">crm.thing</field>
        <field name="arch" type="xml">
            <list/>
        </field>
    </record>
    <record id="view_partner_form_service" model="ir.ui.view">
        <field name="name">res.partner.view.form.inherit.crm_extended.service</field>
        <field name="model">res.partner</field>
        <field name="inherit_id" ref="base.view_partner_form"/>
        <field name="arch" type="xml">
            <field name="name" position="after"/>
        </field>
    </record>
    <record id="crm_thing_action" model="ir.actions.act_window">
        <field name="res_model">crm.thing</field>
    </record>
</odoo>
""",
    MENUS: """<odoo>
    <menuitem id="crm_thing_menu" action="crm_thing_action"/>
</odoo>
""",
    DEMO: """<odoo>
    <record id="crm_thing_pump_demo" model="crm.thing"/>
</odoo>
""",
    TOOL: '''"""Scores."""


def double(value):
    """Return twice the value.

    >>> double(2)
    4
    """
    return 2 * value
''',
    TESTS: "from .service import *\n",
    f"{A}/tests/service/__init__.py": "from . import test_thing\n",
    TEST: """class TestThing:
    def test_thing(self):
        self.assertTrue(self)
""",
}


def spoil(path, old, new):
    """Return the change of one file in which ``old`` reads ``new``."""
    assert old in GOOD[path], (path, old)
    return {path: GOOD[path].replace(old, new)}


def add(path, text):
    """Return the change of one file that has more text at its end."""
    return {path: GOOD[path] + text}


def swap(path, one, other):
    """Return the change of one file in which two words change places."""
    words = {one: other, other: one}
    return {path: re.sub("|".join(words), lambda m: words[m.group()], GOOD[path])}


# joined here, so that this file itself is not found to hold them
HOST, FOREIGN = "pypi" + ".org", "/wo" + "rk/main"
LONG = "".join(f"VALUE_{number} = {number}\n" for number in range(501))
IN_RULES = "security/service_rules.xml"
IN_VIEWS = "views/service/crm_thing_views.xml"
IN_MENUS = "views/crm_extended_menus.xml"
MENU = '    <menuitem id="crm_other_menu"/>\n</odoo>'
REPLACE = ('position="after"/>', 'position="replace"/>')
RULE = ('<record id="crm_thing_rule_company"', '<record id="company_rule"')

PROFILE = {
    f"{A}/models/customers/__init__.py": "from . import crm_customer_profile\n",
    f"{A}/models/customers/crm_customer_profile.py": """from odoo import fields, models


class CrmCustomerProfile(models.Model):
    _name = "crm.customer.profile"
    order_count = fields.Integer()
""",
    ACCESS: GOOD[ACCESS]
    + "access_crm_profile_user,x,model_crm_customer_profile,base.group_user,1\n",
}

CASES = [
    ("syntax", "Mend what does not parse", {"setup/broken.py": "def\n"}),
    ("syntax", "Mend what does not parse", {f"{A}/static/broken.xml": "<a><b/>\n"}),
    ("text", "Take the host out", {"README.md": f"{HOST}\n"}),
    ("text", "exists on one machine", {"README.md": f"see {FOREIGN}\n"}),
    ("text", "conflict marker", {"README.md": f"{'<' * 7} HEAD\n"}),
    ("text", "white space at the end", {"README.md": "a \n"}),
    ("text", "line feed alone", {"README.md": "a\r\n"}),
    ("text", "End the file", {"README.md": "a"}),
    ("text", "End the file", {"README.md": "a\n\n"}),
    ("xml format", "formats the XML", spoil(MENUS, "    <menu", "  <menu")),
    ("xml format", "formats the XML", spoil(MENUS, "<odoo>\n", "<odoo>\n\n\n")),
    ("manifest", "'summary' a value", spoil(MANIFEST, '"Service",', '"",')),
    ("manifest", "'version' a value", spoil(MANIFEST, "19.0.1", "18.0.1")),
    (
        "manifest",
        "Remove 'installable'",
        spoil(MANIFEST, '"application"', '"installable": True, "application"'),
    ),
    ("manifest", "'crm' once", spoil(MANIFEST, '["crm"]', '["crm", "crm"]')),
    ("manifest", "nothing loads it", {f"{A}/data/crm_thing_data.xml": "<odoo/>\n"}),
    ("manifest", "nothing loads it", {f"{A}/demo/crm.thing.csv": "id\n"}),
    (
        "manifest",
        "Add the file",
        spoil(MANIFEST, '["demo', '["demo/none.xml", "demo'),
    ),
    ("manifest", "before all others", swap(MANIFEST, IN_RULES, IN_VIEWS)),
    ("manifest", "last in 'data'", swap(MANIFEST, IN_VIEWS, IN_MENUS)),
    ("manifest", "one literal dictionary", {MANIFEST: "dict(name=1)\n"}),
    (
        "xml ids",
        "crm_thing_view_list",
        spoil(VIEWS, '"crm_thing_view_list', '"thing_list'),
    ),
    (
        "xml ids",
        "Name the view",
        spoil(VIEWS, ">crm.thing.view.list", ">crm.thing.list"),
    ),
    (
        "xml ids",
        "'view_partner_form'",
        spoil(VIEWS, '"view_partner_form_', '"partner_'),
    ),
    ("xml ids", "'_<domain>'", spoil(VIEWS, "form_service", "form_other")),
    ("xml ids", ".service'", spoil(VIEWS, "crm_extended.service", "crm_extended")),
    (
        "xml ids",
        "crm_thing_action[_…]",
        spoil(VIEWS, '"crm_thing_action"', '"action_thing"'),
    ),
    ("xml ids", "crm_…_menu", spoil(MENUS, "crm_thing_menu", "menu_thing")),
    ("xml ids", "crm_thing_rule_…", spoil(RULES, *RULE)),
    (
        "xml ids",
        "crm_extended_group_…",
        spoil(RULES, "</odoo>", '    <record id="boss" model="res.groups"/>\n</odoo>'),
    ),
    ("xml ids", "'_demo'", spoil(DEMO, "pump_demo", "pump")),
    (
        "duplicate ids",
        "has that id already",
        spoil(DEMO, "/>\n</", '/>\n    <template id="crm_thing_pump_demo"/>\n</'),
    ),
    ("replaced views", "before, after or inside", spoil(VIEWS, *REPLACE)),
    ("menus", "Move the menu", spoil(VIEWS, "</odoo>", MENU)),
    (
        "names in foreign models",
        "'thing_id' to 'crm_thing_id'",
        spoil(PARTNER, "    crm_thing_id =", "    thing_id ="),
    ),
    (
        "names in foreign models",
        "to 'action_crm_open'",
        spoil(PARTNER, "_compute_crm_thing_id(", "action_open("),
    ),
    (
        "names in foreign models",
        "to '_compute_crm_thing'",
        spoil(PARTNER, "_compute_crm_thing_id(", "_compute_thing("),
    ),
    (
        "names in own models",
        "to 'user_id'",
        add(MODEL, "    responsible_id = fields.Many2one()\n"),
    ),
    ("access rights", "rights on crm.thing", {ACCESS: "model_id:id,group_id:id\n"}),
    (
        "access rights",
        "unknown 'model_crm_gone'",
        add(ACCESS, "x,x,model_crm_gone,base.group_user,1\n"),
    ),
    ("access rights", "Name a group", add(ACCESS, "x,x,model_crm_thing,,1\n")),
    (
        "company rules",
        "record rule",
        spoil(RULES, "'company_id', 'in', company", "'id"),
    ),
    ("file size", "Split 501 lines", {"setup/long.py": LONG}),
    ("file size", "still one topic", {"setup/long.py": LONG.split("VALUE_301")[0]}),
    (
        "function size",
        "Split the 51 lines",
        {"setup/long.py": "def long():\n" + "    long()\n" * 50},
    ),
    (
        "model files",
        "named res_users",
        {f"{A}/models/service/users.py": GOOD[PARTNER].replace("partner", "users")},
    ),
    (
        "model files",
        "folder of its domain",
        {MODEL: "", f"{A}/models/crm_thing.py": GOOD[MODEL]},
    ),
    ("folders", "Rename the folder", {f"{A}/report/sla/crm_sla.txt": "\n"}),
    ("folders", "Add this file", {f"{A}/models/sales/empty.py": "\n"}),
    (
        "direction",
        "service comes after safety",
        {
            f"{A}/models/safety/__init__.py": "from ..service import crm_thing\n",
        },
    ),
    (
        "direction",
        "Move this to service",
        {
            f"{A}/models/safety/__init__.py": "",
            f"{A}/models/safety/crm_thing.py": GOOD[PARTNER].replace(
                "res.partner", "crm.thing"
            ),
        },
    ),
    ("test imports", "it never runs", {f"{A}/tests/service/__init__.py": ""}),
    ("test imports", "import *", spoil(TESTS, "import *", "import test_thing")),
    (
        "test imports",
        "Rename the file",
        add(TESTS, "from . import test_thing\n")
        | {f"{A}/tests/test_thing.py": GOOD[TEST]},
    ),
    ("assertions", "what must hold", spoil(TEST, "self.assertTrue(self)", "pass")),
    ("doctests", "it does not hold", spoil(TOOL, "    4\n", "    5\n")),
    ("doctests", "Show in a doctest", spoil(TOOL, ">>> ", "")),
    (
        "doctests",
        "without Odoo",
        {TOOL: "import odoo\n" + GOOD[TOOL]},
    ),
    ("figures", "what it counts", PROFILE),
    ("figures", "anew from the helps", PROFILE),
]

import csv
from pathlib import Path

from odoo.addons.crm_extended.tests.common import ROLES, CrmExtendedCase
from odoo.addons.crm_extended.tests.safety.rights_records import (
    KINDS,
    RECORDS,
    WAYS_BACK,
)
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

TABLE = Path(__file__).with_name("rights.csv")
# which of the four kinds of record a word of the table allows
ALLOWED = {
    "none": set(),
    "own": {"own"},
    "team": {"own", "colleague"},
    "company": {"own", "colleague", "other team"},
}


def read_table():
    """Return ``{(model, role): {operation: word}}`` as the table says."""
    with TABLE.open(newline="") as lines:
        return {
            (row.pop("model"), row.pop("role")): row for row in csv.DictReader(lines)
        }


@tagged("post_install", "-at_install")
class TestRights(CrmExtendedCase):
    """Every role tries everything on every model; the table says what must happen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = read_table()
        cls.colleague = cls._create_user("test.colleague", ROLES["agent"])
        cls.foreigner = cls._create_user(
            "test.foreigner", ROLES["agent"], company=cls.other_company
        )
        internal = [user.id for user in cls.users.values() if user._is_internal()]
        members = cls.env["res.users"].browse(internal) | cls.colleague
        cls.own_team = cls._create_team("Own", members=members)
        cls.other_team = cls._create_team("Other", members=cls.colleague)
        cls.foreign_team = cls._create_team(
            "外部", members=cls.foreigner, company=cls.other_company
        )

    def test_table_is_complete(self):
        """Each model of the addon stands in the table with every role."""
        ours = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "crm_extended" and not model._abstract
        }

        self.assertEqual(
            set(self.table), {(model, role) for model in ours for role in ROLES}
        )
        self.assertLessEqual(ours, set(RECORDS))

    def test_read(self):
        """A record is seen directly, by search, count and path, or by none of them."""

        def read(case):
            self.assertRight(case.allowed, case.record.read, ["display_name"])
            for way, is_seen in self._ways_to_see(case):
                self.assertEqual(is_seen, case.allowed, way)

        self._for_each_case("read", read)

    def test_write(self):
        """A record that is not the role's to change can't be changed."""

        def write(case):
            self.assertRight(case.allowed, case.record.write, {"name": "Changed"})

        self._for_each_case("write", write)

    def test_create(self):
        """A record is created only where the table says so."""

        def create(case):
            model = self.env[case.model].with_user(case.user)
            values = RECORDS[case.model](self, case.user, case.kind)
            self.assertRight(case.allowed, model.create, values)

        self._for_each_case("create", create)

    def test_delete(self):
        """A record is deleted only where the table says so."""

        def delete(case):
            self.assertRight(case.allowed, case.record.unlink)

        self._for_each_case("delete", delete)

    def test_export(self):
        """A record leaves Odoo in a file only where the table says so."""

        def export(case):
            export_data = case.record.export_data
            self.assertRight(case.allowed, export_data, ["name"], refusal=UserError)

        self._for_each_case("export", export)

    def _for_each_case(self, operation, check):
        """Check each role against each kind of record of each model, then undo it."""
        for (model, role), words in self.table.items():
            for kind in KINDS:
                user = self.users[role]
                values = RECORDS[model](self, user, kind)
                if values is None:
                    continue
                word = words[operation]
                with (
                    self.subTest(f"{role}: {operation} {model} of {kind} is {word}"),
                    self.env.cr.savepoint() as savepoint,
                ):
                    record = self.env[model].create(values)
                    check(Case(record, user, kind, kind in ALLOWED[word]))
                    savepoint.rollback()
                self.env.invalidate_all()

    def _ways_to_see(self, case):
        """Yield for each indirect way of reading its name and whether it succeeds."""
        model = self.env[case.model].with_user(case.user)
        if not model.has_access("read"):
            return
        name = case.record.sudo().name
        domain = [("id", "=", case.record.id)]
        yield "search", bool(model.search(domain))
        yield "count", bool(model.search_count(domain))
        [group] = model.formatted_read_group(domain, [], ["__count"])
        yield "group", bool(group["__count"])
        yield "name search", bool(model.name_search(name, domain))
        for there, back in WAYS_BACK.get(case.model, []):
            neighbour = case.record.sudo()[there].with_user(case.user)
            if neighbour.has_access("read"):
                yield "field", case.record in neighbour[back]
                domain = [("id", "=", neighbour.id), (f"{back}.name", "=", name)]
                yield "path", bool(neighbour.search(domain))

    def assertRight(self, allowed, method, *args, refusal=AccessError):
        """The call goes through where it is allowed, and is refused elsewhere."""
        if allowed:
            method(*args)
            self.env.flush_all()
        else:
            with self.assertRaises(refusal):
                method(*args)
                self.env.flush_all()


class Case:
    """One record, and whether the user may do with it what is being tried."""

    def __init__(self, record, user, kind, allowed):
        record.env.flush_all()
        record.env.invalidate_all()
        self.model = record._name
        self.user = user
        self.kind = kind
        self.allowed = allowed
        self.record = record.with_user(user)

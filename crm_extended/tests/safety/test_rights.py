import csv
from contextlib import contextmanager
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

# what is only there to be tried needs neither a log nor notifications
SILENT = {"tracking_disable": True, "mail_auto_subscribe_no_notify": True}


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

    def test_existing_record(self):
        """It is seen, exported, changed and deleted only where the table says so."""
        checks = {
            "read": self.assertReadRight,
            "export": self.assertExportRight,
            "write": self.assertWriteRight,
            "delete": self.assertDeleteRight,
        }
        for role, model, kind, words, values in self._list_cases():
            with self._undone():
                record_id = self.env[model].with_context(SILENT).create(values).id
                self.env.flush_all()
                for operation, assert_right in checks.items():
                    word = words[operation]
                    with self._tried(role, operation, model, kind, word):
                        seen = self.env[model].with_user(self.users[role])
                        assert_right(seen.browse(record_id), kind in ALLOWED[word])

    def test_create(self):
        """A record is created only where the table says so."""
        for role, model, kind, words, values in self._list_cases():
            word = words["create"]
            with self._tried(role, "create", model, kind, word):
                create = self.env[model].with_user(self.users[role]).create
                self.assertRight(kind in ALLOWED[word], create, values)

    def assertReadRight(self, record, allowed):
        """It is seen directly, by search, count and path, or by none of them."""
        self.assertRight(allowed, record.read, ["display_name"])
        for way, is_seen in self._ways_to_see(record):
            self.assertEqual(is_seen, allowed, way)

    def assertExportRight(self, record, allowed):
        self.assertRight(allowed, record.export_data, ["name"], refusal=UserError)

    def assertWriteRight(self, record, allowed):
        self.assertRight(allowed, record.write, {"name": "Changed"})

    def assertDeleteRight(self, record, allowed):
        self.assertRight(allowed, record.unlink)

    def _list_cases(self):
        """Yield each role with each kind of record of each model, as the table has it.

        The values come last: their builder makes what the record hangs on, and that
        must go with it, so every case is undone before the next one is built.
        """
        for (model, role), words in self.table.items():
            for kind in KINDS:
                with self._undone():
                    values = RECORDS[model](self, self.users[role], kind)
                    if values is not None:
                        yield role, model, kind, words, values

    @contextmanager
    def _tried(self, role, operation, model, kind, word):
        """What happens inside is undone, and a failure doesn't end the table."""
        name = f"{role}: {operation} {model} of {kind} is {word}"
        with self.subTest(name), self._undone():
            yield

    @contextmanager
    def _undone(self):
        with self.env.cr.savepoint() as savepoint:
            self.env.invalidate_all()
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    def _ways_to_see(self, record):
        """Yield for each indirect way of reading its name and whether it succeeds."""
        model = record.browse()
        if not model.has_access("read"):
            return
        name = record.sudo().name
        domain = [("id", "=", record.id)]
        yield "search", bool(model.search(domain))
        yield "count", bool(model.search_count(domain))
        [group] = model.formatted_read_group(domain, [], ["__count"])
        yield "group", bool(group["__count"])
        yield "name search", bool(model.name_search(name, domain))
        for there, back in WAYS_BACK.get(record._name, []):
            neighbour = record.sudo()[there].sudo(False)
            if neighbour.has_access("read"):
                yield "field", record in neighbour[back]
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

from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

from odoo import api, models
from odoo.addons.crm_extended.tools.duplicate_score import (
    FREE_MAIL,
    THRESHOLD,
    Customer,
    judge,
    plain_code,
)
from odoo.addons.crm_extended.tools.name_similarity import near_forms, similarity
from odoo.fields import Domain
from odoo.tools import SQL

POSITION = "crm_extended.duplicate_position"

VAT = "upper(regexp_replace(p.vat, '[^A-Za-z0-9]', '', 'g'))"
EMAIL_DOMAIN = "split_part(p.email_normalized, '@', 2)"
# how customers meet: what they have in common, when it counts, and how many may have
# it. What more have says nothing: a switchboard, a mailbox of a trade fair.
BLOCKS = {
    "vat": (VAT, "p.vat IS NOT NULL", 10),
    "phone": ("p.phone_sanitized", "p.phone_sanitized IS NOT NULL", 4),
    "email": ("p.email_normalized", "p.email_normalized IS NOT NULL", 4),
    "domain": (
        EMAIL_DOMAIN,
        f"p.email_normalized IS NOT NULL AND {EMAIL_DOMAIN} != ALL(%(free_mail)s)",
        20,
    ),
    "name": ("p.crm_name_key", "p.crm_name_key IS NOT NULL", 300),
    "head": ("p.crm_name_head", "p.crm_name_head IS NOT NULL", 5_000),
    "tail": ("p.crm_name_tail", "p.crm_name_tail IS NOT NULL", 5_000),
}
# blocks of names that are merely alike somewhere
LOOSE = {"head", "tail"}
# customers: no contacts, no companies of ours, no colleagues
CUSTOMERS = """
    p.active AND p.parent_id IS NULL
    AND p.id NOT IN (SELECT partner_id FROM res_company)
    AND p.id NOT IN (SELECT partner_id FROM res_users WHERE share IS NOT TRUE)
"""
FOUND = """
    SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::text[], %s::text[],
                         %s::int[])
               AS found(partner_id, other_id, score, reasons, name, company_id)
"""
UPDATE = """
    UPDATE crm_duplicate AS pair
       SET score = new.score, reasons = new.reasons, name = new.name,
           company_id = new.company_id
      FROM (%s) AS new
     WHERE pair.partner_id = new.partner_id AND pair.other_id = new.other_id
       AND (pair.score, pair.reasons, pair.name, pair.company_id)
           IS DISTINCT FROM (new.score, new.reasons, new.name, new.company_id)
"""
# ON CONFLICT only for a pair that somebody else finds at this moment
INSERT = """
    INSERT INTO crm_duplicate (partner_id, other_id, score, reasons, name, company_id,
                               state, create_uid, write_uid, create_date, write_date)
    SELECT new.*, 'open', %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM (%s) AS new
     WHERE NOT EXISTS (SELECT FROM crm_duplicate AS pair
                        WHERE pair.partner_id = new.partner_id
                          AND pair.other_id = new.other_id)
    ON CONFLICT DO NOTHING
"""


class CrmDuplicate(models.Model):
    """How duplicates are found: customers that share a key are compared.

    Nobody is compared with everybody. PostgreSQL groups customers by each of a few
    keys with plain indexes, which works in a database of any locale, and Python scores
    those that meet.
    """

    _inherit = "crm.duplicate"

    @api.model
    def _cron_find(self, batch_size=20_000):
        """Compare all customers, a range of ids at a time.

        What a range brought stays where the job is stopped, and it goes on behind it.
        """
        Cron = self.env["ir.cron"]
        # sudo: where the job stands is nobody's setting
        Parameter = self.env["ir.config_parameter"].sudo()
        position = int(Parameter.get_param(POSITION, 0))
        meeting = Meeting(self.env)
        todo = [later for later in meeting.get_later_ids() if later > position]
        Cron._commit_progress(remaining=len(todo))
        while todo:
            batch, todo = set(todo[:batch_size]), todo[batch_size:]
            self._store(meeting.judge_pairs(batch), [("other_id", "in", list(batch))])
            # behind the last range a new round begins
            Parameter.set_param(POSITION, max(batch) if todo else 0)
            if not Cron._commit_progress(len(batch), remaining=len(todo)):
                return
        Parameter.set_param(POSITION, 0)

    @api.model
    def _find_for(self, partners):
        """Compare these customers with all others, and return their open pairs."""
        customers = partners.commercial_partner_id
        domain = Domain("partner_id", "in", customers.ids)
        domain |= Domain("other_id", "in", customers.ids)
        # sudo: pairs are found for everybody, whoever asks
        Duplicate = self.sudo()
        found = Meeting(self.env, customers.ids).judge_pairs()
        Duplicate._store(found, domain)
        return self.search(domain & Domain("state", "=", "open"))

    def _store(self, found, domain):
        """Make the open pairs of a domain those found, and touch no decided one.

        :param found: rows (partner, other, score, reasons, name, company)
        """
        self.env.flush_all()
        pairs = {row[:2] for row in found}
        stale = self.search(Domain("state", "=", "open") & Domain(domain)).filtered(
            lambda pair: (pair.partner_id.id, pair.other_id.id) not in pairs
        )
        stale.unlink()
        if found:
            columns = [list(column) for column in zip(*found, strict=True)]
            new = SQL(FOUND, *columns)
            self.env.cr.execute(SQL(UPDATE, new))
            self.env.cr.execute(SQL(INSERT, self.env.uid, self.env.uid, new))
        self.invalidate_model()


class Meeting:
    """Who has something in common with whom: all customers, or those of some."""

    def __init__(self, env, ids=None):
        self.env = env
        self.ids = ids and set(ids)
        env.flush_all()
        blocks = list(self._read_blocks())
        members = {
            row_id for _kind, _key, row_ids in blocks for row_id in row_ids or ()
        }
        self._shared = {(kind, key) for kind, key, row_ids in blocks if not row_ids}
        self._rows = self._read_customers(members)
        self._pairs = self._pair_up(blocks)

    def get_later_ids(self):
        """Return the ids of the second halves of all pairs, found now or before."""
        before = self.env.execute_query(
            SQL("SELECT DISTINCT other_id FROM crm_duplicate WHERE state = 'open'")
        )
        found = {later for _one, later in self._pairs}
        return sorted(found.union(row_id for (row_id,) in before))

    def judge_pairs(self, later=None):
        """Return rows to store for the pairs that are likely enough.

        :param later: ids to which the second halves of the pairs are limited
        """
        found = []
        for one, other in self._pairs:
            if later is not None and other not in later:
                continue
            left, right = self._rows[one], self._rows[other]
            verdict = judge(left.customer, right.customer)
            if verdict.score >= THRESHOLD:
                reasons = f",{','.join(verdict.reasons)},"
                name = f"{left.name} / {right.name}"
                company = left.company_id or right.company_id
                found.append((one, other, verdict.score, reasons, name, company))
        return found

    def _read_blocks(self):
        """Yield (kind, key, ids), without ids where too many have the key."""
        for kind, (key, condition, limit) in BLOCKS.items():
            values = {"free_mail": sorted(FREE_MAIL), "ids": list(self.ids or ())}
            if self.ids is not None:
                # the literal is one of ours, made by the database from its own columns
                condition += (
                    f" AND {key} IN (SELECT {key} FROM res_partner p"
                    f" WHERE p.id = ANY(%(ids)s) AND {condition})"
                )
            query = f"""
                SELECT key, CASE WHEN count(*) <= {limit} THEN array_agg(id) END
                  FROM (SELECT p.id, {key} AS key FROM res_partner p
                         WHERE {CUSTOMERS} AND {condition}) AS customer
                 WHERE key != ''
              GROUP BY key
                HAVING count(*) > 1
            """
            for value, row_ids in self.env.execute_query(SQL(query, **values)):
                yield kind, value, row_ids

    def _read_customers(self, ids):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, name, is_company, vat, phone_sanitized, email_normalized,
                       city, concat_ws(' ', street, street2), company_id
                  FROM res_partner WHERE id = ANY(%s)
                """,
                list(ids),
            )
        )
        return {row[0]: self._make_row(*row) for row in rows}

    def _make_row(
        self, row_id, name, is_company, vat, phone, email, city, street, company_id
    ):
        customer = Customer.of(
            name,
            is_company=is_company,
            vat="" if ("vat", plain_code(vat)) in self._shared else vat,
            phone="" if ("phone", phone) in self._shared else phone,
            email=email,
            city=city,
            street=street,
        )
        # a mailbox that many share does not tell, nor does a domain
        if ("email", email) in self._shared or ("domain", customer.domain) in (
            self._shared
        ):
            customer = customer._replace(email="")
        return Row(name or "", company_id, customer)

    def _pair_up(self, blocks):
        """Return the pairs, the older customer first, that one company may merge."""
        pairs = set()
        for kind, _key, row_ids in blocks:
            if row_ids and kind in LOOSE:
                pairs.update(self._pair_near_names(row_ids))
            elif row_ids:
                pairs.update(filter(self._is_wanted, combinations(sorted(row_ids), 2)))
        return pairs

    def _pair_near_names(self, row_ids):
        """Yield the pairs of a block of names that begin or end alike.

        Such a block is large, and few in it are near each other: those share a form.
        """
        forms = defaultdict(list)
        for row_id in sorted(row_ids):
            for form in near_forms(self._rows[row_id].customer.name):
                forms[form].append(row_id)
        for group in forms.values():
            if len(group) <= BLOCKS["name"][2]:
                for pair in filter(self._is_wanted, combinations(group, 2)):
                    left, right = (self._rows[row_id].customer for row_id in pair)
                    if similarity(left.name, right.name) > 0:
                        yield pair

    def _is_wanted(self, pair):
        one, other = pair
        if self.ids is not None and one not in self.ids and other not in self.ids:
            return False
        left, right = self._rows[one].company_id, self._rows[other].company_id
        return not left or not right or left == right


class Row(NamedTuple):
    name: str
    company_id: int | None
    customer: Customer

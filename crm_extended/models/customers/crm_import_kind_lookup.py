import unicodedata
from collections import defaultdict

import babel

from odoo import models
from odoo.addons.crm_extended.tools.import_values import clean, fold, split_list
from odoo.addons.crm_extended.tools.import_words import COUNTRIES, get_choice_words
from odoo.fields import Command, Domain
from odoo.tools import SQL

LANGUAGES = ("en_US", "zh_CN")
DEEPEST_TAG = 8


class CrmImportKind(models.AbstractModel):
    """What rows refer to: customers, people, countries, products, tags."""

    _inherit = "crm.import.kind"

    def _resolve(self, lines):
        resolvers = {
            "customer": self._resolve_customers,
            "user": self._resolve_users,
            "country": self._resolve_countries,
            "member": self._resolve_members,
            "product": self._resolve_products,
            "choice": self._resolve_choices,
        }
        for field in self._get_import_fields():
            if resolver := resolvers.get(field.type):
                asking = [
                    # what has been looked up already is no text any more
                    line
                    for line in lines
                    if isinstance(line.values.get(field.name), str)
                ]
                resolver(asking, field)
        return super()._resolve(lines)

    def _settle_reference(self, line, field, found, what):
        """Put the one record found into the row, or reject the row."""
        text = line.values[field.name]
        if len(found) == 1:
            line.values[field.name] = found[0]
        elif found:
            line.reject(
                self.env._(
                    "“%(field)s”: %(count)s %(what)s are called “%(text)s”. Use the"
                    " external ID or the reference.",
                    field=field.label_in(self.env.lang),
                    count=len(found),
                    what=what,
                    text=text,
                )
            )
        else:
            line.reject(
                self.env._(
                    "“%(field)s”: there is no “%(text)s” among the %(what)s.",
                    field=field.label_in(self.env.lang),
                    text=text,
                    what=what,
                )
            )

    # customers

    def _resolve_customers(self, lines, field):
        found = self._find_customers({line.values[field.name] for line in lines})
        for line in lines:
            ids = found[line.values[field.name]]
            self._settle_reference(line, field, ids, self.env._("customers"))

    def _find_customers_first(self, lines):
        """Look up the customers of rows whose record is known by its customer."""
        for field in self._get_import_fields():
            if field.type == "customer":
                named = [line for line in lines if field.name in line.values]
                self._resolve_customers([line for line in named if line.is_open], field)

    def _resolve_members(self, lines, field):
        """A contact or address of the row's customer, by name or e-mail address."""
        customers = {line.values.get("customer") for line in lines} - {None}
        members = self.env["res.partner"].search_fetch(
            [("parent_id", "in", list(customers))],
            ["parent_id", "name", "email_normalized"],
        )
        by_word = defaultdict(list)
        for member in members:
            for word in {fold(member.name or ""), member.email_normalized}:
                by_word[member.parent_id.id, word].append(member.id)
        for line in lines:
            key = line.values.get("customer"), fold(line.values[field.name])
            what = self.env._("contacts of the customer")
            self._settle_reference(line, field, by_word[key], what)

    def _resolve_choices(self, lines, field):
        """One of the choices that the model's field has, in any of our languages."""
        words = self._get_choice_words(field) if lines else {}
        for line in lines:
            word = fold(line.values[field.name])
            found = [words[word]] if word in words else []
            self._settle_reference(line, field, found, self.env._("choices"))

    def _get_choice_words(self, field):
        """Return ``{word: value}`` of the choices of a field."""
        choices = self.env[self._import_model]._fields[field.target]
        kind = self._name.rpartition(".")[2]
        words = dict(get_choice_words(kind, field.name))
        for lang in (*LANGUAGES, self.env.lang or "en_US"):
            env = self.with_context(lang=lang).env
            for value, label in choices._description_selection(env):
                words[fold(label)] = words[fold(value)] = value
        return words

    def _find_customers(self, texts):
        """Return ``{text: ids}`` by external ID, reference, name or e-mail address."""
        found = defaultdict(list)
        Partner = self.env["res.partner"]
        known = self._find_external(texts, "customer")
        visible = set(Partner.search([("id", "in", list(known.values()))]).ids)
        for text, partner_id in known.items():
            found[text] += [partner_id] if partner_id in visible else []
        for read in (self._find_by_reference, self._find_by_name, self._find_by_email):
            missing = {text for text in texts if not found[text]}
            for text, ids in read(missing).items():
                found[text] += ids
        return found

    def _find_by_reference(self, texts):
        return self._group_by_text(texts, "ref", [("parent_id", "=", False)])

    def _find_by_email(self, texts):
        texts = {text for text in texts if "@" in text}
        domain = [("parent_id", "=", False)]
        return self._group_by_text(texts, "email_normalized", domain)

    def _group_by_text(self, texts, name, domain=(), model="res.partner"):
        """Return ``{text: ids}`` of the records whose field holds the text."""
        spellings = defaultdict(list)
        for text in texts:
            spellings[text.lower() if name == "email_normalized" else text].append(text)
        records = self.env[model].search_fetch(
            Domain(list(domain)) & Domain(name, "in", list(spellings)), [name]
        )
        found = defaultdict(list)
        for record in records:
            for text in spellings[record[name]]:
                found[text].append(record.id)
        return found

    def _find_by_name(self, texts):
        spellings = defaultdict(list)
        for text in texts:
            spellings[fold(text)].append(text)
        domain = self._get_name_domain("name", texts)
        found = defaultdict(list)
        for partner in self.env["res.partner"].search_fetch(
            domain & Domain("parent_id", "=", False), ["name"]
        ):
            for text in spellings[fold(partner.name or "")]:
                found[text].append(partner.id)
        return found

    def _get_name_domain(self, field, texts):
        """Return the domain of the records that could have one of these names.

        Capital letters and spaces around make no difference; ``fold`` decides.
        """
        names = {clean(text) for text in texts}
        names |= {unicodedata.normalize("NFKC", name) for name in names}
        if not names:
            return Domain.FALSE
        lowered = tuple(name.lower() for name in names)
        any_case = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "lower(btrim(%s)) IN %s",
                model._field_to_sql(alias, field, query),
                lowered,
            )
        )
        # where the database knows ASCII alone, it can't lower the rest
        return Domain(field, "in", list(names)) | any_case

    # people, places, products

    def _resolve_users(self, lines, field):
        """An owner by login, e-mail address or name, working for the company."""
        by_word = defaultdict(list)
        domain = [("share", "=", False), ("company_ids", "in", self.env.company.ids)]
        users = self.env["res.users"].search_fetch(domain, ["login", "email", "name"])
        for user in users if lines else ():
            for word in {
                fold(text or "") for text in (user.login, user.email, user.name)
            }:
                by_word[word].append(user.id)
        for line in lines:
            ids = by_word[fold(line.values[field.name])]
            self._settle_reference(line, field, ids, self.env._("users"))

    def _resolve_countries(self, lines, field):
        words = self._get_country_words() if lines else {}
        for line in lines:
            ids = words.get(fold(line.values[field.name]), [])
            self._settle_reference(line, field, ids, self.env._("countries"))

    def _get_country_words(self):
        """Return ``{word: [country id]}``: codes, and names in several languages."""
        countries = self.env["res.country"].search_fetch([], ["code", "name"])
        by_code = {country.code: country for country in countries}
        words = {word: by_code[code].id for word, code in COUNTRIES.items()}
        for tag in {"en", "zh", (self.env.lang or "en").split("_")[0]}:
            territories = babel.Locale.parse(tag).territories
            for code, name in territories.items():
                if code in by_code:
                    words[fold(name)] = by_code[code].id
        for country in countries:
            words[fold(country.name)] = words[fold(country.code)] = country.id
        return {word: [country_id] for word, country_id in words.items()}

    def _resolve_products(self, lines, field):
        """A product by its reference, barcode or name."""
        found = self._find_products({line.values[field.name] for line in lines})
        for line in lines:
            ids = found[line.values[field.name]]
            self._settle_reference(line, field, ids, self.env._("products"))

    def _find_products(self, texts):
        """Return ``{text: ids}`` of products by reference, barcode or name."""
        found = defaultdict(list)
        for name in ("default_code", "barcode", "name"):
            missing = {text for text in texts if text and not found[text]}
            products = self._group_by_text(missing, name, model="product.product")
            for text, ids in products.items():
                found[text] += ids
        return found

    # tags

    def _split_tags(self, text):
        """Return the names in a cell of tags.

        A tag may stand below another one: Region / North.
        """
        return split_list(text)

    def _get_tags(self, texts):
        """Return ``{text: id}``, after creating those that there are not yet."""
        Tag = self.env["res.partner.category"]
        known = self._get_known_paths(texts)
        paths = {
            path[:n]
            for path in map(self._get_path, texts)
            for n in range(1, DEEPEST_TAG + 1)
        }
        for depth in range(1, 1 + max(map(len, paths), default=0)):
            new = sorted(path for path in paths - known.keys() if len(path) == depth)
            tags = Tag.create(
                [{"name": p[-1], "parent_id": known.get(p[:-1], False)} for p in new]
            )
            known |= dict(zip(new, tags.ids, strict=True))
        return {text: known[self._get_path(text)] for text in texts}

    def _get_known_tags(self, texts):
        """Return ``{text: id}`` of the tags that there are."""
        known = self._get_known_paths(texts)
        paths = {text: self._get_path(text) for text in texts}
        return {text: known[path] for text, path in paths.items() if path in known}

    def _get_known_paths(self, texts):
        """Return ``{path: id}`` of the tags on the ways to these, from the top."""
        names = {name for text in texts for name in self._get_path(text)}
        Tag = self.env["res.partner.category"].with_context(active_test=False)
        tags = Tag.search_fetch(
            [("name", "in", list(names))], ["name", "parent_id", "parent_path"]
        )
        known, depth = {}, 0
        while level := [t for t in tags if len(t.parent_path.split("/")) == depth + 2]:
            by_id = {tag_id: path for path, tag_id in known.items()}
            for tag in level:
                above = by_id.get(tag.parent_id.id, () if not tag.parent_id else None)
                if above is not None:
                    known.setdefault((*above, tag.name), tag.id)
            depth += 1
        return known

    def _get_path(self, text):
        parts = (part.strip() for part in text.split("/"))
        return tuple(part for part in parts if part)[:DEEPEST_TAG]

    def _link_tags(self, lines, name="tags"):
        """Turn the tags of the rows into commands that add them."""
        texts = {
            text
            for line in lines
            for text in self._split_tags(line.values.get(name, ""))
        }
        tags = self._get_tags(texts) if texts else {}
        return {
            line: [Command.link(tags[t]) for t in self._split_tags(line.values[name])]
            for line in lines
            if name in line.values
        }

"""All pictures of one database: with demo data, or empty."""

import shutil
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import groupby

from machine import database, layers, odoo, state
from screens import people, plan, printing
from screens.camera import Camera, browser
from screens.catalog import Catalog
from screens.texts import Untranslated

LANGUAGES = ("en_US", "zh_CN")
WIDTHS = (1366, 390)


@dataclass
class Wish:
    """What of everything is asked for."""

    roles: list
    langs: tuple = LANGUAGES
    widths: tuple = WIDTHS
    only: str = ""

    @property
    def is_everything(self):
        return not self.only and set(self.roles) == {*people.logins(), people.GUEST}

    def includes(self, screen):
        return screen.role in self.roles and self.only in screen.name


@dataclass
class Album:
    """The files made, and one line for each finding."""

    files: list = field(default_factory=list)
    findings: list = field(default_factory=list)


class Studio:
    """One served copy of a template, with a session for each role."""

    def __init__(self, kind, wish, stack):
        self.kind = kind
        self.wish = wish
        with layers.lock():
            template = layers.with_addon(demo=kind == "demo")
            copy = database.passing_clone(template, f"crm_shots_{kind}")
            name = stack.enter_context(copy)
        log = state.path("logs", f"shots_{kind}.log")
        self.address = stack.enter_context(odoo.serve(name, log=log))
        wanted = [role for role in wish.roles if role != people.GUEST]
        self.admin, self.sessions = people.log_in(self.address, name, wanted)
        self.catalog = Catalog(self.admin)
        planned = plan.screens(self.catalog, self.admin, self.sessions)
        self.planned = planned if kind == "demo" else plan.distinct(planned)
        self.album = Album()

    @property
    def screens(self):
        return [screen for screen in self.planned if self.wish.includes(screen)]

    def gaps(self):
        """What no screen shows; only a plan of all roles with all data can tell."""
        if self.kind == "demo" and set(self.wish.roles) >= set(people.logins()):
            return list(plan.gaps(self.catalog, self.planned))
        return []

    def picture(self):
        untranslated = Untranslated(self._data())
        with browser() as chromium:
            for lang in self.wish.langs:
                self._speak(lang)
                self._print(lang, untranslated)
                for width in self.wish.widths:
                    with closing(Camera(chromium, self.address, width, lang)) as camera:
                        self._walk(camera, lang, width, untranslated)

    def _walk(self, camera, lang, width, untranslated):
        folder = self._folder(lang, str(width))
        seen = [s for s in self.screens if s.opening[0] != "report"]
        for role, screens in groupby(seen, lambda screen: screen.role):
            camera.become(self.sessions.get(role))
            for screen in screens:
                target = folder / f"{role}-{screen.name}.png"
                taken = camera.take(screen, target)
                self._note(target, lang, untranslated, *taken)

    def _print(self, lang, untranslated):
        for screen in self.screens:
            if screen.opening[0] == "report":
                _kind, report, record = screen.opening
                target = self._folder(lang, "pdf") / f"{screen.name}.pdf"
                taken = printing.take(self.admin, report, record, target)
                self._note(target, lang, untranslated, *taken)

    def _note(self, target, lang, untranslated, complaints, texts):
        name = target.relative_to(state.path("shots"))
        self.album.files.append(name)
        if lang != "en_US":
            left = untranslated.among(texts)
            complaints = [*complaints, *(f"untranslated: {text}" for text in left)]
        self.album.findings += [f"{name}: {text}" for text in complaints]

    def _folder(self, lang, name):
        folder = state.path("shots", self.kind, lang, name)
        if self.wish.is_everything:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _speak(self, lang):
        """Everybody reads this language; what a customer gets is in his."""
        everyone = {"context": {"active_test": False}}
        for model in ("res.partner", "res.users"):
            ids = self.admin.call(model, "search", [], **everyone)
            self.admin.call(model, "write", ids, {"lang": lang})

    def _data(self):
        """What people wrote into records, which no translation changes."""
        found = set()
        for model in ("res.partner", *self.catalog.models):
            known = self.admin.call(model, "fields_get")
            names = [name for name, about in known.items() if _is_typed(about)]
            for row in self.admin.search_read(model, [], *names):
                found.update(row[name] for name in names if row[name])
        return found


def _is_typed(about):
    return about["type"] == "char" and about["store"] and not about.get("translate")


def make(kind, wish):
    """Picture one database and return its album."""
    with ExitStack() as stack:
        studio = Studio(kind, wish, stack)
        studio.album.findings += studio.gaps()
        studio.picture()
    return studio.album


def listing(wish):
    """The plan for the demo data and what it leaves out, without a browser."""
    with ExitStack() as stack:
        studio = Studio("demo", wish, stack)
        return studio.screens, studio.gaps()

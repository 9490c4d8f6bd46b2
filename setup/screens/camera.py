"""A browser window that opens screens as one user after the other, and listens."""

from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from machine import state

_SCRIPT = Path(__file__).with_name("look.js")
_PHONE = 600
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--no-proxy-server",
)
_PHONE_AGENT = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36"
)


@contextmanager
def browser():
    """The machine's Chromium, without a window."""
    with sync_playwright() as playwright:
        program = state.path("bin", "chromium")
        chromium = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


class Camera:
    """One window of one width; `take` pictures a screen and says what is wrong."""

    def __init__(self, chromium, address, width, lang):
        phone = {"has_touch": True, "user_agent": _PHONE_AGENT}
        self._context = chromium.new_context(
            viewport={"width": width, "height": 844 if width < _PHONE else 900},
            locale=lang.replace("_", "-"),
            reduced_motion="reduce",
            **(phone if width < _PHONE else {}),
        )
        self._context.add_init_script(path=_SCRIPT)
        self._address = address
        self._lang = lang
        self._complaints = []
        self._page = self._listening_page()

    def close(self):
        self._context.close()

    def become(self, session):
        """Go on as the user of this session, or as a guest where there is none."""
        self._context.clear_cookies()
        cookies = {"frontend_lang": self._lang}
        if session:
            cookies["session_id"] = session.cookie
        self._context.add_cookies(
            [
                {"name": name, "value": value, "url": self._address}
                for name, value in cookies.items()
            ]
        )
        if session and session.is_internal:
            self._page.goto(f"{self._address}/odoo")
            self._page.wait_for_function("window.look.isReady()")

    def take(self, screen, target):
        """Picture a screen; return complaints and the texts that stand on it."""
        self._complaints.clear()
        try:
            self._open(*screen.opening)
            if not self._page.evaluate("look.rest()"):
                self._complaints.append("it does not come to rest within 20 s")
            found = self._page.evaluate("look.report()")
            self._page.screenshot(
                path=target,
                full_page=screen.opening[0] == "page",
                animations="disabled",
            )
        except Error as error:
            return [*self._complaints, f"it does not open: {_line(error.message)}"], []
        return self._complaints + list(_judge(found)), found["texts"]

    def _open(self, kind, *arguments):
        if kind == "page":
            # conversations come with scripts of their own, after the page
            address = self._address + arguments[0]
            self._page.goto(address, wait_until="networkidle")
        else:
            self._page.evaluate(f"(given) => look.{kind}(...given)", list(arguments))

    def _listening_page(self):
        page = self._context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: self._hear("error", error))
        page.on("console", self._hear_console)
        page.on("response", self._hear_response)
        return page

    def _hear_console(self, message):
        if message.type == "error":
            self._hear("console error", message.text)

    def _hear_response(self, response):
        if response.status >= 400:
            path = response.url.removeprefix(self._address)
            self._hear(f"status {response.status}", path)

    def _hear(self, kind, words):
        self._complaints.append(f"{kind}: {_line(words)}")


def _judge(found):
    """Sentences on what the page shows of trouble."""
    kinds = {
        "refusals": "the server refuses",
        "dialogs": "dialog",
        "notifications": "notification",
        "sideways": "scrolls sideways",
    }
    for kind, label in kinds.items():
        for words in found[kind]:
            yield f"{label}: {_line(words)}"


def _line(words):
    return " ".join(str(words).split())[:200]

"""A user's session with a running Odoo, over the calls that its web client makes."""

import http.cookiejar
import json
import urllib.request


class Unanswered(Exception):
    """Odoo answered a call with an error; its words are the message."""


class Session:
    """Who is logged in, and what he may see, without a browser."""

    def __init__(self, address, database, login):
        self.address = address
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(self._cookies),
        )
        credentials = {"db": database, "login": login, "password": login}
        self.info = self._post("/web/session/authenticate", credentials)

    @property
    def cookie(self):
        """What a browser needs to go on as the same user."""
        return next(c.value for c in self._cookies if c.name == "session_id")

    @property
    def is_internal(self):
        return self.info["is_internal_user"]

    def call(self, model, method, *args, **kwargs):
        parameters = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", parameters)

    def search_read(self, model, domain, *fields, **options):
        return self.call(model, "search_read", domain, list(fields), **options)

    def menus(self):
        """The menu entries that this user sees, by id."""
        found = json.loads(self.download("/web/webclient/load_menus")[1])
        return {menu["id"]: menu for menu in found.values() if menu["id"] != "root"}

    def download(self, path):
        """The kind and the contents of a file."""
        with self._opener.open(self.address + path) as response:
            return response.headers.get_content_type(), response.read()

    def _post(self, path, parameters):
        body = json.dumps({"jsonrpc": "2.0", "params": parameters}).encode()
        request = urllib.request.Request(
            self.address + path, body, {"Content-Type": "application/json"}
        )
        with self._opener.open(request) as response:
            answer = json.load(response)
        if "error" in answer:
            raise Unanswered(answer["error"]["data"]["message"])
        return answer["result"]

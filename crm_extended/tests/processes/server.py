"""A served Odoo and the ways to talk to it."""

import contextlib
import http.client
import json
import socket
import urllib.error
import urllib.request

HOST = "127.0.0.1"


def free_ports(count):
    """Ports that nobody listened on a moment ago."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _port in range(count)]
        for port in sockets:
            port.bind((HOST, 0))
        return [port.getsockname()[1] for port in sockets]


class Server:
    """The address of a served database."""

    def __init__(self, process, database, port):
        self.process = process
        self.database = database
        self.url = f"http://{HOST}:{port}"

    def is_ready(self):
        """Whether it answers; the database's modules are loaded with the first call."""
        try:
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=5) as answer:
                return answer.status == http.client.OK
        except (OSError, urllib.error.URLError):
            return False

    def rpc(self, login="admin", password="admin", seconds=300):
        """Log in and call models as the web client does for this person."""
        rpc = Rpc(self.url, seconds)
        rpc.log_in(self.database, login, password)
        return rpc


class RpcError(Exception):
    """What Odoo answered instead of a result; ``name`` is the exception's class."""

    def __init__(self, error):
        super().__init__(f"{error['data']['name']}: {error['data']['debug']}")
        self.name = error["data"]["name"]


class Rpc:
    """``rpc("res.partner", "read", [1], ["name"])``, in a web session of its own."""

    def __init__(self, url, seconds):
        self._url = url
        self._seconds = seconds
        cookies = urllib.request.HTTPCookieProcessor()
        self._opener = urllib.request.build_opener(cookies)

    def __call__(self, model, method, *arguments, **named):
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": arguments, "kwargs": named},
        )

    def log_in(self, database, login, password):
        """Open the session; the wrong password raises an RpcError."""
        values = {"db": database, "login": login, "password": password}
        self._post("/web/session/authenticate", values)

    def ref(self, xml_id):
        """The database id of a record known by its external id."""
        module, _dot, name = xml_id.partition(".")
        domain = [("module", "=", module), ("name", "=", name)]
        return self("ir.model.data", "search_read", domain, ["res_id"])[0]["res_id"]

    def _post(self, path, parameters):
        request = urllib.request.Request(
            self._url + path,
            json.dumps({"params": parameters}).encode(),
            {"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=self._seconds) as answer:
            content = json.load(answer)
        if "error" in content:
            raise RpcError(content["error"])
        return content.get("result")

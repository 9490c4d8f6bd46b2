"""A served Odoo and the ways to talk to it."""

import contextlib
import http.client
import socket
import urllib.error
import urllib.request
import xmlrpc.client

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
        """Call models as this user."""
        return Rpc(self, login, password, seconds)


class Rpc:
    """``rpc("res.partner", "read", [1], ["name"])`` as one user, over XML-RPC."""

    def __init__(self, server, login, password, seconds):
        transport = _Transport(seconds)
        common = self._proxy(server, "common", transport)
        user_id = common.authenticate(server.database, login, password, {})
        if not user_id:
            raise AssertionError(f"{login} cannot log in to {server.database}.")
        self._key = (server.database, user_id, password)
        self._models = self._proxy(server, "object", transport)

    def __call__(self, model, method, *arguments, **named):
        return self._models.execute_kw(*self._key, model, method, arguments, named)

    def ref(self, xml_id):
        """The database id of a record known by its external id."""
        module, _dot, name = xml_id.partition(".")
        domain = [("module", "=", module), ("name", "=", name)]
        return self("ir.model.data", "search_read", domain, ["res_id"])[0]["res_id"]

    @staticmethod
    def _proxy(server, service, transport):
        return xmlrpc.client.ServerProxy(
            f"{server.url}/xmlrpc/2/{service}", transport, allow_none=True
        )


class _Transport(xmlrpc.client.Transport):
    """A transport that does not wait for ever."""

    def __init__(self, seconds):
        super().__init__()
        self._seconds = seconds

    def make_connection(self, host):
        connection = super().make_connection(host)
        connection.timeout = self._seconds
        return connection

"""A mail server that keeps what it gets, or refuses it when a test says so."""

import contextlib
import dataclasses
import email
import email.message
import email.policy
import re
import socketserver
import threading


@dataclasses.dataclass
class Mail:
    """One accepted mail: its envelope and its parsed content."""

    sender: str
    recipients: list[str]
    message: email.message.EmailMessage


class SmtpSink:
    """An SMTP server on 127.0.0.1 for the length of a ``with`` block.

    ``mails`` holds what was accepted, in order of arrival.
    """

    def __init__(self):
        self.port = 0
        self.mails = []
        self._refusals = []
        self._server = None
        self._thread = None

    def __enter__(self):
        self._listen()
        return self

    def __exit__(self, *exc_info):
        self._close()

    @property
    def mail_server(self):
        """The values of an ``ir.mail_server`` that sends everything here."""
        address = {"smtp_host": "127.0.0.1", "smtp_port": self.port}
        return {"name": "Sink", "smtp_encryption": "none", **address}

    def refuse(self, verb, code, recipient=None):
        """Answer ``RCPT`` or ``DATA`` with this code, if wanted for one address only.

        4xx means "try again later" and 5xx "never" in SMTP.
        """
        self._refusals.append((verb, code, recipient))

    @contextlib.contextmanager
    def down(self):
        """Refuse every connection, on the same port, inside the ``with`` block."""
        self._close()
        try:
            yield
        finally:
            self._listen()

    def _listen(self):
        self._server = _Server(("127.0.0.1", self.port), _Conversation)
        self._server.sink = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}
        )
        self._thread.start()

    def _close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _refusal(self, verb, recipients):
        """The code of the first refusal that fits, None if the mail is welcome."""
        for refused_verb, code, recipient in self._refusals:
            if refused_verb == verb and recipient in (None, *recipients):
                return code
        return None


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Conversation(socketserver.StreamRequestHandler):
    """One client's session, in the verbs that smtplib speaks."""

    timeout = 30

    def handle(self):
        self.sender, self.recipients = "", []
        self._reply(220, "sink")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            answer = getattr(self, f"_on_{verb.lower()}", self._on_other)
            answer(line)
            if verb == "QUIT":
                break

    def _on_mail(self, line):
        self.sender, self.recipients = _address(line), []
        self._reply(250, "ok")

    def _on_rcpt(self, line):
        recipient = _address(line)
        if code := self.server.sink._refusal("RCPT", [recipient]):
            self._reply(code, "refused by the test")
            return
        self.recipients.append(recipient)
        self._reply(250, "ok")

    def _on_data(self, line):
        if code := self.server.sink._refusal("DATA", self.recipients):
            self._reply(code, "refused by the test")
            return
        self._reply(354, "go on")
        message = email.message_from_bytes(self._content(), policy=email.policy.default)
        self.server.sink.mails.append(Mail(self.sender, self.recipients, message))
        self._reply(250, "ok")

    def _on_quit(self, line):
        self._reply(221, "bye")

    def _on_other(self, line):
        self._reply(250, "ok")

    def _content(self):
        """The lines up to the lone dot, with SMTP's doubled leading dots undone."""
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line[line.startswith(b"..") :] for line in lines)

    def _reply(self, code, text):
        self.wfile.write(f"{code} {text}\r\n".encode())


def _address(line):
    return re.search(r"<([^>]*)>", line)[1]

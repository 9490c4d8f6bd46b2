"""A place where processes wait for each other before they go on together."""

import contextlib
import socket
import threading
from pathlib import Path


class Barrier:
    """Lets ``parties`` processes pass only once all of them have arrived.

    It goes into a script as an argument and is called there: ``meet()``, as often as
    all parties do. If one of them ends or lets the others wait for too long, ``meet()``
    raises in the others.
    """

    def __init__(self, parties, path, seconds_to_start, seconds_to_meet=60):
        self.path = Path(path)
        self._parties = parties
        self._seconds_to_start = seconds_to_start
        self._seconds_to_meet = seconds_to_meet
        self._listener = socket.socket(socket.AF_UNIX)
        self._sockets = [self._listener]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._listener.bind(str(self.path))
        self._listener.listen(self._parties)
        self._listener.settimeout(self._seconds_to_start)
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        for each in self._sockets:
            # A shutdown, unlike a mere close, wakes the thread that waits.
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _serve(self):
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            stack.enter_context(self._listener)
            waiting = [
                stack.enter_context(self._accept()) for _ in range(self._parties)
            ]
            while all(party.recv(1) for party in waiting):
                for party in waiting:
                    party.sendall(b"go")

    def _accept(self):
        party, _address = self._listener.accept()
        party.settimeout(self._seconds_to_meet)
        self._sockets.append(party)
        return party

"""A place where processes wait for each other before they go on together."""

import contextlib
import socket
import threading
from pathlib import Path


class Barrier:
    """Lets ``parties`` processes pass only once all of them have arrived.

    It goes into a script as an argument and is called there: ``meet()``. It may be
    used again for a next round. A party that dies or never comes makes ``meet()``
    raise in the others once the deadline has passed.
    """

    def __init__(self, parties, path, deadline):
        self.parties = parties
        self.path = Path(path)
        self._deadline = deadline
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(parties)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exc_info):
        # A shutdown, unlike a mere close, wakes the thread that waits in accept().
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self.path.unlink()

    def _serve(self):
        """Serve rounds until the listener is closed or a party is missing."""
        with contextlib.suppress(OSError), self._listener:
            while True:
                self._serve_round()

    def _serve_round(self):
        """Gather one round of parties and let them go."""
        with contextlib.ExitStack() as arrived:
            waiting = []
            self._listener.settimeout(None)
            for _party in range(self.parties):
                waiting.append(arrived.enter_context(self._listener.accept()[0]))
                self._listener.settimeout(self._deadline)
            for connection in waiting:
                connection.sendall(b"go")

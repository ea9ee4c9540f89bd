"""One throwaway PostgreSQL cluster a test run, and a schema of it for whoever asks.

The first process of a run that needs the cluster starts a keeper (`python -m tests.postgres PID FOLDER`),
which makes and serves it over a Unix socket in a short folder, watches the run by its process id, and stops
the server and removes the folder when the run has ended, however it ended.
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg

from tests.servers import server_or_skip

OWNER: Final = "nobody"
"""Runs the server where the tests are run by root, whom it refuses."""
PORT: Final = 5432
FAST: Final = {
    # nothing here has to survive a machine that fails; benchmarks make a cluster of their own
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "jit": "off",
    "max_connections": "300",
}
WAIT: Final = 60.0
ROLE: Final = "tester"
_PR_SET_PDEATHSIG: Final = 1


class Cluster:
    """A server of our own, from `initdb` to its end."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._settings = settings
        self._server: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """A new cluster in the folder, which becomes its owner's."""
        self.folder.chmod(0o700)
        if os.geteuid() == 0:
            shutil.chown(self.folder, OWNER, _group())
        made = ("-A", "trust", "-U", ROLE, "-E", "UTF8", "--locale=C", "--no-sync", "-D", self._data)
        subprocess.run([server_or_skip("initdb"), *made], check=True, capture_output=True, **self._as_owner())
        defaults = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.folder),
            "log_min_messages": "fatal",
        }
        lines = [f"{name} = '{value}'\n" for name, value in {**defaults, **self._settings}.items()]
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(lines)

    def start(self) -> None:
        """Serves until `stop`; returns when it takes connections."""
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [server_or_skip("postgres"), "-D", self._data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **self._as_owner(),
            )
        _until(self._answers, "the server answers")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends the server: SIGINT cuts connections and writes everything, SIGQUIT falls over."""
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait(WAIT)
            self._server = None

    def pause(self) -> None:
        """The server stands still, as one that is overloaded or whose machine is asleep."""
        assert self._server
        self._server.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Ends a pause."""
        assert self._server
        self._server.send_signal(signal.SIGCONT)

    def cut(self) -> None:
        """Ends every connection, as an administrator may."""
        with psycopg.connect(self.url(), autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    def url(self, schema: str = "", **options: str) -> str:
        """For `[database] url`; everything goes to the schema."""
        return url_of(self.folder, schema, **options)

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _answers(self) -> bool:
        assert self._server
        assert self._server.poll() is None, (self.folder / "log").read_text("utf-8", "replace")
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _as_owner(self) -> dict[str, Any]:
        """Where the server may not run as us: for `Popen`."""
        return {"user": OWNER, "group": _group(), "extra_groups": [], "cwd": "/"} if os.geteuid() == 0 else {}


def _end_with_parent() -> None:
    """The server shuts down when whoever started it is gone, however that went (prctl(2), Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _group() -> int:
    import pwd

    return pwd.getpwnam(OWNER).pw_gid


def url_of(folder: Path, schema: str = "", **options: str) -> str:
    """Of the database `postgres` of the cluster that listens in the folder."""
    path = {"options": f"-csearch_path={schema}"} if schema else {}
    query = {"host": str(folder), "port": str(PORT), **path, **options}
    return f"postgresql://{ROLE}@/postgres?" + "&".join(f"{k}={quote(v, '')}" for k, v in query.items())


@contextmanager
def own_cluster(**settings: str) -> Iterator[Cluster]:
    """A cluster for one test that stops and starts it, or for a benchmark."""
    folder = Path(tempfile.mkdtemp(prefix="pc-pg-"))
    cluster = Cluster(folder, **settings)
    try:
        cluster.make()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@cache
def shared_cluster() -> Path:
    """The folder of the run's cluster, which the first to ask has made; skips without PostgreSQL."""
    for program in ("initdb", "postgres"):
        server_or_skip(program)
    run = _run()
    folder = Path(tempfile.gettempdir()) / f"pc-pg-{run}-{_began(run)}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        keeper = [sys.executable, "-m", "tests.postgres", str(run), str(folder)]
        subprocess.Popen(keeper, stdin=subprocess.DEVNULL, start_new_session=True)
    _until((folder / "ready").exists, "the cluster of this run is ready")
    return folder


def _run() -> int:
    """The process whose end is the end of the run: the one that shares the tests out, or ours."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _began(process: int) -> str:
    """When a process began, so that one that has its number later is not taken for it."""
    return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[19]


def _until(done: Any, what: str) -> None:
    end = time.monotonic() + WAIT
    while not done():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)


def keep(run: int, folder: Path) -> None:
    """Serves the cluster as long as the run lasts."""
    watched = os.pidfd_open(run)
    cluster = Cluster(folder, **FAST)
    try:
        cluster.make()
        cluster.start()
        (folder / "ready").touch()
        select.select([watched], [], [])
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Schemas:
    """The schemas of one worker: used again and again, emptied in between, which is quicker than new ones."""

    def __init__(self) -> None:
        self._admin: psycopg.Connection[Any] | None = None
        self._free: list[str] = []
        self._made = 0

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of a schema without rows, perhaps with the tables and numbers from 1."""
        name = self._emptied() or self._new()
        yield url_of(shared_cluster(), name)
        self._free.append(name)

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a schema with nothing in it, which is dropped afterwards."""
        name = self._new()
        yield url_of(shared_cluster(), name)
        self.run(f"DROP SCHEMA {name} CASCADE")

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement of the owner answers with."""
        if self._admin is None:
            self._admin = psycopg.connect(url_of(shared_cluster()), autocommit=True)
            # rows go in any order of tables; a transaction that a test left open is not waited for
            self._admin.execute("SET session_replication_role = replica; SET lock_timeout = '5s'")
        cursor = self._admin.execute(sql)
        return cursor.fetchall() if cursor.description else []

    def _new(self) -> str:
        self._made += 1
        name = f"p{os.getpid()}_{self._made}"
        self.run(f"CREATE SCHEMA {name}")
        return name

    def _emptied(self) -> str | None:
        while self._free:
            name = self._free.pop()
            tables = self.run(f"SELECT tablename FROM pg_tables WHERE schemaname = '{name}'")  # noqa: S608
            numbers = self.run(f"SELECT sequencename FROM pg_sequences WHERE schemaname = '{name}'")  # noqa: S608
            clear = [f"DELETE FROM {name}.{table}" for (table,) in tables]  # noqa: S608
            clear += [f"SELECT setval('{name}.{number}', 1, false)" for (number,) in numbers]
            try:
                self.run(";".join(clear))
            except psycopg.errors.LockNotAvailable:
                continue
            return name
        return None


SCHEMAS: Final = Schemas()


if __name__ == "__main__":
    keep(int(sys.argv[1]), Path(sys.argv[2]))

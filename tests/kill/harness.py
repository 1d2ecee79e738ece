"""A whole installation of its own that may be killed at will: a private PostgreSQL that keeps its promises (no
throwaway settings), the web server and the worker as real processes, and a client that repeats what was not answered.

Only processes started here, and those of the private PostgreSQL below its own folder, are ever killed.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lindung.cli import server_command
from lindung.devtools import dbsetup
from lindung.devtools.postgres import PostgresError, Server, pg_bin

PATIENCE = 60.0


class Town:
    """The installation; `kill(what)` ends a part by SIGKILL, `mend()` starts again what is not running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = Server(folder / "pg", throwaway=False)
        self.cluster = self.server.ensure()
        self.urls = dbsetup.prepare(self.cluster, "lindung_kill")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("LINDUNG_", "DATABASE_URL", "PYTEST_"))},
            **self.urls.environment(),
            "LINDUNG_HOME": str(folder),
            "LINDUNG_SECRET": "only-for-this-test-" * 3,
            "LINDUNG_WORKERS": "1",
            "DJANGO_SETTINGS_MODULE": "lindung.settings",
        }
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None
        self.log = open(folder / "processes.log", "ab")  # noqa: SIM115 - as long as the town stands

    # ---- parts

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def mend(self) -> None:
        """What an ordinary supervisor does: start the parts that are down."""
        self.server.ensure()
        if self.web is None or self.web.poll() is not None:
            self.web = self._start(server_command(f"127.0.0.1:{self.port}", 1, 4))
        if self.worker is None or self.worker.poll() is not None:
            self.worker = self._start([sys.executable, "-m", "lindung.cli", "worker"])

    def kill(self, what: str, dice: random.Random) -> None:
        """SIGKILL: `app` the web server with its children, `app-child` one of its children, `worker`, `database` the
        postmaster, `backend` the server process of a random session of ours."""
        if what == "app":
            _kill_group(self.web)
        elif what == "app-child":
            children = _children(self.web)
            if children:
                _kill(dice.choice(children))
        elif what == "worker":
            _kill_group(self.worker)
        elif what == "database":
            lines = (self.server.data / "postmaster.pid").read_text().splitlines()
            _kill(int(lines[0]))
        else:
            with suppress(psycopg.Error), self.owner() as connection:
                pids = connection.execute(
                    "select pid from pg_stat_activity where usename = 'lindung_app' and pid <> pg_backend_pid()"
                    " order by (state = 'active') desc, pid"
                ).fetchall()
                connection.close()
                if pids:
                    _kill(pids[0][0])

    def stop(self) -> None:
        """End everything that was started here and remove the database's folder."""
        for process in (self.web, self.worker):
            _kill_group(process)
        self.server.remove()
        self.log.close()

    # ---- looking and asking

    def owner(self) -> "psycopg.Connection[tuple]":
        """A fresh connection as the owner."""
        return psycopg.connect(self.urls.owner, autocommit=True, connect_timeout=5)

    def rows(self, sql: str, *params: object) -> list[tuple]:
        """Rows of a query as the owner; waits while the database is away."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self.owner() as connection:
                    return connection.execute(sql, params).fetchall()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def python(self, *arguments: str) -> dict:
        """Run a program of the test folder against this installation; what it prints last, as JSON."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return json.loads(done.stdout.strip().splitlines()[-1])

    def ask(self, method: str, path: str, token: str, body: object = None, file: bytes | None = None, **fields: str):
        """One request that is repeated with its own Idempotency-Key until it is answered; (status, JSON)."""
        key = f"kill-{uuid.uuid4().hex}"
        data, kind = None, "application/json"
        if file is not None:
            data, kind = _form(file, fields)
        elif body is not None:
            data = json.dumps(body).encode()
        deadline = time.monotonic() + PATIENCE
        while True:
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/{path}", data, method=method)
            request.add_header("Authorization", f"Bearer {token}")
            if method != "GET":
                request.add_header("Content-Type", kind)
                request.add_header("Idempotency-Key", key)
            problem: object
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as error:
                problem = error.read()
                if error.code < 500 and error.code != 429:
                    return error.code, json.loads(problem)
            except (OSError, ValueError) as error:  # refused, cut off, half an answer
                problem = error
            assert time.monotonic() < deadline, problem
            time.sleep(0.1)


class Trouble(threading.Thread):
    """Kills one part after a while and mends it; `join()` before looking at the result."""

    def __init__(self, town: Town, what: str, after: float, dice: random.Random) -> None:
        super().__init__(daemon=True)
        self.town, self.what, self.after, self.dice = town, what, after, dice
        self.error: BaseException | None = None
        self.struck = threading.Event()
        self.start()

    def run(self) -> None:
        try:
            time.sleep(self.after)
            self.town.kill(self.what, self.dice)
            self.struck.set()
            time.sleep(0.05)
            self.town.mend()
        except BaseException as error:
            self.error = error

    def done(self) -> None:
        """Wait for the kill and the mending."""
        self.join(PATIENCE)
        if self.error is not None:
            raise self.error


def _form(file: bytes, fields: dict[str, str]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="data.csv"\r\n'
    parts.append(head.encode() + b"Content-Type: text/csv\r\n\r\n" + file + b"\r\n")
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _kill_group(process: "subprocess.Popen[bytes] | None") -> None:
    if process is None:
        return
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _children(process: "subprocess.Popen[bytes] | None") -> list[int]:
    if process is None:
        return []
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    with suppress(OSError):
        return [int(pid) for pid in path.read_text().split()]
    return []


@contextmanager
def standing(folder: Path, acts: str, seed: str, **environment: str) -> Iterator[Town]:
    """A town that stands, with what `acts` set up in it, settings of its programs, and dice to strike by; skipped where
    there is no PostgreSQL."""
    try:
        pg_bin()
    except PostgresError as problem:
        pytest.skip(str(problem))
    place = Town(folder)
    try:
        place.facts = place.python(acts, "setup")
        place.environment |= environment
        place.mend()
        place.dice = random.Random(int(os.environ.get("LINDUNG_KILL_SEED", seed)))
        yield place
    finally:
        place.stop()


def until(look: Callable[[], Any], seconds: float = 60.0, pause: float = 0.1) -> Any:
    """What `look` found, when it found something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "never came to an end"
        time.sleep(pause)
    return found


def repeated(town: Town, acts: str, *arguments: str, times: int = 30) -> Any:
    """What a program of the staff answered, called again when it was killed or cut off."""
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, acts, *arguments], env=town.environment, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return json.loads(done.stdout.strip().splitlines()[-1])
        time.sleep(0.2)
    raise AssertionError(done.stderr[-3000:])

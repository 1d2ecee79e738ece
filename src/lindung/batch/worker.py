"""`lindung worker`: works off the queue until it is told to stop, and begins what the calendar says is due.

    lindung worker                 # LINDUNG_WORKERS processes (default 1), until SIGTERM or Ctrl-C
    lindung worker --once          # until the queue is empty, then leaves
    lindung worker --only 17       # only run 17, until it has ended

SIGTERM lets the slice at hand finish. SIGKILL loses nothing: the slice is undone by PostgreSQL and taken up again.
"""

import importlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

import click
from django.db import Error as DatabaseError
from django.db import connection

from lindung.base import db
from lindung.batch import engine
from lindung.batch.queries import WORKER_NAME

log = logging.getLogger(__name__)

POLL = 0.3
"""Seconds between two looks at an empty queue; grows to IDLE while nothing comes."""
IDLE = 1.5
LOOK = 10.0
"""Seconds between two looks at the calendar."""
CALENDAR = "lindung.interop.calendar"
"""Which module knows the day and the jobs; by name, as handlers are, for it stands above this package."""
RECONNECT = (0.2, 0.5, 1.0, 2.0)

_SESSION = (
    ("application_name", WORKER_NAME),
    ("idle_in_transaction_session_timeout", "15min"),
    ("client_connection_check_interval", "2s"),  # a killed worker's long statement ends soon
)


class Worker:
    """The loop of one process."""

    def __init__(self, only: int | None = None) -> None:
        self.only = only
        self.looked = -LOOK
        self.stopping = threading.Event()
        self.parent = os.getppid()
        self._session: object = None

    def stop(self, *_: object) -> None:
        """Finish the slice at hand, then leave."""
        self.stopping.set()

    def run(self, once: bool = False) -> None:
        """Work until stopped; with `once` until there is nothing left to do."""
        pause, lost = POLL, 0
        while not self.stopping.is_set() and os.getppid() == self.parent:
            try:
                self._prepare()
                self._look()
                worked = engine.step(self.only)
                lost = 0
            except (engine.Lost, DatabaseError) as error:
                wait = RECONNECT[min(lost, len(RECONNECT) - 1)]
                if lost == 0:
                    log.warning("database lost, trying again: %s", str(error).strip().splitlines()[:1])
                lost += 1
                connection.close()
                self.stopping.wait(wait)
                continue
            if worked:
                pause = POLL
                continue
            if (once or self.only) and not _queue_length(self.only):
                return
            self.stopping.wait(pause)
            pause = min(IDLE, pause * 1.3)

    def _look(self) -> None:
        """Begin what is due, now and then; what goes wrong there stops no work."""
        if self.only or time.monotonic() - self.looked < LOOK:
            return
        self.looked = time.monotonic()
        try:
            importlib.import_module(CALENDAR).tick()
        except (engine.Lost, DatabaseError):
            raise
        except Exception:
            log.exception("the calendar could not be read")

    def _prepare(self) -> None:
        """Set up a new session once."""
        connection.ensure_connection()
        if connection.connection is self._session:
            return
        for name, value in _SESSION:
            try:
                db.run("select set_config(%s, %s, false)", [name, value])
            except DatabaseError:
                if name != "client_connection_check_interval":  # not on every platform
                    raise
        self._session = connection.connection


def _queue_length(only: int | None) -> int:
    with db.system():
        return int(
            db.scalar(
                "select count(*) from batch_run where status in ('WAITING', 'RUNNING')"
                " and (%s::bigint is null or id = %s)",
                [only, only],
            )
        )


def _one(once: bool, only: int | None) -> None:
    worker = Worker(only)
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run(once)
    connection.close()


def _several(count: int, once: bool, only: int | None) -> None:
    """Keep `count` workers; one that dies is replaced. A worker whose parent is gone leaves by itself."""
    command = [sys.executable, "-m", "lindung.cli", "worker", "--processes", "1", *(["--once"] if once else [])]
    command += ["--only", str(only)] if only else []
    once = once or bool(only)
    children: list[subprocess.Popen[bytes]] = []
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    born = [0.0] * count
    for _ in range(count):
        children.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))
    while not stopping.wait(0.2):
        for i, child in enumerate(children):
            code = child.poll()
            if code is None or (once and code == 0):
                continue
            if time.monotonic() - born[i] > 1.0:
                log.warning("worker process %s ended with %s, starting another", child.pid, code)
                born[i] = time.monotonic()
                children[i] = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        if once and all(child.poll() == 0 for child in children):
            break
    for child in children:
        child.terminate()
    for child in children:
        child.wait()


@click.command("worker")
@click.option("--once", is_flag=True, help="Leave when the queue is empty.")
@click.option("--processes", type=click.IntRange(1, 64), envvar="LINDUNG_WORKERS", default=1, show_default=True)
@click.option("--only", type=int, help="Number of one run: work on no other, leave when it has ended.")
def main(once: bool, processes: int, only: int | None) -> None:
    """Work off the queued runs, and begin what the calendar says is due."""
    if processes == 1:
        _one(once, only)
    else:
        _several(processes, once, only)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    django.setup()
    main()

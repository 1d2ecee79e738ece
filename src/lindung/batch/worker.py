"""`lindung worker`: works off the queue until it is told to stop.

    lindung worker                 # LINDUNG_WORKERS processes (default 1), until SIGTERM or Ctrl-C
    lindung worker --once          # until the queue is empty, then leaves

SIGTERM lets the slice at hand finish. SIGKILL loses nothing: the slice is undone by PostgreSQL and taken up again.
"""

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
RECONNECT = (0.2, 0.5, 1.0, 2.0)

_SESSION = (
    ("application_name", WORKER_NAME),
    ("idle_in_transaction_session_timeout", "15min"),
    ("client_connection_check_interval", "2s"),  # a killed worker's long statement ends soon
)


class Worker:
    """The loop of one process."""

    def __init__(self) -> None:
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
                worked = engine.step()
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
            if once and not _queue_length():
                return
            self.stopping.wait(pause)
            pause = min(IDLE, pause * 1.3)

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


def _queue_length() -> int:
    with db.system():
        return int(db.scalar("select count(*) from batch_run where status in ('WAITING', 'RUNNING')"))


def _one(once: bool) -> None:
    worker = Worker()
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run(once)
    connection.close()


def _several(count: int, once: bool) -> None:
    """Keep `count` workers; one that dies is replaced. A worker whose parent is gone leaves by itself."""
    command = [sys.executable, "-m", "lindung.cli", "worker", "--processes", "1", *(["--once"] if once else [])]
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
def main(once: bool, processes: int) -> None:
    """Work off the queued runs."""
    if processes == 1:
        _one(once)
    else:
        _several(processes, once)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    django.setup()
    main()

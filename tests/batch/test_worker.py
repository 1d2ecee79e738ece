"""Real worker processes on a real database: several at once, stopped, killed, and without a database for a while."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from .conftest import HANDLER

LAUNCH = """
import sys
sys.path.insert(0, {tests!r})
import django
django.setup()
import handler
sys.modules[{name!r}] = handler
from lindung.batch.worker import main
main()
"""


@pytest.fixture
def queue(transactional_db, database_urls):
    """Direct access to the queue as the owner, with commits."""
    with psycopg.connect(database_urls["LINDUNG_OWNER_URL"], autocommit=True) as connection:
        yield Queue(connection)


class Queue:
    def __init__(self, connection):
        self.connection = connection

    def add(self, key="k", **params):
        from lindung.batch.services import enqueue

        return enqueue("test", HANDLER, key, params).id

    def one(self, sql, *params):
        return self.connection.execute(sql, params).fetchone()[0]

    def status(self, run_id):
        return self.one("select status from batch_run where id = %s", run_id)

    def wait(self, what, seconds=20):
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, self.connection.execute(
                "select id, status, slices_done, rows_done, error from batch_run where kind = 'test'"
            ).fetchall()
            time.sleep(0.02)

    def marks(self, key="k"):
        return self.one("select count(*) from batch_run where kind = 'mark' and starts_with(key, %s)", f"{key}:")


@contextmanager
def worker(*arguments, **environment):
    code = LAUNCH.format(tests=str(Path(__file__).parent), name=HANDLER)
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "lindung.settings", "LINDUNG_WORKERS": "1"} | environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        print(process.communicate()[1])


def test_once_empties_the_queue_and_leaves(queue):
    first, second = queue.add("a", count=9), queue.add("b", refuse_cut=True)
    with worker("--once") as process:
        assert process.wait(20) == 0
    assert queue.status(first) == "DONE" and queue.status(second) == "FAILED"


def test_several_workers_share_the_slices_of_one_run(queue):
    run = queue.add(count=60, size=3, pause=0.01)
    with worker("--once") as a, worker("--once") as b, worker("--once") as c:
        assert [p.wait(30) for p in (a, b, c)] == [0, 0, 0]
    assert queue.status(run) == "DONE"
    assert queue.one("select rows_done from batch_run where id = %s", run) == 60
    assert queue.marks() == 60
    assert queue.one("select count(distinct made_by) from batch_run where kind = 'mark'") > 1, "only one worked"


def test_sigterm_lets_the_slice_finish(queue):
    queue.add(count=40, size=8, pause=0.05)
    with worker() as process:
        queue.wait(lambda: queue.one("select count(*) from batch_slice where starts = 1") >= 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    done = queue.one("select slices_done from batch_run where kind = 'test'")
    assert 1 <= done < 5 and queue.marks() == 8 * done


def test_a_killed_workers_slice_is_taken_up_by_the_next(queue):
    run = queue.add(count=40, size=20, pause=0.02)
    with worker() as process:
        queue.wait(lambda: queue.one("select count(*) from batch_slice where starts = 1") >= 1)
        time.sleep(0.1)
        process.kill()
        process.wait()
    assert queue.marks() in (0, 20)
    with worker("--once") as process:
        assert process.wait(20) == 0
    assert queue.status(run) == "DONE" and queue.marks() == 40


def test_a_worker_survives_the_loss_of_its_connections(queue):
    run = queue.add(count=40, size=5, pause=0.02)
    with worker() as process:
        for _ in range(4):
            queue.wait(lambda: queue.one(WORKERS) > 0 or queue.status(run) == "DONE")
            time.sleep(0.15)
            queue.connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'lindung worker' and datname = current_database()"
            )
        queue.wait(lambda: queue.status(run) == "DONE")
        process.terminate()
        assert process.wait(10) == 0
    assert queue.marks() == 40
    assert queue.one("select sum(attempts) from batch_slice") == 0, "a lost database is not the slice's error"


WORKERS = (
    "select count(*) from pg_stat_activity where application_name = 'lindung worker' and datname = current_database()"
)


def test_processes_are_kept_at_their_number_and_end_with_their_parent(queue, database_urls):
    process = subprocess.Popen(
        [sys.executable, "-m", "lindung.cli", "worker"],
        env=os.environ | database_urls | {"LINDUNG_WORKERS": "2", "DJANGO_SETTINGS_MODULE": "lindung.settings"},
        stderr=subprocess.DEVNULL,
    )
    try:
        queue.wait(lambda: queue.one(WORKERS) == 2)
        child = int(subprocess.check_output(["pgrep", "-P", str(process.pid)], text=True).split()[0])
        os.kill(child, signal.SIGKILL)
        queue.wait(lambda: queue.one(WORKERS) == 1, 5)
        queue.wait(lambda: queue.one(WORKERS) == 2)
        process.kill()  # its workers notice and leave
        process.wait()
        queue.wait(lambda: queue.one(WORKERS) == 0)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


NOW = """
import sys
sys.path.insert(0, {tests!r})
import django
django.setup()
import handler
sys.modules[{name!r}] = handler
from lindung.batch.services import run_now
print(run_now({run}).status)
"""


def test_two_processes_work_one_run_to_its_end_without_waiting_for_each_other(queue):
    run = queue.add(count=240, size=2, pause=0.001, fails_at=7, times=2)
    code = NOW.format(tests=str(Path(__file__).parent), name=HANDLER, run=run)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "lindung.settings"}
    both = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [p.communicate(timeout=60) for p in both]
    assert [out.decode().strip() for out, _ in said] == ["DONE"] * 3, said
    assert queue.marks() == 240
    assert queue.one("select max(attempts) from batch_slice") == 2, "only the slice that was told to fail did"


def test_only_works_on_no_other_run(queue):
    mine, other = queue.add("mine", count=6), queue.add("other", count=6)
    with worker("--only", str(mine)) as process:
        assert process.wait(20) == 0
    assert queue.status(mine) == "DONE" and queue.status(other) == "WAITING"

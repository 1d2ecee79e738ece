"""`./dev demo`: order of starting and stopping, kills of every part, and what the next start finds."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import namedtuple
from pathlib import Path

import psycopg
import pytest

from lindung.devtools import postgres, processes, supervisor
from lindung.devtools.supervisor import Child, Stopped

ROOT = Path(__file__).resolve().parents[2]
DISK = namedtuple("DISK", "total used free")

# The supervisor itself, with small programs in the places of web server, worker, loader and migrations.
STAGE = """
import os, sys, psycopg
from pathlib import Path
from lindung import cli
from lindung.devtools import dbsetup, supervisor

def migrate(url):
    with psycopg.connect(url, autocommit=True) as c:
        c.execute("create table if not exists kept (n int)")
        c.execute("grant select, insert on kept to lindung_app")
    return ""

dbsetup.migrate = migrate
cli.server_command = lambda bind, workers, threads: [
    sys.executable, "-m", "http.server", "--directory", "/usr/share", "--bind", *bind.split(":")]
supervisor.WORKER = [sys.executable, "-c", '''
import os, time, psycopg
assert not os.environ["LINDUNG_OWNER_URL"]
while True:
    try:
        with psycopg.connect(os.environ["LINDUNG_APP_URL"], autocommit=True) as c:
            while True:
                c.execute("insert into kept values (1)")
                time.sleep(0.05)
    except psycopg.OperationalError:
        time.sleep(0.05)
''']
supervisor.LOADER = [sys.executable, "-c", '''
import os, sys
print("loading", sys.argv[1], flush=True)
assert os.environ["LINDUNG_DEMO"] == "1" and os.environ["LINDUNG_OWNER_URL"]
once = os.path.join(os.environ["LINDUNG_HOME"], "failed-once")
if not os.path.exists(once):
    open(once, "w").close()
    sys.exit(3)
''']
from types import SimpleNamespace as Login
supervisor.Demo._logins = lambda self: [Login(role="Petugas", username="budi", password="kata-sandi", note="")]
supervisor.main()
"""


class Stage:
    """One home folder and the supervisors started on it."""

    def __init__(self, home):
        self.home = home
        self.running = []

    def start(self, *arguments, ready="is ready"):
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PORT")}
        process = subprocess.Popen(
            [sys.executable, "-c", STAGE, *arguments],
            env=environment | {"LINDUNG_HOME": str(self.home), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.running.append(process)
        self.said = ""
        while ready not in self.said and (line := process.stdout.readline()):
            self.said += line
        return process

    def hear(self, process, words):
        while words not in self.said and (line := process.stdout.readline()):
            self.said += line
        assert words in self.said

    @property
    def address(self):
        return re.search(r"http://127\.0\.0\.1:\d+/", self.said)[0]

    def marks(self):
        return {mark.name: mark for mark in processes.load(self.home / "demo.json")}

    def page(self, seconds=20):
        deadline = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(self.address, timeout=5) as answer:
                    return answer.status
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def rows(self):
        cluster = postgres.Server(self.home / "pg", throwaway=False).ensure()
        with psycopg.connect(cluster.url("lindung")) as connection:
            return connection.execute("select count(*) from kept").fetchone()[0]

    def clear(self):
        for process in self.running:
            process.kill()
            process.wait()
            process.stdout.close()
        processes.end(processes.load(self.home / "demo.json"), patience=1)
        postgres.Server(self.home / "pg", throwaway=False).remove()


@pytest.fixture
def stage(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    stage = Stage(tmp_path / "home")
    yield stage
    stage.clear()


def finish(process, how=signal.SIGINT):
    process.send_signal(how)
    rest = process.communicate(timeout=30)[0]
    return process.returncode, rest


@pytest.mark.kill
def test_start_says_where_who_and_what_then_ctrl_c_stops_all(stage):
    process = stage.start("--port", str(free_port()))
    assert stage.page() == 200
    assert "loading pasuruan-2021" in stage.said
    assert "loader mati, dimulai lagi" in stage.said  # it failed once and was tried again
    stage.hear(process, "Ctrl-C")
    assert "budi" in stage.said
    assert "Lihat dulu" in stage.said
    assert stage.said.index("first page") < stage.said.index("loading")
    marks = stage.marks()
    assert {"web", "worker", "loader"} == set(marks)
    code, rest = finish(process)
    assert code == 0
    assert "stopped" in rest
    assert not any(mark.alive() for mark in marks.values())
    assert postgres.Server(stage.home / "pg", throwaway=False).state() == "down"
    assert not (stage.home / "demo.json").exists()


@pytest.mark.kill
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_closed_terminal_or_a_shutdown_stops_all_too(stage, how):
    process = stage.start("--port", str(free_port()))
    marks = stage.marks()
    assert finish(process, how)[0] == 0
    assert not any(mark.alive() for mark in marks.values())
    assert postgres.Server(stage.home / "pg", throwaway=False).state() == "down"


@pytest.mark.kill
def test_what_is_killed_comes_back(stage):
    process = stage.start("--port", str(free_port()))
    before = stage.marks()
    for name in ("web", "worker"):
        os.kill(before[name].pid, signal.SIGKILL)
        stage.hear(process, f"{name} mati")
    assert stage.page() == 200
    kept = stage.rows()
    server = postgres.Server(stage.home / "pg", throwaway=False)
    for pid in server._processes():
        os.kill(pid, signal.SIGKILL)
    stage.hear(process, "PostgreSQL mati")
    stage.hear(process, "is running")
    assert stage.rows() >= kept > 0
    deadline = time.monotonic() + 20
    while (now := stage.marks()) and now["worker"].pid == before["worker"].pid and time.monotonic() < deadline:
        time.sleep(0.1)
    after = stage.rows()
    while stage.rows() == after and time.monotonic() < deadline:
        time.sleep(0.1)
    assert stage.rows() > after  # the new worker writes to the recovered database
    assert finish(process)[0] == 0


@pytest.mark.kill
def test_a_killed_supervisor_leaves_orphans_that_the_next_start_ends(stage):
    port = str(free_port())
    first = stage.start("--port", port)
    old = stage.marks()
    first.kill()
    first.wait()
    assert old["web"].alive()
    second = stage.start("--port", port)  # the same port: the orphan no longer holds it
    assert "ended what a killed demo left: web, worker" in stage.said
    assert not any(mark.alive() for mark in old.values())
    assert stage.page() == 200
    assert finish(second)[0] == 0


@pytest.mark.kill
def test_a_second_demo_is_refused_in_one_sentence(stage):
    first = stage.start("--port", str(free_port()))
    address = stage.address
    second = stage.start("--port", str(free_port()))
    assert second.wait(20) == 1
    assert stage.said.splitlines() == [f"Demo sudah berjalan / the demo is already running: {address}"]
    assert first.poll() is None


@pytest.mark.kill
def test_a_taken_port_is_refused_when_asked_for_and_passed_over_otherwise(stage):
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        taken = squatter.getsockname()[1]
        asked = stage.start("--port", str(taken))
        assert asked.wait(20) == 1
        assert len(stage.said.splitlines()) == 1
        assert f"port {taken} is in use" in stage.said
        assert not (stage.home / "pg").exists()


def test_the_next_free_port_is_taken_when_none_was_asked_for(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PORT", free_port())
    assert supervisor.choose_port(None) == supervisor.FIRST_PORT
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", supervisor.FIRST_PORT))
        squatter.listen()
        assert supervisor.FIRST_PORT < supervisor.choose_port(None) < supervisor.FIRST_PORT + 100
        with pytest.raises(Stopped, match=str(supervisor.FIRST_PORT)):
            supervisor.choose_port(supervisor.FIRST_PORT)


@pytest.mark.parametrize(
    ("fresh", "free", "refused"), [(True, 1499, True), (True, 1500, False), (False, 300, False), (False, 199, True)]
)
def test_disk_space(monkeypatch, tmp_path, fresh, free, refused):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: DISK(10**12, 0, free * 2**20))
    if not refused:
        supervisor.check_disk(tmp_path, fresh)
        return
    with pytest.raises(Stopped) as caught:
        supervisor.check_disk(tmp_path, fresh)
    assert f"{free} MB" in str(caught.value)


@pytest.mark.parametrize("port", ["no", "0", "70000"])
def test_a_port_that_is_none(port):
    done = subprocess.run(
        [sys.executable, "-m", "lindung.devtools.supervisor"],
        env=os.environ | {"PORT": port},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_waiting_grows_with_each_early_death(monkeypatch, tmp_path):
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    child = Child("x", ["/bin/false"], {}, tmp_path / "x.log")
    waits = []
    for _ in range(8):
        assert child.look() == "restarted"
        child.process.wait()
        assert child.look() == "died"
        waits.append(child.wait_until - now[0])
        assert child.look() == ""
        now[0] = child.wait_until
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_long_life_forgives_early_deaths(monkeypatch):
    child = Child("x", ["sleep", "60"], {}, None, failures=5)
    child.start()
    assert child.look() == ""
    assert child.failures == 5
    child.born -= 61
    child.look()
    assert child.failures == 0
    child.stop(5)
    assert child.process is None


def test_one_that_ignores_the_request_is_forced():
    child = Child("x", ["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"], {}, None)
    child.start()
    time.sleep(0.2)
    child.stop(0.3)
    assert not child.mark.alive()


def test_a_reused_process_number_is_left_alone(tmp_path):
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        mark = processes.Mark("web", stranger.pid, "12345")
        assert not mark.alive()
        assert processes.end([mark]) == []
        assert stranger.poll() is None
        assert processes.Mark.of("web", stranger.pid).alive()
    finally:
        stranger.kill()
        stranger.wait()


def test_a_broken_list_of_processes_is_no_obstacle(tmp_path):
    path = tmp_path / "demo.json"
    for text in ("", "{", "[1]", json.dumps([{"name": "x"}])):
        path.write_text(text)
        assert processes.load(path) == []
    processes.save(path, [processes.Mark("web", 1, "2")])
    assert processes.load(path) == [processes.Mark("web", 1, "2")]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

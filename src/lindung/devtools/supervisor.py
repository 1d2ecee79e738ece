"""`./dev demo`: starts PostgreSQL, the web server, the worker and the loader of the demo year; restarts what dies;
on Ctrl-C stops all of it, PostgreSQL last.

What it started stands in `.lindung/demo.json`, so after a `kill -9` of the supervisor itself the next start finds the
orphans and ends them first. All state that matters is in PostgreSQL; every part may be killed at any moment.
"""

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any

import click
from rich.console import Console
from rich.table import Table

from lindung import cli
from lindung.devtools import dbsetup, messages, postgres, processes
from lindung.devtools.run import DATABASE, home

SCENARIO = "pasuruan-2021"
FIRST_PORT = 8000
WORKER = [sys.executable, "-m", "lindung.cli", "worker"]
LOADER = [sys.executable, "-m", "lindung.cli", "scenario", "load"]
OURS = "LINDUNG_DEMO_HOME"  # in the environment of every child: how a next start knows a stray
FRESH_MB, AGAIN_MB = 1500, 200
LOOK = (
    (
        "Halaman depan dan simulator, tanpa masuk",
        "the public home and the simulator, without signing in",
    ),
    (
        "Kepala cabang, Laporan cabang: tiap angka 2021 dapat dibuka sampai transaksinya",
        "branch head, Branch report: every figure of 2021 opens down to its transactions",
    ),
    (
        "Pemberi kerja, Tagihan: bayar kodenya di bank peraga (demo/bank/) dan lihat uangnya tiba",
        "employer, Bills: pay the code at the demo's bank (demo/bank/) and see the money arrive",
    ),
    (
        "Petugas, Antrean kerja, satu klaim: putusan dengan pasal dan hitungannya",
        "officer, Work queue, one claim: the decision with article and arithmetic",
    ),
)


class Stopped(Exception):
    """Cannot start; the message is one sentence."""


@dataclass
class Child:
    """A program to keep alive. `once`: it is done when it ends well."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path | None
    once: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    mark: processes.Mark | None = None
    born: float = 0.0
    failures: int = 0
    wait_until: float = 0.0
    done: bool = field(default=False)

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches the supervisor alone and the order of stopping is ours."""
        with self._output() as output:
            self.process = subprocess.Popen(
                self.command,
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.mark = processes.Mark.of(self.name, self.process.pid)
        self.born = time.monotonic()

    @contextmanager
    def _output(self) -> Iterator[IO[bytes] | None]:
        if self.log is None:
            yield None
            return
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.rename(self.log.with_suffix(".log.1"))
        with open(self.log, "ab") as file:
            yield file

    def look(self) -> str:
        """What happened since the last look: "", "done", "died" or "restarted". Waits longer after each early death."""
        if self.done:
            return ""
        if self.process is None:
            if time.monotonic() < self.wait_until:
                return ""
            self.start()
            return "restarted"
        code = self.process.poll()
        if code is None:
            if self.failures and time.monotonic() - self.born > 60:
                self.failures = 0
            return ""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # what a killed parent left behind would hold the port
        self.process = None
        if self.once and code == 0:
            self.done = True
            return "done"
        self.wait_until = time.monotonic() + min(30.0, 0.5 * 2**self.failures)
        self.failures += 1
        return "died"

    def stop(self, patience: float) -> None:
        """Ask, wait, force."""
        if self.process is None or self.mark is None:
            return
        self.mark.signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


def port_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(asked: int | None) -> int:
    """The asked port or a refusal; without one, 8000 or the next free one."""
    if asked is not None:
        if not port_free(asked):
            raise Stopped(
                f"Port {asked} sedang dipakai: pilih --port lain / port {asked} is in use: choose another --port."
            )
        return asked
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if port_free(port):
            return port
    raise Stopped(f"Port {FIRST_PORT} sampai {FIRST_PORT + 99} terpakai: pilih --port / all in use: choose a --port.")


def check_disk(folder: Path, fresh: bool) -> None:
    """Refuse to start on a disk that is about to fill up."""
    need = FRESH_MB if fresh else AGAIN_MB
    free = shutil.disk_usage(folder).free // 2**20
    if free < need:
        raise Stopped(
            f"Ruang disk kurang: perlu {need} MB, tersisa {free} MB / not enough disk space: {need} MB needed,"
            f" {free} MB free."
        )


class Demo:
    """The running demo below one home folder."""

    def __init__(self, folder: Path, asked_port: int | None, scenario: str) -> None:
        self.home = folder
        self.asked_port = asked_port
        self.scenario = scenario
        self.console = Console(highlight=False)
        self.children: list[Child] = []
        self.lease: postgres.Lease | None = None
        self.urls: dbsetup.Urls | None = None
        self.port = 0
        self.began = time.monotonic()

    # ---- starting

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One supervisor per home; the lock ends with its holder, however that ends."""
        self.home.mkdir(parents=True, exist_ok=True)
        with open(self.home / "demo.lock", "a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise Stopped(f"Demo sudah berjalan / the demo is already running: {lock.read().strip()}") from None
            self._lock = lock
            left = processes.load(self.home / "demo.json")
            if orphans := processes.end([*left, *processes.strays(OURS, str(self.home), left)]):
                names = ", ".join(mark.name for mark in orphans)
                self.say(f"sisa demo yang terhenti paksa dihentikan / ended what a killed demo left: {names}")
            yield

    def say(self, text: str) -> None:
        self.console.print(f"[dim]{time.monotonic() - self.began:6.1f} s[/dim]  {text}")

    def start(self) -> None:
        """Up to the first useful page, then the worker and the loader."""
        check_disk(self.home, fresh=not self._has_data())
        self.port = choose_port(self.asked_port)
        if self.asked_port is None and self.port != FIRST_PORT:
            self.say(f"port {FIRST_PORT} dipakai, memakai / in use, taking [bold]{self.port}[/bold]")
        self._lock.truncate(0)
        self._lock.write(self.address)
        self._lock.flush()
        os.environ.update(LINDUNG_HOME=str(self.home), LINDUNG_DEMO="1", DJANGO_SETTINGS_MODULE="lindung.settings")
        for name in ("log", "static"):
            (self.home / name).mkdir(exist_ok=True)
        messages.compile_all()
        self.lease = postgres.Lease(self.home / "pg")
        self.say("PostgreSQL berjalan / is running")
        self.urls = dbsetup.prepare(self.lease.cluster, DATABASE)
        self.say("basis data siap / database ready")
        self._add("web", cli.server_command(f"127.0.0.1:{self.port}", workers=2, threads=4))
        self._wait_for_page()
        self.say(f"halaman pertama / first page: [bold]{self.address}[/bold]")
        self._add("worker", WORKER)
        if self.scenario:
            self._add("loader", [*LOADER, self.scenario], logged=False, owner=True, once=True)
        else:
            self._ready()

    def _has_data(self) -> bool:
        return bool(os.environ.get("DATABASE_URL")) or postgres.Server(self.home / "pg", throwaway=False).data.exists()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def _environment(self, owner: bool) -> dict[str, str]:
        assert self.urls is not None
        found = self.urls.environment() | {OURS: str(self.home)}
        if not owner:
            found["LINDUNG_OWNER_URL"] = ""
        return found

    def _add(
        self, name: str, command: list[str], *, logged: bool = True, owner: bool = False, once: bool = False
    ) -> None:
        log = self.home / "log" / f"{name}.log" if logged else None
        child = Child(name, command, self._environment(owner), log, once)
        self.children.append(child)
        child.start()
        self._remember()

    def _remember(self) -> None:
        processes.save(self.home / "demo.json", [child.mark for child in self.children if child.mark])

    def _wait_for_page(self) -> None:
        deadline = time.monotonic() + 90
        web = self.children[0]
        while time.monotonic() < deadline:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                connection.request("GET", "/")
                status = connection.getresponse().status
                connection.close()
                if status < 400:
                    return
                raise Stopped(f"Halaman depan gagal / the first page fails (HTTP {status}): {web.log}")
            except (OSError, http.client.HTTPException):
                if web.process is not None and web.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise Stopped(f"Peladen web tidak mau mulai / the web server does not start: {web.log}")

    # ---- running

    def watch(self) -> None:
        """Until a signal arrives: restart what died, PostgreSQL first."""
        next_check = 0.0
        while True:
            if time.monotonic() > next_check:
                self._check_postgres()
                next_check = time.monotonic() + 2
            for child in self.children:
                news = child.look()
                if news == "done":
                    self._ready()
                elif news == "died" and child.once and child.failures > 5:
                    child.done = True
                    self.say(
                        "[red]pemuatan berhenti / loading stopped[/red]: ./dev lindung scenario load " + self.scenario
                    )
                elif news == "died":
                    self.say(f"[yellow]{child.name} mati, dimulai lagi / died, starting again[/yellow]")
                elif news == "restarted":
                    self._remember()
            time.sleep(0.2)

    def _check_postgres(self) -> None:
        assert self.lease is not None and self.urls is not None
        if not self.lease.cluster.managed or self.lease.server.state() == "ready":
            return
        self.say("[yellow]PostgreSQL mati, dimulai lagi / died, starting again[/yellow]")
        before = self.lease.cluster.port
        cluster = self.lease.ensure()
        if cluster.port != before:  # somebody took our port meanwhile: everybody needs the new address
            self.urls = dbsetup.prepare(cluster, DATABASE)
            for child in self.children:
                child.environment = self._environment(owner=child.once)
                child.stop(5)
        self.say("PostgreSQL berjalan / is running")

    def _ready(self) -> None:
        self.say("[bold green]Lindung siap / is ready[/bold green]")
        self.console.print(f"\n  [bold]{self.address}[/bold]\n")
        table = Table("peran / role", "nama / user", "sandi / password", "", box=None, padding=(0, 2))
        for login in self._logins():
            table.add_row(login.role, login.username, login.password, login.note)
        self.console.print(table)
        self.console.print("\n  Lihat dulu / look first at:")
        for number, (indonesian, english) in enumerate(LOOK, 1):
            self.console.print(f"  {number}. {indonesian}\n     [dim]{english}[/dim]", soft_wrap=True)
        self.console.print("\n  Ctrl-C menghentikan semuanya / stops everything.\n")

    def _logins(self) -> list[Any]:
        assert self.urls is not None
        os.environ.update(self._environment(owner=False))
        from lindung import scenarios

        return list(scenarios.logins())

    # ---- stopping

    def stop(self) -> None:
        """In the order of use: loader, worker, web, then PostgreSQL. A second signal does not wait."""
        signal.signal(signal.SIGINT, self._hurry)
        signal.signal(signal.SIGTERM, self._hurry)
        for child in reversed(self.children):
            child.stop(10)
        if self.lease:
            self.lease.release()
        (self.home / "demo.json").unlink(missing_ok=True)

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        for child in self.children:
            if child.mark:
                child.mark.signal(signal.SIGKILL)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def reset(folder: Path) -> None:
    """Delete the demo's data: its databases, logs and static files."""
    demo = Demo(folder, None, "")
    with demo.alone():
        outside = postgres.external(folder / "pg")
        if outside:
            dbsetup.drop(outside, DATABASE)
        else:
            postgres.Server(folder / "pg", throwaway=False).remove()
        for name in ("pg", "log", "static", "bank", "demo.json"):
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    print("Data demo dihapus / the demo's data is deleted.")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--port", type=click.IntRange(1, 65535), envvar="PORT", help="Port on 127.0.0.1 (8000, or the next free one)."
)
@click.option("--scenario", default=SCENARIO, show_default=True, help="Which year to load; empty: none.")
@click.option("--reset", "wipe", is_flag=True, help="Delete the demo's data and leave.")
def main(port: int | None, scenario: str, wipe: bool) -> None:
    """Run the demo until Ctrl-C."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # also where a script began us with SIGINT ignored
        signal.signal(number, _interrupt)
    try:
        if wipe:
            reset(home())
            return
        demo = Demo(home(), port, scenario)
        with demo.alone():
            try:
                demo.start()
                demo.watch()
            except KeyboardInterrupt:
                demo.say("menghentikan / stopping ...")
            finally:
                demo.stop()
            demo.say("berhenti / stopped")
    except (Stopped, postgres.PostgresError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

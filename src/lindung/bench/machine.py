"""What the figures were measured on, and how much of it a run used."""

import os
import platform
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


def describe() -> dict[str, Any]:
    """Processor, cores, memory, versions; nothing that names the machine."""
    model = ""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": model or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _cpu_of(pid: int) -> float:
    """Seconds of processor time of a process, 0.0 where it cannot be seen."""
    with suppress(OSError, ValueError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


def _own_memory(pid: int | str) -> int:
    """Memory of its own (not shared buffers) of a process in KB, 0 where it cannot be seen."""
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
    return 0


def _helpers(backend: int, server: int) -> list[int]:
    """Processes that PostgreSQL (process `server`) has at work for a backend beside it."""
    with suppress(OSError, ValueError):
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        named = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        return [pid for pid, name in named.items() if f"worker for PID {backend}".encode() in name]
    return []


def _parent(pid: int) -> int:
    """The process that started another, 0 where it cannot be seen."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


@dataclass
class Usage:
    """Seconds of wall, client CPU and server CPU; SQL statements; peak own memory of client and server process in MB
    above what they had before. The server's are those of the backend and of the processes that help it with a query, as
    far as they lived when they were looked at."""

    wall: float = 0.0
    client_cpu: float = 0.0
    server_cpu: float = 0.0
    statements: int = 0
    client_mb: float = 0.0
    server_mb: float = 0.0
    peaks: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, float]:
        names = ("wall", "client_cpu", "server_cpu", "statements", "client_mb", "server_mb")
        return {name: round(getattr(self, name), 3) for name in names}


@contextmanager
def measured() -> Iterator[Usage]:
    """Measure what runs inside, on this process and its PostgreSQL backend (when it is on this machine)."""
    from django.db import connection  # `bench law` needs no database

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        row = cursor.fetchone()
    backend = int(row[0]) if row else 0
    usage, stop, started_by, helped = Usage(), threading.Event(), _parent(backend), dict[int, float]()
    before = {"client": _own_memory("self"), "server": _own_memory(backend)}
    usage.peaks = dict(before)

    def watch() -> None:
        pause = 0.01
        while not stop.wait(pause):
            pause = min(0.1, 1.05 * pause)  # looking takes processor time too
            usage.peaks["client"] = max(usage.peaks["client"], _own_memory("self"))
            helpers = _helpers(backend, started_by)
            helped.update((pid, _cpu_of(pid)) for pid in helpers)
            usage.peaks["server"] = max(usage.peaks["server"], sum(map(_own_memory, (backend, *helpers))))

    def count(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        usage.statements += 1
        return execute(sql, params, many, context)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    server, own, start = _cpu_of(backend), resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    try:
        with connection.execute_wrapper(count):
            yield usage
    finally:
        usage.wall = time.perf_counter() - start
        now = resource.getrusage(resource.RUSAGE_SELF)
        usage.client_cpu = now.ru_utime + now.ru_stime - own.ru_utime - own.ru_stime
        usage.server_cpu = _cpu_of(backend) - server
        stop.set()
        watcher.join()
        usage.server_cpu += sum(helped.values())
        usage.client_mb = (usage.peaks["client"] - before["client"]) / 1024
        usage.server_mb = (usage.peaks["server"] - before["server"]) / 1024

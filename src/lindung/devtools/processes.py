"""Telling one process from another that got the same number later, and ending those we started."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


def start_mark(pid: int) -> str:
    """When a process began, as the kernel tells it; empty when there is no such process or it is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        if os.path.isdir("/proc/self"):
            return ""
    told = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return told.stdout.strip()


@dataclass(frozen=True, slots=True)
class Mark:
    """A process that leads its own group, recognisable after we are gone."""

    name: str
    pid: int
    started: str

    @classmethod
    def of(cls, name: str, pid: int) -> "Mark":
        return cls(name, pid, start_mark(pid))

    def alive(self) -> bool:
        return bool(self.started) and start_mark(self.pid) == self.started

    def signal(self, number: int) -> None:
        """To the whole group, if it is still the same process."""
        if self.alive():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)


def save(path: Path, marks: Iterable[Mark]) -> None:
    """Replace the file in one step."""
    half = path.with_suffix(".half")
    half.write_text(json.dumps([asdict(mark) for mark in marks]))
    half.rename(path)


def load(path: Path) -> list[Mark]:
    """The saved processes; none when the file is missing or broken."""
    try:
        return [Mark(**entry) for entry in json.loads(path.read_text())]
    except (OSError, ValueError, TypeError):
        return []


def strays(name: str, value: str, known: Iterable[Mark]) -> list[Mark]:
    """Leaders of process groups whose environment carries `name=value`, apart from those `known`: children of a
    supervisor that was killed between starting one and writing it down. Where there is no /proc: none."""
    wanted, listed = f"{name}={value}".encode(), {mark.pid for mark in known}
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        with suppress(OSError):
            leads = pid not in listed and pid != os.getpid() and os.getpgid(pid) == pid
            if leads and wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(Mark.of("stray", pid))
    return found


def end(marks: Iterable[Mark], patience: float = 8.0) -> list[Mark]:
    """Ask, wait, then force; those that were still alive."""
    living = [mark for mark in marks if mark.alive()]
    for mark in living:
        mark.signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while any(mark.alive() for mark in living) and time.monotonic() < deadline:
        time.sleep(0.05)
    for mark in living:
        mark.signal(signal.SIGKILL)
    return living

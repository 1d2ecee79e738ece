"""One step of a measured day: asked for, worked to its end by several processes, written down with what it used.

Beside it somebody asks to book, and what he waited is written down too; and, where a step wrote many rows, the bare
INSERT … SELECT of the same rows."""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg

from lindung.bench.region import Workers


class Bench:
    """One database: its days, what was measured on them, and the processes that work."""

    def __init__(self, processes: int, handlers: Sequence[str]) -> None:
        self.crew = Workers(processes, handlers)
        self.steps: list[dict[str, Any]] = []

    def day(self, on: date) -> None:
        """The business day from here on."""
        with psycopg.connect(os.environ["LINDUNG_OWNER_URL"], autocommit=True) as owner:
            owner.execute("update registry_businessday set day = %s", [on])

    def run(self, name: str, ask: Callable[[], Any], bare: str = "") -> dict[str, Any]:
        """Ask for a run, work it to its end; what that took. `bare`: the rows it wrote, as table and condition."""
        from lindung.base.db import rows, system

        asked = ask()
        run_id = asked if isinstance(asked, int) else asked.pk
        with bystander() as waited:
            began = time.perf_counter()
            used = self.crew.work(run_id)
            wall = time.perf_counter() - began
        with system():
            told = rows("select rows_done, slices_total, totals from batch_run where id = %s", [run_id])[0]
        totals = told["totals"] if isinstance(told["totals"], dict) else json.loads(told["totals"])
        step = {
            "name": name,
            "rows": told["rows_done"],
            "slices": told["slices_total"],
            "totals": {k: v for k, v in totals.items() if k != "proofs"},
            "waited": round(max(waited), 3),
        }
        return self.note(step, wall, used, bare)

    def act(self, name: str, do: Callable[[], int]) -> dict[str, Any]:
        """Something this process does itself."""
        from lindung.bench.machine import measured

        with measured() as usage:
            count = do()
        return self.note({"name": name, "rows": count, "slices": 0, "totals": {}}, usage.wall, [usage.as_dict()])

    def note(self, step: dict[str, Any], wall: float, used: list[dict[str, Any]], bare: str = "") -> dict[str, Any]:
        """Write a step down with what the processes used; as `run` says it."""
        step |= {
            "wall": round(wall, 3),
            "client_cpu": round(sum(u["client_cpu"] for u in used), 2),
            "server_cpu": round(sum(u["server_cpu"] for u in used), 2),
            "statements": sum(int(u["statements"]) for u in used),
            "client_mb": max(u["client_mb"] for u in used),
            "server_mb": max(u["server_mb"] for u in used),
            "load": os.getloadavg()[0],
        }
        if bare:
            floor = copied(bare)
            step |= {"floor": floor["wall"], "floor_cpu": floor["client_cpu"] + floor["server_cpu"]}
        return self.keep(step)

    def keep(self, step: dict[str, Any]) -> dict[str, Any]:
        """Write a step down, and say it at once."""
        self.steps.append(step)
        print(row(step), file=sys.stderr, flush=True)
        return step


@contextmanager
def bystander() -> Iterator[list[float]]:
    """Somebody who asks every few hundredths of a second to be let in to book; the seconds he waited each time."""
    from lindung.ledger.services.posting import PERIOD_LOCK

    waited, stop = [0.0], threading.Event()

    def knock() -> None:
        with psycopg.connect(os.environ["LINDUNG_APP_URL"], autocommit=True) as other:
            while not stop.wait(0.02):
                began = time.perf_counter()
                other.execute("select pg_advisory_xact_lock_shared(%s)", [PERIOD_LOCK])
                waited.append(time.perf_counter() - began)

    thread = threading.Thread(target=knock, daemon=True)
    thread.start()
    try:
        yield waited
    finally:
        stop.set()
        thread.join()


def copied(rows_of: str) -> dict[str, float]:
    """The bare INSERT … SELECT of rows that stand in the database ("table where …") into a table without anything."""
    from lindung.base.db import run, system
    from lindung.bench.machine import measured

    table = rows_of.split()[0]
    with psycopg.connect(os.environ["LINDUNG_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"create table bench_bare as select * from {table} limit 0")
        owner.execute("grant insert on bench_bare to lindung_system")
        try:
            with measured() as usage, system():
                run(f"insert into bench_bare select * from {rows_of}")
        finally:
            owner.execute("drop table bench_bare")
    return usage.as_dict()


def row(s: dict[str, Any]) -> str:
    """A step as a row of the table."""
    floor = f"{s['floor']:.2f}, {s['floor_cpu']:.2f}" if "floor" in s else ""
    waited = f"{s['waited']:.2f}" if s.get("waited") is not None else ""
    return (
        f"| {s['name']} | {s['rows']:,} | {s['slices'] or ''} | {s['wall']:.2f} | {s['client_cpu']:.2f} +"
        f" {s['server_cpu']:.2f} | {floor} | {s['statements']:,} | {s['client_mb']:.0f} | {s['server_mb']:.0f} |"
        f" {waited} |"
    )

"""Loads a scenario step by step. Each step writes that it is done in the transaction of its rows, so that a load that
was killed anywhere goes on where it stopped; its progress is a run of the batch engine, for pages and terminal."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone
from psycopg import sql

from lindung.base.db import rows, run, scalar, system
from lindung.batch.models import Run, Slice
from lindung.batch.queries import progress_of
from lindung.batch.services import enqueue
from lindung.scenarios import jatim, pasuruan
from lindung.scenarios.pasuruan import NAME
from lindung.scenarios.steps import Step

KIND = "scenario"
HANDLER = "lindung.scenarios.loader"
_NOT_FOR_WORKERS = datetime(9999, 12, 31, tzinfo=UTC)
_LOCK = 0x5C3A_2021
WAIT = 20.0
"""Seconds to wait for another load to end."""


class LoadError(Exception):
    """A load that cannot begin, in words of both languages."""


@dataclass(frozen=True)
class State:
    """How far a load is. `step_…` are the words of what is being done; `eta` seconds left, None while unknown."""

    name: str
    status: str
    percent: int
    eta: int | None
    step_id: str
    step_en: str
    done: int
    total: int

    @property
    def ended(self) -> bool:
        return self.status in ("DONE", "FAILED")


@dataclass(frozen=True)
class Done:
    """A step that was done now: seconds it took and what it counted."""

    step: Step[Any]
    seconds: float
    counted: int


@dataclass(frozen=True)
class Scenario:
    """Its steps, and the world of one load at a scale."""

    steps: list[Step[Any]]
    world: Callable[[float], Any]


@lru_cache
def scenario(name: str) -> Scenario:
    """A scenario by its name; its modules are loaded when it is asked for. Raises LoadError: unknown name."""
    if name not in (jatim.NAME, pasuruan.NAME):
        raise LoadError(f"skenario tidak dikenal / no such scenario: {name}")
    package = f"lindung.scenarios.{'jatim' if name == jatim.NAME else 'pasuruan'}"
    world = import_module(f"{package}.{'load' if name == jatim.NAME else 'world'}").World
    make = import_module(f"{package}.plan").make
    return Scenario(import_module(f"{package}.steps").steps(), lambda scale: world(make(scale)))


def key(name: str = NAME) -> str:
    """The key of a scenario's run."""
    return f"scenario:{name}"


def progress(name: str = NAME) -> State | None:
    """How far the scenario's load is, None if none was begun (or the reader may not see it)."""
    found = progress_of(key(name))
    if found is None:
        return None
    next_no = scalar("select min(no) from batch_slice where run_id = %s and done_at is null", [found.id])
    plan = scenario(name).steps
    at = plan[int(next_no) - 1] if next_no and int(next_no) <= len(plan) else None
    return State(
        name,
        found.status,
        found.percent,
        found.eta,
        at.title_id if at else "Selesai" if found.status == "DONE" else "Menyiapkan",
        at.title_en if at else "Done" if found.status == "DONE" else "Preparing",
        found.slices_done,
        found.slices_total or len(plan),
    )


def load(name: str = NAME, scale: float = 1.0, *, told: Callable[[State], None] | None = None) -> Iterator[Done]:
    """Load a scenario, or go on with it; gives each step when it is done. A finished load gives nothing.

    Raises LoadError: unknown name, begun at another scale, another load running; the error of a step that failed.
    """
    found = scenario(name)
    plan = found.steps
    _alone()
    try:
        run_id = _begin(name, scale, plan)
        world = found.world(scale)
        with system():
            left = [
                r["no"]
                for r in rows("select no from batch_slice where run_id = %s and done_at is null order by no", [run_id])
            ]
        for no in left:
            began = time.monotonic()
            counted = _work(run_id, no, plan[no - 1], world)
            if plan[no - 1].settle:
                settle(plan[no - 1].settle)
            yield Done(plan[no - 1], time.monotonic() - began, counted)
            if told:
                with system():
                    state = progress(name)
                assert state is not None
                told(state)
        with system():
            Run.objects.filter(id=run_id).update(status=Run.Status.DONE, ended_at=timezone.now(), error=None)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _alone() -> None:
    """Only one load at a time; the lock ends with the connection, however the process ends. The session of a process
    that was killed lives for a moment after it: that long is waited."""
    deadline = time.monotonic() + WAIT
    with connection.cursor() as cursor:
        while True:
            cursor.execute("select pg_try_advisory_lock(%s)", [_LOCK])
            if (cursor.fetchone() or (False,))[0]:
                return
            if time.monotonic() > deadline:
                raise LoadError("pemuatan lain sedang berjalan / another load is running")
            time.sleep(0.5)


def _begin(name: str, scale: float, plan: list[Step[Any]]) -> int:
    """The run and its slices, made once."""
    with system():
        found = Run.objects.filter(key=key(name)).first()
        if found is None:
            made = enqueue(KIND, HANDLER, key(name), {"scenario": name, "scale": scale})
            made.not_before, made.status = _NOT_FOR_WORKERS, Run.Status.RUNNING
            made.started_at, made.slices_total = timezone.now(), len(plan)
            made.rows_total = sum(s.weight for s in plan)
            made.save()
            Slice.objects.bulk_create([Slice(run=made, no=n, low=n, high=n) for n in range(1, len(plan) + 1)])
            return int(made.pk)
        if found.params.get("scale") != scale:
            there = found.params.get("scale")
            raise LoadError(f"sudah dimuat dengan skala {there} / already loaded at scale {there}")
        if found.status == Run.Status.FAILED:
            Run.objects.filter(pk=found.pk).update(
                status=Run.Status.RUNNING, error=None, ended_at=None, not_before=_NOT_FOR_WORKERS
            )
        return int(found.pk)


def _work(run_id: int, no: int, step: Step[Any], world: Any) -> int:
    with system():
        run("select set_config('lindung.act', %s, true)", [f"scenario:{step.key}"])
        counted = step.work(world)
        run(
            "update batch_slice set done_at = clock_timestamp(), rows = %s, starts = starts + 1,"
            " totals = jsonb_build_object('counted', %s::bigint) where run_id = %s and no = %s",
            [step.weight, counted, run_id, no],
        )
        run(
            "update batch_run set slices_done = slices_done + 1, rows_done = rows_done + %s where id = %s",
            [step.weight, run_id],
        )
    return counted


def settle(tables: Sequence[str]) -> None:
    """Fresh statistics for the planner, where the owner's address is known (else autovacuum will make them)."""
    if url := os.environ.get("LINDUNG_OWNER_URL"):
        with psycopg.connect(url, autocommit=True) as owner:
            for table in tables:
                owner.execute(sql.SQL("analyze {}").format(sql.Identifier(table)))


def fail(name: str, error: Exception) -> None:
    """Write on the run that the load stopped, for the pages; the next `load` goes on."""
    said = str(error)[:300]
    with system():
        Run.objects.filter(key=key(name)).update(
            status=Run.Status.FAILED,
            ended_at=timezone.now(),
            error={"code": "scenario", "id": f"Pemuatan berhenti: {said}", "en": f"The load stopped: {said}"},
        )


def cut(run: Run) -> list[tuple[int, int]]:
    """The engine's workers never cut a load: it is worked by `load` alone."""
    raise LoadError("dimuat dengan lindung scenario load / loaded by lindung scenario load")


work = finish = cut

"""One step of the engine: cut a run, work one of its slices, or finish it; each step is one transaction.

Nothing but row locks says who works on what, so the work of a killed worker is free again the moment PostgreSQL sees
its connection gone. A slice is marked done in the transaction that writes its rows: it happened whole, once, or not.
"""

import importlib
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeVar, cast

import psycopg
from django.db import Error as DatabaseError
from django.utils import timezone

from lindung.base import db
from lindung.base.db import system
from lindung.batch.models import Run, Slice

log = logging.getLogger(__name__)

Held = TypeVar("Held", Run, Slice)

ATTEMPTS = 3
"""How often a slice, a cut or a finish may fail by an error before the run is given up."""
STARTS = 12
"""How often a slice may be begun; beyond `ATTEMPTS` only workers that died on it can use these up."""
BACKOFF = (0.5, 2.0, 8.0)
"""Seconds before the next try after the first, second, … error."""


@dataclass(frozen=True)
class SliceResult:
    """What a slice did: rows worked, and named control totals (counts or whole rupiah) that add up over the run."""

    rows: int
    totals: Mapping[str, int] = field(default_factory=dict)


class Handler(Protocol):
    """What the module named by `Run.handler` offers; each function runs in one transaction as the writing role.

    `cut` returns key ranges (both ends included) and may set `run.rows_total`. `finish` sees `run.totals`, the sums
    over all slices, compares them with what it knows and raises `Refused` where they differ; what it returns is added
    to the totals. A module may also have `failed(run, error)`, called when the run is given up.
    """

    def cut(self, run: Run) -> Sequence[tuple[int, int]]: ...
    def work(self, run: Run, part: Slice) -> SliceResult: ...
    def finish(self, run: Run) -> Mapping[str, int] | None: ...


class Lost(Exception):
    """The database went away; nothing is decided, the step is repeated once it is back."""


UNKNOWN = (
    "Pekerjaan berhenti karena kesalahan pada sistem. Sampaikan nomor jejak {trace} kepada pengelola sistem;"
    " yang sudah selesai tetap tersimpan dan pekerjaan dapat dilanjutkan.",
    "The work stopped because of an error in the system. Give the trace number {trace} to the system's administrator;"
    " what was done stays saved and the work can be continued.",
)
DIED = (
    "Pekerjaan dihentikan karena program pengolah berulang kali mati pada bagian {part}. Sampaikan nomor jejak {trace}"
    " kepada pengelola sistem; yang sudah selesai tetap tersimpan.",
    "The work was stopped because workers died repeatedly on part {part}. Give the trace number {trace} to the"
    " system's administrator; what was done stays saved.",
)


def handler_of(run: Run) -> Handler:
    """The handler module of a run; only modules of this system can be named."""
    if not run.handler.startswith("lindung."):
        raise ValueError(f"not a handler of this system: {run.handler}")
    return cast(Handler, importlib.import_module(run.handler))


def candidates(only: int | None = None) -> list[int]:
    """Runs that want work, those that have had least of it first: an upload need not wait for a month's end."""
    with system():
        found = db.rows(
            "select id from batch_run where status in ('WAITING', 'RUNNING')"
            " and (not_before is null or not_before <= clock_timestamp()) and (%s::bigint is null or id = %s)"
            " order by slices_done, id limit 100",
            [only, only],
        )
    return [r["id"] for r in found]


def step(only: int | None = None) -> bool:
    """Do one piece of work of any run (or of run `only`); False when there is none to take now. Raises Lost."""
    try:
        return any(_attend(run_id) for run_id in candidates(only))
    except (DatabaseError, psycopg.Error) as error:
        if gone(error):
            raise Lost(str(error)) from error
        raise


def _attend(run_id: int) -> bool:
    with system():
        state = db.rows(
            "select slices_total, slices_done from batch_run where id = %s and status in ('WAITING', 'RUNNING')",
            [run_id],
        )
    if not state:
        return False
    total, done = state[0]["slices_total"], state[0]["slices_done"]
    if total is None:
        return _cut(run_id)
    return _work(run_id) if done < total else _finish(run_id)


def _context(run: Run) -> None:
    """The trail of writes names who asked for the run and what kind it is."""
    db.run(
        "select set_config('lindung.user', %s, true), set_config('lindung.act', %s, true)",
        [str(run.made_by or ""), f"batch:{run.kind}"],
    )


def _locked(run_id: int, cut: bool) -> Run | None:
    """The run, locked for cutting or finishing, unless another worker is at it or it has moved on."""
    found = Run.objects.select_for_update(skip_locked=True).filter(
        id=run_id, status__in=[Run.Status.WAITING, Run.Status.RUNNING], slices_total__isnull=cut
    )
    return found.first()


def _cut(run_id: int) -> bool:
    with system():  # seen by everybody while a long cut goes on
        db.run(
            "update batch_run set status = 'RUNNING', started_at = coalesce(started_at, clock_timestamp())"
            " where id = (select id from batch_run where id = %s and status = 'WAITING' for update skip locked)",
            [run_id],
        )

    def cut(run: Run) -> None:
        _context(run)
        ranges = handler_of(run).cut(run)
        Slice.objects.bulk_create(
            [Slice(run=run, no=no, low=low, high=high) for no, (low, high) in enumerate(ranges, 1)], batch_size=5000
        )
        run.slices_total = len(ranges)
        run.save(update_fields=["slices_total", "rows_total"])

    return _guarded(lambda: _locked(run_id, cut=True), cut, run_id)


def _work(run_id: int) -> bool:
    with system():  # committed before the work: a worker that dies on the slice has left its mark
        found = db.rows(
            "update batch_slice set starts = starts + 1 where id = (select id from batch_slice where run_id = %s"
            " and done_at is null and (not_before is null or not_before <= clock_timestamp())"
            " order by starts, no limit 1 for update skip locked) returning id, no, starts",
            [run_id],
        )
    if not found:
        return False
    slice_id, no, starts = found[0]["id"], found[0]["no"], found[0]["starts"]
    if starts > STARTS:
        trace = uuid.uuid4().hex[:12]
        log.error("run %s: slice %s was begun %s times, given up [%s]", run_id, no, starts, trace)
        _give_up(run_id, _error("worker_died", DIED, trace, part=no))
        return True

    def mine() -> Slice | None:
        return (
            Slice.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(id=slice_id, done_at__isnull=True, run__status=Run.Status.RUNNING)
            .select_related("run")
            .first()
        )

    def work(part: Slice) -> None:
        run = part.run
        _context(run)
        result = handler_of(run).work(run, part)
        part.rows, part.totals, part.done_at = result.rows, dict(result.totals), timezone.now()
        part.save(update_fields=["rows", "totals", "done_at"])
        db.run(
            "update batch_run set slices_done = slices_done + 1, rows_done = rows_done + %s where id = %s",
            [result.rows, run_id],
        )

    _guarded(mine, work, run_id, slice_id)
    return True  # also where another worker was faster


def _finish(run_id: int) -> bool:
    def finish(run: Run) -> None:
        _context(run)
        run.totals = totals(run_id)
        run.totals |= dict(handler_of(run).finish(run) or {})
        run.status, run.ended_at, run.error = Run.Status.DONE, timezone.now(), None
        run.save(update_fields=["totals", "status", "ended_at", "error"])

    return _guarded(lambda: _locked(run_id, cut=False), finish, run_id)


def totals(run_id: int) -> dict[str, int]:
    """The control totals of the slices done so far, added up by name."""
    found = db.rows(
        "select t.key, sum(t.value::bigint)::text as total from batch_slice s, jsonb_each_text(s.totals) t"
        " where s.run_id = %s and s.done_at is not null group by t.key order by t.key",
        [run_id],
    )
    return {r["key"]: int(r["total"]) for r in found}


# ---- errors


def gone(error: BaseException | None) -> bool:
    """Whether the connection itself was lost, and not only a statement refused."""
    while error is not None:
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            state = error.sqlstate
            if state is None or state.startswith(("08", "57P")) or state == "25P03":
                return True
        error = error.__cause__ or error.__context__
    return False


def _guarded(
    take: Callable[[], Held | None], do: Callable[[Held], None], run_id: int, slice_id: int | None = None
) -> bool:
    """Take what one step works on and do it, in one transaction; False where somebody else has it. An error is written
    down, and the queue goes on; a lost database is not one.

    What failed is held until its failure is written: else somebody else would begin it at once, without the wait, and a
    trouble of one moment would count as several.
    """
    try:
        with system():
            held = take()
            if held is None:
                return False
            try:
                with system():
                    do(held)
            except Exception as error:
                if gone(error):
                    raise
                _failed(error, run_id, slice_id)
    except Exception as error:  # of the commit, too
        if gone(error):
            raise Lost(str(error)) from error
        _failed(error, run_id, slice_id)
    return True


def unknown_error(trace: str) -> dict[str, Any]:
    """What people are told of an error nobody foresaw."""
    return _error("internal", UNKNOWN, trace)


def _error(code: str, texts: tuple[str, str], trace: str, **params: object) -> dict[str, Any]:
    return {
        "code": code,
        "id": texts[0].format(trace=trace, **params),
        "en": texts[1].format(trace=trace, **params),
        "trace_id": trace,
    }


def _failed(error: Exception, run_id: int, slice_id: int | None) -> None:
    """Try again later, or give the run up: at once when the handler refused in words, else after `ATTEMPTS`."""
    trace = uuid.uuid4().hex[:12]
    code, text = getattr(error, "code", None), getattr(error, "text", None)
    if isinstance(code, str) and callable(text):
        log.info("run %s refused: %s [%s]", run_id, code, trace)
        _give_up(run_id, {"code": code, "id": text("id"), "en": text("en"), "trace_id": trace}, slice_id)
        return
    log.error("run %s, slice %s failed [%s]", run_id, slice_id, trace, exc_info=error)
    table, key = ("batch_slice", slice_id) if slice_id else ("batch_run", run_id)
    with system():
        attempts = db.scalar(f"update {table} set attempts = attempts + 1 where id = %s returning attempts", [key])
        if attempts < ATTEMPTS:
            wait = timedelta(seconds=BACKOFF[min(attempts, len(BACKOFF)) - 1])
            db.run(f"update {table} set not_before = clock_timestamp() + %s where id = %s", [wait, key])
            return
    _give_up(run_id, unknown_error(trace), slice_id)


def _give_up(run_id: int, error: dict[str, Any], slice_id: int | None = None) -> None:
    """Mark the run failed, and let the handler put its own things in order in the same transaction."""
    with system():
        run = (
            Run.objects.select_for_update()
            .filter(id=run_id, status__in=[Run.Status.WAITING, Run.Status.RUNNING])
            .first()
        )
        if run is None:
            return
        if slice_id:
            error["slice"] = Slice.objects.values_list("no", flat=True).get(id=slice_id)
        run.status, run.error, run.ended_at = Run.Status.FAILED, error, timezone.now()
        run.save(update_fields=["status", "error", "ended_at"])
        _context(run)
        try:
            with system():
                tidy = getattr(handler_of(run), "failed", None)
                if tidy is not None:
                    tidy(run, error)
        except Exception:
            log.exception("run %s: tidying up after the failure failed too", run_id)

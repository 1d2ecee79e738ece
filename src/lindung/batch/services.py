"""Asking for bulk work, and doing small work at once."""

import time
from collections.abc import Mapping
from typing import Any, ClassVar

from lindung.base import db
from lindung.base.db import act, system
from lindung.base.errors import Refused
from lindung.batch import engine
from lindung.batch.models import Run, Slice


class BatchRefused(Refused):
    """What the engine refuses."""

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "key_taken": (
            "Pekerjaan dengan kunci {key} sudah ada dengan isi yang lain.",
            "Work with the key {key} already exists with other contents.",
        ),
        "not_failed": (
            "Hanya pekerjaan yang gagal dapat diulang; pekerjaan ini berstatus {status}.",
            "Only failed work can be repeated; this work is {status}.",
        ),
        "totals_differ": (
            "Angka kendali {name} tidak cocok: seharusnya {expected}, didapat {found}. Pekerjaan tidak ditutup.",
            "The control figure {name} differs: expected {expected}, found {found}. The work is not closed.",
        ),
        "failed": ("{text_id}", "{text_en}"),
    }


@act
def enqueue(
    kind: str,
    handler: str,
    key: str,
    params: Mapping[str, Any] | None = None,
    *,
    office_id: int | None = None,
    employer_id: int | None = None,
    by: int | None = None,
) -> Run:
    """Ask for a run; it starts when the caller's transaction commits. The same `key` gives the same run again.

    `handler` is the dotted path of a module as `engine.Handler` describes, `params` JSON it understands. Who may see
    the run's progress follows from `office_id` and `employer_id`. Raises BatchRefused `key_taken`.
    """
    wanted = dict(params or {})
    fresh = Run(
        kind=kind, handler=handler, key=key, params=wanted, office_id=office_id, employer_id=employer_id, made_by=by
    )
    engine.handler_of(fresh)  # a misspelt handler is told to whoever asks, not to the worker
    Run.objects.bulk_create([fresh], ignore_conflicts=True)
    run = Run.objects.get(key=key)
    if run.handler != handler or run.params != wanted:
        raise BatchRefused("key_taken", key=key)
    return run


@act
def retry(run_id: int) -> Run:
    """Let a failed run go on where it stopped; slices already done stay done. Raises BatchRefused `not_failed`."""
    # slices before their run, as whoever works one takes them
    list(Slice.objects.select_for_update().filter(run_id=run_id, done_at__isnull=True).order_by("id").values("id"))
    run = Run.objects.select_for_update().get(id=run_id)
    if run.status != Run.Status.FAILED:
        raise BatchRefused("not_failed", status=run.get_status_display())
    Slice.objects.filter(run=run, done_at__isnull=True).update(attempts=0, starts=0, not_before=None)
    run.status, run.error, run.ended_at = Run.Status.WAITING, None, None
    run.attempts, run.not_before = 0, None
    run.save(update_fields=["status", "error", "ended_at", "attempts", "not_before"])
    if run.slices_total is not None:
        run.status = Run.Status.RUNNING
        run.save(update_fields=["status"])
    return run


def run_now(run_id: int) -> Run:
    """Work a run to its end in this process: for small work whose asker waits. Errors are tried again at once.

    Raises BatchRefused `failed` with the run's own words when it is given up.
    """
    while True:
        _no_pause(run_id)
        worked = engine.step(run_id)
        with system():
            run = Run.objects.get(id=run_id)
        if run.status == Run.Status.DONE:
            return run
        if run.status == Run.Status.FAILED:
            error = run.error or {}
            raise BatchRefused("failed", text_id=error.get("id", ""), text_en=error.get("en", ""))
        if not worked:
            time.sleep(0.05)  # another worker holds what is left


def _no_pause(run_id: int) -> None:
    """Let a next try happen at once. Rows that another process holds are left alone: it is at work on them, and waiting
    for it while holding others would be waiting for each other."""
    for table, which in (("batch_run", "id = %s"), ("batch_slice", "run_id = %s and done_at is null")):
        with system():
            db.run(
                f"update {table} set not_before = null where id in (select id from {table} where {which}"
                " and not_before is not null order by id for update skip locked)",
                [run_id],
            )


def check_total(name: str, expected: int, found: int) -> None:
    """For `finish`: raise BatchRefused `totals_differ` unless the two figures are equal."""
    if expected != found:
        raise BatchRefused("totals_differ", name=name, expected=expected, found=found)

"""How far bulk work has come, in figures and in words. Row-level security decides whose runs a reader sees."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lindung.base import db
from lindung.base.format import number

WORKER_NAME = "lindung worker"

_SQL = """
select r.id, r.kind, r.key, r.status, r.slices_done, r.slices_total, r.rows_done, r.rows_total, r.totals, r.error,
       r.made_at, r.started_at, r.ended_at,
       extract(epoch from coalesce(r.ended_at, clock_timestamp()) - r.started_at)::float8 as seconds
from batch_run r
"""


@dataclass(frozen=True)
class Progress:
    """State of one run. `rate` is rows per second so far, `eta` whole seconds left; both absent while unknown."""

    id: int
    kind: str
    key: str
    status: str
    slices_done: int
    slices_total: int | None
    rows_done: int
    rows_total: int | None
    totals: dict[str, Any]
    error: dict[str, Any] | None
    made_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None

    @property
    def ended(self) -> bool:
        return self.status in ("DONE", "FAILED")

    @property
    def _share(self) -> tuple[int, int]:
        return (self.rows_done, self.rows_total) if self.rows_total else (self.slices_done, self.slices_total or 0)

    @property
    def percent(self) -> int:
        """0 to 100, by rows where their number is known, else by slices; 100 only when done."""
        if self.status == "DONE":
            return 100
        done, total = self._share
        return min(99, done * 100 // total) if total else 0

    @property
    def rate(self) -> int | None:
        """Rows per second since the start, rounded."""
        return round(self.rows_done / self.seconds) if self.seconds and self.rows_done else None

    @property
    def eta(self) -> int | None:
        """Seconds left at the pace so far, rounded up to the next whole one."""
        if self.ended or not self.seconds or not 0 < self.percent < 100:
            return None
        done, total = self._share
        return int(self.seconds * (total - done) / done) + 1 if done else None

    def text(self, lang: str = "id") -> str:
        """One sentence for a page or a terminal."""
        english = lang.startswith("en")
        if self.status == "FAILED" and self.error:
            return str(self.error["en" if english else "id"])
        if self.status == "WAITING":
            return "Waiting for its turn." if english else "Menunggu giliran."
        if self.status == "RUNNING" and self.slices_total is None:
            return "Reading and preparing." if english else "Sedang dibaca dan disiapkan."
        rows = number(self.rows_done, lang=lang)
        if self.status == "DONE":
            return f"Done: {rows} rows." if english else f"Selesai: {rows} baris."
        of = number(self.rows_total, lang=lang) if self.rows_total else ""
        if english:
            said = f"{rows} of {of} rows" if of else f"{rows} rows"
            return f"{said}, about {number(self.eta, lang=lang)} seconds left." if self.eta else f"{said}."
        said = f"{rows} dari {of} baris" if of else f"{rows} baris"
        return f"{said}, kira-kira {number(self.eta, lang=lang)} detik lagi." if self.eta else f"{said}."

    def as_dict(self) -> dict[str, Any]:
        """Shape for pages and the API."""
        return {
            "run": self.id,
            "kind": self.kind,
            "status": self.status,
            "percent": self.percent,
            "rows_done": self.rows_done,
            "rows_total": self.rows_total,
            "rows_per_second": self.rate,
            "seconds_left": self.eta,
            "text": {"id": self.text("id"), "en": self.text("en")},
            "error": self.error,
        }


def _progress(row: dict[str, Any]) -> Progress:
    for name in ("totals", "error"):
        if isinstance(row[name], str):  # raw cursors hand JSON over as text
            row[name] = json.loads(row[name])
    return Progress(**row)


def progress(run_id: int) -> Progress | None:
    """State of a run; None when it is not there or the reader may not see it."""
    found = db.rows(_SQL + "where r.id = %s", [run_id])
    return _progress(found[0]) if found else None


def progress_of(key: str) -> Progress | None:
    """State of the run with this key."""
    found = db.rows(_SQL + "where r.key = %s", [key])
    return _progress(found[0]) if found else None


def latest(prefix: str) -> Progress | None:
    """State of the latest run whose key begins with `prefix`."""
    found = db.rows(_SQL + "where starts_with(r.key, %s) and r.key >= %s order by r.id desc limit 1", [prefix, prefix])
    return _progress(found[0]) if found else None


def latest_open(prefix: str) -> Progress | None:
    """As `latest`, for everybody: for runs that concern nobody's data, such as the loading of a demo."""
    with db.system():
        return latest(prefix)


def count_of(prefix: str) -> int:
    """How many runs have a key that begins with `prefix`."""
    return int(db.scalar("select count(*) from batch_run where starts_with(key, %s)", [prefix]))


def recent(limit: int = 50, *, kinds: Sequence[str] = (), below: int | None = None) -> list[Progress]:
    """The latest runs the reader may see, newest first; `below` continues after a run's id."""
    found = db.rows(
        _SQL + "where (%s::text[] = '{}' or r.kind = any(%s)) and (%s::bigint is null or r.id < %s)"
        " order by r.id desc limit %s",
        [list(kinds), list(kinds), below, below, limit],
    )
    return [_progress(row) for row in found]


def unfinished(kinds: Sequence[str], *, begun: Sequence[str] = ()) -> list[Progress]:
    """Runs of these kinds that wait or work, oldest first, and of the kinds `begun` also those that failed half way."""
    found = db.rows(
        _SQL + "where r.kind = any(%s) and r.status in ('WAITING', 'RUNNING')"
        " or r.kind = any(%s) and r.status = 'FAILED' and r.slices_done > 0 order by r.id limit 20",
        [list(kinds), list(begun)],
    )
    return [_progress(row) for row in found]


def states_of(run_ids: Sequence[int]) -> dict[int, str]:
    """Status of runs by id, of those the reader may see."""
    if not run_ids:
        return {}
    return {r["id"]: r["status"] for r in db.rows("select id, status from batch_run where id = any(%s)", [[*run_ids]])}


def waiting() -> int:
    """How many runs are not yet ended."""
    return int(db.scalar("select count(*) from batch_run where status in ('WAITING', 'RUNNING')"))


def workers() -> int:
    """How many worker processes are connected now."""
    return int(
        db.scalar(
            "select count(*) from pg_stat_activity where application_name = %s and datname = current_database()",
            [WORKER_NAME],
        )
    )

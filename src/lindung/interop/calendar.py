"""The work that the institution's calendar knows: what runs on which business day, and how each is asked for.

The worker looks here (`tick`) every few seconds; pages and the terminal start single turns (`start_now`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lindung.base.dates import add_months, month_of
from lindung.base.db import scalar, system
from lindung.batch import calendar, rules
from lindung.batch.calendar import Job, Now
from lindung.batch.models import Run, Schedule, Turn
from lindung.batch.services import enqueue
from lindung.contributions.queries.months import months_to_post
from lindung.interop import month_runs, outbox
from lindung.interop.outbox.messages import SOURCES
from lindung.performance.runs import enqueue_snapshots
from lindung.registry import queries as registry

Told = Mapping[str, Any]


def _messages(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return outbox.enqueue_due(by=by, since=params.get("since"))


def _untold() -> Told:
    """What happened before the calendar was switched on is not told of, where nothing was told before."""
    told = {s: scalar(_TOLD, [s]) for s in SOURCES}
    return {
        "since": {
            s: int(scalar(f"select coalesce(max(id), 0) + 1 from {SOURCES[s].table}"))
            for s, known in told.items()
            if not known
        }
    }


_TOLD = "select exists (select 1 from batch_run where kind = 'outbox' and params ->> 'source' = %s)"


def _exit_notices(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_exit_notices(day, by=by)]


def _segments(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_segments_day(day, by=by)]


def _collection(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_collection_day(day, by=by)]


def _receivables(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    """Of the day before, which is over."""
    return [month_runs.start_receivables(day - timedelta(days=1), by=by)]


def _post_months(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    """Every month with finalised reports that nobody posted."""
    return [month_runs.start_post_month(m, on=day, by=by, again=f"{day}") for m in months_to_post(month_of(day))]


def _flags(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_flags(add_months(month_of(day), -1), day, by=by)]


def _before(day: date) -> tuple[date, date]:
    """The month before a day, and its last day."""
    return add_months(month_of(day), -1), month_of(day) - timedelta(days=1)


def _returns(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_returns(*_before(day), by=by)]


def _jp_returns(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_jp_returns(*_before(day), by=by)]


def _true_up(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_true_up(day.year - 1, day, by=by)]


def _penalties(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_penalties(day, by=by)]


def _snapshots(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [enqueue_snapshots(_before(day)[1], by=by)]


def _sessions(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [month_runs.start_sessions(day, by=by)]


def _proofs(day: date, *, by: int | None, params: Told) -> Sequence[Run]:
    return [enqueue("proofs", "lindung.interop.runs.proofs", f"proofs:{day}", {"on": f"{day}"}, by=by)]


JOBS: dict[str, Job] = {
    "messages": Job(
        ("Mengirim pesan tentang yang terjadi", "Messages about what happened"), _messages, rules.OFTEN, 5,
        begin=_untold,
    ),
    "post_month": Job(
        ("Menetapkan iuran dari laporan final", "Bills of finalised reports"), _post_months, rules.WORKDAY,
        in_order=True,
    ),
    "exit_notices": Job(
        ("Menutup masa tanggapan laporan berhenti", "Exit notices that silence accepted"), _exit_notices, rules.DAILY
    ),
    "segments_day": Job(
        ("Hari peserta mandiri", "The day of those who pay for themselves"), _segments, rules.DAILY, catch_up=31,
        in_order=True,
    ),
    "collection_day": Job(
        ("Penagihan sehari", "A day of collection"), _collection, rules.DAILY, hour=2, catch_up=31, in_order=True
    ),
    "receivables": Job(
        ("Menyimpan piutang akhir hari", "Receivables at the end of a day"), _receivables, rules.DAILY, hour=3,
        catch_up=31, in_order=True, after=("post_month", "collection_day"),
    ),
    "returns": Job(
        ("Hasil pengembangan JHT bulan lalu", "JHT returns of the month before"), _returns, rules.MONTH_WORKDAY, 1,
        catch_up=12, in_order=True, after=("post_month",),
    ),
    "jp_returns": Job(
        ("Hasil pengembangan JP bulan lalu", "JP returns of the month before"), _jp_returns, rules.MONTH_WORKDAY, 1,
        catch_up=12, in_order=True, after=("post_month",),
    ),
    "true_up": Job(
        ("Koreksi hasil JHT setahun", "Correction of a year's JHT returns"), _true_up, rules.YEAR, 201,
        after=("returns",),
    ),
    "penalties": Job(
        ("Alokasi dan denda dicocokkan kembali", "Allocation and penalties brought up to date"), _penalties,
        rules.MONTH_WORKDAY, 2, hour=2, after=("post_month",),
    ),
    "flags": Job(
        ("Melihat laporan yang berbeda", "Reports that differ"), _flags, rules.MONTH_DAY, 20, hour=3,
        after=("post_month",),
    ),
    "snapshots": Job(
        ("Menyimpan angka akhir bulan", "Figures at the month's end"), _snapshots, rules.MONTH_WORKDAY, 3, hour=3,
        catch_up=12, in_order=True, after=("returns", "jp_returns", "penalties"),
    ),
    "sessions": Job(("Membersihkan sesi yang sudah berakhir", "Sessions that are over, swept"), _sessions, rules.DAILY),
    "proofs": Job(
        ("Membuktikan buku dan register", "Proofs of the books and the registers"), _proofs, rules.DAILY, hour=4,
        after=("post_month", "collection_day", "returns", "jp_returns", "true_up", "penalties"),
    ),
}  # fmt: skip
"""In the order in which a day's work is begun."""


def now() -> Now:
    """The business day with the real hour; where the day stands still (demo, training) every hour has come."""
    day = registry.today()
    standing = scalar("select exists (select 1 from registry_businessday)")
    around = registry.holidays(day - timedelta(days=rules.LONGEST), day + timedelta(days=rules.LONGEST))
    return Now(day, 24 if standing else timezone.localtime().hour, around)


def standing() -> bool:
    """Whether the business day stands still until somebody moves it."""
    return bool(scalar("select exists (select 1 from registry_businessday)"))


def tick() -> list[Turn]:
    """Begin what is due; the worker calls this."""
    return calendar.tick(JOBS, now)


def switch_on(*, since: date | None = None, by: int | None = None) -> int:
    """Put all jobs into the calendar from a day on (default: the business day); how many were new."""
    with system():
        return calendar.switch_on(JOBS, since or registry.today(), by=by)


def start_now(code: str, *, by: int | None = None) -> Turn:
    """Begin the newest turn of a job. Raises CalendarRefused."""
    return calendar.start_now(JOBS, code, now(), by=by)


def shown() -> list[calendar.Shown]:
    """The calendar for a page or the terminal."""
    return calendar.shown(JOBS, now())


def is_on() -> bool:
    """Whether anything stands in the calendar."""
    return Schedule.objects.exists()

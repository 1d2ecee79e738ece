"""The calendar of runs: on a business day each turn is begun once, by whichever worker looks first; missed ones are
made good.

What the jobs are, and what day it is, is told by the caller (`lindung.interop.calendar`). A turn and the runs it asks
for are written in one transaction, so a worker killed in between has begun nothing.
"""

import logging
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar, Protocol

from django.utils import timezone

from lindung.base import db
from lindung.base.db import act, system
from lindung.base.errors import Refused
from lindung.batch import engine, rules
from lindung.batch.models import Run, Schedule, Turn

log = logging.getLogger(__name__)

AGAIN = timedelta(hours=1)
"""After this a turn that was refused or failed is tried again."""
_LOCK = "select pg_try_advisory_xact_lock(hashtextextended('batch:calendar', 0))"


class CalendarRefused(Refused):
    """What the calendar refuses."""

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "no_job": ("Kalender tidak mengenal pekerjaan {job}.", "The calendar knows no work {job}."),
        "off": ("Kalender pekerjaan belum dihidupkan.", "The calendar of work is not switched on yet."),
        "bad_rule": (
            "Aturan harinya tidak dapat dipakai: {rule} {every}.",
            "The rule for its days cannot be used: {rule} {every}.",
        ),
        "bad_hour": ("Jam mulai 0 sampai 23.", "The hour to begin is 0 to 23."),
        "bad_catch_up": ("Yang dikejar 1 sampai 366 giliran.", "1 to 366 turns are made good."),
        "why": ("Tulis alasan menjeda.", "Write why it is paused."),
        "never": ("Tidak ada hari yang jatuh sampai hari ini.", "No day of it falls before or on today."),
    }  # fmt: skip


class Start(Protocol):
    """Asks for the runs of a job on a day; `params` is what the job was told when it was switched on."""

    def __call__(self, day: date, *, by: int | None, params: Mapping[str, Any]) -> Sequence[Run]: ...


@dataclass(frozen=True)
class Job:
    """Work that can stand in the calendar, with the rule it gets when the calendar is switched on.

    `in_order`: a day waits until the days before it are done. `after`: jobs whose runs must have ended first.
    `begin` gives the `params` to keep at switching on.
    """

    names: tuple[str, str]
    start: Start
    rule: str
    every: int = 0
    hour: int = 1
    catch_up: int = 1
    in_order: bool = False
    after: tuple[str, ...] = ()
    begin: Callable[[], Mapping[str, Any]] = field(default=dict)

    def name(self, lang: str = "id") -> str:
        """Its name for people."""
        return self.names[lang.startswith("en")]


@dataclass(frozen=True)
class Now:
    """The business day, the hour that has come on it (24 where the day stands still), and the holidays around."""

    day: date
    hour: int
    holidays: Collection[date] = ()

    def until(self, hour: int) -> date:
        """The last day whose turn may begin, for work that begins at `hour`."""
        return self.day if self.hour >= hour else self.day - timedelta(days=1)


# ---- switching on and changing


@act
def switch_on(jobs: Mapping[str, Job], since: date, *, by: int | None = None) -> int:
    """Write a schedule for every job that has none, counting from `since`; how many."""
    known = set(Schedule.objects.values_list("job", flat=True))
    fresh = [
        Schedule(
            job=code, rule=j.rule, every=j.every, hour=j.hour, catch_up=j.catch_up, since=since, params=dict(j.begin()),
            changed_by=by,
        )
        for code, j in jobs.items()
        if code not in known
    ]  # fmt: skip
    Schedule.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


@act
def change(
    job: str, *, rule: str, every: int, hour: int, catch_up: int, since: date, by: int | None = None
) -> Schedule:
    """Change the days of a job. Raises CalendarRefused: off, bad_rule, bad_hour, bad_catch_up."""
    if not rules.valid(rule, every):
        raise CalendarRefused("bad_rule", field="every", rule=rule, every=every)
    if not 0 <= hour <= 23:
        raise CalendarRefused("bad_hour", field="hour")
    if not 1 <= catch_up <= 366:
        raise CalendarRefused("bad_catch_up", field="catch_up")
    found = _schedule(job)
    found.rule, found.every, found.hour, found.catch_up, found.since = rule, every, hour, catch_up, since
    found.changed_by = by
    found.save()
    return found


@act
def pause(job: str, why: str, *, by: int | None = None) -> Schedule:
    """Let a job rest; its days go on to be missed. Raises CalendarRefused: off, why."""
    why = " ".join(why.split())[:200]
    if not why:
        raise CalendarRefused("why", field="note")
    found = _schedule(job)
    found.active, found.note, found.changed_by = False, why, by
    found.save()
    return found


@act
def resume(job: str, *, by: int | None = None) -> Schedule:
    """Let a job go on; what it missed is made good as far as its `catch_up` goes. Raises CalendarRefused: off."""
    found = _schedule(job)
    found.active, found.note, found.changed_by = True, "", by
    found.save()
    return found


def _schedule(job: str) -> Schedule:
    found = Schedule.objects.select_for_update().filter(job=job).first()
    if found is None:
        raise CalendarRefused("off", field="job")
    return found


# ---- turns


@dataclass(frozen=True)
class Due:
    """A turn to begin now; `skipped` are the older days that are not made good."""

    schedule: Schedule
    day: date
    skipped: tuple[date, ...] = ()


def tick(jobs: Mapping[str, Job], now: Callable[[], Now], *, most: int = 100) -> list[Turn]:
    """Begin every turn that is due; which ones. Nothing while another worker is at it, or while nothing is switched on.

    Raises engine.Lost when the database goes away."""
    begun: list[Turn] = []
    while len(begun) < most:
        try:
            with system():
                if not db.scalar("select exists (select 1 from batch_schedule where active)") or not db.scalar(_LOCK):
                    return begun
                found = due(jobs, now())
                if not found:
                    return begun
                begun.append(_begin(jobs, found[0], now().day))
        except Exception as error:
            if engine.gone(error):
                raise engine.Lost(str(error)) from error
            raise
    return begun


def due(jobs: Mapping[str, Job], now: Now) -> list[Due]:
    """The next turn of every schedule that has one, in the order of the jobs."""
    order = {code: n for n, code in enumerate(jobs)}
    schedules = list(Schedule.objects.select_for_update().filter(active=True, job__in=list(jobs)).order_by("id"))
    state = {r["job"]: r for r in db.rows(_STATE)}  # after the lock: nobody begins a turn meanwhile
    found = []
    for schedule in sorted(schedules, key=lambda s: order[s.job]):
        job, at = jobs[schedule.job], state[schedule.job]
        if at["running"] or any(state[a]["running"] for a in job.after if a in state):
            continue
        if (next_ := _next(job, schedule, at, now)) is not None:
            found.append(next_)
    return found


_STATE = """
select s.job, l.day as last_day, l.started_at, coalesce(r.running, false) as running,
  coalesce(r.broken, false) as broken, a.day as again, coalesce(h.held, false) as held
from batch_schedule s
left join lateral (select t.day, t.started_at from batch_turn t where t.schedule_id = s.id
  order by t.day desc limit 1) l on true
left join lateral (select t.runs from batch_turn t where t.schedule_id = s.id and t.state = 'STARTED'
  order by t.day desc limit 1) k on true
left join lateral (select bool_or(b.status in ('WAITING', 'RUNNING')) as running, bool_or(b.status = 'FAILED') as broken
  from batch_run b where b.id in (select v::bigint from jsonb_array_elements_text(k.runs) v)) r on true
left join lateral (select t.day from batch_turn t where t.schedule_id = s.id and t.state in ('REFUSED', 'FAILED')
  and t.try_after <= clock_timestamp() order by t.day limit 1) a on true
left join lateral (select true as held from batch_turn t where t.schedule_id = s.id and t.state in ('REFUSED', 'FAILED')
  limit 1) h on true
"""


def _next(job: Job, schedule: Schedule, at: Mapping[str, Any], now: Now) -> Due | None:
    """What a schedule has to begin: a refused turn again, else the oldest day that is to be made good, else nothing."""
    if at["again"] is not None:
        return Due(schedule, at["again"])
    if job.in_order and (at["broken"] or at["held"]):
        return None
    last = at["last_day"]
    if schedule.rule == rules.OFTEN:
        if now.day < schedule.since or (last is not None and last > now.day):
            return None
        waited = last is None or last < now.day
        waited = waited or timezone.now() - at["started_at"] >= timedelta(minutes=schedule.every)
        return Due(schedule, now.day) if waited else None
    first = max(schedule.since, last + timedelta(days=1)) if last else schedule.since
    missed = rules.days(schedule.rule, schedule.every, first, now.until(schedule.hour), now.holidays)
    if not missed:
        return None
    kept = missed[-schedule.catch_up :]
    return Due(schedule, kept[0], tuple(missed[: -schedule.catch_up]))


def _begin(jobs: Mapping[str, Job], due: Due, today: date, by: int | None = None) -> Turn:
    """Write the turn and ask for its runs, inside the caller's transaction."""
    schedule, job, moment = due.schedule, jobs[due.schedule.job], timezone.now()
    Turn.objects.bulk_create(
        [Turn(schedule=schedule, day=d, state=Turn.State.SKIPPED, late=True, started_at=moment) for d in due.skipped],
        ignore_conflicts=True,
    )
    runs: list[int] = []
    error: dict[str, Any] | None = None
    state: str
    try:
        with system():
            runs = [run.pk for run in job.start(due.day, by=by, params=schedule.params)]
        state = Turn.State.STARTED if runs else Turn.State.NOTHING
    except Refused as refused:
        state, error = Turn.State.REFUSED, {k: refused.as_dict()[k] for k in ("code", "id", "en")}
    except Exception as problem:
        if engine.gone(problem):
            raise
        trace = uuid.uuid4().hex[:12]
        log.error("calendar: %s of %s failed [%s]", schedule.job, due.day, trace, exc_info=problem)
        state, error = Turn.State.FAILED, engine.unknown_error(trace)
    before = Turn.objects.filter(schedule=schedule, day=due.day).first()
    turn = before or Turn(schedule=schedule, day=due.day, late=due.day < today, times=0)
    if before is not None and schedule.rule == rules.OFTEN and state == Turn.State.NOTHING:
        state = before.state if before.state == Turn.State.STARTED else state
        runs = before.runs
    turn.state, turn.runs, turn.error, turn.started_by = state, runs, error, by
    turn.started_at, turn.times = moment, turn.times + 1
    turn.try_after = moment + AGAIN if error else None
    turn.save()
    return turn


@act
def start_now(jobs: Mapping[str, Job], code: str, now: Now, *, by: int | None = None) -> Turn:
    """Begin the newest turn that has fallen, whatever the hour and though it was before `since`; a turn that was begun
    already is given as it is, unless it was refused, failed or skipped. Raises CalendarRefused: no_job, off, never."""
    if code not in jobs:
        raise CalendarRefused("no_job", job=code)
    db.lock("batch:calendar:start", code)
    schedule = _schedule(code)
    fallen = rules.days(schedule.rule, schedule.every, now.day - timedelta(days=rules.LONGEST), now.day, now.holidays)
    if not fallen:
        raise CalendarRefused("never")
    known = Turn.objects.filter(schedule=schedule, day=fallen[-1]).first()
    if known and known.state in (Turn.State.STARTED, Turn.State.NOTHING) and schedule.rule != rules.OFTEN:
        return known
    return _begin(jobs, Due(schedule, fallen[-1]), now.day, by)


# ---- reading


@dataclass(frozen=True)
class Shown:
    """A schedule for a page or the terminal: its last turn, and the next day that will be its turn."""

    schedule: Schedule
    last: Turn | None
    next: date | None


def shown(jobs: Mapping[str, Job], now: Now) -> list[Shown]:
    """All schedules in the order of the jobs."""
    order = {code: n for n, code in enumerate(jobs)}
    last = {
        t.schedule_id: t
        for t in Turn.objects.raw("select distinct on (schedule_id) * from batch_turn order by schedule_id, day desc")
    }
    found = []
    for s in sorted(Schedule.objects.filter(job__in=list(jobs)), key=lambda s: order[s.job]):
        newest = last.get(s.pk)
        begin = max(s.since, newest.day + timedelta(days=1)) if newest else s.since
        upcoming = rules.next_day(s.rule, s.every, begin - timedelta(days=1), now.holidays) if s.active else None
        if s.rule == rules.OFTEN and s.active:
            upcoming = max(s.since, now.day)
        found.append(Shown(s, newest, upcoming))
    return found


def turns(
    limit: int = 50, *, before: int | None = None, job: str | None = None, states: Sequence[str] = ()
) -> list[Turn]:
    """Turns, the newest begun first; `before` continues after a turn's id."""
    found = Turn.objects.select_related("schedule").order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    if job is not None:
        found = found.filter(schedule__job=job)
    if states:
        found = found.filter(state__in=list(states))
    return list(found[:limit])

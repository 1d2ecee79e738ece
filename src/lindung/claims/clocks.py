"""The two clocks of a claim, computed from its events and from nothing else.

Every midnight after the submission belongs to whoever's move it was at that moment, so the shares add up exactly:
total = with us + waiting for the claimant + waiting for a third party, in calendar days and in working days.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
PARTIES = ("US", "CLAIMANT", "THIRD")


@dataclass(frozen=True)
class Span:
    """Days a claim has run: calendar days and working days."""

    days: int = 0
    working: int = 0


@dataclass(frozen=True)
class Clocks:
    """`total` = `with_us` + `claimant` + `third`. `stopped`: nobody's move any more (completed)."""

    total: Span
    with_us: Span
    claimant: Span
    third: Span
    stopped: bool


def is_working(day: date, holidays: AbstractSet[date]) -> bool:
    """Monday to Friday and no holiday; Saturday service does not move legal clocks."""
    return day.weekday() < 5 and day not in holidays


def run(
    moves: Iterable[tuple[datetime, str]],
    now: datetime,
    holidays: AbstractSet[date],
    zone: tzinfo = JAKARTA,
) -> Clocks:
    """The clocks at `now`.

    `moves`: (moment, whose move after it: US, CLAIMANT, THIRD or NOBODY) in any order; the first in time is the
    submission. Time while it is nobody's move counts for nobody and not in the total.
    """
    ordered = sorted(enumerate(moves), key=lambda item: (item[1][0], item[0]))
    changes: Sequence[tuple[datetime, str]] = [change for _, change in ordered]
    counts = {party: [0, 0] for party in PARTIES}
    for position, (moment, party) in enumerate(changes):
        until = changes[position + 1][0] if position + 1 < len(changes) else now
        if party not in counts or until <= moment:
            continue
        first = moment.astimezone(zone).date() + timedelta(days=1)
        last = until.astimezone(zone).date()
        day = first
        while day <= last:
            # midnight at the start of `day` lies after `moment` and at or before `until`
            counts[party][0] += 1
            counts[party][1] += is_working(day, holidays)
            day += timedelta(days=1)
    us, claimant, third = (Span(*counts[party]) for party in PARTIES)
    total = Span(us.days + claimant.days + third.days, us.working + claimant.working + third.working)
    return Clocks(total, us, claimant, third, bool(changes) and changes[-1][1] == "NOBODY")


def at_noon(day: date) -> datetime:
    """A moment for an act of which only the day is known."""
    return datetime.combine(day, time(12), tzinfo=JAKARTA)


def local_day(moment: datetime) -> date:
    """The day of a moment where the institution works."""
    return moment.astimezone(JAKARTA).date()

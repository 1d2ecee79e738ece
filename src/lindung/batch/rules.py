"""On which days work of the calendar falls: pure functions of the rule, the days and the holidays."""

from collections.abc import Callable, Collection
from datetime import date, timedelta

from lindung.base.dates import add_months, month_of

OFTEN, DAILY, WORKDAY, MONTH_DAY, MONTH_WORKDAY, YEAR = (
    "OFTEN",
    "DAILY",
    "WORKDAY",
    "MONTH_DAY",
    "MONTH_WORKDAY",
    "YEAR",
)
LONGEST = 400
"""Days before the last one that are looked at, at most: who was away longer begins there."""

BOUNDS: dict[str, tuple[int, int]] = {
    OFTEN: (1, 720),
    DAILY: (0, 0),
    WORKDAY: (0, 0),
    MONTH_DAY: (1, 31),
    MONTH_WORKDAY: (1, 15),
    YEAR: (101, 1228),
}
"""What `every` may be: minutes, nothing, nothing, a day (the last one of a shorter month), a working day, MMDD."""


def valid(rule: str, every: int) -> bool:
    """Whether `every` means something for this rule."""
    low, high = BOUNDS.get(rule, (1, 0))
    if not low <= every <= high:
        return False
    return rule != YEAR or (1 <= every // 100 <= 12 and 1 <= every % 100 <= 28)


def days(rule: str, every: int, first: date, last: date, holidays: Collection[date]) -> list[date]:
    """The days from `first` to `last` on which the work falls, in order; of the last `LONGEST` days at most."""
    first = max(first, last - timedelta(days=LONGEST))
    if first > last:
        return []
    falls = _TESTS[rule]
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in span if falls(day, every, holidays)]


def next_day(rule: str, every: int, after: date, holidays: Collection[date]) -> date | None:
    """The first day after `after` on which the work falls; None beyond `LONGEST` days."""
    found = days(rule, every, after + timedelta(days=1), after + timedelta(days=LONGEST), holidays)
    return found[0] if found else None


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Neither a weekend nor a holiday."""
    return day.weekday() < 5 and day not in holidays


def _month_day(day: date, every: int, _holidays: Collection[date]) -> bool:
    end = add_months(month_of(day), 1) - timedelta(days=1)
    return day.day == min(every, end.day)


def _month_workday(day: date, every: int, holidays: Collection[date]) -> bool:
    if not is_working_day(day, holidays):
        return False
    return every == sum(is_working_day(day.replace(day=n), holidays) for n in range(1, day.day + 1))


_TESTS: dict[str, Callable[[date, int, Collection[date]], bool]] = {
    OFTEN: lambda *_: True,
    DAILY: lambda *_: True,
    WORKDAY: lambda day, _every, holidays: is_working_day(day, holidays),
    MONTH_DAY: _month_day,
    MONTH_WORKDAY: _month_workday,
    YEAR: lambda day, every, _holidays: day.month * 100 + day.day == every,
}

_WORDS: dict[str, tuple[str, str]] = {
    OFTEN: ("setiap {every} menit", "every {every} minutes"),
    DAILY: ("setiap hari", "every day"),
    WORKDAY: ("setiap hari kerja", "every working day"),
    MONTH_DAY: ("setiap tanggal {every}", "on day {every} of every month"),
    MONTH_WORKDAY: ("hari kerja ke-{every} setiap bulan", "on working day {every} of every month"),
    YEAR: ("setahun sekali, tanggal {day}-{month:02d}", "once a year, on {day}-{month:02d}"),
}


def words(rule: str, every: int, hour: int, lang: str = "id") -> str:
    """A rule as people say it."""
    english = lang.startswith("en")
    text = _WORDS[rule][english].format(every=every, day=every % 100, month=every // 100)
    if rule == OFTEN:
        return text
    return text + (f", from {hour:02d}:00" if english else f", mulai pukul {hour:02d}.00")

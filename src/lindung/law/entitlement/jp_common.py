"""What the pension (JP) decisions share: pension age of a birth date, density, re-rating, steps of another formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ..dates import add_months, birthday
from ..errors import BadFact, MissingInput, NotInForce
from ..procedure import Field, Notebook, both
from ..rules.jp import CHILD, CHILD_AFTER_SPOUSE, DISABILITY, KINDS, OLD_AGE, PARENT, WIDOW
from ..store import ParameterValue
from ..units import PPM, show_date, show_integer, show_rate
from ..wording import Both

if TYPE_CHECKING:
    from ..engine import Result

__all__ = [
    "CHILD",
    "CHILD_AFTER_SPOUSE",
    "DISABILITY",
    "KINDS",
    "MEMBER",
    "OLD_AGE",
    "PAID",
    "PARENT",
    "WAGE",
    "WIDOW",
    "AgeDay",
    "Refusal",
    "age_day",
    "chain",
    "day_words",
    "dense",
    "first_of_next",
    "inflation",
    "need",
    "quiet",
    "reason_json",
    "verdict",
    "work",
]

Refusal = tuple[str, Both]
WAGE = Field(
    "average_yearly_wage",
    "integer",
    both("Rata-rata upah setahun yang diindeks", "Average indexed yearly wage"),
    high=10_000_000_000,
    unit="IDR",
)
PAID = Field("paid_months", "integer", both("Masa iur", "Contribution months"), high=780, unit="months")
MEMBER = Field("membership_months", "integer", both("Masa kepesertaan", "Membership"), high=780, unit="months")


def day_words(day: date | None) -> Both:
    """A date in both languages."""
    if day is None:
        return both("tidak ada", "none")
    return {k: show_date(day, k) for k in ("id", "en")}


def first_of_next(day: date) -> date:
    """Day 1 of the month after a day, when a right starts."""
    return add_months(day.replace(day=1), 1)


def need(formula: str, given: Mapping[str, Any], *names: str) -> None:
    """Refuse where a fact that this case turns on is missing."""
    for name in names:
        if given[name] is None:
            raise MissingInput(formula=formula, input=name)


def reason_json(reason: Refusal | None) -> dict[str, str] | None:
    """A refusal as details hold it."""
    return None if reason is None else {"code": reason[0], **reason[1]}


def quiet(book: Notebook, formula: str, inputs: Mapping[str, int], on: date | None = None) -> dict[str, int]:
    """The values of another formula by the same law and settings; its parameters count as read."""
    return _other(book, formula, inputs, on or book.on).values


def work(book: Notebook, formula: str, inputs: Mapping[str, int], on: date | None = None) -> dict[str, int]:
    """The values of another formula by the same law and settings, its steps written into this notebook."""
    got = _other(book, formula, inputs, on or book.on)
    book.steps += got.trace.steps
    return got.values


def _other(book: Notebook, formula: str, inputs: Mapping[str, int], day: date) -> Result:
    plan = book.law.plan(formula, day, book.known_on, book.chosen)
    for step in plan.steps:
        for value in step.parameters:
            book.used[f"{value.id}@{value.in_force}"] = value
    book.settings.update(plan.settings)
    book.defaults.update(plan.defaults)
    return book.law.calc(formula, day, inputs, known_on=book.known_on, settings=book.chosen)


def verdict(book: Notebook, id: str, title: Both, reason: Refusal | None, cite: str, **inputs: Any) -> int:
    """Write the decision: entitled, or why not."""
    book.step(
        id,
        title,
        int(reason is None),
        both("berhak", "entitled") if reason is None else both("tidak berhak", "not entitled"),
        cite=cite,
        because=[reason[1]] if reason else [both("semua syarat terpenuhi", "every condition is met")],
        inputs=inputs,
        unit="flag",
    )
    return int(reason is None)


def _periods(book: Notebook) -> list[tuple[date, date, ParameterValue]]:
    """The pension ages as known: first day, last day, value."""
    item = book.parameters["jp.pension_age"]
    starts = sorted({v.in_force for v in item.values if v.recorded <= book.known_on})
    out = []
    for number, start in enumerate(starts):
        value = item.at(start, book.known_on)
        assert value is not None
        out.append((start, starts[number + 1] - timedelta(days=1) if number + 1 < len(starts) else date.max, value))
    return out


@dataclass(frozen=True, slots=True)
class AgeDay:
    """The pension age that applies to somebody, the day it is reached and the day the right starts."""

    age: int
    reached: date
    right: date


def age_day(book: Notebook, born: date) -> AgeDay:
    """The pension age of a birth date: the first age in force on the day it is reached (or on the day the right
    starts). PP 45/2015 art. 15 and 19."""
    leap = book.setting("calendar.leap_birthday") if (born.month, born.day) == (2, 29) else "feb_28"
    by_right = book.setting("jp.age_reading") == "right_day"
    for start, last, value in _periods(book):
        reached = max(birthday(born, value.value, leap), start)
        right = first_of_next(reached)
        if (right if by_right else reached) <= last:
            break
    else:  # pragma: no cover - the last age has no end
        raise NotInForce(what="jp.pension_age", on=book.on.isoformat(), known_on=book.known_on.isoformat())
    book.parameter("jp.pension_age", start)
    book.step(
        "jp.age_day",
        both("Hari mencapai usia pensiun", "Day the pension age is reached"),
        reached,
        day_words(reached),
        cite="PP 45/2015 Pasal 15",
        arithmetic={
            k: f"{show_date(born, k)} + {show_integer(value.value, k)} {w} = {show_date(reached, k)}"
            for k, w in (("id", "tahun"), ("en", "years"))
        },
        because=[
            both(
                f"usia {value.value} tahun berlaku sejak {show_date(start, 'id')}",
                f"age {value.value} is in force since {show_date(start, 'en')}",
            )
        ],
        inputs={"birth_date": born},
        unit="date",
    )
    book.step(
        "jp.right_day",
        both("Hak mulai", "The right starts"),
        right,
        day_words(right),
        cite="PP 45/2015 Pasal 19",
        arithmetic={
            "id": f"tanggal 1 bulan setelah {show_date(reached, 'id')} = {show_date(right, 'id')}",
            "en": f"day 1 of the month after {show_date(reached, 'en')} = {show_date(right, 'en')}",
        },
        inputs={"reached": reached},
        unit="date",
    )
    return AgeDay(value.value, reached, right)


def dense(book: Notebook, paid: int, member: int) -> bool:
    """Whether enough of the months of membership were paid."""
    if paid > member:
        raise BadFact(
            id=f"Masa iur {paid} bulan lebih panjang dari kepesertaan {member} bulan.",
            en=f"{paid} contribution months are more than {member} months of membership.",
        )
    least = book.parameter("jp.density_least")
    enough = bool(paid * PPM >= least.value * member)
    sign = "≥" if enough else "<"
    book.step(
        "jp.density",
        both("Tingkat kepadatan iuran", "Contribution density"),
        int(enough),
        both("cukup", "enough") if enough else both("kurang", "not enough"),
        cite="PP 45/2015 Pasal 20 ayat (3) huruf a dan penjelasannya",
        arithmetic={
            k: f"{paid} ÷ {member} {w} {sign} {show_rate(least.value, k)}"
            for k, w in (("id", "bulan"), ("en", "months"))
        },
        inputs={"paid_months": paid, "membership_months": member},
        unit="flag",
    )
    return enough


def inflation(book: Notebook, year: int) -> ParameterValue:
    """General inflation of one year; a year whose figure is not known is refused, never taken from another year."""
    found = book.parameters.look_up("jp.inflation", date(year, 12, 31), book.known_on)
    if found.in_force.year != year:
        raise NotInForce(what=f"jp.inflation {year}", on=f"{year}-12-31", known_on=book.known_on.isoformat())
    return book.parameter("jp.inflation", date(year, 12, 31))


def _rating_days(book: Notebook, start: date, until: date) -> list[date]:
    """Days of the yearly re-rating after the first year, up to a day."""
    how = book.setting("jp.indexation_day")
    out = []
    for year in range(start.year + 1, until.year + 1):
        day = {"january": date(year, 1, 1), "march": date(year, 3, 1), "anniversary": start.replace(year=year)}[how]
        if day <= until:
            out.append(day)
    return out


def chain(book: Notebook, pension: int, start: date, until: date, bounded: bool) -> tuple[int, list[list[Any]]]:
    """A pension from its first month to a day: re-rated each year, within the bounds of the day. Gives the amount and
    the list of changes."""
    if start.day != 1:
        raise BadFact(id="Pensiun mulai pada tanggal 1.", en="A pension starts on day 1 of a month.")
    rated = _rating_days(book, start, until)
    moves = {
        v.in_force
        for key in ("jp.benefit_min", "jp.benefit_max", "jp.benefit_min_february", "jp.benefit_max_february")
        for v in book.parameters[key].values
        if start < v.in_force <= until and v.recorded <= book.known_on
    }
    changes: list[list[Any]] = [[start.isoformat(), pension]]
    for day in sorted({*rated, *moves} if bounded else rated):
        index = PPM
        if day in rated:
            index += inflation(book, day.year - 1).value
        facts = {"pension": pension, "index": index, "bounded": int(bounded)}
        if day not in rated and quiet(book, "jp.reindexed", facts, day)["reindexed"] == pension:
            continue
        pension = work(book, "jp.reindexed", facts, day)["reindexed"]
        book.step(
            "jp.rating",
            both("Pensiun sejak hari ini", "Pension from this day"),
            pension,
            {k: f"{show_date(day, k)}: Rp{show_integer(pension, k)}" for k in ("id", "en")},
            cite="PP 45/2015 Pasal 17 dan 18",
            inputs={"day": day},
            unit="IDR/month",
        )
        changes.append([day.isoformat(), pension])
    return pension, changes

"""How long the money of an agreement lasts, month by month, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from lindung.base.dates import add_months, month_of
from lindung.base.db import rows
from lindung.reach import amounts
from lindung.reach.sql import LEFT, LIVE
from lindung.registry import queries as registry

MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Month:
    """One month that is still to be paid: what it costs and what the budget lines of the month hold before it."""

    month: date
    cost: int
    left: int


@dataclass(frozen=True, slots=True)
class Runway:
    """How an agreement's money lasts from `next_month`, the first month no order asks for yet.

    `months` is exact: whole months that can be paid, and the part of the next one. `ends_on` is the last day of the
    last month that can be paid whole. `left` is what all lines hold that no live order took.
    """

    agreement_id: int
    sponsor_id: int
    office_id: int
    people: int
    monthly_cost: int
    budget: int
    used: int
    left: int
    next_month: date
    months: Fraction
    ends_on: date
    steps: tuple[Month, ...]

    @property
    def whole_months(self) -> int:
        """Months that can be paid whole."""
        return int(self.months)

    @property
    def tenths(self) -> int:
        """Months in tenths, rounded down: never more than there is."""
        return int(self.months * 10)


_FACTS = f"""
select a.id, a.sponsor_id, a.office_id, a.workers, a.jht, a.income, a.risk_group, a.funded_by_state, a.valid_from,
  a.valid_to, (select max(o.last_month) from reach_sponsoredorder s join segments_order o on o.id = s.order_id
    where s.agreement_id = a.id and {LIVE}) as ordered
from reach_agreement a where a.id = any(%(ids)s) order by a.id
"""


def runways(agreement_ids: Sequence[int], on: date | None = None) -> dict[int, Runway]:
    """The runway of each agreement on a day, by id; a handful of queries whatever their number."""
    today = on or registry.today()
    values: dict[str, Any] = {"ids": list(agreement_ids), "today": today}
    facts = rows(_FACTS, values)
    lines: dict[int, list[dict[str, Any]]] = {}
    for line in rows(f"select * from ({LEFT}) x where x.agreement_id = any(%(ids)s) order by last_month, id", values):
        lines.setdefault(line["agreement_id"], []).append(line)
    for r in facts:
        r["next"] = _next_month(r, today)
    people = _people(facts, today)
    return {r["id"]: _runway(r, lines.get(r["id"], []), *people.get(r["id"], (0, 0)), known_on=today) for r in facts}


def _next_month(r: dict[str, Any], today: date) -> date:
    start: date = r["valid_from"]
    if r["ordered"] is None:
        return max(start, month_of(today))
    return max(add_months(r["ordered"], 1), start)


def _people(facts: list[dict[str, Any]], today: date) -> dict[int, tuple[int, int]]:
    """People on each list in its next month, and what their wages cost where it goes by wages."""
    if not facts:
        return {}
    made = amounts.wage_sql(max(today, date(2015, 7, 1)), "b.wage", "a.risk_group", "a.jht::int", known_on=today)
    found = rows(
        "select a.id, count(*)::int as people, coalesce(sum(case when a.workers = 'NON_ASN' then"
        f" {made['jkk']} + {made['jkm']} + {made['jht']} end), 0)::bigint as cost"
        " from unnest(%(ids)s::bigint[], %(months)s::date[]) as t(id, month) join reach_agreement a on a.id = t.id"
        " join reach_beneficiary b on b.agreement_id = a.id and b.end_reason <> 'ERROR' and b.first_month <= t.month"
        " and coalesce(b.last_month, t.month) >= t.month join registry_person p on p.id = b.person_id"
        " and (p.died_on is null or p.died_on >= t.month) group by a.id",
        {"ids": [r["id"] for r in facts], "months": [r["next"] for r in facts]},
    )
    return {r["id"]: (int(r["people"]), int(r["cost"])) for r in found}


def _runway(r: dict[str, Any], lines: list[dict[str, Any]], people: int, wages: int, *, known_on: date) -> Runway:
    left = {line["id"]: max(int(line["left_over"]), 0) for line in lines}
    month: date = r["next"]
    steps: list[Month] = []
    months = Fraction(0)
    first_cost = 0
    while len(steps) < MOST_MONTHS and month <= r["valid_to"]:
        cost = wages if r["workers"] == "NON_ASN" else people * _package(r, month, known_on)
        first_cost = first_cost or cost
        those = [line["id"] for line in lines if line["first_month"] <= month <= line["last_month"]]
        there = sum(left[one] for one in those)
        steps.append(Month(month, cost, there))
        if not cost:
            break
        if there < cost:
            months += Fraction(there, cost)
            break
        months += 1
        for one in those:
            taken = min(left[one], cost)
            left[one] -= taken
            cost -= taken
        month = add_months(month, 1)
    if not first_cost:
        first_cost = wages if r["workers"] == "NON_ASN" else people * _package(r, r["valid_to"], known_on)
    return Runway(
        r["id"],
        r["sponsor_id"],
        r["office_id"],
        people,
        first_cost,
        sum(int(line["amount"]) for line in lines),
        sum(int(line["used"]) for line in lines),
        sum(max(int(line["left_over"]), 0) for line in lines),
        r["next"],
        months,
        add_months(r["next"], int(months)) - timedelta(days=1),
        tuple(steps),
    )


def _package(r: dict[str, Any], month: date, known_on: date) -> int:
    return amounts.package(
        month, income=r["income"], jht=r["jht"], funded_by_state=r["funded_by_state"], known_on=known_on
    ).total


def runway(agreement_id: int, on: date | None = None) -> Runway | None:
    """The runway of one agreement, None where there is none."""
    return runways([agreement_id], on).get(agreement_id)

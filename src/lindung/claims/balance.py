"""What a member's JHT account is worth on a day: what stands there, and the return of full months not yet credited.

The books credit a month's return to everybody at a time. Whoever is paid between two runs gets the months that are
complete but not credited yet, by the same rule, at the same rate and on the same base: the balance at the end of the
month before, less this year's returns in it and what left the account within the month. Waiting for the run gains and
loses nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import fetch
from lindung.ledger.chart import Acc

FORMULA, SET = "jht.interim_return", "jht.return_credit"
Key = tuple[int, int]
PRINCIPAL = ("OPENING", "CONTRIBUTION", "CORRECTION", "WITHDRAWAL")


@dataclass(frozen=True)
class Credit:
    """One month's return still to be credited at one office: `base` is the balance it is earned on, `rate` (parts per
    million a year) the one that was set; None where the published one counts."""

    office_id: int
    month: date
    base: int
    amount: int
    rate: int | None = None


@dataclass
class Balance:
    """A member's JHT on `on`, whole rupiah: `principal` + `returns` + `interim` = `total`."""

    on: date
    principal: int = 0
    returns: int = 0
    credits: list[Credit] = field(default_factory=list)
    by_office: dict[int, int] = field(default_factory=dict)
    rate_missing: bool = False

    @property
    def interim(self) -> int:
        return sum(credit.amount for credit in self.credits)

    @property
    def total(self) -> int:
        return self.principal + self.returns + self.interim


def balances(person_ids: Iterable[int], on: date) -> dict[int, Balance]:
    """The JHT balance of each person at the end of `on`, with the return of full months not yet credited.

    Returns are shown apart from principal as far as the books hold them apart (an opening balance is principal).
    Where no rate is published for a month nothing is credited for it and `rate_missing` says so.
    """
    people = sorted(set(person_ids))
    result = {person: Balance(on) for person in people}
    if not people:
        return result
    flows: dict[Key, dict[date, int]] = {}
    moves: dict[Key, dict[date, list[int]]] = {}
    last: dict[Key, date] = {}
    for person, office, kind, booked, newest, this_year, amount in fetch(
        "select person_id, office_id, kind, booked_on, max(month), month >= date_trunc('year', booked_on),"
        " sum(amount)::bigint from ledger_memberposting"
        " where account_id = %s and person_id = any(%s) and booked_on <= %s"
        " group by 1, 2, 3, 4, 6 order by 1, 2, 4, kind = 'WITHDRAWAL'",
        [int(Acc.JHT_MEMBERS), people, on],
    ):
        own, key, month = result[person], (person, office), month_of(booked)
        if kind == "RETURN":
            own.returns += amount
            last[key] = max(last.get(key, newest), newest)
        else:
            own.principal += amount
        own.by_office[office] = own.by_office.get(office, 0) + amount
        flow = flows.setdefault(key, {})
        flow[month] = flow.get(month, 0) + amount
        if kind == "WITHDRAWAL" or (kind == "RETURN" and this_year):
            moves.setdefault(key, {}).setdefault(month, []).append(amount)
    for own in result.values():
        if own.principal < 0:  # earlier payments took returns as well
            own.returns, own.principal = own.returns + own.principal, 0
    _credit(result, flows, moves, last, on)
    return result


def _set_rates() -> list[tuple[date, int]]:
    """The interim rates that were set, by the month they apply from, the later decision last."""
    return [
        (period, rate)
        for period, rate in fetch(
            "select period, rate from ledger_returnrate where stage = 'INTERIM' and approved_by is not null"
            " order by period, id",
            [],
        )
    ]


def _rate(rates: list[tuple[date, int]], month: date) -> int | None:
    found = [rate for period, rate in rates if period <= month and period.year == month.year]
    return found[-1] if found else None


def _credit(
    result: dict[int, Balance],
    flows: dict[Key, dict[date, int]],
    moves: dict[Key, dict[date, list[int]]],
    last: dict[Key, date],
    on: date,
) -> None:
    """Credit every full month after the last credited one (or after the first booking) up to the month before `on`."""
    keys = sorted(flows)
    if not keys:
        return
    start = {key: add_months(last.get(key) or min(flows[key]), 1) for key in keys}
    running, mine, pending = dict.fromkeys(keys, 0), dict.fromkeys(keys, 0), dict.fromkeys(keys, 0)
    rates = _set_rates()
    month = min(min(f) for f in flows.values())
    while (month := add_months(month, 1)) < month_of(on):
        before = add_months(month, -1)
        for key in keys:
            running[key] += flows[key].get(before, 0)
            for amount in moves.get(key, {}).get(before, ()):
                mine[key] = max(0, mine[key] + amount)
            # a return compounds once a year
            mine[key] = mine[key] + pending[key] if month.month > 1 else 0
            pending[key] = 0
        # what left the account within the month has not stood there for the month
        stood = {key: min(running[key], running[key] + flows[key].get(month, 0)) for key in keys if start[key] <= month}
        due = [(key, amount - mine[key]) for key, amount in stood.items() if amount - mine[key] > 0]
        if not due:
            continue
        rate = _rate(rates, month)
        base = np.array([amount for _, amount in due], dtype=np.int64)
        facts: dict[str, Any] = {"balance": base, "months": 1}
        try:
            if rate is None:
                amounts = law.batch(FORMULA, month, facts)["credit"]
            else:
                amounts = law.batch(SET, month, {**facts, "set_rate": rate})["set_credit"]
        except law.NotInForce:
            for (person, _), _ in due:
                result[person].rate_missing = True
            continue
        for (key, earning), amount in zip(due, amounts.tolist(), strict=True):
            if amount > 0:
                person, office = key
                result[person].credits.append(Credit(office, month, earning, amount, rate))
                result[person].by_office[office] = result[person].by_office.get(office, 0) + amount
                running[key] += amount
                pending[key] = amount

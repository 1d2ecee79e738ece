"""What a member's JHT account is worth on a day: what stands there, and the return of full months not yet credited.

The books credit a month's return to whole offices at a time. Whoever is paid between two runs gets the months that are
complete but not credited yet, by the same rule and on the same base: the balance at the end of the month before, less
what left the account within the month. Waiting for the run gains and loses nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.claims.tables import fetch
from lindung.ledger.chart import Acc

FORMULA = "jht.interim_return"
PRINCIPAL = ("OPENING", "CONTRIBUTION", "CORRECTION", "WITHDRAWAL")


@dataclass(frozen=True)
class Credit:
    """One month's return still to be credited at one office: `base` is the balance it is earned on."""

    office_id: int
    month: date
    base: int
    amount: int


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
    flows: dict[tuple[int, int], dict[date, int]] = {}
    last: dict[tuple[int, int], date] = {}
    for person, office, kind, booked, newest, amount in fetch(
        "select person_id, office_id, kind, date_trunc('month', booked_on)::date, max(month), sum(amount)::bigint"
        " from ledger_memberposting where account_id = %s and person_id = any(%s) and booked_on <= %s"
        " group by 1, 2, 3, 4",
        [int(Acc.JHT_MEMBERS), people, on],
    ):
        own, key = result[person], (person, office)
        if kind == "RETURN":
            own.returns += amount
            last[key] = max(last.get(key, newest), newest)
        else:
            own.principal += amount
        own.by_office[office] = own.by_office.get(office, 0) + amount
        month = flows.setdefault(key, {})
        month[booked] = month.get(booked, 0) + amount
    for own in result.values():
        if own.principal < 0:  # earlier payments took returns as well
            own.returns, own.principal = own.returns + own.principal, 0
    credited = {
        office: date.fromisoformat(f"{key[11:18]}-01")
        for office, key in fetch(
            "select office_id, max(key) from ledger_entry where kind = 'RETURN' and key like 'jht-return:____-__:%%'"
            " and office_id = any(%s) group by office_id",
            [sorted({office for _, office in flows})],
        )
    }
    _credit(
        result,
        flows,
        {key: max(filter(None, (last.get(key), credited.get(key[1]))), default=None) for key in flows},
        on,
    )
    return result


def _credit(
    result: dict[int, Balance],
    flows: dict[tuple[int, int], dict[date, int]],
    last: dict[tuple[int, int], date | None],
    on: date,
) -> None:
    """Credit every full month after the last credited one (or after the first booking) up to the month before `on`."""
    keys = sorted(flows)
    start = {key: add_months(last[key] or min(flows[key]), 1) for key in keys}
    running = dict.fromkeys(keys, 0)
    if not keys:
        return
    month = min(min(f) for f in flows.values())
    while (month := add_months(month, 1)) < month_of(on):
        before = add_months(month, -1)
        for key in keys:
            running[key] += flows[key].get(before, 0)
        # what left the account within the month has not stood there for the month
        bases = {key: min(running[key], running[key] + flows[key].get(month, 0)) for key in keys if start[key] <= month}
        due = [key for key, stood in bases.items() if stood > 0]
        if not due:
            continue
        base = np.array([bases[key] for key in due], dtype=np.int64)
        try:
            amounts = law.batch(FORMULA, month, {"balance": base, "months": 1})["credit"]
        except law.NotInForce:
            for person, _ in due:
                result[person].rate_missing = True
            continue
        for key, amount in zip(due, amounts.tolist(), strict=True):
            if amount > 0:
                person, office = key
                result[person].credits.append(Credit(office, month, bases[key], amount))
                result[person].by_office[office] = result[person].by_office.get(office, 0) + amount
                running[key] += amount

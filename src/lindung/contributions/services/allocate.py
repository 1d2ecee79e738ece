"""Book the plan: what `allocation.plan` says of all facts, less what is booked already.

Nothing is ever changed: a difference is a new signed row and a new entry. Running it again finds no difference, so the
books depend on the bills and the receipts alone, not on the order in which they came or how often this ran.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from lindung import law
from lindung.base.db import act, rows, run
from lindung.contributions import allocation, labour
from lindung.contributions.allocation import PRINCIPAL, Charge, Due, Money, Rule
from lindung.contributions.effective import BILLS_SQL, PARTS, share
from lindung.contributions.services import plain
from lindung.contributions.services.booking import AllocationResult, Row, book, book_plain
from lindung.law.dates import months_late
from lindung.ledger import queries as books

CHUNK = 2_000  # employers whose facts are held in memory at once


@act
def allocate(employer_ids: Sequence[int], *, on: date | None = None, by: int | None = None) -> AllocationResult:
    """Bring the employers' allocations, penalties and members' accounts to what the facts say; one entry per employer
    (and office of its bills). `on` is the booking day (default: the business day); nothing changes on a second call."""
    on = books.open_day(on)
    wanted = sorted(set(employer_ids))
    total = AllocationResult(0, 0, 0, 0)
    if len(wanted) >= plain.MANY:
        others: list[int] = []
        for start in range(0, len(wanted), plain.CHUNK):
            some = wanted[start : start + plain.CHUNK]
            run(_LOCK, [some])
            part, taken = book_plain(some, on, by)
            total += part
            others += sorted(set(some) - set(taken))
        wanted = others
    for start in range(0, len(wanted), CHUNK):
        total += _allocate_chunk(wanted[start : start + CHUNK], on, by)
    return total


_LOCK = "select 1 from registry_employer where id = any(%s) order by id for no key update"


@lru_cache(maxsize=4096)
def _order(received_on: date) -> str:
    return str(law.parameter("allocation.order", received_on).value)


@lru_cache(maxsize=4096)
def _named(received_on: date) -> str:
    return str(law.parameter("allocation.named", received_on).value)


@lru_cache(maxsize=4096)
def _late(due_on: date, paid_on: date) -> int:
    return months_late(due_on, paid_on)


def charge(month: date, due_on: date, paid_on: date, amount: int, labour_intensive: int = 0) -> tuple[int, int]:
    """(months late, penalty) for `amount` rupiah of `month` paid on a day after its due date, by the law. The reduced
    rate of the labour-intensive relief is only for money that comes by the law's last day."""
    months = _late(due_on, paid_on)
    reduced = int(bool(labour_intensive) and labour.settled_in_time(paid_on))
    given = {"amount_late": amount, "months_late": months, "labour_intensive": reduced}
    return months, law.calc("contribution.penalty", month, given).values["penalty"]


@dataclass(slots=True)
class _BillFacts:
    id: int
    employer_id: int
    office_id: int
    month: date
    version: int
    due_on: date
    parts: tuple[int, ...]
    labour: int = 0  # billed with the labour-intensive relief
    paid: int = 0  # principal booked as settled
    whole_then: int = 0  # what the bill came to when that was booked
    shares: list[int] = field(default_factory=lambda: [0] * len(PARTS))

    @property
    def whole(self) -> int:
        return sum(self.parts)


@dataclass(slots=True)
class _Facts:
    """One employer: its bills and receipts, and what is booked."""

    bills: list[_BillFacts] = field(default_factory=list)
    receipts: list[Money] = field(default_factory=list)
    offices: dict[int, int] = field(default_factory=dict)  # of receipts
    allocated: dict[tuple[int, int, str], int] = field(default_factory=dict)
    charged: dict[tuple[int, int], Charge] = field(default_factory=dict)
    seen: dict[date, int] = field(default_factory=dict)  # last version of a month when it was last booked
    runs: int = 0


RULE = Rule(charge=charge, order=_order, named=_named)
"""The law of the penalty, and the orders of allocation that the settings name on the day the money came."""


def _allocate_chunk(employer_ids: list[int], on: date, by: int | None) -> AllocationResult:
    run(_LOCK, [employer_ids])
    facts = _read(employer_ids)
    bills, allocations, penalties = [], [], []
    for employer_id, known in facts.items():
        planned = allocation.plan(
            [Due(b.id, b.month, b.due_on, b.whole, b.labour) for b in known.bills], known.receipts, RULE
        )
        day = max([on, *(r.received_on for r in known.receipts)])
        number = known.runs + 1
        changed = list(_bill_changes(employer_id, known, planned, number, day))
        moved = list(_allocation_changes(employer_id, known, planned, number, day))
        charged = list(_penalty_changes(employer_id, known, planned, number, day))
        bills += changed
        allocations += moved
        penalties += charged
    if not (bills or allocations or penalties):
        return AllocationResult(0, 0, 0, 0)
    return book(bills, allocations, penalties, by)


# ---- reading


def _read(employer_ids: list[int]) -> dict[int, _Facts]:
    given = {"ids": employer_ids}
    facts: dict[int, _Facts] = {}
    for r in rows(BILLS_SQL, given):
        facts.setdefault(r["employer_id"], _Facts()).bills.append(
            _BillFacts(
                r["bill_id"],
                r["employer_id"],
                r["office_id"],
                r["month"],
                r["version"],
                r["due_on"],
                tuple(int(r[p]) for p in PARTS),
                int(r["labour"]),
            )
        )
    for r in rows(
        "select r.id, r.employer_id, r.office_id, r.received_on, r.channel, r.reference, (select b.id from"
        " contributions_bill b where b.code = r.billing_code and b.employer_id = r.employer_id) as names,"
        " (r.amount - coalesce((select sum(u.amount) from contributions_receiptuse u where u.receipt_id = r.id),"
        " 0))::bigint as rest"
        " from contributions_receipt r where r.employer_id = any(%(ids)s)",
        given,
    ):
        known = facts.setdefault(r["employer_id"], _Facts())
        if r["rest"] > 0:
            known.receipts.append(Money(r["id"], r["received_on"], r["channel"], r["reference"], r["rest"], r["names"]))
        known.offices[r["id"]] = r["office_id"]
    _read_booked(facts, given)
    return facts


def _read_booked(facts: dict[int, _Facts], given: dict[str, Any]) -> None:
    for r in rows(
        "select a.employer_id, a.receipt_id, a.bill_id, a.target, r.office_id, sum(a.amount)::bigint as amount"
        " from contributions_allocation a join contributions_receipt r on r.id = a.receipt_id"
        " where a.employer_id = any(%(ids)s) group by 1, 2, 3, 4, 5 having sum(a.amount) <> 0",
        given,
    ):
        known = facts[r["employer_id"]]
        known.allocated[r["receipt_id"], r["bill_id"], r["target"]] = int(r["amount"])
        known.offices[r["receipt_id"]] = r["office_id"]  # also of a receipt that is no longer this employer's
    for r in rows(
        "select employer_id, bill_id, receipt_id, sum(late_amount)::bigint as late, max(months) as months,"
        " sum(amount)::bigint as amount from contributions_penalty where employer_id = any(%(ids)s) group by 1, 2, 3"
        " having sum(amount) <> 0 or sum(late_amount) <> 0",
        given,
    ):
        booked = Charge(int(r["late"]), int(r["months"]), int(r["amount"]))
        facts[r["employer_id"]].charged[r["bill_id"], r["receipt_id"]] = booked
    bills = {b.id: b for known in facts.values() for b in known.bills}
    for r in rows(
        f"""
        select s.bill_id, s.employer_id, sum(s.amount)::bigint as amount, max(s.seen_version) as seen,
               (array_agg(s.effective order by s.id desc))[1] as effective,
               {", ".join(f"sum(s.{p})::bigint as {p}" for p in PARTS)}
        from contributions_settlement s where s.employer_id = any(%(ids)s) group by 1, 2
        """,
        given,
    ):
        bill = bills[r["bill_id"]]
        bill.paid, bill.whole_then, bill.shares = int(r["amount"]), int(r["effective"]), [int(r[p]) for p in PARTS]
        seen = facts[r["employer_id"]].seen
        seen[bill.month] = max(seen.get(bill.month, 0), int(r["seen"]))
    for r in rows(
        "select employer_id, max(split_part(key, ':', 3)::int) as runs from ledger_entry"
        " where employer_id = any(%(ids)s) and kind = 'ALLOCATION' group by 1",
        given,
    ):
        facts[r["employer_id"]].runs = int(r["runs"])


# ---- differences


def _key(employer_id: int, number: int, office_id: int) -> str:
    return f"allocation:{employer_id}:{number}:{office_id}"


def _bill_changes(employer_id: int, known: _Facts, planned: allocation.Plan, number: int, day: date) -> Iterator[Row]:
    """One row per bill of every month in which a settled amount or what it is a share of changed."""
    paid: dict[int, int] = {}
    for (_, bill_id, target), amount in planned.allocations.items():
        if target == PRINCIPAL:
            paid[bill_id] = paid.get(bill_id, 0) + amount
    for month, group in groupby(sorted(known.bills, key=lambda b: (b.month, b.version)), key=lambda b: b.month):
        bills = list(group)
        newest, seen = bills[-1].version, known.seen.get(month, 0)
        same = all(paid.get(b.id, 0) == b.paid for b in bills)
        if same and (newest == seen or not any(b.paid for b in bills)):
            continue
        for bill in bills:
            now = paid.get(bill.id, 0)
            shares = [share(part, now, bill.whole) for part in bill.parts]
            shares[0] = now - sum(shares[1:])  # JKK takes the rupiah that rounding leaves
            yield (
                _key(employer_id, number, bill.office_id), day, bill.id, employer_id, bill.office_id, month,
                bill.version, newest, seen, bill.paid, now, bill.whole_then, bill.whole,
                *(a - b for a, b in zip(shares, bill.shares, strict=True)),
            )  # fmt: skip


def _allocation_changes(
    employer_id: int, known: _Facts, planned: allocation.Plan, number: int, day: date
) -> Iterator[Row]:
    offices = {b.id: b.office_id for b in known.bills}
    for name in sorted(planned.allocations.keys() | known.allocated.keys()):
        change = planned.allocations.get(name, 0) - known.allocated.get(name, 0)
        if change:
            receipt_id, bill_id, target = name
            office = offices[bill_id]
            key = _key(employer_id, number, office)
            yield key, day, employer_id, office, known.offices[receipt_id], receipt_id, bill_id, target, change


def _penalty_changes(
    employer_id: int, known: _Facts, planned: allocation.Plan, number: int, day: date
) -> Iterator[Row]:
    offices = {b.id: b.office_id for b in known.bills}
    none = Charge(0, 0, 0)
    for name in sorted(planned.penalties.keys() | known.charged.keys()):
        new, old = planned.penalties.get(name, none), known.charged.get(name, none)
        if (new.amount, new.late_amount) != (old.amount, old.late_amount):
            bill_id, receipt_id = name
            office = offices[bill_id]
            yield (
                _key(employer_id, number, office), day, employer_id, office, bill_id, receipt_id,
                new.late_amount - old.late_amount, new.months or old.months, new.amount - old.amount,
            )  # fmt: skip

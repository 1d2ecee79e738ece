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
from lindung.base.db import act, copy_rows, rows, run, scalar
from lindung.contributions import allocation
from lindung.contributions.allocation import PENALTY, PRINCIPAL, Charge, Due, Money, Rule
from lindung.contributions.effective import BILLS_SQL, LINE, PARTS, share, share_sql, standing_lines_sql
from lindung.law.dates import months_late
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc
from lindung.registry import queries as registry

CHUNK = 2_000  # employers whose facts are held in memory at once


@dataclass(frozen=True, slots=True)
class AllocationResult:
    """What a run changed: employers, rupiah of principal and penalty newly settled (net), members' accounts touched."""

    employers: int
    principal: int
    penalty: int
    members: int


@act
def allocate(employer_ids: Sequence[int], *, on: date | None = None, by: int | None = None) -> AllocationResult:
    """Bring the employers' allocations, penalties and members' accounts to what the facts say; one entry per employer
    (and office of its bills). `on` is the booking day (default: the business day); nothing changes on a second call."""
    on = on or registry.today()
    wanted = sorted(set(employer_ids))
    total = AllocationResult(0, 0, 0, 0)
    for start in range(0, len(wanted), CHUNK):
        part = _allocate_chunk(wanted[start : start + CHUNK], on, by)
        total = AllocationResult(
            total.employers + part.employers,
            total.principal + part.principal,
            total.penalty + part.penalty,
            total.members + part.members,
        )
    return total


def rule_in_force(on: date) -> Rule:
    """The order of allocation that the settings name on a day, with the law of the penalty."""
    return Rule(charge=charge, order=str(law.parameter("allocation.order", on).value))


@lru_cache(maxsize=4096)
def _late(due_on: date, paid_on: date) -> int:
    return months_late(due_on, paid_on)


def charge(month: date, due_on: date, paid_on: date, amount: int) -> tuple[int, int]:
    """(months late, penalty) for `amount` rupiah of `month` paid on a day after its due date, by the law."""
    months = _late(due_on, paid_on)
    given = {"amount_late": amount, "months_late": months, "labour_intensive": 0}
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


def _allocate_chunk(employer_ids: list[int], on: date, by: int | None) -> AllocationResult:
    run("select 1 from registry_employer where id = any(%s) order by id for no key update", [employer_ids])
    facts = _read(employer_ids)
    rule = rule_in_force(on)
    bills, allocations, penalties = [], [], []
    for employer_id, known in facts.items():
        planned = allocation.plan([Due(b.id, b.month, b.due_on, b.whole) for b in known.bills], known.receipts, rule)
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
    return _book(bills, allocations, penalties, by)


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
            )
        )
    for r in rows(
        "select id, employer_id, office_id, received_on, channel, reference, amount from contributions_receipt"
        " where employer_id = any(%(ids)s)",
        given,
    ):
        known = facts.setdefault(r["employer_id"], _Facts())
        known.receipts.append(Money(r["id"], r["received_on"], r["channel"], r["reference"], r["amount"]))
        known.offices[r["id"]] = r["office_id"]
    _read_booked(facts, given)
    return facts


def _read_booked(facts: dict[int, _Facts], given: dict[str, Any]) -> None:
    for r in rows(
        "select employer_id, receipt_id, bill_id, target, sum(amount)::bigint as amount from contributions_allocation"
        " where employer_id = any(%(ids)s) group by 1, 2, 3, 4 having sum(amount) <> 0",
        given,
    ):
        facts[r["employer_id"]].allocated[r["receipt_id"], r["bill_id"], r["target"]] = int(r["amount"])
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


Row = tuple[Any, ...]


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


# ---- booking

_BILL_COLUMNS = [
    "key",
    "day",
    "bill_id",
    "employer_id",
    "office_id",
    "month",
    "version",
    "newest",
    "seen",
    "paid_before",
    "paid",
    "whole_before",
    "whole",
] + [f"d_{p}" for p in PARTS]


def _book(bills: list[Row], allocations: list[Row], penalties: list[Row], by: int | None) -> AllocationResult:
    run("drop table if exists pg_temp.settle_bill, pg_temp.settle_part, pg_temp.settle_penalty, pg_temp.settle_member")
    run(
        "create temp table settle_bill (key text, day date, bill_id bigint, employer_id bigint, office_id bigint,"
        " month date, version int, newest int, seen int, paid_before bigint, paid bigint, whole_before bigint,"
        f" whole bigint, {', '.join(f'd_{p} bigint' for p in PARTS)}) on commit drop"
    )
    run(
        "create temp table settle_part (key text, day date, employer_id bigint, office_id bigint, from_office bigint,"
        " receipt_id bigint, bill_id bigint, target text, amount bigint) on commit drop"
    )
    run(
        "create temp table settle_penalty (key text, day date, employer_id bigint, office_id bigint, bill_id bigint,"
        " receipt_id bigint, late_amount bigint, months int, amount bigint) on commit drop"
    )
    copy_rows("pg_temp.settle_bill", _BILL_COLUMNS, bills)
    copy_rows(
        "pg_temp.settle_part",
        ["key", "day", "employer_id", "office_id", "from_office", "receipt_id", "bill_id", "target", "amount"],
        allocations,
    )
    copy_rows(
        "pg_temp.settle_penalty",
        ["key", "day", "employer_id", "office_id", "bill_id", "receipt_id", "late_amount", "months", "amount"],
        penalties,
    )
    run("analyze pg_temp.settle_bill")
    members = _credit_members()
    _move_money(by)
    ledger.post_many(_ENTRIES, _postings_sql(), _MEMBERS, by=by)
    _write_rows()
    totals = {
        r["target"]: int(r["amount"])
        for r in rows("select target, sum(amount)::bigint as amount from pg_temp.settle_part group by 1")
    }
    employers = int(
        scalar(
            "select count(distinct employer_id) from (select employer_id from pg_temp.settle_bill"
            " union select employer_id from pg_temp.settle_part"
            " union select employer_id from pg_temp.settle_penalty) x"
        )
    )
    return AllocationResult(employers, totals.get(PRINCIPAL, 0), totals.get(PENALTY, 0), members)


_CREDITS = (("jht", Acc.JHT_MEMBERS), ("jp", Acc.JP_MEMBERS))


def _credit_members() -> int:
    """Each worker's part of what is now settled less what was, by bill; a month with one version needs no history."""
    months = [r["month"] for r in rows("select distinct month from pg_temp.settle_bill order by 1")]
    once, often = "select employer_id, month from pg_temp.settle_bill group by 1, 2 having ", "count(*) {} 1"
    single = " union all ".join(
        f"select b.key, b.day, b.month, b.employer_id, b.bill_id, l.person_id, {int(account)} as account_id,"
        f" {share_sql(LINE[part], 'b.paid', 'b.whole')} - {share_sql(LINE[part], 'b.paid_before', 'b.whole')} as amount"
        f" from pg_temp.settle_bill b join contributions_line l on l.month = b.month and l.bill_id = b.bill_id"
        f" where (b.employer_id, b.month) in ({once + often.format('=')}) and b.paid <> b.paid_before"
        " and l.month = any(%(months)s)"
        for part, account in _CREDITS
    )
    pieces = [f"select * from ({single}) x where amount <> 0"]
    if scalar(f"select exists ({once + often.format('>')})"):
        for sign, which, paid, whole in (
            (1, "true", "b.paid", "b.whole"),
            (-1, "version <= seen", "b.paid_before", "b.whole_before"),
        ):
            versions = (
                f"(select employer_id, month, version, bill_id from pg_temp.settle_bill"
                f" where (employer_id, month) in ({once + often.format('>')}) and {which})"
            )
            for part, account in _CREDITS:
                pieces.append(
                    f"select b.key, b.day, b.month, b.employer_id, b.bill_id, s.person_id, {int(account)} as"
                    " account_id,"
                    f" {sign} * {share_sql(f's.{part}', paid, whole)} as amount"
                    f" from ({standing_lines_sql(versions, 'l.month = any(%(months)s)')}) s"
                    f" join pg_temp.settle_bill b on b.bill_id = s.bill_id where {paid} <> 0"
                )
    # who was merged into another person is credited under that person
    return run(
        "create temp table settle_member on commit drop as"
        " select x.key, x.month, x.employer_id, x.bill_id, coalesce(p.merged_into_id, x.person_id) as person_id,"
        f" x.account_id, sum(x.amount)::bigint as amount from ({' union all '.join(pieces)}) x"
        " left join registry_person p on p.id = x.person_id and p.merged_into_id is not null"
        " group by 1, 2, 3, 4, 5, 6 having sum(x.amount) <> 0",
        {"months": months},
    )


_ENTRIES = """
select key, 'ALLOCATION' as kind, max(day) as booked_on, office_id, employer_id, null::bigint as person_id, '' as note
from (select key, day, office_id, employer_id from pg_temp.settle_bill
      union all select key, day, office_id, employer_id from pg_temp.settle_part
      union all select key, day, office_id, employer_id from pg_temp.settle_penalty) x
group by key, office_id, employer_id
"""

_MEMBERS = """
select key, person_id, account_id, 'CONTRIBUTION' as kind, month, employer_id, amount from pg_temp.settle_member
"""


def _postings_sql() -> str:
    """Money leaves suspense for the receivables; what was billed becomes income, a member's balance, or waits."""
    shared = ", ".join(
        f"({int(receivable)}, -b.d_{part}), ({int(billed)}, b.d_{part}), ({int(income)}, -b.d_{part})"
        for part, receivable, billed, income in (
            ("jkk", Acc.JKK_RECEIVABLE, Acc.JKK_BILLED, Acc.JKK_INCOME),
            ("jkm", Acc.JKM_RECEIVABLE, Acc.JKM_BILLED, Acc.JKM_INCOME),
            ("jkp", Acc.JKP_RECEIVABLE, Acc.JKP_BILLED, Acc.JKP_INCOME),
            ("jht", Acc.JHT_RECEIVABLE, Acc.JHT_BILLED, Acc.JHT_PENDING),
            ("jp", Acc.JP_RECEIVABLE, Acc.JP_BILLED, Acc.JP_PENDING),
        )
    )
    return f"""
    select b.key, v.account_id, v.amount from pg_temp.settle_bill b, lateral (values {shared}) v(account_id, amount)
    union all
    select m.key, v.account_id, v.amount from (select key, account_id, sum(amount) as amount from pg_temp.settle_member
      group by 1, 2) m,
      lateral (values (m.account_id, -m.amount), (case m.account_id when {int(Acc.JHT_MEMBERS)}
        then {int(Acc.JHT_PENDING)} else {int(Acc.JP_PENDING)} end, m.amount)) v(account_id, amount)
    union all
    select key, {int(Acc.SUSPENSE)}, amount from pg_temp.settle_part
    union all
    select p.key, v.account_id, v.amount from pg_temp.settle_part p, lateral (values
      ({int(Acc.PENALTY_RECEIVABLE)}, -p.amount), ({int(Acc.PENALTY_BILLED)}, p.amount),
      ({int(Acc.PENALTY_INCOME)}, -p.amount)) v(account_id, amount) where p.target = 'PENALTY'
    union all
    select p.key, v.account_id, v.amount from pg_temp.settle_penalty p, lateral (values
      ({int(Acc.PENALTY_RECEIVABLE)}, p.amount), ({int(Acc.PENALTY_BILLED)}, -p.amount)) v(account_id, amount)"""


def _move_money(by: int | None) -> None:
    """A receipt of one office that settles a bill of another: the cash goes along, so each office's books stay
    whole."""
    crossing = (
        "(select key, day, employer_id, from_office, office_id, sum(amount) as amount from pg_temp.settle_part"
        " where from_office <> office_id group by 1, 2, 3, 4, 5 having sum(amount) <> 0)"
    )
    if not scalar(f"select exists {crossing}"):
        return
    sides = "(values ('out', 1, c.from_office), ('in', -1, c.office_id)) s(side, sign, office)"
    key = "c.key || ':' || c.from_office || ':' || s.side"
    ledger.post_many(
        f"select {key} as key, 'MOVE' as kind, c.day as booked_on, s.office as office_id, c.employer_id,"
        f" null::bigint as person_id, '' as note from {crossing} c, lateral {sides}",
        f"select {key} as key, a.account_id, s.sign * a.side * c.amount as amount from {crossing} c, lateral {sides},"
        f" (values ({int(Acc.SUSPENSE)}, 1), ({int(Acc.CASH_IN)}, -1)) a(account_id, side)",
        by=by,
    )


def _write_rows() -> None:
    run(
        "insert into contributions_allocation (receipt_id, bill_id, target, employer_id, office_id, amount, entry_id,"
        " made_at) select s.receipt_id, s.bill_id, s.target, s.employer_id, s.office_id, s.amount, e.id, now()"
        " from pg_temp.settle_part s join ledger_entry e on e.key = s.key order by s.employer_id, s.receipt_id,"
        " s.bill_id"
    )
    run(
        "insert into contributions_penalty (bill_id, receipt_id, employer_id, office_id, late_amount, months, amount,"
        " entry_id, made_at) select s.bill_id, s.receipt_id, s.employer_id, s.office_id, s.late_amount, s.months,"
        " s.amount, e.id, now() from pg_temp.settle_penalty s join ledger_entry e on e.key = s.key"
        " order by s.employer_id, s.bill_id, s.receipt_id"
    )
    shares = ", ".join(PARTS)
    run(
        f"""
        insert into contributions_settlement (bill_id, entry_id, employer_id, office_id, seen_version, effective,
          amount,
          {shares}, jht_members, jp_members, made_at)
        select s.bill_id, e.id, s.employer_id, s.office_id, s.newest, s.whole, s.paid - s.paid_before,
          {", ".join("s.d_" + p for p in PARTS)}, coalesce(m.jht, 0), coalesce(m.jp, 0), now()
        from pg_temp.settle_bill s join ledger_entry e on e.key = s.key
        left join (select bill_id, sum(amount) filter (where account_id = {int(Acc.JHT_MEMBERS)}) as jht,
                     sum(amount) filter (where account_id = {int(Acc.JP_MEMBERS)}) as jp
                   from pg_temp.settle_member group by 1) m on m.bill_id = s.bill_id
        order by s.employer_id, s.month, s.version
        """
    )

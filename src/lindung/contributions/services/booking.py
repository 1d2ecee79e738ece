"""The books of an allocation run: differences in; entries, members' credits and signed rows out, set-based."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import copy_rows, rows, run, scalar
from lindung.contributions.allocation import PENALTY, PRINCIPAL
from lindung.contributions.effective import LINE, PARTS, share_sql, standing_lines_sql
from lindung.contributions.services import plain
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class AllocationResult:
    """What a run changed: employers, rupiah of principal and penalty newly settled (net), members' accounts touched."""

    employers: int
    principal: int
    penalty: int
    members: int

    def __add__(self, other: "AllocationResult") -> "AllocationResult":
        return AllocationResult(
            self.employers + other.employers,
            self.principal + other.principal,
            self.penalty + other.penalty,
            self.members + other.members,
        )


BILL_COLUMNS = [
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


def prepare() -> None:
    """Empty tables for what a run books."""
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


def book(bills: list[Row], allocations: list[Row], penalties: list[Row], by: int | None) -> AllocationResult:
    """Book the differences of employers that were planned one by one."""
    prepare()
    copy_rows("pg_temp.settle_bill", BILL_COLUMNS, bills)
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
    _write_rows(
        f"select bill_id, sum(amount) filter (where account_id = {int(Acc.JHT_MEMBERS)}) as jht,"
        f" sum(amount) filter (where account_id = {int(Acc.JP_MEMBERS)}) as jp from pg_temp.settle_member group by 1"
    )
    return _result(members)


def book_plain(employer_ids: list[int], on: date, by: int | None) -> tuple[AllocationResult, list[int]]:
    """Book the plain ones of the employers (see `plain`); the result, and who they are."""
    prepare()
    found = plain.take(employer_ids, on)
    if not found:
        return AllocationResult(0, 0, 0, 0), found
    run("analyze pg_temp.settle_bill")
    _move_money(by)
    members = plain.post(by)
    _write_rows("select bill_id, d_jht as jht, d_jp as jp from pg_temp.settle_bill")
    return _result(members), found


def _result(members: int) -> AllocationResult:
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
        " from pg_temp.settle_bill b cross join lateral (select x.* from contributions_line x where x.month = b.month"
        " and x.bill_id = b.bill_id and x.month = any(%(months)s) offset 0) l"
        f" where (b.employer_id, b.month) in ({once + often.format('=')}) and b.paid <> b.paid_before"
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


def _write_rows(members: str) -> None:
    """The signed rows; `members`: a SELECT of what members got of each bill."""
    run(
        "insert into contributions_allocation (receipt_id, bill_id, target, employer_id, office_id, amount, entry_id,"
        " made_at) select s.receipt_id, s.bill_id, s.target, s.employer_id, s.office_id, s.amount, e.id, now()"
        f" from pg_temp.settle_part s join {ledger.POSTED} e on e.key = s.key order by s.employer_id, s.receipt_id,"
        " s.bill_id"
    )
    run(
        "insert into contributions_penalty (bill_id, receipt_id, employer_id, office_id, late_amount, months, amount,"
        " entry_id, made_at) select s.bill_id, s.receipt_id, s.employer_id, s.office_id, s.late_amount, s.months,"
        f" s.amount, e.id, now() from pg_temp.settle_penalty s join {ledger.POSTED} e on e.key = s.key"
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
        from pg_temp.settle_bill s join {ledger.POSTED} e on e.key = s.key
        left join ({members}) m on m.bill_id = s.bill_id
        order by s.employer_id, s.month, s.version
        """
    )

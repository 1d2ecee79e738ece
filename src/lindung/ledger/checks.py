"""Proofs of the books. Each compares two figures that must be the same rupiah and names who differs."""

from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.base.proofs import Proof
from lindung.ledger.chart import CHART

PAGE = 20
_DAYS = "booked_on > %(since)s and booked_on <= %(until)s"
LATE = "ledger_late_entries"
"""Temporary table of entries (entry_id, booked_on) that `late_proofs` looks at."""
_LATE = f"(booked_on, entry_id) in (select e.booked_on, e.entry_id from pg_temp.{LATE} e)"
_CONTROL = "(" + ", ".join(str(int(a.id)) for a in CHART if a.control) + ")"


def proofs(until: date | None = None, since: date | None = None) -> list[Proof]:
    """All proofs over what was booked through `until` (None: everything); after `since`, where the days through it are
    closed: what was proved then cannot have changed."""
    day = {"until": until or date(9999, 12, 31), "since": since or date(1, 1, 1)}
    return [*_of_entries(_DAYS, day), _closings(day)]


def late_proofs() -> list[Proof]:
    """The same over the entries in `LATE` alone: what was proved before stays proved, as no entry changes."""
    return _of_entries(_LATE, {})


def _of_entries(where: str, day: dict[str, Any]) -> list[Proof]:
    return [
        _balanced(where, day),
        _by_office_and_day(where, day),
        _within_funds(where, day),
        _sub_ledger(where, day),
        _members_named(where, day),
    ]


def _offenders(sql: str, day: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return tuple(rows(f"{sql} limit {PAGE}", day))


def _once(
    source: str, left: str, right: str, order: str, day: dict[str, Any]
) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """Both sums over x of `source` (WITH …), and the rows that differ; these are asked for only where there are any."""
    total = rows(
        f"{source} select coalesce(sum({left}), 0)::bigint as {left}, coalesce(sum({right}), 0)::bigint as {right},"
        f" count(*) filter (where {left} <> {right}) as wrong from x",
        day,
    )[0]
    wrong = f"{source} select * from x where {left} <> {right} order by {order}"
    return total, _offenders(wrong, day) if total["wrong"] else ()


def _balanced(where: str, day: dict[str, Any]) -> Proof:
    debit, credit = _sums(f"select amount from ledger_posting where {where}", day)
    return Proof(
        "ledger.entries",
        "Setiap jurnal seimbang",
        "Every entry balances",
        debit,
        credit,
        _offenders(
            f"select entry_id, sum(amount)::bigint as difference from ledger_posting where {where}"
            " group by entry_id having sum(amount) <> 0 order by 1",
            day,
        ),
    )


def _sums(source: str, day: dict[str, Any]) -> tuple[int, int]:
    found = rows(
        "select coalesce(sum(amount) filter (where amount > 0), 0)::bigint as debit,"
        f" coalesce(-sum(amount) filter (where amount < 0), 0)::bigint as credit from ({source}) x",
        day,
    )[0]
    return int(found["debit"]), int(found["credit"])


def _by_office_and_day(where: str, day: dict[str, Any]) -> Proof:
    found = _offenders(
        "select office_id, booked_on, sum(amount)::bigint as difference from ledger_posting"
        f" where {where} group by 1, 2 having sum(amount) <> 0 order by 1, 2",
        day,
    )
    return Proof(
        "ledger.offices",
        "Debit sama dengan kredit per kantor dan hari",
        "Debit equals credit per office and day",
        sum(abs(int(r["difference"])) for r in found),
        0,
        found,
    )


def _within_funds(where: str, day: dict[str, Any]) -> Proof:
    """An entry that touches no cash or suspense account moves nothing between programmes. Entries that share received
    money out among the funds are left aside: after a correction their part of suspense may come to zero."""
    found = _offenders(
        "select x.entry_id, x.fund, x.difference from (select p.entry_id, a.fund, sum(p.amount)::bigint as difference,"
        " bool_or(a.fund = 'SUSPENSE') over (partition by p.entry_id) as cash from ledger_posting p"
        f" join ledger_account a on a.id = p.account_id where {where} group by p.entry_id, a.fund) x"
        " where not x.cash and x.difference <> 0 and not exists (select 1 from ledger_entry e"
        " where e.id = x.entry_id and e.kind = 'ALLOCATION') order by 1, 2",
        day,
    )
    return Proof(
        "ledger.funds",
        "Tanpa arus kas, setiap dana seimbang sendiri",
        "Without cash, every fund balances by itself",
        sum(abs(int(r["difference"])) for r in found),
        0,
        found,
    )


def _sub_ledger(where: str, day: dict[str, Any]) -> Proof:
    compare = f"""
        with x as materialized (
        select coalesce(c.office_id, m.office_id) as office_id, coalesce(c.account_id, m.account_id) as account_id,
               coalesce(c.amount, 0)::bigint as control, coalesce(m.amount, 0)::bigint as members
        from (select office_id, account_id, -sum(amount) as amount from ledger_posting
              where account_id in {_CONTROL} and {where} group by 1, 2) c
        full join (select office_id, account_id, sum(amount) as amount from ledger_memberposting
              where {where} group by 1, 2) m
          on m.office_id = c.office_id and m.account_id = c.account_id)"""
    total, offenders = _once(compare, "control", "members", "1, 2", day)
    return Proof(
        "ledger.members",
        "Saldo peserta sama dengan akun pengendali per kantor",
        "Member balances equal their control account per office",
        int(total["members"]),
        int(total["control"]),
        offenders,
    )


def _members_named(where: str, day: dict[str, Any]) -> Proof:
    found = _offenders(
        f"""
        select coalesce(p.entry_id, m.entry_id) as entry_id, coalesce(p.account_id, m.account_id) as account_id,
               coalesce(-p.amount, 0)::bigint as control, coalesce(m.amount, 0)::bigint as members
        from (select booked_on, entry_id, account_id, amount from ledger_posting
              where account_id in {_CONTROL} and {where}) p
        full join (select booked_on, entry_id, account_id, sum(amount) as amount from ledger_memberposting
              where {where} group by 1, 2, 3) m
          on m.booked_on = p.booked_on and m.entry_id = p.entry_id and m.account_id = p.account_id
        where coalesce(-p.amount, 0) <> coalesce(m.amount, 0) order by 1, 2""",
        day,
    )
    return Proof(
        "ledger.named",
        "Tidak ada mutasi akun pengendali tanpa nama peserta",
        "Nothing moves on a control account without naming the members",
        len(found),
        0,
        found,
    )


def _closings(day: dict[str, Any]) -> Proof:
    """Every closing equals the closing before plus what was booked between, for accounts and for members."""
    accounts = """
        select 'account' as what, c.account_id as id, c.office_id, c.closed_on, c.balance::bigint as closing,
               (coalesce(b.balance, 0) + coalesce(f.amount, 0))::bigint as computed
        from (select *, (select max(o.closed_on) from ledger_closing o where o.closed_on < n.closed_on) as before
              from ledger_closing n where closed_on > %(since)s and closed_on <= %(until)s) c
        left join ledger_closing b on b.account_id = c.account_id and b.office_id = c.office_id and b.closed_on =
          c.before
        left join (
          select f.account_id, f.office_id, d.closed_on, sum(f.amount) as amount from flow f join (
            select booked_on, (select min(n.closed_on) from ledger_closing n where n.closed_on >= x.booked_on)
              as closed_on from (select distinct booked_on from flow) x) d on d.booked_on = f.booked_on
          group by 1, 2, 3) f
          on f.account_id = c.account_id and f.office_id = c.office_id and f.closed_on = c.closed_on"""
    members = """
        select 'member' as what, c.person_id as id, c.office_id, c.closed_on, c.balance::bigint as closing,
               coalesce(f.amount, 0)::bigint as computed
        from (select distinct on (person_id, account_id, office_id) * from ledger_memberclosing
              where closed_on > %(since)s and closed_on <= %(until)s
              order by person_id, account_id, office_id, closed_on desc) c
        left join (select l.person_id, l.account_id, l.office_id, sum(m.amount) as amount
              from ledger_memberposting m join (select person_id, account_id, office_id, max(closed_on) as closed_on
                from ledger_memberclosing where closed_on > %(since)s and closed_on <= %(until)s
                group by 1, 2, 3) l
                on l.person_id = m.person_id and l.account_id = m.account_id and l.office_id = m.office_id
                and m.booked_on <= l.closed_on group by 1, 2, 3) f
          on f.person_id = c.person_id and f.account_id = c.account_id and f.office_id = c.office_id"""
    both = f"""
        with flow as materialized (
          select account_id, office_id, booked_on, sum(amount) as amount from ledger_posting
          where booked_on <= %(until)s and booked_on > coalesce(
            (select max(closed_on) from ledger_closing where closed_on <= %(since)s), '-infinity'::date)
          group by 1, 2, 3),
        x as materialized (({accounts}) union all ({members}))"""
    total, offenders = _once(both, "closing", "computed", "4, 1, 2", day)
    return Proof(
        "ledger.closings",
        "Saldo tutup sama dengan saldo awal ditambah mutasi",
        "Closing equals opening plus what was booked",
        int(total["closing"]),
        int(total["computed"]),
        offenders,
    )

"""Proofs of sponsored cover: recomputed from the rows, never from stored sums alone."""

from typing import Any

from lindung.base.db import many, rows, scalar
from lindung.base.proofs import Proof

PAGE = 20


def proofs() -> list[Proof]:
    """All proofs of the package."""
    with many():
        return [_lines_are_people(), _budget(), _orders_are_uses(), _flows(), _cover(), _paid_through(), _proposals()]


def _page(sql: str) -> tuple[dict[str, Any], ...]:
    return tuple(rows(f"select * from ({sql}) offenders limit {PAGE}"))


# Lines of paid orders under the record their person lives under, and rows of lists likewise.
_PAID = """
select l.order_id, s.agreement_id, coalesce(p.merged_into_id, p.id) as kept, l.month
from reach_sponsoredorder s join segments_orderevent v on v.order_id = s.order_id and v.kind = 'PAID'
join segments_orderline l on l.order_id = s.order_id join registry_person p on p.id = l.person_id
"""
_PEOPLE = """
select b.*, coalesce(p.merged_into_id, p.id) as kept from reach_beneficiary b join registry_person p
on p.id = b.person_id where b.end_reason <> 'ERROR'
"""
_HELD = "b.first_month <= l.month and (b.end_reason = 'DIED' or coalesce(b.last_month, l.month) >= l.month)"

_LINES = f"""
select l.order_id, l.kept as person_id, l.month, count(b.id) as rows_paid from ({_PAID}) l
left join ({_PEOPLE}) b on b.agreement_id = l.agreement_id and b.kept = l.kept and {_HELD} and b.paid_through >= l.month
group by 1, 2, 3
"""


def _lines_are_people() -> Proof:
    """Every month of a paid order is the month of one row of the agreement's list, and paid there."""
    total = rows(f"select count(*) as lines, count(*) filter (where rows_paid > 0) as people from ({_LINES}) x")[0]
    return Proof(
        "reach.lines",
        "Setiap bulan yang lunas adalah bulan satu orang dalam daftar",
        "Every month paid is a month of one person on the list",
        int(total["people"]),
        int(total["lines"]),
        _page(f"select * from ({_LINES}) x where rows_paid <> 1 order by 1, 2, 3"),
    )


def _budget() -> Proof:
    """Nothing is paid beyond a budget line; what no line holds was accepted with its order and is named there."""
    spent = (
        "select l.id as line_id, l.amount, sum(u.amount)::bigint as paid from reach_budgetline l join reach_budgetuse u"
        " on u.line_id = l.id join segments_orderevent v on v.order_id = u.order_id and v.kind = 'PAID' group by l.id"
    )
    outside = (
        "select u.id, u.month, l.first_month, l.last_month from reach_budgetuse u join reach_budgetline l"
        " on l.id = u.line_id join reach_sponsoredorder s on s.order_id = u.order_id"
        " where u.month not between l.first_month and l.last_month or s.agreement_id <> l.agreement_id"
    )
    return Proof(
        "reach.budget",
        "Tidak ada anggaran yang dibayar melebihi jumlahnya",
        "No budget line is paid beyond its amount",
        int(scalar(f"select count(*) from ({spent}) x where paid > amount")),
        0,
        _page(f"select * from ({spent}) x where paid > amount order by 1") or _page(f"{outside} order by 1"),
    )


def _orders_are_uses() -> Proof:
    compared = (
        "select o.id as order_id, o.code, o.total, s.over_budget, (coalesce((select sum(u.amount) from"
        " reach_budgetuse u where u.order_id = o.id), 0) + s.over_budget)::bigint as held from reach_sponsoredorder s"
        " join segments_order o on o.id = s.order_id"
    )
    total = rows(
        f"select coalesce(sum(total), 0)::bigint as orders, coalesce(sum(held), 0)::bigint as held from ({compared}) x"
    )[0]
    return Proof(
        "reach.uses",
        "Setiap pesanan sponsor sama dengan yang diambil dari anggaran dan yang melebihinya",
        "Every sponsor's order is what it takes from budget lines and what goes beyond them",
        int(total["held"]),
        int(total["orders"]),
        _page(f"select * from ({compared}) x where total <> held order by 1"),
    )


# Months in which a list's opening + joined - ended, from the events, differs from its rows counted one by one.
_FLOW = """
with event as (select agreement_id, month, sum(sign) as net from reach_beneficiaryevent group by 1, 2),
direct as (select agreement_id, month, sum(step) as net from (
  select agreement_id, first_month as month, 1 as step from reach_beneficiary where end_reason <> 'ERROR'
  union all select agreement_id, (last_month + interval '1 month')::date, -1 from reach_beneficiary
  where end_reason <> 'ERROR' and last_month is not null) x group by 1, 2)
select agreement_id, month, sum(coalesce(e.net, 0)) over w as from_events, sum(coalesce(d.net, 0)) over w as from_rows
from event e full join direct d using (agreement_id, month) window w as (partition by agreement_id order by month)
"""


def _flows() -> Proof:
    return Proof(
        "reach.flow",
        "Setiap bulan dan perjanjian: akhir = awal + masuk − keluar",
        "Every month and agreement: closing = opening + joined − ended",
        int(scalar("select coalesce(sum(sign), 0) from reach_beneficiaryevent")),
        int(scalar("select count(*) from reach_beneficiary where last_month is null")),
        _page(f"select * from ({_FLOW}) x where from_events <> from_rows order by 1, 2"),
    )


def _cover() -> Proof:
    """Nobody is covered by two lists at once, cover that lists gave was paid, and no row stays with a merged record."""
    wrong = f"""
      select s.id as spell_id, s.person_id, 'unpaid' as what from coverage_spell s join reach_beneficiary b
        on b.spell_id = s.id where s.exit_reason <> 'ERROR' group by s.id having max(b.paid_through) is null
      union all
      select b.id, b.person_id, 'merged' from reach_beneficiary b join registry_person p on p.id = b.person_id
        where p.merged_into_id is not null
      union all
      select min(l.order_id), l.kept, 'twice' from ({_PAID}) l group by l.kept, l.month
      having count(distinct l.order_id) > 1"""
    return Proof(
        "reach.cover",
        "Tidak ada bulan yang dibiayai dua kali; perlindungan dari daftar selalu lunas",
        "No month is sponsored twice; cover that lists give is paid",
        int(scalar(f"select count(*) from ({wrong}) x")),
        0,
        _page(f"select * from ({wrong}) x order by 1, 2, 3"),
    )


def _paid_through() -> Proof:
    compared = (
        f"select b.id, b.paid_through, max(l.month) as month from ({_PEOPLE}) b left join ({_PAID}) l"
        f" on l.agreement_id = b.agreement_id and l.kept = b.kept and {_HELD} group by b.id, b.paid_through"
    )
    total = rows(f"select count(paid_through) as said, count(month) as paid from ({compared}) x")[0]
    return Proof(
        "reach.paid_through",
        "Bulan lunas setiap orang sama dengan pesanan sponsor yang lunas",
        "The months paid for each person are those of sponsors' paid orders",
        int(total["said"]),
        int(total["paid"]),
        _page(f"select * from ({compared}) x where paid_through is distinct from month order by 1"),
    )


def _proposals() -> Proof:
    """Every renewal the branch accepted is the budget line it made, with the months and the money that were asked."""
    accepted = "from reach_proposal p where p.kind = 'RENEW' and p.state = 'ACCEPTED'"
    compared = (
        "select p.id as proposal_id, p.amount as asked, l.amount as made from reach_proposal p left join"
        " reach_budgetline l on l.id = p.line_id and l.agreement_id = p.agreement_id and l.first_month = p.first_month"
        " and l.last_month = p.last_month and l.source = p.source and l.year = p.year"
        " where p.kind = 'RENEW' and p.state = 'ACCEPTED'"
    )
    return Proof(
        "reach.proposals",
        "Setiap perpanjangan yang disetujui adalah baris anggaran dengan isi yang diusulkan",
        "Every renewal accepted is a budget line with what was proposed",
        int(scalar(f"select coalesce(sum(made), 0)::bigint from ({compared}) x")),
        int(scalar(f"select coalesce(sum(p.amount), 0)::bigint {accepted}")),
        _page(f"select * from ({compared}) x where made is distinct from asked order by 1"),
    )

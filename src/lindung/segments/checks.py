"""Proofs of orders: recomputed from the rows, never from stored sums alone."""

from typing import Any

from lindung.base.db import rows, scalar
from lindung.base.proofs import Proof
from lindung.ledger.chart import Acc
from lindung.segments.sql import ONCE

PAGE = 20


def proofs() -> list[Proof]:
    """All proofs of the package."""
    return [
        _lines_are_orders(),
        _paid_are_uses(),
        _paid_are_journal(),
        _members_are_lines(),
        _months_paid_once(),
        _paid_through_is_paid(),
        _projects_are_orders(),
        _wage_credits(),
        _project_spells(),
        _migrant_spells(),
        _joint_orders(),
    ]


def _page(sql: str, params: dict[str, Any] | None = None) -> tuple[dict[str, Any], ...]:
    return tuple(rows(f"select * from ({sql}) offenders limit {PAGE}", params))


def _lines_are_orders() -> Proof:
    """An order with names is the sum of its lines; one without has no JHT, which is somebody's."""
    compared = """
      select o.id as order_id, o.code, o.total, coalesce(l.total, 0)::bigint as of_lines, o.people,
             coalesce(l.people, 0) as people_of_lines,
             case when l.order_id is null then o.jht <> 0
               else (o.jkk, o.jkm, o.jht, o.people) <> (l.jkk, l.jkm, l.jht, l.people) end as differs,
             l.order_id is not null as named
      from segments_order o left join (
        select order_id, sum(jkk) as jkk, sum(jkm) as jkm, sum(jht) as jht, sum(jkk + jkm + jht) as total,
               count(distinct person_id) as people from segments_orderline group by 1) l on l.order_id = o.id"""
    total = rows(
        "select coalesce(sum(total), 0)::bigint as orders, coalesce(sum(of_lines), 0)::bigint as of_lines"
        f" from ({compared}) x where named"
    )[0]
    return Proof(
        "segments.lines",
        "Jumlah baris sama dengan pesanan",
        "The lines add up to the order",
        int(total["of_lines"]),
        int(total["orders"]),
        _page(f"select * from ({compared}) x where differs order by 1"),
    )


def _paid_are_uses() -> Proof:
    compared = """
      select coalesce(o.code, u.reference) as code, coalesce(o.total, 0)::bigint as paid,
             coalesce(u.amount, 0)::bigint as used
      from (select o.code, o.total - coalesce((select sum(c.jkk + c.jkm) from segments_projectcredit c
              where c.order_id = o.id), 0)::bigint as total from segments_order o join segments_orderevent v
              on v.order_id = o.id and v.kind = 'PAID') o
      full join (select reference, sum(amount) as amount from contributions_receiptuse where kind = 'ORDER' group by 1)
        u on u.reference = o.code"""
    total = rows(
        f"select coalesce(sum(paid), 0)::bigint as paid, coalesce(sum(used), 0)::bigint as used from ({compared}) x"
    )[0]
    return Proof(
        "segments.paid",
        "Setiap pesanan lunas dibayar tepat sejumlahnya dari penerimaan, dikurangi yang dikembalikan",
        "Every paid order took exactly its amount from receipts, less what was given back",
        int(total["used"]),
        int(total["paid"]),
        _page(f"select * from ({compared}) x where paid <> used order by 1"),
    )


def _paid_are_journal() -> Proof:
    sides = (
        f"({int(Acc.SUSPENSE)}, o.total), ({int(Acc.JKK_INCOME)}, -o.jkk), ({int(Acc.JKM_INCOME)}, -o.jkm),"
        f" ({int(Acc.JHT_MEMBERS)}, -o.jht)"
    )
    compared = (
        "select o.code, a.account_id, a.amount::bigint as paid, coalesce(p.amount, 0)::bigint as booked"
        " from segments_order o join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID'"
        f" join ledger_entry e on e.id = v.entry_id cross join lateral (values {sides}) a(account_id, amount)"
        " left join ledger_posting p on p.booked_on = e.booked_on and p.entry_id = e.id and p.account_id = a.account_id"
    )
    total = rows(
        "select coalesce(sum(paid) filter (where paid > 0), 0)::bigint as paid,"
        f" coalesce(sum(booked) filter (where paid > 0), 0)::bigint as booked from ({compared}) x"
    )[0]
    return Proof(
        "segments.journal",
        "Pesanan lunas sama dengan jurnalnya",
        "Every paid order equals its entry",
        int(total["booked"]),
        int(total["paid"]),
        _page(f"select * from ({compared}) x where paid <> booked order by 1, 2"),
    )


def _members_are_lines() -> Proof:
    """JHT that people paid for themselves: the lines of paid orders are the rows without an employer."""
    compared = f"""
      select coalesce(p.merged_into_id, x.person_id) as person_id, x.month, sum(x.paid)::bigint as paid,
             sum(x.booked)::bigint as booked
      from (select l.person_id, l.month, l.jht as paid, 0::bigint as booked from segments_orderline l
              join segments_orderevent v on v.order_id = l.order_id and v.kind = 'PAID'
            union all
            select person_id, month, 0, amount from ledger_memberposting
              where kind = 'CONTRIBUTION' and employer_id is null and account_id = {int(Acc.JHT_MEMBERS)}) x
      join registry_person p on p.id = x.person_id group by 1, 2"""
    total = rows(
        f"select coalesce(sum(paid), 0)::bigint as paid, coalesce(sum(booked), 0)::bigint as booked from ({compared}) x"
    )[0]
    return Proof(
        "segments.members",
        "JHT yang dibayar sendiri sama dengan saldo peserta",
        "JHT that people paid for themselves is in their accounts",
        int(total["booked"]),
        int(total["paid"]),
        _page(f"select * from ({compared}) x where paid <> booked order by 1, 2"),
    )


def _months_paid_once() -> Proof:
    twice = (
        "select o.kind, l.person_id, l.month, l.item, count(*) as orders from segments_orderline l"
        " join segments_order o on o.id = l.order_id"
        " join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID'"
        f" where o.kind in {ONCE} group by 1, 2, 3, 4 having count(*) > 1"
    )
    return Proof(
        "segments.months",
        "Tidak ada bulan yang lunas dua kali",
        "No month is paid twice",
        int(scalar(f"select count(*) from ({twice}) x")),
        0,
        _page(f"{twice} order by 1, 2, 3, 4"),
    )


def _paid_through_is_paid() -> Proof:
    """What a non-wage earner's record says is paid is the last month of his paid orders."""
    compared = """
      select m.person_id, m.paid_through, l.month from segments_bpumember m left join (
        select l.person_id, max(l.month) as month from segments_orderline l
        join segments_order o on o.id = l.order_id and o.kind = 'BPU'
        join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID' group by 1) l
        on l.person_id = m.person_id"""
    total = rows(f"select count(paid_through) as said, count(month) as paid from ({compared}) x")[0]
    return Proof(
        "segments.paid_through",
        "Bulan lunas peserta BPU sama dengan pesanan yang lunas",
        "The months that non-wage earners have paid are those of paid orders",
        int(total["said"]),
        int(total["paid"]),
        _page(f"select * from ({compared}) x where paid_through is distinct from month order by 1"),
    )


def _projects_are_orders() -> Proof:
    """Every order of the segment is an instalment of some terms, a rest under relief or a month of wages; none is paid
    twice, terms never take more, and what was paid or let go is never more than was asked."""
    paid = (
        "select q.project_id, q.terms_id, q.number, q.month, q.correction, o.total,"
        " q.waived_jkk + q.waived_jkm as waived, v.on_date, q.order_id from segments_projectorder q"
        " join segments_order o on o.id = q.order_id join segments_orderevent v on v.order_id = o.id"
        " and v.kind = 'PAID'"
    )
    linked = f"select coalesce(sum(total), 0)::bigint from ({paid}) x"
    all_paid = (
        "select coalesce(sum(o.total), 0)::bigint from segments_order o join segments_orderevent v"
        " on v.order_id = o.id and v.kind = 'PAID' where o.kind = 'JAKON'"
    )
    wrong = f"""
      select 'instalment' as what, t.project_id, t.number as terms, x.number, x.paid, t.jkk + t.jkm as asked
      from (select terms_id, number, count(*) as times, sum(total)::bigint as paid from ({paid}) p
        where number > 0 and month is null group by 1, 2) x
      join segments_projectterms t on t.id = x.terms_id where x.times > 1
      union all
      select 'terms', t.project_id, t.number, null, sum(p.total)::bigint, t.jkk + t.jkm from ({paid}) p
      join segments_projectterms t on t.id = p.terms_id where p.number > 0 and p.month is null
      group by t.id having sum(p.total) > t.jkk + t.jkm
      union all
      select 'rest', x.project_id, null, null, x.paid, a.asked from (select project_id,
        sum(total + waived)::bigint as paid from ({paid}) p where month is null group by 1) x
      join (select project_id, sum(jkk + jkm)::bigint as asked from segments_projectterms group by 1) a
        on a.project_id = x.project_id where x.paid > a.asked
      union all
      select 'month', p.project_id, null, l.person_id, count(*), 1 from ({paid}) p join segments_orderline l
        on l.order_id = p.order_id and p.month = l.month where not p.correction
        group by p.project_id, p.month, l.person_id having count(*) > 1
      union all
      select 'first', j.id, null, null, null, null from segments_project j
      left join (select project_id, min(on_date) as on_date from ({paid}) p group by 1) f on f.project_id = j.id
      where j.paid_on is distinct from f.on_date"""
    return Proof(
        "segments.projects",
        "Iuran proyek yang lunas sama dengan angsurannya",
        "What projects paid is their instalments",
        int(scalar(linked)),
        int(scalar(all_paid)),
        _page(f"select * from ({wrong}) w order by 1, 2, 3, 4"),
    )


def _wage_credits() -> Proof:
    """What corrected wages gave back is in the books, no more than was paid; no month holds more than the wage that
    holds asks, and one that was never corrected holds no order of a correction."""
    sides = f"({int(Acc.SUSPENSE)}, -c.jkk - c.jkm), ({int(Acc.JKK_INCOME)}, c.jkk), ({int(Acc.JKM_INCOME)}, c.jkm)"
    compared = (
        "select c.id, c.project_id, c.month, c.person_id, a.account_id, a.amount::bigint as given,"
        " coalesce(p.amount, 0)::bigint as booked from segments_projectcredit c"
        f" join ledger_entry e on e.id = c.entry_id cross join lateral (values {sides}) a(account_id, amount)"
        " left join ledger_posting p on p.booked_on = e.booked_on and p.entry_id = e.id and p.account_id = a.account_id"
    )
    wrong = f"""
      select 'journal' as what, project_id, month, person_id, given, booked from ({compared}) x where given <> booked
      union all
      select 'line', c.project_id, c.month, c.person_id, sum(c.jkk + c.jkm)::bigint, max(l.jkk + l.jkm)
      from segments_projectcredit c left join segments_orderline l on l.order_id = c.order_id
        and l.person_id = c.person_id and l.month = c.month group by c.project_id, c.order_id, c.month, c.person_id
      having max(l.order_id) is null or sum(c.jkk) > max(l.jkk) or sum(c.jkm) > max(l.jkm)
      union all
      select 'wage', h.project_id, h.month, h.person_id, h.jkk + h.jkm, g.jkk + g.jkm from (
        select q.project_id, q.month, l.person_id, bool_or(q.correction) as corrected,
          sum(l.jkk - coalesce(d.jkk, 0))::bigint as jkk, sum(l.jkm - coalesce(d.jkm, 0))::bigint as jkm
        from segments_projectorder q join segments_orderline l on l.order_id = q.order_id and l.month = q.month
        join segments_orderevent v on v.order_id = q.order_id and v.kind = 'PAID'
        left join (select order_id, person_id, month, sum(jkk) as jkk, sum(jkm) as jkm from segments_projectcredit
          group by 1, 2, 3) d on d.order_id = l.order_id and d.person_id = l.person_id and d.month = l.month
        group by 1, 2, 3) h
      left join (select distinct on (project_id, month, person_id) project_id, month, person_id, jkk, jkm
        from segments_projectwagemonth order by project_id, month, person_id, id desc) g
        on g.project_id = h.project_id and g.month = h.month and g.person_id = h.person_id
      where h.jkk > g.jkk or h.jkm > g.jkm or (g.project_id is null and h.corrected)"""
    total = rows(
        "select coalesce(sum(given) filter (where given > 0), 0)::bigint as given,"
        f" coalesce(sum(booked) filter (where booked > 0), 0)::bigint as booked from ({compared}) x"
    )[0]
    return Proof(
        "segments.wage_credits",
        "Yang dikembalikan karena koreksi upah sama dengan jurnalnya, dan tak ada bulan yang lunas berlebih",
        "What corrected wages gave back equals its entries, and no month holds more than its wage asks",
        int(total["booked"]),
        int(total["given"]),
        _page(f"select * from ({wrong}) w order by 1, 2, 3, 4"),
    )


def _project_spells() -> Proof:
    """Cover through a contractor needs the list of his paid project; that of older books names none: not asked."""
    running = (
        "select s.id as spell_id, s.person_id, exists (select 1 from segments_projectworker w join registry_person n"
        " on n.id = w.person_id join segments_project p on p.id = w.project_id and p.paid_on is not null"
        " where s.person_id in (n.id, n.merged_into_id) and w.employer_id = s.employer_id"
        " and w.valid_from <= coalesce(s.end_on, w.valid_from)) as listed from coverage_spell s"
        " where s.segment = 'JAKON' and s.exit_reason <> 'ERROR' and s.employer_id is not null"
    )
    total = rows(f"select count(*) as spells, count(*) filter (where listed) as listed from ({running}) x")[0]
    return Proof(
        "segments.project_cover",
        "Setiap kepesertaan lewat kontraktor berasal dari daftar proyek yang lunas",
        "Every cover through a contractor comes from the list of a paid project",
        int(total["listed"]),
        int(total["spells"]),
        _page(f"select * from ({running}) x where not listed order by 1"),
    )


def _migrant_spells() -> Proof:
    """Cover through a placement begins with a paid part, so never before the law began to cover migrant workers (an
    order has no price before), and is nobody else's; that of older books names no placement: not asked."""
    mine = (
        "select m.id as placement_id, s.id as spell_id, s.start_on,"
        " coalesce(n.merged_into_id, n.id) = s.person_id as own,"
        " (select min(v.on_date) from segments_pmipart p join segments_orderevent v on v.order_id = p.order_id"
        " and v.kind = 'PAID' where p.placement_id = m.id) as paid_on"
        " from segments_pmiplacement m join coverage_spell s on s.id = m.spell_id"
        " join registry_person n on n.id = m.person_id"
    )
    total = rows(
        f"select count(*) as spells, count(*) filter (where own and paid_on <= start_on) as paid from ({mine}) x"
    )[0]
    return Proof(
        "segments.migrant_cover",
        "Perlindungan pekerja migran dimulai sesudah iurannya lunas",
        "Cover of migrant workers begins once its contribution is paid",
        int(total["paid"]),
        int(total["spells"]),
        _page(f"select * from ({mine}) x where not own or paid_on is null or paid_on > start_on order by 1"),
    )


def _joint_orders() -> Proof:
    """A paid joint order is one receipt of its amount: its order took the owner's part, the rest is the employer's."""
    paid = (
        "select j.code, j.total, r.amount, coalesce((select sum(u.amount) from contributions_receiptuse u"
        " where u.receipt_id = r.id and u.kind = 'ORDER' and u.reference = o.code), 0)::bigint as own, j.own_amount,"
        " o.total as asked, b.total as billed, j.bill_amount, r.employer_id, j.employer_id as enterprise"
        " from segments_jointorder j join segments_order o on o.id = j.order_id"
        " join contributions_bill b on b.id = j.bill_id join contributions_receipt r on r.id = j.receipt_id"
    )
    total = rows(
        f"select coalesce(sum(total), 0)::bigint as asked, coalesce(sum(amount), 0)::bigint as came from ({paid}) x"
    )[0]
    return Proof(
        "segments.joint",
        "Kode usaha mikro yang lunas dibayar satu penerimaan untuk pemilik dan pekerjanya",
        "A paid code of a micro-enterprise is one receipt for its owner and its workers",
        int(total["came"]),
        int(total["asked"]),
        _page(
            f"select * from ({paid}) x where (own, own_amount, bill_amount) <> (own_amount, asked, billed)"
            " or employer_id is distinct from enterprise or amount <> total order by 1"
        ),
    )

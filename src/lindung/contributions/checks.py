"""Proofs of reports, bills, receipts and allocations: recomputed from the rows, never from stored sums alone."""

from collections.abc import Callable, Collection
from typing import Any

from lindung.base.db import rows, scalar
from lindung.base.proofs import Proof
from lindung.contributions.effective import LINE, share_sql, standing_lines_sql
from lindung.contributions.obliged import AMOUNTS, PAYABLE
from lindung.contributions.services.allocate import charge
from lindung.ledger.chart import Acc

PAGE = 20


def proofs(only: Collection[str] = ()) -> list[Proof]:
    """All proofs of the package, or those with the ids named."""
    return [proof() for name, proof in _ALL.items() if not only or name in only]


def _page(sql: str, params: dict[str, Any] | None = None) -> tuple[dict[str, Any], ...]:
    return tuple(rows(f"select * from ({sql}) offenders limit {PAGE}", params))


def _reports_have_bills() -> Proof:
    posted = int(scalar("select count(*) from contributions_wagereport where status = 'POSTED'"))
    bills = int(scalar("select count(*) from contributions_bill"))
    wrong = _page(
        "select r.id as report_id, r.status, b.id as bill_id from contributions_wagereport r"
        " full join contributions_bill b on b.report_id = r.id where (r.status = 'POSTED') is distinct from (b.id is"
        " not null)"
    )
    return Proof(
        "contributions.reports",
        "Setiap laporan yang diposting punya satu tagihan",
        "Every posted report has one bill",
        posted,
        bills,
        wrong,
    )


def _lines_are_bills() -> Proof:
    sums = ", ".join(f"sum(l.{a})::bigint as {a}" for a in AMOUNTS)
    differs = " or ".join(f"coalesce(s.{a}, 0) <> b.{a}" for a in AMOUNTS)
    compared = (
        f"select b.id as bill_id, b.total, b.workers, coalesce(s.lines, 0) as lines,"
        f" ({' + '.join(f'coalesce(s.{a}, 0)' for a in PAYABLE)})::bigint as of_lines, ({differs}) as differs"
        f" from contributions_bill b full join (select l.month, l.bill_id, count(*) as lines, {sums}"
        "  from contributions_line l group by 1, 2) s on s.bill_id = b.id and s.month = b.month"
    )
    total = rows(
        "select coalesce(sum(total), 0)::bigint as bills, coalesce(sum(of_lines), 0)::bigint as of_lines"
        f" from ({compared}) x"
    )[0]
    return Proof(
        "contributions.lines",
        "Jumlah baris sama dengan tagihan",
        "The lines add up to the bill",
        int(total["of_lines"]),
        int(total["bills"]),
        _page(f"select * from ({compared}) x where differs or differs is null or workers <> lines order by bill_id"),
    )


_BILL_ACCOUNTS = {
    "jkk": (Acc.JKK_RECEIVABLE, Acc.JKK_BILLED),
    "jkm": (Acc.JKM_RECEIVABLE, Acc.JKM_BILLED),
    "jht": (Acc.JHT_RECEIVABLE, Acc.JHT_BILLED),
    "jp": (Acc.JP_RECEIVABLE, Acc.JP_BILLED),
    "jkp": (Acc.JKP_RECEIVABLE, Acc.JKP_BILLED),
}


def _bills_are_journal() -> Proof:
    sides = ", ".join(
        f"({int(account)}, {sign} * ({LINE[part]}))"
        for part, accounts in _BILL_ACCOUNTS.items()
        for account, sign in zip(accounts, (1, -1), strict=True)
    )
    compared = (
        "select l.id as bill_id, v.account_id, v.amount::bigint as billed, coalesce(p.amount, 0)::bigint as booked"
        f" from contributions_bill l cross join lateral (values {sides}) v(account_id, amount)"
        " left join ledger_posting p on p.booked_on = l.issued_on and p.entry_id = l.entry_id"
        " and p.account_id = v.account_id"
    )
    total = rows(
        "select coalesce(sum(billed) filter (where account_id = any(%(r)s)), 0)::bigint as billed,"
        " coalesce(sum(booked) filter (where account_id = any(%(r)s)), 0)::bigint as booked"
        f" from ({compared}) x",
        {"r": [int(debit) for debit, _ in _BILL_ACCOUNTS.values()]},
    )[0]
    return Proof(
        "contributions.journal",
        "Tagihan sama dengan jurnalnya",
        "Every bill equals its entry",
        int(total["billed"]),
        int(total["booked"]),
        _page(f"select * from ({compared}) x where billed <> booked order by 1, 2"),
    )


def _receipts_are_allocations_and_suspense() -> Proof:
    """Per office: money received, with what came from or went to other offices, is allocated, used or in suspense;
    cash that left with a use (a refund) counts as received."""
    compared = f"""
      select coalesce(r.office_id, p.office_id) as office_id, coalesce(r.received, 0)::bigint as received,
             (coalesce(p.cash, 0) - coalesce(u.cash, 0) - coalesce(f.cash, 0))::bigint as cash,
             coalesce(a.allocated, 0)::bigint as allocated, coalesce(u.used, 0)::bigint as used,
             coalesce(p.suspense, 0)::bigint as suspense
      from (select office_id, sum(amount) as received from contributions_receipt group by 1) r
      full join (select office_id, sum(amount) filter (where account_id = {int(Acc.CASH_IN)}) as cash,
                   -sum(amount) filter (where account_id = {int(Acc.SUSPENSE)}) as suspense
                 from ledger_posting where account_id in ({int(Acc.CASH_IN)}, {int(Acc.SUSPENSE)}) group by 1) p
        on p.office_id = r.office_id
      left join (select office_id, sum(amount) as allocated from contributions_allocation group by 1) a
        on a.office_id = coalesce(r.office_id, p.office_id)
      left join (select u.office_id, sum(u.amount) as used, sum(x.amount) as cash from contributions_receiptuse u
                 join ledger_entry e on e.id = u.entry_id
                 left join ledger_posting x on x.booked_on = e.booked_on and x.entry_id = e.id
                   and x.account_id = {int(Acc.CASH_IN)} group by 1) u
        on u.office_id = coalesce(r.office_id, p.office_id)
      left join (select d.office_id, sum(x.amount) as cash from contributions_refund d
                 join ledger_entry e on e.id = d.paid_entry_id
                 join ledger_posting x on x.booked_on = e.booked_on and x.entry_id = e.id
                   and x.account_id = {int(Acc.CASH_IN)} group by 1) f
        on f.office_id = coalesce(r.office_id, p.office_id)"""
    total = rows(
        "select coalesce(sum(received), 0)::bigint as received,"
        f" coalesce(sum(allocated + used + suspense), 0)::bigint as placed from ({compared}) x"
    )[0]
    return Proof(
        "contributions.receipts",
        "Penerimaan sama dengan alokasi ditambah pemakaian lain dan titipan",
        "Receipts equal allocations plus other uses and suspense",
        int(total["received"]),
        int(total["placed"]),
        _page(f"select * from ({compared}) x where cash <> allocated + used + suspense order by 1"),
    )


def _receipts_not_exceeded() -> Proof:
    wrong = _page(
        "select r.id as receipt_id, r.amount, sum(a.amount)::bigint as allocated, sum(a.used)::bigint as used"
        " from contributions_receipt r"
        " join (select receipt_id, amount, 0 as used from contributions_allocation"
        "       union all select receipt_id, 0, amount from contributions_receiptuse) a on a.receipt_id = r.id"
        " group by 1, 2 having sum(a.amount + a.used) > r.amount or sum(a.amount) < 0 or sum(a.used) < 0 order by 1"
    )
    return Proof(
        "contributions.receipt_limits",
        "Tidak ada penerimaan yang dipakai lebih dari jumlahnya",
        "No receipt is allocated beyond its amount",
        len(wrong),
        0,
        wrong,
    )


def _refunds_are_owed() -> Proof:
    """Per office: what is to be given back is what was approved and not yet paid or given up."""
    compared = f"""
      select coalesce(d.office_id, p.office_id) as office_id, coalesce(d.owed, 0)::bigint as owed,
             coalesce(p.booked, 0)::bigint as booked
      from (select office_id, sum(amount) as owed from contributions_refund
            where status = 'APPROVED' and kind = 'TRANSFER' group by 1) d
      full join (select office_id, -sum(amount) as booked from ledger_posting
                 where account_id = {int(Acc.REFUND_PAYABLE)} group by 1) p using (office_id)"""
    total = rows(
        f"select coalesce(sum(owed), 0)::bigint as owed, coalesce(sum(booked), 0)::bigint as booked from ({compared}) x"
    )[0]
    return Proof(
        "contributions.refunds",
        "Pengembalian terutang sama dengan yang disetujui dan belum dibayar",
        "Refunds payable are those approved and not paid",
        int(total["owed"]),
        int(total["booked"]),
        _page(f"select * from ({compared}) x where owed <> booked order by 1"),
    )


def _refunds_are_used() -> Proof:
    """Every refund that stands is a part of its receipt, an offset arrived at the other employer, a recall took all."""
    compared = """
      select d.id as refund_id, d.receipt_id, case when d.status in ('APPROVED', 'PAID') then d.amount else 0 end as
        given, coalesce((select sum(u.amount) from contributions_receiptuse u where u.receipt_id = d.receipt_id
          and u.kind in ('REFUND', 'OFFSET') and u.reference = 'refund:' || d.id), 0)::bigint as used,
        d.kind = 'OFFSET' and d.status = 'PAID' as goes_over,
        (select r.amount from contributions_receipt r where r.channel = 'OFFSET' and r.reference = 'offset:' || d.id)
          as arrived
      from contributions_refund d"""
    total = rows(
        f"select coalesce(sum(given), 0)::bigint as given, coalesce(sum(used), 0)::bigint as used from ({compared}) x"
    )[0]
    return Proof(
        "contributions.refund_uses",
        "Setiap pengembalian adalah bagian dari penerimaannya",
        "Every refund is a part of its receipt",
        int(total["given"]),
        int(total["used"]),
        _page(
            f"select * from ({compared}) x where given <> used or goes_over and arrived is distinct from given"
            " or not goes_over and arrived is not null order by 1"
        ),
    )


def _bills_not_exceeded() -> Proof:
    """Per employer and month, the principal allocated to all versions is at most what they come to together."""
    wrong = _page(
        """
        select b.employer_id, b.month, b.billed, a.allocated from (
          select employer_id, month, sum(total)::bigint as billed from contributions_bill group by 1, 2) b
        join (select b.employer_id, b.month, sum(a.amount)::bigint as allocated, min(x.least) as least
          from contributions_allocation a join contributions_bill b on b.id = a.bill_id
          join (select bill_id, sum(amount) as least from contributions_allocation where target = 'PRINCIPAL' group by
            1) x
            on x.bill_id = b.id
          where a.target = 'PRINCIPAL' group by 1, 2) a on a.employer_id = b.employer_id and a.month = b.month
        where a.allocated > b.billed or a.least < 0 order by 1, 2
        """
    )
    return Proof(
        "contributions.bill_limits",
        "Tidak ada bulan yang dilunasi lebih dari tagihannya",
        "No month is settled beyond its bills",
        len(wrong),
        0,
        wrong,
    )


def _settlements_are_allocations() -> Proof:
    """The shares of the funds, bill by bill, are those of the principal allocated, rounded down, the rest to JKK."""
    compared = """
      select coalesce(a.bill_id, s.bill_id) as bill_id, coalesce(a.amount, 0)::bigint as allocated,
             coalesce(s.amount, 0)::bigint as settled
      from (select bill_id, sum(amount) as amount from contributions_allocation where target = 'PRINCIPAL' group by 1) a
      full join (select bill_id, sum(amount) as amount from contributions_settlement group by 1) s using (bill_id)"""
    total = rows(
        "select coalesce(sum(allocated), 0)::bigint as allocated, coalesce(sum(settled), 0)::bigint as settled"
        f" from ({compared}) x"
    )[0]
    return Proof(
        "contributions.shares",
        "Pelunasan terbagi habis ke dana",
        "What is settled is shared out among the funds",
        int(total["allocated"]),
        int(total["settled"]),
        _page(f"select * from ({compared}) x where allocated <> settled order by 1"),
    )


def _penalties_are_law() -> Proof:
    """Every part that was paid late is charged what the law says, computed again one by one."""
    found = rows(
        """
        select b.id as bill_id, b.month, b.due_on,
               coalesce((b.receipt_of_law ->> 'labour_intensive')::int, 0) as labour,
               r.id as receipt_id, r.received_on, coalesce(a.amount, 0)::bigint as
          paid,
               coalesce(p.late_amount, 0)::bigint as late_amount, coalesce(p.amount, 0)::bigint as booked
        from (select bill_id, receipt_id, sum(amount) as amount from contributions_allocation where target = 'PRINCIPAL'
              group by 1, 2 having sum(amount) <> 0) a
        full join (select bill_id, receipt_id, sum(late_amount) as late_amount, sum(amount) as amount
                   from contributions_penalty group by 1, 2 having sum(late_amount) <> 0 or sum(amount) <> 0) p
          using (bill_id, receipt_id)
        join contributions_bill b on b.id = bill_id join contributions_receipt r on r.id = receipt_id
        where r.received_on > b.due_on or p.amount is not null order by 1, 4
        """
    )
    booked = lawful = 0
    wrong: list[dict[str, Any]] = []
    for r in found:
        late = r["paid"] if r["received_on"] > r["due_on"] else 0
        amount = charge(r["month"], r["due_on"], r["received_on"], late, r["labour"])[1] if late else 0
        booked += r["booked"]
        lawful += amount
        if amount != r["booked"] or (amount and late != r["late_amount"]):
            wrong.append({"bill_id": r["bill_id"], "receipt_id": r["receipt_id"], "booked": r["booked"], "law": amount})
    return Proof(
        "contributions.penalties",
        "Denda sama dengan hitungan hukum",
        "Penalties are what the law computes",
        booked,
        lawful,
        tuple(wrong[:PAGE]),
    )


def _members_are_shares() -> Proof:
    """Members' credits computed again: each worker's part of what is settled of each bill, rounded down."""
    state = """(
      select b.employer_id, b.month, b.version, b.id as bill_id, s.paid, s.whole, m.seen
      from contributions_bill b
      join (select bill_id, sum(amount)::bigint as paid, (array_agg(effective order by id desc))[1] as whole
            from contributions_settlement group by 1) s on s.bill_id = b.id
      join (select b.employer_id, b.month, max(t.seen_version) as seen from contributions_settlement t
            join contributions_bill b on b.id = t.bill_id group by 1, 2) m
        on m.employer_id = b.employer_id and m.month = b.month)"""
    parts = (("jht", Acc.JHT_MEMBERS), ("jp", Acc.JP_MEMBERS))
    each = ", ".join(f"({int(account)}, {share_sql(f'l.{part}', 'v.paid', 'v.whole')})" for part, account in parts)
    direct = ", ".join(
        f"({int(account)}, {share_sql(f'({LINE[part]})', 'v.paid', 'v.whole')})" for part, account in parts
    )
    # a month with one version stands as it was billed; the others need their history
    versions = "(select * from state where version <= seen and (employer_id, month) in (select * from often))"
    history = standing_lines_sql(versions, "l.month in (select month from often)")
    who = "coalesce(p.merged_into_id, x.person_id)"
    compared = f"""
      with state as materialized (select * from {state} s),
        often as materialized (select employer_id, month from contributions_bill group by 1, 2 having count(*) > 1),
        once as materialized (
          select * from state where paid <> 0 and (employer_id, month) not in (select * from often)),
        x as (
          select v.employer_id, v.month, l.person_id, a.account_id, a.amount as computed, 0::bigint as booked
          from once v join contributions_line l on l.month = v.month and l.bill_id = v.bill_id,
            lateral (values {direct}) a(account_id, amount)
          union all
          select v.employer_id, v.month, l.person_id, a.account_id, a.amount, 0
          from ({history}) l join state v on v.bill_id = l.bill_id, lateral (values {each}) a(account_id, amount)
          where v.paid <> 0
          union all
          select employer_id, month, person_id, account_id, 0, amount from ledger_memberposting
          where kind = 'CONTRIBUTION' and employer_id is not null),
        compared as materialized (
          select x.employer_id, x.month, {who} as person_id, x.account_id, sum(x.computed)::bigint as computed,
                 sum(x.booked)::bigint as booked
          from x join registry_person p on p.id = x.person_id group by 1, 2, 3, 4)"""
    total = rows(
        compared + " select coalesce(sum(computed), 0)::bigint as computed, coalesce(sum(booked), 0)::bigint as booked,"
        " count(*) filter (where computed <> booked) as wrong from compared"
    )[0]
    offenders = f"{compared} select * from compared where computed <> booked order by 1, 2, 3, 4"
    return Proof(
        "contributions.members",
        "Iuran di saldo peserta sama dengan bagian yang dilunasi",
        "Contributions in members' accounts are their part of what is settled",
        int(total["booked"]),
        int(total["computed"]),
        _page(offenders) if total["wrong"] else (),
    )


_ALL: dict[str, Callable[[], Proof]] = {
    "contributions.reports": _reports_have_bills,
    "contributions.lines": _lines_are_bills,
    "contributions.journal": _bills_are_journal,
    "contributions.receipts": _receipts_are_allocations_and_suspense,
    "contributions.receipt_limits": _receipts_not_exceeded,
    "contributions.refunds": _refunds_are_owed,
    "contributions.refund_uses": _refunds_are_used,
    "contributions.bill_limits": _bills_not_exceeded,
    "contributions.shares": _settlements_are_allocations,
    "contributions.penalties": _penalties_are_law,
    "contributions.members": _members_are_shares,
}

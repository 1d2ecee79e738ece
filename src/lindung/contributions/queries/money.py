"""Money of employers and offices: statement, arrears, suspense, the daily proof. Whole rupiah."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.contributions.effective import BILLS_SQL, PARTS, PLACED
from lindung.contributions.services.allocate import charge
from lindung.ledger.chart import Acc
from lindung.registry import queries as registry

Row = dict[str, Any]


@dataclass(frozen=True)
class Statement:
    """An employer's account on a day. `bills` by due date: id, code, month, version, due_on, total, standing (after
    later corrections), paid, open, penalty, penalty_paid, accruing (penalty if the open part were paid on that day; it
    is charged when it is paid). `receipts`: id, received_on, channel, reference, amount, allocated, rest."""

    on: date
    bills: list[Row]
    receipts: list[Row]

    @property
    def open(self) -> int:
        """Principal not paid."""
        return sum(b["open"] for b in self.bills)

    @property
    def overdue(self) -> int:
        """Principal not paid and past its due date."""
        return sum(b["open"] for b in self.bills if b["due_on"] < self.on)

    @property
    def penalties(self) -> int:
        """Penalties charged and not paid."""
        return sum(b["penalty"] - b["penalty_paid"] for b in self.bills)

    @property
    def suspense(self) -> int:
        """Money received that settles nothing yet."""
        return sum(r["rest"] for r in self.receipts)


def employer_statement(employer_id: int, on: date | None = None) -> Statement:
    """Bills and receipts of an employer as they stand, with the penalty accruing through `on` (default: the business
    day)."""
    day = on or registry.today()
    return Statement(day, bills_of(employer_id, day), receipts_of(employer_id))


def bills_of(employer_id: int, on: date) -> list[Row]:
    """The bills of a statement; see `Statement`."""
    known = {r["bill_id"]: r for r in rows(BILLS_SQL, {"ids": [employer_id]})}
    found = rows(
        """
        select b.id, b.code, b.month, b.version, b.issued_on, b.due_on, b.workers, b.total,
          coalesce(a.principal, 0)::bigint as paid, coalesce(a.penalty, 0)::bigint as penalty_paid,
          coalesce((select sum(p.amount) from contributions_penalty p where p.bill_id = b.id), 0)::bigint as penalty
        from contributions_bill b
        left join (select bill_id, sum(amount) filter (where target = 'PRINCIPAL') as principal,
                     sum(amount) filter (where target = 'PENALTY') as penalty
                   from contributions_allocation where employer_id = %(employer)s group by 1) a on a.bill_id = b.id
        where b.employer_id = %(employer)s order by b.due_on, b.id
        """,
        {"employer": employer_id},
    )
    for bill in found:
        bill["standing"] = sum(int(known[bill["id"]][p]) for p in PARTS)
        bill["labour"] = int(known[bill["id"]]["labour"])
        bill["open"] = bill["standing"] - bill["paid"]
        late = bill["open"] > 0 and on > bill["due_on"]
        bill["months_late"], bill["accruing"] = (
            charge(bill["month"], bill["due_on"], on, bill["open"], bill["labour"]) if late else (0, 0)
        )
    return found


def receipts_of(employer_id: int) -> list[Row]:
    """The receipts of a statement, newest first; see `Statement`."""
    return rows(
        "select r.id, r.received_on, r.channel, r.reference, r.amount, coalesce(a.amount, 0)::bigint as allocated,"
        " (r.amount - coalesce(a.amount, 0) - coalesce(u.amount, 0))::bigint as rest from contributions_receipt r"
        " left join (select receipt_id, sum(amount) as amount from contributions_allocation where employer_id = %(e)s"
        "  group by 1) a on a.receipt_id = r.id"
        " left join (select u.receipt_id, sum(u.amount) as amount from contributions_receiptuse u"
        "  join contributions_receipt x on x.id = u.receipt_id where x.employer_id = %(e)s group by 1) u"
        " on u.receipt_id = r.id where r.employer_id = %(e)s order by r.received_on desc, r.id desc",
        {"e": employer_id},
    )


def arrears(employer_id: int, on: date | None = None) -> list[Row]:
    """Bills past their due date with something open, oldest first: the rows of `Statement.bills`."""
    day = on or registry.today()
    return [b for b in bills_of(employer_id, day) if b["open"] > 0 and b["due_on"] < day]


def suspense(
    office_ids: Sequence[int] | None = None, on: date | None = None, *, after: int = 0, limit: int = 100
) -> list[Row]:
    """Receipts with money that settles nothing, by id: id, received_on, age (days), channel, reference, description,
    amount, rest, employer_id and employer (None where nobody is known), office_id."""
    return rows(
        f"""
        select * from (
          select r.id, r.received_on, %(on)s::date - r.received_on as age, r.channel, r.reference, r.description,
            r.billing_code, r.amount, (r.amount - {PLACED})::bigint as rest, r.employer_id, e.name as employer,
            r.office_id
          from contributions_receipt r left join registry_employer e on e.id = r.employer_id
          where r.id > %(after)s and (%(offices)s::bigint[] is null or r.office_id = any(%(offices)s))) x
        where rest > 0 order by id limit %(limit)s
        """,
        {
            "on": on or registry.today(),
            "after": after,
            "offices": None if office_ids is None else list(office_ids),
            "limit": limit,
        },
    )


def suspense_by_age(office_ids: Sequence[int] | None = None, on: date | None = None) -> list[Row]:
    """Suspense by age: label (days), receipts, amount, of them `unknown` without an employer."""
    return rows(
        f"""
        select label, count(*) as receipts, sum(rest)::bigint as amount,
               coalesce(sum(rest) filter (where employer_id is null), 0)::bigint as unknown
        from (select case when age <= 7 then '0-7' when age <= 30 then '8-30' when age <= 90 then '31-90' else '91+' end
                as label, rest, employer_id, age
              from (select %(on)s::date - r.received_on as age, r.employer_id, r.amount - {PLACED} as rest
                    from contributions_receipt r
                    where %(offices)s::bigint[] is null or r.office_id = any(%(offices)s)) x where rest > 0) y
        group by label order by min(age)
        """,
        {"on": on or registry.today(), "offices": None if office_ids is None else list(office_ids)},
    )


def daily_proof(day: date, office_ids: Sequence[int] | None = None) -> list[Row]:
    """Per office, from the books: suspense at the start of the day + received + moved = allocated + used + suspense at
    its end.

    `received` by day of booking, `moved` net from other offices, `allocated` to principal and penalties, `used` for
    orders and refunds; `holds` says whether the identity does. All whole rupiah."""
    found = rows(
        f"""
        select p.office_id, o.name as office,
          -coalesce(sum(p.amount) filter (where p.booked_on < %(day)s), 0)::bigint as opening,
          -coalesce(sum(p.amount) filter (where p.booked_on = %(day)s and e.kind = 'RECEIPT'), 0)::bigint as received,
          -coalesce(sum(p.amount) filter (where p.booked_on = %(day)s and e.kind = 'MOVE'), 0)::bigint as moved,
          coalesce((select sum(a.amount) from contributions_allocation a join ledger_entry x on x.id = a.entry_id
            where a.office_id = p.office_id and x.booked_on = %(day)s), 0)::bigint as allocated,
          coalesce((select sum(u.amount) from contributions_receiptuse u join ledger_entry x on x.id = u.entry_id
            where u.office_id = p.office_id and x.booked_on = %(day)s), 0)::bigint as used,
          -coalesce(sum(p.amount), 0)::bigint as closing,
          coalesce((select sum(r.amount) from contributions_receipt r join ledger_entry x on x.id = r.entry_id
            where r.office_id = p.office_id and x.booked_on = %(day)s), 0)::bigint as receipts
        from ledger_posting p join ledger_entry e on e.id = p.entry_id join registry_office o on o.id = p.office_id
        where p.account_id = {int(Acc.SUSPENSE)} and p.booked_on <= %(day)s
          and (%(offices)s::bigint[] is null or p.office_id = any(%(offices)s))
        group by p.office_id, o.name order by p.office_id
        """,
        {"day": day, "offices": None if office_ids is None else list(office_ids)},
    )
    for r in found:
        r["holds"] = r["opening"] + r["received"] + r["moved"] == r["allocated"] + r["used"] + r["closing"]
    return found

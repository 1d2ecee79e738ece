"""Reports, bills and receipts page by page, by key, under row-level security. Amounts are whole rupiah."""

from datetime import date
from typing import Any

from lindung.base.db import rows

Row = dict[str, Any]

_REPORT = """
select r.id, r.employer_id, r.month, r.version, r.status, r.channel, r.reason, r.rows_in, r.rows_good, r.rows_refused,
       r.made_at, r.finalised_at, r.posted_at, r.file_id, b.code as bill_code
from contributions_wagereport r left join contributions_bill b on b.report_id = r.id
"""

_BILL = """
select b.id, b.code, b.employer_id, b.report_id, b.month, b.version, b.issued_on, b.due_on, b.workers, b.jkk, b.jkm,
       b.jht_employer, b.jht_worker, b.jp_employer, b.jp_worker, b.jkp_from_jkk, b.jkp_from_jkm, b.total,
       coalesce((select sum(a.amount) from contributions_allocation a where a.bill_id = b.id
                 and a.target = 'PRINCIPAL'), 0)::bigint as paid,
       coalesce((select sum(p.amount) from contributions_penalty p where p.bill_id = b.id), 0)::bigint as penalty,
       coalesce((select sum(a.amount) from contributions_allocation a where a.bill_id = b.id
                 and a.target = 'PENALTY'), 0)::bigint as penalty_paid
from contributions_bill b
"""


def reports(
    *, employer_id: int | None = None, month: date | None = None, after: int | None = None, limit: int = 50
) -> list[Row]:
    """Reports the reader may see, newest first; `after` is the last id seen."""
    return rows(
        _REPORT + "where (%(employer)s::bigint is null or r.employer_id = %(employer)s)"
        " and (%(month)s::date is null or r.month = %(month)s) and (%(after)s::bigint is null or r.id < %(after)s)"
        " order by r.id desc limit %(limit)s",
        {"employer": employer_id, "month": month, "after": after, "limit": limit},
    )


def report(report_id: int) -> Row | None:
    """One report, or None where it is not there or not to be seen."""
    found = rows(_REPORT + "where r.id = %s", [report_id])
    return found[0] if found else None


def report_of_file(employer_id: int, month: date, sha256: str) -> Row | None:
    """The latest report of the month that was read from a file with these contents and is not given up."""
    found = rows(
        _REPORT + "join registry_storedfile f on f.id = r.file_id where r.employer_id = %s and r.month = %s"
        " and f.sha256 = %s and r.status <> 'DISCARDED' order by r.id desc limit 1",
        [employer_id, month, sha256],
    )
    return found[0] if found else None


def report_lines(report_id: int, *, after: int = 0, limit: int = 100) -> list[Row]:
    """Workers of a report by person id: what was reported; name and numbers only of people the reader may see."""
    return rows(
        "select w.person_id, p.nik, p.name, (select n.kpj from registry_membernumber n where n.person_id = w.person_id"
        " order by n.issued_on desc, n.kpj desc limit 1) as kpj, w.wage, w.back_pay, w.row_no, w.start_on, w.end_on,"
        " w.exit_reason from contributions_wagereport r join contributions_wageline w on w.month = r.month"
        " and w.report_id = r.id left join registry_person p on p.id = w.person_id"
        " where r.id = %s and w.person_id > %s order by w.person_id limit %s",
        [report_id, after, limit],
    )


def refused_rows(report_id: int, *, after: int = -1, limit: int = 100) -> list[Row]:
    """Refused rows of a report that are not repaired, by row number, with cells and reasons (JSON)."""
    return rows(
        "select row_no, cells::text as cells, errors::text as errors from contributions_refusedrow"
        " where report_id = %s and fixed_at is null and row_no > %s order by row_no limit %s",
        [report_id, after, limit],
    )


def bills(
    *, employer_id: int | None = None, month: date | None = None, after: int | None = None, limit: int = 50
) -> list[Row]:
    """Bills the reader may see with what is paid on them, newest first; `after` is the last id seen."""
    return rows(
        _BILL + "where (%(employer)s::bigint is null or b.employer_id = %(employer)s)"
        " and (%(month)s::date is null or b.month = %(month)s) and (%(after)s::bigint is null or b.id < %(after)s)"
        " order by b.id desc limit %(limit)s",
        {"employer": employer_id, "month": month, "after": after, "limit": limit},
    )


def bill(code: str) -> Row | None:
    """The bill with this billing code, or None."""
    found = rows(_BILL + "where b.code = %s", [code])
    return found[0] if found else None


def bill_lines(code: str, *, after: int = 0, limit: int = 100) -> list[Row]:
    """Workers of a bill by person id with the assessed amounts."""
    return rows(
        "select l.person_id, p.name, p.nik, (select n.kpj from registry_membernumber n where n.person_id = l.person_id"
        " order by n.issued_on desc, n.kpj desc limit 1) as kpj, l.wage, l.jkk, l.jkm, l.jht_employer, l.jht_worker,"
        " l.jp_employer, l.jp_worker from contributions_bill b join contributions_line l on l.month = b.month"
        " and l.bill_id = b.id left join registry_person p on p.id = l.person_id"
        " where b.code = %s and l.person_id > %s order by l.person_id limit %s",
        [code, after, limit],
    )


def receipts(*, employer_id: int | None = None, after: int | None = None, limit: int = 50) -> list[Row]:
    """Receipts the reader may see, newest first, with what of each is allocated; `after` is the last id seen."""
    return rows(
        "select r.id, r.channel, r.reference, r.received_on, r.amount, r.billing_code, r.employer_id,"
        " coalesce((select sum(a.amount) from contributions_allocation a where a.receipt_id = r.id), 0)::bigint"
        " as allocated, coalesce((select sum(u.amount) from contributions_receiptuse u where u.receipt_id = r.id),"
        " 0)::bigint as used from contributions_receipt r"
        " where (%(employer)s::bigint is null or r.employer_id = %(employer)s)"
        " and (%(after)s::bigint is null or r.id < %(after)s) order by r.id desc limit %(limit)s",
        {"employer": employer_id, "after": after, "limit": limit},
    )

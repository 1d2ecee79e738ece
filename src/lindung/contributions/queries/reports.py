"""A report before and after it is posted: what changed, what it will cost, what to look at; a bill and its lines
explained.

Who may see the report may see all of it: a joiner in a draft is shown to the employer although no cover ties them yet.
"""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung import law
from lindung.base.dates import month_of
from lindung.base.db import rows, scalar, system
from lindung.contributions import labour, obliged
from lindung.contributions.obliged import AMOUNTS, FORMULA, PAYABLE
from lindung.contributions.row_errors import said
from lindung.contributions.services import assess
from lindung.law.dates import contribution_due
from lindung.registry import queries as registry

Row = dict[str, Any]


def _report(report_id: int) -> Row | None:
    """The report as the reader sees it (row-level security decides), with its values for further queries."""
    found = rows(
        "select id as report, employer_id as employer, office_id as office, month, version, status"
        " from contributions_wagereport where id = %s",
        [report_id],
    )
    if not found:
        return None
    return found[0] | {"month_end": obliged.last_day(found[0]["month"])}


def _whole(seen: object) -> AbstractContextManager[None]:
    """Reading beyond row-level security, only after the reader was shown to see what it belongs to."""
    return system() if seen else nullcontext()


@dataclass(frozen=True)
class Comparison:
    """A report against what was posted before: the month before, or for a correction the version before.

    Counts and sums cover the whole report (whole rupiah); the lists hold at most `limit` rows with person_id, name, kpj
    and, as they apply, wage, before, back_pay, start_on, end_on, exit_reason. `missing` were reported before, are under
    cover and are not on this report.
    """

    against: date | None
    workers: int
    workers_before: int
    wages: int
    wages_before: int
    back_pay: int
    counts: Mapping[str, int]
    joiners: list[Row] = field(default_factory=list)
    leavers: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    back_pays: list[Row] = field(default_factory=list)
    missing: list[Row] = field(default_factory=list)


_KINDS = {
    "joiners": "n.person_id is not null and (b.person_id is null or n.start_on is not null)",
    "leavers": "n.end_on is not null",
    "changed": "n.wage <> b.wage",
    "back_pays": "n.back_pay > 0",
    "missing": "n.person_id is null and b.end_on is null",
}

_COMPARED = """
  (select * from contributions_wageline where month = %(month)s and report_id = %(report)s) n
  full join (select * from contributions_wageline where month = %(base_month)s and report_id = %(base)s) b
    on b.person_id = n.person_id
"""


def comparison(report_id: int, limit: int = 50) -> Comparison | None:
    """What a report changes; None where the reader sees no such report."""
    report = _report(report_id)
    if report is None:
        return None
    base = rows(
        "select id, month from contributions_wagereport where employer_id = %(employer)s and status = 'POSTED'"
        " and id <> %(report)s and (month < %(month)s or (month = %(month)s and version < %(version)s))"
        " order by month desc, version desc limit 1",
        report,
    )
    values = report | {
        "base": base[0]["id"] if base else 0,
        "base_month": base[0]["month"] if base else report["month"],
        "limit": limit,
    }
    counts = ", ".join(f"count(*) filter (where {condition}) as {kind}" for kind, condition in _KINDS.items())
    with _whole(report):
        total = rows(
            f"select count(n.person_id) as workers, count(b.person_id) filter (where b.end_on is null) as"
            " workers_before,"
            " coalesce(sum(n.wage), 0)::bigint as wages,"
            " coalesce(sum(b.wage) filter (where b.end_on is null), 0)::bigint as wages_before,"
            f" coalesce(sum(n.back_pay), 0)::bigint as back_pay, {counts} from {_COMPARED}",
            values,
        )[0]
        lists = {kind: _some(kind, condition, values) if total[kind] else [] for kind, condition in _KINDS.items()}
    return Comparison(
        against=base[0]["month"] if base else None,
        workers=total["workers"],
        workers_before=total["workers_before"],
        wages=int(total["wages"]),
        wages_before=int(total["wages_before"]),
        back_pay=int(total["back_pay"]),
        counts={kind: int(total[kind]) for kind in _KINDS},
        joiners=lists["joiners"],
        leavers=lists["leavers"],
        changed=lists["changed"],
        back_pays=lists["back_pays"],
        missing=lists["missing"],
    )


def _some(kind: str, condition: str, values: Row) -> list[Row]:
    return rows(
        f"""
        select x.*, p.name, (select k.kpj from registry_membernumber k where k.person_id = x.person_id
          order by k.issued_on desc, k.kpj desc limit 1) as kpj
        from (select coalesce(n.person_id, b.person_id) as person_id, n.wage, b.wage as before, n.back_pay, n.start_on,
                n.end_on, n.exit_reason from {_COMPARED} where {condition}) x
        join registry_person p on p.id = x.person_id order by p.name, x.person_id limit %(limit)s
        """,
        values,
    )


@dataclass(frozen=True)
class Preview:
    """What a report would be billed if it were posted on the business day: `amounts` per column and `total` in whole
    rupiah (for a correction the difference), `whole` what the month then comes to, the law's receipt, size and risk
    group."""

    workers: int
    wages: int
    amounts: Mapping[str, int]
    total: int
    whole: int
    before: int
    due_on: date
    size: str
    risk_group: int
    receipt: Mapping[str, Any]


def preview(report_id: int) -> Preview | None:
    """Totals by programme before posting, by the same expressions as the bill; None where there is no such report or
    the employer has no class in the month."""
    report = _report(report_id)
    if report is None:
        return None
    month: date = report["month"]
    relief = str(len(labour.one(month, report_id)))
    one = f"(select x.*, 0 as bill_id from ({assess.reports_sql('r.id = %(report)s', month, relief)}) x)"
    assessed = obliged.assessed_sql(month, assess.facts_sql(month, reports=one), "src.person_id, src.base")
    sums = ", ".join(f"coalesce(sum({a}), 0)::bigint as {a}" for a in AMOUNTS)
    with _whole(report):
        head = rows(f"select size, risk_group, jht from {one} m", report)[0]
        if head["jht"] is None:
            return None
        made = rows(
            f"select count(*) as workers, coalesce(sum(base), 0)::bigint as wages, {sums} from ({assessed}) x", report
        )[0]
        so_far = rows(
            f"select count(*) as bills, {sums} from contributions_bill"
            " where employer_id = %(employer)s and month = %(month)s and version < %(version)s",
            report,
        )[0]
    today = registry.today()
    first = not so_far["bills"]
    due = contribution_due(
        month if first else month_of(today), registry.holidays(month, date(today.year + 1, today.month, 28))
    )
    amounts = {a: int(made[a] - so_far[a]) for a in AMOUNTS}
    before = sum(int(so_far[a]) for a in PAYABLE)
    total = sum(amounts[a] for a in PAYABLE)
    return Preview(
        made["workers"],
        int(made["wages"]),
        amounts,
        total,
        before + total,
        before,
        due,
        head["size"],
        head["risk_group"],
        law.receipt(FORMULA, month),
    )


def warnings(report_id: int, limit: int = 100) -> list[Row]:
    """Lines to look at that do not stop the report: wages under the district's minimum wage of the year. Micro and
    small firms may agree on less and are not warned. Same shape as the errors of refused rows, with person_id and
    name."""
    report = _report(report_id)
    if report is None:
        return []
    with _whole(report):
        found = rows(
            """
            select w.person_id, p.name, coalesce(w.row_no, 0) as row_no, w.wage, m.amount as minimum, d.name as district
            from contributions_wageline w
            join registry_employer e on e.id = w.employer_id
            join registry_minimumwage m on m.district_id = e.district_id and m.year = extract(year from %(month)s::date)
            join registry_district d on d.code = e.district_id
            join registry_person p on p.id = w.person_id
            join lateral (select c.size from registry_employerclass c where c.employer_id = e.id
              and c.valid_from <= %(month_end)s and (c.valid_to is null or c.valid_to >= %(month_end)s)
              order by c.valid_from desc limit 1) c on c.size in ('MEDIUM', 'LARGE')
            where w.month = %(month)s and w.report_id = %(report)s and w.wage < m.amount
              and w.start_on is null and w.end_on is null
            order by w.row_no nulls last, w.person_id limit %(limit)s
            """,
            report | {"limit": limit},
        )
    return [
        said(
            r["row_no"],
            "WAGE_BELOW_MINIMUM",
            {"district": r["district"], "year": report["month"].year, "minimum": f"{r['minimum']:,}".replace(",", ".")},
            value=str(r["wage"]),
        )
        | {"person_id": r["person_id"], "name": r["name"]}
        for r in found
    ]


def bill_page(bill_id: int, after: int = 0, limit: int = 50) -> Row | None:
    """A bill with `lines` of workers by person id (name, kpj and the assessed columns), `next` the id to ask for the
    next page with (None on the last). None where the reader sees no such bill."""
    found = rows(
        "select b.*, r.version as report_version, r.reason, e.name as employer, e.npp from contributions_bill b"
        " join contributions_wagereport r on r.id = b.report_id join registry_employer e on e.id = b.employer_id"
        " where b.id = %s",
        [bill_id],
    )
    if not found:
        return None
    lines = rows(
        f"select l.person_id, p.name, (select k.kpj from registry_membernumber k where k.person_id = l.person_id"
        f" order by k.issued_on desc, k.kpj desc limit 1) as kpj, l.wage, {', '.join('l.' + a for a in AMOUNTS)},"
        f" ({' + '.join('l.' + a for a in PAYABLE)})::bigint as total"
        " from contributions_line l left join registry_person p on p.id = l.person_id"
        " where l.month = %s and l.bill_id = %s and l.person_id > %s order by l.person_id limit %s",
        [found[0]["month"], bill_id, after, limit + 1],
    )
    more = len(lines) > limit
    found[0]["receipt_of_law"] = json.loads(found[0]["receipt_of_law"])
    return found[0] | {"lines": lines[:limit], "next": lines[limit - 1]["person_id"] if more else None}


def explain_line(bill_id: int, person_id: int) -> law.Result | None:
    """The calculation behind a worker's month on a bill, with its cited trace: the wage of that version as the law of
    the month assesses it. A correction's line is this result less what was assessed before. None where nothing is
    seen."""
    found = rows(
        "select b.month, b.receipt_of_law, b.version, r.id as report_id from contributions_bill b"
        " join contributions_wagereport r on r.id = b.report_id where b.id = %s",
        [bill_id],
    )
    if not found:
        return None
    month: date = found[0]["month"]
    wage = scalar(
        "select wage + back_pay from contributions_wageline where month = %s and report_id = %s and person_id = %s",
        [month, found[0]["report_id"], person_id],
    )
    lines = rows(
        "select l.jkp_from_jkk, l.jkp_from_jkm from contributions_line l join contributions_bill b on b.id = l.bill_id"
        " where l.month = %s and l.person_id = %s and b.month = l.month and b.version <= %s"
        " and b.employer_id = (select employer_id from contributions_bill where id = %s)",
        [month, person_id, found[0]["version"], bill_id],
    )
    if not lines:
        return None
    facts = json.loads(found[0]["receipt_of_law"])
    covered = sum(r["jkp_from_jkk"] + r["jkp_from_jkm"] for r in lines) != 0
    return law.calc(
        FORMULA,
        month,
        {
            "wage": int(wage or 0),
            "risk_group": facts["risk_group"],
            "jht": facts["jht"],
            "jp": facts["jp"],
            "jkp": int(bool(facts["jkp"]) and covered),
            "covid_relief": facts["covid_relief"],
            "labour_intensive": int(facts.get("labour_intensive", 0)),
        },
    )

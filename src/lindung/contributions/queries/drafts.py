"""The workers of a report before it is posted, page by page: reported, reported before, what it comes to.

Who may see the report may see all of it (as in `reports.py`): row-level security is asked for the report first.
"""

from datetime import date
from typing import Any

from lindung.base.db import rows, system
from lindung.contributions import labour, obliged
from lindung.contributions.obliged import PAYABLE
from lindung.contributions.services import assess

Row = dict[str, Any]

_PERSON = (
    "p.name, p.nik, (select n.kpj from registry_membernumber n where n.person_id = p.id"
    " order by n.issued_on desc, n.kpj desc limit 1) as kpj"
)

# What was posted before it: of a correction the version before, else the last month.
_BEFORE = """
select w.person_id, w.wage from contributions_wageline w join (
  select id, month from contributions_wagereport where employer_id = %(employer)s and status = 'POSTED'
    and (month < %(month)s or (month = %(month)s and version < %(version)s))
  order by month desc, version desc limit 1) r on w.month = r.month and w.report_id = r.id
"""


def _report(report_id: int) -> Row | None:
    """The report as the reader sees it (row-level security decides)."""
    found = rows(
        "select id as report, employer_id as employer, month, version from contributions_wagereport where id = %s",
        [report_id],
    )
    return found[0] | {"month_end": obliged.last_day(found[0]["month"])} if found else None


def lines(
    report_id: int, *, after: int = 0, limit: int = 50, find: str = "", person_id: int | None = None
) -> list[Row]:
    """Workers of a report by person id: person_id, name, nik, kpj, wage, back_pay, row_no, start_on, end_on, and
    exit_reason, last_wage (of the report before, None where none was). `find`: a NIK, a KPJ or letters of the name."""
    report = _report(report_id)
    if report is None:
        return []
    find = find.strip()
    like = "%" + find.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    with system():
        return rows(
            f"""
            select w.person_id, {_PERSON}, w.wage, w.back_pay, w.row_no, w.start_on, w.end_on, w.exit_reason,
                   b.wage as last_wage
            from contributions_wageline w join registry_person p on p.id = w.person_id
            left join ({_BEFORE}) b on b.person_id = w.person_id
            where w.month = %(month)s and w.report_id = %(report)s and w.person_id > %(after)s
              and (%(person)s::bigint is null or w.person_id = %(person)s)
              and (%(find)s = '' or p.nik = %(find)s or p.name ilike %(like)s
                or exists (select 1 from registry_membernumber n where n.person_id = p.id and n.kpj = upper(%(find)s)))
            order by w.person_id limit %(limit)s
            """,
            report | {"after": after, "limit": limit, "person": person_id, "find": find, "like": like},
        )


def _facts_sql(report: Row, where: str) -> str:
    month = report["month"]
    relief = str(len(labour.one(month, report["report"])))
    one = f"(select x.*, 0 as bill_id from ({assess.reports_sql('r.id = %(report)s', month, relief)}) x)"
    return assess.facts_sql(month, where, one)


def facts_of(report: Row) -> str:
    """SELECT of the facts of a report's workers as a bill takes them; `report` holds month and report."""
    return _facts_sql(report, "true")


def preview_lines(report_id: int, *, after: int = 0, limit: int = 50) -> list[Row]:
    """Workers of a report by person id with the amounts they would be billed (a correction: what the month comes to for
    them), by the bill's own expressions: wage (with back pay), the assessed columns and their total, whole rupiah."""
    report = _report(report_id)
    if report is None:
        return []
    source = _facts_sql(report, "w.person_id > %(after)s")
    made = obliged.assessed_sql(report["month"], source, "src.person_id, src.base as wage")
    with system():
        return rows(
            f"select t.*, ({' + '.join('t.' + a for a in PAYABLE)})::bigint as total, {_PERSON}"
            f" from (select * from ({made}) a order by person_id limit %(limit)s) t"
            " join registry_person p on p.id = t.person_id order by t.person_id",
            report | {"after": after, "limit": limit},
        )


def inputs_of(report_id: int, person_id: int) -> tuple[date, dict[str, int]] | None:
    """The month and the inputs of the contribution formula for one worker of a report, as a bill takes them; None where
    the reader does not see the report or it does not name the worker."""
    report = _report(report_id)
    if report is None:
        return None
    with system():
        found = rows(
            f"select * from {_facts_sql(report, 'w.person_id = %(person)s')} f", report | {"person": person_id}
        )
    if not found or found[0]["jht"] is None:
        return None
    fact = found[0]
    return report["month"], {
        "wage": int(fact["base"]),
        "risk_group": int(fact["risk_group"]),
        "jht": int(fact["jht"]),
        "jp": int(fact["jp"]),
        "jkp": int(fact["jkp"]),
        "covid_relief": int(fact["covid"]),
        "labour_intensive": int(fact["labour"]),
    }

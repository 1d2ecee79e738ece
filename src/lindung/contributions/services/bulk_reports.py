"""The reports of a month of many employers at once, from a SELECT: what their API or form says in one go.

Each report is opened and finalised; the rules are those of `open_report`, `set_line` and `finalise`, checked set-based.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lindung.base.dates import month_of
from lindung.base.db import act, rows, run, stage_sql
from lindung.contributions import obliged
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.services.reports import LARGEST_WAGE
from lindung.coverage.models import ExitReason
from lindung.ledger.services import open_months
from lindung.registry import queries as registry

_LEAVING = sorted(set(ExitReason.values) - {ExitReason.DIED, ExitReason.LAPSED, ExitReason.ERROR})

# (code, what of the row is told, condition); the first row found is refused by name
_CHECKS = (
    ("not_his_worker", "'' as told", "p.id is null or p.merged_into_id is not null or p.died_on < %(month)s"),
    ("wage_range", "t.wage::text as told", "not t.wage between 1 and %(largest)s"),
    ("wage_range", "t.back_pay::text as told", "not t.back_pay between 0 and %(largest)s"),
    ("no_death_here", "'' as told", "t.exit_reason = 'DIED'"),
    ("exit_incomplete", "'' as told", "(t.end_on is null) <> (t.exit_reason = '')"),
    ("exit_reason", "t.exit_reason as told", "t.exit_reason <> '' and not t.exit_reason = any(%(leaving)s)"),
    ("day_not_in_month", "coalesce(t.end_on, t.start_on)::text as told",
     "t.end_on > %(month_end)s or t.start_on > %(month_end)s"),
)  # fmt: skip


@act
def report_many(
    month: date,
    lines_sql: str,
    params: Mapping[str, Any] | None = None,
    *,
    channel: str = "API",
    by: int | None = None,
) -> dict[str, int]:
    """Open and finalise one report per employer of a month from a SELECT giving employer_id, person_id, wage, back_pay,
    start_on, end_on, exit_reason (whole rupiah a month; '' where nobody leaves).

    Employers whose month has a report already are left alone, so that a repetition changes nothing. All or nothing.
    Returns {"reports", "workers"}. Raises ContributionRefused: not_a_month, month_in_future,
    before_registration, no_class
    and, for a line, not_his_worker, wage_range, no_death_here, exit_incomplete, exit_reason, day_not_in_month.
    """
    if month.day != 1:
        raise ContributionRefused("not_a_month", field="month", day=month)
    latest = month_of(registry.today())
    if month > latest:
        raise ContributionRefused("month_in_future", field="month", month=f"{month:%Y-%m}", latest=f"{latest:%Y-%m}")
    values = dict(params or {}) | {
        "month": month,
        "month_end": obliged.last_day(month),
        "largest": LARGEST_WAGE,
        "leaving": _LEAVING,
        "channel": channel,
        "by": by,
    }
    stage_sql(
        "report_in",
        "select employer_id::bigint, person_id::bigint, wage::bigint, back_pay::bigint, start_on::date, end_on::date,"
        " exit_reason::text"
        f" from ({lines_sql}) source",
        values,
    )
    run(
        "delete from pg_temp.report_in t where exists (select 1 from contributions_wagereport r"
        " where r.employer_id = t.employer_id and r.month = %(month)s)",
        values,
    )
    _check(values)
    open_months("contributions_wageline", [month])
    stage_sql(
        "report_new",
        "select nextval(pg_get_serial_sequence('contributions_wagereport', 'id')) as id, e.id as employer_id,"
        " e.office_id, t.workers from (select employer_id, count(*) as workers from pg_temp.report_in group by 1) t"
        " join registry_employer e on e.id = t.employer_id order by e.id",
    )
    reports = run(
        "insert into contributions_wagereport (id, employer_id, office_id, month, version, status, channel, reason,"
        " rows_in, rows_good, rows_refused, made_by, made_at, finalised_by, finalised_at)"
        " select id, employer_id, office_id, %(month)s, 1, 'FINALISED', %(channel)s, '', workers, workers, 0,"
        " %(by)s, now(),"
        " %(by)s, now() from pg_temp.report_new order by id",
        values,
    )
    # whoever has no cover here in the month begins it with this report
    workers = run(
        """
        insert into contributions_wageline (month, report_id, person_id, employer_id, office_id, wage, back_pay,
          start_on,
          end_on, exit_reason)
        select %(month)s, n.id, t.person_id, n.employer_id, n.office_id, t.wage, t.back_pay,
          case when s.person_id is null then coalesce(t.start_on, %(month)s) end, t.end_on, t.exit_reason
        from pg_temp.report_in t join pg_temp.report_new n on n.employer_id = t.employer_id
        left join (select distinct s.person_id, s.employer_id from coverage_spell s where s.segment = 'PU'
            and s.exit_reason <> 'ERROR' and s.start_on <= %(month_end)s and (s.end_on is null or s.end_on >= %(month)s)
            and s.employer_id in (select employer_id from pg_temp.report_new)) s
          on s.person_id = t.person_id and s.employer_id = t.employer_id
        order by n.id, t.person_id
        """,
        values,
    )
    return {"reports": reports, "workers": workers}


def _check(values: dict[str, Any]) -> None:
    month = f"{values['month']:%Y-%m}"
    early = rows(
        "select e.id, e.name, e.registered_on, e.registered_on > %(month_end)s as early, e.closed_on,"
        " e.status = 'CLOSED' and e.closed_on < %(month)s as closed from"
        " (select distinct employer_id from pg_temp.report_in) t left join registry_employer e on e.id = t.employer_id"
        " where e.id is null or e.registered_on > %(month_end)s or (e.status = 'CLOSED' and e.closed_on < %(month)s)"
        " or not exists (select 1 from registry_employerclass c"
        " where c.employer_id = e.id and c.valid_from <= %(month_end)s"
        " and (c.valid_to is null or c.valid_to >= %(month_end)s))"
        " limit 1",
        values,
    )
    if early and early[0]["id"] is None:
        raise ContributionRefused("no_employer", field="employer")
    if early and early[0]["early"]:
        raise ContributionRefused(
            "before_registration", field="month", month=month, registered_on=early[0]["registered_on"]
        )
    if early and early[0]["closed"]:
        raise ContributionRefused("employer_closed", field="month", month=month, closed_on=early[0]["closed_on"])
    if early:
        raise ContributionRefused("no_class", employer=early[0]["name"], month=month)
    for code, told, condition in _CHECKS:
        wrong = rows(
            f"select {told} from pg_temp.report_in t left join registry_person p on p.id = t.person_id"
            f" where {condition} limit 1",
            values,
        )
        if wrong:
            name = wrong[0]["told"]
            raise ContributionRefused(code, field="lines", wage=name, reason=name, day=name, month=month)

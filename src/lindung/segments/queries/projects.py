"""Construction projects: lists, one with its terms and instalments, its workers, and whom it covers on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.dates import month_of
from lindung.base.db import rows
from lindung.registry import queries as registry
from lindung.segments.instalments import REST, orders_of, parts
from lindung.segments.models import Project
from lindung.segments.relief import Rest, rest_of
from lindung.segments.sql import MISSING_WAGES, PROJECT_STAYS, PROJECT_TERMS, UNPAID_WAGES, WAGE, WAGE_IN

Row = dict[str, Any]

# given back by corrected wages
_BACK = "coalesce((select sum(c.jkk + c.jkm) from segments_projectcredit c where c.project_id = p.id), 0)"
_PAID = (
    "(coalesce((select sum(o.total) from segments_projectorder q join segments_order o on o.id = q.order_id"
    " join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID' where q.project_id = p.id), 0)"
    f" - {_BACK})::bigint"
)
# what the terms ask without what was let go; by wages, what open and paid orders ask
_ASKED = f"""(case p.basis when 'VALUE' then
    coalesce((select sum(a.jkk + a.jkm) from segments_projectterms a where a.project_id = p.id), 0)
    - coalesce((select sum(q.waived_jkk + q.waived_jkm) from segments_projectorder q join segments_orderevent v
      on v.order_id = q.order_id and v.kind = 'PAID' where q.project_id = p.id), 0)
  else coalesce((select sum(o.total) from segments_projectorder q join segments_order o on o.id = q.order_id
    left join segments_orderevent v on v.order_id = o.id
    where q.project_id = p.id and (v.kind = 'PAID' or (v.kind is null and o.expires_on >= %(today)s::date))), 0)
    - {_BACK} end)::bigint"""
# the month whose wage a row of the list shows: that of today, or the nearest one of the row
_SHOWN = "date_trunc('month', greatest(w.valid_from, least(w.valid_to, %(today)s::date)))::date"
_PROJECT = f"""
select p.id, p.employer_id, p.office_id, p.district_id, d.name as district, p.basis, p.name, p.owner,
  p.funding, p.work_order, p.work_order_on, p.start_on, p.declared_workers, p.registered_on, p.register_by, p.paid_on,
  p.registered_on > p.register_by as late, t.number as terms, t.contract_value, t.vat, t.end_on, t.maintenance_months,
  t.covered_to, {_ASKED} as asked, {_PAID} as paid, e.name as contractor,
  (select count(distinct w.person_id) from segments_projectworker w where w.project_id = p.id) as listed,
  case when p.paid_on is null then 'UNPAID' when t.covered_to < %(today)s::date then 'OVER'
    when t.end_on < %(today)s::date then 'MAINTENANCE' else 'RUNNING' end as state
from segments_project p join ({PROJECT_TERMS}) t on t.project_id = p.id
join registry_district d on d.code = p.district_id left join registry_employer e on e.id = p.employer_id
"""


def projects(
    *,
    employer_id: int | None = None,
    office_ids: Sequence[int] | None = None,
    text: str = "",
    on: date | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Row]:
    """Projects the reader may see, newest first; `before` is the last id seen. With the terms that hold, rupiah asked
    and paid, people listed, and state: UNPAID, RUNNING, MAINTENANCE, OVER."""
    return rows(
        _PROJECT + " where (%(employer)s::bigint is null or p.employer_id = %(employer)s)"
        " and (%(offices)s::bigint[] is null or p.office_id = any(%(offices)s))"
        " and (%(text)s = '' or p.work_order = %(text)s or position(lower(%(text)s) in lower(p.name)) > 0)"
        " and (%(before)s::bigint is null or p.id < %(before)s) order by p.id desc limit %(limit)s",
        {
            "employer": employer_id,
            "offices": None if office_ids is None else list(office_ids),
            "text": text,
            "today": on or registry.today(),
            "before": before,
            "limit": limit,
        },
    )


def project(project_id: int, on: date | None = None) -> Row | None:
    """One project as in `projects`; None for who may not see it."""
    found = rows(_PROJECT + " where p.id = %(id)s", {"id": project_id, "today": on or registry.today()})
    return found[0] if found else None


def project_terms(project_id: int) -> list[Row]:
    """The work order and its addenda: number, on_date, contract_value, vat, end_on, maintenance_months, covered_to,
    reason, instalments, jkk, jkm, receipt_of_law."""
    return rows(
        "select number, on_date, contract_value, vat, end_on, maintenance_months, covered_to, reason, instalments, jkk,"
        " jkm, receipt_of_law from segments_projectterms where project_id = %s order by number",
        [project_id],
    )


def instalments(project_id: int, on: date | None = None) -> list[Row]:
    """What a project pays, in that order: terms, number, of, month (of wages, else None), correction (it asks what
    a corrected wage adds), jkk, jkm, total, waived, and its last order's code, status (None: none yet; WAIVED: let go
    by PP 49/2020), expires_on, due_on, paid_on.

    By value: each instalment, then rests under PP 49/2020 (number 0) that were asked and not withdrawn. By wages: the
    orders of each month that were not withdrawn."""
    day = on or registry.today()
    held = Project.objects.filter(pk=project_id).first()
    if held is None:
        return []
    orders = orders_of(project_id, day)
    facts: tuple[str, ...] = ("code", "status", "expires_on", "due_on", "paid_on")
    found = [
        {"terms": p.terms.number, "number": p.number, "of": p.terms.instalments, "month": None,
         "correction": False, "jkk": p.jkk, "jkm": p.jkm, "total": p.jkk + p.jkm, "waived": 0}
        | {name: p.orders[-1][name] if p.orders else None for name in facts}
        | ({"status": "WAIVED", "code": None} if p.waived else {})
        for p in parts(held, orders)
    ]  # fmt: skip
    facts = (*facts, "terms", "number", "month", "correction", "jkk", "jkm", "total", "waived")
    found += [
        {name: r[name] for name in facts} | {"of": 0}
        for r in orders
        if (r["month"] is not None or r["number"] == REST) and r["status"] != "CANCELLED"
    ]
    return found


def project_rest(project_id: int, on: date | None = None) -> Rest | None:
    """What PP 49/2020 makes of the unpaid rest of a project on a day; None where it makes nothing."""
    day = on or registry.today()
    held = Project.objects.filter(pk=project_id, basis=Project.Basis.VALUE).first()
    if held is None:
        return None
    unpaid = [p for p in parts(held, orders_of(project_id, day)) if p.unpaid]
    return rest_of(held, sum(p.jkk for p in unpaid), sum(p.jkm for p in unpaid), day) if unpaid else None


def project_due(project_id: int, on: date | None = None) -> bool:
    """Whether a project has something to pay: an instalment, a month of wages up to this one, or what a
    corrected wage adds."""
    day = on or registry.today()
    held = Project.objects.filter(pk=project_id).first()
    if held is None:
        return False
    if held.basis == Project.Basis.VALUE:
        return any(p.unpaid for p in parts(held, orders_of(project_id, day)))
    first = month_of(held.start_on)
    values = {"project": project_id, "first": first, "last": max(first, month_of(day))}
    return bool(
        rows(f"select 1 from ({UNPAID_WAGES}) x limit 1", values)
        or rows(f"select 1 from ({MISSING_WAGES}) x limit 1", values)
    )


def project_of_order(order_id: int) -> int | None:
    """Id of the project that an order is of, or None."""
    found = rows("select project_id from segments_projectorder where order_id = %s", [order_id])
    return int(found[0]["project_id"]) if found else None


def projects_of_orders(order_ids: Sequence[int]) -> dict[int, str]:
    """Names of the projects that some orders are of, by the order's id."""
    found = rows(
        "select q.order_id, p.name from segments_projectorder q join segments_project p on p.id = q.project_id"
        " where q.order_id = any(%s)",
        [list(order_ids)],
    )
    return {r["order_id"]: r["name"] for r in found}


def by_orders_only(employer_id: int) -> bool:
    """Whether an employer builds projects or sends workers abroad and never had or reported a wage earner."""
    return bool(
        rows(
            "select 1 where (exists (select 1 from segments_project where employer_id = %(e)s)"
            " or exists (select 1 from segments_pmiplacement where employer_id = %(e)s))"
            " and not exists (select 1 from coverage_spell where employer_id = %(e)s and segment = 'PU'"
            " and exit_reason <> 'ERROR') and not exists (select 1 from contributions_wagereport"
            " where employer_id = %(e)s and status <> 'DISCARDED')",
            {"e": employer_id},
        )
    )


def project_papers(project_id: int) -> list[Row]:
    """Papers handed in, newest first: id, kind, file_id, name, size, handed_in_on."""
    return rows(
        "select p.id, p.kind, p.file_id, f.name, f.size, p.handed_in_on from segments_projectpaper p"
        " join registry_storedfile f on f.id = p.file_id where p.project_id = %s order by p.id desc",
        [project_id],
    )


def project_workers(project_id: int, *, after: int = 0, limit: int = 50) -> list[Row]:
    """The list in the order it was made: id, person_id, nik, name, job, wage and daily as they hold now, valid_from,
    valid_to, reported_on, late (this row or its end was reported late), evidence, replaces (name), spell_id,
    covered_from, covered_to (None: no day)."""
    return rows(
        f"""
        select w.id, w.person_id, w.nik, w.name, w.job, {WAGE}, w.valid_from, w.valid_to, w.reported_on,
          w.evidence,
          w.reported_on > w.report_by or coalesce(w.left_reported_on > w.left_report_by, false) as late,
          w.left_reported_on, r.name as replaces, w.spell_id,
          case when x.start_on <= x.end_on then x.start_on end as covered_from,
          case when x.start_on <= x.end_on then x.end_on end as covered_to
        from segments_projectworker w left join segments_projectworker r on r.id = w.replaces_id
        left join ({PROJECT_STAYS}) x on x.id = w.id {WAGE_IN.format(month=_SHOWN)}
        where w.project_id = %(id)s and w.id > %(after)s order by w.id limit %(limit)s
        """,
        {"id": project_id, "after": after, "limit": limit, "today": registry.today()},
    )


def wage_changes(project_id: int, *, worker_id: int | None = None, limit: int = 50) -> list[Row]:
    """Corrected wages of a project (of one row of its list), newest first: id, worker_id, name, first_month,
    last_month, wage_before, daily_before, wage, daily, reason, reported_on, and of the months paid by then: months,
    before, after, difference (rupiah of both programmes; negative: given back)."""
    return rows(
        """
        select g.id, g.worker_id, w.name, g.first_month, g.last_month, g.wage_before, g.daily_before, g.wage, g.daily,
          g.reason, g.reported_on, m.months, m.before, m.after, m.after - m.before as difference
        from segments_projectwage g join segments_projectworker w on w.id = g.worker_id,
        lateral (select count(*) as months, coalesce(sum(jkk_before + jkm_before), 0)::bigint as before,
          coalesce(sum(jkk + jkm), 0)::bigint as after from segments_projectwagemonth where wage_id = g.id) m
        where g.project_id = %(id)s and (%(worker)s::bigint is null or g.worker_id = %(worker)s)
        order by g.id desc limit %(limit)s
        """,
        {"id": project_id, "worker": worker_id, "limit": limit},
    )


def wage_months(worker_id: int, *, limit: int = 120) -> list[Row]:
    """What corrected wages of a row of a list made of its paid months, newest correction first: wage_id, reported_on,
    month, base_before, base, before, after, difference."""
    return rows(
        "select m.wage_id, g.reported_on, m.month, m.base_before, m.base, m.jkk_before + m.jkm_before as before,"
        " m.jkk + m.jkm as after, m.jkk + m.jkm - m.jkk_before - m.jkm_before as difference"
        " from segments_projectwagemonth m join segments_projectwage g on g.id = m.wage_id"
        " where g.worker_id = %s order by m.wage_id desc, m.month limit %s",
        [worker_id, limit],
    )


def worker_months(project_id: int, on: date | None = None) -> int:
    """Calendar months begun under cover until a day, summed over the people of a project."""
    return int(
        rows(
            f"select count(*) as n from (select distinct x.person_id, m.month from ({PROJECT_STAYS}) x,"
            " lateral generate_series(date_trunc('month', x.start_on), least(x.end_on, %(on)s::date), '1 month')"
            " m(month) where x.project_id = %(id)s and x.start_on <= x.end_on) months",
            {"id": project_id, "on": on or registry.today()},
        )[0]["n"]
    )


def project_cover(person_id: int, day: date) -> list[Row]:
    """Projects whose list covers a person on a day: project_id, name, work_order, employer_id, job, evidence."""
    return rows(
        f"select p.id as project_id, p.name, p.work_order, p.employer_id, w.job, w.evidence from ({PROJECT_STAYS}) x"
        " join segments_projectworker w on w.id = x.id join segments_project p on p.id = x.project_id"
        " where x.person_id = %(person)s and %(day)s::date between x.start_on and x.end_on order by p.id",
        {"person": person_id, "day": day},
    )

"""Construction projects: lists, one with its terms and instalments, its workers, and whom it covers on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.registry import queries as registry
from lindung.segments.instalments import parts_of
from lindung.segments.models import Project
from lindung.segments.sql import PROJECT_STAYS, PROJECT_TERMS, STATUS

Row = dict[str, Any]

_PAID = (
    "coalesce((select sum(o.total) from segments_projectorder q join segments_order o on o.id = q.order_id"
    " join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID' where q.project_id = p.id), 0)::bigint"
)
_ASKED = "coalesce((select sum(a.jkk + a.jkm) from segments_projectterms a where a.project_id = p.id), 0)::bigint"
_PROJECT = f"""
select p.id, p.employer_id, p.office_id, p.district_id, d.name as district, p.name, p.owner, p.funding, p.work_order,
  p.work_order_on, p.start_on, p.declared_workers, p.registered_on, p.register_by, p.paid_on,
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
    """Every instalment: terms, number, of, jkk, jkm, total, and its last order's code and status (None: none yet)."""
    last = {
        (r["terms_id"], r["number"]): r
        for r in rows(
            f"select q.terms_id, q.number, o.code, o.expires_on, o.due_on, v.on_date as paid_on, {STATUS} as status"
            " from segments_projectorder q join segments_order o on o.id = q.order_id"
            " left join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID'"
            " where q.project_id = %(id)s order by o.id",
            {"id": project_id, "today": on or registry.today()},
        )
    }
    found = []
    held = Project.objects.filter(pk=project_id).first()
    for terms in held.terms.order_by("number") if held else ():
        for number, (jkk, jkm) in enumerate(parts_of(terms) if terms.jkk + terms.jkm else (), start=1):
            order = last.get((terms.pk, number), {})
            found.append(
                {"terms": terms.number, "number": number, "of": terms.instalments, "jkk": jkk, "jkm": jkm,
                 "total": jkk + jkm}
                | {name: order.get(name) for name in ("code", "status", "expires_on", "due_on", "paid_on")}
            )  # fmt: skip
    return found


def project_workers(project_id: int, *, after: int = 0, limit: int = 50) -> list[Row]:
    """The list in the order it was made: id, person_id, nik, name, job, valid_from, valid_to, reported_on, late (this
    row or its end was reported late), evidence, replaces (name), spell_id, covered_from, covered_to (None: no day)."""
    return rows(
        f"""
        select w.id, w.person_id, w.nik, w.name, w.job, w.valid_from, w.valid_to, w.reported_on, w.evidence,
          w.reported_on > w.report_by or coalesce(w.left_reported_on > w.left_report_by, false) as late,
          w.left_reported_on, r.name as replaces, w.spell_id,
          case when x.start_on <= x.end_on then x.start_on end as covered_from,
          case when x.start_on <= x.end_on then x.end_on end as covered_to
        from segments_projectworker w left join segments_projectworker r on r.id = w.replaces_id
        left join ({PROJECT_STAYS}) x on x.id = w.id
        where w.project_id = %(id)s and w.id > %(after)s order by w.id limit %(limit)s
        """,
        {"id": project_id, "after": after, "limit": limit},
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

"""Corrected wages of a project billed by wages: of months that were paid the difference is asked or given back.

A paid order never changes. What a month is to be by the corrected wage is a row of its own; what is missing of it is a
further order, and what is too much goes back at once to the receipt it came from, where two people may refund it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law
from lindung.base.dates import month_of
from lindung.base.db import act, rows, run
from lindung.contributions import services as contributions
from lindung.ledger.chart import Acc
from lindung.registry import queries as registry
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import Order, Project, ProjectWage, ProjectWageMonth, ProjectWorker
from lindung.segments.relief import relief_of_month
from lindung.segments.services.locks import lock_orders
from lindung.segments.services.orders import cancel_order
from lindung.segments.services.project_workers import MOST_WAGE, locked_worker
from lindung.segments.services.projects import WAGES
from lindung.segments.sql import HELD_WAGES, PROJECT_TERMS, STATUS, WAGE, WAGE_IN

REPLACED = "Upah dikoreksi"


@dataclass(frozen=True, slots=True)
class NewWage:
    """A corrected wage: a month's, or a day's where `daily`, from a month to a month (None: from then on)."""

    wage: int
    daily: bool
    first_month: date
    last_month: date | None = None


@act
def correct_wage(
    worker_id: int, new: NewWage, reason: str, *, on: date | None = None, by: int | None = None
) -> ProjectWage:
    """Correct the wage of somebody on a list. Codes not paid yet that ask the former wage are withdrawn; of months that
    were paid the difference is asked by `order_project`, or given back to the receipt that paid it. The same again
    changes nothing.

    Raises SegmentRefused: no_worker, wage_basis, worker_wage, reason_needed, wage_months, wage_same.
    """
    today = on or registry.today()
    worker, terms = locked_worker(worker_id)
    if worker.project.basis != Project.Basis.WAGES:
        raise SegmentRefused("wage_basis")
    if not 0 < new.wage <= MOST_WAGE:
        raise SegmentRefused("worker_wage", field="wage", name=worker.name)
    if not reason.strip():
        raise SegmentRefused("reason_needed", field="reason")
    first, last = month_of(new.first_month), None if new.last_month is None else month_of(new.last_month)
    until = min(worker.valid_to or terms.covered_to, terms.covered_to)
    if not month_of(worker.valid_from) <= first <= month_of(until) or (last is not None and last < first):
        raise SegmentRefused(
            "wage_months",
            field="first_month" if last is None or last >= first else "last_month",
            name=worker.name,
            first=f"{worker.valid_from:%Y-%m}",
            last=f"{until:%Y-%m}",
        )
    known = ProjectWage.objects.filter(worker=worker).order_by("-pk").first()
    if known and (known.first_month, known.last_month, known.wage, known.daily) == (first, last, new.wage, new.daily):
        return known
    standing = _standing(worker, first, min(last or month_of(until), month_of(until)))
    if all((r["wage"], r["daily"]) == (new.wage, new.daily) for r in standing):
        raise SegmentRefused("wage_same", field="wage", name=worker.name)
    made = ProjectWage.objects.create(
        worker=worker,
        project_id=worker.project_id,
        person_id=worker.person_id,
        employer_id=worker.employer_id,
        office_id=worker.office_id,
        first_month=first,
        last_month=last,
        wage_before=standing[0]["wage"],
        daily_before=standing[0]["daily"],
        wage=new.wage,
        daily=new.daily,
        reason=" ".join(reason.split())[:200],
        reported_on=today,
        made_by=by,
    )
    _withdraw(worker, first, last, today, by)
    _give_back(made, _months(worker.project, made, today), today, by)
    return made


def _standing(worker: ProjectWorker, first: date, last: date) -> list[dict[str, Any]]:
    """The wage that holds in each month."""
    return rows(
        f"select m.month, {WAGE} from generate_series(%(first)s::date, %(last)s::date, '1 month') g(at),"
        " lateral (select g.at::date as month) m join segments_projectworker w on w.id = %(worker)s"
        f" {WAGE_IN.format(month='m.month')} order by 1",
        {"worker": worker.pk, "first": first, "last": last},
    )


def _withdraw(worker: ProjectWorker, first: date, last: date | None, today: date, by: int | None) -> None:
    """Codes that ask the former wage stop taking money; whoever pays one at this moment was first."""
    mine = (
        "select o.id as order_id, o.kind from segments_projectorder q join segments_order o on o.id = q.order_id"
        " where q.project_id = %(project)s and q.month between %(first)s and coalesce(%(last)s::date, 'infinity')"
        " and exists (select 1 from segments_orderline l where l.order_id = o.id and l.person_id = %(person)s)"
    )
    values = {
        "project": worker.project_id, "first": first, "last": last, "person": worker.person_id, "today": today,
    }  # fmt: skip
    lock_orders(mine, values)
    for r in rows(
        f"select o.id from segments_order o where o.id in (select order_id from ({mine}) x) and {STATUS} in"
        f" ('{Order.Status.OPEN}', '{Order.Status.EXPIRED}') order by o.id",
        values,
    ):
        cancel_order(r["id"], REPLACED, on=today, by=by)


# Months of the person that are paid and in which this row of the list is the one that counts: the last of the month.
_PAID = f"""
select h.month, sum(h.jkk)::bigint as jkk, sum(h.jkm)::bigint as jkm, min(h.order_id) as first_order,
  coalesce((select g.base from segments_projectwagemonth g where g.project_id = %(project)s and g.month = h.month
    and g.person_id = %(person)s order by g.id desc limit 1), (array_agg(h.base order by h.order_id))[1]) as base
from ({HELD_WAGES}) h
where h.person_id = %(person)s and h.month between %(first)s and coalesce(%(last)s::date, 'infinity')
  and (select w.id from segments_projectworker w join ({PROJECT_TERMS}) t on t.project_id = w.project_id
    where w.project_id = %(project)s and w.person_id = %(person)s and w.wage is not null
      and w.valid_from < h.month + interval '1 month' and least(w.valid_to, t.covered_to) >= h.month
    order by w.valid_from desc limit 1) = %(worker)s
group by h.month order by h.month
"""


def _months(project: Project, made: ProjectWage, today: date) -> list[ProjectWageMonth]:
    """What the corrected wage makes of each paid month, kept; by the relief that the month was billed with."""
    found = []
    values = {
        "project": made.project_id, "person": made.person_id, "worker": made.worker_id, "first": made.first_month,
        "last": made.last_month,
    }  # fmt: skip
    for r in rows(_PAID, values):
        month = r["month"]
        paid_to = rows(
            "select max(q.month) as month from segments_projectorder q join segments_orderevent v"
            " on v.order_id = q.order_id and v.kind = 'PAID' where q.project_id = %s and q.order_id < %s",
            [project.pk, r["first_order"]],
        )[0]["month"]
        amounts = wages_of(made.wage, made.daily, month, relief_of_month(project, month, paid_to), today)
        found.append(
            ProjectWageMonth(
                wage=made,
                project=project,
                person_id=made.person_id,
                employer_id=made.employer_id,
                office_id=made.office_id,
                month=month,
                base_before=r["base"],
                jkk_before=r["jkk"],
                jkm_before=r["jkm"],
                base=amounts["month_wage"],
                jkk=amounts["wage_jkk"],
                jkm=amounts["wage_jkm"],
                receipt_of_law=law.receipt(WAGES, month, known_on=today),
            )
        )
    return ProjectWageMonth.objects.bulk_create(found)


def wages_of(wage: int, daily: bool, month: date, relief: int, today: date) -> dict[str, int]:
    """What the law asks for a wage in a month."""
    given = {
        "daily": int(daily),
        "month_pay": 0 if daily else wage,
        "daily_wage": wage if daily else 0,
        "covid_relief": relief,
    }
    return law.calc(WAGES, month, given, known_on=today).values


def _give_back(made: ProjectWage, months: list[ProjectWageMonth], today: date, by: int | None) -> None:
    """What is paid beyond the corrected wage goes back to its receipts, the youngest order first; one entry each."""
    held = rows(
        f"select * from ({HELD_WAGES}) h where h.person_id = %(person)s order by h.month, h.order_id desc",
        {"project": made.project_id, "person": made.person_id},
    )
    found = [(order, jkk, jkm) for month in months for order, jkk, jkm in _beyond(month, held)]
    if not found:
        return
    values: dict[str, Any] = {
        "wage": made.pk, "today": today, "person": made.person_id,
        "orders": [r["order_id"] for r, _jkk, _jkm in found], "months": [r["month"] for r, _jkk, _jkm in found],
        "jkk": [jkk for _r, jkk, _jkm in found], "jkm": [jkm for _r, _jkk, jkm in found],
    }  # fmt: skip
    back = (
        "(select 'wage:' || %(wage)s || ':' || x.order_id || ':' || to_char(x.month, 'YYYY-MM') as key, x.* from"
        " unnest(%(orders)s::bigint[], %(months)s::date[], %(jkk)s::bigint[], %(jkm)s::bigint[])"
        " x(order_id, month, jkk, jkm)) b"
    )
    contributions.use_many(
        "select b.key, v.receipt_id, 'ORDER' as kind, o.code as reference, -(b.jkk + b.jkm) as amount, o.office_id,"
        " o.employer_id, null::bigint as person_id, greatest(%(today)s::date, e.booked_on) as booked_on"
        f" from {back} join segments_order o on o.id = b.order_id join segments_orderevent v on v.order_id = o.id"
        " join ledger_entry e on e.id = v.entry_id",
        f"select b.key, a.account_id, a.amount from {back}, lateral (values ({int(Acc.JKK_INCOME)}, b.jkk),"
        f" ({int(Acc.JKM_INCOME)}, b.jkm)) a(account_id, amount)",
        "",
        values,
        by=by,
    )
    run(
        "insert into segments_projectcredit (wage_id, order_id, project_id, person_id, employer_id, office_id, month,"
        " jkk, jkm, entry_id, made_at) select %(wage)s, o.id, q.project_id, %(person)s, o.employer_id, o.office_id,"
        f" b.month, b.jkk, b.jkm, e.id, now() from {back} join segments_order o on o.id = b.order_id"
        " join segments_projectorder q on q.order_id = o.id join ledger_entry e on e.key = b.key order by o.id",
        values,
    )


def _beyond(month: ProjectWageMonth, held: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], int, int]]:
    jkk, jkm = max(0, month.jkk_before - month.jkk), max(0, month.jkm_before - month.jkm)
    for line in held:
        if line["month"] == month.month:
            part = (min(jkk, line["jkk"]), min(jkm, line["jkm"]))
            if any(part):
                yield (line, *part)
            jkk, jkm = jkk - part[0], jkm - part[1]

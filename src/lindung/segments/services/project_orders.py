"""Orders of construction projects: the next instalment, the rest under PP 49/2020, or the wages of the next month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import act, rows, scalar
from lindung.law.dates import contribution_due
from lindung.registry import queries as registry
from lindung.segments.errors import SegmentRefused
from lindung.segments.instalments import REST, Part, orders_of, parts
from lindung.segments.models import Order, Project, ProjectOrder, ProjectTerms
from lindung.segments.relief import Rest, relief_of_month, rest_of
from lindung.segments.services.orders import Line, NewOrder, cancel_order, make_order
from lindung.segments.services.project_wages import wages_of
from lindung.segments.services.projects import WAGES, locked_project
from lindung.segments.settings import INSTALMENT_MONTHS, ORDER_DAYS
from lindung.segments.sql import MISSING_WAGES, UNPAID_WAGES

REPLACED = "Diganti dengan kode iuran baru"

Row = dict[str, Any]


@act
def order_project(project_id: int, *, on: date | None = None, by: int | None = None) -> Order:
    """The order a project is to pay next: the open one, or a new one where there is none; one that expired, or that
    asks something else by now, is withdrawn first, so that nothing is ever paid twice.

    By value it is the next unpaid instalment, or all that is unpaid while PP 49/2020 lets most of it go. By wages it is
    the first month in which somebody on the list is not paid for, or a corrected wage asks more than was paid.

    Raises SegmentRefused: no_project, project_paid, wages_nobody (nobody with a wage is listed yet).
    """
    today = on or registry.today()
    project = locked_project(project_id)
    orders = orders_of(project.pk, today)
    if project.basis == Project.Basis.WAGES:
        return _month(project, orders, today, by)
    unpaid = [p for p in parts(project, orders) if p.unpaid]
    if not unpaid:
        raise SegmentRefused("project_paid")
    rest = rest_of(project, sum(p.jkk for p in unpaid), sum(p.jkm for p in unpaid), today)
    if rest is not None:
        return _rest(project, unpaid, rest, orders, today, by)
    _withdraw([r for r in orders if r["number"] == REST], today, by)
    part = unpaid[0]
    if there := _open(part.orders):
        return there
    _withdraw(part.orders, today, by)
    return _instalment(project, part, today, by)


def _open(orders: Sequence[Row]) -> Order | None:
    found = next((r["id"] for r in orders if r["status"] == Order.Status.OPEN), None)
    return Order.objects.get(pk=found) if found else None


def _withdraw(orders: Sequence[Row], today: date, by: int | None) -> None:
    for r in orders:
        if r["status"] in (Order.Status.OPEN, Order.Status.EXPIRED):
            cancel_order(r["id"], REPLACED, on=today, by=by)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an order of a project is of."""

    terms: ProjectTerms
    number: int
    key: str
    due_on: date
    jkk: int
    jkm: int
    extra: Row
    expires_on: date
    waived: tuple[int, int] = (0, 0)


def _make(project: Project, asked: _Asked, today: date, by: int | None) -> Order:
    listed = int(
        scalar("select count(distinct person_id) from segments_projectworker where project_id = %s", [project.pk])
    )
    order = make_order(
        NewOrder(
            Order.Kind.JAKON,
            project.office_id,
            asked.key,
            month_of(project.start_on),
            max(month_of(asked.terms.covered_to), month_of(project.start_on)),
            today,
            asked.due_on,
            asked.expires_on,
            asked.terms.receipt_of_law,
            employer_id=project.employer_id,
            jkk=asked.jkk,
            jkm=asked.jkm,
            people=max(project.declared_workers, listed),
            extra=asked.extra,
        ),
        by=by,
    )
    _link(project, order, asked.terms, asked.number, None, asked.waived)
    return order


def _link(
    project: Project,
    order: Order,
    terms: ProjectTerms,
    number: int,
    month: date | None,
    waived: tuple[int, int],
    correction: bool = False,
) -> None:
    ProjectOrder.objects.create(
        order=order,
        project=project,
        terms=terms,
        employer_id=project.employer_id,
        office_id=project.office_id,
        number=number,
        month=month,
        correction=correction,
        waived_jkk=waived[0],
        waived_jkm=waived[1],
    )


def _instalment(project: Project, part: Part, today: date, by: int | None) -> Order:
    terms = part.terms
    return _make(
        project,
        _Asked(
            terms,
            part.number,
            f"project:{project.pk}:{terms.number}:{part.number}:{len(part.orders) + 1}",
            max(today, add_months(terms.on_date, (part.number - 1) * INSTALMENT_MONTHS.value)),
            part.jkk,
            part.jkm,
            {"instalment": part.number, "instalments": terms.instalments, "terms": terms.number},
            today + timedelta(days=ORDER_DAYS.value),
        ),
        today,
        by,
    )


def _rest(project: Project, unpaid: list[Part], rest: Rest, orders: list[Row], today: date, by: int | None) -> Order:
    """All that is unpaid, under the relief; the orders of its instalments are withdrawn."""
    last = unpaid[-1].terms
    there = [r for r in orders if r["number"] == REST]
    asked = (last.pk, rest.jkk, rest.jkm, rest.waived)
    same = [r for r in there if (r["terms_id"], r["jkk"], r["jkm"], r["waived"]) == asked]
    if found := _open(same):
        return found
    _withdraw([*there, *(r for p in unpaid for r in p.orders)], today, by)
    return _make(
        project,
        _Asked(
            last,
            REST,
            f"project:{project.pk}:rest:{len(there) + 1}",
            rest.until,
            rest.jkk,
            rest.jkm,
            {"rest": rest.payable + rest.waived, "waived": rest.waived, "terms": last.number,
             "relief": law.receipt("construction.covid_rest", today, known_on=today)},
            min(today + timedelta(days=ORDER_DAYS.value), rest.until),
            (rest.waived_jkk, rest.waived_jkm),
        ),
        today,
        by,
    )  # fmt: skip


def _month(project: Project, orders: list[Row], today: date, by: int | None) -> Order:
    """The first month, not later than that of the day, in which somebody on the list is not paid for, or is not paid
    for in full since the wage was corrected."""
    first = month_of(project.start_on)
    people = rows(
        f"with unpaid as ({UNPAID_WAGES}) select * from unpaid where month = (select min(month) from unpaid)"
        " order by person_id",
        {"project": project.pk, "first": first, "last": max(first, month_of(today))},
    )
    missing = rows(
        f"with missing as ({MISSING_WAGES}) select * from missing where month = (select min(month) from missing)"
        " order by person_id",
        {"project": project.pk},
    )
    if missing and (not people or missing[0]["month"] < people[0]["month"]):
        month = missing[0]["month"]
        lines = [Line(r["person_id"], month, r["base"], r["jkk"], r["jkm"]) for r in missing]
        return _of_month(project, month, lines, orders, today, by, correction=True)
    if not people:
        listed = scalar("select count(*) from segments_projectworker where project_id = %s", [project.pk])
        raise SegmentRefused("project_paid" if listed else "wages_nobody")
    month = people[0]["month"]
    paid_to = max((r["month"] for r in orders if r["status"] == Order.Status.PAID), default=None)
    lines = _lines(people, month, relief_of_month(project, month, paid_to), today)
    return _of_month(project, month, lines, orders, today, by, correction=False)


def _of_month(
    project: Project,
    month: date,
    lines: list[Line],
    orders: list[Row],
    today: date,
    by: int | None,
    *,
    correction: bool,
) -> Order:
    """The order of these lines of a month: the open one that asks just this, else a new one in its place."""
    first = month_of(project.start_on)
    there = [r for r in orders if r["month"] == month and r["correction"] == correction]
    if (found := _open(there)) and _asks(found, lines):
        return found
    _withdraw(there, today, by)
    terms = project.terms.order_by("-number")[0]
    number = (month.year - first.year) * 12 + month.month - first.month + 1
    extra: Row = {"month": f"{month:%Y-%m}", "terms": terms.number}
    order = make_order(
        NewOrder(
            Order.Kind.JAKON,
            project.office_id,
            f"project:{project.pk}:{month:%Y-%m}:{'wage:' if correction else ''}{len(there) + 1}",
            month,
            month,
            today,
            contribution_due(month, registry.holidays(month, add_months(month, 2))),
            today + timedelta(days=ORDER_DAYS.value),
            law.receipt(WAGES, month, known_on=today),
            employer_id=project.employer_id,
            extra=extra | {"correction": True} if correction else extra,
        ),
        lines,
        by=by,
    )
    _link(project, order, terms, number, month, (0, 0), correction)
    return order


def _lines(people: list[Row], month: date, relief: int, today: date) -> list[Line]:
    known: dict[tuple[int, bool], dict[str, int]] = {}
    for r in people:
        if (r["wage"], r["daily"]) not in known:
            known[r["wage"], r["daily"]] = wages_of(r["wage"], r["daily"], month, relief, today)
    return [
        Line(r["person_id"], month, made["month_wage"], made["wage_jkk"], made["wage_jkm"])
        for r in people
        for made in (known[r["wage"], r["daily"]],)
    ]


def _asks(order: Order, lines: list[Line]) -> bool:
    """Whether an order asks exactly these lines."""
    held = order.lines.order_by("person_id").values_list("person_id", "base", "jkk", "jkm")
    return list(held) == [(x.person_id, x.base, x.jkk, x.jkm) for x in lines]

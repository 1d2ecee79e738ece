"""What each instalment of a construction project is, by the law, and how its orders stand."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import rows
from lindung.segments.models import Project, ProjectTerms
from lindung.segments.sql import STATUS

FORMULA = "construction.instalment"
REST = 0
"""Number of the order that pays the unpaid rest of all terms under PP 49/2020."""


def parts_of(terms: ProjectTerms) -> list[tuple[int, int]]:
    """JKK and JKM of each instalment of terms; together exactly what the terms ask."""

    def part(due: int, number: int) -> int:
        given = {"due": due, "instalments": terms.instalments, "number": number}
        return int(law.calc(FORMULA, terms.on_date, given).values["instalment"])

    found = []
    for number in range(1, terms.instalments + 1):
        jkk = part(terms.jkk, number)
        found.append((jkk, part(terms.jkk + terms.jkm, number) - jkk))
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment of some terms with the orders made for it, oldest first; `waived` by a rest that was paid."""

    terms: ProjectTerms
    number: int
    jkk: int
    jkm: int
    orders: tuple[dict[str, Any], ...]
    waived: bool

    @property
    def unpaid(self) -> bool:
        """Whether it is still to be paid."""
        return not self.waived and all(r["status"] != "PAID" for r in self.orders)


def orders_of(project_id: int, on: date) -> list[dict[str, Any]]:
    """Every order of a project, oldest first: id, code, terms_id, terms (number), number, month, correction, jkk, jkm,
    total, waived, expires_on, due_on, paid_on, status."""
    return rows(
        f"select o.id, o.code, q.terms_id, t.number as terms, q.number, q.month, q.correction, o.jkk, o.jkm,"
        " o.total, o.people, (q.waived_jkk + q.waived_jkm)::bigint as waived, o.expires_on, o.due_on,"
        f" case when v.kind = 'PAID' then v.on_date end as paid_on, {STATUS} as status"
        " from segments_projectorder q join segments_order o on o.id = q.order_id"
        " join segments_projectterms t on t.id = q.terms_id left join segments_orderevent v on v.order_id = o.id"
        " where q.project_id = %(id)s order by o.id",
        {"id": project_id, "today": on},
    )


def parts(project: Project, orders: list[dict[str, Any]]) -> list[Part]:
    """The instalments of all terms of a project billed by its value, in the order they are paid."""
    waived_to = max((r["terms"] for r in orders if r["number"] == REST and r["status"] == "PAID"), default=0)
    found = []
    for terms in project.terms.order_by("number"):
        for number, (jkk, jkm) in enumerate(parts_of(terms) if terms.jkk + terms.jkm else (), start=1):
            there = tuple(
                r for r in orders if r["terms_id"] == terms.pk and r["number"] == number and r["month"] is None
            )
            paid = any(r["status"] == "PAID" for r in there)
            found.append(Part(terms, number, jkk, jkm, there, not paid and terms.number <= waived_to))
    return found

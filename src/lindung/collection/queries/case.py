"""One case whole; and what an employer sees of its own arrears. Under row-level security."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import rows
from lindung.collection.models import (
    Case,
    Dormancy,
    Evidence,
    Fine,
    Objection,
    Plan,
    Promise,
    Step,
    WriteOff,
)
from lindung.collection.services.cases import law_says, sanctions
from lindung.collection.services.common import LADDER_STEPS
from lindung.contributions.queries import employer_statement

Row = dict[str, Any]


@dataclass(frozen=True)
class Whole:
    """A case with everything in it. `ladder`: step, words of the law, day done or None. `sanction` the law's calendar
    once the first warning is out. `open_fines`: fine id -> rupiah not paid."""

    case: Case
    steps: list[Step]
    promises: list[Promise]
    plans: list[Plan]
    fines: list[Fine]
    open_fines: dict[int, int]
    evidence: list[Evidence]
    objections: list[Objection]
    write_offs: list[WriteOff]
    dormancies: list[Dormancy]
    ladder: list[Row]
    says: law.Result | None
    sanction: law.Result | None
    findings: Row
    logins: set[int] = field(default_factory=set)

    def done(self, kind: str) -> Step | None:
        """The latest step of a kind."""
        return next((s for s in reversed(self.steps) if s.kind == kind), None)


def dormancy_of(employer_id: int) -> Dormancy | None:
    """That an employer works no more, as decided or proposed now, with its case; None while it works."""
    return Dormancy.objects.select_related("case").filter(employer_id=employer_id, ended_on=None).first()


def closure_refused(employer_id: int) -> tuple[date, str] | None:
    """When and why the latest proposal to close an employer down was declined; None once there is a newer one."""
    found = rows(
        "select kind, day, note from collection_step where employer_id = %s and kind in ('CLOSURE_PROPOSED',"
        " 'CLOSURE_REFUSED', 'CLOSED_DOWN') order by id desc limit 1",
        [employer_id],
    )
    return (found[0]["day"], found[0]["note"]) if found and found[0]["kind"] == "CLOSURE_REFUSED" else None


def whole(case_id: int, on: date) -> Whole | None:
    """A case as the reader may see it, None where he may not."""
    case = Case.objects.select_related("office", "employer").filter(pk=case_id).first()
    if case is None:
        return None
    steps = list(Step.objects.filter(case=case).order_by("day", "id"))
    latest = {s.kind: s for s in steps}
    says = law_says(case, latest, on) if case.kind == "ARREARS" and on >= date(2016, 1, 1) else None
    fines = list(case.fines.order_by("id"))
    paid = {
        r["id"]: int(r["paid"])
        for r in rows(
            "select f.id, coalesce(sum(p.amount), 0)::bigint as paid from collection_fine f"
            " left join collection_finepayment p on p.fine_id = f.id where f.case_id = %s group by 1",
            [case_id],
        )
    }
    findings = rows(
        "select count(*)::int as months, count(distinct person_id)::int as workers, coalesce(sum(total), 0)::bigint as"
        " total, min(month) as first, max(month) as last from collection_finding where case_id = %s",
        [case_id],
    )[0]
    return Whole(
        case=case,
        steps=steps,
        promises=list(case.promises.order_by("-id")),
        plans=list(case.plans.order_by("-id").prefetch_related("schedule")),
        fines=fines,
        open_fines={f.pk: f.amount - paid.get(f.pk, 0) for f in fines},
        evidence=list(case.evidence.order_by("id").select_related("file").defer("file__content")),
        objections=list(case.objections.order_by("-id")),
        write_offs=list(case.write_offs.order_by("-id")),
        dormancies=list(case.dormancies.order_by("-id")),
        ladder=[
            {"step": s["code"], "id": s["id"], "en": s["en"], "done": latest.get(s["code"])}
            for s in (says.details["ladder"] if says else [])
            if s["code"] in LADDER_STEPS
        ],
        says=says,
        sanction=sanctions(case, latest, on),
        findings=findings,
        logins={s.made_by for s in steps if s.made_by} | ({case.officer} if case.officer else set()),
    )


def findings(case_id: int, *, after: int = 0, limit: int = 50) -> list[Row]:
    """What was found, worker by worker and month by month."""
    return rows(
        "select f.id, f.person_id, p.name, f.month, f.reported, f.wage, f.jkk, f.jkm, f.jht_employer + f.jht_worker as"
        " jht, f.jp_employer + f.jp_worker as jp, f.total from collection_finding f join registry_person p"
        " on p.id = f.person_id where f.case_id = %s and f.id > %s order by f.id limit %s",
        [case_id, after, limit],
    )


@dataclass(frozen=True)
class Owed:
    """What an employer sees of its arrears: months (month, due_on, open, penalty, accruing, late, objected), the case,
    the plan that runs or waits, the promise, fines. Whole rupiah."""

    on: date
    months: list[Row]
    case: Case | None
    plan: Plan | None
    promise: Promise | None
    fines: list[Row]
    inspections: list[Case]

    @property
    def principal(self) -> int:
        return sum(m["open"] for m in self.months)

    @property
    def penalty(self) -> int:
        return sum(m["penalty"] for m in self.months)

    @property
    def accruing(self) -> int:
        return sum(m["accruing"] for m in self.months)

    @property
    def total(self) -> int:
        return self.principal + self.penalty + self.accruing


def owed_by(employer_id: int, on: date) -> Owed:
    """The arrears of an employer on a day, month by month."""
    case = Case.objects.filter(employer_id=employer_id, kind="ARREARS", open=True).first()
    answers = {
        o.month: o
        for o in Objection.objects.filter(employer_id=employer_id).order_by("id")
        if case and o.case_id == case.pk
    }
    months: dict[date, Row] = {}
    for b in employer_statement(employer_id, on).bills:
        late = b["open"] if b["open"] > 0 and b["due_on"] < on else 0
        penalty = b["penalty"] - b["penalty_paid"]
        if not late and not penalty:
            continue
        m = months.setdefault(
            b["month"],
            {"month": b["month"], "due_on": b["due_on"], "open": 0, "penalty": 0, "accruing": 0, "late": 0, "codes": [],
             "objection": answers.get(b["month"])},
        )  # fmt: skip
        m["open"] += late
        m["penalty"] += penalty
        m["accruing"] += b["accruing"]
        m["late"] = max(m["late"], b["months_late"])
        m["codes"].append(b["code"])
    fines = rows(
        "select f.id, f.charged_on, f.amount, (f.amount - coalesce((select sum(p.amount) from collection_finepayment p"
        " where p.fine_id = f.id), 0))::bigint as open from collection_fine f where f.employer_id = %s order by f.id",
        [employer_id],
    )
    return Owed(
        on,
        [months[m] for m in sorted(months)],
        case,
        Plan.objects.filter(employer_id=employer_id, state__in=["PROPOSED", "RUNNING"]).first(),
        Promise.objects.filter(employer_id=employer_id, state="OPEN").first(),
        fines,
        list(
            Case.objects.filter(employer_id=employer_id, open=True, steps__kind="DEMAND")
            .exclude(kind="ARREARS")
            .distinct()
            .order_by("id")
        ),
    )

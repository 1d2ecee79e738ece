"""Inspections: unregistered employers and under-declared workers, wages or programmes; what the law would
have billed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import act, rows, run, scalar
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Finding, Step
from lindung.collection.services.cases import close
from lindung.collection.services.common import (
    add,
    locked,
    needed,
    nothing_waits,
    number,
    owner,
    plan_next,
    reply_by,
    steps_of,
)
from lindung.contributions import obliged
from lindung.contributions import services as contributions
from lindung.contributions.models import WageReport
from lindung.contributions.obliged import FORMULA, PAYABLE
from lindung.registry import queries as registry
from lindung.registry import services as registering
from lindung.registry.models import Employer, EmployerClass, Person

KINDS = ("PWBD", "PDS_WORKERS", "PDS_WAGES", "PDS_PROGRAMMES", "INACTIVE")
LARGEST_WAGE = 10_000_000_000
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Found:
    """What an inspector saw: a worker's real wage in every month from `first` to `last` (first days)."""

    person_id: int
    first: date
    last: date
    wage: int


@act
def open_inspection(
    kind: str, about: str, *, employer_id: int | None = None, office_id: int | None = None, name: str = "",
    on: date | None = None, by: int | None = None,
) -> Case:  # fmt: skip
    """Open a case of inspection; an unregistered employer (PWBD) by name and office, the others by the employer.

    Raises CollectionRefused: not_inspection, no_employer, note_needed, case_open."""
    on = on or registry.today()
    if kind not in KINDS:
        raise CollectionRefused("not_inspection")
    about = needed(about, field="about")
    employer = Employer.objects.select_for_update().filter(pk=employer_id).first() if employer_id else None
    if employer is None and (kind != "PWBD" or employer_id or not name.strip()):
        raise CollectionRefused("no_employer", field="name")
    if employer:
        held = Case.objects.filter(employer=employer, kind=kind, open=True).first()
        if held:
            raise CollectionRefused("case_open", number=held.number)
        name, office_id = employer.name, employer.office_id
    if office_id is None:
        raise CollectionRefused("no_employer", field="name")
    case = Case.objects.create(
        number=number(), kind=kind, employer=employer, office_id=office_id, name=name.strip()[:120], about=about,
        opened_on=on, made_by=by, officer=by,
    )  # fmt: skip
    add(case, "OPENED", on, f"case:{case.pk}:OPENED", note=about, by=by)
    plan_next(case, on)
    return case


@act
def tie_employer(case_id: int, employer_id: int, *, on: date | None = None, by: int | None = None) -> Case:
    """The employer of a case of an unregistered one has registered (the usual act did it): tie them.

    Raises CollectionRefused: no_case, closed, not_inspection, no_employer."""
    case = locked(case_id, arrears=False)
    employer = Employer.objects.filter(pk=employer_id).first()
    if employer is None or case.employer_id not in (None, employer_id):
        raise CollectionRefused("no_employer", field="employer")
    case.employer, case.office_id, case.name = employer, employer.office_id, employer.name
    case.save(update_fields=["employer", "office", "name"])
    add(case, "REGISTERED", on or registry.today(), f"case:{case_id}:REGISTERED", note=employer.npp, by=by)
    return case


@act
def add_findings(
    case_id: int, found: Sequence[Found], *, size: str | None = None, on: date | None = None, by: int | None = None
) -> int:
    """Write what was found, month by month, with what the law would have billed less what was billed. `size` assumes
    another size of the firm than the one it is registered with (programmes missing). A worker's month found again
    replaces what stood there. Set-based per month; returns the worker-months.

    Raises CollectionRefused: no_case, closed, not_inspection, no_employer, months_order, wage_range, no_person,
    no_class."""
    on = on or registry.today()
    case = locked(case_id, arrears=False)
    employer = owner(case)
    if size is not None and size not in EmployerClass.Size.values:
        raise CollectionRefused("no_class", field="size", month=size)
    months: dict[date, list[tuple[int, int]]] = {}
    for f in found:
        if not (f.first.day == f.last.day == 1 and f.first <= f.last <= month_of(on)):
            raise CollectionRefused("months_order", field="first")
        if add_months(f.first, MOST_MONTHS) <= f.last:
            raise CollectionRefused("months_order", field="first")
        if not 0 < f.wage <= LARGEST_WAGE:
            raise CollectionRefused("wage_range", field="wage")
        month = f.first
        while month <= f.last:
            months.setdefault(month, []).append((f.person_id, f.wage))
            month = add_months(month, 1)
    people = {f.person_id for f in found}
    if not people or Person.objects.filter(pk__in=people, merged_into=None).count() != len(people):
        raise CollectionRefused("no_person", field="person")
    made = sum(_assess(case, employer, month, rows_, size, by) for month, rows_ in sorted(months.items()))
    total = int(scalar("select sum(total) from collection_finding where case_id = %s", [case_id]) or 0)
    add(
        case, "FINDINGS", on, f"case:{case_id}:FINDINGS:{Step.objects.filter(case=case).count()}", amount=total,
        told={"worker_months": made, "workers": len(people)}, by=by,
    )  # fmt: skip
    return made


def _assess(case: Case, employer: int, month: date, found: list[tuple[int, int]], size: str | None, by: Any) -> int:
    """One month: the law's expressions over the wages found, less the lines billed so far."""
    values = {
        "case": case.pk, "employer": employer, "office": case.office_id, "month": month, "kind": case.kind,
        "month_end": obliged.last_day(month), "size": size, "by": by,
        "people": [p for p, _ in found], "wages": [w for _, w in found],
    }  # fmt: skip
    known = registry.employer_class(employer, obliged.last_day(month))
    if known is None:
        raise CollectionRefused("no_class", month=f"{month:%Y-%m}")
    taken = size or known.size
    source = f"""(select u.person_id, u.wage as base, c.risk_group, c.covid_relief::int as covid,
        coalesce((select (b.receipt_of_law ->> 'labour_intensive')::int from contributions_bill b
          where b.employer_id = %(employer)s and b.month = %(month)s order by b.version desc limit 1), 0) as labour,
        obliged.jht, obliged.jp, 0 as jkp
      from unnest(%(people)s::bigint[], %(wages)s::bigint[]) u(person_id, wage)
      cross join (select * from registry_employerclass c where c.employer_id = %(employer)s
        and c.valid_from <= %(month_end)s and (c.valid_to is null or c.valid_to >= %(month_end)s)
        order by c.valid_from desc limit 1) c
      join {obliged.sizes_sql(month)} on obliged.size = coalesce(%(size)s, c.size) offset 0)"""
    lawful = obliged.assessed_sql(month, source, "src.person_id, src.base as wage")
    less = ", ".join(f"(n.{a} - coalesce(b.{a}, 0))::bigint" for a in PAYABLE)
    total = " + ".join(f"n.{a} - coalesce(b.{a}, 0)" for a in PAYABLE)
    before = ", ".join(f"sum(l.{a})::bigint as {a}" for a in PAYABLE)
    receipt = law.receipt(FORMULA, month) | {
        "size": taken, "risk_group": known.risk_group, "covid_relief": int(known.covid_relief),
        **{k: v for k, v in obliged.flags(taken, month).items() if k != "jkp"},
    }  # fmt: skip
    run(
        "delete from collection_finding where case_id = %(case)s and month = %(month)s and person_id = any(%(people)s)",
        values,
    )
    return run(
        f"""
        insert into collection_finding (case_id, employer_id, office_id, person_id, month, kind, reported, wage,
          {", ".join(PAYABLE)}, total, receipt_of_law, made_by)
        select %(case)s, %(employer)s, %(office)s, n.person_id, %(month)s, %(kind)s, coalesce(b.wage, 0), n.wage,
          {less},
          ({total})::bigint, %(receipt)s::jsonb, %(by)s
        from ({lawful}) n left join (select l.person_id, sum(l.wage)::bigint as wage, {before}
            from contributions_line l join contributions_bill c on c.id = l.bill_id
            where l.month = %(month)s and c.month = %(month)s and c.employer_id = %(employer)s
              and l.person_id = any(%(people)s) group by 1) b on b.person_id = n.person_id
        """,
        values | {"receipt": json.dumps(receipt)},
    )


@act
def demand(case_id: int, note: str = "", *, on: date | None = None, by: int | None = None) -> Step:
    """Send the letter of demand on what was found; the employer has time to answer.

    Raises CollectionRefused: no_case, closed, not_inspection, no_findings (an unregistered employer needs none),
    done_already."""
    on = on or registry.today()
    case = locked(case_id, arrears=False)
    done = steps_of(case_id)
    if "DEMAND" in done:
        raise CollectionRefused("done_already", step="DEMAND", day=done["DEMAND"].day)
    told = rows(
        "select coalesce(sum(total), 0)::bigint as total, count(distinct person_id) as workers,"
        " min(month) as first, max(month) as last from collection_finding where case_id = %s",
        [case_id],
    )[0]
    if not told["workers"] and case.kind != "PWBD":
        raise CollectionRefused("no_findings")
    step = add(
        case, "DEMAND", on, f"case:{case_id}:DEMAND", due_on=reply_by("DEMAND", on), amount=int(told["total"]) or None,
        note=note.strip()[:500], by=by,
        told={"workers": told["workers"], "first": f"{told['first'] or ''}", "last": f"{told['last'] or ''}"},
    )  # fmt: skip
    plan_next(case, on)
    return step


@act
def answer(
    case_id: int, text: str, *, employer_id: int | None = None, on: date | None = None, by: int | None = None
) -> Step:
    """What the employer says; it stays in the case. Raises CollectionRefused: no_case, closed, note_needed."""
    on = on or registry.today()
    case = locked(case_id, employer_id=employer_id)
    nth = case.steps.filter(kind="ANSWER").count() + 1
    step = add(case, "ANSWER", on, f"case:{case_id}:ANSWER:{nth}", note=needed(text, field="text"), by=by)
    plan_next(case, on)
    return step


@act
def conclude(case_id: int, outcome: str, note: str, *, on: date | None = None, by: int | None = None) -> Case:
    """End an inspection: NO_BREACH, REGISTERED, or CORRECTED, which corrects the months found through the acts of
    contributions: new versions, whose differences are billed.

    Raises CollectionRefused: no_case, closed, not_inspection, no_outcome, note_needed, proposal_open (whether the
    employer works no more waits for its decision), no_findings, no_employer; and what contributions refuse."""
    on = on or registry.today()
    case = locked(case_id, arrears=False)
    note = needed(note)
    if outcome not in ("NO_BREACH", "REGISTERED", "CORRECTED"):
        raise CollectionRefused("no_outcome", outcome=outcome)
    nothing_waits(case)  # before months are corrected
    if outcome == "REGISTERED" and case.employer_id is None:
        raise CollectionRefused("no_employer")
    if outcome == "CORRECTED":
        billed = _correct(case, on, by)
        add(case, "CORRECTION", on, f"case:{case_id}:CORRECTION", amount=billed, note=note, by=by)
    close(case, outcome, on, note=note, by=by)
    return case


def _correct(case: Case, on: date, by: int | None) -> int:
    """New versions of the months found; returns the rupiah billed by them."""
    employer = owner(case)
    found = list(Finding.objects.filter(case=case).select_related("person").order_by("month", "person_id"))
    if not found:
        raise CollectionRefused("no_findings")
    _resize(employer, found[0], on)
    billed = 0
    for month in sorted({f.month for f in found}):
        posted = WageReport.objects.filter(employer_id=employer, month=month, status="POSTED").exists()
        if posted:
            report = contributions.correct_month(employer, month, f"Pemeriksaan {case.number}", by=by)
        else:
            report = contributions.open_report(employer, month, by=by)
        listed = {
            r["person_id"]
            for r in rows(
                "select person_id from contributions_wageline where month = %s and report_id = %s", [month, report.pk]
            )
        }
        for f in (f for f in found if f.month == month):
            if f.person_id in listed:
                contributions.set_line(report.pk, f.person_id, wage=f.wage)
            else:
                contributions.add_worker(
                    report.pk, wage=f.wage, nik=f.person.nik, name=f.person.name, birth_date=f.person.birth_date,
                    start_date=month,
                )  # fmt: skip
        contributions.finalise(report.pk, without_refused=True, by=by)
        billed += contributions.post(report.pk, on=on, by=by).total
    return billed


def _resize(employer: int, first: Finding, on: date) -> None:
    """Where another size was found, the firm is classed so from the first month found on."""
    now = registry.employer_class(employer, obliged.last_day(first.month))
    size = first.receipt_of_law["size"]
    if now is None or now.size == size:
        return
    registering.classify_employer(
        employer, size=size, risk_group=now.risk_group, kbli=now.kbli, covid_relief=now.covid_relief,
        labour_industry=now.labour_industry, review_on=on + timedelta(days=730),
        valid_from=max(first.month, now.valid_from), reason="Hasil pemeriksaan",
    )  # fmt: skip


def explain_finding(finding_id: int) -> law.Result | None:
    """The calculation behind a worker's month as found, with its trace."""
    found = Finding.objects.filter(pk=finding_id).first()
    if found is None:
        return None
    facts = found.receipt_of_law
    return law.calc(
        FORMULA,
        found.month,
        {
            "wage": found.wage, "risk_group": facts["risk_group"], "jht": facts["jht"], "jp": facts["jp"], "jkp": 0,
            "covid_relief": facts["covid_relief"], "labour_intensive": 0,
        },
    )  # fmt: skip

"""The ladder of a case: what may be done when, and what it leaves behind."""

from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.db import act, rows, scalar
from lindung.base.format import rupiah
from lindung.collection import owed
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Evidence, Objection, Step
from lindung.collection.services.common import (
    LADDER_STEPS,
    SANCTIONS,
    add,
    ladder,
    locked,
    needed,
    nothing_waits,
    plan_next,
    reply_by,
    steps_of,
)
from lindung.registry import queries as registry

FREE = ("PHONE", "NOTE", "VISIT")
"""Steps that may be taken at any time and again."""


@act
def open_case(employer_id: int, *, on: date | None = None, by: int | None = None) -> Case:
    """The arrears case of an employer: the open one, or a new one where something is overdue.

    Raises CollectionRefused: no_employer, nothing_owed."""
    on = on or registry.today()
    found = rows("select id, name, office_id from registry_employer where id = %s for no key update", [employer_id])
    if not found:
        raise CollectionRefused("no_employer")
    case = Case.objects.filter(employer_id=employer_id, kind="ARREARS", open=True).first()
    if case:
        return case
    from lindung.collection.services.daily import open_due

    open_due(on, employer_id, employer_id, after=0, by=by)
    case = Case.objects.filter(employer_id=employer_id, kind="ARREARS", open=True).first()
    if case is None:
        raise CollectionRefused("nothing_owed")
    return case


@act
def take(case_id: int, officer: int) -> Case:
    """An officer takes a case, or takes it over."""
    case = locked(case_id)
    case.officer = officer
    case.save(update_fields=["officer"])
    return case


@act
def take_step(
    case_id: int, kind: str, *, note: str = "", on: date | None = None, by: int | None = None, **told: Any
) -> Step:
    """Take a step of the ladder, a sanction, or a call or note.

    Reminders follow each other when the time to answer is over; a power of attorney and the hand-over need what the
    law's formulas say; sanctions follow the calendar of PP 86/2013. Raises CollectionRefused: no_case, closed,
    unknown_step, out_of_order, too_early, done_already, not_lawful_yet, note_needed, no_employer."""
    on = on or registry.today()
    case = locked(case_id)
    if kind not in (*LADDER_STEPS, *SANCTIONS, "LIFT", *FREE):
        raise CollectionRefused("unknown_step", step=kind)
    if kind == "FINE":
        from lindung.collection.services.fines import charge_fine

        charge_fine(case_id, on=on, by=by)
        return Step.objects.get(key=f"case:{case_id}:FINE")
    if case.employer_id is None and kind not in FREE:
        raise CollectionRefused("no_employer")
    if kind in FREE or kind in ("INSPECTION", "SKK", "KPKNL", "DENIAL", "LIFT"):
        note = needed(note)
    done = steps_of(case_id)
    if kind not in FREE and kind != "LIFT" and kind in done:
        raise CollectionRefused("done_already", step=kind, day=done[kind].day)
    if kind in LADDER_STEPS:
        _on_ladder(case, kind, done, on)
    elif kind in (*SANCTIONS, "LIFT"):
        told |= _sanction(case, kind, done, on)
    key = f"case:{case_id}:{kind}"
    if kind in FREE or kind == "LIFT":
        key += f":{int(scalar('select count(*) from collection_step where case_id = %s', [case_id]))}"
    step = add(
        case, kind, on, key, due_on=None if kind in ("NOTE", "DENIAL", "LIFT") else reply_by(kind, on),
        amount=case.principal or None, note=note, told=told, by=by,
    )  # fmt: skip
    plan_next(case, on)
    return step


def _on_ladder(case: Case, kind: str, done: dict[str, Step], on: date) -> None:
    if case.kind != "ARREARS" and kind != "VISIT":
        raise CollectionRefused("not_arrears")
    if kind in ("VISIT",):
        return
    order = ladder(on)
    if kind.startswith("SP"):
        before = order[: order.index(kind)]
        missing = [s for s in before if s not in done]
        if missing:
            raise CollectionRefused("out_of_order", step=kind, missing=missing[0])
        last = done[before[-1]] if before else None
        if last and last.due_on and on <= last.due_on:
            raise CollectionRefused("too_early", step=kind, day=last.due_on)
        return
    told = law_says(case, done, on)
    if kind == "INSPECTION":
        return
    if kind == "SKK" and told.values["reminders_left"]:
        raise CollectionRefused("out_of_order", step=kind, missing="SP3")
    if kind == "KPKNL":
        if "SKK" not in done:
            raise CollectionRefused("out_of_order", step=kind, missing="SKK")
        if not told.values["may_hand_over"]:
            why = "; ".join(c["id"] for c in told.details["what_would_change"])
            raise CollectionRefused("not_lawful_yet", step=kind, why=why)


def law_says(case: Case, done: dict[str, Step], on: date) -> law.Result:
    """The law's view of the ladder: what is next, whether the file may be handed over."""
    taken: list[dict[str, int | bool | str | date | None]] = [
        {"step": s, "day": done[s].day} for s in LADDER_STEPS if s in done
    ]
    return law.calc("receivable.handover", on, {"months_in_arrears": case.months, "done": taken})


def sanctions(case: Case, done: dict[str, Step], on: date) -> law.Result | None:
    """The calendar of the administrative sanctions, None before the first warning."""
    if "WARNING_1" not in done:
        return None
    first = done["WARNING_1"].day
    off = registry.holidays(first, on + timedelta(days=120))
    paid = rows(
        "select max(p.day) as on from collection_fine f left join collection_finepayment p on p.fine_id = f.id"
        " where f.case_id = %s group by f.id, f.amount having coalesce(sum(p.amount), 0) >= f.amount",
        [case.pk],
    )
    given: dict[str, Any] = {
        "first_warning": first,
        "holidays": [{"day": d} for d in sorted(off)],
        "second_warning": done["WARNING_2"].day if "WARNING_2" in done else None,
        "complied": done["COMPLIED"].day if "COMPLIED" in done else None,
        "fine_paid": paid[0]["day"] if paid else None,
    }
    return law.calc("sanction.steps", on, {k: v for k, v in given.items() if v is not None})


def _sanction(case: Case, kind: str, done: dict[str, Step], on: date) -> dict[str, Any]:
    if kind == "WARNING_1":
        first = "SP3" if case.kind == "ARREARS" else "DEMAND"
        if first not in done:
            raise CollectionRefused("out_of_order", step=kind, missing=first)
        return {}
    told = sanctions(case, done, on)
    if told is None:
        raise CollectionRefused("out_of_order", step=kind, missing="WARNING_1")
    stage = told.values["stage"]
    if kind == "WARNING_2" and stage < 2:
        raise CollectionRefused("too_early", step=kind, day=told.details["steps"][0]["to"])
    if kind == "DENIAL":
        if "FINE" not in done:
            raise CollectionRefused("out_of_order", step=kind, missing="FINE")
        if not told.values["services_denied"]:
            raise CollectionRefused("too_early", step=kind, day=told.details["steps"][2]["to"])
        return {"services": told.details["services"]}
    if kind == "LIFT" and "DENIAL" not in done:
        raise CollectionRefused("out_of_order", step=kind, missing="DENIAL")
    return {}


@act
def add_evidence(case_id: int, file_id: int, note: str, *, on: date | None = None, by: int | None = None) -> Evidence:
    """Put a stored file into a case. Raises CollectionRefused: no_case, closed, note_needed."""
    case, day = locked(case_id), on or registry.today()
    made, new = Evidence.objects.get_or_create(
        case=case, file_id=file_id,
        defaults={"employer_id": case.employer_id, "office_id": case.office_id, "note": needed(note)[:300], "day": day,
                  "made_by": by},
    )  # fmt: skip
    if new:
        add(case, "EVIDENCE", day, f"evidence:{made.pk}", note=made.note, told={"file": file_id}, by=by)
    return made


@act
def object_to_month(
    employer_id: int, month: date, reason: str, *, on: date | None = None, by: int | None = None
) -> Objection:
    """The employer says that a month's arrears are wrong. Collection goes on for the other months.

    Raises CollectionRefused: reason_needed, month (nothing overdue there), objection_open, nothing_owed."""
    on = on or registry.today()
    text = needed(reason, "reason_needed", "reason")
    case = locked(open_case(employer_id, on=on).pk)
    owed.fill(on, "x.employer_id = %(employer)s", {"employer": employer_id})
    if not scalar(f"select exists (select 1 from {owed.TABLE} where month = %s and late > 0)", [month]):
        raise CollectionRefused("month", field="month", month=f"{month:%Y-%m}")
    if Objection.objects.filter(case=case, month=month, answered_on=None).exists():
        raise CollectionRefused("objection_open", field="month", month=f"{month:%Y-%m}")
    made = Objection.objects.create(
        case=case, employer_id=employer_id, office_id=case.office_id, month=month, reason=text, made_on=on, made_by=by
    )
    add(case, "OBJECTION", on, f"objection:{made.pk}", note=text, told={"month": f"{month}"}, by=by)
    plan_next(case, on)
    return made


@act
def answer_objection(
    objection_id: int, accepted: bool, answer: str, *, on: date | None = None, by: int | None = None
) -> Objection:
    """An officer answers; an accepted objection is followed by a correction of the month, made by the usual act."""
    on = on or registry.today()
    found = Objection.objects.select_for_update().filter(pk=objection_id, answered_on=None).first()
    if found is None:
        raise CollectionRefused("no_objection")
    found.answer, found.accepted = needed(answer, "reason_needed", "answer"), accepted
    found.answered_on, found.answered_by = on, by
    found.save()
    case = Case.objects.select_for_update().get(pk=found.case_id)
    add(
        case, "OBJECTION_ANSWERED", on, f"objection:{found.pk}:answer", note=found.answer,
        told={"month": f"{found.month}", "accepted": accepted}, by=by,
    )  # fmt: skip
    if case.open:
        plan_next(case, on)
    return found


def close(case: Case, outcome: str, on: date, *, note: str = "", by: int | None = None) -> None:
    """End a case; its steps stay. Raises CollectionRefused: proposal_open (something in it waits for a word)."""
    nothing_waits(case)
    if case.kind != "ARREARS" or outcome == "PAID":
        add(case, "COMPLIED", on, f"case:{case.pk}:COMPLIED", by=by)
    add(case, "CLOSED", on, f"case:{case.pk}:CLOSED", note=note, told={"outcome": outcome}, by=by)
    case.open, case.outcome, case.closed_on, case.next_step, case.next_on = False, outcome, on, "", None
    case.save()


def money(amount: int) -> str:
    """For refusals."""
    return rupiah(amount)

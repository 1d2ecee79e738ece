"""Cases recorded with their amounts, top-ups after late contributions, appeals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lindung.base.db import act, fetch
from lindung.claims import moves, once
from lindung.claims.balance import balances
from lindung.claims.clocks import local_day
from lindung.claims.compose import COMPONENTS
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Appeal, Claim, Decision
from lindung.claims.services.again import death_claims
from lindung.claims.services.booking import PAYABLE
from lindung.claims.services.common import (
    Draft,
    Submitted,
    days_to_pay,
    event,
    first_refusal,
    known_requests,
    locked,
    now,
    open_claims,
)
from lindung.claims.services.submit import open_already
from lindung.claims.settings import APPEAL_ANSWER_DAYS, APPEAL_FILE_DAYS
from lindung.claims.topping import new_work

UNITS = ("CLAIM", "CHILD")


@dataclass(frozen=True)
class Recorded:
    """A case whose rules are not computed here yet: amounts as decided, whole rupiah per component of `COMPONENTS`.

    `unit` says what `units` counts: CLAIM, or CHILD for scholarships. `payee` is who is paid (default: the member).
    `further`: in what it differs from another case of the same benefit (never of a death's own).
    """

    programme: str
    ground: str
    person_id: int
    components: Mapping[str, int]
    event_on: date
    units: int = 1
    unit: str = "CLAIM"
    payee: str = ""
    further: str = ""
    account_id: int | None = None
    employer_id: int | None = None
    office_id: int | None = None
    channel: str = "BRANCH"
    client_key: str | None = None
    at: datetime | None = None
    by: int | None = None


@act
def record_claim(case: Recorded) -> Submitted:
    """Record one case; it is decided, approved and paid like any other, and its trace says that no rule was applied.

    Raises ClaimRefused: no_person, components_empty, unit_unknown, no_fund_account, key_reused,
    recorded_before.
    """
    made: Submitted = first_refusal(record_many([case])[0])
    return made


@act
def record_many(cases: Sequence[Recorded]) -> list[Submitted | ClaimRefused]:
    """Record many cases; per case its receipt, or why it was refused."""
    results: list[Submitted | ClaimRefused | None] = [None] * len(cases)
    before = known_requests([(c.client_key, c.person_id, c.programme, c.ground) for c in cases])
    names = dict(
        fetch("select id, name from registry_person where id = any(%s)", [sorted({c.person_id for c in cases})])
    )
    moment = now()
    drafts: list[tuple[int, Draft]] = []
    once.hold_people(list(names))
    twice = once.entered_before([part for n, case in enumerate(cases) for part in _entered(n, case, names)])
    inside: set[once.Entered] = set()
    for n, case in enumerate(cases):
        if case.client_key and case.client_key in before:
            results[n] = before[case.client_key]
        elif case.person_id not in names:
            results[n] = ClaimRefused("no_person", field="person_id")
        elif problem := _problem(case):
            results[n] = problem
        elif n in twice:
            results[n] = ClaimRefused("recorded_before", field="further", number=twice[n])
        elif not case.further and not inside.isdisjoint(_entered(0, case, names)):
            results[n] = ClaimRefused("recorded_before", field="further", number="…")
        else:
            inside |= set(_entered(0, case, names))
            drafts.append((n, _draft(case, names[case.person_id], moment)))
    for (n, _), receipt in zip(drafts, open_claims([d for _, d in drafts]), strict=True):
        results[n] = receipt
    return [r for r in results if r is not None]


def _entered(n: int, case: Recorded, names: Mapping[int, str]) -> list[once.Entered]:
    payee = case.payee or names.get(case.person_id, "")
    return [
        once.Entered(n, 0, case.person_id, case.programme, case.ground, name, case.event_on, payee, bool(case.further))
        for name in case.components
        if name in (*once.DEATH, *once.ONCE_A_DAY, *once.ONCE)
    ]


def _problem(case: Recorded) -> ClaimRefused | None:
    if case.programme not in PAYABLE:
        return ClaimRefused("no_fund_account", field="programme", programme=case.programme)
    if case.programme == "JHT":  # a member's own savings are never paid without the account
        return ClaimRefused("no_fund_account", field="programme", programme="JHT")
    amounts = case.components
    if not amounts or any(c not in COMPONENTS or a <= 0 for c, a in amounts.items()):
        return ClaimRefused("components_empty", field="components")
    if case.unit not in UNITS or case.units < 1:
        return ClaimRefused("unit_unknown", field="unit", unit=case.unit)
    return None


def _draft(case: Recorded, name: str, moment: datetime) -> Draft:
    at = case.at or moment
    return Draft(
        person_id=case.person_id,
        programme=case.programme,
        ground=case.ground,
        basis="RECORDED",
        event_on=case.event_on,
        at=at,
        channel=case.channel,
        claimant_name=name,
        facts={"components": dict(case.components), "payee": case.payee or name}
        | ({"further": case.further[:200]} if case.further.strip() else {}),
        due_days=days_to_pay(case.programme, local_day(at)),
        account_id=case.account_id,
        employer_id=case.employer_id,
        office_id=case.office_id,
        client_key=case.client_key,
        units=case.units,
        unit=case.unit,
        by=case.by,
    )


@act
def top_up(person_id: int, *, channel: str = "BRANCH", by: int | None = None, at: datetime | None = None) -> Submitted:
    """Open the top-up of a paid JHT claim for contributions that arrived after it; no papers, complete at once.

    Raises ClaimRefused: no_claim (nothing paid before), already_open, top_up_unpaid, top_up_nothing, top_up_new_work
    (the account holds contributions of work after the claim: a new claim says on what ground).
    """
    last = (
        Claim.objects.select_for_update()
        .filter(
            person_id=person_id, programme="JHT", basis="RULED", decisions__kind="AWARD", decisions__status="APPROVED"
        )
        .order_by("-id")
        .first()
    )
    if last is None or last.ground.startswith("PARTIAL"):
        raise ClaimRefused("no_claim")
    if busy := open_already([person_id]):
        if last.status != Claim.Status.COMPLETED:
            raise ClaimRefused("top_up_unpaid", number=last.number)
        raise ClaimRefused("already_open", programme="JHT", number=busy[person_id])
    moment = at or now()
    if balances([person_id], local_day(moment))[person_id].total <= 0:
        raise ClaimRefused("top_up_nothing", number=last.number)
    if new_work(person_id, last.ground, last.event_on):
        raise ClaimRefused("top_up_new_work", number=last.number)
    since = str(last.facts.get("entitled_on") or local_day(last.submitted_at).isoformat())
    draft = Draft(
        person_id=person_id,
        programme="JHT",
        ground=last.ground,
        basis="RULED",
        event_on=last.event_on,
        at=moment,
        channel=channel,
        claimant_name=last.claimant_name,
        claimant_relation=last.claimant_relation,
        facts={"entitled_on": since, "top_up_of": last.number},
        due_days=days_to_pay("JHT", local_day(moment)),
        account_id=last.account_id,
        office_id=last.office_id,
        follows_id=last.id,
        by=by,
    )
    return open_claims([draft])[0]


@act
def appeal(decision_id: int, text: str, *, by: int | None = None, at: datetime | None = None) -> Appeal:
    """Object to an approved decision. It has its own clock and holds nothing up that is not disputed.

    Raises ClaimRefused: no_decision, decision_not_final, reason_needed, appeal_late, appeal_open.
    """
    decision = Decision.objects.select_for_update().filter(id=decision_id).first()
    if decision is None:
        raise ClaimRefused("no_decision")
    if decision.status != Decision.Status.APPROVED or decision.approved_at is None:
        raise ClaimRefused("decision_not_final")
    if not text.strip():
        raise ClaimRefused("reason_needed", field="text", what="keberatan Anda / your objection")
    moment = at or now()
    last = appeal_until(decision)
    if local_day(moment) > last:
        raise ClaimRefused("appeal_late", day=last)
    if Appeal.objects.filter(decision=decision, answered_at__isnull=True).exists():
        raise ClaimRefused("appeal_open")
    made = Appeal.objects.create(
        claim_id=decision.claim_id,
        decision=decision,
        person_id=decision.person_id,
        office_id=decision.office_id,
        text=text[:2000],
        due_on=local_day(moment) + timedelta(days=APPEAL_ANSWER_DAYS.value),
        made_at=moment,
    )
    event(locked(decision.claim_id), "APPEALED", moment, by=by)
    return made


def appeal_until(decision: Decision) -> date:
    """The last day to appeal, by the setting the decision was made under."""
    assert decision.approved_at is not None
    days = (decision.trace.get("settings") or {}).get(APPEAL_FILE_DAYS.id, APPEAL_FILE_DAYS.value)
    return local_day(decision.approved_at) + timedelta(days=int(days))


@act
def answer_appeal(appeal_id: int, answer: str, by: int, *, upheld: bool = False, at: datetime | None = None) -> Appeal:
    """Answer an appeal; never by those who proposed or approved. `upheld` reopens a rejected claim for a new decision.

    Raises ClaimRefused: no_decision, appeal_answered, appeal_same_person, reason_needed, already_open.
    """
    found = Appeal.objects.select_for_update().select_related("decision").filter(id=appeal_id).first()
    if found is None:
        raise ClaimRefused("no_decision")
    if found.answered_at is not None:
        raise ClaimRefused("appeal_answered")
    if by in (found.decision.proposed_by, found.decision.approved_by):
        raise ClaimRefused("appeal_same_person", field="by")
    if not answer.strip():
        raise ClaimRefused("reason_needed", field="answer", what="jawaban / the answer")
    moment = at or now()
    found.answer, found.answered_by, found.answered_at = answer[:2000], by, moment
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    claim = locked(found.claim_id)
    if upheld and claim.status == Claim.Status.COMPLETED and claim.outcome == Claim.Outcome.REJECTED:
        other = open_already([claim.person_id], claim.programme)
        if claim.person_id in other:
            raise ClaimRefused("already_open", programme=claim.programme, number=other[claim.person_id])
        for one in death_claims(claim.person_id) if claim.ground == "DEATH" else ():
            if one.programme == claim.programme == "JKM":
                raise ClaimRefused("decided_already", number=claim.number, other=one.number)
        claim.status, claim.outcome, claim.completed_at = Claim.Status.IN_PROGRESS, "", None
        claim.move, claim.move_reason = Claim.Move.US, moves.why("decide")
        claim.save(update_fields=["status", "outcome", "completed_at", "move", "move_reason"])
    event(claim, "APPEAL_ANSWERED", moment, by=by)
    return found

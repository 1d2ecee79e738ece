"""Submitting claims, one or many, and taking a returned one up again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from lindung.base.db import act, fetch
from lindung.claims import facts, verdict
from lindung.claims.clocks import local_day
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim
from lindung.claims.services.common import (
    Draft,
    Paper,
    Submitted,
    event,
    first_refusal,
    known_requests,
    locked,
    move,
    now,
    open_claims,
)


@dataclass(frozen=True)
class NewClaim:
    """A JHT request. `stopped_on` matters only for grounds no employer reports (disability, leaving Indonesia).

    `files`: paper code -> stored file; `shown`: codes of papers an officer has seen at the counter. `insist` asks for a
    formal decision although the check says no. `at` is the moment of submission (default now).
    """

    person_id: int
    ground: str
    client_key: str | None = None
    account_id: int | None = None
    stopped_on: date | None = None
    channel: str = "PORTAL"
    claimant_name: str = ""
    claimant_relation: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    insist: bool = False
    at: datetime | None = None
    office_id: int | None = None
    by: int | None = None


@act
def submit_jht(request: NewClaim) -> Submitted:
    """Submit one JHT claim; the same `client_key` again gives the same receipt.

    Raises ClaimRefused: no_person, ground_unknown, key_reused, already_open, not_entitled (unless `insist`),
    no_balance, not_dead, account_*.
    """
    result: Submitted = first_refusal(submit_many([request])[0])
    return result


@act
def submit_many(requests: Sequence[NewClaim]) -> list[Submitted | ClaimRefused]:
    """Submit many JHT claims at once; per request its receipt, or why it was refused. Refused ones leave no trace."""
    results: list[Submitted | ClaimRefused | None] = [None] * len(requests)
    before = known_requests([(r.client_key, r.person_id, "JHT", r.ground) for r in requests])
    moment = now()
    fresh = []
    for n, request in enumerate(requests):
        if request.client_key in before:
            results[n] = before[request.client_key]
        elif request.ground not in verdict.GROUNDS:
            results[n] = ClaimRefused("ground_unknown", field="ground", ground=request.ground)
        else:
            fresh.append((n, request if request.at else replace(request, at=moment)))
    days = [local_day(r.at) for _, r in fresh if r.at]
    found = facts.collect([facts.Asked(r.person_id, r.ground, day) for (_, r), day in zip(fresh, days, strict=True)])
    busy = open_already([r.person_id for _, r in fresh])
    funds = _with_balance([r.person_id for _, r in fresh], days)
    accounts = accounts_of([r.account_id for _, r in fresh if r.account_id])
    drafts: list[tuple[int, Draft]] = []
    seen: set[str] = set()
    for (n, request), day, known in zip(fresh, days, found, strict=True):
        if request.client_key and request.client_key in seen:
            results[n] = ClaimRefused("key_reused", field="client_key", key=request.client_key)
            continue
        draft = _draft(request, day, known, busy, funds, accounts)
        if isinstance(draft, ClaimRefused):
            results[n] = draft
            continue
        seen |= {request.client_key} if request.client_key else set()
        drafts.append((n, draft))
        busy[request.person_id] = "…"
    for (n, _), receipt in zip(drafts, open_claims([d for _, d in drafts]), strict=True):
        results[n] = receipt
    return [r for r in results if r is not None]


def _draft(
    request: NewClaim,
    day: date,
    known: facts.Facts | None,
    busy: Mapping[int, str],
    funds: frozenset[tuple[int, date]],
    accounts: Mapping[int, "Account"],
) -> Draft | ClaimRefused:
    if known is None:
        return ClaimRefused("no_person", field="person_id")
    if request.person_id in busy:
        return ClaimRefused("already_open", programme="JHT", number=busy[request.person_id])
    if request.ground == "DEATH" and known.died_on is None:
        return ClaimRefused("not_dead", field="ground")
    if request.account_id and request.ground != "DEATH":
        account = accounts.get(request.account_id)
        if account is None or account.person_id != request.person_id or account.relative_id is not None:
            return ClaimRefused("account_foreign", field="account_id", name=known.name)
        if account.ended_on and account.ended_on <= day:
            return ClaimRefused("account_ended", field="account_id", account=account.number)
    answer = verdict.jht(known, request.ground, day, request.stopped_on)
    if not answer.entitled and not request.insist:
        return ClaimRefused(
            "not_entitled",
            field="ground",
            why_id=verdict.sentence(answer, "id"),
            why_en=verdict.sentence(answer, "en"),
            change_id=verdict.change(answer, "id"),
            change_en=verdict.change(answer, "en"),
        )
    if answer.entitled and (request.person_id, day) not in funds:
        return ClaimRefused("no_balance", day=day)
    event_on = verdict.event_date(known, request.ground, request.stopped_on) or day
    return Draft(
        person_id=request.person_id,
        programme="JHT",
        ground=request.ground,
        basis="RULED",
        event_on=event_on,
        at=request.at or now(),
        channel=request.channel,
        claimant_name=request.claimant_name or known.name,
        claimant_relation=request.claimant_relation,
        facts={"insist": True} if not answer.entitled else {},
        papers=[_given(p, request.files, request.shown) for p in papers_of(answer, known)],
        due_days=answer.deadline,
        account_id=request.account_id,
        office_id=request.office_id,
        client_key=request.client_key,
        by=request.by,
    )


@act
def resubmit(claim_id: int, *, by: int | None = None, at: datetime | None = None) -> Submitted:
    """Take a returned claim up again under its number; what it held is all still there.

    Raises ClaimRefused: no_claim, not_returned, already_open.
    """
    claim = locked(claim_id)
    if claim.outcome != Claim.Outcome.RETURNED or claim.status != Claim.Status.COMPLETED:
        raise ClaimRefused("not_returned", number=claim.number)
    other = open_already([claim.person_id], claim.programme)
    if claim.person_id in other:
        raise ClaimRefused("already_open", programme=claim.programme, number=other[claim.person_id])
    from lindung.claims.services.documents import reckon

    claim.completed_at = None
    claim.complete_at = None
    claim.save(update_fields=["completed_at", "complete_at"])
    moment = at or now()
    move(claim, "SUBMITTED", "US", "check", outcome="")
    event(claim, "RESUBMITTED", moment, by=by)
    missing = reckon(claim, moment, by)
    return Submitted(claim.id, claim.number, claim.due_on, not missing, missing, new=False)


# ---- helpers


def papers_of(answer: verdict.Verdict, known: facts.Facts) -> list[Paper]:
    """The papers the law asks for, once, those we hold already marked: nobody brings what the institution has."""
    stop = known.stop
    reported = stop is not None and bool(stop.employer)
    held = {
        "CARD": known.has_card,
        "ID": known.nik_verified,
        "REFERENCE_LETTER": reported,
        "STOP_PROOF": reported,
        "LAYOFF_PROOF": reported and stop is not None and stop.reason == "TERMINATED",
        "CONTRACT": reported and stop is not None and stop.reason == "CONTRACT_END",
        "WORK_STATEMENT": bool(known.running),
    }
    return [
        Paper(d["code"], d["title"]["id"], d["title"]["en"], held=held.get(d["code"], False)) for d in answer.documents
    ]


def _given(paper: Paper, files: Mapping[str, int], shown: frozenset[str]) -> Paper:
    return replace(paper, held=paper.held or paper.code in shown, file_id=files.get(paper.code))


def open_already(person_ids: Sequence[int], programme: str = "JHT") -> dict[int, str]:
    """The number of the running claim of each person for a programme, where there is one."""
    return dict(
        fetch(
            "select person_id, number from claims_claim where person_id = any(%s) and programme = %s"
            " and basis = 'RULED' and status <> 'COMPLETED'",
            [sorted(set(person_ids)), programme],
        )
    )


@dataclass(frozen=True)
class Account:
    """A bank account a payment may go to."""

    id: int
    person_id: int
    relative_id: int | None
    bank_id: str
    number: str
    holder_name: str
    usable_from: date
    ended_on: date | None


def accounts_of(account_ids: Sequence[int]) -> dict[int, Account]:
    """Bank accounts by id."""
    return {
        row[0]: Account(*row)
        for row in fetch(
            "select id, person_id, relative_id, bank_id, number, holder_name, usable_from, ended_on"
            " from registry_bankaccount where id = any(%s)",
            [sorted(set(account_ids))],
        )
    }


def _with_balance(person_ids: Sequence[int], days: Sequence[date]) -> frozenset[tuple[int, date]]:
    """The (person, day) pairs with anything in the JHT account at the end of the day."""
    if not person_ids:
        return frozenset()
    return frozenset(
        (person, day)
        for person, day in fetch(
            "select a.person_id, a.day from unnest(%s::bigint[], %s::date[]) a(person_id, day)"
            " join ledger_memberposting m on m.person_id = a.person_id and m.booked_on <= a.day and m.account_id = 330"
            " group by 1, 2 having sum(m.amount) > 0",
            [list(person_ids), list(days)],
        )
    )


def known_ground(ground: str) -> None:
    if ground not in verdict.GROUNDS:
        raise ClaimRefused("ground_unknown", field="ground", ground=ground)

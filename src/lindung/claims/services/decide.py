"""Decisions of the second person: approved, booked and turned into payment orders, or sent back; claims withdrawn.

`approve_many` is the text; the single act is a list of one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lindung.base.db import act, fetch, run
from lindung.claims import moves, once
from lindung.claims.clocks import local_day
from lindung.claims.compose import Composed, compose
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim, Decision
from lindung.claims.services.again import waiting_reports
from lindung.claims.services.booking import book, make_orders
from lindung.claims.services.common import event, events, first_refusal, locked, move, now
from lindung.claims.services.correct import after, carry_out
from lindung.claims.services.propose import claim_rows
from lindung.claims.tables import fresh_statistics


@dataclass(frozen=True)
class Approved:
    """An approved decision: its entry in the books and how many payees can and cannot be paid yet."""

    decision_id: int
    claim_id: int
    kind: str
    entry_id: int | None = None
    orders: int = 0
    without_account: tuple[str, ...] = ()


@act
def approve(decision_id: int, by: int, *, at: datetime | None = None, on: date | None = None) -> Approved:
    """Approve a proposal: the facts are read again and must give the same, then it is booked and payments are ordered.

    Raises ClaimRefused: no_decision, not_proposed, same_person, facts_changed, decided_already, report_open,
    payment_at_bank, books_lack_balance, no_fund_account.
    """
    made: Approved = first_refusal(approve_many([decision_id], by, at=at, on=on)[0])
    return made


@act
def approve_many(
    decision_ids: Sequence[int], by: int, *, at: datetime | None = None, on: date | None = None
) -> list[Approved | ClaimRefused]:
    """Approve many proposals; per decision the result, or why it could not be approved. `on` is the day of booking."""
    moment = at or now()
    day = on or local_day(moment)
    once.hold_people(
        [p for (p,) in fetch("select person_id from claims_decision where id = any(%s)", [sorted(set(decision_ids))])]
    )
    found = {
        row[0]: row[1:]
        for row in fetch(
            "select id, claim_id, status, proposed_by, kind, trace, reasons, gross, correction from"
            " claims_decision where id = any(%s)"
            " order by id for update",
            [sorted(set(decision_ids))],
        )
    }
    refused: dict[int, ClaimRefused] = {}
    for decision_id in decision_ids:
        if decision_id not in found:
            refused[decision_id] = ClaimRefused("no_decision")
        elif found[decision_id][1] != "PROPOSED":
            refused[decision_id] = ClaimRefused("not_proposed")
        elif found[decision_id][2] == by:
            refused[decision_id] = ClaimRefused("same_person", field="by")
    wanted = {d: found[d] for d in dict.fromkeys(decision_ids) if d not in refused}
    awards = {d: row for d, row in wanted.items() if row[3] == "AWARD" and not row[7]}
    corrections = {d: row for d, row in wanted.items() if row[7]}
    asked = waiting_reports([row[0] for row in (awards | corrections).values()])
    for d, row in (awards | corrections).items():
        if row[0] in asked:
            refused[d] = asked[row[0]]
    same, changed = _still_true({d: row for d, row in awards.items() if d not in refused}, day)
    refused |= changed
    booked = book(same, day, by)
    refused |= booked.refused
    entries: dict[int, int] = dict(booked.entries)
    for d, row in corrections.items():
        if d not in refused:
            try:
                with transaction.atomic():
                    entries[d] = carry_out(d, row[0], unpacked(row[4]), by, moment, day)
            except ClaimRefused as problem:
                refused[d] = problem
    good = [d for d in wanted if d not in refused]
    run(
        "update claims_decision d set status = 'APPROVED', approved_by = %s, approved_at = %s, entry_id = x.entry_id"
        " from unnest(%s::bigint[], %s::bigint[]) x(id, entry_id) where d.id = x.id",
        [by, moment, good, [entries.get(d) or None for d in good]],
    )
    ordered = make_orders([d for d in good if d in awards], day)
    fresh_statistics(len(ordered))
    results: dict[int, Approved] = {}
    happened = []
    for decision_id in good:
        claim_id, _, _, kind, *_ = wanted[decision_id]
        if decision_id in corrections:
            ordered[decision_id] = after(decision_id, claim_id, by, moment, day)
        orders, lacking = ordered.get(decision_id, (0, ()))
        results[decision_id] = Approved(
            decision_id, claim_id, kind, entries.get(decision_id) or None, orders, tuple(lacking)
        )
        if decision_id in awards:
            happened.append((claim_id, "AWARDED", "CLAIMANT" if lacking and not orders else "US", "", True, moment, by))
    events(happened)
    _after_awards([results[d] for d in good if d in awards])
    for decision_id in good:
        if decision_id not in awards and decision_id not in corrections:
            _close(results[decision_id], wanted[decision_id][5], moment, by)
    return [refused[d] if d in refused else results[d] for d in decision_ids]


def unpacked(value: Any) -> Any:
    """JSON as the database or its driver hands it over."""
    return json.loads(value) if isinstance(value, str) else value


def _still_true(
    awards: Mapping[int, tuple[Any, ...]], day: date
) -> tuple[dict[int, Composed], dict[int, ClaimRefused]]:
    """The awards composed again on the day of booking: those with the same result, and refusals for the others."""
    rows = claim_rows([row[0] for row in awards.values()])
    traces = {d: unpacked(row[4]) for d, row in awards.items()}
    same: dict[int, Composed] = {}
    changed: dict[int, ClaimRefused] = {}
    groups: dict[tuple[str, ...], list[int]] = {}
    for d in awards:
        only = tuple(sorted({p[0] for p in traces[d]["parts"]})) if traces[d]["amounts"]["rest"] else ()
        groups.setdefault(only, []).append(d)
    late_fees = {d for d in awards if traces[d].get("late_fee")}
    stored = {awards[d][0]: traces[d] for d in awards}

    def again_of(members: Sequence[int], only: Sequence[str]) -> list[Composed]:
        return compose([rows[awards[d][0]] for d in members], day, only, stored)

    for only, members in groups.items():
        ordinary = [d for d in members if d not in late_fees]
        for d, again in zip(ordinary, again_of(ordinary, only), strict=True):
            if again.problem is None and again.kind == "AWARD" and again.same_result(traces[d]):
                same[d] = again
            elif again.problem is not None and again.problem.code == "decided_already":
                changed[d] = again.problem
            elif "DECIDED_ALREADY" in again.reasons:
                other = ", ".join(sorted(set(again.trace["facts"]["elsewhere"].values())))
                changed[d] = ClaimRefused("decided_already", number=again.claim.number, other=other)
            else:
                was, now_ = traces[d]["amounts"]["net"], again.net
                changed[d] = ClaimRefused("facts_changed", number=again.claim.number, what=f"Rp{was:,} → Rp{now_:,}")
    for d in late_fees:  # rests on a payment that has happened: nothing can change
        same[d] = Composed(rows[awards[d][0]], gross=int(awards[d][6]), trace=traces[d])
    return same, changed


def _after_awards(results: Sequence[Approved]) -> None:
    """Whose move it is after awards: ours to pay, or the payee's who has no account yet."""
    paying = [r.claim_id for r in results if r.orders]
    run(
        "update claims_claim set status = 'IN_PROGRESS', move = 'US', move_reason = %s where id = any(%s)",
        [moves.why("pay"), paying],
    )
    for result in results:
        if not result.orders:
            run(
                "update claims_claim set status = 'ON_HOLD', move = 'CLAIMANT', move_reason = %s where id = %s",
                [moves.why("account", moves.listed(result.without_account)), result.claim_id],
            )


def _close(result: Approved, reasons: Any, at: datetime, by: int) -> None:
    """Complete a returned or rejected claim."""
    listed = json.loads(reasons) if isinstance(reasons, str) else reasons
    claim = locked(result.claim_id)
    claim.completed_at = at
    claim.save(update_fields=["completed_at"])
    if result.kind == "RETURN":
        text = "; ".join(r["note"] or r["text"]["id"] for r in listed)
        move(claim, "COMPLETED", "CLAIMANT", moves.why("returned", text), outcome="RETURNED")
        event(claim, "RETURNED", at, by=by)
    else:
        move(claim, "COMPLETED", "NOBODY", moves.why("done"), outcome="REJECTED")
        event(claim, "REJECTED", at, by=by)


@act
def send_back(decision_id: int, by: int, reason: str, *, at: datetime | None = None) -> None:
    """The approver sends a proposal back with a reason; the claim goes on, a new version can be proposed.

    Raises ClaimRefused: no_decision, not_proposed, same_person, reason_needed.
    """
    decision = Decision.objects.select_for_update().filter(id=decision_id).first()
    if decision is None:
        raise ClaimRefused("no_decision")
    if decision.status != Decision.Status.PROPOSED:
        raise ClaimRefused("not_proposed")
    if decision.proposed_by == by:
        raise ClaimRefused("same_person", field="by")
    if not reason.strip():
        raise ClaimRefused("reason_needed", field="reason", what="pengembalian usulan / sending back")
    moment = at or now()
    decision.status, decision.approved_by, decision.approved_at = Decision.Status.SENT_BACK, by, moment
    decision.save(update_fields=["status", "approved_by", "approved_at"])
    claim = locked(decision.claim_id)
    if not decision.correction:  # what was decided stands as it did
        move(claim, "IN_PROGRESS", "US", moves.why("redo", reason))
    event(claim, "SENT_BACK", moment, by=by, note=reason, public=False)


@act
def withdraw(claim_id: int, *, by: int | None = None, note: str = "", at: datetime | None = None) -> Claim:
    """The claimant takes the claim back; the right is not lost. Raises ClaimRefused: no_claim, completed, has_award."""
    claim = locked(claim_id)
    if claim.status == Claim.Status.COMPLETED and claim.outcome != Claim.Outcome.RETURNED:
        raise ClaimRefused("completed", number=claim.number)
    if claim.decisions.filter(status="APPROVED", kind="AWARD").exists():
        raise ClaimRefused("has_award", number=claim.number)
    moment = at or now()
    claim.decisions.filter(status="PROPOSED").update(status="SENT_BACK")
    claim.completed_at = moment
    claim.save(update_fields=["completed_at"])
    move(claim, "COMPLETED", "NOBODY", moves.why("done"), outcome="WITHDRAWN")
    event(claim, "WITHDRAWN", moment, by=by, note=note)
    return claim

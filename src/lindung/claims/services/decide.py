"""Decisions: proposed from the facts by one person, approved by another, booked and turned into payment orders.

`propose_many` and `approve_many` are the text; the single acts are lists of one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lindung.base.db import act, run
from lindung.claims import moves
from lindung.claims.clocks import local_day
from lindung.claims.compose import ClaimRow, Composed, compose
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim, Decision
from lindung.claims.reasons import BY_CODE
from lindung.claims.services.booking import book, make_orders
from lindung.claims.services.common import event, events, first_refusal, locked, move, now
from lindung.claims.tables import fetch, fresh_statistics, ids, stage


@dataclass(frozen=True)
class Proposed:
    """A decision waiting for the second person, whole rupiah."""

    decision_id: int
    claim_id: int
    kind: str
    gross: int
    tax: int
    net: int


@dataclass(frozen=True)
class Approved:
    """An approved decision: its entry in the books and how many payees can and cannot be paid yet."""

    decision_id: int
    claim_id: int
    kind: str
    entry_id: int | None = None
    orders: int = 0
    without_account: tuple[str, ...] = ()


# ---- proposing


@act
def propose(
    claim_id: int,
    by: int,
    *,
    kind: str | None = None,
    reasons: Sequence[str] = (),
    note: str = "",
    deviation: str = "",
    only: Sequence[str] = (),
    at: datetime | None = None,
    on: date | None = None,
) -> Proposed:
    """Propose the decision of one claim. Without `kind` it is what the rules give (an award or a rejection).

    `kind` RETURN or REJECT needs `reasons` of the catalogue; departing from the rules needs a `deviation` text.
    `only` awards some components first (("FUNERAL",) of a death benefit). Amounts are never typed in.
    Raises ClaimRefused: no_claim, completed, already_proposed, file_incomplete, reason_*, deviation_needs_reason,
    not_positive, nothing_left, no_balance.
    """
    chosen = (kind, tuple(reasons), note, deviation) if kind else None
    made: Proposed = first_refusal(_propose([claim_id], by, at, on, only, chosen)[0])
    return made


@act
def propose_many(
    claim_ids: Sequence[int], by: int, *, at: datetime | None = None, on: date | None = None
) -> list[Proposed | ClaimRefused]:
    """Propose what the rules give for many claims; per claim the proposal, or why there is none."""
    return _propose(claim_ids, by, at, on, (), None)


@act
def return_many(
    claim_ids: Sequence[int], by: int, reasons: Sequence[str], note: str = "", *, at: datetime | None = None
) -> list[Proposed | ClaimRefused]:
    """Propose to return many claims for completion, all for the same `reasons` of the catalogue; per claim the
    proposal,
    or why there is none."""
    return _propose(claim_ids, by, at, None, (), ("RETURN", tuple(reasons), note, ""))


def _propose(
    claim_ids: Sequence[int],
    by: int,
    at: datetime | None,
    on: date | None,
    only: Sequence[str],
    chosen: tuple[str, tuple[str, ...], str, str] | None,
) -> list[Proposed | ClaimRefused]:
    moment = at or now()
    day = on or local_day(moment)
    rows = claim_rows(claim_ids)
    state = _state(claim_ids)
    refused: dict[int, ClaimRefused] = {}
    for claim_id in claim_ids:
        problem = _may_propose(rows.get(claim_id), state.get(claim_id), chosen, only)
        if problem:
            refused[claim_id] = problem
    todo = [rows[c] for c in dict.fromkeys(claim_ids) if c not in refused]
    composed = {result.claim.id: result for result in compose(todo, day, only)}
    decisions: list[tuple[Any, ...]] = []
    parts: list[tuple[Any, ...]] = []
    proposals: dict[int, Proposed] = {}
    for result, decision_id in zip(composed.values(), ids("claims_decision", len(composed)), strict=True):
        claim = result.claim
        kind, reasons, deviation = result.kind, [BY_CODE[c].as_dict() for c in result.reasons], ""
        gross, tax = result.gross, result.tax
        if chosen:
            kind, codes, note, deviation = chosen
            reasons = [BY_CODE[c].as_dict(note) for c in codes]
            if kind != "AWARD":
                gross = tax = 0
            if kind != result.kind and kind != "RETURN" and not deviation.strip():
                refused[claim.id] = ClaimRefused("deviation_needs_reason", field="deviation", engine=result.kind)
                continue
            if kind == "AWARD" and result.kind == "REJECT":
                refused[claim.id] = ClaimRefused("not_positive", number=claim.number)
                continue
        if kind == "AWARD" and result.problem:
            refused[claim.id] = result.problem
            continue
        if kind == "AWARD":
            parts += [
                (
                    decision_id,
                    claim.id,
                    claim.person_id,
                    claim.office_id,
                    p.component,
                    p.relative_id,
                    p.name[:120],
                    p.amount,
                )
                for p in result.parts
            ]
        decisions.append(
            (decision_id, claim.id, claim.person_id, claim.office_id, state[claim.id].version + 1, kind, gross, tax,
             gross - tax, json.dumps(result.trace), json.dumps(reasons), deviation[:500], by, moment)
        )  # fmt: skip
        proposals[claim.id] = Proposed(decision_id, claim.id, kind, gross, tax, gross - tax)
    _write(decisions, parts)
    run(
        "update claims_claim set status = 'IN_PROGRESS', move = 'US', move_reason = %s where id = any(%s)",
        [moves.why("approve"), list(proposals)],
    )
    events((c, "PROPOSED", "US", "", False, moment, by) for c in proposals)
    return [refused[c] if c in refused else proposals[c] for c in claim_ids]


def _write(decisions: Sequence[tuple[Any, ...]], parts: Sequence[tuple[Any, ...]]) -> None:
    stage(
        "claims_decisions_in",
        "id bigint, claim_id bigint, person_id bigint, office_id bigint, version smallint, kind text, gross bigint,"
        " tax bigint, net bigint, trace jsonb, reasons jsonb, deviation text, proposed_by bigint, proposed_at"
        " timestamptz",
        decisions,
    )
    run(
        "insert into claims_decision (id, claim_id, person_id, office_id, version, kind, status, gross, tax, net,"
        " trace,"
        " reasons, deviation, proposed_by, proposed_at) select id, claim_id, person_id, office_id, version, kind,"
        " 'PROPOSED', gross, tax, net, trace, reasons, deviation, proposed_by, proposed_at"
        " from pg_temp.claims_decisions_in order by id"
    )
    stage(
        "claims_parts_in",
        "decision_id bigint, claim_id bigint, person_id bigint, office_id bigint, component text, relative_id bigint,"
        " payee_name text, amount bigint",
        parts,
    )
    run(
        "insert into claims_benefitpart (decision_id, claim_id, person_id, office_id, component, relative_id,"
        " payee_name,"
        " amount) select * from pg_temp.claims_parts_in"
    )
    fresh_statistics(len(decisions))


@dataclass(frozen=True)
class _State:
    version: int
    proposed: bool
    missing: tuple[str, ...]


def _may_propose(
    row: ClaimRow | None,
    state: _State | None,
    chosen: tuple[str, tuple[str, ...], str, str] | None,
    only: Sequence[str],
) -> ClaimRefused | None:
    if row is None or state is None:
        return ClaimRefused("no_claim")
    if row.facts.get("_completed"):
        return ClaimRefused("completed", number=row.number)
    if state.proposed:
        return ClaimRefused("already_proposed", number=row.number)
    if chosen and chosen[0] in ("RETURN", "REJECT"):
        return _check_reasons(row, chosen[0], chosen[1])
    needed = [code for code in state.missing if not only or code == "DEATH_CERTIFICATE"]
    if needed:
        return ClaimRefused("file_incomplete", number=row.number, documents=", ".join(needed))
    return None


def _check_reasons(row: ClaimRow, kind: str, codes: Sequence[str]) -> ClaimRefused | None:
    if not codes:
        return ClaimRefused("reason_needed", field="reasons", what="daftar alasan / list of reasons")
    for code in codes:
        reason = BY_CODE.get(code)
        if reason is None:
            return ClaimRefused("reason_unknown", field="reasons", reason=code)
        if reason.kind != kind or row.programme not in reason.programmes:
            return ClaimRefused("reason_kind", field="reasons", reason=code)
    return None


def claim_rows(claim_ids: Sequence[int]) -> dict[int, ClaimRow]:
    """What composing needs of these claims, locked in order of id."""
    out = {}
    for row in fetch(
        "select id, number, programme, ground, basis, person_id, office_id, event_on, facts, submitted_at,"
        " claimant_name,"
        " status from claims_claim where id = any(%s) order by id for update",
        [sorted(set(claim_ids))],
    ):
        known = json.loads(row[8]) if isinstance(row[8], str) else dict(row[8])
        if row[11] == "COMPLETED":
            known["_completed"] = True
        fields = [*row[:8], known, *row[9:11]]
        out[row[0]] = ClaimRow(*fields)
    return out


def _state(claim_ids: Sequence[int]) -> dict[int, _State]:
    return {
        claim: _State(version, proposed, tuple(missing))
        for claim, version, proposed, missing in fetch(
            "select c.id, coalesce(max(d.version), 0)::int, coalesce(bool_or(d.status = 'PROPOSED'), false),"
            " array(select p.code from claims_claimdocument p where p.claim_id = c.id and not p.held and p.file_id is"
            " null"
            " order by p.id) from claims_claim c left join claims_decision d on d.claim_id = c.id"
            " where c.id = any(%s) group by c.id",
            [sorted(set(claim_ids))],
        )
    }


# ---- approving


@act
def approve(decision_id: int, by: int, *, at: datetime | None = None, on: date | None = None) -> Approved:
    """Approve a proposal: the facts are read again and must give the same, then it is booked and payments are ordered.

    Raises ClaimRefused: no_decision, not_proposed, same_person, facts_changed, books_lack_balance, no_fund_account.
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
    found = {
        row[0]: row[1:]
        for row in fetch(
            "select id, claim_id, status, proposed_by, kind, trace, reasons, gross from claims_decision where id ="
            " any(%s)"
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
    awards = {d: row for d, row in wanted.items() if row[3] == "AWARD"}
    same, changed = _still_true(awards, day)
    refused |= changed
    booked = book(same, day, by)
    refused |= booked.refused
    good = [d for d in wanted if d not in refused]
    run(
        "update claims_decision d set status = 'APPROVED', approved_by = %s, approved_at = %s, entry_id = x.entry_id"
        " from unnest(%s::bigint[], %s::bigint[]) x(id, entry_id) where d.id = x.id",
        [by, moment, good, [booked.entries.get(d) for d in good]],
    )
    ordered = make_orders([d for d in good if d in awards], day)
    fresh_statistics(len(ordered))
    results: dict[int, Approved] = {}
    happened = []
    for decision_id in good:
        claim_id, _, _, kind, *_ = wanted[decision_id]
        orders, lacking = ordered.get(decision_id, (0, ()))
        results[decision_id] = Approved(
            decision_id, claim_id, kind, booked.entries.get(decision_id), orders, tuple(lacking)
        )
        if kind == "AWARD":
            happened.append((claim_id, "AWARDED", "CLAIMANT" if lacking and not orders else "US", "", True, moment, by))
    events(happened)
    _after_awards([results[d] for d in good if d in awards])
    for decision_id in good:
        if decision_id not in awards:
            _close(results[decision_id], wanted[decision_id][5], moment, by)
    return [refused[d] if d in refused else results[d] for d in decision_ids]


def _still_true(
    awards: Mapping[int, tuple[Any, ...]], day: date
) -> tuple[dict[int, Composed], dict[int, ClaimRefused]]:
    """The awards composed again on the day of booking: those with the same result, and refusals for the others."""
    rows = claim_rows([row[0] for row in awards.values()])
    traces = {d: json.loads(row[4]) if isinstance(row[4], str) else row[4] for d, row in awards.items()}
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

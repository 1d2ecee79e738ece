"""Decisions proposed from the facts: what the rules give, or what an officer says with reasons.

Many at once; one claim is a list of one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lindung.base.db import act, fetch, run, stage
from lindung.claims import moves
from lindung.claims.clocks import local_day
from lindung.claims.compose import ClaimRow, compose
from lindung.claims.errors import ClaimRefused
from lindung.claims.reasons import BY_CODE
from lindung.claims.services.common import events, first_refusal, now
from lindung.claims.tables import fresh_statistics, ids


@dataclass(frozen=True)
class Proposed:
    """A decision waiting for the second person, whole rupiah."""

    decision_id: int
    claim_id: int
    kind: str
    gross: int
    tax: int
    net: int


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
        kind, reasons, deviation = (
            result.kind,
            [BY_CODE[c].as_dict(told=result.trace.get("told")) for c in result.reasons],
            "",
        )
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
    """What composing needs of these claims, locked in order of id. The claim of a record that was merged since is
    decided on the record that is kept: there its cover and its money are."""
    out = {}
    for row in fetch(
        "select c.id, c.number, c.programme, c.ground, c.basis, coalesce(p.merged_into_id, p.id), c.office_id,"
        " c.event_on, c.facts, c.submitted_at, c.claimant_name, c.status from claims_claim c"
        " join registry_person p on p.id = c.person_id where c.id = any(%s) order by c.id for update of c",
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

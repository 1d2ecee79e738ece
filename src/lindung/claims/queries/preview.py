"""What the rules would decide, without deciding it: for the officer who composes a decision, and for what-if
questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import fetch, system
from lindung.base.errors import Refused
from lindung.claims.compose import ClaimRow, compose
from lindung.claims.queries.explain import Payee, replay, unpacked
from lindung.claims.queries.words import Both, Fact, changes_of, component_title, facts_of, not_counted_of
from lindung.claims.reasons import BY_CODE
from lindung.registry import queries as registry


@dataclass(frozen=True)
class Suggestion:
    """What the rules give on `on`, whole rupiah. `problem`: why nothing can be decided (both languages), else None.

    `reasons` are those of a rejection, as stored with decisions; `traces` full law traces; `rest` is left for a later
    decision.
    """

    on: date
    kind: str
    gross: int
    tax: int
    net: int
    rest: int
    problem: Both | None
    facts: tuple[Fact, ...] = ()
    traces: tuple[Mapping[str, Any], ...] = ()
    payees: tuple[Payee, ...] = ()
    reasons: tuple[Mapping[str, Any], ...] = ()
    not_counted: tuple[Both, ...] = ()
    changes: tuple[Both, ...] = ()


def row_of(claim_id: int) -> ClaimRow | None:
    """What composing needs of a claim, read only; None where the reader sees no such claim."""
    found = fetch(
        "select c.id, c.number, c.programme, c.ground, c.basis, coalesce(p.merged_into_id, p.id), c.office_id,"
        " c.event_on, c.facts, c.submitted_at, c.claimant_name from claims_claim c"
        " join registry_person p on p.id = c.person_id where c.id = %s",
        [claim_id],
    )
    if not found:
        return None
    fields = [*found[0][:8], unpacked(found[0][8]), *found[0][9:]]
    return ClaimRow(*fields)


def suggestion(
    claim_id: int, on: date | None = None, *, ground: str = "", only: Sequence[str] = ()
) -> Suggestion | None:
    """The decision the rules give for a claim on a day (default: the business day); None where the reader sees no such
    claim. Another day or `ground` than the claim's own answers a what-if: the right is then judged on that day.
    """
    row = row_of(claim_id)
    if row is None:
        return None
    day = on or registry.today()
    if on is not None and row.programme == "JHT":
        row = replace(row, facts={**row.facts, "entitled_on": on.isoformat()})
    if ground:
        row = replace(row, ground=ground)
    try:
        with system():  # the reader sees the claim; what it rests on is then read whole, also from other branches
            made = compose([row], day, only)[0]
    except (law.LawError, Refused) as refused:
        return Suggestion(day, "", 0, 0, 0, 0, {lang: refused.text(lang) for lang in ("id", "en")})
    problem = {lang: made.problem.text(lang) for lang in ("id", "en")} if made.problem else None
    reasons = tuple(BY_CODE[code].as_dict(told=made.trace.get("told")) for code in made.reasons)
    traces, _ = replay(made.trace)
    return Suggestion(
        on=day,
        kind=made.kind,
        gross=made.gross,
        tax=made.tax,
        net=made.net,
        rest=made.rest,
        problem=problem,
        facts=tuple(facts_of(made.trace)),
        traces=tuple(traces),
        payees=tuple(
            Payee(name, component, component_title(component), amount)
            for component, _, name, amount in made.trace["parts"]
        )
        if made.kind == "AWARD"
        else (),
        reasons=reasons,
        not_counted=tuple(not_counted_of(made.trace)),
        changes=tuple(changes_of(made.trace, traces, reasons)),
    )

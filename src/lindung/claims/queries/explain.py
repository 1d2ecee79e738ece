"""Why a decision is what it is: its facts, the law asked again, the arithmetic, the payees, what would change it, how
to appeal.

Nothing is remembered but facts and receipts: every step shown has just been computed, and `same` says whether it
still gives what was decided.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.db import fetch
from lindung.claims.clocks import local_day
from lindung.claims.queries.words import Both, Fact, changes_of, component_title, facts_of, ground_title, not_counted_of
from lindung.claims.settings import APPEAL_ANSWER_DAYS, APPEAL_FILE_DAYS
from lindung.law import heirs


@dataclass(frozen=True)
class Payee:
    """What one payee receives: component code, its name, whole rupiah."""

    name: str
    component: str
    title: Both
    amount: int


@dataclass(frozen=True)
class Change:
    """What a correction makes of one component of one payee, whole rupiah."""

    name: str
    title: Both
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


def changed(before: Sequence[Sequence[Any]], after: Sequence[Sequence[Any]]) -> tuple[Change, ...]:
    """Two lists of parts (component, relative, name, amount) beside each other, also what stays."""
    totals: dict[tuple[str, Any, str], list[int]] = {}
    for side, parts in enumerate((before, after)):
        for component, relative, name, amount in parts:
            totals.setdefault((component, relative, name), [0, 0])[side] += amount
    order = sorted(totals, key=lambda key: (key[2], list(totals).index(key)))
    return tuple(Change(name, component_title(component), *totals[component, relative, name])
                 for component, relative, name in order)  # fmt: skip


@dataclass(frozen=True)
class Explanation:
    """A decision explained. `correction`: where it corrects what was decided before, both beside each other. `traces`
    are full law traces (`Trace.to_json()`); `same` False: the law gives another result today for the same question, and
    `differences` say where. `not_counted`: what was left out and why."""

    decision_id: int
    claim_id: int
    number: str
    programme: str
    ground: Both
    kind: str
    status: str
    on: date
    gross: int
    tax: int
    net: int
    rest: int
    recorded: bool
    late_fee: bool
    deviation: str
    facts: tuple[Fact, ...]
    traces: tuple[Mapping[str, Any], ...]
    payees: tuple[Payee, ...]
    reasons: tuple[Mapping[str, Any], ...]
    not_counted: tuple[Both, ...]
    changes: tuple[Both, ...]
    appeal_until: date | None
    appeal_answer_days: int
    same: bool
    differences: tuple[str, ...]
    proposed_by: int
    approved_by: int | None
    correction: tuple[Change, ...] = ()


def explain(decision_id: int) -> Explanation | None:
    """Replay a decision from its stored trace; None where there is none (or it may not be seen)."""
    found = fetch(
        "select d.claim_id, c.number, d.kind, d.status, d.gross, d.tax, d.net, d.trace, d.reasons, d.deviation,"
        " d.proposed_by, d.approved_by, d.approved_at, c.ground from claims_decision d"
        " join claims_claim c on c.id = d.claim_id where d.id = %s",
        [decision_id],
    )
    if not found:
        return None
    (
        claim_id,
        claim_number,
        kind,
        status,
        gross,
        tax,
        net,
        trace,
        reasons,
        deviation,
        maker,
        checker,
        approved,
        ground,
    ) = found[0]
    trace = unpacked(trace)
    traces, differences = replay(trace)
    settings = trace.get("settings") or {}
    until = None
    if approved is not None and status == "APPROVED":
        until = local_day(approved) + timedelta(days=int(settings.get(APPEAL_FILE_DAYS.id, APPEAL_FILE_DAYS.value)))
    return Explanation(
        decision_id=decision_id,
        claim_id=claim_id,
        number=claim_number,
        programme=trace["programme"],
        ground=ground_title(ground),
        kind=kind,
        status=status,
        on=date.fromisoformat(trace["on"]),
        gross=gross,
        tax=tax,
        net=net,
        rest=trace["amounts"]["rest"],
        recorded=trace["basis"] == "RECORDED",
        late_fee=bool(trace.get("late_fee")),
        deviation=deviation,
        facts=tuple(facts_of(trace)),
        traces=tuple(traces),
        payees=tuple(
            Payee(name, component, component_title(component), amount) for component, _, name, amount in trace["parts"]
        )
        if kind == "AWARD"
        else (),
        reasons=tuple(unpacked(reasons)),
        not_counted=tuple(not_counted_of(trace)),
        changes=tuple(changes_of(trace, traces, unpacked(reasons))),
        appeal_until=until,
        appeal_answer_days=int(settings.get(APPEAL_ANSWER_DAYS.id, APPEAL_ANSWER_DAYS.value)),
        same=not differences,
        differences=tuple(differences),
        proposed_by=maker,
        approved_by=checker,
        correction=changed(trace["correction"]["before"], trace["correction"]["after"])
        if "correction" in trace
        else (),
    )


def replay(trace: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Ask the law again what a stored trace asked, as known then: full traces, and where the answers differ."""
    traces: list[dict[str, Any]] = []
    differences: list[str] = []
    for call in trace["law"]:
        slip = call["receipt"]
        try:
            result = law.calc(
                call["formula"],
                date.fromisoformat(call["on"]),
                call["inputs"],
                known_on=date.fromisoformat(slip["known_on"]),
                settings=slip["settings"],
            )
        except law.LawError as error:
            differences.append(f"{call['formula']}: {error}")
            continue
        if result.values != call["values"]:
            differences.append(f"{call['formula']}: {call['values']} → {result.values}")
        traces.append(result.trace.to_json())
    if split := trace.get("heirs"):
        again = heirs.distribute(
            split["programme"],
            date.fromisoformat(split["on"]),
            split["amount"],
            [heirs.Relative(key, relation) for key, relation in split["relatives"]],
            funeral=split["funeral"],
            known_on=date.fromisoformat(split["receipt"]["known_on"]),
            settings=split["receipt"]["settings"],
        )
        if [[key, amount] for key, amount in again.shares] != split["shares"]:
            differences.append(f"heirs: {split['shares']} → {again.shares}")
        traces.append(again.trace.to_json())
    total = sum(part[3] for part in trace["parts"])
    if trace["engine"] == "AWARD" and trace["parts"] and total != trace["amounts"]["net"]:
        differences.append(f"parts: {total} ≠ {trace['amounts']['net']}")
    return traces, differences


def interim_traces(trace: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The full traces of the months of return that were credited with a JHT decision."""
    credits = trace["facts"].get("balance", {}).get("credits", [])
    return [
        (
            law.calc("jht.interim_return", date.fromisoformat(month), {"balance": base, "months": 1})
            if not rate or rate[0] is None
            else law.calc(
                "jht.return_credit", date.fromisoformat(month), {"balance": base, "months": 1, "set_rate": rate[0]}
            )
        ).trace.to_json()
        for _, month, base, _, *rate in credits
    ]


def unpacked(value: Any) -> Any:
    """JSON as the database or its driver hands it over."""
    return json.loads(value) if isinstance(value, str) else value

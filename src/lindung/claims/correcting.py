"""A decided claim looked at again: what was awarded, what it comes to now, and the difference for each payee.

Where the law computes a benefit, so does its correction: from the facts as they stand today, never from a typed amount.
Only a case that was entered with its amounts is corrected by entering them again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from lindung.base.db import fetch
from lindung.claims import shares
from lindung.claims.compose import COMPONENTS, ClaimRow, Composed, compose
from lindung.claims.errors import ClaimRefused
from lindung.claims.owing import OWED
from lindung.claims.settings import APPEAL_ANSWER_DAYS, APPEAL_FILE_DAYS
from lindung.claims.shares import Part

Payee = tuple[int | None, str]
"""Who is paid: the relative on record (None: the member himself, or who is named) and the name."""
BESIDE = "LATE_FEE"
"""Compensation for lateness rests on payments that happened; a correction leaves it."""


@dataclass(frozen=True)
class Standing:
    """A payee before and after: awarded, ordered and not void, owed back already; whole rupiah."""

    name: str
    relative_id: int | None
    before: int
    after: int
    ordered: int
    owed: int

    @property
    def rest(self) -> int:
        """What is still to be paid to him (negative: what he has too much), were the correction approved."""
        return self.after - self.ordered + self.owed


@dataclass
class Compared:
    """What a correction would do. `parts`: the differences by component; `before` and `after` whole parts."""

    claim: ClaimRow
    on: date
    before: list[Part] = field(default_factory=list)
    after: list[Part] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    payees: list[Standing] = field(default_factory=list)
    trace: dict[str, Any] = field(default_factory=dict)
    entered: dict[str, int] = field(default_factory=dict)

    @property
    def tax(self) -> int:
        return -sum(p.amount for p in self.parts if p.component == "TAX")

    @property
    def net(self) -> int:
        return sum(p.amount for p in self.parts)

    @property
    def gross(self) -> int:
        return self.net + self.tax


def compare(claim: ClaimRow, on: date, entered: Mapping[str, int] | None = None) -> Compared:
    """The awards of a claim beside what it comes to on `on`; `entered` are the amounts of a recorded case.

    Raises ClaimRefused: correction_none (nothing was awarded), correction_same, correction_savings (what a member got
    of his own savings follows his account), components_empty, and what composing refuses.
    """
    before = awarded(claim.id)
    if not before:
        raise ClaimRefused("correction_none", number=claim.number)
    made = Compared(claim, on, before=before)
    if claim.basis == "RECORDED":
        known, made.after = _typed(claim, entered)
        made.entered = {p.component: p.amount for p in made.after}
    elif claim.programme == "JKM":
        known, made.after = _death(claim, on, before)
    elif claim.programme == "JHT" and claim.ground == "DEATH":
        known, made.after = _heirs(claim, before)
    else:
        raise ClaimRefused("correction_savings", number=claim.number)
    made.parts = _difference(made.before, made.after)
    if not made.parts:
        raise ClaimRefused("correction_same", number=claim.number)
    made.payees = standings(claim.id, made.parts)
    made.trace = {
        "v": 1,
        "programme": claim.programme,
        "ground": claim.ground,
        "basis": claim.basis,
        "on": on.isoformat(),
        "engine": "AWARD",
        "reasons": [],
        "facts": {},
        "law": [],
        "settings": {s.id: s.value for s in (APPEAL_FILE_DAYS, APPEAL_ANSWER_DAYS)},
        **known,
        "amounts": {"gross": made.gross, "tax": made.tax, "net": made.net, "rest": known.get("rest", 0)},
        "parts": [p.as_json() for p in made.parts],
        "correction": {"before": [p.as_json() for p in made.before], "after": [p.as_json() for p in made.after]},
    }
    made.trace.pop("rest", None)
    return made


def _typed(claim: ClaimRow, entered: Mapping[str, int] | None) -> tuple[dict[str, Any], list[Part]]:
    amounts = claim.facts["components"] if entered is None else entered
    if any(name not in COMPONENTS or int(amount) < 0 for name, amount in amounts.items()):
        raise ClaimRefused("components_empty", field="components")
    payee = str(claim.facts.get("payee") or claim.claimant_name)
    parts = [Part(name, None, payee, int(amount)) for name, amount in amounts.items() if int(amount)]
    return {"facts": {"recorded": True, "event_on": claim.event_on.isoformat()}}, parts


def _death(claim: ClaimRow, on: date, before: Sequence[Part]) -> tuple[dict[str, Any], list[Part]]:
    """The death benefit by the date of death and the heirs on record now; nothing where nobody died, or no right is
    left."""
    died_on = _died_on(claim.person_id)
    if died_on is None:
        return {"facts": {"died_on": None}}, []
    names = tuple(dict.fromkeys(p.component for p in before))
    result: Composed = compose([replace(claim, event_on=died_on)], on, names, whole=True)[0]
    if result.problem is not None:
        raise result.problem
    kept = ("facts", "law", "heirs", "told")
    known = {name: result.trace[name] for name in kept if name in result.trace}
    return known | {"rest": result.rest}, result.parts if result.kind == "AWARD" else []


def _heirs(claim: ClaimRow, before: Sequence[Part]) -> tuple[dict[str, Any], list[Part]]:
    """The savings that were paid out, shared among the heirs on record now: their sum stays."""
    died_on = _died_on(claim.person_id)
    if died_on is None:
        raise ClaimRefused("correction_savings", number=claim.number)
    components: dict[str, int] = {}
    for part in before:
        components[part.component] = components.get(part.component, 0) + part.amount
    living = shares.alive(shares.relatives([claim.person_id]).get(claim.person_id, []), died_on)
    parts, heirs = shares.distribute("JHT", died_on, components, living)
    return {"facts": {"died_on": died_on.isoformat()}, "heirs": heirs}, parts


def _died_on(person_id: int) -> date | None:
    day: date | None = fetch("select died_on from registry_person where id = %s", [person_id])[0][0]
    return day


def awarded(claim_id: int) -> list[Part]:
    """What approved decisions of a claim come to by component and payee, corrections taken in; without compensation
    for lateness."""
    return [
        Part(*row)
        for row in fetch(
            "select b.component, b.relative_id, b.payee_name, sum(b.amount)::bigint from claims_benefitpart b"
            " join claims_decision d on d.id = b.decision_id and d.status = 'APPROVED' and d.kind = 'AWARD'"
            " where b.claim_id = %s and b.component <> %s group by 1, 2, 3 having sum(b.amount) <> 0"
            " order by min(b.id)",
            [claim_id, BESIDE],
        )
    ]


def _difference(before: Sequence[Part], after: Sequence[Part]) -> list[Part]:
    totals: dict[tuple[str, int | None, str], int] = {}
    for sign, parts in ((1, after), (-1, before)):
        for p in parts:
            key = (p.component, p.relative_id, p.name)
            totals[key] = totals.get(key, 0) + sign * p.amount
    return [Part(*key, amount) for key, amount in totals.items() if amount]


def standings(claim_id: int, parts: Sequence[Part]) -> list[Standing]:
    """The payees whom these differences touch, with what was awarded, ordered and is owed back."""
    change: dict[Payee, int] = {}
    for p in parts:
        change[p.relative_id, p.name] = change.get((p.relative_id, p.name), 0) + p.amount
    held = {(r, n): (int(a), int(o), int(w)) for _, r, n, a, o, w in fetch(OWED, {"claims": [claim_id]})}
    out = []
    for (relative, name), amount in change.items():
        before, ordered, owed = held.get((relative, name), (0, 0, 0))
        out.append(Standing(name, relative, before, before + amount, ordered, owed))
    return out

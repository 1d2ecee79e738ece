"""One claim: for its owner (tracker) and for staff (workspace)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lindung.base.db import fetch
from lindung.claims import clocks as clock
from lindung.claims import moves
from lindung.claims.balance import balances
from lindung.claims.queries.words import Both, component_title, ground_title
from lindung.claims.services.late import fee
from lindung.claims.services.pay import order_reference
from lindung.claims.topping import new_work
from lindung.registry import queries as registry


@dataclass(frozen=True)
class Step:
    """One thing that happened."""

    at: datetime
    kind: str
    title: Both
    note: str
    move: str
    public: bool
    by: int | None


@dataclass(frozen=True)
class Document:
    """A paper of the list. `there`: held, shown or uploaded; `reason`: why it was asked for later."""

    code: str
    title: Both
    held: bool
    file_id: int | None
    checked: bool
    reason: str

    @property
    def there(self) -> bool:
        return self.held or self.file_id is not None


@dataclass(frozen=True)
class Payment:
    """One payment order. `account` shows the last four digits only."""

    id: int
    reference: str
    payee: str
    amount: int
    status: str
    bank: str
    account: str
    paid_on: date | None
    bank_reference: str
    reason: str
    usable_from: date
    repeated: bool
    decision_id: int


@dataclass(frozen=True)
class DecisionLine:
    """A decision of the claim in short."""

    id: int
    version: int
    kind: str
    status: str
    gross: int
    tax: int
    net: int
    reasons: tuple[Mapping[str, Any], ...]
    deviation: str
    proposed_by: int
    proposed_at: datetime
    approved_by: int | None
    approved_at: datetime | None


@dataclass(frozen=True)
class Case:
    """All there is to a claim. `late_fee` is what the law adds for lateness if it were paid today (JKM), whole rupiah.

    `since`: from when it has been this party's move; `overdue_days` > 0 after the lawful day to pay.
    """

    id: int
    number: str
    programme: str
    ground: Both
    ground_code: str
    basis: str
    person_id: int
    person: str
    office_id: int
    office: str
    employer_id: int | None
    channel: str
    claimant: str
    relation: str
    event_on: date
    status: str
    outcome: str
    move: str
    why: Both
    since: datetime | None
    units: int
    unit: str
    assigned_to: int | None
    submitted_at: datetime
    complete_at: datetime | None
    due_on: date | None
    completed_at: datetime | None
    overdue_days: int
    clocks: clock.Clocks
    steps: tuple[Step, ...]
    documents: tuple[Document, ...]
    decisions: tuple[DecisionLine, ...]
    payments: tuple[Payment, ...]
    parts: tuple[Mapping[str, Any], ...]
    appeals: tuple[Mapping[str, Any], ...]
    linked: tuple[Mapping[str, Any], ...]
    late_fee: int
    facts: Mapping[str, Any]

    @property
    def missing(self) -> tuple[Document, ...]:
        return tuple(d for d in self.documents if not d.there)


def case(claim_id: int, now: datetime | None = None, *, public_only: bool = False) -> Case | None:
    """Everything about one claim as of `now`; None where there is none (or it may not be seen). `public_only` leaves
    out internal steps, for its owner."""
    moment = now or registry.now()
    found = fetch(
        "select c.id, c.number, c.programme, c.ground, c.basis, c.person_id, p.name, c.office_id, o.name,"
        " c.employer_id,"
        " c.channel, c.claimant_name, c.claimant_relation, c.event_on, c.status, c.outcome, c.move, c.move_reason,"
        " c.units,"
        " c.unit, c.assigned_to, c.submitted_at, c.complete_at, c.due_on, c.completed_at, c.facts from claims_claim c"
        " join registry_person p on p.id = c.person_id join registry_office o on o.id = c.office_id where c.id = %s",
        [claim_id],
    )
    if not found:
        return None
    (
        id_,
        number,
        programme,
        ground,
        basis,
        person_id,
        person,
        office_id,
        office,
        employer_id,
        channel,
        claimant,
        relation,
        event_on,
        status,
        outcome,
        move,
        reason,
        units,
        unit,
        assigned,
        submitted,
        complete,
        due,
        completed,
        facts,
    ) = found[0]
    steps = _steps(claim_id)
    day = clock.local_day(moment)
    off = registry.holidays(clock.local_day(submitted), day)
    payments = _payments(claim_id)
    return Case(
        id=id_,
        number=number,
        programme=programme,
        ground=ground_title(ground),
        ground_code=ground,
        basis=basis,
        person_id=person_id,
        person=person,
        office_id=office_id,
        office=office,
        employer_id=employer_id,
        channel=channel,
        claimant=claimant,
        relation=relation,
        event_on=event_on,
        status=status,
        outcome=outcome,
        move=move,
        why=why_text(reason),
        since=_since(steps, move),
        units=units,
        unit=unit,
        assigned_to=assigned,
        submitted_at=submitted,
        complete_at=complete,
        due_on=due,
        completed_at=completed,
        overdue_days=overdue(due, completed, day),
        clocks=clock.run([(s.at, s.move) for s in steps], moment, off),
        steps=tuple(s for s in steps if s.public or not public_only),
        documents=_documents(claim_id),
        decisions=_decisions(claim_id),
        payments=payments,
        parts=_parts(claim_id),
        appeals=_appeals(claim_id),
        linked=_linked(claim_id, person_id),
        late_fee=_late_fee(programme, basis, due, complete, payments, day),
        facts=_json(facts),
    )


def tracker(number: str, now: datetime | None = None) -> Case | None:
    """A claim by its number, as its owner sees it; None where there is none (or it may not be seen)."""
    found = fetch("select id from claims_claim where number = %s", [number.strip().upper()])
    return case(found[0][0], now, public_only=True) if found else None


def late_money(claim: Case, on: date) -> int:
    """What reached the JHT account after this claim was paid in full and `top_up` would pay now; 0 where nothing."""
    if (claim.programme, claim.basis, claim.status, claim.outcome) != ("JHT", "RULED", "COMPLETED", "PAID"):
        return 0
    if claim.ground_code.startswith("PARTIAL"):
        return 0
    last, busy = fetch(
        "select not exists (select 1 from claims_claim l join claims_decision d on d.claim_id = l.id"
        " and d.kind = 'AWARD' and d.status = 'APPROVED' where l.person_id = %(person)s and l.programme = 'JHT'"
        " and l.basis = 'RULED' and l.id > %(claim)s),"
        " exists (select 1 from claims_claim o where o.person_id = %(person)s and o.programme = 'JHT'"
        " and o.basis = 'RULED' and o.status <> 'COMPLETED')",
        {"person": claim.person_id, "claim": claim.id},
    )[0]
    if not last or busy:
        return 0
    total = balances([claim.person_id], on)[claim.person_id].total
    return 0 if total > 0 and new_work(claim.person_id, claim.ground_code, claim.event_on) else max(total, 0)


def clocks(claim_id: int, now: datetime | None = None) -> clock.Clocks:
    """The two clocks of a claim at `now` (default: this moment)."""
    moment = now or registry.now()
    events = fetch("select at, move from claims_claimevent where claim_id = %s order by at, id", [claim_id])
    if not events:
        return clock.run([], moment, frozenset())
    off = registry.holidays(clock.local_day(events[0][0]), clock.local_day(moment))
    return clock.run(events, moment, off)


def claims_of(person_id: int, limit: int = 50) -> list[dict[str, Any]]:
    """A person's claims, newest first, in short: with status, whose move and why (both languages), and what was
    paid."""
    return [
        {
            "id": r[0],
            "number": r[1],
            "programme": r[2],
            "ground": ground_title(r[3]),
            "ground_code": r[3],
            "status": r[4],
            "outcome": r[5],
            "move": r[6],
            "why": why_text(r[7]),
            "submitted_at": r[8],
            "due_on": r[9],
            "completed_at": r[10],
            "paid": r[11],
        }
        for r in fetch(
            "select c.id, c.number, c.programme, c.ground, c.status, c.outcome, c.move, c.move_reason, c.submitted_at,"
            " c.due_on, c.completed_at, coalesce((select sum(o.amount) from claims_paymentorder o where o.claim_id ="
            " c.id"
            " and o.status = 'PAID'), 0)::bigint from claims_claim c where c.person_id = %s order by c.id desc limit"
            " %s",
            [person_id, limit],
        )
    ]


def why_text(stored: str) -> Both:
    """A stored reason in both languages."""
    return {lang: moves.text(stored, lang) for lang in ("id", "en")}


def overdue(due: date | None, completed: datetime | None, today: date) -> int:
    """Calendar days after the lawful day to pay (0 in time, or where there is none)."""
    if due is None:
        return 0
    return max(((clock.local_day(completed) if completed else today) - due).days, 0)


def _since(steps: list[Step], move: str) -> datetime | None:
    since = None
    for step in reversed(steps):
        if step.move != move:
            break
        since = step.at
    return since


def _steps(claim_id: int) -> list[Step]:
    """What happened; a paper is named by its title, not by its code."""
    return [
        Step(
            at,
            kind,
            {
                lang: moves.event(kind, lang) + (f": {paper}" if paper else "")
                for lang, paper in (("id", title_id), ("en", title_en))
            },
            note.partition(" ")[2] if title_id else note,
            move,
            public,
            by,
        )
        for at, kind, note, move, public, by, title_id, title_en in fetch(
            "select e.at, e.kind, e.note, e.move, e.public, e.made_by, d.title_id, d.title_en"
            " from claims_claimevent e left join claims_claimdocument d on d.claim_id = e.claim_id"
            " and e.kind in ('DOCUMENT_GIVEN', 'DOCUMENT_CHECKED', 'DOCUMENT_REFUSED')"
            " and d.code = split_part(e.note, ' ', 1)"
            " where e.claim_id = %s order by e.at, e.id",
            [claim_id],
        )
    ]


def _documents(claim_id: int) -> tuple[Document, ...]:
    return tuple(
        Document(code, {"id": title_id, "en": title_en}, held, file_id, checked, reason)
        for code, title_id, title_en, held, file_id, checked, reason in fetch(
            "select code, title_id, title_en, held, file_id, checked_by is not null, added_reason from"
            " claims_claimdocument"
            " where claim_id = %s order by id",
            [claim_id],
        )
    )


def _decisions(claim_id: int) -> tuple[DecisionLine, ...]:
    return tuple(
        _line(row)
        for row in fetch(
            "select id, version, kind, status, gross, tax, net, reasons, deviation, proposed_by, proposed_at,"
            " approved_by,"
            " approved_at from claims_decision where claim_id = %s order by version",
            [claim_id],
        )
    )


def _line(row: tuple[Any, ...]) -> DecisionLine:
    values = [*row[:7], tuple(_json(row[7])), *row[8:]]
    return DecisionLine(*values)


def _payments(claim_id: int) -> tuple[Payment, ...]:
    return tuple(
        Payment(row[0], order_reference(row[0]), *row[1:])
        for row in fetch(
            "select o.id, o.payee_name, o.amount, o.status, b.name, '••••' || right(o.account_number, 4), o.paid_on,"
            " o.bank_reference, o.bank_reason, o.usable_from, exists (select 1 from claims_paymentorder r"
            " where r.replaces_id = o.id), o.decision_id from claims_paymentorder o left join registry_bank b"
            " on b.code = o.bank_code where o.claim_id = %s order by o.id",
            [claim_id],
        )
    )


def _parts(claim_id: int) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {"decision_id": d, "component": c, "title": component_title(c), "payee": payee, "amount": amount}
        for d, c, payee, amount in fetch(
            "select b.decision_id, b.component, b.payee_name, b.amount from claims_benefitpart b"
            " join claims_decision d on d.id = b.decision_id and d.status <> 'SENT_BACK' where b.claim_id = %s order"
            " by b.id",
            [claim_id],
        )
    )


def _appeals(claim_id: int) -> tuple[Mapping[str, Any], ...]:
    names = ("id", "decision_id", "text", "due_on", "made_at", "answer", "answered_by", "answered_at")
    return tuple(
        dict(zip(names, row, strict=True))
        for row in fetch(f"select {', '.join(names)} from claims_appeal where claim_id = %s order by id", [claim_id])
    )


def _linked(claim_id: int, person_id: int) -> tuple[Mapping[str, Any], ...]:
    names = ("id", "number", "programme", "status", "outcome")
    return tuple(
        dict(zip(names, row, strict=True))
        for row in fetch(
            f"select {', '.join(names)} from claims_claim where person_id = %s and id <> %s order by id desc limit 20",
            [person_id, claim_id],
        )
    )


def _late_fee(
    programme: str, basis: str, due: date | None, complete: datetime | None, payments: tuple[Payment, ...], today: date
) -> int:
    if programme != "JKM" or basis != "RULED" or due is None or complete is None or today <= due:
        return 0
    open_amount = sum(p.amount for p in payments if p.status != "PAID" and not p.repeated)
    return fee(open_amount, due, today, clock.local_day(complete)).values["late_fee"] if open_amount else 0


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value

"""Work in the order it falls due, over all the offices a person may see; and the pages for payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lindung import law
from lindung.base.db import fetch
from lindung.claims.queries.case import why_text
from lindung.claims.queries.words import Both, ground_title
from lindung.claims.services.again import HELD
from lindung.claims.services.pay import order_reference
from lindung.registry import queries as registry

TASKS = ("decide", "approve", "wait", "pay", "appeal", "report", "all")


@dataclass(frozen=True)
class Task:
    """A claim to be worked on. `risk`: LATE after its lawful day, TODAY on it, SOON within two working days, else "".

    `vulnerable`: a death, a disability or a claimant of sixty and over. `proposed_by` where a proposal waits.
    """

    claim_id: int
    number: str
    programme: str
    ground: Both
    person: str
    office: str
    status: str
    outcome: str
    move: str
    why: Both
    submitted_at: datetime
    complete: bool
    due_on: date | None
    days_left: int | None
    risk: str
    vulnerable: bool
    assigned_to: int | None
    net: int | None
    decision_id: int | None
    proposed_by: int | None


@dataclass(frozen=True)
class TaskPage:
    """One page of tasks and the key of the next (None: the last page); `total` counts all that fit the filter."""

    tasks: tuple[Task, ...]
    next: str | None
    total: int


_WHERE = {
    "decide": "c.status <> 'COMPLETED' and c.move = 'US' and d.id is null and not exists (select 1 from"
    " claims_decision a"
    " where a.claim_id = c.id and a.status = 'APPROVED' and a.kind = 'AWARD'"
    " and (a.trace -> 'amounts' ->> 'rest')::bigint = 0)",
    "approve": "d.id is not null",
    "wait": "c.status = 'ON_HOLD'",
    "pay": "exists (select 1 from claims_paymentorder o where o.claim_id = c.id and o.status in ('WAITING', 'SENT'))",
    "appeal": "exists (select 1 from claims_appeal a where a.claim_id = c.id and a.answered_at is null)",
    "report": "exists (select 1 from claims_laterreport l where l.claim_id = c.id and l.answered_at is null)",
    "all": "c.status <> 'COMPLETED'",
}


def queue(
    office_ids: Sequence[int],
    task: str = "decide",
    *,
    programme: str = "",
    text: str = "",
    assigned_to: int | None = None,
    not_by: int | None = None,
    limit: int = 25,
    after: str | None = None,
    today: date | None = None,
) -> TaskPage:
    """The claims of these offices that wait for `task` (one of TASKS), first what falls due first.

    `text` finds a number or a name; `not_by` leaves out proposals of that person (who may not approve them). `after` is
    the `next` of the page before. Raises KeyError for an unknown task.
    """
    day = today or registry.today()
    where = [_WHERE[task], "c.office_id = any(%(offices)s)"]
    values: dict[str, Any] = {"offices": list(office_ids), "limit": limit + 1, "today": day}
    if programme:
        where.append("c.programme = %(programme)s")
        values["programme"] = programme
    if text.strip():
        where.append("(c.number ilike %(text)s or p.name ilike %(text)s)")
        values["text"] = f"%{text.strip()}%"
    if assigned_to is not None:
        where.append("c.assigned_to = %(assigned)s")
        values["assigned"] = assigned_to
    if not_by is not None:
        where.append("(d.proposed_by is null or d.proposed_by <> %(not_by)s)")
        values["not_by"] = not_by
    source = (
        " from claims_claim c join registry_person p on p.id = c.person_id join registry_office o on o.id = c.office_id"
        " left join claims_decision d on d.claim_id = c.id and d.status = 'PROPOSED' where " + " and ".join(where)
    )
    total = fetch(f"select count(*){source}", values)[0][0]
    if after:
        key, _, last = after.partition("_")
        source += " and (coalesce(c.due_on, 'infinity'), c.id) > (%(key)s::date, %(last)s)"
        values |= {"key": key, "last": int(last)}
    found = fetch(
        "select c.id, c.number, c.programme, c.ground, p.name, o.name, c.status, c.outcome, c.move, c.move_reason,"
        " c.submitted_at, c.complete_at is not null, c.due_on, c.assigned_to, d.net, d.id, d.proposed_by,"
        " (c.ground in ('DEATH', 'TOTAL_DISABILITY') or p.birth_date <= %(today)s::date - interval '60 years'),"
        f" coalesce(c.due_on, 'infinity')::text{source} order by coalesce(c.due_on, 'infinity'), c.id limit %(limit)s",
        values,
    )
    page = found[:limit]
    off = registry.holidays(*_span([r[12] for r in page if r[12]], day))
    tasks = tuple(
        Task(
            claim_id=r[0],
            number=r[1],
            programme=r[2],
            ground=ground_title(r[3]),
            person=r[4],
            office=r[5],
            status=r[6],
            outcome=r[7],
            move=r[8],
            why=why_text(r[9]),
            submitted_at=r[10],
            complete=r[11],
            due_on=r[12],
            days_left=_left(r[12], day, off),
            risk=_risk(r[12], day, off),
            assigned_to=r[13],
            net=r[14],
            decision_id=r[15],
            proposed_by=r[16],
            vulnerable=r[17],
        )
        for r in page
    )
    return TaskPage(tasks, f"{page[-1][18]}_{page[-1][0]}" if len(found) > limit else None, total)


def counts(office_ids: Sequence[int], today: date | None = None) -> dict[str, int]:
    """How many claims wait for each task, and how many are past their lawful day (`late`)."""
    day = today or registry.today()
    fields = ", ".join(f"count(*) filter (where {sql}) as {name}" for name, sql in _WHERE.items())
    row = fetch(
        f"select {fields}, count(*) filter (where c.status <> 'COMPLETED' and c.due_on < %s) as late from"
        " claims_claim c"
        " left join claims_decision d on d.claim_id = c.id and d.status = 'PROPOSED' where c.office_id = any(%s)",
        [day, list(office_ids)],
    )[0]
    return dict(zip([*_WHERE, "late"], row, strict=True))


def waiting_payments(office_ids: Sequence[int], pay_on: date) -> dict[str, Any]:
    """What a batch for `pay_on` would hold: number and sum ready, and the exceptions (cooling off, held by another
    report of the death)."""
    held = f"c.ground = 'DEATH' and {HELD.format(person='o.person_id')}"
    waiting = (
        " from claims_paymentorder o join claims_claim c on c.id = o.claim_id where o.status = 'WAITING'"
        " and o.batch_id is null and o.office_id = any(%s)"
    )
    ready = fetch(
        f"select count(*), coalesce(sum(o.amount), 0)::bigint{waiting}"
        f" and (o.usable_from <= %s or o.vouched_by is not null) and not ({held})",
        [list(office_ids), pay_on],
    )[0]
    names = ("id", "number", "payee", "amount", "usable_from")
    apart = fetch(
        f"select o.id, c.number, o.payee_name, o.amount, o.usable_from, ({held}) as held{waiting}"
        f" and (({held}) or o.usable_from > %s and o.vouched_by is null) order by held, o.usable_from, o.id limit 200",
        [list(office_ids), pay_on],
    )
    return {
        "orders": ready[0],
        "amount": ready[1],
        "held": [dict(zip(names, row[:-1], strict=True)) for row in apart if row[-1]],
        "cooling": [dict(zip(names, row[:-1], strict=True)) for row in apart if not row[-1]],
    }


def batches(
    office_ids: Sequence[int], limit: int = 25, *, below: int | None = None, number: str = ""
) -> list[dict[str, Any]]:
    """The latest payout batches with how many of their payments are answered, paid and failed; `below` continues after
    an id, `number` asks for one batch."""
    names = (
        "id",
        "number",
        "office",
        "status",
        "pay_on",
        "orders",
        "amount",
        "made_by",
        "released_by",
        "paid",
        "failed",
    )
    return [
        dict(zip(names, row, strict=True))
        for row in fetch(
            "select b.id, b.number, f.name, b.status, b.pay_on, b.orders, b.amount, b.made_by, b.released_by,"
            " count(o.id) filter (where o.status in ('PAID', 'REVERSED')), count(o.id) filter (where o.status ="
            " 'FAILED')"
            " from claims_payoutbatch b join registry_office f on f.id = b.office_id left join claims_paymentorder o"
            " on o.batch_id = b.id where b.office_id = any(%(offices)s) and (%(below)s::bigint is null or b.id <"
            " %(below)s)"
            " and (%(number)s = '' or b.number = %(number)s) group by b.id, f.name order by b.id desc limit %(limit)s",
            {"offices": list(office_ids), "limit": limit, "below": below, "number": number},
        )
    ]


def batch_lines(batch_id: int, limit: int = 100, after: int = 0) -> list[dict[str, Any]]:
    """A page of the payments of a batch, by order id after `after`."""
    names = (
        "id",
        "number",
        "claim_id",
        "payee",
        "bank",
        "account",
        "amount",
        "status",
        "bank_reference",
        "reason",
        "paid_on",
    )
    return [
        {"reference": order_reference(row[0]), **dict(zip(names, row, strict=True))}
        for row in fetch(
            "select o.id, c.number, c.id, o.payee_name, o.bank_code, '••••' || right(o.account_number, 4), o.amount,"
            " o.status, o.bank_reference, o.bank_reason, o.paid_on from claims_paymentorder o join claims_claim c"
            " on c.id = o.claim_id where o.batch_id = %s and o.id > %s order by o.id limit %s",
            [batch_id, after, limit],
        )
    ]


def order(order_id: int) -> dict[str, Any] | None:
    """One payment order: claim number, person, payee, amount, state, account (last digits), what the bank said; None
    where it is not there or not to be seen."""
    names = [
        "id",
        "number",
        "person_id",
        "relative_id",
        "payee",
        "amount",
        "status",
        "account",
        "reason",
        "usable_from",
    ]
    found = fetch(
        "select o.id, c.number, o.person_id, o.relative_id, o.payee_name, o.amount, o.status,"
        " o.bank_code || ' ••••' || right(o.account_number, 4), o.bank_reason, o.usable_from from claims_paymentorder o"
        " join claims_claim c on c.id = o.claim_id where o.id = %s",
        [order_id],
    )
    return dict(zip(names, found[0], strict=True)) if found else None


def _span(days: Sequence[date], today: date) -> tuple[date, date]:
    return min([*days, today]), max([*days, today])


def _left(due: date | None, today: date, off: frozenset[date]) -> int | None:
    """Working days left; negative after the day."""
    if due is None:
        return None
    if due >= today:
        return law.dates.working_days_between(today, due, off)
    return -law.dates.working_days_between(due, today, off)


def _risk(due: date | None, today: date, off: frozenset[date]) -> str:
    if due is None:
        return ""
    if due < today:
        return "LATE"
    if due == today:
        return "TODAY"
    left = _left(due, today, off)
    return "SOON" if left is not None and left <= 2 else ""

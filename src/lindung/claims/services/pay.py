"""Paying out: batches made by one and released by another, the bank's answers, failed and reversed payments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lindung.base.db import act, fetch, run, stage, stage_sql
from lindung.claims import moves, once
from lindung.claims.clocks import at_noon, local_day
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import PaymentOrder, PayoutBatch
from lindung.claims.services.again import HELD
from lindung.claims.services.booking import PAYABLE, make_orders, order_corrected
from lindung.claims.services.common import event, events, locked, move, now
from lindung.claims.services.late import late_fees
from lindung.claims.services.settle import settle
from lindung.claims.services.submit import accounts_of
from lindung.claims.tables import numbers
from lindung.ledger import queries as books
from lindung.ledger.chart import Acc
from lindung.ledger.services import post, post_many
from lindung.registry import queries as registry

_PAYABLE_SQL = "case c.programme " + " ".join(f"when '{p}' then {int(a)}" for p, a in PAYABLE.items()) + " end"


@dataclass(frozen=True)
class Answer:
    """One line of the bank's answer. `reference` is ours (`order_reference`); `status` PAID or FAILED."""

    reference: str
    status: str
    bank_reference: str = ""
    on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Answers:
    """What came of the bank's answers: lines in = taken + repeated + refused. `fees` are late-payment fees proposed."""

    taken: int
    repeated: int
    refused: tuple[tuple[Answer, str, str], ...]
    paid: int
    paid_amount: int
    failed: int
    fees: int


def order_reference(order_id: int) -> str:
    """How a payment is named towards the bank: unique for ever, also when it is repeated."""
    return f"LD{order_id:012d}"


def order_id_of(reference: str) -> int | None:
    """The order a reference names, None if it is none of ours."""
    text = reference.strip().upper()
    return int(text[2:]) if text.startswith("LD") and len(text) == 14 and text[2:].isdigit() else None


@act
def make_payout_batch(
    office_id: int,
    pay_on: date,
    by: int,
    *,
    claim_ids: Sequence[int] | None = None,
    programme: str | None = None,
    at: datetime | None = None,
) -> PayoutBatch:
    """Collect the waiting payments of an office and those under it that may be paid on `pay_on`.

    Left out: accounts still cooling off (unless the branch vouched), what another report of the death holds, and what
    the filters leave out.
    Raises ClaimRefused: batch_empty.
    """
    orders = fetch(
        "select o.id, o.amount from claims_paymentorder o join claims_claim c on c.id = o.claim_id"
        " where o.status = 'WAITING' and o.batch_id is null and o.office_id = any(%(offices)s)"
        " and (o.usable_from <= %(day)s or o.vouched_by is not null)"
        f" and (c.ground <> 'DEATH' or not {HELD.format(person='o.person_id')})"
        " and (%(claims)s::bigint[] is null or o.claim_id = any(%(claims)s))"
        " and (%(programme)s::text is null or c.programme = %(programme)s)"
        " order by o.id for update of o skip locked",
        {
            "offices": list(registry.offices_below(office_id)),
            "day": pay_on,
            "claims": list(claim_ids) if claim_ids is not None else None,
            "programme": programme,
        },
    )
    if not orders:
        raise ClaimRefused("batch_empty")
    batch = PayoutBatch.objects.create(
        number=f"BYR{pay_on:%y}-{numbers('claims_batch_number', 1)[0]:07d}",
        office_id=office_id,
        pay_on=pay_on,
        orders=len(orders),
        amount=sum(amount for _, amount in orders),
        made_by=by,
    )
    run("update claims_paymentorder set batch_id = %s where id = any(%s)", [batch.id, [o for o, _ in orders]])
    return batch


@act
def release_payout_batch(batch_id: int, by: int, *, at: datetime | None = None) -> PayoutBatch:
    """Send a batch to the bank; another person than its maker. A second release changes nothing.

    Raises ClaimRefused: no_batch, maker_releases, batch_empty (all its payments were taken out).
    """
    batch = PayoutBatch.objects.select_for_update().filter(id=batch_id).first()
    if batch is None:
        raise ClaimRefused("no_batch")
    if batch.made_by == by:
        raise ClaimRefused("maker_releases", field="by")
    if batch.status != PayoutBatch.Status.MADE:
        return batch
    if not batch.orders:
        raise ClaimRefused("batch_empty")
    moment = at or now()
    batch.status, batch.released_by, batch.released_at = PayoutBatch.Status.RELEASED, by, moment
    batch.save(update_fields=["status", "released_by", "released_at"])
    run("update claims_paymentorder set status = 'SENT' where batch_id = %s and status = 'WAITING'", [batch_id])
    claims = [c for (c,) in fetch("select distinct claim_id from claims_paymentorder where batch_id = %s", [batch_id])]
    run("update claims_claim set move_reason = %s where id = any(%s) and move = 'US'", [moves.why("bank"), claims])
    events((c, "RELEASED", "US", "", True, moment, by) for c in claims)
    return batch


@act
def take_bank_answers(
    answers: Iterable[Answer], by: int, *, on: date | None = None, at: datetime | None = None
) -> Answers:
    """Take the bank's answers, any order, any repetition: a line seen before changes nothing, a line that contradicts
    an earlier one is refused and listed. Paid: Dr payable / Cr payment account; failed: Dr payable / Cr returned
    payments.

    A claim is completed only when all it has been awarded is paid. JKM paid after its legal day proposes the late fee.
    """
    given = list(answers)
    moment = at or now()
    today = on or registry.today()
    refused = _stage_answers(given, today)
    for n, status, was, same, late in fetch(
        "select a.n, a.status, o.status, o.bank_reference = a.bank_reference and o.paid_on is not distinct from"
        " case a.status when 'PAID' then a.on_date end, o.id is not null"
        " from pg_temp.claims_answers a left join claims_paymentorder o on o.id = a.order_id where a.problem = ''"
        " and (o.id is null or o.status <> 'SENT') order by a.n"
    ):
        if late and was == status and same:
            continue
        refused[n] = (
            ("pembayaran tidak dikenal", "payment not known")
            if not late
            else (f"pembayaran sudah berstatus {was}", f"the payment already stands as {was}")
        )
    stage_sql(
        "claims_taken",
        "select distinct on (o.id) o.id, o.claim_id, o.office_id, o.person_id, o.amount, o.replaces_id, a.status,"
        f" a.bank_reference, a.reason, a.on_date, c.programme, {_PAYABLE_SQL} as payable,"
        " o.batch_id, a.n from pg_temp.claims_answers a join claims_paymentorder o on o.id = a.order_id"
        " join claims_claim c on c.id = o.claim_id where o.status = 'SENT' and a.problem = '' order by o.id, a.n",
    )
    # a second line for the same payment in one file: the same is a repetition, another is refused
    for n, conflict in fetch(
        "select a.n, a.status <> t.status or a.bank_reference <> t.bank_reference from pg_temp.claims_answers a"
        " join pg_temp.claims_taken t on t.id = a.order_id and t.n <> a.n where a.problem = ''"
    ):
        if conflict:
            refused[n] = ("berkas memuat dua jawaban berbeda", "the file holds two different answers")
    _book_answers(by)
    run(
        "update claims_paymentorder o set status = t.status, bank_reference = left(t.bank_reference, 64),"
        " bank_reason = left(t.reason, 200), paid_on = case t.status when 'PAID' then t.on_date end, entry_id = e.id"
        " from pg_temp.claims_taken t left join ledger_entry e on e.key = 'pay:' || t.id where o.id = t.id"
    )
    taken = fetch("select claim_id, status, reason, on_date, amount, id from pg_temp.claims_taken order by id")
    batches = fetch("select distinct batch_id from pg_temp.claims_taken where batch_id is not null")
    run(
        "update claims_payoutbatch b set status = 'ANSWERED' where id = any(%s) and status = 'RELEASED' and not exists"
        " (select 1 from claims_paymentorder o where o.batch_id = b.id and o.status = 'SENT')",
        [[b for (b,) in batches]],
    )
    settle({c for c, *_ in taken}, [(c, s, reason, at_noon(day), by) for c, s, reason, day, *_ in taken], moment)
    fees = late_fees([order for *_, order in taken], by, moment)
    return Answers(
        taken=len(taken),
        repeated=len(given) - len(taken) - len(refused),
        refused=tuple((given[n], *texts) for n, texts in sorted(refused.items())),
        paid=sum(1 for _, s, *_ in taken if s == "PAID"),
        paid_amount=sum(amount for _, s, _, _, amount, _ in taken if s == "PAID"),
        failed=sum(1 for _, s, *_ in taken if s == "FAILED"),
        fees=fees,
    )


def _stage_answers(given: Sequence[Answer], today: date) -> dict[int, tuple[str, str]]:
    refused: dict[int, tuple[str, str]] = {}
    rows = []
    for n, answer in enumerate(given):
        order, day = order_id_of(answer.reference), answer.on or today
        if order is None:
            refused[n] = ("acuan pembayaran tidak dikenal", "the payment reference is not one of ours")
        elif answer.status not in ("PAID", "FAILED"):
            refused[n] = (f"status {answer.status!r} tidak dikenal", f"status {answer.status!r} is not known")
        elif answer.status == "PAID" and not answer.bank_reference.strip():
            refused[n] = ("nomor acuan bank kosong", "the bank's reference is empty")
        elif day > today:
            refused[n] = (f"tanggal {day} belum terjadi", f"the date {day} lies in the future")
        rows.append(
            (
                n,
                order,
                answer.status,
                answer.bank_reference.strip()[:64],
                day,
                answer.reason.strip()[:200],
                "x" * (n in refused),
            )
        )
    stage(
        "claims_answers",
        "n int, order_id bigint, status text, bank_reference text, on_date date, reason text, problem text",
        rows,
    )
    fetch(
        "select id from claims_paymentorder where id in (select order_id from pg_temp.claims_answers) order by id for"
        " update"
    )
    return refused


def _book_answers(by: int) -> None:
    cash, back = int(Acc.CASH_OUT), int(Acc.RETURNED_PAYMENTS)
    # what a repeated payment settles already stands under returned payments
    from_account = f"case when t.replaces_id is null then t.payable else {back} end"
    to_account = f"case t.status when 'PAID' then {cash} else {back} end"
    post_many(
        "select 'pay:' || t.id as key, case t.status when 'PAID' then 'PAYMENT' else 'PAYMENT_FAILED' end as kind,"
        f" {books.open_day_sql('t.on_date')} as booked_on, t.office_id, null as employer_id, t.person_id, '' as note"
        " from pg_temp.claims_taken t"
        f" where {from_account} <> {to_account}",
        f"select 'pay:' || t.id as key, {from_account} as account_id, t.amount from pg_temp.claims_taken t"
        f" where {from_account} <> {to_account}"
        f" union all select 'pay:' || t.id, {to_account}, -t.amount from pg_temp.claims_taken t"
        f" where {from_account} <> {to_account}",
        by=by,
    )


@act
def order_rest(claim_id: int, *, by: int, at: datetime | None = None) -> int:
    """Order the payments of payees who have an account by now; returns how many. Raises ClaimRefused: no_claim."""
    claim = locked(claim_id)
    decisions = [d for (d,) in fetch(
        "select id from claims_decision where claim_id = %s and status = 'APPROVED' and kind = 'AWARD'", [claim_id]
    )]  # fmt: skip
    before = claim.orders.count()
    if claim.decisions.filter(correction=True, status="APPROVED").exists():
        order_corrected(claim_id, local_day(at or now()))
    else:
        make_orders(decisions, local_day(at or now()))
    made = claim.orders.count() - before
    if made:
        move(claim, "IN_PROGRESS", "US", moves.why("pay"))
        event(claim, "ACCOUNT_SET", at or now(), by=by)
    return made


@act
def retry_order(
    order_id: int, account_id: int, by: int, *, vouch: bool = False, on: date | None = None, at: datetime | None = None
) -> PaymentOrder:
    """Repeat a failed or reversed payment on a corrected account of the same payee. A changed account cools off first,
    unless the branch vouches for it (`vouch`: the officer has checked who holds it).

    Raises ClaimRefused: no_order, order_not_failed, order_repeated, account_foreign, account_ended, account_cooling.
    """
    old = PaymentOrder.objects.select_for_update().filter(id=order_id).first()
    if old is None:
        raise ClaimRefused("no_order")
    reference = order_reference(order_id)
    if old.status not in (PaymentOrder.Status.FAILED, PaymentOrder.Status.REVERSED):
        raise ClaimRefused("order_not_failed", reference=reference)
    if PaymentOrder.objects.filter(replaces=old).exists():
        raise ClaimRefused("order_repeated", reference=reference)
    account = accounts_of([account_id]).get(account_id)
    mine = once.records_of(old.person_id)
    if account is None or account.person_id not in mine or account.relative_id != old.relative_id:
        raise ClaimRefused("account_foreign", field="account", name=old.payee_name)
    day = on or registry.today()
    if account.ended_on and account.ended_on <= day:
        raise ClaimRefused("account_ended", field="account", account=account.number)
    if account.usable_from > day and not vouch:
        raise ClaimRefused("account_cooling", field="account", account=account.number, day=account.usable_from)
    claim = locked(old.claim_id)
    made = PaymentOrder.objects.create(
        claim=claim,
        decision_id=old.decision_id,
        person_id=old.person_id,
        office_id=old.office_id,
        relative_id=old.relative_id,
        replaces=old,
        payee_name=old.payee_name,
        bank_code=account.bank_id,
        account_number=account.number,
        amount=old.amount,
        usable_from=account.usable_from,
        vouched_by=by if vouch else None,
    )
    claim.completed_at = None
    claim.save(update_fields=["completed_at"])
    bad = fetch(
        "select 1 from claims_paymentorder o where o.claim_id = %s and o.status in ('FAILED', 'REVERSED') and not"
        " exists"
        " (select 1 from claims_paymentorder r where r.replaces_id = o.id)",
        [claim.id],
    )
    if not bad:
        move(claim, "IN_PROGRESS", "US", moves.why("pay"))
    event(claim, "PAYMENT_RETRIED", at or now(), by=by)
    return made


@act
def vouch_order(order_id: int, by: int, reason: str) -> PaymentOrder:
    """The branch vouches for the account of a waiting payment that is still cooling off.

    Raises ClaimRefused: no_order, reason_needed, order_not_failed (it is not waiting)."""
    order = PaymentOrder.objects.select_for_update().filter(id=order_id).first()
    if order is None:
        raise ClaimRefused("no_order")
    if not reason.strip():
        raise ClaimRefused("reason_needed", field="reason", what="penjaminan rekening / vouching for the account")
    if order.status != PaymentOrder.Status.WAITING:
        raise ClaimRefused("order_not_failed", reference=order_reference(order_id))
    order.vouched_by = by
    order.save(update_fields=["vouched_by"])
    event(locked(order.claim_id), "NOTE", now(), by=by, note=reason, public=False)
    return order


@act
def reverse_payment(
    order_id: int, reason: str, by: int, *, on: date | None = None, at: datetime | None = None
) -> PaymentOrder:
    """Take back a payment the bank has recalled: Dr payment account / Cr returned payments; then it can be repeated.

    Raises ClaimRefused: no_order, order_not_paid, reason_needed.
    """
    order = PaymentOrder.objects.select_for_update().filter(id=order_id).first()
    if order is None:
        raise ClaimRefused("no_order")
    if not reason.strip():
        raise ClaimRefused("reason_needed", field="reason", what="penarikan pembayaran / reversal")
    if order.status == PaymentOrder.Status.REVERSED:
        return order
    if order.status != PaymentOrder.Status.PAID:
        raise ClaimRefused("order_not_paid", reference=order_reference(order_id))
    moment = at or now()
    post(
        "PAYMENT_REVERSED",
        f"unpay:{order_id}",
        books.open_day(on or local_day(moment)),
        order.office_id,
        {Acc.CASH_OUT: order.amount, Acc.RETURNED_PAYMENTS: -order.amount},
        person_id=order.person_id,
        note=reason[:200],
        by=by,
    )
    order.status, order.bank_reason = PaymentOrder.Status.REVERSED, reason[:200]
    order.save(update_fields=["status", "bank_reason"])
    settle([order.claim_id], [], moment)
    event(locked(order.claim_id), "PAYMENT_REVERSED", moment, by=by, note=reason)
    return order

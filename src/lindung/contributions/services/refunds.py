"""Money that is given back, or goes over to another employer by consent: one person proposes, another one approves."""

from datetime import date

from django.utils import timezone

from lindung.base.db import act, run, scalar
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Receipt, ReceiptUse, Refund
from lindung.contributions.services.allocate import allocate
from lindung.contributions.services.money import NewReceipt, receive_many
from lindung.contributions.services.undo import locked, rest_of
from lindung.contributions.services.uses import use_receipt
from lindung.ledger import queries as books
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc

Status = Refund.Status


@act
def propose_refund(
    receipt_id: int, amount: int, bank_code: str, account_number: str, holder_name: str, reason: str, *, by: int
) -> Refund:
    """Propose to give back a part of a receipt that settles nothing.

    Raises ContributionRefused: no_receipt, amount_positive, receipt_used (less is left), refund_open (another proposal
    waits), reason_needed, account_needed, no_bank."""
    receipt = _giveable(receipt_id, amount, reason)
    number = account_number.replace(" ", "").replace("-", "")
    if not (5 <= len(number) <= 34 and number.isascii() and number.isalnum()) or not holder_name.strip():
        raise ContributionRefused("account_needed", field="account_number")
    if not scalar("select exists (select 1 from registry_bank where code = %s)", [bank_code]):
        raise ContributionRefused("no_bank", field="bank_code", bank=bank_code)
    return _proposed(
        receipt, amount, reason, by, Refund.Kind.TRANSFER,
        bank_id=bank_code, account_number=number, holder_name=" ".join(holder_name.split())[:120],
    )  # fmt: skip


@act
def propose_offset(receipt_id: int, amount: int, to_employer_id: int, consent: str, reason: str, *, by: int) -> Refund:
    """Propose that a part of a receipt counts for another employer; `consent` names the paper of its owner.

    Raises ContributionRefused: as `propose_refund`, no_employer, same_employer, consent_needed."""
    receipt = _giveable(receipt_id, amount, reason)
    if not scalar("select exists (select 1 from registry_employer where id = %s)", [to_employer_id]):
        raise ContributionRefused("no_employer", field="employer")
    if receipt.employer_id == to_employer_id:
        raise ContributionRefused("same_employer", field="employer")
    if len(consent.strip()) < 5:
        raise ContributionRefused("consent_needed", field="consent")
    return _proposed(
        receipt, amount, reason, by, Refund.Kind.OFFSET,
        to_employer_id=to_employer_id, consent=" ".join(consent.split())[:200],
    )  # fmt: skip


def _giveable(receipt_id: int, amount: int, reason: str) -> Receipt:
    receipt = locked(receipt_id)
    if amount <= 0:
        raise ContributionRefused("amount_positive", field="amount")
    if not reason.strip():
        raise ContributionRefused("reason_needed", field="reason")
    rest = rest_of(receipt_id)
    if amount > rest:
        raise ContributionRefused("receipt_used", field="amount", reference=receipt.reference, rest=rest)
    if Refund.objects.filter(receipt=receipt, status=Status.PROPOSED).exists():
        raise ContributionRefused("refund_open", reference=receipt.reference)
    return receipt


def _proposed(receipt: Receipt, amount: int, reason: str, by: int, kind: str, **more: object) -> Refund:
    return Refund.objects.create(
        receipt=receipt, kind=kind, employer_id=receipt.employer_id, office_id=receipt.office_id, amount=amount,
        reason=" ".join(reason.split())[:200], proposed_by=by, **more,
    )  # fmt: skip


def _held(refund_id: int, *wanted: str) -> Refund:
    found = Refund.objects.select_for_update().filter(pk=refund_id).first()
    if found is None:
        raise ContributionRefused("no_refund", refund=refund_id)
    if found.status not in wanted:
        raise ContributionRefused("refund_status", status=found.get_status_display())
    return found


@act
def approve_refund(refund_id: int, *, by: int, on: date | None = None) -> Refund:
    """A second person agrees: the money leaves suspense. A transfer is then owed until the bank has paid it; an offset
    arrives at the other employer at once, as money received today, and is allocated.

    An approved one again changes nothing. Raises ContributionRefused: no_refund, refund_status, own_proposal,
    receipt_used."""
    found = Refund.objects.filter(pk=refund_id).first()
    if found is None:
        raise ContributionRefused("no_refund", refund=refund_id)
    run(  # of two offsets the other way round neither waits for the other
        "select 1 from registry_employer where id = any(%s) order by id for no key update",
        [[e for e in (found.receipt.employer_id, found.to_employer_id) if e]],
    )
    receipt = locked(found.receipt_id)
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.status in (Status.APPROVED, Status.PAID):
        return refund
    if refund.status != Status.PROPOSED:
        raise ContributionRefused("refund_status", status=refund.get_status_display())
    if refund.proposed_by == by:
        raise ContributionRefused("own_proposal")
    today = max(books.open_day(on), receipt.received_on)
    offset = refund.kind == Refund.Kind.OFFSET
    refund.status, refund.decided_by, refund.decided_at = Status.APPROVED, by, timezone.now()
    if offset:
        refund.status, refund.paid_on = Status.PAID, today
    refund.use = use_receipt(
        receipt.pk,
        ReceiptUse.Kind.OFFSET if offset else ReceiptUse.Kind.REFUND,
        f"refund:{refund.pk}",
        refund.amount,
        {Acc.CASH_IN if offset else Acc.REFUND_PAYABLE: -refund.amount},
        key=f"refund:{refund.pk}",
        on=today,
        by=by,
    )
    refund.save(update_fields=["status", "decided_by", "decided_at", "paid_on", "use"])
    if receipt.employer_id is not None:
        allocate([receipt.employer_id], on=today, by=by)
    if offset:
        _arrive(refund, receipt, today, by)
    return refund


def _arrive(refund: Refund, receipt: Receipt, today: date, by: int) -> None:
    npp, office = scalar(
        "select array[npp, office_id::text] from registry_employer where id = %s", [refund.to_employer_id]
    )
    receive_many(
        [
            NewReceipt(
                Receipt.Channel.OFFSET,
                f"offset:{refund.pk}",
                today,
                refund.amount,
                int(office),
                billing_code=npp,
                description=f"{receipt.channel} {receipt.reference}: {refund.consent}",
            )
        ],
        on=today,
        by=by,
    )


@act
def reject_refund(refund_id: int, reason: str, *, by: int) -> Refund:
    """A proposal is not agreed to, with the reason; the money stays in suspense. Raises ContributionRefused: no_refund,
    refund_status, reason_needed."""
    refund = _held(refund_id, Status.PROPOSED)
    if not reason.strip():
        raise ContributionRefused("reason_needed", field="reason")
    refund.status, refund.decided_by, refund.decided_at = Status.REJECTED, by, timezone.now()
    refund.answer = " ".join(reason.split())[:200]
    refund.save(update_fields=["status", "decided_by", "decided_at", "answer"])
    return refund


@act
def refund_paid(refund_id: int, bank_reference: str, *, on: date | None = None, by: int | None = None) -> Refund:
    """The bank carried the transfer out: the debt is settled from the collection account.

    The same again changes nothing. Raises ContributionRefused: no_refund, refund_status, reference_needed."""
    refund = _held(refund_id, Status.APPROVED, Status.PAID)
    if refund.status == Status.PAID:
        return refund
    if not bank_reference.strip():
        raise ContributionRefused("reference_needed", field="bank_reference")
    today = books.open_day(on)
    entry = ledger.post(
        "REFUND_PAID",
        f"refund-paid:{refund.pk}",
        today,
        refund.office_id,
        {Acc.REFUND_PAYABLE: refund.amount, Acc.CASH_IN: -refund.amount},
        employer_id=refund.employer_id,
        by=by,
    )
    refund.status, refund.paid_on, refund.bank_reference = Status.PAID, today, bank_reference.strip()[:64]
    refund.paid_entry_id = entry
    refund.save(update_fields=["status", "paid_on", "bank_reference", "paid_entry"])
    return refund


@act
def refund_failed(refund_id: int, reason: str, *, on: date | None = None, by: int | None = None) -> Refund:
    """The bank could not pay: the money is in suspense again and may be proposed anew, to another account.

    The same again changes nothing. Raises ContributionRefused: no_refund, refund_status, reason_needed."""
    if (receipt_id := Refund.objects.filter(pk=refund_id).values_list("receipt_id", flat=True).first()) is not None:
        locked(receipt_id)
    refund = _held(refund_id, Status.APPROVED, Status.FAILED)
    if refund.status == Status.FAILED:
        return refund
    if not reason.strip():
        raise ContributionRefused("reason_needed", field="reason")
    today = books.open_day(on)
    use_receipt(
        refund.receipt_id,
        ReceiptUse.Kind.REFUND,
        f"refund:{refund.pk}",
        -refund.amount,
        {Acc.REFUND_PAYABLE: refund.amount},
        key=f"refund-failed:{refund.pk}",
        on=today,
        by=by,
    )
    refund.status, refund.answer = Status.FAILED, " ".join(reason.split())[:200]
    refund.save(update_fields=["status", "answer"])
    if refund.employer_id is not None:
        allocate([refund.employer_id], on=today, by=by)
    return refund

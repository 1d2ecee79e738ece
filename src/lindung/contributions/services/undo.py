"""Taking back what turned out wrong about a receipt: whose it was said to be, or that it came at all."""

from datetime import date

from lindung.base.db import act, rows, run, scalar
from lindung.contributions.effective import PLACED
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Receipt, ReceiptEvent, ReceiptUse
from lindung.contributions.services.allocate import allocate
from lindung.contributions.services.uses import use_receipt
from lindung.ledger import queries as books
from lindung.ledger.chart import Acc


def note(receipt: Receipt, kind: str, reason: str, by: int | None) -> None:
    """Write what was done to a receipt into its history."""
    ReceiptEvent.objects.create(
        receipt=receipt,
        kind=kind,
        employer_id=receipt.employer_id,
        office_id=receipt.office_id,
        reason=reason[:200],
        made_by=by,
    )


def locked(receipt_id: int) -> Receipt:
    """The receipt, held with its employer in the order that allocation takes them. Raises ContributionRefused
    no_receipt."""
    employer = scalar("select employer_id from contributions_receipt where id = %s", [receipt_id])
    if employer is not None:
        run("select 1 from registry_employer where id = %s for no key update", [employer])
    found = Receipt.objects.select_for_update().filter(pk=receipt_id).first()
    if found is None:
        raise ContributionRefused("no_receipt", receipt=receipt_id)
    return found


def rest_of(receipt_id: int) -> int:
    """Rupiah of a receipt that settle nothing and were not used."""
    return int(scalar(f"select r.amount - {PLACED} from contributions_receipt r where r.id = %s", [receipt_id]))


@act
def unassign_receipt(receipt_id: int, reason: str, *, on: date | None = None, by: int | None = None) -> Receipt:
    """The receipt was not this employer's: all it settled is taken back by rows of the opposite sign, penalties and
    members' balances with it, and the money waits in suspense again.

    Without an employer nothing changes. Raises ContributionRefused: no_receipt, reason_needed, receipt_in_use (a part
    was given back or used for an order)."""
    receipt = locked(receipt_id)
    if receipt.employer_id is None:
        return receipt
    if not reason.strip():
        raise ContributionRefused("reason_needed", field="reason")
    _not_in_use(receipt)
    employer = receipt.employer_id
    note(receipt, ReceiptEvent.Kind.UNASSIGNED, reason.strip(), by)
    receipt.employer, receipt.matched_by, receipt.confidence = None, "", 0
    receipt.save(update_fields=["employer", "matched_by", "confidence"])
    allocate([employer], on=on, by=by)
    return receipt


@act
def recall_receipt(receipt_id: int, reason: str, *, on: date | None = None, by: int | None = None) -> ReceiptUse:
    """The bank took the money back: what it settled is undone and the whole amount leaves the collection account.

    The same again changes nothing. Raises ContributionRefused: no_receipt, reason_needed, receipt_in_use."""
    receipt = locked(receipt_id)
    key = f"recall:{receipt.pk}"
    before = ReceiptUse.objects.filter(entry__key=key).first()
    if before is not None:
        return before
    if not reason.strip():
        raise ContributionRefused("reason_needed", field="reason")
    _not_in_use(receipt)
    today = max(books.open_day(on), receipt.received_on)
    if receipt.employer_id is not None:
        unassign_receipt(receipt_id, reason, on=today, by=by)
        receipt.refresh_from_db()
    use = use_receipt(
        receipt.pk,
        ReceiptUse.Kind.RECALL,
        reason.strip(),
        receipt.amount,
        {Acc.CASH_IN: -receipt.amount},
        key=key,
        on=today,
        by=by,
    )
    note(receipt, ReceiptEvent.Kind.RECALLED, reason.strip(), by)
    return use


def _not_in_use(receipt: Receipt) -> None:
    used = rows(
        "select coalesce(sum(amount), 0)::bigint as used from contributions_receiptuse where receipt_id = %s",
        [receipt.pk],
    )[0]["used"]
    open_one = scalar(
        "select exists (select 1 from contributions_refund where receipt_id = %s and status = 'PROPOSED')", [receipt.pk]
    )
    if used or open_one:
        raise ContributionRefused("receipt_in_use", reference=receipt.reference)

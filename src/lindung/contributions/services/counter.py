"""Money at the counter of an office: numbered without gaps by office and day, once per form."""

from datetime import date

from lindung.base.db import act, lock, scalar
from lindung.contributions.codes import is_order_code
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Receipt
from lindung.contributions.services.money import NewReceipt, receive_many
from lindung.registry import queries as registry


@act
def receive_at_counter(
    office_id: int, key: str, amount: int, code: str, payer_name: str, *, on: date | None = None, by: int | None = None
) -> Receipt:
    """Take money at a counter for a bill, an order or an employer (`code` is a billing code or an NPP); its number is
    the receipt's `reference`. The same `key` (of the form that was filled in) gives the same receipt.

    Raises ContributionRefused: code_unknown, payer_needed, amount_positive, receipt_differs (the form was sent before
    with another amount or code)."""
    today = on or registry.today()
    code = code.strip().upper()
    lock("counter", office_id, today)
    before = Receipt.objects.filter(channel=Receipt.Channel.TELLER, bank_reference=key).first()
    if before is not None:
        if (before.amount, before.billing_code) != (amount, code):
            raise ContributionRefused(
                "receipt_differs", channel="TELLER", reference=before.reference, there=before.amount, given=amount
            )
        return before
    if not payer_name.strip():
        raise ContributionRefused("payer_needed", field="payer")
    if not is_order_code(code) and not scalar(
        "select exists (select 1 from contributions_bill where code = %(c)s)"
        " or exists (select 1 from registry_employer where npp = %(c)s)",
        {"c": code},
    ):
        raise ContributionRefused("code_unknown", field="code", code_given=code)
    name = scalar("select code from registry_office where id = %s", [office_id])
    start = f"LKT-{name}-{today:%Y%m%d}-"
    last = scalar(
        "select max(substr(reference, length(%(s)s) + 1)::int) from contributions_receipt where channel = 'TELLER'"
        " and starts_with(reference, %(s)s) and substr(reference, length(%(s)s) + 1) ~ '^[0-9]{1,8}$'",
        {"s": start},
    )
    reference = f"{start}{(last or 0) + 1:04d}"
    receive_many(
        [
            NewReceipt(
                Receipt.Channel.TELLER,
                reference,
                today,
                amount,
                office_id,
                billing_code=code,
                bank_reference=key,
                payer_name=payer_name,
            )
        ],
        on=today,
        by=by,
    )
    return Receipt.objects.get(channel=Receipt.Channel.TELLER, reference=reference)

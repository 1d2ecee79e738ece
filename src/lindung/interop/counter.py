"""Money at a counter, whatever it is for: bills and orders alike."""

from lindung.base.db import act, scalar, system
from lindung.contributions import services
from lindung.contributions.models import Receipt
from lindung.contributions.queries import employer_statement
from lindung.interop.snap import accounts
from lindung.registry.queries import today
from lindung.segments import services as segments
from lindung.segments.errors import SegmentRefused


def asked(code: str) -> accounts.Account | None:
    """What is owed under a bill's or order's code, or by an employer by its number; None where there is none such. As
    at a bank, no more is told than who pays and how much."""
    code = code.strip().upper()
    with system():
        found = accounts.find(code, today())
        if found is not None:
            return found
        employer = scalar("select id from registry_employer where npp = %s", [code])
        if employer is None:
            return None
        told = employer_statement(int(employer), today())
        name = str(scalar("select name from registry_employer where id = %s", [employer]))
    total = told.open + told.penalties if told else 0
    return accounts.Account(code, name, total, "OPEN" if total > 0 else "PAID", (), ())


@act
def take(office_id: int, key: str, amount: int, code: str, payer: str, *, by: int) -> Receipt:
    """As `contributions.services.receive_at_counter`; an order that it pays exactly is settled at once. Who stands at
    the counter keeps money that an order does not take.

    Raises SegmentRefused: counter_order (with why: too little, too much, paid, expired, ...)."""
    receipt = services.receive_at_counter(office_id, key, amount, code, payer, by=by)
    segments.settle_waiting(receipt_ids=[receipt.pk], by=by)
    told = segments.payment_of(receipt)
    if told.order is not None and not told.settled:
        why = {lang: told.why(lang) for lang in ("id", "en")}
        raise SegmentRefused("counter_order", field="amount", why=why)
    return receipt

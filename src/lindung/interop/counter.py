"""Money at a counter, whatever it is for: bills and orders alike."""

from lindung.base.db import act
from lindung.contributions import services
from lindung.contributions.models import Receipt
from lindung.segments import services as segments


@act
def take(office_id: int, key: str, amount: int, code: str, payer: str, *, by: int) -> Receipt:
    """As `contributions.services.receive_at_counter`; an order that it pays exactly is settled at once."""
    receipt = services.receive_at_counter(office_id, key, amount, code, payer, by=by)
    segments.settle_waiting(receipt_ids=[receipt.pk], by=by)
    return receipt

"""The acts of the segments that pay for themselves, the only writers of their tables."""

from lindung.segments.services.orders import Line, NewOrder, cancel_order, make_order
from lindung.segments.services.settle import Payment, Settled, pay, settle_waiting, when_paid

__all__ = [
    "Line",
    "NewOrder",
    "Payment",
    "Settled",
    "cancel_order",
    "make_order",
    "pay",
    "settle_waiting",
    "when_paid",
]

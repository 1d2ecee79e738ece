"""What others may ask about orders and those who pay for themselves; readers under row-level security."""

from lindung.segments.queries.bpu import (
    BpuStanding,
    arrears_months,
    bpu_counts,
    bpu_list,
    bpu_reminders,
    bpu_standing,
    flows,
)
from lindung.segments.queries.orders import order, order_lines, orders, orders_total, waiting, waiting_by_reason

__all__ = [
    "BpuStanding",
    "arrears_months",
    "bpu_counts",
    "bpu_list",
    "bpu_reminders",
    "bpu_standing",
    "flows",
    "order",
    "order_lines",
    "orders",
    "orders_total",
    "waiting",
    "waiting_by_reason",
]

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
from lindung.segments.queries.pmi import PmiStanding, pmi_counts, pmi_list, pmi_standing

__all__ = [
    "BpuStanding",
    "PmiStanding",
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
    "pmi_counts",
    "pmi_list",
    "pmi_standing",
    "waiting",
    "waiting_by_reason",
]

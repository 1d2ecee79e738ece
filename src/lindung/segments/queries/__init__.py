"""What others may ask about orders and those who pay for themselves; readers under row-level security."""

from lindung.segments.queries.orders import order, order_lines, orders, orders_total, waiting, waiting_by_reason

__all__ = ["order", "order_lines", "orders", "orders_total", "waiting", "waiting_by_reason"]

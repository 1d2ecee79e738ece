"""What those who pay for themselves owe and paid, by segment."""

from lindung.segments.models.bpu import BpuJob, BpuMember
from lindung.segments.models.order import Order, OrderEvent, OrderLine

__all__ = ["BpuJob", "BpuMember", "Order", "OrderEvent", "OrderLine"]

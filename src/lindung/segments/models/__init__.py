"""What those who pay for themselves owe and paid, by segment."""

from lindung.segments.models.bpu import BpuJob, BpuMember
from lindung.segments.models.joint import JointOrder
from lindung.segments.models.order import Order, OrderEvent, OrderLine
from lindung.segments.models.pmi import PmiEvent, PmiPart, PmiPlacement
from lindung.segments.models.project import (
    Project,
    ProjectCredit,
    ProjectOrder,
    ProjectPaper,
    ProjectTerms,
    ProjectWage,
    ProjectWageMonth,
    ProjectWorker,
)

__all__ = [
    "BpuJob",
    "BpuMember",
    "JointOrder",
    "Order",
    "OrderEvent",
    "OrderLine",
    "PmiEvent",
    "PmiPart",
    "PmiPlacement",
    "Project",
    "ProjectCredit",
    "ProjectOrder",
    "ProjectPaper",
    "ProjectTerms",
    "ProjectWage",
    "ProjectWageMonth",
    "ProjectWorker",
]

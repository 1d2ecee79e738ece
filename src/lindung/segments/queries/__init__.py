"""What others may ask about orders and those who pay for themselves; readers under row-level security."""

from lindung.segments.queries.bpu import (
    BpuStanding,
    arrears_months,
    bpu_counts,
    bpu_list,
    bpu_reminders,
    bpu_standing,
)
from lindung.segments.queries.joint import joint, joints
from lindung.segments.queries.orders import order, order_lines, orders, orders_total, waiting, waiting_by_reason
from lindung.segments.queries.pmi import PmiStanding, pmi_by_company, pmi_by_origin, pmi_counts, pmi_list, pmi_standing
from lindung.segments.queries.projects import (
    instalments,
    project,
    project_cover,
    project_due,
    project_of_order,
    project_papers,
    project_rest,
    project_terms,
    project_workers,
    projects,
    worker_months,
)
from lindung.segments.queries.rights import Abroad, OwnCover, arrears_of_the_dead, arrears_order, own_cover, work_abroad

__all__ = [
    "Abroad",
    "BpuStanding",
    "OwnCover",
    "PmiStanding",
    "arrears_months",
    "arrears_of_the_dead",
    "arrears_order",
    "bpu_counts",
    "bpu_list",
    "bpu_reminders",
    "bpu_standing",
    "instalments",
    "joint",
    "joints",
    "order",
    "order_lines",
    "orders",
    "orders_total",
    "own_cover",
    "pmi_by_company",
    "pmi_by_origin",
    "pmi_counts",
    "pmi_list",
    "pmi_standing",
    "project",
    "project_cover",
    "project_due",
    "project_of_order",
    "project_papers",
    "project_rest",
    "project_terms",
    "project_workers",
    "projects",
    "waiting",
    "waiting_by_reason",
    "work_abroad",
    "worker_months",
]

"""The acts of the segments that pay for themselves, the only writers of their tables."""

from lindung.segments.services.bpu import (
    Job,
    Quote,
    change_bpu,
    enrol_bpu,
    may_join,
    order_arrears,
    order_bpu,
    quote_bpu,
    register_bpu,
)
from lindung.segments.services.bpu_cover import bpu_day, go_on_alone, paid_by_others
from lindung.segments.services.bpu_many import Ask, NewMember, order_bpu_many, register_bpu_many
from lindung.segments.services.joint import Helper, enrol_micro
from lindung.segments.services.orders import Line, NewOrder, cancel_order, make_order
from lindung.segments.services.pmi import change_pmi_jht, enrol_pmi, order_pmi, placements_of, register_pmi, report_pmi
from lindung.segments.services.pmi_cover import pmi_day, segments_day
from lindung.segments.services.pmi_many import Many, depart_many, register_pmi_many
from lindung.segments.services.project_cover import cover_workers, project_day
from lindung.segments.services.project_orders import order_project
from lindung.segments.services.project_wages import NewWage, correct_wage
from lindung.segments.services.project_workers import Listed, WorkerRow, end_worker, list_workers, swap_worker
from lindung.segments.services.projects import NewProject, add_paper, change_project, register_project
from lindung.segments.services.self_enrol import enrol_self, member_by_code
from lindung.segments.services.settle import Payment, Settled, pay, payment_of, settle_waiting, when_paid

__all__ = [
    "Ask",
    "Helper",
    "Job",
    "Line",
    "Listed",
    "Many",
    "NewMember",
    "NewOrder",
    "NewProject",
    "NewWage",
    "Payment",
    "Quote",
    "Settled",
    "WorkerRow",
    "add_paper",
    "bpu_day",
    "cancel_order",
    "change_bpu",
    "change_pmi_jht",
    "change_project",
    "correct_wage",
    "cover_workers",
    "depart_many",
    "end_worker",
    "enrol_bpu",
    "enrol_micro",
    "enrol_pmi",
    "enrol_self",
    "go_on_alone",
    "list_workers",
    "make_order",
    "may_join",
    "member_by_code",
    "order_arrears",
    "order_bpu",
    "order_bpu_many",
    "order_pmi",
    "order_project",
    "paid_by_others",
    "pay",
    "payment_of",
    "placements_of",
    "pmi_day",
    "project_day",
    "quote_bpu",
    "register_bpu",
    "register_bpu_many",
    "register_pmi",
    "register_pmi_many",
    "register_project",
    "report_pmi",
    "segments_day",
    "settle_waiting",
    "swap_worker",
    "when_paid",
]

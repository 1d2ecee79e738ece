"""The acts of collection and inspection, the only writers of their tables."""

from lindung.collection.services.cases import (
    add_evidence,
    answer_objection,
    object_to_month,
    open_case,
    take,
    take_step,
)
from lindung.collection.services.daily import daily
from lindung.collection.services.dormancy import decide_inactive, propose_closure, propose_inactive, reactivate
from lindung.collection.services.fines import charge_fine, pay_fine
from lindung.collection.services.flags import answer_flag, flag_month
from lindung.collection.services.inspection import (
    Found,
    add_findings,
    answer,
    conclude,
    demand,
    open_inspection,
    tie_employer,
)
from lindung.collection.services.promises import decide_plan, promise, propose_plan
from lindung.collection.services.snapshot import snapshot
from lindung.collection.services.writeoff import decide_write_off, propose_write_off

__all__ = [
    "Found",
    "add_evidence",
    "add_findings",
    "answer",
    "answer_flag",
    "answer_objection",
    "charge_fine",
    "conclude",
    "daily",
    "decide_inactive",
    "decide_plan",
    "decide_write_off",
    "demand",
    "flag_month",
    "object_to_month",
    "open_case",
    "open_inspection",
    "pay_fine",
    "promise",
    "propose_closure",
    "propose_inactive",
    "propose_plan",
    "propose_write_off",
    "reactivate",
    "snapshot",
    "take",
    "take_step",
    "tie_employer",
]

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
from lindung.collection.services.fines import charge_fine, pay_fine
from lindung.collection.services.promises import decide_plan, promise, propose_plan
from lindung.collection.services.snapshot import snapshot
from lindung.collection.services.writeoff import decide_write_off, propose_write_off

__all__ = [
    "add_evidence",
    "answer_objection",
    "charge_fine",
    "daily",
    "decide_plan",
    "decide_write_off",
    "object_to_month",
    "open_case",
    "pay_fine",
    "promise",
    "propose_plan",
    "propose_write_off",
    "snapshot",
    "take",
    "take_step",
]

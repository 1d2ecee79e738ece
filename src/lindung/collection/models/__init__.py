"""Cases of collection and inspection, what was done in them, and what stands from day to day."""

from lindung.collection.models.case import Case, Evidence, Fine, FinePayment, Objection, Plan, PlanPart, Promise, Step
from lindung.collection.models.compliance import Dormancy, Finding, Flag, WriteOff
from lindung.collection.models.receivable import Receivable

__all__ = [
    "Case",
    "Dormancy",
    "Evidence",
    "Finding",
    "Fine",
    "FinePayment",
    "Flag",
    "Objection",
    "Plan",
    "PlanPart",
    "Promise",
    "Receivable",
    "Step",
    "WriteOff",
]

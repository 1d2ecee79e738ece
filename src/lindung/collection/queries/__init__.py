"""What others may ask of collection; under row-level security, whole rupiah."""

from lindung.collection.queries.board import (
    WAITING,
    Ageing,
    Target,
    ageing,
    cases,
    employer_by_npp,
    employers_of_class,
    flags,
    latest_reported,
    steps_waiting,
    target,
    to_do,
)
from lindung.collection.queries.case import Owed, Whole, closure_refused, dormancy_of, findings, owed_by, whole
from lindung.collection.queries.receivable import Month, overdue_lines, overdue_months, overdue_workers

__all__ = [
    "WAITING",
    "Ageing",
    "Month",
    "Owed",
    "Target",
    "Whole",
    "ageing",
    "cases",
    "closure_refused",
    "dormancy_of",
    "employer_by_npp",
    "employers_of_class",
    "findings",
    "flags",
    "latest_reported",
    "overdue_lines",
    "overdue_months",
    "overdue_workers",
    "owed_by",
    "steps_waiting",
    "target",
    "to_do",
    "whole",
]

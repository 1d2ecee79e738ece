"""The only readers of claims that others call."""

from lindung.claims.clocks import Clocks, Span
from lindung.claims.queries.again import Report, later_reports
from lindung.claims.queries.case import Case, case, claims_of, clocks, late_money, overdue, tracker, why_text
from lindung.claims.queries.consequences import Consequence, Use, consequences, used_in
from lindung.claims.queries.contacts import REPEAT_DAYS, contacts_of
from lindung.claims.queries.correcting import Difference, correction_preview, corrections, overpaid_by, overpayments
from lindung.claims.queries.explain import (
    Explanation,
    Payee,
    explain,
    interim_traces,
    replay,
)
from lindung.claims.queries.preview import Suggestion, suggestion
from lindung.claims.queries.queue import (
    TASKS,
    Task,
    TaskPage,
    batch_lines,
    batches,
    counts,
    order,
    queue,
    waiting_payments,
)
from lindung.claims.queries.words import Fact, component_title, ground_title

__all__ = [
    "REPEAT_DAYS",
    "TASKS",
    "Case",
    "Clocks",
    "Consequence",
    "Difference",
    "Explanation",
    "Fact",
    "Payee",
    "Report",
    "Span",
    "Suggestion",
    "Task",
    "TaskPage",
    "Use",
    "batch_lines",
    "batches",
    "case",
    "claims_of",
    "clocks",
    "component_title",
    "consequences",
    "contacts_of",
    "correction_preview",
    "corrections",
    "counts",
    "explain",
    "ground_title",
    "interim_traces",
    "late_money",
    "later_reports",
    "order",
    "overdue",
    "overpaid_by",
    "overpayments",
    "queue",
    "replay",
    "suggestion",
    "tracker",
    "used_in",
    "waiting_payments",
    "why_text",
]

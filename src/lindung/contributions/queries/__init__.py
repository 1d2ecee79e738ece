"""What others may ask about reports, bills, receipts and a person's months; readers under row-level security."""

from lindung.contributions.queries.money import (
    Statement,
    arrears,
    daily_proof,
    employer_statement,
    suspense,
    suspense_by_age,
)
from lindung.contributions.queries.people import missing_months, paid_months, reported_wages
from lindung.contributions.queries.reports import (
    Comparison,
    Preview,
    bill_page,
    comparison,
    explain_line,
    preview,
    warnings,
)

__all__ = [
    "Comparison",
    "Preview",
    "Statement",
    "arrears",
    "bill_page",
    "comparison",
    "daily_proof",
    "employer_statement",
    "explain_line",
    "missing_months",
    "paid_months",
    "preview",
    "reported_wages",
    "suspense",
    "suspense_by_age",
    "warnings",
]

"""From wage report to settled bill.

`WageLine` (the reported facts) and `Line` (the assessed amounts) are partitioned by contribution month; their tables
stand in the migrations. Bills, lines, receipts and allocations are never changed after they are made: a correction is a
new version, a re-allocation is a new row with the opposite sign.
"""

from lindung.contributions.models.bills import Bill, Line
from lindung.contributions.models.handins import HandIn, HandInReport
from lindung.contributions.models.receipts import (
    Receipt,
    ReceiptEvent,
    ReceiptSuggestion,
    ReceiptUse,
    Refund,
    Statement,
)
from lindung.contributions.models.reports import RefusedRow, WageLine, WageReport
from lindung.contributions.models.settling import Allocation, Penalty, Settlement

__all__ = [
    "Allocation",
    "Bill",
    "HandIn",
    "HandInReport",
    "Line",
    "Penalty",
    "Receipt",
    "ReceiptEvent",
    "ReceiptSuggestion",
    "ReceiptUse",
    "Refund",
    "RefusedRow",
    "Settlement",
    "Statement",
    "WageLine",
    "WageReport",
]

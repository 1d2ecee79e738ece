"""The acts of contributions, the only writers of their tables: reports, rows, bills, receipts, allocations."""

from lindung.contributions.services.allocate import allocate
from lindung.contributions.services.booking import AllocationResult
from lindung.contributions.services.bulk_reports import report_many
from lindung.contributions.services.counter import receive_at_counter
from lindung.contributions.services.handins import admit, attach, open_for_employer, own_draft, take_hand_in
from lindung.contributions.services.kernel import MonthResult, open_month, post_month
from lindung.contributions.services.money import (
    NewReceipt,
    Received,
    StatementTaken,
    assign_receipt,
    receive,
    receive_many,
    take_statement,
)
from lindung.contributions.services.refunds import (
    approve_refund,
    propose_offset,
    propose_refund,
    refund_failed,
    refund_paid,
    reject_refund,
)
from lindung.contributions.services.reports import (
    correct_month,
    discard,
    finalise,
    open_report,
    post,
    remove_worker,
    reopen,
    set_line,
)
from lindung.contributions.services.rows import (
    Refusal,
    RowsTaken,
    add_worker,
    begin_reading,
    drop_refused,
    end_reading,
    fix_row,
    take_rows,
)
from lindung.contributions.services.starts import MonthMoved, StartMoved, correct_start, preview_start
from lindung.contributions.services.undo import recall_receipt, unassign_receipt
from lindung.contributions.services.uses import use_many, use_receipt

__all__ = [
    "AllocationResult",
    "MonthMoved",
    "MonthResult",
    "NewReceipt",
    "Received",
    "Refusal",
    "RowsTaken",
    "StartMoved",
    "StatementTaken",
    "add_worker",
    "admit",
    "allocate",
    "approve_refund",
    "assign_receipt",
    "attach",
    "begin_reading",
    "correct_month",
    "correct_start",
    "discard",
    "drop_refused",
    "end_reading",
    "finalise",
    "fix_row",
    "open_for_employer",
    "open_month",
    "open_report",
    "own_draft",
    "post",
    "post_month",
    "preview_start",
    "propose_offset",
    "propose_refund",
    "recall_receipt",
    "receive",
    "receive_at_counter",
    "receive_many",
    "refund_failed",
    "refund_paid",
    "reject_refund",
    "remove_worker",
    "reopen",
    "report_many",
    "set_line",
    "take_hand_in",
    "take_rows",
    "take_statement",
    "unassign_receipt",
    "use_many",
    "use_receipt",
]

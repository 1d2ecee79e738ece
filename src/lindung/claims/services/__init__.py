"""The only writers of claims: from the check before a claim to the money in the account, single and in bulk."""

from lindung.claims.services.again import Standing, answer_report
from lindung.claims.services.assign import give_back, take, take_next
from lindung.claims.services.common import Paper, Submitted
from lindung.claims.services.contacts import log_contact
from lindung.claims.services.correct import decide_correction, propose_claim_correction, propose_correction
from lindung.claims.services.death import DeathReport, Found, Kin, report_death
from lindung.claims.services.decide import (
    Approved,
    approve,
    approve_many,
    send_back,
    withdraw,
)
from lindung.claims.services.documents import (
    add_note,
    ask_document,
    ask_third,
    attach_document,
    check_document,
    complete_file,
    third_answered,
)
from lindung.claims.services.extra import (
    Recorded,
    answer_appeal,
    appeal,
    appeal_until,
    record_claim,
    record_many,
    top_up,
)
from lindung.claims.services.identity import accept_person_change, propose_person_change
from lindung.claims.services.pay import (
    Answer,
    Answers,
    make_payout_batch,
    order_reference,
    order_rest,
    release_payout_batch,
    retry_order,
    reverse_payment,
    take_bank_answers,
    vouch_order,
)
from lindung.claims.services.precheck import Precheck, precheck_jht
from lindung.claims.services.propose import Proposed, propose, propose_many, return_many
from lindung.claims.services.submit import NewClaim, resubmit, submit_jht, submit_many

__all__ = [
    "Answer",
    "Answers",
    "Approved",
    "DeathReport",
    "Found",
    "Kin",
    "NewClaim",
    "Paper",
    "Precheck",
    "Proposed",
    "Recorded",
    "Standing",
    "Submitted",
    "accept_person_change",
    "add_note",
    "answer_appeal",
    "answer_report",
    "appeal",
    "appeal_until",
    "approve",
    "approve_many",
    "ask_document",
    "ask_third",
    "attach_document",
    "check_document",
    "complete_file",
    "decide_correction",
    "give_back",
    "log_contact",
    "make_payout_batch",
    "order_reference",
    "order_rest",
    "precheck_jht",
    "propose",
    "propose_claim_correction",
    "propose_correction",
    "propose_many",
    "propose_person_change",
    "record_claim",
    "record_many",
    "release_payout_batch",
    "report_death",
    "resubmit",
    "retry_order",
    "return_many",
    "reverse_payment",
    "send_back",
    "submit_jht",
    "submit_many",
    "take",
    "take_bank_answers",
    "take_next",
    "third_answered",
    "top_up",
    "vouch_order",
    "withdraw",
]

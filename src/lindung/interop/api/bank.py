"""What banks ask and tell: a bill by its code, a payment received, answers to payments out. A bank sees no rows, it
gets answers: reading goes through the writing role and returns no more than the answer says."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lindung.access.permissions import Act
from lindung.base.db import scalar, system
from lindung.claims import services as claims
from lindung.contributions.codes import is_order_code
from lindung.contributions.queries import listing
from lindung.interop.api.bills import BillCode, bill_out
from lindung.interop.api.door import Bearer, actor_of
from lindung.interop.api.problems import Problem, Texts, not_found
from lindung.interop.api.values import Amount, Day, In, Text, month_text
from lindung.registry.queries import today
from lindung.segments import queries as orders
from lindung.segments import services as segments

OLDEST = 366
"""Days back that a bank may tell a payment."""

router = Router()

Reference = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[0-9A-Za-z][0-9A-Za-z/._:-]*$")]


class InquiryOut(Schema):
    """What a payer is shown before he pays; `due_amount` 0 means that nothing is left to pay. An ORDER is paid whole,
    by `expires_on` at the latest; `employer` is then whoever pays it."""

    code: str
    kind: Literal["BILL", "ORDER"]
    employer: str
    month: str
    last_month: str
    due_on: date
    expires_on: date | None
    total: int
    paid: int
    penalty: int
    due_amount: int


class PaymentIn(In):
    """Money that the bank received for us. `reference` is the bank's number of it and names it once in its `channel`:
    API, or QRIS for a code that was scanned."""

    channel: Literal["API", "QRIS"] = "API"
    reference: Reference
    received_on: Day
    amount: Amount
    billing_code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,24}$")] = ""
    description: Annotated[Text, Field(max_length=200)] = ""


class PaymentOut(Schema):
    """The payment as recorded; the same again gives the same. `matched`: the employer is known, or the order settled;
    `waiting` names why the money of an order waits."""

    receipt: int
    reference: str
    received_on: date
    amount: int
    matched: bool
    waiting: str


class AnswerIn(In):
    """What became of one payment out. `reference` is ours (LD and twelve digits)."""

    reference: Annotated[str, Field(pattern=r"^LD[0-9]{12}$")]
    status: Literal["PAID", "FAILED"]
    bank_reference: Annotated[str, Field(pattern=r"^[0-9A-Za-z/._:-]{0,64}$")] = ""
    on: Day | None = None
    reason: Annotated[Text, Field(max_length=200)] = ""


class AnswersIn(In):
    """Answers in any order and repetition."""

    answers: Annotated[list[AnswerIn], Field(min_length=1, max_length=10_000)]


class RefusedAnswerOut(Schema):
    """An answer that contradicts what stands, or names nothing of ours."""

    reference: str
    messages: Texts


class AnswersOut(Schema):
    """Lines in = taken + repeated + refused."""

    taken: int
    repeated: int
    refused: list[RefusedAnswerOut]
    paid: int
    paid_amount: int
    failed: int


@router.get(
    "/bills/{code}",
    response=InquiryOut,
    auth=Bearer(Act.API_INQUIRY),
    operation_id="inquire_bill",
    summary="Ask what a billing code owes",
)
def inquire_bill(request: HttpRequest, code: BillCode) -> dict[str, Any]:
    """Who pays, for which months, and what is left to pay."""
    if is_order_code(code):
        with system():
            order = orders.order(code)
            joint = None if order else orders.joint(code)
        if joint is not None:
            return _joint(joint)
        if order is None:
            raise not_found()
        left = order["total"] if order["status"] == "OPEN" else 0
        return order | {
            "kind": "ORDER",
            "employer": order["payer"],
            "month": month_text(order["first_month"]),
            "last_month": month_text(order["last_month"]),
            "paid": order["total"] if order["status"] == "PAID" else 0,
            "penalty": 0,
            "due_amount": left,
        }
    with system():
        found = listing.bill(code)
        if found is None:
            raise not_found()
        name = scalar("select name from registry_employer where id = %s", [found["employer_id"]])
    shown = bill_out(found)
    return shown | {
        "kind": "BILL",
        "employer": name,
        "last_month": shown["month"],
        "expires_on": None,
        "due_amount": max(0, shown["due_amount"]),
    }


def _joint(joint: dict[str, Any]) -> dict[str, Any]:
    """The one code of a micro-enterprise: the owner's own months and the bill of his helpers."""
    return joint | {
        "kind": "ORDER",
        "employer": joint["enterprise"] or joint["owner"],
        "month": month_text(joint["first_month"]),
        "last_month": month_text(joint["last_month"]),
        "due_on": joint["expires_on"],
        "paid": joint["total"] if joint["status"] == "PAID" else 0,
        "penalty": 0,
        "due_amount": joint["total"] if joint["status"] == "OPEN" else 0,
    }


@router.post(
    "/payments",
    response=PaymentOut,
    auth=Bearer(Act.API_PAYMENT),
    operation_id="tell_payment",
    summary="Tell a payment received",
)
def tell_payment(request: HttpRequest, payment: PaymentIn) -> dict[str, Any]:
    """Recorded, booked and allocated at once; unknown money waits in suspense. The same reference with another amount
    is refused."""
    actor = actor_of(request)
    if payment.received_on < today() - timedelta(days=OLDEST):
        raise Problem(422, "received_long_ago", field="body.payment.received_on", days=OLDEST)
    done = segments.pay(
        payment.billing_code,
        payment.channel,
        payment.reference,
        payment.amount,
        payment.received_on,
        actor.offices[0],
        description=payment.description,
        by=actor.user_id,
    )
    receipt = done.receipt
    return {
        "receipt": receipt.pk,
        "reference": receipt.reference,
        "received_on": receipt.received_on,
        "amount": receipt.amount,
        "matched": receipt.employer_id is not None or done.settled,
        "waiting": done.reason,
    }


@router.post(
    "/payout-answers",
    response=AnswersOut,
    auth=Bearer(Act.API_PAYOUT_ANSWER),
    operation_id="answer_payouts",
    summary="Answer payments out",
)
def answer_payouts(request: HttpRequest, told: AnswersIn) -> dict[str, Any]:
    """Paid or failed, line by line; a line seen before changes nothing."""
    by = actor_of(request).user_id
    if by is None:
        raise Problem(401, "token_invalid")
    done = claims.take_bank_answers(
        [claims.Answer(a.reference, a.status, a.bank_reference, a.on, a.reason) for a in told.answers], by
    )
    return {
        "taken": done.taken,
        "repeated": done.repeated,
        "refused": [{"reference": a.reference, "messages": {"id": i, "en": e}} for a, i, e in done.refused],
        "paid": done.paid,
        "paid_amount": done.paid_amount,
        "failed": done.failed,
    }

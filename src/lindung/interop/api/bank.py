"""What banks ask and tell: a bill by its code, a payment received, answers to payments out. A bank sees no rows, it
gets answers: reading goes through the writing role and returns no more than the answer says."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lindung.access.permissions import Act
from lindung.base.db import scalar, system
from lindung.claims import services as claims
from lindung.contributions import services
from lindung.contributions.queries import listing
from lindung.interop.api.bills import BillCode, bill_out
from lindung.interop.api.door import Bearer, actor_of
from lindung.interop.api.problems import Problem, Texts, not_found
from lindung.interop.api.values import Amount, Day, In, Text
from lindung.registry.queries import today

OLDEST = 366
"""Days back that a bank may tell a payment."""

router = Router()

Reference = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[0-9A-Za-z][0-9A-Za-z/._:-]*$")]


class InquiryOut(Schema):
    """What a payer is shown before he pays; `due_amount` 0 means that nothing is left to pay."""

    code: str
    employer: str
    month: str
    due_on: date
    total: int
    paid: int
    penalty: int
    due_amount: int


class PaymentIn(In):
    """Money that the bank received for us. `reference` is the bank's number of it and names it once."""

    reference: Reference
    received_on: Day
    amount: Amount
    billing_code: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,24}$")] = ""
    description: Annotated[Text, Field(max_length=200)] = ""


class PaymentOut(Schema):
    """The payment as recorded; the same again gives the same. `matched`: the employer is known."""

    receipt: int
    reference: str
    received_on: date
    amount: int
    matched: bool


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
    """Employer, month and what is left to pay."""
    with system():
        found = listing.bill(code)
        if found is None:
            raise not_found()
        name = scalar("select name from registry_employer where id = %s", [found["employer_id"]])
    shown = bill_out(found)
    return shown | {"employer": name, "due_amount": max(0, shown["due_amount"])}


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
    receipt = services.receive(
        "API",
        payment.reference,
        payment.received_on,
        payment.amount,
        actor.offices[0],
        billing_code=payment.billing_code,
        description=payment.description,
        by=actor.user_id,
    )
    return {
        "receipt": receipt.pk,
        "reference": receipt.reference,
        "received_on": receipt.received_on,
        "amount": receipt.amount,
        "matched": receipt.employer_id is not None,
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

"""Orders of non-wage earners for counters, agents and banks: what months cost, a code to pay them, its state."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lindung.access.permissions import Act
from lindung.access.scope import Actor
from lindung.access.services import log_reading
from lindung.base.db import scalar, system
from lindung.contributions.codes import is_order_code
from lindung.interop.api.door import Bearer, actor_of
from lindung.interop.api.problems import not_found
from lindung.interop.api.values import In, Whole, month_text
from lindung.registry import queries as registry
from lindung.segments import queries, services
from lindung.segments.settings import MONTHS_AT_ONCE

router = Router(auth=Bearer(Act.API_ORDER))

OrderCode = Annotated[str, Field(pattern=r"^[0-9]{16}$")]


class OrderIn(In):
    """Months for a registered non-wage earner, from the first one that is not paid. `client_key` names the request: the
    same again gives the same order."""

    nik: Annotated[str, Field(pattern=r"^[0-9]{16}$")]
    months: Annotated[Whole, Field(ge=1, le=MONTHS_AT_ONCE.value)]
    client_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{8,40}$")]


class OrderOut(Schema):
    """An order in whole rupiah: paid whole, once, with its code, by `expires_on`. `status`: OPEN, PAID, EXPIRED or
    CANCELLED; `covered_until` is the day rights end when nothing more is paid."""

    code: str
    kind: str
    payer: str
    first_month: str
    last_month: str
    jkk: int
    jkm: int
    jht: int
    total: int
    issued_on: date
    due_on: date
    jht_due_on: date | None
    expires_on: date
    status: str
    paid_on: date | None
    covered_until: date | None


def _out(actor: Actor, code: str) -> dict[str, Any]:
    with system():
        found = queries.order(code)
        if found is None or not (actor.kind == "bank" or found["office_id"] in actor.offices):
            raise not_found()
        until = scalar("select covered_until from segments_bpumember where person_id = %s", [found["person_id"]])
    return found | {
        "first_month": month_text(found["first_month"]),
        "last_month": month_text(found["last_month"]),
        "payer": found["payer"] or "",
        "paid_on": found["ended_on"] if found["status"] == "PAID" else None,
        "covered_until": until,
    }


@router.post("", response=OrderOut, operation_id="make_order", summary="Make an order for a non-wage earner")
def make_order(request: HttpRequest, order: OrderIn) -> dict[str, Any]:
    """A code for the next months, priced by the law. 404 where nobody with this NIK is registered, or not at your
    offices. The asking is recorded, and the member can see it."""
    actor = actor_of(request)
    with system():
        person = registry.person_by_nik(order.nik)
        office = scalar("select office_id from segments_bpumember where person_id = %s", [person]) if person else None
    if person is None or office is None or not (actor.kind == "bank" or office in actor.offices):
        raise not_found()
    log_reading(actor, [person], "api.order")
    key = f"api:{actor.mandate_id}:{order.client_key}"
    made = services.order_bpu(person, order.months, key, by=actor.user_id)
    return _out(actor, made.code)


@router.get("/{code}", response=OrderOut, operation_id="get_order", summary="Show an order")
def get_order(request: HttpRequest, code: OrderCode) -> dict[str, Any]:
    """By its code, with its state."""
    if not is_order_code(code):
        raise not_found()
    return _out(actor_of(request), code)

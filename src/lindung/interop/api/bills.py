"""Bills and receipts of an employer."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from lindung.access.permissions import Act
from lindung.contributions.queries import listing
from lindung.interop.api.door import Bearer
from lindung.interop.api.problems import not_found
from lindung.interop.api.values import After, Id, Limit, Month, Page, month_text, paged

router = Router(auth=Bearer(Act.API_BILL))
receipts_router = Router(auth=Bearer(Act.API_BILL))

BillCode = Annotated[str, Field(pattern=r"^[0-9]{8,16}$")]


class BillOut(Schema):
    """A bill in whole rupiah; `due_amount` is what is left to pay with its penalty. A correction may be negative."""

    code: str
    employer_id: int
    report_id: int
    month: str
    version: int
    issued_on: date
    due_on: date
    workers: int
    jkk: int
    jkm: int
    jht_employer: int
    jht_worker: int
    jp_employer: int
    jp_worker: int
    total: int
    paid: int
    penalty: int
    penalty_paid: int
    due_amount: int


class BillLineOut(Schema):
    """One worker of a bill."""

    person_id: int
    kpj: str | None
    nik: str | None
    name: str | None
    wage: int
    jkk: int
    jkm: int
    jht_employer: int
    jht_worker: int
    jp_employer: int
    jp_worker: int


class ReceiptOut(Schema):
    """Money that arrived; what of it is not yet allocated waits for a bill."""

    id: int
    channel: str
    reference: str
    received_on: date
    amount: int
    allocated: int
    billing_code: str


def bill_out(row: dict[str, Any]) -> dict[str, Any]:
    """A bill as the API shows it."""
    due = row["total"] - row["paid"] + row["penalty"] - row["penalty_paid"]
    return row | {"month": month_text(row["month"]), "due_amount": due}


@router.get("", response=Page[BillOut], operation_id="list_bills", summary="List bills")
def list_bills(
    request: HttpRequest,
    month: Annotated[Month | None, Query()] = None,
    employer_id: Annotated[Id | None, Query()] = None,
    after: After = None,
    limit: Limit = None,
) -> dict[str, Any]:
    """Newest first, with what is paid."""

    def read(count: int) -> list[dict[str, Any]]:
        found = listing.bills(employer_id=employer_id, month=month, after=after, limit=count)
        return [bill_out(b) for b in found]

    return paged(read, limit, "id")


@router.get("/{code}", response=BillOut, operation_id="get_bill", summary="Show a bill")
def get_bill(request: HttpRequest, code: BillCode) -> dict[str, Any]:
    """By its billing code."""
    found = listing.bill(code)
    if found is None:
        raise not_found()
    return bill_out(found)


@router.get("/{code}/lines", response=Page[BillLineOut], operation_id="list_bill_lines", summary="List a bill's lines")
def list_bill_lines(request: HttpRequest, code: BillCode, after: After = None, limit: Limit = None) -> dict[str, Any]:
    """By person."""
    if listing.bill(code) is None:
        raise not_found()
    return paged(lambda count: listing.bill_lines(code, after=after or 0, limit=count), limit, "person_id")


@receipts_router.get("", response=Page[ReceiptOut], operation_id="list_receipts", summary="List receipts")
def list_receipts(
    request: HttpRequest,
    employer_id: Annotated[Id | None, Query()] = None,
    after: After = None,
    limit: Limit = None,
) -> dict[str, Any]:
    """Newest first."""
    return paged(lambda count: listing.receipts(employer_id=employer_id, after=after, limit=count), limit, "id")

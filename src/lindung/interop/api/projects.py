"""Construction projects of contractors by program: registered, changed, paid, their workers listed and replaced."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from lindung.access.permissions import Act
from lindung.interop.api.door import Bearer, actor_of
from lindung.interop.api.problems import Texts, not_found
from lindung.interop.api.reports import employer_of
from lindung.interop.api.values import (
    After,
    Amount,
    Day,
    Id,
    In,
    Limit,
    Money,
    Page,
    Text,
    Whole,
    month_text,
    paged,
)
from lindung.interop.outbox import project_certificate
from lindung.interop.outbox.certificates import certificate_due
from lindung.notices.queries import letters_of
from lindung.segments import queries, services
from lindung.segments.services import NewProject, WorkerRow
from lindung.segments.services.projects import MOST_INSTALMENTS, MOST_MAINTENANCE, MOST_WORKERS

LINES = 10_000

router = Router(auth=Bearer(Act.API_PROJECT))

Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Months = Annotated[Whole, Field(ge=0, le=MOST_MAINTENANCE)]
Parts = Annotated[Whole, Field(ge=1, le=MOST_INSTALMENTS)]
State = Literal["UNPAID", "RUNNING", "MAINTENANCE", "OVER"]
Basis = Literal["VALUE", "WAGES"]


class ProjectIn(In):
    """A project as its work order says. `basis` VALUE bills the contract value, WAGES the wages of the listed workers
    month by month. `contract_value` is without `vat`. `employer_id` only for staff."""

    employer_id: Id | None = None
    name: Annotated[Text, Field(max_length=160)]
    owner: Annotated[Text, Field(max_length=120)]
    funding: Literal["APBN", "APBD", "BUMN", "SWASTA", "LAIN"]
    work_order: Annotated[Text, Field(max_length=60)]
    work_order_on: Day
    basis: Basis = "VALUE"
    contract_value: Amount
    vat: Money = 0
    start_on: Day
    end_on: Day
    maintenance_months: Months = 0
    district: Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}$")]
    declared_workers: Annotated[Whole, Field(ge=0, le=MOST_WORKERS)] = 0
    instalments: Parts = 1


class AddendumIn(In):
    """What holds from an addendum on; a higher value asks for the difference, a lower one gives nothing back."""

    contract_value: Amount
    vat: Money = 0
    end_on: Day
    maintenance_months: Months = 0
    instalments: Parts = 1
    reason: Annotated[Text, Field(max_length=200)]


class WorkerIn(In):
    """Somebody on the project from `first_on`, to `last_on` where it is known. `wage` is a month's, or a day's where
    `daily`; a project billed by wages needs it."""

    nik: Nik
    name: Annotated[Text, Field(max_length=120)]
    birth_date: Day
    first_on: Day
    job: Annotated[Text, Field(max_length=80)]
    last_on: Day | None = None
    wage: Amount | None = None
    daily: Annotated[bool, Field(strict=True)] = False


class WorkersIn(In):
    """A list of workers; good rows are taken, others come back."""

    workers: Annotated[list[WorkerIn], Field(min_length=1, max_length=LINES)]


class EndIn(In):
    """The last day of somebody, and who takes the place."""

    last_on: Day
    replacement: WorkerIn | None = None


class ProjectOut(Schema):
    """A project in whole rupiah: what was asked and paid, and whom it covers until when."""

    id: int
    employer_id: int
    name: str
    owner: str
    funding: str
    work_order: str
    work_order_on: date
    basis: Basis
    district: str
    contract_value: int
    vat: int
    start_on: date
    end_on: date
    maintenance_months: int
    addenda: int
    registered_on: date
    register_by: date
    late: bool
    state: State
    covered_from: date | None
    covered_to: date
    asked: int
    paid: int
    declared_workers: int
    listed_workers: int


class DueOut(Schema):
    """An instalment (`number` of `of`), a month of wages (`month`), or the rest under PP 49/2020 (`number` 0, `waived`
    is let go when it is paid). `status` null: no code was asked for yet."""

    addendum: int
    number: int
    of: int
    month: str | None
    jkk: int
    jkm: int
    total: int
    waived: int
    code: str | None
    status: Literal["OPEN", "PAID", "EXPIRED", "CANCELLED", "WAIVED"] | None
    due_on: date | None
    expires_on: date | None
    paid_on: date | None


class ProjectOrderOut(Schema):
    """A code to pay exactly `total` with, once, by `expires_on`."""

    code: str
    first_month: str
    last_month: str
    jkk: int
    jkm: int
    total: int
    people: int
    due_on: date
    expires_on: date
    status: Literal["OPEN", "PAID", "EXPIRED", "CANCELLED"]
    paid_on: date | None


class WorkerOut(Schema):
    """A row of the list and the days it is covered."""

    id: int
    nik: str
    name: str
    job: str
    wage: int | None
    daily: bool
    first_on: date
    last_on: date | None
    reported_on: date
    late: bool
    replaces: str | None
    covered_from: date | None
    covered_to: date | None


class RefusedWorkerOut(Schema):
    """A row that was not taken: its place from 1 and why."""

    row_no: int
    code: str
    field: str
    messages: Texts


class ListedOut(Schema):
    """Rows in = done + already + refused."""

    done: int
    already: int
    refused: list[RefusedWorkerOut]


class CertificateOut(Schema):
    """The certificate: `ready` once issued, `due_on` the last day of the law for it (null before the first payment).
    Anyone can verify `verify_code` under `/letters`."""

    ready: bool
    due_on: date | None
    number: str | None
    verify_code: str | None
    issued_on: date | None


def _visible(project_id: int) -> dict[str, Any]:
    """The project, if row-level security shows it; 404 else. Services see everything, so this comes before them."""
    found = queries.project(project_id)
    if found is None:
        raise not_found()
    return found


def _out(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "district": row["district_id"],
        "addenda": row["terms"] - 1,
        "covered_from": max(row["paid_on"], row["start_on"]) if row["paid_on"] else None,
        "listed_workers": row["listed"],
    }


@router.get("", response=Page[ProjectOut], operation_id="list_projects", summary="List projects")
def list_projects(
    request: HttpRequest,
    employer_id: Annotated[Id | None, Query()] = None,
    after: After = None,
    limit: Limit = None,
) -> dict[str, Any]:
    """Newest first."""

    def read(count: int) -> list[dict[str, Any]]:
        return [_out(r) for r in queries.projects(employer_id=employer_id, before=after, limit=count)]

    return paged(read, limit, "id")


@router.post("", response={201: ProjectOut}, operation_id="register_project", summary="Register a project")
def register_project(request: HttpRequest, response: HttpResponse, project: ProjectIn) -> Any:
    """By its work order; the same work order with the same facts again gives the same project. Cover begins with the
    first payment."""
    actor = actor_of(request)
    given = project.model_dump(exclude={"employer_id", "district"})
    employer = employer_of(actor, project.employer_id)
    made = services.register_project(NewProject(employer, district_id=project.district, **given), by=actor.user_id)
    response["Location"] = f"{request.path.rstrip('/')}/{made.pk}"
    return Status(201, _out(_visible(made.pk)))


@router.get("/{project_id}", response=ProjectOut, operation_id="get_project", summary="Show a project")
def get_project(request: HttpRequest, project_id: Id) -> dict[str, Any]:
    """With the terms that hold."""
    return _out(_visible(project_id))


@router.post("/{project_id}/addenda", response=ProjectOut, operation_id="add_addendum", summary="Record an addendum")
def add_addendum(request: HttpRequest, project_id: Id, addendum: AddendumIn) -> dict[str, Any]:
    """The same terms again change nothing."""
    _visible(project_id)
    services.change_project(project_id, **addendum.model_dump(), by=actor_of(request).user_id)
    return _out(_visible(project_id))


@router.get("/{project_id}/dues", response=list[DueOut], operation_id="list_project_dues", summary="List what is paid")
def list_project_dues(request: HttpRequest, project_id: Id) -> list[dict[str, Any]]:
    """Instalments, or months of wages, with their codes and state, in the order they are paid."""
    _visible(project_id)
    return [
        r | {"addendum": r["terms"] - 1, "month": month_text(r["month"]) if r["month"] else None}
        for r in queries.instalments(project_id)
    ]


@router.post(
    "/{project_id}/orders", response=ProjectOrderOut, operation_id="order_project", summary="Ask for the next code"
)
def order_project(request: HttpRequest, project_id: Id) -> dict[str, Any]:
    """The open code of what is to be paid next, or a new one; asking again gives the same one while it is open."""
    _visible(project_id)
    made = services.order_project(project_id, by=actor_of(request).user_id)
    found = queries.order(made.code)
    assert found is not None
    return found | {
        "first_month": month_text(found["first_month"]),
        "last_month": month_text(found["last_month"]),
        "paid_on": found["ended_on"] if found["status"] == "PAID" else None,
    }


@router.get(
    "/{project_id}/workers", response=Page[WorkerOut], operation_id="list_project_workers", summary="List workers"
)
def list_project_workers(
    request: HttpRequest, project_id: Id, after: After = None, limit: Limit = None
) -> dict[str, Any]:
    """In the order they were listed."""
    _visible(project_id)

    def read(count: int) -> list[dict[str, Any]]:
        return [
            r | {"first_on": r["valid_from"], "last_on": r["valid_to"]}
            for r in queries.project_workers(project_id, after=after or 0, limit=count)
        ]

    return paged(read, limit, "id")


@router.post(
    "/{project_id}/workers", response=ListedOut, operation_id="list_workers", summary="Put workers on the list"
)
def list_workers(request: HttpRequest, project_id: Id, people: WorkersIn) -> dict[str, Any]:
    """Good rows are taken, each other one comes back with its reason; the same rows again change nothing."""
    _visible(project_id)
    given = [WorkerRow(**worker.model_dump()) for worker in people.workers]
    done = services.list_workers(project_id, given, by=actor_of(request).user_id)
    return {
        "done": done.done,
        "already": done.already,
        "refused": [
            {"row_no": n, "code": r.code, "field": r.field, "messages": {"id": r.text("id"), "en": r.text("en")}}
            for n, r in done.refused
        ],
    }


@router.post(
    "/{project_id}/workers/{worker_id}/end",
    response=WorkerOut,
    operation_id="end_project_worker",
    summary="End or replace a worker",
)
def end_project_worker(request: HttpRequest, project_id: Id, worker_id: Id, end: EndIn) -> dict[str, Any]:
    """Somebody leaves; with `replacement` another takes the place, both or neither. Answers the row that ended, or the
    new one."""
    _visible(project_id)
    _worker(project_id, worker_id)
    by = actor_of(request).user_id
    if end.replacement is None:
        done = services.end_worker(worker_id, end.last_on, by=by)
    else:
        done = services.swap_worker(worker_id, end.last_on, WorkerRow(**end.replacement.model_dump()), by=by)
    return _worker(project_id, done.pk)


def _worker(project_id: int, worker_id: int) -> dict[str, Any]:
    found = queries.project_workers(project_id, after=worker_id - 1, limit=1) if worker_id else []
    if not found or found[0]["id"] != worker_id:
        raise not_found()
    return found[0] | {"first_on": found[0]["valid_from"], "last_on": found[0]["valid_to"]}


@router.get(
    "/{project_id}/certificate",
    response=CertificateOut,
    operation_id="get_certificate",
    summary="Ask whether the certificate is issued",
)
def get_certificate(request: HttpRequest, project_id: Id) -> dict[str, Any]:
    """Of the terms that hold now; an addendum needs a new certificate."""
    return _certificate(_visible(project_id))


@router.post("/{project_id}/certificate", response=CertificateOut, operation_id="issue_certificate", summary="Issue it")
def issue_certificate(request: HttpRequest, project_id: Id) -> dict[str, Any]:
    """After the first payment; issued once for the terms that hold."""
    found = _visible(project_id)
    project_certificate(project_id)
    return _certificate(found)


def _certificate(found: dict[str, Any]) -> dict[str, Any]:
    made = next(iter(letters_of(f"project:{found['id']}:{found['terms']}")), {})
    return {
        "ready": bool(made),
        "due_on": certificate_due(found["paid_on"]) if found["paid_on"] else None,
        "number": made.get("number"),
        "verify_code": made.get("verify_code"),
        "issued_on": made.get("made_on"),
    }

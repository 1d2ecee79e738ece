"""Construction projects of contractors by program: registered, changed, paid, their workers listed and replaced."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from lindung.access.permissions import Act
from lindung.interop.api.door import Bearer, actor_of, employer_of
from lindung.interop.api.problems import not_found
from lindung.interop.api.project_bodies import (
    AddendumIn,
    CertificateOut,
    DueOut,
    EndIn,
    ListedOut,
    ProjectIn,
    ProjectOrderOut,
    ProjectOut,
    WageIn,
    WageOut,
    WorkerOut,
    WorkersIn,
)
from lindung.interop.api.values import After, Id, Limit, Page, month_text, paged
from lindung.interop.outbox import project_certificate
from lindung.interop.outbox.certificates import certificate_due
from lindung.notices.queries import letters_of
from lindung.segments import queries, services
from lindung.segments.services import NewProject, NewWage, WorkerRow

router = Router(auth=Bearer(Act.API_PROJECT))


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


@router.post(
    "/{project_id}/workers/{worker_id}/wages",
    response=WageOut,
    operation_id="correct_project_wage",
    summary="Correct the wage of a worker",
)
def correct_project_wage(request: HttpRequest, project_id: Id, worker_id: Id, wage: WageIn) -> dict[str, Any]:
    """Of months that were paid the difference is asked by the next code, or can be given back; the same again changes
    nothing."""
    _visible(project_id)
    _worker(project_id, worker_id)
    new = NewWage(wage.wage, wage.daily, wage.first_month, wage.last_month)
    made = services.correct_wage(worker_id, new, wage.reason, by=actor_of(request).user_id)
    found = next(c for c in queries.wage_changes(project_id, worker_id=worker_id) if c["id"] == made.pk)
    return found | {
        "first_month": month_text(found["first_month"]),
        "last_month": month_text(found["last_month"]) if found["last_month"] else None,
    }


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

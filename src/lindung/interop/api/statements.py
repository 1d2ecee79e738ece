"""Bank statements handed in by a program of the institution; the worker reads them."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from lindung.access.permissions import Act
from lindung.batch import queries as runs
from lindung.interop import intake
from lindung.interop.api.door import Bearer, actor_of
from lindung.interop.api.problems import Problem, Texts, not_found
from lindung.interop.api.reports import ReadingOut, _clean_name
from lindung.interop.api.values import Flag, Id, Text

router = Router(auth=Bearer(Act.STATEMENT_UPLOAD))


class LineOut(Schema):
    """What is to be said of a line: its number, what stands there, and why it was not taken (or taken with doubt)."""

    line: int
    value: str
    messages: Texts


class StatementOut(ReadingOut):
    """How far the statement is taken, and its control totals once it is. `lines`: what is to be said of lines, at most
    200."""

    totals: dict[str, int]
    lines: list[LineOut]


def _shown(run_id: int) -> dict[str, Any]:
    found = runs.progress(run_id)
    if found is None or found.kind != "statement_file":
        raise not_found()
    lines = [
        {"line": r["line"], "value": r["value"], "messages": {"id": r["id"], "en": r["en"]}}
        for r in found.totals.get("refused_lines", [])
    ]
    return found.as_dict() | {"totals": {k: n for k, n in found.totals.items() if isinstance(n, int)}, "lines": lines}


@router.post("", response={202: StatementOut}, operation_id="upload_statement", summary="Hand in a bank statement")
def upload_statement(
    request: HttpRequest,
    response: HttpResponse,
    file: Annotated[UploadedFile, File()],
    bank: Annotated[Annotated[Text, Field(max_length=40)] | None, Form()] = None,
    balance_checked: Annotated[Flag | None, Form()] = None,
) -> Any:
    """camt.053, camt.054, MT940, or CSV with date, amount, reference, text and balance; told apart by content. The same
    file again is the same run."""
    actor = actor_of(request)
    if (file.size or 0) > settings.LINDUNG_MAX_UPLOAD:
        raise Problem(413, "too_large", limit=settings.LINDUNG_MAX_UPLOAD // 2**20)
    run = intake.receive_statement_file(
        actor.offices[0],
        bank or "",
        _clean_name(file.name),
        file.read(),
        actor.user_id,
        balance_checked=bool(balance_checked),
    )
    response["Location"] = f"{request.path.rstrip('/')}/{run.pk}"
    return Status(202, _shown(run.pk))


@router.get(
    "/{run_id}", response=StatementOut, operation_id="get_statement", summary="Show how far a statement is taken"
)
def get_statement(request: HttpRequest, run_id: Id) -> dict[str, Any]:
    """State, progress and control totals."""
    return _shown(run_id)

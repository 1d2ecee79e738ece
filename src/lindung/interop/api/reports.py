"""Wage reports of programs: lines as JSON or a file, their errors, finalising and posting."""

import json
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile

from lindung.access.permissions import Act
from lindung.base.db import system
from lindung.batch import queries as runs
from lindung.contributions import services
from lindung.contributions.models import WageReport
from lindung.contributions.obliged import PAYABLE
from lindung.contributions.queries import differences, listing
from lindung.contributions.services.replace import replace_rows
from lindung.interop import intake, on_behalf
from lindung.interop.api.bills import BillOut, bill_out
from lindung.interop.api.door import Bearer, actor_of, employer_of
from lindung.interop.api.hand_ins import may_change, papers_of
from lindung.interop.api.problems import Problem, Texts, not_found
from lindung.interop.api.values import After, Day, Id, In, Limit, Money, Month, Page, Text, month_text, paged
from lindung.interop.outbox import enqueue_after, marks
from lindung.interop.wage_files import WageRow

LINES = 10_000

router = Router(auth=Bearer(Act.API_REPORT))

ReportStatus = Literal["READING", "DRAFT", "FINALISED", "POSTED", "DISCARDED"]
ExitCode = Literal["RESIGNED", "TERMINATED", "CONTRACT_END", "RETIRED", "TOTAL_DISABILITY", "LEFT_INDONESIA"]


class LineIn(In):
    """One worker: `nik` or `kpj` names him; a new one needs `nik`, `name` and `birth_date`."""

    kpj: Annotated[str, Field(pattern=r"^[0-9A-Z]{11}$")] | None = None
    nik: Annotated[str, Field(pattern=r"^[0-9]{16}$")] | None = None
    name: Annotated[Text, Field(max_length=120)] | None = None
    birth_date: Day | None = None
    birth_place: Annotated[Text, Field(max_length=60)] | None = None
    mother_name: Annotated[Text, Field(max_length=120)] | None = None
    sex: Literal["L", "P"] | None = None
    phone: Annotated[str, Field(pattern=r"^[0-9+ -]{5,20}$")] | None = None
    wage: Money | None = None
    back_pay: Money | None = None
    start_date: Day | None = None
    exit_reason: ExitCode | None = None
    exit_date: Day | None = None


class LinesIn(In):
    """`whole_month`: the lines name everybody, workers not named are taken out of the report."""

    lines: Annotated[list[LineIn], Field(min_length=1, max_length=LINES)]
    whole_month: Annotated[bool, Field(strict=True)] = True


class ReportIn(LinesIn):
    """A month's report. `employer_id` and `hand_in` (the papers it is filled in by) only for staff, who need both;
    `reason` opens a correction of a posted month."""

    month: Month
    employer_id: Id | None = None
    hand_in: Id | None = None
    reason: Annotated[Text, Field(max_length=200)] = ""


class TakeOverIn(In):
    """The papers by which staff go on with a draft."""

    hand_in: Id


class FinaliseIn(In):
    """Whether refused rows may be left out."""

    without_refused: Annotated[bool, Field(strict=True)] = False


class CellErrorOut(Schema):
    """What is wrong with a row."""

    column: str
    code: str
    severity: str
    value: str
    messages: Texts


class RefusedOut(Schema):
    """A row that was not taken: its number (of a JSON line: from 1), its cells, the reasons."""

    row_no: int
    cells: dict[str, Any]
    errors: list[CellErrorOut]


class ReadingOut(Schema):
    """How far a file is read."""

    run: int
    status: Literal["WAITING", "RUNNING", "DONE", "FAILED"]
    percent: int
    rows_done: int
    rows_total: int | None
    rows_per_second: int | None
    seconds_left: int | None
    text: Texts
    error: dict[str, Any] | None


class ReportOut(Schema):
    """A report and where it stands. `refused` holds the first 20 refused rows, `/refused` all of them."""

    id: int
    employer_id: int
    month: str
    version: int
    status: ReportStatus
    channel: str
    reason: str
    rows_in: int
    rows_good: int
    rows_refused: int
    bill_code: str | None
    made_at: datetime
    reading: ReadingOut | None = None
    refused: list[RefusedOut] = []


class ReportLineOut(Schema):
    """One worker of a report; names and numbers of a new worker are shown once he is posted."""

    person_id: int
    kpj: str | None
    nik: str | None
    name: str | None
    row_no: int | None
    wage: int
    back_pay: int
    start_on: Day | None
    end_on: Day | None
    exit_reason: str


class DifferenceOut(Schema):
    """What a correction changes for one worker. Amounts of contributions are differences; `jht_account` and
    `jp_account` are what the member's account holds for the month now, `…_due` once the month is paid in full."""

    person_id: int
    kpj: str | None
    name: str | None
    wage_before: int
    wage_after: int
    exit_before: date | None
    exit_after: date | None
    jkk: int
    jkm: int
    jht_employer: int
    jht_worker: int
    jp_employer: int
    jp_worker: int
    total: int
    jht_account: int
    jht_due: int
    jp_account: int
    jp_due: int


def difference_out(r: dict[str, Any]) -> dict[str, Any]:
    """A row of `differences.workers` as the API shows it."""
    return {
        **{k: r[k] for k in ("person_id", "kpj", "name", "jht_due", "jp_due")},
        **{f"wage_{side}": r[f"{side}_wage"] for side in ("before", "after")},
        **{f"exit_{side}": r[f"{side}_end"] for side in ("before", "after")},
        **{a: r[f"after_{a}"] - r[f"before_{a}"] for a in PAYABLE},
        **{f"{x}_account": r[f"{x}_credited"] for x in ("jht", "jp")},
        "total": r["total_after"] - r["total_before"],
    }


def _visible(report_id: int) -> dict[str, Any]:
    """The report, if row-level security shows it; 404 else. Services see everything, so this comes before them."""
    found = listing.report(report_id)
    if found is None:
        raise not_found()
    return found


def _changed(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """The same of a report that is to be changed: staff only where they fill it in by papers."""
    found = _visible(report_id)
    may_change(actor_of(request), found)
    return found


def _refused(row: dict[str, Any]) -> dict[str, Any]:
    cells: dict[str, Any] = json.loads(row["cells"])
    errors = [
        {
            "column": str(e.get("column", "")),
            "code": e["code"],
            "severity": e.get("severity", "error"),
            "value": str(e.get("value") or cells.get(str(e.get("column", ""))) or ""),
            "messages": {"id": e["id"], "en": e["en"]},
        }
        for e in json.loads(row["errors"])
    ]
    return {"row_no": row["row_no"], "cells": cells, "errors": errors}


def report_out(row: dict[str, Any], reading: runs.Progress | None = None, full: bool = True) -> dict[str, Any]:
    """A report as the API shows it."""
    out = row | {"month": month_text(row["month"]), "reading": None, "refused": []}
    if full:
        reading = reading or intake.reading_of(row["id"])
        out["reading"] = reading.as_dict() if reading else None
        out["refused"] = [_refused(r) for r in listing.refused_rows(row["id"], limit=20)]
    return out


def _shown(report_id: int) -> dict[str, Any]:
    return report_out(_visible(report_id))


@router.get("", response=Page[ReportOut], operation_id="list_reports", summary="List wage reports")
def list_reports(
    request: HttpRequest,
    month: Annotated[Month | None, Query()] = None,
    employer_id: Annotated[Id | None, Query()] = None,
    after: After = None,
    limit: Limit = None,
) -> dict[str, Any]:
    """Newest first, without refused rows."""

    def read(count: int) -> list[dict[str, Any]]:
        found = listing.reports(employer_id=employer_id, month=month, after=after, limit=count)
        return [report_out(r, full=False) for r in found]

    return paged(read, limit, "id")


@router.post("", response={201: ReportOut}, operation_id="create_report", summary="Hand in a month as JSON")
def create_report(request: HttpRequest, response: HttpResponse, report: ReportIn) -> Any:
    """Opens the month's report (or takes the draft that is open) and puts the lines in place of its rows. Good lines
    are taken, others come back in `refused` with the reasons."""
    actor = actor_of(request)
    employer_id = employer_of(actor, report.employer_id)
    channel, by = WageReport.Channel.API, actor.user_id
    posted = any(r["status"] == "POSTED" for r in listing.reports(employer_id=employer_id, month=report.month))
    reason = report.reason.strip() if posted else ""
    papers = papers_of(actor, employer_id, report.hand_in)
    if papers is not None:
        made = on_behalf.open_month(papers, employer_id, report.month, reason=reason, channel=channel, by=by)
    elif reason:
        made = services.correct_month(employer_id, report.month, reason, channel=channel, by=by)
    else:
        made = services.open_report(employer_id, report.month, channel=channel, by=by)
    replace_rows(made.pk, _rows(report.lines), whole_month=report.whole_month)
    response["Location"] = f"{request.path.rstrip('/')}/{made.pk}"
    return Status(201, _shown(made.pk))


@router.put("/{report_id}/lines", response=ReportOut, operation_id="replace_lines", summary="Replace a draft's lines")
def replace_lines(request: HttpRequest, report_id: Id, lines: LinesIn) -> dict[str, Any]:
    """The lines take the place of those in the draft."""
    _changed(request, report_id)
    replace_rows(report_id, _rows(lines.lines), whole_month=lines.whole_month)
    return _shown(report_id)


def _rows(lines: list[LineIn]) -> list[WageRow]:
    return [WageRow(row_no=number, **line.model_dump()) for number, line in enumerate(lines, 1)]


@router.post("/file", response={202: ReportOut}, operation_id="upload_report", summary="Hand in a month as a file")
def upload_report(
    request: HttpRequest,
    response: HttpResponse,
    month: Annotated[Month, Form()],
    file: Annotated[UploadedFile, File()],
    employer_id: Annotated[Id | None, Form()] = None,
    reason: Annotated[Annotated[Text, Field(max_length=200)] | None, Form()] = None,
    hand_in: Annotated[Id | None, Form()] = None,
) -> Any:
    """XLSX, XLS or CSV in the usual layouts, at most 32 MB and 100,000 rows. Reading goes on after the answer: ask for
    the report until `reading.status` is DONE or FAILED. The same file again is the same report."""
    actor = actor_of(request)
    employer = employer_of(actor, employer_id)
    if (file.size or 0) > settings.LINDUNG_MAX_LIST:
        raise Problem(413, "too_large", limit=settings.LINDUNG_MAX_LIST // 2**20)
    made = intake.upload_wage_file(
        employer,
        month,
        _clean_name(file.name),
        file.read(),
        actor.user_id,
        content_type=(file.content_type or "")[:100] or "application/octet-stream",
        reason=reason or "",
        hand_in=papers_of(actor, employer, hand_in),
    ).report
    response["Location"] = f"{request.path.removesuffix('/file')}/{made.pk}"
    return Status(202, _shown(made.pk))


def _clean_name(name: str | None) -> str:
    return "".join(c for c in (name or "") if c.isprintable() and not "\ud800" <= c <= "\udfff")[:200] or "file"


@router.get("/{report_id}", response=ReportOut, operation_id="get_report", summary="Show a report")
def get_report(request: HttpRequest, report_id: Id) -> dict[str, Any]:
    """Where the report stands, how far its file is read, and its first refused rows."""
    return _shown(report_id)


@router.get(
    "/{report_id}/lines",
    response=Page[ReportLineOut],
    operation_id="list_report_lines",
    summary="List a report's lines",
)
def list_report_lines(request: HttpRequest, report_id: Id, after: After = None, limit: Limit = None) -> dict[str, Any]:
    """By person."""
    _visible(report_id)
    return paged(lambda count: listing.report_lines(report_id, after=after or 0, limit=count), limit, "person_id")


@router.get(
    "/{report_id}/refused",
    response=Page[RefusedOut],
    operation_id="list_refused",
    summary="List a report's refused rows",
)
def list_refused(
    request: HttpRequest,
    report_id: Id,
    after: After = None,
    limit: Limit = None,
) -> dict[str, Any]:
    """By row number, each with its reasons."""
    _visible(report_id)

    def read(count: int) -> list[dict[str, Any]]:
        return [_refused(r) for r in listing.refused_rows(report_id, after=after or 0, limit=count)]

    return paged(read, limit, "row_no")


@router.get(
    "/{report_id}/differences",
    response=Page[DifferenceOut],
    operation_id="list_differences",
    summary="List what a correction changes",
)
def list_differences(request: HttpRequest, report_id: Id, after: After = None, limit: Limit = None) -> dict[str, Any]:
    """By person, the same before and after it is posted; 404 for a first report, which corrects nothing."""
    if _visible(report_id)["version"] == 1:
        raise not_found()

    def read(count: int) -> list[dict[str, Any]]:
        return [difference_out(r) for r in differences.workers(report_id, after=after or 0, limit=count)]

    return paged(read, limit, "person_id")


@router.post(
    "/{report_id}/take-over", response=ReportOut, operation_id="take_over_report", summary="Go on with a draft"
)
def take_over_report(request: HttpRequest, report_id: Id, papers: TakeOverIn) -> dict[str, Any]:
    """Staff go on with a draft that the employer opened himself, as he asks by these papers; he is told."""
    actor, found = actor_of(request), _visible(report_id)
    if actor.employer_id is not None:
        raise not_found()
    hand_in = papers_of(actor, found["employer_id"], papers.hand_in)
    assert hand_in is not None
    on_behalf.attach(hand_in, report_id, take_over=True, by=actor.user_id)
    return _shown(report_id)


@router.post("/{report_id}/discard", response=ReportOut, operation_id="discard_report", summary="Give a report up")
def discard_report(request: HttpRequest, report_id: Id) -> dict[str, Any]:
    """As long as nothing is posted; the month can be opened again. Again changes nothing."""
    _changed(request, report_id)
    services.discard(report_id)
    return _shown(report_id)


@router.post("/{report_id}/finalise", response=ReportOut, operation_id="finalise_report", summary="Finalise a report")
def finalise_report(request: HttpRequest, report_id: Id, choice: FinaliseIn) -> dict[str, Any]:
    """The employer says that the report is right. Again changes nothing."""
    _changed(request, report_id)
    services.finalise(report_id, without_refused=choice.without_refused, by=actor_of(request).user_id)
    return _shown(report_id)


@router.post("/{report_id}/reopen", response=ReportOut, operation_id="reopen_report", summary="Back to draft")
def reopen_report(request: HttpRequest, report_id: Id) -> dict[str, Any]:
    """As long as nothing is posted."""
    _changed(request, report_id)
    services.reopen(report_id)
    return _shown(report_id)


@router.post("/{report_id}/post", response=BillOut, operation_id="post_report", summary="Post a report: its bill")
def post_report(request: HttpRequest, report_id: Id) -> dict[str, Any]:
    """Bills a finalised report; a posted one gives its bill again."""
    _changed(request, report_id)
    before = marks()
    bill = services.post(report_id, by=actor_of(request).user_id)
    enqueue_after(before, by=actor_of(request).user_id)
    with system():
        found = listing.bill(bill.code)
    assert found is not None
    return bill_out(found)

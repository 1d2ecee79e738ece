"""Files that come in: kept, named in a run, read by the worker. Handing the same file in again changes nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings

from lindung.base.db import act, lock, rows, scalar
from lindung.base.errors import Refused
from lindung.batch import queries as runs
from lindung.batch.models import Run
from lindung.batch.services import enqueue
from lindung.contributions import services as contributions
from lindung.contributions.models import WageReport
from lindung.contributions.queries import listing
from lindung.interop import on_behalf
from lindung.interop.bank_answers import read_bank_answers
from lindung.interop.bank_statements import read_bank_statement
from lindung.interop.matchings import matchings_of
from lindung.interop.wage_files import DEFAULT, CellError, FileProblem, SheetPeek, WageFile, peek_wage_file
from lindung.interop.wage_files.grid import check_size, text_of
from lindung.interop.wage_files.ole import MAGIC
from lindung.interop.wage_files.reader import read_wage_file
from lindung.registry import queries as registry
from lindung.registry.services import RegistryRefused, store_file

WAGE_HANDLER = "lindung.interop.runs.wage_file"
STATEMENT_HANDLER = "lindung.interop.runs.statement_file"
ANSWERS_HANDLER = "lindung.interop.runs.bank_answers"
WAGE_LIMITS = replace(DEFAULT.for_rows(100_000), file_bytes=settings.LINDUNG_MAX_LIST)
"""How much one wage file may hold."""


class IntakeRefused(Refused):
    """A file that is not taken in."""

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "no_employer": ("Pemberi kerja tidak ditemukan.", "There is no such employer."),
        "no_file": ("Berkas tidak ditemukan.", "There is no such file."),
        "balance_broken": (
            "Saldo pada rekening koran ini tidak bersambung: ada baris yang hilang atau berubah. Periksa dengan bank;"
            " bila memang benar, ajukan lagi dengan menyatakan bahwa saldo sudah diperiksa.",
            "The balances of this statement do not follow from each other: lines are missing or were changed. Check"
            " with the bank; if it is right, hand it in again stating that the balance was checked.",
        ),
    }


@dataclass(frozen=True, slots=True)
class WageUpload:
    """A wage report by file and the run that reads it."""

    report: WageReport
    run_id: int


def check_kind(data: bytes) -> None:
    """Refuse at once what is plainly no list of workers (too large, empty, PDF, picture …); the rest is for the reader.

    Raises FileProblem."""
    check_size(data, WAGE_LIMITS)
    if not data.startswith((b"PK", MAGIC)):
        text_of(data)


def receive_wage_file(
    employer_id: int,
    month: date,
    name: str,
    data: bytes,
    by: int | None = None,
    *,
    content_type: str = "application/octet-stream",
    reason: str = "",
    client_key: str | None = None,
) -> WageReport:
    """Take in a wage file of an employer's month: the file is kept, the report opened in READING and the run that reads
    it asked for, all in one transaction. `reason` opens a correction where the month is posted.

    The same contents again for the same month give the same report in whatever state it is. Raises FileProblem,
    IntakeRefused, RegistryRefused, ContributionRefused (as `open_report` and `correct_month`).
    """
    return upload_wage_file(
        employer_id, month, name, data, by, content_type=content_type, reason=reason, client_key=client_key
    ).report


@act
def upload_wage_file(
    employer_id: int,
    month: date,
    name: str,
    data: bytes,
    by: int | None = None,
    *,
    content_type: str = "application/octet-stream",
    reason: str = "",
    client_key: str | None = None,
    hand_in: int | None = None,
) -> WageUpload:
    """As `receive_wage_file`, with the run's number. `hand_in`: the papers by which an officer does it for the employer
    (`contributions.services.admit`)."""
    check_kind(data)
    if hand_in is not None:
        contributions.admit(hand_in, employer_id, month)
    found = rows("select office_id from registry_employer where id = %s", [employer_id])
    if not found:
        raise IntakeRefused("no_employer", field="employer")
    lock("wage-file", employer_id, month)
    file = store_file(
        name, content_type, data, found[0]["office_id"], employer_id=employer_id, by=by, limit=settings.LINDUNG_MAX_LIST
    )
    same = listing.report_of_file(employer_id, month, file.sha256)
    if same is not None and (state := runs.latest(_wage_key(same["id"]))) is not None:
        return WageUpload(WageReport.objects.get(id=same["id"]), state.id)
    before = listing.reports(employer_id=employer_id, month=month, limit=20)
    saved = [{"name": m["name"], "columns": m["columns"]} for m in matchings_of(employer_id)]
    channel = WageReport.Channel.FILE
    if reason and any(r["status"] == "POSTED" for r in before):
        report = contributions.correct_month(
            employer_id, month, reason, channel=channel, file_id=file.id, client_key=client_key, by=by
        )
    else:
        report = contributions.open_report(
            employer_id, month, channel=channel, file_id=file.id, client_key=client_key, by=by
        )
    if hand_in is not None:
        on_behalf.attach(hand_in, report.pk, by=by)
    key = _wage_key(report.pk)
    run = enqueue(
        "wage_file",
        WAGE_HANDLER,
        f"{key}{runs.count_of(key) + 1}",
        {
            "report": report.pk,
            "file": file.id,
            "fresh": report.pk not in {r["id"] for r in before},
            "matchings": saved,  # as they are now: a file is read the same way to its end
        },
        office_id=report.office_id,
        employer_id=employer_id,
        by=by,
    )
    return WageUpload(report, run.pk)


def _wage_key(report_id: int) -> str:
    return f"wage-file:{report_id}:"


def reading_of(report_id: int) -> runs.Progress | None:
    """How far the latest file of a report is read; None for a report without a file."""
    return runs.latest(_wage_key(report_id))


def wage_file(file_id: int, matchings: Sequence[Mapping[str, Any]] = ()) -> WageFile:
    """Read a stored wage file, its columns by the first of an employer's `matchings` (name, columns) that suits it; the
    last two read stay in memory. Raises FileProblem, IntakeRefused no_file."""
    sha256 = scalar("select sha256 from registry_storedfile where id = %s", [file_id])
    if sha256 is None:
        raise IntakeRefused("no_file")
    return _wage_file(file_id, sha256, json.dumps([m["columns"] for m in matchings]))


@lru_cache(maxsize=2)
def _wage_file(file_id: int, sha256: str, saved: str) -> WageFile:
    file = _file(file_id)
    return read_wage_file(
        bytes(file["content"]), file["name"], limits=WAGE_LIMITS, saved=json.loads(saved), today=registry.today()
    )


def peek(employer_id: int, file_id: int) -> list[SheetPeek]:
    """The first rows of a file that an employer handed in; of the last few they stay in memory. Raises FileProblem,
    IntakeRefused no_file."""
    found = rows("select sha256, employer_id from registry_storedfile where id = %s", [file_id])
    if not found or found[0]["employer_id"] != employer_id:
        raise IntakeRefused("no_file")
    return _peek(file_id, found[0]["sha256"])


@lru_cache(maxsize=16)
def _peek(file_id: int, sha256: str) -> list[SheetPeek]:
    return peek_wage_file(bytes(_file(file_id)["content"]), limits=WAGE_LIMITS)


@act
def keep_for_matching(employer_id: int, name: str, content_type: str, data: bytes, by: int | None = None) -> int:
    """Keep a file whose columns are to be matched; its id. Raises FileProblem, IntakeRefused, RegistryRefused."""
    check_kind(data)
    found = rows("select office_id from registry_employer where id = %s", [employer_id])
    if not found:
        raise IntakeRefused("no_employer", field="employer")
    kept = store_file(
        name, content_type, data, found[0]["office_id"], employer_id=employer_id, by=by, limit=settings.LINDUNG_MAX_LIST
    )
    return int(kept.pk)


def read_again(
    employer_id: int,
    month: date,
    file_id: int,
    by: int | None = None,
    *,
    reason: str = "",
    hand_in: int | None = None,
) -> WageUpload:
    """Read a file that is kept already for a month, now that its columns are matched. Raises as `upload_wage_file`."""
    file = _file(file_id)
    if file["employer_id"] != employer_id:
        raise IntakeRefused("no_file")
    return upload_wage_file(
        employer_id,
        month,
        file["name"],
        bytes(file["content"]),
        by,
        content_type=file["content_type"],
        reason=reason,
        hand_in=hand_in,
    )


def _file(file_id: int) -> dict[str, Any]:
    file = registry.file(file_id)
    if file is None:
        raise IntakeRefused("no_file")
    return file


@act
def receive_statement_file(
    office_id: int, bank: str, name: str, data: bytes, by: int | None = None, *, balance_checked: bool = False
) -> Run:
    """Take in a bank statement; its money is recorded and allocated by the run. A statement whose balances do not
    follow from each other is refused by the run unless somebody says that it was checked.

    The same contents again give the same run. Raises RegistryRefused.
    """
    file = store_file(name, "text/csv", data, office_id, by=by)
    lock("statement-file", file.sha256)
    key = f"statement:{file.sha256}"
    if balance_checked and (before := runs.progress_of(key)) and (before.error or {}).get("code") == "balance_broken":
        key += ":checked"
    if (known := Run.objects.filter(key=key).first()) is not None:
        return known
    params = {"file": file.id, "office": office_id, "bank": bank, "balance_checked": balance_checked}
    return enqueue("statement_file", STATEMENT_HANDLER, key, params, office_id=office_id, by=by)


def statement_problems(file_id: int) -> list[CellError]:
    """Lines of a stored statement that could not be read, with the reasons. Raises FileProblem, IntakeRefused."""
    file = _file(file_id)
    return read_bank_statement(bytes(file["content"]), file["name"], today=registry.today()).errors


@act
def receive_bank_answers(office_id: int, name: str, data: bytes, by: int) -> Run:
    """Take in a file of the bank's answers to payments (`bank_answers` says how it is written).

    The same contents again give the same run. Raises BankAnswersRefused where the file cannot be read, RegistryRefused.
    """
    read_bank_answers(data)
    file = store_file(name, "text/csv", data, office_id, by=by)
    key = f"bank-answers:{file.sha256}"
    if (known := Run.objects.filter(key=key).first()) is not None:
        return known
    return enqueue("bank_answers", ANSWERS_HANDLER, key, {"file": file.id}, office_id=office_id, by=by)


__all__ = [
    "FileProblem",
    "IntakeRefused",
    "RegistryRefused",
    "WageUpload",
    "check_kind",
    "keep_for_matching",
    "peek",
    "read_again",
    "reading_of",
    "receive_bank_answers",
    "receive_statement_file",
    "receive_wage_file",
    "statement_problems",
    "upload_wage_file",
    "wage_file",
]

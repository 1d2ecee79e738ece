"""The bank's answers to payments out, as CSV: one line a payment, read by heading.

=====================  ==========================================================================================
heading                what it holds
=====================  ==========================================================================================
referensi / reference  our name of the payment (LD and twelve digits); needed
status                 PAID, DIBAYAR, BERHASIL, SUKSES, SUCCESS or FAILED, GAGAL, DITOLAK, REJECTED; needed
referensi bank /       the bank's number of the transfer; needed where it was paid
bank reference
tanggal / date         the day it was paid or failed, year-month-day or day-month-year; the business day where absent
alasan / reason        why it failed
=====================  ==========================================================================================

Separators ; , tab or |; UTF-8 or Windows text. Lines that cannot be understood are told one by one, the others taken.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from lindung.base.errors import Refused
from lindung.claims.services import Answer

LINES = 100_000
_BYTES = 10 * 2**20

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "reference": ("REFERENSI", "REFERENCE", "NO_REFERENSI", "REFERENSI_KAMI", "OUR_REFERENCE"),
    "status": ("STATUS", "HASIL", "RESULT"),
    "bank_reference": ("REFERENSI_BANK", "BANK_REFERENCE", "NO_TRANSAKSI", "NO_TRANSFER", "TRANSFER_ID"),
    "on": ("TANGGAL", "DATE", "TANGGAL_BAYAR", "PAID_ON"),
    "reason": ("ALASAN", "REASON", "KETERANGAN", "SEBAB_GAGAL"),
}
_FIELDS = {name: field for field, names in _HEADINGS.items() for name in names}
_PAID = ("PAID", "DIBAYAR", "BERHASIL", "SUKSES", "SUCCESS")
_FAILED = ("FAILED", "GAGAL", "DITOLAK", "REJECTED")


class BankAnswersRefused(Refused):
    """A file of answers that cannot be read as one."""

    MESSAGES: ClassVar[Mapping[str, tuple[str, str]]] = {
        "empty": ("Berkas jawaban bank kosong.", "The file of bank answers is empty."),
        "too_large": (
            "Berkas jawaban bank terlalu besar: paling banyak {limit} baris dan 10 MB.",
            "The file of bank answers is too large: at most {limit} lines and 10 MB.",
        ),
        "not_text": (
            "Berkas jawaban bank harus berupa teks CSV, bukan dokumen atau gambar.",
            "The file of bank answers must be CSV text, not a document or a picture.",
        ),
        "headings": (
            "Kolom {columns} tidak ditemukan pada baris pertama.",
            "The columns {columns} are not on the first line.",
        ),
    }


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be understood, with the reason in both languages."""

    line_no: int
    text: str
    id: str
    en: str


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """What the file says: `lines_in` = answers + bad lines; `answers` with their line numbers."""

    lines_in: int
    answers: tuple[tuple[int, Answer], ...]
    bad: tuple[BadLine, ...]


def read_bank_answers(data: bytes) -> AnswerFile:
    """Read a file of answers. Raises BankAnswersRefused where it is none."""
    if not data.strip():
        raise BankAnswersRefused("empty", field="file")
    if len(data) > _BYTES:
        raise BankAnswersRefused("too_large", field="file", limit=LINES)
    text = _text(data)
    head, _, _ = text.partition("\n")
    delimiter = max(";,\t|", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = [_FIELDS.get(re.sub(r"\W+", "_", h.strip()).strip("_").upper(), "") for h in next(reader)]
        missing = [name.upper() for name in ("reference", "status") if name not in headings]
        if missing:
            raise BankAnswersRefused("headings", field="file", columns=", ".join(missing))
        answers: list[tuple[int, Answer]] = []
        bad: list[BadLine] = []
        for line in reader:
            if not any(cell.strip() for cell in line):
                continue
            if len(answers) + len(bad) >= LINES:
                raise BankAnswersRefused("too_large", field="file", limit=LINES)
            cells = {field: cell.strip() for field, cell in zip(headings, line, strict=False) if field}
            found = _answer(cells)
            if isinstance(found, Answer):
                answers.append((reader.line_num, found))
            else:
                bad.append(BadLine(reader.line_num, delimiter.join(line)[:200], *found))
    except csv.Error:
        raise BankAnswersRefused("not_text", field="file") from None
    if not answers and not bad:
        raise BankAnswersRefused("empty", field="file")
    return AnswerFile(len(answers) + len(bad), tuple(answers), tuple(bad))


def _text(data: bytes) -> str:
    if data.startswith((b"%PDF", b"PK", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0")) or b"\x00" in data:
        raise BankAnswersRefused("not_text", field="file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _answer(cells: Mapping[str, str]) -> Answer | tuple[str, str]:
    status = cells.get("status", "").upper()
    if status in _PAID:
        status = "PAID"
    elif status in _FAILED:
        status = "FAILED"
    else:
        return (f"status {cells.get('status', '')[:20]!r} tidak dikenal", "the status is not known")
    if not cells.get("reference"):
        return ("referensi kosong", "the reference is empty")
    day: date | None = None
    if text := cells.get("on"):
        match = re.fullmatch(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))", text)
        try:
            parts = [int(g) for g in match.groups() if g] if match else []
            day = date(*parts) if match and match[1] else date(*reversed(parts))
        except (TypeError, ValueError):
            return (f"tanggal {text[:20]!r} tidak dapat dibaca", "the date cannot be read")
    return Answer(
        cells["reference"][:40], status, cells.get("bank_reference", "")[:64], day, cells.get("reason", "")[:200]
    )

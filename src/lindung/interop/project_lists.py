"""Lists of construction workers as contractors paste or upload them: one per line, fields divided by ; or tab."""

import re
from datetime import date, datetime

from lindung.base.errors import Refused
from lindung.segments.services import WorkerRow

FIELDS = 5
FORMS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")


class ListRefused(Refused):
    """A line of a list that cannot be read."""

    MESSAGES = {
        "not_text": (
            "Berkas ini bukan teks CSV. Simpan sebagai CSV UTF-8, lalu unggah lagi.",
            "This file is no CSV text. Save it as CSV UTF-8 and upload it again.",
        ),
        "fields": (
            "Harus ada NIK, nama, tanggal lahir, hari pertama, pekerjaan, dan bila perlu hari terakhir.",
            "There must be NIK, name, birth date, first day, job and, where needed, last day.",
        ),
        "date": (
            "“{text}” bukan tanggal. Tulis seperti 31-12-2021.",
            "“{text}” is no date. Write it like 31-12-2021.",
        ),
    }


def text_of(content: bytes) -> str:
    """The text of an uploaded file. Raises ListRefused: not_text."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise ListRefused("not_text", field="file") from wrong


def read_list(text: str) -> tuple[list[tuple[int, WorkerRow]], list[tuple[int, ListRefused]]]:
    """The people of a list with their line numbers, and the lines that cannot be read. A first line of headings and
    empty lines are passed over."""
    good: list[tuple[int, WorkerRow]] = []
    bad: list[tuple[int, ListRefused]] = []
    for line_no, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip().strip('"') for cell in re.split(r"[;\t]", line)]
        if not any(cells) or (line_no == 1 and cells[0].casefold() == "nik"):
            continue
        try:
            good.append((line_no, _row(cells)))
        except ListRefused as refused:
            bad.append((line_no, refused))
    return good, bad


def _row(cells: list[str]) -> WorkerRow:
    if not FIELDS <= len(cells) <= FIELDS + 1:
        raise ListRefused("fields")
    nik, name, born, first, job, last = (*cells, "")[:6]
    return WorkerRow(nik, name, _day(born), _day(first), job, _day(last) if last else None)


def _day(text: str) -> date:
    for form in FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ListRefused("date", text=text[:20])

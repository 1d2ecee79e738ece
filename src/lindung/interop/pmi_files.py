"""A placement company's list of migrant workers as CSV: every line is registered or told why not."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime

from lindung.base.errors import Refused
from lindung.base.format import FormatError, parse_rupiah
from lindung.segments import services

HEADINGS = (
    "NIK",
    "NAMA",
    "TANGGAL_LAHIR",
    "JENIS_KELAMIN",
    "NEGARA",
    "NO_PERJANJIAN",
    "LAMA_BULAN",
    "IURAN_JHT",
)
MOST_ROWS = 2_000
MOST_BYTES = 1_000_000


class PmiFileRefused(Refused):
    """A file, or a line of it, that cannot be read."""

    MESSAGES = {
        "empty_file": ("Berkas kosong.", "The file is empty."),
        "too_large": (
            "Berkas paling besar {rows} baris dan 1 MB.",
            "A file holds at most {rows} lines and 1 MB.",
        ),
        "not_text": (
            "Berkas bukan teks CSV (UTF-8).",
            "The file is not CSV text (UTF-8).",
        ),
        "headings": (
            "Kolom {missing} tidak ada di baris judul.",
            "The heading line lacks {missing}.",
        ),
        "row_columns": (
            "Jumlah kolom baris ini tidak sama dengan judulnya.",
            "This line has another number of columns than the headings.",
        ),
        "row_date": (
            "Tanggal lahir “{value}” harus ditulis seperti 17-05-1990.",
            "The birth date “{value}” must be written like 17-05-1990.",
        ),
        "row_sex": ("Jenis kelamin “{value}” harus L atau P.", "The sex “{value}” must be L or P."),
        "row_months": (
            "Lama perjanjian “{value}” harus bilangan bulan.",
            "The length “{value}” must be a whole number of months.",
        ),
        "row_jht": ("Iuran JHT “{value}” bukan jumlah rupiah.", "The JHT contribution “{value}” is no amount."),
        "row_twice": ("Baris ini sama orangnya dengan baris {first}.", "This line names the person of line {first}."),
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a line: registered (`placement_id`), or the refusal."""

    row: int
    name: str
    placement_id: int | None
    refused: Refused | None = None

    def text(self, lang: str = "id") -> str:
        """Why it was refused."""
        return self.refused.text(lang) if self.refused else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """Lines in = done + refused."""

    answers: tuple[Answer, ...]

    @property
    def done(self) -> int:
        """Lines registered (again, where they were before)."""
        return sum(a.placement_id is not None for a in self.answers)

    @property
    def refused(self) -> int:
        """Lines refused."""
        return len(self.answers) - self.done


def take(data: bytes, employer_id: int, office_id: int, *, by: int | None = None) -> Taken:
    """Register every good line under the placement company; the same file again changes nothing.

    Raises PmiFileRefused for a file that cannot be read at all."""
    answers: list[Answer] = []
    seen: dict[str, int] = {}
    for number, row in _rows(data):
        name = row.get("NAMA", "")[:120]
        try:
            if not row:
                raise PmiFileRefused("row_columns")
            nik = "".join(c for c in row["NIK"] if c.isdigit())
            if nik in seen:
                raise PmiFileRefused("row_twice", first=seen[nik])
            seen[nik] = number
            made = services.enrol_pmi(
                {
                    "nik": row["NIK"],
                    "name": name,
                    "birth_date": _birth(row["TANGGAL_LAHIR"]),
                    "sex": _sex(row["JENIS_KELAMIN"]),
                },
                office_id,
                employer_id=employer_id,
                country=row["NEGARA"],
                contract_no=row["NO_PERJANJIAN"],
                contract_months=_months(row["LAMA_BULAN"]),
                jht_amount=_jht(row.get("IURAN_JHT", "")),
                by=by,
            )
        except Refused as refused:
            answers.append(Answer(number, name, None, refused))
        else:
            answers.append(Answer(number, name, made.pk))
    return Taken(tuple(answers))


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    if not data.strip():
        raise PmiFileRefused("empty_file", field="file")
    if len(data) > MOST_BYTES:
        raise PmiFileRefused("too_large", field="file", rows=MOST_ROWS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PmiFileRefused("not_text", field="file") from error
    if "\x00" in text:
        raise PmiFileRefused("not_text", field="file")
    first = text.splitlines()[0]
    separator = max(";,\t", key=first.count)
    try:
        found = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as error:
        raise PmiFileRefused("not_text", field="file") from error
    headings = ["_".join(h.replace(".", " ").upper().split()) for h in found[0]]
    missing = [h for h in HEADINGS[:-1] if h not in headings]
    if missing:
        raise PmiFileRefused("headings", field="file", missing=", ".join(missing))
    lines = [(n, row) for n, row in enumerate(found[1:], start=2) if any(c.strip() for c in row)]
    if not lines:
        raise PmiFileRefused("empty_file", field="file")
    if len(lines) > MOST_ROWS:
        raise PmiFileRefused("too_large", field="file", rows=MOST_ROWS)
    return [
        (n, {h: c.strip() for h, c in zip(headings, row, strict=True)} if len(row) == len(headings) else {})
        for n, row in lines
    ]


def _birth(value: str) -> date:
    for form in ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(value, form).date()
        except ValueError:
            continue
    raise PmiFileRefused("row_date", value=value[:40])


def _sex(value: str) -> str:
    found = value.strip().upper()[:1]
    if found not in ("L", "P"):
        raise PmiFileRefused("row_sex", value=value[:40])
    return found


def _months(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 4):
        raise PmiFileRefused("row_months", value=value[:40])
    return int(value)


def _jht(value: str) -> int:
    if not value or value == "-":
        return 0
    try:
        return parse_rupiah(value)
    except FormatError as error:
        raise PmiFileRefused("row_jht", value=value[:40]) from error

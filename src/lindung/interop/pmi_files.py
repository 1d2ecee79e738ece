"""A placement company's list of migrant workers as XLSX, XLS or CSV: every line is registered or told why not."""

from dataclasses import dataclass, replace
from typing import Any

from lindung.base.errors import Refused
from lindung.interop.people_lists import Field, a_day, a_nik, a_text, read_people, rupiah
from lindung.interop.wage_files import DEFAULT, codes, values
from lindung.interop.wage_files.values import Bad, Notes
from lindung.segments import services

MOST_ROWS = 2_000
LIMITS = replace(DEFAULT, rows=MOST_ROWS, file_bytes=1_000 * 1024)


class PmiFileRefused(Refused):
    """A line of a list that cannot be taken."""

    MESSAGES = {
        "row_months": (
            "Lama perjanjian “{value}” harus banyaknya bulan, misalnya 24.",
            "The length “{value}” must be the number of months, for example 24.",
        ),
        "row_twice": (
            "NIK ini sudah ada pada baris {first}.",
            "This NIK already stands in line {first}.",
        ),
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


def _months(value: Any, notes: Notes, date1904: bool) -> Any:
    said = values.text(value, notes)
    if said and not (said.isascii() and said.isdigit() and len(said) <= 4):
        raise PmiFileRefused("row_months", field="contract_months", value=said[:40])
    return int(said) if said else None


def _sex(value: Any, notes: Notes, date1904: bool) -> Any:
    said = values.text(value, notes)
    if not said:
        return None
    found = codes.SEX.get(codes.code_key(said))
    if found is None:
        raise Bad("CODE_UNKNOWN", allowed="L, P")
    return found


FIELDS = (
    Field("nik", "NIK", a_nik, like="nik"),
    Field("name", "NAMA", a_text, like="name"),
    Field("birth_date", "TANGGAL_LAHIR", a_day, like="birth_date"),
    Field("sex", "JENIS_KELAMIN", _sex, like="sex"),
    Field("country", "NEGARA", a_text, ("NEGARA_TUJUAN", "NEGARA_PENEMPATAN", "COUNTRY")),
    Field("contract_no", "NO_PERJANJIAN", a_text, ("NOMOR_PERJANJIAN", "NO_KONTRAK", "NOMOR_KONTRAK", "CONTRACT_NO")),
    Field("contract_months", "LAMA_BULAN", _months, ("LAMA_PERJANJIAN", "LAMA_KONTRAK", "CONTRACT_MONTHS")),
    Field("jht_amount", "IURAN_JHT", rupiah, ("JHT",), needed=False),
)
HEADINGS = tuple(f.heading for f in FIELDS)


def take(data: bytes, employer_id: int, office_id: int, *, by: int | None = None) -> Taken:
    """Register every good line under the placement company; the same file again changes nothing.

    Raises `FileProblem` for a file that cannot be read at all."""
    answers: list[Answer] = []
    seen: dict[str, int] = {}
    for line in read_people(data, FIELDS, LIMITS):
        got = dict(line.values)
        name = str(got.get("name") or line.text)[:120]
        try:
            if line.refused is not None:
                raise line.refused
            if got["nik"] in seen:
                raise PmiFileRefused("row_twice", first=seen[got["nik"]])
            seen[got["nik"]] = line.row_no
            made = services.enrol_pmi(
                {key: got[key] for key in ("nik", "name", "birth_date", "sex")},
                office_id,
                employer_id=employer_id,
                country=got["country"],
                contract_no=got["contract_no"],
                contract_months=got["contract_months"],
                jht_amount=got.get("jht_amount") or 0,
                by=by,
            )
        except Refused as refused:
            answers.append(Answer(line.row_no, name, None, refused))
        else:
            answers.append(Answer(line.row_no, name, made.pk))
    return Taken(tuple(answers))

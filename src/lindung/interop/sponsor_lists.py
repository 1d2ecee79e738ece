"""Lists of people whom a sponsor pays for: XLSX, XLS or CSV, with headings or by place."""

from collections.abc import Mapping

from lindung.base.errors import Refused
from lindung.interop.people_lists import Field, a_day, a_nik, a_text, read_people, rupiah
from lindung.interop.wage_files import DEFAULT
from lindung.reach.errors import ReachRefused
from lindung.reach.services import Row
from lindung.reach.settings import MOST_ROWS

LIMITS = DEFAULT.for_rows(MOST_ROWS)
FIELDS = (
    Field("nik", "NIK", a_nik, like="nik"),
    Field("name", "NAMA", a_text, like="name"),
    Field("birth_date", "TANGGAL_LAHIR", a_day, like="birth_date"),
    Field("job", "PEKERJAAN", a_text, ("JABATAN", "JENIS_PEKERJAAN", "PROFESI", "JOB")),
    Field("district", "KABUPATEN_KOTA", a_text, ("KABUPATEN", "KOTA", "KAB_KOTA", "DAERAH", "DISTRICT"), needed=False),
    Field("wage", "UPAH", rupiah, needed=False, like="wage"),
    Field("unit", "UNIT", a_text, ("OPD", "UNIT_KERJA", "DINAS"), needed=False),
)


Cells = Mapping[int, Mapping[str, str]]
"""Rows as they were handed in: by number, the cells by field."""


def read_list(data: bytes) -> tuple[list[Row], list[tuple[int, Refused]]]:
    """The people of a list, and the rows that cannot be read with the reason. Raises `FileProblem`."""
    good, bad, _cells = read_rows(data)
    return good, bad


def read_rows(data: bytes) -> tuple[list[Row], list[tuple[int, Refused]], Cells]:
    """The same with all rows as they were handed in."""
    good: list[Row] = []
    bad: list[tuple[int, Refused]] = []
    cells: dict[int, Mapping[str, str]] = {}
    for line in read_people(data, FIELDS, LIMITS, lambda: ReachRefused("row_fields")):
        cells[line.row_no] = line.cells
        if line.refused is not None:
            bad.append((line.row_no, line.refused))
            continue
        got = line.values
        good.append(
            Row(
                line.row_no, got["nik"], got["name"], got["birth_date"], got["job"], got.get("district") or "",
                got.get("wage") or 0, got.get("unit") or "",
            )
        )  # fmt: skip
    return good, bad, cells

"""Lists of construction workers as contractors upload or paste them: XLSX, XLS or CSV, with headings or by place."""

from collections.abc import Mapping
from typing import Any

from lindung.base.errors import Refused
from lindung.interop.people_lists import Field, PersonLine, a_day, a_nik, a_text, read_people, rupiah
from lindung.interop.wage_files import DEFAULT, codes, values
from lindung.interop.wage_files.values import Bad, Notes
from lindung.segments.services import WorkerRow

LIMITS = DEFAULT
PAID: Mapping[str, bool] = {
    "HARIAN": True, "HARI": True, "SEHARI": True, "PERHARI": True, "DAILY": True,
    "BULANAN": False, "BULAN": False, "SEBULAN": False, "PERBULAN": False, "MONTHLY": False,
}  # fmt: skip


class ListRefused(Refused):
    """A line of a list that cannot be read."""

    MESSAGES = {
        "fields": (
            "Harus ada NIK, nama, tanggal lahir, hari pertama, pekerjaan; bila perlu hari terakhir, upah, dan BULANAN"
            " atau HARIAN.",
            "There must be NIK, name, birth date, first day, job; where needed last day, wage, and BULANAN (monthly) or"
            " HARIAN (daily).",
        ),
    }


def _paid(value: Any, notes: Notes, date1904: bool) -> bool | None:
    said = values.text(value, notes)
    found = PAID.get(codes.code_key(said))
    if said and found is None:
        raise Bad("CODE_UNKNOWN", allowed="BULANAN, HARIAN")
    return found


FIELDS = (
    Field("nik", "NIK", a_nik, like="nik"),
    Field("name", "NAMA", a_text, like="name"),
    Field("birth_date", "TANGGAL_LAHIR", a_day, like="birth_date"),
    Field("first_on", "HARI_PERTAMA", a_day, ("TANGGAL_MULAI", "MULAI_KERJA", "TGL_MULAI", "MULAI", "FIRST_DAY")),
    Field("job", "PEKERJAAN", a_text, ("JABATAN", "KEAHLIAN", "JENIS_PEKERJAAN", "JOB")),
    Field("last_on", "HARI_TERAKHIR", a_day, ("TANGGAL_SELESAI", "TGL_SELESAI", "SELESAI", "LAST_DAY"), needed=False),
    Field("wage", "UPAH", rupiah, ("UPAH_SEHARI", "UPAH_SEBULAN"), needed=False, like="wage"),
    Field("daily", "DIBAYAR", _paid, ("CARA_BAYAR", "SATUAN_UPAH", "PAID"), needed=False),
)


def read_list(data: bytes) -> tuple[list[tuple[PersonLine, WorkerRow]], list[PersonLine]]:
    """The people of a list with their lines, and the lines that cannot be read. Raises `FileProblem`."""
    good: list[tuple[PersonLine, WorkerRow]] = []
    bad: list[PersonLine] = []
    for line in read_people(data, FIELDS, LIMITS, lambda: ListRefused("fields")):
        if line.refused is not None:
            bad.append(line)
            continue
        got = dict(line.values)
        good.append(
            (
                line,
                WorkerRow(
                    got["nik"], got["name"], got["birth_date"], got["first_on"], got["job"], got.get("last_on"),
                    got.get("wage"), bool(got.get("daily")),
                ),
            )
        )  # fmt: skip
    return good, bad

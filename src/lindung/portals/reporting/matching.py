"""Columns under headings of the employer's own: shown with first values, matched once, then known by themselves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_POST

from lindung.base.errors import Refused
from lindung.interop import intake, matchings
from lindung.interop.wage_files import LAYOUTS, HeadingPeek, LayoutId, SheetPeek, headings_at
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.reporting.desk import Desk
from lindung.portals.reporting.forms import MatchingFileForm, MatchingForm
from lindung.portals.reporting.reports import open_months
from lindung.portals.reporting.words import lang, month_at, whole
from lindung.registry import queries as registry

MEANINGS: tuple[tuple[Any, tuple[tuple[str, Any], ...]], ...] = (
    (later("Siapa"), (
        ("nik", later("NIK")), ("kpj", later("KPJ (nomor peserta)")), ("name", later("Nama lengkap")),
        ("first_name", later("Nama depan")), ("middle_name", later("Nama tengah")),
        ("last_name", later("Nama belakang")), ("birth_date", later("Tanggal lahir")),
        ("birth_place", later("Tempat lahir")), ("mother_name", later("Nama ibu kandung")),
        ("sex", later("Jenis kelamin (L/P)")), ("marital", later("Status perkawinan")),
        ("identity_kind", later("Jenis identitas")), ("employee_no", later("Nomor pegawai")),
    )),
    (later("Upah"), (("wage", later("Upah sebulan")), ("back_pay", later("Rapel")))),
    (later("Pekerjaan"), (
        ("start_date", later("Mulai bekerja")), ("contract", later("PKWT atau PKWTT")),
        ("contract_end", later("Akhir kontrak")), ("work_location", later("Lokasi kerja")),
        ("exit_date", later("Hari terakhir bekerja")), ("exit_reason", later("Alasan keluar")),
        ("note", later("Catatan")),
    )),
    (later("Kontak"), (
        ("phone", later("Nomor HP")), ("email", later("Email")), ("npwp", later("NPWP")),
        ("address", later("Alamat")), ("postcode", later("Kode pos")),
    )),
)  # fmt: skip
"""What a column may mean, in groups."""


def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The saved matchings, and a file to make another from."""
    employer_id = desk.employer_id
    form = MatchingFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            file_id = intake.keep_for_matching(
                employer_id, file.name, file.content_type or "application/octet-stream", file.read(), desk.by
            )
            intake.peek(employer_id, file_id)
        except Refused as refused:
            refuse(form, refused, wage_file="file")
        else:
            return desk.go("match", file_id)
    words = {field: label for _group, fields in MEANINGS for field, label in fields}
    saved = [
        {
            **found,
            "title": LAYOUTS[LayoutId(found["layout"])].title,
            "pairs": [
                kit.Entry(heading, words.get(field, field)) for heading, field in found["columns"].items() if field
            ],
        }
        for found in matchings.matchings_of(employer_id)
    ]
    return desk.show("matchings", {
        "form": form, "saved": saved, "as_of": registry.today(),
        "crumbs": [*desk.above(), kit.Link(_("Unggah berkas"), desk.at("upload"))],
    }, status=422 if form.errors else 200)  # fmt: skip


def match(request: HttpRequest, desk: Desk, file_id: int) -> HttpResponse:
    """One file's columns with their first values; each gets a meaning, and the matching a name."""
    employer_id = desk.employer_id
    try:
        sheets = intake.peek(employer_id, file_id)
    except Refused as refused:
        raise Http404(said(refused)) from refused
    asked = request.POST if request.method == "POST" else request.GET
    chosen = min(whole(asked.get("lembar")), len(sheets) - 1)
    sheet = sheets[chosen]
    row = whole(asked.get("baris")) or sheet.header_row
    columns = headings_at(sheet, min(row, len(sheet.rows)))
    months, wanted = open_months(request, desk)
    form = MatchingForm(
        request.POST or None, months=months, initial={"bulan": request.GET.get("bulan") or "", "name": sheet.name}
    )
    problem = ""
    if request.method == "POST" and form.is_valid():
        pairs: dict[str, str] = {}
        for column in columns:
            meaning = request.POST.get(f"kolom-{column.index}", "")
            if not pairs.get(column.heading):
                pairs[column.heading] = meaning
            elif meaning:  # two columns of one heading cannot be told apart
                problem = _("Ada dua kolom berjudul “%(heading)s”; hanya satu yang dapat dipakai.") % {
                    "heading": column.heading
                }
        try:
            if problem:
                form.add_error(None, problem)
            else:
                matchings.save_matching(employer_id, form.cleaned_data["name"], pairs, desk.by)
                return _then(request, desk, employer_id, file_id, form.cleaned_data["bulan"])
        except Refused as refused:
            refuse(form, refused)
    return desk.show("match", {
        "form": form, "sheets": list(enumerate(s.name for s in sheets)), "chosen": chosen, "sheet": sheet, "row": row,
        "columns": [_column(request, column) for column in columns], "file_id": file_id, "as_of": registry.today(),
        "grid": _grid(sheet, row), "wanted": wanted,
        "crumbs": [
            *desk.above(),
            kit.Link(_("Unggah berkas"), desk.at("upload")),
            kit.Link(_("Pencocokan kolom"), desk.at("matchings")),
        ],
    }, status=422 if form.errors else 200)  # fmt: skip


def _then(request: HttpRequest, desk: Desk, employer_id: int, file_id: int, month: str) -> HttpResponse:
    """After saving: read the file for the month that was chosen, or go back to the list."""
    messages.success(request, _("Pencocokan tersimpan. Berkas dengan judul kolom yang sama dibaca sendiri."))
    if not month:
        return desk.go("matchings")
    try:
        taken = intake.read_again(employer_id, month_at(month), file_id, desk.by, hand_in=desk.hand_in)
    except Refused as refused:
        messages.error(request, refused.text(lang()))
        return desk.go("upload")
    return desk.go("progress", taken.report.pk)


def _column(request: HttpRequest, column: HeadingPeek) -> dict[str, Any]:
    """One column with its choices; what was recognised is chosen beforehand."""
    name = f"kolom-{column.index}"
    picked = request.POST.get(name, "") if request.method == "POST" else (column.field or "")
    return {
        "name": name, "letter": column.letter, "heading": column.heading, "picked": picked,
        "values": [value for value in column.values if value], "known": column.field is not None,
        "groups": [(title, [(f, label, f == picked) for f, label in fields]) for title, fields in MEANINGS],
    }  # fmt: skip


def _grid(sheet: SheetPeek, row: int) -> list[tuple[int, bool, list[str]]]:
    """The first rows as they stand in the file, up to the first values below the headings."""
    return [(n, n == row, list(cells[:12])) for n, cells in enumerate(sheet.rows[: max(row + 3, 6)], 1)]


@require_POST
def end(request: HttpRequest, desk: Desk, matching_id: int) -> HttpResponse:
    """Use a matching no more."""
    try:
        matchings.end_matching(matching_id, desk.employer_id)
    except Refused as refused:
        raise Http404 from refused
    messages.success(request, _("Pencocokan tidak dipakai lagi."))
    return desk.go("matchings")

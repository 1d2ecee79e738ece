"""Lists of people handed in by the sponsor himself: every row is answered, the refused ones can be downloaded."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import limited, needs, reading
from lindung.interop.sponsor_lists import FIELDS
from lindung.portals import kit
from lindung.portals.kit.tables import with_query
from lindung.portals.sponsoring import acts, forms
from lindung.portals.sponsoring.cards import list_cards
from lindung.portals.sponsoring.sheets import refused_sheet
from lindung.portals.sponsoring.tables import answer_table
from lindung.portals.sponsors.scope import PAGE, Found, agreement_of, as_number, back_to, form_page, lang, me
from lindung.reach import queries


@require_http_methods(["GET", "POST"])
@needs(Act.SPONSOR_LIST)
@limited("sponsor-list", 30, 3600)
def upload(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Take a list; every row gets its answer on the page that follows."""
    found = agreement_of(request, agreement_id)
    runway = queries.runway(agreement_id)
    start = {"first_month": runway.next_month} if runway else {}
    form = forms.ListForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST" and form.is_valid():
        list_id = acts.take_list(form, agreement_id, me(request))
        if list_id is not None:
            return redirect("sponsor:list", agreement_id=agreement_id, list_id=list_id)
    example = kit.Link(_("Unduh contoh berkas"), reverse("sponsor:list_example", args=[agreement_id]), "download")
    return form_page(request, form, _("Unggah daftar"), _("Unggah"), found, example=example)


def _csv(name: str, rows: list[list[str]]) -> HttpResponse:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[_plain(cell) for cell in row] for row in rows])
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _plain(cell: str) -> str:
    """No cell is taken for a formula when the file is opened in a spreadsheet."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell


@require_GET
@needs(Act.SPONSOR_LIST)
def example(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """The headings of a list, with one made-up row."""
    found = agreement_of(request, agreement_id)
    wage = "2500000" if found["workers"] == "NON_ASN" else ""
    row = ["3575010304850001", "Nama Contoh", "03-04-1985", "Pedagang pasar", "", wage, ""]
    return _csv("contoh-daftar", [[field.heading for field in FIELDS], row])


def _taken(request: HttpRequest, agreement_id: int, list_id: int) -> tuple[Found, Found]:
    found, taken = agreement_of(request, agreement_id), queries.list_taken(list_id)
    if taken is None or taken["agreement_id"] != agreement_id:
        raise Http404
    return found, taken


@require_GET
@needs(Act.SPONSOR_LIST)
def show(request: HttpRequest, agreement_id: int, list_id: int) -> HttpResponse:
    """What became of each row of a list."""
    found, taken = _taken(request, agreement_id, list_id)
    first = as_number(request.GET.get("mulai")) or 0
    pager = kit.Pager(
        previous=with_query(request.GET, mulai=None) if first else "",
        next=with_query(request.GET, mulai=first + PAGE) if len(taken["answers"]) > first + PAGE else "",
    )
    return render(
        request,
        "sponsors/list.html",
        {
            "taken": taken,
            "agreement": found,
            "cards": list_cards(taken),
            "table": answer_table(taken["answers"][first : first + PAGE], pager),
            "crumbs": back_to(found),
        },
    )


@require_GET
@needs(Act.SPONSOR_LIST)
def download(request: HttpRequest, agreement_id: int, list_id: int) -> HttpResponse:
    """The refused rows as they were handed in, each with its reason, to be mended and handed in again as they are."""
    _found, taken = _taken(request, agreement_id, list_id)
    if not taken["answers"]:
        raise Http404
    kept = queries.refused_rows(list_id)
    reading(request, [r["person_id"] for r in kept.values() if r["person_id"]], "sponsor.list_file")
    rows = []
    for row_no, code, first, second in taken["answers"]:
        cells = kept[row_no]["cells"] if row_no in kept else {}
        rows.append(([cells.get(f.name, "") for f in FIELDS] + [cells.get("", "")], row_no, code,
                     first if lang() == "id" else second))  # fmt: skip
    answer = HttpResponse(
        refused_sheet([f.heading for f in FIELDS], rows),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="daftar-{list_id}-ditolak.xlsx"'
    return answer

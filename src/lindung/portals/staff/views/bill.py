"""One bill with the workers it is made of, each line with its calculation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.format import date_long, month_year, number, rupiah
from lindung.contributions.queries import bill_page, explain_line
from lindung.contributions.queries import listing as contributions
from lindung.portals import bill_sheet, kit
from lindung.portals.staff.scope import PAGE, as_number, lang, may, query_of
from lindung.portals.staff.views.books import entry_link
from lindung.registry import queries
from lindung.registry.models import Employer


@require_GET
@needs(Act.BILL_SEE)
def bill(request: HttpRequest, code: str) -> HttpResponse:
    """One bill with the workers it is made of; a worker's line opens its calculation."""
    short = contributions.bill(code)
    found = bill_page(short["id"], as_number(request.GET.get("mulai")) or 0, PAGE * 2) if short else None
    if short is None or found is None:
        raise Http404
    person = as_number(request.GET.get("pekerja"))
    calculation = None
    if person is not None:
        reading(request, person, "staff.bill", code)
        told = explain_line(found["id"], person)
        calculation = told.trace.to_json() if told else None
    see = may(request, Act.PERSON_SEE)
    rows = [
        {
            "name": kit.Cell(
                line["name"] or "–",
                reverse("staff:person", args=[line["person_id"]]) if see and line["name"] else "",
                note=line["kpj"] or "",
            ),
            "wage": line["wage"],
            "jkk": line["jkk"],
            "jkm": line["jkm"],
            "jht": line["jht_employer"] + line["jht_worker"],
            "jp": line["jp_employer"] + line["jp_worker"],
            "total": kit.Cell(line["total"], query_of(request, pekerja=line["person_id"]) + "#hitungan"),
        }
        for line in found["lines"]
    ]
    reading(request, [line["person_id"] for line in found["lines"]], "staff.bill", code)
    columns = [kit.Column("name", _("Pekerja")), kit.Column("wage", _("Upah"), "money")]
    columns += [kit.Column(k, k.upper(), "money") for k in ("jkk", "jkm", "jht", "jp")]
    columns.append(kit.Column("total", _("Jumlah"), "money"))
    pager = kit.Pager(next=query_of(request, mulai=found["next"], pekerja=None)) if found["next"] else None
    entries = [
        kit.Entry(_("Pemberi kerja"), found["employer"], href=reverse("staff:employer", args=[found["employer_id"]])),
        kit.Entry(_("Bulan iuran"), month_year(found["month"], lang())),
        kit.Entry(_("Versi"), str(found["version"])),
        kit.Entry(_("Terbit"), date_long(found["issued_on"], lang())),
        kit.Entry(_("Jatuh tempo"), date_long(found["due_on"], lang())),
        kit.Entry(_("Pekerja"), number(found["workers"], lang=lang())),
        entry_link(f"bill:{found['report_id']}"),
        *([kit.Entry(_("Alasan pembetulan"), found["reason"])] if found["reason"] else []),
    ]
    day = queries.today()
    cards = [
        kit.Figure(_("Tagihan"), rupiah(short["total"], lang()), day, icon="file-invoice"),
        kit.Figure(_("Dibayar"), rupiah(short["paid"], lang()), day, icon="circle-check"),
        kit.Figure(_("Sisa"), rupiah(short["total"] - short["paid"], lang()), day, icon="hourglass"),
        kit.Figure(_("Denda"), rupiah(short["penalty"], lang()), day, icon="percentage"),
    ]
    return page(
        request,
        "staff/bill.html",
        {
            "bill": found,
            "cards": cards,
            "entries": entries,
            "as_of": day,
            "sheet": reverse("staff:bill_sheet", args=[code]),
            "calculation": calculation,
            "table": kit.Table(_("Pekerja dalam tagihan"), columns, rows, pager=pager, show_caption=False),
            "crumbs": [
                kit.Link(_("Pemberi kerja"), reverse("staff:employers")),
                kit.Link(found["employer"], reverse("staff:employer", args=[found["employer_id"]])),
            ],
        },
    )


@require_GET
@needs(Act.BILL_SEE)
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The employer's own sheet, printed for who stands at the counter; with `?pekerja=1` and its workers."""
    seen = contributions.bill(code)
    firm = (
        Employer.objects.select_related("office", "district").filter(pk=seen["employer_id"]).first() if seen else None
    )
    if seen is None or firm is None:
        raise Http404
    workers = request.GET.get("pekerja") == "1"
    if workers:
        reading(request, [line["person_id"] for line in bill_sheet.listed_on(seen)], "staff.bill_sheet", code)
    return bill_sheet.sheet(request, seen, firm, reverse("staff:bill", args=[code]), workers=workers)

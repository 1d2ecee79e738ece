"""Migrant workers under cover: by the company that places them and by the district they come from."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _

from lindung.access.permissions import Act, allowed
from lindung.access.web import actor_of, needs
from lindung.base.format import date_long, number
from lindung.performance import queries
from lindung.portals import kit
from lindung.portals.language import lang as _lang
from lindung.portals.manage.scope import View, view_of
from lindung.portals.manage.views.report import card
from lindung.registry.queries import offices_below
from lindung.segments.queries import pmi_by_company, pmi_by_origin

FIGURES = ("membership.pmi.active", "membership.pmi.companies", "membership.pmi.added")


def _map(view: View, origins: list[dict[str, Any]]) -> kit.Chart | None:
    known = [r for r in origins if r["code"].startswith("35.")]
    if not known:
        return None
    most = max(known, key=lambda r: int(r["people"]))
    return kit.Chart(
        "map", _("Pekerja migran menurut daerah asal"),
        _("Terbanyak dari %(name)s: %(n)s orang.")
        % {"name": most["name"], "n": number(int(most["people"]), lang=_lang())},
        [r["name"] for r in known], [kit.Series(_("Terlindungi"), [int(r["people"]) for r in known])], "count",
        _("Daerah asal"), codes=[r["code"] for r in known], as_of=view.as_of,
    )  # fmt: skip


def _origins(origins: list[dict[str, Any]]) -> kit.Table:
    return kit.Table(
        _("Menurut daerah asal"),
        [
            kit.Column("name", _("Kabupaten atau kota")), kit.Column("people", _("Orang"), "number"),
            kit.Column("companies", _("P3MI"), "number"),
        ],
        [r | {"name": r["name"] or _("Tidak tercatat")} for r in sorted(origins, key=lambda r: -int(r["people"]))],
        stack=True, show_caption=False, empty=_("Belum ada pekerja migran yang terlindungi."),
        footer={"name": _("Jumlah"), "people": sum(int(r["people"]) for r in origins), "companies": None},
    )  # fmt: skip


def _companies(companies: list[dict[str, Any]], may_open: bool) -> kit.Table:
    return kit.Table(
        _("Menurut perusahaan penempatan"),
        [
            kit.Column("name", _("P3MI")), kit.Column("people", _("Orang"), "number"),
            kit.Column("districts", _("Daerah asal"), "number"),
            kit.Column("first", _("Perlindungan pertama"), "date"),
        ],
        [
            r
            | {
                "name": kit.Cell(
                    r["name"] or _("Perseorangan"),
                    reverse("staff:employer", args=[r["employer_id"]]) if may_open and r["employer_id"] else "",
                    note=r["npp"] or "",
                )
            }
            for r in companies
        ],
        stack=True, show_caption=False, empty=_("Belum ada pekerja migran yang terlindungi."),
    )  # fmt: skip


@needs(Act.REPORT_REGION)
def migrants(request: HttpRequest) -> HttpResponse:
    """The figures, the map and both lists of the office on the day."""
    view = view_of(request)
    offices = offices_below(view.office_id)
    companies, origins = pmi_by_company(offices, view.as_of), pmi_by_origin(offices, view.as_of)
    first = min((r["first"] for r in companies), default=None)
    return page(
        request,
        "manage/migrants.html",
        {
            "view": view, "as_of": view.as_of,
            "cards": [card(queries.figure(name, view.office, view.as_of), view) for name in FIGURES],
            "first": date_long(first, _lang()) if first else "", "map": _map(view, origins),
            "origins": _origins(origins),
            "companies": _companies(companies, allowed(actor_of(request), Act.EMPLOYER_SEE)),
            "crumbs": [kit.Link(_("Laporan kinerja"), reverse("manage:report") + f"?{view.query}")],
        },
    )  # fmt: skip


@needs(Act.REPORT_REGION)
def migrants_csv(request: HttpRequest) -> HttpResponse:
    """Both lists as one file: by company and by district, numbers plain."""
    view = view_of(request)
    offices = offices_below(view.office_id)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("by", "code", "name", "people"))
    for r in pmi_by_company(offices, view.as_of):
        writer.writerow(("company", r["npp"] or "", r["name"] or "", r["people"]))
    for r in pmi_by_origin(offices, view.as_of):
        writer.writerow(("district", r["code"], r["name"], r["people"]))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="pekerja-migran-{view.office}-{view.as_of}.csv"'
    return answer

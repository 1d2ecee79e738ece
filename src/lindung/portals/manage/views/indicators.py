"""What a figure means: definition, formula, parts, source, history, versions."""

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.format import date_short
from lindung.performance import queries
from lindung.performance.definition import Period, Unit
from lindung.performance.indicators import BY_KEY, GROUPS, INDICATORS
from lindung.portals import kit
from lindung.portals.language import english as _english
from lindung.portals.manage.scope import View, view_of
from lindung.portals.manage.views.report import card, drill_address

UNITS = {
    Unit.CASES: later("kasus"), Unit.CHILDREN: later("anak"), Unit.RUPIAH: later("rupiah"),
    Unit.MEMBERS: later("peserta"),
    Unit.EMPLOYERS: later("pemberi kerja"), Unit.PERSONS: later("orang"), Unit.DAYS: later("hari"),
    Unit.SHARE: later("bagian"), Unit.MEAN: later("rata-rata"),
}  # fmt: skip


@needs(Act.INDICATOR)
def listing(request: HttpRequest) -> HttpResponse:
    """All indicators by group."""
    view = view_of(request)
    tables = []
    for group, titles in GROUPS.items():
        rows = [
            {
                "name": kit.Cell(
                    i.name_en if _english() else i.name_id,
                    reverse("manage:indicator", args=[i.id, i.version]) + f"?{view.query}",
                    note=f"{i.id} · {_('versi')} {i.version}",
                ),
                "definition": i.definition_en if _english() else i.definition_id,
                "unit": str(UNITS[i.unit]),
            }
            for i in INDICATORS
            if i.group == group
        ]
        columns = [
            kit.Column("name", _("Indikator")), kit.Column("definition", _("Artinya")), kit.Column("unit", _("Satuan")),
        ]  # fmt: skip
        tables.append(
            (group, titles[_english()], kit.Table(titles[_english()], columns, rows, show_caption=False, stack=True))
        )
    return page(request, "manage/indicators.html", {"tables": tables, "view": view})


def _told(indicator: str, view: View) -> kit.Table | None:
    """What others published under the indicator, each with what its source says it counts."""
    found = queries.told_by_others(indicator, view.office)
    if not found:
        return None
    return kit.Table(
        _("Angka terbitan pihak lain"),
        [
            kit.Column("as_of", _("Keadaan tanggal"), "date"), kit.Column("value", _("Jumlah"), "number"),
            kit.Column("definition", _("Yang dihitung menurut sumbernya")), kit.Column("source", _("Sumber")),
            kit.Column("badge", _("Asal"), "status"),
        ],
        [
            {
                **t, "badge": "IMPORTED",
                "definition": t["definition"].get("en" if _english() else "id") or _("sumber tidak menyebutnya"),
            }
            for t in found
        ],
        stack=True, show_caption=False,
    )  # fmt: skip


@needs(Act.INDICATOR)
def indicator(request: HttpRequest, indicator: str, version: str) -> HttpResponse:
    """One indicator for the office and day of the address."""
    view = view_of(request)
    if (indicator, version) not in BY_KEY:
        raise Http404
    one = queries.indicator(indicator, version)
    figure = queries.figure(indicator, view.office, view.as_of, version)
    past = queries.history(indicator, view.office, version)
    chart = None
    if len(past) > 1:
        share = one.unit is Unit.SHARE
        chart = kit.Chart(
            "line", _("Riwayat menurut potret akhir bulan"), _("Nilai pada setiap potret yang disimpan."),
            [date_short(p["as_of"], "en" if _english() else "id") for p in past],
            [kit.Series(
                one.name_en if _english() else one.name_id,
                [Decimal(p["value"]) if one.unit.divided else int(p["value"]) for p in past],
            )],
            "percent" if share else "rupiah" if one.unit is Unit.RUPIAH else "count", _("Tanggal"),
        )  # fmt: skip
    english = _english()
    entries = [
        kit.Entry(_("Kode"), one.id),
        kit.Entry(_("Versi definisi"), one.version),
        kit.Entry(_("Artinya"), one.definition_en if english else one.definition_id),
        kit.Entry(_("Rumus"), one.formula),
        kit.Entry(_("Satuan"), UNITS[one.unit]),
        kit.Entry(
            _("Masa"), _("sejak 1 Januari") if one.period is Period.YEAR_TO_DATE else _("keadaan pada satu hari")
        ),
        *([kit.Entry(_("Pembilang"), one.numerator_id)] if one.numerator_id else []),
        *([kit.Entry(_("Penyebut"), one.denominator_id)] if one.denominator_id else []),
        kit.Entry(_("Sumber"), one.source),
        kit.Entry(_("Pemilik"), one.owner),
        *([kit.Entry(_("Angka terbitan"), figure.figure_id)] if figure.figure_id else []),
    ]
    others = [
        kit.Link(f"{_('versi')} {i.version}", reverse("manage:indicator", args=[i.id, i.version]) + f"?{view.query}")
        for i in INDICATORS
        if i.id == one.id and i.version != one.version
    ]
    return page(
        request,
        "manage/indicator.html",
        {
            "view": view, "as_of": view.as_of, "name": one.name_en if english else one.name_id,
            "figure": card(figure, view), "entries": entries, "chart": chart, "others": others,
            "drill": drill_address(figure, view),
            "formerly": [
                (s["first"], s["last"], s["definition"]["en" if english else "id"])
                for s in queries.other_definitions(indicator, view.office, version)
            ],
            "others_say": _told(indicator, view),
            "crumbs": [
                kit.Link(_("Laporan kinerja"), reverse("manage:report") + f"?{view.query}"),
                kit.Link(_("Indikator"), reverse("manage:indicators") + f"?{view.query}"),
            ],
        },
    )  # fmt: skip

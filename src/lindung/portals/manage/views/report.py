"""The performance report of an office: page, CSV, JSON, PDF, and the transactions behind every figure."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _

from lindung.access.permissions import Act, allowed
from lindung.access.scope import Actor
from lindung.access.web import actor_of, needs
from lindung.base.db import rows
from lindung.base.format import month_name, number, percent, rupiah, rupiah_short
from lindung.claims.queries import ground_title
from lindung.coverage.queries import stock_and_flow
from lindung.performance import document, queries, render
from lindung.performance.definition import Unit
from lindung.performance.indicators import BY_KEY, GROUPS, INDICATORS, PROGRAMMES
from lindung.performance.labour import CONCEPTS, PREFIX, WHOLE
from lindung.performance.queries import Figure, Report
from lindung.portals import kit
from lindung.portals.language import lang as _lang
from lindung.portals.manage.scope import View, view_of
from lindung.registry.queries import offices_below

PAGE = 50
CHIEF = (
    "claims.cases.total", "claims.amount.total", "membership.pu.active", "membership.employers.active",
    "contributions.collection_rate", "service.paid_on_time",
)  # fmt: skip
_ICONS = {
    "claims.cases.total": "checklist",
    "claims.amount.total": "cash",
    "membership.pu.active": "users",
    "membership.employers.active": "building-factory-2",
    "contributions.collection_rate": "receipt",
    "service.paid_on_time": "clock",
}


def name_of(figure: Figure) -> str:
    """The indicator's name in the page's language."""
    return figure.definition.name_en if _lang() == "en" else figure.definition.name_id


def drill_address(figure: Figure, view: View) -> str:
    """The page of the transactions behind a figure."""
    return reverse("manage:drill", args=[figure.indicator, figure.version]) + f"?{view.query}"


def card(figure: Figure, view: View) -> kit.Figure:
    """A figure as a card with its base, definition and drill."""
    value, full = render.value_text(figure, _lang()), ""
    if figure.unit == "rupiah" and figure.value is not None:
        value, full = rupiah_short(int(figure.value), _lang()), rupiah(int(figure.value), _lang())
    elif figure.unit == "share":
        value = percent(figure.numerator or 0, figure.denominator or 0, 2, _lang())
    note = _("angka terbit %(id)s") % {"id": figure.figure_id} if figure.figure_id else ""
    if figure.corrections:
        note += " · " + _("termasuk koreksi berlabel %(amount)s") % {"amount": rupiah(figure.corrections, _lang())}
    return kit.Figure(
        name_of(figure), value, figure.as_of, full=full,
        numerator=figure.numerator if figure.definition.unit.divided else None,
        denominator=figure.denominator if figure.definition.unit.divided else None,
        base=(figure.definition.denominator_id if _lang() == "id" else "") if figure.definition.unit.divided else "",
        note=note.strip(" ·"), icon=_ICONS.get(figure.indicator, ""),
        definition=reverse("manage:indicator", args=[figure.indicator, figure.version]) + f"?{view.query}",
        drill=drill_address(figure, view),
    )  # fmt: skip


def _figures_table(made: Report, group: str, view: View) -> kit.Table:
    which = 0 if _lang() == "id" else 1
    listed = [f for f in made.figures if f.definition.group == group]
    return kit.Table(
        GROUPS[group][which],
        [
            kit.Column("name", _("Angka")),
            kit.Column("value", _("Nilai"), "number"),
            kit.Column("as_of", _("Keadaan tanggal"), "date"),
            kit.Column("source", _("Sumber")),
        ],
        [
            {
                "name": kit.Cell(
                    name_of(f),
                    reverse("manage:indicator", args=[f.indicator, f.version]) + f"?{view.query}",
                    note=" · ".join(
                        part
                        for part in (
                            _("angka terbit %(id)s") % {"id": f.figure_id} if f.figure_id else "",
                            # what "active" means stands beside every number of members or employers
                            f.said[_lang()] if group == "membership" else "",
                            _("termasuk koreksi %(amount)s") % {"amount": rupiah(f.corrections, _lang())}
                            if f.corrections
                            else "",
                            f"{number(f.numerator, lang=_lang())} / {number(f.denominator, lang=_lang())}"
                            if f.definition.unit.divided and f.numerator is not None and f.denominator is not None
                            else "",
                        )
                        if part
                    ),
                ),
                "value": kit.Cell(render.value_text(f, _lang()), drill_address(f, view)),
                "as_of": f.as_of,
                "source": _("impor") if f.definition.group == "base" else _("transaksi"),
            }
            for f in listed
        ],
        stack=True,
        show_caption=False,
    )


def _flow(view: View) -> tuple[list[kit.WaterfallRow], kit.Chart, int]:
    """The year's flow as a waterfall, the months as a chart, and what the parts fail to add up to (0)."""
    offices = offices_below(view.office_id)
    months = stock_and_flow(offices, "PU", date(view.as_of.year, 1, 1), view.as_of.replace(day=1))
    joined, back = sum(m.joined for m in months), sum(m.reactivated for m in months)
    lapsed, left = sum(m.lapsed for m in months), sum(m.exited for m in months)
    rows = [
        kit.WaterfallRow(_("Awal tahun"), months[0].opening, "total"),
        kit.WaterfallRow(_("Bergabung"), joined),
        kit.WaterfallRow(_("Aktif kembali"), back),
        kit.WaterfallRow(_("Gugur"), -lapsed),
        kit.WaterfallRow(_("Keluar dari kepesertaan"), -left),
        kit.WaterfallRow(_("Akhir"), months[-1].closing, "total"),
    ]
    labels = [month_name(m.month.month, _lang(), short=True) for m in months]
    chart = kit.Chart(
        "line", _("Penerima upah aktif pada akhir bulan"),
        _("Dari %(first)s menjadi %(last)s peserta.")
        % {"first": number(months[0].opening, lang=_lang()), "last": number(months[-1].closing, lang=_lang())},
        labels, [kit.Series(_("Aktif"), [m.closing for m in months])], "count", _("Bulan"), as_of=view.as_of,
    )  # fmt: skip
    off = months[0].opening + joined + back - lapsed - left - months[-1].closing
    return rows, chart, off


def _claims_charts(made: Report) -> list[tuple[str, kit.Chart]]:
    codes = [*PROGRAMMES, "SCHOLARSHIP"]
    labels = [*PROGRAMMES, _("Beasiswa")]
    cases = [int(made.get(f"claims.cases.{c.lower()}").value or 0) for c in PROGRAMMES]
    cases.append(int(made.get("claims.children.scholarship").value or 0))
    amounts = [int(made.get(f"claims.amount.{c.lower()}").value or 0) for c in codes]
    total = sum(cases)
    lead = max(range(len(cases)), key=lambda i: cases[i])
    return [
        (
            "g-kasus",
            kit.Chart(
                "donut", _("Kasus menurut program"),
                _("%(name)s adalah %(share)s dari semua kasus.")
                % {"name": labels[lead], "share": percent(cases[lead], total, 1, _lang())}
                if total
                else _("Belum ada kasus yang dibayar."),
                labels, [kit.Series(_("Kasus"), cases)], "count", _("Program"), as_of=made.as_of,
            ),
        ),
        (
            "g-rupiah",
            kit.Chart(
                "hbar", _("Rupiah menurut program"),
                _("Jumlah seluruhnya %(amount)s.") % {"amount": rupiah(sum(amounts), _lang())},
                labels, [kit.Series(_("Rupiah"), amounts)], "rupiah", _("Program"), as_of=made.as_of,
            ),
        ),
    ]  # fmt: skip


def _map(view: View) -> list[tuple[str, kit.Chart]]:
    """Active wage earners by the district of their employer, for the districts the office serves."""
    found = rows(
        "select d.code, d.name, (select count(*) from coverage_spell s join registry_employer e on e.id = s.employer_id"
        " where e.district_id = d.code and s.office_id = any(%(offices)s) and s.segment = 'PU'"
        " and s.start_on <= %(on)s and (s.end_on is null or s.end_on > %(on)s) and s.exit_reason <> 'ERROR') as active"
        " from registry_district d where exists (select 1 from registry_territory t where t.district_id = d.code"
        " and t.office_id = any(%(offices)s) and t.valid_from <= %(on)s"
        " and (t.valid_to is null or t.valid_to >= %(on)s)) order by d.code",
        {"offices": list(offices_below(view.office_id)), "on": view.as_of},
    )
    if not found:
        return []
    most = max(found, key=lambda d: int(d["active"]))
    chart = kit.Chart(
        "map", _("Penerima upah aktif menurut wilayah"),
        _("Terbanyak di %(name)s: %(n)s.") % {"name": most["name"], "n": number(int(most["active"]), lang=_lang())},
        [d["name"] for d in found], [kit.Series(_("Aktif"), [int(d["active"]) for d in found])], "count", _("Wilayah"),
        codes=[d["code"] for d in found], as_of=view.as_of, note=_("Menurut tempat pemberi kerja."),
    )  # fmt: skip
    return [("g-peta", chart)]


def _imports(view: View) -> list[dict[str, Any]]:
    """Imported figures under the names of their indicator or population and place."""
    names = {r["code"]: r["name"] for r in rows("select code, name from registry_district")}

    def named(id_: str) -> str:
        if not id_.startswith(PREFIX):
            one = next((i for i in INDICATORS if i.id == id_), None)
            return id_ if one is None else one.name_id if _lang() == "id" else one.name_en
        concept, _dot, place = id_.removeprefix(PREFIX).partition(".")
        kind = CONCEPTS.get(concept)
        what = concept if kind is None else kind.name_id if _lang() == "id" else kind.name_en
        return f"{what}, {_('seluruh wilayah kantor') if place == WHOLE else names.get(place, place)}"

    return [i | {"name": named(i["indicator"])} for i in queries.imported(view.office, view.as_of)]


@needs(Act.REPORT_REGION)
def report(request: HttpRequest) -> HttpResponse:
    """The page; `?definisi=programme|2021` switches what a case is."""
    view = view_of(request)
    made = queries.report(view.office, view.as_of, view.definition)
    flow, flow_chart, off = _flow(view)
    which = 0 if _lang() == "id" else 1
    other = "programme" if view.definition == "2021" else "2021"
    context: dict[str, Any] = {
        "view": view,
        "as_of": view.as_of,
        "cards": [card(made.get(i), view) for i in CHIEF],
        "tables": [(g, GROUPS[g][which], _figures_table(made, g, view)) for g in GROUPS],
        "flow": flow,
        "flow_off": off,
        "charts": [*_claims_charts(made), ("g-stok", flow_chart), *_map(view)],
        "imports": _imports(view),
        "corrections": queries.corrections(view.office, view.as_of),
        "rounding": render.ROUNDING_ID if _lang() == "id" else render.ROUNDING_EN,
        "other_query": view.query.replace(f"definisi={view.definition}", f"definisi={other}"),
        "other": _("kasus program saja") if other == "programme" else _("dengan beasiswa"),
        "current": _("kasus program saja") if other == "2021" else _("dengan beasiswa"),
        "sha256": made.sha256,
        "crumbs": [],
    }
    return page(request, "manage/report.html", context)


@needs(Act.REPORT_REGION)
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The same report as csv, json or pdf."""
    view = view_of(request)
    made = queries.report(view.office, view.as_of, view.definition)
    name = f"laporan-{view.office}-{view.as_of}-{view.definition}.{form}"
    if form == "csv":
        answer = HttpResponse(render.as_csv(made), content_type="text/csv; charset=utf-8")
    elif form == "json":
        answer = HttpResponse(
            render.as_json(made, queries.imported(view.office, view.as_of)), content_type="application/json"
        )
    else:
        answer = HttpResponse(document.report_pdf(made, _lang()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


_KINDS = {
    "claim": ("staff:case", "number", Act.CASE_SEE),
    "bill": ("staff:bill", "number", Act.BILL_SEE),
    "employer": ("staff:employer", "id", Act.EMPLOYER_SEE),
    "person": ("staff:person", "id", Act.PERSON_SEE),
    "spell": ("staff:person", "person_id", Act.PERSON_SEE),
    "receipt": ("staff:receipt", "id", Act.RECONCILE_SEE),
}


def _link(row: dict[str, Any], actor: Actor) -> str:
    """The page of the thing behind a row, for those who may open it."""
    if row["kind"] not in _KINDS:
        return ""
    name, key, act = _KINDS[row["kind"]]
    return reverse(name, args=[row[key]]) if allowed(actor, act) else ""


def _about(row: dict[str, Any]) -> str:
    """What a row is about, in words: a claim's ground, why somebody left, a month, a name."""
    if row.get("ground"):
        return ground_title(row["ground"])[_lang()]
    text = str(row.get("note") or "")
    return ground_title(text)[_lang()] if row["kind"] == "spell" and text else text


@needs(Act.REPORT_REGION)
def drill(request: HttpRequest, indicator: str, version: str) -> HttpResponse:
    """The transactions behind a figure, a page at a time, with a sum that equals it."""
    view = view_of(request)
    actor = actor_of(request)
    if (indicator, version) not in BY_KEY:
        raise Http404
    one = queries.indicator(indicator, version)
    figure = queries.figure(indicator, view.office, view.as_of, version)
    after = max(0, int(request.GET.get("mulai", "0") or 0)) if request.GET.get("mulai", "0").isdigit() else 0
    found = queries.drill(indicator, view.office, view.as_of, version, after=after, limit=PAGE)
    money = one.unit is Unit.RUPIAH or (one.unit is Unit.SHARE and indicator.startswith("contributions"))
    columns = [
        kit.Column("number", _("Nomor"), "code"),
        kit.Column("on_date", _("Tanggal"), "date"),
        kit.Column("note", _("Keterangan")),
        kit.Column("count", _("Jumlah"), "number"),
        kit.Column("amount", _("Rupiah") if money else _("Nilai"), "money" if money else "number"),
    ]
    rows = [
        kit.Row(
            {
                "number": kit.Cell(r["number"], _link(r, actor), note=r.get("programme") or ""),
                "on_date": r["on_date"],
                "note": _about(r),
                "count": r["count"],
                "amount": r["amount"],
            },
            tone="warn" if r["kind"] == "correction" else "neutral",
        )
        for r in found["rows"]
    ]
    step = f"?{view.query}&mulai="
    pager = kit.Pager(
        shown=_("%(from)s–%(to)s dari %(all)s baris")
        % {
            "from": number(after + 1 if rows else 0, lang=_lang()),
            "to": number(after + len(rows), lang=_lang()),
            "all": number(found["total_rows"], lang=_lang()),
        },
        previous=f"{step}{max(0, after - PAGE)}" if after else "",
        next=f"{step}{after + PAGE}" if after + PAGE < found["total_rows"] else "",
    )
    behind = found["count"] if one.unit in (Unit.CASES, Unit.CHILDREN) else found["amount"]
    expected = figure.numerator if one.unit.divided else figure.value
    comparable = one.unit is not Unit.DAYS  # a percentile is not a sum
    return page(
        request,
        "manage/drill.html",
        {
            "view": view,
            "as_of": view.as_of,
            "figure": card(figure, view),
            "name": name_of(figure),
            "table": kit.Table(
                _("Transaksi di balik angka"), columns, rows, pager=pager, show_caption=False, stack=True
            ),
            "behind": rupiah(int(behind), _lang()) if money else number(int(behind), lang=_lang()),
            "expected": None if expected is None else (
                rupiah(int(expected), _lang()) if money else number(int(expected), lang=_lang())
            ),
            "agrees": expected is not None and int(behind) == int(expected),
            "comparable": comparable,
            "crumbs": [kit.Link(_("Laporan kinerja"), reverse("manage:report") + f"?{view.query}")],
        },
    )  # fmt: skip

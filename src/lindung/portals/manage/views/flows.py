"""The waterfall of members: who was there, who came, who went, who is there; per segment, office and months."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.access.permissions import Act, allowed
from lindung.access.web import actor_of, needs
from lindung.base.dates import add_months, month_of, months_between
from lindung.base.format import month_name, number
from lindung.coverage.queries import PARTS, MonthFlow, behind_flow, flows, over, stocks, together
from lindung.portals import kit
from lindung.portals.language import lang as _lang
from lindung.portals.manage.scope import View, view_of
from lindung.registry.queries import offices_below

PAGE = 50
LONGEST = 60  # months on one page
SEGMENTS = {
    "PU": later("Penerima upah (PU)"), "BPU": later("Bukan penerima upah (BPU)"), "JAKON": later("Jasa konstruksi"),
    "PMI": later("Pekerja migran (PMI)"),
}  # fmt: skip
PART_NAMES = {
    "opening": later("Awal"), "joined": later("Bergabung"), "reactivated": later("Aktif kembali"),
    "lapsed": later("Gugur"), "exited": later("Keluar dari kepesertaan"), "closing": later("Akhir"),
}  # fmt: skip
PART_NOTES = {
    "lapsed": later("Tidak membayar sampai lewat batas"),
    "exited": later("Berhenti, kontrak berakhir, pensiun, meninggal dunia"),
}
REASONS = {
    "RESIGNED": later("Mengundurkan diri"), "TERMINATED": later("Diberhentikan"),
    "CONTRACT_END": later("Kontrak berakhir"), "RETIRED": later("Pensiun"),
    "TOTAL_DISABILITY": later("Cacat total tetap"), "LEFT_INDONESIA": later("Meninggalkan Indonesia"),
    "DIED": later("Meninggal dunia"), "LAPSED": later("Gugur karena tidak membayar"),
    "ERROR": later("Salah didaftarkan"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks for: office and day (the last day of the last month), months, segment."""

    view: View
    first: date
    last: date
    segment: str

    def query(self, **changes: str) -> str:
        """The same page with something else chosen."""
        kept = {
            "kantor": self.view.office, "sejak": f"{self.first:%Y-%m}", "bulan": f"{self.last:%Y-%m}",
            "segmen": self.segment,
        } | changes  # fmt: skip
        return "?" + "&".join(f"{name}={value}" for name, value in kept.items())

    def behind(self, part: str) -> str:
        """The events or spells behind a part of the waterfall."""
        return reverse("manage:flow_behind", args=[self.segment, part]) + self.query()


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as wrong:
        raise Http404 from wrong


def _asked(request: HttpRequest) -> Asked:
    view = view_of(request)
    last = _month(request.GET["bulan"]) if request.GET.get("bulan") else month_of(view.as_of)
    first = _month(request.GET["sejak"]) if request.GET.get("sejak") else last.replace(month=1)
    segment = request.GET.get("segmen", "PU")
    if segment not in SEGMENTS or not 0 <= months_between(first, last) < LONGEST:
        raise Http404
    return Asked(view, first, last, segment)


def _name(month: date) -> str:
    return f"{month_name(month.month, _lang())} {month.year}"


def _span(asked: Asked) -> str:
    return _name(asked.last) if asked.first == asked.last else f"{_name(asked.first)} – {_name(asked.last)}"


def _columns(first: kit.Column) -> list[kit.Column]:
    return [first, *(kit.Column(part, PART_NAMES[part], "number") for part in PARTS)]


def _cells(flow: MonthFlow) -> dict[str, object]:
    return {part: getattr(flow, part) for part in PARTS}


def _links(asked: Asked) -> dict[str, str]:
    """Other months of the same waterfall."""
    last = asked.last
    return {
        "before": asked.query(sejak=f"{add_months(last, -1):%Y-%m}", bulan=f"{add_months(last, -1):%Y-%m}"),
        "alone": asked.query(sejak=f"{last:%Y-%m}"),
        "year": asked.query(sejak=f"{last:%Y}-01"),
        "next": asked.query(sejak=f"{add_months(last, 1):%Y-%m}", bulan=f"{add_months(last, 1):%Y-%m}"),
    }


def _segments(asked: Asked, segments: Mapping[str, list[MonthFlow]]) -> kit.Table:
    whole = {code: over(months) for code, months in segments.items()}
    return kit.Table(
        _("Semua segmen, %(span)s") % {"span": _span(asked)},
        _columns(kit.Column("name", _("Segmen"))),
        [
            {"name": kit.Cell(SEGMENTS[code], asked.query(segmen=code)), **_cells(flow)}
            for code, flow in whole.items()
        ],
        stack=True, show_caption=False, footer=None if not whole else {
            "name": _("Jumlah"), **{part: sum(getattr(f, part) for f in whole.values()) for part in PARTS},
        },
    )  # fmt: skip


def _months_table(asked: Asked, months: list[MonthFlow]) -> kit.Table:
    return kit.Table(
        _("Bulan demi bulan"),
        _columns(kit.Column("name", _("Bulan"))),
        [
            {
                "name": kit.Cell(_name(m.month), asked.query(sejak=f"{m.month:%Y-%m}", bulan=f"{m.month:%Y-%m}")),
                **_cells(m),
            }
            for m in months
        ],
        stack=True, show_caption=False,
    )  # fmt: skip


def _offices(asked: Asked, by_office: dict[int, MonthFlow]) -> kit.Table:
    listed = [o for o in asked.view.offices if int(o["id"]) in by_office]
    return kit.Table(
        _("Menurut kantor"),
        _columns(kit.Column("name", _("Kantor"))),
        [
            {"name": kit.Cell(o["name"], asked.query(kantor=o["slug"])), **_cells(by_office[int(o["id"])])}
            for o in listed
        ],
        stack=True, show_caption=False,
    )  # fmt: skip


@needs(Act.REPORT_REGION)
def flow(request: HttpRequest) -> HttpResponse:
    """The waterfall with its proof, the other segments, the months and the offices below."""
    asked = _asked(request)
    offices = offices_below(asked.view.office_id)
    found = flows(offices, asked.first, asked.last)
    segments = {
        code: together(months for (_office, segment), months in found.items() if segment == code)
        for code in SEGMENTS
        if any(segment == code for _office, segment in found)
    }
    months = segments.get(asked.segment, [])
    whole = over(months) if months else None
    last_day = add_months(asked.last, 1) - timedelta(days=1)
    counted = sum(n for (_office, segment), n in stocks(offices, last_day).items() if segment == asked.segment)
    rows = [
        kit.WaterfallRow(
            PART_NAMES[part],
            -getattr(whole, part) if part in ("lapsed", "exited") else getattr(whole, part),
            "total" if part in ("opening", "closing") else "change",
            note=PART_NOTES.get(part, ""), href=asked.behind(part),
        )
        for part in PARTS
    ] if whole else []  # fmt: skip
    by_office = {office: over(m) for (office, segment), m in found.items() if segment == asked.segment}
    return page(
        request,
        "manage/flow.html",
        {
            "view": asked.view, "asked": asked, "span": _span(asked), "rows": rows, "whole": whole, "counted": counted,
            "agrees": whole is None or whole.closing == counted, "segment_name": SEGMENTS[asked.segment],
            "segments": [(code, name, asked.query(segmen=code)) for code, name in SEGMENTS.items()],
            "links": _links(asked), "all": _segments(asked, segments),
            "months": _months_table(asked, months) if len(months) > 1 else None,
            "offices": _offices(asked, by_office) if len(by_office) > 1 else None,
            "crumbs": [kit.Link(_("Laporan kinerja"), reverse("manage:report") + f"?{asked.view.query}")],
        },
    )  # fmt: skip


@needs(Act.REPORT_REGION)
def flow_csv(request: HttpRequest) -> HttpResponse:
    """Every month of every segment and office of the choice, numbers plain."""
    asked = _asked(request)
    found = flows(offices_below(asked.view.office_id), asked.first, asked.last)
    slugs = {int(o["id"]): o["slug"] for o in asked.view.offices}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("office", "segment", "month", *PARTS))
    for (office, segment), months in found.items():
        for m in months:
            writer.writerow((slugs[office], segment, f"{m.month:%Y-%m}", *(getattr(m, part) for part in PARTS)))
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"arus-{asked.view.office}-{asked.first:%Y-%m}-{asked.last:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@needs(Act.REPORT_REGION)
def behind(request: HttpRequest, segment: str, part: str) -> HttpResponse:
    """The events (for opening and closing the spells) behind one part, a page at a time, with their sum."""
    asked = _asked(request)
    if segment not in SEGMENTS or part not in PARTS:
        raise Http404
    asked = Asked(asked.view, asked.first, asked.last, segment)
    start = request.GET.get("mulai", "0")
    after = int(start) if start.isdigit() else 0
    offices = offices_below(asked.view.office_id)
    listed, total, count = behind_flow(offices, segment, part, asked.first, asked.last, after=after, limit=PAGE)
    mine = [months for (_office, code), months in flows(offices, asked.first, asked.last).items() if code == segment]
    expected = getattr(over(together(mine)), part) if mine else 0
    may = allowed(actor_of(request), Act.PERSON_SEE)
    step = asked.query() + "&mulai="
    table = kit.Table(
        _("Peserta di balik angka"),
        [
            kit.Column("number", _("Nomor peserta"), "code"), kit.Column("on_date", _("Tanggal"), "date"),
            kit.Column("reason", _("Alasan")), kit.Column("source", _("Asal")),
            kit.Column("count", _("Jumlah"), "number"),
        ],
        [
            {
                "number": kit.Cell(r["kpj"], reverse("staff:person", args=[r["person_id"]]) if may else ""),
                "on_date": r["on_date"], "reason": REASONS.get(r["reason"], "–"),
                "source": r["source"] or "–", "count": r["count"],
            }
            for r in listed
        ],
        pager=kit.Pager(
            shown=_("%(from)s–%(to)s dari %(all)s baris")
            % {
                "from": number(after + 1 if listed else 0, lang=_lang()),
                "to": number(after + len(listed), lang=_lang()), "all": number(total, lang=_lang()),
            },
            previous=f"{step}{max(0, after - PAGE)}" if after else "",
            next=f"{step}{after + PAGE}" if after + PAGE < total else "",
        ),
        stack=True, show_caption=False, empty=_("Tidak ada peserta di balik angka ini."),
    )  # fmt: skip
    return page(
        request,
        "manage/flow_behind.html",
        {
            "view": asked.view, "name": PART_NAMES[part], "segment_name": SEGMENTS[segment], "span": _span(asked),
            "table": table, "count": count, "expected": expected, "agrees": count == expected,
            "crumbs": [
                kit.Link(_("Laporan kinerja"), reverse("manage:report") + f"?{asked.view.query}"),
                kit.Link(_("Arus kepesertaan"), reverse("manage:flow") + asked.query()),
            ],
        },
    )  # fmt: skip

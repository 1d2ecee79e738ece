"""What an employer owes, by month, programme and worker: what an officer takes along, and a power of attorney names."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.format import month_year, rupiah
from lindung.collection import queries
from lindung.contributions.effective import PARTS
from lindung.portals import kit
from lindung.portals.sheets import csv_answer
from lindung.portals.staff.scope import PAGE, as_number, lang, may, query_of
from lindung.portals.staff.views.employer import employer_of
from lindung.registry.queries import today


@require_GET
@needs(Act.COLLECTION_SEE)
def show(request: HttpRequest, employer_id: int) -> HttpResponse:
    """The overdue months by programme; a chosen one worker by worker."""
    employer, day = employer_of(employer_id), today()
    found = queries.overdue_months(employer.pk, day)
    chosen = next((m for m in found if m.principal and f"{m.month:%Y-%m}" == request.GET.get("bulan")), None)
    if request.GET.get("bulan") and chosen is None:
        raise Http404
    total = {name: sum(getattr(m, name) for m in found) for name in ("principal", "penalty", "accruing")}
    cards = [
        kit.Figure(_("Pokok"), rupiah(total["principal"], lang()), day, icon="file-invoice"),
        kit.Figure(_("Denda 2 % belum dibayar"), rupiah(total["penalty"], lang()), day, icon="percentage"),
        kit.Figure(_("Denda bila lunas hari ini"), rupiah(total["accruing"], lang()), day, icon="clock"),
        kit.Figure(_("Semua bila lunas hari ini"), rupiah(sum(total.values()), lang()), day, icon="cash"),
    ]
    return page(
        request,
        "staff/owed.html",
        {
            "employer": employer, "as_of": day, "cards": cards if found else [], "months": _months(request, found),
            "workers": _workers(request, employer.pk, chosen) if chosen else None,
            "chosen": month_year(chosen.month, lang()) if chosen else "",
            "file": reverse("staff:owed_file", args=[employer.pk]) if found else "",
            "crumbs": [kit.Link(_("Pemberi kerja"), reverse("staff:employers")),
                       kit.Link(employer.name, reverse("staff:employer", args=[employer.pk]))],
        },
    )  # fmt: skip


def _months(request: HttpRequest, found: list[queries.Month]) -> kit.Table:
    rows = [
        kit.Row(
            {
                "month": kit.Cell(
                    month_year(m.month, lang(), short=True),
                    query_of(request, bulan=f"{m.month:%Y-%m}", mulai=None) + "#pekerja" if m.principal else "",
                    note=_since(m),
                ),
                **{part: amount or None for part, amount in m.parts.items()}, "principal": m.principal or None,
                "penalty": m.penalty + m.accruing or None,
            },
            tone="bad" if m.late > 3 else "warn",
        )
        for m in found
    ]  # fmt: skip
    return kit.Table(
        _("Piutang per bulan dan program"),
        [
            kit.Column("month", _("Bulan")),
            *(kit.Column(part, part.upper(), "money") for part in PARTS),
            kit.Column("principal", _("Pokok"), "money"), kit.Column("penalty", _("Denda"), "money"),
        ],
        rows, stack=True, show_caption=False, empty=_("Tidak ada yang lewat jatuh tempo."),
        footer={"month": _("Jumlah"), **{p: sum(m.parts[p] for m in found) for p in PARTS},
                "principal": sum(m.principal for m in found), "penalty": sum(m.penalty + m.accruing for m in found)},
    )  # fmt: skip


def _since(month: queries.Month) -> str:
    return _("terlambat %(n)s bulan") % {"n": month.late} if month.principal else _("tinggal dendanya")


def _workers(request: HttpRequest, employer_id: int, month: queries.Month) -> kit.Table:
    after = as_number(request.GET.get("mulai")) or 0
    found = queries.overdue_workers(employer_id, month, after=after, limit=PAGE + 1)
    shown, see = found[:PAGE], may(request, Act.PERSON_SEE)
    reading(request, [r["person_id"] for r in shown], "staff.owed", f"{employer_id}:{month.month:%Y-%m}")
    rows = [
        {
            "name": kit.Cell(
                r["name"] or _("Pekerja"),
                reverse("staff:person", args=[r["person_id"]]) if see and r["name"] else "", note=r["kpj"] or "",
            ),
            "wage": r["wage"], **{part: r[part] or None for part in PARTS}, "owed": r["owed"],
        }
        for r in shown
    ]  # fmt: skip
    return kit.Table(
        _("Piutang per pekerja"),
        [
            kit.Column("name", _("Pekerja")), kit.Column("wage", _("Upah dan rapel"), "money"),
            *(kit.Column(part, part.upper(), "money") for part in PARTS), kit.Column("owed", _("Jumlah"), "money"),
        ],
        rows, stack=True, show_caption=False,
        note=_("Pembayaran sebagian dibagi rata menurut iuran setiap pekerja, dibulatkan ke bawah."),
        pager=kit.Pager(
            next=query_of(request, mulai=found[PAGE - 1]["person_id"]) + "#pekerja" if len(found) > PAGE else "",
            previous=query_of(request, mulai=None) + "#pekerja" if after else "",
        ),
    )  # fmt: skip


@require_GET
@needs(Act.COLLECTION_SEE)
def download(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Every overdue month of every worker as CSV."""
    employer, day = employer_of(employer_id), today()

    def lines() -> Iterator[list[Any]]:
        people: set[int] = set()
        for month, r in queries.overdue_lines(employer.pk, day):
            people.add(r["person_id"])
            yield [f"{month.month:%Y-%m}", r["kpj"], r["name"], r["wage"], *(r[part] for part in PARTS), r["owed"]]
        reading(request, people, "staff.owed_file", employer.npp)

    headings = [_("Bulan"), _("KPJ"), _("Nama"), _("Upah dan rapel"), *(p.upper() for p in PARTS), _("Jumlah")]
    return csv_answer(f"piutang-{employer.npp}-{day}", headings, lines())

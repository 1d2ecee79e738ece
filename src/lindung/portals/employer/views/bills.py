"""Bills: the list, one bill with how to pay it, its live state, the sheet to print, its workers."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.format import month_year, rupiah
from lindung.contributions import queries
from lindung.contributions.queries import listing as bills
from lindung.contributions.queries.money import bills_of
from lindung.contributions.queries.months import payments_of, penalties_of
from lindung.portals import bill_sheet, kit
from lindung.portals.allocation_words import steps
from lindung.portals.bill_sheet import stands, state_of
from lindung.portals.employer.scope import (
    PAGE,
    PARTS,
    RECEIPT_CHANNELS,
    bill_of,
    employer_id_of,
    employer_of,
    kpj,
    lang,
    whole,
)
from lindung.portals.reporting.words import state_words
from lindung.portals.sheets import csv_answer
from lindung.registry import queries as registry

ROWS = 25


@require_GET
@needs(Act.EMPLOYER_BILL)
def listing(request: HttpRequest) -> HttpResponse:
    """All bills, newest first."""
    employer_id, today = employer_id_of(request), registry.today()
    stood = {b["id"]: b for b in bills_of(employer_id, today)}
    after = whole(request.GET.get("sesudah")) or None
    found = bills.bills(employer_id=employer_id, after=after, limit=PAGE + 1)
    rows = []
    for b in found[:PAGE]:
        stand = stood[b["id"]]
        word, tone = state_words(state_of(stand, today))
        owed = stand["open"] + stand["penalty"] - stand["penalty_paid"]
        note = _("pembetulan ke-%(n)s") % {"n": b["version"] - 1} if b["version"] > 1 else ""
        rows.append(kit.Row({
            "month": kit.Cell(month_year(b["month"], lang()), reverse("employer:bill", args=[b["code"]]), note=note),
            "state": kit.Cell(word), "due": b["due_on"], "total": b["total"], "paid": b["paid"] + b["penalty_paid"],
            "owed": max(0, owed), "code": b["code"],
        }, tone=tone if tone in ("bad", "warn") else "neutral"))  # fmt: skip
    open_ = sum(b["open"] for b in stood.values())
    overdue = sum(b["open"] for b in stood.values() if b["due_on"] < today)
    penalty = sum(b["penalty"] - b["penalty_paid"] for b in stood.values())
    accruing = sum(b["accruing"] for b in stood.values())
    return render(request, "employer/bills.html", {
        "as_of": today,
        "figures": [
            kit.Figure(_("Belum dibayar"), rupiah(open_, lang()), today, icon="file-invoice", tone="info"),
            kit.Figure(_("Lewat jatuh tempo"), rupiah(overdue, lang()), today, icon="clock-exclamation",
                       tone="bad" if overdue else "ok"),
            kit.Figure(_("Denda yang sudah timbul"), rupiah(penalty, lang()), today, icon="scale",
                       tone="bad" if penalty else "ok"),
            kit.Figure(_("Denda bila dibayar hari ini"), rupiah(accruing, lang()), today, icon="calculator",
                       note=_("Timbul saat bagian yang terlambat dibayar.")),
        ],
        "table": kit.Table(
            _("Tagihan"),
            [kit.Column("month", _("Bulan iuran")), kit.Column("state", _("Keadaan")),
             kit.Column("due", _("Jatuh tempo"), "date"), kit.Column("total", _("Tagihan"), "money"),
             kit.Column("paid", _("Dibayar"), "money"), kit.Column("owed", _("Sisa"), "money"),
             kit.Column("code", _("Kode bayar"), "code")],
            rows, stack=True, empty=_("Belum ada tagihan. Tagihan terbit saat laporan upah diposting."),
            empty_action=kit.Link(_("Laporkan upah"), reverse("employer:reports")),
            pager=kit.Pager(next=f"?sesudah={found[PAGE - 1]['id']}") if len(found) > PAGE else None,
        ),
    })  # fmt: skip


def _facts(request: HttpRequest, code: str) -> dict[str, Any]:
    """A bill with everything its pages show."""
    seen = bill_of(request, code)
    return stands(seen) | {"payments": _payments(seen["id"]), "penalties": penalties_of(seen["id"])}


def _payments(bill_id: int) -> list[dict[str, Any]]:
    return [
        p | {"via": RECEIPT_CHANNELS.get(p["channel"], p["channel"]),
             "what": _("denda") if p["target"] == "PENALTY" else _("iuran"),
             "href": reverse("employer:receipt", args=[p["id"]])}
        for p in payments_of(bill_id)
    ]  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_BILL)
def bill(request: HttpRequest, code: str) -> HttpResponse:
    """One bill: amount, due date, billing code, how to pay, what was paid and how it was allocated."""
    facts = _facts(request, code)
    return render(request, "employer/bill.html", facts | {
        "order": steps(facts["as_of"]),
        "crumbs": [kit.Link(_("Tagihan"), reverse("employer:bills"))],
        "poll": reverse("employer:bill_state", args=[code]),
    })  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_BILL)
def state(request: HttpRequest, code: str) -> HttpResponse:
    """The live part of a bill's page."""
    return render(request, "employer/bill_state.html", _facts(request, code) | {
        "poll": reverse("employer:bill_state", args=[code])})  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_BILL)
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The bill on paper; with `?pekerja=1` and its workers."""
    return bill_sheet.sheet(
        request, bill_of(request, code), employer_of(request), reverse("employer:bill", args=[code]),
        workers=request.GET.get("pekerja") == "1",
    )  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_BILL)
def workers(request: HttpRequest, code: str) -> HttpResponse:
    """The workers of a bill with their lines."""
    seen = bill_of(request, code)
    after = whole(request.GET.get("sesudah"))
    found = queries.bill_page(seen["id"], after, ROWS)
    if found is None:
        raise Http404
    rows = [
        kit.Row({
            "name": kit.Cell(r["name"] or _("Pekerja"),
                             reverse("employer:trace", args=[seen["report_id"], r["person_id"]]),
                             note=kpj(r["kpj"])),
            "wage": r["wage"], "total": r["total"], **{key: r[key] for key, _name, _note in PARTS},
        })
        for r in found["lines"]
    ]  # fmt: skip
    return render(request, "employer/bill_lines.html", {
        "bill": seen, "as_of": registry.today(),
        "table": kit.Table(
            _("Pekerja pada tagihan ini"),
            [kit.Column("name", _("Pekerja")), kit.Column("wage", _("Upah dan rapel"), "money"),
             *[kit.Column(key, name, "money") for key, name, _note in PARTS],
             kit.Column("total", _("Jumlah"), "money")],
            rows, pager=kit.Pager(next=f"?sesudah={found['next']}" if found["next"] else "",
                                  previous="?" if after else ""),
            note=_("Pada pembetulan, angka ini selisih terhadap tagihan sebelumnya.") if seen["version"] > 1 else "",
        ),
        "crumbs": [kit.Link(_("Tagihan"), reverse("employer:bills")),
                   kit.Link(month_year(seen["month"], lang()), reverse("employer:bill", args=[code]))],
    })  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_BILL)
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The workers of a bill as CSV."""
    seen = bill_of(request, code)

    def lines() -> Iterator[list[Any]]:
        after: int | None = 0
        while after is not None:
            part = queries.bill_page(seen["id"], after, 2_000)
            if part is None:
                return
            for r in part["lines"]:
                yield [r["kpj"], r["name"], r["wage"], *[r[key] for key, _name, _note in PARTS], r["total"]]
            after = part["next"]

    headings = [_("KPJ"), _("Nama"), _("Upah dan rapel"), *[str(name) for _key, name, _note in PARTS], _("Jumlah")]
    return csv_answer(f"tagihan-{code}", headings, lines())

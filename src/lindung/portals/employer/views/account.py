"""The employer's account with the institution: month by month, what came in, how every rupiah was allocated."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act, allowed
from lindung.access.web import actor_of, needs
from lindung.base.dates import month_of
from lindung.base.format import date_long, month_year, rupiah
from lindung.contributions.effective import PARTS
from lindung.contributions.queries import listing
from lindung.contributions.queries.money import bills_of
from lindung.contributions.queries.months import first_month, money_of, month_by_worker, months, waiting_money
from lindung.portals import kit
from lindung.portals.allocation_words import why
from lindung.portals.employer.scope import (
    PAGE,
    RECEIPT_CHANNELS,
    REPORT_STATES,
    employer_id_of,
    employer_of,
    in_words,
    kpj,
    lang,
    month_at,
    whole,
)
from lindung.portals.reporting.words import state_words
from lindung.portals.sheets import csv_answer
from lindung.registry import queries as registry

BACK = 36
ROWS = 25


@require_GET
@needs(Act.EMPLOYER_STATEMENT)
def statement(request: HttpRequest) -> HttpResponse:
    """Every month of the last three years: billed, paid, owed."""
    firm, today = employer_of(request), registry.today()
    found = [m for m in months(firm.pk, first_month(firm.registered_on, today, BACK), month_of(today)) if m.posted]
    waiting = waiting_money(firm.pk)
    rows = []
    for m in found:
        word, tone = state_words(m.state(today))
        rows.append(kit.Row({
            "month": kit.Cell(
                month_year(m.month, lang()), reverse("employer:account_month", args=[f"{m.month:%Y-%m}"])),
            "state": word, "due": m.due_on, "billed": m.billed, "penalty": m.penalty,
            "paid": m.paid + m.penalty_paid, "owed": max(0, m.owed),
        }, tone=tone if tone in ("bad", "warn") else "neutral"))  # fmt: skip
    total = {k: sum(getattr(m, k) for m in found) for k in ("billed", "penalty", "paid", "penalty_paid")}
    owed = sum(max(0, m.owed) for m in found)
    flow = [
        kit.WaterfallRow(_("Iuran yang ditagih"), total["billed"], "total"),
        kit.WaterfallRow(_("Denda keterlambatan"), total["penalty"]),
        kit.WaterfallRow(_("Dibayar"), -(total["paid"] + total["penalty_paid"])),
        kit.WaterfallRow(_("Belum dibayar"), total["billed"] + total["penalty"] - total["paid"] - total["penalty_paid"],
                         "total"),
    ]  # fmt: skip
    return render(request, "employer/account.html", {
        "as_of": today, "flow": flow, "waiting": waiting, "owed": owed,
        "table": kit.Table(
            _("Rekening per bulan iuran"),
            [kit.Column("month", _("Bulan")), kit.Column("state", _("Keadaan")),
             kit.Column("due", _("Jatuh tempo"), "date"),
             kit.Column("billed", _("Ditagih"), "money"), kit.Column("penalty", _("Denda"), "money"),
             kit.Column("paid", _("Dibayar"), "money"), kit.Column("owed", _("Sisa"), "money")],
            rows, stack=True, empty=_("Belum ada bulan yang terbukukan."),
            footer={"month": _("Jumlah"), "billed": total["billed"], "penalty": total["penalty"],
                    "paid": total["paid"] + total["penalty_paid"], "owed": owed},
        ),
    })  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_STATEMENT)
def month(request: HttpRequest, month: str) -> HttpResponse:
    """One month: its versions and bills, what is owed for each worker, the way to correct it."""
    day, employer_id, today = month_at(month), employer_id_of(request), registry.today()
    versions = listing.reports(employer_id=employer_id, month=day)
    if not versions:
        raise Http404
    stood = [b for b in bills_of(employer_id, today) if b["month"] == day]
    after = whole(request.GET.get("sesudah"))
    found = month_by_worker(employer_id, day, stood, after=after, limit=ROWS + 1)
    rows = [
        kit.Row({"name": kit.Cell(r["name"] or _("Pekerja"), note=kpj(r["kpj"])),
                 "wage": r["wage"], "assessed": r["assessed"], **{x: _part(r, x) for x in PARTS},
                 "settled": _paid(r["assessed"], r["settled"])},
                tone="warn" if r["assessed"] > r["settled"] else "neutral")
        for r in found[:ROWS]
    ]  # fmt: skip
    open_ = any(v["status"] in ("READING", "DRAFT", "FINALISED") for v in versions)
    return render(request, "employer/account_month.html", {
        "month": day, "as_of": today, "versions": _versions(versions, {b["code"]: b for b in stood}),
        "may_correct": allowed(actor_of(request), Act.EMPLOYER_CORRECT), "open": open_,
        "posted": any(v["status"] == "POSTED" for v in versions), "slug": f"{day:%Y-%m}", "any": bool(rows),
        "table": kit.Table(
            _("Pekerja bulan ini"),
            [kit.Column("name", _("Pekerja")), kit.Column("wage", _("Upah dan rapel"), "money"),
             kit.Column("assessed", _("Iuran"), "money"), *[kit.Column(x, x.upper(), "money") for x in PARTS],
             kit.Column("settled", _("Sudah dibayar"), "money")],
            rows, stack=True, empty=_("Belum ada pekerja yang ditagih bulan ini."),
            note=_("Setiap program menunjukkan yang sudah dibayar; di bawahnya yang masih kurang. Pembayaran sebagian"
                   " dibagi rata menurut iuran setiap pekerja, dibulatkan ke bawah."),
            pager=kit.Pager(next=f"?sesudah={found[ROWS - 1]['person_id']}" if len(found) > ROWS else "",
                            previous="?" if after else ""),
        ),
        "crumbs": [kit.Link(_("Rekening iuran"), reverse("employer:account"))],
    })  # fmt: skip


def _part(row: dict[str, Any], part: str) -> kit.Cell:
    """One programme of a worker."""
    return _paid(row[f"assessed_{part}"], row[f"settled_{part}"])


def _paid(assessed: int, settled: int) -> kit.Cell:
    """What is settled, and below it what is still owed."""
    owed = assessed - settled
    return kit.Cell(settled, note=_("kurang %(amount)s") % {"amount": rupiah(owed, lang())} if owed else "")


@require_GET
@needs(Act.EMPLOYER_STATEMENT)
def month_file(request: HttpRequest, month: str) -> HttpResponse:
    """All workers of a month as CSV: assessed and settled, in all and per programme."""
    day, employer_id = month_at(month), employer_id_of(request)
    stood = [b for b in bills_of(employer_id, registry.today()) if b["month"] == day]
    if not stood:
        raise Http404

    def lines() -> Iterator[list[Any]]:
        after = 0
        while part := month_by_worker(employer_id, day, stood, after=after, limit=2_000):
            for r in part:
                owed = r["assessed"] - r["settled"]
                each = [r[f"{what}_{x}"] for x in PARTS for what in ("assessed", "settled")]
                yield [r["kpj"], r["name"], r["wage"], r["assessed"], r["settled"], owed, *each]
            after = part[-1]["person_id"]

    parts = [f"{x.upper()} {word}" for x in PARTS for word in (_("iuran"), _("dibayar"))]
    headings = [_("KPJ"), _("Nama"), _("Upah dan rapel"), _("Iuran"), _("Sudah dibayar"), _("Tunggakan"), *parts]
    return csv_answer(f"pekerja-{day:%Y-%m}", headings, lines())


def _versions(found: list[dict[str, Any]], stood: dict[str, dict[str, Any]]) -> kit.Table:
    rows = []
    for v in found:
        word, _tone = in_words(REPORT_STATES, v["status"])
        b = stood.get(v["bill_code"] or "")
        name = _("laporan pertama") if v["version"] == 1 else _("pembetulan ke-%(n)s") % {"n": v["version"] - 1}
        rows.append({
            "version": kit.Cell(name, reverse("employer:report", args=[v["id"]]), note=v["reason"]), "state": word,
            "when": v["posted_at"].date() if v["posted_at"] else None,
            "code": kit.Cell(v["bill_code"], reverse("employer:bill", args=[v["bill_code"]])) if v["bill_code"] else "",
            "total": b["total"] if b else None, "standing": b["standing"] if b else None,
            "open": b["open"] if b else None,
        })  # fmt: skip
    return kit.Table(
        _("Laporan dan tagihan bulan ini"),
        [kit.Column("version", _("Versi")), kit.Column("state", _("Keadaan")),
         kit.Column("when", _("Diposting"), "date"),
         kit.Column("code", _("Kode bayar"), "code"), kit.Column("total", _("Tagihan"), "money"),
         kit.Column("standing", _("Yang berlaku"), "money", hint=_("sesudah pembetulan")),
         kit.Column("open", _("Sisa"), "money")],
        rows, stack=True,
    )  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_STATEMENT)
def receipts(request: HttpRequest) -> HttpResponse:
    """Money that came in, newest first."""
    employer_id = employer_id_of(request)
    found = listing.receipts(employer_id=employer_id, after=whole(request.GET.get("sesudah")) or None, limit=PAGE + 1)
    rows = [
        kit.Row({
            "day": r["received_on"], "amount": r["amount"], "allocated": r["allocated"],
            "rest": r["amount"] - r["allocated"], "via": RECEIPT_CHANNELS.get(r["channel"], r["channel"]),
            "reference": kit.Cell(r["reference"], reverse("employer:receipt", args=[r["id"]])),
        }, tone="warn" if r["amount"] > r["allocated"] else "neutral")
        for r in found[:PAGE]
    ]  # fmt: skip
    return render(request, "employer/receipts.html", {
        "as_of": registry.today(), "waiting": waiting_money(employer_id),
        "table": kit.Table(
            _("Penerimaan"),
            [kit.Column("day", _("Diterima"), "date"), kit.Column("reference", _("Nomor"), "code"),
             kit.Column("via", _("Lewat")), kit.Column("amount", _("Jumlah"), "money"),
             kit.Column("allocated", _("Dipakai"), "money"), kit.Column("rest", _("Menunggu"), "money")],
            rows, stack=True, empty=_("Belum ada pembayaran yang kami terima."),
            pager=kit.Pager(next=f"?sesudah={found[PAGE - 1]['id']}") if len(found) > PAGE else None,
        ),
    })  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_STATEMENT)
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One payment: what it settled, in the order the rule gives, and what is left of it."""
    employer_id = employer_id_of(request)
    one = next(iter(listing.receipts(employer_id=employer_id, after=receipt_id + 1, limit=1)), None)
    if one is None or one["id"] != receipt_id:
        raise Http404
    used = money_of(receipt_id)
    rows = [
        {"month": kit.Cell(month_year(u["month"], lang()), reverse("employer:bill", args=[u["code"]]),
                           note=_("pembetulan ke-%(n)s") % {"n": u["version"] - 1} if u["version"] > 1 else ""),
         "what": _("Denda") if u["target"] == "PENALTY" else _("Iuran"), "due": u["due_on"], "amount": u["amount"],
         "why": why(u, one)}
        for u in used
    ]  # fmt: skip
    rest = one["amount"] - one["allocated"]
    return render(request, "employer/receipt.html", {
        "one": one, "rest": rest, "as_of": registry.today(),
        "via": RECEIPT_CHANNELS.get(one["channel"], one["channel"]),
        "entries": [
            kit.Entry(_("Jumlah"), rupiah(one["amount"], lang())),
            kit.Entry(_("Diterima"), date_long(one["received_on"], lang())),
            kit.Entry(_("Nomor"), one["reference"]),
            kit.Entry(_("Lewat"), RECEIPT_CHANNELS.get(one["channel"], one["channel"])),
            kit.Entry(_("Kode bayar yang disebut"), one["billing_code"] or "–"),
            kit.Entry(_("Menunggu tagihan berikutnya"), rupiah(rest, lang())),
        ],
        "table": kit.Table(
            _("Dipakai untuk"),
            [kit.Column("month", _("Bulan iuran")), kit.Column("what", _("Untuk")), kit.Column("why", _("Mengapa")),
             kit.Column("due", _("Jatuh tempo"), "date"), kit.Column("amount", _("Jumlah"), "money")],
            rows, stack=True, empty=_("Belum dipakai: tidak ada tagihan terbuka saat uang ini datang."),
            footer={"month": _("Jumlah"), "amount": one["allocated"]},
        ),
        "crumbs": [kit.Link(_("Penerimaan"), reverse("employer:receipts"))],
    })  # fmt: skip

"""The books: the trial balance of offices, the entries of an account, one entry with its postings and members."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs, reading
from lindung.base.db import rows
from lindung.base.format import date_long, month_year, number, rupiah
from lindung.contributions.queries import suspense_by_age
from lindung.ledger import queries
from lindung.ledger.chart import Acc
from lindung.ledger.queries import journal
from lindung.portals import kit
from lindung.portals.books_words import KINDS, source
from lindung.portals.sheets import csv_answer
from lindung.portals.staff.scope import PAGE, as_date, as_number, day_of, lang, may, offices_of, query_of
from lindung.portals.staff.views.receipts import AGES
from lindung.registry.queries import today

MEMBER_KINDS: dict[str, Any] = {
    "OPENING": later("Saldo awal"),
    "CONTRIBUTION": later("Iuran"),
    "RETURN": later("Hasil pengembangan"),
    "WITHDRAWAL": later("Pembayaran manfaat"),
    "CORRECTION": later("Koreksi"),
}
FUNDS: dict[str, Any] = {
    "JKK": "JKK", "JKM": "JKM", "JHT": "JHT", "JP": "JP", "JKP": "JKP", "PENALTY": later("Denda 2 %"),
    "FINE": later("Denda administratif"), "SUSPENSE": later("Kas dan titipan"),
}  # fmt: skip


@dataclass(frozen=True)
class View:
    """Which offices, days and programme a page of the books speaks of."""

    office: str
    chosen: tuple[int, ...]
    offices: tuple[dict[str, Any], ...]
    first: date
    last: date
    fund: str = ""


def view_of(request: HttpRequest) -> View:
    """What the address asks for; an office outside the reader's scope or days in the wrong order are a 404."""
    mine = tuple(
        rows(
            "select id, slug, name from registry_office where id = any(%s) order by kind = 'BRANCH', code",
            [list(offices_of(request))],
        )
    )
    slug, fund, day = request.GET.get("kantor", ""), request.GET.get("program", ""), today()
    chosen = tuple(o["id"] for o in mine if not slug or o["slug"] == slug)
    last = as_date(request.GET.get("sampai"), day) or day
    first = as_date(request.GET.get("dari"), last.replace(day=1)) or last.replace(day=1)
    if not chosen or fund not in ("", *FUNDS) or first > last or first.year < 1900:
        raise Http404
    return View(slug, chosen, mine, first, last, fund)


@require_GET
@needs(Act.BOOKS_SEE)
def books(request: HttpRequest) -> HttpResponse:
    """The trial balance; what is closed; suspense by age."""
    view, closed = view_of(request), queries.closed_through()
    found = [r for r in journal.movements(view.chosen, view.first, view.last, view.fund) if _moves(r)]
    sums = {name: sum(r[name] for r in found) for name in ("opening", "debit", "credit", "closing")}
    ages, waiting = suspense_by_age(view.chosen), -queries.balance(Acc.SUSPENSE, view.chosen, view.last)
    balanced = not sums["opening"] and sums["debit"] == sums["credit"]
    cards = [
        kit.Figure(
            _("Debit dan kredit"), rupiah(sums["debit"], lang()), view.last, icon="scale",
            note=_("Seimbang") if balanced else _("Satu program saja; kas ada pada titipan."),
            tone="ok" if balanced else "neutral",
        ),
        kit.Figure(
            _("Bulan terakhir yang ditutup"), month_year(closed, lang()) if closed else _("Belum ada"), closed,
            icon="lock", drill=reverse("staff:books_closing"),
        ),
        kit.Figure(
            _("Penerimaan belum dialokasikan"), rupiah(waiting, lang()), view.last, icon="hourglass",
            tone="warn" if any(r["label"] == "91+" for r in ages) else "neutral", drill=reverse("staff:receipts"),
        ),
    ]  # fmt: skip
    month = query_of(request, dari=f"{closed:%Y-%m}-01", sampai=closed) if closed else ""
    return page(
        request,
        "staff/books.html",
        {
            "closed": month, "view": view, "cards": cards, "funds": FUNDS, "table": _trial(request, view, found, sums),
            "ages": _ages(ages), "file": reverse("staff:books_file") + query_of(request),
        },
    )  # fmt: skip


def side(amount: int) -> str:
    """A balance with its side: "Rp5.000 D" debit, "Rp5.000 K" credit; nothing for none."""
    if not amount:
        return "–"
    shown = rupiah(abs(amount), lang())
    return _("%(amount)s D") % {"amount": shown} if amount > 0 else _("%(amount)s K") % {"amount": shown}


def _moves(row: dict[str, Any]) -> bool:
    return bool(row["opening"] or row["debit"] or row["credit"])


def _name(row: dict[str, Any]) -> str:
    return str(row["name_en"] if lang() == "en" else row["name_id"])


def _trial(request: HttpRequest, view: View, found: list[dict[str, Any]], sums: dict[str, int]) -> kit.Table:
    return kit.Table(
        _("Neraca saldo"),
        [
            kit.Column("account", _("Akun")), kit.Column("opening", _("Saldo awal"), "number"),
            kit.Column("debit", _("Debit"), "money"), kit.Column("credit", _("Kredit"), "money"),
            kit.Column("closing", _("Saldo akhir"), "number"),
        ],
        [
            {
                "account": kit.Cell(
                    _name(r), reverse("staff:books_account", args=[r["id"]]) + query_of(request), note=f"{r['id']}"
                ),
                **_figures(r),
            }
            for r in found
        ],
        stack=True, show_caption=False, footer={"account": _("Jumlah"), **_figures(sums)} if found else None,
        empty=_("Belum ada yang dibukukan sampai tanggal itu."),
    )  # fmt: skip


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "opening": side(row["opening"]), "debit": row["debit"] or None, "credit": row["credit"] or None,
        "closing": side(row["closing"]),
    }  # fmt: skip


def _ages(ages: list[dict[str, Any]]) -> kit.Table:
    return kit.Table(
        _("Penerimaan belum dialokasikan menurut umur"),
        [
            kit.Column("age", _("Umur")), kit.Column("receipts", _("Penerimaan"), "number"),
            kit.Column("amount", _("Jumlah"), "money"), kit.Column("unknown", _("Pemiliknya belum dikenali"), "money"),
        ],
        [
            {"age": AGES[r["label"]], "receipts": r["receipts"], "amount": r["amount"], "unknown": r["unknown"]}
            for r in ages
        ],
        stack=True, show_caption=False, empty=_("Semua penerimaan sudah dipakai."),
    )  # fmt: skip


@require_GET
@needs(Act.BOOKS_SEE)
def download(request: HttpRequest) -> HttpResponse:
    """The trial balance as CSV, all accounts."""
    view = view_of(request)
    found = journal.movements(view.chosen, view.first, view.last, view.fund)
    return csv_answer(
        f"neraca-saldo-{view.office or 'semua'}-{view.first}-{view.last}",
        [_("Akun"), _("Nama"), _("Program"), _("Saldo awal"), _("Debit"), _("Kredit"), _("Saldo akhir")],
        [(r["id"], _name(r), r["fund"], r["opening"], r["debit"], r["credit"], r["closing"]) for r in found],
    )


# ---- one account


@require_GET
@needs(Act.BOOKS_SEE)
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """The entries of an account, in the order of booking."""
    view, found = view_of(request), journal.account(account_id)
    if found is None:
        raise Http404
    after = _after(request.GET.get("setelah", ""))
    entries = journal.entries_of(account_id, view.chosen, view.first, view.last, after=after, limit=PAGE + 1)
    total = next(
        r for r in journal.movements(view.chosen, view.first, view.last, found["fund"]) if r["id"] == account_id
    )
    last = entries[PAGE - 1] if len(entries) > PAGE else None
    table = kit.Table(
        _("Jurnal pada akun ini"),
        [
            kit.Column("day", _("Tanggal"), "date"), kit.Column("what", _("Kejadian")),
            kit.Column("office", _("Kantor")), kit.Column("debit", _("Debit"), "money"),
            kit.Column("credit", _("Kredit"), "money"),
        ],
        [
            {
                "day": r["booked_on"],
                "what": kit.Cell(
                    KINDS.get(r["kind"], r["kind"]), reverse("staff:books_entry", args=[r["id"]]),
                    note=r["employer"] or r["note"] or f"#{r['id']}",
                ),
                "office": r["office"],
                "debit": r["amount"] if r["amount"] > 0 else None,
                "credit": -r["amount"] if r["amount"] < 0 else None,
            }
            for r in entries[:PAGE]
        ],
        stack=True, show_caption=False, empty=_("Tidak ada jurnal pada hari-hari itu."),
        pager=kit.Pager(
            next=query_of(request, setelah=f"{last['booked_on']}.{last['id']}") if last else "",
            previous=query_of(request, setelah=None) if after else "",
        ),
    )  # fmt: skip
    return page(
        request,
        "staff/books_account.html",
        {
            "view": view, "account": found, "name": _name(found), "table": table, "funds": {},
            "entries": [
                kit.Entry(label, _figures(total)[key] if key in ("opening", "closing") else rupiah(total[key], lang()))
                for key, label in (
                    ("opening", _("Saldo awal")), ("debit", _("Debit")), ("credit", _("Kredit")),
                    ("closing", _("Saldo akhir")),
                )
            ],
            "crumbs": [kit.Link(_("Buku"), reverse("staff:books") + query_of(request, setelah=None))],
        },
    )  # fmt: skip


def _after(text: str) -> tuple[date, int] | None:
    day, _dot, number_ = text.partition(".")
    found, last = as_date(day), as_number(number_)
    return (found, last) if found and last else None


# ---- one entry


@require_GET
@needs(Act.BOOKS_SEE)
def find(request: HttpRequest) -> HttpResponse:
    """The entry of a number or a key."""
    text = request.GET.get("cari", "").strip().removeprefix("#")[:120]
    found = journal.entry_named(text)
    if found is None:
        messages.error(request, _("Tidak ada jurnal dengan nomor atau kunci “%(text)s”.") % {"text": text})
        return redirect("staff:books")
    return redirect("staff:books_entry", entry_id=found)


def entry_link(key: str) -> kit.Entry:
    """A line that leads from a bill or a receipt to its entry."""
    return kit.Entry(_("Jurnal"), key, href=f"{reverse('staff:books_find')}?{urlencode({'cari': key})}")


@require_GET
@needs(Act.BOOKS_SEE)
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """One entry: what happened, its postings, its members where the reader may see people, and what reversed it."""
    found = queries.entry(entry_id)
    if found is None:
        raise Http404
    closed = queries.closed_through()
    back = journal.reversed_by(entry_id)
    return page(
        request,
        "staff/books_entry.html",
        {
            "entry": found, "title": KINDS.get(found["kind"], found["kind"]), "facts": _facts(request, found),
            "closed": closed is not None and found["booked_on"] <= closed, "back": back,
            "lines": kit.Table(
                _("Baris jurnal"),
                [
                    kit.Column("account", _("Akun")), kit.Column("debit", _("Debit"), "money"),
                    kit.Column("credit", _("Kredit"), "money"),
                ],
                [
                    {
                        "account": kit.Cell(_name(r), note=f"{r['account_id']}"),
                        "debit": r["amount"] if r["amount"] > 0 else None,
                        "credit": -r["amount"] if r["amount"] < 0 else None,
                    }
                    for r in found["lines"]
                ],
                stack=True, show_caption=False, empty=_("Hanya rekening peserta yang berpindah."),
                footer={
                    "account": _("Jumlah"), "debit": sum(r["amount"] for r in found["lines"] if r["amount"] > 0),
                    "credit": -sum(r["amount"] for r in found["lines"] if r["amount"] < 0),
                } if found["lines"] else None,
            ),
            "members": _members(request, found) if found["members"] else None, "in_all": _in_all(found),
            "crumbs": [kit.Link(_("Buku"), reverse("staff:books"))],
        },
    )  # fmt: skip


def _facts(request: HttpRequest, found: dict[str, Any]) -> list[kit.Entry]:
    office = rows("select name from registry_office where id = %s", [found["office_id"]])
    employer = rows("select name from registry_employer where id = %s", [found["employer_id"]])
    origin = source(found["key"], found["id"], lambda act: may(request, act))
    facts = [
        kit.Entry(_("Dibukukan"), date_long(found["booked_on"], lang())),
        kit.Entry(_("Kantor"), office[0]["name"] if office else "–"),
        kit.Entry(
            _("Kunci"), found["key"], href=origin, action=_("Buka asalnya") if origin else "",
            note=_("Kejadian yang sama tidak dibukukan dua kali."),
        ),
    ]  # fmt: skip
    if employer:
        href = reverse("staff:employer", args=[found["employer_id"]]) if may(request, Act.EMPLOYER_SEE) else ""
        facts.append(kit.Entry(_("Pemberi kerja"), employer[0]["name"], href=href))
    if found["note"]:
        facts.append(kit.Entry(_("Catatan"), found["note"]))
    by = usernames([found["made_by"]]).get(found["made_by"]) if found["made_by"] else None
    written = day_of(found["made_at"]) or found["booked_on"]
    facts.append(kit.Entry(_("Dicatat"), date_long(written, lang()), note=by or _("oleh sistem")))
    return facts


def _in_all(found: dict[str, Any]) -> str:
    """How many member rows there are and what they come to, per account."""
    return "; ".join(
        _("Akun %(account)s: %(n)s baris, %(amount)s")
        % {"account": r["account_id"], "n": number(r["rows"], lang=lang()), "amount": rupiah(r["amount"], lang())}
        for r in found["members"]
    )


def _members(request: HttpRequest, found: dict[str, Any]) -> kit.Table:
    """The people behind an entry, page by page; who may not see people is told their number and sum."""
    names = {r["account_id"]: _name(r) for r in found["lines"]}
    columns = [
        kit.Column("name", _("Peserta")), kit.Column("kind", _("Jenis")), kit.Column("month", _("Bulan"), "month"),
        kit.Column("amount", _("Jumlah"), "money"),
    ]  # fmt: skip
    if not may(request, Act.PERSON_SEE):
        return kit.Table(
            _("Rekening peserta"), columns, [], stack=True, show_caption=False,
            empty=_("Nama peserta hanya tampak bagi petugas yang boleh melihat data orang."),
        )  # fmt: skip
    start = as_number(request.GET.get("mulai")) or 0
    people = journal.members_of(found["id"], found["booked_on"], after=start, limit=PAGE + 1)
    shown = people[:PAGE]
    reading(request, sorted({r["person_id"] for r in shown}), "staff.books_entry", found["key"])
    return kit.Table(
        _("Rekening peserta"), columns,
        [
            {
                "name": kit.Cell(
                    r["name"] or _("Peserta kantor lain"),
                    reverse("staff:person", args=[r["person_id"]]) if r["name"] else "", note=r["kpj"] or "",
                ),
                "kind": kit.Cell(MEMBER_KINDS.get(r["kind"], r["kind"]), note=names.get(r["account_id"], "")),
                "month": r["month"], "amount": r["amount"],
            }
            for r in shown
        ],
        stack=True, show_caption=False,
        pager=kit.Pager(
            next=query_of(request, mulai=start + PAGE) + "#peserta" if len(people) > PAGE else "",
            previous=query_of(request, mulai=max(0, start - PAGE) or None) + "#peserta" if start else "",
        ),
    )  # fmt: skip

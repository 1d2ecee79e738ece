"""What the pages of an order show alike for members, employers and staff: code, QR, amount, months, state."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.format import date_long, month_year, number, rupiah
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.segments import queries

KINDS = {
    "BPU": later("Bukan penerima upah"),
    "PMI": later("Pekerja migran"),
    "JAKON": later("Jasa konstruksi"),
    "SPONSORED": later("Dibiayai pihak lain"),
}
STATUSES = {
    "OPEN": (later("Menunggu pembayaran"), "info", "hourglass"),
    "PAID": (later("Lunas"), "ok", "circle-check"),
    "EXPIRED": (later("Kedaluwarsa"), "neutral", "clock"),
    "CANCELLED": (later("Dibatalkan"), "neutral", "x"),
}
PMI_PARTS = {
    1: later("Sebelum bekerja"),
    2: later("Selama dan setelah bekerja"),
    3: later("Perpanjangan perjanjian"),
    4: later("JHT bulanan"),
}
"""The parts of a migrant worker's order by the `item` of its lines."""
MONTHLY = (4,)
LINES = 60


def code_shown(code: str) -> str:
    """A code in groups of four."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


def qr(text: str) -> SafeString:
    """A QR code as inline SVG; the code stands beside it as text, so it says nothing to a screen reader."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2, dark="#10312f", omitsize=True)
    return mark_safe(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # drawn from digits only


def span(first: date, last: date, *, short: bool = False) -> str:
    """Months with a dash between, or the one."""
    one, two = (month_year(month, lang(), short=short) for month in (first, last))
    return one if one == two else f"{one} – {two}"


def months_text(order: dict[str, Any], *, short: bool = False) -> str:
    """The months of an order in words; `short` for columns of tables."""
    one, two = order["first_month"], order["last_month"]
    if short or one == two:
        return span(one, two, short=short)
    return _("%(first)s sampai %(last)s") % {"first": month_year(one, lang()), "last": month_year(two, lang())}


def status_cell(order: dict[str, Any]) -> str:
    """The state of an order, for a column of states."""
    return f"ORDER_{order['status']}"


def waiting(found: list[dict[str, Any]], href: Callable[[str], str]) -> list[dict[str, Any]]:
    """The open ones of some orders as `orders/waiting.html` draws them, the one that ends first in front. Where there
    are several, each says what it is for."""
    still = sorted((o for o in found if o["status"] == "OPEN"), key=lambda o: (o["expires_on"], o["id"]))
    several = len(still) > 1
    built = [o["id"] for o in still if o.get("kind") == "JAKON"] if several else []
    names = queries.projects_of_orders(built) if built else {}
    return [
        {
            "href": href(o["code"]),
            "code": code_shown(o["code"]),
            "total": o["total"],
            "until": o["expires_on"],
            "what": _what(o, names) if several else "",
        }
        for o in still
    ]


def _what(order: dict[str, Any], names: Mapping[int, str]) -> str:
    """What an order is for: its project where it has one, and its months."""
    named = names.get(order["id"], "") if order.get("kind") == "JAKON" else ""
    months = span(order["first_month"], order["last_month"], short=True)
    return f"{named}, {months}" if named else months


def context(
    order: dict[str, Any],
    *,
    named: bool = True,
    names_of: Callable[[int, Sequence[int]], Mapping[int, str]] | None = None,
) -> dict[str, Any]:
    """Everything `orders/order_panels.html` draws; without names for who has no login. `names_of` gives the names of
    people of an order where its payer knows them by a list of his own."""
    word, tone, icon = STATUSES[order["status"]]
    lines = queries.order_lines(order["id"], limit=LINES)
    known = names_of(order["id"], [r["person_id"] for r in lines]) if names_of else {}
    parts = [("JKK", order["jkk"]), ("JKM", order["jkm"]), ("JHT", order["jht"])]
    migrant = order["kind"] == "PMI"
    several = migrant or len({(r["person_id"], r["item"]) for r in lines}) > 1
    monthly = not migrant or any(r["item"] in MONTHLY for r in lines)
    columns = [kit.Column("month", _("Bulan"), "month")] if monthly else []
    if several:
        columns.append(kit.Column("who", _("Untuk")))
    columns += [kit.Column(key, key.upper(), "money") for key in ("jkk", "jkm", "jht") if order[key]]
    columns.append(kit.Column("total", _("Jumlah"), "money"))
    note = ""
    if len(lines) == LINES:
        note = _("%(n)s baris pertama.") % {"n": LINES}
    table = kit.Table(
        _("Iuran tiap bulan") if monthly else _("Iuran tiap pekerja"),
        columns,
        [
            {
                **{key: r[key] for key in ("month", "jkk", "jkm", "jht", "total")},
                "who": kit.Cell(
                    (known.get(r["person_id"]) or r["name"] if named else "") or "–",
                    note=_("pekerjaan %(n)s") % {"n": r["item"]}
                    if order["kind"] == "BPU"
                    else PMI_PARTS.get(r["item"], "")
                    if migrant
                    else "",
                ),
            }
            for r in lines
        ],
        stack=True,
        show_caption=False,
        note=note,
        empty=_("Pesanan ini belum menyebut nama."),
    )
    parts_paid = ", ".join(str(PMI_PARTS[n]) for n in sorted({r["item"] for r in lines} & set(PMI_PARTS)))
    entries = [
        kit.Entry(_("Untuk"), parts_paid if migrant and parts_paid else months_text(order), str(KINDS[order["kind"]]))
    ]
    if order["people"] > 1:
        entries.append(kit.Entry(_("Pekerja"), number(order["people"], lang=lang())))
    if order["jht_due_on"]:
        entries += [
            kit.Entry(_("Jatuh tempo JKK dan JKM"), date_long(order["due_on"], lang())),
            kit.Entry(_("Jatuh tempo JHT"), date_long(order["jht_due_on"], lang())),
        ]
    else:
        entries.append(kit.Entry(_("Jatuh tempo"), date_long(order["due_on"], lang())))
    entries.append(kit.Entry(_("Kode berlaku sampai"), date_long(order["expires_on"], lang())))
    if order["ended_on"]:
        entries.append(kit.Entry(word, date_long(order["ended_on"], lang()), order["reason"]))
    return {
        "order": order,
        "word": word,
        "tone": tone,
        "icon": icon,
        "code": code_shown(order["code"]),
        "qr": qr(order["code"]) if order["status"] == "OPEN" else "",
        "parts": [p for p in parts if p[1]],
        "lines": table,
        "entries": entries,
    }


def table_of(found: list[dict[str, Any]], href: Any, *, payer: bool = False, empty: str = "") -> kit.Table:
    """Orders in a list; `href(code)` leads to one."""
    columns = [kit.Column("code", _("Kode iuran"), "code")]
    if payer:
        columns.append(kit.Column("payer", _("Pembayar")))
    columns += [
        kit.Column("months", _("Bulan")),
        kit.Column("total", _("Jumlah"), "money"),
        kit.Column("expires", _("Berlaku sampai"), "date"),
        kit.Column("status", _("Keadaan"), "status"),
    ]
    return kit.Table(
        _("Pesanan"),
        columns,
        [
            kit.Row(
                {
                    "code": kit.Cell(code_shown(o["code"]), href(o["code"])),
                    "payer": kit.Cell(o["payer"] or "–", note=str(KINDS[o["kind"]])),
                    "months": months_text(o, short=True),
                    "total": o["total"],
                    "expires": o["expires_on"],
                    "status": status_cell(o),
                }
            )
            for o in found
        ],
        stack=True,
        show_caption=False,
        empty=empty or _("Belum ada pesanan."),
    )


def amount(value: int) -> str:
    """Rupiah in the page's language."""
    return rupiah(value, lang())

"""Who pays for my protection: the sponsor, until when, what happens then, and how to go on by myself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lindung.base.format import date_long, month_year
from lindung.portals import kit
from lindung.portals.member.views.common import lang
from lindung.reach import queries

SHOWN = 3
"""Sponsors shown; the latest ones matter."""


@dataclass(frozen=True, slots=True)
class Paid:
    """What one sponsor pays: facts, what comes next in a sentence, and where to go on alone, if that is possible."""

    spell_id: int | None
    """The cover it pays for now, if it does."""
    sponsor: str
    entries: list[kit.Entry]
    next: str
    link: kit.Link | None


def covers(person_ids: tuple[int, ...], on: date) -> list[Paid]:
    """Sponsors of a person, the latest first."""
    return [_paid(r) for r in queries.person_covers(person_ids, on)[:SHOWN]]


def _paid(r: dict[str, Any]) -> Paid:
    first = month_year(r["first_month"], lang())
    months = (
        _("%(first)s sampai %(last)s") % {"first": first, "last": month_year(r["last_month"], lang())}
        if r["last_month"]
        else _("sejak %(month)s") % {"month": first}
    )
    entries = [
        kit.Entry(_("Dibayar oleh"), r["sponsor"]),
        kit.Entry(_("Program"), "JKK, JKM, JHT" if r["jht"] else "JKK, JKM"),
        kit.Entry(_("Dibiayai"), months),
        kit.Entry(_("Lunas sampai"), month_year(r["paid_through"], lang()) if r["paid_through"] else "–"),
    ]
    if r["covered_until"] and r["state"] in ("COVERED", "ENDING"):
        entries.append(kit.Entry(_("Hak berlaku paling sedikit sampai"), date_long(r["covered_until"], lang())))
    return Paid(r["spell_id"] if r["state"] == "COVERED" else None, r["sponsor"], entries, _next(r), _link(r))


def _next(r: dict[str, Any]) -> str:
    if r["state"] == "UNPAID":
        return _("Belum ada bulan yang dibayar; perlindungan dimulai saat pembayaran pertama masuk.")
    if r["workers"] == "NON_ASN":
        return _("Anda tidak membayar. Bila pembiayaan berakhir, unit kerja Anda yang mendaftarkan Anda.")
    if r["alone"]:
        return _("Anda sudah membayar sendiri untuk bulan sesudahnya: perlindungan berjalan terus, tidak terputus.")
    if r["state"] == "OVER":
        return _("Perlindungan ini sudah berakhir. Anda dapat terlindungi lagi dengan membayar sendiri.")
    if r["state"] == "ENDING":
        if r["end_reason"] == "FUNDS" and r["covered_until"]:
            return _("Pembiayaan berakhir. Bayar sendiri sebelum %(day)s supaya perlindungan tidak terputus.") % {
                "day": date_long(r["covered_until"], lang())
            }
        return _("Pembiayaan berakhir. Anda dapat melanjutkan dengan membayar sendiri.")
    return _(
        "Anda tidak membayar. Bila pembayaran berhenti, hak Anda tetap berlaku sampai %(day)s, lalu berakhir;"
        " sebelum itu Anda dapat melanjutkan dengan membayar sendiri."
    ) % {"day": date_long(r["covered_until"], lang())}


def _link(r: dict[str, Any]) -> kit.Link | None:
    """The door to paying oneself, where the law has one for this kind of worker."""
    if r["workers"] == "NON_ASN" or r["state"] == "UNPAID":
        return None
    if r["offer"]:
        return kit.Link(
            _("Bayar dengan kode yang ditawarkan"), reverse("member:pay_order", args=[r["offer"]]), "qrcode"
        )
    return kit.Link(_("Cara membayar sendiri"), reverse("member:pay"), "qrcode")

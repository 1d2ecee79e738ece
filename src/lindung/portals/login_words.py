"""What happened to a login, in words: on its owner's page, before he chooses his password, and for administrators."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.access import queries
from lindung.portals.kit import Entry, Moment

WORDS: dict[str, Any] = {
    "MADE": later("Login dibuat dengan kata sandi pertama"),
    "PASSWORD_RESET": later("Kata sandi diatur ulang"),
    "PASSWORD_USED": later("Kata sandi pertama dipakai untuk masuk"),
    "PASSWORD_REFUSED": later("Kata sandi pertama dicoba lagi dan ditolak"),
    "PASSWORD_OWN": later("Kata sandi sendiri dipilih"),
    "ACTIVATED": later("Login dibuat pemiliknya dengan kode aktivasi"),
    "RENEWED": later("Kata sandi baru dipilih pemiliknya dengan kode aktivasi"),
    "FACTOR_RESET": later("Faktor kedua dilepas"),
    "CLOSED": later("Login ditutup"),
    "REOPENED": later("Login dibuka kembali"),
}
"""Kind of event -> what it says."""

WAYS: dict[str, Any] = {
    "BRANCH": later("Kantor cabang, setelah memeriksa identitas"),
    "EMPLOYER": later("Pemberi kerja"),
    "SELF": later("Bukti iuran sendiri"),
}
"""Who gave an activation code."""

PAPERS: dict[str, Any] = {
    "ID_CARD": later("KTP elektronik"),
    "CIVIL_REGISTRY": later("Surat keterangan Dukcapil"),
    "PASSPORT": later("Paspor"),
}
"""Which identity paper an officer looked at."""

OUTCOMES: dict[str, Any] = {
    "OPENED": later("Cocok"),
    "UNKNOWN": later("Kode tidak dikenal"),
    "FACTS": later("Kode benar, datanya salah"),
    "SPENT": later("Kode sudah dipakai atau diganti"),
    "LATE": later("Kode tidak berlaku lagi"),
    "DEAD": later("Orangnya tercatat meninggal"),
}
"""What came of an attempt with an activation code."""

RESTS: dict[str, Any] = {
    "OTHER": later("Catatan peserta ini sudah digabungkan, dan loginnya yang lain yang dipakai."),
    "UNCHECKED": later(
        "Login ini dibuka tanpa pemeriksaan identitas di kantor cabang, dan kini ada pihak lain yang mendaftarkan"
        " pekerjaannya."
    ),
}
"""Why a member's login opens nothing at the moment."""

_UNWANTED = {"PASSWORD_REFUSED", "CLOSED"}


def _by(event: dict[str, Any]) -> str:
    if event["by"]:
        return _("oleh %(name)s") % {"name": event["by"]}
    if event["operator"]:
        return _("oleh operator mesin (%(name)s)") % {"name": event["operator"]}
    return _("saat sistem dipasang") if event["kind"] == "MADE" else ""


def acting(users: list[dict[str, Any]]) -> Entry:
    """Who acts for an employer or a sponsor, for officers; where nobody does, how a first login comes about."""
    names = list(dict.fromkeys(u["username"] for u in users))
    if names:
        return Entry(_("Login wakil"), ", ".join(names))
    return Entry(
        _("Login wakil"),
        _("belum ada"),
        note=_(
            "Wakilnya datang dengan kartu identitas dan surat kuasa; pengelola sistem membuat loginnya di halaman"
            " Pengguna dan peran, di daftar Belum punya login."
        ),
    )


def history(user_id: int) -> list[Moment]:
    """The events of a login, newest first; nobody named: its owner, or whoever installed the system."""
    return [
        Moment(
            WORDS[e["kind"]],
            e["at"],
            e["reason"],
            _by(e),
            "bad" if e["kind"] in _UNWANTED else "done",
        )
        for e in queries.login_events(user_id)
    ]

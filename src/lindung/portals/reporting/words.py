"""Words and helpers of reports and bills that the portals share: states, parts of a bill, months of an address."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.format import date_long, number
from lindung.law.dates import contribution_due
from lindung.portals.kit.blocks import Tone
from lindung.portals.kit.tables import as_number
from lindung.portals.language import lang as lang
from lindung.registry import queries as registry

PAGE = 50
"""Rows of a page."""

REPORT_STATES: Mapping[str, tuple[Any, Tone]] = {
    "READING": (later("Sedang dibaca"), "info"),
    "DRAFT": (later("Konsep"), "warn"),
    "FINALISED": (later("Final, belum diposting"), "info"),
    "POSTED": (later("Terbukukan"), "ok"),
    "DISCARDED": (later("Tidak dipakai"), "neutral"),
}
CHANNELS: Mapping[str, Any] = {"FILE": later("Berkas"), "FORM": later("Layar"), "API": later("API")}
WAYS: Mapping[str, Any] = {
    "COUNTER": later("Datang ke loket"), "POST": later("Lewat pos atau kurir"), "EMAIL": later("Lewat surel"),
}  # fmt: skip
PAPERS: Mapping[str, Any] = {
    "AUTHORITY": later("Surat kuasa"), "LETTER": later("Surat pemberi kerja"),
    "PAYROLL": later("Daftar upah bertanda tangan"), "FORM": later("Formulir laporan bertanda tangan"),
}  # fmt: skip
SIZES: Mapping[str, Any] = {
    "MICRO": later("Mikro"), "SMALL": later("Kecil"), "MEDIUM": later("Menengah"), "LARGE": later("Besar"),
}  # fmt: skip
RISKS: Mapping[int, Any] = {
    1: later("Sangat rendah"), 2: later("Rendah"), 3: later("Sedang"), 4: later("Tinggi"), 5: later("Sangat tinggi"),
}  # fmt: skip
EXITS: Mapping[str, Any] = {
    "RESIGNED": later("Mengundurkan diri"),
    "TERMINATED": later("Pemutusan hubungan kerja"),
    "CONTRACT_END": later("Kontrak berakhir"),
    "RETIRED": later("Pensiun"),
    "TOTAL_DISABILITY": later("Cacat total tetap"),
    "LEFT_INDONESIA": later("Meninggalkan Indonesia"),
    "DIED": later("Meninggal dunia"),
    "LAPSED": later("Gugur karena tidak membayar"),
}
RECEIPT_CHANNELS: Mapping[str, Any] = {
    "API": later("Pemberitahuan bank"),
    "SNAP": later("Virtual account"),
    "QRIS": later("QRIS"),
    "STATEMENT": later("Rekening koran bank"),
    "TELLER": later("Loket"),
    "OFFSET": later("Dari pemberi kerja lain"),
}
PARTS: tuple[tuple[str, Any, Any], ...] = (
    ("jkk", later("JKK"), later("kecelakaan kerja, dibayar perusahaan")),
    ("jkm", later("JKM"), later("kematian, dibayar perusahaan")),
    ("jht_employer", later("JHT perusahaan"), later("hari tua, bagian perusahaan")),
    ("jht_worker", later("JHT pekerja"), later("hari tua, dipotong dari upah")),
    ("jp_employer", later("JP perusahaan"), later("pensiun, bagian perusahaan")),
    ("jp_worker", later("JP pekerja"), later("pensiun, dipotong dari upah")),
)
"""Columns of a bill that add up to its total: key, name, what it is and who pays."""


def month_at(text: str) -> date:
    """The month of an address, 2021-12; else a 404."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as wrong:
        raise Http404 from wrong


def whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number of an address; what is none of it gives `otherwise`."""
    found = as_number(text)
    return otherwise if found is None else found


def count(value: int) -> str:
    """A number as the page's language writes it."""
    return number(value, lang=lang())


def in_words(states: Mapping[str, tuple[Any, Tone]], code: str) -> tuple[Any, Tone]:
    """Word and tone of a state."""
    return states.get(code, (code, "neutral"))


def kpj(number_: str | None) -> str:
    """A member number as a note under a name, never broken over two lines."""
    return f"KPJ\u00a0{number_ or '–'}"


def due_of(month: date) -> date:
    """The last day to report and pay a month in time."""
    return contribution_due(month, registry.holidays(month, month + timedelta(days=92)))


def state_words(state: str) -> tuple[str, Tone]:
    """A month's state in words, and its tone."""
    words: dict[str, tuple[str, Tone]] = {
        "MISSING": (_("Belum dilaporkan"), "neutral"),
        "READING": (_("Berkas sedang dibaca"), "info"),
        "DRAFT": (_("Konsep"), "warn"),
        "FINALISED": (_("Final, belum diposting"), "info"),
        "NOBODY": (_("Tidak ada pekerja"), "neutral"),
        "PENALTY": (_("Denda belum dibayar"), "warn"),
        "OPEN": (_("Belum dibayar"), "info"),
        "PARTLY_PAID": (_("Dibayar sebagian"), "warn"),
        "OVERDUE": (_("Lewat jatuh tempo"), "bad"),
        "PAID": (_("Lunas"), "ok"),
    }
    return words.get(state, (state, "neutral"))


def handed_in(found: Mapping[str, Any]) -> str:
    """Who handed papers in and which, in words."""
    return _("%(name)s, %(paper)s nomor %(number)s tanggal %(day)s") % {
        "name": found["brought_by"], "paper": str(PAPERS[found["paper"]]).lower(), "number": found["paper_no"],
        "day": date_long(found["paper_on"], lang()),
    }  # fmt: skip

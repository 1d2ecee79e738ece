"""What all pages of an employer need: whose page it is, the language, refusals as form errors, words for states."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as later

from lindung.access.web import actor_of
from lindung.base.format import number
from lindung.contributions.queries import listing
from lindung.portals.kit.blocks import Tone
from lindung.portals.kit.tables import as_number
from lindung.portals.language import english as english
from lindung.portals.language import lang as lang
from lindung.registry.models import Employer

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
    "API": later("Pemberitahuan bank"), "STATEMENT": later("Rekening koran bank"), "TELLER": later("Loket"),
}  # fmt: skip
PARTS: tuple[tuple[str, Any, Any], ...] = (
    ("jkk", later("JKK"), later("kecelakaan kerja, dibayar perusahaan")),
    ("jkm", later("JKM"), later("kematian, dibayar perusahaan")),
    ("jht_employer", later("JHT perusahaan"), later("hari tua, bagian perusahaan")),
    ("jht_worker", later("JHT pekerja"), later("hari tua, dipotong dari upah")),
    ("jp_employer", later("JP perusahaan"), later("pensiun, bagian perusahaan")),
    ("jp_worker", later("JP pekerja"), later("pensiun, dipotong dari upah")),
)
"""Columns of a bill that add up to its total: key, name, what it is and who pays."""


def employer_id_of(request: HttpRequest) -> int:
    """The employer the actor acts for; a 404 where there is none."""
    found = actor_of(request).employer_id
    if found is None:
        raise Http404
    return found


def employer_of(request: HttpRequest) -> Employer:
    """The employer's own record with office and district, as row-level security shows it; else a 404."""
    found = Employer.objects.select_related("office", "district").filter(pk=employer_id_of(request)).first()
    if found is None:
        raise Http404
    return found


def report_of(request: HttpRequest, report_id: int) -> dict[str, Any]:
    """A report of the actor's employer; else a 404."""
    found = listing.report(report_id)
    if found is None or found["employer_id"] != employer_id_of(request):
        raise Http404
    return found


def bill_of(request: HttpRequest, code: str) -> dict[str, Any]:
    """A bill of the actor's employer by its code; else a 404."""
    found = listing.bill(code)
    if found is None or found["employer_id"] != employer_id_of(request):
        raise Http404
    return found


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

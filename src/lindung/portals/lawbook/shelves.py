"""Which programme a formula or parameter belongs to, for the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as later

SHELVES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "iuran", later("Iuran dan upah"),
        ("pu", "bpu", "construction", "pmi", "wage", "contribution", "relief", "covid", "vulnerable"),
    ),
    ("jkk", later("Kecelakaan kerja (JKK)"), ("jkk", "industries")),
    ("jkm", later("Kematian, ahli waris, dan beasiswa (JKM)"), ("jkm", "heirs", "scholarship")),
    ("jht", later("Tabungan hari tua (JHT)"), ("jht", "tax")),
    ("jp", later("Pensiun (JP)"), ("jp",)),
    ("jkp", later("Kehilangan pekerjaan (JKP)"), ("jkp",)),
    (
        "tagih", later("Kewajiban, tagihan, dan sanksi"),
        ("programmes", "employer", "penalty", "sanction", "receivable", "arrears", "allocation", "service",
         "collection", "registration", "coverage", "member", "msme", "village"),
    ),
    ("rumah", later("Perumahan dan agen"), ("housing", "mlt", "perisai")),
)  # fmt: skip
REST = later("Lain-lain")


@dataclass(frozen=True, slots=True)
class Shelf:
    """One group of the index."""

    key: str
    title: Any
    items: list[Mapping[str, Any]]


def key_of(id: str) -> str:
    """The shelf of an identifier by its first part."""
    head = id.split(".")[0]
    return next((key for key, _title, heads in SHELVES if head in heads), "lain")


def sort(items: Iterable[Mapping[str, Any]]) -> list[Shelf]:
    """The items on their shelves, empty ones left out; an item has its identifier under "id"."""
    listed = list(items)
    out = [Shelf(key, title, [i for i in listed if key_of(i["id"]) == key]) for key, title, _heads in SHELVES]
    out.append(Shelf("lain", REST, [i for i in listed if key_of(i["id"]) == "lain"]))
    return [s for s in out if s.items]

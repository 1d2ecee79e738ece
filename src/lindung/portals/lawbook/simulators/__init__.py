"""Simulators for the questions people ask: what is paid, what is due, from when. One short page each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as later

from lindung.portals.lawbook.simulators import (
    accident,
    contributions,
    death,
    employer,
    extras,
    jobloss,
    pension,
    savings,
)
from lindung.portals.lawbook.simulators.base import SIMULATORS, Outcome, Simulator


@dataclass(frozen=True, slots=True)
class Event:
    """A time of life and the questions it brings."""

    key: str
    title: Any
    icon: str
    slugs: tuple[str, ...]


EVENTS = (
    Event("bekerja", later("Saya bekerja"), "briefcase", ("iuran-pekerja", "iuran-mandiri", "rumah")),
    Event("kecelakaan", later("Kecelakaan kerja"), "ambulance", ("tidak-mampu-bekerja", "cacat")),
    Event("phk", later("Berhenti atau terkena PHK"), "user-off", ("kehilangan-pekerjaan", "jht")),
    Event("pensiun", later("Menjelang pensiun"), "umbrella", ("pensiun", "jht")),
    Event(
        "meninggal", later("Keluarga ditinggalkan"), "heart-handshake",
        ("kematian", "kematian-kerja", "beasiswa", "pensiun-keluarga"),
    ),
    Event("merantau", later("Bekerja di luar negeri"), "world", ("pekerja-migran",)),
    Event("usaha", later("Saya punya usaha"), "building", ("wajib-ikut", "kelompok-risiko", "upah-naik", "denda")),
    Event("proyek", later("Menjalankan proyek"), "building-factory-2", ("proyek-konstruksi",)),
    Event("agen", later("Membantu orang mendaftar"), "users-group", ("perisai",)),
)  # fmt: skip


def find(slug: str) -> Simulator | None:
    """The simulator of an address."""
    return SIMULATORS.get(slug)


def by_event() -> list[tuple[Event, list[Simulator]]]:
    """The simulators under their times of life; one may stand under several."""
    listed = [(e, [SIMULATORS[s] for s in e.slugs if s in SIMULATORS]) for e in EVENTS]
    return [(e, found) for e, found in listed if found]


def beside(slug: str) -> list[Simulator]:
    """Others of the same times of life."""
    seen = {s: None for e in EVENTS if slug in e.slugs for s in e.slugs if s != slug and s in SIMULATORS}
    return [SIMULATORS[s] for s in seen]


__all__ = [
    "EVENTS", "SIMULATORS", "Outcome", "Simulator", "accident", "beside", "by_event", "contributions", "death",
    "employer", "extras", "find", "jobloss", "pension", "savings",
]  # fmt: skip

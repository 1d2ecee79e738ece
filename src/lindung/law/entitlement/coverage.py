"""Targets of coverage by plan and year, and the condition of an aware village (Desa Sadar)."""

from __future__ import annotations

from typing import Any

from ..errors import NotInForce
from ..ops import ratio
from ..procedure import Field, Notebook, both, procedure
from ..units import PPM, show_integer, show_rate
from ..wording import Both

PLANS: dict[str, Both] = {
    "PLAN": both("rencana pembangunan nasional", "national development plans"),
    "HOME_AFFAIRS": both("Kementerian Dalam Negeri", "Ministry of Home Affairs"),
}
SOURCE = {"PLAN": "coverage.target_plan", "HOME_AFFAIRS": "coverage.target_home_affairs"}


@procedure(
    "coverage.target",
    both("Sasaran cakupan dan kekurangannya", "Coverage target and what is missing"),
    (
        Field("year", "integer", both("Tahun", "Year"), low=2015, high=2100),
        Field("plan", "choice", both("Rencana", "Plan"), choices=PLANS),
        Field("active", "integer", both("Peserta aktif", "Active members"), high=1_000_000_000),
        Field("workers", "integer", both("Penyebut", "Denominator"), low=1, high=1_000_000_000),
    ),
    (
        ("target", both("Sasaran", "Target"), "rate"),
        ("needed", both("Peserta aktif yang diperlukan", "Active members needed"), "count"),
        ("missing", both("Peserta yang masih kurang", "Members still missing"), "count"),
        ("reached", both("Sasaran tercapai", "Target reached"), "flag"),
    ),
    both(
        "Hanya tahun yang sasarannya terbit; tahun lain ditolak, tidak diperkirakan.",
        "Only years with a published target; others are refused, not estimated.",
    ),
)
def coverage_target(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """The target of a year in heads."""
    year = given["year"]
    found = book.parameter(SOURCE[given["plan"]], code=year)
    if year not in found.value:
        raise NotInForce(what=f"{found.id} {year}", on=book.on.isoformat(), known_on=book.known_on.isoformat())
    target: int = found.value[year]
    needed = ratio(given["workers"] * target, PPM, "up")
    missing = max(needed - given["active"], 0)
    book.step(
        "coverage.target",
        both("Sasaran tahun itu", "Target of the year"),
        target,
        {k: show_rate(target, k) for k in ("id", "en")},
        cite=f"{found.instrument}: {found.article}",
        inputs={"year": year},
        unit="rate",
    )
    book.step(
        "coverage.missing",
        both("Peserta yang masih kurang", "Members still missing"),
        missing,
        {k: show_integer(missing, k) for k in ("id", "en")},
        cite=f"{found.instrument}: {found.article}",
        arithmetic={
            k: f"{show_rate(target, k)} × {show_integer(given['workers'], k)} - {show_integer(given['active'], k)}"
            f" → {show_integer(missing, k)}"
            for k in ("id", "en")
        },
        inputs={"active": given["active"], "workers": given["workers"]},
        unit="count",
    )
    values = {"target": target, "needed": needed, "missing": missing, "reached": int(not missing)}
    return values, {"plan": given["plan"], "year": year}


COUNTS = (
    ("officials", both("Aparatur desa", "Village officials")),
    ("officials_registered", both("Aparatur terdaftar", "Officials registered")),
    ("bodies", both("Pengurus RT/RW dan lembaga desa", "Neighbourhood heads and village bodies")),
    ("bodies_registered", both("Pengurus terdaftar", "Of them registered")),
    ("workers", both("Pekerja desa", "Workers of the village")),
    ("workers_registered", both("Pekerja terdaftar", "Workers registered")),
)


@procedure(
    "village.aware",
    both("Syarat Desa Sadar", "Condition of an aware village (Desa Sadar)"),
    (
        *(Field(name, "integer", title, high=1_000_000) for name, title in COUNTS),
        Field("spreading", "flag", both("Aktif menyebarluaskan program", "Actively spreads the programme")),
    ),
    (
        ("aware", both("Memenuhi syarat", "Meets the condition"), "flag"),
        ("missing", both("Yang belum terdaftar", "Not registered yet"), "count"),
    ),
    both(
        "Ambang jumlah peserta tidak pernah terbit; pilihan syarat adalah pengaturan.",
        "No threshold of members was ever published; which condition counts is a setting.",
    ),
)
def village_aware(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Everybody the chosen condition names is registered, and the village spreads the word."""
    choice = book.setting("village.condition")
    groups = {
        "officials": ("officials",),
        "officials_and_bodies": ("officials", "bodies"),
        "every_worker": ("officials", "workers"),
    }[choice]
    missing = sum(max(given[g] - given[f"{g}_registered"], 0) for g in groups)
    aware = not missing and bool(given["officials"]) and bool(given["spreading"])
    reason: tuple[str, Both] | None = None
    if not given["officials"]:
        reason = ("NO_OFFICIALS", both("jumlah aparatur belum diisi", "no officials were given"))
    elif missing:
        reason = ("NOT_REGISTERED", both(f"{missing} orang belum terdaftar", f"{missing} not registered"))
    elif not given["spreading"]:
        reason = ("NOT_SPREADING", both("belum aktif menyebarluaskan", "does not spread the programme"))
    book.step(
        "village.aware",
        both("Desa Sadar", "Aware village"),
        int(aware),
        both("memenuhi", "met") if aware else both("belum memenuhi", "not met yet"),
        cite="Program Desa Sadar badan penyelenggara 2017",
        because=[reason[1]] if reason else [],
        inputs=dict(given),
        changes=[reason[1]] if reason else [],
        unit="flag",
    )
    details = {"reason": {"code": reason[0], **reason[1]} if reason else None}
    return {"aware": int(aware), "missing": missing}, details

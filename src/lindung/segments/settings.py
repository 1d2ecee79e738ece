"""Choices of the institution that no regulation fixes: named, with a default and the reason for it.

Statutory figures are not here but in `lindung.law`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """A named number. `reason` says where the default comes from."""

    id: str
    value: int
    unit: str
    title_id: str
    title_en: str
    reason_id: str
    reason_en: str


ORDER_DAYS = Setting(
    "segments.order.valid_for",
    7,
    "days",
    "Masa berlaku kode iuran",
    "How long a code of contributions is valid",
    "Cukup untuk pergi ke bank; sesudahnya peserta meminta kode baru dengan hitungan hari itu.",
    "Enough to go to a bank; after that the member asks for a new code with that day's sums.",
)
MONTHS_AT_ONCE = Setting(
    "segments.bpu.months_at_once",
    12,
    "months",
    "Bulan yang dapat dibayar sekaligus",
    "Months that can be paid at once",
    "Praktik lembaga: satu sampai dua belas bulan sekali bayar.",
    "Practice of the institution: one to twelve months in one payment.",
)
REMIND_DAYS = Setting(
    "segments.bpu.remind_before",
    7,
    "days",
    "Pengingat sebelum jatuh tempo dan sebelum gugur",
    "Reminder before a due day and before a lapse",
    "Satu minggu cukup untuk menyiapkan uang, dan dekat dengan tanggalnya.",
    "A week is enough to find the money, and close to the day.",
)
PMI_JKM_SHARE = Setting(
    "segments.pmi.jkm_share",
    0,
    "ppm",
    "Bagian JKM dari iuran PMI",
    "Part of a migrant worker's contribution that is JKM",
    "Peraturan menyebut satu jumlah untuk JKK dan JKM tanpa membaginya; sampai lembaga menetapkan, dibukukan pada JKK.",
    "The rules name one sum for JKK and JKM and do not divide it; until the institution decides, it is booked as JKK.",
)
INSTALMENT_MONTHS = Setting(
    "segments.project.instalment_months",
    1,
    "months",
    "Jarak antara angsuran proyek",
    "Months between instalments of a project",
    "Angsuran dibolehkan tanpa jadwal; sebulan sekali mengikuti termin pembayaran yang lazim.",
    "Instalments are allowed without a timetable; once a month follows the usual terms of payment.",
)
MAINTENANCE_COVERED = Setting(
    "segments.project.maintenance_covered",
    1,
    "flag",
    "Masa pemeliharaan proyek ikut dilindungi",
    "A project's maintenance period is covered",
    "Praktik badan penyelenggara; tidak ditemukan pasalnya.",
    "Practice of the agency; no article was found.",
)
SETTINGS: tuple[Setting, ...] = (
    ORDER_DAYS,
    MONTHS_AT_ONCE,
    REMIND_DAYS,
    PMI_JKM_SHARE,
    INSTALMENT_MONTHS,
    MAINTENANCE_COVERED,
)

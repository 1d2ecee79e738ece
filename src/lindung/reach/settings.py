"""Choices of the institution that no regulation fixes: named, with a default and the reason for it."""

from lindung.segments.settings import Setting

ORDER_DAYS = Setting(
    "reach.order.valid_for",
    30,
    "days",
    "Masa berlaku kode iuran sponsor",
    "How long a sponsor's payment code is valid",
    "Pencairan anggaran pemerintah memerlukan waktu; sebulan sama dengan jarak antara dua pesanan.",
    "Paying out a government budget takes time; a month is the distance between two orders.",
)
ALARM_DAYS = Setting(
    "reach.alarm.days_before",
    60,
    "days",
    "Peringatan sebelum anggaran habis",
    "Alarm before a budget ends",
    "Enam puluh hari cukup untuk mengusulkan perubahan anggaran atau menyiapkan peserta membayar sendiri.",
    "Sixty days are enough to propose a change of the budget or to prepare people to pay for themselves.",
)
MONTHS_AT_ONCE = Setting(
    "reach.order.months_at_once",
    12,
    "months",
    "Bulan dalam satu pesanan sponsor",
    "Months in one order of a sponsor",
    "Desa dan perusahaan sering membayar setahun sekaligus.",
    "Villages and companies often pay for a year at once.",
)
REFUSED_DAYS = Setting(
    "reach.list.refused_days",
    90,
    "days",
    "Lama baris daftar yang ditolak disimpan",
    "How long refused rows of a list are kept",
    "Sponsor memperbaikinya dalam satu triwulan; data orang yang tidak terdaftar tidak disimpan lebih lama.",
    "A sponsor mends them within a quarter; data of people who are not registered are kept no longer.",
)
SETTINGS: tuple[Setting, ...] = (ORDER_DAYS, ALARM_DAYS, MONTHS_AT_ONCE, REFUSED_DAYS)

MOST_ROWS = 20_000
STATE = frozenset({"APBN", "APBD", "DBH_CHT", "VILLAGE"})
"""Sources that are a state or regional budget."""

"""The few words for states and parties that every page uses, with their tone and sign.

A state is never told by colour alone: each has a word and an icon. "Returned" and "rejected" are different words,
different colours and different counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lindung.portals.kit.blocks import Text, Tone


@dataclass(frozen=True, slots=True)
class Status:
    """Word, tone and icon of a state."""

    label: Text
    tone: Tone
    icon: str


@dataclass(frozen=True, slots=True)
class Party:
    """Someone whose turn it can be."""

    label: Text
    icon: str


STATUSES: dict[str, Status] = {
    # A claim as its owner sees it.
    "SUBMITTED": Status(_("Terkirim"), "info", "send"),
    "IN_PROGRESS": Status(_("Sedang diproses"), "info", "progress-check"),
    "ON_HOLD": Status(_("Tertahan"), "warn", "hourglass"),
    "COMPLETED": Status(_("Selesai"), "ok", "circle-check"),
    # How a claim ended.
    "AWARDED": Status(_("Disetujui"), "ok", "circle-check"),
    "PAID": Status(_("Sudah dibayar"), "ok", "cash"),
    "PARTLY_PAID": Status(_("Dibayar sebagian"), "warn", "coins"),
    "RETURNED": Status(_("Dikembalikan untuk dilengkapi"), "warn", "arrow-back-up"),
    "REJECTED": Status(_("Ditolak"), "bad", "circle-x"),
    "WITHDRAWN": Status(_("Ditarik kembali"), "neutral", "rotate-2"),
    # Wage reports and bills.
    "DRAFT": Status(_("Konsep"), "neutral", "edit"),
    "FINALISED": Status(_("Final"), "info", "file-check"),
    "POSTED": Status(_("Terbukukan"), "ok", "book-2"),
    "OPEN": Status(_("Belum dibayar"), "info", "file-invoice"),
    "OVERDUE": Status(_("Lewat jatuh tempo"), "bad", "clock-exclamation"),
    "SUPERSEDED": Status(_("Digantikan"), "neutral", "history"),
    "CANCELLED": Status(_("Dibatalkan"), "neutral", "x"),
    # Codes of contributions, those who pay for themselves, projects.
    "ORDER_OPEN": Status(_("Menunggu pembayaran"), "info", "hourglass"),
    "ORDER_PAID": Status(_("Lunas"), "ok", "circle-check"),
    "ORDER_EXPIRED": Status(_("Kedaluwarsa"), "neutral", "clock"),
    "ORDER_CANCELLED": Status(_("Dibatalkan"), "neutral", "x"),
    "BPU_NEVER": Status(_("Belum pernah membayar"), "neutral", "circle-dashed"),
    "BPU_PAID": Status(_("Lunas"), "ok", "circle-check"),
    "BPU_ARREARS": Status(_("Menunggak"), "warn", "clock"),
    "BPU_LAPSED": Status(_("Gugur"), "bad", "alert-circle"),
    "PROJECT_UNPAID": Status(_("Belum dibayar"), "warn", "clock"),
    "PROJECT_RUNNING": Status(_("Berjalan"), "ok", "shield-check"),
    "PROJECT_MAINTENANCE": Status(_("Masa pemeliharaan"), "info", "shield-check"),
    "PROJECT_OVER": Status(_("Selesai"), "neutral", "circle-check"),
    # People and firms.
    "ACTIVE": Status(_("Aktif"), "ok", "shield-check"),
    "INACTIVE": Status(_("Tidak aktif"), "neutral", "circle-dashed"),
    "COVERED": Status(_("Terlindungi"), "ok", "shield-check"),
    "NOT_COVERED": Status(_("Tidak terlindungi"), "bad", "alert-circle"),
    "DISPUTED": Status(_("Disanggah"), "warn", "flag"),
    "VERIFIED": Status(_("Terverifikasi"), "ok", "check"),
    # Work in the machine room.
    "QUEUED": Status(_("Menunggu giliran"), "neutral", "clock"),
    "RUNNING": Status(_("Berjalan"), "info", "loader"),
    "DONE": Status(_("Selesai"), "ok", "circle-check"),
    "FAILED": Status(_("Gagal"), "bad", "alert-triangle"),
    "PAUSED": Status(_("Dijeda"), "warn", "hourglass"),
    "SKIPPED": Status(_("Dilewati"), "neutral", "circle-dashed"),
    "NOTHING": Status(_("Tidak ada yang dikerjakan"), "neutral", "circle-check"),
    # Proofs.
    "HOLDS": Status(_("Cocok"), "ok", "check"),
    "DIFFERS": Status(_("Selisih"), "bad", "alert-triangle"),
    "EXPLAINED": Status(_("Selisih dijelaskan"), "warn", "info-circle"),
    "IMPORTED": Status(_("Data impor"), "neutral", "database"),
}

PARTIES: dict[str, Party] = {
    "you": Party(_("Giliran Anda"), "hand-stop"),
    "member": Party(_("Giliran peserta"), "user"),
    "heir": Party(_("Giliran ahli waris"), "users"),
    "employer": Party(_("Giliran pemberi kerja"), "building"),
    "officer": Party(_("Giliran petugas"), "user-check"),
    "approver": Party(_("Giliran penyetuju"), "shield-check"),
    "finance": Party(_("Giliran bagian keuangan"), "cash"),
    "third": Party(_("Giliran pihak ketiga"), "users-group"),
    "bank": Party(_("Giliran bank"), "building-bank"),
    "system": Party(_("Giliran sistem"), "settings"),
    "nobody": Party(_("Tidak ada yang ditunggu"), "circle-check"),
}

"""The words for roles, in the language of the page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ROLES: dict[str, Any] = {
    "MEMBER": _("Peserta"),
    "EMPLOYER": _("Wakil pemberi kerja"),
    "SPONSOR": _("Wakil sponsor"),
    "CLAIMS_OFFICER": _("Petugas klaim"),
    "APPROVER": _("Penyetuju"),
    "CONTRIBUTION_OFFICER": _("Petugas iuran"),
    "CASHIER": _("Petugas pembayaran"),
    "CONTACT": _("Petugas kontak"),
    "BRANCH_HEAD": _("Kepala cabang"),
    "REGIONAL_HEAD": _("Kepala wilayah"),
    "AUDITOR": _("Pemeriksa"),
    "ADMIN": _("Pengelola sistem"),
    "BANK": _("Bank"),
}
"""Role -> its name."""

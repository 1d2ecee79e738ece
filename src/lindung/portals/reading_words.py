"""Pages on which data of a person were read, in words: for the person himself and for the auditor."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Pages about one claim; the reader's purpose is its number, which the member knows.
_CLAIMS: Mapping[str, Any] = {
    "staff.case": _("Klaim"),
    "staff.case_correct": _("Koreksi keputusan klaim"),
    "staff.decision": _("Keputusan klaim"),
    "staff.document": _("Dokumen klaim"),
    "staff.compose": _("Surat tentang klaim"),
    "staff.letter": _("Surat tentang klaim"),
    "staff.payout_retry": _("Pembayaran klaim yang diulang"),
    "staff.payout_vouch": _("Pembayaran klaim yang diperiksa"),
}
PAGES: Mapping[str, Any] = {
    **_CLAIMS,
    "api.eligibility": _("Pertanyaan kelayakan lewat sambungan data"),
    "api.order": _("Pesanan iuran lewat sambungan data"),
    "bpu": _("Kepesertaan mandiri"),
    "order": _("Pesanan iuran"),
    "pmi": _("Penempatan pekerja migran"),
    "sponsor.list_file": _("Daftar peserta yang ditanggung"),
    "staff.bill": _("Tagihan perusahaan, per pekerja"),
    "staff.bill_sheet": _("Tagihan tercetak, per pekerja"),
    "staff.books_entry": _("Jurnal pembukuan"),
    "staff.card_requests": _("Permintaan penggabungan kartu"),
    "staff.collection_case": _("Kasus penagihan perusahaan"),
    "staff.contact": _("Layanan kontak"),
    "staff.dispute": _("Sanggahan pekerja"),
    "staff.dormant": _("Daftar akun lama tanpa iuran"),
    "staff.duplicates": _("Data yang mirip"),
    "staff.file": _("Berkas yang diunggah"),
    "staff.member_login": _("Login peserta"),
    "staff.member_login_scan": _("Surat identitas yang diperiksa untuk login"),
    "staff.merge": _("Penggabungan data"),
    "staff.notice": _("Pemberitahuan perubahan kerja"),
    "staff.notices": _("Pemberitahuan dan sanggahan"),
    "staff.owed": _("Tunggakan perusahaan, per pekerja"),
    "staff.owed_file": _("Berkas tunggakan per pekerja"),
    "staff.people": _("Pencarian peserta"),
    "staff.person": _("Data peserta"),
    "staff.person_change": _("Perubahan data diri"),
    "staff.person_change_paper": _("Bukti perubahan data diri"),
    "staff.person_changed": _("Perubahan data diri"),
    "staff.person_changes": _("Daftar perubahan data diri"),
    "staff.project_wage": _("Upah pekerja proyek"),
    "staff.report_death": _("Laporan kematian"),
    "staff.spell": _("Masa kerja"),
    "staff.unmerge": _("Pemisahan data"),
}


def page_words(code: str) -> str:
    """A page in words of the language; a page this version does not know keeps its code."""
    if code.startswith("staff.report."):
        return str(_("Laporan upah perusahaan"))
    return str(PAGES.get(code, code))


def own_number(code: str, purpose: str) -> str:
    """The number of the person's own claim for which a page was read; nothing where the purpose names others."""
    return purpose if code in _CLAIMS else ""

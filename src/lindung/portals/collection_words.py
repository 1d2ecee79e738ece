"""Words for cases, steps and flags, shared by the pages of staff and of employers."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.format import date_long, number, rupiah

KINDS: Mapping[str, Any] = {
    "ARREARS": later("Tunggakan iuran"),
    "PWBD": later("Wajib belum daftar (PWBD)"),
    "PDS_WORKERS": later("Daftar sebagian tenaga kerja (PDS)"),
    "PDS_WAGES": later("Daftar sebagian upah (PDS)"),
    "PDS_PROGRAMMES": later("Daftar sebagian program (PDS)"),
    "INACTIVE": later("Usaha tidak aktif"),
}
OUTCOMES: Mapping[str, Any] = {
    "PAID": later("Lunas"),
    "CORRECTED": later("Dibetulkan"),
    "REGISTERED": later("Terdaftar"),
    "NO_BREACH": later("Tidak terbukti"),
    "SUSPENDED": later("Dinyatakan nonaktif"),
    "CLOSED_DOWN": later("Dinyatakan tutup"),
    "WRITTEN_OFF": later("Dihapus dari penagihan aktif"),
}
STEPS: Mapping[str, Any] = {
    "OPENED": later("Perkara dibuka"),
    "SP1": later("Surat peringatan pertama"),
    "SP2": later("Surat peringatan kedua"),
    "SP3": later("Surat peringatan ketiga"),
    "PHONE": later("Telepon"),
    "VISIT": later("Kunjungan"),
    "NOTE": later("Catatan"),
    "INSPECTION": later("Pengawasan dan pemeriksaan"),
    "SKK": later("Surat kuasa khusus kepada kejaksaan"),
    "KPKNL": later("Penyerahan kepada KPKNL"),
    "WARNING_1": later("Teguran tertulis pertama"),
    "WARNING_2": later("Teguran tertulis kedua"),
    "FINE": later("Denda administratif"),
    "FINE_PAID": later("Denda administratif dibayar"),
    "DENIAL": later("Permintaan tidak diberi pelayanan publik tertentu"),
    "LIFT": later("Pencabutan permintaan itu"),
    "PROMISE": later("Janji bayar"),
    "PROMISE_KEPT": later("Janji bayar ditepati"),
    "PROMISE_BROKEN": later("Janji bayar tidak ditepati"),
    "PLAN": later("Angsuran berjalan"),
    "PLAN_PROPOSED": later("Rencana angsuran diusulkan"),
    "PLAN_DECIDE": later("Putusan rencana angsuran"),
    "PLAN_APPROVED": later("Rencana angsuran disetujui"),
    "PLAN_REFUSED": later("Rencana angsuran ditolak"),
    "PLAN_DONE": later("Rencana angsuran selesai"),
    "PLAN_BREACHED": later("Rencana angsuran dilanggar"),
    "EVIDENCE": later("Bukti"),
    "FINDINGS": later("Temuan"),
    "DEMAND": later("Surat tuntutan"),
    "ANSWER": later("Jawaban pemberi kerja"),
    "OUTCOME": later("Hasil pemeriksaan"),
    "CORRECTION": later("Bulan dibetulkan"),
    "REGISTERED": later("Pemberi kerja terdaftar"),
    "OBJECTION": later("Sanggahan bulan tunggakan"),
    "OBJECTION_ANSWERED": later("Sanggahan dijawab"),
    "WRITE_OFF_PROPOSED": later("Penghapusan dari penagihan diusulkan"),
    "WRITE_OFF_DECIDE": later("Putusan penghapusan"),
    "WRITE_OFF": later("Dihapus dari penagihan aktif"),
    "WRITE_OFF_REFUSED": later("Penghapusan ditolak"),
    "INACTIVE_PROPOSED": later("Status nonaktif diusulkan"),
    "INACTIVE_DECIDE": later("Putusan status nonaktif"),
    "INACTIVE": later("Dinyatakan nonaktif, pekerja dibebaskan"),
    "INACTIVE_REFUSED": later("Status nonaktif ditolak"),
    "CLOSURE_PROPOSED": later("Penutupan perusahaan diusulkan"),
    "CLOSURE_DECIDE": later("Putusan penutupan perusahaan"),
    "CLOSED_DOWN": later("Dinyatakan tutup, pekerja dibebaskan"),
    "CLOSURE_REFUSED": later("Penutupan perusahaan ditolak"),
    "REACTIVATED": later("Aktif kembali"),
    "COMPLIED": later("Kewajiban dipenuhi"),
    "CLOSED": later("Perkara ditutup"),
}


def flag_words(flag: Mapping[str, Any], lang: str) -> str:
    """What a flag found, in a sentence with its numbers."""
    told = flag["told"] if isinstance(flag["told"], Mapping) else json.loads(flag["told"])
    n = {k: number(v, lang=lang) for k, v in told.items() if isinstance(v, int)} | {
        "workers": number(flag["workers"], lang=lang)
    }
    rp = {k: rupiah(v, lang) for k, v in told.items() if isinstance(v, int)}
    kind = flag["kind"]
    if kind == "BELOW_MINIMUM":
        return _(
            "%(workers)s dari %(of)s pekerja dilaporkan di bawah upah minimum %(district)s tahun %(year)s"
            " (%(minimum)s); yang terendah %(least)s."
        ) % {
            "workers": n["workers"], "of": n["of"], "district": told["district"], "year": told["year"],
            "minimum": rp["minimum"], "least": rp["least"],
        }  # fmt: skip
    if kind == "BELOW_MEDIAN":
        return _(
            "Upah rata-rata %(mean)s, di bawah %(percent)s %% dari nilai tengah %(median)s pada %(firms)s usaha sejenis"
            " di kabupaten atau kota yang sama."
        ) % {"mean": rp["mean"], "percent": n["percent"], "median": rp["median"], "firms": n["firms"]}
    if kind == "WAGES_FELL":
        return _("Jumlah upah turun %(percent)s %% dalam sebulan: dari %(before)s menjadi %(wages)s.") % {
            "percent": n["percent"], "before": rp["before"], "wages": rp["wages"],
        }  # fmt: skip
    if kind == "WORKERS_FELL":
        return _("Pekerja berkurang %(percent)s %% dalam sebulan: dari %(before)s menjadi %(workers)s orang.") % n
    if kind == "MISSING_WORKERS":
        return _(
            "%(workers)s pekerja bulan lalu tidak dilaporkan lagi, padahal tidak dilaporkan keluar; upah mereka"
            " %(wages)s."
        ) % {"workers": n["workers"], "wages": rp["wages"]}
    if kind == "SAME_WAGES":
        return _("Semua %(workers)s pekerja dilaporkan dengan upah yang sama, %(wage)s.") % {
            "workers": n["workers"], "wage": rp["wage"],
        }  # fmt: skip
    return _("Upah dilaporkan untuk %(workers)s orang yang tercatat meninggal, paling awal %(day)s.") % {
        "workers": n["workers"], "day": date_long(date.fromisoformat(told["first"]), lang),
    }  # fmt: skip

"""Whose move it is and why, and what happened, in words. Claims store a short code; the sentence is made when shown.

A stored reason is `code` or `code|value`, so that both languages can be told at any time.
"""

from collections.abc import Sequence

WHY: dict[str, tuple[str, str]] = {
    "check": ("memeriksa berkas", "checking the file"),
    "documents": ("dokumen yang belum ada: {value}", "papers still missing: {value}"),
    "decide": ("menyusun keputusan", "composing the decision"),
    "approve": ("menunggu persetujuan orang kedua", "waiting for the second person's approval"),
    "redo": ("memperbaiki usulan: {value}", "redoing the proposal: {value}"),
    "pay": ("menyiapkan pembayaran", "preparing the payment"),
    "bank": ("menunggu jawaban bank", "waiting for the bank's answer"),
    "account": ("rekening bank untuk {value}", "a bank account for {value}"),
    "failed": (
        "pembayaran gagal, rekening perlu diperbaiki: {value}",
        "payment failed, the account needs correcting: {value}",
    ),
    "returned": ("berkas dikembalikan untuk dilengkapi: {value}", "file returned to be completed: {value}"),
    "rest": ("memutus bagian berikutnya", "deciding the remaining part"),
    "arrears": (
        "iuran yang tertunggak, dilunasi ahli waris",
        "the contributions in arrears, to be paid by the heirs",
    ),
    "late_fee": ("kompensasi keterlambatan menunggu persetujuan", "compensation for lateness waiting for approval"),
    "third": ("menunggu {value}", "waiting for {value}"),
    "done": ("tidak ada lagi", "nothing more"),
}

EVENTS: dict[str, tuple[str, str]] = {
    "SUBMITTED": ("Klaim diajukan", "Claim submitted"),
    "DEATH_REPORTED": ("Kematian dilaporkan", "Death reported"),
    "REPORTED_AGAIN": ("Kematian dilaporkan lagi", "Death reported again"),
    "REPORT_ANSWERED": ("Laporan lain dijawab", "Another report answered"),
    "RESUBMITTED": ("Klaim diajukan lagi", "Claim submitted again"),
    "COMPLETE": ("Berkas lengkap", "File complete"),
    "DOCUMENT_GIVEN": ("Dokumen diterima", "Paper received"),
    "DOCUMENT_CHECKED": ("Dokumen diperiksa", "Paper checked"),
    "DOCUMENT_REFUSED": ("Dokumen tidak dapat dipakai", "Paper cannot be used"),
    "DOCUMENT_ASKED": ("Dokumen tambahan diminta", "Another paper asked for"),
    "THIRD_ASKED": ("Keterangan diminta dari pihak ketiga", "Information asked from a third party"),
    "THIRD_ANSWERED": ("Keterangan pihak ketiga diterima", "Third party answered"),
    "PROPOSED": ("Keputusan diusulkan", "Decision proposed"),
    "SENT_BACK": ("Usulan dikembalikan penyetuju", "Proposal sent back by the approver"),
    "AWARDED": ("Klaim dikabulkan", "Claim awarded"),
    "RETURNED": ("Berkas dikembalikan untuk dilengkapi", "File returned to be completed"),
    "REJECTED": ("Klaim ditolak", "Claim rejected"),
    "WITHDRAWN": ("Klaim dicabut", "Claim withdrawn"),
    "RELEASED": ("Pembayaran dikirim ke bank", "Payment sent to the bank"),
    "PAID": ("Pembayaran diterima", "Payment received"),
    "PAYMENT_FAILED": ("Pembayaran gagal", "Payment failed"),
    "PAYMENT_RETRIED": ("Pembayaran diulang", "Payment repeated"),
    "PAYMENT_REVERSED": ("Pembayaran ditarik kembali", "Payment reversed"),
    "ACCOUNT_SET": ("Rekening pembayaran diisi", "Payment account set"),
    "LATE_FEE": ("Kompensasi keterlambatan dihitung", "Compensation for lateness computed"),
    "APPEALED": ("Keberatan diajukan", "Appeal filed"),
    "APPEAL_ANSWERED": ("Keberatan dijawab", "Appeal answered"),
    "CORRECTION_PROPOSED": ("Pembetulan putusan diusulkan", "Correction of the decision proposed"),
    "CORRECTED": ("Putusan dibetulkan", "Decision corrected"),
    "NOTE": ("Catatan", "Note"),
}


def why(code: str, value: str = "") -> str:
    """The stored form of a reason, within the column's 200 characters."""
    if code not in WHY:
        raise KeyError(code)
    return (f"{code}|{value}" if value else code)[:200]


def listed(names: Sequence[str]) -> str:
    """Several names for a reason."""
    return ", ".join(names)


def text(stored: str, lang: str = "id") -> str:
    """A stored reason as a phrase in `lang`."""
    code, _, value = stored.partition("|")
    if code not in WHY:
        return stored
    return WHY[code][lang[:2] == "en"].format(value=value)


def event(kind: str, lang: str = "id") -> str:
    """What happened, in `lang`."""
    return EVENTS[kind][lang[:2] == "en"] if kind in EVENTS else kind

"""Entries of the books in words: what happened, and the page of the bill, receipt or claim that the key names."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as later

from lindung.access.permissions import Act
from lindung.base.db import scalar

KINDS: dict[str, Any] = {
    "BILL": later("Tagihan ditetapkan"),
    "RECEIPT": later("Uang diterima"),
    "ALLOCATION": later("Penerimaan melunasi tagihan"),
    "MOVE": later("Pindah kantor atau peserta"),
    "ORDER": later("Kode iuran dilunasi atau dikurangi"),
    "REFUND": later("Pengembalian disetujui atau gagal"),
    "REFUND_PAID": later("Pengembalian dibayar bank"),
    "OFFSET": later("Untuk pemberi kerja lain"),
    "RECALL": later("Ditarik kembali oleh bank"),
    "FINE": later("Denda administratif"),
    "AWARD": later("Klaim disetujui"),
    "CLAIM_RETURN": later("Hasil pengembangan sampai klaim dibayar"),
    "PAYMENT": later("Manfaat dibayar bank"),
    "PAYMENT_FAILED": later("Pembayaran ditolak bank"),
    "PAYMENT_REVERSED": later("Pembayaran dibatalkan"),
    "CORRECTION": later("Koreksi berlabel"),
    "RETURN": later("Hasil pengembangan sebulan"),
    "TRUE_UP": later("Koreksi hasil pengembangan setahun"),
    "OPENING": later("Saldo awal"),
    "REVERSAL": later("Jurnal pembalik"),
}

_BATCH = "select b.number from claims_paymentorder o join claims_payoutbatch b on b.id = o.batch_id where o.id = %s"
_DECISION, _RECEIPT = (
    "select id from claims_decision where id = %s",
    "select id from contributions_receipt where id = %s",
)
_SOURCES: dict[str, tuple[Act, str, str]] = {
    "bill": (Act.BILL_SEE, "staff:bill", "select code from contributions_bill where report_id = %s"),
    "assign": (Act.RECONCILE_SEE, "staff:receipt_show", _RECEIPT),
    "recall": (Act.RECONCILE_SEE, "staff:receipt_show", _RECEIPT),
    "refund": (Act.RECONCILE_SEE, "staff:refund", "select id from contributions_refund where id = %s"),
    "refund-paid": (Act.RECONCILE_SEE, "staff:refund", "select id from contributions_refund where id = %s"),
    "refund-failed": (Act.RECONCILE_SEE, "staff:refund", "select id from contributions_refund where id = %s"),
    "fine": (Act.COLLECTION_SEE, "staff:collection_case", "select id from collection_case where id = %s"),
    "fine-payment": (
        Act.COLLECTION_SEE,
        "staff:collection_case",
        "select case_id from collection_fine where id = %s",
    ),
    "decision": (Act.CASE_SEE, "staff:decision", _DECISION),
    "claim-return": (Act.CASE_SEE, "staff:decision", _DECISION),
    "pay": (Act.PAYOUT_SEE, "staff:payout", _BATCH),
    "unpay": (Act.PAYOUT_SEE, "staff:payout", _BATCH),
}
"""First word of a key with a number behind it -> who may open its page, the page, and what the page is called by."""


def source(key: str, entry_id: int, may: Callable[[Act], bool]) -> str:
    """The page of what an entry stands for; empty where there is none or the reader may not see it."""
    name, _, rest = key.partition(":")
    if name == "receipt":
        found = scalar("select id from contributions_receipt where entry_id = %s", [entry_id])
        return reverse("staff:receipt_show", args=[found]) if found and may(Act.RECONCILE_SEE) else ""
    if name == "allocation":
        found = scalar(
            "select receipt_id from contributions_allocation where entry_id = %s order by id limit 1", [entry_id]
        )
        return reverse("staff:receipt_show", args=[found]) if found and may(Act.RECONCILE_SEE) else ""
    if name == "order":
        found = scalar("select code from segments_order where code = %s", [rest.partition(":")[0]])
        return reverse("staff:order", args=[found]) if found and may(Act.SEGMENT_SEE) else ""
    if name in ("jht-return", "jp-return", "jht-true-up"):
        return reverse("staff:returns") if may(Act.RETURNS_SEE) else ""
    act, page, sql = _SOURCES.get(name, (None, "", ""))
    number = rest.partition(":")[0]
    if act is None or not may(act) or not (number.isascii() and number.isdigit()):
        return ""
    found = scalar(sql, [int(number)])
    return reverse(page, args=[found]) if found is not None else ""

"""Words for the keys and codes in the details of case-by-case formulas: Indonesian, English, and the unit of the value
where it is a figure ("money", "rate", "flag", "plain", or a unit of the law)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    "ground": ("Sebab klaim", "Ground of the claim"),
    "earliest": ("Paling awal", "Earliest day"),
    "reason": ("Alasan", "Reason"),
    "documents": ("Dokumen", "Papers"),
    "code": ("Kode", "Code"),
    "title": ("Nama", "Name"),
}

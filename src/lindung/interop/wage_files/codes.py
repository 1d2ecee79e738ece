"""The code words of the layouts and the other ways people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

SEX: Mapping[str, str] = {
    "L": "L", "LAKILAKI": "L", "LAKI": "L", "PRIA": "L", "LK": "L", "COWOK": "L", "M": "L", "MALE": "L",
    "P": "P", "PEREMPUAN": "P", "WANITA": "P", "PR": "P", "W": "P", "F": "P", "FEMALE": "P",
}  # fmt: skip

MARITAL: Mapping[str, str] = {
    "Y": "Y", "YA": "Y", "KAWIN": "Y", "MENIKAH": "Y", "NIKAH": "Y", "K": "Y", "SUDAHKAWIN": "Y", "SUDAHMENIKAH": "Y",
    "T": "T", "TIDAK": "T", "BELUMKAWIN": "T", "BELUMMENIKAH": "T", "TIDAKKAWIN": "T", "TK": "T", "LAJANG": "T",
    "CERAI": "T", "CERAIHIDUP": "T", "CERAIMATI": "T", "JANDA": "T", "DUDA": "T",
}  # fmt: skip

IDENTITY: Mapping[str, str] = {
    "KTP": "KTP", "EKTP": "KTP", "KTPEL": "KTP", "NIK": "KTP",
    "PASSPORT": "PASSPORT", "PASPOR": "PASSPORT", "PASPORT": "PASSPORT",
}  # fmt: skip

CONTRACT: Mapping[str, str] = {
    "PKWT": "PKWT", "KONTRAK": "PKWT", "PKWTT": "PKWTT", "TETAP": "PKWTT",
    "PEGAWAITETAP": "PKWTT", "KARYAWANTETAP": "PKWTT",
}  # fmt: skip

EXIT: Mapping[str, str] = {
    "RESIGNED": "RESIGNED", "MENGUNDURKANDIRI": "RESIGNED", "RESIGN": "RESIGNED", "PENGUNDURANDIRI": "RESIGNED",
    "TERMINATED": "TERMINATED", "PHK": "TERMINATED", "PEMUTUSANHUBUNGANKERJA": "TERMINATED",
    "CONTRACTEND": "CONTRACT_END", "KONTRAKBERAKHIR": "CONTRACT_END", "HABISKONTRAK": "CONTRACT_END",
    "KONTRAKHABIS": "CONTRACT_END", "PKWTBERAKHIR": "CONTRACT_END", "AKHIRKONTRAK": "CONTRACT_END",
    "RETIRED": "RETIRED", "PENSIUN": "RETIRED", "USIAPENSIUN": "RETIRED",
    "TOTALDISABILITY": "TOTAL_DISABILITY", "CACATTOTALTETAP": "TOTAL_DISABILITY", "CACATTOTAL": "TOTAL_DISABILITY",
    "LEFTINDONESIA": "LEFT_INDONESIA", "MENINGGALKANINDONESIA": "LEFT_INDONESIA",
    "MENINGGALKANINDONESIASELAMALAMANYA": "LEFT_INDONESIA", "MENINGGALKANINDONESIAUNTUKSELAMALAMANYA": "LEFT_INDONESIA",
    "ERROR": "ERROR", "SALAHDIDAFTARKAN": "ERROR", "SALAHDAFTAR": "ERROR", "BATAL": "ERROR",
}  # fmt: skip
"""Reasons for leaving; the codes are those of the coverage register. Death is not among them on purpose."""

EXIT_SHOWN = (
    "Mengundurkan diri, PHK, Kontrak berakhir, Pensiun, Cacat total tetap, Meninggalkan Indonesia, Salah didaftarkan"
)

_DEATH = re.compile(
    r"\b(meninggal|wafat|tewas|gugur|almarhum|almarhumah|berpulang|died|dead|death|deceased)\b", re.IGNORECASE
)
_LEAVING = re.compile(r"\bmeninggal\s+kan\b", re.IGNORECASE)
_SHORT_DEATH = {"MD", "ALM", "ALMH", "DIED", "DEATH", "JKM"}


def code_key(text: str) -> str:
    """`text` as code words are compared: letters and digits only, upper case."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def speaks_of_death(text: str) -> bool:
    """Whether `text` says that someone died (``meninggalkan``, to leave, is another word)."""
    return code_key(text) in _SHORT_DEATH or bool(_DEATH.search(_LEAVING.sub("", text)))

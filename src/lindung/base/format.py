"""How numbers, rupiah and dates are written for people, in Indonesian and in English.

Pure functions over integers, exact rationals and dates: pages, letters, the command line and data releases all use
them, so that one amount never has two spellings. Nothing here touches a float. Rounding is half away from zero.

Shapes: money is a whole number of rupiah (`int`); a language is ``"id"`` or ``"en"`` (others read as ``"id"``).
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

MINUS = "\u2212"
"""The true minus sign: as wide as a plus, so that columns of figures line up."""

Exact = int | Fraction | Decimal

_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_MONTHS_SHORT = {
    "id": (
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "Mei",
        "Jun",
        "Jul",
        "Agu",
        "Sep",
        "Okt",
        "Nov",
        "Des",
    ),
    "en": (
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ),
}
_DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": (
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
}
# (size, Indonesian, English): Indonesian `miliar` is the English billion, `triliun` the trillion.
_SCALES = (
    (10**12, "triliun", "trillion"),
    (10**9, "miliar", "billion"),
    (10**6, "juta", "million"),
)


class FormatError(ValueError):
    """A text that cannot be read as the amount it is meant to be. `code` is stable; `text(lang)` is for people."""

    def __init__(self, code: str, value: str) -> None:
        self.code = code
        self.value = value
        super().__init__(self.text("en"))

    def text(self, lang: str = "id") -> str:
        """One sentence saying what is wrong and how to write it instead."""
        table = _ERRORS[self.code]
        return table["en" if lang == "en" else "id"].format(value=self.value[:40])


_ERRORS = {
    "empty": {
        "id": "Isi jumlah rupiah, misalnya 4.290.133.",
        "en": "Enter an amount in rupiah, for example 4.290.133.",
    },
    "not_rupiah": {
        "id": "“{value}” bukan jumlah rupiah. Tulis angka saja, misalnya 4290133 atau 4.290.133.",
        "en": "“{value}” is not an amount in rupiah. Write digits only, for example 4290133 or 4.290.133.",
    },
    "grouping": {
        "id": "Titik pada “{value}” tidak memisahkan ribuan. Tulis misalnya 4.290.133.",
        "en": "The dots in “{value}” do not separate thousands. Write for example 4.290.133.",
    },
    "fraction": {
        "id": "“{value}” memuat sen. Jumlah harus rupiah penuh, misalnya 4.290.133.",
        "en": "“{value}” contains cents. Amounts are whole rupiah, for example 4.290.133.",
    },
    "negative": {
        "id": "“{value}” kurang dari nol. Tulis jumlah nol atau lebih.",
        "en": "“{value}” is below zero. Write an amount of zero or more.",
    },
}


def _lang(lang: str) -> str:
    return "en" if lang[:2] == "en" else "id"


def _marks(lang: str) -> tuple[str, str]:
    """(thousands mark, decimal mark) of a language."""
    return (",", ".") if _lang(lang) == "en" else (".", ",")


def _scaled(value: Exact, decimals: int) -> int:
    """`value` × 10^decimals as an integer, half away from zero."""
    exact = Fraction(value) * 10**decimals
    magnitude: int = (abs(exact.numerator) * 2 + exact.denominator) // (2 * exact.denominator)
    return -magnitude if exact < 0 else magnitude


def _digits(scaled: int, decimals: int, lang: str, trim: bool) -> str:
    """Unsigned figure with marks, from an integer that counts units of 10^-decimals."""
    group, point = _marks(lang)
    whole, rest = divmod(abs(scaled), 10**decimals)
    text = f"{whole:,}".replace(",", group)
    fraction = f"{rest:0{decimals}d}" if decimals else ""
    if trim:
        fraction = fraction.rstrip("0")
    return f"{text}{point}{fraction}" if fraction else text


def number(value: Exact, decimals: int = 0, lang: str = "id", *, trim: bool = False) -> str:
    """A count or exact figure: ``1234567`` → ``1.234.567``; ``Fraction(25, 2)``, 1 → ``12,5``.

    `decimals` digits are shown after rounding; `trim` drops zeros at the end. Floats are refused with TypeError.
    """
    if isinstance(value, float):
        raise TypeError("floats are not exact: pass an int, Fraction or Decimal")
    scaled = _scaled(value, decimals)
    return (MINUS if scaled < 0 else "") + _digits(scaled, decimals, lang, trim)


def rupiah(amount: int, lang: str = "id") -> str:
    """Whole rupiah in full: ``1234567`` → ``Rp1.234.567``, ``-5000`` → ``−Rp5.000`` (English: ``Rp1,234,567``)."""
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"rupiah are whole numbers (int), got {type(amount).__name__}")
    return (MINUS if amount < 0 else "") + "Rp" + _digits(amount, 0, lang, False)


def rupiah_short(amount: int, lang: str = "id", decimals: int = 2, *, trim: bool = True) -> str:
    """Rupiah in words of scale: ``184720007627`` → ``Rp184,72 miliar`` (English: ``Rp184.72 billion``).

    Amounts below one million are written in full. For headings only: books and letters carry the full amount.
    """
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"rupiah are whole numbers (int), got {type(amount).__name__}")
    for place, (size, word_id, word_en) in enumerate(_SCALES):
        if abs(amount) < size:
            continue
        scaled = _scaled(Fraction(amount, size), decimals)
        if abs(scaled) >= 1000 * 10**decimals and place:
            # Rounding carried over the next scale: 999.999.999 is Rp1 miliar, not Rp1.000 juta.
            size, word_id, word_en = _SCALES[place - 1]
            scaled = _scaled(Fraction(amount, size), decimals)
        word = word_en if _lang(lang) == "en" else word_id
        return f"{MINUS if amount < 0 else ''}Rp{_digits(scaled, decimals, lang, trim)} {word}"
    return rupiah(amount, lang)


def percent(
    numerator: Exact,
    denominator: Exact = 1,
    decimals: int = 1,
    lang: str = "id",
    *,
    trim: bool = True,
) -> str:
    """A share as a percentage: ``(1200000, 2300000)`` → ``52,2 %`` (English ``52.2%``); a zero base gives ``–``."""
    if isinstance(numerator, float) or isinstance(denominator, float):
        raise TypeError("floats are not exact: pass int, Fraction or Decimal")
    if denominator == 0:
        return "–"
    figure = number(Fraction(numerator) / Fraction(denominator) * 100, decimals, lang, trim=trim)
    return f"{figure}%" if _lang(lang) == "en" else f"{figure} %"


def month_name(month: int, lang: str = "id", *, short: bool = False) -> str:
    """Name of month 1–12: ``12`` → ``Desember``; `short` gives ``Des``."""
    if not 1 <= month <= 12:
        raise ValueError(f"month must be 1 to 12, got {month}")
    return (_MONTHS_SHORT if short else _MONTHS)[_lang(lang)][month - 1]


def month_year(month: dt.date, lang: str = "id", *, short: bool = False) -> str:
    """The month a date falls in: ``2021-12-01`` → ``Desember 2021``."""
    return f"{month_name(month.month, lang, short=short)} {month.year}"


def date_long(day: dt.date, lang: str = "id", *, weekday: bool = False) -> str:
    """A date in words: ``15 Desember 2021``, with `weekday` ``Rabu, 15 Desember 2021``."""
    text = f"{day.day} {month_year(day, lang)}"
    return f"{_DAYS[_lang(lang)][day.weekday()]}, {text}" if weekday else text


def date_short(day: dt.date, lang: str = "id") -> str:
    """A date for table columns: ``15 Des 2021``."""
    return f"{day.day} {month_year(day, lang, short=True)}"


_RUPIAH = re.compile(
    r"(?P<sign>[-\u2212]?)\s*(?:(?:Rp|IDR)\.?\s*)?(?P<sign2>[-\u2212]?)(?P<body>[0-9][0-9.,]*)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


def parse_rupiah(text: str, *, negative: bool = False) -> int:
    """Read whole rupiah written by a person: ``Rp1.234.567``, ``1.234.567``, ``1234567``, ``1.234.567,00``.

    Strict on purpose: dots must separate thousands, a comma may only be followed by zeros, nothing is guessed
    (``1,5`` and ``4.29`` are refused, not rounded). `negative` admits a minus sign.
    Raises FormatError with code ``empty``, ``not_rupiah``, ``grouping``, ``fraction`` or ``negative``.
    """
    shown = text.replace("\u00a0", " ").strip()
    if not shown:
        raise FormatError("empty", shown)
    match = _RUPIAH.fullmatch(shown) if shown.isascii() or MINUS in shown else None
    if match is None or (match["sign"] and match["sign2"]):
        raise FormatError("not_rupiah", shown)
    body, comma, cents = match["body"].partition(",")
    if comma:
        if "," in cents or "." in cents or len(cents) != 2:
            raise FormatError("not_rupiah", shown)
        if cents != "00":
            raise FormatError("fraction", shown)
    if "." in body and not _GROUPED.fullmatch(body):
        raise FormatError("grouping", shown)
    amount = int(body.replace(".", ""))
    if match["sign"] or match["sign2"]:
        if not negative and amount:
            raise FormatError("negative", shown)
        amount = -amount
    return amount

"""Reading single cells: text, dates, rupiah. A value is understood in one way or refused; nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Any

from lindung.interop.wage_files.messages import Param

MAX_AMOUNT = 10_000_000_000
"""Above this a monthly wage is taken for a typing error (rupiah)."""

LOW_WAGE = 100_000
"""Below this a monthly wage may have been written in thousands (rupiah); a warning only."""

MAX_BALANCE = 10**15
"""Above this an amount on a bank statement is taken for a typing error (rupiah)."""

Notes = list[tuple[str, dict[str, Param]]]
"""Warnings about the cell being read: code and parameters."""


class Bad(Exception):
    """The cell cannot be used: code, parameters, and perhaps a value that would do."""

    def __init__(self, code: str, suggestion: str | None = None, **params: Param) -> None:
        self.code = code
        self.suggestion = suggestion
        self.params = params
        super().__init__(code)


# -- text ------------------------------------------------------------------------------------------------------------

_BROKEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_FORMULA_SIGNS = "=+-@"


def text(value: Any, notes: Notes) -> str:
    """The text of a cell, trimmed, blanks made single, invisible characters removed, in composed letters.

    A whole number is written without a decimal point. Raises `Bad` for control characters, broken letters and kinds
    that are no text (date, time, yes/no).
    """
    if type(value) is str:
        if value.isascii() and value.isprintable():
            said = value.strip()
            if "  " in said:
                said = " ".join(said.split())
        else:
            said = _odd_text(value, notes)
        # An apostrophe in front is how spreadsheets mark a number as text.
        return said[1:].lstrip() if said.startswith("'") else said
    if value is None:
        return ""
    if isinstance(value, bool):
        raise Bad("WRONG_KIND", kind_id="ya/tidak (TRUE/FALSE)", kind_en="yes/no value (TRUE/FALSE)")
    if isinstance(value, int | float):
        return exact_text(value)
    if isinstance(value, dt.date):
        raise Bad("WRONG_KIND", kind_id="tanggal", kind_en="date")
    raise Bad("WRONG_KIND", kind_id="jam", kind_en="time")


def _odd_text(value: str, notes: Notes) -> str:
    if "\ufffd" in value:
        raise Bad("BROKEN_LETTERS")
    if _BROKEN.search(value):
        raise Bad("CONTROL_CHARACTER", _offer(_INVISIBLE.sub("", _BROKEN.sub("", value))))
    said = value
    if not value.isascii():
        said, removed = _INVISIBLE.subn("", value)
        if removed:
            notes.append(("INVISIBLE_REMOVED", {}))
        said = unicodedata.normalize("NFC", said)
    # Surrogates that stand alone cannot be stored as UTF-8.
    if any("\ud800" <= c <= "\udfff" for c in said):
        raise Bad("BROKEN_LETTERS")
    return " ".join(said.split())


def _offer(value: str) -> str | None:
    plain = " ".join(value.split())
    return plain if 0 < len(plain) <= 80 else None


def exact_text(value: int | float) -> str:
    """A number cell as text, exactly: 123.0 -> ``123``, 1.5 -> ``1.5``; never with an exponent."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value.is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def shown(value: Any) -> str:
    """A cell as the sender would recognise it, for errors and for the file of refused rows."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return exact_text(value)
    if isinstance(value, dt.date):
        return f"{value.day:02d}-{value.month:02d}-{value.year:04d}"
    return str(value)


def limited(said: str, limit: int) -> str:
    """`said` unless it is longer than `limit` letters."""
    if len(said) > limit:
        raise Bad("TEXT_TOO_LONG", length=len(said), limit=limit)
    return said


def formula_sign(said: str) -> str:
    """The sign that makes spreadsheet programs take `said` for a formula, or ""."""
    return said[0] if said and said[0] in _FORMULA_SIGNS and not said[1:2].isdigit() and len(said) > 1 else ""


# -- dates -----------------------------------------------------------------------------------------------------------

_MONTHS = {
    "jan": 1, "januari": 1, "january": 1, "feb": 2, "pebruari": 2, "februari": 2, "february": 2, "mar": 3, "maret": 3,
    "march": 3, "apr": 4, "april": 4, "mei": 5, "may": 5, "jun": 6, "juni": 6, "june": 6, "jul": 7, "juli": 7,
    "july": 7,
    "agt": 8, "ags": 8, "agu": 8, "agustus": 8, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "okt": 10,
    "oct": 10, "oktober": 10, "october": 10, "nov": 11, "nop": 11, "november": 11, "nopember": 11, "des": 12, "dec": 12,
    "desember": 12, "december": 12,
}  # fmt: skip
_DMY = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{2}|\d{4})")
_YMD = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})[-/. ]*([A-Za-z]{3,9})\.?[-/. ]*(\d{2}|\d{4})")
_TIME = re.compile(r"[T ]\d{1,2}[:.]\d{2}([:.]\d{2}(\.\d+)?)?$")
_EPOCH, _EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)


def date(value: Any, notes: Notes, date1904: bool = False) -> dt.date | None:
    """The date in a cell, None when empty.

    Text is day-month-year (as in the templates; ``03/04/2021`` is 3 April), year-month-day, or with the month's name.
    Date cells are taken as they are; day numbers of the spreadsheet are converted with a warning. Two-digit years,
    months written first and days that do not exist raise `Bad`.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, float) and not value.is_integer():
            raise Bad("DATE_UNREADABLE")
        return _serial(int(value), notes, date1904)
    said = text(value, notes)
    if not said:
        return None
    if not said.isascii():
        raise Bad("DATE_UNREADABLE")
    said = _TIME.sub("", said)
    match = _DMY.fullmatch(said)
    if match:
        return _made(match[3], int(match[2]), int(match[1]))
    match = _YMD.fullmatch(said)
    if match:
        return _made(match[1], int(match[2]), int(match[3]))
    match = _NAMED.fullmatch(said)
    if match and match[2].lower() in _MONTHS:
        return _made(match[3], _MONTHS[match[2].lower()], int(match[1]))
    if said.isdigit():
        if len(said) == 5:
            return _serial(int(said), notes, date1904)
        raise Bad("DATE_UNREADABLE", _packed(said))
    raise Bad("DATE_UNREADABLE")


def _made(year: str, month: int, day: int) -> dt.date:
    if len(year) == 2:
        raise Bad("DATE_TWO_DIGIT_YEAR")
    if month > 12 >= day > 0 and month <= 31:
        raise Bad("DATE_MONTH_FIRST", _written(int(year), day, month), month=month)
    try:
        return dt.date(int(year), month, day)
    except ValueError as error:
        raise Bad("DATE_IMPOSSIBLE") from error


def _written(year: int, month: int, day: int) -> str | None:
    try:
        return written(dt.date(year, month, day))
    except ValueError:
        return None


def _packed(said: str) -> str | None:
    """The one date that eight digits can mean, or None when there are none or two."""
    if len(said) != 8:
        return None
    both = {
        _written(int(said[4:]), int(said[2:4]), int(said[:2])),
        _written(int(said[:4]), int(said[4:6]), int(said[6:])),
    }
    plausible = {found for found in both if found and 1900 <= int(found[-4:]) <= 2100}
    return plausible.pop() if len(plausible) == 1 else None


def _serial(number: int, notes: Notes, date1904: bool) -> dt.date:
    # 61 is 1 March 1900: below it the spreadsheets themselves disagree; 109574 is the year 2200.
    if not 61 <= number <= 109_574:
        raise Bad("DATE_UNREADABLE")
    day = (_EPOCH_1904 if date1904 else _EPOCH) + dt.timedelta(days=number)
    notes.append(("DATE_SERIAL", {"date": written(day)}))
    return day


def written(day: dt.date) -> str:
    """A date as the templates write it: 25-03-1990."""
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


# -- rupiah ----------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"\d+")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_BLANKS = re.compile(r"\d{1,3}(?: \d{3}){2,}")
_POINTS_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d{1,2})")
_COMMAS_DECIMAL = re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d{1,2})")
_DECIMAL = re.compile(r"(\d{4,})[.,](\d{1,2})")
_ONE_GROUP = re.compile(r"(\d{1,3})[., ](\d{3})")
_ZERO = re.compile(r"0(?:[.,]0{1,2})?")
_SHORT_DECIMAL = re.compile(r"(\d{1,3})[.,](\d{1,2})")
_WORDS = re.compile(r"(\d+)(?:[.,](\d{1,3}))?\s*(jt|juta|rb|ribu|k|m|mio|million)\.?", re.IGNORECASE)
_SCALE = {"jt": 6, "juta": 6, "mio": 6, "million": 6, "rb": 3, "ribu": 3}
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")
_PREFIX = re.compile(r"^(?:rp|idr)\.?\s*", re.IGNORECASE)
_FOREIGN = re.compile(r"[$€£¥]|\b(?:usd|sgd|eur|myr|jpy|cny|gbp|aud)\b", re.IGNORECASE)


def money(value: Any, notes: Notes, most: int = MAX_AMOUNT) -> int | None:
    """Whole rupiah in a cell, None when empty. Never passes through binary fractions.

    Accepted: digits; groups by point, comma or blank when there are at least two groups or decimals too; ``Rp`` in
    front; decimals ``00`` or ``,-`` behind. Refused with `Bad`: one single group (``4.290``) and short decimals
    (``1,5``) because they can mean two things, fractions, signs, words, other currencies, dates.
    """
    if type(value) is str:
        said = value if value.isascii() and value.isprintable() else text(value, notes)
        said = said.strip().lstrip("'").strip()
        if _PLAIN.fullmatch(said) and said.isascii():
            return _bounded(int(said), most) if len(said) < 30 else _bounded(most + 1, most)
        return _money_text(said, most)
    if value is None:
        return None
    if isinstance(value, bool):
        raise Bad("AMOUNT_UNREADABLE")
    if isinstance(value, int):
        return _signed(value, most)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise Bad("AMOUNT_UNREADABLE")
        if not value.is_integer():
            exact = Decimal(repr(value))
            if exact < 0:
                raise Bad("AMOUNT_NEGATIVE")
            # A value such as 4.29 in a number cell was read by the spreadsheet from "4.29" or "4,29".
            raise Bad("AMOUNT_FRACTION" if exact >= 1000 else "AMOUNT_AMBIGUOUS", _rounded(exact))
        return _signed(int(value), most)
    raise Bad("AMOUNT_IS_DATE")


def _rounded(exact: Decimal) -> str | None:
    return str(int(exact.to_integral_value(rounding="ROUND_HALF_UP"))) if 1000 <= exact < MAX_AMOUNT else None


def _signed(amount: int, most: int) -> int:
    if amount < 0:
        raise Bad("AMOUNT_NEGATIVE")
    return _bounded(amount, most)


def _bounded(amount: int, most: int) -> int:
    if amount > most:
        raise Bad("AMOUNT_TOO_LARGE", limit=most)
    return amount


def _money_text(said: str, most: int) -> int | None:
    if not said or said in ("-", "–", "—"):
        return None
    if _ZERO.fullmatch(said):
        return 0
    if not said.isascii():
        plain = unicodedata.normalize("NFKC", said)
        raise Bad(
            "AMOUNT_CURRENCY" if _FOREIGN.search(said) else "AMOUNT_UNREADABLE", plain if plain.isdigit() else None
        )
    if _FOREIGN.search(said):
        raise Bad("AMOUNT_CURRENCY")
    body = _PREFIX.sub("", said)
    negative = said.startswith("-") or body.startswith("-") or (body.endswith("-") and not body.endswith((",-", ".-")))
    if negative or (body.startswith("(") and body.endswith(")")):
        raise Bad("AMOUNT_NEGATIVE" if any(c.isdigit() for c in body) else "AMOUNT_UNREADABLE")
    if body.endswith((",-", ".-")):
        body = body[:-2].rstrip()
        if _ONE_GROUP.fullmatch(body):
            return _bounded(int(re.sub(r"[., ]", "", body)), most)
    if len(body) > 40:
        raise Bad("AMOUNT_UNREADABLE")
    if _PLAIN.fullmatch(body) or _POINTS.fullmatch(body) or _COMMAS.fullmatch(body) or _BLANKS.fullmatch(body):
        return _bounded(int(re.sub(r"[., ]", "", body)), most)
    for pattern in (_POINTS_DECIMAL, _COMMAS_DECIMAL, _DECIMAL):
        match = pattern.fullmatch(body)
        if match:
            whole = int(re.sub(r"[.,]", "", match[1]))
            if int(match[2]):
                raise Bad("AMOUNT_FRACTION", str(whole))
            return _bounded(whole, most)
    if match := _ONE_GROUP.fullmatch(body):
        raise Bad("AMOUNT_AMBIGUOUS", match[1] + match[2])
    if match := _SHORT_DECIMAL.fullmatch(body):
        raise Bad("AMOUNT_AMBIGUOUS", str(_scaled(match[1], match[2], 6)))
    if match := _WORDS.fullmatch(body):
        power = _SCALE.get(match[3].lower())
        raise Bad(
            "AMOUNT_WORDS", str(_scaled(match[1], match[2] or "", power)) if power and len(match[1]) <= 4 else None
        )
    if _SCIENTIFIC.fullmatch(body):
        exact = Decimal(body.replace(",", "."))
        whole_number = exact.adjusted() < 15 and exact == exact.to_integral_value()
        raise Bad("AMOUNT_SCIENTIFIC", str(int(exact)) if whole_number else None)
    raise Bad("AMOUNT_UNREADABLE")


def _scaled(whole: str, decimals: str, power: int) -> int:
    return int(Decimal(f"{whole}.{decimals or 0}").scaleb(power))

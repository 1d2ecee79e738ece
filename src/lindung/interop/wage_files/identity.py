"""NIK, KPJ and passport numbers: form, and what a NIK says by itself.

A NIK has 16 digits: area of first issue (6), day, month and year of birth (6; women have 40 added to the day),
serial (4).
The area may be one that no longer exists, and the year has two digits, so only contradictions are spoken of.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from lindung.interop.wage_files.values import Bad, Notes, text

_NIK = re.compile(r"[0-9]{16}", re.ASCII)
_SEPARATORS = re.compile(r"[ .\-_/]")
_KPJ = re.compile(r"[0-9]{11}", re.ASCII)
_PASSPORT = re.compile(r"[0-9A-Z]{6,15}", re.ASCII)
_SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]{1,2}", re.ASCII)
_PLACEHOLDERS = {"1234567890123456", "0123456789012345", "1234567812345678", "9999999999999999"}


def nik(value: Any, notes: Notes) -> str | None:
    """The 16 digits of a NIK, None when empty. Blanks, points and dashes between digits do not matter."""
    if type(value) is str and _NIK.fullmatch(value):
        said = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        said = _from_number(value, notes)
    else:
        said = _from_text(text(value, notes))
    if not said:
        return None
    if len(set(said)) == 1 or said in _PLACEHOLDERS or said.endswith("000000000000"):
        raise Bad("NIK_PLACEHOLDER")
    return said


def _from_number(value: int | float, notes: Notes) -> str:
    # A spreadsheet keeps 15 digits and fills up with zeros: a last digit other than 0 proves that nothing was lost, and
    # below 2**53 a number cell holds every whole number exactly.
    if isinstance(value, float) and not value.is_integer():
        raise Bad("NIK_NOT_DIGITS")
    number = int(value)
    said = str(number)
    if number < 0:
        raise Bad("NIK_NOT_DIGITS")
    if len(said) == 16:
        if said.endswith("0") or number >= 2**53:
            raise Bad("NIK_DIGITS_LOST")
        notes.append(("NIK_AS_NUMBER", {}))
        return said
    if len(said) > 16:
        raise Bad("NIK_DIGITS_LOST")
    raise Bad("NIK_LENGTH", length=len(said))


def _from_text(said: str) -> str:
    if not said or said in ("-", "0"):
        return ""
    if _SCIENTIFIC.fullmatch(said):
        raise Bad("NIK_DIGITS_LOST")
    bare = _SEPARATORS.sub("", said)
    if not (bare.isascii() and bare.isdigit()):
        plain = unicodedata.normalize("NFKC", bare).translate(str.maketrans("OoIl", "0011"))
        raise Bad("NIK_NOT_DIGITS", plain if _NIK.fullmatch(plain) else None)
    if len(bare) != 16:
        raise Bad("NIK_LENGTH", length=len(bare))
    return bare


def nik_birth(digits: str) -> tuple[int, int, int, str] | None:
    """Day, month, two-digit year and sex (L/P) that a NIK speaks of; None when there is no such day in any century."""
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    sex = "P" if day > 40 else "L"
    day -= 40 if day > 40 else 0
    for century in (1900, 2000):
        try:
            dt.date(century + year, month, day)
        except ValueError:
            continue
        return day, month, year, sex
    return None


def kpj(value: Any, notes: Notes) -> str | None:
    """The 11 digits of a member number, None when empty."""
    if type(value) is str and _KPJ.fullmatch(value):
        return value
    said = text(value, notes)
    if not said or said in ("-", "0"):
        return None
    bare = _SEPARATORS.sub("", said)
    if _KPJ.fullmatch(bare):
        return bare
    # A number cell drops zeros in front; which number was meant is for the sender to say.
    lost = isinstance(value, int | float) and bare.isdigit() and 8 <= len(bare) < 11
    raise Bad("KPJ_FORMAT", bare.zfill(11) if lost else None, length=len(bare))


def passport(value: Any, notes: Notes) -> str | None:
    """A passport number in capitals, None when empty."""
    said = _SEPARATORS.sub("", text(value, notes)).upper()
    if not said:
        return None
    if not _PASSPORT.fullmatch(said):
        raise Bad("PASSPORT_FORMAT")
    return said

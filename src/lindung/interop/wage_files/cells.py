"""How each field of a wage file is read from its cell."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from lindung.interop.wage_files import codes, identity, values
from lindung.interop.wage_files.values import Bad, Notes

Parser = Callable[[Any, Notes], Any]

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_PHONE_SIGNS = re.compile(r"[ .\-()/]")
EARLIEST = dt.date(1900, 1, 1)


def parsers(today: dt.date, date1904: bool) -> dict[str, Parser]:
    """Field -> parser of its cell. A parser returns the value (None when empty), notes warnings, or raises `Bad`."""

    def born(value: Any, notes: Notes) -> dt.date | None:
        return _between(values.date(value, notes, date1904), EARLIEST, today)

    def any_day(value: Any, notes: Notes) -> dt.date | None:
        return _between(values.date(value, notes, date1904), EARLIEST, dt.date(today.year + 50, 12, 31))

    return {
        "employee_no": _text(40),
        "kpj": identity.kpj,
        "nik": identity.nik,
        "identity_kind": _code(codes.IDENTITY, "KTP, PASSPORT"),
        "name": _name(150),
        "first_name": _name(100),
        "middle_name": _name(100),
        "last_name": _name(100),
        "birth_date": born,
        "birth_place": _text(100),
        "mother_name": _name(150),
        "sex": _code(codes.SEX, "L, P"),
        "phone": phone,
        "email": email,
        "marital": _code(codes.MARITAL, "Y, T"),
        "npwp": npwp,
        "address": _text(500),
        "postcode": postcode,
        "work_location": _text(50),
        "contract": _code(codes.CONTRACT, "PKWT, PKWTT"),
        "start_date": any_day,
        "contract_end": any_day,
        "wage": wage,
        "back_pay": values.money,
        "exit_reason": exit_reason,
        "exit_date": any_day,
        "note": _text(500),
    }


def _between(day: dt.date | None, low: dt.date, high: dt.date) -> dt.date | None:
    if day is not None and not low <= day <= high:
        raise Bad("DATE_RANGE", date=values.written(day), low=values.written(low), high=values.written(high))
    return day


def _text(limit: int) -> Parser:
    def read(value: Any, notes: Notes) -> str | None:
        said = values.text(value, notes)
        if not said:
            return None
        if len(said) > limit:
            values.limited(said, limit)
        if said[0] in "=+-@":
            sign = values.formula_sign(said)
            if sign:
                notes.append(("FORMULA_TEXT", {"sign": sign}))
        return said

    return read


def _name(limit: int) -> Parser:
    plain = _text(limit)

    def read(value: Any, notes: Notes) -> str | None:
        said: str | None = plain(value, notes)
        if said and any(c.isdigit() for c in said):
            notes.append(("NAME_DIGITS", {}))
        return said

    return read


def _code(words: Mapping[str, str], allowed: str) -> Parser:
    def read(value: Any, notes: Notes) -> str | None:
        if type(value) is str and value in words:
            return words[value]
        said = values.text(value, notes)
        if not said or said == "-":
            return None
        key = codes.code_key(said)
        found = words.get(key)
        if found is None:
            near = difflib.get_close_matches(key[:40], words, n=1, cutoff=0.8) if len(key) > 2 else []
            raise Bad("CODE_UNKNOWN", words[near[0]] if near else None, allowed=allowed)
        return found

    return read


def wage(value: Any, notes: Notes) -> int | None:
    """A monthly wage in whole rupiah: more than zero; a warning below `values.LOW_WAGE`."""
    amount = values.money(value, notes)
    if amount is not None and amount < values.LOW_WAGE:
        if amount == 0:
            raise Bad("AMOUNT_ZERO")
        notes.append(("AMOUNT_LOW", {"amount": amount}))
    return amount


def exit_reason(value: Any, notes: Notes) -> str | None:
    """Code of the reason for leaving; a death is refused with the way to report it."""
    said = values.text(value, notes)
    if not said:
        return None
    if codes.speaks_of_death(said):
        raise Bad("EXIT_DEATH")
    key = codes.code_key(said)
    found = codes.EXIT.get(key)
    if found is None:
        near = difflib.get_close_matches(key[:60], codes.EXIT, n=1, cutoff=0.8) if len(key) > 2 else []
        raise Bad("CODE_UNKNOWN", codes.EXIT[near[0]] if near else None, allowed=codes.EXIT_SHOWN)
    return found


# -- particulars: useful, but never a reason to leave a worker without cover, so a bad one is dropped with a warning


def phone(value: Any, notes: Notes) -> str | None:
    """Phone number as digits, with + in front when international."""
    said = values.text(value, notes)
    if not said or said in ("-", "0"):
        return None
    bare = _PHONE_SIGNS.sub("", said)
    digits = bare[1:] if bare.startswith("+") else bare
    if not (digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15):
        notes.append(("PHONE_DROPPED", {}))
        return None
    if isinstance(value, int | float) and digits.startswith("8"):
        notes.append(("PHONE_ZERO", {}))
        return "0" + digits
    return bare


def email(value: Any, notes: Notes) -> str | None:
    """E-mail address in lower case."""
    said = values.text(value, notes).lower()
    if not said or said == "-":
        return None
    if len(said) > 254 or not _EMAIL.fullmatch(said):
        notes.append(("EMAIL_DROPPED", {}))
        return None
    return said


def postcode(value: Any, notes: Notes) -> str | None:
    """Five digits."""
    said = values.text(value, notes)
    if not said or said in ("-", "0"):
        return None
    if not (len(said) == 5 and said.isascii() and said.isdigit()):
        notes.append(("POSTCODE_DROPPED", {}))
        return None
    return said


def npwp(value: Any, notes: Notes) -> str | None:
    """15 or 16 digits, points and dashes taken out."""
    said = values.text(value, notes)
    bare = _PHONE_SIGNS.sub("", said)
    if not bare.strip("0"):
        return None
    if not (bare.isascii() and bare.isdigit() and len(bare) in (15, 16)):
        notes.append(("NPWP_DROPPED", {}))
        return None
    return bare

"""Numbers that name people and employers: NIK, KPJ, NPP, NIB, NPWP. Pure functions, no database.

A KPJ is ten digits of a running number and a check digit; an NPP seven and a check digit. The check digit is Luhn's,
which finds every single wrong digit and nearly every swap of neighbours. Cards and numbers given out before are taken
as they are: KPJ of 11 letters and digits, NPP of two letters and six digits.
"""

import re
from dataclasses import dataclass
from datetime import date

_KPJ = re.compile(r"[A-Z0-9]{11}")
_NPP_OLD = re.compile(r"[A-Z]{2}[0-9]{6}")
_PROVINCES = frozenset(
    (*range(11, 22), *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98))
)


def with_check_digit(number: int) -> str:
    """`number` and its check digit: 1234567 -> "12345674". Same as registry_with_check_digit in the database."""
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        value = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += value - 9 if value > 9 else value
    return f"{number}{-total % 10}"


def has_check_digit(text: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    return text.isascii() and text.isdigit() and len(text) > 1 and with_check_digit(int(text[:-1])) == text


def clean(text: str) -> str:
    """A number as typed, without spaces, dots and dashes, letters in capitals."""
    return re.sub(r"[\s.\-/]", "", text).upper()


def is_kpj(text: str) -> bool:
    """Whether `text` can be a member number: 11 capital letters and digits, at least four of them digits."""
    return bool(_KPJ.fullmatch(text)) and sum(c.isdigit() for c in text) >= 4


def is_npp(text: str) -> bool:
    """Whether `text` can be an employer number: eight digits with a right check digit, or the old form AA999999."""
    return (len(text) == 8 and has_check_digit(text)) or bool(_NPP_OLD.fullmatch(text))


def is_nik(text: str) -> bool:
    """Whether `text` has the form of a NIK: sixteen digits. Whether it is plausible: `nik_doubts`."""
    return len(text) == 16 and text.isascii() and text.isdigit()


def is_nib(text: str) -> bool:
    """Whether `text` has the form of a business identification number: thirteen digits."""
    return len(text) == 13 and text.isascii() and text.isdigit()


def is_npwp(text: str) -> bool:
    """Whether `text` has the form of a tax number: fifteen digits, or sixteen since 2024 (for people: the NIK)."""
    return len(text) in (15, 16) and text.isascii() and text.isdigit()


@dataclass(frozen=True)
class Doubt:
    """Something about a number that need not be wrong but should be looked at."""

    code: str
    id: str
    en: str


def nik_doubts(nik: str, birth_date: date | None = None, sex: str = "") -> list[Doubt]:
    """What in a well-formed NIK does not agree with itself, a birth date or a sex ("L" or "P").

    Digits 1-2 are the province of first registration, 7-12 day, month and year of birth, the day plus 40 for women.
    """
    found = []
    if int(nik[:2]) not in _PROVINCES:
        found.append(
            Doubt(
                "nik_province",
                f"Dua angka pertama NIK ({nik[:2]}) bukan kode provinsi.",
                f"The first two digits of the NIK ({nik[:2]}) are no province code.",
            )
        )
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    woman = day > 40
    day -= 40 if woman else 0
    if not _is_day(day, month, year, birth_date):
        found.append(
            Doubt(
                "nik_date",
                "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang ada.",
                "Digits 7 to 12 of the NIK are not a date that exists.",
            )
        )
    elif birth_date and (day, month, year) != (birth_date.day, birth_date.month, birth_date.year % 100):
        found.append(
            Doubt(
                "nik_birth_date",
                f"Tanggal lahir pada NIK ({day:02}-{month:02}-{year:02}) berbeda dengan {birth_date:%d-%m-%Y}.",
                f"The birth date in the NIK ({day:02}-{month:02}-{year:02}) differs from {birth_date:%d-%m-%Y}.",
            )
        )
    if sex and woman != (sex == "P"):
        found.append(
            Doubt(
                "nik_sex",
                "Jenis kelamin pada NIK berbeda dengan yang diisi.",
                "The sex in the NIK differs from the one entered.",
            )
        )
    if nik[12:] == "0000":
        found.append(Doubt("nik_serial", "Nomor urut NIK tidak boleh 0000.", "The serial of a NIK cannot be 0000."))
    return found


def _is_day(day: int, month: int, year: int, birth_date: date | None) -> bool:
    """Whether the date exists in one of the two centuries it can mean (in that of `birth_date` where it agrees)."""
    centuries = [birth_date.year // 100] if birth_date and birth_date.year % 100 == year else [19, 20]
    for century in centuries:
        try:
            date(century * 100 + year, month, day)
        except ValueError:
            continue
        return True
    return False

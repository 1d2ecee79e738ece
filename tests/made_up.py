"""Made-up data that tests of several packages need."""

from datetime import date


def nik(number: int, born: date, sex: str) -> str:
    """A synthetic NIK that agrees with birth date and sex; district 35.75."""
    day = born.day + (40 if sex == "P" else 0)
    return f"357501{day:02}{born.month:02}{born.year % 100:02}{number % 10000:04}"

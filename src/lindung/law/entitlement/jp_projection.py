"""What somebody may expect from the pension insurance (JP) under assumed growth: today's law, the caller's rates."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..dates import full_months
from ..errors import BadFact, MissingInput
from ..ops import ratio
from ..plan import month_end
from ..procedure import Field, Notebook, both, procedure
from ..units import PPM, show_money, show_rate
from .jp import BORN
from .jp_common import OLD_AGE, age_day, first_of_next, quiet


def _rate(name: str, local: str, english: str) -> Field:
    return Field(name, "integer", both(local, english), low=-100_000, high=300_000, unit="rate")


@procedure(
    "jp.projection",
    both("Perkiraan Jaminan Pensiun", "Projection of the pension insurance (JP)"),
    (
        BORN,
        Field("wage", "integer", both("Upah sebulan sekarang", "Monthly wage now"), high=10**12, unit="IDR"),
        Field(
            "paid_months",
            "integer",
            both("Masa iur sampai bulan ini", "Contribution months so far"),
            high=780,
            unit="months",
        ),
        Field(
            "average_so_far",
            "integer",
            both("Rata-rata upah setahun sampai sekarang", "Average yearly wage so far"),
            True,
            high=10**10,
            unit="IDR",
        ),
        Field(
            "balance",
            "integer",
            both("Iuran dan hasil sampai sekarang", "Contributions and return so far"),
            high=10**11,
            unit="IDR",
        ),
        _rate("wage_growth", "Kenaikan upah setahun (anggapan)", "Yearly wage growth (assumed)"),
        _rate("cap_growth", "Kenaikan batas upah setahun (anggapan)", "Yearly growth of the wage cap (assumed)"),
        _rate("inflation", "Inflasi setahun (anggapan)", "Yearly inflation (assumed)"),
        _rate("return_rate", "Hasil pengembangan setahun (anggapan)", "Yearly return (assumed)"),
    ),
    (
        ("months", both("Masa iur pada usia pensiun", "Contribution months at the pension age"), "months"),
        ("average_yearly_wage", both("Rata-rata upah setahun", "Average yearly wage"), "IDR/year"),
        ("monthly", both("Pensiun sebulan", "Monthly pension"), "IDR/month"),
        (
            "monthly_today",
            both("Pensiun sebulan dalam nilai uang sekarang", "Monthly pension in today's money"),
            "IDR/month",
        ),
        ("lump_sum", both("Jumlah sekaligus", "Lump sum"), "IDR"),
    ),
    both(
        "Tanggal adalah hari ini. Perkiraan, bukan janji: hukum hari ini, kenaikan tiap 1 Januari, iuran tiap bulan"
        " sampai usia pensiun, batas pensiun naik dengan inflasi anggapan. Iuran berkembang mulai tahun berikutnya.",
        "The date is today. An estimate, no promise: today's law, growth each 1 January, a contribution every month up"
        " to the pension age, bounds growing with the assumed inflation. A contribution earns from the next year.",
    ),
)
def projection(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 15, 17-19, 24, 28-29, under assumed rates."""
    today, so_far = book.on, given["paid_months"]
    if so_far and given["average_so_far"] is None:
        raise MissingInput(formula="jp.projection", input="average_so_far")
    when = age_day(book, given["birth_date"])
    if when.reached <= today:
        raise BadFact(id="Usia pensiun sudah tercapai.", en="The pension age has been reached.")
    ahead = full_months(today.replace(day=1), when.reached.replace(day=1))
    by_year: dict[int, int] = {}
    day = today.replace(day=1)
    for _ in range(ahead):
        day = first_of_next(day)
        by_year[day.year] = by_year.get(day.year, 0) + 1
    end = when.reached.year
    years = end - today.year
    price = Fraction(PPM + given["inflation"], PPM)
    total, fund = _run(book, given, by_year, end, price)
    months = so_far + ahead
    mode = book.setting("rounding.benefit")
    average = ratio(total.numerator, total.denominator, mode) if months else 0
    book.step(
        "jp.projected_wage",
        both("Rata-rata upah setahun pada usia pensiun", "Average yearly wage at the pension age"),
        average,
        {k: show_money(average, k) for k in ("id", "en")},
        cite="PP 45/2015 Pasal 17 ayat (3) dan 29",
        because=[
            {
                k: f"{w}: {show_rate(given['wage_growth'], k)}, {show_rate(given['cap_growth'], k)},"
                f" {show_rate(given['inflation'], k)}"
                for k, w in (
                    ("id", "anggapan kenaikan upah, batas upah, harga"),
                    ("en", "assumed growth of wages, of the cap, of prices"),
                )
            }
        ],
        inputs={"months_ahead": ahead, "years": years},
        unit="IDR/year",
    )
    monthly, now, lump = _result(book, average, months, price**years, fund, mode)
    values = {
        "months": months,
        "average_yearly_wage": average,
        "monthly": monthly,
        "monthly_today": now,
        "lump_sum": lump,
    }
    details = {
        "assumption": both("perkiraan dengan anggapan pertumbuhan", "an estimate under assumed growth"),
        "age": when.age,
        "right_starts": when.right.isoformat(),
        "by_year": [[year, count] for year, count in by_year.items()],
    }
    return values, details


def _run(
    book: Notebook, given: dict[str, Any], by_year: dict[int, int], end: int, price: Fraction
) -> tuple[Fraction, Fraction]:
    """Average yearly wage at the prices of the year of retirement, and the balance, both exact."""
    whole = book.parameter("calendar.months_in_year").value
    cap = book.parameter("jp.wage_cap", month_end(book.on)).value
    rate = book.parameter("jp.rate_employer").value + book.parameter("jp.rate_worker").value
    grown, capped = Fraction(PPM + given["wage_growth"], PPM), Fraction(PPM + given["cap_growth"], PPM)
    earns = Fraction(PPM + given["return_rate"], PPM)
    first = book.on.year
    so_far = given["paid_months"]
    wages = Fraction(so_far * (given["average_so_far"] or 0), whole) * price ** (end - first)
    fund = Fraction(given["balance"])
    for year in range(first, end + 1):
        if year > first:
            fund *= earns
        count = by_year.get(year, 0)
        wage = min(given["wage"] * grown ** (year - first), cap * capped ** (year - first))
        wages += count * wage * price ** (end - year)
        fund += count * wage * Fraction(rate, PPM)
    months = so_far + sum(by_year.values())
    return (wages * whole / months if months else Fraction(0)), fund


def _result(
    book: Notebook, average: int, months: int, prices: Fraction, fund: Fraction, mode: str
) -> tuple[int, int, int]:
    """Monthly pension, the same in today's money, or the lump sum."""
    least = book.parameter("jp.min_months")
    if months < least.value:
        lump = ratio(fund.numerator, fund.denominator, mode)
        book.step(
            "jp.projected_lump_sum",
            both("Dibayar sekaligus", "Paid as a lump sum"),
            lump,
            {k: show_money(lump, k) for k in ("id", "en")},
            cite="PP 45/2015 Pasal 24",
            because=[both(f"{months} dari {least.value} bulan", f"{months} of {least.value} months")],
            unit="IDR",
        )
        return 0, 0, lump
    facts = {"average_yearly_wage": 0, "months": months, "kind": OLD_AGE}
    bounds = quiet(book, "jp.formula", facts)
    whole = book.parameter("calendar.months_in_year").value
    accrual = book.parameter("jp.accrual").value
    raw = Fraction(average * months * accrual, PPM * whole * whole)
    held = min(max(raw, bounds["floor"] * prices), bounds["ceiling"] * prices)
    monthly = ratio(held.numerator, held.denominator, mode)
    now = held / prices
    today = ratio(now.numerator, now.denominator, mode)
    book.step(
        "jp.projected_pension",
        both("Pensiun sebulan", "Monthly pension"),
        monthly,
        {k: show_money(monthly, k) for k in ("id", "en")},
        cite="PP 45/2015 Pasal 17 dan 18",
        arithmetic={
            k: f"{show_rate(accrual, k)} × {months}/{whole} × {show_money(average, k)}/{whole}, {w}"
            f" {show_money(monthly, k)}"
            for k, w in (("id", "di dalam batas:"), ("en", "within the bounds:"))
        },
        inputs={"floor_today": bounds["floor"], "ceiling_today": bounds["ceiling"]},
        unit="IDR/month",
    )
    return monthly, today, 0

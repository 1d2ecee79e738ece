"""The wage history of a pension (JP): each year's wage brought forward with inflation, and their average, exactly."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from ..dates import add_months
from ..errors import BadFact
from ..ops import ratio
from ..plan import month_end
from ..procedure import Field, Notebook, both, procedure
from ..units import PPM, show_integer, show_money, show_ratio
from .jp_common import first_of_next, inflation

CITE = "PP 45/2015 Pasal 17 ayat (3) dan (5) serta penjelasannya"
YEAR = Field("year", "integer", both("Tahun", "Year"), low=2015, high=2100, unit="count")
HISTORY = Field(
    "history",
    "rows",
    both("Riwayat upah yang diiur", "History of contributed wages"),
    low=1,
    high=780,
    columns=(
        YEAR,
        Field("month", "integer", both("Bulan pertama", "First month"), True, low=1, high=12, unit="count"),
        Field("months", "integer", both("Banyak bulan dibayar", "Months paid"), low=1, high=12, unit="months"),
        Field("wage", "integer", both("Upah sebulan dilaporkan", "Reported monthly wage"), high=10**12, unit="IDR"),
    ),
)


def retirement_year(book: Notebook) -> int:
    """The year of retirement for the index: of the event, or of the start of the right."""
    right = first_of_next(book.on)
    if right.year == book.on.year:
        return book.on.year
    return right.year if book.setting("jp.index_end") == "right" else book.on.year


def factors(book: Notebook, first: int) -> dict[int, Fraction]:
    """Exact index factor of every year from the first to the year of retirement: the product of inflation of the year
    itself up to the year before retirement."""
    end = retirement_year(book)
    out = {end: Fraction(1)}
    rates: dict[int, int] = {}
    for year in range(end - 1, first - 1, -1):
        rates[year] = inflation(book, year).value
        out[year] = out[year + 1] * Fraction(PPM + rates[year], PPM)
    book.step(
        "jp.inflation",
        both("Tahun yang inflasinya dipakai", "Years whose inflation counts"),
        len(rates),
        both(f"{len(rates)} tahun", f"{len(rates)} years"),
        cite=CITE,
        because=[
            both(
                f"inflasi tahun upah dihitung, inflasi tahun pensiun ({end}) tidak",
                f"inflation of the wage's own year counts, that of the year of retirement ({end}) does not",
            )
        ],
        inputs={"first_year": first, "retirement_year": end, "inflation": {str(y): rates[y] for y in sorted(rates)}},
        unit="count",
    )
    return out


@procedure(
    "jp.index",
    both("Indeks upah satu tahun", "Index of one year's wage (JP)"),
    (YEAR, Field("wage", "integer", both("Upah tahun itu", "Wage of that year"), high=10**13, unit="IDR")),
    (
        ("indexed", both("Upah yang diindeks", "Indexed wage"), "IDR"),
        ("years", both("Tahun inflasi yang dihitung", "Years of inflation counted"), "years"),
    ),
    both(
        "Tanggal adalah hari kejadian (usia pensiun, cacat, meninggal). Rincian memuat indeks tepat sebagai pecahan.",
        "The date is the day of the event (pension age, disability, death). The details hold the exact index.",
    ),
)
def index(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 17(3)."""
    year, wage = given["year"], given["wage"]
    if year > book.on.year:
        raise BadFact(id="Tahun upah setelah pensiun.", en="The year of the wage is after retirement.")
    found = factors(book, year)
    exact = found[year]
    mode = book.setting("rounding.benefit")
    indexed = ratio(wage * exact.numerator, exact.denominator, mode)
    book.step(
        "jp.indexed",
        both("Upah yang diindeks", "Indexed wage"),
        indexed,
        {k: show_money(indexed, k) for k in ("id", "en")},
        cite=CITE,
        arithmetic={k: _product(wage, exact, indexed, k) for k in ("id", "en")},
        inputs=dict(given),
        unit="IDR",
    )
    details = {
        "factor": [exact.numerator, exact.denominator],
        "factor_text": show_ratio(*exact.as_integer_ratio(), "id"),
    }
    return {"indexed": indexed, "years": max(found) - year}, details


def _product(wage: int, exact: Fraction, result: int, lang: str) -> str:
    factor = show_ratio(exact.numerator, exact.denominator, lang)
    return f"{show_money(wage, lang)} × {factor} = {show_money(result, lang)}"


def months_of(book: Notebook, history: list[dict[str, Any]]) -> dict[date, int]:
    """Reported wage by month. A row without a first month follows the row before it in the same year."""
    out: dict[date, int] = {}
    follow: dict[int, int] = {}
    whole = book.parameter("calendar.months_in_year").value
    for number, row in enumerate(history, 1):
        first = row["month"] or follow.get(row["year"], 1)
        if first + row["months"] - 1 > whole:
            raise BadFact(id=f"Baris {number} melewati akhir tahun.", en=f"Row {number} runs past the end of the year.")
        for step in range(row["months"]):
            day = add_months(date(row["year"], first, 1), step)
            if day in out:
                raise BadFact(id=f"Baris {number} menindih bulan lain.", en=f"Row {number} overlaps another row.")
            if day > book.on:
                raise BadFact(id=f"Baris {number} setelah kejadian.", en=f"Row {number} lies after the event.")
            out[day] = row["wage"]
        follow[row["year"]] = first + row["months"]
    return dict(sorted(out.items()))


def _counted(book: Notebook, year: int, months: dict[date, int]) -> int:
    """The wage of a year within the caps of its months."""
    caps: dict[date, int] = {day: book.parameter("jp.wage_cap", month_end(day)).value for day in months}
    if all(wage <= caps[day] for day, wage in months.items()) or len(months) == 1:
        return sum(min(w, caps[d]) for d, w in months.items())
    if book.setting("jp.year_cap") == "year_sum":
        return min(sum(months.values()), sum(caps.values()))
    return sum(min(w, caps[d]) for d, w in months.items())


@procedure(
    "jp.average_wage",
    both("Rata-rata upah setahun yang diindeks", "Average indexed yearly wage (JP)"),
    (HISTORY,),
    (
        ("average_yearly_wage", both("Rata-rata upah setahun", "Average yearly wage"), "IDR/year"),
        ("months", both("Masa iur", "Contribution months"), "months"),
        ("years", both("Tahun kalender yang diiur", "Calendar years with contributions"), "years"),
    ),
    both(
        "Tanggal adalah hari kejadian (usia pensiun, cacat, meninggal). Upah tiap bulan dibatasi batas upah bulan itu;"
        " inflasi tahun yang belum diketahui ditolak.",
        "The date is the day of the event (pension age, disability, death). Each month's wage is capped by the cap of"
        " that month; a year whose inflation is not known is refused.",
    ),
)
def average_wage(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 17(2)-(3) and 29."""
    months = months_of(book, given["history"])
    by_year: dict[int, dict[date, int]] = {}
    for day, wage in months.items():
        by_year.setdefault(day.year, {})[day] = wage
    found = factors(book, min(by_year))
    rows, exact = [], {}
    for year, part in by_year.items():
        counted = _counted(book, year, part)
        exact[year] = counted * found[year]
        indexed = ratio(exact[year].numerator, exact[year].denominator, book.setting("rounding.benefit"))
        book.step(
            f"jp.year_{year}",
            both(f"Upah {len(part)} bulan tahun {year}", f"Wages of {len(part)} months of {year}"),
            indexed,
            {k: show_money(indexed, k) for k in ("id", "en")},
            cite=f"{CITE}; PP 45/2015 Pasal 29",
            arithmetic={k: _product(counted, found[year], indexed, k) for k in ("id", "en")},
            inputs={"months": len(part), "reported": sum(part.values()), "counted": counted},
            unit="IDR/year",
        )
        rows.append({"year": year, "months": len(part), "counted": counted, "indexed": indexed})
    whole = book.parameter("calendar.months_in_year").value
    uneven = len(by_year) > 1 and any(len(p) != whole for p in by_year.values())
    how = book.setting("jp.part_year") if uneven or len(months) < whole else "by_months"
    total = sum(exact.values(), Fraction(0))
    if how == "by_months":
        mean = total * whole / len(months)
    elif how == "made_whole":
        mean = sum((exact[y] * whole / len(p) for y, p in by_year.items()), Fraction(0)) / len(by_year)
    else:
        mean = total / len(by_year)
    average = ratio(mean.numerator, mean.denominator, book.setting("rounding.benefit"))
    book.step(
        "jp.average_wage",
        both("Rata-rata upah setahun yang diindeks", "Average indexed yearly wage"),
        average,
        {k: show_money(average, k) for k in ("id", "en")},
        cite=CITE,
        arithmetic={k: _mean(how, by_year, total, whole, average, k) for k in ("id", "en")},
        inputs={"months": len(months), "years": len(by_year)},
        unit="IDR/year",
    )
    values = {"average_yearly_wage": average, "months": len(months), "years": len(by_year)}
    return values, {"years": rows}


def _mean(how: str, by_year: dict[int, Any], total: Fraction, whole: int, average: int, lang: str) -> str:
    words = {"id": ("tahun", "bulan"), "en": ("years", "months")}[lang]
    count = sum(len(p) for p in by_year.values())
    told = show_money(total.numerator // total.denominator, lang)
    if how == "by_months":
        return f"{told} × {whole} ÷ {show_integer(count, lang)} {words[1]} = {show_money(average, lang)}"
    return f"{told} ÷ {len(by_year)} {words[0]} = {show_money(average, lang)}"

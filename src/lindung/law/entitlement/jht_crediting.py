"""Crediting the return to a JHT account: monthly at an interim rate, trued up to the final rate of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..dates import add_months, month_end
from ..errors import BadFact
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money, show_rate

MOST = 100_000_000_000
RATE_MOST = 300_000
KEY = "jht.return.member_rate"
CITE = "PP 46/2015 Pasal 22 ayat (2) dan Pasal 27"


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of one year in parts per million: interim ones from their first month on; ``final`` is ``None`` until it is
    set."""

    interim: tuple[tuple[date, int], ...]
    final: int | None

    def at(self, month: date) -> int:
        """The interim rate of a month. Raises :class:`BadFact` before the first one."""
        known = [rate for start, rate in self.interim if start <= month]
        if not known:
            raise BadFact(
                id=f"Belum ada tingkat sementara untuk {show_date(month, 'id')}.",
                en=f"There is no interim rate yet for {show_date(month, 'en')}.",
            )
        return known[-1]

    def told(self, lang: str) -> str:
        """The interim rates in words."""
        (_, first), *later = self.interim
        since = "sejak" if lang == "id" else "from"
        return ", ".join(
            [show_rate(first, lang), *(f"{since} {show_date(start, lang)} {show_rate(r, lang)}" for start, r in later)]
        )


@procedure(
    "jht.crediting",
    both("Hasil pengembangan akun JHT bulan demi bulan", "Return on a JHT account month by month"),
    (
        Field("opening", "integer", both("Saldo awal", "Opening balance"), True, high=MOST, unit="IDR"),
        Field("first_month", "date", both("Bulan pertama", "First month")),
        Field(
            "contributions",
            "rows",
            both("Iuran menurut bulan", "Contributions by month"),
            high=720,
            columns=(
                Field("month", "date", both("Bulan", "Month")),
                Field("amount", "integer", both("Iuran", "Contribution"), low=-MOST, high=MOST, unit="IDR"),
            ),
        ),
        Field(
            "rates",
            "rows",
            both("Tingkat yang ditetapkan menurut tahun", "Rates that were set, by year"),
            True,
            high=60,
            columns=(
                Field("year", "integer", both("Tahun", "Year"), low=2015, high=2100),
                Field(
                    "interim", "integer", both("Tingkat sementara", "Interim rate"), high=RATE_MOST, unit="rate/year"
                ),
                Field("final", "integer", both("Tingkat akhir", "Final rate"), True, high=RATE_MOST, unit="rate/year"),
                Field("since", "date", both("Tingkat sementara sejak bulan", "Interim rate from the month"), True),
            ),
        ),
    ),
    (
        ("closing", both("Saldo akhir", "Closing balance"), "IDR"),
        ("contributions", both("Iuran", "Contributions"), "IDR"),
        ("provisional", both("Hasil sementara", "Provisional return"), "IDR"),
        ("true_up", both("Koreksi ke tingkat akhir", "Correction to the final rate"), "IDR"),
        ("floor_shortfall", both("Kekurangan terhadap batas bawah", "Shortfall under the floor"), "IDR"),
    ),
    both(
        "Tanggal adalah hari saldo; bulan yang sudah selesai dihitung. Hasil berbunga setahun sekali. Tahun tanpa baris"
        " tingkat memakai tingkat yang diumumkan: yang pertama diketahui sementara, yang terakhir akhir. Bila tingkat"
        " sementara berubah di tengah tahun, tahun itu berisi beberapa baris, masing-masing dengan bulan pertamanya.",
        "The date is the day of the balance; finished months are counted. The return compounds once a year. A year"
        " without a row of rates takes the published ones: the first known as interim, the last as final. Where the"
        " interim rate changes within a year, that year has several rows, each with its first month.",
    ),
)
def jht_crediting(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Accrue month by month, close year by year."""
    start, paid = given["first_month"].replace(day=1), _by_month(given, book.on)
    told = _told(given["rates"] or [])
    same = book.setting("jht.credit.first_month") == "same_month"
    balance = given["opening"] or 0
    sums = dict.fromkeys(("contributions", "provisional", "true_up", "floor_shortfall"), 0)
    years: list[dict[str, Any]] = []
    for year in range(start.year, book.on.year + 1):
        rates = told.get(year) or _published(book, year)
        row = _year(book, year, max(start, date(year, 1, 1)), balance, paid, rates, same)
        balance = row["closing"]
        for key in sums:
            sums[key] += row[key]
        years.append(row)
    details = {"years": years, "reason": None, "what_would_change": []}
    return {"closing": balance, **sums}, details


def _told(given: list[dict[str, Any]]) -> dict[int, Rates]:
    """The rates that were given, by year."""
    found: dict[int, dict[date, int]] = {}
    finals: dict[int, int] = {}
    for row in given:
        year = row["year"]
        since = (row["since"] or date(year, 1, 1)).replace(day=1)
        if since.year != year:
            raise BadFact(
                id=f"Bulan tingkat sementara di luar tahun {year}.", en=f"An interim rate starts outside {year}."
            )
        if since in found.setdefault(year, {}):
            raise BadFact(
                id=f"Dua tingkat sementara sejak {show_date(since, 'id')}.",
                en=f"There are two interim rates from {show_date(since, 'en')}.",
            )
        found[year][since] = row["interim"]
        if row["final"] is not None and finals.setdefault(year, row["final"]) != row["final"]:
            raise BadFact(id=f"Tahun {year} punya dua tingkat akhir.", en=f"There are two final rates for {year}.")
    return {year: Rates(tuple(sorted(dated.items())), finals.get(year)) for year, dated in found.items()}


def _by_month(given: dict[str, Any], on: date) -> dict[date, int]:
    """Contributions by first day of the month."""
    start: date = given["first_month"].replace(day=1)
    out: dict[date, int] = {}
    for row in given["contributions"]:
        month = row["month"].replace(day=1)
        if not start <= month <= on:
            raise BadFact(id="Iuran di luar masa perhitungan.", en="A contribution lies outside the time calculated.")
        out[month] = out.get(month, 0) + row["amount"]
    if start > on:
        raise BadFact(id="Bulan pertama setelah hari saldo.", en="The first month is after the day of the balance.")
    return out


def _published(book: Notebook, year: int) -> Rates:
    """Rates of a year as published and known: the first one is interim (or the year before's), the last one final."""
    day = date(year, 12, 31)
    last = book.parameter(KEY, day)
    own = last.in_force.year == year
    final = last.value if own else None
    if book.setting("jht.credit.midyear_rate") == "year_before":
        return Rates(((date(year, 1, 1), book.parameter(KEY, day.replace(year=year - 1)).value),), final)
    known = [v for v in book.parameters[KEY].values if v.in_force == last.in_force and v.recorded <= book.known_on]
    first = known[0] if own else last
    book.used[f"{KEY}@{first.in_force}@{first.recorded}"] = first
    return Rates(((date(year, 1, 1), first.value),), final)


def _year(
    book: Notebook, year: int, first: date, opening: int, paid: dict[date, int], rates: Rates, same: bool
) -> dict[str, Any]:
    """One calendar year from its first month to its end or to the day of the balance."""
    mode = {"rounding.return": book.setting("rounding.return")}
    table = book.parameters["jht.return.deposit_rate"].at(date(year, 12, 31), book.known_on)
    deposit = table.value.get(year) if table is not None else None
    months: list[dict[str, Any]] = []
    base, final, floor = opening, 0, 0
    month = first
    while month.year == year and month <= book.on:
        added = paid.get(month, 0)
        earning = base + added if same else base
        base += added
        if month_end(month) <= book.on:
            interim = rates.at(month)
            facts = {"balance": earning, "months": 1, "set_rate": interim}
            accrued = _credit(book, month, facts, mode)
            ended = rates.final if rates.final is not None else interim
            final += _credit(book, month, {**facts, "set_rate": ended}, mode)
            if deposit is not None:
                check = {**facts, "set_rate": ended, "deposit_rate": deposit}
                floor += book.law.calc(
                    "jht.return_floor", month_end(month), check, known_on=book.known_on, settings=mode
                ).values["floor_shortfall"]
            months.append({"month": month.isoformat(), "contribution": added, "earning": earning, "accrual": accrued})
        month = add_months(month, 1)
    provisional = sum(m["accrual"] for m in months)
    over = date(year, 12, 31) <= book.on
    true_up = final - provisional if over and rates.final is not None else 0
    if over and deposit is not None:
        book.parameter("jht.return.deposit_rate", date(year, 12, 31), code=year)
    closing = base + provisional + true_up
    book.step(
        f"jht.year_{year}",
        both(f"Tahun {year}", f"Year {year}"),
        closing,
        {k: show_money(closing, k) for k in ("id", "en")},
        cite=CITE,
        arithmetic={
            k: f"{show_money(opening, k)} + {show_money(base - opening, k)} + {show_money(provisional, k)}"
            f" {'-' if true_up < 0 else '+'} {show_money(abs(true_up), k)} = {show_money(closing, k)}"
            for k in ("id", "en")
        },
        because=[
            {k: f"{w} {rates.told(k)}" for k, w in (("id", "tingkat sementara"), ("en", "interim rate"))},
            both("tingkat akhir belum ditetapkan", "the final rate is not set yet")
            if rates.final is None
            else {k: f"{w} {show_rate(rates.final, k)}" for k, w in (("id", "tingkat akhir"), ("en", "final rate"))},
        ],
        inputs={"opening": opening, "months": len(months)},
        unit="IDR",
    )
    return {
        "year": year,
        "opening": opening,
        "contributions": base - opening,
        "provisional": provisional,
        "true_up": true_up,
        "floor_shortfall": floor if over else 0,
        "closing": closing,
        "months": months,
    }


def _credit(book: Notebook, month: date, facts: dict[str, int], mode: dict[str, str]) -> int:
    """One month's return as ``jht.return_credit`` has it."""
    got = book.law.calc("jht.return_credit", month_end(month), facts, known_on=book.known_on, settings=mode)
    return got.values["set_credit"]

"""Temporary incapacity (JKK): the benefit over the spells in which a doctor found the worker unable to work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from ..dates import add_months, full_months
from ..errors import BadFact, MissingInput
from ..ops import ratio
from ..procedure import Field, Notebook, both, procedure
from ..units import PPM, show_date, show_integer, show_money, show_rate
from ..wording import ROUNDING, Both

Spell = tuple[date, date]
Slice = tuple[Fraction, int]
DAY = timedelta(days=1)


def fraction_words(value: Fraction, lang: str) -> str:
    """An exact fraction: 2, 11/30, 2 11/30."""
    whole, rest = divmod(value.numerator, value.denominator)
    if not rest:
        return show_integer(whole, lang)
    part = f"{show_integer(rest, lang)}/{show_integer(value.denominator, lang)}"
    return f"{show_integer(whole, lang)} {part}" if whole else part


def merged(spells: Sequence[Spell], first: date) -> list[Spell]:
    """The spells in order, those that touch joined; raises :class:`BadFact` where they cannot be."""
    out: list[Spell] = []
    for start, end in sorted(spells):
        if end < start:
            raise BadFact(
                id=f"Masa tidak mampu bekerja berakhir {show_date(end, 'id')}, sebelum mulai.",
                en=f"A spell of incapacity ends on {show_date(end, 'en')}, before it begins.",
            )
        if start < first:
            raise BadFact(
                id=f"Masa tidak mampu bekerja mulai {show_date(start, 'id')}, sebelum kecelakaan.",
                en=f"A spell of incapacity begins on {show_date(start, 'en')}, before the accident.",
            )
        if out and start <= out[-1][1]:
            raise BadFact(
                id=f"Dua masa tidak mampu bekerja memuat {show_date(start, 'id')}.",
                en=f"Two spells of incapacity hold {show_date(start, 'en')}.",
            )
        if out and start == out[-1][1] + DAY:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def months_of(spell: Spell, how: str, month_days: int) -> Fraction:
    """A spell in months: whole months from its first day, and what is left as a part of a month."""
    start, after = spell[0], spell[1] + DAY
    whole = full_months(start, after)
    reached = add_months(start, whole)
    rest = (after - reached).days
    if not rest:
        return Fraction(whole)
    if how == "whole_months":
        return Fraction(whole + 1)
    days = month_days if how == "thirtieths" else (add_months(start, whole + 1) - reached).days
    return whole + min(Fraction(rest, days), Fraction(1))


def schedule(book: Notebook) -> list[tuple[int | None, int]]:
    """The rates by month of incapacity, as of the day of the accident: last month of the rate, rate."""
    first = book.parameter("jkk.stmb.full_months").value
    out: list[tuple[int | None, int]] = [(first, book.parameter("jkk.stmb.full_rate").value)]
    if book.parameters["jkk.stmb.middle_months"].at(book.on, book.known_on) is not None:
        middle = book.parameter("jkk.stmb.middle_months").value
        out.append((first + middle, book.parameter("jkk.stmb.middle_rate").value))
    out.append((None, book.parameter("jkk.stmb.rest_rate").value))
    return out


def slices(months: Fraction, rates: Sequence[tuple[int | None, int]]) -> list[Slice]:
    """How much of the time falls to each rate."""
    out, low = [], Fraction(0)
    for up_to, rate in rates:
        high = months if up_to is None else min(months, Fraction(up_to))
        if high > low:
            out.append((high - low, rate))
            low = high
    return out


@procedure(
    "jkk.stmb",
    both("Santunan sementara tidak mampu bekerja (STMB)", "Temporary incapacity benefit"),
    (
        Field("wage", "integer", both("Upah sebulan", "Monthly wage"), high=1_000_000_000, unit="IDR/month"),
        Field(
            "spells",
            "rows",
            both("Masa tidak mampu bekerja menurut dokter", "Spells of incapacity found by a doctor"),
            low=1,
            high=120,
            columns=(
                Field("from", "date", both("Hari pertama", "First day")),
                Field("to", "date", both("Hari terakhir", "Last day")),
            ),
        ),
        Field("non_wage_earner", "flag", both("Bukan penerima upah", "Non-wage earner")),
        Field(
            "wage_paid",
            "integer",
            both("Upah yang tetap dibayar selama itu", "Wage the employer paid over that time"),
            True,
            high=1_000_000_000_000,
            unit="IDR",
        ),
    ),
    (
        ("amount", both("Jumlah STMB", "Amount"), "IDR"),
        ("days", both("Hari tidak mampu bekerja", "Days of incapacity"), "days"),
        ("to_employer", both("Kepada pemberi kerja", "To the employer"), "IDR"),
        ("to_worker", both("Kepada pekerja", "To the worker"), "IDR"),
    ),
    both(
        "Tanggal adalah tanggal kecelakaan; ketentuan hari itu berlaku sampai dokter menyatakan sembuh, cacat, atau"
        " meninggal. Masa yang bersambung dihitung sebagai satu masa.",
        "The date is the day of the accident; its rules hold until a doctor states healed, disabled or dead. Spells"
        " that touch count as one.",
    ),
)
def stmb(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 44/2015 and PP 82/2019 annex III; who receives it: PP 44/2015 art. 30 and 51."""
    spells = merged([(row["from"], row["to"]) for row in given["spells"]], book.on)
    months, days = _time(book, spells)
    rates = schedule(book)
    parts = slices(months, rates)
    mode = book.setting("rounding.benefit")
    exact = sum((length * rate for length, rate in parts), Fraction(0)) * given["wage"] / PPM
    amount = ratio(exact.numerator, exact.denominator, mode)
    words: Both = {}
    for k in ("id", "en"):
        terms = [f"{fraction_words(n, k)} × {show_rate(r, k)} × {show_money(given['wage'], k)}" for n, r in parts]
        sign = "=" if exact.denominator == 1 else "→"
        words[k] = f"{' + '.join(terms)} {sign} {show_money(amount, k)}"
    book.step(
        "jkk.stmb.amount",
        both("Jumlah STMB", "Amount of the benefit"),
        amount,
        {k: show_money(amount, k) for k in ("id", "en")},
        cite="PP 44/2015 Lampiran III; PP 82/2019 Lampiran III",
        arithmetic=words,
        because=[] if exact.denominator == 1 else [dict(ROUNDING[mode])],
        inputs={"wage": given["wage"]},
        unit="IDR",
    )
    shares = _payee(book, given, amount)
    details = {
        "last_day": spells[-1][1].isoformat(),
        "months": fraction_words(months, "en"),
        "slices": [{"months": fraction_words(n, "en"), "rate": r} for n, r in parts],
    }
    return {"amount": amount, "days": days, **shares}, details


def _time(book: Notebook, spells: list[Spell]) -> tuple[Fraction, int]:
    """Months and days of all spells, each with its step."""
    total, days = Fraction(0), 0
    for start, end in spells:
        after = end + DAY
        part = add_months(start, full_months(start, after)) != after
        how = book.setting("jkk.stmb.part_month") if part else "thirtieths"
        length = book.parameter("jkk.stmb.month_days").value if part and how == "thirtieths" else 1
        months = months_of((start, end), how, length)
        total, days = total + months, days + (after - start).days
        told = {
            k: f"{show_date(start, k)} – {show_date(end, k)}: {fraction_words(months, k)} {w}"
            for k, w in (("id", "bulan"), ("en", "months"))
        }
        book.step(
            "jkk.stmb.spell",
            both("Masa tidak mampu bekerja", "Spell of incapacity"),
            (after - start).days,
            told,
            cite="PP 44/2015 Lampiran III",
            inputs={"from": start, "to": end},
            unit="days",
        )
    return total, days


def _payee(book: Notebook, given: dict[str, Any], amount: int) -> dict[str, int]:
    """Split between the employer that went on paying and the worker."""
    own, paid = given["non_wage_earner"], given["wage_paid"]
    if paid is None:
        if not own:
            raise MissingInput(formula="jkk.stmb", input="wage_paid")
        paid = 0
    facts = {"stmb": amount, "wage_paid": paid, "non_wage_earner": own}
    got = book.law.calc("jkk.stmb_payee", book.on, facts, known_on=book.known_on)
    for name, title in (
        ("to_employer", both("Kepada pemberi kerja", "To the employer")),
        ("to_worker", both("Kepada pekerja", "To the worker")),
    ):
        step = got.trace.step(name)
        book.step(
            f"jkk.stmb.{name}",
            title,
            step["value"],
            step["shown"],
            cite=step["cite"],
            arithmetic=step["arithmetic"],
            because=step["because"],
            inputs=step["inputs"],
            unit="IDR",
        )
    return got.values

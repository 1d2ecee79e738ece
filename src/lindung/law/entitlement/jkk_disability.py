"""Permanent disability of several parts of the body (JKK): each loss by its own measure, then the sum."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..errors import BadFact, MissingInput
from ..ops import band, ratio
from ..procedure import Field, Notebook, both, procedure
from ..rules.jkk_losses import LOSSES
from ..units import PPM, show_integer, show_money, show_ratio
from ..wording import ROUNDING, Both

FORMULA = "jkk.disability"
MEASURES: dict[str, Both] = {
    "WHOLE": both("hilang seluruhnya", "lost altogether"),
    "FUNCTION": both("kehilangan sebagian fungsi", "part of the function lost"),
    "HEARING_ONE": both("pendengaran satu telinga, diukur", "hearing of one ear, measured"),
    "HEARING_BOTH": both("pendengaran kedua telinga, diukur", "hearing of both ears, measured"),
    "SIGHT": both("efisiensi tajam penglihatan, diukur", "visual efficiency, measured"),
    "FIELD": both("lapang pandang, diukur", "visual field, measured"),
    "SHORTER_LEG": both("kaki memendek sebelah", "one leg shorter"),
    "CAPACITY": both("kemampuan kerja fisik berkurang", "physical work capacity reduced"),
}
BOTH_EARS, ONE_EAR, SIGHT, FIELD = 14, 15, 44, 46
EARS = {
    "better": ("better_500", "better_1000", "better_2000", "better_4000"),
    "worse": ("worse_500", "worse_1000", "worse_2000", "worse_4000"),
}
CITE = "PP 44/2015 Lampiran III; PP 82/2019 Lampiran III"
WHOLE = Fraction(1)


def _decibels(side: str, title: Both) -> tuple[Field, ...]:
    return tuple(
        Field(
            name,
            "integer",
            {k: f"{title[k]}, {name.rpartition('_')[2]} Hz (dB)" for k in title},
            True,
            low=-10,
            high=130,
        )
        for name in EARS[side]
    )


def _rate(name: str, title: Both) -> Field:
    return Field(name, "integer", title, True, high=PPM, unit="rate")


COLUMNS = (
    Field("measure", "choice", both("Cara mengukur", "Measure"), choices=MEASURES),
    Field("loss", "integer", both("Baris tabel cacat", "Row of the table"), True, low=1, high=len(LOSSES), unit="code"),
    Field("times", "integer", both("Berapa kali baris itu", "How often that row"), True, low=1, high=10),
    _rate("assessed", both("Persentase yang ditetapkan dokter (kulit kepala)", "Percentage set by the doctor (scalp)")),
    _rate("function_lost", both("Kehilangan fungsi", "Loss of function")),
    *_decibels("better", both("Ambang telinga lebih baik", "Threshold of the better ear")),
    *_decibels("worse", both("Ambang telinga yang sakit atau lebih buruk", "Threshold of the hurt or worse ear")),
    _rate("eye_better", both("Efisiensi mata lebih baik", "Efficiency of the better eye")),
    _rate("eye_worse", both("Efisiensi mata lebih buruk", "Efficiency of the worse eye")),
    _rate("field_lost", both("Lapang pandang yang hilang", "Visual field lost")),
    Field("millimetres", "integer", both("Kaki lebih pendek (mm)", "Leg shorter by (mm)"), True, low=1, high=500),
    Field("capacity_lost", "integer", both("Kemampuan kerja hilang (%)", "Capacity lost (%)"), True, high=100),
)


def percent_words(value: Fraction, lang: str) -> str:
    """A share of one as percent."""
    text = show_ratio(value.numerator * 100, value.denominator, lang)
    return text + ("%" if lang == "en" else " %")


@procedure(
    FORMULA,
    both("Santunan cacat sebagian, beberapa bagian tubuh", "Permanent partial disability benefit, several parts"),
    (
        Field("wage", "integer", both("Upah sebulan", "Monthly wage"), high=1_000_000_000, unit="IDR/month"),
        Field("left_handed", "flag", both("Kidal", "Left-handed")),
        Field(
            "losses",
            "rows",
            both("Cacat yang ditetapkan dokter", "Losses found by a doctor"),
            low=1,
            high=40,
            columns=COLUMNS,
        ),
    ),
    (
        ("percent", both("Persentase cacat (dibulatkan ke bawah)", "Disability (rounded down)"), "rate"),
        ("amount", both("Santunan cacat", "Disability benefit"), "IDR"),
    ),
    both(
        "Tanggal adalah tanggal kecelakaan atau diagnosis. Tiap cacat punya cara ukur sendiri; jumlahnya dibulatkan"
        " sekali, pada santunan.",
        "The date is the day of the accident or diagnosis. Each loss has its own measure; the sum is rounded once, on"
        " the benefit.",
    ),
)
def disability(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 44/2015 and PP 82/2019 annex III; hearing by Permenakertrans 25/2008."""
    _check_times(book, given["losses"])
    found: list[Fraction] = []
    for number, row in enumerate(given["losses"], 1):
        found.append(MEASURED[row["measure"]](book, number, row, given["left_handed"]))
    total = sum(found, Fraction(0))
    counted = total
    if len(found) > 1:
        cap = Fraction(book.parameter("jkk.total_disability.rate").value, PPM)
        if book.setting("jkk.disability.sum_cap") == "total_disability":
            counted = min(total, cap)
    sums = {k: " + ".join(percent_words(p, k) for p in found) for k in ("id", "en")}
    told = {k: percent_words(counted, k) for k in ("id", "en")}
    limit = both("paling banyak persentase cacat total", "at most the percentage of total disability")
    book.step(
        "jkk.disability.percent",
        both("Persentase cacat seluruhnya", "Percentage of all losses"),
        told["id"],
        told,
        cite=CITE,
        arithmetic={k: told[k] if sums[k] == told[k] else f"{sums[k]} = {percent_words(total, k)}" for k in told},
        because=[limit] if counted != total else [],
        unit="rate",
    )
    months = book.parameter("jkk.benefit.multiplier")
    mode = book.setting("rounding.benefit")
    exact = given["wage"] * months.value * counted
    amount = ratio(exact.numerator, exact.denominator, mode)
    book.step(
        "jkk.disability.amount",
        both("Santunan cacat", "Disability benefit"),
        amount,
        {k: show_money(amount, k) for k in ("id", "en")},
        cite=CITE,
        arithmetic={
            k: f"{told[k]} × {show_integer(months.value, k)} × {show_money(given['wage'], k)}"
            f" {'=' if exact.denominator == 1 else '→'} {show_money(amount, k)}"
            for k in ("id", "en")
        },
        because=[] if exact.denominator == 1 else [dict(ROUNDING[mode])],
        inputs={"wage": given["wage"]},
        unit="IDR",
    )
    details = {"losses": [percent_words(p, "en") for p in found], "sum": percent_words(total, "en")}
    return {"percent": int(counted * PPM), "amount": amount}, details


def _check_times(book: Notebook, rows: list[dict[str, Any]]) -> None:
    """No row of the table more often than the body allows."""
    asked: dict[int, int] = {}
    for row in rows:
        if row["measure"] in ("WHOLE", "FUNCTION") and row["loss"] is not None:
            asked[row["loss"]] = asked.get(row["loss"], 0) + (row["times"] or 1)
    most = book.parameters.look_up("jkk.disability.times", book.on, book.known_on).value
    for code, count in asked.items():
        if count > most[code]:
            raise BadFact(
                id=f"Baris {code} ({LOSSES[code]['id']}) hanya dapat dihitung {most[code]} kali, bukan {count}.",
                en=f"Row {code} ({LOSSES[code]['en']}) can be counted {most[code]} times only, not {count}.",
            )


def _need(row: dict[str, Any], number: int, *names: str) -> list[int]:
    for name in names:
        if row[name] is None:
            raise MissingInput(formula=FORMULA, input=f"losses[{number}].{name}")
    return [row[name] for name in names]


def _write(book: Notebook, number: int, title: Both, share: Fraction, words: Both, cite: str = CITE) -> Fraction:
    told = {k: percent_words(share, k) for k in ("id", "en")}
    book.step(
        f"jkk.disability.loss_{number}",
        title,
        told["id"],
        told,
        cite=cite,
        arithmetic={k: told[k] if words[k] == told[k] else f"{words[k]} = {told[k]}" for k in told},
        unit="rate",
    )
    return share


def _row(book: Notebook, code: int, on_row: dict[str, Any], left_handed: int, times: int = 1) -> Fraction:
    """The percentage of a row as the column formula gives it."""
    chosen = {}
    if left_handed:
        chosen["jkk.disability.finger_swap"] = book.setting("jkk.disability.finger_swap")
    facts = {
        "wage": 0,
        "loss": code,
        "times": times,
        "left_handed": left_handed,
        "assessed": on_row["assessed"] or 0,
    }
    got = book.law.calc("jkk.partial_disability", book.on, facts, known_on=book.known_on, settings=chosen)
    book.parameter("jkk.disability.percent", code=got.trace.step("row")["value"])
    return Fraction(got.values["percent"], PPM)


def _whole(book: Notebook, number: int, row: dict[str, Any], left_handed: int) -> Fraction:
    (code,) = _need(row, number, "loss")
    if code == 1:
        _need(row, number, "assessed")
    share = _row(book, code, row, left_handed, row["times"] or 1)
    times = row["times"] or 1
    words = {k: percent_words(share, k) for k in ("id", "en")}
    if times > 1:
        words = {k: f"{times} × {percent_words(share / times, k)}" for k in words}
    return _write(book, number, dict(LOSSES[code]), share, words)


def _function(book: Notebook, number: int, row: dict[str, Any], left_handed: int) -> Fraction:
    code, lost = _need(row, number, "loss", "function_lost")
    if code == 1:
        _need(row, number, "assessed")
    part, full = Fraction(lost, PPM), _row(book, code, row, left_handed)
    words = {k: f"{percent_words(part, k)} × {percent_words(full, k)}" for k in ("id", "en")}
    return _write(book, number, dict(LOSSES[code]), part * full, words)


def _ear(book: Notebook, row: dict[str, Any], number: int, side: str) -> Fraction:
    """Loss of one ear: mean threshold less the base, at so much per decibel."""
    levels = _need(row, number, *EARS[side])
    mean = Fraction(sum(levels), len(levels))
    base = book.parameter("jkk.disability.hearing_base").value
    each = Fraction(book.parameter("jkk.disability.hearing_per_decibel").value, PPM)
    total = book.parameter("jkk.disability.hearing_total").value
    lost = WHOLE if mean >= total else min(max((mean - base) * each, Fraction(0)), WHOLE)
    title = both("Telinga lebih baik", "Better ear") if side == "better" else both("Telinga yang sakit", "Hurt ear")
    told = {k: percent_words(lost, k) for k in ("id", "en")}
    book.step(
        f"jkk.disability.ear_{number}_{side}",
        title,
        told["id"],
        told,
        cite="Permenakertrans 25/2008",
        arithmetic={
            k: f"({' + '.join(map(str, levels))}) ÷ {len(levels)} = {show_ratio(mean.numerator, mean.denominator, k)}"
            f" dB; − {base} dB; × {percent_words(each, k)} → {told[k]}"
            for k in told
        },
        inputs={name: row[name] for name in EARS[side]},
        unit="rate",
    )
    return lost


def _hearing_one(book: Notebook, number: int, row: dict[str, Any], left_handed: int) -> Fraction:
    lost = _ear(book, row, number, "worse")
    full = _row(book, ONE_EAR, row, 0)
    words = {k: f"{percent_words(lost, k)} × {percent_words(full, k)}" for k in ("id", "en")}
    return _write(book, number, MEASURES["HEARING_ONE"], lost * full, words, f"Permenakertrans 25/2008; {CITE}")


def _hearing_both(book: Notebook, number: int, row: dict[str, Any], left_handed: int) -> Fraction:
    ears = sorted([_ear(book, row, number, "better"), _ear(book, row, number, "worse")])
    more = book.parameter("jkk.disability.hearing_better_weight").value
    less = book.parameter("jkk.disability.hearing_worse_weight").value
    full = _row(book, BOTH_EARS, row, 0)
    lost = (more * ears[0] + less * ears[1]) / (more + less)
    words = {
        k: f"({more} × {percent_words(ears[0], k)} + {less} × {percent_words(ears[1], k)}) ÷ {more + less}"
        f" × {percent_words(full, k)}"
        for k in ("id", "en")
    }
    return _write(book, number, MEASURES["HEARING_BOTH"], lost * full, words, f"Permenakertrans 25/2008; {CITE}")


def _by_tens(book: Notebook, number: int, title: Both, lost: Fraction, code: int, how: Both) -> Fraction:
    """A loss that the table counts for each ten percent."""
    step = Fraction(book.parameter("jkk.disability.sight_step").value, PPM)
    count = lost / step
    if count.denominator != 1 and book.setting("jkk.disability.part_tens") == "full_tens":
        count = Fraction(count.numerator // count.denominator)
    each = _row(book, code, {"assessed": None}, 0)
    words = {
        k: f"{how[k]}{percent_words(lost, k)} ÷ {percent_words(step, k)} →"
        f" {show_ratio(count.numerator, count.denominator, k)} × {percent_words(each, k)}"
        for k in ("id", "en")
    }
    return _write(book, number, title, count * each, words)


def _sight(book: Notebook, number: int, row: dict[str, Any], left_handed: int) -> Fraction:
    eyes = sorted(_need(row, number, "eye_better", "eye_worse"), reverse=True)
    more = book.parameter("jkk.disability.eye_better_weight").value
    less = book.parameter("jkk.disability.eye_worse_weight").value
    parts = book.parameter("jkk.disability.eye_divisor").value
    good, bad = (Fraction(e, PPM) for e in eyes)
    left = (more * good + less * bad) / parts
    how = {
        k: f"{percent_words(WHOLE, k)} − ({more} × {percent_words(good, k)} + {less} × {percent_words(bad, k)})"
        f" ÷ {parts} = "
        for k in ("id", "en")
    }
    return _by_tens(book, number, MEASURES["SIGHT"], max(WHOLE - left, Fraction(0)), SIGHT, how)


def _field(book: Notebook, number: int, row: dict[str, Any], left_handed: int) -> Fraction:
    (lost,) = _need(row, number, "field_lost")
    return _by_tens(book, number, MEASURES["FIELD"], Fraction(lost, PPM), FIELD, both("", ""))


def _shorter(book: Notebook, number: int, row: dict[str, Any], left_handed: int) -> Fraction:
    (millimetres,) = _need(row, number, "millimetres")
    code = band(millimetres, book.parameter("jkk.disability.shortening").value)
    share = _row(book, code, row, 0)
    return _write(book, number, dict(LOSSES[code]), share, {k: percent_words(share, k) for k in ("id", "en")})


def _capacity(book: Notebook, number: int, row: dict[str, Any], left_handed: int) -> Fraction:
    (lost,) = _need(row, number, "capacity_lost")
    code = band(lost, book.parameter("jkk.disability.capacity").value)
    if not code:
        raise BadFact(
            id=f"Kehilangan kemampuan kerja fisik {lost} persen tidak ada dalam tabel.",
            en=f"A loss of physical work capacity of {lost} percent is not in the table.",
        )
    share = _row(book, code, row, 0)
    return _write(book, number, dict(LOSSES[code]), share, {k: percent_words(share, k) for k in ("id", "en")})


MEASURED = {
    "WHOLE": _whole,
    "FUNCTION": _function,
    "HEARING_ONE": _hearing_one,
    "HEARING_BOTH": _hearing_both,
    "SIGHT": _sight,
    "FIELD": _field,
    "SHORTER_LEG": _shorter,
    "CAPACITY": _capacity,
}

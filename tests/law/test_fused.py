"""The fused loop gives the figures of the single case, member by member, on every level and at the ends of ranges."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from lindung import law
from lindung.law import fused
from lindung.law.columns import CHUNK, split

from .compiler import numba
from .test_forms import FORMULAS, MONTHS, PU, day_for, pu_columns, random_columns

numba()
ON = date(2022, 1, 1)


class Interpreted:
    """Runs the generated loops without the compiler: the same text, checked for every formula in no time."""

    @staticmethod
    def njit(function: Any = None, **_: Any) -> Any:
        return function if function is not None else (lambda f: f)


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    fused.compiled.cache_clear()
    monkeypatch.setattr(fused, "numba", lambda: Interpreted)
    yield
    fused.compiled.cache_clear()


def ends(formula: str) -> dict[str, Any]:
    """Rows at the ends of every input and of every level, one input at a time and all together."""
    inputs = law.describe(formula)["inputs"]
    rows = []
    for k, item in enumerate(inputs):
        marks = {item["low"], item["high"], item["low"] + 1, item["high"] - 1, 0, 1, -1}
        marks |= {fused.SMALL, fused.SMALL + 1, -fused.SMALL, -fused.SMALL - 1}
        for mark in sorted(m for m in marks if item["low"] <= m <= item["high"]):
            for other in ("low", "high"):
                rows.append([mark if n == k else i[other] for n, i in enumerate(inputs)])
    table = np.array(rows, dtype=np.int64)
    return {i["name"]: table[:, n].copy() for n, i in enumerate(inputs)}


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_as_text(interpreted: None, formula: str) -> None:
    on, inputs = day_for(formula), law.describe(formula)["inputs"]
    small = {k: np.clip(v, -9_000_000, 9_000_000) for k, v in random_columns(formula, 9, 60).items()}
    small = {i["name"]: np.clip(small[i["name"]], i["low"], i["high"]) for i in inputs}
    positive = {k: np.maximum(v, 0) for k, v in small.items()}
    for number, mode in enumerate(("half_up", "half_even", "down", "up")):
        settings = {p: mode for p in law.describe(formula)["parameters"] if p.startswith("rounding.")}
        if number and not settings:
            break
        for columns in (ends(formula), random_columns(formula, 8, 60), small, positive)[: 2 if number else 4]:
            with np.errstate(all="raise"):
                want = law.batch(formula, on, columns, settings=settings, engine="numpy")
                got = law.batch(formula, on, columns, settings=settings, engine="numba", threads=1)
            for o in want:
                assert np.array_equal(want[o], got[o]), (mode, o)


def test_compiled_equals_single_on_every_level() -> None:
    columns = pu_columns(5, 3 * CHUNK)
    got = law.batch("pu.contribution", ON, columns, engine="numba", threads=2)
    want = law.batch("pu.contribution", ON, columns)
    assert all(np.array_equal(got[o], want[o]) for o in want)
    for low, high in ((0, fused.SMALL), (-fused.SMALL, fused.SMALL)):
        near = {**columns, "wage": np.clip(columns["wage"], low, high)}
        got = law.batch("pu.contribution", ON, near, engine="numba", threads=2)
        want = law.batch("pu.contribution", ON, near)
        assert all(np.array_equal(got[o], want[o]) for o in want)
    rows = zip(*(near[k].tolist() for k in PU), strict=True)
    for number, row in enumerate(rows):
        if number % 50 == 0:
            single = law.calc("pu.contribution", ON, dict(zip(PU, row, strict=True))).values
            assert {o: int(got[o][number]) for o in single} == single


def test_compiled_takes_narrow_columns_constants_and_buffers() -> None:
    columns = pu_columns(6, 20_000)
    columns["wage"] = np.clip(columns["wage"], -(2**31), 2**31 - 1)
    want = law.batch("pu.contribution", ON, columns)
    narrow = {k: v.astype(np.int32 if k == "wage" else np.int8) for k, v in columns.items()}
    narrow["jp"] = columns["jp"].astype(bool)
    out = {"total": np.zeros(20_000, dtype=np.int64)}
    got = law.batch("pu.contribution", ON, narrow, engine="numba", out=out)
    assert got["total"] is out["total"] and all(np.array_equal(got[o], want[o]) for o in want)
    strided = {k: np.repeat(v, 2)[::2] for k, v in columns.items()}
    got = law.batch("pu.contribution", ON, strided, engine="numba")
    assert all(np.array_equal(got[o], want[o]) for o in want)
    law.warm_up("pu.contribution", ON, {**columns, "jht": 1})
    fixed = {**columns, "jht": 1}
    got, want = (law.batch("pu.contribution", ON, fixed, engine=e) for e in ("numba", "numpy"))
    assert all(np.array_equal(got[o], want[o]) for o in want)
    only = {"wage": 5_000_000, "risk_group": 1, **dict.fromkeys(PU[2:5], 1), **dict.fromkeys(PU[5:], 0)}
    assert law.batch("pu.contribution", ON, only, engine="numba")["total"].tolist() == [462_000]
    empty = {k: np.zeros(0, dtype=np.int64) for k in PU}
    assert law.batch("pu.contribution", ON, empty, engine="numba")["total"].size == 0


def test_a_row_out_of_range_refuses_the_batch() -> None:
    for name, value in (("wage", 10**12 + 1), ("wage", -(10**12) - 1), ("risk_group", 6), ("covid_relief", 2)):
        columns = pu_columns(4, 40_000)
        columns[name] = columns[name].astype(np.int64)
        columns[name][39_000] = value
        with pytest.raises(law.OutOfRange) as error:
            law.batch("pu.contribution", ON, columns, engine="numba", threads=2)
        assert error.value.facts["input"] == name and "(1 " in str(error.value.facts["value"])


@pytest.mark.parametrize("month", MONTHS[:2], ids=str)
def test_threads_give_the_same(month: date) -> None:
    columns = pu_columns(2, 5 * CHUNK + 7)
    want = law.batch("pu.contribution", month, columns)
    for threads in (1, 2, 3, 8):
        got = law.batch("pu.contribution", month, columns, threads=threads)
        assert all(np.array_equal(got[o], want[o]) for o in want)
    for bad in (0, -1, 1.5):
        with pytest.raises(law.WrongType):
            law.batch("pu.contribution", month, columns, threads=bad)  # type: ignore[arg-type]


def test_split_covers_every_row_once() -> None:
    for rows in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 10 * CHUNK + 3):
        for threads in (1, 2, 3, 7):
            parts = split(rows, threads)
            assert [n for p in parts for n in range(p.start, p.stop)] == list(range(rows)) and len(parts) <= threads


def test_without_the_compiler_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(law.MissingExtra) as error:
        law.batch("pu.contribution", ON, pu_columns(1, 10), engine="numba")
    assert "lindung[numba]" in error.value.text("id") and error.value.code == "missing_extra"
    with pytest.raises(law.WrongType):
        law.batch("pu.contribution", ON, pu_columns(1, 10), engine="cobol")


def test_the_quotient_is_exact_to_its_limit() -> None:
    """The float64 product against integers, next to multiples of the divisor up to the limit on both sides."""
    rng = np.random.default_rng(1)
    for d in (1, 2, 3, 7, 12, 1000, 999_983, 1_000_000, 12_000_000, 2**40 + 1):
        q = rng.integers(-(fused.EXACT // d), fused.EXACT // d, 20_000)
        a = np.concatenate([q * d + k for k in (-1, 0, 1)] + [np.arange(fused.EXACT - 5_000, fused.EXACT)])
        a = a[np.abs(a) < fused.EXACT]
        got = np.floor((a + 0.5) * (1 / d))
        assert np.array_equal(got.astype(np.int64), a // d), d
    worst = Fraction(2 * fused.EXACT + 1, 2) * Fraction(1, 2**51)
    assert worst < Fraction(1, 2) + Fraction(1, 2**50)

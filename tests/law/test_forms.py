"""One rule text, four forms: single, trace, NumPy, PostgreSQL give the same rupiah, member by member."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from lindung import law

N = 100_000
MONTHS = [date(2015, 7, 1), date(2020, 9, 1), date(2021, 2, 1), date(2022, 1, 1), date(2025, 3, 1), date(2026, 3, 1)]
PU = ("wage", "risk_group", "jht", "jp", "jkp", "covid_relief", "labour_intensive")


def pu_columns(seed: int, n: int) -> dict[str, Any]:
    """Random wages with many exact ties, cap edges, negatives and range ends; every flag mixed."""
    rng = np.random.default_rng(seed)
    wage = np.rint(np.exp(rng.normal(15.25, 0.8, n))).astype(np.int64)
    kind = rng.integers(0, 8, n)
    wage = np.where(kind == 0, wage // 500 * 500, wage)
    wage = np.where(kind == 1, -wage, wage)
    caps = np.array([p.value for p in law.published().parameters["jp.wage_cap"].values] + [5_000_000])
    wage = np.where(kind == 2, rng.choice(caps, n) + rng.integers(-1, 2, n), wage)
    wage = np.where(kind == 3, rng.integers(-3, 4, n), wage)
    wage = np.where(kind == 4, rng.choice([-(10**12), 10**12, 10**12 - 1, 0], n), wage)
    flags = {name: rng.integers(0, 2, n).astype(np.int8) for name in PU[2:]}
    return {"wage": wage, "risk_group": rng.integers(1, 6, n).astype(np.int16), **flags}


def random_columns(formula: str, seed: int, n: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    out = {}
    for item in law.describe(formula)["inputs"]:
        low, high = item["low"], item["high"]
        column = rng.integers(low, high + 1, n)
        edge = rng.integers(0, 10, n)
        column = np.where(edge == 0, low, np.where(edge == 1, high, column))
        if high > 10**6:
            column = np.where(edge > 4, np.clip(column // 997 + rng.integers(0, 10**6, n), low, high), column)
        out[item["name"]] = column
    return out


FORMULAS = [f for f in law.formulas() if "batch" in law.describe(f)["forms"]]


def day_for(formula: str) -> date:
    """A day on which the formula is in force, near June 2022."""
    told = law.describe(formula)
    return min(
        max(date(2022, 6, 1), date.fromisoformat(told["since"])), date.fromisoformat(told["until"] or "9999-12-31")
    )


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_single_equals_batch_member_by_member(month: date) -> None:
    n = N if month == date(2022, 1, 1) else N // 10
    columns = pu_columns(7, n)
    got = law.batch("pu.contribution", month, columns)
    rows = zip(*(columns[k].tolist() for k in PU), strict=True)
    for number, row in enumerate(rows):
        single = law.calc("pu.contribution", month, dict(zip(PU, row, strict=True))).values
        assert [int(got[o][number]) for o in single] == list(single.values()), (number, row)


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_single_equals_batch(formula: str) -> None:
    columns = random_columns(formula, 11, 4_000)
    on = day_for(formula)
    got = law.batch(formula, on, columns)
    for number in range(4_000):
        single = law.calc(formula, on, {k: int(v[number]) for k, v in columns.items()}).values
        assert {o: int(got[o][number]) for o in single} == single


def store(pg: Any, name: str, columns: dict[str, Any]) -> None:
    kinds = ", ".join(f"{k} bigint" for k in columns)
    pg.execute(f"drop table if exists {name}")
    pg.execute(f"create temp table {name} (n int, {kinds})")
    with pg.cursor().copy(f"copy {name} from stdin") as copy:
        for number, row in enumerate(zip(*(v.tolist() for v in columns.values()), strict=True)):
            copy.write_row((number, *row))


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_sql_equals_batch(pg: Any, month: date) -> None:
    n = N if month == date(2022, 1, 1) else N // 10
    columns = pu_columns(3, n)
    store(pg, "wages", columns)
    batch = law.batch("pu.contribution", month, columns)
    names = list(batch)
    flat = law.sql("pu.contribution", month, {k: k for k in columns})
    query = "select " + ", ".join(f"{flat[o]}" for o in names) + " from wages order by n"
    rows = np.array(pg.execute(query).fetchall(), dtype=np.int64)
    for k, o in enumerate(names):
        assert np.array_equal(rows[:, k], batch[o]), o
    layered = law.sql_lateral("pu.contribution", month, {k: f"src.{k}" for k in columns}, "(select * from wages)")
    query = f"select {', '.join(names)} from ({layered}) done order by n"
    rows = np.array(pg.execute(query).fetchall(), dtype=np.int64)
    for k, o in enumerate(names):
        assert np.array_equal(rows[:, k], batch[o]), o


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("mode", ["half_up", "half_even", "down", "up"])
def test_every_formula_and_rounding_in_sql(pg: Any, formula: str, mode: str) -> None:
    on = day_for(formula)
    columns = random_columns(formula, 5, 3_000)
    store(pg, "cases", columns)
    settings = {p: mode for p in law.describe(formula)["parameters"] if p.startswith("rounding.")}
    batch = law.batch(formula, on, columns, settings=settings)
    flat = law.sql(formula, on, {k: k for k in columns}, settings=settings)
    rows = pg.execute("select " + ", ".join(flat.values()) + " from cases order by n").fetchall()
    assert rows == [tuple(r) for r in np.stack(list(batch.values()), axis=1).tolist()]
    layered = law.sql_lateral(formula, on, {k: k for k in columns}, "cases", settings=settings)
    assert pg.execute(f"select {', '.join(batch)} from ({layered}) q order by n").fetchall() == rows
    for number in range(200):
        single = law.calc(formula, on, {k: int(v[number]) for k, v in columns.items()}, settings=settings)
        assert tuple(single.values.values()) == rows[number]


def test_sql_refuses_missing_and_out_of_range_rows(pg: Any) -> None:
    good = {
        "wage": "5000000",
        "risk_group": "1",
        "jht": "true",
        "jp": "1",
        "jkp": "1",
        "covid_relief": "0",
        "labour_intensive": "0",
    }
    on = date(2022, 1, 1)

    def total(**changed: str) -> Any:
        columns = {k: f"({v})" for k, v in {**good, **changed}.items()}
        flat = law.sql("pu.contribution", on, columns)["total"]
        deep = law.sql_lateral("pu.contribution", on, columns, "(select 1 as one)")
        one = pg.execute(f"select {flat}").fetchone()[0]
        assert one == pg.execute(f"select total from ({deep}) q").fetchone()[0]
        return one

    assert total() == 462_000
    assert total(wage="null::bigint") is None
    assert total(jp="null::int") is None
    assert total(risk_group="6") is None
    assert total(wage="9000000000000000000") is None
    assert total(wage="-5000000") == -462_000


def test_literal_columns_are_folded_and_checked() -> None:
    text = law.sql("pu.contribution", date(2022, 1, 1), {"wage": "w", **dict.fromkeys(PU[1:], "1")})
    assert "risk_group" not in text["jkk"] and "2400" in text["jkk"]
    with pytest.raises(law.OutOfRange):
        law.sql("pu.contribution", date(2022, 1, 1), {"wage": "w", **dict.fromkeys(PU[1:], "9")})


def test_batch_fills_given_buffers_and_takes_scalars() -> None:
    columns = {**pu_columns(1, 50_000), "jht": 1, "jp": 1, "covid_relief": 0, "labour_intensive": 0}
    out = {"total": np.empty(50_000, dtype=np.int64)}
    got = law.batch("pu.contribution", date(2022, 1, 1), columns, out=out)
    assert got["total"] is out["total"]
    full = {k: np.full(50_000, v) if isinstance(v, int) else v for k, v in columns.items()}
    again = law.batch("pu.contribution", date(2022, 1, 1), full)
    assert all(np.array_equal(got[o], again[o]) for o in got)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"wage": np.array([1.0, 2.0])}, law.WrongType),
        ({"wage": np.array([1, 10**13])}, law.OutOfRange),
        ({"risk_group": np.array([1, 0])}, law.OutOfRange),
        ({"risk_group": np.array([1, 2, 3])}, law.LengthMismatch),
        ({"wage": None}, law.WrongType),
        ({"other": np.array([1, 2])}, law.UnknownInput),
    ],
)
def test_batch_refuses(changed: dict[str, Any], error: type[Exception]) -> None:
    columns: dict[str, Any] = {"wage": np.array([1, 2]), **{k: np.array([1, 1]) for k in PU[1:]}, **changed}
    with pytest.raises(error):
        law.batch("pu.contribution", date(2022, 1, 1), columns)


def test_batch_wants_every_column() -> None:
    with pytest.raises(law.MissingInput):
        law.batch("pu.contribution", date(2022, 1, 1), {"wage": np.array([1])})


def test_empty_batch() -> None:
    columns = {k: np.zeros(0, dtype=np.int64) for k in PU}
    assert all(v.shape == (0,) for v in law.batch("pu.contribution", date(2022, 1, 1), columns).values())

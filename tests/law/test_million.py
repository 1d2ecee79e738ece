"""A million members and every column formula: single, NumPy, Numba and PostgreSQL give the same, row by row.

The big runs carry the mark ``big`` (deselect with ``-m "not big"``): about 60 seconds on two quiet cores."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from importlib.util import find_spec
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lindung import law
from lindung.law.catalogue import FORMULAS
from lindung.law.store import ParameterValue
from lindung.law.units import PPM
from lindung.law.uses import rules_of

from .golden import batchable, columns_of, days_of
from .test_forms import PU, pu_columns

MEMBERS = 1_000_000
SINGLES = 20_000
ROWS = 200_000
MONTHS = (date(2021, 2, 1), date(2022, 1, 1), date(2026, 3, 1))
COLUMN = sorted(batchable())
COMPILED = """
import json, sys
from datetime import date
import numpy as np
from lindung import law
for formula, on, source, target in json.load(sys.stdin):
    columns = dict(np.load(source))
    np.savez(target, **law.batch(formula, date.fromisoformat(on), columns, engine="numba", threads=2))
"""


def fill(pg: Any, name: str, columns: dict[str, Any]) -> None:
    """A temporary table of the columns, by binary COPY put together in NumPy."""
    kinds = ", ".join(f"{k} bigint" for k in columns)
    pg.execute(f"drop table if exists {name}")
    pg.execute(f"create temp table {name} (n bigint, {kinds})")
    rows = len(next(iter(columns.values())))
    cells = [np.arange(rows, dtype=np.int64), *(np.asarray(c, dtype=np.int64) for c in columns.values())]
    record = np.zeros(
        rows,
        dtype=[("k", ">i2"), *((f"{p}{i}", t) for i in range(len(cells)) for p, t in (("s", ">i4"), ("v", ">i8")))],
    )
    record["k"] = len(cells)
    for number, cell in enumerate(cells):
        record[f"s{number}"], record[f"v{number}"] = 8, cell
    with pg.cursor().copy(f"copy {name} from stdin (format binary)") as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        copy.write(record.tobytes())
        copy.write(b"\xff\xff")


def taken(pg: Any, query: str, width: int, rows: int) -> Any:
    """The integer columns of a query, by binary COPY."""
    with pg.cursor().copy(f"copy ({query}) to stdout (format binary)") as copy:
        data = b"".join(bytes(part) for part in copy)
    kind = [("k", ">i2"), *((f"{p}{i}", t) for i in range(width) for p, t in (("s", ">i4"), ("v", ">i8")))]
    got = np.frombuffer(data, dtype=kind, count=rows, offset=19)
    assert len(data) == 19 + rows * np.dtype(kind).itemsize + 2
    assert all((got[f"s{i}"] == 8).all() for i in range(width)), "a figure is missing"
    return [got[f"v{i}"].astype(np.int64) for i in range(width)]


def in_postgres(pg: Any, formula: str, on: date, columns: dict[str, Any], table: str) -> dict[str, Any]:
    names = FORMULAS[formula].outputs
    layered = law.sql_lateral(formula, on, {k: f"src.{k}" for k in columns}, table)
    figures = ", ".join(f"{o}::bigint" for o in names)
    rows = len(next(iter(columns.values())))
    return dict(
        zip(names, taken(pg, f"select {figures} from ({layered}) done order by n", len(names), rows), strict=True)
    )


def compiled(jobs: list[tuple[str, date, dict[str, Any]]], folder: Path) -> list[dict[str, Any]]:
    """The same batches through Numba, in a process of its own."""
    if find_spec("numba") is None:
        pytest.skip("no compiler")
    told = []
    for number, (formula, on, columns) in enumerate(jobs):
        np.savez(folder / f"in{number}.npz", **columns)
        told.append((formula, on.isoformat(), str(folder / f"in{number}.npz"), str(folder / f"out{number}.npz")))
    subprocess.run([sys.executable, "-c", COMPILED], input=json.dumps(told), text=True, check=True, timeout=300)
    return [dict(np.load(out)) for *_, out in told]


def equal(want: dict[str, Any], got: dict[str, Any], where: object) -> None:
    for name, column in want.items():
        other = np.nonzero(column != got[name])[0]
        assert not len(other), (where, name, int(other[0]), int(column[other[0]]), int(got[name][other[0]]), len(other))


def one_by_one(formula: str, on: date, columns: dict[str, Any], want: dict[str, Any], rows: Any) -> None:
    lists = {k: np.asarray(v)[rows].tolist() for k, v in columns.items()}
    found = {k: v[rows].tolist() for k, v in want.items()}
    for number in range(len(rows)):
        single = law.calc(formula, on, {k: v[number] for k, v in lists.items()}).values
        assert single == {k: v[number] for k, v in found.items()}, (on, {k: v[number] for k, v in lists.items()})


@pytest.mark.big
def test_a_million_members(pg: Any, tmp_path: Path) -> None:
    columns = pu_columns(2026, MEMBERS)
    assert set(columns) == set(PU)
    want = {month: law.batch("pu.contribution", month, columns) for month in MONTHS}
    jobs = [("pu.contribution", month, columns) for month in MONTHS]
    for month, got in zip(MONTHS, compiled(jobs, tmp_path), strict=True):
        equal(want[month], got, ("numba", month))
    fill(pg, "million", columns)
    for month in MONTHS:
        equal(want[month], in_postgres(pg, "pu.contribution", month, columns, "million"), ("postgres", month))
    pg.execute("drop table million")
    rows = np.random.default_rng(7).choice(MEMBERS, SINGLES, replace=False)
    for month, part in zip(MONTHS, np.array_split(rows, len(MONTHS)), strict=True):
        one_by_one("pu.contribution", month, columns, want[month], part)


@pytest.mark.big
@pytest.mark.parametrize("formula", [f for f in COLUMN if f != "pu.contribution"])
def test_every_column_formula_on_each_side_of_its_changes(pg: Any, formula: str) -> None:
    """The rows are shared out over the days of change; each day is worked by NumPy and PostgreSQL, a sample singly."""
    days = days_of(formula)
    rows = max(ROWS // len(days), 200)
    for number, on in enumerate(days):
        columns = columns_of(formula, number, rows)
        want = law.batch(formula, on, columns)
        fill(pg, "rows_of_day", columns)
        equal(want, in_postgres(pg, formula, on, columns, "rows_of_day"), ("postgres", on))
        one_by_one(formula, on, columns, want, np.arange(0, rows, max(rows * len(days) // 300, 1)))


# ---- boundaries made of the parameters themselves


def figures(value: ParameterValue) -> set[int]:
    """The numbers of a parameter that an input can meet."""
    if value.type in ("money", "integer"):
        return {value.value}
    if value.type == "table":
        return {*value.value, *value.value.values()}
    if value.type == "schedule":
        return {up_to for up_to, _ in value.value if up_to is not None}
    return set()


def ties(value: ParameterValue) -> set[int]:
    """Bases whose share at a rate ends in exactly half a rupiah."""
    rates = {"rate": lambda v: [v], "table": lambda v: v.values(), "schedule": lambda v: [r for _, r in v]}
    if value.unit.split("/")[0] != "rate" or value.type not in rates:
        return set()
    out = set()
    for ppm in rates[value.type](value.value):
        step = PPM // gcd(ppm, PPM) if ppm else 1
        if step % 2 == 0:
            out |= {step // 2 * odd for odd in (1, 3, 2_001)}
    return out


def marks(formula: str) -> list[int]:
    """Every figure of every version of the parameters of a formula and every tie of its rates, one below, one above,
    and the mirror."""
    keys = {p for r in rules_of(FORMULAS[formula]) for p in r.parameters}
    values = [v for k in keys for v in law.published().parameters[k].values]
    near = {n + d for v in values for n in figures(v) | ties(v) for d in (-1, 0, 1)} | {-1, 0, 1}
    return sorted(near | {-n for n in near})


def boundary_columns(formula: str, seed: int = 3) -> dict[str, Any]:
    """One input at each mark, range end and code, the others at random among theirs, low ends and high ends."""
    rng = np.random.default_rng(seed)
    inputs = FORMULAS[formula].inputs
    near = {
        i.name: np.array(
            sorted(
                {m for m in marks(formula) if i.low <= m <= i.high}
                | {i.low, i.low + 1, i.high - 1, i.high} - {i.low - 1}
            )
            if i.high - i.low > 50
            else range(i.low, i.high + 1)
        )
        for i in inputs
    }
    parts: list[dict[str, Any]] = []
    for item in inputs:
        at = near[item.name]
        for how in ("low", "high", "any", "any"):
            part = {
                o.name: rng.choice(near[o.name], len(at)) if how == "any" else np.full(len(at), getattr(o, how))
                for o in inputs
            }
            parts.append({**part, item.name: at})
    return {i.name: np.concatenate([p[i.name] for p in parts]).astype(np.int64) for i in inputs}


def chosen(formula: str) -> list[date]:
    """First and last day of the versions; of a long history the first two, the last two and some between."""
    days = days_of(formula)
    return days if len(days) <= 8 else sorted({*days[:3], *days[-4:], *days[3 :: len(days) // 4]})


@pytest.mark.parametrize("formula", COLUMN)
def test_boundaries_from_the_parameters(pg: Any, formula: str) -> None:
    columns = boundary_columns(formula)
    fill(pg, "edges", columns)
    rows = len(columns[FORMULAS[formula].inputs[0].name])
    for number, on in enumerate(chosen(formula)):
        want = law.batch(formula, on, columns)
        equal(want, in_postgres(pg, formula, on, columns, "edges"), ("postgres", on))
        step = max(rows // 250, 1)
        one_by_one(formula, on, columns, want, np.arange(number % step, rows, step))


def test_the_boundaries_hold_caps_ties_codes_and_mirrors() -> None:
    wages = set(boundary_columns("pu.contribution")["wage"].tolist())
    for value in law.published().parameters["jp.wage_cap"].values:
        assert {s * value.value + d for s in (1, -1) for d in (-1, 0, 1)} <= wages
    assert {10**12, -(10**12), 0, 500, -500, 1500} <= wages  # 0.1 % of 500 is half a rupiah
    assert set(boundary_columns("pu.contribution")["risk_group"].tolist()) == {1, 2, 3, 4, 5}
    assert all(len(marks(f)) >= 3 for f in COLUMN)

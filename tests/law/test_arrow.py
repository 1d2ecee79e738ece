"""Tables, files and receipts: equal to the single case row by row, and no refused row becomes a zero."""

from __future__ import annotations

import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lindung import law

from .compiler import numba
from .test_forms import FORMULAS, PU, day_for, pu_columns, random_columns

pa = pytest.importorskip("pyarrow")
csv = pytest.importorskip("pyarrow.csv")
parquet = pytest.importorskip("pyarrow.parquet")
ON = date(2022, 1, 1)
MONTHS = [date(2015, 7, 1), date(2020, 9, 1), date(2022, 1, 1), date(2022, 3, 1), date(2025, 3, 1), date(2026, 3, 1)]


def table_of(columns: dict[str, Any]) -> Any:
    return pa.table({k: pa.array(v) for k, v in columns.items()})


def single(formula: str, on: date, inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The row that the single case gives: outputs and refusal."""
    outputs = [o["name"] for o in law.describe(formula)["outputs"]]
    try:
        return {**law.calc(formula, on, inputs, **more).values, "refused": None}
    except law.LawError as error:
        return {**dict.fromkeys(outputs), "refused": error.code}


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_over_a_table_is_the_batch(formula: str) -> None:
    columns, on = random_columns(formula, 31, 300), day_for(formula)
    want = law.batch(formula, on, columns)
    for given in (table_of(columns), table_of(columns).to_batches()[0]):
        got = law.batch_table(formula, on, given, prefix="out_")
        assert isinstance(got, type(given)) and got.num_rows == 300
        assert got.schema.names == [*columns, *(f"out_{o}" for o in want), "out_refused"]
        for o, values in want.items():
            assert got.column(f"out_{o}").to_pylist() == values.tolist()
        assert law.refusals(got, "out_") == {}


def spoiled(seed: int, rows: int) -> Any:
    """A table with missing cells and cells out of range in every input."""
    rng = np.random.default_rng(seed)
    out = {}
    for item in law.describe("pu.contribution")["inputs"]:
        column = pu_columns(seed, rows)[item["name"]].astype(np.int64)
        kind = rng.integers(0, 30, rows)
        column = np.where(kind == 0, item["high"] + 1, np.where(kind == 1, item["low"] - 1, column))
        out[item["name"]] = pa.array(column, mask=kind == 2)
    return pa.table(out)


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_refused_rows_have_their_code_and_no_figure(engine: str) -> None:
    if engine == "numba":
        numba()
    table = spoiled(3, 3_000)
    got = law.batch_table("pu.contribution", ON, table, engine=engine, threads=2)
    seen: dict[str, int] = {}
    for row in got.to_pylist():
        want = single("pu.contribution", ON, {k: row[k] for k in PU})
        assert {k: row[k] for k in want} == want
        if want["refused"]:
            seen[want["refused"]] = seen.get(want["refused"], 0) + 1
    assert law.refusals(got) == seen and set(seen) == {"missing_input", "out_of_range"}


@pytest.mark.parametrize("kind", ["date32", "date64", "timestamp", "text", "month", "dictionary"])
def test_each_row_by_the_law_of_its_own_month(kind: str) -> None:
    rows = 2_000
    rng = np.random.default_rng(5)
    days = [MONTHS[n] + timedelta(days=int(d)) for n, d in zip(rng.integers(0, 6, rows), rng.integers(0, 28, rows), strict=True)]  # fmt: skip # noqa: E501
    days[0], days[1] = date(2015, 6, 30), None  # type: ignore[call-overload]
    table = spoiled(6, rows)
    cells = {
        "date32": lambda: pa.array(days, pa.date32()),
        "date64": lambda: pa.array(days, pa.date64()),
        "timestamp": lambda: pa.array([d and datetime(d.year, d.month, d.day, 13) for d in days], pa.timestamp("us")),
        "text": lambda: pa.array([d and d.isoformat() for d in days]),
        "month": lambda: pa.array([d and d.isoformat()[:7] for d in days]),
        "dictionary": lambda: pa.array(days, pa.date32()).dictionary_encode(),
    }[kind]()
    got = law.batch_table("pu.contribution", "period", table.append_column("period", cells)).to_pylist()
    assert (got[0]["refused"], got[1]["refused"]) == ("not_in_force", "missing_input")
    for number, row in enumerate(got[2:], 2):
        want = single("pu.contribution", days[number], {k: row[k] for k in PU})
        assert {k: row[k] for k in want} == want, number


def test_rows_by_month_equal_one_run_per_month() -> None:
    columns = pu_columns(9, 6_000)
    which = np.random.default_rng(1).integers(0, len(MONTHS), 6_000)
    table = table_of(columns).append_column("month", pa.array([MONTHS[n] for n in which], pa.date32()))
    got = law.batch_table("pu.contribution", "month", table, threads=2)
    for n, month in enumerate(MONTHS):
        at = np.flatnonzero(which == n)
        want = law.batch("pu.contribution", month, {k: v[at] for k, v in columns.items()})
        for o in want:
            assert np.array_equal(got.column(o).to_numpy()[at], want[o])


def test_columns_may_have_other_names_and_be_constants() -> None:
    table = pa.table({"upah": [5_000_000, None], "kelompok": pa.array([1, 2], pa.int8())})
    columns = {"wage": "upah", "risk_group": "kelompok", **dict.fromkeys(PU[2:5], 1), **dict.fromkeys(PU[5:], 0)}
    got = law.batch_table("pu.contribution", ON, table, columns=columns)
    assert got.column("total").to_pylist() == [462_000, None] and law.refusals(got) == {"missing_input": 1}
    wrong = law.batch_table("pu.contribution", ON, table, columns={**columns, "jp": 2})
    assert law.refusals(wrong) == {"missing_input": 1, "out_of_range": 1}
    flags = pa.table({"upah": [5_000_000], "kelompok": [1], "jp": [True], "jht": pa.array([1]).dictionary_encode()})
    got = law.batch_table("pu.contribution", ON, flags, columns={**columns, "jp": "jp", "jht": "jht"})
    assert got.column("total").to_pylist() == [462_000]
    nothing = pa.table({"upah": pa.nulls(2), "kelompok": pa.array([2**63 + 5, 1], pa.uint64())})
    got = law.batch_table("pu.contribution", ON, nothing, columns=columns)
    assert law.refusals(got) == {"missing_input": 2}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda t: t.drop_columns(["wage"]), law.MissingInput),
        (lambda t: t.set_column(0, "wage", pa.array([1.0, 2.0])), law.WrongType),
        (lambda t: t.set_column(0, "wage", pa.array(["1", "2"])), law.WrongType),
        (lambda t: t.set_column(0, "wage", pa.array([True, False])), law.WrongType),
        (lambda t: t.append_column("total", pa.array([1, 2])), law.NameTaken),
        (lambda t: t.append_column("wage", pa.array([1, 2])), law.NameTaken),
        (lambda t: [1, 2][0], law.WrongType),
    ],
)
def test_a_table_of_another_shape_is_refused(change: Any, error: type[Exception]) -> None:
    table = table_of({k: v[:2] for k, v in pu_columns(1, 2).items()})
    with pytest.raises(error):
        law.batch_table("pu.contribution", ON, change(table))


def test_a_formula_that_cannot_be_a_table_is_refused() -> None:
    for on in (ON, "month"):
        with pytest.raises(law.NotBatchable):
            law.arrow_function("jht.entitlement", on)
    with pytest.raises(law.UnknownFormula):
        law.arrow_function("pu.nothing", "month")
    with pytest.raises(law.UnknownInput):
        law.batch_table("pu.contribution", ON, pa.table({"x": [1]}), columns={"height": 1})
    with pytest.raises(law.NotInForce):
        law.arrow_function("pu.contribution", date(2015, 6, 30))
    with pytest.raises(law.MissingInput):
        law.batch_table("pu.contribution", "month", table_of(pu_columns(1, 2)))
    with pytest.raises(law.WrongType):
        law.batch_table("pu.contribution", "wage", table_of(pu_columns(1, 2)))


def test_without_arrow_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(law.MissingExtra) as error:
        law.arrow_function("pu.contribution", ON)([])
        law.batch_table("pu.contribution", ON, object())
    assert "lindung[arrow]" in error.value.text("en")


# the function that other machines run --------------------------------------------------------------------------------
SCRIPT = """
import pickle, sys
function = pickle.load(open(sys.argv[1], "rb"))
import pyarrow as pa
batch = pa.ipc.open_file(sys.argv[2]).get_batch(0)
out = list(function(iter([batch, batch])))
assert "numba" not in sys.modules
print(sum(out[1].column("total").to_pylist()), out[0].equals(out[1]))
"""


def test_the_function_works_in_another_process(tmp_path: Path) -> None:
    batch = table_of(pu_columns(2, 500)).to_batches()[0]
    function = law.arrow_function("pu.contribution", ON)
    (tmp_path / "f.pickle").write_bytes(pickle.dumps(function))
    assert (tmp_path / "f.pickle").stat().st_size < 2_000
    with pa.ipc.new_file(tmp_path / "b.arrow", batch.schema) as file:
        file.write_batch(batch)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "f.pickle"), str(tmp_path / "b.arrow")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == [str(sum(function(batch).column("total").to_pylist())), "True"]


def test_the_function_works_over_spawned_workers() -> None:
    batches = table_of({**pu_columns(3, 900)}).to_batches(max_chunksize=300)
    function = law.arrow_function("pu.contribution", ON, settings={"rounding.contribution": "down"})
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert [b.equals(function(a)) for a, b in zip(batches, pool.map(function, batches), strict=True)] == [True] * 3


def test_a_law_survives_pickling() -> None:
    base = law.published()
    assert pickle.loads(pickle.dumps(base)) is base
    changed = law.Law(base.parameters.replace("jht.rate_worker", 0, 20_001), base.hashes)
    again = pickle.loads(pickle.dumps(changed))
    assert again.parameters.digest == changed.parameters.digest != base.parameters.digest

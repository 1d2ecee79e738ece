"""Runs over files: what comes out, what the receipt says, and that a changed receipt or table is found out."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import numpy as np
import pytest
from click.testing import CliRunner

from lindung import law
from lindung.law.cited import core_of
from lindung.law.cli import law as command
from lindung.law.runs import Digest, exact_sum
from lindung.law.schema import named, problems

from .compiler import numba
from .reforms import HIGHER_CAP
from .test_arrow import ON, spoiled, table_of
from .test_forms import PU, pu_columns

pa = pytest.importorskip("pyarrow")
csv = pytest.importorskip("pyarrow.csv")
parquet = pytest.importorskip("pyarrow.parquet")


def write_csv(path: Path, table: Any, mark: str = ",") -> None:
    csv.write_csv(table, path, csv.WriteOptions(delimiter=mark))


@pytest.mark.parametrize("pair", ["csv csv", "parquet parquet", "csv parquet", "parquet csv"])
def test_a_file_gives_what_its_table_gives(tmp_path: Path, pair: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from lindung.law import files

    monkeypatch.setattr(files, "PIECE", 700)
    monkeypatch.setattr(files, "BLOCK", 20_000)
    table = spoiled(8, 3_000).append_column("name", pa.array([f'Sari "{n}", Ñ' for n in range(3_000)]))
    came, goes = pair.split()
    source, target = tmp_path / f"in.{came}", tmp_path / f"out.{goes}"
    write_csv(source, table) if came == "csv" else parquet.write_table(table, source)
    got = law.run_file("pu.contribution", ON, source, target)
    want = law.batch_table("pu.contribution", ON, table)
    back = csv.read_csv(target) if goes == "csv" else parquet.read_table(target)
    assert back.schema.names == want.schema.names
    for name in ("name", "total", "jkp_state", "refused"):
        assert [v if v != "" else None for v in back.column(name).to_pylist()] == want.column(name).to_pylist()
    assert list(problems(got, named("receipt.v1"))) == []
    assert jsonschema_rs.validator_for(named("receipt.v1")).is_valid(got)
    assert got["refused"] == law.refusals(want) and got["rows"]["read"] == 3_000
    assert got["rows"]["refused"] == sum(got["refused"].values()) == 3_000 - got["rows"]["calculated"]
    sums = {c["name"]: c["sum"] for c in got["output"]["columns"]}
    assert sums["total"] == sum(v for v in want.column("total").to_pylist() if v is not None)
    assert got["check"]["engine"] == "python" and got["check"]["mismatches"] == {} and got["check"]["rows"] > 0
    assert not list(tmp_path.glob(".*"))
    assert law.verify_run(got, table) and law.verify_run(got, want) and law.verify_run(got, back)


def test_the_receipt_does_not_depend_on_format_or_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lindung.law import files

    table = spoiled(4, 2_000)
    write_csv(tmp_path / "a.csv", table, ";")
    parquet.write_table(table, tmp_path / "a.parquet")
    slips = [law.run_file("pu.contribution", ON, tmp_path / n, tmp_path / f"out_{n}") for n in ("a.csv", "a.parquet")]
    monkeypatch.setattr(files, "PIECE", 100)
    slips.append(law.run_file("pu.contribution", ON, tmp_path / "a.parquet", tmp_path / "b.parquet", check=None))
    for slip in slips:
        slip.pop("check")
    assert slips[0] == slips[1] == slips[2]
    mixed = table.take(pa.array(np.random.default_rng(1).permutation(2_000)))
    parquet.write_table(mixed, tmp_path / "c.parquet")
    other = law.run_file("pu.contribution", ON, tmp_path / "c.parquet", tmp_path / "d.parquet")
    assert other["input"]["sha256"] != slips[0]["input"]["sha256"]
    assert [c["sum"] for c in other["output"]["columns"]] == [c["sum"] for c in slips[0]["output"]["columns"]]


def test_cells_of_text_are_read_or_refused(tmp_path: Path) -> None:
    rows = [
        ("5000000", "1", "true", "2022-01", None),
        (" 5000000 ", "1", "TRUE", "2022-01-31", None),
        ("0000000000000000005000000", "1", "1", "2022-01-01", None),
        ("", "1", "1", "2022-01-01", "missing_input"),
        ("5.000.000", "1", "1", "2022-01-01", "wrong_type"),
        ("5000000.0", "1", "1", "2022-01-01", "wrong_type"),
        ("99999999999999999999", "1", "1", "2022-01-01", "out_of_range"),
        ("5000000", "9", "1", "2022-01-01", "out_of_range"),
        ("5000000", "1", "ya", "2022-01-01", "wrong_type"),
        ("5000000", "1", "1", "2022-13-01", "wrong_type"),
        ("5000000", "1", "1", "", "missing_input"),
        ("5000000", "1", "1", "2014-01-01", "not_in_force"),
    ]
    text = "wage,risk_group,jp,month\n" + "\n".join(",".join(r[:4]) for r in rows) + "\n"
    (tmp_path / "in.csv").write_text("\ufeff" + text, "utf-8")
    columns = {"jht": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}
    slip = law.run_file("pu.contribution", "month", tmp_path / "in.csv", tmp_path / "out.parquet", columns=columns)
    got = parquet.read_table(tmp_path / "out.parquet")
    assert got.column("refused").to_pylist() == [r[4] for r in rows]
    assert got.column("total").to_pylist() == [None if r[4] else 462_000 for r in rows]
    assert slip["refused"] == {"missing_input": 2, "wrong_type": 4, "out_of_range": 2, "not_in_force": 1}
    assert [(p["from"], p["to"], p["rows"]) for p in slip["periods"]] == [("2022-01-01", "2022-01-31", 3)]
    assert slip["on"] is None and slip["on_column"] == "month" and law.verify_run(slip, got)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ragged.csv").write_text("wage,risk_group\n1,2\n1,2,3\n", "utf-8")
    (tmp_path / "bytes.csv").write_bytes(b"wage,risk_group\n\xff\xfe,1\n")
    (tmp_path / "empty.csv").write_text("", "utf-8")
    (tmp_path / "not.parquet").write_text("wage", "utf-8")
    columns = dict.fromkeys(PU[1:], 1)
    for name in ("ragged.csv", "bytes.csv", "empty.csv", "not.parquet", "none.csv", "sheet.xlsx"):
        with pytest.raises(law.UnreadableFile):
            law.run_file("pu.contribution", ON, tmp_path / name, tmp_path / "out.csv", columns={**columns})
    with pytest.raises(law.UnreadableFile):
        law.run_file("pu.contribution", ON, tmp_path / "ragged.csv", tmp_path / "out.txt")
    assert not (tmp_path / "out.csv").exists() and not list(tmp_path.glob(".*"))
    (tmp_path / "head.csv").write_text("wage\n", "utf-8")
    slip = law.run_file("pu.contribution", ON, tmp_path / "head.csv", tmp_path / "out.csv", columns={**columns})
    assert slip["rows"] == {"read": 0, "calculated": 0, "refused": 0} and (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s["output"]["columns"][0].update(sum=1),
        lambda s: s["output"]["columns"][9].update(sha256="0" * 64),
        lambda s: s["output"].update(sha256="0" * 64),
        lambda s: s["input"].update(sha256="0" * 64),
        lambda s: s["input"]["columns"][0].update(sha256="0" * 64),
        lambda s: s["rows"].update(read=1),
        lambda s: s["refused"].update(wrong_type=1),
        lambda s: s.update(on="2022-03-01"),
        lambda s: s["chosen"].update({"rounding.contribution": "down"}),
        lambda s: s["settings"].update({"rounding.contribution": "down"}),
    ],
)
def test_a_changed_receipt_is_found_out(tmp_path: Path, change: Any) -> None:
    table = spoiled(4, 400)
    parquet.write_table(table, tmp_path / "a.parquet")
    slip = law.run_file("pu.contribution", ON, tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert law.verify_run(slip, table)
    bad = copy.deepcopy(slip)
    change(bad)
    assert bad != slip and not law.verify_run(bad, table)


def test_a_changed_table_is_found_out(tmp_path: Path) -> None:
    table = spoiled(4, 400)
    parquet.write_table(table, tmp_path / "a.parquet")
    slip = law.run_file("pu.contribution", ON, tmp_path / "a.parquet", tmp_path / "b.parquet")
    out = parquet.read_table(tmp_path / "b.parquet")
    assert law.verify_run(slip, out)
    for name in ("wage", "total", "refused"):
        column = out.column(name).to_pylist()
        column[17] = "wrong_type" if name == "refused" else (column[17] or 0) + 1
        moved = out.set_column(out.schema.names.index(name), name, pa.array(column))
        found = law.verify_run(slip, moved)
        assert not found and any(name in d or "input" in d for d in found.differences)
    gone = law.verify_run(slip, out.drop_columns(["wage"]))
    assert not gone and "refused" in gone.differences[0]
    with pytest.raises(law.BadReceipt):
        law.verify_run({**slip, "rows": 1}, out)
    with pytest.raises(law.OverlayMismatch):
        law.verify_run({**slip, "overlays": [{"id": "x.y", "title": {"id": "x", "en": "x"}, "sha256": "0" * 64}]}, out)


def test_the_checker_counts_what_it_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lindung.law import runs

    table = table_of(pu_columns(4, 2_000))
    parquet.write_table(table, tmp_path / "a.parquet")

    def wrong(*given: Any) -> Any:
        out = real(*given)
        out["total"][5] += 1
        return out

    real = runs._one_by_one
    monkeypatch.setattr(runs, "_one_by_one", wrong)
    slip = law.run_file("pu.contribution", ON, tmp_path / "a.parquet", tmp_path / "b.parquet", check="python")
    assert slip["check"] == {"engine": "python", "rows": runs.SAMPLE, "mismatches": {"total": 1}}
    numba()
    for engine, check in (("numba", "auto"), (None, "numba")):
        slip = law.run_file(
            "pu.contribution", ON, tmp_path / "a.parquet", tmp_path / "b.parquet", engine=engine, check=check
        )
        assert slip["check"]["rows"] == 2_000 and slip["check"]["mismatches"] == {}
        assert {slip["check"]["engine"], slip["kernel"]} == {"numpy", "numba"}
    for bad in ("numpy", "cobol"):
        with pytest.raises(law.WrongType):
            law.run_file("pu.contribution", ON, tmp_path / "a.parquet", tmp_path / "b.parquet", check=bad)


def test_sql_checks_stored_rows(pg: Any) -> None:
    columns = pu_columns(12, 1_000)
    got = law.batch("pu.contribution", ON, columns)
    names = [*columns, "total", "jkk"]
    pg.execute("drop table if exists stored_lines")
    pg.execute(f"create temp table stored_lines ({', '.join(f'{n} bigint' for n in names)})")
    with pg.cursor().copy("copy stored_lines from stdin") as out:
        for row in zip(*(v.tolist() for v in (*columns.values(), got["total"], got["jkk"])), strict=True):
            out.write_row(row)

    def verdict() -> dict[str, Any]:
        stored = {"total": "total", "jkk": "jkk"}
        return law.check_sql(pg, "pu.contribution", ON, "stored_lines", {k: k for k in columns}, stored)

    assert verdict() == {"engine": "postgresql", "rows": 1_000, "mismatches": {}}
    pg.execute("update stored_lines set total = total + 1 where ctid in (select ctid from stored_lines limit 3)")
    pg.execute("update stored_lines set jkk = null where ctid in (select ctid from stored_lines limit 1)")
    assert verdict() == {"engine": "postgresql", "rows": 1_000, "mismatches": {"total": 3, "jkk": 1}}
    with pytest.raises(law.WrongType):
        law.check_sql(pg, "pu.contribution", ON, "stored_lines", {k: k for k in columns}, {"x": "x"})


def test_a_refused_row_stored_as_null_is_no_difference(pg: Any) -> None:
    given = {"wage": "null::bigint", **dict.fromkeys(PU[1:], "1")}
    got = law.check_sql(pg, "pu.contribution", ON, "(select null::bigint as total)", given, {"total": "total"})
    assert got == {"engine": "postgresql", "rows": 1, "mismatches": {}}
    got = law.check_sql(pg, "pu.contribution", ON, "(select 0::bigint as total)", given, {"total": "total"})
    assert got["mismatches"] == {"total": 1}


def test_sums_and_hashes_are_exact() -> None:
    big = np.array([2**62, 2**62, 2**62, -(2**62) + 1, -1], dtype=np.int64)
    assert exact_sum(big) == sum(big.tolist())
    one, two = Digest(), Digest()
    one.feed(np.arange(10, dtype=np.int8), None)
    two.feed(np.arange(4, dtype=np.int64), np.zeros(4, dtype=np.int8))
    two.feed(np.arange(4, 10, dtype=np.int32)[::1], None)
    assert one.hex() == two.hex()
    three = Digest()
    three.feed(np.arange(10), np.eye(1, 10, dtype=np.int8)[0])
    assert three.hex() != one.hex()


def test_a_run_under_a_reform_names_it(tmp_path: Path) -> None:
    on, columns = "2026-06", {**pu_columns(4, 500)}
    table = table_of(columns).append_column("month", pa.array([on] * 500))
    parquet.write_table(table, tmp_path / "a.parquet")
    source, target = tmp_path / "a.parquet", tmp_path / "b.parquet"
    now, then = (law.run_file("pu.contribution", "month", source, target, overlay=o) for o in (None, HIGHER_CAP))
    assert now["overlays"] == [] and [o["id"] for o in then["overlays"]] == ["jp-cap-20"]
    assert list(problems(then, named("receipt.v1"))) == []
    assert now["input"] == then["input"] and now["output"] != then["output"]
    assert law.verify_run(then, table, overlay=HIGHER_CAP)
    with pytest.raises(law.OverlayMismatch):
        law.verify_run(then, table)
    function = law.arrow_function("pu.contribution", "month", overlay=HIGHER_CAP)
    assert pickle.loads(pickle.dumps(function))(table).equals(function(table))
    cited = law.calc(
        "pu.contribution", date(2026, 6, 1), {k: int(v[0]) for k, v in columns.items()}, overlay=HIGHER_CAP
    ).trace
    assert cited.cited == core_of(cited.data) and list(problems(cited.cited, named("cited.v1"))) == []
    assert cited.cited["receipt"]["overlays"][0]["id"] == "jp-cap-20"


# the command ---------------------------------------------------------------------------------------------------------
def run(*given: object) -> Any:
    return CliRunner().invoke(command, ["batch", *map(str, given)])


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("upah,month\n5000000,2022-01\n,2022-01\n5000000,2026-03\n", "utf-8")
    fixed = [f"--column={k}=1" for k in PU[1:5]] + [f"--column={k}=0" for k in PU[5:]]
    done = run(
        "pu.contribution", "--on", "month", "--in", tmp_path / "in.csv", "--out", tmp_path / "out.csv",
        "--column=wage=upah", *fixed, "--receipt", tmp_path / "slip.json", "--threads", 2,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["rows"] == {"read": 3, "calculated": 2, "refused": 1} and told["refused"] == {"missing_input": 1}
    slip = json.loads((tmp_path / "slip.json").read_text("utf-8"))
    assert told["sums"]["total"] == 462_000 * 2 and slip["output"]["columns"]
    assert (tmp_path / "out.csv").read_text("utf-8").splitlines()[2].endswith('"missing_input"')
    assert law.verify_run(slip, csv.read_csv(tmp_path / "out.csv"))


def test_the_command_refuses_with_2(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("wage\n5000000\n", "utf-8")
    for given, code in (
        (("pu.contribution", "--on", "2022-01-01", "--in", tmp_path / "none.csv"), "unreadable_file"),
        (("pu.contribution", "--on", "2022-01-01", "--in", tmp_path / "in.csv"), "missing_input"),
        (("pu.contribution", "--on", "2014-01-01", "--in", tmp_path / "in.csv"), "not_in_force"),
        (("pu.nothing", "--on", "2022-01-01", "--in", tmp_path / "in.csv"), "unknown_formula"),
        (("jht.entitlement", "--on", "2022-01-01", "--in", tmp_path / "in.csv"), "not_batchable"),
    ):
        done = run(*given, "--out", tmp_path / "out.csv", "--lang", "en")
        assert done.exit_code == 2 and json.loads(done.stderr)["error"] == code, done.output

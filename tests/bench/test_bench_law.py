"""The bench of the law at a small size: ours has no wrong rupiah, and a wrong rupiah is seen."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from lindung import law
from lindung.bench import law as bench
from lindung.bench import others
from lindung.bench.cli import command
from lindung.bench.members import MONTH, members


@pytest.mark.parametrize("engine", bench.OURS)
def test_ours_has_no_wrong_rupiah(engine: str) -> None:
    found = bench.measure(engine, 30_000, 1)
    assert (found["wrong_members"], found["total_off"]) == (0, 0)
    assert found["members"] == 30_000 and found["bytes_per_member"] == 12 + 8 * 13
    assert found["sum_total"] == int(law.batch("pu.contribution", MONTH, members(30_000))["total"].sum())


def test_single_precision_is_seen_to_be_wrong() -> None:
    columns = members(50_000)
    right = law.batch("pu.contribution", MONTH, columns)
    wage, rate = columns["wage"].astype(np.float32), np.float32(others.rates()["jht_employer"])  # type: ignore[union-attr]
    single = np.floor(wage * rate + np.float32(0.5)) * columns["jht"]
    found = bench._wrong("openfisca", columns, {**right, "jht_employer": single}, 50_000)
    assert found["wrong_members"] == int((single.astype(np.int64) != right["jht_employer"]).sum()) > 0


def test_the_others_hold_our_rates_and_caps() -> None:
    held = others.rates()
    assert held["jht_employer"] == 0.037 and held["risk_1"] == 0.0024 and held["risk_5"] == 0.0174
    assert held["jp_cap"] == law.parameter("jp.wage_cap", MONTH).value
    assert set(others.OUTPUTS) == {o["name"] for o in law.describe("pu.contribution")["outputs"]}


def test_members_are_the_same_in_every_process() -> None:
    one, two = members(1_000), members(1_000)
    assert all(np.array_equal(one[k], two[k]) for k in one)
    assert int((one["wage"][::10] % 500).max()) == 0  # type: ignore[index]


def test_the_command_prints_every_part() -> None:
    done = CliRunner().invoke(
        command, ["law", "--json", "--members", "5000", "--repeats", "1", "--rows", "1000", "--engines", "copy,numpy"]
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [one["engine"] for one in found["members"]] == ["copy", "numpy"]
    assert {f["formula"] for f in found["formulas"]} == {
        f for f in law.formulas() if "batch" in law.describe(f)["forms"]
    }
    assert found["single"].keys() >= {"cited_us", "import_ms", "load_ms"}
    text = bench.table(found)
    assert "wrong members" in text and "| Lindung, NumPy, 1 thread | 5,000 |" in text


def test_an_unknown_engine_is_refused() -> None:
    done = CliRunner().invoke(command, ["law", "--engines", "abacus"])
    assert done.exit_code == 2 and "abacus" in done.output

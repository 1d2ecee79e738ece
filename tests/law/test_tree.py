"""What a change of the law touches: next year's figure is one data file and one case file, nothing else."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from lindung import law
from lindung.law import build
from lindung.law.engine import Law
from lindung.law.errors import RuleError
from lindung.law.parameter_files import FOLDER
from lindung.law.store import read

from .cases import CASES, load

SOURCE = Path(law.__file__).parents[1]
DATA = {SOURCE / "law" / "compiled.json"}
NEXT = """
  - in_force: 2027-03-01
    published: 2027-02-26
    recorded: 2027-02-26
    value: 11651700
    source: {instrument: "Surat contoh", article: "PP 45/2015 Pasal 29 ayat (3)"}
    confidence: H
"""
CASE = """
cases:
  - name: "cap of March 2027"
    formula: pu.contribution
    date: 2027-03-01
    inputs: {wage: 20000000, risk_group: 1, jht: 1, jp: 1, jkp: 0, covid_relief: 0, labour_intensive: 0}
    expect: {jp_base: 11651700, jp_employer: 233034, jp_worker: 116517}
    kind: derived
    derivation: "2 % x 11.651.700 = 233.034; 1 % x 11.651.700 = 116.517"
  - name: "the month before keeps the cap of 2026"
    formula: pu.contribution
    date: 2027-02-01
    inputs: {wage: 20000000, risk_group: 1, jht: 1, jp: 1, jkp: 0, covid_relief: 0, labour_intensive: 0}
    expect: {jp_base: 11086300}
    kind: derived
    derivation: "batas Maret 2026"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "parameters"))


def test_next_years_pension_cap_touches_one_data_file_and_one_case_file(folder: Path, tmp_path: Path) -> None:
    path = folder / "jp" / "wage_cap.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n") + NEXT, "utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "jp_cap_2027.yaml").write_text(CASE, "utf-8")
    data = build.build(folder)
    later = Law(read(data), data["formulas"])
    assert [case.wrong(later) for case in load(tmp_path / "cases")] == ["", ""]
    assert all(case.wrong(later) == "" for case in CASES if case.formula == "pu.contribution")
    assert later.hashes == law.published().hashes  # not one rule text changed
    told = later.calc("pu.contribution", date(2027, 3, 1), {**load(tmp_path / "cases")[0].inputs}).trace.to_text("id")
    assert "Surat contoh" in told and "Rp11.651.700" in told


def test_a_figure_outside_its_contract_is_refused_before_anything_is_built(folder: Path) -> None:
    path = folder / "jp" / "wage_cap.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n") + NEXT.replace("11651700", "11651700000"), "utf-8")
    with pytest.raises(law.LawError, match="outside the range"):
        build.build(folder)


def test_a_value_that_ends_takes_every_rule_that_needs_it_with_it(folder: Path) -> None:
    path = folder / "jp" / "wage_cap.yaml"
    path.write_text(re.sub(r"review_by: .*", "ends: 2027-02-28", path.read_text("utf-8")), "utf-8")
    with pytest.raises(RuleError, match=r"jp\.wage_cap ends on 2027-02-28"):
        build.build(folder)


def test_no_other_file_of_the_product_holds_a_pension_cap() -> None:
    caps = [v["value"] for v in yaml.safe_load((FOLDER / "jp" / "wage_cap.yaml").read_text("utf-8"))["values"]]
    forms = {f"{cap:,}".replace(",", mark) for cap in caps for mark in ("", ".", ",", "_")}
    found = re.compile("|".join(rf"(?<!\d){re.escape(form)}(?!\d)" for form in forms))
    places = [
        path.relative_to(SOURCE).as_posix()
        for path in sorted(SOURCE.rglob("*"))
        if path.suffix in (".py", ".html", ".js", ".json", ".yaml", ".po", ".txt")
        and path not in DATA
        and FOLDER not in path.parents
        and path.parent.name != "cases"
        and any(form in (text := path.read_text("utf-8")) for form in forms)
        and found.search(text)
    ]
    assert places == []

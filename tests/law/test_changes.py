"""Two days compared, histories on both axes, what late instruments touch, and cases under a reform."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from lindung import law
from lindung.law.changes import change_days
from lindung.law.comparison import exact_sum, spread
from lindung.law.engine import Law
from lindung.law.reach import merged, months
from lindung.law.uses import parameters_of

from .reforms import FACTS, HIGHER_CAP, ON, choosing, of, reform

CASE = {"wage": 15_000_000, **FACTS}
PP36 = date(2025, 9, 4)


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {r["id"]: r for r in rows}


# two days ------------------------------------------------------------------------------------------------------------
def test_nothing_differs_from_the_same_day() -> None:
    data = law.diff(ON, ON).to_json()
    assert (data["parameters"], data["rules"], data["formulas"]) == ([], [], {"gained": [], "lost": []})


def test_the_cap_between_two_years() -> None:
    got = law.diff(date(2025, 12, 31), date(2026, 3, 1))
    cap = by_id(got.data["parameters"])["jp.wage_cap"]
    assert (cap["old"]["value"], cap["new"]["value"], cap["change"]) == (10_547_400, 11_086_300, "changes")
    assert cap["new"]["instrument"] == "Surat BPJS Ketenagakerjaan B/1226/022026"
    assert cap["told"]["new"] == {"id": "Rp11.086.300", "en": "Rp11,086,300"}
    local, english = got.to_text(), got.to_text("en")
    assert local.startswith("Ketentuan 31 Desember 2025 → 1 Maret 2026")
    assert "Batas paling tinggi upah untuk JP (jp.wage_cap): Rp10.547.400 → Rp11.086.300" in local
    assert "after: Surat BPJS Ketenagakerjaan B/1226/022026 PP 45/2015 Pasal 29 ayat (3), in force since" in english
    json.dumps(got.to_json())


def test_rules_are_shown_with_both_texts() -> None:
    got = law.diff(date(2025, 1, 31), date(2025, 2, 1)).to_json()
    rate = by_id(got["rules"])["pu.jkk_rate"]
    assert [v["text"] for v in rate["old"]] == ["jkk__rate[risk_group]"]
    assert "relief__labour_intensive__jkk_rate" in rate["new"][0]["text"] and rate["new"][0]["since"] == "2025-02-01"
    assert "PP 7/2025" in rate["new"][0]["cite"] and rate["new"][0]["until"] == "2026-01-31"
    relief = by_id(got["parameters"])["relief.labour_intensive.jkk_rate"]
    assert (relief["change"], relief["old"]) == ("begins", None)
    assert [e["new"]["id"] for e in relief["entries"]] == ["0,12 %", "0,27 %", "0,445 %", "0,635 %", "0,87 %"]


def test_formulas_come_and_go() -> None:
    got = law.diff(date(2015, 6, 30), date(2015, 7, 1)).data["formulas"]
    assert "pu.contribution" in {f["id"] for f in got["gained"]} and not got["lost"]
    back = law.diff(date(2015, 7, 1), date(2015, 6, 30)).data["formulas"]
    assert {f["id"] for f in back["lost"]} == {f["id"] for f in got["gained"]}


def test_a_diff_knows_only_what_was_known() -> None:
    early = law.diff(date(2025, 7, 31), date(2025, 8, 31), known_on=date(2025, 8, 15)).data["parameters"]
    late = law.diff(date(2025, 7, 31), date(2025, 8, 31)).data["parameters"]
    assert by_id(early)["relief.labour_intensive.jkk_rate"]["change"] == "changes"  # it ended, as far as was known
    assert by_id(late)["relief.labour_intensive.jkk_rate"]["change"] == "restated"


def test_a_diff_backwards_is_the_mirror() -> None:
    there = law.diff(date(2020, 7, 1), date(2021, 3, 1)).data["parameters"]
    back = law.diff(date(2021, 3, 1), date(2020, 7, 1)).data["parameters"]
    assert [(p["id"], p["old"], p["new"]) for p in there] == [(p["id"], p["new"], p["old"]) for p in back]
    assert len(there) > 3


def test_a_diff_under_a_reform() -> None:
    days = (date(2026, 4, 30), date(2026, 5, 1))
    got = law.diff(*days, overlay=HIGHER_CAP)
    assert [p["id"] for p in law.diff(*days).data["parameters"]] == []
    assert [p["id"] for p in got.data["parameters"]] == ["jp.wage_cap"]
    assert "Under reform: JP cap of Rp20 million" in got.to_text("en")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_change_of_the_law_can_be_told(lang: str) -> None:
    days = sorted({d for p in law.parameters() for d in change_days(p)})
    days = [d for d in days if date(2015, 7, 1) <= d <= date(2027, 1, 1)]
    assert len(days) > 25
    for before, after in pairwise(days):
        text = law.diff(before, after).to_text(lang)
        assert "None" not in text and "{" not in text


# histories -----------------------------------------------------------------------------------------------------------
def test_history_of_a_parameter_on_both_axes() -> None:
    got = law.timeline("relief.labour_intensive.jkk_rate")
    rows = [(v["in_force_since"], v["recorded"], v["to"], v["standing"], v["corrected_on"]) for v in got["values"]]
    assert rows[2:] == [
        ("2025-08-01", "2025-02-07", "2026-01-31", False, "2025-09-04"),
        ("2025-08-01", "2025-09-04", "2026-01-31", True, None),
    ]
    assert [v["retroactive"] for v in got["values"]] == [False, True, False, True]
    assert {"on": "2025-09-04", "in_force": ["2025-08-01"]} in got["known"]
    cap = law.timeline("jp.wage_cap")
    assert (cap["values"][0]["to"], cap["values"][-1]["to"]) == ("2016-02-29", None)  # the newest has no end yet
    assert all(v["standing"] for v in cap["values"])
    json.dumps(got)
    with pytest.raises(law.UnknownParameter):
        law.timeline("jp.nothing")


def test_history_of_a_formula() -> None:
    got = law.timeline("pu.contribution")
    days = {c["on"]: c for c in got["changes"]}
    assert "jp.wage_cap" in by_id(days["2026-03-01"]["parameters"])
    assert "pu.jkk_rate" in by_id(days["2025-02-01"]["rules"])
    assert "2015-07-01" not in days  # its first day is no change
    known = {k["on"]: k["parameters"] for k in got["known"]}
    assert "relief.labour_intensive.jkk_rate" in known["2025-09-04"]
    json.dumps(got)


def test_every_formula_and_parameter_has_a_history() -> None:
    for id in [*law.formulas(), *(p.id for p in law.parameters())]:
        got = law.timeline(id)
        assert got["id"] == id and got["title"]["id"]
        assert got["kind"] == "parameter" or all(c["parameters"] or c["rules"] for c in got["changes"])


def test_a_name_that_a_formula_and_a_parameter_share() -> None:
    shared = sorted({p.id for p in law.parameters()} & set(law.formulas()))
    for id in shared:
        assert law.timeline(id)["kind"] == law.timeline(id, kind="formula")["kind"] == "formula"
        assert law.timeline(id, kind="parameter")["kind"] == "parameter"
        assert id in parameters_of(id)


def test_a_change_in_the_history_is_a_change_of_the_law() -> None:
    under = law.timeline("pu.contribution", overlay=HIGHER_CAP)["changes"]
    assert {c["on"] for c in under} - {c["on"] for c in law.timeline("pu.contribution")["changes"]} == {"2026-05-01"}


def test_what_a_case_by_case_formula_reads_is_found() -> None:
    assert {"jht.grounds", "jht.age", "jht.documents", "jht.wait_months"} <= set(parameters_of("jht.entitlement"))
    for formula in law.formulas():
        face = law.describe(formula)
        assert set(face["parameters"]) <= set(parameters_of(formula)), formula


# late and retroactive instruments ------------------------------------------------------------------------------------
def test_pp_36_of_2025_reaches_back_over_august() -> None:
    got = law.impact(known_from=PP36, known_until=PP36)
    assert got.retroactive and {p["new"]["instrument"] for p in got.data["parameters"]} == {"PP 36/2025"}
    rate = by_id(got.data["parameters"])["relief.labour_intensive.jkk_rate"]
    assert (rate["from"], rate["to"]) == ("2025-08-01", "2026-01-31")
    assert (rate["retroactive"], rate["retroactive_to"]) == (True, "2025-09-03")
    pu = got.formula("pu.contribution")
    assert pu is not None and pu["retroactive_months"] == ["2025-08-01"]  # September ended after it was published
    assert pu["periods"] == [["2025-08-01", "2026-01-31"]]
    assert "pu.jkk_rate" in pu["rules"] and "pu.jkk_rate" in by_id(got.data["rules"])
    assert got.formula("jkm.benefit") is None
    assert "Contribution months already past: 2025-08" in got.to_text("en")
    assert "Bulan iuran yang sudah lewat: 2025-08" in got.to_text()
    json.dumps(got.to_json())


def test_people_and_months_touched() -> None:
    relief = {**FACTS, "wage": 5_000_000, "labour_intensive": 1}
    facts = [
        {"person": "A", "month": "2025-07", "inputs": relief},  # before
        {"person": "A", "month": "2025-08", "inputs": relief},
        {"person": "A", "month": "2025-09", "inputs": {**relief, "risk_group": 5}},
        {"person": "B", "on": date(2025, 8, 1), "inputs": {**relief, "labour_intensive": 0}},  # not of the industry
        {"person": "C", "on": "2026-01-01", "inputs": relief},
        {"person": "C", "on": "2026-02-01", "inputs": relief},  # after
        {"person": "D", "on": "2025-08-01", "inputs": {"wage": 5_000_000}},
    ]
    got = law.impact(known_from=PP36, facts=facts, formula="pu.contribution").data["facts"]
    assert [(r["person"], r["on"], r["difference"]["jkk"]) for r in got["touched"]] == [
        ("A", "2025-08-01", -6_000),  # 0.24 % - 0.12 % of 5,000,000
        ("A", "2025-09-01", -43_500),  # 1.74 % - 0.87 %
        ("C", "2026-01-01", -6_000),
    ]
    assert got["totals"]["pu.contribution"]["jkk"] == -55_500 and (got["people"], got["rows"]) == (2, 7)
    assert got["months"] == [{"month": m, "people": 1} for m in ("2025-08", "2025-09", "2026-01")]
    assert [(r["person"], r["error"]) for r in got["refused"]] == [("D", "missing_input")]
    with pytest.raises(law.BadFact):
        law.impact(facts=[{"on": "August", "inputs": {}}], formula="pu.contribution")
    with pytest.raises(law.UnknownFormula):
        law.impact(facts=[], formula="pu.nothing")


def test_a_filter_by_period_loses_nobody() -> None:
    """The rows that are not calculated are those that cannot differ: all of them calculated, none differs."""
    got = law.impact(law.published(), law.with_overlay(HIGHER_CAP), formula="pu.contribution")
    touched = got.formula("pu.contribution")
    assert touched is not None and [p[0] for p in touched["periods"]] == ["2026-05-01"]
    under = law.with_overlay(HIGHER_CAP)
    month = date(2025, 1, 1)
    while month < date(2027, 3, 1):
        differs = law.calc("pu.contribution", month, CASE).values != under.calc("pu.contribution", month, CASE).values
        assert differs == (month >= date(2026, 5, 1))
        month = (month + timedelta(days=31)).replace(day=1)


def test_two_laws_and_two_sets() -> None:
    base = law.published()
    moved = base.parameters.replace("jht.rate_worker", 0, 20_001)
    for new in (Law(moved, base.hashes), moved):
        got = law.impact(base, new)
        assert [p["id"] for p in got.data["parameters"]] == ["jht.rate_worker"]
        assert not got.retroactive
    assert law.impact(base, base).data["formulas"] == []
    assert law.impact(base, law.with_overlay(choosing(rounding__contribution="up"))).formula("pu.contribution")


def test_a_value_that_ends_is_an_impact() -> None:
    base = law.published().parameters
    old = base["jht.rate_worker"]
    ended = base.with_parameters(replace(old, ends=date(2026, 12, 31), review_by=None))
    got = law.impact(None, ended).data["parameters"]
    assert [(p["id"], p["from"], p["to"], p["new"]) for p in got] == [("jht.rate_worker", "2027-01-01", None, None)]


def test_what_was_known_between_two_days() -> None:
    got = law.impact(known_from=date(2025, 2, 7), known_until=date(2025, 2, 7))
    assert {p["new"]["recorded"] for p in got.data["parameters"]} <= {"2025-02-07"}
    assert "jkp.rate_from_jkm" in by_id(got.data["parameters"])
    nothing = law.impact(known_from=date(2025, 3, 20), known_until=date(2025, 3, 20))
    assert nothing.data["parameters"] == [] and not nothing.retroactive


def test_a_case_by_case_formula_is_named_as_not_exact() -> None:
    got = law.impact(law.published(), law.with_overlay(of("jht.wait_months", 2))).formula("jht.entitlement")
    assert got is not None and got["exact"] is False and got["parameters"] == ["jht.wait_months"]


def test_months_and_spans() -> None:
    first, last = date(2025, 8, 1), date(2025, 9, 3)
    assert list(months(first, last, True)) == [date(2025, 8, 1)]
    assert list(months(first, last, False)) == [date(2025, 8, 1), date(2025, 9, 1)]
    assert merged([(date(2025, 2, 1), date(2025, 2, 9)), (date(2025, 1, 1), date(2025, 1, 31))]) == [
        (date(2025, 1, 1), date(2025, 2, 9))
    ]
    assert len(merged([(date(2025, 1, 1), date(2025, 1, 2)), (date(2025, 1, 4), date(2025, 1, 5))])) == 2


# under a reform ------------------------------------------------------------------------------------------------------
def test_one_case_compared() -> None:
    got = law.compare("pu.contribution", ON, CASE, HIGHER_CAP)
    assert got.differences["jp_worker"] == 150_000 - 110_863
    assert got.differences["jkk"] == 0
    data = got.to_json()
    assert data["overlays"][0]["id"] == "jp-cap-20" and "overlays" not in data["base"]["receipt"]
    assert data["reform"]["values"]["jp_worker"] == 150_000
    text = got.to_text("en")
    assert "JP cap of Rp20 million (Rancangan PP uji Pasal 2)" in text
    assert "Rp110,863 → Rp150,000 (+Rp39,137)" in text and "(the same)" in text
    assert "(tetap)" in got.to_text()


def test_a_side_without_a_rule_is_part_of_the_answer() -> None:
    ended = reform(parameters=[{"id": "jht.rate_worker", "ends": date(2026, 12, 31)}])
    got = law.compare("pu.contribution", date(2027, 1, 1), CASE, ended)
    assert got.differences == {} and got.to_json()["reform"]["error"] == "not_in_force"
    assert "jht.rate_worker" in got.to_text("en")
    with pytest.raises(law.NotInForce):
        law.compare("pu.contribution", date(2015, 1, 1), CASE, ended)
    with pytest.raises(law.MissingInput):
        law.compare("pu.contribution", ON, {}, ended)


def test_details_that_differ_are_named() -> None:
    inputs = {"ground": "RESIGNED", "birth_date": date(1990, 1, 1), "event_date": date(2026, 5, 20), "working": 0}
    got = law.compare("jht.entitlement", ON, inputs, of("jht.wait_months", 0))
    assert got.differences["entitled"] == 1 and "earliest" in got.details and "documents" not in got.details
    assert "earliest" in got.to_text()


def test_columns_compared() -> None:
    wages = np.array([5_000_000, 11_086_300, 12_086_300, 20_000_000, 25_000_000, -12_086_300], dtype=np.int64)
    columns = {"wage": wages, **{k: np.full(len(wages), v) for k, v in FACTS.items()}}
    got = law.compare_batch("pu.contribution", ON, columns, HIGHER_CAP)
    worker = got.spread["jp_worker"]
    assert got.differences["jp_worker"].tolist() == [0, 0, 10_000, 89_137, 89_137, -10_000]
    assert (worker.more, worker.less, worker.same) == (3, 1, 2)
    assert (worker.gain, worker.loss, worker.difference) == (188_274, -10_000, 178_274)
    assert dict(worker.quantiles) == {
        "min": -10_000, "p10": -10_000, "p25": -10_000, "median": 10_000, "p75": 89_137, "p90": 89_137, "max": 89_137,
    }  # fmt: skip
    assert got.spread["jkk"].quantiles == {} and got.spread["jkk"].difference == 0
    for row, wage in enumerate(wages):
        one = law.compare("pu.contribution", ON, {**CASE, "wage": int(wage)}, HIGHER_CAP)
        assert {k: int(v[row]) for k, v in got.differences.items()} == one.differences
    data = got.to_json()
    assert data["rows"] == 6 and data["outputs"]["jp_worker"]["difference"] == 178_274
    json.dumps(data)


def test_sums_leave_64_bits_without_harm() -> None:
    big = np.full(10, 2**62, dtype=np.int64)
    assert exact_sum(big) == 10 * 2**62 and exact_sum(-big) == -10 * 2**62
    assert exact_sum(np.array([], dtype=np.int64)) == 0
    rng = np.random.default_rng(7)
    mixed = rng.integers(-(2**40), 2**40, 5_000)
    assert exact_sum(mixed) == sum(mixed.tolist())
    assert spread(mixed, mixed).same == 5_000

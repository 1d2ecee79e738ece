"""What a trace says, and that a changed trace is found out."""

from __future__ import annotations

import copy
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from lindung import law
from lindung.law.cli import law as command
from lindung.law.engine import Law
from lindung.law.schema import named, problems

FACTS = {"risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}


def trace_of(wage: int, on: date = date(2022, 1, 1), **more: Any) -> law.Trace:
    changed = {k: v for k, v in more.items() if k in FACTS}
    rest = {k: v for k, v in more.items() if k not in FACTS}
    return law.calc("pu.contribution", on, {"wage": wage, **FACTS, **changed}, **rest).trace


def test_arithmetic_with_the_numbers_filled_in() -> None:
    step = trace_of(5_000_000).step("jht_employer")
    assert step["arithmetic"] == {"id": "3,7 % × Rp5.000.000 = Rp185.000", "en": "3.7% × Rp5,000,000 = Rp185,000"}
    assert step["rounding"]["remainder"]["num"] == 0
    cited = step["parameters"][0]
    assert (cited["id"], cited["value"], cited["instrument"], cited["article"]) == (
        "jht.rate_employer",
        37_000,
        "PP 46/2015",
        "Pasal 16 ayat (1)",
    )
    assert (cited["in_force_since"], cited["confidence"]) == ("2015-07-01", "H")


def test_rounding_is_shown_with_its_exact_value() -> None:
    step = trace_of(12_345_678).step("jkk")
    assert step["arithmetic"]["id"] == "0,24 % × Rp12.345.678 = Rp29.629,6272 → Rp29.630"
    assert step["rounding"]["mode"] == "half_up"
    exact = step["rounding"]["exact"]
    assert exact == {"num": 12_345_678 * 2_400, "den": 1_000_000}
    assert step["rounding"]["remainder"] == {"num": exact["num"] - 29_630 * 10**6, "den": 10**6}
    assert [s["id"] for s in step["settings"]] == ["rounding.contribution"]
    assert step["settings"][0]["default"] is True and step["settings"][0]["doubt"] == "D13"
    assert {"id": "jika Pembulatan iuran: ke bawah, hasilnya Rp29.629", "en": "if Rounding of contributions: down, the result is Rp29,629"} in step["what_would_change"]  # fmt: skip # noqa: E501


def test_a_negative_line_reads_well() -> None:
    assert trace_of(-5_000_001).step("jkk")["arithmetic"]["id"] == "0,24 % × -Rp5.000.001 = -Rp12.000,0024 → -Rp12.000"


def test_the_cap_is_named_with_its_next_change() -> None:
    step = trace_of(12_000_000).step("jp_base")
    assert step["arithmetic"]["en"] == "Rp12,000,000, at most Rp8,754,600 = Rp8,754,600"
    said = [c["en"] for c in step["what_would_change"]]
    assert "the part above Rp8,754,600 does not count" in said
    assert "from 1 March 2022 Highest wage counted for JP becomes Rp9,077,600" in said
    assert "if JP applies: no, the result is Rp0" in said
    below = [c["en"] for c in trace_of(8_754_600).step("jp_base")["what_would_change"]]
    assert "the part above Rp8,754,600 does not count" not in below


def test_what_is_not_yet_known_is_not_told() -> None:
    step = trace_of(12_000_000, known_on=date(2022, 2, 1)).step("jp_base")
    assert not [c for c in step["what_would_change"] if "2022" in c["en"]]


def test_another_risk_group_would_change_it() -> None:
    said = [c["id"] for c in trace_of(5_000_000).step("jkk_rate")["what_would_change"]]
    assert said == [
        f"jika Kelompok risiko JKK: {name}, hasilnya {rate} %"
        for name, rate in (("rendah", "0,54"), ("sedang", "0,89"), ("tinggi", "1,27"), ("sangat tinggi", "1,74"))
    ]


def test_only_what_the_case_rests_on_is_cited() -> None:
    got = law.calc(
        "jht.benefit",
        date(2021, 12, 15),
        {
            "principal": 60_000_000,
            "returns": 0,
            "prior_payments_in_window": 0,
            "years_since_first_payment": 0,
            "npwp": 0,
        },
    ).trace
    used = {p["id"] for s in got.steps for p in s["parameters"]}
    assert used == {"jht.tax.free_slice", "jht.tax.final_rate", "jht.tax.window"}
    assert got.data["confidence"] == "H"
    assert got.data["assumptions"] == ["jht.tax.shared_free_slice", "rounding.tax"]
    late = law.calc(
        "jht.benefit",
        date(2021, 12, 15),
        {
            "principal": 60_000_000,
            "returns": 0,
            "prior_payments_in_window": 0,
            "years_since_first_payment": 2,
            "npwp": 0,
        },
    ).trace
    assert late.data["confidence"] == "L"  # the rounding of the base was not read in the law
    assert late.data["assumptions"] == ["rounding.tax"]
    assert late.step("schedule_tax")["arithmetic"]["id"] == "5 % × Rp50.000.000 + 15 % × Rp10.000.000 = Rp4.000.000"
    assert late.step("tax")["arithmetic"]["id"] == "120 % × Rp4.000.000 = Rp4.800.000"
    assert late.step("final_regime")["because"][0]["id"] == "Tahun kalender sejak pembayaran pertama: 2 tahun ≥ 2 tahun"


def test_the_month_setting_is_named_only_where_it_matters() -> None:
    def assumed(month: date) -> bool:
        return "contribution.month_law" in trace_of(4_000_000, month).data["assumptions"]

    assert assumed(date(2021, 2, 1)) and assumed(date(2025, 2, 1))
    assert not assumed(date(2021, 1, 1)) and not assumed(date(2022, 1, 1))


def test_month_accrual_reads_well() -> None:
    got = law.calc("jht.interim_return", date(2020, 6, 1), {"balance": 10_000_000, "months": 5}).trace
    assert got.step("credit")["arithmetic"]["id"] == (
        "5,59 % × Rp10.000.000 × 5 bulan ÷ 12 = Rp232.916,666666… → Rp232.917"
    )
    low = law.calc("jht.interim_return", date(2021, 6, 1), {"balance": 10_000_000, "months": 5}).trace
    assert low.data["confidence"] == "L"


def test_text_in_both_languages() -> None:
    trace = trace_of(12_345_678)
    local, english = trace.to_text(), trace.to_text("en")
    assert local.splitlines()[0] == "Iuran penerima upah untuk satu bulan — menurut ketentuan untuk 1 Januari 2022"
    assert english.splitlines()[0] == "Contribution of a wage earner for one month — by the rules for 1 January 2022"
    assert "PP 46/2015 Pasal 16 ayat (1), berlaku sejak 1 Juli 2015" in local
    assert "Anggapan: Pembulatan iuran: setengah ke atas." in local
    assert "Assumption: Rounding of contributions: halves up." in english


def test_the_schema_is_a_schema_and_strict() -> None:
    full = jsonschema_rs.validator_for(named("trace.v1"))
    data = trace_of(5_000_000).to_json()
    assert full.is_valid(data) and not list(problems(data, named("trace.v1")))
    for spoil in (
        lambda d: d.pop("receipt"),
        lambda d: d["steps"][0].pop("cite"),
        lambda d: d["steps"][0].update(extra=1),
        lambda d: d["values"].update(total=1.5),
        lambda d: d["receipt"].update(rules="short"),
        lambda d: d["steps"][0]["parameters"][0].update(confidence="X"),
    ):
        bad = copy.deepcopy(data)
        spoil(bad)
        assert not full.is_valid(bad) and list(problems(bad, named("trace.v1")))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("values", "total"), 462_001),
        (("receipt", "values", "total"), 462_001),
        (("receipt", "inputs", "wage"), 5_000_001),
        (("receipt", "on"), "2022-03-01"),
        (("inputs", 0, "value"), 1),
        (("steps", 1, "value"), 12_001),
        (("steps", 0, "parameters", 0, "value", "1"), 2_401),
        (("assumptions",), []),
    ],
)
def test_a_changed_trace_is_found_out(path: tuple[Any, ...], value: Any) -> None:
    data = trace_of(9_000_000).to_json()
    place = data
    for key in path[:-1]:
        place = place[key]
    assert place[path[-1]] != value
    place[path[-1]] = value
    got = law.replay(data)
    assert not got and got.differences


def test_replay_takes_text_object_and_trace() -> None:
    trace = trace_of(5_000_000)
    assert law.replay(trace) and law.replay(trace.to_json()) and law.replay(json.dumps(trace.to_json()))
    for bad in ("{", "[]", "{}", json.dumps({"receipt": {}, "formula": "x"})):
        with pytest.raises(law.BadTrace):
            law.replay(bad)


def test_replay_of_a_refused_calculation_says_so() -> None:
    data = trace_of(5_000_000).to_json()
    data["receipt"]["formula"] = data["formula"] = "pu.gone"
    got = law.replay(data)
    assert not got and isinstance(got.refusal, law.UnknownFormula)


def test_replay_under_changed_parameters_says_so() -> None:
    base = law.published()
    other = Law(base.parameters.replace("jht.rate_worker", 0, 20_001), base.hashes)
    stored = other.calc("pu.contribution", date(2022, 1, 1), {"wage": 5_000_000, **FACTS}).trace
    got = law.replay(stored)
    assert not got and got.parameters_changed and not got.rules_changed
    assert any("total" in d for d in got.differences)


def test_receipt() -> None:
    receipt = law.receipt("pu.contribution", date(2022, 1, 17))
    assert receipt["on"] == "2022-01-01" and receipt["known_on"] == law.published().parameters.known_through.isoformat()
    assert receipt["settings"]["rounding.contribution"] == "half_up"
    same = law.calc("pu.contribution", date(2022, 1, 1), {"wage": 1, **FACTS}).receipt
    assert {k: same[k] for k in receipt} == receipt
    later = law.receipt("pu.contribution", date(2022, 3, 1))
    assert later["rules"] == receipt["rules"] and later["parameters_used"] != receipt["parameters_used"]
    assert law.receipt("jkm.benefit", date(2022, 3, 1))["rules"] != receipt["rules"]


def test_what_was_known_is_kept_in_the_receipt() -> None:
    then = law.calc(
        "jht.interim_return", date(2020, 12, 31), {"balance": 10_000_000, "months": 12}, known_on=date(2021, 2, 1)
    )
    now = law.calc("jht.interim_return", date(2020, 12, 31), {"balance": 10_000_000, "months": 12})
    assert (then.values["credit"], now.values["credit"]) == (563_000, 559_000)
    assert law.replay(then.trace) and law.replay(now.trace)


def test_inputs_are_refused_by_name() -> None:
    good = {"wage": 5_000_000, **FACTS}

    def refused(inputs: dict[str, Any], **more: Any) -> law.LawError:
        with pytest.raises(law.LawError) as error:
            law.calc(more.pop("formula", "pu.contribution"), more.pop("on", date(2022, 1, 1)), inputs, **more)
        assert error.value.text("id") != error.value.text("en")
        return error.value

    assert refused({k: v for k, v in good.items() if k != "wage"}).code == "missing_input"
    assert refused({**good, "wage": None}).code == "missing_input"
    assert refused({**good, "wage": 5_000_000.0}).code == "wrong_type"
    assert refused({**good, "wage": True}).code == "wrong_type"
    assert refused({**good, "wage": "5000000"}).code == "wrong_type"
    assert refused({**good, "wage": 10**12 + 1}).code == "out_of_range"
    assert refused({**good, "risk_group": 0}).code == "out_of_range"
    assert refused({**good, "height": 1}).code == "unknown_input"
    assert refused({**{k: v for k, v in good.items() if k != "jp"}, "height": 1}).code == "unknown_input"
    assert refused(good, formula="pu.nothing").code == "unknown_formula"
    assert refused(good, on=date(2015, 6, 30)).code == "not_in_force"
    assert refused(good, settings={"rounding.contribution": "sideways"}).code == "unknown_setting"
    assert refused(good, settings={"rounding.nothing": "up"}).code == "unknown_parameter"
    assert refused({"balance": 1, "months": 1}, formula="jht.interim_return").code == "not_in_force"
    assert refused(good, on=datetime(2022, 1, 1)).code == "wrong_type"
    assert refused(good, on="2022-01-01").code == "wrong_type"
    assert refused(good, known_on=datetime(2022, 1, 1)).code == "wrong_type"
    assert refused({}, formula="jht.entitlement").code == "missing_input"
    with pytest.raises(law.NotBatchable):
        law.batch("jht.entitlement", date(2022, 1, 1), {})
    with pytest.raises(law.NotBatchable):
        law.sql("jkm.entitlement", date(2022, 1, 1), {})


def test_describe_lists_every_formula() -> None:
    for name in law.formulas():
        face = law.describe(name)
        assert face["id"] == name and face["title"]["id"] and face["title"]["en"] and face["about"]["id"]
        assert face["inputs"] and face["outputs"]
        json.dumps(face)
    face = law.describe("pu.contribution")
    assert face["period"] == "month" and "jp.wage_cap" in face["parameters"]
    assert {o["name"]: o["unit"] for o in face["outputs"]}["total"] == "IDR/month"


def test_the_page_of_a_trace_stands_alone_and_lets_no_markup_through(tmp_path: Path) -> None:
    facts = {"wage": 12_345_678, "risk_group": 2, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}
    trace = law.calc("pu.contribution", date(2026, 5, 1), facts).trace
    told = trace.to_html("en")
    assert "0.54% × Rp12,345,678 = Rp66,666.6612 → Rp66,667" in told and "PP 45/2015 Pasal 29" in told
    assert not re.search(r"<script|<link|src=|href=|http", told)
    assert {"html", "main", "h1", "table", "ol", "cite"} <= set(re.findall(r"<(\w+)", told))
    data = trace.to_json()
    data["title"]["en"] = data["steps"][0]["title"]["en"] = data["inputs"][0]["shown"]["en"] = '<b>&"x"</b>'
    assert "<b>" not in law.Trace(data).to_html("en") and law.Trace(data).to_html("en").count("&lt;b&gt;") == 4
    asked = ["calc", "jkm.benefit", "--on", "2022-01-01", "--input", '{"has_heirs": 1}', "--html"]
    got = CliRunner().invoke(command, [*asked, str(tmp_path / "a.html")])
    assert got.exit_code == 0 and "Rp42.000.000" in (tmp_path / "a.html").read_text("utf-8")
    lost = CliRunner().invoke(command, [*asked, str(tmp_path / "none" / "a.html")])
    assert lost.exit_code == 1 and isinstance(lost.exception, SystemExit)

"""The parameter files: what the checker refuses, the compiled file, the two time axes, completeness on every date."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from lindung import law
from lindung.law import build
from lindung.law.errors import ParameterError, RuleError
from lindung.law.parameter_files import FOLDER, check_file, rate, read_folder
from lindung.law.schema import named, problems
from lindung.law.store import COMPILED, Parameter, ParameterSet, load, read

GOOD: dict[str, Any] = {
    "id": "test.cap",
    "title": {"id": "Batas", "en": "Cap"},
    "type": "money",
    "unit": "IDR/month",
    "range": [1, 10_000_000],
    "review_by": date(2027, 1, 1),
    "values": [
        {
            "in_force": date(2015, 7, 1),
            "recorded": date(2015, 6, 30),
            "value": 7_000_000,
            "source": {"instrument": "PP 45/2015", "article": "Pasal 29"},
            "confidence": "H",
        }
    ],
}


def changed(**keys: Any) -> dict[str, Any]:
    """The good file with top-level keys replaced (None removes)."""
    out = copy.deepcopy(GOOD)
    for key, value in keys.items():
        out.pop(key, None)
        if value is not None:
            out[key] = value
    return out


def value_changed(**keys: Any) -> dict[str, Any]:
    out = copy.deepcopy(GOOD)
    for key, value in keys.items():
        out["values"][0].pop(key, None)
        if value is not None:
            out["values"][0][key] = value
    return out


def two(**second: Any) -> dict[str, Any]:
    out = copy.deepcopy(GOOD)
    out["values"].append({**copy.deepcopy(out["values"][0]), **second})
    return out


def test_the_good_file_passes() -> None:
    assert check_file(copy.deepcopy(GOOD), "test")["values"][0]["value"] == 7_000_000


def of_rate(value: Any) -> dict[str, Any]:
    return {**value_changed(value=value), "type": "rate", "unit": "rate", "range": [0, 1_000_000]}


def of_table(*values: Any) -> dict[str, Any]:
    out = {**copy.deepcopy(GOOD), "type": "table", "unit": "rate", "range": [0, 1_000_000], "by": "risk_group"}
    first = out["values"][0]
    out["values"] = [{**first, "in_force": date(2015 + n, 7, 1), "value": v} for n, v in enumerate(values)]
    return out


def of_schedule(value: Any) -> dict[str, Any]:
    return {**value_changed(value=value), "type": "schedule", "unit": "rate", "range": [0, 1_000_000]}


def of_codes(value: Any, labels: Any) -> dict[str, Any]:
    out = {**value_changed(value=value), "type": "codes", "unit": "codes", "labels": labels}
    del out["range"]
    return out


def gap(until: date, **more: Any) -> dict[str, Any]:
    """Two values, the second from 1 March 2016; the first with a last day."""
    out = two(in_force=date(2016, 3, 1))
    out["values"][0]["until"] = until
    out["values"][0].update(more)
    return out


SETTING = {
    **{k: v for k, v in value_changed(value="a").items() if k != "range"},
    "type": "setting",
    "unit": "choice",
    "doubt": "D1",
    "reasoning": {"id": "x", "en": "x"},
    "choices": {"a": {"id": "x", "en": "x"}, "b": {"id": "y", "en": "y"}},
}
OTHER = {**SETTING["values"][0], "value": "c"}
FALLING = [{"up_to": 5, "rate": "1%"}, {"up_to": 4, "rate": "2%"}, {"rate": "3%"}]
BROKEN = {
    "float money": (value_changed(value=7_000_000.0), "floating-point"),
    "float rate": (of_rate(0.24), "floating-point"),
    "rate as a number": (of_rate(24), "not a rate"),
    "rate with too many decimals": (of_rate("0.123456%"), "not a rate"),
    "rate with a comma": (of_rate("0,24%"), "not a rate"),
    "rate out of range": (of_rate("101%"), "outside the range"),
    "money as text": (value_changed(value="7000000"), "not a whole number"),
    "money out of range": (value_changed(value=10_000_001), "outside the range"),
    "boolean money": (value_changed(value=True), "bool"),
    "no source": (value_changed(source=None), "source is missing"),
    "no article": (value_changed(source={"instrument": "PP 45/2015"}), "article is missing"),
    "empty instrument": (value_changed(source={"instrument": "", "article": "x"}), "empty"),
    "no confidence": (value_changed(confidence=None), "confidence is missing"),
    "wrong confidence": (value_changed(confidence="sure"), "not one of"),
    "no recorded": (value_changed(recorded=None), "recorded is missing"),
    "date in words": (value_changed(in_force="July 2015"), "not written as"),
    "unknown key": (changed(comment="x"), "comment is not known"),
    "tolerance key": (value_changed(tolerance=1), "tolerance is not known"),
    "unknown unit": (changed(unit="USD"), "is not known"),
    "unit of another type": (changed(unit="months"), "does not fit"),
    "unknown type": (changed(type="decimal"), "not one of"),
    "no range": (changed(range=None), "range contract"),
    "no title in English": (changed(title={"id": "Batas"}), "en is missing"),
    "neither ends nor review": (changed(review_by=None), "ends or review_by"),
    "both ends and review": (changed(ends=date(2027, 1, 1)), "ends or review_by"),
    "no values": (changed(values=[]), "0 items"),
    "bad id": (changed(id="Cap"), "not written as"),
    "overlap": (two(), "overlap"),
    "wrong order": (two(in_force=date(2014, 1, 1)), "not in order"),
    "ends too early": ({**changed(review_by=None), "ends": date(2015, 1, 1)}, "ends before"),
    "impossible day": (value_changed(in_force="2015-02-30"), "day"),
    "blank article": (value_changed(source={"instrument": "PP 45/2015", "article": " "}), "not written as"),
    "impossible review": (changed(review_by="2027-02-30"), "calendar"),
    "a gap at the end": (value_changed(until=date(2016, 1, 1)), "a gap from 2016-01-02"),
    "a gap between": (gap(date(2016, 1, 1)), "a gap from 2016-01-02"),
    "past the next": (gap(date(2016, 3, 1)), "overlaps the value of 2016-03-01"),
    "ends before it begins": (value_changed(until=date(2015, 6, 30)), "before it begins"),
    "a citation of no end": (value_changed(ended_by={"instrument": "x", "article": "y"}), "until is missing"),
    "table codes in words": (of_table({"a": "1%"}), "whole numbers"),
    "schedule of text": (of_schedule("1%"), "list of rows"),
    "empty schedule": (of_schedule([]), "list of rows"),
    "schedule end in words": (of_schedule([{"up_to": "5", "rate": "1%"}, {"rate": "1%"}]), "whole numbers"),
    "table without a code list": ({k: v for k, v in of_table({1: "1%"}).items() if k != "by"}, "code list"),
    "table with a gap": (of_table({1: "1%", 2: "2%"}, {1: "1%"}), "code of the table is missing"),
    "empty table": (of_table({}), "code: value"),
    "schedule that falls": (of_schedule(FALLING), "rise"),
    "schedule without an open end": (of_schedule([{"up_to": 5, "rate": "1%"}]), "upper end"),
    "codes without a label": (of_codes({"A": ["B"]}, {"A": {"id": "a", "en": "a"}}), "no label"),
    "codes that are not lists": (of_codes({"A": "B"}, {}), "key: [CODE"),
    "setting outside its choices": ({**SETTING, "values": [OTHER]}, "not one of the choices"),
    "setting without reasoning": ({k: v for k, v in SETTING.items() if k != "reasoning"}, "reasoning"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_checker_refuses(name: str) -> None:
    data, why = BROKEN[name]
    with pytest.raises((ParameterError, ValueError), match=why.replace("[", r"\[")):
        check_file(copy.deepcopy(data), "test")


def test_a_setting_passes() -> None:
    assert check_file(copy.deepcopy(SETTING), "test")["values"][0]["value"] == "a"


def loaded(data: dict[str, Any]) -> Parameter:
    """The parameter of a checked file."""
    return read({"parameters": {data["id"]: check_file(data, "test")}})[data["id"]]


def test_after_an_end_that_is_cited_there_is_no_value() -> None:
    item = loaded(gap(date(2016, 1, 31), ended_by={"instrument": "PP 1/2016", "article": "Pasal 2"}))
    found = [item.at(date(*day)) for day in ((2015, 7, 1), (2016, 1, 31), (2016, 2, 1), (2016, 2, 29), (2016, 3, 1))]
    assert [v is None for v in found] == [False, False, True, True, False]
    closed = loaded(gap(date(2016, 2, 29)))
    assert closed.at(date(2016, 2, 29)) is not None
    with pytest.raises(law.NotInForce):
        ParameterSet({item.id: item}).look_up(item.id, date(2016, 2, 1))
    assert ParameterSet({item.id: item}).digest != ParameterSet({closed.id: closed}).digest


def test_what_came_later_may_cut_a_value_short() -> None:
    data = gap(date(2016, 12, 31), ended_by={"instrument": "PP 1/2015", "article": "Pasal 2"})
    data["values"][1]["recorded"] = date(2016, 2, 20)
    item = loaded(data)
    first, second = item.values
    assert item.at(date(2016, 3, 1)) == second and item.at(date(2016, 3, 1), date(2016, 2, 19)) == first
    assert item.at(date(2017, 1, 1), date(2016, 2, 19)) is None and item.at(date(2017, 1, 1)) == second


def test_the_build_refuses_a_rule_in_a_gap() -> None:
    base = law.published().parameters
    old = base["jp.wage_cap"]
    values = (*old.values[:-1], replace(old.values[-1], until=date(2026, 6, 30)))
    broken = base.with_parameters(replace(old, values=values))
    with pytest.raises(RuleError, match="no value on 2026-07-01"):
        build.check_everything(broken)


@pytest.mark.parametrize(
    ("text", "ppm"), [("0.24%", 2_400), ("3.7%", 37_000), ("0.445%", 4_450), ("100%", 1_000_000), ("0.0001%", 1)]
)
def test_rates_are_exact(text: str, ppm: int) -> None:
    assert rate(text, "test") == ppm


def test_own_schema_checker_agrees_with_a_full_one() -> None:
    schema = named("parameter.v1")
    full = jsonschema_rs.validator_for(schema)
    for path in sorted(FOLDER.rglob("*.yaml")):
        data = json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=str))
        data["values"] = [
            {**v, "value": {str(k): x for k, x in v["value"].items()} if isinstance(v["value"], dict) else v["value"]}
            for v in data["values"]
        ]
        assert full.is_valid(data), path
        assert list(problems(data, schema)) == [], path
    for data, _ in BROKEN.values():
        plain = json.loads(json.dumps(data, default=str))
        if plain["values"] and isinstance(plain["values"][0].get("value"), float):
            continue  # JSON Schema counts 7000000.0 as an integer; the checker refuses floats before
        assert full.is_valid(plain) == (not list(problems(plain, schema))), plain


def test_one_file_per_parameter_named_after_it(tmp_path: Path) -> None:
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "other.yaml").write_text(yaml.safe_dump(GOOD), "utf-8")
    with pytest.raises(ParameterError, match="one file per parameter"):
        list(read_folder(tmp_path))
    (tmp_path / "test" / "other.yaml").rename(tmp_path / "test" / "cap.yaml")
    assert [p["id"] for p in read_folder(tmp_path)] == ["test.cap"]


def test_compiled_file_is_a_fresh_build() -> None:
    assert COMPILED.read_text("utf-8") == build.text_of(build.build()), "run python -m lindung.law.build"


def test_compiled_file_loads_fast() -> None:
    best = 9.0
    for _ in range(5):
        start = time.process_time()  # what the machine does beside is not its load time
        load()
        best = min(best, time.process_time() - start)
    assert best < 0.05


def test_every_value_is_cited_and_published_before_or_near_its_force() -> None:
    for item in law.parameters():
        for value in item.values:
            assert value.instrument and value.article and value.confidence in "HML"
            assert value.title["id"] and value.title["en"]
            assert item.type != "setting" or (item.doubt and item.reasoning["id"] and item.reasoning["en"])


def test_two_time_axes() -> None:
    def cap(on: str, known: str | None = None) -> int:
        day = date.fromisoformat(known) if known else None
        return int(law.parameter("jp.wage_cap", date.fromisoformat(on), day).value)

    assert cap("2021-02-28") == 8_939_700
    assert cap("2021-03-01") == 8_754_600
    assert cap("2021-03-01", "2021-02-15") == 8_939_700  # the letter is of 16 February
    assert cap("2021-03-01", "2021-02-16") == 8_754_600
    rates = [
        law.parameter("jht.return.member_rate", date(2020, 12, 31), known).value
        for known in (date(2021, 2, 1), date(2021, 5, 30), date(2021, 5, 31), None)
    ]
    assert rates == [56_300, 56_300, 55_900, 55_900]
    got = law.parameter("jht.return.member_rate", date(2021, 12, 15), date(2021, 12, 15))
    assert (got.value, got.confidence, got.in_force) == (55_900, "H", date(2020, 1, 1))


def test_refusals_of_look_ups() -> None:
    with pytest.raises(law.NotInForce) as early:
        law.parameter("jp.wage_cap", date(2015, 6, 30))
    assert early.value.code == "not_in_force" and "jp.wage_cap" in early.value.text("id")
    with pytest.raises(law.NotInForce):
        law.parameter("jht.return.member_rate", date(2022, 1, 1))  # an end is an end, never a guess
    with pytest.raises(law.NotInForce):
        law.parameter("jp.wage_cap", date(2016, 3, 1), date(2015, 6, 29))
    with pytest.raises(law.UnknownParameter):
        law.parameter("jp.nothing", date(2022, 1, 1))


def test_jp_caps_follow_the_law_of_growth_rounded_down() -> None:
    growth = [479, 502, 507, 517, 502, -207, 369, 531, 505, 503, 511]
    values = [v.value for v in law.published().parameters["jp.wage_cap"].values]
    for before, after, percent in zip(values, values[1:], growth, strict=False):
        assert after == before * (10_000 + percent) // 10_000 // 100 * 100


def test_jkk_half_rates_are_half() -> None:
    full = law.parameter("jkk.rate", date(2025, 3, 1)).value
    half = law.parameter("relief.labour_intensive.jkk_rate", date(2025, 3, 1)).value
    assert {k: 2 * v for k, v in half.items()} == full
    assert law.parameter("jkp.rate_from_jkk", date(2025, 3, 1)).value == 1_400


def test_every_month_can_be_calculated_as_it_was_known() -> None:
    inputs = {"wage": 5_000_000, "risk_group": 2, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 1, "labour_intensive": 1}
    month, seen = date(2015, 7, 1), set()
    while month <= date(2026, 11, 1):
        known = (month + timedelta(days=31)).replace(day=1)
        then = law.calc("pu.contribution", month, inputs, known_on=known)
        now = law.calc("pu.contribution", month, inputs)
        seen.add(now.values["total"])
        assert then.values["jht_employer"] == now.values["jht_employer"] == 185_000
        month = known
    assert len(seen) > 2


def test_reviews_due() -> None:
    assert law.reviews_due(date(2020, 1, 1)) == []
    assert "jp.wage_cap" in {p.id for p in law.reviews_due(date(2027, 4, 1))}


def test_every_setting_names_alternatives() -> None:
    for item in law.parameters():
        if item.type == "setting":
            assert len(item.choices) >= 2 and item.values[-1].value in item.choices

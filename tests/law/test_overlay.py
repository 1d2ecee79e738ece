"""Reforms laid over the law: every door takes them, nothing else changes, and what does not fit is refused."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import numpy as np
import pytest
import yaml

from lindung import law
from lindung.law.engine import Law
from lindung.law.schema import named, problems
from lindung.law.uses import parameters_of

from .cases import CASES
from .reforms import DRAFT, FACTS, HIGHER_CAP, ON, choosing, of, reform

CASE = {"wage": 15_000_000, **FACTS}


def jp(engine: Law, wage: int = 15_000_000, on: date = ON, known_on: date | None = None) -> int:
    values = engine.calc("pu.contribution", on, {**CASE, "wage": wage}, known_on=known_on).values
    return values["jp_employer"] + values["jp_worker"]


def test_another_cap_from_its_day_on() -> None:
    under = law.with_overlay(HIGHER_CAP)
    assert jp(law.published()) == 332_589  # 3 % of the cap 11,086,300
    assert jp(under) == 450_000  # 3 % of 15,000,000
    assert jp(under, on=date(2026, 4, 30)) == 332_589  # before it
    assert jp(under, wage=11_086_300) == jp(law.published(), wage=11_086_300)
    assert jp(law.published()) == 332_589  # the published law stays as it is


def test_a_draft_is_not_known_before_it_was_recorded() -> None:
    under = law.with_overlay(HIGHER_CAP)
    assert jp(under, known_on=date(2026, 3, 31)) == 332_589
    assert jp(under, known_on=date(2026, 4, 1)) == 450_000


def test_nothing_changes_outside_the_reform() -> None:
    under = law.with_overlay(HIGHER_CAP)
    untouched = [c for c in CASES if "jp.wage_cap" not in parameters_of(c.formula) or c.on < date(2026, 4, 1)]
    assert len(untouched) > 80
    assert [c.name for c in untouched if c.wrong(under)] == []


def test_every_door_gives_the_same_figure(pg: Any) -> None:
    under = law.with_overlay(HIGHER_CAP)
    wages = np.array([0, -15_000_000, 11_086_301, 20_000_000, 20_000_001, 10**11], dtype=np.int64)
    columns = {"wage": wages, **{k: np.full(len(wages), v) for k, v in FACTS.items()}}
    got = law.batch("pu.contribution", ON, columns, overlay=HIGHER_CAP)
    assert {k: v.tolist() for k, v in got.items()} == {
        k: v.tolist() for k, v in under.batch("pu.contribution", ON, columns).items()
    }
    one = [law.calc("pu.contribution", ON, {**CASE, "wage": int(w)}, overlay=HIGHER_CAP).values for w in wages]
    assert got["total"].tolist() == [v["total"] for v in one]
    flat = {"wage": "w", **{k: str(v) for k, v in FACTS.items()}}
    text = law.sql("pu.contribution", ON, flat, overlay=HIGHER_CAP)["total"]
    source = "(values " + ", ".join(f"({w}::bigint)" for w in wages) + ") as t(w)"
    assert [r[0] for r in pg.execute(f"select {text} from {source}").fetchall()] == got["total"].tolist()
    layered = law.sql_lateral("pu.contribution", ON, flat, f"(select w from {source})", overlay=HIGHER_CAP)
    assert [r[0] for r in pg.execute(f"select total from ({layered}) x order by w").fetchall()] == sorted(
        got["total"].tolist()
    )
    assert law.parameter("jp.wage_cap", ON, overlay=HIGHER_CAP).value == 20_000_000
    face = law.describe("pu.contribution", overlay=HIGHER_CAP)
    assert face["overlays"][0]["changes"] == ["jp.wage_cap"]
    assert law.describe("jkm.benefit", overlay=HIGHER_CAP)["overlays"][0]["changes"] == []
    assert "overlays" not in law.describe("pu.contribution")


def test_receipt_and_trace_name_the_reform() -> None:
    got = law.calc("pu.contribution", ON, CASE, overlay=HIGHER_CAP)
    plain = law.calc("pu.contribution", ON, CASE)
    assert "overlays" not in plain.receipt
    assert got.receipt["overlays"] == [
        {
            "id": "jp-cap-20",
            "title": {"id": "Batas upah JP Rp20 juta", "en": "JP cap of Rp20 million"},
            "sha256": law.read_overlay(HIGHER_CAP).digest,
        }
    ]
    assert got.receipt["parameter_set"] != plain.receipt["parameter_set"]
    assert got.receipt["parameters_used"] != plain.receipt["parameters_used"]
    assert got.receipt["rules"] == plain.receipt["rules"]
    data = got.trace.to_json()
    assert list(problems(data, named("trace.v1"))) == []
    assert jsonschema_rs.validator_for(named("trace.v1")).is_valid(data)
    cited = got.trace.step("jp_base")["parameters"][0]
    assert (cited["value"], cited["instrument"], cited["article"]) == (20_000_000, "Rancangan PP uji", "Pasal 2")
    assert "Di bawah reformasi: Batas upah JP Rp20 juta" in got.trace.to_text()
    assert "Under reform: JP cap of Rp20 million" in got.trace.to_text("en")
    run = law.receipt("pu.contribution", ON, overlay=HIGHER_CAP)
    assert {k: got.receipt[k] for k in run} == run


def test_replay_wants_the_same_reform() -> None:
    trace = law.calc("pu.contribution", ON, CASE, overlay=HIGHER_CAP).trace.to_json()
    again = law.replay(trace, overlay=HIGHER_CAP)
    assert again and not again.parameters_changed
    for other in (None, of("jp.wage_cap", 20_000_001), [HIGHER_CAP, choosing(rounding__tax="up")]):
        with pytest.raises(law.OverlayMismatch) as error:
            law.replay(trace, overlay=other)
        assert error.value.code == "overlay_mismatch" and "jp-cap-20" in error.value.text("id")
    plain = law.calc("pu.contribution", ON, CASE).trace
    assert law.replay(plain)
    with pytest.raises(law.OverlayMismatch):
        law.replay(plain, overlay=HIGHER_CAP)
    spoiled = {**trace, "receipt": {**trace["receipt"], "overlays": [1]}}
    with pytest.raises(law.BadTrace):
        law.replay(spoiled, overlay=HIGHER_CAP)


def test_settings_chosen_by_a_reform() -> None:
    base = law.calc("pu.contribution", ON, {**CASE, "wage": 12_345_678})
    got = law.calc("pu.contribution", ON, {**CASE, "wage": 12_345_678}, overlay=choosing(rounding__contribution="down"))
    assert (base.values["jkk"], got.values["jkk"]) == (29_630, 29_629)
    step = got.trace.step("jkk")
    assert step["settings"][0]["choice"] == "down" and got.receipt["settings"]["rounding.contribution"] == "down"
    assert law.replay(got.trace, overlay=choosing(rounding__contribution="down"))
    still = law.calc(
        "pu.contribution",
        ON,
        {**CASE, "wage": 12_345_678},
        overlay=choosing(rounding__contribution="down"),
        settings={"rounding.contribution": "up"},
    )
    assert still.values["jkk"] == 29_630  # what the caller says goes before the reform


def test_a_setting_is_chosen_on_every_day_and_whatever_is_known() -> None:
    under = law.with_overlay(choosing(contribution__month_law="month_start"))
    assert under.parameter("contribution.month_law", date(2001, 1, 1)).value == "month_start"
    assert under.parameter("contribution.month_law", date(2099, 1, 1)).value == "month_start"


def test_a_procedure_runs_under_a_reform() -> None:
    inputs = {"ground": "RESIGNED", "birth_date": date(1990, 1, 1), "event_date": date(2026, 5, 20), "working": 0}
    base = law.calc("jht.entitlement", date(2026, 6, 1), inputs)
    got = law.calc("jht.entitlement", date(2026, 6, 1), inputs, overlay=of("jht.wait_months", 0))
    assert (base.values["entitled"], got.values["entitled"]) == (0, 1)
    assert law.describe("jht.entitlement", overlay=of("jht.wait_months", 0))["overlays"][0]["changes"]
    assert law.replay(got.trace, overlay=of("jht.wait_months", 0))


def test_an_end_is_moved() -> None:
    later = reform(parameters=[{"id": "jht.return.member_rate", "ends": date(2023, 12, 31)}])
    with pytest.raises(law.NotInForce):
        law.parameter("jht.return.member_rate", date(2022, 6, 1))
    assert law.parameter("jht.return.member_rate", date(2022, 6, 1), overlay=later).value == 55_300
    with pytest.raises(law.NotInForce):
        law.parameter("jht.return.member_rate", date(2024, 1, 1), overlay=later)
    with pytest.raises(law.NotInForce):  # the text of the formula ends there: a reform gives figures, not rules
        law.calc("jht.interim_return", date(2022, 6, 1), {"balance": 1_000_000, "months": 1}, overlay=later)
    open_end = reform(parameters=[{"id": "jht.return.member_rate", "review_by": date(2027, 12, 31)}])
    assert law.parameter("jht.return.member_rate", date(2090, 1, 1), overlay=open_end).value == 55_300
    earlier = reform(parameters=[{"id": "jht.rate_worker", "ends": date(2026, 12, 31)}])
    with pytest.raises(law.NotInForce):
        law.parameter("jht.rate_worker", date(2027, 1, 1), overlay=earlier)


def test_a_value_that_ends_leaves_nothing_behind() -> None:
    ended = of("jp.wage_cap", 20_000_000, until=date(2026, 12, 31), ended_by=DRAFT)
    assert law.parameter("jp.wage_cap", date(2026, 12, 31), overlay=ended).value == 20_000_000
    with pytest.raises(law.NotInForce):
        law.parameter("jp.wage_cap", date(2027, 1, 1), overlay=ended)


def test_a_published_value_may_close_a_gap() -> None:
    until = of("jp.wage_cap", 9_999_000, date(2024, 1, 1), until=date(2024, 2, 29))
    caps = [law.parameter("jp.wage_cap", date(2024, m, 1), overlay=until).value for m in (1, 2, 3)]
    assert caps == [9_999_000, 9_999_000, 10_042_300]


def test_reforms_are_laid_on_in_order_and_do_not_collide() -> None:
    both = law.with_overlay(HIGHER_CAP, of("jht.rate_worker", "3%"))
    values = both.calc("pu.contribution", ON, CASE).values
    assert (values["jht_worker"], values["jp_worker"]) == (450_000, 150_000)
    assert [o["id"] for o in both.calc("pu.contribution", ON, CASE).receipt["overlays"]] == ["jp-cap-20", "one"]
    with pytest.raises(law.BadOverlay, match="overlap"):
        law.with_overlay(HIGHER_CAP, of("jp.wage_cap", 30_000_000))
    assert law.with_overlay() is law.published()


def test_files_in_both_spellings(tmp_path: Path) -> None:
    plain = json.loads(json.dumps(HIGHER_CAP, default=str))
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(HIGHER_CAP), "utf-8")
    (tmp_path / "a.json").write_text(json.dumps(plain), "utf-8")
    read = [law.read_overlay(tmp_path / "a.yaml"), law.read_overlay(str(tmp_path / "a.json")), law.read_overlay(plain)]
    assert len({o.digest for o in read}) == 1 == len(set(read)) and read[0].recorded == date(2026, 4, 1)
    assert law.with_overlay(tmp_path / "a.yaml") is law.with_overlay(plain)  # plans are kept
    assert law.read_overlay({**plain, "settings": {}}) == read[0]
    for name, text in (("b.yaml", "a: [1"), ("b.json", "{"), ("c.yaml", "- 1"), ("d.yaml", "\x00"), ("e.yaml", "")):
        (tmp_path / name).write_text(text, "utf-8")
        with pytest.raises(law.BadOverlay):
            law.read_overlay(tmp_path / name)
    with pytest.raises(law.BadOverlay, match="No such file"):
        law.read_overlay(tmp_path / "none.yaml")


def test_laying_on_is_cheap() -> None:
    base = law.published()
    best = 9.0
    for number in range(5):
        item = law.read_overlay(of("jp.wage_cap", 20_000_000 + number))
        start = time.perf_counter()
        base.with_overlay(item)
        best = min(best, time.perf_counter() - start)
    assert best < 0.01


def extremes(item: law.Parameter) -> Iterator[Any]:
    """Values at both ends of a parameter's contract, as a file writes them."""
    low, high = item.range or (0, 0)
    first = item.values[-1].value

    def written(figure: int) -> Any:
        return f"{figure // 10_000}.{figure % 10_000:04d}%" if item.unit.startswith("rate") else figure

    for figure in (low, high):
        if item.type in ("money", "rate", "integer"):
            yield written(figure)
        elif item.type == "table":
            yield {code: written(figure) for code in first}
        elif item.type == "schedule":
            yield [{"rate" if item.unit.startswith("rate") else "value": written(figure)}]
    if item.type == "codes":
        yield {key: [] for key in first}
        yield {key: list(row[:1]) for key, row in first.items()}
        yield {key: sorted(item.labels)[:1] for key in first}
    elif item.type == "date":
        yield from ("1900-01-01", "2199-12-31")


def test_whatever_a_reform_says_the_law_answers_or_refuses_by_name() -> None:
    readers: dict[str, list[Any]] = {}
    for case in CASES:
        for key in parameters_of(case.formula):
            readers.setdefault(key, []).append(case)
    laid = calculated = 0
    for item in law.parameters():
        days = {v.in_force: v.recorded for v in item.values}
        for value in extremes(item):
            rows = [
                {"in_force": d, "recorded": k + timedelta(days=1), "value": value, "source": DRAFT, "confidence": "L"}
                for d, k in days.items()
            ]
            try:
                under = law.with_overlay(reform(parameters=[{"id": item.id, "values": rows}]))
            except law.BadOverlay:
                assert item.type == "codes", item.id
                continue
            laid += 1
            for case in readers.get(item.id, [])[::7][:3]:
                calculated += 1
                with suppress(law.LawError):
                    under.calc(case.formula, case.on, case.inputs, known_on=case.known_on, settings=case.settings)
    assert laid > 300 and calculated > 500


ROW = HIGHER_CAP["parameters"][0]["values"][0]
TABLE = {1: "0.24%", 2: "0.54%", 3: "0.89%", 4: "1.27%", 5: "1.74%"}
BROKEN: dict[str, tuple[Any, str]] = {
    "float": (of("jp.wage_cap", 20_000_000.0), "floating"),
    "float in a table": (of("jkk.rate", {**TABLE, 1: 0.24}), "floating"),
    "rate as a number": (of("jht.rate_worker", 3), "not a rate"),
    "outside the range": (of("jp.wage_cap", 1), "outside the range"),
    "boolean": (of("jp.wage_cap", True), "bool"),
    "missing value": (of("jp.wage_cap", None), "value is missing"),
    "no source": (of("jp.wage_cap", 20_000_000, source=None), "source is missing"),
    "blank article": (of("jp.wage_cap", 20_000_000, source={**DRAFT, "article": " "}), "not written as"),
    "no confidence": (of("jp.wage_cap", 20_000_000, confidence=None), "confidence is missing"),
    "no such day": (of("jp.wage_cap", 20_000_000, in_force="2026-02-30"), "calendar"),
    "a day far away": (of("jp.wage_cap", 20_000_000, in_force="0001-01-01"), "not written as"),
    "no such parameter": (of("jp.nothing", 1), "no parameter jp.nothing"),
    "a code more": (of("jkk.rate", {**TABLE, 6: "2%"}), "codes"),
    "a code less": (of("jkk.rate", {1: "0.24%"}), "codes"),
    "code that is no number": (of("jkk.rate", {**TABLE, "x": "1%"}), "whole numbers"),
    "falling schedule": (of("jht.tax.schedule", [{"up_to": 5, "rate": "1%"}, {"up_to": 5, "rate": "1%"}]), "rise"),
    "schedule of text": (of("jht.tax.schedule", "5%"), "list of rows"),
    "empty schedule": (of("jht.tax.schedule", []), "list of rows"),
    "schedule end as text": (of("jht.tax.schedule", [{"up_to": "5", "rate": "1%"}, {"rate": "1%"}]), "whole numbers"),
    "choice that is none": (of("rounding.tax", "sideways"), "not one of the choices"),
    "setting that is none": (choosing(rounding__tax="sideways"), "no choice"),
    "setting that is a figure": (choosing(jp__wage_cap="1"), "not a setting"),
    "unknown setting": (choosing(rounding__nothing="up"), "no parameter"),
    "unlabelled document": (of("jkm.documents", {"DEATH": ["NOTHING"], "NO_HEIRS": []}), "no label"),
    "a published moment": (of("jp.wage_cap", 20_000_000, date(2026, 3, 1), recorded=date(2026, 2, 25)), "overlap"),
    "gap": (of("jp.wage_cap", 20_000_000, until=date(2026, 12, 31)), "gap"),
    "over the next value": (of("jp.wage_cap", 9_999_000, date(2024, 1, 1), until=date(2024, 12, 31)), "overlaps"),
    "ends before it begins": (of("jp.wage_cap", 20_000_000, until=date(2026, 4, 30)), "before it begins"),
    "end without an end": (of("jp.wage_cap", 20_000_000, ended_by=DRAFT), "until is missing"),
    "nothing": (reform(parameters=None), "changes nothing"),
    "empty entry": (reform(parameters=[{"id": "jp.wage_cap"}]), "changes nothing"),
    "both ends": (
        reform(parameters=[{"id": "jp.wage_cap", "ends": "2027-01-01", "review_by": "2027-01-01"}]), "either"
    ),
    "ends too early": (reform(parameters=[{"id": "jp.wage_cap", "ends": "2026-01-01"}]), "ends before"),
    "named twice": (reform(parameters=HIGHER_CAP["parameters"] * 2), "twice"),
    "named in both": (
        reform(parameters=of("rounding.tax", "up")["parameters"], settings={"rounding.tax": "down"}), "twice"
    ),
    "no draft": (reform(source=None), "source is missing"),
    "no author": (reform(author=None), "author is missing"),
    "no English": (reform(title={"id": "x"}), "en is missing"),
    "another range": (reform(parameters=[{"id": "jp.wage_cap", "range": [0, 1], "values": [ROW]}]), "not known"),
    "unknown key": (reform(rule="x"), "not known"),
    "unknown version": (reform(overlay=2), "not one of"),
    "impossible recorded": (reform(recorded="2026-02-30"), "calendar"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_does_not_fit_is_refused(name: str) -> None:
    data, why = BROKEN[name]
    with pytest.raises(law.BadOverlay, match=why) as error:
        law.with_overlay(data)
    assert error.value.code == "bad_overlay" and error.value.text("id") != error.value.text("en")


def test_the_schema_is_that_of_the_parameter_files() -> None:
    own, published = named("overlay.v1")["$defs"], named("parameter.v1")["$defs"]
    for key in ("both", "source", "value"):
        assert own[key] == published[key], key
    full = jsonschema_rs.validator_for(named("overlay.v1"))
    assert full.is_valid(json.loads(json.dumps(HIGHER_CAP, default=str)))
    for data, _ in BROKEN.values():
        plain = json.loads(json.dumps(data, default=str))
        if any("float" in n for n, (d, _) in BROKEN.items() if d is data):
            continue
        assert full.is_valid(plain) == (not list(problems(plain, named("overlay.v1")))), plain

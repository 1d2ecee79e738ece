"""The commands about change, the filters of the list, and the reviews."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from lindung import law
from lindung.law import reviews
from lindung.law.cli import law as command

from .reforms import FACTS, HIGHER_CAP

INPUT = json.dumps({"wage": 15_000_000, **FACTS})


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "cap.yaml"
    path.write_text(yaml.safe_dump(HIGHER_CAP), "utf-8")
    return str(path)


def run(*words: str) -> tuple[int, str, str]:
    got = CliRunner().invoke(command, words)
    return got.exit_code, got.stdout, got.stderr


def data(*words: str) -> Any:
    code, out, err = run(*words)
    assert code == 0, err
    return json.loads(out)


def test_calc_under_a_reform(file: str) -> None:
    words = ("calc", "pu.contribution", "--on", "2026-06-01", "--input", INPUT)
    assert data(*words)["values"]["jp_worker"] == 110_863
    got = data(*words, "--overlay", file, "--explain")
    assert got["values"]["jp_worker"] == 150_000 and got["receipt"]["overlays"][0]["id"] == "jp-cap-20"
    assert "  Di bawah reformasi: Batas upah JP Rp20 juta" in got["text"]
    code, out, err = run(*words, "--overlay", "nowhere.yaml")
    assert (code, out) == (2, "") and json.loads(err)["error"] == "bad_overlay"


def test_compare(file: str) -> None:
    words = ("compare", "pu.contribution", "--on", "2026-06-01", "--input", INPUT, "--overlay", file)
    assert data(*words)["differences"]["jp_worker"] == 39_137
    code, out, _ = run(*words, "--text", "--lang", "en")
    assert code == 0 and "Rp110,863 → Rp150,000 (+Rp39,137)" in out
    code, _, err = run(*words[:3], "2026-06-01", "--input", "[]", "--overlay", file)
    assert code == 2 and json.loads(err)["error"] == "bad_json"


def test_diff(file: str) -> None:
    assert data("diff", "2026-04-30", "2026-05-01")["parameters"] == []
    assert [p["id"] for p in data("diff", "2026-04-30", "2026-05-01", "--overlay", file)["parameters"]] == [
        "jp.wage_cap"
    ]
    code, out, _ = run("diff", "2025-07-31", "2025-08-31", "--known-on", "2025-08-15", "--text", "--lang", "en")
    assert code == 0 and "JKK rate of labour-intensive industry" in out and "0.12% → 0.24%" in out
    assert run("diff", "2025-07-31", "August")[0] == 2


def test_impact_and_timeline(file: str) -> None:
    got = data("impact", "--known-from", "2025-09-04", "--known-until", "2025-09-04", "--formula", "pu.contribution")
    assert got["formulas"][0]["retroactive_months"] == ["2025-08-01"]
    assert data("impact", "--overlay", file)["parameters"][0]["from"] == "2026-05-01"
    code, out, _ = run("impact", "--overlay", file, "--text")
    assert code == 0 and "Rp11.086.300 → Rp20.000.000" in out
    code, _, err = run("impact", "--lang", "en")
    assert code == 2 and json.loads(err) == {
        "error": "nothing_to_compare",
        "message": "Give --known-from or --overlay.",
    }
    assert json.loads(run("impact", "--known-from", "2025-09-04", "--formula", "x.y")[2])["error"] == "unknown_formula"
    both = [len(data("timeline", "jp.wage_cap", *more)["values"]) for more in ((), ("--overlay", file))]
    assert both[1] == both[0] + 1
    assert json.loads(run("timeline", "jp.nothing")[2])["error"] == "unknown_parameter"


def test_list_by_programme_and_day() -> None:
    got = data("list", "--programme", "jkm", "--on", "2026-01-01")
    assert {p["id"].split(".")[0] for p in got["parameters"]} == {"jkm"}
    lump = next(p for p in got["parameters"] if p["id"] == "jkm.lump_sum")
    assert lump["told"]["id"] == "Rp20.000.000" and lump["instrument"] == "PP 82/2019"
    ids = {f["id"] for f in got["formulas"]}
    assert {"jkm.benefit", "pu.contribution"} <= ids and "jht.benefit" not in ids
    early = data("list", "--on", "2014-01-01")
    assert "pu.contribution" not in {f["id"] for f in early["formulas"]}
    assert "jp.wage_cap" not in {p["id"] for p in early["parameters"]}
    assert data("list", "--programme", "nothing") == {"formulas": [], "parameters": []}


def test_show_with_texts_and_under_a_reform(file: str) -> None:
    got = data("show", "pu.contribution")
    assert any(v["text"] == "jkk__rate[risk_group]" and v["cite"] for v in got["texts"])
    assert "contribution.month_law" in got["reads"]
    rule = data("show", "pu.jkk_rate")
    assert len(rule["versions"]) >= 4 and "pu.contribution" in rule["formulas"]
    assert "Rancangan PP uji" in {v["instrument"] for v in data("show", "jp.wage_cap", "--overlay", file)["values"]}
    assert data("show", "pu.contribution", "--overlay", file)["overlays"][0]["changes"] == ["jp.wage_cap"]


def test_every_rule_and_formula_can_be_shown() -> None:
    from lindung.law.rule import RULES

    for id in [*law.formulas(), *RULES]:
        assert data("show", id)["id"] == id


def test_reviews_warn_before_and_fail_after(capsys: pytest.CaptureFixture[str]) -> None:
    first = min(p.review_by for p in law.parameters() if p.review_by)
    for day, code, word in (
        (first - timedelta(days=61), 0, ""),
        (first - timedelta(days=60), 0, "warning: "),
        (first, 0, "warning: "),
        (first + timedelta(days=1), 1, "has passed"),
    ):
        assert reviews.main(["--today", day.isoformat()]) == code
        assert word in capsys.readouterr().out
    assert reviews.main(["--today", (first - timedelta(days=61)).isoformat()]) == 0
    assert "warning" not in capsys.readouterr().out
    got = data("reviews", "--today", (first + timedelta(days=1)).isoformat())
    assert got["overdue"][0]["review_by"] == str(first)


def test_the_day_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert reviews.build_day() == date(2026, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert abs(reviews.build_day() - date.today()) <= timedelta(days=1)

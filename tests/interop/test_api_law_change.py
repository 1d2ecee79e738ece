"""The law's addresses about change, reforms, many cases and stored traces."""

import copy
import json

import pytest

from law.cases import CASES
from law.reforms import HIGHER_CAP, choosing, of
from lindung import law
from lindung.law.procedure import as_stored
from lindung.law.schema import named, names

from .test_api_law import CASE, post, problem

pytestmark = [pytest.mark.django_db, pytest.mark.urls(f"{__package__}.api_urls")]

LATER = CASE | {"on": "2026-06-01", "inputs": CASE["inputs"] | {"wage": 15_000_000}}


def plain(data):
    return json.loads(json.dumps(data, default=str))


REFORM = plain(HIGHER_CAP)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    from lindung.interop.api import door

    monkeypatch.setitem(door.LIMITS, "public", 10**6)


def test_calc_under_a_reform(client):
    got = post(client, "law/calc", LATER | {"overlays": [REFORM], "explain": True}).json()
    assert got["values"]["jp_worker"] == 150_000 and got["receipt"]["overlays"][0]["id"] == "jp-cap-20"
    assert got["trace"]["receipt"]["overlays"][0]["sha256"] == law.read_overlay(HIGHER_CAP).digest
    assert post(client, "law/calc", LATER).json()["values"]["jp_worker"] == 110_863


@pytest.mark.parametrize(
    ("overlay", "code"),
    [
        (plain(of("jp.wage_cap", 1)), "bad_overlay"),
        (plain(of("jp.nothing", 1)), "bad_overlay"),
        (plain(of("jp.wage_cap", 20_000_000.5)), "bad_overlay"),
        (plain(of("jkk.rate", {"1": "0.24%"})), "bad_overlay"),
        (plain(choosing(rounding__tax="sideways")), "bad_overlay"),
        ({k: v for k, v in REFORM.items() if k != "parameters"}, "bad_overlay"),
        ({k: v for k, v in REFORM.items() if k != "source"}, "invalid"),
        (REFORM | {"more": 1}, "invalid"),
        (REFORM | {"parameters": REFORM["parameters"] * 41}, "invalid"),
    ],
)
def test_reforms_that_do_not_fit_are_told(client, overlay, code):
    for path in ("law/calc", "law/compare"):
        problem(post(client, path, LATER | {"overlays": [overlay]}), 422, code)


def test_no_more_reforms_than_three(client):
    many = [plain(of("jp.wage_cap", 20_000_000 + n)) | {"id": f"r{n}"} for n in range(4)]
    problem(post(client, "law/calc", LATER | {"overlays": many}), 422, "invalid")


def test_compare(client):
    got = post(client, "law/compare", LATER | {"overlays": [REFORM], "language": "en"}).json()
    assert got["differences"]["jp_worker"] == 39_137 and got["differences"]["jkk"] == 0
    assert got["base"]["values"]["jp_worker"] == 110_863 and "Rp110,863 → Rp150,000 (+Rp39,137)" in got["text"]
    problem(post(client, "law/compare", LATER | {"overlays": []}), 422, "invalid")
    problem(post(client, "law/compare", LATER | {"overlays": [REFORM], "on": "1999-01-01"}), 422, "not_in_force")


def test_batch_row_by_row(client):
    rows = [CASE["inputs"] | {"wage": w} for w in (5_000_000, -5_000_000, 12_345_678)] + [{"wage": 1}]
    body = {"formula": "pu.contribution", "on": "2022-01-01", "rows": rows}
    got = post(client, "law/batch", body).json()
    one = [law.calc("pu.contribution", law.dates.date(2022, 1, 1), r).values for r in rows[:3]]
    assert [r["values"] for r in got["rows"][:3]] == one
    assert got["rows"][3]["error"] == "missing_input" and "values" not in got["rows"][3]
    assert (got["calculated"], got["refused"]) == (3, 1) and got["sums"]["total"] == one[2]["total"]
    assert got["receipt"]["formula"] == "pu.contribution" and "inputs" not in got["receipt"]
    higher = post(client, "law/batch", body | {"on": "2026-06-01", "overlays": [REFORM]}).json()
    assert higher["rows"][2]["values"]["jp_worker"] == 123_457  # 1 % of 12,345,678, no longer capped
    problem(post(client, "law/batch", body | {"on": "1999-01-01"}), 422, "not_in_force")
    problem(post(client, "law/batch", body | {"formula": "pu.nothing"}), 422, "unknown_formula")
    problem(post(client, "law/batch", body | {"rows": []}), 422, "invalid")
    problem(post(client, "law/batch", body | {"rows": rows[:1] * 1_001}), 422, "invalid")
    assert post(client, "law/batch", body | {"rows": rows[:1] * 1_000}).json()["calculated"] == 1_000


def test_batch_of_decisions(client):
    rows = [
        {"ground": "AGE_56", "birth_date": "1965-12-15"},
        {"ground": "AGE_56", "birth_date": "yesterday"},
        {"ground": ["AGE_56"], "birth_date": "1965-12-15"},
        {"ground": "AGE_56", "birth_date": "0001-01-01"},
    ]
    for row, refused in zip(rows, (None, "wrong_type", "invalid", "out_of_range"), strict=True):
        body = {"formula": "jht.entitlement", "on": "2021-12-15", "rows": [row]}
        answer = post(client, "law/batch", body)
        if refused == "invalid":
            problem(answer, 422, "invalid")
        elif refused:
            assert answer.json()["rows"][0]["error"] == refused
        else:
            assert answer.json()["rows"][0]["details"]["earliest"] == "2021-12-15"


FIRST = {c.formula: c for c in reversed(CASES)}


@pytest.mark.parametrize("formula", sorted(FIRST))
def test_a_case_of_every_formula_and_its_trace_again(client, formula):
    case = FIRST[formula]
    body = {
        "formula": formula,
        "on": case.on.isoformat(),
        "inputs": as_stored(dict(case.inputs)),
        "known_on": case.known_on.isoformat() if case.known_on else None,
        "settings": case.settings,
        "explain": True,
    }
    answer = post(client, "law/calc", body)
    assert answer.status_code == 200, answer.content
    got = answer.json()
    assert {k: got["values"][k] for k in case.expect} == case.expect
    again = post(client, "law/replay", {"trace": got["trace"]}).json()
    assert again["same"] and again["differences"] == [], again
    spoiled = copy.deepcopy(got["trace"])
    name = next(iter(spoiled["values"]))
    spoiled["values"][name] += 1
    found = post(client, "law/replay", {"trace": spoiled}).json()
    assert not found["same"] and any(name in d for d in found["differences"])


def test_replay_needs_its_reform_and_a_whole_trace(client):
    trace = post(client, "law/calc", LATER | {"overlays": [REFORM], "explain": True}).json()["trace"]
    assert post(client, "law/replay", {"trace": trace, "overlays": [REFORM]}).json()["same"]
    problem(post(client, "law/replay", {"trace": trace}), 422, "overlay_mismatch")
    problem(post(client, "law/replay", {"trace": {}}), 422, "bad_trace")
    for day in ("9999-12-31", "0001-01-01", "2026-02-30"):
        late = trace | {"receipt": trace["receipt"] | {"on": day}}
        problem(post(client, "law/replay", {"trace": late, "overlays": [REFORM]}), 422, "bad_trace")
    for key, value in (("steps", 1), ("inputs", {}), ("receipt", []), ("values", None)):
        problem(post(client, "law/replay", {"trace": trace | {key: value}}), 422, "bad_trace")
    gone = trace | {"formula": "pu.gone", "receipt": trace["receipt"] | {"formula": "pu.gone"}}
    assert post(client, "law/replay", {"trace": gone, "overlays": [REFORM]}).json()["error"] == "unknown_formula"


def test_formulas_and_parameters_by_programme_and_day(client):
    ids = {f["id"] for f in client.get("/api/v1/law/formulas?programme=jkm").json()}
    assert "jkm.benefit" in ids and "jht.benefit" not in ids
    assert client.get("/api/v1/law/formulas?on=2010-01-01").json() != client.get("/api/v1/law/formulas").json()
    face = client.get("/api/v1/law/formulas/pu.contribution").json()
    assert any(v["text"] == "jkk__rate[risk_group]" for v in face["texts"])
    listed = client.get("/api/v1/law/parameters").json()
    assert [p["id"] for p in listed] == [p.id for p in law.parameters()] and "told" not in listed[0]
    day = client.get("/api/v1/law/parameters?programme=jp&on=2026-06-01").json()
    cap = next(p for p in day if p["id"] == "jp.wage_cap")
    assert cap["told"]["en"] == "Rp11,086,300" and cap["article"]
    history = client.get("/api/v1/law/parameters/jp.wage_cap").json()
    assert [v["value"] for v in history["values"]][:2] == [7_000_000, 7_335_300]
    assert history["range"] == list(law.published().parameters["jp.wage_cap"].range)
    problem(client.get("/api/v1/law/parameters/jp.nothing"), 404, "unknown_parameter")
    problem(client.get("/api/v1/law/parameters?programm=jp"), 422, "unknown_query")
    problem(client.get("/api/v1/law/parameters?on=2026-02-30"), 422, "invalid")


def test_diff_impact_and_timelines(client):
    got = client.get("/api/v1/law/diff?from=2025-12-31&to=2026-03-01").json()
    assert got == law.diff(law.dates.date(2025, 12, 31), law.dates.date(2026, 3, 1)).to_json() | {"text": got["text"]}
    assert "Rp10.547.400 → Rp11.086.300" in got["text"]["id"] and "Rp11,086,300" in got["text"]["en"]
    known = client.get("/api/v1/law/diff?from=2025-07-31&to=2025-08-31&known_on=2025-08-15").json()
    assert "relief.labour_intensive.jkk_rate" in {p["id"] for p in known["parameters"] if p["change"] == "changes"}
    problem(client.get("/api/v1/law/diff?from=2025-12-31"), 422, "invalid")
    late = client.get("/api/v1/law/impact?known_from=2025-09-04&known_until=2025-09-04").json()
    pu = next(f for f in late["formulas"] if f["id"] == "pu.contribution")
    assert pu["retroactive_months"] == ["2025-08-01"]
    assert client.get("/api/v1/law/timelines/jp.wage_cap").json()["kind"] == "parameter"
    assert client.get("/api/v1/law/timelines/pu.contribution").json()["kind"] == "formula"
    problem(client.get("/api/v1/law/timelines/jp.nothing"), 404, "unknown_parameter")


def test_doubts(client):
    got = {d["id"]: d for d in client.get("/api/v1/law/doubts").json()}
    assert set(got) == {p.id for p in law.parameters() if p.type == "setting"}
    assert got["rounding.contribution"]["default"] == "half_up" and got["rounding.contribution"]["doubt"] == "D13"
    assert "pu.contribution" in got["rounding.contribution"]["formulas"]
    early = {d["id"]: d for d in client.get("/api/v1/law/doubts?on=1999-12-31").json()}
    assert early["rounding.contribution"]["default"] is None


def test_industries(client):
    got = client.get("/api/v1/law/industries?on=2026-01-01").json()
    assert len(got) == 191 and {i["risk_group"] for i in got} == {1, 2, 3, 4, 5}
    assert all(i["rate"] == law.parameter("jkk.rate", law.dates.date(2026, 1, 1)).value[i["risk_group"]] for i in got)
    few = client.get("/api/v1/law/industries?on=2026-01-01&q=roko").json()
    assert 0 < len(few) < 10 and all("roko" in (i["title"]["id"] + i["title"]["en"]).lower() for i in few)
    problem(client.get("/api/v1/law/industries?on=2010-01-01"), 422, "not_in_force")


def test_schemas_are_published(client):
    listed = client.get("/api/v1/law/schemas").json()
    assert [s["name"] for s in listed] == names() and {"overlay.v1", "parameter.v1", "trace.v1"} <= set(names())
    for name in names():
        assert client.get(f"/api/v1/law/schemas/{name}").json() == named(name)
    problem(client.get("/api/v1/law/schemas/nothing.v1"), 404, "not_found")
    problem(client.get("/api/v1/law/schemas/..%2Fsecret"), 404, "no_such_address")

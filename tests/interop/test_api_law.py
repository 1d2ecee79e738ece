"""The public part of the API: the law, letters, and how every request is received."""

import json

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls(f"{__package__}.api_urls")]

CASE = {
    "formula": "pu.contribution",
    "on": "2022-01-01",
    "inputs": {
        "wage": 5_000_000, "risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0,
    },
}  # fmt: skip


def post(client, path, body, **headers):
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def problem(answer, status, code):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["code"] == code and body["status"] == status
    assert body["messages"]["id"] and body["messages"]["en"] and body["messages"]["id"] != body["messages"]["en"]
    return body


def test_calculates_and_explains(client):
    answer = post(client, "law/calc", CASE | {"explain": True})
    assert answer.status_code == 200
    body = answer.json()
    assert body["values"]["total"] == 462_000 and body["values"]["jkk"] == 12_000
    assert "Rp185.000" in body["text"] and body["trace"]["formula"] == "pu.contribution"
    assert post(client, "law/calc", CASE).json()["trace"] is None


def test_lists_and_describes_formulas(client):
    listed = client.get("/api/v1/law/formulas").json()
    assert {"id": "pu.contribution"}.items() <= next(f for f in listed if f["id"] == "pu.contribution").items()
    assert client.get("/api/v1/law/formulas/pu.contribution").json()["inputs"][0]["name"] == "wage"
    problem(client.get("/api/v1/law/formulas/nothing"), 404, "unknown_formula")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"formula": "no.such"}, "unknown_formula"),
        ({"inputs": {"wage": 1}}, "missing_input"),
        ({"inputs": CASE["inputs"] | {"x": 1}}, "unknown_input"),
        ({"inputs": CASE["inputs"] | {"risk_group": 6}}, "out_of_range"),
        ({"inputs": CASE["inputs"] | {"wage": "5"}}, "wrong_type"),
        ({"on": "1999-01-01"}, "not_in_force"),
    ],
)
def test_refusals_of_the_law_are_told_in_both_languages(client, change, code):
    problem(post(client, "law/calc", CASE | change), 422, code)


@pytest.mark.parametrize(
    ("change", "field", "kind"),
    [
        ({"on": "2021-02-30"}, "body.case.on", "date"),
        ({"on": 20210101}, "body.case.on", "date"),
        ({"explain": 1}, "body.case.explain", "bool_type"),
        ({"more": 1}, "body.case.more", "extra_forbidden"),
        ({"language": "fr"}, "body.case.language", "literal_error"),
    ],
)
def test_wrong_values_are_named(client, change, field, kind):
    body = problem(post(client, "law/calc", CASE | change), 422, "invalid")
    assert [(e["field"], e["code"]) for e in body["errors"]] == [(field, kind)]
    assert body["errors"][0]["messages"]["id"]


def test_what_cannot_be_read(client):
    answer = client.post("/api/v1/law/calc", "{", content_type="application/json")
    problem(answer, 400, "bad_json")
    problem(client.post("/api/v1/law/calc", "x", content_type="text/plain"), 415, "bad_media_type")
    problem(client.get("/api/v1/nothing/here"), 404, "no_such_address")
    answer = client.get("/api/v1/law/calc")
    problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "POST"


def test_language_follows_the_reader(client):
    english = post(client, "law/calc", CASE | {"formula": "no.such"}, accept_language="en").json()
    assert english["detail"] == english["messages"]["en"]
    indonesian = post(client, "law/calc", CASE | {"formula": "no.such"}).json()
    assert indonesian["detail"] == indonesian["messages"]["id"]


def test_the_rate_is_shown_and_kept(client, monkeypatch):
    from lindung.interop.api import door

    monkeypatch.setitem(door.LIMITS, "public", 3)
    left = [client.get("/api/v1/law/formulas")["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    answer = client.get("/api/v1/law/formulas")
    problem(answer, 429, "rate_limited")
    assert int(answer["Retry-After"]) >= 1


def test_an_unforeseen_error_shows_a_number_and_nothing_else(client, monkeypatch):
    from lindung import law

    def broken(*_a, **_k):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(law, "calc", broken)
    answer = post(client, "law/calc", CASE)
    body = problem(answer, 500, "internal")
    assert body["trace_id"] in body["detail"] and b"secret" not in answer.content


def test_unknown_letters_are_not_found(client):
    problem(client.get("/api/v1/letters/AAAAA-AAAAA-AAAAA-AAAAA"), 404, "not_found")
    problem(client.get("/api/v1/letters/short"), 422, "invalid")


def test_the_documents(client, settings):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    calc = schema["paths"]["/api/v1/law/calc"]["post"]
    assert "application/problem+json" in calc["responses"]["422"]["content"]
    assert "security" not in calc
    assert schema["paths"]["/api/v1/reports"]["post"]["security"] == [{"Bearer": []}]
    settings.ROOT_URLCONF = "lindung.urls"
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    text = page.content.decode()
    assert "/api/v1/law/calc" in text and "http://" not in text and "https://" not in text

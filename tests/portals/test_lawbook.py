"""The law as pages: every formula calculates its golden cases, every parameter shows its history, in both languages."""

import csv
import io
import json
import re
from datetime import date
from urllib.parse import unquote_plus
from xml.etree import ElementTree

import pytest
from django.test import Client
from page_text import text

from lindung import law
from lindung.portals.lawbook import asking, examples
from lindung.portals.lawbook.vocabulary import words

FORMULAS = law.formulas()
REST = "risk_group=1&jht=1&jp=1&jkp=0&covid_relief=0&labour_intensive=0"
EACH = 3
"""Golden cases asked through the page for each formula; the law's own tests run them all."""


def drawings(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(m) for m in re.findall(r'<svg class="ld-plot-svg".*?</svg>', page, re.DOTALL)]


def some(formula):
    every = examples.of(formula)
    return every[:: max(1, len(every) // EACH)]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_page_gives_the_figure_of_its_golden_cases(client, db, formula):
    assert client.get(f"/hukum/{formula}/").status_code == 200
    for one in some(formula):
        answer = client.get(f"/hukum/{formula}/?{one.query}")
        assert answer.status_code == 200, (one.name, text(answer)[:200])
        got = answer.context["answer"]
        assert got is not None, one.name
        for name, value in one.case["expect"].items():
            assert got.trace["values"][name] == value, (one.name, name)
        for drawing in drawings(text(answer)):
            assert drawing.find("title").text and drawing.find("desc").text
        shown = {f.name for f in got.figures}
        assert shown == {o["name"] for o in law.describe(formula)["outputs"]}


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_page_in_english_has_no_untranslated_frame(client, db, formula):
    client.cookies["lindung_language"] = "en"
    one = next(iter(examples.of(formula)), None)
    page = text(client.get(f"/hukum/{formula}/?{one.query if one else ''}"))
    assert '<html lang="en"' in page
    for word in ("Hitung di komputer", "Hasilnya", "Contoh yang dihitung", "Yang mengubah hasil"):
        assert word not in page


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_formula_has_golden_cases_and_no_input_with_a_reserved_name(formula):
    assert examples.of(formula), "no golden case"
    assert not {a.name for a in asking.asks(formula)} & asking.RESERVED


def test_index_finds_formulas_and_parameters(client, db):
    page = text(client.get("/hukum/"))
    for formula in FORMULAS:
        assert f'href="/hukum/{formula}/"' in page
    found = text(client.get("/hukum/?cari=upah+tertinggi"))
    assert "/hukum/scholarship.benefit/" not in found
    assert "/hukum/parameter/jp.wage_cap/" in text(client.get("/hukum/?cari=batas+paling+tinggi+jp"))
    assert "0 rumus ditemukan" in text(client.get("/hukum/?cari=zzzz"))


def test_every_parameter_has_a_page_with_its_sources(client, db):
    listed = text(client.get("/hukum/parameter/"))
    for one in law.parameters():
        assert f"/hukum/parameter/{one.id}/" in listed
        page = client.get(f"/hukum/parameter/{one.id}/")
        assert page.status_code == 200, one.id
        said = text(page).replace("&#x27;", "'").replace("&amp;", "&").replace("&quot;", '"')
        assert one.values[-1].article in said, one.id
        drawings(text(page))
    assert client.get("/hukum/parameter/x/").status_code == 404


def test_every_parameter_page_in_english(client, db):
    client.cookies["lindung_language"] = "en"
    for one in law.parameters():
        page = text(client.get(f"/hukum/parameter/{one.id}/"))
        assert '<html lang="en"' in page and "Riwayat" not in page


def test_the_history_of_the_pension_cap_is_drawn_as_steps(client, db):
    page = text(client.get("/hukum/parameter/jp.wage_cap/"))
    (drawing,) = drawings(page)
    steps = next(p.get("d") for p in drawing.iter("path"))
    assert (
        steps.count("V")
        == len({v.in_force for v in next(p for p in law.parameters() if p.id == "jp.wage_cap").values}) - 1 + 1
    )
    assert "Rp7.000.000" in page


def test_doubts_are_listed_with_the_reading_and_the_others(client, db):
    page = text(client.get("/hukum/keraguan/"))
    for one in law.parameters():
        if one.type == "setting":
            assert f"/hukum/parameter/{one.id}/" in page, one.id


def test_another_reading_gives_another_figure_and_says_so(client, db):
    ask = f"/hukum/pu.contribution/?wage=1000150&{REST}&on=2019-06-01"
    first = client.get(ask).context["answer"].trace["values"]["total"]
    other = client.get(f"{ask}&s.rounding.contribution=down")
    assert other.context["answer"].trace["values"]["total"] < first
    assert "bacaan lain dipilih" in text(other)
    wrong = client.get(f"{ask}&s.rounding.contribution=sideways")
    assert wrong.status_code == 422 and "tidak dikenal" in text(wrong)


def test_what_was_typed_stays_and_the_sentence_stands_at_its_field(client, db):
    answer = client.get(
        "/hukum/pu.contribution/?wage=lima+juta&risk_group=1&jht=1&jp=1&jkp=0&covid_relief=0&labour_intensive=0"
    )
    page = text(answer)
    assert answer.status_code == 422
    assert 'value="lima juta"' in page and 'href="#id_wage"' in page


@pytest.mark.parametrize(
    ("query", "field"),
    [("wage=5000000&risk_group=1&jht=1&jp=1&jkp=0&covid_relief=0&labour_intensive=0&on=1999-01-01", "on"),
     ("wage=&risk_group=1&jht=1&jp=1&jkp=0&covid_relief=0&labour_intensive=0", "wage"),
     ("wage=5000000&risk_group=9&jht=1&jp=1&jkp=0&covid_relief=0&labour_intensive=0", "risk_group"),
     ("wage=5000000&risk_group=1&jht=1&jp=1&jkp=0&covid_relief=0&labour_intensive=0&on=31-31-2021", "on")],
)  # fmt: skip
def test_refusals_lead_to_their_field(client, db, query, field):
    answer = client.get(f"/hukum/pu.contribution/?{query}")
    assert answer.status_code == 422 and f'href="#id_{field}' in text(answer)


def test_an_answer_downloads_as_json_that_replays_and_as_csv(client, db):
    query = next(e for e in examples.of("pu.contribution") if e.name == "golden example").query
    got = client.get(f"/hukum/pu.contribution/json/?{query}")
    assert law.replay(json.loads(got.content)) and "attachment" in got["Content-Disposition"]
    table = list(
        csv.reader(io.StringIO(client.get(f"/hukum/pu.contribution/csv/?{query}").content.decode("utf-8-sig")))
    )
    assert next(r for r in table if r[1] == "total" and r[0] == "output")[:4] == [
        "output",
        "total",
        "Jumlah iuran",
        "462000",
    ]
    assert client.get("/hukum/pu.contribution/json/?wage=x").status_code == 422
    assert client.get(f"/hukum/pu.contribution/xml/?{query}").status_code == 404


def test_the_address_of_an_answer_asks_the_same_again(client, db):
    for formula in FORMULAS:
        for one in some(formula)[:2]:
            first = client.get(f"/hukum/{formula}/?{one.query}").context
            if not first["query"]:
                continue
            again = client.get(f"/hukum/{formula}/?{first['query']}").context
            assert again["answer"].trace["values"] == first["answer"].trace["values"], (formula, one.name)
            assert again["query"] == first["query"]


def test_old_addresses_lead_on(client, db):
    moved = client.get("/hukum/rumus/pu.contribution/?wage=1")
    assert moved.status_code == 302 and moved["Location"] == "/hukum/pu.contribution/?wage=1"
    assert client.get("/hukum/pu.nothing/").status_code == 404


def test_pages_ask_the_database_for_the_day_only(client, db, django_assert_max_num_queries):
    query = next(e for e in examples.of("pu.contribution") if e.name == "golden example").query
    for address in ("/hukum/", f"/hukum/pu.contribution/?{query}", "/hukum/parameter/jp.wage_cap/", "/hukum/keraguan/"):
        client.get(address)
        with django_assert_max_num_queries(8):
            client.get(address)


def test_law_of_a_day_and_knowledge_of_another(client, db):
    page = Client().get(f"/hukum/pu.contribution/?wage=5000000&{REST}&on=2021-12-15&known_on=2021-11-01")
    assert page.context["question"].known_on == date(2021, 11, 1)
    assert page.context["answer"].trace["receipt"]["known_on"] == "2021-11-01"
    before = Client().get(f"/hukum/pu.contribution/?wage=5000000&{REST}&on=2021-12-15&known_on=2014-01-01")
    assert before.status_code == 422 and 'value="2014-01-01"' in text(before)


def test_two_days_side_by_side(client, db):
    page = text(client.get("/hukum/beda/?dari=2021-12-01&sampai=2025-03-01"))
    assert "/hukum/parameter/jp.wage_cap/" in page and "Rp8.754.600" in page and "Rp10.547.400" in page
    assert "/hukum/parameter/jht.wait_months/" not in page, "restated by a later instrument, not changed"
    same = text(client.get("/hukum/beda/?dari=2021-12-01&sampai=2021-12-01"))
    assert "0 nilai tidak sama" in same
    wrong = client.get("/hukum/beda/?dari=kemarin&sampai=2021-12-01")
    assert wrong.status_code == 422 and 'href="#id_dari"' in text(wrong)


def words_missing() -> set[str]:
    """Keys of the details of all golden cases that the page has no word for."""
    out: set[str] = set()

    def walk(value):
        if isinstance(value, dict) and not {"id", "en"} <= set(value):
            out.update(k for k in value if words(k) is None)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    for formula in FORMULAS:
        for one in examples.of(formula):
            c = one.case
            got = law.calc(
                formula, c["date"], c["inputs"], known_on=c.get("known_on"), settings=c.get("settings")
            ).details
            walk({k: v for k, v in got.items() if k != "what_would_change"})
    return out


def test_details_of_the_golden_cases_are_told_in_words():
    assert words_missing() == set()


def test_records_by_rows_by_paste_and_by_address_are_the_same(client, db):
    formula = "jht.tax_history"
    rows = {
        "payments-0-paid_on": "10-05-2021", "payments-0-amount": "30.000.000", "payments-0-npwp": "1",
        "payments-2-paid_on": "2022-02-01", "payments-2-amount": "40000000", "payments-2-npwp": "1",
    }  # fmt: skip
    typed = client.get(f"/hukum/{formula}/", {**rows, "on": "2022-03-01"})
    pasted = client.get(
        f"/hukum/{formula}/",
        {"payments-tempel": "10-05-2021;30.000.000;1\n2022-02-01;40000000;1\n", "on": "2022-03-01"},
    )
    short = client.get(f"/hukum/{formula}/?payments=2021-05-10~30000000~1,2022-02-01~40000000~1&on=2022-03-01")
    values = [a.context["answer"].trace["values"] for a in (typed, pasted, short)]
    assert values[0] == values[1] == values[2]
    assert typed.context["query"] == pasted.context["query"] == short.context["query"]


def test_a_row_can_be_added_without_a_script_and_keeps_what_was_typed(client, db):
    page = text(
        client.get("/hukum/jht.tax_history/?tambah=payments&payments-0-amount=abc&payments-0-paid_on=2021-05-10")
    )
    assert 'name="payments-2-amount"' in page and 'value="abc"' in page and "ld-errors" not in page


@pytest.mark.parametrize(
    ("query", "says"),
    [("payments-0-paid_on=2021-05-10&payments-0-amount=abc&payments-0-npwp=1", "payments-0-amount"),
     ("payments-tempel=2021-05-10;abc;1", "baris tempelan 1"), ("payments-tempel=&on=2022-01-01", "baris-payments")],
)  # fmt: skip
def test_wrong_records_are_told_at_their_row(client, db, query, says):
    answer = client.get(f"/hukum/jht.tax_history/?{query}")
    assert answer.status_code == 422 and says in text(answer)


def test_a_long_list_is_posted_and_its_address_given_where_it_can_be(client, db):
    formula = next(f for f in FORMULAS if any(a.kind == "rows" and a.high > 24 for a in asking.asks(f)))
    page = text(client.get(f"/hukum/{formula}/"))
    assert 'method="post"' in page and "csrfmiddlewaretoken" in page
    one = next(e for e in examples.of(formula) if len(e.query) < 2000)
    sent = dict(p.split("=", 1) for p in one.query.split("&"))
    moved = client.post(f"/hukum/{formula}/", {k: unquote_plus(v) for k, v in sent.items()})
    assert moved.status_code == 302
    got = client.get(moved["Location"]).context["answer"].trace["values"]
    assert all(got[k] == v for k, v in one.case["expect"].items())

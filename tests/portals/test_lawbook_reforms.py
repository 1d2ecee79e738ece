"""Figures tried on a page: both answers beside each other, the reform as a file, each wrong figure said beside it."""

import json
import re
from datetime import date

import pytest
from page_text import text

from lindung import law
from lindung.portals.lawbook import examples

WORKER = "/hukum/pu.contribution/?wage=18000000&risk_group=1&jht=1&jp=1&jkp=1&covid_relief=0&labour_intensive=0"
MAY = "&on=2026-05-01"
FACTS = {"wage": 18_000_000, "risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}


def rows(answer):
    return {r.title: (r.base, r.tried, r.change) for r in answer.context["compared"].rows}


def test_a_higher_cap_is_compared_line_by_line(client, db):
    got = client.get(f"{WORKER}{MAY}&p.jp.wage_cap=15.000.000")
    assert got.status_code == 200
    found = rows(got)
    assert found["Upah dasar iuran JP"] == ("Rp11.086.300", "Rp15.000.000", "+Rp3.913.700")
    assert found["Iuran JP bagian pekerja"] == ("Rp110.863", "Rp150.000", "+Rp39.137")
    assert found["Iuran JKK"] == ("Rp43.200", "Rp43.200", "–")
    assert got.context["compared"].plot is not None
    assert "Rp1.573.200" in text(got)


def test_an_entry_of_a_table_and_a_rate_are_tried(client, db):
    got = client.get(f"{WORKER}{MAY}&p.jkk.rate.1=0,5&p.jht.rate_worker=2,5")
    found = rows(got)
    assert found["Iuran JHT bagian pekerja"] == ("Rp360.000", "Rp450.000", "+Rp90.000")
    assert found["Iuran JKK"] == ("Rp43.200", "Rp90.000", "+Rp46.800")


def test_the_page_hands_out_the_reform_that_it_compared(client, db):
    got = client.get(f"/hukum/pu.contribution/reformasi/{WORKER[WORKER.index('?') :]}{MAY}&p.jp.wage_cap=15000000")
    assert got.status_code == 200 and "percobaan.json" in got["Content-Disposition"]
    overlay = json.loads(got.content)
    assert law.calc("pu.contribution", date(2026, 5, 1), FACTS, overlay=overlay).values["jp_worker"] == 150_000
    assert client.get(f"/hukum/pu.contribution/reformasi/{WORKER[WORKER.index('?') :]}{MAY}").status_code == 422


@pytest.mark.parametrize(
    "wrong", ["p.jp.wage_cap=banyak", "p.jp.wage_cap=-5", "p.jht.rate_worker=400", "p.jp.wage_cap=1,5"]
)
def test_a_wrong_figure_is_said_beside_its_field(client, db, wrong):
    got = client.get(f"{WORKER}{MAY}&{wrong}")
    name = wrong.partition("=")[0]
    assert got.status_code == 422 and got.context["compared"] is None
    assert got.context["answer"].trace["values"]["total"] == 1_455_789, "the answer by the law stays"
    assert f'id="id_{name}-error"' in text(got) or f'href="#id_{name}"' in text(got)


def test_a_figure_that_the_formula_does_not_read_changes_nothing(client, db):
    got = client.get(f"{WORKER}{MAY}&p.mlt.tenor=5&p.nothing=1&p.=2")
    assert got.status_code == 200 and got.context["compared"] is None


def test_what_was_known_on_a_day_is_not_mixed_with_figures_of_today(client, db):
    got = client.get(f"{WORKER}{MAY}&known_on=2026-05-01&p.jp.wage_cap=15000000")
    assert got.status_code == 200 and got.context["compared"] is None and not got.context["trial"].fields


def test_a_decision_case_by_case_is_compared_too(client, db):
    one = next(o for o in examples.of("jht.entitlement") if "AGE_56" in o.query)
    got = client.get(f"/hukum/jht.entitlement/?{one.query}&p.jht.age=60")
    assert got.status_code == 200
    found = got.context["compared"]
    assert found.refused or any(r.differs for r in found.rows) or found.details


@pytest.mark.parametrize("formula", law.formulas())
def test_every_formula_offers_its_figures_and_the_present_ones_change_nothing(client, db, formula):
    """Each figure typed as it is in force: the same answer, so field, unit and file agree."""
    for one in examples.of(formula):
        got = client.get(f"/hukum/{formula}/?{one.query}")
        if got.status_code == 200 and got.context["trial"].figures and "known_on" not in one.query:
            break
    else:
        return
    figures = got.context["trial"].figures[:4]
    typed = "".join(f"&{f.name}={str(f.written(f.now)).rstrip('%').replace('.', ',')}" for f in figures)
    again = client.get(f"/hukum/{formula}/?{one.query}{typed}")
    assert again.status_code == 200, (typed, re.findall(r"ld-error[^>]*>([^<]*)", text(again))[:5])
    assert not any(r.differs for r in again.context["compared"].rows)
    assert not again.context["compared"].details

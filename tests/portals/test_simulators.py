"""The simulators: every figure is the law's own, in both languages, with wrong answers kept at their fields."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from page_text import text

from lindung import law
from lindung.portals.lawbook import simulators

QUESTIONS = {
    "iuran-pekerja": "wage=5.000.000&size=large&risk_group=2&balance=10.000.000&years=10&on=2021-12-15",
    "iuran-mandiri": "income=2500000&jht=1&transport=0&months=3&on=2024-01-15",
    "proyek-konstruksi": "contract_value=2500000000&vat=&instalments=3&on=2021-12-15",
    "pekerja-migran": "contract_months=24&before=1&during=1&individual=0&on=2024-01-15",
    "tidak-mampu-bekerja": "wage=5000000&start=2021-02-10&end=2021-11-20&wage_paid=",
    "cacat": "wage=5000000&loss=10&assessed=&left_handed=0&total=0&on=2021-12-15",
    "kematian": "has_heirs=1&employers=1&on=2021-12-15",
    "kematian-kerja": "wage=1500000&has_heirs=1&on=2021-12-15",
    "beasiswa": "level=2&years_paid=2&paid_before=&on=2021-12-15",
    "jht": "ground=RESIGNED&birth_date=1990-05-01&event_date=2021-10-15&balance=80000000&membership_years=8"
    "&partial_paid=0&npwp=1&on=2021-12-15",
    "pensiun": "birth_date=1980-03-02&wage=6000000&paid_months=72&balance=20000000&wage_growth=5&inflation=3"
    "&on=2024-06-15",
    "pensiun-keluarga": "pension=1500000&heir=3&on=2024-06-15",
    "kehilangan-pekerjaan": "wage=4500000&layoff_date=2025-03-10&months=6&on=2025-03-15",
    "wajib-ikut": "measure=2&amount=4000000000&health=PPU&on=2021-12-15",
    "kelompok-risiko": "cari=makanan&wage=50000000&on=2021-12-15",
    "upah-naik": "wage=4500000&new_wage=4900000&workers=25&size=medium&risk_group=3&on=2021-12-15",
    "denda": "amount_late=25000000&months_late=3&labour_intensive=0&on=2021-12-15",
    "rumah": "product=1&price=450000000&years=20&bi_rate=5.75&home_loan=&low_income=0&subsidised=0&on=2022-01-15",
    "perisai": "new_members=12&contributions=9000000&months_without=0&on=2021-12-15",
}  # fmt: skip
DAY = date(2021, 12, 15)
SLUGS = sorted(simulators.SIMULATORS)


def page(client, slug, query=""):
    return client.get(f"/hitung/{slug}/?{query or QUESTIONS[slug]}")


def big(answer) -> list[str]:
    return [b.value for b in answer.context["out"].big]


def test_every_simulator_is_asked_here_and_stands_under_a_time_of_life():
    assert set(QUESTIONS) >= set(SLUGS)
    assert {s.slug for _event, found in simulators.by_event() for s in found} == set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_simulator_answers_with_figures_a_trace_and_drawings(client, db, slug):
    assert client.get(f"/hitung/{slug}/").status_code == 200
    answer = page(client, slug)
    assert answer.status_code == 200, answer.context["form"].errors
    said = text(answer)
    assert answer.context["out"].big and answer.context["out"].traces
    assert "ld-trace" in said and "Rumus di baliknya" in said
    for drawing in re.findall(r'<svg class="ld-plot-svg".*?</svg>', said, re.DOTALL):
        root = ElementTree.fromstring(drawing)
        assert root.find("title").text and root.find("desc").text
    ids = re.findall(r'<svg class="ld-plot-svg"[^>]*aria-labelledby="(\S+)', said)
    assert len(ids) == len(set(ids)) == len(answer.context["out"].plots)
    assert " style=" not in said and "<style" not in said


@pytest.mark.parametrize("slug", SLUGS)
def test_a_simulator_speaks_english(client, db, slug):
    client.cookies["lindung_language"] = "en"
    said = text(page(client, slug))
    assert '<html lang="en"' in said
    for word in ("Jawabannya", "Rumus di baliknya", "Pertanyaan lain", "Jumlah<", "Upah sebulan<"):
        assert word not in said, word


@pytest.mark.parametrize("slug", SLUGS)
def test_empty_and_senseless_answers_stay_with_a_sentence(client, db, slug):
    form = simulators.find(slug).form()
    first = next(n for n, f in form.fields.items() if n != "on" and f.required)
    typed = "" if slug == "kelompok-risiko" else "zzz"  # any word may be looked for
    answer = page(client, slug, f"{first}={typed}&on=2021-12-15")
    assert answer.status_code == 422
    assert "ld-errors" in text(answer) and f"id_{first}" in text(answer)


def test_worker_pays_what_the_law_says_and_the_cap_is_marked(client, db):
    answer = page(
        client, "iuran-pekerja", "wage=5.000.000&size=large&risk_group=1&balance=10.000.000&years=5&on=2021-12-15"
    )
    said = text(answer)
    for amount in ("Rp185.000", "Rp100.000", "Rp50.000", "Rp12.000", "Rp15.000", "Rp462.000", "Rp42.000.000"):
        assert amount in said, amount
    assert big(answer) == ["Rp150.000", "Rp312.000", "Rp462.000"]
    assert "Bukan janji" in said and "PP 44/2015" in said
    cap = law.parameter("jp.wage_cap", DAY).value
    plot = answer.context["out"].plots[0]
    pension = dict(zip(plot.places, plot.lines[1].values, strict=True))
    assert str(plot.lines[1].name) == "JP" and cap in pension
    assert max(pension.values()) == pension[cap] and pension[max(plot.places)] == pension[cap]


def test_the_day_decides_the_law(client, db):
    assert big(page(client, "kematian", "has_heirs=1&employers=1&on=2019-11-30")) == ["Rp24.000.000"]
    assert big(page(client, "kematian", "has_heirs=1&employers=1&on=2019-12-02")) == ["Rp42.000.000"]


def test_small_firms_owe_less(client, db):
    said = text(page(client, "iuran-pekerja", "wage=5000000&size=micro&risk_group=1&on=2021-12-15"))
    assert "Tidak wajib untuk ukuran perusahaan ini" in said


def test_self_employed_by_band_and_months(client, db):
    one = page(client, "iuran-mandiri", "income=1000000&jht=0&transport=0&months=1&on=2021-12-15")
    assert big(one)[0] == "Rp16.800"
    three = page(client, "iuran-mandiri", "income=1000000&jht=0&transport=0&months=3&on=2021-12-15")
    assert big(three)[2] == "Rp50.400"


def test_instalments_of_a_project_add_up(client, db):
    answer = page(client, "proyek-konstruksi")
    table = answer.context["out"].tables[0]
    total = law.calc("construction.contribution", DAY, {"contract_value": 2_500_000_000, "vat": 0}).values["total"]
    assert sum(r["c1"] for r in table.rows) == total == table.footer["c1"]


def test_savings_say_from_when_and_why_not_yet(client, db):
    early = page(client, "jht", QUESTIONS["jht"].replace("event_date=2021-10-15", "event_date=2021-12-01"))
    assert "Belum dapat dibayar" in text(early) and "1 Januari 2022" in text(early)
    assert big(page(client, "jht"))[:2] == ["Rp78.500.000", "Rp1.500.000"]


def test_a_layoff_under_the_later_law_pays_sixty_percent_six_times(client, db):
    answer = page(client, "kehilangan-pekerjaan")
    assert big(answer)[0] == "Rp16.200.000"
    assert answer.context["out"].plots[0].lines[0].values == [2_700_000] * 6


def test_a_rise_costs_the_difference(client, db):
    rows = page(client, "upah-naik").context["out"].tables[0].rows
    assert all(r["c3"] == r["c2"] - r["c1"] for r in rows)


def test_total_disability_by_its_own_rule(client, db):
    answer = page(client, "cacat", "wage=5000000&loss=10&assessed=&left_handed=0&total=1&on=2021-12-15")
    table = answer.context["out"].tables[0]
    assert answer.status_code == 200 and sum(r["c1"] for r in table.rows) == table.footer["c1"]


@pytest.mark.parametrize("slug", ["kematian", "jht", "iuran-mandiri", "rumah"])
def test_other_answers_of_the_same_forms(client, db, slug):
    query = {
        "kematian": "has_heirs=0&employers=2&on=2025-06-01",
        "jht": QUESTIONS["jht"].replace("RESIGNED", "PARTIAL_30").replace("membership_years=8", "membership_years=12"),
        "iuran-mandiri": "income=9000000&jht=0&transport=1&months=1&on=2026-01-15",
        "rumah": "product=2&price=300000000&years=30&bi_rate=6&home_loan=200000000&low_income=1&subsidised=1"
        "&on=2022-01-15",
    }[slug]
    answer = page(client, slug, query)
    assert answer.status_code == 200, answer.context["form"].errors
    assert answer.context["out"].big


def test_industries_are_found_by_their_words(client, db):
    found = text(page(client, "kelompok-risiko", "cari=mebel"))
    assert "Kelompok risiko" in found
    nothing = text(page(client, "kelompok-risiko", "cari=qqqq"))
    assert "Tidak ada jenis usaha dengan kata itu" in nothing


def test_before_the_law_a_simulator_says_so_at_the_day(client, db):
    answer = page(client, "iuran-pekerja", "wage=5000000&size=large&risk_group=1&on=1990-01-01")
    assert answer.status_code == 422 and 'href="#id_on"' in text(answer)


def test_list_and_the_former_address(client, db):
    said = text(client.get("/hitung/"))
    for slug in SLUGS:
        assert f'href="/hitung/{slug}/"' in said
    moved = client.get("/hitung/?wage=5000000&size=large&risk_group=1")
    assert moved.status_code == 302 and moved["Location"].startswith("/hitung/iuran-pekerja/?wage=5000000")
    assert client.get("/hitung/tidak-ada/").status_code == 404


def test_a_simulator_asks_the_database_for_the_day_only(client, db, django_assert_max_num_queries):
    page(client, "kematian")
    with django_assert_max_num_queries(8):
        page(client, "kematian")

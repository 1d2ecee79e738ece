"""A death reported again on a page: no second claim, the reporter is told, and an officer answers what it asks."""

import pytest
from django.urls import reverse
from page_text import text

from lindung.base.db import rows, scalar, system


def told(key, **more):
    return {"reporter": "Ketua RT Contoh", "relation": "OTHER", "died_on": "2021-12-10", "work_accident": "0",
            "client_key": key} | more  # fmt: skip


@pytest.fixture
def dead(branch, as_user):
    """A worker whose death was noted at the counter."""
    person = branch.people[8]
    assert as_user("klaim").post(reverse("staff:person_death", args=[person]), told("satu")).status_code == 200
    return person


def claims(person):
    with system():
        return rows("select number, programme from claims_claim where person_id = %s order by id", [person])


def test_the_second_reporter_is_told_and_the_officer_answers_him(branch, as_user, dead):
    before = claims(dead)
    officer = as_user("klaim")
    page = text(officer.post(reverse("staff:person_death", args=[dead]),
                             told("dua", reporter="Ani Contoh", relation="CHILD")))  # fmt: skip
    assert claims(dead) == before
    assert "tidak dibuka klaim kedua" in page and before[0]["number"] in page and "menghubungi Anda" in page
    number = next(c["number"] for c in before if c["programme"] == "JKM")
    assert number in text(officer.get(reverse("staff:queue"), {"tugas": "report"}))
    case = reverse("staff:case", args=[number])
    page = text(officer.get(case))
    assert "Ani Contoh (anak)" in page and "Ahli waris yang belum tercatat" in page and "Pembayaran ditahan" in page
    officer.cookies["lindung_language"] = "en"
    assert "An heir who is not on record" in text(officer.get(case))
    officer.cookies["lindung_language"] = "id"
    with system():
        report = scalar("select id from claims_laterreport")
    where, name = reverse("staff:case_report", args=[number, report]), f"laporan-{report}"
    assert officer.post(where, {f"{name}-finding": "HEIR", f"{name}-answer": ""}).status_code == 422
    assert officer.post(reverse("staff:case_report", args=[number, report + 1]), {}).status_code == 404
    answer = officer.post(where, {f"{name}-finding": "HEIR", f"{name}-answer": "Akta lahir 12"}, follow=True)
    assert "Laporan itu dijawab" in text(answer) and "Akta lahir 12" in text(answer)
    with system():
        assert scalar("select name from registry_relative where person_id = %s and kind = 'CHILD'"
                      " and name = 'Ani Contoh'", [dead])  # fmt: skip
    again = officer.post(where, {f"{name}-finding": "HEIR", f"{name}-answer": "x"}, follow=True)
    assert "sudah dijawab" in text(again)


def test_the_employer_learns_that_there_is_a_claim_and_nothing_of_it(branch, as_user, dead):
    with system():
        nik = scalar("select nik from registry_person where id = %s", [dead])
    answer = as_user("hrd").post(reverse("employer:death"), {
        "nik": nik, "died_on": "2021-12-10", "work_accident": "tidak", "reporter": "Bu Rina", "sure": "on",
        "key": "kantor"})  # fmt: skip
    page = text(answer)
    assert answer.status_code == 200 and "tidak dibuka klaim kedua" in page
    assert all(c["number"] in page for c in claims(dead)) and "Rp" not in page and "Ketua RT" not in page


def test_the_case_page_asks_no_more_with_many_reports(branch, as_user, dead, django_assert_max_num_queries):
    officer = as_user("klaim")
    number = next(c["number"] for c in claims(dead) if c["programme"] == "JKM")
    for n in range(12):
        officer.post(reverse("staff:person_death", args=[dead]), told(f"k{n}", reporter=f"Anak {n}", relation="CHILD"))
    with django_assert_max_num_queries(75):
        page = text(officer.get(reverse("staff:case", args=[number])))
    assert page.count("Jawab laporan ini") == 12

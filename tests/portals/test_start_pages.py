"""Correcting a worker's first day on the pages: shown first, then done; by the employer, and by the branch on paper."""

from datetime import date

import employer_world
import pytest
from django.urls import reverse
from page_text import one, words

from lindung.access.models import User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import rows, run, scalar, system
from lindung.contributions import services
from lindung.coverage.services import dispute

pytestmark = pytest.mark.django_db
RIGHT = {"start_on": "2021-09-13", "wage": "", "reason": "kontrak mulai 13 September"}


@pytest.fixture
def world(db):
    with system():
        return employer_world.build(14)


@pytest.fixture
def clerk(world, sign_in):
    return sign_in(User.objects.get(pk=world.user))


def spell(person):
    return one("select id from coverage_spell where person_id = %s", person)


def at(world, n=8):
    return reverse("employer:start", args=[spell(world.people[n])])


def test_a_later_day_is_shown_and_then_done(world, clerk):
    """July and August come back; September stays and holds the right day."""
    page, person = at(world), world.people[8]
    assert "Tercatat mulai 1 Juli 2021" in words(clerk.get(page))
    reports = one("select count(*) from contributions_wagereport")
    shown = clerk.post(page, RIGHT)
    said = words(shown)
    assert shown.status_code == 200 and "13 September 2021 semula 1 Juli 2021" in said
    wage = one("select wage from contributions_wageline where person_id = %s and month = '2021-07-01'", person)
    assert "tidak lagi dilaporkan" in said and "Betulkan dan terbitkan tagihan" in said
    assert one("select count(*) from contributions_wagereport") == reports, "nothing is done by looking"
    done = clerk.post(page, RIGHT | {"langkah": "betulkan"}, follow=True)
    said = words(done)
    assert "tercatat mulai 13 September 2021. 3 bulan dibetulkan" in said
    assert one("select start_on from coverage_spell where person_id = %s", person) == date(2021, 9, 13)
    with system():
        back = rows(
            "select l.month, l.wage from contributions_line l join contributions_bill b on b.id = l.bill_id"
            " where l.person_id = %s and b.version > 1 order by 1",
            [person],
        )
    assert [(b["month"], b["wage"]) for b in back] == [(date(2021, 7, 1), -wage), (date(2021, 8, 1), -wage)]
    assert one("select count(*) from batch_run where kind = 'outbox' and params->>'source' = 'cover'") >= 1
    report = one("select max(id) from contributions_wagereport where month = '2021-09-01'")
    assert "mulai 13 September 2021" in words(clerk.get(reverse("employer:differences", args=[report])))
    again = clerk.post(page, RIGHT | {"langkah": "betulkan"})
    assert again.status_code == 422 and "Tanggal itu sudah tercatat" in words(again)


def test_an_earlier_day_asks_for_the_wage_of_each_month(world, clerk):
    """First back to September, then to August: August is owed again, at a wage of its own."""
    page, person = at(world, 9), world.people[9]
    clerk.post(page, RIGHT | {"langkah": "betulkan"})
    earlier = {"start_on": "2021-08-02", "wage": "", "reason": "salah ketik"}
    refused = clerk.post(page, earlier)
    assert refused.status_code == 422 and "Isi upah Agustus 2021" in words(refused)
    shown = clerk.post(page, earlier | {"wage": "5.000.000"})
    assert 'name="wage-2021-08"' in shown.content.decode() and "+Rp462.000" in words(shown)
    again = clerk.post(page, earlier | {"wage": "5.000.000", "wage-2021-08": "10.000.000", "langkah": "hitung"})
    # pension contributions stop at the ceiling of 2021, Rp8.754.600
    assert "+Rp886.638" in words(again)
    wrong = clerk.post(page, earlier | {"wage": "5.000.000", "wage-2021-08": "lima juta", "langkah": "betulkan"})
    assert wrong.status_code == 422 and "Agustus 2021" in words(wrong)
    clerk.post(page, earlier | {"wage": "5.000.000", "wage-2021-08": "10.000.000", "langkah": "betulkan"})
    with system():
        last = rows(
            "select w.wage, w.start_on from contributions_wageline w join contributions_wagereport r on r.id ="
            " w.report_id where w.person_id = %s and w.month = '2021-08-01' order by r.version desc limit 1",
            [person],
        )
    assert last == [{"wage": 10_000_000, "start_on": date(2021, 8, 2)}]


@pytest.mark.parametrize(
    ("day", "said", "english"),
    [
        ("", "Tanggal mulai yang benar", ""),
        ("2021-12-16", "16 Desember 2021 belum terjadi", "16 December 2021 is in the future"),
        ("2020-02-29", "baru terdaftar 2 Maret 2020", "only registered on 2 March 2020"),
        ("2021-08-02", "Laporan Agustus 2021 sedang diisi", "report for August 2021 is being filled in"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(world, clerk, day, said, english):
    page = at(world)
    services.correct_month(world.employer, date(2021, 8, 1), "lembur", by=world.user)
    answer = clerk.post(page, RIGHT | {"start_on": day, "langkah": "betulkan"})
    assert answer.status_code == 422 and said in words(answer)
    if english:
        clerk.cookies["lindung_language"] = "en"
        assert english in words(clerk.post(page, RIGHT | {"start_on": day}))
    assert one("select start_on from coverage_spell where person_id = %s", world.people[8]) == date(2021, 7, 1)


def test_another_employers_worker_and_a_project_spell_are_not_found(world, sign_in, clerk):
    other = sign_in(User.objects.get(pk=world.other_user))
    assert other.get(at(world)).status_code == 404 and other.post(at(world), RIGHT).status_code == 404
    with system():
        run(
            "update coverage_spell set exit_reason = 'ERROR', end_on = start_on where person_id = %s", [world.people[8]]
        )
    assert clerk.get(at(world)).status_code == 404


def test_the_list_and_the_line_and_an_objection_lead_there(world, clerk):
    page = at(world)
    assert page in clerk.get(reverse("employer:workers")).content.decode()
    report = one("select min(id) from contributions_wagereport where month = '2021-11-01'")
    line = clerk.get(reverse("employer:line", args=[report, world.people[8]])).content.decode()
    assert page in line
    with system():
        made = dispute(spell(world.people[8]), "START", note="Saya mulai 13 September")
    shown = clerk.get(reverse("employer:dispute", args=[made.pk])).content.decode()
    assert page in shown and "Tanggal mulai saya bekerja keliru" in shown


def test_the_branch_does_it_on_paper_only(world, sign_in):
    mandate = NewMandate("CONTRIBUTION_OFFICER", office_id=world.office, valid_from=date(2020, 1, 1))
    with system():
        user = make_user("uji-iuran", "sandi-uji-yang-panjang", [mandate], check_password=False)
    officer, person = sign_in(user), world.people[8]
    page = reverse("staff:start", args=[world.employer, spell(person)])
    assert officer.post(page, RIGHT | {"langkah": "betulkan"}).url == reverse("staff:hand_in", args=[world.employer])
    paper = {"brought_by": "Wulan Prakoso", "way": "COUNTER", "paper": "LETTER", "paper_no": "7/HRD/2021",
             "paper_on": "2021-12-13", "key": "satu"}  # fmt: skip
    officer.post(reverse("staff:hand_in", args=[world.employer]), paper)
    assert "13 September 2021" in words(officer.post(page, RIGHT))
    officer.post(page, RIGHT | {"langkah": "betulkan"})
    with system():
        assert scalar("select count(*) from contributions_handinreport") == 3, "each corrected month names the paper"
        read = rows("select page from access_readlog where person_id = %s order by id", [person])
    assert "staff.report.start" in {r["page"] for r in read}
    history = words(officer.get(reverse("staff:spell", args=[spell(person)])))
    assert (
        "Mulai dibetulkan: hari yang benar" in history
        and page in officer.get(reverse("staff:spell", args=[spell(person)])).content.decode()
    )
    officer.post(reverse("staff:hand_in", args=[world.other]), paper | {"key": "dua"})
    assert officer.get(reverse("staff:start", args=[world.other, spell(person)])).status_code == 404

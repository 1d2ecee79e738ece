"""An officer notes a death that somebody reports to him: the same report as the family's own, and never twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from page_text import text

from lindung.base.db import rows, scalar, system


def claims(person):
    with system():
        return rows(
            "select programme, channel, claimant_name, claimant_relation from claims_claim where person_id = %s"
            " and ground = 'DEATH' and unit <> 'CHILD' order by 1",
            [person],
        )


def died_on(person):
    with system():
        return scalar("select died_on from registry_person where id = %s", [person])


@pytest.fixture
def worker(branch):
    return branch.people[8]


def key_of(page):
    return page.split('name="client_key" value="')[1].split('"')[0]


def sent(key, **more):
    return {"reporter": "Ketua RT Contoh", "relation": "OTHER", "died_on": "2021-12-10", "work_accident": "0",
            "client_key": key} | more  # fmt: skip


def test_found_on_the_persons_page_reported_and_told(branch, as_user, worker):
    officer = as_user("klaim")
    where = reverse("staff:person_death", args=[worker])
    assert where in text(officer.get(reverse("staff:person", args=[worker])))
    page = text(officer.get(where))
    assert "Slamet Riyadi" in page and "Nama pelapor" in page
    answer = officer.post(where, sent(key_of(page)))
    assert answer.status_code == 200 and "Laporan kematian tercatat" in text(answer)
    made = claims(worker)
    assert [(c["programme"], c["channel"]) for c in made] == [("JHT", "BRANCH"), ("JKM", "BRANCH")]
    assert {(c["claimant_name"], c["claimant_relation"]) for c in made} == {("Ketua RT Contoh", "OTHER")}
    assert f"{died_on(worker)}" == "2021-12-10"
    with system():
        numbers = [r["number"] for r in rows("select number from claims_claim where person_id = %s", [worker])]
    assert all(reverse("staff:case", args=[n]) in text(answer) for n in numbers)
    assert "pelapor lain" in text(officer.get(reverse("staff:case", args=[numbers[0]])))
    # the same report sent again opens nothing more, and the page says that the death is known
    assert officer.post(where, sent(key_of(page))).status_code == 200
    assert claims(worker) == made
    assert "Kematian sudah tercatat" in text(officer.get(where))
    assert where not in text(officer.get(reverse("staff:person", args=[worker])))


def test_the_contact_centre_notes_it_without_opening_the_persons_data(branch, as_user, worker):
    contact = as_user("kontak")
    where = reverse("staff:person_death", args=[worker])
    assert where in text(contact.get(reverse("staff:contact_person", args=[worker])))
    page = text(contact.get(where))
    assert "Keluarga yang tercatat" not in page
    answer = contact.post(where, sent(key_of(page)))
    assert answer.status_code == 200 and died_on(worker) is not None
    with system():
        pages = {r["page"] for r in rows("select page from access_readlog where person_id = %s", [worker])}
    assert "staff.report_death" in pages


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"died_on": "2021-12-16"}, "belum terjadi"),
        ({"died_on": ""}, "Isi “Tanggal meninggal”."),
        ({"died_on": "kemarin"}, "Tulis tanggal"),
        ({"died_on": "1950-01-01"}, "lebih awal dari tanggal lahir"),
        ({"relation": "RAJA"}, "relation"),
        ({"reporter": " "}, "Isi “Nama pelapor”."),
        ({"work_accident": "mungkin"}, "work_accident"),
        ({"client_key": "x" * 41}, "40"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(branch, as_user, worker, wrong, said):
    officer = as_user("klaim")
    answer = officer.post(reverse("staff:person_death", args=[worker]), sent("k1", **wrong))
    assert answer.status_code == 422 and said in text(answer)
    assert (died_on(worker), claims(worker)) == (None, [])


def test_a_certificate_is_kept_and_only_a_picture_or_pdf_is_one(branch, as_user, worker):
    officer = as_user("klaim")
    where = reverse("staff:person_death", args=[worker])
    bad = SimpleUploadedFile("akta.pdf", b"<script>alert(1)</script>", content_type="application/pdf")
    answer = officer.post(where, sent("k2", certificate=bad))
    assert answer.status_code == 422 and "Berkas harus PDF" in text(answer) and died_on(worker) is None
    good = SimpleUploadedFile("akta.pdf", b"%PDF-1.7 contoh", content_type="text/html")
    assert officer.post(where, sent("k2", certificate=good)).status_code == 200
    with system():
        kept = rows("select name, content_type from registry_storedfile where person_id = %s", [worker])
    assert kept == [{"name": "akta.pdf", "content_type": "application/pdf"}]


def test_who_serves_another_branch_finds_nobody(branch, as_user, worker):
    assert as_user("klaim").get(reverse("staff:person_death", args=[branch.stranger])).status_code == 404
    for login in ("iuran", "kasir", "kepala", "auditor", "bekerja"):
        assert as_user(login).get(reverse("staff:person_death", args=[worker])).status_code == 403

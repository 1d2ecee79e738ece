"""Corrections on staff pages: the difference first, two people, what is owed back stays in sight."""

import pytest
from django.urls import reverse
from page_text import text

from lindung.base.db import rows, scalar, system


def number_of(branch, name):
    with system():
        return scalar("select number from claims_claim where id = %s", [branch.claims[name]])


@pytest.fixture
def heir(branch):
    """A child nobody knew of, after the death benefit was paid."""
    from lindung.registry import services as registry

    with system():
        registry.add_relative(branch.people[5], "CHILD", "Anak Baru")
    return "Anak Baru"


def test_a_claim_is_corrected_by_two(branch, as_user, heir):
    number = number_of(branch, "death-jkm")
    where = reverse("staff:case_correct", args=[number])
    assert where not in text(as_user("penyetuju").get(reverse("staff:case", args=[number])))
    officer = as_user("klaim")
    assert where in text(officer.get(reverse("staff:case", args=[number])))
    page = text(officer.get(where))
    assert heir in page and "Sebelum dan sesudah" in page and "dibayar lagi" in page and "piutang" in page
    assert 'name="amount_' not in page  # nothing the law computes is typed
    assert officer.post(where, {"reason": ""}).status_code == 422
    sent = officer.post(where, {"reason": "Akta kelahiran 12"}, follow=True)
    assert "Usulan pembetulan dikirim" in text(sent) and "Pembetulan putusan" in text(sent)
    decision = sent.redirect_chain[-1][0]
    officer.cookies["lindung_language"] = "en"
    assert "Before and after" in text(officer.get(decision))
    officer.cookies["lindung_language"] = "id"
    with system():
        made = scalar("select max(id) from claims_decision")
    assert officer.post(reverse("staff:decision_approve", args=[made])).status_code == 403
    approver = as_user("penyetuju")
    assert number in text(approver.get(reverse("staff:queue"), {"tugas": "approve"}))
    done = approver.post(reverse("staff:decision_approve", args=[made]), follow=True)
    assert "Pembetulan disetujui" in text(done)
    pdf = approver.get(reverse("staff:decision_letter", args=[made]))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content[:4] == b"%PDF"
    officer = as_user("klaim")
    page = text(officer.get(reverse("staff:case", args=[number])))
    assert "tidak dipotong dari manfaat lain" in page
    assert "tidak ada yang dibetulkan" in text(officer.get(where))
    assert number in text(as_user("auditor").get(reverse("staff:corrections")))


def test_a_recorded_case_shows_the_difference_of_what_is_typed(branch, as_user):
    officer = as_user("klaim")
    number = number_of(branch, "child")
    where = reverse("staff:case_correct", args=[number])
    assert 'name="amount_SCHOLARSHIP"' in text(officer.get(where))
    page = text(officer.post(where, {"amount_SCHOLARSHIP": "12.500.000", "lihat": "1", "reason": ""}))
    assert "Rp500.000" in page and "dibayar lagi" in page
    bad = officer.post(where, {"amount_SCHOLARSHIP": "12,5 juta", "reason": "x"})
    assert bad.status_code == 422
    same = officer.post(where, {"amount_SCHOLARSHIP": "12.000.000", "reason": "x"})
    assert same.status_code == 422 and "tidak ada yang dibetulkan" in text(same)
    with system():
        assert rows("select id from claims_decision where correction") == []


def test_savings_say_where_they_are_corrected(branch, as_user):
    page = text(as_user("klaim").get(reverse("staff:case_correct", args=[number_of(branch, "paid")])))
    assert "tabungan peserta sendiri" in page and "Usulkan pembetulan" not in page


def test_a_labelled_correction_is_proposed_by_one_and_booked_by_another(branch, as_user):
    officer = as_user("klaim")
    where = reverse("staff:corrections")
    sent = {"programme": "JKM", "on": "2021-12-14", "amount": "-75.000", "label_id": "Selisih uji", "label_en": "Test"}
    assert officer.post(where, sent | {"label_en": ""}).status_code == 422
    assert officer.post(where, sent | {"amount": "0"}).status_code == 422
    assert "Orang lain menyetujuinya" in text(officer.post(where, sent, follow=True))
    with system():
        (proposal,) = rows("select id from claims_correctionproposal where decided_by is null")
        before = scalar("select count(*) from claims_correction")
    decide = reverse("staff:correction_decide", args=[proposal["id"]])
    assert officer.post(decide, {"apa": "setuju"}).status_code == 403
    head = as_user("penyetuju")
    assert head.post(where, sent | {"label_id": "Lain"}).status_code == 200  # reads, proposes nothing
    with system():
        assert scalar("select count(*) from claims_correctionproposal where label_id = 'Lain'") == 0
    assert "Selisih uji" in text(head.get(where)) and "Setujui dan bukukan" in text(head.get(where))
    assert "Tulis alasannya" in text(head.post(decide, {"apa": "tolak"}, follow=True))
    assert "Koreksi diputus" in text(head.post(decide, {"apa": "setuju"}, follow=True))
    assert "tidak sedang menunggu" in text(head.post(decide, {"apa": "setuju"}, follow=True))
    assert head.post(reverse("staff:correction_decide", args=[proposal["id"] + 99])).status_code == 404
    with system():
        assert scalar("select count(*) from claims_correction") == before + 1


def test_the_list_asks_a_fixed_number_of_questions(branch, as_user, django_assert_max_num_queries):
    auditor = as_user("auditor")
    with django_assert_max_num_queries(30):
        assert auditor.get(reverse("staff:corrections")).status_code == 200

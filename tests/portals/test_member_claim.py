"""The golden path of a member: check, submit, receipt, tracker, decision, letter, appeal; with plain forms only."""

import pytest
from branch import DAY, PAPERS, at
from django.core.files.uploadedfile import SimpleUploadedFile
from page_text import text

from lindung.base.db import scalar, system
from lindung.claims import services as claims
from lindung.claims.models import Claim

PDF = b"%PDF-1.4 synthetic"


def key_in(page: str) -> str:
    return page.split('name="client_key" value="')[1].split('"')[0]


SUBMIT = "/peserta/klaim/baru/kirim/?ground=RESIGNED"


def test_the_check_answers_before_any_upload(branch, as_user):
    client = as_user("peserta")
    page = text(client.get("/peserta/klaim/baru/?ground=RESIGNED"))
    assert "Anda berhak." in page and "PT Sumber Contoh Makmur" in page
    assert "Ini tidak menahan klaim" in page or "berutang" not in page
    assert "22 Desember 2021" in page  # five working days after 15 December
    assert 'type="file"' not in page
    assert "PP 46" in page  # the trace names its law
    early = text(client.get("/peserta/klaim/baru/?ground=AGE_56"))
    assert "Belum dapat dibayar." in early and "Paling awal" in early
    empty = client.get("/peserta/klaim/baru/?ground=")
    assert empty.status_code == 422
    day = client.get("/peserta/klaim/baru/?ground=LEFT_INDONESIA")
    assert day.status_code == 422 and "Isi tanggalnya." in text(day)


def test_submit_receipt_decision_letter_appeal(branch, as_user):
    client = as_user("peserta")
    page = text(client.get(SUBMIT))
    assert "Siti Rahmawati" in page and page.count("<fieldset") <= 3
    key = key_in(page)
    wrong = client.post(SUBMIT, {"client_key": key, "use_account": "held"})
    assert wrong.status_code == 422 and 'href="#id_agree"' in text(wrong)
    bad = client.post(
        SUBMIT,
        {"client_key": key, "use_account": "held", "agree": "on",
         "paper_FAMILY_CARD": SimpleUploadedFile("kk.exe", b"MZ program")},
    )  # fmt: skip
    assert bad.status_code == 422 and "PDF, JPG, atau PNG" in text(bad)
    sent = {"client_key": key, "use_account": "held", "agree": "on"}
    done = client.post(SUBMIT, sent | {"paper_FAMILY_CARD": SimpleUploadedFile("kk.pdf", PDF)})
    assert done.status_code == 302
    with system():
        claim = Claim.objects.get(person_id=branch.people[0])
    assert done["Location"] == f"/peserta/klaim/{claim.number}/"
    again = client.post(SUBMIT, sent)
    assert again.status_code in (302, 422)
    with system():
        assert Claim.objects.filter(person_id=branch.people[0]).count() == 1

    receipt = text(client.get(done["Location"]))
    assert f"Klaim diterima dengan nomor {claim.number}" in receipt and "22 Desember 2021" in receipt
    assert client.get(f"/peserta/klaim/{claim.number}/keputusan/").status_code == 404

    with system():
        made = claims.propose(claim.id, branch.users["klaim"].id, at=at(DAY, 11), on=DAY)
        claims.approve(made.decision_id, branch.users["penyetuju"].id, at=at(DAY, 12), on=DAY)
        gross = int(scalar("select gross from claims_decision where id = %s", [made.decision_id]))
    decision = text(client.get(f"/peserta/klaim/{claim.number}/keputusan/"))
    shown = f"Rp{gross:,}".replace(",", ".")
    assert shown in decision and "Klaim Anda dikabulkan" in decision and "PP 46" in decision
    letter = client.get(f"/peserta/klaim/{claim.number}/keputusan/surat/")
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF")

    empty = client.post(f"/peserta/klaim/{claim.number}/keputusan/", {"text": ""})
    assert empty.status_code == 422 and 'href="#id_text"' in text(empty)
    objected = client.post(f"/peserta/klaim/{claim.number}/keputusan/", {"text": "Iuran Oktober belum dihitung."})
    assert objected.status_code == 302
    assert "Keberatan diterima" in text(client.get(objected["Location"]))


def test_another_account_and_a_name_that_differs(branch, as_user):
    client = as_user("peserta")
    key = key_in(text(client.get(SUBMIT)))
    sent = {"client_key": key, "use_account": "new", "bank": "", "number": "", "holder": "", "agree": "on"}
    wrong = client.post(SUBMIT, sent)
    assert wrong.status_code == 422
    for words in ("Pilih bank.", "Isi nomor rekening.", "Isi nama pemilik."):
        assert words in text(wrong)
    sent |= {"bank": "014", "number": "7770001112", "holder": "Siti Rahmawati"}
    assert client.post(SUBMIT, sent).status_code == 302
    with system():
        account = scalar(
            "select a.number from claims_claim c join registry_bankaccount a on a.id = c.account_id"
            " where c.person_id = %s", [branch.people[0]],
        )  # fmt: skip
    assert account == "7770001112"


def test_not_entitled_cannot_be_submitted_by_address(branch, as_user):
    client = as_user("bekerja")
    answer = client.post(SUBMIT, {"client_key": "x", "use_account": "held", "agree": "on"})
    assert answer.status_code == 302 and answer["Location"].startswith("/peserta/klaim/baru/")
    with system():
        assert not Claim.objects.filter(person_id=branch.people[4]).exists()


def test_a_missing_document_then_withdraw(branch, as_user):
    client = as_user("berjalan")
    number = branch.numbers["running"]
    page = text(client.get(f"/peserta/klaim/{number}/"))
    assert "Giliran Anda" in page or "Anda" in page
    assert page.count('type="file"') == 1
    code = page.split('name="code" value="')[1].split('"')[0]
    address = f"/peserta/klaim/{number}/dokumen/"
    client.post(address, {"code": code, "file": SimpleUploadedFile("kk.txt", b"bukan berkas")})
    with system():
        assert Claim.objects.get(number=number).complete_at is None
    client.post(address, {"code": code, "file": SimpleUploadedFile("kk.pdf", PDF)})
    with system():
        assert Claim.objects.get(number=number).complete_at is not None
    client.post(f"/peserta/klaim/{number}/tarik/", {"text": "berubah pikiran"})
    with system():
        assert Claim.objects.get(number=number).outcome == "WITHDRAWN"
    assert client.get(f"/peserta/klaim/{number}/").status_code == 200


def test_returned_can_be_sent_again(branch, as_user):
    client = as_user("kembali")
    number = branch.numbers["returned"]
    page = text(client.get(f"/peserta/klaim/{number}/"))
    assert "Dikembalikan bukan ditolak" in page
    assert "dikembalikan untuk dilengkapi" in text(client.get(f"/peserta/klaim/{number}/keputusan/"))
    client.post(f"/peserta/klaim/{number}/ulang/")
    with system():
        assert Claim.objects.get(number=number).outcome == ""


def test_a_paid_claim_shows_day_reference_and_both_clocks(branch, as_user):
    page = text(as_user("lunas").get(f"/peserta/klaim/{branch.numbers['paid']}/"))
    assert "dibayar 12 November 2021, referensi BNK" in page
    assert "Sejak Anda mengajukan" in page and "Di tangan kami" in page


@pytest.mark.parametrize("address", ["/peserta/klaim/", "/peserta/klaim/baru/?ground=RESIGNED"])
def test_claim_pages_ask_a_bounded_number_of_questions(branch, as_user, address, django_assert_max_num_queries):
    client = as_user("peserta")
    client.get(address)
    with django_assert_max_num_queries(45):
        client.get(address)
    assert PAPERS

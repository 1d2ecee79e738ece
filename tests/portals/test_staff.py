"""The work of staff through their pages: two people decide, two people pay, and nobody sees another branch."""

import re
from datetime import date, timedelta

import pytest
from branch import DAY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from page_text import one, text

from lindung.base.db import rows, system
from lindung.batch.services import run_now
from lindung.claims import services as claims
from lindung.claims.queries import contacts_of, order, suggestion
from lindung.ledger.chart import Acc

PDF = b"%PDF-1.4 kartu keluarga contoh"


def state(claim: int) -> tuple[str, str, str]:
    with system():
        row = rows("select status, outcome, move from claims_claim where id = %s", [claim])[0]
    return row["status"], row["outcome"], row["move"]


# ---- the golden path


def test_from_the_paper_at_the_counter_to_money_in_the_account(branch, as_user):
    number, claim = branch.numbers["running"], branch.claims["running"]
    officer = as_user("klaim")
    assert "Menunggu" in text(officer.get(reverse("staff:queue") + "?tugas=wait"))
    missing = one(
        "select min(code) from claims_claimdocument where claim_id = %s and not held and file_id is null", claim
    )
    page = reverse("staff:document", args=[number, missing])
    wrong = officer.post(page, {"apa": "simpan", "simpan-file": SimpleUploadedFile("x.pdf", b"MZ tipuan")})
    assert wrong.status_code == 422 and "PDF, JPG, atau PNG" in text(wrong)
    kept = officer.post(page, {"apa": "simpan", "simpan-file": SimpleUploadedFile("kk.pdf", PDF)})
    assert kept.status_code == 302
    file_id = one("select file_id from claims_claimdocument where claim_id = %s and code = %s", claim, missing)
    shown = officer.get(reverse("staff:file", args=[file_id]))
    assert shown.content == PDF and shown["Content-Type"] == "application/pdf"
    assert "sandbox" in shown["Content-Security-Policy"]
    officer.post(page, {"periksa-good": "1"})
    officer.post(reverse("staff:case_complete", args=[number]))
    assert state(claim)[2] == "US"

    compose = reverse("staff:compose", args=[number])
    with system():
        rules = suggestion(claim)
    assert rules is not None and rules.kind == "AWARD"
    asked = officer.get(compose)
    assert asked.status_code == 200 and "Ikuti aturan" in text(asked)
    sent = officer.post(compose, {"choice": "RULES"})
    decision = one("select id from claims_decision where claim_id = %s and status = 'PROPOSED'", claim)
    assert sent["Location"] == reverse("staff:decision", args=[decision])
    assert one("select net from claims_decision where id = %s", decision) == rules.net

    own = officer.get(reverse("staff:decision", args=[decision]))
    assert "orang lain yang menyetujui" in text(own) and "Setujui putusan" not in text(own)
    assert officer.post(reverse("staff:decision_approve", args=[decision])).status_code == 403
    approver = as_user("penyetuju")
    assert "Setujui putusan" in text(approver.get(reverse("staff:decision", args=[decision])))
    draft = approver.get(reverse("staff:decision_letter", args=[decision]))
    assert draft.content.startswith(b"%PDF") and one("select count(*) from notices_letter") == 0
    assert approver.post(reverse("staff:decision_approve", args=[decision])).status_code == 302
    assert one("select status from claims_decision where id = %s", decision) == "APPROVED"
    assert approver.get(reverse("staff:decision_letter", args=[decision])).content.startswith(b"%PDF")
    assert one("select count(*) from notices_letter where subject_key = %s", f"decision:{decision}") == 1

    cashier = as_user("kasir")
    past = cashier.post(reverse("staff:payout_make"), {"pay_on": f"{DAY - timedelta(days=1)}"})
    assert past.status_code == 422 and "sudah lewat" in text(past)
    made = cashier.post(reverse("staff:payout_make"), {"pay_on": f"{DAY}", "programme": ""})
    batch = one("select number from claims_payoutbatch where status = 'MADE'")
    assert made["Location"] == reverse("staff:payout", args=[batch])
    cashier.post(reverse("staff:payout_release", args=[batch]))
    assert one("select status from claims_payoutbatch where number = %s", batch) == "MADE"
    assert "Orang lain harus melepasnya" in text(cashier.get(reverse("staff:payout", args=[batch])))
    as_user("kepala").post(reverse("staff:payout_release", args=[batch]))
    assert one("select status from claims_payoutbatch where number = %s", batch) == "RELEASED"
    cashier = as_user("kasir")
    file = cashier.get(reverse("staff:payout_file", args=[batch])).content.decode().splitlines()
    reference = file[1].split(",")[0]
    assert file[-1].startswith(f"TOTAL,{batch},1,,{rules.net},")
    answer = f"referensi,status,referensi bank,tanggal\n{reference},PAID,BNK777,{DAY}\n".encode()
    taken = cashier.post(reverse("staff:payout_answers"), {"jawaban-file": SimpleUploadedFile("jawaban.csv", answer)})
    run = one("select max(id) from batch_run where kind = 'bank_answers'")
    assert taken["Location"] == reverse("staff:run", args=[run])
    run_now(run)
    assert state(claim) == ("COMPLETED", "PAID", "NOBODY")
    assert "Dibayar" in text(cashier.get(reverse("staff:payout", args=[batch])))
    assert one("select count(*) from access_readlog where purpose = %s and page = 'staff.case'", number) > 0


def test_return_and_reject_are_kept_apart_and_need_their_reasons(branch, as_user):
    number, claim = branch.numbers["running"], branch.claims["running"]
    officer = as_user("klaim")
    compose = reverse("staff:compose", args=[number])
    empty = officer.post(compose, {"choice": "RETURN"})
    assert empty.status_code == 422 and "Pilih paling sedikit satu alasan" in text(empty)
    mixed = officer.post(compose, {"choice": "RETURN", "return_reasons": ["STILL_WORKING"]})
    assert mixed.status_code == 422  # a reason to reject is not offered for a return
    officer.post(
        compose, {"choice": "RETURN", "return_reasons": ["PAPER_MISSING"], "note": "Kartu keluarga belum ada."}
    )
    decision = one("select id from claims_decision where claim_id = %s", claim)
    approver = as_user("penyetuju")
    page = approver.get(reverse("staff:decision", args=[decision]))
    assert "Kartu keluarga belum ada." in text(page) and "Dikembalikan untuk dilengkapi" in text(page)
    back = approver.post(reverse("staff:decision_send_back", args=[decision]), {"reason": " "})
    assert back.status_code == 422
    approver.post(reverse("staff:decision_send_back", args=[decision]), {"reason": "Sebut dokumen yang mana."})
    assert one("select status from claims_decision where id = %s", decision) == "SENT_BACK"
    assert "Sebut dokumen yang mana." in text(approver.get(reverse("staff:case", args=[number])))


def test_a_rejection_against_the_rules_must_say_why(branch, as_user):
    number = branch.numbers["running"]
    officer = as_user("klaim")
    officer.post(reverse("staff:case_complete", args=[number]))
    given = {"choice": "REJECT", "reject_reasons": ["STILL_WORKING"]}
    answer = officer.post(reverse("staff:compose", args=[number]), given)
    assert answer.status_code == 422 and 'href="#id_deviation"' in text(answer)
    officer.post(reverse("staff:compose", args=[number]), given | {"deviation": "Ada bukti ia masih bekerja."})
    decision = one("select id from claims_decision where claim_id = %s", branch.claims["running"])
    assert one("select kind from claims_decision where id = %s", decision) == "REJECT"
    assert "Ada bukti ia masih bekerja." in text(as_user("penyetuju").get(reverse("staff:decision", args=[decision])))


# ---- the queue


def test_the_next_claim_goes_to_one_officer_only(branch, as_user):
    number, claim = branch.numbers["running"], branch.claims["running"]
    officer = as_user("klaim")
    officer.post(reverse("staff:case_complete", args=[number]))
    expected = one(
        "select number from claims_claim where status in ('SUBMITTED', 'IN_PROGRESS') and move = 'US'"
        " and assigned_to is null"
        " order by due_on, id limit 1"
    )
    answer = officer.post(reverse("staff:take_next"))
    assert answer["Location"] == reverse("staff:case", args=[expected])
    taken = one("select id from claims_claim where number = %s", expected)
    assert one("select assigned_to from claims_claim where id = %s", taken) == branch.users["klaim"].id
    assert expected in text(officer.get(reverse("staff:queue") + "?tugas=all&milik=saya"))
    officer.post(reverse("staff:case_take", args=[expected]), {"kembali": "1"})
    assert one("select assigned_to from claims_claim where id = %s", taken) is None
    assert claim


def test_take_next_gives_each_claim_once(branch):
    open_ = one("select count(*) from claims_claim where status in ('SUBMITTED', 'IN_PROGRESS') and move = 'US'")
    got = [claims.take_next([branch.office], 7) for _ in range(open_ + 1)]
    assert got[-1] is None and len(set(got)) == len(got)


def test_another_branch_is_not_there(branch, as_user):
    other = as_user("malang")
    for page in (
        reverse("staff:case", args=[branch.numbers["paid"]]),
        reverse("staff:decision", args=[branch.decisions["paid"]]),
        reverse("staff:person", args=[branch.people[0]]),
        reverse("staff:employer", args=[branch.employers[0]]),
        reverse("staff:payout", args=[one("select min(number) from claims_payoutbatch")]),
        reverse("staff:bill", args=[one("select min(code) from contributions_bill")]),
    ):
        assert other.get(page).status_code == 404, page
    assert branch.numbers["paid"] not in text(other.get(reverse("staff:queue") + "?tugas=all"))


# ---- people and the contact centre


def test_the_contact_centre_asks_first_and_marks_a_repeated_question(branch, as_user):
    person = branch.people[2]
    contact = as_user("kontak")
    page = reverse("staff:contact_person", args=[person])
    closed = text(contact.get(page))
    assert "Pastikan siapa" in closed and branch.numbers["running"] not in closed and "Dewi" not in closed
    wrong = contact.post(page, {"birth_date": "1990-01-01", "tail": "0003"})
    assert wrong.status_code == 422 and "tidak cocok" in text(wrong)
    with system():
        born, nik = rows("select birth_date, nik from registry_person where id = %s", [person])[0].values()
    contact.post(page, {"birth_date": f"{born}", "tail": nik[-4:]})
    opened = text(contact.get(page))
    assert branch.numbers["running"] in opened and nik not in opened
    log = reverse("staff:contact_log", args=[person])
    for _ in range(2):
        contact.post(
            log, {"kontak-channel": "PHONE", "kontak-topic": "CLAIM_STATUS", "kontak-claim": "", "kontak-note": "a"}
        )
    with system():
        assert [k["repeated"] for k in contacts_of(person)] == [1, 0]
    assert "Kontak berulang" in text(contact.get(page))
    assert contact.get(reverse("staff:person", args=[person])).status_code == 403


def test_two_records_merge_on_evidence_and_part_again(branch, as_user):
    from lindung.registry import services as registry

    with system():
        kept = branch.people[8]
        row = rows("select name, birth_date, sex, mother_name from registry_person where id = %s", [kept])[0]
        twin = registry.register_person(nik="", office_id=branch.office, **row).id
    officer = as_user("iuran")
    assert row["name"] in text(officer.get(reverse("staff:person", args=[kept])))
    page = reverse("staff:merge", args=[kept, twin])
    assert officer.post(page, {"evidence": ""}).status_code == 422
    officer.post(page, {"evidence": "KTP dan kartu keluarga diperiksa di loket."})
    assert one("select merged_into_id from registry_person where id = %s", twin) == kept
    merge = one("select max(id) from registry_personmerge")
    officer.post(reverse("staff:unmerge", args=[kept, merge]))
    assert one("select merged_into_id from registry_person where id = %s", twin) is None


# ---- money in, employers, administration


def test_unknown_money_finds_its_employer(branch, as_user):
    from lindung.contributions import services as contributions

    with system():
        receipt = contributions.receive(
            "TELLER", "TUNAI-1", DAY, 1_000_000, branch.office, description="setoran", on=DAY
        )
    officer = as_user("iuran")
    assert "setoran" in text(officer.get(reverse("staff:receipts")))
    page = reverse("staff:receipt", args=[receipt.pk])
    assert "PT Sumber Contoh Makmur" in text(officer.get(page + "?cari=sumber"))
    officer.post(page, {"cari": "sumber", "employer": str(branch.employers[0])})
    assert one("select employer_id from contributions_receipt where id = %s", receipt.pk) == branch.employers[0]
    used = one("select sum(amount) from contributions_allocation where receipt_id = %s", receipt.pk)
    assert used == 1_000_000
    assert "cocok di semua kantor" in text(officer.get(reverse("staff:receipts")))


def test_a_statement_is_taken_in_once(branch, as_user):
    from django.test import Client

    body = b"tanggal,keterangan,kredit,saldo\n2021-12-14,SETORAN TANPA KODE,250000,250000\n"
    officer: Client = as_user("iuran")
    for _ in range(2):
        given = {"bank": "Bank Contoh", "file": SimpleUploadedFile("koran.csv", body)}
        assert officer.post(reverse("staff:statement_upload"), given).status_code == 302
    assert one("select count(*) from batch_run where kind = 'statement_file'") == 1
    run_now(one("select max(id) from batch_run"))
    assert one("select count(*) from contributions_receipt where channel = 'STATEMENT'") == 1
    balance = one("select sum(amount) from ledger_posting where account_id = %s", int(Acc.SUSPENSE))
    assert balance == -250_000


def test_an_employer_is_registered_once_and_classified(branch, as_user):
    officer = as_user("iuran")
    given = {
        "name": "CV Mebel Contoh", "nib": "9120000000077", "district_id": "35.14", "size": "SMALL", "risk_group": "3",
        "kbli": "31001",
    }  # fmt: skip
    first = officer.post(reverse("staff:employer_new"), given)
    again = officer.post(reverse("staff:employer_new"), given)
    assert first.status_code == again.status_code == 302 and first["Location"] == again["Location"]
    bad = officer.post(reverse("staff:employer_new"), given | {"nib": "12", "kbli": "3"})
    assert bad.status_code == 422
    page = first["Location"]
    officer.post(
        page, {
            "size": "MEDIUM", "risk_group": "4", "kbli": "31001", "valid_from": "2022-01-01",
            "review_on": "2024-01-01", "reason": "Pindah usaha",
        },
    )  # fmt: skip
    assert "Tinggi" in text(officer.get(page)) and "Pindah usaha" in text(officer.get(page))


def test_classifying_keeps_the_relief_that_an_employer_has(branch, as_user):
    from lindung.registry.services import classify_employer

    firm, officer = branch.employers[0], as_user("iuran")
    held = "select covid_relief from registry_employerclass where employer_id = %s order by valid_from desc limit 1"
    known = "select size, risk_group, kbli from registry_employerclass where employer_id = %s"
    with system():
        (facts,) = rows(known, [firm])
        classify_employer(
            firm, **facts, covid_relief=True, valid_from=date(2021, 12, 1), review_on=date(2023, 1, 1), reason="uji"
        )
    page = reverse("staff:employer", args=[firm])
    (box,) = re.findall(r'<input[^>]*name="covid_relief"[^>]*>', text(officer.get(page)))
    assert "checked" in box
    form = {
        "size": facts["size"], "risk_group": "2", "kbli": facts["kbli"], "valid_from": "2022-01-01",
        "review_on": "2024-01-01", "reason": "Ganti kelompok", "covid_relief": "on",
    }  # fmt: skip
    assert officer.post(page, form).status_code == 302 and one(held, firm) is True
    form |= {"valid_from": "2022-02-01", "covid_relief": ""}
    assert officer.post(page, form).status_code == 302 and one(held, firm) is False


def test_an_objected_notice_is_decided_with_a_reason(branch, as_user):
    from lindung.coverage import services as coverage

    notice = one("select id from coverage_exitnotice")
    with system():
        coverage.answer_exit_notice(notice, False, answer="Ia masih masuk kerja.")
    officer = as_user("iuran")
    page = reverse("staff:notice", args=[notice])
    assert "Ia masih masuk kerja." in text(officer.get(page))
    assert officer.post(page, {"accept": "1", "reason": ""}).status_code == 422
    officer.post(page, {"accept": "1", "reason": "Ada surat pengunduran diri."})
    assert one("select status from coverage_exitnotice where id = %s", notice) == "ACCEPTED"


def test_a_run_that_failed_goes_on(branch, as_user):
    from lindung.batch.models import Run

    with system():
        run = Run.objects.create(
            kind="returns", handler="lindung.interop.runs.returns", key="uji", office_id=branch.office, status="FAILED",
            error={"code": "x", "id": "Basis data putus.", "en": "The database broke off."},
        )  # fmt: skip
    page = reverse("staff:run", args=[run.pk])
    cashier = as_user("kasir")
    assert "Basis data putus." in text(cashier.get(page))
    part = cashier.get(page, headers={"HX-Request": "true"})
    assert text(part).startswith("<div") and "<html" not in text(part)
    cashier.post(reverse("staff:run_retry", args=[run.pk]))
    assert one("select status from batch_run where id = %s", run.pk) == "WAITING"


def test_the_month_is_billed_by_a_run_once(branch, as_user):
    officer = as_user("iuran")
    for _ in range(2):
        started = officer.post(reverse("staff:run_start"), {"bulan": "2021-11"})
        assert started.status_code == 302
    assert one("select count(*) from batch_run where kind = 'post_month'") == 1
    assert officer.post(reverse("staff:run_start"), {"bulan": "2022-03"})["Location"] == reverse("staff:runs")
    officer.post(reverse("staff:run_start"), {"apa": "berhenti"})
    run_now(one("select max(id) from batch_run where kind = 'exit_notices'"))
    assert one("select status from coverage_exitnotice") == "OPEN"  # the employer's time still runs


def test_a_login_with_two_roles_changes_between_them(branch, sign_in):
    from lindung.access.services import NewMandate, make_user

    user = make_user(
        "dua-peran", "sandi-uji",
        [NewMandate(role, office_id=branch.office) for role in ("CLAIMS_OFFICER", "AUDITOR")],
        check_password=False,
    )  # fmt: skip
    client = sign_in(user)
    assert client.get(reverse("staff:audit")).status_code == 403
    assert "Sebagai Pemeriksa" in text(client.get(reverse("staff:home")))
    other = one("select id from access_mandate where user_id = %s and role = 'AUDITOR'", user.id)
    assert client.post(reverse("frame:change_mandate"), {"mandate": "999999"}).status_code == 404
    assert client.post(reverse("frame:change_mandate"), {"mandate": other})["Location"] == "/petugas/"
    assert client.get(reverse("staff:audit")).status_code == 200


def test_the_trails_are_searchable_by_those_who_audit(branch, as_user):
    officer = as_user("klaim")
    officer.get(reverse("staff:case", args=[branch.numbers["paid"]]))
    officer.post(reverse("staff:case_take", args=[branch.numbers["running"]]))
    auditor = as_user("auditor")
    found = text(auditor.get(reverse("staff:audit") + f"?tabel=claims_claim&baris={branch.claims['running']}"))
    assert "assigned_to" in found and "klaim" in found
    assert branch.numbers["paid"] in text(auditor.get(reverse("staff:reads")))


def test_the_business_day_is_set_only_in_a_demo(branch, as_user, settings):
    admin = as_user("admin")
    page = reverse("staff:business_day")
    settings.DEMO = False
    assert admin.post(page, {"day": "2021-12-20"}).status_code == 422
    settings.DEMO = True
    assert admin.post(page, {"day": "2021-12-20"}).status_code == 302
    assert f"{one('select day from registry_businessday')}" == "2021-12-20"


def test_a_post_gets_a_new_holder_from_a_day(branch, as_user):
    admin = as_user("admin")
    given = {
        "office": str(branch.office), "kind": "BRANCH_MANAGER", "name": "Pejabat Baru", "title": "Kepala Kantor Cabang",
        "valid_from": "2021-12-15",
    }  # fmt: skip
    assert admin.post(reverse("staff:organisation"), given).status_code == 302
    page = text(admin.get(reverse("staff:organisation")))
    assert "Pejabat Baru" in page and "14 Des 2021" in page


def test_a_failed_payment_is_repeated_on_a_new_account(branch, as_user):
    with system():
        first = one("select min(id) from claims_paymentorder")
        claims.reverse_payment(first, "ditarik bank", branch.users["kasir"].id, on=DAY)
    cashier = as_user("kasir")
    page = reverse("staff:payout_retry", args=[first])
    account = one(
        "select a.id from registry_bankaccount a join claims_paymentorder o on o.person_id = a.person_id"
        " where o.id = %s and a.relative_id is null and a.ended_on is null",
        first,
    )
    assert cashier.post(page, {"account": str(account)}).status_code == 302
    again = one("select max(id) from claims_paymentorder")
    with system():
        assert order(again)["status"] == "WAITING" and order(again)["amount"] == order(first)["amount"]


# ---- the demo and health


def test_the_demo_pages_exist_only_in_a_demo(branch, client, settings):
    settings.DEMO = False
    for name in ("demo_roles", "loading"):
        assert client.get(reverse(f"frame:{name}")).status_code == 404
    assert client.post(reverse("frame:demo_enter"), {"username": "klaim"}).status_code == 404
    settings.DEMO = True
    assert "Petugas klaim" in text(client.get(reverse("frame:demo_roles")))
    assert client.post(reverse("frame:demo_enter"), {"username": "klaim"})["Location"] == "/petugas/"
    assert client.get(reverse("staff:queue")).status_code == 200  # the second factor counts as passed
    assert client.get(reverse("frame:health")).json() == {"ok": True}


def test_the_loading_page_polls_and_works_without_scripts(branch, client, settings):
    from lindung.batch.models import Run

    settings.DEMO = True
    assert "belum dimulai" in text(client.get(reverse("frame:loading")))
    with system():
        run = Run.objects.create(
            kind="scenario", handler="lindung.scenarios.loader", key="scenario:uji", status="RUNNING", slices_total=40,
            slices_done=10,
        )  # fmt: skip
    page = text(client.get(reverse("frame:loading")))
    assert 'http-equiv="refresh"' in page and "10 dari 40" in page and "25 %" in page
    part = text(client.get(reverse("frame:loading"), headers={"HX-Request": "true"}))
    assert part.startswith("<div") and "hx-get" in part
    with system():
        Run.objects.filter(pk=run.pk).update(status="DONE", slices_done=40)
    done = text(client.get(reverse("frame:loading")))
    assert 'http-equiv="refresh"' not in done and reverse("frame:demo_roles") in done


# ---- cost


@pytest.mark.parametrize(
    ("user", "name", "queries"),
    [
        ("klaim", "home", 20), ("klaim", "queue", 14), ("kasir", "payouts", 16), ("iuran", "receipts", 14),
        ("iuran", "employers", 12), ("iuran", "notices", 18), ("kasir", "runs", 12), ("admin", "organisation", 12),
        ("admin", "logins", 13), ("auditor", "audit", 10), ("auditor", "reads", 10),
    ],
)  # fmt: skip
def test_lists_ask_a_fixed_number_of_questions(branch, as_user, user, name, queries, django_assert_num_queries):
    client = as_user(user)
    client.get(reverse(f"staff:{name}"))
    with django_assert_num_queries(queries):
        assert client.get(reverse(f"staff:{name}")).status_code == 200

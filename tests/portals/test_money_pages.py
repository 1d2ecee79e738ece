"""Reconciliation, refunds and the counter through their pages: one click, two people, one receipt number."""

import re
from datetime import date

import pytest
from branch import DAY
from django.urls import reverse
from page_text import one, text

from lindung.base.db import rows, run, scalar, system
from lindung.contributions import checks, services
from lindung.contributions.models import Receipt
from lindung.contributions.services import NewReceipt
from lindung.ledger import checks as books


def prove() -> None:
    with system():
        for proof in (*books.proofs(), *checks.proofs()):
            assert proof.holds, proof


@pytest.fixture
def money(branch):
    """receipt(amount, **more) -> money of a statement that nobody knows."""

    def make(amount: int, **more):
        with system():
            run("insert into registry_bank (code, name) values ('002', 'Bank Uji') on conflict do nothing")
            count = Receipt.objects.count()
            given = {"received_on": DAY, "office_id": branch.office, "description": "setoran"} | more
            services.receive_many([NewReceipt("STATEMENT", f"M{count}", amount=amount, **given)], on=DAY)
            return Receipt.objects.order_by("-id")[0]

    return make


def test_a_suggestion_is_accepted_with_one_click(branch, as_user, money):
    first = money(5_000, payer_name="SUMBER CONTOH MAKMUR")
    money(6_000)
    officer = as_user("iuran")
    page = officer.get(reverse("staff:reconcile"))
    assert "nama pengirim, yakin 60 dari 100" in text(page) and "PT Sumber Contoh Makmur" in text(page)
    assert "Urutan pelunasan" in text(page) and "yang paling lama lebih dulu" in text(page)
    assert "cocok di semua kantor" in text(page)
    only = text(officer.get(reverse("staff:reconcile") + "?keadaan=UNKNOWN"))
    assert "Rp6.000" in only and "yakin 60" not in only
    assert "Tidak ada penerimaan" in text(officer.get(reverse("staff:reconcile") + "?tanggal=2020-01-02"))
    suggestion = one("select id from contributions_receiptsuggestion where receipt_id = %s", first.pk)
    for _ in range(2):
        answer = officer.post(reverse("staff:suggestion_accept", args=[suggestion]), {"tanggal": "2021-12-15"})
        assert answer["Location"].endswith("?tanggal=2021-12-15")
    first.refresh_from_db()
    assert (first.employer_id, first.matched_by) == (branch.employers[0], "petugas")
    assert officer.post(reverse("staff:suggestion_accept", args=[10**9])).status_code == 404
    prove()


def test_a_wrong_match_and_a_recall(branch, as_user, money):
    receipt = money(400_000, payer_name="SUMBER CONTOH MAKMUR")
    officer = as_user("iuran")
    with system():
        services.assign_receipt(receipt.pk, branch.employers[0])
    page = reverse("staff:receipt_show", args=[receipt.pk])
    assert "Batalkan arah" in text(officer.get(page)) and "Diarahkan" in text(officer.get(page))
    undo = reverse("staff:receipt_undo", args=[receipt.pk])
    assert officer.post(undo, {"undo-reason": ""}).status_code == 422
    assert officer.post(undo, {"undo-reason": "Milik lain"}).status_code == 302
    assert one("select employer_id from contributions_receipt where id = %s", receipt.pk) is None
    assert "Milik lain" in text(officer.get(page))
    assert "Mungkin milik" not in text(officer.get(page)), "not the same one again"
    recall = reverse("staff:receipt_recall", args=[receipt.pk])
    assert officer.post(recall, {"recall-reason": "Cek kosong"}).status_code == 302
    assert "Cek kosong" in text(officer.get(page)) and "Batalkan penerimaan" not in text(officer.get(page))
    assert as_user("auditor").post(undo, {"undo-reason": "x"}).status_code == 403
    prove()


def test_a_refund_from_proposal_to_the_bank(branch, as_user, money):
    receipt = money(400_000)
    page = reverse("staff:refund_propose", args=[receipt.pk, "refund"])
    given = {
        "refund-amount": "150.000", "refund-bank_code": "002", "refund-account_number": "12 345 678",
        "refund-holder_name": "=Siti", "refund-reason": "salah kirim",
    }  # fmt: skip
    cashier = as_user("kasir")
    wrong = cashier.post(page, given | {"refund-amount": "500.000"})
    assert wrong.status_code == 422 and "hanya tersisa Rp400000" in text(wrong)
    assert cashier.post(page, given)["Location"] == reverse("staff:refunds")
    refund = one("select id from contributions_refund")
    show = reverse("staff:refund", args=[refund])
    assert "orang lain yang memutuskannya" in text(cashier.get(show))
    assert cashier.post(show, {"langkah": "approve"}).status_code == 422
    head = as_user("kepala")
    assert head.post(show, {"langkah": "paid", "answer": "x"}).status_code == 422
    assert head.post(show, {"langkah": "reject", "answer": ""}).status_code == 422
    assert head.post(show, {"langkah": "approve"}).status_code == 302
    cashier = as_user("kasir")
    file = text(cashier.get(reverse("staff:refund_file"))).splitlines()
    assert file[1].startswith(f"RF{refund:012d},002,12345678,'=Siti,150000,2021-12-15,") and file[2].startswith(
        "TOTAL,,1,"
    )
    assert cashier.post(show, {"langkah": "paid", "answer": ""}).status_code == 422
    assert cashier.post(show, {"langkah": "paid", "answer": "BI-1"}).status_code == 302
    assert text(cashier.get(reverse("staff:refund_file"))).splitlines()[1].startswith("TOTAL,,0,")
    assert "Sudah dibayar" in text(cashier.get(reverse("staff:refunds")))
    prove()


def test_an_offset_by_consent(branch, as_user, money):
    receipt = money(90_000)
    with system():
        npp = scalar("select npp from registry_employer where id = %s", [branch.employers[1]])
    page = reverse("staff:refund_propose", args=[receipt.pk, "offset"])
    given = {"offset-amount": "90.000", "offset-employer": "ZZ000000", "offset-reason": "satu pemilik",
             "offset-consent": "Surat 7/2021"}  # fmt: skip
    officer = as_user("iuran")
    assert "NPP itu tidak ditemukan" in text(officer.post(page, given))
    assert officer.post(page, given | {"offset-employer": npp}).status_code == 302
    refund = one("select id from contributions_refund")
    assert as_user("kepala").post(reverse("staff:refund", args=[refund]), {"langkah": "approve"}).status_code == 302
    assert one("select employer_id from contributions_receipt where channel = 'OFFSET'") == branch.employers[1]
    prove()


def test_the_counter_numbers_and_prints_once(branch, as_user):
    cashier = as_user("kasir")
    page = reverse("staff:counter")
    form = text(cashier.get(page))
    key = form.split('name="key" value="')[1].split('"')[0]
    with system():
        bill = rows("select code, total from contributions_bill order by due_on desc, id desc limit 1")[0]
    given = {"code": bill["code"], "amount": str(bill["total"]), "payer": "Ibu Sari", "key": key}
    wrong = cashier.post(page, given | {"code": "1234567890123456"})
    assert wrong.status_code == 422 and "1234567890123456" in text(wrong)
    assert cashier.post(page, given | {"amount": "nol"}).status_code == 422
    assert cashier.post(page, given | {"payer": ""}).status_code == 422
    first, again = cashier.post(page, given), cashier.post(page, given)
    assert first.status_code == 302 and first["Location"] == again["Location"]
    assert cashier.post(page, given | {"amount": "5"}).status_code == 422
    paper = text(cashier.get(first["Location"]))
    assert "LKT-C1-20211215-0001" in paper and "Ibu Sari" in paper
    second = cashier.post(page, given | {"key": key[::-1], "amount": "7.000"})
    assert "LKT-C1-20211215-0002" in text(cashier.get(second["Location"]))
    assert one("select count(*) from contributions_receipt where channel = 'TELLER'") == 2
    assert as_user("iuran").get(page).status_code == 403
    prove()


def test_the_counter_says_who_pays_and_how_much_before_money_is_taken(branch, as_user):
    cashier, page = as_user("kasir"), reverse("staff:counter")
    with system():
        october = rows("select code, employer_id, total from contributions_bill where month = '2021-10-01'"
                       " and employer_id = %s", [branch.employers[0]])[0]  # fmt: skip
        name, npp = (
            one(f"select {c} from registry_employer where id = %s", branch.employers[0]) for c in ("name", "npp")
        )
    key = text(cashier.get(page)).split('name="key" value="')[1].split('"')[0]
    typed = {"code": october["code"], "amount": "", "payer": "Pak Joko", "key": key, "cek": "1"}
    shown = text(cashier.post(page, typed))
    assert name in shown and "Yang harus dibayar" in shown and f'value="{key}"' in shown and "Pak Joko" in shown
    assert re.search(r'name="amount"[^>]*value="[\d.]+"', shown), "what is owed stands in the form"
    assert name in text(cashier.post(page, typed | {"code": npp}))
    missing = cashier.post(page, typed | {"code": "1234567890123456", "amount": "5.000"})
    assert missing.status_code == 422 and "1234567890123456" in text(missing) and "5.000" in text(missing)
    with system():
        paid = scalar("select b.code from contributions_bill b where b.month = '2021-07-01' order by id limit 1")
    assert "Tidak ada yang harus dibayar" in text(cashier.post(page, typed | {"code": paid}))
    assert one("select count(*) from contributions_receipt where channel = 'TELLER'") == 0


def test_another_branch_sees_nothing_of_it(branch, as_user, money):
    from lindung.access.services import NewMandate, make_user

    receipt = money(5_000, payer_name="SUMBER CONTOH MAKMUR")
    with system():
        services.propose_refund(receipt.pk, 5, "002", "123456", "Siti", "x", by=1)
        refund = scalar("select id from contributions_refund")
    there = NewMandate("CASHIER", office_id=branch.other, valid_from=date(2020, 1, 1))
    user = make_user("kasir-malang", "kata-sandi-uji-2021", [there], check_password=False)
    branch.users["kasir-malang"] = user
    other = as_user("kasir-malang")
    assert "Rp5.000" not in text(other.get(reverse("staff:reconcile")))
    assert other.get(reverse("staff:receipt_show", args=[receipt.pk])).status_code == 404
    assert other.get(reverse("staff:refund", args=[refund])).status_code == 404
    assert other.post(reverse("staff:receipt_recall", args=[receipt.pk]), {"recall-reason": "x"}).status_code == 404


@pytest.mark.parametrize(("name", "queries"), [("reconcile", 13), ("refunds", 10)])
def test_lists_ask_a_fixed_number_of_questions(branch, as_user, money, name, queries, django_assert_num_queries):
    for amount in (5, 6, 7):
        money(amount, payer_name="SUMBER CONTOH MAKMUR")
    client = as_user("iuran")
    client.get(reverse(f"staff:{name}"))
    with django_assert_num_queries(queries):
        assert client.get(reverse(f"staff:{name}")).status_code == 200

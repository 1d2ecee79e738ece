"""Refunds, offsets, wrong matches and recalled money: two people, exact books, nothing lost, nothing twice."""

from datetime import date

import pytest
from contrib_world import TODAY, World, state
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung.base.db import rows, run, scalar
from lindung.contributions import checks as proofs_of
from lindung.contributions import services
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Receipt, ReceiptSuggestion, Refund
from lindung.contributions.services import NewReceipt
from lindung.ledger import checks as books
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc

pytestmark = pytest.mark.django_db
PROPOSER, APPROVER = 11, 12
DAY = date(2021, 9, 10)


@pytest.fixture(autouse=True)
def bank(world: World) -> None:
    run("insert into registry_bank (code, name) values ('002', 'Bank Uji') on conflict do nothing")


def prove() -> None:
    for proof in (*books.proofs(), *proofs_of.proofs()):
        assert proof.holds, proof


def unknown(world: World, amount: int, **more: object) -> Receipt:
    count = Receipt.objects.count()
    given = {"channel": "STATEMENT", "reference": f"S{count}", "received_on": DAY, "office_id": world.office}
    services.receive_many([NewReceipt(amount=amount, **(given | more))], on=TODAY)  # type: ignore[arg-type]
    return Receipt.objects.order_by("-id")[0]


def proposed(receipt: Receipt, amount: int) -> Refund:
    return services.propose_refund(receipt.pk, amount, "002", "123 456-7890", " Siti  Uji ", "Salah kirim", by=PROPOSER)


def refused(code: str, act, *args: object, **more: object) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ContributionRefused) as found, transaction.atomic():
        act(*args, **more)
    assert found.value.code == code and found.value.text("id") != found.value.text("en")


# ---- refunds


def test_a_refund_leaves_suspense_when_agreed_and_cash_when_paid(world: World) -> None:
    receipt = unknown(world, 700_000)
    refund = proposed(receipt, 200_000)
    assert (refund.account_number, refund.holder_name, refund.status) == ("1234567890", "Siti Uji", "PROPOSED")
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == -700_000
    services.approve_refund(refund.pk, by=APPROVER)
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == -500_000
    assert ledger.balance(Acc.REFUND_PAYABLE, None, TODAY) == -200_000
    assert ledger.balance(Acc.CASH_IN, None, TODAY) == 700_000
    prove()
    services.approve_refund(refund.pk, by=APPROVER)
    services.refund_paid(refund.pk, "BI-77", on=TODAY)
    services.refund_paid(refund.pk, "BI-77", on=TODAY)
    assert ledger.balance(Acc.CASH_IN, None, TODAY) == 500_000
    assert ledger.balance(Acc.REFUND_PAYABLE, None, TODAY) == 0
    assert services.approve_refund(refund.pk, by=APPROVER).status == "PAID"
    refused("refund_status", services.refund_failed, refund.pk, "x")
    prove()


def test_a_refund_that_fails_is_in_suspense_again(world: World) -> None:
    receipt = unknown(world, 700_000)
    refund = proposed(receipt, 700_000)
    services.approve_refund(refund.pk, by=APPROVER)
    refused("receipt_used", proposed, receipt, 1)
    for _ in range(2):
        services.refund_failed(refund.pk, "Rekening tutup")
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == -700_000
    assert ledger.balance(Acc.REFUND_PAYABLE, None, TODAY) == 0
    prove()
    services.approve_refund(proposed(receipt, 700_000).pk, by=APPROVER)
    prove()


def test_what_may_not_be_given_back(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    settled = world.pay(bill, bill.total, DAY)
    refused("receipt_used", proposed, settled, 1)
    over = world.pay(bill, 90_000, DAY)
    refused("receipt_used", proposed, over, 90_001)
    refused("amount_positive", proposed, over, 0)
    refused("amount_positive", proposed, over, -5)
    propose = services.propose_refund
    refused("account_needed", propose, over.pk, 5, "002", "12", "Siti", "x", by=PROPOSER)
    refused("account_needed", propose, over.pk, 5, "002", "1234567", " ", "x", by=PROPOSER)
    refused("no_bank", propose, over.pk, 5, "999", "1234567", "Siti", "x", by=PROPOSER)
    refused("reason_needed", propose, over.pk, 5, "002", "1234567", "Siti", " ", by=PROPOSER)
    refused("no_receipt", propose, 10**9, 5, "002", "1234567", "Siti", "x", by=PROPOSER)
    first = proposed(over, 90_000)
    refused("refund_open", proposed, over, 1)
    refused("own_proposal", services.approve_refund, first.pk, by=PROPOSER)
    refused("no_refund", services.approve_refund, 10**9, by=APPROVER)
    refused("refund_status", services.refund_paid, first.pk, "x")
    refused("reason_needed", services.reject_refund, first.pk, "", by=APPROVER)
    services.reject_refund(first.pk, "Uang dipakai bulan depan", by=APPROVER)
    refused("refund_status", services.approve_refund, first.pk, by=APPROVER)
    again = proposed(over, 90_000)
    later = world.billed(employer, world.wages(employer, 5_000_000), date(2021, 9, 1))
    assert scalar("select sum(amount) from contributions_allocation where bill_id = %s", [later.pk]) == 90_000
    refused("receipt_used", services.approve_refund, again.pk, by=APPROVER)
    assert Refund.objects.get(pk=again.pk).status == "PROPOSED"
    prove()


def test_the_database_itself_wants_two_people(world: World) -> None:
    refund = proposed(unknown(world, 5_000), 5_000)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(decided_by=PROPOSER)


def test_an_overpayment_given_back_no_longer_meets_later_bills(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    receipt = world.pay(bill, bill.total + 50_000, DAY)
    services.approve_refund(proposed(receipt, 50_000).pk, by=APPROVER)
    later = world.billed(employer, world.wages(employer, 5_000_000), date(2021, 9, 1))
    assert scalar("select count(*) from contributions_allocation where bill_id = %s", [later.pk]) == 0
    prove()


# ---- offsets


def test_an_offset_needs_consent_and_arrives_at_the_other_employer(world: World) -> None:
    first, second = world.employer(people=1), world.employer(people=1, office=world.other)
    bill = world.billed(second, world.wages(second, 5_000_000))
    own = world.billed(first, world.wages(first, 5_000_000))
    receipt = world.pay(own, own.total + bill.total, DAY)
    offset = services.propose_offset
    refused("consent_needed", offset, receipt.pk, bill.total, second, "ya", "satu pemilik", by=PROPOSER)
    refused("same_employer", offset, receipt.pk, bill.total, first, "Surat 12/2021", "satu pemilik", by=PROPOSER)
    refused("no_employer", offset, receipt.pk, bill.total, 10**9, "Surat 12/2021", "satu pemilik", by=PROPOSER)
    made = offset(receipt.pk, bill.total, second, "Surat 12/2021", "satu pemilik", by=PROPOSER)
    services.approve_refund(made.pk, by=APPROVER)
    services.approve_refund(made.pk, by=APPROVER)
    arrived = Receipt.objects.get(channel="OFFSET")
    assert (arrived.employer_id, arrived.amount, arrived.office_id) == (second, bill.total, world.other)
    assert arrived.received_on == TODAY and "Surat 12/2021" in arrived.description
    paid = "select sum(amount) from contributions_allocation where bill_id = %s and target = 'PRINCIPAL'"
    late = scalar("select sum(amount) from contributions_penalty where bill_id = %s", [bill.pk])
    assert scalar(paid, [bill.pk]) == bill.total and late > 0, "it counts from the day it was agreed"
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    prove()


# ---- whose it was


def test_a_wrong_match_is_taken_back_whole(world: World) -> None:
    wrong, owner = world.employer(people=2), world.employer(people=1, office=world.other)
    bill = world.billed(wrong, world.wages(wrong, 5_000_000, 4_290_133))
    later = world.billed(owner, world.wages(owner, 6_000_000))
    before = state([wrong])
    receipt = unknown(world, bill.total, received_on=date(2021, 10, 16))
    services.assign_receipt(receipt.pk, wrong, by=PROPOSER)
    assert state([wrong]) != before and scalar("select sum(amount) from contributions_penalty") > 0
    refused("reason_needed", services.unassign_receipt, receipt.pk, " ")
    for _ in range(2):
        services.unassign_receipt(receipt.pk, "Milik pemberi kerja lain", by=APPROVER)
    assert state([wrong])["allocations"] == [] and state([wrong])["members"] == []
    assert state([wrong])["penalties"] == [] and state([wrong])["settled"] == []
    assert state([wrong])["accounts"] == before["accounts"]
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == -bill.total
    prove()
    services.assign_receipt(receipt.pk, owner, by=APPROVER)
    paid = "select sum(amount) from contributions_allocation where bill_id = %s and target = 'PRINCIPAL'"
    assert scalar(paid, [later.pk]) == later.total
    services.unassign_receipt(receipt.pk, "ternyata bukan", by=APPROVER)
    services.assign_receipt(receipt.pk, wrong, by=APPROVER)
    history = rows("select kind, employer_id from contributions_receiptevent order by id")
    assert [(h["kind"], h["employer_id"]) for h in history] == [
        ("ASSIGNED", wrong), ("UNASSIGNED", wrong), ("ASSIGNED", owner), ("UNASSIGNED", owner), ("ASSIGNED", wrong),
    ]  # fmt: skip
    prove()


def test_a_receipt_recalled_by_the_bank_leaves_with_all_it_settled(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    before = state([employer])
    receipt = world.pay(bill, bill.total, DAY)
    refused("reason_needed", services.recall_receipt, receipt.pk, "")
    for _ in range(2):
        services.recall_receipt(receipt.pk, "Cek kosong", by=APPROVER)
    assert state([employer])["allocations"] == before["allocations"] == []
    assert ledger.balance(Acc.CASH_IN, None, TODAY) == 0 and ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    assert ledger.member_balance(world.names[employer][0], Acc.JHT_MEMBERS, TODAY) == 0
    prove()
    refused("receipt_used", services.assign_receipt, receipt.pk, employer)
    refused("receipt_used", proposed, receipt, 1)
    world.pay(bill, bill.total, DAY)
    prove()


def test_money_that_is_on_its_way_back_stays_where_it_is(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    receipt = world.pay(bill, bill.total + 10, DAY)
    refund = proposed(receipt, 10)
    for act in (services.unassign_receipt, services.recall_receipt):
        refused("receipt_in_use", act, receipt.pk, "x")
    services.approve_refund(refund.pk, by=APPROVER)
    for act in (services.unassign_receipt, services.recall_receipt):
        refused("receipt_in_use", act, receipt.pk, "x")
    prove()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(["give", "agree", "pay", "fail", "match", "undo", "recall"]), st.integers(0, 2)),
        max_size=14,
    )
)
def test_any_sequence_keeps_every_rupiah_in_one_place(world: World, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        employers = [world.employer(people=1) for _ in range(2)]
        bills = [world.billed(e, world.wages(e, 5_000_000)) for e in employers]
        receipts = [unknown(world, amount) for amount in (bills[0].total, bills[1].total + 999, 5_000)]
        for what, which in steps:
            receipt = receipts[which]
            last = Refund.objects.filter(receipt=receipt).order_by("-id").first()
            try:
                with transaction.atomic():
                    if what == "give":
                        proposed(receipt, 999)
                    elif what == "match":
                        services.assign_receipt(receipt.pk, employers[which % 2])
                    elif what == "undo":
                        services.unassign_receipt(receipt.pk, "x")
                    elif what == "recall":
                        services.recall_receipt(receipt.pk, "x")
                    elif last is not None:
                        act = {"agree": services.approve_refund, "pay": services.refund_paid}.get(what)
                        if what == "agree":
                            services.approve_refund(last.pk, by=APPROVER)
                        elif act:
                            act(last.pk, "B1")
                        else:
                            services.refund_failed(last.pk, "x")
            except ContributionRefused:
                pass
        prove()
        transaction.set_rollback(True)


# ---- whose it may be


def named(world: World, employer: int, name: str) -> None:
    run("update registry_employer set name = %s where id = %s", [name, employer])


def best() -> list[tuple[str, int]]:
    return list(ReceiptSuggestion.objects.order_by("receipt_id", "-confidence").values_list("rule", "confidence"))


def test_name_and_amount_near_the_due_date_settle_it(world: World) -> None:
    employer = world.employer(people=1)
    named(world, employer, "PT. Sumber Makmur Jaya, Tbk")
    bill = world.billed(employer, world.wages(employer, 5_000_000), on=date(2021, 9, 5))
    receipt = unknown(world, bill.total, payer_name="SUMBER MAKMUR JAYA PT", description="iuran")
    assert (receipt.employer_id, receipt.matched_by, receipt.confidence) == (
        employer, "nama, jumlah, dekat jatuh tempo", 91,
    )  # fmt: skip
    assert scalar("select sum(amount) from contributions_allocation where bill_id = %s", [bill.pk]) == bill.total
    prove()


def test_less_evidence_is_a_suggestion(world: World) -> None:
    employer = world.employer(people=1)
    named(world, employer, "CV Tirta Agung Lestari")
    bill = world.billed(employer, world.wages(employer, 5_000_000), on=date(2021, 9, 5))
    far = unknown(world, bill.total, received_on=date(2021, 11, 20), description="TRF TIRTA AGUNG LESTARI")
    assert far.employer_id is None and best() == [("NAME_AMOUNT", 85)]
    unknown(world, 77, payer_name="Tirta Agung Lestari CV")
    assert best()[1:] == [("NAME", 60)]
    unknown(world, bill.total, description="transfer")
    assert best()[2:] == [("AMOUNT_DUE", 40)]
    unknown(world, 78, description="tanpa apa pun")
    assert len(best()) == 3 and ledger.balance(Acc.SUSPENSE, None, TODAY) < 0
    prove()


def test_a_payer_seen_before(world: World) -> None:
    employer, other = world.employer(people=1), world.employer(people=1)
    july = world.billed(employer, world.wages(employer, 4_000_000), date(2021, 7, 1), on=date(2021, 8, 5))
    settled = unknown(world, july.total, payer_account="0011", received_on=july.due_on)
    services.assign_receipt(settled.pk, employer)
    bill = world.billed(employer, world.wages(employer, 5_000_000), on=date(2021, 9, 5))
    exact = unknown(world, bill.total, payer_account="0011")
    assert (exact.employer_id, exact.confidence) == (employer, 93)
    assert unknown(world, 55, payer_account="0011").employer_id is None
    assert best()[-1:] == [("PAYER", 75)]
    services.assign_receipt(unknown(world, 6, payer_account="0011").pk, other)
    before = len(best())
    unknown(world, 56, payer_account="0011")
    assert len(best()) == before, "an account that two employers used speaks for neither"
    prove()


def test_two_that_fit_equally_are_only_suggested(world: World) -> None:
    for _ in range(2):
        employer = world.employer(people=1)
        named(world, employer, "PT Kembar Sejahtera")
        bill = world.billed(employer, world.wages(employer, 5_000_000), on=date(2021, 9, 5))
    receipt = unknown(world, bill.total, payer_name="Kembar Sejahtera")
    assert receipt.employer_id is None and best() == [("NAME_AMOUNT_DUE", 91)] * 2


def test_short_names_speak_for_nobody(world: World) -> None:
    employer = world.employer(people=1)
    named(world, employer, "PT ABC")
    bill = world.billed(employer, world.wages(employer, 5_000_000), on=date(2021, 9, 5))
    assert unknown(world, bill.total, payer_name="ABC").employer_id is None
    assert best() == [("AMOUNT_DUE", 40)]


def test_codes_say_how_sure_they_are(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    npp = scalar("select npp from registry_employer where id = %s", [employer])
    assert world.pay(bill, 5, DAY).confidence == 100
    assert unknown(world, 5, description=f"bayar {bill.code}").confidence == 97
    assert unknown(world, 5, description=f"bayar {npp}").confidence == 95


def test_the_same_money_by_virtual_account_and_by_statement_is_one(world: World) -> None:
    def told(channel: str, reference: str, bank_reference: str) -> services.Received:
        return services.receive_many(
            [NewReceipt(channel, reference, DAY, 5_000, world.office, bank_reference=bank_reference)], on=TODAY
        )

    assert told("SNAP", "BANK1:x", "FT900001").new == 1
    assert told("STATEMENT", "key1", "FT900001").repeated == 1
    assert told("STATEMENT", "key2", "FT900002").new == 1
    assert told("SNAP", "BANK1:y", "FT900002").repeated == 1
    assert told("QRIS", "FT900003", "").new == 1
    assert told("STATEMENT", "key3", "FT900003").repeated == 1
    assert told("SNAP", "BANK1:z", "FT900003").new == 1, "two banks may use the same number"
    prove()

"""JHT from the check before any upload to the money in the account."""

from datetime import date

import pytest
from claims_world import CASHIER, HEAD, OFFICER, RELEASER, World, at, balance_of, member_total

from lindung.claims import services as claims
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim, Decision, PaymentOrder
from lindung.ledger.chart import Acc

DAY = date(2021, 12, 15)
PAPERS = frozenset({"CARD", "ID", "FAMILY_CARD", "REFERENCE_LETTER"})


def request(person: int, **more: object) -> claims.NewClaim:
    return claims.NewClaim(person, "RESIGNED", shown=PAPERS, at=at(DAY), **more)


def test_the_golden_path(world: World) -> None:
    person = world.leaver(amount=3_420_000)
    check = claims.precheck_jht(person, "RESIGNED", on=DAY)
    assert check.entitled and check.earliest == date(2021, 11, 30)
    assert (check.gross, check.tax, check.net, check.deadline_days) == (3_420_000, 0, 3_420_000, 5)
    assert {p.code for p in check.papers if not p.held} == {"FAMILY_CARD"}

    receipt = claims.submit_jht(request(person, client_key="k1"))
    assert receipt.complete and receipt.number.startswith("JHT21-")
    assert receipt.due_on == date(2021, 12, 22)  # five working days
    assert claims.submit_jht(request(person, client_key="k1")) == claims.Submitted(
        receipt.claim_id, receipt.number, receipt.due_on, True, (), new=False
    )

    proposed = claims.propose(receipt.claim_id, OFFICER, at=at(DAY, 10))
    assert (proposed.kind, proposed.gross, proposed.net) == ("AWARD", 3_420_000, 3_420_000)
    done = claims.approve(proposed.decision_id, HEAD, at=at(DAY, 11))
    assert done.orders == 1 and done.entry_id
    assert member_total(person) == 0
    assert balance_of(Acc.JHT_PAYABLE) == -3_420_000

    batch = claims.make_payout_batch(world.office, DAY, CASHIER)
    assert (batch.orders, batch.amount) == (1, 3_420_000)
    claims.release_payout_batch(batch.id, RELEASER)
    order = PaymentOrder.objects.get(claim_id=receipt.claim_id)
    answer = claims.Answer(claims.order_reference(order.id), "PAID", "BANK-1", DAY)
    result = claims.take_bank_answers([answer], CASHIER, at=at(DAY, 15))
    assert (result.taken, result.paid_amount, result.fees) == (1, 3_420_000, 0)
    claim = Claim.objects.get(id=receipt.claim_id)
    assert (claim.status, claim.outcome, claim.move) == ("COMPLETED", "PAID", "NOBODY")
    assert balance_of(Acc.JHT_PAYABLE) == 0 and balance_of(Acc.CASH_OUT) == -3_420_000
    again = claims.take_bank_answers([answer, answer], CASHIER)
    assert (again.taken, again.repeated, again.refused) == (0, 2, ())
    assert Decision.objects.get(claim=claim).entry_id == done.entry_id


def test_maker_is_not_checker(world: World) -> None:
    receipt = claims.submit_jht(request(world.leaver()))
    proposed = claims.propose(receipt.claim_id, OFFICER)
    with pytest.raises(ClaimRefused) as refusal:
        claims.approve(proposed.decision_id, OFFICER)
    assert refusal.value.code == "same_person"

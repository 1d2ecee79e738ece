"""What happened becomes what people are told, once each; and who may look."""

from datetime import date
from itertools import pairwise

import pytest
from claims_world import CASHIER, HEAD, OFFICER, RELEASER, World, at

from lindung.access.scope import Actor, enter
from lindung.base.db import run
from lindung.claims import queries
from lindung.claims import services as claims
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import PaymentOrder
from lindung.coverage import services as coverage
from lindung.interop import outbox
from lindung.interop.outbox import messages as sources
from lindung.notices import queries as notices
from lindung.notices.models import Message

DAY = date(2021, 12, 15)
PAPERS = frozenset({"CARD", "ID", "FAMILY_CARD", "REFERENCE_LETTER"})


def tell_all() -> int:
    """Every source over all ids."""
    return sum(outbox.tell(source, 1, 10**12) for source in sources.SOURCES)


def test_a_claim_is_told_step_by_step_and_once(world: World) -> None:
    person = world.leaver()
    receipt = claims.submit_jht(claims.NewClaim(person, "RESIGNED", at=at(DAY)))
    claims.ask_document(receipt.claim_id, "BANK_BOOK", "buku tabungan", "bank book", "nama berbeda", approver=HEAD)
    claims.complete_file(receipt.claim_id, by=OFFICER, at=at(DAY, 10))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY, 11))
    claims.approve(made.decision_id, HEAD, at=at(DAY, 12))
    batch = claims.make_payout_batch(world.office, DAY, CASHIER)
    claims.release_payout_batch(batch.id, RELEASER)
    order = PaymentOrder.objects.get(batch=batch)
    claims.take_bank_answers(
        [claims.Answer(claims.order_reference(order.id), "PAID", "B1", DAY)], CASHIER, on=DAY, at=at(DAY, 15)
    )
    assert tell_all() > 0
    told = notices.messages(person_id=person)
    assert {m.template for m in told} == {
        "joined", "left", "claim_received", "claim_waiting", "claim_complete", "claim_decided", "claim_paid",
    }  # fmt: skip
    by_kind = {m.template: m for m in told}
    assert "Rp3.420.000" in by_kind["claim_paid"].body and "15 Desember 2021" in by_kind["claim_paid"].body
    assert "nama berbeda" in by_kind["claim_waiting"].body
    assert tell_all() == 0  # again: nothing new
    english = {m.template: m.body for m in notices.messages(person_id=person, lang="en")}
    assert "15 December 2021" in english["claim_paid"]
    assert all("{" not in m.body + m.title for m in told)


def test_failure_return_rejection_and_appeal_are_told(world: World) -> None:
    failing = world.leaver("Gagal")
    receipt = claims.submit_jht(claims.NewClaim(failing, "RESIGNED", shown=PAPERS, at=at(DAY)))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    batch = claims.make_payout_batch(world.office, DAY, CASHIER)
    claims.release_payout_batch(batch.id, RELEASER)
    reference = claims.order_reference(PaymentOrder.objects.get(batch=batch).id)
    claims.take_bank_answers([claims.Answer(reference, "FAILED", "", DAY, "rekening tutup")], CASHIER, on=DAY)
    sent_back = world.leaver("Kembali")
    other = claims.submit_jht(claims.NewClaim(sent_back, "RESIGNED", shown=PAPERS, at=at(DAY)))
    no = claims.propose(other.claim_id, OFFICER, kind="RETURN", reasons=["PAPER_UNREADABLE"], at=at(DAY))
    claims.approve(no.decision_id, HEAD, at=at(DAY))
    young = world.leaver("Muda", stop=date(2021, 12, 10))
    third = claims.submit_jht(claims.NewClaim(young, "RESIGNED", shown=PAPERS, insist=True, at=at(DAY)))
    rejected = claims.propose(third.claim_id, OFFICER, at=at(DAY))
    claims.approve(rejected.decision_id, HEAD, at=at(DAY))
    claims.appeal(rejected.decision_id, "keliru", at=at(DAY))
    tell_all()
    kinds = {p: {m.template: m.body for m in notices.messages(person_id=p)} for p in (failing, sent_back, young)}
    assert "rekening tutup" in kinds[failing]["payment_failed"]
    assert "tidak terbaca" in kinds[sent_back]["claim_returned"]
    assert {"claim_rejected", "appeal_received"} <= kinds[young].keys()


def test_employer_hears_of_an_exit_notice_and_the_worker_of_its_answer(world: World) -> None:
    person = world.person("Pekerja Contoh")
    spell = world.spell(person, date(2020, 1, 1))
    notice = coverage.worker_says_left(spell, date(2021, 12, 10), "RESIGNED", on=DAY, person_id=person)
    tell_all()
    (employer,) = notices.messages(employer_id=world.employer)
    assert (
        employer.template == "exit_notice"
        and "Pekerja Contoh" in employer.body
        and notices.unread(employer_id=world.employer)
    )
    coverage.answer_exit_notice(notice.id, True, employer_id=world.employer)
    tell_all()
    assert "exit_accepted" in {m.template for m in notices.messages(person_id=person)}


def test_runs_ask_only_for_what_is_new(world: World) -> None:
    world.leaver()
    first = outbox.enqueue_due()
    assert {r.params["source"] for r in first} == {"cover"}
    assert outbox.enqueue_due() == []
    ranges = outbox.cut(first[0])
    assert ranges[0][0] == 1 and ranges[-1][1] == first[0].params["high"]
    assert all(a[1] + 1 == b[0] for a, b in pairwise(ranges))
    outbox.tell("cover", *ranges[0])
    assert Message.objects.count() == 2
    world.leaver("Lain")
    assert [r.params["source"] for r in outbox.enqueue_due()] == ["cover"]
    assert outbox.enqueue_due(since={"cover": 10**9}) == []


@pytest.mark.parametrize("source", sorted(sources.SOURCES))
def test_sources_answer_on_an_empty_range(world: World, source: str) -> None:
    assert outbox.tell(source, 10**11, 10**11 + 5) == 0


def test_a_member_sees_his_own_and_nobody_elses(world: World) -> None:
    mine, other = world.leaver("Saya"), world.leaver("Orang Lain")
    receipt = claims.submit_jht(claims.NewClaim(mine, "RESIGNED", shown=PAPERS, at=at(DAY)))
    foreign = claims.submit_jht(claims.NewClaim(other, "RESIGNED", shown=PAPERS, at=at(DAY)))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    run("set local role lindung_app")
    enter(Actor(kind="member", person_id=mine))
    check = claims.precheck_jht(mine, "RESIGNED", on=DAY)
    assert check.net == 3_420_000
    assert queries.tracker(receipt.number) and queries.tracker(foreign.number) is None
    told = queries.explain(made.decision_id)
    assert told and told.same
    with pytest.raises(ClaimRefused) as refusal:
        claims.precheck_jht(other, "RESIGNED", on=DAY)
    assert refusal.value.code == "no_person"

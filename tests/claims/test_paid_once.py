"""A benefit is paid once, whoever asks for it, when, and under which record of the person."""

from datetime import date

import pytest
from claims_world import CASHIER, HEAD, OFFICER, RELEASER, World, at, balance_of
from django.db import IntegrityError, transaction
from test_claims_money import DAY, DEATH_PAPERS, FAMILY, death, hold, paid, refused, sent

from lindung.claims import checks, queries
from lindung.claims import services as claims
from lindung.claims.models import Claim, Decision, LaterReport, PaymentOrder
from lindung.ledger.chart import Acc
from lindung.registry import services as registry
from lindung.registry.models import Relative
from lindung.registry.services import Proof

DIED = date(2021, 12, 13)
JKM = 42_000_000


def award(world: World, person: int, claim_id: int) -> claims.Approved:
    for relative in Relative.objects.filter(person_id=person):
        world.account(person, relative.name, relative=relative.id)
    made = claims.propose(claim_id, OFFICER, at=at(DAY))
    return claims.approve(made.decision_id, HEAD, at=at(DAY))


def pay(world: World, person: int, claim_id: int) -> None:
    award(world, person, claim_id)
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))


def again(person: int, who: str = "Anak Lain", relation: str = "CHILD", key: str | None = "lain", **more: object):
    return claims.report_death(who, relation, person, **({"died_on": DIED, "client_key": key, "at": at(DAY)} | more))


@pytest.mark.parametrize("key", ["lain", None])
@pytest.mark.parametrize("channel", ["PORTAL", "BRANCH", "API"])
def test_after_the_payment_another_report_is_a_question(world: World, key: str | None, channel: str) -> None:
    person, first = death(world)
    pay(world, person, first.claims[0].claim_id)
    proof = world.file(person)
    told = again(person, key=key, channel=channel, files={"HEIR_CERTIFICATE": proof})
    assert (told.claims, told.shares, told.found) == ((), (), ())
    assert [(s.number, s.outcome, s.paid) for s in told.standing] == [(first.claims[0].number, "PAID", JKM)]
    kept = LaterReport.objects.get()
    assert kept == told.later and kept.papers == [["HEIR_CERTIFICATE", proof, ""]] and kept.answered_at is None
    assert kept.asks == ["HEIR", "PAPERS"] and kept.channel == channel
    assert Claim.objects.filter(person_id=person).count() == 1 and balance_of(Acc.CASH_OUT) == -JKM
    hold()
    if key:
        assert again(person, key=key).later == kept and LaterReport.objects.count() == 1
        with refused("key_reused"):
            again(world.leaver(), key=key)


@pytest.mark.parametrize("relation", ["EMPLOYER", "OTHER"])
def test_who_is_no_heir_and_says_nothing_new_stops_nobody(world: World, relation: str) -> None:
    person, first = death(world)
    told = again(person, "PT Contoh Sejahtera", relation)
    assert told.later is not None and (told.later.asks, told.later.hold, told.later.finding) == ([], False, "NOTHING")
    pay(world, person, first.claims[0].claim_id)
    assert Claim.objects.get(person_id=person).outcome == "PAID"
    assert [s.kind for s in queries.case(first.claims[0].claim_id).steps].count("REPORTED_AGAIN") == 1


def test_an_heir_on_record_who_reports_too_asks_nothing(world: World) -> None:
    person, _ = death(world)
    assert again(person, "Anak Contoh").later.asks == []
    assert again(person, "Anak Contoh", "SPOUSE", "x").later.asks == ["HEIR"]


def test_a_competing_heir_holds_what_is_not_paid_until_he_is_answered(world: World) -> None:
    person, first = death(world)
    claim_id = first.claims[0].claim_id
    award(world, person, claim_id)
    made = claims.make_payout_batch(world.office, DAY, CASHIER)
    assert made.orders == 2
    told = again(person)
    made.refresh_from_db()
    assert (made.orders, made.amount) == (0, 0)  # taken out before anybody sent them
    hold()
    with refused("batch_empty"):
        claims.release_payout_batch(made.id, RELEASER)
    with refused("batch_empty"):
        claims.make_payout_batch(world.office, DAY, CASHIER)
    waiting = queries.waiting_payments([world.office], DAY)
    assert waiting["orders"] == 0 and sum(h["amount"] for h in waiting["held"]) == JKM
    assert queries.counts([world.office])["report"] == 1
    with refused("reason_needed"):
        claims.answer_report(told.later.id, "NOT_HEIR", " ", OFFICER)
    with refused("reason_needed"):
        claims.answer_report(told.later.id, "MAYBE", "Surat", OFFICER)
    claims.answer_report(told.later.id, "NOT_HEIR", "Keponakan, bukan anak", OFFICER, at=at(DAY))
    with refused("report_answered"):
        claims.answer_report(told.later.id, "HEIR", "Akta", OFFICER)
    with refused("no_report"):
        claims.answer_report(10**9, "HEIR", "Akta", OFFICER)
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))
    assert Claim.objects.get(id=claim_id).outcome == "PAID"
    hold()


def test_an_heir_found_before_the_award_shares_in_it(world: World) -> None:
    person, first = death(world)
    made = claims.propose(first.claims[0].claim_id, OFFICER, at=at(DAY))
    told = again(person, relatives=[claims.Kin("SPOUSE", "Istri Kedua")])
    assert not Relative.objects.filter(name="Istri Kedua").exists()  # nobody makes himself an heir
    with refused("report_open"):
        claims.approve(made.decision_id, HEAD, at=at(DAY))
    claims.answer_report(told.later.id, "HEIR", "Kutipan akta kelahiran 77", OFFICER)
    with refused("facts_changed"):
        claims.approve(made.decision_id, HEAD, at=at(DAY))
    claims.send_back(made.decision_id, HEAD, "ahli waris bertambah")
    new = claims.propose(first.claims[0].claim_id, OFFICER, at=at(DAY))
    totals = {}
    for name, amount in Decision.objects.get(id=new.decision_id).parts.values_list("payee_name", "amount"):
        totals[name] = totals.get(name, 0) + amount
    assert totals == dict.fromkeys(("Istri Contoh", "Anak Contoh", "Anak Lain", "Istri Kedua"), JKM // 4)
    pay_all = claims.approve(new.decision_id, HEAD, at=at(DAY))
    assert len(pay_all.without_account) == 4
    employer = again(person, "PT Contoh", "EMPLOYER", "kantor", burier="Tetangga")
    with refused("report_no_kin"):
        claims.answer_report(employer.later.id, "HEIR", "Akta", OFFICER)


def test_papers_of_the_second_report_complete_the_first_claim(world: World) -> None:
    person, first = death(world, shown=DEATH_PAPERS - {"HEIR_CERTIFICATE"})
    claim_id = first.claims[0].claim_id
    assert queries.case(claim_id).missing
    proof = world.file(person)
    told = again(person, "Anak Contoh", files={"HEIR_CERTIFICATE": proof})
    assert told.later.papers == [["HEIR_CERTIFICATE", proof, first.claims[0].number]] and told.later.asks == []
    assert not queries.case(claim_id).missing and queries.case(claim_id).complete_at == at(DAY)


def test_a_returned_claim_goes_on_with_the_second_report(world: World) -> None:
    person, first = death(world, shown=DEATH_PAPERS - {"HEIR_CERTIFICATE"})
    claim_id = first.claims[0].claim_id
    made = claims.propose(claim_id, OFFICER, kind="RETURN", reasons=["PAPER_MISSING"], at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    told = again(person, "Anak Contoh", files={"HEIR_CERTIFICATE": world.file(person)})
    assert told.claims == () and Claim.objects.get(id=claim_id).status == "IN_PROGRESS"


def test_another_date_or_an_accident_is_asked_not_lost(world: World) -> None:
    person, _ = death(world)
    other = again(person, "Anak Contoh", died_on=date(2021, 12, 1))
    assert (other.later.asks, other.later.hold) == (["DATE"], False) and other.later.died_on == date(2021, 12, 1)
    accident = again(person, "Anak Contoh", key="kk", work_accident=True)
    assert accident.later.asks == ["ACCIDENT"] and accident.later.hold
    assert queries.later_reports(person)[0].died_on == date(2021, 12, 1)


def test_after_a_rejection_a_report_opens_a_claim_but_pays_nothing_twice(world: World) -> None:
    person, first = death(world, shown=frozenset({"DEATH_CERTIFICATE"}))
    for relative in Relative.objects.filter(person_id=person):
        world.account(person, relative.name, relative=relative.id)
    claim_id = first.claims[0].claim_id
    funeral = claims.propose(claim_id, OFFICER, only=("FUNERAL",), at=at(DAY))
    claims.approve(funeral.decision_id, HEAD, at=at(DAY))
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))
    no = claims.propose(
        claim_id, OFFICER, kind="REJECT", reasons=["FACT_MISSING"], deviation="belum terbukti", at=at(DAY)
    )
    claims.approve(no.decision_id, HEAD, at=at(DAY))
    told = again(person, "Anak Contoh", shown=DEATH_PAPERS)
    assert len(told.claims) == 1 and told.later is None
    rest = claims.propose(told.claims[0].claim_id, OFFICER, at=at(DAY))
    assert rest.net == JKM - 10_000_000  # the funeral was paid by the first
    claims.approve(rest.decision_id, HEAD, at=at(DAY))
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))
    assert balance_of(Acc.CASH_OUT) == -JKM
    hold()
    appeal = claims.appeal(no.decision_id, "Kami anaknya", at=at(DAY))
    with refused("decided_already"):
        claims.answer_appeal(appeal.id, "Benar", 99, upheld=True, at=at(DAY))


def two_records(world: World) -> tuple[int, claims.DeathReport, int, claims.DeathReport]:
    """One human being under two records, each with its own death claim."""
    one, first = death(world)
    other = world.person("Almarhum Contoh")
    world.spell(other, date(2019, 1, 1), date(2019, 12, 31))
    second = claims.report_death("Anak Contoh", "CHILD", other, DIED, relatives=FAMILY, shown=DEATH_PAPERS, at=at(DAY))
    return one, first, other, second


@pytest.mark.parametrize("keep_paid", [True, False])
def test_two_records_of_one_person_are_paid_once(world: World, keep_paid: bool) -> None:
    one, first, other, second = two_records(world)
    pay(world, one, first.claims[0].claim_id)
    kept, merged = (one, other) if keep_paid else (other, one)
    registry.merge_people(kept, merged, "KTP dan KK", OFFICER)
    made = claims.propose(second.claims[0].claim_id, OFFICER, at=at(DAY))
    assert (made.kind, made.net) == ("REJECT", 0)
    (reason,) = Decision.objects.get(id=made.decision_id).reasons
    assert reason["code"] == "DECIDED_ALREADY" and first.claims[0].number in reason["text"]["id"]
    told = again(kept)
    assert told.claims == () and {s.number for s in told.standing} >= {first.claims[0].number}
    hold()


def test_two_proposals_for_one_death_the_second_approval_is_refused(world: World) -> None:
    one, first, other, second = two_records(world)
    proposals = [claims.propose(first.claims[0].claim_id, OFFICER, at=at(DAY))]
    registry.merge_people(other, one, "KTP", OFFICER)
    proposals.append(claims.propose(second.claims[0].claim_id, OFFICER, at=at(DAY)))
    claims.approve(proposals[1].decision_id, HEAD, at=at(DAY))
    with refused("decided_already"):
        claims.approve(proposals[0].decision_id, HEAD, at=at(DAY))
    assert balance_of(Acc.JKM_PAYABLE) == -JKM
    hold()


def test_a_claim_of_a_merged_record_is_decided_on_the_cover_that_moved(world: World) -> None:
    one, first = death(world)
    kept = world.person("Almarhum Contoh")
    registry.merge_people(kept, one, "KTP", OFFICER)
    pay(world, kept, first.claims[0].claim_id)
    assert Claim.objects.get(id=first.claims[0].claim_id).outcome == "PAID" and balance_of(Acc.CASH_OUT) == -JKM
    hold()


def test_a_corrected_date_of_death_opens_no_second_benefit(world: World) -> None:
    person, first = death(world)
    pay(world, person, first.claims[0].claim_id)
    change = claims.propose_person_change(
        person, {"died_on": date(2021, 12, 12)}, Proof("DEATH_CERTIFICATE", "3514-KM-1"), "Tanggal keliru", OFFICER
    )
    claims.accept_person_change(change.pk, HEAD)
    told = again(person, "Anak Contoh", died_on=date(2021, 12, 12))
    assert told.claims == () and told.later.asks == []
    # taken back altogether, then told once more: still one benefit, and the branch is asked
    change = claims.propose_person_change(
        person, {"died_on": None}, Proof("CIVIL_REGISTRY", "470/1"), "Masih hidup", OFFICER
    )
    claims.accept_person_change(change.pk, HEAD)
    told = again(person, "Anak Contoh", key="tiga", died_on=date(2021, 12, 14))
    assert told.claims == () and told.later.asks == ["DATE"]
    assert balance_of(Acc.CASH_OUT) == -JKM
    hold()


def recorded(person: int, programme: str, ground: str, component: str, **more: object) -> claims.Recorded:
    return claims.Recorded(
        programme, ground, person, {component: 3_000_000}, **({"event_on": DIED, "at": at(DAY)} | more)
    )


@pytest.mark.parametrize(
    ("programme", "ground", "component", "again", "taken"),
    [
        ("JP", "REFUND", "REFUND", {"event_on": date(2021, 11, 1)}, False),
        ("JP", "SURVIVORS", "PENSION", {}, False),
        ("JP", "SURVIVORS", "PENSION", {"event_on": date(2021, 12, 14)}, True),
        ("JKK", "WORK_ACCIDENT", "DISABILITY", {}, False),
        ("JKK", "WORK_ACCIDENT", "CARE", {}, True),  # two bills of one accident
        ("JKK", "DEATH", "DEATH", {"event_on": date(2021, 12, 1)}, False),
        ("JKM", "SCHOLARSHIP", "SCHOLARSHIP", {"payee": "Anak Contoh"}, False),
        ("JKM", "SCHOLARSHIP", "SCHOLARSHIP", {"payee": "Anak Kedua"}, True),
        ("JKM", "SCHOLARSHIP", "SCHOLARSHIP", {"payee": "Anak Contoh", "event_on": date(2021, 7, 1)}, True),
    ],
)
def test_a_recorded_benefit_is_entered_once(
    world: World, programme: str, ground: str, component: str, again: dict[str, object], taken: bool
) -> None:
    person = world.person("Pekerja Contoh")
    world.account(person, "Pekerja Contoh")
    case = recorded(person, programme, ground, component, payee="Anak Contoh")
    award(world, person, claims.record_claim(case).claim_id)
    twin = recorded(person, programme, ground, component, **({"payee": "Anak Contoh"} | again))
    if taken:
        claims.record_claim(twin)
        return
    with refused("recorded_before"):
        claims.record_claim(twin)
    assert [r.code for r in claims.record_many([twin, twin])] == ["recorded_before"] * 2
    further = claims.Recorded(**{**twin.__dict__, "further": "Kejadian lain, surat 12"})
    if ground == "DEATH":
        with refused("recorded_before"):
            claims.record_claim(further)
    else:
        award(world, person, claims.record_claim(further).claim_id)
    hold()


def test_two_recorded_at_once_in_one_list_are_one(world: World) -> None:
    person = world.person("Pekerja Contoh")
    made = claims.record_many([recorded(person, "JP", "REFUND", "REFUND", client_key=k) for k in "ab"])
    assert [getattr(m, "code", "") for m in made] == ["", "recorded_before"]


def test_jkk_and_jkm_do_not_both_pay_a_death(world: World) -> None:
    person, first = death(world)
    accident = claims.record_claim(recorded(person, "JKK", "DEATH", "DEATH"))
    world.account(person, "Almarhum Contoh")
    award(world, person, accident.claim_id)
    made = claims.propose(first.claims[0].claim_id, OFFICER, at=at(DAY))
    assert made.kind == "REJECT"
    other, second = death(world)
    waiting = claims.record_claim(recorded(other, "JKK", "DEATH", "FUNERAL"))
    pay(world, other, second.claims[0].claim_id)
    with refused("decided_already"):
        claims.propose(waiting.claim_id, OFFICER, at=at(DAY))
    with refused("recorded_before"):
        claims.record_claim(recorded(other, "JKK", "DEATH", "LUMP_SUM"))
    hold()


def test_the_database_holds_what_the_code_should(world: World) -> None:
    _, first = death(world)
    claim = Claim.objects.get(id=first.claims[0].claim_id)
    claim.status, claim.outcome, claim.move = "COMPLETED", "PAID", "NOBODY"
    claim.save()
    claim.pk, claim.number, claim.client_key = None, "JKM21-9999999", None
    with pytest.raises(IntegrityError, match="claim_one_per_death"), transaction.atomic():
        claim.save(force_insert=True)
    made, _ = death(world)
    award(world, made, Claim.objects.get(person_id=made).id)
    order = PaymentOrder.objects.filter(person_id=made).first()
    order.pk = None
    with pytest.raises(IntegrityError, match="order_once"), transaction.atomic():
        order.save(force_insert=True)


def test_the_proof_names_what_was_awarded_twice(world: World) -> None:
    one, first, other, _ = two_records(world)
    pay(world, one, first.claims[0].claim_id)
    made = claims.record_claim(recorded(other, "JKM", "DEATH", "LUMP_SUM"))
    world.account(other, "Almarhum Contoh")
    award(world, other, made.claim_id)
    hold()  # two people, so far
    registry.merge_people(one, other, "KTP", OFFICER)
    (proof,) = [p for p in checks.proofs() if p.id == "claims.once"]
    assert (proof.holds, proof.left) == (False, 1)
    assert first.claims[0].number in proof.detail[0]["claims"] and "LUMP_SUM" in proof.detail[0]["benefit"]

"""Payouts, death benefits, recorded cases, corrections: exact to the rupiah, harmless when repeated."""

import random
from datetime import date

import pytest
from claims_world import CASHIER, HEAD, OFFICER, RELEASER, World, at, balance_of

from lindung.base.db import scalar
from lindung.claims import checks, queries
from lindung.claims import services as claims
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim, Decision, PaymentOrder
from lindung.claims.payout_file import payout_file
from lindung.coverage import services as coverage
from lindung.ledger.chart import Acc
from lindung.registry.models import Relative

DAY = date(2021, 12, 15)
PAPERS = frozenset({"CARD", "ID", "FAMILY_CARD", "REFERENCE_LETTER"})
DEATH_PAPERS = frozenset({"CARD", "DEATH_CERTIFICATE", "HEIR_CERTIFICATE", "HEIR_ID", "FAMILY_CARD", "BANK_BOOK"})
FAMILY = (claims.Kin("SPOUSE", "Istri Contoh"), claims.Kin("CHILD", "Anak Contoh"), claims.Kin("PARENT", "Ibu Contoh"))


def refused(code: str) -> "pytest.RaisesExc":
    return pytest.raises(ClaimRefused, check=lambda error: error.code == code)


def hold() -> None:
    assert [p.as_dict() for p in checks.proofs() if not p.holds] == []


def awarded(world: World, person: int, day: date = DAY) -> int:
    """A JHT claim awarded on a day; its id."""
    receipt = claims.submit_jht(claims.NewClaim(person, "RESIGNED", shown=PAPERS, at=at(day)))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(day))
    claims.approve(made.decision_id, HEAD, at=at(day))
    return receipt.claim_id


def sent(world: World, day: date = DAY) -> list[PaymentOrder]:
    batch = claims.make_payout_batch(world.office, day, CASHIER)
    claims.release_payout_batch(batch.id, RELEASER, at=at(day))
    return list(PaymentOrder.objects.filter(batch=batch).order_by("id"))


def paid(order: PaymentOrder, day: date = DAY) -> claims.Answer:
    return claims.Answer(claims.order_reference(order.id), "PAID", f"BANK{order.id}", day)


def failed(order: PaymentOrder, day: date = DAY) -> claims.Answer:
    return claims.Answer(claims.order_reference(order.id), "FAILED", "", day, "rekening tutup")


def test_a_payment_answered_in_the_afternoon_of_its_release_ends_the_history_and_the_clocks(world: World) -> None:
    receipt = claims.submit_jht(claims.NewClaim(world.leaver(), "RESIGNED", shown=PAPERS, at=at(DAY, 13)))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY, 14))
    claims.approve(made.decision_id, HEAD, at=at(DAY, 14))
    batch = claims.make_payout_batch(world.office, DAY, CASHIER)
    claims.release_payout_batch(batch.id, RELEASER, at=at(DAY, 15))
    order = PaymentOrder.objects.get(batch=batch)
    claims.take_bank_answers([paid(order)], CASHIER, at=at(DAY, 16))
    seen = queries.case(receipt.claim_id)
    assert [step.kind for step in seen.steps][:2] == ["SUBMITTED", "COMPLETE"]
    assert [step.kind for step in seen.steps][-2:] == ["RELEASED", "PAID"]
    later = queries.clocks(receipt.claim_id, at(date(2021, 12, 29)))
    assert (later.total.days, later.with_us.days) == (0, 0)


def test_batch_needs_two_people_and_something_to_pay(world: World) -> None:
    with refused("batch_empty"):
        claims.make_payout_batch(world.office, DAY, CASHIER)
    awarded(world, world.leaver())
    batch = claims.make_payout_batch(world.office, DAY, CASHIER)
    with refused("maker_releases"):
        claims.release_payout_batch(batch.id, CASHIER)
    with refused("batch_not_released"):
        payout_file(batch.id)
    claims.release_payout_batch(batch.id, RELEASER)
    lines = payout_file(batch.id).decode().splitlines()
    assert lines[0].startswith("referensi,bank,rekening") and len(lines) == 3
    assert lines[1].split(",")[4] == "3420000" and lines[2].split(",")[:5] == [
        "TOTAL",
        batch.number,
        "1",
        "",
        "3420000",
    ]
    assert payout_file(batch.id).decode().splitlines() == lines
    with refused("batch_empty"):
        claims.make_payout_batch(world.office, DAY, CASHIER)
    hold()


def test_failed_then_repeated_on_another_account(world: World) -> None:
    person = world.leaver()
    claim_id = awarded(world, person)
    (order,) = sent(world)
    result = claims.take_bank_answers([failed(order)], CASHIER)
    assert (result.taken, result.failed) == (1, 1)
    claim = Claim.objects.get(id=claim_id)
    assert (claim.status, claim.outcome, claim.move) == ("ON_HOLD", "", "CLAIMANT")
    assert "rekening tutup" in queries.case(claim_id).why["id"]
    assert balance_of(Acc.RETURNED_PAYMENTS) == -3_420_000 and balance_of(Acc.JHT_PAYABLE) == 0
    hold()
    new = world.account(person, "Siti Contoh", on=DAY)
    with refused("account_cooling"):
        claims.retry_order(order.id, new, CASHIER, on=DAY)
    with refused("account_foreign"):
        claims.retry_order(order.id, world.account(world.person("Lain"), "Lain"), CASHIER, on=DAY)
    again = claims.retry_order(order.id, new, CASHIER, vouch=True, on=DAY)
    assert again.vouched_by == CASHIER and again.replaces_id == order.id
    with refused("order_repeated"):
        claims.retry_order(order.id, new, CASHIER, vouch=True, on=DAY)
    (second,) = sent(world)
    assert second.id == again.id
    claims.take_bank_answers([failed(second)], CASHIER)  # a second failure books nothing new
    assert balance_of(Acc.RETURNED_PAYMENTS) == -3_420_000
    hold()
    third = claims.retry_order(second.id, new, CASHIER, vouch=True, on=DAY)
    sent(world)
    claims.take_bank_answers([paid(third)], CASHIER)
    claim.refresh_from_db()
    assert (claim.status, claim.outcome) == ("COMPLETED", "PAID")
    assert balance_of(Acc.RETURNED_PAYMENTS) == 0 and balance_of(Acc.CASH_OUT) == -3_420_000
    hold()
    with refused("order_not_failed"):
        claims.retry_order(third.id, new, CASHIER)


def test_reversal_reopens_the_claim(world: World) -> None:
    claim_id = awarded(world, world.leaver())
    (order,) = sent(world)
    with refused("order_not_paid"):
        claims.reverse_payment(order.id, "salah", CASHIER)
    claims.take_bank_answers([paid(order)], CASHIER)
    claims.reverse_payment(order.id, "ditarik bank", CASHIER, on=DAY)
    claims.reverse_payment(order.id, "ditarik bank", CASHIER, on=DAY)
    claim = Claim.objects.get(id=claim_id)
    assert (claim.status, claim.move) == ("ON_HOLD", "CLAIMANT")
    assert balance_of(Acc.CASH_OUT) == 0 and balance_of(Acc.RETURNED_PAYMENTS) == -3_420_000
    hold()


def test_any_order_and_repetition_of_answers_gives_the_same_books(world: World) -> None:
    for n in range(6):
        awarded(world, world.leaver(f"Peserta {n}", amount=1_000_000 + n))
    orders = sent(world)
    answers = [paid(o) if n % 3 else failed(o) for n, o in enumerate(orders)]
    shuffled = answers * 3
    random.Random(7).shuffle(shuffled)
    first = claims.take_bank_answers(shuffled[:7], CASHIER)
    second = claims.take_bank_answers(shuffled, CASHIER)
    assert (first.taken + second.taken, second.refused) == (6, ())
    assert first.taken + first.repeated == 7 and second.taken + second.repeated == 18
    assert balance_of(Acc.CASH_OUT) == -sum(o.amount for n, o in enumerate(orders) if n % 3)
    hold()


def test_answers_that_cannot_be_are_listed(world: World) -> None:
    awarded(world, world.leaver())
    (order,) = sent(world)
    good = paid(order)
    bad = [
        claims.Answer("XX1", "PAID", "b", DAY),
        claims.Answer(claims.order_reference(10**9), "PAID", "b", DAY),
        claims.Answer(good.reference, "MAYBE", "b", DAY),
        claims.Answer(good.reference, "PAID", "", DAY),
        claims.Answer(good.reference, "PAID", "b", date(2030, 1, 1)),
    ]
    result = claims.take_bank_answers([*bad, good], CASHIER, on=DAY)
    assert (result.taken, len(result.refused), result.repeated) == (1, 5, 0)
    assert all(indonesian and english for _, indonesian, english in result.refused)
    contradiction = claims.take_bank_answers([failed(order)], CASHIER)
    assert (contradiction.taken, len(contradiction.refused)) == (0, 1)
    hold()


def test_a_claim_is_paid_only_when_all_its_payees_are(world: World) -> None:
    person, report = death(world)
    for relative in Relative.objects.filter(person_id=person).exclude(kind="PARENT"):
        if relative.kind == "SPOUSE":
            world.account(person, relative.name, relative=relative.id)
    claim_id = report.claims[0].claim_id
    made = claims.propose(claim_id, OFFICER, at=at(DAY))
    done = claims.approve(made.decision_id, HEAD, at=at(DAY))
    assert (done.orders, done.without_account) == (1, ("Anak Contoh",))
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))
    claim = Claim.objects.get(id=claim_id)
    assert (claim.status, claim.outcome, claim.move) == ("ON_HOLD", "PARTLY_PAID", "CLAIMANT")
    assert "Anak Contoh" in queries.case(claim_id).why["id"]
    child = Relative.objects.get(person_id=person, kind="CHILD")
    world.account(person, child.name, relative=child.id)
    assert claims.order_rest(claim_id, by=OFFICER) == 1
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))
    claim.refresh_from_db()
    assert (claim.status, claim.outcome) == ("COMPLETED", "PAID")
    hold()


def death(world: World, died: date = date(2021, 12, 13), **more: object) -> tuple[int, claims.DeathReport]:
    person = world.person("Almarhum Contoh")
    world.spell(person, date(2020, 1, 1))
    report = claims.report_death(
        "Istri Contoh",
        "SPOUSE",
        person,
        died,
        **({"relatives": FAMILY, "shown": DEATH_PAPERS, "at": at(DAY), "client_key": f"d{person}"} | more),
    )
    return person, report


def test_a_death_opens_everything_at_once(world: World) -> None:
    person = world.person("Almarhum Contoh")
    world.spell(person, date(2020, 1, 1))
    world.money(person, 5_000_000, date(2021, 10, 1), date(2021, 12, 1))
    begun = claims.submit_jht(claims.NewClaim(person, "RESIGNED", shown=PAPERS, insist=True, at=at(date(2021, 12, 10))))
    report = claims.report_death(
        "Istri Contoh",
        "SPOUSE",
        person,
        date(2021, 12, 13),
        relatives=FAMILY,
        shown=DEATH_PAPERS,
        at=at(DAY),
        client_key="d",
    )
    assert report.covered and [c.number[:3] for c in report.claims] == ["JKM", "JHT"]
    assert report.claims[0].due_on == date(2021, 12, 20)  # three working days
    assert report.shares == (("Istri Contoh", "SPOUSE", 21_000_000), ("Anak Contoh", "CHILD", 21_000_000))
    assert {f.programme for f in report.found} == {"JKM", "JHT"}
    assert Claim.objects.get(id=begun.claim_id).outcome == "WITHDRAWN"
    again = claims.report_death(
        "Istri Contoh", "SPOUSE", person, date(2021, 12, 13), relatives=FAMILY, at=at(DAY), client_key="d"
    )
    assert [c.number for c in again.claims] == [c.number for c in report.claims] and not again.new
    jht = claims.propose(report.claims[1].claim_id, OFFICER, at=at(DAY))
    parts = Decision.objects.get(id=jht.decision_id).parts.order_by("id").values_list("payee_name", "amount")
    assert list(parts) == [("Istri Contoh", 2_500_000), ("Anak Contoh", 2_500_000)]
    claims.withdraw(report.claims[0].claim_id)
    claims.withdraw(report.claims[1].claim_id)
    with refused("death_known"):  # nothing stands to keep the other date with
        claims.report_death("X", "CHILD", person, date(2021, 12, 1), at=at(DAY))
    with refused("future_day"):
        claims.report_death("X", "CHILD", world.leaver(), date(2022, 1, 1), at=at(DAY))
    with refused("nothing_found"):
        claims.report_death("X", "CHILD", world.person("Tanpa Kerja"), date(2021, 12, 1), at=at(DAY))


def test_an_exit_reported_in_the_month_of_death_cancels_nothing(world: World) -> None:
    person = world.person("Almarhum Contoh")
    spell = world.spell(person, date(2020, 1, 1))
    coverage.leave(spell, date(2021, 12, 20 - 6), "RESIGNED", source="laporan upah")  # HR deactivates on the 14th
    report = claims.report_death(
        "Istri", "SPOUSE", person, date(2021, 12, 13), relatives=FAMILY, shown=DEATH_PAPERS, at=at(DAY)
    )
    assert report.covered
    made = claims.propose(report.claims[0].claim_id, OFFICER, at=at(DAY))
    assert (made.kind, made.net) == ("AWARD", 42_000_000)


def test_not_covered_on_the_day_is_rejected_with_its_article(world: World) -> None:
    person = world.leaver(stop=date(2021, 6, 30))
    report = claims.report_death(
        "Istri", "SPOUSE", person, date(2021, 12, 13), relatives=FAMILY, shown=DEATH_PAPERS, at=at(DAY)
    )
    assert not report.covered
    jkm = next(c for c in report.claims if c.number.startswith("JKM"))
    made = claims.propose(jkm.claim_id, OFFICER, at=at(DAY))
    assert made.kind == "REJECT"
    assert Decision.objects.get(id=made.decision_id).reasons[0]["article"] == "PP 44/2015 Pasal 34"
    work, _ = death(world, work_accident=True)
    assert not Claim.objects.filter(person_id=work, programme="JKM").exists()


def test_funeral_part_first(world: World) -> None:
    person, report = death(world, shown=frozenset({"DEATH_CERTIFICATE"}))
    for relative in Relative.objects.filter(person_id=person):
        world.account(person, relative.name, relative=relative.id)
    claim_id = report.claims[0].claim_id
    with refused("file_incomplete"):
        claims.propose(claim_id, OFFICER, at=at(DAY))
    first = claims.propose(claim_id, OFFICER, only=("FUNERAL",), at=at(DAY))
    assert first.net == 10_000_000
    claims.approve(first.decision_id, HEAD, at=at(DAY))
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))
    claim = Claim.objects.get(id=claim_id)
    assert (claim.status, claim.outcome) == ("IN_PROGRESS", "PARTLY_PAID")
    told = queries.explain(first.decision_id)
    assert told and told.rest == 32_000_000 and told.same
    claims.complete_file(claim_id, by=OFFICER, at=at(DAY))
    rest = claims.propose(claim_id, OFFICER, at=at(DAY))
    assert rest.net == 32_000_000
    claims.approve(rest.decision_id, HEAD, at=at(DAY))
    with refused("nothing_left"):
        claims.propose(claim_id, OFFICER, at=at(DAY))
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))
    claim.refresh_from_db()
    assert (claim.status, claim.outcome) == ("COMPLETED", "PAID")
    hold()


def test_paid_late_the_fee_comes_by_itself(world: World) -> None:
    person, report = death(world)
    for relative in Relative.objects.filter(person_id=person):
        world.account(person, relative.name, relative=relative.id)
    claim_id = report.claims[0].claim_id
    made = claims.propose(claim_id, OFFICER, at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    orders = sent(world)
    late = date(2021, 12, 23)  # due on the 20th: three days late
    assert queries.case(claim_id, at(late)).late_fee == 1_260_000
    result = claims.take_bank_answers([paid(o, late) for o in orders], CASHIER, on=late, at=at(late))
    assert result.fees == 1
    claim = Claim.objects.get(id=claim_id)
    assert (claim.status, claim.outcome) == ("IN_PROGRESS", "PARTLY_PAID")
    fee = Decision.objects.get(claim_id=claim_id, status="PROPOSED")
    assert (fee.gross, list(fee.parts.values_list("component", "amount"))) == (
        1_260_000,
        [("LATE_FEE", 630_000), ("LATE_FEE", 630_000)],
    )
    told = queries.explain(fee.id)
    assert told and told.same and told.traces[0]["formula"] == "jkm.late_fee"
    with refused("same_person"):
        claims.approve(fee.id, CASHIER)
    claims.approve(fee.id, HEAD, at=at(late))
    claims.take_bank_answers([paid(o, late) for o in sent(world, late)], CASHIER, on=late, at=at(late))
    claim.refresh_from_db()
    assert (claim.status, claim.outcome) == ("COMPLETED", "PAID")
    hold()


def test_nobody_inherits_who_buried_is_paid(world: World) -> None:
    person, _ = death(
        world,
        relatives=(),
        burier="Tetangga Contoh",
        client_key="n",
        shown=frozenset({"CARD", "DEATH_CERTIFICATE", "FUNERAL_PROOF"}),
    )
    world.account(person, "Tetangga Contoh")
    claim = Claim.objects.get(person_id=person, programme="JKM")
    made = claims.propose(claim.id, OFFICER, at=at(DAY))
    assert made.net == 10_000_000
    assert claims.approve(made.decision_id, HEAD, at=at(DAY)).orders == 1
    hold()


def test_recorded_cases_take_the_same_road(world: World) -> None:
    person = world.person("Pekerja Contoh")
    world.account(person, "Pekerja Contoh")
    case = claims.Recorded(
        "JKM",
        "SCHOLARSHIP",
        person,
        {"SCHOLARSHIP": 3_000_000},
        date(2021, 7, 1),
        units=2,
        unit="CHILD",
        at=at(DAY),
        client_key="r",
    )
    receipt = claims.record_claim(case)
    assert claims.record_claim(case).number == receipt.number
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    told = queries.explain(made.decision_id)
    assert told and told.recorded and told.traces == () and told.net == 3_000_000
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))
    claim = Claim.objects.get(id=receipt.claim_id)
    assert (claim.outcome, claim.units, claim.unit) == ("PAID", 2, "CHILD")
    hold()
    for wrong, code in (
        ({"programme": "JKP"}, "no_fund_account"),
        ({"programme": "JHT"}, "no_fund_account"),
        ({"components": {}}, "components_empty"),
        ({"components": {"WAGE": 0}}, "components_empty"),
        ({"unit": "HOUSE"}, "unit_unknown"),
        ({"person_id": 10**9}, "no_person"),
    ):
        fields = {**case.__dict__, "client_key": None} | wrong
        with refused(code):
            claims.record_claim(claims.Recorded(**fields))


def test_jp_is_taken_from_what_the_member_paid_in(world: World) -> None:
    from lindung.ledger.services import Member, post

    person = world.person("Pensiunan Contoh")
    world.account(person, "Pensiunan Contoh")
    post(
        "TEST", "jp", date(2021, 12, 1), world.office, {Acc.JP_OPENING: 700_000, Acc.JP_MEMBERS: -700_000},
        [Member(person, Acc.JP_MEMBERS, "OPENING", date(2021, 12, 1), 700_000)],
    )  # fmt: skip
    receipt = claims.record_claim(
        claims.Recorded("JP", "REFUND", person, {"REFUND": 1_000_000}, date(2021, 12, 1), at=at(DAY))
    )
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    assert (balance_of(Acc.JP_MEMBERS), balance_of(Acc.JP_BENEFIT), balance_of(Acc.JP_PAYABLE)) == (
        0,
        300_000,
        -1_000_000,
    )
    hold()


def test_cooling_account_waits_unless_the_branch_vouches(world: World) -> None:
    person = world.leaver()
    world.account(person, "Siti Contoh", on=DAY)  # a change: cools off
    awarded(world, person)
    with refused("batch_empty"):
        claims.make_payout_batch(world.office, DAY, CASHIER)
    order = PaymentOrder.objects.get(person_id=person)
    assert [c["id"] for c in queries.waiting_payments([world.office], DAY)["cooling"]] == [order.id]
    with refused("reason_needed"):
        claims.vouch_order(order.id, HEAD, "")
    claims.vouch_order(order.id, HEAD, "pemilik datang dengan KTP")
    assert claims.make_payout_batch(world.office, DAY, CASHIER).orders == 1


def test_payments_name_only_the_last_digits(world: World) -> None:
    claim_id = awarded(world, world.leaver())
    (order,) = sent(world)
    shown = queries.case(claim_id)
    assert shown and shown.payments[0].account == "••••" + order.account_number[-4:]
    assert order.account_number not in str(shown)
    assert queries.batch_lines(order.batch_id)[0]["reference"] == claims.order_reference(order.id)
    assert queries.batches([world.office])[0]["orders"] == 1
    assert scalar("select count(*) from claims_claimevent where claim_id = %s and kind = 'RELEASED'", [claim_id]) == 1

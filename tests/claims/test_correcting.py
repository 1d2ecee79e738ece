"""A decided claim corrected by two people: the rest is paid, what was too much stands as owed, the books agree."""

from datetime import date

import pytest
from claims_world import CASHIER, HEAD, OFFICER, RELEASER, World, at, balance_of
from test_claims_money import DAY, FAMILY, death, hold, paid, refused, sent

from lindung.claims import queries
from lindung.claims import services as claims
from lindung.claims.models import Claim, Decision, Overpayment, PaymentOrder
from lindung.interop.outbox import decision_letter
from lindung.ledger.chart import Acc
from lindung.registry import services as registry
from lindung.registry.models import Relative
from lindung.registry.services import Proof

WHY = "Akta kelahiran 12 tahun 2010"


def accounts(world: World, person: int) -> None:
    for relative in Relative.objects.filter(person_id=person).filter(accounts__isnull=True):
        world.account(person, relative.name, relative=relative.id)


def award(world: World, person: int, claim_id: int) -> None:
    accounts(world, person)
    made = claims.propose(claim_id, OFFICER, at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))


def pay(world: World) -> None:
    claims.take_bank_answers([paid(o) for o in sent(world)], CASHIER, at=at(DAY))


def correct(claim_id: int, **more: object) -> claims.Approved:
    made = claims.propose_claim_correction(claim_id, OFFICER, WHY, at=at(DAY), **more)
    return claims.approve(made.decision_id, HEAD, at=at(DAY))


def orders(claim_id: int) -> list[tuple[str, int, str]]:
    return list(
        PaymentOrder.objects.filter(claim_id=claim_id).order_by("id").values_list("payee_name", "amount", "status")
    )


def test_a_new_heir_after_the_payment_is_paid_and_the_others_owe_back(world: World) -> None:
    person, first = death(world)
    claim_id = first.claims[0].claim_id
    award(world, person, claim_id)
    pay(world)
    with refused("correction_same"):
        claims.propose_claim_correction(claim_id, OFFICER, WHY)
    registry.add_relative(person, "CHILD", "Anak Kedua")
    accounts(world, person)
    shown = queries.correction_preview(claim_id)
    assert {p.name: p.rest for p in shown.payees} == {
        "Istri Contoh": -7_000_000, "Anak Contoh": -7_000_000, "Anak Kedua": 14_000_000,
    }  # fmt: skip
    with refused("reason_needed"):
        claims.propose_claim_correction(claim_id, OFFICER, " ")
    made = claims.propose_claim_correction(claim_id, OFFICER, WHY, at=at(DAY))
    assert (made.gross, made.net) == (0, 0) and Claim.objects.get(id=claim_id).outcome == "PAID"
    with refused("already_proposed"):
        claims.propose_claim_correction(claim_id, OFFICER, WHY)
    with refused("same_person"):
        claims.approve(made.decision_id, OFFICER)
    assert not Overpayment.objects.exists()
    done = claims.approve(made.decision_id, HEAD, at=at(DAY))
    assert (done.orders, done.without_account) == (1, ())
    assert dict(Overpayment.objects.values_list("payee_name", "amount")) == {
        "Istri Contoh": 7_000_000, "Anak Contoh": 7_000_000,
    }  # fmt: skip
    assert (balance_of(Acc.JKM_OVERPAID), balance_of(Acc.JKM_PAYABLE)) == (14_000_000, -14_000_000)
    assert balance_of(Acc.JKM_BENEFIT) == 42_000_000
    assert (Claim.objects.get(id=claim_id).status, Claim.objects.get(id=claim_id).outcome) == (
        "IN_PROGRESS",
        "PARTLY_PAID",
    )
    hold()
    pay(world)
    assert Claim.objects.get(id=claim_id).outcome == "PAID" and balance_of(Acc.CASH_OUT) == -56_000_000
    hold()
    told = queries.explain(made.decision_id)
    assert told.same and told.deviation == WHY
    assert sum(c.after for c in told.correction if c.name == "Anak Kedua") == 14_000_000
    assert sum(c.before for c in told.correction) == sum(c.after for c in told.correction) == 42_000_000
    assert queries.overpaid_by(claim_id) == [
        {"name": "Anak Contoh", "amount": 7_000_000},
        {"name": "Istri Contoh", "amount": 7_000_000},
    ]
    # it was no child after all: the new one owes, the receivables of the others are gone and nothing is paid twice
    registry.change_relative(Relative.objects.get(name="Anak Kedua").pk, died_on=date(2020, 1, 1))
    correct(claim_id)
    assert balance_of(Acc.JKM_OVERPAID) == 14_000_000
    assert queries.overpaid_by(claim_id) == [{"name": "Anak Kedua", "amount": 14_000_000}]
    assert len(orders(claim_id)) == 3 and Claim.objects.get(id=claim_id).outcome == "PAID"
    hold()


def test_before_the_payment_the_old_orders_are_void(world: World) -> None:
    person, first = death(world)
    claim_id = first.claims[0].claim_id
    award(world, person, claim_id)
    told = claims.report_death("Anak Lain", "CHILD", person, date(2021, 12, 13), client_key="lain", at=at(DAY))
    claims.answer_report(told.later.id, "HEIR", "Akta 7", OFFICER, at=at(DAY))
    with refused("batch_empty"):  # held until the decision knows the new heir
        claims.make_payout_batch(world.office, DAY, CASHIER)
    accounts(world, person)
    assert correct(claim_id).orders == 3
    assert sorted(orders(claim_id)) == sorted(
        [("Anak Contoh", 21_000_000, "VOID"), ("Istri Contoh", 21_000_000, "VOID")]
        + [(name, 14_000_000, "WAITING") for name in ("Anak Contoh", "Anak Lain", "Istri Contoh")]
    )
    assert not Overpayment.objects.exists()
    pay(world)
    assert Claim.objects.get(id=claim_id).outcome == "PAID" and balance_of(Acc.CASH_OUT) == -42_000_000
    hold()


def test_an_heir_without_an_account_is_waited_for(world: World) -> None:
    person, first = death(world)
    claim_id = first.claims[0].claim_id
    award(world, person, claim_id)
    pay(world)
    registry.add_relative(person, "CHILD", "Anak Kedua")
    assert correct(claim_id).without_account == ("Anak Kedua",)
    claim = Claim.objects.get(id=claim_id)
    assert (claim.status, claim.move) == ("ON_HOLD", "CLAIMANT")
    accounts(world, person)
    assert claims.order_rest(claim_id, by=OFFICER) == 1 and claims.order_rest(claim_id, by=OFFICER) == 0
    pay(world)
    assert Claim.objects.get(id=claim_id).outcome == "PAID"
    hold()


def test_while_a_payment_is_at_the_bank_nothing_is_corrected(world: World) -> None:
    person, first = death(world)
    claim_id = first.claims[0].claim_id
    award(world, person, claim_id)
    batch = claims.make_payout_batch(world.office, DAY, CASHIER)
    registry.add_relative(person, "CHILD", "Anak Kedua")
    with refused("payment_at_bank"):
        claims.propose_claim_correction(claim_id, OFFICER, WHY)
    claims.release_payout_batch(batch.id, RELEASER, at=at(DAY))
    with refused("payment_at_bank"):
        claims.propose_claim_correction(claim_id, OFFICER, WHY)
    waiting = list(PaymentOrder.objects.order_by("id"))
    claims.take_bank_answers(
        [paid(waiting[0]), claims.Answer(claims.order_reference(waiting[1].id), "FAILED", "", DAY, "tutup")], CASHIER,
        at=at(DAY),
    )  # fmt: skip
    accounts(world, person)
    assert correct(claim_id).orders == 2  # the failed one is void and comes back as what is due
    assert balance_of(Acc.RETURNED_PAYMENTS) == 0 and balance_of(Acc.JKM_OVERPAID) == 7_000_000
    pay(world)
    assert Claim.objects.get(id=claim_id).outcome == "PAID"
    hold()


def test_facts_that_move_between_the_two_people_stop_the_second(world: World) -> None:
    person, first = death(world)
    claim_id = first.claims[0].claim_id
    award(world, person, claim_id)
    pay(world)
    registry.add_relative(person, "CHILD", "Anak Kedua")
    made = claims.propose_claim_correction(claim_id, OFFICER, WHY)
    registry.add_relative(person, "CHILD", "Anak Ketiga")
    with refused("facts_changed"):
        claims.approve(made.decision_id, HEAD)
    claims.send_back(made.decision_id, HEAD, "masih ada anak lain")
    claim = Claim.objects.get(id=claim_id)
    assert (claim.status, claim.outcome) == ("COMPLETED", "PAID")  # what was decided stands
    assert [d.status for d in Decision.objects.filter(claim_id=claim_id).order_by("version")] == [
        "APPROVED",
        "SENT_BACK",
    ]
    hold()


def test_a_date_that_was_wrong_changes_the_benefit(world: World) -> None:
    person, first = death(world)
    claim_id = first.claims[0].claim_id
    award(world, person, claim_id)
    pay(world)
    change = claims.propose_person_change(
        person, {"died_on": date(2019, 11, 30)}, Proof("DEATH_CERTIFICATE", "3514-KM-2"), "Tanggal keliru", OFFICER
    )
    claims.accept_person_change(change.pk, HEAD)
    shown = queries.correction_preview(claim_id)
    assert shown.problem is None and {p.rest for p in shown.payees} <= {-21_000_000, -9_000_000}
    correct(claim_id)
    owed = sum(o["amount"] for o in queries.overpaid_by(claim_id))
    assert balance_of(Acc.JKM_OVERPAID) == owed > 0 and balance_of(Acc.JKM_BENEFIT) == 42_000_000 - owed
    hold()


def test_nobody_died_all_of_it_is_owed_back_and_a_later_death_is_a_new_one(world: World) -> None:
    person, first = death(world)
    claim_id = first.claims[0].claim_id
    award(world, person, claim_id)
    pay(world)
    change = claims.propose_person_change(
        person, {"died_on": None}, Proof("CIVIL_REGISTRY", "470/1"), "Masih hidup", OFFICER
    )
    claims.accept_person_change(change.pk, HEAD)
    correct(claim_id)
    assert balance_of(Acc.JKM_OVERPAID) == 42_000_000 and balance_of(Acc.JKM_BENEFIT) == 0
    assert Claim.objects.get(id=claim_id).outcome == "REJECTED"
    again = claims.report_death("Istri Contoh", "SPOUSE", person, date(2021, 12, 14), client_key="baru", at=at(DAY))
    assert len(again.claims) == 1
    hold()


def test_savings_are_shared_anew_and_their_sum_stays(world: World) -> None:
    person = world.person("Almarhum Contoh")
    world.spell(person, date(2020, 1, 1))
    world.money(person, 6_000_000, date(2021, 10, 1), date(2021, 12, 1))
    first = claims.report_death(
        "Istri Contoh", "SPOUSE", person, date(2021, 12, 13), relatives=FAMILY, client_key="d", at=at(DAY)
    )
    jht = next(c.claim_id for c in first.claims if c.number.startswith("JHT"))
    claims.complete_file(jht, by=OFFICER, at=at(DAY))
    award(world, person, jht)
    pay(world)
    registry.add_relative(person, "CHILD", "Anak Kedua")
    accounts(world, person)
    correct(jht)
    assert (balance_of(Acc.JHT_OVERPAID), balance_of(Acc.JHT_PAYABLE)) == (2_000_000, -2_000_000)
    hold()
    pay(world)
    assert Claim.objects.get(id=jht).outcome == "PAID"
    hold()


def test_the_members_own_savings_are_not_corrected_here(world: World) -> None:
    from test_claims_money import awarded

    claim_id = awarded(world, world.leaver())
    with refused("correction_savings"):
        claims.propose_claim_correction(claim_id, OFFICER, WHY)


def case(world: World, amount: int = 3_000_000) -> tuple[int, int]:
    person = world.person("Pekerja Contoh")
    world.account(person, "Pekerja Contoh")
    made = claims.record_claim(
        claims.Recorded(
            "JKK", "WORK_ACCIDENT", person, {"CARE": amount, "WAGE": 500_000}, date(2021, 12, 1), at=at(DAY)
        )
    )
    return person, made.claim_id


@pytest.mark.parametrize(
    ("entered", "rest", "owed"),
    [
        ({"CARE": 3_400_000, "WAGE": 500_000}, 400_000, 0),
        ({"CARE": 3_000_000, "WAGE": 200_000}, 0, 300_000),
        ({"CARE": 3_000_000, "WAGE": 500_000, "TRANSPORT": 100_000}, 100_000, 0),
    ],
)
def test_a_recorded_case_is_entered_again(world: World, entered: dict[str, int], rest: int, owed: int) -> None:
    person, claim_id = case(world)
    with refused("correction_none"):
        claims.propose_claim_correction(claim_id, OFFICER, WHY, components=entered)
    award(world, person, claim_id)
    pay(world)
    with refused("correction_same"):
        claims.propose_claim_correction(claim_id, OFFICER, WHY, components={"CARE": 3_000_000, "WAGE": 500_000})
    for wrong in ({"CARE": -1}, {"GOLD": 5}):
        with refused("components_empty"):
            claims.propose_claim_correction(claim_id, OFFICER, WHY, components=wrong)
    correct(claim_id, components=entered)
    assert balance_of(Acc.JKK_OVERPAID) == owed and balance_of(Acc.JKK_PAYABLE) == -rest
    assert balance_of(Acc.JKK_BENEFIT) == sum(entered.values())
    if rest:
        pay(world)
    assert Claim.objects.get(id=claim_id).outcome == "PAID"
    hold()


def test_what_the_law_computes_is_never_typed(world: World) -> None:
    person, first = death(world)
    award(world, person, first.claims[0].claim_id)
    with refused("amounts_computed"):
        claims.propose_claim_correction(first.claims[0].claim_id, OFFICER, WHY, components={"LUMP_SUM": 99})
    with refused("no_claim"):
        claims.propose_claim_correction(10**9, OFFICER, WHY)


def test_the_letter_says_what_was_and_what_is(world: World) -> None:
    person, claim_id = case(world)
    award(world, person, claim_id)
    pay(world)
    done = correct(claim_id, components={"CARE": 3_400_000, "WAGE": 500_000})
    content = str(decision_letter(done.decision_id, "en").content)
    assert f"Correction of the decision on claim {Claim.objects.get(id=claim_id).number}" in content
    assert WHY in content and "Rp3,400,000" in content and "Rp400,000" in content


def test_labelled_corrections_need_two(world: World) -> None:
    def ask(programme: str = "JKK", amount: int = 1_234, one: str = "Selisih", two: str = "Difference", key: str = "c"):
        return claims.propose_correction(programme, world.office, DAY, amount, one, two, OFFICER, key=key)

    made = ask()
    assert ask().pk == made.pk and balance_of(Acc.JKK_PAYABLE) == 0  # proposed is not booked
    with refused("key_reused"):
        ask(amount=5)
    with refused("same_person"):
        claims.decide_correction(made.pk, OFFICER)
    assert claims.decide_correction(made.pk, HEAD).correction.amount == 1_234
    assert balance_of(Acc.JKK_PAYABLE) == -1_234
    for code in ("not_proposed",):
        with refused(code):
            claims.decide_correction(made.pk, HEAD)
    with refused("no_correction"):
        claims.decide_correction(10**9, HEAD)
    no = ask("JHT", -5, key="d")
    assert claims.decide_correction(no.pk, HEAD, refuse="tanpa bukti").correction is None
    assert [c["state"] for c in queries.corrections([world.office])] == ["REFUSED", "APPROVED"]
    for arguments, code in (
        (("JKP", 5, "a", "b"), "no_fund_account"),
        (("JKK", 0, "a", "b"), "correction_zero"),
        (("JKK", 5, " ", "b"), "label_needed"),
    ):
        with refused(code):
            ask(*arguments)
    hold()

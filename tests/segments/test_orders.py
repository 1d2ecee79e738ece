"""Orders: one exact receipt settles one whole order; all other money waits, seen and named."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from segment_world import COUNTER, DAY, TODAY, World, prove

from lindung.base.db import run, scalar
from lindung.contributions import codes
from lindung.contributions import queries as contributions
from lindung.contributions import services as money
from lindung.contributions.errors import ContributionRefused
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc
from lindung.segments import checks, queries, services
from lindung.segments.errors import REASONS, SegmentRefused
from lindung.segments.models import OrderEvent
from lindung.segments.services import Line, NewOrder

pytestmark = pytest.mark.django_db
DEC = date(2021, 12, 1)
JAN = date(2022, 1, 1)


def lines(*people: int) -> list[Line]:
    return [Line(p, DEC, 1_000_000, 10_000, 6_800, 20_000) for p in people]


def test_the_exact_amount_settles_an_order_whole(world: World) -> None:
    a, b = world.person(), world.person()
    order = world.order(*lines(a, b))
    assert (order.jkk, order.jkm, order.jht, order.total, order.people) == (20_000, 13_600, 40_000, 73_600, 2)
    paid = world.pay(order)
    assert paid.settled and paid.reason == "" and paid.order == order
    assert paid.receipt.employer_id is None and paid.receipt.matched_by == "kode iuran"
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    assert ledger.balance(Acc.CASH_IN, None, TODAY) == 73_600
    assert ledger.balance(Acc.JKK_INCOME, None, TODAY) == -20_000
    assert ledger.balance(Acc.JKM_INCOME, None, TODAY) == -13_600
    assert ledger.member_balance(a, Acc.JHT_MEMBERS, TODAY) == 20_000
    year = ledger.member_statement(b, Acc.JHT_MEMBERS, 2021)
    assert [(r["month"], r["employer_id"], r["amount"]) for r in year.rows] == [(DEC, None, 20_000)]
    found = queries.order(order.code)
    assert found is not None and (found["status"], found["ended_on"]) == ("PAID", TODAY)
    prove()


def test_codes_of_orders_are_never_codes_of_bills() -> None:
    assert codes.make_code(date(2021, 8, 1), 17) == "2108000000001748"[:14] + codes.make_code(date(2021, 8, 1), 17)[14:]
    code = codes.make_code(date(2021, 12, 1), 17, codes.ORDER)
    assert code.startswith("21320000000017") and len(code) == 16
    assert codes.is_order_code(code) and not codes.is_order_code(codes.make_code(date(2021, 12, 1), 17))
    for wrong in (code[:-1], code + "0", "x" * 16, code[:4] + "1" + code[5:], code[:14] + code[15] + code[14]):
        assert wrong == code or not codes.is_order_code(wrong)


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2015, 7, 1), date(2089, 12, 31)), st.integers(1, 10**10 - 1), st.integers(0, 15), st.integers(1, 9)
)
def test_one_wrong_digit_is_never_another_code(day: date, number: int, place: int, step: int) -> None:
    code = codes.make_code(day, number, codes.ORDER)
    digit = (int(code[place]) + step) % 10
    assert codes.is_order_code(code)
    assert not codes.is_code(code[:place] + str(digit) + code[place + 1 :])


def test_the_code_in_sql_is_the_code_in_python(world: World) -> None:
    for shift in (0, codes.ORDER):
        sql = codes.code_sql("%(day)s::date", "%(n)s::bigint", shift)
        for number in (1, 9_999_999_999, 123_456):
            assert scalar(f"select {sql}", {"day": DEC, "n": number}) == codes.make_code(DEC, number, shift)


def test_the_same_request_gives_the_same_order(world: World) -> None:
    a = world.person()
    first = world.order(*lines(a), key="sekali")
    assert world.order(*lines(a), key="sekali") == first
    with pytest.raises(SegmentRefused) as told, transaction.atomic():
        world.order(*lines(a, world.person()), key="sekali")
    assert told.value.code == "key_taken" and first.code in told.value.text("id")
    with pytest.raises(SegmentRefused) as told, transaction.atomic():
        world.order(Line(a, DEC, 0, 0, 0))
    assert told.value.code == "nothing_to_pay"
    assert queries.orders_total() == {"orders": 1, "amount": first.total}


@pytest.mark.parametrize(
    ("amount", "day", "reason"), [(-1, TODAY, "LESS"), (1, TODAY, "MORE"), (0, TODAY + 31 * DAY, "EXPIRED")]
)
def test_money_that_does_not_fit_waits_with_its_reason(world: World, amount: int, day: date, reason: str) -> None:
    order = world.order(*lines(world.person()))
    paid = world.pay(order, order.total + amount, day=day)
    assert not paid.settled and paid.reason == reason and paid.why("en") == REASONS[reason][1]
    assert ledger.balance(Acc.SUSPENSE, None, day) == -(order.total + amount)
    assert [(w["code"], w["reason"], w["rest"]) for w in queries.waiting()] == [
        (order.code, reason, order.total + amount)
    ]
    assert contributions.suspense([world.office], day)[0]["rest"] == order.total + amount
    prove()


def test_paid_twice_keeps_the_second_money_apart(world: World) -> None:
    order = world.order(*lines(world.person()))
    first = world.pay(order, reference="satu")
    assert world.pay(order, reference="satu") == first
    second = world.pay(order, reference="dua")
    assert not second.settled and second.reason == "ALREADY_PAID"
    assert queries.waiting_by_reason([world.office]) == [
        {"reason": "ALREADY_PAID", "receipts": 1, "amount": order.total}
    ]
    assert ledger.balance(Acc.JKK_INCOME, None, TODAY) == -10_000
    prove()


def test_a_cancelled_order_takes_no_money_and_a_paid_one_stays(world: World) -> None:
    order = world.order(*lines(world.person()))
    with pytest.raises(SegmentRefused) as told, transaction.atomic():
        services.cancel_order(order.pk, "  ")
    assert told.value.field == "reason"
    event = services.cancel_order(order.pk, "salah bulan")
    assert services.cancel_order(order.pk, "lagi") == event
    assert world.pay(order).reason == "CANCELLED"
    other = world.order(*lines(world.person()))
    world.pay(other)
    with pytest.raises(SegmentRefused) as told, transaction.atomic():
        services.cancel_order(other.pk, "ternyata tidak")
    assert told.value.code == "order_ended"
    with pytest.raises(SegmentRefused):
        services.cancel_order(2**40, "x")
    prove()


def test_an_unknown_code_waits_too(world: World) -> None:
    code = codes.make_code(TODAY, 424_242, codes.ORDER)
    paid = services.pay(code, "API", "tak-dikenal", 16_800, TODAY, world.office)
    assert (paid.settled, paid.order, paid.reason) == (False, None, "NO_ORDER")
    prove()


def test_money_at_another_office_goes_to_the_office_of_the_order(world: World) -> None:
    order = world.order(*lines(world.person()))
    assert world.pay(order, office=world.other).settled
    for office, cash in ((world.office, order.total), (world.other, 0)):
        assert ledger.balance(Acc.CASH_IN, [office], TODAY) == cash
        assert ledger.balance(Acc.SUSPENSE, [office], TODAY) == 0
    assert all(r["holds"] for r in contributions.daily_proof(TODAY))
    assert [r["used"] for r in contributions.daily_proof(TODAY, [world.office])] == [order.total]
    prove()


def test_a_statement_line_with_the_code_in_its_text_is_found_later(world: World) -> None:
    order = world.order(*lines(world.person()))
    money.receive(
        "STATEMENT", "baris-1", TODAY, order.total, world.other, description=f"SETOR TUNAI {order.code} SARI", on=TODAY
    )
    assert queries.order(order.code)["status"] == "OPEN"  # type: ignore[index]
    done = services.settle_waiting(TODAY)
    assert (done.orders, done.amount, done.ids) == (1, order.total, (order.pk,))
    assert services.settle_waiting(TODAY).orders == 0
    prove()


def test_what_is_used_cannot_be_used_or_given_to_an_employer_again(world: World) -> None:
    order = world.order(*lines(world.person()))
    paid = world.pay(order)
    with pytest.raises(ContributionRefused) as told, transaction.atomic():
        money.use_receipt(paid.receipt.pk, "REFUND", "k", 1, {Acc.CASH_IN: -1}, key="refund:1", on=TODAY)
    assert told.value.code == "receipt_used"
    with pytest.raises(ContributionRefused) as told, transaction.atomic():
        money.assign_receipt(paid.receipt.pk, 1)
    assert told.value.code in ("receipt_used", "no_employer")
    prove()


def test_money_given_back_leaves_suspense_and_cash(world: World) -> None:
    order = world.order(*lines(world.person()))
    more = world.pay(order, order.total + 500)
    use = money.use_receipt(
        more.receipt.pk, "REFUND", "kembali-1", more.receipt.amount, {Acc.CASH_IN: -more.receipt.amount},
        key="refund:kembali-1", on=TODAY,
    )  # fmt: skip
    again = money.use_receipt(
        more.receipt.pk, "REFUND", "kembali-1", more.receipt.amount, {Acc.CASH_IN: -more.receipt.amount},
        key="refund:kembali-1", on=TODAY,
    )  # fmt: skip
    assert use == again and queries.waiting() == []
    assert ledger.balance(Acc.CASH_IN, None, TODAY) == ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    assert contributions.suspense([world.office], TODAY) == []
    prove()


def test_an_order_without_names_has_no_jht(world: World) -> None:
    new = NewOrder(
        "JAKON", world.office, "proyek", DEC, JAN, TODAY, TODAY, TODAY + DAY, {}, sponsor="CV Uji", jkk=2_400, jkm=300,
        people=12,
    )  # fmt: skip
    order = services.make_order(new)
    assert (order.total, order.people) == (2_700, 12)
    assert world.pay(order).settled
    with pytest.raises(SegmentRefused):
        services.make_order(replace(new, client_key="lain", jkk=0, jkm=0))
    proof = next(p for p in checks.proofs() if p.id == "segments.projects")
    assert (proof.left, proof.right) == (0, 2_700), "no project asked for this money: the proof must see it"
    prove(but={"segments.projects"})


def test_when_an_order_is_paid_its_segment_is_told_once(world: World) -> None:
    from lindung.segments.services import settle

    told: list[tuple[list[int], date]] = []
    before = dict(settle._HOOKS)
    services.when_paid("SPONSORED", lambda ids, on, by: told.append((list(ids), on)))
    try:
        order = world.order(*lines(world.person()))
        world.pay(order)
        world.pay(order)
        services.settle_waiting(TODAY)
        assert told == [([order.pk], TODAY)]
    finally:
        settle._HOOKS.clear()
        settle._HOOKS.update(before)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 1), st.integers(0, 40)), min_size=1, max_size=8))
def test_whatever_comes_in_whatever_order_the_books_add_up(world: World, sent: list[tuple[int, int, int]]) -> None:
    with transaction.atomic():
        made = [world.order(*lines(world.person())) for _ in range(4)]
        settled: set[int] = set()
        for which, off, days in sent:
            order = made[which]
            day = TODAY + days * DAY
            paid = services.pay(
                order.code, "API", f"h{next(COUNTER)}", order.total + off, day, world.other, on=TODAY + 40 * DAY
            )
            fits = off == 0 and days <= 30 and order.pk not in settled
            assert paid.settled is fits
            if fits:
                settled.add(order.pk)
        assert set(OrderEvent.objects.values_list("order_id", flat=True)) & {o.pk for o in made} == settled
        assert sum(w["rest"] for w in queries.waiting()) == -ledger.balance(Acc.SUSPENSE, None, TODAY + 40 * DAY)
        prove()
        transaction.set_rollback(True)


def test_a_proof_names_what_was_tampered_with(world: World) -> None:
    order = world.order(*lines(world.person()))
    world.pay(order)
    prove()
    run(
        "insert into segments_orderline (order_id, office_id, person_id, month, item, base, jkk, jkm, jht)"
        " values (%s, %s, %s, %s, 1, 0, 0, 0, 7)",
        [order.pk, world.office, world.person(), JAN],
    )
    assert {p.id for p in checks.proofs() if not p.holds} == {"segments.lines", "segments.members"}

"""Money in, allocation, members' accounts: exact, and the same whatever the order."""

from datetime import date

import pytest
from contrib_world import AUGUST, TODAY, World, state
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung.base.db import rows, run, scalar
from lindung.contributions import checks as proofs_of
from lindung.contributions import services
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Receipt
from lindung.contributions.queries.payable import payable
from lindung.contributions.services import NewReceipt, plain
from lindung.ledger import checks as books
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc

pytestmark = pytest.mark.django_db
JULY = date(2021, 7, 1)


def prove() -> None:
    for proof in (*books.proofs(), *proofs_of.proofs()):
        assert proof.holds, proof


def test_a_full_payment_reaches_the_members(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.names[employer]
    bill = world.billed(employer, {a: 5_000_000, b: 4_290_133})
    receipt = world.pay(bill, bill.total, date(2021, 9, 10))
    assert receipt.employer_id == employer and receipt.matched_by == "kode tagihan"
    assert ledger.member_balance(a, Acc.JHT_MEMBERS, TODAY) == 285_000
    assert ledger.member_balance(b, Acc.JHT_MEMBERS, TODAY) == 158_735 + 85_803
    assert ledger.member_balance(a, Acc.JP_MEMBERS, TODAY) == 150_000
    for account in (Acc.SUSPENSE, Acc.JHT_RECEIVABLE, Acc.JHT_BILLED, Acc.JHT_PENDING, Acc.JKK_BILLED):
        assert ledger.balance(account, None, TODAY) == 0
    assert ledger.balance(Acc.CASH_IN, None, TODAY) == bill.total
    assert ledger.balance(Acc.JKP_INCOME, None, TODAY) == -(bill.jkp_from_jkk + bill.jkp_from_jkm)
    year = ledger.member_statement(a, Acc.JHT_MEMBERS, 2021)
    assert [(r["month"], r["employer_id"], r["amount"]) for r in year.rows] == [(AUGUST, employer, 285_000)]
    assert scalar("select count(*) from contributions_penalty") == 0
    prove()


def test_late_money_makes_a_penalty_once(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    world.pay(bill, 462_000, date(2021, 10, 16))  # due 15 September: one month and a day
    penalty = rows("select late_amount, months, amount from contributions_penalty")
    assert penalty == [{"late_amount": 462_000, "months": 2, "amount": 18_480}]
    assert ledger.balance(Acc.PENALTY_RECEIVABLE, None, TODAY) == 18_480
    services.allocate([employer], on=TODAY)
    assert len(rows("select 1 from contributions_penalty")) == 1
    world.pay(bill, 20_000, date(2021, 10, 20))
    assert ledger.balance(Acc.PENALTY_RECEIVABLE, None, TODAY) == 0
    assert ledger.balance(Acc.PENALTY_INCOME, None, TODAY) == -18_480
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == -1_520
    prove()


def test_partial_payments_are_exact_in_the_end(world: World) -> None:
    employer = world.employer(people=3)
    a, b, c = world.names[employer]
    bill = world.billed(employer, {a: 4_290_133, b: 3_333_333, c: 9_999_999})
    paid = 0
    for number, part in enumerate((1, 7, 100_000, 333_333, 5)):
        world.pay(bill, part, date(2021, 9, 1 + number))
        paid += part
        for person in (a, b, c):
            line = scalar("select jht_employer + jht_worker from contributions_line where person_id = %s", [person])
            assert ledger.member_balance(person, Acc.JHT_MEMBERS, TODAY) == line * paid // bill.total
        prove()
    world.pay(bill, bill.total - paid, date(2021, 9, 14))
    assert ledger.balance(Acc.JHT_PENDING, None, TODAY) == 0
    assert -ledger.balance(Acc.JHT_MEMBERS, None, TODAY) == bill.jht_employer + bill.jht_worker
    prove()


def test_replays_and_contradictions(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    first = world.pay(bill, 100_000, reference="R-1")
    before = state([employer])
    assert world.pay(bill, 100_000, reference="R-1").pk == first.pk
    assert state([employer]) == before
    with pytest.raises(ContributionRefused) as refusal, transaction.atomic():
        world.pay(bill, 100_001, reference="R-1")
    assert refusal.value.code == "receipt_differs" and "R-1" in refusal.value.text("id")
    for bad, code in ((0, "amount_positive"), (-5, "amount_positive")):
        with pytest.raises(ContributionRefused) as refusal, transaction.atomic():
            world.pay(bill, bad)
        assert refusal.value.code == code
    with pytest.raises(ContributionRefused) as refusal, transaction.atomic():
        services.receive("API", "x1", date(2022, 1, 1), 5, world.office, on=TODAY)
    assert refusal.value.code == "received_in_future"
    result = services.receive_many(
        [
            NewReceipt("API", "R-1", TODAY, 100_000, world.office),
            NewReceipt("API", "R-1", TODAY, 7, world.office),
            NewReceipt("API", "R-2", TODAY, 5, world.office),
            NewReceipt("API", "R-2", TODAY, 5, world.office),
        ],
        on=TODAY,
    )
    assert (result.new, result.repeated, len(result.conflicts)) == (1, 2, 1)


def test_unknown_money_waits_in_the_receiving_office(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    lost = services.receive(
        "TELLER", "T-9", date(2021, 9, 9), 462_000, world.other, description="setoran iuran", on=TODAY
    )
    assert lost.employer_id is None
    assert ledger.balance(Acc.SUSPENSE, [world.other], TODAY) == -462_000
    found = services.assign_receipt(lost.pk, employer, on=TODAY, by=7)
    assert services.assign_receipt(lost.pk, employer, on=TODAY, by=7).pk == found.pk
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    assert ledger.balance(Acc.CASH_IN, [world.other], TODAY) == 0
    assert ledger.balance(Acc.CASH_IN, [world.office], TODAY) == 462_000
    assert ledger.balance(Acc.JHT_RECEIVABLE, None, TODAY) == 0
    assert scalar("select sum(amount) from contributions_allocation where bill_id = %s", [bill.pk]) == 462_000
    with pytest.raises(ContributionRefused) as refusal:
        services.assign_receipt(lost.pk, world.employer(people=0), on=TODAY)
    assert refusal.value.code == "already_assigned"
    prove()


def test_the_employer_is_found_in_the_text(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    npp = scalar("select npp from registry_employer where id = %s", [employer])
    by_code = services.receive("STATEMENT", "s1", TODAY, 5, world.office, description=f"TRF/{bill.code}/BCA", on=TODAY)
    by_npp = services.receive(
        "STATEMENT", "s2", TODAY, 5, world.office, description=f"iuran npp {npp.lower()} agustus", on=TODAY
    )
    assert by_code.employer_id == by_npp.employer_id == employer
    assert by_code.matched_by == "kode tagihan dalam berita" and by_npp.matched_by == "NPP dalam berita"


def test_money_told_twice_by_the_bank_is_one_receipt(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    world.pay(bill, 462_000, TODAY, reference="FT21123456")
    line = NewReceipt("STATEMENT", "key-1", TODAY, 462_000, world.office, bill.code, "", bank_reference="FT21123456")
    assert services.receive_many([line], on=TODAY).repeated == 1
    other = NewReceipt("STATEMENT", "key-2", TODAY, 9, world.office, bill.code, "", bank_reference="FT21999999")
    assert services.receive_many([other], on=TODAY).new == 1
    assert services.receive("API", "FT21999999", TODAY, 9, world.office, on=TODAY).reference == "key-2"
    assert Receipt.objects.count() == 2


def test_money_before_the_bill_meets_it(world: World) -> None:
    employer = world.employer(people=1)
    npp = scalar("select npp from registry_employer where id = %s", [employer])
    services.receive("API", "early", date(2021, 9, 1), 500_000, world.office, description=npp, on=TODAY)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    assert scalar("select sum(amount) from contributions_allocation where bill_id = %s", [bill.pk]) == 462_000
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == -38_000
    prove()


def test_a_correction_down_frees_money_for_the_next_month(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.names[employer]
    first = world.billed(employer, {a: 5_000_000, b: 5_000_000})
    world.pay(first, first.total, date(2021, 9, 1))
    world.billed(employer, {a: 5_000_000})
    assert ledger.member_balance(b, Acc.JHT_MEMBERS, TODAY) == 0
    assert ledger.member_balance(a, Acc.JHT_MEMBERS, TODAY) == 285_000
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == -462_000
    september = world.billed(employer, {a: 5_000_000}, date(2021, 9, 1))
    assert scalar("select sum(amount) from contributions_allocation where bill_id = %s", [september.pk]) == 462_000
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    prove()


def test_a_correction_up_does_not_touch_colleagues(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.names[employer]
    first = world.billed(employer, {a: 5_000_000, b: 4_000_000})
    world.pay(first, first.total, date(2021, 9, 1))
    second = world.billed(employer, {a: 5_000_000, b: 5_000_000})
    assert ledger.member_balance(a, Acc.JHT_MEMBERS, TODAY) == 285_000
    assert ledger.member_balance(b, Acc.JHT_MEMBERS, TODAY) == 228_000
    world.pay(second, second.total, TODAY)
    assert ledger.member_balance(b, Acc.JHT_MEMBERS, TODAY) == 285_000
    prove()


def test_a_swap_of_equal_wages_moves_the_members(world: World) -> None:
    """A correction of zero rupiah that takes from one worker and gives to another."""
    employer = world.employer(people=2)
    a, b = world.names[employer]
    first = world.billed(employer, {a: 5_000_000})
    world.pay(first, first.total, date(2021, 9, 1))
    second = world.billed(employer, {b: 5_000_000})
    assert (second.total, second.workers) == (0, 2)
    assert ledger.member_balance(a, Acc.JHT_MEMBERS, TODAY) == 0
    assert ledger.member_balance(b, Acc.JHT_MEMBERS, TODAY) == 285_000
    prove()


def test_corrections_up_and_down_return_to_the_first_state(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.names[employer]
    first = world.billed(employer, {a: 5_000_000, b: 4_290_133})
    world.pay(first, 500_001, date(2021, 9, 1))
    before = state([employer])
    world.billed(employer, {a: 6_000_000, b: 3_000_000})
    assert state([employer]) != before
    world.billed(employer, {a: 5_000_000, b: 4_290_133})
    after = state([employer])
    assert after == before
    prove()


def test_an_employer_that_moved_pays_bills_of_its_old_office(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    run("update registry_employer set office_id = %s where id = %s", [world.other, employer])
    world.pay(bill, 462_000, date(2021, 9, 1))
    for office, cash in ((world.office, 462_000), (world.other, 0)):
        assert ledger.balance(Acc.CASH_IN, [office], TODAY) == cash
        assert ledger.balance(Acc.SUSPENSE, [office], TODAY) == 0
    prove()


def test_bulk_allocation_equals_single(world: World) -> None:
    employers = [world.employer(people=2) for _ in range(4)]
    bills = [world.billed(e, world.wages(e, 4_000_000 + e, 5_555_555)) for e in employers]
    money = [
        NewReceipt("API", f"b{n}", date(2021, 9, 20), 500_000 + n, world.office, b.code) for n, b in enumerate(bills)
    ]
    point = transaction.savepoint()
    for m in money:
        services.receive_many([m], on=TODAY)
    single = state(employers)
    transaction.savepoint_rollback(point)
    services.receive_many(money, on=TODAY)
    assert state(employers) == single
    prove()


PAYMENT = st.tuples(st.integers(1, 1_200_000), st.dates(date(2021, 8, 20), date(2021, 12, 1)), st.integers(0, 2))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PAYMENT, min_size=1, max_size=5), st.data())
def test_any_order_and_repetition_gives_the_same_books(
    world: World, payments: list[tuple[int, date, int]], data: st.DataObject
) -> None:
    """The same bills and payments, in two orders, with repetitions, before or after the bills and a correction."""
    point = transaction.savepoint()
    try:
        employer = world.employer(people=2)
        a, b = world.names[employer]
        npp = scalar("select npp from registry_employer where id = %s", [employer])
        months = [JULY, AUGUST, date(2021, 9, 1)]

        def act(step: tuple[str, int]) -> None:
            kind, n = step
            if kind == "bill":
                world.billed(employer, {a: 4_000_000 + 7 * n, b: 5_000_000}, months[n], on=date(2021, 10, 1))
            elif kind == "correct":
                world.billed(employer, {a: 4_000_007, b: 3_000_000 + n}, AUGUST, on=date(2021, 11, 1))
            else:
                amount, day, _ = payments[n]
                services.receive("API", f"p{n}", day, amount, world.office, description=npp, on=TODAY)

        money = [("pay", n) for n in range(len(payments))]
        ends = []
        for _ in range(2):
            inner = transaction.savepoint()
            # bill numbers follow the order of the bills, so bills keep theirs; payments fall anywhere between
            steps: list[tuple[str, int]] = [("bill", 0), ("bill", 1), ("bill", 2), ("correct", 1)]
            for step in data.draw(st.permutations(money)):
                steps.insert(data.draw(st.integers(0, len(steps))), step)
            for step in data.draw(st.lists(st.sampled_from(money), max_size=2)):
                steps.append(step)
            for step in steps:
                act(step)
            services.allocate([employer], on=TODAY)
            prove()
            end = state([employer])
            names = {
                r["id"]: (r["month"], r["version"]) for r in rows("select id, month, version from contributions_bill")
            }
            for part in end.values():
                for r in part:
                    if "bill_id" in r:
                        r["bill_id"] = names[r["bill_id"]]
            ends.append({k: sorted(v, key=str) for k, v in end.items()})
            transaction.savepoint_rollback(inner)
        assert ends[0] == ends[1]
        assert -sum(r["amount"] for r in ends[0]["accounts"] if r["account_id"] == Acc.CASH_IN) == -sum(
            p[0] for p in payments
        )
    finally:
        transaction.savepoint_rollback(point)


def _three_months(world: World) -> list[int]:
    """Employers of every kind of payer over three months: in time and exact, late, in parts, too much, two at once."""
    everybody = [
        world.employer(size, people=2) for size in ("LARGE", "SMALL", "MEDIUM", "LARGE", "MICRO", "LARGE", "LARGE")
    ]
    for number, month in enumerate((date(2021, 6, 1), JULY, AUGUST)):
        due = date(2021, 7 + number, 15)
        bills = {e: world.billed(e, world.wages(e, 5_000_000 + number, 4_290_133), month, on=due) for e in everybody}
        money = []
        for place, bill in enumerate(bills.values()):
            amount, day = bill.total, date(2021, 7 + number, 10)
            if place == 3:
                amount = bill.total - 1 if number == 0 else bill.total
            if place == 4 and number == 1:
                amount += 7_000
            if place == 5 and number == 1:
                day = date(2021, 8, 20)
            if place == 6 and number == 1:
                continue
            name = f"R{number}-{place}-{everybody[0]}"
            money.append(NewReceipt("API", name, day, amount, bill.office_id, bill.code))
        services.receive_many(money, on=TODAY)
    return everybody


def test_plain_payers_are_booked_as_the_plan_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same facts booked by the few statements for plain payers and one by one: the same rows, row by row."""
    seen: list[int] = []
    take = plain.take

    def counted(employer_ids: list[int], on: date) -> list[int]:
        found = take(employer_ids, on)
        seen.append(len(found))
        return found

    monkeypatch.setattr(plain, "take", counted)
    monkeypatch.setattr(plain, "MANY", 1)
    quick = _three_months(world)
    assert seen == [6, 3, 0, 3]  # the third call settled the money left over when the month was billed
    monkeypatch.setattr(plain, "MANY", 10**9)
    slow = _three_months(world)
    assert len(seen) == 4
    prove()

    def told(employers: list[int]) -> list[list[tuple[object, ...]]]:
        """All rows that money made, with the employer and the worker by their places."""
        place = {("employer", e): n for n, e in enumerate(employers)}
        place |= {("worker", p): n for e in employers for n, p in enumerate(world.names[e])}
        ids = [employers]
        queries = (
            "select a.employer_id as who, b.month, a.target, a.amount, e.booked_on, split_part(e.key, ':', 3) as run"
            " from contributions_allocation a join contributions_bill b on b.id = a.bill_id join ledger_entry e on e.id"
            " = a.entry_id where a.employer_id = any(%s)",
            "select s.employer_id as who, b.month, s.seen_version, s.effective, s.amount, s.jkk, s.jkm, s.jht, s.jp,"
            " s.jkp, s.jht_members, s.jp_members from contributions_settlement s join contributions_bill b"
            " on b.id = s.bill_id where s.employer_id = any(%s)",
            "select p.employer_id as who, b.month, p.months, p.late_amount, p.amount from contributions_penalty p"
            " join contributions_bill b on b.id = p.bill_id where p.employer_id = any(%s)",
            "select e.employer_id as who, e.kind, e.booked_on, p.account_id, p.amount from ledger_posting p"
            " join ledger_entry e on e.id = p.entry_id where e.employer_id = any(%s)",
            "select m.person_id as who, m.booked_on, m.account_id, m.kind, m.month, m.amount"
            " from ledger_memberposting m where m.employer_id = any(%s)",
        )
        kinds = ["employer"] * 4 + ["worker"]
        return [
            sorted((place[kind, r.pop("who")], *map(str, r.values())) for r in rows(query, ids))
            for kind, query in zip(kinds, queries, strict=True)
        ]

    assert told(quick) == told(slow)
    for found in told(quick):
        assert found


@pytest.mark.parametrize("later", [False, True])
def test_what_a_code_asks_settles_it_although_another_bill_is_due(
    world: World, monkeypatch: pytest.MonkeyPatch, later: bool
) -> None:
    """The older code with its penalty on the day the newer bill falls due, and the newer code while the older is open:
    the bank then sees nothing left on the code that was paid. Booked by the few statements and one by one alike."""
    ends = []
    for many in (1, 10**9):
        monkeypatch.setattr(plain, "MANY", many)
        employer = world.employer(people=1)
        july = world.billed(employer, world.wages(employer, 5_000_000), JULY, on=date(2021, 8, 2))
        august = world.billed(employer, world.wages(employer, 5_100_000), on=date(2021, 9, 1))
        day = date(2021, 10, 20) if later else august.due_on
        named, other = (august, july) if later else (july, august)
        asked, left = payable(named.code, day), payable(other.code, day)
        assert asked is not None and left is not None and asked.accruing > 0 and asked.penalty == 0
        services.receive_many(
            [NewReceipt("API", f"kode-{many}", day, asked.total, named.office_id, named.code)], on=TODAY
        )
        for on in (day, TODAY):
            told = payable(named.code, on)
            assert told is not None and told.total == 0
        assert payable(other.code, day) == left
        ends.append(
            rows(
                "select b.month, a.target, a.amount, e.booked_on from contributions_allocation a"
                " join contributions_bill b on b.id = a.bill_id join ledger_entry e on e.id = a.entry_id"
                " where a.employer_id = %s order by 1, 2",
                [employer],
            )
        )
        assert {r["month"] for r in ends[-1]} == {named.month}
        services.allocate([employer], on=TODAY)
        # the rest of a larger payment follows the general order
        world.pay(named, left.principal)
        assert payable(other.code, TODAY).principal == 0  # type: ignore[union-attr]
        prove()
    assert ends[0] == ends[1] and ends[0]

"""Returns: JHT month by month and corrected once a year to what the law computes, JP month by month."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_world import World

from lindung import law
from lindung.base.dates import add_months
from lindung.base.db import rows, run, scalar
from lindung.interop.runs.returns import credit_sql, jp_credit_sql
from lindung.ledger import queries
from lindung.ledger.chart import Acc
from lindung.ledger.checks import proofs
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.models import ReturnRate
from lindung.ledger.services import (
    Member,
    approve_rate,
    credit_jp_returns,
    credit_returns,
    crediting,
    post,
    propose_rate,
    refuse_rate,
    true_up_returns,
)

pytestmark = pytest.mark.django_db
YEAR = 2022
LATER = date(YEAR + 1, 2, 28)


def last_of(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def paid_in(world: World, person: int, amount: int, day: date, *, account: Acc = Acc.JHT_MEMBERS) -> None:
    pending = Acc.JHT_PENDING if account is Acc.JHT_MEMBERS else Acc.JP_PENDING
    key = f"t:{person}:{day}:{amount}:{scalar('select count(*) from ledger_entry')}"
    rows_of = [Member(person, account, "CONTRIBUTION", day.replace(day=1), amount, world.employer)]
    post("TEST", key, day, world.office, {pending: amount, account: -amount}, rows_of)


def paid_out(world: World, person: int, amount: int, day: date) -> None:
    taken = [Member(person, Acc.JHT_MEMBERS, "WITHDRAWAL", day.replace(day=1), -amount)]
    post("AWARD", f"w:{person}:{day}", day, world.office, {Acc.JHT_MEMBERS: amount, Acc.JHT_PAYABLE: -amount}, taken)


def year_of(rate: int, year: int = YEAR) -> None:
    for n in range(12):
        month = add_months(date(year, 1, 1), n)
        credit_returns(month, credit_sql(month, rate), last_of(month))


def true_up(rate: int, name: str = "d1", **more: int) -> dict[str, int]:
    return true_up_returns(YEAR, credit_sql(date(YEAR, 12, 31), rate), LATER, name, **more)


def held(person: int, on: date = LATER) -> int:
    return queries.member_balance(person, Acc.JHT_MEMBERS, on)


def prove() -> None:
    assert [p.id for p in proofs() if not p.holds] == []


def test_a_return_earns_nothing_within_its_year_and_everything_after(world: World) -> None:
    person = world.people[0]
    paid_in(world, person, 12_000_000, date(2021, 12, 5))
    year_of(60_000)
    # 12 million at 6 %: 60.000 a month, every month the same
    parts = rows("select month, amount from ledger_memberposting where kind = 'RETURN' order by month")
    assert [r["amount"] for r in parts] == [60_000] * 12
    january = date(2023, 1, 1)
    credit_returns(january, credit_sql(january, 60_000), date(2023, 1, 31))
    assert held(person, date(2023, 1, 31)) == 12_720_000 + 63_600
    prove()


def test_what_is_paid_out_takes_this_years_returns_first(world: World) -> None:
    person = world.people[0]
    paid_in(world, person, 12_000_000, date(2021, 12, 5))
    for month in (date(YEAR, 1, 1), date(YEAR, 2, 1)):
        credit_returns(month, credit_sql(month, 60_000), last_of(month))
    paid_out(world, person, 1_120_000, date(YEAR, 3, 10))
    for n in (3, 4):
        month = date(YEAR, n, 1)
        credit_returns(month, credit_sql(month, 60_000), last_of(month))
    parts = rows("select month, amount from ledger_memberposting where kind = 'RETURN' order by month")
    assert [r["amount"] for r in parts] == [60_000, 60_000, 60_000, 55_000], "from April eleven million earn"


def test_a_year_is_brought_to_its_final_rate(world: World) -> None:
    person = world.people[0]
    paid_in(world, person, 12_000_000, date(2021, 12, 5))
    paid_in(world, person, 1_000_000, date(YEAR, 6, 10))
    year_of(60_000)
    assert true_up(58_000) == {"members": 1, "amount": -(6 * 2_000 + 6 * 2_167), "offices": 1}
    assert true_up(58_000)["members"] == 0, "again changes nothing"
    expected = law.calc(
        "jht.crediting",
        date(YEAR, 12, 31),
        {
            "opening": 12_000_000,
            "first_month": date(YEAR, 1, 1),
            "contributions": [{"month": date(YEAR, 6, 1), "amount": 1_000_000}],
            "rates": [{"year": YEAR, "interim": 60_000, "final": 58_000}],
        },
    )
    assert held(person) == expected.values["closing"]
    assert true_up(61_000, "d2")["amount"] == 6 * 3_000 + 6 * 3_250, "a later decision corrects again"
    prove()


def test_a_rate_decided_anew_within_the_year_holds_from_its_month(world: World) -> None:
    person = world.people[0]
    paid_in(world, person, 12_000_000, date(2021, 12, 5))
    for n in range(1, 13):
        month = date(YEAR, n, 1)
        credit_returns(month, credit_sql(month, 60_000 if n < 7 else 50_000), last_of(month))
    facts = {
        "opening": 12_000_000,
        "first_month": date(YEAR, 1, 1),
        "contributions": [],
        "rates": [
            {"year": YEAR, "interim": 60_000, "final": None},
            {"year": YEAR, "interim": 50_000, "final": None, "since": date(YEAR, 7, 1)},
        ],
    }
    assert held(person) == law.calc("jht.crediting", date(YEAR, 12, 31), facts).values["closing"] == 12_660_000
    assert true_up(54_000)["amount"] == 648_000 - 660_000
    facts["rates"][0]["final"] = 54_000  # type: ignore[index]
    assert held(person) == law.calc("jht.crediting", date(YEAR, 12, 31), facts).values["closing"]
    prove()


def test_a_correction_ranges_over_people_and_ends_the_same(world: World) -> None:
    for n, person in enumerate(world.people, 1):
        paid_in(world, person, 1_234_567 * n, date(2021, 11, 5))
    year_of(57_300)
    one, two = world.people[1], world.people[1] + 1
    parts = [true_up(59_100, low=1, high=one), true_up(59_100, low=two, high=2**62)]
    assert [p["members"] for p in parts] == [2, 3]
    for n, person in enumerate(world.people, 1):
        got = law.calc(
            "jht.crediting",
            date(YEAR, 12, 31),
            {
                "opening": 1_234_567 * n,
                "first_month": date(YEAR, 1, 1),
                "contributions": [],
                "rates": [{"year": YEAR, "interim": 57_300, "final": 59_100}],
            },
        )
        assert held(person) == got.values["closing"]
    prove()


def test_who_was_paid_everything_is_not_corrected_and_a_new_beginning_is(world: World) -> None:
    gone, back = world.people[:2]
    for person in (gone, back):
        paid_in(world, person, 12_000_000, date(2021, 12, 5))
    for n in range(1, 4):
        credit_returns(date(YEAR, n, 1), credit_sql(date(YEAR, n, 1), 60_000), last_of(date(YEAR, n, 1)))
    for person in (gone, back):
        paid_out(world, person, 12_180_000, date(YEAR, 4, 5))
    paid_in(world, back, 6_000_000, date(YEAR, 8, 5))
    for n in range(4, 13):
        credit_returns(date(YEAR, n, 1), credit_sql(date(YEAR, n, 1), 60_000), last_of(date(YEAR, n, 1)))
    assert held(back) == 6_000_000 + 4 * 30_000
    assert true_up(50_000) == {"members": 1, "amount": -4 * 5_000, "offices": 1}
    assert held(gone) == 0
    prove()


def test_what_was_booked_into_the_past_gets_its_return_with_the_correction(world: World) -> None:
    person = world.people[0]
    paid_in(world, person, 1_200_000, date(2021, 12, 5))
    year_of(60_000)
    paid_in(world, person, 1_200_000, date(YEAR, 6, 30))  # after the runs, for a day before them
    assert true_up(60_000)["amount"] == 6 * 6_000


def test_the_correction_of_one_year_earns_from_january_of_the_next(world: World) -> None:
    person = world.people[0]
    paid_in(world, person, 12_000_000, date(2021, 12, 5))
    year_of(60_000)
    january = date(2023, 1, 1)
    credit_returns(january, credit_sql(january, 60_000), date(2023, 1, 31))
    true_up(72_000)  # +144.000, booked in February
    for n in range(2, 13):
        month = date(2023, n, 1)
        credit_returns(month, credit_sql(month, 60_000), last_of(month))
    true_up_returns(2023, credit_sql(date(2023, 12, 31), 60_000), date(2024, 2, 1), "d3")
    got = law.calc(
        "jht.crediting",
        date(2023, 12, 31),
        {
            "opening": 12_000_000,
            "first_month": date(YEAR, 1, 1),
            "contributions": [],
            "rates": [
                {"year": YEAR, "interim": 60_000, "final": 72_000},
                {"year": 2023, "interim": 60_000, "final": 60_000},
            ],
        },
    )
    assert held(person, date(2024, 2, 1)) == got.values["closing"]


def test_a_year_that_is_not_over_is_not_corrected(world: World) -> None:
    with pytest.raises(LedgerRefused) as refused:
        true_up_returns(YEAR, credit_sql(date(YEAR, 12, 31), 60_000), date(YEAR, 12, 31), "d1")
    assert refused.value.code == "year_open" and refused.value.text("en") != refused.value.text("id")


month_amounts = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 50_000_000)), max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    opening=st.integers(0, 900_000_000),
    paid=month_amounts,
    interim=st.integers(0, 120_000),
    final=st.integers(0, 120_000),
)
def test_runs_and_correction_come_to_what_the_law_computes(
    world: World, opening: int, paid: list[tuple[int, int]], interim: int, final: int
) -> None:
    from django.db import transaction

    person = world.people[0]
    try:
        with transaction.atomic():
            if opening:
                paid_in(world, person, opening, date(2021, 12, 1))
            for month, amount in paid:
                paid_in(world, person, amount, date(YEAR, month, 9))
            year_of(interim)
            true_up(final)
            got = law.calc(
                "jht.crediting",
                date(YEAR, 12, 31),
                {
                    "opening": opening,
                    "first_month": date(YEAR, 1, 1),
                    "contributions": [{"month": date(YEAR, m, 1), "amount": a} for m, a in paid],
                    "rates": [{"year": YEAR, "interim": interim, "final": final}],
                },
            )
            assert held(person) == got.values["closing"]
            prove()
            raise ZeroDivisionError  # every example stands on the same empty books
    except ZeroDivisionError:
        pass


def test_jp_compounds_monthly_and_names_the_expense(world: World) -> None:
    person = world.people[0]
    paid_in(world, person, 10_000_000, date(2022, 1, 5), account=Acc.JP_MEMBERS)
    paid_in(world, person, 150_000, date(2022, 2, 5), account=Acc.JP_MEMBERS)
    for n in (2, 3):
        month = date(2022, n, 1)
        assert credit_jp_returns(month, jp_credit_sql(month, 5_000), last_of(month))["members"] == 1
        assert credit_jp_returns(month, jp_credit_sql(month, 5_000), last_of(month))["members"] == 0
    # 0,5 % of 10.000.000, then of 10.200.000
    assert queries.member_balance(person, Acc.JP_MEMBERS, date(2022, 3, 31)) == 10_150_000 + 50_000 + 51_000
    assert queries.balance(Acc.JP_RETURN, None, date(2022, 3, 31)) == 101_000
    assert queries.balance(Acc.JHT_RETURN, None, date(2022, 3, 31)) == 0
    prove()


def test_a_rate_needs_two_people_and_the_latest_of_its_year_counts(world: World) -> None:
    first = propose_rate("INTERIM", date(2022, 1, 15), 55_000, "KEP/1/2022", date(2022, 1, 10), 7)
    assert propose_rate("INTERIM", date(2022, 1, 1), 55_000, "KEP/1/2022", date(2022, 1, 10), 8).pk == first.pk
    assert queries.set_rate("INTERIM", date(2022, 3, 1)) is None, "a proposal is no rate"
    with pytest.raises(LedgerRefused) as refused:
        approve_rate(first.pk, 7)
    assert refused.value.code == "rate_same_person"
    approve_rate(first.pk, 8)
    with pytest.raises(LedgerRefused) as refused:
        refuse_rate(first.pk, "keliru", 9)
    assert refused.value.code == "rate_decided"
    approve_rate(propose_rate("INTERIM", date(2022, 5, 1), 57_000, "KEP/2/2022", date(2022, 4, 28), 8).pk, 7)
    assert [queries.set_rate("INTERIM", date(2022, n, 1))["rate"] for n in (1, 4, 5, 12)] == [
        55_000,
        55_000,
        57_000,
        57_000,
    ]  # type: ignore[index]
    assert queries.set_rate("INTERIM", date(2023, 1, 1)) is None, "a year's rate ends with the year"
    turned = propose_rate("FINAL", date(2022, 1, 1), 56_000, "KEP/3/2023", date(2023, 2, 1), 7)
    refuse_rate(turned.pk, "salah ketik", 8)
    with pytest.raises(LedgerRefused):
        approve_rate(turned.pk, 8)
    assert ReturnRate.objects.get(pk=turned.pk).refused_reason == "salah ketik"


@pytest.mark.parametrize(
    ("stage", "period", "rate", "document", "code"),
    [
        ("YEARLY", date(2022, 1, 1), 1, "K", "rate_stage"),
        ("FINAL", date(2022, 2, 1), 1, "K", "rate_month"),
        ("INTERIM", date(2022, 1, 1), 300_001, "K", "rate_bounds"),
        ("INTERIM", date(2022, 1, 1), -1, "K", "rate_bounds"),
        ("MONTH", date(2022, 1, 1), 50_001, "K", "rate_bounds"),
        ("MONTH", date(2022, 1, 1), 5_000, "  ", "rate_document"),
    ],
)
def test_bad_rates_are_refused_in_words(
    world: World, stage: str, period: date, rate: int, document: str, code: str
) -> None:
    with pytest.raises(LedgerRefused) as refused:
        propose_rate(stage, period, rate, document, date(2022, 1, 1), 7)
    assert refused.value.code == code
    assert "{" not in refused.value.text("id") + refused.value.text("en")
    assert run("delete from ledger_returnrate") == 0


def test_a_range_is_computed_as_a_set(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty thousand people whose rows were written a moment ago are never compared with each other one by one."""
    real, seen = crediting.stage_sql, []

    def looking(name: str, query: str, values: dict[str, object]) -> int:
        seen.append(scalar("show enable_nestloop"))
        return real(name, query, values)

    monkeypatch.setattr(crediting, "stage_sql", looking)
    crediting.credit_returns(date(2021, 3, 1), "balance / 100", date(2021, 3, 31))
    crediting.credit_jp_returns(date(2021, 3, 1), "balance / 100", date(2021, 3, 31))
    crediting.true_up_returns(2020, "balance / 100", date(2021, 3, 31), "x")
    assert seen == ["off"] * 3 and scalar("show enable_nestloop") == "on"

"""From finalised reports to bills: exact amounts, one kernel for one and for many."""

from datetime import date

import pytest
from contrib_world import AUGUST, TODAY, World
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung import law
from lindung.base.db import rows, run, scalar
from lindung.contributions import obliged, services
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Bill, WageReport
from lindung.ledger import checks as books
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc

pytestmark = pytest.mark.django_db


def test_the_golden_line(world: World) -> None:
    """Rp5,000,000 at very low risk: Rp462,000, due on the 15th of the next month."""
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    assert (bill.jkk, bill.jkm) == (12_000, 15_000)
    assert (bill.jht_employer, bill.jht_worker) == (185_000, 100_000)
    assert (bill.jp_employer, bill.jp_worker) == (100_000, 50_000)
    assert (bill.jkp_from_jkk, bill.jkp_from_jkm) == (7_000, 5_000)
    assert bill.total == 462_000 and bill.workers == 1
    assert bill.due_on == date(2021, 9, 15)
    assert bill.receipt_of_law["formula"] == "pu.contribution" and bill.receipt_of_law["recomputed"]["lines"] == 1
    assert ledger.balance(Acc.JKK_RECEIVABLE, [world.office], TODAY) == 5_000
    assert ledger.balance(Acc.JKM_RECEIVABLE, [world.office], TODAY) == 10_000
    assert ledger.balance(Acc.JHT_RECEIVABLE, [world.office], TODAY) == 285_000
    assert ledger.balance(Acc.JP_RECEIVABLE, [world.office], TODAY) == 150_000
    assert ledger.balance(Acc.JKP_RECEIVABLE, [world.office], TODAY) == 12_000
    assert ledger.balance(Acc.JKK_BILLED, [world.office], TODAY) == -5_000
    assert all(p.holds for p in books.proofs())


@pytest.mark.parametrize(
    ("size", "jht", "jp", "jkp"),
    [
        ("MICRO", 0, 0, 0),
        ("SMALL", 285_000, 0, 12_000),
        ("MEDIUM", 285_000, 150_000, 12_000),
        ("LARGE", 285_000, 150_000, 12_000),
    ],
)
def test_programmes_by_size(world: World, size: str, jht: int, jp: int, jkp: int) -> None:
    employer = world.employer(size, people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    assert bill.jht_employer + bill.jht_worker == jht
    assert bill.jp_employer + bill.jp_worker == jp
    assert bill.jkp_from_jkk + bill.jkp_from_jkm == jkp


def test_jkp_takes_nobody_registered_at_54(world: World) -> None:
    employer = world.employer(people=0)
    old = world.worker(employer, born=date(1965, 1, 1), start=date(2019, 1, 1))
    early = world.worker(employer, born=date(1965, 1, 1), start=date(2018, 12, 31))
    bill = world.billed(employer, {old: 5_000_000, early: 5_000_000})
    shares = {
        r["person_id"]: r["jkp_from_jkk"]
        for r in rows("select person_id, jkp_from_jkk from contributions_line where bill_id = %s", [bill.pk])
    }
    assert shares == {old: 0, early: 7_000}


def test_relief_only_in_its_months(world: World) -> None:
    employer = world.employer(people=1, relief=True)
    wages = world.wages(employer, 10_000_000)
    assert world.billed(employer, wages, date(2020, 8, 1)).jkk == 240
    assert world.billed(employer, wages, date(2021, 2, 1)).jkk == 24_000
    assert Bill.objects.get(month=date(2020, 8, 1)).due_on == date(2020, 9, 30)


def test_back_pay_is_part_of_the_month(world: World) -> None:
    employer = world.employer(people=1)
    (person,) = world.names[employer]
    report = world.reported(employer, {person: 4_000_000}, backs={person: 1_000_000})
    assert services.post(report.pk, on=TODAY).total == 462_000


def test_posting_twice_changes_nothing(world: World) -> None:
    employer = world.employer(people=2)
    report = world.reported(employer, world.wages(employer, 5_000_000, 4_000_000))
    bill = services.post(report.pk, on=TODAY)
    assert services.post(report.pk, on=TODAY).pk == bill.pk
    again = services.post_month(AUGUST, on=TODAY)
    assert (again.reports, again.lines) == (0, 0)
    assert Bill.objects.count() == 1
    assert scalar("select count(*) from contributions_line") == 2


def test_a_month_of_many_employers(world: World) -> None:
    employers = [world.employer(size, risk, people=3) for size, risk in
                 (("LARGE", 1), ("SMALL", 5), ("MICRO", 3), ("MEDIUM", 2))]  # fmt: skip
    for number, employer in enumerate(employers):
        world.reported(employer, world.wages(employer, 4_290_133 + number, 9_999_999, 3_333_333))
    first = services.post_month(AUGUST, employers[0], employers[1], on=TODAY)
    rest = services.post_month(AUGUST, on=TODAY)
    assert (first.reports, first.workers, first.lines) == (2, 6, 6)
    assert (rest.reports, rest.workers, rest.billed) == (2, 6, rest.journal)
    assert first.billed + rest.billed == sum(b.total for b in Bill.objects.all())
    assert set(WageReport.objects.values_list("status", flat=True)) == {"POSTED"}
    assert all(p.holds for p in books.proofs())


def test_billing_codes_have_a_check(world: World) -> None:
    employers = [world.employer(people=1) for _ in range(5)]
    for employer in employers:
        world.billed(employer, world.wages(employer, 5_000_000))
    for bill in Bill.objects.all():
        assert len(bill.code) == 16 and bill.code[:14] == f"2108{bill.pk:010d}"
        assert int(bill.code) % 97 == 1


def test_a_line_that_differs_undoes_the_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """If what was stored is not what the law says, nothing is posted."""
    employer = world.employer(people=2)
    report = world.reported(employer, world.wages(employer, 5_000_000, 4_000_000))
    honest = obliged.assessed_sql
    monkeypatch.setattr(obliged, "assessed_sql", lambda *a, **k: honest(*a, **k).replace("* 3000", "* 3001"))
    with pytest.raises(ContributionRefused) as refusal, transaction.atomic():
        services.post(report.pk, on=TODAY)
    assert refusal.value.code == "control_failed"
    assert Bill.objects.count() == 0 and scalar("select count(*) from contributions_line") == 0
    assert WageReport.objects.get(pk=report.pk).status == "FINALISED"


def test_without_a_class_there_is_no_bill(world: World) -> None:
    employer = world.employer(people=1)
    report = world.reported(employer, world.wages(employer, 5_000_000))
    run("update registry_employerclass set valid_from = '2021-09-01' where employer_id = %s", [employer])
    with pytest.raises(ContributionRefused) as refusal, transaction.atomic():
        services.post(report.pk, on=TODAY)
    assert refusal.value.code == "no_class"


def test_a_correction_bills_the_difference_and_back_again(world: World) -> None:
    employer = world.employer(people=3)
    a, b, c = world.names[employer]
    first = world.billed(employer, {a: 5_000_000, b: 4_000_000})
    second = world.billed(employer, {a: 6_000_000, c: 5_000_000})
    lines = {
        r["person_id"]: r["jht_worker"]
        for r in rows("select person_id, jht_worker from contributions_line where bill_id = %s", [second.pk])
    }
    assert lines == {a: 20_000, b: -80_000, c: 100_000}
    assert second.version == 2 and second.due_on == date(2022, 1, 17)  # the 15th is a Saturday
    third = world.billed(employer, {a: 5_000_000, b: 4_000_000})
    assert third.total == -second.total
    assert ledger.balance(Acc.JHT_RECEIVABLE, None, TODAY) == first.jht_employer + first.jht_worker
    nothing = world.billed(employer, {a: 5_000_000, b: 4_000_000})
    assert (nothing.total, nothing.workers) == (0, 0)
    assert scalar("select count(*) from contributions_line where bill_id = %s", [nothing.pk]) == 0
    assert scalar("select count(*) from ledger_posting where entry_id = %s", [nothing.entry_id]) == 0
    assert all(p.holds for p in books.proofs())


FACTS = st.tuples(
    st.sampled_from(["MICRO", "SMALL", "MEDIUM", "LARGE"]),
    st.integers(1, 5),
    st.lists(st.one_of(st.integers(1, 30_000_000), st.sampled_from([8_754_599, 8_754_600, 8_754_601, 5_000_001, 167])),
             min_size=1, max_size=4),
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FACTS, min_size=1, max_size=4))
def test_single_bulk_and_law_agree(world: World, facts: list[tuple[str, int, list[int]]]) -> None:
    """One employer at a time, all at once, and the law's single form give the same lines to the rupiah."""
    columns = ", ".join(obliged.AMOUNTS)
    point = transaction.savepoint()
    try:
        employers = []
        for size, risk, wages in facts:
            employer = world.employer(size, risk, people=len(wages))
            world.reported(employer, world.wages(employer, *wages))
            employers.append(employer)
        inner = transaction.savepoint()
        services.post_month(AUGUST, on=TODAY)
        bulk = rows(f"select person_id, wage, {columns} from contributions_line order by 1")
        transaction.savepoint_rollback(inner)
        for report in WageReport.objects.filter(status="FINALISED").order_by("-pk"):
            services.post(report.pk, on=TODAY)
        assert rows(f"select person_id, wage, {columns} from contributions_line order by 1") == bulk
        lines = {r["person_id"]: r for r in bulk}
        for employer, (size, risk, wages) in zip(employers, facts, strict=True):
            for person, wage in world.wages(employer, *wages).items():
                asked = {"wage": wage, "risk_group": risk, "covid_relief": 0, "labour_intensive": 0}
                made = law.calc("pu.contribution", AUGUST, asked | obliged.flags(size, AUGUST)).values
                assert {a: lines[person][a] for a in obliged.AMOUNTS} == {a: made[a] for a in obliged.AMOUNTS}
    finally:
        transaction.savepoint_rollback(point)

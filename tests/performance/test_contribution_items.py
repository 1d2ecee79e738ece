"""The published sums about contributions, item by item, and where each is made again through the services.

`ITEMS` names the test of every figure; a test that is renamed or gone fails here. What no other test makes is made
below.
"""

import ast
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from lindung.base.db import system
from lindung.collection import services as collection
from lindung.collection.models import Receivable
from lindung.contributions import services as contributions
from lindung.coverage import services as coverage
from lindung.performance import queries, render
from lindung.registry.services import (
    NewEmployer,
    NewPerson,
    register_employers,
    register_office,
    register_people,
    set_business_day,
)
from lindung.scenarios.jatim.figures import size
from made_up import nik

TESTS = Path(__file__).parents[1]
ITEMS: dict[str, tuple[str, ...]] = {
    "7 employers 50,028 and 63,195, the term kept with the figure": (
        "scenarios/test_jatim.py::test_full_size_is_what_was_published",
        "scenarios/test_jatim.py::test_loaded_killed_and_resumed",
        "performance/test_figures.py::test_the_definition_is_kept_with_the_figure_and_a_former_one_is_told",
    ),
    "7 +26.3 % while the term changed": (
        "performance/test_reconciliation.py::test_verdict_as_expected",
        "performance/test_contribution_items.py::test_employers_grew_by_a_quarter_while_the_term_changed",
    ),
    "8 wage earners, 19.5 and 30.8 an employer": (
        "performance/test_contribution_items.py::test_members_per_employer_as_published",
    ),
    "9 self-employed: opening + joined + reactivated - lapsed = closing": (
        "segments/test_bpu.py::test_opening_and_flows_make_the_closing_of_every_month",
        "scenarios/test_jatim.py::test_stocks_follow_month_by_month",
    ),
    "10 construction, its own segment": (
        "scenarios/test_jatim.py::test_full_size_is_what_was_published",
        "segments/test_projects.py::test_each_slice_of_the_contract_has_its_own_rate",
    ),
    "11 migrants: 83 companies, 17,858, from 1 August 2017, Rp370,000": (
        "scenarios/test_jatim.py::test_migrant_workers_come_from_every_district_and_none_before_the_law",
        "segments/test_pmi.py::test_before_august_2017_there_was_no_such_cover",
        "segments/test_pmi.py::test_the_packages_of_the_law_come_through_the_order",
    ),
    "12 sponsors: 12,000 once, 60 days, Rp134.4 m against Rp500 m": (
        "reach/test_sponsors.py::test_twelve_thousand_rows_are_set_based",
        "reach/test_budget_ends.py::test_the_alarm_sounds_sixty_days_before_and_once",
        "reach/test_sponsors.py::test_pematangsiantar_8000_people_have_money_for_three_months_and_seven_tenths",
    ),
    "13 non-ASN of both Pasuruan": ("reach/test_sponsors.py::test_non_asn_of_both_pasuruan_are_a_checklist",),
    "14 additions above the stock: at least 50,000 and 16,000 left": (
        "scenarios/test_jatim.py::test_additions_above_the_stock_prove_who_left",
    ),
    "15 shares 29.57, 1.43, 12.66 %; 47.0, 52.2, 56.5 %; 916,258": (
        "performance/test_labour_force.py::test_shares_of_the_employed_of_two_provinces",
        "performance/test_labour_force.py::test_shares_of_november_of_the_target_and_with_the_self_employed",
        "performance/test_labour_force.py::test_the_labour_force_of_two_districts_and_people_counted_once",
    ),
    "16 micro-enterprises change no total": (
        "segments/test_micro.py::test_micro_is_a_part_of_the_segments_and_changes_no_total",
    ),
    "33 allocations = receipts, every day": (
        "contributions/test_reports.py::test_statement_suspense_and_daily_proof",
        "contributions/test_money.py::test_any_order_and_repetition_gives_the_same_books",
        "portals/test_month_by_programme.py::test_what_is_settled_per_programme_adds_up_to_the_worker_and_the_bill",
    ),
    "34 1,527 of 4,550 = 33.56 %": ("performance/test_collected.py::test_1527_of_4550_is_33_56_per_cent",),
    "34 ageing classes are dated": (
        "performance/test_contribution_items.py::test_the_same_arrears_have_the_class_of_their_day",
    ),
    "one worker leaves: Rp207,900 becomes Rp105,900": (
        "performance/test_contribution_items.py::test_an_employer_with_a_worker_less_owes_that_worker_less",
    ),
}

START = date(2015, 1, 5)


def test_every_item_has_its_tests() -> None:
    assert {name.split()[0] for name in ITEMS} >= {str(n) for n in (*range(7, 17), 33, 34)}
    for name, tests in ITEMS.items():
        for one in tests:
            file, _, function = one.partition("::")
            tree = ast.parse((TESTS / file).read_text())
            known = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            assert function in known, f"{name}: {one}"


def firms(office: int, count: int, registered: date = START) -> list[int]:
    made = register_employers(
        [
            NewEmployer(f"PT Terbit {n}", f"92{n:011d}", office, "35.14", registered, "LARGE", 1, "10130",
                        date(2030, 1, 1))
            for n in range(count)
        ]
    )  # fmt: skip
    return list(made)


def people(office: int, count: int) -> list[int]:
    born = date(1985, 3, 2)
    made = register_people(
        [NewPerson(nik(n + 1, born, "L"), f"Pekerja {n}", born, "L", office) for n in range(count)], on=START
    )
    return [person for person, _ in made]


@pytest.fixture
def office(db: None) -> int:
    with system():
        set_business_day(date(2019, 12, 2))
        made = register_office(code="I", slug="utara", name="Utara", kind="BRANCH", valid_from=date(2014, 1, 1))
        return int(made.pk)


@pytest.mark.parametrize(
    ("published", "employers", "members", "shown"),
    [((726_119, 37_249), 2, 39, "19,5"), ((1_540_000, 50_028), 5, 154, "30,8")],
)
def test_members_per_employer_as_published(
    office: int, published: tuple[int, int], employers: int, members: int, shown: str
) -> None:
    """The mean of two regions, made by as many spells and employers as give it; both sides stand beside it."""
    assert round(Fraction(*published), 1) == Fraction(members, employers)
    with system():
        held = firms(office, employers)
        for n, person in enumerate(people(office, members)):
            coverage.join(person, held[n % employers], office, "PU", START, source="uji")
        figure = queries.figure("membership.pu.per_employer", "utara", date(2017, 9, 30))
        nobody = queries.figure("membership.pu.per_employer", "utara", date(2014, 6, 30))
    assert (figure.numerator, figure.denominator, figure.unit) == (members, employers, "mean")
    assert render.value_text(figure) == shown
    assert nobody.value is None and render.value_text(nobody) == "tidak dilaporkan"


def test_employers_grew_by_a_quarter_while_the_term_changed() -> None:
    _, first, last = size(1).employers
    assert round(Fraction(last - first, first) * 100, 1) == Fraction("26.3")


@pytest.mark.parametrize(
    ("day", "months", "code"),
    [(date(2018, 3, 20), 2, 1), (date(2018, 7, 20), 6, 2), (date(2018, 10, 20), 9, 4), (date(2018, 12, 20), 11, 6),
     (date(2019, 1, 20), 12, 8)],
)  # fmt: skip
def test_the_same_arrears_have_the_class_of_their_day(office: int, day: date, months: int, code: int) -> None:
    """One bill of January 2018 that nobody pays: current, substandard, loss, contingent by the table of 2016; doubtful
    or loss by that of 2019, which knows only two groups."""
    with system():
        (firm,), (person,) = firms(office, 1), people(office, 1)
        coverage.join(person, firm, office, "PU", START, source="uji")
        report = contributions.open_report(firm, date(2018, 1, 1))
        contributions.add_worker(report.pk, nik=nik(1, date(1985, 3, 2), "L"), wage=4_000_000)
        contributions.finalise(report.pk)
        contributions.post(report.pk, on=date(2018, 2, 5))
        collection.snapshot(day)
        kept = Receivable.objects.get(employer_id=firm, day=day)
    assert (kept.months, kept.class_of) == (months, code)


def test_an_employer_with_a_worker_less_owes_that_worker_less(office: int) -> None:
    """The employers' guide: six workers and Rp207,900 become five and Rp105,900. With wages that give those bills the
    difference is to the rupiah what the leaver's line was."""
    with system():
        (firm,), staff = firms(office, 1), people(office, 6)
        wages = dict(zip(staff, [1_103_896, *[229_203] * 4, 229_257], strict=True))
        bills = []
        for month, leaver in ((date(2019, 3, 1), None), (date(2019, 4, 1), staff[0])):
            report = contributions.open_report(firm, month)
            if month.month == 3:
                for n, person in enumerate(staff):
                    contributions.add_worker(report.pk, nik=nik(n + 1, date(1985, 3, 2), "L"), wage=wages[person])
            if leaver:
                contributions.remove_worker(report.pk, leaver)
            contributions.finalise(report.pk)
            bills.append(contributions.post(report.pk, on=date(2019, month.month + 1, 3)))
        from lindung.contributions.queries import bill_page

        lines = bill_page(bills[0].pk, 0, 10)
    assert lines is not None
    gone = next(line for line in lines["lines"] if line["person_id"] == staff[0])
    assert bills[0].total - bills[1].total == gone["total"]
    assert (bills[0].workers, bills[1].workers) == (6, 5)
    assert (bills[0].total, bills[1].total) == (207_900, 105_900)

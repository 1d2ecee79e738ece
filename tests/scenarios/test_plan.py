"""The plan of the Pasuruan year: lawful wages, synthetic numbers, amounts that add up. No database."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from lindung.registry.numbers import nik_doubts
from lindung.scenarios.pasuruan import calendar, figures, plan
from lindung.scenarios.pasuruan.people import DIE, JOIN, LEAVE, day, minimum_wages
from lindung.scenarios.pasuruan.steps import steps


@pytest.fixture(scope="module")
def full() -> plan.Plan:
    return plan.make(1.0)


def test_counts_are_the_published_ones(full: plan.Plan) -> None:
    assert full.expected == {"JHT": 8_067, "JKM": 536, "JKK": 1_229, "JP": 3_599, "CHILD": 307}


def test_amounts_add_up_to_the_published_sums(full: plan.Plan) -> None:
    sums = Counter()
    for case in full.cases:
        sums[case.programme] += sum(case.amounts.values())
    assert sums["JHT"] == 147_756_552_336
    assert sums["JKK"] == 9_926_312_998
    assert sums["JP"] == 2_971_392_293
    assert sum(sum(c.amounts.values()) for c in full.children) == 1_891_500_000
    assert {a for c in full.children for a in c.amounts.values()} == {1_500_000, 2_000_000, 3_000_000, 12_000_000}


def test_the_correction_is_what_lawful_death_benefits_cannot_reach() -> None:
    assert 517 * 42_000_000 + 19 * 24_000_000 + figures.CORRECTION == 22_174_250_000


def test_every_amount_is_positive(full: plan.Plan) -> None:
    cases = [c for c in full.cases if c.programme != "JKM"] + full.children
    assert all(min(c.amounts.values()) > 0 for c in cases)


def test_the_same_seed_gives_the_same_year(full: plan.Plan) -> None:
    again = plan.make.__wrapped__(1.0)
    assert again.folk.nik == full.folk.nik
    assert again.cases == full.cases
    assert (again.folk.jht == full.folk.jht).all()


def test_numbers_agree_with_births_and_are_given_once(full: plan.Plan) -> None:
    folk = full.folk
    assert len(set(folk.nik)) == len(folk)
    for n in range(0, len(folk), 997):
        assert not nik_doubts(folk.nik[n], day(folk.born[n]), "P" if folk.female[n] else "L")
        assert 9000 < int(folk.nik[n][12:]) < 10000


def test_no_wage_is_below_the_minimum_of_its_district(full: plan.Plan) -> None:
    floor = minimum_wages(2021)
    assert (floor["35.14"], floor["35.75"]) == (4_290_133, 2_819_801)
    least = np.array([floor[d] for d in figures.DISTRICTS])[full.firms.district[full.jobs.employer]]
    for m in (0, 6, 7, 11):
        rows = np.arange(len(full.jobs.wage))
        assert (full.jobs.wages(m, rows, full.firms.raised) >= least).all()


def test_claims_come_in_a_possible_order(full: plan.Plan) -> None:
    for case in full.cases:
        assert (case.first_asked or case.asked) <= case.asked <= case.on <= case.pay_on <= date(2021, 12, 15)
        assert case.pay_on >= date(2021, 1, 4)
        assert case.event_on <= case.asked
        if case.ground in plan.STOPS:
            assert calendar.add_month(case.event_on) <= (case.first_asked or case.asked)


def test_nobody_is_reported_after_leaving_or_dying(full: plan.Plan) -> None:
    jobs = full.jobs
    for kind in (LEAVE, DIE):
        rows = np.flatnonzero((jobs.kind == kind) & ~np.isnat(jobs.end))
        months = jobs.end[rows].astype("datetime64[M]") - np.datetime64("2020-12", "M")
        assert (jobs.last[rows] == months.astype(int)).all()
    joined = np.flatnonzero(jobs.kind == JOIN)
    months = jobs.start[joined].astype("datetime64[M]") - np.datetime64("2020-12", "M")
    assert (jobs.first[joined] == months.astype(int)).all()


def test_whoever_dies_leaves_somebody_or_is_in_the_legal_order(full: plan.Plan) -> None:
    dead = {c.person for c in full.cases if c.programme == "JKM"}
    assert dead <= set(full.kin)
    assert all(full.kin[p] for p in dead)


@pytest.mark.parametrize("scale", [0.004, 0.01, 0.02, 0.05, 0.1, 0.3])
def test_small_years_hold_together(scale: float) -> None:
    made = plan.make(scale)
    assert sum(c.amounts["BALANCE"] for c in made.cases if c.programme == "JHT") == made.size.jht_sum
    assert len(made.idle) >= 40


@pytest.mark.parametrize("scale", [0, -1, 1.5])
def test_impossible_scales_are_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        figures.size(scale)


def test_steps_have_names_in_both_languages_and_happen_once() -> None:
    made = steps()
    assert len({s.key for s in made}) == len(made)
    assert all(s.title_id and s.title_en and s.weight > 0 for s in made)
    assert [s.key for s in made[:3]] == ["offices", "staff", "employers"]
    assert made[-1].key == "proof"

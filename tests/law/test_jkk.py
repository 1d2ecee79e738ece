"""Work accident benefits: what holds for every wage, loss, spell and date."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung import law
from lindung.law.entitlement.jkk import CIRCUMSTANCES, KINDS, PAYERS, PEOPLE
from lindung.law.entitlement.jkk_care import OUTCOMES, SERVICES
from lindung.law.errors import LawError
from lindung.law.rules.jkk_losses import LOSSES

DAYS = st.dates(date(2015, 7, 1), date(2026, 12, 31))
WAGES = st.one_of(st.integers(0, 1_000_000_000), st.integers(0, 100_000).map(lambda k: k * 500))
ROWS = st.integers(1, len(LOSSES))
FLAG = st.integers(0, 1)


def partial(on: date, wage: int, loss: int, left: int = 0, times: int = 1, assessed: int = 0) -> dict[str, int]:
    facts = {"wage": wage, "loss": loss, "times": times, "left_handed": left, "assessed": assessed}
    return law.calc("jkk.partial_disability", on, facts).values


# the table ------------------------------------------------------------------------------------------------------------
def test_the_rows_are_worded_alike_everywhere() -> None:
    labels = law.published().parameters["jkk.disability.percent"].labels
    assert {int(k): dict(v) for k, v in labels.items()} == LOSSES
    assert list(LOSSES) == list(range(1, 47))


@given(DAYS, WAGES, ROWS, FLAG, st.integers(1, 10), st.integers(0, 1_000_000))
def test_a_row_is_its_percentage_of_eighty_wages(
    on: date, wage: int, loss: int, left: int, times: int, assessed: int
) -> None:
    got = partial(on, wage, loss, left, times, assessed)
    exact = Fraction(got["percent"], 1_000_000) * 80 * wage
    assert abs(got["amount"] - exact) <= Fraction(1, 2)
    assert 0 < got["percent"] <= 700_000
    assert loss == 1 or got == partial(on, wage, loss, left, times, 1_000_000 - assessed)
    assert 100_000 <= partial(on, wage, 1, left, times, assessed)["percent"] <= 300_000


@given(DAYS, WAGES, ROWS, FLAG)
def test_left_handed_persons_swap_sides(on: date, wage: int, loss: int, left: int) -> None:
    words = LOSSES[loss]["en"]
    other = next(
        (k for k, v in LOSSES.items() if v["en"] != words and v["en"].replace("left", "right") == words),
        next((k for k, v in LOSSES.items() if v["en"] != words and v["en"].replace("right", "left") == words), loss),
    )
    facts = {"wage": wage, "loss": loss, "times": 1, "left_handed": 1, "assessed": 0}
    swapped = law.calc(
        "jkk.partial_disability", on, facts, settings={"jkk.disability.finger_swap": "fingers_too"}
    ).values
    assert swapped == partial(on, wage, other)
    printed = "arm" in words or "hand from" in words
    assert partial(on, wage, loss, 1) == partial(on, wage, other if printed else loss)


@given(DAYS, WAGES, st.integers(0, 10**9), ROWS, FLAG)
def test_monotone_in_the_wage(on: date, wage: int, more: int, loss: int, left: int) -> None:
    high = min(wage + more, 10**9)
    assert partial(on, wage, loss, left)["amount"] <= partial(on, high, loss, left)["amount"]
    for formula, facts in (
        ("jkk.death", {"has_heirs": 1}),
        ("jkk.total_disability", {}),
        ("jkk.stmb_months", {"months": 15}),
    ):
        low_values = law.calc(formula, on, {"wage": wage, **facts}).values
        high_values = law.calc(formula, on, {"wage": high, **facts}).values
        assert all(low_values[k] <= high_values[k] for k in low_values)


@given(DAYS, WAGES, ROWS.filter(lambda n: n != 1), FLAG, st.integers(0, 1_000))
def test_function_lost_is_a_part_of_the_row(on: date, wage: int, loss: int, left: int, lost: int) -> None:
    facts = {"wage": wage, "loss": loss, "left_handed": left, "assessed": 0, "lost": lost}
    got = law.calc("jkk.functional_disability", on, facts).values
    whole = partial(on, wage, loss, left)
    assert got["percent"] * 1_000 == whole["percent"] * lost
    assert got["amount"] <= whole["amount"] and (lost < 1_000 or got == whole)


# several losses -------------------------------------------------------------------------------------------------------
def several(on: date, wage: int, rows: list[dict[str, Any]], left: int = 0, **settings: str) -> law.Result:
    return law.calc("jkk.disability", on, {"wage": wage, "left_handed": left, "losses": rows}, settings=settings)


@given(DAYS, WAGES, ROWS, FLAG, st.integers(0, 1_000_000))
def test_one_loss_is_the_column_form(on: date, wage: int, loss: int, left: int, assessed: int) -> None:
    got = several(on, wage, [{"measure": "WHOLE", "loss": loss, "assessed": assessed}], left)
    assert got.values == partial(on, wage, loss, left, 1, assessed)


@given(DAYS, WAGES, st.lists(ROWS, min_size=1, max_size=6, unique=True))
def test_losses_add_up_and_the_cap_holds(on: date, wage: int, losses: list[int]) -> None:
    rows = [{"measure": "WHOLE", "loss": n, "assessed": 200_000} for n in losses]
    got = several(on, wage, rows).values
    assert got["percent"] == sum(partial(on, wage, n, assessed=200_000)["percent"] for n in losses)
    assert got == several(on, wage, rows[::-1]).values
    capped = several(on, wage, rows, **{"jkk.disability.sum_cap": "total_disability"}).values
    assert capped["percent"] == (got["percent"] if len(rows) == 1 else min(got["percent"], 700_000))


@given(DAYS, st.lists(st.integers(-10, 130), min_size=8, max_size=8))
def test_measured_hearing_stays_within_the_row(on: date, levels: list[int]) -> None:
    names = [f"{side}_{h}" for side in ("better", "worse") for h in (500, 1000, 2000, 4000)]
    row = dict(zip(names, levels, strict=True))
    two = several(on, 1_000_000, [{"measure": "HEARING_BOTH", **row}]).values["percent"]
    one = several(on, 1_000_000, [{"measure": "HEARING_ONE", **row}]).values["percent"]
    assert 0 <= two <= 400_000 and 0 <= one <= 200_000
    worse = {k: min(v + 5, 130) for k, v in row.items()}
    assert several(on, 1_000_000, [{"measure": "HEARING_BOTH", **worse}]).values["percent"] >= two


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_measured_sight(better: int, worse: int) -> None:
    rows = [{"measure": "SIGHT", "eye_better": better, "eye_worse": worse}]
    turned = [{"measure": "SIGHT", "eye_better": worse, "eye_worse": better}]
    on = date(2022, 1, 1)
    tens = several(on, 10**6, rows).values["percent"]
    share = several(on, 10**6, rows, **{"jkk.disability.part_tens": "in_proportion"}).values["percent"]
    assert several(on, 10**6, turned).values["percent"] == tens <= share <= 700_000
    assert tens % 70_000 == 0 and share - tens < 70_000


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"measure": "WHOLE"}],
        [{"measure": "WHOLE", "loss": 47}],
        [{"measure": "WHOLE", "loss": 1}],
        [{"measure": "WHOLE", "loss": 16}, {"measure": "FUNCTION", "loss": 16, "function_lost": 1}],
        [{"measure": "WHOLE", "loss": 20, "times": 4}],
        [{"measure": "FUNCTION", "loss": 2}],
        [{"measure": "HEARING_ONE", "worse_500": 40}],
        [{"measure": "SIGHT", "eye_better": 1}],
        [{"measure": "CAPACITY", "capacity_lost": 9}],
        [{"measure": "CAPACITY", "capacity_lost": 71}],
        [{"measure": "SHORTER_LEG", "millimetres": 0}],
        [{"measure": "WHOLE", "loss": 2, "height": 1}],
    ],
)
def test_refused_losses(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(LawError):
        several(date(2022, 1, 1), 1_000_000, rows)


# temporary incapacity -------------------------------------------------------------------------------------------------
def stmb(on: date, wage: int, spells: list[tuple[date, date]], **settings: str) -> law.Result:
    rows = [{"from": a, "to": b} for a, b in spells]
    facts = {"wage": wage, "spells": rows, "non_wage_earner": 1}
    return law.calc("jkk.stmb", on, facts, settings=settings)


@given(DAYS, WAGES, st.integers(1, 40))
def test_whole_months_are_the_column_form(on: date, wage: int, months: int) -> None:
    last = law.dates.add_months(on, months) - timedelta(days=1)
    got = stmb(on, wage, [(on, last)]).values["amount"]
    if law.dates.full_months(on, last + timedelta(days=1)) == months:
        assert got == law.calc("jkk.stmb_months", on, {"wage": wage, "months": months}).values["amount"]


@given(DAYS, WAGES, st.integers(0, 900), st.data(), st.sampled_from(["thirtieths", "calendar_days", "whole_months"]))
def test_a_split_spell_is_the_same_spell(on: date, wage: int, length: int, data: st.DataObject, how: str) -> None:
    last = on + timedelta(days=length)
    cut = on + timedelta(days=data.draw(st.integers(0, max(length - 1, 0))))
    pieces = [(on, last)] if cut >= last else [(on, cut), (cut + timedelta(days=1), last)]
    settings = {"jkk.stmb.part_month": how}
    assert stmb(on, wage, pieces[::-1], **settings).values == stmb(on, wage, [(on, last)], **settings).values


@given(DAYS, st.integers(0, 50_000_000), st.integers(0, 900), st.integers(1, 60))
def test_a_longer_spell_is_never_less(on: date, wage: int, length: int, more: int) -> None:
    short = stmb(on, wage, [(on, on + timedelta(days=length))])
    long = stmb(on, wage, [(on, on + timedelta(days=length + more))])
    assert short.values["amount"] <= long.values["amount"] and long.values["days"] == length + more + 1


@given(DAYS, st.integers(0, 10**12), st.integers(0, 10**12), FLAG)
def test_the_payee_split_adds_up(on: date, amount: int, paid: int, own: int) -> None:
    got = law.calc("jkk.stmb_payee", on, {"stmb": amount, "wage_paid": paid, "non_wage_earner": own}).values
    assert got["to_employer"] + got["to_worker"] == amount and min(got.values()) >= 0
    assert got["to_employer"] <= paid and (not own or got["to_employer"] == 0)


@pytest.mark.parametrize(
    "change",
    [
        {"spells": []},
        {"spells": [{"from": "2022-01-03", "to": "2022-01-02"}]},
        {"spells": [{"from": "2021-12-31", "to": "2022-01-02"}]},
        {"spells": [{"from": "2022-01-03", "to": "2022-02-02"}, {"from": "2022-02-02", "to": "2022-02-05"}]},
        {"spells": [{"from": "2022-01-03"}]},
        {"wage_paid": None},
        {"wage": -1},
    ],
)
def test_refused_spells(change: dict[str, Any]) -> None:
    facts: dict[str, Any] = {
        "wage": 1_000_000,
        "spells": [{"from": "2022-01-03", "to": "2022-01-09"}],
        "non_wage_earner": 0,
        "wage_paid": 0,
    }
    law.calc("jkk.stmb", date(2022, 1, 1), facts)
    with pytest.raises(LawError):
        law.calc("jkk.stmb", date(2022, 1, 1), {**facts, **change})


# cost -----------------------------------------------------------------------------------------------------------------
COST = st.integers(0, 30_000_000)


@given(DAYS, COST, COST, COST)
def test_transport_is_the_cost_up_to_the_limits(on: date, land: int, sea: int, air: int) -> None:
    facts = {"land": land, "sea": sea, "air": air}
    got = law.calc("jkk.transport", on, facts).values
    wide = law.calc("jkk.transport", on, facts, settings={"jkk.transport.combine": "sum_of_limits"}).values
    assert got["paid"] + got["not_covered"] == wide["paid"] + wide["not_covered"] == land + sea + air
    assert 0 <= got["paid"] <= wide["paid"] <= land + sea + air


@given(st.sampled_from([s for s in SERVICES if s != "HOME_CARE"]), DAYS, st.integers(0, 10**9), FLAG)
def test_care_is_paid_in_full_or_not_at_all(service: str, on: date, cost: int, network: int) -> None:
    facts = {"service": service, "room": "NONE", "in_network": network, "cost": cost}
    got = law.calc("jkk.medical", on, facts).values
    assert got["agency_pays"] + got["own_cost"] == cost and got["agency_pays"] in (0, cost)
    assert got["reimbursement"] == int(got["agency_pays"] > 0 and not network)


# entitlement ----------------------------------------------------------------------------------------------------------
FACTS = st.fixed_dictionaries(
    {
        "circumstance": st.sampled_from(list(CIRCUMSTANCES)),
        "kind": st.sampled_from(list(KINDS)),
        "person": st.sampled_from(list(PEOPLE)),
        "registered": FLAG,
        "covered": FLAG,
        "arrears_months": st.integers(0, 6),
        "arrears_paid": FLAG,
        "usual_way": FLAG,
        "employer_leave": FLAG,
        "suspected": FLAG,
    }
)


@given(DAYS, FACTS, st.integers(0, 2_500), st.integers(0, 10))
def test_every_decision_is_whole_and_replays(on: date, facts: dict[str, Any], claimed: int, reported: int) -> None:
    facts = {**facts, "claimed": on + timedelta(days=claimed), "stage_1": on + timedelta(days=reported)}
    got = law.calc("jkk.entitlement", on, facts)
    payer = got.details["payer"]["code"]
    assert payer in PAYERS and got.values["entitled"] == int(payer != "NOBODY")
    assert got.values["from_agency"] <= got.values["entitled"]
    assert (got.details["reason"] is None) == (got.values["from_agency"] == 1)
    assert got.values["reimbursable"] == int(payer.endswith("_FIRST"))
    assert got.details["documents"] and all(d["title"]["id"] for d in got.details["documents"])
    assert law.replay(got.trace)


@given(DAYS, st.sampled_from(list(KINDS)))
def test_a_claim_lapses_on_one_day(on: date, kind: str) -> None:
    facts = {"circumstance": "AT_WORK", "kind": kind, "person": "WAGE_EARNER", "registered": 1, "covered": 1}
    last = date.fromisoformat(law.calc("jkk.entitlement", on, facts).details["days"]["claim_last_day"])
    assert law.dates.full_months(on, last) in (24, 60) and (on < date(2019, 12, 2)) == (last < date(2022, 1, 1))
    for shift, right in ((0, 1), (1, 0)):
        got = law.calc("jkk.entitlement", on, {**facts, "claimed": last + timedelta(days=shift)})
        assert got.values["entitled"] == right


@pytest.mark.parametrize(
    "change",
    [
        {"circumstance": "COMMUTE"},
        {"circumstance": "URGENT_MATTER"},
        {"circumstance": "BAD_LUCK"},
        {"registered": None},
        {"stage_1": "2021-06-13"},
        {"claimed": "2020-01-01"},
        {"holidays": [{"day": "soon"}]},
        {"weather": 1},
    ],
)
def test_refused_facts(change: dict[str, Any]) -> None:
    facts = {"circumstance": "AT_WORK", "kind": "STMB", "person": "WAGE_EARNER", "registered": 1, "covered": 1}
    law.calc("jkk.entitlement", date(2021, 6, 14), facts)
    with pytest.raises(LawError):
        law.calc("jkk.entitlement", date(2021, 6, 14), {**facts, **change})


def test_words_of_the_closed_lists_agree() -> None:
    own = law.published().parameters
    for key, words in (
        ("jkk.documents", KINDS),
        ("jkk.medical.services", SERVICES),
        ("jkk.wage_basis", PEOPLE),
        ("jkk.return_to_work.outcomes", OUTCOMES),
        ("jkk.return_to_work.outcomes_practice", OUTCOMES),
    ):
        listed = {c for v in own[key].values for c in v.value}
        assert listed - {"OUTCOMES"} <= set(words), key
    assert set(own["jkk.circumstances"].values[-1].value) == set(CIRCUMSTANCES) - {"OTHER"}
    assert set(own["jkk.evidence"].values[-1].value) == set(CIRCUMSTANCES) - {"OTHER"}
    assert set(own["jkk.documents"].values[-1].value) == set(KINDS)


def test_return_to_work_needs_its_regulation() -> None:
    facts = dict.fromkeys(
        ("registered", "employer_compliant", "disability", "advised", "agreed", "in_treatment", "unable_to_work"), 1
    )
    with pytest.raises(law.NotInForce):
        law.calc("jkk.return_to_work", date(2016, 3, 9), facts)
    on = date(2022, 1, 1)
    with pytest.raises(law.BadFact):
        law.calc(
            "jkk.return_to_work",
            on,
            {**facts, "outcome": "OWN_BUSINESS"},
            settings={"jkk.return_to_work.outcome_list": "as_regulation"},
        )

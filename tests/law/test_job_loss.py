"""What must hold for every JKP benefit, and the decisions around it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lindung import law

DAYS = st.dates(date(2022, 2, 1), date(2027, 12, 31))
WAGES = st.one_of(st.integers(0, 20_000_000), st.integers(4_999_990, 5_000_010), st.integers(0, 10**10))
MONTH = st.integers(1, 6)


def cash(on: date, wage: int, month: int) -> int:
    return law.calc("jkp.cash", on, {"wage": wage, "month_number": month}).values["amount"]


@given(DAYS, WAGES, st.integers(0, 10**7), MONTH)
def test_cash_is_monotone_and_capped(on: date, wage: int, more: int, month: int) -> None:
    most = law.parameter("jkp.wage_cap", on).value
    assert 0 <= cash(on, wage, month) <= cash(on, min(wage + more, 10**10), month) <= most
    assert cash(on, most, month) == cash(on, 10**10, month)


@given(DAYS, WAGES, WAGES, MONTH)
def test_what_the_fund_and_the_employer_pay_is_what_was_due(on: date, told: int, real: int, month: int) -> None:
    v = law.calc("jkp.employer_gap", on, {"wage": told, "real_wage": real, "month_number": month}).values
    assert v["amount"] == cash(on, told, month)
    assert v["amount"] + v["employer_gap"] == max(cash(on, real, month), cash(on, told, month))


@given(DAYS, WAGES, st.integers(0, 1), st.integers(0, 1))
def test_the_states_part_is_paid_or_withheld(on: date, wage: int, late: int, settled: int) -> None:
    facts = {"share_late": late, "settled": settled}
    plus = law.calc("jkp.state_share", on, {"base_wage": wage, **facts}).values
    minus = law.calc("jkp.state_share", on, {"base_wage": -wage, **facts}).values
    assert plus["state_now"] + plus["state_withheld"] == plus["state_share"]
    assert minus == {k: -v for k, v in plus.items()}
    pu = {"wage": wage, "risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}
    assert plus["state_share"] == law.calc("pu.contribution", on, pu).values["jkp_state"]

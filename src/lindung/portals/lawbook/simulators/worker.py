"""The simulator's answer: contributions of a month, rights per programme, savings over the years. Nothing is stored.

All amounts come from `lindung.law`; the projection holds wage, law and the newest rate with a source still and says so.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law


@dataclass(frozen=True)
class Year:
    """One year of the projection, whole rupiah: paid in, returns, balance at its end."""

    year: int
    paid_in: int
    returns: int
    balance: int


@dataclass(frozen=True)
class Simulation:
    """Contribution of one month with its trace, programmes obliged, the JHT projection and the tax at its end."""

    values: dict[str, int]
    trace: dict[str, Any]
    programmes: tuple[str, ...]
    years: tuple[Year, ...]
    rate: law.ParameterValue
    payout: dict[str, int]
    payout_trace: dict[str, Any]
    death: dict[str, int]
    death_trace: dict[str, Any]


def newest_sourced_rate(on: date) -> law.ParameterValue:
    """The newest yearly return by `on` that rests on a source (confidence H or M)."""
    history = next(p for p in law.parameters() if p.id == "jht.return.member_rate").values
    good = [v for v in history if v.in_force <= on and v.confidence in ("H", "M")]
    return good[-1] if good else history[0]


def simulate(wage: int, size: str, risk_group: int, on: date, balance: int, years: int) -> Simulation:
    """Everything the page shows. Raises law.LawError where the law has no answer for the day."""
    obliged = law.programmes_for(size, on)
    inputs: dict[str, Any] = {
        "wage": wage, "risk_group": risk_group, "jht": int("JHT" in obliged), "jp": int("JP" in obliged),
        "jkp": int(obliged.jkp), "covid_relief": 0, "labour_intensive": 0,
    }  # fmt: skip
    month = law.calc("pu.contribution", on, inputs)
    jht_year = (month.values["jht_employer"] + month.values["jht_worker"]) * 12
    rate = newest_sourced_rate(on)
    listed: list[Year] = []
    now = start = balance
    paid = 0
    for n in range(years):
        # A year's contributions stand half the year on average: six months' return on them, twelve on the balance.
        old = _credit(now, 12, rate, on)
        fresh = _credit(jht_year, 6, rate, on)
        now += jht_year + old + fresh
        paid += jht_year
        listed.append(Year(on.year + n + 1, jht_year, old + fresh, now))
    payout = law.calc(
        "jht.benefit", on,
        {"principal": start + paid, "returns": now - start - paid, "prior_payments_in_window": 0,
         "years_since_first_payment": 0, "npwp": 1},
    )  # fmt: skip
    death = law.calc("jkm.benefit", on, {"has_heirs": 1})
    return Simulation(
        dict(month.values), month.trace.to_json(), tuple(obliged.programmes), tuple(listed), rate,
        dict(payout.values), payout.trace.to_json(), dict(death.values), death.trace.to_json(),
    )  # fmt: skip


def _credit(balance: int, months: int, rate: law.ParameterValue, on: date) -> int:
    if not balance:
        return 0
    made = law.calc(
        "jht.return_credit",
        on,
        {"balance": balance, "months": months, "set_rate": int(rate.value)},
    )
    return int(made.values["set_credit"])

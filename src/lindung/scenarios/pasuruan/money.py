"""Which opening balances make the year's old-age savings claims come to a given sum, exactly.

A balance follows one rule: at the end of a month it earns the month's return on what stood there a month before without
this year's returns (they compound once a year), and contributions join it on the day they are booked. The law's own
batch form computes it here as the books will.
"""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator

from lindung import law
from lindung.contributions.obliged import flags
from lindung.scenarios.pasuruan.figures import MONTHS, Size
from lindung.scenarios.pasuruan.people import Employers, Jobs, People

if TYPE_CHECKING:
    from lindung.scenarios.pasuruan.plan import Case


def month(m: int) -> date:
    """First day of contribution month `m` (0 is December 2020)."""
    return date(2020 + (m + 11) // 12, (m + 11) % 12 + 1, 1)


def jht_lines(jobs: Jobs, firms: Employers, rows: np.ndarray) -> np.ndarray:
    """JHT of both payers per contribution month (rows x months) for these jobs, by the law."""
    out = np.zeros((len(rows), MONTHS), np.int64)
    sizes = np.array(firms.size)[jobs.employer[rows]]
    for m in range(MONTHS):
        on = (jobs.first[rows] <= m) & (m <= jobs.last[rows])
        jht = np.isin(sizes, [s for s in set(firms.size) if flags(s, month(m))["jht"]])
        wage = jobs.wages(m, rows, firms.raised)
        count = len(rows)
        made = law.batch(
            "pu.contribution",
            month(m),
            {
                "wage": wage.astype(np.int64),
                "risk_group": firms.risk[jobs.employer[rows]].astype(np.int64),
                "jht": jht.astype(np.int64),
                "jp": np.zeros(count, np.int64),
                "jkp": np.zeros(count, np.int64),
                "covid_relief": np.zeros(count, np.int64),
                "labour_intensive": np.zeros(count, np.int64),
            },
        )
        out[:, m] = np.where(on, made["jht_employer"] + made["jht_worker"], 0)
    return out


def gross(opening: np.ndarray, lines: np.ndarray, pay_day: np.ndarray, on: list[date]) -> np.ndarray:
    """What is in each account on the day of decision `on` (all in 2021), whole rupiah."""
    principal = opening.astype(np.int64).copy()
    returns = np.zeros_like(principal)
    month_on = np.array([d.month for d in on])
    day_on = np.array([d.day for d in on])
    result = np.zeros_like(principal)
    for k in range(1, 13):
        arriving = lines[:, k - 1]
        mine = month_on == k
        result = np.where(mine, principal + returns + np.where(pay_day <= day_on, arriving, 0), result)
        returns += law.batch("jht.interim_return", date(2021, k, 1), {"balance": principal, "months": 1})["credit"]
        principal = principal + arriving
    return result


def fit(rng: Generator, size: Size, firms: Employers, folk: People, jobs: Jobs, cases: "list[Case]") -> None:
    """Set the opening balances of everybody with a JHT case so that the cases come to `size.jht_sum`."""
    mine = [c for c in cases if c.programme == "JHT"]
    if len(mine) != size.jht_cases:
        raise ValueError(f"{len(mine)} cases instead of {size.jht_cases}")
    job_of = np.full(len(folk), -1)
    job_of[jobs.person[::-1]] = np.arange(len(jobs.person))[::-1]  # the first job of each person
    persons = np.array([c.person for c in mine])
    rows = job_of[persons]
    lines = jht_lines(jobs, firms, rows)
    pay_day = firms.pay_day[jobs.employer[rows]]
    on = [c.on for c in mine]
    mean = size.jht_sum / len(mine)
    wanted = rng.lognormal(0, 0.75, len(mine))
    opening = np.maximum((wanted / wanted.mean() * mean * 0.9).astype(np.int64), 400_000)
    for _ in range(6):
        now = int(gross(opening, lines, pay_day, on).sum())
        opening = np.maximum(
            opening + (opening * ((size.jht_sum - now) / max(1, int(opening.sum())))).astype(np.int64), 400_000
        )
    # in January nothing is earned yet: there a rupiah more at the opening is a rupiah more on the claim
    plain = np.flatnonzero(np.array([d.month == 1 for d in on]) & (lines.sum(axis=1) == 0))
    missing = size.jht_sum - int(gross(opening, lines, pay_day, on).sum())
    share, odd = divmod(missing, len(plain))
    opening[plain] += share
    opening[plain[0]] += odd
    if opening[plain].min() <= 0:
        raise ValueError("the sum cannot be met")
    final = gross(opening, lines, pay_day, on)
    if int(final.sum()) != size.jht_sum:
        raise ValueError("the sum is not met")
    folk.jht[persons] = opening
    for case, amount in zip(mine, final.tolist(), strict=True):
        case.amounts = {"BALANCE": amount}

"""Employers, people and spells of cover as arrays from one seed; nothing here touches the database.

Of every segment those who have been in longest leave first, so that who is in is always a run of numbers. A number of
a spell modulo the size of its pool of people says whose it is: people come back after they left, at another employer.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator

from lindung.registry.reference import read
from lindung.scenarios.jatim.figures import (
    FIRST_MONTH,
    HALF,
    MIGRANT_DAYS,
    MONTHS,
    OFFICES,
    ORIGINS,
    SHARES,
    Flow,
    Size,
    size,
    spread,
)
from lindung.scenarios.pasuruan import names

SEED = 20180430
GOOD, LATE, ARREARS = range(3)
SIZES = ((100, "LARGE"), (20, "MEDIUM"), (5, "SMALL"), (0, "MICRO"))
KBLI = {"LARGE": "13121", "MEDIUM": "31001", "SMALL": "46900", "MICRO": "47111"}
DAYS, STEP = 14_000, 7_919  # birth dates from 1958 on; a step that meets each of them once
EPOCH = np.datetime64("1958-03-01", "D")
SERIAL = 9_000  # serials from here on are given to nobody real
FOREVER = 99
Days = np.ndarray


def month(m: int) -> date:
    """Contribution month `m` of the scenario as its first day."""
    y, n = divmod(FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1 + m, 12)
    return date(y, n + 1, 1)


@dataclass(frozen=True)
class Employers:
    """One row per employer, in the order in which they registered; `since` is the month (-1: before the scenario)."""

    name: list[str]
    size: list[str]
    risk: np.ndarray
    office: np.ndarray
    since: np.ndarray
    payer: np.ndarray
    stops: np.ndarray

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Spells:
    """Wage earners: one row per spell, reported for the months `first` to `last`; `start` and `end` are days, `base`
    the wage of 2017 in whole rupiah, never less than the minimum wage of the year."""

    person: np.ndarray
    employer: np.ndarray
    first: np.ndarray
    last: np.ndarray
    start: Days
    end: Days
    base: np.ndarray


@dataclass(frozen=True)
class Queue:
    """A segment without employers: who comes and who goes in each month, by numbers of spells; `offset` is the number
    of the first person of its pool."""

    flow: Flow
    offset: int
    pool: int

    def person(self, numbers: np.ndarray) -> np.ndarray:
        """Whose spells these are."""
        found: np.ndarray = self.offset + numbers % self.pool
        return found

    def joining(self, m: int) -> np.ndarray:
        """Spells that begin in month `m`; -1: those that are running when the scenario begins."""
        if m < 0:
            return np.arange(self.flow.opening)
        low = self.flow.opening + sum(self.flow.month(k)[0] for k in range(m))
        return np.arange(low, low + self.flow.month(m)[0])

    def leaving(self, m: int) -> np.ndarray:
        """Spells that end in month `m`."""
        low = sum(self.flow.month(k)[1] for k in range(m))
        return np.arange(low, low + self.flow.month(m)[1])


@dataclass(frozen=True)
class Migrants:
    """Who goes abroad, one row each: `offset` is the number of the first of them, `company` the row of the employer
    that places him, `origin` his district, `day` (by MIGRANT_DAYS) the day on which he is enrolled, `departs` a day."""

    offset: int
    company: np.ndarray
    origin: list[str]
    day: np.ndarray
    departs: Days

    def __len__(self) -> int:
        return len(self.company)


@dataclass(frozen=True)
class Plan:
    """The whole scenario. People are numbered: wage earners, then those of the two segments without employers, then
    migrant workers."""

    size: Size
    firms: Employers
    spells: Spells
    queues: dict[str, Queue]
    people: int
    district: np.ndarray  # of a person: number of the branch
    migrants: Migrants

    def homes(self, low: int, high: int) -> list[str]:
        """Districts where people live: the first of the branch's, but for migrant workers."""
        firsts = [where[3][0] for where in OFFICES]
        near = [firsts[n] for n in self.district[low : min(high, self.migrants.offset)].tolist()]
        skip = self.migrants.offset
        return near + self.migrants.origin[max(low, skip) - skip : max(high, skip) - skip]


def pool_of(flow: Flow) -> int:
    """How many people a segment needs so that nobody comes back in the month in which he left."""
    most, stock = flow.opening, flow.opening
    for m in range(MONTHS):
        added, left = flow.month(m)
        most = max(most, stock + added)
        stock += added - left
    return most + max(2, most // 100)


def make(scale: float) -> Plan:
    """The region at a scale."""
    rng, sizes = np.random.default_rng(SEED), size(scale)
    counts = _employer_counts(sizes)
    weight = np.minimum(rng.pareto(1.05, counts[-1]) + 0.15, 3_000)
    firms = _employers(rng, counts, weight, sizes)
    spells, wage_people, homes = _spells(rng, sizes, counts, weight, firms)
    queues, at = {}, wage_people
    for name, flow in (("BPU", sizes.bpu), ("JAKON", sizes.jakon)):
        queues[name] = Queue(flow, at, pool_of(flow))
        at += queues[name].pool
    others = rng.choice(len(OFFICES), at - wage_people, p=np.array(SHARES) / sum(SHARES)).astype(np.int8)
    migrants = _migrants(sizes, firms, at)
    serving = {district: n for n, where in enumerate(OFFICES) for district in where[3]}
    theirs = np.array([serving[district] for district in migrants.origin], np.int8)
    return Plan(sizes, firms, spells, queues, at + len(migrants), np.concatenate([homes, others, theirs]), migrants)


def _migrants(sizes: Size, firms: Employers, offset: int) -> Migrants:
    """Placement companies are employers like others that were there before; each sends about as many."""
    rng = np.random.default_rng([SEED, offset])
    there = np.flatnonzero((firms.since < 0) & (np.array(firms.size) != "MICRO"))
    placers = there[np.arange(sizes.placers) * len(there) // sizes.placers]
    codes = sorted(district for where in OFFICES for district in where[3])
    weights = np.array([ORIGINS.get(code, 1) for code in codes], float)
    number = np.arange(sizes.migrants)
    day = number * len(MIGRANT_DAYS) // sizes.migrants
    enrolled = np.array([np.datetime64(d, "D") for d in MIGRANT_DAYS])[day]
    return Migrants(
        offset,
        placers[number % len(placers)],
        [codes[n] for n in rng.choice(len(codes), sizes.migrants, p=weights / weights.sum()).tolist()],
        day,
        enrolled + 60 + number % 30,
    )


def _employer_counts(sizes: Size) -> list[int]:
    """Employers registered by the end of month -1, 0, …, 15."""
    start, middle, end = sizes.employers
    out = [start]
    for m in range(MONTHS):
        gain = spread(middle - start, HALF) if m < HALF else spread(end - middle, HALF)
        out.append(out[-1] + gain[m % HALF])
    return out


def _employers(rng: Generator, counts: list[int], weight: np.ndarray, sizes: Size) -> Employers:
    number = counts[-1]
    heads = 1 + weight / weight.sum() * (sizes.pu.stock(1) - number)
    kinds = [next(name for least, name in SIZES if h >= least) for h in heads.tolist()]
    return Employers(
        name=names.companies(rng, kinds),
        size=kinds,
        risk=1 + rng.choice(5, number, p=(0.3, 0.3, 0.25, 0.12, 0.03)),
        office=rng.choice(len(OFFICES), number, p=np.array(SHARES) / sum(SHARES)).astype(np.int8),
        since=np.repeat(np.arange(-1, MONTHS), np.diff([0, *counts])),
        payer=rng.choice(3, number, p=(0.93, 0.05, 0.02)),
        stops=rng.integers(2, MONTHS, number),
    )


def _spells(
    rng: Generator, sizes: Size, counts: list[int], weight: np.ndarray, firms: Employers
) -> tuple[Spells, int, np.ndarray]:
    """One worker of each employer stays from its first month on; the others come and go by the queue. Also how many
    people they are, and at which branch each is."""
    number, reach = counts[-1], np.cumsum(weight)
    core_first = firms.since
    firsts, employers = [], []
    for m in range(-1, MONTHS):
        new = counts[0] if m < 0 else counts[m + 1] - counts[m]
        joining = (sizes.pu.opening if m < 0 else sizes.pu.month(m)[0]) - new
        here = reach[: counts[m + 1]]
        employers.append(np.searchsorted(here, rng.random(max(0, joining)) * here[-1]))
        firsts.append(np.full(max(0, joining), m))
    first, employer = np.concatenate(firsts), np.concatenate(employers)
    count = len(first)
    last = np.full(count, FOREVER)
    gone = 0
    for m in range(MONTHS):
        left = sizes.pu.month(m)[1]
        last[gone : gone + left] = m
        gone += left
    loose = Flow(sizes.pu.opening - counts[0], sizes.pu.added, sizes.pu.left)  # never fewer than come and go
    pool = pool_of(loose)
    person = np.concatenate([np.arange(count) % pool, pool + np.arange(number)])
    employer = np.concatenate([employer, np.arange(number)])
    first = np.concatenate([first, core_first])
    last = np.concatenate([last, np.full(number, FOREVER)])
    homes = np.zeros(pool + number, np.int8)
    homes[person[::-1]] = firms.office[employer[::-1]]
    start = _start(rng, first)
    end = np.where(last == FOREVER, np.datetime64("NaT", "D"), _first_day(last) + rng.integers(0, 10, len(last)))
    base = _wages(rng, firms, employer)
    return Spells(person, employer, first, last, start, end, base), pool + number, homes


def _first_day(m: np.ndarray) -> Days:
    days: Days = (np.datetime64(FIRST_MONTH, "M") + np.minimum(m, MONTHS)).astype("datetime64[D]")
    return days


def _start(rng: Generator, first: np.ndarray) -> Days:
    """Before the scenario: some day from 2009 to 2016; else from the eleventh on, after those who leave are gone."""
    old = np.datetime64("2009-01-01", "D") + rng.integers(0, 2_900, len(first))
    days: Days = np.where(first < 0, old, _first_day(first) + 10 + rng.integers(0, 17, len(first)))
    return days


def floors(year: int) -> np.ndarray:
    """The minimum wage of each branch's first district."""
    told = {r["district"]: int(r["amount"]) for r in read("minimum_wages.csv") if int(r["year"]) == year}
    return np.array([told[districts[0]] for _, _, _, districts in OFFICES])


def _wages(rng: Generator, firms: Employers, employer: np.ndarray) -> np.ndarray:
    least = floors(2017)[firms.office[employer]]
    above = np.where(rng.random(len(employer)) < 0.45, 0.0, rng.exponential(0.25, len(employer)))
    wage: np.ndarray = np.maximum((least * (1 + above)).astype(np.int64) // 1000 * 1000, least)
    return wage


def wages(plan: Plan, rows: np.ndarray, m: int) -> np.ndarray:
    """Wages reported for month `m`: 2018 raises all by what it raised the minimum wages."""
    base: np.ndarray = plan.spells.base[rows]
    if month(m).year == 2017:
        return base
    least = floors(2018)[plan.firms.office[plan.spells.employer[rows]]]
    raised: np.ndarray = np.maximum(base * 10871 // 10000 // 100 * 100, least)
    return raised


def births(person: np.ndarray) -> tuple[Days, np.ndarray]:
    """Birth date and serial of people by their number: together they are nobody else's."""
    return EPOCH + person % DAYS * STEP % DAYS, SERIAL + person // DAYS


def person_of(nik: np.ndarray) -> np.ndarray:
    """The number of a person from the NIK as a whole number."""
    serial, when = nik % 10_000, nik // 10_000 % 1_000_000
    day, mon, year = when // 10_000 % 40, when // 100 % 100, when % 100
    year = np.where(year < 50, 2000, 1900) + year
    born = ((year - 1970) * 12 + mon - 1).astype("datetime64[M]").astype("datetime64[D]") + (day - 1)
    place = (born - EPOCH).astype(np.int64) * pow(STEP, -1, DAYS) % DAYS
    found: np.ndarray = (serial - SERIAL) * DAYS + place
    return found


def niks(person: np.ndarray, branch: np.ndarray, female: np.ndarray) -> list[str]:
    """NIK of people: district, sub-district 71 (none has so many), birth date with 40 added for women, serial."""
    born, serial = births(person)
    day = (born - born.astype("datetime64[M]").astype("datetime64[D]")).astype(int) + 1 + 40 * female
    mon, year = born.astype("datetime64[M]").astype(int) % 12 + 1, born.astype("datetime64[Y]").astype(int) + 1970
    code = np.array([int(districts[0].replace(".", "")) for _, _, _, districts in OFFICES])[branch]
    whole = ((code * 100 + 71) * 1_000_000 + day * 10_000 + mon * 100 + year % 100) * 10_000 + serial
    return [str(n) for n in whole.tolist()]

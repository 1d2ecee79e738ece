"""Employers, people and jobs of the branch, as arrays from one seed; nothing here touches the database."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.random import Generator

from lindung.registry.reference import read
from lindung.scenarios.pasuruan import names
from lindung.scenarios.pasuruan.figures import DISTRICTS, MONTHS, Size

SEED = 20211215
GOOD, LATE, PARTIAL, ARREARS, DOUBLE = range(5)
HEADS = (5, 14)  # days of the month on which employers pay in time
SIZES = ("LARGE", "MEDIUM", "SMALL", "MICRO")
KBLI = {
    "LARGE": ("13121", "23939", "22220", "10792", "26410", "21012"),
    "MEDIUM": ("31001", "14111", "25111", "17021", "10710", "22199"),
    "SMALL": ("46900", "49431", "45201", "56210", "86103", "18111"),
    "MICRO": ("47111", "47190", "96200", "96111", "82190", "33122"),
}
RISK = {"LARGE": (2, 3, 3, 4), "MEDIUM": (2, 3, 3), "SMALL": (1, 2, 2, 3), "MICRO": (1, 1, 2)}
STAY, LEAVE, DIE, FORMER, JOIN, OLD_DEATH = range(6)
D = "datetime64[D]"


@dataclass
class Employers:
    """One row per employer. `office` 0 is the branch, 1 the neighbour; `pay_day` of the month after."""

    name: list[str]
    nib: list[str]
    size: list[str]
    risk: np.ndarray
    kbli: list[str]
    district: np.ndarray
    office: np.ndarray
    covid: np.ndarray
    payer: np.ndarray
    pay_day: np.ndarray
    raised: np.ndarray
    stops: np.ndarray  # month index from which an employer in arrears pays nothing
    registered: np.ndarray

    def __len__(self) -> int:
        return len(self.name)


@dataclass
class People:
    """One row per person; money in whole rupiah."""

    nik: list[str]
    name: list[str]
    mother: list[str]
    born: np.ndarray
    female: np.ndarray
    office: np.ndarray
    district: np.ndarray
    since: np.ndarray  # year of the member number
    jht: np.ndarray
    jp: np.ndarray
    npwp: np.ndarray

    def __len__(self) -> int:
        return len(self.name)


@dataclass
class Jobs:
    """One row per job. Lines are reported for months `first` <= m <= `last` (0 is December 2020; none if last < 0).

    `end` and `reason` are reported with the last line, or taken over where the job ended before the year.
    """

    person: np.ndarray
    employer: np.ndarray
    start: np.ndarray
    end: np.ndarray
    reason: np.ndarray
    first: np.ndarray
    last: np.ndarray
    wage: np.ndarray
    kind: np.ndarray

    def wages(self, m: int, rows: np.ndarray, raised: np.ndarray) -> np.ndarray:
        """Reported wages of jobs `rows` in month `m`: some employers raised theirs by 3 percent in July."""
        wage: np.ndarray = self.wage[rows]
        if m < 7:
            return wage
        later: np.ndarray = np.where(raised[self.employer[rows]], wage * 103 // 100 // 100 * 100, wage)
        return later


def minimum_wages(year: int) -> dict[str, int]:
    """District -> minimum wage of the year, whole rupiah a month, from the reference data."""
    return {r["district"]: int(r["amount"]) for r in read("minimum_wages.csv") if int(r["year"]) == year}


def employers(rng: Generator, size: Size) -> Employers:
    """The branch's employers and a few of the neighbour's."""
    kinds = [s for s, n in zip(SIZES, size.employers, strict=True) for _ in range(n)]
    kinds += ["MEDIUM"] * (size.neighbours // 4) + ["SMALL"] * (size.neighbours - size.neighbours // 4)
    count, own = len(kinds), sum(size.employers)
    office = np.where(np.arange(count) < own, 0, 1)
    big = np.array([k in ("LARGE", "MEDIUM") for k in kinds])
    city = rng.random(count) < np.where(big, 0.06, 0.25)
    district = np.where(office == 1, 2, np.where(city, 1, 0))
    payer = rng.choice(5, count, p=(0.86, 0.06, 0.03, 0.035, 0.015))
    payer[office == 1] = GOOD
    payer[big & (rng.random(count) < 0.8)] = GOOD
    made_in = np.datetime64("2006-01-01", "D") + rng.integers(0, 2500, count)
    return Employers(
        name=names.companies(rng, kinds),
        nib=[f"9120{n:09d}" for n in range(1, count + 1)],
        size=kinds,
        risk=np.array([rng.choice(RISK[k]) for k in kinds]),
        kbli=[str(rng.choice(KBLI[k])) for k in kinds],
        district=district,
        office=office,
        covid=rng.random(count) < 0.7,
        payer=payer,
        pay_day=np.where(rng.random(count) < 0.55, HEADS[0], HEADS[1]),
        raised=rng.random(count) < 0.2,
        stops=rng.integers(3, 10, count),
        registered=made_in,
    )


def _wages(rng: Generator, district: np.ndarray, big: np.ndarray) -> np.ndarray:
    """Monthly wages, never below the minimum wage of the district for 2021 (none was raised in December 2020)."""
    floor = minimum_wages(2021)
    least = np.array([floor[d] for d in DISTRICTS])[district]
    count = len(district)
    above = np.where(rng.random(count) < 0.4, 0.0, rng.exponential(np.where(big, 0.22, 0.12), count))
    senior = np.where(rng.random(count) < 0.02, rng.uniform(0.8, 2.4, count), 0.0)
    wage: np.ndarray = (least * (1 + above + senior)).astype(np.int64) // 1000 * 1000
    lawful: np.ndarray = np.maximum(wage, least)
    return lawful


def _days(rng: Generator, first: str, last: str, count: int) -> np.ndarray:
    start, end = np.datetime64(first, "D"), np.datetime64(last, "D")
    days: np.ndarray = start + rng.integers(0, (end - start).astype(int) + 1, count)
    return days


def month_index(days: np.ndarray) -> np.ndarray:
    """Contribution month index of days."""
    index: np.ndarray = (days.astype("datetime64[M]") - np.datetime64("2020-12", "M")).astype(int)
    return index


class Builder:
    """Collects jobs of groups of people; one call per group."""

    def __init__(self, rng: Generator, firms: Employers) -> None:
        self.rng, self.firms = rng, firms
        self.big = np.array([s in ("LARGE", "MEDIUM") for s in firms.size])
        self.groups: list[dict[str, np.ndarray]] = []
        self.people = 0

    def add(
        self,
        kind: int,
        employer: np.ndarray,
        start: np.ndarray,
        end: np.ndarray | None = None,
        reason: np.ndarray | None = None,
        born: np.ndarray | None = None,
        person: np.ndarray | None = None,
    ) -> np.ndarray:
        """Add jobs, for new people unless `person` names earlier ones; the people's row numbers."""
        count = len(employer)
        rows = np.arange(self.people, self.people + count) if person is None else person
        if person is None:
            self.people += count
        if born is None:
            born = _days(self.rng, "1967-02-01", "2001-10-31", count)
        end = np.full(count, np.datetime64("NaT"), D) if end is None else end
        first = np.clip(month_index(start), 0, MONTHS)
        last = np.where(np.isnat(end), MONTHS - 1, month_index(end))
        self.groups.append(
            {
                "person": rows,
                "employer": employer,
                "start": start,
                "end": end,
                "reason": np.full(count, "", dtype=object) if reason is None else reason,
                "first": first,
                "last": np.where((kind == FORMER) | (kind == OLD_DEATH), -1, last),
                "wage": _wages(self.rng, self.firms.district[employer], self.big[employer]),
                "kind": np.full(count, kind),
                "born": born,
                "new": np.full(count, person is None),
            }
        )
        return rows

    def jobs(self) -> tuple[Jobs, np.ndarray, np.ndarray, np.ndarray]:
        """All jobs; then per person birth date, first employer and first start."""
        joined = {k: np.concatenate([g[k] for g in self.groups]) for k in self.groups[0]}
        new = joined.pop("new").astype(bool)
        born = joined.pop("born")[new]
        jobs = Jobs(**joined)
        return jobs, born, jobs.employer[new], jobs.start[new]


def persons(rng: Generator, born: np.ndarray, employer: np.ndarray, start: np.ndarray, firms: Employers) -> People:
    """Names, numbers and places for everybody; money comes later."""
    count = len(born)
    female = rng.random(count) < 0.46
    district = firms.district[employer]
    years = born.astype("datetime64[Y]").astype(int) + 1970
    months = born.astype("datetime64[M]").astype(int) % 12 + 1
    days = (born - born.astype("datetime64[M]").astype(D)).astype(int) + 1
    places = rng.integers(1, 25, count)
    prefix = [
        f"{DISTRICTS[d].replace('.', '')}{p:02d}{day + 40 * f:02d}{m:02d}{y % 100:02d}"
        for d, p, day, f, m, y in zip(district, places, days, female.astype(int), months, years, strict=True)
    ]
    used: dict[str, int] = {}
    nik = []
    for text in prefix:  # serials from 9001 are given to nobody real
        used[text] = used.get(text, 9000) + 1
        nik.append(f"{text}{used[text]:04d}")
    return People(
        nik=nik,
        name=names.people(rng, female),
        mother=names.people(rng, np.ones(count, bool)),
        born=born,
        female=female,
        office=firms.office[employer],
        district=district,
        since=np.clip(start.astype("datetime64[Y]").astype(int) + 1970, 2008, 2021),
        jht=np.zeros(count, np.int64),
        jp=np.zeros(count, np.int64),
        npwp=rng.random(count) < 0.8,
    )


def day(value: np.datetime64) -> date:
    """A numpy day as a Python date."""
    found = value.astype(D).item()
    assert isinstance(found, date)
    return found

"""The whole year as facts: who works where, leaves, dies, what every case comes to. Pure; the same from one seed."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.random import Generator

from lindung.scenarios.pasuruan import calendar, figures, money, names, people
from lindung.scenarios.pasuruan.figures import Size
from lindung.scenarios.pasuruan.people import (
    DIE,
    FORMER,
    GOOD,
    JOIN,
    LEAVE,
    OLD_DEATH,
    SEED,
    STAY,
    Builder,
    D,
    Employers,
    Jobs,
    People,
)

STOPS = ("RESIGNED", "TERMINATED", "CONTRACT_END")


@dataclass
class Case:
    """One claim of the year. `on` is the day of decision, `asked` of submission; `way` how it went: PLAIN, RETURNED
    (once, then completed), FAILED (the bank's first answer)."""

    key: str
    programme: str
    ground: str
    person: int
    asked: date
    on: date
    pay_on: date
    event_on: date
    amounts: dict[str, int] = field(default_factory=dict)
    unit: str = "CLAIM"
    payee: str = ""
    way: str = "PLAIN"
    first_asked: date | None = None  # of a claim that was returned once


@dataclass
class Demo:
    """Row numbers of the people and the employer the tour meets."""

    employer: int
    golden: int
    member: int
    deceased: int


@dataclass
class Plan:
    """Everything about the year."""

    size: Size
    firms: Employers
    folk: People
    jobs: Jobs
    cases: list[Case]
    children: list[Case]
    kin: dict[int, list[tuple[str, str, date]]]  # deceased person -> (kind, name, birth date)
    demo: Demo
    idle: list[int]  # former members without a case: the open queue is made of them
    expected: dict[str, int]


@lru_cache(maxsize=2)
def make(scale: float = 1.0) -> Plan:
    """The plan at a scale; about two seconds at full size."""
    rng = np.random.default_rng(SEED)
    size = figures.size(scale)
    firms = people.employers(rng, size)
    jobs, folk, groups = _jobs(rng, size, firms)
    _savings(rng, jobs, folk, firms)
    cases = _claims(rng, size, firms, folk, jobs, groups)
    money.fit(rng, size, firms, folk, jobs, cases)
    kin = _families(rng, folk, groups, jobs)
    children = _children(rng, size, cases, kin, folk)
    expected = {p: sum(1 for c in cases if c.programme == p) for p in ("JHT", "JKM", "JKK", "JP")}
    expected["CHILD"] = len(children)
    return Plan(size, firms, folk, jobs, cases, children, kin, groups.demo, [int(p) for p in groups.idle], expected)


@dataclass
class _Groups:
    stay: np.ndarray
    leavers: np.ndarray  # job rows
    dead: np.ndarray  # job rows
    old_dead: np.ndarray
    former: np.ndarray  # job rows with a claim
    idle: np.ndarray  # people without
    demo: Demo


def _jobs(rng: Generator, size: Size, firms: Employers) -> tuple[Jobs, People, _Groups]:
    build = Builder(rng, firms)
    means = dict(zip(people.SIZES, size.slots, strict=True))
    slots = [
        max(1, int(rng.gamma(3.0, means[s] / 3.0))) if o == 0 else max(2, int(rng.gamma(3.0, 8.0)))
        for s, o in zip(firms.size, firms.office, strict=True)
    ]
    _first_employer(firms, slots)
    seat = np.repeat(np.arange(len(firms)), slots)
    open_to_claims = (firms.payer == GOOD) & (firms.office == 0) & np.array([s != "MICRO" for s in firms.size])
    open_to_claims[0] = False  # the tour's employer keeps its few workers
    good = rng.permutation(np.flatnonzero(open_to_claims[seat]))
    claimers = size.claim_leavers + size.retired + size.disabled + size.emigrated
    picked, rest = good[: claimers + size.deaths], good[claimers + size.deaths :]
    others = rng.permutation(
        np.setdiff1d(np.flatnonzero((firms.office[seat] == 0) & (seat != 0)), picked, assume_unique=True)
    )[: size.other_leavers]
    taken = np.zeros(len(seat), bool)
    taken[picked] = taken[others] = True
    del rest
    stay = build.add(STAY, seat[~taken], _starts(rng, int((~taken).sum())))
    end, reason, born = _leavers(rng, size)
    build.add(LEAVE, seat[picked[:claimers]], _starts(rng, claimers, "2018-06-30"), end, reason, born)
    count = len(others)
    end = people._days(rng, "2020-12-05", "2021-11-25", count)
    build.add(LEAVE, seat[others], _starts(rng, count), end, np.array(STOPS, object)[rng.integers(0, 3, count)])
    died = people._days(rng, "2020-12-07", "2021-11-12", size.deaths)
    build.add(DIE, seat[picked[claimers:]], _starts(rng, size.deaths), died, np.full(size.deaths, "DIED", object))
    died = people._days(rng, "2018-02-01", "2019-11-25", size.old_deaths)
    seats = rng.choice(np.flatnonzero(open_to_claims), size.old_deaths)
    build.add(
        OLD_DEATH, seats, _starts(rng, size.old_deaths, "2016-12-31"), died, np.full(size.old_deaths, "DIED", object)
    )
    former = size.jht_cases - size.deaths - claimers
    count = former + size.former_idle
    end = people._days(rng, "2015-10-01", "2020-11-30", count)
    late = rng.random(count) < 0.6  # most left in the months before
    end = np.where(late, people._days(rng, "2020-03-01", "2020-11-30", count), end)
    start = end - rng.integers(200, 2100, count)
    seats = rng.choice(np.flatnonzero((firms.office == 0) & np.array([s != "MICRO" for s in firms.size])), count)
    before = build.add(FORMER, seats, start, end, np.array(STOPS, object)[rng.choice(3, count, p=(0.4, 0.25, 0.35))])
    idle = before[former:]
    _joiners(rng, size, firms, build, idle)
    demo = _demo(build)
    jobs, born, employer, start = build.jobs()
    folk = people.persons(rng, born, employer, start, firms)
    kind = jobs.kind
    groups = _Groups(
        stay=stay,
        leavers=np.flatnonzero(kind == LEAVE)[:claimers],
        dead=np.flatnonzero(kind == DIE),
        old_dead=np.flatnonzero(kind == OLD_DEATH),
        former=np.flatnonzero(kind == FORMER)[:former],
        idle=idle[size.joiners // 12 :],
        demo=demo,
    )
    return jobs, folk, groups


def _first_employer(firms: Employers, slots: list[int]) -> None:
    """The employer of the tour: very low risk, two dozen workers, pays in time."""
    firms.size[0], firms.risk[0], firms.kbli[0] = "MEDIUM", 1, "62019"
    firms.name[0], firms.payer[0], firms.pay_day[0] = "PT Contoh Rukun Perangkat Lunak", GOOD, people.HEADS[0]
    firms.district[0], firms.covid[0], firms.raised[0] = 0, False, False
    slots[0] = 22


def _starts(rng: Generator, count: int, last: str = "2020-11-25") -> np.ndarray:
    """First days of jobs that run at the end of 2020: most began in the last few years."""
    back = np.minimum(rng.exponential(900, count), 2800).astype(int)
    return np.datetime64(last, "D") - back


def _leavers(rng: Generator, size: Size) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Last day, reason and birth date of those who leave during the year and claim."""
    n, r, d, e = size.claim_leavers, size.retired, size.disabled, size.emigrated
    end = people._days(rng, "2020-12-05", "2021-10-20", n + r + d + e)
    whole = rng.random(len(end)) < 0.5  # half leave with the month
    month_end = (end.astype("datetime64[M]") + 1).astype(D) - 1
    end = np.where(whole & (month_end <= np.datetime64("2021-10-31")), month_end, end)
    reason = np.concatenate(
        [
            np.array(STOPS, object)[rng.choice(3, n, p=(0.45, 0.25, 0.3))],
            np.full(r, "RETIRED", object),
            np.full(d, "TOTAL_DISABILITY", object),
            np.full(e, "LEFT_INDONESIA", object),
        ]
    )
    born = people._days(rng, "1968-01-01", "2000-12-31", len(end))
    # fifty-six in the month before the last day
    months = end[n : n + r].astype("datetime64[M]") - 56 * 12 - 1
    born[n : n + r] = months.astype(D) + rng.integers(0, 27, r)
    return end, reason, born


def _joiners(rng: Generator, size: Size, firms: Employers, build: Builder, idle: np.ndarray) -> None:
    """New workers during the year; one in twelve had worked before and comes back."""
    seats = np.flatnonzero(np.arange(len(firms)) > 0)
    weights = np.array([{"LARGE": 60, "MEDIUM": 14, "SMALL": 3, "MICRO": 1}[firms.size[s]] for s in seats], float)
    back = size.joiners // 12
    for count, person in ((size.joiners - back, None), (back, idle[:back])):
        start = people._days(rng, "2021-01-04", "2021-11-20", count)
        employer = rng.choice(seats, count, p=weights / weights.sum())
        born = people._days(rng, "1975-01-01", "2002-12-31", count)
        build.add(JOIN, employer, start, None, None, born, person)


def _demo(build: Builder) -> Demo:
    """The people of the tour, all at the first employer."""
    one = np.zeros(1, int)

    def worker(start: str, born: str, wage: int, end: str = "") -> int:
        stop = np.array([end], D) if end else None
        why = np.array(["RESIGNED"], object) if end else None
        row = build.add(LEAVE if end else STAY, one, np.array([start], D), stop, why, np.array([born], D))
        build.groups[-1]["wage"][:] = wage
        return int(row[0])

    return Demo(
        employer=0,
        golden=worker("2019-03-04", "1994-05-17", 5_000_000),
        member=worker("2020-12-01", "1991-08-09", 5_000_000, "2021-11-12"),
        deceased=worker("2016-02-01", "1979-04-21", 6_200_000),
    )


def _savings(rng: Generator, jobs: Jobs, folk: People, firms: Employers) -> None:
    """Opening balances from the length of the job and a lower wage then; those of the year's cases are fitted later."""
    ends = np.where(np.isnat(jobs.end), np.datetime64("2020-11-30"), np.minimum(jobs.end, np.datetime64("2020-11-30")))
    months = np.clip(((ends - jobs.start).astype(int) / 30.4).astype(int), 0, None)
    wage = (jobs.wage * rng.uniform(0.72, 0.9, len(months))).astype(np.int64)
    small = np.array([s == "MICRO" for s in firms.size])[jobs.employer]
    jp = np.array([s in ("LARGE", "MEDIUM") for s in firms.size])[jobs.employer]
    jht = np.where(small, 0, months * wage * 57 // 1000)
    np.add.at(folk.jht, jobs.person, jht)
    since = np.clip(
        ((ends - np.maximum(jobs.start, np.datetime64("2015-07-01"))).astype(int) / 30.4).astype(int), 0, 66
    )
    np.add.at(folk.jp, jobs.person, np.where(jp, since * np.minimum(wage, 8_000_000) * 3 // 100, 0))
    old = jobs.person[jobs.kind == OLD_DEATH]
    folk.jht[old] = folk.jp[old] = 0


def _claims(rng: Generator, size: Size, firms: Employers, folk: People, jobs: Jobs, groups: _Groups) -> list[Case]:
    book = calendar.Book(rng)
    cases: list[Case] = []
    for row in groups.leavers:
        reason = str(jobs.reason[row])
        end = people.day(jobs.end[row])
        ground = "AGE_56" if reason == "RETIRED" else reason
        ready = calendar.add_month(end) if reason in STOPS else calendar.after(end, 2)
        asked, on, pay_on = book.days(ready, 60)
        cases.append(Case(f"jht-{row}", "JHT", ground, int(jobs.person[row]), asked, on, pay_on, end))
    for row in groups.former:
        end = people.day(jobs.end[row])
        asked, on, pay_on = book.days(max(calendar.add_month(end), date(2020, 12, 28)), 360)
        cases.append(Case(f"jht-{row}", "JHT", str(jobs.reason[row]), int(jobs.person[row]), asked, on, pay_on, end))
    for row in groups.dead:
        died = people.day(jobs.end[row])
        asked, on, pay_on = book.days(calendar.after(died, 4), 40)
        for programme in ("JKM", "JHT"):
            cases.append(Case(f"death-{row}", programme, "DEATH", int(jobs.person[row]), asked, on, pay_on, died))
    for row in groups.old_dead:
        asked, on, pay_on = book.days(date(2021, 1, 12), 300)
        died = people.day(jobs.end[row])
        cases.append(Case(f"death-{row}", "JKM", "DEATH", int(jobs.person[row]), asked, on, pay_on, died))
    _ways(rng, cases)
    cases += _recorded(rng, book, size, folk, jobs, groups)
    return cases


def _ways(rng: Generator, cases: list[Case]) -> None:
    """A share is returned once or fails at the bank first (only where days are left for it)."""
    for case, chance in zip(cases, rng.random(len(cases)), strict=True):
        if case.programme != "JHT" or case.ground == "DEATH" or case.on > date(2021, 11, 20):
            continue
        earlier = calendar.working_days_before(case.asked, 7)
        ready = calendar.add_month(case.event_on) if case.ground in STOPS else calendar.after(case.event_on, 2)
        if chance < 0.04 and earlier >= max(ready, figures.OPENING_DAY):
            case.way, case.first_asked = "RETURNED", earlier
        elif chance > 0.992:
            case.way = "FAILED"


def _spread(rng: Generator, total: int, count: int, spread: float, step: int = 1) -> list[int]:
    """`count` positive amounts, multiples of `step` except the last, that add up to `total`."""
    weight = rng.lognormal(0, spread, count)
    amounts = np.maximum((weight / weight.sum() * total).astype(np.int64) // step * step, step)
    rest = total - int(amounts.sum())
    big = int(np.argmax(amounts))
    amounts[big] += rest
    if amounts[big] <= 0:
        raise ValueError("the amounts cannot add up")
    return [int(a) for a in rng.permutation(amounts)]


def _recorded(rng: Generator, book: calendar.Book, size: Size, folk: People, jobs: Jobs, groups: _Groups) -> list[Case]:
    """Work accidents and pensions, entered with their amounts."""
    cases: list[Case] = []
    hurt = rng.choice(groups.stay[folk.office[groups.stay] == 0], size.jkk_cases, replace=False)
    for person, amount in zip(hurt, _spread(rng, size.jkk_sum, size.jkk_cases, 1.1), strict=True):
        asked, on, pay_on = book.days(date(2020, 12, 29), 345)
        event = calendar.after(asked, -int(rng.integers(3, 60)))
        care = amount * int(rng.integers(55, 85)) // 100
        wage = amount * int(rng.integers(8, 14)) // 100
        parts = {"CARE": care, "WAGE": wage, "TRANSPORT": amount - care - wage}
        if amount > 40_000_000:
            parts = {"CARE": care, "WAGE": wage, "DISABILITY": amount - care - wage}
        parts = {k: v for k, v in parts.items() if v > 0}
        cases.append(Case(f"jkk-{person}", "JKK", "WORK_ACCIDENT", int(person), asked, on, pay_on, event, parts))
    pool = np.concatenate([jobs.person[groups.former], jobs.person[groups.leavers]])
    some = rng.choice(pool, min(size.jp_cases, len(pool)), replace=False)
    if len(some) < size.jp_cases:
        more = np.setdiff1d(groups.stay[folk.office[groups.stay] == 0], hurt)
        some = np.concatenate([some, rng.choice(more, size.jp_cases - len(some), replace=False)])
    for person, amount in zip(some, _spread(rng, size.jp_sum, size.jp_cases, 0.6), strict=True):
        asked, on, pay_on = book.days(date(2020, 12, 29), 345)
        cases.append(Case(f"jp-{person}", "JP", "REFUND", int(person), asked, on, pay_on, asked, {"REFUND": amount}))
    return cases


def _families(rng: Generator, folk: People, groups: _Groups, jobs: Jobs) -> dict[int, list[tuple[str, str, date]]]:
    """Relatives of those who died: mostly wife or husband and children, sometimes parents or a sibling."""
    people_of = [*jobs.person[groups.dead], *jobs.person[groups.old_dead], groups.demo.deceased]
    count = len(people_of)
    pool = people_of and names.people(rng, rng.random(count * 5) < 0.5)
    kin: dict[int, list[tuple[str, str, date]]] = {}
    for n, person in enumerate(people_of):
        born = people.day(folk.born[person])
        own = pool[n * 5 : n * 5 + 5]
        lot = rng.random() if n < count - 1 else 0.5
        found: list[tuple[str, str, date]] = []
        if lot < 0.9:
            found.append(("SPOUSE", own[0], date(min(born.year + 2, 2000), 3, 1 + n % 28)))
            for c in range(int(rng.integers(1 if n < count * 0.8 else 2, 4))):
                year = min(max(born.year + 24 + 3 * c, 1985), 2019)
                found.append(("CHILD", own[1 + c], date(year, 1 + (n + c) % 12, 1 + n % 28)))
        elif lot < 0.97:
            found.append(("PARENT", own[0], date(born.year - 25, 5, 1 + n % 28)))
        else:
            found.append(("SIBLING", own[0], date(born.year + 3, 7, 1 + n % 28)))
        kin[int(person)] = found
    return kin


def _children(
    rng: Generator, size: Size, cases: list[Case], kin: dict[int, list[tuple[str, str, date]]], folk: People
) -> list[Case]:
    """Scholarships: yearly amounts of a level, one case a child of a member who died."""
    pairs = [
        (case, n, name)
        for case in cases
        if case.programme == "JKM"
        for n, (kind, name, _) in enumerate(kin[case.person])
        if kind == "CHILD"
    ]
    amounts = [
        amount for (amount, _), n in zip(figures.SCHOLARSHIP_YEARLY, size.children, strict=True) for _ in range(n)
    ]
    if len(pairs) < len(amounts):
        raise ValueError("too few children")
    out = []
    for at, amount in zip(rng.permutation(len(pairs))[: len(amounts)], amounts, strict=True):
        case, n, name = pairs[at]
        out.append(
            Case(
                f"child-{case.person}-{n}", "JKM", "SCHOLARSHIP", case.person, case.asked, case.on, case.pay_on,
                case.event_on, {"SCHOLARSHIP": amount}, "CHILD", name,
            )
        )  # fmt: skip
    return out

"""East Java: the plan holds the published stocks and flows; a small one is loaded by the services, killed, resumed."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date

import numpy as np
import psycopg
import pytest

from lindung.coverage.queries import MonthFlow, over
from lindung.scenarios.jatim import plan as plans
from lindung.scenarios.jatim.figures import HALF, MIGRANT_DAYS, MONTHS, OFFICES, SHARES, size, spread
from lindung.scenarios.jatim.steps import steps

SCALE = "0.001"


@pytest.fixture(scope="module")
def small() -> plans.Plan:
    return plans.make(0.02)


def test_full_size_is_what_was_published() -> None:
    full = size(1)
    assert full.employers[1:] == (50_028, 63_195)
    assert [f.stock(0) for f in (full.pu, full.bpu, full.jakon)] == [1_540_000, 103_000, 876_000]
    assert [f.stock(1) for f in (full.pu, full.bpu, full.jakon)] == [1_670_000, 257_000, 720_000]
    assert [f.added[0] for f in (full.pu, full.bpu, full.jakon)] == [337_000, 153_000, 892_000]
    assert full.bpu.left[0] >= 50_000 and full.jakon.left[0] >= 16_000
    assert min(n for f in (full.pu, full.bpu, full.jakon) for m in range(MONTHS) for n in f.month(m)) > 0
    assert sum(SHARES) == 100 and len(SHARES) == len(OFFICES)
    assert spread(10, 4) == [2, 3, 2, 3] and sum(spread(337_000, 8)) == 337_000
    assert len({d for _, _, _, districts in OFFICES for d in districts}) == 38


def test_additions_above_the_stock_prove_who_left() -> None:
    """153 thousand additions and 103 thousand members in August: at least 50 thousand BPU left; 16 thousand workers of
    construction likewise. Told month by month the plan lets more go than that."""
    full = size(1)
    for planned, least in ((full.bpu, 50_000), (full.jakon, 16_000)):
        stock, months = planned.opening, []
        for m in range(HALF):
            added, left = planned.month(m)
            months.append(MonthFlow(plans.month(m), stock, added, 0, left, 0, stock + added - left))
            stock += added - left
        told = over(months)
        assert (told.opening, told.closing, told.left) == (planned.opening, planned.stock(0), planned.left[0])
        assert told.least_left == least <= told.left


def test_stocks_follow_month_by_month(small: plans.Plan) -> None:
    spells, pu = small.spells, small.size.pu
    stock = pu.opening
    for m in range(MONTHS):
        added, left = pu.month(m)
        stock += added - left
        assert ((spells.first <= m) & (spells.last > m)).sum() == stock
        assert (spells.first == m).sum() == added and (spells.last == m).sum() == left
    assert stock == pu.stock(1)
    for m, firms in ((HALF - 1, small.size.employers[1]), (MONTHS - 1, small.size.employers[2])):
        here = (spells.first <= m) & (spells.last > m)
        assert len(np.unique(spells.employer[here])) == firms == (small.firms.since <= m).sum()


def test_nobody_is_twice_at_once(small: plans.Plan) -> None:
    """A person comes back only in a month after the one in which he left; nobody's NIK is another's."""
    order = np.lexsort((small.spells.first, small.spells.person))
    person, first, last = (a[order] for a in (small.spells.person, small.spells.first, small.spells.last))
    again = person[1:] == person[:-1]
    assert again.any() and (first[1:][again] > last[:-1][again]).all()
    for queue in small.queues.values():
        inside: set[int] = set()
        for m in range(-1, MONTHS):
            if m >= 0:
                inside -= set(queue.person(queue.leaving(m)).tolist())
            joining = queue.person(queue.joining(m)).tolist()
            assert len(set(joining)) == len(joining) and not inside & set(joining)
            inside |= set(joining)
        assert len(inside) == queue.flow.stock(1)
    numbers = np.arange(small.people)
    niks = plans.niks(numbers, small.district, numbers % 2 == 1)
    assert len(set(niks)) == small.people and {len(n) for n in niks} == {16}
    assert (plans.person_of(np.array([int(n) for n in niks])) == numbers).all()


def test_migrant_workers_come_from_every_district_and_none_before_the_law(small: plans.Plan) -> None:
    full = plans._migrants(size(1), small.firms, 0)
    assert (size(1).placers, size(1).migrants, len(full)) == (83, 17_858, 17_858)
    assert len(np.unique(full.company)) == 83
    assert set(full.origin) == {d for _, _, _, districts in OFFICES for d in districts}
    assert min(MIGRANT_DAYS) == date(2017, 8, 1) and max(MIGRANT_DAYS) <= date(2017, 9, 30)
    assert (np.bincount(full.day) > 0).all() and len(np.bincount(full.day)) == len(MIGRANT_DAYS)
    assert (full.departs > np.array([np.datetime64(d, "D") for d in MIGRANT_DAYS])[full.day]).all()
    mine = small.migrants
    assert small.people == mine.offset + len(mine) == len(small.district)
    homes = small.homes(0, small.people)
    assert homes[mine.offset :] == mine.origin and len(homes) == small.people
    assert [d for low in range(0, small.people, 999) for d in small.homes(low, min(low + 999, small.people))] == homes
    for branch, home in zip(small.district.tolist(), homes, strict=True):
        assert home in OFFICES[branch][3]


def test_no_wage_below_the_minimum(small: plans.Plan) -> None:
    rows = np.arange(len(small.spells.person))
    for m, year in ((0, 2017), (MONTHS - 1, 2018)):
        least = plans.floors(year)[small.firms.office[small.spells.employer]]
        assert (plans.wages(small, rows, m) >= least).all()


def _load(urls: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "lindung.cli", "scenario", "load", "jatim-2018", "--scale", SCALE],
        env=os.environ | urls | {"LINDUNG_DEMO": "1", "LINDUNG_SECRET": "uji"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.kill
def test_loaded_killed_and_resumed(transactional_db: None, database_urls: dict[str, str]) -> None:
    """Killed in the middle of a month and begun again: the figures are the plan's (the load compares them itself)."""
    owner = psycopg.connect(database_urls["LINDUNG_OWNER_URL"], autocommit=True)
    begun = _load(database_urls)
    target = next(n for n, s in enumerate(steps(), 1) if s.key == "month-2017-03-0")
    for _ in range(6_000):
        done = owner.execute("select count(*) from batch_slice where done_at is not null").fetchone()
        if (done and done[0] >= target) or begun.poll() is not None:
            break
        time.sleep(0.05)
    assert begun.poll() is None, begun.communicate()[1]
    begun.send_signal(signal.SIGKILL)
    begun.communicate()
    again = _load(database_urls)
    said, wrong = again.communicate()
    assert again.returncode == 0, wrong
    assert "jatim-2018" in said
    asked = ["report", "--office", "jawa-timur", "--as-of", "2018-04-30", "--format", "json"]
    report = subprocess.run(
        [sys.executable, "-m", "lindung.cli", *asked],
        env=os.environ | database_urls | {"LINDUNG_SECRET": "uji"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    figures = {
        f["indicator"]: (f["value"], f["figure_id"]) for f in json.loads(report)["figures"] if f["version"] == "1"
    }
    wanted = size(float(SCALE))
    assert figures["membership.employers.active"] == (wanted.employers[2], "F000-01, F001-01")
    assert figures["membership.pu.active"] == (wanted.pu.stock(1), "F000-02, F001-03")
    assert figures["membership.bpu.active"] == (wanted.bpu.stock(1), "F000-03, F001-04")
    assert figures["membership.jakon.active"] == (wanted.jakon.stock(1), "F000-04, F001-05")
    assert figures["membership.pmi.active"] == (wanted.migrants, "F000-28")
    assert figures["membership.pmi.companies"] == (wanted.placers, "F000-27")
    early = owner.execute("select count(*), min(start_on) from coverage_spell where segment = 'PMI'").fetchone()
    assert early == (wanted.migrants, date(2017, 8, 1))
    left = owner.execute(
        "select segment, kind, -sum(sign) from coverage_spellevent where kind in ('LAPSED', 'EXITED')"
        " and on_date between '2017-01-01' and '2017-08-31' and segment <> 'PU' group by 1, 2"
    ).fetchall()
    assert {(segment, kind): int(n) for segment, kind, n in left} == {
        ("BPU", "LAPSED"): wanted.bpu.left[0], ("JAKON", "EXITED"): wanted.jakon.left[0],
    }  # fmt: skip
    assert wanted.bpu.left[0] >= wanted.bpu.added[0] - wanted.bpu.stock(0) > 0
    check = subprocess.run(
        [sys.executable, "-m", "lindung.cli", "check"],
        env=os.environ | database_urls | {"LINDUNG_SECRET": "uji"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert check.returncode == 0, [p for p in json.loads(check.stdout)["proofs"] if not p["holds"]]

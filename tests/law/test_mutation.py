"""Every parameter of the package is watched: move it by one unit and a golden case fails.

A figure or a date is moved by one, a setting to each of its choices, an entry of a list taken out. What no calculation
reads is named below with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from lindung import law
from lindung.law.engine import Law
from lindung.law.errors import LawError
from lindung.law.heirs import Relative, distribute
from lindung.law.store import Parameter, ParameterSet

from .cases import CASES
from .golden import kept, lists
from .test_documents import ROWS
from .test_golden import Watched, _breaks, concerned, moved, reads

BASE = law.published()
UNREAD = {
    "allocation.order": "the order in which a short payment is laid on debts: read where payments are allocated",
    "allocation.named": "whether a payer's code goes before that order: as above",
    "coverage.working_age": "the least age of a worker: read where a first day of work is corrected",
    "sanction.warning_count": "the ladder of warnings is written out step by step in sanction.steps",
    "service.construction_certificate": "a time limit of the institution's service: shown, not calculated with",
    "service.correction_notice": "as above",
    "service.employer_certificate": "as above",
    "service.jkp_alignment": "as above",
    "service.member_card": "as above",
    "service.member_number": "as above",
    "service.pension_family_change": "as above",
}
FAMILY = (Relative("w", "SPOUSE"), Relative("c", "CHILD"), Relative("d", "CHILD"))


def beside(engine: Law) -> list[Any]:
    """What is asked of the law without a formula: the split among heirs, and losses that the table does not hold."""
    out: list[Any] = []
    for programme in ("JHT", "JKM"):
        for first in range(len(FAMILY)):
            got = distribute(programme, date(2021, 12, 15), 101, FAMILY[first:], law=engine)
            out.append((got.level, got.shares))
        for kind in ("GRANDCHILD", "SIBLING", "PARENT_IN_LAW", "WILL"):
            out.append(distribute(programme, date(2021, 12, 15), 7, [Relative("a", kind)], law=engine).shares)
    for lost in (9, 71):
        facts = {"wage": 1_000_000, "left_handed": 0, "losses": [{"measure": "CAPACITY", "capacity_lost": lost}]}
        try:
            out.append(engine.calc("jkk.disability", date(2022, 1, 1), facts).values)
        except LawError as refusal:
            out.append(refusal.code)
    return out


@cache
def read_beside() -> frozenset[str]:
    watched = Watched(BASE.parameters)
    beside(Law(watched, BASE.hashes))
    return frozenset(watched.asked)


@cache
def now_beside() -> list[Any]:
    return beside(BASE)


READ = frozenset.union(*reads(), read_beside())
INDUSTRIES = "jkk.industry_group"
WATCHED = sorted(p.id for p in BASE.parameters if p.id in READ and p.type != "codes" and p.id != INDUSTRIES)


def ways(item: Parameter) -> Iterator[tuple[int, list[Any]]]:
    """Every way to move a parameter: the number of the value, and what it may become (one of them must be noticed)."""
    if item.type == "setting":
        for number, value in enumerate(item.values):
            yield from ((number, [choice]) for choice in item.choices if choice != value.value)
    elif item.type == "date":
        for number, value in enumerate(item.values):
            yield (
                number,
                [value.value + timedelta(days=k) for k in (1, -1)],
            )  # one side of a month
    else:
        yield from moved(item)


def noticed(key: str, changed: ParameterSet) -> bool:
    engine = Law(changed, BASE.hashes)
    if any(_breaks(case, engine) for case in concerned(key)):
        return True
    return key in read_beside() and _beside_moves(engine)


def test_what_nobody_reads_is_named() -> None:
    assert {p.id for p in BASE.parameters} - READ == set(UNREAD)


@pytest.mark.parametrize("key", sorted(UNREAD))
def test_what_nobody_reads_is_told_twice(key: str) -> None:
    """Move such a figure by one unit, and it is no longer what ``stated.yaml`` says of its day."""
    item = BASE.parameters[key]
    if item.type == "setting":
        assert key in (
            "allocation.order",
            "allocation.named",
        )  # tests/contributions/test_allocation.py works each of its choices
        return
    told = {row["since"]: row["value"] for row in ROWS if row["of"] == key}
    assert {v.in_force: v.value for v in item.values} == told
    for number, values in moved(item):
        assert all(v != told[item.values[number].in_force] for v in values)


@pytest.mark.parametrize("key", WATCHED)
def test_moving_a_parameter_breaks_a_case(key: str) -> None:
    for number, values in ways(BASE.parameters[key]):
        assert any(noticed(key, BASE.parameters.replace(key, number, v)) for v in values), (key, number, values[0])


def test_moving_an_industry_to_another_group_is_noticed() -> None:
    """The lists run through: the numbers of a group are neighbours, but for the entries that 2019 took out."""
    ends = {1: (1, 23), 2: (24, 48), 3: (49, 144), 4: (145, 167), 5: (168, 191)}
    now = {code: group for group, (low, high) in ends.items() for code in range(low, high + 1)}
    old = {code: group for code, group in now.items() if code != 144}
    old |= {192: 2, 193: 2, 194: 3, 195: 3, 196: 3, 197: 4}
    values = [v.value for v in BASE.parameters[INDUSTRIES].values]
    assert [{k: g for k, g in v.items() if g} for v in values] == [old, now]


KEPT_ONLY = {"jkk.medical.room", "jkk.medical.services"}
"""Lists that are shown in words: no case depends on an entry."""
LISTS = sorted(p.id for p in BASE.parameters if p.id in READ and p.type == "codes")


def test_every_list_is_kept_entry_by_entry() -> None:
    """``replay/lists.json`` holds every entry of every version, so none can go unnoticed."""
    assert {p.id for p in BASE.parameters if p.type == "codes"} == set(lists()) == set(kept("lists"))


@pytest.mark.parametrize("key", LISTS)
def test_a_list_decides_a_case(key: str) -> None:
    """Take entries out of a list, one at a time: a case that reads it comes out otherwise."""
    item = BASE.parameters[key]
    assert key in KEPT_ONLY or any(
        _told(key, BASE.parameters.replace(key, number, {**value.value, row: tuple(c for c in codes if c != code)}))
        for number, value in enumerate(item.values)
        for row, codes in value.value.items()
        for code in codes
    )


def _told(key: str, changed: ParameterSet) -> bool:
    """Whether a case that reads the list comes out otherwise."""
    engine = Law(changed, BASE.hashes)
    for case in concerned(key):
        try:
            got, was = case.run(engine), _was(CASES.index(case))
        except (LawError, IndexError):  # a row without any code is outside the contract of a list
            return True
        if (got.values, got.details) != was:
            return True
    return key in read_beside() and _beside_moves(engine)


def _beside_moves(engine: Law) -> bool:
    try:
        return beside(engine) != now_beside()
    except LawError:
        return True


@cache
def _was(number: int) -> tuple[Any, Any]:
    got = CASES[number].run()
    return got.values, got.details

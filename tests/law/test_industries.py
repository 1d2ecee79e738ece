"""The list of industries by risk group: its counts, its history, the search."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from lindung import law

OLD, NEW, LATER = date(2019, 12, 1), date(2019, 12, 2), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("on", "counts"),
    [(OLD, [23, 27, 98, 24, 24]), (NEW, [23, 25, 96, 23, 24]), (LATER, [23, 25, 96, 23, 24])],
)
def test_counts_by_group(on: date, counts: list[int]) -> None:
    found = Counter(i.risk_group for i in law.industries(on))
    assert [found[g] for g in range(1, 6)] == counts and sum(counts) in (196, 191)


def test_the_new_list_runs_by_group_and_the_old_one_has_the_same_entries() -> None:
    old, new = ({i.code: i for i in law.industries(day)} for day in (OLD, NEW))
    assert [i.risk_group for i in new.values()] == sorted(i.risk_group for i in new.values())
    assert sorted(new) == list(range(1, 192))
    assert set(old) - set(new) == set(range(192, 198)) and set(new) - set(old) == {144}
    assert all(old[c] == new[c] for c in set(old) & set(new) if not old[c].overlaps)
    assert {c for c in set(old) & set(new) if old[c] != new[c]} == {22, 23, 120, 160}


def test_every_entry_has_its_own_words_and_rate() -> None:
    for on in (OLD, NEW):
        rates = law.parameter("jkk.rate", on).value
        listed = law.industries(on)
        assert all(i.rate == rates[i.risk_group] for i in listed)
        assert all(i.title["id"] and i.title["en"] for i in listed)
        for item in listed:
            got = law.calc("jkk.industry_rate", on, {"industry": item.code})
            assert got.values == {
                "risk_group": item.risk_group,
                "rate": item.rate,
                "choice": int(bool(item.overlaps)),
            }
    names = [i.title[k] for i in law.industries(NEW) for k in ("id", "en")]
    assert len(set(names)) >= len(names) - 1  # a word may be the same in both languages


def test_search() -> None:
    def codes(text: str) -> list[int]:
        return [i.code for i in law.industries(NEW, text)]

    assert codes("bengkel MOTOR") == [147] and 143 in codes("kendaraan bermotor")
    assert codes("athletes") == [144] and codes("atlit nothing") == []
    assert codes("") == list(range(1, 192))


def test_an_overlap_points_to_another_group_and_back() -> None:
    for on in (OLD, NEW):
        listed = {i.code: i for i in law.industries(on)}
        doubled = [i for i in listed.values() if i.overlaps]
        assert doubled
        for item in doubled:
            for other in item.overlaps:
                assert item.code in listed[other].overlaps
                assert listed[other].risk_group != item.risk_group


@pytest.mark.parametrize(("on", "code"), [(OLD, 144), (NEW, 192), (NEW, 197), (date(2015, 6, 30), 1)])
def test_not_on_the_list_is_refused(on: date, code: int) -> None:
    with pytest.raises(law.NotInForce):
        law.calc("jkk.industry_rate", on, {"industry": code})


@pytest.mark.parametrize("code", [0, 198, None, "1"])
def test_no_such_code(code: object) -> None:
    with pytest.raises(law.LawError):
        law.calc("jkk.industry_rate", NEW, {"industry": code})  # type: ignore[dict-item]


def test_the_reason_is_asked_where_the_list_overlaps() -> None:
    got = law.calc("jkk.industry_rate", NEW, {"industry": 143})
    assert [a["code"] for a in got.details["alternatives"]] == [147]
    assert "mencatat alasannya" in got.trace.to_text("id") and "notes the reason" in got.trace.to_text("en")

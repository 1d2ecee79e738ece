"""What the instruments say, told a second time: a figure that is lost, moved or changed by mistake fails here."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from lindung import law
from lindung.law.catalogue import RULES
from lindung.law.uses import parameters_of

STATED = yaml.safe_load(Path(__file__).with_name("stated.yaml").read_text("utf-8"))
ROWS: list[dict[str, Any]] = STATED["parameters"]
ANSWERS: list[dict[str, Any]] = STATED["answers"]
INSTRUMENTS: dict[str, date] = STATED["instruments"]
BY_ID = {p.id: p for p in law.parameters()}
OF_LAW = re.compile(r"\b(?:UU|PP|Perpres|Keppres|PMK|Permenaker|Permenakertrans) \d+/[\w./]*\d{4}\b")

REACHES_BACK = {
    "PP 49/2020": "contribution months from August 2020, in force 1 September 2020",
    "PP 7/2025": "contribution months from February 2025, in force 7 February 2025",
    "PP 36/2025": "contribution months from August 2025, published 4 September 2025",
}
READ_BACK = {
    "pmi.excess_month": "only the figure of 2023 was found; low confidence before",
    "jht.documents": "the list of 2015 is the one of the regulation that followed",
    "scholarship.payout_start": "rights since December 2019 are paid by the regulation of 2021",
    "scholarship.missed_years": "the same",
}
WRITTEN = date(2026, 11, 20)
"""The day on which the figures were told; what is recorded later needs no row here."""


def at(row: dict[str, Any]) -> Any:
    """The version of a parameter that begins on the day of the row, as it is known last."""
    found = [v for v in BY_ID[row["of"]].values if v.in_force == row["since"]]
    assert found, f"{row['of']} has no version of {row['since']}"
    return found[-1]


def entry(value: Any, code: Any) -> Any:
    """The entry of a table, the figure of a schedule at a place, or the value itself."""
    if code is None:
        return value
    if isinstance(value, tuple):
        return next(figure for top, figure in value if top is None or code <= top)
    got = value[code] if code in value else value[str(code)]
    return list(got) if isinstance(got, tuple) else got


def name(row: dict[str, Any]) -> str:
    return f"{row['of']}[{row.get('code', '')}]@{row['since']}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_figure_stands(row: dict[str, Any]) -> None:
    version = at(row)
    assert entry(version.value, row.get("code")) == row["value"]
    assert row["by"] in version.instrument and version.article
    assert version.confidence == row["sure"]


@pytest.mark.parametrize("row", ANSWERS, ids=lambda r: f"{r['formula']}@{r['day']}={r['value']}")
def test_an_answer_stands(row: dict[str, Any]) -> None:
    got = law.calc(row["formula"], row["day"], row["inputs"])
    assert sum(-got.values[o[1:]] if o[0] == "-" else got.values[o] for o in row["sum"]) == row["value"]


def test_enough_is_stated() -> None:
    assert len({name(r) for r in ROWS}) == len(ROWS) >= 600 and len(ANSWERS) >= 90


def test_every_version_of_a_stated_figure_is_stated() -> None:
    told = {(r["of"], r["since"]) for r in ROWS}
    stated = {r["of"] for r in ROWS if BY_ID[r["of"]].type != "codes"}
    versions = {(key, v.in_force) for key in stated for v in BY_ID[key].values if v.recorded <= WRITTEN}
    assert versions == {t for t in told if t[0] in stated}


def test_what_is_stated_is_read() -> None:
    read = {p for f in law.formulas() for p in parameters_of(f)}
    read |= {v.id for v in law.clocks(date(2026, 1, 1)).values()} | {f"{p}.heirs" for p in ("jht", "jkm")}
    read.add("coverage.working_age")  # by `contributions.obliged`
    assert {r["of"] for r in ROWS} <= read


def test_the_list_of_trades_counts() -> None:
    table = BY_ID["jkk.industry_group"]
    for day, counts in ((date(2015, 7, 1), (23, 27, 98, 24, 24)), (date(2019, 12, 2), (23, 25, 96, 23, 24))):
        groups = [int(v) for v in at({"of": table.id, "since": day}).value.values()]
        assert tuple(groups.count(n + 1) for n in range(5)) == counts


def test_no_value_is_older_than_its_instrument() -> None:
    early = []
    for item in BY_ID.values():
        for v in item.values:
            cited = OF_LAW.findall(v.instrument)
            assert all(c in INSTRUMENTS for c in cited), (item.id, cited)
            if not cited or item.id in READ_BACK or any(c in REACHES_BACK for c in cited):
                continue
            if v.in_force < min(INSTRUMENTS[c] for c in cited) and OF_LAW.match(v.instrument):
                early.append((item.id, v.in_force, v.instrument))
    assert not early


def test_every_rule_cites_a_known_instrument() -> None:
    unknown = {
        (v.id, c)
        for versions in RULES.values()
        for v in versions
        for c in OF_LAW.findall(v.cite)
        if c not in INSTRUMENTS
    }
    assert not unknown
    assert all(v.cite.strip() for versions in RULES.values() for v in versions)

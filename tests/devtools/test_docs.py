"""The generated reference pages: complete, and true to the code they are made from."""

import pytest

from lindung import law
from lindung.access.database import TABLES
from lindung.access.permissions import Act
from lindung.base.errors import Refused
from lindung.devtools.docs import PAGES, page
from lindung.devtools.docs.doors import REFUSALS
from lindung.devtools.docs.law import value_text
from lindung.devtools.docs.write import table
from lindung.performance.indicators import INDICATORS


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_a_title_and_even_tables(name: str) -> None:
    text = page(name)
    assert sum(line.startswith("# ") for line in text.splitlines()) == 1
    columns = None
    for line in text.splitlines():
        if not line.startswith("|"):
            columns = None
            continue
        found = line.replace("\\|", "").count("|")
        columns = columns or found
        assert found == columns, line


def test_nothing_is_left_out() -> None:
    parameters = page("reference/law-parameters.md")
    assert all(f"### `{p.id}`" in parameters for p in law.parameters())
    formulas = page("reference/law-formulas.md")
    assert all(f"## `{name}`" in formulas for name in law.formulas())
    tables = page("reference/tables.md")
    assert all(f"### `{t.name}`" in tables for t in TABLES)
    permissions = page("reference/permissions.md")
    assert all(f"| `{act.value}` |" in permissions for act in Act)
    indicators = page("reference/indicators.md")
    assert all(f"### `{i.id}`, version {i.version}" in indicators for i in INDICATORS)


def test_every_catalogue_of_refusals_is_listed() -> None:
    page("reference/errors.md")  # loads the packages

    ours = {
        s.__name__
        for s in _all(Refused)
        if s.__module__.startswith("lindung.") and s.MESSAGES  # file problems are listed apart
    }
    assert ours - {"FileProblem"} == {name for _, _, name in REFUSALS}


def _all(kind: type[Refused]) -> set[type[Refused]]:
    return set(kind.__subclasses__()) | {n for s in kind.__subclasses__() for n in _all(s)}


def test_values_are_written_exactly() -> None:
    assert value_text(37_000, "rate") == "3.7 %"
    assert value_text(2_400, "rate") == "0.24 %"
    assert value_text(8_754_600, "money") == "8,754,600"
    assert value_text({"1": 2_400, "2": 5_400}, "rate") == "1: 0.24 %; 2: 0.54 %"
    assert table(("a",), [("x | y <z>",)]).splitlines()[2] == "| x \\| y &lt;z&gt; |"

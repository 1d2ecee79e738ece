"""The generated reference pages: complete, and true to the code they are made from."""

import doctest
import re
import shlex
import textwrap
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner

from lindung import law
from lindung.access.database import TABLES
from lindung.access.permissions import Act
from lindung.base.errors import Refused
from lindung.devtools.docs import PAGES, page
from lindung.devtools.docs.doors import REFUSALS
from lindung.devtools.docs.law_parts import SHELVES, chart, series, shelf, value_text
from lindung.devtools.docs.write import code, table
from lindung.law.schema import names as law_schemas
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
    assert ours - {"FileProblem", "CellRefused"} == {name for _, _, name in REFUSALS}


def _all(kind: type[Refused]) -> set[type[Refused]]:
    return set(kind.__subclasses__()) | {n for s in kind.__subclasses__() for n in _all(s)}


def test_values_are_written_exactly() -> None:
    assert value_text(37_000, "rate") == "3.7 %"
    assert value_text(2_400, "rate") == "0.24 %"
    assert value_text(8_754_600, "money") == "8,754,600"
    assert value_text({"1": 2_400, "2": 5_400}, "rate") == "1: 0.24 %; 2: 0.54 %"
    assert value_text({1: 900}, "rate", {"1": {"id": "arloji", "en": "watches"}}) == "1 (watches): 0.09 %"
    assert value_text(((100, 2_100), (None, 900)), "rate") == "to 100: 0.21 %; above: 0.09 %"
    assert value_text(((1_099_000, 1_000_000), (None, 20_700_000)), "IDR/month") == (
        "to 1,099,000: 1,000,000; above: 20,700,000"
    )
    assert table(("a",), [("x | y <z>",)]).splitlines()[2] == "| x \\| y &lt;z&gt; |"


@pytest.mark.parametrize("name", SHELVES)
def test_a_programme_has_its_parameters_and_formulas(name: str) -> None:
    text, index = page(f"reference/law/parameters-{name}.md"), page("reference/law-parameters.md")
    mine = [p for p in law.parameters() if shelf(p.id) == name]
    for one in mine:
        assert text.count(f"### `{one.id}`\n") == 1 and f"[`{one.id}`](law/parameters-{name}.md#" in index
        assert all(f"{v.instrument} {v.article}".split(";")[0] in text for v in one.values)
        assert all(code(choice) in text for choice in one.choices)
    text, index = page(f"reference/law/formulas-{name}.md"), page("reference/law-formulas.md")
    for id in (f for f in law.formulas() if shelf(f) == name):
        section = text.split(f"## `{id}`\n")[1].split("\n## `")[0]
        assert f"[`{id}`](law/formulas-{name}.md#" in index
        assert "Example: " in section and "The trace" in section and "Answer: " in section
        assert ("Rule texts" in section) == ("sql" in law.describe(id)["forms"])
        assert all(f"`{o['name']}`" in section for o in law.describe(id)["outputs"])
    assert mine and all(head in {i.split(".")[0] for i in [*law.formulas(), *(p.id for p in law.parameters())]}
                        for head in SHELVES[name][1])  # fmt: skip


def test_doubts_and_schemas_are_whole() -> None:
    doubts = page("reference/law/doubts.md")
    for one in (p for p in law.parameters() if p.type == "setting"):
        section = doubts.split(f"## `{one.id}`\n")[1].split("\n## `")[0]
        assert all(code(choice) in section for choice in one.choices)
        assert section.count("| default |") == 1 and str(one.doubt) in section
    schemas = page("reference/law/schemas.md")
    assert all(f"## `{name}`" in schemas for name in law_schemas())


def test_every_history_that_moves_is_drawn() -> None:
    page("reference/law/doubts.md")  # sets the documents up
    drawn = 0
    for one in law.parameters():
        days, lines = series(one)
        text = chart(one)
        assert bool(text) == bool(days)
        if not text:
            continue
        drawn += 1
        assert text.count("\n") == 1  # one block of HTML
        svg = ET.fromstring(re.search(r"<svg.*</svg>", text).group())  # type: ignore[union-attr]
        paths = svg.findall(".//g/path")
        assert len(paths) == len(lines) and all(p.get("d", "").startswith("M") for p in paths)
        circles = svg.findall(".//g/circle")
        assert len(circles) in (0, len(lines) * (len(days) + 1))
    assert drawn >= 45


HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
BLOCK = re.compile(r"^( *)```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1```$", re.S | re.M)


@pytest.mark.parametrize("name", ["try-a-reform.md", "calculate-many.md"])
def test_what_a_guide_shows_is_what_happens(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from lindung.law.cli import law as command

    monkeypatch.chdir(tmp_path)
    ran, names = 0, {}  # type: ignore[var-annotated]
    for _, kind, title, body in BLOCK.findall((HOW_TO / name).read_text("utf-8")):
        text = textwrap.dedent(body)
        if title:
            (tmp_path / title).write_text(text, "utf-8")
        elif kind == "console":
            line, _, shown = text.partition("\n")
            words = shlex.split(line)
            assert words[:3] == ["$", "lindung", "law"]
            got = CliRunner().invoke(command, words[3:])
            assert got.exit_code == 0 and got.stdout == shown, got.stdout
            ran += 1
        elif kind == "pycon":
            example = doctest.DocTestParser().get_doctest(text, names, name, name, 0)
            assert doctest.DocTestRunner(verbose=False).run(example, clear_globs=False).failed == 0
            names |= example.globs
            ran += 1
    assert ran >= 3

"""What a calculation has to import, and that the map of formulas to modules is complete."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from lindung import law
from lindung.law import catalogue

HEAVY = (
    "changes",
    "comparison",
    "reach",
    "overlay",
    "parameter_files",
    "repeat",
    "schema",
    "trace",
    "cited",
    "arrow",
)
ALONE = """
import json, os, sys
from lindung import law
from lindung.law import catalogue
known, out = json.load(sys.stdin), {}
before = {m for m in sys.modules if m.startswith("lindung.law.")}
for formula in known:
    read, write = os.pipe()
    if os.fork() == 0:
        face = law.describe(formula)
        loaded = sorted(m for m in sys.modules if m.startswith("lindung.law.") and m not in before)
        os.write(write, json.dumps([face, loaded, catalogue.everything.cache_info().currsize]).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        out[formula] = json.loads(pipe.read())
    os.wait()
print(json.dumps(out))
"""


def fresh(text: str, given: str = "") -> str:
    """What a new interpreter prints."""
    done = subprocess.run([sys.executable, "-c", text], input=given, capture_output=True, text=True, check=True)
    return done.stdout


def test_importing_loads_the_calculating_part_only() -> None:
    loaded = fresh("import sys; from lindung import law; print(*sys.modules)").split()
    ours = {m.removeprefix("lindung.law.") for m in loaded if m.startswith("lindung.law.")}
    assert not ours & {*HEAVY, "uses", "faces", "build", "industry_list", "heirs"}
    assert not [m for m in ours if m.startswith(("rules.", "entitlement."))]


def test_importing_takes_less_than_200_ms() -> None:
    text = "import time; a = time.process_time(); from lindung import law; print(time.process_time() - a)"
    assert min(float(fresh(text)) for _ in range(5)) < 0.2


def test_a_calculation_loads_its_own_rules() -> None:
    text = """
import sys
from datetime import date
from lindung import law
law.calc("jkm.benefit", date(2022, 1, 1), {"has_heirs": 1})
print(*(m for m in sys.modules if m.startswith(("lindung.law.rules.", "lindung.law.entitlement."))))
"""
    assert fresh(text).split() == ["lindung.law.rules.jkm"]


def test_a_calculation_on_the_command_line_loads_its_own_rules() -> None:
    text = """
import sys
from lindung.cli import main
sys.argv = ["lindung", "law", "calc", "jkm.benefit", "--on", "2022-01-01", "--input", '{"has_heirs": 1}']
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
heads = ("lindung.law.rules.", "lindung.law.entitlement.", "numpy", "yaml", "lindung.law.arrow", "lindung.law.faces")
print("loaded", *(m for m in sys.modules if m.startswith(heads)))
"""
    assert fresh(text).splitlines()[-1].split() == ["loaded", "lindung.law.rules.jkm"]


def test_every_formula_stands_alone_as_it_does_among_all() -> None:
    """In a process that has loaded nothing else, each formula has the same face, and nothing else was needed."""
    found: dict[str, Any] = json.loads(fresh(ALONE, json.dumps(law.formulas())))
    assert set(found) == set(law.formulas()) == {*catalogue.FORMULAS, *catalogue.PROCEDURES}
    for formula, (face, loaded, everything) in found.items():
        assert face == json.loads(json.dumps(law.describe(formula))), formula
        assert not everything, f"{formula} is missing in the map: run python -m lindung.law.build"
        assert len([m for m in loaded if m.startswith(("lindung.law.rules.", "lindung.law.entitlement."))]) <= 8, loaded


def test_who_lists_gets_everything() -> None:
    text = "from lindung.law.catalogue import FORMULAS as F, PROCEDURES as P, RULES as R; print(len(F), len(P), len(R))"
    counts = [int(n) for n in fresh(text).split()]
    assert counts == [len(catalogue.FORMULAS), len(catalogue.PROCEDURES), len(catalogue.RULES)]
    assert "pu.contribution" in fresh("from lindung import law; print(*law.formulas())").split()


def test_every_public_name_is_there() -> None:
    for name in law.__all__:
        assert getattr(law, name) is not None, name
    assert callable(law.compare) and callable(law.impact) and callable(law.replay)
    assert fresh("from lindung.law import *; print(compare.__name__, Trace.__name__, dates.__name__)").split() == [
        "compare",
        "Trace",
        "lindung.law.dates",
    ]
    with pytest.raises(AttributeError):
        law.nothing  # noqa: B018
    with pytest.raises(AttributeError):
        catalogue.nothing  # noqa: B018


def test_an_unknown_formula_is_refused_whatever_it_is() -> None:
    for wrong in ("pu.nothing", "", None, 5, [], {"a": 1}):
        with pytest.raises(law.UnknownFormula):
            law.calc(wrong, law.dates.date(2022, 1, 1), {})  # type: ignore[arg-type]
        with pytest.raises(law.UnknownFormula):
            law.describe(wrong)  # type: ignore[arg-type]

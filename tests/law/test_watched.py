"""The golden cases also watch what only case-by-case decisions read: move it, and a case must fail."""

from __future__ import annotations

import pytest

from lindung import law
from lindung.law.engine import Law

from .cases import CASES
from .test_golden import USED, _breaks, moved

BASE = law.published()
SUBJECTS = {
    "jkp": ("jkp",),
    "scholarship": ("scholarship",),
    "jkm": ("jkm", "scholarship"),
    "jht": ("jht",),
}
KEYS = sorted(p.id for p in BASE.parameters if p.id.split(".")[0] in SUBJECTS and p.id not in USED)


@pytest.mark.parametrize("key", KEYS)
def test_moving_it_breaks_a_case(key: str) -> None:
    item = BASE.parameters[key]
    near = [c for c in CASES if c.formula.split(".")[0] in SUBJECTS[key.split(".")[0]]]
    ways = moved(item)
    if item.type == "setting":
        ways = [(0, [choice]) for choice in item.choices if choice != item.values[0].value]
    for number, values in ways:
        engines = [Law(BASE.parameters.replace(key, number, value), BASE.hashes) for value in values]
        assert any(_breaks(case, engine) for engine in engines for case in near), (key, number, values[0])

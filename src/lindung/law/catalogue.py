"""Which module declares which formula, so that a calculation imports what it needs and nothing else.

The build writes the map into the compiled file. ``from .catalogue import FORMULAS`` (or ``INPUTS``, ``PROCEDURES``,
``RULES``) imports every module first: for whoever lists. ``.rule`` and ``.procedure`` hold what is imported so far."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from .errors import UnknownFormula

if TYPE_CHECKING:
    from .procedure import PROCEDURES as PROCEDURES
    from .rule import FORMULAS as FORMULAS
    from .rule import INPUTS as INPUTS
    from .rule import RULES as RULES

PACKAGE = __package__ or "lindung.law"
PARTS = ("entitlement", "rules")
HOMES = {"FORMULAS": "rule", "INPUTS": "rule", "PROCEDURES": "procedure", "RULES": "rule"}

LATER = {
    "beside": ("compare", "compare_batch", "diff", "impact", "replay", "timeline"),
    "changes": ("Diff",),
    "comparison": ("BatchComparison", "Comparison"),
    "doors": ("arrow_function", "batch_rows", "batch_table", "check_sql", "refusals", "run_file", "verify_run"),
    "reach": ("Impact",),
    "industry_list": ("Industry", "industries"),
    "overlay": ("Overlay", "read_overlay"),
    "programmes": ("ProgrammeSet", "clocks", "programmes_for", "size_for"),
    "repeat": ("Replay",),
    "trace": ("Trace",),
}
"""Public names of :mod:`lindung.law` that are imported when they are asked for: a calculation needs none of them."""


@cache
def everything() -> None:
    """Import every module of rules and of case-by-case decisions."""
    for part in PARTS:
        folder = Path(__file__).with_name(part)
        for name in sorted(m.name for m in iter_modules([str(folder)])):
            import_module(f"{PACKAGE}.{part}.{name}")


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    everything()
    return getattr(import_module(f"{PACKAGE}.{HOMES[name]}"), name)


@cache
def homes() -> Mapping[str, tuple[str, ...]]:
    """The modules that each formula needs, as the build found them."""
    from .store import compiled

    return {key: tuple(names.split()) for key, names in compiled()["modules"].items()}


_ready: set[str] = set()


def ready(formula: str) -> bool:
    """Import what a formula needs; whether it is worked case by case. An unknown formula is a procedure of none."""
    from .procedure import PROCEDURES
    from .rule import FORMULAS

    if formula not in _ready:
        for name in homes().get(formula, ()):
            import_module(f"{PACKAGE}.{name}")
        if formula not in FORMULAS and formula not in PROCEDURES:
            everything()
            if formula not in FORMULAS and formula not in PROCEDURES:
                return False
        _ready.add(formula)
    return formula in PROCEDURES


def named(formula: Any) -> str:
    """The name of a formula as text; anything else names none."""
    if not isinstance(formula, str):
        raise UnknownFormula(formula=formula)
    return formula


def find_homes() -> dict[str, str]:
    """The map, found in what is imported: the modules with rules of the formula's group and those that name it."""
    everything()
    from .procedure import PROCEDURES
    from .rule import FORMULAS, RULES

    head = f"{PACKAGE}."
    texts = {
        name: Path(module.__file__ or "").read_text("utf-8")
        for name, module in sorted(sys.modules.items())
        if name.startswith(f"{head}rules.")
    }
    found: dict[str, set[str]] = {}
    for key, formula in FORMULAS.items():
        of_group = {v.fn.__module__ for versions in RULES.values() for v in versions if v.group == formula.group}
        found[key] = of_group | {name for name, text in texts.items() if f'"{key}"' in text}
    for key, item in PROCEDURES.items():
        found[key] = {item.body.__module__}
    return {
        k: " ".join(sorted(n.removeprefix(head) for n in v if n.startswith(head))) for k, v in sorted(found.items())
    }

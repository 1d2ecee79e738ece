"""What a formula rests on: its rules, its parameters, and the formulas it asks.

Of a rule this is written in its arguments. A case-by-case formula is plain Python: there the names of parameters and
formulas are read from the text of its function and of everything of this package that the function names."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from .catalogue import FORMULAS, PROCEDURES, RULES
from .plan import MONTH_LAW
from .rule import Formula, Rule, find_formula

PACKAGE = __package__ or "lindung.law"
MACHINE = ("engine", "errors", "evidence", "page", "procedure", "rule", "store", "trace", "units", "what_if", "wording")
"""Modules that carry or word a result and name no parameter of their own."""


def rules_of(formula: Formula) -> list[Rule]:
    """Every version of every rule that a formula can reach."""
    seen: dict[str, None] = {}

    def visit(name: str) -> None:
        key = f"{formula.group}.{name}"
        if key in seen or key not in RULES:
            return
        seen[key] = None
        for version in RULES[key]:
            for arg in version.args:
                visit(arg)

    for output in formula.outputs:
        visit(output)
    return [v for key in seen for v in RULES[key]]


@cache
def parameters_of(formula: str) -> tuple[str, ...]:
    """Identifiers of every parameter and setting that a formula can read, by name."""
    return tuple(sorted(_uses(formula, ())))


def _uses(formula: str, trail: tuple[str, ...]) -> set[str]:
    if formula in trail:
        return set()
    if formula not in PROCEDURES:
        item = find_formula(formula)
        month = {MONTH_LAW} if item.period == "month" else set()
        return month.union(*(v.parameters for v in rules_of(item)))
    from .engine import published

    found: set[str] = set()
    for text in texts_of(PROCEDURES[formula].body):
        if text in FORMULAS or text in PROCEDURES:
            found |= _uses(text, (*trail, formula))
        if text in published().parameters:
            found.add(text)
    return found


@cache
def texts_of(body: Callable[..., Any]) -> frozenset[str]:
    """Dotted names written as text in a function and in what it names inside this package; of a name put together
    at run time (``f"jkk.{kind}"``) every parameter that it can become."""
    from .engine import published

    known = [*FORMULAS, *PROCEDURES, *(p.id for p in published().parameters)]
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()

    def visit(module: str, name: str) -> None:
        if (module, name) in seen or module.rpartition(".")[2] in MACHINE:
            return
        seen.add((module, name))
        tops, imports = _tops(module)
        if name in imports:
            visit(*imports[name])
            return
        for node in ast.walk(tops[name]) if name in tops else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.update(k for k in known if k == node.value)
            elif isinstance(node, ast.JoinedStr):
                made = "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in node.values)
                found.update(k for k in known if "." in made and re.fullmatch(made, k))
            elif isinstance(node, ast.Name):
                visit(module, node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imports:
                home, part = imports[node.value.id]
                visit(f"{home}.{part}", node.attr)

    visit(body.__module__, body.__name__)
    return frozenset(found)


@cache
def _tops(module: str) -> tuple[dict[str, ast.stmt], dict[str, tuple[str, str]]]:
    """The top-level definitions of a module of this package, and its imports from this package."""
    found = sys.modules.get(module)
    path = getattr(found, "__file__", None)
    if path is None or not module.startswith(PACKAGE):
        return {}, {}
    tops: dict[str, ast.stmt] = {}
    imports: dict[str, tuple[str, str]] = {}
    tree = ast.parse(Path(path).read_text("utf-8"))
    for node in tree.body:
        for name in _names(node):
            tops[name] = node
    for inner in ast.walk(tree):
        if isinstance(inner, ast.ImportFrom) and inner.level:
            parts = module.split(".")
            base = parts[: len(parts) - inner.level + (Path(path).name == "__init__.py")]
            home = ".".join([*base, *([inner.module] if inner.module else [])])
            imports.update({a.asname or a.name: (home, a.name) for a in inner.names})
    return tops, imports


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (t.id for t in node.targets if isinstance(t, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id

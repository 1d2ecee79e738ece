"""Building the compiled law: check every rule and parameter, prove there is no overflow, hash, write one JSON file.

``python -m lindung.law.build`` writes ``compiled.json``; ``--check`` only compares."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from . import heirs
from .catalogue import FORMULAS, INPUTS, PROCEDURES, RULES, find_homes
from .engine import ENGINE
from .errors import NotInForce, RuleError
from .graph import Graph
from .parameter_files import FOLDER, read_folder
from .plan import make_plan
from .rule import PRIOR_YEAR, Formula, Rule, parameter_id
from .store import COMPILED, Parameter, ParameterSet, read
from .text import Box, Scope, check_dialect, lower, source
from .unit_check import check_units
from .uses import rules_of

__all__ = ["build", "check_everything", "main", "rules_of"]


def check_arguments(rule: Rule, parameters: ParameterSet) -> None:
    """Every argument is an input, a rule of the group, or a parameter that exists."""
    for arg in rule.args:
        if "__" in arg:
            if parameter_id(arg) not in parameters:
                raise RuleError(rule=rule.id, why=f"there is no parameter {parameter_id(arg)}")
        elif arg not in INPUTS[rule.group] and f"{rule.group}.{arg}" not in RULES:
            raise RuleError(rule=rule.id, why=f"argument {arg} is neither input, rule nor parameter")
    for key, choice in rule.when.items():
        if key not in parameters or choice not in parameters[key].choices:
            raise RuleError(rule=rule.id, why=f"there is no choice {choice} of setting {key}")


def check_acyclic(group: str) -> None:
    """No rule of the group depends on itself, in any version."""
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        key = f"{group}.{name}"
        if key not in RULES or name in done:
            return
        if name in trail:
            raise RuleError(rule=key, why=f"depends on itself through {' > '.join(trail)}")
        for version in RULES[key]:
            for arg in version.args:
                visit(arg, (*trail, name))
        done.add(name)

    for key in RULES:
        own, name = key.rsplit(".", 1)
        if own == group:
            visit(name, ())


def change_dates(formula: Formula, parameters: ParameterSet) -> list[date]:
    """Days on which anything that a formula uses changes, from its first day on, and the day before each."""
    days = {formula.since}
    for rule in rules_of(formula):
        days |= {rule.since, rule.until}
        if rule.until < date.max:
            days.add(rule.until + timedelta(days=1))
        for key in rule.parameters:
            for value in parameters[key].values:
                days |= {value.in_force, value.in_force - timedelta(days=1)}
                if value.until is not None:
                    days |= {value.until, value.until + timedelta(days=1)}
    return sorted(d for d in days if formula.since <= d <= min(formula.until, date(2100, 1, 1)))


def setting_choices(formula: Formula, parameters: ParameterSet) -> Iterator[dict[str, str]]:
    """The default settings, then every single deviation, then all rounding choices together."""
    keys = sorted({p for r in rules_of(formula) for p in r.parameters if parameters[p].type == "setting"})
    yield {}
    for key in keys:
        for choice in parameters[key].choices:
            yield {key: choice}
    switches = [k for k in keys if not k.startswith("rounding.")]
    for picks in product(*(parameters[k].choices for k in switches)):
        yield dict(zip(switches, picks, strict=True))


def check_complete(formula: Formula, parameters: ParameterSet) -> None:
    """On every date on which anything changes, every rule version and parameter exists; every value fits its type."""
    for day in change_dates(formula, parameters):
        try:
            make_plan(formula, day, None, {}, parameters)
        except NotInForce as error:
            raise RuleError(rule=formula.id, why=f"incomplete on {day}: {error}") from error


def check_versions(rule: Rule, parameters: ParameterSet, formula: Formula) -> None:
    """The parameters of a version cover the whole time in which the version and the formula hold."""
    first, last = max(rule.since, formula.since), min(rule.until, formula.until)
    if first > last:
        return
    for arg in [a for a in rule.args if "__" in a] + list(rule.when):
        item = parameters[parameter_id(arg)] if "__" in arg else parameters[arg]
        shift = 1 if arg.endswith(PRIOR_YEAR) else 0
        begin = item.values[0].in_force
        if begin > date(first.year - shift, first.month, first.day):
            raise RuleError(rule=rule.id, why=f"parameter {item.id} begins on {begin}, the rule needs it on {first}")
        if item.ends is not None and item.ends < date(last.year - shift, last.month, last.day):
            raise RuleError(rule=rule.id, why=f"parameter {item.id} ends on {item.ends}, the rule holds until {last}")
        for value in item.values:
            gap = value.until and value.until + timedelta(days=1)
            if gap and date(first.year - shift, first.month, first.day) <= gap <= last and item.at(gap) is None:
                raise RuleError(rule=rule.id, why=f"parameter {item.id} has no value on {gap}, the rule needs it")


def prove(formula: Formula, parameters: ParameterSet) -> int:
    """No intermediate figure can leave 64 bits for any input in range and any parameter within its contract.

    Returns the number of rule sets proven: one per change date and choice of settings."""
    count = 0
    choices = list(setting_choices(formula, parameters))
    seen: set[Any] = set()
    for day in change_dates(formula, parameters):
        for chosen in choices:
            try:
                plan = make_plan(formula, day, None, chosen, parameters)
            except NotInForce:
                continue
            key = (tuple(s.rule for s in plan.steps), tuple(sorted(plan.settings.items())))
            if key in seen:
                continue
            seen.add(key)
            prove_plan(plan.formula, plan.steps, parameters)
            count += 1
    return count


def prove_plan(formula: Formula, steps: Any, parameters: ParameterSet) -> None:
    """Lower the steps with every parameter as its whole contract range; raises :class:`RuleError` on overflow."""
    graph = Graph()
    nodes: dict[str, int] = {i.name: graph.input(i.name, i.low, i.high) for i in formula.inputs}
    results: dict[str, int] = {}
    for step in steps:
        names: dict[str, Any] = {a: results.get(a, nodes.get(a)) for a in step.rule.args if a not in step.constants}
        tables: dict[int, Parameter] = {}
        for arg, value in step.constants.items():
            item = parameters[parameter_id(arg)]
            if isinstance(value, int) and item.range is not None:
                names[arg] = graph.input(f"parameter {arg}", *item.range)
            else:
                names[arg] = Box(value)
                tables[id(value)] = item

        def take(g: Graph, index: int, table: Any, tables: Mapping[int, Parameter] = tables) -> int:
            g.take(index, tuple(sorted(table.items())))
            bounds = tables[id(table)].range
            assert bounds is not None
            return g.input(f"parameter {tables[id(table)].id}[{index}]", *bounds)

        results[step.name] = lower(step.rule, graph, Scope(names, take))


def formula_hash(formula: Formula) -> str:
    """SHA-256 over the declared face of a formula and the normal form of every rule it can reach."""
    taken = [(i.name, i.unit, i.low, i.high) for i in formula.inputs]
    face = f"{formula.id} {taken} {formula.outputs} {formula.since} {formula.until} {formula.period}"
    text = "\n".join(
        [face, *sorted(source(r) for r in rules_of(formula)), Path(__file__).with_name("ops.py").read_text("utf-8")]
    )
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _imports(path: Path) -> list[tuple[int, str | None]]:
    """What a file imports from its own package: how many levels up, and from which module there."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [(n.level, n.module) for n in nodes if isinstance(n, ast.ImportFrom) and n.level]


def modules_of(body: Any) -> list[Path]:
    """The file of a case-by-case formula and every file of this package that it imports, directly or not."""
    root = Path(__file__).parent
    seen: dict[Path, None] = {}

    def visit(name: str) -> None:
        module = sys.modules.get(name)
        path = Path(module.__file__) if module and module.__file__ else None
        if path is None or root not in path.parents or path in seen or path.name in MACHINE:
            return
        seen[path] = None
        for level, imported in _imports(path):
            base = name.split(".")[: -level if path.name != "__init__.py" else 1 - level or None]
            visit(".".join([*base, imported]) if imported else ".".join(base))

    visit(body.__module__)
    return sorted(seen)


MACHINE = (
    "__init__.py",
    "engine.py",
    "errors.py",
    "evidence.py",
    "page.py",
    "store.py",
    "trace.py",
    "units.py",
    "what_if.py",
    "wording.py",
)
"""Files that carry or word a result but decide nothing; ``ENGINE`` is their version."""


def procedure_hash(body: Any) -> str:
    """SHA-256 over the text of a case-by-case formula and of what it uses."""
    text = "\n".join(p.read_text("utf-8") for p in modules_of(body))
    return hashlib.sha256(text.encode()).hexdigest()


def check_everything(parameters: ParameterSet) -> dict[str, int]:
    """Every build-time check of the rules; returns counts for the report."""
    versions = [v for group in RULES.values() for v in group]
    for version in versions:
        check_dialect(version)
        check_arguments(version, parameters)
    for group in INPUTS:
        check_acyclic(group)
    for version in versions:
        check_units(version, parameters)
    proofs = 0
    for formula in FORMULAS.values():
        for version in rules_of(formula):
            check_versions(version, parameters, formula)
        check_complete(formula, parameters)
        proofs += prove(formula, parameters)
    return {"rule_versions": len(versions), "formulas": len(FORMULAS), "proofs": proofs}


def build(folder: Path = FOLDER) -> dict[str, Any]:
    """The compiled law as JSON-ready data; raises :class:`ParameterError` or :class:`RuleError`."""
    parameters = {d["id"]: {k: v for k, v in d.items() if k != "id"} for d in read_folder(folder)}
    found = read({"parameters": parameters})
    counts = check_everything(found)
    hashes = {key: formula_hash(f) for key, f in sorted(FORMULAS.items())}
    bodies = {**{key: p.body for key, p in PROCEDURES.items()}, "heirs.distribution": heirs.distribute}
    hashes |= {key: procedure_hash(body) for key, body in sorted(bodies.items())}
    return {
        "compiled": 1,
        "engine": ENGINE,
        "counts": counts,
        "formulas": hashes,
        "modules": find_homes(),
        "parameters": parameters,
    }


def text_of(data: dict[str, Any]) -> str:
    """The compiled file as text: one parameter per line, so that a change reads as a change."""
    rows = [
        f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False, sort_keys=True)}" for k, v in data["parameters"].items()
    ]
    head = {k: v for k, v in data.items() if k != "parameters"}
    return json.dumps(head, indent=1)[:-2] + ',\n "parameters": {\n  ' + ",\n  ".join(rows) + "\n }\n}\n"


def main(argv: list[str] | None = None) -> int:
    """Write the compiled file, or with ``--check`` say whether it is up to date."""
    data = build()
    text = text_of(data)
    if "--check" in (sys.argv[1:] if argv is None else argv):
        same = COMPILED.exists() and COMPILED.read_text("utf-8") == text
        print("compiled.json is up to date" if same else "compiled.json is stale: run python -m lindung.law.build")
        return 0 if same else 1
    COMPILED.write_text(text, "utf-8")
    print(f"{COMPILED.name}: {len(data['parameters'])} parameters, {data['counts']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

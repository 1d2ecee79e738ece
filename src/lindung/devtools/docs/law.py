"""The law in the reference: parameters and formulas by programme, doubts, schemas."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from lindung.devtools.docs.law_parts import (
    CONFIDENCE,
    SHELVES,
    anchor,
    chart,
    days_of,
    number,
    preformatted,
    shelf,
    value_text,
)
from lindung.devtools.docs.write import code, table

OPEN_WORDS = {"month": "any day of the contribution month", "day": "a day"}


def parameters() -> str:
    """Index of the parameters."""
    from lindung import law

    found = law.parameters()
    out = [
        "# Parameters of the law\n\n"
        f"{len(found)} parameters, {sum(len(p.values) for p in found)} dated values. *In force* is the first day a"
        " value applies, *recorded* the day from which it could be known (see [Law as text](../explanation/law.md))."
        " Confidence: " + "; ".join(f"**{k}** {v}" for k, v in CONFIDENCE.items()) + ". What the sources leave open"
        " is a setting: see [Doubts](law/doubts.md).\n"
    ]
    for name, (title, _) in SHELVES.items():
        mine = [p for p in found if shelf(p.id) == name]
        out.append(f"\n## [{title}](law/parameters-{name}.md)\n")
        rows = ((parameter_link(p.id, "law/"), p.title["en"], p.unit, len(p.values)) for p in mine)
        out.append(table(("parameter", "meaning", "unit", "values"), rows))
    return "\n".join(out)


def parameter_link(id: str, at: str = "") -> str:
    """A link to a parameter from a page of the reference; ``at`` leads to the folder of its pages."""
    return f"[`{id}`]({at}parameters-{shelf(id)}.md#{anchor(id)})"


def formula_link(id: str, at: str = "") -> str:
    """A link to a formula."""
    return f"[`{id}`]({at}formulas-{shelf(id)}.md#{anchor(id)})"


def parameters_of_shelf(name: str) -> str:
    """The parameters of one programme with history, chart, labels, choices."""
    from lindung import law

    mine = [p for p in law.parameters() if shelf(p.id) == name]
    out = [f"# Parameters: {SHELVES[name][0]}\n\n[All parameters](../law-parameters.md)\n"]
    return "\n".join([*out, *(_parameter(p) for p in mine)])


def _parameter(one: Any) -> str:
    told = f"{one.title['en']} (*{one.title['id']}*). Type `{one.type}`, unit `{one.unit}`."
    if one.by:
        told += f" Looked up by `{one.by}`."
    if one.ends:
        told += f" Ends on {one.ends}; a later look-up is refused."
    if one.review_by:
        told += f" To be reviewed by {one.review_by}."
    parts = [f"\n### `{one.id}`\n\n{told}\n", chart(one)]
    if one.choices:
        parts.append(f"Doubt {one.doubt}. {one.reasoning.get('en', '')}\n")
        parts.append(table(("choice", "meaning"), ((code(k), v["en"]) for k, v in one.choices.items())))
    values = (
        (
            v.in_force,
            v.recorded,
            value_text(v.value, one.unit, one.labels),
            f"{v.instrument} {v.article}",
            v.confidence,
            v.note or "",
        )
        for v in one.values
    )
    parts.append(table(("in force", "recorded", "value", "source", "confidence", "note"), values))
    used = readers().get(one.id, [])
    if used:
        parts.append(f"Read by {', '.join(formula_link(f) for f in used)}.\n")
    return "\n".join(parts)


@cache
def readers() -> dict[str, list[str]]:
    """For each parameter the formulas that can read it."""
    from lindung import law
    from lindung.law.uses import parameters_of

    out: dict[str, list[str]] = {}
    for key in law.formulas():
        for parameter in parameters_of(key):
            out.setdefault(parameter, []).append(key)
    return out


def formulas() -> str:
    """Index of the formulas."""
    from lindung import law

    out = [
        "# Formulas\n\n"
        "Calculate one with `lindung law calc`, `POST /api/v1/law/calc` or `lindung.law.calc`; the page *Hukum* of the"
        " portal shows the same. Forms: `single` one case with its trace, `batch` columns (NumPy, Numba, Arrow), `sql`"
        " a PostgreSQL expression. A formula with the form `single` alone is decided case by case.\n"
    ]
    for name, (title, _) in SHELVES.items():
        mine = [f for f in law.formulas() if shelf(f) == name]
        out.append(f"\n## [{title}](law/formulas-{name}.md)\n")
        faces = (law.describe(f) for f in mine)
        rows = ((formula_link(f["id"], "law/"), f["title"]["en"], ", ".join(f["forms"])) for f in faces)
        out.append(table(("formula", "gives", "forms"), rows))
    return "\n".join(out)


def formulas_of_shelf(name: str) -> str:
    """The formulas of one programme: inputs, outputs, rule texts, an example with its trace."""
    from lindung import law

    mine = [f for f in law.formulas() if shelf(f) == name]
    out = [f"# Formulas: {SHELVES[name][0]}\n\n[All formulas](../law-formulas.md)\n"]
    return "\n".join([*out, *(_formula(f) for f in mine)])


def _formula(name: str) -> str:
    from lindung import law

    face = law.describe(name)
    since = f" In force since {face['since']}." if face.get("since") else ""
    period = OPEN_WORDS.get(str(face.get("period")), face.get("period"))
    out = [
        f"\n## `{name}`\n\n{face['title']['en']} (*{face['title']['id']}*). {face.get('about', {}).get('en', '')}\n",
        f"`on` is {period}.{since} Forms: {', '.join(face.get('forms', ()))}.\n",
        table(("input", "unit", "range or choices", "meaning"), _inputs(face["inputs"])),
        table(("output", "unit", "meaning"), ((code(o["name"]), o["unit"], o["title"]["en"]) for o in face["outputs"])),
        *_texts(name),
    ]
    reads = sorted(p for p, used in readers().items() if name in used)
    if reads:
        out.append(f"Reads {', '.join(parameter_link(p) for p in reads)}.\n")
    return "\n".join([*out, *_example(name)])


def _inputs(items: list[dict[str, Any]], head: str = "") -> Iterator[tuple[str, str, str, str]]:
    for i in items:
        low, high = i.get("low"), i.get("high")
        told = ", ".join(i.get("choices") or ()) or (f"{low:,} … {high:,}" if low is not None else "")
        if i.get("labels"):
            told = "; ".join(f"{k} {v['en']}" for k, v in i["labels"].items())
        kind = i.get("of") or i.get("unit", "")
        yield code(head + i["name"]) + (" (optional)" if i.get("optional") else ""), kind, told, i["title"]["en"]
        yield from _inputs(i.get("columns", []), f"{i['name']}.")


def _texts(name: str) -> Iterator[str]:
    """Every version of every rule in its normal form."""
    import ast

    from lindung.law.catalogue import FORMULAS
    from lindung.law.text import expression
    from lindung.law.uses import rules_of

    if name not in FORMULAS:
        return
    lines = []
    for rule in rules_of(FORMULAS[name]):
        when = "".join(f", if {k} is {v}" for k, v in rule.when.items())
        lines.append(f"{rule.title['en']} ({rule.unit}): {rule.cite}; {days_of((rule.since, rule.until))}{when}")
        lines.append(f"    {rule.name} = {ast.unparse(expression(rule))}\n")
    yield preformatted(f"Rule texts ({len(lines) // 2})", "\n".join(lines).rstrip())


@cache
def _cases() -> dict[str, dict[str, Any]]:
    """One golden case for each formula: the one that answers with the most figures that are not zero."""
    import yaml

    from lindung import law

    best: dict[str, dict[str, Any]] = {}
    for path in sorted((Path(law.__file__).parent / "cases").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8"))["cases"]:
            worth = sum(1 for v in case["expect"].values() if v)
            held = best.get(case["formula"])
            if held is None or worth > sum(1 for v in held["expect"].values() if v):
                best[case["formula"]] = case
    return best


def _example(name: str) -> Iterator[str]:
    """A worked case, calculated while the page is made."""
    from lindung import law

    case = _cases().get(name)
    if case is None:
        return
    got = law.calc(
        name, case["date"], case["inputs"], known_on=case.get("known_on"), settings=case.get("settings") or {}
    )
    units = {o["name"]: o["unit"] for o in law.describe(name)["outputs"]}
    answer = ", ".join(f"{k} **{number(v, units[k])}**" for k, v in got.values.items())
    known = f" --known-on {case['known_on']}" if case.get("known_on") else ""
    chosen = "".join(f" --setting {k}={v}" for k, v in (case.get("settings") or {}).items())
    facts = json.dumps(case["inputs"], default=str)
    yield f"Example: {case['name']}.\n"
    yield f"    lindung law calc {name} --on {case['date']}{known}{chosen} --input '{facts}'\n"
    yield f"Answer: {answer}.\n"
    yield preformatted("The trace", got.trace.to_text("en"))


def doubts() -> str:
    """Every setting: the doubt, its choices, the default and what it moves."""
    from lindung import law
    from lindung.law.faces import doubts as all_doubts

    found = sorted(all_doubts(law.published(), date(2026, 11, 20)), key=lambda d: (d["doubt"], d["id"]))
    out = [
        "# Doubts of the sources\n\n"
        f"{len(found)} questions that the sources leave open. Each has a default; `--setting NAME=CHOICE`, or"
        " `settings` in Python and over HTTP, takes another. An answer that rests on one says so in its trace.\n"
    ]
    for one in found:
        out.append(f"\n## `{one['id']}`\n\n{one['title']['en']}. Doubt {one['doubt']}. {one['reasoning']['en']}\n")
        rows = ((code(k), v["en"], "default" if k == one["default"] else "") for k, v in one["choices"].items())
        out.append(table(("choice", "meaning", ""), rows))
        moved = ", ".join(formula_link(f) for f in one["formulas"])
        out.append(f"Can move {moved}.\n" if moved else "No formula reads it: it is a choice of the office's work.\n")
    return "\n".join(out)


def schemas() -> str:
    """The published JSON Schemas as tables."""
    from lindung.law.schema import named, names

    out = [
        "# Schemas\n\n"
        "JSON Schemas of what the law package reads and writes; the files lie in `lindung/law/schema`. The tests hold"
        " every trace, receipt, overlay and parameter file against them.\n"
    ]
    for name in names():
        schema = named(name)
        out.append(f"\n## `{name}`\n\n{schema.get('title', '')}. {schema.get('description', '')}\n")
        out.append(table(("field", "type", "needed", "meaning"), _properties(schema, schema, "")))
    return "\n".join(out)


def _properties(node: dict[str, Any], root: dict[str, Any], head: str, depth: int = 0) -> Iterator[tuple[str, ...]]:
    node = _target(node, root)
    for key, raw in node.get("properties", {}).items():
        one = _target(raw, root)
        kind = one.get("type", "")
        told = ", ".join(kind) if isinstance(kind, list) else str(kind)
        if "enum" in one:
            told = "one of " + ", ".join(json.dumps(v) for v in one["enum"])
        elif "pattern" in one:
            told += f" {one['pattern']}"
        need = "yes" if key in node.get("required", ()) else ""
        yield code(head + key), told, need, one.get("description", raw.get("description", ""))
        inner = _target(one.get("items", {}), root) if isinstance(one.get("items"), dict) else one
        if inner.get("properties") and depth < 3:
            yield from _properties(inner, root, f"{head}{key}{'[]' if 'items' in one else ''}.", depth + 1)


def _target(node: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    found: Any = root
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


PAGES: dict[str, Callable[[], str]] = {
    "reference/law-parameters.md": parameters,
    "reference/law-formulas.md": formulas,
    **{f"reference/law/parameters-{n}.md": partial(parameters_of_shelf, n) for n in SHELVES},
    **{f"reference/law/formulas-{n}.md": partial(formulas_of_shelf, n) for n in SHELVES},
    "reference/law/doubts.md": doubts,
    "reference/law/schemas.md": schemas,
}

"""Parameters and formulas of the law, with history and citation."""

from collections.abc import Mapping
from typing import Any

from lindung.devtools.docs.write import code, table

CONFIDENCE = {"H": "law text, or two agreeing sources", "M": "one source", "L": "memory, inference or assumption"}


def value_text(value: Any, kind: str) -> str:
    """A parameter's value for people: rates in per cent (exact), tables and schedules as lists."""

    def number(one: Any) -> str:
        if isinstance(one, bool) or not isinstance(one, int):
            return str(one)
        if kind in ("rate", "rate_table", "schedule") and abs(one) <= 10_000_000:
            return f"{one / 10_000:.4f}".rstrip("0").rstrip(".") + " %"
        return f"{one:,}"

    if isinstance(value, Mapping):
        return "; ".join(
            f"{key}: {', '.join(map(str, one)) if isinstance(one, tuple | list) else number(one)}"
            for key, one in value.items()
        )
    if isinstance(value, tuple | list):
        parts = []
        for one in value:
            if isinstance(one, tuple | list) and len(one) == 2:
                top, rate = one
                parts.append(f"{'above' if top is None else f'to {top:,}'}: {number(rate)}")
            else:
                parts.append(str(one))
        return "; ".join(parts)
    return number(value)


def parameters() -> str:
    """Every parameter by group with its whole history."""
    from lindung import law

    found = law.parameters()
    out = [
        "# Parameters of the law\n\n"
        f"{len(found)} parameters, {sum(len(p.values) for p in found)} dated values. *In force* is the first day a"
        " value applies, *recorded* the day from which it could be known (see [Law as text](../explanation/law.md))."
        " Confidence: " + "; ".join(f"**{k}** {v}" for k, v in CONFIDENCE.items()) + ". A parameter of type `setting`"
        " is a doubt in the sources: named, with its choices, a default and the reasoning; a figure that rests on one"
        " says so in its trace.\n"
    ]
    group = ""
    for one in found:
        first = one.id.split(".")[0]
        if first != group:
            group = first
            out.append(f"\n## {group}\n")
        out.append(
            f"\n### `{one.id}`\n\n{one.title['en']} (*{one.title['id']}*). Type `{one.type}`, unit `{one.unit}`."
        )
        if one.ends:
            out.append(f"Ends on {one.ends}; a later look-up is refused.")
        if one.review_by:
            out.append(f"To be reviewed by {one.review_by}.")
        if one.by:
            out.append(f"Looked up by {one.by}.")
        if one.choices:
            choices = "; ".join(f"`{key}` {text['en']}" for key, text in one.choices.items())
            reason = one.reasoning.get("en", "")
            out.append(f"\n\nChoices: {choices}. {reason}")
        out.append("\n")
        out.append(
            table(
                ("in force", "recorded", "value", "source", "confidence", "note"),
                (
                    (
                        v.in_force,
                        v.recorded,
                        value_text(v.value, kind_of(one.type, one.unit)),
                        f"{v.instrument} {v.article}",
                        v.confidence,
                        v.note,
                    )
                    for v in one.values
                ),
            )
        )
    return "\n".join(out)


def kind_of(kind: str, unit: str) -> str:
    """Whether whole numbers of a parameter are parts per million."""
    return "rate" if kind in ("rate", "schedule") or unit in ("ppm", "rate") else kind


def formulas() -> str:
    """Every formula: inputs, outputs, rules with their articles, parameters, forms."""
    from lindung import law

    out = [
        "# Formulas\n\n"
        "Calculate one with `lindung law calc`, `POST /api/v1/law/calc` or `lindung.law.calc`; the page *Hukum* of the"
        " portal shows the same. Forms: `single` one case with its trace, `batch` columns, `sql` a PostgreSQL"
        " expression.\n"
    ]
    for name in law.formulas():
        face = law.describe(name)
        out.append(
            f"\n## `{name}`\n\n{face['title']['en']} (*{face['title']['id']}*). {face.get('about', {}).get('en', '')}\n"
        )
        period = {"month": "any day of the contribution month", "day": "a day"}.get(
            str(face.get("period")), face.get("period")
        )
        since = f" In force since {face['since']}." if face.get("since") else ""
        out.append(f"`on` is {period}.{since} Forms: {', '.join(face.get('forms', ()))}.\n")
        out.append(
            table(
                ("input", "unit", "range or choices", "meaning"),
                (
                    (
                        code(i["name"]) + (" (optional)" if i.get("optional") else ""),
                        i.get("unit", ""),
                        ", ".join(i["choices"])
                        if i.get("choices")
                        else (f"{i['low']:,} … {i['high']:,}" if i.get("low") is not None else ""),
                        i["title"]["en"],
                    )
                    for i in face["inputs"]
                ),
            )
        )
        out.append(
            table(
                ("output", "unit", "meaning"),
                ((code(o["name"]), o.get("unit", ""), o["title"]["en"]) for o in face["outputs"]),
            )
        )
        if face.get("rules"):
            out.append(
                table(
                    ("rule", "title", "article"),
                    ((code(r["id"]), r["title"]["en"], r["cite"]) for r in face["rules"]),
                )
            )
        if face.get("parameters"):
            links = ", ".join(f"[`{p}`](law-parameters.md#{anchor(p)})" for p in face["parameters"])
            out.append(f"Parameters: {links}.\n")
    return "\n".join(out)


def anchor(text: str) -> str:
    """The anchor that the Markdown toc extension gives a heading of code."""
    return "".join(c for c in text.lower() if c.isalnum() or c in "_-")

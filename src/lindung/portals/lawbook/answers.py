"""The answer of a formula as figures, lists and sentences for a page, and as a table to download."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from lindung import law
from lindung.base.format import date_long, number
from lindung.law.units import dims
from lindung.law.wording import shown
from lindung.portals.language import lang
from lindung.portals.lawbook import asking, catalogue
from lindung.portals.lawbook.vocabulary import words

MAIN = ("entitled", "total", "net", "monthly", "amount")
"""Outputs that answer the question; they stand first."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Shown:
    """One output: its title and its value in words."""

    name: str
    title: str
    text: str
    yes: bool | None = None
    """For yes-or-no answers."""


@dataclass(frozen=True, slots=True)
class Node:
    """One part of the details: a text, a list of texts, a table, or further parts."""

    title: str
    text: str = ""
    items: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A doubt of the law on the form: its choices, which is taken, and why."""

    id: str
    name: str
    title: str
    reasoning: str
    doubt: str
    choices: tuple[tuple[str, str, bool], ...]
    chosen: bool


@dataclass(slots=True)
class Answer:
    """Everything a page shows of one calculation."""

    formula: str
    figures: list[Shown]
    details: list[Node]
    trace: dict[str, Any]
    changes: list[str]
    settings: list[str] = field(default_factory=list)


def answer(formula: str, result: law.Result) -> Answer:
    """The result in the language of the page."""
    trace = result.trace.to_json()
    steps = {s["id"].rsplit(".", 1)[-1]: s for s in trace["steps"]}
    figures = [_figure(o, result.values[o["name"]], steps) for o in catalogue.described(formula)["outputs"]]
    figures.sort(key=lambda f: MAIN.index(f.name) if f.name in MAIN else len(MAIN))
    changes = [f"{s['title'][lang()]}: {c[lang()]}" for s in trace["steps"] for c in s["what_would_change"]]
    used = [s["id"] for step in trace["steps"] for s in step["settings"]] + [s["id"] for s in trace["settings"]]
    return Answer(
        formula,
        figures,
        [node(k, v) for k, v in result.details.items() if v not in (None, [], {}) and k != "what_would_change"],
        trace,
        list(dict.fromkeys(changes)),
        list(dict.fromkeys(used)),
    )


def _figure(output: Mapping[str, Any], value: int, steps: Mapping[str, Any]) -> Shown:
    name, unit, title = output["name"], str(output["unit"]), output["title"][lang()]
    step = steps.get(name)
    if unit == "flag":
        return Shown(name, title, _("Ya") if value else _("Tidak"), bool(value))
    if unit == "code" and step is not None and step["value"] == value:
        return Shown(name, title, str(step["shown"][lang()]))
    return Shown(name, title, shown(value, dims(unit))[lang()])


# ---- details


def _word(key: str) -> tuple[str, str]:
    """Title of a key of the details in the language of the page, and its unit."""
    found = words(key)
    if found is None:
        return key.replace("_", " ").capitalize(), "money" if key.startswith("amount") else ""
    return (found[1] if lang() == "en" else found[0]), (found[2] if len(found) > 2 else "")


def titled(key: str) -> str:
    """The title of a part of the details."""
    return _word(key)[0]


def said(value: Any, unit: str = "") -> str:
    """One plain value of the details in words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, int):
        if unit == "flag":
            return _("Ya") if value else _("Tidak")
        if unit == "plain":
            return str(value)
        of = {"money": "IDR", "rate": "rate"}.get(unit, unit or "count")
        return shown(value, dims(of))[lang()]
    if isinstance(value, Mapping):
        if "id" in value and "en" in value:
            return str(value[lang()])
        if "title" in value:
            return said(value["title"])
        return "; ".join(f"{_word(k)[0]}: {said(v, _word(k)[1])}" for k, v in value.items() if v not in (None, ""))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(said(v, unit) for v in value) or "–"
    text = str(value)
    if _ISO.fullmatch(text):
        return date_long(dt.date.fromisoformat(text), lang())
    known = words(text)
    return (known[1] if lang() == "en" else known[0]) if known else text


def node(key: str, value: Any) -> Node:
    """A part of the details by its key."""
    title, unit = _word(key)
    if isinstance(value, Mapping) and not {"id", "en"} <= set(value) and "title" not in value:
        return Node(title, parts=tuple(node(k, v) for k, v in value.items() if v not in (None, [], {})))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _list(title, unit, value)
    return Node(title, said(value, unit))


def _list(title: str, unit: str, value: Sequence[Any]) -> Node:
    records = [v for v in value if isinstance(v, Mapping) and not {"id", "en"} <= set(v)]
    keys = list(dict.fromkeys(k for r in records for k in r))
    if len(records) == len(value) and keys and set(keys) != {"code", "title"}:
        if "title" in keys and "code" in keys:
            keys.remove("code")
        heads = tuple(_word(k)[0] for k in keys)
        return Node(title, heads=heads, rows=tuple(tuple(said(r.get(k), _word(k)[1]) for k in keys) for r in records))
    return Node(title, items=tuple(said(v, unit) for v in value))


# ---- doubts beside the form


def readings(question: asking.Question, got: Answer | None) -> list[Reading]:
    """The doubts this formula may rest on: those its rules read, those the answer named, those already chosen."""
    names = [p for p in question.about["parameters"] if catalogue.setting(p)]
    if question.about["period"] == "month":
        names.append(asking.MONTH_LAW)
    names += [*(got.settings if got else []), *question.settings]
    out = []
    for id_ in dict.fromkeys(names):
        one = catalogue.setting(id_)
        if one is None:
            continue
        now = one.at(question.on, question.known_on)
        usual = str(now.value) if now else ""
        taken = question.settings.get(id_, usual)
        choices = tuple(
            (code, words[lang()] + (f" ({_('bacaan kami')})" if code == usual else ""), code == taken)
            for code, words in one.choices.items()
        )
        out.append(
            Reading(
                id_, asking.SETTING + id_, one.title[lang()], one.reasoning.get(lang(), ""), one.doubt, choices,
                id_ in question.settings and taken != usual,
            )
        )  # fmt: skip
    return out


# ---- downloads


def as_csv(got: Answer) -> str:
    """The inputs, outputs and steps as a table."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["part", "id", "title", "value", "shown", "arithmetic", "source"])
    for item in got.trace["inputs"]:
        value = item["value"] if not isinstance(item["value"], list) else len(item["value"])
        write.writerow(["input", item["name"], item["title"][lang()], value, item["shown"][lang()], "", ""])
    for one in got.figures:
        write.writerow(["output", one.name, one.title, got.trace["values"][one.name], one.text, "", ""])
    for step in got.trace["steps"]:
        sources = "; ".join(f"{p['instrument']} {p['article']}" for p in step["parameters"])
        write.writerow(
            ["step", step["id"], step["title"][lang()], step["value"], step["shown"][lang()],
             step["arithmetic"][lang()], " | ".join(filter(None, [step["cite"], sources]))]
        )  # fmt: skip
    return out.getvalue()


def count(n: int) -> str:
    """A count in the language of the page."""
    return number(n, lang=lang())

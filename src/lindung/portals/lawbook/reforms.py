"""Other figures tried on one case: the figures a formula reads as fields, the reform they make, both answers.

A figure typed here stands in place of the one in force on the day asked about. What was typed becomes an overlay, so
that the page, the command line and the API work the same reform, and the page can hand it out as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lindung import law
from lindung.law.units import dims
from lindung.law.wording import shown
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook import answers, asking, sweeps
from lindung.portals.lawbook.refusals import refusal

PREFIX = "p."
MOST_CODES = 6
"""Tables up to this many entries are offered entry by entry."""
NOT_POLICY = ("calendar.",)
PLAIN = ("money", "rate", "integer")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the law that can be tried otherwise: of a parameter, or of one entry of its table."""

    item: law.Parameter
    value: law.ParameterValue
    code: Any = None

    @property
    def name(self) -> str:
        """The name of its field."""
        return PREFIX + self.item.id + ("" if self.code is None else f".{self.code}")

    @property
    def now(self) -> int:
        """The figure in force."""
        return int(self.value.value if self.code is None else self.value.value[self.code])

    def field(self) -> forms.Field:
        """An empty field that says what is in force."""
        title = self.item.title[lang()]
        if self.code is not None:
            words = self.item.labels.get(str(self.code))
            title = f"{title} – {words[lang()] if words else self.code}"
        low, high = self.item.range or (0, 10**12)
        told = _("Sekarang %(value)s") % {"value": shown(self.now, dims(self.item.unit))[lang()]}
        said: dict[str, Any] = {"label": title, "required": False, "help_text": told}
        of = self.item.unit.split("/")[0]
        if of == "IDR":
            return kit.RupiahField(minimum=max(low, 0), maximum=high, **said)
        if of == "rate":
            return kit.RateField(minimum=low, maximum=high, **said)
        return forms.IntegerField(min_value=low, max_value=high, **said)

    def written(self, value: int) -> int | str:
        """A figure as an overlay writes it: rates as text."""
        if self.item.unit.split("/")[0] != "rate":
            return value
        whole, rest = divmod(value, 10_000)
        return f"{whole}.{rest:04}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True, slots=True)
class Side:
    """One output under the law and under the figures tried."""

    title: str
    base: str
    tried: str
    change: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Both answers beside each other."""

    rows: list[Side]
    refused: list[str]
    details: list[str]
    plot: kit.Plot | None


class Trial:
    """The figures that a question rests on, those typed otherwise, and the reform that they make."""

    def __init__(self, question: asking.Question) -> None:
        self.question = question
        self.figures = [] if question.known_on else _figures(question)
        fields = {f.name: f.field() for f in self.figures}
        typed = {k: v for k, v in question.query.items() if isinstance(v, str) and k in fields and v.strip()}
        self.typed: dict[str, str] = typed if question.asked else {}
        kind = type("TrialForm", (forms.Form,), fields)
        self.form: forms.Form = kind(self.typed) if self.typed else kind(initial=typed)

    @property
    def fields(self) -> list[Any]:
        """The fields in the order of the rules."""
        return [self.form[f.name] for f in self.figures]

    @cached_property
    def overlay(self) -> dict[str, Any] | None:
        """The reform as an overlay; nothing where no figure was typed, or one cannot be read."""
        if not self.typed or not self.form.is_valid():
            return None
        tried = [(f, self.form.cleaned_data[f.name]) for f in self.figures if f.name in self.typed]
        by_id: dict[str, list[tuple[Figure, int]]] = {}
        for figure, value in tried:
            by_id.setdefault(figure.item.id, []).append((figure, value))
        today = dt.date.today()  # when it could be known, as the law counts; not the business day
        return {
            "overlay": 1,
            "id": "percobaan",
            "title": {"id": "Angka yang dicoba", "en": "Figures tried"},
            "author": "lindung",
            "purpose": {"id": f"Mencoba {self.question.formula}", "en": f"Trying {self.question.formula}"},
            "recorded": today.isoformat(),
            "source": _source(),
            "parameters": [
                {"id": key, "values": [_value(parts, self.question.on, today)]} for key, parts in by_id.items()
            ],
        }

    def compared(self, inputs: Mapping[str, Any]) -> Compared | None:
        """The case under the law and under the figures typed; nothing where there is no reform to compare."""
        if self.overlay is None:
            return None
        question = self.question
        try:
            got = law.compare(question.formula, question.on, inputs, self.overlay, settings=question.settings)
        except law.LawError as error:
            self.form.add_error(None, refusal(error))
            return None
        refused = [refusal(s) for s in (got.base, got.reform) if isinstance(s, law.NotInForce)]
        if refused:
            return Compared([], refused, [], None)
        assert isinstance(got.base, law.Result) and isinstance(got.reform, law.Result)
        rows = [_side(o, got.base.values[o["name"]], got.reform.values[o["name"]]) for o in question.about["outputs"]]
        details = [answers.titled(k) for k in got.details if k != "what_would_change"]
        return Compared(rows, [], details, sweeps.compared(question, inputs, got.differences, self.overlay))


def _figures(question: asking.Question) -> list[Figure]:
    """The plain figures and short tables that the formula reads, as they stand on the day."""
    day = law.dates.month_end(question.on) if question.about["period"] == "month" else question.on
    found = []
    for key in question.about["parameters"]:
        item = law.published().parameters[key]
        value = None if key.startswith(NOT_POLICY) else item.at(day, dt.date.today())
        if value is None:
            continue
        if item.type in PLAIN:
            found.append(Figure(item, value))
        elif item.type == "table" and len(value.value) <= MOST_CODES:
            found += [Figure(item, value, code) for code in value.value]
    return found


def _value(parts: list[tuple[Figure, int]], on: dt.date, today: dt.date) -> dict[str, Any]:
    """One version of a parameter in place of the one in force; known from today."""
    figure, number = parts[0]
    start = figure.value.in_force if figure.value.recorded < today else on
    value: Any = figure.written(number)
    if figure.code is not None:
        tried = {f.code: n for f, n in parts}
        value = {str(c): figure.written(int(tried.get(c, now))) for c, now in figure.value.value.items()}
    return {
        "in_force": start.isoformat(), "recorded": today.isoformat(), "value": value, "source": _source(),
        "confidence": "L",
    }  # fmt: skip


def _source() -> dict[str, str]:
    return {"instrument": "Percobaan, bukan peraturan", "article": "angka yang diketik di halaman"}


def _side(output: Mapping[str, Any], base: int, tried: int) -> Side:
    unit = str(output["unit"])
    if unit == "flag":
        before, after = (_("Ya") if v else _("Tidak") for v in (base, tried))
        return Side(output["title"][lang()], before, after, "–" if base == tried else _("berubah"), base != tried)
    of = dims(unit)
    change = shown(tried - base, of)[lang()] if unit != "code" else ""
    if tried > base and change:
        change = f"+{change}"
    return Side(
        output["title"][lang()], shown(base, of)[lang()], shown(tried, of)[lang()],
        "–" if base == tried else change or _("berubah"), base != tried,
    )  # fmt: skip

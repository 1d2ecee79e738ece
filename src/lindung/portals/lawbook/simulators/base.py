"""What a simulator is: a short form in plain words, and a function from its answers to figures, sentences, charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.base.format import rupiah
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook.asking import YES_NO
from lindung.portals.lawbook.catalogue import described

PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Big:
    """A figure of the answer in large letters, and what it means."""

    label: Any
    value: str
    note: Any = ""


@dataclass(slots=True)
class Outcome:
    """The answer of a simulator: figures, sentences, then tables, lists and drawings in the order given."""

    big: list[Big]
    say: list[Any] = field(default_factory=list)
    tables: list[kit.Table] = field(default_factory=list)
    lists: list[tuple[Any, list[kit.Entry]]] = field(default_factory=list)
    plots: list[kit.Plot] = field(default_factory=list)
    traces: list[dict[str, Any]] = field(default_factory=list)
    warn: list[Any] = field(default_factory=list)
    """What a person must not overlook."""


class Asks(forms.Form):
    """The form of a simulator; every one may ask by the law of another day."""

    on = kit.DateField(label=later("Menurut aturan tanggal"), required=False)


Run = Callable[[Mapping[str, Any], date], Outcome]


@dataclass(frozen=True, slots=True)
class Simulator:
    """A registered simulator and where it stands on the list of life events."""

    slug: str
    event: str
    title: Any
    lead: Any
    form: type[Asks]
    run: Run
    formulas: tuple[str, ...]


SIMULATORS: dict[str, Simulator] = {}


def simulator(
    slug: str, event: str, title: Any, lead: Any, form: type[Asks], formulas: Sequence[str]
) -> Callable[[Run], Run]:
    """Register a simulator."""

    def register(run: Run) -> Run:
        SIMULATORS[slug] = Simulator(slug, event, title, lead, form, run, tuple(formulas))
        return run

    return register


def yes_no(label: Any, initial: int = 0, help_text: Any = "") -> forms.TypedChoiceField:
    """A question with yes or no, one of them chosen."""
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=int, initial=str(initial), widget=forms.RadioSelect, help_text=help_text
    )


def pick(label: Any, choices: Any, whole: bool = False, **extra: Any) -> forms.TypedChoiceField:
    """A list to choose from; `whole` for codes that are whole numbers."""
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int if whole else str, **extra)


def whole(label: Any, low: int, high: int, **extra: Any) -> forms.IntegerField:
    """A whole number between two limits."""
    return forms.IntegerField(label=label, min_value=low, max_value=high, **extra)


def labels(formula: str, name: str) -> Callable[[], list[tuple[str, str]]]:
    """The closed list of an input of a formula, in the language of the page when the form is made."""

    def choices() -> list[tuple[str, str]]:
        found = next(i for i in described(formula)["inputs"] if i["name"] == name)
        words = found.get("labels") or found.get("choices") or {}
        return [(code, said[lang()][:1].upper() + said[lang()][1:]) for code, said in words.items()]

    return choices


def money(value: int) -> str:
    """Rupiah in the language of the page."""
    return rupiah(value, lang())


def fact(parameter: str, on: date) -> int | None:
    """A whole number of the law on a day, for a sentence that names it; nothing where none was in force."""
    try:
        return int(law.parameter(parameter, on).value)
    except law.NotInForce:
        return None


def row_table(caption: Any, heads: Sequence[Any], rows: Sequence[tuple[Any, ...]], footer: Any = None) -> kit.Table:
    """A table of a text column and money columns; short texts stay as they are."""
    kinds: list[Any] = ["text", *["money" if isinstance(v, int) else "text" for v in (rows[0][1:] if rows else ())]]
    kinds += ["text"] * (len(heads) - len(kinds))
    columns = [kit.Column(f"c{n}", head, kinds[n]) for n, head in enumerate(heads)]
    listed = [{f"c{n}": v for n, v in enumerate(row)} for row in rows]
    foot = {f"c{n}": v for n, v in enumerate(footer)} if footer else None
    return kit.Table(caption, columns, listed, footer=foot)


def month_on(day: date, months: int) -> date:
    """The same day some months later."""
    return law.dates.add_months(day, months)

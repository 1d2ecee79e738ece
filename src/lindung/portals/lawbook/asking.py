"""The form of a formula, made from what `law.describe` declares; reading what was typed, and the address of a question.

An address carries plain texts: `wage=5000000`, `on=2021-12-15`, a record list as `rows=2020-01-01~5,2020-02-01~7`, a
choice of reading as `s.<setting>=<choice>`. A form sends record cells one by one (`rows-0-from`); both are read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.base.format import number
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook.catalogue import described, setting
from lindung.portals.lawbook.refusals import refusal

ON, KNOWN_ON, ADD, SETTING, MONTH_LAW = "on", "known_on", "tambah", "s.", "contribution.month_law"
RESERVED = {ON, KNOWN_ON, ADD, "csrfmiddlewaretoken"}
CELL, RECORD = "~", ","
MOST_ROWS = 400
YES_NO = [("1", later("Ya")), ("0", later("Tidak"))]
_UNIT_WORDS = {
    "months": later("bulan"), "month": later("bulan"), "years": later("tahun"), "year": later("tahun"),
    "age_years": later("tahun"), "days": later("hari"), "day": later("hari"), "hours": later("jam"),
    "working_days": later("hari kerja"),
}  # fmt: skip
Both = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a formula wants to know. Kinds: money, rate, number, flag, choice, date, rows."""

    name: str
    kind: str
    title: Both
    optional: bool = False
    low: int = 0
    high: int = 0
    unit: str = ""
    choices: tuple[tuple[str, Both], ...] = ()
    columns: tuple[Ask, ...] = ()
    whole: bool = True
    """Choices stand for whole numbers (codes of a table)."""

    def field(self, in_row: bool = False) -> forms.Field:
        """The form field, in the language of the page."""
        said: dict[str, Any] = {"label": self.title[lang()], "required": not self.optional}
        if self.kind == "money":
            return kit.RupiahField(
                negative=self.low < 0, minimum=max(self.low, 0) if self.low >= 0 else None, maximum=self.high,
                help_text="" if in_row else limits(self), **said,
            )  # fmt: skip
        if self.kind == "rate":
            return kit.RateField(minimum=self.low, maximum=self.high, **said)
        if self.kind == "date":
            return kit.DateField(**said)
        if self.kind in ("flag", "choice"):
            return self._pick(in_row, said)
        made = forms.IntegerField(
            min_value=self.low, max_value=self.high, help_text="" if in_row else limits(self), **said
        )
        made.widget.input_suffix = _UNIT_WORDS.get(self.unit, "")
        return made

    def _pick(self, in_row: bool, said: dict[str, Any]) -> forms.Field:
        choices: list[tuple[str, Any]]
        choices = YES_NO if self.kind == "flag" else [(code, words[lang()]) for code, words in self.choices]
        few = len(choices) <= 2 and not in_row and not self.optional
        if self.optional or in_row:
            choices = [("", "–"), *choices]
        widget = forms.RadioSelect if few else forms.Select
        first = None if self.optional or in_row else "0" if self.kind == "flag" else choices[0][0]
        as_int = self.kind == "flag" or self.whole
        return forms.TypedChoiceField(
            choices=choices, widget=widget, coerce=int if as_int else str, empty_value=None, initial=first, **said
        )

    def text(self, value: Any) -> str:
        """A checked value as the address carries it."""
        if value is None:
            return ""
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, bool):
            return str(int(value))
        if self.kind == "rate" and isinstance(value, int):
            whole, rest = divmod(abs(value), 10_000)
            return ("-" if value < 0 else "") + f"{whole}.{rest:04}".rstrip("0").rstrip(".")
        return str(value)


def limits(ask: Ask) -> str:
    """ "From 1 to 12" where the limits tell a person something."""
    if ask.kind == "money" or ask.high > 1_000_000:
        return ""
    return _("%(low)s sampai %(high)s") % {"low": number(ask.low, lang=lang()), "high": number(ask.high, lang=lang())}


@cache
def asks(formula: str) -> tuple[Ask, ...]:
    """What a formula wants to know, in its own order."""
    return tuple(_ask(item) for item in described(formula)["inputs"])


def _ask(item: Mapping[str, Any]) -> Ask:
    unit = str(item["unit"])
    known: dict[str, Any] = {"name": item["name"], "title": item["title"], "optional": item.get("optional", False)}
    if unit == "rows":
        columns = tuple(_ask(c) for c in item["columns"])
        return Ask(kind="rows", low=item["low"], high=item["high"], columns=columns, **known)
    if unit == "choice":
        return Ask(kind="choice", choices=tuple(item["choices"].items()), whole=False, **known)
    if unit in ("flag", "date"):
        return Ask(kind=unit, low=0, high=1, **known)
    known |= {"low": item["low"], "high": item["high"]}
    if item.get("labels"):
        return Ask(kind="choice", choices=tuple(item["labels"].items()), **known)
    if item["name"] == "industry":
        words = next(p for p in law.parameters() if p.id == "jkk.industry_group").labels
        return Ask(kind="choice", choices=tuple(words.items()), **known)
    of = str(item.get("of", unit))
    kind = "money" if of.split("/")[0] == "IDR" else "rate" if of.split("/")[0] == "rate" else "number"
    return Ask(kind=kind, unit=of.split("/")[0], **known)


@dataclass(slots=True)
class RowsPart:
    """A list of records on the form: one small form for each record, and a place to paste many."""

    ask: Ask
    forms: list[forms.Form]
    paste: str = ""
    error: str = ""
    filled: list[int] = field(default_factory=list)
    """Which of the forms hold a record."""
    pasted: list[dict[str, Any]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The list's name in the language of the page."""
        return self.ask.title[lang()]

    @property
    def columns(self) -> str:
        """Names of the columns, as a line to paste has them."""
        return "; ".join(c.title[lang()] for c in self.ask.columns)

    def records(self) -> list[dict[str, Any]]:
        """The records typed and pasted."""
        typed = [
            {k: v for k, v in self.forms[n].cleaned_data.items() if v is not None and v != ""} for n in self.filled
        ]
        return typed + self.pasted


class Question:
    """One formula being asked: the form, its records, the readings chosen."""

    def __init__(self, formula: str, query: QueryDict, today: dt.date) -> None:
        self.formula, self.query, self.today = formula, query, today
        self.about = described(formula)
        self.asks = asks(formula)
        self.adding = query.get(ADD, "")
        names = {a.name for a in self.asks}
        self.asked = any(re.split(r"[-.]", k)[0] in names or k in (ON, "s") or k.startswith(SETTING) for k in query)
        self.asked = self.asked and not self.adding
        self.settings = {k.removeprefix(SETTING): str(v) for k, v in query.items() if k.startswith(SETTING) and v}
        self.errors: list[kit.FormError] = []
        self.form = self._form()
        self.rows = [self._rows(a) for a in self.asks if a.kind == "rows"]

    # ---- making the form

    def _form(self) -> forms.Form:
        fields = {a.name: a.field() for a in self.asks if a.kind != "rows"}
        fields[ON] = kit.DateField(
            label=_("Bulan iuran (tanggal mana pun di bulan itu)")
            if self.about["period"] == "month" else _("Menurut aturan tanggal"),
            initial=self.today,
        )  # fmt: skip
        fields[KNOWN_ON] = kit.DateField(
            label=_("Sejauh diketahui pada"), required=False,
            help_text=_("Kosongkan untuk memakai semua yang diketahui sekarang."),
        )  # fmt: skip
        kind = type("FormulaForm", (forms.Form,), fields)
        if self.asked:
            data = self.query.copy()
            data.setdefault(ON, self.today.isoformat())
            made: forms.Form = kind(data)
        else:
            made = kind(initial={k: v for k, v in self.query.items() if k in fields})
        return made

    def _rows(self, ask: Ask) -> RowsPart:
        fields = {c.name: c.field(in_row=True) for c in ask.columns}
        kind = type("RowForm", (forms.Form,), fields)
        texts = self._row_texts(ask)
        typed = [n for n, row in enumerate(texts) if any(row.values())]
        made = []
        for n, row in enumerate(texts):
            prefix = f"{ask.name}-{n}"
            if self.asked and n in typed:
                made.append(kind({f"{prefix}-{k}": v for k, v in row.items()}, prefix=prefix))
            else:
                made.append(kind(prefix=prefix, initial=row))
        return RowsPart(ask, made, self.query.get(f"{ask.name}-tempel", "").strip(), filled=typed)

    def _row_texts(self, ask: Ask) -> list[dict[str, str]]:
        """The cells as texts: from the address, else from the form, with room for at least one more record."""
        names = [c.name for c in ask.columns]
        if short := self.query.get(ask.name):
            cells = [record.split(CELL) for record in short.split(RECORD)][:MOST_ROWS]
            return [dict(zip(names, [*c, *[""] * len(names)], strict=False)) for c in cells]
        found = [int(m[1]) for k in self.query if (m := re.fullmatch(re.escape(ask.name) + r"-(\d{1,3})-\w+", k))]
        count = max([n + 1 for n in found], default=0)
        room = 2 if self.adding == ask.name else 0
        count = min(max(count + room, min(max(ask.low, 1), 6)), MOST_ROWS, max(ask.high, 1))
        return [{c: self.query.get(f"{ask.name}-{n}-{c}", "").strip() for c in names} for n in range(count)]

    # ---- reading

    def inputs(self) -> dict[str, Any] | None:
        """The checked inputs; None where something must be corrected (the form says what)."""
        good = self.form.is_valid()
        for part in self.rows:
            good = self._read(part) and good
        for key, choice in self.settings.items():
            one = setting(key)
            if one is None or choice not in one.choices:
                self.errors.append(kit.FormError(_("Pilihan tafsir %(name)s tidak dikenal.") % {"name": key}))
                good = False
        if not good:
            return None
        given = {k: v for k, v in self.form.cleaned_data.items() if k not in RESERVED and v is not None}
        return given | {p.ask.name: p.records() for p in self.rows if p.records() or not p.ask.optional}

    def _read(self, part: RowsPart) -> bool:
        wrong = [n for n in part.filled if not part.forms[n].is_valid()]
        good = not wrong
        if part.paste:
            good = self._read_paste(part) and good
        for n in part.filled:
            for error in kit_errors(part.forms[n]):
                text = _("%(list)s, baris %(row)s: %(error)s") % {
                    "list": part.title, "row": n + 1, "error": error.text,
                }  # fmt: skip
                self.errors.append(kit.FormError(text, error.href))
        if good and not part.ask.low <= len(part.records()) <= part.ask.high:
            part.error = _("%(list)s: isi %(low)s sampai %(high)s baris.") % {
                "list": part.title, "low": part.ask.low, "high": part.ask.high,
            }  # fmt: skip
            good = False
        if part.error:
            self.errors.append(kit.FormError(part.error, f"#baris-{part.ask.name}"))
        return good

    def _read_paste(self, part: RowsPart) -> bool:
        """Lines pasted from a sheet: cells between semicolons or tabs, in the order of the columns."""
        kind = type("RowForm", (forms.Form,), {c.name: c.field(in_row=True) for c in part.ask.columns})
        for number_, line in enumerate(part.paste.splitlines()[:MOST_ROWS], 1):
            if not line.strip():
                continue
            cells = [c.strip() for c in re.split(r"[;\t]", line)]
            row = kind(dict(zip((c.name for c in part.ask.columns), cells, strict=False)))
            if not row.is_valid():
                first = kit_errors(row)[0].text
                part.error = _("%(list)s, baris tempelan %(row)s: %(error)s") % {
                    "list": part.title, "row": number_, "error": first,
                }  # fmt: skip
                return False
            part.pasted.append({k: v for k, v in row.cleaned_data.items() if v is not None and v != ""})
        return True

    def _day(self, name: str) -> dt.date | None:
        """A date of the form that was understood, whatever else is wrong."""
        self.form.is_valid()
        found = getattr(self.form, "cleaned_data", {}).get(name)
        return found if isinstance(found, dt.date) else None

    @cached_property
    def on(self) -> dt.date:
        """The day of the law asked for."""
        return self._day(ON) or self.today

    @cached_property
    def known_on(self) -> dt.date | None:
        """The day whose knowledge is used; None for all."""
        return self._day(KNOWN_ON)

    def refuse(self, refused: law.LawError) -> None:
        """Put a refusal of the law beside the field it speaks of, in plain words."""
        text = refusal(refused)
        named = str(refused.facts.get("input", ""))
        if isinstance(refused, law.NotInForce):
            self.form.add_error(ON, text)
            return
        match = re.fullmatch(r"(\w+)\[(\d+)\](?:\.(\w+))?", named)
        for part in self.rows:
            if match and match[1] == part.ask.name:
                at = int(match[2]) - 1
                if at < len(part.filled) and match[3] in part.forms[part.filled[at]].fields:
                    form = part.forms[part.filled[at]]
                    form.add_error(match[3], text)
                    self.errors += kit_errors(form)
                    return
            if named.split(" ")[0].split("[")[0] == part.ask.name:
                part.error = text
                self.errors.append(kit.FormError(text, f"#baris-{part.ask.name}"))
                return
        self.form.add_error(named if named in self.form.fields else None, text)

    # ---- addresses

    def link(self, inputs: Mapping[str, Any], **changes: str) -> str:
        """The query of this question, shortest form."""
        pairs = address(self.formula, inputs)
        pairs += [(ON, self.on.isoformat())]
        if self.known_on:
            pairs.append((KNOWN_ON, self.known_on.isoformat()))
        pairs += [(SETTING + k, v) for k, v in sorted(self.settings.items())]
        pairs += list(changes.items())
        return _encode(pairs)


def _encode(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs).replace("%7E", CELL).replace("%2C", RECORD)


def address(formula: str, inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Inputs of a formula as the pairs of an address."""
    pairs = []
    for ask in asks(formula):
        value = inputs.get(ask.name)
        if value is None:
            continue
        if ask.kind == "rows":
            told = RECORD.join(CELL.join(c.text(row.get(c.name)) for c in ask.columns) for row in value)
        else:
            told = ask.text(value)
        pairs.append((ask.name, told))
    return pairs


def example_query(formula: str, on: dt.date, case: Mapping[str, Any]) -> str:
    """The address of a golden case: its inputs, date, day of knowledge and readings."""
    pairs = [*address(formula, case["inputs"]), (ON, on.isoformat())]
    if case.get("known_on"):
        pairs.append((KNOWN_ON, case["known_on"].isoformat()))
    pairs += [(SETTING + k, v) for k, v in case.get("settings", {}).items()]
    return _encode(pairs)


def kit_errors(form: forms.Form) -> list[kit.FormError]:
    """The errors of a form as lines of the summary."""
    from lindung.portals.kit.forms import summary_of

    return summary_of(form)

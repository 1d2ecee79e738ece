"""Rules, inputs and formulas: what a rule text declares about itself.

A rule is one plain integer function. Its argument names say where the values come from: an input of its group, another
rule of its group, or a parameter (``jp__wage_cap`` is ``jp.wage_cap``; ``x__prior_year`` is the value of ``x`` one year
earlier).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from .errors import RuleError, UnknownFormula

DAWN = date(1, 1, 1)
DUSK = date(9999, 12, 31)
PRIOR_YEAR = "__prior_year"


@dataclass(frozen=True, slots=True)
class Input:
    """A declared input: whole numbers from ``low`` to ``high`` in ``unit``.

    ``labels`` names the codes of a closed list, for the explanation."""

    name: str
    unit: str
    low: int
    high: int
    title: Mapping[str, str]
    labels: Mapping[int, Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One version of one rule: its text, when it holds and where it stands in the law."""

    id: str
    group: str
    name: str
    fn: Callable[..., int]
    args: tuple[str, ...]
    unit: str
    title: Mapping[str, str]
    cite: str
    since: date
    until: date
    when: Mapping[str, str]

    @property
    def parameters(self) -> tuple[str, ...]:
        """Identifiers of the parameters that the text reads, settings that select it included."""
        return (*(parameter_id(a) for a in self.args if "__" in a), *self.when)


@dataclass(frozen=True, slots=True)
class Formula:
    """A public entry: declared inputs, declared outputs, and how ``on`` is read (``day`` or contribution ``month``)."""

    id: str
    group: str
    title: Mapping[str, str]
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    since: date
    until: date
    period: str
    about: Mapping[str, str]


def parameter_id(argument: str) -> str:
    """The parameter that an argument name stands for."""
    return argument.removesuffix(PRIOR_YEAR).replace("__", ".")


RULES: dict[str, list[Rule]] = {}
FORMULAS: dict[str, Formula] = {}
INPUTS: dict[str, dict[str, Input]] = {}
F = TypeVar("F", bound=Callable[..., int])


def inputs(group: str, *declared: Input) -> None:
    """Declare the inputs that the rules of a group may name."""
    INPUTS.setdefault(group, {}).update({i.name: i for i in declared})


def rule(
    group: str,
    *,
    id_: str,
    en: str,
    unit: str,
    cite: str,
    name: str | None = None,
    since: date = DAWN,
    until: date = DUSK,
    when: Mapping[str, str] | None = None,
) -> Callable[[F], F]:
    """Register a rule of ``group`` with its titles, unit of the result and legal source.

    ``name`` is the rule's name where the function is one of several versions; ``since`` and ``until`` bound the days on
    which this version holds; ``when`` names the settings and choices under which it holds."""

    def register(fn: F) -> F:
        own = name or fn.__name__
        item = Rule(
            id=f"{group}.{own}",
            group=group,
            name=own,
            fn=fn,
            args=tuple(inspect.signature(fn).parameters),
            unit=unit,
            title={"id": id_, "en": en},
            cite=cite,
            since=since,
            until=until,
            when=dict(when or {}),
        )
        for other in RULES.setdefault(item.id, []):
            clash = any(other.when.get(k) not in (None, v) for k, v in item.when.items())
            if not clash and other.since <= item.until and item.since <= other.until:
                raise RuleError(rule=item.id, why=f"two versions hold on {max(item.since, other.since)}")
        RULES[item.id].append(item)
        return fn

    return register


def formula(
    id_: str,
    group: str,
    *,
    title: Mapping[str, str],
    uses: Sequence[str],
    outputs: Sequence[str],
    since: date,
    until: date = DUSK,
    period: str = "day",
    about: Mapping[str, str] | None = None,
) -> None:
    """Register a public formula over the rules of ``group``."""
    declared = INPUTS[group]
    FORMULAS[id_] = Formula(
        id=id_,
        group=group,
        title=dict(title),
        inputs=tuple(declared[name] for name in uses),
        outputs=tuple(outputs),
        since=since,
        until=until,
        period=period,
        about=dict(about or {"id": "", "en": ""}),
    )


def find_formula(id_: str) -> Formula:
    """The formula of that name; raises :class:`UnknownFormula`."""
    try:
        return FORMULAS[id_]
    except KeyError:
        raise UnknownFormula(formula=id_) from None


def whole(data: Any) -> bool:
    """Whether a value is an integer in the sense of the law package: int, not bool, never float."""
    return isinstance(data, int) and not isinstance(data, bool)

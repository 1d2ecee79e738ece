"""What the law holds, kept for pages: descriptions of formulas, who reads a parameter, doubts, titles."""

from __future__ import annotations

from functools import cache
from typing import Any

from lindung import law
from lindung.law.uses import parameters_of
from lindung.portals.language import lang


@cache
def described(formula: str) -> dict[str, Any]:
    """What `law.describe` says, kept: pages read it for every formula at once. Not to be changed. Of a decision that is
    worked case by case the parameters are those that its text names."""
    return {**law.describe(formula), "parameters": list(parameters_of(formula))}


@cache
def readers() -> dict[str, tuple[str, ...]]:
    """Formulas that read a parameter, by the parameter's name."""
    found: dict[str, list[str]] = {}
    for formula in law.formulas():
        for name in described(formula)["parameters"]:
            found.setdefault(name, []).append(formula)
    return {name: tuple(users) for name, users in found.items()}


@cache
def _settings() -> dict[str, law.Parameter]:
    return {p.id: p for p in law.parameters() if p.type == "setting"}


def setting(id: str) -> law.Parameter | None:
    """A doubt of the law by its name."""
    return _settings().get(id)


def titles() -> dict[str, str]:
    """Titles of parameters and formulas in the language of the page."""
    return {p.id: p.title[lang()] for p in law.parameters()}

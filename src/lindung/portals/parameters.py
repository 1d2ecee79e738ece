"""How a parameter of the law is written on pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lindung import law
from lindung.base.format import date_long, number, rupiah
from lindung.law.units import dims, known, show, show_rate

_LEAST_MONEY = 100_000
"""A limit of a schedule from here on is money; below it counts months or people."""


def single(value: Any, one: law.Parameter, lang: str) -> str:
    """One figure or word of a parameter in its unit."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        if one.unit.split("/")[0] == "IDR":
            return rupiah(value, lang)
        if one.unit.split("/")[0] == "rate":
            return show_rate(value, lang)
        return show(value, dims(one.unit), lang) if known(one.unit) else number(value, lang=lang)
    if isinstance(value, date):
        return date_long(value, lang)
    if isinstance(value, str) and value in one.choices:
        return str(one.choices[value][lang])
    if isinstance(value, str) and value in one.labels:
        return str(one.labels[value][lang])
    if isinstance(value, list | tuple):
        return ", ".join(single(v, one, lang) for v in value) or ("tanpa syarat" if lang == "id" else "no condition")
    return str(value)


def _limit(up_to: int | None, lang: str) -> str:
    if up_to is None:
        return "selebihnya" if lang == "id" else "above"
    told = rupiah(up_to, lang) if up_to >= _LEAST_MONEY else number(up_to, lang=lang)
    return f"sampai {told}" if lang == "id" else f"up to {told}"


def rows_of(now: law.ParameterValue, one: law.Parameter, lang: str) -> list[tuple[str, str]]:
    """The rows of a value that has several: code or limit, and what stands there."""
    if isinstance(now.value, Mapping):
        named = {k: v.get(lang, k) for k, v in one.labels.items()}
        return [(str(named.get(str(k), k)), single(v, one, lang)) for k, v in now.value.items()]
    if one.type == "schedule":
        return [(_limit(up_to, lang), single(figure, one, lang)) for up_to, figure in now.value]
    return []


def value_text(now: law.ParameterValue, one: law.Parameter, lang: str) -> str:
    """A parameter's value as people read it: rupiah, percent, a list, or the words of a choice."""
    several = rows_of(now, one, lang)
    return "; ".join(f"{k}: {v}" for k, v in several) if several else single(now.value, one, lang)

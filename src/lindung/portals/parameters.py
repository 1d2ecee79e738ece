"""How a parameter of the law is written on pages."""

from typing import Any

from lindung import law
from lindung.base.format import percent, rupiah


def value_text(now: law.ParameterValue, one: law.Parameter, lang: str) -> str:
    """A parameter's value as people read it: rupiah, percent, a list, or the words of a choice."""

    def single(value: Any) -> str:
        if now.type == "money" and isinstance(value, int):
            return rupiah(value, lang)
        if now.type == "rate" and isinstance(value, int):
            return percent(value, 1_000_000, 3, lang)
        if isinstance(value, str) and value in one.choices:
            return str(one.choices[value][lang])
        return str(value)

    value: Any = now.value
    if isinstance(value, dict):
        labels = {k: v.get(lang, k) for k, v in one.labels.items()}
        return "; ".join(f"{labels.get(str(k), k)}: {single(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(single(v) for v in value)
    return single(value)

"""Lists of cases, one record each: the outcome of every case without its trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from .arrow import as_day
from .catalogue import named, ready
from .engine import check_days, whole_input
from .errors import LawError, MissingInput, UnknownInput, WrongType
from .procedure import PROCEDURES, Tablet
from .rule import find_formula

if TYPE_CHECKING:
    from .engine import Law

Case = Callable[[date, Mapping[str, Any]], dict[str, Any]]


def rows(
    law: Law,
    formula: str,
    on: date | str,
    records: Iterable[Mapping[str, Any]],
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """One outcome per record: ``values`` and ``details`` as :meth:`Law.calc` gives them, or ``refused`` with the code
    and ``message`` in both languages."""
    single = ready(named(formula))
    if not single:
        find_formula(formula)
    work = (_procedure if single else _formula)(law, formula, known_on, settings)
    out: list[dict[str, Any]] = []
    for number, record in enumerate(records, 1):
        try:
            if not isinstance(record, Mapping):
                raise WrongType(input=f"[{number}]", expected="a record", got=type(record).__name__)
            out.append(work(*_day(formula, on, record)))
        except LawError as refusal:
            out.append({"refused": refusal.code, "message": {k: refusal.text(k) for k in ("id", "en")}})
    return out


def _day(formula: str, on: date | str, record: Mapping[str, Any]) -> tuple[date, Mapping[str, Any]]:
    """The day of a record and its inputs."""
    if not isinstance(on, str):
        return on, record
    if record.get(on) is None:
        raise MissingInput(formula=formula, input=on)
    day = as_day(record[on])
    if day is None:
        raise WrongType(input=on, expected="a date YYYY-MM-DD", got=str(record[on]))
    return day, {k: v for k, v in record.items() if k != on}


def _procedure(law: Law, formula: str, known_on: date | None, settings: Mapping[str, str] | None) -> Case:
    item, chosen = PROCEDURES[formula], dict(settings or {})

    def work(on: date, inputs: Mapping[str, Any]) -> dict[str, Any]:
        check_days(on, known_on)
        checked = item.checked(inputs)
        values, details = item.body(Tablet(law, on, known_on, chosen), checked)
        return {"values": values, "details": details}

    return work


def _formula(law: Law, formula: str, known_on: date | None, settings: Mapping[str, str] | None) -> Case:
    def work(on: date, inputs: Mapping[str, Any]) -> dict[str, Any]:
        plan = law.plan(formula, on, known_on, settings)
        if not inputs.keys() <= plan.names:
            raise UnknownInput(formula=formula, input=min(inputs.keys() - plan.names))
        run = plan.run(*(whole_input(formula, i, inputs) for i in plan.formula.inputs))
        env = dict(zip((s.rule.name for s in plan.steps), run, strict=True))
        return {"values": {o: env[o] for o in plan.formula.outputs}, "details": {}}

    return work

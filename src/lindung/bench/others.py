"""The contribution of wage earners written for other engines, in the way their users write it, from the same
parameters: pandas, OpenFisca-core, PolicyEngine-core. They are measured, not used; `bench law` counts the rupiah they
get wrong. Rounding is half up to the rupiah, in the number type that the engine gives a user who asks for none.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from lindung import law
from lindung.bench.members import MONTH, Columns

OUTPUTS = (
    "jkk",
    "jkm",
    "jht_employer",
    "jht_worker",
    "jp_base",
    "jp_employer",
    "jp_worker",
    "employer_total",
    "worker_total",
    "total",
    "jkp_from_jkk",
    "jkp_from_jkm",
    "jkp_state",
)
Made = dict[str, Any]
PPM = 1_000_000


def rates() -> dict[str, float]:
    """The rates of the month as fractions, and the caps, as these engines hold them."""
    names = {
        "jkm": "jkm.rate",
        "jht_employer": "jht.rate_employer",
        "jht_worker": "jht.rate_worker",
        "jp_employer": "jp.rate_employer",
        "jp_worker": "jp.rate_worker",
        "jkp_from_jkk": "jkp.rate_from_jkk",
        "jkp_from_jkm": "jkp.rate_from_jkm",
        "jkp_state": "jkp.rate_state",
    }
    out = {name: law.parameter(key, MONTH).value / PPM for name, key in names.items()}
    out |= {f"risk_{code}": rate / PPM for code, rate in law.parameter("jkk.rate", MONTH).value.items()}
    out |= {"jp_cap": law.parameter("jp.wage_cap", MONTH).value, "jkp_cap": law.parameter("jkp.wage_cap", MONTH).value}
    return out


def pandas_engine(columns: Columns) -> Callable[[], Made]:
    """A data frame with the columns, and the lines as an analyst adds them: ``round`` of float64 products."""
    import pandas as pd

    p = rates()
    frame = pd.DataFrame({k: v for k, v in columns.items() if not isinstance(v, int)})
    by_risk = {code: p[f"risk_{code}"] for code in range(1, 6)}

    def run() -> Made:
        f = frame.copy(deep=False)
        f["jkk"] = (f.wage * f.risk_group.map(by_risk)).round()
        f["jkm"] = (f.wage * p["jkm"]).round()
        f["jht_employer"] = (f.wage * p["jht_employer"]).round() * f.jht
        f["jht_worker"] = (f.wage * p["jht_worker"]).round() * f.jht
        f["jp_base"] = f.wage.clip(upper=p["jp_cap"]) * f.jp
        f["jp_employer"] = (f.jp_base * p["jp_employer"]).round()
        f["jp_worker"] = (f.jp_base * p["jp_worker"]).round()
        base = f.wage.clip(upper=p["jkp_cap"]) * f.jkp
        for name in ("jkp_from_jkk", "jkp_from_jkm", "jkp_state"):
            f[name] = (base * p[name]).round()
        f["employer_total"] = f.jkk + f.jkm + f.jht_employer + f.jp_employer
        f["worker_total"] = f.jht_worker + f.jp_worker
        f["total"] = f.employer_total + f.worker_total
        return {name: f[name].to_numpy() for name in OUTPUTS}

    return run


def country_engine(package: str, columns: Columns) -> Callable[[], Made]:
    """A simulation of OpenFisca-core or PolicyEngine-core (``package``), rebuilt at every call since both keep what
    they have calculated."""
    system, count = _system(package), len(columns["wage"])  # type: ignore[arg-type]
    builder = importlib.import_module(f"{package}.simulations").SimulationBuilder
    period = MONTH.strftime("%Y-%m")

    def run() -> Made:
        simulation = builder().build_default_simulation(system, count)
        simulation.set_input("wage", period, columns["wage"])
        simulation.set_input("risk_group", period, np.asarray(columns["risk_group"]) - 1)
        for flag in ("jht", "jp", "jkp"):
            simulation.set_input(flag, period, columns[flag])
        return {name: simulation.calculate(name, period) for name in OUTPUTS}

    return run


def _system(package: str) -> Any:
    """The tax and benefit system of ``package`` with our parameters and one variable for each line."""

    def module(name: str) -> Any:
        return importlib.import_module(f"{package}.{name}")

    enum = module("indexed_enums" if package == "openfisca_core" else "enums").Enum
    risk = enum("Risk", {f"risk_{code}": str(code) for code in range(1, 6)})
    person = module("entities").build_entity(key="person", plural="persons", label="", is_person=True)
    home = module("entities").build_entity(
        key="home", plural="homes", label="", roles=[{"key": "member", "plural": "members", "label": ""}]
    )
    system = module("taxbenefitsystems").TaxBenefitSystem([person, home])
    values = rates()
    tree: dict[str, Any] = {
        name: {"values": {MONTH.isoformat(): {"value": value}}} for name, value in values.items() if "risk_" not in name
    }
    tree["jkk_rate"] = {
        name: {"values": {MONTH.isoformat(): {"value": value}}} for name, value in values.items() if "risk_" in name
    }
    system.parameters = module("parameters").ParameterNode("", data=tree)
    variable, month = module("variables").Variable, module("periods").MONTH

    def add(name: str, formula: Any = None, kind: Any = float, **more: Any) -> None:
        body = {"value_type": kind, "entity": person, "definition_period": month, "label": name, **more}
        system.add_variable(type(name, (variable,), body | ({"formula": formula} if formula else {})))

    def rounded(amount: Any) -> Any:
        return np.floor(amount + 0.5)

    def line(name: str, base: str, flag: str | None = None) -> None:
        def formula(person: Any, period: Any, parameters: Any) -> Any:
            amount = rounded(person(base, period) * getattr(parameters(period), name))
            return amount * person(flag, period) if flag else amount

        add(name, formula)

    def capped(name: str, cap: str, flag: str) -> None:
        def formula(person: Any, period: Any, parameters: Any) -> Any:
            return np.minimum(person("wage", period), getattr(parameters(period), cap)) * person(flag, period)

        add(name, formula)

    def together(name: str, *parts: str) -> None:
        def formula(person: Any, period: Any, parameters: Any) -> Any:
            return sum(person(part, period) for part in parts)

        add(name, formula)

    def jkk(person: Any, period: Any, parameters: Any) -> Any:
        return rounded(person("wage", period) * parameters(period).jkk_rate[person("risk_group", period)])

    add("wage")
    add("risk_group", kind=enum, possible_values=risk, default_value=next(iter(risk)))
    for flag in ("jht", "jp", "jkp"):
        add(flag, kind=bool)
    add("jkk", jkk)
    line("jkm", "wage")
    line("jht_employer", "wage", "jht")
    line("jht_worker", "wage", "jht")
    capped("jp_base", "jp_cap", "jp")
    line("jp_employer", "jp_base")
    line("jp_worker", "jp_base")
    capped("jkp_base", "jkp_cap", "jkp")
    for name in ("jkp_from_jkk", "jkp_from_jkm", "jkp_state"):
        line(name, "jkp_base")
    together("employer_total", "jkk", "jkm", "jht_employer", "jp_employer")
    together("worker_total", "jht_worker", "jp_worker")
    together("total", "employer_total", "worker_total")
    return system

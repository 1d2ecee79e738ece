"""The law's formulas for anyone: what they need, what they give, and every step of a calculation."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lindung import law
from lindung.interop.api.problems import Problem, Texts
from lindung.interop.api.values import Day, In

router = Router()

FormulaId = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_.]+$")]


class FormulaOut(Schema):
    """One formula of the list."""

    id: str
    title: Texts


class CalcIn(In):
    """A case: `on` as the formula says, inputs by name. `settings` overrides stated assumptions."""

    formula: FormulaId
    on: Day
    inputs: Annotated[
        dict[str, int | bool | str | None], Field(max_length=60, examples=[{"balance": 10000000, "months": 12}])
    ]
    known_on: Day | None = None
    settings: Annotated[dict[str, str], Field(max_length=30)] = {}
    explain: Annotated[bool, Field(strict=True, description="Give the steps of the calculation too")] = False
    language: Literal["id", "en"] = "id"


class CalcOut(Schema):
    """The figures, the receipt that repeats them, and with `explain` the steps as data and as text."""

    formula: str
    values: dict[str, Any]
    receipt: dict[str, Any]
    trace: dict[str, Any] | None = None
    text: str | None = None


@router.get("/formulas", response=list[FormulaOut], operation_id="list_formulas", summary="List the formulas")
def list_formulas(request: HttpRequest) -> list[dict[str, Any]]:
    """Every formula with its title."""
    return [{"id": f, "title": law.describe(f)["title"]} for f in law.formulas()]


@router.get(
    "/formulas/{formula}", response=dict[str, Any], operation_id="describe_formula", summary="Describe a formula"
)
def describe_formula(request: HttpRequest, formula: FormulaId) -> dict[str, Any]:
    """Inputs with units and ranges, outputs, rules with their articles, parameters."""
    try:
        return law.describe(formula)
    except law.UnknownFormula as error:
        raise Problem(404, error.code, texts=(error.text("id"), error.text("en"))) from None


@router.post("/calc", response=CalcOut, operation_id="calculate", summary="Calculate one case")
def calculate(request: HttpRequest, case: CalcIn) -> dict[str, Any]:
    """Calculate by the law in force on a date; refused in words when an input is missing, unknown or out of range."""
    got = law.calc(case.formula, case.on, case.inputs, known_on=case.known_on, settings=case.settings or None)
    return {
        "formula": case.formula,
        "values": got.values,
        "receipt": got.receipt,
        "trace": got.trace.to_json() if case.explain else None,
        "text": got.trace.to_text(case.language) if case.explain else None,
    }

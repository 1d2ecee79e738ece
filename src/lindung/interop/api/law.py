"""The law for anyone to read: formulas, parameters with their history, what changes when, doubts, lists, schemas."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router

from lindung import law
from lindung.interop.api.law_shapes import (
    DoubtOut,
    FormulaId,
    FormulaOut,
    IndustryOut,
    ParameterId,
    ParameterOut,
    SchemaOut,
)
from lindung.interop.api.problems import Problem
from lindung.interop.api.values import Day, Text
from lindung.law import faces
from lindung.law.schema import named, names

router = Router()

Programme = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[a-z0-9_]+$")]
Words = Annotated[Text, Field(max_length=80)]
SchemaName = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_.]+$")]


def _missing(error: law.LawError) -> Problem:
    return Problem(404, error.code, texts=(error.text("id"), error.text("en")))


@router.get("/formulas", response=list[FormulaOut], operation_id="list_formulas", summary="List the formulas")
def list_formulas(
    request: HttpRequest,
    programme: Annotated[Programme | None, Query(description="Those of a programme: jkk, jkm, jht, jp, jkp, …")] = None,
    on: Annotated[Day | None, Query(description="Those in force on a day")] = None,
) -> list[dict[str, Any]]:
    """Every formula with its title."""
    return faces.listing(law.published(), programme, on)["formulas"]


@router.get(
    "/formulas/{formula}", response=dict[str, Any], operation_id="describe_formula", summary="Describe a formula"
)
def describe_formula(request: HttpRequest, formula: FormulaId) -> dict[str, Any]:
    """Inputs with units and ranges, outputs, rules with their articles and texts, parameters."""
    try:
        return faces.formula_face(law.published(), formula)
    except law.UnknownFormula as error:
        raise _missing(error) from None


@router.get(
    "/parameters",
    response=list[ParameterOut],
    exclude_none=True,
    operation_id="list_parameters",
    summary="List the parameters",
)
def list_parameters(
    request: HttpRequest,
    programme: Annotated[Programme | None, Query(description="Those of a programme: jkk, jkm, jht, jp, jkp, …")] = None,
    on: Annotated[Day | None, Query(description="Those with a value on a day, with that value")] = None,
) -> list[dict[str, Any]]:
    """Every figure, table, list and doubt of the law with its title."""
    return faces.listing(law.published(), programme, on)["parameters"]


@router.get(
    "/parameters/{parameter}",
    response=dict[str, Any],
    operation_id="describe_parameter",
    summary="Describe a parameter",
)
def describe_parameter(request: HttpRequest, parameter: ParameterId) -> dict[str, Any]:
    """Unit, range, choices, and the whole history with instrument, article and confidence."""
    try:
        return faces.parameter_face(faces.parameter_of(law.published(), parameter))
    except law.UnknownParameter as error:
        raise _missing(error) from None


@router.get(
    "/timelines/{id}", response=dict[str, Any], operation_id="timeline", summary="History of a formula or parameter"
)
def timeline(
    request: HttpRequest,
    id: ParameterId,
    kind: Annotated[
        Literal["formula", "parameter"] | None, Query(description="Which, where both bear one name; else the formula")
    ] = None,
) -> dict[str, Any]:
    """What applied when, what could be known when, what was corrected, what reached back."""
    try:
        return law.timeline(id, kind=kind)
    except law.UnknownParameter as error:
        raise _missing(error) from None


@router.get("/diff", response=dict[str, Any], operation_id="diff", summary="What differs between two days")
def diff(
    request: HttpRequest,
    first: Annotated[Day, Query(alias="from")],
    second: Annotated[Day, Query(alias="to")],
    known_on: Annotated[Day | None, Query(description="As far as known on a day")] = None,
) -> dict[str, Any]:
    """Parameters with source, rule texts, formulas gained and lost; and the same as text in both languages."""
    found = law.diff(first, second, known_on=known_on)
    return {**found.to_json(), "text": {k: found.to_text(k) for k in ("id", "en")}}


@router.get("/impact", response=dict[str, Any], operation_id="impact", summary="What late instruments touch")
def impact(
    request: HttpRequest,
    known_from: Annotated[Day, Query(description="What became known from this day on")],
    known_until: Annotated[Day | None, Query(description="… up to this day")] = None,
) -> dict[str, Any]:
    """Parameters, rules, formulas and past months that changed by what became known between two days."""
    found = law.impact(known_from=known_from, known_until=known_until)
    return {**found.to_json(), "text": {k: found.to_text(k) for k in ("id", "en")}}


@router.get("/doubts", response=list[DoubtOut], operation_id="list_doubts", summary="List the doubts of the sources")
def list_doubts(
    request: HttpRequest, on: Annotated[Day | None, Query(description="Defaults of a day; today where absent")] = None
) -> list[dict[str, Any]]:
    """Every open question, its choices, the default with its reasoning, and the formulas it can move."""
    return faces.doubts(law.published(), on or law.published().parameters.known_through)


@router.get("/industries", response=list[IndustryOut], operation_id="list_industries", summary="List the industries")
def list_industries(
    request: HttpRequest,
    on: Annotated[Day, Query(description="The list in force on a day")],
    q: Annotated[Words | None, Query(description="Words of the entry, Indonesian or English")] = None,
) -> list[dict[str, Any]]:
    """The work accident risk groups by industry, with the rate of the day."""
    return [
        {
            "code": one.code,
            "title": one.title,
            "risk_group": one.risk_group,
            "rate": one.rate,
            "overlaps": list(one.overlaps),
        }
        for one in law.industries(on, q or "")
    ]


@router.get("/schemas", response=list[SchemaOut], operation_id="list_schemas", summary="List the published schemas")
def list_schemas(request: HttpRequest) -> list[dict[str, Any]]:
    """JSON Schemas of parameter files, overlays, traces and receipts."""
    return [{"name": name, "title": named(name)["title"]} for name in names()]


@router.get("/schemas/{name}", response=dict[str, Any], operation_id="schema", summary="One published schema")
def schema(request: HttpRequest, name: SchemaName) -> dict[str, Any]:
    """A JSON Schema (draft 2020-12)."""
    if name not in names():
        raise Problem(404, "not_found")
    return named(name)

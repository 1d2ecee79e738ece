"""What the law's addresses take and give."""

from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import WithJsonSchema

from lindung import law
from lindung.interop.api.problems import Texts
from lindung.interop.api.values import Day, In, Text

FormulaId = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_.]+$")]
ParameterId = Annotated[str, Field(min_length=3, max_length=80, pattern=r"^[a-z0-9_.]+$")]
Scalar = int | bool | str | None
Inputs = Annotated[
    dict[str, Scalar | Annotated[list[dict[str, Scalar]], Field(max_length=1_200)]],
    Field(
        max_length=60,
        description="By name, as the formula's description lists them; a list of records where it says `rows`",
        examples=[{"balance": 10000000, "months": 12}],
    ),
]
Settings = Annotated[
    dict[str, str],
    Field(
        max_length=60,
        description="Other choices for doubts of the sources, by name (see `/law/doubts`)",
        examples=[{"rounding.return": "half_up"}],
    ),
]
Language = Literal["id", "en"]
Line = Annotated[Text, Field(min_length=1, max_length=400)]


class WordsIn(In):
    """A text in both languages."""

    id: Line
    en: Line


class SourceIn(In):
    """Where it stands: instrument and article."""

    instrument: Annotated[Line, Field(examples=["Rancangan PP"])]
    article: Annotated[Line, Field(examples=["Pasal 2"])]
    url: Line | None = None


class OverlayValueIn(In):
    """One value of a reform: rates as text (`"3.7%"`), money in whole rupiah, a table by its codes."""

    in_force: Day
    until: Annotated[Day | None, Field(examples=[None])] = None
    ended_by: Annotated[SourceIn | None, Field(examples=[None])] = None
    published: Annotated[Day | None, Field(examples=[None])] = None
    recorded: Day
    value: Annotated[
        Any, WithJsonSchema({"type": ["integer", "string", "object", "array"], "examples": ["5%"]}), Field()
    ]
    source: SourceIn
    confidence: Literal["H", "M", "L"]
    note: Annotated[Line | None, Field(examples=[None])] = None


class OverlayParameterIn(In):
    """Other values, or another end, of one parameter."""

    id: Annotated[ParameterId, Field(examples=["jht.return.member_rate"])]
    ends: Annotated[Day | None, Field(examples=[None])] = None
    review_by: Annotated[Day | None, Field(examples=[None])] = None
    values: Annotated[list[OverlayValueIn] | None, Field(min_length=1, max_length=40)] = None


class OverlayIn(In):
    """A reform to calculate under, of the published schema `overlay.v1`; it cites its draft."""

    overlay: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_\-]{0,59}$", examples=["draft-1"])]
    title: WordsIn
    author: Line
    purpose: WordsIn
    recorded: Day
    source: SourceIn
    settings: Annotated[dict[str, str], Field(max_length=40, examples=[{}])] = {}
    parameters: Annotated[list[OverlayParameterIn], Field(max_length=40)] = []


Overlays = Annotated[list[OverlayIn], Field(max_length=3, description="Reforms, laid on in order", examples=[[]])]
NeededOverlays = Annotated[list[OverlayIn], Field(min_length=1, max_length=3, description="Reforms, laid on in order")]


def laid(overlays: list[OverlayIn]) -> list[law.Overlay]:
    """The overlays of a request, read; raises the law's own refusal."""
    return [law.read_overlay(o.model_dump(mode="json", exclude_unset=True, exclude_none=True)) for o in overlays]


class CalcIn(In):
    """A case: `on` as the formula says, inputs by name. `settings` overrides stated assumptions."""

    formula: Annotated[FormulaId, Field(examples=["jht.interim_return"])]
    on: Day
    inputs: Inputs
    known_on: Annotated[Day | None, Field(examples=[None])] = None
    settings: Settings = {}
    overlays: Overlays = []
    explain: Annotated[bool, Field(strict=True, description="Give the steps of the calculation too")] = False
    language: Language = "id"


class CompareIn(In):
    """A case to be calculated with and without reforms."""

    formula: Annotated[FormulaId, Field(examples=["jht.interim_return"])]
    on: Day
    inputs: Inputs
    overlays: NeededOverlays
    known_on: Annotated[Day | None, Field(examples=[None])] = None
    settings: Settings = {}
    language: Language = "id"


class BatchIn(In):
    """Many cases of one formula and one day."""

    formula: Annotated[FormulaId, Field(examples=["jht.interim_return"])]
    on: Day
    rows: Annotated[list[Inputs], Field(min_length=1, max_length=1_000)]
    known_on: Annotated[Day | None, Field(examples=[None])] = None
    settings: Settings = {}
    overlays: Overlays = []


class ReplayIn(In):
    """A stored trace, and the reforms it was made under."""

    trace: Annotated[dict[str, Any], Field(description="As `/law/calc` gave it; schema `trace.v1`", examples=[{}])]
    overlays: Overlays = []


class FormulaOut(Schema):
    """One formula of the list."""

    id: Annotated[str, Field(examples=["jht.interim_return"])]
    title: Texts


class ParameterOut(Schema):
    """One parameter of the list; with a day its value of that day."""

    id: Annotated[str, Field(examples=["jp.wage_cap"])]
    type: Annotated[str, Field(examples=["money"])]
    unit: Annotated[str, Field(examples=["IDR/month"])]
    title: Texts
    told: Texts | None = None
    instrument: Annotated[str | None, Field(examples=["PP 45/2015"])] = None
    article: Annotated[str | None, Field(examples=["Pasal 29 ayat (3)"])] = None


class DoubtOut(Schema):
    """A doubt of the sources, decided by a setting."""

    id: Annotated[str, Field(examples=["rounding.contribution"])]
    doubt: Annotated[str, Field(examples=["D13"])]
    title: Texts
    default: Annotated[str | None, Field(examples=["half_up"])]
    choices: dict[str, Texts]
    reasoning: Texts
    formulas: Annotated[list[str], Field(examples=[["pu.contribution"]])]


class IndustryOut(Schema):
    """An industry of the JKK list. The law names no KBLI codes; `code` is this system's own."""

    code: int
    title: Texts
    risk_group: int
    rate: Annotated[int, Field(description="Parts per million", examples=[2400])]
    overlaps: Annotated[list[int], Field(description="Entries that name the same trade in another group")]


class SchemaOut(Schema):
    """A published JSON Schema."""

    name: Annotated[str, Field(examples=["trace.v1"])]
    title: str


class CalcOut(Schema):
    """The figures, the receipt that repeats them, and with `explain` the steps as data and as text."""

    formula: str
    values: Annotated[dict[str, Any], Field(examples=[{"credit": 559000}])]
    details: Annotated[dict[str, Any], Field(description="What is not a number: dates, reasons, papers")] = {}
    receipt: dict[str, Any]
    trace: dict[str, Any] | None = None
    text: str | None = None


class CompareOut(Schema):
    """Both sides, and reform less base. A side without a rule for the day has `error` in place of `values`."""

    formula: str
    on: str
    overlays: list[dict[str, Any]]
    base: dict[str, Any]
    reform: dict[str, Any]
    differences: Annotated[dict[str, int], Field(examples=[{"credit": 21000}])]
    details: Annotated[list[str], Field(description="Names of the details that differ")]
    text: str


class RowOut(Schema):
    """A row's figures, or why it was refused."""

    values: Annotated[dict[str, int] | None, Field(examples=[{"credit": 559000}])] = None
    details: dict[str, Any] | None = None
    error: Annotated[str | None, Field(examples=[None])] = None
    messages: Annotated[Texts | None, Field(examples=[None])] = None


class BatchOut(Schema):
    """One answer per row, in order; sums over the rows that were calculated."""

    formula: str
    rows: list[RowOut]
    calculated: int
    refused: int
    sums: Annotated[dict[str, int], Field(examples=[{"credit": 559000}])]
    receipt: Annotated[dict[str, Any] | None, Field(description="What repeats the run; of one row where it differs")]


class ReplayOut(Schema):
    """Whether the stored trace came out again, and where not."""

    same: bool
    differences: list[str]
    rules_changed: bool
    parameters_changed: bool
    error: Annotated[str | None, Field(examples=[None])] = None
    messages: Annotated[Texts | None, Field(examples=[None])] = None

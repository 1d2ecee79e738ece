"""Kinds of values in requests and answers: strict, so that nothing is guessed (no 1 for true, no text for a number)."""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Query, Schema
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

MAX_ID = 2**63 - 1
MAX_MONEY = 10**15

_DAY = r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_MONTH = r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])"
_BAD_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TEXT_PATTERN = r"^[^\u0000-\u0008\u000B-\u001F\u007F]*$"


def _whole(value: Any) -> Any:
    """A JSON integer; 5.0 is one by JSON's own rules, "5" and true are not."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("whole_number", "a whole number is expected")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(_DAY, value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date", "a date is expected")


def _month(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(_MONTH, value, re.ASCII):
        return date.fromisoformat(f"{value}-01")
    raise PydanticCustomError("month", "a month is expected")


def _clean(value: Any) -> Any:
    if isinstance(value, str) and _BAD_TEXT.search(value):
        raise PydanticCustomError("text", "control characters are not accepted")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
Money = Annotated[Whole, Field(ge=0, le=MAX_MONEY, description="Whole rupiah")]
Amount = Annotated[Whole, Field(ge=1, le=MAX_MONEY, description="Whole rupiah, more than zero")]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"^{_DAY}$", "examples": ["2021-12-15"]}),
]
Month = Annotated[
    date,
    BeforeValidator(_month),
    WithJsonSchema({"type": "string", "pattern": f"^{_MONTH}$", "examples": ["2021-12"]}),
]


Text = Annotated[str, BeforeValidator(_clean), Field(json_schema_extra={"pattern": _TEXT_PATTERN})]
"""Any text without control characters; bound it with `Annotated[Text, Field(max_length=…)]`."""


def _digits(value: Any) -> Any:
    """An address, a query or a form has only text: its digits are the number."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,19}", value, re.ASCII):
        return int(value)
    return _whole(value)


def _flag(value: Any) -> Any:
    """A form has only text: true and false, and no other word for them."""
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("bool_type", "true or false is expected")


Flag = Annotated[bool, BeforeValidator(_flag)]
Id = Annotated[int, BeforeValidator(_digits), Field(ge=0, le=MAX_ID)]
_Rows = Annotated[int, BeforeValidator(_digits), Field(ge=1, le=500)]
# Ninja forgets the default of a parameter whose own type has bounds; behind `| None` it does not.
Limit = Annotated[_Rows | None, Query(description="Rows a page holds; 100 where absent")]
After = Annotated[Id | None, Query(description="`next` of the page before")]


class In(Schema):
    """What clients send: unknown names are refused."""

    model_config = ConfigDict(extra="forbid")


Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """A page by key: pass `next` as `after` to go on; null at the end."""

    items: list[Item]
    next: str | None


PAGE = 100
"""Rows of a page where the client does not say."""


def paged(read: Callable[[int], list[dict[str, Any]]], limit: int | None, key: str) -> dict[str, Any]:
    """A page of what `read(count)` gives: one row more than shown says that there is a next page."""
    limit = limit or PAGE
    found = read(limit + 1)
    items = found[:limit]
    return {"items": items, "next": str(items[-1][key]) if len(found) > limit else None}


def month_text(month: date) -> str:
    """2021-12-01 as 2021-12."""
    return f"{month:%Y-%m}"

"""Reading and checking the parameter files. Used while building only; YAML is not imported to calculate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .errors import ParameterError
from .schema import named, problems
from .units import PPM, known

FOLDER = Path(__file__).with_name("parameters")
_PERCENT = re.compile(r"^([0-9]{1,9})(?:\.([0-9]{1,4}))?%$")
EXACT = 2**53
"""Upper ends of slices stay below this, so that every form compares them exactly."""
YEARS = range(1900, 2200)
"""Years of days that are values, with room for every term behind them."""
FITTING = {
    "money": ("IDR",),
    "rate": ("rate",),
    "integer": (
        "months",
        "days",
        "years",
        "working_days",
        "hours",
        "count",
        "day_of_month",
        "age_years",
        "months/year",
    ),
    "table": ("rate", "IDR", "months", "days", "years", "count", "code", "age_years"),
    "schedule": ("rate", "IDR", "months", "days", "count", "code"),
    "codes": ("codes",),
    "date": ("date",),
    "setting": ("choice",),
}


def rate(text: Any, where: str) -> int:
    """A rate written as ``3.7%`` in parts per million, exactly; raises :class:`ParameterError` for anything else."""
    found = _PERCENT.match(text) if isinstance(text, str) else None
    if not found:
        raise ParameterError(where=where, why=f"{text!r} is not a rate; write it as text, for example 3.7%")
    whole, part = found.groups()
    return int(whole) * (PPM // 100) + int(f"{part or '':0<4}")


def as_json(data: Any, where: str) -> Any:
    """YAML data as JSON data: dates become text, floats are refused."""
    if isinstance(data, float):
        raise ParameterError(
            where=where, why=f"{data!r} is a floating-point number; write rates as text and money in whole rupiah"
        )
    if isinstance(data, date):
        return data.isoformat()
    if isinstance(data, dict):
        return {str(k): as_json(v, f"{where}.{k}") for k, v in data.items()}
    if isinstance(data, list):
        return [as_json(v, f"{where}[{n}]") for n, v in enumerate(data)]
    return data


def convert(kind: str, unit: str, value: Any, where: str) -> Any:
    """A written value in the form of the compiled file."""

    def whole(item: Any) -> int:
        if unit.startswith("rate"):
            return rate(item, where)
        if not isinstance(item, int) or isinstance(item, bool):
            raise ParameterError(where=where, why=f"{item!r} is not a whole number")
        return item

    if kind in ("money", "rate", "integer"):
        return whole(value)
    if kind == "table":
        if not isinstance(value, dict) or not value:
            raise ParameterError(where=where, why="a table is written as code: value")
        if not all(re.fullmatch("-?[0-9]{1,9}", str(k), re.ASCII) for k in value):
            raise ParameterError(where=where, why="the codes of a table are whole numbers")
        return {str(int(k)): whole(v) for k, v in value.items()}
    if kind == "schedule":
        if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
            raise ParameterError(where=where, why="a schedule is a list of rows, the last one without an upper end")
        out, low, figure = [], 0, "rate" if unit.startswith("rate") else "value"
        for number, row in enumerate(value):
            last = number == len(value) - 1
            up_to = row.get("up_to")
            if set(row) - {"up_to", figure} or (up_to is None) != last:
                raise ParameterError(where=where, why="slices rise, and only the last one has no upper end")
            if up_to is not None and not (type(up_to) is int and low < up_to <= EXACT):
                raise ParameterError(where=where, why="slices rise, and their ends are whole numbers")
            out.append([up_to, whole(row.get(figure))])
            low = up_to or low
        return out
    if kind == "codes":
        if not isinstance(value, dict) or not all(
            isinstance(v, list) and all(isinstance(c, str) for c in v) for v in value.values()
        ):
            raise ParameterError(where=where, why="codes are written as key: [CODE, …]")
        return value
    if not isinstance(value, str):
        raise ParameterError(where=where, why=f"{value!r} is not text")
    if kind == "date" and day_of(value, where).year not in YEARS:
        raise ParameterError(where=where, why=f"{value} is outside the years {YEARS.start} to {YEARS.stop - 1}")
    return value


def day_of(text: Any, where: str) -> date:
    """A written day; raises :class:`ParameterError` for one that no calendar has."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ParameterError(where=where, why=f"{text!r} is not a day of the calendar") from None


def check_file(data: Any, where: str, *, whole: bool = True) -> dict[str, Any]:
    """One parsed parameter file, checked, in the form of the compiled file; raises :class:`ParameterError`. A file that
    is not ``whole`` is laid over another, and its gaps are looked for in both together."""
    data = as_json(data, where)
    first = next(problems(data, named("parameter.v1")), None)
    if first:
        raise ParameterError(where=where, why=first)
    kind, unit = data["type"], data["unit"]

    def no(why: str) -> ParameterError:
        return ParameterError(where=where, why=why)

    if not known(unit):
        raise no(f"unit {unit} is not known")
    if not any(unit == u or unit.split("/")[0] == u for u in FITTING[kind]):
        raise no(f"unit {unit} does not fit type {kind}")
    if ("ends" in data) == ("review_by" in data):
        raise no("say either ends or review_by")
    if kind in ("money", "rate", "integer", "table", "schedule") and "range" not in data:
        raise no("a range contract is missing")
    if kind == "table" and "by" not in data:
        raise no("a table names its code list in by")
    if kind == "setting" and not {"choices", "reasoning", "doubt"} <= set(data):
        raise no("a setting has choices, reasoning and doubt")
    values = []
    for number, item in enumerate(data["values"]):
        spot = f"{where} value {number + 1}"
        value = convert(kind, unit, item["value"], spot)
        if "range" in data:
            low, high = data["range"]
            for n in numbers(kind, value):
                if not low <= n <= high:
                    raise ParameterError(where=spot, why=f"{n} is outside the range {low} to {high}")
        if kind == "setting" and value not in data["choices"]:
            raise ParameterError(where=spot, why=f"{value} is not one of the choices")
        if kind == "codes":
            for code in {c for row in value.values() for c in row} | set(value):
                if code not in data.get("labels", {}):
                    raise ParameterError(where=spot, why=f"code {code} has no label")
        for day in ("in_force", "until", "recorded", "published"):
            if day in item:
                day_of(item[day], spot)
        if "until" in item and item["until"] < item["in_force"]:
            raise ParameterError(where=spot, why="it ends before it begins")
        if "ended_by" in item and "until" not in item:
            raise ParameterError(where=spot, why="ended_by cites the end of a value, until is missing")
        values.append({**{k: v for k, v in item.items() if k != "source"}, **item["source"], "value": value})
    for key in ("ends", "review_by"):
        if key in data:
            day_of(data[key], f"{where} {key}")
    order = [(v["in_force"], v["recorded"]) for v in values]
    if order != sorted(order):
        raise no("values are not in order of in_force and recorded")
    if len(set(order)) != len(order):
        raise no("two values overlap: same in_force and recorded")
    if "ends" in data and data["ends"] < values[-1]["in_force"]:
        raise no("it ends before its last value begins")
    if whole:
        check_ends(values, where)
    codes = [set(v["value"]) for v in values] if kind == "table" else []
    if any(c != codes[0] for c in codes):
        raise no("a code of the table is missing in one of the values")
    return {**data, "values": values}


def check_ends(values: list[dict[str, Any]], where: str) -> None:
    """A value that ends is followed on the next day, or what ended it is cited: a day without a value is a statement of
    the law, never an oversight. ``values`` are in order; what was recorded later may cut a value short."""
    for number, item in enumerate(values):
        if "until" not in item:
            continue
        later = [v for v in values if v["in_force"] > item["in_force"]]
        known = [v["in_force"] for v in later if v["recorded"] <= item["recorded"]]
        if known and min(known) <= item["until"]:
            raise ParameterError(where=f"{where} value {number + 1}", why=f"it overlaps the value of {min(known)}")
        following = min((v["in_force"] for v in later), default=None)
        next_day = (date.fromisoformat(item["until"]) + timedelta(days=1)).isoformat()
        if "ended_by" not in item and (following is None or following > next_day):
            raise ParameterError(
                where=f"{where} value {number + 1}",
                why=f"a gap from {next_day}: cite in ended_by what ended the value, or let the next one begin there",
            )


def numbers(kind: str, value: Any) -> list[int]:
    """The whole numbers inside a value, for the range contract."""
    if kind == "table":
        return list(value.values())
    if kind == "schedule":
        return [r for _, r in value]
    return [value] if isinstance(value, int) else []


def read_folder(folder: Path = FOLDER) -> Iterator[dict[str, Any]]:
    """Every parameter of a folder, checked, in order of identifier."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    seen: dict[str, Path] = {}
    out = []
    for path in sorted(folder.rglob("*.yaml")):
        where = path.relative_to(folder).as_posix()
        data = check_file(yaml.load(path.read_text("utf-8"), Loader=loader), where)
        if data["id"] in seen:
            raise ParameterError(where=where, why=f"{data['id']} is also in {seen[data['id']].name}")
        if path.relative_to(folder).with_suffix("").as_posix().replace("/", ".") != data["id"]:
            raise ParameterError(
                where=where, why=f"the file holds {data['id']}; one file per parameter, named after it"
            )
        seen[data["id"]] = path
        out.append(data)
    yield from sorted(out, key=lambda d: str(d["id"]))


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)

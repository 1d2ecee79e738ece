"""The published JSON Schemas of the law package, and a checker for the part of JSON Schema that they use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def names() -> list[str]:
    """Names of the published schemas."""
    return sorted(p.stem for p in Path(__file__).parent.glob("*.json"))


@cache
def named(name: str) -> dict[str, Any]:
    """A published schema: ``parameter.v1``, ``trace.v1``, ``cited.v1`` or ``receipt.v1``."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8"))
    return data


def problems(data: Any, schema: dict[str, Any], root: dict[str, Any] | None = None, at: str = "") -> Iterator[str]:
    """Every place where ``data`` breaks ``schema``, as sentences."""
    root = root or schema
    if "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from problems(data, target, root, at)
        return
    kinds = schema.get("type")
    if kinds is not None:
        names = [kinds] if isinstance(kinds, str) else kinds
        if not any(_is(data, k) for k in names):
            yield f"{at or 'file'}: {type(data).__name__} where {' or '.join(names)} is wanted"
            return
    if "enum" in schema and data not in schema["enum"]:
        yield f"{at}: {data!r} is not one of {schema['enum']}"
    if isinstance(data, str):
        if len(data) < schema.get("minLength", 0):
            yield f"{at}: empty"
        if "pattern" in schema and not re.search(schema["pattern"], data):
            yield f"{at}: {data!r} is not written as {schema['pattern']}"
    if isinstance(data, list):
        if len(data) < schema.get("minItems", 0) or len(data) > schema.get("maxItems", len(data)):
            yield f"{at}: {len(data)} items"
        for number, item in enumerate(data):
            yield from problems(item, schema.get("items", {}), root, f"{at}[{number}]")
    if isinstance(data, dict):
        if len(data) < schema.get("minProperties", 0):
            yield f"{at}: too few entries"
        for key in schema.get("required", []):
            if key not in data:
                yield f"{at or 'file'}: {key} is missing"
        known = schema.get("properties", {})
        for key, item in data.items():
            if key in known:
                yield from problems(item, known[key], root, f"{at}.{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{at or 'file'}: {key} is not known"
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from problems(item, schema["additionalProperties"], root, f"{at}.{key}")


def _is(data: Any, kind: str) -> bool:
    if isinstance(data, bool):
        return kind == "boolean"
    return isinstance(data, KINDS[kind])

"""The API's documentation for people, made from the OpenAPI document; nothing is loaded from another host."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lindung.interop.api.app import api
from lindung.interop.api.problems import MESSAGES


def _example(schema: dict[str, Any], components: dict[str, Any], depth: int = 0) -> Any:
    """A small value of a schema, for the page."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rsplit("/", 1)[-1]]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    if "const" in schema:
        return schema["const"]
    for key in ("anyOf", "oneOf", "allOf"):
        if schema.get(key):
            return _example(schema[key][0], components, depth)
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        if depth > 4:
            return {}
        return {k: _example(v, components, depth + 1) for k, v in schema.get("properties", {}).items()}
    if kind == "array":
        return [_example(schema.get("items", {}), components, depth + 1)]
    return {"integer": 1, "number": 1, "boolean": True, "string": "…"}.get(str(kind))


@cache
def _operations() -> list[dict[str, Any]]:
    schema = api.get_openapi_schema(path_prefix="api/v1/")
    components = schema["components"]["schemas"]
    found = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            good: dict[str, Any] = next((r for c, r in operation["responses"].items() if c.startswith("2")), {})
            answer = good.get("content", {}).get("application/json", {}).get("schema")
            body = content.get("application/json", {}).get("schema")
            found.append(
                {
                    "id": operation["operationId"],
                    "tag": (operation.get("tags") or [""])[0],
                    "method": method.upper(),
                    "path": path,
                    "summary": operation["summary"],
                    "description": operation.get("description", ""),
                    "token": bool(operation.get("security")),
                    "parameters": operation.get("parameters", []),
                    "body": json.dumps(_example(body, components), indent=2, ensure_ascii=False) if body else "",
                    "file": "multipart/form-data" in content,
                    "answer": json.dumps(_example(answer, components), indent=2, ensure_ascii=False) if answer else "",
                    "codes": sorted(operation["responses"]),
                }
            )
    return found


def docs(request: HttpRequest) -> HttpResponse:
    """The page."""
    problems = [{"code": code, "id": texts[0], "en": texts[1]} for code, texts in sorted(MESSAGES.items())]
    return render(request, "interop/api_docs.html", {"operations": _operations(), "problems": problems, "api": api})


docs.open_to_all = True  # type: ignore[attr-defined]

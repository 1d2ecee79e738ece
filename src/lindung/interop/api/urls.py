"""Addresses of the API; mounted below `/api/v1/`."""

import re

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path

from lindung.interop.api.app import api
from lindung.interop.api.docs import docs
from lindung.interop.api.door import guarded
from lindung.interop.api.problems import Problem


def _nowhere(request: HttpRequest) -> HttpResponse:
    raise Problem(404, "no_such_address")


def _query_names(route: str) -> frozenset[str] | None:
    """Names an address takes in its query, by the OpenAPI document; None for an address that is not in it."""
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
    methods = api.get_openapi_schema(path_prefix="")["paths"].get(path)
    if methods is None:
        return None
    return frozenset(
        p["name"] for operation in methods.values() for p in operation.get("parameters", ()) if p["in"] == "query"
    )


def _guarded() -> list[URLPattern | URLResolver]:
    patterns, _, _ = api.urls
    found: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name != "api-root":
            pattern.callback = guarded(pattern.callback, _query_names(str(pattern.pattern)))
        found.append(pattern)
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("docs", docs, name="api-docs"),
    path("", (_guarded(), "ninja", "api")),
    re_path(r".*", guarded(_nowhere)),
]

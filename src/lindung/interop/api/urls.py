"""Addresses of the API; mounted below `/api/v1/`."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path

from lindung.interop.api.app import api
from lindung.interop.api.docs import docs
from lindung.interop.api.door import guarded
from lindung.interop.api.problems import Problem


def _nowhere(request: HttpRequest) -> HttpResponse:
    raise Problem(404, "no_such_address")


def _guarded() -> list[URLPattern | URLResolver]:
    patterns, _, _ = api.urls
    found: list[URLPattern | URLResolver] = []
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name != "api-root":
            pattern.callback = guarded(pattern.callback)
        found.append(pattern)
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("docs", docs, name="api-docs"),
    path("", (_guarded(), "ninja", "api")),
    re_path(r".*", guarded(_nowhere)),
]

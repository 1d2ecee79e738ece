"""Indonesian first: the language is the visitor's own choice by the switch, never a guess from the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class IndonesianFirst:
    """Before Django's locale middleware: pages do not read Accept-Language (the API does, by its own rules)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith("/api/"):
            request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        return self.get_response(request)

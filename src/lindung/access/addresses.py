"""Whose address a request comes from, where proxies stand in front of the server."""

import ipaddress
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class BehindProxies:
    """Outermost. With LINDUNG_PROXIES=n, the n-th address from the right of X-Forwarded-For is the client's: each of n
    proxies of the installation has added the one it saw, and whatever stands further left was typed by the client.

    Without proxies (n = 0), and where the header is shorter or says no address, the connection's own address stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        number = settings.LINDUNG_PROXIES
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if 0 < number <= len(seen):
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(seen[-number].strip()))
        return self.get_response(request)

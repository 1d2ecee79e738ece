"""Whose address is counted and recorded behind proxies; a client cannot choose one."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from lindung.access.addresses import BehindProxies
from lindung.access.web import caller


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, None, "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "bukan-alamat", "127.0.0.1"),
        (1, "203.0.113.9, ", "127.0.0.1"),
        (1, "203.0.113.9:4711", "127.0.0.1"),
        (1, "a" * 5000, "127.0.0.1"),
        (1, "1.2.3.4\x00", "127.0.0.1"),
    ],
)
def test_the_address_the_nearest_proxies_saw_counts(settings, proxies, header, address):
    settings.LINDUNG_PROXIES = proxies
    request = RequestFactory().get("/", **({} if header is None else {"HTTP_X_FORWARDED_FOR": header}))
    seen = []
    BehindProxies(lambda r: seen.append(caller(r)) or HttpResponse())(request)
    assert seen == [f"a{address}"]

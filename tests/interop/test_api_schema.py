"""The whole OpenAPI document against the running API: arbitrary and deliberately wrong requests, with and without a
token. Never a 5xx, every answer as documented."""

import itertools

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from lindung.interop.api import door
from lindung.interop.api.app import api

from .api_world import build

pytestmark = pytest.mark.urls(f"{__package__}.api_urls")

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]

bounded = hypothesis_settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def schema(db, monkeypatch):
    for kind in door.LIMITS:
        monkeypatch.setitem(door.LIMITS, kind, 10**9)
    for signal in (request_started, request_finished):  # else every request would end the test's transaction
        signal.disconnect(close_old_connections)
    yield _loaded()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _loaded():
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    found.config.generation.update(with_security_parameters=False)  # the tests bring their own
    return found


@pytest.fixture
def world(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in here
    return build()


OPERATIONS = [
    pytest.param(path, method.upper(), id=f"{method.upper()} {path.removeprefix('/api/v1')}")
    for path, methods in api.get_openapi_schema(path_prefix="api/v1/")["paths"].items()
    for method in methods
]


def tokens_for(path, world):
    """Tokens whose roles may use this address, and one that may not do everything."""
    role = "bank" if "/bank/" in path else "contact" if "/members" in path else "employer"
    return [world.tokens[role], world.tokens["officer"]]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda m: m.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_with_a_token(schema, world, path, method, mode):
    operation = schema[path][method]
    checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS
    cases = operation.as_strategy(generation_mode=mode)
    turn = itertools.cycle(tokens_for(path, world))

    @bounded
    @given(case=cases)
    def check(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {next(turn)}"}, checks=checks)

    try:
        check()
    except Unsatisfiable:
        assert not operation.definition.raw.get("parameters") and mode is GenerationMode.NEGATIVE


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_without_a_token(schema, path, method):
    operation = schema[path][method]
    secured = bool(operation.definition.raw.get("security"))

    @bounded
    @given(case=operation.as_strategy())
    def check(case):
        answer = case.call(headers={"Authorization": "Bearer lnd_nobody"} if len(case.id) % 2 else {})
        case.validate_response(answer, checks=CHECKS)
        if secured:
            assert answer.status_code in (400, 401, 413, 415), answer.content

    check()

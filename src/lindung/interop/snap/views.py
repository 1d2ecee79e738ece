"""The three addresses: headers, signatures, limits; then `exchange` decides. No cookie and no session counts here."""

import json
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from lindung.access.permissions import Act, allowed
from lindung.access.scope import enter
from lindung.access.web import rate
from lindung.interop.snap import exchange, partners
from lindung.interop.snap.codes import CASES, INQUIRY, PAYMENT, TOKEN, SnapRefused, response_code
from lindung.interop.snap.fields import LARGEST_BODY, local_day, moment_of, parsed
from lindung.interop.snap.signatures import asymmetric_holds, string_to_sign, symmetric_holds

log = logging.getLogger(__name__)

WINDOW = timedelta(minutes=5)
"""How far the time of a request may be from ours, either way."""

LIMITS = {"partner": 1200, "address": 300}
"""Requests a minute of one partner; tokens asked and refused requests of one address."""

_EXTERNAL = re.compile(r"[0-9A-Za-z-]{1,36}", re.ASCII)
_CHANNEL = re.compile(r"[0-9A-Za-z]{1,5}", re.ASCII)
_ACTS = {INQUIRY: Act.API_INQUIRY, PAYMENT: Act.API_PAYMENT}

Answer = Callable[[HttpRequest], HttpResponse]


def _endpoint(service: str) -> Callable[[Answer], Answer]:
    """Every refusal and every failure is an answer of the standard; a failure leaves nothing behind."""

    def decorate(view: Answer) -> Answer:
        @csrf_exempt
        @wraps(view)
        def inside(request: HttpRequest) -> HttpResponse:
            try:
                if request.method != "POST":
                    raise SnapRefused("method")
                if len(request.body) > LARGEST_BODY:
                    raise SnapRefused("bad_request")
                with transaction.atomic():
                    answer = view(request)
            except SnapRefused as refused:
                answer = _refusal(request, service, refused)
            except Exception:
                log.exception("SNAP service %s failed", service)
                answer = _refusal(request, service, SnapRefused("general"))
            answer["X-TIMESTAMP"] = timezone.localtime().replace(microsecond=0).isoformat()
            answer["Cache-Control"] = "no-store"
            return answer

        inside.open_to_all = True  # type: ignore[attr-defined]  # sessions and their second factor are not asked
        return inside

    return decorate


def _refusal(request: HttpRequest, service: str, refused: SnapRefused) -> HttpResponse:
    if refused.name in ("unauthorised", "token", "bad_request", "missing"):
        address = request.META.get("REMOTE_ADDR", "")
        if not rate(f"snap:refused:{address}", LIMITS["address"]).ok:
            refused = SnapRefused("too_many")
        log.warning("SNAP service %s from %s refused: %s", service, address, refused)
    body = {"responseCode": response_code(service, refused.name), "responseMessage": str(refused)}
    answer = _json(CASES[refused.name].status, json.dumps(body))
    if refused.name == "method":
        answer["Allow"] = "POST"
    if refused.name == "too_many":
        answer["Retry-After"] = "60"
    return answer


def _json(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def _header(request: HttpRequest, name: str) -> str:
    value = request.headers.get(name, "").strip()
    if not value:
        raise SnapRefused("missing", field=name)
    return str(value)


def _time(request: HttpRequest) -> tuple[str, datetime]:
    said = _header(request, "X-TIMESTAMP")
    when = moment_of("X-TIMESTAMP", said)
    if abs(timezone.now() - when) > WINDOW:
        raise SnapRefused("unauthorised", why="Timestamp")
    return said, when


@_endpoint(TOKEN)
def token(request: HttpRequest) -> HttpResponse:
    """A token for a client key, against its signature over key and time."""
    address = request.META.get("REMOTE_ADDR", "")
    if not rate(f"snap:token:{address}", LIMITS["address"]).ok:
        raise SnapRefused("too_many")
    client_key, signature = _header(request, "X-CLIENT-KEY"), _header(request, "X-SIGNATURE")
    said, _ = _time(request)
    partner = partners.by_client_key(client_key[:64])
    if partner is None:
        raise SnapRefused("unauthorised", why="Client")
    if not asymmetric_holds(partner.public_key, f"{client_key}|{said}", signature):
        raise SnapRefused("unauthorised", why="Signature")
    body = parsed(request.body)
    if not body.get("grantType"):
        raise SnapRefused("missing", field="grantType")
    if body["grantType"] != "client_credentials":
        raise SnapRefused("bad_format", field="grantType")
    shown = {
        "responseCode": response_code(TOKEN, "ok"),
        "responseMessage": CASES["ok"].message,
        "accessToken": partners.issue_token(partner),
        "tokenType": "Bearer",
        "expiresIn": str(partners.TOKEN_SECONDS),
    }
    return _json(200, json.dumps(shown))


def _authenticated(request: HttpRequest, service: str) -> tuple[partners.Partner, datetime, str]:
    """Partner, time and body of a request whose token, partner number, time and signature all hold."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise SnapRefused("token")
    partner = partners.by_token(secret.strip())
    if partner is None:
        raise SnapRefused("token")
    if _header(request, "X-PARTNER-ID") != partner.code:
        raise SnapRefused("unauthorised", why="Partner")
    if not allowed(partner.actor, _ACTS[service]):
        raise SnapRefused("unauthorised", why="Partner")
    said, when = _time(request)
    signature = _header(request, "X-SIGNATURE")
    try:
        text = request.body.decode()
    except UnicodeDecodeError:
        raise SnapRefused("bad_request") from None
    wanted = string_to_sign("POST", request.get_full_path(), secret.strip(), text, said)
    if not symmetric_holds(partner.secret, wanted, signature):
        raise SnapRefused("unauthorised", why="Signature")
    return partner, when, text


def _serve(request: HttpRequest, service: str) -> HttpResponse:
    partner, when, text = _authenticated(request, service)
    if not rate(f"snap:{partner.code}", LIMITS["partner"]).ok:
        raise SnapRefused("too_many")
    external_id, channel = _header(request, "X-EXTERNAL-ID"), _header(request, "CHANNEL-ID")
    for name, value, shape in (("X-EXTERNAL-ID", external_id, _EXTERNAL), ("CHANNEL-ID", channel, _CHANNEL)):
        if not shape.fullmatch(value):
            raise SnapRefused("bad_format", field=name)
    body: dict[str, Any] = parsed(request.body)
    enter(partner.actor, _ACTS[service].value)
    reply = exchange.serve(partner, exchange.Request(service, external_id, local_day(when), text, body))
    answer = _json(reply.status, reply.text)
    answer["X-EXTERNAL-ID"] = external_id
    return answer


@_endpoint(INQUIRY)
def inquiry(request: HttpRequest) -> HttpResponse:
    """What a virtual account owes."""
    return _serve(request, INQUIRY)


@_endpoint(PAYMENT)
def payment(request: HttpRequest) -> HttpResponse:
    """A payment of a virtual account."""
    return _serve(request, PAYMENT)

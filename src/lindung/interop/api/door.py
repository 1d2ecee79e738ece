"""What every API request passes: token, rate limit, one transaction as its actor, idempotency, language."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from lindung.access.permissions import Act, allowed
from lindung.access.scope import PUBLIC, Actor, enter
from lindung.access.services import actor_for_token
from lindung.access.web import rate
from lindung.base.db import lock, rows, run, system
from lindung.interop.api.problems import Problem, not_found, problem_of
from lindung.interop.models import ApiAnswer

LIMITS = {"token": 600, "public": 120}
"""Requests a minute of one token, and of one address without a token."""

KEPT = timedelta(days=90)
"""How long an answer is remembered for its repetition."""

_KEY = re.compile(r"[A-Za-z0-9._:-]{8,80}")
_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_BODY_TYPES = ("application/json", "multipart/form-data")

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, by the bearer token; a session cookie counts for nothing here."""
    actor = request.api_actor  # type: ignore[attr-defined]
    assert isinstance(actor, Actor)
    return actor


def employer_of(actor: Actor, wanted: int | None) -> int:
    """The employer a request is about: the token's own, or for staff the one named if it is theirs to see."""
    if actor.employer_id is not None:
        if wanted not in (None, actor.employer_id):
            raise not_found()
        return actor.employer_id
    if wanted is None or not rows("select 1 from registry_employer where id = %s", [wanted]):
        raise not_found()
    return wanted


class Bearer(HttpBearer):
    """Ninja's `auth=`: only tokens whose role may do `act`."""

    def __init__(self, act: Act) -> None:
        self.act = act
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor; raises Problem 401 or 403."""
        actor = actor_of(request)
        if actor == PUBLIC:
            raise Problem(401, "token_invalid", headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        if not allowed(actor, self.act):
            raise Problem(403, "not_allowed", role=actor.role)
        enter(actor, self.act.value)
        return actor


def guarded(view: View, names: frozenset[str] | None = None) -> View:
    """Wrap one of Ninja's views, which takes only `names` in its query: a filter misspelt is told, not passed over.

    An answer of 400 or more leaves nothing behind in the database."""

    @csrf_exempt
    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            try:
                answer = _serve(view, names, request, args, kwargs)
            except Exception as error:
                answer = problem_of(error).response()
            if answer.status_code == 405 and "problem" not in answer.get("Content-Type", ""):
                allow = answer.get("Allow", "")
                method = str(request.method)
                answer = Problem(
                    405, "method_not_allowed", method=method, allowed=allow, headers={"Allow": allow}
                ).response()
            for name, value in getattr(request, "api_headers", {}).items():
                answer[name] = value
            answer["Content-Language"] = translation.get_language() or "id"
            if "Cache-Control" not in answer:
                answer["Cache-Control"] = "no-store"
            return answer

    inside.open_to_all = True  # type: ignore[attr-defined]  # sessions and their second factor are not asked
    return inside


def _serve(view: View, names: frozenset[str] | None, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase:
    request.api_actor = PUBLIC  # type: ignore[attr-defined]
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret:
        request.api_actor = actor_for_token(secret.strip()) or PUBLIC  # type: ignore[attr-defined]
    actor = actor_of(request)
    _count(request, actor)
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise Problem(400, "bad_request", why="NUL")
    if names is not None and (unknown := sorted(set(request.GET) - names)):
        raise Problem(422, "unknown_query", field=f"query.{unknown[0][:60]}", names=", ".join(sorted(names)) or "-")
    _check_body(request)
    with transaction.atomic():
        enter(actor)
        key = _key(request)
        if key and actor.mandate_id is not None:
            lock("api", actor.mandate_id, key)  # the same request twice at once: the second waits for the first
            if (before := _before(request, actor.mandate_id, key)) is not None:
                return before
        answer = view(request, *args, **kwargs)
        if answer.status_code >= 400:
            transaction.set_rollback(True)
        elif key and actor.mandate_id is not None and isinstance(answer, HttpResponse):
            _remember(request, actor, actor.mandate_id, key, answer)
        return answer


def _count(request: HttpRequest, actor: Actor) -> None:
    kind = "public" if actor == PUBLIC else "token"
    who = request.META.get("REMOTE_ADDR", "") if actor == PUBLIC else actor.mandate_id
    found = rate(f"api:{kind}:{who}", LIMITS[kind])
    request.api_headers = {  # type: ignore[attr-defined]
        "RateLimit-Limit": str(found.limit),
        "RateLimit-Remaining": str(found.left),
        "RateLimit-Reset": str(found.retry_after),
    }
    if not found.ok:
        raise Problem(429, "rate_limited", seconds=found.retry_after, headers={"Retry-After": str(found.retry_after)})


def _check_body(request: HttpRequest) -> None:
    """Refuse by its head what would be too large, or is neither JSON nor a form with a file."""
    length = request.headers.get("Content-Length") or "0"
    size = int(length) if length.isdigit() else 0
    if size > settings.LINDUNG_MAX_LIST + 2**16:
        raise Problem(413, "too_large", limit=settings.LINDUNG_MAX_LIST // 2**20)
    if request.method in _WRITES and size and request.content_type not in _BODY_TYPES:
        raise Problem(415, "bad_media_type", expected=" / ".join(_BODY_TYPES), got=(request.content_type or "-")[:80])


def _key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method not in _WRITES:
        return ""
    if not _KEY.fullmatch(key):
        raise Problem(422, "idempotency_key_invalid", field="header.Idempotency-Key")
    return key


def _fingerprint(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and contents (of a file, not how it was wrapped)."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                assert isinstance(file, UploadedFile)
                digest.update(repr((name, file.name)).encode() + hashlib.sha256(file.read()).digest())
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _before(request: HttpRequest, mandate_id: int, key: str) -> HttpResponse | None:
    with system():
        found = ApiAnswer.objects.filter(mandate_id=mandate_id, key=key).first()
    if found is None:
        return None
    if found.request_sha256 != _fingerprint(request):
        raise Problem(422, "idempotency_key_reused", field="header.Idempotency-Key")
    answer = HttpResponse(found.body, status=found.status, content_type="application/json; charset=utf-8")
    answer["Idempotency-Replayed"] = "true"
    if found.location:
        answer["Location"] = found.location
    return answer


def _remember(request: HttpRequest, actor: Actor, mandate_id: int, key: str, answer: HttpResponse) -> None:
    with system():
        run(  # swept along, so that nobody has to
            "delete from interop_apianswer where id in (select id from interop_apianswer where made_at < now() - %s"
            " order by made_at limit 20 for update skip locked)",
            [KEPT],
        )
        ApiAnswer.objects.create(
            mandate_id=mandate_id,
            office_id=actor.offices[0] if len(actor.offices) == 1 else None,
            employer_id=actor.employer_id,
            key=key,
            request_sha256=_fingerprint(request),
            status=answer.status_code,
            location=answer.get("Location", ""),
            body=answer.content.decode(),
        )

"""What views use: the permission decorator, the log of reading, rate limits, and facts for templates."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language

from lindung.access import services
from lindung.access.permissions import PUBLIC_ACTS, Act, allowed
from lindung.access.scope import PUBLIC, Actor, enter
from lindung.base.db import scalar

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

FORBIDDEN = ["errors/403.html", "access/forbidden.html"]
TOO_MANY = ["errors/429.html", "access/too_many.html"]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; the public where no middleware ran."""
    actor = getattr(request, "actor", PUBLIC)
    return actor if isinstance(actor, Actor) else PUBLIC


def needs(act: Act) -> Callable[[View], View]:
    """Only actors that may do `act` reach the view; its name goes into the trail of writes.

    Without a login: to the sign-in page and back. With one: a page in words, status 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if not allowed(actor, act):
                if actor.user_id is None:
                    return redirect_to_login(request.get_full_path())
                return render(request, FORBIDDEN, {"act": act, "actor": actor}, status=403)
            enter(actor, act.value)
            return view(request, *args, **kwargs)

        inside.act = act  # type: ignore[attr-defined]
        inside.open_to_all = act in PUBLIC_ACTS  # type: ignore[attr-defined]
        return cast(View, inside)

    return decorate


def reading(request: HttpRequest, person_id: int | Iterable[int], page: str, purpose: str = "") -> None:
    """Record that this page shows data of a person (or of the people of a list, at most a page of them)."""
    people = [person_id] if isinstance(person_id, int) else list(person_id)
    services.log_reading(actor_of(request), people, page, purpose)


@dataclass(frozen=True)
class Rate:
    """Answer of a rate limit: whether the request may go on, the limit, what is left, seconds until there is room."""

    ok: bool
    limit: int
    left: int
    retry_after: int


def rate(key: str, limit: int, seconds: int = 60) -> Rate:
    """Count one request under `key` (at most 120 characters) and say whether `limit` in the last `seconds` is kept.

    A log of hits in the database, so all processes of the server count together. Hits are inserted, never updated:
    requests of one key do not wait for each other (those still running are not counted yet). Old hits are swept along.
    """
    scalar(
        "with old as (select id from access_hit where key = %(key)s"
        " and at <= clock_timestamp() - make_interval(secs => %(secs)s) limit 200 for update skip locked),"
        " gone as (delete from access_hit where id in (select id from old))"
        " insert into access_hit (key, at) values (%(key)s, clock_timestamp()) returning id",
        {"key": key[:120], "secs": seconds},
    )
    count, wait = scalar(
        "select array[count(*), ceil(extract(epoch from min(at)"
        " + make_interval(secs => %(secs)s) - clock_timestamp()))::bigint] from access_hit where key = %(key)s"
        " and at > clock_timestamp() - make_interval(secs => %(secs)s)",
        {"key": key[:120], "secs": seconds},
    )
    return Rate(ok=count <= limit, limit=limit, left=max(0, limit - count), retry_after=max(1, int(wait or 1)))


def too_often(request: HttpRequest, *limits: tuple[str, int, int]) -> HttpResponse | None:
    """Count this request under each (key, limit, seconds); status 429 where the first of them is broken, else None."""
    for key, limit, seconds in limits:
        found = rate(key, limit, seconds)
        if not found.ok:
            answer = render(request, TOO_MANY, {"rate": found}, status=429)
            answer["Retry-After"] = str(found.retry_after)
            return answer
    return None


def limited(name: str, limit: int, seconds: int = 60) -> Callable[[View], View]:
    """At most `limit` requests of one login (without one: of one address) in `seconds`; else status 429."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            stopped = too_often(request, (f"{name}:{caller(request)}", limit, seconds))
            return stopped or view(request, *args, **kwargs)

        return cast(View, inside)

    return decorate


def caller(request: HttpRequest) -> str:
    """Who is counted by a rate limit: the login, else the address the connection comes from."""
    actor = actor_of(request)
    return f"u{actor.user_id}" if actor.user_id else f"a{request.META.get('REMOTE_ADDR', '')}"


def context(request: HttpRequest) -> dict[str, Any]:
    """Facts every page shows: actor, its mandates, the language ("id" or "en"), and `may` to ask for a permission."""
    actor = actor_of(request)
    return {
        "actor": actor,
        "mandates": getattr(request, "mandates", []),
        "language": "en" if (get_language() or "id").startswith("en") else "id",
        "may": {act.name: allowed(actor, act) for act in Act},
    }

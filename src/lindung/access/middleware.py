"""One transaction per request, opened as the person who asks, so that PostgreSQL shows only what he may see."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from lindung.access import queries
from lindung.access.permissions import STAFF_ROLES
from lindung.access.scope import PUBLIC, Actor, enter

SESSION_MANDATE = "mandate_id"
"""Session key of the chosen mandate; the switch view of the portals sets it."""

GIVEN_PAGES = frozenset({"account_change_password", "account_logout", "set_language"})
"""All that is open to a login whose password somebody else made: choosing an own one, leaving, the language."""


class ScopeMiddleware:
    """Innermost. Sets `request.actor`, `request.mandates`, `request.given` (the password is still one that somebody
    else made) and `request.second_factor` (the page that is still to be passed, or empty), and rolls the request back
    when a view fails.

    With a given password, and for staff without a passed second factor, the login is nobody yet: the actor is the
    public.
    A streamed answer is written after the transaction: read before, or use `scope.acting` inside the stream.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            self._resolve(request)
            enter(request.actor)  # type: ignore[attr-defined]
            request.lindung_start = (  # type: ignore[attr-defined]
                connection.savepoint(),
                list(connection.run_on_commit),
            )
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Send a login to its own password before any page, and staff to their second factor before any page that
        needs a login."""
        match = request.resolver_match
        if getattr(request, "given", False) and not (match and match.view_name in GIVEN_PAGES):
            return redirect("account_change_password")
        page = getattr(request, "second_factor", "")
        if not page or getattr(view, "open_to_all", False) or view.__module__.startswith(("allauth.", "django.")):
            return None
        return redirect(page)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """The view failed: nothing it wrote stays. The transaction itself goes on, for the error page to be written."""
        savepoint, hooks = request.lindung_start  # type: ignore[attr-defined]
        if savepoint and not connection.closed_in_transaction:
            connection.savepoint_rollback(savepoint)
            connection.needs_rollback = False
            connection.run_on_commit = hooks

    def _resolve(self, request: HttpRequest) -> None:
        request.actor, request.mandates, request.second_factor = PUBLIC, [], ""  # type: ignore[attr-defined]
        request.given = False  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return
        if request.user.given_until is not None:
            request.given = True  # type: ignore[attr-defined]
            request.actor = Actor(user_id=request.user.pk)  # type: ignore[attr-defined]
            return
        actor, mandates = queries.choose(request.user.pk, request.session.get(SESSION_MANDATE))
        request.mandates = mandates  # type: ignore[attr-defined]
        if STAFF_ROLES & {m["role"] for m in mandates}:
            page = _missing_factor(request)
            if page:
                request.second_factor = page  # type: ignore[attr-defined]
                return
        request.actor = actor  # type: ignore[attr-defined]


def _missing_factor(request: HttpRequest) -> str:
    """Where a login of staff must go first: to set up its second factor, or to pass it in this session."""
    if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
        return ""
    name = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_activate_totp"
    try:
        page = reverse(name)
    except NoReverseMatch:
        page = f"/{name}/"
    # Back to the page asked for, where that can be asked for again.
    back = request.get_full_path() if request.method == "GET" else "/"
    return f"{page}?{urlencode({'next': back})}"

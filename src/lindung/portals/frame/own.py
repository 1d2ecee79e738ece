"""Pages of every login about itself."""

from typing import cast

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.models import User
from lindung.access.permissions import Act
from lindung.access.queries import login_state
from lindung.access.services import end_sessions
from lindung.access.web import needs
from lindung.portals.kit import Moment
from lindung.portals.login_words import history

SHOWN = 20
"""Sessions on the page, newest first."""


@require_GET
@needs(Act.PUBLIC_HOME)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Who makes a new password, and what to bring; the same for everybody, so it tells nothing of any login."""
    return render(request, "frame/forgotten.html")


@needs(Act.SELF_SECURITY)
def elsewhere(request: HttpRequest) -> HttpResponse:
    """What the sign-in library would do here is done on the page of one's own login, or not at all."""
    return redirect("frame:my_login")


@require_GET
@needs(Act.SELF_SECURITY)
def my_login(request: HttpRequest) -> HttpResponse:
    """Who made this login or reset it, when its passwords were used, where it is signed in, and where to change it."""
    user = cast(User, request.user)
    return render(
        request,
        "frame/my_login.html",
        {"state": login_state(user.pk), "events": history(user.pk), "sessions": _sessions(request, user)},
    )


@require_POST
@needs(Act.SELF_SECURITY)
def end_others(request: HttpRequest) -> HttpResponse:
    """Every other session of this login ends, listed or not; this one is signed again."""
    user = cast(User, request.user)
    end_sessions(user)
    update_session_auth_hash(request, user)
    UserSession.objects.create_from_request(request)
    messages.success(request, _("Semua sesi lain sudah berakhir."))
    return redirect("frame:my_login")


def _sessions(request: HttpRequest, user: User) -> list[Moment]:
    """Where this login is signed in; sessions that ended are swept on the way."""
    found = sorted(UserSession.objects.purge_and_list(user), key=lambda s: s.created_at, reverse=True)[:SHOWN]
    here = request.session.session_key
    return [
        Moment(
            _("Sesi ini") if one.session_key == here else _("Sesi lain"),
            one.created_at,
            one.user_agent[:120],
            one.ip,
            "now" if one.session_key == here else "done",
        )
        for one in found
    ]

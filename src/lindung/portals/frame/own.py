"""Pages of every login about itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.queries import login_state
from lindung.access.web import actor_of, needs
from lindung.portals.login_words import history


@require_GET
@needs(Act.PUBLIC_HOME)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Who makes a new password, and what to bring; the same for everybody, so it tells nothing of any login."""
    return render(request, "frame/forgotten.html")


@needs(Act.SELF_SECURITY)
def no_mail(request: HttpRequest) -> HttpResponse:
    """No login keeps an e-mail address: nothing is sent there."""
    return redirect("frame:my_login")


@require_GET
@needs(Act.SELF_SECURITY)
def my_login(request: HttpRequest) -> HttpResponse:
    """Who made this login or reset it, when its passwords were used, and where to change them."""
    user_id = actor_of(request).user_id or 0
    return render(request, "frame/my_login.html", {"state": login_state(user_id), "events": history(user_id)})

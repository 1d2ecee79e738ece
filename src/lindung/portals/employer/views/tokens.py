"""API keys: made for a program, shown once, ended at any time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lindung.access import queries
from lindung.access.permissions import Act
from lindung.access.services import issue_token, revoke_token
from lindung.access.web import actor_of, needs
from lindung.portals.employer.forms import TokenForm
from lindung.registry import queries as registry


def _mandate(request: HttpRequest) -> int:
    found = actor_of(request).mandate_id
    if found is None:
        raise Http404
    return found


@needs(Act.EMPLOYER_TOKENS)
def tokens(request: HttpRequest) -> HttpResponse:
    """Keys of this login; the secret of a new one stands on this one answer and nowhere else."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _token, secret = issue_token(_mandate(request), form.cleaned_data["name"])
        form = TokenForm()
    answer = render(request, "employer/tokens.html", {
        "form": form, "secret": secret, "tokens": queries.tokens(_mandate(request)), "as_of": registry.today(),
        "base": request.build_absolute_uri("/api/v1/"),
    }, status=422 if form.errors else 200)  # fmt: skip
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(Act.EMPLOYER_TOKENS)
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a key now."""
    revoke_token(token_id, _mandate(request))
    messages.success(request, _("Kunci dicabut. Program yang memakainya tidak dapat masuk lagi."))
    return redirect("employer:tokens")

"""API keys of banks and of staff's own programs: made for one role, shown once, ended at any time.

A bank's key takes two people as its other door does: the administrator makes its login, a head gives the key. Staff
make keys for their own role only, so that nobody holds another's.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from lindung.access import queries
from lindung.access.models import Role
from lindung.access.permissions import PERMISSIONS, Act
from lindung.access.services import issue_token, revoke_token
from lindung.access.web import actor_of, needs
from lindung.portals.roles import ROLES
from lindung.portals.staff.scope import may, offices_of
from lindung.registry.queries import today


class KeyForm(forms.Form):
    """For whom, and what for."""

    holder = forms.TypedChoiceField(label=later("Untuk siapa"), coerce=int)
    name = forms.CharField(
        label=later("Nama kunci"), max_length=60, help_text=later("Program yang memakainya, misalnya: pesan QRIS.")
    )

    def __init__(self, *args: Any, holders: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].choices = [(h["id"], _named(h)) for h in holders]  # type: ignore[attr-defined]


def _named(holder: dict[str, Any]) -> str:
    return f"{holder['username']} · {ROLES[holder['role']]} · {holder['office']}"


def _holders(request: HttpRequest) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Roles whose keys the actor sees, and those he may make keys for."""
    actor = actor_of(request)
    own = queries.mandate(actor.mandate_id) if actor.mandate_id and _speaks(actor.role) else None
    banks = queries.bank_mandates(offices_of(request)) if may(request, Act.PARTNER_SEE) else []
    mine = [own] if own else []
    return [*mine, *banks], [*mine, *(banks if may(request, Act.PARTNER_APPROVE) else [])]


def _speaks(role: Role | str) -> bool:
    return any(role in PERMISSIONS[a] for a in Act if a.value.startswith("api.") and len(PERMISSIONS[a]) < len(Role))


@require_http_methods(["GET", "POST"])
@needs(Act.API_KEYS)
def keys(request: HttpRequest) -> HttpResponse:
    """Keys of the banks of these offices and one's own; a new secret stands on this one answer and nowhere else."""
    seen, given = _holders(request)
    form = KeyForm(request.POST or None, holders=given) if given else None
    secret = ""
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            _token, secret = issue_token(form.cleaned_data["holder"], form.cleaned_data["name"])
            form = KeyForm(holders=given)
    named = {h["id"]: h for h in seen}
    found = [t | {"holder": _named(named[t["mandate_id"]])} for t in queries.tokens_of(list(named))]
    answer = page(
        request,
        "staff/keys.html",
        {"form": form, "secret": secret, "tokens": found, "as_of": today(),
         "base": request.build_absolute_uri("/api/v1/")},
        status=422 if form is not None and form.errors else 200,
    )  # fmt: skip
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@needs(Act.API_KEYS)
def revoke(request: HttpRequest, mandate_id: int, token_id: int) -> HttpResponse:
    """End a key now: whoever sees it may."""
    if mandate_id not in {h["id"] for h in _holders(request)[0]}:
        raise Http404
    revoke_token(token_id, mandate_id)
    messages.success(request, _("Kunci dicabut. Program yang memakainya tidak dapat masuk lagi."))
    return redirect("staff:keys")

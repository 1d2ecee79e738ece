"""Views that belong to the frame, not to a portal: after sign-in, changing roles, the demo switch, health."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.demo import Login, logins
from lindung.access.middleware import SESSION_MANDATE
from lindung.access.permissions import Act
from lindung.access.queries import choose, resting
from lindung.access.web import actor_of, needs
from lindung.base.db import scalar
from lindung.base.format import number
from lindung.batch.queries import latest_open
from lindung.portals import kit
from lindung.portals.context import home_of
from lindung.portals.login_words import RESTS


@require_GET
@needs(Act.SELF_MANDATE)
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the home of the actor's role; a member whose login rests is told why."""
    actor = actor_of(request)
    if not actor.role and actor.user_id and (why := resting(actor.user_id)):
        return render(request, "frame/resting.html", {"why": RESTS[why], "unchecked": why == "UNCHECKED"})
    return redirect(home_of(actor))


@require_POST
@needs(Act.SELF_MANDATE)
def change_mandate(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own mandates."""
    wanted = request.POST.get("mandate", "")
    mine = {str(m["id"]) for m in getattr(request, "mandates", [])}
    if wanted not in mine:
        raise Http404
    request.session[SESSION_MANDATE] = int(wanted)
    actor, _mandates = choose(request.user.pk, int(wanted))  # type: ignore[arg-type]
    return redirect(home_of(actor))


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404


@require_GET
def demo_roles(request: HttpRequest) -> HttpResponse:
    """The demo's logins, one click each. Exists only where LINDUNG_DEMO is set."""
    _demo_only()
    here = set(get_user_model().objects.filter(username__in=[one.username for one in logins()]).values_list("username"))
    if not here:
        return redirect("frame:loading")
    return render(request, "frame/demo_roles.html", {"groups": _groups()})


def _groups() -> list[tuple[str, list[Login]]]:
    """The logins as a newcomer meets them: outside, the branch, those who watch."""
    outside = ("EMPLOYER", "SPONSOR", "MEMBER")
    branch = ("CLAIMS_OFFICER", "APPROVER", "CASHIER", "CONTRIBUTION_OFFICER", "CONTACT")
    every = logins()
    return [
        (_("Dari luar kantor"), [one for one in every if one.code in outside]),
        (_("Di kantor cabang"), [one for one in every if one.code in branch]),
        (_("Yang memimpin dan memeriksa"), [one for one in every if one.code not in (*outside, *branch)]),
    ]


@require_GET
def loading(request: HttpRequest) -> HttpResponse:
    """How far the demo data are loaded. Exists only where LINDUNG_DEMO is set."""
    _demo_only()
    run = latest_open("scenario")
    total = run.slices_total if run else None
    state: Any = {"DONE": "done", "FAILED": "failed"}.get(run.status if run else "", "running")
    detail = ""
    if run and run.status == "FAILED":
        detail = run.text(get_language() or "id")
    elif run and run.eta:
        detail = _("kira-kira %(seconds)s detik lagi") % {"seconds": run.eta}
    job = kit.Progress(
        "memuat",
        _("Memuat data peragaan"),
        run.slices_done if run else 0,
        total,
        state,
        detail,
        reverse("frame:loading"),
        kit.Link(_("Pilih peran"), reverse("frame:demo_roles")) if state == "done" else None,
    )
    if getattr(request, "htmx", False):
        lang = get_language() or "id"
        shown = {"job": job, "done": number(job.done, lang=lang), "total": number(total or 0, lang=lang)}
        return render(request, "kit/progress.html", shown)
    return render(request, "frame/loading.html", {"job": job, "begun": run is not None})


@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo login, second factor taken as passed. Exists only where LINDUNG_DEMO is set."""
    _demo_only()
    name = request.POST.get("username", "")
    if name not in {one.username for one in logins()}:
        raise Http404
    user = get_user_model().objects.filter(username=name, is_active=True).first()
    if user is None:
        messages.info(request, _("Data peragaan masih dimuat."))
        return redirect("frame:loading")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    record_authentication(request, user, "password", username=name)
    record_authentication(request, user, "mfa", type="totp")
    request.session.pop(SESSION_MANDATE, None)
    actor, _mandates = choose(user.pk, None)
    return redirect(home_of(actor))


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Whether the server and its database answer; says nothing else."""
    return JsonResponse({"ok": scalar("select 1") == 1})


def _open(view: object) -> None:
    view.open_to_all = True  # type: ignore[attr-defined]


for _view in (demo_roles, demo_enter, loading, health):
    _open(_view)

"""A member makes his login himself, or chooses a new password, with the activation code on his sheet.

Whatever is wrong with what was typed, the answer is the same; each attempt is kept for auditors. The code opens the
choice for this browser only and for a short while; it is used when the choice is made.
"""

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from lindung.access.permissions import Act
from lindung.access.services import activate, code_opens, try_code
from lindung.access.web import caller, needs, too_often
from lindung.base.errors import Refused
from lindung.portals.kit.forms import refuse, said
from lindung.portals.public.forms import ActivationForm, ChooseForm

SESSION, SECONDS = "activation", 900
"""Session key of the code that was opened, and how long its owner may think about a password."""
TRIES, HOUR, DAY = 10, 3_600, 86_400


@sensitive_post_parameters()
@sensitive_variables("form", "typed")
@never_cache
@require_http_methods(["GET", "POST"])
@needs(Act.PUBLIC_ACTIVATE)
def start(request: HttpRequest) -> HttpResponse:
    """Member number, NIK, birth date and code; one sentence for all that can be wrong."""
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        about = f"activate:kpj:{typed['kpj'][:20].upper()}"
        if stopped := too_often(request, ("activate:" + caller(request), TRIES, HOUR), (about, TRIES, DAY)):
            return stopped
        opened = try_code(**typed, address=request.META.get("REMOTE_ADDR", ""))
        if opened is None:
            form.add_error(
                None,
                _(
                    "Data dan kode ini tidak cocok, atau kodenya tidak berlaku lagi. Periksa keempatnya; kode berlaku"
                    " 72 jam dan sekali pakai. Bila tetap tidak bisa, mintalah kode baru di kantor cabang dengan KTP."
                ),
            )
        else:
            request.session[SESSION] = [opened, int(time.time()) + SECONDS]
            return redirect("public:activate_choose")
    return render(request, "public/activate.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters()
@sensitive_variables("form", "typed")
@never_cache
@require_http_methods(["GET", "POST"])
@needs(Act.PUBLIC_ACTIVATE)
def choose(request: HttpRequest) -> HttpResponse:
    """The owner's user name and password; afterwards he signs in with them."""
    opened, until = request.session.get(SESSION, (0, 0))
    if until < time.time():
        request.session.pop(SESSION, None)
        messages.error(request, _("Isi dulu data dan kode aktivasi Anda."))
        return redirect("public:activate")
    try:
        name = code_opens(opened)
    except Refused as refused:
        del request.session[SESSION]
        messages.error(request, said(refused))
        return redirect("public:activate")
    form = ChooseForm(request.POST or None, named=name or "")
    if request.method == "POST" and form.is_valid():
        typed: dict[str, Any] = form.cleaned_data
        try:
            user = activate(opened, typed.get("username", ""), typed["password"])
        except Refused as refused:
            refuse(form, refused)
        else:
            request.session.pop(SESSION)
            messages.success(
                request,
                _("Kata sandi baru tersimpan. Masuk sebagai %(name)s.") % {"name": user.username}
                if name
                else _("Login Anda sudah dibuat. Masuk sebagai %(name)s.") % {"name": user.username},
            )
            return redirect("account_login")
    return render(
        request, "public/activate_choose.html", {"form": form, "name": name}, status=422 if form.errors else 200
    )

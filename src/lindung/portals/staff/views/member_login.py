"""A member's login at the branch: a code after a look at his identity paper, his factor taken off, closed, opened."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access import queries as access
from lindung.access.permissions import Act
from lindung.access.scope import Actor
from lindung.access.services import close_member, give_code, reopen_member, reset_member_factor
from lindung.access.web import actor_of, needs, reading
from lindung.base.errors import Refused
from lindung.portals import kit
from lindung.portals.activation import sheets
from lindung.portals.kit.forms import refuse
from lindung.portals.login_words import PAPERS, RESTS, WAYS, history
from lindung.portals.papers import PaperField, paper_answer
from lindung.portals.staff.scope import may
from lindung.portals.staff.views.login_acts import CLOSE, FACTOR, REOPEN, LifeForm, moment, standing
from lindung.portals.staff.views.people import person_of
from lindung.registry.models import Person
from lindung.registry.queries import file

CODE = "kode"


class CodeForm(forms.Form):
    """Which identity paper the officer has before him."""

    paper = forms.ChoiceField(label=later("Surat identitas yang diperiksa"), choices=list(PAPERS.items()))
    paper_no = forms.CharField(label=later("Nomor surat itu"), max_length=60)
    scan = PaperField(
        label=later("Foto atau pindaian surat"), required=False,
        help_text=later("PDF, PNG, atau JPEG, paling besar 10 MB."),
    )  # fmt: skip
    present = forms.BooleanField(
        label=later("Orangnya datang sendiri; wajah dan datanya cocok dengan surat ini dan dengan catatan kami.")
    )


class MemberLifeForm(LifeForm):
    """What else is done to a member's login."""

    def do(self, by: Actor, person_id: int) -> tuple[str, str]:
        """The sentence that says it is done; never a password. Raises AccessRefused."""
        step, reason = self.cleaned_data["step"], self.cleaned_data["reason"]
        if step == FACTOR:
            reset_member_factor(by, person_id, reason)
            return _("Faktor kedua dilepas; semua sesi login ini berakhir."), ""
        if step == CLOSE:
            close_member(by, person_id, reason)
            return _("Login ditutup; semua sesinya berakhir."), ""
        reopen_member(by, person_id, reason)
        return _("Login dibuka kembali."), ""


@sensitive_variables("sheet")
@require_http_methods(["GET", "POST"])
@needs(Act.MEMBER_LOGIN)
def show(request: HttpRequest, person_id: int) -> HttpResponse:
    """How a member's login stands, what happened to it, codes given; a new code is a sheet that is shown once."""
    person = person_of(person_id)
    if person.merged_into_id:
        return redirect("staff:member_login", person_id=person.merged_into_id)
    reading(request, person.pk, "staff.member_login")
    by, login = actor_of(request), access.member_login(person.pk)
    state = access.login_state(login["user_id"]) if login else None
    step = request.POST.get("langkah", "")
    form = CodeForm(
        request.POST if step == CODE else None, request.FILES if step == CODE else None, prefix=CODE
    )  # fmt: skip
    life = MemberLifeForm(request.POST if step == "login" else None, steps=_steps(state), prefix="login")
    try:
        if form.is_valid():
            given = form.cleaned_data
            sheet = give_code(by, person.pk, given["paper"], given["paper_no"], scan=given["scan"])
            return sheets(request, [sheet], reverse("staff:member_login", args=[person.pk]))
        if life.is_valid():
            messages.success(request, life.do(by, person.pk)[0])
            return redirect("staff:member_login", person_id=person.pk)
    except Refused as refused:
        refuse(form if step == CODE else life, refused, file="scan")
    crumbs = [kit.Link(_("Cari orang"), reverse("staff:people"))]
    if may(request, Act.PERSON_SEE):
        crumbs.append(kit.Link(person.name, reverse("staff:person", args=[person.pk])))
    return page(
        request,
        "staff/member_login.html",
        {
            "person": person, "form": form, "life": life if state else None, "crumbs": crumbs, "state": state,
            "standing": _standing(state), "rests": RESTS.get(login["rests"], "") if login else "",
            "events": history(login["user_id"]) if login else [],
            "codes": _codes(person, access.activations(person.pk)),
        },
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _steps(state: dict[str, Any] | None) -> list[str]:
    if state is None:
        return []
    if not state["is_active"]:
        return [REOPEN]
    return [*([FACTOR] if state["second_factor"] else []), CLOSE]


def _standing(state: dict[str, Any] | None) -> list[kit.Entry]:
    if state is None:
        return [kit.Entry(_("Keadaan"), _("Belum ada login"))]
    return [kit.Entry(_("Nama pengguna"), state["username"]), *standing(state)]


def _codes(person: Person, found: list[dict[str, Any]]) -> kit.Table:
    rows = [
        {
            "given": kit.Cell(moment(a["given_at"]), note=a["employer"] or a["by"]),
            "way": kit.Cell(
                str(WAYS[a["way"]]),
                reverse("staff:member_login_scan", args=[person.pk, a["id"]]) if a["scan_id"] else "",
                note=f"{PAPERS[a['paper']]} {a['paper_no']}" if a["paper"] else "",
            ),
            "state": kit.Cell(
                _("Dipakai %(when)s") % {"when": moment(a["used_at"])}
                if a["used_at"]
                else _("Tidak berlaku lagi")
                if a["ended_at"]
                else _("Berlaku sampai %(when)s") % {"when": moment(a["until"])},
                note=_("%(n)s kali dengan data yang salah") % {"n": a["tries"]} if a["tries"] else "",
            ),
        }
        for a in found
    ]
    columns = [
        kit.Column("given", _("Diberikan")),
        kit.Column("way", _("Oleh dan dengan apa")),
        kit.Column("state", _("Keadaan")),
    ]
    return kit.Table(
        _("Kode aktivasi"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada kode yang diberikan.")
    )


@require_GET
@needs(Act.MEMBER_LOGIN)
def scan(request: HttpRequest, person_id: int, activation_id: int) -> HttpResponse:
    """The kept picture of the identity paper that an officer looked at."""
    person = person_of(person_id)
    reading(request, person.pk, "staff.member_login_scan")
    kept = next((a["scan_id"] for a in access.activations(person.pk, 200) if a["id"] == activation_id), None)
    found = file(kept) if kept else None
    if found is None:
        raise Http404
    return paper_answer(found)

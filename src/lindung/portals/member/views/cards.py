"""A second card of the member's own: asked to be joined, decided by an officer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.member.forms import CardForm
from lindung.portals.member.views.common import lang, person_of
from lindung.registry.models import MemberNumber
from lindung.registry.queries import card_requests, today
from lindung.registry.services import ask_merge


@require_http_methods(["GET", "POST"])
@needs(Act.MEMBER_CARDS)
def cards(request: HttpRequest) -> HttpResponse:
    """The cards on one's record, what was asked before, and the form for another one."""
    person = person_of(request)
    form = CardForm(request.POST or None, initial={"name": person["name"], "birth_date": person["birth_date"]})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = ask_merge(person["id"], asked["kpj"], asked["name"], asked["birth_date"], by=request.user.pk)
        except Refused as refused:
            refuse(form, refused)
        else:
            if made.state == "UNMATCHED":
                words = _("Data kartu itu tidak cocok dengan yang Anda isi. Periksa kartunya, atau datang ke kantor.")
                form.add_error(None, words)
            else:
                messages.success(
                    request, _("Permohonan diterima. Petugas memeriksa kedua catatan dan memberi tahu Anda.")
                )
                return redirect("member:cards")
    context = {
        "person": person,
        "form": form,
        "held": _held(person["id"]),
        "asked": _asked(person["id"]),
        "as_of": today(),
    }
    return render(request, "member/cards.html", context, status=422 if form.errors else 200)


def _held(person_id: int) -> list[kit.Entry]:
    found = MemberNumber.objects.filter(person_id=person_id).order_by("issued_on", "kpj")
    words = _("terbit %(day)s")
    return [kit.Entry(_("Kartu"), n.kpj, note=words % {"day": date_long(n.issued_on, lang())}) for n in found]


def _asked(person_id: int) -> kit.Table | None:
    states = {
        "OPEN": _("Diperiksa petugas"), "MERGED": _("Digabungkan"), "DECLINED": _("Tidak digabungkan"),
        "UNMATCHED": _("Data tidak cocok"),
    }  # fmt: skip
    found = card_requests(person_id=person_id, limit=20)
    if not found:
        return None
    return kit.Table(
        _("Permohonan Anda"),
        [kit.Column("kpj", _("Kartu"), "code"), kit.Column("day", _("Diajukan"), "date"),
         kit.Column("state", _("Keadaan"))],
        [{"kpj": r["kpj"], "day": localdate(r["made_at"]), "state": kit.Cell(states[r["state"]], note=r["answer"])}
         for r in found],
        stack=True, show_caption=False,
    )  # fmt: skip

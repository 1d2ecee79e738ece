"""A member asks that who he is be set right on our record; an officer looks at the evidence and another decides."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.portals import person_words
from lindung.portals.kit.forms import refuse, said
from lindung.portals.member.views.common import person_of
from lindung.registry.models import Person, PersonChange
from lindung.registry.queries import person_changes, today
from lindung.registry.services import Proof, ask_change, store_file, withdraw_change

PROOFS = ("ID_CARD", "FAMILY_CARD", "BIRTH_CERTIFICATE", "CIVIL_REGISTRY", "COURT")


class AskForm(person_words.IdentityForm, person_words.ProofForm):
    """What is wrong, what it should be, and what shows it."""

    field_order = (*person_words.IdentityForm.base_fields, *person_words.ProofForm.base_fields)
    evidence_number = forms.CharField(label=later("Nomor bukti"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["evidence"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [(k, person_words.EVIDENCE[k]) for k in PROOFS]


@require_http_methods(["GET", "POST"])
@needs(Act.MEMBER_PROFILE_CHANGE)
def ask(request: HttpRequest) -> HttpResponse:
    """The record as it is, to be overwritten with what is right; nothing changes before an officer decided."""
    found = person_of(request)
    person = Person.objects.get(pk=found["id"])
    facts = list(person_words.IdentityForm.base_fields)
    form = AskForm(request.POST or None, request.FILES or None, initial=person_words.started(person, facts))
    waiting = next((r for r in person_changes(person_id=person.pk, open_only=True, limit=5)), None)
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, actor_of(request).user_id
        try:
            file_id = None
            if given["file"]:
                name, kind, data = given["file"]
                file_id = store_file(name, kind, data, person.office_id, person_id=person.pk, by=by).pk
            proof = Proof(given["evidence"], given["evidence_number"], file_id)
            ask_change(person.pk, {f: given[f] for f in facts}, proof, given["reason"], by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Permintaan diterima. Petugas memeriksa buktinya dan memberi tahu Anda."))
            return redirect("member:profile")
    context = {"person": found, "form": form, "waiting": waiting, "as_of": today()}
    return render(request, "member/identity.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Act.MEMBER_PROFILE_CHANGE)
def withdraw(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take one's own request back."""
    person, by = person_of(request), actor_of(request).user_id
    mine = PersonChange.objects.filter(pk=change_id, person_id=person["id"]).exists()
    try:
        withdraw_change(change_id if mine else 0, by or 0)
    except Refused as refused:
        messages.error(request, said(refused))
    else:
        messages.success(request, _("Permintaan ditarik."))
    return redirect("member:profile")

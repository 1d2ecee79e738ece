"""The contact centre: make sure who is asking, then say in words how things stand, and keep the contact."""

import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import limited, needs, reading
from lindung.base.errors import Refused
from lindung.base.format import date_long, rupiah
from lindung.claims import services as claims
from lindung.claims.queries import REPEAT_DAYS, claims_of, contacts_of
from lindung.contributions.queries import missing_months
from lindung.coverage.queries import covered_on
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import MOVES, both, lang, may, me
from lindung.portals.staff.views.people import person_of
from lindung.registry.queries import today

MINUTES = 15
"""How long a caller counts as identified."""
SESSION = "contact_identified"

CHANNELS = {"PHONE": later("Telepon"), "COUNTER": later("Loket"), "MESSAGE": later("Pesan")}
TOPICS = {
    "CLAIM_STATUS": later("Di mana klaim saya"),
    "PAYMENT": later("Pembayaran belum sampai"),
    "DOCUMENTS": later("Dokumen"),
    "BALANCE": later("Saldo atau iuran"),
    "EMPLOYER": later("Pemberi kerja tidak melapor"),
    "DATA": later("Data diri"),
    "OTHER": later("Lainnya"),
}


class IdentifyForm(forms.Form):
    """What the caller says about himself; the officer never reads it out."""

    birth_date = kit.DateField(label=later("Tanggal lahir yang disebut penelepon"))
    tail = forms.CharField(label=later("Empat angka terakhir NIK yang disebut"), min_length=4, max_length=4)


class ContactForm(forms.Form):
    """One contact."""

    channel = forms.ChoiceField(label=later("Lewat"), choices=list(CHANNELS.items()))
    topic = forms.ChoiceField(label=later("Soal"), choices=list(TOPICS.items()))
    claim = forms.ChoiceField(label=later("Klaim"), required=False)
    note = forms.CharField(
        label=later("Catatan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    solved = forms.BooleanField(label=later("Pertanyaannya selesai dijawab"), required=False)


@require_GET
@needs(Act.CONTACT_VIEW)
def start(request: HttpRequest) -> HttpResponse:
    """Where a contact begins: find the person."""
    return redirect("staff:people")


def _identified(request: HttpRequest, person_id: int) -> bool:
    known = request.session.get(SESSION) or {}
    return known.get("person") == person_id and time.time() - known.get("at", 0) < MINUTES * 60


@require_http_methods(["GET", "POST"])
@needs(Act.CONTACT_VIEW)
@limited("contact-identify", 60, 60)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """First two questions, then how things stand, in words."""
    who = person_of(person_id)
    reading(request, who.pk, "staff.contact")
    if not _identified(request, who.pk):
        form = IdentifyForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            if data["birth_date"] == who.birth_date and who.nik and who.nik.endswith(data["tail"]):
                request.session[SESSION] = {"person": who.pk, "at": time.time()}
                return redirect("staff:contact_person", person_id=who.pk)
            form.add_error(None, _("Jawaban tidak cocok. Jangan beri keterangan apa pun; persilakan datang ke kantor."))
        return page(
            request,
            "staff/identify.html",
            {
                "form": form,
                "initials": " ".join(part[:1] + "•••" for part in who.name.split()),
                "minutes": MINUTES,
                "person_id": who.pk,
                "may_report_death": may(request, Act.CASE_REPORT_DEATH) and who.died_on is None,
                "crumbs": [kit.Link(_("Cari orang"), reverse("staff:people"))],
            },
            status=422 if request.method == "POST" else 200,
        )
    return _status(request, who)


def _form(request: HttpRequest, found: list[dict[str, Any]], data: Any = None) -> ContactForm:
    form = ContactForm(data, prefix="kontak")
    form.fields["claim"].choices = [("", _("tidak tentang satu klaim"))] + [  # type: ignore[attr-defined]
        (str(c["id"]), f"{c['number']} · {both(c['ground'])}") for c in found
    ]
    return form


def _status(request: HttpRequest, who: Any, form: ContactForm | None = None, status: int = 200) -> HttpResponse:
    day = today()
    found = claims_of(who.pk, 10)
    contacts = contacts_of(who.pk)
    people = usernames([k["by"] for k in contacts])
    cover = covered_on(who.pk, day)
    missing = missing_months(who.pk, day)
    last = contacts[0] if contacts else None
    return page(
        request,
        "staff/contact.html",
        {
            "person": who,
            "as_of": day,
            "claims": [(c, MOVES[c["move"]], sentence(c), both(c["why"])) for c in found],
            "cover": [c.employer or c.segment for c in cover],
            "missing": len(missing),
            "contacts": [
                (k, str(TOPICS[k["topic"]]), str(CHANNELS[k["channel"]]), people.get(k["by"], "")) for k in contacts
            ],
            "repeated": last and (last["repeated"] > 0) and last["topic"],
            "repeated_topic": str(TOPICS[last["topic"]]) if last else "",
            "repeat_days": REPEAT_DAYS,
            "form": form or _form(request, found),
            "may_log": may(request, Act.CONTACT_LOG),
            "crumbs": [kit.Link(_("Cari orang"), reverse("staff:people"))],
        },
        status=status,
    )


def sentence(claim: dict[str, Any]) -> str:
    """How a claim stands, to be read out as it is."""
    by = date_long(claim["due_on"], lang()) if claim["due_on"] else ""
    if claim["status"] == "COMPLETED":
        return {
            "PAID": _("Sudah dibayar seluruhnya, %(amount)s.") % {"amount": rupiah(claim["paid"], lang())},
            "PARTLY_PAID": _("Sebagian sudah dibayar, %(amount)s.") % {"amount": rupiah(claim["paid"], lang())},
            "RETURNED": _("Dikembalikan untuk dilengkapi. Tidak ada yang hilang; lengkapi lalu ajukan lagi."),
            "REJECTED": _("Ditolak. Alasan, pasal, dan cara mengajukan keberatan ada di surat keputusan."),
            "WITHDRAWN": _("Dicabut oleh pemohon. Haknya tidak hilang."),
        }.get(claim["outcome"], "")
    if claim["move"] == "CLAIMANT":
        return _("Menunggu pemohon: %(why)s.") % {"why": both(claim["why"])}
    if claim["move"] == "THIRD":
        return _("Menunggu pihak ketiga: %(why)s.") % {"why": both(claim["why"])}
    if by:
        return _("Sedang kami kerjakan: %(why)s. Dibayar paling lambat %(day)s.") % {
            "why": both(claim["why"]),
            "day": by,
        }
    return _("Sedang kami kerjakan: %(why)s.") % {"why": both(claim["why"])}


@require_POST
@needs(Act.CONTACT_LOG)
def log(request: HttpRequest, person_id: int) -> HttpResponse:
    """Keep the contact."""
    who = person_of(person_id)
    if not _identified(request, who.pk):
        return redirect("staff:contact_person", person_id=who.pk)
    form = _form(request, claims_of(who.pk, 10), request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            claims.log_contact(
                who.pk,
                data["channel"],
                data["topic"],
                by=me(request),
                note=data["note"],
                solved=data["solved"],
                claim_id=int(data["claim"]) if data["claim"] else None,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Kontak dicatat."))
            return redirect("staff:contact_person", person_id=who.pk)
    return _status(request, who, form, 422)

"""Contacts, bank account, family, who looked at my data; letters and messages."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lindung.access.models import Role
from lindung.access.permissions import Act
from lindung.access.queries import who_read
from lindung.access.web import actor_of, needs
from lindung.base.db import rows
from lindung.base.errors import Refused
from lindung.base.format import date_long
from lindung.notices.queries import messages as messages_of
from lindung.notices.services import letter_pdf
from lindung.portals import kit, person_words
from lindung.portals.member.forms import AccountForm, ContactForm, RelativeForm
from lindung.portals.member.views.common import lang, person_of
from lindung.portals.reading_words import own_number, page_words
from lindung.registry.models import Relative
from lindung.registry.queries import account_of, person_changes, relatives_of, today
from lindung.registry.services import add_relative, change_contacts, set_bank_account


@require_GET
@needs(Act.MEMBER_PROFILE)
def profile(request: HttpRequest) -> HttpResponse:
    """Everything about oneself."""
    person = person_of(request)
    account = account_of(person["id"], None, today())
    kinds = dict(Relative.Kind.choices)
    roles = dict(Role.choices)
    seen = kit.Table(
        _("Siapa yang membuka data saya"),
        [kit.Column("at", _("Kapan"), "date"), kit.Column("who", _("Siapa")), kit.Column("page", _("Halaman"))],
        [{"at": r["at"].date(), "who": kit.Cell(roles.get(r["role"], r["role"] or ""), note=r["office"] or ""),
          "page": kit.Cell(page_words(r["page"]), note=own_number(r["page"], r["purpose"]))}
         for r in who_read(person["id"], 25)],
        stack=True, empty=_("Belum ada petugas yang membuka data Anda."),
    )  # fmt: skip
    changed = person_changes(person_id=person["id"], limit=20)
    asked = next((r for r in changed if r["state"] == "ASKED"), None)
    context = {
        "person": person, "as_of": today(),
        "identity": [
            kit.Entry(_("Nama"), person["name"]), kit.Entry("NIK", person["nik"] or "–"),
            kit.Entry(_("Tanggal lahir"), date_long(person["birth_date"], lang())),
            kit.Entry(_("Kantor"), person["office"]),
        ],
        "contacts": ContactForm(initial={k: person[k] for k in ("phone", "email", "address")}),
        "account": account, "account_form": AccountForm(initial={"holder": person["name"]}),
        "family": [kit.Entry(r["name"], kinds.get(r["kind"], r["kind"])) for r in relatives_of(person["id"])],
        "seen": seen, "relative_form": RelativeForm(), "history": person_words.history(changed), "asked": asked,
        "wanted": person_words.entries(asked["changes"]) if asked else [],
    }  # fmt: skip
    return render(request, "member/profile.html", context)


@require_POST
@needs(Act.MEMBER_PROFILE_CHANGE)
def contacts(request: HttpRequest) -> HttpResponse:
    """New contacts."""
    person = person_of(request)
    form = ContactForm(request.POST)
    if not form.is_valid():
        messages.error(request, "; ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("member:profile")
    try:
        change_contacts(person["id"], by=actor_of(request).user_id, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, refused.text(lang()))
    else:
        messages.success(request, _("Data kontak disimpan."))
    return redirect("member:profile")


@require_POST
@needs(Act.MEMBER_RELATIVES)
def relatives(request: HttpRequest) -> HttpResponse:
    """One more relative; the same one again stays one."""
    person = person_of(request)
    form = RelativeForm(request.POST)
    if not form.is_valid():
        messages.error(request, "; ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("member:profile")
    asked = form.cleaned_data
    try:
        add_relative(person["id"], asked["kind"], asked["name"], birth_date=asked["birth_date"])
    except Refused as refused:
        messages.error(request, refused.text(lang()))
    else:
        messages.success(request, _("Keluarga dicatat."))
    return redirect("member:profile")


@require_POST
@needs(Act.MEMBER_BANK_ACCOUNT)
def bank_account(request: HttpRequest) -> HttpResponse:
    """Another bank account; it can be paid to after the cooling-off."""
    person = person_of(request)
    form = AccountForm(request.POST)
    if not form.is_valid():
        messages.error(request, "; ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("member:profile")
    asked = form.cleaned_data
    try:
        made = set_bank_account(person["id"], asked["bank"].code, asked["number"], asked["holder"], today())
    except Refused as refused:
        messages.error(request, refused.text(lang()))
    else:
        words = _("Rekening disimpan; dapat dipakai mulai %(day)s.")
        messages.success(request, words % {"day": date_long(made.usable_from, lang())})
    return redirect("member:profile")


@require_GET
@needs(Act.MEMBER_LETTERS)
def letters(request: HttpRequest) -> HttpResponse:
    """Messages and letters."""
    person = person_of(request)
    found = rows(
        "select id, kind, number, made_on from notices_letter where person_id = %s order by id desc limit 50",
        [person["id"]],
    )
    names = {
        "decision_award": _("Surat keputusan: dikabulkan"), "decision_return": _("Surat keputusan: dikembalikan"),
        "decision_reject": _("Surat keputusan: ditolak"), "statement_jht": _("Laporan saldo JHT"),
        "statement_jp": _("Laporan saldo JP"),
    }  # fmt: skip
    table = kit.Table(
        _("Surat"),
        [kit.Column("number", _("Nomor")), kit.Column("kind", _("Jenis")), kit.Column("day", _("Tanggal"), "date")],
        [
            {
                "number": kit.Cell(r["number"], reverse("member:letter_pdf", args=[r["id"]])),
                "kind": names.get(r["kind"], r["kind"]),
                "day": r["made_on"],
            }
            for r in found
        ],
        stack=True, empty=_("Belum ada surat."),
    )  # fmt: skip
    told = messages_of(person_id=person["id"], lang=lang())
    return render(request, "member/letters.html", {"table": table, "told": told, "as_of": today()})


@require_GET
@needs(Act.MEMBER_LETTERS)
def letter(request: HttpRequest, id: int) -> HttpResponse:
    """One letter as PDF."""
    person = person_of(request)
    if not rows("select 1 from notices_letter where id = %s and person_id = %s", [id, person["id"]]):
        raise Http404
    answer = HttpResponse(letter_pdf(id), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="surat-{id}.pdf"'
    return answer

"""Banks that speak the payment standard: who may, since when; changes by two people, stopping by one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import bank_mandates, usernames
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_short
from lindung.interop.models import SnapChange, SnapPartner
from lindung.interop.snap import changes
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, offices_of, query_of

KINDS = {
    "REGISTER": later("Mitra baru"), "ROTATE": later("Kunci baru"), "SUSPEND": later("Dihentikan sementara"),
    "RESUME": later("Dibuka lagi"), "END": later("Diakhiri"),
}  # fmt: skip
STATUSES = {"PROPOSED": later("Menunggu orang kedua"), "DONE": later("Berlaku"), "REJECTED": later("Ditolak")}


class PartnerForm(forms.Form):
    """A bank that is to speak."""

    mandate = forms.TypedChoiceField(label=later("Login bank"), coerce=int)
    code = forms.CharField(
        label=later("Kode mitra (X-PARTNER-ID)"), max_length=36, help_text=later("2 sampai 36 huruf atau angka.")
    )
    name = forms.CharField(label=later("Nama bank"), max_length=80)
    service_number = forms.CharField(
        label=later("Nomor layanan bank untuk lembaga"), max_length=8, help_text=later("1 sampai 8 angka.")
    )
    public_key = forms.CharField(
        label=later("Kunci publik bank (PEM)"), widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=later("RSA paling sedikit 2048 bit. Kunci pribadi tidak pernah dikirim ke sini."),
    )  # fmt: skip
    reason = forms.CharField(label=later("Alasan atau nomor perjanjian"), max_length=200)


class KeysForm(forms.Form):
    """New keys, or speaking again after a suspension."""

    public_key = forms.CharField(
        label=later("Kunci publik baru (PEM)"), required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=later("Kosongkan bila hanya rahasia bersama yang diganti."),
    )  # fmt: skip
    reason = forms.CharField(label=later("Alasan"), max_length=200)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=later("Alasan"), max_length=200)


@require_http_methods(["GET", "POST"])
@needs(Act.PARTNER_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """All partners, what waits for a second person, what was changed; a form for another bank."""
    offices = offices_of(request)
    form = None
    if may(request, Act.PARTNER_CHANGE):
        form = PartnerForm(request.POST or None)
        form.fields["mandate"].choices = [  # type: ignore[attr-defined]
            (m["id"], f"{m['username']}, {m['office']}") for m in bank_mandates(offices)
        ]
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            asked = dict(form.cleaned_data)
            try:
                changes.propose_partner(asked.pop("mandate"), by=me(request), **asked)
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Usulan disimpan; orang kedua yang memberlakukannya."))
                return redirect("staff:partners")
    before = as_number(request.GET.get("mulai")) or 0
    found = changes.history(offices, before=before, limit=PAGE + 1)
    waiting = [c for c in found if c["status"] == "PROPOSED"]
    names = usernames([c[who] for c in found for who in ("proposed_by", "decided_by")])
    return page(
        request,
        "staff/partners.html",
        {
            "form": form,
            "partners": _partners(changes.listed(offices)),
            "waiting": [
                {"it": c, "kind": KINDS[c["kind"]], "who": names.get(c["proposed_by"], ""),
                 "mine": c["proposed_by"] == me(request)}
                for c in waiting
            ],
            "may_approve": may(request, Act.PARTNER_APPROVE),
            "history": _history(request, [c for c in found[:PAGE] if c["status"] != "PROPOSED"], names, len(found)),
        },
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _partners(found: list[dict[str, Any]]) -> kit.Table:
    rows = [
        kit.Row(
            {
                "name": kit.Cell(r["name"], reverse("staff:partner", args=[r["code"]]), note=r["code"]),
                "number": r["service_number"],
                "keys": localdate(r["keys_at"] or r["made_at"]),
                "spoke": kit.Cell(date_short(localdate(r["spoke_at"]), lang()) if r["spoke_at"] else _("belum pernah")),
                "state": _state(r),
            },
            tone="bad" if r["suspended_at"] and not r["ended_at"] else "neutral",
        )
        for r in found
    ]
    columns = [
        kit.Column("name", _("Bank")),
        kit.Column("number", _("Nomor layanan"), "code"),
        kit.Column("keys", _("Kunci sejak"), "date"),
        kit.Column("spoke", _("Terakhir bicara")),
        kit.Column("state", _("Keadaan")),
    ]
    return kit.Table(
        _("Mitra bank"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada bank yang terhubung.")
    )


def _state(partner: dict[str, Any]) -> str:
    if partner["ended_at"]:
        return _("Berakhir")
    return _("Dihentikan sementara") if partner["suspended_at"] else _("Aktif")


def _history(request: HttpRequest, found: list[dict[str, Any]], names: dict[int, str], seen: int) -> kit.Table:
    rows = [
        {
            "when": localdate(c["decided_at"] or c["proposed_at"]),
            "what": kit.Cell(str(KINDS[c["kind"]]), note=c["code"] or ""),
            "who": kit.Cell(names.get(c["proposed_by"], "–"), note=names.get(c["decided_by"] or 0, "")),
            "state": kit.Cell(str(STATUSES[c["status"]]), note=c["answer"] or c["reason"]),
        }
        for c in found
    ]
    columns = [
        kit.Column("when", _("Kapan"), "date"),
        kit.Column("what", _("Perubahan")),
        kit.Column("who", _("Pengusul dan pemutus")),
        kit.Column("state", _("Keadaan")),
    ]
    pager = kit.Pager(next=query_of(request, mulai=found[-1]["id"])) if seen > PAGE and found else None
    return kit.Table(
        _("Riwayat perubahan"), columns, rows, pager=pager, stack=True, show_caption=False,
        empty=_("Belum ada perubahan."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.PARTNER_SEE)
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One bank: new keys and speaking again are proposed, stopping is done."""
    partner = SnapPartner.objects.filter(code=code, office_id__in=offices_of(request)).first()
    if partner is None:
        raise Http404
    change = may(request, Act.PARTNER_CHANGE) and partner.ended_at is None
    step = request.POST.get("langkah", "")
    keys = KeysForm(request.POST if step == "kunci" else None, prefix="kunci")
    stop = ReasonForm(request.POST if step in ("henti", "akhir", "buka") else None, prefix="henti")
    if request.method == "POST":
        if not change:
            raise Http404
        form = keys if step == "kunci" else stop
        if form.is_bound and form.is_valid():
            try:
                said_ = _do(step, code, form.cleaned_data, me(request))
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, said_)
                return redirect("staff:partner", code=code)
    entries = [
        kit.Entry(_("Kode mitra"), partner.code),
        kit.Entry(_("Kunci klien (X-CLIENT-KEY)"), partner.client_key),
        kit.Entry(_("Nomor layanan"), partner.service_number),
        kit.Entry(_("Jumlah"), _("harus sama dengan tagihan") if partner.closed_amount else _("bebas")),
        kit.Entry(_("Terdaftar"), date_short(localdate(partner.made_at), lang())),
        kit.Entry(_("Keadaan"), _state({"ended_at": partner.ended_at, "suspended_at": partner.suspended_at})),
    ]
    return page(
        request,
        "staff/partner.html",
        {
            "partner": partner, "entries": entries, "change": change, "keys": keys, "stop": stop,
            "open_change": partner.changes.filter(status="PROPOSED").first(),
            "crumbs": [kit.Link(_("Mitra bank"), reverse("staff:partners"))],
        },
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _do(step: str, code: str, asked: dict[str, Any], by: int) -> str:
    if step == "kunci":
        changes.propose_keys(code, asked["public_key"], asked["reason"], by)
    elif step == "buka":
        changes.propose_resume(code, asked["reason"], by)
    else:
        changes.stop(code, asked["reason"], by, for_good=step == "akhir")
        return _("Bank ini tidak dapat bicara lagi mulai sekarang.")
    return _("Usulan disimpan; orang kedua yang memberlakukannya.")


@require_POST
@needs(Act.PARTNER_APPROVE)
def decide(request: HttpRequest, change_id: int) -> HttpResponse:
    """The second person's word; new credentials are shown on the answer and never again."""
    change = SnapChange.objects.filter(pk=change_id, office_id__in=offices_of(request)).first()
    if change is None:
        raise Http404
    told = None
    try:
        if request.POST.get("langkah") == "tolak":
            changes.reject(change_id, request.POST.get("jawaban", ""), me(request))
        else:
            told = changes.approve(change_id, me(request))
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:partners")
    if told is None:
        messages.success(request, _("Putusan disimpan."))
        return redirect("staff:partners")
    answer = page(request, "staff/partner_told.html", {
        "told": told, "crumbs": [kit.Link(_("Mitra bank"), reverse("staff:partners"))],
    })  # fmt: skip
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@needs(Act.PARTNER_SEE)
def guide(request: HttpRequest) -> HttpResponse:
    """How a simulated bank pays a bill, for tests and demonstrations on one's own machine."""
    return page(request, "staff/partner_guide.html", {
        "address": request.build_absolute_uri("/").rstrip("/"), "logins": bank_mandates(offices_of(request)),
        "crumbs": [kit.Link(_("Mitra bank"), reverse("staff:partners"))],
    })  # fmt: skip

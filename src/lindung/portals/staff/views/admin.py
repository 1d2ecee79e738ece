"""Organisation, roles and audit: offices and holders of posts, the two trails, the business day."""

import json
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access import queries as access
from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_short
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.login_words import OUTCOMES
from lindung.portals.reading_words import page_words
from lindung.portals.staff.scope import PAGE, as_number, lang, may, offices_of, query_of
from lindung.portals.staff.views.login_acts import moment
from lindung.registry import queries, services
from lindung.registry.models import Office

OFFICES = {
    "HEAD": later("Kantor Pusat"),
    "REGION": later("Kantor Wilayah"),
    "BRANCH": later("Kantor Cabang"),
    "PIONEER": later("Kantor Cabang Perintis"),
    "SUB_BRANCH": later("Kantor Cabang Pembantu"),
}
POSTS = {
    "REGIONAL_DIRECTOR": later("Kepala Kantor Wilayah"),
    "BRANCH_MANAGER": later("Kepala Kantor Cabang"),
    "SERVICE_HEAD": later("Kepala Bidang Pelayanan"),
}


class AppointForm(forms.Form):
    """Who holds a post from a day on."""

    office = forms.TypedChoiceField(label=later("Kantor"), coerce=int)
    kind = forms.ChoiceField(label=later("Jabatan"), choices=list(POSTS.items()))
    name = forms.CharField(label=later("Nama pejabat"), max_length=80)
    title = forms.CharField(label=later("Sebutan jabatan dalam surat"), max_length=80)
    valid_from = kit.DateField(label=later("Berlaku mulai"))


class DayForm(forms.Form):
    """The business day."""

    day = kit.DateField(label=later("Hari kerja sistem"), required=False)


@require_http_methods(["GET", "POST"])
@needs(Act.ORGANISATION_SEE)
def organisation(request: HttpRequest) -> HttpResponse:
    """Offices with their posts and holders by date; a form for those who may appoint."""
    day = queries.today()
    offices = list(Office.objects.filter(pk__in=offices_of(request)).select_related("parent").order_by("code"))
    change = may(request, Act.ORGANISATION_CHANGE)
    form = AppointForm(request.POST or None, initial={"valid_from": day}) if change else None
    if form is not None:
        form.fields["office"].choices = [(o.pk, o.name) for o in offices]  # type: ignore[attr-defined]
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                services.appoint(data["office"], data["kind"], data["name"], data["title"], data["valid_from"])
            except Refused as refused:
                refuse(form, refused)
            else:
                messages.success(request, _("Pejabat dicatat; yang lama berakhir sehari sebelumnya."))
                return redirect("staff:organisation")
    by_office: dict[int, list[dict[str, Any]]] = {}
    for holder in queries.holders([o.pk for o in offices]):
        by_office.setdefault(holder["office_id"], []).append(holder)
    office_rows = [
        {
            "name": kit.Cell(o.name, note=o.address),
            "kind": str(OFFICES[o.kind]),
            "parent": o.parent.name if o.parent else "–",
            "since": o.valid_from,
            "until": o.valid_to,
        }
        for o in offices
    ]
    holder_rows = [
        {
            "office": o.name,
            "post": str(POSTS.get(h["kind"], h["kind"])),
            "name": h["name"] or _("kosong"),
            "title": h["title"] or "–",
            "since": h["valid_from"],
            "until": kit.Cell(
                date_short(h["valid_to"], lang()) if h["valid_to"] else _("sekarang") if h["name"] else "–"
            ),
        }
        for o in offices
        for h in by_office.get(o.pk, [])
    ]
    return page(
        request,
        "staff/organisation.html",
        {
            "offices": kit.Table(
                _("Kantor"),
                [
                    kit.Column("name", _("Kantor")),
                    kit.Column("kind", _("Jenis")),
                    kit.Column("parent", _("Di bawah")),
                    kit.Column("since", _("Sejak"), "date"),
                    kit.Column("until", _("Sampai"), "date"),
                ],
                office_rows,
                stack=True,
                show_caption=False,
            ),
            "holders": kit.Table(
                _("Jabatan dan pejabat"),
                [
                    kit.Column("office", _("Kantor")),
                    kit.Column("post", _("Jabatan")),
                    kit.Column("name", _("Pejabat")),
                    kit.Column("title", _("Sebutan dalam surat")),
                    kit.Column("since", _("Mulai"), "date"),
                    kit.Column("until", _("Sampai")),
                ],
                holder_rows,
                stack=True,
                show_caption=False,
                empty=_("Belum ada pejabat."),
            ),
            "form": form,
            "as_of": day,
            "may_day": may(request, Act.CALENDAR_CHANGE),
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.CALENDAR_CHANGE)
def business_day(request: HttpRequest) -> HttpResponse:
    """The day the institution works on: for training and demo; an installation in use follows the calendar."""
    form = DayForm(request.POST or None, initial={"day": queries.today()})
    if request.method == "POST" and form.is_valid():
        day: date | None = form.cleaned_data["day"]
        if day is not None and not settings.DEMO:
            form.add_error("day", _("Hanya peragaan yang boleh memakai hari lain. Kosongkan untuk memakai kalender."))
        else:
            services.set_business_day(day)
            messages.success(request, _("Hari kerja sistem diubah. Semua tanggal dan jam mengikutinya."))
            return redirect("staff:business_day")
    return page(
        request,
        "staff/business_day.html",
        {
            "form": form,
            "as_of": queries.today(),
            "crumbs": [kit.Link(_("Organisasi"), reverse("staff:organisation"))],
        },
        status=422 if request.method == "POST" else 200,
    )


@require_GET
@needs(Act.AUDIT_SEE)
def audit(request: HttpRequest) -> HttpResponse:
    """The trail of writes: who changed what, when, by which act; searchable by table, row and login."""
    table, key = request.GET.get("tabel", "").strip()[:60], request.GET.get("baris", "").strip()[:60]
    user, before = as_number(request.GET.get("pengguna")), as_number(request.GET.get("sebelum"))
    found = access.trail(table, key, user, PAGE + 1, before)
    lines = [
        {
            **r,
            "changed": [
                (name, _short((r["before"] or {}).get(name)), _short((r["after"] or {}).get(name)))
                for name in sorted({*(r["before"] or {}), *(r["after"] or {})})
                if (r["before"] or {}).get(name) != (r["after"] or {}).get(name)
            ][:12],
            "word": {"INSERT": _("ditambah"), "UPDATE": _("diubah"), "DELETE": _("dihapus")}.get(
                r["operation"], r["operation"]
            ),
        }
        for r in found[:PAGE]
    ]
    pager = kit.Pager(
        previous=query_of(request, sebelum=None) if before else "",
        next=query_of(request, sebelum=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    return page(
        request,
        "staff/audit.html",
        {"lines": lines, "pager": pager, "table_name": table, "key": key, "user": user or ""},
    )


def _short(value: Any) -> str:
    text = (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, dict | list)
        else "–"
        if value is None
        else str(value)
    )
    return text if len(text) <= 80 else f"{text[:79]}…"


@require_GET
@needs(Act.READS_SEE)
def activation_tries(request: HttpRequest) -> HttpResponse:
    """Who tried activation codes of members' logins: when, from which address, and what came of it."""
    before = as_number(request.GET.get("sebelum"))
    found = access.activation_tries(PAGE + 1, before)
    rows = [
        {
            "at": moment(t["at"]),
            "outcome": kit.Cell(str(OUTCOMES[t["outcome"]]), note=t["office"]),
            "address": t["address"] or "–",
            "person": str(t["person_id"] or "–"),
        }
        for t in found[:PAGE]
    ]
    columns = [
        kit.Column("at", _("Waktu")),
        kit.Column("outcome", _("Hasil")),
        kit.Column("address", _("Alamat jaringan"), "code"),
        kit.Column("person", _("Nomor orang"), "code"),
    ]
    pager = kit.Pager(
        previous=query_of(request, sebelum=None) if before else "",
        next=query_of(request, sebelum=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    table = kit.Table(
        _("Percobaan kode aktivasi"), columns, rows, pager=pager, stack=True, show_caption=False,
        empty=_("Belum ada percobaan."),
    )  # fmt: skip
    crumbs = [kit.Link(_("Catatan akses data"), reverse("staff:reads"))]
    return page(request, "staff/activation_tries.html", {"table": table, "crumbs": crumbs})


@require_GET
@needs(Act.READS_SEE)
def reads(request: HttpRequest) -> HttpResponse:
    """Who read whose personal data, on which page."""
    user, person = as_number(request.GET.get("pengguna")), as_number(request.GET.get("orang"))
    before = as_number(request.GET.get("sebelum"))
    found = access.reads(user, person, PAGE + 1, before)
    rows = [
        {
            "at": kit.Cell(f"{date_short(r['at'], lang())}, {r['at']:%H.%M}"),
            "who": kit.Cell(r["username"], note=r["office"] or ""),
            "person": str(r["person_id"]),
            "page": kit.Cell(page_words(r["page"]), note=r["purpose"]),
        }
        for r in found[:PAGE]
    ]
    columns = [
        kit.Column("at", _("Waktu")),
        kit.Column("who", _("Pembaca")),
        kit.Column("person", _("Nomor orang"), "code"),
        kit.Column("page", _("Halaman dan keperluan")),
    ]
    pager = kit.Pager(
        previous=query_of(request, sebelum=None) if before else "",
        next=query_of(request, sebelum=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    return page(
        request,
        "staff/reads.html",
        {
            "table": kit.Table(
                _("Pembacaan data pribadi"),
                columns,
                rows,
                pager=pager,
                stack=True,
                show_caption=False,
                empty=_("Belum ada pembacaan."),
            ),
            "user": user or "",
            "person": person or "",
        },
    )

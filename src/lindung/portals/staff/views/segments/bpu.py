"""Non-wage earners at the counter: lists, registration, how one stands, a new order, changes."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import date_long, number, rupiah
from lindung.coverage import queries as coverage
from lindung.portals import kit
from lindung.portals import orders as shown
from lindung.portals.kit.forms import refuse
from lindung.portals.member.views.pay import EFFECTS, STATES
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, offices_of, own_office, query_of
from lindung.portals.staff.views.segments.forms import ChangeForm, OrderForm, RegisterForm, served_districts
from lindung.registry import queries as registry
from lindung.segments import queries, services
from lindung.segments.settings import MONTHS_AT_ONCE

LIST_STATES = {
    "NEVER": later("Belum pernah membayar"),
    "PAID": later("Lunas"),
    "ARREARS": later("Menunggak"),
    "LAPSED": later("Gugur"),
}


@require_GET
@needs(Act.SEGMENT_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Non-wage earners by state, found by NIK or name."""
    offices, on = offices_of(request), registry.today()
    state = request.GET.get("keadaan", "")
    state = state if state in LIST_STATES else ""
    text, after = request.GET.get("cari", "").strip()[:80], as_number(request.GET.get("mulai")) or 0
    found = queries.bpu_list(offices, state=state, text=text, on=on, after=after, limit=PAGE + 1)
    counts = queries.bpu_counts(offices, on)
    flow = coverage.flow_of(offices, "BPU", on)
    cards = [
        kit.Figure(
            label,
            number(counts.get(key, 0), lang=lang()),
            on,
            drill=f"?keadaan={key}",
            tone="bad" if key == "LAPSED" else "warn" if key == "ARREARS" else "neutral",
        )
        for key, label in LIST_STATES.items()
    ]
    rows = [
        {
            "name": kit.Cell(r["name"], reverse("staff:bpu", args=[r["person_id"]]), note=r["occupations"] or ""),
            "nik": r["nik"] or "–",
            "paid": r["paid_through"],
            "until": r["covered_until"],
            "state": f"BPU_{r['state']}",
        }
        for r in found[:PAGE]
    ]
    columns = [
        kit.Column("name", _("Nama")),
        kit.Column("nik", _("NIK"), "code"),
        kit.Column("paid", _("Lunas sampai"), "month"),
        kit.Column("until", _("Hak sampai"), "date"),
        kit.Column("state", _("Keadaan"), "status"),
    ]
    pager = kit.Pager(
        previous=query_of(request, mulai=None) if after else "",
        next=query_of(request, mulai=found[PAGE - 1]["id"]) if len(found) > PAGE else "",
    )
    return page(
        request,
        "staff/bpu_list.html",
        {
            "as_of": on,
            "cards": cards,
            "state": state,
            "states": LIST_STATES,
            "text": text,
            "may_register": may(request, Act.SEGMENT_REGISTER),
            "table": kit.Table(
                _("Bukan penerima upah"),
                columns,
                rows,
                pager=pager,
                stack=True,
                show_caption=False,
                empty=_("Tidak ada yang cocok.")
                if text or state
                else _("Belum ada bukan penerima upah yang terdaftar."),
            ),
            "flow": [
                kit.WaterfallRow(_("Awal bulan"), flow.opening, "total"),
                kit.WaterfallRow(_("Bergabung"), flow.joined),
                kit.WaterfallRow(_("Aktif kembali"), flow.reactivated),
                kit.WaterfallRow(_("Gugur"), -flow.lapsed),
                kit.WaterfallRow(_("Keluar"), -flow.exited),
                kit.WaterfallRow(_("Sekarang"), flow.closing, "total"),
            ],
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SEGMENT_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    """Register a non-wage earner from his identity card; one known by NIK is found, not made twice."""
    office = own_office(request)
    form = RegisterForm(request.POST or None)
    served_districts(form, office)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            member = services.enrol_bpu(
                {k: data[k] for k in ("nik", "name", "birth_date", "sex", "phone", "district_id")},
                office,
                form.jobs(),
                jht=data["jht"],
                employs_others=data["employs_others"],
                by=me(request),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(
                request, _("%(name)s terdaftar. Perlindungan mulai saat iuran dibayar.") % {"name": member.person.name}
            )
            return redirect("staff:bpu", person_id=member.person_id)
    return page(
        request,
        "staff/bpu_new.html",
        {"form": form, "crumbs": [kit.Link(_("Bukan penerima upah"), reverse("staff:bpu_list"))]},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SEGMENT_SEE)
def show(request: HttpRequest, person_id: int) -> HttpResponse:
    """One non-wage earner: how he stands by the law, occupations, orders; a new order at the counter."""
    on = registry.today()
    stand = queries.bpu_standing(person_id, on)
    if stand is None:
        raise Http404
    reading(request, person_id, "bpu")
    form = None
    if may(request, Act.SEGMENT_ORDER):
        start = {"months": max(1, min(stand.asked_arrears, MONTHS_AT_ONCE.value)), "client_key": uuid.uuid4().hex}
        form = OrderForm(request.POST or None, initial=start)
        if request.method == "POST" and form.is_valid():
            asked = form.cleaned_data
            try:
                made = services.order_bpu(
                    person_id, asked["months"], f"loket:{me(request)}:{asked['client_key']}", by=me(request)
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                return redirect("staff:order", code=made.code)
    elif request.method == "POST":
        raise Http404
    word, tone = STATES[stand.status]
    entries = [
        kit.Entry(_("Terdaftar"), date_long(stand.joined_on, lang())),
        kit.Entry(_("Program"), "JKK, JKM, JHT" if stand.jht else "JKK, JKM"),
        kit.Entry(_("Lunas sampai"), date_long(stand.paid_end, lang()) if stand.paid_end else "–"),
        kit.Entry(_("Hak sampai"), date_long(stand.covered_until, lang()) if stand.covered_until else "–"),
        kit.Entry(_("Bulan menunggak"), number(stand.arrears_months, lang=lang())),
        *[kit.Entry(job["occupation"], rupiah(job["income"], lang()), source=job["district"]) for job in stand.jobs],
    ]
    return page(
        request,
        "staff/bpu.html",
        {
            "stand": stand,
            "as_of": on,
            "word": word,
            "tone": tone,
            "entries": entries,
            "effects": [EFFECTS[e] for e in stand.effects if e in EFFECTS],
            "form": form,
            "may_change": may(request, Act.SEGMENT_REGISTER),
            "orders": shown.table_of(
                queries.orders(person_id=stand.person_id, limit=24), lambda code: reverse("staff:order", args=[code])
            ),
            "crumbs": [kit.Link(_("Bukan penerima upah"), reverse("staff:bpu_list"))],
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.SEGMENT_REGISTER)
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Other occupations, incomes or programmes from an unpaid month on."""
    stand = queries.bpu_standing(person_id)
    if stand is None:
        raise Http404
    initial: dict[str, Any] = {
        "from_month": stand.next_month, "jht": stand.jht, "employs_others": stand.employs_others,
    }  # fmt: skip
    for job in stand.jobs:
        tail = "" if job["item"] == 1 else "_2"
        initial |= {f"{k}{tail}": job[k] for k in ("occupation", "income", "transport")}
        initial["district_id"] = job["district_id"]
    form = ChangeForm(request.POST or None, initial=initial)
    served_districts(form, own_office(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.change_bpu(
                person_id,
                from_month=data["from_month"],
                jobs=form.jobs(),
                jht=data["jht"],
                employs_others=data["employs_others"],
                by=me(request),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Tercatat; bulan yang sudah lunas tetap seperti semula."))
            return redirect("staff:bpu", person_id=person_id)
    crumbs = [
        kit.Link(_("Bukan penerima upah"), reverse("staff:bpu_list")),
        kit.Link(stand.name, reverse("staff:bpu", args=[person_id])),
    ]
    return page(
        request,
        "staff/bpu_change.html",
        {"form": form, "stand": stand, "crumbs": crumbs},
        status=422 if request.method == "POST" else 200,
    )

"""Work and wages as reported: spells, wages by month, disputes, and saying oneself that one has left."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.db import rows
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, rupiah
from lindung.contributions import queries as contributions
from lindung.coverage import services
from lindung.coverage.queries import spells_of
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.member.forms import DisputeForm, LeftForm
from lindung.portals.member.views.common import lang, person_of
from lindung.registry.queries import today


@require_GET
@needs(Act.MEMBER_EMPLOYMENT)
def employment(request: HttpRequest) -> HttpResponse:
    """Every spell with its card number; reported wages; what is missing."""
    person = person_of(request)
    spells = spells_of(person["id"])
    wages = contributions.reported_wages(person["id"])
    floors = _floors(wages)
    missing = contributions.missing_months(person["id"])

    def low(w: dict[str, Any]) -> bool:
        return bool(w["wage"] < floors.get((w["employer_id"], w["month"].year), 0))

    table = kit.Table(
        _("Upah yang dilaporkan"),
        [
            kit.Column("month", _("Bulan"), "month"), kit.Column("employer", _("Perusahaan")),
            kit.Column("wage", _("Upah"), "money"), kit.Column("back", _("Rapel"), "money"),
        ],
        [
            kit.Row(
                {
                    "month": w["month"], "employer": w["employer"],
                    "wage": kit.Cell(w["wage"], note=_("di bawah upah minimum") if low(w) else ""),
                    "back": w["back_pay"] or None,
                },
                tone="warn" if low(w) else "neutral",
            )
            for w in wages[:36]
        ],
        stack=True, empty=_("Belum ada upah yang dilaporkan."),
    )  # fmt: skip
    chart = None
    if len(wages) > 1:
        shown = wages[:24][::-1]
        chart = kit.Chart(
            "line", _("Upah yang dilaporkan tiap bulan"), _("Bandingkan dengan upah yang Anda terima."),
            [month_year(w["month"], lang(), short=True) for w in shown],
            [kit.Series(_("Upah"), [int(w["wage"]) for w in shown])], "rupiah", _("Bulan"),
        )  # fmt: skip
    open_notices = rows(
        "select n.spell_id, n.left_on, n.reply_by, n.status, n.answer, e.name as employer from coverage_exitnotice n"
        " join registry_employer e on e.id = n.employer_id where n.person_id = %s order by n.id desc limit 10",
        [person["id"]],
    )
    told = rows(
        "select d.kind, d.month, d.made_at, d.answer, d.closed_at, d.reply_by, d.employer_answer, e.name as employer"
        " from coverage_dispute d"
        " join registry_employer e on e.id = d.employer_id where d.person_id = %s order by d.id desc limit 10",
        [person["id"]],
    )
    context: dict[str, Any] = {
        "person": person, "as_of": today(), "spells": spells, "table": table, "chart": chart, "missing": missing,
        "notices": open_notices, "told": told,
    }  # fmt: skip
    return render(request, "member/employment.html", context)


def _floors(wages: list[dict[str, Any]]) -> dict[tuple[int, int], int]:
    """Minimum wage of each employer's district by year."""
    found = rows(
        "select e.id, m.year, m.amount from registry_employer e"
        " join registry_minimumwage m on m.district_id = e.district_id where e.id = any(%s)",
        [sorted({int(w["employer_id"]) for w in wages})],
    )
    return {(int(r["id"]), int(r["year"])): int(r["amount"]) for r in found}


def _spell(request: HttpRequest, spell_id: int) -> dict[str, Any]:
    person = person_of(request)
    found = next((s for s in spells_of(person["id"]) if s["spell_id"] == spell_id), None)
    if found is None or not found["employer"]:  # who pays for himself has nobody to leave or to dispute with
        raise Http404
    return found | {"me": person["id"]}


@needs(Act.MEMBER_SAY_LEFT)
def say_left(request: HttpRequest, spell: int) -> HttpResponse:
    """I left: the employer may object in time, silence accepts."""
    mine = _spell(request, spell)
    form = LeftForm(request.POST or None, initial={"spell": spell})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = services.worker_says_left(
                spell, asked["left_on"], asked["reason"], note=asked["note"], on=today(), person_id=mine["me"]
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            words = _("Tercatat. Perusahaan dapat menyanggah sampai %(day)s; bila diam, dianggap setuju.")
            messages.success(request, words % {"day": date_long(made.reply_by, lang())})
            return redirect("member:employment")
    context = {"form": form, "spell": mine, "crumbs": [kit.Link(_("Pekerjaan dan upah"), reverse("member:employment"))]}
    return render(request, "member/say_left.html", context, status=422 if form.errors else 200)


@needs(Act.MEMBER_DISPUTE)
def dispute(request: HttpRequest, spell: int) -> HttpResponse:
    """Something about a spell is wrong."""
    mine = _spell(request, spell)
    ended = mine["end_on"] is not None and mine["exit_reason"] != "DIED"
    form = DisputeForm(request.POST or None, ended=ended, initial={
        "spell": spell, "kind": request.GET.get("kind", "WAGE"), "month": request.GET.get("bulan", "")[:7],
    })  # fmt: skip
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = services.dispute(
                spell, asked["kind"], month=asked["month"], claimed_wage=asked["wage"], note=asked["note"],
                person_id=mine["me"],
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            words = _("Sanggahan dikirim. Perusahaan diminta menjawab paling lambat %(day)s; hak yang tidak disanggah"
                      " tetap berjalan.")  # fmt: skip
            messages.success(request, words % {"day": date_long(made.reply_by, lang()) if made.reply_by else "–"})
            return redirect("member:employment")
    crumbs = [kit.Link(_("Pekerjaan dan upah"), reverse("member:employment"))]
    context = {"form": form, "spell": mine, "crumbs": crumbs, "facts": _facts(mine, form)}
    return render(request, "member/dispute.html", context, status=422 if form.errors else 200)


def _facts(spell: dict[str, Any], form: DisputeForm) -> list[kit.Entry]:
    """What is on record about the month in question: what was reported around it, and which months are missing."""
    month = str(form["month"].value() or "")
    near = [w for w in contributions.reported_wages(spell["me"]) if w["employer_id"] == spell["employer_id"]]
    out = [
        kit.Entry(_("Tercatat bekerja"), f"{date_long(spell['start_on'], lang())} – "
                  + (date_long(spell["end_on"], lang()) if spell["end_on"] else _("sekarang"))),
    ]  # fmt: skip
    before = next((w for w in near if f"{w['month']:%Y-%m}" < month), None) if month else None
    after = next((w for w in reversed(near) if f"{w['month']:%Y-%m}" > month), None) if month else None
    same = next((w for w in near if f"{w['month']:%Y-%m}" == month), None)
    for title, wage in ((_("Upah dilaporkan bulan itu"), same), (_("Upah sebelumnya"), before),
                        (_("Upah sesudahnya"), after)):  # fmt: skip
        if wage:
            out.append(kit.Entry(title, rupiah(wage["wage"], lang()), month_year(wage["month"], lang())))
    if month and not same:
        out.append(kit.Entry(_("Upah dilaporkan bulan itu"), _("tidak ada")))
    return out

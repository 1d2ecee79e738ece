"""One spell of cover: its history as recorded, what hangs on it, and taking back what was recorded wrongly."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs, reading
from lindung.base.dates import month_of
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year
from lindung.contributions.queries import reported_wages
from lindung.coverage import queries, services
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import lang, may, me
from lindung.portals.staff.views.people import EXITS
from lindung.registry.queries import today

EVENTS = {
    ("JOINED", 1): later("Bergabung"),
    ("REACTIVATED", 1): later("Aktif kembali"),
    ("LAPSED", -1): later("Gugur"),
    ("EXITED", -1): later("Tercatat keluar"),
}
MOVED = {
    1: later("Mulai dibetulkan: hari yang benar"),
    -1: later("Mulai dibetulkan: hari yang semula tercatat"),
}
BACK = {
    "JOINED": later("Pendaftaran dibatalkan"),
    "REACTIVATED": later("Pendaftaran dibatalkan"),
    "LAPSED": later("Gugur dibatalkan"),
    "EXITED": later("Keluar dibatalkan"),
}


class TakeBackForm(forms.Form):
    """What is taken back, and why. What cannot be is not offered."""

    what = forms.ChoiceField(label=later("Apa yang keliru?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=later("Alasan, dibaca pekerja dan pemberi kerja"), max_length=60,
        help_text=later("Misalnya: surat keterangan masih bekerja 12-12-2021."),
    )  # fmt: skip
    sure = forms.BooleanField(label=later("Saya sudah memeriksa apa yang bergantung pada masa ini."))

    def __init__(self, *args: Any, ended: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exit_ = [("EXIT", _("Ia tidak berhenti: batalkan catatan keluar, perlindungan berlanjut"))] if ended else []
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            *exit_, ("SPELL", _("Ia tidak pernah bekerja di sini: batalkan seluruh masa ini")),
        ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Act.PERSON_SEE)
def spell(request: HttpRequest, spell_id: int) -> HttpResponse:
    """The spell, its events, the months reported in it; who may correct cover takes an exit or all of it back."""
    found = queries.spell(spell_id)
    if found is None:
        raise Http404
    reading(request, found["person_id"], "staff.spell")
    gone = found["exit_reason"] == "ERROR"
    wage = found["segment"] == "PU" and found["employer_id"] is not None
    open_ = wage and not gone and found["exit_reason"] != "DIED" and may(request, Act.COVER_CORRECT)
    form = TakeBackForm(
        request.POST or None, ended=found["end_on"] is not None,
        initial={"what": request.GET.get("apa", "")},
    )  # fmt: skip
    if request.method == "POST" and open_ and form.is_valid():
        try:
            services.take_back(spell_id, form.cleaned_data["what"], form.cleaned_data["note"], me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Dibatalkan. Pekerja dan pemberi kerja diberi tahu."))
            return redirect("staff:spell", spell_id=spell_id)
    months = [w["month"] for w in reported_wages(found["person_id"]) if _within(w, found)]
    return page(
        request,
        "staff/spell.html",
        {
            "spell": found,
            "entries": _facts(found, months),
            "events": _events(queries.events_of(spell_id)),
            "form": form if open_ else None,
            "open": open_,
            "gone": gone,
            "wage": wage,
            "start": reverse("staff:start", args=[found["employer_id"], spell_id])
            if wage and not gone and may(request, Act.REPORT_FOR_EMPLOYER)
            else "",
            "months": months,
            "as_of": today(),
            "crumbs": [
                kit.Link(_("Cari orang"), reverse("staff:people")),
                kit.Link(found["name"], reverse("staff:person", args=[found["person_id"]])),
            ],
        },
        status=422 if form.errors else 200,
    )


def _within(reported: dict[str, Any], spell: dict[str, Any]) -> bool:
    return reported["employer_id"] == spell["employer_id"] and bool(
        month_of(spell["start_on"]) <= reported["month"] <= (spell["end_on"] or date.max)
    )


def _facts(found: dict[str, Any], months: list[date]) -> list[kit.Entry]:
    end = date_long(found["end_on"], lang()) if found["end_on"] else _("berjalan")
    if found["exit_reason"] == "ERROR":
        end = _("tidak pernah berlaku")
    reported = (
        _("%(n)s bulan, %(first)s – %(last)s")
        % {"n": len(months), "first": month_year(min(months), lang()), "last": month_year(max(months), lang())}
        if months
        else _("tidak ada")
    )
    return [
        kit.Entry(_("Pekerja"), found["name"]),
        kit.Entry(_("Pemberi kerja"), found["employer"] or _("membayar sendiri")),
        kit.Entry(_("Nomor peserta (KPJ)"), found["kpj"]),
        kit.Entry(_("Mulai"), date_long(found["start_on"], lang())),
        kit.Entry(_("Berakhir"), end, note=str(EXITS.get(found["exit_reason"], ""))),
        kit.Entry(
            _("Bulan yang dilaporkan"),
            reported,
            note=_("Tetap tertagih sampai pemberi kerja membetulkan bulannya.") if months else "",
        ),
    ]


def _events(found: list[dict[str, Any]]) -> kit.Table:
    people = usernames([e["made_by"] for e in found])
    rows = [
        kit.Row(
            {
                "made": e["made_at"].date(),
                "what": str(
                    MOVED[e["sign"]]
                    if e["reason"] == services.MOVED
                    else EVENTS.get((e["kind"], e["sign"])) or BACK[e["kind"]]
                ),
                "day": e["on_date"],
                "why": kit.Cell(e["source"], note=str(EXITS.get(e["reason"], ""))),
                "who": people.get(e["made_by"], ""),
            },
            tone="neutral" if (e["kind"], e["sign"]) in EVENTS else "warn",
        )
        for e in found
    ]
    return kit.Table(
        _("Riwayat masa ini"),
        [
            kit.Column("made", _("Dicatat"), "date"),
            kit.Column("what", _("Peristiwa")),
            kit.Column("day", _("Berlaku"), "date"),
            kit.Column("why", _("Dari")),
            kit.Column("who", _("Oleh")),
        ],
        rows,
        stack=True,
        show_caption=False,
    )

"""A worker's first day was reported wrongly: the right one, what that changes in every month, and doing it."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.dates import month_of
from lindung.base.errors import Refused
from lindung.base.format import FormatError, date_long, month_year, parse_rupiah, rupiah
from lindung.contributions import services
from lindung.contributions.queries import reported_wages
from lindung.contributions.services import MonthMoved, StartMoved
from lindung.coverage.queries import spell as spell_of
from lindung.interop.starts import correct_start
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.reporting.desk import Desk
from lindung.portals.reporting.words import count, kpj, lang, month_at
from lindung.registry.queries import today


class StartForm(forms.Form):
    """The right first day, the wage of months that are owed by it, and why."""

    start_on = kit.DateField(label=later("Tanggal mulai yang benar"))
    wage = kit.RupiahField(
        label=later("Upah sebulan"), required=False, minimum=1,
        help_text=later("Untuk bulan yang ikut terutang bila tanggalnya lebih awal; dapat diubah per bulan nanti."),
    )  # fmt: skip
    reason = forms.CharField(
        label=later("Mengapa tanggalnya keliru? Dibaca pekerja."), max_length=60,
        help_text=later("Misalnya: salah ketik bulan, kontrak mulai 1 Februari."),
    )  # fmt: skip


class WagesForm(forms.Form):
    """The wage of each month that is owed by the change."""

    def __init__(self, wages: dict[date, int | None]) -> None:
        super().__init__()
        for month, wage in wages.items():
            label = _("Upah %(month)s") % {"month": month_year(month, lang())}
            self.fields[f"wage-{month:%Y-%m}"] = kit.RupiahField(label=label, minimum=1, initial=wage)


def _spell(desk: Desk, spell_id: int) -> dict[str, Any]:
    """A wage earner's spell of this employer; else a 404."""
    found = spell_of(spell_id)
    if (
        found is None
        or found["employer_id"] != desk.employer_id
        or found["segment"] != "PU"
        or found["exit_reason"] == "ERROR"
    ):
        raise Http404
    return found


def start(request: HttpRequest, desk: Desk, spell_id: int) -> HttpResponse:
    """The form; then what it would change, month by month, with the wages of months that are owed; then doing it."""
    spell = _spell(desk, spell_id)
    desk.reading([spell["person_id"]], "start")
    wages = [w for w in reported_wages(spell["person_id"]) if w["employer_id"] == desk.employer_id]
    here = [w for w in wages if w["month"] >= month_of(spell["start_on"])]
    form = StartForm(request.POST or None, initial={"wage": here[-1]["wage"] if here else None})
    context = {"spell": spell, "form": form, "crumbs": desk.crumbs(), "as_of": today(), "entries": _facts(spell, here)}
    if request.method == "POST" and form.is_valid():
        given, typed = form.cleaned_data, _wages(request, form)
        if given["start_on"] == spell["start_on"]:
            form.add_error("start_on", _("Tanggal itu sudah tercatat."))
        if not form.errors:
            asked = {"wage": given["wage"], "wages": typed}
            try:
                if request.POST.get("langkah") == "betulkan":
                    done = correct_start(
                        desk.employer_id,
                        spell_id,
                        given["start_on"],
                        given["reason"],
                        hand_in=desk.hand_in,
                        by=desk.by,
                        **asked,
                    )
                    messages.success(request, _done(done))
                    return desk.go("reports")
                found = services.preview_start(desk.employer_id, spell_id, given["start_on"], **asked)
            except Refused as refused:
                refuse(form, refused)
            else:
                return desk.show("start_review", context | _shown(found, given["wage"], typed))
    return desk.show("start", context, status=422 if form.errors else 200)


def _wages(request: HttpRequest, form: StartForm) -> dict[date, int]:
    """The wages that were typed for single months; what is no amount stands as an error of the form."""
    found = {}
    for name, text in request.POST.items():
        if name.startswith("wage-") and isinstance(text, str) and text.strip():
            month = month_at(name.removeprefix("wage-"))
            try:
                found[month] = parse_rupiah(text)
            except FormatError as wrong:
                form.add_error(None, f"{month_year(month, lang())}: {wrong.text(lang())}")
    return found


def _facts(spell: dict[str, Any], here: list[dict[str, Any]]) -> list[kit.Entry]:
    told = (
        _("%(n)s bulan, %(first)s – %(last)s")
        % {"n": count(len(here)), "first": month_year(here[-1]["month"], lang()),
           "last": month_year(here[0]["month"], lang())}
        if here else _("tidak ada")
    )  # fmt: skip
    return [
        kit.Entry(_("Pekerja"), spell["name"], note=kpj(spell["kpj"])),
        kit.Entry(_("Tercatat mulai"), date_long(spell["start_on"], lang())),
        *([kit.Entry(_("Tercatat keluar"), date_long(spell["end_on"], lang()))] if spell["end_on"] else []),
        kit.Entry(_("Bulan yang dilaporkan"), told),
    ]


def _done(done: StartMoved) -> str:
    words = _("%(name)s tercatat mulai %(day)s. %(n)s bulan dibetulkan; selisih tagihan %(sum)s. Pekerja diberi tahu.")
    return words % {
        "name": done.name, "day": date_long(done.start_on, lang()), "n": count(len(done.months)),
        "sum": _signed(done.total),
    }  # fmt: skip


def _signed(amount: int) -> str:
    return ("+" if amount > 0 else "") + rupiah(amount, lang())


def _shown(found: StartMoved, wage: int | None, typed: dict[date, int]) -> dict[str, Any]:
    """What would change, for the page."""
    day = today()
    more = sum(m.total for m in found.months if m.total > 0)
    less = -sum(m.total for m in found.months if m.total < 0)
    owed = [m for m in found.months if m.change and not m.change["before_named"]]
    return {
        "found": found,
        "figures": [
            kit.Figure(_("Mulai bekerja"), date_long(found.start_on, lang()), icon="calendar", tone="info",
                       note=_("semula %(was)s") % {"was": date_long(found.was_on, lang())}),
            kit.Figure(_("Ditagih lagi"), rupiah(more, lang()), day, icon="file-invoice"),
            kit.Figure(_("Dikembalikan ke rekening iuran"), rupiah(less, lang()), day, icon="receipt"),
        ],
        "table": kit.Table(
            _("Bulan yang dibetulkan"),
            [kit.Column("month", _("Bulan")), kit.Column("wage", _("Upah dan rapel")),
             kit.Column("total", _("Selisih tagihan")), kit.Column("due", _("Jatuh tempo"), "date"),
             kit.Column("in_jht", _("Rekening JHT")), kit.Column("in_jp", _("Rekening JP"))],
            [_row(m) for m in found.months], stack=True,
            note=_("Rekening: yang menjadi milik pekerja dari bulan itu."),
            empty=_("Belum ada bulan terbukukan yang berubah; hanya tanggal mulainya yang digeser."),
        ),
        "wages": WagesForm({m.month: typed.get(m.month, wage) for m in owed}),
        "accounts": [
            kit.Entry(_("Rekening %(name)s sekarang") % {"name": name}, rupiah(before, lang()),
                      note=_("menjadi %(after)s segera sesudah pembetulan") % {"after": rupiah(after, lang())})
            for name, (before, after) in found.accounts.items() if before != after
        ],
        "unreported": [month_year(m, lang()) for m in found.unreported],
    }  # fmt: skip


def _row(m: MonthMoved) -> kit.Row:
    cells: dict[str, Any] = {"month": month_year(m.month, lang()), "total": _signed(m.total),
                             "due": m.due_on if m.total > 0 else None}  # fmt: skip
    r = m.change
    if r is None:
        return kit.Row(cells | {"wage": "–"})
    moved = (
        "" if r["before_named"] == r["after_named"]
        else _("sekarang dilaporkan") if r["after_named"] else _("tidak lagi dilaporkan")
    )  # fmt: skip
    cells["wage"] = kit.Cell(rupiah(r["after_wage"] or r["before_wage"], lang()), note=moved)
    for name in ("jht", "jp"):
        now, due = r[f"{name}_credited"], r[f"{name}_due"]
        words = _("setelah dibayar") if due != now else ""
        cells[f"in_{name}"] = kit.Cell(rupiah(due, lang()), note=words)
    return kit.Row(cells, tone="warn" if m.total > 0 else "neutral")

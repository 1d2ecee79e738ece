"""What an employer owes and for how long; proposing instalments, objecting to a month, answering an inspection."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, number, rupiah
from lindung.collection import queries, services
from lindung.collection.models import Case
from lindung.contributions.effective import PARTS
from lindung.portals import kit
from lindung.portals.collection_words import KINDS, STEPS
from lindung.portals.employer.scope import employer_id_of, lang
from lindung.portals.kit.forms import refuse
from lindung.portals.sheets import csv_answer
from lindung.registry.queries import today


class PlanForm(forms.Form):
    """Instalments."""

    parts = forms.IntegerField(label=later("Banyaknya angsuran bulanan"), min_value=2, max_value=24)
    first_due = kit.DateField(label=later("Angsuran pertama"), help_text=later("Paling lambat 30 hari dari hari ini."))
    reason = forms.CharField(label=later("Mengapa diangsur"), max_length=500, widget=forms.Textarea({"rows": 3}))


class ObjectForm(forms.Form):
    """A month that is wrong."""

    month = forms.ChoiceField(label=later("Bulan"))
    reason = forms.CharField(label=later("Apa yang keliru"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, owed: queries.Owed, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (f"{m['month']}", month_year(m["month"], lang())) for m in owed.months if m["open"]
        ]


class AnswerForm(forms.Form):
    """What we say to an inspection."""

    text = forms.CharField(label=later("Jawaban Anda"), max_length=500, widget=forms.Textarea({"rows": 3}))


@require_GET
@needs(Act.EMPLOYER_ARREARS)
def arrears(request: HttpRequest) -> HttpResponse:
    """Month by month, with what may be done."""
    return _show(request)


def _show(request: HttpRequest, status: int = 200, **bound: forms.Form) -> HttpResponse:
    day = today()
    owed = queries.owed_by(employer_id_of(request), day)
    asks = bool(owed.months) and owed.plan is None
    fine = sum(int(f["open"]) for f in owed.fines)
    cards = [
        kit.Figure(_("Pokok"), rupiah(owed.principal, lang()), day, icon="file-invoice"),
        kit.Figure(_("Denda 2 % sudah ditagih"), rupiah(owed.penalty, lang()), day, icon="percentage"),
        kit.Figure(_("Denda bila lunas hari ini"), rupiah(owed.accruing, lang()), day, icon="clock"),
        kit.Figure(_("Semua bila lunas hari ini"), rupiah(owed.total, lang()), day, icon="cash"),
    ]
    if fine:
        cards.append(kit.Figure(_("Denda administratif 0,1 %"), rupiah(fine, lang()), day, icon="scale"))
    following = ""
    case = owed.case
    if case and case.next_on and case.next_step not in ("PLAN_DECIDE", "WRITE_OFF_DECIDE", "OBJECTION"):
        following = _("Langkah berikutnya: %(step)s, %(day)s.") % {
            "step": str(STEPS.get(case.next_step, case.next_step)).lower(), "day": date_long(case.next_on, lang()),
        }  # fmt: skip
    return render(request, "employer/arrears.html", {
        "closure": queries.closure_refused(employer_id_of(request)),
        "as_of": day, "owed": owed, "cards": cards, "next": following, "table": _table(owed),
        "plan": _plan(owed), "plan_state": owed.plan.get_state_display() if owed.plan else "",
        "plan_form": bound.get("plan") or (PlanForm() if asks else None),
        "object_form": bound.get("object") or (ObjectForm(owed) if any(m["open"] for m in owed.months) else None),
        "inspections": [
            {"case": c, "words": KINDS[c.kind], "form": bound.get(f"answer{c.pk}") or AnswerForm(prefix=f"a{c.pk}")}
            for c in owed.inspections
        ],
    }, status=status)  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_ARREARS)
def download(request: HttpRequest) -> HttpResponse:
    """Every overdue month of every worker as CSV."""
    employer_id, day = employer_id_of(request), today()
    headings = [_("Bulan"), _("KPJ"), _("Nama"), _("Upah dan rapel"), *(p.upper() for p in PARTS), _("Jumlah")]
    lines = (
        [f"{month.month:%Y-%m}", r["kpj"], r["name"], r["wage"], *(r[p] for p in PARTS), r["owed"]]
        for month, r in queries.overdue_lines(employer_id, day)
    )
    return csv_answer(f"tunggakan-{day}", headings, lines)


def _table(owed: queries.Owed) -> kit.Table:
    rows = []
    for m in owed.months:
        o = m["objection"]
        told = ""
        if o is not None:
            told = (
                _("sanggahan diperiksa") if o.answered_on is None else _("sanggahan dijawab: %(a)s") % {"a": o.answer}
            )
        rows.append(kit.Row({
            "month": kit.Cell(month_year(m["month"], lang()),
                              reverse("employer:account_month", args=[f"{m['month']:%Y-%m}"]), note=told),
            "due": m["due_on"], "late": m["late"] or None, "open": m["open"],
            "penalty": m["penalty"] + m["accruing"],
        }, tone="bad" if m["late"] > 3 else "warn"))  # fmt: skip
    return kit.Table(
        _("Tunggakan per bulan"),
        [kit.Column("month", _("Bulan")), kit.Column("due", _("Jatuh tempo"), "date"),
         kit.Column("late", _("Bulan terlambat"), "number"), kit.Column("open", _("Pokok"), "money"),
         kit.Column("penalty", _("Denda"), "money")],
        rows, stack=True, show_caption=False,
        footer={"month": _("Jumlah"), "open": owed.principal, "penalty": owed.penalty + owed.accruing},
    )  # fmt: skip


def _plan(owed: queries.Owed) -> kit.Table | None:
    if owed.plan is None:
        return None
    left, rows = owed.plan.paid, []
    for part in owed.plan.schedule.order_by("no"):
        paid = min(left, part.amount)
        left -= paid
        rows.append(
            {"no": number(part.no, lang=lang()), "due": part.due_on, "amount": part.amount, "paid": paid or None}
        )
    return kit.Table(
        _("Angsuran"),
        [kit.Column("no", _("Ke")), kit.Column("due", _("Jatuh tempo"), "date"),
         kit.Column("amount", _("Jumlah"), "money"), kit.Column("paid", _("Terbayar"), "money")],
        rows, stack=True, show_caption=False,
        footer={"no": _("Jumlah"), "amount": owed.plan.total, "paid": owed.plan.paid},
    )  # fmt: skip


def _refuse(form: forms.Form, refused: Refused) -> None:
    refuse(form, refused)


@require_POST
@needs(Act.EMPLOYER_ARREARS)
def plan(request: HttpRequest) -> HttpResponse:
    """Propose instalments."""
    form = PlanForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            services.propose_plan(
                employer_id_of(request), asked["parts"], asked["first_due"], asked["reason"],
                by=actor_of(request).user_id,
            )  # fmt: skip
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(
                request, _("Usulan angsuran dikirim. Kantor cabang memutuskannya; bulan baru tetap dibayar.")
            )
            return redirect("employer:arrears")
    return _show(request, 422, plan=form)


@require_POST
@needs(Act.EMPLOYER_ARREARS)
def object_to(request: HttpRequest) -> HttpResponse:
    """Object to a month."""
    owed = queries.owed_by(employer_id_of(request), today())
    form = ObjectForm(owed, request.POST)
    if form.is_valid():
        try:
            services.object_to_month(
                employer_id_of(request), date.fromisoformat(form.cleaned_data["month"]), form.cleaned_data["reason"],
                by=actor_of(request).user_id,
            )  # fmt: skip
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Sanggahan dikirim. Bulan lain tetap jatuh tempo."))
            return redirect("employer:arrears")
    return _show(request, 422, object=form)


@require_POST
@needs(Act.EMPLOYER_ARREARS)
def answer(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer an inspection's demand."""
    if not Case.objects.filter(pk=case_id, employer_id=employer_id_of(request)).exists():
        raise Http404
    form = AnswerForm(request.POST, prefix=f"a{case_id}")
    if form.is_valid():
        try:
            services.answer(
                case_id, form.cleaned_data["text"], employer_id=employer_id_of(request), by=actor_of(request).user_id
            )
        except Refused as refused:
            _refuse(form, refused)
        else:
            messages.success(request, _("Jawaban dikirim."))
            return redirect("employer:arrears")
    return _show(request, 422, **{f"answer{case_id}": form})

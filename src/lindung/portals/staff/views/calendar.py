"""The calendar of runs: what runs on which business day, what came of each day, and who may change it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long
from lindung.batch import calendar as services
from lindung.batch import queries, rules
from lindung.batch.models import Schedule, Turn
from lindung.interop import calendar
from lindung.interop.calendar import JOBS
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.staff.scope import PAGE, as_number, lang, may, me, query_of
from lindung.registry.queries import today

RULES: list[tuple[str, Any]] = [
    (rules.OFTEN, later("Setiap beberapa menit")),
    (rules.DAILY, later("Setiap hari")),
    (rules.WORKDAY, later("Setiap hari kerja")),
    (rules.MONTH_DAY, later("Tanggal tertentu setiap bulan")),
    (rules.MONTH_WORKDAY, later("Hari kerja ke-sekian setiap bulan")),
    (rules.YEAR, later("Setahun sekali")),
]
SIGNS = {"NOTHING": "NOTHING", "REFUSED": "REJECTED", "FAILED": "FAILED", "SKIPPED": "SKIPPED"}


class ScheduleForm(forms.Form):
    """The days of one job."""

    rule = forms.ChoiceField(label=later("Jatuh pada"), choices=RULES)
    every = forms.IntegerField(
        label=later("Angkanya"),
        min_value=0,
        max_value=1231,
        help_text=later(
            "Menit, tanggal, atau urutan hari kerja; setahun sekali: bulan dan tanggal, misalnya 201 untuk 1 Februari."
            " Selain itu 0."
        ),
    )
    hour = forms.IntegerField(label=later("Mulai pukul"), min_value=0, max_value=23)
    catch_up = forms.IntegerField(
        label=later("Giliran terlewat yang dikejar, paling banyak"), min_value=1, max_value=366
    )
    since = kit.DateField(label=later("Berlaku sejak"))


@require_GET
@needs(Act.RUNS_SEE)
def show(request: HttpRequest) -> HttpResponse:
    """All schedules, and the turns begun last."""
    shown = calendar.shown()
    begun = services.turns(PAGE + 1, before=as_number(request.GET.get("sebelum")))
    states = _run_states([s.last for s in shown if s.last] + begun)
    english = lang()
    rows = [
        kit.Row(
            {
                "job": kit.Cell(
                    JOBS[s.schedule.job].name(english),
                    reverse("staff:calendar_job", args=[s.schedule.job]),
                    note=rules.words(s.schedule.rule, s.schedule.every, s.schedule.hour, english),
                ),
                "last": s.last.day if s.last else None,
                "state": _state(s.last, states) if s.schedule.active else kit.Cell("PAUSED", note=s.schedule.note),
                "next": s.next,
            },
            tone="bad" if s.last and _state(s.last, states).value in ("FAILED", "REJECTED") else "neutral",
        )
        for s in shown
    ]
    return page(
        request,
        "staff/calendar.html",
        {
            "as_of": today(),
            "standing": calendar.standing(),
            "on": bool(shown),
            "may_change": may(request, Act.CALENDAR_CHANGE),
            "workers": queries.workers(),
            "jobs": kit.Table(
                _("Yang dijadwalkan"),
                [
                    kit.Column("job", _("Pekerjaan")),
                    kit.Column("last", _("Giliran terakhir"), "date"),
                    kit.Column("state", _("Keadaan"), "status"),
                    kit.Column("next", _("Giliran berikut"), "date"),
                ],
                rows,
                stack=True,
                show_caption=False,
                empty=_("Kalender belum dihidupkan; tidak ada yang berjalan dengan sendirinya."),
            ),
            "turns": _turn_table(request, begun[:PAGE], states, more=len(begun) > PAGE),
            "crumbs": [kit.Link(_("Pekerjaan latar"), reverse("staff:runs"))],
        },
    )


def _run_states(turns: list[Turn]) -> dict[int, str]:
    return queries.states_of([n for t in turns for n in t.runs])


def _state(turn: Turn | None, runs: Mapping[int, str]) -> kit.Cell:
    """What came of a turn: the worst of its runs, or why there are none."""
    if turn is None:
        return kit.Cell("QUEUED", note=_("belum pernah"))
    if turn.state != Turn.State.STARTED:
        return kit.Cell(SIGNS[turn.state], note=turn.error[lang()] if turn.error else "")
    found = [runs.get(n, "DONE") for n in turn.runs]
    worst = next((s for s in ("FAILED", "RUNNING", "WAITING") if s in found), "DONE")
    failed = next((n for n in turn.runs if runs.get(n) == worst), turn.runs[0])
    return kit.Cell("QUEUED" if worst == "WAITING" else worst, reverse("staff:run", args=[failed]))


def _turn_table(
    request: HttpRequest, turns: list[Turn], runs: Mapping[int, str], *, more: bool = False, one: bool = False
) -> kit.Table:
    """Turns as rows; `one`: all of the same job."""
    people = usernames([t.started_by for t in turns])
    rows = []
    for t in turns:
        who = people.get(t.started_by, f"#{t.started_by}") if t.started_by else _("kalender")
        if t.state == Turn.State.SKIPPED:
            who = _("tidak dimulai")
        job = JOBS.get(t.schedule.job)
        often = _("%(times)s kali") % {"times": t.times} if t.times > 1 else ""
        late = _("dikejar") if t.late and t.state != Turn.State.SKIPPED else ""
        rows.append(
            {
                "day": kit.Cell(t.day, note=late or (often if one else "")),
                "job": kit.Cell(job.name(lang()) if job else t.schedule.job, note=often),
                "state": _state(t, runs),
                "who": who,
                "at": kit.Cell(t.started_at, note=f"{localtime(t.started_at):%H.%M}"),
            }
        )
    columns = [
        kit.Column("day", _("Hari kerja"), "date"),
        kit.Column("job", _("Pekerjaan")),
        kit.Column("state", _("Hasil"), "status"),
        kit.Column("who", _("Dimulai oleh")),
        kit.Column("at", _("Pada jam nyata"), "date"),
    ]
    return kit.Table(
        _("Giliran yang sudah datang"),
        [c for c in columns if not one or c.key != "job"],
        rows,
        stack=True,
        show_caption=False,
        pager=kit.Pager(next=query_of(request, sebelum=turns[-1].pk)) if more else None,
        empty=_("Belum ada giliran yang datang."),
    )


@require_POST
@needs(Act.CALENDAR_CHANGE)
def switch_on(request: HttpRequest) -> HttpResponse:
    """Put all known work into the calendar, from today on."""
    count = calendar.switch_on(by=me(request))
    messages.success(request, _("%(count)s pekerjaan masuk kalender mulai hari ini.") % {"count": count})
    return redirect("staff:calendar")


def _schedule(job: str) -> Schedule:
    found = Schedule.objects.filter(job=job).first()
    if found is None or job not in JOBS:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@needs(Act.RUNS_SEE)
def job(request: HttpRequest, job: str) -> HttpResponse:
    """One job: its days, its turns, starting it now; a form for those who may change its days."""
    found, changing = _schedule(job), may(request, Act.CALENDAR_CHANGE)
    form = ScheduleForm(
        request.POST or None,
        initial={name: getattr(found, name) for name in ("rule", "every", "hour", "catch_up", "since")},
    )
    if request.method == "POST" and changing and form.is_valid():
        try:
            services.change(job, **form.cleaned_data, by=me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Hari giliran diubah."))
            return redirect("staff:calendar_job", job=job)
    begun = services.turns(PAGE, job=job)
    states, english = _run_states(begun), lang()
    after = ", ".join(JOBS[a].name(english) for a in JOBS[job].after)
    changed = usernames([found.changed_by]).get(found.changed_by or 0, _("pemasangan"))
    return page(
        request,
        "staff/calendar_job.html",
        {
            "as_of": today(),
            "job": found,
            "title": JOBS[job].name(english),
            "words": rules.words(found.rule, found.every, found.hour, english),
            "form": form if changing else None,
            "may_start": may(request, Act.MONTH_RUN),
            "entries": [
                kit.Entry(_("Jatuh pada"), rules.words(found.rule, found.every, found.hour, english)),
                kit.Entry(_("Berlaku sejak"), date_long(found.since, lang=english)),
                kit.Entry(_("Giliran terlewat yang dikejar"), _("paling banyak %(n)s") % {"n": found.catch_up}),
                kit.Entry(_("Menunggu"), after or _("tidak menunggu yang lain")),
                kit.Entry(_("Terakhir diatur oleh"), changed),
            ],
            "turns": _turn_table(request, begun, states, one=True),
            "crumbs": [
                kit.Link(_("Pekerjaan latar"), reverse("staff:runs")),
                kit.Link(_("Kalender pekerjaan"), reverse("staff:calendar")),
            ],
        },
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@needs(Act.MONTH_RUN)
def start(request: HttpRequest, job: str) -> HttpResponse:
    """Begin the newest turn now."""
    _schedule(job)
    try:
        turn = calendar.start_now(job, by=me(request))
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:calendar_job", job=job)
    if turn.error:
        messages.error(request, turn.error[lang()])
    elif turn.state == Turn.State.NOTHING:
        messages.success(request, _("Tidak ada yang perlu dikerjakan."))
    elif len(turn.runs) == 1:
        return redirect("staff:run", run_id=turn.runs[0])
    return redirect("staff:calendar_job", job=job)


@require_POST
@needs(Act.CALENDAR_CHANGE)
def rest(request: HttpRequest, job: str) -> HttpResponse:
    """Pause with a reason, or go on."""
    found = _schedule(job)
    try:
        if found.active:
            services.pause(job, request.POST.get("alasan", ""), by=me(request))
            messages.success(request, _("Pekerjaan dijeda."))
        else:
            services.resume(job, by=me(request))
            messages.success(request, _("Pekerjaan berjalan lagi; giliran yang terlewat dikejar."))
    except Refused as refused:
        messages.error(request, said(refused))
    return redirect("staff:calendar_job", job=job)

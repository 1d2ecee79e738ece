"""Collection as the officer sees it: the board, what to do today, the cases."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import number, percent, rupiah, rupiah_short
from lindung.collection import queries, services
from lindung.collection.models import Case
from lindung.interop import month_runs
from lindung.performance import queries as performance
from lindung.portals import kit
from lindung.portals.collection_words import KINDS, OUTCOMES, STEPS
from lindung.portals.kit.forms import refuse
from lindung.portals.staff.scope import PAGE, as_date, as_number, lang, may, me, offices_of, own_office, query_of
from lindung.registry.models import Office
from lindung.registry.queries import today


@require_GET
@needs(Act.COLLECTION_SEE)
def board(request: HttpRequest) -> HttpResponse:
    """Ageing, target and collected, what waits for which step, and what is due today."""
    offices, day = offices_of(request), today()
    aged = queries.ageing(offices, day)
    goal = queries.target(offices, date(day.year, 1, 1), day)
    mine = me(request) if request.GET.get("milik") == "saya" else None
    largest = request.GET.get("urut") == "pokok"
    waiting = queries.to_do(offices, day, officer=mine, largest=largest, after=_start(request, day), limit=PAGE + 1)
    cards = [
        kit.Figure(
            _("Tunggakan pokok"), rupiah_short(aged.overdue, lang()), aged.day, full=rupiah(aged.overdue, lang()),
            icon="file-invoice", note=_("%(n)s pemberi kerja") % {"n": number(aged.employers, lang=lang())},
        ),
        kit.Figure(
            _("Denda 2 %"), rupiah_short(aged.penalty + aged.accruing, lang()), aged.day,
            full=rupiah(aged.penalty + aged.accruing, lang()), icon="percentage",
            note=_("ditagih %(a)s, berjalan %(b)s")
            % {"a": rupiah_short(aged.penalty, lang()), "b": rupiah_short(aged.accruing, lang())},
        ),
        _of_target(request, day),
        kit.Figure(
            _("Target tertagih, rupiah"), percent(goal.received, goal.owed, 2, lang()), day, icon="cash",
            note=_("%(a)s dari %(b)s")
            % {"a": rupiah_short(goal.received, lang()), "b": rupiah_short(goal.owed, lang())},
        ),
    ]  # fmt: skip
    chart = None
    if aged.classes:
        names = [capfirst(str(c["name"][lang()])) for c in aged.classes]
        chart = kit.Chart(
            "bar", _("Umur tunggakan"), _("Pokok lewat jatuh tempo menurut golongan yang berlaku hari itu."), names,
            [kit.Series(_("Pokok"), [c["overdue"] for c in aged.classes])], "rupiah", _("Golongan"),
        )  # fmt: skip
    return page(
        request,
        "staff/collection_board.html",
        {
            "as_of": aged.day or day, "cards": cards, "chart": chart, "classes": _classes(aged),
            "steps": _steps(offices),
            "table": _cases(request, waiting, due=True, largest=largest), "views": _views(request),
            "may_work": may(request, Act.COLLECTION_WORK), "not_due": aged.not_due, "written_off": aged.written_off,
            "kept": aged.day,
        },
    )  # fmt: skip


def _start(request: HttpRequest, day: date) -> dict[str, Any] | None:
    """The last case of the page before, where the address tells of one."""
    after = as_number(request.GET.get("mulai"))
    if not after:
        return None
    return {
        "id": after,
        "principal": as_number(request.GET.get("pokok")) or 0,
        "next_on": as_date(request.GET.get("hari"), day),
        "penalty_only": request.GET.get("sisa") == "denda",
    }


_FIRST_PAGE = {"mulai": None, "hari": None, "pokok": None, "sisa": None}


def _views(request: HttpRequest) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Ways to look at what is to be done: for each group its ways, with address and whether it is the one shown."""
    mine, largest = request.GET.get("milik") == "saya", request.GET.get("urut") == "pokok"
    return [
        (
            _("Petugas"),
            [
                (_("Semua petugas"), query_of(request, **_FIRST_PAGE, milik=None), not mine),
                (_("Hanya perkara saya"), query_of(request, **_FIRST_PAGE, milik="saya"), mine),
            ],
        ),
        (
            _("Urutan"),
            [
                (_("Terlama dulu"), query_of(request, **_FIRST_PAGE, urut=None), not largest),
                (_("Pokok terbesar dulu"), query_of(request, **_FIRST_PAGE, urut="pokok"), largest),
            ],
        ),
    ]


def _of_target(request: HttpRequest, day: date) -> kit.Figure:
    """Employers collected of the office's target, as published: an indicator with its transactions behind it."""
    slug = Office.objects.values_list("slug", flat=True).get(pk=own_office(request))
    found = performance.figure("collection.of_target", slug, day)
    title = _("Tertagih dari target, pemberi kerja")
    if not found.denominator:
        collected = number(int(found.numerator or 0), lang=lang())
        return kit.Figure(
            title, collected, day, icon="target", note=_("Target kantor untuk hari ini belum ditetapkan.")
        )
    asked = f"?kantor={slug}&tanggal={day:%Y-%m-%d}"
    return kit.Figure(
        title, percent(found.numerator or 0, found.denominator, 2, lang()), day, numerator=found.numerator,
        denominator=found.denominator, base=_("target kantor"), icon="target",
        drill=reverse("manage:drill", args=[found.indicator, found.version]) + asked,
    )  # fmt: skip


def _classes(aged: queries.Ageing) -> kit.Table:
    rows = [
        {
            "name": kit.Cell(
                capfirst(str(c["name"][lang()])), reverse("staff:collection_class", args=[c["class_of"]])
            ),
            "employers": c["employers"], "overdue": c["overdue"], "penalty": c["penalty"], "accruing": c["accruing"],
        }
        for c in aged.classes
    ]  # fmt: skip
    return kit.Table(
        _("Golongan piutang"),
        [
            kit.Column("name", _("Golongan")), kit.Column("employers", _("Pemberi kerja"), "number"),
            kit.Column("overdue", _("Pokok"), "money"), kit.Column("penalty", _("Denda ditagih"), "money"),
            kit.Column("accruing", _("Denda berjalan"), "money"),
        ],
        rows, stack=True, show_caption=False, empty=_("Belum ada piutang yang disimpan untuk kantor ini."),
        footer={"name": _("Jumlah"), "employers": aged.employers, "overdue": aged.overdue, "penalty": aged.penalty,
                "accruing": aged.accruing},
    )  # fmt: skip


def _steps(offices: tuple[int, ...]) -> kit.Table:
    rows = [
        {
            "step": str(STEPS.get(r["step"], _("Tidak ada"))),
            "cases": r["cases"],
            "due": r["due"],
            "owed": r["principal"] or None,
        }
        for r in queries.steps_waiting(offices, today())
    ]
    return kit.Table(
        _("Langkah berikutnya"),
        [
            kit.Column("step", _("Langkah")), kit.Column("cases", _("Perkara"), "number"),
            kit.Column("due", _("Sudah waktunya"), "number"), kit.Column("owed", _("Pokok"), "money"),
        ],
        rows, stack=True, show_caption=False, empty=_("Tidak ada perkara terbuka."),
    )  # fmt: skip


def _cases(request: HttpRequest, found: list[dict[str, Any]], *, due: bool = False, largest: bool = False) -> kit.Table:
    rows = [
        kit.Row(
            {
                "name": kit.Cell(c["name"], reverse("staff:collection_case", args=[c["id"]]), note=c["number"]),
                "kind": kit.Cell(str(KINDS[c["kind"]]), note=str(OUTCOMES.get(c["outcome"], ""))),
                "step": str(STEPS.get(c["next_step"], "–")) if c["open"] else _("Ditutup"),
                "day": c["next_on"] if c["open"] else c["closed_on"],
                "months": c["months"] or None,
                "owed": c["principal"] or None,
                "penalty": c["penalty"] or None,
            },
            tone="bad" if c["open"] and c["next_on"] and (today() - c["next_on"]).days > 7 else "neutral",
        )
        for c in found[:PAGE]
    ]
    last = found[PAGE - 1] if len(found) > PAGE else None
    following = ""
    if last:
        by_day = {"hari": f"{last['next_on']}", "sisa": "denda" if last["penalty_only"] else None}
        mark = {"pokok": last["principal"]} if largest else by_day
        more = {"mulai": last["id"]} | (mark if due else {})
        following = query_of(request, **more)
    return kit.Table(
        _("Perkara"),
        [
            kit.Column("name", _("Pemberi kerja")), kit.Column("kind", _("Perkara")), kit.Column("step", _("Langkah")),
            kit.Column("day", _("Sejak") if due else _("Tanggal"), "date"),
            kit.Column("months", _("Bulan tunggakan"), "number"), kit.Column("owed", _("Pokok"), "money"),
            kit.Column("penalty", _("Denda"), "money"),
        ],
        rows, stack=True, show_caption=False,
        empty=_("Tidak ada yang harus dikerjakan hari ini.") if due else _("Tidak ada perkara."),
        pager=kit.Pager(next=following, previous=query_of(request, **_FIRST_PAGE) if request.GET.get("mulai") else ""),
    )  # fmt: skip


@require_POST
@needs(Act.COLLECTION_WORK)
def run_day(request: HttpRequest) -> HttpResponse:
    """Ask for the day's run and the receivables of the day; the worker does them."""
    day = today()
    run = month_runs.start_collection_day(day, by=me(request))
    month_runs.start_receivables(day, by=me(request))
    return redirect("staff:run", run_id=run.pk)


@require_GET
@needs(Act.COLLECTION_SEE)
def class_page(request: HttpRequest, code: int) -> HttpResponse:
    """Employers of one class, largest first."""
    offices = offices_of(request)
    aged = queries.ageing(offices, today())
    named = next((c for c in aged.classes if c["class_of"] == code), None)
    if named is None or aged.day is None:
        raise Http404
    after = (as_number(request.GET.get("jumlah")) or 0, as_number(request.GET.get("mulai")) or 0)
    found = queries.employers_of_class(
        offices, aged.day, code, after=after if request.GET.get("mulai") else None, limit=PAGE + 1
    )
    see = may(request, Act.EMPLOYER_SEE)
    rows = [
        {
            "name": kit.Cell(
                r["name"], reverse("staff:employer", args=[r["employer_id"]]) if see else "", note=f"NPP {r['npp']}"
            ),
            "months": r["months"], "since": r["oldest_due"], "overdue": r["overdue"],
            "penalty": r["penalty"] + r["accruing"],
            "case": kit.Cell(r["number"], reverse("staff:collection_case", args=[r["case_id"]]))
            if r["case_id"]
            else "",
        }
        for r in found[:PAGE]
    ]  # fmt: skip
    last = found[PAGE - 1] if len(found) > PAGE else None
    table = kit.Table(
        _("Pemberi kerja"),
        [
            kit.Column("name", _("Pemberi kerja")), kit.Column("months", _("Bulan"), "number"),
            kit.Column("since", _("Sejak"), "date"), kit.Column("overdue", _("Pokok"), "money"),
            kit.Column("penalty", _("Denda ditagih dan berjalan"), "money"), kit.Column("case", _("Perkara")),
        ],
        rows, stack=True, show_caption=False,
        pager=kit.Pager(next=query_of(request, jumlah=last["overdue"], mulai=last["id"]) if last else "",
                        previous="?" if request.GET.get("mulai") else ""),
    )  # fmt: skip
    return page(
        request, "staff/collection_list.html",
        {"title": capfirst(str(named["name"][lang()])), "as_of": aged.day, "table": table,
         "crumbs": [kit.Link(_("Penagihan"), reverse("staff:collection"))]},
    )  # fmt: skip


@require_GET
@needs(Act.COLLECTION_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """All cases, found by name, number or kind."""
    text, kind = request.GET.get("cari", "").strip()[:80], request.GET.get("jenis", "")
    kind = kind if kind in KINDS else ""
    closed = request.GET.get("tutup") == "1"
    found = queries.cases(
        offices_of(request), kind=kind, text=text, only_open=not closed, after=as_number(request.GET.get("mulai")),
        limit=PAGE + 1,
    )  # fmt: skip
    return page(
        request, "staff/collection_list.html",
        {"title": _("Perkara penagihan dan pemeriksaan"), "as_of": today(), "table": _cases(request, found),
         "search": {"text": text, "kind": kind, "kinds": KINDS, "closed": closed},
         "may_work": may(request, Act.COLLECTION_WORK),
         "crumbs": [kit.Link(_("Penagihan"), reverse("staff:collection"))]},
    )  # fmt: skip


class InspectionForm(forms.Form):
    """A new inspection."""

    kind = forms.ChoiceField(label=later("Dugaan"), choices=[(k, v) for k, v in KINDS.items() if k != "ARREARS"])
    npp = forms.CharField(label=later("NPP"), required=False, max_length=12,
                          help_text=later("Kosongkan bila belum terdaftar (PWBD)."))  # fmt: skip
    name = forms.CharField(label=later("Nama usaha yang belum terdaftar"), required=False, max_length=120)
    about = forms.CharField(label=later("Apa yang ditemukan"), max_length=500, widget=forms.Textarea({"rows": 3}))


@require_http_methods(["GET", "POST"])
@needs(Act.COLLECTION_WORK)
def new_inspection(request: HttpRequest) -> HttpResponse:
    """Open a case of inspection."""
    form = InspectionForm(request.POST or None, initial={"npp": request.GET.get("npp", "")[:12]})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        employer = queries.employer_by_npp(asked["npp"]) if asked["npp"] else None
        if asked["npp"] and employer is None:
            form.add_error("npp", _("NPP ini tidak ditemukan di kantor Anda."))
        else:
            try:
                case = services.open_inspection(
                    asked["kind"], asked["about"], employer_id=employer, name=asked["name"],
                    office_id=own_office(request), by=me(request),
                )  # fmt: skip
            except Refused as refused:
                refuse(form, refused)
            else:
                return redirect("staff:collection_case", case_id=case.pk)
    return page(
        request, "staff/collection_form.html",
        {"title": _("Pemeriksaan baru"), "form": form, "submit": _("Buka perkara"),
         "back": reverse("staff:collection_cases"),
         "crumbs": [kit.Link(_("Penagihan"), reverse("staff:collection"))]},
        status=422 if form.errors else 200,
    )  # fmt: skip


def case_or_404(case_id: int) -> Case:
    """A case as row-level security shows it."""
    found = Case.objects.filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found

"""Wage reports that the branch fills in for an employer: the employer's own pages, by papers that were handed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from secrets import token_hex
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.dates import month_of
from lindung.base.errors import Refused
from lindung.base.format import month_year
from lindung.contributions import services
from lindung.contributions.models import WageReport
from lindung.contributions.queries import handins
from lindung.contributions.queries.months import first_month, months
from lindung.interop import on_behalf
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.papers import PaperField, paper_answer
from lindung.portals.reporting.desk import Desk, View
from lindung.portals.reporting.words import PAPERS, WAYS, due_of, handed_in, state_words
from lindung.portals.staff.scope import lang, me
from lindung.registry.queries import file, today

BACK = 24
CHANGES = {Act.EMPLOYER_REPORT, Act.EMPLOYER_FINALISE}
"""Pages that change a report: only of one that the branch fills in."""
BRINGS = {Act.EMPLOYER_REPORT, Act.EMPLOYER_UPLOAD, Act.EMPLOYER_CORRECT, Act.EMPLOYER_MATCH_COLUMNS}
"""Pages without a report that bring something in: only by papers."""


class HandInForm(forms.Form):
    """Who came, and with what. `key` names the form: sent twice it is one."""

    brought_by = forms.CharField(
        label=later("Nama yang menyerahkan"), max_length=120, help_text=later("Seperti pada KTP atau suratnya.")
    )
    way = forms.ChoiceField(label=later("Cara diserahkan"), choices=list(WAYS.items()))
    paper = forms.ChoiceField(label=later("Jenis surat"), choices=list(PAPERS.items()))
    paper_no = forms.CharField(label=later("Nomor surat"), max_length=60)
    paper_on = kit.DateField(label=later("Tanggal surat"))
    scan = PaperField(
        label=later("Foto atau pindaian surat"), required=False,
        help_text=later("PDF, PNG, atau JPEG, paling besar 10 MB."),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)


@dataclass
class CounterDesk(Desk):
    """The branch's desk for one employer: what may be done follows from the papers at hand."""

    namespace: str = "staff"
    frame: str = "staff/reporting.html"
    own: ClassVar[bool] = False

    def __post_init__(self) -> None:
        self.prefix = (self.employer_id,)
        self._last: dict[str, Any] | None = None
        self._ours: dict[int, bool] = {}
        self.firm  # noqa: B018 - an employer of another office is not found

    @cached_property
    def papers(self) -> dict[str, Any] | None:
        """What this officer took in from the employer today."""
        return handins.current(self.employer_id, self.by, today())

    @property
    def papers_said(self) -> str:
        """The same in words."""
        return handed_in(self.papers) if self.papers else ""

    @property
    def hand_in(self) -> int | None:
        """The papers that a file handed in here belongs to."""
        return self.papers["id"] if self.papers else None

    def report(self, report_id: int) -> dict[str, Any]:
        """A report of this employer, remembered for the frame; else a 404."""
        self._last = super().report(report_id)
        return self._last

    def ours(self, report: dict[str, Any]) -> bool:
        """Whether the branch fills this report in."""
        if report["id"] not in self._ours:
            self._ours[report["id"]] = report["id"] in handins.of_reports([report["id"]])
        return self._ours[report["id"]]

    @cached_property
    def foreign(self) -> dict[str, Any] | None:
        """The report of this page where the employer himself has it open."""
        there = self._last
        if there is None or there["status"] not in ("READING", "DRAFT", "FINALISED") or self.ours(there):
            return None
        return there

    def bill(self, code: str) -> str:
        """Where the branch sees a bill."""
        return reverse("staff:bill", args=[code])

    def above(self) -> list[kit.Link]:
        """The employer's page and the list it is found in."""
        return [
            kit.Link(_("Pemberi kerja"), reverse("staff:employers")),
            kit.Link(self.firm.name, reverse("staff:employer", args=[self.employer_id])),
        ]

    def may(self, act: Act, report: dict[str, Any] | None = None) -> bool:
        """To open a month takes papers; to change a report, that the branch fills it in."""
        return self.papers is not None if report is None else self.ours(report)

    def open(self, month: date, reason: str = "") -> WageReport:
        """Open a month by the papers at hand; the employer is told. Raises ContributionRefused."""
        return on_behalf.open_month(self.hand_in or 0, self.employer_id, month, reason=reason, by=self.by)

    def months(self) -> kit.Table | None:
        """The months of two years with what stands there, and where they are worked on."""
        day = today()
        found = months(self.employer_id, first_month(self.firm.registered_on, day, BACK), month_of(day))
        rows = []
        for m in found:
            state = m.state(day)
            if state == "NOBODY" and m is not found[0]:
                continue
            word, tone = state_words(state)
            if m.status in ("DRAFT", "FINALISED", "READING"):
                href = self.at("report", m.report_id)
            elif m.posted:
                href = self.at("correct", f"{m.month:%Y-%m}")
            else:
                href = self.at("reports") + f"?bulan={m.month:%Y-%m}"
            late = state == "MISSING" and due_of(m.month) < day
            rows.append(
                kit.Row(
                    {
                        "month": kit.Cell(month_year(m.month, lang()), href), "state": word,
                        "workers": m.workers or None, "billed": m.billed or None, "owed": max(0, m.owed) or None,
                    },
                    tone="bad" if late or tone == "bad" else "warn" if tone == "warn" else "neutral",
                )
            )  # fmt: skip
        return kit.Table(
            _("Bulan dan keadaannya"),
            [
                kit.Column("month", _("Bulan")), kit.Column("state", _("Keadaan")),
                kit.Column("workers", _("Pekerja"), "number"), kit.Column("billed", _("Ditagih"), "money"),
                kit.Column("owed", _("Belum dibayar"), "money"),
            ],
            rows, stack=True, empty=_("Belum ada bulan yang harus dilaporkan."),
        )  # fmt: skip

    @property
    def given_up(self) -> str:
        """Why a report that is discarded here was given up."""
        return _("Dibatalkan oleh kantor cabang")

    def death(self, person_id: int) -> HttpResponse:
        """A worker who died is no leaver; the contact centre and claims officers note deaths."""
        messages.error(
            self.request,
            _(
                "Kematian tidak dilaporkan sebagai pekerja keluar. Minta petugas klaim atau pusat kontak mencatatnya,"
                " agar ahli waris segera dilayani."
            ),
        )
        return redirect(self.request.path)

    def reading(self, people: Iterable[int], page: str) -> None:
        """Workers whose data an officer reads."""
        reading(self.request, list(people), f"staff.report.{page}", self.firm.npp)


def at_counter(view: View, act: Act) -> View:
    """A page of wage reports at the branch's desk: changed only by papers, never over the employer's own draft."""

    @needs(Act.REPORT_FOR_EMPLOYER)
    def inside(request: HttpRequest, employer_id: int, **named: Any) -> HttpResponse:
        desk = CounterDesk(request, employer_id)
        if "report_id" in named:
            if act in CHANGES and not desk.ours(desk.report(named["report_id"])):
                messages.error(request, _("Laporan ini dibuka pemberi kerja sendiri; lanjutkan hanya bila ia meminta."))
                return desk.go("report", named["report_id"])
        elif act in BRINGS and desk.papers is None and "layout" not in named:
            messages.error(request, _("Catat dulu siapa yang menyerahkan laporan ini dan dengan surat apa."))
            return desk.go("hand_in")
        return view(request, desk, **named)

    return inside


@require_http_methods(["GET", "POST"])
@needs(Act.REPORT_FOR_EMPLOYER)
def hand_in(request: HttpRequest, employer_id: int) -> HttpResponse:
    """Note who came and on what paper, before anything is filled in."""
    desk = CounterDesk(request, employer_id)
    form = HandInForm(request.POST or None, request.FILES or None, initial={"key": token_hex(12)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.take_hand_in(
                desk.employer_id, given["way"], given["brought_by"], given["paper"], given["paper_no"],
                given["paper_on"], client_key=given["key"], scan=given["scan"], by=me(request),
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused, file="scan")
        else:
            messages.success(request, _("Penyerahan tercatat. Pilih bulan yang diisi, atau unggah berkasnya."))
            return desk.go("reports")
    return page(
        request,
        "staff/hand_in.html",
        {"desk": desk, "form": form, "as_of": today(), "crumbs": desk.crumbs()},
        status=422 if request.method == "POST" else 200,
    )


@require_GET
@needs(Act.BILL_SEE)
def scan(request: HttpRequest, employer_id: int, hand_in_id: int) -> HttpResponse:
    """The kept picture of a paper that was handed in."""
    kept = handins.scan_of(employer_id, hand_in_id)
    found = file(kept) if kept else None
    if found is None:
        raise Http404
    return paper_answer(found)


@require_POST
@needs(Act.REPORT_FOR_EMPLOYER)
def take_over(request: HttpRequest, employer_id: int, report_id: int) -> HttpResponse:
    """Go on with a draft that the employer opened himself, as he asked; he is told."""
    desk = CounterDesk(request, employer_id)
    report = desk.report(report_id)
    if desk.hand_in is None:
        return desk.go("hand_in")
    try:
        on_behalf.attach(desk.hand_in, report_id, take_over=True, by=me(request))
    except Refused as refused:
        messages.error(request, said(refused))
    else:
        messages.success(request, _("Konsep pemberi kerja dilanjutkan di sini; pemberi kerja diberi tahu."))
    return redirect(desk.address(report))

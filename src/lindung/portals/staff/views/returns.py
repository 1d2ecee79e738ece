"""Rates of return: proposed by one, approved by another; what was credited by them; starting the crediting."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.dates import add_months, month_of
from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, percent
from lindung.interop import month_runs
from lindung.ledger import queries, services
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.staff.forms import RateForm
from lindung.portals.staff.scope import as_date, as_number, lang, may, me
from lindung.registry.queries import today

STAGES: dict[str, Any] = {
    "INTERIM": later("JHT sementara, setahun"),
    "FINAL": later("JHT akhir, setahun"),
    "MONTH": later("JP, sebulan"),
}
CREDITED: dict[tuple[str, str], Any] = {
    ("RETURN", "JHT"): later("Hasil JHT sebulan"),
    ("TRUE_UP", "JHT"): later("Koreksi JHT setahun ke tingkat akhir"),
    ("RETURN", "JP"): later("Hasil JP sebulan"),
}


@require_http_methods(["GET", "POST"])
@needs(Act.RETURNS_SEE)
def returns(request: HttpRequest) -> HttpResponse:
    """The rates, what they credited, a proposal."""
    proposing = may(request, Act.RETURN_RATE_PROPOSE)
    day = today()
    form = RateForm(request.POST or None, initial={"stage": "INTERIM", "period": f"{day:%Y-%m}", "decided_on": day})
    if request.method == "POST" and proposing and form.is_valid():
        asked = form.cleaned_data
        try:
            services.propose_rate(
                asked["stage"], asked["period"], asked["rate"], asked["document"], asked["decided_on"], me(request)
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Tingkat diusulkan. Orang lain menyetujuinya sebelum dipakai."))
            return redirect("staff:returns")
    approving, mine = may(request, Act.RETURN_RATE_APPROVE), me(request)
    found = queries.rates()
    waiting = [
        {**r, "words": _words(r), "mine": r["made_by"] == mine}
        for r in found
        if not r["approved_by"] and not r["refused_reason"]
    ]
    return page(
        request,
        "staff/returns.html",
        {
            "as_of": day,
            "form": form,
            "proposing": proposing,
            "approving": approving,
            "waiting": waiting,
            "starting": may(request, Act.MONTH_RUN),
            "last_month": add_months(month_of(day), -1),
            "last_year": day.year - 1,
            "rates": kit.Table(
                _("Tingkat yang ditetapkan"),
                [
                    kit.Column("what", _("Tingkat")),
                    kit.Column("rate", _("Besarnya")),
                    kit.Column("document", _("Keputusan")),
                    kit.Column("state", _("Keadaan")),
                ],
                [_row(r) for r in found],
                stack=True,
                show_caption=False,
                empty=_("Belum ada tingkat yang ditetapkan; yang dipakai tingkat yang diumumkan."),
            ),
            "credited": kit.Table(
                _("Yang sudah dikreditkan"),
                [
                    kit.Column("what", _("Apa")),
                    kit.Column("day", _("Dibukukan"), "date"),
                    kit.Column("amount", _("Jumlah"), "money"),
                ],
                [
                    {
                        "what": kit.Cell(
                            str(CREDITED.get((r["kind"], r["fund"]), r["kind"])), note=_period(str(r["period"]))
                        ),
                        "day": r["booked_on"],
                        "amount": r["amount"],
                    }
                    for r in queries.credited_returns()
                ],
                stack=True,
                show_caption=False,
                empty=_("Belum ada hasil yang dikreditkan."),
            ),
        },
        status=422 if form.errors else 200,
    )


def _words(rate: dict[str, Any]) -> str:
    """What a rate is for: "JHT sementara, setahun, mulai Januari 2022: 5,5 %"."""
    stage = str(STAGES[rate["stage"]])
    when = {
        "INTERIM": _("mulai %(month)s") % {"month": month_year(rate["period"], lang())},
        "FINAL": str(rate["period"].year),
        "MONTH": month_year(rate["period"], lang()),
    }[rate["stage"]]
    return f"{stage}, {when}: {_rate(rate['rate'])}"


def _rate(ppm: int) -> str:
    return percent(ppm, 1_000_000, decimals=3 if ppm % 100 else 2, lang=lang())


def _period(text: str) -> str:
    found = as_date(f"{text}-01")
    return month_year(found, lang()) if found else text


def _row(r: dict[str, Any]) -> kit.Row:
    state = (
        _("Tidak disetujui: %(why)s") % {"why": r["refused_reason"]}
        if r["refused_reason"]
        else _("Berlaku")
        if r["approved_by"]
        else _("Menunggu persetujuan")
    )
    return kit.Row(
        {
            "what": _words(r).rsplit(": ", 1)[0],
            "rate": _rate(r["rate"]),
            "document": kit.Cell(r["document"], note=date_long(r["decided_on"], lang())),
            "state": state,
        },
        tone="warn" if not r["approved_by"] and not r["refused_reason"] else "neutral",
    )


@require_POST
@needs(Act.RETURN_RATE_APPROVE)
def decide(request: HttpRequest, rate_id: int) -> HttpResponse:
    """Approve a proposed rate, or turn it down with a reason."""
    try:
        if request.POST.get("apa") == "tolak":
            services.refuse_rate(rate_id, request.POST.get("alasan", ""), me(request))
            messages.success(request, _("Usulan tidak disetujui."))
        else:
            services.approve_rate(rate_id, me(request))
            messages.success(request, _("Tingkat berlaku."))
    except Refused as refused:
        messages.error(request, said(refused))
    return redirect("staff:returns")


@require_POST
@needs(Act.MONTH_RUN)
def start(request: HttpRequest) -> HttpResponse:
    """Start the crediting of a month or the correction of a year; the same again is the same run."""
    day, what = today(), request.POST.get("apa", "")
    try:
        if what == "TRUE_UP":
            run = month_runs.start_true_up(as_number(request.POST.get("tahun")) or day.year, day, by=me(request))
        else:
            month = as_date(f"{request.POST.get('bulan', '')}-01")
            if month is None or add_months(month, 1) > day:
                messages.error(request, _("Pilih bulan yang sudah selesai."))
                return redirect("staff:returns")
            last = date.fromordinal(add_months(month, 1).toordinal() - 1)
            begin = month_runs.start_jp_returns if what == "JP" else month_runs.start_returns
            run = begin(month, last, by=me(request))
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("staff:returns")
    return redirect(reverse("staff:run", args=[run.pk]))

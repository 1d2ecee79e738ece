"""The workers an employer covers today."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act, allowed
from lindung.access.web import actor_of, needs
from lindung.coverage.queries import workers_of
from lindung.portals import kit
from lindung.portals.employer.scope import PAGE, employer_of, whole
from lindung.registry import queries as registry


@require_GET
@needs(Act.EMPLOYER_WORKERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Workers under cover, by name."""
    firm, today = employer_of(request), registry.today()
    name, spell = request.GET.get("nama", ""), whole(request.GET.get("sesudah"))
    may = allowed(actor_of(request), Act.EMPLOYER_CORRECT)
    found = workers_of(firm.pk, today, limit=PAGE + 1, after=(name, spell) if spell else None)
    rows: list[dict[str, Any]] = [
        {"name": kit.Cell(w["name"], note=f"NIK\u00a0{w['nik'] or '–'}"), "kpj": w["kpj"],
         "born": w["birth_date"], "start": kit.Cell(w["start_on"], reverse("employer:start", args=[w["spell_id"]])
                                                   if may else ""), "end": w["end_on"]}
        for w in found[:PAGE]
    ]  # fmt: skip
    last = found[PAGE - 1] if len(found) > PAGE else None
    more = "?" + urlencode({"nama": last["name"], "sesudah": last["spell_id"]}) if last else ""
    return render(request, "employer/workers.html", {
        "as_of": today,
        "table": kit.Table(
            _("Pekerja terlindungi hari ini"),
            [kit.Column("name", _("Pekerja")), kit.Column("kpj", _("KPJ"), "code"),
             kit.Column("born", _("Tanggal lahir"), "date"), kit.Column("start", _("Sejak"), "date"),
             kit.Column("end", _("Sampai"), "date")],
            rows, stack=True, note=_("Tanggal mulai keliru? Pilih tanggalnya untuk membetulkannya.") if may else "",
            empty=_("Belum ada pekerja. Tambahkan pekerja lewat laporan upah."),
            pager=kit.Pager(next=more, previous="?" if spell else ""),
        ),
    })  # fmt: skip

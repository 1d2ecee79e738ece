"""A worker died: the employer tells it, the heirs are served; never an exit, never a cancelled claim."""

from secrets import token_hex

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.claims.services import report_death
from lindung.portals.employer.forms import DeathForm
from lindung.portals.employer.scope import employer_of, whole
from lindung.portals.kit.forms import refuse
from lindung.registry import queries as registry
from lindung.registry.models import Person


@needs(Act.EMPLOYER_REPORT_DEATH)
def report(request: HttpRequest) -> HttpResponse:
    """Report the death of one of the employer's workers."""
    firm, start = employer_of(request), {"key": token_hex(12), "reporter": ""}
    asked = whole(request.GET.get("pekerja"))
    person = Person.objects.filter(pk=asked).only("nik").first() if asked else None
    if person is not None:
        start["nik"] = person.nik or registry.number_of(person.pk) or ""
    form = DeathForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        typed = "".join(c for c in data["nik"] if c.isalnum()).upper()
        # row-level security: only people who are or were this employer's workers are found
        found = registry.person_by_nik(typed) or registry.person_by_kpj(typed)
        if found is None:
            form.add_error("nik", _("Tidak ada pekerja Anda dengan NIK atau KPJ ini."))
        else:
            try:
                made = report_death(
                    f"{data['reporter']}, {firm.name}"[:120], "EMPLOYER", found, data["died_on"],
                    work_accident=data["work_accident"] == "ya", client_key=data["key"] or None, by=request.user.pk,
                )  # fmt: skip
            except Refused as refused:
                refuse(form, refused, person="nik")
            else:
                messages.success(request, _("Laporan kematian tercatat. Petugas menghubungi keluarganya."))
                numbers = ", ".join(one.number for one in made.standing)
                return render(request, "employer/death_done.html", {"made": made, "numbers": numbers})
    return render(request, "employer/death.html", {"form": form}, status=422 if form.errors else 200)

"""A corrected wage of a project: the same page for the contractor and for his branch."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as later

from lindung.base.errors import Refused
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.projects import difference_told, wage_months_table, wage_text
from lindung.registry import queries as registry
from lindung.segments import queries, services
from lindung.segments.models import Project


class WageForm(forms.Form):
    """A corrected wage and the months it holds for."""

    wage = kit.RupiahField(label=later("Upah yang benar"), minimum=1)
    daily = forms.ChoiceField(
        label=later("Dibayar"), choices=[("BULANAN", later("bulanan")), ("HARIAN", later("harian"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    first_month = kit.MonthField(label=later("Mulai bulan"), help_text=later("Tanggal mana saja dalam bulan itu."))
    last_month = kit.MonthField(
        label=later("Sampai bulan"), required=False, help_text=later("Kosongkan bila berlaku seterusnya."),
    )  # fmt: skip
    reason = forms.CharField(label=later("Alasan"), max_length=200)

    def clean_daily(self) -> bool:
        """Whether the wage is a day's."""
        return str(self.cleaned_data["daily"]) == "HARIAN"


def listed(project_id: int, worker_id: int) -> dict[str, Any]:
    """A row of the project's list; else a 404."""
    person = next(iter(queries.project_workers(project_id, after=max(0, worker_id - 1), limit=1)), None)
    if person is None or person["id"] != worker_id:
        raise Http404
    return person


def correct(
    request: HttpRequest,
    project: dict[str, Any],
    person: dict[str, Any],
    *,
    portal: str,
    crumbs: Sequence[kit.Link],
    by: int | None,
) -> HttpResponse:
    """The page of one worker's wage, and what a correction made of months already paid, month by month. `portal`:
    employer or staff. A 404 where the project is not billed by wages."""
    if project["basis"] != Project.Basis.WAGES:
        raise Http404
    form = WageForm(request.POST or None, initial={
        "wage": person["wage"], "daily": "HARIAN" if person["daily"] else "BULANAN",
        "first_month": person["valid_from"],
    })  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.correct_wage(
                person["id"],
                services.NewWage(given["wage"], given["daily"], given["first_month"], given["last_month"]),
                given["reason"], by=by,
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            change = next(c for c in queries.wage_changes(project["id"], worker_id=person["id"]) if c["id"] == made.pk)
            messages.success(request, difference_told(change["difference"]))
            return redirect(f"{portal}:project_wage", project_id=project["id"], worker_id=person["id"])
    return render(request, f"{portal}/project_wage.html", {
        "form": form, "project": project, "person": person, "as_of": registry.today(), "crumbs": crumbs,
        "wage": wage_text(person), "months": wage_months_table(queries.wage_months(person["id"])),
        "back": reverse(f"{portal}:project", args=[project["id"]]),
    }, status=422 if form.errors else 200)  # fmt: skip

"""Who works on a contractor's project: lists typed, pasted or uploaded, and who leaves or is replaced."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.interop.project_lists import FIELDS, LIMITS, read_list
from lindung.interop.wage_files import FileProblem
from lindung.portals import kit, project_wages
from lindung.portals.employer.views.projects import crumbs_of, project_of
from lindung.portals.kit.forms import refuse, said
from lindung.portals.projects import worker_entries
from lindung.registry import queries as registry
from lindung.segments import services

SHOWN = 100
"""Refused rows that are shown to be corrected."""


class PeopleForm(forms.Form):
    """A list of workers, typed, pasted or uploaded."""

    people = forms.CharField(
        label=later("Daftar pekerja"), required=False, widget=forms.Textarea({"rows": 8}),
        help_text=later(
            "Satu orang per baris: NIK; nama; tanggal lahir; hari pertama; pekerjaan. Bila ada: hari terakhir; upah;"
            " BULANAN atau HARIAN."
        ),
    )  # fmt: skip
    file = forms.FileField(
        label=later("atau berkas Excel atau CSV"), required=False,
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.txt"}),
        help_text=later("Kolom dikenali dari judulnya, atau susunannya sama dengan di atas."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data["file"] and not data["people"].strip():
            self.add_error("people", _("Isi daftar pekerja, atau pilih berkasnya."))
        return data

    def data_of(self) -> bytes:
        """The list as bytes; of a file no more than may be read, and one more."""
        file = self.cleaned_data["file"]
        return bytes(file.read(LIMITS.file_bytes + 1)) if file else self.cleaned_data["people"].encode()


class EndForm(forms.Form):
    """The last day of somebody on a project, and who takes the place: all about him, or nothing."""

    last_on = kit.DateField(label=later("Hari terakhir di proyek"))
    nik = forms.CharField(label=later("NIK pengganti"), max_length=25, required=False)
    name = forms.CharField(label=later("Nama menurut KTP"), max_length=120, required=False)
    birth_date = kit.DateField(label=later("Tanggal lahir"), required=False)
    first_on = kit.DateField(label=later("Hari pertama di proyek"), required=False)
    job = forms.CharField(label=later("Pekerjaan"), max_length=80, required=False)
    wage = kit.RupiahField(label=later("Upah"), minimum=1, required=False)
    unit = forms.ChoiceField(
        label=later("Upah dibayar"), choices=[("HARIAN", later("Harian")), ("BULANAN", later("Bulanan"))],
        required=False,
    )  # fmt: skip

    NEEDED = ("nik", "name", "birth_date", "first_on", "job")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        said_of = [name for name in (*self.NEEDED, "wage") if self.data.get(self.add_prefix(name), "").strip()]
        for name in self.NEEDED if said_of else ():
            if name not in said_of:
                self.add_error(name, forms.ValidationError(self.fields[name].error_messages["required"], "required"))
        return data

    def replacement(self) -> services.WorkerRow | None:
        """Who takes the place, if anybody."""
        data = self.cleaned_data
        if not data["nik"]:
            return None
        return services.WorkerRow(
            data["nik"], data["name"], data["birth_date"], data["first_on"], data["job"], wage=data["wage"],
            daily=data["wage"] is not None and data["unit"] == "HARIAN",
        )  # fmt: skip


@needs(Act.EMPLOYER_PROJECT)
def workers(request: HttpRequest, project_id: int) -> HttpResponse:
    """Put people on the list; good lines are taken, bad ones come back with their reason."""
    found = project_of(request, project_id)
    form = PeopleForm(request.POST or None, request.FILES or None)
    wrong: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            good, bad = read_list(form.data_of())
            listed = services.Listed(0, 0)
            if good:
                listed = services.list_workers(project_id, [row for _line, row in good], by=request.user.pk)
        except FileProblem as problem:
            form.add_error("file" if form.cleaned_data["file"] else "people", said(problem))
        except Refused as refused:
            refuse(form, refused)
        else:
            refusals = [(line, line.refused) for line in bad] + [(good[n - 1][0], r) for n, r in listed.refused]
            refusals.sort(key=lambda pair: pair[0].row_no)
            wrong = [{"line": line.row_no, "text": line.text, "why": said(r)} for line, r in refusals if r]
            told = _("%(done)s pekerja ditambahkan, %(already)s sudah ada.")
            messages.success(request, told % {"done": listed.done, "already": listed.already})
            if not wrong:
                return redirect("employer:project", project_id=project_id)
            form = PeopleForm(initial={"people": "\n".join(w["text"] for w in wrong[:SHOWN])})
    return render(request, "employer/project_workers.html", {
        "form": form, "project": found, "wrong": wrong[:SHOWN], "more": max(0, len(wrong) - SHOWN),
        "headings": "; ".join(f.heading for f in FIELDS), "as_of": registry.today(), "crumbs": crumbs_of(found),
    }, status=422 if form.errors or wrong else 200)  # fmt: skip


@needs(Act.EMPLOYER_PROJECT)
def worker(request: HttpRequest, project_id: int, worker_id: int) -> HttpResponse:
    """Somebody leaves the project, with or without a replacement."""
    found = project_of(request, project_id)
    person = project_wages.listed(project_id, worker_id)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last_on, new = form.cleaned_data["last_on"], form.replacement()
        try:
            if new:
                services.swap_worker(worker_id, last_on, new, by=request.user.pk)
            else:
                services.end_worker(worker_id, last_on, by=request.user.pk)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Perubahan tercatat."))
            return redirect("employer:project", project_id=project_id)
    return render(request, "employer/project_worker.html", {
        "form": form, "project": found, "person": person, "as_of": registry.today(), "crumbs": crumbs_of(found),
        "entries": worker_entries(person),
    }, status=422 if form.errors else 200)  # fmt: skip


@needs(Act.EMPLOYER_PROJECT)
def wage(request: HttpRequest, project_id: int, worker_id: int) -> HttpResponse:
    """A wage was wrong: what that makes of months already paid is asked or given back, and shown month by month."""
    found = project_of(request, project_id)
    return project_wages.correct(
        request, found, project_wages.listed(project_id, worker_id), portal="employer", crumbs=crumbs_of(found),
        by=request.user.pk,
    )  # fmt: skip

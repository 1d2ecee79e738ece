"""Construction projects of a contractor: register, pay in instalments, list and replace workers, certificate."""

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
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.interop.outbox import project_certificate
from lindung.interop.project_lists import ListRefused, read_list, text_of
from lindung.notices.services import letter_pdf
from lindung.portals import kit
from lindung.portals.employer.scope import PAGE, employer_id_of, lang, refuse, said, whole
from lindung.portals.projects import context, list_table
from lindung.registry import queries as registry
from lindung.registry.models import District
from lindung.segments import queries, services
from lindung.segments.models import Project
from lindung.segments.services import NewProject


class ProjectForm(forms.Form):
    """A project as the work order describes it."""

    name = forms.CharField(label=later("Nama proyek"), max_length=160)
    owner = forms.CharField(label=later("Pemilik proyek"), max_length=120)
    funding = forms.ChoiceField(label=later("Sumber dana"), choices=Project.Funding.choices)
    work_order = forms.CharField(label=later("Nomor surat perintah kerja (SPK)"), max_length=60)
    work_order_on = kit.DateField(label=later("Tanggal SPK"))
    contract_value = kit.RupiahField(label=later("Nilai kontrak tanpa PPN"), minimum=1)
    vat = kit.RupiahField(label=later("PPN"), minimum=0)
    start_on = kit.DateField(label=later("Mulai dikerjakan"))
    end_on = kit.DateField(label=later("Selesai dikerjakan"))
    maintenance_months = forms.IntegerField(label=later("Masa pemeliharaan (bulan)"), min_value=0, initial=0)
    district_id = forms.ChoiceField(label=later("Lokasi"))
    declared_workers = forms.IntegerField(
        label=later("Perkiraan banyak pekerja"), min_value=0,
        help_text=later("Boleh sebelum nama-namanya diketahui."),
    )  # fmt: skip
    instalments = forms.IntegerField(label=later("Dibayar dalam berapa angsuran"), min_value=1, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district_id"].choices = list(  # type: ignore[attr-defined]
            District.objects.order_by("name").values_list("code", "name")
        )


class PeopleForm(forms.Form):
    """A list of workers, typed, pasted or uploaded."""

    people = forms.CharField(
        label=later("Daftar pekerja"), required=False, widget=forms.Textarea({"rows": 8}),
        help_text=later(
            "Satu orang per baris: NIK; nama; tanggal lahir; hari pertama; pekerjaan; hari terakhir bila sudah ada."
        ),
    )  # fmt: skip
    file = forms.FileField(
        label=later("atau berkas CSV dengan susunan yang sama"), required=False,
        widget=forms.FileInput({"accept": ".csv,.txt"}),
    )  # fmt: skip


class EndForm(forms.Form):
    """The last day of somebody on a project, and who takes the place."""

    last_on = kit.DateField(label=later("Hari terakhir di proyek"))
    people = forms.CharField(
        label=later("Pengganti, bila ada"), required=False,
        help_text=later("NIK; nama; tanggal lahir; hari pertama; pekerjaan"),
    )  # fmt: skip


def _project(request: HttpRequest, project_id: int) -> dict[str, Any]:
    found = queries.project(project_id)
    if found is None or found["employer_id"] != employer_id_of(request):
        raise Http404
    return found


def _crumbs(found: dict[str, Any] | None = None) -> list[kit.Link]:
    crumbs = [kit.Link(_("Proyek konstruksi"), reverse("employer:projects"))]
    return [*crumbs, kit.Link(found["name"], reverse("employer:project", args=[found["id"]]))] if found else crumbs


@require_GET
@needs(Act.EMPLOYER_PROJECT_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """The contractor's projects, newest first."""
    before = whole(request.GET.get("sebelum")) or None
    found = queries.projects(employer_id=employer_id_of(request), before=before, limit=PAGE + 1)
    return render(request, "employer/projects.html", {
        "as_of": registry.today(), "table": list_table(found, PAGE, "employer:project", before is not None),
    })  # fmt: skip


@needs(Act.EMPLOYER_PROJECT)
def register(request: HttpRequest) -> HttpResponse:
    """Register a project by its work order."""
    employer_id = employer_id_of(request)
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_project(NewProject(employer_id, **form.cleaned_data), by=request.user.pk)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Proyek terdaftar. Bayar angsuran pertama agar pekerjanya terlindungi."))
            return redirect("employer:project", project_id=made.pk)
    return render(request, "employer/project_new.html", {
        "form": form, "as_of": registry.today(), "crumbs": _crumbs(),
    }, status=422 if form.errors else 200)  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_PROJECT_SEE)
def show(request: HttpRequest, project_id: int) -> HttpResponse:
    """One project: facts, instalments with their codes, workers."""
    found = _project(request, project_id)
    after = whole(request.GET.get("sesudah"))
    return render(request, "employer/project.html", context(found, PAGE, after, "employer:project_worker") | {
        "crumbs": _crumbs(),
    })  # fmt: skip


@require_POST
@needs(Act.EMPLOYER_PROJECT)
def order(request: HttpRequest, project_id: int) -> HttpResponse:
    """Ask for the code of the next instalment."""
    _project(request, project_id)
    try:
        made = services.order_project(project_id, by=request.user.pk)
    except Refused as refused:
        messages.error(request, said(refused))
    else:
        messages.success(request, _("Kode iuran: %(code)s. Bayar tepat sejumlahnya.") % {"code": made.code})
    return redirect("employer:project", project_id=project_id)


@needs(Act.EMPLOYER_PROJECT)
def workers(request: HttpRequest, project_id: int) -> HttpResponse:
    """Put people on the list; good lines are taken, bad ones come back with their reason."""
    found = _project(request, project_id)
    form = PeopleForm(request.POST or None, request.FILES or None)
    wrong: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            text = text_of(file.read()) if file else form.cleaned_data["people"]
            good, bad = read_list(text)
            if good or not bad:
                listed = services.list_workers(project_id, [row for _n, row in good], by=request.user.pk)
            else:
                listed = services.Listed(0, 0)
        except Refused as refused:
            refuse(form, refused)
        else:
            refusals: list[tuple[int, Refused]] = [*bad, *((good[n - 1][0], r) for n, r in listed.refused)]
            lines = text.splitlines()
            wrong = [{"line": n, "text": lines[n - 1], "why": said(r)} for n, r in sorted(refusals, key=lambda x: x[0])]
            told = _("%(done)s pekerja ditambahkan, %(already)s sudah ada.")
            messages.success(request, told % {"done": listed.done, "already": listed.already})
            if not wrong:
                return redirect("employer:project", project_id=project_id)
            form = PeopleForm(initial={"people": "\n".join(w["text"] for w in wrong)})
    return render(request, "employer/project_workers.html", {
        "form": form, "project": found, "wrong": wrong, "as_of": registry.today(), "crumbs": _crumbs(found),
    }, status=422 if form.errors or wrong else 200)  # fmt: skip


@needs(Act.EMPLOYER_PROJECT)
def worker(request: HttpRequest, project_id: int, worker_id: int) -> HttpResponse:
    """Somebody leaves the project, with or without a replacement."""
    found = _project(request, project_id)
    person = next(iter(queries.project_workers(project_id, after=worker_id - 1, limit=1)), None)
    if person is None or person["id"] != worker_id:
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last_on, line = form.cleaned_data["last_on"], form.cleaned_data["people"]
        try:
            if line:
                good, bad = read_list(line)
                if bad or len(good) != 1:
                    raise bad[0][1] if bad else ListRefused("fields")
                services.swap_worker(worker_id, last_on, good[0][1], by=request.user.pk)
            else:
                services.end_worker(worker_id, last_on, by=request.user.pk)
        except ListRefused as refused:
            form.add_error("people", said(refused))
        except Refused as refused:
            refuse(form, refused, nik="people", name="people", birth_date="people", first_on="people", job="people")
        else:
            messages.success(request, _("Perubahan tercatat."))
            return redirect("employer:project", project_id=project_id)
    return render(request, "employer/project_worker.html", {
        "form": form, "project": found, "person": person, "as_of": registry.today(), "crumbs": _crumbs(found),
    }, status=422 if form.errors else 200)  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_PROJECT_SEE)
def certificate(request: HttpRequest, project_id: int) -> HttpResponse:
    """The certificate as PDF, with a code anyone can verify."""
    _project(request, project_id)
    try:
        made = project_certificate(project_id, lang())
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("employer:project", project_id=project_id)
    answer = HttpResponse(letter_pdf(made.pk), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="sertifikat-proyek-{project_id}.pdf"'
    return answer

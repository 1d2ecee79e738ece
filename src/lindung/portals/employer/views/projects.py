"""Construction projects of a contractor: register, change by addendum, pay, hand in papers, certificate."""

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
from lindung.base.format import rupiah
from lindung.interop.outbox import project_certificate
from lindung.notices.services import letter_pdf
from lindung.portals import kit
from lindung.portals import orders as shown
from lindung.portals.employer.scope import PAGE, employer_id_of, employer_of, lang, whole
from lindung.portals.kit.forms import refuse, said
from lindung.portals.papers import PaperField, paper_answer
from lindung.portals.projects import context, list_table
from lindung.registry import queries as registry
from lindung.registry.models import District
from lindung.registry.services import store_file
from lindung.segments import queries, services
from lindung.segments.models import Project, ProjectPaper
from lindung.segments.services import NewProject

BASES = [
    (Project.Basis.VALUE, later("Nilai kontrak (upah pekerja tidak diketahui)")),
    (Project.Basis.WAGES, later("Upah pekerja (upah setiap pekerja diketahui)")),
]


class ProjectForm(forms.Form):
    """A project as the work order describes it."""

    name = forms.CharField(label=later("Nama proyek"), max_length=160)
    owner = forms.CharField(label=later("Pemilik proyek"), max_length=120)
    funding = forms.ChoiceField(label=later("Sumber dana"), choices=[("", "–"), *Project.Funding.choices])
    work_order = forms.CharField(label=later("Nomor surat perintah kerja (SPK)"), max_length=60)
    work_order_on = kit.DateField(label=later("Tanggal SPK"))
    contract_value = kit.RupiahField(label=later("Nilai kontrak tanpa PPN"), minimum=1)
    vat = kit.RupiahField(label=later("PPN"), minimum=0)
    basis = forms.ChoiceField(
        label=later("Dasar iuran"), choices=BASES, widget=forms.RadioSelect, initial=Project.Basis.VALUE,
        help_text=later("Menurut upah hanya bila upah setiap pekerja diketahui; iurannya dibayar tiap bulan."),
    )  # fmt: skip
    start_on = kit.DateField(label=later("Mulai dikerjakan"))
    end_on = kit.DateField(label=later("Selesai dikerjakan"))
    maintenance_months = forms.IntegerField(label=later("Masa pemeliharaan (bulan)"), min_value=0, initial=0)
    district_id = forms.ChoiceField(label=later("Lokasi"))
    declared_workers = forms.IntegerField(
        label=later("Perkiraan banyak pekerja"), min_value=0,
        help_text=later("Boleh sebelum nama-namanya diketahui."),
    )  # fmt: skip
    instalments = forms.IntegerField(
        label=later("Dibayar dalam berapa angsuran"), min_value=1, initial=1,
        help_text=later("Hanya untuk iuran menurut nilai kontrak."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district_id"].choices = list(  # type: ignore[attr-defined]
            District.objects.order_by("name").values_list("code", "name")
        )


class AddendumForm(forms.Form):
    """What an addendum changes."""

    contract_value = kit.RupiahField(label=later("Nilai kontrak baru tanpa PPN"), minimum=1)
    vat = kit.RupiahField(label=later("PPN"), minimum=0)
    end_on = kit.DateField(label=later("Selesai dikerjakan"))
    maintenance_months = forms.IntegerField(label=later("Masa pemeliharaan (bulan)"), min_value=0)
    instalments = forms.IntegerField(
        label=later("Tambahan iuran dibayar dalam berapa angsuran"), min_value=1, initial=1,
    )  # fmt: skip
    reason = forms.CharField(
        label=later("Nomor adendum dan alasannya"), max_length=200,
        help_text=later("Misalnya: Adendum 1, pekerjaan tambah jembatan."),
    )  # fmt: skip


class PaperForm(forms.Form):
    """A paper of the project."""

    kind = forms.ChoiceField(label=later("Jenis berkas"), choices=ProjectPaper.Kind.choices)
    file = PaperField(label=later("Berkas (PDF, PNG, atau JPEG, paling besar 10 MB)"))


def project_of(request: HttpRequest, project_id: int) -> dict[str, Any]:
    found = queries.project(project_id)
    if found is None or found["employer_id"] != employer_id_of(request):
        raise Http404
    return found


def crumbs_of(found: dict[str, Any] | None = None) -> list[kit.Link]:
    crumbs = [kit.Link(_("Proyek konstruksi"), reverse("employer:projects"))]
    return [*crumbs, kit.Link(found["name"], reverse("employer:project", args=[found["id"]]))] if found else crumbs


@require_GET
@needs(Act.EMPLOYER_PROJECT_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """The contractor's projects, newest first."""
    before = whole(request.GET.get("sebelum")) or None
    firm = employer_id_of(request)
    found = queries.projects(employer_id=firm, before=before, limit=PAGE + 1)
    asked = queries.orders(kind="JAKON", employer_id=firm, status="OPEN", limit=24)
    return render(request, "employer/projects.html", {
        "waiting": shown.waiting(asked, lambda code: reverse("employer:project_code", args=[code])),
        "as_of": registry.today(), "table": list_table(found, PAGE, "employer:project", before is not None),
    })  # fmt: skip


@needs(Act.EMPLOYER_PROJECT)
def register(request: HttpRequest) -> HttpResponse:
    """Register a project by its work order."""
    employer_id = employer_id_of(request)
    form = ProjectForm(request.POST or None, initial={"district_id": employer_of(request).district_id, "vat": 0})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_project(NewProject(employer_id, **form.cleaned_data), by=request.user.pk)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Proyek terdaftar. Bayar angsuran pertama agar pekerjanya terlindungi."))
            return redirect("employer:project", project_id=made.pk)
    return render(request, "employer/project_new.html", {
        "form": form, "as_of": registry.today(), "crumbs": crumbs_of(),
    }, status=422 if form.errors else 200)  # fmt: skip


@require_GET
@needs(Act.EMPLOYER_PROJECT_SEE)
def show(request: HttpRequest, project_id: int) -> HttpResponse:
    """One project: facts, instalments with their codes, workers, papers."""
    return _shown(request, project_of(request, project_id), PaperForm())


def _shown(request: HttpRequest, found: dict[str, Any], form: PaperForm) -> HttpResponse:
    after = whole(request.GET.get("sesudah"))
    drawn = context(
        found, PAGE, after, worker_page="employer:project_worker", wage_page="employer:project_wage",
        order_page="employer:project_code", paper_page="employer:project_paper",
    )  # fmt: skip
    return render(
        request, "employer/project.html", drawn | {"crumbs": crumbs_of(), "form": form},
        status=422 if form.errors else 200,
    )  # fmt: skip


@require_POST
@needs(Act.EMPLOYER_PROJECT)
def order(request: HttpRequest, project_id: int) -> HttpResponse:
    """Ask for the code of what is to be paid next."""
    project_of(request, project_id)
    try:
        made = services.order_project(project_id, by=request.user.pk)
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("employer:project", project_id=project_id)
    return redirect("employer:project_code", code=made.code)


@require_GET
@needs(Act.EMPLOYER_PROJECT_SEE)
def code(request: HttpRequest, code: str) -> HttpResponse:
    """One order of a project, with code and QR until it is paid."""
    found = queries.order(code)
    if found is None or found["employer_id"] != employer_id_of(request) or found["kind"] != "JAKON":
        raise Http404
    project = queries.project_of_order(found["id"])
    return render(request, "employer/project_code.html", shown.context(found) | {
        "as_of": registry.today(), "crumbs": crumbs_of(queries.project(project) if project else None),
    })  # fmt: skip


@needs(Act.EMPLOYER_PROJECT)
def addendum(request: HttpRequest, project_id: int) -> HttpResponse:
    """Record an addendum: other value, other days; the difference is asked for."""
    found = project_of(request, project_id)
    form = AddendumForm(request.POST or None, initial={
        key: found[key] for key in ("contract_value", "vat", "end_on", "maintenance_months")
    })  # fmt: skip
    if found["basis"] == Project.Basis.WAGES:
        del form.fields["instalments"]
    if request.method == "POST" and form.is_valid():
        try:
            made = services.change_project(project_id, **form.cleaned_data, by=request.user.pk)
        except Refused as refused:
            refuse(form, refused)
        else:
            more = made.jkk + made.jkm
            told = _("Adendum tercatat. Iuran tambahan: %(sum)s.") % {"sum": rupiah(more, lang())}
            messages.success(request, told if more else _("Adendum tercatat; tidak ada iuran tambahan."))
            return redirect("employer:project", project_id=project_id)
    return render(request, "employer/project_addendum.html", {
        "form": form, "project": found, "as_of": registry.today(), "crumbs": crumbs_of(found),
    }, status=422 if form.errors else 200)  # fmt: skip


@require_POST
@needs(Act.EMPLOYER_PROJECT)
def hand_in(request: HttpRequest, project_id: int) -> HttpResponse:
    """Hand in a paper: work order, contract, addendum, attendance list."""
    found = project_of(request, project_id)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        name, kind, data = form.cleaned_data["file"]
        by = request.user.pk
        try:
            kept = store_file(name, kind, data, found["office_id"], employer_id=found["employer_id"], by=by)
            services.add_paper(project_id, kept.pk, form.cleaned_data["kind"], by=by)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Berkas tersimpan."))
            return redirect("employer:project", project_id=project_id)
    return _shown(request, found, form)


@require_GET
@needs(Act.EMPLOYER_PROJECT_SEE)
def paper(request: HttpRequest, project_id: int, paper_id: int) -> HttpResponse:
    """One paper of the project."""
    project_of(request, project_id)
    held = next((p for p in queries.project_papers(project_id) if p["id"] == paper_id), None)
    found = registry.file(held["file_id"]) if held else None
    if found is None:
        raise Http404
    return paper_answer(found)


@require_GET
@needs(Act.EMPLOYER_PROJECT_SEE)
def certificate(request: HttpRequest, project_id: int) -> HttpResponse:
    """The certificate as PDF, with a code anyone can verify."""
    project_of(request, project_id)
    try:
        made = project_certificate(project_id, lang())
    except Refused as refused:
        messages.error(request, said(refused))
        return redirect("employer:project", project_id=project_id)
    answer = HttpResponse(letter_pdf(made.pk), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="sertifikat-proyek-{project_id}.pdf"'
    return answer

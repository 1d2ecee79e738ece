"""Construction projects as an office sees them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.portals import kit, project_wages
from lindung.portals.papers import paper_answer
from lindung.portals.projects import context, list_table
from lindung.portals.staff.scope import PAGE, as_number, may, me, offices_of
from lindung.registry import queries as registry
from lindung.segments import queries


@require_GET
@needs(Act.SEGMENT_SEE)
def listing(request: HttpRequest) -> HttpResponse:
    """Projects of the offices, newest first, found by work order or letters of the name."""
    text, before = request.GET.get("cari", "").strip()[:80], as_number(request.GET.get("sebelum"))
    found = queries.projects(office_ids=offices_of(request), text=text, before=before, limit=PAGE + 1)
    return render(
        request,
        "staff/projects.html",
        {
            "as_of": registry.today(),
            "text": text,
            "table": list_table(found, PAGE, "staff:project", before is not None, contractor=True),
        },
    )


@require_GET
@needs(Act.SEGMENT_SEE)
def show(request: HttpRequest, project_id: int) -> HttpResponse:
    """One project with its terms, instalments and workers."""
    found = _project(project_id)
    after = as_number(request.GET.get("sesudah")) or 0
    wage_page = "staff:project_wage" if may(request, Act.REPORT_FOR_EMPLOYER) else ""
    return render(
        request,
        "staff/project.html",
        context(found, PAGE, after, wage_page=wage_page, order_page="staff:order", paper_page="staff:project_paper")
        | {"crumbs": _crumbs()},
    )


def _project(project_id: int) -> dict[str, Any]:
    found = queries.project(project_id)
    if found is None:
        raise Http404
    return found


def _crumbs() -> list[kit.Link]:
    return [kit.Link(_("Proyek konstruksi"), reverse("staff:projects"))]


@require_http_methods(["GET", "POST"])
@needs(Act.REPORT_FOR_EMPLOYER)
def wage(request: HttpRequest, project_id: int, worker_id: int) -> HttpResponse:
    """The contractor says at the counter that a wage was wrong: the same page as his own."""
    found = _project(project_id)
    person = project_wages.listed(project_id, worker_id)
    reading(request, person["person_id"], "staff.project_wage", found["work_order"])
    crumbs = [*_crumbs(), kit.Link(found["name"], reverse("staff:project", args=[project_id]))]
    return project_wages.correct(request, found, person, portal="staff", crumbs=crumbs, by=me(request))


@require_GET
@needs(Act.SEGMENT_SEE)
def paper(request: HttpRequest, project_id: int, paper_id: int) -> HttpResponse:
    """One paper that the contractor handed in."""
    held = next((p for p in queries.project_papers(project_id) if p["id"] == paper_id), None)
    found = registry.file(held["file_id"]) if held else None
    if found is None:
        raise Http404
    return paper_answer(found)

"""Construction projects as an office sees them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.portals import kit
from lindung.portals.papers import paper_answer
from lindung.portals.projects import context, list_table
from lindung.portals.staff.scope import PAGE, as_number, offices_of
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
    found = queries.project(project_id)
    if found is None:
        raise Http404
    after = as_number(request.GET.get("sesudah")) or 0
    return render(
        request,
        "staff/project.html",
        context(found, PAGE, after, order_page="staff:order", paper_page="staff:project_paper")
        | {"crumbs": [kit.Link(_("Proyek konstruksi"), reverse("staff:projects"))]},
    )


@require_GET
@needs(Act.SEGMENT_SEE)
def paper(request: HttpRequest, project_id: int, paper_id: int) -> HttpResponse:
    """One paper that the contractor handed in."""
    held = next((p for p in queries.project_papers(project_id) if p["id"] == paper_id), None)
    found = registry.file(held["file_id"]) if held else None
    if found is None:
        raise Http404
    return paper_answer(found)

"""The papers of one claim: looked at, judged, kept; and stored files as the reader may see them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.claims import services as claims
from lindung.claims.queries import Case
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.papers import LARGEST, content_type
from lindung.portals.staff.forms import CheckForm, PaperForm
from lindung.portals.staff.scope import both, case_of, may, me
from lindung.registry import queries as registry
from lindung.registry import services as registry_services

SHOWN_INLINE = ("application/pdf", "image/png", "image/jpeg")


@require_http_methods(["GET", "POST"])
@needs(Act.CASE_SEE)
def document(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One paper: look at it, say whether it can be used, or keep one that was shown at the counter."""
    claim = case_of(request, number, "staff.document")
    paper = next((d for d in claim.documents if d.code == code), None)
    if paper is None:
        raise Http404
    work = may(request, Act.CASE_WORK) and claim.status != "COMPLETED"
    check, upload = CheckForm(prefix="periksa"), PaperForm(prefix="simpan")
    if request.method == "POST":
        if not work:
            raise Http404
        if "simpan-file" in request.FILES or request.POST.get("apa") == "simpan":
            upload = PaperForm(request.POST, request.FILES, prefix="simpan")
            done = upload.is_valid() and _keep(request, claim, code, upload)
        else:
            check = CheckForm(request.POST, prefix="periksa")
            done = check.is_valid() and _check(request, claim, code, check)
        if done:
            return redirect("staff:case", number=claim.number)
    file = registry.file(paper.file_id) if paper.file_id else None
    return page(
        request,
        "staff/document.html",
        {
            "claim": claim,
            "paper": paper,
            "title": both(paper.title),
            "work": work,
            "check": check,
            "upload": upload,
            "file": file,
            "is_picture": bool(file and file["content_type"].startswith("image/")),
            "crumbs": [kit.Link(claim.number, reverse("staff:case", args=[claim.number]))],
        },
        status=422 if request.method == "POST" else 200,
    )


def _check(request: HttpRequest, claim: Case, code: str, form: CheckForm) -> bool:
    try:
        claims.check_document(
            claim.id, code, form.cleaned_data["good"] == "1", by=me(request), note=form.cleaned_data["note"]
        )
    except Refused as refused:
        refuse(form, refused)
        return False
    messages.success(request, _("Hasil pemeriksaan dicatat."))
    return True


def _keep(request: HttpRequest, claim: Case, code: str, form: PaperForm) -> bool:
    given = form.cleaned_data["file"]
    kind = content_type(given.read(8)) if given.size <= LARGEST else ""
    if not kind:
        form.add_error("file", _("Berkas harus PDF, JPG, atau PNG dan paling besar 10 MB."))
        return False
    given.seek(0)
    try:
        kept = registry_services.store_file(
            given.name, kind, given.read(), claim.office_id, person_id=claim.person_id, by=me(request)
        )
        claims.attach_document(claim.id, code, kept.id, by=me(request))
    except Refused as refused:
        refuse(form, refused)
        return False
    messages.success(request, _("Dokumen disimpan."))
    return True


@require_GET
@needs(Act.CASE_SEE)
def stored_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """A stored file, as row-level security shows it; pictures and PDF open in the browser, the rest is downloaded."""
    found = registry.file(file_id)
    if found is None:
        raise Http404
    if found["person_id"]:
        reading(request, found["person_id"], "staff.file", str(file_id))
    answer = HttpResponse(found["content"], content_type=found["content_type"])
    how = "inline" if found["content_type"] in SHOWN_INLINE else "attachment"
    name = "".join(c for c in found["name"] if c.isalnum() or c in "._- ")[:80] or "berkas"
    answer["Content-Disposition"] = f'{how}; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    return answer

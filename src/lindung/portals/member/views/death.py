"""Reporting a death: one submission for every right of the family."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.base.format import date_long, rupiah
from lindung.claims import services
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.member.forms import DeathForm
from lindung.portals.member.views.common import lang, person_of
from lindung.portals.papers import content_type
from lindung.registry.models import Relative
from lindung.registry.queries import relatives_of, today
from lindung.registry.services import store_file


@needs(Act.MEMBER_REPORT_DEATH)
def report(request: HttpRequest) -> HttpResponse:
    """The report and, after it, what was found for the family."""
    person = person_of(request)
    words = dict(Relative.Kind.choices)
    family = [kit.Entry(r["name"], words.get(r["kind"], r["kind"])) for r in relatives_of(person["id"])]
    form = DeathForm(request.POST or None, request.FILES or None, initial={"client_key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        by = actor_of(request).user_id
        files: dict[str, int] = {}
        try:
            upload = asked["certificate"]
            if upload:
                data = upload.read()
                kept = store_file(
                    upload.name, content_type(data), data, person["office_id"], person_id=person["id"], by=by
                )
                files["DEATH_CERTIFICATE"] = kept.pk
            made = services.report_death(
                asked["reporter"], asked["relation"], person["id"], asked["died_on"],
                work_accident=asked["work_accident"], files=files, by=by,
                client_key=f"portal:{person['id']}:{asked['client_key']}",
            )  # fmt: skip
        except Refused as refused:
            refuse(form, refused)
        else:
            return render(request, "member/death_done.html", _told(made))
    context = {"form": form, "person": person, "family": family, "as_of": today()}
    return render(request, "member/death.html", context, status=422 if form.errors else 200)


def _told(made: services.DeathReport) -> dict[str, Any]:
    english = lang() == "en"
    kinds = dict(Relative.Kind.choices)
    return {
        "made": made,
        "found": [
            kit.Entry(
                f"{f.programme}: {f.what[lang()]}",
                rupiah(f.amount, lang()) if f.amount is not None else _("dihitung kemudian"),
                f.claim.number if f.claim else "",
            )
            for f in made.found
        ],
        "claims": [
            kit.Entry(
                c.number,
                _("dibayar selambatnya %(day)s bila berkas lengkap hari ini") % {"day": date_long(c.due_on, lang())}
                if c.due_on
                else _("menunggu berkas lengkap"),
            )
            for c in made.claims
        ],
        "shares": [
            kit.Entry(name, rupiah(amount, lang()), kinds.get(kind, kind)) for name, kind, amount in made.shares
        ],
        "papers": [
            (capfirst(p.title_en if english else p.title_id), p.held or p.file_id is not None) for p in made.papers
        ],
        "as_of": made.died_on,
    }  # fmt: skip

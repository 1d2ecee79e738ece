"""What differs between two days of the law."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET

from lindung import law
from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook import catalogue, shelves
from lindung.registry.queries import today

FEW = 12
"""Entries of a table shown one by one."""


class DaysForm(forms.Form):
    """The two days."""

    dari = kit.DateField(label=later("Dari tanggal"))
    sampai = kit.DateField(label=later("Ke tanggal"))


@require_GET
@needs(Act.PUBLIC_LAW)
def diff(request: HttpRequest) -> HttpResponse:
    """Parameters, rule texts and formulas that are not the same on two days."""
    form = DaysForm(request.GET or None, initial={"sampai": today()})
    context: dict[str, Any] = {"form": form, "crumbs": [kit.Link(_("Aturan"), reverse("lawbook:index"))]}
    if request.GET and form.is_valid():
        first, second = sorted((form.cleaned_data["dari"], form.cleaned_data["sampai"]))
        found = law.diff(first, second).to_json()
        changed = [_change(p) for p in found["parameters"] if p["change"] != "restated"]
        context |= {
            "first": first, "second": second, "count": len(changed), "shelves": shelves.sort(changed),
            "rules": [_rule(r) for r in found["rules"]],
            "formulas": _formulas(found["formulas"]),
        }  # fmt: skip
    status = 422 if request.GET and form.errors else 200
    return render(request, "lawbook/diff.html", context, status=status)


def _change(raw: dict[str, Any]) -> dict[str, Any]:
    words = {"begins": _("baru"), "ends": _("berakhir"), "changes": _("berubah")}
    side = raw["new"] or raw["old"]
    entries = [
        (e["title"][lang()], e["old"][lang()] if e["old"] else "–", e["new"][lang()] if e["new"] else "–")
        for e in raw.get("entries", [])
    ]
    told = raw["told"]
    return {
        "id": raw["id"], "title": raw["title"][lang()], "change": words.get(raw["change"], raw["change"]),
        "old": told["old"][lang()] if told["old"] else "–", "new": told["new"][lang()] if told["new"] else "–",
        "source": f"{side['instrument']}, {side['article']}", "entries": entries[:FEW],
        "more": max(0, len(entries) - FEW),
    }  # fmt: skip


def _formulas(raw: dict[str, list[Any]]) -> list[tuple[str, str]]:
    """Formulas that begin or end between the days."""
    names = [f["id"] if isinstance(f, dict) else str(f) for listed in raw.values() for f in listed]
    return [(f, catalogue.described(f)["title"][lang()]) for f in names]


def _rule(raw: dict[str, Any]) -> dict[str, Any]:
    def side(versions: list[dict[str, Any]]) -> str:
        return "; ".join(dict.fromkeys(f"{v['title'][lang()]} ({v['cite']})" for v in versions)) or "–"

    return {"title": raw["title"][lang()], "old": side(raw["old"]), "new": side(raw["new"])}

"""One formula: its form, its answer with every step, and the same answer as JSON or CSV."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lindung import law
from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook import answers, asking, catalogue, examples, reforms, sweeps
from lindung.registry.queries import today

LONGEST = 3000
"""Longest query that is kept as an address: what servers and messengers carry safely."""
MANY_ROWS = 24


def ask(formula: str, request: HttpRequest) -> tuple[asking.Question, answers.Answer | None, dict[str, Any]]:
    """The question of a request, its answer if there is one, and the inputs that were read."""
    if formula not in law.formulas():
        raise Http404
    question = asking.Question(formula, request.POST if request.method == "POST" else request.GET, today())
    if not question.asked:
        return question, None, {}
    inputs = question.inputs()
    if inputs is None:
        return question, None, {}
    try:
        result = law.calc(formula, question.on, inputs, known_on=question.known_on, settings=question.settings)
        return question, answers.answer(formula, result), inputs
    except law.LawError as refused:
        question.refuse(refused)
        return question, None, inputs


@require_http_methods(["GET", "POST"])
@needs(Act.PUBLIC_LAW)
def formula(request: HttpRequest, id: str) -> HttpResponse:
    """A formula as a page. A long list of records is sent as a post; the address then carries it where it can."""
    question, got, inputs = ask(id, request)
    trial = reforms.Trial(question)
    if request.method == "POST" and got is not None:
        query = question.link(inputs, **trial.typed)
        if len(query) <= LONGEST:
            return redirect(f"{reverse('lawbook:formula', args=[id])}?{query}")
    about, words = question.about, catalogue.titles()
    context: dict[str, Any] = {
        "id": id, "title": about["title"][lang()], "about": about["about"][lang()], "question": question,
        "form": question.form, "answer": got, "readings": answers.readings(question, got),
        "examples": examples.some(id), "example_count": len(examples.of(id)),
        "post": any(p.ask.high > MANY_ROWS for p in question.rows),
        "scalars": [question.form[a.name] for a in question.asks if a.kind != "rows"],
        "parameters": [
            kit.Link(words[p], reverse("lawbook:parameter", args=[p]))
            for p in about["parameters"] if p in words and not catalogue.setting(p)
        ],
        "steps": [(r["title"][lang()], r["cite"]) for r in _once(about["rules"])],
        "crumbs": [kit.Link(_("Aturan"), reverse("lawbook:index"))],
    }  # fmt: skip
    compared = trial.compared(inputs) if got is not None else None
    context |= {"trial": trial, "compared": compared}
    if got is not None:
        query = question.link(inputs, **trial.typed)
        plots = [sweeps.swept(question, inputs), sweeps.through_time(question, inputs)]
        context |= {
            "plots": [p for p in plots if p],
            "query": query if len(query) <= LONGEST else "",
        }
    wrong = question.asked and (got is None or bool(trial.form.errors))
    context["errors"] = [*question.errors, *asking.kit_errors(trial.form)]
    return render(request, "lawbook/formula.html", context, status=422 if wrong and not request.htmx else 200)  # type: ignore[attr-defined]


def _once(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rules without repetition of a version that says the same."""
    return list({(r["title"]["id"], r["cite"]): r for r in rules}.values())


@require_GET
@needs(Act.PUBLIC_LAW)
def download(request: HttpRequest, id: str, form: str) -> HttpResponse:
    """The trace of an answer as JSON, or its figures and steps as CSV."""
    if form not in ("json", "csv"):
        raise Http404
    question, got, _inputs = ask(id, request)
    if got is None:
        said = [str(e) for errors in question.form.errors.values() for e in errors] or [
            str(e.text) for e in question.errors
        ]
        return JsonResponse({"error": "refused", "sentences": said}, status=422)
    if form == "json":
        body, kind = json.dumps(got.trace, ensure_ascii=False, indent=1), "application/json"
    else:
        body, kind = "\ufeff" + answers.as_csv(got), "text/csv; charset=utf-8"
    made = HttpResponse(body, content_type=kind)
    made["Content-Disposition"] = f'attachment; filename="{id}-{question.on.isoformat()}.{form}"'
    return made


@require_GET
@needs(Act.PUBLIC_LAW)
def reform(request: HttpRequest, id: str) -> HttpResponse:
    """The figures tried on a page as an overlay, for the command line and the API."""
    question, _got, _inputs = ask(id, request)
    trial = reforms.Trial(question)
    if trial.overlay is None:
        said = [str(e) for errors in trial.form.errors.values() for e in errors]
        return JsonResponse({"error": "no_reform", "sentences": said}, status=422)
    body = json.dumps(trial.overlay, ensure_ascii=False, indent=1)
    made = HttpResponse(body, content_type="application/json")
    made["Content-Disposition"] = 'attachment; filename="percobaan.json"'
    return made


@require_GET
@needs(Act.PUBLIC_LAW)
def moved(request: HttpRequest, id: str) -> HttpResponse:
    """The former address of a formula."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("lawbook:formula", args=[id]) + (f"?{query}" if query else ""))

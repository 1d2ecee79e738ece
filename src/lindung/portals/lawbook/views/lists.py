"""What there is: formulas and parameters by programme with a search, the history of a parameter, the doubts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung import law
from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.format import date_long
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook import catalogue, shelves
from lindung.portals.parameters import rows_of, value_text
from lindung.registry.queries import today


def _matches(wanted: str, *texts: str) -> bool:
    """Whether every word looked for stands somewhere in the texts."""
    pool = " ".join(texts).lower()
    return all(word in pool for word in wanted.lower().split())


@require_GET
@needs(Act.PUBLIC_LAW)
def index(request: HttpRequest) -> HttpResponse:
    """Every formula by programme; a search also finds parameters."""
    wanted, on = request.GET.get("cari", "").strip()[:80], today()
    found = []
    for id_ in law.formulas():
        d = catalogue.described(id_)
        cites = "; ".join(dict.fromkeys(r["cite"].split(" Pasal")[0] for r in d["rules"]))
        texts = [id_, d["title"]["id"], d["title"]["en"], d["about"]["id"], d["about"]["en"], cites]
        texts += [o["title"][lang()] for o in d["outputs"]]
        if _matches(wanted, *texts):
            found.append({"id": id_, "title": d["title"][lang()], "gives": [o["title"][lang()] for o in d["outputs"]]})
    values = [p for p in law.parameters() if wanted and _matches(wanted, p.id, p.title["id"], p.title["en"])]
    context = {
        "wanted": wanted, "shelves": shelves.sort(found), "count": len(found), "on": on,
        "parameters": [_row(p, on) for p in values], "total": len(law.parameters()),
        "doubts": sum(p.type == "setting" for p in law.parameters()),
    }  # fmt: skip
    return render(request, "lawbook/index.html", context)


def _row(one: law.Parameter, on: Any) -> dict[str, Any]:
    now = one.at(on)
    value = value_text(now, one, lang()) if now else _("tidak berlaku pada tanggal ini")
    if now and len(value) > 90:
        value = _("%(count)s nilai") % {"count": len(now.value)} if not isinstance(now.value, str | int) else value
    return {
        "id": one.id, "title": one.title[lang()], "value": value, "sure": now.confidence if now else "",
        "source": f"{now.instrument}, {now.article}" if now else "", "changes": len({v.in_force for v in one.values}),
    }  # fmt: skip


@require_GET
@needs(Act.PUBLIC_LAW)
def parameters(request: HttpRequest) -> HttpResponse:
    """Every parameter of the law with its value today and its article."""
    wanted, on = request.GET.get("cari", "").strip()[:80], today()
    found = [_row(p, on) for p in law.parameters() if _matches(wanted, p.id, p.title["id"], p.title["en"])]
    return render(
        request, "lawbook/parameters.html",
        {"wanted": wanted, "shelves": shelves.sort(found), "on": on, "count": len(found),
         "crumbs": [kit.Link(_("Aturan"), reverse("lawbook:index"))]},
    )  # fmt: skip


@require_GET
@needs(Act.PUBLIC_LAW)
def parameter(request: HttpRequest, id: str) -> HttpResponse:
    """The history of one parameter: table, sources, confidence, and a drawing where it is one figure."""
    one = next((p for p in law.parameters() if p.id == id), None)
    if one is None:
        raise Http404
    words = {"H": _("naskah hukum atau dua sumber"), "M": _("satu sumber"), "L": _("belum pasti")}
    table = kit.Table(
        _("Riwayat"),
        [
            kit.Column("from", _("Berlaku sejak"), "date"), kit.Column("value", _("Nilai")),
            kit.Column("source", _("Dasar hukum")), kit.Column("recorded", _("Diketahui sejak"), "date"),
            kit.Column("sure", _("Keyakinan")),
        ],
        [
            {"from": v.in_force, "value": _brief(v, one), "recorded": v.recorded,
             "source": kit.Cell(f"{v.instrument}, {v.article}", note=v.note),
             "sure": words.get(v.confidence, v.confidence)}
            for v in reversed(one.values)
        ],
        stack=True, show_caption=False,
    )  # fmt: skip
    now = one.at(today())
    users = [
        kit.Link(catalogue.described(f)["title"][lang()], reverse("lawbook:formula", args=[f]))
        for f in catalogue.readers().get(id, ())
    ]  # fmt: skip
    context = {
        "one": one, "title": one.title[lang()], "table": table, "plot": history(one), "now": now,
        "entries": rows_of(now, one, lang()) if now else [], "users": users, "reasoning": one.reasoning.get(lang(), ""),
        "choices": [(words_[lang()], bool(now) and now is not None and code == now.value)
                    for code, words_ in one.choices.items()],
        "crumbs": [kit.Link(_("Aturan"), reverse("lawbook:index")),
                   kit.Link(_("Parameter"), reverse("lawbook:parameters"))],
        "now_text": _brief(now, one) if now else "", "since": date_long(now.in_force, lang()) if now else "",
    }  # fmt: skip
    return render(request, "lawbook/parameter.html", context)


def _brief(value: law.ParameterValue, one: law.Parameter) -> str:
    text = value_text(value, one, lang())
    if len(text) > 200 and not isinstance(value.value, str | int):
        return _("%(count)s nilai; lihat daftar di bawah") % {"count": len(value.value)}
    return text


def history(one: law.Parameter) -> kit.Plot | None:
    """A figure of the law through the years, as steps; what was corrected later shows as now known."""
    days = sorted({v.in_force for v in one.values})
    values = [(d, one.at(d)) for d in days]
    figures = [(d, v.value) for d, v in values if v is not None and isinstance(v.value, int)]
    if len(figures) < 2 or one.type not in ("money", "rate", "integer"):
        return None
    end = one.ends or max(today(), figures[-1][0])
    unit: Any = {"money": "rupiah", "rate": "rate"}.get(one.type, "count")
    places = [d.toordinal() for d, _v in figures]
    line: list[int | None] = [v for _d, v in figures]
    if end > figures[-1][0]:
        places, line = [*places, end.toordinal()], [*line, figures[-1][1]]
    return kit.Plot(
        "riwayat", one.title[lang()], _("Setiap anak tangga adalah hari nilai baru mulai berlaku."),
        places, [kit.PlotLine(one.title[lang()], line)], "steps", "date", unit, _("Berlaku sejak"),
        table=range(len(figures)),
    )  # fmt: skip


@require_GET
@needs(Act.PUBLIC_LAW)
def doubts(request: HttpRequest) -> HttpResponse:
    """Where the law leaves a doubt: how we read it, what else could be, and why; and values that are not certain."""
    on = today()
    used = {
        name: [kit.Link(catalogue.described(f)["title"][lang()], reverse("lawbook:formula", args=[f])) for f in users]
        for name, users in catalogue.readers().items()
    }
    found = []
    for one in law.parameters():
        if one.type != "setting":
            continue
        now = one.at(on) or one.values[-1]
        found.append(
            {"id": one.id, "title": one.title[lang()], "why": one.reasoning.get(lang(), ""), "doubt": one.doubt,
             "ours": one.choices[str(now.value)][lang()], "users": used.get(one.id, []),
             "others": [w[lang()] for c, w in one.choices.items() if c != now.value]}
        )  # fmt: skip
    unsure = [_row(p, on) for p in law.parameters() if p.values[-1].confidence == "L" and p.type != "setting"]
    return render(
        request, "lawbook/doubts.html",
        {"shelves": shelves.sort(found), "count": len(found), "unsure": unsure, "on": on,
         "crumbs": [kit.Link(_("Aturan"), reverse("lawbook:index"))]},
    )  # fmt: skip

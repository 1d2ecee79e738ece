"""Targets and run-rate, the reconciliation centre, release drafts, rules and parameters."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.access.permissions import Act, allowed
from lindung.access.web import actor_of, needs
from lindung.base.format import number, rupiah
from lindung.performance import checks, queries, runrate, services
from lindung.performance.definition import Unit
from lindung.performance.indicators import BY_KEY, INDICATORS
from lindung.performance.reconciliation import Verdict, run_all
from lindung.performance.reconciliation.computed import look_in
from lindung.performance.release import draft
from lindung.portals import kit
from lindung.portals.language import english as _english
from lindung.portals.manage.scope import view_of
from lindung.portals.parameters import value_text

VERDICTS = {
    "REACHED": (later("Tercapai"), "ok"),
    "ON_TRACK": (later("Sesuai laju"), "ok"),
    "BEHIND": (later("Tertinggal, masih terkejar"), "warn"),
    "UNLIKELY": (later("Tidak terkejar dengan laju sekarang"), "bad"),
    "MISSED": (later("Masa sudah habis"), "bad"),
}
_TARGETABLE = [i for i in INDICATORS if i.unit in (Unit.MEMBERS, Unit.EMPLOYERS, Unit.RUPIAH, Unit.CASES, Unit.PERSONS)]


class TargetForm(forms.Form):
    """A new version of a target."""

    indicator = forms.ChoiceField(
        label=later("Indikator"),
        choices=lambda: [(f"{i.id}@{i.version}", i.name_en if _english() else i.name_id) for i in _TARGETABLE],
    )
    period_from = kit.DateField(label=later("Dari tanggal"))
    period_to = kit.DateField(label=later("Sampai tanggal"))
    value = forms.IntegerField(label=later("Target"), min_value=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last <= first:
            self.add_error("period_to", _("Tanggal akhir harus sesudah tanggal awal."))
        return cleaned


@needs(Act.TARGET_SEE)
def targets(request: HttpRequest) -> HttpResponse:
    """The office's targets with pace and verdict; a form for those who may set one."""
    view = view_of(request)
    lang = "en" if _english() else "id"
    listed = []
    for t in runrate.targets(view.office, view.as_of):
        id_, _sep, version = str(t["indicator"]).partition("@")
        one = BY_KEY[(id_, version or "1")]
        p = runrate.pace(
            id_, one.version, view.office, view.as_of, int(str(t["value"])),
            date.fromisoformat(str(t["period_from"])), date.fromisoformat(str(t["period_to"])),
        )  # fmt: skip
        money = one.unit is Unit.RUPIAH

        def shown(x: Any, money: bool = money) -> str:
            if not money and x and abs(x) < 10 and x != round(x):
                return number(x, 2, lang)  # a small pace would be rounded away
            whole = round(x)
            return rupiah(whole, lang) if money else number(whole, lang=lang)

        word, tone = VERDICTS[p.verdict]
        listed.append(
            {
                "name": one.name_en if _english() else one.name_id,
                "period_from": t["period_from"], "period_to": t["period_to"], "version": t["version"],
                "word": word, "tone": tone, "share": max(0, min(100, p.actual * 100 // p.target)),
                "entries": [
                    kit.Entry(_("Target"), shown(p.target)),
                    kit.Entry(_("Tercapai"), shown(p.actual)),
                    kit.Entry(_("Kurang"), shown(max(0, p.gap))),
                    kit.Entry(_("Hari kerja tersisa"), number(p.days_left, lang=lang)),
                    kit.Entry(_("Perlu per hari kerja"), shown(p.needed) if p.needed is not None else "–"),
                    *[
                        kit.Entry(_("Laju %(n)s bulan terakhir per hari kerja") % {"n": n}, shown(r))
                        for n, r in p.recent.items()
                    ],
                    kit.Entry(
                        _("Harus lebih cepat"),
                        f"{number(p.multiple, 1, lang)} ×" if p.multiple is not None else "–",
                    ),
                ],
            }
        )  # fmt: skip
    may_set = allowed(actor_of(request), Act.TARGET_SET)
    form = TargetForm(request.POST or None) if may_set else None
    if request.method == "POST" and form is not None and form.is_valid():
        return set_target(request, form, view.office, view.query)
    return page(
        request,
        "manage/targets.html",
        {"view": view, "as_of": view.as_of, "targets": listed, "form": form},
        status=422 if request.method == "POST" else 200,
    )


@needs(Act.TARGET_SET)
def set_target(request: HttpRequest, form: TargetForm, office: str, query: str) -> HttpResponse:
    """Keep the new version and go back to the list."""
    made = form.cleaned_data
    services.set_target(
        office, made["indicator"], made["period_from"], made["period_to"], made["value"], actor_of(request).user_id
    )
    messages.success(request, _("Target disimpan sebagai versi baru."))
    return redirect(reverse("manage:targets") + f"?{query}")


_VERDICT_WORDS = {
    Verdict.PASS: (later("Cocok"), "ok"),
    Verdict.ROUNDING: (later("Cocok dalam pembulatan"), "ok"),
    Verdict.FAIL: (later("Tidak cocok"), "bad"),
    Verdict.WARN: (later("Perlu dibaca dengan hati-hati"), "warn"),
}


@needs(Act.PROOFS)
def reconciliation(request: HttpRequest) -> HttpResponse:
    """Proofs of the books and registers, and the tests of published figures (computed where the office has them)."""
    view = view_of(request)
    look, carried = look_in(queries.report(view.office, view.as_of))
    rows = []
    for test, outcome in run_all(look):
        word, tone = _VERDICT_WORDS[outcome.verdict]
        rows.append(
            {
                "test": test, "word": word, "tone": tone, "arithmetic": outcome.arithmetic,
                "title": test.title_en if _english() else test.title_id,
                "reason": test.reason_en if _english() else test.reason_id,
                "as_expected": outcome.verdict is test.expected,
            }
        )  # fmt: skip
    proofs = checks.proofs() if request.GET.get("bukti") == "1" else []
    return page(
        request,
        "manage/reconciliation.html",
        {
            "view": view, "as_of": view.as_of, "rows": rows, "carried": sorted(carried), "proofs": proofs,
            "asked": bool(request.GET.get("bukti")), "english": _english(),
            "unexpected": [r for r in rows if not r["as_expected"]],
        },
    )  # fmt: skip


@needs(Act.RELEASE_DRAFT)
def release(request: HttpRequest) -> HttpResponse:
    """The release draft of the office."""
    view = view_of(request)
    made = draft(queries.report(view.office, view.as_of, view.definition))
    table = kit.Table(
        _("Angka persis di balik rilis"),
        [
            kit.Column("name", _("Angka")),
            kit.Column("shown", _("Nilai persis"), "number"),
            kit.Column("id", _("Indikator")),
        ],
        [{"name": e["name"], "shown": e["shown"], "id": f"{e['indicator']} · {e['version']}"} for e in made.exact],
        stack=True,
    )
    return page(request, "manage/release.html", {"view": view, "as_of": view.as_of, "release": made, "table": table})


@needs(Act.LAW_SEE)
def rules(request: HttpRequest) -> HttpResponse:
    """Every parameter with the value in force on a day, its article and confidence; settings that stand for doubts."""
    view = view_of(request)
    wanted = request.GET.get("cari", "").strip().lower()
    rows: list[dict[str, Any]] = []
    settings: list[dict[str, Any]] = []
    for one in law.parameters():
        title = one.title["en" if _english() else "id"]
        if wanted and wanted not in one.id.lower() and wanted not in title.lower():
            continue
        try:
            now = law.parameter(one.id, view.as_of)
        except law.LawError as refused:
            rows.append(
                {
                    "id": kit.Cell(title, note=one.id),
                    "value": refused.text("en" if _english() else "id"),
                    "source": "",
                    "since": None,
                    "confidence": "",
                }
            )
            continue
        cell = {
            "id": kit.Cell(title, note=one.id),
            "value": value_text(now, one, "en" if _english() else "id"),
            "source": f"{now.instrument} {now.article}".strip(),
            "since": now.in_force,
            "confidence": now.confidence,
        }
        (settings if one.type == "setting" else rows).append(cell)
    columns = [
        kit.Column("id", _("Parameter")), kit.Column("value", _("Nilai")), kit.Column("source", _("Dasar hukum")),
        kit.Column("since", _("Berlaku sejak"), "date"), kit.Column("confidence", _("Keyakinan")),
    ]  # fmt: skip
    return page(
        request,
        "manage/rules.html",
        {
            "view": view, "as_of": view.as_of, "wanted": wanted,
            "table": kit.Table(_("Parameter"), columns, rows, stack=True, show_caption=False),
            "settings": kit.Table(_("Pilihan tafsir"), columns, settings, stack=True, show_caption=False),
        },
    )  # fmt: skip

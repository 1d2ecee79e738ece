"""The share of a population that is covered: the reader chooses both sides; source, concept, round and date stand
beside the figure. And the page on which populations are brought in."""

from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.access.permissions import Act, allowed
from lindung.access.web import actor_of, needs
from lindung.base.errors import Refused
from lindung.base.format import number, percent
from lindung.performance import labour, services
from lindung.performance.definition import Period, Unit
from lindung.performance.indicators import INDICATORS
from lindung.performance.labour import BASES, CONCEPTS, ORIGINS, WHO, WHOLE, Base, Members
from lindung.portals import kit
from lindung.portals.language import english as _english
from lindung.portals.language import lang as _lang
from lindung.portals.manage.scope import View, view_of
from lindung.registry.queries import offices_below

WHO_NAMES = {
    "PU": later("Penerima upah (PU)"), "BPU": later("Bukan penerima upah (BPU)"), "PUBPU": later("PU dan BPU"),
    "ALL": later("Semua segmen"),
}  # fmt: skip
ORIGIN_NAMES = {
    "transactions": later("Orang dihitung dari transaksi"), "published": later("Angka terbitan (impor)"),
    "target": later("Target"),
}  # fmt: skip
WARNINGS = {
    "civil_servants": later(
        "Dasar ini mencakup ASN, TNI, dan Polri, yang dijamin lembaga lain. Cakupan tampak lebih rendah daripada yang"
        " sebenarnya; pakai “pekerja formal yang layak” bila jumlah mereka sudah dimasukkan."
    ),
    "unemployed": later("Angkatan kerja mencakup penganggur."),
    "mixed": later("Angka dari tanggal yang berbeda dijumlahkan."),
    "subtracted": later("Dasar ini hasil pengurangan dua angka impor; lihat rinciannya."),
}
STATUSES = (
    later("Berusaha sendiri"), later("Berusaha dibantu buruh tidak tetap atau tidak dibayar"),
    later("Berusaha dibantu buruh tetap"), later("Buruh, karyawan, pegawai"), later("Pekerja bebas di pertanian"),
    later("Pekerja bebas di nonpertanian"), later("Pekerja keluarga atau tidak dibayar"),
)  # fmt: skip


def _concept(code: str) -> str:
    return CONCEPTS[code].name_en if _english() else CONCEPTS[code].name_id


def _query(view: View, **changes: str) -> str:
    return "?" + "&".join(
        f"{k}={v}" for k, v in ({"kantor": view.office, "tanggal": view.as_of.isoformat()} | changes).items()
    )


def _place(code: str, names: dict[str, str]) -> str:
    return _("Seluruh wilayah kantor") if code == WHOLE else names.get(code, code)


def _card(made: labour.Share) -> kit.Figure:
    above, below = made.members, made.base
    return kit.Figure(
        _("Cakupan %(who)s") % {"who": WHO_NAMES[above.who]}, percent(above.value, below.value, 2, _lang()),
        above.as_of, numerator=above.value, denominator=below.value, base=_concept(below.concept.code).lower(),
        note=str(ORIGIN_NAMES[above.origin]), icon="chart-pie",
    )  # fmt: skip


def _bases(view: View, found: dict[str, Base], above: Members | None, who: str, origin: str, chosen: str) -> kit.Table:
    rows = []
    for code, one in found.items():
        row = {
            "name": kit.Cell(
                _concept(code), _query(view, peserta=who, asal=origin, dasar=code),
                note=one.concept.definition_en if _english() else one.concept.definition_id,
            ),
            "value": one.value, "as_of": one.as_of,
            "survey": ", ".join(dict.fromkeys(p.survey for p in one.parts if p.survey)),
            "share": percent(above.value, one.value, 2, _lang()) if above else "–",
        }  # fmt: skip
        rows.append(kit.Row(row, tone="info" if code == chosen else "neutral"))
    return kit.Table(
        _("Peserta yang sama terhadap setiap dasar"),
        [
            kit.Column("name", _("Dasar")), kit.Column("value", _("Orang"), "number"),
            kit.Column("as_of", _("Keadaan tanggal"), "date"), kit.Column("survey", _("Putaran survei")),
            kit.Column("share", _("Cakupan"), "number"),
        ],
        rows, stack=True, show_caption=False,
        empty=_("Belum ada angka survei untuk kantor ini pada tanggal ini."),
    )  # fmt: skip


def _parts(one: Base, names: dict[str, str]) -> kit.Table:
    return kit.Table(
        _("Angka di balik dasar"),
        [
            kit.Column("name", _("Wilayah")), kit.Column("concept", _("Konsep")),
            kit.Column("value", _("Orang"), "number"), kit.Column("as_of", _("Keadaan tanggal"), "date"),
            kit.Column("survey", _("Putaran survei")), kit.Column("source", _("Sumber")),
            kit.Column("badge", _("Asal"), "status"),
        ],
        [
            {
                "name": _place(p.place, names), "concept": _concept(p.concept),
                "value": -p.value if p in one.minus else p.value, "as_of": p.as_of, "survey": p.survey or "–",
                "source": p.source, "badge": "IMPORTED",
            }
            for p in one.parts
        ],
        stack=True, show_caption=False,
    )  # fmt: skip


def _map(view: View, chosen: Base, who: str, names: dict[str, str]) -> kit.Chart | None:
    found = labour.districts(view.office, chosen, who, view.as_of)
    if len(found) < 2 or not all(code.startswith("35.") for code, _n, _d in found):
        return None
    shares = [Fraction(n, d) for _code, n, d in found]
    best = max(range(len(found)), key=lambda i: shares[i])
    return kit.Chart(
        "map", _("Cakupan menurut tempat tinggal"),
        _("Tertinggi di %(name)s: %(share)s.")
        % {"name": names.get(found[best][0], ""), "share": percent(shares[best], 1, 2, _lang())},
        [names.get(code, code) for code, _n, _d in found], [kit.Series(_("Cakupan"), shares)], "percent", _("Wilayah"),
        codes=[code for code, _n, _d in found], as_of=view.as_of,
        note=_("Orang menurut tempat tinggal, dihitung dari transaksi."),
    )  # fmt: skip


def _series() -> kit.Table:
    def shown(value: Any) -> str:
        return "–" if value is None else f"{number(value, 2, _lang())} %"

    return kit.Table(
        _("Pembanding: rilis BPS yang disertakan"),
        [
            kit.Column("name", _("Wilayah")), kit.Column("round", _("Putaran survei"), "code"),
            kit.Column("labour_force", _("Angkatan kerja"), "number"),
            kit.Column("employed", _("Penduduk bekerja"), "number"), kit.Column("formal", _("Formal"), "number"),
            kit.Column("informal", _("Informal"), "number"), kit.Column("source", _("Sumber")),
        ],
        [
            r | {"formal": shown(r["formal_percent"]), "informal": shown(r["informal_percent"])}
            for r in labour.series()
        ],
        stack=True, show_caption=False,
    )  # fmt: skip


@needs(Act.REPORT_REGION)
def coverage(request: HttpRequest) -> HttpResponse:
    """n, d and percent for the choice in the address, with everything that makes them readable."""
    view = view_of(request)
    who, origin = request.GET.get("peserta", "PU"), request.GET.get("asal", "transactions")
    if who not in WHO or origin not in ORIGINS or request.GET.get("dasar", BASES[0]) not in BASES:
        raise Http404
    found = labour.bases(view.office, view.as_of)
    chosen = request.GET.get("dasar") or next(iter(found), BASES[0])
    names = labour.served(offices_below(view.office_id), view.as_of)
    above, missing = None, ""
    try:
        above = labour.members(view.office, who, origin, view.as_of)
        made = labour.share(above, found.get(chosen) or labour.base(view.office, chosen, view.as_of), view.as_of)
    except Refused as refused:
        made, missing = None, refused.text(_lang())
    entries = []
    if made is not None:
        entries = [
            kit.Entry(_("Pembilang"), _("%(n)s peserta: %(who)s") % {
                "n": number(made.members.value, lang=_lang()), "who": WHO_NAMES[who],
            }, note=" · ".join([str(ORIGIN_NAMES[origin]), *made.members.sources])),
            kit.Entry(_("Penyebut"), f"{number(made.base.value, lang=_lang())} {_concept(chosen).lower()}",
                      note=made.base.concept.definition_en if _english() else made.base.concept.definition_id),
            kit.Entry(_("Belum terlindungi"), number(made.uncovered, lang=_lang())),
            kit.Entry(_("Dihitung dengan"), "coverage.ratio", href=reverse("lawbook:formula", args=["coverage.ratio"])),
        ]  # fmt: skip
    may_import = allowed(actor_of(request), Act.POPULATION_IMPORT)
    return page(
        request,
        "manage/coverage.html",
        {
            "view": view, "as_of": view.as_of, "who": who, "origin": origin, "base": chosen, "share": made,
            "missing": missing, "card": _card(made) if made else None, "entries": entries,
            "imported": above is not None and above.imported,
            "warnings": [WARNINGS[w] for w in made.base.warnings] if made else [],
            "whos": WHO_NAMES.items(), "origins": ORIGIN_NAMES.items(), "concepts": [(c, _concept(c)) for c in BASES],
            "bases": _bases(view, found, above, who, origin, chosen),
            "parts": _parts(found[chosen], names) if chosen in found else None,
            "map": _map(view, found[chosen], who, names) if chosen in found and origin == "transactions" else None,
            "series": _series(),
            "import": reverse("manage:population") + _query(view) if may_import else "",
            "crumbs": [kit.Link(_("Laporan kinerja"), reverse("manage:report") + f"?{view.query}")],
        },
    )  # fmt: skip


class _Figure(forms.Form):
    """What every imported figure needs."""

    as_of = kit.DateField(label=later("Keadaan tanggal"))
    source = forms.CharField(
        label=later("Sumber"), max_length=150, help_text=later("Penerbit, judul, nomor, tanggal")
    )  # fmt: skip

    def __init__(self, *given: Any, places: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*given, **more)
        if "place" in self.fields:
            self.fields["place"].choices = places  # type: ignore[attr-defined]


class _Surveyed(_Figure):
    """A figure of a survey."""

    place = forms.ChoiceField(label=later("Wilayah"))
    survey = forms.CharField(
        label=later("Putaran survei"), max_length=80, help_text=later("Misalnya Sakernas Agustus 2021")
    )  # fmt: skip


class PopulationForm(_Surveyed):
    """One population as released."""

    field_order = ("concept", "place", "as_of", "value", "survey", "source")
    concept = forms.ChoiceField(label=later("Konsep"), choices=lambda: [(c, _concept(c)) for c in CONCEPTS])
    value = forms.IntegerField(label=later("Jumlah orang"), min_value=1, max_value=services.MOST_PEOPLE)


class FormalForm(_Surveyed):
    """A printed share of formal workers."""

    field_order = ("place", "as_of", "value", "survey", "source")
    value = kit.RateField(
        label=later("Bagian pekerja formal"), minimum=0, maximum=1_000_000,
        help_text=later("Persen dari penduduk bekerja di wilayah dan tanggal yang sama"),
    )  # fmt: skip


class StatusForm(_Surveyed):
    """The seven statuses in employment of a round."""

    field_order = ("place", "as_of", *(f"status_{n}" for n in range(1, 8)), "survey", "source")

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for n, label in enumerate(STATUSES, 1):
            self.fields[f"status_{n}"] = forms.IntegerField(
                label=f"{n}. {label}", min_value=0, max_value=services.MOST_PEOPLE
            )
        self.order_fields(self.field_order)


class PublishedForm(_Figure):
    """A figure of members somebody else published."""

    field_order = ("indicator", "as_of", "value", "source", "definition")
    indicator = forms.ChoiceField(
        label=later("Indikator terdekat"),
        choices=lambda: [
            (i.id, i.name_en if _english() else i.name_id)
            for i in INDICATORS
            if i.period is Period.AS_OF
            and i.unit in (Unit.MEMBERS, Unit.EMPLOYERS, Unit.PERSONS)
            and i.group == "membership"
        ],
    )
    value = forms.IntegerField(label=later("Jumlah"), min_value=1, max_value=services.MOST_PEOPLE)
    definition = forms.CharField(
        label=later("Yang dihitung menurut sumbernya"), max_length=500, required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=later("Misalnya arti “aktif” pada sumber itu. Kosongkan bila sumber tidak menyebutnya."),
    )  # fmt: skip


_FORMS: dict[str, tuple[Any, type[_Figure]]] = {
    "jumlah": (later("Satu angka survei"), PopulationForm),
    "bagian": (later("Persen pekerja formal"), FormalForm),
    "status": (later("Tujuh status pekerjaan"), StatusForm),
    "terbitan": (later("Angka peserta yang diterbitkan pihak lain"), PublishedForm),
}


def _keep(kind: str, slug: str, made: dict[str, Any], by: int | None) -> None:
    if kind == "terbitan":
        services.import_published(
            slug, made["indicator"], made["as_of"], made["value"], source=made["source"],
            definition=made["definition"], by=by,
        )  # fmt: skip
        return
    where, named = (slug, made["place"], made["as_of"]), {"survey": made["survey"], "source": made["source"], "by": by}
    if kind == "jumlah":
        services.import_population(slug, made["concept"], *where[1:], made["value"], **named)
    elif kind == "bagian":
        services.import_formal_share(*where, made["value"], **named)
    else:
        services.import_statuses(*where, [made[f"status_{n}"] for n in range(1, 8)], **named)


@needs(Act.POPULATION_IMPORT)
def population(request: HttpRequest) -> HttpResponse:
    """Bring in figures from outside, each with its source; `?bentuk=` chooses the form."""
    view = view_of(request)
    kind = request.GET.get("bentuk", "jumlah")
    if kind not in _FORMS:
        raise Http404
    names = labour.served(offices_below(view.office_id), view.as_of)
    places: list[tuple[str, Any]] = [(WHOLE, _("Seluruh wilayah kantor")), *((c, n) for c, n in names.items())]
    form = _FORMS[kind][1](request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(kind, view.office, form.cleaned_data, actor_of(request).user_id)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.text(_lang()))
        else:
            messages.success(request, _("Angka disimpan dengan sumbernya. Yang lama tetap ada."))
            return redirect(reverse("manage:coverage") + _query(view))
    return page(
        request,
        "manage/population.html",
        {
            "view": view, "form": form, "title": _FORMS[kind][0],
            "kinds": [(name, _query(view, bentuk=code), code == kind) for code, (name, _f) in _FORMS.items()],
            "crumbs": [kit.Link(_("Cakupan"), reverse("manage:coverage") + _query(view))],
        },
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip

"""What the pages of migrant workers show alike for staff and placement companies: forms, stages, one placement."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.errors import Refused
from lindung.base.format import date_long, number, rupiah
from lindung.portals import kit
from lindung.portals.kit.forms import refuse
from lindung.portals.language import lang
from lindung.registry.models import Person
from lindung.segments import services
from lindung.segments.models import PmiEvent, PmiPart
from lindung.segments.queries import PmiJht, PmiStanding, pmi_jht
from lindung.segments.settings import MONTHS_AT_ONCE

STAGES = {
    "REGISTERED": later("Belum dibayar"),
    "BEFORE": later("Sebelum bekerja"),
    "DURING": later("Selama bekerja"),
    "AFTER": later("Setelah bekerja"),
    "LAPSED": later("Gugur sebelum berangkat"),
    "FAILED": later("Gagal berangkat"),
    "JHT": later("Pilihan JHT diubah"),
    "ENDED": later("Selesai"),
}
PARTS = {
    "BEFORE": later("Sebelum bekerja"),
    "DURING": later("Selama dan setelah bekerja"),
    "EXTENSION": later("Perpanjangan perjanjian"),
    "JHT": later("JHT bulanan"),
}
KINDS = {
    "DEPARTED": later("Berangkat"),
    "RETURNED": later("Tiba di Indonesia"),
    "HOME": later("Tiba di rumah"),
    "FAILED": later("Gagal berangkat"),
    "JHT": later("Pilihan JHT diubah"),
}


class PlacementForm(forms.Form):
    """A worker and a contract."""

    nik = forms.CharField(label=later("NIK"), max_length=25, help_text=later("Enam belas angka pada KTP."))
    name = forms.CharField(label=later("Nama menurut KTP"), max_length=120)
    birth_date = kit.DateField(label=later("Tanggal lahir"))
    sex = forms.ChoiceField(label=later("Jenis kelamin"), choices=Person.Sex.choices)
    country = forms.CharField(label=later("Negara tujuan"), max_length=60)
    contract_no = forms.CharField(label=later("Nomor perjanjian kerja"), max_length=60)
    contract_months = forms.IntegerField(label=later("Lama perjanjian (bulan)"), min_value=1, max_value=120)
    jht_amount = kit.RupiahField(
        label=later("Iuran JHT sebulan"), required=False, minimum=0, help_text=later("Sukarela; kosongkan bila tidak.")
    )

    def who(self) -> dict[str, Any]:
        """The worker."""
        return {k: self.cleaned_data[k] for k in ("nik", "name", "birth_date", "sex")}

    def contract(self) -> dict[str, Any]:
        """The contract."""
        data = self.cleaned_data
        return {k: data[k] for k in ("country", "contract_no", "contract_months")} | {
            "jht_amount": data["jht_amount"] or 0
        }


class OrderForm(forms.Form):
    """Which parts to pay."""

    parts = forms.MultipleChoiceField(
        label=later("Bagian yang dibayar"),
        choices=[(key, PARTS[key]) for key in PmiPart.Part.values],
        widget=forms.CheckboxSelectMultiple,
    )
    months = forms.IntegerField(
        label=later("Jumlah bulan"),
        min_value=1,
        max_value=MONTHS_AT_ONCE.value,
        required=False,
        help_text=later("Hanya untuk perpanjangan dan JHT."),
    )
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)


def parts_open(stand: PmiStanding) -> list[tuple[str, Any]]:
    """Parts of a placement that can be paid now."""
    individual = stand.placement.employer_id is None
    found = {
        "BEFORE": not individual and "BEFORE" not in stand.paid,
        "DURING": "DURING" not in stand.paid,
        "EXTENSION": "DURING" in stand.paid,
        "JHT": stand.placement.jht_amount > 0,
    }
    ended = stand.stage in ("ENDED", "FAILED")
    return [(part, PARTS[part]) for part, is_open in found.items() if is_open and not ended]


def reports_open(stand: PmiStanding) -> list[tuple[str, Any]]:
    """What can be reported of a placement now."""
    one = stand.placement
    found = {
        "DEPARTED": one.departed_on is None and one.failed_on is None,
        "RETURNED": one.departed_on is not None and one.returned_on is None,
        "HOME": one.returned_on is not None and one.home_on is None,
        "FAILED": one.departed_on is None and one.failed_on is None,
    }
    return [(kind, KINDS[kind]) for kind, is_open in found.items() if is_open]


class ReportForm(forms.Form):
    """What happened."""

    kind = forms.ChoiceField(
        label=later("Yang terjadi"), choices=[(k, KINDS[k]) for k in PmiEvent.Kind.values if k != "JHT"]
    )
    on_date = kit.DateField(label=later("Pada tanggal"))
    note = forms.CharField(label=later("Keterangan"), max_length=300, required=False)


class JhtForm(forms.Form):
    """Begin, change or stop the monthly savings: one of the law's choices, or an amount between its bounds."""

    def __init__(self, *args: Any, offer: PmiJht, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = _("Iuran JHT sebulan")
        if offer.choices:
            found = [(0, _("Tidak menabung")), *((n, rupiah(n, lang())) for n in offer.choices)]
            self.fields["jht_amount"] = forms.TypedChoiceField(
                label=label, choices=found, coerce=int, widget=forms.RadioSelect
            )
        else:
            bounds = {"least": rupiah(offer.least, lang()), "most": rupiah(offer.most, lang())}
            told = _("Antara %(least)s dan %(most)s; 0 bila tidak menabung.") % bounds
            self.fields["jht_amount"] = kit.RupiahField(label=label, minimum=0, help_text=told)


def jht_form(request: HttpRequest, stand: PmiStanding) -> JhtForm | None:
    """The form of a placement that has not ended."""
    offer = pmi_jht()
    if offer is None or stand.stage in ("ENDED", "FAILED"):
        return None
    asked = request.method == "POST" and request.POST.get("apa") == "jht"
    return JhtForm(
        request.POST if asked else None, offer=offer, prefix="jht", initial={"jht_amount": stand.placement.jht_amount}
    )


def jht_changed(request: HttpRequest, stand: PmiStanding, form: JhtForm | None, by: int | None) -> bool:
    """Do what the form asks; whether it is done. A 404 where there is no form."""
    if form is None:
        raise Http404
    if not form.is_valid():
        return False
    amount = form.cleaned_data["jht_amount"]
    try:
        services.change_pmi_jht(stand.placement.pk, amount, by=by)
    except Refused as refused:
        refuse(form, refused)
        return False
    if amount:
        told = _("Iuran JHT menjadi %(sum)s sebulan mulai kode iuran berikutnya.") % {"sum": rupiah(amount, lang())}
    else:
        told = _("Tabungan JHT dihentikan. Saldo yang sudah terkumpul tetap ada dan terus berkembang.")
    messages.success(request, told)
    return True


def table_of(
    found: list[dict[str, Any]],
    href: Callable[[int], str],
    *,
    agency: bool = False,
    pager: kit.Pager | None = None,
    narrowed: bool = False,
) -> kit.Table:
    """Placements in a list; `narrowed`: somebody looks for some of them."""
    columns = [kit.Column("name", _("Nama"))]
    if agency:
        columns.append(kit.Column("agency", _("Penempatan")))
    columns += [
        kit.Column("contract", _("Perjanjian"), "code"),
        kit.Column("country", _("Negara")),
        kit.Column("until", _("Terlindungi sampai"), "date"),
        kit.Column("stage", _("Tahap")),
    ]
    return kit.Table(
        _("Pekerja migran"),
        columns,
        [
            {
                "name": kit.Cell(r["name"] or "–", href(r["id"]), note=f"NIK {r['nik'] or '–'}"),
                "agency": r["employer"] or _("Perseorangan"),
                "contract": kit.Cell(
                    r["contract_no"], note=_("%(n)s bulan") % {"n": number(r["contract_months"], lang=lang())}
                ),
                "country": r["country"],
                "until": r["covered_until"],
                "stage": str(STAGES[r["stage"]]),
            }
            for r in found
        ],
        pager=pager,
        stack=True,
        show_caption=False,
        empty=_("Tidak ada yang cocok.") if narrowed else _("Belum ada pekerja migran yang terdaftar."),
    )


def context(stand: PmiStanding) -> dict[str, Any]:
    """Everything `orders/pmi_panels.html` draws."""
    one = stand.placement
    entries = [
        kit.Entry(_("Tahap"), STAGES[stand.stage]),
        kit.Entry(_("Penempatan"), one.employer.name if one.employer else _("Perseorangan")),
        kit.Entry(_("Negara tujuan"), one.country),
        kit.Entry(
            _("Perjanjian"),
            one.contract_no,
            _("%(n)s bulan") % {"n": number(one.contract_months + one.extra_months, lang=lang())},
        ),
        kit.Entry(_("Terdaftar"), date_long(one.registered_on, lang())),
        kit.Entry(_("Iuran JHT sebulan"), rupiah(one.jht_amount, lang()) if one.jht_amount else "–"),
    ]
    spans = (
        (_("Sebelum bekerja"), stand.cover.before, _("JKM saja") if one.employer_id is None else "JKK, JKM"),
        (_("Selama bekerja dan perjalanan pulang"), stand.cover.during, "JKK, JKM"),
        (_("Setelah tiba, JKK"), stand.cover.after_jkk, "JKK"),
        (_("Setelah tiba, JKM"), stand.cover.after_jkm, "JKM"),
    )
    cover = [
        kit.Entry(title, _("%(a)s sampai %(b)s") % {"a": _day(span[0]), "b": _day(span[1])}, note)
        for title, span, note in spans
        if span
    ]
    paid = [kit.Entry(PARTS[part], _("lunas %(day)s") % {"day": _day(day)}) for part, day in stand.paid.items()]
    return {
        "stand": stand,
        "entries": entries,
        "cover": cover,
        "paid": paid,
        "events": [kit.Moment(KINDS[e.kind], e.on_date, e.note) for e in stand.events],
    }


def _day(day: date) -> str:
    return date_long(day, lang())

"""Monthly pension: at which age, how much, and what the family keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook.simulators.base import (
    Asks,
    Big,
    Outcome,
    fact,
    labels,
    money,
    pick,
    row_table,
    simulator,
    whole,
)
from lindung.portals.lawbook.sweeps import change_days, over, rising


class PensionAsks(Asks):
    """What a worker knows; the rest is assumed and said."""

    birth_date = kit.DateField(label=later("Tanggal lahir"))
    wage = kit.RupiahField(label=later("Upah sebulan sekarang"), minimum=1, maximum=1_000_000_000)
    paid_months = whole(later("Sudah berapa bulan iuran JP dibayar?"), 0, 600, initial=60)
    average = kit.RupiahField(
        label=later("Rata-rata upah sebulan sejak mulai iuran (jika tahu)"), required=False, minimum=1,
        maximum=1_000_000_000, help_text=later("Kosong: dianggap sama dengan upah sekarang."),
    )  # fmt: skip
    balance = kit.RupiahField(
        label=later("Iuran JP dan hasilnya sampai sekarang (jika tahu)"), required=False, minimum=0,
        maximum=10_000_000_000,
    )  # fmt: skip
    wage_growth = kit.RateField(
        label=later("Kenaikan upah setahun (anggapan)"), initial=50_000, minimum=0, maximum=300_000
    )
    inflation = kit.RateField(label=later("Inflasi setahun (anggapan)"), initial=30_000, minimum=0, maximum=300_000)


@simulator(
    "pensiun", "pensiun", later("Perkiraan pensiun (JP)"),
    later("Umur berapa pensiun, berapa sebulan, atau sekaligus bila masa iurannya belum cukup."), PensionAsks,
    ("jp.projection", "jp.pension_age"),
)  # fmt: skip
def pension(asked: Mapping[str, Any], on: date) -> Outcome:
    """A projection by today's law, clearly an assumption."""
    year = law.parameter("calendar.months_in_year", on).value
    age = law.calc("jp.pension_age", on, {"birth_date": asked["birth_date"]})
    given = {
        "birth_date": asked["birth_date"], "wage": asked["wage"], "paid_months": asked["paid_months"],
        "balance": asked["balance"] or 0, "average_so_far": (asked["average"] or asked["wage"]) * year,
        "wage_growth": asked["wage_growth"], "cap_growth": asked["wage_growth"],
        "inflation": asked["inflation"], "return_rate": asked["inflation"],
    }  # fmt: skip
    got = law.calc("jp.projection", on, given)
    v = got.values
    monthly = v["monthly"] > 0
    starts = [str(s["shown"][lang()]) for s in age.trace.to_json()["steps"] if s["unit"] == "date"]
    big = (
        [Big(_("Pensiun sebulan, nilai hari ini"), money(v["monthly_today"])),
         Big(_("Pensiun sebulan saat itu"), money(v["monthly"]))]
        if monthly else [Big(_("Dibayar sekaligus"), money(v["lump_sum"]))]
    )  # fmt: skip
    out = Outcome(
        [*big, Big(_("Usia pensiun Anda"), _("%(n)s tahun") % {"n": age.values["age"]}, starts[0] if starts else "")],
        [_("Masa iur pada usia itu: %(n)s bulan.") % {"n": v["months"]}],
        traces=[got.trace.to_json(), age.trace.to_json()],
    )  # fmt: skip
    out.warn.append(_("Ini perkiraan menurut aturan hari ini dan anggapan Anda, bukan janji."))
    if not monthly:
        out.say.append(
            _("Pensiun bulanan memerlukan %(n)s bulan iuran; kurang dari itu dibayar sekaligus.")
            % {"n": fact("jp.min_months", on)}
        )
    out.plots.append(_years(asked, on, given))
    return out


def _years(asked: Mapping[str, Any], on: date, given: Mapping[str, Any]) -> kit.Plot:
    """The pension in today's money by the months paid so far."""
    months = list(range(0, 361, 24))
    found: list[int | None] = []
    for n in months:
        try:
            found.append(law.calc("jp.projection", on, {**given, "paid_months": n}).values["monthly_today"])
        except law.LawError:
            found.append(None)
    return kit.Plot(
        "masa", _("Pensiun menurut masa iur sampai sekarang"),
        _("Nol berarti dibayar sekaligus; makin lama iuran, makin besar pensiun sampai batas tertingginya."), months,
        [kit.PlotLine(_("Pensiun sebulan, nilai hari ini"), found)], "line", "count",
        axis_title=_("Bulan iuran sampai sekarang"), marks=[kit.Mark(asked["paid_months"], _("Anda"))],
    )  # fmt: skip


class FamilyAsks(Asks):
    """Who was left and what was paid."""

    pension = kit.RupiahField(
        label=later("Pensiun sebulan yang sedang diterima almarhum"), minimum=1, maximum=100_000_000
    )
    heir = pick(later("Siapa yang menerima sekarang?"), labels("jp.survivor_share", "heir"), whole=True)


@simulator(
    "pensiun-keluarga", "meninggal", later("Pensiun janda, duda, anak, orang tua"),
    later("Berapa bagian keluarga bila penerima pensiun meninggal."), FamilyAsks, ("jp.survivor_share",),
)  # fmt: skip
def family(asked: Mapping[str, Any], on: date) -> Outcome:
    """The share of each survivor of a pension in payment, between the bounds of the day."""
    got = law.calc("jp.survivor_share", on, {k: asked[k] for k in ("pension", "heir")})
    v = got.values
    rows = []
    for code, name in labels("jp.survivor_share", "heir")():
        one = law.calc("jp.survivor_share", on, {"pension": asked["pension"], "heir": int(code)}).values
        rows.append((name, one["heir_monthly"]))
    top = sorted({*rising(max(2 * asked["pension"], 2 * v["ceiling"])), asked["pension"]})
    found = over("jp.survivor_share", on, {"heir": asked["heir"]}, "pension", top, ["heir_monthly"])
    days = [*change_days("jp.survivor_share", on), on]
    low: list[int | None] = []
    high: list[int | None] = []
    for day in days:
        try:
            one = law.calc("jp.survivor_share", day, {"pension": asked["pension"], "heir": asked["heir"]}).values
            low.append(one["floor"])
            high.append(one["ceiling"])
        except law.LawError:
            low.append(None)
            high.append(None)
    return Outcome(
        [Big(_("Diterima sebulan"), money(v["heir_monthly"]))],
        [_("Tidak pernah kurang dari %(low)s atau lebih dari %(high)s sebulan.")
         % {"low": money(v["floor"]), "high": money(v["ceiling"])},
         _("Urutannya: istri atau suami, lalu anak, lalu orang tua. Yang tidak terdaftar tidak menerima.")],
        [row_table(_("Bagian masing-masing"), [_("Penerima"), _("Sebulan")], rows)],
        plots=[
            kit.Plot(
                "bagian", _("Bagian menurut pensiun almarhum"),
                _("Di ujung kiri dan kanan berlaku pensiun terendah dan tertinggi."), top,
                [kit.PlotLine(_("Diterima sebulan"), found["heir_monthly"])], axis_title=_("Pensiun almarhum"),
                marks=[kit.Mark(asked["pension"], _("almarhum"))], table=range(0, len(top), 6),
            ),
            kit.Plot(
                "batas", _("Pensiun terendah dan tertinggi"), _("Keduanya naik setiap tahun mengikuti inflasi."),
                [d.toordinal() for d in days], [kit.PlotLine(_("Terendah"), low), kit.PlotLine(_("Tertinggi"), high)],
                "steps", "date", axis_title=_("Tanggal"),
            ),
        ],
        traces=[got.trace.to_json()],
    )  # fmt: skip

"""What an employer asks: which programmes, which risk group, what a higher wage costs, what being late costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.base.format import number, percent
from lindung.law.industry_list import industries
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook.simulators.base import (
    PPM,
    Asks,
    Big,
    Outcome,
    labels,
    money,
    pick,
    row_table,
    simulator,
    whole,
    yes_no,
)
from lindung.portals.lawbook.simulators.contributions import RISKS, SIZES
from lindung.portals.lawbook.sweeps import over

SIZE_WORDS = dict(SIZES)


class SizeAsks(Asks):
    """How large a business is."""

    measure = pick(later("Ukuran apa yang Anda tahu?"), labels("employer.size", "measure"), whole=True)
    amount = kit.RupiahField(label=later("Jumlahnya"), minimum=0, maximum=1_000_000_000_000_000)
    health = pick(
        later("Jaminan kesehatan pekerja (JKN)"), labels("employer.programmes", "health"), required=False, initial="PPU"
    )


@simulator(
    "wajib-ikut", "usaha", later("Program yang wajib menurut ukuran usaha"),
    later("Usaha mikro, kecil, menengah, atau besar: apa saja yang wajib didaftarkan."), SizeAsks,
    ("employer.size", "employer.programmes"),
)  # fmt: skip
def obliged(asked: Mapping[str, Any], on: date) -> Outcome:
    """The size by capital or sales, then the programmes."""
    by_capital = asked["measure"] == 1
    size = law.calc(
        "employer.size", on,
        {"measure": asked["measure"], "capital": asked["amount"] if by_capital else 0,
         "sales": 0 if by_capital else asked["amount"]},
    )  # fmt: skip
    code = ("micro", "small", "medium", "large")[size.values["size"] - 1]
    given = {"segment": "WAGE_EARNERS", "size": code}
    if asked["health"]:
        given["health"] = asked["health"]
    got = law.calc("employer.programmes", on, given)
    rows = [
        kit.Entry(name, _("Wajib") if got.values[key] else _("Tidak wajib"), note)
        for key, name, note in (
            ("jkk", _("Kecelakaan kerja (JKK)"), _("dibayar perusahaan menurut risiko usaha")),
            ("jkm", _("Kematian (JKM)"), _("dibayar perusahaan")),
            ("jht", _("Tabungan hari tua (JHT)"), _("dibayar bersama pekerja")),
            ("jp", _("Pensiun (JP)"), _("dibayar bersama pekerja")),
            ("jkp", _("Kehilangan pekerjaan (JKP)"), _("tanpa tambahan iuran dari pekerja")),
        )
    ]
    limits = "programmes.size_by_capital" if by_capital else "programmes.size_by_sales"
    steps = law.parameter(limits, on).value
    table = row_table(
        _("Batas ukuran usaha"), [_("Ukuran"), _("Paling banyak")],
        [(SIZE_WORDS[("micro", "small", "medium", "large")[c - 1]], v) for c, v in sorted(steps.items())],
    )  # fmt: skip
    count = sum(got.values[k] for k in ("jkk", "jkm", "jht", "jp"))
    return Outcome(
        [Big(_("Ukuran usaha"), str(SIZE_WORDS[code])), Big(_("Program iuran yang wajib"), str(count))],
        [_("Usaha boleh mengikutkan pekerjanya pada program yang tidak wajib.")], [table],
        [(_("Program"), rows)], traces=[got.trace.to_json(), size.trace.to_json()],
    )  # fmt: skip


class IndustryAsks(Asks):
    """What the business does."""

    cari = forms.CharField(
        label=later("Usaha apa?"), max_length=80,
        help_text=later("Satu atau dua kata, misalnya mebel, rumah makan, angkutan."),
    )  # fmt: skip
    wage = kit.RupiahField(
        label=later("Jumlah upah semua pekerja sebulan"), required=False, minimum=1, maximum=1_000_000_000_000,
        help_text=later("Untuk melihat iuran JKK sebulan."),
    )  # fmt: skip


@simulator(
    "kelompok-risiko", "usaha", later("Kelompok risiko usaha saya"),
    later("Cari jenis usaha dan lihat kelompok risiko serta tarif JKK-nya."), IndustryAsks, ("jkk.industry_rate",),
)  # fmt: skip
def industry(asked: Mapping[str, Any], on: date) -> Outcome:
    """Industries that match the words, with group and rate."""
    found = industries(on, asked["cari"])
    groups = law.parameter("jkk.rate", on).value
    words = {code: str(label).split(" (")[0] for code, label in RISKS}
    heads = [_("Jenis usaha"), _("Kelompok risiko"), _("Tarif JKK")]
    rows: list[tuple[Any, ...]] = []
    for one in found[:60]:
        row: tuple[Any, ...] = (
            one.title[lang()][:1].upper() + one.title[lang()][1:], f"{one.risk_group} · {words[one.risk_group]}",
            percent(one.rate, PPM, 2, lang()),
        )  # fmt: skip
        if asked["wage"]:
            row += (asked["wage"] * one.rate // PPM,)
        rows.append(row)
    if asked["wage"]:
        heads.append(_("Iuran JKK sebulan, kira-kira"))
    out = Outcome([Big(_("Ditemukan"), _("%(n)s jenis usaha") % {"n": number(len(found), lang=lang())})])
    if rows:
        kinds: list[Any] = ["text", "text", "text", "money"]
        out.tables.append(
            kit.Table(
                _("Jenis usaha yang cocok"),
                [kit.Column(f"c{n}", h, kinds[n]) for n, h in enumerate(heads)],
                [{f"c{n}": v for n, v in enumerate(r)} for r in rows],
                stack=True,
            )
        )
        first = law.calc("jkk.industry_rate", on, {"industry": found[0].code})
        out.traces.append(first.trace.to_json())
        if any(one.overlaps for one in found):
            out.warn.append(
                _("Beberapa jenis usaha tercantum di dua kelompok; petugas menetapkannya menurut kegiatan usaha.")
            )
    else:
        out.warn.append(_("Tidak ada jenis usaha dengan kata itu. Coba kata yang lebih umum."))
    out.plots.append(
        kit.Plot(
            "tarif",
            _("Tarif JKK menurut kelompok risiko"),
            _("Makin besar risikonya, makin besar iurannya."),
            list(groups),
            [kit.PlotLine(_("Tarif"), list(groups.values()))],
            "bars",
            "count",
            "rate",
            labels=[str(g) for g in groups],
            axis_title=_("Kelompok risiko"),
        )
    )
    return out


class RaiseAsks(Asks):
    """The wage now and the wage to come."""

    wage = kit.RupiahField(label=later("Upah sebulan sekarang"), minimum=1, maximum=1_000_000_000)
    new_wage = kit.RupiahField(
        label=later("Upah sebulan yang baru"), minimum=1, maximum=1_000_000_000,
        help_text=later("Misalnya upah minimum tahun depan."),
    )  # fmt: skip
    workers = whole(later("Berapa pekerja?"), 1, 1_000_000, initial=10)
    size = pick(later("Ukuran perusahaan"), SIZES, initial="large")
    risk_group = pick(later("Risiko pekerjaan di perusahaan"), RISKS, whole=True, initial=1)


@simulator(
    "upah-naik", "usaha", later("Bila upah minimum naik"),
    later("Berapa tambahan iuran perusahaan dan pekerja bila upahnya naik."), RaiseAsks, ("pu.contribution",),
)  # fmt: skip
def wage_rise(asked: Mapping[str, Any], on: date) -> Outcome:
    """Two wages side by side, per worker and for all."""
    obliged_ = law.programmes_for(asked["size"], on)
    given = {
        "risk_group": asked["risk_group"], "jht": int("JHT" in obliged_), "jp": int("JP" in obliged_), "jkp": 0,
        "covid_relief": 0, "labour_intensive": 0,
    }  # fmt: skip
    now = law.calc("pu.contribution", on, {"wage": asked["wage"], **given})
    then = law.calc("pu.contribution", on, {"wage": asked["new_wage"], **given})
    a, b, n = now.values, then.values, asked["workers"]
    told = _("sebulan untuk %(n)s pekerja") % {"n": number(n, lang=lang())}
    year = law.parameter("calendar.months_in_year", on).value
    parts = [
        ("JHT", "jht_employer"), ("JP", "jp_employer"), ("JKK", "jkk"), ("JKM", "jkm"),
    ]  # fmt: skip
    rows = [(p, a[k] * n, b[k] * n, (b[k] - a[k]) * n) for p, k in parts]
    more = (b["employer_total"] - a["employer_total"]) * n
    low, high = sorted((asked["wage"], asked["new_wage"]))
    span = max(high - low, 1)
    wages = sorted({max(1, low - span + (3 * span * k) // 36) for k in range(37)} | {low, high})
    found = over("pu.contribution", on, given, "wage", wages, ["employer_total", "worker_total"])
    return Outcome(
        [
            Big(_("Tambahan biaya perusahaan"), money(more), told),
            Big(_("Tambahan setahun"), money(more * year)),
            Big(_("Tambahan potongan tiap pekerja"), money(b["worker_total"] - a["worker_total"]), _("sebulan")),
        ],
        tables=[row_table(
            _("Iuran yang dibayar perusahaan sebulan"), [_("Program"), _("Sekarang"), _("Nanti"), _("Bedanya")], rows,
            (_("Jumlah"), a["employer_total"] * n, b["employer_total"] * n, more),
        )],
        plots=[kit.Plot(
            "upah", _("Iuran satu pekerja menurut upah"),
            _("Kedua garis naik bersama upah sampai batas upah JP."), wages,
            [kit.PlotLine(_("Dibayar perusahaan"), found["employer_total"]),
             kit.PlotLine(_("Dipotong dari upah"), found["worker_total"])],
            axis_title=_("Upah sebulan"),
            marks=[kit.Mark(asked["wage"], _("sekarang")), kit.Mark(asked["new_wage"], _("nanti"))],
            table=range(0, len(wages), 4),
        )],
        traces=[now.trace.to_json(), then.trace.to_json()],
    )  # fmt: skip


class LateAsks(Asks):
    """What was not paid in time."""

    amount_late = kit.RupiahField(label=later("Iuran yang terlambat"), minimum=1, maximum=100_000_000_000)
    months_late = whole(later("Terlambat berapa bulan?"), 0, 120, initial=1)
    labour_intensive = yes_no(later("Industri padat karya yang mendapat keringanan?"))


@simulator(
    "denda", "usaha", later("Denda terlambat membayar iuran"),
    later("Berapa denda menurut lamanya terlambat."), LateAsks, ("contribution.penalty",),
)  # fmt: skip
def late(asked: Mapping[str, Any], on: date) -> Outcome:
    """The penalty of the months late, and how it grows."""
    given = {k: asked[k] for k in ("amount_late", "months_late", "labour_intensive")}
    got = law.calc("contribution.penalty", on, given)
    fine = got.values["penalty"]
    months = list(range(max(13, asked["months_late"] + 2)))
    found = over(
        "contribution.penalty", on, {k: given[k] for k in ("amount_late", "labour_intensive")}, "months_late", months,
        ["penalty"],
    )["penalty"]  # fmt: skip
    return Outcome(
        [
            Big(_("Denda"), money(fine)),
            Big(_("Yang harus dibayar"), money(fine + asked["amount_late"]), _("iuran dan denda")),
        ],
        plots=[kit.Plot(
            "bulan", _("Denda menurut lamanya terlambat"), _("Denda bertambah sama besar tiap bulan."), months,
            [kit.PlotLine(_("Denda"), found)], "bars", "count", labels=[str(m) for m in months],
            axis_title=_("Bulan terlambat"),
        )],
        traces=[got.trace.to_json()],
    )  # fmt: skip

"""What is paid in: wage earners, the self-employed, construction projects, migrant workers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.base.format import percent
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook.simulators import worker
from lindung.portals.lawbook.simulators.base import (
    Asks,
    Big,
    Outcome,
    fact,
    money,
    pick,
    row_table,
    simulator,
    whole,
    yes_no,
)
from lindung.portals.lawbook.sweeps import over, rising, round_up

SIZES = [
    ("large", later("Besar")), ("medium", later("Menengah")), ("small", later("Kecil")), ("micro", later("Mikro")),
]  # fmt: skip
RISKS = [
    (1, later("Sangat rendah (misalnya toko, bank, konveksi)")),
    (2, later("Rendah (misalnya rumah makan, hotel)")),
    (3, later("Sedang (misalnya pabrik makanan, mebel)")),
    (4, later("Tinggi (misalnya bengkel mesin, angkutan)")),
    (5, later("Sangat tinggi (misalnya tambang, konstruksi)")),
]


class WorkerAsks(Asks):
    """What a worker knows about himself."""

    wage = kit.RupiahField(
        label=later("Upah sebulan"), help_text=later("Upah pokok ditambah tunjangan tetap."), minimum=1,
        maximum=1_000_000_000,
    )  # fmt: skip
    size = pick(later("Ukuran perusahaan"), SIZES, initial="large")
    risk_group = pick(later("Risiko pekerjaan di perusahaan"), RISKS, whole=True, initial=1)
    balance = kit.RupiahField(
        label=later("Saldo JHT sekarang (jika tahu)"), required=False, minimum=0, maximum=10_000_000_000
    )
    years = whole(later("Berapa tahun lagi bekerja?"), 1, 40, initial=10, required=False)


@simulator(
    "iuran-pekerja", "bekerja", later("Iuran pekerja penerima upah"),
    later("Berapa dipotong dari upah, berapa dibayar perusahaan, dan menjadi apa."), WorkerAsks,
    ("pu.contribution", "jht.return_credit", "jht.benefit", "jkm.benefit"),
)  # fmt: skip
def wage_earner(asked: Mapping[str, Any], on: date) -> Outcome:
    """Contributions, rights and savings for a wage."""
    made = worker.simulate(
        asked["wage"], asked["size"], asked["risk_group"], on, asked["balance"] or 0, asked["years"] or 10
    )
    v = made.values
    lines = [
        ("JHT", v["jht_employer"], v["jht_worker"]), ("JP", v["jp_employer"], v["jp_worker"]), ("JKK", v["jkk"], 0),
        ("JKM", v["jkm"], 0),
    ]  # fmt: skip
    split = row_table(
        _("Iuran sebulan"), [_("Program"), _("Dibayar perusahaan"), _("Dipotong dari upah"), _("Jumlah")],
        [(p, e, w, e + w) for p, e, w in lines], (_("Jumlah"), v["employer_total"], v["worker_total"], v["total"]),
    )  # fmt: skip
    last = made.years[-1]
    out = Outcome(
        [
            Big(_("Dipotong dari upah Anda"), money(v["worker_total"]), _("sebulan")),
            Big(_("Dibayar perusahaan"), money(v["employer_total"]), _("sebulan")),
            Big(_("Iuran seluruhnya"), money(v["total"]), _("sebulan")),
        ],
        tables=[split], lists=[(_("Hak Anda"), _rights(made, on))],
        traces=[made.trace, made.payout_trace, made.death_trace],
    )  # fmt: skip
    out.plots.append(_by_wage(asked, on, made.programmes))
    if last.balance:
        out.plots.append(
            kit.Plot(
                "saldo",
                _("Perkiraan saldo JHT"),
                _("Saldo menjadi %(amount)s pada tahun %(year)s.") % {"amount": money(last.balance), "year": last.year},
                [y.year for y in made.years],
                [kit.PlotLine(_("Saldo"), [y.balance for y in made.years])],
                "bars",
                "count",
                labels=[str(y.year) for y in made.years],
                axis_title=_("Tahun"),
                note=_("Anggapan: upah, aturan, dan hasil %(rate)s setahun tetap. Bukan janji.")
                % {"rate": percent(int(made.rate.value), 1_000_000, 2, lang())},
            )
        )
        out.lists.append(
            (
                _("Bila dibayar sekaligus pada akhir masa itu"),
                [
                    kit.Entry(_("Saldo sebelum pajak"), money(made.payout["gross"])),
                    kit.Entry(_("Pajak"), money(made.payout["tax"]), _("Rincian dan pasalnya di bawah.")),
                    kit.Entry(_("Diterima"), money(made.payout["net"])),
                ],
            )
        )
    return out


def _rights(made: worker.Simulation, on: date) -> list[kit.Entry]:
    yes, no = _("Ya"), _("Tidak wajib untuk ukuran perusahaan ini")
    jht, jp = "JHT" in made.programmes, "JP" in made.programmes
    return [
        kit.Entry("JKK", yes, _("Pengobatan dan pengganti upah bila celaka karena kerja, sejak hari pertama.")),
        kit.Entry(
            "JKM", yes,
            _("Ahli waris menerima %(amount)s bila peserta meninggal.") % {"amount": money(made.death["total"])},
        ),
        kit.Entry(
            "JHT", yes if jht else no,
            _("Tabungan dengan hasil; dibayar saat usia %(age)s, sesudah berhenti bekerja, dan pada alasan lain.")
            % {"age": fact("jht.age", on)} if jht else "",
        ),
        kit.Entry(
            "JP", yes if jp else no,
            _("Pensiun tiap bulan setelah %(n)s bulan iuran.") % {"n": fact("jp.min_months", on)} if jp else "",
        ),
    ]  # fmt: skip


def _by_wage(asked: Mapping[str, Any], on: date, programmes: tuple[str, ...]) -> kit.Plot:
    """Each programme's contribution over the wage; the pension line bends at its cap."""
    given = {
        "risk_group": asked["risk_group"], "jht": int("JHT" in programmes), "jp": int("JP" in programmes), "jkp": 0,
        "covid_relief": 0, "labour_intensive": 0,
    }  # fmt: skip
    cap = law.parameter("jp.wage_cap", on)
    marks = [kit.Mark(asked["wage"], _("upah Anda"))]
    if given["jp"]:
        marks.append(kit.Mark(int(cap.value), _("batas upah JP")))
    wages = sorted({*rising(round_up(max(2 * asked["wage"], 2 * int(cap.value)))), asked["wage"], int(cap.value)})
    names = ("jht_employer", "jht_worker", "jp_employer", "jp_worker", "jkk", "jkm")
    found = over("pu.contribution", on, given, "wage", wages, names)
    sums = {
        "JHT": [a + b for a, b in zip(found["jht_employer"], found["jht_worker"], strict=True)],
        "JP": [a + b for a, b in zip(found["jp_employer"], found["jp_worker"], strict=True)],
        "JKK": found["jkk"], "JKM": found["jkm"],
    }  # fmt: skip
    return kit.Plot(
        "upah", _("Iuran tiap program menurut upah"),
        _("Semua program naik bersama upah; iuran JP berhenti naik pada upah %(cap)s.") % {"cap": money(int(cap.value))}
        if given["jp"] else _("Semua program naik bersama upah."),
        wages, [kit.PlotLine(p, v) for p, v in sums.items() if any(v)], axis_title=_("Upah sebulan"), marks=marks,
        table=[n for n, w in enumerate(wages) if n % 6 == 0 or w in (asked["wage"], int(cap.value))],
    )  # fmt: skip


class SelfEmployedAsks(Asks):
    """What somebody without an employer knows."""

    income = kit.RupiahField(
        label=later("Penghasilan sebulan"), help_text=later("Perkiraan Anda sendiri; menentukan golongan iuran."),
        minimum=1, maximum=1_000_000_000,
    )  # fmt: skip
    jht = yes_no(later("Ikut tabungan hari tua (JHT)?"))
    transport = yes_no(
        later("Bekerja di angkutan?"),
        0,
        later("Misalnya ojek, taksi daring, kurir; ada keringanan pada masa tertentu."),
    )
    months = whole(later("Membayar untuk berapa bulan?"), 1, 12, initial=1)


@simulator(
    "iuran-mandiri", "bekerja", later("Iuran pekerja mandiri (BPU)"),
    later("Untuk petani, pedagang, pengemudi, pekerja lepas: dihitung dari golongan penghasilan."), SelfEmployedAsks,
    ("bpu.contribution", "jkm.benefit"),
)  # fmt: skip
def self_employed(asked: Mapping[str, Any], on: date) -> Outcome:
    """Contributions by the income band."""
    given = {k: asked[k] for k in ("income", "jht", "transport")} | {"funded_by_state": 0, "covid_relief": 0}
    got = law.calc("bpu.contribution", on, given)
    v, n = got.values, asked["months"]
    rows = [("JKK", v["jkk"], v["jkk"] * n), ("JKM", v["jkm"], v["jkm"] * n)]
    if v["jht_worker"]:
        rows.append(("JHT", v["jht_worker"], v["jht_worker"] * n))
    top = round_up(max(2 * asked["income"], 5_000_000))
    incomes = sorted({max(1, i) for i in rising(top, 160)} | {asked["income"]})
    found = over("bpu.contribution", on, {k: given[k] for k in given if k != "income"}, "income", incomes, ["total"])
    return Outcome(
        [
            Big(_("Iuran sebulan"), money(v["total"])),
            Big(_("Dasar iuran golongan Anda"), money(v["band_base"]), _("dari 33 golongan penghasilan")),
            *([Big(_("Untuk %(n)s bulan") % {"n": n}, money(v["total"] * n))] if n > 1 else []),
        ],
        [_("Seluruh iuran dibayar sendiri. Boleh dibayar di muka beberapa bulan sekaligus.")],
        [row_table(_("Rincian"), [_("Program"), _("Sebulan"), _("%(n)s bulan") % {"n": n}], rows,
                   (_("Jumlah"), v["total"], v["total"] * n))],
        plots=[kit.Plot(
            "penghasilan", _("Iuran menurut penghasilan"),
            _("Iuran naik setangga demi setangga: dalam satu golongan penghasilan iurannya sama."), incomes,
            [kit.PlotLine(_("Iuran sebulan"), found["total"])], "steps", axis_title=_("Penghasilan sebulan"),
            marks=[kit.Mark(asked["income"], _("penghasilan Anda"))],
            table=[k for k, i in enumerate(incomes) if k % 16 == 0 or i == asked["income"]],
        )],
        traces=[got.trace.to_json()],
    )  # fmt: skip


class ProjectAsks(Asks):
    """What a contract says."""

    contract_value = kit.RupiahField(label=later("Nilai kontrak"), minimum=1, maximum=10_000_000_000_000)
    vat = kit.RupiahField(
        label=later("PPN yang termasuk di dalamnya"), required=False, minimum=0, maximum=1_000_000_000_000,
        help_text=later("Isi bila nilai kontrak masih memuat PPN; pajak tidak dikenai iuran."),
    )  # fmt: skip
    instalments = whole(later("Dibayar dalam berapa angsuran?"), 1, 12, initial=1)


@simulator(
    "proyek-konstruksi", "proyek", later("Iuran proyek konstruksi"),
    later("JKK dan JKM semua pekerja proyek, dihitung dari nilai kontrak bertingkat."), ProjectAsks,
    ("construction.contribution", "construction.instalment"),
)  # fmt: skip
def project(asked: Mapping[str, Any], on: date) -> Outcome:
    """Contributions of a project by the tiers of its value, and its instalments."""
    value, vat, n = asked["contract_value"], asked["vat"] or 0, asked["instalments"]
    got = law.calc("construction.contribution", on, {"contract_value": max(value - vat, 0), "vat": vat})
    v = got.values
    top = round_up(max(2 * value, 1_000_000_000))
    values = sorted({*rising(top), max(value - vat, 0)})
    found = over("construction.contribution", on, {"vat": 0}, "contract_value", values, ["jkk", "jkm"])
    out = Outcome(
        [
            Big(_("Iuran proyek"), money(v["total"])),
            Big(_("JKK"), money(v["jkk"])),
            Big(_("JKM"), money(v["jkm"])),
        ],
        [_("Dari setiap Rp1.000.000 nilai kontrak, iurannya rata-rata %(part)s.")
         % {"part": money(v["total"] * 1_000_000 // max(v["base"], 1))}],
        plots=[kit.Plot(
            "nilai", _("Iuran menurut nilai kontrak"),
            _("Makin besar kontraknya, makin kecil tarif bagian di atasnya; garisnya melandai."), values,
            [kit.PlotLine("JKK", found["jkk"]), kit.PlotLine("JKM", found["jkm"])], axis_title=_("Nilai kontrak"),
            marks=[kit.Mark(max(value - vat, 0), _("proyek Anda"))], table=range(0, len(values), 6),
        )],
        traces=[got.trace.to_json()],
    )  # fmt: skip
    if n > 1:
        parts = [
            law.calc("construction.instalment", on, {"due": v["total"], "instalments": n, "number": k}).values
            for k in range(1, n + 1)
        ]
        rows = [(_("Angsuran %(n)s") % {"n": k}, p["instalment"]) for k, p in enumerate(parts, 1)]
        out.tables.append(row_table(_("Angsuran"), [_("Bagian"), _("Jumlah")], rows, (_("Jumlah"), v["total"])))
    return out


class MigrantAsks(Asks):
    """What somebody about to leave knows."""

    contract_months = whole(later("Lama kontrak (bulan)"), 1, 60, initial=24)
    before = yes_no(later("Bayar bagian sebelum berangkat?"), 1)
    during = yes_no(later("Bayar bagian selama dan setelah bekerja?"), 1)
    individual = yes_no(later("Berangkat perseorangan, tanpa perusahaan penempatan?"))


@simulator(
    "pekerja-migran", "merantau", later("Iuran pekerja migran (PMI)"),
    later("Perlindungan sebelum, selama, dan setelah bekerja di luar negeri."), MigrantAsks, ("pmi.contribution",),
)  # fmt: skip
def migrant(asked: Mapping[str, Any], on: date) -> Outcome:
    """Contributions of a migrant worker by the length of the contract."""
    given = {k: asked[k] for k in ("before", "during", "contract_months", "individual")}
    got = law.calc("pmi.contribution", on, given)
    v = got.values
    rows = [
        (_("Sebelum bekerja"), v["before_part"]),
        (_("Paket selama dan setelah bekerja, %(n)s bulan") % {"n": v["package_months"]}, v["package_part"]),
    ]  # fmt: skip
    if v["excess_part"]:
        rows.append((_("Tambahan %(n)s bulan") % {"n": v["excess_months"]}, v["excess_part"]))
    lengths = list(range(1, max(37, asked["contract_months"] + 1)))
    amounts: list[int | None] = []
    for n in lengths:
        try:
            amounts.append(law.calc("pmi.contribution", on, {**given, "contract_months": n}).values["total"])
        except law.LawError:
            amounts.append(None)
    return Outcome(
        [Big(_("Dibayar seluruhnya"), money(v["total"]))],
        [_("Dibayar sekali di muka. Perpanjangan kontrak dibayar lagi menurut lamanya.")],
        [row_table(_("Rincian"), [_("Bagian"), _("Jumlah")], rows, (_("Jumlah"), v["total"]))],
        plots=[kit.Plot(
            "lama", _("Iuran menurut lama kontrak"), _("Iuran mengikuti paket: tiap anak tangga satu paket."),
            lengths, [kit.PlotLine(_("Iuran"), amounts)], "steps", "count", axis_title=_("Lama kontrak (bulan)"),
            marks=[kit.Mark(asked["contract_months"], _("kontrak Anda"))],
        )],
        traces=[got.trace.to_json()],
    )  # fmt: skip

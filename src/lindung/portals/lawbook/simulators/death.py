"""What a family receives: death, death at work, scholarships."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

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
    yes_no,
)
from lindung.portals.lawbook.sweeps import change_days, over, rising, round_up


class DeathAsks(Asks):
    """What the family knows."""

    has_heirs = yes_no(later("Ada suami, istri, anak, orang tua, atau keluarga lain?"), 1)
    employers = whole(
        later("Berapa pemberi kerja yang mendaftarkan almarhum?"), 1, 5, initial=1,
        help_text=later("Bila bekerja di beberapa tempat pada saat yang sama."),
    )  # fmt: skip


@simulator(
    "kematian", "meninggal", later("Santunan kematian (JKM)"),
    later("Untuk keluarga peserta aktif yang meninggal bukan karena kecelakaan kerja."), DeathAsks,
    ("jkm.benefit", "jkm.several_employers", "jkm.entitlement"),
)  # fmt: skip
def death(asked: Mapping[str, Any], on: date) -> Outcome:
    """The death benefit of a day, and how it was in other years."""
    several = asked["employers"] > 1
    given = {"has_heirs": asked["has_heirs"]}
    if several:
        got = law.calc("jkm.several_employers", on, {**given, "employers": asked["employers"]})
        v, parts = got.values, ("lump_sums", "periodics", "funeral")
        total = v["grand_total"]
    else:
        got = law.calc("jkm.benefit", on, given)
        v, parts = got.values, ("lump_sum", "periodic", "funeral")
        total = v["total"]
    names = (_("Santunan sekaligus"), _("Santunan berkala"), _("Biaya pemakaman"))
    days = [*change_days("jkm.benefit", max(on, date(on.year, 12, 31))), on]
    amounts: list[int | None] = []
    for day in days:
        try:
            amounts.append(law.calc("jkm.benefit", day, given).values["total"])
        except law.LawError:
            amounts.append(None)
    heirs = law.calc("jkm.entitlement", on, {"active_on_death": 1, "work_accident": 0, "has_heirs": asked["has_heirs"]})
    papers = [kit.Entry("", p["title"][lang()][:1].upper() + p["title"][lang()][1:])
              for p in heirs.details.get("documents", [])]  # fmt: skip
    out = Outcome(
        [Big(_("Diterima keluarga"), money(total))],
        [_("Dibayar paling lambat %(n)s hari kerja sejak berkas lengkap.") % {"n": heirs.values["payment_deadline"]},
         _("Hari meninggal yang menentukan aturannya, bukan hari melapor.")],
        [row_table(_("Rincian"), [_("Bagian"), _("Jumlah")], [(n, v[k]) for n, k in zip(names, parts, strict=True)],
                   (_("Jumlah"), total))],
        [(_("Berkas yang disiapkan"), papers)] if papers else [],
        [kit.Plot(
            "tahun", _("Santunan dari tahun ke tahun"), _("Naik pada hari aturannya berubah."),
            [d.toordinal() for d in days], [kit.PlotLine(_("Santunan kematian"), amounts)], "steps", "date",
            axis_title=_("Hari meninggal"), marks=[kit.Mark(on.toordinal(), _("hari yang dipilih"))],
        )],
        [got.trace.to_json(), heirs.trace.to_json()],
    )  # fmt: skip
    if not asked["has_heirs"]:
        out.warn.append(
            _("Tanpa ahli waris, hanya biaya pemakaman dibayar kepada yang mengurus; sisanya tetap di dana jaminan.")
        )
    return out


class WorkDeathAsks(Asks):
    """What the family of somebody who died at work knows."""

    wage = kit.RupiahField(label=later("Upah sebulan yang dilaporkan"), minimum=1, maximum=1_000_000_000)
    has_heirs = yes_no(later("Ada suami, istri, anak, orang tua, atau keluarga lain?"), 1)


@simulator(
    "kematian-kerja", "meninggal", later("Santunan kematian karena kerja (JKK)"),
    later("Bila peserta meninggal karena kecelakaan atau penyakit akibat kerja."), WorkDeathAsks, ("jkk.death",),
)  # fmt: skip
def work_death(asked: Mapping[str, Any], on: date) -> Outcome:
    """The benefit by the wage, never below its floor."""
    got = law.calc("jkk.death", on, {k: asked[k] for k in ("wage", "has_heirs")})
    v = got.values
    wages = sorted({*rising(round_up(max(2 * asked["wage"], 1_000_000))), asked["wage"]})
    found = over("jkk.death", on, {"has_heirs": asked["has_heirs"]}, "wage", wages, ["total", "lump_sum"])
    names = (
        (_("Santunan sekaligus"), "lump_sum"),
        (_("Santunan berkala"), "periodic"),
        (_("Biaya pemakaman"), "funeral"),
    )
    return Outcome(
        [Big(_("Diterima keluarga"), money(v["total"]))],
        [_("Anak juga dapat menerima beasiswa, tanpa syarat lama menjadi peserta.")],
        [row_table(_("Rincian"), [_("Bagian"), _("Jumlah")], [(n, v[k]) for n, k in names], (_("Jumlah"), v["total"]))],
        plots=[kit.Plot(
            "upah", _("Santunan menurut upah"),
            _("Untuk upah rendah berlaku jumlah paling sedikit; sesudah itu naik sebanding dengan upah."), wages,
            [kit.PlotLine(_("Seluruhnya"), found["total"]), kit.PlotLine(_("Santunan sekaligus"), found["lump_sum"])],
            axis_title=_("Upah sebulan"), marks=[kit.Mark(asked["wage"], _("upah almarhum"))],
            table=range(0, len(wages), 6),
        )],
        traces=[got.trace.to_json()],
    )  # fmt: skip


class SchoolAsks(Asks):
    """What the school is."""

    level = pick(later("Jenjang sekolah anak sekarang"), labels("scholarship.benefit", "level"), whole=True)
    years_paid = whole(later("Tahun yang sudah dibayar di jenjang ini"), 0, 12, initial=0)
    paid_before = kit.RupiahField(
        label=later("Beasiswa yang sudah diterima semua anak"), required=False, minimum=0, maximum=1_000_000_000
    )


@simulator(
    "beasiswa", "meninggal", later("Beasiswa anak"),
    later("Biaya sekolah anak peserta yang meninggal atau cacat total tetap, tiap tahun sampai lulus."), SchoolAsks,
    ("scholarship.benefit",),
)  # fmt: skip
def school(asked: Mapping[str, Any], on: date) -> Outcome:
    """This year's scholarship, and the amounts of all levels."""
    before = asked["paid_before"] or 0
    given = {"level": asked["level"], "years_paid": asked["years_paid"], "paid_before": before}
    got = law.calc("scholarship.benefit", on, given)
    levels = labels("scholarship.benefit", "level")()
    years: list[tuple[str, int]] = []
    rows = []
    for code, name in levels:
        each = law.calc("scholarship.benefit", on, {"level": int(code), "years_paid": 0, "paid_before": 0}).values
        rows.append((name, each["amount"]))
    spent, done, level = before, asked["years_paid"], asked["level"]
    while level <= len(levels) and len(years) < 30:
        one = law.calc("scholarship.benefit", on, {"level": level, "years_paid": done, "paid_before": spent}).values
        if not one["amount"]:
            level, done = level + 1, 0
            continue
        spent, done = spent + one["amount"], done + 1
        years.append((levels[level - 1][1], one["amount"]))
    total = sum(a for _n, a in years)
    out = Outcome(
        [
            Big(_("Beasiswa tahun ini"), money(got.values["amount"])),
            Big(_("Sampai lulus, bila terus sekolah"), money(total), _("menurut aturan tanggal yang dipilih")),
        ],
        _limits(on),
        [row_table(_("Besarnya setahun"), [_("Jenjang"), _("Setahun")], rows)],
        traces=[got.trace.to_json()],
    )  # fmt: skip
    if years:
        out.plots.append(
            kit.Plot(
                "sekolah",
                _("Beasiswa tahun demi tahun"),
                _("Naik tiap kali anak pindah jenjang."),
                list(range(1, len(years) + 1)),
                [kit.PlotLine(_("Beasiswa"), [a for _n, a in years])],
                "bars",
                "count",
                labels=[str(n) for n in range(1, len(years) + 1)],
                axis_title=_("Tahun sekolah ke-"),
            )
        )
    return out


def _limits(on: date) -> list[str]:
    """How many children, and until when, as far as the law of the day says."""
    children, age = fact("scholarship.max_children", on), fact("scholarship.end_age", on)
    most = ngettext("Paling banyak %(n)s anak.", "Paling banyak %(n)s anak.", children or 0) % {"n": children}
    said = [most] if children is not None else []
    if age is not None:
        said.append(_("Berhenti bila anak berusia %(age)s tahun, menikah, atau bekerja.") % {"age": age})
    return said

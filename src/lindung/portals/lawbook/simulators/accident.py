"""After a work accident: replacement of the wage, disability."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.base.format import percent
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
    yes_no,
)
from lindung.portals.lawbook.sweeps import over, rising, round_up


class SpellAsks(Asks):
    """Wage and the time the doctor wrote."""

    wage = kit.RupiahField(label=later("Upah sebulan yang dilaporkan"), minimum=1, maximum=1_000_000_000)
    start = kit.DateField(label=later("Tidak mampu bekerja sejak"))
    end = kit.DateField(label=later("Sampai dengan"), help_text=later("Menurut surat dokter."))
    wage_paid = kit.RupiahField(
        label=later("Upah yang tetap dibayar perusahaan selama itu"), required=False, minimum=0, maximum=10_000_000_000,
        help_text=later("Kosongkan bila tidak ada."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The end is not before the beginning."""
        given = super().clean() or {}
        if given.get("start") and given.get("end") and given["end"] < given["start"]:
            self.add_error("end", _("Tanggal akhir tidak boleh sebelum tanggal mulai."))
        return given


@simulator(
    "tidak-mampu-bekerja", "kecelakaan", later("Pengganti upah selama sakit (STMB)"),
    later("Santunan bila belum mampu bekerja karena kecelakaan atau penyakit akibat kerja."), SpellAsks,
    ("jkk.stmb", "jkk.stmb_months"),
)  # fmt: skip
def spell(asked: Mapping[str, Any], on: date) -> Outcome:
    """Replacement of the wage over a spell of incapacity. The law of the day of the accident decides."""
    day = asked["given_on"] or asked["start"]
    inputs = {
        "wage": asked["wage"], "non_wage_earner": 0, "wage_paid": asked["wage_paid"] or 0,
        "spells": [{"from": asked["start"], "to": asked["end"]}],
    }  # fmt: skip
    got = law.calc("jkk.stmb", day, inputs)
    v = got.values
    months = list(range(25))
    sums = over("jkk.stmb_months", day, {"wage": asked["wage"]}, "months", months, ["amount"])["amount"]
    monthly = [b - a for a, b in itertools.pairwise(sums)]
    rows = [(_("Untuk pekerja"), v["to_worker"])]
    if v["to_employer"]:
        rows.append((_("Mengganti upah yang dibayar perusahaan"), v["to_employer"]))
    return Outcome(
        [
            Big(_("Santunan untuk masa itu"), money(v["amount"])),
            Big(_("Lamanya"), _("%(n)s hari") % {"n": v["days"]}),
        ],
        [_("Aturan pada hari kecelakaan yang berlaku. Biaya pengobatan ditanggung terpisah, tanpa batas biaya.")],
        [row_table(_("Siapa menerima"), [_("Bagian"), _("Jumlah")], rows, (_("Jumlah"), v["amount"]))],
        plots=[kit.Plot(
            "bulan", _("Santunan tiap bulan"),
            _("Bulan-bulan pertama diganti penuh; sesudah itu sebagian, sampai sembuh atau dinyatakan cacat."),
            months[1:], [kit.PlotLine(_("Santunan bulan itu"), monthly)], "bars", "count",
            labels=[str(m) for m in months[1:]], axis_title=_("Bulan ke-"),
        )],
        traces=[got.trace.to_json()],
    )  # fmt: skip


class DisabilityAsks(Asks):
    """Wage and what was lost."""

    wage = kit.RupiahField(label=later("Upah sebulan yang dilaporkan"), minimum=1, maximum=1_000_000_000)
    loss = pick(later("Bagian tubuh yang hilang"), labels("jkk.partial_disability", "loss"), whole=True)
    assessed = kit.RateField(
        label=later("Persentase dari dokter"), required=False, minimum=0, maximum=PPM,
        help_text=later("Hanya untuk kulit kepala: dokter menetapkan persentasenya."),
    )  # fmt: skip
    left_handed = yes_no(later("Kidal?"))
    total = forms.TypedChoiceField(
        label=later("Masih dapat bekerja?"), coerce=int, initial="0", widget=forms.RadioSelect,
        choices=[("0", later("Ya, dengan cacat")), ("1", later("Tidak lagi (cacat total tetap)"))],
    )  # fmt: skip


@simulator(
    "cacat", "kecelakaan", later("Santunan cacat karena kerja"),
    later("Berapa santunan cacat sebagian menurut tabel, atau cacat total tetap."), DisabilityAsks,
    ("jkk.partial_disability", "jkk.total_disability", "jkk.disability"),
)  # fmt: skip
def disability(asked: Mapping[str, Any], on: date) -> Outcome:
    """Partial disability by the table, or total permanent disability."""
    wage = asked["wage"]
    top = sorted({*rising(round_up(2 * wage)), wage})
    if asked["total"]:
        got = law.calc("jkk.total_disability", on, {"wage": wage})
        v = got.values
        rows = [(_("Santunan sekaligus"), v["lump_sum"]), (_("Santunan berkala"), v["periodic"])]
        found = over("jkk.total_disability", on, {}, "wage", top, ["total"])["total"]
        big = [Big(_("Santunan cacat total tetap"), money(v["total"]))]
        table = row_table(_("Rincian"), [_("Bagian"), _("Jumlah")], rows, (_("Jumlah"), v["total"]))
        say = [_("Anak dapat menerima beasiswa; pengobatan dan alat bantu ditanggung terpisah.")]
    else:
        given = {
            "loss": asked["loss"], "times": 1, "left_handed": asked["left_handed"], "assessed": asked["assessed"] or 0,
        }  # fmt: skip
        got = law.calc("jkk.partial_disability", on, {"wage": wage, **given})
        v = got.values
        found = over("jkk.partial_disability", on, given, "wage", top, ["amount"])["amount"]
        big = [
            Big(_("Santunan cacat sebagian"), money(v["amount"])),
            Big(_("Persentase tabel"), percent(v["percent"], PPM, 4, lang())),
        ]  # fmt: skip
        table = None
        say = [_("Beberapa bagian tubuh sekaligus dijumlahkan; pakai rumus lengkapnya di bawah.")]
    return Outcome(
        big, say, [table] if table else [],
        plots=[kit.Plot(
            "upah", _("Santunan menurut upah"), _("Santunan naik sebanding dengan upah yang dilaporkan."), top,
            [kit.PlotLine(_("Santunan"), found)], axis_title=_("Upah sebulan"),
            marks=[kit.Mark(wage, _("upah Anda"))], table=range(0, len(top), 6),
        )],
        traces=[got.trace.to_json()],
    )  # fmt: skip

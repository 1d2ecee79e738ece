"""After a layoff: the months of cash, each by the law of its own day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.base.format import month_year, percent
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.lawbook.simulators.base import (
    PPM,
    Asks,
    Big,
    Outcome,
    money,
    row_table,
    simulator,
    whole,
)
from lindung.portals.lawbook.sweeps import over, rising, round_up


class LayoffAsks(Asks):
    """What somebody knows who was laid off."""

    wage = kit.RupiahField(label=later("Upah terakhir yang dilaporkan"), minimum=1, maximum=1_000_000_000)
    real_wage = kit.RupiahField(
        label=later("Upah sebenarnya, bila berbeda"), required=False, minimum=1, maximum=1_000_000_000,
        help_text=later("Kekurangannya dibayar perusahaan."),
    )  # fmt: skip
    layoff_date = kit.DateField(label=later("Tanggal PHK"))
    months = whole(
        later("Berapa bulan belum bekerja lagi?"),
        1,
        60,
        initial=6,
        help_text=later("Dihitung paling lama selama JKP dibayar."),
    )


@simulator(
    "kehilangan-pekerjaan", "phk", later("Uang tunai sesudah PHK (JKP)"),
    later("Uang tunai tiap bulan selama mencari kerja, informasi kerja, dan pelatihan."), LayoffAsks,
    ("jkp.schedule", "jkp.cash"),
)  # fmt: skip
def layoff(asked: Mapping[str, Any], on: date) -> Outcome:
    """The months of cash, each by its own day."""
    start = asked["layoff_date"]
    inputs: dict[str, Any] = {
        "layoff_date": start,
        "eligible_date": max(start, asked["given_on"] or start),
        "wage": asked["wage"],
    }
    if asked["real_wage"]:
        inputs["real_wage"] = asked["real_wage"]
    got = law.calc("jkp.schedule", max(start, asked["given_on"] or start), inputs)
    instalments = got.details["instalments"]
    kept = instalments[: asked["months"]]
    total = sum(r["amount"] for r in kept)
    rows = [
        (
            f"{r['number']}. {month_year(date.fromisoformat(r['day']), lang())}",
            percent(r["rate"], PPM, 2, lang()),
            r["amount"],
        )
        for r in kept
    ]
    wages = sorted({*rising(round_up(max(2 * asked["wage"], 10_000_000))), asked["wage"]})
    out = Outcome(
        [
            Big(_("Uang tunai seluruhnya"), money(total), _("untuk %(n)s bulan") % {"n": len(kept)}),
            Big(_("Bulan pertama"), money(instalments[0]["amount"])),
        ],
        [_("Ajukan segera sesudah PHK, dan laporkan tiap bulan usaha Anda mencari kerja."),
         _("Mengundurkan diri, pensiun, atau kontrak yang habis pada waktunya tidak menerima JKP.")],
        [row_table(_("Bulan demi bulan"), [_("Bulan"), _("Bagian upah"), _("Uang tunai")], rows,
                   (_("Jumlah"), "", total))],
        plots=[
            kit.Plot(
                "bulan", _("Uang tunai tiap bulan"), _("Tiap bulan dihitung menurut aturan pada harinya."),
                [r["number"] for r in instalments],
                [kit.PlotLine(_("Uang tunai"), [r["amount"] for r in instalments])], "bars", "count",
                labels=[str(r["number"]) for r in instalments], axis_title=_("Bulan ke-"),
            ),
            kit.Plot(
                "upah", _("Uang tunai menurut upah"), _("Upah di atas batas tidak dihitung; garisnya mendatar."), wages,
                _by_wage(instalments, wages), axis_title=_("Upah terakhir"),
                marks=[kit.Mark(asked["wage"], _("upah Anda"))], table=range(0, len(wages), 6),
            ),
        ],
        traces=[got.trace.to_json()],
    )  # fmt: skip
    if got.values["employer_owes"]:
        out.warn.append(
            _("Perusahaan harus membayar kekurangan %(amount)s.") % {"amount": money(got.values["employer_owes"])}
        )
    return out


def _by_wage(instalments: Sequence[Mapping[str, Any]], wages: list[int]) -> list[kit.PlotLine]:
    """One line for each run of months that are paid at the same rate."""
    lines = []
    for _rate, months in groupby(instalments, key=lambda r: r["rate"]):
        run = list(months)
        first, last = run[0]["number"], run[-1]["number"]
        day = date.fromisoformat(run[0]["law_day"])
        found = over("jkp.cash", day, {"month_number": first}, "wage", wages, ["amount"])["amount"]
        name = _("Bulan %(first)s–%(last)s") % {"first": first, "last": last}
        lines.append(kit.PlotLine(name if first < last else _("Bulan %(n)s") % {"n": first}, found))
    return lines

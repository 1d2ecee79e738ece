"""After a layoff: six months of cash by the law of each month's own day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
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
    month_on,
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
    months = whole(later("Berapa bulan belum bekerja lagi?"), 1, 6, initial=6)


@simulator(
    "kehilangan-pekerjaan", "phk", later("Uang tunai sesudah PHK (JKP)"),
    later("Uang tunai paling lama enam bulan, informasi kerja, dan pelatihan."), LayoffAsks,
    ("jkp.schedule", "jkp.cash"),
)  # fmt: skip
def layoff(asked: Mapping[str, Any], on: date) -> Outcome:
    """Six months of cash, each by its own day."""
    start = asked["layoff_date"]
    inputs: dict[str, Any] = {
        "layoff_date": start,
        "eligible_date": max(start, asked["given_on"] or start),
        "wage": asked["wage"],
    }
    if asked["real_wage"]:
        inputs["real_wage"] = asked["real_wage"]
    got = law.calc("jkp.schedule", max(start, asked["given_on"] or start), inputs)
    months = []
    for n in range(1, 7):
        day = month_on(start, n - 1)
        months.append((day, law.calc("jkp.cash", day, {"wage": asked["wage"], "month_number": n}).values))
    schedule = _instalments(got) or [m["amount"] for _d, m in months]
    kept = schedule[: asked["months"]]
    rows = [
        (f"{n}. {month_year(day, lang())}", percent(values["rate"], PPM, 2, lang()), amount)
        for n, ((day, values), amount) in enumerate(zip(months, schedule, strict=True), 1)
        if n <= asked["months"]
    ]
    wages = sorted({*rising(round_up(max(2 * asked["wage"], 10_000_000))), asked["wage"]})
    first = over("jkp.cash", start, {"month_number": 1}, "wage", wages, ["amount"])["amount"]
    fourth = over("jkp.cash", month_on(start, 3), {"month_number": 4}, "wage", wages, ["amount"])["amount"]
    out = Outcome(
        [
            Big(_("Uang tunai seluruhnya"), money(sum(kept)), _("untuk %(n)s bulan") % {"n": asked["months"]}),
            Big(_("Bulan pertama"), money(schedule[0])),
        ],
        [_("Ajukan segera sesudah PHK, dan laporkan tiap bulan usaha Anda mencari kerja."),
         _("Mengundurkan diri, pensiun, atau kontrak yang habis pada waktunya tidak menerima JKP.")],
        [row_table(_("Bulan demi bulan"), [_("Bulan"), _("Bagian upah"), _("Uang tunai")], rows,
                   (_("Jumlah"), "", sum(kept)))],
        plots=[
            kit.Plot(
                "bulan", _("Uang tunai tiap bulan"), _("Tiap bulan dihitung menurut aturan pada harinya."),
                list(range(1, 7)), [kit.PlotLine(_("Uang tunai"), schedule)], "bars", "count",
                labels=[str(n) for n in range(1, 7)], axis_title=_("Bulan ke-"),
            ),
            kit.Plot(
                "upah", _("Uang tunai menurut upah"), _("Upah di atas batas tidak dihitung; garisnya mendatar."), wages,
                [kit.PlotLine(_("Bulan 1–3"), first), kit.PlotLine(_("Bulan 4–6"), fourth)],
                axis_title=_("Upah terakhir"), marks=[kit.Mark(asked["wage"], _("upah Anda"))],
                table=range(0, len(wages), 6),
            ),
        ],
        traces=[got.trace.to_json()],
    )  # fmt: skip
    if got.values["employer_owes"]:
        out.warn.append(
            _("Perusahaan harus membayar kekurangan %(amount)s.") % {"amount": money(got.values["employer_owes"])}
        )
    return out


def _instalments(got: law.Result) -> list[int]:
    """The amounts of the schedule, month by month."""
    for value in got.details.values():
        if isinstance(value, list) and len(value) == 6 and all(isinstance(r, dict) and "amount" in r for r in value):
            return [int(r["amount"]) for r in value]
    return []

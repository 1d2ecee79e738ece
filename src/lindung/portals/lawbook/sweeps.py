"""Charts of a formula: one input run over its range in one batch, and the same case through the changes of the law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from lindung import law
from lindung.base.format import date_long, rupiah, rupiah_short
from lindung.law.catalogue import FORMULAS, RULES
from lindung.portals import kit
from lindung.portals.language import lang

POINTS = 48
MOST_LINES = 6
BASES = ("base", "counted", "gross")
"""What a rate is taken of, not what anybody pays: it would dwarf the lines beside it."""
FIRST = dt.date(2015, 7, 1)


def rising(top: int, points: int = POINTS) -> list[int]:
    """Evenly spaced whole figures from 0 to `top`."""
    return [top * n // points for n in range(points + 1)]


def round_up(value: int) -> int:
    """The next figure with one or two leading digits: a calm end for an axis."""
    power: int = 10 ** max(0, len(str(abs(value))) - 2)
    return -(-value // power) * power


def over(
    formula: str,
    on: dt.date,
    inputs: Mapping[str, int],
    name: str,
    values: Sequence[int],
    outputs: Sequence[str],
    *,
    known_on: dt.date | None = None,
    settings: Mapping[str, str] | None = None,
) -> dict[str, list[int]]:
    """Outputs along `values` of the input `name`, the other inputs held: one batch."""
    columns: dict[str, Any] = {**inputs, name: np.array(values, dtype=np.int64)}
    found = law.batch(formula, on, columns, known_on=known_on, settings=settings)
    return {o: [int(v) for v in np.broadcast_to(found[o], (len(values),))] for o in outputs}


def money_outputs(about: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Outputs in rupiah."""
    return [o for o in about["outputs"] if str(o["unit"]).split("/")[0] == "IDR"]


def swept(question: Any, inputs: Mapping[str, Any]) -> kit.Plot | None:
    """The rupiah outputs over the first money input; None where the formula has no form over columns."""
    about = question.about
    money = [a for a in question.asks if a.kind == "money" and not a.optional]
    outputs = money_outputs(about)
    if "batch" not in about["forms"] or not money or not outputs:
        return None
    ask = money[0]
    low, here = max(ask.low, 0), abs(int(inputs[ask.name]))
    top = min(ask.high, round_up(max(2 * here, low + 10, 10_000_000 if ask.unit == "IDR" and here < 5_000_000 else 0)))
    values = sorted({max(low, v) for v in rising(top)} | {here})
    chosen = [o for o in outputs if not any(word in o["name"] for word in BASES)] or outputs
    chosen = ([o for o in chosen if "total" not in o["name"]] or chosen)[:MOST_LINES]
    try:
        found = over(
            question.formula, question.on, inputs, ask.name, values, [o["name"] for o in chosen],
            known_on=question.known_on, settings=question.settings,
        )  # fmt: skip
    except law.LawError:
        return None
    lines = [kit.PlotLine(o["title"][lang()], found[o["name"]]) for o in chosen if any(found[o["name"]])]
    if not lines:
        return None
    title = ask.title[lang()]
    return kit.Plot(
        "menurut",
        _("Hasil menurut %(what)s") % {"what": title.lower()},
        _("Dihitung untuk %(what)s dari %(low)s sampai %(high)s; yang lain tetap seperti isian Anda.")
        % {"what": title.lower(), "low": rupiah_short(values[0], lang()), "high": rupiah_short(values[-1], lang())},
        values, lines, axis_title=title, marks=[kit.Mark(here, rupiah(here, lang()))],
        table=[n for n in range(len(values)) if n % 6 == 0 or values[n] == here],
    )  # fmt: skip


def compared(
    question: Any, inputs: Mapping[str, Any], differences: Mapping[str, int], overlay: Mapping[str, Any]
) -> kit.Plot | None:
    """The rupiah output that differs most, under the law and under a reform, over the first money input."""
    money = [a for a in question.asks if a.kind == "money" and not a.optional]
    moved = [o for o in money_outputs(question.about) if differences.get(o["name"])]
    if "batch" not in question.about["forms"] or not money or not moved:
        return None
    ask = money[0]
    output = max(moved, key=lambda o: (not any(w in o["name"] for w in BASES), abs(differences[o["name"]])))
    here = abs(int(inputs[ask.name]))
    values = sorted({max(ask.low, 0, v) for v in rising(min(ask.high, round_up(max(2 * here, 10))))} | {here})
    columns: dict[str, Any] = {**inputs, ask.name: np.array(values, dtype=np.int64)}
    lines = []
    try:
        for name, laid in ((_("aturan sekarang"), None), (_("angka yang dicoba"), overlay)):
            found = law.batch(question.formula, question.on, columns, settings=question.settings, overlay=laid)
            lines.append(kit.PlotLine(name, [int(v) for v in np.broadcast_to(found[output["name"]], (len(values),))]))
    except law.LawError:
        return None
    return kit.Plot(
        "dicoba",
        _("%(what)s menurut %(over)s") % {"what": output["title"][lang()], "over": ask.title[lang()].lower()},
        _("Kedua garis dihitung dengan isian yang sama."),
        values, lines, axis_title=ask.title[lang()], marks=[kit.Mark(here, rupiah(here, lang()))],
        table=[n for n in range(len(values)) if n % 6 == 0 or values[n] == here],
    )  # fmt: skip


def change_days(formula: str, last: dt.date, about: Mapping[str, Any] | None = None) -> list[dt.date]:
    """Days on which the text or a parameter of a formula changes, up to `last`."""
    about = about or law.describe(formula)
    wanted = set(about["parameters"])
    days = {v.in_force for p in law.parameters() if p.id in wanted for v in p.values}
    if formula in FORMULAS:
        days |= {r.since for x in about["rules"] for r in RULES[x["id"]]}
        days |= {r.until + dt.timedelta(days=1) for x in about["rules"] for r in RULES[x["id"]] if r.until.year < 9999}
        days.add(FORMULAS[formula].since)
    return sorted(d for d in days if FIRST <= d <= last)


def through_time(question: Any, inputs: Mapping[str, Any]) -> kit.Plot | None:
    """The first money output of this very case on each day of change, as steps."""
    outputs = money_outputs(question.about)
    if question.formula not in FORMULAS or not outputs:
        return None
    output = next((o for o in outputs if o["name"] in ("total", "net", "amount", "monthly")), outputs[0])
    end = max(question.on, question.today)
    values: list[int | None] = []
    days = [*change_days(question.formula, end, question.about), end]
    for day in days:
        try:
            got = law.calc(
                question.formula, day, inputs, known_on=question.known_on, settings=question.settings
            ).values[output["name"]]
        except law.LawError:
            got = None
        values.append(got)
    kept = [n for n, v in enumerate(values) if n in (0, len(values) - 1) or v != values[n - 1]]
    known = {v for v in values if v is not None}
    if len(known) < 2:
        return None
    places = [days[n].toordinal() for n in kept]
    marks = [kit.Mark(question.on.toordinal(), date_long(question.on, lang()))]
    return kit.Plot(
        "waktu",
        _("Kasus yang sama pada tahun lain: %(what)s") % {"what": output["title"][lang()].lower()},
        _("Garis naik atau turun pada hari aturannya berubah."),
        places, [kit.PlotLine(output["title"][lang()], [values[n] for n in kept])], "steps", "date",
        axis_title=_("Tanggal aturan"), marks=marks,
    )  # fmt: skip

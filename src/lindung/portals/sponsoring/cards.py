"""How long a sponsor's money lasts and what became of a list, as figures and a chart."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from lindung.base.format import date_long, month_year, number, rupiah
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.reach.queries import Runway


def runway_chart(runway: Runway) -> kit.Chart | None:
    """Month by month what the budget holds and what the month costs; nothing where nobody is on the list."""
    steps = [step for step in runway.steps[:24] if step.cost]
    if not steps:
        return None
    return kit.Chart(
        "bar",
        _("Anggaran dan iuran tiap bulan"),
        _("Anggaran yang tersedia tiap bulan di samping iurannya; cukup sampai %(day)s.")
        % {"day": date_long(runway.ends_on, lang())},
        [month_year(step.month, lang()) for step in steps],
        [
            kit.Series(_("Tersedia"), [step.left for step in steps]),
            kit.Series(_("Iuran"), [step.cost for step in steps]),
        ],
        unit="rupiah",
        label_title=_("Bulan"),
    )


def exactly(months: Fraction) -> str:
    """Months as they are, whole ones and the fraction of the next: 3 29/40."""
    whole, part = divmod(months, 1)
    if not part:
        return number(int(whole), lang=lang())
    fraction = f"{part.numerator}/{part.denominator}"
    return f"{number(int(whole), lang=lang())} {fraction}" if whole else fraction


def runway_cards(runway: Runway, on: date) -> list[kit.Figure]:
    """How long the money lasts, for how many people, what a month costs and what is left."""
    return [
        kit.Figure(
            _("Anggaran cukup untuk"),
            number(Fraction(runway.tenths, 10), 1, lang=lang()),
            on,
            unit=_("bulan"),
            full=_("tepatnya %(months)s bulan") % {"months": exactly(runway.months)},
            note=_("sampai %(day)s") % {"day": date_long(runway.ends_on, lang())},
        ),
        kit.Figure(_("Orang dalam daftar"), number(runway.people, lang=lang()), on),
        kit.Figure(_("Iuran sebulan"), rupiah(runway.monthly_cost, lang()), on),
        kit.Figure(
            _("Sisa anggaran"),
            rupiah(runway.left, lang()),
            on,
            note=_("dari %(all)s") % {"all": rupiah(runway.budget, lang())},
        ),
    ]


def list_cards(taken: dict[str, Any]) -> list[kit.Figure]:
    """What became of the rows of a list."""
    return [
        kit.Figure(label, number(taken[key], lang=lang()))
        for key, label in (
            ("rows_in", _("Baris")),
            ("done", _("Masuk daftar")),
            ("already", _("Sudah ada")),
            ("refused", _("Ditolak")),
        )
    ]

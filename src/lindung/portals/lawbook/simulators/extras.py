"""Housing loans for members, and the incentive of agents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

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
    whole,
    yes_no,
)
from lindung.portals.lawbook.sweeps import over, rising, round_up


class HousingAsks(Asks):
    """The house and the loan."""

    product = pick(later("Pinjaman apa?"), labels("housing.ceiling", "product"), whole=True)
    price = kit.RupiahField(label=later("Harga rumah atau biaya renovasi"), minimum=1, maximum=10_000_000_000)
    years = whole(later("Dicicil berapa tahun?"), 1, 30, initial=15)
    bi_rate = kit.RateField(
        label=later("Suku bunga acuan BI"), minimum=0, maximum=200_000, initial=57_500,
        help_text=later("Diumumkan Bank Indonesia tiap bulan."),
    )  # fmt: skip
    home_loan = kit.RupiahField(
        label=later("KPR yang diambil"), required=False, minimum=0, maximum=10_000_000_000,
        help_text=later("Hanya untuk pinjaman uang muka."),
    )  # fmt: skip
    low_income = yes_no(later("Berpenghasilan rendah?"))
    subsidised = yes_no(later("Rumah bersubsidi?"))


@simulator(
    "rumah", "bekerja", later("Rumah lewat jaminan hari tua (MLT)"),
    later("Batas pinjaman, bunga paling tinggi, dan kira-kira angsurannya."), HousingAsks,
    ("housing.ceiling", "housing.instalment"),
)  # fmt: skip
def housing(asked: Mapping[str, Any], on: date) -> Outcome:
    """The ceiling of loan, term and rate; the instalment as banks usually reckon it."""
    given = {k: asked[k] for k in ("product", "price", "low_income", "subsidised", "bi_rate")}
    given["home_loan"] = asked["home_loan"] or 0
    limit = law.calc("housing.ceiling", on, given)
    v = limit.values
    years = min(asked["years"], v["tenor"])
    least = int(law.parameter("mlt.membership_years", on).value)
    out = Outcome(
        [
            Big(_("Pinjaman paling banyak"), money(v["loan"])),
            Big(_("Bunga paling tinggi"), percent(v["rate"], PPM, 2, lang()), _("setahun")),
            Big(_("Paling lama"), _("%(n)s tahun") % {"n": v["tenor"]}),
        ],
        [ngettext(
            "Syaratnya antara lain: peserta aktif sekurangnya %(n)s tahun, belum punya rumah, perusahaan tertib iuran.",
            "Syaratnya antara lain: peserta aktif sekurangnya %(n)s tahun, belum punya rumah, perusahaan tertib iuran.",
            least) % {"n": least},
         _("Bank tetap memeriksa kreditnya.")],
        traces=[limit.trace.to_json()],
    )  # fmt: skip
    if years < asked["years"]:
        out.warn.append(_("Jangka waktu paling lama %(n)s tahun; itu yang dihitung.") % {"n": v["tenor"]})
    if v["loan"]:
        months = years * law.parameter("calendar.months_in_year", on).value
        paid = law.calc(
            "housing.instalment", on,
            {"loan": v["loan"], "rate": v["rate"], "months": months, "bi_rate": asked["bi_rate"]},
        )  # fmt: skip
        p = paid.values
        out.big.append(Big(_("Angsuran sebulan, kira-kira"), money(p["instalment"])))
        out.tables.append(
            row_table(
                _("Sampai lunas"),
                [_("Bagian"), _("Jumlah")],
                [(_("Pinjaman"), v["loan"]), (_("Bunga"), p["interest"])],
                (_("Dibayar seluruhnya"), p["paid_in_all"]),
            )
        )
        out.traces.append(paid.trace.to_json())
    prices = sorted({*rising(round_up(2 * asked["price"])), asked["price"]})
    found = over("housing.ceiling", on, {k: given[k] for k in given if k != "price"}, "price", prices, ["loan"])
    out.plots.append(
        kit.Plot(
            "harga",
            _("Pinjaman menurut harga"),
            _("Naik bersama harga sampai batas tertinggi peraturan."),
            prices,
            [kit.PlotLine(_("Pinjaman paling banyak"), found["loan"])],
            axis_title=_("Harga"),
            marks=[kit.Mark(asked["price"], _("rumah Anda"))],
            table=range(0, len(prices), 6),
        )
    )
    return out


class AgentAsks(Asks):
    """A month of an agent."""

    new_members = whole(later("Peserta baru bulan ini"), 0, 10_000, initial=10)
    contributions = kit.RupiahField(
        label=later("Iuran semua peserta binaan bulan ini"), minimum=0, maximum=100_000_000_000
    )
    months_without = whole(later("Berapa bulan berturut-turut tanpa peserta baru?"), 0, 24, initial=0)


@simulator(
    "perisai", "agen", later("Insentif agen Perisai"),
    later("Insentif sebulan dari peserta baru dan iuran yang dikumpulkan."), AgentAsks, ("perisai.incentive",),
)  # fmt: skip
def agent(asked: Mapping[str, Any], on: date) -> Outcome:
    """The incentive and who gets it."""
    given = {k: asked[k] for k in ("new_members", "contributions", "months_without")}
    got = law.calc("perisai.incentive", on, given)
    v = got.values
    members = list(range(max(2 * asked["new_members"], 20) + 1))
    found = over(
        "perisai.incentive", on, {"contributions": asked["contributions"], "months_without": asked["months_without"]},
        "new_members", members, ["agent"],
    )["agent"]  # fmt: skip
    out = Outcome(
        [
            Big(_("Untuk agen"), money(v["agent"])),
            Big(_("Untuk wadah"), money(v["host"])),
        ],
        tables=[row_table(
            _("Rincian"), [_("Bagian"), _("Jumlah")],
            [(_("Dari peserta baru"), v["acquisition"]), (_("Dari iuran yang dikumpulkan"), v["collection"])],
            (_("Jumlah"), v["total"]),
        )],
        plots=[kit.Plot(
            "baru", _("Insentif agen menurut peserta baru"), _("Bertambah untuk tiap peserta baru."), members,
            [kit.PlotLine(_("Untuk agen"), found)], "line", "count", axis_title=_("Peserta baru"),
            marks=[kit.Mark(asked["new_members"], _("bulan ini"))], table=range(0, len(members), 5),
        )],
        traces=[got.trace.to_json()],
    )  # fmt: skip
    if not v["active"]:
        out.warn.append(_("Agen dinonaktifkan karena terlalu lama tanpa peserta baru; insentif berhenti."))
    return out

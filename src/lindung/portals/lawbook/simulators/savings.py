"""Old-age savings: from when they are paid, how much, and the tax."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung import law
from lindung.base.format import date_long
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
    simulator,
    whole,
    yes_no,
)
from lindung.portals.lawbook.sweeps import over, rising, round_up


class SavingsAsks(Asks):
    """What a member knows of himself and his balance."""

    ground = pick(later("Mengapa ingin mengambil JHT?"), labels("jht.entitlement", "ground"), initial="RESIGNED")
    birth_date = kit.DateField(label=later("Tanggal lahir"))
    event_date = kit.DateField(
        label=later("Tanggal berhenti atau kejadian"), required=False,
        help_text=later("Tidak perlu bila sebabnya usia, atau untuk pengambilan sebagian."),
    )  # fmt: skip
    balance = kit.RupiahField(label=later("Saldo JHT"), minimum=1, maximum=10_000_000_000)
    membership_years = whole(later("Sudah berapa tahun menjadi peserta?"), 0, 60, initial=5)
    partial_paid = yes_no(later("Sudah pernah mengambil sebagian?"))
    npwp = yes_no(later("Punya NPWP?"), 1)


@simulator(
    "jht", "phk", later("Tabungan hari tua (JHT)"),
    later("Boleh diambil atau belum, mulai kapan, dan berapa sesudah pajak."), SavingsAsks,
    ("jht.entitlement", "jht.benefit"),
)  # fmt: skip
def savings(asked: Mapping[str, Any], on: date) -> Outcome:
    """Whether and from when the savings are open, and what is paid after tax."""
    given = {
        "ground": asked["ground"], "birth_date": asked["birth_date"], "partial_paid": asked["partial_paid"],
        "membership_months": asked["membership_years"] * law.parameter("calendar.months_in_year", on).value,
        "working": int(asked["ground"].startswith("PARTIAL")),
    }  # fmt: skip
    if asked["event_date"]:
        given["event_date"] = asked["event_date"]
    right = law.calc("jht.entitlement", on, given)
    share = right.values["share"] or _share(asked["ground"], on)
    amount = asked["balance"] * share // PPM
    rest = {"returns": 0, "prior_payments_in_window": 0, "years_since_first_payment": 0, "npwp": asked["npwp"]}
    paid = law.calc("jht.benefit", on, {"principal": amount, **rest})
    v = paid.values
    first = right.details.get("earliest")
    opens = date_long(date.fromisoformat(first), lang()) if first else _("belum dapat ditentukan")
    top = sorted({*rising(round_up(max(2 * amount, 100_000_000))), amount})
    found = over("jht.benefit", on, rest, "principal", top, ["net", "tax"])
    reason = right.details.get("reason")
    papers = [
        kit.Entry("", d["title"][lang()][:1].upper() + d["title"][lang()][1:]) for d in right.details["documents"]
    ]
    out = Outcome(
        [
            Big(_("Diterima sesudah pajak"), money(v["net"])),
            Big(_("Pajak"), money(v["tax"])),
            Big(_("Paling awal"), opens),
        ],
        [],
        lists=[(_("Berkas yang disiapkan"), papers)],
        plots=[kit.Plot(
            "saldo", _("Diterima dan pajak menurut jumlah yang diambil"),
            _("Sampai batas tertentu tidak ada pajak; di atasnya pajak final."), top,
            [kit.PlotLine(_("Diterima"), found["net"]), kit.PlotLine(_("Pajak"), found["tax"])],
            axis_title=_("Jumlah yang diambil"), marks=[kit.Mark(amount, _("jumlah Anda"))],
            table=range(0, len(top), 6),
        )],
        traces=[right.trace.to_json(), paid.trace.to_json()],
    )  # fmt: skip
    if right.values["entitled"]:
        out.say.append(
            _("Anda dapat mengajukan sekarang; dibayar paling lambat %(n)s hari kerja sejak berkas lengkap.")
            % {"n": right.values["payment_deadline"]}
        )
    else:
        out.warn.append(_("Belum dapat dibayar: %(why)s.") % {"why": reason[lang()] if reason else ""})
    if amount < asked["balance"]:
        out.say.append(_("Yang dihitung %(part)s dari saldo; sisanya tetap tersimpan.") % {"part": money(amount)})
    return out


def _share(ground: str, on: date) -> int:
    """The part a ground opens once its conditions are met."""
    head, _underscore, part = ground.partition("_")
    return int(law.parameter("jht.partial.share", on).value[int(part)]) if head == "PARTIAL" else PPM

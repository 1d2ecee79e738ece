"""Tables, cards and the chart of sponsors' pages; `part` is the portal whose addresses they lead to."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.format import date_long, month_year, number, rupiah
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.orders import STATUSES, code_shown, span
from lindung.reach.models import Agreement, Beneficiary, BudgetLine, Proposal, Sponsor
from lindung.reach.queries import Runway

Rows = list[dict[str, Any]]
STATES = {
    "UNPAID": later("Belum dibayar"),
    "COVERED": later("Terlindungi"),
    "ENDING": later("Akan berakhir"),
    "OVER": later("Tidak terlindungi"),
    "ERROR": later("Salah didaftarkan"),
}
PROPOSED = {
    Proposal.State.OPEN.value: later("Menunggu jawaban kantor"),
    Proposal.State.ACCEPTED.value: later("Disetujui"),
    Proposal.State.DECLINED.value: later("Tidak disetujui"),
    Proposal.State.WITHDRAWN.value: later("Ditarik"),
}
DUTIES = {
    "NONE": later("Belum dianggarkan"),
    "BUDGETED": later("Dianggarkan"),
    "REGISTERED": later("Terdaftar"),
    "PAID": later("Dibayar"),
}


def sponsor_table(found: Rows, pager: kit.Pager) -> kit.Table:
    """Sponsors."""
    return kit.Table(
        _("Sponsor"),
        [
            kit.Column("name", _("Nama")),
            kit.Column("kind", _("Jenis")),
            kit.Column("agreements", _("Perjanjian"), "number"),
            kit.Column("people", _("Orang dalam daftar"), "number"),
        ],
        [
            {
                "name": kit.Cell(r["name"], reverse("staff:sponsor", args=[r["id"]]), note=r["code"]),
                "kind": kit.Cell(Sponsor.Kind(r["kind"]).label, note=r["district"]),
                "agreements": r["agreements"],
                "people": r["people"],
            }
            for r in found
        ],
        stack=True,
        empty=_("Belum ada sponsor."),
        pager=pager,
    )


def agreement_table(found: Rows) -> kit.Table:
    """Agreements of a sponsor."""
    return kit.Table(
        _("Perjanjian"),
        [
            kit.Column("number", _("Nomor")),
            kit.Column("months", _("Berlaku")),
            kit.Column("people", _("Orang bulan ini"), "number"),
            kit.Column("budget", _("Anggaran"), "money"),
            kit.Column("used", _("Dipesan"), "money"),
            kit.Column("paid", _("Lunas"), "money"),
        ],
        [
            {
                "number": kit.Cell(
                    r["number"],
                    reverse("staff:agreement", args=[r["id"]]),
                    note=str(Agreement.Workers(r["workers"]).label),
                ),
                "months": span(r["valid_from"], r["valid_to"]),
                "people": r["people"],
                "budget": r["budget"],
                "used": r["used"],
                "paid": r["paid"],
            }
            for r in found
        ],
        stack=True,
        empty=_("Belum ada perjanjian."),
    )


def own_agreement_table(found: Rows, runways: Mapping[int, Runway]) -> kit.Table:
    """Agreements as the sponsor sees them: for whom, what is left, for how many months (rounded down), until when."""
    shown = []
    for r in found:
        runway = runways.get(r["id"])
        shown.append(
            {
                "number": kit.Cell(
                    r["number"],
                    reverse("sponsor:agreement", args=[r["id"]]),
                    note=f"{Agreement.Workers(r['workers']).label} · {span(r['valid_from'], r['valid_to'])}",
                ),
                "people": r["people"],
                "left": kit.Cell(
                    rupiah(runway.left if runway else r["budget"] - r["used"], lang()),
                    note=_("dari %(all)s") % {"all": rupiah(r["budget"], lang())},
                ),
                "months": kit.Cell(
                    number(Fraction(runway.tenths, 10), 1, lang=lang()) if runway else "–",
                    note=_("sampai %(day)s") % {"day": date_long(runway.ends_on, lang())} if runway else _("berakhir"),
                ),
                "paid": month_year(r["paid_through"], lang()) if r["paid_through"] else "–",
            }
        )
    return kit.Table(
        _("Perjanjian"),
        [
            kit.Column("number", _("Perjanjian")),
            kit.Column("people", _("Orang bulan ini"), "number"),
            kit.Column("left", _("Sisa anggaran")),
            kit.Column("months", _("Cukup (bulan)")),
            kit.Column("paid", _("Lunas sampai")),
        ],
        shown,
        stack=True,
        empty=_("Belum ada perjanjian. Kantor cabang mencatatnya bersama Anda."),
    )


def alarm_table(found: Rows, part: str = "staff") -> kit.Table:
    """Budgets that end soon or have ended."""
    return kit.Table(
        _("Anggaran yang segera habis"),
        [
            kit.Column("number", _("Perjanjian")),
            kit.Column("ends", _("Cukup sampai"), "date"),
            kit.Column("left", _("Sisa"), "money"),
            kit.Column("cost", _("Iuran sebulan"), "money"),
            kit.Column("people", _("Orang"), "number"),
        ],
        [
            {
                "number": kit.Cell(
                    r["sponsor"] if part == "staff" else r["number"],
                    reverse(f"{part}:agreement", args=[r["agreement_id"]]),
                    note=r["number"] if part == "staff" else "",
                ),
                "ends": r["ends_on"],
                "left": r["money_left"],
                "cost": r["monthly_cost"],
                "people": r["people"],
            }
            for r in found
        ],
        stack=True,
        empty=_("Tidak ada anggaran yang segera habis."),
    )


def duty_table(found: Rows, year: int) -> kit.Table:
    """What each government of a district has done for its non-civil-servants in a year."""
    return kit.Table(
        _("Kewajiban daerah bagi pegawai non-ASN, %(year)s") % {"year": year},
        [
            kit.Column("district", _("Kabupaten atau kota")),
            kit.Column("state", _("Keadaan")),
            kit.Column("budgeted", _("Dianggarkan"), "money"),
            kit.Column("registered", _("Orang terdaftar"), "number"),
            kit.Column("months", _("Bulan lunas"), "number"),
        ],
        [
            {
                "district": r["district"],
                "state": str(DUTIES[r["state"]]),
                "budgeted": r["budgeted"],
                "registered": r["registered"],
                "months": r["paid_months"],
            }
            for r in found
        ],
        stack=True,
    )


def budget_table(found: Rows) -> kit.Table:
    """Budget lines."""
    return kit.Table(
        _("Anggaran"),
        [
            kit.Column("source", _("Sumber")),
            kit.Column("months", _("Bulan")),
            kit.Column("amount", _("Jumlah"), "money"),
            kit.Column("used", _("Dipesan"), "money"),
            kit.Column("paid", _("Lunas"), "money"),
            kit.Column("left", _("Sisa"), "money"),
        ],
        [
            {
                "source": kit.Cell(f"{BudgetLine.Source(r['source']).label} {r['year']}", note=r["account"]),
                "months": span(r["first_month"], r["last_month"]),
                "amount": r["amount"],
                "used": r["used"],
                "paid": r["paid"],
                "left": r["left_over"],
            }
            for r in found
        ],
        stack=True,
        empty=_("Belum ada anggaran."),
    )


def order_table(found: Rows, part: str = "staff") -> kit.Table:
    """Orders of an agreement."""
    return kit.Table(
        _("Pesanan"),
        [
            kit.Column("code", _("Kode iuran")),
            kit.Column("months", _("Bulan")),
            kit.Column("people", _("Orang"), "number"),
            kit.Column("total", _("Jumlah"), "money"),
            kit.Column("status", _("Keadaan")),
        ],
        [
            {
                "code": kit.Cell(code_shown(r["code"]), reverse(f"{part}:order", args=[r["code"]])),
                "months": span(r["first_month"], r["last_month"]),
                "people": r["people"],
                "total": r["total"],
                "status": kit.Cell(
                    str(STATUSES[r["status"]][0]), note=_("melebihi anggaran") if r["over_budget"] else ""
                ),
            }
            for r in found
        ],
        stack=True,
        empty=_("Belum ada pesanan."),
    )


def people_table(
    found: Rows, agreement_id: int, may_work: bool, pager: kit.Pager, end: str = "staff:sponsor_end"
) -> kit.Table:
    """People of a list; an open row leads to its end."""
    return kit.Table(
        _("Orang dalam daftar"),
        [
            kit.Column("name", _("Nama")),
            kit.Column("district", _("Kabupaten atau kota")),
            kit.Column("months", _("Dibiayai")),
            kit.Column("paid", _("Lunas sampai")),
            kit.Column("state", _("Keadaan")),
        ],
        [
            {
                "name": kit.Cell(
                    r["name"],
                    reverse(end, args=[agreement_id, r["id"]]) if may_work and r["last_month"] is None else "",
                    note=" · ".join(filter(None, [r["job"], r["unit"]])),
                ),
                "district": r["district"],
                "months": kit.Cell(
                    span(r["first_month"], r["last_month"])
                    if r["last_month"]
                    else _("sejak %(month)s") % {"month": month_year(r["first_month"], lang())},
                    note=str(Beneficiary.End(r["end_reason"]).label) if r["end_reason"] else "",
                ),
                "paid": month_year(r["paid_through"], lang()) if r["paid_through"] else "–",
                "state": kit.Cell(
                    str(STATES[r["state"]]),
                    note=_("hak sampai %(day)s") % {"day": date_long(r["covered_until"], lang())}
                    if r["covered_until"] and r["state"] in ("COVERED", "ENDING")
                    else "",
                ),
            }
            for r in found
        ],
        stack=True,
        empty=_("Belum ada orang. Unggah daftarnya."),
        pager=pager,
    )


def answer_table(answers: list[list[Any]], pager: kit.Pager) -> kit.Table:
    """Rows of a list that were refused, with the reason in the page's language."""
    return kit.Table(
        _("Baris yang ditolak"),
        [kit.Column("row", _("Baris"), "number"), kit.Column("why", _("Jawaban"))],
        [
            {"row": row_no, "why": indonesian if lang() == "id" else english}
            for row_no, _c, indonesian, english in answers
        ],
        empty=_("Tidak ada baris yang ditolak."),
        pager=pager,
    )


def agreement_entries(found: dict[str, Any]) -> list[kit.Entry]:
    """What was agreed."""
    return [
        kit.Entry(_("Sponsor"), found["sponsor"]),
        kit.Entry(_("Pekerja"), Agreement.Workers(found["workers"]).label),
        kit.Entry(_("Dasar hukum"), found["legal_basis"]),
        kit.Entry(
            _("Berlaku"),
            _("%(first)s sampai %(last)s")
            % {"first": month_year(found["valid_from"], lang()), "last": month_year(found["valid_to"], lang())},
        ),
        kit.Entry(_("Program"), "JKK, JKM, JHT" if found["jht"] else "JKK, JKM"),
        kit.Entry(_("Lunas sampai"), month_year(found["paid_through"], lang()) if found["paid_through"] else "–"),
    ]


def proposal_words(r: dict[str, Any]) -> str:
    """What is proposed, in a sentence's part."""
    if r["kind"] == "HAND_OVER":
        return _("Peserta ditawari meneruskan iuran sendiri")
    return _("Berlaku sampai %(month)s dengan %(amount)s dari %(source)s %(year)s") % {
        "month": month_year(r["valid_to"], lang()),
        "amount": rupiah(r["amount"], lang()),
        "source": BudgetLine.Source(r["source"]).label,
        "year": r["year"],
    }


def proposal_table(found: Rows, href: str, *, named: bool = False, title: str = "") -> kit.Table:
    """Proposals; `href` names the page of one."""
    return kit.Table(
        title or _("Usulan"),
        [
            kit.Column("what", _("Usulan")),
            kit.Column("made", _("Diusulkan"), "date"),
            kit.Column("state", _("Keadaan")),
        ],
        [
            {
                "what": kit.Cell(
                    proposal_words(r),
                    reverse(href, args=[r["id"]]),
                    note=f"{r['sponsor']} · {r['number']}" if named else r["number"],
                ),
                "made": r["made_on"],
                "state": kit.Cell(str(PROPOSED[r["state"]]), note=r["answer"]),
            }
            for r in found
        ],
        stack=True,
        empty=_("Belum ada usulan."),
    )


def proposal_entries(r: dict[str, Any], runway: Runway | None = None) -> list[kit.Entry]:
    """One proposal, every fact of it; with the agreement's runway also how long the money would last."""
    shown = [
        kit.Entry(_("Sponsor"), r["sponsor"]),
        kit.Entry(_("Perjanjian"), r["number"]),
        kit.Entry(_("Usulan"), proposal_words(r)),
    ]
    if r["kind"] == "RENEW":
        shown += [
            kit.Entry(_("Perjanjian berlaku sampai"), month_year(r["holds_to"], lang())),
            kit.Entry(_("Jumlah"), rupiah(r["amount"], lang()), note=r["account"]),
            kit.Entry(_("Untuk bulan"), span(r["first_month"], r["last_month"])),
        ]
        if runway and runway.monthly_cost:
            shown.append(kit.Entry(
                _("Cukup untuk"), _("%(n)s bulan") % {"n": number(r["amount"] // runway.monthly_cost, lang=lang())},
                note=_("%(people)s orang, %(cost)s sebulan") % {
                    "people": number(runway.people, lang=lang()), "cost": rupiah(runway.monthly_cost, lang())},
            ))  # fmt: skip
    shown += [
        kit.Entry(_("Catatan sponsor"), r["note"] or "–"),
        kit.Entry(_("Diusulkan"), date_long(r["made_on"], lang())),
        kit.Entry(_("Keadaan"), PROPOSED[r["state"]], note=r["answer"]),
    ]
    if r["answered_on"]:
        shown.append(kit.Entry(_("Dijawab"), date_long(r["answered_on"], lang())))
    return shown

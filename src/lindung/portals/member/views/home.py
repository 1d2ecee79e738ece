"""The member's home: cover today, balance, the last months, open claims, the next thing to do."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.web import actor_of, needs
from lindung.base.dates import add_months, month_of
from lindung.base.format import date_long, rupiah
from lindung.claims.queries import claims_of
from lindung.contributions import queries as contributions
from lindung.coverage.queries import covered_on, spells_of
from lindung.ledger.chart import Acc
from lindung.ledger.queries import member_balance
from lindung.notices.queries import messages as messages_of
from lindung.portals import kit, orders
from lindung.portals.member.views.common import lang, person_of, programmes
from lindung.portals.member.views.sponsored import covers
from lindung.registry.queries import today
from lindung.segments import queries as segments

PARTY = {"US": "officer", "CLAIMANT": "you", "THIRD": "bank", "NOBODY": "nobody"}


@require_GET
@needs(Act.MEMBER_HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Everything that matters on one page."""
    person = person_of(request)
    on = today()
    cover = covered_on(person["id"], on, programmes)
    claims = claims_of(person["id"], 10)
    open_claims = [c for c in claims if c["status"] != "COMPLETED"]
    balance = member_balance(person["id"], Acc.JHT_MEMBERS, on)
    missing = contributions.missing_months(person["id"], on)
    paid = contributions.paid_months(person["id"], on)
    sponsored = covers((person["id"], *actor_of(request).merged), on)
    own = segments.bpu_standing(person["id"], on)
    waiting = orders.waiting(
        segments.orders(person_id=own.person_id, status="OPEN", on=on, limit=5) if own else [],
        lambda code: reverse("member:pay_order", args=[code]),
    )
    paid_by = {one.spell_id: one.sponsor for one in sponsored if one.spell_id}
    context: dict[str, Any] = {
        "person": person, "as_of": on, "cover": _cover(person["id"], cover, on, paid_by, own), "covered": bool(cover),
        "balance": kit.Figure(
            _("Saldo JHT"), rupiah(balance, lang()), on, icon="wallet", drill=reverse("member:account"),
        ),
        "months": _own_months(own, on) + _months(paid, missing, on), "waiting": waiting, "open_claims": open_claims,
        "party": PARTY, "sponsored": sponsored, "missing": missing,
        "next": _next(cover, open_claims, balance, missing, own, waiting),
        "told": messages_of(person_id=person["id"], lang=lang(), limit=5),
    }  # fmt: skip
    return render(request, "member/home.html", context)


def _cover(
    person_id: int, cover: list[Any], on: date, paid_by: dict[int, str], own: segments.BpuStanding | None
) -> list[kit.Entry]:
    kinds = {"BPU": _("Bukan penerima upah"), "PMI": _("Pekerja migran"), "JAKON": _("Jasa konstruksi")}
    saving = ("JHT",) if own and own.jht else ()
    if cover:
        return [
            kit.Entry(
                c.employer or kinds.get(c.segment, c.segment),
                ", ".join(c.programmes + (saving if c.segment == "BPU" else ())) or c.segment,
                _("sampai %(day)s") % {"day": date_long(c.end_on, lang())}
                if c.end_on
                else _("selama iuran dibayar %(who)s") % {"who": paid_by[c.spell_id]}
                if c.spell_id in paid_by
                else _("hak sampai %(day)s bila tidak membayar lagi") % {"day": date_long(own.covered_until, lang())}
                if c.segment == "BPU" and own and own.covered_until
                else _("selama iuran Anda bayar")
                if c.segment in ("BPU", "PMI")
                else _("selama Anda bekerja di sini"),
                source=_("sejak %(day)s") % {"day": date_long(c.start_on, lang())},
            )
            for c in cover
        ]  # fmt: skip
    ended = [s for s in spells_of(person_id) if s["end_on"] and s["end_on"] < on]
    last = max((s["end_on"] for s in ended), default=None)
    text = (
        _("Tidak terlindungi sejak %(day)s.") % {"day": date_long(last, lang())}
        if last
        else _("Belum pernah terdaftar.")
    )
    return [kit.Entry(_("Hari ini"), text)]


def _own_months(own: segments.BpuStanding | None, on: date) -> list[dict[str, Any]]:
    """The last three months that were due from who pays for himself."""
    if own is None or own.status == "NEVER":
        return []
    paid = set(segments.bpu_paid_months(own.person_id, on))
    name = own.jobs[0]["occupation"] if own.jobs else _("Bukan penerima upah")
    found = []
    for back in range(1, 4):
        month = add_months(month_of(on), -back)
        if month < month_of(own.joined_on):
            break
        done = month in paid
        found.append({
            "month": month, "employer": name, "word": _("Anda bayar") if done else _("Belum Anda bayar"),
            "tone": "ok" if done else "warn", "icon": "circle-check" if done else "clock",
        })  # fmt: skip
    return found


def _months(reported: list[dict[str, Any]], missing: list[dict[str, Any]], on: date) -> list[dict[str, Any]]:
    """The last three months whose report was due: reported and paid, reported, or neither, per employer."""
    paid = {(r["month"], r["employer_id"]): r for r in reported}
    gaps = {(r["month"], r["employer_id"]): r for r in missing}
    found = []
    last = add_months(month_of(on), -1)
    for back in range(3):
        month = add_months(last, -back)
        for key in sorted(k for k in {**paid, **gaps} if k[0] == month):
            row = paid.get(key) or gaps[key]
            if key in paid and paid[key]["paid"]:
                word, tone, icon = _("Dilaporkan dan dibayar"), "ok", "circle-check"
            elif key in paid:
                late = paid[key]["overdue"]
                word = _("Dilaporkan, belum dibayar perusahaan")
                tone, icon = ("bad", "clock-exclamation") if late else ("info", "clock")
            else:
                word, tone, icon = _("Belum dilaporkan perusahaan"), "bad", "alert-triangle"
            found.append({"month": month, "employer": row["employer"], "word": word, "tone": tone, "icon": icon})
    return found


def _next(
    cover: list[Any],
    open_claims: list[Any],
    balance: int,
    missing: list[Any],
    own: segments.BpuStanding | None,
    orders_open: list[dict[str, Any]],
) -> kit.Link:
    """The next best thing to do."""
    waiting = next((c for c in open_claims if c["move"] == "CLAIMANT"), None)
    if waiting:
        label = _("Klaim %(number)s menunggu Anda") % {"number": waiting["number"]}
        return kit.Link(label, reverse("member:claim", args=[waiting["number"]]), "hand-stop", True)
    if open_claims:
        return kit.Link(
            _("Lihat perkembangan klaim"), reverse("member:claim", args=[open_claims[0]["number"]]), "", True
        )
    if orders_open:
        label = _("Bayar %(sum)s") % {"sum": rupiah(orders_open[0]["total"], lang())}
        return kit.Link(label, orders_open[0]["href"], "qrcode", True)
    if own and own.status != "PAID":
        return kit.Link(_("Bayar iuran"), reverse("member:pay"), "qrcode", True)
    if not cover and balance > 0:
        return kit.Link(_("Cek apakah saldo JHT sudah dapat dibayar"), reverse("member:claim_start"), "cash", True)
    if missing:
        return kit.Link(_("Ada bulan yang belum beres: periksa"), reverse("member:employment"), "", True)
    return kit.Link(_("Lihat rekening JHT"), reverse("member:account"), "wallet", True)

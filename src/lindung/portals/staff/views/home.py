"""Where staff begin: what waits for whom, and the list of claims in the order they fall due."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_POST

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs
from lindung.base.format import number, rupiah
from lindung.claims import services as claims
from lindung.claims.queries import TASKS, batches, counts, waiting_payments
from lindung.claims.queries import queue as read_queue
from lindung.contributions.queries import suspense_by_age
from lindung.coverage.queries import disputes, exit_notices
from lindung.notices.queries import of_offices
from lindung.portals import kit
from lindung.portals.staff.scope import PAGE, both, lang, may, me, offices_of, query_of
from lindung.registry.queries import changes_waiting, today

TASK_NAMES = {
    "decide": later("Periksa dan usulkan"),
    "approve": later("Setujui"),
    "wait": later("Menunggu orang lain"),
    "pay": later("Sedang dibayar"),
    "appeal": later("Keberatan"),
    "report": later("Kematian dilaporkan lagi"),
    "all": later("Semua yang terbuka"),
}
PROGRAMMES = ("JHT", "JKM", "JKK", "JP", "JKP")


def _card(label: Any, count: int, href: str, icon: str, note: Any = "", tone: Any = "neutral") -> kit.Figure:
    return kit.Figure(label, number(count, lang=lang()), drill=href, icon=icon, note=note, tone=tone)


@require_GET
@needs(Act.STAFF_HOME)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this role, each count with the way to its list."""
    offices, day = offices_of(request), today()
    cards: list[kit.Figure] = []
    tasks = None
    if may(request, Act.QUEUE):
        waiting = counts(offices, day)
        queue = reverse("staff:queue")
        cards += [
            _card(_("Untuk diperiksa dan diusulkan"), waiting["decide"], f"{queue}?tugas=decide", "clipboard-check"),
            _card(_("Untuk disetujui"), waiting["approve"], f"{queue}?tugas=approve", "rubber-stamp"),
            _card(
                _("Lewat batas hukum"),
                waiting["late"],
                f"{queue}?tugas=all",
                "clock-exclamation",
                tone="bad" if waiting["late"] else "ok",
            ),
            _card(_("Keberatan terbuka"), waiting["appeal"], f"{queue}?tugas=appeal", "scale"),
        ]
        which = "approve" if may(request, Act.DECISION_APPROVE) else "decide"
        tasks = _task_table(
            request,
            read_queue(offices, which, not_by=me(request) if which == "approve" else None, limit=8),
            _("Berikutnya"),
        )
    if may(request, Act.PAYOUT_SEE):
        ready = waiting_payments(offices, day)
        unreleased = sum(1 for b in batches(offices, 50) if b["status"] == "MADE")
        payouts = reverse("staff:payouts")
        cards += [
            _card(
                _("Pembayaran siap disusun"),
                ready["orders"],
                payouts,
                "cash",
                note=rupiah(ready["amount"], lang()) if ready["orders"] else "",
            ),
            _card(_("Berkas menunggu dilepas"), unreleased, payouts, "send", tone="warn" if unreleased else "neutral"),
        ]
    if may(request, Act.EXIT_NOTICE_DECIDE) or may(request, Act.DISPUTE_ANSWER):
        notices = sum(1 for n in exit_notices(office_ids=offices, limit=100) if n["status"] in ("OPEN", "OBJECTED"))
        open_disputes = sum(1 for d in disputes(office_ids=offices, limit=100) if d["closed_at"] is None)
        link = reverse("staff:notices")
        cards += [
            _card(_("Laporan berhenti terbuka"), notices, link, "logout"),
            _card(_("Sanggahan terbuka"), open_disputes, link, "flag"),
        ]
    if may(request, Act.RECEIPT_ASSIGN):
        unknown = suspense_by_age(offices, day)
        cards.append(
            _card(
                _("Penerimaan belum dipakai"),
                sum(r["receipts"] for r in unknown),
                reverse("staff:receipts"),
                "inbox",
                note=rupiah(sum(r["amount"] for r in unknown), lang()),
            )
        )
    if may(request, Act.PERSON_CHANGE) or may(request, Act.PERSON_CHANGE_DECIDE):
        which = "PROPOSED" if may(request, Act.PERSON_CHANGE_DECIDE) else "ASKED"
        label = _("Perubahan data untuk diputus") if which == "PROPOSED" else _("Peserta minta data dibetulkan")
        waiting_data = changes_waiting(offices, which, me(request))
        cards.append(_card(label, waiting_data, reverse("staff:person_changes"), "edit"))
    told = of_offices(offices, lang()) if may(request, Act.SPONSOR_SEE) else []
    return page(request, "staff/home.html", {"cards": cards, "tasks": tasks, "told": told, "as_of": day})


def _task_table(request: HttpRequest, found: Any, caption: Any, pager: kit.Pager | None = None) -> kit.Table:
    holders = usernames([t.assigned_to for t in found.tasks] + [t.proposed_by for t in found.tasks])
    mine = me(request)
    rows = []
    for t in found.tasks:
        who = _("Anda") if t.assigned_to == mine else holders.get(t.assigned_to or 0, "")
        rows.append(
            kit.Row(
                {
                    "number": kit.Cell(
                        t.number, reverse("staff:case", args=[t.number]), note=f"{t.programme} · {both(t.ground)}"
                    ),
                    "person": kit.Cell(t.person, note=_("Didahulukan") if t.vulnerable else ""),
                    "due": kit.Clock(t.due_on, t.days_left) if t.due_on and t.complete else None,
                    "why": kit.Cell(both(t.why), note=t.office),
                    "net": t.net,
                    "who": who or _("Belum ada"),
                },
                tone="bad" if t.risk == "LATE" else "neutral",
            )
        )
    columns = [
        kit.Column("number", _("Nomor")),
        kit.Column("person", _("Peserta")),
        kit.Column("due", _("Batas bayar"), "clock"),
        kit.Column("why", _("Yang ditunggu")),
        kit.Column("net", _("Usulan"), "money"),
        kit.Column("who", _("Dipegang")),
    ]
    return kit.Table(
        caption,
        columns,
        rows,
        pager=pager,
        stack=True,
        empty=_("Tidak ada yang menunggu di sini. Bagus!"),
    )


@require_GET
@needs(Act.QUEUE)
def queue(request: HttpRequest) -> HttpResponse:
    """Claims by what they wait for, first what falls due first."""
    offices, day = offices_of(request), today()
    task = request.GET.get("tugas", "")
    if task not in TASKS:
        task = "approve" if may(request, Act.DECISION_APPROVE) and not may(request, Act.DECISION_PROPOSE) else "decide"
    programme = request.GET.get("program", "")
    programme = programme if programme in PROGRAMMES else ""
    mine, text = request.GET.get("milik") == "saya", request.GET.get("cari", "").strip()[:60]
    after = request.GET.get("mulai") or None
    found = read_queue(
        offices,
        task,
        programme=programme,
        text=text,
        assigned_to=me(request) if mine else None,
        not_by=me(request) if task == "approve" else None,
        limit=PAGE,
        after=after if _key(after) else None,
        today=day,
    )
    waiting = counts(offices, day)
    pager = kit.Pager(
        shown=_("%(count)s klaim") % {"count": number(found.total, lang=lang())},
        previous=query_of(request, mulai=None) if after else "",
        next=query_of(request, mulai=found.next) if found.next else "",
    )
    tabs = [
        {
            "label": TASK_NAMES[name],
            "count": waiting[name],
            "href": query_of(request, tugas=name, mulai=None),
            "active": name == task,
        }
        for name in TASKS
    ]
    return page(
        request,
        "staff/queue.html",
        {
            "tabs": tabs,
            "task": task,
            "table": _task_table(request, found, TASK_NAMES[task], pager),
            "as_of": day,
            "late": waiting["late"],
            "programmes": PROGRAMMES,
            "programme": programme,
            "text": text,
            "mine": mine,
            "may_take": may(request, Act.CASE_WORK) and task == "decide",
        },
    )


def _key(text: str | None) -> bool:
    day, _sep, last = (text or "").partition("_")
    return last.isdecimal() and (day == "infinity" or len(day) == 10)


@require_POST
@needs(Act.CASE_WORK)
def take_next(request: HttpRequest) -> HttpResponse:
    """Give the officer the claim that is due first and nobody's yet."""
    number_ = claims.take_next(offices_of(request), me(request))
    if number_ is None:
        messages.info(request, _("Tidak ada klaim yang belum dipegang orang."))
        return redirect("staff:queue")
    messages.success(request, _("Klaim %(number)s sekarang Anda pegang.") % {"number": number_})
    return redirect("staff:case", number=number_)

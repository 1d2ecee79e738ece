"""The employer's first page: where things stand, what comes next, and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.dates import month_of
from lindung.base.format import date_long, month_year, rupiah
from lindung.contributions.queries.months import Month, first_month, months, waiting_money
from lindung.coverage import queries as coverage
from lindung.law.dates import contribution_due
from lindung.notices import queries as notices
from lindung.portals import kit, orders
from lindung.portals.employer.scope import count, employer_of, lang
from lindung.portals.reporting.words import state_words
from lindung.registry import queries as registry
from lindung.registry.models import Employer, EmployerClass
from lindung.segments import queries as segments

BACK = 12
SHOWN = 2


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: what, why, where, how urgent."""

    title: str
    text: str
    href: str
    icon: str
    tone: str
    button: str


def to_do(found: list[Month], today: date, works: bool = True, closed: date | None = None) -> list[Month]:
    """Months that wait for a report, oldest first: those with workers, and the newest of a firm that works with wage
    earners or may begin to; of a firm that closed, none after its last day."""
    return [
        m
        for m in reversed(found)
        if not m.posted
        and (closed is None or m.month <= closed)
        and ((works and m is found[0]) or m.state(today) != "NOBODY")
    ]


def _report_tasks(found: list[Month], today: date, due: dict[date, date], waiting: list[Month]) -> list[Task]:
    tasks = []
    unreported = [m for m in waiting if m.state(today) in ("MISSING", "NOBODY")]
    for m in reversed(found):
        name = month_year(m.month, lang())
        late = due[m.month] < today
        say = {"month": name, "day": date_long(due[m.month], lang())}
        if m.status == "READING":
            tasks.append(
                Task(
                    _("Berkas %(month)s sedang dibaca") % say,
                    _("Lihat kemajuannya."),
                    reverse("employer:progress", args=[m.report_id]),
                    "loader",
                    "info",
                    _("Lihat kemajuan"),
                )
            )
        elif m.status == "DRAFT":
            if m.refused:
                text = ngettext(
                    "%(n)s baris ditolak dan menunggu diperbaiki.",
                    "%(n)s baris ditolak dan menunggu diperbaiki.",
                    m.refused,
                ) % {"n": count(m.refused)}
            else:
                text = _("Periksa perubahan bulan ini, lalu finalkan.")
            tasks.append(
                Task(
                    _("Lanjutkan laporan upah %(month)s") % say,
                    text,
                    reverse("employer:report", args=[m.report_id]),
                    "edit",
                    "bad" if late else "warn",
                    _("Lanjutkan"),
                )
            )
        elif m.status == "FINALISED":
            tasks.append(
                Task(
                    _("Posting laporan %(month)s") % say,
                    _("Laporan sudah final. Posting agar tagihannya terbit."),
                    reverse("employer:review", args=[m.report_id]),
                    "file-check",
                    "warn",
                    _("Periksa dan posting"),
                )
            )
        elif m in unreported[:SHOWN]:
            text = (
                _("Batas lapor dan bayar sudah lewat: %(day)s.")
                if late
                else _("Lapor dan bayar paling lambat %(day)s.")
            )
            tasks.append(
                Task(
                    _("Laporkan upah %(month)s") % say,
                    text % say,
                    reverse("employer:reports") + f"?bulan={m.month:%Y-%m}",
                    "clipboard-list",
                    "bad" if late else "info",
                    _("Buat laporan"),
                )
            )
    if len(unreported) > SHOWN:
        more = len(unreported) - SHOWN
        tasks.append(
            Task(
                ngettext("Dan %(n)s bulan lain", "Dan %(n)s bulan lain", more) % {"n": count(more)},
                _("Daftarnya ada di bawah."),
                "#bulan",
                "list",
                "bad" if due[unreported[SHOWN].month] < today else "info",
                _("Lihat"),
            )
        )
    return tasks  # fmt: skip


def _money_tasks(found: list[Month], today: date) -> list[Task]:
    tasks = []
    for m in reversed(found):
        state = m.state(today)
        if m.posted and state in ("OPEN", "PARTLY_PAID", "OVERDUE", "PENALTY"):
            say = {
                "month": month_year(m.month, lang()),
                "amount": rupiah(m.owed, lang()),
                "day": date_long(m.due_on, lang()) if m.due_on else "",
            }
            late = state == "OVERDUE"
            text = {
                "OVERDUE": _("%(amount)s, jatuh tempo %(day)s sudah lewat."),
                "PENALTY": _("Tinggal denda keterlambatan %(amount)s."),
            }.get(state, _("%(amount)s, paling lambat %(day)s."))
            tasks.append(
                Task(
                    _("Bayar iuran %(month)s") % say,
                    text % say,
                    reverse("employer:bill", args=[m.to_pay or m.codes[-1]]),
                    "cash",
                    "bad" if late else "info",
                    _("Cara membayar"),
                )
            )
    return tasks  # fmt: skip


def _code_tasks(firm_id: int, micro: bool, today: date) -> list[Task]:
    """Codes asked for and not paid: projects, migrant workers, an owner and his helpers."""
    pages = {"PMI": "employer:pmi_order", "JAKON": "employer:project_code"}
    found = [
        (o, reverse(pages[o["kind"]], args=[o["code"]]), str(orders.KINDS[o["kind"]]))
        for o in segments.orders(employer_id=firm_id, status="OPEN", on=today, limit=SHOWN)
        if o["kind"] in pages
    ]
    if micro:
        found += [
            (j, reverse("employer:micro_order", args=[j["code"]]), _("pemilik dan pekerja"))
            for j in segments.joints(firm_id, today)
            if j["status"] == "OPEN"
        ]
    return [
        Task(
            _("Bayar kode iuran: %(what)s") % {"what": what},
            _("%(sum)s, kode berlaku sampai %(day)s.")
            % {"sum": rupiah(o["total"], lang()), "day": date_long(o["expires_on"], lang())},
            href,
            "qrcode",
            "warn",
            _("Buka kode"),
        )
        for o, href, what in found
    ]


def _reply_tasks(waiting: list[dict[str, Any]], disputed: list[dict[str, Any]], today: date) -> list[Task]:
    tasks = []
    for n in waiting:
        say = {"name": n["name"], "left": date_long(n["left_on"], lang()), "day": date_long(n["reply_by"], lang())}
        tasks.append(
            Task(
                _("%(name)s melaporkan sudah berhenti") % say,
                _("Berhenti %(left)s. Jawab paling lambat %(day)s; tanpa jawaban, laporan ini diterima.") % say,
                reverse("employer:exit_notice", args=[n["id"]]),
                "user-off",
                "bad" if n["reply_by"] < today else "warn",
                _("Jawab"),
            )
        )
    for d in disputed:
        tasks.append(
            Task(
                _("%(name)s menyanggah data Anda") % {"name": d["name"]},
                _("Jawaban Anda membantu petugas menyelesaikannya."),
                reverse("employer:dispute", args=[d["id"]]),
                "flag",
                "warn",
                _("Jawab"),
            )
        )
    return tasks  # fmt: skip


def compliance(
    found: list[Month], today: date, due: dict[date, date], review_on: date | None, waiting: list[Month]
) -> tuple[bool, list[tuple[bool, str]]]:
    """Whether the employer is in order, and every ground with its yes or no in words."""
    late = [m for m in waiting[::-1] if due[m.month] < today]
    owing = [m for m in found if m.posted and m.state(today) == "OVERDUE"]
    unreported = ", ".join(month_year(m.month, lang()) for m in reversed(late))
    grounds = [
        (not late, _("Semua bulan dilaporkan tepat waktu.") if not late else
         _("Belum dilaporkan: %(months)s.") % {"months": unreported}),
        (not owing, _("Tidak ada tagihan lewat jatuh tempo.") if not owing else
         _("Tagihan lewat jatuh tempo: %(months)s.")
         % {"months": ", ".join(month_year(m.month, lang()) for m in reversed(owing))}),
    ]  # fmt: skip
    if review_on is not None:
        fresh = review_on >= today
        say = {"day": date_long(review_on, lang())}
        text = (
            _("Kelompok risiko berlaku sampai ditinjau %(day)s.")
            if fresh
            else _("Kelompok risiko seharusnya ditinjau %(day)s; petugas akan menghubungi Anda.")
        )
        grounds.append((fresh, text % say))
    return not late and not owing, grounds  # fmt: skip


@needs(Act.EMPLOYER_HOME)
def home(request: HttpRequest) -> HttpResponse:
    """Status, next deadline, open bills, arrears by month, what waits for the employer."""
    firm, today = employer_of(request), registry.today()
    found = months(firm.pk, first_month(firm.registered_on, today, BACK), month_of(today))
    holidays = registry.holidays(found[-1].month, found[0].month + timedelta(days=92))
    due = {m.month: contribution_due(m.month, holidays) for m in found}
    kind = registry.employer_class(firm.pk, today)
    active = firm.status == Employer.Status.ACTIVE
    nobody = all(m.state(today) == "NOBODY" for m in found)
    works = active and not (nobody and segments.by_orders_only(firm.pk))
    closed = firm.closed_on if firm.status == Employer.Status.CLOSED else None
    to_report = to_do(found, today, works, closed)
    waiting = [n for n in coverage.exit_notices(employer_id=firm.pk, limit=20) if n["status"] == "OPEN"]
    disputed = [d for d in coverage.disputes(employer_id=firm.pk, limit=20) if not d["closed_at"]]
    micro = kind is not None and kind.size == EmployerClass.Size.MICRO
    tasks = (
        _code_tasks(firm.pk, micro, today)
        + _report_tasks(found, today, due, to_report)
        + _money_tasks(found, today)
        + _reply_tasks(waiting, disputed, today)
    )
    tasks.sort(key=lambda t: {"bad": 0, "warn": 1, "info": 2}[t.tone])
    good, grounds = compliance(found, today, due, kind.review_on if kind and active else None, to_report)
    owing = [m for m in found if m.posted and m.state(today) in ("OPEN", "PARTLY_PAID", "OVERDUE", "PENALTY")]
    overdue = sum(m.owed for m in owing if m.state(today) == "OVERDUE")
    latest = next((m for m in found if m.posted), None)
    figures = [
        _deadline(to_report[0] if to_report else None, due, today),
        _open_bill(owing, overdue, today),
        kit.Figure(
            _("Pekerja pada laporan terakhir"),
            count(latest.workers) if latest else "–",
            note=month_year(latest.month, lang()) if latest else _("Belum ada laporan"),
            icon="users",
            drill=reverse("employer:workers"),
            as_of=today,
        ),
        kit.Figure(
            _("Uang menunggu dialokasikan"),
            rupiah(waiting_money(firm.pk), lang()),
            icon="wallet",
            note=_("Kelebihan bayar otomatis dipakai untuk tagihan berikutnya."),
            as_of=today,
        ),
    ]
    return render(request, "employer/home.html", {
        "firm": firm, "works": works, "as_of": today, "figures": figures, "tasks": tasks,
        "good": good, "grounds": grounds,
        "months": _table(found, today, due), "chart": _chart(found, today) if latest else None,
        "told": notices.messages(employer_id=firm.pk, lang=lang(), limit=4),
    })  # fmt: skip


def _deadline(next_: Month | None, due: dict[date, date], today: date) -> kit.Figure:
    if next_ is None:
        return kit.Figure(_("Batas berikutnya"), "–", note=_("Semua bulan sudah dilaporkan."), icon="calendar-event",
                          tone="ok", as_of=today)  # fmt: skip
    day = due[next_.month]
    left = (day - today).days
    note = _("Lapor dan bayar iuran %(month)s") % {"month": month_year(next_.month, lang())}
    note += " · " + (_("terlambat %(n)s hari") % {"n": count(-left)} if left < 0 else _("hari ini") if left == 0
                     else _("%(n)s hari lagi") % {"n": count(left)})  # fmt: skip
    return kit.Figure(_("Batas berikutnya"), date_long(day, lang()), note=note, icon="calendar-event", as_of=today,
                      tone="bad" if left < 0 else "warn" if left <= 5 else "ok")  # fmt: skip


def _open_bill(owing: list[Month], overdue: int, today: date) -> kit.Figure:
    total = sum(m.owed for m in owing)
    note = (_("Lewat jatuh tempo: %(amount)s") % {"amount": rupiah(overdue, lang())} if overdue else
            _("Belum jatuh tempo") if total else _("Tidak ada tagihan terbuka"))  # fmt: skip
    return kit.Figure(_("Tagihan belum dibayar"), rupiah(total, lang()), note=note, icon="file-invoice", as_of=today,
                      tone="bad" if overdue else "info" if total else "ok",
                      drill=reverse("employer:bills"))  # fmt: skip


def _table(found: list[Month], today: date, due: dict[date, date]) -> list[dict[str, Any]]:
    lines = []
    for m in found:
        state = m.state(today)
        if state == "NOBODY" and m is not found[0]:
            continue
        word, tone = state_words(state)
        if state == "MISSING" and due[m.month] < today:
            tone = "bad"
        href = (reverse("employer:account_month", args=[f"{m.month:%Y-%m}"]) if m.posted else
                reverse("employer:report", args=[m.report_id]) if m.status in ("DRAFT", "FINALISED", "READING") else
                reverse("employer:reports") + f"?bulan={m.month:%Y-%m}")  # fmt: skip
        lines.append({"m": m, "word": word, "tone": tone, "href": href, "due": due[m.month], "owed": max(0, m.owed)})
    return lines


def _chart(found: list[Month], today: date) -> kit.Chart:
    listed = [m for m in reversed(found) if m.posted]
    return kit.Chart(
        "stacked", _("Iuran per bulan"), _("Bagian yang sudah dibayar dan yang belum, menurut bulan iuran."),
        [month_year(m.month, lang(), short=True) for m in listed],
        [kit.Series(_("Sudah dibayar"), [m.paid for m in listed]),
         kit.Series(_("Belum dibayar"), [max(0, m.billed - m.paid) for m in listed])],
        "rupiah", _("Bulan"), as_of=today,
    )  # fmt: skip

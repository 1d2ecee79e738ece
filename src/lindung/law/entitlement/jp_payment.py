"""Pensions (JP) in payment: yearly re-rating, dates of payment, confirmation, notice of the pension age, late
contributions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..dates import add_months, add_working_days, full_months, month_end, months_late, next_working_day
from ..errors import BadFact
from ..procedure import Field, Notebook, both, procedure
from ..rules.jp import CHILD_AFTER_SPOUSE, DISABILITY
from ..units import show_date, show_money
from .jp import BORN
from .jp_common import Refusal, age_day, chain, day_words, first_of_next, reason_json, work

HOLIDAYS = Field(
    "holidays",
    "rows",
    both("Hari libur", "Holidays"),
    low=0,
    high=2000,
    columns=(Field("day", "date", both("Hari libur", "Holiday")),),
)


@procedure(
    "jp.indexation",
    both("Penyesuaian pensiun dari tahun ke tahun", "A pension re-rated year by year (JP)"),
    (
        Field("pension", "integer", both("Pensiun pertama", "First pension"), high=10**10, unit="IDR"),
        Field("starts", "date", both("Hari mulai", "First day")),
        Field("kind", "integer", both("Jenis pensiun", "Kind of pension"), low=1, high=CHILD_AFTER_SPOUSE, unit="code"),
    ),
    (
        ("monthly", both("Pensiun pada hari itu", "Pension on the day"), "IDR/month"),
        ("ratings", both("Banyak perubahan", "Changes"), "count"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Inflasi tahun sebelumnya; tahun yang belum diketahui ditolak.",
        "The date is the day asked about. Inflation of the year before; a year not yet known is refused.",
    ),
)
def indexation(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 17(1)b, 17(4)-(5), 18."""
    start = given["starts"]
    if book.on < start:
        raise BadFact(id="Pensiun belum mulai pada hari itu.", en="The pension has not started on that day.")
    bounded = given["kind"] <= DISABILITY or book.setting("jp.bounds_scope") == "after_share"
    monthly, changes = chain(book, given["pension"], start, book.on, bounded)
    book.step(
        "jp.monthly",
        both("Pensiun pada hari itu", "Pension on the day"),
        monthly,
        {k: show_money(monthly, k) for k in ("id", "en")},
        cite="PP 45/2015 Pasal 17 dan 18",
        inputs={"starts": start, "on": book.on},
        unit="IDR/month",
    )
    return {"monthly": monthly, "ratings": len(changes) - 1}, {"changes": changes}


def _first_due(book: Notebook, ready: date, holidays: set[date]) -> date:
    days = book.parameter("jp.payment_first_days")
    working = book.setting("jp.payment_days") == "working"
    due = add_working_days(ready, days.value, holidays) if working else ready + timedelta(days=days.value)
    unit = both("hari kerja", "working days") if working else both("hari", "days")
    book.step(
        "jp.first_due",
        both("Batas pembayaran pertama", "First payment due"),
        due,
        day_words(due),
        cite="PP 45/2015 Pasal 25",
        arithmetic={k: f"{show_date(ready, k)} + {days.value} {unit[k]} = {show_date(due, k)}" for k in ("id", "en")},
        inputs={"ready": ready},
        unit="date",
    )
    return due


@procedure(
    "jp.payment",
    both("Pembayaran dan konfirmasi pensiun", "Payment and confirmation of a pension (JP)"),
    (
        Field("right_day", "date", both("Hak mulai", "The right starts")),
        Field("papers_on", "date", both("Hari dokumen lengkap", "Day the papers were complete")),
        Field("confirmed_on", "date", both("Konfirmasi terakhir", "Last confirmation"), True),
        HOLIDAYS,
    ),
    (
        ("payable", both("Dibayar", "Paid"), "flag"),
        ("suspended", both("Ditangguhkan", "Suspended"), "flag"),
        ("ended", both("Berakhir", "Ended"), "flag"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Tanpa konfirmasi pembayaran ditangguhkan, haknya tidak hilang sampai"
        " berakhir. Konfirmasi pertama dihitung dari batas pembayaran pertama.",
        "The date is the day asked about. Without confirmation payment is suspended; the right is kept until it ends."
        " The first confirmation counts from the day the first payment is due.",
    ),
)
def payment(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 25 and 26."""
    ready = max(given["right_day"], given["papers_on"])
    due = _first_due(book, ready, {r["day"] for r in given["holidays"]})
    last = given["confirmed_on"] or due
    if last > book.on and given["confirmed_on"]:
        raise BadFact(
            id="Konfirmasi setelah hari yang ditanyakan.", en="The confirmation is after the day asked about."
        )
    every = book.parameter("jp.confirm_months")
    by = add_months(max(last, due), every.value)
    book.step(
        "jp.confirm_by",
        both("Konfirmasi berikutnya paling lambat", "Next confirmation due"),
        by,
        day_words(by),
        cite="PP 45/2015 Pasal 26",
        arithmetic={
            k: f"{show_date(max(last, due), k)} + {every.value} {w} = {show_date(by, k)}"
            for k, w in (("id", "bulan"), ("en", "months"))
        },
        inputs={"last": max(last, due)},
        unit="date",
    )
    years = book.parameter("jp.unconfirmed_years")
    over = add_months(by, years.value * book.parameter("calendar.months_in_year").value)
    reason: Refusal | None = None
    if book.on < given["right_day"]:
        told = day_words(given["right_day"])
        reason = "NOT_YET", both(f"hak mulai {told['id']}", f"the right starts {told['en']}")
    elif book.on >= over:
        told = day_words(over)
        reason = "ENDED", both(f"tanpa konfirmasi sampai {told['id']}", f"no confirmation by {told['en']}")
    elif book.on > by:
        told = day_words(by)
        reason = "SUSPENDED", both(f"belum dikonfirmasi sejak {told['id']}", f"not confirmed since {told['en']}")
    code = reason[0] if reason else ""
    day = book.parameter("jp.payment_day").value
    book.step(
        "jp.payable",
        both("Pembayaran", "Payment"),
        int(reason is None),
        both("dibayar", "paid") if reason is None else both("tidak dibayar", "not paid"),
        cite="PP 45/2015 Pasal 25 dan 26",
        because=[reason[1]] if reason else [],
        inputs={"on": book.on},
        changes=[both("konfirmasi oleh penerima", "confirmation by the recipient")] if code == "SUSPENDED" else [],
        unit="flag",
    )
    running = book.on.replace(day=day)
    following = running if running >= book.on else add_months(running, 1)
    details = {
        "first_due": due.isoformat(),
        "next_payment": following.isoformat() if reason is None else None,
        "confirm_by": by.isoformat(),
        "ends_on": over.isoformat(),
        "held_from": first_of_next(by).isoformat() if code == "SUSPENDED" else None,
        "reason": reason_json(reason),
    }
    values = {"payable": int(reason is None), "suspended": int(code == "SUSPENDED"), "ended": int(code == "ENDED")}
    return values, details


@procedure(
    "jp.notice",
    both("Pemberitahuan usia pensiun", "Notice of the pension age (JP)"),
    (BORN, Field("replied", "flag", both("Peserta sudah menjawab", "The member has replied"))),
    (
        ("notice_due", both("Pemberitahuan sudah harus dikirim", "The notice is due"), "flag"),
        ("use_recorded", both("Data tercatat dipakai", "The recorded data are used"), "flag"),
        ("may_enrol", both("Masih dapat didaftarkan", "May still be enrolled"), "flag"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Tanpa jawaban, data yang tercatat dipakai.",
        "The date is the day asked about. Without a reply the recorded data are used.",
    ),
)
def notice(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Permenaker 29/2015 art. 12; the latest enrolment by the statement of a branch office."""
    when = age_day(book, given["birth_date"])
    days = {}
    for key, name, title in (
        ("jp.notice_months", "notice_by", both("Pemberitahuan paling lambat", "Notice at the latest")),
        ("jp.reply_months", "reply_by", both("Jawaban paling lambat", "Reply at the latest")),
        ("jp.enrol_months", "enrol_by", both("Pendaftaran paling lambat", "Enrolment at the latest")),
    ):
        months = book.parameter(key)
        day = add_months(when.reached, -months.value)
        book.step(
            name,
            title,
            day,
            day_words(day),
            cite=f"{months.instrument} {months.article}",
            arithmetic={
                k: f"{show_date(when.reached, k)} − {months.value} {w} = {show_date(day, k)}"
                for k, w in (("id", "bulan"), ("en", "months"))
            },
            inputs={"reached": when.reached},
            unit="date",
        )
        days[name] = day
    values = {
        "notice_due": int(book.on >= days["notice_by"]),
        "use_recorded": int(book.on > days["reply_by"] and not given["replied"]),
        "may_enrol": int(book.on <= days["enrol_by"]),
    }
    return values, {"reached": when.reached.isoformat(), **{k: d.isoformat() for k, d in days.items()}}


@procedure(
    "jp.late_contribution",
    both("Denda iuran JP yang terlambat", "Penalty on a JP contribution paid late"),
    (
        Field("month", "date", both("Bulan iuran", "Contribution month")),
        Field("amount", "integer", both("Iuran yang terlambat", "Contribution paid late"), high=10**11, unit="IDR"),
        Field("paid_on", "date", both("Hari dibayar", "Day of payment")),
        HOLIDAYS,
    ),
    (
        ("months_late", both("Bulan keterlambatan", "Months late"), "months"),
        ("penalty", both("Denda", "Penalty"), "IDR"),
        ("total", both("Iuran dan denda", "Contribution and penalty"), "IDR"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Denda JP dibayar bersama tunggakannya dan menjadi milik dana JP.",
        "The date is the day asked about. The JP penalty is paid together with the arrears and belongs to the JP fund.",
    ),
)
def late_contribution(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 30 and 31."""
    month, paid = given["month"], given["paid_on"]
    day = book.parameter("contribution.due_day", month_end(month)).value
    last = month_end(add_months(month.replace(day=1), 1))
    written = last.replace(day=min(day, last.day))
    moved = next_working_day(written, {r["day"] for r in given["holidays"]})
    due = moved
    if moved != written and book.setting("jp.due_holiday") == "same_day":
        due = written
    book.step(
        "jp.due",
        both("Batas pembayaran iuran", "Contribution due"),
        due,
        day_words(due),
        cite="PP 45/2015 Pasal 30",
        inputs={"month": month},
        unit="date",
    )
    months = months_late(due, paid, settings=book.chosen, law=book.law, known_on=book.known_on)
    if paid > due and add_months(due, full_months(due, paid)) < paid:
        book.setting("penalty.part_month_counts")
    book.step(
        "jp.months_late",
        both("Bulan keterlambatan", "Months late"),
        months,
        both(f"{months} bulan", f"{months} months"),
        cite="PP 45/2015 Pasal 31",
        inputs={"due": due, "paid_on": paid},
        unit="months",
    )
    facts = {"amount_late": given["amount"], "months_late": months, "labour_intensive": 0}
    penalty = work(book, "contribution.penalty", facts, month)["penalty"]
    return {"months_late": months, "penalty": penalty, "total": given["amount"] + penalty}, {"due": due.isoformat()}

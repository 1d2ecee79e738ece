"""Pensions (JP) of the member: pension age, old age, disability, and the lump sum where the tests are not met."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..dates import add_months, full_months
from ..errors import BadFact
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money
from .jp_common import (
    DISABILITY,
    MEMBER,
    OLD_AGE,
    PAID,
    WAGE,
    AgeDay,
    Refusal,
    age_day,
    day_words,
    dense,
    first_of_next,
    need,
    reason_json,
    verdict,
    work,
)

BORN = Field("birth_date", "date", both("Tanggal lahir", "Date of birth"))
STOPPED = Field("stopped_on", "date", both("Hari berhenti bekerja", "Day work stopped"), True)
TAKE = {
    "AT_AGE": both("pada usia pensiun", "at the pension age"),
    "AT_STOP": both("saat berhenti bekerja", "when work stops"),
}
OLD = both("Hak atas pensiun hari tua", "Right to the old-age pension")


def _latest(book: Notebook, when: AgeDay) -> date:
    """The last day on which a deferred pension starts."""
    most = book.parameter("jp.defer_most")
    last = add_months(when.right, most.value * book.parameter("calendar.months_in_year").value)
    book.step(
        "jp.latest_start",
        both("Pensiun paling lambat mulai", "The pension starts at the latest"),
        last,
        day_words(last),
        cite="PP 45/2015 Pasal 15 ayat (4)",
        arithmetic={
            k: f"{show_date(when.right, k)} + {most.value} {w} = {show_date(last, k)}"
            for k, w in (("id", "tahun"), ("en", "years"))
        },
        inputs={"right_day": when.right},
        unit="date",
    )
    return last


def _start(book: Notebook, when: AgeDay, take: str, stopped: date | None) -> tuple[date, date]:
    """The day the pension starts as chosen, and the latest one."""
    last = _latest(book, when)
    if take == "AT_AGE":
        return when.right, last
    return (last if stopped is None else max(when.right, min(first_of_next(stopped), last))), last


@procedure(
    "jp.pension_age",
    both("Usia pensiun menurut tanggal lahir", "Pension age by date of birth (JP)"),
    (BORN,),
    (
        ("age", both("Usia pensiun", "Pension age"), "age_years"),
        ("reached", both("Sudah tercapai", "Reached"), "flag"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Rincian memuat hari tercapai, hari hak mulai, dan mulai paling lambat.",
        "The date is the day asked about. The details hold the day reached, the start of the right, the latest start.",
    ),
)
def pension_age(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 15."""
    when = age_day(book, given["birth_date"])
    last = _latest(book, when)
    details = {
        "reached": when.reached.isoformat(),
        "right_starts": when.right.isoformat(),
        "latest_start": last.isoformat(),
    }
    return {"age": when.age, "reached": int(when.reached <= book.on)}, details


def _most_months(book: Notebook, paid: int, until: date) -> None:
    """Nobody can have paid for more months than the programme has run."""
    first = book.parameters["jp.rate_worker"].values[0].in_force
    possible = full_months(first, first_of_next(until))
    if paid > possible:
        raise BadFact(
            id=f"Masa iur {paid} bulan tidak mungkin: sejak {show_date(first, 'id')} baru {possible} bulan.",
            en=f"{paid} contribution months cannot be: there were {possible} since {show_date(first, 'en')}.",
        )


@procedure(
    "jp.old_age",
    both("Pensiun hari tua", "Old-age pension (JP)"),
    (
        BORN,
        PAID,
        Field(
            "later_months",
            "integer",
            both("Masa iur setelah usia pensiun", "Contribution months after the pension age"),
            True,
            high=120,
            unit="months",
        ),
        WAGE,
        Field("take", "choice", both("Mulai menerima", "When to take it"), choices=TAKE),
        STOPPED,
    ),
    (
        ("entitled", OLD, "flag"),
        ("lump_sum", both("Dibayar sekaligus", "Paid as a lump sum"), "flag"),
        ("months", both("Masa iur yang dihitung", "Contribution months counted"), "months"),
        ("monthly", both("Pensiun sebulan", "Monthly pension"), "IDR/month"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Masa iur dihitung sampai usia pensiun; yang setelahnya menurut"
        " pengaturan jp.months_after_age.",
        "The date is the day asked about. Contribution months are those paid up to the pension age; later ones count by"
        " the setting jp.months_after_age.",
    ),
)
def old_age(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 15, 17, 19, 24."""
    when = age_day(book, given["birth_date"])
    start, last = _start(book, when, given["take"], given["stopped_on"])
    later = given["later_months"] or 0
    months: int = given["paid_months"]
    _most_months(book, months, min(book.on, when.reached))
    because = []
    if later:
        if book.setting("jp.months_after_age") == "counted":
            added = min(later, full_months(when.right, last))
            months += added
            start = max(start, add_months(when.right, added))
            _most_months(book, months, min(book.on, last))
        else:
            because.append(both("iuran setelah usia pensiun tidak menambah", "contributions after the age do not add"))
    least = book.parameter("jp.min_months")
    enough = months >= least.value
    book.step(
        "jp.months",
        both("Masa iur yang dihitung", "Contribution months counted"),
        months,
        both(f"{months} dari {least.value} bulan", f"{months} of {least.value} months"),
        cite="PP 45/2015 Pasal 19",
        because=because,
        inputs={"paid_months": given["paid_months"], "later_months": later},
        unit="months",
    )
    reason: Refusal | None = None
    changes = []
    if book.on < when.right:
        reason = (
            "NOT_YET",
            both(f"hak mulai {show_date(when.right, 'id')}", f"the right starts {show_date(when.right, 'en')}"),
        )
        changes.append(both(f"tunggu sampai {show_date(start, 'id')}", f"wait until {show_date(start, 'en')}"))
    elif not enough:
        reason = (
            "TOO_FEW_MONTHS",
            both(
                f"masa iur {months} bulan, perlu {least.value}; iuran dan hasilnya dibayar sekaligus",
                f"{months} contribution months, {least.value} needed; contributions and return are paid at once",
            ),
        )
    elif book.on < start:
        reason = (
            "DEFERRED",
            both(f"pensiun ditunda sampai {show_date(start, 'id')}", f"deferred until {show_date(start, 'en')}"),
        )
        changes.append(both("pilih mulai pada usia pensiun", "choose to start at the pension age"))
    entitled = verdict(
        book, "jp.old_age", OLD, reason, "PP 45/2015 Pasal 15, 19 dan 24", on=book.on, take=given["take"]
    )
    if not enough and reason and reason[0] == "NOT_YET":
        missing = least.value - months
        changes.append(both(f"kurang {missing} bulan iuran", f"{missing} contribution months are missing"))
    monthly = 0
    if entitled:
        facts = {"average_yearly_wage": given["average_yearly_wage"], "months": months, "kind": OLD_AGE}
        monthly = work(book, "jp.formula", facts, start)["monthly"]
    details = {
        "age": when.age,
        "reached": when.reached.isoformat(),
        "right_starts": when.right.isoformat(),
        "starts": start.isoformat() if enough else None,
        "latest_start": last.isoformat(),
        "ends": "DEATH",
        "reason": reason_json(reason),
        "what_would_change": changes,
    }
    lump = int(reason is not None and reason[0] == "TOO_FEW_MONTHS")
    return {"entitled": entitled, "lump_sum": lump, "months": months, "monthly": monthly}, details


def disability_refusal(book: Notebook, given: dict[str, Any], event: date) -> Refusal | None:
    """Why total disability does not open a monthly pension."""
    member, paid = given["membership_months"], given["paid_months"]
    when = age_day(book, given["birth_date"])
    least = book.parameter("jp.member_months_disability")
    if event >= when.reached:
        return "AFTER_PENSION_AGE", both(
            "cacat ditetapkan setelah usia pensiun tercapai", "the disability was set after the pension age"
        )
    dense_enough = dense(book, paid, member)
    if member < least.value:
        return "MEMBERSHIP_TOO_SHORT", both(
            f"kepesertaan {member} bulan, perlu {least.value}", f"membership of {member} months, {least.value} needed"
        )
    if not dense_enough:
        return "NOT_DENSE", both("tingkat kepadatan iuran kurang", "too few of the months were paid")
    return None


@procedure(
    "jp.disability",
    both("Pensiun cacat", "Disability pension (JP)"),
    (
        BORN,
        Field("set_on", "date", both("Hari cacat total tetap ditetapkan", "Day total disability was set")),
        MEMBER,
        PAID,
        WAGE,
        Field("recovered_on", "date", both("Hari tidak lagi cacat total", "Day the disability ended"), True),
        Field("died_on", "date", both("Hari meninggal", "Day of death"), True),
    ),
    (
        ("entitled", both("Berhak", "Entitled"), "flag"),
        ("lump_sum", both("Dibayar sekaligus", "Paid as a lump sum"), "flag"),
        ("months", both("Masa iur yang dihitung", "Contribution months counted"), "months"),
        ("monthly", both("Pensiun sebulan", "Monthly pension"), "IDR/month"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Pensiun cacat mulai tanggal 1 bulan setelah cacat ditetapkan dokter.",
        "The date is the day asked about. The pension starts on day 1 of the month after a doctor set the disability.",
    ),
)
def disability(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 20."""
    start = first_of_next(given["set_on"])
    refused = disability_refusal(book, given, given["set_on"])
    ends = min((d for d in (given["recovered_on"], given["died_on"]) if d), default=None)
    if ends is not None and ends < given["set_on"]:
        raise BadFact(id="Pensiun berakhir sebelum cacat ditetapkan.", en="The pension ends before it was set.")
    reason = refused
    if reason is None and book.on < start:
        reason = "NOT_YET", both(f"hak mulai {show_date(start, 'id')}", f"the right starts {show_date(start, 'en')}")
    if reason is None and ends is not None and first_of_next(ends) <= book.on:
        reason = "ENDED", both(f"berakhir {show_date(ends, 'id')}", f"ended {show_date(ends, 'en')}")
    title = both("Hak atas pensiun cacat", "Right to the disability pension")
    entitled = verdict(book, "jp.disability", title, reason, "PP 45/2015 Pasal 20", on=book.on, set_on=given["set_on"])
    facts = {"average_yearly_wage": given["average_yearly_wage"], "months": given["paid_months"], "kind": DISABILITY}
    values = {"counted_months": 0, "monthly": 0}
    if entitled:
        values = work(book, "jp.formula", facts, start)
    lump = int(refused is not None and refused[0] in ("MEMBERSHIP_TOO_SHORT", "NOT_DENSE"))
    details = {
        "starts": start.isoformat() if refused is None else None,
        "ended": ends.isoformat() if ends else None,
        "reason": reason_json(reason),
    }
    out = {"entitled": entitled, "lump_sum": lump, "months": values["counted_months"], "monthly": values["monthly"]}
    return out, details


GROUNDS = {
    "PENSION_AGE": both("mencapai usia pensiun", "reaching the pension age"),
    "DISABILITY": both("cacat total tetap", "permanent total disability"),
    "DEATH": both("meninggal dunia", "death"),
}


def death_refusal(book: Notebook, paid: int, member: int) -> Refusal | None:
    """Why a death before a pension does not open a monthly one."""
    least = book.parameter("jp.member_months_death")
    enough = dense(book, paid, member)
    if member < least.value:
        return "MEMBERSHIP_TOO_SHORT", both(
            f"kepesertaan {member} bulan, perlu {least.value}", f"membership of {member} months, {least.value} needed"
        )
    if not enough:
        return "NOT_DENSE", both("tingkat kepadatan iuran kurang", "too few of the months were paid")
    return None


@procedure(
    "jp.lump_sum",
    both("Jaminan Pensiun yang dibayar sekaligus", "Lump sum of the pension insurance (JP)"),
    (
        Field("ground", "choice", both("Sebab", "Ground"), choices=GROUNDS),
        Field("birth_date", "date", both("Tanggal lahir", "Date of birth"), True),
        Field("event_date", "date", both("Hari cacat ditetapkan atau meninggal", "Day of the event"), True),
        Field("papers_on", "date", both("Hari dokumen lengkap", "Day the papers were complete")),
        PAID,
        Field("membership_months", "integer", both("Masa kepesertaan", "Membership"), True, high=780, unit="months"),
        Field("contributions", "integer", both("Iuran terkumpul", "Contributions"), high=10**11, unit="IDR"),
        Field("returns", "integer", both("Hasil pengembangan", "Return"), high=10**11, unit="IDR"),
    ),
    (
        ("entitled", both("Dibayar sekaligus", "Paid as a lump sum"), "flag"),
        ("amount", both("Jumlah sekaligus", "Lump sum"), "IDR"),
        ("membership_ends", both("Kepesertaan berakhir", "Membership ends"), "flag"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Dibayar tanggal 1 bulan setelah kejadian dan dokumen lengkap.",
        "The date is the day asked about. Paid on day 1 of the month after the event and complete papers.",
    ),
)
def lump_sum(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 45/2015 art. 24; Permenaker 29/2015 art. 14 and 26."""
    ground, paid, event = given["ground"], given["paid_months"], given["event_date"]
    reason: Refusal | None = None
    if ground == "PENSION_AGE":
        need("jp.lump_sum", given, "birth_date")
        event = age_day(book, given["birth_date"]).reached
        least = book.parameter("jp.min_months")
        if paid >= least.value:
            reason = (
                "MONTHLY_INSTEAD",
                both(
                    f"masa iur {paid} bulan membuka pensiun bulanan",
                    f"{paid} contribution months open a monthly pension",
                ),
            )
    else:
        need(
            "jp.lump_sum", given, "event_date", "membership_months", *(["birth_date"] if ground == "DISABILITY" else [])
        )
        member = given["membership_months"]
        failed = disability_refusal(book, given, event) if ground == "DISABILITY" else death_refusal(book, paid, member)
        if failed is None:
            reason = (
                "MONTHLY_INSTEAD",
                both("syarat pensiun bulanan terpenuhi", "the tests of a monthly pension are met"),
            )
        elif failed[0] == "AFTER_PENSION_AGE":
            reason = failed
    due = first_of_next(max(event, given["papers_on"]))
    if reason is None and book.on < event:
        reason = "NOT_YET", both("kejadiannya belum terjadi", "the event has not happened yet")
    title = both("Hak atas pembayaran sekaligus", "Right to the lump sum")
    cite = "PP 45/2015 Pasal 24; Permenaker 29/2015 Pasal 14 dan 26"
    entitled = verdict(book, "jp.lump_sum", title, reason, cite, ground=ground, on=book.on)
    amount = given["contributions"] + given["returns"] if entitled else 0
    book.step(
        "jp.lump_amount",
        both("Iuran dan hasil pengembangannya", "Contributions and their return"),
        amount,
        {k: show_money(amount, k) for k in ("id", "en")},
        cite=cite,
        arithmetic={
            k: f"{show_money(given['contributions'], k)} + {show_money(given['returns'], k)} = {show_money(amount, k)}"
            if entitled
            else show_money(0, k)
            for k in ("id", "en")
        },
        inputs={"contributions": given["contributions"], "returns": given["returns"]},
        unit="IDR",
    )
    details = {"pay_on": due.isoformat() if entitled else None, "reason": reason_json(reason)}
    return {"entitled": entitled, "amount": amount, "membership_ends": entitled}, details

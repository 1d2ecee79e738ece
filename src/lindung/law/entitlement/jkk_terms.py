"""The clocks of a work accident claim (JKK): reports, conclusion, expiry, payment; and its papers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from ..dates import add_months, add_working_days
from ..procedure import Field, Notebook, both
from ..units import show, show_date
from ..wording import Both

HOLIDAYS = Field(
    "holidays",
    "rows",
    both("Hari libur selain Sabtu dan Minggu", "Holidays besides Saturday and Sunday"),
    True,
    high=4_000,
    columns=(Field("day", "date", both("Hari libur", "Holiday")),),
)


def day_words(day: date) -> Both:
    """A date in both languages."""
    return {k: show_date(day, k) for k in ("id", "en")}


def months_after(book: Notebook, day: date, key: str, title: Both) -> date:
    """The day a dated number of months later, as a step; a day that month lacks is a setting."""
    item = book.parameter(key)
    plain, other = add_months(day, item.value), add_months(day, item.value, "next")
    overflow = book.setting("calendar.month_overflow") if plain != other else "clamp"
    last = plain if overflow == "clamp" else other
    _step(book, key, title, day, item.value, (("month", 1),), last, f"{item.instrument} {item.article}")
    return last


def hours_after(book: Notebook, day: date, key: str, title: Both) -> date:
    """The day a dated number of hours later, as a step."""
    item = book.parameter(key)
    last = day + timedelta(hours=item.value)
    _step(book, key, title, day, item.value, (("hour", 1),), last, f"{item.instrument} {item.article}")
    return last


def days_after(book: Notebook, day: date, key: str, title: Both) -> date:
    """The day a dated number of calendar days later, as a step."""
    item = book.parameter(key)
    last = day + timedelta(days=item.value)
    _step(book, key, title, day, item.value, (("day", 1),), last, f"{item.instrument} {item.article}")
    return last


def working_days_after(book: Notebook, day: date, key: str, title: Both, holidays: Collection[date]) -> date:
    """The day a dated number of working days later, as a step."""
    item = book.parameter(key)
    last = add_working_days(day, item.value, holidays)
    _step(book, key, title, day, item.value, (("working_day", 1),), last, f"{item.instrument} {item.article}")
    return last


def _step(
    book: Notebook,
    key: str,
    title: Both,
    day: date,
    count: int,
    unit: tuple[tuple[str, int], ...],
    last: date,
    cite: str,
) -> None:
    book.step(
        f"{key}.day",
        title,
        last,
        day_words(last),
        cite=cite,
        arithmetic={k: f"{show_date(day, k)} + {show(count, unit, k)} = {show_date(last, k)}" for k in ("id", "en")},
        inputs={"from": day},
        unit="date",
    )


def holidays_of(given: dict[str, Any]) -> frozenset[date]:
    """The holidays handed over with a case."""
    return frozenset(row["day"] for row in given["holidays"] or ())


def papers(book: Notebook, kind: str, circumstance: str) -> list[dict[str, Any]]:
    """The papers of a claim: those of the benefit and those of the circumstance, as a step."""
    own = book.parameter("jkk.documents", code=kind)
    more = book.parameter("jkk.evidence", code=circumstance)
    labels = {**book.parameters["jkk.documents"].labels, **book.parameters["jkk.evidence"].labels}
    codes = [*own.value[kind], *more.value.get(circumstance, ())]
    out = [{"code": c, "title": dict(labels[c])} for c in codes]
    book.step(
        "jkk.documents",
        both("Dokumen", "Papers"),
        codes,
        {k: "; ".join(d["title"][k] for d in out) for k in ("id", "en")},
        cite="PP 44/2015 Pasal 43 ayat (5)-(6); Permenaker 5/2021",
        unit="codes",
    )
    return out


def report_days(book: Notebook, given: dict[str, Any]) -> dict[str, Any]:
    """The days by which a report, an answer or a payment is due, of what has happened so far."""
    holidays = holidays_of(given)
    ended, stage_2, complete = given["treatment_end"], given["stage_2"], given["file_complete"]
    out: dict[str, Any] = {}
    if ended:
        due = hours_after(book, ended, "jkk.report.stage_2", both("Batas laporan tahap II", "Stage II report due"))
        out["stage_2_due"] = due.isoformat()
        out["stage_2_late"] = bool(stage_2 and stage_2 > due)
    elif given["concluded"] and book.parameters["jkk.status_request.after"].at(book.on, book.known_on) is not None:
        due = months_after(
            book,
            given["concluded"],
            "jkk.status_request.after",
            both("Badan penyelenggara menanyakan akhir pengobatan paling lambat", "Agency asks for the outcome by"),
        )
        answer = working_days_after(
            book,
            due,
            "jkk.status_request.answer",
            both("Jawaban pemberi kerja paling lambat", "Employer answers by"),
            holidays,
        )
        out |= {"status_request": due.isoformat(), "status_answer": answer.isoformat()}
    if stage_2:
        told = both("Pemberitahuan berkas belum lengkap paling lambat", "Notice of an incomplete file due")
        out["incomplete_notice"] = working_days_after(
            book, stage_2, "service.jkk_incomplete_notice", told, holidays
        ).isoformat()
    if complete:
        told = both("Pembayaran paling lambat", "Payment due")
        if given["kind"] == "TREATMENT":
            told = both("Pembayaran tagihan fasilitas paling lambat", "Payment of the facility's bill due")
            out["payment_due"] = working_days_after(
                book, complete, "service.jkk_facility_payment", told, holidays
            ).isoformat()
        else:
            out["payment_due"] = working_days_after(book, complete, "service.jkk_payment", told, holidays).isoformat()
    return out

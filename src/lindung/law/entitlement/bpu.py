"""Standing of a non-wage earner (BPU): cover, arrears, lapse and return."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from ..dates import add_months, birthday, bpu_due, contribution_due, month_end
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date
from ..wording import Both
from .arrears import months_kept
from .jht import day_words

HOLIDAYS = Field(
    "holidays",
    "rows",
    both("Hari libur kantor", "Days on which offices are closed"),
    True,
    high=2_000,
    columns=(Field("day", "date", both("Tanggal", "Day")),),
)


def closed_days(given: dict[str, Any]) -> set[date]:
    """The holidays of an input list."""
    return {row["day"] for row in given["holidays"] or ()}


@procedure(
    "bpu.standing",
    both("Keadaan kepesertaan bukan penerima upah", "Standing of a non-wage earner"),
    (
        Field("joined", "date", both("Tanggal mendaftar", "Day of joining")),
        Field("birth_date", "date", both("Tanggal lahir", "Date of birth")),
        Field("occupations", "integer", both("Banyak pekerjaan", "Occupations"), low=1, high=100),
        Field(
            "paid",
            "rows",
            both("Bulan yang lunas", "Months paid"),
            high=1_200,
            columns=(Field("month", "date", both("Bulan iuran", "Contribution month")),),
        ),
        HOLIDAYS,
    ),
    (
        ("active", both("Terlindungi", "Covered"), "flag"),
        ("arrears_months", both("Bulan menunggak", "Months in arrears"), "months"),
        (
            "return_months",
            both("Bulan tunggakan yang ditagih bila membayar lagi", "Arrears months asked on paying"),
            "months",
        ),
        ("join_allowed", both("Boleh mendaftar", "May join"), "flag"),
    ),
    both(
        "Tanggal adalah hari yang ditanyakan. Satu bulan menunggak bila lewat tanggal jatuh temponya belum dibayar.",
        "The date is the day asked about. A month is in arrears when its due day has passed unpaid.",
    ),
)
def bpu_standing(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 44/2015 art. 11, 24, 39 and 42; Permenaker 5/2021."""
    refusal = _may_join(book, given["joined"], given["birth_date"], given["occupations"])
    paid = {row["month"].replace(day=1) for row in given["paid"]}
    holidays = closed_days(given)
    run = _unpaid_run(book, given["joined"], paid, holidays)
    kept = months_kept(book)
    status = "PAID" if run == 0 else "ARREARS" if run <= kept else "LAPSED"
    last_paid = max(paid, default=None)
    until = None
    if last_paid is not None:
        until = bpu_due(add_months(last_paid, kept + 1), holidays, law=book.law, known_on=book.known_on)
    active = refusal is None and last_paid is not None and status != "LAPSED"
    covered = until if refusal is None else None
    reason = refusal
    if reason is None and last_paid is None:
        reason = {"code": "NEVER_PAID", **both("belum ada iuran yang dibayar", "no contribution has been paid")}
    elif reason is None and status == "LAPSED":
        reason = {"code": "LAPSED", **both(f"menunggak {run} bulan berturut-turut", f"{run} months in a row unpaid")}
    changes = []
    if covered is not None and status == "ARREARS":
        changes = [both(f"bayar sampai {show_date(covered, 'id')}", f"pay by {show_date(covered, 'en')}")]
    book.step(
        "bpu.active",
        both("Terlindungi", "Covered"),
        int(active),
        both("ya", "yes") if active else both("tidak", "no"),
        cite="PP 44/2015 Pasal 39 dan 42",
        because=[{k: reason[k] for k in ("id", "en")}]
        if reason
        else [both(f"menunggak {run} bulan", f"{run} months in arrears")],
        inputs={"unpaid_months": run, "last_paid": last_paid},
        changes=changes,
        unit="flag",
    )
    back = _on_return(book, status, run) if last_paid is not None else 0
    effects = book.parameter("bpu.arrears_effect", code=status if active else "LAPSED")
    labels = book.parameters["bpu.arrears_effect"].labels
    codes = effects.value[status if active else "LAPSED"]
    book.step(
        "bpu.effect",
        both("Akibat pada JKK dan JKM", "Effect on JKK and JKM"),
        list(codes),
        {k: "; ".join(labels[c][k] for c in codes) for k in ("id", "en")},
        cite=f"{effects.instrument} {effects.article}",
        unit="codes",
    )
    details = {
        "status": status,
        "covered_until": covered.isoformat() if covered else None,
        "lapsed_on": (covered + timedelta(days=1)).isoformat() if covered and covered < book.on else None,
        "effects": list(codes),
        "reason": reason,
        "what_would_change": changes,
    }
    values = {
        "active": int(active),
        "arrears_months": run,
        "return_months": back,
        "join_allowed": int(refusal is None),
    }
    return values, details


def _may_join(book: Notebook, joined: date, born: date, occupations: int) -> dict[str, str] | None:
    """Why joining was not open, or nothing. The age is asked from the day its rule is known."""
    reason: dict[str, str] | None = None
    told: list[Both] = []
    if book.parameters["bpu.join_age"].at(joined, book.known_on) is not None:
        age = book.parameter("bpu.join_age", joined)
        leap = book.setting("calendar.leap_birthday") if (born.month, born.day) == (2, 29) else "feb_28"
        day = birthday(born, age.value, leap)
        told.append({k: f"{w} {show_date(day, k)}" for k, w in (("id", "sebelum"), ("en", "before"))})
        if joined >= day:
            reason = {
                "code": "TOO_OLD",
                **both(f"sudah berusia {age.value} tahun saat mendaftar", f"aged {age.value} when joining"),
            }
    most = book.parameter("bpu.max_occupations", joined)
    if occupations > most.value and reason is None:
        reason = {
            "code": "TOO_MANY_OCCUPATIONS",
            **both(f"paling banyak {most.value} pekerjaan", f"{most.value} occupations at most"),
        }
    book.step(
        "bpu.join",
        both("Boleh mendaftar", "May join"),
        int(reason is None),
        both("ya", "yes") if reason is None else both("tidak", "no"),
        cite="PP 44/2015 Pasal 11 ayat (2); Permenaker 5/2021",
        because=[{k: reason[k] for k in ("id", "en")}] if reason else told,
        inputs={"joined": joined, "birth_date": born, "occupations": occupations},
        unit="flag",
    )
    return reason


def _unpaid_run(book: Notebook, joined: date, paid: Collection[date], holidays: Collection[date]) -> int:
    """Months unpaid in a row, up to the last month whose due day has passed."""
    month = book.on.replace(day=1)
    due = book.parameter("contribution.bpu_due_day")
    if bpu_due(month, holidays, law=book.law, known_on=book.known_on) >= book.on:
        month = add_months(month, -1)
    newest, run, first = month, 0, joined.replace(day=1)
    while month >= first and month not in paid and not any(p > month for p in paid):
        run += 1
        month = add_months(month, -1)
    book.step(
        "bpu.arrears",
        both("Bulan menunggak berturut-turut", "Months in arrears in a row"),
        run,
        both(f"{run} bulan", f"{run} months"),
        cite=f"{due.instrument} {due.article}",
        because=[
            {
                k: f"{w} {show_date(newest, k)}"
                for k, w in (("id", "bulan jatuh tempo terakhir"), ("en", "last month due"))
            }
        ],
        inputs={"joined": joined, "months_paid": len(paid)},
        unit="months",
    )
    return run


def _on_return(book: Notebook, status: str, run: int) -> int:
    """Arrears months that are asked when the member pays again."""
    if status != "LAPSED":
        return run
    if book.setting("bpu.arrears_on_return") == "none":
        back = 0
    else:
        back = min(run, int(book.parameter("bpu.arrears_most").value))
    book.step(
        "bpu.return",
        both("Bulan tunggakan yang ditagih saat kembali", "Arrears months collected on return"),
        back,
        both(f"{back} bulan", f"{back} months"),
        cite="Permenaker 5/2021",
        inputs={"unpaid_months": run},
        unit="months",
    )
    return back


SEGMENTS: dict[str, Both] = {
    "PU": both("penerima upah", "wage earners"),
    "BPU": both("bukan penerima upah", "non-wage earners"),
}
PROGRAMMES: dict[str, Both] = {
    "JKK": both("Jaminan Kecelakaan Kerja", "work accident"),
    "JKM": both("Jaminan Kematian", "death"),
    "JHT": both("Jaminan Hari Tua", "old-age savings"),
    "JP": both("Jaminan Pensiun", "pension"),
}


@procedure(
    "contribution.due",
    both("Tanggal jatuh tempo iuran", "Due date of a contribution"),
    (
        Field("segment", "choice", both("Segmen", "Segment"), choices=SEGMENTS),
        Field("programme", "choice", both("Program", "Programme"), choices=PROGRAMMES),
        HOLIDAYS,
    ),
    (("moved_days", both("Hari bergeser karena libur", "Days moved by weekends and holidays"), "days"),),
    both(
        "Tanggal adalah hari mana saja dalam bulan iuran.",
        "The date is any day of the contribution month.",
    ),
)
def contribution_due_day(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 44/2015 art. 21 and 24, PP 45/2015 art. 30, PP 46/2015 art. 19 and 21; PP 49/2020."""
    segment, programme, holidays = given["segment"], given["programme"], closed_days(given)
    last = month_end(book.on)
    if segment == "BPU":
        key = "contribution.bpu_jht_due_day" if programme == "JHT" else "contribution.bpu_due_day"
        due = bpu_due(book.on, holidays, programme, law=book.law, known_on=book.known_on)
        target = last if programme != "JHT" else month_end(add_months(last.replace(day=1), 1))
    else:
        key = "contribution.due_day"
        due = contribution_due(book.on, holidays, law=book.law, known_on=book.known_on)
        target = month_end(add_months(last.replace(day=1), 1))
    day = book.parameter(key, last)
    named = target.replace(day=min(day.value, target.day))
    if programme == "JP" and due != named and book.setting("contribution.jp_holiday") == "as_is":
        due = named
    moved = (due - named).days
    because = [both("jatuh pada hari libur", "it falls on a day off")] if due != named else []
    book.step(
        "contribution.due",
        both("Tanggal jatuh tempo", "Due date"),
        due,
        day_words(due),
        cite=f"{day.instrument} {day.article}",
        because=because,
        inputs={
            "segment": segment,
            "programme": programme,
            "month": book.on.replace(day=1),
            "days_off": len(holidays),
        },
        unit="date",
    )
    return {"moved_days": moved}, {"due": due.isoformat(), "named_day": named.isoformat()}

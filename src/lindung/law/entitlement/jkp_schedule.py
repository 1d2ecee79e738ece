"""The six months of JKP cash, each by the law of its own day (PP 37/2021 art. 21, Permenaker 2/2025 art. II)."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..dates import add_months
from ..errors import BadFact
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money, show_rate
from ..wording import Both

WAGE_MOST = 10_000_000_000
STOPS: dict[str, Both] = {
    "NEW_JOB": both("bekerja kembali", "a new job"),
    "DEATH": both("meninggal dunia", "death"),
    "MISSED": both("tidak mengajukan bulan berikutnya", "the next month was not asked for"),
}
SIZES: dict[str, Both] = {
    "micro": both("usaha mikro", "micro firm"),
    "small": both("usaha kecil", "small firm"),
    "medium": both("usaha menengah", "medium firm"),
    "large": both("usaha besar", "large firm"),
}
CITE = "PP 37/2021 Pasal 21; PP 6/2025 Pasal 21; Permenaker 2/2025 Pasal II"


def months_after(book: Notebook, day: date, months: int) -> date:
    """The same day, months later; the setting on a missing day is read only where it matters."""
    plain, other = add_months(day, months), add_months(day, months, "next")
    if plain == other or book.setting("calendar.month_overflow") == "clamp":
        return plain
    return other


@procedure(
    "jkp.schedule",
    both("Jadwal uang tunai JKP", "Unemployment benefit (JKP): schedule of cash"),
    (
        Field("layoff_date", "date", both("Tanggal PHK", "Day of the layoff")),
        Field("eligible_date", "date", both("Tanggal dinyatakan berhak", "Day found entitled")),
        Field(
            "wage", "integer", both("Upah terakhir yang dilaporkan", "Last wage reported"), high=WAGE_MOST, unit="IDR"
        ),
        Field("real_wage", "integer", both("Upah sebenarnya", "Real wage"), True, high=WAGE_MOST, unit="IDR"),
        Field("unregistered", "flag", both("Tidak didaftarkan ke JKP", "Never registered for JKP"), True),
        Field("size", "choice", both("Skala usaha", "Size of the firm"), True, choices=SIZES),
        Field("stop_date", "date", both("Hari manfaat berhenti", "Day the benefit stops"), True),
        Field("stop_reason", "choice", both("Sebab berhenti", "Why it stops"), True, choices=STOPS),
    ),
    (
        ("total", both("Jumlah uang tunai dari badan penyelenggara", "Cash from the agency, all months"), "IDR"),
        ("months", both("Bulan yang dibayar", "Months paid"), "months"),
        ("employer_owes", both("Jumlah yang dibayar pemberi kerja", "Sum owed by the employer"), "IDR"),
    ),
    both(
        "Tanggal adalah hari perhitungan. Tiap bulan mengikuti ketentuan pada harinya sendiri; yang dinyatakan berhak"
        " pada atau setelah 7 Februari 2025 mengikuti PP 6/2025. Kekurangan karena upah dilaporkan lebih rendah dan"
        " manfaat pekerja yang tidak didaftarkan dibayar pemberi kerja sekaligus.",
        "The date is the day of the calculation. Each month follows the law of its own day; who is found entitled on or"
        " after 7 February 2025 follows PP 6/2025. The shortfall of an under-reported wage and the benefit of a worker"
        " who was never registered are paid by the employer at once.",
    ),
)
def jkp_schedule(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """The months of benefit with their day, rate and amount."""
    layoff, eligible, stop = given["layoff_date"], given["eligible_date"], given["stop_date"]
    if eligible < layoff:
        raise BadFact(
            id="Tanggal dinyatakan berhak mendahului tanggal PHK.", en="The day found entitled is before the layoff."
        )
    if (stop is None) != (given["stop_reason"] is None):
        raise BadFact(
            id="Hari berhenti dan sebabnya diisi bersama.", en="The day the benefit stops goes with its reason."
        )
    if given["unregistered"] and given["size"] is None:
        raise BadFact(
            id="Isi skala usaha bila pekerja tidak didaftarkan.",
            en="An unregistered worker needs the size of the firm.",
        )
    from_layoff = book.setting("jkp.instalment_start") == "layoff"
    first = layoff if from_layoff else eligible
    wage = given["real_wage"] if given["unregistered"] and given["real_wage"] is not None else given["wage"]
    real = given["real_wage"] if given["real_wage"] is not None else wage
    rows: list[dict[str, Any]] = []
    for number in book.parameter("jkp.cash_rate", eligible).value:
        day = months_after(book, first, number - 1)
        rows.append(_month(book, number, day, max(day, eligible), wage, real, stop))
    told = STOPS[given["stop_reason"]] if stop is not None else both(f"{len(rows)} bulan", f"{len(rows)} months")
    exempt = given["unregistered"] == 1 and given["size"] == "micro"
    if given["unregistered"]:
        total, months = 0, 0
        owes = 0 if exempt else sum(r["due"] for r in rows)
        why = (
            both("usaha mikro dikecualikan", "micro firms are exempt")
            if exempt
            else both("pekerja tidak didaftarkan", "the worker was never registered")
        )
        for row in rows:
            row["paid"] = False
    else:
        total = sum(r["amount"] for r in rows if r["paid"])
        months = sum(1 for r in rows if r["paid"])
        owes = sum(max(r["due"] - r["amount"], 0) for r in rows if r["paid"])
        why = told
    book.step(
        "jkp.total",
        both("Jumlah uang tunai", "Cash, all months"),
        total,
        {k: show_money(total, k) for k in ("id", "en")},
        cite=CITE,
        arithmetic={
            k: " + ".join(show_money(r["amount"], k) for r in rows if r["paid"]) or show_money(total, k)
            for k in ("id", "en")
        },
        because=[why],
        inputs={"stop_date": stop} if stop else {},
        unit="IDR",
    )
    book.step(
        "jkp.employer_owes",
        both("Kewajiban pemberi kerja", "Owed by the employer"),
        owes,
        {k: show_money(owes, k) for k in ("id", "en")},
        arithmetic={
            k: f"{show_money(total + owes, k)} - {show_money(total, k)} = {show_money(owes, k)}" for k in ("id", "en")
        }
        if owes
        else None,
        cite="PP 37/2021 Pasal 23 dan 37",
        because=[why] if given["unregistered"] else [both("dibayar sekaligus", "paid at once")],
        unit="IDR",
    )
    details = {"instalments": rows, "reason": None, "what_would_change": []}
    return {"total": total, "months": months, "employer_owes": owes}, details


def _month(
    book: Notebook, number: int, day: date, law_day: date, wage: int, real: int, stop: date | None
) -> dict[str, Any]:
    """One month of benefit, calculated by ``jkp.employer_gap`` on its own day."""
    rate = book.parameter("jkp.cash_rate", law_day, code=number)
    book.parameter("jkp.wage_cap", law_day)
    mode = book.setting("rounding.benefit")
    facts = {"wage": wage, "real_wage": real, "month_number": number}
    got = book.law.calc(
        "jkp.employer_gap", law_day, facts, known_on=book.known_on, settings={"rounding.benefit": mode}
    ).values
    counted = book.law.calc(
        "jkp.cash",
        law_day,
        {"wage": wage, "month_number": number},
        known_on=book.known_on,
        settings={"rounding.benefit": mode},
    ).values["counted_wage"]
    paid = stop is None or day < stop
    part: int = rate.value[number]
    stopped = both("manfaat sudah berhenti", "the benefit has stopped")
    book.step(
        f"jkp.month_{number}",
        both(f"Bulan ke-{number}, {show_date(day, 'id')}", f"Month {number}, {show_date(day, 'en')}"),
        got["amount"] if paid else 0,
        {k: show_money(got["amount"], k) if paid else stopped[k] for k in ("id", "en")},
        cite=f"{rate.instrument} {rate.article}",
        arithmetic={
            k: f"{show_rate(part, k)} × {show_money(counted, k)} = {show_money(got['amount'], k)}" for k in ("id", "en")
        },
        because=[] if paid else [stopped],
        inputs={"day": day, "law_day": law_day, "wage": wage},
        unit="IDR",
    )
    return {
        "number": number,
        "day": day.isoformat(),
        "law_day": law_day.isoformat(),
        "rate": part,
        "counted_wage": counted,
        "amount": got["amount"],
        "due": got["due_amount"],
        "paid": paid,
    }

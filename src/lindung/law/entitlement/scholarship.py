"""Which children receive the scholarship (beasiswa), for which school years, and how much together."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..dates import birthday
from ..errors import BadFact
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money
from ..wording import Both

CAUSES: dict[str, Both] = {
    "JKK_DEATH": both("meninggal karena kecelakaan kerja", "death from an employment injury"),
    "JKK_TOTAL_DISABILITY": both(
        "cacat total tetap karena kecelakaan kerja", "total disability from an employment injury"
    ),
    "JKM": both("meninggal bukan karena kecelakaan kerja", "death not from work"),
}
LEVELS: dict[str, Both] = {
    "NOT_YET": both("belum usia sekolah", "below school age"),
    "TK": both("taman kanak-kanak", "kindergarten"),
    "SD": both("sekolah dasar", "primary school"),
    "SMP": both("sekolah menengah pertama", "lower secondary school"),
    "SMA": both("sekolah menengah atas", "upper secondary school"),
    "PT": both("perguruan tinggi sampai S1 atau pelatihan", "university up to S1, or training"),
    "LEFT": both("tidak bersekolah", "not in school"),
}
CODES = {name: code for code, name in enumerate(LEVELS) if name not in ("NOT_YET", "LEFT")}
WORK: dict[str, Both] = {
    "NONE": both("tidak bekerja", "not in work"),
    "WAGE": both("pekerja penerima upah", "wage earner"),
    "BPU": both("bukan penerima upah", "self-employed"),
    "INTERN": both("magang", "intern"),
}
MOST = 1_000_000_000
CITE = "PP 44/2015 Pasal 25 dan 34; PP 82/2019 Lampiran III; Permenaker 5/2021; Permenaker 1/2025 Pasal 103"
Refusal = tuple[str, Both]


@procedure(
    "scholarship.entitlement",
    both("Hak atas beasiswa", "Right to the education benefit (scholarship)"),
    (
        Field("cause", "choice", both("Sebab", "Cause"), choices=CAUSES),
        Field("event_date", "date", both("Hari meninggal atau cacat total", "Day of death or total disability")),
        Field(
            "contribution_months", "integer", both("Masa iur JKM", "JKM contributions"), True, high=1200, unit="months"
        ),
        Field(
            "paid_before",
            "integer",
            both("Beasiswa yang sudah dibayar untuk semua anak", "Scholarship already paid for all children"),
            True,
            high=MOST,
            unit="IDR",
        ),
        Field(
            "children",
            "rows",
            both("Anak, satu baris untuk tiap jenjang yang diajukan", "Children, one row for each level claimed"),
            low=1,
            high=40,
            columns=(
                Field("child", "integer", both("Anak ke-", "Child"), low=1, high=20),
                Field("birth_date", "date", both("Tanggal lahir", "Date of birth")),
                Field("level", "choice", both("Jenjang", "Level"), choices=LEVELS),
                Field("years_paid", "integer", both("Tahun yang sudah dibayar", "Years paid before"), True, high=20),
                Field("current", "flag", both("Tahun ajaran berjalan", "Running school year"), True),
                Field(
                    "missed", "integer", both("Tahun lampau belum diajukan", "Earlier years unclaimed"), True, high=20
                ),
                Field("married", "flag", both("Sudah menikah", "Married"), True),
                Field("work", "choice", both("Pekerjaan", "Work"), True, choices=WORK),
                Field(
                    "work_months",
                    "integer",
                    both("Lama bekerja berturut-turut", "Months in a row in work"),
                    True,
                    high=600,
                ),
            ),
        ),
    ),
    (
        ("entitled", both("Berhak", "Entitled"), "flag"),
        ("amount", both("Jumlah beasiswa", "Scholarship"), "IDR"),
        ("years", both("Tahun ajaran yang dibayar", "School years paid"), "count"),
        ("children_paid", both("Anak yang menerima", "Children who receive it"), "count"),
    ),
    both(
        "Tanggal adalah hari pengajuan. Besarnya mengikuti ketentuan pada hari meninggal atau cacat; anak didahulukan"
        " menurut urutan daftar.",
        "The date is the day of filing. The amounts follow the law of the day of death or disability; children come in"
        " the order listed.",
    ),
)
def scholarship_entitlement(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Decide a scholarship claim: one child once (2015), two children by school year (2019)."""
    event, rows = given["event_date"], given["children"]
    _check(rows, event, book.on)
    yearly = book.parameters["scholarship.per_year"].at(event, book.known_on) is not None
    refusal = _cause(book, given) or (_started(book, event) if yearly else None)
    most = book.parameter("scholarship.max_children", event).value
    paid = given["paid_before"] or 0
    chosen: list[int] = []
    missed: dict[int, int] = {}
    listed: list[dict[str, Any]] = []
    for row in rows:
        why = refusal or (_child(book, row) if yearly else None)
        if why is None and row["child"] not in chosen:
            if len(chosen) >= most:
                why = ("TOO_MANY_CHILDREN", both(f"paling banyak {most} anak", f"at most {most} children"))
            else:
                chosen.append(row["child"])
        got = (0, 0) if why else _row(book, row, event, paid, missed, yearly)
        if why is None and got[0] == 0:
            why = ("NOTHING_LEFT", both("tahun atau batas sudah habis", "years or cap are used up"))
        paid += got[0]
        listed.append(_tell(book, row, got, why))
    amount, years = sum(r["amount"] for r in listed), sum(r["years"] for r in listed)
    first = next((r["reason"] for r in listed if r["reason"]), None) if amount == 0 else None
    changes = _changes(listed)
    book.step(
        "scholarship.amount",
        both("Jumlah beasiswa", "Scholarship"),
        amount,
        {k: show_money(amount, k) for k in ("id", "en")},
        cite=CITE,
        arithmetic={k: " + ".join(show_money(r["amount"], k) for r in listed) for k in ("id", "en")},
        because=[CAUSES[given["cause"]]],
        inputs={"event_date": event, "paid_before": given["paid_before"] or 0},
        changes=changes,
        unit="IDR",
    )
    details = {"reason": first, "children": listed, "what_would_change": changes}
    values = {
        "entitled": int(amount > 0),
        "amount": amount,
        "years": years,
        "children_paid": len({r["child"] for r in listed if r["amount"]}),
    }
    return values, details


def _check(rows: list[dict[str, Any]], event: date, on: date) -> None:
    if on < event:
        raise BadFact(id="Pengajuan mendahului kejadian.", en="The claim is before the event.")
    born = {r["child"]: r["birth_date"] for r in rows}
    if any(born[r["child"]] != r["birth_date"] for r in rows):
        raise BadFact(id="Satu anak punya dua tanggal lahir.", en="One child has two dates of birth.")
    running = [r["child"] for r in rows if r["current"]]
    if len(set(running)) != len(running):
        raise BadFact(id="Satu anak punya dua tahun ajaran berjalan.", en="One child has two running school years.")
    if len({(r["child"], r["level"]) for r in rows}) != len(rows):
        raise BadFact(id="Satu jenjang seorang anak tercantum dua kali.", en="A level of a child is listed twice.")


def _cause(book: Notebook, given: dict[str, Any]) -> Refusal | None:
    """JKK asks for no waiting time; JKM for years of contributions."""
    if given["cause"] != "JKM":
        return None
    need, have = book.parameter("scholarship.jkm_months", given["event_date"]), given["contribution_months"]
    if have is None:
        return "CONTRIBUTIONS_MISSING", both("masa iur belum diisi", "the months of contributions are missing")
    book.step(
        "scholarship.contributions",
        both("Masa iur JKM", "JKM contributions"),
        have,
        both(f"{have} dari {need.value} bulan", f"{have} of {need.value} months"),
        cite=f"{need.instrument} {need.article}",
        inputs={"contribution_months": have},
        unit="months",
    )
    if have >= need.value:
        return None
    return "CONTRIBUTIONS_TOO_SHORT", both(
        f"masa iur {have} bulan, perlu {need.value}", f"{have} months of contributions, {need.value} are needed"
    )


def _started(book: Notebook, event: date) -> Refusal | None:
    start: date = book.parameter("scholarship.payout_start", event).value
    if book.on >= start:
        return None
    return "NOT_PAYABLE_YET", both(f"dibayar mulai {show_date(start, 'id')}", f"paid from {show_date(start, 'en')} on")


def _child(book: Notebook, row: dict[str, Any]) -> Refusal | None:
    """Whether a child still qualifies on the day of filing."""
    age, born = book.parameter("scholarship.end_age").value, row["birth_date"]
    leap = book.setting("calendar.leap_birthday") if (born.month, born.day) == (2, 29) else "feb_28"
    if birthday(born, age, leap) <= book.on:
        return "TOO_OLD", both(f"sudah {age} tahun", f"{age} years old")
    if row["married"]:
        return "MARRIED", both("sudah menikah", "married")
    work, months = row["work"] or "NONE", row["work_months"] or 0
    if work != "NONE":
        allowed = book.parameters["scholarship.work_months"].at(book.on, book.known_on) is not None
        if not allowed:
            return "WORKING", both("sudah bekerja", "in work")
        most = book.parameter("scholarship.work_months").value
        if work == "WAGE" and months > most:
            return "WORKING", both(
                f"bekerja {months} bulan, paling lama {most}", f"{months} months in work, at most {most}"
            )
    if row["level"] == "NOT_YET":
        return "BELOW_SCHOOL_AGE", both("dibayar mulai usia sekolah", "paid from school age on")
    if row["level"] == "LEFT":
        return "NOT_IN_SCHOOL", both("tidak bersekolah", "not in school")
    return None


def _row(
    book: Notebook, row: dict[str, Any], event: date, paid: int, missed: dict[int, int], yearly: bool
) -> tuple[int, int]:
    """Amount and school years of one row, calculated year by year with ``scholarship.benefit``."""
    if not yearly:
        book.parameter("scholarship.lump", event)
        facts = {"level": 1, "years_paid": 0, "paid_before": paid}
        once = book.law.calc("scholarship.benefit", event, facts, known_on=book.known_on).values["amount"]
        return once, int(once > 0)
    late = min(row["missed"] or 0, book.parameter("scholarship.missed_years").value - missed.get(row["child"], 0))
    missed[row["child"]] = missed.get(row["child"], 0) + late
    code = CODES[row["level"]]
    book.parameter("scholarship.per_year", event, code)
    book.parameter("scholarship.max_years", event, code)
    book.parameter("scholarship.total_max", event)
    total, years = 0, 0
    for number in range(late + (row["current"] or 0)):
        facts = {"level": code, "years_paid": (row["years_paid"] or 0) + number, "paid_before": paid + total}
        one = book.law.calc("scholarship.benefit", event, facts, known_on=book.known_on).values["amount"]
        total += one
        years += int(one > 0)
    return total, years


def _tell(book: Notebook, row: dict[str, Any], got: tuple[int, int], why: Refusal | None) -> dict[str, Any]:
    amount, years = got
    number, level = row["child"], LEVELS[row["level"]]
    book.step(
        f"scholarship.child_{number}_{row['level'].lower()}",
        {k: f"{w}{number}, {level[k]}" for k, w in (("id", "Anak ke-"), ("en", "Child "))},
        amount,
        {k: show_money(amount, k) for k in ("id", "en")},
        cite=CITE,
        because=[why[1]] if why else [both(f"{years} tahun ajaran", f"{years} school years")],
        inputs=row,
        unit="IDR",
    )
    reason = None if why is None else {"code": why[0], **why[1]}
    return {"child": number, "level": row["level"], "amount": amount, "years": years, "reason": reason}


def _changes(listed: list[dict[str, Any]]) -> list[Both]:
    codes = {r["reason"]["code"] for r in listed if r["reason"]}
    out = []
    if "BELOW_SCHOOL_AGE" in codes:
        out.append(both("ajukan ketika anak masuk sekolah", "claim when the child enters school"))
    if "CONTRIBUTIONS_MISSING" in codes:
        out.append(both("lengkapi masa iur", "fill in the months of contributions"))
    if "NOT_PAYABLE_YET" in codes:
        out.append(both("ajukan setelah pembayaran dimulai", "claim once payments have begun"))
    return out

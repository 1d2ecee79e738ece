"""Who may be paid old-age savings (JHT), from which day, with which papers, and what would change the answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..dates import add_months, birthday
from ..procedure import Field, Notebook, both, procedure
from ..store import ParameterValue
from ..units import PPM, show_date, show_integer
from ..wording import Both

GROUNDS: dict[str, Both] = {
    "AGE_56": both("mencapai usia 56 tahun", "reaching age 56"),
    "RESIGNED": both("mengundurkan diri", "resignation"),
    "TERMINATED": both("pemutusan hubungan kerja", "layoff"),
    "CONTRACT_END": both("berakhirnya perjanjian kerja waktu tertentu", "end of a fixed-term contract"),
    "TOTAL_DISABILITY": both("cacat total tetap", "permanent total disability"),
    "LEFT_INDONESIA": both("meninggalkan Indonesia untuk selamanya", "leaving Indonesia for good"),
    "DEATH": both("meninggal dunia", "death"),
    "PARTIAL_10": both("sebagian, 10 persen untuk persiapan pensiun", "partial, 10 percent to prepare for retirement"),
    "PARTIAL_30": both("sebagian, 30 persen untuk perumahan", "partial, 30 percent for housing"),
}
STOPPED = ("RESIGNED", "TERMINATED", "CONTRACT_END")
PARTIAL = {"PARTIAL_10": 10, "PARTIAL_30": 30}


def day_words(day: date) -> Both:
    """A date in both languages."""
    return {k: show_date(day, k) for k in ("id", "en")}


def open_periods(book: Notebook) -> list[tuple[date, date, ParameterValue]]:
    """The periods of the law of grounds, as known: first day, last day, value."""
    item = book.parameters["jht.grounds"]
    starts = sorted({v.in_force for v in item.values if v.recorded <= book.known_on})
    out = []
    for number, start in enumerate(starts):
        value = item.at(start, book.known_on)
        assert value is not None
        last = starts[number + 1] - timedelta(days=1) if number + 1 < len(starts) else date.max
        out.append((start, last, value))
    return out


def earliest(book: Notebook, ground: str, ready: date, waited: date | None) -> date | None:
    """First day on which a ground is open: its own condition is met and the law of that day knows it."""
    for start, last, value in open_periods(book):
        if ground not in value.value:
            continue
        condition = waited if "WAIT" in value.value[ground] and waited is not None else ready
        day = max(start, condition)
        if day <= last:
            return day
    return None


@procedure(
    "jht.entitlement",
    both("Hak atas pembayaran Jaminan Hari Tua", "Right to the payment of old-age savings (JHT)"),
    (
        Field("ground", "choice", both("Sebab klaim", "Ground of the claim"), choices=GROUNDS),
        Field("birth_date", "date", both("Tanggal lahir", "Date of birth")),
        Field("event_date", "date", both("Tanggal berhenti atau kejadian", "Day work ended or of the event"), True),
        Field("working", "flag", both("Masih bekerja", "Still in work"), True),
        Field("membership_months", "integer", both("Masa kepesertaan", "Membership"), True, high=1200, unit="months"),
        Field("partial_paid", "flag", both("Sudah pernah mengambil sebagian", "A part was drawn before"), True),
        Field("postpone", "flag", both("Menunda selama masih bekerja", "Postponed while still in work"), True),
        Field("housing_papers", "flag", both("Dokumen perumahan ada", "Housing papers are there"), True),
        Field("balance", "integer", both("Saldo", "Balance"), True, high=100_000_000_000, unit="IDR"),
    ),
    (
        ("entitled", both("Berhak", "Entitled"), "flag"),
        ("share", both("Bagian saldo yang dibayarkan", "Part of the balance"), "rate"),
        ("payment_deadline", both("Batas pembayaran", "Time to pay"), "working_days"),
    ),
    both(
        "Tanggal adalah tanggal pengajuan. Rincian memuat tanggal paling awal, alasan, dan dokumen. Hak ini tidak"
        " kedaluwarsa.",
        "The date is the day of filing. The details hold the earliest day, the reason and the papers. The right does"
        " not lapse.",
    ),
)
def jht_entitlement(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Decide a JHT claim. PP 46/2015 art. 22, 26, 29; PP 60/2015 with Permenaker 19/2015; Permenaker 4/2022."""
    ground, born, event = given["ground"], given["birth_date"], given["event_date"]
    age = book.parameter("jht.age")
    leap = book.setting("calendar.leap_birthday") if (born.month, born.day) == (2, 29) else "feb_28"
    at_age = birthday(born, age.value, leap)
    book.step(
        "jht.age_day",
        both("Tanggal mencapai usia JHT", "Day the JHT age is reached"),
        at_age,
        day_words(at_age),
        cite="PP 46/2015 Pasal 22 ayat (1)",
        arithmetic={
            k: f"{show_date(born, k)} + {show_integer(age.value, k)} {w} = {show_date(at_age, k)}"
            for k, w in (("id", "tahun"), ("en", "years"))
        },
        inputs={"birth_date": born},
        unit="date",
    )
    notice = _notice(book, at_age) if ground == "AGE_56" else None
    if ground in PARTIAL:
        reason, first, share = _partial(book, given, PARTIAL[ground])
    elif ground == "AGE_56" and given["postpone"]:
        reason, first, share = _postponed(book, event, at_age, given["working"])
    else:
        reason, first, share = _full(book, ground, event, at_age, given["working"])
    entitled = reason is None
    changes = _changes(book, ground, first, at_age, reason)
    told = reason[1] if reason else both(GROUNDS[ground]["id"], GROUNDS[ground]["en"])
    book.step(
        "jht.entitled",
        both("Hak atas pembayaran", "Right to payment"),
        int(entitled),
        both("berhak", "entitled") if entitled else both("belum berhak", "not entitled yet"),
        cite="PP 46/2015 Pasal 22 dan 26; PP 60/2015; Permenaker 19/2015; Permenaker 4/2022",
        because=[told],
        inputs={"ground": ground, "on": book.on},
        changes=changes,
        unit="flag",
    )
    papers = book.parameter("jht.documents", code=ground)
    labels = book.parameters["jht.documents"].labels
    codes = list(papers.value[ground])
    if ground in PARTIAL and given["balance"] is not None:
        free = book.parameter("jht.tax.free_slice").value
        if given["balance"] * share > free * PPM:
            codes.append("NPWP")
    documents = [{"code": c, "title": dict(labels[c])} for c in codes]
    deadline = book.parameter("jht.payment_deadline")
    book.step(
        "jht.documents",
        both("Dokumen dan batas waktu", "Papers and time to pay"),
        [d["code"] for d in documents],
        {k: "; ".join(d["title"][k] for d in documents) for k in ("id", "en")},
        cite="Permenaker 19/2015; Permenaker 4/2022; PP 46/2015 Pasal 31 ayat (3)",
        unit="codes",
    )
    details = {
        "ground": ground,
        "earliest": first.isoformat() if first else None,
        "notice_by": notice.isoformat() if notice else None,
        "reason": None if reason is None else {"code": reason[0], **reason[1]},
        "documents": documents,
        "what_would_change": changes,
    }
    values = {"entitled": int(entitled), "share": share if entitled else 0, "payment_deadline": deadline.value}
    return values, details


Refusal = tuple[str, Both]


def _age(book: Notebook) -> int:
    """The age of the law for a sentence; the step on the day of that age cites it."""
    age: int = book.law.parameter("jht.age", book.on, book.known_on).value
    return age


def _notice(book: Notebook, at_age: date) -> date:
    """The day by which the member is told the amount and the coming age."""
    before = book.parameter("jht.notice_before_age")
    last = at_age - timedelta(days=before.value)
    book.step(
        "jht.notice",
        both("Batas pemberitahuan kepada peserta", "Last day to tell the member"),
        last,
        day_words(last),
        cite=f"{before.instrument} {before.article}",
        arithmetic={
            k: f"{show_date(at_age, k)} - {before.value} {w} = {show_date(last, k)}"
            for k, w in (("id", "hari"), ("en", "days"))
        },
        unit="date",
    )
    return last


def _postponed(
    book: Notebook, stopped: date | None, at_age: date, working: int | None
) -> tuple[Refusal | None, date | None, int]:
    """A member who works on after the age and postpones: contributions go on, payment when work ends."""
    first = max(at_age, stopped) if stopped is not None else at_age
    told = (
        both("ditunda selama masih bekerja", "postponed while in work")
        if working != 0
        else both("pekerjaan sudah berakhir", "work has ended")
    )
    book.step(
        "jht.postponed",
        both("Pembayaran ditunda", "Payment is postponed"),
        int(working != 0),
        told,
        cite="PP 46/2015 Pasal 29",
        inputs={"event_date": stopped} if stopped else {},
        unit="flag",
    )
    if working != 0:
        return ("POSTPONED", told), None, 0
    if book.on < first:
        return ("NOT_YET", both("kejadiannya belum terjadi", "the event has not happened yet")), first, 0
    return None, first, PPM


def _full(
    book: Notebook, ground: str, event: date | None, at_age: date, working: int | None
) -> tuple[Refusal | None, date | None, int]:
    """A payment of the whole balance: refusal or none, earliest day, share."""
    whole = PPM
    if ground == "AGE_56":
        event = at_age
    if event is None:
        return ("EVENT_DATE_MISSING", both("tanggal kejadian belum diisi", "the day of the event is missing")), None, 0
    waited: date | None = None
    if ground in STOPPED:
        waited = _wait(book, event)
    first = earliest(book, ground, event, waited)
    law_now = next((v for s, e, v in open_periods(book) if s <= book.on <= e), None)
    opened = next((v for s, e, v in open_periods(book) if first and s <= first <= e), law_now)
    if opened is not None:
        book.parameter("jht.grounds", opened.in_force, ground)
    known = law_now is not None and ground in law_now.value
    if not known and first is not None and first < book.on:
        first = earliest(book, ground, max(event, book.on), max(waited, book.on) if waited else None)
    told = both(
        f"sebab ini terbuka sejak {show_date(first, 'id')}" if first else "sebab ini belum terbuka",
        f"this ground is open from {show_date(first, 'en')}" if first else "this ground is not open",
    )
    book.step(
        "jht.open",
        both("Hari pertama sebab ini terbuka", "First day on which this ground is open"),
        first,
        day_words(first) if first else both("tidak ada", "none"),
        cite=f"{opened.instrument} {opened.article}" if opened else "PP 46/2015 Pasal 22 dan 26",
        because=[told],
        inputs={"ground": ground, "event_date": event},
        unit="date",
    )
    by_age = earliest(book, "AGE_56", at_age, None) or at_age
    if by_age <= book.on and ground in (*STOPPED, "LEFT_INDONESIA") and not working:
        return None, min(first or by_age, by_age), whole
    if ground in STOPPED and working:
        return ("STILL_WORKING", both("peserta masih bekerja", "the member is still in work")), None, 0
    if not known:
        later = [d for d in (first, by_age if ground in (*STOPPED, "LEFT_INDONESIA") else None) if d]
        reason = both(
            f"pada {show_date(book.on, 'id')} sebab ini belum membuka pembayaran sebelum usia {_age(book)}",
            f"on {show_date(book.on, 'en')} this ground did not open payment before age {_age(book)}",
        )
        return ("GROUND_NOT_OPEN", reason), min(later, default=None), 0
    assert first is not None
    if ground in STOPPED:
        first = min(first, by_age)
    if book.on < first:
        if book.on < event:
            return ("NOT_YET", both("kejadiannya belum terjadi", "the event has not happened yet")), first, 0
        reason = both(
            f"masa tunggu belum selesai, paling awal {show_date(first, 'id')}",
            f"the waiting time has not passed, {show_date(first, 'en')} at the earliest",
        )
        return ("WAITING", reason), first, 0
    return None, first, whole


def _wait(book: Notebook, event: date) -> date | None:
    """The day on which the waiting time after the end of work is over; ``None`` where no such rule was known."""
    item = book.parameters["jht.wait_months"]
    day = max(book.on, event, item.values[0].in_force)
    if item.at(day, book.known_on) is None:
        return None
    months = book.parameter("jht.wait_months", day)
    plain, other = add_months(event, months.value), add_months(event, months.value, "next")
    overflow = book.setting("calendar.month_overflow") if plain != other else "clamp"
    over = plain if overflow == "clamp" else other
    book.step(
        "jht.wait",
        both("Akhir masa tunggu", "End of the waiting time"),
        over,
        day_words(over),
        cite=f"{months.instrument} {months.article}",
        arithmetic={
            k: f"{show_date(event, k)} + {months.value} {w} = {show_date(over, k)}"
            for k, w in (("id", "bulan"), ("en", "month" if months.value == 1 else "months"))
        },
        inputs={"event_date": event},
        unit="date",
    )
    return over


def _partial(book: Notebook, given: dict[str, Any], kind: int) -> tuple[Refusal | None, date | None, int]:
    """A partial payment of 10 or 30 percent: refusal or none, earliest day, share."""
    have = given["membership_months"]
    need = book.parameter("jht.partial.min_months")
    part = book.parameter("jht.partial.share", code=kind)
    only = book.setting("jht.partial.only_while_working")
    share: int = part.value[kind]
    if have is None:
        reason = ("MEMBERSHIP_MISSING", both("masa kepesertaan belum diisi", "the months of membership are missing"))
        return reason, None, 0
    missing = max(need.value - have, 0)
    first = add_months(book.on, missing)
    book.step(
        "jht.partial",
        both("Masa kepesertaan untuk pembayaran sebagian", "Membership for a partial payment"),
        have,
        both(f"{have} dari {need.value} bulan", f"{have} of {need.value} months"),
        cite="PP 46/2015 Pasal 22 ayat (4)-(6)",
        inputs={"membership_months": have, "working": given["working"], "partial_paid": given["partial_paid"]},
        unit="months",
    )
    if kind == max(part.value) and given["housing_papers"] == 0:
        reason = ("HOUSING_PAPERS_MISSING", both("dokumen perumahan belum ada", "the housing papers are missing"))
        return reason, None, 0
    if given["partial_paid"]:
        return ("ALREADY_DRAWN", both("pembayaran sebagian hanya sekali", "a part may be drawn only once")), None, 0
    if missing:
        reason = (
            "MEMBERSHIP_TOO_SHORT",
            both(
                f"masa kepesertaan {have} bulan, perlu {need.value} bulan",
                f"membership of {have} months, {need.value} are needed",
            ),
        )
        return reason, first, 0
    if only == "yes" and not given["working"]:
        reason = ("NOT_WORKING", both("peserta sudah tidak bekerja", "the member is no longer in work"))
        return reason, None, 0
    return None, book.on, share


def _changes(book: Notebook, ground: str, first: date | None, at_age: date, reason: Refusal | None) -> list[Both]:
    """Short sentences on what would open the payment."""
    if reason is None:
        return []
    code = reason[0]
    out: list[Both] = []
    if first and first > book.on:
        out.append(
            both(f"ajukan pada atau setelah {show_date(first, 'id')}", f"file on or after {show_date(first, 'en')}")
        )
    if code == "STILL_WORKING":
        out.append(both("bukti bahwa hubungan kerja telah berakhir", "proof that the employment has ended"))
    if code == "POSTPONED":
        out.append(both("pembayaran ketika pekerjaan berakhir", "payment when work ends"))
    if code in ("EVENT_DATE_MISSING", "MEMBERSHIP_MISSING", "HOUSING_PAPERS_MISSING"):
        out.append(both("lengkapi data yang kurang", "fill in what is missing"))
    if code == "NOT_WORKING":
        out.append(
            both("ajukan pembayaran penuh karena berhenti bekerja", "claim the whole balance because work has ended")
        )
    if ground not in ("AGE_56", "DEATH", "TOTAL_DISABILITY") and at_age > book.on and first != at_age:
        out.append(
            both(
                f"pembayaran penuh terbuka pada usia {_age(book)}, {show_date(at_age, 'id')}",
                f"the whole balance opens at age {_age(book)}, {show_date(at_age, 'en')}",
            )
        )
    return out

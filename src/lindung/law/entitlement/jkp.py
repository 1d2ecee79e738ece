"""Who is paid job-loss benefit (JKP), by whom, until when it may be asked for, and which months are open."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..dates import add_months, birthday, month_end
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date
from ..wording import Both
from .jkp_schedule import SIZES, months_after
from .jkp_search import SEARCHES, open_months
from .jkp_service import changes_for, service

KINDS: dict[str, Both] = {
    "LAYOFF": both("pemutusan hubungan kerja", "layoff"),
    "CONTRACT_CUT": both("kontrak diakhiri sebelum tanggalnya", "fixed-term contract ended before its date"),
    "CONTRACT_END": both("kontrak berakhir pada tanggalnya", "fixed-term contract ended by its own date"),
    "RESIGNED": both("mengundurkan diri", "resignation"),
    "TOTAL_DISABILITY": both("cacat total tetap", "permanent total disability"),
    "RETIRED": both("pensiun", "retirement"),
    "DEATH": both("meninggal dunia", "death"),
}
HEALTH: dict[str, Both] = {
    "PPU": both("sebagai pekerja penerima upah", "as a wage earner"),
    "OTHER": both("segmen lain", "another segment"),
    "NONE": both("tidak ikut", "not a member"),
}
PROGRAMMES = ("jkk", "jkm", "jht", "jp")
PAYERS: dict[str, Both] = {
    "AGENCY": both("dibayar badan penyelenggara", "paid by the agency"),
    "EMPLOYER_FIRST": both(
        "pemberi kerja membayar dahulu, lalu meminta penggantian", "the employer pays first, then asks it back"
    ),
    "EMPLOYER": both("pemberi kerja membayar seluruhnya sekaligus", "the employer pays all of it at once"),
    "NOBODY": both("tidak ada yang membayar", "nobody pays"),
}
Refusal = tuple[str, Both]
BY_REGISTRATION = ("TOO_FEW_MONTHS", "NOT_CONSECUTIVE", "PROGRAMMES_MISSING")
"""Refusals that only the missing registration causes: they do not free the employer."""
UNREGISTERED: dict[str, Refusal] = {
    "EMPLOYER": ("NOT_REGISTERED", both("pekerja tidak didaftarkan", "the worker was never registered")),
    "NOBODY": (
        "MICRO_EXEMPT",
        both(
            "pekerja tidak didaftarkan; usaha mikro dikecualikan",
            "the worker was never registered; micro firms are exempt",
        ),
    ),
}
CITE = "PP 37/2021 Pasal 4, 8, 19-21, 35, 39-40; PP 6/2025 Pasal 4, 19-20, 39-40"


@procedure(
    "jkp.entitlement",
    both("Hak atas manfaat Jaminan Kehilangan Pekerjaan", "Right to the unemployment benefit (JKP)"),
    (
        Field("kind", "choice", both("Sebab berhenti bekerja", "How the work ended"), choices=KINDS),
        Field("layoff_date", "date", both("Tanggal PHK", "Day of the layoff")),
        Field("birth_date", "date", both("Tanggal lahir", "Date of birth")),
        Field("registered_on", "date", both("Tanggal didaftarkan ke JKP", "Day registered for JKP"), True),
        Field("citizen", "flag", both("Warga negara Indonesia", "Indonesian citizen")),
        Field("size", "choice", both("Skala usaha pemberi kerja", "Size of the employer"), choices=SIZES),
        *(Field(p, "flag", both(f"Ikut {p.upper()}", f"Covered by {p.upper()}")) for p in PROGRAMMES),
        Field("health", "choice", both("Jaminan kesehatan (JKN)", "Health insurance (JKN)"), choices=HEALTH),
        Field("filed_on", "date", both("Tanggal pengajuan", "Day of filing"), True),
        Field(
            "paid_months",
            "rows",
            both("Bulan iuran yang lunas", "Months of contributions paid"),
            high=720,
            columns=(Field("month", "date", both("Bulan", "Month")),),
        ),
        Field("chosen_firm", "flag", both("Perusahaan ini dipilih untuk JKP", "This firm was picked for JKP"), True),
        Field("working", "flag", both("Sudah bekerja kembali", "Back in work"), True),
        Field("claims_before", "integer", both("Pengajuan JKP sebelumnya", "Earlier JKP claims"), True, high=20),
        Field("last_claim_on", "date", both("Pengajuan terakhir", "Last claim"), True),
        Field("arrears_jkk", "integer", both("Tunggakan JKK", "JKK arrears"), True, high=600, unit="months"),
        Field("arrears_jkm", "integer", both("Tunggakan JKM", "JKM arrears"), True, high=600, unit="months"),
        Field("insolvent", "flag", both("Pemberi kerja pailit atau tutup", "Employer bankrupt or closed"), True),
        Field("under_reported", "flag", both("Upah dilaporkan lebih rendah", "Wage was under-reported"), True),
        SEARCHES,
    ),
    (
        ("entitled", both("Berhak", "Entitled"), "flag"),
        ("agency_pays", both("Dibayar badan penyelenggara", "Paid by the agency"), "flag"),
        ("employer_pays", both("Dibayar pemberi kerja", "Paid by the employer"), "flag"),
        ("counted_months", both("Bulan iuran yang dihitung", "Months of contributions counted"), "months"),
        ("open_months", both("Bulan manfaat yang terbuka", "Months of benefit that are open"), "months"),
    ),
    both(
        "Tanggal adalah hari dinyatakan berhak atau tidak. Tanggal didaftarkan kosong: pekerja tidak pernah"
        " didaftarkan. Jumlah uang ada di jkp.schedule.",
        "The date is the day of being found entitled or not. No day of registration: the worker was never registered."
        " jkp.schedule gives the money.",
    ),
)
def jkp_entitlement(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Decide a JKP claim by the law of the day of the decision."""
    layoff, filed = given["layoff_date"], given["filed_on"] or book.on
    months = {row["month"].replace(day=1) for row in given["paid_months"]}
    file_by = _file_by(book, layoff, filed)
    first, last = _window(book, layoff)
    have = sum(first <= m <= last for m in months)
    tests = (
        _kind(book, given["kind"]),
        _person(book, given),
        _programmes(book, given),
        _filing(filed, layoff, file_by),
        _contributions(book, layoff, months, have, (first, last)),
        _earlier(book, given, months),
    )
    refusal = next((t for t in tests if t is not None), None)
    unregistered = given["registered_on"] is None
    payer = _payer(book, given, refusal, unregistered)
    entitled = payer == "AGENCY"
    if unregistered and (refusal is None or refusal[0] in BY_REGISTRATION):
        refusal = UNREGISTERED[payer]
    elif refusal is None and not entitled:
        refusal = payer, PAYERS[payer]
    rows = open_months(book, given["searches"] or [])
    owed = []
    if given["under_reported"] and entitled:
        owed.append(both("kekurangan uang tunai, sekaligus", "the shortfall of the cash, at once"))
    if payer == "EMPLOYER":
        owed.append(both("seluruh uang tunai sekaligus dan pelatihan", "all of the cash at once, and the training"))
    changes = changes_for(refusal[0] if refusal else "", file_by >= filed)
    served = service(book, payer == "EMPLOYER_FIRST")
    book.step(
        "jkp.entitled",
        both("Hak atas manfaat JKP", "Right to the JKP benefit"),
        int(entitled),
        both("berhak", "entitled") if entitled else both("tidak berhak", "not entitled"),
        cite=CITE,
        because=[refusal[1] if refusal else KINDS[given["kind"]], PAYERS[payer], *owed],
        inputs={k: v for k, v in given.items() if v is not None and not isinstance(v, list)},
        changes=changes,
        unit="flag",
    )
    details = {
        "reason": None if refusal is None else {"code": refusal[0], **refusal[1]},
        "payer": payer,
        "file_by": file_by.isoformat(),
        "months": rows,
        "employer_owes": owed,
        "what_would_change": changes,
        **served,
    }
    values = {
        "entitled": int(entitled),
        "agency_pays": int(payer == "AGENCY"),
        "employer_pays": int(payer.startswith("EMPLOYER")),
        "counted_months": have,
        "open_months": sum(r["open"] for r in rows) if entitled else 0,
    }
    return values, details


def _file_by(book: Notebook, layoff: date, filed: date) -> date:
    """Last day of filing: the time of the day of layoff, lengthened by later law unless it had already run out."""
    revival = book.setting("jkp.filing_revival") == "law_of_filing"
    item = book.parameters["jkp.filing_months"]
    begin = max(layoff, item.values[0].in_force)
    allowed = book.parameter("jkp.filing_months", begin)
    last = months_after(book, layoff, allowed.value)
    for later in (v for v in item.values if begin < v.in_force <= filed and v.recorded <= book.known_on):
        if revival or later.in_force <= last:
            allowed = book.parameter("jkp.filing_months", later.in_force)
            last = months_after(book, layoff, allowed.value)
    book.step(
        "jkp.file_by",
        both("Batas pengajuan", "Last day to file"),
        last,
        {k: show_date(last, k) for k in ("id", "en")},
        cite=f"{allowed.instrument} {allowed.article}",
        arithmetic={
            k: f"{show_date(layoff, k)} + {allowed.value} {w} = {show_date(last, k)}"
            for k, w in (("id", "bulan"), ("en", "months"))
        },
        inputs={"layoff_date": layoff},
        unit="date",
    )
    return last


def _condition(book: Notebook, name: str, title: Both, refusal: Refusal | None, met: Both, cite: str) -> Refusal | None:
    """Write one condition down and hand its refusal on."""
    told = met if refusal is None else refusal[1]
    book.step(f"jkp.{name}", title, int(refusal is None), told, cite=cite, unit="flag")
    return refusal


def _kind(book: Notebook, kind: str) -> Refusal | None:
    refusal = None
    if kind not in book.parameter("jkp.grounds", code="COVERED").value["COVERED"]:
        refusal = (
            "KIND_NOT_COVERED",
            both(f"{KINDS[kind]['id']} tidak dijamin", f"{KINDS[kind]['en']} is not covered"),
        )
    title = both("Sebab berakhirnya hubungan kerja", "End of the employment")
    return _condition(book, "kind", title, refusal, KINDS[kind], "PP 37/2021 Pasal 18-20")


def _person(book: Notebook, given: dict[str, Any]) -> Refusal | None:
    entry = given["registered_on"] or given["layoff_date"]
    most = book.parameter("jkp.entry_age", entry)
    born = given["birth_date"]
    leap = book.setting("calendar.leap_birthday") if (born.month, born.day) == (2, 29) else "feb_28"
    refusal: Refusal | None = None
    if not given["citizen"]:
        refusal = "NOT_CITIZEN", both("hanya warga negara Indonesia", "Indonesian citizens only")
    elif birthday(born, most.value, leap) <= entry:
        refusal = (
            "TOO_OLD",
            both(f"sudah {most.value} tahun ketika didaftarkan", f"{most.value} years old when registered"),
        )
    elif given["chosen_firm"] == 0:
        refusal = (
            "OTHER_FIRM",
            both("pekerja memilih perusahaan lain untuk JKP", "the worker picked another firm for JKP"),
        )
    elif given["working"]:
        refusal = "WORKING", both("sudah bekerja kembali", "back in work")
    met = both("warga negara, umur, dan pekerjaan memenuhi", "citizenship, age and work are in order")
    return _condition(
        book, "person", both("Peserta", "Member"), refusal, met, "PP 37/2021 Pasal 4 dan 8; PP 6/2025 Pasal 4"
    )


def _programmes(book: Notebook, given: dict[str, Any]) -> Refusal | None:
    need = book.parameter("programmes.jkp_condition", given["layoff_date"], given["size"]).value[given["size"]]
    missing = [p for p in need if not given[p.lower()]]
    if given["health"] not in book.parameter("jkp.health_segments", given["layoff_date"], "JKN").value["JKN"]:
        missing.append("JKN")
    listed = ", ".join(missing)
    refusal = ("PROGRAMMES_MISSING", both(f"belum ikut {listed}", f"not covered by {listed}")) if missing else None
    have = ", ".join([*need, "JKN"])
    return _condition(
        book,
        "programmes",
        both("Program yang diikuti", "Programmes"),
        refusal,
        both(f"ikut {have}", f"covered by {have}"),
        "PP 37/2021 Pasal 4; PP 6/2025 Pasal 4 ayat (3)",
    )


def _filing(filed: date, layoff: date, file_by: date) -> Refusal | None:
    if filed < layoff:
        return "NOT_YET", both("hubungan kerja belum berakhir", "the employment has not ended yet")
    if filed > file_by:
        return "FILED_TOO_LATE", both(
            f"batas pengajuan {show_date(file_by, 'id')}", f"the last day to file was {show_date(file_by, 'en')}"
        )
    return None


def _window(book: Notebook, layoff: date) -> tuple[date, date]:
    """First and last calendar month of the months looked at."""
    length = book.parameter("jkp.window_months").value
    last = layoff.replace(day=1)
    if book.setting("jkp.window_end") == "month_before":
        last = add_months(last, -1)
    first = add_months(last, 1 - length)
    told = {
        k: f"{show_date(first, k)} {w} {show_date(month_end(last), k)}" for k, w in (("id", "sampai"), ("en", "to"))
    }
    book.step(
        "jkp.window",
        both("Masa yang dilihat", "Time looked at"),
        [first.isoformat(), last.isoformat()],
        told,
        cite="PP 37/2021 Pasal 19 ayat (3); PP 6/2025 Pasal 19 ayat (3)",
        inputs={"layoff_date": layoff},
        unit="codes",
    )
    return first, last


def _contributions(
    book: Notebook, layoff: date, months: set[date], have: int, window: tuple[date, date]
) -> Refusal | None:
    need, row = book.parameter("jkp.window_paid").value, book.parameter("jkp.consecutive_months").value
    last = window[1]
    in_row = 0
    while add_months(last, -in_row) in months:
        in_row += 1
    book.step(
        "jkp.counted_months",
        both("Bulan iuran yang dihitung", "Months of contributions counted"),
        have,
        both(f"{have} bulan, {in_row} berturut-turut", f"{have} months, {in_row} in a row"),
        cite="PP 37/2021 Pasal 19 ayat (3); PP 6/2025 Pasal 19 ayat (3)",
        inputs={"layoff_date": layoff},
        unit="months",
    )
    if have < need:
        return "TOO_FEW_MONTHS", both(f"{have} bulan iuran, perlu {need}", f"{have} months paid, {need} are needed")
    if in_row < row:
        return "NOT_CONSECUTIVE", both(
            f"{in_row} bulan berturut-turut sebelum PHK, perlu {row}",
            f"{in_row} months in a row before the layoff, {row} are needed",
        )
    return None


def _earlier(book: Notebook, given: dict[str, Any], months: set[date]) -> Refusal | None:
    before, last = given["claims_before"] or 0, given["last_claim_on"]
    most = book.parameter("jkp.max_claims").value
    refusal: Refusal | None = None
    if before >= most:
        refusal = "CLAIMS_USED", both(f"sudah {before} kali", f"claimed {before} times already")
    elif before and last is None:
        refusal = (
            "LAST_CLAIM_MISSING",
            both("tanggal pengajuan terakhir belum diisi", "the day of the last claim is missing"),
        )
    met = both(f"{before} dari {most} kali", f"{before} of {most} times")
    _condition(book, "earlier", both("Pengajuan sebelumnya", "Earlier claims"), refusal, met, "PP 37/2021 Pasal 35")
    if refusal is not None or last is None or not before:
        return refusal
    years = book.parameter("jkp.claim_gap").value
    need = years * book.parameter("calendar.months_in_year").value
    have = sum(m > last for m in months)
    book.step(
        "jkp.months_since_claim",
        both("Bulan iuran sejak pengajuan terakhir", "Months of contributions since the last claim"),
        have,
        both(f"{have} dari {need} bulan", f"{have} of {need} months"),
        cite="PP 37/2021 Pasal 35",
        inputs={"last_claim_on": last},
        unit="months",
    )
    if have < need:
        return "GAP_TOO_SHORT", both(
            f"{have} bulan iuran sejak pengajuan terakhir, perlu {need}",
            f"{have} months of contributions since the last claim, {need} are needed",
        )
    return None


def _payer(book: Notebook, given: dict[str, Any], refusal: Refusal | None, unregistered: bool) -> str:
    """Who pays: the agency, the employer first (long arrears), the employer alone (never registered), or nobody."""
    if unregistered:
        owed = refusal is None or refusal[0] in BY_REGISTRATION
        return "EMPLOYER" if owed and given["size"] != "micro" else "NOBODY"
    if refusal is not None:
        return "NOBODY"
    counted = book.parameter("jkp.arrears_programmes", code="COUNTED").value["COUNTED"]
    arrears = max(given[f"arrears_{p.lower()}"] or 0 for p in counted)
    allowed = book.parameter("jkp.arrears_months").value
    if given["insolvent"] and book.parameters["jkp.arrears_insolvent_months"].at(book.on, book.known_on) is not None:
        allowed = book.parameter("jkp.arrears_insolvent_months").value
    book.step(
        "jkp.arrears",
        both("Tunggakan berturut-turut", "Arrears in a row"),
        arrears,
        both(f"{arrears} bulan, ditanggung sampai {allowed}", f"{arrears} months, borne up to {allowed}"),
        cite="PP 37/2021 Pasal 39; PP 6/2025 Pasal 39 dan 39A",
        inputs={"insolvent": given["insolvent"] or 0},
        unit="months",
    )
    return "AGENCY" if arrears <= allowed else "EMPLOYER_FIRST"

"""What an employer owes besides money: the programmes it must join and the reports it must make in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..dates import add_working_days
from ..errors import MissingInput
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date
from ..wording import Both
from .jht import day_words

SIZES: dict[str, Both] = {
    "micro": both("usaha mikro", "micro firm"),
    "small": both("usaha kecil", "small firm"),
    "medium": both("usaha menengah", "medium firm"),
    "large": both("usaha besar", "large firm"),
}
SEGMENTS: dict[str, Both] = {
    "WAGE_EARNERS": both("pekerja penerima upah", "wage earners"),
    "CONSTRUCTION": both("pekerja harian atau borongan jasa konstruksi", "casual or piece workers in construction"),
    "BPU": both("bukan penerima upah", "workers without a wage"),
    "BPU_EMPLOYER": both("bukan penerima upah yang mempekerjakan orang", "self-employed who employ others"),
}
HEALTH: dict[str, Both] = {
    "NONE": both("bukan peserta JKN aktif", "no active health insurance (JKN)"),
    "PPU": both("JKN sebagai pekerja penerima upah", "health insurance (JKN) as wage earner"),
    "OTHER": both("JKN segmen lain", "health insurance (JKN), other segment"),
}
PROGRAMMES = ("JKK", "JKM", "JHT", "JP")


@procedure(
    "employer.programmes",
    both("Program yang wajib diikuti pemberi kerja", "Programmes an employer must join"),
    (
        Field("segment", "choice", both("Segmen pekerja", "Segment of the workers"), choices=SEGMENTS),
        Field("size", "choice", both("Skala usaha", "Size of the firm"), True, choices=SIZES),
        Field("health", "choice", both("Kepesertaan JKN pekerja", "Workers' health insurance"), True, choices=HEALTH),
        Field("joined_jht", "flag", both("Mengikuti JHT sukarela", "Joined JHT freely"), True),
        Field("joined_jp", "flag", both("Mengikuti JP sukarela", "Joined JP freely"), True),
    ),
    (
        *((p.lower(), both(f"Wajib {p}", f"{p} applies"), "flag") for p in PROGRAMMES),
        ("jkp", both("Pekerja menjadi peserta JKP", "Workers are covered by JKP"), "flag"),
    ),
    both(
        "Skala usaha hanya untuk penerima upah. Syarat usia dan kewarganegaraan JKP diperiksa pada hak JKP.",
        "The size is asked for wage earners only. Age and citizenship for JKP are checked with the JKP right.",
    ),
)
def employer_programmes(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Perpres 109/2013 art. 6; PP 37/2021 and PP 6/2025 art. 4."""
    segment, size = given["segment"], given["size"]
    if segment == "WAGE_EARNERS":
        if size is None:
            raise MissingInput(formula="employer.programmes", input="size")
        source = book.parameter("programmes.mandatory", code=size)
        must = source.value[size]
        because = SIZES[size]
    else:
        source = book.parameter("programmes.by_segment", code=segment)
        must = source.value[segment]
        because = SEGMENTS[segment]
    book.step(
        "employer.mandatory",
        both("Program wajib", "Mandatory programmes"),
        list(must),
        {k: ", ".join(must) for k in ("id", "en")},
        cite=f"{source.instrument} {source.article}",
        because=[because],
        inputs={"segment": segment, "size": size},
        unit="codes",
    )
    free = [p for p in ("JHT", "JP") if given[f"joined_{p.lower()}"] and p not in must]
    have = (*must, *free)
    jkp, why = _jkp(book, segment, size, given["health"], have)
    details = {
        "mandatory": list(must),
        "voluntary": free,
        "reason": None if jkp else why,
    }
    return {**{p.lower(): int(p in must) for p in PROGRAMMES}, "jkp": int(jkp)}, details


def _jkp(
    book: Notebook, segment: str, size: str | None, health: str | None, have: tuple[str, ...]
) -> tuple[bool, dict[str, str] | None]:
    """Whether the workers are covered by JKP, and why not."""
    if segment != "WAGE_EARNERS":
        return False, {"code": "NOT_WAGE_EARNERS", **both("JKP hanya untuk penerima upah", "JKP is for wage earners")}
    if book.parameters["programmes.jkp_condition"].at(book.on, book.known_on) is None:
        return False, {"code": "NO_JKP_YET", **both("program JKP belum berlaku", "JKP has not begun")}
    need = book.parameter("programmes.jkp_condition", code=size)
    accepted = book.parameter("jkp.health_segments", code="JKN")
    missing = [p for p in need.value[size] if p not in have]
    reason: dict[str, str] | None = None
    if missing:
        names = ", ".join(missing)
        reason = {"code": "PROGRAMME_MISSING", **both(f"belum mengikuti {names}", f"{names} not joined")}
    elif health is None or health == "NONE":
        reason = {"code": "NO_JKN", **both("pekerja bukan peserta JKN", "the workers have no health insurance (JKN)")}
    elif health not in accepted.value["JKN"]:
        reason = {"code": "JKN_SEGMENT", **both("JKN harus sebagai penerima upah", "JKN must be as wage earner")}
    changes = [{k: reason[k] for k in ("id", "en")}] if reason else []
    book.step(
        "employer.jkp",
        both("Kepesertaan JKP", "Cover by JKP"),
        int(reason is None),
        both("tercakup", "covered") if reason is None else both("tidak tercakup", "not covered"),
        cite=f"{need.instrument} {need.article}",
        because=changes,
        inputs={"have": list(have), "health": health},
        unit="flag",
    )
    return reason is None, reason


DUTIES: dict[str, tuple[str, Both]] = {
    "NEW_WORKER": ("service.new_worker_report", both("mendaftarkan pekerja baru", "register a new worker")),
    "REGISTRATION_FORM": ("service.new_worker_form", both("menyerahkan formulir pendaftaran", "hand in the form")),
    "DATA_CHANGE": ("service.change_report", both("melaporkan perubahan data", "report a change of data")),
    "FAMILY_CHANGE": ("service.family_change_report", both("meneruskan data keluarga", "pass on family data")),
    "ACCIDENT": ("jkk.report.stage_1", both("melaporkan kecelakaan (tahap I)", "report an accident (stage I)")),
    "ACCIDENT_OUTCOME": (
        "jkk.report.stage_2",
        both("melaporkan akibatnya (tahap II)", "report its outcome (stage II)"),
    ),
    "LAYOFF": ("jkp.layoff_report", both("melaporkan pemutusan hubungan kerja", "report a layoff")),
    "CONSTRUCTION_PROJECT": ("service.construction_registration", both("mendaftarkan proyek", "register a project")),
    "CONSTRUCTION_CHANGE": (
        "service.construction_change",
        both("melaporkan perubahan pekerja", "report changed workers"),
    ),
}


UNITS: dict[str, Both] = {
    "working_days": both("hari kerja", "working days"),
    "days": both("hari", "days"),
    "hours": both("jam", "hours"),
}


@procedure(
    "employer.duties",
    both("Batas waktu kewajiban lapor pemberi kerja", "Time limits of an employer's reports"),
    (
        Field("duty", "choice", both("Kewajiban", "Duty"), choices={k: v[1] for k, v in DUTIES.items()}),
        Field("event_date", "date", both("Tanggal kejadian", "Day of the event")),
        Field(
            "holidays",
            "rows",
            both("Hari libur", "Holidays"),
            True,
            high=400,
            columns=(Field("day", "date", both("Tanggal", "Date")),),
        ),
    ),
    (
        ("in_time", both("Masih dalam batas waktu", "Still in time"), "flag"),
        ("days_left", both("Sisa hari kalender", "Calendar days left"), "days"),
    ),
    both(
        "Tanggal adalah tanggal lapor. Hitungan mulai sehari setelah kejadian; Sabtu, Minggu, dan hari libur dilewati"
        " bila batasnya hari kerja.",
        "The date is the day of the report. The count begins the day after the event; Saturdays, Sundays and holidays"
        " are skipped where the limit is in working days.",
    ),
)
def employer_duties(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """The last day on which a report is in time, and whether today still is."""
    duty, event = given["duty"], given["event_date"]
    key, words = DUTIES[duty]
    if duty == "DATA_CHANGE" and book.setting("service.change_report_rule") == "calendar_days":
        key = "service.change_report_sanction"
    limit = book.parameter(key, event)
    holidays = {row["day"] for row in given["holidays"] or ()}
    last = after(event, limit.value, limit.unit, holidays)
    left = max((last - book.on).days, 0)
    in_time = book.on <= last
    unit = UNITS[limit.unit]
    book.step(
        "employer.last_day",
        both("Hari terakhir", "Last day"),
        last,
        day_words(last),
        cite=f"{limit.instrument} {limit.article}",
        arithmetic={k: f"{show_date(event, k)} + {limit.value} {unit[k]} = {show_date(last, k)}" for k in ("id", "en")},
        because=[words],
        inputs={"event_date": event},
        unit="date",
    )
    book.step(
        "employer.in_time",
        both("Dilaporkan dalam batas waktu", "Reported in time"),
        int(in_time),
        both("ya", "yes") if in_time else both("terlambat", "late"),
        cite=f"{limit.instrument} {limit.article}",
        inputs={"on": book.on},
        unit="flag",
    )
    return {"in_time": int(in_time), "days_left": left}, {"last_day": last.isoformat(), "duty": duty}


def after(day: date, count: int, unit: str, holidays: set[date]) -> date:
    """The day ``count`` hours, days or working days after a day."""
    if unit == "working_days":
        return add_working_days(day, count, holidays)
    return day + (timedelta(hours=count) if unit == "hours" else timedelta(days=count))

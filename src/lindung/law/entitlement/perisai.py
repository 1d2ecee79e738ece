"""Standing of a Perisai agent: admitted, active, deactivated, when to return."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..dates import add_months
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date
from ..wording import Both
from .jht import day_words

HOSTS: dict[str, Both] = {
    "FOUNDATION": both("yayasan", "foundation"),
    "COOPERATIVE": both("koperasi", "cooperative"),
    "FIRM": both("CV atau badan usaha", "limited partnership or firm"),
    "NONE": both("perseorangan tanpa wadah", "private person without a host body"),
}
CITE = "Ketentuan Perisai badan penyelenggara 2018"


@procedure(
    "perisai.standing",
    both("Kedudukan agen Perisai", "Standing of a Perisai agent"),
    (
        Field("appointed", "date", both("Tanggal diangkat", "Day of appointment")),
        Field("host", "choice", both("Wadah", "Host body"), choices=HOSTS),
        Field("staff", "flag", both("Pegawai badan penyelenggara", "Staff of the agency")),
        Field("misconduct", "flag", both("Kecurangan atau gratifikasi", "Fraud or gratuity")),
        Field(
            "months",
            "rows",
            both("Peserta baru per bulan", "New members by month"),
            True,
            high=1200,
            columns=(
                Field("month", "date", both("Bulan", "Month")),
                Field("new_members", "integer", both("Peserta baru", "New members"), high=1_000_000),
            ),
        ),
        Field("reactivated", "date", both("Tanggal diaktifkan lagi", "Day activated again"), True),
        Field("agents", "integer", both("Banyaknya agen sekarang", "Agents now"), True, high=1_000_000),
    ),
    (
        ("active", both("Aktif", "Active"), "flag"),
        ("months_without", both("Bulan penuh tanpa akuisisi", "Full months without acquisition"), "months"),
        ("may_return", both("Boleh diaktifkan lagi", "May be activated again"), "flag"),
        ("room", both("Masih ada tempat untuk agen baru", "There is room for a new agent"), "flag"),
    ),
    both(
        "Bulan berjalan tidak dihitung. Bulan yang tidak tercantum dianggap tanpa akuisisi.",
        "The running month does not count. A month that is not listed is taken as one without acquisition.",
    ),
)
def perisai_standing(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Walk the full months since the appointment or the last activation."""
    limit, wait = book.parameter("perisai.deactivate_after"), book.parameter("perisai.reactivate_after")
    gained: dict[date, int] = {}
    for row in given["months"] or ():
        key = row["month"].replace(day=1)
        gained[key] = gained.get(key, 0) + row["new_members"]
    back = given["reactivated"]
    off, idle = _walk(gained, given["appointed"], min(back or book.on, book.on), limit.value)
    returns = add_months(off, wait.value) if off else None
    reason: tuple[str, Both] | None = None
    if off is not None and back is not None and back <= book.on:
        if returns is not None and back < returns:
            reason = (
                "BACK_TOO_EARLY",
                both("diaktifkan sebelum masa tunggu selesai", "activated before the wait ended"),
            )
        else:
            off, idle = _walk(gained, back, book.on, limit.value)
            returns = add_months(off, wait.value) if off else None
    if given["misconduct"]:
        reason = ("REMOVED", both("diberhentikan karena pelanggaran", "removed for misconduct"))
    elif given["staff"]:
        reason = ("STAFF", both("pegawai tidak boleh menjadi agen", "staff may not be agents"))
    elif given["host"] == "NONE":
        reason = ("NO_HOST", both("agen harus bernaung pada wadah", "an agent needs a host body"))
    elif book.on < given["appointed"]:
        reason = ("NOT_APPOINTED", both("belum diangkat", "not appointed yet"))
    elif off is not None and reason is None:
        reason = (
            "NO_ACQUISITION",
            both(
                f"{limit.value} bulan tanpa akuisisi, nonaktif sejak {show_date(off, 'id')}",
                f"{limit.value} months without acquisition, inactive since {show_date(off, 'en')}",
            ),
        )
    may = reason is not None and reason[0] == "NO_ACQUISITION" and returns is not None and returns <= book.on
    changes: list[Both] = []
    if reason and reason[0] in ("NO_ACQUISITION", "BACK_TOO_EARLY") and returns is not None:
        changes.append(
            both(
                f"ajukan pengaktifan pada atau setelah {show_date(returns, 'id')}",
                f"ask to be activated on or after {show_date(returns, 'en')}",
            )
        )
    book.step(
        "perisai.active",
        both("Kedudukan agen", "Standing of the agent"),
        int(reason is None),
        both("aktif", "active") if reason is None else both("tidak aktif", "not active"),
        cite=CITE,
        because=[reason[1]] if reason else [both(f"{idle} bulan tanpa akuisisi", f"{idle} months without acquisition")],
        inputs={"appointed": given["appointed"], "reactivated": back, "on": book.on},
        changes=changes,
        unit="flag",
    )
    if off is not None and returns is not None:
        book.step(
            "perisai.return",
            both("Paling awal diaktifkan lagi", "Earliest day to be activated again"),
            returns,
            day_words(returns),
            cite=CITE,
            arithmetic={
                k: f"{show_date(off, k)} + {wait.value} {w} = {show_date(returns, k)}"
                for k, w in (("id", "bulan"), ("en", "months"))
            },
            unit="date",
        )
    room = 1
    if given["agents"] is not None:
        most = book.parameter("perisai.agent_limit")
        room = int(given["agents"] < most.value)
        book.step(
            "perisai.room",
            both("Tempat untuk agen baru", "Room for a new agent"),
            room,
            both("ada", "yes") if room else both("penuh", "none"),
            cite=f"{most.instrument} {most.article}",
            inputs={"agents": given["agents"]},
            unit="flag",
        )
    details = {
        "reason": None if reason is None else {"code": reason[0], **reason[1]},
        "inactive_since": off.isoformat() if off else None,
        "may_return_from": returns.isoformat() if returns else None,
        "what_would_change": changes,
    }
    return {"active": int(reason is None), "months_without": idle, "may_return": int(may), "room": room}, details


def _walk(gained: dict[date, int], start: date, until: date, limit: int) -> tuple[date | None, int]:
    """The first day of inactivity, if any, and the months without acquisition so far; full months only."""
    month = start.replace(day=1) if start.day == 1 else add_months(start.replace(day=1), 1)
    idle, end = 0, until.replace(day=1)
    while month < end:
        idle = 0 if gained.get(month, 0) else idle + 1
        month = add_months(month, 1)
        if idle == limit:
            return month, idle
    return None, idle

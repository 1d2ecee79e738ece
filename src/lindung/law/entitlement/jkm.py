"""Whether a death opens the death benefit (JKM), with which papers and by when it must be paid."""

from __future__ import annotations

from typing import Any

from ..procedure import Field, Notebook, both, procedure
from ..units import show_date
from ..wording import Both


@procedure(
    "jkm.entitlement",
    both("Hak atas santunan Jaminan Kematian", "Right to the death benefit (JKM)"),
    (
        Field("active_on_death", "flag", both("Peserta aktif pada hari meninggal", "Covered on the day of death")),
        Field("work_accident", "flag", both("Meninggal karena kecelakaan kerja", "Death from a work accident")),
        Field("has_heirs", "flag", both("Ada ahli waris", "There are heirs")),
    ),
    (
        ("entitled", both("Berhak", "Entitled")),
        ("payment_deadline", both("Batas pembayaran (hari kerja)", "Days to pay (working days)")),
    ),
    both(
        "Tanggal adalah tanggal meninggal. Kematian karena kecelakaan kerja dibayar dari JKK.",
        "The date is the date of death. A death from a work accident is paid by JKK.",
    ),
)
def jkm_entitlement(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Decide a JKM claim. PP 44/2015 art. 34 and 40."""
    papers = book.parameter("jkm.documents")
    deadline = book.parameter("jkm.payment_deadline")
    reason: tuple[str, Both] | None = None
    changes: list[Both] = []
    if given["work_accident"]:
        reason = ("JKK_PAYS", both("kematian karena kecelakaan kerja dibayar dari JKK", "JKK pays for a work accident"))
        changes.append(both("ajukan klaim kematian JKK", "file a JKK death claim"))
    elif not given["active_on_death"]:
        reason = (
            "NOT_COVERED",
            both(
                f"kepesertaan tidak aktif pada {show_date(book.on, 'id')}",
                f"there was no cover on {show_date(book.on, 'en')}",
            ),
        )
        changes.append(
            both(
                "bukti bekerja atau membayar iuran pada hari meninggal; pemberi kerja yang tidak mendaftarkan"
                " menanggung manfaatnya",
                "proof of work or payment on the day of death; an employer that did not register the worker owes"
                " the benefit",
            )
        )
    entitled = reason is None
    who = "DEATH" if given["has_heirs"] else "NO_HEIRS"
    labels = book.parameters["jkm.documents"].labels
    documents = [{"code": c, "title": dict(labels[c])} for c in papers.value[who]]
    payee = (
        both("ahli waris", "the heirs")
        if given["has_heirs"]
        else both("biaya pemakaman kepada yang mengurus pemakaman", "the funeral cost to who arranged the funeral")
    )
    book.step(
        "jkm.entitled",
        both("Hak atas santunan kematian", "Right to the death benefit"),
        int(entitled),
        both("berhak", "entitled") if entitled else both("tidak berhak", "not entitled"),
        cite="PP 44/2015 Pasal 34 dan 40",
        because=[reason[1] if reason else both("aktif pada hari meninggal", "covered on the day of death"), payee],
        inputs=dict(given),
        changes=changes,
        unit="flag",
    )
    details = {
        "reason": None if reason is None else {"code": reason[0], **reason[1]},
        "documents": documents,
        "payee": payee,
        "what_would_change": changes,
    }
    return {"entitled": int(entitled), "payment_deadline": deadline.value}, details

"""Around a JKP decision: papers, times of service, and what would change the answer."""

from __future__ import annotations

from typing import Any

from ..procedure import Notebook, both
from ..wording import Both

CHANGES: dict[str, Both] = {
    "TOO_FEW_MONTHS": both("pelunasan iuran yang tertunggak", "payment of the contributions in arrears"),
    "PROGRAMMES_MISSING": both("pendaftaran pada program yang kurang", "registration in the missing programmes"),
    "EMPLOYER_FIRST": both(
        "pelunasan tunggakan dan denda membuka penggantian bagi pemberi kerja",
        "payment of arrears and penalties opens the refund to the employer",
    ),
    "NOT_REGISTERED": both("manfaat dibayar pemberi kerja", "the employer pays the benefit"),
    "LAST_CLAIM_MISSING": both("lengkapi data yang kurang", "fill in what is missing"),
    "NOT_YET": both("ajukan setelah hubungan kerja berakhir", "file after the employment has ended"),
}


def service(book: Notebook, employer_first: bool) -> dict[str, Any]:
    """Papers and times of service; ``None`` where the law of that day names none."""

    def known(key: str) -> Any:
        return book.parameter(key).value if book.parameters[key].at(book.on, book.known_on) is not None else None

    labels = book.parameters["jkp.documents"].labels
    listed = (known("jkp.documents") or {}).get("FIRST", ())
    return {
        "documents": [{"code": c, "title": dict(labels[c])} for c in listed],
        "payment_days": known("service.jkp_payment"),
        "report_days": known("jkp.layoff_report"),
        "refund_request_months": known("jkp.refund_request") if employer_first else None,
        "refund_days": known("jkp.refund_days") if employer_first else None,
    }


def changes_for(code: str, in_time: bool) -> list[Both]:
    """Short sentences on what would open or end the benefit; ``code`` is the refusal, empty where there is none."""
    if not code:
        return [both("bekerja kembali menghentikan manfaat", "a new job stops the benefit")] if in_time else []
    return [CHANGES[code]] if code in CHANGES else []

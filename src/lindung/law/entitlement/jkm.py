"""Whether a death opens the death benefit (JKM), with which papers and by when it must be paid."""

from __future__ import annotations

from typing import Any

from ..procedure import Field, Notebook, both, procedure
from ..units import show_date
from ..wording import Both
from .arrears import months_kept

SCOPES: dict[str, Both] = {
    "FULL": both("santunan penuh", "the full benefit"),
    "FUNERAL_ONLY": both("hanya biaya pemakaman", "the funeral cost only"),
    "FUNERAL_FIRST": both(
        "biaya pemakaman segera, sisanya setelah ahli waris melunasi tunggakan",
        "the funeral cost at once, the rest after the heirs pay the arrears",
    ),
    "NONE": both("tidak ada", "nothing"),
}
PER_EMPLOYER = both(
    "beberapa pemberi kerja: jumlahnya menurut jkm.several_employers",
    "several employers: jkm.several_employers gives the sum",
)
PAYS_FIRST: dict[str, Both] = {
    "EMPLOYER_FIRST": both(
        "pemberi kerja membayar dahulu dan meminta penggantian setelah tunggakan dan denda lunas",
        "the employer pays first and asks it back once arrears and penalties are paid",
    ),
    "NOT_REGISTERED": both("pemberi kerja membayar santunannya", "the employer pays the benefit"),
}


@procedure(
    "jkm.entitlement",
    both("Hak atas santunan Jaminan Kematian", "Right to the death benefit (JKM)"),
    (
        Field("active_on_death", "flag", both("Peserta aktif pada hari meninggal", "Covered on the day of death")),
        Field("work_accident", "flag", both("Meninggal karena kecelakaan kerja", "Death from a work accident")),
        Field("has_heirs", "flag", both("Ada ahli waris", "There are heirs")),
        Field("registered", "flag", both("Didaftarkan pemberi kerja", "Registered by the employer"), True),
        Field("bpu", "flag", both("Bukan penerima upah", "Self-employed"), True),
        Field("membership_months", "integer", both("Masa kepesertaan", "Membership"), True, high=1200, unit="months"),
        Field(
            "bpu_arrears", "integer", both("Tunggakan peserta", "Arrears of the member"), True, high=600, unit="months"
        ),
        Field(
            "employer_arrears",
            "integer",
            both("Tunggakan pemberi kerja", "Arrears of the employer"),
            True,
            high=600,
            unit="months",
        ),
        Field("employers", "integer", both("Pemberi kerja", "Employers"), True, low=1, high=20),
    ),
    (
        ("entitled", both("Berhak", "Entitled"), "flag"),
        ("payment_deadline", both("Batas pembayaran", "Time to pay"), "working_days"),
    ),
    both(
        "Tanggal adalah tanggal meninggal. Kematian karena kecelakaan kerja dibayar dari JKK. Tunggakan adalah bulan"
        " berturut-turut yang belum dibayar. Hak ini tidak kedaluwarsa.",
        "The date is the date of death. A death from a work accident is paid by JKK. Arrears are months in a row not"
        " paid. The right does not lapse.",
    ),
)
def jkm_entitlement(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Decide a JKM claim. PP 44/2015 art. 34 and 40-42; Permenaker 1/2025 art. 97A and 101."""
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
    else:
        reason = _arrears(book, given)
    scope = _scope(book, given) if reason is None else "NONE"
    if reason is not None and reason[0] in PAYS_FIRST:
        changes.append(PAYS_FIRST[reason[0]])
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
        because=[
            reason[1] if reason else both("aktif pada hari meninggal", "covered on the day of death"),
            payee,
            *([SCOPES[scope]] if scope not in ("NONE", "FULL") else []),
            *([PER_EMPLOYER] if (given["employers"] or 1) > 1 and entitled else []),
        ],
        inputs={k: v for k, v in given.items() if v is not None},
        changes=changes,
        unit="flag",
    )
    details = {
        "reason": None if reason is None else {"code": reason[0], **reason[1]},
        "documents": documents,
        "payee": payee,
        "scope": scope,
        "what_would_change": changes,
    }
    return {"entitled": int(entitled), "payment_deadline": deadline.value}, details


def _arrears(book: Notebook, given: dict[str, Any]) -> tuple[str, Both] | None:
    """Whether an employer that registered nobody, or arrears, keep the agency from paying."""
    if given["registered"] == 0:
        return "NOT_REGISTERED", both("pekerja tidak didaftarkan", "the worker was not registered")
    own, employer = given["bpu_arrears"], given["employer_arrears"]
    if own:
        most = months_kept(book)
        if own > most:
            return "ARREARS_TOO_LONG", both(
                f"menunggak {own} bulan, paling banyak {most}", f"{own} months of arrears, at most {most}"
            )
    if employer:
        most = book.parameter("arrears.agency_pays_months").value
        if employer > most:
            return "EMPLOYER_FIRST", both(
                f"pemberi kerja menunggak {employer} bulan, ditanggung sampai {most}",
                f"the employer is {employer} months in arrears, borne up to {most}",
            )
    return None


def _scope(book: Notebook, given: dict[str, Any]) -> str:
    """What a self-employed member's short membership or arrears leave of the benefit."""
    if given["bpu"] and given["membership_months"] is not None:
        need = book.parameter("jkm.bpu_full_months")
        have = given["membership_months"]
        book.step(
            "jkm.membership",
            both("Kepesertaan untuk santunan penuh", "Membership for the full benefit"),
            have,
            both(f"{have} dari {need.value} bulan", f"{have} of {need.value} months"),
            cite=f"{need.instrument} {need.article}",
            inputs={"membership_months": have},
            unit="months",
        )
        if have < need.value:
            return "FUNERAL_ONLY"
    return "FUNERAL_FIRST" if given["bpu_arrears"] else "FULL"

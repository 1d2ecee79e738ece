"""Whether something is a work accident (JKK), who bears the benefit, by when and with which papers it is claimed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import BadFact, MissingInput
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date
from ..wording import Both
from .arrears import months_kept
from .jkk_terms import HOLIDAYS, days_after, hours_after, months_after, papers, report_days

FORMULA = "jkk.entitlement"
CIRCUMSTANCES: dict[str, Both] = {
    "AT_WORK": both("dalam atau karena pekerjaan", "in or because of the work"),
    "COMMUTE": both("dalam perjalanan dari rumah ke tempat kerja atau sebaliknya", "on the way between home and work"),
    "DUTY_TRIP": both("dalam perjalanan dinas", "on a duty trip"),
    "URGENT_MATTER": both("untuk keperluan mendesak", "on an urgent matter"),
    "OCCUPATIONAL_DISEASE": both("penyakit akibat kerja", "occupational disease"),
    "SUDDEN_DEATH": both("meninggal mendadak di tempat kerja", "sudden death at work"),
    "VIOLENCE": both("kekerasan fisik di tempat kerja", "bodily violence at work"),
    "RAPE": both("pemerkosaan di tempat kerja", "rape at work"),
    "OTHER": both("keadaan lain", "other circumstances"),
}
KINDS: dict[str, Both] = {
    "TREATMENT": both("pelayanan kesehatan", "medical care"),
    "REIMBURSEMENT": both("penggantian biaya di luar jaringan", "reimbursement outside the network"),
    "TRANSPORT": both("biaya angkutan", "transport"),
    "GOODS": both("alat bantu dan alat ganti", "appliances and prostheses"),
    "HOME_CARE": both("perawatan di rumah", "home care"),
    "STMB": both("santunan sementara tidak mampu bekerja", "temporary incapacity benefit"),
    "PARTIAL_DISABILITY": both("santunan cacat sebagian", "partial disability benefit"),
    "TOTAL_DISABILITY": both("santunan cacat total tetap", "total disability benefit"),
    "DEATH": both("santunan kematian", "survivors' benefit"),
}
CARE = ("TREATMENT", "TRANSPORT", "GOODS", "HOME_CARE")
PEOPLE: dict[str, Both] = {
    "WAGE_EARNER": both("penerima upah", "wage earner"),
    "APPRENTICE": both("peserta magang", "apprentice"),
    "PUPIL": both("siswa kerja praktik", "pupil in work practice"),
    "PRISONER": both("narapidana yang bekerja", "prisoner at work"),
    "NON_WAGE_EARNER": both("bukan penerima upah", "non-wage earner"),
}
PAYERS: dict[str, Both] = {
    "AGENCY": both("badan penyelenggara", "the agency"),
    "EMPLOYER_FIRST": both("pemberi kerja lebih dahulu, lalu diganti", "the employer first, then reimbursed"),
    "PARTICIPANT_FIRST": both("peserta lebih dahulu, lalu diganti", "the participant first, then reimbursed"),
    "EMPLOYER": both("pemberi kerja", "the employer"),
    "NOBODY": both("tidak ada", "nobody"),
}
Reason = tuple[str, Both]


@dataclass(slots=True)
class Decision:
    """What was found so far: who pays, why not the agency, what would change it."""

    payer: str = "AGENCY"
    reason: Reason | None = None
    waits: bool = False
    changes: list[Both] = field(default_factory=list)

    def turn(self, payer: str, code: str, words: Both, *changes: Both) -> Decision:
        """The decision with another payer and its reason."""
        return Decision(payer, (code, words), self.waits, [*self.changes, *changes])


@procedure(
    FORMULA,
    both("Hak atas manfaat Jaminan Kecelakaan Kerja", "Right to a work accident benefit (JKK)"),
    (
        Field("circumstance", "choice", both("Keadaan kejadian", "Circumstances"), choices=CIRCUMSTANCES),
        Field("kind", "choice", both("Manfaat yang diminta", "Benefit asked for"), choices=KINDS),
        Field("person", "choice", both("Jenis peserta", "Kind of participant"), choices=PEOPLE),
        Field("registered", "flag", both("Sudah didaftarkan sebelum kejadian", "Registered before the event")),
        Field("covered", "flag", both("Kepesertaan aktif pada hari kejadian", "Covered on the day of the event")),
        Field("arrears_months", "integer", both("Bulan tunggakan berturut-turut", "Months in arrears"), True, high=600),
        Field("arrears_paid", "flag", both("Tunggakan dan denda sudah dilunasi", "Arrears and fines are paid"), True),
        Field("usual_way", "flag", both("Melalui jalan yang biasa dan wajar", "By the usual, reasonable way"), True),
        Field("employer_leave", "flag", both("Dengan izin pemberi kerja", "With the employer's leave"), True),
        Field("employment_end", "date", both("Akhir hubungan kerja", "End of the employment"), True),
        Field("suspected", "flag", both("Masih dugaan, belum disimpulkan", "Suspected, not concluded yet"), True),
        Field("concluded", "date", both("Tanggal kesimpulan", "Day of the conclusion"), True),
        Field("stage_1", "date", both("Laporan tahap I diterima", "Stage I report received"), True),
        Field("treatment_end", "date", both("Sembuh, cacat, atau meninggal", "Healed, disabled or dead"), True),
        Field("stage_2", "date", both("Laporan tahap II diterima", "Stage II report received"), True),
        Field("claimed", "date", both("Klaim diajukan", "Claim filed"), True),
        Field("file_complete", "date", both("Berkas lengkap", "File complete"), True),
        HOLIDAYS,
    ),
    (
        ("entitled", both("Berhak atas manfaat, siapa pun yang menanggung", "Has a right, whoever bears it"), "flag"),
        ("from_agency", both("Dibayar badan penyelenggara sekarang", "Paid by the agency now"), "flag"),
        ("reimbursable", both("Dapat diganti kemudian", "May be reimbursed later"), "flag"),
        ("payment_deadline", both("Batas pembayaran", "Time to pay"), "working_days"),
    ),
    both(
        "Tanggal adalah tanggal kecelakaan atau diagnosis penyakit akibat kerja; ketentuan hari itu berlaku."
        " Rincian memuat penanggung, alasan, tenggat, dokumen, dan upah dasar.",
        "The date is the day of the accident or of the diagnosis of the occupational disease; its rules hold."
        " The details hold payer, reason, due days, papers and wage basis.",
    ),
)
def entitlement(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 44/2015 art. 25-28, 35, 38, 39, 43-48; PP 49/2023 art. 25A, 25B; Permenaker 5/2021 and 1/2025."""
    _check_order(book, given)
    days: dict[str, Any] = {}
    found = _circumstance(book, given, days)
    if found.reason is None:
        found = _cover(book, given)
    if found.payer not in ("NOBODY", "EMPLOYER"):
        found = _claim_time(book, given, found, days)
        found = _report(book, given, found, days)
    entitled, agency = found.payer != "NOBODY", found.payer == "AGENCY" and not found.waits
    words = found.reason[1] if found.reason else dict(CIRCUMSTANCES[given["circumstance"]])
    book.step(
        "jkk.entitled",
        both("Yang menanggung manfaat", "Who bears the benefit"),
        found.payer,
        dict(PAYERS[found.payer]),
        cite="PP 44/2015 Pasal 25-28, 35, 38, 39, dan 48",
        because=[words],
        inputs={k: given[k] for k in ("circumstance", "kind", "person", "registered", "covered")},
        changes=found.changes,
    )
    days |= report_days(book, given)
    documents = papers(book, given["kind"], given["circumstance"])
    levels = book.parameter("jkk.dispute_levels", code="DISPUTE").value["DISPUTE"]
    deadline = book.parameter("service.jkk_facility_payment" if given["kind"] == "TREATMENT" else "service.jkk_payment")
    basis = book.parameter("jkk.wage_basis", code=given["person"])
    labels = book.parameters[basis.id].labels
    code = basis.value[given["person"]][0]
    notify = book.parameter("jkk.notifiers", code="NOTIFY")
    book.step(
        "jkk.procedure",
        both("Upah dasar, batas pembayaran, dan perbedaan pendapat", "Wage basis, days to pay, and disputes"),
        [code, *levels],
        {k: labels[code][k] for k in ("id", "en")},
        cite="PP 44/2015 Pasal 28, 32, 37, 45, dan 46",
        unit="codes",
    )
    details = {
        "payer": {"code": found.payer, **PAYERS[found.payer]},
        "reason": None if found.reason is None else {"code": found.reason[0], **found.reason[1]},
        "cash_waits": found.waits,
        "days": days,
        "documents": documents,
        "wage_basis": {"code": code, **labels[code]},
        "disputes": list(levels),
        "may_notify": list(notify.value["NOTIFY"]),
        "what_would_change": found.changes,
    }
    values = {
        "entitled": int(entitled),
        "from_agency": int(agency),
        "reimbursable": int(found.payer.endswith("_FIRST")),
        "payment_deadline": deadline.value,
    }
    return values, details


def _check_order(book: Notebook, given: dict[str, Any]) -> None:
    for name in ("stage_1", "treatment_end", "stage_2", "claimed", "file_complete", "concluded"):
        day = given[name]
        if day is not None and day < book.on:
            raise BadFact(
                id=f"{name} {show_date(day, 'id')} mendahului kejadian {show_date(book.on, 'id')}.",
                en=f"{name} {show_date(day, 'en')} is before the event of {show_date(book.on, 'en')}.",
            )


def _need(given: dict[str, Any], name: str) -> Any:
    if given[name] is None:
        raise MissingInput(formula=FORMULA, input=name)
    return given[name]


def _circumstance(book: Notebook, given: dict[str, Any], days: dict[str, Any]) -> Decision:
    """Whether the event is on the closed list of the day, with its condition."""
    code, start = given["circumstance"], Decision()
    listed = book.parameter("jkk.circumstances", code=code)
    known = code in listed.value
    conditions = listed.value.get(code, ())
    found = start
    if not known:
        found = start.turn(
            "NOBODY",
            "NOT_A_WORK_ACCIDENT",
            both(
                "keadaan ini tidak termasuk kecelakaan kerja pada hari itu",
                "not a work accident by the law of that day",
            ),
        )
    elif "USUAL_WAY" in conditions and not _need(given, "usual_way"):
        found = start.turn(
            "NOBODY",
            "NOT_USUAL_WAY",
            both("tidak melalui jalan yang biasa dan wajar", "not by the usual and reasonable way"),
            both("bukti bahwa jalan itu biasa dilalui", "proof that this way is usually taken"),
        )
    elif "LEAVE" in conditions and not _need(given, "employer_leave"):
        found = start.turn(
            "NOBODY",
            "NO_LEAVE",
            both("tanpa izin pemberi kerja", "without the employer's leave"),
            both("izin pemberi kerja", "the employer's leave"),
        )
    elif "AFTER_WORK_LIMIT" in conditions and given["employment_end"] is not None:
        last = months_after(
            book,
            given["employment_end"],
            "jkk.pak.after_employment",
            both("Hak atas penyakit akibat kerja berakhir", "Right to an occupational disease ends"),
        )
        days["disease_last_day"] = last.isoformat()
        if book.on > last:
            found = start.turn(
                "NOBODY",
                "DISEASE_TOO_LATE",
                both(f"didiagnosis setelah {show_date(last, 'id')}", f"diagnosed after {show_date(last, 'en')}"),
            )
    told = found.reason[1] if found.reason else both("termasuk kecelakaan kerja", "a work accident")
    book.step(
        "jkk.work_accident",
        both("Kecelakaan kerja", "Work accident"),
        int(found.reason is None),
        told,
        cite=f"{listed.instrument} {listed.article}",
        because=[dict(CIRCUMSTANCES[code])],
        inputs={"circumstance": code, "on": book.on},
        unit="flag",
    )
    return _suspected(book, given, found, days) if given["suspected"] and found.reason is None else found


def _suspected(book: Notebook, given: dict[str, Any], found: Decision, days: dict[str, Any]) -> Decision:
    """A suspicion that nobody has concluded: care first at the agency's cost, since PP 49/2023."""
    item = book.parameters["jkk.suspected.conclusion"].at(book.on, book.known_on)
    if item is not None and given["stage_1"] is not None:
        due = days_after(
            book, given["stage_1"], "jkk.suspected.conclusion", both("Kesimpulan paling lambat", "Conclusion due")
        )
        days["conclusion_due"] = due.isoformat()
    if item is not None and given["kind"] in CARE:
        return found
    return found.turn(
        "NOBODY",
        "NOT_CONCLUDED",
        both(
            "masih dugaan; manfaat ini menunggu kesimpulan", "a suspicion only; this benefit waits for the conclusion"
        ),
        both("kesimpulan bahwa ini kecelakaan kerja", "the conclusion that it is a work accident"),
    )


def _cover(book: Notebook, given: dict[str, Any]) -> Decision:
    """Who bears the benefit: cover, registration, arrears."""
    own, start = given["person"] == "NON_WAGE_EARNER", Decision()
    if not given["registered"]:
        if own:
            return start.turn("NOBODY", "NOT_REGISTERED", both("bukan peserta", "not a participant"))
        return start.turn(
            "EMPLOYER",
            "NOT_REGISTERED",
            both(
                "tidak didaftarkan; pemberi kerja menanggung manfaat yang sama (Pasal 27 dan 35)",
                "not registered; the employer owes the same benefits (art. 27 and 35)",
            ),
        )
    late = given["arrears_months"] or 0
    if late:
        return _arrears(book, given, late, own)
    if not given["covered"]:
        return start.turn(
            "NOBODY",
            "NOT_COVERED",
            both(
                f"kepesertaan tidak aktif pada {show_date(book.on, 'id')}",
                f"there was no cover on {show_date(book.on, 'en')}",
            ),
            both("bukti bekerja atau membayar iuran pada hari itu", "proof of work or payment on that day"),
        )
    return start


def _arrears(book: Notebook, given: dict[str, Any], late: int, own: bool) -> Decision:
    """PP 44/2015 art. 38 (employer) and 39 (non-wage earner)."""
    limit = months_kept(book) if own else book.parameter("arrears.agency_pays_months").value
    within, paid, found = late <= limit, bool(given["arrears_paid"]), Decision()
    if own and not within:
        words = both(f"menunggak {late} bulan, hak hilang", f"{late} months in arrears, the right is lost")
        found = found.turn("NOBODY", "ARREARS_TOO_LONG", words)
    elif own and given["kind"] not in CARE and not (paid and given["treatment_end"]):
        found = found.turn(
            "AGENCY",
            "ARREARS_FIRST",
            both(
                f"menunggak {late} bulan: santunan dibayar setelah pulih dan tunggakan dilunasi",
                f"{late} months in arrears: cash is paid after recovery and once the arrears are paid",
            ),
            both("lunasi tunggakan", "pay the arrears"),
        )
        found.waits = True
    elif not own and not within:
        found = found.turn(
            "EMPLOYER_FIRST",
            "EMPLOYER_IN_ARREARS",
            both(
                f"pemberi kerja menunggak {late} bulan dan membayar lebih dahulu",
                f"the employer is {late} months in arrears and pays first",
            ),
            both(
                "penggantian diminta setelah seluruh tunggakan dan denda dilunasi, tanpa batas waktu",
                "reimbursement can be asked once all arrears and fines are paid, without a time limit",
            )
            if not paid
            else both("tunggakan lunas: penggantian dapat diminta", "arrears are paid: reimbursement can be asked"),
        )
    told = found.reason[1] if found.reason else both("badan penyelenggara tetap membayar", "the agency still pays")
    book.step(
        "jkk.arrears",
        both("Tunggakan iuran", "Arrears"),
        late,
        both(f"{late} bulan, batas {limit} bulan", f"{late} months, limit {limit} months"),
        cite="PP 44/2015 Pasal 39" if own else "PP 44/2015 Pasal 38",
        because=[told],
        inputs={"arrears_months": late, "arrears_paid": given["arrears_paid"]},
        unit="months",
    )
    return found


def _claim_time(book: Notebook, given: dict[str, Any], found: Decision, days: dict[str, Any]) -> Decision:
    """Whether the claim has lapsed."""
    last = months_after(book, book.on, "jkk.claim.expiry", both("Klaim kedaluwarsa setelah", "Claim lapses after"))
    days["claim_last_day"] = last.isoformat()
    if given["claimed"] is not None and given["claimed"] > last:
        words = both(f"klaim kedaluwarsa sejak {show_date(last, 'id')}", f"the claim lapsed on {show_date(last, 'en')}")
        return found.turn("NOBODY", "EXPIRED", words)
    return found


def _report(book: Notebook, given: dict[str, Any], found: Decision, days: dict[str, Any]) -> Decision:
    """The stage I report, and since 2025 what its lateness means."""
    due = hours_after(book, book.on, "jkk.report.stage_1", both("Batas laporan tahap I", "Stage I report due"))
    days["stage_1_due"] = due.isoformat()
    if given["stage_1"] is None:
        return found
    late = given["stage_1"] > due
    days["stage_1_late"] = late
    if not late or found.payer != "AGENCY":
        return found
    own = given["person"] == "NON_WAGE_EARNER"
    rule = book.parameter("jkk.late_report", code="NON_WAGE_EARNER" if own else "WAGE_EARNER")
    moved = bool(rule.value["NON_WAGE_EARNER" if own else "WAGE_EARNER"])
    first = "PARTICIPANT_FIRST" if own else "EMPLOYER_FIRST"
    book.step(
        "jkk.late_report",
        both("Laporan tahap I terlambat", "Stage I report late"),
        int(moved),
        dict(PAYERS[first]) if moved else both("penanggung tidak berubah", "the payer stays the same"),
        cite=f"{rule.instrument} {rule.article}",
        inputs={"stage_1": given["stage_1"]},
        unit="flag",
    )
    if not moved:
        return found
    words = both(
        f"laporan tahap I diterima setelah {show_date(due, 'id')}",
        f"the stage I report came after {show_date(due, 'en')}",
    )
    return found.turn(first, "LATE_REPORT", words)

"""Medical care, suspected occupational disease and return to work (JKK), case by case."""

from __future__ import annotations

from typing import Any

from ..errors import BadFact, MissingInput
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money
from ..wording import Both
from .jkk_terms import days_after, months_after

MOST = 100_000_000_000
SERVICES: dict[str, Both] = {
    "EXAMINATION": both("pemeriksaan dasar dan penunjang", "basic and supporting examination"),
    "CARE": both("perawatan tingkat pertama dan lanjutan", "primary and advanced care"),
    "INPATIENT": both("rawat inap", "hospital stay"),
    "INTENSIVE": both("perawatan intensif", "intensive care"),
    "DIAGNOSTIC": both("penunjang diagnostik", "diagnostics"),
    "MEDICINES": both("pengobatan", "medicines"),
    "SPECIAL": both("pelayanan khusus", "special services"),
    "IMPLANT": both("alat kesehatan dan implan", "medical devices and implants"),
    "DOCTOR": both("jasa dokter dan tenaga medis", "doctors and medical staff"),
    "SURGERY": both("operasi", "surgery"),
    "BLOOD": both("pelayanan darah", "blood services"),
    "REHABILITATION": both("rehabilitasi medik", "medical rehabilitation"),
    "HOME_CARE": both("perawatan di rumah", "home care"),
    "COMORBID": both("penyakit penyerta", "comorbid illness"),
    "DISEASE_DIAGNOSIS": both("pemeriksaan penyakit akibat kerja", "examination for an occupational disease"),
    "OTHER": both("pelayanan lain", "another service"),
}
ROOMS: dict[str, Both] = {
    "NONE": both("tanpa rawat inap", "no stay"),
    "CLASS_1": both("kelas I atau di bawahnya", "class I or lower"),
    "HIGHER": both("kelas yang lebih tinggi", "a higher class"),
}


@procedure(
    "jkk.medical",
    both("Pelayanan kesehatan JKK", "Medical care of JKK"),
    (
        Field("service", "choice", both("Pelayanan", "Service"), choices=SERVICES),
        Field("room", "choice", both("Kelas perawatan", "Class of ward"), choices=ROOMS),
        Field("in_network", "flag", both("Di fasilitas yang bekerja sama", "At a facility under agreement")),
        Field("cost", "integer", both("Biaya", "Cost"), high=MOST, unit="IDR"),
        Field("class_1_cost", "integer", both("Biaya menurut kelas I", "Cost in class I"), True, high=MOST, unit="IDR"),
        Field("service_day", "date", both("Hari pelayanan", "Day of the service"), True),
        Field("home_care_from", "date", both("Mulai perawatan di rumah", "Start of home care"), True),
        Field("home_care_paid", "integer", both("Sudah dibayar", "Paid before"), True, high=MOST, unit="IDR"),
    ),
    (
        ("covered", both("Ditanggung", "Covered"), "flag"),
        ("agency_pays", both("Dibayar badan penyelenggara", "Paid by the agency"), "IDR"),
        ("own_cost", both("Ditanggung sendiri", "Borne by the patient"), "IDR"),
        ("reimbursement", both("Dibayar dahulu, lalu diganti", "Paid first, then claimed back"), "flag"),
    ),
    both(
        "Tanggal adalah tanggal kecelakaan atau diagnosis. Sesuai kebutuhan medis tanpa batas biaya; perawatan di rumah"
        " punya batas jumlah dan waktu.",
        "The date is the day of the accident or diagnosis. As medically needed without a cost cap; home care has limits"
        " of amount and of time.",
    ),
)
def medical(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 44/2015 art. 25 and annex III, PP 82/2019 annex III."""
    service, cost = given["service"], given["cost"]
    listed = book.parameter("jkk.medical.services", code=service)
    words = book.parameters[listed.id].labels
    terms = listed.value.get(service, ())
    reason: tuple[str, Both] | None = None
    if service not in listed.value:
        reason = ("NOT_COVERED", both("tidak termasuk manfaat pada hari itu", "no benefit by the law of that day"))
    told = reason[1] if reason else dict(words[terms[0]])
    book.step(
        "jkk.medical.service",
        both("Pelayanan", "Service"),
        int(reason is None),
        told,
        cite=f"{listed.instrument} {listed.article}",
        because=[dict(SERVICES[service])],
        inputs={"service": service},
        unit="flag",
    )
    pays = cost if reason is None else 0
    if reason is None and "WITHIN_LIMIT" in terms:
        pays, reason = _home_care(book, given)
    if reason is None and given["room"] == "HIGHER":
        pays, reason = _higher_room(book, given, pays)
    back = int(pays > 0 and not given["in_network"])
    how = (
        both("dibayar dahulu, lalu diajukan penggantian", "paid first, then claimed back")
        if back
        else both("tagihan langsung ke badan penyelenggara", "the bill goes to the agency")
    )
    book.step(
        "jkk.medical.paid",
        both("Dibayar badan penyelenggara", "Paid by the agency"),
        pays,
        {k: show_money(pays, k) for k in ("id", "en")},
        cite="PP 44/2015 Pasal 25 dan 46; PP 82/2019 Lampiran III",
        because=[reason[1] if reason else how],
        inputs={"cost": cost, "in_network": given["in_network"]},
        unit="IDR",
    )
    details = {"reason": None if reason is None else {"code": reason[0], **reason[1]}}
    covered = int(reason is None or pays > 0)
    return {"covered": covered, "agency_pays": pays, "own_cost": cost - pays, "reimbursement": back}, details


def _home_care(book: Notebook, given: dict[str, Any]) -> tuple[int, tuple[str, Both] | None]:
    """Home care: at most so much, and within so many months of its start."""
    for name in ("home_care_from", "service_day"):
        if given[name] is None:
            raise MissingInput(formula="jkk.medical", input=name)
    start, day = given["home_care_from"], given["service_day"]
    if day < start:
        raise BadFact(
            id="Hari pelayanan mendahului awal perawatan di rumah.", en="The service is before the start of home care."
        )
    end = months_after(book, start, "jkk.home_care.months", both("Perawatan di rumah sampai", "Home care until"))
    if day >= end:
        told = both(f"waktu habis {show_date(end, 'id')}", f"the time was over on {show_date(end, 'en')}")
        return 0, ("TIME_OVER", told)
    limit = book.parameter("jkk.goods.home_care").value
    left = max(limit - (given["home_care_paid"] or 0), 0)
    pays = min(given["cost"], left)
    book.step(
        "jkk.medical.home_care_left",
        both("Sisa batas perawatan di rumah", "Left of the limit of home care"),
        left,
        {k: show_money(left, k) for k in ("id", "en")},
        cite="PP 82/2019 Lampiran III",
        inputs={"home_care_paid": given["home_care_paid"]},
        unit="IDR",
    )
    if pays == given["cost"]:
        return pays, None
    return pays, ("LIMIT_REACHED", both("batas perawatan di rumah tercapai", "the limit of home care is reached"))


def _higher_room(book: Notebook, given: dict[str, Any], pays: int) -> tuple[int, tuple[str, Both] | None]:
    if given["class_1_cost"] is None:
        raise MissingInput(formula="jkk.medical", input="class_1_cost")
    room = book.parameter("jkk.medical.room", code="ROOM")
    how = book.setting("jkk.medical.higher_room")
    kept = min(pays, given["class_1_cost"]) if how == "class_1_price" else 0
    book.step(
        "jkk.medical.room",
        both("Dibayar menurut kelas perawatan", "Paid by the class of ward"),
        kept,
        {k: show_money(kept, k) for k in ("id", "en")},
        cite=f"{room.instrument} {room.article}",
        inputs={"class_1_cost": given["class_1_cost"]},
        unit="IDR",
    )
    if kept == pays:
        return kept, None
    return kept, ("HIGHER_CLASS", both("kelas yang dipilih lebih tinggi", "a higher class was chosen"))


DIAGNOSED: dict[str, Both] = {
    "NOBODY": both("belum didiagnosis", "not diagnosed yet"),
    "DOCTOR": both("dokter", "a doctor"),
    "SPECIALIST": both("dokter spesialis okupasi", "an occupational health specialist"),
}


@procedure(
    "jkk.suspected_pak",
    both("Dugaan penyakit akibat kerja", "Suspected occupational disease"),
    (
        Field("listed", "flag", both("Tercantum dalam daftar", "On the list")),
        Field("link_shown", "flag", both("Hubungan dengan pajanan dibuktikan", "Link to exposure shown"), True),
        Field("diagnosed_by", "choice", both("Didiagnosis oleh", "Diagnosed by"), choices=DIAGNOSED),
        Field("employment_end", "date", both("Akhir hubungan kerja", "End of the employment"), True),
        Field("disputed", "flag", both("Ada perbedaan pendapat", "There is a dispute"), True),
        Field("stage_1", "date", both("Laporan tahap I diterima", "Stage I report received"), True),
    ),
    (
        ("occupational", both("Penyakit akibat kerja", "Occupational disease"), "flag"),
        ("care_first", both("Perawatan didahulukan", "Care comes first"), "flag"),
        ("examination_paid", both("Pemeriksaan ditanggung", "Examination is paid"), "flag"),
    ),
    both(
        "Tanggal adalah hari diagnosis atau dugaan. Sejak 6 Oktober 2023 dugaan dirawat lebih dahulu.",
        "The date is the day of the diagnosis or suspicion. Since 6 October 2023 a suspicion is cared for first.",
    ),
)
def suspected_pak(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Perpres 7/2019 art. 2-4, PP 49/2023 art. 25B, PP 44/2015 art. 45 and 48."""
    days: dict[str, str] = {}
    reason = _disease(book, given, days)
    found = reason is None
    waits = reason is not None and reason[0] in ("NOT_DIAGNOSED", "DISPUTED")
    open_ = book.parameters["jkk.suspected.conclusion"].at(book.on, book.known_on) is not None
    first = found or (waits and open_)
    if waits and open_ and given["stage_1"] is not None:
        told = both("Kesimpulan paling lambat", "Conclusion due")
        days["conclusion_due"] = days_after(book, given["stage_1"], "jkk.suspected.conclusion", told).isoformat()
    services = book.parameter("jkk.medical.services", code="DISEASE_DIAGNOSIS")
    examined = "DISEASE_DIAGNOSIS" in services.value and (reason is None or reason[0] != "TOO_LATE")
    changes: list[Both] = []
    if reason is not None and reason[0] == "NOT_DIAGNOSED":
        changes.append(both("diagnosis dokter", "a doctor's diagnosis"))
    if reason is not None and reason[0] == "NO_LINK":
        changes.append(both("bukti ilmiah hubungan dengan pajanan", "proof by science of the link to the exposure"))
    if reason is not None and reason[0] == "DISPUTED":
        changes.append(
            both(
                "ketetapan pengawas ketenagakerjaan dengan pertimbangan dokter penasihat",
                "a finding of the labour inspector on advice of the advising doctor",
            )
        )
    book.step(
        "jkk.suspected_pak.care",
        both("Perawatan dan pemeriksaan", "Care and examination"),
        int(first),
        both("ditanggung lebih dahulu", "paid first") if first else both("belum ditanggung", "not paid yet"),
        cite="PP 49/2023 Pasal 25B; PP 82/2019 Lampiran III",
        because=[both("pemeriksaan ditanggung", "examination is paid")] if examined else [],
        changes=changes,
        unit="flag",
    )
    levels = book.parameter("jkk.dispute_levels", code="DISPUTE").value["DISPUTE"]
    details = {
        "reason": None if reason is None else {"code": reason[0], **reason[1]},
        "days": days,
        "disputes": list(levels) if given["disputed"] else [],
        "what_would_change": changes,
    }
    return {"occupational": int(found), "care_first": int(first), "examination_paid": int(examined)}, details


def _disease(book: Notebook, given: dict[str, Any], days: dict[str, str]) -> tuple[str, Both] | None:
    """Why this is no occupational disease (yet), or nothing."""
    reason: tuple[str, Both] | None = None
    if given["employment_end"] is not None:
        told = both("Hak atas penyakit akibat kerja berakhir", "Right to an occupational disease ends")
        last = months_after(book, given["employment_end"], "jkk.pak.after_employment", told)
        days["last_day"] = last.isoformat()
        if book.on > last:
            reason = ("TOO_LATE", both(f"setelah {show_date(last, 'id')}", f"after {show_date(last, 'en')}"))
    code = "LISTED" if given["listed"] else "UNLISTED"
    rule = book.parameter("jkk.pak.list", code=code)
    conditions = () if given["listed"] else rule.value["UNLISTED"]
    if reason is None and "NOT_OPEN" in conditions:
        reason = ("NOT_LISTED", both("tidak tercantum dalam daftar", "not on the list"))
    elif reason is None and given["diagnosed_by"] == "NOBODY":
        reason = ("NOT_DIAGNOSED", both("belum didiagnosis", "not diagnosed yet"))
    elif reason is None and "LINK_SHOWN" in conditions and not given["link_shown"]:
        reason = ("NO_LINK", both("hubungan dengan pajanan belum dibuktikan", "the link to the exposure is not shown"))
    elif reason is None and given["disputed"]:
        reason = ("DISPUTED", both("ada perbedaan pendapat", "there is a dispute"))
    book.step(
        "jkk.suspected_pak.disease",
        both("Penyakit akibat kerja", "Occupational disease"),
        int(reason is None),
        reason[1] if reason else both("ditetapkan", "found"),
        cite=f"{rule.instrument} {rule.article}",
        because=[dict(DIAGNOSED[given["diagnosed_by"]])],
        inputs={"listed": given["listed"], "link_shown": given["link_shown"], "on": book.on},
        unit="flag",
    )
    return reason


OUTCOMES: dict[str, Both] = {
    "SAME_JOB": both("pekerjaan semula", "the same job"),
    "OTHER_JOB": both("pekerjaan lain yang sesuai kondisi", "another job fitted to the condition"),
    "OWN_BUSINESS": both("usaha sendiri", "own business"),
    "NOT_BACK": both("tidak kembali bekerja", "not back at work"),
}
FACTS = {
    "REGISTERED": "registered",
    "COMPLIANT": "employer_compliant",
    "DISABILITY": "disability",
    "ADVISED": "advised",
    "AGREED": "agreed",
}


@procedure(
    "jkk.return_to_work",
    both("Program kembali kerja", "Return to work programme"),
    (
        Field("registered", "flag", both("Peserta terdaftar", "Registered participant")),
        Field("employer_compliant", "flag", both("Pemberi kerja tertib iuran", "Employer compliant")),
        Field("disability", "flag", both("Cacat atau berpotensi cacat", "Disability or risk of it")),
        Field("advised", "flag", both("Rekomendasi dokter penasihat", "Advised by the advising doctor")),
        Field("agreed", "flag", both("Persetujuan tertulis kedua pihak", "Written consent of both sides")),
        Field("in_treatment", "flag", both("Masih dalam pengobatan", "Still in treatment")),
        Field("unable_to_work", "flag", both("Cacat total, tidak mungkin bekerja", "Total disability, cannot work")),
        Field("outcome", "choice", both("Hasil", "Outcome"), True, choices=OUTCOMES),
    ),
    (
        ("qualifies", both("Memenuhi syarat", "Qualifies"), "flag"),
        ("no_dismissal", both("Tidak boleh diputus hubungan kerjanya", "No dismissal"), "flag"),
        ("take_back", both("Wajib dipekerjakan kembali", "Must be taken back"), "flag"),
    ),
    both(
        "Tanggal adalah hari permohonan. Rincian memuat syarat yang kurang, tahap, yang dibayar, dan hasil.",
        "The date is the day of the request. The details hold missing conditions, stages, what is paid and outcomes.",
    ),
)
def return_to_work(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 44/2015 art. 49 and 52, Permenaker 10/2016."""
    wanted = book.parameter("jkk.return_to_work.conditions", code="CONDITIONS")
    words = book.parameters[wanted.id].labels
    missing = [c for c in wanted.value["CONDITIONS"] if not given[FACTS[c]]]
    book.step(
        "jkk.return_to_work.qualifies",
        both("Memenuhi syarat", "Qualifies"),
        int(not missing),
        both("ya", "yes") if not missing else {k: "; ".join(words[c][k] for c in missing) for k in ("id", "en")},
        cite=f"{wanted.instrument} {wanted.article}",
        inputs={FACTS[c]: given[FACTS[c]] for c in wanted.value["CONDITIONS"]},
        changes=[dict(words[c]) for c in missing],
        unit="flag",
    )
    duty = book.parameter("jkk.return_to_work.duty")
    keep = given["in_treatment"] and "NO_DISMISSAL" in duty.value["IN_TREATMENT"]
    back = given["disability"] and not given["unable_to_work"] and "TAKE_BACK" in duty.value["DISABLED"]
    due = [c for c, holds in (("NO_DISMISSAL", keep), ("TAKE_BACK", back)) if holds]
    labels = book.parameters[duty.id].labels
    none = both("tidak ada", "none")
    book.step(
        "jkk.return_to_work.duty",
        both("Kewajiban pemberi kerja", "Duties of the employer"),
        due,
        {k: "; ".join(labels[c][k] for c in due) or none[k] for k in ("id", "en")},
        cite=f"{duty.instrument} {duty.article}",
        inputs={k: given[k] for k in ("in_treatment", "disability", "unable_to_work")},
        unit="codes",
    )
    outcomes = _outcomes(book, given["outcome"])
    stages = book.parameter("jkk.return_to_work.stages", code="STAGES")
    pays = book.parameter("jkk.return_to_work.pays", code="PAYS")
    paid = pays.value["PAYS"] if not missing else ()
    told = book.parameters[pays.id].labels
    book.step(
        "jkk.return_to_work.pays",
        both("Yang dibayar", "What is paid"),
        list(paid),
        {k: "; ".join(told[c][k] for c in paid) or none[k] for k in ("id", "en")},
        cite=f"{pays.instrument} {pays.article}",
        unit="codes",
    )
    details = {
        "missing": missing,
        "stages": list(stages.value["STAGES"]),
        "pays": list(paid),
        "outcomes": outcomes,
    }
    return {"qualifies": int(not missing), "no_dismissal": int(keep), "take_back": int(back)}, details


def _outcomes(book: Notebook, outcome: str | None) -> list[dict[str, str]]:
    """The outcomes that are recorded, each with how sure its source is; refuses one that is not recorded."""
    rule = book.parameter("jkk.return_to_work.outcomes", code="OUTCOMES")
    out = [{"code": c, "confidence": rule.confidence} for c in rule.value["OUTCOMES"]]
    if book.setting("jkk.return_to_work.outcome_list") == "with_practice":
        more = book.parameter("jkk.return_to_work.outcomes_practice", code="OUTCOMES")
        out += [{"code": c, "confidence": more.confidence} for c in more.value["OUTCOMES"]]
    if outcome is not None and outcome not in [o["code"] for o in out]:
        raise BadFact(
            id=f"Hasil {OUTCOMES[outcome]['id']} tidak dicatat.",
            en=f"The outcome {OUTCOMES[outcome]['en']} is not recorded.",
        )
    book.step(
        "jkk.return_to_work.outcomes",
        both("Hasil yang dicatat", "Outcomes recorded"),
        [o["code"] for o in out],
        {k: "; ".join(OUTCOMES[o["code"]][k] for o in out) for k in ("id", "en")},
        cite="Permenaker 10/2016",
        inputs={"outcome": outcome},
        unit="codes",
    )
    return out

"""Reviews that the law orders of itself, and the award for facilities of the care network."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..procedure import Field, Notebook, both, procedure
from ..wording import Both
from .jkk_terms import months_after

REVIEWS: dict[str, tuple[str, Both]] = {
    "TRADES": ("jkk.review_months", both("daftar kelompok risiko JKK", "list of JKK risk groups")),
    "JP_RATE": ("jp.review_months", both("tarif iuran JP", "JP contribution rate")),
    "JKP": ("jkp.review_months", both("tarif dan batas upah JKP", "JKP rate and wage ceiling")),
}


@procedure(
    "service.review",
    both("Peninjauan yang diperintahkan peraturan", "Reviews ordered by the law"),
    (
        Field("of", "choice", both("Yang ditinjau", "What is reviewed"), choices={k: v[1] for k, v in REVIEWS.items()}),
        Field("last_review", "date", both("Peninjauan terakhir atau mulai berlaku", "Last review, or start")),
    ),
    (
        ("due", both("Sudah harus ditinjau", "Review is due"), "flag"),
        ("days_left", both("Sisa hari", "Days left"), "days"),
    ),
    both(
        "Peninjauan paling lambat pada hari jatuh temponya; hasilnya tidak mengubah apa pun sebelum ada peraturan.",
        "A review is due by its day; its outcome changes nothing before there is a regulation.",
    ),
)
def review(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 44/2015 art. 17, PP 45/2015 art. 28, PP 37/2021 art. 12 and 22."""
    key, words = REVIEWS[given["of"]]
    told = both("Peninjauan paling lambat", "Review due by")
    last = months_after(book, given["last_review"], key, told)
    late = int(book.on > last)
    item = book.parameter(key)
    book.step(
        "service.review.due",
        both("Sudah harus ditinjau", "Review is due"),
        late,
        both("ya", "yes") if late else both("belum", "not yet"),
        cite=f"{item.instrument} {item.article}",
        because=[words],
        inputs={"on": book.on},
        unit="flag",
    )
    return {"due": late, "days_left": max((last - book.on).days, 0)}, {"due_by": last.isoformat()}


CONDITIONS: dict[str, Both] = {
    "reports_orderly": both("laporan dan tagihan tertib", "orderly reports and bills"),
    "joint_team": both("tim JKK bersama", "a joint JKK team"),
    "staff_wage": both("upah pegawai tidak di bawah upah minimum", "staff wages not under the minimum wage"),
}


@procedure(
    "jkk.facility_award",
    both("Syarat penghargaan fasilitas PLKK", "Conditions of the award for PLKK facilities"),
    (
        Field("cooperates_since", "date", both("Mulai kerja sama", "Cooperation since")),
        Field("staff_since", "date", both("Pegawai terdaftar sejak", "Own staff registered since"), True),
        Field("utilisation", "integer", both("Pemanfaatan JKK", "Use of JKK"), high=10**6, unit="rate"),
        *(Field(name, "flag", words) for name, words in CONDITIONS.items()),
    ),
    (("qualifies", both("Memenuhi syarat", "Qualifies"), "flag"),),
    both(
        "Ketentuan program badan penyelenggara, bukan peraturan. Tanggal adalah hari penilaian.",
        "Rules of the agency's programme, not of the law. The date is the day of the judgement.",
    ),
)
def facility_award(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Cooperation, registered staff, use of JKK, order."""
    told = both("Kerja sama genap", "Cooperation complete")
    missing: list[Both] = []
    if book.on < months_after(book, given["cooperates_since"], "jkk.award.cooperation_months", told):
        missing.append(both("masa kerja sama belum genap", "cooperation is too short"))
    staff: date | None = given["staff_since"]
    told = both("Kepesertaan pegawai genap", "Registration of staff complete")
    if staff is None or book.on < months_after(book, staff, "jkk.award.staff_months", told):
        missing.append(both("pegawai belum cukup lama terdaftar", "own staff not registered long enough"))
    least = book.parameter("jkk.award.utilisation")
    if given["utilisation"] < least.value:
        missing.append(both("pemanfaatan JKK kurang", "JKK is used too little"))
    missing += [words for name, words in CONDITIONS.items() if not given[name]]
    book.step(
        "jkk.facility_award.qualifies",
        both("Memenuhi syarat", "Qualifies"),
        int(not missing),
        both("ya", "yes") if not missing else {k: "; ".join(m[k] for m in missing) for k in ("id", "en")},
        cite=f"{least.instrument} {least.article}",
        inputs={"utilisation": given["utilisation"], **{n: given[n] for n in CONDITIONS}},
        changes=missing,
        unit="flag",
    )
    return {"qualifies": int(not missing)}, {"what_would_change": missing}

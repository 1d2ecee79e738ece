"""Who may take a housing loan, on which conditions, and what a month of it costs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..ops import ratio
from ..procedure import Field, Notebook, both, procedure
from ..units import PPM, show_money, show_rate
from ..wording import Both

PRODUCTS: dict[str, Both] = {
    "KPR": both("kredit pemilikan rumah (KPR)", "home loan (KPR)"),
    "PUMP": both("pinjaman uang muka (PUMP)", "down-payment loan (PUMP)"),
    "PRP": both("pinjaman renovasi (PRP)", "renovation loan (PRP)"),
}
CODES = {"KPR": 1, "PUMP": 2, "PRP": 3}
NEW_HOME = ("KPR", "PUMP")
PROGRAMMES = ("JHT", "JKK", "JKM")
CITE = "Permenaker 35/2016; Permenaker 17/2021; Permenaker 12/2025"


@procedure(
    "housing.eligibility",
    both("Hak atas manfaat perumahan", "Right to the housing benefit"),
    (
        Field("product", "choice", both("Jenis pinjaman", "Kind of loan"), choices=PRODUCTS),
        Field("membership_months", "integer", both("Masa kepesertaan", "Membership"), high=1200, unit="months"),
        Field("active", "flag", both("Peserta aktif dan iuran lunas", "Active and paid up")),
        Field(
            "employer_orderly", "flag", both("Pemberi kerja tertib (tanpa PDS, tanpa tunggakan)", "Orderly employer")
        ),
        *(Field(p.lower(), "flag", both(f"Mengikuti {p}", f"Joined {p}")) for p in PROGRAMMES),
        Field("owns_home", "flag", both("Sudah memiliki rumah", "Owns a home")),
        Field("approved", "flag", both("Disetujui badan penyelenggara", "Approved by the agency"), True),
        Field("age", "integer", both("Usia", "Age"), True, high=120, unit="age_years"),
        Field("service_months", "integer", both("Masa kerja", "Service"), True, high=1200, unit="months"),
        Field("loan_years", "integer", both("Jangka waktu pinjaman", "Term of the loan"), True, high=50, unit="years"),
    ),
    (
        ("entitled", both("Berhak", "Entitled"), "flag"),
        ("bank_conditions", both("Memenuhi syarat bank yang dikenal", "Meets the bank's known conditions"), "flag"),
    ),
    both(
        "Syarat peraturan menentukan hak; syarat bank hanya petunjuk dan bank tetap memeriksa kreditnya.",
        "The conditions of the regulation decide; those of the bank are a hint, and the bank still checks the credit.",
    ),
)
def housing_eligibility(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """All reasons that stand in the way, not only the first."""
    product = given["product"]
    reasons: list[tuple[str, Both]] = []
    years = book.parameter("mlt.membership_years")
    need = years.value * book.parameter("calendar.months_in_year").value
    have = given["membership_months"]
    book.step(
        "housing.membership",
        both("Masa kepesertaan", "Membership"),
        have,
        both(f"{have} dari {need} bulan", f"{have} of {need} months"),
        cite=f"{years.instrument}: {years.article}",
        inputs={"membership_months": have},
        unit="months",
    )
    if have < need:
        reasons.append(("MEMBERSHIP_TOO_SHORT", both(f"kurang {need - have} bulan", f"{need - have} months short")))
    if not given["active"]:
        reasons.append(("NOT_ACTIVE", both("peserta tidak aktif atau menunggak", "not active or in arrears")))
    if not given["employer_orderly"]:
        reasons.append(("EMPLOYER_NOT_ORDERLY", both("pemberi kerja tidak tertib", "the employer is not orderly")))
    missing: list[str] = []
    if book.parameters["mlt.programmes"].at(book.on, book.known_on) is not None:
        wanted = book.parameter("mlt.programmes", code="NEEDED")
        missing = [p for p in wanted.value["NEEDED"] if not given[p.lower()]]
    if missing:
        names = ", ".join(missing)
        reasons.append(("PROGRAMME_MISSING", both(f"belum mengikuti {names}", f"{names} not joined")))
    if product in NEW_HOME and given["owns_home"]:
        reasons.append(("OWNS_HOME", both("sudah memiliki rumah", "already owns a home")))
    if product == "PRP" and not given["owns_home"]:
        reasons.append(("NO_HOME", both("belum ada rumah untuk direnovasi", "there is no home to renovate")))
    if given["approved"] == 0:
        reasons.append(("NOT_APPROVED", both("badan penyelenggara belum menyetujui", "the agency has not approved")))
    told = [r[1] for r in reasons]
    book.step(
        "housing.entitled",
        both("Hak atas manfaat perumahan", "Right to the housing benefit"),
        int(not reasons),
        both("berhak", "entitled") if not reasons else both("belum berhak", "not entitled yet"),
        cite=CITE,
        because=told or [PRODUCTS[product]],
        inputs={"product": product},
        changes=told,
        unit="flag",
    )
    bank = _bank(book, given)
    papers = book.parameter("mlt.documents", code=str(CODES[product]))
    labels = book.parameters["mlt.documents"].labels
    documents = [{"code": c, "title": dict(labels[c])} for c in papers.value[str(CODES[product])]]
    book.step(
        "housing.documents",
        both("Dokumen", "Papers"),
        [d["code"] for d in documents],
        {k: "; ".join(d["title"][k] for d in documents) for k in ("id", "en")},
        cite=f"{papers.instrument}: {papers.article}",
        unit="codes",
    )
    details = {
        "reason": {"code": reasons[0][0], **reasons[0][1]} if reasons else None,
        "reasons": [{"code": c, **t} for c, t in reasons],
        "bank_reasons": [{"code": c, **t} for c, t in bank],
        "documents": documents,
    }
    return {"entitled": int(not reasons), "bank_conditions": int(not bank)}, details


def _bank(book: Notebook, given: dict[str, Any]) -> list[tuple[str, Both]]:
    """What the bank is known to ask; unknown facts are not held against the member."""
    youngest, oldest = book.parameter("mlt.bank_min_age"), book.parameter("mlt.bank_max_age")
    service = book.parameter("mlt.bank_service_years")
    months = service.value * book.parameter("calendar.months_in_year").value
    age, term = given["age"], given["loan_years"]
    out: list[tuple[str, Both]] = []
    if age is not None and age < youngest.value:
        out.append(("TOO_YOUNG", both(f"belum {youngest.value} tahun", f"not yet {youngest.value}")))
    if age is not None and age + (term or 0) > oldest.value:
        out.append(("TOO_OLD", both(f"lunas setelah usia {oldest.value}", f"the loan ends after age {oldest.value}")))
    if given["service_months"] is not None and given["service_months"] < months:
        out.append(("SERVICE_TOO_SHORT", both(f"masa kerja kurang dari {months} bulan", f"under {months} months")))
    told = [r[1] for r in out]
    book.step(
        "housing.bank",
        both("Syarat bank yang dikenal", "Known conditions of the bank"),
        int(not out),
        both("terpenuhi", "met") if not out else both("tidak terpenuhi", "not met"),
        cite=f"{youngest.instrument}: {youngest.article}",
        because=told,
        inputs={"age": age, "service_months": given["service_months"], "loan_years": term},
        unit="flag",
    )
    return out


@procedure(
    "housing.instalment",
    both("Angsuran pinjaman perumahan", "Instalment of a housing loan"),
    (
        Field("loan", "integer", both("Pinjaman", "Loan"), low=1, high=100_000_000_000, unit="IDR"),
        Field("rate", "integer", both("Bunga setahun", "Yearly rate"), high=500_000, unit="rate/year"),
        Field("months", "integer", both("Jangka waktu", "Term"), low=1, high=600, unit="months"),
        Field("bi_rate", "integer", both("Suku bunga acuan BI", "Policy rate"), high=500_000, unit="rate/year"),
    ),
    (
        ("instalment", both("Angsuran sebulan", "Monthly instalment"), "IDR/month"),
        ("paid_in_all", both("Jumlah yang dibayar", "Paid in all"), "IDR"),
        ("interest", both("Jumlah bunga", "Interest in all"), "IDR"),
        ("rate_in_limit", both("Bunga dalam batas", "Rate within the ceiling"), "flag"),
    ),
    both(
        "Batas bunga adalah aturan; cara angsuran dan pembulatannya adalah praktik bank yang diandaikan.",
        "The ceiling of the rate is a rule; the way of the instalments and their rounding is assumed bank practice.",
    ),
)
def housing_instalment(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """Exact in fractions, rounded once."""
    loan, rate, months = given["loan"], given["rate"], given["months"]
    over = book.parameter("mlt.rate_member")
    margin = over.value
    amended = book.parameters["mlt.rate_before_2025"].at(book.on, book.known_on) is not None
    if amended and book.setting("mlt.start_2025") == "not_yet":
        margin = book.parameter("mlt.rate_before_2025", code=1).value[1]
    ceiling = given["bi_rate"] + margin
    within = rate <= ceiling
    book.step(
        "housing.rate_ceiling",
        both("Batas bunga", "Ceiling of the rate"),
        ceiling,
        {k: show_rate(ceiling, k) for k in ("id", "en")},
        cite=f"{over.instrument} {over.article}",
        arithmetic={
            k: f"{show_rate(given['bi_rate'], k)} + {show_rate(margin, k)} = {show_rate(ceiling, k)}"
            for k in ("id", "en")
        },
        because=[both("bunga dalam batas", "the rate is within it")]
        if within
        else [both("bunga melampaui batas", "the rate is above it")],
        inputs={"bi_rate": given["bi_rate"], "rate": rate},
        unit="rate/year",
    )
    method, mode = book.setting("mlt.instalment_method"), book.setting("rounding.instalment")
    monthly = Fraction(rate, PPM * book.parameter("calendar.months_in_year").value)
    if method == "flat":
        exact = Fraction(loan, months) + loan * monthly
    elif rate:
        exact = loan * monthly / (1 - (1 + monthly) ** -months)
    else:
        exact = Fraction(loan, months)
    instalment = ratio(exact.numerator, exact.denominator, mode)
    total = instalment * months
    book.step(
        "housing.instalment",
        both("Angsuran sebulan", "Monthly instalment"),
        instalment,
        {k: show_money(instalment, k) for k in ("id", "en")},
        cite="Praktik bank (anggapan)",
        arithmetic={
            k: f"{show_money(loan, k)}, {show_rate(rate, k)}, {months} {w} = {show_money(instalment, k)}"
            for k, w in (("id", "bulan"), ("en", "months"))
        },
        inputs={"loan": loan, "rate": rate, "months": months},
        unit="IDR/month",
    )
    values = {
        "instalment": instalment,
        "paid_in_all": total,
        "interest": total - loan,
        "rate_in_limit": int(within),
    }
    return values, {"rate_ceiling": ceiling}

"""Who gets a temporary relief of contributions, and when deferred pension contributions are paid."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..dates import add_months, full_months
from ..errors import OutOfRange
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money
from ..wording import Both

Reason = dict[str, str]

INDUSTRIES: dict[str, Both] = {
    "FOOD_BEVERAGE_TOBACCO": both("makanan, minuman, dan tembakau", "food, beverages and tobacco"),
    "TEXTILE_APPAREL": both("tekstil dan pakaian jadi", "textile and apparel"),
    "LEATHER": both("kulit dan barang kulit", "leather and leather goods"),
    "FOOTWEAR": both("alas kaki", "footwear"),
    "TOYS": both("mainan anak", "children's toys"),
    "FURNITURE": both("furnitur", "furniture"),
    "OTHER": both("industri lain", "another industry"),
}
LABOUR = "PP 7/2025; PP 36/2025 Pasal 10A dan 11"
COVID = "PP 49/2020"


def month_words(month: date) -> Both:
    """A contribution month in both languages."""
    return {k: show_date(month, k).split(" ", 1)[1] for k in ("id", "en")}


def _decided(
    book: Notebook, key: str, cite: str, reason: Reason | None, given: dict[str, Any]
) -> tuple[dict[str, int], dict[str, Any]]:
    """Write the decision and give it as values and details."""
    eligible = reason is None
    book.step(
        key,
        both("Mendapat keringanan", "Gets the relief"),
        int(eligible),
        both("ya", "yes") if eligible else both("tidak", "no"),
        cite=cite,
        because=[{k: reason[k] for k in ("id", "en")}]
        if reason
        else [both("semua syarat terpenuhi", "all tests are met")],
        inputs={k: v for k, v in given.items() if v is not None},
        unit="flag",
    )
    return {"eligible": int(eligible)}, {"reason": reason}


@procedure(
    "relief.labour_intensive.eligibility",
    both("Hak atas keringanan JKK industri padat karya", "Right to the labour-intensive JKK relief"),
    (
        Field("industry", "choice", both("Industri", "Industry"), choices=INDUSTRIES),
        Field("workers", "integer", both("Banyak pekerja", "Workers"), high=10_000_000),
        Field("jkk_paid_to", "date", both("Bulan terakhir JKK yang lunas", "Last month with JKK paid")),
        Field("paid_on", "date", both("Tanggal bayar bulan ini", "Day on which this month is paid"), True),
    ),
    (("eligible", both("Mendapat keringanan", "Gets the relief"), "flag"),),
    both(
        "Tanggal adalah hari mana saja dalam bulan iuran. Bulan terakhir yang lunas diukur sebelum Februari 2025.",
        "The date is any day of the contribution month. The last month paid is taken as before February 2025.",
    ),
)
def labour_intensive(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 7/2025 with PP 36/2025: six industries, enough workers, JKK paid up, settled in time."""
    reason = _labour_reason(book, given)
    return _decided(book, "relief.labour_intensive.eligible", LABOUR, reason, given)


def _labour_reason(book: Notebook, given: dict[str, Any]) -> Reason | None:
    reduced = book.parameters["relief.labour_intensive.jkk_rate"].at(book.on, book.known_on)
    if reduced is None or reduced.value == book.parameter("jkk.rate").value:
        return {"code": "NO_RELIEF", **both("tidak ada keringanan untuk bulan ini", "this month has no relief")}
    book.parameter("relief.labour_intensive.jkk_rate")
    covered = book.parameter("relief.labour_intensive.industries", code="COVERED")
    if given["industry"] not in covered.value["COVERED"]:
        return {"code": "INDUSTRY", **both("industri tidak termasuk", "the industry is not among them")}
    least = book.parameter("relief.labour_intensive.min_workers").value
    if given["workers"] < least:
        return {"code": "TOO_FEW_WORKERS", **both(f"pekerja kurang dari {least}", f"fewer than {least} workers")}
    upto = book.parameter("relief.labour_intensive.paid_up_to").value
    if given["jkk_paid_to"].replace(day=1) < upto:
        told = month_words(upto)
        return {
            "code": "NOT_PAID_UP",
            **both(f"JKK belum lunas sampai {told['id']}", f"JKK is not paid up to {told['en']}"),
        }
    paid_on = given["paid_on"]
    if paid_on is None:
        return None
    if book.parameters["relief.labour_intensive.settle_by"].at(paid_on, book.known_on) is None:
        return None
    last = book.parameter("relief.labour_intensive.settle_by", paid_on).value
    if paid_on > last:
        return {
            "code": "SETTLED_TOO_LATE",
            **both(f"dibayar setelah {show_date(last, 'id')}", f"paid after {show_date(last, 'en')}"),
        }
    return None


@procedure(
    "relief.covid.eligibility",
    both("Hak atas keringanan JKK dan JKM, PP 49/2020", "Right to the JKK and JKM relief of PP 49/2020"),
    (
        Field("joined", "date", both("Tanggal terdaftar", "Day of registration")),
        Field("paid_to", "date", both("Bulan terakhir yang lunas", "Last month paid"), True),
    ),
    (("eligible", both("Mendapat keringanan", "Gets the relief"), "flag"),),
    both(
        "Tanggal adalah hari mana saja dalam bulan iuran. Bulan lunas diisi untuk yang terdaftar sampai Juli 2020.",
        "The date is any day of the contribution month. The last month paid is asked of who joined up to July 2020.",
    ),
)
def covid(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 49/2020: paid up to July 2020; who joined later first pays some months in full."""
    return _decided(book, "relief.covid.eligible", COVID, _covid_reason(book, given), given)


def _covid_reason(book: Notebook, given: dict[str, Any]) -> Reason | None:
    item = book.parameters["relief.covid.payable"].at(book.on, book.known_on)
    paid_up_to = book.parameters["relief.covid.paid_up_to"].at(book.on, book.known_on)
    if item is None or paid_up_to is None:
        return {"code": "NO_RELIEF", **both("tidak ada keringanan untuk bulan ini", "this month has no relief")}
    book.parameter("relief.covid.payable")
    upto: date = book.parameter("relief.covid.paid_up_to").value
    month, joined = book.on.replace(day=1), given["joined"].replace(day=1)
    if joined > upto:
        full = book.parameter("relief.covid.full_months_new").value
        first = add_months(joined, full)
        if month < first:
            told = month_words(first)
            return {
                "code": "FIRST_MONTHS_IN_FULL",
                **both(f"keringanan mulai {told['id']}", f"the relief begins in {told['en']}"),
            }
        return None
    paid_to = given["paid_to"]
    if paid_to is None or paid_to.replace(day=1) < upto:
        told = month_words(upto)
        return {
            "code": "NOT_PAID_UP",
            **both(f"iuran belum lunas sampai {told['id']}", f"not paid up to {told['en']}"),
        }
    return None


@procedure(
    "relief.jp_repayment",
    both("Angsuran iuran JP yang ditunda", "Instalments of deferred JP contributions"),
    (
        Field("deferred", "integer", both("Iuran JP yang ditunda", "JP deferred"), high=10**15, unit="IDR"),
        Field("instalments", "integer", both("Banyak angsuran", "Instalments"), low=1, high=120),
    ),
    (
        ("first", both("Angsuran pertama", "First instalment"), "IDR"),
        ("last", both("Angsuran terakhir", "Last instalment"), "IDR"),
        ("total", both("Jumlah", "Total"), "IDR"),
    ),
    both(
        "Tanggal adalah hari perhitungan. Angsuran bulanan mulai batas pertama; jumlahnya tepat sama dengan yang"
        " ditunda.",
        "The date is the day of calculation. Monthly from the first limit on; together they are exactly what was"
        " deferred.",
    ),
)
def jp_repayment(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """PP 49/2020 art. 17: at once or in instalments between two days."""
    first = book.parameter("relief.covid.jp_first_by").value
    last = book.parameter("relief.covid.jp_last_by").value
    most = full_months(first, last) + 1
    count, deferred = given["instalments"], given["deferred"]
    if count > most:
        raise OutOfRange(input="instalments", value=count, low=1, high=most)
    equal = deferred // count
    parts = [equal] * (count - 1) + [deferred - equal * (count - 1)]
    rows = [{"due": add_months(first, k).isoformat(), "amount": amount} for k, amount in enumerate(parts)]
    told = {
        k: "; ".join(f"{show_date(add_months(first, n), k)} {show_money(a, k)}" for n, a in enumerate(parts))
        for k in ("id", "en")
    }
    book.step(
        "relief.jp_repayment",
        both("Angsuran", "Instalments"),
        [r["amount"] for r in rows],
        told,
        cite="PP 49/2020 Pasal 17",
        because=[
            both(
                "peraturan hanya menyebut batas pertama dan terakhir; angsuran bulanan sama besar, sisanya di akhir",
                "the rule names the first and the last day only; equal monthly parts, the rest in the last",
            )
        ],
        inputs=dict(given),
        unit="IDR",
    )
    return {"first": parts[0], "last": parts[-1], "total": sum(parts)}, {"schedule": rows}

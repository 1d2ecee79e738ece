"""Income tax over several payments of old-age savings: two calendar years final, later the ordinary schedule."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..errors import BadFact
from ..procedure import Field, Notebook, both, procedure
from ..units import show_date, show_money

MOST = 10_000_000_000
CITE = "PP 68/2009 Pasal 2 dan 5; PMK 16/PMK.03/2010; UU PPh Pasal 17 dan 21 ayat (5a)"


@procedure(
    "jht.tax_history",
    both("Pajak atas beberapa pembayaran JHT", "Tax on several payments of old-age savings"),
    (
        Field(
            "payments",
            "rows",
            both("Pembayaran menurut tanggal", "Payments by date"),
            low=1,
            high=10,
            columns=(
                Field("paid_on", "date", both("Tanggal pembayaran", "Day of payment")),
                Field("amount", "integer", both("Jumlah sebelum pajak", "Amount before tax"), high=MOST, unit="IDR"),
                Field("npwp", "flag", both("Punya NPWP", "Has a tax number")),
            ),
        ),
    ),
    (
        ("gross", both("Jumlah sebelum pajak", "Amount before tax"), "IDR"),
        ("tax", both("Pajak seluruhnya", "Tax, all payments"), "IDR"),
        ("net", both("Jumlah yang dibayarkan", "Paid out"), "IDR"),
        ("tax_if_once", both("Pajak bila dibayar sekaligus", "Tax if paid at once"), "IDR"),
        ("difference", both("Selisih karena dibayar bertahap", "Difference made by the parts"), "IDR"),
    ),
    both(
        "Tanggal adalah hari perhitungan. Jendela dua tahun kalender dimulai pada pembayaran pertama; sekaligus berarti"
        " seluruhnya pada hari itu.",
        "The date is the day of the calculation. The window of two calendar years begins with the first payment; at"
        " once means all of it on that day.",
    ),
)
def jht_tax_history(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """The tax of each payment and of one equal payment."""
    rows = given["payments"]
    days = [r["paid_on"] for r in rows]
    if days != sorted(days):
        raise BadFact(id="Pembayaran tidak menurut tanggal.", en="The payments are not in order of date.")
    listed: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        years = row["paid_on"].year - days[0].year
        before = rows[:number]
        window = book.parameter("jht.tax.window", row["paid_on"]).value
        if years < window:
            prior = sum(r["amount"] for r in before)
            tax = _tax(book, row, row["amount"], years, prior)
        else:
            same = [r["amount"] for r in before if r["paid_on"].year == row["paid_on"].year]
            together = bool(same) and book.setting("jht.tax.later_year_base") == "calendar_year"
            earlier = sum(same) if together else 0
            tax = _tax(book, row, earlier + row["amount"], years, 0)
            tax -= _tax(book, row, earlier, years, 0) if earlier else 0
        listed.append(_tell(book, number + 1, row, years, years < window, tax))
    gross, tax = sum(r["amount"] for r in rows), sum(r["tax"] for r in listed)
    once = _tax(book, rows[0], gross, 0, 0)
    book.step(
        "jht.tax_total",
        both("Pajak seluruhnya", "Tax, all payments"),
        tax,
        {k: show_money(tax, k) for k in ("id", "en")},
        cite=CITE,
        arithmetic={k: " + ".join(show_money(r["tax"], k) for r in listed) for k in ("id", "en")},
        because=[{k: f"{w} {show_money(once, k)}" for k, w in (("id", "sekaligus:"), ("en", "at once:"))}],
        inputs={"gross": gross},
        unit="IDR",
    )
    values = {"gross": gross, "tax": tax, "net": gross - tax, "tax_if_once": once, "difference": tax - once}
    return values, {"payments": listed, "reason": None, "what_would_change": []}


def _tax(book: Notebook, row: dict[str, Any], amount: int, years: int, prior: int) -> int:
    """Tax on an amount as ``jht.benefit`` has it."""
    day: date = row["paid_on"]
    for key in (
        ("free_slice", "final_rate")
        if years < book.parameter("jht.tax.window", day).value
        else (
            "schedule",
            "base_step",
            "no_npwp_factor",
        )
    ):
        book.parameter(f"jht.tax.{key}", day)
    chosen = {k: book.setting(k) for k in ("jht.tax.shared_free_slice", "rounding.tax")}
    facts = {
        "principal": amount,
        "returns": 0,
        "prior_payments_in_window": prior,
        "years_since_first_payment": years,
        "npwp": row["npwp"],
    }
    return book.law.calc("jht.benefit", day, facts, known_on=book.known_on, settings=chosen).values["tax"]


def _tell(book: Notebook, number: int, row: dict[str, Any], years: int, final: bool, tax: int) -> dict[str, Any]:
    told = both("pajak final", "final tax") if final else both("tarif Pasal 17", "ordinary schedule")
    day: date = row["paid_on"]
    book.step(
        f"jht.tax_{number}",
        both(f"Pajak pembayaran {show_date(day, 'id')}", f"Tax on the payment of {show_date(day, 'en')}"),
        tax,
        {k: show_money(tax, k) for k in ("id", "en")},
        cite=CITE,
        because=[told],
        inputs={**row, "years_since_first_payment": years},
        unit="IDR",
    )
    return {"paid_on": day.isoformat(), "amount": row["amount"], "final": int(final), "tax": tax}

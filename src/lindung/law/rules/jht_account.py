"""Around the JHT account: what an employer owes, the floor under the return, and the two accounts to come."""

from __future__ import annotations

from datetime import date

from ..ops import prorata
from ..rule import Input, formula, inputs, rule
from .jht import MOST, RETURN

inputs(
    "jht",
    Input("due_principal", "IDR", 0, MOST, {"id": "Iuran yang seharusnya", "en": "Contributions that were due"}),
    Input("due_returns", "IDR", 0, MOST, {"id": "Hasil yang seharusnya", "en": "Return that was due"}),
    Input("in_arrears", "flag", 0, 1, {"id": "Pemberi kerja menunggak", "en": "The employer is in arrears"}),
    Input(
        "deposit_rate",
        "rate/year",
        0,
        300_000,
        {"id": "Rata-rata bunga deposito bank pemerintah", "en": "Average deposit rate of state banks"},
    ),
    Input("final_rate", "rate/year", 0, 300_000, {"id": "Tingkat akhir setahun", "en": "Final rate of the year"}),
    Input("contribution", "IDR", -MOST, MOST, {"id": "Iuran JHT", "en": "JHT contribution"}),
)

OWED = "PP 46/2015 Pasal 24 dan 28; Permenaker 4/2022"


@rule("jht", id_="Manfaat yang seharusnya", en="Benefit that was due", unit="IDR", cite=OWED)
def due_gross(due_principal: int, due_returns: int) -> int:
    return due_principal + due_returns


@rule("jht", id_="Kekurangan manfaat", en="Shortfall of the benefit", unit="IDR", cite=OWED)
def shortfall(due_gross: int, gross: int) -> int:
    return max(due_gross - gross, 0)


@rule("jht", id_="Dibayar kemudian setelah tunggakan lunas", en="Paid later, after the arrears", unit="IDR", cite=OWED)
def paid_later(shortfall: int, in_arrears: int) -> int:
    return shortfall * in_arrears


@rule("jht", id_="Dibayar langsung oleh pemberi kerja", en="Paid by the employer itself", unit="IDR", cite=OWED)
def by_employer(shortfall: int, paid_later: int) -> int:
    return shortfall - paid_later


@rule("jht", id_="Tingkat paling rendah", en="Lowest rate", unit="rate/year", cite="PP 46/2015 Pasal 27 ayat (3)")
def floor_rate(set_rate: int, deposit_rate: int) -> int:
    return max(set_rate, deposit_rate)


@rule("jht", id_="Hasil pada tingkat paling rendah", en="Return at the lowest rate", unit="IDR", cite=RETURN)
def floor_credit(
    balance: int, months: int, floor_rate: int, calendar__months_in_year: int, rounding__return: str
) -> int:
    return prorata(balance, floor_rate, months, calendar__months_in_year, rounding__return)


@rule("jht", id_="Kekurangan hasil", en="Shortfall of the return", unit="IDR", cite="PP 46/2015 Pasal 27 ayat (3)")
def floor_shortfall(floor_credit: int, set_credit: int) -> int:
    return floor_credit - set_credit


@rule("jht", id_="Hasil pada tingkat akhir", en="Return at the final rate", unit="IDR", cite=RETURN)
def final_credit(
    balance: int, months: int, final_rate: int, calendar__months_in_year: int, rounding__return: str
) -> int:
    return prorata(balance, final_rate, months, calendar__months_in_year, rounding__return)


@rule("jht", id_="Koreksi ke tingkat akhir", en="Correction to the final rate", unit="IDR", cite=RETURN)
def true_up(final_credit: int, set_credit: int) -> int:
    return final_credit - set_credit


ACCOUNTS = "UU 4/2023 Pasal 188 (UU 40/2004 Pasal 36-38)"


@rule(
    "jht",
    name="main_account",
    id_="Akun perorangan",
    en="Individual account",
    unit="IDR",
    cite="PP 46/2015 Pasal 22 ayat (2)",
    until=date(2023, 1, 11),
)
def main_account_single(contribution: int) -> int:
    return contribution


@rule(
    "jht",
    name="main_account",
    id_="Akun utama",
    en="Main account",
    unit="IDR",
    cite=ACCOUNTS,
    since=date(2023, 1, 12),
    when={"jht.accounts.split": "not_commenced"},
)
def main_account_waiting(contribution: int) -> int:
    return contribution


@rule("jht", id_="Akun tambahan", en="Additional account", unit="IDR", cite=ACCOUNTS)
def additional_account(contribution: int, main_account: int) -> int:
    return contribution - main_account


formula(
    "jht.employer_shortfall",
    "jht",
    title={
        "id": "Kekurangan manfaat JHT yang ditanggung pemberi kerja",
        "en": "Shortfall of old-age savings that the employer owes",
    },
    uses=("due_principal", "due_returns", "principal", "returns", "in_arrears"),
    outputs=("gross", "shortfall", "paid_later", "by_employer"),
    since=date(2015, 7, 1),
    about={
        "id": (
            "Tunggakan: yang diterima dibayar sekarang, kekurangannya setelah tertagih. Upah dilaporkan lebih rendah "
            "atau tidak didaftarkan (iuran terkumpul 0): pemberi kerja membayar langsung."
        ),
        "en": (
            "Arrears: what was received is paid now, the rest once collected. Wage under-reported or never enrolled "
            "(contributions 0): the employer pays it itself."
        ),
    },
)
formula(
    "jht.return_floor",
    "jht",
    title={"id": "Batas bawah hasil pengembangan JHT", "en": "Floor under the return on old-age savings"},
    uses=("balance", "months", "set_rate", "deposit_rate"),
    outputs=("set_credit", "floor_credit", "floor_shortfall"),
    since=date(2015, 7, 1),
    about={
        "id": "Hasil paling sedikit setingkat rata-rata bunga deposito satu tahun bank pemerintah.",
        "en": "The return is at least the average one-year deposit rate of the state banks.",
    },
)
formula(
    "jht.true_up",
    "jht",
    title={"id": "Koreksi hasil pengembangan ke tingkat akhir", "en": "Correction of the return to the final rate"},
    uses=("balance", "months", "set_rate", "final_rate"),
    outputs=("set_credit", "final_credit", "true_up"),
    since=date(2015, 7, 1),
    about={
        "id": "Tingkat sementara diumumkan pada awal tahun, tingkat akhir setelah audit; selisihnya dibukukan.",
        "en": "An interim rate is announced early in the year, the final one after the audit; the gap is booked.",
    },
)
formula(
    "jht.accounts",
    "jht",
    title={"id": "Akun utama dan akun tambahan JHT", "en": "Main and additional account of old-age savings"},
    uses=("contribution",),
    outputs=("main_account", "additional_account"),
    since=date(2015, 7, 1),
    about={
        "id": (
            "Pembagian menurut UU 4/2023 menunggu peraturan pelaksana; sampai itu satu akun, dan perhitungan dengan "
            "pembagian ditolak karena bagiannya belum ada."
        ),
        "en": (
            "The split of UU 4/2023 awaits its implementing regulation; until then there is one account, and a "
            "calculation with the split is refused because the parts do not exist."
        ),
    },
)

"""The job-loss programme (JKP): cash by month, what an employer owes, training, and the state's withheld part."""

from __future__ import annotations

from datetime import date

from ..ops import limit, share
from ..rule import Input, formula, inputs, rule

WAGE = 10_000_000_000
SIZES = {
    1: {"id": "usaha mikro", "en": "micro firm"},
    2: {"id": "usaha kecil", "en": "small firm"},
    3: {"id": "usaha menengah", "en": "medium firm"},
    4: {"id": "usaha besar", "en": "large firm"},
}

inputs(
    "jkp",
    Input("wage", "IDR/month", 0, WAGE, {"id": "Upah terakhir yang dilaporkan", "en": "Last wage reported"}),
    Input("real_wage", "IDR/month", 0, WAGE, {"id": "Upah sebenarnya", "en": "Real wage"}),
    Input("month_number", "code", 1, 6, {"id": "Bulan manfaat ke-", "en": "Month of the benefit"}),
    Input("size", "code", 1, 4, {"id": "Skala usaha", "en": "Size of the firm"}, SIZES),
    Input("training_cost", "IDR", 0, WAGE, {"id": "Biaya pelatihan", "en": "Cost of the training"}),
    Input(
        "base_wage", "IDR/month", -WAGE, WAGE, {"id": "Upah dasar iuran sebulan", "en": "Wage of a contribution month"}
    ),
    Input(
        "share_late",
        "flag",
        0,
        1,
        {"id": "Bagian dari JKK dan JKM bulan itu terlambat", "en": "The share from JKK and JKM of that month is late"},
    ),
    Input("has_components", "flag", 0, 1, {"id": "Upah terdiri atas komponen", "en": "The wage has components"}),
    Input("plain_wage", "IDR/month", 0, WAGE, {"id": "Upah tanpa tunjangan", "en": "Wage without allowances"}),
    Input("basic_wage", "IDR/month", 0, WAGE, {"id": "Upah pokok", "en": "Basic wage"}),
    Input("fixed_allowances", "IDR/month", 0, WAGE, {"id": "Tunjangan tetap", "en": "Fixed allowances"}),
    Input(
        "settled", "flag", 0, 1, {"id": "Tunggakan bulan itu sudah lunas", "en": "Arrears of that month are settled"}
    ),
)

CASH = "PP 37/2021 Pasal 21; PP 6/2025 Pasal 21"
GAP = "PP 37/2021 Pasal 23"
UNREGISTERED = "PP 37/2021 Pasal 37"
TRAINING = "PMK 148/PMK.02/2021 Pasal 31; PMK 26/2025 Pasal 31 ayat (3)"
WITHHELD = "PP 37/2021 Pasal 16"


@rule("jkp", id_="Upah yang dihitung", en="Wage counted", unit="IDR/month", cite=CASH)
def counted_wage(wage: int, jkp__wage_cap: int) -> int:
    return limit(wage, jkp__wage_cap)


@rule("jkp", id_="Bagian upah bulan ini", en="Part of the wage this month", unit="rate", cite=CASH)
def rate(month_number: int, jkp__cash_rate: dict[int, int]) -> int:
    return jkp__cash_rate[month_number]


@rule("jkp", id_="Manfaat uang tunai", en="Cash benefit", unit="IDR/month", cite=CASH)
def amount(counted_wage: int, rate: int, rounding__benefit: str) -> int:
    return share(counted_wage, rate, rounding__benefit)


@rule("jkp", id_="Upah sebenarnya yang dihitung", en="Real wage counted", unit="IDR/month", cite=CASH)
def counted_real(real_wage: int, jkp__wage_cap: int) -> int:
    return limit(real_wage, jkp__wage_cap)


@rule("jkp", id_="Manfaat atas upah sebenarnya", en="Benefit on the real wage", unit="IDR/month", cite=GAP)
def due_amount(counted_real: int, rate: int, rounding__benefit: str) -> int:
    return share(counted_real, rate, rounding__benefit)


@rule(
    "jkp", id_="Kekurangan yang dibayar pemberi kerja", en="Shortfall owed by the employer", unit="IDR/month", cite=GAP
)
def employer_gap(due_amount: int, amount: int) -> int:
    return max(due_amount - amount, 0)


@rule("jkp", id_="Pemberi kerja wajib membayar", en="The employer must pay", unit="flag", cite=UNREGISTERED)
def owes(size: int) -> int:
    if size == 1:
        return 0
    return 1


@rule("jkp", id_="Uang tunai dari pemberi kerja", en="Cash owed by the employer", unit="IDR/month", cite=UNREGISTERED)
def employer_cash(owes: int, due_amount: int) -> int:
    return owes * due_amount


@rule("jkp", id_="Biaya pelatihan paling banyak", en="Highest training cost", unit="IDR", cite=TRAINING)
def training_limit(jkp__training_unit_cost: int) -> int:
    return jkp__training_unit_cost


@rule("jkp", id_="Biaya pelatihan yang dibayar", en="Training cost paid", unit="IDR", cite=TRAINING)
def training_paid(training_cost: int, training_limit: int) -> int:
    return limit(training_cost, training_limit)


@rule("jkp", id_="Pelatihan dari pemberi kerja", en="Training owed by the employer", unit="IDR", cite=UNREGISTERED)
def employer_training(owes: int, training_paid: int) -> int:
    return owes * training_paid


@rule("jkp", id_="Iuran pemerintah pusat", en="Contribution of the state", unit="IDR/month", cite="PP 37/2021 Pasal 11")
def state_share(base_wage: int, jkp__wage_cap: int, jkp__rate_state: int, rounding__contribution: str) -> int:
    return share(limit(base_wage, jkp__wage_cap), jkp__rate_state, rounding__contribution)


@rule("jkp", id_="Dibayar sekarang", en="Paid now", unit="IDR/month", cite=WITHHELD)
def state_now(state_share: int, share_late: int, settled: int) -> int:
    if share_late == 1 and settled == 0:
        return 0
    return state_share


@rule("jkp", id_="Ditahan sampai lunas", en="Withheld until settled", unit="IDR/month", cite=WITHHELD)
def state_withheld(state_share: int, state_now: int) -> int:
    return state_share - state_now


BASE = "PP 37/2021 Pasal 11 dan 13; PP 6/2025 Pasal 11"


@rule("jkp", id_="Upah sebulan untuk JKP", en="Monthly wage for JKP", unit="IDR/month", cite=BASE)
def month_wage(has_components: int, plain_wage: int, basic_wage: int, fixed_allowances: int) -> int:
    if has_components == 0:
        return plain_wage
    return basic_wage + fixed_allowances


@rule("jkp", id_="Upah dasar JKP", en="Wage counted for JKP", unit="IDR/month", cite=BASE)
def wage_base(month_wage: int, jkp__wage_cap: int) -> int:
    return limit(month_wage, jkp__wage_cap)


START = date(2022, 2, 1)

formula(
    "jkp.cash",
    "jkp",
    title={"id": "Manfaat uang tunai JKP satu bulan", "en": "Unemployment benefit (JKP): cash of one month"},
    uses=("wage", "month_number"),
    outputs=("counted_wage", "rate", "amount"),
    since=START,
    about={
        "id": "Tanggal adalah hari jatuhnya bulan manfaat itu; seluruh jadwal ada di jkp.schedule.",
        "en": "The date is the day on which that month of benefit falls; jkp.schedule gives the whole schedule.",
    },
)
formula(
    "jkp.employer_gap",
    "jkp",
    title={
        "id": "Kekurangan manfaat JKP karena upah dilaporkan lebih rendah",
        "en": "Shortfall of JKP cash where the wage was under-reported",
    },
    uses=("wage", "real_wage", "month_number"),
    outputs=("amount", "due_amount", "employer_gap"),
    since=START,
    about={
        "id": "Untuk satu bulan manfaat; pemberi kerja membayar kekurangan seluruh bulan sekaligus.",
        "en": "For one month of benefit; the employer pays the shortfall of all months at once.",
    },
)
formula(
    "jkp.unregistered",
    "jkp",
    title={
        "id": "Kewajiban pemberi kerja yang tidak mendaftarkan pekerja ke JKP",
        "en": "What an employer owes that did not register the worker for JKP",
    },
    uses=("real_wage", "month_number", "size", "training_cost"),
    outputs=("employer_cash", "employer_training"),
    since=START,
    about={
        "id": "Untuk satu bulan manfaat, dibayar sekaligus; pelatihan satu kali. Usaha mikro dikecualikan.",
        "en": "For one month of benefit, all paid at once; the training once. Micro firms are exempt.",
    },
)
formula(
    "jkp.training",
    "jkp",
    title={"id": "Biaya pelatihan kerja JKP", "en": "Cost of JKP training"},
    uses=("training_cost",),
    outputs=("training_limit", "training_paid"),
    since=date(2021, 11, 1),
    about={"id": "Tanggal adalah hari pelatihan dimulai.", "en": "The date is the day the training begins."},
)
formula(
    "jkp.state_share",
    "jkp",
    title={"id": "Iuran JKP pemerintah dan penahanannya", "en": "State contribution to JKP and its withholding"},
    uses=("base_wage", "share_late", "settled"),
    outputs=("state_share", "state_now", "state_withheld"),
    since=date(2021, 2, 2),
    period="month",
    about={
        "id": "Selama bagian dari JKK dan JKM suatu bulan terlambat, iuran negara untuk bulan itu ditahan.",
        "en": "While the share from JKK and JKM of a month is late, the state's contribution for it is withheld.",
    },
)
formula(
    "jkp.wage_base",
    "jkp",
    title={"id": "Upah dasar JKP", "en": "Wage counted for JKP"},
    uses=("has_components", "plain_wage", "basic_wage", "fixed_allowances"),
    outputs=("month_wage", "wage_base"),
    since=date(2021, 2, 2),
    period="month",
    about={
        "id": "Upah pokok dan tunjangan tetap; tunjangan tidak tetap tidak. Tanpa komponen: upah tanpa tunjangan.",
        "en": "Basic wage and fixed allowances; varying ones do not count. No components: wage without allowances.",
    },
)

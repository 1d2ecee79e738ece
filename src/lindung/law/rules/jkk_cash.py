"""Work accident benefits in cash (JKK): total disability, death, temporary incapacity, and who receives it."""

from __future__ import annotations

from datetime import date

from ..ops import share
from ..rule import Input, formula, inputs, rule

SINCE = date(2015, 7, 1)
CHANGE = date(2019, 12, 2)
MOST = 1_000_000_000_000

WAGE = Input("wage", "IDR/month", 0, 1_000_000_000, {"id": "Upah sebulan", "en": "Monthly wage"})
inputs("jkk_total", WAGE)
inputs(
    "jkk_stmb",
    WAGE,
    Input("months", "months", 0, 600, {"id": "Bulan tidak mampu bekerja", "en": "Months of incapacity"}),
)
inputs(
    "jkk",
    WAGE,
    Input("has_heirs", "flag", 0, 1, {"id": "Ada ahli waris", "en": "There are heirs"}),
    Input("stmb", "IDR", 0, MOST, {"id": "STMB", "en": "Temporary incapacity benefit"}),
    Input("wage_paid", "IDR", 0, MOST, {"id": "Upah yang tetap dibayar pemberi kerja", "en": "Wage the employer paid"}),
    Input("non_wage_earner", "flag", 0, 1, {"id": "Bukan penerima upah", "en": "Non-wage earner"}),
    Input("benefit_due", "IDR", 0, MOST, {"id": "Manfaat menurut upah sebenarnya", "en": "Benefit at the true wage"}),
    Input("benefit_paid", "IDR", 0, MOST, {"id": "Manfaat menurut upah lapor", "en": "Benefit at the reported wage"}),
    Input("amount", "IDR", 0, 10_000_000_000, {"id": "Jumlah yang terlambat dibayar", "en": "Amount paid late"}),
    Input("days_late", "days", 0, 3_650, {"id": "Hari keterlambatan", "en": "Days late"}),
)

CITE = "PP 44/2015 Lampiran III; PP 82/2019 Lampiran III"


# total disability and death ------------------------------------------------------------------------------------------
@rule("jkk_total", id_="Santunan sekaligus", en="Lump sum", unit="IDR", cite=CITE)
def lump_sum(wage: int, jkk__benefit__multiplier: int, jkk__total_disability__rate: int, rounding__benefit: str) -> int:
    return share(wage * jkk__benefit__multiplier, jkk__total_disability__rate, rounding__benefit)


@rule("jkk_total", id_="Santunan berkala", en="Periodic part", unit="IDR", cite=CITE)
def periodic(jkk__periodic_monthly: int, jkk__periodic_months: int) -> int:
    return jkk__periodic_monthly * jkk__periodic_months


@rule("jkk_total", id_="Jumlah yang dibayarkan", en="Total paid out", unit="IDR", cite=CITE)
def total(lump_sum: int, periodic: int) -> int:
    return lump_sum + periodic


@rule("jkk", id_="Santunan kematian menurut upah", en="Death benefit by the wage", unit="IDR", cite=CITE)
def death_by_wage(wage: int, jkk__benefit__multiplier: int, jkk__death__rate: int, rounding__benefit: str) -> int:
    return share(wage * jkk__benefit__multiplier, jkk__death__rate, rounding__benefit)


@rule(
    "jkk",
    name="death_floor",
    id_="Santunan kematian paling sedikit",
    en="Least death benefit",
    unit="IDR",
    cite="PP 44/2015 Lampiran III dan Pasal 34",
    until=date(2019, 12, 1),
    when={"jkk.death.floor_reading": "lump_sum"},
)
def death_floor_lump_sum(jkk__death__floor: int) -> int:
    return jkk__death__floor


@rule(
    "jkk",
    name="death_floor",
    id_="Santunan kematian paling sedikit",
    en="Least death benefit",
    unit="IDR",
    cite="PP 44/2015 Lampiran III dan Pasal 34",
    until=date(2019, 12, 1),
    when={"jkk.death.floor_reading": "whole_jkm"},
)
def death_floor_whole_jkm(
    jkm__lump_sum: int, jkm__periodic_monthly: int, jkm__periodic_months: int, jkm__funeral: int
) -> int:
    return jkm__lump_sum + jkm__periodic_monthly * jkm__periodic_months + jkm__funeral


@rule(
    "jkk",
    name="death_floor",
    id_="Santunan kematian paling sedikit",
    en="Least death benefit",
    unit="IDR",
    cite="PP 82/2019 Lampiran III",
    since=CHANGE,
)
def death_floor_2019(jkk__death__floor: int) -> int:
    return jkk__death__floor


@rule("jkk", id_="Santunan kematian", en="Death benefit", unit="IDR", cite=CITE)
def death(death_by_wage: int, death_floor: int) -> int:
    return max(death_by_wage, death_floor)


@rule("jkk", name="lump_sum", id_="Santunan sekaligus", en="Lump sum", unit="IDR", cite=CITE)
def death_lump_sum(has_heirs: int, death: int) -> int:
    if has_heirs == 0:
        return 0
    return death


@rule("jkk", id_="Santunan berkala bagi ahli waris", en="Periodic part for heirs", unit="IDR", cite=CITE)
def periodic_whole(jkk__periodic_monthly: int, jkk__periodic_months: int) -> int:
    return jkk__periodic_monthly * jkk__periodic_months


@rule("jkk", name="periodic", id_="Santunan berkala", en="Periodic part", unit="IDR", cite=CITE)
def death_periodic(has_heirs: int, periodic_whole: int) -> int:
    if has_heirs == 0:
        return 0
    return periodic_whole


@rule("jkk", id_="Biaya pemakaman", en="Funeral cost", unit="IDR", cite=CITE)
def funeral(jkk__funeral: int) -> int:
    return jkk__funeral


@rule("jkk", name="total", id_="Jumlah yang dibayarkan", en="Total paid out", unit="IDR", cite=CITE)
def death_total(lump_sum: int, periodic: int, funeral: int) -> int:
    return lump_sum + periodic + funeral


@rule(
    "jkk",
    id_="Dialihkan ke dana jaminan sosial",
    en="Passed to the social security fund",
    unit="IDR",
    cite="PP 44/2015 Pasal 37 ayat (5)",
)
def to_fund(has_heirs: int, death: int, periodic_whole: int) -> int:
    if has_heirs == 1:
        return 0
    return death + periodic_whole


# temporary incapacity ------------------------------------------------------------------------------------------------
@rule("jkk_stmb", id_="Bulan pada tarif pertama", en="Months at the first rate", unit="months", cite=CITE)
def months_full(months: int, jkk__stmb__full_months: int) -> int:
    return min(months, jkk__stmb__full_months)


@rule(
    "jkk_stmb",
    name="months_middle",
    id_="Bulan pada tarif kedua",
    en="Months at the second rate",
    unit="months",
    cite="PP 44/2015 Lampiran III",
    until=date(2019, 12, 1),
)
def months_middle_2015(months: int, months_full: int, jkk__stmb__middle_months: int) -> int:
    return max(min(months - months_full, jkk__stmb__middle_months), 0)


@rule(
    "jkk_stmb",
    name="months_middle",
    id_="Bulan pada tarif kedua",
    en="Months at the second rate",
    unit="months",
    cite="PP 82/2019 Lampiran III",
    since=CHANGE,
)
def months_middle_2019() -> int:
    return 0


@rule("jkk_stmb", id_="Bulan selebihnya", en="Months after", unit="months", cite=CITE)
def months_rest(months: int, months_full: int, months_middle: int) -> int:
    return max(months - months_full - months_middle, 0)


@rule(
    "jkk_stmb",
    name="amount",
    id_="Santunan sementara tidak mampu bekerja (STMB)",
    en="Temporary incapacity benefit",
    unit="IDR",
    cite="PP 44/2015 Lampiran III",
    until=date(2019, 12, 1),
)
def amount_2015(
    wage: int,
    months_full: int,
    months_middle: int,
    months_rest: int,
    jkk__stmb__full_rate: int,
    jkk__stmb__middle_rate: int,
    jkk__stmb__rest_rate: int,
    rounding__benefit: str,
) -> int:
    return share(
        wage,
        jkk__stmb__full_rate * months_full
        + jkk__stmb__middle_rate * months_middle
        + jkk__stmb__rest_rate * months_rest,
        rounding__benefit,
    )


@rule(
    "jkk_stmb",
    name="amount",
    id_="Santunan sementara tidak mampu bekerja (STMB)",
    en="Temporary incapacity benefit",
    unit="IDR",
    cite="PP 82/2019 Lampiran III",
    since=CHANGE,
)
def amount_2019(
    wage: int,
    months_full: int,
    months_rest: int,
    jkk__stmb__full_rate: int,
    jkk__stmb__rest_rate: int,
    rounding__benefit: str,
) -> int:
    return share(wage, jkk__stmb__full_rate * months_full + jkk__stmb__rest_rate * months_rest, rounding__benefit)


PAYEE = "PP 44/2015 Pasal 30 ayat (2)-(3) dan Pasal 51"


@rule("jkk", id_="Kepada pemberi kerja", en="To the employer", unit="IDR", cite=PAYEE)
def to_employer(stmb: int, wage_paid: int, non_wage_earner: int) -> int:
    if non_wage_earner == 1:
        return 0
    return min(stmb, wage_paid)


@rule("jkk", id_="Kepada pekerja", en="To the worker", unit="IDR", cite=PAYEE)
def to_worker(stmb: int, to_employer: int) -> int:
    return stmb - to_employer


# what the employer owes, and lateness --------------------------------------------------------------------------------
@rule(
    "jkk",
    id_="Kekurangan yang ditanggung pemberi kerja",
    en="Gap borne by the employer",
    unit="IDR",
    cite="PP 44/2015 Pasal 32",
)
def employer_gap(benefit_due: int, benefit_paid: int) -> int:
    return max(benefit_due - benefit_paid, 0)


@rule(
    "jkk",
    id_="Kompensasi keterlambatan pembayaran",
    en="Compensation for late payment",
    unit="IDR",
    cite="PP 44/2015 Pasal 37 ayat (3)",
)
def late_fee(amount: int, days_late: int, jkk__late_rate: int, rounding__penalty: str) -> int:
    return share(amount, jkk__late_rate * days_late, rounding__penalty)


EVENT = {
    "id": "Tanggal adalah tanggal kecelakaan atau diagnosis penyakit akibat kerja.",
    "en": "The date is the day of the accident or of the diagnosis of the occupational disease.",
}
formula(
    "jkk.total_disability",
    "jkk_total",
    title={"id": "Santunan cacat total tetap", "en": "Permanent total disability benefit"},
    uses=("wage",),
    outputs=("lump_sum", "periodic", "total"),
    since=SINCE,
    about=EVENT,
)
formula(
    "jkk.death",
    "jkk",
    title={"id": "Santunan kematian karena kecelakaan kerja", "en": "Survivors' benefit of a work accident"},
    uses=("wage", "has_heirs"),
    outputs=("lump_sum", "periodic", "funeral", "total", "to_fund"),
    since=SINCE,
    about={
        "id": "Tanggal adalah tanggal kecelakaan. Tanpa ahli waris hanya biaya pemakaman; beasiswa terpisah.",
        "en": "The date is the day of the accident. Without heirs only the funeral cost; scholarships are apart.",
    },
)
formula(
    "jkk.stmb_months",
    "jkk_stmb",
    title={
        "id": "Santunan sementara tidak mampu bekerja, bulan penuh",
        "en": "Temporary incapacity benefit, whole months",
    },
    uses=("wage", "months"),
    outputs=("months_full", "months_middle", "months_rest", "amount"),
    since=SINCE,
    about=EVENT,
)
formula(
    "jkk.stmb_payee",
    "jkk",
    title={"id": "Penerima STMB", "en": "Who receives the temporary incapacity benefit"},
    uses=("stmb", "wage_paid", "non_wage_earner"),
    outputs=("to_employer", "to_worker"),
    since=SINCE,
    about={
        "id": "STMB mengganti upah yang tetap dibayar; lebihnya untuk pekerja, kurangnya tidak ditagih kembali.",
        "en": "The benefit replaces the wage that went on; more goes to the worker, less is not asked back.",
    },
)
formula(
    "jkk.employer_gap",
    "jkk",
    title={
        "id": "Kekurangan manfaat karena upah dilaporkan terlalu kecil",
        "en": "Benefit lost by an under-reported wage",
    },
    uses=("benefit_due", "benefit_paid"),
    outputs=("employer_gap",),
    since=SINCE,
    about={
        "id": "Bagi pekerja yang tidak didaftarkan, manfaat menurut upah lapor adalah nol.",
        "en": "For a worker who was not registered the benefit at the reported wage is zero.",
    },
)
formula(
    "jkk.late_fee",
    "jkk",
    title={"id": "Kompensasi keterlambatan pembayaran JKK", "en": "Compensation for paying JKK late"},
    uses=("amount", "days_late"),
    outputs=("late_fee",),
    since=SINCE,
    about={"id": "Tanggal adalah tanggal klaim lengkap.", "en": "The date is the day the claim was complete."},
)

"""Pensions (JP): the formula with its bounds, survivors' parts, yearly re-rating, the price of delay."""

from __future__ import annotations

from datetime import date

from ..ops import prorata, share
from ..rule import DAWN, DUSK, Input, formula, inputs, rule

KINDS: dict[int, dict[str, str]] = {
    1: {"id": "pensiun hari tua", "en": "old-age pension"},
    2: {"id": "pensiun cacat", "en": "disability pension"},
    3: {"id": "pensiun janda atau duda", "en": "widow's or widower's pension"},
    4: {"id": "pensiun anak", "en": "child's pension"},
    5: {"id": "pensiun orang tua", "en": "parent's pension"},
    6: {"id": "pensiun anak setelah janda atau duda", "en": "child's pension after the spouse"},
}
OLD_AGE, DISABILITY, WIDOW, CHILD, PARENT, CHILD_AFTER_SPOUSE = KINDS
MOST = 10_000_000_000

inputs(
    "jp",
    Input(
        "average_yearly_wage",
        "IDR/year",
        0,
        MOST,
        {"id": "Rata-rata upah setahun yang diindeks", "en": "Average indexed yearly wage"},
    ),
    Input("months", "months", 0, 780, {"id": "Masa iur", "en": "Contribution months"}),
    Input(
        "kind",
        "code",
        OLD_AGE,
        PARENT,
        {"id": "Jenis pensiun", "en": "Kind of pension"},
        {k: v for k, v in KINDS.items() if k <= PARENT},
    ),
    Input("pension", "IDR/month", 0, MOST, {"id": "Pensiun yang sedang dibayarkan", "en": "Pension in payment"}),
    Input(
        "heir",
        "code",
        WIDOW,
        CHILD_AFTER_SPOUSE,
        {"id": "Penerima", "en": "Recipient"},
        {k: v for k, v in KINDS.items() if k >= WIDOW},
    ),
    Input("bounded", "flag", 0, 1, {"id": "Batas pensiun berlaku pada jumlah ini", "en": "The bounds hold here"}),
    Input(
        "index",
        "rate",
        500_000,
        2_000_000,
        {"id": "Indeks: seratus persen ditambah inflasi tahun lalu", "en": "Index: 100% plus last year's inflation"},
    ),
    Input("amount", "IDR", 0, MOST, {"id": "Pensiun yang terlambat dibayar", "en": "Pension paid late"}),
    Input("months_late", "months", 0, 360, {"id": "Bulan keterlambatan", "en": "Months late"}),
)

FORMULA = "PP 45/2015 Pasal 17 ayat (2)-(3)"
BOUNDS = "PP 45/2015 Pasal 18"
SCOPE = "PP 45/2015 Pasal 1 angka 3 dan Pasal 18"
SHARES = "PP 45/2015 Pasal 19-23"


@rule("jp", id_="Masa iur yang dihitung", en="Contribution months counted", unit="months", cite=SHARES)
def counted_months(months: int, kind: int, jp__deemed_months: int) -> int:
    if kind == 1:
        return months
    return max(months, jp__deemed_months)


@rule("jp", id_="Pensiun menurut rumus", en="Pension by the formula", unit="IDR/month", cite=FORMULA)
def by_formula(
    average_yearly_wage: int,
    counted_months: int,
    jp__accrual: int,
    calendar__months_in_year: int,
    rounding__benefit: str,
) -> int:
    return prorata(
        average_yearly_wage,
        jp__accrual,
        counted_months,
        calendar__months_in_year * calendar__months_in_year,
        rounding__benefit,
    )


@rule("jp", id_="Bagian sebelum batas", en="Part before the bounds", unit="IDR/month", cite=SHARES)
def before_bounds(by_formula: int, kind: int, jp__share: dict[int, int], rounding__benefit: str) -> int:
    return share(by_formula, jp__share[kind], rounding__benefit)


def floor_listed(jp__benefit_min: int) -> int:
    return jp__benefit_min


def floor_february(jp__benefit_min_february: int) -> int:
    return jp__benefit_min_february


def ceiling_listed(jp__benefit_max: int) -> int:
    return jp__benefit_max


def ceiling_february(jp__benefit_max_february: int) -> int:
    return jp__benefit_max_february


DOUBTFUL = (
    (date(2025, 2, 1), date(2025, 2, 28), "jp.bounds_start_2025"),
    (date(2026, 2, 1), date(2026, 2, 28), "jp.bounds_start_2026"),
)
SURE = ((DAWN, date(2025, 1, 31)), (date(2025, 3, 1), date(2026, 1, 31)), (date(2026, 3, 1), DUSK))
for _name, _id, _en, _listed, _february in (
    ("floor", "Pensiun bulanan paling rendah", "Lowest monthly pension", floor_listed, floor_february),
    ("ceiling", "Pensiun bulanan paling tinggi", "Highest monthly pension", ceiling_listed, ceiling_february),
):
    for _since, _until in SURE:
        rule("jp", name=_name, id_=_id, en=_en, unit="IDR/month", cite=BOUNDS, since=_since, until=_until)(_listed)
    for _since, _until, _key in DOUBTFUL:
        for _choice, _fn in (("march", _listed), ("february", _february)):
            rule(
                "jp",
                name=_name,
                id_=_id,
                en=_en,
                unit="IDR/month",
                cite=BOUNDS,
                since=_since,
                until=_until,
                when={_key: _choice},
            )(_fn)


@rule(
    "jp",
    name="monthly",
    id_="Pensiun sebulan",
    en="Monthly pension",
    unit="IDR/month",
    cite=SCOPE,
    when={"jp.bounds_scope": "after_share"},
)
def monthly_after_share(before_bounds: int, floor: int, ceiling: int) -> int:
    return min(max(before_bounds, floor), ceiling)


@rule(
    "jp",
    name="monthly",
    id_="Pensiun sebulan",
    en="Monthly pension",
    unit="IDR/month",
    cite=SCOPE,
    when={"jp.bounds_scope": "before_share"},
)
def monthly_before_share(
    by_formula: int, floor: int, ceiling: int, kind: int, jp__share: dict[int, int], rounding__benefit: str
) -> int:
    return share(min(max(by_formula, floor), ceiling), jp__share[kind], rounding__benefit)


@rule(
    "jp",
    id_="Bagian pensiun yang sedang dibayarkan",
    en="Part of the pension in payment",
    unit="IDR/month",
    cite=SHARES,
)
def part_in_payment(pension: int, heir: int, jp__share: dict[int, int], rounding__benefit: str) -> int:
    return share(pension, jp__share[heir], rounding__benefit)


@rule(
    "jp",
    name="heir_monthly",
    id_="Pensiun ahli waris sebulan",
    en="Monthly survivor's pension",
    unit="IDR/month",
    cite=SCOPE,
    when={"jp.bounds_scope": "after_share"},
)
def heir_after_share(part_in_payment: int, floor: int, ceiling: int) -> int:
    return min(max(part_in_payment, floor), ceiling)


@rule(
    "jp",
    name="heir_monthly",
    id_="Pensiun ahli waris sebulan",
    en="Monthly survivor's pension",
    unit="IDR/month",
    cite=SCOPE,
    when={"jp.bounds_scope": "before_share"},
)
def heir_before_share(part_in_payment: int) -> int:
    return part_in_payment


INDEXATION = "PP 45/2015 Pasal 17 ayat (1) huruf b, (4) dan (5)"


@rule("jp", id_="Pensiun dikali indeks", en="Pension times the index", unit="IDR/month", cite=INDEXATION)
def raised(pension: int, index: int, rounding__benefit: str) -> int:
    return share(pension, index, rounding__benefit)


@rule("jp", id_="Pensiun setelah penyesuaian", en="Pension after re-rating", unit="IDR/month", cite=INDEXATION)
def reindexed(raised: int, bounded: int, floor: int, ceiling: int) -> int:
    if bounded == 1:
        return min(max(raised, floor), ceiling)
    return raised


@rule(
    "jp",
    id_="Denda badan penyelenggara",
    en="Penalty owed by the agency",
    unit="IDR",
    cite="PP 45/2015 Pasal 35",
)
def late_fee(amount: int, months_late: int, jp__late_rate: int, rounding__benefit: str) -> int:
    return share(amount, jp__late_rate * months_late, rounding__benefit)


START = date(2015, 7, 1)
formula(
    "jp.formula",
    "jp",
    title={"id": "Rumus pensiun bulanan", "en": "Formula of the monthly pension (JP)"},
    uses=("average_yearly_wage", "months", "kind"),
    outputs=("counted_months", "by_formula", "before_bounds", "floor", "ceiling", "monthly"),
    since=START,
    about={
        "id": (
            "Tanggal adalah hari hak mulai. Masa iur cacat dan ahli waris paling sedikit jp.deemed_months. Rumus tidak"
            " menguji hak; itu bagian jp.old_age, jp.disability, dan jp.survivors."
        ),
        "en": (
            "The date is the day the right starts. Disability and survivors count jp.deemed_months at least."
            " The right itself is decided by jp.old_age, jp.disability and jp.survivors."
        ),
    },
)
formula(
    "jp.survivor_share",
    "jp",
    title={"id": "Bagian ahli waris dari pensiun yang dibayarkan", "en": "Survivor's part of a pension in payment"},
    uses=("pension", "heir"),
    outputs=("part_in_payment", "floor", "ceiling", "heir_monthly"),
    since=START,
    about={
        "id": "Penerima 6 (anak setelah janda atau duda) mendapat bagian dari pensiun janda atau duda.",
        "en": "Recipient 6 (child after the spouse) has a part of the spouse's pension.",
    },
)
formula(
    "jp.reindexed",
    "jp",
    title={"id": "Penyesuaian pensiun setahun", "en": "Yearly re-rating of a pension in payment"},
    uses=("pension", "index", "bounded"),
    outputs=("raised", "floor", "ceiling", "reindexed"),
    since=START,
    about={
        "id": "Tanggal adalah hari penyesuaian. Indeks dalam bagian per sejuta: inflasi 1,57 % ditulis 1015700.",
        "en": "The date is the day of the re-rating. The index in parts per million: 1.57% inflation is 1015700.",
    },
)
formula(
    "jp.late_fee",
    "jp",
    title={"id": "Denda atas pensiun yang terlambat dibayar", "en": "Penalty on a pension paid late"},
    uses=("amount", "months_late"),
    outputs=("late_fee",),
    since=START,
    about={
        "id": "Per bulan dari jumlah yang terlambat, tanggungan badan penyelenggara.",
        "en": "Per month of what is late, borne by the agency.",
    },
)

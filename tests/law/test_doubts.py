"""Every open doubt of the two fact books is carried by a setting or parameter, or is named here with why it is not."""

from __future__ import annotations

import pytest

from lindung import law

D = {
    "D1": ["jkk.disability.finger_swap", "jkk.disability.sum_cap", "jkk.disability.eye_divisor"],
    "D3": ["jkp.share_in_relief", "jkp.base_cap_reading"],
    "D5": ["bpu.band_gap"],
    "D7": ["construction.vat_excluded", "construction.daily_reading", "construction.unknown_wage"],
    "D8": ["pmi.package_choice", "pmi.dismissal_reading", "pmi.jkk_death", "pmi.jkk_partial_base"],
    "D9": ["jkm.several_before"],
    "D11": ["jkk.industry_overlap"],
    "D13": [
        *("rounding.contribution", "rounding.benefit", "rounding.penalty", "rounding.incentive"),
        "rounding.instalment",
    ],
    "D14": ["jkk.stmb.part_month"],
    "D15": ["jkk.return_to_work.outcome_list"],
}
"""Doubts of the work accident and death book: number to what carries it."""

RANKED = {
    1: ["jp.index_end", "jp.part_year", "jp.year_cap"],
    2: ["jp.bounds_scope", "jp.two_children", "jp.months_after_age", "jp.age_reading"],
    3: ["jht.return.member_rate", "jht.credit.midyear_rate", "jht.credit.first_month", "rounding.return"],
    4: ["jp.benefit_min", "jp.benefit_max", "jp.bounds_start"],
    5: ["jkp.base_cap_reading", "contribution.month_law"],
    6: ["allocation.order", "allocation.named", "receivable.classes", "receivable.third_month"],
    7: ["jht.accounts.split", "jht.grounds"],
    8: ["jht.tax.shared_free_slice", "jht.tax.later_year_base", "rounding.tax"],
    9: ["mlt.start_2025", "mlt.pump_tenor", "mlt.prp_tenor", "mlt.kpr_ceiling", "mlt.share_since_2021"],
    10: ["bpu.arrears_on_return", "bpu.lapse_reading", "contribution.jp_holiday"],
    11: ["perisai.inactive_agent", "village.condition"],
    12: ["pmi.jht_least", "pmi.package"],
}
"""Ranked doubts of the savings and pension book."""

NO_CALCULATION = {
    "D12": "no KBLI mapping exists, so none is offered: industries carry their own codes",
    "D16": "benefits before July 2015 are outside the programme and are refused, not estimated",
    "JHT-6 provision": "provision and write-off percentages were not found: the class has no amount",
    "JHT-9 fund share": "the limit on the share of JHT funds was not found and bounds a portfolio, not a person",
    "JHT-11 Paritrana": "no official weights of the award were found: nothing is scored",
    "JHT-11 formats": "branch classes, list of branches and number formats are no calculation",
    "JHT-13": "unknown regulations: every parameter has an end or a day of review",
}
CLOSED = {"D2", "D4", "D6", "D10", "D17"}


@pytest.mark.parametrize("key", sorted({k for keys in (*D.values(), *RANKED.values()) for k in keys}))
def test_what_carries_a_doubt_exists_and_says_so(key: str) -> None:
    """A key that was split by year (``…_2025``) stands for its parts."""
    carriers = [p for p in law.parameters() if p.id == key or p.id.startswith(f"{key}_20")]
    assert carriers, f"nothing carries {key}"
    for item in carriers:
        if item.type == "setting":
            assert item.doubt and len(item.choices) >= 2 and item.reasoning["id"] and item.reasoning["en"]
        else:
            unsure = [v for v in item.values if v.confidence != "H" or v.note]
            assert unsure, f"{item.id} says nothing about its doubt"


def test_no_doubt_is_missing() -> None:
    told = {k.split()[0] for k in NO_CALCULATION} | CLOSED | set(D)
    assert {f"D{n}" for n in range(1, 18)} <= told
    assert {f"JHT-{n}" for n in range(1, 14)} <= {k.split()[0] for k in NO_CALCULATION} | {f"JHT-{n}" for n in RANKED}
    assert all(why for why in NO_CALCULATION.values())


def test_every_setting_belongs_to_a_doubt() -> None:
    for item in law.parameters():
        assert (item.type == "setting") == bool(item.doubt), item.id


def test_what_is_not_calculated_stays_out() -> None:
    ids = " ".join([*law.formulas(), *(p.id for p in law.parameters())])
    for word in ("kbli", "paritrana", "provision", "write_off", "fund_share"):
        assert word not in ids


def test_unknown_regulations_are_met_by_reviews() -> None:
    assert all((p.ends is None) != (p.review_by is None) for p in law.parameters())

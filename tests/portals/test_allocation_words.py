"""What people are told about where their money went follows the settings of the day it came."""

from datetime import date

import pytest

from lindung.law import parameter
from lindung.portals import allocation_words

DAY = date(2021, 12, 15)
RECEIPT = {"received_on": DAY, "billing_code": "9021110000000117"}
OLD, EARLY = date(2021, 11, 15), date(2022, 1, 17)


def told(order: str, named: str, target: str, due: date, code: str, monkeypatch) -> str:
    monkeypatch.setattr(allocation_words, "_settings", lambda _day: (order, named))
    return allocation_words.why({"code": code, "target": target, "due_on": due}, RECEIPT)


def test_the_settings_in_force_are_read():
    steps = allocation_words.steps(DAY)
    assert parameter("allocation.named", DAY).value == "named_bill_first" and "kodenya disebut" in steps[0]
    assert parameter("allocation.order", DAY).value == "oldest_month_principal_first"
    assert [s.split()[0] for s in steps] == ["Tagihan", "Iuran", "Denda", "Iuran", "Sisanya"]


@pytest.mark.parametrize("order", ["oldest_month_principal_first", "oldest_month_penalty_first",
                                   "all_principal_then_penalty"])  # fmt: skip
def test_every_reading_says_what_it_does(order, monkeypatch):
    mine, other = RECEIPT["billing_code"], "9021100000000118"
    for target in ("PRINCIPAL", "PENALTY"):
        assert "kodenya disebut" in told(order, "named_bill_first", target, OLD, mine, monkeypatch)
        assert "kodenya disebut" not in told(order, "general_order", target, OLD, mine, monkeypatch)
        assert "kodenya disebut" not in told(order, "named_bill_first", target, OLD, other, monkeypatch)
    penalty_first = order == "oldest_month_penalty_first"
    assert ("denda, lalu iurannya" in told(order, "general_order", "PENALTY", OLD, other, monkeypatch)) == penalty_first
    assert "belum jatuh tempo" in told(order, "general_order", "PRINCIPAL", EARLY, other, monkeypatch)
    monkeypatch.setattr(allocation_words, "_settings", lambda _day: (order, "general_order"))
    steps = allocation_words.steps(DAY)
    assert "kodenya" not in steps[0] and steps[-1].startswith("Sisanya")
    assert ("denda" in steps[0].lower()) == penalty_first

"""The bench itself at a toy size: its figures agree and its floor writes the same lines."""

import pytest

from lindung.bench import month


@pytest.mark.django_db(transaction=True)
def test_month_agrees_with_its_floor() -> None:
    found = month.measure(60, 3, 1)
    assert found["agree"] and found["workers"] == 60
    (control,) = found["controls"]
    assert control["lines"] == control["bills"] == control["journal"] == control["floor"] > 0
    (run,) = found["runs"]
    assert run["totals"]["reports"] == 3 and run["statements"] < 100
    machine = dict.fromkeys(["processor", "cores", "memory_gb", "system", "python"], 1)
    assert "| 60 | 3 |" in month.table({"machine": machine, "cases": [found]})

"""The region's bench at a toy size: two real workers, all control totals agree."""

import pytest

from lindung.bench import region


@pytest.mark.django_db(transaction=True)
def test_region_agrees(database_urls: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in database_urls.items():
        monkeypatch.setenv(name, value)
    found = region.measure(90, 4, 2, 2)
    assert found["agree"] and found["processes"] == 2
    for run in found["runs"]:
        control = run["controls"]
        assert control["lines"] == control["settled"] > 0 and control["members"] > 0 and control["suspense"] == 0
        assert not region.holds(control | {"members": control["members"] + 1})
        assert not region.holds(control | {"suspense": 1})
    assert "| 90 | 4 | 2 |" in region.table({"cases": [found]})

"""The region's bench at a toy size: two real workers, all control totals agree."""

import pytest

from lindung.base.db import rows, scalar, system
from lindung.bench import region
from lindung.bench.fill import need_bytes


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


@pytest.mark.django_db(transaction=True)
def test_a_lean_database_comes_to_the_same_rupiah(
    database_urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fewer indexes and less cover, several files of receipts: the month is the same; the disk it asks for is less."""
    for name, value in database_urls.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(region, "FILE", 2)
    found = region.measure(97, 5, 1, 1, 1)
    (run,) = found["runs"]
    assert found["agree"] and found["lean"]
    with system():
        spells, people = rows("select (select count(*) from coverage_spell) as s, count(*) as p from registry_person")[
            0
        ].values()
        exact = scalar(
            "select bool_and(x.n = r.rows_good) from contributions_wagereport r join (select report_id, count(*) as n"
            " from contributions_wageline group by 1) x on x.report_id = r.id"
        )
        nobody = scalar(
            "select count(*) from contributions_wageline w where not exists (select 1 from registry_person p"
            " where p.id = w.person_id)"
        )
        older = scalar("select count(*) from registry_person where birth_date < '1967-07-01'")
    assert (people, exact, nobody) == (97, True, 0)
    assert older <= spells < people
    assert run["controls"]["lines"] == run["controls"]["floor"] > 0
    assert need_bytes(1_000_000, 10_000, 1, True) < need_bytes(1_000_000, 10_000, 1, False)

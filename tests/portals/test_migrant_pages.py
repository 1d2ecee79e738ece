"""Migrant workers by company and by district of origin: the lists add up to the figures, each opens to its people."""

import csv
import io
from datetime import date

import pytest

from lindung.base.db import rows, run, system
from lindung.coverage import services as coverage
from lindung.performance import queries
from lindung.segments.queries import pmi_by_company, pmi_by_origin

QUERY = "?kantor=jawa-timur&tanggal=2021-12-15"
ORIGINS = ("35.02", "35.02", "35.07", "35.10")


@pytest.fixture
def abroad(branch):
    """Four of the people, from three districts, placed by two companies; another's cover has ended."""
    with system():
        placed = branch.people[10:15]
        for n, who in enumerate(placed):
            run("update registry_person set district_id = %s where id = %s", [(*ORIGINS, "35.03")[n], who])
            coverage.join(who, branch.employers[n // 3], branch.office, "PMI", date(2021, 8, 1 + n), source="uji")
        (last,) = rows("select id from coverage_spell where person_id = %s and segment = 'PMI'", [placed[4]])
        coverage.leave(last["id"], date(2021, 11, 30), "CONTRACT_END", source="uji")
    return branch


def test_lists_add_up_to_the_figures(abroad):
    day = date(2021, 12, 15)
    with system():
        by_company, by_origin = pmi_by_company([abroad.office], day), pmi_by_origin([abroad.office], day)
        told = {
            name: queries.figure(f"membership.pmi.{name}", "jawa-timur", day).value for name in ("active", "companies")
        }
        before = queries.figure("membership.pmi.active", "jawa-timur", date(2021, 7, 31)).value
    assert told == {"active": 4, "companies": 2} and before == 0
    assert [(r["employer_id"], r["people"], r["districts"]) for r in by_company] == [
        (abroad.employers[0], 3, 2), (abroad.employers[1], 1, 1),
    ]  # fmt: skip
    assert {r["code"]: (r["people"], r["companies"]) for r in by_origin} == {
        "35.02": (2, 1), "35.07": (1, 1), "35.10": (1, 1),
    }  # fmt: skip


def test_the_page_maps_them_and_opens_to_the_company(abroad, as_user):
    client = as_user("wilayah")
    page = client.get(f"/kinerja/pekerja-migran/{QUERY}").content.decode()
    assert "Terbanyak dari" in page and "Ponorogo: 2 orang." in page and "data-chart" in page
    assert f"/{abroad.employers[0]}/" in page and "Perlindungan pertama dimulai 1 Agustus 2021." in page
    assert "/kinerja/rincian/membership.pmi.active/1/" in page
    told = client.get(f"/kinerja/rincian/membership.pmi.companies/1/{QUERY}").content.decode()
    assert "Jumlah baris di bawah (2) sama dengan angkanya (2)." in told
    lines = list(csv.DictReader(io.StringIO(client.get(f"/kinerja/pekerja-migran/unduh/csv/{QUERY}").content.decode())))
    for kind in ("company", "district"):
        assert sum(int(r["people"]) for r in lines if r["by"] == kind) == 4
    empty = client.get("/kinerja/pekerja-migran/?kantor=malang&tanggal=2021-12-15").content.decode()
    assert "Belum ada pekerja migran yang terlindungi." in empty

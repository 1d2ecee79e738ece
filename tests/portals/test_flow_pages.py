"""The waterfall of members: exact figures per segment, lapsed apart from left, every part opens to what is behind."""

import csv
import io
from datetime import date

import pytest
from page_text import text

from lindung.base.db import run, system
from lindung.coverage import checks, queries, services
from lindung.registry import services as registry

YEAR = "?kantor=pasuruan&sejak=2021-01&bulan=2021-12&segmen=BPU"


@pytest.fixture
def own(branch):
    """Six who pay for themselves: one was in before, five joined; two lapsed, one left, one of the lapsed came back."""
    with system():
        made = [
            registry.register_person(
                nik=f"357571{n:02d}0190900{n - 9}", name=f"Mandiri {n}", birth_date=date(1990, 1, n), sex="L",
                office_id=branch.office, district_id="35.75",
            ).id
            for n in range(10, 16)
        ]  # fmt: skip
        for who in made:
            registry.issue_number(who, branch.office, date(2020, 11, 1))
        starts = [date(2020, 11, 3), *(date(2021, 3, d) for d in range(5, 10))]
        spells = [
            services.join(who, None, branch.office, "BPU", start, source="uji")
            for who, start in zip(made, starts, strict=True)
        ]
        services.leave(spells[1].id, date(2021, 7, 31), "LAPSED", source="uji")
        services.leave(spells[2].id, date(2021, 7, 31), "LAPSED", source="uji")
        services.leave(spells[3].id, date(2021, 8, 15), "RESIGNED", source="uji")
        services.join(made[1], None, branch.office, "BPU", date(2021, 10, 2), source="uji")
    return spells


def test_parts_of_the_year_and_of_a_month(branch, own):
    with system():
        found = queries.flows([branch.office], date(2021, 1, 1), date(2021, 12, 1))[(branch.office, "BPU")]
        assert queries.stocks([branch.office], date(2021, 12, 31))[(branch.office, "BPU")] == 4
        assert checks.proofs() and all(p.holds for p in checks.proofs())
    whole = queries.over(found)
    assert [getattr(whole, part) for part in queries.PARTS] == [1, 5, 1, 2, 1, 4]
    assert (whole.added, whole.left, whole.least_left) == (6, 3, 2)
    july, august = found[6], found[7]
    assert (july.lapsed, july.exited, july.closing) == (2, 0, 4)
    assert (august.lapsed, august.exited, august.closing) == (0, 1, 3)
    doubled = queries.over(queries.together([found, found]))
    assert (doubled.opening, doubled.closing, doubled.lapsed) == (2, 8, 4)


def test_the_page_shows_the_waterfall_and_the_proof(branch, own, as_user, django_assert_max_num_queries):
    client = as_user("kepala")
    page = text(client.get(f"/kinerja/arus/{YEAR}"))
    assert "Cocok: akhir menurut peristiwa sama dengan 4 masa perlindungan" in page
    assert "Penambahan (6) melebihi peserta akhir (4): sedikitnya 2 peserta pasti keluar atau gugur." in page
    assert "Yang tercatat 3." in page
    alone = text(client.get("/kinerja/arus/?kantor=pasuruan&sejak=2021-07&bulan=2021-07&segmen=BPU"))
    assert "−2" in alone and "pasti keluar" not in alone
    for wrong in ("&segmen=X", "&bulan=x", "&sejak=2022-01", "&sejak=1990-01", "&kantor=malang"):
        assert client.get(f"/kinerja/arus/{YEAR}{wrong}").status_code == 404, wrong
    empty = text(as_user("wilayah").get("/kinerja/arus/?kantor=malang&segmen=JAKON&bulan=2021-12"))
    assert "Belum ada peserta segmen ini" in empty
    with django_assert_max_num_queries(16):
        client.get(f"/kinerja/arus/{YEAR}")


@pytest.mark.parametrize(
    ("part", "rows", "count"),
    [("opening", 1, 1), ("joined", 5, 5), ("reactivated", 1, 1), ("lapsed", 2, 2), ("exited", 1, 1), ("closing", 4, 4)],
)
def test_every_part_opens_to_what_is_behind_it(branch, own, as_user, part, rows, count):
    page = text(as_user("kepala").get(f"/kinerja/arus/BPU/{part}/{YEAR}"))
    assert f"Jumlah baris di bawah ({count}) sama dengan angkanya ({count})." in page
    with system():
        span = (date(2021, 1, 1), date(2021, 12, 1))
        listed, total, summed = queries.behind_flow([branch.office], "BPU", part, *span)
        assert (len(listed), total, summed) == (rows, rows, count)
        second = queries.behind_flow([branch.office], "BPU", part, *span, after=1, limit=1)[0]
        assert [r["spell_id"] for r in second] == [r["spell_id"] for r in listed[1:2]]
    assert as_user("kepala").get(f"/kinerja/arus/BPU/members/{YEAR}").status_code == 404


def test_a_lapse_taken_back_stands_behind_the_figure_with_both_signs(branch, own):
    with system():
        services.take_back_exit(own[2].id, "dibayar tepat waktu")
        span = (date(2021, 1, 1), date(2021, 12, 1))
        _rows, total, summed = queries.behind_flow([branch.office], "BPU", "lapsed", *span)
        assert (total, summed) == (3, 1)
        assert queries.over(queries.stock_and_flow([branch.office], "BPU", *span)).lapsed == 1
        assert all(p.holds for p in checks.proofs())


def test_the_file_holds_every_month_of_every_segment(branch, own, as_user):
    answer = as_user("wilayah").get("/kinerja/arus/unduh/csv/?kantor=jawa-timur&sejak=2021-01&bulan=2021-12")
    lines = list(csv.DictReader(io.StringIO(text(answer))))
    assert answer["Content-Disposition"].endswith('"arus-jawa-timur-2021-01-2021-12.csv"')
    assert {line["segment"] for line in lines} == {"PU", "BPU"} and len(lines) == 24
    for line in lines:
        opening, joined, back, lapsed, exited, closing = (int(line[part]) for part in queries.PARTS)
        assert closing == opening + joined + back - lapsed - exited
    july = next(x for x in lines if x["segment"] == "BPU" and x["month"] == "2021-07")
    assert (july["office"], july["lapsed"], july["exited"], july["closing"]) == ("pasuruan", "2", "0", "4")


def test_the_proof_sees_a_lapse_told_as_an_exit(branch, own):
    with system():
        # the stock stays right: only this proof can see it
        run("update coverage_spell set exit_reason = 'RESIGNED' where id = %s", [own[1].id])
        broken = {p.id for p in checks.proofs() if not p.holds}
    assert broken == {"coverage.lapsed_or_left"}

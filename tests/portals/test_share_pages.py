"""The coverage page shows n, d and percent with everything that names them; figures come in by a form."""

from datetime import date

from page_text import text

from lindung.base.db import rows, system
from lindung.performance import services

QUERY = "?kantor=pasuruan&tanggal=2021-12-15"
ROUND = {"survey": "Sakernas Agustus 2021", "source": "BPS, rilis 2021"}


def imported(branch) -> None:
    with system():
        for place, value in (("35.14", 814_614), ("35.75", 101_644)):
            services.import_population("pasuruan", "labour_force", place, date(2021, 8, 31), value, **ROUND)


def test_nothing_is_divided_by_a_base_nobody_named(branch, as_user):
    page = text(as_user("kepala").get(f"/kinerja/cakupan/{QUERY}&dasar=formal"))
    assert "Belum ada angka “Pekerja formal” untuk kantor ini pada 15 Desember 2021." in page
    assert "Berita Resmi Statistik 103/11/Th. XX" in page
    for wrong in ("&dasar=civil_servants", "&peserta=X", "&asal=x", "&kantor=malang"):
        assert as_user("kepala").get(f"/kinerja/cakupan/{QUERY}{wrong}").status_code == 404, wrong


def test_the_share_stands_with_both_sides_source_round_and_date(branch, as_user, django_assert_max_num_queries):
    imported(branch)
    client = as_user("kepala")
    page = text(client.get(f"/kinerja/cakupan/{QUERY}"))
    for part in ("916.258", "15 dari 916.258", "Sakernas Agustus 2021", "BPS, rilis 2021", "Data impor",
                 "Penduduk 15 tahun ke atas", "Angkatan kerja mencakup penganggur.", "coverage.ratio"):  # fmt: skip
        assert part in page, part
    assert "data-chart" in page  # two districts: a map
    assert "Masukkan angka" in page and "Masukkan angka" not in text(
        as_user("auditor").get(f"/kinerja/cakupan/{QUERY}")
    )
    with django_assert_max_num_queries(22):
        client.get(f"/kinerja/cakupan/{QUERY}")


def test_figures_are_entered_by_heads_with_their_source(branch, as_user):
    address = f"/kinerja/cakupan/impor/{QUERY}"
    assert as_user("klaim").get(address).status_code == 403
    client = as_user("kepala")
    sent = {"concept": "employed", "place": "all", "as_of": "2021-08-31", "value": "900000", **ROUND}
    wrong = client.post(address, sent | {"as_of": "2022-08-31"})
    assert wrong.status_code == 422 and "belum terjadi" in text(wrong)
    assert client.post(address, sent | {"source": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    share = {"place": "all", "as_of": "2021-08-31", "value": "39,88", **ROUND}
    assert client.post(f"{address}&bentuk=bagian", share).status_code == 302
    status = {f"status_{n}": str(n * 10) for n in range(1, 8)} | {"place": "35.75", "as_of": "2021-02-28", **ROUND}
    assert client.post(f"{address}&bentuk=status", status).status_code == 302
    told = {"indicator": "membership.pu.active", "as_of": "2021-11-30", "value": "90000", "source": "koran",
            "definition": "masih membayar pada bulan itu"}  # fmt: skip
    assert client.post(f"{address}&bentuk=terbitan", told).status_code == 302
    assert client.get(f"{address}&bentuk=x").status_code == 404
    with system():
        kept = {r["indicator"]: r for r in rows("select * from performance_snapshot where imported")}
    assert int(kept["base.formal.all"]["value"]) == 358_920 and int(kept["base.formal.35.75"]["value"]) == 70
    assert kept["base.employed.all"]["made_by"] == branch.users["kepala"].id
    page = text(client.get(f"/kinerja/{QUERY}"))
    assert "masih membayar pada bulan itu" in page and "Penduduk bekerja, seluruh wilayah kantor" in page
    published = text(client.get(f"/kinerja/cakupan/{QUERY}&asal=published&dasar=formal"))
    assert "25,08 %" in published and "koran" in published and "mencakup ASN, TNI, dan Polri" in published

"""The management pages: who may open them, what they show, that downloads and drills carry the same figures."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse
from page_text import text

from lindung.access.models import Role
from lindung.access.permissions import PERMISSIONS, Act
from lindung.base.db import scalar, system
from lindung.performance import queries, services
from lindung.performance.indicators import INDICATORS

QUERY = "?kantor=pasuruan&tanggal=2021-12-15"
PAGES = {
    "/kinerja/": Act.REPORT_REGION, "/kinerja/unduh/csv/": Act.REPORT_REGION,
    "/kinerja/rincian/claims.cases.jht/1/": Act.REPORT_REGION, "/kinerja/indikator/": Act.INDICATOR,
    "/kinerja/arus/": Act.REPORT_REGION, "/kinerja/arus/unduh/csv/": Act.REPORT_REGION,
    "/kinerja/arus/BPU/lapsed/": Act.REPORT_REGION, "/kinerja/cakupan/": Act.REPORT_REGION,
    "/kinerja/pekerja-migran/": Act.REPORT_REGION, "/kinerja/pekerja-migran/unduh/csv/": Act.REPORT_REGION,
    "/kinerja/cakupan/impor/": Act.POPULATION_IMPORT,
    "/kinerja/indikator/claims.cases.jht/1/": Act.INDICATOR, "/kinerja/target/": Act.TARGET_SEE,
    "/kinerja/rekonsiliasi/": Act.PROOFS, "/kinerja/rilis/": Act.RELEASE_DRAFT, "/kinerja/aturan/": Act.LAW_SEE,
}  # fmt: skip
LOGINS = {
    "klaim": Role.CLAIMS_OFFICER, "kontak": Role.CONTACT, "kepala": Role.BRANCH_HEAD, "wilayah": Role.REGIONAL_HEAD,
    "auditor": Role.AUDITOR, "admin": Role.ADMIN, "hrd": Role.EMPLOYER, "peserta": Role.MEMBER,
}  # fmt: skip


@pytest.mark.parametrize("login", LOGINS)
def test_pages_by_permission(branch, as_user, login):
    client = as_user(login)
    for address, act in PAGES.items():
        want = 200 if LOGINS[login] in PERMISSIONS[act] else 403
        assert client.get(address).status_code == want, (login, address)


def test_without_login_to_the_sign_in_page(branch, client):
    assert all(client.get(address).status_code == 302 for address in PAGES)


def test_an_office_outside_the_scope_does_not_exist(branch, as_user):
    client = as_user("kepala")
    for query in ("?kantor=malang", "?kantor=jawa-timur", "?kantor=x", "?tanggal=x", "?definisi=x"):
        assert client.get(f"/kinerja/{query}").status_code == 404, query
    assert as_user("wilayah").get("/kinerja/?kantor=malang").status_code == 200
    page = text(as_user("malang").get("/kinerja/rincian/claims.cases.jht/1/?tanggal=2021-12-15"))
    assert branch.numbers["paid"] not in page


def test_the_report_shows_figures_corrections_and_the_other_definition(branch, as_user):
    client = as_user("kepala")
    page = text(client.get(f"/kinerja/{QUERY}"))
    assert "Rp42.250.000" in page and "Koreksi berlabel" in page
    assert "Awal + bergabung + aktif kembali − gugur − keluar = akhir: cocok." in page
    assert (QUERY + "&definisi=programme").replace("&", "&amp;") in page
    with system():
        made = {d: queries.report("pasuruan", date(2021, 12, 15), d) for d in ("2021", "programme")}
    assert made["2021"].sha256 in page
    other = text(client.get(f"/kinerja/{QUERY}&definisi=programme"))
    assert made["programme"].sha256 in other != page


def test_downloads_carry_the_same_figures(branch, as_user):
    client = as_user("kepala")
    plain = json.loads(client.get(f"/kinerja/unduh/json/{QUERY}").content)
    lines = list(csv.DictReader(io.StringIO(text(client.get(f"/kinerja/unduh/csv/{QUERY}")))))
    assert {f["indicator"]: str(f["value"] if f["value"] is not None else "") for f in plain["figures"]} == {
        line["indicator"]: line["value"] for line in lines
    }
    with system():
        assert plain["sha256"] == queries.report("pasuruan", date(2021, 12, 15)).sha256
    pdf = client.get(f"/kinerja/unduh/pdf/{QUERY}")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert client.get(f"/kinerja/unduh/exe/{QUERY}").status_code == 404


@pytest.mark.parametrize(("id_", "version"), [(i.id, i.version) for i in INDICATORS])
def test_every_figure_opens_to_what_adds_up_to_it(branch, as_user, id_, version):
    client = as_user("kepala")
    page = text(client.get(reverse("manage:drill", args=[id_, version]) + QUERY))
    assert "berbeda dari angkanya" not in page
    if not id_.startswith("service.days") and id_ != "membership.pu.coverage":
        assert "sama dengan angkanya" in page
    assert client.get(reverse("manage:indicator", args=[id_, version]) + QUERY).status_code == 200


def test_drill_leads_on_and_unknown_indicators_do_not_exist(branch, as_user):
    client = as_user("kepala")
    page = text(client.get(f"/kinerja/rincian/claims.cases.jht/1/{QUERY}"))
    assert reverse("staff:case", args=[branch.numbers["paid"]]) in page
    assert client.get(reverse("staff:case", args=[branch.numbers["paid"]])).status_code == 200
    members = text(client.get(f"/kinerja/rincian/membership.pu.active/1/{QUERY}"))
    assert reverse("staff:person", args=[branch.people[4]]) in members
    plain = text(as_user("admin").get(f"/kinerja/rincian/membership.pu.active/1/{QUERY}"))
    assert reverse("staff:person", args=[branch.people[4]]) not in plain  # may not open people
    for wrong in ("rincian/x/1/", "indikator/claims.cases.jht/9/"):
        assert client.get(f"/kinerja/{wrong}").status_code == 404


def test_history_is_drawn_from_snapshots(branch, as_user):
    with system():
        for day in (date(2021, 10, 31), date(2021, 11, 30)):
            services.take_snapshot("pasuruan", day)
    page = text(as_user("kepala").get(f"/kinerja/indikator/membership.pu.active/1/{QUERY}"))
    assert "Riwayat menurut potret akhir bulan" in page and "data-chart" in page


def test_what_active_means_stands_beside_the_figure(branch, as_user):
    with system():
        services.import_published(
            "pasuruan",
            "membership.employers.active",
            date(2021, 11, 30),
            77,
            source="koran",
            definition="yang terdaftar",
        )
    client = as_user("kepala")
    page = text(client.get(f"/kinerja/{QUERY}"))
    assert "Pemberi kerja berstatus aktif dengan sedikitnya satu tenaga kerja terlindungi pada tanggal laporan." in page
    told = text(client.get(f"/kinerja/indikator/membership.employers.active/1/{QUERY}"))
    assert "yang terdaftar" in told and "koran" in told and "Data impor" in told


def test_targets_are_set_by_heads_only(branch, as_user):
    sent = {
        "indicator": "membership.pu.active@1", "period_from": "2021-01-01", "period_to": "2021-12-31", "value": "25",
    }  # fmt: skip
    client = as_user("kepala")
    wrong = client.post(f"/kinerja/target/{QUERY}", sent | {"period_to": "2020-12-31"})
    assert wrong.status_code == 422 and "Tanggal akhir harus sesudah tanggal awal." in text(wrong)
    assert client.post(f"/kinerja/target/{QUERY}", sent).status_code == 302
    page = text(client.get(f"/kinerja/target/{QUERY}"))
    assert "Tidak terkejar dengan laju sekarang" in page and "Perlu per hari kerja" in page
    officer = as_user("klaim")
    assert "Simpan versi baru" not in text(officer.get(f"/kinerja/target/{QUERY}"))
    officer.post(f"/kinerja/target/{QUERY}", sent | {"value": "1"})
    with system():
        assert scalar("select count(*) from performance_target") == 1


def test_reconciliation_shows_verdicts_and_proofs(branch, as_user):
    client = as_user("auditor")
    page = text(client.get(f"/kinerja/rekonsiliasi/{QUERY}"))
    assert "RT-01" in page and "RX-07" in page and "13.431" not in page  # computed figures stand in for F002-…
    assert "angka terbitan dihitung dari transaksi kantor ini" in page
    proved = text(client.get(f"/kinerja/rekonsiliasi/{QUERY}&bukti=1"))
    assert "Bukti pembukuan dan register" in proved and "ld-status-differs" not in proved


def test_release_ties_prose_to_exact_figures(branch, as_user):
    page = text(as_user("kepala").get(f"/kinerja/rilis/{QUERY}"))
    assert "Kantor Cabang Pasuruan bayarkan 4 kasus hingga 15 Desember 2021" in page
    assert "Rp42.250.000" in page and "SHA-256" in page


def test_rules_by_day(branch, as_user):
    client = as_user("admin")
    now = text(client.get("/kinerja/aturan/?tanggal=2021-12-15&cari=wage_cap"))
    before = text(client.get("/kinerja/aturan/?tanggal=2019-12-15&cari=wage_cap"))
    assert "Rp8.754.600" in now and "Rp8.512.400" in before


@pytest.mark.parametrize(
    ("address", "most"),
    [("/kinerja/", 40), ("/kinerja/rincian/claims.amount.jkm/1/", 22), ("/kinerja/indikator/", 14),
     ("/kinerja/target/", 16), ("/kinerja/rekonsiliasi/", 40), ("/kinerja/rilis/", 30), ("/kinerja/aturan/", 14),
     ("/kinerja/pekerja-migran/", 23)],
)  # fmt: skip
def test_pages_ask_a_bounded_number_of_questions(branch, as_user, address, most, django_assert_max_num_queries):
    client = as_user("kepala")
    client.get(address + QUERY)
    with django_assert_max_num_queries(most):
        client.get(address + QUERY)

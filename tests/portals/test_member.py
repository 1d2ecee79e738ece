"""The member's own pages: home, account, work and wages, death report, profile, letters."""

import csv
import io
from datetime import date

import pytest
from branch import DAY
from django.urls import reverse
from page_text import text
from pypdf import PdfReader

from lindung.base.db import rows, scalar, system
from lindung.interop.runs.returns import jp_credit_sql
from lindung.ledger.chart import Acc
from lindung.ledger.queries import member_balance
from lindung.ledger.services import approve_rate, credit_jp_returns, propose_rate

PAGES = ("home", "account", "employment", "claims", "claim_start", "report_death", "letters", "profile")


def balance(person: int) -> int:
    with system():
        return member_balance(person, Acc.JHT_MEMBERS, DAY)


def test_without_login_to_sign_in_and_back(branch, client):
    for name in PAGES:
        answer = client.get(reverse(f"member:{name}"))
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"?next={reverse(f'member:{name}')}")


def test_other_roles_are_refused_in_words(branch, as_user):
    for login in ("hrd", "klaim", "auditor"):
        client = as_user(login)
        for name in PAGES:
            assert client.get(reverse(f"member:{name}")).status_code == 403, (login, name)


def test_home_shows_cover_balance_months_and_the_next_step(branch, as_user):
    page = text(as_user("bekerja").get("/peserta/"))
    shown = f"{balance(branch.people[4]):,}".replace(",", ".")
    assert f"Rp{shown}" in page
    assert "Terlindungi" in page and "PT Sumber Contoh Makmur" in page
    assert page.count("belum dibayar perusahaan") == 2  # October and November
    assert "Ada bulan yang belum beres" in page
    page = text(as_user("berjalan").get("/peserta/"))
    assert f"Klaim {branch.numbers['running']} menunggu Anda" in page
    page = text(as_user("peserta").get("/peserta/"))
    assert "Cek apakah saldo JHT sudah dapat dibayar" in page or "Ada bulan yang belum beres" in page


def test_account_rows_csv_and_closing_agree_with_the_books(branch, as_user):
    client = as_user("lunas")
    page = client.get("/peserta/rekening/?tahun=2021")
    assert page.status_code == 200 and "Pembayaran manfaat" in text(page)
    lines = list(csv.reader(io.StringIO(text(client.get("/peserta/rekening/csv/?tahun=2021")))))
    amounts = [int(line[4]) for line in lines[2:]]
    opening = int(lines[1][5])
    assert int(lines[-1][5]) == opening + sum(amounts) == balance(branch.people[1])
    assert any(line[1] == "Pembayaran manfaat" and int(line[4]) < 0 for line in lines)
    assert client.get("/peserta/rekening/?tahun=1999").status_code == 200  # an impossible year shows the last one


def test_the_pension_account_has_its_own_page_rows_and_letter(branch, as_user):
    client, member = as_user("bekerja"), branch.people[4]
    with system():
        held = member_balance(member, Acc.JP_MEMBERS, DAY)
        months = scalar(
            "select count(distinct month) from ledger_memberposting where person_id = %s and account_id = %s",
            [member, int(Acc.JP_MEMBERS)],
        )
    assert held > 0 and months > 0
    page = text(client.get("/peserta/rekening/?rekening=jp&tahun=2021"))
    assert "Rekening JP" in page and f"Rp{held:,}".replace(",", ".") in page and 'aria-current="page">Pensiun' in page
    assert "Hasil pengembangan JP tahun 2021 belum dikreditkan" in page  # said, not shown as a silent nothing
    assert "Hasil pengembangan JP tahun" not in text(client.get("/peserta/rekening/?tahun=2021"))
    lines = list(csv.reader(io.StringIO(text(client.get("/peserta/rekening/csv/?rekening=jp&tahun=2021")))))
    assert int(lines[1][5]) + sum(int(line[4]) for line in lines[2:]) == held
    made = client.get("/peserta/rekening/surat/?rekening=jp&tahun=2021")
    assert made.content.startswith(b"%PDF") and "saldo-jp-2021.pdf" in made["Content-Disposition"]
    assert made.content == client.get("/peserta/rekening/surat/?rekening=jp&tahun=2021").content
    words = " ".join("".join(p.extract_text() for p in PdfReader(io.BytesIO(made.content)).pages).split())
    assert f"Rp{held:,}".replace(",", ".") in words and f"{months} bulan" in words and "bukan dari saldo ini" in words
    assert client.get("/peserta/rekening/?rekening=lain").status_code == 200  # what there is not shows the first
    with system():
        kinds = {r["kind"] for r in rows("select kind from notices_letter where person_id = %s", [member])}
    assert kinds == {"statement_jp"}


def test_a_pension_account_says_up_to_which_month_its_returns_are_credited(branch, as_user):
    client = as_user("bekerja")
    with system():
        approve_rate(propose_rate("MONTH", date(2021, 10, 1), 4_000, "KEP/10", date(2021, 11, 3), 7).pk, 8)
        propose_rate("MONTH", date(2021, 11, 1), 4_000, "KEP/11", date(2021, 12, 3), 7)
    said = "untuk 1 bulan tahun ini sudah ditetapkan"
    assert said in text(client.get("/peserta/rekening/?rekening=jp&tahun=2021"))
    with system():
        credit_jp_returns(date(2021, 10, 1), jp_credit_sql(date(2021, 10, 1), 4_000), DAY)
    page = text(client.get("/peserta/rekening/?rekening=jp&tahun=2021"))
    assert "sudah dikreditkan sampai bulan Oktober 2021" in page and said not in page


def test_statement_is_a_signed_letter_that_verifies(branch, as_user):
    client = as_user("peserta")
    made = client.get("/peserta/rekening/surat/?tahun=2021")
    assert made.status_code == 200 and made["Content-Type"] == "application/pdf" and made.content.startswith(b"%PDF")
    assert made.content == client.get("/peserta/rekening/surat/?tahun=2021").content
    with system():
        code = scalar("select verify_code from notices_letter where kind = 'statement_jht'")
    checked = client.get(f"/periksa/{code}/")
    assert checked.status_code == 200 and "Surat ini asli" in text(checked)
    assert "Siti Rahmawati" not in text(checked)[text(checked).index("<main") :]
    listed = client.get("/peserta/surat/")
    assert "Laporan saldo" in text(listed)


def test_another_members_letter_claim_and_spell_do_not_exist_for_me(branch, as_user):
    as_user("lunas").get(f"/peserta/klaim/{branch.numbers['paid']}/keputusan/surat/")
    with system():
        letter = int(scalar("select id from notices_letter order by id desc limit 1"))
        spell = int(scalar("select id from coverage_spell where person_id = %s", [branch.people[4]]))
    client = as_user("peserta")
    for address in (
        f"/peserta/surat/{letter}/",
        f"/peserta/klaim/{branch.numbers['paid']}/",
        f"/peserta/klaim/{branch.numbers['paid']}/keputusan/",
        f"/peserta/klaim/{branch.numbers['paid']}/keputusan/surat/",
        f"/peserta/pekerjaan/{spell}/berhenti/",
        f"/peserta/pekerjaan/{spell}/sanggah/",
    ):
        assert client.get(address).status_code == 404, address


def test_wages_gaps_and_floors(branch, as_user):
    page = text(as_user("bekerja").get("/peserta/pekerjaan/"))
    assert branch.kpj[branch.people[4]] in page
    assert "Rp4.730.133" in page
    assert page.count("dilaporkan, belum dibayar") == 1  # November falls due today
    assert "Saya sudah berhenti" in page


def test_saying_that_i_left_asks_the_employer(branch, as_user):
    client = as_user("bekerja")
    with system():
        spell = int(scalar("select id from coverage_spell where person_id = %s", [branch.people[4]]))
    address = f"/peserta/pekerjaan/{spell}/berhenti/"
    wrong = client.post(address, {"spell": spell, "left_on": "", "reason": "RESIGNED"})
    assert wrong.status_code == 422 and 'href="#id_left_on"' in text(wrong)
    done = client.post(address, {"spell": spell, "left_on": "2021-12-01", "reason": "RESIGNED", "note": "surat"})
    assert done.status_code == 302
    page = text(client.get("/peserta/pekerjaan/"))
    assert "menunggu jawaban sampai" in page
    again = client.post(address, {"spell": spell, "left_on": "2021-12-01", "reason": "RESIGNED"})
    assert again.status_code in (302, 422)
    with system():
        assert scalar("select count(*) from coverage_exitnotice where person_id = %s", [branch.people[4]]) == 1


def test_disputing_a_wage(branch, as_user):
    client = as_user("bekerja")
    with system():
        spell = int(scalar("select id from coverage_spell where person_id = %s", [branch.people[4]]))
    address = f"/peserta/pekerjaan/{spell}/sanggah/"
    wrong = client.post(address, {"spell": spell, "kind": "WAGE", "month": "", "wage": ""})
    assert wrong.status_code == 422 and "Isi bulannya." in text(wrong)
    sent = {"spell": spell, "kind": "WAGE", "month": "2021-10", "wage": "5.500.000", "note": "slip gaji"}
    assert client.post(address, sent).status_code == 302
    with system():
        found = rows("select kind, month, claimed_wage from coverage_dispute where person_id = %s", [branch.people[4]])
    assert found == [{"kind": "WAGE", "month": date(2021, 10, 1), "claimed_wage": 5_500_000}]
    assert "perusahaan diminta menjawab paling lambat" in text(client.get("/peserta/pekerjaan/"))


def test_a_death_is_reported_once(branch, as_user):
    client = as_user("ahliwaris")
    page = text(client.get("/peserta/lapor-kematian/"))
    key = page.split('name="client_key" value="')[1].split('"')[0]
    sent = {
        "reporter": "Wulan Contoh", "relation": "SPOUSE", "died_on": "2021-12-10", "work_accident": "0",
        "client_key": key,
    }  # fmt: skip
    assert client.post("/peserta/lapor-kematian/", sent | {"died_on": ""}).status_code == 422
    first = client.post("/peserta/lapor-kematian/", sent, follow=True)
    assert first.status_code == 200 and "Laporan diterima" in text(first)
    second = client.post("/peserta/lapor-kematian/", sent, follow=True)
    assert second.status_code == 200
    with system():
        kinds = rows(
            "select programme, count(*) as n from claims_claim where person_id = %s and ground = 'DEATH'"
            " and unit <> 'CHILD' group by 1 order by 1",
            [branch.people[7]],
        )
    assert kinds == [{"programme": "JHT", "n": 1}, {"programme": "JKM", "n": 1}]


def test_contacts_and_a_cooling_account(branch, as_user):
    client = as_user("peserta")
    assert client.post(
        "/peserta/profil/kontak/", {"phone": "081299990000", "email": "x", "address": "Jl. A"}
    ).status_code
    with system():
        assert scalar("select phone from registry_person where id = %s", [branch.people[0]]) != "081299990000"
    client.post("/peserta/profil/kontak/", {"phone": "081299990000", "email": "", "address": "Jalan Contoh 3"})
    with system():
        assert scalar("select address from registry_person where id = %s", [branch.people[0]]) == "Jalan Contoh 3"
    client.post("/peserta/profil/rekening/", {"bank": "014", "number": "1234567890", "holder": "Siti Rahmawati"})
    assert "dapat dipakai mulai" in text(client.get("/peserta/profil/"))


def test_a_relative_is_recorded_once(branch, as_user):
    client = as_user("peserta")
    sent = {"kind": "CHILD", "name": "Anak Contoh", "birth_date": "2015-05-05"}
    client.post("/peserta/profil/keluarga/", sent | {"name": ""})
    for _ in range(2):
        client.post("/peserta/profil/keluarga/", sent)
    with system():
        assert scalar("select count(*) from registry_relative where person_id = %s", [branch.people[0]]) == 1
    assert "Anak Contoh" in text(client.get("/peserta/profil/"))


def test_who_read_my_data_is_shown(branch, as_user):
    from lindung.access.queries import choose
    from lindung.access.services import log_reading

    actor, _ = choose(branch.users["klaim"].pk, None)
    log_reading(actor, [branch.people[0]], "Berkas klaim", "klaim JHT")
    page = text(as_user("peserta").get("/peserta/profil/"))
    assert "Petugas klaim" in page and "Berkas klaim" in page


@pytest.mark.parametrize(
    ("login", "address"),
    [("peserta", "/peserta/"), ("lunas", "/peserta/rekening/"), ("bekerja", "/peserta/pekerjaan/")],
)
def test_pages_ask_a_bounded_number_of_questions(branch, as_user, login, address, django_assert_max_num_queries):
    client = as_user(login)
    client.get(address)
    with django_assert_max_num_queries(40):
        assert client.get(address).status_code == 200

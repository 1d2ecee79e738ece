"""Pages without a login: they show the law and the offices, never a person."""

import pytest

from lindung.base.db import scalar, system

PAGES = ("/", "/hitung/", "/kantor/", "/periksa/", "/hukum/", "/layanan/", "/privasi/", "/aksesibilitas/")
ASK = "/hitung/?wage=5.000.000&size=large&risk_group=1"


def text(answer) -> str:
    return answer.content.decode()


def test_every_page_opens_without_a_login_and_names_nobody(branch, client):
    for address in PAGES:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Siti Rahmawati" not in text(answer)


def test_every_page_in_english_by_the_switch_only(branch, client):
    assert '<html lang="id"' in text(client.get("/", headers={"accept-language": "en"}))
    client.cookies["lindung_language"] = "en"
    for address in PAGES:
        page = text(client.get(address))
        assert '<html lang="en"' in page, address
    assert "What do you need?" in text(client.get("/"))


def test_home_leads_to_the_tasks(branch, client):
    page = text(client.get("/"))
    for address in ("/peserta/", "/peserta/klaim/baru/", "/peserta/lapor-kematian/", "/perusahaan/", "/kantor/"):
        assert f'href="{address}"' in page
    for address in ("/peserta/klaim/baru/", "/perusahaan/"):
        assert client.get(address)["Location"].startswith("/akun/")


def test_simulation_is_the_law_with_its_trace(client, db):
    page = text(client.get(f"{ASK}&on=2021-12-15&balance=10.000.000&years=5"))
    assert "Rp185.000" in page and "Rp100.000" in page and "Rp50.000" in page  # JHT 3.7 % and 2 %, JP 1 %
    assert "Rp12.000" in page and "Rp15.000" in page and "Rp462.000" in page  # JKK, JKM, all
    assert "Rp42.000.000" in page and "PP 44/2015" in page
    assert "data-chart" in page and "Bukan janji" in page


def test_simulation_follows_the_day_of_the_law(client, db):
    before = text(client.get(f"{ASK}&on=2019-11-30"))
    assert "Rp24.000.000" in before and "Rp42.000.000" not in before  # before PP 82/2019


@pytest.mark.parametrize(
    ("query", "field"),
    [("wage=&size=large&risk_group=1", "wage"), ("wage=abc&size=large&risk_group=1", "wage"),
     ("wage=5000000&size=huge&risk_group=1", "size"), ("wage=5000000&size=large&risk_group=9", "risk_group"),
     ("wage=5000000&size=large&risk_group=1&on=1990-01-01", "on"),
     ("wage=5000000&size=large&risk_group=1&years=400", "years")],
)  # fmt: skip
def test_wrong_questions_are_answered_at_the_field(client, db, query, field):
    answer = client.get(f"/hitung/?{query}")
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in text(answer)


def test_small_employers_owe_less(client, db):
    page = text(client.get("/hitung/?wage=5000000&size=micro&risk_group=1&on=2021-12-15"))
    assert "Tidak wajib untuk ukuran perusahaan ini" in page


def test_offices_by_district(branch, client):
    page = text(client.get("/kantor/"))
    assert "Kantor Cabang Pasuruan" in page and "Kantor Cabang Malang" in page and "data-chart" in page
    found = text(client.get("/kantor/?cari=pasuruan"))
    assert "Kantor Cabang Pasuruan" in found and "Kantor Cabang Malang" not in found
    assert "Tidak ada kantor dengan nama itu" in text(client.get("/kantor/?cari=zzz"))


def test_letters_verify_without_telling_whose(branch, client):
    from lindung.interop.outbox import decision_letter

    with system():
        letter = decision_letter(branch.decisions["paid"])
        code = str(scalar("select verify_code from notices_letter where id = %s", [letter.pk]))
    moved = client.get("/periksa/", {"code": code.lower().replace("-", " ")})
    assert moved.status_code == 302
    page = text(client.get(moved["Location"]))
    assert "Surat ini asli" in page and letter.number in page
    assert "Budi Hartono" not in page and "10.177" not in page
    wrong = client.get("/periksa/AAAAA-AAAAA-AAAAA-AAAAA/")
    assert wrong.status_code == 404 and "tidak kami kenal" in text(wrong)
    short = client.get("/periksa/?code=ABC")
    assert short.status_code == 422 and "20 huruf dan angka" in text(short)


def test_verification_is_limited(client, db):
    answers = [client.get("/periksa/AAAAA-AAAAA-AAAAA-AAAAA/").status_code for _ in range(31)]
    assert answers[-1] == 429 and set(answers[:30]) == {404}


def test_charter_takes_its_days_from_the_law(client, db):
    page = text(client.get("/layanan/"))
    assert "1 %" in page or "%" in page
    assert "PP 46/2015" in page or "PP" in page

"""Pages without a login: they show the law and the offices, never a person."""

from page_text import text

from lindung.base.db import scalar, system

PAGES = ("/", "/hitung/", "/kantor/", "/periksa/", "/hukum/", "/layanan/", "/privasi/", "/aksesibilitas/")


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
    for address in (
        "/peserta/",
        "/peserta/klaim/baru/",
        "/peserta/lapor-kematian/",
        "/perusahaan/",
        "/kantor/",
        "/hitung/#phk",
    ):
        assert f'href="{address}"' in page
    for address in ("/peserta/klaim/baru/", "/perusahaan/"):
        assert client.get(address)["Location"].startswith("/akun/")


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

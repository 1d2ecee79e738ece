"""Migrant workers through the pages of the counter and of a placement company, and the day of the self-paying."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from page_text import one, text

from lindung.base.db import rows, scalar, system
from lindung.batch.services import run_now
from lindung.interop import month_runs, pmi_files
from lindung.notices.queries import messages
from lindung.registry import services as registry
from lindung.segments import services
from lindung.segments.services import Job
from made_up import nik

BORN = date(1988, 3, 4)
ON = date(2021, 12, 15)
FORM = {
    "name": "Wati Contoh", "birth_date": "1988-03-04", "sex": "P", "country": "Hong Kong", "contract_no": "HK-1",
    "contract_months": "24", "jht_amount": "",
}  # fmt: skip
HEAD = ";".join(pmi_files.HEADINGS)


def key_of(answer, name: str = "client_key") -> str:
    found = re.search(rf'name="{name}" value="([0-9a-f]+)"', text(answer))
    assert found
    return found[1]


def line(number: int, **more: str) -> str:
    given = {
        "NIK": nik(number, BORN, "P"), "NAMA": f"Pekerja {number}", "TANGGAL_LAHIR": "04-03-1988",
        "JENIS_KELAMIN": "P", "NEGARA": "Taiwan", "NO_PERJANJIAN": f"TW-{number}", "LAMA_BULAN": "24", "IURAN_JHT": "",
    } | more  # fmt: skip
    return ";".join(given[h] for h in pmi_files.HEADINGS)


def test_an_individual_at_the_counter(branch, as_user):
    officer = as_user("iuran")
    new = reverse("staff:pmi_new")
    assert officer.get(new).status_code == 200
    form = FORM | {"nik": nik(88, BORN, "P")}
    assert "NPP ini" in text(officer.post(new, form | {"npp": "00000000"}))
    wrong = officer.post(new, form | {"jht_amount": "75.000"})
    assert wrong.status_code == 422 and "Rp50.000" in text(wrong)
    assert one("select count(*) from registry_person where nik = %s", form["nik"]) == 0
    made = officer.post(new, form)
    placement = one("select id from segments_pmiplacement where contract_no = 'HK-1'")
    page = reverse("staff:pmi", args=[placement])
    assert made["Location"] == page
    shown = officer.get(page)
    assert "belum ada perlindungan" in text(shown)
    report = {"apa": "lapor", "lapor-kind": "DEPARTED", "lapor-on_date": "2021-12-15"}
    assert "belum lunas" in text(officer.post(page, report))
    order = officer.post(
        page, {"apa": "pesan", "pesan-parts": ["DURING"], "pesan-client_key": key_of(shown, "pesan-client_key")}
    )
    code = one("select o.code from segments_order o join segments_pmipart p on p.order_id = o.id")
    assert order["Location"] == reverse("staff:order", args=[code])
    with system():
        assert services.pay(code, "TELLER", "k1", 332_500, ON, branch.office).settled
    assert officer.post(page, report).status_code == 302
    assert "14 Desember 2023" in text(officer.get(page))
    listed = text(officer.get(reverse("staff:pmi_list") + "?tahap=DURING&cari=HK-1"))
    assert "Wati Contoh" in listed
    assert "Wati Contoh" not in text(officer.get(reverse("staff:pmi_list") + "?tahap=AFTER"))


def test_a_company_uploads_a_list_and_pays_with_one_code(branch, as_user):
    firm = as_user("hrd")
    new, home = reverse("employer:pmi_new"), reverse("employer:pmi_list")
    bad = [
        line(2, TANGGAL_LAHIR="31-02-1990"), line(3, LAMA_BULAN="dua"), line(4, JENIS_KELAMIN="X"), line(1),
        line(5, IURAN_JHT="75.000"), line(6, IURAN_JHT="1,5"), line(7) + ";lebih", line(8, NIK="12"),
        line(9, LAMA_BULAN="0"), line(10, NEGARA=""),
    ]  # fmt: skip
    data = "\n".join([HEAD, line(1), *bad, line(11, IURAN_JHT="100.000")])

    def upload(content: bytes):
        return firm.post(new, {"apa": "berkas", "file": SimpleUploadedFile("daftar.csv", content)})

    told = upload(data.encode())
    assert told.status_code == 200 and "2 terdaftar, 10 ditolak" in text(told)
    for words in (
        "kalender", "“dua”", "L, P", "baris 2", "Rp50.000", "Jumlah rupiah tidak terbaca", "9 kolom", "Isi NEGARA",
    ):  # fmt: skip
        assert words in text(told), words
    assert one("select count(*) from segments_pmiplacement") == 2
    assert one("select count(*) from registry_person where nik = %s", nik(9, BORN, "P")) == 0
    assert "2 terdaftar" in text(upload(data.encode()))
    assert one("select count(*) from segments_pmiplacement") == 2
    for content, words in (
        (b" \n", "Hanya ada judul"),
        (b"%PDF-1.4 daftar", "file PDF, bukan tabel"),
        (b"NIK;NAMA\n1;2", "JENIS_KELAMIN"),
        (HEAD.encode(), "Hanya ada judul"),
        ((HEAD + "\n" + "\n".join(line(1) for _ in range(2001))).encode(), "2.000 baris"),
        (b"x" * 1_024_001, "1.000 KB"),
    ):
        answer = upload(content)
        assert answer.status_code == 422 and words in text(answer), words

    shown = firm.get(home)
    with system():
        ids = [str(r["id"]) for r in rows("select id from segments_pmiplacement order by id")]
    assert all(f'value="{n}"' in text(shown) for n in ids)
    asked = {"placements": ids, "parts": ["BEFORE", "DURING"], "client_key": key_of(shown)}
    order = firm.post(home, asked)
    code = one("select code from segments_order")
    assert order["Location"] == reverse("employer:pmi_order", args=[code])
    drawn = text(firm.get(order["Location"]))
    assert "Iuran tiap pekerja" in drawn and drawn.count("Selama dan setelah bekerja") == 3  # two lines, and the sum
    waits = text(firm.get(home))
    assert waits.index("Menunggu pembayaran") < waits.index(f'value="{ids[0]}"')
    assert order["Location"] in text(firm.get(reverse("employer:home")))
    assert "Rp740.000" in text(firm.get(order["Location"])) and "<svg" in text(firm.get(order["Location"]))
    with system():
        assert services.pay(code, "TELLER", "k2", 740_000, ON, branch.office).settled
    page = reverse("employer:pmi", args=[ids[0]])
    assert firm.post(page, {"lapor-kind": "DEPARTED", "lapor-on_date": "2021-12-15"}).status_code == 302
    assert "Selama bekerja" in text(firm.get(page))
    again = firm.post(page, {"lapor-kind": "DEPARTED", "lapor-on_date": "2021-12-14"})
    assert again.status_code == 422 and 'value="DEPARTED"' not in text(again)


def test_another_company_sees_nothing_of_it(branch, as_user):
    with system():
        other = branch.employers[1]
        office = scalar("select office_id from registry_employer where id = %s", [other])
        placement = services.register_pmi(
            branch.people[2], office, employer_id=other, country="Taiwan", contract_no="X", contract_months=6
        )
    firm = as_user("hrd")
    mine = one("select employer_id from access_mandate where id = %s", branch.mandate("hrd"))
    assert mine != other
    assert firm.get(reverse("employer:pmi", args=[placement.pk])).status_code == 404
    assert "belum" not in text(firm.get(reverse("employer:pmi_list"))).split("Pekerja migran")[0]


def test_the_day_of_the_self_paying_matches_lapses_and_reminds_once(branch, as_user):
    with system():
        registry.set_business_day(date(2021, 9, 6))
        late, soon = branch.people[3], branch.people[4]
        for person, months in ((late, 1), (soon, 4)):
            services.register_bpu(person, branch.office, [Job("Petani", 1_000_000, "35.75")])
            order = services.order_bpu(person, months, f"h{person}")
            services.pay(order.code, "TELLER", f"h{person}", order.total, date(2021, 9, 6), branch.office)
        waiting = services.register_bpu(branch.people[7], branch.office, [Job("Nelayan", 1_000_000, "35.75")])
        order = services.order_bpu(waiting.person_id, 1, "tunggu")
        from lindung.contributions import services as money

        money.receive("STATEMENT", "b1", date(2021, 9, 6), order.total, branch.office, description=order.code)
        registry.set_business_day(date(2021, 12, 28))
    run = run_now(month_runs.start_segments_day(date(2021, 12, 28)).pk)
    assert {k: run.totals[k] for k in ("orders", "lapsed", "reminded")} == {"orders": 1, "lapsed": 0, "reminded": 1}
    with system():
        registry.set_business_day(date(2022, 1, 11))
    run = run_now(month_runs.start_segments_day(date(2022, 1, 11)).pk)
    assert (run.totals["lapsed"], run.totals["reminded"]) == (0, 2)
    with system():
        registry.set_business_day(date(2022, 1, 18))
    run = run_now(month_runs.start_segments_day(date(2022, 1, 18)).pk)
    assert (run.totals["lapsed"], run.totals["reminded"]) == (2, 0)
    assert run_now(month_runs.start_segments_day(date(2022, 1, 18)).pk).pk == run.pk
    from lindung.interop import outbox

    outbox.flush()
    with system():
        told = [m.title for m in messages(person_id=late, lang="id", limit=10)]
        assert any("gugur" in t for t in told) and any("diterima" in t for t in told)
        assert rows("select 1 from notices_message where template = 'bpu_due' and person_id = %s", [soon])


def test_staff_start_the_day_from_the_page(branch, as_user):
    officer = as_user("iuran")
    started = officer.post(reverse("staff:run_start"), {"apa": "mandiri"})
    assert started.status_code == 302
    assert one("select count(*) from batch_run where kind = 'segments_day'") == 1


@pytest.mark.parametrize("name", ["employer:pmi_list", "employer:pmi_new"])
def test_pages_speak_english(branch, as_user, name):
    answer = as_user("hrd").get(reverse(name), headers={"accept-language": "en"})
    assert answer.status_code == 200


def test_jht_is_chosen_by_the_branch_the_company_and_the_worker(branch, as_user):
    with system():
        firm = scalar("select employer_id from access_mandate where id = %s", [branch.mandate("hrd")])
        me = scalar("select person_id from access_mandate where id = %s", [branch.mandate("peserta")])
        office = scalar("select office_id from registry_employer where id = %s", [firm])
        facts = {"country": "Taiwan", "contract_months": 24, "on": ON}
        sent = services.register_pmi(me, office, employer_id=firm, contract_no="TW-9", **facts)
        alone = services.register_pmi(branch.people[4], office, contract_no="TW-8", **facts)
        ids = (sent.pk, alone.pk)
    amount = "select jht_amount from segments_pmiplacement where id = %s"

    def choose(client, page: str, value: str):
        return client.post(page, {"apa": "jht", "jht-jht_amount": value})

    for login, portal in (("iuran", "staff"), ("hrd", "employer"), ("peserta", "member")):
        client, page = as_user(login), reverse(f"{portal}:pmi", args=[ids[0]])
        shown = text(client.get(page))
        assert "Tabungan JHT" in shown and 'value="600000"' in shown and "Tidak menabung" in shown
        for wrong in ("75000", "", "-50000", "lima"):
            bad = choose(client, page, wrong)
            assert bad.status_code == 422 and "Tabungan JHT" in text(bad), wrong
        told = client.post(page, {"apa": "jht", "jht-jht_amount": "100000"}, follow=True)
        assert "Rp100.000 sebulan mulai kode iuran berikutnya" in text(told) and one(amount, ids[0]) == 100_000
        assert choose(client, page, "300000").status_code == 302 and one(amount, ids[0]) == 300_000
        assert "dihentikan" in text(client.post(page, {"apa": "jht", "jht-jht_amount": "0"}, follow=True))
        assert one(amount, ids[0]) == 0
    # the worker: found from the page of payments, somebody else's is not his, and his company pays for him
    client = as_user("peserta")
    assert reverse("member:pmi", args=[ids[0]]) in text(client.get(reverse("member:pay")))
    assert client.get(reverse("member:pmi", args=[ids[1]])).status_code == 404
    assert choose(client, reverse("member:pmi", args=[ids[1]]), "50000").status_code == 404
    page = reverse("member:pmi", args=[ids[0]])
    assert "dibayar melalui" in text(client.get(page)) and "Buat kode iuran" not in text(client.get(page))
    assert client.post(page, {"apa": "pesan", "pesan-parts": ["DURING"]}).status_code == 404
    with system():
        services.report_pmi(ids[0], "FAILED", ON)
    assert "Simpan pilihan JHT" not in text(client.get(page)) and choose(client, page, "50000").status_code == 404
    assert as_user("auditor").get(reverse("staff:pmi", args=[ids[1]])).status_code == 200
    assert choose(as_user("auditor"), reverse("staff:pmi", args=[ids[1]]), "50000").status_code == 404
    assert one(amount, ids[1]) == 0


def test_who_went_by_himself_saves_and_pays_on_his_own_page(branch, as_user):
    with system():
        me = scalar("select person_id from access_mandate where id = %s", [branch.mandate("peserta")])
        own = services.register_pmi(
            me, branch.office, country="Malaysia", contract_no="MY-1", contract_months=12, jht_amount=0, on=ON
        )
    client, page = as_user("peserta"), reverse("member:pmi", args=[own.pk])
    shown = client.get(page)
    assert "JHT bulanan" not in text(shown)
    assert client.post(page, {"apa": "jht", "jht-jht_amount": "200000"}).status_code == 302
    shown = client.get(page)
    asked = {"apa": "pesan", "pesan-parts": ["JHT"], "pesan-client_key": key_of(shown, "pesan-client_key")}
    assert client.post(page, asked).status_code == 422  # for how many months?
    made = client.post(page, asked | {"pesan-months": "3"})
    code = one("select code from segments_order")
    assert made["Location"] == reverse("member:pay_order", args=[code])
    assert "Rp600.000" in text(client.get(made["Location"])) and made["Location"] in text(client.get(page))
    with system():
        assert services.pay(code, "TELLER", "k9", 600_000, ON, branch.office).settled

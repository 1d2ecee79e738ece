"""Registering and renewing as a non-wage earner without a login: what works, and how little a stranger learns."""

import re
from datetime import date

import pytest
from django.core import signing
from django.urls import reverse
from page_text import one, words

from lindung.access.models import Hit
from lindung.base.db import rows, system
from lindung.registry.services import register_person
from lindung.segments import services
from made_up import nik

pytestmark = pytest.mark.django_db
BORN = date(1988, 3, 4)
ON = date(2021, 12, 15)


@pytest.fixture
def form(branch, client):
    page = client.get(reverse("public:self_pay"))
    key = re.search(r'name="client_key" value="([0-9a-f]+)"', page.content.decode())
    assert key and "Jombang" not in words(page)
    return {
        "nik": nik(501, BORN, "P"), "name": "Wati Mandiri", "birth_date": "04-03-1988", "phone": "0812 0000 0000",
        "occupation": "Pedagang sayur", "district_id": one("select min(district_id) from registry_territory"),
        "income": "1400000", "jht": "on", "months": "3", "true": "on", "client_key": key[1],
    }  # fmt: skip


def test_from_nothing_to_cover_and_the_next_months(branch, client, form):
    page = reverse("public:self_pay")
    empty = client.post(page, {"name": ""})
    assert empty.status_code == 422 and one("select count(*) from segments_bpumember") == 0
    made = client.post(page, form)
    assert made.status_code == 302 and client.post(page, form)["Location"] != ""
    assert one("select count(*) from segments_order") == 1
    code, total = one("select code from segments_order"), one("select total from segments_order")
    # band 1,400,000: 14,000 JKK, 6,800 JKM, 28,000 JHT, three months
    assert total == 3 * (14_000 + 6_800 + 28_000)
    shown = client.get(made["Location"])
    drawn = words(shown)
    assert f"{code[:4]} {code[4:8]}" in drawn and "Rp146.400" in drawn and "<svg" in shown.content.decode()
    assert "Ini bukan QRIS" in drawn and "Wati" not in drawn and code not in made["Location"]
    person = one("select id from registry_person where nik = %s", form["nik"])
    assert one("select sex from registry_person where id = %s", person) == "P"
    with system():
        assert services.pay(code, "TELLER", "k1", total, ON, branch.office).settled
    assert "Lunas" in words(client.get(made["Location"]))
    assert one("select count(*) from coverage_spell where person_id = %s and segment = 'BPU'", person) == 1

    renew = reverse("public:self_renew")
    wrong = [
        client.post(renew, {"code": code, "birth_date": "05-03-1988"}),
        client.post(renew, {"code": "2132000000000097", "birth_date": "04-03-1988"}),
    ]
    assert {w.status_code for w in wrong} == {422}
    told = [re.search(r"Kode iuran dan tanggal lahir ini tidak ditemukan bersama", words(w)) for w in wrong]
    assert all(told) and "Wati" not in "".join(words(w) for w in wrong)
    assert "terdiri dari 16 angka" in words(client.post(renew, {"code": "12", "birth_date": "04-03-1988"}))
    opened = client.post(renew, {"code": f"{code[:4]} {code[4:8]} {code[8:]}", "birth_date": "04-03-1988"})
    choice = client.get(opened["Location"])
    assert "Maret 2022: Rp48.800" in words(choice) and "Wati" not in words(choice)
    key = re.search(r'name="client_key" value="([0-9a-f]+)"', choice.content.decode())
    assert key
    asked = {"months": "1", "client_key": key[1]}
    next_code = client.post(opened["Location"], asked)
    assert client.post(opened["Location"], asked).status_code == 302
    assert one("select count(*) from segments_order") == 2
    assert "Maret 2022" in words(client.get(next_code["Location"]))


def test_somebody_on_record_is_taken_only_where_all_agrees_and_nothing_is_told(branch, client, form):
    page = reverse("public:self_pay")
    with system():
        known = register_person(
            nik=form["nik"], name="WATI  MANDIRI", birth_date=BORN, sex="P", office_id=branch.office, phone="0899"
        )
    other_name = client.post(page, form | {"name": "Sri Lain"})
    assert other_name.status_code == 422
    assert client.post(page, form).status_code == 302
    assert one("select count(*) from registry_person where nik = %s", form["nik"]) == 1
    assert one("select phone from registry_person where id = %s", known.pk) == "0899"  # nothing is overwritten
    already = client.post(page, form | {"client_key": "0" * 32})
    assert already.status_code == 422
    with system():
        gone = register_person(
            nik=nik(502, BORN, "P"), name="Almarhumah Contoh", birth_date=BORN, sex="P", office_id=branch.office
        )
        from lindung.coverage.services import record_death

        record_death(gone.pk, date(2021, 11, 1), "uji")
    dead = client.post(page, form | {"nik": nik(502, BORN, "P"), "name": "Almarhumah Contoh", "client_key": "1" * 32})
    sentence = "Pendaftaran ini tidak dapat diselesaikan di sini."
    for answer in (other_name, already, dead):  # one answer for all of them
        assert sentence in words(answer) and "meninggal" not in words(answer) and "0899" not in words(answer)
    assert one("select count(*) from segments_order") == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"nik": "123"}, "NIK dan tanggal lahir tidak cocok"),
        ({"birth_date": "05-03-1988"}, "NIK dan tanggal lahir tidak cocok"),
        ({"birth_date": "kemarin"}, "anggal"),
        ({"name": ""}, "Isi “Nama menurut KTP”"),
        ({"occupation": "  "}, "Isi “Pekerjaan”"),
        ({"income": "5"}, "Penghasilan"),
        ({"district_id": "99.99"}, "Bekerja di"),
        ({"months": "2"}, "Bayar untuk"),
        ({"true": ""}, "Data ini benar"),
        ({"nik": nik(7, date(1950, 3, 4), "P"), "birth_date": "04-03-1950"}, "65"),
    ],
    ids=["nik", "birth date", "no date", "name", "work", "income", "district", "months", "truth", "age"],
)
def test_what_was_typed_wrong_is_said_and_nothing_is_left(branch, client, form, change, told):
    people = one("select count(*) from registry_person")
    answer = client.post(reverse("public:self_pay"), form | change)
    assert answer.status_code == 422 and told in words(answer)
    assert one("select count(*) from registry_person") == people and one("select count(*) from segments_order") == 0


def test_addresses_cannot_be_guessed_and_end(branch, client, form, monkeypatch):
    made = client.post(reverse("public:self_pay"), form)["Location"]
    code = one("select code from segments_order")
    for token in (code, signing.dumps(code), signing.dumps(code, salt="lindung.self-pay.person"), made[-20:-1]):
        assert client.get(reverse("public:self_code", args=[token])).status_code == 404
        assert client.get(reverse("public:self_months", args=[token])).status_code == 404
    monkeypatch.setattr("lindung.portals.public.views.self_pay.ORDER_SECONDS", -1)
    assert client.get(made).status_code == 404


def test_trying_often_is_stopped(branch, client, form):
    page = reverse("public:self_renew")
    codes = [client.post(page, {"code": f"{n:016d}", "birth_date": "04-03-1988"}).status_code for n in range(12)]
    assert codes == [422] * 10 + [429] * 2
    assert client.post(reverse("public:self_pay"), form).status_code == 429
    assert one("select count(*) from segments_order") == 0
    # another address goes on, but not about the same code
    Hit.objects.all().delete()
    for n in range(11):
        last = client.post(page, {"code": "2132000000000097", "birth_date": "04-03-1988"}, REMOTE_ADDR=f"10.0.0.{n}")
    assert last.status_code == 429
    assert client.post(page, {"code": "1" * 16, "birth_date": "04-03-1988"}, REMOTE_ADDR="10.0.0.99").status_code == 422


def test_nothing_of_a_visitor_is_in_the_trail_as_somebody_else(branch, client, form):
    client.post(reverse("public:self_pay"), form)
    with system():
        found = rows("select distinct user_id, act from access_auditentry where table_name = 'segments_bpumember'")
    assert found == [{"user_id": None, "act": "public.self_pay"}]

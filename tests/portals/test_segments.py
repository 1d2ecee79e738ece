"""Paying for oneself through the pages: at the counter, in the member's portal, and what staff see of it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from page_text import one, text

from lindung.base.db import system
from lindung.segments import queries, services
from lindung.segments.services import Job
from made_up import nik

BORN = date(1988, 3, 4)
FORM = {
    "name": "Wati Contoh",
    "birth_date": "1988-03-04",
    "sex": "P",
    "occupation": "Pedagang sayur",
    "income": "1.500.000",
    "jht": "on",
}


@pytest.fixture
def form(branch):
    district = one("select min(district_id) from registry_territory where office_id = %s", branch.office)
    return FORM | {"nik": nik(77, BORN, "P"), "district_id": district or "35.75"}


def key_of(answer) -> str:
    found = re.search(r'name="client_key" value="([0-9a-f]+)"', text(answer))
    assert found
    return found[1]


def test_from_the_counter_to_cover(branch, as_user, form):
    officer = as_user("iuran")
    new = reverse("staff:bpu_new")
    assert officer.get(new).status_code == 200
    empty = officer.post(new, {"name": ""})
    assert empty.status_code == 422 and "Isi “Pekerjaan”" in text(empty)
    old = officer.post(new, form | {"birth_date": "1950-03-04"})
    assert old.status_code == 422 and "65" in text(old)
    made = officer.post(new, form)
    person = one("select id from registry_person where nik = %s", form["nik"])
    assert made["Location"] == reverse("staff:bpu", args=[person])
    assert officer.post(new, form).status_code == 302  # the same again
    other = officer.post(new, form | {"income": "9.000.000"})
    assert other.status_code == 422 and "sudah terdaftar" in text(other)

    page = reverse("staff:bpu", args=[person])
    shown = officer.get(page)
    assert "Belum pernah membayar" in text(shown)
    asked = {"months": "3", "client_key": key_of(shown)}
    order = officer.post(page, asked)
    assert officer.post(page, asked)["Location"] == order["Location"]
    code = one("select code from segments_order where person_id = %s", person)
    drawn = text(officer.get(order["Location"]))
    total = one("select total from segments_order where code = %s", code)
    assert total == 3 * (16_000 + 6_800 + 32_000)
    assert f"{code[:4]} {code[4:8]}" in drawn and "<svg" in drawn and "Rp164.400" in drawn
    with system():
        assert services.pay(code, "TELLER", "kuitansi-1", total, date(2021, 12, 15), branch.office).settled
    assert "Lunas" in text(officer.get(order["Location"]))
    assert "28 Februari 2022" in text(officer.get(page))
    assert one("select count(*) from coverage_spell where person_id = %s and segment = 'BPU'", person) == 1

    listed = text(officer.get(reverse("staff:bpu_list") + "?keadaan=PAID&cari=Wati"))
    assert "Wati Contoh" in listed
    assert "Wati" not in text(officer.get(reverse("staff:bpu_list") + "?keadaan=LAPSED"))
    orders = text(officer.get(reverse("staff:orders") + "?jenis=BPU&keadaan=PAID"))
    assert f"{code[:4]} {code[4:8]}" in orders

    change = reverse("staff:bpu_change", args=[person])
    late = officer.post(change, form | {"from_month": "2022-01-01"})
    assert late.status_code == 422 and "sudah lunas" in text(late)
    done = officer.post(
        change, form | {"from_month": "2022-03-01", "occupation_2": "Penjahit", "income_2": "1.000.000"}
    )
    assert done.status_code == 302
    assert "Penjahit" in text(officer.get(page))


def test_an_order_is_cancelled_with_a_reason_only(branch, as_user):
    with system():
        person = branch.people[0]
        services.register_bpu(person, branch.office, [Job("Petani", 1_000_000, "35.75")])
        order = services.order_bpu(person, 1, "uji")
        services.pay(order.code, "TELLER", "kurang", order.total - 1, date(2021, 12, 15), branch.office)
    officer = as_user("iuran")
    waits = text(officer.get(reverse("staff:orders")))
    assert "Jumlahnya kurang dari pesanan" in waits
    cancel = reverse("staff:order_cancel", args=[order.code])
    assert officer.post(cancel, {"reason": ""}).status_code == 422
    assert officer.post(cancel, {"reason": "salah bulan"}).status_code == 302
    assert "salah bulan" in text(officer.get(reverse("staff:order", args=[order.code])))
    assert officer.get(reverse("staff:order", args=["2124000000000099"])).status_code == 404


def test_a_member_pays_for_himself(branch, as_user):
    member = as_user("peserta")
    page = reverse("member:pay")
    assert "belum terdaftar" in text(member.get(page))
    with system():
        person = branch.people[0]
        services.register_bpu(person, branch.office, [Job("Petani", 1_000_000, "35.75")], jht=True)
    shown = member.get(page)
    assert "12 bulan iuran" in text(shown) and "Rp36.800" in text(shown)
    assert member.post(page, {"months": "2", "client_key": key_of(shown)}).status_code == 422
    made = member.post(page, {"months": "6", "client_key": key_of(shown)})
    code = one("select code from segments_order where person_id = %s", person)
    assert made["Location"] == reverse("member:pay_order", args=[code])
    drawn = text(member.get(made["Location"]))
    assert "Menunggu pembayaran" in drawn and "Rp220.800" in drawn and "<svg" in drawn
    for name in ("home", "pay"):
        waits = text(member.get(reverse(f"member:{name}")))
        assert "Menunggu pembayaran" in waits and made["Location"] in waits and "Rp220.800" in waits, name
    with system():
        stranger = services.order_bpu(
            services.register_bpu(branch.people[1], branch.office, [Job("Tukang", 1_000_000, "35.75")]).person_id,
            1,
            "x",
        )
    assert member.get(reverse("member:pay_order", args=[stranger.code])).status_code == 404
    with system():
        services.pay(code, "TELLER", "kuitansi", 220_800, date(2021, 12, 15), branch.office)
    assert "31 Mei 2022" in text(member.get(page))
    home = text(member.get(reverse("member:home")))
    assert "hak sampai 15 September 2022 bila tidak membayar lagi" in home and "JKK, JKM, JHT" in home
    work = member.get(reverse("member:employment"))
    assert work.status_code == 200 and "Membayar sendiri" in text(work)
    spell = one("select id from coverage_spell where person_id = %s and segment = 'BPU'", person)
    assert member.get(reverse("member:say_left", args=[spell])).status_code == 404
    assert member.get(reverse("member:dispute", args=[spell])).status_code == 404
    english = text(member.get(page, headers={"accept-language": "en"}))
    assert english


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"nik": "351491010190"}, "NIK harus 16 angka"), ({"income": "dua juta"}, "“dua juta” bukan jumlah rupiah"),
        ({"income": "0"}, "Jumlah paling sedikit Rp1"), ({"birth_date": "01-01-2030"}, "belum terjadi"),
        ({"birth_date": "31-02-1990"}, "Tulis tanggal dengan hari dulu"), ({"name": ""}, "Isi “Nama menurut KTP”."),
        ({"birth_date": "01-01-1940"}, "Belum dapat mendaftar: sudah berusia 65 tahun saat mendaftar."),
        ({"occupation_2": "pedagang sayur", "income_2": "1.000.000"}, "Pekerjaan kedua sama dengan yang pertama."),
        ({"occupation_2": "Tukang"}, "Isi penghasilan dari pekerjaan kedua."),
        ({"income_2": "1.000.000"}, "Sebut pekerjaan kedua, atau kosongkan penghasilannya."),
    ],
)  # fmt: skip
def test_what_is_wrong_at_the_counter_is_told_and_what_was_typed_stays(branch, as_user, form, wrong, told):
    clerk = as_user("iuran")
    answer = clerk.post(reverse("staff:bpu_new"), form | {"nik": nik(77, BORN, "P")} | wrong)
    assert answer.status_code == 422 and told in text(answer) and "aged" not in text(answer)
    kept = {k: FORM[k] for k in ("name", "occupation") if k not in wrong} | {k: v for k, v in wrong.items() if v}
    assert all(f'value="{value}"' in text(answer) for value in kept.values())
    assert one("select count(*) from segments_bpumember") == 0


@pytest.mark.parametrize(
    ("months", "told"),
    [("0", "Paling sedikit 1."), ("13", "Paling banyak 12."), ("dua", "Tulis angka bulat, misalnya 3."),
     ("", "Isi “Berapa bulan”.")],
)  # fmt: skip
def test_months_that_cannot_be_asked(branch, as_user, months, told):
    with system():
        services.register_bpu(branch.people[0], branch.office, [Job("Petani", 1_000_000, "35.75")])
    page = reverse("staff:bpu", args=[branch.people[0]])
    answer = as_user("iuran").post(page, {"months": months, "client_key": "k"})
    assert answer.status_code == 422 and told in text(answer)
    assert one("select count(*) from segments_order") == 0


def test_home_of_who_pays_for_himself_says_which_months_are_paid(branch, as_user):
    with system():
        person, first = branch.people[0], date(2021, 9, 2)
        services.register_bpu(person, branch.office, [Job("Petani", 1_000_000, "35.75")], on=first)
        order = services.order_bpu(person, 2, "dua bulan", on=first)
        services.pay(order.code, "TELLER", "kuitansi", order.total, first, branch.office, on=first)
    home = re.sub(r"<[^>]+>|\s+", " ", text(as_user("peserta").get(reverse("member:home"))))
    home = re.sub(r" +", " ", home)
    assert "November 2021 · Petani Belum Anda bayar" in home and "Oktober 2021 · Petani Anda bayar" in home
    assert "September 2021 · Petani Anda bayar" in home and "Bayar iuran" in home


def test_the_counter_takes_no_money_that_an_order_does_not_take(branch, as_user):
    with system():
        services.register_bpu(branch.people[0], branch.office, [Job("Petani", 1_000_000, "35.75")])
        order = services.order_bpu(branch.people[0], 1, "loket")
    cashier, page = as_user("kasir"), reverse("staff:counter")
    given = {"code": order.code, "amount": str(order.total), "payer": "Pak Tani", "key": "k" * 20}
    for amount, told in ((order.total - 1, "kurang dari pesanan"), (order.total + 1, "lebih dari pesanan")):
        answer = cashier.post(page, given | {"amount": str(amount)})
        assert answer.status_code == 422 and told in text(answer) and 'value="Pak Tani"' in text(answer)
    assert one("select count(*) from contributions_receipt where channel = 'TELLER'") == 0
    first, again = cashier.post(page, given), cashier.post(page, given)
    assert first.status_code == 302 and first["Location"] == again["Location"]
    twice = cashier.post(page, given | {"key": "z" * 20})
    assert twice.status_code == 422 and "Pesanan ini sudah lunas" in text(twice)
    assert one("select count(*) from contributions_receipt where channel = 'TELLER'") == 1


def test_the_lists_ask_a_fixed_number_of_queries(branch, as_user):
    officer = as_user("iuran")

    def count(url: str) -> int:
        officer.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert officer.get(url).status_code == 200
        return len(asked)

    pages = (reverse("staff:bpu_list"), reverse("staff:orders"))
    before = [count(p) for p in pages]
    with system():
        for n, person in enumerate(branch.people[:4]):
            services.register_bpu(person, branch.office, [Job("Petani", 1_000_000, "35.75")])
            services.order_bpu(person, 1, f"banyak-{n}")
    assert [count(p) for p in pages] == before
    with system():
        assert queries.orders_total()["orders"] == 4

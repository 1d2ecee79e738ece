"""The member's home says who pays for him, until when, what happens then, and where to go on by himself."""

from datetime import date, timedelta

import employer_world
import pytest
from django.urls import reverse
from page_text import words

from lindung.access.models import User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import system
from lindung.reach import services
from lindung.reach.models import Beneficiary
from lindung.registry.services import set_business_day
from lindung.segments import services as segments

pytestmark = pytest.mark.django_db
DEC, JAN = date(2021, 12, 1), date(2022, 1, 1)
BORN = date(1985, 3, 4)


def test_from_the_list_to_going_on_alone(db, sign_in):
    with system():
        world = employer_world.build(14)
        sponsor = services.register_sponsor(services.NewSponsor("D1", "Desa Baik", "VILLAGE", "35.14", world.office))
        agreement = services.register_agreement(
            services.NewAgreement(sponsor.pk, "PKS/1", DEC, "Perdes", "VULNERABLE", DEC, DEC)
        )
        services.add_budget(services.NewBudget(agreement.pk, 2021, "VILLAGE", 100_000, DEC, DEC, "b"))
        nik = employer_world.nik(5001, BORN)
        services.list_people(agreement.pk, [services.Row(2, nik, "Warga Satu", BORN, "Pedagang")], name="x",
                             first_month=DEC)  # fmt: skip
        one = Beneficiary.objects.get()
        make_user("warga", "sandi-uji", [NewMandate("MEMBER", person_id=one.person_id)], check_password=False)
    client = sign_in(User.objects.get(username="warga"))
    home = reverse("member:home")
    seen = words(client.get(home))
    assert "Siapa yang membayar perlindungan saya Belum ada bulan" in seen and "Dibayar oleh Desa Baik" in seen
    with system():
        order = services.order_months(agreement.pk, DEC, client_key="o")
        day = employer_world.TODAY
        assert segments.pay(order.code, "API", "uji", order.total, day, world.office).settled
        one.refresh_from_db()
    seen = words(client.get(home))
    assert "JKK, JKM" in seen and "sejak Desember 2021" in seen and "Anda tidak membayar" in seen
    assert "selama iuran dibayar Desa Baik" in seen
    assert f"Hak berlaku paling sedikit sampai {one.covered_until.day} " in seen
    assert f'href="{reverse("member:pay")}"' in client.get(home).content.decode()
    # nobody has registered him: the page of payment shows the door
    assert reverse("public:self_pay") in client.get(reverse("member:pay")).content.decode()
    with system():
        set_business_day(date(2022, 1, 10))
        services.reach_day(date(2022, 1, 10))
    assert "Bayar sendiri sebelum" in words(client.get(home))
    with system():
        assert services.hand_over(agreement.pk, [one.pk]).offered == 1
        one.refresh_from_db()
        code = one.offer.order.code
    page = client.get(home).content.decode()
    assert reverse("member:pay_order", args=[code]) in page
    with system():
        assert segments.pay(code, "API", "uji-2", one.offer.order.total, date(2022, 1, 10), world.office).settled
    page = client.get(home).content.decode()
    assert reverse("member:pay_order", args=[code]) not in page
    assert "berjalan terus, tidak terputus" in page
    with system():
        day = one.covered_until + timedelta(days=1)
        set_business_day(day)
        assert services.reach_day(day)["lapsed"] == segments.bpu_day(day)["lapsed"] == 0
    page = words(client.get(home))  # under one cover, now his own
    assert "berjalan terus, tidak terputus" in page and "selama iuran dibayar Desa Baik" not in page
    assert "hak sampai" in page and "Bayar sendiri sebelum" not in page
    client.post(reverse("set_language"), {"language": "en"})
    assert "Paid by Desa Baik" in words(client.get(home))


def test_a_month_that_was_never_paid_for_promises_nothing_and_others_see_nothing(db, sign_in):
    with system():
        world = employer_world.build(14)
        sponsor = services.register_sponsor(services.NewSponsor("D1", "Kota Baik", "REGENCY", "35.14", world.office))
        agreement = services.register_agreement(
            services.NewAgreement(sponsor.pk, "PKS/1", DEC, "Perwali", "NON_ASN", DEC, JAN)
        )
        services.add_budget(services.NewBudget(agreement.pk, 2021, "APBD", 10**7, DEC, JAN, "b"))
        rows = [
            services.Row(n, employer_world.nik(5000 + n, BORN), f"Pegawai {n}", BORN, "Guru", wage=2_500_000)
            for n in (1, 2)
        ]
        services.list_people(agreement.pk, rows[:1], name="x", first_month=DEC)
        order = services.order_months(agreement.pk, DEC, client_key="o")
        assert segments.pay(order.code, "API", "uji", order.total, employer_world.TODAY, world.office).settled
        one = Beneficiary.objects.get()
        make_user("guru", "sandi-uji", [NewMandate("MEMBER", person_id=one.person_id)], check_password=False)
        make_user("lain", "sandi-uji", [NewMandate("MEMBER", person_id=one.person_id - 1)], check_password=False)
    home = reverse("member:home")
    seen = words(sign_in(User.objects.get(username="guru")).get(home))
    assert "Kota Baik" in seen and "unit kerja Anda yang mendaftarkan Anda" in seen
    assert "Cara membayar sendiri" not in seen
    assert "Siapa yang membayar" not in words(sign_in(User.objects.get(username="lain")).get(home))

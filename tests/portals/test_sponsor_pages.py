"""Sponsors by forms as a clerk fills them: registered, agreed, funded, listed, ordered, ended, offered."""

import io
import re
from datetime import date

import employer_world
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from page_text import words

from lindung.access.models import User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import system
from lindung.reach.models import Agreement, Beneficiary, BudgetLine, Sponsor
from lindung.segments import services as segments
from lindung.segments.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    with system():
        made = employer_world.build(14)
        make_user("iuran-uji", "sandi-uji", [NewMandate("CONTRIBUTION_OFFICER", office_id=made.office)],
                  check_password=False)  # fmt: skip
        make_user("periksa-uji", "sandi-uji", [NewMandate("AUDITOR", office_id=made.office)], check_password=False)
        return made


def sheet(table, name="daftar.xlsx"):
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return SimpleUploadedFile(name, held.getvalue())


HEAD = ("NIK", "NAMA", "TANGGAL_LAHIR", "PEKERJAAN")


def people(count, first=5001):
    born = date(1985, 3, 4)
    return [
        (employer_world.nik(n, born), f"Warga {n}", "04-03-1985", "Pengurus RW") for n in range(first, first + count)
    ]


def test_from_sponsor_to_offer(world, sign_in):
    clerk = sign_in(User.objects.get(username="iuran-uji"))
    seen = words(clerk.get(reverse("staff:sponsors")))
    assert "Belum ada sponsor." in seen and "Belum dianggarkan" in seen
    who = {"code": "desa1", "name": "Desa Uji", "kind": "VILLAGE", "district_id": "35.14"}
    wrong = clerk.post(reverse("staff:sponsor_new"), who | {"name": ""})
    assert wrong.status_code == 422
    assert clerk.post(reverse("staff:sponsor_new"), who).status_code == 302
    with system():
        sponsor = Sponsor.objects.get()
    terms = {
        "number": "PKS/1/2021", "signed_on": "01-12-2021", "legal_basis": "Perdes 3/2021", "workers": "VULNERABLE",
        "valid_from": "15-12-2021", "valid_to": "01-06-2022", "funded_by_state": "on", "risk_group": "1",
    }  # fmt: skip
    page = reverse("staff:agreement_new", args=[sponsor.pk])
    early = clerk.post(page, terms | {"valid_to": "01-11-2021"})
    assert early.status_code == 422 and "sesudah bulan pertama" in words(early)
    assert clerk.post(page, terms).status_code == 302
    with system():
        agreement = Agreement.objects.get()
    assert (agreement.valid_from, agreement.valid_to) == (date(2021, 12, 1), date(2022, 6, 1))

    page = reverse("staff:budget_new", args=[agreement.pk])
    money = {
        "year": "2021", "source": "VILLAGE", "amount": "33.600", "first_month": "01-12-2021",
        "last_month": "01-06-2022",
        "client_key": "a1",
    }  # fmt: skip
    assert "dipisahkan" in words(clerk.post(page, money | {"source": "CSR"}))
    assert clerk.post(page, money).status_code == 302

    page = reverse("staff:sponsor_list_new", args=[agreement.pk])
    rows = [HEAD, *people(2), ("123", "Salah", "04-03-1985", "Tani"), (employer_world.nik(9), "Tanpa", "x", "Tani")]
    done = clerk.post(page, {"first_month": "01-12-2021", "file": sheet(rows)}, follow=True)
    said = words(done)
    assert "Baris 4" in said and "Masuk daftar 2" in said and "Ditolak 2" in said
    assert clerk.post(page, {"first_month": "01-12-2021", "file": SimpleUploadedFile("x.csv", b"")}).status_code == 422
    pdf = clerk.post(page, {"first_month": "01-12-2021", "file": SimpleUploadedFile("x.csv", b"%PDF-1.4")})
    assert pdf.status_code == 422 and "PDF" in words(pdf)

    show = reverse("staff:agreement", args=[agreement.pk])
    seen = words(clerk.get(show))
    assert "Anggaran cukup untuk 1,0" in seen and "Rp33.600" in seen and "Warga 5001" in seen

    page = reverse("staff:sponsor_order", args=[agreement.pk])
    short = clerk.post(page, {"first_month": "01-12-2021", "months": "2", "client_key": "p1"})
    assert short.status_code == 422 and "kurang Rp33.600" in words(short)
    made = clerk.post(page, {"first_month": "01-12-2021", "months": "1", "client_key": "p1"})
    with system():
        order = Order.objects.get(kind="SPONSORED")
        assert made["Location"] == reverse("staff:order", args=[order.code])
        assert segments.pay(order.code, "API", "uji", order.total, employer_world.TODAY, world.office).settled
        one, _two = Beneficiary.objects.order_by("id")
    assert clerk.get(made["Location"]).status_code == 200
    seen = words(clerk.get(show))
    assert "Terlindungi" in seen and "Kirim tawaran" in seen

    offered = clerk.post(reverse("staff:sponsor_handover", args=[agreement.pk]))
    assert offered.status_code == 302 and "/pekerjaan-latar/" in offered["Location"]
    page = reverse("staff:sponsor_end", args=[agreement.pk, one.pk])
    assert "sudah lunas" not in words(clerk.get(page))
    assert clerk.post(page, {"last_month": "01-11-2021", "reason": "MOVED"}).status_code == 422
    assert clerk.post(page, {"last_month": "01-12-2021", "reason": "MOVED"}).status_code == 302

    renew = money | {"client_key": "a2", "last_month": "01-12-2022", "renew_to": "01-12-2022", "amount": "1.000.000"}
    assert clerk.post(reverse("staff:budget_new", args=[agreement.pk]), renew).status_code == 302
    with system():
        assert (Agreement.objects.get().valid_to, BudgetLine.objects.count()) == (date(2022, 12, 1), 2)


def test_the_pages_ask_a_fixed_number_of_questions(world, sign_in, django_assert_max_num_queries):
    from lindung.reach import services

    with system():
        sponsor = services.register_sponsor(services.NewSponsor("D1", "Desa", "VILLAGE", "35.14", world.office))
        agreement = services.register_agreement(
            services.NewAgreement(sponsor.pk, "1", date(2021, 12, 1), "Perdes", "VULNERABLE", date(2021, 12, 1),
                                  date(2022, 6, 1))
        )  # fmt: skip
        services.list_people(
            agreement.pk,
            [services.Row(n, r[0], r[1], date(1985, 3, 4), r[3]) for n, r in enumerate(people(60), 1)],
            name="x",
            first_month=date(2021, 12, 1),
        )
    reader = sign_in(User.objects.get(username="periksa-uji"))
    reader.get(reverse("staff:sponsors"))
    with django_assert_max_num_queries(28):
        listing = reader.get(reverse("staff:sponsors"))
    with django_assert_max_num_queries(34):
        page = reader.get(reverse("staff:agreement", args=[agreement.pk]))
    assert "Daftarkan sponsor" not in words(listing) and "Unggah daftar" not in words(page)
    assert len(re.findall(r"Warga 5\d\d\d", page.content.decode())) == 25
    english = reader.get(reverse("staff:agreement", args=[agreement.pk]), headers={"accept-language": "en"})
    assert english.status_code == 200


def test_another_office_sees_nothing(world, sign_in):
    from lindung.reach import services
    from lindung.registry.services import register_office

    with system():
        other = register_office(code="Z01", slug="lain", name="Kantor Lain", kind="BRANCH", valid_from=date(2015, 1, 1))
        make_user("lain-uji", "sandi-uji", [NewMandate("CONTRIBUTION_OFFICER", office_id=other.pk)],
                  check_password=False)  # fmt: skip
        sponsor = services.register_sponsor(services.NewSponsor("D2", "Desa Dua", "VILLAGE", "35.14", world.office))
        agreement = services.register_agreement(
            services.NewAgreement(sponsor.pk, "1", date(2021, 12, 1), "Perdes", "VULNERABLE", date(2021, 12, 1),
                                  date(2022, 6, 1))
        )  # fmt: skip
    stranger = sign_in(User.objects.get(username="lain-uji"))
    assert "Desa Dua" not in words(stranger.get(reverse("staff:sponsors")))
    for name in ("agreement", "budget_new", "sponsor_list_new", "sponsor_order"):
        assert stranger.get(reverse(f"staff:{name}", args=[agreement.pk])).status_code == 404
    assert stranger.post(reverse("staff:sponsor_handover", args=[agreement.pk])).status_code == 404
    assert stranger.get(reverse("staff:sponsor", args=[sponsor.pk])).status_code == 404

"""A micro-enterprise through its own page: one form, one code that a bank can pay, one receipt."""

import re
from datetime import date

import employer_world
import pytest
from django.urls import reverse

from lindung.access.models import User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import rows, scalar, system
from lindung.interop.snap.accounts import find
from lindung.registry import services as registry
from lindung.segments import services

TODAY = employer_world.TODAY
OWNER = {
    "nik": employer_world.nik(901), "name": "Ratna Contoh", "birth_date": "1988-05-17", "sex": "L",
    "occupation": "Warung makan", "income": "2.000.000", "months": "3",
}  # fmt: skip


@pytest.fixture
def shop(db):
    """A food stall with a business number, its login, and one that is not micro."""
    with system():
        registry.set_business_day(TODAY)
        office = registry.register_office(
            code="K35", slug="pasuruan-uji", name="Kantor Cabang Pasuruan", kind="BRANCH", valid_from=date(2015, 1, 1)
        ).pk
        registry.serve_district(office, "35.14", date(2015, 1, 1))
        made = {}
        for login, size in (("uji-warung", "MICRO"), ("uji-pabrik", "LARGE")):
            nib = f"91200000000{len(made):02}"
            firm = employer_world.firm(office, f"UD {login}", size=size, nib=nib)
            mandate = NewMandate("EMPLOYER", employer_id=firm, valid_from=date(2020, 3, 2))
            made[login] = (firm, make_user(login, "sandi-uji-yang-panjang", [mandate], check_password=False).pk)
    return made | {"office": office}


def form(page: str, helpers: int = 2, **more: str) -> dict[str, str]:
    key = re.search(r'name="client_key" value="([0-9a-f]+)"', page)
    assert key
    sent = OWNER | {"client_key": key[1], "p-TOTAL_FORMS": "5", "p-INITIAL_FORMS": "0"}
    for n in range(helpers):
        sent |= {
            f"p-{n}-nik": employer_world.nik(910 + n), f"p-{n}-name": f"Pembantu {n}",
            f"p-{n}-birth_date": "1988-05-17", f"p-{n}-wage": "4.300.000",
        }  # fmt: skip
    return sent | more


def test_one_form_one_code_one_receipt(shop, sign_in) -> None:
    client = sign_in(User.objects.get(pk=shop["uji-warung"][1]))
    address = reverse("employer:micro")
    page = client.get(address).content.decode()
    assert "Daftarkan dan buat kode" in page and page.count("<fieldset") >= 5
    for wrong, told in (
        ({"helpers": 0}, "Isi sedikitnya satu pekerja."), ({"income": "x"}, "bukan jumlah rupiah"),
        ({"p-0-nik": OWNER["nik"]}, "pekerjanya sendiri"), ({"p-1-wage": ""}, "Isi “Upah sebulan”"),
    ):  # fmt: skip
        answer = client.post(address, form(page, **wrong))
        assert answer.status_code == 422 and told in answer.content.decode(), wrong
    with system():
        assert scalar("select count(*) from segments_jointorder") == 0
    sent = form(page)
    made = client.post(address, sent)
    assert made.status_code == 302 and client.post(address, sent)["Location"] == made["Location"]
    with system():
        code, total = (scalar(f"select {c} from segments_jointorder") for c in ("code", "total"))
        account = find(code, TODAY)
    assert account is not None and (account.total, account.state, account.whole) == (total, "OPEN", True)
    assert sum(amount for _id, _en, amount in account.details) == total
    home = client.get(reverse("employer:home")).content.decode()
    assert "Bayar kode iuran: pemilik dan pekerja" in home and made["Location"] in home
    again = client.get(address).content.decode()
    assert made["Location"] in again and again.index("Menunggu pembayaran") < again.index("<fieldset")
    open_page = client.get(made["Location"]).content.decode()
    assert "Menunggu pembayaran" in open_page and "<svg" in open_page and "2 orang" in open_page
    with system():
        assert services.pay(code, "API", "TERIMA-1", total, TODAY, shop["office"]).settled
        settled = find(code, TODAY)
        used = rows("select employer_id, person_id is not null as owner from contributions_receiptuse")
    assert settled is not None and settled.state == "PAID"
    assert used == [{"employer_id": shop["uji-warung"][0], "owner": True}]
    home = client.get(reverse("employer:home")).content.decode()
    assert re.search(r"Uang menunggu dialokasikan.{0,400}?Rp0<", home, re.S)  # the owner's part waits for nothing
    paid = client.get(made["Location"]).content.decode()
    assert "Lunas" in paid and "TERIMA-1" in paid and "Ratna Contoh" in paid
    assert client.get(reverse("employer:micro_order", args=["2142000000000000"])).status_code == 404
    with system():
        officer = make_user(
            "uji-loket", "sandi-uji-yang-panjang",
            [NewMandate("CONTRIBUTION_OFFICER", office_id=shop["office"], valid_from=date(2020, 3, 2))],
            check_password=False,
        )  # fmt: skip
        owners = scalar("select o.code from segments_jointorder j join segments_order o on o.id = j.order_id")
    staff = sign_in(officer)
    led = staff.get(reverse("staff:order", args=[code]))
    assert led["Location"] == reverse("staff:order", args=[owners])
    assert "membayar pesanan pemilik ini dan tagihan pekerja" in staff.get(led["Location"]).content.decode()


def test_others_are_sent_to_the_wage_report(shop, sign_in) -> None:
    client = sign_in(User.objects.get(pk=shop["uji-pabrik"][1]))
    page = client.get(reverse("employer:micro")).content.decode()
    assert "untuk usaha mikro yang punya NIB" in page and "Daftarkan dan buat kode" not in page

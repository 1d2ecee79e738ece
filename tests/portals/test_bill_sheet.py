"""The bill on paper: one sheet for the employer and for the officer who prints it for him at the counter."""

from datetime import date

import employer_world
import pytest
from django.urls import reverse
from page_text import one, words

from lindung.access.models import User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import system
from lindung.portals import bill_sheet
from lindung.registry import services as registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    with system():
        return employer_world.build(14)


def officer_at(office, name):
    mandate = NewMandate("CONTRIBUTION_OFFICER", office_id=office, valid_from=date(2020, 1, 1))
    with system():
        return make_user(name, "sandi-uji-yang-panjang", [mandate], check_password=False)


def test_the_officer_prints_the_employers_own_sheet(world, sign_in, monkeypatch):
    """One sheet for both; the list of workers only when asked for, and whose wages were printed is logged."""
    code, officer = world.bills[4], officer_at(world.office, "uji-iuran")
    for user, portal in ((User.objects.get(pk=world.user), "employer"), (officer, "staff")):
        client = sign_in(user)
        page = reverse(f"{portal}:bill_sheet", args=[code])
        assert page in client.get(reverse(f"{portal}:bill", args=[code])).content.decode()
        shown = words(client.get(page))
        assert "Tagihan iuran November 2021" in shown and "PT Mebel Sinar Bromo" in shown
        assert "Sisa yang harus dibayar" in shown and " ".join(code[i : i + 4] for i in range(0, len(code), 4)) in shown
        assert "Pekerja pada tagihan ini" not in shown
    assert one("select count(*) from access_readlog where page = 'staff.bill_sheet'") == 0
    listed = words(client.get(page + "?pekerja=1"))
    assert "Pekerja pada tagihan ini" in listed and "14 pekerja" in listed and "Sari Melati" in listed
    assert one("select count(distinct person_id) from access_readlog where page = 'staff.bill_sheet'") == 14
    assert client.get(reverse("staff:bill_sheet", args=["000000000000"])).status_code == 404
    monkeypatch.setattr(bill_sheet, "MOST", 13)
    assert "Lebih dari 13 pekerja" in words(client.get(page + "?pekerja=1")), "a longer list is a file"
    with system():
        far = registry.register_office(
            code="K36", slug="uji-jauh", name="Kantor Jauh", kind="BRANCH", valid_from=date(2015, 1, 1)
        ).pk
    assert sign_in(officer_at(far, "uji-lain")).get(page).status_code == 404

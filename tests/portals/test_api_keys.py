"""API keys of banks and offices: who gives them to whom, shown once, ended at once."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from page_text import text

from lindung.access.services import NewMandate, make_user
from lindung.base.db import scalar, system

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(branch) -> int:
    """The mandate of a bank at the branch."""
    with system():
        make_user("bank-qris", "sandi-uji-bank", [NewMandate("BANK", office_id=branch.office)], check_password=False)
        return int(scalar("select m.id from access_mandate m join access_user u on u.id = m.user_id"
                          " where u.username = 'bank-qris'"))  # fmt: skip


def make(client, holder: int, name: str = "pesan QRIS") -> str:
    answer = client.post(reverse("staff:keys"), {"holder": holder, "name": name})
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    (secret,) = re.findall(r"lnd_[A-Za-z0-9_-]+", text(answer))
    return secret


def call(secret: str, **body: object):
    return Client().post(
        "/api/v1/bank/payments", body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )


def test_a_head_gives_a_bank_its_key_and_a_scanned_code_arrives(branch, as_user, bank):
    head = as_user("kepala")
    secret = make(head, bank)
    assert secret not in text(head.get(reverse("staff:keys"))), "it is shown once"
    told = call(secret, channel="QRIS", reference="QR-1", received_on="2021-12-14", amount=75_000, billing_code="123")
    assert told.status_code == 200, told.content
    with system():
        assert (
            scalar("select amount from contributions_receipt where channel = 'QRIS' and reference = 'QR-1'") == 75_000
        )
        token = int(scalar("select id from access_apitoken where mandate_id = %s", [bank]))
    admin = as_user("admin")
    assert admin.post(reverse("staff:key_revoke", args=[bank, token])).status_code == 302
    assert call(secret, reference="QR-2", received_on="2021-12-14", amount=1).status_code == 401
    assert "Dicabut" in text(head.get(reverse("staff:keys")))


def test_the_administrator_sees_and_ends_but_gives_none(branch, as_user, bank):
    admin = as_user("admin")
    assert 'name="holder"' not in text(admin.get(reverse("staff:keys")))
    assert admin.post(reverse("staff:keys"), {"holder": bank, "name": "x"}).status_code == 404


def test_staff_make_keys_for_their_own_role_only(branch, as_user, bank):
    officer = as_user("iuran")
    own = branch.mandate("iuran")
    secret = make(officer, own, "gaji massal")
    found = Client().get("/api/v1/reports", headers={"Authorization": f"Bearer {secret}"})
    assert found.status_code == 200
    for foreign in (bank, branch.mandate("kasir"), branch.mandate("kepala")):
        refused = officer.post(reverse("staff:keys"), {"holder": foreign, "name": "x"})
        assert refused.status_code == 422 and "lnd_" not in text(refused).replace("lnd_…", "")
    with system():
        foreign = int(scalar("select min(id) from access_apitoken where mandate_id = %s", [own]))
    assert as_user("kontak").post(reverse("staff:key_revoke", args=[own, foreign])).status_code == 404
    assert Client().get("/api/v1/reports", headers={"Authorization": f"Bearer {secret}"}).status_code == 200

"""The page of partner banks: proposed by the administrator, let in by the head, the secret shown once."""

import re

import pytest
from django.urls import reverse
from page_text import text

from lindung.access.services import NewMandate, make_user
from lindung.base.db import scalar, system
from lindung.interop.snap.signatures import new_key_pair

PUBLIC = new_key_pair()[1]


@pytest.fixture
def mandate(branch) -> int:
    with system():
        user = make_user(
            "bank-uji", "sandi-uji-yang-panjang", [NewMandate("BANK", office_id=branch.office)], check_password=False
        )
        return int(user.mandates.get().pk)


def form(mandate: int, **more) -> dict[str, object]:
    return {
        "mandate": mandate, "code": "BANKUJI", "name": "Bank Uji", "service_number": "77001", "public_key": PUBLIC,
        "reason": "PKS 1/2021",
    } | more  # fmt: skip


def test_a_bank_is_let_in_by_two_people_and_the_secret_shown_once(branch, as_user, mandate):
    page = reverse("staff:partners")
    admin = as_user("admin")
    assert "Belum ada bank yang terhubung" in text(admin.get(page))
    bad = admin.post(page, form(mandate, public_key="bukan kunci"))
    assert bad.status_code == 422 and "RSA paling sedikit 2048" in text(bad)
    assert admin.post(page, form(mandate)).status_code == 302
    with system():
        change = scalar("select id from interop_snapchange")
    assert "orang lain yang memutuskannya" in text(admin.get(page))
    decide = reverse("staff:partner_decide", args=[change])
    assert admin.post(decide, {"langkah": "setuju"}).status_code == 403
    head = as_user("kepala")
    assert "PKS 1/2021" in text(head.get(page))
    told = head.post(decide, {"langkah": "setuju"})
    assert told["Cache-Control"] == "no-store" and "Hanya ditampilkan sekali" in text(told)
    secret = re.findall(r'ld-break">([\w-]{40,})<', text(told))[-1]
    assert secret not in text(head.get(page)) and secret not in text(
        head.get(reverse("staff:partner", args=["BANKUJI"]))
    )
    again = head.post(decide, {"langkah": "setuju"}, follow=True)
    assert "sudah diputus" in text(again) and secret not in text(again)


def test_stopped_at_once_and_opened_by_two(branch, as_user, mandate):
    admin, page = as_user("admin"), reverse("staff:partner", args=["BANKUJI"])
    admin.post(reverse("staff:partners"), form(mandate))
    with system():
        first = scalar("select id from interop_snapchange")
    as_user("kepala").post(reverse("staff:partner_decide", args=[first]), {"langkah": "setuju"})
    admin = as_user("admin")
    assert admin.post(page, {"langkah": "henti", "henti-reason": ""}).status_code == 422
    assert admin.post(page, {"langkah": "henti", "henti-reason": "Kunci bocor"}).status_code == 302
    assert "Dihentikan sementara" in text(admin.get(page))
    assert admin.post(page, {"langkah": "buka", "henti-reason": "Selesai"}).status_code == 302
    with system():
        second = scalar("select max(id) from interop_snapchange")
    head = as_user("kepala")
    refused = head.post(
        reverse("staff:partner_decide", args=[second]), {"langkah": "tolak", "jawaban": ""}, follow=True
    )
    assert "Tulis alasannya" in text(refused)
    assert head.post(page, {"langkah": "henti", "henti-reason": "x"}).status_code == 404
    head.post(reverse("staff:partner_decide", args=[second]), {"langkah": "setuju"})
    assert "Aktif" in text(head.get(page))
    with system():
        assert scalar("select suspended_at from interop_snappartner") is None


def test_the_guide_names_the_command_and_other_roles_see_nothing(branch, as_user, mandate):
    assert "lindung bank-simulator play pay" in text(as_user("auditor").get(reverse("staff:partner_guide")))
    for login in ("kasir", "klaim", "bekerja"):
        assert as_user(login).get(reverse("staff:partners")).status_code == 403
    assert as_user("admin").get(reverse("staff:partner", args=["LAIN"])).status_code == 404

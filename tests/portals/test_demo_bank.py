"""The demo's bank: one visitor pays a bill by its code over the payment standard, and the money is there."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from page_text import text

from lindung.access.models import User
from lindung.base.db import rows, scalar, system
from lindung.interop.snap import demo_bank


def through_client(method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
    kind = headers["Content-Type"]
    answer = Client(enforce_csrf_checks=True).generic(
        method, path, body, kind, headers={k: v for k, v in headers.items() if k != "Content-Type"}
    )
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def page(branch, settings, tmp_path, monkeypatch) -> str:
    settings.DEMO, settings.HOME = True, tmp_path
    monkeypatch.setattr(demo_bank, "over_http", lambda _url: through_client)
    return reverse("frame:demo_bank")


def let_in(branch) -> None:
    with system():
        known = dict(User.objects.values_list("username", "pk"))
        demo_bank.let_in(branch.office, known["admin"], known["kepala"])


def unpaid() -> dict[str, Any]:
    with system():
        return rows(
            "select b.id, b.code, b.total, e.name from contributions_bill b join registry_employer e"
            " on e.id = b.employer_id where b.total > 0 and not exists (select 1 from contributions_allocation a"
            " where a.bill_id = b.id) order by b.month, b.id limit 1"
        )[0]


def test_a_bill_is_asked_for_and_paid_and_the_money_arrives(branch, page, client):
    assert "belum terdaftar" in text(client.get(page))
    let_in(branch)
    bill = unpaid()
    offered = text(client.get(page))
    assert f"?code={bill['code']}" in offered and bill["name"] in offered
    asked = text(client.get(page, {"code": bill["code"]}))
    assert bill["name"] in asked and "Bayar sekarang" in asked and "2002400" in asked
    assert "2002500" not in asked  # looking pays nothing
    paid = text(client.post(page, {"code": f" {bill['code'][:4]} {bill['code'][4:]}", "langkah": "bayar"}))
    assert "Uangnya sudah masuk" in paid and "2002500" in paid and "Bayar sekarang" not in paid
    with system():
        arrived = rows("select id, amount, channel from contributions_receipt order by id desc limit 1")[0]
        used = {
            (r["bill_id"], r["target"]): r["amount"]
            for r in rows(
                "select bill_id, target, amount from contributions_allocation where receipt_id = %s", [arrived["id"]]
            )
        }
        penalty = scalar("select amount from contributions_penalty where bill_id = %s", [bill["id"]])
    assert (arrived["amount"], arrived["channel"]) == (bill["total"] + penalty, "SNAP")
    assert used[bill["id"], "PRINCIPAL"] == bill["total"] and sum(used.values()) == arrived["amount"]
    with system():
        settled = scalar("select code from contributions_bill where month = '2021-08-01' order by id limit 1")
    again = text(client.post(page, {"code": settled, "langkah": "bayar"}))
    assert "Tagihan sudah dibayar" in again and "4042414" in again and "2002500" not in again


def test_wrong_codes_are_told_in_words(branch, page, client):
    let_in(branch)
    unknown = client.post(page, {"code": "9" * 16, "langkah": "tanya"})
    assert unknown.status_code == 200 and "Tagihan tidak ditemukan" in text(unknown)
    letters = client.post(page, {"code": "abc", "langkah": "tanya"})
    assert letters.status_code == 422 and "hanya angka" in text(letters)
    assert "Bill not found" in text(client.post(page, {"code": "9" * 16}, headers={"accept-language": "en"}))


def test_keys_are_the_owners_alone_and_made_again_when_lost(branch, page, client):
    let_in(branch)
    path = demo_bank.keys_path()
    kept = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600 and "PRIVATE KEY" in kept
    let_in(branch)
    assert path.read_text() == kept
    path.unlink()
    let_in(branch)
    assert path.read_text() != kept
    assert "2002400" in text(client.get(page, {"code": unpaid()["code"]}))


def test_a_server_that_does_not_answer_is_told(branch, page, client, monkeypatch):
    def silent(*_args: Any) -> tuple[int, dict[str, Any]]:
        raise TimeoutError

    monkeypatch.setattr(demo_bank, "over_http", lambda _url: silent)
    let_in(branch)
    answer = client.post(page, {"code": "9" * 16})
    assert answer.status_code == 422 and "tidak menjawab bank" in text(answer)


def test_outside_a_demo_there_is_no_such_bank(branch, page, client, settings):
    settings.DEMO = False
    assert client.get(page).status_code == 404
    assert client.post(page, {"code": "1"}).status_code == 404

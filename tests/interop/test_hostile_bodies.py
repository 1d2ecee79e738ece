"""Bodies that programs and banks send wrongly: each is refused with its code, and nothing of it stays."""

import pytest

from .api_world import worker
from .test_api import Caller, ask, line, one, world

__all__ = ["Caller", "ask", "world"]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(f"{__package__}.api_urls")]


def report(**more: object) -> dict[str, object]:
    return {"month": "2021-03", "lines": [line(1)]} | more


def lined(**more: object) -> dict[str, object]:
    return report(lines=[line(1) | more])


def payment(**more: object) -> dict[str, object]:
    return {"reference": "BNK-1", "received_on": "2021-04-08", "amount": 1000, "billing_code": ""} | more


def order(**more: object) -> dict[str, object]:
    return {"nik": worker(1).nik, "months": 1, "client_key": "agen-00001"} | more


def answer(**more: object) -> dict[str, object]:
    return {"answers": [{"reference": "LD000000000001", "status": "PAID"} | more]}


BODIES = {
    "report: no month": ("employer", "reports", {"lines": [line(1)]}, "invalid"),
    "report: a month of words": ("employer", "reports", report(month="Maret"), "invalid"),
    "report: month 13": ("employer", "reports", report(month="2021-13"), "invalid"),
    "report: no lines": ("employer", "reports", report(lines=[]), "invalid"),
    "report: lines of text": ("employer", "reports", report(lines="semua"), "invalid"),
    "report: a line of text": ("employer", "reports", report(lines=["satu"]), "invalid"),
    "report: 10,001 lines": ("employer", "reports", report(lines=[{"nik": worker(1).nik}] * 10_001), "invalid"),
    "report: a stranger name": ("employer", "reports", report(bonus=1), "invalid"),
    "report: yes for true": ("employer", "reports", report(whole_month="ya"), "invalid"),
    "line: NIK of 15": ("employer", "reports", lined(nik="1" * 15), "invalid"),
    "line: NIK as number": ("employer", "reports", lined(nik=3575010101800001), "invalid"),
    "line: KPJ with a blank": ("employer", "reports", lined(kpj="1234 567890"), "invalid"),
    "line: NUL in a name": ("employer", "reports", lined(name="Pekerja\x00"), "invalid"),
    "line: half a letter": ("employer", "reports", lined(name="Pekerja \ud83d"), "invalid"),
    "line: a name of 121": ("employer", "reports", lined(name="P" * 121), "invalid"),
    "line: 31 February": ("employer", "reports", lined(birth_date="1990-02-31"), "invalid"),
    "line: day first": ("employer", "reports", lined(birth_date="31-01-1990"), "invalid"),
    "line: year 3000": ("employer", "reports", lined(start_date="3000-01-01"), "invalid"),
    "line: wage below nothing": ("employer", "reports", lined(wage=-1), "invalid"),
    "line: wage with sen": ("employer", "reports", lined(wage=4_300_000.5), "invalid"),
    "line: wage as text": ("employer", "reports", lined(wage="4300000"), "invalid"),
    "line: wage past all": ("employer", "reports", lined(wage=10**16), "invalid"),
    "line: sex X": ("employer", "reports", lined(sex="X"), "invalid"),
    "line: died": ("employer", "reports", lined(exit_reason="DIED"), "invalid"),
    "payment: nothing": ("bank", "bank/payments", payment(amount=0), "invalid"),
    "payment: less than nothing": ("bank", "bank/payments", payment(amount=-5), "invalid"),
    "payment: true": ("bank", "bank/payments", payment(amount=True), "invalid"),
    "payment: another channel": ("bank", "bank/payments", payment(channel="TUNAI"), "invalid"),
    "payment: a reference of blanks": ("bank", "bank/payments", payment(reference="   "), "invalid"),
    "payment: a reference of SQL": ("bank", "bank/payments", payment(reference="x'; drop table"), "invalid"),
    "payment: a code of signs": ("bank", "bank/payments", payment(billing_code="21-03"), "invalid"),
    "payment: long ago": ("bank", "bank/payments", payment(received_on="2019-01-01"), "received_long_ago"),
    "payment: tomorrow": ("bank", "bank/payments", payment(received_on="2021-04-09"), "received_in_future"),
    "order: no months": ("bank", "orders", order(months=0), "invalid"),
    "order: 13 months": ("bank", "orders", order(months=13), "invalid"),
    "order: a short key": ("bank", "orders", order(client_key="x"), "invalid"),
    "order: a key of blanks": ("bank", "orders", order(client_key="a b c d e f"), "invalid"),
    "order: letters in the NIK": ("bank", "orders", order(nik="357501010180000x"), "invalid"),
    "answer: none": ("bank", "bank/payout-answers", {"answers": []}, "invalid"),
    "answer: a reference not ours": ("bank", "bank/payout-answers", answer(reference="X1"), "invalid"),
    "answer: half paid": ("bank", "bank/payout-answers", answer(status="HALF"), "invalid"),
    "answer: a bank reference of SQL": ("bank", "bank/payout-answers", answer(bank_reference="' or 1=1"), "invalid"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_wrong_body_is_told_and_leaves_nothing(ask, name):
    who, path, body, code = BODIES[name]
    told = ask[who]("POST", path, body)
    assert (told.status_code, told.json()["code"]) == (422, code), told.content
    assert told["Content-Type"].startswith("application/problem+json")
    sentences = [told.json()["messages"], *(e["messages"] for e in told.json()["errors"])]
    for said in sentences:
        assert said["id"] and said["en"] and said["id"] != said["en"] and "None" not in said["id"] + said["en"]
    for table in ("contributions_wagereport", "contributions_receipt", "segments_order"):
        assert one(f"select count(*) from {table}") == 0


BYTES = {
    "not JSON": (b"{", "application/json", 400, "bad_json"),
    "JSON with a comma too many": (b'{"month": "2021-03",}', "application/json", 400, "bad_json"),
    "half of UTF-8": (b'{"month": "\xc3"}', "application/json", 400, "bad_json"),
    "a form": (b"month=2021-03", "application/x-www-form-urlencoded", 415, "bad_media_type"),
    "XML": (b"<month/>", "application/xml", 415, "bad_media_type"),
    "a broken form with a file": (b"--x\r\nno", "multipart/form-data", 400, "bad_json"),
    "deeper than anybody reads": (b"[" * 100_000, "application/json", 400, "bad_json"),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_request_are_told(client, world, name):
    data, kind, status, code = BYTES[name]
    told = client.generic(
        "POST", "/api/v1/reports", data, kind, headers={"authorization": f"Bearer {world.tokens['employer']}"}
    )
    assert (told.status_code, told.json()["code"]) == (status, code), told.content
    assert one("select count(*) from contributions_wagereport") == 0

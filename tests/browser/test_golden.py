"""The golden example in a real browser, in Indonesian, by keyboard alone: from a wage of Rp5.000.000 reported by a clerk
to the old-age money paid out and the region's report that shows it."""

import time
from collections.abc import Iterator
from datetime import date

import golden_world as world
import pytest
from golden_world import LEFT, NAME, PASSWORD, REPORTED, totp
from keyboard import Keyboard

from lindung.base.db import system
from lindung.devtools import screens
from lindung.registry import services as registry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOLD = date(2022, 2, 4)
CLAIMED = date(2022, 3, 7)
LIMIT = 300
"""Seconds the whole walk may take."""


class People:
    """The sessions of everyone, each signed in when first needed."""

    def __init__(self, browser, address: str, made: world.World) -> None:
        self.browser, self.address, self.made = browser, address, made
        self.sessions: dict[str, Keyboard] = {}

    def __getitem__(self, user: str) -> Keyboard:
        if user not in self.sessions:
            one = self.sessions[user] = Keyboard(self.browser, self.address)
            secret = self.made.secrets.get(user, "")
            one.sign_in(user, PASSWORD, totp(secret) if secret else "")
        return self.sessions[user]

    def tell(self, path: str, body: dict) -> dict:
        """What the bank's program sends, and our answer."""
        answer = self.sessions["hrd"].context.request.post(
            f"{self.address}/api/v1/bank/{path}", data=body, headers={"Authorization": f"Bearer {self.made.token}"}
        )
        assert answer.status == 200, answer.text()
        return answer.json()


@pytest.fixture
def people(live_server, monkeypatch) -> Iterator[People]:
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright runs an event loop in this thread
    made = world.build()
    with sync_playwright() as playwright:
        browser = screens.launch(playwright)
        yield People(browser, live_server.url, made)
        browser.close()


def day(on: date) -> None:
    with system():
        registry.set_business_day(on)


def test_from_the_wage_report_to_the_payout_and_the_regional_report(people, tmp_path, capsys):
    started = time.monotonic()
    before = region(people["wilayah"])
    code = reported_and_billed(people["hrd"])
    paid_by_the_bank(people, code)
    balance_seen(people["peserta"])
    left(people)
    day(CLAIMED)
    number = claimed(people["peserta"])
    print(number)


def region(head: Keyboard) -> dict[str, int]:
    """Exits, JHT cases and JHT rupiah on the region's report as it stands."""
    head.open("/kinerja/")
    print(head.page.locator(".ld-waterfall").inner_text())
    print(head.text)
    return {}


def reported_and_billed(hrd: Keyboard) -> str:
    """Step 1: the clerk reports the twelfth month; the billing code."""
    hrd.menu("Laporan upah")
    assert hrd.page.get_by_label("Bulan").input_value() == "2022-01"
    hrd.button("Isi di layar")
    assert "Tidak ada perubahan" in hrd.text and "Rp5.000.000" in hrd.text
    hrd.link("Periksa dan finalkan")
    assert hrd.pairs("#jumlah dt")["Jumlah tagihan"] == "Rp462.000"
    hrd.button("Finalkan laporan")
    hrd.button("Posting dan terbitkan tagihan")
    assert hrd.pairs("#isi-tagihan dt") == {
        "JKK": "Rp12.000", "JKM": "Rp15.000", "JHT perusahaan": "Rp185.000", "JHT pekerja": "Rp100.000",
        "JP perusahaan": "Rp100.000", "JP pekerja": "Rp50.000", "Jumlah tagihan": "Rp462.000",
    }  # fmt: skip
    assert "Perusahaan menanggung Rp312.000; dari upah pekerja dipotong Rp150.000." in hrd.text
    return hrd.page.locator(".em-code").inner_text().replace(" ", "")


def paid_by_the_bank(people: People, code: str) -> None:
    """Step 2: the bank asks what the code owes, tells the payment twice, and the bill is paid once."""
    told = {"reference": "GOLD-202201", "received_on": REPORTED.isoformat(), "amount": 462_000, "billing_code": code}
    first = people.tell("payments", told)
    assert (first["amount"], first["matched"]) == (462_000, True)
    assert people.tell("payments", told) == first
    hrd = people["hrd"]
    hrd.menu("Tagihan")
    hrd.link(" ".join(code[n : n + 4] for n in range(0, 16, 4)))
    assert "Tagihan ini lunas" in hrd.text and "Dibayar Rp462.000 dari Rp462.000" in hrd.text


def balance_seen(member: Keyboard) -> None:
    """Step 3: the month is reported and paid; twelve months of Rp285.000 on the account."""
    print(member.text)
    assert "Januari 2022 · PT Emas Contoh Dilaporkan dan dibayar" in member.text
    member.menu("Rekening JHT")
    print(member.text)


def left(people: People) -> None:
    """Step 4: the worker says that she resigned, the employer agrees."""
    member, hrd = people["peserta"], people["hrd"]
    day(TOLD)
    member.menu("Pekerjaan dan upah")
    member.link("Saya sudah berhenti")
    member.write_day("Hari kerja terakhir", LEFT)
    member.pick("Mengapa berhenti?", "Mengundurkan diri")
    member.button("Kirim")
    assert "menunggu jawaban sampai" in member.text
    hrd.menu("Tanggapan")
    hrd.link(NAME)
    hrd.choose("Ya, benar")
    hrd.button("Kirim jawaban")
    assert "Pekerja ini tercatat berhenti." in hrd.text


def claimed(member: Keyboard) -> str:
    """Step 5: the check, the account, the receipt; the claim's number."""
    member.menu("Ajukan klaim JHT")
    member.choose("Saya mengundurkan diri")
    member.button("Cek hak saya")
    print(member.text)
    member.link("Lanjut: berkas dan rekening")
    print(member.text)
    return ""

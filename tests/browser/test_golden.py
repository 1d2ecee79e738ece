"""The golden example in a real browser, in Indonesian, by keyboard alone: from a wage of Rp5.000.000
reported by a clerk to the old-age money paid out and the region's report that shows it."""

import csv
import io
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import golden_world as world
import pypdf
import pytest
from golden_world import LEFT, NAME, PASSWORD, REPORTED, totp
from keyboard import Keyboard

from lindung.base.db import system
from lindung.devtools import screens
from lindung.registry import services as registry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOLD = date(2022, 2, 4)
CLAIMED = date(2022, 3, 7)
MONTHLY = 285_000


def _returns() -> int:
    """5,53 % a year, credited each full month of 2021 on what was paid in by the month before (a return compounds once
    a year), to the nearest rupiah."""
    stood = earned = 0
    for _ in range(9):  # April to December: the first payment came in March
        stood += MONTHLY
        earned += (2 * stood * 553 + 120_000) // 240_000
    return earned


RETURNS = _returns()
PAYOUT = 12 * MONTHLY + RETURNS
assert (RETURNS, PAYOUT) == (59_102, 3_479_102)
STEPS = ".ld-timeline .ld-moment-title"
PAPER = b"%PDF-1.4\n% kartu keluarga\n"


class People:
    """The sessions of everyone, each signed in when first needed."""

    def __init__(self, browser, address: str, made: world.World) -> None:
        self.browser, self.address, self.made = browser, address, made
        self.sessions: dict[str, Keyboard] = {}
        self.seen: dict[str, list[str]] = {}

    def __getitem__(self, user: str) -> Keyboard:
        if user not in self.sessions:
            one = self.sessions[user] = Keyboard(self.browser, self.address, self.seen)
            secret = self.made.secrets.get(user)
            one.sign_in(user, PASSWORD, (lambda: totp(secret)) if secret else None)
        return self.sessions[user]

    def bank(self, path: str, body: dict | None = None) -> dict:
        """What the bank's program asks or tells, and our answer."""
        answer = self["hrd"].context.request.fetch(
            f"{self.address}/api/v1/bank/{path}", method="POST" if body else "GET", data=body,
            headers={"Authorization": f"Bearer {self.made.token}"},
        )  # fmt: skip
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
    first = region(people["wilayah"])
    code = reported_and_billed(people["hrd"])
    paid_by_the_bank(people, code)
    balance_seen(people["peserta"])
    left(people)
    day(CLAIMED)
    before = region(people["wilayah"])
    assert (before["exits"], before["cases"], before["amount"]) == (first["exits"] + 1, 0, 0)
    number = claimed(people["peserta"])
    proposed(people["klaim"], number)
    approved(people["penyetuju"], number)
    paid_out(people, number, tmp_path)
    received(people, number, tmp_path)
    after = region(people["wilayah"])
    assert after == {"exits": first["exits"] + 1, "cases": 1, "amount": PAYOUT}
    drilled(people["wilayah"], number)
    seconds = time.monotonic() - started
    with capsys.disabled():
        print(f"\ngolden example: {len(people.seen)} pages by keyboard in {seconds:.0f} s")
    assert {page: found for page, found in people.seen.items() if found} == {}
    assert [text for one in people.sessions.values() for text in one.console] == []


def region(head: Keyboard) -> dict[str, int]:
    """Exits, JHT cases and JHT rupiah of the year on the region's report as it stands."""
    head.open("/kinerja/")
    flow, text = head.page.locator(".ld-waterfall").inner_text(), head.text
    shown = {
        "exits": re.search(r"Keluar dari kepesertaan\s+(\S+)", flow),
        "cases": re.search(r"Kasus JHT (\S+)", text),
        "amount": re.search(r"Rupiah JHT (\S+)", text),
    }
    return {name: int(re.sub(r"\D", "", found[1])) for name, found in shown.items() if found}


def reported_and_billed(hrd: Keyboard) -> str:
    """Step 1: the clerk reports the twelfth month; the billing code."""
    hrd.menu("Laporan upah")
    assert hrd.page.locator("#id_bulan").input_value() == "2022-01"
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
    asked = people.bank(f"bills/{code}")
    assert (asked["employer"], asked["total"], asked["due_amount"]) == ("PT Emas Contoh", 462_000, 462_000)
    told = {"reference": "GOLD-202201", "received_on": REPORTED.isoformat(), "amount": 462_000, "billing_code": code}
    first = people.bank("payments", told)
    assert (first["amount"], first["matched"]) == (462_000, True)
    assert people.bank("payments", told) == first
    hrd = people["hrd"]
    hrd.menu("Tagihan")
    assert f"Januari 2022 Lunas 15 Feb 2022 Rp462.000 Rp462.000 Rp0 {code}" in hrd.text
    hrd.link("Januari 2022")
    assert "Tagihan ini lunas" in hrd.text and "Dibayar Rp462.000 dari Rp462.000" in hrd.text


def balance_seen(member: Keyboard) -> None:
    """Step 3: the month is reported and paid; twelve months of Rp285.000 on the account."""
    assert "Saldo JHT Rp3.420.000 per 3 Februari 2022" in member.text
    for month in ("Januari 2022", "Desember 2021", "November 2021"):
        assert f"{month} · PT Emas Contoh Dilaporkan dan dibayar" in member.text
    member.menu("Rekening JHT dan JP")
    assert "3 Feb 2022 Iuran PT Emas Contoh · bulan Januari 2022 Rp285.000 Rp3.420.000" in member.text
    assert "Saldo awal tahun Rp2.850.000 Iuran +Rp570.000 Saldo akhir Rp3.420.000" in member.text
    assert "PT Emas Contoh Februari 2021 – Januari 2022 Rp3.420.000" in member.text


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
    member.menu("Ajukan klaim JHT")
    member.choose("Saya mengundurkan diri")
    member.button("Cek hak saya")
    assert "Belum dapat dibayar. Menurut catatan kami Anda masih bekerja." in member.text
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
    assert "Anda berhak." in member.text
    assert f"Iuran terkumpul Rp3.420.000 Hasil pengembangan Rp{RETURNS:,} Dibayar".replace(",", ".") in member.text
    member.link("Lanjut: berkas dan rekening")
    assert "Anda terima Rp3.479.102" in member.text
    member.hand_in("Kartu keluarga (boleh kosong)", "kartu-keluarga.pdf", "application/pdf", PAPER)
    assert member.page.get_by_label("···0001").is_checked()
    member.tick("Data di atas benar dan saya meminta pembayaran ini.")
    member.button("Kirim klaim")
    number = member.page.locator("h1").inner_text().removeprefix("JHT ")
    assert f"Klaim diterima dengan nomor {number}" in member.text
    return number


def proposed(officer: Keyboard, number: str) -> None:
    """Step 6: the officer checks the paper and proposes what the rules give."""
    officer.menu("Daftar pekerjaan")
    officer.link(number)
    officer.link("Kartu keluarga")
    officer.choose("Dapat dipakai")
    officer.button("Simpan hasil")
    officer.link("Susun putusan")
    officer.choose("Ikuti aturan: kabulkan, Rp3.479.102 dibayarkan")
    officer.button("Kirim usulan ke penyetuju")
    assert "Usulan putusan dikirim ke penyetuju." in officer.text
    assert "Ini usulan Anda; orang lain yang menyetujui atau mengembalikannya." in officer.text


def approved(approver: Keyboard, number: str) -> None:
    """Step 7: another person approves."""
    approver.menu("Daftar pekerjaan")
    approver.link(number)
    approver.link("Lihat usulan putusan")
    assert "Dihitung ulang barusan dari fakta yang disimpan: hasilnya sama." in approver.text
    approver.button("Setujui putusan")
    assert "Putusan disetujui dan dibukukan; pembayaran sudah masuk daftar kasir." in approver.text


def paid_out(people: People, number: str, folder: Path) -> None:
    """Step 8: the cashier makes the batch, the head of the branch releases it, the bank pays and says so, twice."""
    cashier, head = people["kasir"], people["kepala"]
    cashier.menu("Pembayaran")
    cashier.button("Susun berkas")
    batch = cashier.page.locator("h1").inner_text().removeprefix("Berkas bayar ")
    assert "Anda yang menyusun berkas ini. Orang lain harus melepasnya" in cashier.text
    assert cashier.page.get_by_role("button", name="Lepas berkas").count() == 0
    head.menu("Pembayaran")
    head.link(batch)
    assert "1 pembayaran, Rp3.479.102, akan dikirim ke bank." in head.text
    head.button("Lepas berkas")
    assert "Dikirim ke bank" in head.text and "Dilepas oleh kepala" in head.text
    cashier.menu("Pembayaran")
    cashier.link(batch)
    sent = cashier.save("Unduh berkas bank (CSV)", folder).decode()
    order, total = csv.DictReader(io.StringIO(sent))
    assert (order["rekening"], order["nama"], order["jumlah"]) == ("8800000001", NAME, str(PAYOUT))
    assert (order["keterangan"], total["jumlah"]) == (f"KLAIM {number}", str(PAYOUT))
    told = {"answers": [{"reference": order["referensi"], "status": "PAID", "bank_reference": "BANK-GOLD-1"}]}
    done = people.bank("payout-answers", told)
    assert (done["taken"], done["paid"], done["paid_amount"], done["refused"]) == (1, 1, PAYOUT, [])
    again = people.bank("payout-answers", told)
    assert (again["taken"], again["repeated"], again["paid_amount"]) == (0, 1, 0)


def received(people: People, number: str, folder: Path) -> None:
    """Step 9: the member sees the money, reads the decision, keeps the letter; anybody may check the letter."""
    member = people["peserta"]
    member.menu("Klaim saya")
    member.link(number)
    assert "Mengundurkan diri · Selesai Sudah dibayar" in member.text
    assert "Rp3.479.102 Bank BCA ••••0001 dibayar 7 Maret 2022, referensi BANK-GOLD-1" in member.text
    assert [e.inner_text() for e in member.page.locator(STEPS).all()] == [
        "Klaim diajukan", "Berkas lengkap", "Dokumen diperiksa: kartu keluarga", "Klaim dikabulkan",
        "Pembayaran dikirim ke bank", "Pembayaran diterima",
    ]  # fmt: skip
    member.link("Lihat keputusan")
    for part in (
        "Klaim Anda dikabulkan: Rp3.479.102.",
        "31 Januari 2022 + 1 bulan = 28 Februari 2022 Permenaker 19/2015 Pasal 5-6",
        "Rp3.420.000 + Rp59.102 = Rp3.479.102 PP 46/2015 Pasal 22 ayat (2)",
        "5 % × Rp0 = Rp0",
        "Sebelum pajak Rp3.479.102 Pajak Rp0 Diterima Rp3.479.102",
        "Anda dapat mengajukan keberatan sampai 6 April 2022.",
    ):
        assert part in member.text, part
    letter = member.save("Surat (PDF)", folder)
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(letter)).pages).split())
    assert f"Keputusan klaim {number}: dikabulkan" in text
    assert f"Kami membayar Rp3.479.102 kepada {NAME} paling lambat Senin, 14 Maret 2022." in text
    member.menu("Rekening JHT dan JP")
    assert "Saldo JHT Rp0 per 7 Maret 2022" in member.text
    assert (
        "Iuran +Rp570.000 Hasil pengembangan +Rp59.102 Pembayaran manfaat −Rp3.479.102 Saldo akhir Rp0" in member.text
    )
    anybody = Keyboard(people.browser, people.address, people.seen)
    people.sessions["siapa saja"] = anybody
    anybody.open("/periksa/")
    code = re.search(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}", text)
    assert code, text
    anybody.write("Kode di bawah QR pada surat", code[0])
    anybody.button("Periksa")
    assert "Surat ini asli" in anybody.text and NAME not in anybody.text


def drilled(head: Keyboard, number: str) -> None:
    """Step 10: the transactions behind the region's JHT rupiah."""
    head.follow(head.page.locator("main").get_by_role("row", name="Rupiah JHT").get_by_role("link").nth(1))
    assert "Jumlah baris di bawah (Rp3.479.102) sama dengan angkanya (Rp3.479.102)." in head.text
    assert f"{number} JHT 7 Mar 2022 Mengundurkan diri 1 Rp3.479.102" in head.text

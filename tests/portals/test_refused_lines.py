"""Files of banks handed in on the page: each line that was not taken says why, in words, and the others are in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from page_text import text

from lindung.base.db import rows, scalar, system
from lindung.batch.services import run_now
from lindung.claims.services import order_reference

pytestmark = pytest.mark.django_db
STATEMENT = b"""tanggal;kredit;keterangan;referensi
14-12-2021;250000;TITIPAN;R1
14-12-2021;seribu;TITIPAN;R2
32-12-2021;90000;TITIPAN;R3
14-12-2021;90000,50;TITIPAN;R4
"""


def run_of(kind: str) -> int:
    with system():
        return int(scalar("select max(id) from batch_run where kind = %s", [kind]))


def test_lines_of_a_statement_say_why_they_were_not_taken(branch, as_user):
    officer = as_user("iuran")
    answer = officer.post(
        reverse("staff:statement_upload"), {"bank": "Bank Uji", "file": SimpleUploadedFile("koran.csv", STATEMENT)}
    )
    assert answer.status_code == 302
    run = run_of("statement_file")
    run_now(run)
    with system():
        (made,) = rows("select status, totals::text as totals from batch_run where id = %s", [run])
        kept = rows("select reference, amount from contributions_receipt where channel = 'STATEMENT'")
    assert made["status"] == "DONE", made
    assert len(kept) == 1 and kept[0]["amount"] == 250_000
    page = text(officer.get(reverse("staff:run", args=[run])))
    told = re.findall(r'<td role="cell" data-label="Baris">(\d+)</td>', page)
    assert told == ["3", "4", "5"], "the lines as they are counted in the file"
    for written in ("seribu", "32-12-2021", "90000,50"):
        assert f"<code>{written}</code>" in page
    assert "Baris ditolak" in page and "kirim berkasnya lagi" in page
    assert not re.search(r">\s*(lines_|bad_|rows_|cover_)\w+", page), "no name of ours stands for a word"


def test_the_same_file_mended_takes_only_what_was_left(branch, as_user):
    officer = as_user("iuran")
    for data in (STATEMENT, STATEMENT.replace(b"seribu", b"1000")):
        officer.post(
            reverse("staff:statement_upload"), {"bank": "Bank Uji", "file": SimpleUploadedFile("koran.csv", data)}
        )
        run_now(run_of("statement_file"))
    with system():
        kept = rows("select amount from contributions_receipt where channel = 'STATEMENT' order by amount")
    assert [r["amount"] for r in kept] == [1_000, 250_000]


def test_answers_of_a_bank_say_why_they_were_not_taken(branch, as_user):
    with system():
        paid = scalar("select min(id) from claims_paymentorder where status = 'PAID'")
    said = f"{order_reference(paid)};GAGAL;;2021-12-14;rekening tutup"
    lines = f"referensi;status;referensi_bank;tanggal;alasan\n{said}\nxx;?;;;\n"
    cashier = as_user("kasir")
    cashier.post(reverse("staff:payout_answers"), {"jawaban-file": SimpleUploadedFile("j.csv", lines.encode())})
    run = run_of("bank_answers")
    run_now(run)
    page = text(cashier.get(reverse("staff:run", args=[run])))
    assert re.findall(r'<td role="cell" data-label="Baris">(\d+)</td>', page) == ["2", "3"], page[-2500:]
    assert order_reference(paid) in page
    with system():
        assert scalar("select status from claims_paymentorder where id = %s", [paid]) == "PAID"

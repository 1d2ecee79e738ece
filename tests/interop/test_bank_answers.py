"""Files of the bank's answers: read line by line, taken once."""

from datetime import date

import pytest
from django.db import connection

from lindung.base.db import system
from lindung.batch.services import run_now
from lindung.claims import services as claims
from lindung.interop.bank_answers import BankAnswersRefused, read_bank_answers
from lindung.interop.intake import receive_bank_answers
from lindung.interop.runs import bank_answers
from lindung.registry import services as registry

from .api_world import TODAY, build, nik

HEAD = "referensi;status;referensi bank;tanggal;alasan\n"


def test_reads_by_heading_in_both_languages():
    file = read_bank_answers((HEAD + "LD000000000001;berhasil;T1;08-04-2021;\nLD000000000002;GAGAL;;;tutup\n").encode())
    assert [(line, a.reference, a.status, a.bank_reference, a.on, a.reason) for line, a in file.answers] == [
        (2, "LD000000000001", "PAID", "T1", date(2021, 4, 8), ""),
        (3, "LD000000000002", "FAILED", "", None, "tutup"),
    ]
    english = read_bank_answers("﻿Status,Reference,Bank Reference\nPAID,LD1,X\n".encode())
    assert english.answers[0][1].bank_reference == "X"
    assert read_bank_answers("status|reference|reason\nfailed|LD1|é\n".encode("cp1252")).answers[0][1].reason == "é"


def test_bad_lines_are_told_and_the_others_taken():
    file = read_bank_answers((HEAD + "LD1;maybe;;;\n;PAID;T;;\nLD3;PAID;T;31-02-2021;\nLD4;PAID;T;;\n\n").encode())
    assert (file.lines_in, len(file.answers), [b.line_no for b in file.bad]) == (4, 1, [2, 3, 4])
    assert all(b.id and b.en and b.id != b.en for b in file.bad)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (HEAD.encode(), "empty"),
        (b"%PDF-1.4", "not_text"),
        (b"PK\x03\x04", "not_text"),
        (b"a\x00b", "not_text"),
        (b"a;b\n1;2\n", "headings"),
        (b'status;referensi\n"PAID', "not_text"),
        (b"x" * (10 * 2**20 + 1), "too_large"),
    ],
)
def test_what_is_no_file_of_answers_is_refused(data, code):
    with pytest.raises(BankAnswersRefused) as refused:
        read_bank_answers(data)
    assert refused.value.code == code or (code == "not_text" and refused.value.code == "empty")
    assert refused.value.text("id") != refused.value.text("en")


LINES = {
    "an unknown status": ("LD000000000001;mungkin;T1;08-04-2021;", "status"),
    "no status": ("LD000000000001;;T1;08-04-2021;", "status"),
    "a status of formula": ("LD000000000001;=PAID();T1;08-04-2021;", "status"),
    "no reference": (";PAID;T1;08-04-2021;", "referensi"),
    "a day that does not exist": ("LD000000000001;PAID;T1;31-02-2021;", "tanggal"),
    "a day in words": ("LD000000000001;PAID;T1;kemarin;", "tanggal"),
    "a month first": ("LD000000000001;PAID;T1;04-28-2021;", "tanggal"),
    "a year of two digits": ("LD000000000001;PAID;T1;08-04-21;", "tanggal"),
    "a lone cell": ("LD000000000001", "status"),
    "columns moved": ("PAID;LD000000000001;T1;08-04-2021;", "status"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_hostile_line_is_told_and_costs_only_itself(name):
    line, word = LINES[name]
    file = read_bank_answers((HEAD + line + "\nLD000000000002;GAGAL;;;tutup\n").encode())
    assert [a.reference for _line, a in file.answers] == ["LD000000000002"] and file.lines_in == 2
    (bad,) = file.bad
    assert bad.line_no == 2 and bad.text == line and word in bad.id and bad.id != bad.en


@pytest.fixture
def released(db, settings):
    """Seven payments sent to the bank: the office, a cashier's number and our references."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world = build()
    cases = []
    for n in range(7):
        born, name = date(1985, 6, 15), f"Penerima Uji {n}"
        person = registry.register_person(nik=nik(n, born), name=name, birth_date=born, sex="L", office_id=world.office)
        registry.set_bank_account(person.id, "014", f"99{n:08d}", name, date(2021, 1, 4))
        cases.append(claims.Recorded("JKK", "ACCIDENT", person.id, {"LUMP_SUM": 1_000_000 + n}, date(2021, 3, 1), by=6))
    ids = [receipt.claim_id for receipt in claims.record_many(cases)]
    proposed = [p.decision_id for p in claims.propose_many(ids, world.users["claims"])]
    claims.approve_many(proposed, world.users["approver"])
    batch = claims.make_payout_batch(world.office, TODAY, world.users["cashier"])
    claims.release_payout_batch(batch.id, world.users["head"])
    with system(), connection.cursor() as cursor:
        cursor.execute("select id from claims_paymentorder order by id")
        references = [claims.order_reference(row[0]) for row in cursor.fetchall()]
    return world.office, world.users["cashier"], references


def test_answers_are_taken_in_slices_and_a_repeated_file_changes_nothing(released, monkeypatch):
    monkeypatch.setattr(bank_answers, "ANSWERS", 3)
    office, by, references = released
    lines = [f"{r};{'GAGAL' if n == 6 else 'PAID'};T{n};08-04-2021;\n" for n, r in enumerate(references)]
    data = (HEAD + "".join(lines) + "LD999999999999;PAID;T;;\nnonsense;huh;;;\n").encode()
    run = run_now(receive_bank_answers(office, "jawaban.csv", data, by).id)
    assert (run.slices_total, run.rows_done) == (3, 8)
    said = run.totals.pop("refused_lines")
    assert [(r["line"], r["value"][:14]) for r in said] == [(9, "LD999999999999"), (10, "nonsense;huh;;")]
    assert all(r["id"] and r["en"] for r in said), "each in both languages, in the order of the file"
    assert run.totals == {
        "taken": 7, "repeated": 0, "refused": 1, "paid": 6, "paid_amount": sum(1_000_000 + n for n in range(6)),
        "failed": 1, "bad_lines": 1, "lines": 9,
    }  # fmt: skip
    assert receive_bank_answers(office, "lagi.csv", data, by).id == run.id
    second = run_now(receive_bank_answers(office, "lagi.csv", (HEAD + "".join(lines)).encode(), by).id)
    assert "refused_lines" not in second.totals
    assert (second.totals["taken"], second.totals["repeated"], second.totals["paid"]) == (0, 7, 0)

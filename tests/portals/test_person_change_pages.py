"""An officer sets a person's data right: what follows is shown first, another decides where it weighs, the person reads
what was there before; and a member asks for it himself."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from page_text import text

from lindung.base.db import rows, scalar, system
from lindung.portals.person_words import FIELDS
from lindung.registry.models import Person
from lindung.registry.queries import changes_waiting

PDF = b"%PDF-1.7 contoh"


@pytest.fixture
def worker(branch):
    return branch.people[1]


def facts(person, **more):
    with system():
        held = Person.objects.get(pk=person)
    form = {f: getattr(held, f) or "" for f in FIELDS if f != "died_on"}
    return form | {"birth_date": f"{held.birth_date:%Y-%m-%d}", "death": "keep"} | more


def proof(**more):
    return {
        "langkah": "ajukan",
        "evidence": "CIVIL_REGISTRY",
        "evidence_number": "470/12",
        "reason": "Salah ketik.",
    } | more


def held(person, field):
    with system():
        return scalar(f"select {field} from registry_person where id = %s", [person])


def last():
    with system():
        return rows("select id, state, file_id from registry_personchange order by id desc limit 1")[0]


def test_shown_first_proposed_by_one_decided_by_another_and_read_by_the_person(branch, as_user, worker):
    officer = as_user("klaim")
    where = reverse("staff:person_change", args=[worker])
    assert where in text(officer.get(reverse("staff:person", args=[worker])))
    assert "Lihat akibatnya" in text(officer.get(where))
    before = held(worker, "birth_date")
    new = before.replace(year=before.year + 9)
    step = officer.post(where, facts(worker, birth_date=f"{new:%Y-%m-%d}"))
    told = text(step)
    assert step.status_code == 200 and "Usia pensiun JP" in told and "JHT karena usia" in told
    assert branch.numbers["paid"] in told  # the decision that used the old date is named with its page
    assert reverse("staff:decision", args=[branch.decisions["paid"]]) in told
    assert held(worker, "birth_date") == before
    paper = SimpleUploadedFile("surat.pdf", PDF, content_type="text/html")
    done = officer.post(where, facts(worker, birth_date=f"{new:%Y-%m-%d}") | proof(file=paper))
    change = last()
    page = reverse("staff:person_changed", args=[change["id"]])
    assert (done.status_code, done["Location"], change["state"]) == (302, page, "PROPOSED")
    assert held(worker, "birth_date") == before
    assert page in text(officer.get(where)) and "hanya yang boleh dibetulkan satu petugas" in text(officer.get(where))
    second = officer.post(where, facts(worker, sex="P", nik="") | proof())
    assert second.status_code == 422 and "menunggu putusan" in text(second)
    own = text(officer.get(page))
    assert "Tarik usulan" in own and "Setujui dan betulkan" not in own
    yes = reverse("staff:person_change_accept", args=[change["id"]])
    assert officer.post(yes).status_code == 403
    head = as_user("penyetuju")
    assert page in text(head.get(reverse("staff:person_changes")))
    seen = text(head.get(page))
    assert "Setujui dan betulkan" in seen and "Usia pensiun JP" in seen and "470/12" in seen
    kept = head.get(reverse("staff:person_change_paper", args=[change["id"]]))
    assert (kept.content, kept["Content-Type"]) == (PDF, "application/pdf") and "sandbox" in kept[
        "Content-Security-Policy"
    ]
    assert head.get(yes).status_code == 405
    assert head.post(yes).status_code == 302
    assert held(worker, "birth_date") == new
    again = head.post(yes, follow=True)
    assert "sudah selesai" in text(again)
    member = text(as_user("lunas").get(reverse("member:profile")))
    head = as_user("penyetuju")
    assert "Riwayat perubahan data" in member and "Salah ketik." in member and "470/12" in member
    assert "Salah ketik." in text(head.get(reverse("staff:person", args=[worker])))
    assert page not in text(head.get(reverse("staff:person_changes")))
    assert page in text(head.get(reverse("staff:person_changes") + "?semua=1"))


def test_letters_that_say_the_old_value_are_named(branch, as_user, worker):
    assert as_user("lunas").get(reverse("member:statement") + "?tahun=2021").status_code == 200
    with system():
        number = scalar("select number from notices_letter where person_id = %s", [worker])
    officer = as_user("klaim")
    where = reverse("staff:person_change", args=[worker])
    assert number in text(officer.post(where, facts(worker, name="Budi Lain Hartono")))
    assert number not in text(officer.post(where, facts(worker, birth_place="Pasuruan")))


def test_what_waits_is_counted_where_each_begins(branch, as_user, worker):
    label = "Perubahan data untuk diputus"
    home = text(as_user("kepala").get(reverse("staff:home")))
    assert label in home and "Peserta minta data" not in home
    officer = as_user("klaim")
    assert "Peserta minta data dibetulkan" in text(officer.get(reverse("staff:home")))
    where = reverse("staff:person_change", args=[worker])
    assert officer.post(where, facts(worker, name="Slamet Wicaksono") | proof()).status_code == 302
    with system():
        offices = [branch.office]
        assert changes_waiting(offices, "PROPOSED") == 1 and changes_waiting([branch.other], "PROPOSED") == 0
        assert changes_waiting(offices, "PROPOSED", branch.users["klaim"].id) == 0


def test_a_contact_is_done_by_one(branch, as_user, worker):
    officer = as_user("iuran")
    where = reverse("staff:person_change", args=[worker])
    assert "langsung berlaku" in text(officer.post(where, facts(worker, phone="0899")))
    assert officer.post(where, facts(worker, phone="0899") | proof(evidence="STATEMENT")).status_code == 302
    assert held(worker, "phone") == "0899" and last()["state"] == "DONE"


def test_the_nik_of_another_leads_to_merging(branch, as_user, worker):
    officer = as_user("klaim")
    where = reverse("staff:person_change", args=[worker])
    other = branch.people[2]
    answer = officer.post(where, facts(worker, nik=held(other, "nik")) | proof(evidence="ID_CARD"))
    assert answer.status_code == 422 and "NIK itu milik catatan lain" in text(answer)
    assert reverse("staff:merge", args=[other, worker]) in text(answer)
    away = officer.post(where, facts(worker, nik=held(branch.stranger, "nik")) | proof(evidence="ID_CARD"))
    assert "dilayani kantor lain" in text(away) and "Orang Malang" not in text(away)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nik": "12"}, "NIK harus 16 angka"),
        ({"nik": "3575010000000001"}, "bukan tanggal lahir"),
        ({"name": ""}, "Isi “Nama”."),
        ({"birth_date": "31-02-1990"}, "anggal"),
        ({"birth_date": "2021-12-16"}, "belum terjadi"),
        ({"birth_date": "2020-01-01"}, "contradict"),
        ({"sex": "X"}, "Jenis kelamin"),
        ({"email": "bukan"}, "E-mail"),
        ({"npwp": "12"}, "NPWP harus"),
        ({"phone": "1" * 21}, "Telepon"),
        ({}, "Tidak ada yang berubah"),
        ({"name": "Lain Sekali", "evidence": "STATEMENT"}, "Bukti itu tidak cukup"),
        ({"name": "Lain Sekali", "evidence": "SIM"}, "Bukti"),
        ({"name": "Lain Sekali", "evidence_number": " "}, "Tulis nomor buktinya"),
        ({"name": "Lain Sekali", "reason": ""}, "Mengapa data yang tercatat keliru"),
        ({"name": "<script>alert(1)</script>", "evidence_number": ""}, "&lt;script&gt;"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(branch, as_user, worker, wrong, said):
    if said == "contradict":  # the wage earner was covered before that day
        said, wrong = "sebelum ia lahir", wrong | {"birth_date": "2021-07-01"}
    officer = as_user("klaim")
    before = facts(worker)
    answer = officer.post(reverse("staff:person_change", args=[worker]), before | proof() | wrong)
    assert answer.status_code == 422 and said in text(answer)
    assert "<script>alert" not in text(answer)
    assert facts(worker) == before
    with system():
        assert scalar("select count(*) from registry_personchange") == 0


def test_a_death_set_right_and_taken_back(branch, as_user):
    dead, officer = branch.people[5], as_user("klaim")
    where = reverse("staff:person_change", args=[dead])
    assert "Cabut: orangnya masih hidup" in text(officer.get(where))
    assert "Isi tanggalnya." in text(officer.post(where, facts(dead, death="set", died_on="")))
    step = text(officer.post(where, facts(dead, death="none")))
    assert "Manfaat kematian yang sudah dibayar" in step and branch.numbers["death-jkm"] in step
    assert officer.post(where, facts(dead, death="none") | proof(evidence="ID_CARD")).status_code == 302
    change = last()["id"]
    assert as_user("kepala").post(reverse("staff:person_change_accept", args=[change])).status_code == 302
    assert held(dead, "died_on") is None
    with system():
        assert scalar("select count(*) from claims_decision where claim_id = %s and status = 'APPROVED'",
                      [branch.claims["death-jkm"]]) == 1  # fmt: skip


def test_a_member_asks_an_officer_takes_it_up_or_says_why_not(branch, as_user):
    member = as_user("bekerja")
    who = branch.people[4]
    where = reverse("member:identity")
    assert where in text(member.get(reverse("member:profile")))
    asked = {k: v for k, v in facts(who).items() if k in ("nik", "birth_date", "birth_place", "sex", "mother_name")}
    asked |= {
        "name": "Rina Marlina Putri Ayu",
        "evidence": "ID_CARD",
        "evidence_number": "3575",
        "reason": "Nama di KTP",
    }
    assert member.post(where, asked | {"name": "Rina Marlina"}).status_code == 422
    assert member.post(where, asked | {"evidence": "STATEMENT"}).status_code == 422
    bad = SimpleUploadedFile("ktp.png", b"MZ not a picture", content_type="image/png")
    assert "Berkas harus PDF" in text(member.post(where, asked | {"file": bad}))
    good = SimpleUploadedFile("ktp.pdf", PDF, content_type="application/pdf")
    assert member.post(where, asked | {"file": good}).status_code == 302
    assert "Permintaan Anda yang menunggu" in text(member.get(reverse("member:profile")))
    assert "Kirim permintaan" not in text(member.get(where))  # one at a time
    again = member.post(where, asked | {"name": "Rina Lain"})
    assert again.status_code == 422 and "menunggu putusan" in text(again)
    change = last()["id"]
    officer = as_user("iuran")
    page = reverse("staff:person_changed", args=[change])
    assert page in text(officer.get(reverse("staff:person_changes")))
    assert "Periksa dan usulkan" in text(officer.get(page))
    assert "Periksa dan usulkan" not in text(as_user("auditor").get(page))
    officer = as_user("iuran")
    fix = reverse("staff:person_change", args=[who])
    assert "Rina Marlina Putri Ayu" in text(officer.get(fix)) and "Nama di KTP" in text(officer.get(fix))
    no = reverse("staff:person_change_decline", args=[change])
    assert as_user("auditor").post(no, {"tolak-answer": "x"}).status_code == 404
    officer = as_user("iuran")
    assert officer.post(no, {"tolak-answer": ""}).status_code == 422
    assert officer.post(no, {"tolak-answer": "Foto KTP tidak terbaca."}).status_code == 302
    member = as_user("bekerja")
    assert "Foto KTP tidak terbaca." in text(member.get(reverse("member:profile")))
    assert held(who, "name") == "Rina Marlina"
    assert member.post(where, asked).status_code == 302
    other = as_user("peserta").post(reverse("member:identity_withdraw", args=[last()["id"]]), follow=True)
    assert "tidak ditemukan" in text(other) and last()["state"] == "ASKED"
    member = as_user("bekerja")
    assert member.post(reverse("member:identity_withdraw", args=[last()["id"]])).status_code == 302
    assert last()["state"] == "WITHDRAWN"


def test_who_serves_another_branch_sees_nothing(branch, as_user, worker):
    officer = as_user("klaim")
    assert officer.post(reverse("staff:person_change", args=[worker]),
                        facts(worker, sex="L", name="Budi Lain Hartono") | proof()).status_code == 302  # fmt: skip
    change = last()["id"]
    other = as_user("malang")
    for name in ("person_changed", "person_change_paper"):
        assert other.get(reverse(f"staff:{name}", args=[change])).status_code == 404
    assert other.post(reverse("staff:person_change_accept", args=[change])).status_code == 404
    assert "Budi" not in text(other.get(reverse("staff:person_changes")))
    assert as_user("klaim").get(reverse("staff:person_change", args=[branch.stranger])).status_code == 404


def test_the_list_reads_the_same_however_long_it_is(branch, as_user, worker):
    officer = as_user("klaim")
    for n in range(3):
        assert officer.post(reverse("staff:person_change", args=[worker]),
                            facts(worker, phone=f"08{n}") | proof(evidence="STATEMENT")).status_code == 302  # fmt: skip
    where = reverse("staff:person_changes") + "?semua=1"
    officer.get(where)
    with CaptureQueriesContext(connection) as few:
        assert text(officer.get(where)).count("Budi Hartono") == 3
    for n in range(12):
        officer.post(
            reverse("staff:person_change", args=[worker]), facts(worker, phone=f"09{n}") | proof(evidence="STATEMENT")
        )
    with CaptureQueriesContext(connection) as many:
        assert text(officer.get(where)).count("Budi Hartono") == 15
    assert len(many) == len(few) <= 20

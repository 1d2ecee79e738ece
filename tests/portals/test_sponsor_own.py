"""A sponsor at his own pages: money, lists and their answers, codes, proposals, messages; nothing of other sponsors."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta

import employer_world
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from page_text import words

from lindung.access.models import User
from lindung.access.scope import Actor, acting
from lindung.access.services import NewMandate, make_user
from lindung.base.db import rows, scalar, system
from lindung.interop.outbox import flush
from lindung.portals.sponsoring.tables import proposal_entries
from lindung.reach import checks, queries, services
from lindung.reach.models import Agreement, Beneficiary, BudgetLine, Proposal
from lindung.segments import services as segments
from lindung.segments.models import Order

pytestmark = pytest.mark.django_db
DEC, JUN = date(2021, 12, 1), date(2022, 6, 1)
HEAD = "NIK;NAMA;TANGGAL_LAHIR;PEKERJAAN"


class Own:
    """Two sponsors of the same branch with an agreement each, and their logins."""

    def __init__(self) -> None:
        self.world = employer_world.build(14)
        self.sponsors, self.agreements = [], []
        for n, name in enumerate(("Desa Satu", "Desa Dua"), 1):
            sponsor = services.register_sponsor(
                services.NewSponsor(f"DESA{n}", name, "VILLAGE", "35.14", self.world.office)
            )
            agreement = services.register_agreement(
                services.NewAgreement(sponsor.pk, f"PKS/{n}", DEC, "Perdes", "VULNERABLE", DEC, JUN)
            )
            services.add_budget(services.NewBudget(agreement.pk, 2021, "VILLAGE", 100_000, DEC, JUN, f"b{n}"))
            make_user(f"sponsor-{n}", "sandi-uji", [NewMandate("SPONSOR", sponsor_id=sponsor.pk)], check_password=False)
            self.sponsors.append(sponsor)
            self.agreements.append(agreement)
        make_user("iuran-uji", "sandi-uji", [NewMandate("CONTRIBUTION_OFFICER", office_id=self.world.office)],
                  check_password=False)  # fmt: skip


@pytest.fixture
def own(db):
    with system():
        return Own()


@pytest.fixture
def one(own):
    """The first sponsor's officer; he needs no second factor."""
    client = Client()
    client.force_login(User.objects.get(username="sponsor-1"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def a_file(count, first=5001, extra=()):
    born = date(1985, 3, 4)
    lines = [f"{employer_world.nik(n, born)};Warga {n};04-03-1985;Pengurus RW" for n in range(first, first + count)]
    return SimpleUploadedFile("rw.csv", "\n".join([HEAD, *lines, *extra]).encode())


def sheet_of(answer):
    """The cells of a workbook that was downloaded, empty ones as empty text."""
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]


def at(name, agreement, **more):
    return reverse(f"sponsor:{name}", kwargs={"agreement_id": agreement.pk} | more)


def test_from_the_list_to_the_code_and_cover(own, one):
    agreement = own.agreements[0]
    assert "Belum ada" not in words(one.get(reverse("sponsor:home"))).split("Perjanjian", 1)[0]
    page = at("list_new", agreement)
    done = one.post(page, {"first_month": "01-12-2021", "file": a_file(3, extra=("123;=Salah;04-03-1985;Tani",))},
                    follow=True)  # fmt: skip
    said = words(done)
    assert done.status_code == 200 and "Masuk daftar 3" in said and "Ditolak 1" in said
    with system():
        taken = rows("select id, made_by from reach_listtaken")[0]
        assert taken["made_by"] == User.objects.get(username="sponsor-1").pk
        assert Beneficiary.objects.filter(agreement=agreement).count() == 3
    file = one.get(at("list_file", agreement, list_id=taken["id"]))
    table = sheet_of(file)
    assert table[0][:7] == ["NIK", "NAMA", "TANGGAL_LAHIR", "PEKERJAAN", "KABUPATEN_KOTA", "UPAH", "UNIT"]
    assert table[0][7:] == [f"PERBAIKI_{n}" for n in ("DI_LUAR_KOLOM", "BARIS_ASAL", "KODE", "ALASAN")]
    assert table[1][:4] == ["123", "'=Salah", "04-03-1985", "Tani"] and table[1][8:10] == ["5", "NIK_LENGTH"]
    one.post(reverse("set_language"), {"language": "en"})
    english = sheet_of(one.get(at("list_file", agreement, list_id=taken["id"])))
    assert "must have 16" in english[1][10] and english[0][10] == "PERBAIKI_REASON"
    one.post(reverse("set_language"), {"language": "id"})

    home = words(one.get(reverse("sponsor:home")))
    # Rp100.000 for three people at Rp16.800: one whole month and 247/252 of the next
    assert "1,9" in home and "sampai 31 Desember 2021" in home and "Rp100.000" in home
    page = at("order_new", agreement)
    short = one.post(page, {"first_month": "01-12-2021", "months": "3", "client_key": "k"})
    assert short.status_code == 422 and "kurang" in words(short)
    # a sponsor cannot accept what his budget does not hold
    still = one.post(page, {"first_month": "01-12-2021", "months": "3", "client_key": "k", "over_budget": "on"})
    assert still.status_code == 422
    made = one.post(page, {"first_month": "01-12-2021", "months": "1", "client_key": "k"})
    assert (
        one.post(page, {"first_month": "01-12-2021", "months": "1", "client_key": "k"})["Location"] == made["Location"]
    )
    with system():
        order = Order.objects.get(kind="SPONSORED")
    shown = words(one.get(made["Location"]))
    assert "Rp50.400" in shown and "Warga 5001" in shown and "Menunggu pembayaran" in shown
    assert "Rp50.400" in words(one.get(reverse("sponsor:home")))
    with system():
        assert segments.pay(order.code, "API", "uji", order.total, employer_world.TODAY, own.world.office).settled
    assert "Lunas" in words(one.get(reverse("sponsor:orders")))
    home = words(one.get(reverse("sponsor:home")))
    assert "Orang terlindungi hari ini 3" in home and "Menunggu dibayar Rp0" in home
    seen = words(one.get(at("agreement", agreement)))
    assert "Warga 5002" in seen and "Terlindungi" in seen and "Desember 2021" in seen

    with system():
        somebody = Beneficiary.objects.filter(agreement=agreement).order_by("id")[0]
    page = at("end", agreement, beneficiary_id=somebody.pk)
    assert one.post(page, {"last_month": "01-11-2021", "reason": "MOVED"}).status_code == 422
    assert one.post(page, {"last_month": "01-12-2021", "reason": "MOVED"}).status_code == 302
    with system():
        somebody.refresh_from_db()
        assert (somebody.end_reason, somebody.last_month) == ("MOVED", DEC)
        assert [p.id for p in checks.proofs() if not p.holds] == []


def people(count):
    born = date(1985, 3, 4)
    return [
        services.Row(n, employer_world.nik(5000 + n, born), f"Warga {5000 + n}", born, "Tani")
        for n in range(1, count + 1)
    ]


def test_nothing_of_another_sponsor(own, one, sign_in):
    mine, other = own.agreements
    with system():
        services.list_people(other.pk, people(1), name="x", first_month=DEC)
        order = services.order_months(other.pk, DEC, client_key="andere")
        theirs = Beneficiary.objects.get(agreement=other)
        asked = services.propose_renewal(
            other.pk, date(2022, 7, 1), services.NewBudget(other.pk, 2022, "VILLAGE", 1, date(2022, 7, 1),
                                                           date(2022, 7, 1), "q")
        )  # fmt: skip
        listed = int(rows("select id from reach_listtaken")[0]["id"])
    for name, more in (
        ("agreement", {}), ("list_new", {}), ("list_example", {}), ("order_new", {}), ("renew", {}), ("hand_over", {}),
        ("list", {"list_id": listed}), ("list_file", {"list_id": listed}), ("end", {"beneficiary_id": theirs.pk}),
    ):  # fmt: skip
        page = at(name, other, **more)
        assert one.get(page).status_code == 404, name
        assert one.post(page, {"first_month": "01-12-2021", "months": "1"}).status_code in (404, 405), name
    # neither by a number of his own with another's part
    assert one.get(at("list", mine, list_id=listed)).status_code == 404
    assert one.get(at("end", mine, beneficiary_id=theirs.pk)).status_code == 404
    assert one.get(reverse("sponsor:order", args=[order.code])).status_code == 404
    assert one.get(reverse("sponsor:proposal", args=[asked.pk])).status_code == 404
    assert one.post(reverse("sponsor:withdraw", args=[asked.pk])).status_code == 404
    for name in ("home", "orders", "proposals", "messages"):
        seen = words(one.get(reverse(f"sponsor:{name}")))
        assert "Desa Dua" not in seen and "Warga 5001" not in seen and "PKS/2" not in seen, name
    two = sign_in(User.objects.get(username="sponsor-2"))
    assert "Warga 5001" in words(two.get(at("agreement", other)))
    # pages of staff and of the public are what they are for anybody outside
    assert one.get(reverse("staff:agreement", args=[mine.pk])).status_code == 403


def test_refused_rows_come_back_as_they_were_handed_in_are_mended_and_taken(own, one):
    from lindung.registry.services import set_business_day

    agreement, other = own.agreements
    born = date(1985, 3, 4)
    with system():
        services.list_people(other.pk, people(1), name="x", first_month=DEC)  # Warga 5001 is on another list
        known = Beneficiary.objects.get(agreement=other).person_id
    lines = [
        "NIK;NAMA;TANGGAL_LAHIR;PEKERJAAN;KABUPATEN_KOTA;UPAH;UNIT",
        f"{employer_world.nik(5001, born)};Warga 5001;04-03-1985;Tani;;;RW 1",
        f"{employer_world.nik(5002, born)};  Bu   Aminah ;31-02-1985;Tani;Kab. Pasuruan;;RW 2",
        f"{employer_world.nik(5003, born)};Pak Slamet;04-03-1985;Tani;Atlantis;;RW 3",
        f"{employer_world.nik(5004, born)};Bu Siti;04-03-1985;Tani;;;RW 4",
        f"{employer_world.nik(5005, born)};Pak Budi;04-03-1985;Tani;;;RW 5;lebih;lagi",
    ]
    done = one.post(at("list_new", agreement), {
        "first_month": "01-12-2021", "file": SimpleUploadedFile("rw.csv", "\n".join(lines).encode()),
    }, follow=True)  # fmt: skip
    assert "Masuk daftar 1" in words(done) and "Ditolak 4" in words(done)
    with system():
        taken = int(scalar("select max(id) from reach_listtaken"))
        held = rows("select row_no, person_id, until from reach_listrow order by row_no")
    assert [(r["row_no"], r["person_id"]) for r in held] == [(2, known), (3, None), (4, None), (6, None)]
    assert {r["until"] for r in held} == {employer_world.TODAY + timedelta(days=90)}
    table = sheet_of(one.get(at("list_file", agreement, list_id=taken)))
    assert [row[:8] for row in table[1:]] == [
        [employer_world.nik(5001, born), "Warga 5001", "04-03-1985", "Tani", "", "", "RW 1", ""],
        [employer_world.nik(5002, born), "  Bu   Aminah ", "31-02-1985", "Tani", "Kab. Pasuruan", "", "RW 2", ""],
        [employer_world.nik(5003, born), "Pak Slamet", "04-03-1985", "Tani", "Atlantis", "", "RW 3", ""],
        [employer_world.nik(5005, born), "Pak Budi", "04-03-1985", "Tani", "", "", "RW 5", "lebih; lagi"],
    ]
    assert [row[8] for row in table[1:]] == ["2", "3", "4", "6"] and all(len(row[10]) > 10 for row in table[1:])
    with system():  # what it tells about somebody registered is told him too
        read = rows("select person_id from access_readlog where page = 'sponsor.list_file'")
    assert [r["person_id"] for r in read] == [known]
    # mended in place and handed in again as it is
    book = openpyxl.Workbook()
    for row in table:
        if "Aminah" in row[1]:
            row[2], row[4] = "28-02-1985", ""
            row[0] = employer_world.nik(5002, date(1985, 2, 28))
        if row[4] == "Atlantis":
            row[4] = ""
        book.active.append(row)
    again = io.BytesIO()
    book.save(again)
    done = one.post(at("list_new", agreement), {
        "first_month": "01-12-2021", "file": SimpleUploadedFile("perbaikan.xlsx", again.getvalue()),
    }, follow=True)  # fmt: skip
    assert "Masuk daftar 3" in words(done) and "Ditolak 1" in words(done)
    two = Client()
    two.force_login(User.objects.get(username="sponsor-2"), backend="django.contrib.auth.backends.ModelBackend")
    assert two.get(at("list_file", agreement, list_id=taken)).status_code == 404
    with acting(Actor("sponsor", 1, "SPONSOR", sponsor_id=own.sponsors[1].pk)):
        assert scalar("select count(*) from reach_listrow") == 0
    # kept for some weeks; the answers stay
    with system():
        last = employer_world.TODAY + timedelta(days=91)
        set_business_day(last)
        services.reach_day(last)
        assert scalar("select count(*) from reach_listrow") == 0
    table = sheet_of(one.get(at("list_file", agreement, list_id=taken)))
    assert len(table) == 5 and not any(any(row[:8]) for row in table[1:]) and all(row[10] for row in table[1:])


def test_what_a_sponsor_reads_of_somebody_ends_with_the_sponsorship(own, one):
    """Somebody goes on alone: neither he nor his cover is the former sponsor's to read, once its own days are over."""
    from lindung.registry.services import set_business_day

    agreement, today = own.agreements[0], employer_world.TODAY
    with system():
        services.list_people(agreement.pk, people(2), name="x", first_month=DEC)
        first, second = Beneficiary.objects.filter(agreement=agreement).order_by("id")
        order = services.order_months(agreement.pk, DEC, client_key="m")
        assert segments.pay(order.code, "API", "uji", order.total, today, own.world.office).settled
        services.end_beneficiaries(agreement.pk, [first.pk], DEC, "FUNDS")
        segments.register_bpu(first.person_id, own.world.office, [segments.Job("Ojek", 1_000_000, "35.14")])
        alone = segments.order_bpu(first.person_id, 6, "sendiri")
        assert alone.first_month == date(2022, 1, 1)
        assert segments.pay(alone.code, "API", "sendiri", alone.total, today, own.world.office).settled
        more = services.order_months(agreement.pk, date(2022, 1, 1), 3, client_key="n")
        assert segments.pay(more.code, "API", "uji-2", more.total, today, own.world.office).settled
        first.refresh_from_db()
        second.refresh_from_db()
        spell = rows("select id, end_on from coverage_spell where person_id = %s", [first.person_id])
        assert spell == [{"id": first.spell_id, "end_on": None}]  # one spell while both have paid
    actor = Actor("sponsor", 1, "SPONSOR", sponsor_id=own.sponsors[0].pk)
    asked = (
        "select (select count(*) from coverage_spell where id = %s)"
        " + (select count(*) from registry_person where id = %s)"
    )
    whole = "select count(*) from reach_beneficiary where spell_id = %s and person_id = %s"
    for day, seen in ((today, 2), (first.covered_until, 2), (first.covered_until + timedelta(days=1), 0)):
        with system():
            set_business_day(day)
            services.reach_day(day)
            segments.bpu_day(day)
        with acting(actor):
            assert scalar(asked, [first.spell_id, first.person_id]) == seen, day
            assert scalar(asked, [second.spell_id, second.person_id]) == 2
            assert scalar(whole, [first.spell_id, first.person_id]) == 1  # his own list stays his
            states = {r["name"]: r["state"] for r in queries.people(agreement.pk)}
            assert states == {"Warga 5001": "ENDING" if seen else "OVER", "Warga 5002": "COVERED"}
    with system():
        assert queries.covered() == 1
        cover = "select count(*) from coverage_spell where person_id = %s"
        assert scalar(cover, [first.person_id]) == 1  # the sponsor's goes on as his own
    with acting(actor):
        assert scalar(cover, [first.person_id]) == 0 and scalar(cover, [second.person_id]) == 1
    assert "Warga 5001" in words(one.get(at("agreement", agreement)))
    assert "Warga 5001" in words(one.get(reverse("sponsor:order", args=[order.code])))


def test_a_renewal_is_proposed_answered_and_told(own, one, sign_in):
    agreement = own.agreements[0]
    clerk = sign_in(User.objects.get(username="iuran-uji"))
    page = at("renew", agreement)
    first = one.get(page).content.decode()
    assert 'value="2022-07-01"' in first or "01-07-2022" in first
    money = {
        "renew_to": "01-12-2022", "amount": "600.000", "source": "VILLAGE", "year": "2022", "first_month": "01-07-2022",
        "last_month": "01-12-2022", "note": "APBDes perubahan", "client_key": "r1",
    }  # fmt: skip
    wrong = one.post(page, money | {"source": "CSR"})
    assert wrong.status_code == 422 and "dipisahkan" in words(wrong)
    sent = one.post(page, money)
    assert sent.status_code == 302
    again = one.post(page, money | {"client_key": "r2"})
    assert again.status_code == 422 and "menunggu jawaban" in words(again)
    assert "APBDes perubahan" in words(one.get(sent["Location"]))
    with system():
        asked = Proposal.objects.get()
        assert BudgetLine.objects.filter(agreement=agreement).count() == 1
        assert Agreement.objects.get(pk=agreement.pk).valid_to == JUN
    assert "menunggu jawaban" in words(clerk.get(reverse("staff:sponsors")))
    answer = reverse("staff:sponsor_proposal", args=[asked.pk])
    drawn = words(clerk.get(answer))
    assert "Rp600.000" in drawn
    with system():
        nobody, found = queries.runway(agreement.pk), queries.proposal(asked.pk)
    assert nobody and found and "Cukup untuk" not in drawn  # nobody is on the list yet
    shown = {e.term: e for e in proposal_entries(found, replace(nobody, people=9, monthly_cost=151_200))}
    assert (shown["Cukup untuk"].value, shown["Cukup untuk"].note) == ("3 bulan", "9 orang, Rp151.200 sebulan")
    silent = clerk.post(answer, {"answer": "", "decline": "1"})
    assert silent.status_code == 422 and "alasan penolakan" in words(silent)
    assert clerk.post(answer, {"answer": "Sesuai", "accept": "1"}).status_code == 302
    with system():
        asked.refresh_from_db()
        assert (asked.state, asked.line.amount) == ("ACCEPTED", 600_000)
        assert Agreement.objects.get(pk=agreement.pk).valid_to == date(2022, 12, 1)
        assert [p.id for p in checks.proofs() if not p.holds] == []
        flush()
        assert flush() == 0
    told = words(one.get(reverse("sponsor:messages")))
    assert "Usulan Anda disetujui" in told and "Jawaban kantor: Sesuai" in told
    with system():
        message = rows("select id from notices_message where sponsor_id is not null")[0]["id"]
    assert one.post(reverse("sponsor:message_read", args=[message]))["Location"] == f"/sponsor/usulan/{asked.pk}/"
    home = words(clerk.get(reverse("staff:home")))
    assert "Desa Satu mengusulkan perpanjangan" in home
    assert one.post(reverse("sponsor:withdraw", args=[asked.pk]), follow=True).status_code == 200
    with system():
        asked.refresh_from_db()
        assert asked.state == "ACCEPTED"


def test_going_on_alone_is_proposed_and_becomes_a_run(own, one, sign_in):
    agreement = own.agreements[0]
    page = at("hand_over", agreement)
    early = one.post(page, {"client_key": "h"})
    assert early.status_code == 422 and "Belum ada orang" in words(early)
    with system():
        services.list_people(agreement.pk, people(1), name="x", first_month=DEC)
        order = services.order_months(agreement.pk, DEC, 5, client_key="m")
        assert segments.pay(order.code, "API", "uji", order.total, employer_world.TODAY, own.world.office).settled
        # one month is left after May: within sixty days only once the day has come
    assert one.post(page, {"client_key": "h"}).status_code == 422
    from lindung.registry.services import set_business_day

    with system():
        set_business_day(date(2022, 5, 20))
    seen = words(one.get(at("agreement", agreement)))
    assert "Bila tidak ada anggaran lagi" in seen
    assert one.post(page, {"client_key": "h", "note": "Tidak ada anggaran"}).status_code == 302
    clerk = sign_in(User.objects.get(username="iuran-uji"))
    with system():
        asked = Proposal.objects.get()
    run = clerk.post(reverse("staff:sponsor_proposal", args=[asked.pk]), {"accept": "1"})
    assert "/pekerjaan-latar/" in run["Location"]
    with system():
        found = rows("select kind, params ->> 'agreement' as agreement from batch_run where kind = 'handover'")
    assert found == [{"kind": "handover", "agreement": f"{agreement.pk}"}]


def test_the_pages_ask_a_fixed_number_of_questions(own, one, django_assert_max_num_queries):
    agreement = own.agreements[0]
    with system():
        services.list_people(agreement.pk, people(60), name="x", first_month=DEC)
        for n in range(12):
            services.register_agreement(
                services.NewAgreement(own.sponsors[0].pk, f"LAIN/{n}", DEC, "Perdes", "VULNERABLE", DEC, JUN)
            )
    one.get(reverse("sponsor:home"))
    with django_assert_max_num_queries(24):
        home = one.get(reverse("sponsor:home"))
    with django_assert_max_num_queries(28):
        page = one.get(at("agreement", agreement))
    assert home.content.decode().count("LAIN/") >= 12
    assert len(set(re.findall(r"Warga 5\d\d\d", page.content.decode()))) == 25
    for name in ("home", "orders", "proposals", "messages"):
        assert one.get(reverse(f"sponsor:{name}")).status_code == 200

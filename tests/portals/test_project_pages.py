"""A contractor's project by forms as a clerk fills them: registered, ordered, paid, listed, replaced, certified."""

import io
from datetime import date

import employer_world
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from page_text import words

from lindung.access.models import User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import rows, system
from lindung.coverage.services import join
from lindung.notices.queries import verify
from lindung.portals import orders
from lindung.registry.queries import today
from lindung.registry.services import NewPerson, appoint, register_people, set_business_day
from lindung.segments import services
from lindung.segments.models import Order, Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    with system():
        made = employer_world.build(14)
        appoint(made.office, "BRANCH_MANAGER", "Contoh Kepala", "Kepala Kantor Cabang", date(2021, 1, 1))
        return made


def xlsx(table):
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


FACTS = {
    "name": "Gedung Sekolah Uji", "owner": "Dinas Pendidikan", "funding": "APBD", "work_order": "SPK/7/2021",
    "work_order_on": "01-12-2021", "contract_value": "1.000.000.000", "vat": "100.000.000", "start_on": "15-12-2021",
    "end_on": "30-06-2022", "maintenance_months": "6", "district_id": "35.14", "declared_workers": "9",
    "instalments": "2", "basis": "VALUE",
}  # fmt: skip


def test_from_work_order_to_certificate(world, sign_in):
    hrd = sign_in(User.objects.get(pk=world.user))
    assert "Belum ada proyek." in words(hrd.get(reverse("employer:projects")))
    wrong = hrd.post(reverse("employer:project_new"), FACTS | {"end_on": "01-12-2021"})
    assert wrong.status_code == 422 and "tidak dapat selesai sebelum dimulai" in words(wrong)
    assert hrd.post(reverse("employer:project_new"), FACTS).status_code == 302
    with system():
        project = Project.objects.get()
    here = reverse("employer:project", args=[project.pk])
    shown = words(hrd.get(here))
    # 1.540.000 of JKK and 210.000 of JKM in two instalments
    assert "1 dari 2" in shown and shown.count("Rp875.000") == 2 and "Belum dibayar" in shown
    assert hrd.get(reverse("employer:project_certificate", args=[project.pk])).status_code == 302
    asked = hrd.post(reverse("employer:project_order", args=[project.pk]))
    with system():
        order = Order.objects.get(kind="JAKON")
        assert asked["Location"] == reverse("employer:project_code", args=[order.code])
        assert services.pay(order.code, "API", "uji-1", 875_000, employer_world.TODAY, world.office).settled
    lines = [
        f"{employer_world.nik(701)}; Tukang Satu; 17-05-1988; 15-12-2021; Tukang kayu",
        f"{employer_world.nik(702)}; Tukang Dua; 17/05/1988; 2021-12-15; Tukang cat; 31-12-2021",
        "salah; baris",
        f"{employer_world.nik(703)}; Tukang Tiga; kemarin; 15-12-2021; Tukang cat",
    ]
    answer = hrd.post(reverse("employer:project_workers", args=[project.pk]), {"people": "\n".join(lines)})
    told = words(answer)
    assert answer.status_code == 422 and "Baris 3" in told and "Tanggal tidak terbaca" in told and "C4" in told
    empty = hrd.post(reverse("employer:project_workers", args=[project.pk]), {"people": " "})
    assert empty.status_code == 422 and "Isi daftar pekerja, atau pilih berkasnya." in words(empty)
    shown = words(hrd.get(here))
    assert "Tukang Satu" in shown and "Tukang Dua" in shown and "Tukang Tiga" not in shown and "Berjalan" in shown
    with system():
        (one, _two) = rows("select id, person_id, spell_id from segments_projectworker order by id")
        assert one["spell_id"] is not None
    page = reverse("employer:project_worker", args=[project.pk, one["id"]])
    assert hrd.get(page).status_code == 200
    new = {
        "last_on": "16-12-2021", "nik": employer_world.nik(704), "name": "Tukang Empat", "birth_date": "17-05-1988",
        "first_on": "17-12-2021", "job": "Tukang kayu", "wage": "", "unit": "HARIAN",
    }  # fmt: skip
    for wrong, told in (
        ({"last_on": "17-12-2021"}, "mulai sesudah hari terakhir yang digantikan"), ({"nik": "123"}, "“123”"),
        ({"last_on": "01-01-2020"}, "harus sesudah hari pertamanya"), ({"name": ""}, "Isi “Nama menurut KTP”."),
        ({"birth_date": ""}, "Isi “Tanggal lahir”."), ({"wage": "dua juta"}, "bukan jumlah rupiah"),
        ({"nik": "", "name": ""}, "Isi “NIK pengganti”."),
    ):  # fmt: skip
        refused = hrd.post(page, new | wrong)
        assert refused.status_code == 422 and told in words(refused), wrong
        assert 'value="Tukang kayu"' in refused.content.decode()  # what was typed is still there
    with system():
        assert not rows("select 1 from segments_projectworker where left_reported_on is not null")
    assert hrd.post(page, new).status_code == 302
    assert "menggantikan Tukang Satu" in words(hrd.get(here))
    pdf = hrd.get(reverse("employer:project_certificate", args=[project.pk]))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    with system():
        (letter,) = rows("select verify_code, kind, employer_id, content::text as said from notices_letter")
    assert letter["kind"] == "project_certificate" and letter["employer_id"] == world.employer
    assert "Rp875.000 dari Rp1.750.000" in letter["said"] and "Dikerjakan" in letter["said"]
    known = verify(letter["verify_code"].lower())
    assert known is not None and known.kind == "project_certificate"
    for name in ("projects", "project", "project_workers", "project_new"):
        hrd.cookies["lindung_language"] = "en"
        args = [project.pk] if name in ("project", "project_workers") else []
        assert hrd.get(reverse(f"employer:{name}", args=args)).status_code == 200


def test_a_list_as_workbook_by_wages_a_month_and_its_papers(world, sign_in):
    hrd = sign_in(User.objects.get(pk=world.user))
    facts = FACTS | {"basis": "WAGES", "instalments": "1", "work_order_on": "10-12-2021"}
    assert hrd.post(reverse("employer:project_new"), FACTS | {"basis": "X"}).status_code == 422
    hrd.post(reverse("employer:project_new"), facts)
    with system():
        project = Project.objects.get()
    here, list_page = (reverse(f"employer:{n}", args=[project.pk]) for n in ("project", "project_workers"))
    assert "Isi dahulu daftar pekerja dengan upahnya" in words(
        hrd.post(reverse("employer:project_order", args=[project.pk]), follow=True)
    )
    head = ["Nama Pekerja", "No. KTP", "Tanggal Lahir", "Mulai Kerja", "Jabatan", "Upah", "Cara Bayar"]
    born = date(1988, 5, 17)
    rows_ = [
        ["Tukang Satu", employer_world.nik(701), born, date(2021, 12, 15), "Tukang kayu", 4_250_000, "bulanan"],
        ["Tukang Dua", employer_world.nik(702), "17-05-1988", "15-12-2021", "Tukang cat", "Rp150.000", "Harian"],
        ["Tukang Tiga", employer_world.nik(703), born, date(2021, 12, 15), "Tukang cat", None, None],
        ["Tukang Empat", employer_world.nik(704), born, date(2021, 12, 15), "Tukang cat", 1, "borongan"],
    ]
    file = SimpleUploadedFile("tukang.xlsx", xlsx([head, *rows_]))
    answer = hrd.post(list_page, {"people": "", "file": file})
    told = words(answer)
    assert answer.status_code == 422 and "Baris 4 : Isi upah Tukang Tiga" in told.replace("Baris 4:", "Baris 4 :")
    assert "“borongan” tidak dikenal" in told and "2 pekerja ditambahkan" in told
    refused = hrd.post(list_page, {"file": SimpleUploadedFile("upah.xlsx", b"%PDF-1.4")})
    assert refused.status_code == 422 and "Ini file PDF, bukan tabel" in words(refused)
    shown = words(hrd.get(here))
    assert "Upah pekerja" in shown and "Rp150.000" in shown and "sehari" in shown
    code = hrd.post(reverse("employer:project_order", args=[project.pk]))["Location"]
    drawn = hrd.get(code)
    # 1.74 % and 0.3 % of 4,250,000 and of 25 days of 150,000
    assert "Rp163.200" in words(drawn) and "<svg" in drawn.content.decode() and "Desember 2021" in words(drawn)
    # an addendum: no instalments to choose, nothing more to pay
    page = reverse("employer:project_addendum", args=[project.pk])
    form = hrd.get(page)
    assert "1.000.000.000" in form.content.decode() and "angsuran" not in words(form)
    change = {
        "contract_value": "1.500.000.000",
        "vat": "0",
        "end_on": "31-07-2022",
        "maintenance_months": "6",
        "reason": " ",
    }
    assert hrd.post(page, change).status_code == 422
    done = hrd.post(page, change | {"reason": "Adendum 1"}, follow=True)
    assert "tidak ada iuran tambahan" in words(done) and "31 Januari 2023" in words(done)
    # papers
    papers = reverse("employer:project_papers", args=[project.pk])
    for name, data, why in (
        ("spk.pdf", b"MZ bukan pdf", "harus PDF"),
        ("spk.pdf", b"", "kosong"),
        ("spk.pdf", b"%PDF" + b"x" * 10 * 2**20, "paling besar 10 MB"),
    ):
        bad = hrd.post(papers, {"kind": "SPK", "file": SimpleUploadedFile(name, data)})
        assert bad.status_code == 422 and why in words(bad), why
    assert hrd.post(papers, {"kind": "SPK", "file": SimpleUploadedFile("spk.pdf", b"%PDF-1.4 uji")}).status_code == 302
    assert "spk.pdf" in words(hrd.get(here))
    with system():
        (kept,) = rows("select id from segments_projectpaper")
    paper = reverse("employer:project_paper", args=[project.pk, kept["id"]])
    seen = hrd.get(paper)
    assert seen.content == b"%PDF-1.4 uji" and "sandbox" in seen["Content-Security-Policy"]
    other = sign_in(User.objects.get(pk=world.other_user))
    assert other.get(paper).status_code == 404 and other.get(code).status_code == 404
    assert other.post(papers, {"kind": "SPK", "file": SimpleUploadedFile("a.pdf", b"%PDF-1")}).status_code == 404
    assert other.post(page, change).status_code == 404


def test_a_wage_is_corrected_and_the_paid_month_shows_the_difference(world, sign_in):
    hrd = sign_in(User.objects.get(pk=world.user))
    hrd.post(reverse("employer:project_new"), FACTS | {"basis": "WAGES", "instalments": "1"})
    with system():
        project = Project.objects.get()
        listed = [services.WorkerRow(employer_world.nik(701), "Tukang Satu", date(1988, 5, 17), date(2021, 12, 15),
                                     "Tukang kayu", wage=4_250_000)]  # fmt: skip
        services.list_workers(project.pk, listed)
        order = services.order_project(project.pk)
        assert services.pay(order.code, "API", "uji-1", order.total, employer_world.TODAY, world.office).settled
        (row,) = rows("select id from segments_projectworker")
    page = reverse("employer:project_wage", args=[project.pk, row["id"]])
    assert page in hrd.get(reverse("employer:project_worker", args=[project.pk, row["id"]])).content.decode()
    assert "Upah tercatat: Rp4.250.000 sebulan" in words(hrd.get(page))
    facts = {
        "wage": "4.750.000",
        "daily": "BULANAN",
        "first_month": "20-12-2021",
        "last_month": "",
        "reason": "Slip salah",
    }
    for wrong, why in (
        ({"wage": "0"}, "paling sedikit"),
        ({"first_month": "01-11-2021"}, "pilih bulan di antaranya"),
        ({"reason": ""}, "isi “alasan”"),
        ({"wage": "4.250.000"}, "sudah tercatat seperti itu"),
    ):
        bad = hrd.post(page, facts | wrong)
        assert bad.status_code == 422 and why in words(bad).lower(), why
    told = words(hrd.post(page, facts, follow=True))
    assert "Kurang bayar Rp10.200" in told and "Rp86.700" in told and "Rp96.900" in told
    shown = words(hrd.get(reverse("employer:project", args=[project.pk])))
    assert "sebelumnya Rp4.250.000 sebulan" in shown and "Slip salah" in shown and "kurang bayar" in shown
    code = hrd.post(reverse("employer:project_order", args=[project.pk]))["Location"]
    assert "Rp10.200" in words(hrd.get(code))
    assert "koreksi upah" in words(hrd.get(reverse("employer:project", args=[project.pk])))
    less = words(hrd.post(page, facts | {"wage": "3.250.000"}, follow=True))
    assert "Lebih bayar Rp20.400" in less and "kantor cabang mengembalikannya" in less
    other = sign_in(User.objects.get(pk=world.other_user))
    assert other.get(page).status_code == 404 and other.post(page, facts).status_code == 404
    by_value = FACTS | {"work_order": "SPK/8/2021"}
    hrd.post(reverse("employer:project_new"), by_value)
    with system():
        second = Project.objects.get(work_order="SPK/8/2021")
        services.list_workers(second.pk, listed)
        held = rows("select max(id) as id from segments_projectworker")[0]["id"]
    assert hrd.get(reverse("employer:project_wage", args=[second.pk, held])).status_code == 404
    assert hrd.get(reverse("employer:project_wage", args=[project.pk, 0])).status_code == 404


def test_an_addendum_by_value_asks_for_the_difference(world, sign_in):
    hrd = sign_in(User.objects.get(pk=world.user))
    hrd.post(reverse("employer:project_new"), FACTS)
    with system():
        project = Project.objects.get()
    page = reverse("employer:project_addendum", args=[project.pk])
    done = hrd.post(
        page, {
            "contract_value": "5.000.000.000", "vat": "0", "end_on": "30-06-2022", "maintenance_months": "6",
            "instalments": "3", "reason": "Adendum 1, pekerjaan tambah",
        }, follow=True,
    )  # fmt: skip
    shown = words(done)
    # 6,550,000 for 5,000,000,000 less 1,750,000
    assert "Iuran tambahan: Rp4.800.000" in shown and "adendum 1" in shown and shown.count("Rp1.600.000") == 3
    assert "Adendum 1, pekerjaan tambah" in shown and "Kontrak awal" in shown


def test_the_rest_under_the_covid_relief_is_shown_where_it_is_billed(world, sign_in):
    with system():
        set_business_day(date(2020, 10, 1))
        facts = services.NewProject(
            world.employer, "Jalan Lama", "Dinas", "APBD", "SPK/1/2020", date(2020, 6, 25), 1_000_000_000, 0,
            date(2020, 7, 1), date(2021, 6, 30), 0, "35.14", 3,
        )  # fmt: skip
        project = services.register_project(facts, on=date(2020, 7, 1))
    hrd = sign_in(User.objects.get(pk=world.user))
    here = words(hrd.get(reverse("employer:project", args=[project.pk])))
    assert "cukup dibayar Rp17.500 paling lambat 31 Januari 2021; Rp1.732.500 tidak ditagih lagi" in here
    code = hrd.post(reverse("employer:project_order", args=[project.pk]))["Location"]
    assert "Rp17.500" in words(hrd.get(code))
    assert "Sisa, PP 49/2020" in words(hrd.get(reverse("employer:project", args=[project.pk])))


def test_codes_that_wait_together_say_what_each_is_for(world, sign_in):
    hrd, listing = sign_in(User.objects.get(pk=world.user)), reverse("employer:projects")
    waits = []
    for n, (name, end) in enumerate((("Gedung Sekolah Uji", "30-06-2022"), ("Jembatan Uji", "31-01-2022"))):
        facts = FACTS | {"name": name, "work_order": f"SPK/{n}", "end_on": end}
        assert hrd.post(reverse("employer:project_new"), facts).status_code == 302
        with system():
            project = Project.objects.get(name=name)
        assert hrd.post(reverse("employer:project_order", args=[project.pk])).status_code == 302
        waits.append(hrd.get(listing).context["waiting"])
    assert [o["what"] for o in waits[0]] == [""]  # one alone needs no name
    with system():
        order = Order.objects.get(project__project__name="Jembatan Uji")
        months = orders.span(order.first_month, order.last_month, short=True)
    said = {o["href"]: o["what"] for o in waits[1]}
    assert len(said) == 2 and said[reverse("employer:project_code", args=[order.code])] == f"Jembatan Uji, {months}"
    shown = words(hrd.get(listing))
    assert f"· Jembatan Uji, {months} berlaku sampai" in shown and "· Gedung Sekolah Uji, " in shown


def test_a_contractor_without_wage_earners_is_not_pressed_for_a_wage_report(world, sign_in):
    firm, home = sign_in(User.objects.get(pk=world.other_user)), reverse("employer:home")
    reports = reverse("employer:reports")
    button = f'class="btn btn-primary" href="{reports}"'

    def pressed() -> tuple[bool, bool]:
        shown = firm.get(home).content.decode()
        return "Laporkan upah Desember 2021" in shown, button in shown

    assert pressed() == (True, True)  # a new firm may have wage earners
    assert firm.post(reverse("employer:project_new"), FACTS).status_code == 302
    assert pressed() == (False, False)
    assert reports in firm.get(home).content.decode()
    with system():
        ((person, kpj),) = register_people(
            [NewPerson(employer_world.nik(901), "Wulan Contoh", date(1988, 5, 17), "L", world.office)],
            on=date(2021, 12, 1),
        )
        join(person, world.other, world.office, "PU", date(2021, 12, 1), kpj=kpj, source="uji")
    assert pressed() == (True, True)


def test_the_pages_ask_a_fixed_number_of_questions(world, sign_in):
    hrd = sign_in(User.objects.get(pk=world.user))
    listing, asked = reverse("employer:projects"), []
    for n in range(3):
        hrd.post(reverse("employer:project_new"), FACTS | {"work_order": f"SPK/{n}"})
        with system():
            project = Project.objects.order_by("-id")[0]
            people = [services.WorkerRow(
                employer_world.nik(800 + 10 * n + m), f"Tukang {m}", date(1988, 5, 17), date(2021, 12, 15), "Tukang"
            ) for m in range(1 + 4 * n)]  # fmt: skip
            services.list_workers(project.pk, people)
        pages = (listing, reverse("employer:project", args=[project.pk]))
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as found:
                assert hrd.get(page).status_code == 200
            counts.append(len(found))
        asked.append(counts)
    assert asked[0] == asked[1] == asked[2] and max(asked[0]) <= 40, asked


def test_another_firm_sees_nothing_and_the_office_sees_all(world, sign_in):
    hrd = sign_in(User.objects.get(pk=world.user))
    hrd.post(reverse("employer:project_new"), FACTS)
    with system():
        project = Project.objects.get()
        officer = make_user(
            "uji-iuran", "sandi-uji-yang-panjang", [NewMandate("CONTRIBUTION_OFFICER", office_id=world.office)],
            check_password=False,
        )  # fmt: skip
    staff = sign_in(officer)
    assert "Gedung Sekolah Uji" in words(staff.get(reverse("staff:projects") + "?cari=gedung"))
    assert "Belum ada proyek" in words(staff.get(reverse("staff:projects") + "?cari=jembatan"))
    assert "SPK/7/2021" in words(staff.get(reverse("staff:project", args=[project.pk])))
    other = sign_in(User.objects.get(pk=world.other_user))
    assert "Gedung" not in words(other.get(reverse("employer:projects")))
    for name in ("project", "project_workers", "project_certificate"):
        assert other.get(reverse(f"employer:{name}", args=[project.pk])).status_code == 404
    assert other.post(reverse("employer:project_order", args=[project.pk])).status_code == 404
    with system():
        assert not Order.objects.filter(kind="JAKON").exists()


def test_the_branch_corrects_a_wage_by_the_same_page(branch, as_user):
    firm = branch.employers[0]
    with system():
        office = rows("select office_id from registry_employer where id = %s", [firm])[0]["office_id"]
        project = services.register_project(services.NewProject(
            firm, "Jembatan Uji", "Dinas PU", "APBD", "SPK/9/2021", date(2021, 12, 1), 10**9, 10**8, date(2021, 12, 15),
            date(2022, 6, 30), 6, "35.14", 9, 1, "WAGES",
        ))  # fmt: skip
        services.list_workers(project.pk, [services.WorkerRow(
            employer_world.nik(701), "Tukang Satu", date(1988, 5, 17), date(2021, 12, 15), "Tukang kayu",
            wage=4_250_000,
        )])  # fmt: skip
        order = services.order_project(project.pk)
        day = today()
        assert services.pay(order.code, "API", "uji-9", order.total, day, office).settled
        (row,) = rows("select id, person_id from segments_projectworker")
    page = reverse("staff:project_wage", args=[project.pk, row["id"]])
    officer = as_user("iuran")
    assert page in officer.get(reverse("staff:project", args=[project.pk])).content.decode()
    assert "Upah tercatat: Rp4.250.000 sebulan" in words(officer.get(page))
    facts = {"wage": "4.750.000", "daily": "BULANAN", "first_month": "20-12-2021", "last_month": "", "reason": "Slip"}
    bad = officer.post(page, facts | {"reason": ""})
    assert bad.status_code == 422 and "Isi “Alasan”" in words(bad)
    told = words(officer.post(page, facts, follow=True))
    assert "Kurang bayar Rp10.200" in told and "Rp86.700" in told and "Rp96.900" in told
    with system():
        assert services.order_project(project.pk).total == 10_200
        read = rows("select page from access_readlog where person_id = %s", [row["person_id"]])
        by = rows("select made_by from segments_projectwage")
    assert {"page": "staff.project_wage"} in read and by == [{"made_by": branch.users["iuran"].pk}]
    assert officer.get(reverse("staff:project_wage", args=[project.pk, 0])).status_code == 404
    assert officer.get(reverse("staff:project_wage", args=[0, row["id"]])).status_code == 404
    for login in ("kasir", "auditor"):  # who may look at the project does not change it
        other = as_user(login)
        assert other.get(page).status_code == 403 and other.post(page, facts).status_code == 403
        assert page not in other.get(reverse("staff:project", args=[project.pk])).content.decode()

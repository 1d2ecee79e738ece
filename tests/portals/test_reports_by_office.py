"""The branch fills in wage reports for an employer: by papers only, over no draft of his own; he sees and hears it."""

import re
from datetime import date

import employer_world
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from page_text import one, words

from lindung.access.models import User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import rows, scalar, system
from lindung.batch.services import run_now
from lindung.contributions import services
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Bill, HandIn, HandInReport, WageReport
from lindung.interop import matchings
from lindung.registry import services as registry

pytestmark = pytest.mark.django_db

PAPER = {"brought_by": "Wulan Prakoso", "way": "COUNTER", "paper": "AUTHORITY", "paper_no": "12/SK/XII/2021",
         "paper_on": "2021-12-13", "key": "satu"}  # fmt: skip


@pytest.fixture
def world(db):
    with system():
        return employer_world.build(14)


def officer_at(office, name):
    mandate = NewMandate("CONTRIBUTION_OFFICER", office_id=office, valid_from=date(2020, 1, 1))
    with system():
        return make_user(name, "sandi-uji-yang-panjang", [mandate], check_password=False)


@pytest.fixture
def officer(world, sign_in):
    return sign_in(officer_at(world.office, "uji-iuran"))


def at(name, employer, *args):
    return reverse(f"staff:{name}", args=[employer, *args])


def told(user, sign_in):
    return sign_in(User.objects.get(pk=user))


def test_from_paper_to_bill_and_the_employer_sees_it(world, officer, sign_in):
    """Rp5.000.000 at very low risk is billed Rp462.000, filled in by the branch from what somebody brought."""
    firm = world.other
    shown = words(officer.get(at("reports", firm)))
    assert "Atas nama CV Contoh Emas" in shown and "Belum ada yang dicatat menyerahkan" in shown
    assert "Bulan dan keadaannya" in shown
    assert officer.post(at("open_month", firm), {"bulan": "2021-12"}).url == at("hand_in", firm)
    assert one("select count(*) from contributions_wagereport where employer_id = %s", firm) == 0
    for _twice in range(2):
        assert officer.post(at("hand_in", firm), PAPER).url == at("reports", firm)
    assert one("select count(*) from contributions_handin where employer_id = %s", firm) == 1
    answer = officer.post(at("open_month", firm), {"bulan": "2021-12"})
    report = WageReport.objects.get(employer_id=firm)
    assert answer.url == at("report", firm, report.pk)
    worker = {"nik": "3514 0917 0588 0777", "name": "Laras Ayu", "birth_date": "17-05-1988",
              "start_date": "2021-12-01", "wage": "5.000.000"}  # fmt: skip
    assert officer.post(at("add_worker", firm, report.pk), worker).url == at("report", firm, report.pk)
    person = one("select person_id from contributions_wageline where report_id = %s", report.pk)
    for name, args in (("report", ()), ("grid", ()), ("line", (person,)), ("review", ()), ("trace", (person,)),
                       ("discard", ())):  # fmt: skip
        found = officer.get(at(name, firm, report.pk, *args))
        assert found.status_code == 200 and "Wulan Prakoso" in words(found), name
    assert one("select count(*) from access_readlog where person_id = %s and page = 'staff.report.grid'", person) == 1
    assert "Jumlah tagihan Rp462.000" in words(officer.get(at("review", firm, report.pk)))
    assert officer.post(at("finalise", firm, report.pk)).url == at("review", firm, report.pk)
    answer = officer.post(at("post", firm, report.pk))
    with system():
        bill = Bill.objects.get(report_id=report.pk)
    assert bill.total == 462_000 and answer.url == reverse("staff:bill", args=[bill.code])
    assert "462.000" in words(officer.get(answer.url))
    page = words(officer.get(reverse("staff:employer", args=[firm])))
    assert "Laporan yang diserahkan ke kantor" in page and "12/SK/XII/2021" in page and "Des 2021" in page

    with system():
        for run in rows("select id from batch_run where kind = 'outbox' and status = 'WAITING' order by id"):
            run_now(run["id"])
        heard = rows("select template, link from notices_message where employer_id = %s order by id", [firm])
        acts = rows("select distinct act from access_auditentry where table_name in"
                    " ('contributions_handin', 'contributions_handinreport')")  # fmt: skip
    assert {"template": "reported_by_office", "link": f"/perusahaan/laporan/{report.pk}/"} in heard
    assert [a["act"] for a in acts] == ["staff.report_for_employer"]
    own = told(world.other_user, sign_in)
    seen = words(own.get(reverse("employer:report", args=[report.pk])))
    assert "Diisi oleh Kantor Cabang Pasuruan atas nama pemberi kerja" in seen
    assert "Wulan Prakoso, surat kuasa nomor 12/SK/XII/2021 tanggal 13 Desember 2021" in seen
    assert "Kantor Cabang Pasuruan" in words(own.get(reverse("employer:reports")))
    assert "Kantor Cabang Pasuruan mengisi laporan upah" in words(own.get(reverse("employer:messages")))


def test_the_employers_own_draft_is_shown_but_never_overwritten(world, officer, sign_in):
    firm, draft, person = world.employer, world.draft, world.people[3]
    before = one("select wage from contributions_wageline where report_id = %s and person_id = %s", draft, person)
    officer.post(at("hand_in", firm), PAPER)
    assert officer.post(at("open_month", firm), {"bulan": "2021-12"}).url == at("report", firm, draft)
    seen = words(officer.get(at("report", firm, draft)))
    assert "Laporan ini dibuka pemberi kerja sendiri" in seen and "Ubah upah dan rapel" not in seen
    for name, args in (("grid", ()), ("line", (person,)), ("add_worker", ()), ("refused", ())):
        assert officer.get(at(name, firm, draft, *args)).url == at("report", firm, draft), name
    for name, args in (("save_line", (person,)), ("remove_line", (person,)), ("finalise", ()), ("discard", ())):
        assert officer.post(at(name, firm, draft, *args), {f"wage-{person}": "9.999.999"}).status_code == 302, name
    data = f"NIK;NAMA;UPAH\r\n{employer_world.nik(4)};Dimas Melati;9999999\r\n".encode()
    sent = {"bulan": "2021-12", "file": SimpleUploadedFile("upah.csv", data)}
    answer = officer.post(at("upload", firm), sent)
    assert answer.status_code == 422 and "sedang mengisi laporan Desember 2021 sendiri" in words(answer)
    with system():
        report = WageReport.objects.get(pk=draft)
    assert (report.status, report.made_by) == ("DRAFT", world.user)
    assert one("select wage from contributions_wageline where report_id = %s and person_id = %s", draft, person) == (
        before
    )
    assert one("select count(*) from contributions_handinreport") == 0

    assert officer.post(at("take_over", firm, draft)).url == at("report", firm, draft)
    assert "Ubah upah dan rapel" in words(officer.get(at("report", firm, draft)))
    officer.post(at("save_line", firm, draft, person), {f"wage-{person}": "4.901.000", f"back_pay-{person}": "0"})
    assert one("select wage from contributions_wageline where report_id = %s and person_id = %s", draft, person) == (
        4_901_000
    )
    officer.post(at("discard", firm, draft))
    assert WageReport.objects.get(pk=draft).reason == "Dibatalkan oleh kantor cabang"
    own = told(world.user, sign_in)
    seen = words(own.get(reverse("employer:report", args=[draft])))
    assert "Konsep pemberi kerja dilanjutkan atas permintaannya" in seen


def test_an_employer_of_another_office_is_not_found(world, sign_in):
    with system():
        other = registry.register_office(
            code="K36", slug="malang-uji", name="Kantor Cabang Malang", kind="BRANCH", valid_from=date(2015, 1, 1)
        ).pk
    stranger = sign_in(officer_at(other, "uji-jauh"))
    firm, draft, person = world.employer, world.draft, world.people[0]
    for name, args in (("reports", ()), ("hand_in", ()), ("upload", ()), ("matchings", ()), ("report", (draft,)),
                       ("correct", ("2021-10",)), ("review", (draft,)), ("line", (draft, person)),
                       ("refused_file", (draft,)), ("progress", (draft,))):  # fmt: skip
        assert stranger.get(at(name, firm, *args)).status_code == 404, name
    for name, args in (("hand_in", ()), ("open_month", ()), ("take_over", (draft,)), ("post", (draft,)),
                       ("save_line", (draft, person))):  # fmt: skip
        assert stranger.post(at(name, firm, *args), PAPER | {"bulan": "2021-12"}).status_code == 404, name
    assert one("select count(*) from contributions_handin") == 0


def test_a_report_of_one_employer_is_not_reached_through_another(world, officer):
    officer.post(at("hand_in", world.other), PAPER)
    assert officer.get(at("report", world.other, world.draft)).status_code == 404
    assert officer.post(at("take_over", world.other, world.draft)).status_code == 404
    assert officer.post(at("save_line", world.other, world.draft, world.people[0])).status_code == 404


def test_a_past_month_is_corrected_by_the_branch(world, officer):
    firm, person = world.employer, world.people[0]
    assert officer.get(at("correct", firm, "2021-10")).url == at("hand_in", firm)
    officer.post(at("hand_in", firm), PAPER | {"paper": "LETTER"})
    answer = officer.post(at("correct", firm, "2021-10"), {"reason": "Lembur belum masuk, surat 12"})
    report = WageReport.objects.get(employer_id=firm, month=date(2021, 10, 1), version=2)
    assert answer.url == at("report", firm, report.pk)
    wage = one("select wage from contributions_wageline where report_id = %s and person_id = %s", report.pk, person)
    officer.post(at("line", firm, report.pk, person), {"wage": str(wage + 1_000_000)})
    seen = words(officer.get(at("differences", firm, report.pk)))
    assert "Selisih tagihan" in seen and "Lembur belum masuk" in seen
    officer.post(at("finalise", firm, report.pk))
    officer.post(at("post", firm, report.pk))
    with system():
        bill = Bill.objects.get(report_id=report.pk)
    # of Rp1.000.000 more: JKK 0,24 %, JKM 0,3 %, JHT 3,7 % and 2 %, JP 2 % and 1 %
    assert (bill.version, bill.total) == (2, 92_400)
    assert HandInReport.objects.get(report=report).hand_in.paper == "LETTER"


def test_a_file_is_read_by_the_employers_own_matching_and_its_rows_repaired(world, officer):
    firm = world.other
    with system():
        columns = {"NO KTP": "nik", "KARYAWAN": "name", "LAHIR": "birth_date", "TERIMA": "wage", "MASUK": "start_date"}
        matchings.save_matching(firm, "Gaji Emas", columns, world.other_user)
    good, bad = employer_world.nik(701), employer_world.nik(702)
    data = (f"NO KTP;KARYAWAN;LAHIR;TERIMA;MASUK\r\n{good};Hadi Kencana;17-05-1988;5000000;01-12-2021\r\n"
            f"{bad};Tutik Kencana;99-99-1988;5000000;01-12-2021\r\n").encode()  # fmt: skip

    def sent(**more):
        return {"bulan": "2021-12", "file": SimpleUploadedFile("gaji.csv", data), **more}

    assert officer.post(at("upload", firm), sent()).url == at("hand_in", firm)
    officer.post(at("hand_in", firm), PAPER | {"way": "EMAIL"})
    answer = officer.post(at("upload", firm), sent(key="k1"))
    report = WageReport.objects.get(employer_id=firm)
    assert answer.url == at("progress", firm, report.pk)
    assert HandInReport.objects.get(report=report).hand_in.way == "EMAIL"
    with system():
        run_now(scalar("select id from batch_run where kind = 'wage_file' and employer_id = %s", [firm]))
    done = words(officer.get(at("progress", firm, report.pk)))
    assert "Gaji Emas" in done and "1 baris ditolak" in done
    seen = officer.get(at("refused", firm, report.pk))
    assert "99-99-1988" in seen.content.decode()
    number = int(re.search(r'id="tolak-(\d+)"', seen.content.decode())[1])
    sheet = officer.get(at("refused_file", firm, report.pk))
    assert sheet.content.startswith(b"PK")
    fixed = {"nik": bad, "name": "Tutik Kencana", "birth_date": "17-05-1988", "wage": "5000000"}
    assert officer.post(at("fix_row", firm, report.pk, number), fixed).url == at("report", firm, report.pk)
    assert WageReport.objects.get(pk=report.pk).rows_refused == 0
    # the same file again is the same report, with no second word about it
    assert officer.post(at("upload", firm), sent(key="k2")).url == at("progress", firm, report.pk)
    assert HandInReport.objects.count() == 1


def test_a_death_is_no_exit_here_either(world, officer):
    firm, draft, person = world.employer, world.draft, world.people[4]
    officer.post(at("hand_in", firm), PAPER)
    officer.post(at("take_over", firm, draft))
    answer = officer.post(at("line", firm, draft, person), {"wage": "4.500.000", "leaves": "DIED"}, follow=True)
    assert "Minta petugas klaim atau pusat kontak mencatatnya" in words(answer)
    assert one(
        "select exit_reason from contributions_wageline where report_id = %s and person_id = %s", draft, person
    ) == ("")


def test_what_is_handed_in_is_named_whole_or_refused(world, officer):
    firm = world.other
    for wrong, word in (({"brought_by": " "}, "brought_by"), ({"paper_no": ""}, "paper_no"),
                        ({"paper": "NAPKIN"}, "paper"), ({"paper_on": "2021-12-16"}, "paper_on"),
                        ({"paper_on": "kemarin"}, "paper_on"), ({"way": ""}, "way")):  # fmt: skip
        answer = officer.post(at("hand_in", firm), PAPER | wrong)
        assert answer.status_code == 422 and f'href="#id_{word}"' in answer.content.decode(), wrong
    assert HandIn.objects.count() == 0
    with system():
        taken = services.take_hand_in(
            firm, "COUNTER", "Wulan", "LETTER", "7", date(2021, 12, 1), client_key="a", by=world.user
        )
        with pytest.raises(ContributionRefused) as refused:
            services.open_for_employer(taken.pk, world.employer, date(2021, 12, 1))
        assert refused.value.code == "no_hand_in"
        with pytest.raises(ContributionRefused) as refused:
            services.attach(taken.pk, world.draft)
        assert refused.value.code == "no_hand_in"
        posted = services.open_for_employer(taken.pk, firm, date(2021, 12, 1))
        services.discard(posted.pk)
        other = services.take_hand_in(firm, "POST", "Wulan", "LETTER", "8", date(2021, 12, 1), client_key="b")
        with pytest.raises(ContributionRefused) as refused:
            services.attach(other.pk, posted.pk)
        assert refused.value.code == "wrong_status"
        with pytest.raises(ContributionRefused) as refused:
            services.take_hand_in(firm, "COUNTER", "  ", "LETTER", "7", date(2021, 12, 1), client_key="c")
        assert "nama yang menyerahkan" in refused.value.text("id") and "name" in refused.value.text("en")


def test_pages_ask_a_fixed_number_of_queries(world, officer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    firm, draft = world.employer, world.draft
    officer.post(at("hand_in", firm), PAPER)
    officer.post(at("take_over", firm, draft))
    most = {"reports": 19, "report": 43, "grid": 28, "review": 59}
    asked = {}
    for name in most:
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(at(name, firm, *([] if name == "reports" else [draft]))).status_code == 200
        asked[name] = len(seen)
    assert not {name: (asked[name], most[name]) for name in most if asked[name] > most[name]}


def test_the_paper_itself_is_kept_and_read_by_both(world, officer, sign_in):
    firm = world.other
    picture = b"%PDF-1.4 surat kuasa contoh"

    def sent(data, **more):
        return PAPER | {"scan": SimpleUploadedFile("surat.pdf", data), **more}

    answer = officer.post(at("hand_in", firm), sent(b"hanya teks"))
    assert answer.status_code == 422 and "Berkas harus PDF, PNG, atau JPEG" in words(answer)
    assert officer.post(at("hand_in", firm), sent(picture)).url == at("reports", firm)
    officer.post(at("open_month", firm), {"bulan": "2021-12"})
    report, taken = WageReport.objects.get(employer_id=firm), HandIn.objects.get(employer_id=firm)
    assert officer.get(at("report_paper", firm, report.pk)).content == picture
    scan = at("hand_in_scan", firm, taken.pk)
    assert scan in officer.get(reverse("staff:employer", args=[firm])).content.decode()
    assert officer.get(scan).content == picture
    assert officer.get(at("hand_in_scan", world.employer, taken.pk)).status_code == 404
    assert officer.get(at("report_paper", world.employer, world.draft)).status_code == 404
    own = told(world.other_user, sign_in)
    assert "Lihat suratnya" in words(own.get(reverse("employer:report", args=[report.pk])))
    assert own.get(reverse("employer:report_paper", args=[report.pk])).content == picture
    assert told(world.user, sign_in).get(reverse("employer:report_paper", args=[report.pk])).status_code == 404

"""The employer's pages: every screen opens, the golden path from wage to bill, refusals, other employers' rows."""

import re
from datetime import date

import employer_world
import pytest
from django.urls import reverse

from lindung.access.models import User
from lindung.base.db import rows, scalar, system
from lindung.contributions.models import Bill, WageReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    with system():
        return employer_world.build(14)


@pytest.fixture
def hrd(world, sign_in):
    return sign_in(User.objects.get(pk=world.user))


def page(client, name, *args, query="", **more):
    answer = client.get(reverse(f"employer:{name}", args=args) + query, **more)
    assert answer.status_code == 200, (name, answer.status_code, getattr(answer, "url", ""))
    return answer.content.decode()


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def all_pages(world):
    """Every page that answers a GET, with the arguments of the world."""
    draft, bill = world.draft, world.bills[3]
    person = world.people[7]
    return [
        ("home",), ("reports",), ("report", draft), ("grid", draft), ("line", draft, person), ("add_worker", draft),
        ("discard", draft), ("refused", draft), ("progress", draft), ("review", draft), ("trace", draft, person),
        ("correct", "2021-10"), ("upload",), ("bills",), ("bill", bill), ("bill_state", bill), ("bill_sheet", bill),
        ("bill_lines", bill), ("account",), ("account_month", "2021-08"), ("receipts",), ("workers",), ("replies",),
        ("exit_notice", world.notice), ("dispute", world.dispute), ("death",), ("messages",), ("profile",), ("tokens",),
    ]  # fmt: skip


def test_every_page_opens_in_both_languages(world, hrd):
    receipt = rows_of(world, "select id from contributions_receipt where employer_id = %s order by id")[0]["id"]
    for name, *args in [*all_pages(world), ("receipt", receipt)]:
        html = page(hrd, name, *args)
        assert "<h1" in html or name == "bill_state", name
        hrd.cookies["lindung_language"] = "en"
        page(hrd, name, *args)
        hrd.cookies["lindung_language"] = "id"


def rows_of(world, sql):
    with system():
        return rows(sql, [world.employer])


def test_golden_path_from_wage_to_bill(world, sign_in):
    """A wage of Rp5.000.000 at very low risk is billed Rp462.000, by forms as a clerk without JavaScript fills them."""
    client = sign_in(User.objects.get(pk=world.other_user))
    answer = client.post(reverse("employer:open_month"), {"bulan": "2021-12"})
    report = WageReport.objects.get(employer_id=world.other)
    assert answer.url == reverse("employer:report", args=[report.pk])
    answer = client.post(
        reverse("employer:add_worker", args=[report.pk]),
        {"nik": "3514 0917 0588 0777", "name": "Laras Ayu", "birth_date": "17-05-1988", "start_date": "2021-12-01",
         "wage": "5.000.000"},
    )  # fmt: skip
    assert answer.status_code == 302, text_of(answer.content.decode())
    review = text_of(page(client, "review", report.pk))
    assert "Jumlah tagihan Rp462.000" in review and "Sangat rendah" in review
    assert "Laras Ayu" in review
    with system():
        person = scalar("select person_id from contributions_wageline where report_id = %s", [report.pk])
    trace = text_of(page(client, "trace", report.pk, person))
    assert "Rp462.000" in trace and "Rp185.000" in trace and "PP 44/2015" in trace
    assert client.post(reverse("employer:finalise", args=[report.pk])).status_code == 302
    assert client.post(reverse("employer:reopen", args=[report.pk])).status_code == 302
    assert client.post(reverse("employer:finalise", args=[report.pk])).status_code == 302
    answer = client.post(reverse("employer:post", args=[report.pk]))
    with system():
        bill = Bill.objects.get(report_id=report.pk)
    assert bill.total == 462_000 and answer.url == reverse("employer:bill", args=[bill.code])
    shown = text_of(page(client, "bill", bill.code))
    assert "Rp462.000" in shown and "17 Januari 2022" in shown
    assert " ".join(bill.code[i : i + 4] for i in range(0, 16, 4)) in shown
    assert client.post(reverse("employer:post", args=[report.pk])).url == answer.url  # again: the same bill
    with system():
        employer_world.pay(bill.code, 200_000, world.office, employer_world.TODAY, "EMAS-1")
    assert "Dibayar Rp200.000 dari Rp462.000" in text_of(page(client, "bill_state", bill.code))
    assert "Rp262.000" in text_of(page(client, "bills"))


def test_a_draft_says_what_changed_and_saves_each_line(world, hrd):
    shown = text_of(page(hrd, "report", world.draft))
    for said in ("Pekerja masuk: 1", "Pekerja keluar: 1", "Rapel: 1", "Tidak dilaporkan bulan ini: 2",
                 "2 baris ditolak"):  # fmt: skip
        assert said in shown, said
    person = world.people[7]
    save = reverse("employer:save_line", args=[world.draft, person])
    answer = hrd.post(save, {f"wage-{person}": "4.777.000", f"back_pay-{person}": "0"})
    assert answer.status_code == 200 and "Tersimpan" in answer.content.decode()
    with system():
        line = rows("select wage, back_pay from contributions_wageline where report_id = %s and person_id = %s",
                    [world.draft, person])[0]  # fmt: skip
    assert (line["wage"], line["back_pay"]) == (4_777_000, 0)
    answer = hrd.post(save, {f"wage-{person}": "empat juta", f"back_pay-{person}": "0"})
    assert 'aria-invalid="true"' in answer.content.decode() and "empat juta" in answer.content.decode()
    answer = hrd.post(reverse("employer:grid", args=[world.draft]), {f"wage-{person}": "0"})
    assert answer.status_code == 422 and "ld-errors" in answer.content.decode()


def test_a_death_is_never_an_exit(world, hrd):
    person = world.people[10]
    line = reverse("employer:line", args=[world.draft, person])
    answer = hrd.post(line, {"wage": "4.500.000", "leaves": "DIED"})
    assert answer.url == reverse("employer:death") + f"?pekerja={person}"
    with system():
        nik = scalar("select nik from registry_person where id = %s", [person])
    assert nik in hrd.get(answer.url).content.decode()
    sent = {"nik": nik, "died_on": "2021-12-03", "work_accident": "tidak", "reporter": "Bagian HRD", "sure": "on",
            "key": "kunci-uji"}  # fmt: skip
    done = hrd.post(reverse("employer:death"), sent)
    assert done.status_code == 200 and "3 Desember 2021" in done.content.decode()
    with system():
        assert scalar("select died_on from registry_person where id = %s", [person]) == date(2021, 12, 3)
        assert scalar("select count(*) from claims_claim where person_id = %s", [person]) >= 1
    nobody = hrd.post(reverse("employer:death"), sent | {"nik": "3514091705889999", "key": "lain"})
    assert nobody.status_code == 422 and "Tidak ada pekerja Anda" in nobody.content.decode()


def test_refused_rows_are_repaired_in_place_or_by_file(world, hrd):
    html = page(hrd, "refused", world.draft)
    assert "4.290" in html and "99-99-1988" in html
    numbers = [int(n) for n in re.findall(r'id="tolak-(\d+)"', html)]
    assert len(numbers) == 2
    good = {"nik": employer_world.nik(903), "name": "Sudah Baik", "birth_date": "17-05-1988", "wage": "4500000"}
    fix = reverse("employer:fix_row", args=[world.draft, numbers[0]])
    left = hrd.post(fix, good | {"wage": "x"}, headers={"HX-Request": "true"}).content.decode()
    assert f'id="tolak-{numbers[0]}"' in left and "em-cell-why" in left
    assert "diterima" in hrd.post(fix, good, headers={"HX-Request": "true"}).content.decode()
    sheet = hrd.get(reverse("employer:refused_file", args=[world.draft]))
    assert sheet.status_code == 200 and sheet.content.startswith(b"PK")
    from lindung.interop.wage_files import read_wage_file

    again = read_wage_file(sheet.content, "perbaikan.xlsx", today=employer_world.TODAY)
    assert again.counts.rows_in == 1 and again.counts.rows_refused == 1
    answer = hrd.post(reverse("employer:fix_row", args=[world.draft, numbers[1]]),
                      good | {"nik": employer_world.nik(902)})  # fmt: skip
    assert answer.url == reverse("employer:report", args=[world.draft])
    with system():
        assert WageReport.objects.get(pk=world.draft).rows_refused == 0


def test_finalising_needs_a_word_about_refused_rows(world, hrd):
    url = reverse("employer:finalise", args=[world.draft])
    hrd.post(url)
    with system():
        assert WageReport.objects.get(pk=world.draft).status == "DRAFT"
    hrd.post(url, {"tanpa_ditolak": "1"})
    with system():
        assert WageReport.objects.get(pk=world.draft).status == "FINALISED"


def test_upload_leads_to_progress_and_refuses_what_is_no_list(world, hrd, django_capture_on_commit_callbacks):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = reverse("employer:upload")
    picture = SimpleUploadedFile("upah.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    answer = hrd.post(url, {"bulan": "2021-12", "file": picture})
    assert answer.status_code == 422 and "ld-errors" in answer.content.decode()
    data = f"NIK;NAMA;TANGGAL_LAHIR;UPAH\r\n{employer_world.nik(1, woman=True)};Sari Melati;17-05-1988;4600000\r\n"
    answer = hrd.post(url, {"bulan": "2021-12", "file": SimpleUploadedFile("upah.csv", data.encode())})
    assert answer.url == reverse("employer:progress", args=[world.draft])
    waiting = page(hrd, "progress", world.draft)
    assert "hx-get" in waiting and 'http-equiv="refresh"' in waiting
    with system():
        from lindung.batch.services import run_now

        run_now(scalar("select max(id) from batch_run"))
    done = page(hrd, "progress", world.draft, query="?bagian=1")
    assert "Semua 1 baris diterima" in text_of(done) and "hx-get" not in done
    for layout in ("WAGE_REPORT", "LEAVERS", "NEW_WORKERS_50"):
        assert hrd.get(reverse("employer:template", args=[layout])).content.startswith(b"PK")
    assert hrd.get(reverse("employer:template", args=["APA_SAJA"])).status_code == 404


def test_a_key_is_shown_once(world, hrd):
    answer = hrd.post(reverse("employer:tokens"), {"name": "aplikasi gaji"})
    secret = re.search(r"lnd_[\w-]{20,}", answer.content.decode())[0]
    assert answer["Cache-Control"] == "no-store"
    again = page(hrd, "tokens")
    assert secret not in again and secret[-4:] in again
    from lindung.access.services import actor_for_token

    assert actor_for_token(secret).employer_id == world.employer
    token = int(re.search(r"kunci/(\d+)/cabut", again)[1])
    hrd.post(reverse("employer:revoke_token", args=[token]))
    assert actor_for_token(secret) is None


def test_answers_to_workers(world, hrd):
    url = reverse("employer:exit_notice", args=[world.notice])
    assert hrd.post(url, {"agree": "tidak", "answer": " "}).status_code == 422
    assert hrd.post(url, {"agree": "ya"}).status_code == 302
    with system():
        assert scalar("select status from coverage_exitnotice where id = %s", [world.notice]) == "ACCEPTED"
    answer = hrd.post(reverse("employer:dispute", args=[world.dispute]), {"answer": "Lembur dibayar November."})
    assert answer.status_code == 302
    with system():
        row = rows("select employer_answer, closed_at from coverage_dispute where id = %s", [world.dispute])[0]
    assert row == {"employer_answer": "Lembur dibayar November.", "closed_at": None}  # an officer closes it


def test_account_adds_up(world, hrd):
    from lindung.contributions.queries.money import bills_of
    from lindung.contributions.queries.months import month_by_worker, months

    with system():
        found = {m.month: m for m in months(world.employer, date(2021, 6, 1), date(2021, 12, 1))}
        stood = [b for b in bills_of(world.employer, employer_world.TODAY) if b["month"] == date(2021, 8, 1)]
        per_worker = month_by_worker(world.employer, date(2021, 8, 1), stood, limit=1_000)
        bills = rows("select month, total from contributions_bill where employer_id = %s", [world.employer])
    august = found[date(2021, 8, 1)]
    assert august.billed == sum(b["total"] for b in bills if b["month"] == august.month)
    assert sum(w["assessed"] for w in per_worker) == august.billed
    assert 0 <= august.paid - sum(w["settled"] for w in per_worker) < 5 * len(per_worker)
    states = {f"{m.month:%m}": m.state(employer_world.TODAY) for m in found.values()}
    assert states == {"06": "NOBODY", "07": "PAID", "08": "PARTLY_PAID", "09": "PENALTY", "10": "OVERDUE",
                      "11": "OPEN", "12": "DRAFT"}  # fmt: skip


def test_nothing_of_another_employer_opens(world, sign_in):
    client = sign_in(User.objects.get(pk=world.other_user))
    receipt = rows_of(world, "select id from contributions_receipt where employer_id = %s order by id")[0]["id"]
    for name, *args in [*all_pages(world), ("receipt", receipt), ("refused_file", world.draft),
                        ("bill_file", world.bills[0])]:  # fmt: skip
        if args and args != ["2021-10"]:
            assert client.get(reverse(f"employer:{name}", args=args)).status_code == 404, name
    for name, *args in [("finalise", world.draft), ("post", world.draft), ("reopen", world.draft),
                        ("discard", world.draft), ("fix_row", world.draft, 43),
                        ("save_line", world.draft, world.people[0]), ("remove_line", world.draft, world.people[0]),
                        ("exit_notice", world.notice), ("dispute", world.dispute), ("message_read", 1)]:  # fmt: skip
        assert client.post(reverse(f"employer:{name}", args=args)).status_code == 404, name
    assert "Mebel" not in client.get(reverse("employer:home")).content.decode()


QUERIES = {
    "home": 19, "reports": 15, "report": 32, "grid": 17, "review": 49, "bills": 13, "bill": 15, "account": 13,
    "account_month": 14, "receipts": 12, "workers": 12, "replies": 12, "refused": 11, "upload": 14, "bill_lines": 13,
}  # fmt: skip
"""Queries of a page, the frame's own included; a page of more rows asks no more."""


def test_pages_ask_a_fixed_number_of_queries(world, hrd):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    arguments = {"report": [world.draft], "grid": [world.draft], "review": [world.draft], "bill": [world.bills[3]],
                 "account_month": ["2021-08"], "refused": [world.draft], "bill_lines": [world.bills[0]]}  # fmt: skip
    hrd.get(reverse("employer:home"))
    asked = {}
    for name in QUERIES:
        with CaptureQueriesContext(connection) as seen:
            page(hrd, name, *arguments.get(name, []))
        asked[name] = len(seen)
    assert not {name: (asked[name], most) for name, most in QUERIES.items() if asked[name] > most}

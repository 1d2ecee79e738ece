"""Collection through its pages: the board, a case from reminder to plan, an inspection, flags, the employer's page."""

import csv
import io
from datetime import date, timedelta

import pytest
from branch import DAY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from page_text import one, text

from lindung.base.db import rows, run, system
from lindung.base.format import month_year
from lindung.collection import queries, services
from lindung.collection.models import Case, Finding, Flag, Plan, Step
from lindung.contributions.effective import PARTS
from lindung.interop import outbox
from lindung.interop.outbox.collection import LETTERS, WORDS, step_letter
from lindung.notices.models import Message


@pytest.fixture
def arrears(branch) -> int:
    """The day's run and receivables of the branch; the id of a case with arrears."""
    with system():
        services.snapshot(DAY)
        services.daily(DAY)
        return Case.objects.filter(kind="ARREARS").order_by("-principal").values_list("id", flat=True)[0]


def test_the_board_shows_what_is_owed_and_what_to_do(branch, as_user, arrears, django_assert_max_num_queries) -> None:
    officer = as_user("iuran")
    page = reverse("staff:collection")
    officer.get(page)
    with django_assert_max_num_queries(26):
        shown = text(officer.get(page))
    owed = one("select sum(overdue) from collection_receivable")
    assert f"{owed:,}".replace(",", ".") in shown
    with system():
        case = Case.objects.get(pk=arrears)
    assert case.number in text(officer.get(reverse("staff:collection_cases") + "?cari=" + case.number))
    code = one("select max(class_of) from collection_receivable")
    assert case.number in text(officer.get(reverse("staff:collection_class", args=[code])))
    assert officer.post(reverse("staff:collection_run")).status_code == 302
    assert one("select count(*) from batch_run where kind in ('collection_day', 'receivables')") == 2


def test_what_is_to_do_comes_page_by_page_in_either_order(branch, as_user, arrears, monkeypatch) -> None:
    from lindung.portals.staff.views import collection

    monkeypatch.setattr(collection, "PAGE", 2)
    officer, page = as_user("iuran"), reverse("staff:collection")
    with system():
        case = Case.objects.get(pk=arrears)
        for n in range(1, 5):  # firms not registered yet, with other debts and days
            case.pk, case.number, case.principal, case.next_on = (
                None,
                f"TG-X{n}",
                9_000 * (n % 3),
                DAY - n * timedelta(9),
            )
            case.employer_id, case.name = None, f"Tetangga {n}"
            case.save()
        due = Case.objects.filter(open=True, next_on__lte=DAY).exclude(next_step__in=queries.WAITING)
        only_penalty = ExpressionWrapper(Q(kind="ARREARS", principal=0), BooleanField())
        ways = {"": (only_penalty, "next_on", "id"), "urut=pokok": ("-principal", "id")}
        wanted = {way: list(due.order_by(*order).values_list("number", flat=True)) for way, order in ways.items()}
    assert len(wanted[""]) > 2 and wanted[""] != wanted["urut=pokok"]
    assert wanted[""][-1] == "TG-X3"  # only a penalty is left
    for way, numbers in wanted.items():
        seen, address = [], f"?{way}"
        while address:
            shown = officer.get(page + address).context
            seen += [row.cells["name"].note for row in shown["table"].rows]
            address = shown["table"].pager.next
        assert seen == numbers


def test_an_officer_works_a_case_and_another_person_decides(branch, as_user, arrears) -> None:
    officer = as_user("iuran")
    page = reverse("staff:collection_case", args=[arrears])
    assert "Surat peringatan pertama" in text(officer.get(page))
    officer.post(reverse("staff:collection_take", args=[arrears]))
    with system():
        assert Case.objects.get(pk=arrears).officer == branch.users["iuran"].pk
    wrong = officer.post(reverse("staff:collection_do", args=[arrears, "STEP"]), {"step-kind": "SKK"})
    assert wrong.status_code == 422 and "Tuliskan keterangan" in text(wrong)
    visit = {"step-kind": "VISIT", "step-note": "Bertemu pimpinan"}
    assert officer.post(reverse("staff:collection_do", args=[arrears, "STEP"]), visit).status_code == 302
    plan = {"plan-parts": "3", "plan-first_due": f"{DAY + timedelta(days=5)}", "plan-reason": "Arus kas"}
    assert officer.post(reverse("staff:collection_do", args=[arrears, "PLAN"]), plan).status_code == 302
    with system():
        made = Plan.objects.get(case_id=arrears)
    assert "Putuskan rencana angsuran" not in text(officer.get(page))
    at = reverse("staff:collection_decide", args=[arrears, "PLAN", made.pk])
    assert officer.post(at, {}).status_code == 403
    head = as_user("kepala")
    assert "Putuskan rencana angsuran" in text(head.get(page))
    name = f"plan-{made.pk}"
    assert head.post(at, {f"{name}-approve": "1"}).status_code == 422
    assert head.post(at, {f"{name}-approve": "1", f"{name}-reason": "Sanggup"}).status_code == 302
    with system():
        made.refresh_from_db()
    assert (made.state, made.decided_by) == ("RUNNING", branch.users["kepala"].pk)
    evidence = reverse("staff:collection_do", args=[arrears, "EVIDENCE"])
    officer = as_user("iuran")
    bad = officer.post(evidence, {"evidence-file": SimpleUploadedFile("x.pdf", b"MZ"), "evidence-note": "x"})
    assert bad.status_code == 422 and "PDF, PNG, atau JPEG" in text(bad)
    good = {"evidence-file": SimpleUploadedFile("foto.pdf", b"%PDF-1.4 foto"), "evidence-note": "Pabrik"}
    assert officer.post(evidence, good).status_code == 302
    assert "foto.pdf" in text(officer.get(page))


def test_an_employer_that_works_no_more_and_works_again(branch, as_user, arrears) -> None:
    officer, page = as_user("iuran"), reverse("staff:collection_case", args=[arrears])

    def do(client, name: str, **given):
        return client.post(
            reverse("staff:collection_do", args=[arrears, name]), {f"{name.lower()}-{k}": v for k, v in given.items()}
        )

    do(officer, "STEP", kind="VISIT", note="Gerbang terkunci")
    do(officer, "EVIDENCE", file=SimpleUploadedFile("foto.pdf", b"%PDF-1.4 foto"), note="Gerbang")
    assert do(officer, "INACTIVE", from_on=f"{DAY}", reason="Tidak beroperasi").status_code == 302
    assert "Aktifkan kembali" not in text(officer.get(page))
    proposal = one("select id from collection_dormancy")
    given = {f"inactive-{proposal}-approve": "1", f"inactive-{proposal}-reason": "Disetujui"}
    decide = reverse("staff:collection_decide", args=[arrears, "INACTIVE", proposal])
    assert as_user("kepala").post(decide, given).status_code == 302
    employer = one("select employer_id from collection_case where id = %s", arrears)
    assert one("select status from registry_employer where id = %s", employer) == "INACTIVE"
    officer = as_user("iuran")
    shown = text(officer.get(page))
    assert "Aktifkan kembali" in shown and "Usulkan status nonaktif" not in shown
    empty = do(officer, "REACTIVATE", reason=" ")
    assert empty.status_code == 422 and "Aktifkan kembali" in text(empty)
    assert do(officer, "REACTIVATE", reason="Produksi dimulai lagi").status_code == 302
    assert one("select status from registry_employer where id = %s", employer) == "ACTIVE"
    shown = text(officer.get(page))
    assert "Aktif kembali" in shown and "Usulkan status nonaktif" in shown
    assert do(officer, "REACTIVATE", reason="lagi").status_code == 422


def test_an_employer_closes_down_on_its_page_and_opens_again(branch, as_user, arrears) -> None:
    firm = one("select employer_id from collection_case where id = %s", arrears)
    page, close = reverse("staff:employer", args=[firm]), reverse("staff:employer_close", args=[firm])
    officer = as_user("iuran")
    owed = one("select principal + penalty from collection_case where id = %s", arrears)
    shown = text(officer.get(page))
    assert "Usulkan penutupan" in shown and f"{owed:,}".replace(",", ".") in shown

    def ask(client, day: date, reason: str = "Dibubarkan", data: bytes = b"%PDF-1.4 akta"):
        given = {
            "tutup-last_day": f"{day}",
            "tutup-reason": reason,
            "tutup-paper": SimpleUploadedFile("akta.pdf", data),
        }
        return client.post(close, given)

    reported = one("select max(month) from contributions_wagereport where employer_id = %s", firm)
    for day, how, words in (
        (DAY, {"data": b"MZ"}, "Berkas harus PDF"), (DAY, {"reason": ""}, "Alasan"),
        (DAY + timedelta(1), {}, "tidak di masa depan"), (reported - timedelta(1), {}, month_year(reported)),
    ):  # fmt: skip
        wrong = ask(officer, day, **how)
        assert wrong.status_code == 422 and words in text(wrong) and "<details open>" in text(wrong)
    assert one("select count(*) from collection_dormancy") == 0 == one("select count(*) from registry_storedfile")
    assert ask(as_user("kepala"), DAY).status_code == 403 and ask(as_user("malang"), DAY).status_code in (403, 404)
    officer = as_user("iuran")
    assert ask(officer, DAY).status_code == 302
    shown = text(officer.get(page))
    assert "menunggu putusan" in shown and "Usulkan penutupan" not in shown
    assert "masih ada usulan" in text(ask(officer, DAY)).lower()
    with system():
        proposal, case = rows("select id, case_id from collection_dormancy")[0].values()
    head, decide = as_user("kepala"), reverse("staff:collection_decide", args=[case, "INACTIVE", proposal])
    assert "Putuskan penutupan perusahaan" in text(head.get(reverse("staff:collection_case", args=[case])))
    given = {f"inactive-{proposal}-approve": "1", f"inactive-{proposal}-reason": "Akta sesuai"}
    assert head.post(decide, given).status_code == 302
    assert one("select status from registry_employer where id = %s", firm) == "CLOSED"
    running = "select count(*) from coverage_spell where employer_id = %s and segment = 'PU' and end_on is null"
    assert one(running, firm) == 0
    officer = as_user("iuran")
    shown = text(officer.get(page))
    assert "Tutup; hari terakhir bekerja" in shown and f"{owed:,}".replace(",", ".") in shown
    assert "tetap ditagih" in shown and one("select open from collection_case where id = %s", arrears) is True
    assert officer.post(close, {"tutup-reason": " "}).status_code == 422
    assert officer.post(close, {"tutup-reason": "Pemilik baru"}).status_code == 302
    assert one("select status from registry_employer where id = %s", firm) == "ACTIVE"
    assert "Usulkan penutupan" in text(officer.get(page))


def test_a_closed_employer_is_not_pressed_for_the_newest_month(branch, as_user) -> None:
    home, firm = reverse("employer:home"), branch.employers[0]
    with system():
        run("update coverage_spell set end_on = '2021-11-30', exit_reason = 'TERMINATED'"
            " where employer_id = %s and end_on is null", [firm])  # fmt: skip
    assert "Laporkan upah Desember 2021" in text(as_user("hrd").get(home))
    with system():
        run("update registry_employer set status = 'CLOSED', closed_on = '2021-11-30' where id = %s", [firm])
    assert "Laporkan upah Desember 2021" not in text(as_user("hrd").get(home))
    with system():  # somebody who joined later, and left on his first day
        run("update coverage_spell set start_on = '2021-12-06', end_on = '2021-12-06'"
            " where id = (select max(id) from coverage_spell where employer_id = %s)", [firm])  # fmt: skip
    assert "Laporkan upah Desember 2021" not in text(as_user("hrd").get(home))


def test_an_inspection_from_finding_to_trace(branch, as_user) -> None:
    officer = as_user("iuran")
    npp = one("select npp from registry_employer where id = %s", branch.employers[0])
    new = reverse("staff:collection_new")
    assert officer.post(new, {"kind": "PDS_WAGES", "npp": "00000000", "about": "x"}).status_code == 422
    made = officer.post(new, {"kind": "PDS_WAGES", "npp": npp, "about": "Slip berbeda"})
    assert made.status_code == 302
    case = one("select max(id) from collection_case where kind = 'PDS_WAGES'")
    with system():
        worker = rows(
            "select person_id, month, wage from contributions_line where employer_id = %s order by month, person_id",
            [branch.employers[0]],
        )[0]
    finding = reverse("staff:collection_do", args=[case, "FINDING"])
    asked = {"finding-first": f"{worker['month']}", "finding-last": f"{worker['month']}", "finding-wage": "9.500.000"}
    assert officer.post(finding, asked | {"finding-who": "3514010101900000"}).status_code == 422
    kpj = branch.kpj[worker["person_id"]]
    assert officer.post(finding, asked | {"finding-who": kpj}).status_code == 302
    with system():
        found = Finding.objects.get(case_id=case)
    assert found.wage == 9_500_000 and found.total > 0
    shown = text(officer.get(reverse("staff:collection_case", args=[case]) + f"?hitung={found.pk}"))
    assert f"{found.total:,}".replace(",", ".") in shown and 'id="hitungan"' in shown
    officer.post(reverse("staff:collection_do", args=[case, "DEMAND"]), {"demand-note": "Mohon dijelaskan"})
    firm = as_user("hrd")
    assert "Slip berbeda" in text(firm.get(reverse("employer:arrears")))
    at = reverse("employer:arrears_answer", args=[case])
    assert firm.post(at, {f"a{case}-text": ""}).status_code == 422
    assert firm.post(at, {f"a{case}-text": "Kami periksa"}).status_code == 302
    assert one("select count(*) from collection_step where case_id = %s and kind = 'ANSWER'", case) == 1


def test_the_employer_sees_months_proposes_and_objects(branch, as_user, arrears) -> None:
    employer, firm = branch.employers[0], as_user("hrd")
    page = reverse("employer:arrears")
    shown = text(firm.get(page))
    with system():
        case = Case.objects.get(employer_id=employer, kind="ARREARS", open=True)
    assert f"{case.principal:,}".replace(",", ".") in shown
    late = firm.post(reverse("employer:arrears_plan"), {"parts": "3", "first_due": "2022-12-01", "reason": "x"})
    assert late.status_code == 422
    with system():
        month = next(m["month"] for m in queries.owed_by(employer, DAY).months if m["open"])
    objection = {"month": f"{month}", "reason": "Dua orang sudah keluar"}
    assert firm.post(reverse("employer:arrears_object"), objection).status_code == 302
    plan = {"parts": "3", "first_due": f"{DAY + timedelta(days=3)}", "reason": "Pesanan turun"}
    assert firm.post(reverse("employer:arrears_plan"), plan).status_code == 302
    assert "Diusulkan" in text(firm.get(page))


def sheet(answer) -> list[dict[str, str]]:
    assert answer["Content-Disposition"].endswith('.csv"')
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_what_is_owed_by_month_programme_and_worker(branch, as_user, arrears, django_assert_max_num_queries) -> None:
    employer, officer = branch.employers[0], as_user("iuran")
    page = reverse("staff:owed", args=[employer])
    case = reverse(
        "staff:collection_case", args=[one("select id from collection_case where employer_id = %s", employer)]
    )
    assert page in text(officer.get(case)) and page in text(officer.get(reverse("staff:employer", args=[employer])))
    with system():
        months = queries.overdue_months(employer, DAY)
        workers = [queries.overdue_workers(employer, m, limit=1_000) for m in months]
    kept = {k: one(f"select {k} from collection_receivable where employer_id = %s", employer) for k in PARTS}
    assert {k: sum(m.parts[k] for m in months) for k in PARTS} == kept and sum(kept.values()) > 0
    assert sum(m.principal for m in months) == one("select overdue from collection_receivable where employer_id = %s",
                                                   employer)  # fmt: skip
    for month, found in zip(months, workers, strict=True):
        for part in PARTS:  # shares are rounded down, so what is left of them is at most a rupiah each too much
            assert 0 <= sum(w[part] for w in found) - month.parts[part] < len(found)
    officer.get(page)
    with django_assert_max_num_queries(21):
        shown = text(officer.get(page + f"?bulan={months[0].month:%Y-%m}"))
    assert f"{months[0].principal:,}".replace(",", ".") in shown and workers[0][0]["name"] in shown
    assert one("select count(*) from access_readlog where page = 'staff.owed' and person_id = %s",
               workers[0][0]["person_id"]) == 1  # fmt: skip
    assert officer.get(page + "?bulan=1999-01").status_code == officer.get(page + "?bulan=x").status_code == 404
    lines = sheet(officer.get(reverse("staff:owed_file", args=[employer])))
    assert sum(int(r["Jumlah"]) for r in lines) == sum(w["owed"] for found in workers for w in found)
    assert {k: sum(int(r[k.upper()]) for r in lines) for k in PARTS} == {
        k: sum(w[k] for found in workers for w in found) for k in PARTS
    }
    assert one("select count(distinct person_id) from access_readlog where page = 'staff.owed_file'") == len(
        {r["KPJ"] for r in lines}
    )
    assert sheet(as_user("hrd").get(reverse("employer:arrears_file"))) == lines


def test_flags_are_answered_in_words(branch, as_user) -> None:
    with system():
        services.flag_month(date(2021, 11, 1), on=DAY)
        flag = Flag.objects.create(
            month=date(2021, 11, 1), kind="SAME_WAGES", employer_id=branch.employers[1],
            office_id=one("select office_id from registry_employer where id = %s", branch.employers[1]), workers=12,
            told={"wage": 4_300_000}, made_on=DAY,
        )  # fmt: skip
    officer = as_user("iuran")
    assert "Rp4.300.000" in text(officer.get(reverse("staff:collection_flags") + "?jenis=SAME_WAGES"))
    page = reverse("staff:collection_flag", args=[flag.pk])
    assert officer.post(page, {"answer": "EXPLAINED"}).status_code == 422
    assert officer.post(page, {"answer": "EXPLAINED", "note": "Borongan"}).status_code == 302
    assert "Borongan" in text(officer.get(page))


def test_letters_and_messages_of_every_step(branch, as_user, arrears) -> None:
    assert set(WORDS["id"]) == set(WORDS["en"]) and set(LETTERS) <= set(WORDS["id"])
    with system():
        step = Step.objects.filter(case_id=arrears, kind="SP1").get()
        for lang in ("id", "en"):
            letter = step_letter(step.pk, lang)
            assert letter.pk == step_letter(step.pk, lang).pk
        outbox.flush()
        message = Message.objects.get(key=f"collection-step:{step.pk}")
    assert message.template == "arrears_reminder" and message.params["amount"] == step.amount
    answer = as_user("iuran").get(reverse("staff:collection_letter", args=[step.pk]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")

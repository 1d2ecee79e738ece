"""Inspections with computed demands, inactive employers, and what looks odd in the reports."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from collection_world import AUGUST, JULY, SEPTEMBER, TODAY, World, prove
from django.db import transaction

from lindung.base.db import rows, run, scalar
from lindung.collection import queries, services
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Dormancy, Finding, Flag, Step
from lindung.collection.services import Found
from lindung.collection.services.inspection import explain_finding
from lindung.contributions.models import Bill, WageReport
from lindung.interop import outbox
from lindung.notices.models import Message
from lindung.notices.queries import messages
from lindung.registry.models import Employer, StoredFile
from lindung.registry.services import store_file

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(CollectionRefused) as refusal, transaction.atomic():
        act()
    return refusal.value.code


def test_wages_under_declared_are_computed_demanded_and_corrected(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.workers(employer)
    first = world.billed(employer, JULY, {a: 3_000_000, b: 3_000_000})
    world.billed(employer, AUGUST, {a: 3_000_000, b: 3_000_000})
    case = services.open_inspection("PDS_WAGES", "Upah pada slip berbeda", employer_id=employer, by=5)
    assert refused(lambda: services.open_inspection("PDS_WAGES", "lagi", employer_id=employer)) == "case_open"
    assert refused(lambda: services.demand(case.pk)) == "no_findings"
    for wrong, code in (
        (Found(a, AUGUST, JULY, 5_000_000), "months_order"), (Found(a, date(2021, 7, 2), AUGUST, 1), "months_order"),
        (Found(a, JULY, date(2030, 1, 1), 5_000_000), "months_order"), (Found(a, JULY, JULY, 0), "wage_range"),
        (Found(0, JULY, JULY, 5_000_000), "no_person"),
    ):  # fmt: skip
        assert refused(lambda wrong=wrong: services.add_findings(case.pk, [wrong])) == code
    assert services.add_findings(case.pk, [Found(a, JULY, AUGUST, 5_000_000)]) == 2
    found = Finding.objects.get(month=JULY)
    assert (found.reported, found.wage, found.total) == (3_000_000, 5_000_000, first.total // 2 * 2 // 3)
    told = explain_finding(found.pk)
    assert told is not None and told.values["total"] == found.total + first.total // 2
    step = services.demand(case.pk)
    assert step.amount == 2 * found.total and step.due_on == TODAY + timedelta(days=14)
    assert refused(lambda: services.demand(case.pk)) == "done_already"
    services.answer(case.pk, "Tunjangan tidak kami laporkan", employer_id=employer)
    assert refused(lambda: services.answer(case.pk, "x", employer_id=employer + 1)) == "no_case"
    assert Case.objects.get(pk=case.pk).next_step == "OUTCOME"
    assert refused(lambda: services.conclude(case.pk, "MAYBE", "x")) == "no_outcome"
    services.conclude(case.pk, "CORRECTED", "Dibetulkan sesuai slip", by=5)
    case.refresh_from_db()
    assert (case.open, case.outcome) == (False, "CORRECTED")
    later = Bill.objects.filter(employer_id=employer, version=2)
    assert sorted(bill.total for bill in later) == [found.total, found.total]
    prove()


def test_missing_workers_are_computed_from_nothing_billed(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.workers(employer)
    bill = world.billed(employer, JULY, {a: 5_000_000})
    case = services.open_inspection("PDS_WORKERS", "Daftar hadir memuat dua orang", employer_id=employer)
    services.add_findings(case.pk, [Found(b, JULY, JULY, 5_000_000)])
    assert Finding.objects.get().total == bill.total
    services.conclude(case.pk, "CORRECTED", "Ditambahkan")
    assert Bill.objects.get(employer_id=employer, month=JULY, version=2).total == bill.total
    prove()


def test_missing_programmes_by_the_real_size(world: World) -> None:
    large, small = world.employer(), world.employer(size="MICRO")
    whole, part = world.billed(large, JULY), world.billed(small, JULY)
    case = services.open_inspection("PDS_PROGRAMMES", "Laporan keuangan usaha besar", employer_id=small)
    services.add_findings(case.pk, [Found(world.workers(small)[0], JULY, JULY, 5_000_000)], size="LARGE")
    assert Finding.objects.get().total == whole.total - part.total > 0
    assert refused(lambda: services.add_findings(case.pk, [Found(1, JULY, JULY, 1)], size="HUGE")) == "no_class"
    services.conclude(case.pk, "CORRECTED", "Golongan dibetulkan")
    assert Bill.objects.get(employer_id=small, month=JULY, version=2).total == whole.total - part.total
    prove()


def test_an_unregistered_employer_is_found_registered_and_closed(world: World) -> None:
    assert refused(lambda: services.open_inspection("PWBD", "Pabrik tanpa papan nama", name="CV Baru")) == "no_employer"
    case = services.open_inspection("PWBD", "Pabrik tanpa papan nama", name="CV Baru", office_id=world.office)
    assert refused(lambda: services.take_step(case.pk, "WARNING_1")) == "no_employer"
    services.take_step(case.pk, "VISIT", note="Ada 12 pekerja")
    assert refused(lambda: services.conclude(case.pk, "REGISTERED", "x")) == "no_employer"
    employer = world.employer(people=0)
    services.tie_employer(case.pk, employer)
    services.demand(case.pk, "Lengkapi pendaftaran pekerja")
    services.take_step(case.pk, "WARNING_1")
    services.conclude(case.pk, "REGISTERED", "Terdaftar")
    case.refresh_from_db()
    assert (case.open, case.outcome, case.employer_id) == (False, "REGISTERED", employer)


def evidence(world: World, employer: int) -> StoredFile:
    return store_file("foto.pdf", "application/pdf", b"%PDF-1.4 uji", office_id=world.office, employer_id=employer)


def test_an_inactive_employer_stops_and_its_workers_are_free(world: World) -> None:
    employer = world.employer(people=2)
    world.billed(employer, JULY)
    case = services.open_inspection("INACTIVE", "Pabrik kosong", employer_id=employer)
    gone = date(2021, 8, 14)
    assert refused(lambda: services.propose_inactive(case.pk, gone, "kosong", 1)) == "no_visit"
    services.take_step(case.pk, "VISIT", note="Gerbang terkunci sejak Agustus")
    services.add_evidence(case.pk, evidence(world, employer).pk, "Foto gerbang")
    assert refused(lambda: services.propose_inactive(case.pk, TODAY + DAY, "kosong", 1)) == "months_order"
    assert refused(lambda: services.propose_inactive(case.pk, date(2021, 6, 30), "kosong", 1)) == "worked_after"
    proposal = services.propose_inactive(case.pk, gone, "Tidak beroperasi", 1)
    assert refused(lambda: services.decide_inactive(proposal.pk, True, "ya", 1)) == "same_person"
    done = services.decide_inactive(proposal.pk, True, "Disetujui", 2)
    assert done.freed == 2 and Employer.objects.get(pk=employer).status == "INACTIVE"
    assert rows("select distinct end_on, exit_reason from coverage_spell where employer_id = %s", [employer]) == [
        {"end_on": gone, "exit_reason": "TERMINATED"}
    ]
    case.refresh_from_db()
    assert (case.open, case.outcome) == (False, "SUSPENDED")
    outbox.flush()
    (said,) = messages(employer_id=employer, limit=1)
    assert said.template == "employer_inactive" and "14 Agustus 2021" in said.body and "2 pekerja" in said.body
    for worker in world.workers(employer):
        told = messages(person_id=worker, lang="en", limit=1)[0]
        assert told.template == "freed_inactive" and told.title.endswith("ended on 14 August 2021")
        assert "Pay contributions" in told.body and "Dispute" in told.body and told.link == "/peserta/pekerjaan/"
    assert outbox.flush() == 0 and not Message.objects.filter(template="left").exists()
    assert refused(lambda: services.decide_inactive(proposal.pk, True, "ya", 3)) == "no_proposal"
    services.daily(TODAY)  # what was owed before is still owed
    assert Case.objects.filter(employer_id=employer, kind="ARREARS", open=True).exists()
    services.reactivate(employer, "Beroperasi lagi", 2)
    assert Employer.objects.get(pk=employer).status == "ACTIVE"
    assert refused(lambda: services.reactivate(employer, "lagi", 2)) == "not_inactive"
    prove()


def test_a_refused_proposal_changes_nothing(world: World) -> None:
    employer = world.employer()
    case = services.open_inspection("INACTIVE", "Katanya tutup", employer_id=employer)
    services.take_step(case.pk, "VISIT", note="Ramai")
    services.add_evidence(case.pk, evidence(world, employer).pk, "Foto")
    proposal = services.propose_inactive(case.pk, date(2021, 8, 14), "tutup", 1)
    services.decide_inactive(proposal.pk, False, "Masih bekerja", 2)
    assert Employer.objects.get(pk=employer).status == "ACTIVE"
    assert scalar("select count(*) from coverage_spell where end_on is not null") == 0
    services.conclude(case.pk, "NO_BREACH", "Masih bekerja")


PAPER = ("akta.pdf", "application/pdf", b"%PDF-1.4 akta")


def test_an_employer_closes_down_and_opens_again(world: World) -> None:
    employer, other = world.employer(people=2), world.employer()
    late, left = world.worker(employer, date(2021, 11, 5)), world.worker(employer)
    run("update coverage_spell set end_on = '2021-08-31', exit_reason = 'RESIGNED' where person_id = %s", [left])
    world.billed(employer, JULY)
    owed = scalar("select sum(total) from contributions_bill where employer_id = %s", [employer])
    last = date(2021, 9, 30)

    def propose(day: date = last, reason: str = "Perusahaan dibubarkan", to: int = employer) -> Dormancy:
        return services.propose_closure(to, day, reason, PAPER, 1)

    assert refused(lambda: propose(to=0)) == "no_employer"
    assert refused(lambda: propose(reason=" ")) == "reason_needed"
    assert refused(lambda: propose(TODAY + DAY)) == "closing_day"
    assert refused(lambda: propose(date(2017, 12, 31))) == "closing_day"
    assert refused(lambda: propose(date(2021, 6, 30))) == "worked_after"
    report = WageReport.objects.create(employer_id=employer, office_id=world.office, month=AUGUST, version=1)
    for status in ("READING", "DRAFT", "FINALISED"):
        WageReport.objects.filter(pk=report.pk).update(status=status)
        assert refused(propose) == "report_open"
    assert not Case.objects.filter(kind="INACTIVE").exists() and not StoredFile.objects.exists()
    WageReport.objects.filter(pk=report.pk).update(status="DISCARDED")

    made = propose()
    case = Case.objects.get(pk=made.case_id)
    assert (case.kind, case.next_step, made.kind) == ("INACTIVE", "CLOSURE_DECIDE", "CLOSED")
    assert case.evidence.get().file.name == "akta.pdf"
    assert refused(propose) == "proposal_open"
    assert refused(lambda: services.conclude(case.pk, "NO_BREACH", "selesai")) == "proposal_open"
    assert refused(lambda: services.decide_inactive(made.pk, True, "ya", 1)) == "same_person"
    WageReport.objects.filter(pk=report.pk).update(status="DRAFT")
    assert refused(lambda: services.decide_inactive(made.pk, True, "ya", 2)) == "report_open"
    WageReport.objects.filter(pk=report.pk).update(status="DISCARDED")
    services.decide_inactive(made.pk, False, "Surat belum lengkap", 2)
    assert Employer.objects.get(pk=employer).status == "ACTIVE"
    outbox.flush()
    (said,) = messages(employer_id=employer, limit=1)
    assert said.title == "Usulan menutup perusahaan Anda tidak disetujui" and "Surat belum lengkap" in said.body
    assert queries.closure_refused(employer) == (TODAY, "Surat belum lengkap")

    again = propose()
    assert queries.closure_refused(employer) is None
    assert again.case_id == case.pk  # the open case goes on
    assert services.decide_inactive(again.pk, True, "Akta sesuai", 2).freed == 3
    closed = Employer.objects.get(pk=employer)
    assert (closed.status, closed.closed_on) == ("CLOSED", last)
    spells = "select person_id, end_on, exit_reason from coverage_spell where employer_id = %s"
    ends = {r["person_id"]: (r["end_on"], r["exit_reason"]) for r in rows(spells, [employer])}
    assert ends.pop(late) == (date(2021, 11, 5), "TERMINATED")  # never before his first day
    assert ends.pop(left) == (date(2021, 8, 31), "RESIGNED")
    assert set(ends.values()) == {(last, "TERMINATED")} and len(ends) == 2
    assert scalar("select count(*) from coverage_spell where employer_id = %s and end_on is null", [other]) == 1
    case.refresh_from_db()
    assert (case.open, case.outcome) == (False, "CLOSED_DOWN")
    assert refused(propose) == "closed_down"
    services.daily(TODAY)  # what was owed before is still owed and collected
    assert Case.objects.get(employer_id=employer, kind="ARREARS", open=True).principal == owed > 0
    outbox.flush()
    told = Message.objects.filter(template="employer_closed")
    assert [m.employer_id for m in told] == [employer]
    freed = Message.objects.filter(template="freed_closed").values_list("person_id", flat=True)
    assert set(freed) == {*ends, late}

    services.reactivate(employer, "Dibuka lagi oleh pemilik baru", 2)
    assert (outbox.flush(), outbox.flush()) == (1, 0)
    (said,) = messages(employer_id=employer, limit=1)
    assert (said.title, said.tone) == ("Perusahaan Anda tercatat beroperasi lagi", "ok")
    assert "1 Desember 2021" in said.body and case.number in said.body
    opened = Employer.objects.get(pk=employer)
    assert (opened.status, opened.closed_on) == ("ACTIVE", None)
    assert refused(lambda: services.reactivate(employer, "lagi", 2)) == "not_inactive"
    prove()


def test_an_inactive_employer_is_made_active_before_it_closes_down(world: World) -> None:
    employer = world.employer()
    Employer.objects.filter(pk=employer).update(status="INACTIVE")
    with pytest.raises(CollectionRefused) as refusal:
        services.propose_closure(employer, TODAY, "tutup", PAPER, 1)
    assert refusal.value.code == "inactive_already"


def test_each_odd_report_is_a_question_with_numbers(world: World) -> None:
    run("delete from registry_minimumwage where district_id = '35.14' and year = 2021")
    run("insert into registry_minimumwage (district_id, year, amount, source) values ('35.14', 2021, 4290133, 'uji')")
    low, dropping, same, fine = (world.employer(people=n) for n in (2, 6, 10, 2))
    peers = [world.employer(people=1, kbli="10799") for _ in range(4)]
    for e in (low, dropping, same, fine, *peers):
        world.billed(e, JULY, 9_000_000)
    a, b = world.workers(low)
    world.billed(low, AUGUST, {a: 4_290_132, b: 9_000_000})
    kept = world.workers(dropping)[:4]
    world.billed(dropping, AUGUST, dict.fromkeys(kept, 9_000_000 + 1) | {kept[0]: 9_000_001 + 1})
    world.billed(same, AUGUST, 5_000_000)
    c, d = world.workers(fine)
    world.billed(fine, AUGUST, {c: 9_000_000, d: 9_100_000})
    run("update registry_person set died_on = '2021-07-20' where id = %s", [d])
    for e in peers:
        world.billed(e, AUGUST, 9_000_000)
    counts = services.flag_month(AUGUST)
    assert counts == {
        "BELOW_MINIMUM": 1, "BELOW_MEDIAN": 1, "WAGES_FELL": 2, "WORKERS_FELL": 1, "MISSING_WORKERS": 1,
        "SAME_WAGES": 1, "DEATH_NOT_REPORTED": 1,
    }  # fmt: skip
    assert services.flag_month(AUGUST) == counts
    flag = Flag.objects.get(kind="BELOW_MINIMUM")
    assert (flag.employer_id, flag.workers) == (low, 1)
    assert flag.told["minimum"] == 4_290_133 and flag.told["least"] == 4_290_132 and flag.told["of"] == 2
    fell = Flag.objects.get(kind="WORKERS_FELL")
    assert (fell.employer_id, fell.workers, fell.told["before"], fell.told["percent"]) == (dropping, 4, 6, 33)
    missing = Flag.objects.get(kind="MISSING_WORKERS")
    assert (missing.employer_id, missing.workers, missing.told["wages"]) == (dropping, 2, 18_000_000)
    assert Flag.objects.get(kind="BELOW_MEDIAN").employer_id == same
    assert Flag.objects.get(kind="DEATH_NOT_REPORTED").employer_id == fine
    assert not Case.objects.exists()  # nothing follows by itself
    assert services.answer_flag(fell.pk, "EXPLAINED", "Kontrak musiman selesai", 4) is None
    assert refused(lambda: services.answer_flag(fell.pk, "EXPLAINED", "x", 4)) == "no_flag"
    assert refused(lambda: services.answer_flag(missing.pk, "PUNISH", "x", 4)) == "no_outcome"
    assert refused(lambda: services.answer_flag(missing.pk, "INSPECT", " ", 4)) == "note_needed"
    case = services.answer_flag(missing.pk, "INSPECT", "Periksa daftar hadir", 4)
    assert case is not None and case.kind == "PDS_WORKERS"
    assert Step.objects.filter(case=case).count() == 1
    assert SEPTEMBER > AUGUST and services.flag_month(SEPTEMBER)["SAME_WAGES"] == 0

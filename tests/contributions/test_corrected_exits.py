"""A correction that tells an exit otherwise: cover follows, the events say how, and what others recorded stays."""

from datetime import date

import pytest
from contrib_world import AUGUST, TODAY, World

from lindung.base.db import rows, run
from lindung.contributions import services
from lindung.coverage import checks as coverage_checks
from lindung.coverage import services as coverage

pytestmark = pytest.mark.django_db
LEFT = date(2021, 8, 20)


def left(world: World) -> tuple[int, int, int]:
    """An employer whose first worker was reported as having resigned on 20 August: employer, he, a colleague."""
    employer = world.employer(people=2)
    a, b = world.names[employer]
    report = services.open_report(employer, AUGUST)
    for person in (a, b):
        nik = rows("select nik from registry_person where id = %s", [person])[0]["nik"]
        services.add_worker(report.pk, nik=nik, wage=4_000_000)
    services.set_line(report.pk, a, end_on=LEFT, exit_reason="RESIGNED")
    services.finalise(report.pk)
    services.post(report.pk, on=TODAY)
    assert spell(a) == (LEFT, "RESIGNED")
    return employer, a, b


def spell(person: int) -> tuple[date | None, str]:
    (found,) = rows("select end_on, exit_reason from coverage_spell where person_id = %s", [person])
    return found["end_on"], found["exit_reason"]


def events(person: int) -> list[tuple[str, int, date, str]]:
    found = rows(
        "select kind, sign, on_date, source from coverage_spellevent where person_id = %s order by id", [person]
    )
    return [(e["kind"], e["sign"], e["on_date"], e["source"]) for e in found][1:]


def correct(employer: int, person: int, **line: object) -> None:
    report = services.correct_month(employer, AUGUST, "tanggal keluar keliru")
    services.set_line(report.pk, person, **line)  # type: ignore[arg-type]
    services.finalise(report.pk)
    services.post(report.pk, on=TODAY)
    assert all(p.holds for p in coverage_checks.proofs())


def test_an_exit_that_is_taken_out_lets_cover_go_on(world: World) -> None:
    employer, a, b = left(world)
    correct(employer, a, exit_reason="")
    assert spell(a) == (None, "") and spell(b) == (None, "")
    assert events(a) == [
        ("EXITED", -1, LEFT, "laporan upah"), ("EXITED", 1, LEFT, "Pembetulan laporan upah 08-2021"),
    ]  # fmt: skip
    september = services.open_report(employer, date(2021, 9, 1))
    people = rows("select person_id from contributions_wageline where report_id = %s order by 1", [september.pk])
    assert [p["person_id"] for p in people] == sorted([a, b]), "he is expected in the next month again"


@pytest.mark.parametrize(
    ("end_on", "reason"), [(date(2021, 8, 31), "RESIGNED"), (date(2021, 8, 10), "RESIGNED"), (LEFT, "TERMINATED")]
)
def test_another_day_or_reason_moves_the_end_of_cover(world: World, end_on: date, reason: str) -> None:
    employer, a, _ = left(world)
    correct(employer, a, end_on=end_on, exit_reason=reason)
    assert spell(a) == (end_on, reason)
    assert [e[:3] for e in events(a)] == [("EXITED", -1, LEFT), ("EXITED", 1, LEFT), ("EXITED", -1, end_on)]


def test_a_correction_of_wages_alone_moves_nobody(world: World) -> None:
    employer, a, b = left(world)
    correct(employer, b, wage=5_000_000)
    assert spell(a) == (LEFT, "RESIGNED") and len(events(a)) == 1


def test_a_worker_taken_out_of_the_month_keeps_his_exit(world: World) -> None:
    employer, a, _ = left(world)
    report = services.correct_month(employer, AUGUST, "tidak diupah bulan ini")
    services.remove_worker(report.pk, a)
    services.finalise(report.pk)
    services.post(report.pk, on=TODAY)
    assert spell(a) == (LEFT, "RESIGNED")


def test_an_exit_that_an_officer_changed_since_is_not_touched(world: World) -> None:
    employer, a, _ = left(world)
    found = rows("select id from coverage_spell where person_id = %s", [a])[0]["id"]
    coverage.take_back(found, "EXIT", "surat", 7)
    coverage.leave(found, date(2021, 10, 31), "CONTRACT_END", source="petugas")
    correct(employer, a, exit_reason="")
    assert spell(a) == (date(2021, 10, 31), "CONTRACT_END")


def test_who_came_back_since_keeps_both_spells(world: World) -> None:
    """The exit cannot be undone without two spells of one job at one time: the later one stands, nothing is lost."""
    employer, a, _ = left(world)
    office = rows("select office_id from registry_employer where id = %s", [employer])[0]["office_id"]
    coverage.join(a, employer, office, "PU", date(2021, 10, 1), source="uji")
    correct(employer, a, exit_reason="")
    found = rows("select start_on, end_on from coverage_spell where person_id = %s order by start_on", [a])
    assert [(f["start_on"], f["end_on"]) for f in found] == [(date(2019, 1, 1), LEFT), (date(2021, 10, 1), None)]


def test_who_died_since_is_covered_up_to_his_death(world: World) -> None:
    employer, a, _ = left(world)
    coverage.record_death(a, date(2021, 9, 5), source="akta")
    correct(employer, a, exit_reason="")
    assert spell(a) == (date(2021, 9, 5), "DIED")


def test_many_exits_are_taken_back_in_few_statements(world: World, django_assert_max_num_queries: object) -> None:
    employer = world.employer(people=30)
    people = world.names[employer]
    run("create temporary table gone (spell_id bigint)")
    run("insert into gone select id from coverage_spell where person_id = any(%s)", [people])
    coverage.leave_many("select spell_id, date '2021-08-20' as end_on, 'RESIGNED' as reason from gone", source="uji")
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        done = coverage.take_back_exits("select spell_id, 'keliru' as note from gone")
    assert (done.rows_in, done.done) == (30, 30)
    again = coverage.take_back_exits("select spell_id, 'keliru' as note from gone")
    assert (again.done, {r["code"] for r in again.refused}) == (0, {"not_ended"})
    assert all("belum berakhir" in again.text(r) for r in again.refused)


SEPTEMBER = date(2021, 9, 1)


def corrected(employer: int, month: date, *, out: int | None = None, person: int | None = None, **line: object) -> int:
    """A posted correction that takes one worker out or changes a line; the difference of its bill."""
    report = services.correct_month(employer, month, "hari terakhir keliru")
    if out is not None:
        services.remove_worker(report.pk, out)
    if person is not None:
        if not rows(
            "select 1 from contributions_wageline where report_id = %s and person_id = %s", [report.pk, person]
        ):
            nik = rows("select nik from registry_person where id = %s", [person])[0]["nik"]
            services.add_worker(report.pk, nik=nik, wage=4_000_000)
        services.set_line(report.pk, person, **line)  # type: ignore[arg-type]
    services.finalise(report.pk)
    total = services.post(report.pk, on=TODAY).total
    assert all(p.holds for p in coverage_checks.proofs())
    return total


def test_a_last_day_moves_to_a_later_month_by_correcting_both(world: World) -> None:
    """August loses the exit, so that cover goes on; September gets him, his last day and the bill of his month."""
    employer, a, b = left(world)
    world.billed(employer, {b: 4_000_000}, SEPTEMBER)
    assert corrected(employer, AUGUST, person=a, exit_reason="") == 0
    assert corrected(employer, SEPTEMBER, person=a, end_on=date(2021, 9, 10), exit_reason="RESIGNED") == 369_600
    assert spell(a) == (date(2021, 9, 10), "RESIGNED")
    assert [e[:3] for e in events(a)] == [
        ("EXITED", -1, LEFT), ("EXITED", 1, LEFT), ("EXITED", -1, date(2021, 9, 10)),
    ]  # fmt: skip


def test_a_last_day_moves_to_an_earlier_month_and_the_later_one_comes_back(world: World) -> None:
    """September loses the exit first, August gets it, then September no longer names him: one month is given back."""
    employer = world.employer(people=2)
    a, b = world.names[employer]
    world.billed(employer, {a: 4_000_000, b: 4_000_000}, AUGUST)
    report = services.open_report(employer, SEPTEMBER)
    services.set_line(report.pk, a, end_on=date(2021, 9, 10), exit_reason="RESIGNED")
    services.finalise(report.pk)
    services.post(report.pk, on=TODAY)
    assert corrected(employer, SEPTEMBER, person=a, exit_reason="") == 0
    assert corrected(employer, AUGUST, person=a, end_on=LEFT, exit_reason="RESIGNED") == 0
    assert corrected(employer, SEPTEMBER, out=a) == -369_600
    assert spell(a) == (LEFT, "RESIGNED") and spell(b) == (None, "")

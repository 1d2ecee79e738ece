"""Construction projects: the cost of a contract by slices, instalments to the rupiah, cover by list and payment."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_world import COUNTER, DAY, TODAY, World, prove

from lindung.base.db import rows
from lindung.coverage.queries import covered_on
from lindung.coverage.services import join, record_death
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc
from lindung.registry.services import register_employer
from lindung.segments import checks, queries, services
from lindung.segments.errors import SegmentRefused
from lindung.segments.instalments import parts_of
from lindung.segments.models import Order, Project, ProjectTerms, ProjectWorker
from lindung.segments.services import NewProject, WorkerRow
from made_up import nik

pytestmark = pytest.mark.django_db
BORN = date(1991, 3, 9)
END = date(2022, 3, 31)


def contractor(world: World) -> int:
    return register_employer(
        name=f"PT Karya {next(COUNTER)}", office_id=world.office, district_id="35.14", registered_on=date(2020, 1, 2),
        size="LARGE", risk_group=4, kbli="41011", review_on=date(2023, 1, 2),
    ).pk  # fmt: skip


def wanted(employer: int, **more: Any) -> NewProject:
    facts: dict[str, Any] = {
        "employer_id": employer, "name": "Jembatan Kali Porong", "owner": "Dinas Bina Marga", "funding": "APBD",
        "work_order": f"SPK/{next(COUNTER)}", "work_order_on": date(2021, 11, 25), "contract_value": 1_000_000_000,
        "vat": 100_000_000, "start_on": TODAY, "end_on": END, "maintenance_months": 3, "district_id": "35.14",
        "declared_workers": 12,
    }  # fmt: skip
    return NewProject(**facts | more)


def made(world: World, employer: int = 0, **more: Any) -> Project:
    return services.register_project(wanted(employer or contractor(world), **more))


def worker(first: date = TODAY, last: date | None = None, **more: Any) -> WorkerRow:
    number = next(COUNTER)
    return replace(WorkerRow(nik(number, BORN, "L"), f"Tukang {number}", BORN, first, "Tukang batu", last), **more)


def spells(project: Project) -> list[tuple[Any, ...]]:
    return [
        (r["start_on"], r["end_on"], r["exit_reason"])
        for r in rows(
            "select start_on, end_on, exit_reason from coverage_spell where employer_id = %s and segment = 'JAKON'"
            " order by id",
            [project.employer_id],
        )
    ]


def person_of(project: Project, row: WorkerRow) -> int:
    return ProjectWorker.objects.filter(project=project, nik=row.nik)[0].person_id


def refusal(code: str, act: Any, *args: Any, **more: Any) -> SegmentRefused:
    with pytest.raises(SegmentRefused) as told, transaction.atomic():
        act(*args, **more)
    assert told.value.code == code and told.value.text("id") != told.value.text("en")
    return told.value


@pytest.mark.parametrize(
    ("value", "jkk", "jkm"),
    [
        (50_000_000, 105_000, 15_000),
        (100_000_000, 210_000, 30_000),
        (100_005_000, 210_009, 30_001),
        (500_000_000, 890_000, 110_000),
        (500_005_000, 890_007, 110_001),
        (1_000_000_000, 1_540_000, 210_000),
        (1_000_005_000, 1_540_006, 210_001),
        (5_000_000_000, 5_940_000, 610_000),
        (5_000_005_000, 5_940_005, 610_001),
        (7_000_123_457, 7_740_111, 810_012),
    ],
)
def test_each_slice_of_the_contract_has_its_own_rate(world: World, value: int, jkk: int, jkm: int) -> None:
    project = made(world, contract_value=value, vat=value // 10)
    order = services.order_project(project.pk)
    assert (order.kind, order.jkk, order.jkm, order.jht, order.total) == ("JAKON", jkk, jkm, 0, jkk + jkm)
    assert order.people == 12 and order.receipt_of_law["instalments"] == 1
    paid = world.pay(order)
    assert paid.settled
    assert ledger.balance(Acc.JKK_INCOME, None, TODAY) == -jkk
    assert ledger.balance(Acc.JKM_INCOME, None, TODAY) == -jkm
    assert ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    seen = queries.project(project.pk)
    assert seen is not None and (seen["asked"], seen["paid"], seen["state"]) == (jkk + jkm, jkk + jkm, "RUNNING")
    refusal("project_paid", services.order_project, project.pk)
    prove()


def test_instalments_are_the_contribution_to_the_rupiah(world: World) -> None:
    project = made(world, contract_value=7_000_123_457, instalments=7)
    totals = []
    for number in range(1, 8):
        order = services.order_project(project.pk)
        assert services.order_project(project.pk) == order
        assert order.receipt_of_law["instalment"] == number
        assert order.due_on == (
            TODAY if number == 1 else date(2021 + (11 + number - 1) // 12, (11 + number - 1) % 12 + 1, 1)
        )
        totals.append(order.total)
        assert world.pay(order).settled
    # 8,550,123 in seven: six of 1,221,446 and the odd rupiah in the last
    assert totals == [1_221_446] * 6 + [1_221_447]
    assert ledger.balance(Acc.JKK_INCOME, None, TODAY) == -7_740_111
    assert ledger.balance(Acc.JKM_INCOME, None, TODAY) == -810_012
    parts = queries.instalments(project.pk)
    assert [p["status"] for p in parts] == ["PAID"] * 7 and sum(p["total"] for p in parts) == 8_550_123
    prove()


@settings(max_examples=80, deadline=None)
@given(st.integers(2_000, 10**9), st.integers(2_000, 10**9), st.integers(1, 36))
def test_parts_always_add_up_for_both_programmes(jkk: int, jkm: int, count: int) -> None:
    parts = parts_of(ProjectTerms(jkk=jkk, jkm=jkm, instalments=count, on_date=TODAY))
    assert len(parts) == count and (sum(p[0] for p in parts), sum(p[1] for p in parts)) == (jkk, jkm)
    assert all(a >= 0 and b >= 0 and a + b > 0 for a, b in parts)


def test_an_expired_order_is_replaced_and_takes_no_money(world: World) -> None:
    project = made(world)
    first = services.order_project(project.pk)
    later = TODAY + 8 * DAY
    second = services.order_project(project.pk, on=later)
    assert second.pk != first.pk and second.total == first.total
    assert world.pay(first).reason == "CANCELLED"
    assert world.pay(second, day=later).settled
    assert Project.objects.get(pk=project.pk).paid_on == later
    prove()


def test_registration_is_late_after_fourteen_working_days(world: World) -> None:
    # 11 November 2021 is a Thursday: the fourteenth working day after it is 1 December
    assert made(world, work_order_on=date(2021, 11, 11)).register_by == TODAY
    late = made(world, work_order_on=date(2021, 11, 10))
    seen = queries.project(late.pk)
    assert seen is not None and late.register_by == date(2021, 11, 30) and seen["late"]


def test_the_same_work_order_is_one_project(world: World) -> None:
    asked = wanted(contractor(world))
    assert services.register_project(asked) == services.register_project(asked)
    refusal("project_otherwise", services.register_project, replace(asked, contract_value=2_000_000_000))
    for code, field, change in (
        ("project_text", "owner", {"owner": "  "}),
        ("project_funding", "funding", {"funding": "LOTRE"}),
        ("work_order_future", "work_order_on", {"work_order_on": TODAY + DAY}),
        ("project_days", "end_on", {"end_on": TODAY - DAY}),
        ("value_range", "contract_value", {"contract_value": 0}),
        ("vat_range", "vat", {"vat": -1}),
        ("maintenance_range", "maintenance_months", {"maintenance_months": 61}),
        ("workers_range", "declared_workers", {"declared_workers": -1}),
        ("instalments_range", "instalments", {"instalments": 37}),
        ("instalments_small", "instalments", {"contract_value": 1_000, "vat": 0, "instalments": 3}),
        ("no_employer", "", {"employer_id": 2**40}),
    ):
        told = refusal(code, services.register_project, replace(asked, **{"work_order": "SPK/lain"} | change))
        assert told.field == field
    assert Project.objects.count() == 1


def test_an_addendum_asks_for_the_difference_only(world: World) -> None:
    project = made(world)
    assert world.pay(services.order_project(project.pk)).settled
    facts: dict[str, Any] = {"vat": 0, "end_on": END, "maintenance_months": 3, "reason": "pekerjaan tambah"}
    refusal("reason_needed", services.change_project, project.pk, contract_value=1, **facts | {"reason": " "})
    more = services.change_project(project.pk, contract_value=5_000_000_000, **facts)
    assert (more.number, more.jkk, more.jkm) == (2, 5_940_000 - 1_540_000, 610_000 - 210_000)
    assert services.change_project(project.pk, contract_value=5_000_000_000, **facts) == more
    order = services.order_project(project.pk)
    assert order.total == 4_800_000 and world.pay(order).settled
    less = services.change_project(project.pk, contract_value=900_000_000, **facts)
    assert (less.jkk, less.jkm) == (0, 0)
    again = services.change_project(project.pk, contract_value=5_000_000_000, **facts)
    assert (again.jkk, again.jkm) == (0, 0)
    refusal("project_paid", services.order_project, project.pk)
    prove()


def test_cover_begins_with_the_first_payment_and_lasts_through_maintenance(world: World) -> None:
    project = made(world, instalments=2)
    early, late = worker(), worker(TODAY + 10 * DAY)
    assert services.list_workers(project.pk, [early, late]).done == 2
    assert spells(project) == []
    paid_on = TODAY + 2 * DAY
    order = services.order_project(project.pk)
    world.pay(order, day=paid_on)
    assert spells(project) == [(paid_on, None, "")]
    person = person_of(project, early)
    (cover,) = covered_on(person, paid_on)
    assert (cover.segment, cover.employer_id) == ("JAKON", project.employer_id)
    assert covered_on(person, TODAY) == [] and queries.project_cover(person, TODAY) == []
    assert [r["project_id"] for r in queries.project_cover(person, END)] == [project.pk]
    assert services.project_day(TODAY + 10 * DAY) == {"opened": 1, "ended": 0}
    assert services.project_day(TODAY + 10 * DAY) == {"opened": 0, "ended": 0}
    over = date(2022, 6, 30)
    assert services.segments_day(over)["ended"] == 0
    assert services.segments_day(over + DAY)["ended"] == 2
    assert spells(project) == [(paid_on, over, "CONTRACT_END"), (TODAY + 10 * DAY, over, "CONTRACT_END")]
    assert queries.worker_months(project.pk, over) == 14
    prove()


def test_one_spell_for_two_projects_of_a_contractor_and_two_for_two_contractors(world: World) -> None:
    mine, other = contractor(world), contractor(world)
    first, second, third = made(world, mine, maintenance_months=0), made(world, mine), made(world, other)
    for project in (first, second, third):
        world.pay(services.order_project(project.pk))
    row = worker()
    for project in (first, second, third):
        assert services.list_workers(project.pk, [row]).done == 1
    person = person_of(first, row)
    assert len(spells(first)) == 1 and len(covered_on(person, TODAY)) == 2
    assert [r["project_id"] for r in queries.project_cover(person, TODAY)] == [first.pk, second.pk, third.pk]
    on_first = ProjectWorker.objects.get(project=first)
    services.end_worker(on_first.pk, TODAY + 5 * DAY, on=TODAY + 6 * DAY)
    assert spells(first) == [(TODAY, None, "")]
    services.end_worker(ProjectWorker.objects.get(project=second).pk, TODAY + 7 * DAY, on=TODAY + 8 * DAY)
    assert spells(first) == [(TODAY, TODAY + 7 * DAY, "CONTRACT_END")]
    assert spells(third) == [(TODAY, None, "")]
    prove()


def test_a_prolonged_project_covers_again_from_the_day_after(world: World) -> None:
    project = made(world, end_on=TODAY + 9 * DAY, maintenance_months=0)
    world.pay(services.order_project(project.pk))
    services.list_workers(project.pk, [worker()])
    assert services.project_day(TODAY + 12 * DAY) == {"opened": 0, "ended": 1}
    services.change_project(
        project.pk, contract_value=1_000_000_000, vat=0, end_on=END, maintenance_months=0, reason="hujan",
        on=TODAY + 13 * DAY,
    )  # fmt: skip
    assert spells(project) == [(TODAY, TODAY + 9 * DAY, "CONTRACT_END"), (TODAY + 10 * DAY, None, "")]
    prove()


def test_a_swap_within_seven_working_days_and_a_late_one(world: World) -> None:
    project = made(world)
    world.pay(services.order_project(project.pk))
    services.list_workers(project.pk, [worker(), worker()])
    one, two = ProjectWorker.objects.filter(project=project).order_by("id")
    new = worker(date(2021, 12, 11))
    taken = services.swap_worker(one.pk, date(2021, 12, 10), new, on=date(2021, 12, 21))
    assert taken.replaces_id == one.pk
    assert services.swap_worker(one.pk, date(2021, 12, 10), new, on=date(2021, 12, 21)) == taken
    # Friday 10 December: the seventh working day is Tuesday 21 December
    listed = {r["id"]: r for r in queries.project_workers(project.pk)}
    assert not listed[one.pk]["late"] and listed[taken.pk]["replaces"] == one.name
    refusal("swap_twice", services.swap_worker, one.pk, date(2021, 12, 10), worker(date(2021, 12, 12)))
    refusal("swap_days", services.swap_worker, two.pk, date(2021, 12, 10), worker(date(2021, 12, 10)))
    two.refresh_from_db()
    assert two.valid_to is None
    services.end_worker(two.pk, date(2021, 12, 10), on=date(2021, 12, 22))
    assert [r["late"] for r in queries.project_workers(project.pk) if r["id"] == two.pk] == [True]
    refusal("worker_ended", services.end_worker, two.pk, date(2021, 12, 11))
    refusal("no_worker", services.end_worker, 2**40, TODAY)
    prove()


def test_who_left_before_the_first_payment_was_never_covered(world: World) -> None:
    project = made(world)
    services.list_workers(project.pk, [worker(TODAY, TODAY + DAY)])
    world.pay(services.order_project(project.pk), day=TODAY + 4 * DAY)
    assert spells(project) == []
    services.list_workers(project.pk, [worker(TODAY)])
    row = ProjectWorker.objects.filter(project=project).order_by("-id")[0]
    services.cover_workers([project.employer_id], TODAY + 4 * DAY)
    assert spells(project) == [(TODAY + 4 * DAY, None, "")]
    services.end_worker(row.pk, TODAY + 2 * DAY, on=TODAY + 5 * DAY)
    assert spells(project)[0][2] == "ERROR" and covered_on(row.person_id, TODAY + 4 * DAY) == []
    prove()


def test_bad_rows_are_named_and_good_ones_taken(world: World) -> None:
    project = made(world)
    good, known = worker(), worker()
    services.list_workers(project.pk, [known])
    dead = worker()
    services.list_workers(made(world).pk, [dead])
    record_death(ProjectWorker.objects.get(nik=dead.nik).person_id, date(2021, 11, 1), "uji")
    listed = services.list_workers(
        project.pk,
        [
            good, known, replace(good, name="Kembar"), worker(nik="123"), worker(name=" "), worker(job=""),
            replace(known, birth_date=date(1980, 1, 1)), worker(TODAY - DAY), worker(TODAY, TODAY - DAY),
            worker(birth_date=TODAY), dead,
        ],
    )  # fmt: skip
    assert (listed.done, listed.already) == (1, 1)
    assert [(n, r.code) for n, r in listed.refused] == [
        (3, "worker_twice"), (4, "worker_nik"), (5, "worker_name"), (6, "worker_job"), (7, "worker_other"),
        (8, "worker_days"), (9, "worker_last"), (10, "worker_born"), (11, "died"),
    ]  # fmt: skip
    assert services.list_workers(project.pk, [good]) == services.Listed(0, 1)
    refusal("list_empty", services.list_workers, project.pk, [])
    refusal("list_long", services.list_workers, project.pk, [good] * 10_001)
    refusal("no_project", services.list_workers, 2**40, [good])
    prove()


def test_a_person_proven_at_work_is_covered_with_the_evidence(world: World) -> None:
    project = made(world)
    world.pay(services.order_project(project.pk))
    row = worker()
    services.list_workers(project.pk, [row], evidence="Daftar hadir mandor, 3 Desember 2021", on=TODAY + 5 * DAY)
    found = queries.project_cover(person_of(project, row), TODAY + 2 * DAY)
    assert [r["evidence"] for r in found] == ["Daftar hadir mandor, 3 Desember 2021"]
    prove()


def test_a_death_ends_cover_and_opens_none_again(world: World) -> None:
    project = made(world)
    world.pay(services.order_project(project.pk))
    row = worker()
    services.list_workers(project.pk, [row])
    record_death(person_of(project, row), TODAY, "uji")
    assert spells(project) == [(TODAY, TODAY, "DIED")]
    assert services.project_day(TODAY + 30 * DAY) == {"opened": 0, "ended": 0}
    prove()


def test_the_proof_asks_for_a_project_only_where_there_is_a_contractor(world: World) -> None:
    join(world.person(), None, world.office, "JAKON", TODAY, source="buku lama")
    prove()
    join(world.person(), contractor(world), world.office, "JAKON", TODAY, source="uji")
    assert [p.id for p in checks.proofs() if not p.holds] == ["segments.project_cover"]


def test_lists_show_projects_by_page_and_text(world: World, django_assert_num_queries: Any) -> None:
    employer = contractor(world)
    for n in range(3):
        made(world, employer, name=f"Gedung {n}")
    office = Project.objects.first().office_id  # type: ignore[union-attr]
    with django_assert_num_queries(1):
        page = queries.projects(office_ids=[office], limit=2, on=TODAY)
    assert [r["name"] for r in page] == ["Gedung 2", "Gedung 1"]
    assert [r["name"] for r in queries.projects(before=page[-1]["id"])] == ["Gedung 0"]
    assert [r["name"] for r in queries.projects(text="gedung 1")] == ["Gedung 1"]
    assert queries.projects(employer_id=2**40) == [] and queries.project(2**40) is None
    assert {r["state"] for r in page} == {"UNPAID"}
    assert queries.instalments(2**40) == []
    assert Order.objects.count() == 0

"""Projects billed by the wages of their list, the rest that PP 49/2020 leaves, and the papers of a project."""

from datetime import date

import pytest
from segment_world import DAY, TODAY, World, prove
from test_projects import contractor, made, person_of, refusal, spells, wanted, worker

from lindung.base.db import rows
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc
from lindung.registry.services import store_file
from lindung.segments import queries, services
from lindung.segments.models import Order, Project, ProjectOrder, ProjectPaper

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER, JANUARY = date(2021, 11, 1), date(2021, 12, 1), date(2022, 1, 1)


def lines(order: Order) -> list[tuple[int, int, int]]:
    return list(order.lines.order_by("base").values_list("base", "jkk", "jkm"))


def test_known_wages_are_billed_month_by_month(world: World) -> None:
    project = made(world, basis="WAGES")
    refusal("wages_nobody", services.order_project, project.pk)
    listed = services.list_workers(
        project.pk,
        [worker(wage=4_250_000), worker(wage=150_000, daily=True), worker(), worker(wage=0), worker(wage=10**11)],
    )
    assert (listed.done, [(n, r.code) for n, r in listed.refused]) == (2, [(n, "worker_wage") for n in (3, 4, 5)])
    order = services.order_project(project.pk)
    assert services.order_project(project.pk) == order
    # 1.74 % and 0.3 % of 4,250,000, and of 25 days of 150,000
    assert lines(order) == [(3_750_000, 65_250, 11_250), (4_250_000, 73_950, 12_750)]
    assert (order.first_month, order.last_month, order.people, order.total) == (DECEMBER, DECEMBER, 2, 163_200)
    assert order.due_on == date(2022, 1, 17)  # the 15th is a Saturday
    assert world.pay(order).settled and len(spells(project)) == 2
    refusal("project_paid", services.order_project, project.pk)
    assert not queries.project_due(project.pk) and queries.project_due(project.pk, JANUARY)
    january = services.order_project(project.pk, on=JANUARY)
    assert (january.first_month, january.total) == (JANUARY, 163_200)
    assert [(p["month"], p["status"], p["total"]) for p in queries.instalments(project.pk, JANUARY)] == [
        (DECEMBER, "PAID", 163_200), (JANUARY, "OPEN", 163_200),
    ]  # fmt: skip
    seen = queries.project(project.pk, JANUARY)
    assert seen is not None and (seen["asked"], seen["paid"], seen["basis"]) == (326_400, 163_200, "WAGES")
    assert ledger.balance(Acc.JKK_INCOME, None, TODAY) == -139_200
    prove()


def test_who_is_listed_after_the_month_was_paid_is_asked_for_alone(world: World) -> None:
    project = made(world, basis="WAGES")
    first, late = worker(wage=4_250_000), worker(wage=2_000_000)
    services.list_workers(project.pk, [first])
    open_order = services.order_project(project.pk)
    services.list_workers(project.pk, [late])
    both = services.order_project(project.pk)
    assert both.pk != open_order.pk and both.people == 2
    assert world.pay(open_order).reason == "CANCELLED" and world.pay(both).settled
    later = worker(wage=3_000_000)
    services.list_workers(project.pk, [later])
    more = services.order_project(project.pk)
    assert lines(more) == [(3_000_000, 52_200, 9_000)] and more.first_month == DECEMBER
    assert world.pay(more).settled
    # who left in December is not asked for in January; who has another wage since is asked with that one
    row = queries.project_workers(project.pk)[0]
    services.swap_worker(row["id"], date(2021, 12, 20), worker(date(2021, 12, 21), wage=5_000_000))
    assert lines(services.order_project(project.pk)) == [(5_000_000, 87_000, 15_000)]
    world.pay(services.order_project(project.pk))
    assert [x[0] for x in lines(services.order_project(project.pk, on=JANUARY))] == [2_000_000, 3_000_000, 5_000_000]
    prove()


def test_two_rows_of_one_person_in_a_month_are_one_wage(world: World) -> None:
    project = made(world, basis="WAGES")
    row = worker(TODAY, TODAY + 9 * DAY, wage=2_000_000)
    services.list_workers(project.pk, [row])
    again = worker(TODAY + 10 * DAY, nik=row.nik, name=row.name, wage=4_000_000)
    assert services.list_workers(project.pk, [again]).done == 1
    assert lines(services.order_project(project.pk)) == [(4_000_000, 69_600, 12_000)]


def test_the_base_of_a_project_is_said_once_and_by_wages_has_no_instalments(world: World) -> None:
    asked = wanted(contractor(world), basis="WAGES")
    assert services.register_project(asked) == services.register_project(asked)
    for code, field, change in (
        ("project_basis", "basis", {"basis": "HARIAN"}),
        ("instalments_wages", "instalments", {"basis": "WAGES", "instalments": 2}),
    ):
        told = refusal(code, services.register_project, wanted(asked.employer_id, **change))
        assert told.field == field
    from dataclasses import replace

    refusal("project_otherwise", services.register_project, replace(asked, basis="VALUE"))
    assert Project.objects.count() == 1


def old(world: World, **more: object) -> Project:
    facts = {"work_order_on": date(2020, 6, 25), "start_on": date(2020, 7, 1), "end_on": date(2021, 6, 30)}
    return services.register_project(wanted(contractor(world), **facts | more), on=date(2020, 7, 1))


def test_the_rest_of_an_older_project_is_paid_with_one_percent(world: World) -> None:
    project = old(world, contract_value=1_000_000_000, instalments=2)
    july, august, october = date(2020, 7, 1), date(2020, 8, 15), date(2020, 10, 1)
    first = services.order_project(project.pk, on=july)
    assert first.total == 875_000 and world.pay(first, day=july).settled
    assert queries.project_rest(project.pk, august) is None  # the regulation was not known yet
    second = services.order_project(project.pk, on=date(2020, 9, 30))
    # half of 1,540,000 and the rest of 1,750,000: 770,000 and 105,000, one percent of each
    assert (second.jkk, second.jkm, second.receipt_of_law["waived"]) == (7_700, 1_050, 866_250)
    told = queries.project_rest(project.pk, october)
    assert told is not None and (told.payable, told.waived, told.until) == (8_750, 866_250, date(2021, 1, 31))
    assert services.order_project(project.pk, on=october) == second
    assert world.pay(second, day=october).settled
    assert [(p["number"], p["status"], p["total"]) for p in queries.instalments(project.pk, october)] == [
        (1, "PAID", 875_000), (2, "WAIVED", 875_000), (0, "PAID", 8_750),
    ]  # fmt: skip
    seen = queries.project(project.pk, october)
    assert seen is not None and seen["asked"] == seen["paid"] == 883_750
    refusal("project_paid", services.order_project, project.pk, on=october)
    prove()


def test_the_relief_takes_the_place_of_an_open_instalment_and_ends_in_january(world: World) -> None:
    project = old(world)
    open_order = services.order_project(project.pk, on=date(2020, 9, 1))
    assert ProjectOrder.objects.get(order=open_order).number == 0 and open_order.total == 17_500
    last = services.order_project(project.pk, on=date(2021, 1, 29))
    assert last.pk != open_order.pk and last.expires_on == date(2021, 1, 31)
    after = services.order_project(project.pk, on=date(2021, 2, 1))
    assert after.total == 1_750_000 and world.pay(last, day=date(2021, 1, 31)).reason == "CANCELLED"
    assert world.pay(after, day=date(2021, 2, 1)).settled
    # registered in August 2020: nothing is let go
    young = services.register_project(
        wanted(contractor(world), work_order_on=date(2020, 8, 3), start_on=date(2020, 8, 3), end_on=date(2021, 6, 30)),
        on=date(2020, 8, 3),
    )
    assert services.order_project(young.pk, on=date(2020, 10, 1)).total == 1_750_000
    prove()


def test_wages_of_the_relief_months_are_billed_with_one_percent(world: World) -> None:
    project = old(world, basis="WAGES")
    services.list_workers(project.pk, [worker(date(2020, 7, 1), wage=4_250_000)], on=date(2020, 7, 1))
    july = services.order_project(project.pk, on=date(2020, 7, 20))
    assert july.total == 86_700 and world.pay(july, day=date(2020, 7, 20)).settled
    august = services.order_project(project.pk, on=date(2020, 9, 10))
    assert (august.first_month, august.jkk, august.jkm) == (date(2020, 8, 1), 740, 128)
    assert world.pay(august, day=date(2020, 9, 10)).settled
    prove()


def test_an_addendum_of_a_project_by_wages_asks_nothing_and_prolongs(world: World) -> None:
    project = made(world, basis="WAGES")
    row = worker(wage=4_250_000)
    services.list_workers(project.pk, [row])
    world.pay(services.order_project(project.pk))
    terms = services.change_project(
        project.pk, contract_value=9_000_000_000, vat=0, end_on=date(2022, 6, 30), maintenance_months=0, reason="luas"
    )
    assert (terms.jkk, terms.jkm, terms.covered_to) == (0, 0, date(2022, 6, 30))
    assert queries.project_cover(person_of(project, row), date(2022, 6, 30))
    prove()


def test_papers_are_kept_with_their_project_once(world: World) -> None:
    project = made(world)
    kept = store_file("spk.pdf", "application/pdf", b"%PDF-1.4 spk", project.office_id, employer_id=project.employer_id)
    other = store_file("x.pdf", "application/pdf", b"%PDF-1.4 lain", project.office_id, employer_id=contractor(world))
    first = services.add_paper(project.pk, kept.pk, "SPK")
    assert services.add_paper(project.pk, kept.pk, "SPK") == first and ProjectPaper.objects.count() == 1
    assert refusal("paper_kind", services.add_paper, project.pk, kept.pk, "FOTO").field == "kind"
    refusal("no_file", services.add_paper, project.pk, other.pk, "SPK")
    refusal("no_project", services.add_paper, 2**40, kept.pk, "SPK")
    (seen,) = queries.project_papers(project.pk)
    assert (seen["kind"], seen["name"], seen["size"], seen["handed_in_on"]) == ("SPK", "spk.pdf", 12, TODAY)


def test_the_proof_finds_a_month_paid_twice_for_one_person(world: World) -> None:
    project = made(world, basis="WAGES")
    services.list_workers(project.pk, [worker(wage=4_250_000)])
    order = services.order_project(project.pk)
    world.pay(order)
    held = ProjectOrder.objects.get(order=order)
    forged = services.make_order(
        services.NewOrder(
            "JAKON", project.office_id, "uji:forged", DECEMBER, DECEMBER, TODAY, TODAY, TODAY + 7 * DAY,
            order.receipt_of_law, employer_id=project.employer_id,
        ),
        [services.Line(order.lines.get().person_id, DECEMBER, 4_250_000, 73_950, 12_750)],
    )  # fmt: skip
    ProjectOrder.objects.create(
        order=forged, project=project, terms=held.terms, employer_id=project.employer_id, office_id=project.office_id,
        number=1, month=DECEMBER,
    )  # fmt: skip
    prove()
    world.pay(forged)
    from lindung.segments import checks

    broken = {p.id: p for p in checks.proofs() if not p.holds}
    assert set(broken) == {"segments.projects"} and broken["segments.projects"].detail[0]["what"] == "month"
    assert rows("select count(*) as n from segments_projectorder")[0]["n"] == 2

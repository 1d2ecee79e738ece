"""The reports of many employers from one SELECT: the same lines and bills as by the form, or nothing."""

from datetime import date

import pytest
from contrib_world import AUGUST, World
from django.db import transaction

from lindung.base.db import rows, run, scalar
from lindung.contributions import services
from lindung.contributions.errors import ContributionRefused
from lindung.registry.services import close_employer

LINES = "select * from (values {}) v(employer_id, person_id, wage, back_pay, start_on, end_on, exit_reason)"


def line(employer: int, person: int, wage: int = 5_000_000, back_pay: int = 0, start: str = "null", end: str = "null",
         reason: str = "") -> str:  # fmt: skip
    start, end = (d if d == "null" else f"'{d}'" for d in (start, end))
    return f"({employer}, {person}, {wage}, {back_pay}, {start}::date, {end}::date, '{reason}')"


def take(*lines: str, month: date = AUGUST) -> dict[str, int]:
    return services.report_many(month, LINES.format(", ".join(lines)), by=7)


def state(employer: int) -> list[dict[str, object]]:
    return rows(
        "select r.version, r.status, r.rows_in, r.rows_good, r.finalised_by, w.person_id - %s as person, w.wage,"
        " w.back_pay,"
        " w.start_on, w.end_on, w.exit_reason from contributions_wagereport r left join contributions_wageline w"
        " on w.report_id = r.id where r.employer_id = %s order by w.person_id",
        [scalar("select min(person_id) from coverage_spell where employer_id = %s", [employer]), employer],
    )


def test_the_same_as_by_the_form(world: World) -> None:
    bulk, form = world.employer(people=3), world.employer(people=3)
    mine, theirs = world.names[bulk], world.names[form]
    lines = [line(bulk, mine[0]), line(bulk, mine[1], 6_000_000, 50_000), line(bulk, mine[2], 4_500_000, 0, "null",
             "2021-08-20", "RESIGNED")]  # fmt: skip
    assert take(*lines) == {"reports": 1, "workers": 3}
    report = services.open_report(form, AUGUST, channel="API", by=7)
    for person, wage, back_pay in zip(theirs, (5_000_000, 6_000_000, 4_500_000), (0, 50_000, 0), strict=True):
        nik = scalar("select nik from registry_person where id = %s", [person])
        services.add_worker(report.pk, nik=nik, wage=wage, back_pay=back_pay)
    services.set_line(report.pk, theirs[2], end_on=date(2021, 8, 20), exit_reason="RESIGNED")
    services.finalise(report.pk, by=7)
    assert state(bulk) == state(form)
    services.post_month(AUGUST, on=date(2021, 9, 3))
    bills = rows("select total, workers, jht_worker, due_on from contributions_bill order by id")
    assert len(bills) == 2 and bills[0] == bills[1]
    ended = rows("select end_on::text, exit_reason from coverage_spell where end_on is not null order by id")
    assert ended == [{"end_on": "2021-08-20", "exit_reason": "RESIGNED"}] * 2


def test_a_repetition_changes_nothing(world: World) -> None:
    employer = world.employer(people=1)
    (person,) = world.names[employer]
    take(line(employer, person))
    assert take(line(employer, person, 9_000_000)) == {"reports": 0, "workers": 0}
    assert [r["wage"] for r in state(employer)] == [5_000_000]


def test_whoever_has_no_cover_begins_it(world: World) -> None:
    employer = world.employer(people=1)
    (old,) = world.names[employer]
    new, _, _ = world.person()
    other, _, _ = world.person()
    take(line(employer, old, start="2021-08-09"), line(employer, new, start="2021-08-09"), line(employer, other))
    assert [str(r["start_on"]) for r in state(employer)] == ["None", "2021-08-09", "2021-08-01"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"wage": 0}, "wage_range"),
        ({"wage": 10_000_000_001}, "wage_range"),
        ({"back_pay": -1}, "wage_range"),
        ({"end": "2021-08-20", "reason": "DIED"}, "no_death_here"),
        ({"end": "2021-08-20"}, "exit_incomplete"),
        ({"reason": "RESIGNED"}, "exit_incomplete"),
        ({"end": "2021-08-20", "reason": "LAPSED"}, "exit_reason"),
        ({"end": "2021-09-01", "reason": "RESIGNED"}, "day_not_in_month"),
        ({"start": "2021-09-01"}, "day_not_in_month"),
    ],
)
def test_one_wrong_line_stops_all(world: World, more: dict[str, object], code: str) -> None:
    employer = world.employer(people=2)
    one, two = world.names[employer]
    with pytest.raises(ContributionRefused) as refusal:
        take(line(employer, one), line(employer, two, **more))
    assert refusal.value.code == code
    assert refusal.value.text("id") and "{" not in refusal.value.text("en")
    assert scalar("select count(*) from contributions_wagereport") == 0


def test_the_dead_and_the_merged_are_not_reported(world: World) -> None:
    employer = world.employer(people=1)
    (person,) = world.names[employer]
    run("update registry_person set died_on = '2021-07-31' where id = %s", [person])
    with pytest.raises(ContributionRefused) as refusal:
        take(line(employer, person))
    assert refusal.value.code == "not_his_worker"


@pytest.mark.parametrize(
    ("month", "code"),
    [
        (date(2021, 8, 2), "not_a_month"),
        (date(2022, 1, 1), "month_in_future"),
        (date(2017, 8, 1), "before_registration"),
    ],
)
def test_impossible_months_are_refused(world: World, month: date, code: str) -> None:
    employer = world.employer(people=1)
    with pytest.raises(ContributionRefused) as refusal:
        take(line(employer, world.names[employer][0]), month=month)
    assert refusal.value.code == code


def test_a_closed_employer_is_refused_after_its_last_month(world: World) -> None:
    employer = world.employer(people=1)
    one = line(employer, world.names[employer][0])
    close_employer(employer, date(2021, 7, 31))
    with pytest.raises(ContributionRefused) as refusal, transaction.atomic():
        take(one)
    assert refusal.value.code == "employer_closed" and state(employer) == []
    close_employer(employer, date(2021, 8, 1))
    assert take(one)["reports"] == 1

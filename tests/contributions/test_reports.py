"""A report's life: rows in, repairs, comparison, preview, posting, cover, corrections."""

from datetime import date
from string import Formatter
from types import SimpleNamespace
from typing import Any

import pytest
from contrib_world import AUGUST, TODAY, World, nik
from django.db import transaction

from lindung.base.db import rows, scalar
from lindung.contributions import queries, services
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import RefusedRow, WageReport
from lindung.contributions.row_errors import MESSAGES
from lindung.contributions.services import Refusal
from lindung.registry.services import close_employer

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2021, 9, 1)


def row(row_no: int, **cells: Any) -> SimpleNamespace:
    return SimpleNamespace(row_no=row_no, **cells)


def identity(person: int) -> dict[str, Any]:
    return rows(
        "select p.nik, (select kpj from registry_membernumber n where n.person_id = p.id) as kpj, p.name, p.birth_date"
        " from registry_person p where p.id = %s",
        [person],
    )[0]


def errors(report: WageReport) -> dict[int, list[str]]:
    return {
        r.row_no: sorted(e["code"] for e in r.errors)
        for r in RefusedRow.objects.filter(report=report, fixed_at=None).order_by("row_no")
    }


def test_next_month_is_filled_with_last_months_wages(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.names[employer]
    world.billed(employer, {a: 5_000_000, b: 4_000_000})
    report = services.open_report(employer, SEPTEMBER)
    assert services.open_report(employer, SEPTEMBER).pk == report.pk
    lines = rows(
        "select person_id, wage, back_pay from contributions_wageline where report_id = %s order by 1", [report.pk]
    )
    assert [(r["person_id"], r["wage"], r["back_pay"]) for r in lines] == [(a, 5_000_000, 0), (b, 4_000_000, 0)]
    assert (report.rows_in, report.rows_good) == (2, 2)
    with pytest.raises(ContributionRefused) as refusal:
        services.open_report(employer, AUGUST)
    assert refusal.value.code == "already_posted"


@pytest.mark.parametrize(
    ("month", "code"),
    [
        (date(2021, 8, 2), "not_a_month"),
        (date(2022, 1, 1), "month_in_future"),
        (date(2017, 12, 1), "before_registration"),
    ],
)
def test_months_that_cannot_be_reported(world: World, month: date, code: str) -> None:
    employer = world.employer()
    with pytest.raises(ContributionRefused) as refusal:
        services.open_report(employer, month)
    assert refusal.value.code == code
    assert refusal.value.text("id") != refusal.value.text("en")


def test_a_closed_employer_reports_the_months_it_worked_in(world: World) -> None:
    employer = world.employer()
    close_employer(employer, date(2021, 8, 1))
    assert services.open_report(employer, AUGUST).status == "DRAFT"
    with pytest.raises(ContributionRefused) as refusal:
        services.open_report(employer, date(2021, 9, 1))
    assert refusal.value.code == "employer_closed" and "September 2021" in refusal.value.text("id")
    close_employer(employer, date(2021, 8, 1), status="ACTIVE")
    assert services.open_report(employer, date(2021, 9, 1)).status == "DRAFT"


def test_rows_are_matched_registered_or_refused(world: World) -> None:
    employer, elsewhere = world.employer(people=4), world.employer(people=1)
    a, b, c, d = world.names[employer]
    (stranger,) = world.names[elsewhere]
    born = date(1995, 3, 8)
    report = services.open_report(employer, AUGUST, channel="FILE", file_id=a_file(world, employer))
    assert report.status == "READING"
    given = [
        row(2, nik=identity(a)["nik"], wage=5_000_000),
        row(3, kpj=identity(b)["kpj"], wage=4_000_000),
        row(4, name=identity(c)["name"].upper(), birth_date=identity(c)["birth_date"], wage=3_000_000),
        row(5, nik=nik(7, born, female=True), name="Siti Baru", birth_date=born, wage=3_500_000),
        row(6, kpj="99999999999", wage=1_000_000),
        row(7, nik=identity(a)["nik"], kpj=identity(b)["kpj"], wage=1_000_000),
        row(8, nik=identity(a)["nik"], wage=2_000_000),
        row(9, kpj=identity(stranger)["kpj"], wage=2_000_000),
        row(10, nik=identity(stranger)["nik"], wage=2_000_000, start_date=date(2021, 8, 9)),
        row(11, nik=identity(d)["nik"], birth_date=date(1970, 1, 1), wage=2_000_000),
        row(12, name="Tidak Ada", birth_date=born, wage=2_000_000),
        row(13, wage=2_000_000),
        row(14, nik=nik(8, born), wage=2_000_000),
        row(15, nik=identity(d)["nik"], wage=0),
        row(16, nik=identity(d)["nik"], wage=4_000_000, exit_reason="DIED", exit_date=date(2021, 8, 20)),
        row(17, nik=nik(7, born, female=True), name="Siti Baru", birth_date=born, wage=3_500_000),
    ]
    bad = [Refusal(18, {"wage": "1,5"}, [{"row": 18, "column": "UPAH", "code": "AMBIGUOUS", "id": "?", "en": "?"}])]
    taken = services.take_rows(report.pk, given, refused=bad)
    assert (taken.rows_in, taken.good, taken.refused, taken.registered) == (17, 5, 12, 1)
    assert errors(report) == {
        6: ["KPJ_UNKNOWN"],
        7: ["NIK_MISMATCH"],
        8: ["DUPLICATE"],
        9: ["OTHER_EMPLOYER"],
        11: ["BIRTH_DIFFERS"],
        12: ["NOT_FOUND"],
        13: ["NO_IDENTITY"],
        14: ["NEW_INCOMPLETE"],
        15: ["WAGE_RANGE"],
        16: ["DEATH"],
        17: ["DUPLICATE"],
        18: ["AMBIGUOUS"],
    }
    again = services.take_rows(report.pk, given, refused=bad)
    assert (again.good, again.refused, again.registered) == (5, 12, 0)
    report.refresh_from_db()
    assert (report.rows_in, report.rows_good, report.rows_refused) == (17, 5, 12)
    new = scalar("select id from registry_person where name = 'Siti Baru'")
    assert scalar("select sex from registry_person where id = %s", [new]) == "P"
    services.end_reading(report.pk, whole_month=True)
    lines = {r["person_id"]: r["wage"] for r in rows("select person_id, wage from contributions_wageline")}
    assert lines == {a: 5_000_000, b: 4_000_000, c: 3_000_000, new: 3_500_000, stranger: 2_000_000}
    with pytest.raises(ContributionRefused) as refusal:
        services.finalise(report.pk)
    assert refusal.value.code == "refused_rows_left"


def a_file(world: World, employer: int) -> int:
    return int(
        scalar(
            "insert into registry_storedfile (sha256, name, content_type, size, content, office_id, employer_id,"
            " made_at)"
            " values (md5(random()::text), 'upah.csv', 'text/csv', 1, 'x', %s, %s, now()) returning id",
            [world.office, employer],
        )
    )


def test_a_refused_row_is_repaired_on_the_page(world: World) -> None:
    employer = world.employer(people=1)
    (a,) = world.names[employer]
    report = services.open_report(employer, AUGUST, channel="FILE", file_id=a_file(world, employer))
    services.take_rows(report.pk, [row(2, nik=identity(a)["nik"][:15], wage=4_290_133)])
    services.end_reading(report.pk, whole_month=True)
    assert errors(report) == {2: ["NIK_FORM"]}
    left = services.fix_row(report.pk, 2, {"wage": "empat juta"})
    assert {e["code"] for e in left} >= {"NIK_FORM", "UNREADABLE"}
    assert services.fix_row(report.pk, 2, {"nik": identity(a)["nik"], "wage": "Rp4.290.133"}) == []
    assert errors(report) == {}
    report.refresh_from_db()
    assert (report.rows_in, report.rows_good, report.rows_refused) == (1, 1, 0)
    with pytest.raises(ContributionRefused) as refusal:
        services.fix_row(report.pk, 2, {})
    assert refusal.value.code == "row_not_found"
    assert services.post(services.finalise(report.pk).pk, on=TODAY).workers == 1


def test_a_second_file_replaces_what_the_first_refused(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.names[employer]
    report = services.open_report(employer, AUGUST, channel="FILE", file_id=a_file(world, employer))
    services.take_rows(report.pk, [row(2, nik=identity(a)["nik"], wage=4_000_000), row(3, kpj="99999999999", wage=5)])
    services.end_reading(report.pk, whole_month=True)
    again = services.open_report(employer, AUGUST, channel="FILE", file_id=a_file(world, employer))
    assert again.pk == report.pk and again.status == "READING"
    services.take_rows(report.pk, [row(2, nik=identity(b)["nik"], wage=3_000_000)])
    report = services.end_reading(report.pk, whole_month=False)
    assert (report.rows_in, report.rows_good, report.rows_refused) == (1, 1, 0)
    lines = {r["person_id"]: r["wage"] for r in rows("select person_id, wage from contributions_wageline")}
    assert lines == {a: 4_000_000, b: 3_000_000}


def test_joiners_and_leavers_move_cover_at_posting(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.names[employer]
    new, new_nik, _ = world.person()
    report = services.open_report(employer, AUGUST)
    for person, wage in ((a, 5_000_000), (b, 4_000_000)):
        services.add_worker(report.pk, nik=identity(person)["nik"], wage=wage)
    assert services.add_worker(report.pk, nik=new_nik, wage=3_000_000, start_date=date(2021, 8, 16)) == new
    services.set_line(report.pk, b, end_on=date(2021, 8, 20), exit_reason="RESIGNED")
    before = queries.comparison(report.pk)
    assert before is not None and before.counts["leavers"] == 1 and before.workers == 3
    assert not scalar("select count(*) from coverage_spell where person_id = %s", [new])
    services.finalise(report.pk)
    services.post(report.pk, on=TODAY)
    spell = rows("select start_on, end_on from coverage_spell where person_id = %s", [new])[0]
    assert spell == {"start_on": date(2021, 8, 16), "end_on": None}
    left = rows("select end_on, exit_reason from coverage_spell where person_id = %s", [b])[0]
    assert left == {"end_on": date(2021, 8, 20), "exit_reason": "RESIGNED"}
    september = services.open_report(employer, SEPTEMBER)
    people = {
        r["person_id"]
        for r in rows("select person_id from contributions_wageline where report_id = %s", [september.pk])
    }
    assert people == {a, new}


@pytest.mark.parametrize(
    ("end_on", "reason", "code"),
    [
        (date(2021, 8, 20), "DIED", "no_death_here"),
        (None, "RESIGNED", "exit_incomplete"),
        (date(2021, 8, 20), None, "exit_incomplete"),
        (date(2021, 8, 20), "BORED", "exit_reason"),
    ],
)
def test_exits_that_are_refused(world: World, end_on: date | None, reason: str | None, code: str) -> None:
    employer = world.employer(people=1)
    report = services.open_report(employer, AUGUST)
    services.add_worker(report.pk, nik=identity(world.names[employer][0])["nik"], wage=1)
    with pytest.raises(ContributionRefused) as refusal:
        services.set_line(report.pk, world.names[employer][0], end_on=end_on, exit_reason=reason)
    assert refusal.value.code == code


def test_steps_may_be_repeated_and_undone_until_posted(world: World) -> None:
    employer = world.employer(people=1)
    report = world.reported(employer, world.wages(employer, 5_000_000))
    assert services.finalise(report.pk).status == "FINALISED"
    assert services.reopen(report.pk).status == services.reopen(report.pk).status == "DRAFT"
    with pytest.raises(ContributionRefused) as refusal:
        services.post(report.pk, on=TODAY)
    assert refusal.value.code == "wrong_status"
    services.finalise(report.pk)
    services.post(report.pk, on=TODAY)
    for act in (services.reopen, services.finalise, services.discard):
        with pytest.raises(ContributionRefused) as refusal, transaction.atomic():
            act(report.pk)
        assert refusal.value.code == "wrong_status"


def test_a_given_up_report_makes_room(world: World) -> None:
    employer = world.employer(people=1)
    first = services.open_report(employer, AUGUST, client_key="k")
    assert services.open_report(employer, AUGUST, client_key="k").pk == first.pk
    services.discard(first.pk, "berkas salah")
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    assert (bill.version, bill.total, bill.due_on) == (2, 462_000, date(2021, 9, 15))


def test_corrections_need_a_posted_month_and_a_reason(world: World) -> None:
    employer = world.employer(people=1)
    with pytest.raises(ContributionRefused) as refusal:
        services.correct_month(employer, AUGUST, "salah upah")
    assert refusal.value.code == "nothing_to_correct"
    world.billed(employer, world.wages(employer, 5_000_000))
    with pytest.raises(ContributionRefused) as refusal:
        services.correct_month(employer, AUGUST, "  ")
    assert refusal.value.code == "reason_needed"


def test_preview_is_what_the_bill_becomes(world: World) -> None:
    employer = world.employer(people=2)
    a, b = world.names[employer]
    for wages in ({a: 5_000_000, b: 4_290_133}, {a: 5_500_000}):
        report = world.reported(employer, wages)
        told = queries.preview(report.pk)
        assert told is not None
        bill = services.post(report.pk, on=TODAY)
        assert told.total == bill.total and told.due_on == bill.due_on
        assert all(told.amounts[name] == getattr(bill, name) for name in told.amounts)
        assert told.receipt["parameter_set"] == bill.receipt_of_law["parameter_set"]


def test_comparison_against_last_month(world: World) -> None:
    employer = world.employer(people=3)
    a, b, c = world.names[employer]
    world.billed(employer, {a: 5_000_000, b: 4_000_000, c: 3_000_000})
    report = world.reported(employer, {a: 5_500_000, b: 4_000_000}, SEPTEMBER, backs={b: 100_000})
    seen = queries.comparison(report.pk)
    assert seen is not None and seen.against == AUGUST
    assert (seen.workers, seen.workers_before, seen.wages - seen.wages_before) == (2, 3, -2_500_000)
    assert seen.counts == {"joiners": 0, "leavers": 0, "changed": 1, "back_pays": 1, "missing": 1}
    assert [(r["person_id"], r["before"], r["wage"]) for r in seen.changed] == [(a, 5_000_000, 5_500_000)]
    assert [r["person_id"] for r in seen.missing] == [c]


def test_a_wage_under_the_minimum_is_a_warning(world: World) -> None:
    minimum = scalar("select amount from registry_minimumwage where district_id = '35.14' and year = 2021")
    for size, count in (("LARGE", 1), ("SMALL", 0)):
        employer = world.employer(size, people=2)
        report = world.reported(employer, world.wages(employer, minimum - 1, minimum))
        told = queries.warnings(report.pk)
        assert [t["code"] for t in told] == ["WAGE_BELOW_MINIMUM"] * count
        if told:
            assert told[0]["person_id"] == world.names[employer][0] and told[0]["severity"] == "warning"
        assert services.post(report.pk, on=TODAY).workers == 2


def test_a_line_explains_itself(world: World) -> None:
    employer = world.employer(people=1, risk=3)
    bill = world.billed(employer, world.wages(employer, 4_290_133))
    page = queries.bill_page(bill.pk)
    assert page is not None and page["next"] is None
    result = queries.explain_line(bill.pk, world.names[employer][0])
    assert result is not None and result.values["total"] == page["lines"][0]["total"] == bill.total
    assert "PP 44/2015" in result.trace.to_text("id")


def test_pages_of_a_bill(world: World) -> None:
    employer = world.employer(people=5)
    bill = world.billed(employer, world.wages(employer, *range(1_000_000, 6_000_000, 1_000_000)))
    seen, after = [], 0
    while True:
        page = queries.bill_page(bill.pk, after=after, limit=2)
        assert page is not None
        seen += [r["person_id"] for r in page["lines"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert seen == sorted(world.names[employer])


def test_statement_suspense_and_daily_proof(world: World) -> None:
    employer = world.employer(people=1)
    bill = world.billed(employer, world.wages(employer, 5_000_000))
    world.pay(bill, 162_000, date(2021, 9, 20))
    told = queries.employer_statement(employer, date(2021, 11, 16))
    assert (told.open, told.overdue, told.suspense) == (300_000, 300_000, 0)
    assert told.penalties == 3_240 and told.bills[0]["accruing"] == 300_000 * 6 // 100
    assert [b["id"] for b in queries.arrears(employer, date(2021, 11, 16))] == [bill.pk]
    services.receive("TELLER", "T1", date(2021, 9, 20), 77, world.other, on=TODAY)
    assert [(r["rest"], r["age"]) for r in queries.suspense([world.other], TODAY)] == [(77, 72)]
    assert queries.suspense_by_age(None, TODAY) == [{"label": "31-90", "receipts": 1, "amount": 77, "unknown": 77}]
    for day in (date(2021, 9, 20), TODAY):
        assert all(r["holds"] for r in queries.daily_proof(day))
    (proof,) = queries.daily_proof(date(2021, 9, 20), [world.other])
    assert (proof["opening"], proof["received"], proof["closing"]) == (0, 77, 77)


def test_a_persons_months(world: World) -> None:
    employer = world.employer(people=0)
    person = world.worker(employer, start=date(2021, 7, 5))
    bill = world.billed(employer, {person: 5_000_000}, date(2021, 7, 1))
    world.pay(bill, bill.total, date(2021, 8, 10))
    world.billed(employer, {person: 5_500_000})
    months = queries.paid_months(person, TODAY)
    assert [(m["month"], m["paid"], m["jht"], m["jht_paid"]) for m in months] == [
        (date(2021, 7, 1), True, 285_000, 285_000),
        (AUGUST, False, 313_500, 0),
    ]
    assert [(w["month"], w["wage"]) for w in queries.reported_wages(person)] == [
        (AUGUST, 5_500_000),
        (date(2021, 7, 1), 5_000_000),
    ]
    missing = queries.missing_months(person, TODAY)
    assert [(m["month"], m["kind"]) for m in missing] == [
        (AUGUST, "UNPAID"),
        (SEPTEMBER, "NOT_REPORTED"),
        (date(2021, 10, 1), "NOT_REPORTED"),
    ]


def test_every_refusal_speaks_both_languages() -> None:
    for code, texts in ContributionRefused.MESSAGES.items():
        asked = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in texts]
        assert asked[0] == asked[1], f"{code}: the two sentences fill in different values"
        told = ContributionRefused(code, **dict.fromkeys(asked[0], "1"))
        assert told.text("id") and told.text("en") and told.text("id") != told.text("en") and "{" not in told.text("id")
    for _, indonesian, english in MESSAGES.values():
        assert indonesian != english

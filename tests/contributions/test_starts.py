"""A wrong first day of work is moved: months become owed or come back, cover and accounts follow, the books balance."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from contrib_world import AUGUST, TODAY, World, make, state
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung.base.db import rows, run, scalar, system
from lindung.base.errors import Refused
from lindung.claims.errors import ClaimRefused
from lindung.contributions import checks, services
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import WageReport
from lindung.coverage import checks as coverage_checks
from lindung.coverage import services as coverage
from lindung.coverage.refusals import CoverageRefused
from lindung.ledger import checks as ledger_checks
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member, close_month, post

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = (date(2021, m, 1) for m in (9, 10, 11))
WAGE = 5_000_000
# risk group 1, large: 0.24 + 0.30 + 3.7 + 2 + 2 + 1 % of five million
MONTH = 12_000 + 15_000 + 185_000 + 100_000 + 100_000 + 50_000
JHT, JP = 285_000, 150_000


class Firm:
    """An employer with one old worker and one whose first day was recorded as 1 October 2021; August to November are
    posted, the new one is named from October on."""

    def __init__(self, world: World, size: str = "LARGE", born: date = date(1990, 5, 17)) -> None:
        self.world, self.id = world, world.employer(size, people=1)
        (self.old,) = world.names[self.id]
        self.new = world.worker(self.id, born=born, start=OCTOBER)
        self.bills = {}
        for month in (AUGUST, SEPTEMBER, OCTOBER, NOVEMBER):
            named = [self.old] if month < OCTOBER else [self.old, self.new]
            self.bills[month] = world.billed(self.id, dict.fromkeys(named, WAGE), month)
        self.spell = int(scalar("select id from coverage_spell where person_id = %s", [self.new]))

    def pay(self) -> None:
        for month, bill in self.bills.items():
            day = min(date(month.year, month.month + 1, 10), TODAY)  # in time: no penalty
            self.world.pay(bill, bill.total, day, f"lunas-{month}-{self.id}")

    def move(self, day: date, **more: Any) -> services.StartMoved:
        return services.correct_start(self.id, self.spell, day, "salah ketik", on=TODAY, **{"wage": WAGE} | more)

    def start(self) -> date:
        return scalar("select start_on from coverage_spell where id = %s", [self.spell])

    def named(self) -> list[date]:
        """Months whose latest posted report names him."""
        found = rows(
            "select distinct on (r.month) r.month, exists (select 1 from contributions_wageline w"
            " where w.month = r.month and w.report_id = r.id and w.person_id = %s) as there"
            " from contributions_wagereport r"
            " where r.employer_id = %s and r.status = 'POSTED' order by r.month, r.version desc",
            [self.new, self.id],
        )
        return [f["month"] for f in found if f["there"]]

    def billed(self) -> dict[date, int]:
        found = rows(
            "select l.month, sum(l.jkk + l.jkm + l.jht_employer + l.jht_worker + l.jp_employer + l.jp_worker)::bigint"
            " as total from contributions_line l where l.person_id = %s group by 1 order by 1",
            [self.new],
        )
        return {f["month"]: f["total"] for f in found if f["total"]}

    def account(self) -> dict[str, int]:
        found = rows(
            "select account_id, sum(amount)::bigint as amount from ledger_memberposting where person_id = %s"
            " group by 1",
            [self.new],
        )
        return {f["account_id"]: f["amount"] for f in found if f["amount"]}


@pytest.fixture
def firm(world: World) -> Firm:
    return Firm(world)


def holds() -> None:
    found = [*checks.proofs(), *coverage_checks.proofs(), *ledger_checks.proofs()]
    assert [p.id for p in found if not p.holds] == []


def test_an_earlier_first_day_makes_months_owed_and_accounts_are_credited_when_paid(firm: Firm) -> None:
    firm.pay()
    before = firm.account()
    done = firm.move(date(2021, 8, 16))
    assert [(m.month, m.total) for m in done.months] == [(AUGUST, MONTH), (SEPTEMBER, MONTH)]
    assert (done.was_on, firm.start(), done.total) == (OCTOBER, date(2021, 8, 16), 2 * MONTH)
    assert firm.named() == [AUGUST, SEPTEMBER, OCTOBER, NOVEMBER] == list(firm.billed())
    assert firm.account() == before == {330: 2 * JHT, 430: 2 * JP}, "nothing is credited before it is paid"
    assert all(m.due_on == date(2022, 1, 17) for m in done.months), "due with the month it is posted in"
    for code in done.bills:
        services.receive("API", f"susulan-{code}", TODAY, MONTH, firm.world.office, billing_code=code, on=TODAY)
    assert firm.account() == {330: 4 * JHT, 430: 4 * JP}
    holds()


def test_a_later_first_day_gives_months_back_and_takes_them_off_the_account(firm: Firm) -> None:
    firm.pay()
    done = firm.move(date(2021, 11, 8))
    assert [(m.month, m.total) for m in done.months] == [(OCTOBER, -MONTH), (NOVEMBER, 0)]
    assert done.accounts == {"JHT": (2 * JHT, JHT), "JP": (2 * JP, JP)}
    assert firm.named() == [NOVEMBER] and firm.account() == {330: JHT, 430: JP}
    waits = scalar(
        "select sum(r.amount) - coalesce((select sum(a.amount) from contributions_allocation a"
        " where a.employer_id = %s), 0) from contributions_receipt r where r.employer_id = %s",
        [firm.id, firm.id],
    )
    assert waits == MONTH, "what came back waits as a credit of the employer"
    holds()


def test_within_a_month_only_cover_moves_and_the_month_says_so(firm: Firm) -> None:
    done = firm.move(date(2021, 10, 18), wage=None)
    assert [(m.month, m.total, m.version) for m in done.months] == [(OCTOBER, 0, 2)]
    assert done.months[0].change and done.months[0].change["after_start"] == date(2021, 10, 18)
    reason = WageReport.objects.get(pk=done.months[0].report_id).reason
    assert reason == "Mulai bekerja 18 Oktober 2021, semula 1 Oktober 2021: salah ketik"
    told = rows(
        "select kind, sign, on_date, reason, source from coverage_spellevent where spell_id = %s order by id",
        [firm.spell],
    )
    assert [(e["kind"], e["sign"], e["on_date"], e["reason"]) for e in told] == [
        ("JOINED", 1, OCTOBER, ""), ("JOINED", -1, OCTOBER, "START"), ("JOINED", 1, date(2021, 10, 18), "START"),
    ]  # fmt: skip
    assert told[-1]["source"] == "salah ketik"
    holds()


def test_the_same_day_again_changes_nothing(firm: Firm) -> None:
    firm.move(AUGUST)
    versions = rows("select month, max(version) as v from contributions_wagereport group by 1 order by 1")
    again = firm.move(AUGUST)
    assert (again.months, again.total, again.bills) == ((), 0, [])
    assert rows("select month, max(version) as v from contributions_wagereport group by 1 order by 1") == versions


def test_what_is_shown_before_is_what_is_done_and_leaves_nothing(firm: Firm) -> None:
    firm.pay()
    books, reports = state([firm.id]), scalar("select count(*) from contributions_wagereport")
    shown = services.preview_start(firm.id, firm.spell, date(2021, 8, 16), wage=WAGE, on=TODAY)
    assert state([firm.id]) == books and firm.start() == OCTOBER
    assert scalar("select count(*) from contributions_wagereport") == reports
    done = firm.move(date(2021, 8, 16))

    def same(m: services.MonthMoved) -> Any:
        return m.month, m.version, m.total, m.due_on, m.change

    assert [same(m) for m in shown.months] == [same(m) for m in done.months]
    assert (shown.total, shown.accounts) == (done.total, done.accounts)


def test_each_month_has_its_own_wage_and_a_missing_one_is_asked_for(firm: Firm) -> None:
    with pytest.raises(ContributionRefused) as refused:
        firm.move(AUGUST, wage=None, wages={AUGUST: 4_000_000})
    assert refused.value.code == "wage_missing" and "September 2021" in refused.value.text("id")
    assert firm.start() == OCTOBER and firm.named() == [OCTOBER, NOVEMBER], "nothing of it stays"
    firm.move(AUGUST, wages={AUGUST: 4_000_000})
    wages = rows(
        "select month, wage from contributions_wageline where person_id = %s and month < %s order by month",
        [firm.new, OCTOBER],
    )
    assert [(w["month"], w["wage"]) for w in wages] == [(AUGUST, 4_000_000), (SEPTEMBER, WAGE)]


def test_months_not_reported_yet_are_named_and_wait_for_their_report(firm: Firm) -> None:
    done = firm.move(date(2021, 6, 14))
    assert done.unreported == (date(2021, 6, 1), date(2021, 7, 1))
    assert [m.month for m in done.months] == [AUGUST, SEPTEMBER] and firm.start() == date(2021, 6, 14)


def test_closed_months_are_booked_on_the_business_day(firm: Firm) -> None:
    firm.pay()
    close_month(date(2021, 11, 1))
    done = firm.move(AUGUST)
    days = rows(
        "select distinct e.booked_on from contributions_bill b join ledger_entry e on e.id = b.entry_id"
        " where b.report_id = any(%s)",
        [[m.report_id for m in done.months]],
    )
    assert [d["booked_on"] for d in days] == [TODAY]
    holds()


def test_whoever_passed_the_entry_age_of_jkp_before_his_true_first_day_leaves_it(world: World) -> None:
    """Registered before 54 he was in JKP; his true first day is after his 54th birthday."""
    firm = Firm(world, born=date(1967, 10, 20))
    parts = "select month, sum(jkp_from_jkk + jkp_from_jkm)::bigint as jkp from contributions_line where person_id = %s"
    assert all(r["jkp"] > 0 for r in rows(parts + " group by 1 order by 1", [firm.new]))
    done = firm.move(date(2021, 10, 25))
    assert [(m.month, m.total) for m in done.months] == [(OCTOBER, 0), (NOVEMBER, 0)]
    assert [r["jkp"] for r in rows(parts + " group by 1 order by 1", [firm.new])] == [0, 0]
    holds()


BAD = [
    (date(1990, 5, 17), CoverageRefused, "start_before_birth", "lahir pada 17 Mei 1990", "was born on"),
    (date(2004, 5, 16), ContributionRefused, "start_before_registration", "baru terdaftar", "only registered on"),
    (date(2021, 12, 2), CoverageRefused, "future", "2 Desember 2021 belum terjadi", "in the future"),
]


@pytest.mark.parametrize(("day", "kind", "code", "said", "told"), BAD)
def test_days_that_cannot_be(firm: Firm, day: date, kind: type[Refused], code: str, said: str, told: str) -> None:
    if code == "start_before_birth":
        run("update registry_employer set registered_on = '1980-01-01' where id = %s", [firm.id])
    with pytest.raises(kind) as refused:
        firm.move(day)
    assert (refused.value.code, refused.value.field) == (code, "start_on")
    assert said in refused.value.text("id") and told in refused.value.text("en")
    assert firm.start() == OCTOBER and firm.named() == [OCTOBER, NOVEMBER]


@pytest.mark.parametrize(("age", "refuses"), [(15, True), (16, False)])
def test_nobody_starts_under_working_age(world: World, age: int, refuses: bool) -> None:
    day = date(2021, 8, 16)
    born = date(2021 - age, 8, 17) if refuses else date(2021 - age + 1, 8, 16)  # 15 tomorrow; 15 today
    firm = Firm(world, born=born)
    if not refuses:
        assert firm.move(day).start_on == day
        return
    run("update registry_person set birth_date = %s where id = %s", [date(2006, 8, 17), firm.new])
    with pytest.raises(ContributionRefused) as refused:
        firm.move(day)
    assert refused.value.code == "under_age" and "15 tahun" in refused.value.text("id")


def test_another_spell_an_exit_and_an_open_report_stand_in_the_way(firm: Firm) -> None:
    run(
        "update coverage_spell set start_on = '2021-05-01', end_on = '2021-08-20', exit_reason = 'RESIGNED'"
        " where id = %s",
        [firm.spell],
    )
    again = coverage.join(firm.new, firm.id, firm.world.office, "PU", OCTOBER, source="uji").pk
    with pytest.raises(CoverageRefused) as refused:
        services.correct_start(firm.id, again, date(2021, 8, 20), "salah", wage=WAGE, on=TODAY)
    assert refused.value.code == "overlap" and "20 Agustus 2021" in refused.value.text()
    with pytest.raises(CoverageRefused) as refused:
        services.correct_start(firm.id, firm.spell, date(2021, 8, 21), "salah", on=TODAY)
    assert refused.value.code == "start_after_end"
    services.correct_month(firm.id, SEPTEMBER, "lain")
    with pytest.raises(ContributionRefused) as open_:
        services.correct_start(firm.id, again, date(2021, 9, 20), "salah", wage=WAGE, on=TODAY)
    assert open_.value.code == "month_open" and "September 2021" in open_.value.text()


def test_no_reason_another_employer_and_wages_out_of_range(firm: Firm) -> None:
    other = firm.world.employer()
    for employer, reason, wage, code in (
        (other, "x", WAGE, "no_work_spell"),
        (firm.id, "  ", WAGE, "reason_needed"),
        (firm.id, "x", 0, "wage_range"),
        (-1, "x", WAGE, "no_employer"),
    ):
        with pytest.raises(ContributionRefused) as refused:
            services.correct_start(employer, firm.spell, AUGUST, reason, wage=wage, on=TODAY)
        assert refused.value.code == code
    assert firm.start() == OCTOBER


def _claim(firm: Firm, programme: str, day: date, status: str, outcome: str, decision: str = "") -> str:
    number = f"{programme}-{day:%m%d}-{firm.id}"
    claim = scalar(
        "insert into claims_claim (number, programme, ground, basis, person_id, office_id, channel, claimant_name,"
        " claimant_relation, event_on, facts, status, outcome, move, move_reason, units, unit, submitted_at)"
        " values (%s, %s, 'ACCIDENT', 'RECORDED', %s, %s, 'BRANCH', 'x', '', %s, '{}', %s, %s, 'US', '', 1, 'CLAIM',"
        " now()) returning id",
        [number, programme, firm.new, firm.world.office, day, status, outcome],
    )
    if decision:
        run(
            "insert into claims_decision (claim_id, person_id, office_id, version, kind, status, gross, tax, net,"
            " trace, reasons, deviation, proposed_by, proposed_at, approved_by, approved_at) values (%s, %s, %s, 1, %s,"
            " 'APPROVED', 0, 0, 0, '{}', '[]', '', 1, now(), 2, now())",
            [claim, firm.new, firm.world.office, decision],
        )
    return number


@pytest.mark.parametrize(
    ("programme", "day", "outcome", "decision", "new", "code"),
    [
        ("JKK", date(2021, 9, 9), "REJECTED", "REJECT", AUGUST, "start_claim_decided"),
        ("JKK", date(2021, 10, 9), "PAID", "AWARD", NOVEMBER, "start_claim_decided"),
        ("JKK", date(2021, 9, 9), "", "", AUGUST, "start_claim_open"),
        ("JKP", date(2021, 11, 20), "PAID", "AWARD", NOVEMBER, "start_claim_counted"),
        ("JKK", date(2021, 11, 20), "PAID", "AWARD", NOVEMBER, ""),
        ("JKK", date(2021, 9, 9), "WITHDRAWN", "", AUGUST, ""),
        ("JKP", date(2021, 11, 20), "PAID", "AWARD", AUGUST, ""),
    ],
)
def test_claims_that_rest_on_the_day_hold_it(
    firm: Firm, programme: str, day: date, outcome: str, decision: str, new: date, code: str
) -> None:
    number = _claim(firm, programme, day, "COMPLETED" if outcome else "SUBMITTED", outcome, decision)
    if not code:
        assert firm.move(new).start_on == new
        return
    with pytest.raises(ClaimRefused) as refused:
        firm.move(new)
    assert refused.value.code == code and all(number in refused.value.text(lang) for lang in ("id", "en"))
    assert firm.start() == OCTOBER and firm.named() == [OCTOBER, NOVEMBER]


def test_never_below_what_was_paid_out(firm: Firm) -> None:
    firm.pay()
    out = Member(firm.new, int(Acc.JHT_MEMBERS), "WITHDRAWAL", date(2021, 12, 1), -2 * JHT, None)
    post("AWARD", "uji:bayar", TODAY, firm.world.office, {Acc.JHT_MEMBERS: 2 * JHT, Acc.JHT_PAYABLE: -2 * JHT}, [out])
    with pytest.raises(ContributionRefused) as refused:
        firm.move(NOVEMBER)
    assert refused.value.code == "below_paid"
    assert "Rp285.000" in refused.value.text("id") and "Rp285,000" in refused.value.text("en")
    assert firm.named() == [OCTOBER, NOVEMBER] and firm.account() == {430: 2 * JP}
    assert firm.move(AUGUST).total == 2 * MONTH, "an earlier day only adds"


def test_a_correction_that_names_somebody_before_his_first_day_leads_here(firm: Firm) -> None:
    report = services.correct_month(firm.id, SEPTEMBER, "pekerja tertinggal")
    nik = scalar("select nik from registry_person where id = %s", [firm.new])
    services.add_worker(report.pk, nik=nik, wage=WAGE)
    with pytest.raises(ContributionRefused) as refused:
        services.finalise(report.pk)
    assert refused.value.code == "start_first"
    assert "1 Oktober 2021" in refused.value.text("id") and "September 2021" in refused.value.text("en")


DAYS = st.dates(date(2021, 7, 20), date(2021, 11, 30))


@pytest.fixture
def many(db: None) -> Iterator[World]:
    with system():
        yield make()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(DAYS, min_size=1, max_size=3), paid=st.booleans())
def test_there_and_back_leaves_the_books_as_they_were(many: World, days: list[date], paid: bool) -> None:
    firm = Firm(many)
    if paid:
        firm.pay()
    before, billed = state([firm.id]), firm.billed()
    for day in days:
        firm.move(day)
        assert firm.named()[0] == max(AUGUST, day.replace(day=1))
        assert set(firm.billed()) == set(firm.named()) and set(firm.billed().values()) == {MONTH}
    firm.move(OCTOBER)
    after = state([firm.id])
    assert {k: after[k] for k in ("members", "accounts", "penalties")} == {
        k: before[k] for k in ("members", "accounts", "penalties")
    }
    assert firm.billed() == billed and firm.named() == [OCTOBER, NOVEMBER] and firm.start() == OCTOBER
    holds()

"""Deaths of those who paid for themselves: arrears of a non-wage earner, the stage of a migrant worker."""

from datetime import date, timedelta

import pytest
from claims_world import CASHIER, HEAD, OFFICER, RELEASER, World, at
from test_claims_money import hold, refused

from lindung.base.db import scalar
from lindung.claims import queries
from lindung.claims import services as claims
from lindung.claims.models import Claim, Decision, PaymentOrder
from lindung.claims.services import Answer, Kin, Recorded
from lindung.registry import services as registry
from lindung.registry.models import Relative
from lindung.segments import services as segments
from lindung.segments.errors import SegmentRefused
from lindung.segments.services import Job

PAPERS = frozenset({"CARD", "ID", "FAMILY_CARD", "DEATH_CERTIFICATE", "HEIR_CERTIFICATE"})
FISH = Job("Pedagang ikan", 1_000_000, "35.14")
DAY = timedelta(days=1)


def bpu(world: World, joined: date, months: int, name: str = "Almarhum Mandiri") -> int:
    """A fishmonger who pays so many months on the day he joins."""
    registry.set_business_day(joined)
    person = world.person(name)
    segments.register_bpu(person, world.office, [FISH], on=joined)
    order = segments.order_bpu(person, months, f"o{person}", on=joined)
    assert segments.pay(order.code, "API", f"p{person}", order.total, joined, world.office, on=joined).settled
    return person


def died(world: World, person: int, day: date, on: date | None = None) -> tuple[claims.DeathReport, int]:
    """The death reported by the widow, with all papers; the report and its JKM claim."""
    when = on or day + DAY
    registry.set_business_day(when)
    report = claims.report_death(
        "Istri Contoh", "SPOUSE", person, day, relatives=[Kin("SPOUSE", "Istri Contoh")], shown=PAPERS, at=at(when)
    )
    claim = next(c.claim_id for c in report.claims if c.number.startswith("JKM"))
    claims.complete_file(claim, by=OFFICER, at=at(when)) if not Claim.objects.get(id=claim).complete_at else None
    for relative in Relative.objects.filter(person_id=person):
        world.account(person, relative.name, when - timedelta(days=60), relative=relative.id)
    return report, claim


def words(decision: int) -> dict[str, str]:
    told = queries.explain(decision)
    assert told is not None and told.same, told
    return {fact.title["id"]: fact.value["id"] for fact in told.facts}


def pay_out(world: World, claim: int, day: date) -> None:
    registry.set_business_day(day)
    batch = claims.make_payout_batch(world.office, day, CASHIER, at=at(day))
    claims.release_payout_batch(batch.id, RELEASER, at=at(day))
    orders = PaymentOrder.objects.filter(claim_id=claim, status="SENT")
    answers = [Answer(claims.order_reference(o.id), "PAID", f"B{o.id}", day) for o in orders]
    done = claims.take_bank_answers(answers, CASHIER, at=at(day))
    assert answers and done.taken == len(answers) and not done.refused, done


def test_paid_up_is_the_whole_benefit(world: World) -> None:
    person = bpu(world, date(2021, 9, 1), 4)
    report, claim = died(world, person, date(2021, 12, 13))
    assert report.covered
    made = claims.propose(claim, OFFICER, at=at(date(2021, 12, 14)))
    assert (made.kind, made.net) == ("AWARD", 42_000_000)
    told = words(made.decision_id)
    assert told["Dibayar sampai bulan"] == "Desember 2021" and told["Bulan menunggak pada hari itu"] == "tidak ada"


def test_in_arrears_the_funeral_comes_at_once_and_the_rest_after_the_heirs_have_paid(world: World) -> None:
    person = bpu(world, date(2021, 7, 1), 3)  # July to September
    died_on = date(2021, 12, 20)  # October, November and December are due and unpaid: three
    report, claim = died(world, person, died_on)
    assert report.covered and report.shares == (("Istri Contoh", "SPOUSE", 42_000_000),)
    first = claims.propose(claim, OFFICER, at=at(died_on + DAY))
    assert (first.kind, first.net) == ("AWARD", 10_000_000)
    assert words(first.decision_id)["Bulan menunggak pada hari itu"] == "Oktober 2021, November 2021, Desember 2021"
    told = queries.explain(first.decision_id)
    assert told and told.rest == 32_000_000 and "PP 44/2015 Pasal 42" in told.not_counted[0]["id"]
    claims.approve(first.decision_id, HEAD, at=at(died_on + DAY))
    pay_out(world, claim, died_on + DAY)
    row = Claim.objects.get(id=claim)
    assert (row.status, row.outcome, row.move, row.move_reason) == ("ON_HOLD", "PARTLY_PAID", "CLAIMANT", "arrears")
    with refused("arrears_first"):
        claims.propose(claim, OFFICER, at=at(died_on + DAY))
    order = segments.order_arrears(person)
    assert segments.order_arrears(person) == order
    assert (order.first_month, order.last_month, order.total) == (date(2021, 10, 1), date(2021, 12, 1), 3 * 16_800)
    later = date(2022, 1, 3)
    registry.set_business_day(later)
    order = segments.order_arrears(person)
    assert segments.pay(order.code, "API", "ahli-waris", order.total, later, world.office, on=later).settled
    rest = claims.propose(claim, OFFICER, at=at(later))
    assert (rest.kind, rest.net) == ("AWARD", 32_000_000)
    assert words(rest.decision_id)["Belum dilunasi sesudahnya"] == "tidak ada"
    claims.approve(rest.decision_id, HEAD, at=at(later))
    pay_out(world, claim, date(2022, 1, 6))  # three working days after the heirs paid: not late
    row.refresh_from_db()
    assert (row.status, row.outcome) == ("COMPLETED", "PAID")
    with pytest.raises(SegmentRefused, check=lambda e: e.code == "no_arrears"):
        segments.order_arrears(person)
    hold()


def test_the_rest_paid_late_is_late_from_the_day_the_heirs_paid(world: World) -> None:
    person = bpu(world, date(2021, 7, 1), 4)  # July to October; November and December unpaid
    died_on, later = date(2021, 12, 20), date(2022, 1, 3)
    _, claim = died(world, person, died_on)
    registry.set_business_day(later)
    order = segments.order_arrears(person)
    assert segments.pay(order.code, "API", "ahli-waris", order.total, later, world.office, on=later).settled
    made = claims.propose(claim, OFFICER, at=at(later))
    assert made.net == 42_000_000
    claims.approve(made.decision_id, HEAD, at=at(later))
    pay_out(world, claim, date(2022, 1, 8))  # due on 6 January: two days, one per cent each
    fee = Decision.objects.get(claim_id=claim, status="PROPOSED")
    assert fee.gross == 840_000


@pytest.mark.parametrize("round_done", [False, True])
def test_a_lapsed_member_is_refused_with_the_day_and_the_article(world: World, round_done: bool) -> None:
    """The same whether or not the daily round has ended the spell: four months unpaid on the day of death."""
    person = bpu(world, date(2021, 6, 1), 3)  # June to August
    died_on = date(2021, 12, 20)
    if round_done:
        registry.set_business_day(died_on - DAY)
        assert segments.segments_day()["lapsed"] == 1
    report, claim = died(world, person, died_on)
    assert not report.covered
    (found,) = [f for f in report.found if f.programme == "JKM"]
    assert found.amount == 0 and "15 Desember 2021" in found.what["id"] and "15 December 2021" in found.what["en"]
    made = claims.propose(claim, OFFICER, at=at(died_on + DAY))
    assert (made.kind, made.net) == ("REJECT", 0)
    (reason,) = Decision.objects.get(id=made.decision_id).reasons
    assert (reason["code"], reason["article"]) == ("OWN_COVER_ENDED", "PP 44/2015 Pasal 39 dan 42")
    assert "berakhir 15 Desember 2021; 4 bulan" in reason["text"]["id"]
    told = words(made.decision_id)
    assert told["Dibayar sampai bulan"] == "Agustus 2021"
    traces = queries.explain(made.decision_id)
    assert traces and [t["formula"] for t in traces.traces] == ["bpu.standing", "jkm.entitlement"]
    with pytest.raises(SegmentRefused, check=lambda e: e.code == "too_late"):
        segments.order_arrears(person)


def test_money_of_the_heirs_after_the_lapse_opens_nothing(world: World) -> None:
    """What counts is what had come by the day of death; an order of the living settles no month after it."""
    person = bpu(world, date(2021, 6, 1), 3)
    order = segments.order_bpu(person, 4, "sebelum", on=date(2021, 6, 1))
    _, claim = died(world, person, date(2021, 12, 20))
    paid = segments.pay(order.code, "API", "lambat", order.total, date(2021, 12, 21), world.office)
    assert not paid.settled
    assert claims.propose(claim, OFFICER, at=at(date(2021, 12, 22))).kind == "REJECT"


def test_less_than_three_months_of_membership_is_the_funeral_only(world: World) -> None:
    """By Permenaker 1/2025 article 97A; the day before it the whole benefit from the first month."""
    for joined, day, net in (
        (date(2025, 1, 2), date(2025, 2, 23), 42_000_000),
        (date(2025, 1, 2), date(2025, 2, 24), 10_000_000),
    ):
        person = bpu(world, joined, 2, f"Almarhum {net}")
        _, claim = died(world, person, day)
        made = claims.propose(claim, OFFICER, at=at(day + DAY))
        assert made.net == net
        told = queries.explain(made.decision_id)
        assert told and told.rest == 0


def test_wages_of_an_employer_come_before_his_own_arrears(world: World) -> None:
    person = bpu(world, date(2021, 6, 1), 1)
    world.spell(person, date(2021, 7, 1))
    report, claim = died(world, person, date(2021, 12, 20))
    assert report.covered
    assert claims.propose(claim, OFFICER, at=at(date(2021, 12, 21))).net == 42_000_000


# ---- work abroad


def abroad(world: World, on: date, *, months: int = 24) -> int:
    registry.set_business_day(on)
    person = world.person("Almarhum Migran")
    placement = segments.register_pmi(
        person, world.office, country="Hong Kong", contract_no=f"K-{person}", contract_months=months,
        employer_id=world.employer, on=on,
    )  # fmt: skip
    order = segments.order_pmi([placement.pk], ("BEFORE", "DURING"), f"k{person}", on=on)
    assert segments.pay(order.code, "API", f"k{person}", order.total, on, world.office, on=on).settled
    return int(placement.pk)


def report_of(placement: int, *events: tuple[str, date]) -> int:
    for kind, day in events:
        registry.set_business_day(day)
        segments.report_pmi(placement, kind, day)
    return int(scalar("select person_id from segments_pmiplacement where id = %s", [placement]))


LEFT, BACK = ("DEPARTED", date(2024, 3, 1)), ("RETURNED", date(2026, 3, 10))


@pytest.mark.parametrize(
    ("events", "day", "stage", "parts"),
    [
        ((), date(2024, 2, 1), "sebelum bekerja",
         {"FUNERAL": 10_000_000, "LUMP_SUM": 20_000_000, "PERIODIC": 12_000_000}),
        ((LEFT,), date(2025, 6, 1), "selama bekerja", {"LUMP_SUM": 85_000_000}),
        ((LEFT, BACK), date(2026, 4, 9), "setelah bekerja",
         {"FUNERAL": 10_000_000, "LUMP_SUM": 20_000_000, "PERIODIC": 12_000_000}),
        ((LEFT, BACK), date(2026, 4, 10), "di luar masa perlindungan", {}),
        ((), date(2024, 6, 8), "di luar masa perlindungan", {}),
    ],
)  # fmt: skip
def test_a_migrant_worker_by_stage(
    world: World, events: tuple[tuple[str, date], ...], day: date, stage: str, parts: dict[str, int]
) -> None:
    person = report_of(abroad(world, date(2024, 1, 8)), *events)
    _, claim = died(world, person, day)
    made = claims.propose(claim, OFFICER, at=at(day + DAY))
    decision = Decision.objects.get(id=made.decision_id)
    assert dict(decision.parts.values_list("component", "amount")) == parts
    assert words(made.decision_id)["Tahap pada hari itu"] == stage
    if not parts:
        (reason,) = decision.reasons
        assert reason["code"] == "NOT_COVERED_ABROAD" and "8 Januari 2024 sampai" in reason["text"]["id"]


def test_a_recorded_accident_tells_the_arrears_beside_its_amount(world: World) -> None:
    person = bpu(world, date(2021, 7, 1), 3)
    registry.set_business_day(date(2021, 12, 15))
    (made,) = claims.record_many(
        [Recorded("JKK", "WORK_ACCIDENT", person, {"CARE": 3_000_000}, date(2021, 12, 1), at=at(date(2021, 12, 2)))]
    )
    proposal = claims.propose(made.claim_id, OFFICER, at=at(date(2021, 12, 15)))
    assert proposal.net == 3_000_000
    told = words(proposal.decision_id)
    assert told["Bulan menunggak pada hari itu"] == "Oktober 2021, November 2021"
    traces = queries.explain(proposal.decision_id)
    assert traces and [t["formula"] for t in traces.traces] == ["bpu.standing"]

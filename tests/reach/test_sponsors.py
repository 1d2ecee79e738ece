"""Sponsors from agreement to cover: lists with their answers, orders, money, cover by the law."""

import time
from datetime import date, timedelta
from fractions import Fraction

import pytest
from reach_world import (
    COUNTER,
    DAY,
    DEC,
    JAN,
    PACKAGE,
    TODAY,
    World,
    answers,
    first_of,
    prove,
    refused,
    row,
    row_of,
    spells,
)  # fmt: skip

from lindung.base.db import many, rows, scalar
from lindung.coverage.services import join, leave, record_death
from lindung.reach import checks, queries, services
from lindung.reach.models import Beneficiary, BeneficiaryEvent
from lindung.registry import services as registry
from lindung.segments import services as segments
from lindung.segments.models import Order

pytestmark = pytest.mark.django_db
FEB, MAR, APR = date(2022, 2, 1), date(2022, 3, 1), date(2022, 4, 1)


def live_agreement(world: World, people: int = 3, amount: int = 10_000_000, **more: object) -> object:
    agreement = world.agreement(**more)
    world.budget(agreement, amount)
    assert world.list(agreement, world.rows(people)).done == people
    return agreement


# ---- the published figures


def test_bank_jatim_small_twelve_people_are_covered_once(world: World) -> None:
    """The bank's 12,000 vulnerable workers at a thousandth of their number: one list, zero double cover."""
    agreement = world.agreement(world.sponsor("COMPANY", "Bank Jatim"), funded_by_state=False)
    world.budget(agreement, 12 * 12 * PACKAGE, "CSR")
    people = world.rows(12)
    listed = world.list(agreement, people)
    assert (listed.done, listed.already, listed.refused) == (12, 0, ())
    order = world.order(agreement, JAN)
    assert (order.people, order.jkk, order.jkm, order.jht, order.total) == (12, 120_000, 81_600, 0, 201_600)
    assert order.sponsor == "Bank Jatim" and order.receipt_of_law["formula"] == "bpu.contribution"
    assert queries.covered(TODAY) == 0
    assert world.pay(order, TODAY).settled
    assert queries.covered(TODAY) == 12
    assert [(r["sponsor"], r["district_id"], r["people"]) for r in queries.covered_by_district(TODAY)] == [
        ("Bank Jatim", "35.75", 12)
    ]
    other = world.agreement()
    world.budget(other, 1_000_000)
    twice = world.list(other, people)
    assert twice.done == 0 and {code for _row, code in answers(twice)} == {"row_other_list"}
    assert "Bank Jatim" in twice.refused[0][1].text("id")
    assert world.list(agreement, people).already == 12
    prove()


def test_pematangsiantar_8000_people_have_money_for_three_months_and_seven_tenths(world: World) -> None:
    """8,000 people cost Rp134.4 m a month; Rp500 m last 3.72 months (a tenth of both here, so that it is quick)."""
    agreement = world.agreement(world.sponsor("REGENCY"))
    world.budget(agreement, 50_000_000)
    world.list(agreement, world.rows(800))
    found = queries.runway(agreement.pk)
    assert found is not None
    assert (found.people, found.monthly_cost, found.left) == (800, 13_440_000, 50_000_000)
    assert found.months == 3 + Fraction(9_680_000, 13_440_000) and (found.whole_months, found.tenths) == (3, 37)
    assert found.ends_on == date(2022, 3, 31)
    assert [m.left for m in found.steps] == [50_000_000, 36_560_000, 23_120_000, 9_680_000]


@pytest.mark.parametrize("year", [2021, 2022])
def test_non_asn_of_both_pasuruan_are_a_checklist(world: World, year: int) -> None:
    """Budgeted, registered, paid: the furthest step that is true."""
    first, last = date(year, 1, 1), date(year, 12, 1)
    assert [r["state"] for r in queries.duties(["35.14", "35.75"], year)] == ["NONE", "NONE"]
    sponsor = world.sponsor("REGENCY", "Pemerintah Kota Pasuruan", "35.75")
    agreement = world.agreement(
        sponsor, workers="NON_ASN", months=(first, last), legal_basis="Permendagri 27/2021", signed_on=first
    )
    world.budget(agreement, 500_000_000)
    assert [(r["district_id"], r["state"]) for r in queries.duties(["35.14", "35.75"], year)] == [
        ("35.14", "NONE"), ("35.75", "BUDGETED"),
    ]  # fmt: skip
    listed = services.list_people(
        agreement.pk,
        [row(1, job="Tenaga kebersihan", wage=2_500_000, unit="Dinas Lingkungan Hidup"),
         row(2, job="Guru honorer", wage=1_234_567, unit="Dinas Pendidikan"), row(3, job="Satpam")],
        name="opd.xlsx", first_month=first,
    )  # fmt: skip
    assert answers(listed) == [(3, "row_wage")] and listed.done == 2
    assert queries.duties(["35.75"], year)[0]["state"] == "REGISTERED"
    order = world.order(agreement, first)
    # 0.24 % and 0.30 % of 2,500,000 and of 1,234,567
    assert (order.jkk, order.jkm, order.jht) == (6_000 + 2_963, 7_500 + 3_704, 0)
    assert world.pay(order, TODAY).settled
    duty = queries.duties(["35.75"], year)[0]
    assert (duty["state"], duty["registered"], duty["paid_months"], duty["budgeted"]) == ("PAID", 2, 1, 500_000_000)
    assert spells(first_of(agreement).person_id) == [("PU", first, None, "")]
    prove()


def test_old_age_savings_of_non_asn_go_to_their_accounts(world: World) -> None:
    from lindung.ledger import queries as ledger
    from lindung.ledger.chart import Acc

    agreement = world.agreement(workers="NON_ASN", jht=True, risk_group=2)
    world.budget(agreement, 10_000_000)
    world.list(agreement, [row(1, wage=3_000_000)])
    order = world.paid(agreement, JAN, TODAY)
    assert (order.jkk, order.jkm, order.jht) == (16_200, 9_000, 171_000)
    assert ledger.member_balance(first_of(agreement).person_id, Acc.JHT_MEMBERS, TODAY) == 171_000
    prove()


def test_the_half_price_of_2026_is_for_private_money_only(world: World) -> None:
    registry.set_business_day(date(2026, 5, 4))
    months = (date(2026, 5, 1), date(2027, 6, 1))
    totals = {}
    for source, state in (("VILLAGE", True), ("CSR", False)):
        agreement = world.agreement(months=months, funded_by_state=state)
        world.budget(agreement, 1_000_000, source)
        world.list(agreement, world.rows(2), months[0])
        totals[source] = world.order(agreement, months[0], 12).total
        other = services.NewBudget(agreement.pk, 2026, "CSR" if state else "APBD", 1, *months, f"m{next(COUNTER)}")
        assert refused(services.add_budget, other).code == "mixed_funding"
    # half price from April to December 2026 for who is no transport worker, then the full one
    assert totals == {"VILLAGE": 2 * 12 * 16_800, "CSR": 2 * (8 * 8_400 + 4 * 16_800)}


def test_twelve_thousand_rows_are_set_based(world: World) -> None:
    """The bank's list at its size: time is printed, not asserted; the number of statements does not grow with rows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    people = []
    for n in range(1, 12_001):
        born = date(1985, 3, 10 + n % 18)
        nik = f"3575{1 + n // 9_000:02}{born:%d%m%y}{n % 9_000 + 1:04}"
        people.append(services.Row(n, nik, f"Warga {n}", born, "Buruh tani"))
    assert len({p.nik for p in people}) == 12_000
    agreement = world.agreement(world.sponsor("COMPANY", "Bank Jatim"), funded_by_state=False)
    world.budget(agreement, 12 * 12_000 * PACKAGE, "CSR")
    took = {}

    def timed(name: str, call: object) -> object:
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as seen:
            done = call()  # type: ignore[operator]
        took[name] = f"{time.perf_counter() - started:.2f} s, {len(seen)} statements"
        assert len(seen) < 200, name
        return done

    listed = timed("list", lambda: world.list(agreement, people))
    assert (listed.done, listed.refused) == (12_000, ())  # type: ignore[attr-defined]
    order = timed("order", lambda: world.order(agreement, JAN))
    assert (order.people, order.total) == (12_000, 201_600_000)  # type: ignore[attr-defined]
    assert timed("pay", lambda: world.pay(order, TODAY)).settled  # type: ignore[attr-defined, arg-type]
    assert timed("again", lambda: world.list(agreement, people)).already == 12_000  # type: ignore[attr-defined]
    assert timed("day", lambda: services.reach_day(TODAY))["opened"] == 0  # type: ignore[index]
    assert queries.covered(TODAY) == 12_000
    with many():  # what is written in one transaction has no statistics yet
        timed("proofs", lambda: [proof for proof in checks.proofs() if not proof.holds])
    print("\n12,000 rows:", took)


# ---- lists


def test_each_bad_row_has_its_own_answer_and_the_good_ones_are_taken(world: World) -> None:
    agreement = world.agreement()
    on, office = date(2021, 6, 1), world.office
    firm = registry.register_employer(
        name="PT Uji", office_id=office, district_id="35.75", registered_on=date(2017, 1, 2), size="MEDIUM",
        risk_group=1, kbli="78103", review_on=date(2030, 1, 1),
    ).pk  # fmt: skip
    people = {segment: world.person() for segment in ("PU", "BPU", "PMI", "JAKON")}
    for segment, person in people.items():
        join(person, firm if segment in ("PU", "JAKON") else None, office, segment, on, source="uji")
    over = world.person()
    leave(join(over, firm, office, "PU", on, source="uji").pk, date(2021, 12, 31), "RESIGNED", source="uji")
    dead = world.person()
    record_death(dead, date(2021, 8, 17), source="uji")
    twice = row(9)
    listed = world.list(agreement, [
        row_of(people["PU"], 1), row_of(people["BPU"], 2), row_of(people["PMI"], 3), row_of(people["JAKON"], 4),
        row_of(over, 5), row_of(dead, 6), row(7, born=date(1956, 1, 1)), row(8, born=date(1957, 1, 2)), twice,
        services.Row(10, twice.nik, twice.name, twice.birth_date, "Lain"),
        services.Row(11, "357501", "Pendek", date(1990, 1, 1), "Tani"),
        services.Row(12, row(0).nik, "  ", date(1990, 1, 1), "Tani"),
        services.Row(13, row(0).nik, "Tanpa kerja", date(1990, 1, 1), " "),
        services.Row(14, row(0).nik, "Besok", TODAY + DAY, "Tani"),
        services.Row(15, row(0).nik, "Jauh", date(1990, 1, 1), "Tani", "Atlantis"),
        services.Row(16, row_of(world.person()).nik, "Orang lain", date(1991, 1, 1), "Tani"),
        row(17, district="kota pasuruan"),
    ])  # fmt: skip
    assert answers(listed) == [
        (1, "row_covered_pu"), (2, "row_covered_bpu"), (3, "row_covered_pmi"), (4, "row_covered_jakon"),
        (6, "row_dead"), (7, "row_age"), (10, "row_twice"), (11, "row_nik"), (12, "row_name"), (13, "row_job"),
        (14, "row_birth"), (15, "row_district"), (16, "row_other_person"),
    ]  # fmt: skip
    texts = dict(listed.refused)
    assert "PT Uji" in texts[1].text("id") and "1 June 2021" in texts[1].text("en")
    assert "17 Agustus 2021" in texts[6].text("id") and "65" in texts[7].text("id") and "9" in texts[10].text("id")
    assert listed.done == 4
    told = queries.list_taken(listed.list_id)
    assert told is not None
    assert (told["rows_in"], told["done"], told["already"], told["refused"]) == (17, 4, 0, 13)
    assert [(r, c) for r, c, _id, _en in told["answers"]] == answers(listed)
    assert not scalar("select exists (select 1 from registry_person where name in ('Jauh', 'Besok', 'Pendek'))")
    prove(but={"segments.project_cover"})  # the worker on a project was put there by hand


def test_lists_that_cannot_be_taken_at_all(world: World) -> None:
    agreement = world.agreement()
    take = services.list_people
    assert refused(take, agreement.pk, [], name="x", first_month=JAN).code == "list_empty"
    assert refused(take, agreement.pk, [row(1)], name=" ", first_month=JAN).code == "list_name"
    assert refused(take, agreement.pk, [row(1)], name="x", first_month=date(2022, 1, 2)).code == "not_a_month"
    assert refused(take, agreement.pk, [row(1)], name="x", first_month=date(2023, 1, 1)).code == "outside_agreement"
    assert refused(take, 2**40, [row(1)], name="x", first_month=JAN).code == "no_agreement"
    assert refused(take, agreement.pk, [row(1)] * 20_001, name="x", first_month=JAN).code == "list_long"
    assert not Beneficiary.objects.exists()


def test_the_database_itself_keeps_people_on_one_list(world: World) -> None:
    from django.db import IntegrityError, transaction

    one, two = world.agreement(), world.agreement()
    world.list(one, world.rows(1))
    there = first_of(one)
    with pytest.raises(IntegrityError, match="beneficiary_on_one_list"), transaction.atomic():
        Beneficiary.objects.create(
            sponsor_id=two.sponsor_id, agreement=two, office_id=two.office_id, person_id=there.person_id, name="x",
            job="y", district_id="35.75", first_month=DEC,
        )  # fmt: skip


# ---- registers


def test_registers_are_idempotent_and_refuse_what_cannot_be(world: World) -> None:
    sponsor = world.sponsor()
    same = services.NewSponsor(sponsor.code.lower(), sponsor.name, sponsor.kind, sponsor.district_id, sponsor.office_id)
    assert services.register_sponsor(same) == sponsor

    def new(**more: object) -> services.NewSponsor:
        facts = {"code": "K1", "name": "Nama", "kind": "VILLAGE", "district_id": "35.75", "office_id": world.office}
        return services.NewSponsor(**(facts | more))  # type: ignore[arg-type]

    for code, more in (
        ("code_missing", {"code": " "}), ("name_missing", {"name": ""}), ("kind", {"kind": "BANK"}),
        ("district", {"district_id": "99.99"}), ("sponsor_otherwise", {"code": sponsor.code}),
    ):  # fmt: skip
        assert refused(services.register_sponsor, new(**more)).code == code

    def agreed(**more: object) -> services.NewAgreement:
        facts = {
            "sponsor_id": sponsor.pk, "number": "1/2022", "signed_on": TODAY, "legal_basis": "Perda 1/2022",
            "workers": "VULNERABLE", "valid_from": JAN, "valid_to": DEC,
        }  # fmt: skip
        return services.NewAgreement(**(facts | more))  # type: ignore[arg-type]

    made = services.register_agreement(agreed())
    assert services.register_agreement(agreed()) == made
    for code, more in (
        ("no_sponsor", {"sponsor_id": 2**40}), ("number_missing", {"number": " "}),
        ("basis_missing", {"legal_basis": ""}), ("kind", {"workers": "PNS"}), ("not_a_month", {"valid_from": TODAY}),
        ("months", {"valid_to": date(2021, 12, 1)}),
        ("signed_in_future", {"signed_on": TODAY + DAY}), ("risk_group", {"risk_group": 6}),
        ("income_range", {"income": -1}), ("too_early", {"valid_from": date(2015, 6, 1)}),
        ("agreement_otherwise", {"jht": True}),
    ):  # fmt: skip
        assert refused(services.register_agreement, agreed(**more)).code == code

    def money(**more: object) -> services.NewBudget:
        facts = {
            "agreement_id": made.pk, "year": 2022, "source": "APBD", "amount": 5, "first_month": JAN, "last_month": DEC,
            "client_key": "b-1",
        }  # fmt: skip
        return services.NewBudget(**(facts | more))  # type: ignore[arg-type]

    line = services.add_budget(money())
    assert services.add_budget(money()) == line
    for code, more in (
        ("key_taken", {"amount": 6}), ("kind", {"source": "X", "client_key": "b-2"}),
        ("amount_positive", {"amount": 0, "client_key": "b-2"}), ("months", {"first_month": DEC, "last_month": JAN,
        "client_key": "b-2"}), ("outside_agreement", {"last_month": date(2023, 1, 1), "client_key": "b-2"}),
        ("mixed_funding", {"source": "CSR", "client_key": "b-2"}), ("no_agreement", {"agreement_id": 2**40}),
    ):  # fmt: skip
        assert refused(services.add_budget, money(**more)).code == code
    assert len(queries.budget(made.pk)) == 1


# ---- orders and budget


def test_an_order_is_for_whom_no_live_order_names(world: World) -> None:
    agreement = live_agreement(world)
    first = services.order_months(agreement.pk, JAN, client_key="satu")
    assert services.order_months(agreement.pk, JAN, client_key="satu") == first
    assert refused(services.order_months, agreement.pk, FEB, client_key="satu").code == "key_taken"
    assert refused(world.order, agreement, JAN).code == "nothing_due"
    late = world.list(agreement, world.rows(2), FEB)
    assert late.done == 2
    second = world.order(agreement, JAN, 2)  # the first three have January already
    assert (second.people, second.total) == (5, 5 * PACKAGE)
    segments.cancel_order(first.pk, "salah")
    third = world.order(agreement, JAN)
    assert (third.people, third.total) == (3, 3 * PACKAGE)
    registry.set_business_day(TODAY + timedelta(days=31))
    again = world.order(agreement, JAN)  # the one before has expired
    assert again.total == 3 * PACKAGE
    assert world.pay(third, TODAY + timedelta(days=31)).reason == "EXPIRED"
    prove()


def test_what_orders_refuse(world: World) -> None:
    agreement = world.agreement()
    assert refused(world.order, agreement, JAN).code == "nobody"
    world.list(agreement, world.rows(2), MAR)
    assert refused(world.order, agreement, JAN).code == "nobody"
    assert refused(world.order, agreement, MAR).code == "no_budget"
    world.budget(agreement, PACKAGE)
    short = refused(world.order, agreement, MAR)
    assert short.code == "budget_short" and "Rp33.600" in short.text("id") and "Rp16.800" in short.text("id")
    assert refused(world.order, agreement, TODAY).code == "not_a_month"
    assert refused(world.order, agreement, MAR, 13).code == "months_range"
    assert refused(world.order, agreement, DEC, 2).code == "outside_agreement"
    assert refused(services.order_months, 2**40, JAN, client_key="x").code == "no_agreement"
    accepted = world.order(agreement, MAR, over_budget=True)
    assert (accepted.total, accepted.sponsored.over_budget) == (2 * PACKAGE, PACKAGE)
    assert [(r["used"], r["left_over"]) for r in queries.budget(agreement.pk)] == [(PACKAGE, 0)]
    prove()


def test_money_is_taken_from_the_line_that_ends_first_and_comes_back_with_a_cancelled_order(world: World) -> None:
    agreement = world.agreement()
    early = world.budget(agreement, 3 * PACKAGE, months=(JAN, FEB))
    late = world.budget(agreement, 100 * PACKAGE, "DBH_CHT")
    world.list(agreement, world.rows(2))
    order = world.order(agreement, JAN, 3)
    held = {r["id"]: r["used"] for r in queries.budget(agreement.pk)}
    assert held == {early.pk: 3 * PACKAGE, late.pk: 3 * PACKAGE}  # January, half of February; the rest
    segments.cancel_order(order.pk, "ditunda")
    assert {r["used"] for r in queries.budget(agreement.pk)} == {0}
    prove()


def test_a_month_cannot_be_paid_twice_even_through_another_order(world: World) -> None:
    agreement = live_agreement(world)
    order = world.order(agreement, JAN)
    person = first_of(agreement).person_id
    other = segments.make_order(
        segments.NewOrder("SPONSORED", world.office, "lain", JAN, JAN, TODAY, TODAY, TODAY + DAY, {}, sponsor="Lain"),
        [segments.Line(person, JAN, 1_000_000, 10_000, 6_800)],
    )
    assert world.pay(order, TODAY).settled
    assert world.pay(other, TODAY).reason == "MONTH_PAID"
    prove()


# ---- cover


def test_cover_begins_with_the_money_and_ends_by_the_law(world: World) -> None:
    agreement = live_agreement(world, 2)
    one = first_of(agreement)
    world.paid(agreement, JAN, date(2022, 1, 12))
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), None, "")]
    world.paid(agreement, FEB, date(2022, 2, 25))
    one.refresh_from_db()
    # February is the last month paid: rights hold until more than three months are due and unpaid
    assert (one.paid_through, one.covered_until) == (FEB, date(2022, 6, 15))
    assert services.reach_day(date(2022, 6, 15))["lapsed"] == 0
    assert services.reach_day(date(2022, 6, 16))["lapsed"] == 2
    assert services.reach_day(date(2022, 6, 16)) == {"left_list": 0, "opened": 0, "lapsed": 0, "ended": 0, "alarms": 0}
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), date(2022, 6, 15), "LAPSED")]
    assert queries.covered(date(2022, 6, 15)) == 2 and queries.covered(date(2022, 6, 16)) == 0
    prove()
    # money for June covers again from its day
    world.paid(agreement, date(2022, 6, 1), date(2022, 6, 20))
    assert spells(one.person_id)[1] == ("BPU", date(2022, 6, 20), None, "")
    prove()


def test_money_that_came_in_time_and_was_told_late_undoes_the_lapse(world: World) -> None:
    agreement = live_agreement(world, 1)
    one = first_of(agreement)
    world.paid(agreement, JAN, date(2022, 1, 12))
    registry.set_business_day(date(2022, 5, 2))
    order = world.order(agreement, FEB)
    registry.set_business_day(date(2022, 5, 20))
    assert services.reach_day()["lapsed"] == 1
    assert world.pay(order, date(2022, 5, 12), on=date(2022, 5, 20)).settled
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), None, "")]
    prove()


def test_leaving_a_list_ends_cover_with_the_last_month_or_by_the_law(world: World) -> None:
    agreement = live_agreement(world, 4)
    world.paid(agreement, JAN, date(2022, 1, 12), 3)
    people = list(Beneficiary.objects.order_by("id"))
    end = services.end_beneficiaries
    assert refused(end, agreement.pk, [people[0].pk], FEB, "MOVED").code == "month_paid"
    assert refused(end, agreement.pk, [people[0].pk], FEB, "ERROR").code == "month_paid"
    assert end(agreement.pk, [people[0].pk], MAR, "OTHER_COVER") == 1
    assert end(agreement.pk, [people[0].pk], MAR, "OTHER_COVER") == 0
    assert end(agreement.pk, [people[1].pk], MAR, "FUNDS") == 1
    registry.set_business_day(date(2022, 4, 4))
    order = world.order(agreement, APR)
    assert order.people == 2
    assert refused(end, agreement.pk, [people[2].pk], MAR, "MOVED").code == "month_ordered"
    assert refused(end, agreement.pk, [people[2].pk], date(2021, 12, 1), "MOVED").code == "end_early"
    assert refused(end, agreement.pk, [people[0].pk], APR, "OTHER_COVER").code == "already_ended"
    assert refused(end, agreement.pk, [people[2].pk], MAR, "DIED").code == "end_reason"
    assert refused(end, agreement.pk, [2**40], MAR, "MOVED").code == "no_beneficiary"
    assert services.reach_day() == {"left_list": 0, "opened": 0, "lapsed": 0, "ended": 1, "alarms": 0}
    assert spells(people[0].person_id)[0][2:] == (date(2022, 3, 31), "CONTRACT_END")
    assert services.reach_day(date(2022, 7, 16))["lapsed"] == 3
    assert spells(people[1].person_id)[0][2:] == (date(2022, 7, 15), "LAPSED")
    assert [(r["month"], r["opening"], r["joined"], r["ended"], r["closing"])
            for r in queries.flow(agreement.pk, JAN, APR)] == [
        (JAN, 0, 4, 0, 4), (FEB, 4, 0, 0, 4), (MAR, 4, 0, 0, 4), (APR, 4, 0, 2, 2),
    ]  # fmt: skip
    prove()


def test_a_row_made_by_mistake_never_was(world: World) -> None:
    agreement = live_agreement(world, 2)
    one = first_of(agreement)
    assert services.end_beneficiaries(agreement.pk, [one.pk], JAN, "ERROR") == 1
    assert [r["closing"] for r in queries.flow(agreement.pk, JAN, FEB)] == [1, 1]
    assert queries.on_list(agreement.pk, JAN) == 1
    assert world.order(agreement, JAN).people == 1
    prove()


def test_the_dead_leave_the_list_and_are_not_paid_for(world: World) -> None:
    agreement = live_agreement(world, 3)
    world.paid(agreement, JAN, date(2022, 1, 12))
    one, two, _ = Beneficiary.objects.order_by("id")
    registry.set_business_day(date(2022, 2, 10))
    record_death(one.person_id, date(2022, 1, 28), source="uji")
    order = world.order(agreement, FEB)
    assert order.people == 2
    record_death(two.person_id, date(2022, 2, 5), source="uji")
    assert services.reach_day()["left_list"] == 2
    assert world.pay(order, date(2022, 2, 10)).settled
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.last_month, one.end_reason, two.last_month, two.end_reason) == (JAN, "DIED", FEB, "DIED")
    assert spells(one.person_id) == [("BPU", date(2022, 1, 12), date(2022, 1, 28), "DIED")]
    assert queries.covered(date(2022, 2, 10)) == 1
    prove()


def test_a_non_asn_never_lapses_and_ends_with_his_row(world: World) -> None:
    agreement = world.agreement(workers="NON_ASN")
    world.budget(agreement, 10_000_000)
    world.list(agreement, [row(1, wage=2_000_000), row(2, wage=2_000_000)])
    world.paid(agreement, JAN, date(2022, 2, 14))
    one, two = Beneficiary.objects.order_by("id")
    assert spells(one.person_id) == [("PU", JAN, None, "")]
    assert services.reach_day(date(2022, 12, 31))["lapsed"] == 0
    services.end_beneficiaries(agreement.pk, [one.pk], date(2022, 6, 1), "LEFT")
    assert services.reach_day(date(2022, 7, 1))["ended"] == 1
    assert spells(one.person_id) == [("PU", JAN, date(2022, 6, 30), "CONTRACT_END")]
    assert spells(two.person_id) == [("PU", JAN, None, "")]
    assert BeneficiaryEvent.objects.count() == 3
    prove()


def test_cover_of_their_own_waits_for_the_sponsors_to_end(world: World) -> None:
    """Who registered and paid himself between listing and payment keeps his own cover; the sponsor's row has none."""
    agreement = live_agreement(world, 1)
    one = first_of(agreement)
    segments.register_bpu(one.person_id, world.office, [segments.Job("Ojek", 1_000_000, "35.75")])
    own = segments.order_bpu(one.person_id, 1, "sendiri")
    assert segments.pay(own.code, "API", "sendiri", own.total, TODAY, world.office).settled
    world.paid(agreement, FEB, date(2022, 2, 1))
    one.refresh_from_db()
    assert one.spell_id is None and one.paid_through == FEB
    assert spells(one.person_id) == [("BPU", TODAY, None, "")]
    quote = segments.quote_bpu(one.person_id, 1, date(2022, 2, 2))
    assert quote.first_month == MAR, "February is paid by the sponsor and not asked again"
    prove()


def test_orders_of_sponsors_in_the_list_of_orders(world: World) -> None:
    agreement = live_agreement(world)
    order = world.order(agreement, JAN)
    found = queries.agreement_orders(agreement.pk)
    assert [(r["code"], r["status"], r["total"]) for r in found] == [(order.code, "OPEN", 3 * PACKAGE)]
    shown = queries.agreement(agreement.pk)
    assert shown is not None
    assert (shown["people"], shown["budget"], shown["used"], shown["paid"]) == (3, 10_000_000, 3 * PACKAGE, 0)
    assert world.pay(order, TODAY).settled
    assert Order.objects.get(pk=order.pk).events.count() == 1
    assert rows("select count(*) as n from reach_beneficiary where paid_through = %s", [JAN])[0]["n"] == 3

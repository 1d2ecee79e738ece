"""What a sponsor proposes and the branch answers: done once, by two people, or not at all."""

from datetime import date

import pytest
from reach_world import DEC, JAN, PACKAGE, World, prove, refused

from lindung.base.db import rows
from lindung.interop.outbox import flush
from lindung.reach import queries, services
from lindung.reach.models import BudgetLine, Proposal
from lindung.registry import services as registry

pytestmark = pytest.mark.django_db
FEB, MAR, JUN, JUL = date(2022, 2, 1), date(2022, 3, 1), date(2022, 6, 1), date(2022, 7, 1)
SPONSOR, CLERK = 901, 902


def money(agreement: int, key: str = "k", **more: object) -> services.NewBudget:
    given: dict[str, object] = {
        "year": 2022, "source": "APBD", "amount": 5 * PACKAGE, "first_month": JUL, "last_month": DEC,
    } | more  # fmt: skip
    return services.NewBudget(agreement, client_key=key, **given)  # type: ignore[arg-type]


def test_a_renewal_is_done_when_the_branch_says_yes_and_only_once(world: World) -> None:
    agreement = world.agreement(months=(JAN, JUN))
    world.budget(agreement, PACKAGE)
    asked = services.propose_renewal(agreement.pk, DEC, money(agreement.pk), note="  Perubahan   APBD ", by=SPONSOR)
    assert (asked.state, asked.note, asked.amount) == ("OPEN", "Perubahan APBD", 5 * PACKAGE)
    assert services.propose_renewal(agreement.pk, DEC, money(agreement.pk), by=SPONSOR).pk == asked.pk
    assert refused(services.propose_renewal, agreement.pk, JUL, money(agreement.pk), by=SPONSOR).code == "key_taken"
    assert refused(services.propose_renewal, agreement.pk, DEC, money(agreement.pk, "l")).code == "proposal_open"
    assert BudgetLine.objects.count() == 1 and queries.agreement(agreement.pk)["valid_to"] == JUN  # type: ignore[index]
    assert refused(services.answer_proposal, asked.pk, True, by=SPONSOR).code == "same_person"
    assert refused(services.answer_proposal, asked.pk, False, " ", by=CLERK).code == "answer_missing"
    assert services.answer_proposal(asked.pk, True, by=CLERK).line.amount == 5 * PACKAGE
    assert services.answer_proposal(asked.pk, True, by=CLERK).state == "ACCEPTED"
    assert refused(services.answer_proposal, asked.pk, False, "lain", by=CLERK).code == "proposal_closed"
    assert refused(services.withdraw_proposal, asked.pk, by=SPONSOR).code == "proposal_closed"
    lines = queries.budget(agreement.pk)
    assert [(r["amount"], r["first_month"], r["last_month"]) for r in lines] == [
        (PACKAGE, JAN, JUN), (5 * PACKAGE, JUL, DEC),
    ]  # fmt: skip
    assert queries.agreement(agreement.pk)["valid_to"] == DEC  # type: ignore[index]
    prove()


def test_what_cannot_be_renewed_cannot_be_proposed(world: World) -> None:
    agreement = world.agreement(months=(JAN, JUN))
    for code, until, more in (
        ("shorter", date(2022, 5, 1), {}),
        ("outside_agreement", DEC, {"last_month": date(2023, 1, 1)}),
        ("mixed_funding", DEC, {"source": "CSR"}),
        ("kind", DEC, {"source": "EMAS"}),
        ("amount_positive", DEC, {"amount": 0}),
        ("months", DEC, {"first_month": DEC, "last_month": JUL}),
        ("not_a_month", date(2022, 12, 5), {}),
        ("not_a_month", DEC, {"first_month": date(2022, 7, 2)}),
    ):
        assert refused(services.propose_renewal, agreement.pk, until, money(agreement.pk, **more)).code == code
    assert refused(services.propose_renewal, 2**40, DEC, money(2**40)).code == "no_agreement"
    assert refused(services.answer_proposal, 2**40, True).code == "no_proposal"
    assert Proposal.objects.count() == 0


def test_an_answer_that_comes_too_late_is_held_against_the_agreement_of_that_day(world: World) -> None:
    agreement = world.agreement(months=(JAN, JUN))
    asked = services.propose_renewal(agreement.pk, JUL, money(agreement.pk, last_month=JUL), by=SPONSOR)
    services.renew(agreement.pk, DEC, money(agreement.pk, "branch"), by=CLERK)
    assert refused(services.answer_proposal, asked.pk, True, by=CLERK).code == "shorter"
    asked.refresh_from_db()
    assert (asked.state, asked.line_id) == ("OPEN", None)
    assert services.withdraw_proposal(asked.pk, by=SPONSOR).state == "WITHDRAWN"
    assert services.withdraw_proposal(asked.pk, by=SPONSOR).state == "WITHDRAWN"
    prove()


def test_going_on_alone_is_proposed_when_money_ends(world: World) -> None:
    agreement = world.agreement(months=(JAN, DEC))
    world.budget(agreement, 2 * 2 * PACKAGE)
    world.list(agreement, world.rows(2))
    assert refused(services.propose_handover, agreement.pk, "h").code == "nobody_ends"
    registry.set_business_day(date(2022, 2, 10))
    world.paid(agreement, JAN, date(2022, 2, 10))
    asked = services.propose_handover(agreement.pk, "h", by=SPONSOR)
    assert services.propose_handover(agreement.pk, "h", by=SPONSOR).pk == asked.pk
    assert refused(services.propose_handover, agreement.pk, "i").code == "proposal_open"
    assert services.answer_proposal(asked.pk, False, "Tunggu perubahan anggaran", by=CLERK).state == "DECLINED"
    again = services.propose_handover(agreement.pk, "i", by=SPONSOR)
    assert services.answer_proposal(again.pk, True, by=CLERK).line_id is None
    other = world.agreement(workers="NON_ASN")
    assert refused(services.propose_handover, other.pk, "j").code == "no_handover"
    prove()


def test_sponsor_and_branch_are_told_once(world: World) -> None:
    agreement = world.agreement(months=(JAN, DEC))
    world.budget(agreement, 2 * 2 * PACKAGE)
    world.list(agreement, world.rows(2))
    assert flush() == 1  # the list
    services.reach_day(date(2022, 1, 10))
    asked = services.propose_renewal(agreement.pk, DEC, money(agreement.pk), by=SPONSOR)
    assert flush() == 3  # the alarm twice, the proposal
    services.answer_proposal(asked.pk, False, "Belum ada Perda.", by=CLERK)
    assert flush() == 1 and flush() == 0
    services.reach_day(date(2022, 1, 11))
    assert flush() == 0
    told = rows(
        "select template, sponsor_id is null as office, person_id, employer_id, params::text as params"
        " from notices_message order by id"
    )
    assert [(r["template"], r["office"]) for r in told] == [
        ("sponsor_list_answered", False), ("sponsor_budget_ends", False), ("branch_budget_ends", True),
        ("sponsor_proposal", True), ("sponsor_proposal_answered", False),
    ]  # fmt: skip
    from lindung.notices.queries import messages, of_offices

    shown = messages(sponsor_id=agreement.sponsor_id)
    assert [m.title for m in shown] == [
        "Usulan Anda tidak disetujui", f"Anggaran {agreement.number} cukup sampai 28 Februari 2022",
        "Daftar daftar.csv: 2 masuk, 0 ditolak",
    ]  # fmt: skip
    assert "Rp67.200" in shown[1].body and "2 orang Rp33.600 sebulan" in shown[1].body
    assert shown[0].body.endswith("Jawaban kantor: Belum ada Perda.")
    assert messages(sponsor_id=agreement.sponsor_id, lang="en")[0].title == "Your proposal was declined"
    assert {m.template for m in of_offices([world.office])} == {"branch_budget_ends", "sponsor_proposal"}
    assert of_offices([world.other]) == []

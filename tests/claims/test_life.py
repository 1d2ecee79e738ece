"""The life of a claim: papers, returns, rejections, approvals, appeals, and what never blocks it."""

from datetime import date

import pytest
from claims_world import HEAD, OFFICER, REVIEWER, World, at, member_total
from django.db import IntegrityError, transaction

from lindung.base.db import run, scalar
from lindung.claims import queries
from lindung.claims import services as claims
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim, Decision
from lindung.coverage import services as coverage

DAY = date(2021, 12, 15)
PAPERS = frozenset({"CARD", "ID", "FAMILY_CARD", "REFERENCE_LETTER"})


def jht(person: int, ground: str = "RESIGNED", **more: object) -> claims.NewClaim:
    return claims.NewClaim(person, ground, **({"shown": PAPERS, "at": at(DAY)} | more))


def refused(code: str) -> "pytest.RaisesExc":
    return pytest.raises(ClaimRefused, check=lambda error: error.code == code)


def test_papers_missing_then_complete(world: World) -> None:
    person = world.leaver()
    receipt = claims.submit_jht(jht(person, shown=frozenset()))
    assert not receipt.complete and receipt.missing == ("FAMILY_CARD",)  # the others we hold already
    claim = Claim.objects.get(id=receipt.claim_id)
    assert (claim.status, claim.move, claim.complete_at) == ("ON_HOLD", "CLAIMANT", None)
    with refused("file_incomplete"):
        claims.propose(claim.id, OFFICER)
    with refused("document_unknown"):
        claims.attach_document(claim.id, "PASSPORT", world.file(person))
    assert claims.attach_document(claim.id, "FAMILY_CARD", world.file(person), at=at(date(2021, 12, 20))) == ()
    claim.refresh_from_db()
    assert (claim.status, claim.move, claim.due_on) == ("IN_PROGRESS", "US", date(2021, 12, 27))
    got = queries.clocks(claim.id, at(date(2021, 12, 22)))
    assert (got.total.days, got.claimant.days, got.with_us.days) == (7, 5, 2)


def test_a_later_paper_needs_a_reason_and_keeps_the_clock(world: World) -> None:
    receipt = claims.submit_jht(jht(world.leaver()))
    with refused("reason_needed"):
        claims.ask_document(receipt.claim_id, "BANK_BOOK", "buku tabungan", "bank book", " ", approver=HEAD)
    claims.ask_document(receipt.claim_id, "BANK_BOOK", "buku tabungan", "bank book", "nama berbeda", approver=HEAD)
    with refused("document_twice"):
        claims.ask_document(receipt.claim_id, "BANK_BOOK", "buku tabungan", "bank book", "lagi", approver=HEAD)
    claim = Claim.objects.get(id=receipt.claim_id)
    assert claim.move == "CLAIMANT" and claim.due_on == receipt.due_on and claim.complete_at is not None
    claims.check_document(claim.id, "BANK_BOOK", True, by=OFFICER)
    claim.refresh_from_db()
    assert claim.move == "US" and claim.due_on == receipt.due_on


def test_a_paper_that_cannot_be_used_says_why(world: World) -> None:
    person = world.leaver()
    receipt = claims.submit_jht(jht(person, shown=frozenset(), files={"FAMILY_CARD": world.file(person)}))
    assert receipt.complete
    with refused("reason_needed"):
        claims.check_document(receipt.claim_id, "FAMILY_CARD", False, by=OFFICER)
    assert claims.check_document(receipt.claim_id, "FAMILY_CARD", False, by=OFFICER, note="buram") == ("FAMILY_CARD",)
    assert Claim.objects.get(id=receipt.claim_id).move == "CLAIMANT"


def test_waiting_for_a_third_party_is_timed_apart(world: World) -> None:
    receipt = claims.submit_jht(jht(world.leaver()))
    claims.ask_third(receipt.claim_id, "Dinas Kependudukan", by=OFFICER, at=at(date(2021, 12, 16)))
    assert Claim.objects.get(id=receipt.claim_id).move == "THIRD"
    claims.third_answered(receipt.claim_id, by=OFFICER, at=at(date(2021, 12, 20)))
    got = queries.clocks(receipt.claim_id, at(date(2021, 12, 21)))
    assert (got.third.days, got.with_us.days, got.total.days) == (4, 2, 6)


def test_returned_is_not_rejected_and_keeps_everything(world: World) -> None:
    person = world.leaver()
    receipt = claims.submit_jht(jht(person, shown=frozenset(), files={"FAMILY_CARD": world.file(person)}))
    for bad, code in (((), "reason_needed"), (("NOT_COVERED",), "reason_kind"), (("X",), "reason_unknown")):
        with refused(code):
            claims.propose(receipt.claim_id, OFFICER, kind="RETURN", reasons=bad)
    made = claims.propose(receipt.claim_id, OFFICER, kind="RETURN", reasons=["PAPER_DIFFERS"], note="nama ibu")
    claims.approve(made.decision_id, HEAD)
    claim = Claim.objects.get(id=receipt.claim_id)
    assert (claim.status, claim.outcome, claim.move) == ("COMPLETED", "RETURNED", "CLAIMANT")
    assert member_total(person) == 3_420_000
    again = claims.resubmit(claim.id)
    assert again.number == receipt.number and again.complete
    claim.refresh_from_db()
    assert (claim.status, claim.outcome) == ("IN_PROGRESS", "")
    assert claim.documents.filter(file__isnull=False).count() == 1
    award = claims.propose(claim.id, OFFICER)
    assert award.kind == "AWARD" and Decision.objects.get(id=award.decision_id).version == 2
    with refused("not_returned"):
        claims.resubmit(claim.id)


def test_too_early_is_said_before_any_upload(world: World) -> None:
    person = world.leaver(stop=date(2021, 12, 1))
    check = claims.precheck_jht(person, "RESIGNED", on=DAY)
    assert not check.entitled and check.earliest == date(2022, 1, 1)
    assert check.net == 3_420_000  # what it would be
    with pytest.raises(ClaimRefused) as refusal:
        claims.submit_jht(jht(person))
    assert refusal.value.code == "not_entitled"
    assert "1 Januari 2022" in refusal.value.text("id") and "1 January 2022" in refusal.value.text("en")
    # whoever insists gets a decision in writing; decided after the day it has become an award
    receipt = claims.submit_jht(jht(person, insist=True))
    assert claims.propose(receipt.claim_id, OFFICER, at=at(DAY)).kind == "REJECT"
    claims.send_back(Decision.objects.get(claim_id=receipt.claim_id).id, HEAD, "tunggu")
    assert claims.propose(receipt.claim_id, OFFICER, at=at(date(2022, 1, 3))).kind == "AWARD"


def test_rejection_books_nothing_and_can_be_appealed(world: World) -> None:
    person = world.leaver(stop=date(2021, 12, 10))
    receipt = claims.submit_jht(jht(person, insist=True))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    done = claims.approve(made.decision_id, HEAD, at=at(DAY))
    assert done.kind == "REJECT" and done.entry_id is None and done.orders == 0
    claim = Claim.objects.get(id=receipt.claim_id)
    assert (claim.status, claim.outcome, claim.move) == ("COMPLETED", "REJECTED", "NOBODY")
    with refused("reason_needed"):
        claims.appeal(made.decision_id, " ")
    with refused("appeal_late"):
        claims.appeal(made.decision_id, "terlambat", at=at(date(2022, 1, 15)))
    objection = claims.appeal(made.decision_id, "Saya berhenti 1 Oktober", at=at(date(2022, 1, 14)))
    assert objection.due_on == date(2022, 2, 13)
    with refused("appeal_open"):
        claims.appeal(made.decision_id, "lagi", at=at(DAY))
    for same in (OFFICER, HEAD):
        with refused("appeal_same_person"):
            claims.answer_appeal(objection.id, "tetap", same)
    claims.answer_appeal(objection.id, "Benar, diputus lagi", REVIEWER, upheld=True)
    with refused("appeal_answered"):
        claims.answer_appeal(objection.id, "lagi", REVIEWER)
    claim.refresh_from_db()
    assert (claim.status, claim.outcome, claim.move) == ("IN_PROGRESS", "", "US")


def test_one_open_claim_per_programme(world: World) -> None:
    person = world.leaver()
    receipt = claims.submit_jht(jht(person, client_key="a"))
    with pytest.raises(ClaimRefused) as refusal:
        claims.submit_jht(jht(person, client_key="b"))
    assert refusal.value.code == "already_open" and receipt.number in refusal.value.text()
    with refused("key_reused"):
        claims.submit_jht(jht(world.leaver("Orang Lain"), client_key="a"))
    claims.withdraw(receipt.claim_id)
    assert Claim.objects.get(id=receipt.claim_id).outcome == "WITHDRAWN"
    assert claims.submit_jht(jht(person, client_key="c")).new


def test_who_cannot_claim(world: World) -> None:
    poor = world.person()
    world.spell(poor, date(2020, 1, 1), date(2021, 10, 31))
    with refused("no_balance"):
        claims.submit_jht(jht(poor))
    with refused("no_person"):
        claims.submit_jht(jht(10**9))
    with refused("ground_unknown"):
        claims.submit_jht(jht(poor, "HOLIDAY"))
    with refused("not_dead"):
        claims.submit_jht(jht(poor, "DEATH"))
    rich = world.leaver()
    with refused("account_foreign"):
        claims.submit_jht(jht(rich, account_id=world.account(poor, "Siti Contoh")))


def test_employer_silence_never_blocks(world: World) -> None:
    person = world.person()
    spell = world.spell(person, date(2020, 1, 1))
    world.money(person, 1_000_000, date(2021, 9, 1), date(2021, 11, 15))
    check = claims.precheck_jht(person, "RESIGNED", on=DAY)
    assert not check.entitled and "bekerja" in check.why["id"]
    coverage.worker_says_left(spell, date(2021, 10, 29), "RESIGNED", on=date(2021, 11, 1), person_id=person)
    check = claims.precheck_jht(person, "RESIGNED", on=DAY)  # nobody has settled the notice: silence has
    assert check.entitled and [w.source for w in check.work] == ["SILENCE"]
    early = claims.precheck_jht(person, "RESIGNED", on=date(2021, 11, 3))  # the reply window still runs
    assert not early.entitled


def test_employer_arrears_never_block_and_are_topped_up(world: World) -> None:
    person = world.leaver()
    unpaid_bill(world, person)
    check = claims.precheck_jht(person, "RESIGNED", on=DAY)
    assert check.entitled and check.net == 3_420_000
    assert [(o.employer, o.months, o.amount) for o in check.owed] == [("PT Contoh Sejahtera", 1, 285_000)]
    assert "PT Contoh Sejahtera" in check.notes[0]["id"]
    receipt = claims.submit_jht(jht(person))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    assert made.net == 3_420_000
    told = queries.explain(made.decision_id)
    assert told and "masih berutang" in told.not_counted[0]["id"]
    with refused("top_up_unpaid"):
        claims.approve(made.decision_id, HEAD, at=at(DAY))
        claims.top_up(person)
    run("update claims_claim set status = 'COMPLETED', outcome = 'PAID' where id = %s", [receipt.claim_id])
    with refused("top_up_nothing"):
        claims.top_up(person, at=at(DAY))
    world.money(person, 285_000, date(2021, 10, 1), date(2022, 1, 20))
    late = claims.top_up(person, at=at(date(2022, 1, 21)))
    assert late.complete and late.missing == ()
    more = claims.propose(late.claim_id, OFFICER, at=at(date(2022, 1, 21)))
    assert (more.kind, more.net) == ("AWARD", 285_000)
    assert Claim.objects.get(id=late.claim_id).follows_id == receipt.claim_id


def paid_in_full(world: World) -> tuple[int, queries.Case]:
    """Somebody who left, with his JHT claim decided and paid; and the claim."""
    person = world.leaver()
    receipt = claims.submit_jht(jht(person))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    run("update claims_claim set status = 'COMPLETED', outcome = 'PAID' where id = %s", [receipt.claim_id])
    found = queries.case(receipt.claim_id)
    assert found
    return person, found


def test_what_arrived_after_a_paid_claim_is_offered_once(world: World) -> None:
    person, paid = paid_in_full(world)
    later = date(2022, 1, 21)
    assert queries.late_money(paid, later) == 0
    world.money(person, 285_000, date(2021, 10, 1), date(2022, 1, 20))
    assert queries.late_money(paid, later) == 285_000
    late = claims.top_up(person, channel="PORTAL", at=at(later))
    assert queries.late_money(paid, later) == 0, "it is under way"
    assert Claim.objects.get(id=late.claim_id).channel == "PORTAL"
    with refused("already_open"):
        claims.top_up(person, at=at(later))


def test_contributions_of_a_new_job_do_not_follow_the_old_claim(world: World) -> None:
    person, paid = paid_in_full(world)
    later = date(2022, 3, 21)
    world.money(person, 285_000, date(2022, 1, 1), date(2022, 2, 20))
    assert queries.late_money(paid, later) == 0
    with refused("top_up_new_work") as caught:
        claims.top_up(person, at=at(later))
    assert paid.number in caught.value.text("id") and paid.number in caught.value.text("en")


def unpaid_bill(world: World, person: int) -> None:
    """A posted bill of October 2021 that the employer has not paid."""
    report = scalar(
        "insert into contributions_wagereport (employer_id, office_id, month, version, status, channel, reason,"
        " rows_in,"
        " rows_good, rows_refused, made_at) values (%s, %s, '2021-10-01', 1, 'POSTED', 'FORM', '', 1, 1, 0, now())"
        " returning id",
        [world.employer, world.office],
    )
    entry = scalar(
        "insert into ledger_entry (booked_on, kind, key, office_id, note, made_at) values ('2021-11-01', 'TEST',"
        " 'bill-x',"
        " %s, '', now()) returning id",
        [world.office],
    )
    bill = scalar(
        "insert into contributions_bill (code, employer_id, office_id, report_id, month, version, issued_on, due_on,"
        " workers,"
        " jkk, jkm, jht_employer, jht_worker, jp_employer, jp_worker, jkp_from_jkk, jkp_from_jkm, total,"
        " receipt_of_law,"
        " entry_id, made_at) values ('X1', %s, %s, %s, '2021-10-01', 1, '2021-11-01', '2021-11-15', 1, 0, 0, 185000,"
        " 100000,"
        " 0, 0, 0, 0, 285000, '{}', %s, now()) returning id",
        [world.employer, world.office, report, entry],
    )
    run("select lindung_open_month('contributions_line', '2021-10-01')")
    run(
        "insert into contributions_line values ('2021-10-01', %s, %s, %s, %s, 5000000, 0, 0, 185000, 100000, 0, 0, 0,"
        " 0)",
        [bill, person, world.employer, world.office],
    )


def test_same_facts_same_result_in_any_office(world: World) -> None:
    traces = []
    for office in (world.office, world.other_office):
        person = world.leaver(amount=63_420_001, office=office)
        receipt = claims.submit_jht(jht(person, office_id=office))
        made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
        trace = Decision.objects.get(id=made.decision_id).trace
        trace["facts"]["stop"]["kpj"] = ""
        traces.append(trace)
    assert traces[0] == traces[1]


def test_facts_that_change_stop_the_approval(world: World) -> None:
    person = world.leaver()
    receipt = claims.submit_jht(jht(person))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    with refused("already_proposed"):
        claims.propose(receipt.claim_id, OFFICER)
    world.money(person, 1, date(2021, 11, 1), DAY)
    with refused("facts_changed"):
        claims.approve(made.decision_id, HEAD, at=at(DAY))
    with refused("reason_needed"):
        claims.send_back(made.decision_id, HEAD, "")
    claims.send_back(made.decision_id, HEAD, "saldo bertambah")
    with refused("not_proposed"):
        claims.approve(made.decision_id, HEAD)
    again = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    assert again.net == 3_420_001
    claims.approve(again.decision_id, HEAD, at=at(DAY))
    with refused("has_award"):
        claims.withdraw(receipt.claim_id)
    with refused("no_decision"):
        claims.approve(10**9, HEAD)


def test_departing_from_the_rules_needs_a_reason(world: World) -> None:
    receipt = claims.submit_jht(jht(world.leaver()))
    with refused("deviation_needs_reason"):
        claims.propose(receipt.claim_id, OFFICER, kind="REJECT", reasons=["NOT_HEIR"])
    made = claims.propose(receipt.claim_id, OFFICER, kind="REJECT", reasons=["NOT_HEIR"], deviation="identitas palsu")
    assert made.kind == "REJECT" and Decision.objects.get(id=made.decision_id).deviation == "identitas palsu"


def test_partial_pays_its_share_once(world: World) -> None:
    person = world.person()
    world.spell(person, date(2009, 1, 5))
    world.money(person, 10_000_009, date(2021, 10, 1), date(2021, 12, 1))
    world.account(person, "Siti Contoh")
    papers = frozenset({"CARD", "ID", "FAMILY_CARD", "WORK_STATEMENT", "BANK_BOOK"})
    check = claims.precheck_jht(person, "PARTIAL_10", on=DAY)
    assert check.entitled and check.gross == 1_000_000
    receipt = claims.submit_jht(jht(person, "PARTIAL_10", shown=papers))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    assert member_total(person) == 9_000_009
    run("update claims_claim set status = 'COMPLETED', outcome = 'PAID' where id = %s", [receipt.claim_id])
    again = claims.precheck_jht(person, "PARTIAL_30", on=DAY)
    assert not again.entitled and "sudah pernah" in again.why["id"]


def test_return_of_complete_months_is_credited_and_explained(world: World) -> None:
    person = world.person()
    world.spell(person, date(2020, 1, 1), date(2021, 10, 31))
    world.money(person, 12_000_000, date(2021, 8, 1), date(2021, 8, 31))
    world.account(person, "Siti Contoh")
    # 5,53 % a year: September, October and November are complete; a return compounds once a year
    check = claims.precheck_jht(person, "RESIGNED", on=DAY)
    assert [(c.month.month, c.base, c.amount) for c in check.balance.credits] == [
        (9, 12_000_000, 55_300),
        (10, 12_000_000, 55_300),
        (11, 12_000_000, 55_300),
    ]
    assert check.net == 12_165_900
    receipt = claims.submit_jht(jht(person))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    assert member_total(person) == 0
    assert (
        scalar("select sum(amount) from ledger_memberposting where person_id = %s and kind = 'RETURN'", [person])
        == 165_900
    )
    told = queries.explain(made.decision_id)
    assert told and told.same and told.net == 12_165_900 and len(told.traces) == 2
    assert len(queries.interim_traces(Decision.objects.get(id=made.decision_id).trace)) == 3


def test_balance_in_two_offices_is_taken_from_both(world: World) -> None:
    person = world.leaver(amount=1_000_000)
    world.money(person, 60_000_000, date(2021, 10, 1), date(2021, 12, 1), office=world.other_office)
    receipt = claims.submit_jht(jht(person))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    assert (made.gross, made.tax) == (61_000_000, 550_000)
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    for office in (world.office, world.other_office):
        assert (
            scalar(
                "select sum(amount) from ledger_memberposting where person_id = %s and office_id = %s", [person, office]
            )
            == 0
        )


def test_explain_replays_and_says_how_to_appeal(world: World) -> None:
    receipt = claims.submit_jht(jht(world.leaver(amount=63_420_000)))
    made = claims.propose(receipt.claim_id, OFFICER, at=at(DAY))
    claims.approve(made.decision_id, HEAD, at=at(DAY))
    told = queries.explain(made.decision_id)
    assert told and told.same and (told.gross, told.tax, told.net) == (63_420_000, 671_000, 62_749_000)
    assert told.appeal_until == date(2022, 1, 14) and told.appeal_answer_days == 30
    assert {t["formula"] for t in told.traces} == {"jht.entitlement", "jht.benefit"}
    assert [(p.component, p.amount) for p in told.payees] == [("BALANCE", 63_420_000), ("TAX", -671_000)]
    assert told.facts and all(f.title["id"] and f.value["en"] and f.source["id"] for f in told.facts)
    # a trace that says something else is found out, and cannot be put in place
    trace = Decision.objects.get(id=made.decision_id).trace
    trace["law"][1]["values"]["tax"] = 0
    assert "jht.benefit" in queries.replay(trace)[1][0]
    with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
        run("update claims_decision set gross = 1, net = 1, tax = 0 where id = %s", [made.decision_id])
    with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic():
        run("update claims_decision set trace = '{}' where id = %s", [made.decision_id])
    assert queries.explain(10**9) is None


def test_queue_and_tracker(world: World) -> None:
    early = claims.submit_jht(jht(world.leaver("Ani Contoh"), at=at(date(2021, 12, 6))))
    late = claims.submit_jht(jht(world.leaver("Budi Contoh")))
    held = claims.submit_jht(jht(world.leaver("Cici Contoh"), shown=frozenset()))
    offices = [world.office, world.other_office]
    page = queries.queue(offices, "decide", limit=1, today=DAY)
    assert (page.total, page.tasks[0].number, page.tasks[0].risk) == (2, early.number, "LATE")
    assert page.tasks[0].days_left == -2
    rest = queries.queue(offices, "decide", limit=1, after=page.next, today=DAY)
    assert rest.tasks[0].number == late.number and rest.next is None
    assert [t.number for t in queries.queue(offices, "wait", today=DAY).tasks] == [held.number]
    assert queries.queue(offices, "decide", text="ani", today=DAY).total == 1
    assert queries.queue([world.other_office], "all", today=DAY).total == 0
    made = claims.propose(late.claim_id, OFFICER, at=at(DAY))
    assert queries.queue(offices, "approve", not_by=OFFICER).total == 0
    assert queries.queue(offices, "approve", not_by=HEAD).tasks[0].decision_id == made.decision_id
    counts = queries.counts(offices, DAY)
    assert (counts["decide"], counts["approve"], counts["wait"], counts["all"], counts["late"]) == (1, 1, 1, 3, 1)
    seen = queries.tracker(held.number.lower())
    assert seen and seen.status == "ON_HOLD" and seen.why["en"].startswith("papers still missing")
    assert [d.code for d in seen.missing] == ["FAMILY_CARD"] and all(s.public for s in seen.steps)
    assert queries.tracker("JHT00-0000000") is None
    assert [c["number"] for c in queries.claims_of(seen.person_id)] == [held.number]

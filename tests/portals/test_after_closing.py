"""November is closed; whatever comes late for it is booked when it is known, and all proofs hold after each act."""

from collections.abc import Callable
from datetime import date

import pytest
from branch import DAY, PAPERS, Branch, at

from lindung.base.db import rows, run, scalar, system
from lindung.batch.services import run_now
from lindung.claims import services as claims
from lindung.claims.services import Answer, NewClaim, order_reference
from lindung.contributions import services as contributions
from lindung.contributions.models import Receipt
from lindung.interop import month_runs
from lindung.interop.intake import receive_statement_file
from lindung.ledger import queries
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.services import approve_rate, close_month, post, propose_rate, reverse
from lindung.performance import checks
from lindung.registry import services as registry
from lindung.segments import services as segments

NOVEMBER, OLD, LAST = date(2021, 11, 1), date(2021, 11, 26), date(2021, 11, 30)
"""The closed month, a day in it that every act below is given, and its last day."""


@pytest.fixture
def closed(branch: Branch):
    """The branch, its books closed through November; tests act as the writing role."""
    with system():
        close_month(NOVEMBER)
        yield branch


def newest() -> int:
    return int(scalar("select max(id) from ledger_entry"))


def holds(since: int, *kinds: str) -> None:
    """Entries of these kinds were booked since, all on the business day, and everything is proved."""
    made = rows("select kind, booked_on from ledger_entry where id > %s", [since])
    assert set(kinds) <= {r["kind"] for r in made}
    assert {r["booked_on"] for r in made} <= {DAY}
    assert [p for p in checks.proofs() if not p.holds] == []
    assert queries.closed_through() == LAST


def unpaid(branch: Branch) -> dict:
    return rows(
        "select code, total, employer_id from contributions_bill where employer_id = %s order by month desc limit 1",
        [branch.employers[0]],
    )[0]


def unknown(branch: Branch, amount: int = 400_000) -> Receipt:
    """Money of November that nobody knows."""
    number = Receipt.objects.count()
    contributions.receive("STATEMENT", f"L{number}", OLD, amount, branch.office, on=DAY)
    return Receipt.objects.order_by("-id")[0]


# ---- money


def late_receipt(branch: Branch) -> list[str]:
    bill = unpaid(branch)
    contributions.receive("API", "TERLAMBAT", OLD, bill["total"], branch.office, billing_code=bill["code"], on=OLD)
    assert scalar("select received_on from contributions_receipt where reference = 'TERLAMBAT'") == OLD
    return ["RECEIPT", "ALLOCATION"]


def statement(branch: Branch) -> list[str]:
    bill = unpaid(branch)
    data = f"tanggal,referensi,kredit,keterangan\n26-11-2021,BRI1,{bill['total']},Iuran {bill['code']}\n"
    done = run_now(receive_statement_file(branch.office, "BRI", "rekening.csv", data.encode()).pk)
    assert (done.totals["new"], done.totals["amount"]) == (1, bill["total"])
    again = receive_statement_file(branch.office, "BRI", "lagi.csv", (data + "\n").encode())
    assert run_now(again.pk).totals["repeated"] == 1
    return ["RECEIPT", "ALLOCATION"]


def assigned_and_recalled(branch: Branch) -> list[str]:
    receipt = unknown(branch)
    contributions.assign_receipt(receipt.pk, branch.employers[0], on=OLD)
    contributions.unassign_receipt(receipt.pk, "Milik perusahaan lain", on=OLD)
    contributions.assign_receipt(receipt.pk, branch.employers[1], on=OLD)
    contributions.recall_receipt(receipt.pk, "Cek kosong", on=OLD)
    return ["RECEIPT", "ALLOCATION", "RECALL"]


def another_office(branch: Branch) -> list[str]:
    """Money that arrived at an office which had no balance of anything when the month was closed."""
    contributions.receive("STATEMENT", "MALANG", OLD, 70_000, branch.other, on=OLD)
    receipt = Receipt.objects.get(reference="MALANG")
    contributions.assign_receipt(receipt.pk, branch.employers[0], on=OLD)
    return ["RECEIPT", "MOVE"]


def refund(branch: Branch) -> list[str]:
    run("insert into registry_bank (code, name) values ('002', 'Bank Uji') on conflict do nothing")
    officer, head = branch.users["iuran"].id, branch.users["kepala"].id
    receipt = unknown(branch)
    for ending in ("failed", "paid"):
        made = contributions.propose_refund(
            receipt.pk, 150_000, "002", "12345678", "Siti Contoh", "salah kirim", by=officer
        )
        contributions.approve_refund(made.pk, by=head, on=OLD)
        if ending == "failed":
            contributions.refund_failed(made.pk, "Rekening tutup", on=OLD)
        else:
            contributions.refund_paid(made.pk, "BI-1", on=OLD)
    return ["REFUND", "REFUND_PAID"]


# ---- reports


def correction(branch: Branch) -> list[str]:
    """Wages of a month that is paid and closed go down and up again."""
    employer = branch.employers[1]
    person, wage = tuple(
        rows(
            "select l.person_id, l.wage from contributions_line l join contributions_bill b on b.id = l.bill_id"
            " and b.month = l.month where b.employer_id = %s and b.month = '2021-09-01' order by 1 limit 1",
            [employer],
        )[0].values()
    )
    for new in (wage - 1_000_000, wage + 500_000):
        report = contributions.correct_month(employer, date(2021, 9, 1), "Upah salah")
        contributions.set_line(report.pk, person, wage=new)
        contributions.finalise(report.pk)
        contributions.post(report.pk, on=OLD)
    return ["BILL", "ALLOCATION"]


def late_month(branch: Branch) -> list[str]:
    """The second employer reports November only now, and the run still has its old day."""
    people = rows("select id from registry_person where id = any(%s)", [branch.people[7::4]])
    report = contributions.open_report(branch.employers[1], NOVEMBER, channel="FORM")
    for r in people:
        contributions.set_line(report.pk, r["id"], wage=5_000_000)
    contributions.finalise(report.pk)
    done = run_now(month_runs.start_post_month(NOVEMBER, on=OLD).pk)
    assert done.totals["reports"] == 1
    assert scalar("select max(issued_on) from contributions_bill") == DAY
    return ["BILL"]


def own_contributions(branch: Branch) -> list[str]:
    person = branch.stranger
    segments.register_bpu(person, branch.other, [segments.Job("Nelayan", 1_000_000, "35.75")], on=OLD)
    order = segments.order_bpu(person, 1, "akhir", on=OLD)
    segments.pay(order.code, "API", "bayar", order.total, OLD, branch.other, on=OLD)
    assert scalar("select count(*) from segments_orderevent where kind = 'PAID' and on_date = %s", [OLD]) == 1
    return ["RECEIPT", "ORDER"]


# ---- members and claims


def returns(branch: Branch) -> list[str]:
    """The run was asked for before the month was closed, its rate for JP was set later."""
    propose_rate("MONTH", NOVEMBER, 4_000, "KEP/1/2021", OLD, branch.users["wilayah"].id)
    approve_rate(int(scalar("select max(id) from ledger_returnrate")), branch.users["kepala"].id)
    for start in (month_runs.start_returns, month_runs.start_jp_returns):
        done = run_now(start(NOVEMBER, LAST).pk)
        assert done.totals["amount"] > 0
        assert start(NOVEMBER, LAST).pk == done.pk
    assert scalar("select count(*) from ledger_memberposting where kind = 'RETURN' and month = %s", [NOVEMBER]) > 0
    return ["RETURN"]


def claim(branch: Branch) -> list[str]:
    """A claim decided with an old day, paid by an answer with an old day, paid back by the bank, and paid again."""
    officer, head, cashier, chief = (branch.users[u].id for u in ("klaim", "penyetuju", "kasir", "kepala"))
    made = claims.submit_jht(
        NewClaim(branch.people[0], "RESIGNED", shown=PAPERS, at=at(date(2021, 11, 8)), client_key="akhir")
    )
    decision = claims.propose(made.claim_id, officer, at=at(OLD, 10), on=OLD)
    claims.approve(decision.decision_id, head, at=at(OLD, 14), on=OLD)

    def paid(status: str) -> int:
        batch = claims.make_payout_batch(branch.office, OLD, cashier, claim_ids=[made.claim_id])
        claims.release_payout_batch(batch.id, chief, at=at(OLD, 15))
        order = int(scalar("select max(id) from claims_paymentorder where batch_id = %s", [batch.id]))
        answer = Answer(order_reference(order), status, f"BNK{order}", OLD)
        for _ in range(2):
            claims.take_bank_answers([answer], cashier, on=OLD)
        assert scalar("select status from claims_paymentorder where id = %s", [order]) == status
        return order

    account = int(scalar("select id from registry_bankaccount where person_id = %s", [branch.people[0]]))
    claims.retry_order(paid("FAILED"), account, cashier, vouch=True, on=OLD)
    order = paid("PAID")
    claims.reverse_payment(order, "Rekening salah", cashier, on=OLD)
    claims.retry_order(order, account, cashier, vouch=True, on=OLD)
    paid("PAID")
    return ["AWARD", "PAYMENT_FAILED", "PAYMENT", "PAYMENT_REVERSED"]


def top_up(branch: Branch) -> list[str]:
    """A correction of a closed month brings contributions after the claim was paid: they are asked for and decided."""
    employer, person = branch.employers[1], branch.people[1]
    report = contributions.correct_month(employer, date(2021, 8, 1), "Upah salah")
    contributions.set_line(report.pk, person, wage=9_000_000)
    contributions.finalise(report.pk)
    bill = contributions.post(report.pk, on=OLD)
    contributions.receive("API", "SUSULAN", OLD, bill.total, branch.office, billing_code=bill.code, on=OLD)
    made = claims.top_up(person, by=branch.users["klaim"].id, at=at(DAY, 9))
    decision = claims.propose(made.claim_id, branch.users["klaim"].id, at=at(DAY, 10), on=DAY)
    claims.approve(decision.decision_id, branch.users["penyetuju"].id, at=at(DAY, 14), on=DAY)
    return ["BILL", "ALLOCATION", "AWARD"]


def old_difference(branch: Branch) -> list[str]:
    def made() -> int:
        return claims.propose_correction(
            "JKM", branch.office, OLD, 9_000, "Selisih.", "A difference.", 1, key="lama"
        ).pk

    assert made() == made()
    claims.decide_correction(made(), 2)
    return ["CORRECTION"]


def merge(branch: Branch) -> list[str]:
    twin = registry.register_person(
        nik=None, name="Endang Lestari", birth_date=date(1973, 2, 10), sex="L", office_id=branch.office
    )
    kept, clerk = twin.pk, branch.users["iuran"].id
    held = queries.member_balance(branch.people[7], queries.Acc.JHT_MEMBERS, DAY)
    done = registry.merge_people(kept, branch.people[7], "KTP dan KK sama", clerk, on=OLD)
    assert queries.member_balance(kept, queries.Acc.JHT_MEMBERS, DAY) == held > 0
    registry.unmerge_people(done.pk, clerk, on=OLD)
    assert queries.member_balance(branch.people[7], queries.Acc.JHT_MEMBERS, DAY) == held
    return ["MOVE", "REVERSAL"]


ACTS: dict[str, Callable[[Branch], list[str]]] = {
    made.__name__: made
    for made in (
        late_receipt, statement, assigned_and_recalled, another_office, refund, correction, late_month,
        own_contributions, returns, claim, top_up, old_difference, merge,
    )
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_comes_late_for_a_closed_month(closed: Branch, name: str) -> None:
    before = newest()
    kinds = ACTS[name](closed)
    holds(before, *kinds)


def test_one_after_the_other_and_the_next_month_is_closed_over_them(closed: Branch) -> None:
    before = newest()
    for name in ("late_receipt", "correction", "returns", "claim", "refund"):
        holds(before, *ACTS[name](closed))
    registry.set_business_day(date(2022, 1, 5))
    assert close_month(date(2021, 12, 1)) > 0
    assert [p for p in checks.proofs() if not p.holds] == []


def test_the_books_themselves_refuse_a_closed_day(closed: Branch) -> None:
    entry = int(scalar("select max(id) from ledger_entry where booked_on <= %s", [LAST]))
    cash = {queries.Acc.CASH_IN: 5, queries.Acc.SUSPENSE: -5}
    for act in (
        lambda: post("TEST", "tutup", OLD, closed.office, cash),
        lambda: post("TEST", "tutup", OLD, closed.other, cash),
        lambda: reverse(entry, "uji", OLD),
    ):
        with pytest.raises(LedgerRefused) as refusal:
            act()
        assert refusal.value.code == "closed" and "30 November 2021" in refusal.value.text("id")


def test_months_are_closed_in_order_and_only_when_they_are_over(closed: Branch) -> None:
    def code(month: date) -> str:
        with pytest.raises(LedgerRefused) as refusal:
            close_month(month)
        return refusal.value.code

    assert close_month(NOVEMBER) == 0
    assert code(date(2021, 10, 1)) == "close_in_order"
    assert code(date(2021, 12, 1)) == "month_open"
    registry.set_business_day(date(2022, 3, 1))
    assert code(date(2022, 1, 1)) == "close_next"
    assert code(date(2022, 3, 1)) == "month_open"
    assert close_month(date(2021, 12, 1)) > 0

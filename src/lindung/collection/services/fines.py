"""The administrative fine of PP 86/2013, in its own accounts."""

from datetime import date

from lindung import law
from lindung.base.db import act, scalar
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Fine, FinePayment
from lindung.collection.services.cases import money, sanctions
from lindung.collection.services.common import add, locked, plan_next, reply_by, steps_of
from lindung.contributions import services as contributions
from lindung.ledger import queries as books
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc
from lindung.registry import queries as registry

FORMULA = "sanction.fine"
MONTHS = 1
"""The fine runs for the one period that the law gives after the second warning."""


@act
def charge_fine(case_id: int, *, on: date | None = None, by: int | None = None) -> Fine:
    """Charge the fine once the second warning has run out, on the contributions that should be paid.

    Raises CollectionRefused: no_case, closed, no_employer, out_of_order, too_early, done_already, nothing_owed."""
    on = on or registry.today()
    case = locked(case_id)
    if case.employer_id is None:
        raise CollectionRefused("no_employer")
    done = steps_of(case_id)
    if "FINE" in done:
        raise CollectionRefused("done_already", step="FINE", day=done["FINE"].day)
    for step in ("WARNING_1", "WARNING_2"):
        if step not in done:
            raise CollectionRefused("out_of_order", step="FINE", missing=step)
    told = sanctions(case, done, on)
    assert told is not None
    if not told.values["fine_applies"]:
        raise CollectionRefused("too_early", step="FINE", day=told.details["steps"][1]["to"])
    base = case.principal or int(
        scalar("select coalesce(sum(total), 0)::bigint from collection_finding where case_id = %s", [case_id])
    )
    made = law.calc(FORMULA, on, {"contribution_due": base, "months": MONTHS})
    amount = made.values["fine"]
    if amount <= 0:
        raise CollectionRefused("nothing_owed")
    entry = ledger.post(
        "FINE",
        f"fine:{case_id}",
        books.open_day(on),
        case.office_id,
        {Acc.FINE_RECEIVABLE: amount, Acc.FINE_BILLED: -amount},
        employer_id=case.employer_id,
        note=case.number,
        by=by,
    )
    fine = Fine.objects.create(
        case=case, employer_id=case.employer_id, office_id=case.office_id, charged_on=on, contribution_due=base,
        months=MONTHS, amount=amount, receipt_of_law=law.receipt(FORMULA, on), entry_id=entry, made_by=by,
    )  # fmt: skip
    add(
        case, "FINE", on, f"case:{case_id}:FINE", due_on=reply_by("FINE", on), amount=amount,
        told={"base": base, "months": MONTHS}, by=by,
    )  # fmt: skip
    plan_next(case, on)
    return fine


def open_of(fine_id: int) -> int:
    """Rupiah of a fine that are not paid."""
    return int(
        scalar(
            "select f.amount - coalesce((select sum(p.amount) from collection_finepayment p where p.fine_id = f.id), 0)"
            " from collection_fine f where f.id = %s",
            [fine_id],
        )
    )


@act
def pay_fine(
    fine_id: int, receipt_id: int, amount: int, *, on: date | None = None, by: int | None = None
) -> FinePayment:
    """Use money that waits in suspense for a fine.

    Raises CollectionRefused: no_fine, amount, fine_paid_more; ContributionRefused: no_receipt, receipt_used."""
    on = on or registry.today()
    fine = Fine.objects.filter(pk=fine_id).first()
    if fine is None:
        raise CollectionRefused("no_fine")
    Case.objects.select_for_update().get(pk=fine.case_id)  # fines are append-only: their case is the lock
    rest = open_of(fine_id)
    if amount <= 0:
        raise CollectionRefused("amount", field="amount", most=money(rest))
    if amount > rest:
        raise CollectionRefused("fine_paid_more", field="amount", amount=money(amount), open=money(rest))
    number = FinePayment.objects.filter(fine=fine).count() + 1
    used = contributions.use_receipt(
        receipt_id,
        "FINE",
        f"fine:{fine_id}",
        amount,
        {Acc.FINE_RECEIVABLE: -amount, Acc.FINE_BILLED: amount, Acc.FINE_INCOME: -amount},
        key=f"fine-payment:{fine_id}:{number}",
        on=on,
        by=by,
    )
    paid = FinePayment.objects.create(
        fine=fine, receipt_id=receipt_id, employer_id=fine.employer_id, office_id=used.office_id, day=on, amount=amount,
        entry_id=used.entry_id, made_by=by,
    )  # fmt: skip
    case = fine.case
    add(case, "FINE_PAID", on, f"fine-payment:{paid.pk}", amount=amount, by=by)
    return paid

"""Corrections of what was decided: proposed by one with the difference shown, approved by another, booked and paid.

Who got too little is paid the rest. Who got too much owes it: a receivable that stands in the books and on the page of
the claim until it comes back; no law lets it be taken off something else, so nothing is.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime

from lindung.base.db import act, fetch, run
from lindung.claims import moves, once
from lindung.claims.clocks import local_day
from lindung.claims.compose import ClaimRow
from lindung.claims.correcting import Compared, compare, standings
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import (
    BenefitPart,
    Correction,
    CorrectionProposal,
    Decision,
    Overpayment,
    PaymentOrder,
    Programme,
)
from lindung.claims.services.booking import EXPENSE, PAYABLE, order_corrected
from lindung.claims.services.common import event, locked, move, now
from lindung.claims.services.propose import Proposed, claim_rows
from lindung.claims.services.settle import settle
from lindung.ledger import queries as books
from lindung.ledger.chart import Acc
from lindung.ledger.services import post

OVERPAID: dict[str, Acc] = {
    "JKK": Acc.JKK_OVERPAID,
    "JKM": Acc.JKM_OVERPAID,
    "JHT": Acc.JHT_OVERPAID,
    "JP": Acc.JP_OVERPAID,
}


@act
def propose_claim_correction(
    claim_id: int,
    by: int,
    reason: str,
    *,
    components: Mapping[str, int] | None = None,
    at: datetime | None = None,
    on: date | None = None,
) -> Proposed:
    """Propose that a decided claim is corrected to what its facts give now; `components` are the amounts of a recorded
    case, entered again. Nothing is booked before somebody else approves.

    Raises ClaimRefused: no_claim, reason_needed, already_proposed, amounts_computed (an amount was typed where the law
    computes it), payment_at_bank, and what `correcting.compare` refuses.
    """
    moment = at or now()
    row = _row(claim_id)
    if not reason.strip():
        raise ClaimRefused("reason_needed", field="reason", what="pembetulan / the correction")
    if components is not None and row.basis != "RECORDED":
        raise ClaimRefused("amounts_computed", number=row.number)
    if Decision.objects.filter(claim_id=claim_id, status="PROPOSED").exists():
        raise ClaimRefused("already_proposed", number=row.number)
    made = compare(row, on or local_day(moment), components)
    _nothing_at_bank(made)
    claim = locked(claim_id)
    last = claim.decisions.order_by("-version").values_list("version", flat=True).first() or 0
    decision = Decision.objects.create(
        claim_id=claim_id,
        person_id=row.person_id,
        office_id=row.office_id,
        version=last + 1,
        kind=Decision.Kind.AWARD,
        correction=True,
        gross=made.gross,
        tax=made.tax,
        net=made.net,
        trace=json.loads(json.dumps(made.trace)),
        deviation=reason.strip()[:500],
        proposed_by=by,
        proposed_at=moment,
    )
    BenefitPart.objects.bulk_create(
        BenefitPart(
            decision_id=decision.id,
            claim_id=claim_id,
            person_id=row.person_id,
            office_id=row.office_id,
            component=p.component,
            relative_id=p.relative_id,
            payee_name=p.name[:120],
            amount=p.amount,
        )
        for p in made.parts
    )
    event(claim, "CORRECTION_PROPOSED", moment, by=by, note=reason.strip(), public=False)
    return Proposed(decision.id, claim_id, "AWARD", made.gross, made.tax, made.net)


def _row(claim_id: int) -> ClaimRow:
    found = fetch("select person_id from claims_claim where id = %s", [claim_id])
    if not found:
        raise ClaimRefused("no_claim")
    once.hold_people([found[0][0]])
    row = claim_rows([claim_id])[claim_id]
    return row


def _nothing_at_bank(made: Compared) -> None:
    """A payment whose answer is awaited may still arrive or fail; only then is known what there is to correct."""
    for who in made.payees:
        sent = fetch(
            "select o.payee_name from claims_paymentorder o left join claims_payoutbatch b on b.id = o.batch_id"
            " where o.claim_id = %s and o.payee_name = %s and o.relative_id is not distinct from %s"
            " and (o.status = 'SENT' or o.status = 'WAITING' and b.id is not null)",
            [made.claim.id, who.name, who.relative_id],
        )
        if sent:
            raise ClaimRefused("payment_at_bank", number=made.claim.number, name=who.name)


def carry_out(
    decision_id: int, claim_id: int, trace: Mapping[str, object], by: int, moment: datetime, day: date
) -> int:
    """Book an approved correction: unpaid orders of those it touches are void, rests are ordered, what is too much
    becomes a receivable. Returns the entry's id (0 where the books do not move). Called by `approve`, people held.

    Raises ClaimRefused: facts_changed, payment_at_bank.
    """
    row = _row(claim_id)
    stored = trace["correction"]
    assert isinstance(stored, Mapping)
    entered = {p[0]: p[3] for p in stored["after"]} if row.basis == "RECORDED" else None
    if entered is not None:
        entered |= {p[0]: 0 for p in stored["before"] if p[0] not in entered}
    try:
        made = compare(row, day, entered)
    except ClaimRefused as refused:
        raise ClaimRefused("facts_changed", number=row.number, what=refused.text("id")) from refused
    if made.trace["correction"] != stored:
        was, now_ = (sum(p[3] for p in part) for part in (stored["after"], made.trace["correction"]["after"]))
        raise ClaimRefused("facts_changed", number=row.number, what=f"Rp{was:,} → Rp{now_:,}")
    _nothing_at_bank(made)
    _void(made, by, day)
    owed = 0
    for who in standings(claim_id, made.parts):
        more = max(-who.rest, 0) if who.rest < 0 else -min(who.rest, max(who.owed, 0))
        if more:
            owed += more
            Overpayment.objects.create(
                claim_id=claim_id,
                decision_id=decision_id,
                person_id=row.person_id,
                office_id=row.office_id,
                relative_id=who.relative_id,
                payee_name=who.name,
                amount=more,
                made_by=by,
                made_at=moment,
            )
    amounts = {
        EXPENSE[row.programme]: made.gross,
        OVERPAID[row.programme]: owed,
        PAYABLE[row.programme]: -(made.gross + owed),
    }
    lines = {account: amount for account, amount in amounts.items() if amount}
    if not lines:
        return 0
    return post(
        "CORRECTION",
        f"claim-correction:{decision_id}",
        books.open_day(day),
        row.office_id,
        lines,
        person_id=row.person_id,
        note=f"Pembetulan {row.number}",
        by=by,
    )


def after(decision_id: int, claim_id: int, by: int, moment: datetime, day: date) -> tuple[int, list[str]]:
    """Once it stands: order the rests, set the claim, let go what a report of the death held. (orders, who has no
    account)."""
    orders, lacking = order_corrected(claim_id, day).get(decision_id, (0, []))
    paid, awarded_now = fetch(
        "select coalesce((select sum(o.amount) from claims_paymentorder o where o.claim_id = %(c)s"
        " and o.status = 'PAID'), 0), coalesce((select sum(b.amount) from claims_benefitpart b join claims_decision d"
        " on d.id = b.decision_id and d.status = 'APPROVED' where b.claim_id = %(c)s), 0)",
        {"c": claim_id},
    )[0]
    claim = locked(claim_id)
    part = "PARTLY_PAID" if paid else ""
    if not awarded_now:  # nothing of the award is left: the claim no longer stands in the way of another one
        claim.completed_at = moment
        move(claim, "COMPLETED", "NOBODY", moves.why("done"), outcome="REJECTED")
    elif orders:
        claim.completed_at = None
        move(claim, "IN_PROGRESS", "US", moves.why("pay"), outcome=part)
    elif lacking:
        claim.completed_at = None
        move(claim, "ON_HOLD", "CLAIMANT", moves.why("account", moves.listed(lacking)), outcome=part)
    claim.save(update_fields=["completed_at"])
    if not orders and not lacking and awarded_now:
        settle([claim_id], [], moment)
    claim = locked(claim_id)
    run(
        "update claims_laterreport set hold = false where hold and finding = 'HEIR' and person_id = any(%s)",
        [once.records_of(claim.person_id)],
    )
    event(claim, "CORRECTED", moment, by=by)
    return orders, lacking


def _void(made: Compared, by: int, day: date) -> None:
    """Orders of the payees concerned that never reached them are void; money of a failed one is payable again."""
    for who in made.payees:
        roots = fetch(
            "with recursive chain as (select id, id as root, status from claims_paymentorder where claim_id = %s"
            " and payee_name = %s and relative_id is not distinct from %s and replaces_id is null and status <> 'VOID'"
            " union all select o.id, c.root, o.status from claims_paymentorder o join chain c on o.replaces_id = c.id)"
            " select root, array_agg(id) from chain group by root"
            " having not bool_or(status in ('PAID', 'SENT')) order by root",
            [made.claim.id, who.name, who.relative_id],
        )
        for root, ids in roots:
            first = PaymentOrder.objects.select_for_update().get(id=root)
            if first.status in (PaymentOrder.Status.FAILED, PaymentOrder.Status.REVERSED):
                post(
                    "PAYMENT_VOID",
                    f"void:{root}",
                    books.open_day(day),
                    first.office_id,
                    {Acc.RETURNED_PAYMENTS: first.amount, PAYABLE[made.claim.programme]: -first.amount},
                    person_id=first.person_id,
                    by=by,
                )
            run("update claims_paymentorder set status = 'VOID' where id = any(%s)", [ids])


# ---- labelled corrections: of what an office has paid, of no claim


@act
def propose_correction(
    programme: str,
    office_id: int,
    on: date,
    amount: int,
    label_id: str,
    label_en: str,
    by: int,
    *,
    key: str | None = None,
    at: datetime | None = None,
) -> CorrectionProposal:
    """Propose a labelled correction of what an office has paid for a programme; it belongs to no member. The same `key`
    again gives the same proposal.

    Raises ClaimRefused: no_fund_account, correction_zero, label_needed, key_reused.
    """
    if programme not in Programme.values or programme not in PAYABLE:
        raise ClaimRefused("no_fund_account", field="programme", programme=programme)
    if amount == 0:
        raise ClaimRefused("correction_zero", field="amount")
    if not label_id.strip() or not label_en.strip():
        raise ClaimRefused("label_needed", field="label_en" if label_id.strip() else "label_id")
    serial = key or f"{programme}:{office_id}:{on}:{label_id}"[:90]
    made, _ = CorrectionProposal.objects.get_or_create(
        key=serial,
        defaults={
            "office_id": office_id,
            "programme": programme,
            "on_date": on,
            "amount": amount,
            "label_id": label_id.strip()[:300],
            "label_en": label_en.strip()[:300],
            "proposed_by": by,
            "proposed_at": at or now(),
        },
    )
    if (made.programme, made.office_id, made.amount) != (programme, office_id, amount):
        raise ClaimRefused("key_reused", field="key", key=serial)
    return made


@act
def decide_correction(proposal_id: int, by: int, *, refuse: str = "", at: datetime | None = None) -> CorrectionProposal:
    """Approve a labelled correction (Dr benefit / Cr payable, negative the other way round), or refuse it with a
    reason; never by who proposed it.

    Raises ClaimRefused: no_correction, not_proposed, same_person.
    """
    found = CorrectionProposal.objects.select_for_update().filter(id=proposal_id).first()
    if found is None:
        raise ClaimRefused("no_correction")
    if found.decided_by is not None:
        raise ClaimRefused("not_proposed")
    if found.proposed_by == by:
        raise ClaimRefused("same_person", field="by")
    found.decided_by, found.decided_at, found.refused = by, at or now(), refuse.strip()[:200]
    if not found.refused:
        entry = post(
            "CORRECTION",
            f"correction:{found.key}",
            books.open_day(found.on_date),
            found.office_id,
            {EXPENSE[found.programme]: found.amount, PAYABLE[found.programme]: -found.amount},
            note=found.label_id[:200],
            by=by,
        )
        found.correction = Correction.objects.create(
            entry_id=entry,
            office_id=found.office_id,
            programme=found.programme,
            on_date=found.on_date,
            amount=found.amount,
            label_id=found.label_id,
            label_en=found.label_en,
            made_by=by,
        )
    found.save(update_fields=["decided_by", "decided_at", "refused", "correction"])
    return found

"""Rates of return the institution sets: one person proposes with the number of the decision, another approves."""

from datetime import date

from django.utils import timezone

from lindung.base.dates import month_of
from lindung.base.db import act
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.models import ReturnRate

MOST = {ReturnRate.Stage.INTERIM: 300_000, ReturnRate.Stage.FINAL: 300_000, ReturnRate.Stage.MONTH: 50_000}
"""Parts per million that a rate may be at most, as the law's formulas take them."""


@act
def propose_rate(stage: str, period: date, rate: int, document: str, decided_on: date, by: int) -> ReturnRate:
    """Propose a rate (parts per million). `period` is brought to its first day; the same again is the same proposal.

    Raises LedgerRefused: rate_stage, rate_month, rate_bounds, rate_document.
    """
    if stage not in ReturnRate.Stage.values:
        raise LedgerRefused("rate_stage", field="stage", stage=stage)
    kind = ReturnRate.Stage(stage)
    first = month_of(period)
    if kind is ReturnRate.Stage.FINAL and first.month != 1:
        raise LedgerRefused("rate_month", field="period")
    if not 0 <= rate <= MOST[kind]:
        raise LedgerRefused("rate_bounds", field="rate", most=MOST[kind] // 10_000)
    if not document.strip():
        raise LedgerRefused("rate_document", field="document")
    there = ReturnRate.objects.filter(
        stage=kind, period=first, rate=rate, document=document.strip()[:80], refused_reason=""
    ).first()
    return there or ReturnRate.objects.create(
        stage=kind, period=first, rate=rate, document=document.strip()[:80], decided_on=decided_on, made_by=by
    )


@act
def approve_rate(rate_id: int, by: int) -> ReturnRate:
    """Approve a proposed rate. Raises LedgerRefused: rate_not_found, rate_decided, rate_same_person."""
    found = _waiting(rate_id)
    if found.made_by == by:
        raise LedgerRefused("rate_same_person")
    found.approved_by, found.approved_at = by, timezone.now()
    found.save(update_fields=["approved_by", "approved_at"])
    return found


@act
def refuse_rate(rate_id: int, reason: str, by: int) -> ReturnRate:
    """Turn a proposed rate down, with the reason; its proposer may take it back so too.

    Raises LedgerRefused: rate_not_found, rate_decided.
    """
    found = _waiting(rate_id)
    found.refused_reason = reason.strip()[:200] or "–"
    found.save(update_fields=["refused_reason"])
    return found


def _waiting(rate_id: int) -> ReturnRate:
    found = ReturnRate.objects.select_for_update().filter(pk=rate_id).first()
    if found is None:
        raise LedgerRefused("rate_not_found")
    if found.approved_by or found.refused_reason:
        raise LedgerRefused("rate_decided")
    return found

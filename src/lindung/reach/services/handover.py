"""When a sponsor stops paying: each of his people is registered to go on by himself and given an order he may pay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from lindung.base.db import act
from lindung.base.errors import Refused
from lindung.reach import amounts
from lindung.reach.errors import ReachRefused
from lindung.reach.models import Agreement, Beneficiary, Offer
from lindung.reach.queries.people import ending_ids
from lindung.reach.services.registers import locked
from lindung.registry import queries as registry
from lindung.segments import services as segments
from lindung.segments.settings import ORDER_DAYS
from lindung.segments.standing import member_of

FEW = 500
"""Offers made in one act; more are cut into slices by whoever asks."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of the people asked for: offers made, people who have one or need none, and those who cannot go on
    by themselves, with the reason (beneficiary id, refusal)."""

    offered: int
    already: int
    refused: tuple[tuple[int, Refused], ...] = field(default=())


@act
def hand_over(
    agreement_id: int, beneficiary_ids: Sequence[int], *, on: date | None = None, by: int | None = None
) -> HandedOver:
    """Register these people of an agreement as non-wage earners with what the sponsor said of them, and make each an
    order for the first month he did not pay, valid as long as the law still covers them. They pay only if they want to.

    Somebody who pays for himself already keeps his registration. The same again changes nothing.
    Raises ReachRefused: no_agreement, no_handover, no_beneficiary.
    """
    today = on or registry.today()
    agreement = locked(agreement_id)
    if agreement.workers != Agreement.Workers.VULNERABLE:
        raise ReachRefused("no_handover")
    wanted = sorted(set(beneficiary_ids))
    if len(wanted) > FEW or Beneficiary.objects.filter(agreement=agreement, pk__in=wanted).count() < len(wanted):
        raise ReachRefused("no_beneficiary", field="people")
    due = set(ending_ids(agreement.pk, today, among=wanted))
    refused: list[tuple[int, Refused]] = []
    for one in Beneficiary.objects.select_related("person__merged_into", "spell").filter(pk__in=due).order_by("pk"):
        try:
            with transaction.atomic():
                _offer(agreement, one, today, by)
        except Refused as why:
            refused.append((one.pk, why))
    return HandedOver(len(due) - len(refused), len(wanted) - len(due), tuple(refused))


def _offer(agreement: Agreement, one: Beneficiary, today: date, by: int | None) -> None:
    person = one.person.merged_into or one.person
    if member_of(person.pk) is None:
        lowest = amounts.package(
            one.paid_through or one.first_month,
            income=agreement.income,
            jht=False,
            funded_by_state=agreement.funded_by_state,
        )
        segments.register_bpu(
            person.pk,
            one.office_id,
            [segments.Job(one.job, max(agreement.income, lowest.base), one.district_id)],
            on=min(one.spell.start_on if one.spell else today, today),
            by=by,
        )
    order = segments.order_bpu(
        person.pk,
        1,
        f"handover:{one.pk}",
        expires_on=max(today + timedelta(days=ORDER_DAYS.value), one.covered_until or today),
        on=today,
        by=by,
    )
    Offer.objects.create(
        beneficiary=one,
        sponsor_id=one.sponsor_id,
        agreement=agreement,
        office_id=one.office_id,
        person_id=person.pk,
        order=order,
        covered_until=one.covered_until,
        made_on=today,
    )

"""When a sponsor stops paying: each of his people is registered to go on by himself and given an order he may pay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from lindung.base.db import act, rows, run, stage
from lindung.base.errors import Refused
from lindung.reach import amounts
from lindung.reach.errors import ReachRefused
from lindung.reach.models import Agreement, Beneficiary
from lindung.reach.queries.people import ending_ids
from lindung.reach.services.registers import locked
from lindung.reach.sql import KEPT
from lindung.registry import queries as registry
from lindung.segments import services as segments
from lindung.segments.settings import ORDER_DAYS

MOST = 5_000
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
    if len(wanted) > MOST or Beneficiary.objects.filter(agreement=agreement, pk__in=wanted).count() < len(wanted):
        raise ReachRefused("no_beneficiary", field="people")
    due = ending_ids(agreement.pk, today, among=wanted)
    refused = _offer(agreement, due, today, by) if due else {}
    return HandedOver(len(due) - len(refused), len(wanted) - len(due), tuple(sorted(refused.items())))


_PEOPLE = f"""
select b.id, {KEPT.format("p")} as person_id, b.office_id, b.job, b.district_id, b.covered_until,
  coalesce(b.paid_through, b.first_month) as month, s.start_on
from reach_beneficiary b join registry_person p on p.id = b.person_id left join coverage_spell s on s.id = b.spell_id
where b.id = any(%s) order by b.id
"""


def _offer(agreement: Agreement, due: Sequence[int], today: date, by: int | None) -> dict[int, Refused]:
    """Registration, order and offer of these rows, by the few statements; the refusals by row."""

    @cache
    def income(month: date) -> int:
        lowest = amounts.package(month, income=agreement.income, jht=False, funded_by_state=agreement.funded_by_state)
        return max(agreement.income, lowest.base)

    people = rows(_PEOPLE, [list(due)])
    refused: dict[int, Refused] = {}
    wrong = segments.register_bpu_many(
        [
            segments.NewMember(
                r["person_id"],
                r["office_id"],
                segments.Job(r["job"], income(r["month"]), r["district_id"]),
                min(r["start_on"] or today, today),
            )
            for r in people
        ],
        by=by,
    )
    asked = {}
    for r in people:
        if r["person_id"] in wrong:
            refused[r["id"]] = wrong[r["person_id"]]
            continue
        until = max(today + timedelta(days=ORDER_DAYS.value), r["covered_until"] or today)
        asked[r["id"]] = segments.Ask(r["person_id"], f"handover:{r['id']}", until)
    made = segments.order_bpu_many(list(asked.values()), on=today, by=by)
    offered: list[tuple[int, int]] = []
    for row_id, ask in asked.items():
        order = made[ask.client_key]
        if isinstance(order, Refused):
            refused[row_id] = order
        else:
            offered.append((row_id, order))
    stage("reach_offered", "beneficiary_id bigint, order_id bigint", offered)
    run(
        "insert into reach_offer (beneficiary_id, sponsor_id, agreement_id, office_id, person_id, order_id,"
        f" covered_until, made_on, made_at) select b.id, b.sponsor_id, b.agreement_id, b.office_id, {KEPT.format('p')},"
        " f.order_id, b.covered_until, %s, now() from pg_temp.reach_offered f join reach_beneficiary b"
        " on b.id = f.beneficiary_id join registry_person p on p.id = b.person_id order by b.id",
        [today],
    )
    return refused

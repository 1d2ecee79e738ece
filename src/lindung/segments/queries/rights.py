"""What a claim asks about those who pay for themselves: arrears and stage of work abroad on the day of an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from lindung import law
from lindung.base.db import rows
from lindung.registry.models import Person
from lindung.segments import standing
from lindung.segments.models import BpuMember, Order, PmiPlacement
from lindung.segments.placement import Cover, cover_of


@dataclass(frozen=True, slots=True)
class OwnCover:
    """A non-wage earner on the day of an event: what the law is to be asked, months paid by then, the months that were
    due and unpaid then (`owed`), those of them that are unpaid still (`left`), and the day the last was paid."""

    question: dict[str, Any]
    months: int
    owed: tuple[date, ...]
    left: tuple[date, ...]
    settled_on: date | None
    held: bool


@dataclass(frozen=True, slots=True)
class Abroad:
    """A migrant worker on the day of an event. `stage`: BEFORE, DURING, AFTER; nothing where a death is not covered."""

    contract_no: str
    country: str
    agency: str
    stage: str
    cover: Cover


def own_cover(asked: Sequence[tuple[int, date]], now: date) -> dict[tuple[int, date], OwnCover]:
    """Cover that people paid for themselves, per (person, day), for those who are registered so and have ever paid.

    `held`: his last spell as such had not ended for another reason than arrears or death."""
    found: dict[tuple[int, date], OwnCover] = {}
    for r in rows(
        "select distinct a.person_id, a.day, coalesce((select s.end_on is null or s.end_on >= a.day"
        " or s.exit_reason = 'LAPSED' from coverage_spell s where s.person_id = a.person_id and s.segment = 'BPU'"
        " and s.exit_reason <> 'ERROR' and s.start_on <= a.day order by s.start_on desc limit 1), false) as held"
        " from unnest(%s::bigint[], %s::date[]) a(person_id, day) where exists (select 1 from segments_bpumember m"
        " join registry_person p on p.id = m.person_id where a.person_id in (p.id, p.merged_into_id)) order by 1, 2",
        [[person for person, _ in asked], [day for _, day in asked]],
    ):
        member = standing.member_of(r["person_id"])
        if member is None or member.joined_on > r["day"]:
            continue
        put = standing.question(member, r["day"])
        if not put["paid"]:
            continue
        owed = standing.arrears_on(member, r["day"])
        since = set(standing.paid_months(member.person_id, now))
        left = tuple(m for m in owed if m not in since)
        settled_on = standing.last_paid_on(member.person_id, owed) if owed and not left else None
        found[r["person_id"], r["day"]] = OwnCover(
            put, len(put["paid"]), tuple(owed), left, settled_on, bool(r["held"])
        )
    return found


def work_abroad(asked: Sequence[tuple[int, date]]) -> dict[tuple[int, date], Abroad]:
    """The placement that counts on a day, per (person, day): one that covers it, else the last one registered."""
    found: dict[tuple[int, date], Abroad] = {}
    people = {
        r["person_id"]: r["records"]
        for r in rows(
            "select a.person_id, array_agg(distinct m.person_id) as records from unnest(%s::bigint[]) a(person_id)"
            " join registry_person p on a.person_id in (p.id, p.merged_into_id)"
            " join segments_pmiplacement m on m.person_id = p.id group by 1",
            [sorted({person for person, _ in asked})],
        )
    }
    for person, day in dict.fromkeys(asked):
        placements = PmiPlacement.objects.filter(person_id__in=people.get(person, []), registered_on__lte=day)
        for placement in placements.select_related("employer").order_by("registered_on", "pk"):
            cover = cover_of(placement, until=day)
            seen = Abroad(
                placement.contract_no,
                placement.country,
                placement.employer.name if placement.employer else "",
                cover.stage(day),
                cover,
            )
            if seen.stage or not (before := found.get((person, day))) or not before.stage:
                found[person, day] = seen
    return found


def arrears_of_the_dead(person_id: int) -> tuple[date, ...]:
    """The months that a non-wage earner owed when he died and that his heirs can still pay; nothing for the living, and
    nothing where there were more than the law bears: paying those opens no right any more."""
    member: BpuMember | None = standing.member_of(person_id)
    died_on = standing.alive(member).died_on if member else None
    if member is None or died_on is None or not standing.paid_months(member.person_id, died_on):
        return ()
    owed = standing.arrears_on(member, died_on)
    if len(owed) > int(law.parameter("arrears.bpu_months", died_on).value):
        return ()
    paid = set(standing.paid_months(member.person_id, date.max))
    return tuple(m for m in owed if m not in paid)


def arrears_order(person_id: int, on: date) -> Order | None:
    """The order that the heirs can still pay for those months, if one was made."""
    found: Order | None = (
        Order.objects.filter(
            kind=Order.Kind.BPU,
            person__in=Person.objects.filter(Q(pk=person_id) | Q(merged_into_id=person_id)),
            receipt_of_law__has_key="after_death",
            expires_on__gte=on,
            events=None,
        )
        .order_by("-id")
        .first()
    )
    return found

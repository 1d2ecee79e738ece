"""How a non-wage earner stands: months paid, arrears and the end of cover, as the law counts them."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import rows
from lindung.registry import queries as registry
from lindung.registry.models import Person
from lindung.segments.models import BpuJob, BpuMember

ADULT = date(1990, 1, 1)
"""A birth date that is never in the way: age is asked when somebody joins, not when cover ends."""


def member_of(person_id: int) -> BpuMember | None:
    """The registration of a person as a non-wage earner, also one made under a record that was merged into his."""
    found = BpuMember.objects.filter(Q(person_id=person_id) | Q(person__merged_into_id=person_id))
    return found.select_related("person__merged_into").order_by("id").first()


def alive(member: BpuMember) -> Person:
    """The record that the member lives under."""
    return member.person.merged_into or member.person


def jobs_on(member_id: int, day: date) -> list[BpuJob]:
    """The occupations that hold on a day, by item."""
    return list(
        BpuJob.objects.filter(member_id=member_id, valid_from__lte=day).exclude(valid_to__lt=day).order_by("item")
    )


RECORDS = (
    "select p.id from registry_person p where a.id in (p.id, p.merged_into_id) union all select p.merged_into_id"
    " from registry_person p where p.id = a.id and p.merged_into_id is not null"
)
"""The records under which months of the person a.id may be paid."""

PAID = (
    "join segments_order o on o.id = l.order_id and"
    " (o.kind = 'BPU' or o.kind = 'SPONSORED' and o.receipt_of_law ->> 'formula' = 'bpu.contribution')"
    " join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID'"
)
"""Which lines (alias l) are months of a non-wage earner that are paid, by himself or by a sponsor."""


def paid_months(person_id: int, until: date) -> list[date]:
    """Months of a non-wage earner that were paid by a day, by himself or by a sponsor, oldest first."""
    return [
        r["month"]
        for r in rows(
            f"select distinct l.month from (values (%(person)s::bigint)) a(id) cross join lateral ({RECORDS}) p(id)"
            f" join segments_orderline l on l.person_id = p.id {PAID} and v.on_date <= %(until)s order by 1",
            {"person": person_id, "until": until},
        )
    ]


def last_paid_on(person_id: int, months: Collection[date]) -> date | None:
    """The day on which the last of these months was paid."""
    found = rows(
        "select max(v.on_date) as day from segments_orderline l join segments_order o on o.id = l.order_id and o.kind ="
        " 'BPU' join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID' where l.person_id = %s"
        " and l.month = any(%s)",
        [person_id, list(months)],
    )
    day: date | None = found[0]["day"]
    return day


def covered_until(paid_through: date, holidays: Collection[date]) -> date:
    """The day on which rights end when nothing is paid after `paid_through` (a month), by PP 44/2015 art. 39 and 42."""
    found = law.calc(
        "bpu.standing",
        paid_through,
        {
            "joined": paid_through,
            "birth_date": ADULT,
            "occupations": 1,
            "paid": [{"month": paid_through}],
            "holidays": [{"day": day} for day in sorted(holidays)],
        },
    )
    return date.fromisoformat(found.details["covered_until"])


def question(member: BpuMember, on: date) -> dict[str, Any]:
    """What `bpu.standing` is asked about a member on a day, by what had been paid by then."""
    paid = paid_months(member.person_id, on)
    last = paid[-1] if paid else month_of(member.joined_on)
    days = registry.holidays(last, add_months(month_of(max(on, last)), 7))
    return {
        "joined": member.joined_on,
        "birth_date": member.person.birth_date,
        "occupations": max(len(jobs_on(member.pk, on)), 1),
        "paid": [{"month": month} for month in paid],
        "holidays": [{"day": day} for day in sorted(days)],
    }


def standing(member: BpuMember, on: date) -> law.Result:
    """The law's word about a member on a day: status PAID, ARREARS or LAPSED, arrears, effects on rights."""
    return law.calc("bpu.standing", on, question(member, on))


def arrears_on(member: BpuMember, on: date) -> list[date]:
    """The months in a row that were due and unpaid on a day, oldest first."""
    paid = paid_months(member.person_id, on)
    first = add_months(paid[-1], 1) if paid else month_of(member.joined_on)
    return [add_months(first, n) for n in range(standing(member, on).values["arrears_months"])]


def next_month(member: BpuMember, on: date) -> tuple[date, int]:
    """The first month to be paid next, and how many months in arrears are asked with it."""
    return first_unpaid(member.joined_on, tuple(paid_months(member.person_id, on)), on)


def first_unpaid(joined_on: date, paid: Sequence[date], on: date) -> tuple[date, int]:
    """The same for whoever joined on a day and has paid these months, oldest first; age and occupations are asked when
    somebody joins, not here."""
    this, joined = month_of(on), month_of(joined_on)
    if not paid:
        return max(this, joined), 0
    days = registry.holidays(paid[-1], add_months(month_of(max(on, paid[-1])), 7))
    found = law.calc(
        "bpu.standing",
        on,
        {
            "joined": joined_on,
            "birth_date": ADULT,
            "occupations": 1,
            "paid": [{"month": month} for month in paid],
            "holidays": [{"day": day} for day in sorted(days)],
        },
    )
    if found.details["status"] == "LAPSED":
        back = found.values["return_months"]
        return add_months(this, -back), back
    return max(add_months(paid[-1], 1), joined), found.values["arrears_months"]


def covid_relief(member: BpuMember, month: date) -> int:
    """1 where the relief of PP 49/2020 holds for the month, else 0."""
    return relief_of(member.joined_on, member.paid_through, month)


@lru_cache(maxsize=4096)
def relief_of(joined_on: date, paid_to: date | None, month: date) -> int:
    """The same for whoever joined on a day and has paid to a month."""
    found = law.calc("relief.covid.eligibility", month, {"joined": joined_on, "paid_to": paid_to})
    return int(found.values["eligible"])

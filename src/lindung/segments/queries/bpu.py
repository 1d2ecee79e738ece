"""Non-wage earners: how each stands, lists for counters, who is to be reminded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lindung.base.dates import add_months, month_of
from lindung.base.db import rows
from lindung.registry import queries as registry
from lindung.segments import standing
from lindung.segments.settings import REMIND_DAYS

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BpuStanding:
    """A non-wage earner on a day.

    `status` is the law's (PAID, ARREARS, LAPSED), or NEVER before the first payment; `paid_end` the last day that is
    paid for; `covered_until` the day rights end without another payment; `effects` what arrears do to them.
    """

    person_id: int
    name: str
    on: date
    joined_on: date
    jht: bool
    employs_others: bool
    status: str
    arrears_months: int
    paid_through: date | None
    covered_until: date | None
    next_month: date
    asked_arrears: int
    effects: tuple[str, ...]
    trace: dict[str, Any] = field(default_factory=dict)
    jobs: tuple[Row, ...] = ()

    @property
    def paid_end(self) -> date | None:
        """The last day of the last month paid."""
        return add_months(self.paid_through, 1) - timedelta(days=1) if self.paid_through else None

    @property
    def active(self) -> bool:
        """Whether rights are there on the day."""
        return self.status in ("PAID", "ARREARS")


def bpu_paid_months(person_id: int, on: date) -> list[date]:
    """Months that were paid for a non-wage earner by a day, oldest first."""
    return standing.paid_months(person_id, on)


def bpu_standing(person_id: int, on: date | None = None) -> BpuStanding | None:
    """How a person stands as a non-wage earner; None for who is not registered or may not be seen."""
    day = on or registry.today()
    member = standing.member_of(person_id)
    if member is None:
        return None
    found = standing.standing(member, day)
    first, asked = standing.next_month(member, day)
    status = found.details["status"] if member.paid_through else "NEVER"
    return BpuStanding(
        person_id=member.person_id,
        name=member.person.name,
        on=day,
        joined_on=member.joined_on,
        jht=member.jht,
        employs_others=member.employs_others,
        status=status,
        arrears_months=found.values["arrears_months"] if member.paid_through else 0,
        paid_through=member.paid_through,
        covered_until=member.covered_until,
        next_month=first,
        asked_arrears=asked,
        effects=tuple(found.details["effects"]),
        trace=found.trace.to_json(),
        jobs=tuple(
            {
                "item": j.item,
                "occupation": j.occupation,
                "income": j.income,
                "transport": j.transport,
                "district": j.district.name,
                "district_id": j.district_id,
                "valid_from": j.valid_from,
            }
            for j in standing.jobs_on(member.pk, max(day, first))
        ),
    )


def arrears_months(person_id: int, on: date) -> int | None:
    """Months in a row that a non-wage earner had not paid on a day, for a claim; None for who is not registered."""
    found = standing.member_of(person_id)
    return None if found is None else standing.standing(found, on).values["arrears_months"]


_STATE = (
    "case when m.paid_through is null then 'NEVER' when m.covered_until < %(on)s::date then 'LAPSED'"
    " when m.paid_through < %(paid)s::date then 'ARREARS' else 'PAID' end"
)


def bpu_list(
    office_ids: Sequence[int] | None = None,
    *,
    state: str = "",
    text: str = "",
    on: date | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Row]:
    """Registered non-wage earners by id: id, person_id, name, nik, joined_on, paid_through, covered_until, jht, state
    (NEVER, PAID, ARREARS: the month before is not paid, LAPSED), occupations. `text` is a NIK or a part of the name."""
    day = on or registry.today()
    return rows(
        f"""
        select * from (
          select m.id, m.person_id, p.name, p.nik, m.joined_on, m.paid_through, m.covered_until, m.jht,
            {_STATE} as state,
            (select string_agg(j.occupation, ', ' order by j.item) from segments_bpujob j where j.member_id = m.id
              and j.valid_from <= %(on)s::date and (j.valid_to is null or j.valid_to >= %(on)s::date)) as occupations
          from segments_bpumember m join registry_person p on p.id = m.person_id
          where m.id > %(after)s and (%(offices)s::bigint[] is null or m.office_id = any(%(offices)s))
            and (%(text)s = '' or p.nik = %(text)s or p.name ilike '%%' || %(like)s || '%%')) x
        where %(state)s = '' or state = %(state)s order by id limit %(limit)s
        """,
        _list_values(office_ids, state, text, day) | {"after": after, "limit": limit},
    )


def _list_values(office_ids: Sequence[int] | None, state: str, text: str, day: date) -> dict[str, Any]:
    return {
        "on": day,
        "paid": add_months(month_of(day), -1),
        "offices": None if office_ids is None else list(office_ids),
        "state": state,
        "text": text,
        "like": text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"),
    }


def bpu_counts(office_ids: Sequence[int] | None = None, on: date | None = None) -> dict[str, int]:
    """How many are in each state of `bpu_list`."""
    day = on or registry.today()
    found = rows(
        f"select {_STATE} as state, count(*) as people from segments_bpumember m"
        " where %(offices)s::bigint[] is null or m.office_id = any(%(offices)s) group by 1",
        _list_values(office_ids, "", "", day),
    )
    return {r["state"]: int(r["people"]) for r in found}


REMINDERS = """
select m.person_id, m.office_id, m.paid_through, m.covered_until, x.kind, x.day
from segments_bpumember m join coverage_spell s on s.id = m.spell_id and s.end_on is null
join registry_person p on p.id = m.person_id and p.died_on is null,
  lateral (values ('DUE', (m.paid_through + interval '1 month - 1 day')::date), ('LAPSE', m.covered_until)) x(kind, day)
where x.day between %(on)s::date and %(on)s::date + %(days)s::int
"""
"""Who is to be told: the last paid month ends (DUE) or rights end (LAPSE) within the days of REMIND_DAYS."""


def reminder_values(on: date) -> dict[str, Any]:
    """The values of REMINDERS."""
    return {"on": on, "days": REMIND_DAYS.value}


def bpu_reminders(on: date | None = None, *, after: int = 0, limit: int = 100) -> list[Row]:
    """The rows of REMINDERS by person, a page at a time."""
    return rows(
        f"select * from ({REMINDERS}) r where person_id > %(after)s order by person_id, kind limit %(limit)s",
        reminder_values(on or registry.today()) | {"after": after, "limit": limit},
    )

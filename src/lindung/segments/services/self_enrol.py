"""Non-wage earners who register and renew by themselves without a login: they prove little, so they are told little.

Whatever goes wrong because of what is on record about somebody is one and the same refusal (`self_counter`), and a code
that does not open is another (`self_code`); neither says what is known.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lindung.base.db import act, lock
from lindung.contributions.codes import is_order_code
from lindung.registry import names, numbers
from lindung.registry import queries as registry
from lindung.registry import services as people
from lindung.registry.models import Person
from lindung.segments import standing
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import Order
from lindung.segments.services.bpu import Job, order_bpu, register_bpu

WOMEN = 40
"""What is added to the day of birth in a woman's NIK."""


@act
def enrol_self(
    who: Mapping[str, Any],
    job: Job,
    months: int,
    client_key: str,
    *,
    jht: bool = False,
    on: date | None = None,
) -> Order:
    """Register as a non-wage earner and order the first months, in one. `who`: nik, name, birth_date and, if given,
    phone. Somebody on record is taken only where name and birth date agree and he is no member of this kind yet.

    `client_key` names the request: the same again gives the same order. Raises SegmentRefused: self_nik (NIK and birth
    date contradict each other), no_office, self_counter, and of what was typed: may_not_join, occupation_missing,
    income_range, months_range.
    """
    today = on or registry.today()
    nik = numbers.clean(str(who["nik"]))
    born = who["birth_date"]
    if not numbers.is_nik(nik) or numbers.nik_doubts(nik, born) or born >= today:
        raise SegmentRefused("self_nik", field="nik")
    office = registry.office_of_district(job.district_id, today)
    if office is None:
        raise SegmentRefused("no_office", field="district_id")
    lock("nik", nik)
    held = Person.objects.select_related("merged_into").filter(nik=nik).first()
    person = held.merged_into or held if held else None
    if person is not None:
        before = Order.objects.filter(client_key=client_key, kind=Order.Kind.BPU, person_id=person.pk).first()
        if before is not None:
            return before
        same = person.birth_date == born and names.verdict(names.score(person.name, str(who["name"]))) == names.MATCH
        if not same or person.died_on or standing.member_of(person.pk) is not None:
            raise SegmentRefused("self_counter")
    else:
        person = people.register_person(
            nik=nik,
            name=str(who["name"]),
            birth_date=born,
            sex="P" if int(nik[6:8]) > WOMEN else "L",
            office_id=office,
            phone=str(who.get("phone", "")),
            district_id=job.district_id,
        )
    register_bpu(person.pk, office, [job], jht=jht, on=today)
    return order_bpu(person.pk, months, client_key, on=today)


def member_by_code(code: str, birth_date: date) -> int:
    """The person whose order for himself has this code, if he was born that day; writes nothing.

    Raises SegmentRefused: self_code, whatever is wrong."""
    clean = "".join(c for c in code if c.isdigit())
    found = None
    if is_order_code(clean):
        found = (
            Order.objects.select_related("person__merged_into")
            .filter(code=clean, kind=Order.Kind.BPU, person__isnull=False)
            .first()
        )
    person = (found.person.merged_into or found.person) if found and found.person else None
    if person is None or person.birth_date != birth_date or person.died_on:
        raise SegmentRefused("self_code", field="code")
    return int(person.pk)

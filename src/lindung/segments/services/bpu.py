"""Non-wage earners: registration, changes, and the order for the months they choose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import act, lock, scalar
from lindung.law.dates import bpu_due
from lindung.registry import queries as registry
from lindung.registry import services as people
from lindung.registry.models import Person
from lindung.segments import standing
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import BpuJob, BpuMember, Order
from lindung.segments.queries.rights import arrears_of_the_dead, arrears_order
from lindung.segments.services.bpu_amounts import FORMULA, Receipts, amounts
from lindung.segments.services.orders import Line, NewOrder, make_order
from lindung.segments.settings import MONTHS_AT_ONCE, ORDER_DAYS

MOST_INCOME = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """An occupation as declared: what it is, where, and the monthly income."""

    occupation: str
    income: int
    district_id: str
    transport: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What the next months cost: the lines, the sums, the law used, and until when paying them covers."""

    person_id: int
    first_month: date
    last_month: date
    arrears: int
    lines: tuple[Line, ...]
    receipt_of_law: dict[str, Any]
    due_on: date
    jht_due_on: date | None
    covered_until: date

    @property
    def jkk(self) -> int:
        """JKK of all months."""
        return sum(line.jkk for line in self.lines)

    @property
    def jkm(self) -> int:
        """JKM of all months."""
        return sum(line.jkm for line in self.lines)

    @property
    def jht(self) -> int:
        """JHT of all months."""
        return sum(line.jht for line in self.lines)

    @property
    def total(self) -> int:
        """All of it."""
        return self.jkk + self.jkm + self.jht


@act
def register_bpu(
    person_id: int,
    office_id: int,
    jobs: Sequence[Job],
    *,
    jht: bool = False,
    employs_others: bool = False,
    on: date | None = None,
    by: int | None = None,
) -> BpuMember:
    """Register a person as a non-wage earner with one or two occupations; who has no member number is given one.

    The same again gives the same. Cover begins when the first order is paid. Raises SegmentRefused: merged_away, died,
    may_not_join (age, number of occupations, by the law), jht_needed, occupation_missing, occupation_twice,
    income_range, registered_otherwise, joined_in_future.
    """
    today = registry.today()
    joined = on or today
    if joined > today:
        raise SegmentRefused("joined_in_future", field="on", day=joined)
    wanted = [checked(job) for job in jobs]
    if len({job.occupation.casefold() for job in wanted}) < len(wanted):
        raise SegmentRefused("occupation_twice", field="occupation")
    lock("bpu", person_id)
    person = _living(person_id)
    found = standing.member_of(person_id)
    if found is not None:
        there = [(j.occupation, j.income, j.district_id, j.transport) for j in standing.jobs_on(found.pk, joined)]
        if (found.jht, found.employs_others) == (jht, employs_others) and there == [
            (j.occupation, j.income, j.district_id, j.transport) for j in wanted
        ]:
            return found
        raise SegmentRefused("registered_otherwise", name=person.name, joined_on=found.joined_on)
    may_join(person.birth_date, joined, len(wanted))
    programmes(jht, employs_others, joined)
    if not scalar("select exists (select 1 from registry_membernumber where person_id = %s)", [person_id]):
        people.issue_number(person_id, office_id, joined)
    made = BpuMember.objects.create(
        person_id=person_id, office_id=office_id, joined_on=joined, jht=jht, employs_others=employs_others, made_by=by
    )
    BpuJob.objects.bulk_create(
        _job_row(made, item, job, month_of(joined), by) for item, job in enumerate(wanted, start=1)
    )
    return made


@act
def enrol_bpu(
    who: Mapping[str, Any],
    office_id: int,
    jobs: Sequence[Job],
    *,
    jht: bool = False,
    employs_others: bool = False,
    on: date | None = None,
    by: int | None = None,
) -> BpuMember:
    """`register_bpu` of somebody by his identity card: `who` is what `registry.register_person` takes. Whole or not at
    all: who is refused leaves no record. Raises as both."""
    person = people.register_person(office_id=office_id, **who)
    return register_bpu(person.pk, office_id, jobs, jht=jht, employs_others=employs_others, on=on, by=by)


def _job_row(member: BpuMember, item: int, job: Job, month: date, by: int | None) -> BpuJob:
    return BpuJob(
        member=member,
        person_id=member.person_id,
        office_id=member.office_id,
        item=item,
        occupation=job.occupation,
        income=job.income,
        district_id=job.district_id,
        transport=job.transport,
        valid_from=month,
        made_by=by,
    )


def checked(job: Job) -> Job:
    """The occupation as it is kept. Raises SegmentRefused: occupation_missing, income_range."""
    occupation = " ".join(job.occupation.split())[:80]
    if not occupation:
        raise SegmentRefused("occupation_missing", field="occupation")
    if not 0 < job.income <= MOST_INCOME:
        raise SegmentRefused("income_range", field="income")
    return Job(occupation, job.income, job.district_id, job.transport)


def _living(person_id: int) -> Person:
    person = Person.objects.get(pk=person_id)
    if person.merged_into_id:
        raise SegmentRefused("merged_away")
    if person.died_on:
        raise SegmentRefused("died", name=person.name)
    return person


def may_join(born: date, joined: date, occupations: int) -> None:
    """Refuses whom the law keeps from joining, by age or number of occupations."""
    found = law.calc(
        "bpu.standing",
        joined,
        {"joined": joined, "birth_date": born, "occupations": max(occupations, 1), "paid": []},
    )
    if not occupations:
        raise SegmentRefused("occupation_missing", field="occupation")
    if not found.values["join_allowed"]:
        reason = found.details["reason"]
        raise SegmentRefused("may_not_join", field="birth_date", why=dict(reason))


def programmes(jht: bool, employs_others: bool, day: date) -> None:
    """Refuses a choice of programmes that the law does not leave."""
    segment = "BPU_EMPLOYER" if employs_others else "BPU"
    if "JHT" in law.parameter("programmes.by_segment", day).value[segment] and not jht:
        raise SegmentRefused("jht_needed", field="jht")


@act
def change_bpu(
    person_id: int,
    *,
    from_month: date,
    jobs: Sequence[Job],
    jht: bool | None = None,
    employs_others: bool | None = None,
    by: int | None = None,
) -> BpuMember:
    """Declare occupations and incomes anew from a month that is not paid yet; what is paid stays as it was.

    Raises SegmentRefused: not_registered, not_a_month, month_paid, and the rest of `register_bpu`."""
    if from_month.day != 1:
        raise SegmentRefused("not_a_month", field="from_month", day=from_month)
    wanted = [checked(job) for job in jobs]
    if len({job.occupation.casefold() for job in wanted}) < len(wanted):
        raise SegmentRefused("occupation_twice", field="occupation")
    member = _member(person_id)
    paid = scalar(
        "select max(l.month) from segments_orderline l join segments_orderevent v on v.order_id = l.order_id"
        " join segments_order o on o.id = l.order_id and o.kind = 'BPU' where v.kind = 'PAID' and l.person_id = %s",
        [member.person_id],
    )
    first = max(add_months(paid, 1) if paid else month_of(member.joined_on), month_of(member.joined_on))
    if from_month < first:
        raise SegmentRefused("month_paid", field="from_month", month=f"{from_month:%Y-%m}", first=f"{first:%Y-%m}")
    may_join(_living(standing.alive(member).pk).birth_date, member.joined_on, len(wanted))
    member.jht = member.jht if jht is None else jht
    member.employs_others = member.employs_others if employs_others is None else employs_others
    programmes(member.jht, member.employs_others, from_month)
    before = from_month - timedelta(days=1)
    for job in BpuJob.objects.filter(member=member):
        if job.valid_from >= from_month:
            job.delete()
        elif job.valid_to is None or job.valid_to > before:
            job.valid_to = before
            job.save(update_fields=["valid_to"])
    BpuJob.objects.bulk_create(_job_row(member, item, job, from_month, by) for item, job in enumerate(wanted, start=1))
    member.save(update_fields=["jht", "employs_others"])
    return member


def _member(person_id: int) -> BpuMember:
    lock("bpu", person_id)
    found = standing.member_of(person_id)
    if found is None:
        raise SegmentRefused("not_registered")
    return found


def quote_bpu(person_id: int, months: int, on: date | None = None) -> Quote:
    """What paying so many months from the first unpaid one costs, month by month by the law; writes nothing.

    Raises SegmentRefused: not_registered, months_range, died."""
    today = on or registry.today()
    most = MONTHS_AT_ONCE.value
    if not 1 <= months <= most:
        raise SegmentRefused("months_range", field="months", most=most)
    member = standing.member_of(person_id)
    if member is None:
        raise SegmentRefused("not_registered")
    if standing.alive(member).died_on:
        raise SegmentRefused("died", name=member.person.name)
    first, arrears = standing.next_month(member, today)
    wanted = [add_months(first, n) for n in range(months)]
    return _quoted(member, wanted, arrears, today)


def _quoted(member: BpuMember, months: Sequence[date], arrears: int, today: date) -> Quote:
    holidays = registry.holidays(months[0], add_months(months[-1], 7))
    lines, receipts = [], Receipts()
    for month in months:
        relief = standing.covid_relief(member, month)
        for job in standing.jobs_on(member.pk, month):
            made = amounts(month, job.income, member.jht, job.transport, relief, today)
            lines.append(Line(member.person_id, month, *made, job.item))
        receipts.add(month, law.receipt(FORMULA, month, known_on=today))
    return Quote(
        member.person_id,
        months[0],
        months[-1],
        arrears,
        tuple(lines),
        {"formula": FORMULA, "months": receipts.found},
        bpu_due(months[0], holidays),
        bpu_due(months[0], holidays, "JHT") if member.jht else None,
        standing.covered_until(months[-1], holidays),
    )


@act
def order_bpu(
    person_id: int,
    months: int,
    client_key: str,
    *,
    expires_on: date | None = None,
    on: date | None = None,
    by: int | None = None,
) -> Order:
    """An order for the next `months` months (1 to 12). `client_key` names the request: the same again gives the same.
    It can be paid until `expires_on`, or as long as the setting says.

    Raises as `quote_bpu`; SegmentRefused: key_taken."""
    today = on or registry.today()
    member = _member(person_id)
    known = Order.objects.filter(client_key=client_key, kind=Order.Kind.BPU, person_id=member.person_id).first()
    if known is not None:
        return known
    quote = quote_bpu(person_id, months, today)
    return make_order(
        NewOrder(
            Order.Kind.BPU,
            member.office_id,
            client_key,
            quote.first_month,
            quote.last_month,
            today,
            quote.due_on,
            expires_on or today + timedelta(days=ORDER_DAYS.value),
            quote.receipt_of_law,
            person_id=member.person_id,
            jht_due_on=quote.jht_due_on,
        ),
        quote.lines,
        by=by,
    )


@act
def order_arrears(person_id: int, *, on: date | None = None, by: int | None = None) -> Order:
    """An order for the months that a member owed when he died, for the heirs: paying it opens the rest of the benefit.

    The same months give the same order. Raises SegmentRefused: not_registered, no_arrears, too_late (with more months
    than the law bears, paying no longer opens a right)."""
    today = on or registry.today()
    member = _member(person_id)
    died_on = standing.alive(member).died_on
    months = arrears_of_the_dead(person_id)
    if died_on is None:
        raise SegmentRefused("no_arrears", name=member.person.name)
    most = int(law.parameter("arrears.bpu_months", died_on).value)
    if len(standing.arrears_on(member, died_on)) > most:
        raise SegmentRefused("too_late", name=member.person.name, most=most)
    if not months:
        raise SegmentRefused("no_arrears", name=member.person.name)
    known = arrears_order(person_id, today)
    if known is not None and (known.first_month, known.last_month) == (months[0], months[-1]):
        return known
    quote = _quoted(member, months, len(months), today)
    return make_order(
        NewOrder(
            Order.Kind.BPU,
            member.office_id,
            f"arrears:{member.pk}:{months[0]:%Y-%m}:{months[-1]:%Y-%m}:{today:%Y%m%d}",
            months[0],
            months[-1],
            today,
            max(quote.due_on, today),
            today + timedelta(days=ORDER_DAYS.value),
            quote.receipt_of_law,
            person_id=member.person_id,
            jht_due_on=quote.jht_due_on,
            extra={"after_death": died_on.isoformat()},
        ),
        quote.lines,
        by=by,
    )

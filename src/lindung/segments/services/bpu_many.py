"""Non-wage earners by the thousand: registered and given an order each, in a few statements.

The rules are those of `register_bpu` and `order_bpu`, asked of the law once for all whom it tells the same; here
somebody who is refused is told and the others go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from json import dumps
from typing import Any

from lindung import law
from lindung.base.dates import month_of
from lindung.base.db import act, rows, run, stage
from lindung.contributions.codes import ORDER, make_code
from lindung.registry import queries as registry
from lindung.registry import services as people
from lindung.segments import standing
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import Order
from lindung.segments.services.bpu import Job, checked, may_join, programmes
from lindung.segments.services.bpu_amounts import Month, month_quoted
from lindung.segments.settings import ORDER_DAYS


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to be registered with one occupation since a day."""

    person_id: int
    office_id: int
    job: Job
    joined_on: date


@dataclass(frozen=True, slots=True)
class Ask:
    """An order for the first month somebody has not paid; `client_key` names it once."""

    person_id: int
    client_key: str
    expires_on: date | None = None


def _hold(person_ids: Sequence[int]) -> None:
    """As `register_bpu` and `order_bpu` do for one, in order of the people."""
    run(
        "select pg_advisory_xact_lock(hashtextextended('bpu:' || x.id, 0)) from (select distinct id from"
        " unnest(%s::bigint[]) u(id) order by 1) x",
        [list(person_ids)],
    )


@act
def register_bpu_many(wanted: Sequence[NewMember], *, by: int | None = None) -> dict[int, SegmentRefused]:
    """Register people as non-wage earners without JHT; who is registered already keeps his registration. The refusals
    by person, as `register_bpu` says them; everybody else is registered."""
    today = registry.today()
    _hold([one.person_id for one in wanted])
    known = {
        r["id"]: r
        for r in rows(
            "select p.id, p.name, p.birth_date, p.died_on, p.merged_into_id, exists (select 1 from segments_bpumember m"
            " join registry_person q on q.id = m.person_id where p.id in (q.id, q.merged_into_id)) as member, exists"
            " (select 1 from registry_membernumber n where n.person_id = p.id) as numbered from registry_person p"
            " where p.id = any(%s)",
            [[one.person_id for one in wanted]],
        )
    }
    refused: dict[int, SegmentRefused] = {}
    new: dict[int, tuple[NewMember, Job]] = {}
    join, taken = cache(may_join), cache(programmes)
    for one in wanted:
        person = known[one.person_id]
        if person["member"] or one.person_id in new or one.person_id in refused:
            continue
        try:
            if one.joined_on > today:
                raise SegmentRefused("joined_in_future", field="on", day=one.joined_on)
            job = checked(one.job)
            if person["merged_into_id"]:
                raise SegmentRefused("merged_away")
            if person["died_on"]:
                raise SegmentRefused("died", name=person["name"])
            if _near_the_age(person["birth_date"], one.joined_on):
                join(person["birth_date"], one.joined_on, 1)
            taken(False, False, one.joined_on)
        except SegmentRefused as why:
            refused[one.person_id] = why
        else:
            new[one.person_id] = (one, job)
            if not person["numbered"]:
                people.issue_number(one.person_id, one.office_id, one.joined_on)
    _insert_members(list(new.values()), by)
    return refused


def _near_the_age(born: date, joined: date) -> bool:
    """Whether the law's age of joining may stand in the way: the others are not asked about."""
    try:
        return born.year <= joined.year - int(law.parameter("bpu.join_age", joined).value)
    except law.NotInForce:
        return True


def _insert_members(new: Sequence[tuple[NewMember, Job]], by: int | None) -> None:
    if not new:
        return
    stage(
        "bpu_new",
        "person_id bigint, office_id bigint, joined_on date, occupation text, income bigint, district_id text,"
        " transport boolean, valid_from date",
        (
            (
                one.person_id, one.office_id, one.joined_on, job.occupation, job.income, job.district_id, job.transport,
                month_of(one.joined_on),
            )
            for one, job in new
        ),
    )  # fmt: skip
    run(
        "insert into segments_bpumember (person_id, office_id, joined_on, jht, employs_others, made_by, made_at)"
        " select person_id, office_id, joined_on, false, false, %s, now() from pg_temp.bpu_new order by person_id",
        [by],
    )
    run(
        "insert into segments_bpujob (member_id, person_id, office_id, item, occupation, income, district_id,"
        " transport, valid_from, made_by, made_at) select m.id, n.person_id, n.office_id, 1, n.occupation, n.income,"
        " n.district_id, n.transport, n.valid_from, %s, now() from pg_temp.bpu_new n join segments_bpumember m"
        " on m.person_id = n.person_id order by m.id",
        [by],
    )


@act
def order_bpu_many(
    asked: Sequence[Ask], *, on: date | None = None, by: int | None = None
) -> dict[str, int | SegmentRefused]:
    """An order for the next month of each; by client key the order's id, or why there is none: as `order_bpu` says it.
    The same again gives the same."""
    today = on or registry.today()
    found: dict[str, int | SegmentRefused] = {}
    _hold([ask.person_id for ask in asked])
    members = _members([ask.person_id for ask in asked])
    keys = [ask.client_key for ask in asked]
    run(
        "select pg_advisory_xact_lock(hashtextextended('order:' || x.key, 0)) from (select distinct key from"
        " unnest(%s::text[]) u(key) order by 1) x",
        [keys],
    )
    known = {
        r["client_key"]: r
        for r in rows("select id, client_key, code, kind, person_id from segments_order where client_key = any(%s)",
                      [keys])
    }  # fmt: skip
    paid = _paid([m["person_id"] for m in members.values()], today)
    jobs = _jobs([m["id"] for m in members.values()])
    first, quoted = cache(standing.first_unpaid), cache(month_quoted)
    new: dict[str, tuple[Ask, dict[str, Any], Month]] = {}
    for ask in asked:
        member, there = members.get(ask.person_id), known.get(ask.client_key)
        try:
            if member is None:
                raise SegmentRefused("not_registered")
            if there is not None:
                if (there["kind"], there["person_id"]) != (Order.Kind.BPU, member["person_id"]):
                    raise SegmentRefused("key_taken", order=there["code"])
                found[ask.client_key] = int(there["id"])
                continue
            if member["died_on"]:
                raise SegmentRefused("died", name=member["name"])
            month, _arrears = first(member["joined_on"], tuple(paid.get(member["person_id"], ())), today)
            declared = tuple(
                (item, income, transport)
                for item, income, transport, valid_from, valid_to in jobs.get(member["id"], ())
                if valid_from <= month and (valid_to is None or valid_to >= month)
            )
            relief = standing.relief_of(member["joined_on"], member["paid_through"], month)
            made = quoted(month, declared, member["jht"], relief, today)
            if made.total <= 0:
                raise SegmentRefused("nothing_to_pay")
            new[ask.client_key] = (ask, member, made)
        except SegmentRefused as why:
            found[ask.client_key] = why
    return found | _insert_orders(list(new.values()), today, by)


def _members(person_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Registrations by the person asked about, also those made under a record that was merged into his."""
    return {
        int(r["asked"]): r
        for r in rows(
            "select distinct on (a.id) a.id as asked, m.id, m.person_id, m.office_id, m.joined_on, m.jht,"
            " m.paid_through, q.name, k.died_on from unnest(%s::bigint[]) a(id) join registry_person q on a.id in"
            " (q.id, q.merged_into_id) join segments_bpumember m on m.person_id = q.id join registry_person k"
            " on k.id = coalesce(q.merged_into_id, q.id) order by a.id, m.id",
            [list(person_ids)],
        )
    }


def _paid(person_ids: Sequence[int], until: date) -> dict[int, list[date]]:
    """`standing.paid_months` of many."""
    found: dict[int, list[date]] = {}
    for r in rows(
        f"select distinct a.id, l.month from unnest(%(people)s::bigint[]) a(id) cross join lateral ({standing.RECORDS})"
        f" p(id) join segments_orderline l on l.person_id = p.id {standing.PAID} and v.on_date <= %(until)s"
        " order by 1, 2",
        {"people": list(person_ids), "until": until},
    ):
        found.setdefault(int(r["id"]), []).append(r["month"])
    return found


def _jobs(member_ids: Sequence[int]) -> dict[int, list[tuple[int, int, bool, date, date | None]]]:
    found: dict[int, list[tuple[int, int, bool, date, date | None]]] = {}
    for r in rows(
        "select member_id, item, income, transport, valid_from, valid_to from segments_bpujob"
        " where member_id = any(%s) order by member_id, item",
        [list(member_ids)],
    ):
        told = (r["item"], int(r["income"]), r["transport"], r["valid_from"], r["valid_to"])
        found.setdefault(int(r["member_id"]), []).append(told)
    return found


def _insert_orders(
    new: Sequence[tuple[Ask, dict[str, Any], Month]], today: date, by: int | None
) -> dict[str, int | SegmentRefused]:
    if not new:
        return {}
    numbers = [
        int(r["id"])
        for r in rows(
            "select nextval(pg_get_serial_sequence('segments_order', 'id')) as id from generate_series(1, %s)",
            [len(new)],
        )
    ]
    made = list(zip(numbers, new, strict=True))
    # the law's receipts are few and long: each once
    receipts = list({id(m.receipt_of_law): m.receipt_of_law for _n, (_a, _m, m) in made}.values())
    place = {id(receipt): number for number, receipt in enumerate(receipts)}
    stage("bpu_receipt", "place int, receipt jsonb", ((n, dumps(receipt)) for n, receipt in enumerate(receipts)))
    stage(
        "bpu_order",
        "id bigint, code text, office_id bigint, person_id bigint, month date, jkk bigint, jkm bigint, jht bigint,"
        " due_on date, jht_due_on date, expires_on date, client_key text, place int",
        (
            (
                number, make_code(today, number, ORDER), member["office_id"], member["person_id"], month.month,
                month.jkk, month.jkm, month.jht, month.due_on, month.jht_due_on if member["jht"] else None,
                ask.expires_on or today + timedelta(days=ORDER_DAYS.value), ask.client_key,
                place[id(month.receipt_of_law)],
            )
            for number, (ask, member, month) in made
        ),
    )  # fmt: skip
    run(
        "insert into segments_order (id, code, kind, office_id, person_id, sponsor, first_month, last_month, people,"
        " jkk, jkm, jht, total, issued_on, due_on, jht_due_on, expires_on, receipt_of_law, client_key, made_by,"
        f" made_at) select o.id, o.code, '{Order.Kind.BPU}', o.office_id, o.person_id, '', o.month, o.month, 1, o.jkk,"
        " o.jkm, o.jht, o.jkk + o.jkm + o.jht, %s, o.due_on, o.jht_due_on, o.expires_on, r.receipt, o.client_key, %s,"
        " now() from pg_temp.bpu_order o join pg_temp.bpu_receipt r using (place) order by o.id",
        [today, by],
    )
    stage(
        "bpu_line",
        "order_id bigint, item int, base bigint, jkk bigint, jkm bigint, jht bigint",
        ((number, *line) for number, (_ask, _member, month) in made for line in month.lines),
    )
    run(
        "insert into segments_orderline (order_id, office_id, person_id, month, item, base, jkk, jkm, jht)"
        " select o.id, o.office_id, o.person_id, o.month, l.item, l.base, l.jkk, l.jkm, l.jht from pg_temp.bpu_line l"
        " join pg_temp.bpu_order o on o.id = l.order_id order by o.id, l.item"
    )
    return {ask.client_key: number for number, (ask, _member, _month) in made}

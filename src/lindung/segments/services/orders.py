"""Making and cancelling orders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung.base.db import act, copy_rows, lock, rows, run, scalar
from lindung.contributions.codes import ORDER, make_code
from lindung.registry import queries as registry
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import Order, OrderEvent
from lindung.segments.services.locks import lock_orders
from lindung.segments.sql import STATUS


@dataclass(frozen=True, slots=True)
class Line:
    """One person and month of an order, whole rupiah; `base` is the wage or income figure the amounts come from."""

    person_id: int
    month: date
    base: int
    jkk: int
    jkm: int
    jht: int = 0
    item: int = 1


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be made. `client_key` names the request once: the same again gives the same order.

    Amounts come from the lines; `jkk` and `jkm` (with `people`) are given only where there are no names yet.
    """

    kind: str
    office_id: int
    client_key: str
    first_month: date
    last_month: date
    issued_on: date
    due_on: date
    expires_on: date
    receipt_of_law: Mapping[str, Any]
    person_id: int | None = None
    employer_id: int | None = None
    sponsor: str = ""
    jht_due_on: date | None = None
    jkk: int = 0
    jkm: int = 0
    people: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)


_COLUMNS = ("person_id", "month", "item", "base", "jkk", "jkm", "jht")


@act
def make_order(
    new: NewOrder,
    lines: Iterable[Line] = (),
    *,
    lines_sql: str = "",
    params: Mapping[str, Any] | None = None,
    by: int | None = None,
) -> Order:
    """Ask for contributions under one code. `lines_sql` (person_id, month, item, base, jkk, jkm, jht) takes the place
    of `lines` where there are many.

    Raises SegmentRefused: key_taken, nothing_to_pay.
    """
    lock("order", new.client_key)
    _take_lines(lines, lines_sql, params)
    sums = rows(
        "select count(*) as lines, count(distinct person_id) as people, coalesce(sum(jkk), 0)::bigint as jkk,"
        " coalesce(sum(jkm), 0)::bigint as jkm, coalesce(sum(jht), 0)::bigint as jht from pg_temp.order_line_in"
    )[0]
    if not sums.pop("lines"):
        sums |= {"people": new.people, "jkk": new.jkk, "jkm": new.jkm}
    amounts = {name: int(value) for name, value in sums.items()}
    total = amounts["jkk"] + amounts["jkm"] + amounts["jht"]
    known = Order.objects.filter(client_key=new.client_key).first()
    if known is not None:
        asked = (new.kind, new.person_id, new.employer_id, new.sponsor, new.first_month, new.last_month, total)
        if asked != (
            known.kind, known.person_id, known.employer_id, known.sponsor, known.first_month, known.last_month,
            known.total,
        ):  # fmt: skip
            raise SegmentRefused("key_taken", order=known.code)
        return known
    if total <= 0:
        raise SegmentRefused("nothing_to_pay")
    number = int(scalar("select nextval(pg_get_serial_sequence('segments_order', 'id'))"))
    made = Order.objects.create(
        id=number,
        code=make_code(new.issued_on, number, ORDER),
        kind=new.kind,
        office_id=new.office_id,
        person_id=new.person_id,
        employer_id=new.employer_id,
        sponsor=new.sponsor,
        first_month=new.first_month,
        last_month=new.last_month,
        total=total,
        issued_on=new.issued_on,
        due_on=new.due_on,
        jht_due_on=new.jht_due_on,
        expires_on=new.expires_on,
        receipt_of_law={**new.receipt_of_law, **new.extra},
        client_key=new.client_key,
        made_by=by,
        **amounts,
    )
    run(
        "insert into segments_orderline (order_id, office_id, employer_id, person_id, month, item, base, jkk, jkm, jht)"
        " select %s, %s, %s, person_id, month, item, base, jkk, jkm, jht from pg_temp.order_line_in"
        " order by person_id, month, item",
        [number, new.office_id, new.employer_id],
    )
    return made


def _take_lines(lines: Iterable[Line], lines_sql: str, params: Mapping[str, Any] | None) -> None:
    run("drop table if exists pg_temp.order_line_in")
    run(
        "create temp table order_line_in (person_id bigint, month date, item smallint, base bigint, jkk bigint,"
        " jkm bigint, jht bigint) on commit drop"
    )
    if lines_sql:
        names = ", ".join(_COLUMNS)
        run(
            f"insert into pg_temp.order_line_in ({names}) select {names} from ({lines_sql}) x",
            None if params is None else dict(params),
        )
        return
    copy_rows("pg_temp.order_line_in", _COLUMNS, (tuple(getattr(line, name) for name in _COLUMNS) for line in lines))


@act
def cancel_order(order_id: int, reason: str, *, on: date | None = None, by: int | None = None) -> OrderEvent:
    """Withdraw an order that is not paid; its code stops taking money. The same again changes nothing.

    Raises SegmentRefused: no_order, order_ended (it is paid), reason_needed."""
    today = on or registry.today()
    if not reason.strip():
        raise SegmentRefused("reason_needed", field="reason")
    lock_orders("select id as order_id, kind from segments_order where id = %(order)s", {"order": order_id})
    found = Order.objects.filter(pk=order_id).first()
    if found is None:
        raise SegmentRefused("no_order", order=order_id)
    status = scalar(
        f"select {STATUS} from segments_order o where o.id = %(order)s", {"order": order_id, "today": today}
    )
    if status == Order.Status.CANCELLED:
        return OrderEvent.objects.get(order_id=order_id)
    if status == Order.Status.PAID:
        raise SegmentRefused("order_ended", order=found.code)
    return OrderEvent.objects.create(
        order=found,
        office_id=found.office_id,
        person_id=found.person_id,
        employer_id=found.employer_id,
        kind=OrderEvent.Kind.CANCELLED,
        on_date=today,
        reason=" ".join(reason.split())[:200],
        made_by=by,
    )

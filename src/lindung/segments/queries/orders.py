"""Orders by code and in lists, and the money that waits for one. Whole rupiah."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.registry import queries as registry
from lindung.segments.sql import STATUS, WAITING

Row = dict[str, Any]

_ORDER = f"""
select o.id, o.code, o.kind, o.office_id, o.person_id, o.employer_id, o.sponsor, o.first_month, o.last_month, o.people,
  o.jkk, o.jkm, o.jht, o.total, o.issued_on, o.due_on, o.jht_due_on, o.expires_on, o.receipt_of_law, o.made_at,
  {STATUS} as status, v.on_date as ended_on, v.receipt_id, v.reason,
  coalesce(e.name, p.name, o.sponsor) as payer
from segments_order o left join segments_orderevent v on v.order_id = o.id
left join registry_person p on p.id = o.person_id left join registry_employer e on e.id = o.employer_id
"""


def order(code: str, on: date | None = None) -> Row | None:
    """The order with this code and its status on the day: its columns, payer (name), ended_on, receipt_id, reason."""
    found = rows(_ORDER + " where o.code = %(code)s", {"code": code, "today": on or registry.today()})
    return found[0] if found else None


def first_paid_alone(code: str, on: date | None = None) -> int | None:
    """The person who registered without a login and has paid this order, his first for himself; else None."""
    found = rows(
        "select lindung_one_person(o.person_id) as people from segments_order o"
        f" where o.code = %(code)s and o.kind = 'BPU' and {STATUS} = 'PAID'"
        " and o.client_key like 'publik:%%' and not exists (select 1 from segments_order b where b.kind = 'BPU'"
        " and b.person_id = any(lindung_one_person(o.person_id)) and b.id < o.id)",
        {"code": code, "today": on or registry.today()},
    )
    return int(found[0]["people"][0]) if found else None


_WHERE = """
 where (%(kind)s = '' or o.kind = %(kind)s) and (%(person)s::bigint is null or o.person_id = %(person)s)
   and (%(employer)s::bigint is null or o.employer_id = %(employer)s)
   and (%(offices)s::bigint[] is null or o.office_id = any(%(offices)s))
   and (%(status)s = '' or {STATUS} = %(status)s)
""".replace("{STATUS}", STATUS)


def _values(
    kind: str,
    status: str,
    person_id: int | None,
    employer_id: int | None,
    office_ids: Sequence[int] | None,
    on: date | None,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "status": status,
        "person": person_id,
        "employer": employer_id,
        "offices": None if office_ids is None else list(office_ids),
        "today": on or registry.today(),
    }


def orders(
    *,
    kind: str = "",
    status: str = "",
    person_id: int | None = None,
    employer_id: int | None = None,
    office_ids: Sequence[int] | None = None,
    on: date | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Row]:
    """Orders the reader may see, newest first; `before` is the last id seen. Rows as of `order`."""
    values = _values(kind, status, person_id, employer_id, office_ids, on) | {"before": before, "limit": limit}
    return rows(
        _ORDER + _WHERE + " and (%(before)s::bigint is null or o.id < %(before)s) order by o.id desc limit %(limit)s",
        values,
    )


def orders_total(
    *,
    kind: str = "",
    status: str = "",
    person_id: int | None = None,
    employer_id: int | None = None,
    office_ids: Sequence[int] | None = None,
    on: date | None = None,
) -> dict[str, int]:
    """How many orders the filters of `orders` find, and their rupiah."""
    found = rows(
        "select count(*) as orders, coalesce(sum(o.total), 0)::bigint as amount from segments_order o" + _WHERE,
        _values(kind, status, person_id, employer_id, office_ids, on),
    )[0]
    return {"orders": int(found["orders"]), "amount": int(found["amount"])}


def order_lines(order_id: int, *, after: tuple[int, date, int] | None = None, limit: int = 100) -> list[Row]:
    """Lines of an order by person, month and item: person_id, name, month, item, base, jkk, jkm, jht, total."""
    last = after or (0, date(1, 1, 1), 0)
    return rows(
        # a contractor knows the names he listed also before they are covered through him
        "select l.person_id, coalesce(p.name, (select w.name from segments_projectworker w where w.person_id ="
        " l.person_id and w.employer_id = l.employer_id order by w.id limit 1)) as name, l.month, l.item, l.base,"
        " l.jkk, l.jkm, l.jht, l.jkk + l.jkm + l.jht as total"
        " from segments_orderline l left join registry_person p on p.id = l.person_id where l.order_id = %s"
        " and (l.person_id, l.month, l.item) > (%s, %s::date, %s) order by l.person_id, l.month, l.item limit %s",
        [order_id, *last, limit],
    )


def waiting(
    office_ids: Sequence[int] | None = None, *, reason: str = "", after: int = 0, limit: int = 100
) -> list[Row]:
    """Money with the code of an order that settles nothing, by receipt: receipt_id, channel, reference, code,
    received_on, amount, rest, office_id, order_id, total, kind, reason (a key of `errors.REASONS`)."""
    return rows(
        f"select * from ({WAITING} and r.id > %(after)s and (%(offices)s::bigint[] is null"
        " or r.office_id = any(%(offices)s))) x where (%(reason)s = '' or reason = %(reason)s)"
        " order by receipt_id limit %(limit)s",
        {
            "after": after,
            "offices": None if office_ids is None else list(office_ids),
            "reason": reason,
            "limit": limit,
        },
    )


def waiting_by_reason(office_ids: Sequence[int] | None = None) -> list[Row]:
    """The same, counted: reason, receipts, amount."""
    return rows(
        f"select reason, count(*) as receipts, sum(rest)::bigint as amount from ({WAITING}"
        " and (%(offices)s::bigint[] is null or r.office_id = any(%(offices)s))) x group by reason order by reason",
        {"offices": None if office_ids is None else list(office_ids)},
    )

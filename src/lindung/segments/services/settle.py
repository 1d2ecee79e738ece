"""Money for orders: a receipt with an order's code and exactly its amount settles it whole, everything else waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from lindung.base.db import act, rows, run
from lindung.contributions import services as contributions
from lindung.contributions.codes import is_order_code
from lindung.contributions.models import Receipt
from lindung.ledger.chart import Acc
from lindung.registry import queries as registry
from lindung.segments.errors import REASONS
from lindung.segments.models import Order
from lindung.segments.services.joint import share_out
from lindung.segments.services.locks import lock_orders
from lindung.segments.sql import ONCE, WAITING

Hook = Callable[[Sequence[int], date, int | None], None]

_HOOKS: dict[str, Hook] = {}


def when_paid(kind: str, hook: Hook) -> None:
    """`hook(order_ids, on, by)` runs inside the act that settles orders of `kind`: it opens the cover they bought."""
    _HOOKS[kind] = hook


@dataclass(frozen=True, slots=True)
class Settled:
    """Orders settled by a call and their rupiah."""

    orders: int
    amount: int
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """What became of one payment: the receipt, the order it names and, where the money waits, why (see REASONS)."""

    receipt: Receipt
    order: Order | None
    settled: bool
    reason: str = ""

    def why(self, lang: str = "id") -> str:
        """The reason in `lang` ("id" or "en"), empty when the order is settled."""
        return REASONS[self.reason][lang.startswith("en")] if self.reason else ""


@act
def pay(
    code: str,
    channel: str,
    reference: str,
    amount: int,
    received_on: date,
    office_id: int,
    *,
    description: str = "",
    on: date | None = None,
    by: int | None = None,
) -> Payment:
    """Record a payment and settle the order it names. Channel and reference name the payment: a replay gives the same.

    With the code of a bill, or none, it is `contributions.receive` and nothing else. Money that does not fit stays in
    suspense with its reason. Raises ContributionRefused as `receive`.
    """
    receipt = contributions.receive(
        channel, reference, received_on, amount, office_id, billing_code=code, description=description, on=on, by=by
    )
    if not is_order_code(receipt.billing_code):
        return Payment(receipt, None, False)
    settle_waiting(on, receipt_ids=[receipt.pk], by=by)
    return payment_of(receipt)


def payment_of(receipt: Receipt) -> Payment:
    """How a receipt with the code of an order stands."""
    named = Q(code=receipt.billing_code) | Q(joint__code=receipt.billing_code)
    order = Order.objects.filter(named).first()
    paid = rows("select 1 from segments_orderevent where receipt_id = %s and kind = 'PAID'", [receipt.pk])
    if paid:
        return Payment(receipt, order, True)
    found = rows(f"select reason from ({WAITING} and r.id = %(receipt)s) x", {"receipt": receipt.pk})
    return Payment(receipt, order, False, (found[0]["reason"] or "") if found else "")


@act
def settle_waiting(
    on: date | None = None,
    *,
    receipt_ids: Sequence[int] | None = None,
    statement_id: int | None = None,
    by: int | None = None,
) -> Settled:
    """Settle every open order whose exact amount has come (of these receipts or this bank statement only, where given);
    again changes nothing.

    One entry per order: suspense to the income of JKK and JKM and to the members' JHT balances."""
    today = on or registry.today()
    values = {"receipts": None if receipt_ids is None else list(receipt_ids), "statement": statement_id}
    done: list[int] = []
    amount = 0
    while True:
        found = _round(values, today, by)
        if not found:
            break
        done += [r["order_id"] for r in found]
        amount += sum(int(r["total"]) for r in found)
    return Settled(len(done), amount, tuple(done))


_TAKE = f"""
create temp table order_settle on commit drop as
select distinct on (w.order_id) w.order_id, w.receipt_id, w.total, w.kind, w.received_on from ({WAITING}
  and (%(receipts)s::bigint[] is null or r.id = any(%(receipts)s))
  and (%(statement)s::bigint is null or r.statement_id = %(statement)s)) w
where w.reason is null order by w.order_id, w.received_on, w.receipt_id
"""

# Of several orders for the same month of the same person only the first is settled now; the others then see it.
_LATER = f"""
delete from pg_temp.order_settle s where s.kind in {ONCE} and exists (
  select 1 from segments_orderline l join segments_orderline p on p.person_id = l.person_id and p.month = l.month
    and p.item = l.item join pg_temp.order_settle f on f.order_id = p.order_id and f.kind = s.kind
  where l.order_id = s.order_id and (f.received_on, f.receipt_id) < (s.received_on, s.receipt_id))
"""


def _round(values: dict[str, Any], today: date, by: int | None) -> list[dict[str, Any]]:
    run("drop table if exists pg_temp.order_settle")
    if not run(_TAKE, values):
        return []
    lock_orders("select order_id, kind from pg_temp.order_settle")  # whoever waited sees what the other one settled
    run("drop table pg_temp.order_settle")
    if not run(_TAKE, values):
        return []
    run(_LATER)
    run("analyze pg_temp.order_settle")
    _book(today, by)
    share_out(today, by)
    found = rows("select order_id, kind, total from pg_temp.order_settle order by order_id")
    for kind in sorted({r["kind"] for r in found}):
        if kind in _HOOKS:
            _HOOKS[kind]([r["order_id"] for r in found if r["kind"] == kind], today, by)
    return found


def _book(today: date, by: int | None) -> None:
    values = {"today": today, "by": by}
    contributions.use_many(
        "select 'order:' || o.code as key, s.receipt_id, 'ORDER' as kind, o.code as reference, o.total as amount,"
        " o.office_id, coalesce(o.employer_id, j.employer_id) as employer_id, o.person_id,"
        " greatest(%(today)s::date, e.booked_on) as booked_on"
        " from pg_temp.order_settle s join segments_order o on o.id = s.order_id"
        " join contributions_receipt r on r.id = s.receipt_id join ledger_entry e on e.id = r.entry_id"
        " left join segments_jointorder j on j.order_id = o.id and j.code = r.billing_code",
        "select 'order:' || o.code as key, a.account_id, a.amount from pg_temp.order_settle s"
        " join segments_order o on o.id = s.order_id,"
        f" lateral (values ({int(Acc.JKK_INCOME)}, -o.jkk), ({int(Acc.JKM_INCOME)}, -o.jkm),"
        f" ({int(Acc.JHT_MEMBERS)}, -o.jht)) a(account_id, amount)",
        # who was merged into another person is credited under that person
        "select 'order:' || o.code as key, coalesce(p.merged_into_id, p.id) as person_id,"
        f" {int(Acc.JHT_MEMBERS)} as account_id, 'CONTRIBUTION' as kind, l.month, null::bigint as employer_id,"
        " l.jht as amount from pg_temp.order_settle s join segments_order o on o.id = s.order_id"
        " join segments_orderline l on l.order_id = o.id join registry_person p on p.id = l.person_id where l.jht <> 0",
        values,
        by=by,
    )
    run(
        "insert into segments_orderevent (order_id, office_id, person_id, employer_id, kind, on_date, receipt_id,"
        " entry_id, reason, made_by, made_at) select o.id, o.office_id, o.person_id, o.employer_id, 'PAID',"
        " s.received_on, s.receipt_id, e.id, '', %(by)s, now() from pg_temp.order_settle s"
        " join segments_order o on o.id = s.order_id join ledger_entry e on e.key = 'order:' || o.code order by o.id",
        values,
    )

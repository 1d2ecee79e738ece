"""Who ends an order, or pays a month, does so alone."""

from typing import Any

from lindung.base.db import lock, rows, run
from lindung.segments.sql import ONCE

FEW = 50  # locked one by one; more take all orders at once


def lock_orders(orders_sql: str, params: dict[str, Any] | None = None) -> None:
    """Hold the orders of a SELECT (order_id, kind) and, where a month may be paid only once, their people. Orders are
    never changed, so these are advisory locks, taken in one order by everybody."""
    names = sorted(
        r["name"]
        for r in rows(
            f"select 'order:' || order_id as name from ({orders_sql}) o union"
            f" select 'payer:' || l.person_id from ({orders_sql}) o"
            " join segments_orderline l on l.order_id = o.order_id"
            f" where o.kind in {ONCE} limit {FEW + 1}",
            params,
        )
    )
    alone = len(names) > FEW
    run(f"select {'pg_advisory_xact_lock' if alone else 'pg_advisory_xact_lock_shared'}(hashtextextended('orders', 0))")
    for name in () if alone else names:
        lock(name)

"""Orders of an agreement: who is on its list and not yet paid for, for one month or several, under one code."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from lindung.base.dates import add_months
from lindung.base.db import act, many, rows, run, scalar
from lindung.base.format import rupiah
from lindung.law.dates import bpu_due, contribution_due
from lindung.reach import amounts
from lindung.reach.allocation import Line, share
from lindung.reach.errors import ReachRefused
from lindung.reach.models import Agreement, BudgetUse, SponsoredOrder
from lindung.reach.services.registers import a_month, locked
from lindung.reach.settings import MONTHS_AT_ONCE, ORDER_DAYS
from lindung.reach.sql import KEPT, LEFT, LIVE
from lindung.registry import queries as registry
from lindung.segments.models import Order
from lindung.segments.services import NewOrder, make_order

# The people of a month who are on no live order for it, under the record they live under; who died before it is left
# out.
_DUE = f"""
insert into pg_temp.reach_due (person_id, month, item, base, jkk, jkm, jht)
select person_id, %(month)s, 1, {{base}}, {{jkk}}, {{jkm}}, {{jht}} from (
  select distinct on (k.id) k.id as person_id, b.wage from reach_beneficiary b
  join registry_person p on p.id = b.person_id join registry_person k on k.id = {KEPT.format("p")}
  where b.agreement_id = %(agreement)s and b.end_reason <> 'ERROR' and b.first_month <= %(month)s
    and coalesce(b.last_month, %(month)s) >= %(month)s and (k.died_on is null or k.died_on >= %(month)s)
    and not exists (select 1 from segments_orderline l join segments_order o on o.id = l.order_id
      and o.kind = 'SPONSORED' where l.month = %(month)s and l.person_id in (k.id, p.id) and {LIVE})
  order by k.id, b.id) src
"""


@act
def order_months(
    agreement_id: int,
    first_month: date,
    months: int = 1,
    *,
    client_key: str,
    over_budget: bool = False,
    on: date | None = None,
    by: int | None = None,
) -> Order:
    """An order for everybody on the list in these months whom no live order names yet; those who come on the list later
    get an order of their own. The budget lines of each month are used in the order in which they end; what they do not
    hold is refused unless `over_budget` accepts it. `client_key` names the request once.

    Raises ReachRefused: no_agreement, not_a_month, months_range, outside_agreement, nobody, nothing_due, no_budget,
    budget_short; SegmentRefused: key_taken.
    """
    today = on or registry.today()
    agreement = locked(agreement_id)
    known = Order.objects.filter(client_key=client_key, kind=Order.Kind.SPONSORED).first()
    if known is not None:
        if SponsoredOrder.objects.filter(order=known, agreement=agreement).exists() and (
            known.first_month, known.last_month) == (first_month, add_months(first_month, months - 1)):  # fmt: skip
            return known
        raise ReachRefused("key_taken")
    if not 1 <= months <= MONTHS_AT_ONCE.value:
        raise ReachRefused("months_range", field="months", most=MONTHS_AT_ONCE.value)
    wanted = [add_months(a_month(first_month, "first_month"), n) for n in range(months)]
    if not agreement.valid_from <= wanted[0] <= wanted[-1] <= agreement.valid_to:
        raise ReachRefused(
            "outside_agreement",
            field="first_month",
            first=f"{agreement.valid_from:%Y-%m}",
            last=f"{agreement.valid_to:%Y-%m}",
        )
    receipts = _collect(agreement, wanted, today)
    uses, over = _budget(agreement, wanted, today, over_budget)
    holidays = registry.holidays(wanted[0], add_months(wanted[0], 3))
    due = bpu_due(wanted[0], holidays) if agreement.workers == "VULNERABLE" else contribution_due(wanted[0], holidays)
    made = make_order(
        NewOrder(
            Order.Kind.SPONSORED,
            agreement.office_id,
            client_key,
            wanted[0],
            wanted[-1],
            today,
            due,
            today + timedelta(days=ORDER_DAYS.value),
            {"formula": amounts.FORMULAS[agreement.workers], "months": receipts},
            sponsor=agreement.sponsor.name,
            extra={"agreement": agreement.number, "funded_by_state": agreement.funded_by_state},
        ),
        lines_sql="select person_id, month, item, base, jkk, jkm, jht from pg_temp.reach_due",
        by=by,
    )
    link = SponsoredOrder.objects.create(
        order=made,
        sponsor_id=agreement.sponsor_id,
        agreement=agreement,
        office_id=agreement.office_id,
        over_budget=over,
    )
    BudgetUse.objects.bulk_create(
        BudgetUse(
            order=link,
            line_id=line,
            sponsor_id=agreement.sponsor_id,
            office_id=agreement.office_id,
            month=month,
            amount=amount,
        )
        for line, month, amount in uses
    )
    run("drop table pg_temp.reach_due")
    return made


def _collect(agreement: Agreement, wanted: Sequence[date], today: date) -> list[dict[str, Any]]:
    """Lines of all months in a temporary table; the receipts of the law, one where it changes."""
    run("drop table if exists pg_temp.reach_due")
    run(
        "create temp table reach_due (person_id bigint, month date, item smallint, base bigint, jkk bigint, jkm bigint,"
        " jht bigint) on commit drop"
    )
    receipts: list[dict[str, Any]] = []
    for month in wanted:
        if agreement.workers == Agreement.Workers.VULNERABLE:
            found = amounts.package(
                month,
                income=agreement.income,
                jht=agreement.jht,
                funded_by_state=agreement.funded_by_state,
                known_on=today,
            )
            sql = {"base": f"{found.base}", "jkk": f"{found.jkk}", "jkm": f"{found.jkm}", "jht": f"{found.jht}"}
        else:
            made = amounts.wage_sql(
                month, "src.wage", f"{agreement.risk_group}", f"{int(agreement.jht)}", known_on=today
            )
            sql = {"base": "src.wage", **made}
        with many():
            run(_DUE.format(**sql), {"agreement": agreement.pk, "month": month, "today": today})
        receipt = amounts.receipt(agreement.workers, month, today)
        same = ("rules", "parameters_used", "settings")
        if not receipts or any(receipts[-1][key] != receipt[key] for key in same):
            receipts.append({"from": f"{month:%Y-%m}", **receipt})
    if not scalar("select exists (select 1 from pg_temp.reach_due)"):
        anybody = scalar(
            "select exists (select 1 from reach_beneficiary where agreement_id = %s and end_reason <> 'ERROR'"
            " and first_month <= %s and coalesce(last_month, %s) >= %s)",
            [agreement.pk, wanted[-1], wanted[0], wanted[0]],
        )
        raise ReachRefused("nothing_due" if anybody else "nobody", field="first_month")
    return receipts


def _budget(
    agreement: Agreement, wanted: Sequence[date], today: date, accept: bool
) -> tuple[tuple[tuple[int, date, int], ...], int]:
    """What each month takes from which line, and what no line holds."""
    asked = {
        r["month"]: int(r["amount"])
        for r in rows("select month, sum(jkk + jkm + jht)::bigint as amount from pg_temp.reach_due group by 1")
    }
    lines = rows(
        f"select * from ({LEFT}) x where x.agreement_id = %(agreement)s",
        {"agreement": agreement.pk, "today": today},
    )
    shared = share(
        {month: asked.get(month, 0) for month in wanted},
        [Line(r["id"], r["first_month"], r["last_month"], int(r["left_over"])) for r in lines],
    )
    lack = shared.lack
    if lack is not None and not accept:
        if not lack.any_line:
            raise ReachRefused("no_budget", field="first_month", month=f"{lack.month:%Y-%m}")
        raise ReachRefused(
            "budget_short",
            field="first_month",
            month=f"{lack.month:%Y-%m}",
            missing=rupiah(lack.needed - lack.there),
            needed=rupiah(lack.needed),
            left=rupiah(lack.there),
        )
    return shared.uses, shared.over

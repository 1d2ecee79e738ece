"""Leaving a list: by the sponsor, by death, because the agreement is over."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lindung.base.db import act, many, rows, run
from lindung.reach.errors import ReachRefused
from lindung.reach.models import Beneficiary
from lindung.reach.services.registers import a_month, locked
from lindung.reach.sql import LIVE
from lindung.registry import queries as registry

BY_HAND = ("FUNDS", "OTHER_COVER", "NOT_ELIGIBLE", "MOVED", "LEFT", "ERROR")
"""Reasons a sponsor may give; a death is recorded as a death."""

_EVENT = """
insert into reach_beneficiaryevent (beneficiary_id, sponsor_id, agreement_id, office_id, person_id, kind, sign, month,
  reason, made_by, made_at)
select b.id, b.sponsor_id, b.agreement_id, b.office_id, b.person_id, 'ENDED', -1,
  case b.end_reason when 'ERROR' then b.first_month else (b.last_month + interval '1 month')::date end, b.end_reason,
  %(by)s, now()
from reach_beneficiary b where b.id = any(%(ids)s) order by b.id
"""

_ORDERED = f"""
select b.id, b.name, max(l.month) as month, (array_agg(o.code order by l.month desc, o.id desc))[1] as code
from reach_beneficiary b join registry_person p on p.id = b.person_id
join reach_sponsoredorder s on s.agreement_id = b.agreement_id join segments_order o on o.id = s.order_id and {LIVE}
join segments_orderline l on l.order_id = o.id and l.person_id in (p.id, p.merged_into_id)
  and l.month between b.first_month and coalesce(b.last_month, l.month)
where b.id = any(%(ids)s) group by b.id
"""


@act
def end_beneficiaries(
    agreement_id: int,
    beneficiary_ids: Sequence[int],
    last_month: date,
    reason: str,
    *,
    on: date | None = None,
    by: int | None = None,
) -> int:
    """People leave a list; `last_month` is the last one the sponsor pays. With the reason ERROR they never were on it.
    All or nobody; the same again changes nothing. How many left.

    Raises ReachRefused: no_agreement, no_beneficiary, not_a_month, end_reason, end_early, already_ended, month_paid (a
    later month is paid), month_ordered (a later month is on an order that can still be paid).
    """
    today = on or registry.today()
    agreement = locked(agreement_id)
    a_month(last_month, "last_month")
    if reason not in BY_HAND:
        raise ReachRefused("end_reason", field="reason", value=reason[:20])
    wanted = sorted(set(beneficiary_ids))
    found = {b.pk: b for b in Beneficiary.objects.filter(agreement=agreement, pk__in=wanted)}
    if not wanted or len(found) < len(wanted):
        raise ReachRefused("no_beneficiary", field="people")
    going = [pk for pk in wanted if not _there(found[pk], last_month, reason)]
    for r in rows(_ORDERED, {"ids": going, "today": today}):
        one = found[r["id"]]
        if reason == Beneficiary.End.ERROR or r["month"] > last_month:
            paid = one.paid_through is not None and (reason == "ERROR" or one.paid_through > last_month)
            raise ReachRefused(
                "month_paid" if paid else "month_ordered",
                field="last_month",
                name=one.name,
                month=f"{r['month']:%Y-%m}",
                order=r["code"],
            )
    if reason == Beneficiary.End.ERROR:
        for pk in going:
            found[pk].last_month = found[pk].first_month
    run(
        "update reach_beneficiary set last_month = case when %(reason)s = 'ERROR' then first_month"
        " else %(last)s::date end, end_reason = %(reason)s where id = any(%(ids)s)",
        {"reason": reason, "last": last_month, "ids": going},
    )
    run(_EVENT, {"ids": going, "by": by})
    return len(going)


def _there(one: Beneficiary, last_month: date, reason: str) -> bool:
    """Whether a row has ended just so already; refused where it cannot end so."""
    if one.last_month is not None:
        if one.end_reason == reason and (reason == "ERROR" or one.last_month == last_month):
            return True
        raise ReachRefused("already_ended", field="people", name=one.name, month=f"{one.last_month:%Y-%m}")
    if reason != "ERROR" and last_month < one.first_month:
        raise ReachRefused("end_early", field="last_month", name=one.name, month=f"{one.first_month:%Y-%m}")
    return False


def end_dead(today: date, by: int | None) -> int:
    """Rows of people who died end with the month of the death."""
    return _end(
        "select b.id, greatest(b.first_month, date_trunc('month', coalesce(k.died_on, p.died_on))::date) as last_month,"
        " 'DIED' as reason from reach_beneficiary b join registry_person p on p.id = b.person_id"
        " left join registry_person k on k.id = p.merged_into_id where b.last_month is null"
        " and coalesce(k.died_on, p.died_on) is not null",
        {},
        by,
    )


def end_unfunded(today: date, by: int | None) -> int:
    """Rows of agreements that are over end with their last month."""
    return _end(
        "select b.id, greatest(a.valid_to, b.first_month) as last_month, 'FUNDS' as reason from reach_beneficiary b"
        " join reach_agreement a on a.id = b.agreement_id where b.last_month is null"
        " and (a.valid_to + interval '1 month')::date <= %(today)s::date",
        {"today": today},
        by,
    )


def _end(which: str, values: dict[str, Any], by: int | None) -> int:
    with many():
        ended = rows(
            f"update reach_beneficiary b set last_month = x.last_month, end_reason = x.reason from ({which}) x"
            " where x.id = b.id returning b.id",
            values or None,
        )
    if ended:
        run(_EVENT, {"ids": [r["id"] for r in ended], "by": by})
    return len(ended)

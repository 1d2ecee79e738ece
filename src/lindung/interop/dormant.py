"""Inviting the owners of dormant accounts: one message a year to each, set-based over whole offices."""

from collections.abc import Sequence
from datetime import date

from lindung.base.db import act
from lindung.contributions.queries.dormant import MONTHS, dormant_sql, values
from lindung.notices.services import notify_many


@act
def invite(office_ids: Sequence[int], on: date, *, months: int = MONTHS) -> int:
    """Tell every owner of a dormant account of the offices what stands there; how many were told now. Who was told in
    the same year is not told again."""
    return notify_many(
        "select 'dormant_account', 'dormant:' || d.person_id || ':' || extract(year from %(on)s::date)::int,"
        " d.person_id, null::bigint, d.office_id, jsonb_build_object('amount', d.balance, 'day', d.last_moved),"
        f" '/peserta/rekening/', now() from ({dormant_sql()}) d",
        {**values(office_ids, on, months), "on": on},
    )

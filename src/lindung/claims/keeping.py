"""What claims have built on cover, asked before the first day of a spell moves (see coverage/services/starting.py)."""

from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.claims.errors import ClaimRefused

ON_THE_DAY = ("JKK", "JKM")
"""Programmes whose right rests on being covered on the day of the event."""
BY_MONTHS = ("JKM", "JP", "JKP")
"""Programmes whose amount or right rests on how many months were covered."""

_BETWEEN = """
select * from (
  select c.number, c.programme, c.event_on, exists (select 1 from claims_decision d where d.claim_id = c.id
           and d.status = 'APPROVED' and d.kind in ('AWARD', 'REJECT')) as decided from claims_claim c
  where c.person_id = %(person_id)s and c.programme = any(%(programmes)s) and c.outcome <> 'WITHDRAWN'
    and c.event_on >= %(low)s and c.event_on < %(high)s
    and (c.employer_id is null or c.employer_id = %(employer_id)s)) x
order by not decided, event_on, number limit 1
"""

_COUNTED = """
select c.number, c.programme, c.event_on from claims_claim c join claims_decision d on d.claim_id = c.id
where c.person_id = %(person_id)s and c.programme = any(%(programmes)s) and d.status = 'APPROVED' and d.kind = 'AWARD'
  and c.event_on >= %(low)s order by c.event_on, c.id limit 1
"""


def start_moves(spell: dict[str, Any], start_on: date) -> None:
    """An accident or death on a day that would gain or lose its cover, or a right that was counted from months that
    would go: the first day does not move over them. Withdrawn claims stand in nobody's way.

    Raises ClaimRefused: start_claim_open, start_claim_decided, start_claim_counted.
    """
    low, high = sorted((spell["start_on"], start_on))
    values = {**spell, "programmes": list(ON_THE_DAY), "low": low, "high": high}
    for found in rows(_BETWEEN, values):
        raise _refused("start_claim_decided" if found["decided"] else "start_claim_open", found)
    if start_on > spell["start_on"]:
        for found in rows(_COUNTED, values | {"programmes": list(BY_MONTHS)}):
            raise _refused("start_claim_counted", found)


def _refused(code: str, claim: dict[str, Any]) -> ClaimRefused:
    return ClaimRefused(
        code, field="start_on", number=claim["number"], programme=claim["programme"], day=claim["event_on"]
    )

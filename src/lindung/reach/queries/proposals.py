"""What sponsors have proposed; readers under row-level security."""

from collections.abc import Sequence
from typing import Any

from lindung.base.db import rows

Row = dict[str, Any]

_PROPOSAL = """
select p.id, p.sponsor_id, sp.name as sponsor, p.agreement_id, a.number, p.office_id, p.kind, p.valid_to, p.year,
  p.source, p.account, p.amount, p.first_month, p.last_month, p.note, p.made_on, p.made_by, p.state, p.answer,
  p.answered_on, a.valid_to as holds_to
from reach_proposal p join reach_agreement a on a.id = p.agreement_id join reach_sponsor sp on sp.id = p.sponsor_id
"""


def proposals(
    *,
    office_ids: Sequence[int] | None = None,
    sponsor_id: int | None = None,
    agreement_id: int | None = None,
    state: str = "",
    limit: int = 50,
) -> list[Row]:
    """Proposals the reader may see, newest first: sponsor, number of the agreement, kind, the months and the money
    asked for, note, made_on, state, answer, answered_on."""
    return rows(
        _PROPOSAL + " where (%(offices)s::bigint[] is null or p.office_id = any(%(offices)s))"
        " and (%(sponsor)s::bigint is null or p.sponsor_id = %(sponsor)s)"
        " and (%(agreement)s::bigint is null or p.agreement_id = %(agreement)s)"
        " and (%(state)s = '' or p.state = %(state)s) order by p.id desc limit %(limit)s",
        {
            "offices": None if office_ids is None else list(office_ids),
            "sponsor": sponsor_id,
            "agreement": agreement_id,
            "state": state,
            "limit": limit,
        },
    )


def proposal(proposal_id: int) -> Row | None:
    """One proposal as in `proposals`."""
    found = rows(_PROPOSAL + " where p.id = %s", [proposal_id])
    return found[0] if found else None

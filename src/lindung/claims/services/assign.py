"""Who works on a claim: taken from the pool in the order it falls due, or given back."""

from collections.abc import Sequence

from lindung.base.db import act, fetch, run
from lindung.claims.services.common import open_claim


@act
def take(claim_id: int, by: int) -> None:
    """Put an open claim on one's own list; taking it again changes nothing. Raises ClaimRefused: no_claim,
    completed."""
    claim = open_claim(claim_id)
    if claim.assigned_to != by:
        claim.assigned_to = by
        claim.save(update_fields=["assigned_to"])


@act
def give_back(claim_id: int, by: int) -> None:
    """Back to the pool, if it is on one's own list. Raises ClaimRefused: no_claim, completed."""
    claim = open_claim(claim_id)
    if claim.assigned_to == by:
        claim.assigned_to = None
        claim.save(update_fields=["assigned_to"])


@act
def take_next(office_ids: Sequence[int], by: int) -> str | None:
    """Take the claim of these offices that is our move, nobody's yet and due first; its number, None where there is
    none.

    Nobody picks: two officers asking at once get two different claims."""
    found = fetch(
        "select c.id, c.number from claims_claim c where c.office_id = any(%s) and c.status in ('SUBMITTED',"
        " 'IN_PROGRESS')"
        " and c.move = 'US' and c.assigned_to is null and not exists (select 1 from claims_decision d"
        " where d.claim_id = c.id and (d.status = 'PROPOSED' or d.status = 'APPROVED' and d.kind = 'AWARD'"
        " and (d.trace -> 'amounts' ->> 'rest')::bigint = 0))"
        " order by coalesce(c.due_on, 'infinity'), c.id limit 1 for update of c skip locked",
        [list(office_ids)],
    )
    if not found:
        return None
    run("update claims_claim set assigned_to = %s where id = %s", [by, found[0][0]])
    return str(found[0][1])

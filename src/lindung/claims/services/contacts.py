"""Contacts about a person's matters, kept so that a repeated question is seen and answered at its cause."""

from datetime import datetime

from lindung.base.db import act, scalar
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim, Contact
from lindung.claims.services.common import now


@act
def log_contact(
    person_id: int,
    channel: str,
    topic: str,
    *,
    by: int,
    note: str = "",
    solved: bool = False,
    claim_id: int | None = None,
    at: datetime | None = None,
) -> Contact:
    """Keep one contact. Raises ClaimRefused: no_person, no_claim (none of this person's)."""
    office = scalar("select office_id from registry_person where id = %s", [person_id])
    if office is None:
        raise ClaimRefused("no_person", field="person_id")
    if claim_id is not None and not Claim.objects.filter(pk=claim_id, person_id=person_id).exists():
        raise ClaimRefused("no_claim", field="claim")
    return Contact.objects.create(
        person_id=person_id,
        office_id=office,
        claim_id=claim_id,
        channel=Contact.Channel(channel),
        topic=Contact.Topic(topic),
        note=note.strip()[:500],
        solved=solved,
        at=at or now(),
        made_by=by,
    )

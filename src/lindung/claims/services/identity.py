"""Correcting who a person is: what the record says, what it makes impossible, and the cover a date of death ended.

Claims that were decided on the old facts stay as they were decided; `claims.queries.consequences` lists them, and open
ones get a note so that whoever works on them looks again.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lindung.base.db import act, fetch
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim
from lindung.claims.services.documents import add_note
from lindung.coverage.services import record_death, take_back_death
from lindung.registry import services as registry
from lindung.registry.models import PersonChange
from lindung.registry.services import Proof
from lindung.segments.models import BpuMember
from lindung.segments.services import may_join


@act
def propose_person_change(
    person_id: int, wanted: Mapping[str, Any], proof: Proof, reason: str, by: int, *, request_id: int | None = None
) -> PersonChange:
    """Propose a correction, or do it where one officer may (`two` is not set).

    Raises RegistryRefused as `registry.services.propose_change`; ClaimRefused: born_after_cover; SegmentRefused:
    may_not_join (the law would not have let him join as a non-wage earner at that age).
    """
    change = registry.propose_change(person_id, wanted, proof, reason, by, request_id=request_id)
    _covered_months_stand(change)
    if not change.two:
        registry.write_change(change, by)
    return change


@act
def accept_person_change(change_id: int, by: int) -> PersonChange:
    """Carry a proposal out: a date of death gives back, or ends, the cover it touches.

    Raises RegistryRefused as `registry.services.change_to_decide`; and what `propose_person_change` refuses of cover.
    """
    change = registry.change_to_decide(change_id, by)
    _covered_months_stand(change)
    if "died_on" in change.changes:
        source = f"perubahan data {change.pk}"
        take_back_death(change.person_id, source, by)
        if died := change.changes["died_on"][1]:
            record_death(change.person_id, date.fromisoformat(died), source, by)
    registry.write_change(change, by)
    for claim_id in Claim.objects.filter(person_id=change.person_id).exclude(status="COMPLETED").values_list("pk"):
        add_note(claim_id[0], f"Data orang dibetulkan (perubahan {change.pk}); periksa lagi fakta klaim ini.", by=by)
    return change


def _covered_months_stand(change: PersonChange) -> None:
    """Refuses a birth date with which cover that was had could not have been."""
    if "birth_date" not in change.changes:
        return
    born = date.fromisoformat(change.changes["birth_date"][1])
    early = fetch(
        "select min(start_on) from coverage_spell where person_id = %s and exit_reason <> 'ERROR' and start_on <= %s",
        [change.person_id, born],
    )[0][0]
    if early:
        raise ClaimRefused("born_after_cover", field="birth_date", day=early)
    for member in BpuMember.objects.filter(person_id=change.person_id):
        may_join(born, member.joined_on, 1)

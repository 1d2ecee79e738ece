"""The papers of a claim: given, checked, asked for later with a reason, and when the file is complete."""

from datetime import datetime

from lindung.base.db import act
from lindung.claims import moves
from lindung.claims.clocks import local_day
from lindung.claims.errors import ClaimRefused
from lindung.claims.models import Claim, ClaimDocument
from lindung.claims.services.common import days_to_pay, due_date, event, holidays_around, move, now, open_claim
from lindung.registry.models import StoredFile


@act
def attach_document(
    claim_id: int, code: str, file_id: int, *, by: int | None = None, at: datetime | None = None
) -> tuple[str, ...]:
    """Put a stored file behind a paper of the list; returns the codes still missing (empty: the file is complete).

    Raises ClaimRefused: no_claim, completed, document_unknown.
    """
    claim = open_claim(claim_id)
    paper = _paper(claim, code)
    if not StoredFile.objects.filter(id=file_id).exists():
        raise ClaimRefused("document_no_file", field="file", title=paper.title_id)
    moment = at or now()
    paper.file_id, paper.checked_by, paper.checked_at = file_id, None, None
    paper.save(update_fields=["file", "checked_by", "checked_at"])
    event(claim, "DOCUMENT_GIVEN", moment, by=by, note=code)
    return reckon(claim, moment, by)


@act
def check_document(
    claim_id: int, code: str, good: bool, *, by: int, note: str = "", at: datetime | None = None
) -> tuple[str, ...]:
    """An officer accepts a paper (also one only shown at the counter), or refuses it with a note; returns what is
    missing.

    Raises ClaimRefused: no_claim, completed, document_unknown, reason_needed.
    """
    claim = open_claim(claim_id)
    paper = _paper(claim, code)
    moment = at or now()
    if not good and not note.strip():
        raise ClaimRefused("reason_needed", field="note", what=paper.title_id)
    if good:
        paper.held, paper.checked_by, paper.checked_at = True, by, moment
    else:
        paper.held, paper.file_id, paper.checked_by, paper.checked_at = False, None, by, moment
    paper.save(update_fields=["held", "file", "checked_by", "checked_at"])
    event(claim, "DOCUMENT_CHECKED" if good else "DOCUMENT_REFUSED", moment, by=by, note=f"{code} {note}".strip())
    return reckon(claim, moment, by)


@act
def ask_document(
    claim_id: int, code: str, title_id: str, title_en: str, reason: str, *, approver: int, at: datetime | None = None
) -> tuple[str, ...]:
    """Ask for a paper that was not on the first list; only with an approver's reason, which the claimant sees.

    Raises ClaimRefused: no_claim, completed, reason_needed, document_twice.
    """
    claim = open_claim(claim_id)
    if not reason.strip():
        raise ClaimRefused("reason_needed", field="reason", what=title_id)
    if claim.documents.filter(code=code).exists():
        raise ClaimRefused("document_twice", field="code", paper=code)
    moment = at or now()
    ClaimDocument.objects.create(
        claim=claim,
        person_id=claim.person_id,
        office_id=claim.office_id,
        code=code,
        title_id=title_id,
        title_en=title_en,
        added_reason=reason[:200],
    )
    event(claim, "DOCUMENT_ASKED", moment, by=approver, note=f"{title_id}: {reason}", party="CLAIMANT")
    return reckon(claim, moment, approver)


@act
def complete_file(claim_id: int, *, by: int, at: datetime | None = None) -> Claim:
    """An officer states that everything was shown: all papers count as held, the legal clock starts.

    Raises ClaimRefused: no_claim, completed.
    """
    claim = open_claim(claim_id)
    moment = at or now()
    claim.documents.filter(held=False).update(held=True, checked_by=by, checked_at=moment)
    reckon(claim, moment, by)
    return claim


@act
def ask_third(claim_id: int, whom: str, *, by: int, at: datetime | None = None) -> None:
    """Wait for somebody who is neither us nor the claimant (civil registry, hospital); it is shown and timed apart.

    Raises ClaimRefused: no_claim, completed, reason_needed.
    """
    claim = open_claim(claim_id)
    if not whom.strip():
        raise ClaimRefused("reason_needed", field="whom", what="pihak yang ditunggu / who is waited for")
    move(claim, "ON_HOLD", "THIRD", moves.why("third", whom))
    event(claim, "THIRD_ASKED", at or now(), by=by, note=whom)


@act
def third_answered(claim_id: int, note: str = "", *, by: int, at: datetime | None = None) -> None:
    """The third party has answered; it is our move again (or the claimant's, if papers are missing).

    Raises ClaimRefused: no_claim, completed."""
    claim = open_claim(claim_id)
    moment = at or now()
    move(claim, "IN_PROGRESS", "US", moves.why("check"))
    event(claim, "THIRD_ANSWERED", moment, by=by, note=note)
    reckon(claim, moment, by)


@act
def add_note(claim_id: int, text: str, *, by: int, public: bool = False, at: datetime | None = None) -> None:
    """A note in the timeline; internal unless `public`. Raises ClaimRefused: no_claim, reason_needed."""
    from lindung.claims.services.common import locked

    claim = locked(claim_id)
    if not text.strip():
        raise ClaimRefused("reason_needed", field="text", what="catatan / note")
    event(claim, "NOTE", at or now(), by=by, note=text, public=public)


def reckon(claim: Claim, at: datetime, by: int | None) -> tuple[str, ...]:
    """Set the claim by what its list of papers says now: waiting for the claimant, or complete with its clock running.

    A legal clock that has started is never set back by our own later questions.
    """
    missing = tuple(claim.documents.filter(held=False, file__isnull=True).order_by("id").values_list("code", flat=True))
    if missing:
        if claim.move != "THIRD":
            before = claim.move
            move(claim, "ON_HOLD", "CLAIMANT", moves.why("documents", moves.listed(missing)))
            if before != "CLAIMANT":
                event(claim, "NOTE", at, by=by, note="", public=False)
        return missing
    if claim.complete_at is None:
        day = local_day(at)
        claim.complete_at = at
        claim.due_on = due_date(day, days_to_pay(claim.programme, claim.event_on), holidays_around([day]))
        claim.save(update_fields=["complete_at", "due_on"])
        move(claim, "IN_PROGRESS", "US", moves.why("decide"))
        event(claim, "COMPLETE", at, by=by)
    elif claim.move == "CLAIMANT":
        move(claim, "IN_PROGRESS", "US", moves.why("decide"))
        event(claim, "NOTE", at, by=by, note="", public=False)
    return ()


def _paper(claim: Claim, code: str) -> ClaimDocument:
    paper = claim.documents.filter(code=code).first()
    if paper is None:
        raise ClaimRefused("document_unknown", field="code", number=claim.number, paper=code)
    return paper

"""Papers by which staff report for an employer: noted first, then named by every act. An employer's own program needs
none."""

import hashlib
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from lindung.access.permissions import Act
from lindung.access.scope import Actor
from lindung.base.papers import LARGEST, content_type
from lindung.contributions import services
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import WageReport
from lindung.contributions.queries import handins
from lindung.interop.api.door import Bearer, actor_of, employer_of
from lindung.interop.api.problems import Problem, not_found
from lindung.interop.api.values import Day, Id, Text
from lindung.registry.queries import today

router = Router(auth=Bearer(Act.REPORT_FOR_EMPLOYER))


class HandInOut(Schema):
    """Who handed something in for an employer, and on what paper. It holds for the login and the day that noted it."""

    id: int
    employer_id: int
    way: str
    brought_by: str
    paper: str
    paper_no: str
    paper_on: Day
    received_on: Day
    scan: bool


@router.post("", response={201: HandInOut}, operation_id="create_hand_in", summary="Note what was handed in")
def create_hand_in(
    request: HttpRequest,
    response: HttpResponse,
    employer_id: Annotated[Id, Form()],
    way: Annotated[Literal["COUNTER", "POST", "EMAIL"], Form()],
    brought_by: Annotated[Annotated[Text, Field(min_length=1, max_length=120)], Form()],
    paper: Annotated[Literal["AUTHORITY", "LETTER", "PAYROLL", "FORM"], Form()],
    paper_no: Annotated[Annotated[Text, Field(min_length=1, max_length=60)], Form()],
    paper_on: Annotated[Day, Form()],
    scan: Annotated[UploadedFile | None, File()] = None,
) -> Any:
    """By staff, before anything is reported for an employer: whose hand it came from, how, and kind, number and date of
    the paper, with a picture of it (PDF, PNG or JPEG, at most 10 MB) where there is one. The same again on the same day
    is the one already noted."""
    actor = actor_of(request)
    employer = employer_of(actor, employer_id)
    picture = _picture(scan)
    told = (way, brought_by, paper, paper_no, paper_on, today(), actor.user_id, picture[2] if picture else b"")
    made = services.take_hand_in(
        employer,
        way,
        brought_by,
        paper,
        paper_no,
        paper_on,
        client_key="api:" + hashlib.sha256(repr(told).encode()).hexdigest()[:40],
        scan=picture,
        by=actor.user_id,
    )
    return Status(
        201,
        {name: getattr(made, name) for name in HandInOut.model_fields if name != "scan"}
        | {"scan": made.file_id is not None},
    )


def _picture(scan: UploadedFile | None) -> tuple[str, str, bytes] | None:
    """Name, type and bytes of a paper's picture; it is what its first bytes say."""
    if scan is None:
        return None
    held = scan.read(LARGEST + 1)
    if len(held) > LARGEST:
        raise Problem(413, "too_large", limit=LARGEST // 2**20)
    kind = content_type(held)
    if not kind:
        raise Problem(422, "paper_kind", field="scan")
    name = "".join(c for c in (scan.name or "") if c.isprintable() and not "\ud800" <= c <= "\udfff")[:200]
    return name or "paper", kind, held


def papers_of(actor: Actor, employer_id: int, hand_in: int | None) -> int | None:
    """The papers that an act for this employer is done by: none for the employer himself, for staff those that this
    login noted today. Raises ContributionRefused: no_hand_in; 404 where an employer names any."""
    if actor.employer_id is not None:
        if hand_in is not None:
            raise not_found()
        return None
    if hand_in is None or not handins.holds(hand_in, employer_id, actor.user_id, today()):
        raise ContributionRefused("no_hand_in", field="hand_in")
    return hand_in


def may_change(actor: Actor, report: dict[str, Any]) -> None:
    """Staff change a report only if the branch fills it in. Raises ContributionRefused: own_draft."""
    if (
        actor.employer_id is None
        and report["status"] in ("READING", "DRAFT", "FINALISED")
        and report["id"] not in handins.of_reports([report["id"]])
    ):
        raise services.own_draft(WageReport.objects.get(pk=report["id"]))

"""Is this letter ours? For anyone who holds one; the answer names no person."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lindung.interop.api.problems import not_found
from lindung.notices import queries

router = Router()

Code = Annotated[str, Field(min_length=10, max_length=40, pattern=r"^[0-9A-Za-z-]+$")]


class LetterOut(Schema):
    """What can be compared with the paper in hand."""

    code: str
    kind: str
    number: str
    office: str
    made_on: date
    signed_by: str
    signed_title: str
    language: str
    sha256: str


@router.get("/{code}", response=LetterOut, operation_id="verify_letter", summary="Verify a letter by its code")
def verify_letter(request: HttpRequest, code: Code) -> queries.Verified:
    """The letter's own facts, or 404 when no letter carries this code."""
    found = queries.verify(code)
    if found is None:
        raise not_found()
    return found

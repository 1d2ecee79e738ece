"""Reports of a death that came when its claims were there already."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lindung.base.db import fetch
from lindung.claims import once


@dataclass(frozen=True)
class Report:
    """One of them. `papers`: (code, stored file or None, number of the claim it was put to); `asks` what it puts in
    question; `hold` while it keeps what is not paid from being paid; `finding` "" until answered."""

    id: int
    claim_id: int
    number: str
    reporter: str
    relation: str
    died_on: date
    work_accident: bool
    burier: str
    kin: tuple[dict[str, str], ...]
    papers: tuple[tuple[str, int | None, str], ...]
    asks: tuple[str, ...]
    hold: bool
    at: datetime
    finding: str
    answer: str
    answered_by: int | None
    answered_at: datetime | None


def later_reports(person_id: int) -> list[Report]:
    """All reports of this person's death after the first, oldest first, as the reader may see them."""
    return [
        Report(*row[:8], *(tuple(_json(value)) for value in row[8:11]), *row[11:])
        for row in fetch(
            "select l.id, l.claim_id, c.number, l.reporter, l.relation, l.died_on, l.work_accident, l.burier, l.kin,"
            " l.papers, l.asks, l.hold, l.at, l.finding, l.answer, l.answered_by, l.answered_at"
            " from claims_laterreport l join claims_claim c on c.id = l.claim_id where l.person_id = any(%s)"
            " order by l.id limit 50",
            [once.records_of(person_id)],
        )
    ]


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value

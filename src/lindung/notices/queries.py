"""What others may ask of messages and letters."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lindung.base.db import rows, scalar, system
from lindung.notices import templates


@dataclass(frozen=True)
class Verified:
    """What anyone holding a letter may learn of it: that it is ours. Nothing in it names or numbers a person."""

    code: str
    kind: str
    number: str
    office: str
    made_on: date
    signed_by: str
    signed_title: str
    language: str
    sha256: str


@dataclass(frozen=True)
class Told:
    """A message as its reader sees it."""

    id: int
    template: str
    tone: str
    title: str
    body: str
    link: str
    made_at: datetime
    read_at: datetime | None


def verify(code: str) -> Verified | None:
    """The letter with this code, or None. Spaces and small letters are forgiven; open to the public by purpose."""
    wanted = "".join(c for c in code.upper() if c.isalnum()).replace("O", "0").replace("I", "1").replace("L", "1")
    if len(wanted) != 20:
        return None
    wanted = "-".join(wanted[i : i + 5] for i in range(0, 20, 5))
    with system():
        found = rows(
            "select l.verify_code as code, l.kind, l.number, o.name as office, l.made_on, l.signed_by, l.signed_title,"
            " l.language, l.sha256 from notices_letter l join registry_office o on o.id = l.office_id"
            " where l.verify_code = %s",
            [wanted],
        )
    return Verified(**found[0]) if found else None


def messages(
    *,
    person_id: int | None = None,
    employer_id: int | None = None,
    sponsor_id: int | None = None,
    lang: str = "id",
    before_id: int | None = None,
    limit: int = 30,
) -> list[Told]:
    """The latest messages of a person, an employer or a sponsor, newest first; `before_id` pages on."""
    party, value = _party(person_id, employer_id, sponsor_id)
    found = rows(
        f"select id, template, params, link, made_at, read_at from notices_message where {party} = %s"
        " and (%s::bigint is null or id < %s) order by id desc limit %s",
        [value, before_id, before_id, limit],
    )
    return [_told(row, lang) for row in found]


def of_offices(office_ids: Sequence[int], lang: str = "id", limit: int = 5) -> list[Told]:
    """The latest messages to the staff of these offices, newest first."""
    found = rows(
        "select id, template, params, link, made_at, read_at from notices_message where office_id = any(%s)"
        " and person_id is null and employer_id is null and sponsor_id is null order by made_at desc, id desc limit %s",
        [list(office_ids), limit],
    )
    return [_told(row, lang) for row in found]


def _party(person_id: int | None, employer_id: int | None, sponsor_id: int | None) -> tuple[str, int | None]:
    if person_id is not None:
        return "person_id", person_id
    return ("employer_id", employer_id) if employer_id is not None else ("sponsor_id", sponsor_id)


def unread(*, person_id: int | None = None, employer_id: int | None = None, sponsor_id: int | None = None) -> int:
    """How many messages of a person, an employer or a sponsor are unread."""
    party, value = _party(person_id, employer_id, sponsor_id)
    return int(scalar(f"select count(*) from notices_message where {party} = %s and read_at is null", [value]))


def letters_of(subject_key: str) -> list[dict[str, Any]]:
    """The letters about one subject: id, kind, number, language, made_on, verify_code, sha256."""
    return rows(
        "select id, kind, number, language, made_on, verify_code, sha256 from notices_letter where subject_key = %s"
        " order by id",
        [subject_key],
    )


def _told(row: dict[str, Any], lang: str) -> Told:
    params = row["params"]
    if isinstance(params, str):  # Django cursors give jsonb as text
        params = json.loads(params)
    title, body = templates.render(row["template"], params, lang)
    return Told(
        row["id"],
        row["template"],
        templates.tone(row["template"]),
        title,
        body,
        row["link"],
        row["made_at"],
        row["read_at"],
    )


def letters_with(person_id: int, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Letters to a person that say any of these texts, newest first: id, kind, number, made_on."""
    return rows(
        "select l.id, l.kind, l.number, l.made_on from notices_letter l where l.person_id = %s and exists ("
        " select 1 from unnest(%s::text[]) t(said) where position(upper(t.said) in upper(l.content::text)) > 0)"
        " order by l.id desc",
        [person_id, list(texts)],
    )

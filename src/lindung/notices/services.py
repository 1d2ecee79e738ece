"""Making messages and letters. Both are idempotent: the same key gives the same message, the same subject the same
letter."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from lindung.base.db import act, run, scalar
from lindung.notices import letters, templates
from lindung.notices.models import Letter, Message
from lindung.notices.templates import NoticeRefused
from lindung.registry import queries as registry
from lindung.registry.models import Office

# Crockford's alphabet: no letter that can be mistaken for a digit; 20 characters carry 100 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = {"decision": "KEP", "statement": "LAP"}


@act
def notify(
    template: str,
    key: str,
    *,
    office_id: int,
    person_id: int | None = None,
    employer_id: int | None = None,
    sponsor_id: int | None = None,
    params: Mapping[str, Any] | None = None,
    link: str = "",
    at: datetime | None = None,
) -> int:
    """Tell a person, an employer or a sponsor something; returns the message id.

    `key` names the event: a second call with it changes nothing. `params` fill the template's places (rupiah as
    integers, dates as ISO text). Raises NoticeRefused for an unknown template, missing values or nobody to tell.
    """
    if person_id is None and employer_id is None and sponsor_id is None:
        raise NoticeRefused("nobody")
    told = dict(params or {})
    templates.render(template, told)
    made, _ = Message.objects.get_or_create(
        key=key,
        defaults={
            "template": template,
            "office_id": office_id,
            "person_id": person_id,
            "employer_id": employer_id,
            "sponsor_id": sponsor_id,
            "params": told,
            "link": link,
            "made_at": at or timezone.now(),
        },
    )
    return made.id


@act
def notify_many(source_sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> int:
    """Messages for all rows of a SELECT giving template, key, person_id, employer_id, office_id, params (jsonb), link,
    made_at, in that order; rows whose key is known are left out. Returns how many were made."""
    return run(
        "insert into notices_message (template, key, person_id, employer_id, office_id, params, link, made_at) "
        f"{source_sql} on conflict (key) do nothing",
        params,
    )


@act
def notify_sponsors(source_sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> int:
    """The same for sponsors and for the branch: a SELECT giving template, key, sponsor_id (null: the office's own
    staff), office_id, params (jsonb), link, made_at. Returns how many were made."""
    return run(
        "insert into notices_message (template, key, sponsor_id, office_id, params, link, made_at) "
        f"{source_sql} on conflict (key) do nothing",
        params,
    )


@act
def read_message(message_id: int, at: datetime | None = None) -> bool:
    """Mark a message as read, once; says whether this call did it."""
    return (
        run(
            "update notices_message set read_at = %s where id = %s and read_at is null",
            [at or timezone.now(), message_id],
        )
        == 1
    )


@act
def make_letter(
    kind: str,
    subject_key: str,
    content: letters.Content,
    *,
    office_id: int,
    on: date,
    person_id: int | None = None,
    employer_id: int | None = None,
    lang: str = "id",
    post: str = "BRANCH_MANAGER",
) -> Letter:
    """A signed letter about one matter in one language: the first call makes it, later calls return that same letter.

    `kind` names the matter (e.g. decision_award), `subject_key` its subject (e.g. decision:17). The holder of `post`
    at the office on `on` signs. The PDF is set when first asked for (`letter_pdf`). Raises NoticeRefused without a
    signatory.
    """
    known = Letter.objects.filter(kind=kind, subject_key=subject_key, language=lang).first()
    if known:
        return known
    office = Office.objects.get(id=office_id)
    signatory = registry.signatory(office_id, post, on)
    if signatory is None:
        raise NoticeRefused("no_signatory", day=on)
    name, title = signatory
    code = "".join(secrets.choice(ALPHABET) for _ in range(20))
    code = "-".join(code[i : i + 5] for i in range(0, 20, 5))
    serial = int(scalar("select nextval('notices_letter_number')"))
    number = f"{PREFIX[content['template']]}/{serial:06d}/{on:%m%Y}"
    framed = letters.frame(
        content,
        number=number,
        office=office.name,
        address=office.address,
        place=place_of(office.name),
        day=on,
        signed_by=name,
        signed_title=title,
        code=code,
        url=verify_url(code),
        lang=lang,
    )
    return Letter.objects.create(
        kind=kind,
        number=number,
        subject_key=subject_key,
        person_id=person_id,
        employer_id=employer_id,
        office_id=office_id,
        language=lang,
        content={"template": content["template"], "framed": framed},
        verify_code=code,
        signed_by=name,
        signed_title=title,
        made_on=on,
    )


@act
def letter_pdf(letter_id: int) -> bytes:
    """The letter's PDF/UA, made and kept at the first call. Raises NoticeRefused if there is no such letter."""
    try:
        letter = Letter.objects.select_for_update().get(id=letter_id)
    except Letter.DoesNotExist:
        raise NoticeRefused("no_letter") from None
    if letter.pdf is None:
        letter.pdf = letters.render(letter.content["template"], letter.content["framed"])
        letter.sha256 = hashlib.sha256(letter.pdf).hexdigest()
        letter.save(update_fields=["pdf", "sha256"])
    return bytes(letter.pdf)


def letter_pages(letter_id: int, ppi: int = 110) -> list[bytes]:
    """The letter's pages as PNG, for a preview."""
    letter = Letter.objects.get(id=letter_id)
    return letters.render_pages(letter.content["template"], letter.content["framed"], ppi)


def preview(
    content: letters.Content, *, office_id: int, on: date, lang: str = "id", post: str = "BRANCH_MANAGER"
) -> bytes:
    """A draft of a letter as PDF: nothing is stored, the number and the code say that it is a draft."""
    office = Office.objects.get(id=office_id)
    name, title = registry.signatory(office_id, post, on) or ("–", "–")
    draft = "KONSEP" if lang == "id" else "DRAFT"
    framed = letters.frame(
        content,
        number=draft,
        office=office.name,
        address=office.address,
        place=place_of(office.name),
        day=on,
        signed_by=name,
        signed_title=title,
        code=draft,
        url=verify_url(draft),
        lang=lang,
    )
    return letters.render(content["template"], framed)


def verify_url(code: str) -> str:
    """Where a letter's code is checked; LINDUNG_SITE is the address people see."""
    return f"{getattr(settings, 'LINDUNG_SITE', 'http://127.0.0.1:8000').rstrip('/')}/periksa/{code}"


def place_of(office_name: str) -> str:
    """The town in an office's name: "Kantor Cabang Pasuruan" -> "Pasuruan"."""
    words = office_name.split()
    while words and words[0] in ("Kantor", "Wilayah", "Cabang", "Perintis", "Pembantu", "Pusat"):
        words.pop(0)
    return " ".join(words) or "Jakarta"

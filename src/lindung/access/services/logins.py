"""Logins, roles, tokens, second factors and the log of reading."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lindung.access import queries
from lindung.access.models import ApiToken, Mandate, Role, User
from lindung.access.refusals import AccessRefused
from lindung.access.scope import Actor
from lindung.base.db import act, run, scalar
from lindung.base.format import date_short
from lindung.registry.queries import today

READ_AGAIN_MINUTES = 5
"""A page opened again by the same reader within this time is the same reading."""

TOKEN_PREFIX = "lnd_"


@dataclass(frozen=True)
class NewMandate:
    """A role and the one place it holds: an office (staff, banks), an employer, a sponsor or a person."""

    role: str
    office_id: int | None = None
    employer_id: int | None = None
    person_id: int | None = None
    sponsor_id: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@act
def make_user(
    username: str,
    password: str,
    mandates: Sequence[NewMandate] = (),
    *,
    language: str = "id",
    email: str = "",
    check_password: bool = True,
) -> User:
    """Open a login with its mandates. Raises AccessRefused: username_taken, password_weak, mandate_bound.

    `check_password=False` only for printed logins of a demonstration.
    """
    if check_password:
        try:
            validate_password(password, User(username=username, email=email))
        except ValidationError as error:
            raise AccessRefused("password_weak", field="password", why=" ".join(error.messages)) from error
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, email, password, language=language)
    except IntegrityError as error:
        raise AccessRefused("username_taken", field="username", username=username) from error
    for mandate in mandates:
        grant_mandate(user.id, mandate)
    return user


def within(by: Actor, new: NewMandate | Mandate) -> None:
    """The role holds at a place of `by`. Raises AccessRefused: role_own, place_outside."""
    if new.role == Role.MEMBER:
        raise AccessRefused("role_own", field="role")
    place = scalar(
        "select coalesce((select id from registry_office where id = %s),"
        " (select office_id from registry_employer where id = %s),"
        " (select office_id from reach_sponsor where id = %s))",
        [new.office_id, new.employer_id, new.sponsor_id],
    )
    if place not in by.offices:
        raise AccessRefused("place_outside", field="office")


def anothers(by: Actor, user_id: int) -> None:
    """It is another's login with a role at a place of `by`. Raises AccessRefused: login_own, place_outside."""
    if user_id == by.user_id:
        raise AccessRefused("login_own")
    if not queries.mandates_at(user_id, by.offices):
        raise AccessRefused("place_outside")


def _told(day: date) -> dict[str, str]:
    return {lang: date_short(day, lang) for lang in ("id", "en")}


@act
def give_role(by: Actor, user_id: int, new: NewMandate) -> Mandate:
    """Give another's login one more role, both within the offices of `by`.

    Raises AccessRefused: login_own, role_own, place_outside, mandate_bound.
    """
    anothers(by, user_id)
    within(by, new)
    return grant_mandate(user_id, new)


@act
def end_role(by: Actor, mandate_id: int, last_day: date) -> None:
    """End another's role within the offices of `by`: yesterday (it ends now) or later, never later than before.

    Raises AccessRefused: login_own, role_own, place_outside, end_past, end_later.
    """
    mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
    anothers(by, mandate.user_id)
    within(by, mandate)
    if last_day < (earliest := today() - timedelta(days=1)):
        raise AccessRefused("end_past", field="last_day", day=_told(earliest))
    if mandate.valid_to is not None and last_day > mandate.valid_to:
        raise AccessRefused("end_later", field="last_day", day=_told(mandate.valid_to))
    end_mandate(mandate_id, last_day)


@act
def grant_mandate(user_id: int, new: NewMandate) -> Mandate:
    """Give a login a role; the same role at the same place twice stays one. Raises AccessRefused: mandate_bound."""
    place = {
        "office_id": new.office_id, "employer_id": new.employer_id, "person_id": new.person_id,
        "sponsor_id": new.sponsor_id,
    }  # fmt: skip
    outside = {Role.MEMBER: "person_id", Role.EMPLOYER: "employer_id", Role.SPONSOR: "sponsor_id"}
    wanted = outside.get(Role(new.role), "office_id")
    if {key for key, value in place.items() if value is not None} != {wanted}:
        where = {
            "person_id": "satu orang / one person", "employer_id": "satu pemberi kerja / one employer",
            "sponsor_id": "satu sponsor / one sponsor",
        }  # fmt: skip
        raise AccessRefused("mandate_bound", role=new.role, where=where.get(wanted, "satu kantor / one office"))
    day = new.valid_from or today()
    same = Mandate.objects.filter(user_id=user_id, role=new.role, valid_to=new.valid_to, **place).first()
    if same and same.valid_from <= day:
        return same
    return Mandate.objects.create(user_id=user_id, role=new.role, valid_from=day, valid_to=new.valid_to, **place)


@act
def end_mandate(mandate_id: int, last_day: date) -> None:
    """A mandate holds up to and including `last_day`; its API tokens end with it."""
    Mandate.objects.filter(pk=mandate_id).update(valid_to=last_day)


@act
def set_language(user_id: int, language: str) -> None:
    """The language a login reads. Raises AccessRefused: language."""
    if language not in ("id", "en"):
        raise AccessRefused("language", field="language", language=language)
    User.objects.filter(pk=user_id).update(language=language)


def actor_for(user: User, mandate: Mandate | int | None = None) -> Actor:
    """The actor of a login in one of its mandates (the first in force when none is named).

    Raises AccessRefused mandate_ended when the named one is not this login's or not in force.
    """
    wanted = mandate.pk if isinstance(mandate, Mandate) else mandate
    actor, found = queries.choose(user.pk, wanted)
    if wanted is not None and wanted not in {m["id"] for m in found}:
        raise AccessRefused("mandate_ended")
    return actor


@act
def issue_token(mandate_id: int, name: str) -> tuple[ApiToken, str]:
    """A new API token of a mandate and its secret; the secret is shown now and never again (only a hash is kept)."""
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(mandate_id=mandate_id, name=name[:60], sha256=_hash(secret), hint=secret[-4:])
    return token, secret


@act
def revoke_token(token_id: int, mandate_id: int) -> None:
    """End a token of this mandate; again changes nothing."""
    ApiToken.objects.filter(pk=token_id, mandate_id=mandate_id, revoked_at=None).update(revoked_at=timezone.now())


def actor_for_token(secret: str) -> Actor | None:
    """The actor of a valid token, or None. Notes its use once a minute at most."""
    if not secret.startswith(TOKEN_PREFIX):
        return None
    found = queries.token_actor(_hash(secret))
    if found is None:
        return None
    _token_used(found[0])
    return found[1]


@act
def _token_used(token_id: int) -> None:
    run(
        "update access_apitoken set used_at = now() where id = (select id from access_apitoken where id = %s"
        " and (used_at is null or used_at < now() - interval '1 minute') for update skip locked)",
        [token_id],
    )


def _hash(secret: str) -> str:
    # The secret has 256 random bits: a plain hash cannot be guessed, and it can be looked up.
    return hashlib.sha256(secret.encode()).hexdigest()


@act
def enrol_totp(user: User, secret: str = "") -> str:
    """Give a login its second factor from a base32 secret (or a new random one), in place of a former one.

    Returns the secret for the authenticator application. Raises AccessRefused: totp_secret.
    """
    secret = secret.replace(" ", "").upper() or generate_totp_secret()
    if len(secret) < 16 or set(secret) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
        raise AccessRefused("totp_secret", field="secret")
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    return secret


@act
def log_reading(actor: Actor, person_ids: Iterable[int], page: str, purpose: str = "") -> int:
    """Record that `actor` looked at data of these people (at most a page); how many rows were added.

    A person reading his own data is not recorded; opening the same page again within READ_AGAIN_MINUTES is one reading.
    """
    if actor.user_id is None:
        return 0
    own = {actor.person_id, *actor.merged}
    people = sorted(set(person_ids) - own)
    if not people:
        return 0
    office = actor.offices[0] if len(actor.offices) == 1 else None
    return run(
        "insert into access_readlog (at, user_id, person_id, office_id, page, purpose)"
        " select clock_timestamp(), %(user)s, p.id, coalesce(%(office)s, p.office_id), %(page)s, %(purpose)s"
        " from registry_person p where p.id = any(%(people)s) and not exists (select 1 from access_readlog r"
        " where r.person_id = p.id and r.user_id = %(user)s and r.page = %(page)s and r.purpose = %(purpose)s"
        " and r.at > clock_timestamp() - make_interval(mins => %(again)s)) order by p.id",
        {
            "user": actor.user_id,
            "office": office,
            "people": people,
            "page": page[:80],
            "purpose": purpose[:120],
            "again": READ_AGAIN_MINUTES,
        },
    )


@act
def sweep() -> dict[str, int]:
    """Delete sessions whose time is over, what is known of signed-in devices without a session, and counted requests
    that no rate limit (of a day at most) looks at any more; how many of each."""
    return {
        "sessions": run("delete from django_session where expire_date <= clock_timestamp()"),
        "devices": run(
            "delete from usersessions_usersession u where not exists"
            " (select 1 from django_session s where s.session_key = u.session_key)"
        ),
        "requests": run("delete from access_hit where at <= clock_timestamp() - interval '1 day'"),
    }

"""The life of a login: made with a first password, owned, reset, closed and opened again; each step leaves who and why.

Whoever makes or resets a password has read it. So it opens the login once and within FIRST_PASSWORD_HOURS, and to
nothing but the choice of an own one: if its maker uses it, its owner finds it spent and sees when.
"""

import re
import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.text import slugify

from lindung.access.models import LoginEvent, Mandate, Role, User
from lindung.access.refusals import AccessRefused
from lindung.access.scope import Actor, enter
from lindung.access.services.logins import NewMandate, anothers, make_user, within
from lindung.base.db import act, lock, run, scalar
from lindung.registry.models import Office
from lindung.registry.queries import today
from lindung.registry.services import register_office

FIRST_PASSWORD_HOURS = 72
"""How long a password that somebody else made may wait for its owner."""

Kind = LoginEvent.Kind

_USERNAME = re.compile(r"[a-z][a-z0-9.-]{2,29}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of first passwords and codes, which are read aloud and typed: none looks like another."""


@act
def open_login(by: Actor, username: str, new: NewMandate) -> tuple[User, str]:
    """Open somebody's login with one role, within the offices of `by`; the login and its first password.

    The password is made here, kept as a hash only, and told this once. A bank speaks by keys and never signs in: its
    password is told to nobody (an empty text). Raises AccessRefused: username_form, username_taken, role_own,
    place_outside, mandate_bound.
    """
    within(by, new)
    return _open(username, new, by.user_id)


def _open(username: str, new: NewMandate, by: int | None) -> tuple[User, str]:
    free_name(username)
    if new.role == Role.BANK:
        user = make_user(username, _password(), [new])
        note(user.pk, Kind.MADE, by)
        return user, ""
    user = make_user(username, password := _password(), [new])
    _given(user, Kind.MADE, by)
    return user, password


def free_name(username: str) -> None:
    """The name can be a new login's. Raises AccessRefused: username_form, username_taken."""
    if not _USERNAME.fullmatch(username):
        raise AccessRefused("username_form", field="username")
    # "Kepala" beside "kepala" would be two people to the database and one to a reader of the trail.
    if User.objects.filter(username__iexact=username).exists():
        raise AccessRefused("username_taken", field="username", username=username)


def _password() -> str:
    return in_groups(4)


def in_groups(groups: int) -> str:
    """A random secret on paper: that many groups of five letters (25 bits each)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(groups))


def _given(user: User, kind: LoginEvent.Kind, by: int | None, reason: str = "", operator: str = "") -> None:
    """The password of `user` is one that somebody else has read."""
    user.given_until = timezone.now() + timedelta(hours=FIRST_PASSWORD_HOURS)
    user.given_used_at = None
    user.session_round += 1
    user.save(update_fields=["password", "given_until", "given_used_at", "session_round"])
    note(user.pk, kind, by, reason, operator)


def note(user_id: int, kind: LoginEvent.Kind, by: int | None, reason: str = "", operator: str = "") -> None:
    """What happened to a login goes on its record."""
    LoginEvent.objects.create(user_id=user_id, kind=kind, by_id=by, reason=reason, operator=operator)


@act
def use_given(user_id: int) -> bool:
    """Someone signs in with a password that was made for him: whether it still opens. Once, also for two at once."""
    opens = run(
        "update access_user set given_used_at = now()"
        " where id = %s and given_until > now() and given_used_at is null and is_active",
        [user_id],
    )
    note(user_id, Kind.PASSWORD_USED if opens else Kind.PASSWORD_REFUSED, None)
    return bool(opens)


@act
def own_password(user: User, password: str) -> None:
    """The owner has chosen a password (the form has checked it); from now on the login is his alone."""
    user.set_password(password)
    user.given_until = user.given_used_at = None
    user.save(update_fields=["password", "given_until", "given_used_at"])
    note(user.pk, Kind.PASSWORD_OWN, None)


@act
def reset_password(by: Actor, user_id: int, reason: str) -> str:
    """Another's forgotten password is replaced by a new first one, told this once; all his sessions end.

    The second factor stays, so whoever reads this password cannot pass for a member of staff. API keys rest until the
    owner has chosen his own password (`queries.token_actor`). Raises AccessRefused: login_own, place_outside,
    login_wider, reason_missing, login_closed, login_bank, two_needed.
    """
    user = _reached(by, user_id, reason)
    if not user.is_active:
        raise AccessRefused("login_closed")
    if not Mandate.objects.filter(user=user).exclude(role=Role.BANK).exists():
        raise AccessRefused("login_bank")
    if not has_factor(user) and by_whom(user, Kind.FACTOR_RESET) == by.user_id:
        raise AccessRefused("two_needed")
    user.set_password(password := _password())
    _given(user, Kind.PASSWORD_RESET, by.user_id, reason.strip())
    return password


@act
def reset_factor(by: Actor, user_id: int, reason: str) -> None:
    """Another's lost second factor is taken off with its recovery codes; all his sessions end, his password stays.

    At the next sign-in staff set up a new one before anything else. Raises AccessRefused: login_own, place_outside,
    login_wider, reason_missing, factor_none, two_needed.
    """
    user = _reached(by, user_id, reason)
    if user.given_until is not None and by_whom(user, Kind.MADE, Kind.PASSWORD_RESET) == by.user_id:
        raise AccessRefused("two_needed")
    take_factor_off(user, by, reason)


def take_factor_off(user: User, by: Actor, reason: str, operator: str = "") -> None:
    """The second factor goes with its recovery codes, and all sessions end. Raises AccessRefused: factor_none."""
    if not has_factor(user):
        raise AccessRefused("factor_none")
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    note(user.pk, Kind.FACTOR_RESET, by.user_id, reason.strip(), operator)


@act
def close_login(by: Actor, user_id: int, reason: str) -> None:
    """Nobody signs in with this login any more, its sessions end now, its API keys are refused; its roles stay.

    Raises AccessRefused: login_own, place_outside, login_wider, reason_missing, login_closed.
    """
    shut(_reached(by, user_id, reason), by, reason)


def shut(user: User, by: Actor, reason: str) -> None:
    """This login, held, is closed and its sessions end. Raises AccessRefused: login_closed."""
    if not user.is_active:
        raise AccessRefused("login_closed")
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    note(user.pk, Kind.CLOSED, by.user_id, reason.strip())


@act
def reopen_login(by: Actor, user_id: int, reason: str) -> None:
    """A closed login is open again with the roles it still has; no session comes back.

    Raises AccessRefused: login_own, place_outside, login_wider, reason_missing, login_open.
    """
    unshut(_reached(by, user_id, reason), by, reason)


def unshut(user: User, by: Actor, reason: str) -> None:
    """This login, held, is open again. Raises AccessRefused: login_open."""
    if user.is_active:
        raise AccessRefused("login_open")
    user.is_active = True
    user.save(update_fields=["is_active"])
    note(user.pk, Kind.REOPENED, by.user_id, reason.strip())


@act
def end_sessions(user: User) -> None:
    """Every session of this login ends now; who calls it for himself signs his own session again."""
    user.session_round += 1
    user.save(update_fields=["session_round"])


def _reached(by: Actor, user_id: int, reason: str) -> User:
    """The login, held: another's, and with no role in force or to come beyond the offices of `by`."""
    anothers(by, user_id)
    user = User.objects.select_for_update().get(pk=user_id)
    if scalar(
        "select exists (select 1 from access_mandate m left join registry_employer e on e.id = m.employer_id"
        " left join reach_sponsor s on s.id = m.sponsor_id where m.user_id = %s"
        " and (m.valid_to is null or m.valid_to >= lindung_today())"
        " and not coalesce(coalesce(m.office_id, e.office_id, s.office_id) = any(%s), false))",
        [user_id, list(by.offices)],
    ):
        raise AccessRefused("login_wider")
    if not reason.strip():
        raise AccessRefused("reason_missing", field="reason")
    return user


def has_factor(user: User) -> bool:
    """Whether the login has set up a second factor."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def by_whom(user: User, *kinds: LoginEvent.Kind) -> int | None:
    """Who did the last of these to a login."""
    last = LoginEvent.objects.filter(user=user, kind__in=kinds).order_by("-id").first()
    return last.by_id if last else None


@act
def set_up(username: str, *, office_code: str = "", office_name: str = "Kantor Pusat") -> tuple[User, str, Office]:
    """The first administrator of an installation at its head office, which is made unless it is there: login, first
    password, office.

    Whoever installs the system calls it. Raises AccessRefused: administrator_exists, head_office, username_form,
    username_taken.
    """
    lock("access", "set_up")
    if scalar(
        "select exists (select 1 from access_mandate m join access_user u on u.id = m.user_id and u.is_active"
        " where m.role = 'ADMIN' and (m.valid_to is null or m.valid_to >= lindung_today()))"
    ):
        raise AccessRefused("administrator_exists")
    office = _head_office(office_code) or register_office(
        code=office_code or "P", slug=slugify(office_name) or "pusat", name=office_name, kind=Office.Kind.HEAD,
        valid_from=today(),
    )  # fmt: skip
    user, password = _open(username, NewMandate(Role.ADMIN, office_id=office.pk, valid_from=today()), None)
    return user, password, office


def _head_office(office_code: str) -> Office | None:
    """The office above all others, None where there is no office yet. Raises AccessRefused: head_office."""
    tops = list(Office.objects.filter(parent=None).exclude(valid_to__lt=today()))
    named = [o for o in tops if o.code == office_code] if office_code else tops
    if len(named) > 1 or (tops and not named):
        raise AccessRefused("head_office", codes=", ".join(o.code for o in tops))
    return named[0] if named else None


# ---- by the operator of the machine, where no administrator can help


OPERATOR = Actor()
"""Nobody's login: the trail of writes names the act, the login's own record the operator."""


@act
def rescue_new(username: str, reason: str, operator: str, *, office_code: str = "") -> tuple[User, str, Office]:
    """One more administrator of the head office, made from the machine: login, first password, office.

    Raises AccessRefused: reason_missing, head_office, head_office_none, username_form, username_taken.
    """
    _operated("operator.administrator_new", reason)
    office = _head_office(office_code)
    if office is None:
        raise AccessRefused("head_office_none")
    free_name(username)
    user = make_user(username, password := _password(), [NewMandate(Role.ADMIN, office_id=office.pk)])
    _given(user, Kind.MADE, None, reason.strip(), operator)
    return user, password, office


@act
def rescue_factor(username: str, reason: str, operator: str) -> User:
    """The second factor of an administrator of the head office is taken off from the machine; his sessions end, his
    password stays. Raises AccessRefused: reason_missing, login_not_head, login_closed, factor_none."""
    _operated("operator.factor_reset", reason)
    user = User.objects.select_for_update().filter(username=username).first()
    at_head = user and scalar(
        "select exists (select 1 from access_mandate m join registry_office o on o.id = m.office_id"
        " and o.parent_id is null where m.user_id = %s and m.role = 'ADMIN' and m.valid_from <= lindung_today()"
        " and (m.valid_to is null or m.valid_to >= lindung_today()))",
        [user.pk],
    )
    if user is None or not at_head:
        raise AccessRefused("login_not_head", username=username)
    if not user.is_active:
        raise AccessRefused("login_closed")
    take_factor_off(user, OPERATOR, reason, operator)
    return user


def _operated(doing: str, reason: str) -> None:
    enter(OPERATOR, doing)
    if not reason.strip():
        raise AccessRefused("reason_missing", field="reason")

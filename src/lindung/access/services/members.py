"""Members' logins: opened and renewed by an activation code on paper that only its owner can use, whoever hands it out.

Nobody who gives a code sees a password: the owner types the code with his member number, NIK and birth date on the
public page and chooses. A code opens once, within FIRST_PASSWORD_HOURS. An office gives one to anybody alive whose
identity paper it looked at, for a new login or a new password; an employer and the receipt of what somebody paid for
himself only where nobody else covers him, for they have looked at nothing (`lindung_member_rests`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lindung.access import queries
from lindung.access.models import Activation, ActivationTry, LoginEvent, Mandate, Role, User
from lindung.access.refusals import AccessRefused
from lindung.access.scope import Actor
from lindung.access.services.life import (
    FIRST_PASSWORD_HOURS,
    by_whom,
    end_sessions,
    free_name,
    has_factor,
    in_groups,
    note,
    shut,
    take_factor_off,
    unshut,
)
from lindung.access.services.logins import NewMandate, make_user
from lindung.base.db import act, lock, rows, run, scalar
from lindung.registry.models import Person
from lindung.registry.numbers import clean
from lindung.registry.queries import number_of, today
from lindung.registry.services import issue_number, store_file

GROUPS = 3
"""Of five letters in an activation code: 74 bits, so it cannot be guessed."""
NEW_DAYS = 90
"""How long after his start a worker is new: his employer hands him his code."""
MOST_SHEETS = 50
"""Sheets printed at once."""
MOST_TRIES = 5
"""A code that came this often with somebody else's facts opens no more: the paper is in wrong hands."""

Kind, Way, Outcome = LoginEvent.Kind, Activation.Way, ActivationTry.Outcome


@dataclass(frozen=True)
class Sheet:
    """What is printed for the owner of a code, this once: his name and member number, the code, until when."""

    name: str
    kpj: str
    code: str
    until: Any


def _hash(code: str) -> str:
    # Keyed: who reads the table can neither recognise a code nor try one.
    plain = "".join(c for c in code.lower() if c.isalnum())
    return salted_hmac("lindung.access.activation", plain, algorithm="sha256").hexdigest()


# ---- giving codes


@act
def give_code(
    by: Actor, person_id: int, paper: str, paper_no: str, *, scan: tuple[str, str, bytes] | None = None
) -> Sheet:
    """A code for somebody whose identity paper the officer has before him: for his first login, or for a new password.

    A former code that is still open ends. Raises AccessRefused: member_office, member_merged, member_dead,
    member_no_nik, paper_missing, login_own, login_wider, login_closed, two_needed; RegistryRefused of the scan.
    """
    person = _person_of(by, person_id)
    if not paper_no.strip():
        raise AccessRefused("paper_missing", field="paper_no")
    if (user := _login_of(person.pk)) is not None:
        _apart(by, user)
        if not user.is_active:
            raise AccessRefused("login_closed")
        if not has_factor(user) and by_whom(user, Kind.FACTOR_RESET) == by.user_id:
            raise AccessRefused("two_needed")
    kept = store_file(*scan, person.office_id, person_id=person.pk, by=by.user_id) if scan else None
    return _give(
        person, Way.BRANCH, given_by_id=by.user_id, paper=paper, paper_no=paper_no.strip()[:60],
        scan_id=kept.pk if kept else None,
    )  # fmt: skip


def _give(person: Person, way: Activation.Way, **more: Any) -> Sheet:
    Activation.objects.filter(person=person, used_at=None, ended_at=None).update(ended_at=timezone.now())
    code, until = in_groups(GROUPS), timezone.now() + timedelta(hours=FIRST_PASSWORD_HOURS)
    Activation.objects.create(
        person=person, office_id=person.office_id, way=way, sha256=_hash(code), until=until, **more
    )
    kpj = number_of(person.pk) or issue_number(person.pk, person.office_id, today())
    return Sheet(person.name, kpj, code, until)


@act
def new_workers(employer_id: int, limit: int, after: int = 0) -> list[dict[str, Any]]:
    """Workers under cover through this employer who started within NEW_DAYS, newest spell first (`after`: the last
    spell_id seen): spell_id, person_id, name, kpj, start_on, way, until (of the open code the employer gave).

    `way` says who may give a code: EMPLOYER, or BRANCH without telling why: he has a login, a NIK is missing, or others
    cover or covered him, whose data his employer must not see.
    """
    return rows(
        f"select s.*, {_WAY} as way, a.until from (select s.id as spell_id, p.id as person_id, p.name, s.start_on,"
        " (select max(n.kpj) from registry_membernumber n where n.person_id = p.id) as kpj from coverage_spell s"
        " join registry_person p on p.id = s.person_id and p.died_on is null where s.employer_id = %(employer)s"
        " and s.exit_reason <> 'ERROR' and s.start_on > lindung_today() - %(days)s::int"
        " and (s.end_on is null or s.end_on >= lindung_today()) and (%(after)s = 0 or s.id < %(after)s)"
        " order by s.id desc limit %(limit)s) s left join access_activation a on a.person_id = s.person_id"
        " and a.way = 'EMPLOYER' and a.employer_id = %(employer)s and a.used_at is null and a.ended_at is null"
        " and a.until > now() order by s.spell_id desc",
        {"employer": employer_id, "days": NEW_DAYS, "after": after, "limit": limit, "way": Way.EMPLOYER},
    )


_WAY = """
case when exists (select 1 from registry_person p where p.id = s.person_id
    and (p.nik is null or p.died_on is not null or p.merged_into_id is not null))
  or exists (select 1 from access_mandate m where m.role = 'MEMBER'
    and m.person_id = any(lindung_one_person(s.person_id)))
  or exists (select 1 from access_activation b where b.person_id = s.person_id and b.way = 'BRANCH'
    and b.used_at is null and b.ended_at is null and b.until > now())
  or exists (select 1 from coverage_spell o where o.person_id = any(lindung_one_person(s.person_id))
    and o.exit_reason <> 'ERROR' and lindung_others_cover(%(way)s, %(employer)s, o.employer_id, o.segment))
then 'BRANCH' else %(way)s end
"""


@act
def give_codes(by: Actor, spell_ids: Sequence[int]) -> list[Sheet]:
    """Codes for new workers (at most MOST_SHEETS), to be handed out by their employer, who sees no password.

    Raises AccessRefused member_at_branch where one of them is not his to give (`new_workers`), sheets_many; nothing is
    given then.
    """
    if len(spell_ids) > MOST_SHEETS:
        raise AccessRefused("sheets_many", most=MOST_SHEETS)
    found = rows(
        f"select s.person_id, {_WAY} as way from coverage_spell s where s.id = any(%(spells)s)"
        " and s.employer_id = %(employer)s and s.exit_reason <> 'ERROR'"
        " and s.start_on > lindung_today() - %(days)s::int and (s.end_on is null or s.end_on >= lindung_today())",
        {"employer": by.employer_id, "days": NEW_DAYS, "spells": list(spell_ids), "way": Way.EMPLOYER},
    )
    if not found or len(found) < len(set(spell_ids)) or any(r["way"] != Way.EMPLOYER for r in found):
        raise AccessRefused("member_at_branch")
    wanted = sorted({r["person_id"] for r in found})
    for person_id in wanted:
        lock("member-login", person_id)
    people = Person.objects.filter(pk__in=wanted).order_by("name", "pk")
    return [_give(p, Way.EMPLOYER, given_by_id=by.user_id, employer_id=by.employer_id) for p in people]


@act
def give_code_alone(person_id: int) -> Sheet:
    """A code for somebody who registered and paid for himself; the caller knows that his first order was his own.

    Raises AccessRefused: member_at_branch, whatever stands against it.
    """
    lock("member-login", person_id)
    if (
        scalar(
            f"select {_WAY} from (select %(person)s::bigint as person_id) s",
            {"person": person_id, "employer": None, "way": Way.SELF},
        )
        != Way.SELF
    ):
        raise AccessRefused("member_at_branch")
    return _give(Person.objects.get(pk=person_id), Way.SELF)


def _person_of(by: Actor, person_id: int) -> Person:
    """A living person of the offices of `by`, held. Raises AccessRefused: member_office, member_merged, member_dead,
    member_no_nik."""
    lock("member-login", person_id)
    person = Person.objects.get(pk=person_id)
    if person.office_id not in by.offices:
        raise AccessRefused("member_office")
    if person.merged_into_id:
        raise AccessRefused("member_merged")
    if person.died_on:
        raise AccessRefused("member_dead")
    if not person.nik:
        raise AccessRefused("member_no_nik")
    return person


def _login_of(person_id: int) -> User | None:
    """The one login of a human being, held; closed ones too."""
    found = queries.member_login(person_id)
    return User.objects.select_for_update().get(pk=found["user_id"]) if found else None


def _apart(by: Actor, user: User) -> None:
    """It is another's login, and a member's only. Raises AccessRefused: login_own, login_wider."""
    if user.pk == by.user_id:
        raise AccessRefused("login_own")
    running = Mandate.objects.filter(user=user).exclude(valid_to__lt=today())
    if running.exclude(role=Role.MEMBER).exists():
        raise AccessRefused("login_wider")


# ---- using one


@act
def try_code(kpj: str, nik: str, birth_date: date, code: str, address: str = "") -> int | None:
    """The activation that these four open together, or None whatever is wrong; each attempt is kept.

    Nothing tells the caller what was wrong: a number, a date, or a code that was never given, is spent or too old.
    """
    found = rows(
        "select a.id, a.office_id, a.used_at is not null or a.ended_at is not null as spent, a.until <= now() as late,"
        " k.died_on is not null as dead, k.birth_date = %(born)s and exists (select 1 from registry_membernumber n"
        " where n.kpj = %(kpj)s and n.person_id = k.id) and exists (select 1 from registry_person p"
        " where p.nik = %(nik)s and p.id = any(lindung_one_person(k.id))) as agrees"
        " from access_activation a join registry_person k on k.id = (lindung_one_person(a.person_id))[1]"
        " where a.sha256 = %(hash)s for update of a",
        {"hash": _hash(code), "kpj": clean(kpj), "nik": clean(nik), "born": birth_date},
    )
    one = found[0] if found else None
    if one is None:
        outcome = Outcome.UNKNOWN
    elif one["spent"]:
        outcome = Outcome.SPENT
    elif not one["agrees"]:
        outcome = Outcome.FACTS
        run(
            "update access_activation set tries = tries + 1,"
            " ended_at = case when tries + 1 >= %s then now() end where id = %s",
            [MOST_TRIES, one["id"]],
        )
    else:
        outcome = Outcome.LATE if one["late"] else Outcome.DEAD if one["dead"] else Outcome.OPENED
    ActivationTry.objects.create(
        address=address[:45],
        outcome=outcome,
        activation_id=one["id"] if one else None,
        office_id=one["office_id"] if one else None,
    )
    return int(one["id"]) if one and outcome == Outcome.OPENED else None


@act
def code_opens(activation_id: int) -> str | None:
    """The user name whose password this code renews, or an empty text for a new login.

    Raises AccessRefused: activation_over, member_login, login_closed.
    """
    _activation, _person, user = _opened(activation_id)
    return user.username if user else ""


def _opened(activation_id: int) -> tuple[Activation, int, User | None]:
    """An open code, held, with the record its owner lives under and his login, if he has one."""
    person, *_merged = scalar(
        "select lindung_one_person(person_id) from access_activation where id = %s", [activation_id]
    )
    lock("member-login", person)
    found = Activation.objects.select_for_update().get(pk=activation_id)
    if found.used_at or found.ended_at or found.until <= timezone.now():
        raise AccessRefused("activation_over")
    if Person.objects.get(pk=person).died_on:
        raise AccessRefused("activation_over")
    user = _login_of(person)
    if user is not None and found.way != Way.BRANCH:
        raise AccessRefused("member_login")
    if user is not None and not user.is_active:
        raise AccessRefused("login_closed")
    return found, person, user


@act
def activate(activation_id: int, username: str, password: str) -> User:
    """The owner has chosen: his login is made, or (the name is not asked) its password replaced and its sessions ended.

    A login that no office had looked at loses its second factor too: whoever set it up proved nothing. Raises
    AccessRefused: activation_over, member_login, login_closed, username_form, username_taken, password_weak.
    """
    found, person, user = _opened(activation_id)
    giver = found.employer.name if found.employer else found.office.name if found.way == Way.BRANCH else ""
    if user is None:
        free_name(username)
        user = make_user(username, password, [NewMandate(Role.MEMBER, person_id=person)])
        note(user.pk, Kind.ACTIVATED, None, giver)
    else:
        _strong(user, password)
        last = Activation.objects.filter(user=user).order_by("-used_at", "-id").first()
        if last is not None and last.way != Way.BRANCH:
            Authenticator.objects.filter(user=user).delete()
        user.set_password(password)
        user.given_until = user.given_used_at = None
        user.save(update_fields=["password", "given_until", "given_used_at"])
        end_sessions(user)
        note(user.pk, Kind.RENEWED, None, giver)
    found.used_at, found.user = timezone.now(), user
    found.save(update_fields=["used_at", "user"])
    return user


def _strong(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccessRefused("password_weak", field="password", why=" ".join(error.messages)) from error


# ---- what an office does to a member's login as a whole


def _reached(by: Actor, person_id: int, reason: str) -> User:
    person = Person.objects.get(pk=person_id)
    if person.office_id not in by.offices:
        raise AccessRefused("member_office")
    if (user := _login_of(person_id)) is None:
        raise AccessRefused("member_no_login")
    _apart(by, user)
    if not reason.strip():
        raise AccessRefused("reason_missing", field="reason")
    return user


@act
def close_member(by: Actor, person_id: int, reason: str) -> None:
    """Nobody signs in with this member's login any more; his open code ends with it.

    Raises AccessRefused: member_office, member_no_login, login_own, login_wider, reason_missing, login_closed.
    """
    shut(_reached(by, person_id, reason), by, reason)
    Activation.objects.filter(person_id=person_id, used_at=None, ended_at=None).update(ended_at=timezone.now())


@act
def reopen_member(by: Actor, person_id: int, reason: str) -> None:
    """A member's closed login is open again. Raises AccessRefused as `close_member`, and login_open."""
    unshut(_reached(by, person_id, reason), by, reason)


@act
def reset_member_factor(by: Actor, person_id: int, reason: str) -> None:
    """A member's lost second factor is taken off, by another officer than who gave him the last code.

    Raises AccessRefused: member_office, member_no_login, login_own, login_wider, reason_missing, factor_none,
    two_needed.
    """
    user = _reached(by, person_id, reason)
    last = Activation.objects.filter(person__in=scalar("select lindung_one_person(%s)", [person_id])).order_by("-id")
    if by.user_id in last.values_list("given_by_id", flat=True)[:1]:
        raise AccessRefused("two_needed")
    take_factor_off(user, by, reason)

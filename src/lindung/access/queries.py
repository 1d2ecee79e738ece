"""What others may ask about logins, the trail of writes and of reading."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from lindung.access.scope import PUBLIC, Actor
from lindung.base.db import rows, scalar
from lindung.registry.queries import offices_below

_TODAY = "coalesce((select day from registry_businessday), (now() at time zone 'Asia/Jakarta')::date)"

KINDS = {"MEMBER": "member", "EMPLOYER": "employer", "SPONSOR": "sponsor", "BANK": "bank"}
"""Scope of the outside roles; every other role is staff."""


def mandates_of(user_id: int) -> list[dict[str, Any]]:
    """Mandates of a login in force on the business day, by id: id, role, office, employer, sponsor or person, office
    name."""
    return rows(
        "select m.id, m.role, m.office_id, m.employer_id, m.person_id, m.sponsor_id, o.name as office_name,"
        " o.kind as office_kind from access_mandate m join access_user u on u.id = m.user_id and u.is_active"
        " left join registry_office o on o.id = m.office_id where m.user_id = %s"
        f" and m.valid_from <= {_TODAY} and (m.valid_to is null or m.valid_to >= {_TODAY})"
        " and (m.person_id is null or lindung_member_rests(m.id) = '') order by m.id",
        [user_id],
    )


def resting(user_id: int) -> str:
    """Why a member's login opens nothing at the moment: OTHER or UNCHECKED (see `lindung_member_rests`), or an
    empty text."""
    return str(
        scalar(
            "select coalesce((select lindung_member_rests(m.id) from access_mandate m where m.user_id = %s"
            f" and m.person_id is not null and m.valid_from <= {_TODAY}"
            f" and (m.valid_to is null or m.valid_to >= {_TODAY}) order by m.id limit 1), '')",
            [user_id],
        )
    )


def member_login(person_id: int) -> dict[str, Any] | None:
    """The one login of a human being, whichever of his records it was made for: user_id, rests (why it opens nothing);
    None where he has none. Of several logins of merged records the one that is kept."""
    found = rows(
        "select m.user_id, lindung_member_rests(m.id) as rests from access_mandate m where m.role = 'MEMBER'"
        f" and m.person_id = any(lindung_one_person(%s)) and m.valid_from <= {_TODAY}"
        f" and (m.valid_to is null or m.valid_to >= {_TODAY})"
        " order by lindung_member_rests(m.id) = 'OTHER', m.id limit 1",
        [person_id],
    )
    return found[0] if found else None


def activations(person_id: int, limit: int = 20) -> list[dict[str, Any]]:
    """Activation codes given to a human being, newest first: id, way, employer, given_at, by, until, paper, paper_no,
    scan_id, tries, ended_at, used_at. Under row-level security; never a code."""
    return rows(
        "select a.id, a.way, coalesce(e.name, '') as employer, a.given_at, coalesce(u.username, '') as by, a.until,"
        " a.paper, a.paper_no, a.scan_id, a.tries, a.ended_at, a.used_at from access_activation a"
        " left join registry_employer e on e.id = a.employer_id left join access_user u on u.id = a.given_by_id"
        " where a.person_id = any(lindung_one_person(%s)) order by a.id desc limit %s",
        [person_id, limit],
    )


def activation_tries(limit: int = 50, before: int | None = None) -> list[dict[str, Any]]:
    """Attempts with activation codes, newest first, of whatever code: id, at, address, outcome, person_id (of a code
    that is known) and office. Auditors and administrators see all (row-level security), others their office's."""
    return rows(
        "select t.id, t.at, t.address, t.outcome, a.person_id, coalesce(o.name, '') as office"
        " from access_activationtry t left join access_activation a on a.id = t.activation_id"
        " left join registry_office o on o.id = t.office_id where (%s::bigint is null or t.id < %s)"
        " order by t.id desc limit %s",
        [before, before, limit],
    )


def actor_of(user_id: int, mandate: dict[str, Any]) -> Actor:
    """The actor of one row of `mandates_of`. A member whose record was merged acts as the record that was kept."""
    kind = KINDS.get(mandate["role"], "staff")
    offices: tuple[int, ...] = ()
    person, merged = mandate["person_id"], ()
    if kind == "staff":
        offices = offices_below(mandate["office_id"])
    elif kind == "bank":
        offices = (mandate["office_id"],)
    elif kind == "member":
        person, *more = scalar("select lindung_one_person(%s)", [person])
        merged = tuple(more)
    return Actor(
        kind=kind,
        user_id=user_id,
        role=mandate["role"],
        offices=offices,
        employer_id=mandate["employer_id"],
        person_id=person,
        mandate_id=mandate["id"],
        merged=merged,
        sponsor_id=mandate["sponsor_id"],
    )


def choose(user_id: int, mandate_id: int | None) -> tuple[Actor, list[dict[str, Any]]]:
    """The actor of the chosen mandate, or of the first one when none is chosen or it ended; and all mandates in force.

    A login without any mandate in force is the public with a user id.
    """
    found = mandates_of(user_id)
    if not found:
        return Actor(user_id=user_id), found
    mandate = next((m for m in found if m["id"] == mandate_id), found[0])
    return actor_of(user_id, mandate), found


def token_actor(sha256: str) -> tuple[int, Actor] | None:
    """Token id and actor of a valid API token by the hash of its secret.

    Tokens rest while their login is closed, and while its password is one that somebody else made: whoever has it could
    have made tokens too. They go on once the owner has chosen his own and has had a look at them.
    """
    found = rows(
        "select t.id, t.mandate_id, m.user_id from access_apitoken t join access_mandate m on m.id = t.mandate_id"
        " join access_user u on u.id = m.user_id and u.given_until is null"
        " where t.sha256 = %s and t.revoked_at is null",
        [sha256],
    )
    if not found:
        return None
    mandate = next((m for m in mandates_of(found[0]["user_id"]) if m["id"] == found[0]["mandate_id"]), None)
    if mandate is None:
        return None
    actor = actor_of(found[0]["user_id"], mandate)
    return (int(found[0]["id"]), actor) if actor != PUBLIC else None


def who_read(person_id: int, limit: int = 50, before: datetime | None = None) -> list[dict[str, Any]]:
    """Who looked at a person's data, newest first: at, role of the reader, office, page, purpose.

    The reader's name is not told to the person, his office and role are. Under row-level security.
    """
    return rows(
        "select r.at, r.page, r.purpose, o.name as office, r.user_id,"
        " (select m.role from access_mandate m where m.user_id = r.user_id order by m.id limit 1) as role"
        " from access_readlog r left join registry_office o on o.id = r.office_id"
        " where r.person_id = %s and (%s::timestamptz is null or r.at < %s) order by r.at desc, r.id desc limit %s",
        [person_id, before, before, limit],
    )


def reads(
    user_id: int | None = None, person_id: int | None = None, limit: int = 50, before: int | None = None
) -> list[dict[str, Any]]:
    """The log of reading for the auditor, newest first, by reader or by person; `before` is the last id seen."""
    return rows(
        "select r.id, r.at, u.username, r.person_id, r.page, r.purpose, o.name as office from access_readlog r"
        " join access_user u on u.id = r.user_id left join registry_office o on o.id = r.office_id"
        " where (%(user)s::bigint is null or r.user_id = %(user)s)"
        " and (%(person)s::bigint is null or r.person_id = %(person)s)"
        " and (%(before)s::bigint is null or r.id < %(before)s) order by r.id desc limit %(limit)s",
        {"user": user_id, "person": person_id, "before": before, "limit": limit},
    )


def trail(
    table: str = "", row_key: str = "", user_id: int | None = None, limit: int = 50, before: int | None = None
) -> list[dict[str, Any]]:
    """The trail of writes, newest first, by row, by table or by user; `before` is the last id seen.

    Only auditors and administrators see rows (row-level security).
    """
    found = rows(
        "select a.id, a.at, a.user_id, u.username, a.act, a.table_name, a.operation, a.row_key, a.before, a.after"
        " from access_auditentry a left join access_user u on u.id = a.user_id"
        " where (%(table)s = '' or a.table_name = %(table)s) and (%(key)s = '' or a.row_key = %(key)s)"
        " and (%(user)s::bigint is null or a.user_id = %(user)s)"
        " and (%(before)s::bigint is null or a.id < %(before)s) order by a.id desc limit %(limit)s",
        {"table": table, "key": row_key, "user": user_id, "before": before, "limit": limit},
    )
    for row in found:  # raw SQL gives JSON as text
        row["before"], row["after"] = (json.loads(row[k]) if row[k] else None for k in ("before", "after"))
    return found


def mandate(mandate_id: int) -> dict[str, Any] | None:
    """A mandate at an office: id, username, role, office."""
    found = rows(
        "select m.id, u.username, m.role, o.name as office from access_mandate m join access_user u on u.id = m.user_id"
        " join registry_office o on o.id = m.office_id where m.id = %s",
        [mandate_id],
    )
    return found[0] if found else None


def tokens_of(mandate_ids: Sequence[int]) -> list[dict[str, Any]]:
    """API tokens of several mandates, newest first, with mandate_id; never the secret, only its last characters."""
    return rows(
        "select id, mandate_id, name, hint, made_at, used_at, revoked_at from access_apitoken"
        " where mandate_id = any(%s) order by id desc limit 200",
        [list(mandate_ids)],
    )


def bank_mandates(office_ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Mandates of banks in force at these offices: id, username, role, office."""
    return rows(
        "select m.id, u.username, m.role, o.name as office from access_mandate m join access_user u on u.id = m.user_id"
        " and u.is_active join registry_office o on o.id = m.office_id where m.role = 'BANK' and m.office_id = any(%s)"
        f" and m.valid_from <= {_TODAY} and (m.valid_to is null or m.valid_to >= {_TODAY}) order by u.username, m.id",
        [list(office_ids)],
    )


def logins(office_ids: tuple[int, ...], limit: int = 50, after: str = "") -> list[dict[str, Any]]:
    """Logins with a mandate at these offices or of their employers and sponsors, by user name: id, username, active,
    whether the password is still the one given, roles, where they hold, second factor."""
    return rows(
        "select u.id, u.username, u.is_active, u.given_until is not null as given, u.last_login, x.roles, x.places,"
        " exists (select 1 from mfa_authenticator a where a.user_id = u.id and a.type = 'totp') as second_factor"
        " from access_user u cross join lateral (select"
        " array_agg(distinct m.role::text order by m.role::text) as roles,"
        " array_agg(distinct coalesce(o.name, e.name, s.name)) as places from access_mandate m"
        " left join registry_office o on o.id = m.office_id left join registry_employer e on e.id = m.employer_id"
        " left join reach_sponsor s on s.id = m.sponsor_id"
        " where m.user_id = u.id and coalesce(o.id, e.office_id, s.office_id) = any(%s)) x"
        " where x.roles is not null and u.username > %s order by u.username limit %s",
        [list(office_ids), after, limit],
    )


def mandates_at(user_id: int, office_ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Roles of a login at these offices or of their employers and sponsors, ended ones too: id, username, role, place,
    valid_from, valid_to."""
    return rows(
        "select m.id, u.username, m.role, coalesce(o.name, e.name, s.name) as place, m.valid_from, m.valid_to"
        " from access_mandate m join access_user u on u.id = m.user_id"
        " left join registry_office o on o.id = m.office_id left join registry_employer e on e.id = m.employer_id"
        " left join reach_sponsor s on s.id = m.sponsor_id"
        " where m.user_id = %s and coalesce(o.id, e.office_id, s.office_id) = any(%s) order by m.id limit 100",
        [user_id, list(office_ids)],
    )


def login_state(user_id: int) -> dict[str, Any]:
    """How a login stands: username, is_active, last_login, given_until, given_used_at, second_factor (since when)."""
    return rows(
        "select u.username, u.is_active, u.last_login, u.given_until, u.given_used_at, (select min(a.created_at)"
        " from mfa_authenticator a where a.user_id = u.id and a.type = 'totp') as second_factor"
        " from access_user u where u.id = %s",
        [user_id],
    )[0]


def login_events(user_id: int, limit: int = 50) -> list[dict[str, Any]]:
    """What happened to a login, newest first: at, kind, by (a user name, or empty: its owner or the command line),
    reason, operator (who was at the command line). Its owner and administrators of its offices see rows (row-level
    security)."""
    return rows(
        "select e.at, e.kind, coalesce(b.username, '') as by, e.reason, e.operator from access_loginevent e"
        " left join access_user b on b.id = e.by_id where e.user_id = %s order by e.id desc limit %s",
        [user_id, limit],
    )


def usernames(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of logins by id: the full name, else the user name."""
    wanted = sorted({i for i in user_ids if i is not None})
    if not wanted:
        return {}
    return {
        r["id"]: r["name"]
        for r in rows(
            "select id, coalesce(nullif(trim(first_name || ' ' || last_name), ''), username) as name from access_user"
            " where id = any(%s)",
            [wanted],
        )
    }


def tokens(mandate_id: int) -> list[dict[str, Any]]:
    """API tokens of a mandate, newest first; never the secret, only its last characters."""
    return rows(
        "select id, name, hint, made_at, used_at, revoked_at from access_apitoken where mandate_id = %s"
        " order by id desc",
        [mandate_id],
    )


def party_users(employer_id: int | None = None, sponsor_id: int | None = None) -> list[dict[str, Any]]:
    """Active logins that may act for an employer or a sponsor, by user name: username, valid_from, valid_to,
    last_login."""
    return rows(
        "select u.username, m.valid_from, m.valid_to, u.last_login from access_mandate m"
        " join access_user u on u.id = m.user_id and u.is_active"
        " where (m.employer_id = %s and m.role = 'EMPLOYER' or m.sponsor_id = %s and m.role = 'SPONSOR')"
        " order by u.username, m.id limit 100",
        [employer_id, sponsor_id],
    )


def without_login(office_ids: tuple[int, ...], limit: int = 10) -> list[dict[str, Any]]:
    """Employers at work and sponsors of these offices for whom no login acts, the newest first: role, number (NPP or
    code), name, registered_on. Under row-level security."""
    acts = (
        f"m.valid_from <= {_TODAY} and (m.valid_to is null or m.valid_to >= {_TODAY})"
        " and exists (select 1 from access_user u where u.id = m.user_id and u.is_active)"
    )
    return rows(
        "select * from ((select 'EMPLOYER' as role, e.npp as number, e.name, e.registered_on from registry_employer e"
        " where e.office_id = any(%(offices)s) and e.status = 'ACTIVE' and not exists (select 1 from access_mandate m"
        f" where m.employer_id = e.id and {acts}) order by e.id desc limit %(limit)s) union all"
        " (select 'SPONSOR', s.code, s.name, s.registered_on from reach_sponsor s where s.office_id = any(%(offices)s)"
        f" and not exists (select 1 from access_mandate m where m.sponsor_id = s.id and {acts})"
        " order by s.id desc limit %(limit)s)) x order by registered_on desc, role, number limit %(limit)s",
        {"offices": list(office_ids), "limit": limit},
    )

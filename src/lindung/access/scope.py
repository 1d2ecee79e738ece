"""Who is acting: put into the transaction so that PostgreSQL shows only what this person may see."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True)
class Actor:
    """A login in one of its mandates.

    `kind` is staff, employer, sponsor, member, bank or public; `offices` includes those below; `merged` are former
    records of the same human being, whose history the member sees as his own. A bank sees no rows at all: it gets
    answers.
    """

    kind: str = "public"
    user_id: int | None = None
    role: str = ""
    offices: tuple[int, ...] = ()
    employer_id: int | None = None
    person_id: int | None = None
    mandate_id: int | None = None
    merged: tuple[int, ...] = ()
    sponsor_id: int | None = None


PUBLIC = Actor()


def _array(ids: tuple[int, ...]) -> str:
    return "{" + ",".join(str(i) for i in ids) + "}"


def enter(actor: Actor, act: str = "") -> None:
    """Set the actor for the running transaction (`set local`: it ends with it)."""
    people = (actor.person_id, *actor.merged) if actor.person_id else ()
    values = {
        "lindung.scope": actor.kind,
        "lindung.user": str(actor.user_id or ""),
        "lindung.roles": actor.role,
        "lindung.offices": _array(actor.offices),
        "lindung.employer": str(actor.employer_id or ""),
        "lindung.sponsor": str(actor.sponsor_id or ""),
        "lindung.person": str(actor.person_id or ""),
        "lindung.people": _array(people),
        "lindung.act": act,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select " + ", ".join("set_config(%s, %s, true)" for _ in values),
            [part for pair in values.items() for part in pair],
        )


@contextmanager
def acting(actor: Actor, act: str = "") -> Iterator[None]:
    """One transaction as `actor`: reads are bounded by row-level security, writes are recorded under the actor."""
    with transaction.atomic():
        enter(actor, act)
        yield

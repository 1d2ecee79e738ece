"""Contacts of a person, with the marker of a repeated question."""

from typing import Any

from lindung.base.db import fetch

REPEAT_DAYS = 14
"""A contact on the same topic within this many days is a repeated one: the first did not settle it."""


def contacts_of(person_id: int, limit: int = 20) -> list[dict[str, Any]]:
    """Contacts of a person, newest first: id, at, channel, topic, note, solved, claim number, by, and `repeated`: how
    many contacts on the same topic came within REPEAT_DAYS before it."""
    names = ("id", "at", "channel", "topic", "note", "solved", "number", "by", "repeated")
    return [
        dict(zip(names, row, strict=True))
        for row in fetch(
            "select k.id, k.at, k.channel, k.topic, k.note, k.solved, c.number, k.made_by, (select count(*)"
            " from claims_contact e where e.person_id = k.person_id and e.topic = k.topic and e.id < k.id"
            " and e.at > k.at - make_interval(days => %(days)s)) from claims_contact k"
            " left join claims_claim c on c.id = k.claim_id where k.person_id = %(person)s"
            " order by k.id desc limit %(limit)s",
            {"person": person_id, "days": REPEAT_DAYS, "limit": limit},
        )
    ]

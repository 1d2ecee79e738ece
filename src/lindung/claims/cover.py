"""Through whom somebody was covered on the day of an event: an employer or sponsor, work abroad, or his own payments.

Arrears of an employer are no question here: they never weigh on the worker. Months that a non-wage earner had not paid
himself are put to the law, and so is the stage of a migrant worker; both come from `segments`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import fetch
from lindung.segments.queries import Abroad, OwnCover, own_cover, work_abroad

EMPLOYER, PMI, BPU, NOBODY = "EMPLOYER", "PMI", "BPU", ""


@dataclass(frozen=True)
class Cover:
    """`spells`: employer (or segment), first and last day and number of each spell of the day. `through` names what the
    right rests on; `own` and `abroad` are told even where it rests on something else or on nothing."""

    through: str = NOBODY
    spells: list[list[str]] = field(default_factory=list)
    own: OwnCover | None = None
    abroad: Abroad | None = None

    def as_json(self) -> dict[str, Any]:
        """For a stored trace; what is empty is left out."""
        out: dict[str, Any] = {"cover": self.spells}
        if self.own:
            out["own"] = {
                "paid_through": max(m["month"] for m in self.own.question["paid"]).isoformat(),
                "months": self.own.months,
                "owed": [m.isoformat() for m in self.own.owed],
                "left": [m.isoformat() for m in self.own.left],
                "settled_on": self.own.settled_on.isoformat() if self.own.settled_on else None,
            }
        if self.abroad:
            spans = self.abroad.cover
            out["abroad"] = {
                "contract": self.abroad.contract_no,
                "country": self.abroad.country,
                "agency": self.abroad.agency,
                "stage": self.abroad.stage,
                "spans": [
                    [name, span[0].isoformat(), span[1].isoformat()]
                    for name, span in (("BEFORE", spans.before), ("DURING", spans.during), ("AFTER", spans.after_jkm))
                    if span
                ],
            }
        return out


def covers(asked: Sequence[tuple[int, date]], now: date) -> dict[tuple[int, date], Cover]:
    """The cover of each (person, day), by what is known `now`.

    The day of death is a day of cover; what happened to a spell later does not matter. Own payments count as the law
    counts them, whether or not the daily round has ended a lapsed spell yet.
    """
    if not asked:
        return {}
    spells: dict[tuple[int, date], dict[str, list[list[str]]]] = {}
    for person, day, segment, employer, start, end, kpj in fetch(
        "select a.person_id, a.day, s.segment, coalesce(e.name, s.segment), s.start_on, s.end_on, s.kpj"
        " from unnest(%s::bigint[], %s::date[]) a(person_id, day)"
        " join coverage_spell s on s.person_id = a.person_id and s.start_on <= a.day"
        " and (s.end_on is null or s.end_on >= a.day) and s.exit_reason <> 'ERROR'"
        " left join registry_employer e on e.id = s.employer_id order by s.person_id, s.start_on, s.id",
        [[person for person, _ in asked], [day for _, day in asked]],
    ):
        row = [employer, start.isoformat(), end.isoformat() if end else "", kpj]
        kind = segment if segment in (PMI, BPU) else EMPLOYER
        there = spells.setdefault((person, day), {}).setdefault(kind, [])
        if row not in there:
            there.append(row)
    own, abroad = own_cover(asked, now), work_abroad(asked)
    return {key: _cover(spells.get(key, {}), own.get(key), abroad.get(key)) for key in asked}


def _cover(spells: dict[str, list[list[str]]], own: OwnCover | None, abroad: Abroad | None) -> Cover:
    through = NOBODY
    if EMPLOYER in spells:
        through = EMPLOYER
    elif abroad and abroad.stage:
        through = PMI
    elif own and own.held:
        through = BPU
    elif (PMI in spells and not abroad) or (BPU in spells and not own):
        through = EMPLOYER  # a spell brought over from elsewhere, with no payments of his own on record
    return Cover(through, [row for rows in spells.values() for row in rows], own, abroad)


def bears(own: OwnCover, on: date) -> bool:
    """Whether the months in arrears on a day are no more than those with which the law leaves a right."""
    return len(own.owed) <= int(law.parameter("arrears.bpu_months", on).value)

"""Who receives how much of each component: heirs in the legal order, shares that add up to the rupiah."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import fetch
from lindung.law import heirs

SELF = "SELF"
BURIER = "BURIER"
NOT_PAID = ("FUND",)  # stays in the fund: no payee


@dataclass(frozen=True)
class Heir:
    """A living relative on the day of death."""

    relative_id: int
    kind: str
    name: str


@dataclass(frozen=True)
class Part:
    """One component for one payee, whole rupiah (tax negative). `relative_id` None: the member, or who is named."""

    component: str
    relative_id: int | None
    name: str
    amount: int

    def as_json(self) -> list[Any]:
        return [self.component, self.relative_id, self.name, self.amount]


def relatives(person_ids: Sequence[int]) -> dict[int, list[tuple[Heir, date | None]]]:
    """The relatives on record of each person with their own date of death, in the order they were recorded."""
    found: dict[int, list[tuple[Heir, date | None]]] = {}
    for person, relative, kind, name, died_on in fetch(
        "select person_id, id, kind, name, died_on from registry_relative where person_id = any(%s) order by"
        " person_id, id",
        [sorted(set(person_ids))],
    ):
        found.setdefault(person, []).append((Heir(relative, kind, name), died_on))
    return found


def alive(known: Sequence[tuple[Heir, date | None]], died_on: date) -> list[Heir]:
    """Those who outlived the member."""
    return [heir for heir, died in known if died is None or died > died_on]


def matrix(rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """Whole numbers with these row and column sums (equal totals, none negative): nearly equal where that is possible.

    Each column is split evenly over the rows that still lack something; the odd units go round, so that rows
    differing by at most one unit stay that way.
    """
    if sum(rows) != sum(columns):
        raise ValueError("row and column sums differ")
    left = list(rows)
    table = [[0] * len(columns) for _ in rows]
    turn = 0
    for c, column in enumerate(columns):
        base, rest = divmod(column, len(rows))
        share = [base] * len(rows)
        for step in range(rest):
            share[(turn + step) % len(rows)] += 1
        turn = (turn + rest) % len(rows)
        share = _fit(share, left)
        for r, amount in enumerate(share):
            table[r][c] = amount
            left[r] -= amount
    return table


def _fit(share: list[int], left: Sequence[int]) -> list[int]:
    """`share` with the same sum but nowhere above `left`."""
    over = 0
    fitted = []
    for want, room in zip(share, left, strict=True):
        fitted.append(min(want, room))
        over += want - fitted[-1]
    for r, room in enumerate(left):
        more = min(over, room - fitted[r])
        fitted[r] += more
        over -= more
    return fitted


def distribute(
    programme: str,
    died_on: date,
    components: Mapping[str, int],
    living: Sequence[Heir],
    burier: str = "",
) -> tuple[list[Part], dict[str, Any]]:
    """The parts of a death benefit and what is needed to repeat the split.

    `components`: FUNERAL apart, all others inherited (negative ones, like tax, are taken off the payee's share).
    `burier`: who arranged the funeral, paid where nobody inherits. Raises law.BadFact where nobody can be named.
    """
    funeral = components.get("FUNERAL", 0)
    positive = {k: v for k, v in components.items() if k != "FUNERAL" and v > 0}
    negative = {k: -v for k, v in components.items() if v < 0}
    amount = sum(positive.values())
    known = [heirs.Relative(str(h.relative_id), h.kind) for h in living]
    if burier:
        known.append(heirs.Relative(BURIER, "BURIER"))
    split = heirs.distribute(programme, died_on, amount, known, funeral=funeral)
    names = {str(h.relative_id): h.name for h in living} | {BURIER: burier, "ESTATE_OFFICE": "Balai Harta Peninggalan"}
    stored = {
        "programme": programme,
        "on": died_on.isoformat(),
        "amount": amount,
        "funeral": funeral,
        "relatives": [[r.key, r.relation] for r in known],
        "shares": [[key, rupiah] for key, rupiah in split.shares],
        "level": split.level,
        "receipt": {k: v for k, v in split.trace.data["receipt"].items() if k not in ("formula", "on")},
    }
    payees = [(key, rupiah) for key, rupiah in split.shares if key not in NOT_PAID and rupiah > 0]
    if not payees:
        return [], stored
    order = [k for k in components if k == "FUNERAL" or k in positive]
    if not split.has_heirs:  # each component has its one payee already
        parts = [Part("FUNERAL", None, names[k], v) for k, v in payees if k == BURIER]
        estate = [names[k] for k, _ in payees if k != BURIER]
        parts += [Part(c, None, estate[0], v) for c, v in positive.items() if estate]
    else:
        grid = matrix([rupiah for _, rupiah in payees], [components[c] for c in order])
        parts = [
            Part(component, int(key), names[key], grid[r][c])
            for r, (key, _) in enumerate(payees)
            for c, component in enumerate(order)
            if grid[r][c]
        ]
    return parts + _taken_off(parts, negative), stored


def _taken_off(parts: Sequence[Part], negative: Mapping[str, int]) -> list[Part]:
    """Deductions spread over the payees so that what each keeps is an equal share of the net as well."""
    totals: dict[tuple[int | None, str], int] = {}
    for part in parts:
        key = (part.relative_id, part.name)
        totals[key] = totals.get(key, 0) + part.amount
    out: list[Part] = []
    for component, amount in negative.items():
        net = heirs.split(sum(totals.values()) - amount, [str(n) for n in range(len(totals))])
        for (key, gross), (_, keeps) in zip(totals.items(), net, strict=True):
            if gross != keeps:
                out.append(Part(component, key[0], key[1], keeps - gross))
            totals[key] = keeps
    return out

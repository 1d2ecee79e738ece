"""The board: ageing, target and collected, what to do today, flags; under row-level security."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import rows, scalar
from lindung.collection.owed import class_names

Row = dict[str, Any]
WAITING = ("PROMISE", "PLAN")
"""Next steps that are the employer's, not the officer's."""


@dataclass(frozen=True)
class Ageing:
    """The receivables of some offices as kept on `day` (None before the first). `classes`: class_of, name (id, en),
    employers, overdue, penalty, accruing, ordered by age. Whole rupiah."""

    day: date | None
    classes: list[Row]
    not_due: int
    written_off: int

    @property
    def employers(self) -> int:
        return sum(c["employers"] for c in self.classes)

    @property
    def overdue(self) -> int:
        return sum(c["overdue"] for c in self.classes)

    @property
    def penalty(self) -> int:
        return sum(c["penalty"] for c in self.classes)

    @property
    def accruing(self) -> int:
        return sum(c["accruing"] for c in self.classes)


def ageing(offices: Sequence[int], on: date) -> Ageing:
    """The latest kept day up to `on`. Two queries."""
    day = scalar(
        "select max(day) from collection_receivable where day <= %s and office_id = any(%s)", [on, list(offices)]
    )
    found = rows(
        "select class_of, written_off, count(*) filter (where overdue > 0)::int as employers,"
        " sum(overdue)::bigint as overdue, sum(penalty)::bigint as penalty, sum(accruing)::bigint as accruing,"
        " sum(not_due)::bigint as not_due, min(months) as months from collection_receivable"
        " where day = %s and office_id = any(%s) group by 1, 2 order by min(months), 1",
        [day, list(offices)],
    )
    names = class_names()
    kept: dict[int, Row] = {}
    for r in found:
        if r["class_of"] is None or r["written_off"]:
            continue
        row = {k: int(r[k]) for k in ("class_of", "employers", "overdue", "penalty", "accruing")}
        kept[row["class_of"]] = row | {"name": names.get(row["class_of"], {"id": "–", "en": "–"})}
    return Ageing(
        day,
        list(kept.values()),
        sum(int(r["not_due"]) for r in found),
        sum(int(r["overdue"]) for r in found if r["written_off"]),
    )


@dataclass(frozen=True)
class Target:
    """Employers with an arrears case in a period, and those of them that paid all; rupiah owed when the cases began,
    and how much less is owed now."""

    first: date
    last: date
    employers: int
    collected: int
    owed: int
    received: int


def target(offices: Sequence[int], first: date, last: date) -> Target:
    """Cases that were open on a day of the period, against those that ended paid in it."""
    found = rows(
        "select count(*) as employers, count(*) filter (where outcome = 'PAID' and closed_on <= %(last)s) as collected,"
        " coalesce(sum(principal_then), 0)::bigint as owed, coalesce(sum(case when outcome = 'PAID' then principal_then"
        " else greatest(principal_then - principal, 0) end), 0)::bigint as received from collection_case"
        " where kind = 'ARREARS' and office_id = any(%(offices)s) and opened_on <= %(last)s"
        " and (closed_on is null or closed_on >= %(first)s)",
        {"offices": list(offices), "first": first, "last": last},
    )[0]
    return Target(first, last, *(int(found[k]) for k in ("employers", "collected", "owed", "received")))


_PENALTY_ONLY = "(c.kind = 'ARREARS' and c.principal = 0)"
_CASE = f"""
select c.id, c.number, c.kind, c.employer_id, c.name, c.office_id, o.name as office, c.open, c.outcome, c.opened_on,
  c.closed_on, c.officer, c.next_step, c.next_on, c.principal, c.penalty, c.months, {_PENALTY_ONLY} as penalty_only
from collection_case c join registry_office o on o.id = c.office_id
"""


def to_do(
    offices: Sequence[int], on: date, *, officer: int | None = None, largest: bool = False,
    after: Row | None = None, limit: int = 25,
) -> list[Row]:  # fmt: skip
    """Open cases with something to do by `on`, longest due first, or (`largest`) those with most contributions owed;
    arrears of which only a penalty is left come after the others; what waits for the employer is left out. `after` is
    the last one shown (id, principal, next_on, penalty_only)."""
    order, mark = (
        ("-c.principal, c.id", "-%(principal)s::bigint, %(id)s")
        if largest
        else (f"{_PENALTY_ONLY}, c.next_on, c.id", "%(penalty_only)s::boolean, %(next_on)s::date, %(id)s")
    )
    return rows(
        _CASE + "where c.open and c.office_id = any(%(offices)s) and c.next_on <= %(on)s"
        " and not c.next_step = any(%(waiting)s) and (%(officer)s::bigint is null or c.officer = %(officer)s)"
        + (f" and ({order}) > ({mark})" if after else "")
        + f" order by {order} limit %(limit)s",
        {
            "offices": list(offices), "on": on, "waiting": list(WAITING), "officer": officer, "limit": limit,
            **(after or {}),
        },
    )  # fmt: skip


def steps_waiting(offices: Sequence[int], on: date) -> list[Row]:
    """How many open cases wait for which step, by step: step, cases, due (by `on`), principal."""
    return rows(
        "select next_step as step, count(*)::int as cases, count(*) filter (where next_on <= %s)::int as due,"
        " sum(principal)::bigint as principal from collection_case where open and office_id = any(%s)"
        " group by 1 order by 3 desc, 2 desc",
        [on, list(offices)],
    )


def cases(
    offices: Sequence[int], *, kind: str = "", text: str = "", only_open: bool = True, after: int | None = None,
    limit: int = 25,
) -> list[Row]:  # fmt: skip
    """Cases by number, newest first; found by kind, part of the name or number."""
    return rows(
        _CASE + "where c.office_id = any(%(offices)s) and (%(kind)s = '' or c.kind = %(kind)s)"
        " and (not %(open)s or c.open) and (%(text)s = '' or c.name ilike %(like)s or c.number = %(text)s)"
        " and (%(after)s::bigint is null or c.id < %(after)s) order by c.id desc limit %(limit)s",
        {
            "offices": list(offices), "kind": kind, "open": only_open, "text": text.upper() if text[:3].upper() == "TG-"
            else text, "like": "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
            "after": after, "limit": limit,
        },
    )  # fmt: skip


def employers_of_class(
    offices: Sequence[int], day: date, class_of: int, *, after: tuple[int, int] | None = None, limit: int = 25
) -> list[Row]:
    """Employers of a class on a kept day, largest first: employer_id, name, npp, months, oldest_due, overdue, penalty,
    accruing and the open case, if any."""
    return rows(
        "select r.id, r.employer_id, e.name, e.npp, r.months, r.oldest_due, r.overdue, r.penalty, r.accruing,"
        " c.id as case_id, c.number from collection_receivable r join registry_employer e on e.id = r.employer_id"
        " left join collection_case c on c.employer_id = r.employer_id and c.open and c.kind = 'ARREARS'"
        " where r.day = %(day)s and r.office_id = any(%(offices)s) and r.class_of = %(class)s and not r.written_off"
        " and (%(amount)s::bigint is null or (r.overdue, r.id) < (%(amount)s, %(id)s))"
        " order by r.overdue desc, r.id desc limit %(limit)s",
        {
            "day": day, "offices": list(offices), "class": class_of, "limit": limit,
            "amount": after[0] if after else None, "id": after[1] if after else 0,
        },
    )  # fmt: skip


def flags(
    offices: Sequence[int], *, month: date | None = None, kind: str = "", answered: bool = False,
    after: int | None = None, limit: int = 25,
) -> list[Row]:  # fmt: skip
    """What looked odd, newest first: id, month, kind, employer, workers, the numbers behind it, and the answer."""
    return rows(
        "select f.id, f.month, f.kind, f.employer_id, e.name, e.npp, f.workers, f.told::text as told, f.answer, f.note,"
        " f.answered_on, f.answered_by from collection_flag f join registry_employer e on e.id = f.employer_id"
        " where f.office_id = any(%(offices)s) and (%(month)s::date is null or f.month = %(month)s)"
        " and (%(kind)s = '' or f.kind = %(kind)s) and (f.answer <> '') = %(answered)s"
        " and (%(after)s::bigint is null or f.id < %(after)s) order by f.id desc limit %(limit)s",
        {
            "offices": list(offices), "month": month, "kind": kind, "answered": answered, "after": after,
            "limit": limit,
        },
    )  # fmt: skip


def employer_by_npp(npp: str) -> int | None:
    """An employer the reader may see, by its number."""
    found = scalar("select id from registry_employer where npp = %s", [npp.strip()])
    return int(found) if found else None


def latest_reported(offices: Sequence[int]) -> date | None:
    """The latest month with posted reports at these offices."""
    found = scalar(
        "select max(month) from contributions_wagereport where status = 'POSTED' and office_id = any(%s)",
        [list(offices)],
    )
    return found if isinstance(found, date) else None

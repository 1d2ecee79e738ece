"""What other packages may ask of coverage. A spell marked ERROR never was and appears nowhere here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lindung.base.dates import add_months, month_of, months_between
from lindung.base.db import rows, scalar

Programmes = Callable[[str, str, date], tuple[str, ...]]
"""Programmes of a segment and employer size on a day, from the law: ("PU", "LARGE", day) -> ("JKK", ...)."""


@dataclass(frozen=True)
class Cover:
    """One spell that covers a day. `size` is the employer's size class on that day ("" where there is none)."""

    spell_id: int
    person_id: int
    employer_id: int | None
    employer: str
    office_id: int
    segment: str
    kpj: str
    size: str
    start_on: date
    end_on: date | None
    exit_reason: str
    programmes: tuple[str, ...] = ()


_SPELL = (
    "s.id as spell_id, s.person_id, s.employer_id, coalesce(e.name, '') as employer, s.office_id, s.segment, s.kpj,"
    " s.start_on, s.end_on, s.exit_reason"
)


def covered_on(person_id: int, day: date, programmes: Programmes | None = None) -> list[Cover]:
    """Spells that cover a person on a day (first and last day of a spell are days of cover), oldest first.

    With `programmes` each says for what; coverage itself knows no law.
    """
    found = rows(
        f"select {_SPELL}, coalesce((select c.size from registry_employerclass c where c.employer_id = s.employer_id"
        " and daterange(c.valid_from, c.valid_to, '[]') @> %(day)s::date), '') as size"
        " from coverage_spell s left join registry_employer e on e.id = s.employer_id"
        " where s.person_id = %(person)s and s.start_on <= %(day)s and (s.end_on is null or s.end_on >= %(day)s)"
        " and s.exit_reason <> 'ERROR' order by s.start_on, s.id",
        {"person": person_id, "day": day},
    )
    return [Cover(**r, programmes=programmes(r["segment"], r["size"], day) if programmes else ()) for r in found]


def spells_of(person_id: int) -> list[dict[str, Any]]:
    """All spells of a person, oldest first: spell_id, employer, office, segment, kpj, start_on, end_on, exit_reason."""
    return rows(
        f"select {_SPELL} from coverage_spell s left join registry_employer e on e.id = s.employer_id"
        " where s.person_id = %s and s.exit_reason <> 'ERROR' order by s.start_on, s.id",
        [person_id],
    )


def spell(spell_id: int) -> dict[str, Any] | None:
    """One spell as in `spells_of` with the person's name, also one that was taken back; None where it is not seen."""
    found = rows(
        f"select {_SPELL}, p.name from coverage_spell s left join registry_employer e on e.id = s.employer_id"
        " join registry_person p on p.id = s.person_id where s.id = %s",
        [spell_id],
    )
    return found[0] if found else None


def events_of(spell_id: int) -> list[dict[str, Any]]:
    """The history of one spell as recorded: id, kind, sign, on_date, reason, source, made_by, made_at."""
    return rows(
        "select id, kind, sign, on_date, reason, source, made_by, made_at from coverage_spellevent where spell_id = %s"
        " order by id",
        [spell_id],
    )


def workers_of(
    employer_id: int, on: date, *, segment: str = "PU", limit: int | None = None, after: tuple[str, int] | None = None
) -> list[dict[str, Any]]:
    """Workers an employer covers on a day, by name: spell_id, person_id, nik, name, birth_date, kpj, start_on, end_on.

    `after` is (name, spell_id) of the last row seen; `limit` None gives all.
    """
    name, spell = after or ("", 0)
    return rows(
        "select s.id as spell_id, s.person_id, p.nik, p.name, p.birth_date, s.kpj, s.start_on, s.end_on"
        " from coverage_spell s join registry_person p on p.id = s.person_id where s.employer_id = %(employer)s"
        " and s.segment = %(segment)s and s.start_on <= %(on)s and (s.end_on is null or s.end_on >= %(on)s)"
        " and s.exit_reason <> 'ERROR' and (p.name, s.id) > (%(name)s, %(spell)s) order by p.name, s.id"
        " limit %(limit)s",
        {"employer": employer_id, "segment": segment, "on": on, "name": name, "spell": spell, "limit": limit},
    )


def exit_notices(
    *,
    employer_id: int | None = None,
    person_id: int | None = None,
    office_ids: Sequence[int] = (),
    only: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Notices of one employer, one person or some offices, those waiting first, then the latest; `only`: of this id."""
    return rows(
        "select n.*, p.name, e.name as employer_name from coverage_exitnotice n"
        " join registry_person p on p.id = n.person_id join registry_employer e on e.id = n.employer_id"
        " where (n.employer_id = %(employer)s or n.person_id = %(person)s or n.office_id = any(%(offices)s))"
        " and (%(only)s::bigint is null or n.id = %(only)s)"
        " order by n.status not in ('OPEN', 'OBJECTED'), n.reply_by, n.id desc limit %(limit)s",
        {"employer": employer_id, "person": person_id, "offices": list(office_ids), "only": only, "limit": limit},
    )


def disputes(
    *,
    employer_id: int | None = None,
    person_id: int | None = None,
    office_ids: Sequence[int] = (),
    only: int | None = None,
    limit: int = 50,
) -> list[dict[str, Any]]:
    """Disputes of one employer, one person or some offices, open ones first, then the latest; `only`: of this id.
    `left_on`: the last day of the spell."""
    return rows(
        "select d.*, p.name, e.name as employer_name, s.end_on as left_on from coverage_dispute d"
        " join coverage_spell s on s.id = d.spell_id"
        " join registry_person p on p.id = d.person_id join registry_employer e on e.id = d.employer_id"
        " where (d.employer_id = %(employer)s or d.person_id = %(person)s or d.office_id = any(%(offices)s))"
        " and (%(only)s::bigint is null or d.id = %(only)s)"
        " order by d.closed_at is not null, d.id desc limit %(limit)s",
        {"employer": employer_id, "person": person_id, "offices": list(office_ids), "only": only, "limit": limit},
    )


# ---- stock and flow

PARTS = ("opening", "joined", "reactivated", "lapsed", "exited", "closing")
"""What a month's waterfall is made of, in its order."""


@dataclass(frozen=True)
class MonthFlow:
    """Spells of a month: closing = opening + joined + reactivated - lapsed - exited. A count of spells (jobs), not of
    people: who holds two jobs counts twice. `month` is the first of them where several are told as one."""

    month: date
    opening: int
    joined: int
    reactivated: int
    lapsed: int
    exited: int
    closing: int

    @property
    def added(self) -> int:
        """Who came: a flow, never members."""
        return self.joined + self.reactivated

    @property
    def left(self) -> int:
        """Who went, by not paying or otherwise."""
        return self.lapsed + self.exited

    @property
    def least_left(self) -> int:
        """The least number who must have left, known from additions and the closing stock alone."""
        return max(0, self.added - self.closing)


Key = tuple[int, str]
"""Office and segment."""


def flows(
    office_ids: Sequence[int], first_month: date, last_month: date, known_at: datetime | None = None
) -> dict[Key, list[MonthFlow]]:
    """Stock and flow of each month from `first_month` to `last_month` (first days), from the events alone, by office
    and segment; those without any event are left out.

    An event counts in the month of its `on_date`; a taken-back event and its mirror cancel in that month. The stock is
    taken at the end of the last day. `known_at`: as the events stood at that moment.
    """
    first, after = month_of(first_month), add_months(month_of(last_month), 1)
    found = rows(
        "select office_id, segment, case when on_date < %(first)s then null else date_trunc('month', on_date)::date end"
        " as month, kind, sum(sign)::int as net from coverage_spellevent where office_id = any(%(offices)s)"
        " and on_date < %(after)s and (%(known)s::timestamptz is null or made_at <= %(known)s) group by 1, 2, 3, 4",
        {"offices": list(office_ids), "first": first, "after": after, "known": known_at},
    )
    nets: dict[Key, dict[tuple[date | None, str], int]] = {}
    for r in found:
        nets.setdefault((int(r["office_id"]), r["segment"]), {})[(r["month"], r["kind"])] = int(r["net"])
    months = [add_months(first, n) for n in range(months_between(first_month, last_month) + 1)]
    return {key: _months(nets[key], months) for key in sorted(nets)}


def _months(net: dict[tuple[date | None, str], int], months: list[date]) -> list[MonthFlow]:
    stock = sum(value for (month, _), value in net.items() if month is None)
    made = []
    for month in months:
        joined, reactivated = net.get((month, "JOINED"), 0), net.get((month, "REACTIVATED"), 0)
        lapsed, exited = -net.get((month, "LAPSED"), 0), -net.get((month, "EXITED"), 0)
        closing = stock + joined + reactivated - lapsed - exited
        made.append(MonthFlow(month, stock, joined, reactivated, lapsed, exited, closing))
        stock = closing
    return made


def flow_of(office_ids: Sequence[int], segment: str, month: date) -> MonthFlow:
    """One segment's month over all of these offices, also where nothing ever happened."""
    found = [months for (_, code), months in flows(office_ids, month, month).items() if code == segment]
    return together(found)[0] if found else MonthFlow(month_of(month), *(0 for _ in PARTS))


def together(several: Iterable[Sequence[MonthFlow]]) -> list[MonthFlow]:
    """Flows of offices or segments as those of one, month by month."""
    return [
        MonthFlow(month[0].month, *(sum(getattr(flow, part) for flow in month) for part in PARTS))
        for month in zip(*several, strict=True)
    ]


def over(months: Sequence[MonthFlow]) -> MonthFlow:
    """Several months as one: the first opening, what came and went, the last closing."""
    joined, reactivated, lapsed, exited = (sum(getattr(m, part) for m in months) for part in PARTS[1:-1])
    first, last = months[0], months[-1]
    return MonthFlow(first.month, first.opening, joined, reactivated, lapsed, exited, last.closing)


def stock_and_flow(
    office_ids: Sequence[int],
    segment: str | None,
    first_month: date,
    last_month: date,
    known_at: datetime | None = None,
) -> list[MonthFlow]:
    """`flows` of some offices as one, of one segment or (None) of all; months without any event are there too."""
    found = flows(office_ids, first_month, last_month, known_at)
    mine = [months for (_, code), months in found.items() if segment in (None, code)]
    months = [add_months(month_of(first_month), n) for n in range(months_between(first_month, last_month) + 1)]
    return together(mine) if mine else _months({}, months)


def stocks(office_ids: Sequence[int], day: date) -> dict[Key, int]:
    """Spells counted one by one at the end of a day, by office and segment."""
    found = rows(
        "select office_id, segment, count(*) as n from coverage_spell where office_id = any(%(offices)s)"
        " and start_on <= %(day)s and (end_on is null or end_on > %(day)s) and exit_reason <> 'ERROR' group by 1, 2",
        {"offices": list(office_ids), "day": day},
    )
    return {(int(r["office_id"]), r["segment"]): int(r["n"]) for r in found}


_MOVED = (
    "from coverage_spellevent e join coverage_spell s on s.id = e.spell_id where e.office_id = any(%(offices)s)"
    " and e.segment = %(segment)s and e.kind = %(kind)s and e.on_date >= %(first)s and e.on_date < %(after)s"
)
_RUNNING = (
    "from coverage_spell s where s.office_id = any(%(offices)s) and s.segment = %(segment)s and s.start_on <= %(day)s"
    " and (s.end_on is null or s.end_on > %(day)s) and s.exit_reason <> 'ERROR'"
)


def behind_flow(
    office_ids: Sequence[int],
    segment: str,
    part: str,
    first_month: date,
    last_month: date,
    *,
    after: int = 0,
    limit: int = 50,
) -> tuple[list[dict[str, Any]], int, int]:
    """A page of what stands behind one part of a waterfall: events, or for opening and closing the running spells.

    Rows (spell_id, person_id, kpj, on_date, reason, source, count), how many rows there are, and what they add up to;
    a taken-back event stands there twice, once with each sign. `after` is the row the page starts behind.
    """
    values: dict[str, Any] = {"offices": list(office_ids), "segment": segment, "skip": after, "limit": limit}
    if part in ("opening", "closing"):
        next_month = month_of(first_month) if part == "opening" else add_months(month_of(last_month), 1)
        values["day"] = next_month - timedelta(days=1)
        columns, source, step = "s.start_on as on_date, '' as reason, '' as source, 1 as count", _RUNNING, "1"
        order = "s.id"
    else:
        sign = 1 if part in ("joined", "reactivated") else -1
        values |= {"kind": part.upper(), "first": month_of(first_month), "after": add_months(month_of(last_month), 1)}
        columns, source, step = f"e.on_date, e.reason, e.source, e.sign * {sign} as count", _MOVED, f"e.sign * {sign}"
        order = "e.on_date, e.id"
    page = rows(
        f"select s.id as spell_id, s.person_id, s.kpj, {columns} {source} order by {order} limit %(limit)s"
        " offset %(skip)s",
        values,
    )
    total = rows(f"select count(*) as rows, coalesce(sum({step}), 0) as count {source}", values)[0]
    return page, int(total["rows"]), int(total["count"])


def stock(office_ids: Sequence[int], segment: str | None, day: date) -> int:
    """Spells counted one by one at the end of a day; equals the closing of `stock_and_flow` on a month's last day."""
    return int(
        scalar(
            "select count(*) from coverage_spell where office_id = any(%(offices)s) and start_on <= %(day)s"
            " and (end_on is null or end_on > %(day)s) and exit_reason <> 'ERROR'"
            " and (%(segment)s::text is null or segment = %(segment)s)",
            {"offices": list(office_ids), "segment": segment, "day": day},
        )
    )


def people_covered(office_ids: Sequence[int], segments: Sequence[str], day: date) -> int:
    """Different people among the running spells of some segments at the end of a day; empty `segments`: of all."""
    return int(
        scalar(
            "select count(distinct person_id) from coverage_spell where office_id = any(%(offices)s)"
            " and start_on <= %(day)s and (end_on is null or end_on > %(day)s) and exit_reason <> 'ERROR'"
            " and (%(segments)s::text[] = '{}' or segment = any(%(segments)s))",
            {"offices": list(office_ids), "segments": list(segments), "day": day},
        )
    )


def people_by_district(office_ids: Sequence[int], segments: Sequence[str], day: date) -> dict[str, int]:
    """`people_covered` by the district where they live; "" where none is recorded."""
    found = rows(
        "select coalesce(p.district_id, '') as district, count(distinct s.person_id) as people from coverage_spell s"
        " left join registry_person p on p.id = s.person_id where s.office_id = any(%(offices)s)"
        " and s.start_on <= %(day)s and (s.end_on is null or s.end_on > %(day)s) and s.exit_reason <> 'ERROR'"
        " and s.segment = any(%(segments)s) group by 1",
        {"offices": list(office_ids), "segments": list(segments), "day": day},
    )
    return {r["district"]: int(r["people"]) for r in found}

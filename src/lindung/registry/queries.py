"""What other packages may ask of the registry."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from lindung.base.db import rows, scalar
from lindung.registry import numbers
from lindung.registry.models import EmployerClass
from lindung.registry.refusals import RegistryRefused

# ---- calendar


def today() -> date:
    """The business day: the one set for this installation, else the real day in Jakarta."""
    day = scalar("select day from registry_businessday")
    return day if isinstance(day, date) else timezone.localdate()


def now(on: date | None = None) -> datetime:
    """The moment on the business day, or on another day: its date with the real time of day in Jakarta."""
    moment = timezone.localtime()
    day = on or today()
    return moment.replace(year=day.year, month=day.month, day=day.day)


def holidays(first: date, last: date) -> frozenset[date]:
    """Days from `first` to `last` that are no working days although they are no weekends."""
    return frozenset(
        r["day"] for r in rows("select day from registry_holiday where day between %s and %s", [first, last])
    )


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`; Saturdays, Sundays and holidays do not count."""
    off = holidays(day, day + timedelta(days=count * 2 + 40))
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in off:
            count -= 1
    return day


# ---- offices


def offices_below(office_id: int) -> tuple[int, ...]:
    """The office and every office under it, by id."""
    found = rows(
        "with recursive tree as (select id from registry_office where id = %s"
        " union select o.id from registry_office o join tree t on o.parent_id = t.id) select id from tree order by id",
        [office_id],
    )
    return tuple(int(r["id"]) for r in found)


def office_of_district(code: str, on: date) -> int | None:
    """Id of the office that serves a district on a day, or None."""
    found = scalar(
        "select office_id from registry_territory where district_id = %s"
        " and daterange(valid_from, valid_to, '[]') @> %s::date",
        [code, on],
    )
    return int(found) if found else None


def served_districts(on: date) -> list[dict[str, Any]]:
    """Every district that some office serves on a day: code and name, by name."""
    return rows(
        "select distinct d.code, d.name from registry_territory t join registry_district d on d.code = t.district_id"
        " where daterange(t.valid_from, t.valid_to, '[]') @> %s::date order by d.name",
        [on],
    )


def districts_of(office_id: int, on: date) -> list[dict[str, Any]]:
    """Districts an office (with those below it) serves on a day: code, name, office_id; by code."""
    return rows(
        "select d.code, d.name, t.office_id from registry_territory t"
        " join registry_district d on d.code = t.district_id"
        " where t.office_id = any(%s) and daterange(t.valid_from, t.valid_to, '[]') @> %s::date order by d.code",
        [list(offices_below(office_id)), on],
    )


def signatory(office_id: int, kind: str, on: date) -> tuple[str, str] | None:
    """Name and title in force of who held a post of an office on a day, or None."""
    found = rows(
        "select h.name, h.title from registry_holder h join registry_post p on p.id = h.post_id"
        " where p.office_id = %s and p.kind = %s and daterange(h.valid_from, h.valid_to, '[]') @> %s::date",
        [office_id, kind, on],
    )
    return (found[0]["name"], found[0]["title"]) if found else None


def holders(office_ids: list[int]) -> list[dict[str, Any]]:
    """Posts of offices with all their holders, latest first: office_id, kind, name, title, valid_from, valid_to."""
    return rows(
        "select p.office_id, p.kind, h.name, h.title, h.valid_from, h.valid_to from registry_post p"
        " left join registry_holder h on h.post_id = p.id where p.office_id = any(%s)"
        " order by p.office_id, p.kind, h.valid_from desc",
        [office_ids],
    )


# ---- employers


def employer_class(employer_id: int, on: date) -> EmployerClass | None:
    """Size, trade and risk group of an employer on a day, or None before its first class."""
    return (
        EmployerClass.objects.filter(employer_id=employer_id, valid_from__lte=on)
        .exclude(valid_to__lt=on)
        .order_by("-valid_from")
        .first()
    )


def classes_to_review(office_ids: list[int], on: date, limit: int = 50) -> list[dict[str, Any]]:
    """Employers of these offices whose present class is due for review, longest due first."""
    return rows(
        "select e.id, e.npp, e.name, c.size, c.risk_group, c.kbli, c.review_on from registry_employerclass c"
        " join registry_employer e on e.id = c.employer_id where e.office_id = any(%s) and c.valid_to is null"
        " and c.review_on <= %s and e.status = 'ACTIVE' order by c.review_on, e.id limit %s",
        [office_ids, on, limit],
    )


@dataclass(frozen=True)
class Page:
    """Rows of one page and the key to ask for the next one with (None on the last)."""

    rows: list[dict[str, Any]]
    next: tuple[str, int] | None


def _page(found: list[dict[str, Any]], limit: int, name: str = "name") -> Page:
    more = len(found) > limit
    found = found[:limit]
    return Page(found, (found[-1][name], found[-1]["id"]) if more else None)


def _pattern(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def find_employers(text: str, limit: int = 25, after: tuple[str, int] | None = None) -> Page:
    """Employers by NPP, NIB or part of the name, under row-level security, by name; one query a page."""
    typed = numbers.clean(text)
    after_name, after_id = after or ("", 0)
    found = rows(
        "select id, npp, nib, name, status, office_id, district_id from registry_employer"
        " where (npp = %(n)s or (nib = %(n)s and nib <> '') or name ilike %(like)s)"
        " and (name, id) > (%(after)s, %(id)s) order by name, id limit %(limit)s",
        {"n": typed, "like": _pattern(text.strip()), "after": after_name, "id": after_id, "limit": limit + 1},
    )
    return _page(found, limit)


# ---- people

_PERSON = (
    "p.id, p.nik, p.name, p.birth_date, p.birth_place, p.sex, p.mother_name, p.office_id, p.nik_verified_on, p.died_on,"
    " p.merged_into_id, array(select n.kpj from registry_membernumber n where n.person_id = p.id"
    " order by n.issued_on, n.kpj) as kpj"
)


def find_people(text: str, limit: int = 25, after: tuple[str, int] | None = None) -> Page:
    """People by NIK, by KPJ or by part of the name, under row-level security, by name; one query a page.

    Rows: id, nik, name, birth date and place, sex, mother's name, office, died_on, kpj (all numbers).
    Records merged into others are found by their numbers as the record that was kept. Raises RegistryRefused:
    search_short for fewer than 3 letters.
    """
    typed = numbers.clean(text)
    if numbers.is_nik(typed):
        found = rows(
            f"select {_PERSON} from registry_person p where p.id in (select coalesce(merged_into_id, id)"
            " from registry_person where nik = %s) limit %s",
            [typed, limit],
        )
        return Page(found, None)
    if numbers.is_kpj(typed):
        found = rows(
            f"select {_PERSON} from registry_person p where p.id in (select person_id from registry_membernumber"
            " where kpj = %s) limit %s",
            [typed, limit],
        )
        return Page(found, None)
    text = " ".join(text.split())
    if len(text) < 3:
        raise RegistryRefused("search_short", field="q")
    after_name, after_id = after or ("", 0)
    found = rows(
        f"select {_PERSON} from registry_person p where p.merged_into_id is null and p.name ilike %s"
        " and (p.name, p.id) > (%s, %s) order by p.name, p.id limit %s",
        [_pattern(text), after_name, after_id, limit + 1],
    )
    return _page(found, limit)


def person_by_nik(nik: str) -> int | None:
    """Id of the person who holds a NIK (of the record kept, after a merge), or None."""
    found = scalar("select coalesce(merged_into_id, id) from registry_person where nik = %s", [nik])
    return int(found) if found else None


def person_by_kpj(kpj: str) -> int | None:
    """Id of the person a member number leads to, or None."""
    found = scalar("select person_id from registry_membernumber where kpj = %s", [kpj])
    return int(found) if found else None


def number_of(person_id: int) -> str | None:
    """The member number a person was given last, or None."""
    found = scalar(
        "select kpj from registry_membernumber where person_id = %s order by issued_on desc, kpj desc limit 1",
        [person_id],
    )
    return str(found) if found else None


def relatives_of(person_id: int) -> list[dict[str, Any]]:
    """Relatives of a person in the order they were entered."""
    return rows(
        "select id, kind, nik, name, birth_date, died_on from registry_relative where person_id = %s order by id",
        [person_id],
    )


def account_of(person_id: int, relative_id: int | None = None, on: date | None = None) -> dict[str, Any] | None:
    """The open bank account of a person or of one relative; with `on`, `usable` says whether it may be paid to then."""
    found = rows(
        "select a.id, a.bank_id, b.name as bank, a.number, a.holder_name, a.name_match, a.name_score,"
        " a.name_checked_on, a.usable_from, a.usable_from <= %s::date as usable"
        " from registry_bankaccount a join registry_bank b on b.code = a.bank_id"
        " where a.person_id = %s and a.relative_id is not distinct from %s and a.ended_on is null",
        [on or today(), person_id, relative_id],
    )
    return found[0] if found else None


# ---- duplicates

DUPLICATE_FROM = 60
"""Score (0 to 100) from which two records are shown as possibly one person."""

_SCORE = (
    "(45 * similarity(upper(a.name), upper(b.name)) + 30 * (a.birth_date = b.birth_date)::int"
    " + 10 * (a.sex = b.sex)::int + 15 * case when a.mother_name = '' or b.mother_name = '' then 0.5"
    " else similarity(upper(a.mother_name), upper(b.mother_name)) end)::int"
)
_PAIR = (
    f"a.id as one, b.id as other, {_SCORE} as score, b.id, b.nik, b.name, b.birth_date, b.sex, b.mother_name,"
    " b.office_id, similarity(upper(a.name), upper(b.name)) as name_alike,"
    " a.birth_date = b.birth_date as same_birth_date,"
    " similarity(upper(a.mother_name), upper(b.mother_name)) as mother_alike"
)


def duplicates(person_id: int, limit: int = 20) -> list[dict[str, Any]]:
    """Records that may be the same human being, best first, with the score (0 to 100) and its parts.

    Compared are records with the same birth date, or with the same name and mother; the score weighs name (45, trigram
    likeness), birth date (30), mother's name (15) and sex (10).
    """
    return rows(
        f"select * from (select {_PAIR} from registry_person a join registry_person b on b.id <> a.id and"
        " b.merged_into_id is null and (b.birth_date = a.birth_date or (b.name = a.name and b.mother_name ="
        " a.mother_name)) where a.id = %s) x where score >= %s order by score desc, id limit %s",
        [person_id, DUPLICATE_FROM, limit],
    )


def duplicate_pairs(office_ids: list[int], limit: int = 50, floor: int = 80) -> list[dict[str, Any]]:
    """Pairs of records born on one day, at least one served by these offices, that may be one person; best first."""
    return rows(
        f"select * from (select {_PAIR} from registry_person a join registry_person b on b.birth_date = a.birth_date"
        " and b.id > a.id and b.sex = a.sex where a.merged_into_id is null and b.merged_into_id is null"
        " and (a.office_id = any(%(o)s) or b.office_id = any(%(o)s))) x where score >= %(floor)s"
        " order by score desc, one, other limit %(limit)s",
        {"o": office_ids, "floor": floor, "limit": limit},
    )


def merges_of(person_id: int) -> list[dict[str, Any]]:
    """Merges a person took part in, newest first."""
    found = rows(
        "select id, kept_id, merged_id, evidence, made_by, made_at, undone_by, undone_at, moved"
        " from registry_personmerge where kept_id = %s or merged_id = %s order by id desc",
        [person_id, person_id],
    )
    for row in found:  # raw SQL gives JSON as text
        row["moved"] = json.loads(row["moved"])
    return found


def card_requests(
    *, office_ids: Sequence[int] | None = None, person_id: int | None = None, state: str = "", after: int = 0,
    limit: int = 50,
) -> list[dict[str, Any]]:  # fmt: skip
    """What members said of other cards of theirs, newest first, before the id `after`: id, person_id, person, kpj,
    name, birth_date, other_id, other, state, answer, made_at, decided_at."""
    return rows(
        "select c.id, c.person_id, p.name as person, c.kpj, c.name, c.birth_date, c.other_id, o.name as other, c.state,"
        " c.answer, c.made_at, c.decided_at, f.name as office from registry_cardrequest c"
        " join registry_person p on p.id = c.person_id join registry_office f on f.id = c.office_id"
        " left join registry_person o on o.id = c.other_id"
        " where (%(offices)s::bigint[] is null or c.office_id = any(%(offices)s))"
        " and (%(person)s::bigint is null or c.person_id = %(person)s) and (%(state)s = '' or c.state = %(state)s)"
        " and (%(after)s = 0 or c.id < %(after)s) order by c.id desc limit %(limit)s",
        {
            "offices": None if office_ids is None else list(office_ids),
            "person": person_id,
            "state": state,
            "after": after,
            "limit": limit,
        },
    )


def card_request_of(one: int, other: int) -> dict[str, Any] | None:
    """The open request about these two records, whichever of them asked."""
    found = rows(
        "select id, person_id, kpj, name, birth_date, made_at from registry_cardrequest where state = 'OPEN'"
        " and ((person_id = %(a)s and other_id = %(b)s) or (person_id = %(b)s and other_id = %(a)s)) order by id",
        {"a": one, "b": other},
    )
    return found[0] if found else None


# ---- corrections of people


def person_changes(
    *, office_ids: Sequence[int] | None = None, person_id: int | None = None, open_only: bool = False, after: int = 0,
    limit: int = 50,
) -> list[dict[str, Any]]:  # fmt: skip
    """Changes of people's data, newest first, before the id `after`; of one person with those of records merged into
    him. `changes` is field -> [before, after], `asked` what a member asked for himself."""
    found = rows(
        "select c.id, c.person_id, p.name as person, f.name as office, c.state, c.asked, c.changes, c.two, c.evidence,"
        " c.evidence_number, c.file_id, c.reason, c.made_by, c.made_at, c.proposed_by, c.proposed_at, c.decided_by,"
        " c.decided_at, c.answer from registry_personchange c join registry_person p on p.id = c.person_id"
        " join registry_office f on f.id = c.office_id"
        " where (%(offices)s::bigint[] is null or c.office_id = any(%(offices)s))"
        " and (%(person)s::bigint is null or c.person_id = any(array(select id from registry_person"
        " where id = %(person)s union select id from registry_person where merged_into_id = %(person)s)))"
        " and (not %(open)s or c.state in ('ASKED', 'PROPOSED')) and (%(after)s = 0 or c.id < %(after)s)"
        " order by c.id desc limit %(limit)s",
        {
            "offices": None if office_ids is None else list(office_ids),
            "person": person_id,
            "open": open_only,
            "after": after,
            "limit": limit,
        },
    )
    for row in found:  # raw SQL gives JSON as text
        row["changes"] = json.loads(row["changes"])
        row["asked"] = json.loads(row["asked"]) if row["asked"] else None
    return found


def changes_waiting(office_ids: Sequence[int], state: str, not_by: int | None = None) -> int:
    """How many changes of people's data of these offices wait in a state, leaving out those one proposed himself."""
    return int(
        scalar(
            "select count(*) from registry_personchange where state = %s and office_id = any(%s)"
            " and proposed_by is distinct from %s",
            [state, list(office_ids), not_by or 0],
        )
    )


# ---- files


def file(file_id: int) -> dict[str, Any] | None:
    """A stored file with its content (bytes), as row-level security shows it, or None."""
    found = rows(
        "select id, sha256, name, content_type, size, content, office_id, employer_id, person_id, made_at"
        " from registry_storedfile where id = %s",
        [file_id],
    )
    if not found:
        return None
    found[0]["content"] = bytes(found[0]["content"])
    return found[0]

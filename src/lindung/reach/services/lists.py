"""Lists of people: every row is taken, was there already, or is refused with its reason."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.db import act, copy_rows, lock, many, rows, run, stage
from lindung.base.errors import Refused
from lindung.reach.errors import ReachRefused
from lindung.reach.models import Agreement, ListTaken
from lindung.reach.services.registers import a_month, locked, note_joined
from lindung.reach.settings import MOST_ROWS, REFUSED_DAYS
from lindung.reach.sql import ALONE
from lindung.registry import numbers
from lindung.registry import queries as registry
from lindung.registry.models import District
from lindung.registry.names import tidy
from lindung.registry.services import NewPerson, register_people


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a list as handed in. `district` is a code or a name, empty for the sponsor's own; `wage` only for
    non-civil-servants; `row_no` is where it stands in the file."""

    row_no: int
    nik: str
    name: str
    birth_date: date
    job: str
    district: str = ""
    wage: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of a list: rows taken, rows that were there, and refused ones (row number, the refusal)."""

    list_id: int
    done: int
    already: int
    refused: tuple[tuple[int, Refused], ...] = field(default=())


@act
def list_people(
    agreement_id: int,
    people: Sequence[Row],
    *,
    name: str,
    first_month: date,
    unreadable: Iterable[tuple[int, Refused]] = (),
    handed_in: Mapping[int, Mapping[str, str]] | None = None,
    on: date | None = None,
    by: int | None = None,
) -> Listed:
    """Put people on an agreement's list from a month on. Who is new is registered and given a number; who is refused
    leaves no record. `unreadable` are rows that the reader of the file could not read: kept with the answers.
    `handed_in` are the rows as the file had them: of refused ones they are kept for some weeks, to be mended.

    The same list again changes nothing. Raises ReachRefused: no_agreement, list_empty, list_long, list_name,
    not_a_month, outside_agreement.
    """
    lost = list(unreadable)
    if not people and not lost:
        raise ReachRefused("list_empty", field="file")
    if len(people) + len(lost) > MOST_ROWS:
        raise ReachRefused("list_long", field="file", most=MOST_ROWS)
    title = " ".join(name.split())[:120]
    if not title:
        raise ReachRefused("list_name", field="name")
    agreement = locked(agreement_id)
    if not agreement.valid_from <= a_month(first_month, "first_month") <= agreement.valid_to:
        raise ReachRefused(
            "outside_agreement",
            field="first_month",
            first=f"{agreement.valid_from:%Y-%m}",
            last=f"{agreement.valid_to:%Y-%m}",
        )
    lock("reach-lists")  # two sponsors' lists at once: the second sees what the first took
    bad: list[tuple[int, Refused]] = list(lost)
    good = _readable(agreement, people, first_month, on or registry.today(), bad)
    already = _judge(agreement, good, first_month, bad) if good else 0
    done = _take(agreement, good, first_month, on or registry.today(), by) if good else 0
    bad.sort(key=lambda found: found[0])
    taken = ListTaken.objects.create(
        sponsor_id=agreement.sponsor_id,
        agreement=agreement,
        office_id=agreement.office_id,
        name=title,
        first_month=first_month,
        rows_in=len(people) + len(lost),
        done=done,
        already=already,
        refused=len(bad),
        answers=[[row_no, why.code, why.text("id"), why.text("en")] for row_no, why in bad],
        made_by=by,
    )
    _keep(taken, [row_no for row_no, _why in bad], handed_in or {}, on or registry.today())
    return Listed(taken.pk, done, already, tuple(bad))


def _keep(taken: ListTaken, refused: Sequence[int], handed_in: Mapping[int, Mapping[str, str]], today: date) -> None:
    """Refused rows as they were handed in, with whom they name where the register knows him: reading them is recorded
    as reading about him."""
    kept = [(n, dict(handed_in[n])) for n in refused if n in handed_in]
    if not kept:
        return
    stage(
        "reach_refused",
        "row_no int, nik text, cells jsonb",
        ((n, numbers.clean(cells.get("nik", ""))[:16], json.dumps(cells)) for n, cells in kept),
    )
    run(
        "insert into reach_listrow (taken_id, sponsor_id, agreement_id, office_id, person_id, row_no, cells, until)"
        " select %s, %s, %s, %s, coalesce(p.merged_into_id, p.id), t.row_no, t.cells, %s from pg_temp.reach_refused t"
        " left join registry_person p on p.nik = t.nik and t.nik <> '' order by t.row_no",
        [
            taken.pk, taken.sponsor_id, taken.agreement_id, taken.office_id,
            today + timedelta(days=REFUSED_DAYS.value),
        ],
    )  # fmt: skip


def forget_refused(today: date) -> int:
    """Refused rows are kept no longer than their day; the answers stay."""
    return run("delete from reach_listrow where until < %s", [today])


Good = dict[int, tuple[Row, str, str]]
"""Rows by number, with their clean NIK and district code."""


def _readable(
    agreement: Agreement, people: Sequence[Row], first_month: date, today: date, bad: list[tuple[int, Refused]]
) -> Good:
    """The rows that say everything needed; the others go to `bad`."""
    districts = {d.code: d.code for d in District.objects.all()}
    districts |= {d.name.casefold(): d.code for d in District.objects.all()}
    old = _too_old(agreement, people, first_month)
    seen: dict[str, int] = {}
    good: Good = {}
    for row in people:
        nik, shown = numbers.clean(row.nik), tidy(row.name)[:120]
        district = districts.get(" ".join(row.district.split()).casefold(), "") if row.district.strip() else (
            agreement.sponsor.district_id
        )  # fmt: skip
        if not numbers.is_nik(nik):
            bad.append((row.row_no, ReachRefused("row_nik", field="nik", nik=row.nik[:20])))
        elif not shown:
            bad.append((row.row_no, ReachRefused("row_name", field="name")))
        elif not row.job.strip():
            bad.append((row.row_no, ReachRefused("row_job", field="job", name=shown)))
        elif not date(1900, 1, 1) <= row.birth_date <= today:
            bad.append((row.row_no, ReachRefused("row_birth", field="birth_date", name=shown)))
        elif not district:
            bad.append((row.row_no, ReachRefused("row_district", name=shown, value=row.district[:40])))
        elif agreement.workers == "NON_ASN" and not 0 < row.wage <= 10**12:
            bad.append((row.row_no, ReachRefused("row_wage", field="wage", name=shown)))
        elif nik in seen:
            bad.append((row.row_no, ReachRefused("row_twice", field="nik", name=shown, first=seen[nik])))
        elif row.birth_date in old:
            bad.append((row.row_no, ReachRefused("row_age", name=shown, why=old[row.birth_date])))
        else:
            seen[nik] = row.row_no
            good[row.row_no] = (row, nik, district)
    return good


def _too_old(agreement: Agreement, people: Sequence[Row], first_month: date) -> dict[date, Mapping[str, str]]:
    """Birth dates of a list that may not join as non-wage earners, with the law's reason; only those near or above the
    age are asked about."""
    if agreement.workers != Agreement.Workers.VULNERABLE:
        return {}
    try:
        age = int(law.parameter("bpu.join_age", first_month).value)
    except law.NotInForce:
        return {}
    old: dict[date, Mapping[str, str]] = {}
    for born in {row.birth_date for row in people if row.birth_date.year <= first_month.year - age}:
        found = law.calc(
            "bpu.standing", first_month, {"joined": first_month, "birth_date": born, "occupations": 1, "paid": []}
        )
        if not found.values["join_allowed"]:
            old[born] = found.details["reason"]
    return old


_STAGE = """
create temp table reach_list (row_no int, nik text, name text, birth_date date, job text, unit text, district text,
  wage bigint, person_id bigint, code text, sponsor text, agreement text, employer text, day date, last_day date)
on commit drop
"""

# The first of these that holds is the row's answer. A cover that a sponsor's list gave is none of its own.
_JUDGE = (
    "update pg_temp.reach_list t set code = 'row_other_person' from registry_person p join registry_person k"
    " on k.id = coalesce(p.merged_into_id, p.id) where p.nik = t.nik and t.birth_date not in"
    " (p.birth_date, k.birth_date)",
    "update pg_temp.reach_list t set person_id = coalesce(p.merged_into_id, p.id) from registry_person p"
    " where p.nik = t.nik and t.code is null",
    "update pg_temp.reach_list t set code = 'row_twice', day = null from pg_temp.reach_list f"
    " where f.person_id = t.person_id and f.row_no < t.row_no and t.code is null",
    "update pg_temp.reach_list t set code = 'row_dead', day = p.died_on from registry_person p where p.id = t.person_id"
    " and p.died_on is not null and t.code is null",
    "update pg_temp.reach_list t set code = case when b.agreement_id <> %(agreement)s then 'row_other_list'"
    " when b.last_month is null and b.first_month <= %(first)s then 'already' else 'row_other_months' end,"
    " sponsor = s.name, agreement = a.number, day = b.first_month, last_day = b.last_month"
    " from reach_beneficiary b join reach_sponsor s on s.id = b.sponsor_id join reach_agreement a"
    " on a.id = b.agreement_id join registry_person q on q.id = b.person_id"
    " where coalesce(q.merged_into_id, q.id) = t.person_id and b.end_reason <> 'ERROR'"
    " and coalesce(b.last_month, 'infinity'::date) >= %(first)s and t.code is null",
    "update pg_temp.reach_list t set code = 'row_covered_' || lower(x.segment), employer = x.employer, day = x.start_on"
    " from (select distinct on (s.person_id) s.person_id, s.segment, s.start_on, coalesce(e.name, '–') as employer"
    " from coverage_spell s left join registry_employer e on e.id = s.employer_id where s.exit_reason <> 'ERROR'"
    " and (s.end_on is null or s.end_on >= %(first)s) and s.person_id in (select person_id from pg_temp.reach_list)"
    f" and (not exists (select 1 from reach_beneficiary b where b.spell_id = s.id) or {ALONE.format('s.id')})"
    " order by s.person_id, s.end_on is not null, s.start_on) x where x.person_id = t.person_id and t.code is null",
)


def _judge(agreement: Agreement, good: Good, first_month: date, bad: list[tuple[int, Refused]]) -> int:
    """Hold the rows against the registers; refused ones leave `good`. How many are there already."""
    run("drop table if exists pg_temp.reach_list")
    run(_STAGE)
    copy_rows(
        "pg_temp.reach_list",
        ("row_no", "nik", "name", "birth_date", "job", "unit", "district", "wage"),
        (
            (
                row_no, nik, tidy(row.name)[:120], row.birth_date, " ".join(row.job.split())[:80],
                " ".join(row.unit.split())[:120], district, row.wage,
            )
            for row_no, (row, nik, district) in good.items()
        ),
    )  # fmt: skip
    run("create index on pg_temp.reach_list (person_id)")
    run("analyze pg_temp.reach_list")
    with many():
        for step in _JUDGE:
            run(step, {"agreement": agreement.pk, "first": first_month} if "%(" in step else None)
    already = 0
    for r in rows("select * from pg_temp.reach_list where code is not null order by row_no"):
        good.pop(r["row_no"])
        if r["code"] == "already":
            already += 1
        else:
            bad.append((r["row_no"], _answer(r, good)))
    return already


def _answer(r: dict[str, Any], good: Good) -> ReachRefused:
    twice = next((n for n, (_row, nik, _d) in good.items() if nik == r["nik"]), 0) if r["code"] == "row_twice" else 0
    return ReachRefused(
        r["code"],
        name=r["name"],
        nik=r["nik"],
        sponsor=r["sponsor"],
        agreement=r["agreement"],
        employer=r["employer"],
        day=r["day"] or "",
        first=twice or (f"{r['day']:%Y-%m}" if r["day"] else ""),
        last=f"{r['last_day']:%Y-%m}" if r["last_day"] else "–",
    )


def _take(agreement: Agreement, good: Good, first_month: date, today: date, by: int | None) -> int:
    """Register who is new and put the rows that are left on the list."""
    if not good:
        return 0
    order = sorted(good)
    ids = register_people(
        (
            NewPerson(
                good[row_no][1],
                good[row_no][0].name,
                good[row_no][0].birth_date,
                "P" if int(good[row_no][1][6:8]) > 40 else "L",
                agreement.office_id,
                district_id=good[row_no][2],
            )
            for row_no in order
        ),
        on=today,
    )
    run("drop table if exists pg_temp.reach_new")
    run("create temp table reach_new (row_no int, person_id bigint) on commit drop")
    copy_rows(
        "pg_temp.reach_new",
        ("row_no", "person_id"),
        ((row_no, person) for row_no, (person, _kpj) in zip(order, ids, strict=True)),
    )
    run("analyze pg_temp.reach_new")
    done = run(
        "insert into reach_beneficiary (sponsor_id, agreement_id, office_id, person_id, name, job, unit, district_id,"
        " wage, first_month, end_reason, made_by, made_at) select %s, %s, %s, n.person_id, t.name, t.job, t.unit,"
        " t.district, t.wage, %s, '', %s, now() from pg_temp.reach_list t join pg_temp.reach_new n using (row_no)"
        " where t.code is null order by t.row_no",
        [agreement.sponsor_id, agreement.pk, agreement.office_id, first_month, by],
    )
    note_joined(agreement.pk, by)
    return done

"""The facts of a measured month: offices, employers with classes, people, cover, finalised reports with their wage
lines. Written by the owner, by arithmetic on consecutive ids: no sort and no join, so that tens of millions go in one
pass a table."""

import os
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from lindung.base.dates import add_months

FIRST = date(2021, 6, 1)

WORKER_BYTES, BILL_BYTES, LEAN_BYTES = 1_200, 9_000, 830
"""Disk for a worker and for a bill of one month with all that follows, and for a worker of a lean database."""


def need_bytes(workers: int, employers: int, repeats: int, lean: bool) -> int:
    """About how much disk a measured month takes at its peak, the server's log of writes included."""
    later = (repeats - 1) * (workers * 620 + employers * BILL_BYTES)
    return workers * (LEAN_BYTES if lean else WORKER_BYTES) + employers * BILL_BYTES + later + 4 * 2**30


def fill(workers: int, employers: int, repeats: int, lean: bool = False) -> None:
    """A fresh database full of facts. `lean`: without the indexes that no month reads, and with the cover only of
    people whose age makes the month look at it: what a month does is the same, on a third less disk."""
    values: dict[str, Any] = {"n": workers, "e": employers, "born_before": date(1970, 1, 1) if lean else date.max}
    with psycopg.connect(os.environ["LINDUNG_OWNER_URL"], autocommit=True) as owner:
        overlap = owner.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = 'spell_never_overlaps'"
        ).fetchone()
        assert overlap is not None
        owner.execute("alter table coverage_spell drop constraint spell_never_overlaps")
        if lean:
            _drop_indexes(owner)
        with psycopg.connect(os.environ["LINDUNG_OWNER_URL"], autocommit=True) as quick:
            _without_triggers(quick)
            for statement in _PARTIES:
                quick.execute(statement, values)
            values |= {
                "e0": _first(quick, "registry_employer", employers),
                "p0": _first(quick, "registry_person", workers),
            }
            quick.execute(_COVER, values)
            for number in range(repeats):
                month = add_months(FIRST, number)
                quick.execute("select lindung_open_month('contributions_wageline', %s)", [month])
                quick.execute("select lindung_open_month('contributions_line', %s)", [month])
                for statement in _REPORTS:
                    quick.execute(statement, {**values, "month": month})
        owner.execute(
            sql.SQL("alter table coverage_spell add constraint spell_never_overlaps {}").format(sql.SQL(overlap[0]))
        )
        owner.execute("create table bench_floor (like contributions_line)")
        owner.execute("grant select, insert, delete, truncate on bench_floor to lindung_system")
        owner.execute("vacuum analyze")
        owner.execute("checkpoint")


def _first(owner: "psycopg.Connection[Any]", table: str, count: int) -> int:
    """The first of consecutive ids."""
    found = owner.execute(
        sql.SQL("select min(id), max(id) - min(id) + 1 from {}").format(sql.Identifier(table))
    ).fetchone()
    if found is None or found[1] != count:
        raise RuntimeError(f"{table} is not filled by this measurement alone")
    return int(found[0])


def _without_triggers(owner: "psycopg.Connection[Any]") -> None:
    """Tens of millions of rows that are right by construction need no check one by one; where the owner may not say
    so, they are checked."""
    try:
        owner.execute("set session_replication_role = replica")
    except psycopg.errors.InsufficientPrivilege:
        return


def _drop_indexes(owner: "psycopg.Connection[Any]") -> None:
    """All but those of keys and constraints, and the one by which settling sees that nobody was merged."""
    found = owner.execute(
        "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid in"
        " ('registry_person'::regclass, 'coverage_spell'::regclass) and not i.indisprimary and not exists"
        " (select 1 from pg_constraint k where k.conindid = i.indexrelid) and not exists (select 1 from pg_attribute a"
        " where a.attrelid = i.indrelid and a.attnum = any(i.indkey) and a.attname = 'merged_into_id')"
    ).fetchall()
    for (name,) in [*found, ("wageline_by_person",)]:
        owner.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))


_PARTIES = (
    "insert into registry_businessday (\"only\", day) values (true, '2021-12-01')"
    ' on conflict ("only") do update set day = excluded.day',
    "insert into registry_office (code, slug, name, kind, office_class, address, opens_saturday, valid_from)"
    " values ('B01', 'bench', 'Kantor Ukur', 'BRANCH', '', '', false, '2015-07-01')",
    """
    insert into registry_employer (npp, name, nib, npwp, office_id, district_id, address, phone, email, contact_name,
      status, registered_on, made_at)
    select 'B' || lpad(i::text, 8, '0'), 'PT Ukur ' || i, '', '', o.id, d.code, '', '', '', '', 'ACTIVE', '2015-07-01',
      now()
    from generate_series(1, %(e)s::bigint) i, (select max(id) as id from registry_office) o,
      (select min(code) as code from registry_district) d
    """,
    """
    insert into registry_employerclass (employer_id, size, risk_group, kbli, covid_relief, reason, review_on,
      valid_from)
    select id, (array['LARGE', 'MEDIUM', 'SMALL', 'LARGE', 'MICRO'])[1 + (n - 1) %% 5], 1 + n %% 5, '10130', false, '',
      '2030-01-01', '2015-07-01'
    from (select id, row_number() over (order by id) as n from registry_employer) e
    """,
    """
    insert into registry_person (nik, name, birth_date, birth_place, sex, mother_name, phone, email, npwp, address,
      office_id, made_at)
    select lpad((3514000000000000 + i)::text, 16, '0'), 'Pekerja ' || i, date '1963-01-01' + (i * 7919 %% 14000)::int,
      '', 'L', '', '', '', '', '', o.id, now()
    from generate_series(1, %(n)s::bigint) i, (select max(id) as id from registry_office) o
    """,
)

# Worker i (from 0) is with employer floor(i * e / n): of employer j these are the workers from ceil(j * n / e) on.
_COVER = """
insert into coverage_spell (person_id, employer_id, office_id, segment, kpj, start_on, exit_reason)
select p.id, %(e0)s + (p.id - %(p0)s) * %(e)s / %(n)s, p.office_id, 'PU', lpad(p.id::text, 11, '0'), '2018-01-01', ''
from registry_person p where p.birth_date < %(born_before)s
"""

_FROM = "((e.id - %(e0)s) * %(n)s + %(e)s - 1) / %(e)s"
_TO = "((e.id - %(e0)s + 1) * %(n)s + %(e)s - 1) / %(e)s"

_REPORTS = (
    f"""
    insert into contributions_wagereport (employer_id, office_id, month, version, status, channel, reason, rows_in,
      rows_good, rows_refused, made_at, finalised_at)
    select e.id, e.office_id, %(month)s, 1, 'FINALISED', 'FILE', '', {_TO} - {_FROM}, {_TO} - {_FROM}, 0, now(), now()
    from registry_employer e order by e.id
    """,
    f"""
    insert into contributions_wageline (month, report_id, person_id, employer_id, office_id, wage, back_pay, row_no)
    select %(month)s, e.report_id, p, e.id, e.office_id, 2500000 + (p * 48611 %% 11500000), 0, p - e.first + 1
    from (select r.id as report_id, e.id, e.office_id, %(p0)s + {_FROM} as first, %(p0)s + {_TO} - 1 as last
          from contributions_wagereport r join registry_employer e on e.id = r.employer_id
          where r.month = %(month)s order by r.id) e
    cross join lateral generate_series(e.first, e.last) p
    """,
)

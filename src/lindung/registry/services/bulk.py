"""Registering many people at once: one COPY, then set-based."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from lindung.base.db import act, copy_rows, rows, run, scalar
from lindung.registry import numbers
from lindung.registry.names import tidy
from lindung.registry.queries import today
from lindung.registry.refusals import RegistryRefused


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One person to register. Without `nik` a new record is made unless `kpj` is known; without `kpj` a number is
    given. Dates are days, `office_id` is the office that serves the person."""

    nik: str | None
    name: str
    birth_date: date
    sex: str
    office_id: int
    birth_place: str = ""
    mother_name: str = ""
    phone: str = ""
    email: str = ""
    npwp: str = ""
    address: str = ""
    district_id: str | None = None
    kpj: str = ""


_COLUMNS = (
    "row_no", "nik", "kpj", "name", "birth_date", "birth_place", "sex", "mother_name", "phone", "email", "npwp",
    "address", "district_id", "office_id",
)  # fmt: skip

_TEMP = """
create temporary table registry_new (
  row_no int primary key, nik text, kpj text, name text not null, birth_date date not null, birth_place text not null,
  sex text not null, mother_name text not null, phone text not null, email text not null, npwp text not null,
  address text not null, district_id text, office_id bigint not null, person_id bigint, is_new boolean not null
  default false) with (fillfactor = 45) on commit drop
"""

# Who is already there: by NIK, else by member number. A merged record leads to the one that was kept.
_MATCH = """
update registry_new t set person_id = coalesce(p.merged_into_id, p.id), is_new = false
from registry_person p where p.nik = t.nik and t.person_id is distinct from coalesce(p.merged_into_id, p.id);
update registry_new t set person_id = n.person_id from registry_membernumber n
where t.nik is null and t.person_id is null and n.kpj = t.kpj
"""

# One row of each NIK (of each unknown number, where there is no NIK) becomes the record.
_LEAD = """
update registry_new t set person_id = nextval(%s), is_new = true
from (select min(row_no) as row_no from registry_new where person_id is null
      group by coalesce('n' || nik, 'k' || kpj, 'r' || row_no)) lead
where lead.row_no = t.row_no
"""

_INSERT = """
insert into registry_person (id, nik, name, birth_date, birth_place, sex, mother_name, phone, email, npwp, address,
                             district_id, office_id, made_at)
select person_id, nik, name, birth_date, birth_place, sex, mother_name, phone, email, npwp, address, district_id,
       office_id, now()
from registry_new where is_new order by nik, person_id
on conflict (nik) do nothing
"""

_FOLLOW = """
update registry_new t set person_id = lead.person_id from registry_new lead
where t.nik is null and t.person_id is null and lead.is_new and lead.nik is null and lead.kpj = t.kpj
"""

_CARDS = """
insert into registry_membernumber (kpj, person_id, office_id, issued_on)
select distinct on (kpj) kpj, person_id, office_id, %(on)s from registry_new where kpj is not null order by kpj, row_no
on conflict (kpj) do nothing
"""

_ISSUE = """
insert into registry_membernumber (kpj, person_id, office_id, issued_on)
select registry_with_check_digit(nextval('registry_kpj_seq')), person_id, office_id, %(on)s
from (select distinct on (person_id) person_id, office_id from registry_new t
      where kpj is null and (is_new or not exists
        (select 1 from registry_membernumber n where n.person_id = t.person_id))
        and not exists (select 1 from registry_new o where o.person_id = t.person_id and o.kpj is not null)
      order by person_id, row_no) x
"""

_RESULT = """
select t.person_id, coalesce(t.kpj, (select n.kpj from registry_membernumber n where n.person_id = t.person_id
                                     order by n.issued_on desc, n.kpj desc limit 1))
from registry_new t order by t.row_no
"""

# A NIK already held, or given twice, with another birth date is never silently another person's.
_NIK_WRONG = """
select row_no from registry_new where nik !~ '^[0-9]{16}$'
union
select t.row_no from registry_new t join registry_person p on p.nik = t.nik
  left join registry_person k on k.id = p.merged_into_id
  where t.birth_date not in (p.birth_date, coalesce(k.birth_date, p.birth_date))
union
select t.row_no from registry_new t
  join (select distinct on (nik) nik, birth_date from registry_new order by nik, row_no) f using (nik)
  where t.birth_date <> f.birth_date
order by 1 limit 20
"""

_KPJ_WRONG = """
select t.row_no from registry_new t join registry_membernumber n on n.kpj = t.kpj where n.person_id <> t.person_id
union select t.row_no from registry_new t where t.kpj is not null and t.kpj !~ '^[A-Z0-9]{11}$' order by 1 limit 20
"""


@act
def register_people(people: Iterable[NewPerson], *, on: date | None = None) -> list[tuple[int, str]]:
    """Register many people and give a member number to each who has none; (person id, KPJ) in the order given.

    Idempotent on NIK: a known NIK gives the person who holds it (the record kept, after a merge) and his latest number;
    nothing already recorded is overwritten. Streams by COPY, a few statements for any number of rows; all or nothing.
    Raises RegistryRefused: nik_rows or kpj_rows naming the first 20 rows (counted from 1), name_missing, sex.
    """
    day = on or today()
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.registry_new")
        cursor.execute(_TEMP)
    if not copy_rows("registry_new", _COLUMNS, _records(people)):
        return []
    run("create index on registry_new (nik)")
    run("analyze registry_new")
    _refuse("nik_rows", _NIK_WRONG)
    run(_MATCH)
    run(_LEAD, [scalar("select pg_get_serial_sequence('registry_person', 'id')")])
    run(_INSERT)
    run(_MATCH)  # those of the same NIK; and those whom somebody else registered in the meantime
    run(_FOLLOW)
    _refuse("nik_rows", _NIK_WRONG)
    run(_CARDS, {"on": day})
    _refuse("kpj_rows", _KPJ_WRONG)
    run(_ISSUE, {"on": day})
    with connection.cursor() as cursor:
        cursor.execute(_RESULT)
        found = [(int(person), str(kpj)) for person, kpj in cursor.fetchall()]
        cursor.execute("drop table registry_new")
    return found


def _records(people: Iterable[NewPerson]) -> Iterator[tuple[Any, ...]]:
    for row_no, p in enumerate(people, 1):
        name = tidy(p.name)
        if not name:
            raise RegistryRefused("name_missing", field=f"rows.{row_no}")
        if p.sex not in ("L", "P"):
            raise RegistryRefused("sex", field=f"rows.{row_no}")
        yield (
            row_no,
            numbers.clean(p.nik or "") or None,
            numbers.clean(p.kpj) or None,
            name,
            p.birth_date,
            tidy(p.birth_place),
            p.sex,
            tidy(p.mother_name),
            p.phone,
            p.email,
            numbers.clean(p.npwp),
            tidy(p.address),
            p.district_id,
            p.office_id,
        )


def _refuse(code: str, sql: str) -> None:
    if wrong := [r["row_no"] for r in rows(sql)]:
        raise RegistryRefused(code, rows=", ".join(map(str, wrong)))

"""Relatives and bank accounts of many people at once; the rules are those of `add_relative` and `set_bank_account`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lindung.base.db import act, copy_rows, rows, run
from lindung.registry import names, numbers
from lindung.registry.models import Relative
from lindung.registry.refusals import RegistryRefused
from lindung.registry.services.family import COOLING_OFF_DAYS
from lindung.registry.services.people import clean_nik


@dataclass(frozen=True, slots=True)
class NewRelative:
    """One relative of a person; `kind` as in the registry (SPOUSE, CHILD, PARENT, …)."""

    person_id: int
    kind: str
    name: str
    nik: str = ""
    birth_date: date | None = None
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Where a person, or one of his relatives, is paid from `on` on; one row a person and relative."""

    person_id: int
    bank_id: str
    number: str
    holder_name: str
    on: date
    relative_id: int | None = None
    vouched: bool = False


@act
def add_relatives(relatives: Iterable[NewRelative]) -> list[int]:
    """Add many relatives; the same one (kind and NIK, or kind, name and birth date) again stays one. Ids in the order
    given. Raises RegistryRefused: relative_kind, name_missing, nik_form, death_before_birth, not_found, merged_away."""
    given = []
    for row_no, r in enumerate(relatives, 1):
        name, nik = names.tidy(r.name), clean_nik(r.nik) or ""
        if r.kind not in Relative.Kind.values:
            raise RegistryRefused("relative_kind", field=f"rows.{row_no}", value=r.kind)
        if not name:
            raise RegistryRefused("name_missing", field=f"rows.{row_no}")
        if r.birth_date and r.died_on and r.died_on < r.birth_date:
            raise RegistryRefused("death_before_birth", field=f"rows.{row_no}", day=r.died_on)
        given.append((row_no, r.person_id, r.kind, name, nik, r.birth_date, r.died_on))
    run("drop table if exists pg_temp.registry_kin")
    run(
        "create temporary table registry_kin (row_no int primary key, person_id bigint not null, kind text not null,"
        " name text not null, nik text not null, birth_date date, died_on date) on commit drop"
    )
    copy_rows("registry_kin", ("row_no", "person_id", "kind", "name", "nik", "birth_date", "died_on"), given)
    run("analyze registry_kin")
    _living("registry_kin")
    same = (
        "r.person_id = t.person_id and r.kind = t.kind and case when t.nik <> '' then r.nik = t.nik"
        " else r.nik = '' and r.name = t.name and r.birth_date is not distinct from t.birth_date end"
    )
    run(
        "insert into registry_relative (person_id, office_id, kind, nik, name, birth_date, died_on)"
        " select t.person_id, p.office_id, t.kind, t.nik, t.name, t.birth_date, t.died_on"
        " from (select distinct on (person_id, kind, nik, case when nik = '' then name end,"
        "   case when nik = '' then birth_date end) * from registry_kin"
        "   order by person_id, kind, nik, case when nik = '' then name end, case when nik = '' then birth_date end,"
        "   row_no) t"
        " join registry_person p on p.id = t.person_id"
        f" where not exists (select 1 from registry_relative r where {same}) order by t.row_no"
    )
    found = rows(
        f"select min(r.id) as id from registry_kin t join registry_relative r on {same}"
        " group by t.row_no order by t.row_no"
    )
    run("drop table registry_kin")
    return [int(r["id"]) for r in found]


@act
def set_bank_accounts(accounts: Iterable[NewAccount]) -> list[int]:
    """Set the accounts many people and relatives are paid to; ids in the order given.

    A first account, or one an officer vouched for, is usable at once, a changed one after COOLING_OFF_DAYS; the same
    account again stays. Raises RegistryRefused: account_number, bank, name_missing, relative_of_other, not_found,
    merged_away.
    """
    given = [_account(row_no, a) for row_no, a in enumerate(accounts, 1)]
    run("drop table if exists pg_temp.registry_pay")
    run(
        "create temporary table registry_pay (row_no int primary key, person_id bigint not null, relative_id bigint,"
        " bank_id text not null, number text not null, holder_name text not null, on_day date not null,"
        " vouched boolean not null, owner text, score smallint, verdict text, unique nulls not distinct"
        " (person_id, relative_id)) on commit drop"
    )
    copy_rows(
        "registry_pay",
        ("row_no", "person_id", "relative_id", "bank_id", "number", "holder_name", "on_day", "vouched"),
        given,
    )
    run("analyze registry_pay")
    _living("registry_pay")
    for code, sql in (
        ("bank", "select t.bank_id as value from registry_pay t left join registry_bank b on b.code = t.bank_id"
                 " where b.code is null"),
        ("relative_of_other", "select 'x' as value from registry_pay t left join registry_relative r"
                              " on r.id = t.relative_id and r.person_id = t.person_id"
                              " where t.relative_id is not null and r.id is null"),
    ):  # fmt: skip
        if wrong := rows(sql + " limit 1"):
            raise RegistryRefused(code, field=code, value=wrong[0]["value"])
    _compare_names()
    same = "a.person_id = t.person_id and a.relative_id is not distinct from t.relative_id"
    run(
        f"delete from registry_pay t using registry_bankaccount a where {same} and a.ended_on is null"
        " and a.bank_id = t.bank_id and a.number = t.number and a.holder_name = t.holder_name and not t.vouched"
    )
    run(
        "create temporary table registry_pay_first on commit drop as select t.row_no from registry_pay t"
        f" where not exists (select 1 from registry_bankaccount a where {same})"
    )
    run(
        f"update registry_bankaccount a set ended_on = t.on_day from registry_pay t where {same} and a.ended_on is null"
    )
    run(
        "insert into registry_bankaccount (person_id, relative_id, office_id, bank_id, number, holder_name, name_match,"
        " name_score, name_checked_on, usable_from)"
        " select t.person_id, t.relative_id, p.office_id, t.bank_id, t.number, t.holder_name, t.verdict, t.score,"
        " t.on_day, case when t.vouched or f.row_no is not null then t.on_day else t.on_day + %s end"
        " from registry_pay t join registry_person p on p.id = t.person_id"
        " left join registry_pay_first f on f.row_no = t.row_no order by t.row_no",
        [COOLING_OFF_DAYS],
    )
    run("drop table registry_pay, registry_pay_first")
    run("create temporary table registry_pay (row_no int, person_id bigint, relative_id bigint) on commit drop")
    copy_rows("registry_pay", ("row_no", "person_id", "relative_id"), ((g[0], g[1], g[2]) for g in given))
    found = rows(
        f"select a.id from registry_pay t join registry_bankaccount a on {same} and a.ended_on is null"
        " order by t.row_no"
    )
    run("drop table registry_pay")
    return [int(r["id"]) for r in found]


def _account(row_no: int, a: NewAccount) -> tuple[object, ...]:
    number, holder = numbers.clean(a.number), names.tidy(a.holder_name)
    if not (number.isascii() and number.isdigit() and 5 <= len(number) <= 34):
        raise RegistryRefused("account_number", field=f"rows.{row_no}", value=number[:40])
    if not holder:
        raise RegistryRefused("name_missing", field=f"rows.{row_no}")
    return row_no, a.person_id, a.relative_id, a.bank_id, number, holder, a.on, a.vouched


def _living(table: str) -> None:
    """Refuse rows whose person is not there or was merged into another record."""
    wrong = rows(
        f"select p.id from {table} t left join registry_person p on p.id = t.person_id"
        " where p.id is null or p.merged_into_id is not null limit 1"
    )
    if wrong:
        if wrong[0]["id"] is None:
            raise RegistryRefused("not_found", what="orang / person")
        raise RegistryRefused("merged_away")


def _compare_names() -> None:
    """The holder's name against the person's (relative's): equal ones in SQL, the others by the tolerant comparison."""
    run(
        "update registry_pay t set owner = coalesce(r.name, p.name), score = case when lower(t.holder_name) ="
        " lower(coalesce(r.name, p.name)) then 100 end from registry_pay x"
        " join registry_person p on p.id = x.person_id left join registry_relative r on r.id = x.relative_id"
        " where x.row_no = t.row_no"
    )
    others = [
        (r["row_no"], names.score(r["holder_name"], r["owner"]))
        for r in rows("select row_no, holder_name, owner from registry_pay where score is null")
    ]
    run(
        "update registry_pay t set score = s.score from unnest(%s::int[], %s::int[]) s(row_no, score)"
        " where s.row_no = t.row_no",
        [[n for n, _ in others], [score for _, score in others]],
    )
    run(
        "update registry_pay set verdict = case when score >= %s then 'MATCH' when score >= %s then 'CLOSE'"
        " else 'DIFFERENT' end",
        [names.MATCH_FROM, names.CLOSE_FROM],
    )

"""Rows into a report: whoever is reported is found in the registers or registered, good rows are taken, the others are
kept with the reasons beside their cells."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import act, copy_rows, rows, run, stage
from lindung.contributions import fields, obliged
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.fields import Row
from lindung.contributions.models import RefusedRow, WageReport
from lindung.contributions.row_errors import said
from lindung.contributions.services import row_sql
from lindung.contributions.services.reports import LARGEST_WAGE, Status, count, locked
from lindung.coverage.models import ExitReason
from lindung.registry.services import NewPerson, register_people

EXITS = sorted(set(ExitReason.values) - {ExitReason.DIED, ExitReason.ERROR, ExitReason.LAPSED})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that its reader could not understand: `cells` by heading or field, `errors` as the reader's dictionaries
    (row, column, cell, value, code, severity, params, id, en)."""

    row_no: int
    cells: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RowsTaken:
    """Rows of one call: `rows_in` = `good` + `refused`; `registered` people who were new to the register."""

    rows_in: int
    good: int
    refused: int
    registered: int


@act
def begin_reading(report_id: int, file_id: int, *, client_key: str | None = None) -> WageReport:
    """A new file for an open report: what the last file refused is forgotten, lines taken so far stay until the new
    file says otherwise. Raises ContributionRefused: no_report, wrong_status."""
    report = locked(report_id, Status.READING, Status.DRAFT)
    drop_refused(report_id)
    run(
        "update contributions_wageline set row_no = null where month = %s and report_id = %s and row_no is not null",
        [report.month, report_id],
    )
    report.status, report.channel, report.file_id = Status.READING, WageReport.Channel.FILE, file_id
    report.client_key = client_key or report.client_key
    report.rows_in = report.rows_good = report.rows_refused = 0
    report.save(update_fields=["status", "channel", "file", "client_key", "rows_in", "rows_good", "rows_refused"])
    return report


def drop_refused(report_id: int) -> int:
    """Forget the refused rows of a report that nobody repaired; returns how many."""
    return RefusedRow.objects.filter(report_id=report_id, fixed_at=None).delete()[0]


@act
def end_reading(report_id: int, *, whole_month: bool) -> WageReport:
    """The file is read: the report becomes a draft. With `whole_month` the file lists everybody, so lines that it does
    not name are taken out; without it (joiners only, leavers only) they stay. Repeating it changes nothing."""
    report = locked(report_id, Status.READING, Status.DRAFT)
    if report.status == Status.READING:
        if whole_month:
            run(
                "delete from contributions_wageline where month = %s and report_id = %s and row_no is null",
                [report.month, report_id],
            )
        report.status = Status.DRAFT
        report.save(update_fields=["status"])
        count(report)
    return report


@act
def take_rows(report_id: int, given: Iterable[Any], *, refused: Iterable[Refusal] = ()) -> RowsTaken:
    """Take rows (any objects with the attributes of `fields.Row`) into a report in READING or DRAFT; set-based.

    A row is found by NIK, then KPJ, then name and date of birth among the employer's workers; with NIK, name and date
    of birth an unknown person is registered. Rows that cannot be taken become refused rows with errors per cell. The
    same rows again change nothing; a row number again replaces what stood under it. Every row is either good or
    refused. Raises ContributionRefused: no_report, wrong_status.
    """
    report = locked(report_id, Status.READING, Status.DRAFT)
    return _take(report, [fields.row_of(g) for g in given], list(refused))


def _take(report: WageReport, taken: list[Row], unread: list[Refusal], unreadable: Mapping[int, Any] = {}) -> RowsTaken:
    _load(report, taken)
    values = {
        "report": report.pk,
        "month": report.month,
        "month_end": obliged.last_day(report.month),
        "employer": report.employer_id,
        "office": report.office_id,
        "largest": LARGEST_WAGE,
        "exits": EXITS,
    }
    for row_no, cells in unreadable.items():
        for name, value in cells:
            _error(
                f"select {int(row_no)}, 'UNREADABLE', jsonb_build_object('value', %(value)s::text), %(name)s",
                {"value": value, "name": name},
            )
    for sql in row_sql.IDENTIFY:
        run(sql, values)
    run("analyze pg_temp.wage_in")
    for sql in row_sql.CHECKS:
        _error(sql, values)
    registered = _register_new(report, values, {r.row_no: r for r in taken})
    for sql in row_sql.AFTER:
        _error(sql, values)
    good = _write_lines(values)
    wrong = _refuse(report, taken, unread)
    count(report)
    return RowsTaken(len(taken) + len(unread), good, wrong, registered)


def _load(report: WageReport, taken: list[Row]) -> None:
    run("drop table if exists pg_temp.wage_in, pg_temp.wage_error")
    run(
        "create temp table wage_in (row_no int primary key, kpj text, nik text, name text, birth_date date, wage"
        " bigint,"
        " back_pay bigint, start_on date, end_on date, exit_reason text, person_id bigint, is_new boolean not null"
        " default"
        " false, kpj_person bigint) on commit drop"
    )
    run(
        "create temp table wage_error (row_no int, code text, params jsonb, field text, unique (row_no, code))"
        " on commit drop"
    )
    last = {row.row_no: row for row in taken}
    copy_rows(
        "pg_temp.wage_in",
        ["row_no", "kpj", "nik", "name", "birth_date", "wage", "back_pay", "start_on", "end_on", "exit_reason"],
        (
            (r.row_no, r.kpj, r.nik, r.name, r.birth_date, r.wage, r.back_pay, r.start_date, r.exit_date, r.exit_reason)
            for r in last.values()
        ),
    )
    run("analyze pg_temp.wage_in")


def _error(sql: str, values: Mapping[str, Any]) -> None:
    run(
        "insert into pg_temp.wage_error (row_no, code, params, field) select x.row_no, x.code, x.params, x.field"
        f" from ({sql}) x(row_no, code, params, field) on conflict do nothing",
        dict(values),
    )


def _register_new(report: WageReport, values: dict[str, Any], given: Mapping[int, Row]) -> int:
    """Register the people nobody knows yet, those rows only that have no error."""
    new = rows(
        "select i.* from pg_temp.wage_in i where i.is_new and not exists"
        " (select 1 from pg_temp.wage_error e where e.row_no = i.row_no) order by i.row_no"
    )
    if not new:
        return 0

    # read before: no other query may run while the people stream into the database
    district = report.employer.district_id

    def known(row_no: int, name: str) -> str:
        return str(getattr(given[row_no], name) or "")

    made = register_people(
        (
            NewPerson(
                nik=r["nik"],
                name=r["name"],
                birth_date=r["birth_date"],
                sex=known(r["row_no"], "sex") or ("P" if int(r["nik"][6:8]) > 40 else "L"),
                office_id=report.office_id,
                birth_place=known(r["row_no"], "birth_place"),
                mother_name=known(r["row_no"], "mother_name"),
                phone=known(r["row_no"], "phone")[:20],
                email=known(r["row_no"], "email"),
                npwp=known(r["row_no"], "npwp"),
                address=known(r["row_no"], "address")[:200],
                district_id=district,
            )
            for r in new
        ),
        on=values["month_end"],
    )
    stage(
        "wage_new",
        "row_no int, person_id bigint",
        ((r["row_no"], person_id) for r, (person_id, _) in zip(new, made, strict=True)),
    )
    run("update pg_temp.wage_in i set person_id = n.person_id from pg_temp.wage_new n where n.row_no = i.row_no")
    run("analyze pg_temp.wage_in")
    return len(new)


def _write_lines(values: dict[str, Any]) -> int:
    """Put the good rows into the report; what a row leaves open keeps what the line has. Returns how many."""
    # a row number that named somebody else before does not any more
    run(
        "update contributions_wageline w set row_no = null from pg_temp.wage_in i where w.month = %(month)s"
        " and w.report_id = %(report)s and w.row_no = i.row_no and w.person_id is distinct from i.person_id",
        values,
    )
    return run(
        """
        insert into contributions_wageline as w (month, report_id, person_id, employer_id, office_id, wage, back_pay,
          row_no, start_on, end_on, exit_reason)
        select %(month)s, %(report)s, i.person_id, %(employer)s, %(office)s, coalesce(i.wage, l.wage),
               coalesce(i.back_pay, 0), nullif(greatest(i.row_no, 0), 0),
               case when exists (select 1 from coverage_spell s where s.person_id = i.person_id and s.segment = 'PU'
                      and s.employer_id = %(employer)s and s.exit_reason <> 'ERROR' and s.start_on <= %(month_end)s
                      and (s.end_on is null or s.end_on >= %(month)s)) then null
                    else coalesce(i.start_on, %(month)s) end,
               i.end_on, coalesce(i.exit_reason, '')
        from pg_temp.wage_in i
        left join contributions_wageline l on l.month = %(month)s and l.report_id = %(report)s
          and l.person_id = i.person_id
        where i.person_id is not null and not exists (select 1 from pg_temp.wage_error e where e.row_no = i.row_no)
        order by i.person_id
        on conflict (month, report_id, person_id) do update set wage = excluded.wage, back_pay = excluded.back_pay,
          row_no = coalesce(excluded.row_no, w.row_no), start_on = coalesce(excluded.start_on, w.start_on),
          end_on = coalesce(excluded.end_on, w.end_on),
          exit_reason = case when excluded.exit_reason = '' then w.exit_reason else excluded.exit_reason end
        """,
        values,
    )


def _refuse(report: WageReport, taken: Sequence[Row], unread: Sequence[Refusal]) -> int:
    """Keep the rows with errors; rows that are good now are marked as repaired. Returns how many are refused."""
    errors: dict[int, list[dict[str, Any]]] = {}
    for e in rows("select row_no, code, params, field from pg_temp.wage_error order by row_no, code"):
        params = e["params"] if isinstance(e["params"], dict) else json.loads(e["params"])
        value = str(params.pop("value", ""))
        errors.setdefault(e["row_no"], []).append(said(e["row_no"], e["code"], params, e["field"], value))
    found = [Refusal(row.row_no, fields.plain(row), errors[row.row_no]) for row in taken if row.row_no in errors]
    found += unread
    stage(
        "wage_refused",
        "row_no int, cells jsonb, errors jsonb",
        (
            (r.row_no, json.dumps(dict(r.cells), default=str), json.dumps([dict(e) for e in r.errors], default=str))
            for r in found
        ),
    )
    run(
        """
        insert into contributions_refusedrow (report_id, employer_id, office_id, row_no, cells, errors)
        select %(report)s, %(employer)s, %(office)s, row_no, cells, errors from pg_temp.wage_refused where row_no > 0
        on conflict (report_id, row_no) do update set cells = excluded.cells, errors = excluded.errors, fixed_at = null
        """,
        {"report": report.pk, "employer": report.employer_id, "office": report.office_id},
    )
    run(
        "update contributions_refusedrow r set fixed_at = now() from pg_temp.wage_in i where r.report_id = %s"
        " and r.row_no = i.row_no and r.fixed_at is null and not exists"
        " (select 1 from pg_temp.wage_error e where e.row_no = i.row_no)",
        [report.pk],
    )
    # a row refused now may have been good in an earlier attempt
    run(
        "update contributions_wageline w set row_no = null from pg_temp.wage_refused f"
        " where w.month = %s and w.report_id = %s and w.row_no = f.row_no",
        [report.month, report.pk],
    )
    return len(found)


@act
def fix_row(report_id: int, row_no: int, cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Repair a refused row: `cells` by field name replace its cells ("" empties one). Returns the errors that are left;
    an empty list means that the row is taken. Raises ContributionRefused: row_not_found, unknown_cell, wrong_status."""
    report = locked(report_id, Status.DRAFT)
    refused = RefusedRow.objects.filter(report_id=report_id, row_no=row_no, fixed_at=None).first()
    if refused is None:
        raise ContributionRefused("row_not_found", row=row_no)
    for name in cells:
        if name not in fields.FIELDS:
            raise ContributionRefused("unknown_cell", field=name, column=name)
    row, unreadable = fields.read(row_no, {**refused.cells, **cells})
    _take(report, [row], [], {row_no: unreadable} if unreadable else {})
    refused.refresh_from_db()
    return [] if refused.fixed_at else list(refused.errors)


@act
def add_worker(
    report_id: int,
    *,
    wage: int,
    nik: str | None = None,
    kpj: str | None = None,
    name: str | None = None,
    birth_date: date | None = None,
    start_date: date | None = None,
    back_pay: int = 0,
    **more: Any,
) -> int:
    """Put one worker into a draft from the screen, by the same rules as a row of a file; returns the person's id.
    `more`: sex, birth_place, mother_name, phone, email, npwp, address of somebody new.

    Raises ContributionRefused: row_still_wrong with the reason, wrong_status."""
    report = locked(report_id, Status.DRAFT)
    row = Row(0, kpj, nik, name, birth_date, wage=wage, back_pay=back_pay, start_date=start_date, **more)
    _take(report, [row], [])
    wrong = rows("select code, params from pg_temp.wage_error order by code limit 1")
    if wrong:
        params = wrong[0]["params"]
        told = said(0, wrong[0]["code"], params if isinstance(params, dict) else json.loads(params))
        raise ContributionRefused("row_still_wrong", field=told["column"], row="", why=told["id"])
    return int(rows("select person_id from pg_temp.wage_in")[0]["person_id"])

"""Who works on a construction project: lists, exits and replacements, and people proven at work."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import act, copy_rows, rows, run
from lindung.registry import numbers
from lindung.registry import queries as registry
from lindung.registry.services import NewPerson, register_people
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import Project, ProjectTerms, ProjectWorker
from lindung.segments.services.project_cover import cover_workers
from lindung.segments.services.projects import locked_project

MOST_ROWS = 10_000
MOST_WAGE = 10_000_000_000


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One person of a list. `last_on` None: until the project's cover ends. `wage` is a month's, or a day's where
    `daily`; it may be unknown (None) where the project is not billed by wages."""

    nik: str
    name: str
    birth_date: date
    first_on: date
    job: str
    last_on: date | None = None
    wage: int | None = None
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of a list: new rows, rows that were there, and refused ones (row from 1, the refusal)."""

    done: int
    already: int
    refused: tuple[tuple[int, SegmentRefused], ...] = field(default=())


@act
def list_workers(
    project_id: int,
    people: Sequence[WorkerRow],
    *,
    evidence: str = "",
    on: date | None = None,
    by: int | None = None,
) -> Listed:
    """Put people on a project's list; who is new is registered and given a number. Good rows are taken, each bad one is
    named. `evidence` says what proved these people at work although they were on no list.

    The same rows again change nothing. Raises SegmentRefused: no_project, list_empty, list_long.
    """
    today = on or registry.today()
    if not people:
        raise SegmentRefused("list_empty", field="people")
    if len(people) > MOST_ROWS:
        raise SegmentRefused("list_long", field="people", most=MOST_ROWS)
    project = locked_project(project_id)
    terms = project.terms.order_by("-number")[0]
    known = _known(people)
    good: list[tuple[int, WorkerRow]] = []
    bad: list[tuple[int, SegmentRefused]] = []
    for row_no, row in enumerate(people, start=1):
        wrong = _wrong(row, project, terms, known)
        if wrong is None:
            good.append((row_no, row))
        else:
            bad.append((row_no, wrong))
    already = done = 0
    if good:
        _stage(project, good, today)
        already = _judge(project, bad, [row for _row_no, row in good])
        done = _insert(project, " ".join(evidence.split())[:300], today, by)
        if done and project.paid_on is not None:
            cover_workers([project.employer_id], today, by=by)
    return Listed(done, already, tuple(sorted(bad, key=lambda found: found[0])))


def _known(people: Sequence[WorkerRow]) -> dict[str, Any]:
    """Birth date and death of those whose NIK is registered."""
    found = rows(
        "select p.nik, k.birth_date, k.died_on from registry_person p join registry_person k"
        " on k.id = coalesce(p.merged_into_id, p.id) where p.nik = any(%s)",
        [[numbers.clean(row.nik) for row in people]],
    )
    return {r["nik"]: r for r in found}


def _wrong(
    row: WorkerRow, project: Project, terms: ProjectTerms, known: dict[str, dict[str, Any]]
) -> SegmentRefused | None:
    nik = numbers.clean(row.nik)
    if not numbers.is_nik(nik):
        return SegmentRefused("worker_nik", field="nik", nik=row.nik[:20])
    if not row.name.strip():
        return SegmentRefused("worker_name", field="name")
    if not row.job.strip():
        return SegmentRefused("worker_job", field="job", name=row.name)
    if row.birth_date >= row.first_on:
        return SegmentRefused("worker_born", field="birth_date", name=row.name)
    there = known.get(nik)
    if there and there["birth_date"] != row.birth_date:
        return SegmentRefused("worker_other", field="birth_date", name=row.name, nik=nik)
    if there and there["died_on"] and there["died_on"] < row.first_on:
        return SegmentRefused("died", field="name", name=row.name)
    if not project.start_on <= row.first_on <= terms.covered_to:
        return SegmentRefused(
            "worker_days",
            field="first_on",
            name=row.name,
            first=project.start_on,
            last=terms.covered_to,
        )
    if row.last_on is not None and not row.first_on <= row.last_on <= terms.covered_to:
        return SegmentRefused("worker_last", field="last_on", name=row.name, last=terms.covered_to)
    needed = project.basis == Project.Basis.WAGES
    if (row.wage is None and needed) or (row.wage is not None and not 0 < row.wage <= MOST_WAGE):
        return SegmentRefused("worker_wage", field="wage", name=row.name)
    return None


def _stage(project: Project, good: Sequence[tuple[int, WorkerRow]], today: date) -> None:
    """The good rows with their people, in a temporary table."""
    ids = register_people(
        (
            NewPerson(
                numbers.clean(row.nik),
                row.name,
                row.birth_date,
                "P" if int(numbers.clean(row.nik)[6:8]) > 40 else "L",
                project.office_id,
            )
            for _row_no, row in good
        ),
        on=today,
    )
    days = change_days(today)
    due = {row.first_on: registry.add_working_days(row.first_on, days) for _row_no, row in good}
    run("drop table if exists pg_temp.project_list")
    run(
        "create temp table project_list (row_no int, person_id bigint, nik text, name text, job text, wage bigint,"
        " daily boolean, valid_from date, valid_to date, report_by date, code text) on commit drop"
    )
    copy_rows(
        "pg_temp.project_list",
        ("row_no", "person_id", "nik", "name", "job", "wage", "daily", "valid_from", "valid_to", "report_by"),
        (
            (
                row_no, person, numbers.clean(row.nik), " ".join(row.name.split())[:120],
                " ".join(row.job.split())[:80], row.wage, row.daily, row.first_on, row.last_on,
                max(due[row.first_on], project.register_by),
            )
            for (row_no, row), (person, _kpj) in zip(good, ids, strict=True)
        ),
    )  # fmt: skip


def _judge(project: Project, bad: list[tuple[int, SegmentRefused]], good: Sequence[WorkerRow]) -> int:
    """Mark rows that are there already or overlap; how many are there already."""
    run(
        "update pg_temp.project_list t set code = case when w.valid_from = t.valid_from and (w.valid_to is not distinct"
        " from t.valid_to or t.valid_to is null) then 'already' else 'overlap' end from segments_projectworker w"
        " where w.project_id = %s and w.person_id = t.person_id"
        " and daterange(w.valid_from, w.valid_to, '[]') && daterange(t.valid_from, t.valid_to, '[]')",
        [project.pk],
    )
    run(
        "update pg_temp.project_list t set code = 'overlap' where code is null and exists (select 1 from"
        " pg_temp.project_list f where f.person_id = t.person_id and f.row_no < t.row_no and f.code is null"
        " and daterange(f.valid_from, f.valid_to, '[]') && daterange(t.valid_from, t.valid_to, '[]'))"
    )
    already = 0
    for r in rows("select row_no, name, code from pg_temp.project_list where code is not null order by row_no"):
        if r["code"] == "already":
            already += 1
        else:
            bad.append((r["row_no"], SegmentRefused("worker_twice", field="nik", name=r["name"])))
    return already


def _insert(project: Project, evidence: str, today: date, by: int | None) -> int:
    return run(
        "insert into segments_projectworker (project_id, person_id, employer_id, office_id, nik, name, job, wage,"
        " daily, valid_from, valid_to, reported_on, report_by, evidence, made_by, made_at) select %s, person_id, %s,"
        " %s, nik, name, job, wage, daily, valid_from, valid_to, %s, report_by, %s, %s, now() from pg_temp.project_list"
        " where code is null order by row_no",
        [project.pk, project.employer_id, project.office_id, today, evidence, by],
    )


def change_days(on: date) -> int:
    """Working days within which a change of workers is reported, by the law."""
    return int(law.parameter("service.construction_change", on).value)


@act
def end_worker(worker_id: int, last_on: date, *, on: date | None = None, by: int | None = None) -> ProjectWorker:
    """Somebody leaves a project; `last_on` is his last day there. Cover goes on where he is on another project of the
    contractor. The same again changes nothing.

    Raises SegmentRefused: no_worker, worker_ended, worker_last.
    """
    today = on or registry.today()
    worker, terms = locked_worker(worker_id)
    if worker.left_reported_on is not None:
        if worker.valid_to == last_on:
            return worker
        raise SegmentRefused("worker_ended", name=worker.name, last=worker.valid_to)
    until = min(worker.valid_to or terms.covered_to, terms.covered_to)
    if until < today and last_on < until:
        raise SegmentRefused("worker_ended", name=worker.name, last=until)
    if not worker.valid_from <= last_on <= terms.covered_to:
        raise SegmentRefused("worker_last", field="last_on", name=worker.name, last=terms.covered_to)
    worker.valid_to = last_on
    worker.left_reported_on = today
    worker.left_report_by = registry.add_working_days(last_on, change_days(today))
    worker.save(update_fields=["valid_to", "left_reported_on", "left_report_by"])
    cover_workers([worker.employer_id], today, by=by)
    worker.refresh_from_db()
    return worker


def locked_worker(worker_id: int) -> tuple[ProjectWorker, ProjectTerms]:
    """A row of a list that nobody else changes meanwhile, and the terms that hold. Raises SegmentRefused: no_worker."""
    found = ProjectWorker.objects.filter(pk=worker_id).first()
    if found is None:
        raise SegmentRefused("no_worker")
    project = locked_project(found.project_id)
    found.refresh_from_db()
    return found, project.terms.order_by("-number")[0]


@act
def swap_worker(
    worker_id: int, last_on: date, new: WorkerRow, *, on: date | None = None, by: int | None = None
) -> ProjectWorker:
    """Somebody leaves and another person takes the place; both or neither. The new row of the list.

    Raises as `end_worker`, and the refusal of the new person's row; SegmentRefused: swap_days, swap_twice.
    """
    leaver = end_worker(worker_id, last_on, on=on, by=by)
    if new.first_on <= last_on:
        raise SegmentRefused("swap_days", field="first_on", name=new.name)
    there = ProjectWorker.objects.filter(replaces=leaver).first()
    if there is not None and there.nik != numbers.clean(new.nik):
        raise SegmentRefused("swap_twice", name=leaver.name, other=there.name)
    listed = list_workers(leaver.project_id, [new], on=on, by=by)
    for _row_no, refused in listed.refused:
        raise refused
    made = ProjectWorker.objects.get(project_id=leaver.project_id, nik=numbers.clean(new.nik), valid_from=new.first_on)
    if made.replaces_id is None:
        made.replaces = leaver
        made.save(update_fields=["replaces"])
    return made

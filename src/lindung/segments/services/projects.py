"""Construction projects: registered by their work order, changed by addenda, proved by papers."""

from dataclasses import dataclass
from datetime import date

from lindung import law
from lindung.base.db import act, lock, rows
from lindung.law.dates import add_months
from lindung.registry import queries as registry
from lindung.registry.models import District, Employer, StoredFile
from lindung.segments.errors import SegmentRefused
from lindung.segments.instalments import parts_of
from lindung.segments.models import Project, ProjectPaper, ProjectTerms
from lindung.segments.services.project_cover import cover_workers
from lindung.segments.settings import MAINTENANCE_COVERED

FORMULA = "construction.contribution"
WAGES = "construction.wage_contribution"
MOST_VALUE = 100_000_000_000_000
MOST_INSTALMENTS = 36
MOST_MAINTENANCE = 60
MOST_WORKERS = 100_000


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project as its work order describes it. `contract_value` is without the value added tax `vat`; `basis` is what
    the contribution is computed from."""

    employer_id: int
    name: str
    owner: str
    funding: str
    work_order: str
    work_order_on: date
    contract_value: int
    vat: int
    start_on: date
    end_on: date
    maintenance_months: int
    district_id: str
    declared_workers: int
    instalments: int = 1
    basis: str = Project.Basis.VALUE


@act
def register_project(new: NewProject, *, on: date | None = None, by: int | None = None) -> Project:
    """Register a project, billed by the value of its contract or by the wages of its list; late registration is taken
    and shown.

    The same work order again gives the same project. Raises SegmentRefused: no_employer, project_text, project_funding,
    project_basis, no_district, work_order_future, project_days, value_range, vat_range, maintenance_range,
    workers_range, instalments_range, instalments_small, instalments_wages, project_otherwise.
    """
    today = on or registry.today()
    texts = {name: " ".join(getattr(new, name).split()) for name in ("name", "owner", "work_order")}
    for field, text in texts.items():
        if not text:
            raise SegmentRefused("project_text", field=field)
    if new.funding not in Project.Funding.values:
        raise SegmentRefused("project_funding", field="funding")
    if new.basis not in Project.Basis.values:
        raise SegmentRefused("project_basis", field="basis")
    if new.work_order_on > today:
        raise SegmentRefused("work_order_future", field="work_order_on", day=new.work_order_on)
    if not 0 <= new.declared_workers <= MOST_WORKERS:
        raise SegmentRefused("workers_range", field="declared_workers", most=MOST_WORKERS)
    if not District.objects.filter(pk=new.district_id).exists():
        raise SegmentRefused("no_district", field="district_id", district=new.district_id[:12])
    lock("project", new.employer_id)
    employer = Employer.objects.filter(pk=new.employer_id).first()
    if employer is None:
        raise SegmentRefused("no_employer")
    known = Project.objects.filter(employer=employer, work_order=texts["work_order"][:60]).first()
    if known is not None:
        first = known.terms.get(number=1)
        if (first.contract_value, first.vat, first.end_on, known.start_on, known.basis) == (
            new.contract_value, new.vat, new.end_on, new.start_on, new.basis,
        ):  # fmt: skip
            return known
        raise SegmentRefused("project_otherwise", field="work_order", work_order=known.work_order, name=known.name)
    days = int(law.parameter("service.construction_registration", today).value)
    made = Project(
        employer=employer,
        office_id=registry.office_of_district(new.district_id, today) or employer.office_id,
        district_id=new.district_id,
        basis=new.basis,
        name=texts["name"][:160],
        owner=texts["owner"][:120],
        funding=new.funding,
        work_order=texts["work_order"][:60],
        work_order_on=new.work_order_on,
        start_on=new.start_on,
        declared_workers=new.declared_workers,
        instalments=new.instalments,
        registered_on=today,
        register_by=registry.add_working_days(new.work_order_on, days),
        made_by=by,
    )
    terms = _terms(
        made, 1, today, new.contract_value, new.vat, new.end_on, new.maintenance_months, new.instalments, "", by
    )
    made.save()
    terms.project = made
    terms.save()
    return made


def _terms(
    project: Project,
    number: int,
    today: date,
    value: int,
    vat: int,
    end_on: date,
    maintenance: int,
    instalments: int,
    reason: str,
    by: int | None,
) -> ProjectTerms:
    """Terms not saved yet, with what they add to what earlier ones asked."""
    if end_on < project.start_on:
        raise SegmentRefused("project_days", field="end_on")
    if not 0 < value <= MOST_VALUE:
        raise SegmentRefused("value_range", field="contract_value")
    if not 0 <= vat <= value:
        raise SegmentRefused("vat_range", field="vat")
    if not 0 <= maintenance <= MOST_MAINTENANCE:
        raise SegmentRefused("maintenance_range", field="maintenance_months", most=MOST_MAINTENANCE)
    if not 1 <= instalments <= MOST_INSTALMENTS:
        raise SegmentRefused("instalments_range", field="instalments", most=MOST_INSTALMENTS)
    asked = rows(
        "select coalesce(sum(jkk), 0)::bigint as jkk, coalesce(sum(jkm), 0)::bigint as jkm from segments_projectterms"
        " where project_id = %s",
        [project.pk or 0],
    )[0]
    by_wages = project.basis == Project.Basis.WAGES
    if by_wages and instalments > 1:
        raise SegmentRefused("instalments_wages", field="instalments")
    made = {"jkk": 0, "jkm": 0}
    if not by_wages:
        made = law.calc(FORMULA, project.registered_on, {"contract_value": value, "vat": vat}, known_on=today).values
    terms = ProjectTerms(
        project=project,
        employer_id=project.employer_id,
        office_id=project.office_id,
        number=number,
        on_date=today,
        contract_value=value,
        vat=vat,
        end_on=end_on,
        maintenance_months=maintenance,
        covered_to=add_months(end_on, maintenance) if MAINTENANCE_COVERED.value else end_on,
        reason=reason,
        instalments=instalments,
        jkk=max(0, made["jkk"] - asked["jkk"]),
        jkm=max(0, made["jkm"] - asked["jkm"]),
        receipt_of_law=law.receipt(WAGES if by_wages else FORMULA, project.registered_on, known_on=today),
        made_by=by,
    )
    if terms.jkk + terms.jkm and any(jkk < 0 or jkm < 0 or jkk + jkm <= 0 for jkk, jkm in parts_of(terms)):
        raise SegmentRefused("instalments_small", field="instalments")
    return terms


@act
def change_project(
    project_id: int,
    *,
    contract_value: int,
    vat: int,
    end_on: date,
    maintenance_months: int,
    reason: str,
    instalments: int = 1,
    on: date | None = None,
    by: int | None = None,
) -> ProjectTerms:
    """Record an addendum. A higher value asks for the difference of the whole contract's contribution; a lower one asks
    nothing and gives nothing back, for no rule of a refund is known. The same terms again change nothing.

    Raises SegmentRefused: no_project, reason_needed, and the ranges of `register_project`.
    """
    today = on or registry.today()
    if not reason.strip():
        raise SegmentRefused("reason_needed", field="reason")
    project = locked_project(project_id)
    last = project.terms.order_by("-number")[0]
    if (last.contract_value, last.vat, last.end_on, last.maintenance_months) == (
        contract_value, vat, end_on, maintenance_months,
    ):  # fmt: skip
        return last
    made = _terms(
        project, last.number + 1, today, contract_value, vat, end_on, maintenance_months, instalments,
        " ".join(reason.split())[:200], by,
    )  # fmt: skip
    made.save()
    if made.covered_to != last.covered_to:
        cover_workers([project.employer_id], today, by=by)
    return made


def locked_project(project_id: int) -> Project:
    """A project nobody else changes meanwhile. Raises SegmentRefused: no_project."""
    lock("project-row", project_id)
    found = Project.objects.filter(pk=project_id).first()
    if found is None:
        raise SegmentRefused("no_project")
    return found


@act
def add_paper(
    project_id: int, file_id: int, kind: str, *, on: date | None = None, by: int | None = None
) -> ProjectPaper:
    """Put a kept file of the contractor with the project: its work order, contract, addendum, attendance list. The same
    file again changes nothing.

    Raises SegmentRefused: no_project, paper_kind, no_file (it is not the contractor's)."""
    if kind not in ProjectPaper.Kind.values:
        raise SegmentRefused("paper_kind", field="kind")
    project = locked_project(project_id)
    if not StoredFile.objects.filter(pk=file_id, employer_id=project.employer_id).exists():
        raise SegmentRefused("no_file", field="file")
    made, _new = ProjectPaper.objects.get_or_create(
        project=project,
        file_id=file_id,
        defaults={
            "employer_id": project.employer_id,
            "office_id": project.office_id,
            "kind": kind,
            "handed_in_on": on or registry.today(),
            "made_by": by,
        },
    )
    return made

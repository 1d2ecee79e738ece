"""Registering many employers at once: one COPY, then set-based; the rules are those of `register_employer`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lindung.base.db import act, copy_rows, rows, run
from lindung.registry import numbers
from lindung.registry.models import EmployerClass
from lindung.registry.names import tidy
from lindung.registry.refusals import RegistryRefused


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """One employer with its first class. `nib` (13 digits) names it at its office; `kbli` has five digits, `risk_group`
    is 1 to 5, `review_on` is when the class must be looked at again."""

    name: str
    nib: str
    office_id: int
    district_id: str
    registered_on: date
    size: str
    risk_group: int
    kbli: str
    review_on: date
    npwp: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    contact_name: str = ""
    covid_relief: bool = False
    labour_industry: str = ""
    reason: str = "Pendaftaran"


_COLUMNS = (
    "row_no", "name", "nib", "office_id", "district_id", "registered_on", "size", "risk_group", "kbli", "review_on",
    "npwp", "address", "phone", "email", "contact_name", "covid_relief", "labour_industry", "reason",
)  # fmt: skip

_TEMP = """
create temporary table registry_new_employer (
  row_no int primary key, name text not null, nib text not null, office_id bigint not null, district_id text not null,
  registered_on date not null, size text not null, risk_group smallint not null, kbli text not null,
  review_on date not null, npwp text not null, address text not null, phone text not null, email text not null,
  contact_name text not null, covid_relief boolean not null, labour_industry text not null,
  reason text not null, unique (nib, office_id)
) on commit drop
"""

_INSERT = """
with made as (
  insert into registry_employer (npp, name, nib, npwp, office_id, district_id, address, phone, email, contact_name,
                                 status, registered_on, made_at)
  select registry_with_check_digit(nextval('registry_npp_seq')), t.name, t.nib, t.npwp, t.office_id, t.district_id,
         t.address, t.phone, t.email, t.contact_name, 'ACTIVE', t.registered_on, now()
  from (select t.* from registry_new_employer t where not exists (select 1 from registry_employer e
          where e.nib = t.nib and e.office_id = t.office_id) order by t.row_no) t
  returning id, nib, office_id)
insert into registry_employerclass (employer_id, size, risk_group, kbli, covid_relief, labour_industry, reason,
                                   review_on, valid_from)
select m.id, t.size, t.risk_group, t.kbli, t.covid_relief, t.labour_industry, t.reason, t.review_on, t.registered_on
from made m join registry_new_employer t on t.nib = m.nib and t.office_id = m.office_id
"""


@act
def register_employers(employers: Iterable[NewEmployer]) -> list[int]:
    """Register many employers, each with its first class in force from `registered_on`; ids in the order given.

    The same NIB at the same office with the same name gives the employer already there. A few statements for any number
    of rows; all or nothing. Raises RegistryRefused: name_missing, nib_form, npwp_form, size, risk_group, kbli_form,
    labour_industry, reason_missing, review_before, nib_taken.
    """
    given = [_checked(n, e) for n, e in enumerate(employers, 1)]
    run("drop table if exists pg_temp.registry_new_employer")
    run(_TEMP)
    copy_rows("registry_new_employer", _COLUMNS, given)
    taken = rows(
        "select t.nib, e.npp from registry_new_employer t join registry_employer e on e.nib = t.nib"
        " and e.office_id = t.office_id where e.name <> t.name order by t.row_no limit 1"
    )
    if taken:
        raise RegistryRefused("nib_taken", field="nib", nib=taken[0]["nib"], npp=taken[0]["npp"])
    run(_INSERT)
    found = rows(
        "select e.id from registry_new_employer t join registry_employer e on e.nib = t.nib"
        " and e.office_id = t.office_id"
        " order by t.row_no"
    )
    run("drop table registry_new_employer")
    return [int(r["id"]) for r in found]


def _checked(row_no: int, e: NewEmployer) -> tuple[object, ...]:
    """The row as it is stored. Raises the refusal of the first wrong value."""
    name, nib, npwp = tidy(e.name), numbers.clean(e.nib), numbers.clean(e.npwp)
    where = f"rows.{row_no}"
    if not name:
        raise RegistryRefused("name_missing", field=where)
    if not numbers.is_nib(nib):
        raise RegistryRefused("nib_form", field=where, value=e.nib[:40])
    if npwp and not numbers.is_npwp(npwp):
        raise RegistryRefused("npwp_form", field=where, value=e.npwp[:40])
    if e.size not in EmployerClass.Size.values:
        raise RegistryRefused("size", field=where, value=e.size)
    if not 1 <= e.risk_group <= 5:
        raise RegistryRefused("risk_group", field=where)
    if not (len(e.kbli) == 5 and e.kbli.isascii() and e.kbli.isdigit()):
        raise RegistryRefused("kbli_form", field=where, value=e.kbli[:40])
    if e.labour_industry not in ("", *EmployerClass.LabourIndustry.values):
        raise RegistryRefused("labour_industry", field=where, value=e.labour_industry[:40])
    if not e.reason.strip():
        raise RegistryRefused("reason_missing", field=where)
    if e.review_on <= e.registered_on:
        raise RegistryRefused("review_before", field=where)
    return (
        row_no, name, nib, e.office_id, e.district_id, e.registered_on, e.size, e.risk_group, e.kbli, e.review_on, npwp,
        tidy(e.address), e.phone.strip(), e.email.strip(), tidy(e.contact_name), e.covid_relief, e.labour_industry,
        e.reason.strip()[:200],
    )  # fmt: skip

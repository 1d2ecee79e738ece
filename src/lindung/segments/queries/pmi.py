"""Migrant workers: lists by stage, one placement with its cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import rows
from lindung.registry import queries as registry
from lindung.segments.models import PmiEvent, PmiPlacement
from lindung.segments.placement import Cover, cover_of, next_jht_month, paid_parts

Row = dict[str, Any]

STAGE = """case
  when m.failed_on is not null then 'FAILED'
  when m.home_on is not null or (m.covered_until < %(on)s::date and m.departed_on is not null) then 'ENDED'
  when m.returned_on is not null then 'AFTER'
  when m.departed_on is not null then 'DURING'
  when m.covered_until < %(on)s::date then 'LAPSED'
  when m.covered_until is not null then 'BEFORE'
  else 'REGISTERED' end"""
"""SQL: the stage of a placement with the alias m on %(on)s."""


def pmi_list(
    *,
    office_ids: Sequence[int] | None = None,
    employer_id: int | None = None,
    person_id: int | None = None,
    stage: str = "",
    text: str = "",
    on: date | None = None,
    after: int = 0,
    limit: int = 50,
) -> list[Row]:
    """Placements the reader may see by id: id, person_id, name, nik, employer, country, contract_no, contract_months,
    departed_on, covered_until, stage. `text`: NIK, contract number or a part of the name."""
    return rows(
        f"""
        select * from (
          select m.id, m.person_id, p.name, p.nik, m.employer_id, e.name as employer, m.country, m.contract_no,
            m.contract_months, m.extra_months, m.jht_amount, m.registered_on, m.departed_on, m.covered_until,
            {STAGE} as stage
          from segments_pmiplacement m join registry_person p on p.id = m.person_id
          left join registry_employer e on e.id = m.employer_id
          where m.id > %(after)s and (%(offices)s::bigint[] is null or m.office_id = any(%(offices)s))
            and (%(employer)s::bigint is null or m.employer_id = %(employer)s)
            and (%(person)s::bigint is null or m.person_id = %(person)s)
            and (%(text)s = '' or p.nik = %(text)s or m.contract_no = %(text)s
              or p.name ilike '%%' || %(like)s || '%%')) x
        where %(stage)s = '' or stage = %(stage)s order by id limit %(limit)s
        """,
        _values(office_ids, employer_id, on)
        | {
            "person": person_id,
            "stage": stage,
            "text": text,
            "like": text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"),
            "after": after,
            "limit": limit,
        },
    )


def _values(office_ids: Sequence[int] | None, employer_id: int | None, on: date | None) -> dict[str, Any]:
    return {
        "on": on or registry.today(),
        "offices": None if office_ids is None else list(office_ids),
        "employer": employer_id,
    }


def pmi_counts(
    *, office_ids: Sequence[int] | None = None, employer_id: int | None = None, on: date | None = None
) -> dict[str, int]:
    """How many placements are in each stage."""
    found = rows(
        f"select {STAGE} as stage, count(*) as people from segments_pmiplacement m where"
        " (%(offices)s::bigint[] is null or m.office_id = any(%(offices)s))"
        " and (%(employer)s::bigint is null or m.employer_id = %(employer)s) group by 1",
        _values(office_ids, employer_id, on),
    )
    return {r["stage"]: int(r["people"]) for r in found}


_COVERED = """
from coverage_spell s left join registry_employer e on e.id = s.employer_id
left join registry_person p on p.id = s.person_id left join registry_district d on d.code = p.district_id
where s.segment = 'PMI' and s.office_id = any(%(offices)s) and s.start_on <= %(on)s
  and (s.end_on is null or s.end_on > %(on)s) and s.exit_reason <> 'ERROR'
"""


def pmi_by_company(office_ids: Sequence[int], on: date) -> list[Row]:
    """Covered migrant workers of each placement company on a day, the largest first: employer_id (None: individual),
    npp, name, people, districts of origin, first (the first day of cover among them)."""
    return rows(
        "select s.employer_id, e.npp, e.name, count(*) as people, count(distinct p.district_id) as districts,"
        f" min(s.start_on) as first {_COVERED} group by 1, 2, 3 order by people desc, s.employer_id",
        {"offices": list(office_ids), "on": on},
    )


def pmi_by_origin(office_ids: Sequence[int], on: date) -> list[Row]:
    """Covered migrant workers by the district they come from: code ("" where none is recorded), name, people,
    companies."""
    return rows(
        "select coalesce(d.code, '') as code, coalesce(d.name, '') as name, count(*) as people,"
        f" count(distinct s.employer_id) as companies {_COVERED} group by 1, 2 order by 1",
        {"offices": list(office_ids), "on": on},
    )


@dataclass(frozen=True, slots=True)
class PmiJht:
    """Monthly JHT amounts that the law lets a migrant worker choose: a list of them, else all from least to most."""

    choices: tuple[int, ...]
    least: int
    most: int


def pmi_jht(on: date | None = None) -> PmiJht | None:
    """What may be chosen on a day; None where no law says anything."""
    try:
        told = law.calc("pmi.jht", on or registry.today(), {"amount": 0}).details
    except law.NotInForce:
        return None
    return PmiJht(tuple(told["choices"]), told["least"], told["most"])


@dataclass(frozen=True, slots=True)
class PmiStanding:
    """One placement with its stage, cover, paid parts, next JHT month, events and orders."""

    placement: PmiPlacement
    stage: str
    cover: Cover
    paid: dict[str, date]
    next_jht: date
    events: list[PmiEvent]
    orders: list[str]


def pmi_standing(placement_id: int, on: date | None = None) -> PmiStanding | None:
    """How a placement stands; None where it is not seen."""
    day = on or registry.today()
    found = PmiPlacement.objects.select_related("person", "employer").filter(pk=placement_id).first()
    if found is None:
        return None
    stage = rows(
        f"select {STAGE} as stage from segments_pmiplacement m where m.id = %(id)s", {"on": day, "id": placement_id}
    )[0]["stage"]
    orders = rows(
        "select o.code from segments_pmipart p join segments_order o on o.id = p.order_id where p.placement_id = %s"
        " group by o.id order by o.id desc limit 24",
        [placement_id],
    )
    return PmiStanding(
        found,
        stage,
        cover_of(found, traced=True),
        paid_parts(found.pk),
        next_jht_month(found, day),
        list(found.events.order_by("on_date", "id")),
        [r["code"] for r in orders],
    )

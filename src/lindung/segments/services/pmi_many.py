"""Migrant workers by the thousand: a whole list of contracts registered, a whole list of departures told, set-based.

The rules are those of `register_pmi` and `report_pmi`; here a row that breaks one is told and the others are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lindung.base.db import act, rows, run, stage_sql
from lindung.registry import queries as registry
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import PmiEvent
from lindung.segments.services.pmi import MOST_MONTHS, in_force, jht_allowed
from lindung.segments.services.pmi_cover import set_cover

_IN = "pg_temp.pmi_in"


@dataclass(frozen=True)
class Many:
    """What became of the rows of a list: rows = done + already + len(refused); a refused row has row_no and code."""

    rows: int
    done: int
    already: int
    refused: tuple[dict[str, Any], ...] = field(default=())


def _take(columns: str, source_sql: str, params: Sequence[Any] | dict[str, Any] | None) -> int:
    return stage_sql(
        "pmi_in",
        f"select (row_number() over ())::int as row_no, {columns}, null::text as code from ({source_sql}) source",
        params,
    )


def _given() -> Many:
    told = rows(f"select row_no, code from {_IN} where code is not null and code <> 'already' order by row_no")
    sums = rows(f"select count(*) as n, count(*) filter (where code = 'already') as already from {_IN}")[0]
    run("drop table pg_temp.pmi_in")
    count, already = int(sums["n"]), int(sums["already"])
    return Many(count, count - already - len(told), already, tuple(told))


_REGISTER = (
    f"update {_IN} set code = case when coalesce(country, '') = '' then 'country_missing'"
    " when coalesce(contract_no, '') = '' then 'contract_missing'"
    " when contract_months not between 1 and %(most)s or contract_months is null then 'contract_range'"
    " when registered_on is null or registered_on > %(today)s then 'joined_in_future' end",
    f"update {_IN} t set code = case when p.id is null or n.person_id is null then 'not_registered'"
    " when p.merged_into_id is not null then 'merged_away' when p.died_on is not null then 'died' end"
    f" from {_IN} x left join registry_person p on p.id = x.person_id"
    " left join lateral (select person_id from registry_membernumber m where m.person_id = p.id limit 1) n on true"
    " where x.row_no = t.row_no and t.code is null",
    f"update {_IN} t set code = case when (m.country, m.contract_months, m.employer_id, m.jht_amount)"
    " is not distinct from (t.country, t.contract_months, t.employer_id, t.jht_amount) then 'already'"
    " else 'pmi_otherwise' end from segments_pmiplacement m where m.person_id = t.person_id"
    " and m.contract_no = t.contract_no and t.code is null",
    # somebody else's first row of the list counts, and whoever is already under a contract has one
    f"update {_IN} t set code = 'pmi_running' where t.code is null and (exists (select 1 from segments_pmiplacement m"
    " where m.person_id = t.person_id and m.returned_on is null and m.failed_on is null)"
    f" or exists (select 1 from {_IN} f where f.person_id = t.person_id and f.row_no < t.row_no and f.code is null))",
)


@act
def register_pmi_many(
    source_sql: str, params: Sequence[Any] | dict[str, Any] | None = None, *, by: int | None = None
) -> Many:
    """Register contracts from a SELECT giving person_id, office_id, employer_id, country, contract_no, contract_months,
    jht_amount, registered_on. People need a member number. The same list again changes nothing.

    Codes of refused rows: those of `register_pmi`, not_registered (no such person, or no number yet) and pmi_too_early
    for a day on which nobody could be covered."""
    _take(
        "person_id::bigint, office_id::bigint, employer_id::bigint, left(regexp_replace(trim(country), '\\s+', ' ',"
        " 'g'), 60) as country, left(regexp_replace(trim(contract_no), '\\s+', ' ', 'g'), 60) as contract_no,"
        " contract_months::int, coalesce(jht_amount, 0)::bigint as jht_amount, registered_on::date",
        source_sql,
        params,
    )
    # one order for all who write placements of these people: by person
    run(
        "select pg_advisory_xact_lock(hashtextextended('pmi:' || person_id, 0)) from"
        f" (select distinct person_id from {_IN} where person_id is not null order by 1) x"
    )
    for check in _REGISTER:
        run(check, {"most": MOST_MONTHS, "today": registry.today()})
    choices = rows(f"select distinct jht_amount, registered_on from {_IN} where code is null order by 1, 2")
    for r in choices:
        try:
            in_force(r["registered_on"])
            jht_allowed(int(r["jht_amount"]), r["registered_on"])
        except SegmentRefused as refused:
            run(
                f"update {_IN} set code = %s where code is null and jht_amount = %s and registered_on = %s",
                [refused.code, r["jht_amount"], r["registered_on"]],
            )
    run(
        "insert into segments_pmiplacement (person_id, office_id, employer_id, country, contract_no, contract_months,"
        " extra_months, jht_amount, registered_on, made_by, made_at) select person_id, office_id, employer_id, country,"
        f" contract_no, contract_months, 0, jht_amount, registered_on, %s, now() from {_IN} where code is null"
        " order by row_no",
        [by],
    )
    return _given()


_DEPART = (
    f"update {_IN} t set code = case when m.id is null then 'no_placement'"
    " when t.on_date is null or t.on_date > %(today)s then 'future_day'"
    " when m.departed_on = t.on_date then 'already' when m.departed_on is not null then 'pmi_said'"
    " when m.failed_on is not null or t.on_date < m.registered_on then 'pmi_step'"
    " when not exists (select 1 from segments_pmipart p join segments_orderevent v on v.order_id = p.order_id"
    "   and v.kind = 'PAID' where p.placement_id = m.id and p.part = 'DURING') then 'pmi_unpaid' end"
    f" from {_IN} x left join segments_pmiplacement m on m.id = x.placement_id where x.row_no = t.row_no",
    f"update {_IN} t set code = case when f.on_date = t.on_date then 'already' else 'pmi_said' end from {_IN} f"
    " where f.placement_id = t.placement_id and f.row_no < t.row_no and f.code is null and t.code is null",
)


@act
def depart_many(
    source_sql: str, params: Sequence[Any] | dict[str, Any] | None = None, *, by: int | None = None
) -> Many:
    """Tell departures from a SELECT giving placement_id, on_date; cover is computed anew. The same again changes
    nothing. Codes of refused rows: those of `report_pmi`."""
    _take("placement_id::bigint, on_date::date", source_sql, params)
    run(
        "select pg_advisory_xact_lock(hashtextextended('placement:' || placement_id, 0)) from"
        f" (select distinct placement_id from {_IN} where placement_id is not null order by 1) x"
    )
    for check in _DEPART:
        run(check, {"today": registry.today()})
    run(
        "insert into segments_pmievent (placement_id, person_id, office_id, employer_id, kind, on_date, note, made_by,"
        f" made_at) select m.id, m.person_id, m.office_id, m.employer_id, '{PmiEvent.Kind.DEPARTED}', t.on_date, '',"
        f" %s, now() from {_IN} t join segments_pmiplacement m on m.id = t.placement_id where t.code is null"
        " order by t.row_no",
        [by],
    )
    run(
        f"update segments_pmiplacement m set departed_on = t.on_date from {_IN} t where t.placement_id = m.id"
        " and t.code is null"
    )
    set_cover([r["id"] for r in rows(f"select placement_id as id from {_IN} where code is null order by 1")], by)
    return _given()

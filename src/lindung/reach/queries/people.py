"""The people of sponsors' lists, and how many are covered where."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from lindung.base.db import rows, scalar
from lindung.reach.queries.runway import runway
from lindung.reach.settings import ALARM_DAYS
from lindung.reach.sql import ALONE
from lindung.registry import queries as registry

Row = dict[str, Any]

_STATE = """
case when b.end_reason = 'ERROR' then 'ERROR' when b.paid_through is null then 'UNPAID'
  when s.id is null or s.start_on > %(today)s::date or coalesce(s.end_on, %(today)s::date) < %(today)s::date
    or b.covered_until < %(today)s::date then 'OVER'
  when b.last_month is not null then 'ENDING' else 'COVERED' end
"""


def people(
    agreement_id: int,
    *,
    state: str = "",
    text: str = "",
    after: int = 0,
    limit: int = 50,
    on: date | None = None,
) -> list[Row]:
    """Rows of an agreement's list by id: id, person_id, name, job, unit, district, wage, first_month, last_month,
    end_reason, paid_through, covered_until, covered_from, state (UNPAID, COVERED, ENDING, OVER, ERROR), offer (code of
    the order offered)."""
    return rows(
        "select * from (select b.id, b.person_id, b.name, b.job, b.unit, d.name as district, b.wage, b.first_month,"
        " b.last_month, b.end_reason, b.paid_through, b.covered_until, s.start_on as covered_from, s.end_on as"
        f" covered_to, {_STATE} as state, (select o.code from reach_offer f join segments_order o on o.id = f.order_id"
        " where f.beneficiary_id = b.id) as offer from reach_beneficiary b"
        " join registry_district d on d.code = b.district_id left join coverage_spell s on s.id = b.spell_id"
        " where b.agreement_id = %(agreement)s and b.id > %(after)s and (%(text)s = '' or b.name ilike %(pattern)s)) x"
        " where (%(state)s = '' or state = %(state)s) order by id limit %(limit)s",
        {
            "agreement": agreement_id,
            "after": after,
            "text": text,
            "pattern": "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
            "state": state,
            "limit": limit,
            "today": on or registry.today(),
        },
    )


def listed_names(order_id: int, person_ids: Sequence[int]) -> dict[int, str]:
    """The names of some people of a sponsor's order as his list has them, by person: his own also when they have left
    his list since."""
    return {
        int(r["person_id"]): str(r["name"])
        for r in rows(
            "select distinct on (b.person_id) b.person_id, b.name from reach_sponsoredorder s join reach_beneficiary b"
            " on b.agreement_id = s.agreement_id where s.order_id = %s and b.person_id = any(%s)"
            " order by b.person_id, b.id desc",
            [order_id, list(person_ids)],
        )
    }


def person_covers(person_ids: Sequence[int], on: date | None = None) -> list[Row]:
    """What sponsors pay for a person, for his own page, newest first: spell_id, sponsor, workers, jht, valid_to (of the
    agreement), first_month, last_month, end_reason, paid_through, covered_until, covered_from, state, offer (code of an
    order he may pay), alone (whether he paid himself beyond it and is covered by that)."""
    return rows(
        "select b.id, b.spell_id, sp.name as sponsor, a.workers, a.jht, a.valid_to, b.first_month, b.last_month,"
        f" b.end_reason, b.paid_through, b.covered_until, s.start_on as covered_from, {_STATE} as state,"
        " (select o.code from reach_offer f join segments_order o on o.id = f.order_id"
        " where f.beneficiary_id = b.id and o.expires_on >= %(today)s::date and not exists (select 1 from"
        " segments_orderevent v where v.order_id = o.id)) as offer, exists (select 1 from segments_bpumember m"
        " where m.person_id = any(%(people)s) and m.covered_until >= %(today)s::date"
        " and m.covered_until > b.covered_until) as alone from reach_beneficiary b join reach_sponsor sp"
        " on sp.id = b.sponsor_id join reach_agreement a on a.id = b.agreement_id"
        " left join coverage_spell s on s.id = b.spell_id where b.person_id = any(%(people)s)"
        " and b.end_reason <> 'ERROR' order by b.first_month desc, b.id desc",
        {"people": list(person_ids), "today": on or registry.today()},
    )


def list_taken(list_id: int) -> Row | None:
    """A list as handed in, with its answers (row, code, Indonesian, English)."""
    found = rows(
        "select t.id, t.agreement_id, t.name, t.first_month, t.rows_in, t.done, t.already, t.refused, t.answers,"
        " t.made_at from reach_listtaken t where t.id = %s",
        [list_id],
    )
    return found[0] | {"answers": json.loads(found[0]["answers"])} if found else None


def refused_rows(list_id: int) -> dict[int, Row]:
    """Refused rows of a list that are still kept, by number: cells (by field, as handed in), person_id (or None)."""
    return {
        int(r["row_no"]): {"cells": json.loads(r["cells"]), "person_id": r["person_id"]}
        for r in rows(
            "select row_no, cells::text as cells, person_id from reach_listrow where taken_id = %s", [list_id]
        )
    }


def lists_taken(agreement_id: int, limit: int = 12) -> list[Row]:
    """The latest lists of an agreement, without their answers."""
    return rows(
        "select id, name, first_month, rows_in, done, already, refused, made_at from reach_listtaken"
        " where agreement_id = %s order by id desc limit %s",
        [agreement_id, limit],
    )


_ENDING = f"""
 from reach_beneficiary b join registry_person p on p.id = b.person_id
 left join registry_person k on k.id = p.merged_into_id
 where b.agreement_id = %(agreement)s and b.paid_through is not null
   and (b.end_reason = 'FUNDS' or b.end_reason = '' and %(soon)s)
   and coalesce(k.died_on, p.died_on) is null
   and not exists (select 1 from reach_offer f where f.beneficiary_id = b.id)
   and not exists (select 1 from reach_beneficiary x where x.person_id = b.person_id and x.id <> b.id
     and x.end_reason <> 'ERROR' and x.first_month > b.first_month)
   and not exists (select 1 from coverage_spell c where c.person_id in (p.id, p.merged_into_id) and c.end_on is null
     and (c.id is distinct from b.spell_id or {ALONE.format("c.id")}))
"""


def _ending_values(agreement_id: int, on: date | None) -> Row:
    today = on or registry.today()
    found = runway(agreement_id, today)
    soon = found is not None and found.ends_on <= today + timedelta(days=ALARM_DAYS.value)
    return {"agreement": agreement_id, "soon": soon}


def ending_ids(agreement_id: int, on: date | None = None, among: Sequence[int] | None = None) -> list[int]:
    """Rows whose people lose their cover for want of money, now or within the days of the alarm, and were not offered
    to go on by themselves yet. Who is covered otherwise, died or is on a later list is not among them."""
    return [
        int(r["id"])
        for r in rows(
            f"select b.id {_ENDING} and (%(among)s::bigint[] is null or b.id = any(%(among)s)) order by b.id",
            _ending_values(agreement_id, on) | {"among": None if among is None else list(among)},
        )
    ]


def ending(agreement_id: int, on: date | None = None, *, after: int = 0, limit: int = 50) -> list[Row]:
    """The same as a list: id, name, job, paid_through, covered_until."""
    return rows(
        f"select b.id, b.name, b.job, b.paid_through, b.covered_until {_ENDING} and b.id > %(after)s order by b.id"
        " limit %(limit)s",
        _ending_values(agreement_id, on) | {"after": after, "limit": limit},
    )


def covered_by_district(on: date | None = None, office_ids: Sequence[int] | None = None) -> list[Row]:
    """People whom sponsors' cover protects on a day, by district and sponsor: district_id, district, sponsor_id,
    sponsor, kind, workers, people. A person counts once."""
    return rows(
        "select d.code as district_id, d.name as district, sp.id as sponsor_id, sp.name as sponsor, sp.kind, a.workers,"
        " count(distinct s.person_id)::int as people from (select distinct on (x.spell_id) x.* from reach_beneficiary x"
        " where x.end_reason <> 'ERROR' and x.paid_through is not null and x.spell_id is not null"
        " order by x.spell_id, x.id desc) b join reach_agreement a"
        " on a.id = b.agreement_id join reach_sponsor sp on sp.id = b.sponsor_id join registry_district d"
        " on d.code = b.district_id join coverage_spell s on s.id = b.spell_id and s.exit_reason <> 'ERROR'"
        " and s.start_on <= %(today)s and coalesce(s.end_on, %(today)s) >= %(today)s"
        " and coalesce(b.covered_until, %(today)s) >= %(today)s"
        " where (%(offices)s::bigint[] is null or b.office_id = any(%(offices)s))"
        " group by d.code, d.name, sp.id, sp.name, sp.kind, a.workers order by d.code, sp.name, a.workers",
        {"today": on or registry.today(), "offices": None if office_ids is None else list(office_ids)},
    )


def covered(on: date | None = None, office_ids: Sequence[int] | None = None) -> int:
    """All of them."""
    return sum(r["people"] for r in covered_by_district(on, office_ids))


def flow(agreement_id: int, first_month: date, last_month: date) -> list[Row]:
    """Opening, joined, ended and closing of a list, month by month, from the events."""
    return rows(
        "select m.month::date as month, coalesce(sum(e.sign) filter (where e.month < m.month), 0)::int as opening,"
        " coalesce(sum(e.sign) filter (where e.month = m.month and (e.sign = 1 or e.reason = 'ERROR')), 0)::int as"
        " joined, coalesce(-sum(e.sign) filter (where e.month = m.month and e.sign = -1 and e.reason <> 'ERROR'),"
        " 0)::int as ended, coalesce(sum(e.sign) filter (where e.month <= m.month), 0)::int as closing"
        " from generate_series(%(first)s::date, %(last)s::date, interval '1 month') m(month)"
        " left join reach_beneficiaryevent e on e.agreement_id = %(agreement)s group by m.month order by m.month",
        {"agreement": agreement_id, "first": first_month, "last": last_month},
    )


def on_list(agreement_id: int, month: date) -> int:
    """Rows of a list that hold for a month, counted one by one."""
    return int(
        scalar(
            "select count(*) from reach_beneficiary where agreement_id = %(agreement)s and end_reason <> 'ERROR'"
            " and first_month <= %(month)s and coalesce(last_month, %(month)s) >= %(month)s",
            {"agreement": agreement_id, "month": month},
        )
    )

"""Sponsors, agreements, their budgets, orders and alarms."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from lindung.base.db import rows
from lindung.reach.settings import ALARM_DAYS
from lindung.reach.sql import LEFT
from lindung.registry import queries as registry
from lindung.segments.sql import STATUS

Row = dict[str, Any]


def _offices(office_ids: Sequence[int] | None) -> list[int] | None:
    return None if office_ids is None else list(office_ids)


def sponsors(
    office_ids: Sequence[int] | None = None, *, text: str = "", before: int | None = None, limit: int = 50
) -> list[Row]:
    """Sponsors the reader may see, newest first: id, code, name, kind, district, office, agreements, people (rows open
    on their lists)."""
    return rows(
        "select s.id, s.code, s.name, s.kind, d.name as district, o.name as office, s.contact, s.phone,"
        " (select count(*)::int from reach_agreement a where a.sponsor_id = s.id) as agreements,"
        " (select count(*)::int from reach_beneficiary b where b.sponsor_id = s.id and b.last_month is null) as people"
        " from reach_sponsor s join registry_district d on d.code = s.district_id join registry_office o"
        " on o.id = s.office_id where (%(offices)s::bigint[] is null or s.office_id = any(%(offices)s))"
        " and (%(text)s = '' or s.name ilike %(pattern)s or s.code ilike %(pattern)s)"
        " and (%(before)s::bigint is null or s.id < %(before)s) order by s.id desc limit %(limit)s",
        {
            "offices": _offices(office_ids),
            "text": text,
            "pattern": "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
            "before": before,
            "limit": limit,
        },
    )


def sponsor(sponsor_id: int) -> Row | None:
    """One sponsor as in `sponsors`, with office_id and registered_on."""
    found = rows(
        "select s.id, s.code, s.name, s.kind, s.district_id, d.name as district, s.office_id, o.name as office,"
        " s.contact, s.phone, s.registered_on from reach_sponsor s join registry_district d on d.code = s.district_id"
        " join registry_office o on o.id = s.office_id where s.id = %s",
        [sponsor_id],
    )
    return found[0] if found else None


_AGREEMENT = f"""
select a.id, a.sponsor_id, sp.name as sponsor, sp.code, sp.kind, a.office_id, a.number, a.signed_on, a.legal_basis,
  a.workers, a.jht, a.income, a.risk_group, a.funded_by_state, a.valid_from, a.valid_to,
  (select count(*)::int from reach_beneficiary b where b.agreement_id = a.id and b.end_reason <> 'ERROR'
    and b.first_month <= %(month)s and coalesce(b.last_month, %(month)s) >= %(month)s) as people,
  (select max(b.paid_through) from reach_beneficiary b where b.agreement_id = a.id) as paid_through,
  coalesce(l.budget, 0)::bigint as budget, coalesce(l.used, 0)::bigint as used, coalesce(l.paid, 0)::bigint as paid
from reach_agreement a join reach_sponsor sp on sp.id = a.sponsor_id
left join lateral (select sum(x.amount) as budget, sum(x.used) as used, sum(x.paid) as paid from ({LEFT}) x
  where x.agreement_id = a.id) l on true
"""


def agreements(
    *,
    sponsor_id: int | None = None,
    office_ids: Sequence[int] | None = None,
    before: int | None = None,
    limit: int = 50,
    on: date | None = None,
) -> list[Row]:
    """Agreements, newest first: the columns of Agreement, sponsor, people (on the list this month), paid_through,
    budget, used (taken by open and paid orders) and paid."""
    today = on or registry.today()
    return rows(
        _AGREEMENT + " where (%(sponsor)s::bigint is null or a.sponsor_id = %(sponsor)s) and"
        " (%(offices)s::bigint[] is null or a.office_id = any(%(offices)s))"
        " and (%(before)s::bigint is null or a.id < %(before)s) order by a.id desc limit %(limit)s",
        {
            "sponsor": sponsor_id,
            "offices": _offices(office_ids),
            "before": before,
            "limit": limit,
            "today": today,
            "month": today.replace(day=1),
        },
    )


def agreement(agreement_id: int, on: date | None = None) -> Row | None:
    """One agreement as in `agreements`."""
    today = on or registry.today()
    found = rows(
        _AGREEMENT + " where a.id = %(id)s", {"id": agreement_id, "today": today, "month": today.replace(day=1)}
    )
    return found[0] if found else None


def budget(agreement_id: int, on: date | None = None) -> list[Row]:
    """Budget lines by their months: id, year, source, account, amount, used, paid, left_over, first_month,
    last_month."""
    return rows(
        f"select * from ({LEFT}) x where x.agreement_id = %(agreement)s order by x.first_month, x.id",
        {"agreement": agreement_id, "today": on or registry.today()},
    )


def agreement_orders(agreement_id: int, *, limit: int = 24, on: date | None = None) -> list[Row]:
    """Orders of an agreement, newest first: id, code, first_month, last_month, people, total, status, due_on,
    expires_on, paid_on, over_budget."""
    return rows(
        "select o.id, o.code, o.first_month, o.last_month, o.people, o.jkk, o.jkm, o.jht, o.total, o.due_on,"
        f" o.expires_on, {STATUS} as status, v.on_date as paid_on, s.over_budget from reach_sponsoredorder s"
        " join segments_order o on o.id = s.order_id left join segments_orderevent v on v.order_id = o.id"
        " where s.agreement_id = %(agreement)s order by o.id desc limit %(limit)s",
        {"agreement": agreement_id, "limit": limit, "today": on or registry.today()},
    )


def alarms(
    office_ids: Sequence[int] | None = None,
    *,
    sponsor_id: int | None = None,
    agreement_id: int | None = None,
    on: date | None = None,
    limit: int = 50,
) -> list[Row]:
    """The latest alarm of each agreement whose budget still ends within the days of the setting or has ended in the
    last ones: agreement_id, number, sponsor, made_on, ends_on, money_left, monthly_cost, people."""
    today = on or registry.today()
    return rows(
        "select * from (select distinct on (m.agreement_id) m.agreement_id, a.number, sp.name as sponsor, m.sponsor_id,"
        " m.made_on, m.ends_on, m.money_left, m.monthly_cost, m.people from reach_alarm m join reach_agreement a"
        " on a.id = m.agreement_id join reach_sponsor sp on sp.id = m.sponsor_id"
        " where (%(offices)s::bigint[] is null or m.office_id = any(%(offices)s))"
        " and (%(sponsor)s::bigint is null or m.sponsor_id = %(sponsor)s)"
        " and (%(agreement)s::bigint is null or m.agreement_id = %(agreement)s)"
        " order by m.agreement_id, m.id desc) x where x.ends_on >= %(since)s"
        " order by x.ends_on, x.agreement_id limit %(limit)s",
        {
            "offices": _offices(office_ids),
            "sponsor": sponsor_id,
            "agreement": agreement_id,
            "since": today - timedelta(days=ALARM_DAYS.value),
            "limit": limit,
        },
    )


def duties(district_ids: Sequence[str], year: int, on: date | None = None) -> list[Row]:
    """The duty of a district's government towards its non-civil-servants in a year, as a checklist: district_id,
    district, budgeted (rupiah), registered (people on lists), paid_months, state (NONE, BUDGETED, REGISTERED, PAID:
    the furthest that is true together with all before it)."""
    found = rows(
        "select d.code as district_id, d.name as district, coalesce((select sum(l.amount) from reach_budgetline l"
        " join reach_agreement a on a.id = l.agreement_id and a.workers = 'NON_ASN' join reach_sponsor s"
        " on s.id = a.sponsor_id and s.kind = 'REGENCY' where s.district_id = d.code and l.year = %(year)s),"
        " 0)::bigint as budgeted, (select count(distinct b.person_id)::int from reach_beneficiary b"
        " join reach_agreement a on a.id = b.agreement_id and a.workers = 'NON_ASN' join reach_sponsor s"
        " on s.id = a.sponsor_id and s.kind = 'REGENCY' where s.district_id = d.code and b.end_reason <> 'ERROR'"
        " and b.first_month <= %(last)s and coalesce(b.last_month, %(first)s) >= %(first)s) as registered,"
        " (select count(distinct l.month)::int from reach_sponsoredorder q join reach_agreement a"
        " on a.id = q.agreement_id and a.workers = 'NON_ASN' join reach_sponsor s on s.id = a.sponsor_id"
        " and s.kind = 'REGENCY' join segments_orderevent v on v.order_id = q.order_id and v.kind = 'PAID'"
        " join segments_orderline l on l.order_id = q.order_id and l.month between %(first)s and %(last)s"
        " where s.district_id = d.code) as paid_months from registry_district d where d.code = any(%(districts)s)"
        " order by d.code",
        {"year": year, "first": date(year, 1, 1), "last": date(year, 12, 1), "districts": list(district_ids)},
    )
    for r in found:
        r["state"] = "NONE"
        for state, done in (("BUDGETED", r["budgeted"]), ("REGISTERED", r["registered"]), ("PAID", r["paid_months"])):
            if not done:
                break
            r["state"] = state
    return found

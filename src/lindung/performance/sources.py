"""The queries behind the indicators. Parameters: `offices` (bigint[]), `first` and `as_of` (dates).

Each answers (value, numerator, denominator); each drill answers rows whose `amount` adds up to the value (or to the
numerator of a share). A paid claim is one whose approved awards have all been paid; it belongs to
the day of its last payment. Stocks are taken at the end of the day: a spell's last day is
no longer in. Corrections are labelled events of their own and show as such in the drill.
"""

_PAID = """
with paid as (
  select c.id, c.number, c.programme, c.ground, c.unit, c.units, c.due_on, c.submitted_at::date as submitted_on,
         d.gross, d.tax, o.paid_on
  from claims_claim c
  join lateral (
    select sum(gross)::bigint as gross, sum(tax)::bigint as tax, array_agg(id) as ids
    from claims_decision where claim_id = c.id and status = 'APPROVED' and kind = 'AWARD'
  ) d on d.ids is not null
  join lateral (
    select max(o.paid_on) as paid_on, bool_and(o.status = 'PAID') as whole
    from claims_paymentorder o
    where o.decision_id = any(d.ids)
      and not exists (select 1 from claims_paymentorder r where r.replaces_id = o.id)
  ) o on o.whole
  where c.office_id = any(%(offices)s) and o.paid_on between %(first)s and %(as_of)s
)
"""


def count_paid(where: str) -> str:
    """Units (claims, or children of scholarship claims) of the paid claims that satisfy `where`."""
    return (
        _PAID
        + f"select coalesce(sum(case when unit = 'CHILD' then units else 1 end), 0), null, null from paid where {where}"
    )


def _corrections(programme: str) -> str:
    which = "" if programme == "*" else f" and programme = '{programme}'"
    return (
        f"from claims_correction where office_id = any(%(offices)s) and on_date between %(first)s and %(as_of)s{which}"
    )


def sum_paid(where: str, programme: str) -> str:
    """Gross rupiah of the paid claims plus the labelled corrections of `programme` ("*" all, "" none)."""
    plus = f" + coalesce((select sum(amount) {_corrections(programme)}), 0)" if programme else ""
    return _PAID + f"select coalesce((select sum(gross) from paid where {where}), 0){plus}, null, null"


def drill_paid(where: str, programme: str = "") -> str:
    """The paid claims, and the corrections where they count."""
    rows = _PAID + (
        "select 'claim' as kind, id, number, programme, ground, paid_on as on_date,"
        " case when unit = 'CHILD' then units else 1 end as count, gross as amount, '' as note"
        f" from paid where {where}"
    )
    if programme:
        rows += (
            " union all select 'correction', id, 'KOREKSI', programme, '', on_date, 0, amount, label_id "
            + _corrections(programme)
        )
    return rows + " order by on_date, number"


_RUNNING = """
from coverage_spell s
where s.segment = 'PU' and s.office_id = any(%(offices)s) and s.start_on <= %(as_of)s
  and (s.end_on is null or s.end_on > %(as_of)s) and s.exit_reason <> 'ERROR'
"""
ACTIVE_PU = "select count(*), null, null" + _RUNNING
PERSONS_PU = "select count(distinct s.person_id), null, null" + _RUNNING
DRILL_ACTIVE_PU = (
    "select 'spell' as kind, s.id, s.kpj as number, s.start_on as on_date, 1 as count, 1 as amount, '' as note,"
    " s.person_id" + _RUNNING + " order by s.id"
)
DRILL_PERSONS_PU = (
    "select 'person' as kind, s.person_id as id, min(s.kpj) as number, min(s.start_on) as on_date, 1 as count,"
    " 1 as amount, '' as note" + _RUNNING + " group by s.person_id order by s.person_id"
)

_FLOW = """
from coverage_spellevent e
where e.segment = 'PU' and e.office_id = any(%(offices)s) and e.on_date between %(first)s and %(as_of)s
"""


def active(segments: str) -> str:
    """Running spells of some segments: SQL texts in a list, e.g. "'BPU', 'JAKON'"."""
    return ACTIVE_PU.replace("s.segment = 'PU'", f"s.segment in ({segments})")


def drill_active(segments: str) -> str:
    """The spells behind `active`."""
    return DRILL_ACTIVE_PU.replace("s.segment = 'PU'", f"s.segment in ({segments})")


def added(segment: str) -> str:
    """Who joined and who came back, of one segment."""
    flows = _FLOW.replace("e.segment = 'PU'", f"e.segment = '{segment}'")
    return f"select coalesce(sum(e.sign), 0), null, null {flows} and e.kind in ('JOINED', 'REACTIVATED')"


def drill_added(segment: str) -> str:
    """The events behind `added`."""
    return drill_flow("JOINED", segment=segment).replace("e.kind = 'JOINED'", "e.kind in ('JOINED', 'REACTIVATED')")


def flow(kind: str, sign: int = 1, segment: str = "PU") -> str:
    """Net events of one kind of one segment; exits count positive with `sign` -1."""
    flows = _FLOW.replace("e.segment = 'PU'", f"e.segment = '{segment}'")
    return f"select coalesce(sum(e.sign), 0) * {sign}, null, null {flows} and e.kind = '{kind}'"


def drill_flow(kind: str, sign: int = 1, segment: str = "PU") -> str:
    """The events behind `flow`."""
    flows = _FLOW.replace("e.segment = 'PU'", f"e.segment = '{segment}'")
    return (
        "select 'spell' as kind, e.spell_id as id,"
        " (select s.kpj from coverage_spell s where s.id = e.spell_id) as number,"
        " e.on_date, 1 as count,"
        f" e.sign * {sign} as amount, e.reason as note, e.person_id"
        f" {flows} and e.kind = '{kind}' order by e.on_date, e.id"
    )


_EMPLOYERS = """
from registry_employer m
where m.status = 'ACTIVE' and m.office_id = any(%(offices)s) and exists (
  select 1 from coverage_spell s where s.employer_id = m.id and s.start_on <= %(as_of)s
    and (s.end_on is null or s.end_on > %(as_of)s) and s.exit_reason <> 'ERROR')
"""
ACTIVE_EMPLOYERS = "select count(*), null, null" + _EMPLOYERS
DRILL_ACTIVE_EMPLOYERS = (
    "select 'employer' as kind, m.id, m.npp as number, m.registered_on as on_date, 1 as count, 1 as amount,"
    " m.name as note" + _EMPLOYERS + " order by m.npp"
)

_MICRO = """
exists (select 1 from registry_employerclass c join registry_employer m on m.id = c.employer_id
  where c.employer_id = {employer} and c.size = 'MICRO' and m.nib <> ''
    and c.valid_from <= %(as_of)s and (c.valid_to is null or c.valid_to >= %(as_of)s))
"""
_MICRO_OF = {
    "PU": _MICRO.format(employer="s.employer_id"),
    "BPU": "exists (select 1 from segments_jointorder j where j.person_id = s.person_id and "
    + _MICRO.format(employer="j.employer_id")
    + ")",
}


def micro(segment: str) -> str:
    """Running spells of a segment in micro-enterprises: of their workers, or of their owners."""
    return active(f"'{segment}'") + f" and {_MICRO_OF[segment]}"


def drill_micro(segment: str) -> str:
    """The spells behind `micro`."""
    return drill_active(f"'{segment}'").replace(" order by", f" and {_MICRO_OF[segment]} order by")


_PLACERS = """
from registry_employer m
where exists (select 1 from coverage_spell s where s.employer_id = m.id and s.segment = 'PMI'
  and s.office_id = any(%(offices)s) and s.start_on <= %(as_of)s and (s.end_on is null or s.end_on > %(as_of)s)
  and s.exit_reason <> 'ERROR')
"""
PLACERS = "select count(*), null, null" + _PLACERS
DRILL_PLACERS = (
    "select 'employer' as kind, m.id, m.npp as number, m.registered_on as on_date, 1 as count, 1 as amount,"
    " m.name as note" + _PLACERS + " order by m.npp"
)

_IMPORTED = """
from performance_snapshot f
join registry_office o on o.id = f.office_id
where f.indicator like 'base.labour_force.%%' and f.imported and f.office_id = any(%(offices)s)
  and f.indicator <> 'base.labour_force.all'
  and f.as_of = (select max(g.as_of) from performance_snapshot g
                 where g.indicator = f.indicator and g.office_id = f.office_id and g.imported
                   and g.as_of <= %(as_of)s)
"""
LABOUR_FORCE = "select coalesce(sum(f.value), 0)::bigint, null, null" + _IMPORTED
DRILL_LABOUR_FORCE = (
    "select 'import' as kind, f.id, replace(f.indicator, 'base.labour_force.', '') as number, f.as_of as on_date,"
    " 1 as count, f.value::bigint as amount, f.source as note" + _IMPORTED + " order by f.indicator"
)
PER_EMPLOYER = f"""
with n as (select count(*) as members {_RUNNING}), d as (select count(*) as firms {_EMPLOYERS})
select members::numeric / nullif(firms, 0), members, firms from n, d
"""
COVERAGE = f"""
with n as (select count(distinct s.person_id) as people {_RUNNING}),
d as (select coalesce(sum(f.value), 0)::bigint as base {_IMPORTED})
select people::numeric / nullif(base, 0), people, base from n, d
"""

_BILLS = """
from contributions_bill b
where b.office_id = any(%(offices)s) and b.issued_on between %(first)s and %(as_of)s
"""
BILLED = "select coalesce(sum(b.total), 0), null, null" + _BILLS
DRILL_BILLED = (
    "select 'bill' as kind, b.id, b.code as number, b.issued_on as on_date, 1 as count, b.total as amount,"
    " to_char(b.month, 'YYYY-MM') as note" + _BILLS + " order by b.issued_on, b.id"
)
_RECEIPTS = """
from contributions_receipt r
where r.office_id = any(%(offices)s) and r.received_on between %(first)s and %(as_of)s
"""
RECEIVED = "select coalesce(sum(r.amount), 0), null, null" + _RECEIPTS
DRILL_RECEIVED = (
    "select 'receipt' as kind, r.id, r.reference as number, r.received_on as on_date, 1 as count, r.amount,"
    " r.billing_code as note" + _RECEIPTS + " order by r.received_on, r.id"
)
_OPEN = """
with settled as (
  select a.bill_id, sum(a.amount) as paid
  from contributions_allocation a join contributions_receipt r on r.id = a.receipt_id
  where a.target = 'PRINCIPAL' and a.office_id = any(%(offices)s) and r.received_on <= %(as_of)s
  group by a.bill_id
), bills as (
  select b.*, b.total - coalesce(s.paid, 0) as open, coalesce(s.paid, 0) as paid
  from contributions_bill b left join settled s on s.bill_id = b.id
  where b.office_id = any(%(offices)s) and b.issued_on <= %(as_of)s and b.due_on < %(as_of)s
)
"""
ARREARS = _OPEN + "select coalesce(sum(open), 0), null, null from bills where open > 0"
DRILL_ARREARS = (
    _OPEN
    + "select 'bill' as kind, id, code as number, due_on as on_date, 1 as count, open as amount,"
    + " to_char(month, 'YYYY-MM') as note from bills where open > 0 order by due_on, id"
)
EMPLOYERS_IN_ARREARS = _OPEN + "select count(distinct employer_id), null, null from bills where open > 0"
DRILL_EMPLOYERS_IN_ARREARS = (
    _OPEN
    + "select 'employer' as kind, e.id, e.npp as number, min(b.due_on) as on_date, count(*) as count, 1 as amount,"
    + " e.name as note from bills b join registry_employer e on e.id = b.employer_id where b.open > 0"
    + " group by e.id, e.npp, e.name order by min(b.due_on), e.npp"
)
COLLECTION = (
    _OPEN
    + "select sum(paid)::numeric / nullif(sum(total), 0), coalesce(sum(paid), 0), coalesce(sum(total), 0)"
    + " from bills where due_on >= %(first)s"
)
DRILL_COLLECTION = (
    _OPEN
    + "select 'bill' as kind, id, code as number, due_on as on_date, 1 as count, paid as amount,"
    + " to_char(month, 'YYYY-MM') as note from bills where due_on >= %(first)s order by due_on, id"
)

ON_TIME = (
    _PAID
    + "select avg((paid_on <= due_on)::int)::numeric, count(*) filter (where paid_on <= due_on), count(*)"
    + " from paid where due_on is not null"
)


_TIMED = (
    "select 'claim' as kind, id, number, programme, ground, paid_on as on_date, 1 as count, {amount} as amount,"
    " '' as note from paid where {where} order by on_date, number"
)
DRILL_ON_TIME = _PAID + _TIMED.format(amount="(paid_on <= due_on)::int", where="due_on is not null")
DRILL_DAYS = _PAID + _TIMED.format(amount="(paid_on - submitted_on)", where="true")


def days(share: float) -> str:
    """A percentile of the days from request to money."""
    return (
        _PAID
        + f"select percentile_disc({share}) within group (order by paid_on - submitted_on), null, count(*) from paid"
    )


_DECIDED = """
from claims_decision d
where d.status = 'APPROVED' and d.office_id = any(%(offices)s)
  and (d.approved_at at time zone 'Asia/Jakarta')::date between %(first)s and %(as_of)s
"""


def decided(kind: str) -> str:
    """Claims with a decision of one kind among the decided ones."""
    mine = f"count(distinct d.claim_id) filter (where d.kind = '{kind}')"
    return (
        f"select {mine}::numeric / nullif(count(distinct d.claim_id), 0), {mine}, count(distinct d.claim_id) {_DECIDED}"
    )


def drill_decided(kind: str) -> str:
    """The claims behind `decided`."""
    return (
        "select 'claim' as kind, d.claim_id as id, min(c.number) as number, max(d.approved_at)::date as on_date,"
        " 1 as count,"
        f" 1 as amount, '' as note from claims_claim c, (select d.* {_DECIDED} and d.kind = '{kind}') d"
        " where c.id = d.claim_id group by d.claim_id order by d.claim_id"
    )


# ---- arrears: an employer is collected once a case against it ended because nothing was owed any more

_COLLECTED = """
with collected as (
  select c.employer_id, min(c.closed_on) as closed_on, min(c.number) as number
  from collection_case c
  where c.kind = 'ARREARS' and c.outcome = 'PAID' and c.office_id = any(%(offices)s)
    and c.closed_on between %(first)s and %(as_of)s
  group by c.employer_id
), goals as (
  select distinct on (t.office_id) t.office_id, t.value from performance_target t
  where t.indicator in ('collection.employers_collected', 'collection.employers_collected@1')
    and t.office_id = any(%(offices)s) and %(as_of)s between t.period_from and t.period_to
  order by t.office_id, t.period_from desc, t.version desc, t.id desc
), goal as (
  -- the target of an office stands for those below it; without one, theirs are added up
  select sum(g.value)::bigint as value from goals g join registry_office o on o.id = g.office_id
  where not exists (
    with recursive above(id, parent_id) as (
      select p.id, p.parent_id from registry_office p where p.id = o.parent_id
      union all select q.id, q.parent_id from registry_office q join above a on q.id = a.parent_id)
    select 1 from above join goals h on h.office_id = above.id)
)
"""
EMPLOYERS_COLLECTED = _COLLECTED + "select count(*), null, null from collected"
DRILL_EMPLOYERS_COLLECTED = (
    _COLLECTED
    + "select 'employer' as kind, e.id, e.npp as number, c.closed_on as on_date, 1 as count, 1 as amount,"
    + " e.name || ' · ' || c.number as note from collected c join registry_employer e on e.id = c.employer_id"
    + " order by c.closed_on, e.npp"
)
COLLECTED_OF_TARGET = (
    _COLLECTED
    + "select (select count(*) from collected)::numeric / nullif(g.value, 0), (select count(*) from collected),"
    + " g.value from goal g"
)

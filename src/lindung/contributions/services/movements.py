"""What a posted report says about cover: joiners begin, leavers end, an exit that a correction tells otherwise is taken
back. Reads `pg_temp.month_report`, made by the kernel."""

from dataclasses import dataclass
from typing import Any

from lindung.coverage.services import Outcome, join_many, leave_many, take_back_exits

_LINES = """
 from pg_temp.month_report m
 join contributions_wageline w on w.month = %(month)s and w.report_id = m.report_id
"""

# A worker whose line carries a start and who has no cover here from that day on; a later spell here stays as it is.
_JOINERS = f"""
select w.person_id, m.employer_id, m.office_id, 'PU' as segment, null::text as kpj, w.start_on {_LINES}
where w.start_on is not null and not exists (
  select 1 from coverage_spell s where s.person_id = w.person_id and s.employer_id = m.employer_id and s.segment = 'PU'
    and s.exit_reason <> 'ERROR' and (s.end_on is null or s.end_on >= w.start_on))
order by m.report_id, w.person_id
"""

_LEAVERS = f"""
select s.id as spell_id, w.end_on, w.exit_reason as reason {_LINES}
join coverage_spell s on s.person_id = w.person_id and s.employer_id = m.employer_id and s.segment = 'PU'
  and s.start_on <= w.end_on and (s.end_on is null or s.exit_reason = 'DIED')
where w.end_on is not null
order by m.report_id, w.person_id
"""

# An exit that the version before reported and the correction tells otherwise: not at all, on another day, for another
# reason. Who is not in the correction at all keeps his exit; an exit that somebody else recorded since stays, too.
_WITHDRAWN = """
select s.id as spell_id, 'Pembetulan laporan upah ' || to_char(m.month, 'MM-YYYY') as note
from (select x.report_id, x.employer_id, r.month,
    (select b.report_id from contributions_bill b where b.employer_id = x.employer_id and b.month = r.month
      and b.version < x.version order by b.version desc limit 1) as before_id
  from pg_temp.month_report x join contributions_wagereport r on r.id = x.report_id where x.turn > 1) m
join contributions_wageline o on o.month = %(month)s and o.report_id = m.before_id and o.end_on is not null
join contributions_wageline n on n.month = %(month)s and n.report_id = m.report_id and n.person_id = o.person_id
join coverage_spell s on s.person_id = o.person_id and s.employer_id = m.employer_id and s.segment = 'PU'
  and s.end_on = o.end_on and s.exit_reason = o.exit_reason
where (n.end_on, n.exit_reason) is distinct from (o.end_on, o.exit_reason)
order by s.id
"""


@dataclass(frozen=True, slots=True)
class Moves:
    """Spells begun and ended, and how many lines could not move cover (each stays visible on the report's
    comparison)."""

    joined: int = 0
    left: int = 0
    refused: int = 0


def move(values: dict[str, Any]) -> Moves:
    """Begin and end cover as the run's reports say. Repeating it changes nothing."""
    given = {"month": values["month"]}
    joined = left = back = Outcome(0, 0, 0)
    if values["reported"]["corrects"]:
        back = take_back_exits(_WITHDRAWN, given, by=values["by"])
    if values["reported"]["joins"]:
        joined = join_many(_JOINERS, given, source="laporan upah", by=values["by"])
    if values["reported"]["leaves"]:
        left = leave_many(_LEAVERS, given, source="laporan upah", by=values["by"])
    unmoved = sum(len(o.refused) for o in (joined, left, back)) + len(left.disputed)
    return Moves(joined.done, left.done, unmoved)

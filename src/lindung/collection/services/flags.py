"""What looks odd in a month's reports: set-based questions with their numbers. Nothing follows from them by itself."""

from datetime import date
from typing import Any

from lindung.base.dates import add_months
from lindung.base.db import act, run, scalar, stage_sql
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Flag
from lindung.collection.services.common import needed
from lindung.collection.services.inspection import open_inspection
from lindung.collection.settings import DROP_PERCENT, MEDIAN_PERCENT, SAME_WAGE_WORKERS
from lindung.registry import queries as registry

PEERS = 5
"""So many firms of the same trade and district make a median."""

_LINES = """
select w.employer_id, r.office_id, w.person_id, w.wage, w.start_on, w.end_on
from contributions_wagereport r join contributions_wageline w on w.month = %(month)s and w.report_id = r.id
where r.month = %(month)s and r.status = 'POSTED' and not exists (select 1 from contributions_wagereport n
  where n.employer_id = r.employer_id and n.month = r.month and n.status = 'POSTED' and n.version > r.version)
"""

_SUMS = """
select employer_id, min(office_id) as office_id, count(*) as workers, sum(wage)::bigint as wages, min(wage) as least,
  max(wage) as most, (sum(wage) / count(*))::bigint as mean from pg_temp.flag_line_{n} group by 1
"""

_KINDS: dict[str, str] = {
    "BELOW_MINIMUM": """
      select l.employer_id, l.office_id, count(*) as workers, jsonb_build_object('minimum', m.amount,
        'district', d.name, 'year', m.year, 'least', min(l.wage), 'of', s.workers) as told
      from flag_line_0 l join registry_employer e on e.id = l.employer_id
      join flag_sum_0 s on s.employer_id = l.employer_id
      join registry_minimumwage m on m.district_id = e.district_id and m.year = extract(year from %(month)s::date)
      join registry_district d on d.code = e.district_id
      join registry_employerclass c on c.employer_id = e.id and c.valid_from <= %(last)s
        and (c.valid_to is null or c.valid_to >= %(last)s) and c.size in ('MEDIUM', 'LARGE')
      where l.wage < m.amount and l.start_on is null and l.end_on is null
      group by l.employer_id, l.office_id, m.amount, m.year, d.name, s.workers""",
    "BELOW_MEDIAN": """
      with peer as (select s.*, left(c.kbli, 2) as trade, e.district_id from flag_sum_0 s
          join registry_employer e on e.id = s.employer_id
          join registry_employerclass c on c.employer_id = e.id and c.valid_from <= %(last)s
            and (c.valid_to is null or c.valid_to >= %(last)s)),
        median as (select trade, district_id, count(*) as firms,
            percentile_disc(0.5) within group (order by mean) as median from peer group by 1, 2
            having count(*) >= %(peers)s)
      select p.employer_id, p.office_id, p.workers, jsonb_build_object('mean', p.mean, 'median', m.median,
        'firms', m.firms, 'trade', p.trade, 'percent', %(median)s::int) as told
      from peer p join median m using (trade, district_id) where p.mean * 100 < m.median * %(median)s""",
    "WAGES_FELL": """
      select s.employer_id, s.office_id, s.workers, jsonb_build_object('wages', s.wages, 'before', b.wages,
        'percent', round((b.wages - s.wages) * 100.0 / b.wages)::int, 'workers_before', b.workers) as told
      from flag_sum_0 s join flag_sum_1 b using (employer_id)
      where b.wages > 0 and s.wages * 100 <= b.wages * (100 - %(drop)s)""",
    "WORKERS_FELL": """
      select s.employer_id, s.office_id, s.workers, jsonb_build_object('before', b.workers,
        'percent', round((b.workers - s.workers) * 100.0 / b.workers)::int) as told
      from flag_sum_0 s join flag_sum_1 b using (employer_id)
      where b.workers >= 5 and s.workers * 100 <= b.workers * (100 - %(drop)s)""",
    "MISSING_WORKERS": """
      select b.employer_id, b.office_id, count(*) as workers, jsonb_build_object('wages', sum(b.wage)::bigint,
        'of', max(s.workers)) as told
      from flag_line_1 b join flag_sum_0 s using (employer_id)
      where b.end_on is null and not exists (select 1 from flag_line_0 l where l.employer_id = b.employer_id
          and l.person_id = b.person_id)
        and exists (select 1 from coverage_spell p where p.employer_id = b.employer_id and p.person_id = b.person_id
          and p.segment = 'PU' and p.exit_reason <> 'ERROR' and p.start_on <= %(last)s
          and (p.end_on is null or p.end_on >= %(last)s))
      group by 1, 2""",
    "SAME_WAGES": """
      select employer_id, office_id, workers, jsonb_build_object('wage', least) as told from flag_sum_0
      where workers >= %(same)s and least = most""",
    "DEATH_NOT_REPORTED": """
      select l.employer_id, l.office_id, count(*) as workers, jsonb_build_object('first', min(p.died_on)) as told
      from flag_line_0 l join registry_person p on p.id = l.person_id and p.died_on < %(month)s group by 1, 2""",
}


@act
def flag_month(month: date, *, on: date | None = None) -> dict[str, int]:
    """Look at all reports of a month and write what differs; a second call adds only what later reports show. Returns
    the flags of the month by kind."""
    on = on or registry.today()
    if month.day != 1:
        raise CollectionRefused("months_order", field="month")
    for n in (0, 1):
        stage_sql(f"flag_line_{n}", _LINES, {"month": add_months(month, -n)})
        stage_sql(f"flag_sum_{n}", _SUMS.format(n=n))
    values: dict[str, Any] = {
        "month": month, "last": scalar("select (%s::date + interval '1 month' - interval '1 day')::date", [month]),
        "on": on, "drop": DROP_PERCENT, "median": MEDIAN_PERCENT, "same": SAME_WAGE_WORKERS, "peers": PEERS,
    }  # fmt: skip
    for kind, sql in _KINDS.items():
        run(
            "insert into collection_flag (month, kind, employer_id, office_id, workers, told, made_on, answer, note)"
            f" select %(month)s, '{kind}', f.employer_id, f.office_id, f.workers, f.told, %(on)s, '', '' from ({sql}) f"
            " on conflict (month, kind, employer_id) do nothing",
            values,
        )
    return {
        kind: int(scalar("select count(*) from collection_flag where month = %s and kind = %s", [month, kind]))
        for kind in _KINDS
    }


_CASES = {
    "BELOW_MINIMUM": "PDS_WAGES", "BELOW_MEDIAN": "PDS_WAGES", "WAGES_FELL": "PDS_WAGES", "SAME_WAGES": "PDS_WAGES",
    "WORKERS_FELL": "PDS_WORKERS", "MISSING_WORKERS": "PDS_WORKERS", "DEATH_NOT_REPORTED": "PDS_WORKERS",
}  # fmt: skip


@act
def answer_flag(flag_id: int, answer: str, note: str, by: int, *, on: date | None = None) -> Case | None:
    """An inspector answers, in words that stay. Only INSPECT opens a case (or gives the one that is open).

    Raises CollectionRefused: no_flag, note_needed, no_outcome."""
    on = on or registry.today()
    flag = Flag.objects.select_for_update().filter(pk=flag_id, answer="").first()
    if flag is None:
        raise CollectionRefused("no_flag")
    if answer not in Flag.Answer.values:
        raise CollectionRefused("no_outcome", field="answer", outcome=answer)
    flag.answer, flag.note, flag.answered_on, flag.answered_by = answer, needed(note), on, by
    flag.save()
    if answer != Flag.Answer.INSPECT:
        return None
    kind = _CASES[flag.kind]
    held = Case.objects.filter(employer_id=flag.employer_id, kind=kind, open=True).first()
    return held or open_inspection(kind, flag.note, employer_id=flag.employer_id, on=on, by=by)

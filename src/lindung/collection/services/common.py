"""What all acts of collection share: a locked case, a step that happens once, what comes next."""

from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.db import run, scalar
from lindung.collection.errors import CollectionRefused
from lindung.collection.models import Case, Step
from lindung.collection.settings import PLAN_GRACE_DAYS, REPLY_DAYS
from lindung.registry import queries as registry

LADDER_STEPS = ("SP1", "SP2", "SP3", "VISIT", "INSPECTION", "SKK", "KPKNL")
SANCTIONS = ("WARNING_1", "WARNING_2", "FINE", "DENIAL")


def locked(case_id: int, *, arrears: bool | None = None, employer_id: int | None = None) -> Case:
    """An open case, locked. `arrears`: whether it must (not) be one of arrears; `employer_id`: whose it must be."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None or (employer_id is not None and case.employer_id != employer_id):
        raise CollectionRefused("no_case")
    if not case.open:
        raise CollectionRefused("closed", number=case.number)
    if arrears is not None and (case.kind == Case.Kind.ARREARS) != arrears:
        raise CollectionRefused("not_arrears" if arrears else "not_inspection")
    return case


def add(case: Case, kind: str, on: date, key: str, *, by: int | None = None, **more: Any) -> Step:
    """Write a step; the same key gives the step that is there."""
    made, _ = Step.objects.get_or_create(
        key=key,
        defaults={
            "case": case, "employer_id": case.employer_id, "office_id": case.office_id, "kind": kind, "day": on,
            "made_by": by, **more,
        },
    )  # fmt: skip
    return made


def steps_of(case_id: int) -> dict[str, Step]:
    """The latest step of each kind."""
    return {s.kind: s for s in Step.objects.filter(case_id=case_id).order_by("day", "id")}


def owner(case: Case) -> int:
    """The employer of a case that has one."""
    if case.employer_id is None:
        raise CollectionRefused("no_employer")
    return case.employer_id


def needed(text: str, code: str = "note_needed", field: str = "note") -> str:
    """A text somebody has to write."""
    text = text.strip()
    if not text:
        raise CollectionRefused(code, field=field)
    return text[:500]


def number() -> str:
    """The next case number. Inside an act."""
    return f"TG-{int(scalar('select nextval(%s)', ['collection_case_number'])):07d}"


def ladder(on: date) -> tuple[str, ...]:
    """The order of steps in force on a day."""
    try:
        return tuple(law.parameter("receivable.ladder", on).value["STEPS"])
    except law.NotInForce:
        return LADDER_STEPS


WAITING = """
select case_id, 'PLAN_DECIDE' as step, proposed_on as day from collection_plan where state = 'PROPOSED'
union all
select case_id, 'WRITE_OFF_DECIDE', proposed_on from collection_writeoff where decided_on is null
union all
select case_id, case kind when 'CLOSED' then 'CLOSURE_DECIDE' else 'INACTIVE_DECIDE' end, proposed_on
from collection_dormancy where decided_on is null and ended_on is null
union all
select case_id, 'OBJECTION', made_on from collection_objection where answered_on is null
"""
"""What waits for somebody's word, by case. A case with any of it stays open: in a closed one nobody could decide."""

_NEXT = """
with c as (select * from collection_case where open and {which}),
 s as (select s.*, row_number() over (partition by s.case_id, s.kind order by s.day desc, s.id desc) as nth
       from collection_step s join c on c.id = s.case_id),
 done as (select case_id, array_agg(kind::text) as kinds, max(coalesce(due_on, day))
            filter (where kind = any(%(ladder)s)) as answered_by from s where nth = 1 group by 1),
 cand as (
  -- a decision somebody waits for comes first
  select c.id, 0 as prio, w.step, w.day from c join ({waiting}) w on w.case_id = c.id
  union all
  -- a running promise or plan holds the ladder
  select c.id, 1, 'PROMISE', p.pay_on + 1 from c join collection_promise p on p.case_id = c.id and p.state = 'OPEN'
  union all
  select c.id, 1, 'PLAN', coalesce(min(t.due_on) filter (where t.sum > p.paid), p.first_due) + %(grace)s from c
    join collection_plan p on p.case_id = c.id and p.state = 'RUNNING'
    join (select plan_id, due_on, sum(amount) over (partition by plan_id order by no) as sum
          from collection_planpart) t on t.plan_id = p.id group by c.id, p.first_due
  union all
  select c.id, 2, v.next, s.due_on + 1 from c
    join s on s.case_id = c.id and s.nth = 1
    join (values ('WARNING_1', 'WARNING_2'), ('WARNING_2', 'FINE'), ('FINE', 'DENIAL')) v(kind, next) on v.kind = s.kind
    left join done d on d.case_id = c.id where not v.next = any(d.kinds)
  union all
  select c.id, 2, l.step, greatest(c.opened_on, coalesce(d.answered_by + 1, c.opened_on)) from c
    left join done d on d.case_id = c.id
    join lateral (select step from unnest(%(ladder)s::text[]) with ordinality u(step, no)
      where d.kinds is null or not step = any(d.kinds) order by no limit 1) l on c.kind = 'ARREARS'
  union all
  select c.id, 2, case when d.kinds && array['DEMAND'] then 'OUTCOME' else 'DEMAND' end,
      case when d.kinds && array['ANSWER'] then s.day else coalesce(s.due_on + 1, c.opened_on + %(reply)s) end
    from c left join done d on d.case_id = c.id
    left join s on s.case_id = c.id and s.nth = 1 and s.kind = case when d.kinds && array['ANSWER'] then 'ANSWER' else
      'DEMAND' end
    where c.kind <> 'ARREARS')
update collection_case c set next_step = n.step, next_on = n.day from (
  select distinct on (c.id) c.id, coalesce(x.step, '') as step, x.day from c left join cand x on x.id = c.id
  order by c.id, x.prio, x.day, x.step) n
where n.id = c.id and (c.next_step, c.next_on) is distinct from (n.step, n.day)
"""


def schedule(which: str, values: dict[str, Any], on: date) -> None:
    """Write what comes next, and when, into the open cases named by a condition on collection_case."""
    run(
        _NEXT.format(which=which, waiting=WAITING),
        {**values, "ladder": list(ladder(on)), "grace": PLAN_GRACE_DAYS + 1, "reply": REPLY_DAYS["DEMAND"]},
    )


def plan_next(case: Case, on: date) -> None:
    """The same for one case."""
    schedule("id = %(case)s", {"case": case.pk}, on)
    case.refresh_from_db()


def nothing_waits(case: Case) -> None:
    """Refuse to end a case in which a proposal or an objection waits."""
    if scalar(f"select exists (select 1 from ({WAITING}) w where w.case_id = %s)", [case.pk]):
        raise CollectionRefused("proposal_open")


def reply_by(kind: str, on: date) -> date:
    """Until when an employer may answer a step: the law's working days for warnings and the fine, else the house's."""
    if kind in ("WARNING_1", "WARNING_2"):
        return registry.add_working_days(on, int(law.parameter("sanction.warning_period", on).value))
    if kind == "FINE":
        return on + timedelta(days=int(law.parameter("sanction.fine_period", on).value))
    return on + timedelta(days=REPLY_DAYS.get(kind, 0))

"""What a day brings by rule: promises kept or broken, plans watched, cases opened, reminded and closed. Set-based over
a range of employers; every change has a key, so a day may be run again."""

from datetime import date, timedelta
from typing import Any

from lindung.base.db import act, many, rows, run, scalar
from lindung.collection import owed
from lindung.collection.services.common import WAITING, ladder, reply_by, schedule
from lindung.collection.settings import OPEN_AFTER_DAYS, PLAN_GRACE_DAYS
from lindung.registry import queries as registry

WHOLE = (0, 2**62)
REMINDERS = ("SP1", "SP2", "SP3")
"""Steps that a day takes by itself."""

_STEP = """
insert into collection_step (case_id, employer_id, office_id, kind, day, due_on, amount, note, told, key, made_by,
  made_at) {source} on conflict (key) do nothing
"""


@act
def daily(on: date | None = None, low: int = WHOLE[0], high: int = WHOLE[1]) -> dict[str, int]:
    """Bring the employers with low <= id <= high through a day. Returns counts: kept, broken, plans_done, breached,
    opened, closed, reminded. A second call of the same day finds nothing to do."""
    on = on or registry.today()
    values: dict[str, Any] = {"on": on, "low": low, "high": high}
    run("select pg_advisory_xact_lock(hashtextextended('collection:daily:' || %s::text, 0))", [low])
    done = _promises(values) | _plans(values)
    done["opened"] = open_due(on, low, high)
    _look(values)
    done["closed"] = _close(values)
    _schedule(values, on)
    done["reminded"] = _remind(values)
    if done["reminded"]:
        _schedule(values, on)
    return done


def _schedule(values: dict[str, Any], on: date) -> None:
    with many():  # the steps of this very day are not counted yet
        schedule("employer_id between %(low)s and %(high)s", values, on)


def _promises(values: dict[str, Any]) -> dict[str, int]:
    """Kept once so much came in from the day of the promise on; broken when the day is over without it."""
    run(
        """
        update collection_promise p set received = r.received,
          state = case when r.received >= p.amount then 'KEPT' when p.pay_on < %(on)s then 'BROKEN' else 'OPEN' end,
          decided_on = case when r.received >= p.amount or p.pay_on < %(on)s then %(on)s::date end
        from (select o.id, coalesce(sum(c.amount), 0)::bigint as received from collection_promise o
              left join contributions_receipt c on c.employer_id = o.employer_id
                and c.received_on between o.made_on and least(o.pay_on, %(on)s)
              where o.state = 'OPEN' and o.employer_id between %(low)s and %(high)s group by o.id) r
        where r.id = p.id and (r.received >= p.amount or p.pay_on < %(on)s)
        """,
        values,
    )
    run(
        _STEP.format(
            source="select case_id, employer_id, office_id, 'PROMISE_' || state, decided_on, null::date, received, '',"
            " jsonb_build_object('promised', amount, 'pay_on', pay_on), 'promise:' || id || ':' || state, null::bigint,"
            " now() from collection_promise where state <> 'OPEN' and decided_on = %(on)s"
            " and employer_id between %(low)s and %(high)s"
        ),
        values,
    )
    return _states("collection_promise", values, "decided_on", {"kept": "KEPT", "broken": "BROKEN"})


def _plans(values: dict[str, Any]) -> dict[str, int]:
    """What was settled of the arrears since the plan began, against what is due by now."""
    run(
        f"""
        update collection_plan p set paid = r.paid,
          state = case when r.paid >= p.total then 'DONE' when r.paid < r.wanted then 'BREACHED' else 'RUNNING' end,
          ended_on = case when r.paid >= p.total or r.paid < r.wanted then %(on)s::date end
        from (select o.id, ({SETTLED.format(plan="o")} - o.settled_before)::bigint as paid,
                coalesce((select sum(t.amount) from collection_planpart t where t.plan_id = o.id
                  and t.due_on + {PLAN_GRACE_DAYS} < %(on)s), 0)::bigint as wanted
              from collection_plan o where o.state = 'RUNNING' and o.employer_id between %(low)s and %(high)s) r
        where r.id = p.id and (r.paid <> p.paid or r.paid >= p.total or r.paid < r.wanted)
        """,
        values,
    )
    run(
        _STEP.format(
            source="select case_id, employer_id, office_id, 'PLAN_' || state, ended_on, null::date, paid, '',"
            " jsonb_build_object('total', total), 'plan:' || id || ':' || state, null::bigint, now()"
            " from collection_plan where state in ('DONE', 'BREACHED') and ended_on = %(on)s"
            " and employer_id between %(low)s and %(high)s"
        ),
        values,
    )
    return _states("collection_plan", values, "ended_on", {"plans_done": "DONE", "breached": "BREACHED"})


SETTLED = """coalesce((select sum(a.amount) from contributions_allocation a
  join contributions_bill b on b.id = a.bill_id
  where a.employer_id = {plan}.employer_id and b.due_on <= {plan}.until_due), 0)"""
"""What of an employer's arrears as of the plan is settled: principal and penalty."""


def _states(table: str, values: dict[str, Any], day: str, names: dict[str, str]) -> dict[str, int]:
    counts = ", ".join(f"count(*) filter (where state = '{state}') as {name}" for name, state in names.items())
    found = rows(
        f"select {counts} from {table} where {day} = %(on)s and employer_id between %(low)s and %(high)s", values
    )[0]
    return {k: int(v) for k, v in found.items()}


def open_due(on: date, low: int, high: int, *, after: int = OPEN_AFTER_DAYS, by: int | None = None) -> int:
    """Open a case for every employer of a range with something overdue for more than `after` days and none open. What
    was written off opens nothing again; what fell due later does. Fills `collection_owed` for the range."""
    owed.fill(on, "x.employer_id between %(low)s and %(high)s", {"low": low, "high": high})
    values = {"on": on, "low": low, "high": high, "before": on - timedelta(days=after), "by": by}
    made = run(
        f"""
        insert into collection_case (number, kind, employer_id, office_id, name, about, open, outcome, opened_on,
          next_step, principal_then, principal, penalty, months, made_by, made_at)
        select 'TG-' || lpad(nextval('collection_case_number')::text, 7, '0'), 'ARREARS', e.id, e.office_id, e.name, '',
          true, '', %(on)s, '', o.principal, o.principal, o.penalty, o.late, %(by)s, now()
        from (select employer_id, sum(principal) filter (where late > 0)::bigint as principal,
                sum(penalty)::bigint as penalty, max(late) as late,
                min(due_on) filter (where late > 0) as oldest, max(due_on) filter (where late > 0) as newest
              from {owed.TABLE} group by 1) o
        join registry_employer e on e.id = o.employer_id
        where o.oldest < %(before)s and o.principal > 0
          and not exists (select 1 from collection_case c where c.employer_id = e.id and c.open and c.kind = 'ARREARS')
          and not exists (select 1 from collection_writeoff w where w.employer_id = e.id and w.approved
            and w.decided_on >= o.newest)
        order by e.id
        on conflict (employer_id, kind) where open and employer_id is not null do nothing
        """,
        values,
    )
    if made:
        run(
            _STEP.format(
                source="select id, employer_id, office_id, 'OPENED', opened_on, null::date, principal_then, '',"
                " jsonb_build_object('months', months), 'case:' || id || ':OPENED', made_by, now() from collection_case"
                " where opened_on = %(on)s and kind = 'ARREARS' and employer_id between %(low)s and %(high)s"
            ),
            values,
        )
        _schedule(values, on)
    return made


def _look(values: dict[str, Any]) -> None:
    """Write what is owed now into the open cases (`collection_owed` holds the range)."""
    run(
        f"""
        update collection_case c set principal = coalesce(o.principal, 0), penalty = coalesce(o.penalty, 0),
          months = coalesce(o.late, 0)
        from collection_case k left join (select employer_id,
            sum(principal) filter (where late > 0)::bigint as principal, sum(penalty)::bigint as penalty,
            max(late) as late from {owed.TABLE} group by 1) o on o.employer_id = k.employer_id
        where k.id = c.id and c.open and c.kind = 'ARREARS' and c.employer_id between %(low)s and %(high)s
          and (c.principal, c.penalty, c.months) is distinct from
              (coalesce(o.principal, 0), coalesce(o.penalty, 0), coalesce(o.late, 0))
        """,
        values,
    )


def _close(values: dict[str, Any]) -> int:
    """Nothing overdue, no penalty and no fine open, nothing that waits for a word: the case is over, by itself."""
    over = f"""collection_case c where c.open and c.kind = 'ARREARS' and c.principal = 0 and c.penalty <= 0
      and c.employer_id between %(low)s and %(high)s and not exists (select 1 from collection_fine f
        where f.case_id = c.id and f.amount > coalesce((select sum(p.amount) from collection_finepayment p
          where p.fine_id = f.id), 0))
      and not exists (select 1 from ({WAITING}) w where w.case_id = c.id)"""
    for kind in ("COMPLIED", "CLOSED"):
        run(
            _STEP.format(
                source=f"select c.id, c.employer_id, c.office_id, '{kind}', %(on)s::date, null::date, null::bigint, '',"
                f" '{{\"outcome\": \"PAID\"}}'::jsonb, 'case:' || c.id || ':{kind}', null::bigint, now() from {over}"
            ),
            values,
        )
    return run(
        "update collection_case k set open = false, outcome = 'PAID', closed_on = %(on)s, next_step = '', next_on ="
        f" null where k.id in (select c.id from {over})",
        values,
    )


def _remind(values: dict[str, Any]) -> int:
    """The reminders that are due today, each with its own time to answer."""
    made = 0
    for kind in (s for s in ladder(values["on"]) if s in REMINDERS):
        made += run(
            _STEP.format(
                source="select id, employer_id, office_id, next_step, %(on)s::date, %(due)s::date, principal, '',"
                " jsonb_build_object('months', months, 'penalty', penalty), 'case:' || id || ':' || next_step,"
                " null::bigint, now() from collection_case where open and kind = 'ARREARS' and next_step = %(kind)s"
                " and next_on <= %(on)s and employer_id between %(low)s and %(high)s"
            ),
            {**values, "kind": kind, "due": reply_by(kind, values["on"])},
        )
    return made


def due_employers(on: date) -> tuple[int, int]:
    """The lowest and highest id of employers that have a bill or a case."""
    found = rows("select min(id) as low, max(id) as high from registry_employer")[0]
    return int(found["low"] or 0), int(found["high"] or 0)


def count_open() -> int:
    """Open cases of arrears."""
    return int(scalar("select count(*) from collection_case where open and kind = 'ARREARS'"))

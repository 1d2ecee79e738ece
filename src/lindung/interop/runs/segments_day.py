"""The day of those who pay for themselves and of those whom sponsors pay for: money matched to orders, cover opened and
ended, budgets that end soon told, reminders written."""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.notices.services import notify_many
from lindung.reach import services as reach
from lindung.registry.queries import now
from lindung.segments import services
from lindung.segments.queries.bpu import REMINDERS, reminder_values

_TELL = f"""
select case r.kind when 'DUE' then 'bpu_due' else 'bpu_lapse' end,
  'bpu-' || lower(r.kind) || ':' || r.person_id || ':' || to_char(r.paid_through, 'YYYY-MM'), r.person_id, null::bigint,
  r.office_id, jsonb_build_object('day', r.day) || case r.kind when 'LAPSE' then
    jsonb_build_object('month', (r.paid_through + interval '1 month')::date) else '{{}}'::jsonb end,
  '/peserta/iuran/', %(now)s from ({REMINDERS}) r
"""


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """One set-based act."""
    return [(1, 1)]


def work(run: Run, part: Slice) -> SliceResult:
    """Settle what waits, open and end cover, remind; each part changes nothing when repeated."""
    on = date.fromisoformat(run.params["on"])
    settled = services.settle_waiting(on, by=run.made_by)
    done = services.segments_day(on, by=run.made_by)
    done |= {f"sponsored_{name}": count for name, count in reach.reach_day(on, by=run.made_by).items()}
    reminded = notify_many(_TELL, reminder_values(on) | {"now": now()})
    told = {"orders": settled.orders, **done, "reminded": reminded}
    return SliceResult(sum(told.values()), told)


def finish(run: Run) -> Mapping[str, int]:
    """What was done is what was counted."""
    check_total("rows", run.rows_done, sum(run.totals.values()))
    return {}

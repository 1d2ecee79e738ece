"""What everybody owes on a day, kept."""

from datetime import date

from lindung.base.db import act, rows, run
from lindung.collection import owed

WHOLE = (0, 2**62)


@act
def snapshot(on: date, low: int = WHOLE[0], high: int = WHOLE[1]) -> dict[str, int]:
    """Keep what the employers with low <= id <= high owe on a day, one row per employer and office of its bills. A
    second call changes nothing. Returns control totals: employers, overdue, not_due, penalty."""
    run("select pg_advisory_xact_lock(hashtextextended('collection:snapshot:' || %s::text || %s::text, 0))", [on, low])
    owed.fill(on, "x.employer_id between %(low)s and %(high)s", {"low": low, "high": high})
    late = "coalesce(max(late), 0)"
    funds = ", ".join(
        f"coalesce(sum({p}) filter (where due_on < %(on)s), 0)::bigint as {p}"
        for p in ("jkk", "jkm", "jht", "jp", "jkp")
    )
    run(
        f"""
        insert into collection_receivable (day, office_id, employer_id, months, bills, oldest_due, class_of, jkk, jkm,
          jht, jp, jkp, overdue, not_due, penalty, accruing, written_off)
        select %(on)s, r.office_id, r.employer_id, r.months, r.bills, r.oldest_due,
          case when r.overdue > 0 then {owed.class_sql(on, "r.months")} end,
          r.jkk, r.jkm, r.jht, r.jp, r.jkp, r.overdue, r.not_due, r.penalty, r.accruing,
          exists (select 1 from collection_writeoff w where w.employer_id = r.employer_id and w.approved
            and w.decided_on <= %(on)s)
        from (
          select office_id, employer_id, {late} as months,
            count(*) filter (where late > 0)::int as bills, min(due_on) filter (where late > 0) as oldest_due, {funds},
            coalesce(sum(principal) filter (where due_on < %(on)s), 0)::bigint as overdue,
            coalesce(sum(principal) filter (where due_on >= %(on)s), 0)::bigint as not_due,
            sum(penalty)::bigint as penalty, sum(accruing)::bigint as accruing
          from {owed.TABLE} group by 1, 2) r
        on conflict (employer_id, office_id, day) do nothing
        """,
        {"on": on},
    )
    found = rows(
        "select count(*) as employers, coalesce(sum(overdue), 0)::bigint as overdue, coalesce(sum(not_due), 0)::bigint"
        " as not_due, coalesce(sum(penalty), 0)::bigint as penalty from collection_receivable"
        " where day = %s and employer_id between %s and %s",
        [on, low, high],
    )[0]
    return {k: int(v) for k, v in found.items()}

"""Every run of a region's two months beside the month's own: settling, penalties, collection, receivables, returns,
snapshots, proofs, closing the books; then the pages that read the books.

Each is asked for as the calendar asks for it, on its day, and worked by its handler in its slices by several processes.
Half of the employers pay in time, an eighth a half in time, an eighth late, an eighth a half late, an eighth nothing.
Beside runs that write many rows stands the bare INSERT … SELECT of the same rows into a table without index or check.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import psycopg

from lindung.base.dates import add_months
from lindung.bench import month as bench
from lindung.bench import pages
from lindung.bench.fill import FIRST, _without_triggers, fill
from lindung.bench.region import FILE, MONTH_RUN, PAY_RUN, WARM, _disk, _enqueue
from lindung.bench.steps import Bench, row

NEXT, AFTER = add_months(FIRST, 1), add_months(FIRST, 2)
HANDLERS = (
    MONTH_RUN, PAY_RUN, *(f"lindung.interop.runs.{name}" for name in (
        "penalties", "collection_day", "receivables", "exit_notices", "flags", "returns", "proofs", "closing")),
    "lindung.interop.outbox", "lindung.performance.runs",
)  # fmt: skip
RUN_BYTES = 1_200
"""Disk for a worker beyond his first month: a second one, returns, closings, a year's correction."""
JP_RATE = 4_000
NOTICES = 100
"""Of so many workers one has said that he left."""
IN_TIME, HALF_IN_TIME, LATE, HALF_LATE = "b.employer_id %% 8 < 4", *(f"b.employer_id %% 8 = {n}" for n in (4, 5, 6))


def receive(month: date, on: date, who: str, part: str = "b.total") -> int:
    """Money of the employers `who` (condition) for their bills of a month, in files as banks send them."""
    from lindung.base.db import rows, system
    from lindung.contributions.services import NewReceipt, receive_many

    taken, last = 0, 0
    while True:
        with system():
            bills = rows(
                f"select b.id, b.code, b.office_id, ({part})::bigint as amount from contributions_bill b"
                f" where b.month = %s and b.id > %s and ({who}) and {part} > 0 order by b.id limit %s",
                [month, last, FILE],
            )
        if not bills:
            return taken
        receive_many(
            (NewReceipt("API", f"VA{on}{b['code']}", on, b["amount"], b["office_id"], b["code"]) for b in bills),
            allocating=False,
        )
        taken, last = taken + len(bills), bills[-1]["id"]


def prepare() -> None:
    """What proofs and runs look at beyond a month's facts: members' numbers, the events of cover, a rate for JP,
    workers who have said that they left; statistics."""
    from lindung.base.db import system
    from lindung.ledger import services

    with system():
        rate = services.propose_rate("MONTH", AFTER, JP_RATE, "KEP/1/082021", AFTER, 1)
        services.approve_rate(rate.pk, 2)
    with psycopg.connect(os.environ["LINDUNG_OWNER_URL"], autocommit=True) as owner:
        _without_triggers(owner)
        owner.execute(
            "insert into registry_membernumber (kpj, person_id, office_id, issued_on) select kpj, person_id, office_id,"
            " start_on from coverage_spell"
        )
        owner.execute(
            "insert into coverage_spellevent (spell_id, person_id, employer_id, office_id, segment, kind, sign,"
            " on_date, reason, source, made_at) select id, person_id, employer_id, office_id, segment, 'JOINED', 1,"
            " start_on, '', 'bench', now() from coverage_spell"
        )
        owner.execute(
            "insert into coverage_exitnotice (spell_id, person_id, employer_id, office_id, reason, left_on, note,"
            " reply_by, status, answer, made_at) select id, person_id, employer_id, office_id, 'RESIGNED', %s, '', %s,"
            " 'OPEN', '', now() from coverage_spell where id %% %s = 0",
            [AFTER, AFTER + timedelta(days=13), NOTICES],
        )
        owner.execute("vacuum analyze")


def told() -> int:
    """The run that tells employers of their bills."""
    from lindung.base.db import scalar, system

    with system():
        return int(
            scalar(
                "select id from batch_run where kind = 'outbox' and status = 'WAITING' and params ->> 'source' ="
                " 'bills' order by (params ->> 'high')::bigint - (params ->> 'low')::bigint desc, id limit 1"
            )
        )


def two_months(bench_: Bench) -> None:
    """All of it in the order of its days."""
    from lindung.interop import month_runs
    from lindung.interop.calendar import JOBS
    from lindung.performance.runs import enqueue_snapshots

    def proofs(on: date) -> Callable[[], Any]:
        return lambda: JOBS["proofs"].start(on, by=None, params={})[0]

    first, last = date(FIRST.year, FIRST.month + 1, 31), date(FIRST.year, FIRST.month + 2, 31)
    day, run = bench_.day, bench_.run
    day(NEXT.replace(day=5))
    run("month", lambda: _enqueue(MONTH_RUN, FIRST), f"contributions_line where month = '{FIRST}'")
    run("messages of one slice's bills", told)
    day(NEXT.replace(day=12))
    paid = NEXT.replace(day=12)
    bench_.act(
        "receipts",
        lambda: receive(FIRST, paid, IN_TIME) + receive(FIRST, paid, HALF_IN_TIME, "b.total / 2"),
    )
    run("settling", lambda: _enqueue(PAY_RUN, FIRST), "ledger_memberposting where kind = 'CONTRIBUTION'")
    day(AFTER.replace(day=2))
    run("receivables", lambda: month_runs.start_receivables(first), f"collection_receivable where day = '{first}'")
    run("snapshots", lambda: enqueue_snapshots(first))
    run("proofs", proofs(AFTER.replace(day=2)))
    run(
        "closing, the first",
        lambda: month_runs.start_closing(NEXT),
        f"ledger_memberclosing where closed_on = '{first}'",
    )
    day(AFTER.replace(day=5))
    run("second month", lambda: _enqueue(MONTH_RUN, NEXT), f"contributions_line where month = '{NEXT}'")
    day(AFTER.replace(day=12))
    paid_next = AFTER.replace(day=12)
    bench_.act(
        "receipts",
        lambda: receive(NEXT, paid_next, IN_TIME) + receive(NEXT, paid_next, HALF_IN_TIME, "b.total / 2"),
    )
    run("settling", lambda: _enqueue(PAY_RUN, NEXT))
    late = AFTER.replace(day=20)
    day(late)
    bench_.act("late receipts", lambda: receive(FIRST, late, LATE) + receive(FIRST, late, HALF_LATE, "b.total / 2"))
    run("penalties", lambda: month_runs.start_penalties(late))
    day(late + timedelta(days=1))
    run("penalties, nothing new", lambda: month_runs.start_penalties(late + timedelta(days=1)))
    run("collection, cases opened", lambda: month_runs.start_collection_day(late + timedelta(days=1)))
    run("exit notices", lambda: month_runs.start_exit_notices(late + timedelta(days=1)))
    run("flags", lambda: month_runs.start_flags(NEXT, late + timedelta(days=1)))
    following = add_months(AFTER, 1)
    day(following)
    run("collection, a later day", lambda: month_runs.start_collection_day(following))
    run("receivables", lambda: month_runs.start_receivables(last), f"collection_receivable where day = '{last}'")
    run(
        "JHT returns of a month",
        lambda: month_runs.start_returns(AFTER, last),
        f"ledger_memberposting where kind = 'RETURN' and booked_on = '{last}' and account_id = 340",
    )
    run("JP returns of a month", lambda: month_runs.start_jp_returns(AFTER, last))
    run("snapshots", lambda: enqueue_snapshots(last))
    day(following.replace(day=3))
    run("proofs", proofs(following.replace(day=3)))
    run(
        "closing, the next",
        lambda: month_runs.start_closing(AFTER),
        f"ledger_memberclosing where closed_on = '{last}'",
    )
    looked = read_pages(AFTER, last)
    for step in looked:
        bench_.keep(step)
    day(date(FIRST.year + 1, 2, 1))
    run("JHT correction of a year", lambda: month_runs.start_true_up(FIRST.year, date(FIRST.year + 1, 2, 1)))


def read_pages(first: date, last: date, times: int = 5) -> list[dict[str, Any]]:
    """The trial balance of a month and a member's account: the median of some times, after one that counts nothing."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from lindung.access.services import NewMandate
    from lindung.base.db import scalar, system
    from lindung.bench.machine import measured

    people, _ = pages.choose(1)
    with system():
        office = int(scalar("select max(id) from registry_office"))
    books = f"{reverse('staff:books')}?dari={first}&sampai={last}"
    asked = [("trial balance page", books, NewMandate("BRANCH_HEAD", office_id=office))]
    asked += [("member's account page", path, mandate) for _name, path, mandate in pages.wanted(people, [])]
    found = []
    with pages.signed_in(asked) as logins:
        for login in logins:
            client = Client()
            client.cookies[settings.SESSION_COOKIE_NAME] = login.session
            runs = []
            for _ in range(1 + times):
                with measured() as usage:
                    answer = client.get(login.path)
                if answer.status_code != 200:
                    raise RuntimeError(f"{login.path}: HTTP {answer.status_code}")
                runs.append(usage.as_dict())
            usual = sorted(runs[1:], key=lambda r: r["wall"])[times // 2]
            found.append(
                {"name": login.name, "rows": 1, "slices": 0, "totals": {}, "load": os.getloadavg()[0], **usual}
            )
    return found


def controls() -> dict[str, int]:
    """What must agree at the end, over all months."""
    from lindung.base.db import rows, system
    from lindung.ledger.chart import Acc

    receivable = "(110, 210, 310, 410, 510)"
    with system():
        found = rows(
            "select (select sum(total) from contributions_bill)::bigint as bills,"
            " (select sum(amount) from contributions_receipt)::bigint as receipts,"
            " (select sum(amount) from contributions_allocation)::bigint as allocated,"
            " (select sum(amount) from contributions_allocation where target = 'PRINCIPAL')::bigint as settled,"
            f" (select sum(amount) from ledger_posting where account_id in {receivable})::bigint as receivable,"
            " (select sum(amount) from ledger_posting where account_id = %(suspense)s)::bigint as suspense,"
            " (select sum(overdue + not_due) from collection_receivable where day = (select max(day) from"
            "  collection_receivable))::bigint as kept,"
            " (select sum(amount) from contributions_penalty)::bigint as penalties,"
            " (select sum(amount) from ledger_memberposting where booked_on <= (select max(closed_on) from"
            "  ledger_closing))::bigint as members,"
            " (select sum(balance) from (select distinct on (person_id, account_id, office_id) balance from"
            "  ledger_memberclosing order by person_id, account_id, office_id, closed_on desc) c)::bigint as closed",
            {"suspense": int(Acc.SUSPENSE)},
        )[0]
    return {name: int(value or 0) for name, value in found.items()}


def holds(c: Mapping[str, int]) -> bool:
    """Whether all control totals agree."""
    return (
        c["bills"] - c["settled"] == c["receivable"] == c["kept"]
        and c["receipts"] - c["allocated"] == -c["suspense"]
        and c["members"] == c["closed"]
        and c["penalties"] > 0
    )


def need_bytes(workers: int, employers: int) -> int:
    """About how much disk it takes."""
    from lindung.bench.fill import need_bytes as month_bytes

    return month_bytes(workers, employers, 2, False) + workers * RUN_BYTES


def measure(workers: int, employers: int, processes: int) -> dict[str, Any]:
    """Two months of one size; every step, and whether all totals agree."""
    began = time.perf_counter()
    fill(workers, employers, 2)
    prepare()
    filled = time.perf_counter() - began
    if workers <= WARM:
        bench._warm(FIRST)
    done = Bench(processes, HANDLERS)
    try:
        two_months(done)
    finally:
        done.crew.stop()
    figures = controls()
    return {
        "workers": workers,
        "employers": employers,
        "processes": processes,
        "fill_seconds": round(filled, 1),
        "disk_mb": _disk(),
        "agree": holds(figures),
        "controls": figures,
        "steps": done.steps,
        "load": statistics.median(s["load"] for s in done.steps),
    }


def table(found: dict[str, Any]) -> str:
    """A Markdown table for each size."""
    out = []
    for c in found["cases"]:
        out += [
            f"{c['workers']:,} workers of {c['employers']:,} employers, {c['processes']} processes, filled in"
            f" {c['fill_seconds']:.0f} s, {c['disk_mb']:,} MB of disk at the end; load {c['load']:.1f}; totals"
            f" {'agree' if c['agree'] else 'DIFFER'}.",
            "",
            "| run | rows | slices | s | CPU client + server, s | floor: s, CPU | statements | client, MB |"
            " server, MB | booking waited, s |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
            *map(row, c["steps"]),
            "",
        ]
    return "\n".join(out)


def main() -> None:
    """The child process: one size, its figures as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    django.setup()
    print(json.dumps(measure(*(int(a) for a in sys.argv[1:4]))))


if __name__ == "__main__":
    main()

"""One contribution month for N workers of E employers: wage facts in, committed lines, bills, journal and status out.

The floor beside it is a bare INSERT … SELECT of the same lines, with the same joins and the same expressions, into a
logged table without any index or constraint, in the same database; nothing that keeps the lines can be faster.
"""

import json
import os
import statistics
import subprocess
import sys
from datetime import date
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from lindung.base.dates import add_months
from lindung.bench.fill import FIRST, fill

NAMED = "lindung_bench_run"


def in_own_database(*sizes: int, module: str = "lindung.bench.month", minutes: int = 0) -> dict[str, Any]:
    """Measure one size (workers, employers, repeats; what else the module takes) in a fresh process and a fresh copy of
    this database, which is dropped afterwards. `minutes`: give up then (0: never)."""
    owner, app = os.environ["LINDUNG_OWNER_URL"], os.environ["LINDUNG_APP_URL"]
    source, name = urlsplit(owner).path.lstrip("/"), f"{NAMED}_{os.getpid()}"
    with psycopg.connect(_at(owner, "postgres"), autocommit=True) as admin:
        admin.execute(_HOLD, [name])
        _drop_left(admin)
        admin.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(source)))
        try:
            admin.execute(
                sql.SQL("grant connect, temporary on database {} to lindung_app, lindung_system").format(
                    sql.Identifier(name)
                )
            )
            done = subprocess.run(
                [sys.executable, "-m", module, *map(str, sizes)],
                env=os.environ | {"LINDUNG_OWNER_URL": _at(owner, name), "LINDUNG_APP_URL": _at(app, name)},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=60 * minutes or None,
            )
        finally:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    case: dict[str, Any] = json.loads(done.stdout)
    return case


# Held by the connection of a measurement as long as it lives.
_HOLD = "select pg_advisory_lock(hashtextextended(%s, 0))"
_LEFT = "select datname from pg_database where datname like %s and pg_try_advisory_lock(hashtextextended(datname, 0))"


def _drop_left(admin: "psycopg.Connection[Any]") -> None:
    """Drop what measurements that were killed left behind."""
    for (name,) in admin.execute(_LEFT, [NAMED.replace("_", r"\_") + r"\_%"]).fetchall():
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        admin.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def _at(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


# ---- in the child


def run_floor(month: date) -> dict[str, float]:
    """The same lines into the bare table; the employers' facts are at hand before the clock starts."""
    from lindung.base.db import run, system
    from lindung.bench.machine import measured
    from lindung.contributions import obliged
    from lindung.contributions.services import assess

    values = {"month": month, "month_end": obliged.last_day(month)}
    empty_floor()
    with system():
        run("drop table if exists pg_temp.month_report")
        run(
            "create temp table month_report as select x.*, row_number() over () as bill_id"
            f" from ({assess.reports_sql('r.month = %(month)s', month)}) x",
            values,
        )
        run("analyze pg_temp.month_report")
    keep = "%(month)s::date, src.bill_id, src.person_id, src.employer_id, src.office_id, src.base"
    with measured() as usage, system():
        run(
            f"insert into bench_floor ({assess.COLUMNS})"
            + obliged.assessed_sql(month, assess.facts_sql(month, "m.turn = 1"), keep, counted=True),
            values,
        )
    with system():
        run("drop table pg_temp.month_report")
    return usage.as_dict()


def run_month(month: date) -> dict[str, Any]:
    """The real thing, committed, with its control totals."""
    from lindung.bench.machine import measured
    from lindung.contributions import services

    with measured() as usage:
        result = services.post_month(month)
    return usage.as_dict() | {"totals": result.totals()}


def _warm(month: date) -> None:
    """Bring the facts into memory, and the law into this process, as on a working day."""
    from lindung.base.db import rows, system
    from lindung.contributions import obliged

    with system():
        rows(
            "select count(w.wage), count(p.birth_date), count(s.start_on) from contributions_wageline w"
            " join registry_person p on p.id = w.person_id join coverage_spell s on s.person_id = p.id"
            " where w.month = %s",
            [month],
        )
    obliged.amounts_sql(month)


def floor_total() -> int:
    """Rupiah of the bills of the floor's lines."""
    from lindung.base.db import scalar, system
    from lindung.contributions.obliged import PAYABLE

    with system():
        return int(scalar(f"select coalesce(sum({' + '.join(PAYABLE)}), 0)::bigint from bench_floor"))


def empty_floor() -> None:
    """Give the floor's disk back."""
    from lindung.base.db import run, system

    with system():
        run("truncate bench_floor")


def agree(month: date) -> dict[str, int]:
    """Σ lines, Σ bills, Σ receivables of the month, read back after the commit, and the sum of the floor's last
    lines."""
    from lindung.base.db import rows, system
    from lindung.contributions.obliged import PAYABLE

    total = " + ".join(PAYABLE)
    with system():
        found = rows(
            f"select (select sum({total}) from contributions_line where month = %(m)s)::bigint as lines,"
            " (select sum(total) from contributions_bill where month = %(m)s)::bigint as bills,"
            " (select sum(p.amount) from ledger_posting p join contributions_bill b on b.entry_id = p.entry_id"
            "  where b.month = %(m)s and p.account_id in (110, 210, 310, 410, 510))::bigint as journal,"
            f" (select sum({total}) from bench_floor)::bigint as floor,"
            " (select count(*) from contributions_wagereport where month = %(m)s and status <> 'POSTED') as not_posted",
            {"m": month},
        )[0]
    return {name: int(value or 0) for name, value in found.items()}


def measure(workers: int, employers: int, repeats: int) -> dict[str, Any]:
    """All runs of one size: floor and month in turn, on a fresh month each time; medians and the single figures."""
    from django.db import connection

    fill(workers, employers, repeats)
    months = [add_months(FIRST, number) for number in range(repeats)]
    floors, runs, controls = [], [], []
    for month in months:
        _warm(month)
        floors.append(run_floor(month))
        runs.append(run_month(month))
        controls.append(agree(month))
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('server_version'), current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('shared_buffers')"
        )
        version, fsync, commit, buffers = cursor.fetchone() or ("", "", "", "")
    floor = statistics.median(f["wall"] for f in floors)
    wall = statistics.median(r["wall"] for r in runs)
    good = all(
        c["lines"] == c["bills"] == c["journal"] == c["floor"] and not c["not_posted"] for c in controls
    ) and all(r["totals"]["lines"] == r["totals"]["workers"] == workers for r in runs)
    return {
        "workers": workers,
        "employers": employers,
        "seconds": round(wall, 3),
        "floor_seconds": round(floor, 3),
        "ratio": round(wall / floor, 2),
        "workers_per_second": round(workers / wall),
        "agree": good,
        "runs": runs,
        "floors": floors,
        "controls": controls,
        "server": {"version": version, "fsync": fsync, "synchronous_commit": commit, "shared_buffers": buffers},
    }


def table(found: dict[str, Any]) -> str:
    """The cases as a Markdown table, and the machine."""
    m = found["machine"]
    lines = [
        f"{m['processor']}, {m['cores']} cores, {m['memory_gb']} GB, {m['system']}, Python {m['python']}; medians of"
        f" {len(found['cases'][0]['runs'])} runs.",
        "",
        "| workers | employers | month, s | floor, s | ratio | workers/s | CPU client + server, s | statements"
        " | client, MB | server, MB | totals |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    for c in found["cases"]:
        mid = sorted(c["runs"], key=lambda r: r["wall"])[len(c["runs"]) // 2]
        lines.append(
            f"| {c['workers']:,} | {c['employers']:,} | {c['seconds']:.3f} | {c['floor_seconds']:.3f} |"
            f" {c['ratio']:.2f}"
            f" | {c['workers_per_second']:,} | {mid['client_cpu']:.2f} + {mid['server_cpu']:.2f} | {mid['statements']}"
            f" | {mid['client_mb']:.1f} | {mid['server_mb']:.1f} | {'agree' if c['agree'] else 'DIFFER'} |"
        )
    return "\n".join(lines)


def main() -> None:
    """The child process: one size, its figures as JSON."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lindung.settings")
    django.setup()
    workers, employers, repeats = (int(a) for a in sys.argv[1:4])
    print(json.dumps(measure(workers, employers, repeats)))


if __name__ == "__main__":
    main()

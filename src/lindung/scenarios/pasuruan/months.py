"""A month of contributions: reports, bills, what employers pay and when, corrections, and the return on savings."""

from datetime import date, timedelta

import numpy as np

from lindung.base.db import rows, stage
from lindung.contributions import services as contributions
from lindung.contributions.services import NewReceipt
from lindung.interop.runs.returns import credit_sql
from lindung.ledger import services as ledger
from lindung.scenarios.pasuruan.money import month
from lindung.scenarios.pasuruan.people import ARREARS, DOUBLE, GOOD, HEADS, JOIN, LATE, LEAVE, PARTIAL, day
from lindung.scenarios.pasuruan.world import World

CORRECTIONS = 19  # employers a month, at full size
LATE_DAY = 26


def bill_day(m: int, number: int) -> date:
    """Day `number` of the month in which contribution month `m` is billed and paid."""
    return month(m + 1).replace(day=number)


def report_and_bill(world: World, m: int) -> int:
    """All employers report the month and are billed on the third of the next."""
    jobs, firms = world.plan.jobs, world.plan.firms
    chosen = np.flatnonzero((jobs.first <= m) & (m <= jobs.last))
    wages = jobs.wages(m, chosen, firms.raised)
    back_pay = np.where((chosen + m) % 701 == 0, wages // 10, 0)
    back_pay[jobs.kind[chosen] != 0] = 0
    joins = (jobs.kind[chosen] == JOIN) & (jobs.first[chosen] == m)
    leaves = (jobs.kind[chosen] == LEAVE) & (jobs.last[chosen] == m) & ~np.isnat(jobs.end[chosen])
    stage(
        "scenario_lines",
        "employer_id bigint, person_id bigint, wage bigint, back_pay bigint, start_on date, end_on date,"
        " exit_reason text",
        zip(
            world.employers[jobs.employer[chosen]].tolist(),
            world.people[jobs.person[chosen]].tolist(),
            wages.tolist(),
            back_pay.tolist(),
            (day(s) if j else None for s, j in zip(jobs.start[chosen], joins, strict=True)),
            (day(e) if leaving else None for e, leaving in zip(jobs.end[chosen], leaves, strict=True)),
            (r if leaving else "" for r, leaving in zip(jobs.reason[chosen], leaves, strict=True)),
            strict=True,
        ),
    )
    contributions.report_many(month(m), "select * from pg_temp.scenario_lines", by=world.user("hrd"))
    done = contributions.post_month(month(m), on=bill_day(m, 3), by=world.user("iuran"))
    if done.cover_refused:
        raise RuntimeError(f"{done.cover_refused} joiners or leavers of month {m} refused")
    return done.workers


def _bills(world: World, m: int, versions: str = "= 1") -> list[tuple[int, int, str, int]]:
    """(row of the employer in the plan, office, code, total) of the positive bills of a month; who is not in the plan
    pays by a course of his own."""
    row_of = {int(e): n for n, e in enumerate(world.employers.tolist())}
    return [
        (row_of[r["employer_id"]], r["office_id"], r["code"], int(r["total"]))
        for r in rows(
            "select employer_id, office_id, code, total from contributions_bill where month = %s and total > 0"
            f" and version {versions} order by id",
            [month(m)],
        )
        if r["employer_id"] in row_of
    ]


def pay(world: World, m: int, on_day: int) -> int:
    """What arrives on one day of the month after `m`: most pay the whole bill in time."""
    firms, on = world.plan.firms, bill_day(m, on_day)
    receipts: list[NewReceipt] = []

    def take(code: str, amount: int, office: int, mark: str = "") -> None:
        receipts.append(NewReceipt("API", f"VA{code}{mark}", on, amount, office, code))

    for n, office, code, total in _bills(world, m):
        payer = firms.payer[n]
        in_time = int(firms.pay_day[n]) == on_day
        if (payer == GOOD and in_time) or (payer == LATE and on_day == (LATE_DAY if (n + m) % 3 else HEADS[1])):
            take(code, total, office)
        elif payer == PARTIAL and on_day == HEADS[1]:
            take(code, max(1, total * 6 // 10), office, "-1")
        elif payer == PARTIAL and on_day == LATE_DAY and (n + m) % 4:
            take(code, max(1, total - max(1, total * 6 // 10)), office, "-2")
        elif payer == ARREARS and in_time and m < firms.stops[n]:
            take(code, total, office)
        elif payer == DOUBLE and in_time:
            take(code, total, office)
            if m in (3, 8):
                take(code, total, office, "-ganda")
    if on_day == HEADS[1]:
        for extra in range(2):  # money without a word whose it is
            receipts.append(
                NewReceipt(
                    "API", f"TRF{m:02d}{extra:02d}990", on, 1_000_000 + 137_250 * (m + 2 * extra), world.branch, "",
                    "SETORAN TUNAI TANPA KETERANGAN" if extra else "TRANSFER IURAN BULAN LALU",
                )
            )  # fmt: skip
    done = contributions.receive_many(receipts, on=on, by=world.user("iuran"))
    if done.conflicts:
        raise RuntimeError(f"receipts in conflict: {done.conflicts[:3]}")
    return len(receipts)


def correct(world: World, m: int) -> int:
    """Some small employers correct the month before `m`: one worker's wage was reported too low or too high."""
    jobs, firms, plan = world.plan.jobs, world.plan.firms, world.plan
    wanted = max(1, round(CORRECTIONS * plan.size.scale))
    small = np.flatnonzero((np.array(firms.size) == "MICRO") & (firms.payer == GOOD) & (firms.office == 0))
    if not len(small):
        return 0
    earlier, made = m - 1, 0
    for step in range(wanted):
        n = int(small[(m * wanted + step) % len(small)])
        workers = np.flatnonzero(
            (jobs.employer == n) & (jobs.kind == 0) & (jobs.first <= earlier) & (earlier <= jobs.last)
        )
        if not len(workers):
            continue
        employer, row = int(world.employers[n]), int(workers[0])
        key = f"koreksi-{earlier}-{n}"
        report = contributions.correct_month(
            employer, month(earlier), "Upah salah dilaporkan", client_key=key, by=world.user("hrd")
        )
        if report.status != "DRAFT":
            continue
        wage = int(jobs.wages(earlier, np.array([row]), firms.raised)[0])
        contributions.set_line(report.pk, int(world.people[jobs.person[row]]), wage=wage + (150_000 + 10_000 * step))
        contributions.finalise(report.pk, by=world.user("hrd"))
        made += 1
    contributions.post_month(month(earlier), on=bill_day(m, 20), by=world.user("iuran"))
    on = bill_day(m, LATE_DAY)
    contributions.receive_many(
        (
            NewReceipt("API", f"VA{code}", on, total, office, code)
            for _, office, code, total in _bills(world, earlier, "> 1")
        ),
        on=on,
        by=world.user("iuran"),
    )
    return made


def returns(world: World, number: int) -> int:
    """The return of calendar month `number` of 2021 on all savings, booked on its last day."""
    first = date(2021, number, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return ledger.credit_returns(first, credit_sql(first), last)["members"]

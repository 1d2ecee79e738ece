"""The steps of the load: the plan's arrays go through the services' bulk doors by COPY."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from django.db import connection

from lindung.base.db import rows, stage
from lindung.contributions import services as contributions
from lindung.contributions.services import NewReceipt
from lindung.coverage.services import join_many, leave_many
from lindung.performance import queries as performance
from lindung.registry import services as registry
from lindung.registry.services import NewEmployer, NewPerson
from lindung.scenarios.jatim import plan as plans
from lindung.scenarios.jatim.figures import BUSINESS_DAY, HALF, MIGRANT_DAYS, OFFICES, OPENING_DAY, REGION
from lindung.scenarios.jatim.plan import ARREARS, GOOD, KBLI, LATE, Plan, month
from lindung.scenarios.pasuruan import names
from lindung.segments import services as segments

SINCE = date(2014, 1, 1)
PAID_IN_TIME, PAID_LATE = 10, 26  # days of the month after
PART = 250_000
"""Spells from which on a month is worked in several parts."""


@dataclass
class World:
    """The plan met by the database; look-ups are made once and kept: ids never change."""

    plan: Plan

    @cached_property
    def offices(self) -> np.ndarray:
        """Office id by the number of the branch."""
        found = {r["slug"]: r["id"] for r in rows("select slug, id from registry_office")}
        return np.array([found[slug] for _, slug, _, _ in OFFICES])

    @cached_property
    def employers(self) -> np.ndarray:
        """Employer id by row of the plan."""
        found = np.zeros(len(self.plan.firms), np.int64)
        with connection.cursor() as cursor:
            cursor.execute("select id, right(npwp, 13)::bigint from registry_employer where npwp like '08%%'")
            for employer, number in cursor.fetchall():
                found[number] = employer
        return found

    @cached_property
    def people(self) -> np.ndarray:
        """Person id by number."""
        found = np.zeros(self.plan.people, np.int64)
        with connection.cursor() as cursor:
            cursor.execute("select max(id) from registry_person")
            top = (cursor.fetchone() or (0,))[0]
            for low in range(0, top + 1, 250_000):
                cursor.execute(
                    "select id, nik::bigint from registry_person where id > %s and id <= %s", [low, low + 250_000]
                )
                pairs = np.array(cursor.fetchall(), np.int64).reshape(-1, 2)
                found[plans.person_of(pairs[:, 1])] = pairs[:, 0]
        return found

    def part(self, part: int, parts: int) -> np.ndarray:
        """Rows of the employers of one part, a run of ids, in parts with about as many workers each; a small scale
        needs fewer parts, and the last ones are empty."""
        parts = min(parts, 1 + len(self.plan.spells.person) // PART)
        if part >= parts:
            return np.zeros(0, np.int64)
        order = np.argsort(self.employers)
        heads = np.bincount(self.plan.spells.employer, minlength=len(order))[order].cumsum()
        cuts = np.searchsorted(heads, heads[-1] * np.arange(parts + 1) / parts)
        cuts[0], cuts[-1] = 0, len(order)
        return order[cuts[part] : cuts[part + 1]]


def _stage(columns: str, *given: list[object]) -> None:
    """A temporary table of these columns of records."""
    stage("scenario_in", columns, zip(*given, strict=True))


def _days(days: np.ndarray) -> list[object]:
    found: list[object] = days.astype("datetime64[D]").tolist()
    return found


def offices(world: World) -> int:
    """The business day, the region and its branches with their districts."""
    registry.set_business_day(BUSINESS_DAY)
    head = registry.register_office(code="A00", slug="kantor-pusat", name="Kantor Pusat", kind="HEAD", valid_from=SINCE)
    region = registry.register_office(
        code="N00", slug=REGION, name="Kantor Wilayah Jawa Timur", kind="REGION", valid_from=SINCE, parent_id=head.id
    )
    for code, slug, name, districts in OFFICES:
        made = registry.register_office(
            code=code, slug=slug, name=f"Kantor Cabang {name}", kind="BRANCH", valid_from=SINCE, parent_id=region.id
        )
        for district in districts:
            registry.serve_district(made.id, district, SINCE)
    return len(OFFICES)


def employers(world: World) -> int:
    """All employers, each registered on a day of its month."""
    firms = world.plan.firms
    districts = [where[3][0] for where in OFFICES]
    made = registry.register_employers(
        NewEmployer(
            name=firms.name[n],
            nib=f"8120{n:09d}",
            office_id=int(world.offices[firms.office[n]]),
            district_id=districts[firms.office[n]],
            registered_on=month(since) + timedelta(days=n % 8) if since >= 0 else date(2005 + n % 11, 1 + n % 12, 1),
            size=firms.size[n],
            risk_group=int(firms.risk[n]),
            kbli=KBLI[firms.size[n]],
            review_on=date(2019, 1 + n % 12, 15),
            npwp=f"08{n:013d}",
            address=f"Jalan Contoh Nomor {n + 1}",
        )
        for n, since in enumerate(firms.since.tolist())
    )
    return len(made)


def people(world: World, part: int, parts: int) -> int:
    """A part of the people of all segments."""
    low, high = world.plan.people * part // parts, world.plan.people * (part + 1) // parts
    numbers, rng = np.arange(low, high), np.random.default_rng([plans.SEED, part])
    branch, female = world.plan.district[low:high], numbers % 9 % 2 == 1
    born, _ = plans.births(numbers)
    made = registry.register_people(
        (
            NewPerson(
                nik=nik,
                name=name,
                birth_date=day,
                sex="P" if woman else "L",
                office_id=int(world.offices[office]),
                district_id=home,
            )
            for nik, name, day, woman, office, home in zip(
                plans.niks(numbers, branch, female),
                names.people(rng, female),
                born.tolist(),
                female.tolist(),
                branch.tolist(),
                world.plan.homes(low, high),
                strict=True,
            )
        ),
        on=date(2016, 12, 30),
    )
    return len(made)


def cover(world: World, part: int, parts: int) -> int:
    """Wage earners who were in when the scenario begins."""
    spells = world.plan.spells
    chosen = np.flatnonzero((spells.first < 0) & (spells.person % parts == part))
    employer = spells.employer[chosen]
    _stage(
        "person_id bigint, employer_id bigint, office_id bigint, start_on date",
        world.people[spells.person[chosen]].tolist(),
        world.employers[employer].tolist(),
        world.offices[world.plan.firms.office[employer]].tolist(),
        _days(spells.start[chosen]),
    )
    begun = join_many(
        "select person_id, employer_id, office_id, 'PU' as segment, null as kpj, start_on from pg_temp.scenario_in"
        " order by person_id",
        source="pengambilalihan data",
    )
    if begun.refused:
        raise RuntimeError(f"cover refused: {begun.refused[:3]}")
    return begun.done


def queue(world: World, segment: str, m: int) -> int:
    """Who came and who went in a segment without employers in month `m`; -1: who was in before."""
    who = world.plan.queues[segment]
    first = OPENING_DAY - timedelta(days=200) if m < 0 else month(m)
    gone = np.zeros(0, np.int64) if m < 0 else who.leaving(m)
    if len(gone):
        day = first + timedelta(days=4)
        _stage("person_id bigint", world.people[who.person(gone)].tolist())
        left = leave_many(
            "select s.id as spell_id, %(day)s::date as end_on, %(reason)s as reason from pg_temp.scenario_in t"
            " join coverage_spell s on s.person_id = t.person_id and s.segment = %(segment)s and s.end_on is null"
            " order by s.id",
            {"day": day, "segment": segment, "reason": "LAPSED" if segment == "BPU" else "CONTRACT_END"},
            source="arus peserta",
        )
        if left.done != len(gone):
            raise RuntimeError(f"{segment} {first}: {left.done} of {len(gone)} left, {left.refused[:2]}")
    come = who.joining(m)
    person = who.person(come)
    _stage(
        "person_id bigint, office_id bigint, start_on date",
        world.people[person].tolist(),
        world.offices[world.plan.district[person]].tolist(),
        [first + timedelta(days=10 + n % 17) for n in range(len(come))],
    )
    joined = join_many(
        "select person_id, null::bigint as employer_id, office_id, %(segment)s as segment, null as kpj, start_on"
        " from pg_temp.scenario_in order by person_id",
        {"segment": segment},
        source="arus peserta",
    )
    if joined.done != len(come):
        raise RuntimeError(f"{segment} {first}: {joined.done} of {len(come)} joined, {joined.refused[:2]}")
    return len(come) + len(gone)


COUNTRIES = ("Malaysia", "Hong Kong", "Taiwan", "Singapura", "Arab Saudi")
CONTRACT_MONTHS = 24


def migrants(world: World, day: int) -> int:
    """Placement companies enrol those whom they will send abroad and pay for them, one order each, on one day."""
    who, on = world.plan.migrants, MIGRANT_DAYS[day]
    chosen = np.flatnonzero(who.day == day)
    _stage(
        "person_id bigint, office_id bigint, employer_id bigint, country text, contract_no text",
        world.people[who.offset + chosen].tolist(),
        world.offices[world.plan.firms.office[who.company[chosen]]].tolist(),
        world.employers[who.company[chosen]].tolist(),
        [COUNTRIES[n % len(COUNTRIES)] for n in chosen.tolist()],
        [f"PK-{n + 1:06d}" for n in chosen.tolist()],
    )
    done = segments.register_pmi_many(
        "select t.*, %(months)s as contract_months, 0 as jht_amount, %(on)s as registered_on from pg_temp.scenario_in t"
        " order by employer_id, person_id",
        {"months": CONTRACT_MONTHS, "on": on},
    )
    if done.done != len(chosen):
        raise RuntimeError(f"{on}: {done.done} of {len(chosen)} enrolled, {done.refused[:2]}")
    for r in rows(
        "select employer_id, office_id, array_agg(id order by id) as ids from segments_pmiplacement"
        " where registered_on = %s group by 1, 2 order by 1",
        [on],
    ):
        order = segments.order_pmi(r["ids"], ("BEFORE", "DURING"), f"PMI-{on}-{r['employer_id']}", on=on)
        paid = segments.pay(order.code, "API", f"PMI{order.code}", order.total, on, r["office_id"], on=on)
        if not paid.settled:
            raise RuntimeError(f"{order.code}: {paid.why('en')}")
    return done.done


def departures(world: World) -> int:
    """They leave two to three months later."""
    who = world.plan.migrants
    _stage(
        "person_id bigint, on_date date",
        world.people[who.offset : who.offset + len(who)].tolist(),
        _days(who.departs),
    )
    done = segments.depart_many(
        "select m.id as placement_id, t.on_date from pg_temp.scenario_in t join segments_pmiplacement m"
        " on m.person_id = t.person_id order by m.id"
    )
    if done.done != len(who):
        raise RuntimeError(f"{done.done} of {len(who)} departed, {done.refused[:2]}")
    return done.done


def compare_migrants(world: World) -> int:
    """Nobody before the law's first day, and on the last day of the second month as many as planned."""
    size = world.plan.size
    began, ended = MIGRANT_DAYS[0], month(HALF + 1) - timedelta(days=1)
    for as_of, companies, people in ((began - timedelta(days=1), 0, 0), (ended, size.placers, size.migrants)):
        for name, value in (("membership.pmi.companies", companies), ("membership.pmi.active", people)):
            found = performance.figure(name, REGION, as_of).value
            if found != value:
                raise RuntimeError(f"{name} on {as_of}: {found}, planned {value}")
    return size.migrants


def contribution_month(world: World, m: int, part: int, parts: int) -> int:
    """Some employers report a month with its joiners and leavers, are billed, and most of them pay."""
    plan, spells = world.plan, world.plan.spells
    mine = world.part(part, parts)
    if not len(mine):
        return 0
    here = np.zeros(len(plan.firms), bool)
    here[mine] = True
    chosen = np.flatnonzero((spells.first <= m) & (spells.last >= m) & here[spells.employer])
    joins, leaves = spells.first[chosen] == m, spells.last[chosen] == m
    _stage(
        "employer_id bigint, person_id bigint, wage bigint, back_pay bigint, start_on date, end_on date,"
        " exit_reason text",
        world.employers[spells.employer[chosen]].tolist(),
        world.people[spells.person[chosen]].tolist(),
        plans.wages(plan, chosen, m).tolist(),
        np.where((chosen + m) % 701 == 0, 100_000, 0).tolist(),
        _days(np.where(joins, spells.start[chosen], np.datetime64("NaT", "D"))),
        _days(np.where(leaves, spells.end[chosen], np.datetime64("NaT", "D"))),
        np.where(leaves, np.where(chosen % 3 == 0, "CONTRACT_END", "RESIGNED"), "").tolist(),
    )
    contributions.report_many(month(m), "select * from pg_temp.scenario_in")
    ids = world.employers[mine]
    billed_on = month(m + 1) + timedelta(days=2)
    done = contributions.post_month(month(m), int(ids.min()), int(ids.max()), on=billed_on)
    if done.cover_refused or done.workers != len(chosen):
        raise RuntimeError(f"{month(m)}: {done.cover_refused} moves refused, {done.workers} of {len(chosen)} billed")
    payer = dict(zip(ids.tolist(), plan.firms.payer[mine].tolist(), strict=True))
    stops = dict(zip(ids.tolist(), plan.firms.stops[mine].tolist(), strict=True))
    bills = rows(
        "select employer_id, office_id, code, total from contributions_bill where month = %s and total > 0"
        " and employer_id between %s and %s order by id",
        [month(m), int(ids.min()), int(ids.max())],
    )
    for day, kinds in ((PAID_IN_TIME, (GOOD, ARREARS)), (PAID_LATE, (LATE,))):
        on = month(m + 1) + timedelta(days=day - 1)
        contributions.receive_many(
            (
                NewReceipt("API", f"VA{b['code']}", on, int(b["total"]), b["office_id"], b["code"])
                for b in bills
                if (kind := payer[b["employer_id"]]) in kinds and (kind != ARREARS or m < stops[b["employer_id"]])
            ),
            on=on,
        )
    return done.workers


def compare(world: World, before: date) -> int:
    """The region's figures on the last day before `before` are the plan's; raises where one is not."""
    as_of = before - timedelta(days=1)
    period = 0 if before == month(HALF) else 1
    size = world.plan.size
    wanted = {
        "membership.employers.active": size.employers[period + 1],
        "membership.pu.active": size.pu.stock(period),
        "membership.bpu.active": size.bpu.stock(period),
        "membership.jakon.active": size.jakon.stock(period),
    }
    three = sum(flow.stock(period) for flow in (size.pu, size.bpu, size.jakon))
    # half of the migrant workers are enrolled by the end of August, all of them by April
    here = int((world.plan.migrants.day <= period).sum())
    for version, value in (("1", three + here), ("2018", three)):
        found = performance.figure("membership.workers.active", REGION, as_of, version).value
        if found != value:
            raise RuntimeError(f"membership.workers.active ({version}) on {as_of}: {found}, planned {value}")
    if period == 0:  # of the second period only four months lie in the year of the report
        wanted |= {
            "membership.pu.added": size.pu.added[0],
            "membership.bpu.added": size.bpu.added[0],
            "membership.jakon.added": size.jakon.added[0],
            "membership.bpu.lapsed": size.bpu.left[0],
            "membership.bpu.exited": 0,
            "membership.jakon.exited": size.jakon.left[0],
        }
    for name, value in wanted.items():
        found = performance.figure(name, REGION, as_of).value
        if found != value:
            raise RuntimeError(f"{name} on {as_of}: {found}, planned {value}")
    return len(wanted)

"""Before the year begins: offices, logins, employers, people, families, accounts, cover and balances taken over."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from lindung.access import demo
from lindung.access import services as access
from lindung.base.db import scalar, stage
from lindung.coverage.services import join_many, leave_many
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc
from lindung.performance import services as performance
from lindung.registry import services as registry
from lindung.registry.numbers import with_check_digit
from lindung.registry.services import NewAccount, NewEmployer, NewPerson, NewRelative
from lindung.scenarios.pasuruan import figures
from lindung.scenarios.pasuruan.figures import BUSINESS_DAY, DISTRICTS, OPENING_DAY
from lindung.scenarios.pasuruan.people import FORMER, JOIN, day
from lindung.scenarios.pasuruan.world import World

BANKS = ("014", "008", "002", "009", "451")
_SIGNERS = (
    ("kantor-wilayah-jawa-timur", "REGIONAL_DIRECTOR", "Wiradi Kertasono", "Deputi Direktur Wilayah Jawa Timur"),
    ("pasuruan", "BRANCH_MANAGER", "Ratih Sasmilestari", "Kepala Kantor Cabang Pasuruan"),
    ("pasuruan", "SERVICE_HEAD", "Guntur Pranarejo", "Kepala Bidang Pelayanan"),
    ("malang", "BRANCH_MANAGER", "Hesti Mulyatama", "Kepala Kantor Cabang Malang"),
)
_FORMER_HEAD = ("pasuruan", "BRANCH_MANAGER", "Bagus Tirtayasa", "Kepala Kantor Cabang Pasuruan")
HEIR_BORN = date(1982, 6, 12)


def offices(world: World) -> int:
    """The business day, three levels of offices with their territory, posts and holders; the imported base figures."""
    registry.set_business_day(BUSINESS_DAY)
    since = date(2014, 1, 1)
    head = registry.register_office(code="A00", slug="kantor-pusat", name="Kantor Pusat", kind="HEAD", valid_from=since)
    region = registry.register_office(
        code="N00", slug="kantor-wilayah-jawa-timur", name="Kantor Wilayah Jawa Timur", kind="REGION", valid_from=since,
        parent_id=head.id,
    )  # fmt: skip
    ids = {}
    for code, slug, name, districts in (
        ("N05", "pasuruan", "Kantor Cabang Pasuruan", DISTRICTS[:2]),
        ("N02", "malang", "Kantor Cabang Malang", DISTRICTS[2:]),
    ):
        made = registry.register_office(
            code=code, slug=slug, name=name, kind="BRANCH", valid_from=since, parent_id=region.id, office_class="I",
            opens_saturday=slug == "pasuruan",
        )  # fmt: skip
        ids[slug] = made.id
        for district in districts:
            registry.serve_district(made.id, district, since)
    ids["kantor-wilayah-jawa-timur"] = region.id
    slug, kind, name, title = _FORMER_HEAD
    registry.appoint(ids[slug], kind, name, title, date(2018, 1, 1))
    for slug, kind, name, title in _SIGNERS:
        registry.appoint(ids[slug], kind, name, title, date(2021, 2, 1))
    for code, value in figures.LABOUR_FORCE.items():
        if not scalar(
            "select exists (select 1 from performance_snapshot where indicator = %s)", [f"base.labour_force.{code}"]
        ):
            performance.import_figure(
                "pasuruan", f"base.labour_force.{code}", date(2020, 12, 31), value, figures.LABOUR_FORCE_SOURCE
            )
    return len(ids)


def staff_logins(world: World) -> int:
    """One login per role of the staff; the employer's and the members' follow when these exist."""
    where = {"REGIONAL_HEAD": "kantor-wilayah-jawa-timur", "AUDITOR": "kantor-pusat", "ADMIN": "kantor-pusat"}
    made = 0
    for login in demo.logins():
        if login.code in ("EMPLOYER", "SPONSOR", "MEMBER"):
            continue
        place = world.office[where.get(login.code, "pasuruan")]
        open_login(login, access.NewMandate(login.code, office_id=place, valid_from=date(2020, 12, 1)))
        made += 1
    return made


def open_login(login: demo.Login, mandate: access.NewMandate) -> None:
    """Make one of the demo's logins, with its second factor where it has one."""
    user = access.make_user(login.username, login.password, [mandate], check_password=False)
    if login.totp:
        access.enrol_totp(user, login.totp)


def employers(world: World) -> int:
    """All employers with their first class, and the login of the tour's employer."""
    firms, plan = world.plan.firms, world.plan
    ids = registry.register_employers(
        NewEmployer(
            name=firms.name[n],
            nib=firms.nib[n],
            office_id=int(world.offices[firms.office[n]]),
            district_id=DISTRICTS[firms.district[n]],
            registered_on=day(firms.registered[n]),
            size=firms.size[n],
            risk_group=int(firms.risk[n]),
            kbli=firms.kbli[n],
            review_on=date(2022 if n % 40 else 2021, 1 + n % 12, 15),
            npwp=f"09{n:013d}",
            address=f"Jalan Contoh Nomor {n + 1}",
            phone=f"0343{5000000 + n}",
            email=f"upah{n + 1}@contoh.example",
            contact_name="Bagian Kepegawaian",
            covid_relief=bool(firms.covid[n]),
        )
        for n in range(len(firms))
    )
    login = next(one for one in demo.logins() if one.username == "hrd")
    open_login(login, access.NewMandate("EMPLOYER", employer_id=ids[plan.demo.employer], valid_from=date(2020, 12, 1)))
    return len(ids)


def people(world: World, first: int, last: int) -> int:
    """Everybody whose member number is of the years `first` to `last`."""
    folk = world.plan.folk
    chosen = np.flatnonzero((folk.since >= first) & (folk.since <= last))
    made = registry.register_people(
        (
            NewPerson(
                nik=folk.nik[n],
                name=folk.name[n],
                birth_date=day(folk.born[n]),
                sex="P" if folk.female[n] else "L",
                office_id=int(world.offices[folk.office[n]]),
                birth_place=("Pasuruan", "Malang")[folk.office[n]],
                mother_name=folk.mother[n],
                phone=f"08990{n:07d}",
                npwp=f"07{n:013d}" if folk.npwp[n] else "",
                address=f"Dusun Contoh RT {n % 9 + 1} RW {n % 7 + 1}",
                district_id=DISTRICTS[folk.district[n]],
            )
            for n in chosen.tolist()
        ),
        on=date(last, 1, 2),
    )
    return len(made)


def families(world: World) -> int:
    """Relatives of those who will die, their accounts, the accounts of all who claim, and the members' logins."""
    plan, ids = world.plan, world.people
    heir_nik = f"351401{HEIR_BORN.day + 40:02d}{HEIR_BORN.month:02d}{HEIR_BORN.year % 100:02d}8001"
    order = [(p, n, kin) for p, family in plan.kin.items() for n, kin in enumerate(family)]
    heir = plan.kin[plan.demo.deceased][0]
    made = registry.add_relatives(
        NewRelative(
            int(ids[p]), kind, name,
            heir_nik if p == plan.demo.deceased and n == 0 else "",
            HEIR_BORN if p == plan.demo.deceased and n == 0 else born,
        )
        for p, n, (kind, name, born) in order
    )  # fmt: skip
    accounts = [
        NewAccount(int(ids[p]), BANKS[p % 5], f"88{relative:09d}", kin[1], date(2020, 12, 28), relative)
        for (p, n, kin), relative in zip(order, made, strict=True)
        if p != plan.demo.deceased
    ]
    accounts += list(_own_accounts(world))
    registry.set_bank_accounts(accounts)
    registry.register_person(
        nik=heir_nik, name=heir[1], birth_date=HEIR_BORN, sex="P", office_id=world.branch, district_id=DISTRICTS[0]
    )
    whose = {"peserta": plan.demo.member, "ahliwaris": plan.demo.deceased}  # the family uses the member's own login
    for login in demo.logins():
        if login.username in whose:
            person = int(ids[whose[login.username]])
            open_login(login, access.NewMandate("MEMBER", person_id=person, valid_from=date(2020, 12, 1)))
    return len(made) + len(accounts)


def _own_accounts(world: World) -> Iterator[NewAccount]:
    """Accounts of members; a scholarship is paid to the surviving parent, on an account under the member's record."""
    plan, ids = world.plan, world.people
    dead = set(plan.kin)
    holders = {c.person: plan.folk.name[c.person] for c in plan.cases if c.person not in dead}
    holders |= {p: plan.folk.name[p] for p in [*plan.idle[:800], plan.demo.member, plan.demo.golden]}
    holders |= {c.person: plan.kin[c.person][0][1] for c in plan.children}
    for person, name in sorted(holders.items()):
        yield NewAccount(
            int(ids[person]), BANKS[person % 5], with_check_digit(99_0000_0000 + person), name, date(2020, 12, 28)
        )


def cover(world: World, part: int, parts: int) -> int:
    """Jobs that began before the year: cover begins, and ends where the job ended before December 2020."""
    jobs, ids = world.plan.jobs, world.people
    chosen = np.flatnonzero(
        (jobs.kind != JOIN) & (jobs.person % parts == part) & (jobs.start < np.datetime64("2020-12-01"))
    )
    stage(
        "scenario_jobs",
        "person_id bigint, employer_id bigint, office_id bigint, start_on date, end_on date, reason text",
        (
            (
                int(ids[jobs.person[r]]), int(world.employers[jobs.employer[r]]),
                int(world.offices[world.plan.firms.office[jobs.employer[r]]]), day(jobs.start[r]),
                day(jobs.end[r]) if jobs.kind[r] == FORMER else None, jobs.reason[r],
            )
            for r in chosen.tolist()
        ),
    )  # fmt: skip
    begun = join_many(
        "select person_id, employer_id, office_id, 'PU' as segment, null as kpj, start_on from pg_temp.scenario_jobs"
        " order by person_id, start_on",
        source="pengambilalihan data",
    )
    ended = leave_many(
        "select s.id as spell_id, j.end_on, j.reason from pg_temp.scenario_jobs j join coverage_spell s"
        " on s.person_id = j.person_id and s.employer_id = j.employer_id and s.start_on = j.start_on"
        " where j.end_on is not null order by 1",
        source="pengambilalihan data",
    )
    if begun.refused or ended.refused:
        raise RuntimeError(f"cover refused: {(begun.refused + ended.refused)[:3]}")
    return begun.done + begun.already


def balances(world: World) -> int:
    """JHT and JP balances of the former system on 31 December 2020."""
    folk, ids = world.plan.folk, world.people
    office = world.offices[folk.office]
    stage(
        "scenario_opening",
        "person_id bigint, office_id bigint, account_id int, amount bigint",
        (
            (int(ids[n]), int(office[n]), int(account), int(money[n]))
            for account, money in ((Acc.JHT_MEMBERS, folk.jht), (Acc.JP_MEMBERS, folk.jp))
            for n in np.flatnonzero(money > 0).tolist()
        ),
    )
    done = ledger.opening_balances(
        "select person_id, office_id, account_id, amount from pg_temp.scenario_opening", OPENING_DAY
    )
    return done["members"]

"""One branch, two employers and everyone who holds an API token: what the tests of the API, of intake and of kills
start from. All made through the services."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from lindung.access.services import NewMandate, issue_token, make_user
from lindung.interop.wage_files import WageRow
from lindung.registry import services as registry

MONTH = date(2021, 3, 1)
TODAY = date(2021, 4, 8)
WAGE = 4_300_000


@dataclass
class World:
    office: int
    other_office: int
    employer: int
    other_employer: int
    tokens: dict[str, str] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)


def nik(serial: int, born: date, woman: bool = False) -> str:
    """A made-up identity number of Pasuruan city that fits its birth date."""
    day = born.day + (40 if woman else 0)
    return f"357501{day:02d}{born:%m%y}{serial % 10_000:04d}"


def worker(number: int, wage: int = WAGE, **more) -> WageRow:
    """Row `number` of a report: a new worker with everything that registering needs."""
    born = date(1980, 1, 1) + timedelta(days=number % 7_000)
    woman = number % 2 == 1
    facts = {
        "row_no": number + 1,
        "nik": nik(number, born, woman),
        "name": f"Pekerja Uji {number:05d}",
        "birth_date": born,
        "birth_place": "Pasuruan",
        "mother_name": f"Ibu Uji {number:05d}",
        "sex": "P" if woman else "L",
        "wage": wage + number,
        "start_date": date(2021, 1, 4),
    }
    return WageRow(**facts | more)


def build(day: date = TODAY, *, logins: bool = True) -> World:
    """The world, on the business day `day`; offices and employers only without `logins`."""
    registry.set_business_day(day)
    since = date(2015, 1, 1)
    offices = [
        registry.register_office(code=code, slug=slug, name=name, kind="BRANCH", valid_from=since).id
        for code, slug, name in (("K01", "uji-satu", "Cabang Uji Satu"), ("K02", "uji-dua", "Cabang Uji Dua"))
    ]
    employers = [
        registry.register_employer(
            name=f"PT Uji {number}",
            office_id=office,
            district_id="35.75",
            registered_on=date(2016, 1, 4),
            size="MEDIUM",
            risk_group=2,
            kbli="10710",
            review_on=date(2023, 1, 4),
        ).id
        for number, office in enumerate(offices, 1)
    ]
    world = World(offices[0], offices[1], employers[0], employers[1])
    if not logins:
        return world
    person = registry.register_person(
        nik=nik(9_999, date(1990, 5, 5)), name="Peserta Uji", birth_date=date(1990, 5, 5), sex="L", office_id=offices[0]
    )
    holders = {
        "employer": NewMandate("EMPLOYER", employer_id=employers[0], valid_from=since),
        "other_employer": NewMandate("EMPLOYER", employer_id=employers[1], valid_from=since),
        "bank": NewMandate("BANK", office_id=offices[0], valid_from=since),
        "officer": NewMandate("CONTRIBUTION_OFFICER", office_id=offices[0], valid_from=since),
        "cashier": NewMandate("CASHIER", office_id=offices[0], valid_from=since),
        "claims": NewMandate("CLAIMS_OFFICER", office_id=offices[0], valid_from=since),
        "approver": NewMandate("APPROVER", office_id=offices[0], valid_from=since),
        "contact": NewMandate("CONTACT", office_id=offices[0], valid_from=since),
        "head": NewMandate("BRANCH_HEAD", office_id=offices[0], valid_from=since),
        "auditor": NewMandate("AUDITOR", office_id=offices[0], valid_from=since),
        "admin": NewMandate("ADMIN", office_id=offices[0], valid_from=since),
        "member": NewMandate("MEMBER", person_id=person.id, valid_from=since),
    }
    for name, mandate in holders.items():
        user = make_user(f"uji-{name}", "sandi-uji-yang-panjang", [mandate], check_password=False)
        world.users[name] = user.id
        world.tokens[name] = issue_token(user.mandates.get().id, "uji")[1]
    return world

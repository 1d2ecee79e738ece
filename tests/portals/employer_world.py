"""A furniture maker with a year behind it: what the pages of an employer show. All made through the services."""

from dataclasses import dataclass
from datetime import date, timedelta

from lindung.access.services import NewMandate, make_user
from lindung.base.dates import add_months
from lindung.base.db import rows, scalar
from lindung.batch.services import run_now
from lindung.contributions import services
from lindung.coverage.services import dispute, join, worker_says_left
from lindung.interop import intake
from lindung.interop.wage_files import LayoutId, WageRow, write_workers
from lindung.registry import services as registry

TODAY = date(2021, 12, 15)
FIRST = date(2021, 7, 1)
BORN = date(1988, 5, 17)
GIVEN = ("Sari", "Bagus", "Wulan", "Dimas", "Ratih", "Arif", "Nining", "Yoga", "Tutik", "Hadi")
FAMILY = ("Melati", "Prakoso", "Kencana", "Wibisana", "Larasati", "Santoso", "Pertiwi", "Nugraha")


@dataclass
class World:
    """Ids of an employer with a year, of a new one without, and their logins."""

    office: int
    employer: int
    other: int
    user: int
    other_user: int
    people: list[int]
    notice: int
    dispute: int
    draft: int
    bills: list[str]


def nik(number: int, born: date = BORN, woman: bool = False) -> str:
    """A made-up identity number of the regency of Pasuruan that fits its birth date."""
    return f"351409{born.day + (40 if woman else 0):02d}{born:%m%y}{number % 10_000:04d}"


def name(number: int) -> str:
    """A made-up name."""
    return f"{GIVEN[number % 10]} {FAMILY[number // 10 % 8]}" + (f" {number}" if number >= 80 else "")


def firm(office: int, title: str, **more) -> int:
    """An employer of very low risk."""
    facts = {
        "name": title, "office_id": office, "district_id": "35.14", "registered_on": date(2020, 3, 2), "size": "LARGE",
        "risk_group": 1, "kbli": "31001", "review_on": date(2022, 3, 2), "address": "Jalan Raya Bromo 17, Pasuruan",
    }  # fmt: skip
    return registry.register_employer(**facts | more).pk


def build(people: int = 42) -> World:
    """The world on the business day 15 December 2021."""
    registry.set_business_day(TODAY)
    office = registry.register_office(
        code="K35", slug="pasuruan-uji", name="Kantor Cabang Pasuruan", kind="BRANCH", valid_from=date(2015, 1, 1)
    ).pk
    registry.serve_district(office, "35.14", date(2015, 1, 1))
    mine, other = firm(office, "PT Mebel Sinar Bromo"), firm(office, "CV Contoh Emas", registered_on=date(2021, 12, 1))
    ids = []
    for n in range(people):
        person = registry.register_person(
            nik=nik(n + 1, woman=n % 2 == 0), name=name(n), birth_date=BORN, sex="P" if n % 2 == 0 else "L",
            office_id=office,
        )  # fmt: skip
        kpj = registry.issue_number(person.pk, office, date(2021, 7, 1))
        join(person.pk, mine, office, "PU", date(2021, 7, 1), kpj=kpj, source="uji")
        ids.append(person.pk)
    users = []
    for login, employer in (("uji-hrd", mine), ("uji-emas", other)):
        mandate = NewMandate("EMPLOYER", employer_id=employer, valid_from=date(2020, 3, 2))
        users.append(make_user(login, "sandi-uji-yang-panjang", [mandate], check_password=False).pk)
    bills = months(mine, ids, office, users[0])
    spell = rows("select id, person_id from coverage_spell where employer_id = %s order by person_id", [mine])
    notice = worker_says_left(spell[3]["id"], date(2021, 11, 30), "RESIGNED", note="Surat sudah saya serahkan.")
    objection = dispute(spell[5]["id"], "WAGE", month=date(2021, 10, 1), claimed_wage=5_150_000, note="Ada lembur.")
    draft = december(mine, ids, users[0])
    return World(office, mine, other, users[0], users[1], ids, notice.pk, objection.pk, draft, bills)


def months(employer: int, ids: list[int], office: int, user: int) -> list[str]:
    """July to November: paid, paid late in parts, corrected, paid in part and overdue, just due."""
    codes = []
    for step in range(5):
        month = add_months(FIRST, step)
        if step == 0:
            report = services.open_report(employer, month, by=user)
            facts = rows("select id, nik from registry_person where id = any(%s) order by id", [ids])
            services.take_rows(report.pk, [
                WageRow(n + 1, nik=p["nik"], wage=4_400_000 + n * 13_000) for n, p in enumerate(facts)
            ])  # fmt: skip
        else:
            report = services.open_report(employer, month, by=user)
            services.set_line(report.pk, ids[step], wage=4_900_000 + step * 25_000)
        services.finalise(report.pk, by=user)
        bill = services.post(report.pk, on=add_months(month, 1) + timedelta(days=4), by=user)
        codes.append(bill.code)
        if step < 2:
            pay(bill.code, bill.total, office, add_months(month, 1) + timedelta(days=9), f"TRX-{step}-A")
        elif step == 2:
            pay(bill.code, bill.total // 3, office, add_months(month, 1) + timedelta(days=10), "TRX-2-A")
            pay(bill.code, bill.total - bill.total // 3, office, add_months(month, 3), "TRX-2-B")
        elif step == 3:
            pay(bill.code, bill.total // 2, office, add_months(month, 1) + timedelta(days=12), "TRX-3-A")
    correction = services.correct_month(employer, date(2021, 8, 1), "Lembur Agustus belum masuk", by=user)
    services.set_line(correction.pk, ids[0], back_pay=600_000)
    services.finalise(correction.pk, by=user)
    codes.append(services.post(correction.pk, by=user).code)
    return codes


def pay(code: str, amount: int, office: int, day: date, reference: str) -> None:
    """Money by the bank's message."""
    services.receive("API", reference, day, amount, office, billing_code=code, on=TODAY)


def december(employer: int, ids: list[int], user: int) -> int:
    """A draft read from a file with some broken rows."""
    known = rows(
        "select p.id, p.nik, p.name, n.kpj from registry_person p join registry_membernumber n on n.person_id = p.id"
        " where p.id = any(%s) order by p.id", [ids],
    )  # fmt: skip
    given = [WageRow(n + 2, nik=p["nik"], kpj=p["kpj"], name=p["name"], wage=4_450_000 + n * 13_500)
             for n, p in enumerate(known[:-2])]  # fmt: skip
    given.append(WageRow(90, nik=nik(901), name="Galih Mahendra", birth_date=BORN, wage=4_500_000,
                         start_date=date(2021, 12, 6)))  # fmt: skip
    data = write_workers(LayoutId.WAGE_REPORT, given, "csv").decode("utf-8-sig")
    data += ";3514;;Rusak Satu;17-05-1988;4.290;;;;\r\n;" + nik(902) + ";;Rusak Dua;99-99-1988;4500000;;;;\r\n"
    taken = intake.upload_wage_file(employer, date(2021, 12, 1), "upah-desember.csv", data.encode(), user)
    run_now(taken.run_id)
    if scalar("select status from contributions_wagereport where id = %s", [taken.report.pk]) == "DRAFT":
        services.set_line(taken.report.pk, ids[7], back_pay=750_000)
        services.set_line(taken.report.pk, ids[9], end_on=date(2021, 12, 10), exit_reason="CONTRACT_END")
        services.set_line(taken.report.pk, ids[11], wage=4_100_000)
    return taken.report.pk

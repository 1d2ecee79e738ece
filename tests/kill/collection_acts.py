"""What the killed installation starts with for collection: `python collection_acts.py ACT …` prints JSON."""

import json
import sys
from datetime import date, timedelta

FIRMS = 48
JULY = date(2021, 7, 1)
START = date(2021, 8, 27)


def setup() -> dict:
    """A branch with employers that owe July; every third one promised to pay and half of those did."""
    from lindung.base.db import run, system
    from lindung.collection import services as collection
    from lindung.collection.models import Case
    from lindung.contributions import services
    from lindung.coverage.services import join
    from lindung.registry import services as registry

    with system():
        registry.set_business_day(START)
        office = registry.register_office(
            code="K01", slug="kill", name="Kantor Cabang Uji", kind="BRANCH", valid_from=date(2015, 1, 1)
        ).pk
        for n in range(FIRMS):
            firm = registry.register_employer(
                name=f"PT Mati {n}", office_id=office, district_id="35.14", registered_on=date(2019, 1, 1),
                size="LARGE", risk_group=1, kbli="10130", review_on=date(2030, 1, 1),
            )  # fmt: skip
            born = date(1990, 5, 1 + n % 28)
            ((person, kpj),) = registry.register_people(
                [registry.NewPerson(f"351403{born:%d%m%y}{n:04d}", f"Pekerja {n}", born, "L", office)],
                on=date(2019, 1, 1),
            )
            join(person, firm.pk, office, "PU", date(2019, 1, 1), kpj=kpj, source="uji")
            report = services.open_report(firm.pk, JULY)
            run(
                "insert into contributions_wageline (month, report_id, person_id, employer_id, office_id, wage,"
                " back_pay) values (%s, %s, %s, %s, %s, 5000000, 0) on conflict (month, report_id, person_id)"
                " do update set wage = 5000000",
                [JULY, report.pk, person, firm.pk, office],
            )
            services.finalise(report.pk)
            bill = services.post(report.pk, on=date(2021, 8, 2))
            if n % 3 == 0:
                case = collection.open_case(firm.pk, on=START)
                collection.promise(case.pk, 100_000, START + timedelta(days=3), on=START)
                if n % 6 == 0:
                    services.receive("API", f"kill-{n}", START, 100_000, office, billing_code=bill.code, on=START)
        return {"office": office, "open": Case.objects.count()}


def day(text: str) -> dict:
    """Ask for the run of a day; the same again is the same run."""
    from lindung.base.db import system
    from lindung.batch.services import enqueue

    with system():
        run = enqueue(
            "collection_day", "lindung.interop.runs.collection_day", f"collection-day:{text}", {"on": text, "size": 4}
        )
    return {"run": run.pk}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"setup": setup, "day": day}[sys.argv[1]](*sys.argv[2:])))

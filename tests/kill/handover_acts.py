"""What the killed installation starts with for hand-overs: `python handover_acts.py ACT …` prints JSON."""

import json
import sys
from datetime import date

AGREEMENTS, PEOPLE, SIZE = 5, 60, 12
MONTH = date(2022, 1, 1)
PAID, DAY = date(2022, 1, 10), date(2022, 2, 5)


def setup() -> dict:
    """Sponsors whose money ended in January, each with people that are covered until the law's day."""
    from lindung.base.db import system
    from lindung.reach import services as reach
    from lindung.registry import services as registry
    from lindung.segments import services as segments

    agreements = []
    with system():
        registry.set_business_day(PAID)
        office = registry.register_office(
            code="K02", slug="kill", name="Kantor Cabang Uji", kind="BRANCH", valid_from=date(2015, 1, 1)
        ).pk
        for n in range(AGREEMENTS):
            sponsor = reach.register_sponsor(reach.NewSponsor(f"K{n}", f"Desa Mati {n}", "VILLAGE", "35.14", office))
            agreement = reach.register_agreement(
                reach.NewAgreement(sponsor.pk, f"PKS/{n}", PAID, "Perdes", "VULNERABLE", MONTH, MONTH)
            )
            reach.add_budget(reach.NewBudget(agreement.pk, 2022, "VILLAGE", 10**8, MONTH, MONTH, f"kill-{n}"))
            people = []
            for m in range(PEOPLE):
                born = date(1980, 1 + n, 1 + m % 28)
                people.append(reach.Row(m + 1, f"351491{born:%d%m%y}{m + 1:04d}", f"Warga {n} {m}", born, "Pedagang"))
            assert reach.list_people(agreement.pk, people, name="rw.csv", first_month=MONTH).done == PEOPLE
            order = reach.order_months(agreement.pk, MONTH, client_key=f"kill-{n}")
            assert segments.pay(order.code, "API", f"kill-{n}", order.total, PAID, office).settled
            agreements.append(agreement.pk)
        registry.set_business_day(DAY)
        reach.reach_day(DAY)
    return {"agreements": agreements}


def hand_over(agreement: str) -> dict:
    """Ask for the run of an agreement, in small slices; the same again is the same run."""
    from lindung.base.db import system
    from lindung.batch.services import enqueue

    with system():
        run = enqueue(
            "handover",
            "lindung.interop.runs.handover",
            f"handover:{agreement}:{DAY}",
            {"agreement": int(agreement), "on": f"{DAY}", "size": SIZE},
        )
    return {"run": run.pk}


def tell() -> dict:
    """Tell everybody, twice."""
    from lindung.interop.outbox import flush

    return {"first": flush(), "again": flush()}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"setup": setup, "hand_over": hand_over, "tell": tell}[sys.argv[1]](*sys.argv[2:])))

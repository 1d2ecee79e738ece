"""Who sees what through the queries, as the web server's role."""

from datetime import date

import contrib_world
import pytest
from contrib_world import AUGUST, TODAY

from lindung.access.scope import Actor, acting
from lindung.base.db import scalar, system
from lindung.contributions import queries, services

pytestmark = pytest.mark.django_db


def test_readers_see_their_own(db: None) -> None:
    with system():
        world = contrib_world.make()
        mine, other = world.employer(people=2), world.employer(people=1)
        bill = world.billed(mine, world.wages(mine, 5_000_000, 4_000_000), date(2021, 7, 1))
        world.pay(bill, 500_000, date(2021, 8, 2))
        report = services.open_report(mine, AUGUST)
        new, nik, _ = world.person()
        services.add_worker(report.pk, nik=nik, wage=3_000_000)
        worker = world.names[mine][0]

    with acting(Actor("employer", 1, "EMPLOYER", employer_id=mine)):
        assert scalar("select current_user") == "lindung_app"
        told, seen = queries.preview(report.pk), queries.comparison(report.pk)
        assert told is not None and told.workers == 3
        assert seen is not None and [r["person_id"] for r in seen.joiners] == [new]
        assert queries.employer_statement(mine, TODAY).open == bill.total - 500_000
        assert queries.bill_page(bill.pk) is not None

    with acting(Actor("employer", 2, "EMPLOYER", employer_id=other)):
        assert queries.preview(report.pk) is None and queries.comparison(report.pk) is None
        assert queries.bill_page(bill.pk) is None and queries.explain_line(bill.pk, worker) is None
        assert queries.warnings(report.pk) == []
        assert queries.employer_statement(mine, TODAY).bills == []

    with acting(Actor("member", 3, "MEMBER", person_id=worker)):
        (month,) = queries.paid_months(worker, TODAY)
        assert (month["month"], month["paid"], month["jht"]) == (date(2021, 7, 1), False, 285_000)
        assert month["jht_paid"] == 285_000 * 500_000 // bill.total
        assert queries.reported_wages(worker)[0]["wage"] == 5_000_000
        assert queries.paid_months(world.names[mine][1], TODAY) == []
        assert scalar("select current_user") == "lindung_app"

    with acting(Actor("staff", 4, "SERVICE", offices=(world.other,))):
        assert queries.suspense([world.office, world.other]) == []
        assert queries.employer_statement(mine, TODAY).bills == []
    with acting(Actor("staff", 4, "SERVICE", offices=(world.office,))):
        assert queries.employer_statement(mine, TODAY).open == bill.total - 500_000

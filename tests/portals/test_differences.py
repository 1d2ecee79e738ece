"""A correction read as differences: the same on the day before it is posted and the day after, to the rupiah."""

from datetime import date

import employer_world
import pytest
from django.urls import reverse

from lindung.base.db import rows, system
from lindung.contributions import services
from lindung.contributions.obliged import PAYABLE
from lindung.contributions.queries import differences, preview

AUGUST, JULY = date(2021, 8, 1), date(2021, 7, 1)


@pytest.fixture
def world(db) -> employer_world.World:
    with system():
        return employer_world.build(14)


def test_before_and_after_posting_say_the_same(world, sign_in) -> None:
    report = services.correct_month(world.employer, JULY, "Lembur Juli belum masuk", by=world.user)
    first, second = world.people[:2]
    services.set_line(report.pk, first, back_pay=500_000)
    services.set_line(report.pk, second, wage=4_000_000)
    with system():
        made = preview(report.pk)
        before, listed = differences.totals(report.pk), differences.workers(report.pk)
    assert made is not None and before is not None
    assert before["workers"] == 2 and {r["person_id"] for r in listed} == {first, second}
    assert before["total"] == made.total == before["more"] + before["less"]
    assert {a: before[f"diff_{a}"] for a in PAYABLE} == {a: made.amounts[a] for a in PAYABLE}
    raised, lowered = listed
    assert raised["after_wage"] - raised["before_wage"] == 500_000
    # 5,7 % of the half million to the old-age savings
    assert raised["jht_due"] - raised["jht_credited"] == 28_500
    assert lowered["after_wage"] == 4_000_000 and lowered["total_after"] < lowered["total_before"]
    client = sign_in(_user(world))
    page = client.get(reverse("employer:differences", args=[report.pk])).content.decode()
    assert "Belum ada yang berubah" in page and "+Rp" in page and "Lembur Juli belum masuk" in page
    services.finalise(report.pk, by=world.user)
    bill = services.post(report.pk, by=world.user)
    with system():
        after, posted = differences.totals(report.pk), differences.workers(report.pk)
    assert after == before and bill.total == before["total"]
    keys = [k for k in raised if k.startswith(("before_", "after_", "total_"))]
    assert [{k: r[k] for k in keys} for r in posted] == [{k: r[k] for k in keys} for r in listed]
    # July was paid in full: what was taken off has left the account at once, what was added waits for its payment
    assert posted[1]["jht_credited"] == posted[1]["jht_due"] < listed[1]["jht_credited"]
    page = client.get(reverse("employer:differences", args=[report.pk])).content.decode()
    assert "Sudah terbukukan" in page


def test_pages_of_differences_and_first_reports(world, sign_in) -> None:
    client = sign_in(_user(world))
    with system():
        posted = rows("select id, version from contributions_wagereport where month = %s order by version", [AUGUST])
        assert differences.totals(posted[1]["id"])["workers"] == 1  # type: ignore[index]
        assert differences.workers(posted[1]["id"], after=10**9) == []
    assert client.get(reverse("employer:differences", args=[posted[0]["id"]])).status_code == 404
    shown = client.get(reverse("employer:differences", args=[posted[1]["id"]]))
    assert shown.status_code == 200 and "Lembur Agustus" in shown.content.decode()
    other = sign_in(_user(world, other=True))
    assert other.get(reverse("employer:differences", args=[posted[1]["id"]])).status_code == 404


def _user(world, other: bool = False):
    from lindung.access.models import User

    with system():
        return User.objects.get(pk=world.other_user if other else world.user)

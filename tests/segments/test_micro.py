"""A micro-enterprise in one go: owner and helpers registered together, one code, one amount, one receipt."""

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from segment_world import COUNTER, DAY, TODAY, World, prove

from lindung.base.db import rows, scalar
from lindung.base.errors import Refused
from lindung.performance import queries as performance
from lindung.registry import services as registry
from lindung.segments import queries, services
from lindung.segments.models import BpuMember, JointOrder
from lindung.segments.services import Helper, Job
from made_up import nik

pytestmark = pytest.mark.django_db
BORN = date(1985, 4, 9)
JOB = Job("Warung makan", 2_000_000, "35.75")


def enterprise(world: World, *, size: str = "MICRO", nib: bool = True) -> int:
    number = next(COUNTER)
    made = registry.register_employer(
        name=f"UD Contoh {number}", office_id=world.office, district_id="35.75", registered_on=date(2021, 1, 4),
        size=size, risk_group=1, kbli="56102", review_on=date(2030, 1, 1), nib=f"93{number:011d}" if nib else "",
    )  # fmt: skip
    return int(made.pk)


def owner() -> dict[str, Any]:
    number = next(COUNTER)
    return {"nik": nik(number, BORN, "P"), "name": f"Pemilik {number}", "birth_date": BORN, "sex": "P"}


def helper(wage: int = 2_900_000) -> Helper:
    number = next(COUNTER)
    return Helper(nik(number, BORN, "L"), f"Pembantu {number}", BORN, wage)


def enrol(employer: int, months: int = 3, key: str = "", **more: Any) -> JointOrder:
    given: dict[str, Any] = {"owner": owner(), "job": JOB, "helpers": [helper(), helper()]} | more
    return services.enrol_micro(
        employer, given["owner"], given["job"], given["helpers"], months, key or f"k{next(COUNTER)}"
    )


def active(name: str) -> int:
    slug = scalar("select slug from registry_office where id = (select min(id) from registry_office)")
    return int(performance.figure(name, str(slug), TODAY).value or 0)


def test_one_code_pays_for_owner_and_helpers(world: World) -> None:
    made = enrol(enterprise(world), key="sekali")
    again = services.enrol_micro(made.employer_id, owner(), JOB, [helper()], 9, "sekali")
    assert again.pk == made.pk and JointOrder.objects.count() == 1
    assert made.total == made.order.total + made.bill.total and made.workers == 2
    assert made.order.people == 1 and made.bill.workers == 2 and made.code not in (made.order.code, made.bill.code)
    assert queries.joint(made.code)["status"] == "OPEN"  # type: ignore[index]
    paid = services.pay(made.code, "API", "umkm-1", made.total, TODAY, world.office)
    assert paid.settled and paid.order is not None and paid.order.pk == made.order_id
    once_more = services.pay(made.code, "API", "umkm-1", made.total, TODAY, world.office)
    assert once_more.receipt.pk == paid.receipt.pk
    found = queries.joint(made.code)
    assert found is not None and (found["status"], found["receipt"]) == ("PAID", "umkm-1")
    open_of_bill = scalar(
        "select b.total - coalesce(sum(a.amount) filter (where a.target = 'PRINCIPAL'), 0) from contributions_bill b"
        " left join contributions_allocation a on a.bill_id = b.id where b.id = %s group by b.id",
        [made.bill_id],
    )
    assert open_of_bill == 0
    told = rows("select segment, count(*) as n from coverage_spell group by 1 order by 1")
    assert [(r["segment"], r["n"]) for r in told] == [("BPU", 1), ("PU", 2)]
    assert scalar("select count(*) from contributions_receipt") == 1
    prove()


def test_enrolled_on_an_earlier_day_the_owner_joins_that_day(world: World) -> None:
    day = TODAY - 40 * DAY
    made = services.enrol_micro(enterprise(world), owner(), JOB, [helper()], 2, "lebih awal", on=day)
    assert (made.issued_on, made.bill_month, made.first_month) == (day, date(2021, 10, 1), date(2021, 10, 1))
    assert BpuMember.objects.get(person_id=made.person_id).joined_on == day


@pytest.mark.parametrize("off", [-1, 1])
def test_another_amount_waits_and_nothing_is_divided(world: World, off: int) -> None:
    made = enrol(enterprise(world))
    paid = services.pay(made.code, "API", f"umkm{off}", made.total + off, TODAY, world.office)
    assert not paid.settled and paid.reason == ("LESS" if off < 0 else "MORE")
    assert queries.joint(made.code)["status"] == "OPEN"  # type: ignore[index]
    assert scalar("select count(*) from contributions_allocation") == 0
    prove()


def test_paid_twice_the_second_waits(world: World) -> None:
    made = enrol(enterprise(world))
    assert services.pay(made.code, "API", "a", made.total, TODAY, world.office).settled
    second = services.pay(made.code, "API", "b", made.total, TODAY, world.office)
    assert not second.settled and second.reason == "ALREADY_PAID"
    prove()


def test_the_helpers_bill_paid_apart_leaves_the_rest_to_the_enterprise(world: World) -> None:
    made = enrol(enterprise(world))
    services.pay(made.bill.code, "API", "bill", made.bill.total, TODAY, world.office)
    assert services.pay(made.code, "API", "both", made.total, TODAY, world.office).settled
    prove()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"size": "SMALL"}, "not_micro"), ({"nib": False}, "no_nib"), ({"helpers": []}, "helper_missing"),
        ({"helpers": "owner"}, "owner_helps"), ({"job": Job("", 1, "35.75")}, "occupation_missing"),
        ({"months": 99}, "months_range"), ({"helpers": [helper(-5)]}, "row_still_wrong"),
        ({"employer": 0}, "no_employer"),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_nothing(world: World, change: dict[str, Any], code: str) -> None:
    given = dict(change)
    employer = enterprise(world, size=given.pop("size", "MICRO"), nib=given.pop("nib", True))
    who = owner()
    if given.get("helpers") == "owner":
        given["helpers"] = [Helper(who["nik"], who["name"], BORN, 3_000_000)]
    with pytest.raises(Refused) as told, transaction.atomic():
        enrol(given.pop("employer", employer), owner=who, **given)
    assert told.value.code == code and told.value.text("id") and told.value.text("en")
    for table in ("segments_bpumember", "contributions_bill", "segments_order", "segments_jointorder"):
        assert scalar(f"select count(*) from {table}") == 0


def test_micro_is_a_part_of_the_segments_and_changes_no_total(world: World) -> None:
    other = enterprise(world, size="LARGE")
    made = enrol(enterprise(world))
    services.pay(made.code, "API", "umkm", made.total, TODAY, world.office)
    big = world.person()
    from lindung.coverage.services import join

    join(big, other, world.office, "PU", TODAY - DAY, source="uji")
    join(world.person(), None, world.office, "BPU", TODAY - DAY, source="uji")
    registry.set_business_day(TODAY)
    names = ("membership.pu.active", "membership.pu.micro", "membership.bpu.active", "membership.bpu.micro")
    assert [active(n) for n in names] == [3, 2, 2, 1]
    registry.classify_employer(
        made.employer_id, size="SMALL", risk_group=1, kbli="56102", review_on=date(2030, 1, 1), valid_from=TODAY,
        reason="omzet naik",
    )  # fmt: skip
    assert [active(n) for n in names] == [3, 0, 2, 0]

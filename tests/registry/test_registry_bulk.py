"""Many employers, relatives and accounts at once: the same as one by one."""

from collections.abc import Iterator
from datetime import date

import pytest

from lindung.base.db import rows, system
from lindung.registry import services
from lindung.registry.services import NewAccount, NewEmployer, NewRelative, RegistryRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Iterator[int]:
    with system():
        services.set_business_day(date(2021, 6, 1))
        made = services.register_office(code="U01", slug="uji", name="Uji", kind="BRANCH", valid_from=date(2015, 1, 1))
        yield made.id


def facts(office: int, **more: object) -> dict[str, object]:
    return {
        "name": "PT  Uji Massal",
        "nib": "9120000000001",
        "office_id": office,
        "district_id": "35.14",
        "registered_on": date(2019, 1, 1),
        "size": "MEDIUM",
        "risk_group": 2,
        "kbli": "10130",
        "review_on": date(2022, 1, 1),
        "npwp": "09.000.000.0-000.001",
    } | more


def stored(employer: int) -> dict[str, object]:
    found = rows(
        "select e.*, c.size, c.risk_group, c.kbli, c.review_on, c.valid_from, c.reason from registry_employer e"
        " join registry_employerclass c on c.employer_id = e.id where e.id = %s",
        [employer],
    )[0]
    return {k: v for k, v in found.items() if k not in ("id", "npp", "nib", "made_at")}


def test_bulk_employers_are_like_single_ones_and_stay_one(office: int) -> None:
    single = services.register_employer(**facts(office))
    many = [NewEmployer(**facts(office, nib=f"912000000000{n}")) for n in (2, 3)]
    made = services.register_employers(many)
    assert services.register_employers(reversed(many)) == made[::-1]
    assert stored(made[0]) == stored(made[1]) == stored(single.id)
    assert services.register_employers([NewEmployer(**facts(office))]) == [single.id]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"nib": "12"}, "nib_form"),
        ({"npwp": "1"}, "npwp_form"),
        ({"size": "HUGE"}, "size"),
        ({"risk_group": 6}, "risk_group"),
        ({"kbli": "1x130"}, "kbli_form"),
        ({"reason": " "}, "reason_missing"),
        ({"review_on": date(2019, 1, 1)}, "review_before"),
    ],
)
def test_a_wrong_employer_stops_all_of_them(office: int, wrong: dict[str, object], code: str) -> None:
    good = NewEmployer(**facts(office))
    bad = NewEmployer(**(facts(office, nib="9120000000002") | wrong))
    with pytest.raises(RegistryRefused) as refusal:
        services.register_employers([good, bad])
    assert refusal.value.code == code and refusal.value.field == "rows.2"
    assert rows("select count(*) as n from registry_employer") == [{"n": 0}]


def test_a_nib_of_another_name_is_refused(office: int) -> None:
    services.register_employers([NewEmployer(**facts(office))])
    with pytest.raises(RegistryRefused) as refusal:
        services.register_employers([NewEmployer(**facts(office, name="PT Lain"))])
    assert refusal.value.code == "nib_taken"


@pytest.fixture
def person(office: int) -> int:
    return services.register_person(
        nik="3514011705909101", name="Siti Contoh", birth_date=date(1990, 5, 17), sex="L", office_id=office
    ).id


def test_bulk_relatives_are_like_single_ones_and_stay_one(person: int) -> None:
    single = services.add_relative(person, "SPOUSE", "Budi Contoh", birth_date=date(1988, 1, 1))
    family = [
        NewRelative(person, "SPOUSE", "Budi  Contoh", birth_date=date(1988, 1, 1)),
        NewRelative(person, "CHILD", "Ani Contoh", "3514014101159101", date(2015, 1, 1)),
        NewRelative(person, "CHILD", "Ani C.", "3514014101159101", date(2015, 1, 1)),
        NewRelative(person, "CHILD", "Adi Contoh", birth_date=date(2018, 1, 1)),
    ]
    made = services.add_relatives(family)
    assert made[0] == single.id and made[1] == made[2] and len(set(made)) == 3
    assert services.add_relatives(family) == made
    assert [r["kind"] for r in rows("select kind from registry_relative order by id")] == ["SPOUSE", "CHILD", "CHILD"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (("UNCLE", "Budi"), "relative_kind"),
        (("CHILD", " "), "name_missing"),
        (("CHILD", "Ani", "12"), "nik_form"),
        (("CHILD", "Ani", "", date(2015, 1, 1), date(2014, 1, 1)), "death_before_birth"),
    ],
)
def test_a_wrong_relative_stops_all_of_them(person: int, wrong: tuple[object, ...], code: str) -> None:
    with pytest.raises(RegistryRefused) as refusal:
        services.add_relatives([NewRelative(person, "SPOUSE", "Budi"), NewRelative(person, *wrong)])
    assert refusal.value.code == code
    with pytest.raises(RegistryRefused) as refusal:
        services.add_relatives([NewRelative(person + 99, "SPOUSE", "Budi")])
    assert refusal.value.code == "not_found"


def account(row: int) -> dict[str, object]:
    found = rows("select * from registry_bankaccount where id = %s", [row])[0]
    return {k: v for k, v in found.items() if k not in ("id", "person_id", "relative_id")}


@pytest.mark.parametrize("holder", ["Siti Contoh", "SITI CONTOH", "Siti Contih", "Joko Lain"])
@pytest.mark.parametrize("vouched", [False, True])
def test_bulk_accounts_are_like_single_ones(person: int, office: int, holder: str, vouched: bool) -> None:
    other = services.register_person(
        nik="3514011705909102", name="Siti Contoh", birth_date=date(1990, 5, 17), sex="L", office_id=office
    ).id
    for number, day in (("8800001", date(2021, 1, 4)), ("8800002", date(2021, 2, 4))):
        one = services.set_bank_account(person, "014", number, holder, day, vouched=vouched)
        (many,) = services.set_bank_accounts([NewAccount(other, "014", number, holder, day, vouched=vouched)])
        assert account(many) == account(one.id)
    assert services.set_bank_accounts([NewAccount(other, "014", "8800002", holder, date(2021, 3, 1))]) == [many]
    assert account(many) == account(one.id)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (("014", "12a45", "Siti"), "account_number"),
        (("000", "12345", "Siti"), "bank"),
        (("014", "12345", " "), "name_missing"),
        (("014", "12345", "Siti", date(2021, 1, 4), 77), "relative_of_other"),
    ],
)
def test_a_wrong_account_is_refused(person: int, wrong: tuple[object, ...], code: str) -> None:
    given = wrong if len(wrong) > 3 else (*wrong, date(2021, 1, 4))
    with pytest.raises(RegistryRefused) as refusal:
        services.set_bank_accounts([NewAccount(person, *given)])
    assert refusal.value.code == code

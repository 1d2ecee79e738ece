"""What tests of several packages share: a small institution made through the services, and signing in."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings

from made_up import nik

# How long an example takes says something about the machine, not about the rule.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("house")


@dataclass(frozen=True)
class Institution:
    """A region with two branches, an employer each, and two people each. Ids."""

    region: int
    branches: tuple[int, int]
    employers: tuple[int, int]
    people: tuple[int, int, int, int]
    kpj: tuple[str, str, str, str]


@pytest.fixture
def institution(db) -> Institution:
    from lindung.registry import services as registry

    start = date(2015, 1, 1)
    registry.set_business_day(date(2021, 12, 15))
    region = registry.register_office(code="R", slug="wilayah", name="Wilayah", kind="REGION", valid_from=start)
    branches, employers, people, cards = [], [], [], []
    for n, district in enumerate(("35.75", "35.14")):
        branch = registry.register_office(
            code=f"C{n}", slug=f"cabang-{n}", name=f"Cabang {n}", kind="BRANCH", parent_id=region.id, valid_from=start
        )
        registry.serve_district(branch.id, district, start)
        employer = registry.register_employer(
            name=f"PT Contoh {n}",
            office_id=branch.id,
            district_id=district,
            registered_on=date(2018, 1, 2),
            size="LARGE",
            risk_group=2,
            kbli="10794",
            review_on=date(2020, 1, 2),
            nib=f"91200000000{n:02}",
        )
        branches.append(branch.id)
        employers.append(employer.id)
        for k, (name, sex) in enumerate((("Sari Melati", "P"), ("Bagus Prakoso", "L"))):
            born = date(1980 + n, 3 + k, 7)
            person = registry.register_person(
                nik=nik(10 * n + k + 1, born, sex), name=name, birth_date=born, sex=sex, office_id=branch.id
            )
            people.append(person.id)
            cards.append(registry.issue_number(person.id, branch.id, date(2018, 2, 1)))
    return Institution(region.id, tuple(branches), tuple(employers), tuple(people), tuple(cards))


@pytest.fixture
def sign_in(client):
    """sign_in(user, mandate_id=None) -> a client with a session that has passed the second factor."""
    from allauth.account.internal.flows.login import record_authentication

    from lindung.access.middleware import SESSION_MANDATE

    def enter(user, mandate_id=None):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        record_authentication(SimpleNamespace(session=session), user, "mfa", type="totp")
        if mandate_id:
            session[SESSION_MANDATE] = mandate_id
        session.save()
        return client

    return enter

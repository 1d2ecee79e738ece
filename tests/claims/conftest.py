"""The branch the claims tests work in."""

from collections.abc import Iterator
from datetime import date

import pytest
from claims_world import World

from lindung.base.db import system
from lindung.registry import services as registry


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with system():
        registry.set_business_day(date(2021, 12, 15))
        region = registry.register_office(
            code="W1", slug="wilayah-uji", name="Kantor Wilayah Uji", kind="REGION", valid_from=date(2015, 7, 1)
        )
        offices = [
            registry.register_office(
                code=code,
                slug=code.lower(),
                name=f"Kantor Cabang {name}",
                kind="BRANCH",
                parent_id=region.id,
                address="Jalan Contoh 1",
                valid_from=date(2015, 7, 1),
            ).id
            for code, name in (("C1", "Pasuruan"), ("C2", "Malang"))
        ]
        for office, name in zip(offices, ("Kepala Contoh Satu", "Kepala Contoh Dua"), strict=True):
            registry.appoint(office, "BRANCH_MANAGER", name, "Kepala Kantor Cabang", date(2015, 7, 1))
        employer = registry.register_employer(
            name="PT Contoh Sejahtera",
            office_id=offices[0],
            district_id="35.14",
            registered_on=date(2015, 7, 1),
            size="LARGE",
            risk_group=2,
            kbli="14111",
            review_on=date(2023, 7, 1),
        )
        yield World(offices[0], offices[1], employer.id)

"""Two offices, an employer and a few people to keep books about; the test runs as the writing role."""

from collections.abc import Iterator

import pytest
from ledger_world import World

from lindung.base.db import rows, run, scalar, system


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with system():
        offices = [
            scalar(
                "insert into registry_office (code, slug, name, kind, office_class, address, opens_saturday,"
                " valid_from)"
                " values (%s, %s, %s, 'BRANCH', '', '', false, '2015-07-01') returning id",
                [code, code.lower(), f"Kantor {code}"],
            )
            for code in ("T01", "T02")
        ]
        employer = scalar(
            "insert into registry_employer (npp, name, nib, npwp, office_id, district_id, address, phone, email,"
            " contact_name, status, registered_on, made_at) values ('T0000001', 'PT Uji Coba', '', '', %s,"
            " (select min(code) from registry_district), '', '', '', '', 'ACTIVE', '2015-07-01', now()) returning id",
            [offices[0]],
        )
        run(
            "insert into registry_person (name, birth_date, birth_place, sex, mother_name, phone, email, npwp, address,"
            " office_id, made_at) select 'Peserta ' || n, date '1990-01-01' + n, '', 'L', '', '', '', '', '', %s, now()"
            " from generate_series(1, 5) n",
            [offices[0]],
        )
        people = tuple(r["id"] for r in rows("select id from registry_person order by id desc limit 5"))[::-1]
        yield World(offices[0], offices[1], employer, people)

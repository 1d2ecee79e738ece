"""Loads the reference data that ships with the package (`refdata/`): districts, holidays, banks, minimum wages."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

DATA = Path(__file__).parent / "refdata"


class Cursor(Protocol):
    """What `load` needs of a database cursor."""

    def executemany(self, sql: str, params: Sequence[Sequence[Any]], /) -> object: ...


def read(name: str) -> Iterator[dict[str, str]]:
    """The rows of one reference file."""
    with open(DATA / name, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(cursor: Cursor) -> None:
    """Insert or refresh all reference rows; rows made by people are left alone."""
    cursor.executemany(
        "insert into registry_district (code, name) values (%s, %s)"
        " on conflict (code) do update set name = excluded.name",
        [(r["kode"], r["nama"]) for r in read("districts.csv") if len(r["kode"]) == 5],
    )
    cursor.executemany(
        "insert into registry_holiday (day, name) values (%s, %s) on conflict (day) do update set name = excluded.name",
        [(r["tanggal"], r["nama"][:120]) for r in read("holidays.csv")],
    )
    cursor.executemany(
        "insert into registry_bank (code, name) values (%s, %s) on conflict (code) do update set name = excluded.name",
        [(r["kode"], r["nama"][:80]) for r in read("banks.csv")],
    )
    cursor.executemany(
        "insert into registry_minimumwage (district_id, year, amount, source) values (%s, %s, %s, %s)"
        " on conflict (district_id, year) do update set amount = excluded.amount, source = excluded.source",
        [
            (r["district"], r["year"], r["amount"], f"{r['status']}: {r['source']}"[:300])
            for r in read("minimum_wages.csv")
        ],
    )

"""The few rows that tests of the books stand on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class World:
    """Ids of two offices, an employer and a few people."""

    office: int
    other: int
    employer: int
    people: tuple[int, ...]

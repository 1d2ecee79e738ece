"""What an indicator is: the shape of a definition, its unit and the time it speaks of."""

from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    """What one of a figure is."""

    CASES = "cases"
    CHILDREN = "children"
    RUPIAH = "rupiah"
    MEMBERS = "members"
    EMPLOYERS = "employers"
    PERSONS = "persons"
    DAYS = "days"
    SHARE = "share"
    MEAN = "mean"

    @property
    def divided(self) -> bool:
        """Whether a figure of it is one number over another, both of which are shown."""
        return self in (Unit.SHARE, Unit.MEAN)


class Period(StrEnum):
    """What time a figure speaks of."""

    AS_OF = "as_of"
    YEAR_TO_DATE = "year_to_date"


@dataclass(frozen=True)
class Indicator:
    """One definition. `figures` maps an office slug to the id of the published figure it reproduces."""

    id: str
    version: str
    group: str
    name_id: str
    name_en: str
    definition_id: str
    definition_en: str
    formula: str
    unit: Unit
    period: Period
    source: str
    sql: str
    drill: str
    numerator_id: str = ""
    denominator_id: str = ""
    figures: dict[str, str] = field(default_factory=dict)
    owner: str = "Bidang Kinerja"

"""PP 49/2020 for construction: what is left of a contribution registered before the relief, and the months of wages."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from lindung import law
from lindung.segments.models import Project

REST = "construction.covid_rest"


@dataclass(frozen=True, slots=True)
class Rest:
    """An unpaid contribution under the relief: what is still paid by `until`, and what is then let go."""

    jkk: int
    jkm: int
    waived_jkk: int
    waived_jkm: int
    until: date

    @property
    def payable(self) -> int:
        """All that is still paid."""
        return self.jkk + self.jkm

    @property
    def waived(self) -> int:
        """All that is let go."""
        return self.waived_jkk + self.waived_jkm


@cache
def _span() -> tuple[date, date]:
    told = law.describe(REST)
    return date.fromisoformat(told["since"]), date.fromisoformat(told["until"])


def rest_of(project: Project, jkk: int, jkm: int, on: date) -> Rest | None:
    """What the relief makes of an unpaid rest on a day, as the law is known then; None where it makes nothing."""
    since, until = _span()
    if not (project.registered_on < since <= on <= until):
        return None
    made = law.calc(REST, on, {"jkk_rest": jkk, "jkm_rest": jkm}, known_on=on).values
    if made["waived"] <= 0 or made["payable"] <= 0:
        return None
    paid = (made["jkk_payable"], made["jkm_payable"])
    return Rest(*paid, jkk - paid[0], jkm - paid[1], until)


def relief_of_month(project: Project, month: date, paid_to: date | None) -> int:
    """1 where the wages of a month are billed with the relief, else 0."""
    found = law.calc("relief.covid.eligibility", month, {"joined": project.registered_on, "paid_to": paid_to})
    return int(found.values["eligible"])

"""Those who are no ordinary employers: self-employed people, migrant workers and their company, a contractor's projects
and a micro-enterprise, through the year, every act on the day on which somebody could take it.

None of them is in the plan that adds up to the published figures, and none of them claims: those figures count claims
of the branch, so they stay what they are. Memberships and contributions of a snapshot are not published ones; they
count these people like everybody else.
"""

from datetime import date, timedelta

from lindung.scenarios.pasuruan.figures import BUSINESS_DAY
from lindung.scenarios.pasuruan.segments import micro, migrants, projects, self_paying
from lindung.scenarios.pasuruan.segments.common import Acts
from lindung.scenarios.pasuruan.world import World
from lindung.segments import services as segments


def acts() -> Acts:
    """(day, what is done) of every segment, by day."""
    parts = (self_paying.ACTS, migrants.ACTS, projects.ACTS, micro.ACTS)
    return sorted((one for part in parts for one in part), key=lambda one: one[0])


def month(world: World, number: int) -> int:
    """The acts of a month of 2021 and, at its end, the daily round that ends cover nobody paid for."""
    due = [(day, act) for day, act in acts() if day.month == number]
    for day, act in due:
        act(world, day)
    last = date(2021, number % 12 + 1, 1) - timedelta(days=1) if number < BUSINESS_DAY.month else BUSINESS_DAY
    segments.segments_day(last)
    return len(due)

"""Budgets that end soon."""

from datetime import date, timedelta

from lindung.base.db import act
from lindung.reach.models import Agreement, Alarm
from lindung.reach.queries.runway import runways
from lindung.reach.settings import ALARM_DAYS
from lindung.registry import queries as registry


@act
def raise_alarms(on: date | None = None) -> int:
    """Say once of each budget that it ends within the days of the setting; how many were new. An alarm is about the day
    on which the money ends: more money, or more people, is another day and perhaps another alarm."""
    today = on or registry.today()
    running = list(
        Agreement.objects.filter(people__last_month=None, people__isnull=False).distinct().values_list("pk", flat=True)
    )
    made = 0
    for found in runways(running, today).values():
        if not found.people or found.ends_on > today + timedelta(days=ALARM_DAYS.value):
            continue
        _, new = Alarm.objects.get_or_create(
            agreement_id=found.agreement_id,
            ends_on=found.ends_on,
            defaults={
                "sponsor_id": found.sponsor_id,
                "office_id": found.office_id,
                "made_on": today,
                "money_left": found.left,
                "monthly_cost": found.monthly_cost,
                "people": found.people,
            },
        )
        made += new
    return made

"""A first day of work put right at whatever door: the services do it, and everybody concerned hears of it."""

from collections.abc import Mapping
from datetime import date

from lindung.base.db import act
from lindung.contributions import services
from lindung.contributions.models import WageReport
from lindung.contributions.services import StartMoved
from lindung.interop.outbox import enqueue_after, marks


@act
def correct_start(
    employer_id: int,
    spell_id: int,
    start_on: date,
    reason: str,
    *,
    wage: int | None = None,
    wages: Mapping[date, int] | None = None,
    channel: str = WageReport.Channel.FORM,
    hand_in: int | None = None,
    by: int | None = None,
) -> StartMoved:
    """As `contributions.services.correct_start`; worker and employer are told. Raises as that does."""
    before = marks()
    done = services.correct_start(
        employer_id, spell_id, start_on, reason, wage=wage, wages=wages, channel=channel, hand_in=hand_in, by=by
    )
    enqueue_after(before, by=by)
    return done

"""When money that arrives after a JHT claim was paid may follow it: not once it holds contributions of other work."""

from datetime import date

from lindung.base.dates import month_of
from lindung.base.db import fetch
from lindung.ledger.chart import Acc

WORKING_ON = ("AGE_56", "DEATH")
"""Grounds that later contributions do not touch: who is of age may go on working, who died did not."""


def new_work(person_id: int, ground: str, event_on: date) -> bool:
    """Whether the account holds contributions for months after the one in which the right to the claim arose."""
    if ground in WORKING_ON:
        return False
    found = fetch(
        "select exists (select 1 from ledger_memberposting where person_id = %s and account_id = %s"
        " and kind in ('CONTRIBUTION', 'CORRECTION') and month > %s group by month having sum(amount) <> 0)",
        [person_id, int(Acc.JHT_MEMBERS), month_of(event_on)],
    )
    return bool(found[0][0])

"""The acts of sponsored cover, the only writers of its tables."""

from lindung.reach.services.alarms import raise_alarms
from lindung.reach.services.cover import reach_day
from lindung.reach.services.ending import end_beneficiaries
from lindung.reach.services.handover import hand_over
from lindung.reach.services.lists import Listed, Row, list_people
from lindung.reach.services.orders import order_months
from lindung.reach.services.proposals import (
    answer_proposal,
    propose_handover,
    propose_renewal,
    withdraw_proposal,
)
from lindung.reach.services.registers import (
    NewAgreement,
    NewBudget,
    NewSponsor,
    add_budget,
    register_agreement,
    register_sponsor,
    renew,
)

__all__ = [
    "Listed",
    "NewAgreement",
    "NewBudget",
    "NewSponsor",
    "Row",
    "add_budget",
    "answer_proposal",
    "end_beneficiaries",
    "hand_over",
    "list_people",
    "order_months",
    "propose_handover",
    "propose_renewal",
    "raise_alarms",
    "reach_day",
    "register_agreement",
    "register_sponsor",
    "renew",
    "withdraw_proposal",
]

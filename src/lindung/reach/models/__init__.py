"""Who pays for whom: sponsors and agreements, budgets and what they were used for, lists of people, what sponsors
propose."""

from lindung.reach.models.agreement import Agreement, Alarm, BudgetLine, BudgetUse, Sponsor, SponsoredOrder
from lindung.reach.models.people import Beneficiary, BeneficiaryEvent, ListRow, ListTaken, Offer
from lindung.reach.models.proposal import Proposal

__all__ = [
    "Agreement",
    "Alarm",
    "Beneficiary",
    "BeneficiaryEvent",
    "BudgetLine",
    "BudgetUse",
    "ListRow",
    "ListTaken",
    "Offer",
    "Proposal",
    "Sponsor",
    "SponsoredOrder",
]

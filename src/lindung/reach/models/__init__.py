"""Who pays for whom: sponsors and agreements, budgets and what they were used for, lists of people."""

from lindung.reach.models.agreement import Agreement, Alarm, BudgetLine, BudgetUse, Sponsor, SponsoredOrder
from lindung.reach.models.people import Beneficiary, BeneficiaryEvent, ListTaken, Offer

__all__ = [
    "Agreement",
    "Alarm",
    "Beneficiary",
    "BeneficiaryEvent",
    "BudgetLine",
    "BudgetUse",
    "ListTaken",
    "Offer",
    "Sponsor",
    "SponsoredOrder",
]

"""What a scenario is made of: steps, each one transaction that may be repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

W = TypeVar("W")
"""The world of a scenario: its plan and what of it is known in the database."""


@dataclass(frozen=True)
class Step(Generic[W]):
    """One transaction of the load. `weight` is about how many hundredths of a second it takes at full size;
    `settle`: tables whose fresh statistics help what follows."""

    key: str
    title_id: str
    title_en: str
    weight: int
    work: Callable[[W], int]
    settle: tuple[str, ...] = ()


REGISTERS = ("registry_employer", "registry_employerclass", "registry_person", "registry_membernumber")
COVER = ("coverage_spell", "coverage_spellevent")
BOOKS = ("ledger_entry", "ledger_posting", "ledger_memberposting")
BILLS = ("contributions_wagereport", "contributions_wageline", "contributions_bill", "contributions_line")
MONEY = ("contributions_receipt", "contributions_allocation", "contributions_settlement")
CLAIMS = (
    "claims_claim", "claims_claimevent", "claims_claimdocument", "claims_decision", "claims_benefitpart",
    "claims_paymentorder",
)  # fmt: skip
COLLECTION = ("collection_case", "collection_step")
FAMILY = ("registry_relative", "registry_bankaccount")

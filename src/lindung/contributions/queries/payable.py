"""What a billing code asks to be paid on a day."""

from dataclasses import dataclass
from datetime import date

from lindung.base.db import rows
from lindung.contributions.queries.money import bills_of


@dataclass(frozen=True, slots=True)
class Payable:
    """A bill as a payer sees it, whole rupiah: `principal` not paid, `penalty` charged and not paid, `accruing` the
    penalty that paying the principal on the asked day brings; `total` settles the bill whole on that day."""

    code: str
    bill_id: int
    employer_id: int
    office_id: int
    name: str
    month: date
    due_on: date
    principal: int
    penalty: int
    accruing: int

    @property
    def total(self) -> int:
        return max(0, self.principal) + self.penalty + self.accruing


def payable(code: str, on: date) -> Payable | None:
    """The bill of a code, or None where there is none. Later versions of its month are counted."""
    found = rows(
        "select b.id, b.employer_id, b.office_id, e.name from contributions_bill b"
        " join registry_employer e on e.id = b.employer_id where b.code = %s",
        [code],
    )
    if not found:
        return None
    known = found[0]
    bill = next(b for b in bills_of(known["employer_id"], on) if b["id"] == known["id"])
    return Payable(
        code=code,
        bill_id=known["id"],
        employer_id=known["employer_id"],
        office_id=known["office_id"],
        name=known["name"],
        month=bill["month"],
        due_on=bill["due_on"],
        principal=bill["open"],
        penalty=bill["penalty"] - bill["penalty_paid"],
        accruing=bill["accruing"],
    )

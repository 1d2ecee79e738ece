"""Every proof of the books and the registers in one list."""

from lindung.base.proofs import Proof
from lindung.claims import checks as claims
from lindung.contributions import checks as contributions
from lindung.coverage import checks as coverage
from lindung.ledger import checks as ledger
from lindung.registry import checks as registry


def proofs() -> list[Proof]:
    """All proofs, run now; each compares two figures that must be equal."""
    return [
        *registry.proofs(),
        *coverage.proofs(),
        *contributions.proofs(),
        *ledger.proofs(),
        *claims.proofs(),
    ]

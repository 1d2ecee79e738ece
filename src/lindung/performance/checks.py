"""Every proof of the books and the registers in one list."""

import lindung.claims.checks as claims
import lindung.collection.checks as collection
import lindung.contributions.checks as contributions
import lindung.coverage.checks as coverage
import lindung.ledger.checks as ledger
import lindung.reach.checks as reach
import lindung.registry.checks as registry
import lindung.segments.checks as segments
from lindung.base.proofs import Proof


def proofs() -> list[Proof]:
    """All proofs, run now; each compares two figures that must be equal."""
    return [
        *registry.proofs(),
        *coverage.proofs(),
        *contributions.proofs(),
        *segments.proofs(),
        *collection.proofs(),
        *reach.proofs(),
        *ledger.proofs(),
        *claims.proofs(),
    ]

"""Every proof of the books and the registers in one list."""

from typing import Any

import lindung.claims.checks as claims
import lindung.collection.checks as collection
import lindung.contributions.checks as contributions
import lindung.coverage.checks as coverage
import lindung.ledger.checks as ledger
import lindung.reach.checks as reach
import lindung.registry.checks as registry
import lindung.segments.checks as segments
from lindung.base.proofs import Proof

PACKAGES: tuple[Any, ...] = (registry, coverage, contributions, segments, collection, reach, ledger, claims)
"""The modules that prove, each by its `proofs`."""


def proofs() -> list[Proof]:
    """All proofs, run now; each compares two figures that must be equal."""
    return [proof for package in PACKAGES for proof in package.proofs()]

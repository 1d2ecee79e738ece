"""Every proof of the books and the registers in one list."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

import lindung.claims.checks as claims
import lindung.collection.checks as collection
import lindung.contributions.checks as contributions
import lindung.coverage.checks as coverage
import lindung.ledger.checks as ledger
import lindung.reach.checks as reach
import lindung.registry.checks as registry
import lindung.segments.checks as segments
from lindung.base.db import many
from lindung.base.proofs import Proof

PACKAGES: tuple[Any, ...] = (registry, coverage, contributions, segments, collection, reach, ledger, claims)
"""The modules that prove, each by its `proofs`."""


def proofs() -> list[Proof]:
    """All proofs, run now; each compares two figures that must be equal."""
    return [proof for package in PACKAGES for proof in of(package.proofs)]


def of(package: Callable[[], list[Proof]]) -> list[Proof]:
    """The proofs of one package. They go over whole tables, some of which may just have been filled."""
    with transaction.atomic(), many():
        return package()

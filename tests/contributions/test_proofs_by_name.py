"""The proofs of contributions one by one: each goes by the id it says."""

import pytest

from lindung.contributions import checks
from lindung.interop.runs import penalties

pytestmark = pytest.mark.django_db


def test_proofs_are_asked_for_by_their_ids() -> None:
    everything = [p.id for p in checks.proofs()]
    assert everything == list(checks._ALL) and len(everything) == 11
    assert set(penalties.PROOFS) <= set(everything), "a run that names a proof that is not there would prove nothing"
    assert [p.id for p in checks.proofs(penalties.PROOFS)] == list(penalties.PROOFS)

"""Money and penalties of every employer brought to what the facts and the law of today say.

A penalty arises when a part of a bill is paid late, in the transaction that takes the money; this run changes something
only where the facts changed since (a bill corrected, a relief granted, a receipt undone), and proves the rest.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from lindung.base import db
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import check_total
from lindung.contributions import checks, services

EMPLOYERS = 2_000
PROOFS = (
    "contributions.receipts",
    "contributions.receipt_limits",
    "contributions.bill_limits",
    "contributions.penalties",
)


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Ranges of employers who ever paid."""
    found = db.rows(
        "select min(employer_id) as low, max(employer_id) as high from ("
        " select employer_id, (row_number() over (order by employer_id) - 1) / %s as part"
        " from (select distinct employer_id from contributions_receipt where employer_id is not null) e) x"
        " group by part order by part",
        [int(run.params.get("size") or EMPLOYERS)],
    )
    return [(r["low"], r["high"]) for r in found]


def work(run: Run, part: Slice) -> SliceResult:
    """Allocate one range anew; `penalties` is what they were charged in all, `changed` by how much that moved."""
    ids = [
        r["employer_id"]
        for r in db.rows(
            "select distinct employer_id from contributions_receipt where employer_id between %s and %s order by 1",
            [part.low, part.high],
        )
    ]
    before = _charged(part.low, part.high)
    done = services.allocate(ids, on=date.fromisoformat(run.params["on"]), by=run.made_by)
    after = _charged(part.low, part.high)
    told = {"penalties": after, "changed": after - before, "principal": done.principal, "penalty": done.penalty}
    return SliceResult(len(ids), told)


def _charged(low: int, high: int) -> int:
    return int(
        db.scalar(
            "select coalesce(sum(amount), 0)::bigint from contributions_penalty where employer_id between %s and %s",
            [low, high],
        )
    )


def finish(run: Run) -> Mapping[str, int]:
    """Σ of the ranges = Σ of the table; money and penalties are what the law computes, or the run is not closed."""
    check_total("penalties", _charged(0, 2**62), run.totals.get("penalties", 0))
    with db.many():
        found = checks.proofs(PROOFS)
    for proof in found:
        check_total(proof.id, proof.left, proof.right)
        check_total(proof.id, 0, len(proof.detail))
    return {}

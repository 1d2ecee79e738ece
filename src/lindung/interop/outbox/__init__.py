"""From what happened to what people are told: events of claims, cover and bills become messages; decisions become
letters.

Domain packages know nothing of messages. This one reads their events by id ranges and writes messages set-based; every
message carries the key of its event, so a range may be read again at any time and nobody is told twice. It is a
handler of the batch engine (`cut`, `work`, `finish`); `enqueue_due` asks for what is new.
"""

from collections.abc import Mapping, Sequence

from lindung.base.db import act, scalar
from lindung.batch.engine import SliceResult
from lindung.batch.models import Run, Slice
from lindung.batch.services import enqueue
from lindung.interop.outbox.certificates import project_certificate
from lindung.interop.outbox.letters import decision_letter, decision_preview, statement_letter
from lindung.interop.outbox.messages import SOURCES, tell

HANDLER = "lindung.interop.outbox"
SLICE = 20_000
OVERLAP = 5_000
"""Ids are given before they are committed: each run looks back this far for events that were still on their way."""


@act
def enqueue_due(*, by: int | None = None, since: Mapping[str, int] | None = None) -> list[Run]:
    """Ask for the messages about everything new since the last time; one run per source with anything new.

    `since` sets the first id to tell of per source (e.g. after loading a history nobody needs to be told of).
    """
    runs = []
    for source, found in SOURCES.items():
        high = int(scalar(f"select coalesce(max(id), 0) from {found.table}"))
        done = scalar(
            "select max((params ->> 'high')::bigint) from batch_run where kind = 'outbox' and params ->> 'source' = %s",
            [source],
        )
        floor = (since or {}).get(source, 0)
        answered = scalar(found.answers) if found.answers and high else None
        if high <= max(int(done or 0), floor - 1):
            key = f"outbox:{source}:{high}:{high}:{answered:%Y%m%d%H%M%S%f}" if answered else ""
            if not key or scalar("select exists (select 1 from batch_run where key = %s)", [key]):
                continue
            low = high
        else:
            low = max(int(done or 0) - OVERLAP + 1, floor, 1)
            key = f"outbox:{source}:{low}:{high}"
        runs.append(enqueue("outbox", HANDLER, key, {"source": source, "low": low, "high": high}, by=by))
    return runs


POSTING = ("cover", "bills", "wages", "hand_ins")
"""What reporting brings about: joiners and leavers, bills, changed wages, and that the branch did it."""


@act
def marks() -> dict[str, int]:
    """Where the events of a posting stand, for `enqueue_after` in the same transaction or a later one."""
    return {s: int(scalar(f"select coalesce(max(id), 0) from {SOURCES[s].table}")) for s in POSTING}


@act
def enqueue_after(before: Mapping[str, int], *, by: int | None = None) -> list[Run]:
    """Ask for the messages about what was posted since `before` was taken."""
    runs = []
    for source, high in marks().items():
        if high > before[source]:
            params = {"source": source, "low": before[source] + 1, "high": high}
            runs.append(enqueue("outbox", HANDLER, f"outbox:{source}:{params['low']}:{high}", params, by=by))
    return runs


def flush(*, since: Mapping[str, int] | None = None) -> int:
    """Tell everything new at once, in this process; returns how many messages were made."""
    from lindung.batch.services import run_now

    return sum(run_now(run.id).totals.get("messages", 0) for run in enqueue_due(since=since))


def cut(run: Run) -> Sequence[tuple[int, int]]:
    """Id ranges of the source."""
    low, high = int(run.params["low"]), int(run.params["high"])
    return [(first, min(first + SLICE - 1, high)) for first in range(low, high + 1, SLICE)]


def work(run: Run, part: Slice) -> SliceResult:
    """The messages of one range; events told before are left out."""
    made = tell(run.params["source"], part.low, part.high)
    return SliceResult(rows=part.high - part.low + 1, totals={"messages": made})


def finish(run: Run) -> Mapping[str, int] | None:
    """Nothing to compare: a message is made or was there."""
    return None


__all__ = [
    "HANDLER",
    "cut",
    "decision_letter",
    "decision_preview",
    "enqueue_after",
    "enqueue_due",
    "finish",
    "flush",
    "marks",
    "project_certificate",
    "statement_letter",
    "tell",
    "work",
]

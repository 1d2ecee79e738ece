"""Whether somebody must look at a parameter again: ``python -m lindung.law.reviews [--today YYYY-MM-DD]``.

A ``review_by`` that has passed fails the check, one that comes within :data:`WARN` is named. The day is the argument,
else ``SOURCE_DATE_EPOCH`` (the day of a repeatable build), else today. A parameter with ``ends`` needs no review: after
its end a look-up is refused."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from .store import Parameter, load

WARN = timedelta(days=60)


def build_day() -> date:
    """The day that a build is of."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return moment.date()


def due(parameters: Iterable[Parameter], today: date) -> tuple[list[Parameter], list[Parameter]]:
    """Parameters whose review is overdue, and those whose review comes soon; the earliest first."""
    dated = sorted((p.review_by, p.id, p) for p in parameters if p.review_by is not None)
    late = [p for day, _, p in dated if day < today]
    return late, [p for day, _, p in dated if today <= day <= today + WARN]


def main(argv: list[str] | None = None) -> int:
    """Print what is due; 1 if anything is overdue."""
    parser = argparse.ArgumentParser(prog="lindung.law.reviews")
    parser.add_argument("--today", type=date.fromisoformat, default=build_day())
    today = parser.parse_args(argv).today
    late, soon = due(load()[0], today)
    for item in late:
        print(f"{item.id}: review_by {item.review_by} has passed; confirm the value and set the next review")
    for item in soon:
        print(f"warning: {item.id}: review_by {item.review_by} is near")
    print(f"{today}: {len(late)} overdue, {len(soon)} within {WARN.days} days")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())

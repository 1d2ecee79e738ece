"""What each month takes from which budget line: a pure function."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line with what live orders left of it, for months `first_month` to `last_month`."""

    id: int
    first_month: date
    last_month: date
    left: int


@dataclass(frozen=True, slots=True)
class Lack:
    """A month that the lines do not hold: what it needs, what they have for it, whether any line holds for it."""

    month: date
    needed: int
    there: int
    any_line: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """What months take: (line, month, amount) in the order taken, what no line holds, and the first month lacking."""

    uses: tuple[tuple[int, date, int], ...]
    over: int
    lack: Lack | None


def share(asked: Mapping[date, int], lines: Iterable[Line]) -> Shared:
    """Take each month, the earliest first, from the lines that hold for it, the one that ends first first; of several
    that end together, the one recorded first. Amounts are whole rupiah."""
    ranked = sorted(lines, key=lambda line: (line.last_month, line.id))
    left = {line.id: max(line.left, 0) for line in ranked}
    uses: list[tuple[int, date, int]] = []
    over = 0
    lack: Lack | None = None
    for month in sorted(asked):
        needed = asked[month]
        those = [line.id for line in ranked if line.first_month <= month <= line.last_month]
        there = sum(left[line] for line in those)
        if there < needed and lack is None:
            lack = Lack(month, needed, there, bool(those))
        for line in those:
            taken = min(left[line], needed)
            if taken:
                uses.append((line, month, taken))
                left[line] -= taken
                needed -= taken
        over += needed
    return Shared(tuple(uses), over, lack)

"""The operations a rule text may call, in exact integers.

All of them treat a negative base as the mirror of the positive one, so that a reversed line cancels its original to the
rupiah. Python's ``//`` floors and PostgreSQL's ``/`` truncates; rules therefore round through these functions only.
"""

from __future__ import annotations

from collections.abc import Sequence

from .units import PPM

MODES = ("half_up", "half_even", "down", "up")
Schedule = Sequence[tuple[int | None, int]]
"""Slices or bands in rising order: (upper end, or ``None`` for the last; figure of the slice)."""


def ratio(num: int, den: int, mode: str) -> int:
    """``num / den`` as a whole number; ``den`` > 0. The mode acts on the magnitude: ``half_up`` sends a tie away from
    zero, ``half_even`` to the even neighbour, ``down`` towards zero, ``up`` away from zero."""
    size = -num if num < 0 else num
    if mode == "half_up":
        out = (2 * size + den) // (2 * den)
    elif mode == "half_even":
        out, rest = divmod(size, den)
        if 2 * rest > den or (2 * rest == den and out % 2):
            out += 1
    elif mode == "down":
        out = size // den
    elif mode == "up":
        out = (size + den - 1) // den
    else:
        raise ValueError(f"unknown rounding {mode}")
    return -out if num < 0 else out


def share(base: int, rate: int, mode: str) -> int:
    """``rate`` (parts per million) of ``base``, rounded to a whole number by ``mode``."""
    if mode == "half_up":
        if base >= 0:
            return (base * rate + 500_000) // PPM
        return -((500_000 - base * rate) // PPM)
    return ratio(base * rate, PPM, mode)


def prorata(base: int, rate: int, part: int, whole: int, mode: str) -> int:
    """``rate`` (parts per million) of ``base`` for ``part`` of ``whole`` (> 0), rounded once."""
    return ratio(base * rate * part, PPM * whole, mode)


def limit(value: int, ceiling: int) -> int:
    """``value``, its magnitude at most ``ceiling`` (>= 0)."""
    if value > ceiling:
        return ceiling
    return -ceiling if value < -ceiling else value


def round_down_to(value: int, step: int) -> int:
    """``value`` brought towards zero to a multiple of ``step`` (> 0)."""
    return -(-value // step * step) if value < 0 else value // step * step


def progressive(base: int, schedule: Schedule, mode: str) -> int:
    """Tax on ``base`` (>= 0) slice by slice; the exact sum is rounded once."""
    total, low = 0, 0
    for up_to, rate in schedule:
        high = base if up_to is None else min(base, up_to)
        if high > low:
            total += (high - low) * rate
        if up_to is not None:
            low = up_to
    return ratio(total, PPM, mode)


def band(value: int, schedule: Schedule) -> int:
    """The figure of the band that ``value`` falls in: the first whose upper end is not below it. An upper end belongs
    to its band; the first band has no lower end."""
    for up_to, figure in schedule:
        if up_to is None or value <= up_to:
            return figure
    raise ValueError("a schedule without an open last band")

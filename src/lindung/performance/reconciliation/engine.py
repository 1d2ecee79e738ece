"""How a reconciliation test reaches its verdict: exact arithmetic over intervals, shown as it was done."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lindung.performance.reconciliation.register import published


class Verdict(StrEnum):
    """PASS: equal. ROUNDING: equal within what rounding leaves open. FAIL: not equal. WARN: cannot be one fact."""

    PASS = "PASS"
    ROUNDING = "ROUNDING"
    FAIL = "FAIL"
    WARN = "WARN"


@dataclass(frozen=True)
class Outcome:
    """A verdict, the figures compared, and the arithmetic in plain text."""

    verdict: Verdict
    arithmetic: str
    left: Fraction | None = None
    right: Fraction | None = None

    @property
    def gap(self) -> Fraction | None:
        return None if self.left is None or self.right is None else self.left - self.right


Look = Callable[[str], tuple[Fraction, Fraction]]
"""Figure id -> value and half interval. The register, or figures computed from transactions."""


@dataclass(frozen=True)
class Test:
    """One test: id, what it checks, the verdict expected of the published figures, why."""

    id: str
    title_id: str
    title_en: str
    expected: Verdict
    reason_id: str
    reason_en: str
    check: Callable[[Look], Outcome]


def from_register(id_: str) -> tuple[Fraction, Fraction]:
    """A figure as printed."""
    one = published()[id_]
    return one.value, one.half


def text(value: Fraction) -> str:
    """A number as plain digits, decimals only where it has them."""
    if value.denominator == 1:
        return f"{value.numerator:,}".replace(",", ".")
    whole = round(value * 10000)
    digits = f"{abs(whole) // 10000:,}".replace(",", ".") + "," + f"{abs(whole) % 10000:04d}".rstrip("0")
    return ("−" if whole < 0 else "") + digits.rstrip(",")


def adds_up(parts: list[str], total: str | int) -> Callable[[Look], Outcome]:
    """Σ parts against a printed total (or a fixed number), with both intervals."""

    def check(look: Look) -> Outcome:
        values = [look(p) for p in parts]
        left = sum((v for v, _ in values), Fraction(0))
        slack = sum((h for _, h in values), Fraction(0))
        right, half = look(total) if isinstance(total, str) else (Fraction(total), Fraction(0))
        sum_text = " + ".join(text(v) for v, _ in values)
        if left == right:
            verdict = Verdict.PASS
        elif left - slack <= right + half and right - half <= left + slack:
            verdict = Verdict.ROUNDING
        else:
            verdict = Verdict.FAIL
        sign = "=" if verdict is Verdict.PASS else "≈" if verdict is Verdict.ROUNDING else "≠"
        shown = f"{sum_text} = {text(left)} {sign} {text(right)}"
        if verdict is Verdict.ROUNDING:
            shown += f"; [{text(left - slack)}, {text(left + slack)}]"
        elif verdict is Verdict.FAIL:
            shown += f"; {text(right - left)}"
        return Outcome(verdict, shown, left, right)

    return check


def implied(parts: list[str]) -> Callable[[Look], Outcome]:
    """A total nobody printed: Σ parts with its rounding interval."""

    def check(look: Look) -> Outcome:
        values = [look(p) for p in parts]
        left = sum((v for v, _ in values), Fraction(0))
        slack = sum((h for _, h in values), Fraction(0))
        shown = " + ".join(text(v) for v, _ in values) + f" = {text(left)}"
        return Outcome(Verdict.PASS, shown + (f" ± {text(slack)}" if slack else ""), left, left)

    return check


def ratio(
    over: str, under: str, claimed: Fraction | None = None, tolerance: Fraction = Fraction(1, 200)
) -> Callable[[Look], Outcome]:
    """A share n / d, against a claimed one where there is one (equal within half a percentage point)."""

    def check(look: Look) -> Outcome:
        n, d = look(over)[0], look(under)[0]
        share = n / d
        shown = f"{text(n)} / {text(d)} = {text(round(share * 1000000) / Fraction(10000))} %"
        if claimed is None:
            return Outcome(Verdict.PASS, shown, share, share)
        good = abs(share - claimed) <= tolerance
        return Outcome(
            Verdict.PASS if good else Verdict.FAIL,
            f"{shown} {'=' if good else '≠'} {text(claimed * 100)} %",
            share,
            claimed,
        )

    return check


def warn(note: str, *ids: str) -> Callable[[Look], Outcome]:
    """Something a reader must know before using the figures; shown with them."""

    def check(look: Look) -> Outcome:
        shown = ", ".join(f"{i} = {text(look(i)[0])}" for i in ids)
        return Outcome(Verdict.WARN, f"{note}{': ' + shown if shown else ''}")

    return check


def flow_above_stock(flow: str, stock: str) -> Callable[[Look], Outcome]:
    """Gross additions above the stock are possible only if others left: the least number that did."""

    def check(look: Look) -> Outcome:
        f, s = look(flow)[0], look(stock)[0]
        least = f - s
        shown = f"{text(f)} > {text(s)}: ≥ {text(least)}"
        return Outcome(Verdict.WARN if least > 0 else Verdict.PASS, shown, f, s)

    return check


def run(test: Test, look: Look = from_register) -> Outcome:
    """The outcome of one test."""
    return test.check(look)


def run_all(look: Look = from_register) -> list[tuple[Test, Outcome]]:
    """All tests in order, with their outcomes."""
    from lindung.performance.reconciliation.catalogue import TESTS

    return [(test, run(test, look)) for test in TESTS]

"""A small graph of integer operations: what a rule text becomes before it is written as NumPy or SQL.

Nodes are numbered by value (the same operation on the same arguments is one node), constants are folded, and every
integer node carries its proven interval. A node that could leave 64 bits is refused when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass

from .errors import RuleError
from .ops import Schedule
from .units import PPM

LIMIT = 2**63 - 1
Table = tuple[tuple[int, int], ...]
Arg = int | str | Table
COMPARE = {"lt": "ge", "le": "gt", "gt": "le", "ge": "lt", "eq": "ne", "ne": "eq"}


@dataclass(frozen=True, slots=True)
class Node:
    """One operation. ``args`` are node numbers, except for the literals of ``in``, ``const`` and ``take``."""

    op: str
    args: tuple[Arg, ...]
    low: int
    high: int
    truth: bool = False


class Graph:
    """An append-only list of nodes, in an order in which every argument precedes its use."""

    def __init__(self, rule: str = "") -> None:
        self.nodes: list[Node] = []
        self._seen: dict[tuple[str, tuple[Arg, ...]], int] = {}
        self.rule = rule

    def _add(self, op: str, args: tuple[Arg, ...], low: int, high: int, truth: bool = False) -> int:
        key = (op, args)
        if key in self._seen:
            return self._seen[key]
        if low < -LIMIT or high > LIMIT:
            raise RuleError(rule=self.rule, why=f"{op} may reach {low} .. {high}, outside 64 bits")
        if low == high and not truth and op not in ("const", "in"):
            return self.const(low)
        self.nodes.append(Node(op, args, low, high, truth))
        self._seen[key] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def bounds(self, n: int) -> tuple[int, int]:
        """Proven interval of a node."""
        return self.nodes[n].low, self.nodes[n].high

    def const(self, value: int) -> int:
        return self._add("const", (value,), value, value)

    def input(self, name: str, low: int, high: int) -> int:
        return self._add("in", (name,), low, high)

    def constant(self, n: int) -> int | None:
        """The value of a constant node, else ``None``."""
        node = self.nodes[n]
        return node.low if node.op == "const" else None

    # arithmetic ------------------------------------------------------------------------------------------------------
    def add(self, a: int, b: int) -> int:
        (al, ah), (bl, bh) = self.bounds(a), self.bounds(b)
        if self.constant(a) == 0:
            return b
        return a if self.constant(b) == 0 else self._add("add", (a, b), al + bl, ah + bh)

    def sub(self, a: int, b: int) -> int:
        (al, ah), (bl, bh) = self.bounds(a), self.bounds(b)
        if self.constant(b) == 0:
            return a
        return self._add("sub", (a, b), al - bh, ah - bl)

    def neg(self, a: int) -> int:
        return self.sub(self.const(0), a)

    def mul(self, a: int, b: int) -> int:
        if self.constant(a) == 1:
            return b
        if self.constant(b) == 1:
            return a
        ends = [x * y for x in self.bounds(a) for y in self.bounds(b)]
        return self._add("mul", (a, b), min(ends), max(ends))

    def smaller(self, a: int, b: int) -> int:
        (al, ah), (bl, bh) = self.bounds(a), self.bounds(b)
        if ah <= bl:
            return a
        return b if bh <= al else self._add("min", (a, b), min(al, bl), min(ah, bh))

    def larger(self, a: int, b: int) -> int:
        (al, ah), (bl, bh) = self.bounds(a), self.bounds(b)
        if al >= bh:
            return a
        return b if bl >= ah else self._add("max", (a, b), max(al, bl), max(ah, bh))

    def floor_div(self, a: int, b: int) -> int:
        """Floor of a quotient whose divisor is proven positive."""
        (al, ah), (bl, bh) = self.bounds(a), self.bounds(b)
        if bl <= 0:
            raise RuleError(rule=self.rule, why="divisor not proven positive")
        ends = [x // y for x in (al, ah) for y in (bl, bh)]
        return self._add("fdiv", (a, b), min(ends), max(ends))

    def take(self, index: int, table: Table) -> int:
        """Look-up in a closed table; every value the index can take must be a code of the table."""
        low, high = self.bounds(index)
        codes = dict(table)
        missing = [c for c in range(low, high + 1) if c not in codes] if high - low < 100_000 else [low]
        if missing:
            raise RuleError(rule=self.rule, why=f"table has no value for code {missing[0]}")
        reached = [codes[c] for c in range(low, high + 1)]
        return self._add("take", (index, table), min(reached), max(reached))

    # truth -----------------------------------------------------------------------------------------------------------
    def truth(self, value: bool) -> int:
        return self._add("truth", (int(value),), int(value), int(value), True)

    def known(self, n: int) -> bool | None:
        """The outcome of a condition that is already decided, else ``None``."""
        node = self.nodes[n]
        return bool(node.low) if node.op == "truth" else None

    def compare(self, op: str, a: int, b: int) -> int:
        (al, ah), (bl, bh) = self.bounds(a), self.bounds(b)
        always = {
            "lt": ah < bl,
            "le": ah <= bl,
            "gt": al > bh,
            "ge": al >= bh,
            "eq": al == ah == bl == bh,
            "ne": ah < bl or bh < al,
        }
        if a == b:
            return self.truth(op in ("le", "ge", "eq"))
        if always[op]:
            return self.truth(True)
        if always[COMPARE[op]]:
            return self.truth(False)
        return self._add(op, (a, b), 0, 1, True)

    def both(self, a: int, b: int) -> int:
        if self.known(a) is not None:
            return b if self.known(a) else a
        if self.known(b) is not None:
            return a if self.known(b) else b
        return self._add("and", (a, b), 0, 1, True)

    def negate(self, a: int) -> int:
        node = self.nodes[a]
        if node.op == "truth":
            return self.truth(not node.low)
        if node.op in COMPARE:
            return self._add(COMPARE[node.op], node.args, 0, 1, True)
        return self._add("not", (a,), 0, 1, True)

    def either(self, a: int, b: int) -> int:
        return self.negate(self.both(self.negate(a), self.negate(b)))

    def choose(self, test: int, then: int, other: int) -> int:
        decided = self.known(test)
        if decided is not None:
            return then if decided else other
        if then == other:
            return then
        (tl, th), (ol, oh) = self.bounds(then), self.bounds(other)
        return self._add("where", (test, then, other), min(tl, ol), max(th, oh))

    # the operations of ops.py ----------------------------------------------------------------------------------------
    def negative(self, n: int) -> int:
        """Condition ``n < 0``, asked of the simplest node with the same sign."""
        node = self.nodes[n]
        if node.op == "mul":
            a, b = (int(x) for x in node.args if isinstance(x, int))
            if self.nodes[b].low > 0:
                return self.negative(a)
            if self.nodes[a].low > 0:
                return self.negative(b)
        return self.compare("lt", n, self.const(0))

    def size(self, n: int) -> int:
        """Magnitude of a node."""
        low, high = self.bounds(n)
        if low >= 0:
            return n
        node = self._add("abs", (n,), 0 if high >= 0 else -high, max(-low, high))
        return node

    def ratio(self, num: int, den: int, mode: str) -> int:
        dl, _ = self.bounds(den)
        if dl <= 0:
            raise RuleError(rule=self.rule, why="divisor not proven positive")
        below = self.negative(num)
        known = self.constant(den)
        if mode == "half_up" and known is not None:
            low, high = self.bounds(num)
            h = known // 2
            if known % 2 == 0:
                ends = [-((h - x) // known) if x < 0 else (x + h) // known for x in (low, high)]
                self._room(max(-low, high) + h)
                return self._add("half_up", (num, den, below), ends[0], ends[1])
        size = self.size(num)
        if mode == "half_up":
            out = self.floor_div(self.add(self.mul(size, self.const(2)), den), self.mul(den, self.const(2)))
        elif mode == "half_even":
            out = self.floor_div(size, den)
            twice = self.mul(self.sub(size, self.mul(out, den)), self.const(2))
            odd = self.compare(
                "eq", self.sub(out, self.mul(self.floor_div(out, self.const(2)), self.const(2))), self.const(1)
            )
            up = self.either(self.compare("gt", twice, den), self.both(self.compare("eq", twice, den), odd))
            out = self.choose(up, self.add(out, self.const(1)), out)
        elif mode == "down":
            out = self.floor_div(size, den)
        elif mode == "up":
            out = self.floor_div(self.add(size, self.sub(den, self.const(1))), den)
        else:
            raise RuleError(rule=self.rule, why=f"unknown rounding {mode}")
        return self.choose(below, self.neg(out), out)

    def _room(self, high: int) -> None:
        if high > LIMIT:
            raise RuleError(rule=self.rule, why=f"rounding may reach {high}, outside 64 bits")

    def share(self, base: int, rate: int, mode: str) -> int:
        if self.bounds(rate)[0] < 0:
            raise RuleError(rule=self.rule, why="rate not proven to be zero or more")
        return self.ratio(self.mul(base, rate), self.const(PPM), mode)

    def prorata(self, base: int, rate: int, part: int, whole: int, mode: str) -> int:
        if self.bounds(rate)[0] < 0 or self.bounds(part)[0] < 0:
            raise RuleError(rule=self.rule, why="rate or part not proven to be zero or more")
        num = self.mul(self.mul(base, rate), part)
        return self.ratio(num, self.mul(self.const(PPM), whole), mode)

    def limit(self, value: int, ceiling: int) -> int:
        return self.larger(self.smaller(value, ceiling), self.neg(ceiling))

    def round_down_to(self, value: int, step: int) -> int:
        size = self.size(value)
        steps = self.floor_div(size, step)
        out = self._add("mul", (steps, step), 0, self.bounds(size)[1])  # a multiple not above the size itself
        return self.choose(self.negative(value), self.neg(out), out)

    def progressive(self, base: int, schedule: Schedule, mode: str) -> int:
        if self.bounds(base)[0] < 0:
            raise RuleError(rule=self.rule, why="base of a schedule not proven to be zero or more")
        total, low = self.const(0), 0
        for up_to, rate in schedule:
            high = base if up_to is None else self.smaller(base, self.const(up_to))
            part = self.larger(self.sub(high, self.const(low)), self.const(0))
            total = self.add(total, self.mul(part, self.const(rate)))
            low = low if up_to is None else up_to
        return self.ratio(total, self.const(PPM), mode)

    def band(self, value: int, schedule: Schedule) -> int:
        out = self.const(schedule[-1][1])
        for up_to, figure in reversed(schedule[:-1]):
            assert up_to is not None
            out = self.choose(self.compare("le", value, self.const(up_to)), self.const(figure), out)
        return out

    def live(self, roots: list[int]) -> list[int]:
        """Numbers of the nodes that ``roots`` need, in order."""
        need, stack = set(roots), list(roots)
        while stack:
            node = self.nodes[stack.pop()]
            if node.op in ("in", "const", "truth"):
                continue
            for arg in node.args[:1] if node.op == "take" else node.args:
                if isinstance(arg, int) and arg not in need:
                    need.add(arg)
                    stack.append(arg)
        return sorted(need)

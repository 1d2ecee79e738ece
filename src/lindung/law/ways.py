"""A rule text unfolded into the ways it can go: for each its arithmetic, what is read on it, and its last rounding."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .text import CALLS

WAYS = 200
"""A rule that can go in more ways than this is not unfolded."""
ROUNDED = ("share", "ratio", "prorata", "progressive")


class TooManyWays(Exception):
    """The plan has a rule with more than :data:`WAYS` ways."""


@dataclass(slots=True)
class Way:
    """One way through a rule: its arithmetic, the arguments read on it, and the last rounding done on it."""

    figure: ast.expr
    used: set[str]
    rounding: ast.Call | None


@dataclass(slots=True)
class Fork:
    """A condition and the ways after it."""

    test: ast.expr
    then: Fork | Way
    other: Fork | Way


def _names(node: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in CALLS}


def _roundings(node: ast.expr) -> list[ast.Call]:
    """Roundings in the order in which they are done."""
    out: list[ast.Call] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            out += _roundings(child)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ROUNDED:
        out.append(node)
    return out


def _condition(node: ast.expr) -> ast.IfExp | None:
    """The first condition in an expression, itself free of conditions."""
    found = next((n for n in ast.walk(node) if isinstance(n, ast.IfExp)), None)
    if found is None:
        return None
    return _condition(found.test) or found


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else super().visit(node)


def _put(whole: ast.expr, old: ast.expr, new: ast.expr) -> ast.expr:
    """A copy of ``whole`` with ``new`` in the place of ``old``."""
    memo: dict[int, Any] = {id(old): old, id(new): new}
    made: ast.expr = _Put(old, new).visit(copy.deepcopy(whole, memo))
    return made


def _decided(test: ast.expr, chosen: Mapping[str, str]) -> bool | None:
    """The outcome of a comparison of a setting with one of its choices."""
    if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id in chosen:
        right = test.comparators[0]
        if isinstance(right, ast.Constant):
            return (chosen[test.left.id] == right.value) == isinstance(test.ops[0], ast.Eq)
    return None


def ways(whole: ast.expr, chosen: Mapping[str, str]) -> Fork | Way:
    """A rule unfolded; raises :class:`TooManyWays`."""
    count = 0

    def grow(node: ast.expr, used: set[str], done: list[ast.Call]) -> Fork | Way:
        nonlocal count
        fork = _condition(node)
        if fork is None:
            count += 1
            if count > WAYS:
                raise TooManyWays
            last = [*done, *_roundings(node)]
            return Way(node, used | _names(node), last[-1] if last else None)
        used, done = used | _names(fork.test), [*done, *_roundings(fork.test)]
        decided = _decided(fork.test, chosen)
        if decided is not None:
            return grow(_put(node, fork, fork.body if decided else fork.orelse), used, done)
        then = grow(_put(node, fork, fork.body), used, done)
        return Fork(fork.test, then, grow(_put(node, fork, fork.orelse), used, done))

    return grow(whole, set(), [])

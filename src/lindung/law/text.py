"""Reading a rule text: its syntax tree, the checks of the dialect, and its lowering to a graph.

The dialect: ``if``/``elif``/``else`` and ``return``; ``a if c else b``; ``+ - * //`` on whole numbers; comparisons;
``and``, ``or``, ``not``; ``min`` and ``max``; ``table[code]``; the operations of :mod:`.ops`; a setting compared with
one of its choices.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from .errors import RuleError
from .graph import Graph
from .rule import Rule

CALLS = {
    "min": None,
    "max": None,
    "share": 3,
    "ratio": 3,
    "prorata": 5,
    "limit": 2,
    "round_down_to": 2,
    "progressive": 3,
    "band": 2,
}
BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//"}
ORDER = {ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne"}
EXPRESSIONS = (
    ast.Constant,
    ast.Name,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.BoolOp,
    ast.IfExp,
    ast.Call,
    ast.Subscript,
)


@cache
def tree(rule: Rule) -> ast.FunctionDef:
    """The syntax tree of a rule's function."""
    found = ast.parse(textwrap.dedent(inspect.getsource(rule.fn))).body[0]
    if not isinstance(found, ast.FunctionDef):
        raise RuleError(rule=rule.id, why="not a function")
    return found


@cache
def expression(rule: Rule) -> ast.expr:
    """The rule as one expression: chains of ``if`` and ``return`` become conditional expressions."""

    def walk(body: list[ast.stmt]) -> ast.expr:
        if not body:
            raise RuleError(rule=rule.id, why="a path ends without return")
        head, rest = body[0], body[1:]
        if isinstance(head, ast.Return) and head.value is not None:
            if rest:
                raise RuleError(rule=rule.id, why="text after return")
            return head.value
        if isinstance(head, ast.If):
            return ast.IfExp(test=head.test, body=walk(head.body), orelse=walk([*head.orelse, *rest]))
        if isinstance(head, ast.Expr) and isinstance(head.value, ast.Constant) and isinstance(head.value.value, str):
            return walk(rest)
        raise RuleError(rule=rule.id, why=f"{type(head).__name__} is not in the dialect")

    return walk(tree(rule).body)


def source(rule: Rule) -> str:
    """The rule in normal form, the input of its hash: comments and layout do not count."""
    return (
        f"{rule.id}({', '.join(rule.args)}) {rule.unit} {rule.since} {rule.until} {dict(rule.when)} {rule.cite}: "
        + ast.unparse(expression(rule))
    )


def check_dialect(rule: Rule) -> None:
    """Refuse a text outside the dialect; raises :class:`RuleError`."""

    def no(why: str) -> RuleError:
        return RuleError(rule=rule.id, why=why)

    for node in ast.walk(expression(rule)):
        if isinstance(node, ast.expr) and not isinstance(node, EXPRESSIONS):
            raise no(f"{type(node).__name__} is not in the dialect")
        if isinstance(node, ast.Constant) and (not isinstance(node.value, (int, str)) or isinstance(node.value, bool)):
            raise no(f"literal {node.value!r} is not a whole number")
        if isinstance(node, ast.BinOp) and type(node.op) not in BINARY:
            raise no(f"operator {type(node.op).__name__} is not in the dialect")
        if isinstance(node, ast.UnaryOp) and not isinstance(node.op, (ast.USub, ast.Not)):
            raise no(f"operator {type(node.op).__name__} is not in the dialect")
        if isinstance(node, ast.Compare) and (len(node.ops) != 1 or type(node.ops[0]) not in ORDER):
            raise no("only a single comparison is in the dialect")
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else "?"
            if name not in CALLS or node.keywords:
                raise no(f"call of {name} is not in the dialect")
            if CALLS[name] not in (None, len(node.args)) or len(node.args) < 2:
                raise no(f"{name} takes another number of arguments")
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in (*rule.args, *CALLS):
            raise no(f"name {node.id} is not an argument")
    used = {n.id for n in ast.walk(expression(rule)) if isinstance(n, ast.Name)}
    unused = [a for a in rule.args if a not in used]
    if unused:
        raise no(f"argument {unused[0]} is not used")


class Scope:
    """What the argument names of one rule stand for while lowering: a node number, or a constant that is not a number
    (a setting's choice, a table, a schedule). ``take`` lowers a table look-up."""

    def __init__(self, names: Mapping[str, Any], take: Callable[[Graph, int, Any], int] | None = None) -> None:
        self.names = names
        self.take = take or (lambda graph, index, table: graph.take(index, tuple(sorted(table.items()))))


class Box:
    """A non-numeric constant in a scope."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def lower(rule: Rule, graph: Graph, scope: Scope) -> int:
    """Add a rule's text to a graph and give the number of its result."""
    graph.rule = rule.id

    def box(node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        found = scope.names[node.id] if isinstance(node, ast.Name) else None
        if isinstance(found, Box):
            return found.value
        raise RuleError(rule=rule.id, why=f"{ast.unparse(node)} is not a setting, table or schedule")

    def number(node: ast.expr) -> int:
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return graph.const(node.value)
        if isinstance(node, ast.Name):
            found = scope.names[node.id]
            if isinstance(found, int):
                return found
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return graph.neg(number(node.operand))
        if isinstance(node, ast.BinOp):
            made = {"+": graph.add, "-": graph.sub, "*": graph.mul, "//": graph.floor_div}[BINARY[type(node.op)]]
            return made(number(node.left), number(node.right))
        if isinstance(node, ast.IfExp):
            test = truth(node.test)
            decided = graph.known(test)
            if decided is not None:
                return number(node.body if decided else node.orelse)
            return graph.choose(test, number(node.body), number(node.orelse))
        if isinstance(node, ast.Subscript):
            return scope.take(graph, number(node.slice), box(node.value))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return call(node.func.id, node.args)
        raise RuleError(rule=rule.id, why=f"{ast.unparse(node)} is not a number")

    def call(name: str, args: list[ast.expr]) -> int:
        if name in ("min", "max"):
            fold = graph.smaller if name == "min" else graph.larger
            out = number(args[0])
            for more in args[1:]:
                out = fold(out, number(more))
            return out
        if name == "share":
            return graph.share(number(args[0]), number(args[1]), box(args[2]))
        if name == "ratio":
            return graph.ratio(number(args[0]), number(args[1]), box(args[2]))
        if name == "prorata":
            base, rate, part, whole = (number(a) for a in args[:4])
            return graph.prorata(base, rate, part, whole, box(args[4]))
        if name == "progressive":
            return graph.progressive(number(args[0]), box(args[1]), box(args[2]))
        if name == "band":
            return graph.band(number(args[0]), box(args[1]))
        return (graph.limit if name == "limit" else graph.round_down_to)(number(args[0]), number(args[1]))

    def truth(node: ast.expr) -> int:
        if isinstance(node, ast.BoolOp):
            fold = graph.both if isinstance(node.op, ast.And) else graph.either
            out = truth(node.values[0])
            for more in node.values[1:]:
                out = fold(out, truth(more))
            return out
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return graph.negate(truth(node.operand))
        if isinstance(node, ast.Compare):
            left, right = node.left, node.comparators[0]
            if any(isinstance(x, ast.Constant) and isinstance(x.value, str) for x in (left, right)):
                same = box(left) == box(right)
                return graph.truth(same if isinstance(node.ops[0], ast.Eq) else not same)
            return graph.compare(ORDER[type(node.ops[0])], number(left), number(right))
        raise RuleError(rule=rule.id, why=f"{ast.unparse(node)} is not a condition")

    return number(expression(rule))

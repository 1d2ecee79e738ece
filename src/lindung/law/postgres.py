"""The same rule text as PostgreSQL expressions on ``bigint``.

PostgreSQL's ``/`` truncates towards zero. ``half_up`` uses that (add half with the sign, then divide); a floor is only
written for a numerator proven non-negative, or corrected where it is not. A missing or out-of-range input gives NULL,
never a figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .errors import MissingInput, OutOfRange, UnknownInput, WrongType
from .graph import Graph
from .plan import Plan, constant_nodes, fuse
from .text import Scope, lower

SIGNS = {"add": "+", "sub": "-", "mul": "*"}
TESTS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "=", "ne": "<>"}
_LITERAL = re.compile(r"-?\d+")


def write(graph: Graph, number: int, columns: Mapping[str, str]) -> str:
    """One node as SQL text; ``columns`` gives the SQL of each input."""
    made: dict[int, str] = {}

    def at(n: object) -> str:
        assert isinstance(n, int)
        if n not in made:
            made[n] = text(n)
        return made[n]

    def text(n: int) -> str:
        node = graph.nodes[n]
        a = node.args
        if node.op == "in":
            return columns[str(a[0])]
        if node.op == "const":
            return str(a[0]) if abs(node.low) < 2**31 else f"{a[0]}::bigint"
        if node.op == "truth":
            return "true" if node.low else "false"
        if node.op in SIGNS:
            return f"({at(a[0])} {SIGNS[node.op]} {at(a[1])})"
        if node.op in TESTS:
            return f"({at(a[0])} {TESTS[node.op]} {at(a[1])})"
        if node.op == "and":
            return f"({at(a[0])} and {at(a[1])})"
        if node.op == "not":
            return f"(not {at(a[0])})"
        if node.op == "abs":
            return f"abs({at(a[0])})"
        if node.op in ("min", "max"):
            return f"{'least' if node.op == 'min' else 'greatest'}({at(a[0])}, {at(a[1])})"
        if node.op == "where":
            other = graph.constant(int(str(a[2])))
            last = at(a[2]) if other is None else f"{other}::bigint"  # a case of literals alone would be int4
            return f"(case when {at(a[0])} then {at(a[1])} else {last} end)"
        if node.op == "take":
            table = a[1]
            assert isinstance(table, tuple)
            return f"(case {at(a[0])} " + " ".join(f"when {k} then {v}" for k, v in table) + " end)::bigint"
        if node.op == "fdiv":
            below = f" - case when {at(a[0])} < 0 then {at(a[1])} - 1 else 0 end"
            return f"(({at(a[0])}{below if graph.bounds(int(str(a[0])))[0] < 0 else ''}) / {at(a[1])})"
        assert node.op == "half_up", node.op
        half = graph.nodes[int(str(a[1]))].low // 2
        test = graph.nodes[int(str(a[2]))]
        step = (
            f"+ {half}"
            if test.op == "truth" and not test.low
            else f"+ case when {at(a[2])} then -{half} else {half} end"
        )
        return f"(({at(a[0])} {step}) / {at(a[1])})"

    return at(number)


def prepare(plan: Plan, columns: Mapping[str, str]) -> tuple[dict[str, str], dict[str, int], dict[str, str]]:
    """Inputs as bigint SQL, inputs given as whole-number literals, and for each input the test that it is present and
    in range."""
    names = {i.name for i in plan.formula.inputs}
    for name in columns:
        if name not in names:
            raise UnknownInput(formula=plan.formula.id, input=name)
    cast: dict[str, str] = {}
    fixed: dict[str, int] = {}
    tests: dict[str, str] = {}
    for item in plan.formula.inputs:
        if item.name not in columns:
            raise MissingInput(formula=plan.formula.id, input=item.name)
        given = columns[item.name]
        if not isinstance(given, str) or not given.strip():
            raise WrongType(input=item.name, expected="SQL text", got=type(given).__name__)
        if _LITERAL.fullmatch(given.strip()):
            value = int(given)
            if not item.low <= value <= item.high:
                raise OutOfRange(input=item.name, value=value, low=item.low, high=item.high)
            fixed[item.name] = value
            continue
        cast[item.name] = f"({given})::int::bigint" if item.unit in ("flag", "code") else f"({given})::bigint"
        tests[item.name] = f"{cast[item.name]} between {item.low} and {item.high}"
    return cast, fixed, tests


def guarded(plan: Plan, columns: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The test that every input is present and in range, and one ``bigint`` expression per output that holds only where
    the test is true."""
    cast, fixed, tests = prepare(plan, columns)
    graph, nodes = fuse(plan, fixed)
    made = {o: f"{write(graph, nodes[o], cast)}::bigint" for o in plan.formula.outputs}
    return " and ".join(tests.values()) or "true", made


def expressions(plan: Plan, columns: Mapping[str, str]) -> dict[str, str]:
    """One self-contained ``bigint`` expression per output, NULL where an input is missing or out of range."""
    guard, made = guarded(plan, columns)
    return {o: f"(case when {guard} then {text} end)::bigint" for o, text in made.items()}


def layered(plan: Plan, columns: Mapping[str, str], source: str) -> str:
    """A SELECT over ``source`` (a table or a parenthesised query) that adds the outputs to its columns.

    Each rule is computed once, in nested sub-selects by depth; ``OFFSET 0`` keeps the planner from merging them
    again."""
    cast, fixed, tests = prepare(plan, columns)
    graph, fused = fuse(plan, fixed)
    depth: dict[str, int] = {}
    for step in plan.steps:
        above = [depth[a] for a in step.rule.args if a in depth]
        depth[step.name] = 1 + max(above, default=0)
    held = {n: f"x_{n}" for n in cast}
    held_sql = "".join(f", case when {tests[n]} then {sql} end as x_{n}" for n, sql in cast.items())
    query = f"select src.*{held_sql} from {source} src offset 0"
    whole = " and ".join(f"q.x_{n} is not null" for n in cast) or "true"
    for level in range(1, max(depth.values()) + 1):
        added = []
        for step in plan.steps:
            if depth[step.name] != level:
                continue
            own = Graph()
            names: dict[str, int] = {}
            for arg in step.rule.args:
                if arg in step.constants:
                    continue
                if arg in fused:
                    low, high = graph.bounds(fused[arg])
                    names[arg] = own.const(low) if low == high else own.input("r_" + arg, low, high)
                elif arg in fixed:
                    names[arg] = own.const(fixed[arg])
                else:
                    item = next(i for i in plan.formula.inputs if i.name == arg)
                    names[arg] = own.input(arg, item.low, item.high)
            node = lower(step.rule, own, Scope({**names, **constant_nodes(own, step.constants)}))
            held_rules = {f"r_{s.name}": f"r_{s.name}" for s in plan.steps}
            added.append(f"{write(own, node, {**held, **held_rules})} as r_{step.name}")
        query = f"select q.*, {', '.join(added)} from ({query}) q offset 0"
    hidden = ", ".join(f"(case when {whole} then q.r_{o} end)::bigint as {o}" for o in plan.formula.outputs)
    return f"select q.*, {hidden} from ({query}) q"

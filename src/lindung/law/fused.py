"""The same rule text as one fused loop over rows, compiled by Numba (extra ``lindung[numba]``).

One pass: a row is range-checked, calculated and stored while it is in registers. A quotient is taken in float64 where
that is proven exact (:data:`EXACT`), else in int64. Threads share the rows; the compiled loop holds no lock and no
thread pool of Numba's own, so that calls from several threads at once are safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .errors import MissingExtra
from .graph import Graph
from .plan import Plan, fuse

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXACT = 2**50
"""For whole ``|a| < 2**50`` and ``d >= 1`` the float64 product ``(a + 1/2) * (1/d)`` has the floor of ``a / d``: its
error is below ``|a + 1/2| / d * 2**-51 < 1 / (2 d)``, and ``(a + 1/2) / d`` is at least that far from the next whole
numbers on either side."""
SMALL = 2**31 - 1
GROUP, BLOCK = 7, 4096
SELECT = 8
"""Tables of up to this many codes become selections, longer ones look-ups."""
MARKS = {"add": "+", "sub": "-", "mul": "*"}
TESTS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
Loop = Callable[..., bool]


def write(
    graph: Graph, outputs: Mapping[str, int], inputs: Sequence[str], bounds: Mapping[str, tuple[int, int]]
) -> tuple[str, dict[str, Any]]:
    """One loop as text, with the arrays it names: it fills ``outputs`` and says whether a row breaks ``bounds``."""
    import numpy as np

    space: dict[str, Any] = {"np": np}
    body: list[str] = []
    floats: dict[int, bool] = {}

    def small(*numbers: int) -> bool:
        return all(-EXACT < x < EXACT for n in numbers for x in graph.bounds(n))

    def ref(n: object, as_float: bool) -> str:
        assert isinstance(n, int)
        node = graph.nodes[n]
        if node.op == "const":
            return f"{node.low}.0" if as_float else str(node.low)
        if node.op == "truth":
            return str(bool(node.low))
        if node.truth or floats[n] == as_float:
            return f"v{n}"
        return f"float(v{n})" if as_float else f"np.int64(v{n})"

    for name, (low, high) in bounds.items():
        body.append(f"bad |= (i_{name}[k] < {low}) | (i_{name}[k] > {high})")
    for n in graph.live(list(outputs.values())):
        node = graph.nodes[n]
        op, a = node.op, node.args
        if op in ("const", "truth"):
            continue
        if op == "in":
            floats[n] = small(n)
            body.append(f"v{n} = {'float' if floats[n] else 'np.int64'}(i_{a[0]}[k])")
            continue
        parts = [x for x in (a[:1] if op == "take" else a) if isinstance(x, int)]
        numbers = [x for x in parts if not graph.nodes[x].truth]
        f = floats[n] = small(*numbers, *([] if node.truth else [n]))
        if op in MARKS:
            text = f"{ref(a[0], f)} {MARKS[op]} {ref(a[1], f)}"
        elif op in TESTS:
            text = f"{ref(a[0], f)} {TESTS[op]} {ref(a[1], f)}"
        elif op == "and":
            text = f"{ref(a[0], f)} & {ref(a[1], f)}"
        elif op == "not":
            text = f"not {ref(a[0], f)}"
        elif op == "abs":
            text = f"abs({ref(a[0], f)})"
        elif op in ("min", "max"):
            x, y = ref(a[0], f), ref(a[1], f)
            text = f"{x} if {x} {'<' if op == 'min' else '>'} {y} else {y}"
        elif op == "where":
            text = f"{ref(a[1], f)} if {ref(a[0], f)} else {ref(a[2], f)}"
        elif op == "take":
            text = _look_up(n, graph, a, ref, f, space)
        elif op == "fdiv":
            text = _quotient(ref(a[0], f), "0", ref(a[1], f), graph.constant(int(str(a[1]))), f)
        else:
            assert op == "half_up", op
            den, below = graph.nodes[int(str(a[1]))].low, graph.nodes[int(str(a[2]))]
            up, down = (f"{den // 2}.5", f"{den // 2 - 1}.5") if f else (str(den // 2), str(den // 2 - 1))
            never = below.op == "truth" and not below.low
            text = _quotient(ref(a[0], f), up if never else f"({down} if {ref(a[2], f)} else {up})", str(den), den, f)
        body.append(f"v{n} = {text}")
    body += [f"o_{name}[k] = {ref(n, False)}" for name, n in outputs.items()]
    head = [*(f"i_{x}" for x in inputs), *(f"o_{x}" for x in outputs)]
    lines = [f"def loop({', '.join(head)}):", "    bad = False", f"    for k in range({head[0]}.size):"]
    lines += ["        " + line for line in body] + ["    return bad"]
    return "\n".join(lines), space


def _quotient(num: str, shift: str, divisor: str, known: int | None, as_float: bool) -> str:
    """Floor of ``(num + shift) / divisor``; a shift in float64 carries the half of :data:`EXACT`."""
    if not as_float:
        return f"({num} + {shift}) // {divisor}"
    if known is None:
        return f"np.floor({num} / {divisor})"
    return f"np.floor(({num} + {'0.5' if shift == '0' else shift}) * {1 / known!r})"


def _look_up(
    n: int,
    graph: Graph,
    args: tuple[Any, ...],
    ref: Callable[[object, bool], str],
    as_float: bool,
    space: dict[str, Any],
) -> str:
    """A table as nested selections, or as an array; a row out of range is kept inside the array."""
    import numpy as np

    index, table = args
    low, high = graph.bounds(index)
    reached = [(k, v) for k, v in table if low <= k <= high]
    mark = ".0" if as_float else ""
    if len(reached) <= SELECT:
        text = f"{reached[-1][1]}{mark}"
        for code, value in reversed(reached[:-1]):
            text = f"({value}{mark} if {ref(index, as_float)} == {code}{mark} else {text})"
        return text
    dense = np.array([v for _, v in sorted(reached)], dtype=np.float64 if as_float else np.int64)
    space[f"table{n}"] = dense
    return f"table{n}[min(max({ref(index, False)}, {low}), {high}) - {low}]"


def numba() -> Any:
    """The compiler; raises :class:`MissingExtra`."""
    try:
        import numba as found
    except ImportError:
        raise MissingExtra(what="engine numba", extra="numba") from None
    return found


@lru_cache(maxsize=256)
def compiled(plan: Plan, fixed: tuple[tuple[str, int], ...], level: int) -> tuple[Loop, tuple[str, ...]]:
    """The compiled loop of a plan and the inputs it takes; it fills the outputs of the formula in their order.

    Level 0 takes amounts from 0 to :data:`SMALL`, level 1 also negative ones, level 2 the declared ranges. The outputs
    are filled in groups, block by block: a loop that stores to many arrays at once is not vectorised."""
    given = dict(fixed)
    graph, nodes, bounds = narrowed(plan, given, level)
    names = [i.name for i in plan.formula.inputs if i.name not in given]
    outputs = list(plan.formula.outputs)
    count = -(-len(outputs) // GROUP)
    jit = numba().njit(nogil=True, error_model="numpy")
    space: dict[str, Any] = {}
    calls = []
    for number in range(count):
        group = {o: nodes[o] for o in outputs[number::count]}
        live = {graph.nodes[n].args[0] for n in graph.live(list(group.values())) if graph.nodes[n].op == "in"}
        own = [n for n in names if n in live or number == 0]
        text, inner = write(graph, group, own, {n: bounds[n] for n in names} if number == 0 else {})
        exec(text, inner)  # the text is made of node numbers and declared names only
        space[f"part{number}"] = jit(inner["loop"])
        taken = [*(f"i_{n}[start:stop]" for n in own), *(f"o_{o}[start:stop]" for o in group)]
        calls.append(f"        bad |= part{number}({', '.join(taken)})")
    head = ", ".join([*(f"i_{n}" for n in names), *(f"o_{o}" for o in outputs)])
    lines = [f"def run({head}):", "    bad, start = False, 0", f"    while start < i_{names[0]}.size:"]
    lines += [f"        stop = min(start + {BLOCK}, i_{names[0]}.size)", *calls, "        start = stop"]
    exec("\n".join([*lines, "    return bad"]), space)
    return jit(space["run"]), tuple(names)


def narrowed(
    plan: Plan, fixed: Mapping[str, int], level: int
) -> tuple[Graph, dict[str, int], dict[str, tuple[int, int]]]:
    """The graph of a plan with inputs held to the bounds of a level."""
    bounds = {}
    for item in plan.formula.inputs:
        low, high = item.low, item.high
        if level < 2 and low <= 0 and high > SMALL:
            low, high = (0 if level == 0 else max(low, -SMALL)), SMALL
        bounds[item.name] = (low, high)
    graph, nodes = fuse(plan, fixed, bounds=bounds)
    return graph, nodes, bounds


def levels(plan: Plan, arrays: Mapping[str, NDArray[Any]]) -> list[int]:
    """Levels to try, judged by the first rows; a row outside a level sends the batch to the next one."""
    first = 0
    for item in plan.formula.inputs:
        if item.name not in arrays or item.high <= SMALL or item.low > 0:
            continue
        seen = arrays[item.name][:BLOCK]
        low, high = int(seen.min()), int(seen.max())
        first = max(first, 2 if high > SMALL or low < -SMALL else 1 if low < 0 else 0)
    wide = any(i.low <= 0 and i.high > SMALL for i in plan.formula.inputs if i.name in arrays)
    signed = any(i.low < 0 and i.high > SMALL for i in plan.formula.inputs if i.name in arrays)
    return [x for x in (0, 1, 2) if x >= first and (x != 1 or signed) and (x != 2 or wide or first == 2)] or [2]


def fill(plan: Plan, fixed: Mapping[str, int], arrays: Mapping[str, NDArray[Any]], outs: Mapping[str, Any]) -> bool:
    """Fill ``outs`` from ``arrays`` of equal length with one thread; false if a row is out of range. What is in
    ``outs`` is then undefined."""
    import numpy as np

    ready = {k: v.view(np.uint8) if v.dtype == bool else np.ascontiguousarray(v) for k, v in arrays.items()}
    key = tuple(sorted(fixed.items()))
    for level in levels(plan, ready):
        loop, names = compiled(plan, key, level)
        if not loop(*(ready[n] for n in names), *(outs[o] for o in plan.formula.outputs)):
            return True
    return False


def warm_up(plan: Plan, columns: Mapping[str, Any]) -> None:
    """Compile the loop of a plan for columns of these types before it is needed."""
    import numpy as np

    arrays = {k: np.asarray(v)[:1] for k, v in columns.items() if np.ndim(v)}
    fixed = {k: int(v) for k, v in columns.items() if not np.ndim(v)}
    fill(plan, fixed, arrays, {o: np.empty(1, dtype=np.int64) for o in plan.formula.outputs})

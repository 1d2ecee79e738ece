"""The same rule text over NumPy columns: chunked int64 with reused buffers, exact to the rupiah.

The graph of a plan is written as one straight run of ufuncs with ``out=``; 16,384 rows at a time stay in the cache.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import LengthMismatch, MissingInput, OutOfRange, UnknownInput, WrongType
from .graph import Graph
from .plan import Plan, fuse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHUNK = 16_384
UFUNC = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "min": "minimum",
    "max": "maximum",
    "fdiv": "floor_divide",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
    "eq": "equal",
    "ne": "not_equal",
    "and": "logical_and",
}
Kernel = Callable[..., None]
T = TypeVar("T")


def generate(graph: Graph, outputs: Mapping[str, int], live_inputs: Sequence[str]) -> tuple[Kernel, int, int, str]:
    """Write the kernel of a graph: ``kernel(inputs, outs, ints, bools)`` over one chunk.

    Returns the function, the number of integer and truth buffers it needs, and its text."""
    import numpy as np

    order = graph.live(list(outputs.values()))
    last: dict[int, int] = {}
    for n in order:
        node = graph.nodes[n]
        if node.op in ("in", "const", "truth"):
            continue
        for arg in node.args[:1] if node.op == "take" else node.args:
            if isinstance(arg, int):
                last[arg] = n
    target: dict[int, str] = {}
    for name, n in outputs.items():
        if graph.nodes[n].op not in ("in", "const") and n not in target:
            target[n] = f"o_{name}"
    free: dict[bool, list[str]] = {False: [], True: []}
    count = {False: 0, True: 0}
    place: dict[int, str] = {}
    space: dict[str, Any] = {"np": np}
    body: list[str] = []

    def ref(arg: object) -> str:
        assert isinstance(arg, int)
        node = graph.nodes[arg]
        if node.op == "const":
            return str(node.low)
        if node.op == "truth":
            return str(bool(node.low))
        return f"i_{node.args[0]}" if node.op == "in" else place[arg]

    def take_buffer(truth: bool) -> str:
        if free[truth]:
            return free[truth].pop()
        count[truth] += 1
        return f"{'b' if truth else 't'}{count[truth] - 1}"

    for n in order:
        node = graph.nodes[n]
        if node.op in ("in", "const", "truth"):
            continue
        own = target.get(n) or take_buffer(node.truth)
        place[n] = own
        a = node.args
        if node.op in UFUNC:
            body.append(f"np.{UFUNC[node.op]}({ref(a[0])}, {ref(a[1])}, out={own})")
        elif node.op == "not":
            body.append(f"np.logical_not({ref(a[0])}, out={own})")
        elif node.op == "abs":
            body.append(f"np.absolute({ref(a[0])}, out={own})")
        elif node.op == "where" and 0 in (zero := [graph.constant(int(str(x))) for x in a[1:]]):
            truth = ref(a[0])  # times the truth: cheaper than a masked copy
            if zero[0] == 0:
                truth = take_buffer(True)
                body.append(f"np.logical_not({ref(a[0])}, out={truth})")
                free[True].append(truth)
            body.append(f"np.multiply({ref(a[2] if zero[0] == 0 else a[1])}, {truth}, out={own})")
        elif node.op == "where":
            body.append(f"np.copyto({own}, {ref(a[2])})")
            body.append(f"np.copyto({own}, {ref(a[1])}, where={ref(a[0])})")
        elif node.op == "take":
            table = a[1]
            assert isinstance(table, tuple)
            dense = np.zeros(max(k for k, _ in table) + 1, dtype=np.int64)
            for k, v in table:
                dense[k] = v
            space[f"table{n}"] = dense
            body.append(f"np.take(table{n}, {ref(a[0])}, out={own}, mode='clip')")
        else:
            assert node.op == "half_up", node.op
            den = graph.nodes[int(str(a[1]))].low
            test = graph.nodes[int(str(a[2]))]
            body.append(f"np.add({ref(a[0])}, {den // 2}, out={own})")
            if not (test.op == "truth" and not test.low):
                body.append(f"np.subtract({own}, {ref(a[2])}, out={own})")
            body.append(f"np.floor_divide({own}, {den}, out={own})")
        for arg in {x for x in (a[:1] if node.op == "take" else a) if isinstance(x, int)}:
            if last.get(arg) == n and arg in place and arg not in target:
                free[graph.nodes[arg].truth].append(place[arg])
    for name, n in outputs.items():
        node = graph.nodes[n]
        if target.get(n) == f"o_{name}":
            continue
        body.append(f"o_{name}[...] = {node.low if node.op == 'const' else ref(n)}")
    head = [f"i_{x}" for x in live_inputs] + [f"o_{x}" for x in outputs]
    head += [f"t{k}" for k in range(count[False])] + [f"b{k}" for k in range(count[True])]
    text = f"def kernel({', '.join(head)}):\n" + "\n".join("    " + line for line in body or ["pass"])
    exec(text, space)  # the text is made of node numbers and declared names only
    return space["kernel"], count[False], count[True], text


@lru_cache(maxsize=256)
def _kernel(
    plan: Plan, fixed: tuple[tuple[str, int], ...], floors: tuple[str, ...]
) -> tuple[Kernel, int, int, tuple[str, ...]]:
    """The kernel of a plan with some inputs constant and some known to be zero or more, and the inputs it reads."""
    graph, nodes = fuse(plan, dict(fixed), dict.fromkeys(floors, 0))
    outputs = {o: nodes[o] for o in plan.formula.outputs}
    live = {str(graph.nodes[n].args[0]) for n in graph.live(list(outputs.values())) if graph.nodes[n].op == "in"}
    names = tuple(i.name for i in plan.formula.inputs if i.name in live)
    kernel, ints, truths, _ = generate(graph, outputs, names)
    return kernel, ints, truths, names


def _column(name: str, given: Any, rows: int | None) -> Any:
    import numpy as np

    column = np.asarray(given)
    if column.dtype.kind not in "iub" or column.ndim > 1:
        raise WrongType(
            input=name, expected="a column of whole numbers", got=f"{column.dtype} of {column.ndim} dimensions"
        )
    if column.ndim and rows is not None and column.size != rows:
        raise LengthMismatch(input=name, got=column.size, expected=rows)
    return column


@dataclass(slots=True)
class Batch:
    """Columns of one call, sorted into arrays and constants, with the arrays to fill."""

    rows: int
    arrays: dict[str, Any]
    fixed: dict[str, int]
    result: dict[str, Any]


def gather(plan: Plan, columns: Mapping[str, Any], out: Mapping[str, NDArray[np.int64]] | None) -> Batch:
    """Check names, types and lengths."""
    import numpy as np

    formula = plan.formula
    for name in columns:
        if name not in plan.names:
            raise UnknownInput(formula=formula.id, input=name)
    rows: int | None = None
    arrays: dict[str, Any] = {}
    fixed: dict[str, int] = {}
    for item in formula.inputs:
        if item.name not in columns:
            raise MissingInput(formula=formula.id, input=item.name)
        column = _column(item.name, columns[item.name], rows)
        if column.ndim == 0:
            fixed[item.name] = int(column)
            if not item.low <= fixed[item.name] <= item.high:
                raise OutOfRange(input=item.name, value=fixed[item.name], low=item.low, high=item.high)
        else:
            rows = column.size
            arrays[item.name] = column
    rows = 1 if rows is None else rows
    result: dict[str, Any] = {}
    for o in formula.outputs:
        given = None if out is None else out.get(o)
        if given is not None and (given.dtype != np.int64 or given.shape != (rows,)):
            raise LengthMismatch(input=o, got=str(given.shape), expected=f"({rows},) int64")
        result[o] = np.empty(rows, dtype=np.int64) if given is None else given
    return Batch(rows, arrays, fixed, result)


def check_ranges(plan: Plan, batch: Batch) -> tuple[str, ...]:
    """Raise :class:`OutOfRange` with the number of bad rows; else name the inputs that are zero or more throughout."""
    floors: list[str] = []
    for item in plan.formula.inputs:
        column = batch.arrays.get(item.name)
        if column is None or not column.size:
            continue
        low, high = int(column.min()), int(column.max())
        if low < item.low or high > item.high:
            bad = int(((column < item.low) | (column > item.high)).sum())
            value = f"{low if low < item.low else high} ({bad} baris/rows)"
            raise OutOfRange(input=item.name, value=value, low=item.low, high=item.high)
        if item.low < 0 <= low:
            floors.append(item.name)
    return tuple(sorted(floors))


def split(rows: int, threads: int) -> list[slice]:
    """Row ranges of equal size in whole chunks, one per thread."""
    chunks = -(-rows // CHUNK)
    each = max(-(-chunks // max(threads, 1)), 1) * CHUNK
    return [slice(start, min(start + each, rows)) for start in range(0, rows, each)]


def run(
    plan: Plan,
    columns: Mapping[str, Any],
    out: Mapping[str, NDArray[np.int64]] | None = None,
    engine: str | None = None,
    threads: int | None = None,
) -> dict[str, NDArray[np.int64]]:
    """Every output of the plan over columns of equal length; a scalar stands for a constant column.

    ``out`` gives int64 arrays to fill. Raises :class:`OutOfRange` with the number of bad rows; ``out`` is then
    untouched (engine numba: undefined)."""
    if engine not in (None, "numpy", "numba"):
        raise WrongType(input="engine", expected="numpy / numba", got=str(engine))
    if threads is not None and (not isinstance(threads, int) or threads < 1):
        raise WrongType(input="threads", expected="a whole number from 1", got=str(threads))
    batch = gather(plan, columns, out)
    if engine == "numba":
        from . import fused

        fused.numba()
        if batch.arrays and batch.rows:
            jobs = split(batch.rows, threads or os.cpu_count() or 1)
            done = _share(jobs, lambda part: fused.fill(plan, batch.fixed, *_cut(batch, part)))
            if not all(done):
                check_ranges(plan, batch)
            return batch.result
    floors = check_ranges(plan, batch)
    kernel, ints, truths, names = _kernel(plan, tuple(sorted(batch.fixed.items())), floors)

    def chunks(part: slice) -> None:
        arrays, outs = _cut(batch, part)
        _fill(kernel, ints, truths, {n: arrays[n] for n in names}, outs, part.stop - part.start)

    _share(split(batch.rows, threads or 1), chunks)
    return batch.result


def _cut(batch: Batch, part: slice) -> tuple[dict[str, Any], dict[str, Any]]:
    return {k: v[part] for k, v in batch.arrays.items()}, {k: v[part] for k, v in batch.result.items()}


def _share(parts: list[slice], work: Callable[[slice], T]) -> list[T]:
    """Work on every part, with one thread each."""
    if len(parts) < 2:
        return [work(p) for p in parts]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(work, parts))


def _fill(
    kernel: Kernel, ints: int, truths: int, arrays: Mapping[str, Any], outs: Mapping[str, Any], rows: int
) -> None:
    """Run a kernel chunk by chunk with reused buffers."""
    import numpy as np

    size = min(CHUNK, max(rows, 1))
    buffers = [np.empty(size, dtype=np.int64) for _ in range(ints)] + [
        np.empty(size, dtype=bool) for _ in range(truths)
    ]
    cast = {n: np.empty(size, dtype=np.int64) for n, v in arrays.items() if v.dtype != np.int64}
    for start in range(0, rows, size):
        stop = min(start + size, rows)
        parts = []
        for n, column in arrays.items():
            part = column[start:stop]
            if n in cast:
                np.copyto(cast[n][: stop - start], part, casting="unsafe")  # range checked above
                part = cast[n][: stop - start]
            parts.append(part)
        kernel(*parts, *(v[start:stop] for v in outs.values()), *(b[: stop - start] for b in buffers))

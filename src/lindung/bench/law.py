"""`bench law`: the contribution of wage earners over columns, beside a copy of the same bytes and beside other engines
with the same rules, with the rupiah each gets wrong; every other column formula; one case with its trace; loading.

Each engine runs in its own process. Ours fill buffers made before the clock starts, as a run over chunks does; the
others allocate as their users' code does. Seconds are wall time, the best and the median of the repeats.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import numpy as np

from lindung import law
from lindung.bench import members, others
from lindung.law.measure import single

FORMULA = "pu.contribution"
ENGINES = {
    "copy": "memory copy of the same bytes, 1 thread",
    "copy-2": "memory copy of the same bytes, 2 threads",
    "numpy": "Lindung, NumPy, 1 thread",
    "numpy-2": "Lindung, NumPy, 2 threads",
    "numba": "Lindung, Numba, 1 thread",
    "numba-2": "Lindung, Numba, 2 threads",
    "pandas": "pandas, float64",
    "openfisca": "OpenFisca-core",
    "policyengine": "PolicyEngine-core",
}
OURS = ("numpy", "numpy-2", "numba", "numba-2")
SINGLE = 20_000
"""Members whose columns are also compared with the single calculation, one by one."""


NEEDS = {
    "numba": "numba",
    "numba-2": "numba",
    "pandas": "pandas",
    "openfisca": "openfisca_core",
    "policyengine": "policyengine_core",
}


def installed() -> list[str]:
    """The engines that this environment holds, in the order of the table."""
    return [e for e in ENGINES if e not in NEEDS or importlib.util.find_spec(NEEDS[e])]


def measure(engine: str, count: int, repeats: int) -> dict[str, Any]:
    """One engine over ``count`` members, in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "lindung.bench.law", engine, str(count), str(repeats)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def all_engines(counts: Iterable[int], repeats: int, engines: Iterable[str], say: Callable[[str], None]) -> list[Any]:
    """Every engine at every size, the engines in turn."""
    out = []
    for count in counts:
        for engine in engines:
            say(f"{count:>12,}  {ENGINES[engine]} …")
            out.append(measure(engine, count, repeats))
    return out


# ---- in the child


def _copier(columns: members.Columns, count: int, threads: int) -> Callable[[], dict[str, Any]]:
    given = [np.asarray(v).view(np.uint8) for v in columns.values() if not isinstance(v, int)]
    source = [*given, np.ones(count * 8 * len(others.OUTPUTS), dtype=np.uint8)]
    target = [np.ones(a.size, dtype=np.uint8) for a in source]

    def part(number: int) -> None:
        for a, b in zip(source, target, strict=True):
            low, high = (a.size * k // threads for k in (number, number + 1))
            np.copyto(b[low:high], a[low:high])

    def run() -> dict[str, Any]:
        workers = [threading.Thread(target=part, args=(k,)) for k in range(1, threads)]
        for worker in workers:
            worker.start()
        part(0)
        for worker in workers:
            worker.join()
        return {}

    return run


def _runner(engine: str, columns: members.Columns, count: int) -> Callable[[], dict[str, Any]]:
    if engine.startswith("copy"):
        return _copier(columns, count, 2 if engine.endswith("-2") else 1)
    if engine in OURS:
        kind, threads = engine.partition("-")[0], 2 if engine.endswith("-2") else 1
        out = {name: np.zeros(count, dtype=np.int64) for name in others.OUTPUTS}
        return lambda: law.batch(FORMULA, members.MONTH, columns, out=out, engine=kind, threads=threads)
    if engine == "pandas":
        return others.pandas_engine(columns)
    package = {"openfisca": "openfisca_core", "policyengine": "policyengine_core"}[engine]
    return others.country_engine(package, columns)


def _wrong(engine: str, columns: members.Columns, got: dict[str, Any], count: int) -> dict[str, int]:
    """Members with at least one wrong figure, and the rupiah by which the grand total is off.

    The reference is the NumPy form, whose first members are compared with the single calculation here; PostgreSQL and
    Numba agree with it over a million members in the tests."""
    wrong, off, step = 0, 0, 1 << 20
    for start in range(0, count, step):
        stop = min(start + step, count)
        part = {k: v if isinstance(v, int) else v[start:stop] for k, v in columns.items()}
        right = law.batch(FORMULA, members.MONTH, part)
        bad = np.zeros(stop - start, dtype=bool)
        for name in others.OUTPUTS:
            figures = np.asarray(got[name][start:stop])
            bad |= figures != right[name]
        off += int(np.asarray(got["total"][start:stop]).astype(np.float64).sum()) - int(right["total"].sum())
        wrong += int(bad.sum())
        if start == 0 and engine in OURS:
            names = list(part)
            listed = [[v] * SINGLE if isinstance(v, int) else v[:SINGLE].tolist() for v in part.values()]
            for number, row in enumerate(zip(*listed, strict=False)):
                one = law.calc(FORMULA, members.MONTH, dict(zip(names, row, strict=True))).values
                wrong += any(int(got[name][number]) != one[name] for name in others.OUTPUTS)
    return {"wrong_members": wrong, "total_off": off}


def child(engine: str, count: int, repeats: int) -> dict[str, Any]:
    """Measure ``engine`` in this process."""
    columns = members.members(count)
    width = sum(v.itemsize for v in columns.values() if not isinstance(v, int)) + 8 * len(others.OUTPUTS)
    started = time.perf_counter()
    run = _runner(engine, columns, count)
    got = run()
    first = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF)
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        got = run()
        times.append(time.perf_counter() - started)
    now = resource.getrusage(resource.RUSAGE_SELF)
    best = min(times)
    out = {
        "engine": engine,
        "members": count,
        "first_s": round(first, 4),
        "best_s": round(best, 5),
        "median_s": round(statistics.median(times), 5),
        "cpu_s": round((now.ru_utime + now.ru_stime - own.ru_utime - own.ru_stime) / repeats, 4),
        "members_per_s": round(count / best),
        "bytes_per_member": width,
        "gb_per_s": round(count * width / best / 1e9, 2),
        "peak_mb": now.ru_maxrss // 1024,
    }
    if not engine.startswith("copy"):
        out |= _wrong(engine, columns, got, count)
        out["sum_total"] = int(np.asarray(got["total"]).astype(np.float64 if engine not in OURS else np.int64).sum())
    return out


# ---- every formula, one case, loading


def every_formula(rows: int, repeats: int) -> list[dict[str, Any]]:
    """Rows a second of each column formula over inputs drawn from its declared ranges, by its newest law."""
    out = []
    for name in law.formulas():
        face = law.describe(name)
        if "batch" not in face["forms"]:
            continue
        random = np.random.default_rng(11)
        columns = {i["name"]: random.integers(i["low"], i["high"] + 1, rows) for i in face["inputs"]}
        on = members.MONTH if face["until"] is None else date.fromisoformat(face["until"])
        buffers = {o["name"]: np.zeros(rows, dtype=np.int64) for o in face["outputs"]}
        law.batch(name, on, columns, out=buffers)
        times = []
        for _ in range(repeats):
            started = time.perf_counter()
            law.batch(name, on, columns, out=buffers)
            times.append(time.perf_counter() - started)
        out.append(
            {
                "formula": name,
                "on": on.isoformat(),
                "outputs": len(buffers),
                "rows": rows,
                "best_s": round(min(times), 5),
                "rows_per_s": round(rows / min(times)),
            }
        )
    return out


def one_case() -> dict[str, float]:
    """Microseconds for one member in every form that a caller may ask for (:func:`.law.measure.single`)."""
    return {f"{form}_us": figure for form, figure in single(FORMULA, members.MONTH).items()}


def loading(repeats: int = 5) -> dict[str, float]:
    """Milliseconds to import the package with a first calculation, and to read the compiled law alone."""
    text = (
        "import time; a = time.perf_counter(); from lindung import law; b = time.perf_counter();"
        "from lindung.law.store import load; load(); c = time.perf_counter();"
        "from datetime import date; law.calc('jkm.benefit', date(2026, 3, 1), {'has_heirs': 1});"
        "d = time.perf_counter(); print((b - a) * 1000, (c - b) * 1000, (d - c) * 1000)"
    )
    runs = []
    for _ in range(repeats):
        got = subprocess.run([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True, check=True).stdout
        runs.append([float(x) for x in got.split()])
    best = [round(min(column), 2) for column in zip(*runs, strict=True)]
    return dict(zip(("import_ms", "load_ms", "first_calculation_ms"), best, strict=True))


# ---- the table


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown tables."""
    rows = [
        "| engine | members | best s | median s | M members/s | GB/s | of the copy | wrong members | total off, Rp |"
    ]
    rows.append("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for one in found["members"]:
        copy = "copy-2" if one["engine"].endswith("-2") else "copy"
        floor = next((c for c in found["members"] if c["engine"] == copy and c["members"] == one["members"]), None)
        ratio = f"{floor['best_s'] / one['best_s']:.0%}" if floor else ""
        wrong = f"{one['wrong_members']:,}" if "wrong_members" in one else ""
        off = f"{one['total_off']:+,}" if "total_off" in one else ""
        rows.append(
            f"| {ENGINES[one['engine']]} | {one['members']:,} | {one['best_s']:.4f} | {one['median_s']:.4f} |"
            f" {one['members_per_s'] / 1e6:,.1f} | {one['gb_per_s']:.1f} | {ratio} | {wrong} | {off} |"
        )
    rows += ["", "| formula | law of | outputs | M rows/s |", "|---|---|---:|---:|"]
    rows += [
        f"| `{f['formula']}` | {f['on']} | {f['outputs']} | {f['rows_per_s'] / 1e6:,.1f} |" for f in found["formulas"]
    ]
    rows += ["", "| one case, loading | |", "|---|---:|"]
    rows += [
        f"| {k.replace('_us', ', µs').replace('_ms', ', ms').replace('_', ' ')} | {v} |"
        for k, v in found["single"].items()
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    print(json.dumps(child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))

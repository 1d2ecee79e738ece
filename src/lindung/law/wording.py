"""A rule text filled in with the numbers of one case: ``3,7 % × Rp5.000.000 = Rp185.000``.

The same syntax tree that is calculated is read again, so the words cannot drift from the figure."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import ops
from .errors import RuleError
from .rule import Rule
from .text import BINARY, expression
from .units import ANY, PPM, Dims, dims, over, show, show_money, show_ratio, times

Both = dict[str, str]
SYMBOL = {"+": " + ", "-": " − ", "*": " × ", "//": " ÷ "}
COMPARE: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("≤", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: ("≥", operator.ge),
    ast.Eq: ("=", operator.eq),
    ast.NotEq: ("≠", operator.ne),
}
ROUNDING: dict[str, Both] = {
    "half_up": {
        "id": "dibulatkan ke rupiah terdekat, setengah ke atas",
        "en": "rounded to the nearest rupiah, halves up",
    },
    "half_even": {
        "id": "dibulatkan ke rupiah terdekat, setengah ke genap",
        "en": "rounded to the nearest rupiah, halves to even",
    },
    "down": {"id": "dibulatkan ke bawah", "en": "rounded down"},
    "up": {"id": "dibulatkan ke atas", "en": "rounded up"},
}


@dataclass(slots=True)
class Piece:
    """A value with its unit and its wording; ``rank`` is the binding strength of the outermost operator."""

    value: int
    of: Dims
    words: Both
    rank: int = 9


@dataclass(slots=True)
class Reading:
    """What reading one rule for one case gave."""

    piece: Piece | None = None
    because: list[Both] = field(default_factory=list)
    rounding: dict[str, Any] | None = None
    capped: list[Both] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """Arguments read on the way that this case took."""


def shown(value: int, of: Dims) -> Both:
    """A value in both languages."""
    return {"id": show(value, of, "id"), "en": show(value, of, "en")}


def join(mark: str, pieces: list[Piece], rank: int) -> Both:
    """Wordings side by side, in parentheses where they bind more weakly."""
    out = {}
    for lang in ("id", "en"):
        parts = [
            f"({p.words[lang]})" if p.rank < rank or (p.rank == rank and k and mark.strip() in "−÷") else p.words[lang]
            for k, p in enumerate(pieces)
        ]
        out[lang] = mark.join(parts)
    return out


def read(rule: Rule, values: Mapping[str, Any], units: Mapping[str, str], labels: Mapping[str, Both]) -> Reading:
    """Read a rule for one case. ``values`` and ``units`` are by argument name; ``labels`` names the arguments in
    conditions."""
    reading = Reading()

    def number(node: ast.expr) -> Piece:
        if isinstance(node, ast.Constant):
            of = ANY if node.value == 0 else ()
            return Piece(node.value, of, shown(node.value, of))  # type: ignore[arg-type]
        if isinstance(node, ast.Name):
            reading.used.add(node.id)
            value, of = values[node.id], dims(units[node.id])
            return Piece(value, of, shown(value, of))
        if isinstance(node, ast.UnaryOp):
            inner = number(node.operand)
            return Piece(-inner.value, inner.of, {k: f"−({w})" for k, w in inner.words.items()}, 3)
        if isinstance(node, ast.BinOp):
            return binary(node)
        if isinstance(node, ast.IfExp):
            return number(node.body if truth(node.test, True) else node.orelse)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            code = number(node.slice)
            reading.used.add(node.value.id)
            value, of = values[node.value.id][code.value], dims(units[node.value.id])
            return Piece(value, of, shown(value, of))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return call(node.func.id, node.args)
        raise RuleError(rule=rule.id, why=f"{ast.unparse(node)} cannot be worded")

    def binary(node: ast.BinOp) -> Piece:
        left, right, sign = number(node.left), number(node.right), BINARY[type(node.op)]
        rank = 1 if sign in "+-" else 2
        if sign == "*":
            value, of = left.value * right.value, times(left.of, right.of)
        elif sign == "//":
            value, of = left.value // right.value, over(left.of, right.of)
        else:
            value = left.value + right.value if sign == "+" else left.value - right.value
            of = left.of if left.of != ANY else right.of
        return Piece(value, of, join(SYMBOL[sign], [left, right], rank), rank)

    def call(name: str, args: list[ast.expr]) -> Piece:
        if name in ("min", "max"):
            pieces = [number(a) for a in args]
            value = (min if name == "min" else max)(p.value for p in pieces)
            of = next((p.of for p in pieces if p.of != ANY), ANY)
            local = "terkecil" if name == "min" else "terbesar"
            words = {
                lang: f"{word}({'; '.join(p.words[lang] for p in pieces)})"
                for lang, word in (("id", local), ("en", name))
            }
            return Piece(value, of, words)
        if name == "share":
            base, rate = number(args[0]), number(args[1])
            of = times(times(base.of, rate.of), (("ppm", -1),))
            return rounded(base.value * rate.value, PPM, mode(args[2]), of, join(" × ", [rate, base], 2))
        if name == "ratio":
            num, den = number(args[0]), number(args[1])
            return rounded(num.value, den.value, mode(args[2]), over(num.of, den.of), join(" ÷ ", [num, den], 2))
        if name == "prorata":
            base, rate, part, whole = (number(a) for a in args[:4])
            of = times(times(times(base.of, rate.of), (("ppm", -1),)), over(part.of, whole.of))
            words = join(" × ", [rate, base, Piece(0, (), join(" ÷ ", [part, whole], 2), 2)], 2)
            return rounded(base.value * rate.value * part.value, PPM * whole.value, mode(args[4]), of, words)
        if name == "progressive":
            assert isinstance(args[1], ast.Name)
            reading.used.add(args[1].id)
            return slices(number(args[0]), values[args[1].id], mode(args[2]))
        if name == "band":
            assert isinstance(args[1], ast.Name)
            reading.used.add(args[1].id)
            return banded(number(args[0]), values[args[1].id], dims(units[args[1].id]))
        item, bound = number(args[0]), number(args[1])
        if name == "limit":
            kept = ops.limit(item.value, bound.value)
            if kept != item.value:
                reading.capped.append(bound.words)
            words = {
                "id": f"{item.words['id']}, paling banyak {bound.words['id']}",
                "en": f"{item.words['en']}, at most {bound.words['en']}",
            }
            return Piece(kept, item.of, words, 0)
        kept = ops.round_down_to(item.value, bound.value)
        words = {
            "id": f"{item.words['id']} dibulatkan ke bawah per {show_money(bound.value, 'id')}",
            "en": f"{item.words['en']} rounded down to {show_money(bound.value, 'en')}",
        }
        return Piece(kept, item.of, words, 0)

    def mode(node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return str(node.value)
        assert isinstance(node, ast.Name)
        reading.used.add(node.id)
        return str(values[node.id])

    def rounded(num: int, den: int, how: str, of: Dims, words: Both) -> Piece:
        value = ops.ratio(num, den, how)
        rest = num - value * den
        reading.rounding = {
            "mode": how,
            "exact": {"num": num, "den": den},
            "remainder": {"num": rest, "den": den},
            "words": ROUNDING[how],
        }
        if rest and "IDR" in dict(of):
            words = {k: f"{w} = {_money(num, den, k)}" for k, w in words.items()}
            return Piece(value, of, words, 0)
        return Piece(value, of, words, 2)

    def banded(item: Piece, schedule: ops.Schedule, of: Dims) -> Piece:
        value, above = ops.band(item.value, schedule), None
        for up_to, _ in schedule:
            if up_to is None or item.value <= up_to:
                break
            above = up_to
        ends = {}
        for lang, over_, to in (("id", "di atas", "sampai"), ("en", "above", "up to")):
            low = "" if above is None else f"{over_} {show(above, item.of, lang)}"
            high = "" if up_to is None else f"{to} {show(up_to, item.of, lang)}"
            ends[lang] = " ".join(x for x in (low, high) if x)
        reading.because.append({k: f"{item.words[k]}: {ends[k]}" for k in ("id", "en")})
        return Piece(value, of, shown(value, of))

    def slices(base: Piece, schedule: ops.Schedule, how: str) -> Piece:
        total, low, parts = 0, 0, []
        for up_to, rate in schedule:
            part = max((base.value if up_to is None else min(base.value, up_to)) - low, 0)
            total += part * rate
            if part:
                both = [
                    Piece(rate, dims("rate"), shown(rate, dims("rate"))),
                    Piece(part, base.of, shown(part, base.of)),
                ]
                parts.append(Piece(0, base.of, join(" × ", both, 2), 2))
            low = low if up_to is None else up_to
        words = join(" + ", parts, 1) if parts else shown(0, base.of)
        return rounded(total, PPM, how, base.of, words)

    def truth(node: ast.expr, keep: bool) -> bool:
        if isinstance(node, ast.BoolOp):
            parts = [truth(v, keep) for v in node.values]
            return all(parts) if isinstance(node.op, ast.And) else any(parts)
        if isinstance(node, ast.UnaryOp):
            return not truth(node.operand, keep)
        assert isinstance(node, ast.Compare)
        sign, test = COMPARE[type(node.ops[0])]
        left, right = node.left, node.comparators[0]
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            assert isinstance(left, ast.Name)
            reading.used.add(left.id)
            return test(values[left.id], right.value)
        a, b = number(left), number(right)
        outcome = test(a.value, b.value)
        name = left.id if isinstance(left, ast.Name) else ""
        told = labels.get(name)
        if keep and told:
            if units.get(name) == "flag":
                yes = a.value == 1
                reading.because.append(
                    {"id": f"{told['id']}: {'ya' if yes else 'tidak'}", "en": f"{told['en']}: {'yes' if yes else 'no'}"}
                )
            else:
                mark = sign if outcome else {"<": "≥", "≤": ">", ">": "≤", "≥": "<", "=": "≠", "≠": "="}[sign]
                reading.because.append({k: f"{told[k]}: {a.words[k]} {mark} {b.words[k]}" for k in ("id", "en")})
        return outcome

    reading.piece = number(expression(rule))
    return reading


def _money(num: int, den: int, lang: str) -> str:
    text = show_ratio(num, den, lang)
    return f"-Rp{text[1:]}" if text.startswith("-") else f"Rp{text}"

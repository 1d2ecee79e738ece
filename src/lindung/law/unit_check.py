"""Units of a rule text: sums and comparisons need equal units, a rate becomes money only through ``share``."""

from __future__ import annotations

import ast

from .errors import RuleError
from .rule import INPUTS, RULES, Rule, parameter_id
from .store import ParameterSet
from .text import BINARY, expression
from .units import ANY, Dims, dims, over, times

PER_PPM: Dims = (("ppm", -1),)


def check_units(rule: Rule, parameters: ParameterSet) -> None:
    """Infer the unit of a rule and compare it with the declared one; raises :class:`RuleError`."""

    def no(why: str) -> RuleError:
        return RuleError(rule=rule.id, why=why)

    def of_name(name: str) -> Dims:
        if "__" in name:
            return dims(parameters[parameter_id(name)].unit)
        if f"{rule.group}.{name}" in RULES:
            return dims(RULES[f"{rule.group}.{name}"][0].unit)
        return dims(INPUTS[rule.group][name].unit)

    def same(found: list[Dims], where: ast.expr) -> Dims:
        real = {d for d in found if d != ANY}
        if len(real) > 1:
            raise no(f"units differ in {ast.unparse(where)}")
        return real.pop() if real else ANY

    def number(node: ast.expr) -> Dims:
        if isinstance(node, ast.Constant):
            return ANY if node.value == 0 else ()
        if isinstance(node, ast.Name):
            return of_name(node.id)
        if isinstance(node, ast.UnaryOp):
            return number(node.operand)
        if isinstance(node, ast.BinOp):
            left, right = number(node.left), number(node.right)
            sign = BINARY[type(node.op)]
            if sign == "*":
                return times(left, right)
            return over(left, right) if sign == "//" else same([left, right], node)
        if isinstance(node, ast.IfExp):
            truth(node.test)
            return same([number(node.body), number(node.orelse)], node)
        if isinstance(node, ast.Subscript):
            if number(node.slice) != ():
                raise no(f"{ast.unparse(node.slice)} is not a code")
            return number(node.value)
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        return call(node.func.id, node)

    def call(name: str, node: ast.Call) -> Dims:
        if name == "progressive":
            return number(node.args[0])
        if name == "band":
            number(node.args[0])
            return number(node.args[1])
        taken = node.args[:-1] if name in ("share", "ratio", "prorata") else node.args
        got = [number(a) for a in taken]
        if name == "share" or name == "prorata":
            if dict(got[1]).get("ppm") != 1:
                raise no(f"{ast.unparse(node.args[1])} is not a rate")
            made = times(times(got[0], got[1]), PER_PPM)
            return made if name == "share" else times(made, over(got[2], got[3]))
        if name == "ratio":
            return over(got[0], got[1])
        return same(got, node)

    def truth(node: ast.expr) -> None:
        if isinstance(node, ast.BoolOp):
            for part in node.values:
                truth(part)
        elif isinstance(node, ast.UnaryOp):
            truth(node.operand)
        elif isinstance(node, ast.Compare):
            left, right = node.left, node.comparators[0]
            if not (isinstance(right, ast.Constant) and isinstance(right.value, str)):
                same([number(left), number(right)], node)

    found = number(expression(rule))
    if found not in (ANY, dims(rule.unit)):
        raise no(f"the text gives {dict(found)}, declared is {rule.unit}")

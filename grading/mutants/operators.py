"""Wrong answers by the hundred: every small change of a solution that its syntax tree allows.

    for mutant in mutants("phi", cell_source, tests):    # tests: what a student can read of the checks
        mutant.operator, mutant.source, mutant.change    # "sign", the whole cell, ("return a + b", "return a - b")

One mutant has one change, inside the part that the student writes. No two are the same program, and none is the
solution. An operator stands for a mistake that people make, so a mutant that every check lets pass shows a hole in the
checks, or is no mistake at all: an *equivalent* one (`grading.mutants.measure` runs them and keeps the list).
"""

from __future__ import annotations

import ast
import copy
import difflib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from grading import notebook

_Change = tuple[str, ast.AST | list[ast.stmt]]


@dataclass(frozen=True)
class Mutant:
    """One changed solution cell. `change` holds the lines that differ, before and after, as `ast.unparse` writes them:
    with exercise and operator they name the mutant, whatever the layout of the solution."""

    exercise: str
    operator: str
    source: str
    change: tuple[str, str]

    def diff(self, solution: str) -> str:
        """Unified diff against the solution, both without layout."""
        before, after = normal(solution).splitlines(), self.source.splitlines()
        lines = list(difflib.unified_diff(before, after, self.exercise, self.operator, n=1, lineterm=""))
        return "\n".join(lines)


def normal(source: str) -> str:
    """A cell without comments, docstrings and layout.

    >>> normal("def f(x):\\n    '''Twice.'''\\n    return (2*x)  # x + x")
    'def f(x):\\n    return 2 * x'
    """
    return ast.unparse(_without_docstrings(ast.parse(source)))


def mutants(exercise: str, cell: str, tests: str = "") -> Iterator[Mutant]:
    """All mutants of a solution cell (with its markers), distinct; `tests` is the text of its visible tests.

    >>> cell = "def f(x):\\n    ### BEGIN SOLUTION\\n    return 2 * x\\n    ### END SOLUTION"
    >>> {m.change[1] for m in mutants("f", cell) if m.operator == "constant"} >= {"return 3 * x", "return 1 * x"}
    True
    """
    tree = _without_docstrings(ast.parse(notebook.without_markers(cell)))
    solution = ast.unparse(tree)
    seen = {solution}
    for operator, source in _Mutator(tree, _solved_lines(cell), tests):
        source = ast.unparse(ast.parse(source))  # -2 has two trees and one text
        if source not in seen:
            seen.add(source)
            yield Mutant(exercise, operator, source, _change(solution, source))


def _change(before: str, after: str) -> tuple[str, str]:
    """The lines that differ, each side as one text."""
    old, new = before.splitlines(), after.splitlines()
    for sides in (slice(None), slice(None, None, -1)):  # what both begin with goes, then what both end with
        old, new = old[sides], new[sides]
        same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(old, new)))
        old, new = old[same:], new[same:]
    one, other = ("; ".join(line.strip() for line in reversed(lines)) for lines in (old, new))
    return one, other


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in _every(tree, ast.FunctionDef | ast.ClassDef | ast.Module):
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def _every(tree: ast.AST, kind: Any) -> list[Any]:
    """The nodes of one kind, the tree itself among them."""
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


def _solved_lines(cell: str) -> set[int]:
    """Numbers of the lines between the solution markers, counted without the marker lines."""
    found, number, solved = set(), 0, False
    for line in cell.splitlines():
        if "### BEGIN SOLUTION" in line or "### END SOLUTION" in line:
            solved = "BEGIN" in line
        else:
            number += 1
            found |= {number} if solved else set()
    return found


# ---------------------------------------------------------------------------------------------- tables
# Names for names, one after the other tried in place of the first.
_RENAMED = {
    "mean": ["sum"],
    "sum": ["mean", "prod"],
    "max": ["min", "mean"],
    "min": ["max", "mean"],
    "any": ["all"],
    "all": ["any"],
    "argmax": ["argmin"],
    "argmin": ["argmax"],
    "randn": ["rand", "zeros", "ones"],
    "rand": ["randn", "zeros"],
    "randn_like": ["rand_like", "zeros_like"],
    "rand_like": ["randn_like", "zeros_like"],
    "normal_": ["uniform_"],
    "zeros_": ["ones_"],
    "zeros": ["ones"],
    "ones": ["zeros"],
    "zeros_like": ["ones_like"],
    "ones_like": ["zeros_like"],
    "sin": ["cos"],
    "cos": ["sin"],
    "exp": ["expm1"],
    "log": ["log2", "log1p"],
    "sqrt": ["square"],
    "square": ["abs", "sqrt"],
    "abs": ["square"],
    "var": ["std"],
    "std": ["var"],
    "pinv": ["inv"],
    "eigh": ["eig"],
    "relu": ["tanh", "abs"],
    "flatten": ["squeeze"],
    "stack": ["cat"],
    "cat": ["stack"],
    "append": ["extend"],
    "in_features": ["out_features"],
    "out_features": ["in_features"],
    "reversed": ["list"],
}
_AGGREGATES = {"max", "min", "mean", "sum", "all", "any"}
_RANDOM = {"randn", "rand", "randn_like", "rand_like", "randperm", "randint", "normal_", "uniform_", "Linear"}
_RANDOM |= {
    "xavier_normal_",
    "xavier_uniform_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "bernoulli",
    "multinomial",
}
_COMPARED: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
_OPERATED: dict[type[ast.operator], list[type[ast.operator]]] = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Div],
    ast.Mod: [ast.FloorDiv],
    ast.Pow: [ast.Mult],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
    ast.MatMult: [ast.Mult],
}
# X is the draw, A and B are its sizes (A the tensor it is like), M the module it comes from.
_DRAWS = {
    "randn": [
        ("shared draw", "M.randn(A, 1).expand(A, B)"),
        ("shared draw", "M.randn(1, B).expand(A, B)"),
        ("other distribution", "X.sign()"),
        ("other distribution", "12 ** 0.5 * (M.rand(A, B) - 0.5)"),
    ],
    "rand": [("shared draw", "M.rand(A, 1).expand(A, B)"), ("shared draw", "M.rand(1, B).expand(A, B)")],
    "randn_like": [
        ("shared draw", "M.randn(()).expand_as(A)"),
        ("shared draw", "M.randn_like(A[:1]).expand_as(A)"),
        ("other distribution", "X.sign()"),
        ("other distribution", "12 ** 0.5 * (M.rand_like(A) - 0.5)"),
    ],
    "rand_like": [
        ("shared draw", "M.rand(()).expand_as(A)"),
        ("shared draw", "M.rand_like(A[:1]).expand_as(A)"),
    ],
}
_IN_PLACE = {ast.Add: "add_", ast.Sub: "sub_", ast.Mult: "mul_", ast.Div: "div_"}
_MEASURED = (ast.Mult, ast.Div, ast.Add, ast.Sub, ast.Pow)
# How a whole value may come out wrong, X, be it kept under a name or returned; and what is wrong only in an answer.
_SPOILED = {
    "factor": ["2 * X", "X / 2", "1.001 * X"],
    "sign": ["-X"],
    "first only": ["X[:1]"],
    "last dropped": ["X[:-1]"],
    "order": ["X.flip(0)", "X.flip(-1)", "X[::-1]"],
}
_SPOILED_KEPT = {"rounded": ["(lambda v: v.float().to(v.dtype))(X)"]}
_SPOILED_ANSWER = {
    "transpose": ["X.mT"],  # unlike .T it refuses vectors, which it would not change
    "squeeze": ["X.squeeze()", "X.unsqueeze(-1)"],
    "single precision": ["X.float()"],
}
# Whole functions; F is the function. What a call returns is right, or was right once.
_WRAPPED = {
    "cached by first call": "(lambda f, kept={}: lambda *a, **k: kept.setdefault(0, f(*a, **k)))(F)",
    "cached by shape": (
        "(lambda f, kept={}: lambda *a, **k: kept.setdefault("
        "str([getattr(v, 'shape', v) for v in (*a, *k.values())]), f(*a, **k)))(F)"
    ),
    "no grad": "torch.no_grad()(F)",
}
_DRAWING = {"fixed seed": "(lambda f: lambda *a, **k: (torch.manual_seed(0), f(*a, **k))[1])(F)"}
_CHANGED = "(lambda f: lambda *a: (f(*a), a[{0}].clear() if isinstance(a[{0}], list) else a[{0}].data.zero_())[0])(F)"


def _expression(template: str, **parts: ast.expr) -> ast.expr:
    """The expression of a template with expressions in place of its names."""
    return _Fill(parts).visit(ast.parse(template, mode="eval").body)


class _Fill(ast.NodeTransformer):
    def __init__(self, parts: dict[str, ast.expr]) -> None:
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.parts.get(node.id, node)


# ---------------------------------------------------------------------------------------------- the tree
class _Mutator:
    """Goes through a tree, puts every change in its place for a moment, and writes the program down."""

    def __init__(self, tree: ast.Module, solved: set[int], tests: str) -> None:
        self.tree, self.solved = tree, solved
        self.functions = _every(tree, ast.FunctionDef)
        self.owner = {id(n): f for f in self.functions for n in ast.walk(f)}
        self.parameters = {id(f): [a.arg for a in f.args.args if a.arg != "self"] for f in self.functions}
        self.names = {name for names in self.parameters.values() for name in names}
        self.bound = self.names | {"self"}
        self.bound |= {name.id for name in _every(tree, ast.Name) if isinstance(name.ctx, ast.Store)}
        self.given = {id(argument) for call in _every(tree, ast.Call) for argument in call.args}
        self.given |= {id(keyword.value) for keyword in _every(tree, ast.keyword)}
        self.results = _results(tree)
        self.sizes, self.values = _seen_in(tests, tree, self.parameters)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """(operator, program) for every change."""
        yield from self.inside(self.tree, None)
        for function in self.functions:
            if any(self.is_solved(node) for node in ast.walk(function)):
                yield from self.whole(function)

    def is_solved(self, node: ast.AST) -> bool:
        return getattr(node, "lineno", 0) in self.solved

    def inside(self, node: ast.AST, loop: str | None) -> Iterator[tuple[str, str]]:
        """Changes of the children of a node, then of theirs; `loop` is the variable of the innermost loop."""
        inner = node.target.id if isinstance(node, ast.For) and isinstance(node.target, ast.Name) else loop
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                if value and isinstance(value[0], ast.stmt):
                    yield from self.block(value, inner)
                for place, child in enumerate(value):
                    if isinstance(child, ast.expr) and self.is_solved(child):
                        for operator, new in self.expression(child, inner):
                            yield operator, self.put(value, place, new)
                    if isinstance(child, ast.AST):
                        yield from self.inside(child, inner)
            elif isinstance(value, ast.AST):
                if isinstance(value, ast.expr) and self.is_solved(value):
                    for operator, new in self.expression(value, inner):
                        yield operator, self.put(vars(node), field, new)
                yield from self.inside(value, inner)

    def put(self, holder: Any, place: Any, new: Any) -> str:
        """The program with `new` in one place, or a list of statements in a slice of a block."""
        old, holder[place] = holder[place], new
        try:
            return ast.unparse(self.tree)
        finally:
            back = slice(place.start, place.start + len(new)) if isinstance(place, slice) else place
            holder[back] = old

    # ---- statements
    def block(self, body: list[ast.stmt], loop: str | None) -> Iterator[tuple[str, str]]:
        """Changes of the statements of one block."""
        for place, statement in enumerate(body):
            if self.is_solved(statement):
                for operator, new in self.statement(statement, loop):
                    yield operator, self.put(body, slice(place, place + 1), new)
        for place, (first, second) in enumerate(itertools.pairwise(body)):
            if self.is_solved(first) and self.is_solved(second):
                yield "order of statements", self.put(body, slice(place, place + 2), [second, first])

    def statement(self, node: ast.stmt, loop: str | None) -> Iterator[tuple[str, list[ast.stmt]]]:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Pass):
            yield "dropped statement", [ast.Pass()]
        if isinstance(node, ast.If):
            yield "condition", [_with(node, test=ast.UnaryOp(ast.Not(), node.test))]
            yield "condition", node.body
            yield "condition", node.orelse or [ast.Pass()]
        if isinstance(node, ast.With):
            yield "dropped with", node.body
        if isinstance(node, ast.For):
            yield "one round only", [_with(node, body=[*node.body, ast.Break()])]
        if isinstance(node, ast.While):
            yield "one round only", [ast.If(node.test, node.body, [])]
        if isinstance(node, ast.AugAssign):
            yield "augmented", [ast.Assign([node.target], node.value, lineno=node.lineno)]
            for operator in _OPERATED.get(type(node.op), []):
                yield "sign", [_with(node, op=operator())]
        if isinstance(node, ast.Assign):
            target = node.targets[0]
            if isinstance(target, ast.Name) and len(node.targets) == 1:
                yield "accumulated", [ast.AugAssign(ast.Name(target.id), ast.Add(), node.value)]
            if isinstance(target, ast.Tuple):
                yield "swapped results", [_with(node, targets=[_backwards(target)])]
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            yield "swapped results", [_with(node, value=_backwards(node.value))]
        if loop and not isinstance(node, ast.For | ast.Break | ast.Continue):
            for test in ("T == 0", "T > 0", "T % 2 == 0"):
                yield "some rounds only", [ast.If(_expression(test, T=ast.Name(loop)), [node], [])]

    # ---- expressions
    def expression(self, node: ast.expr, loop: str | None) -> Iterator[_Change]:
        """(operator, replacement) for one expression."""
        if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            return
        for kind, changes in _BY_KIND.items():
            if isinstance(node, kind):
                yield from changes(self, node)
        if isinstance(node, ast.Name) and node.id in self.names:
            for value in self.values.get(node.id, []):
                yield "hard-coded", ast.Constant(value)
            if node.id in self.values:
                for template in ("min(X, 1000)", "max(X, 1)"):
                    yield "cut off", _expression(template, X=node)
            if loop:
                yield "fades", _expression("X * 0.9 ** T", X=node, T=ast.Name(loop))
        spoiled = self.results.get(id(node), {})
        for operator, templates in spoiled.items():
            for template in templates:
                yield operator, _expression(template, X=node)

    def binary(self, node: ast.BinOp) -> Iterator[_Change]:
        for operator in _OPERATED.get(type(node.op), []):
            yield "sign" if operator in (ast.Add, ast.Sub) else "operation", _with(node, op=operator())
        if not isinstance(node.op, ast.MatMult):
            yield "dropped term", node.left
            yield "dropped term", node.right
        if isinstance(node.op, ast.Sub | ast.Div | ast.Pow | ast.MatMult):
            yield "swapped operands", _with(node, left=node.right, right=node.left)
        in_place = _IN_PLACE.get(type(node.op))
        if in_place and isinstance(node.left, ast.Name) and node.left.id in self.names:
            yield "argument changed", _expression(f"L.{in_place}(R)", L=node.left, R=node.right)
        if isinstance(node.op, _MEASURED):
            for side in ("left", "right"):
                child = getattr(node, side)
                if isinstance(child, ast.Constant) and isinstance(child.value, int | float):
                    yield "constant", _with(node, **{side: ast.Constant(_times(child.value, 1.001))})

    def unary(self, node: ast.UnaryOp) -> Iterator[_Change]:
        yield "sign" if isinstance(node.op, ast.USub) else "negation", node.operand

    def boolean(self, node: ast.BoolOp) -> Iterator[_Change]:
        yield "and, or", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        for place in range(len(node.values)):
            rest = _instead(node.values, place)
            yield "dropped condition", rest[0] if len(rest) == 1 else _with(node, values=rest)

    def compare(self, node: ast.Compare) -> Iterator[_Change]:
        for place, operator in enumerate(node.ops):
            for other in _COMPARED[type(operator)]:
                yield "comparison", _with(node, ops=_instead(node.ops, place, other()))
        for value in (True, False):
            yield "comparison", ast.Constant(value)

    def constant(self, node: ast.Constant) -> Iterator[_Change]:
        if type(node.value) is bool:
            yield "constant", ast.Constant(not node.value)
        elif type(node.value) is int:
            yield "constant", ast.Constant(node.value + 1)
            yield "constant", ast.Constant(node.value - 1)
            if node.value and id(node) not in self.given:  # dim=-1 is dim=1
                yield "constant", ast.Constant(-node.value)
        elif type(node.value) is float:
            for factor in (2, 0.5, 1.001, 0.999):
                yield "constant", ast.Constant(_times(node.value, factor))

    def name(self, node: ast.Name) -> Iterator[_Change]:
        others = [name for name in self.parameters.get(id(self.owner.get(id(node))), []) if name != node.id]
        if node.id in self.names:
            for other in others:
                yield "another argument", ast.Name(other)

    def attribute(self, node: ast.Attribute) -> Iterator[_Change]:
        if node.attr in ("T", "mT", "data"):
            yield "transpose" if node.attr != "data" else "dropped call", node.value
        for other in _RENAMED.get(node.attr, []):
            yield f"{node.attr}, {other}", _with(node, attr=other)
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            for value in self.values.get(node.attr, []):
                yield "hard-coded", ast.Constant(value)
        if node.attr == "pi":
            for value in (3.14, 3.1416):
                yield "constant", ast.Constant(value)

    def is_value(self, node: ast.expr) -> bool:
        """Not a module, as in torch.linalg.pinv(x): what stands before its dots is no name of ours."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return not isinstance(node, ast.Name) or node.id in self.bound

    def call(self, node: ast.Call) -> Iterator[_Change]:
        function, own = node.func, getattr(node.func, "attr", getattr(node.func, "id", ""))
        is_method = isinstance(function, ast.Attribute) and self.is_value(function.value)
        if is_method:
            yield f"dropped {own}", function.value
            if own in _AGGREGATES and not node.args and not node.keywords:
                for place in (0, -1):
                    yield "one instead of all", _expression(f"X[{place}]", X=function.value)
        elif len(node.args) == 1 and own != "super":
            yield f"dropped {own}", node.args[0]
        if isinstance(function, ast.Name):
            for other in _RENAMED.get(own, []):
                yield f"{own}, {other}", _with(node, func=ast.Name(other))
        if len(node.args) > 1:
            yield "swapped arguments", _with(node, args=[node.args[1], node.args[0], *node.args[2:]])
        if node.args and (is_method or len(node.args) > 1):
            yield "dropped argument", _with(node, args=node.args[:-1])
        for place in range(len(node.keywords)):
            yield "dropped argument", _with(node, keywords=_instead(node.keywords, place))
        if own == "range":
            yield from _ranges(node)
        if own == "len":
            for size in self.sizes:
                yield "hard-coded", ast.Constant(size)
        if isinstance(function, ast.Attribute) and own in _DRAWS and node.args:
            a, b = node.args[0], node.args[-1]
            parts = {"X": node, "A": a, "B": b, "M": function.value}
            for operator, template in _DRAWS[own]:
                if "B" not in template or len(node.args) == 2:
                    yield operator, _expression(template, **parts)

    def subscript(self, node: ast.Subscript) -> Iterator[_Change]:
        yield "all instead of one", node.value
        index = node.slice
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            yield from (("hard-coded", ast.Constant(size)) for size in self.sizes)
        if isinstance(index, ast.Constant) and type(index.value) is int:
            yield "another entry", _with(node, slice=ast.Constant(-1 if index.value >= 0 else 0))
        if isinstance(index, ast.Tuple):
            yield "swapped axes", _with(node, slice=_backwards(index))
        if isinstance(index, ast.Slice):
            yield from _slices(node, index)
            if index.upper and not index.lower:
                last = ast.Slice(ast.UnaryOp(ast.USub(), index.upper))
                yield "last instead of first", _with(node, slice=last)

    def choice(self, node: ast.IfExp) -> Iterator[_Change]:
        yield "condition", node.body
        yield "condition", node.orelse
        yield "condition", _with(node, body=node.orelse, orelse=node.body)

    def comprehension(self, node: Any) -> Iterator[_Change]:
        for place, generator in enumerate(node.generators):
            for template in ("list(X)[:1]", "list(X)[1:]", "list(X)[:-1]", "list(X)[::-1]"):
                changed = _with(generator, iter=_expression(template, X=generator.iter))
                yield "some of them", _with(node, generators=_instead(node.generators, place, changed))
            if generator.ifs:
                changed = _with(generator, ifs=[])
                yield "dropped condition", _with(node, generators=_instead(node.generators, place, changed))

    # ---- functions
    def whole(self, function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
        """Changes around a function: a line after it."""
        blocks = ((n, b) for n in ast.walk(self.tree) if isinstance(b := getattr(n, "body", None), list))
        holder, body = next((n, b) for n, b in blocks if function in b)
        place = body.index(function) + 1
        uses = {getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(function)}
        wrapped = dict(_DRAWING) if uses & _RANDOM else {}
        if _every(function, ast.Return):
            own = 1 if isinstance(holder, ast.ClassDef) else 0
            numbers = range(own, own + len(self.parameters[id(function)]))
            wrapped |= _WRAPPED | {f"argument {n} changed": _CHANGED.format(n) for n in numbers}
        for operator, template in wrapped.items():
            line = ast.Assign(
                [ast.Name(function.name)], _expression(template, F=ast.Name(function.name)), lineno=0
            )
            yield operator, self.put(body, slice(place, place), [line])


_BY_KIND: dict[Any, Callable[[_Mutator, Any], Iterator[_Change]]] = {
    ast.BinOp: _Mutator.binary,
    ast.UnaryOp: _Mutator.unary,
    ast.BoolOp: _Mutator.boolean,
    ast.Compare: _Mutator.compare,
    ast.Constant: _Mutator.constant,
    ast.Name: _Mutator.name,
    ast.Attribute: _Mutator.attribute,
    ast.Call: _Mutator.call,
    ast.Subscript: _Mutator.subscript,
    ast.IfExp: _Mutator.choice,
    ast.ListComp | ast.GeneratorExp | ast.SetComp: _Mutator.comprehension,
}


def _results(tree: ast.AST) -> dict[int, dict[str, list[str]]]:
    """The values that are returned, kept under a name or appended to a list, and what more may spoil them."""
    found: dict[int, dict[str, list[str]]] = {}
    for node in ast.walk(tree):
        value = getattr(node, "value", None)
        if isinstance(node, ast.Return | ast.Assign) and value is not None:
            values = value.elts if isinstance(value, ast.Tuple) else [value]
            spoiled = _SPOILED | (_SPOILED_ANSWER if isinstance(node, ast.Return) else _SPOILED_KEPT)
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"
        ):
            values, spoiled = node.args, _SPOILED | _SPOILED_KEPT
        else:
            continue
        found |= {id(v): spoiled for v in values if not isinstance(v, ast.Constant)}
    return found


def _ranges(node: ast.Call) -> Iterator[_Change]:
    start, stop = (ast.Constant(0), node.args[0]) if len(node.args) == 1 else node.args[:2]
    for text in ("range(A + 1, B)", "range(A, B - 1)", "range(A, B + 1)"):
        yield "off by one", _expression(text, A=start, B=stop)


def _slices(node: ast.Subscript, index: ast.Slice) -> Iterator[_Change]:
    for side in ("lower", "upper"):
        if bound := getattr(index, side):
            yield "whole", _with(node, slice=_with(index, **{side: None}))
            for template in ("X + 1", "X - 1"):
                changed = _expression(template, X=bound)
                yield "off by one", _with(node, slice=_with(index, **{side: changed}))


def _instead(items: list[Any], place: int, *new: Any) -> list[Any]:
    """A copy of a list with `new` in one place, nothing if there is none."""
    return [*items[:place], *new, *items[place + 1 :]]


def _with(node: Any, **fields: Any) -> Any:
    """A shallow copy with other fields."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _times(value: float, factor: float) -> float:
    """Without the digits that rounding adds."""
    return float(f"{value * factor:.12g}")


def _backwards(node: ast.Tuple) -> ast.Tuple:
    return _with(node, elts=node.elts[::-1])


def _seen_in(
    tests: str, tree: ast.Module, parameters: dict[int, list[str]]
) -> tuple[list[int], dict[str, list]]:
    """(sizes, parameter -> values) that stand in the visible tests: what somebody could write into the solution."""
    try:
        seen = ast.parse(tests)
    except SyntaxError:
        return [], {}
    sizes: list[int] = []
    values: dict[str, list] = {}
    signatures: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for function in node.body:
                if isinstance(function, ast.FunctionDef) and function.name == "__init__":
                    signatures[node.name] = parameters[id(function)]
        elif isinstance(node, ast.FunctionDef):
            signatures.setdefault(node.name, parameters[id(node)])
    for node in ast.walk(seen):
        if isinstance(node, ast.Constant) and type(node.value) is int and 1 < node.value < 1000:
            sizes += [] if node.value in sizes else [node.value]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in signatures:
            given = list(zip(signatures[node.func.id], node.args))
            given += [(k.arg, k.value) for k in node.keywords if k.arg]
            for name, value in given:
                if isinstance(value, ast.Constant) and type(value.value) in (int, float):
                    found = values.setdefault(name, [])
                    found += [] if value.value in found else [value.value]
    return sizes[:3], values

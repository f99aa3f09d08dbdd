"""A rule of the gate: checks compare values with `utils.compare`, which sees what a bare tolerance lets pass.

An empty tensor is close to everything, `norm() < 1e-4` broadcasts two shapes that should be one, and an object of the
student's may define `abs` and `<` itself. `mismatch` and `outside` look at type, shape, size and finiteness first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from grading.gate.leaks import Finding
from grading.notebook import grade_id, is_test

_CLOSE = {"allclose", "isclose", "assert_allclose", "assert_close", "testing"}
_SIZES = {"abs", "norm", "fabs"}


def bare(source: str) -> set[str]:
    """The comparisons of a test cell that decide about a tolerance by themselves, as text.

    >>> sorted(bare("gap = (f(x) - y).norm()\\nassert gap < 1e-3, 'no'\\nassert torch.allclose(f(x), y), 'no'"))
    ['gap < 0.001', 'torch.allclose(f(x), y)']
    >>> bare("seen = mismatch('f(x)', f(x), y)\\nassert not seen, seen")
    set()
    """
    tree = ast.parse(TransformerManager().transform_cell(source))
    kept: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for name in (n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)):
                kept.setdefault(name, []).append(node.value)
    asserted = [node.test for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    return {ast.unparse(node) for node in _behind(asserted, kept) if _decides(node, kept)}


def _behind(expressions: list[ast.expr], kept: dict[str, list[ast.expr]]) -> Iterator[ast.AST]:
    """All parts of some expressions, and of what was kept under the names in them."""
    seen, waiting = set(), list(expressions)
    while waiting:
        for node in ast.walk(waiting.pop()):
            yield node
            if isinstance(node, ast.Name) and node.id not in seen:
                seen.add(node.id)
                waiting += kept.get(node.id, [])


def _decides(node: ast.AST, kept: dict[str, list[ast.expr]]) -> bool:
    """`allclose(...)`, or a size compared with a bound."""
    if isinstance(node, ast.Call):
        return _name(node) in _CLOSE
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    return any(
        (isinstance(op, ast.Lt | ast.LtE | ast.Eq) and _is_size(left, kept))
        or (isinstance(op, ast.Gt | ast.GtE | ast.Eq) and _is_size(right, kept))
        for left, op, right in zip(sides, node.ops, sides[1:])
    )


def _is_size(node: ast.expr, kept: dict[str, list[ast.expr]]) -> bool:
    """`abs(x - y)`, `(x - y).norm()`, `(x - y).abs().max()`, or a name for one of them."""
    if isinstance(node, ast.Name):
        return any(_is_size(value, {}) for value in kept.get(node.id, []))
    while isinstance(node, ast.Call):
        if _name(node) in _SIZES:
            return True
        if not isinstance(node.func, ast.Attribute):
            return any(_is_size(argument, kept) for argument in node.args)
        node = node.func.value
    return False


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def comparisons(source: NotebookNode) -> Iterator[Finding]:
    """Bare comparisons in test cells."""
    for cell in filter(is_test, source.cells):
        for text in sorted(bare(cell.source)):
            yield Finding(
                grade_id(cell), f"`{text}` decides alone: use `mismatch` or `outside` of utils.compare"
            )

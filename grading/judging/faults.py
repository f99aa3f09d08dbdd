"""What may be told of an error that student code raised in a check.

Its text could hold an input of a hidden test, and so could the line it stops at. Told is what the student's cells alone
tell (a name that is defined nowhere, a call that their function does not take), or one of a few phrases of our own.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from grading.judging.salvage import Plan, tree_of
from grading.sandbox.handles import StudentError

# What torch and NumPy say where two sizes disagree; one size alone may be wrong, too.
_TWO_SHAPES = (
    r"must match|(does not|doesn't) match|[Mm]ismatch|cannot be multiplied|multiply up to|not aligned|broadcast"
    r"|(same|equal) (size|shape)|same number of|should be equal to|Expected size for|Incompatible shapes"
    r"|different from|is invalid for input of size|cannot reshape"
)

# What may be told of the text of an error in a check: one of these phrases, never the text itself.
_PHRASES = (
    (r"singular", "a matrix is singular"),
    (r"NoneType", "something is None"),
    (r"in-?place", "what a gradient still needs was changed in place"),
    (r"not require grad|grad_fn", "a gradient is asked of something that hangs on no weight"),
    (r"backward through the graph a second time", "one graph is used for two gradients"),
    (r"numel\(\) == 0|empty", "something is empty"),
    (r"must be Tensor, not|numpy", "a tensor is needed where something else came"),
    (r"[Dd]imension out of range", "there is no such axis"),
    (r"out of range|out of bounds", "an index is out of range"),
    (r"dtype|scalar type", "two dtypes do not fit"),
    (_TWO_SHAPES, "two shapes do not fit"),
    (r"referenced before|not associated with a value", "a name is used before it has a value"),
    (r"has no attribute", "an attribute is not there"),
    (r"not callable", "what is called is no function"),
    (r"unpack", "the number of values does not fit the names"),
    (r"(division|modulo) by zero|divide by zero", "something is divided by zero"),
    (r"recursion depth", "a function calls itself without end"),
)


def signatures(source: str) -> dict[str, inspect.Signature]:
    """The functions that a cell defines at top level, and how they may be called; a default is `...`.

    >>> signatures("def phi(x, depth=1):\\n    return x")
    {'phi': <Signature (x, depth=Ellipsis)>}
    """
    return {
        node.name: signature
        for node in _statements(source)
        if isinstance(node, ast.FunctionDef) and (signature := _signature(node.args))
    }


def _signature(args: ast.arguments) -> inspect.Signature | None:
    kinds = inspect.Parameter
    defaults: list[Any] = [kinds.empty] * (len(args.posonlyargs) + len(args.args) - len(args.defaults))
    defaults += [...] * len(args.defaults)
    groups = [
        (kinds.POSITIONAL_ONLY, args.posonlyargs, defaults),
        (kinds.POSITIONAL_OR_KEYWORD, args.args, defaults[len(args.posonlyargs) :]),
        (kinds.VAR_POSITIONAL, [args.vararg] if args.vararg else [], [kinds.empty]),
        (kinds.KEYWORD_ONLY, args.kwonlyargs, [... if d else kinds.empty for d in args.kw_defaults]),
        (kinds.VAR_KEYWORD, [args.kwarg] if args.kwarg else [], [kinds.empty]),
    ]
    try:
        return inspect.Signature(
            [kinds(a.arg, kind, default=d) for kind, group, values in groups for a, d in zip(group, values)]
        )
    except ValueError:  # two arguments of one name: the cell does not run either
        return None


def _statements(source: str) -> list[ast.stmt]:
    tree = tree_of(source)
    return tree.body if tree else []


def bound_in(sources: Iterable[str]) -> set[str] | None:
    """The names that these cells or Python define anywhere; None where that cannot be told from the text.

    >>> sorted(bound_in(["import torch as t", "%time\\ndef phi(x): pass"]) - set(vars(builtins)))
    ['phi', 't', 'x']
    >>> bound_in(["from math import *"]), bound_in(["files = !ls"])
    (None, None)
    """
    bound = set(vars(builtins))
    for tree in map(tree_of, sources):
        if tree is None:
            return None
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                bound |= {node.id} if not isinstance(node.ctx, ast.Load) else set()
            elif isinstance(node, ast.alias):
                bound.add((node.asname or node.name).split(".")[0])
            else:
                bound |= {name for word in ("arg", "name") if (name := getattr(node, word, None))}
    return None if "*" in bound else bound


def looked_up(source: str) -> set[str]:
    """The names that a cell looks up.

    >>> sorted(looked_up("def phi(x):\\n    return torhc.sin(x)"))
    ['torhc', 'x']
    """
    every = (node for statement in _statements(source) for node in ast.walk(statement))
    return {node.id for node in every if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


class Faults:
    """The cells that a student wrote, read for what went wrong in them."""

    def __init__(self, plan: Plan) -> None:
        cells = [step for step in plan.steps if step.cell_type == "code" and step.kind != "test"]
        self.sources = [step.source for step in cells]
        self.written = [step.source for step in cells if step.kind in ("answer", "extra")]
        self.signatures = {n: s for source in self.written for n, s in signatures(source).items()}

    @cached_property
    def bound(self) -> set[str] | None:
        """The names that the notebook defines, read once for all checks."""
        return bound_in(self.sources)

    def parameters(self) -> dict[str, list[str]]:
        """The names of the arguments of the student's functions."""
        return {name: [*signature.parameters] for name, signature in self.signatures.items()}

    def said(self, error: StudentError) -> str:
        """What follows the type of an error that a call in a check raised, with a colon before it; or nothing."""
        text = ""
        if error.kind == "TypeError":
            text = self._misfit(error)
        elif error.kind == "NameError":
            own = [source for source in self.written if error.called in _defined(source)]
            looked = set().union(*map(looked_up, own))
            missing = [f"`{name}`" for name in sorted(looked - self.bound)] if self.bound else []
            text = f"{', '.join(missing)} is not defined" if missing else ""
        text = text or next((phrase for pattern, phrase in _PHRASES if re.search(pattern, error.text)), "")
        return text and f": {text}"

    def _misfit(self, error: StudentError) -> str:
        """The call that was made, where the function does not take it."""
        signature, (places, names) = self.signatures.get(error.called), error.given
        if signature is None:
            return ""
        try:
            signature.bind(*[...] * places, **dict.fromkeys(names))
        except TypeError:
            made = ", ".join([*["..."] * places, *(f"{name}=..." for name in names)])
            takes = ", ".join(signature.parameters) or "no argument"
            return f"the check calls `{error.called}({made})`, and yours takes {takes}"
        return ""


def _defined(source: str) -> set[str]:
    return {node.name for node in _statements(source) if isinstance(node, ast.FunctionDef | ast.ClassDef)}

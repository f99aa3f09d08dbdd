"""Which checks may look at one snapshot: those between which the notebook has only learned new names.

A check sees the notebook as it was at its place. A cell that defines functions, whose names nothing before it knows,
changes nothing that a check before it could see; so that check may as well look after it. Told by the text alone.
"""

from __future__ import annotations

import ast
import re

_WORD = re.compile(r"[^\W\d]\w*")
# Expressions that call nothing by name. A subscript may change a dictionary: it stands in annotations only.
_QUIET = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Dict, ast.UnaryOp, ast.BinOp),
    *(ast.unaryop, ast.operator, ast.expr_context),
)
_ANNOTATION = (*_QUIET, ast.Subscript)


def words(source: str) -> set[str]:
    """Every word of a cell, in code, strings and comments: names that it may look up are among them.

    >>> sorted(words("y = globals()['slope'] * x  # a line"))
    ['a', 'globals', 'line', 'slope', 'x', 'y']
    """
    return set(_WORD.findall(source))


def changes(source: str, known: set[str]) -> bool:
    """Whether running the cell may change what code in which only the words `known` stand sees or does.

    >>> changes("def cube(x: list[int], n=3) -> int:\\n    return x**n", {"square", "x", "n"})
    False
    >>> changes("def square(x):\\n    return x**2", {"square"}), changes("print(cube(2))", set())
    (True, True)
    """
    try:
        return not all(_defines(statement, known) for statement in ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True


def _defines(statement: ast.stmt, known: set[str]) -> bool:
    """Whether the statement gives values to new names, and does nothing else."""
    match statement:
        case ast.Expr(ast.Constant()) | ast.Pass():
            return True
        case ast.FunctionDef(name=name, decorator_list=[], args=args, returns=returns):
            every = (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg)
            types = [arg.annotation for arg in every if arg] + [returns]
            quiet = _at_rest(args) and all(_quiet(kind, _ANNOTATION) for kind in types if kind)
            return name not in known and quiet
        case ast.ClassDef(name=name, decorator_list=[], keywords=[], bases=bases, body=body):
            inner = all(_defines(part, set()) for part in body)
            return name not in known and inner and all(map(_quiet, bases))
        case ast.Assign(targets=targets, value=value):
            fresh = all(isinstance(target, ast.Name) and target.id not in known for target in targets)
            return fresh and _quiet(value)
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return all((a.asname or a.name).split(".")[0] not in known | {"*"} for a in aliases)
    return False


def _quiet(expression: ast.AST, kinds: tuple = _QUIET) -> bool:
    """Whether working it out calls nothing by name."""
    if isinstance(expression, ast.Lambda):
        return _at_rest(expression.args)
    return isinstance(expression, kinds) and all(
        _quiet(part, kinds) for part in ast.iter_child_nodes(expression)
    )


def _at_rest(args: ast.arguments) -> bool:
    """The same of the defaults of a function, which are worked out where it is defined."""
    return all(_quiet(default) for default in (*args.defaults, *args.kw_defaults) if default)

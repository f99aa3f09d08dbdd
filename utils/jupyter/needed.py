"""Which cells of a notebook its exercises and checks need: a demonstration is left out where nobody reads its names."""

import ast
import re
import types
from collections.abc import Sequence
from dataclasses import dataclass
from dis import get_instructions

from IPython.core.inputtransformer2 import TransformerManager

_STORES = {"STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL"}
_LOADS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
_BRANCHES = (ast.If, ast.For, ast.While, ast.Try, ast.Match)
_WORD = re.compile(r"[^\W\d]\w*")
#: What reads or binds names that are written nowhere; magics too.
_OPAQUE = {"globals", "exec", "eval", "get_ipython"}


def needed(sources: Sequence[str], free: Sequence[bool]) -> set[int]:
    """Places of the cells to run: all that are not `free`, and of those the ones that they need, by their names.

    A free cell is needed if it binds or changes a name that a needed cell below it reads, or a function of any needed
    cell. One whose names cannot be told (a magic, `exec`, `from x import *`) is needed too.

    >>> sorted(needed(["a = 1", "b = 2", "print(b)", "c = b", "assert c"], [False, True, True, True, False]))
    [0, 1, 3, 4]
    """
    names = [_names(source) for source in sources]
    kept = {i for i, cell in enumerate(names) if not free[i] or cell.opaque}
    while more := {
        i
        for i in set(range(len(names))) - kept
        if names[i].binds & set().union(*(names[k].reads if k > i else names[k].later for k in kept))
    }:
        kept |= more
    return kept


@dataclass(frozen=True)
class _Names:
    """Global names of a cell: what it `reads` before it binds it, `later` from its functions, what it `binds`."""

    reads: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    opaque: bool = False


def _names(source: str) -> _Names:
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
        parts = [_code(statement) for statement in tree.body]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _Names()  # it does not run
    reads, later, binds, sure = set(), set(), set(), set()
    for statement, code in zip(tree.body, parts):
        stored = set()
        for step in get_instructions(code):
            if step.opname in _STORES:
                stored.add(step.argval)
            elif step.opname in _LOADS and step.argval not in stored:
                reads |= {step.argval} - sure
        inner = [_inside(part) for part in _functions(code)]
        later |= set().union(*(loaded for loaded, _ in inner)) - sure - stored
        binds |= stored.union(*(bound for _, bound in inner)) | _changed(statement)
        sure |= set() if isinstance(statement, _BRANCHES) else stored
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    opaque = bool(_OPAQUE & (reads | later)) or any(
        isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)
    )
    if opaque:  # the code that a magic gets is a text
        reads |= set(_WORD.findall(" ".join(texts)))
    return _Names(frozenset(reads | later), frozenset(later), frozenset(binds), opaque)


def _code(statement: ast.stmt) -> types.CodeType:
    module = ast.Module([statement], [])
    return compile(module, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def _functions(code: types.CodeType) -> list[types.CodeType]:
    return [part for part in code.co_consts if isinstance(part, types.CodeType)]


def _inside(code: types.CodeType) -> tuple[set[str], set[str]]:
    """(read, bound) global names of a function, class or comprehension, and of those inside."""
    steps = list(get_instructions(code))
    read = {step.argval for step in steps if step.opname in _LOADS}
    bound = {step.argval for step in steps if step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL")}
    for part in _functions(code):
        more = _inside(part)
        read, bound = read | more[0], bound | more[1]
    return read, bound


def _changed(statement: ast.stmt) -> set[str]:
    """Names of which an attribute or an item is set: `settings.width = 3`, `table["a"] += 1`."""
    found = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            while isinstance(node, ast.Attribute | ast.Subscript):
                node = node.value
            if isinstance(node, ast.Name):
                found.add(node.id)
    return found

"""Cells as at the board: a cell can be read aloud, line by line, as somebody would write it for others.

`board` holds the code cells of an instructor notebook against six rules.
"""

import ast
import io
import tokenize
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from grading.gate.leaks import Finding
from grading.notebook import is_solution, is_test

#: What the page of the HTML export and half a window of JupyterLab show without scrolling.
COLUMNS = 88
LINES = 15
SOLUTION_LINES = 20
#: Names, calls and operations in one statement: of the 374 statements of the reference solutions two have more, and
#: one in thirty had in the demonstrations before they were written for the board (88 columns alone let it be folded).
#: Numbers and texts are not counted: a table of them is easy to read.
NODES = 24


def board(source: NotebookNode) -> Iterator[Finding]:
    """The cells of an instructor notebook that are not as at the board.

    The first broken rule is named: 88 columns; at most 15 lines that are not blank, 20 in a solution without its
    markers; no `;`; one assignment a line, where `a, b = 0, 1` of plain numbers and `u, v = u + v, u` of values that
    move together count as one; at most 24 names, calls and operations in one statement; the figure before the numbers,
    and no repr of its axes. Of a test cell, whose asserts carry sentences, only the columns are counted.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> nb = new_notebook(cells=[new_code_cell("x = 1; y = 2", id="two"), new_code_cell("x = 1", id="one")])
    >>> [str(finding) for finding in board(nb)]
    ['two: line 1: a semicolon']
    """
    for cell in source.cells:
        if cell.cell_type == "code" and (broken := problem(cell)):
            yield Finding(cell.id, broken)


def problem(cell: NotebookNode) -> str | None:
    """The first rule that a code cell breaks, None if there is none."""
    return next(_problems(cell), None)


def _problems(cell: NotebookNode) -> Iterator[str]:
    lines = cell.source.splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield f"line {number}: {len(line)} columns, expected at most {COLUMNS}"
    if is_test(cell):
        return
    written = [line for line in lines if line.strip() and not line.strip().startswith("### ")]
    limit = SOLUTION_LINES if is_solution(cell) else LINES
    if len(written) > limit:
        yield f"{len(written)} lines, expected at most {limit}"
    code = TransformerManager().transform_cell(cell.source)
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.exact_type == tokenize.SEMI:
            yield f"line {token.start[0]}: a semicolon"
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.stmt):
            if _several(node):
                yield f"line {node.lineno}: several assignments in one"
            if (count := _nodes(node)) > NODES:
                yield f"line {node.lineno}: {count} names, calls and operations, expected at most {NODES}"
    kinds = [output.output_type for output in cell.get("outputs", [])]
    if kinds and kinds[0] == "stream" and set(kinds) > {"stream"}:
        yield "prints before its figure: call plots.show() first"
    results = [output.data.get("text/plain", "") for output in cell.get("outputs", []) if "data" in output]
    if any("<Axes" in text for text in results):
        yield "ends on the repr of axes: call plots.show()"


def _several(node: ast.stmt) -> bool:
    """Does this statement do what should stand on several lines?"""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Tuple)
    if not isinstance(node, ast.Assign):
        return False
    left, right = node.targets[0], node.value
    if not (isinstance(left, ast.Tuple) and isinstance(right, ast.Tuple)):
        return len(node.targets) > 1
    plain = all(_plain(value) for value in right.elts)
    loaded = {name.id for name in ast.walk(right) if isinstance(name, ast.Name)}
    together = all(isinstance(target, ast.Name) and target.id in loaded for target in left.elts)
    return not (plain or together)


def _plain(node: ast.expr) -> bool:
    """A number, a text, or something empty to be filled."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return False
    return not isinstance(value, list | tuple | dict | set) or not value


def _nodes(node: ast.AST) -> int:
    """Names, calls and operations of a statement, without those of the statements in its body."""
    count = 0
    for name, value in ast.iter_fields(node):
        if name in ("ctx", "format_spec", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.stmt | ast.excepthandler):
                own = not isinstance(
                    child, ast.Constant | ast.operator | ast.unaryop | ast.cmpop | ast.boolop
                )
                count += own + _nodes(child)
    return count

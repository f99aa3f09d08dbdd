"""The gate before a release: the rules that hold every assignment together, each a small function.

A rule takes the instructor notebook and yields findings; `gate_assignment` runs them all. Rules about text and form
cost nothing; `scores` grades the reference solutions (full marks) and the untouched release (none).
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from grading import notebook
from grading.gate.board import board
from grading.gate.comparisons import comparisons
from grading.gate.contract import contract
from grading.gate.leaks import Finding, leaks, traces
from grading.notebook import HOLDS, grade_id, is_locked_code, is_manual, is_solution, is_test
from utils.messages import needs

MAX_TEST_LINES = 13
SPINE = (
    "learning goals",
    "prerequisites",
    "notation",
    "spot the trap",
    "predict before you run",
    "when does it not happen",
    "audit a figure",
    "pay-off",
    "recap",
    "open questions",
    "references",
)


def python(cell: NotebookNode) -> ast.Module:
    """The syntax tree of a code cell, its IPython magics turned into calls."""
    return ast.parse(TransformerManager().transform_cell(cell.source))


def bound_names(tree: ast.AST) -> set[str]:
    """Names that the statements of `tree` bind at any depth: imports, definitions, assignments, arguments."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


def graded_names(source: NotebookNode) -> set[str]:
    """Top-level names of the solution cells: what the student defines and the tests use."""
    found: set[str] = set()
    for cell in filter(is_solution, source.cells):
        for statement in python(cell).body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                found.add(statement.name)
            elif isinstance(statement, ast.Assign | ast.AnnAssign):
                found |= bound_names(statement)
    return found


# ---------------------------------------------------------------------------------------------- rules
def form(source: NotebookNode) -> Iterator[Finding]:
    """The notebook is in canonical form and was run from top to bottom."""
    if notebook.dumps(notebook.canonical(source)) != notebook.dumps(source):
        yield Finding("source", "not in canonical form; run `python -m grading build`")
    counts = [c.execution_count for c in source.cells if c.cell_type == "code"]
    if counts != list(range(1, len(counts) + 1)):
        yield Finding("source", "was not executed from top to bottom; run `python -m grading build`")


def spine(source: NotebookNode) -> Iterator[Finding]:
    """The parts that all notebooks share are there."""
    text = (
        "\n".join(c.source for c in source.cells if c.cell_type == "markdown")
        .lower()
        .replace("payoff", "pay-off")
    )
    for part in SPINE:
        if part not in text:
            yield Finding("source", f"the text has no part called {part!r}")
    if not is_locked_code(next(c for c in source.cells if c.cell_type == "code")):
        yield Finding("source", "the first code cell is not the locked set-up cell")
    if sum(is_manual(c) for c in source.cells) < 2:
        yield Finding("source", "fewer than two manually graded questions")


def cells(source: NotebookNode) -> Iterator[Finding]:
    """Short checks, text above every other cell, no star imports, alt text on every picture."""
    previous = None
    for cell in source.cells:
        if cell.cell_type == "code":
            hidden = notebook.hidden_lines(cell.source)
            written = [line for line in cell.source.splitlines() if line.strip() and line[:4] != "### "]
            hidden, written = ([line for line in part if not _about(line)] for part in (hidden, written))
            longest = max(len(hidden), len(written) - len(hidden))  # a student reads one part, graders two
            if is_test(cell) and longest > MAX_TEST_LINES:
                yield Finding(
                    cell.id,
                    f"{longest} lines, expected at most {MAX_TEST_LINES} in a test cell, visible or hidden",
                )
            if not is_test(cell) and (previous is None or previous.cell_type != "markdown"):
                yield Finding(cell.id, "no text stands above this code cell")
            if re.search(r"^\s*from \S+ import \*", cell.source, re.M):
                yield Finding(cell.id, "star import")
        elif re.search(r"!\[\s*\]\(", cell.source):
            yield Finding(cell.id, "a picture without alt text")
        previous = cell


def _about(line: str) -> bool:
    """A line about a check rather than of it."""
    return line.strip().startswith((HOLDS, "# needs:"))


def exercises(source: NotebookNode) -> Iterator[Finding]:
    """Every solution cell has markers, and a check that belongs to it; no two graded cells have one name."""
    checked = set(notebook.exercises(source).values())
    for cell in filter(is_solution, source.cells):
        if grade_id(cell) not in checked:
            yield Finding(grade_id(cell), "no test cell follows this exercise")
        if not notebook.solution_lines(cell.source):
            yield Finding(grade_id(cell), "no ### BEGIN SOLUTION ... ### END SOLUTION")
    for name in {
        g for g in map(grade_id, source.cells) if g and [grade_id(c) for c in source.cells].count(g) > 1
    }:
        yield Finding(name, "two cells have this grade_id")


def style(source: NotebookNode) -> Iterator[Finding]:
    """Checks stand right after their exercise and are called after it; a stub keeps its docstring; a check begins with
    its sentence, and every assert has one for the student."""
    current = ""
    for cell in source.cells:
        if is_solution(cell):
            current = grade_id(cell)
            if notebook.solution_lines(cell.source):
                yield from _stub(cell)
        elif is_test(cell):
            name = grade_id(cell)
            if not name.startswith(f"{current}_"):
                yield Finding(name, f"stands after exercise {current!r} but is not called {current}_...")
            if not cell.source.startswith("# Test: "):
                yield Finding(name, "the first line is not `# Test: <one sentence>`")
            if any(isinstance(n, ast.Assert) and n.msg is None for n in ast.walk(python(cell))):
                yield Finding(name, "an assert has no message for the student")


def _stub(cell: NotebookNode) -> Iterator[Finding]:
    blank = next(c for c in notebook.release(notebook.single(cell)).cells)
    for node in python(blank).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not ast.get_docstring(node):
            yield Finding(grade_id(cell), f"the stub of {node.name} has no docstring")


def tests(source: NotebookNode) -> Iterator[Finding]:
    """Test cells can fail, run beside the sandbox, use only what exists at grading, and build on checks above them."""
    graded = graded_names(source)
    given = set().union(*(bound_names(python(c)) for c in source.cells if is_locked_code(c)), vars(builtins))
    above: set[str] = set()
    for cell in filter(is_test, source.cells):
        tree, name = python(cell), grade_id(cell)
        for needed in set(needs(cell.source)) - above:
            yield Finding(name, f"needs {needed}, and no check above is called so")
        above.add(name)
        if not any(isinstance(n, ast.Assert) for n in ast.walk(tree)):
            yield Finding(name, "no assert: this test cannot fail")
        loaded = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        if unknown := sorted(loaded - graded - given - bound_names(tree)):
            yield Finding(name, f"uses {', '.join(unknown)}: neither given, graded, nor made in the cell")
        yield from _traps(tree, name, graded)
        if re.search(
            r"numpy\.testing|np\.testing|torch\.testing", "\n".join(notebook.hidden_lines(cell.source))
        ):
            yield Finding(
                name, "a hidden test uses a testing module, whose message prints the expected value"
            )


def leftovers(source: NotebookNode) -> Iterator[Finding]:
    """No cell uses what a test cell left behind: in the release, part of that test is gone."""
    made_by_test: dict[str, str] = {}
    for cell in (c for c in source.cells if c.cell_type == "code"):
        tree = python(cell)
        own = bound_names(tree)
        if not is_test(cell):
            loaded = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            for name in sorted((loaded - own) & made_by_test.keys()):
                yield Finding(cell.id, f"uses {name}, which the test cell {made_by_test[name]} overwrites")
        for name in own:
            made_by_test.pop(name, None)
            if is_test(cell):
                made_by_test[name] = cell.id


_TRANSFORM = re.compile(r"(torch\.func\.|torch\.autograd\.functional|vmap|jacrev|jacfwd|hessian)")


def _traps(tree: ast.AST, name: str, graded: set[str]) -> Iterator[Finding]:
    """What cannot work, or can be fooled, across the sandbox (see `grading.judging.trial`)."""
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        called = ast.unparse(call.func)
        if _TRANSFORM.match(called) and any(isinstance(a, ast.Name) and a.id in graded for a in call.args):
            yield Finding(name, f"{called} cannot trace a student's function: it runs in the sandbox")
        if called.split(".")[0] in graded and any(isinstance(a, ast.Lambda) for a in call.args):
            yield Finding(name, "passes a lambda to a student's function: pass an importable function")


def secrets(source: NotebookNode, root: Path = notebook.ROOT) -> Iterator[Finding]:
    """No graded name is exported by `utils`, no solution or hidden test stands in anything a student receives."""
    for path in sorted((notebook.ROOT / "utils").rglob("*.py")):
        tree = ast.parse(path.read_text())
        defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        for name in sorted(defined & graded_names(source)):
            yield Finding(str(path.relative_to(notebook.ROOT)), f"defines {name}, which is graded")
    student = {"release": notebook.release(source)}
    for path in sorted((root / "release").rglob("*.ipynb")):
        student[str(path.relative_to(root))] = notebook.read(path)
    texts = {name: "\n".join(c.source for c in nb.cells) for name, nb in student.items()}
    for path in sorted((notebook.ROOT / "utils").rglob("*.py")):
        texts[str(path.relative_to(notebook.ROOT))] = path.read_text()
    yield from leaks(source, texts)
    yield from traces(source, texts)


def scores(source: NotebookNode) -> Iterator[Finding]:
    """Graded by the real grader, the reference solutions earn every point and the untouched release none."""
    from grading.judging.engine import grade_one

    raw = notebook.dumps(source)
    for name, nb, full in (
        ("solutions", notebook.fill(source, notebook.reference_answers(source)), True),
        ("release", notebook.release(source), False),
    ):
        for cell, result in grade_one(raw, notebook.dumps(nb)).cells.items():
            wanted = result.max_score if full else 0
            if result.status != "manual" and result.score != wanted:
                yield Finding(cell, f"the {name} score {result.score}, expected {wanted} ({result.message})")


BASIC: tuple[Callable[[NotebookNode], Iterator[Finding]], ...] = (form, exercises, tests, leftovers, scores)
HOUSE: tuple[Callable[[NotebookNode], Iterator[Finding]], ...] = (spine, cells, style)
PROFILES = ("basic", "course")
# The assignments of this course are held against its style; anybody else's against what grading needs.
OURS = frozenset({"birth_death", "double_descent", "initialization", "lazy_training", "ntk"})


def gate_assignment(assignment: str, root: Path = notebook.ROOT, profile: str = "") -> list[Finding]:
    """All findings of the rules of a profile, and whether the committed release is the one the source gives.

    `basic`: what grading needs. `course`: also the style of this course, which is the default for its assignments.
    """
    if profile not in (*PROFILES, ""):
        raise ValueError(f"profile: got {profile!r}, expected one of {', '.join(PROFILES)}")
    source = notebook.read(notebook.source_file(assignment, root))
    broken = [Finding(c.id, said) for c in source.cells if c.cell_type == "code" and (said := _unparsed(c))]
    if broken:
        return broken
    found = [finding for rule in BASIC for finding in rule(source)]
    found += secrets(source, root)
    if (profile or ("course" if assignment in OURS else "basic")) == "course":
        found += [finding for rule in (*HOUSE, board, comparisons, contract) for finding in rule(source)]
    student = notebook.release_file(assignment, root)
    if not student.exists() or student.read_bytes() != notebook.dumps(notebook.release(source)):
        found.append(Finding("release", "is not what the source gives; run `python -m grading build`"))
    return found


def _unparsed(cell: NotebookNode) -> str:
    """Why a code cell is no Python, "" when it is."""
    try:
        python(cell)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    return ""

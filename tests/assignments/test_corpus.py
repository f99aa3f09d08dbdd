"""The grader measured on answers whose verdict is known: `corpus/<assignment>/{accept,reject}/<name>.py`.

A file holds the cells that differ from the reference solution. An accepted one must earn every point; a rejected one,
which has one fault, must lose exactly the tests of its header, each with a message. Adding a file adds a test.
`pytest tests/assignments/test_corpus.py --seeds 20` tries every accepted answer with 20 grading seeds.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import nbformat
import pytest

from grading import notebook
from grading.engine import grade_one

CORPUS = notebook.ROOT / "tests" / "corpus"
ACCEPT = sorted(CORPUS.glob("*/accept/*.py"))
REJECT = sorted(CORPUS.glob("*/reject/*.py"))
ENOUGH = {"accept": 3, "reject": 5}


def name(path: Path) -> str:
    return f"{path.parts[-3]}-{path.stem}"


@cache
def source(assignment: str) -> nbformat.NotebookNode:
    return notebook.read(notebook.source_file(assignment))


@cache
def solved(assignment: str) -> nbformat.NotebookNode:
    return notebook.fill(source(assignment), notebook.reference_answers(source(assignment)))


def alone(nb: nbformat.NotebookNode, test: str) -> nbformat.NotebookNode:
    """A copy without the other tests, which need not be run to know what this one says."""
    nb = nbformat.from_dict(nb)
    nb.cells = [cell for cell in nb.cells if cell.id == test or not notebook.is_test(cell)]
    return nb


def losses(path: Path, graded_by: nbformat.NotebookNode, seed: int = 0) -> dict[str, str]:
    """The tests of `graded_by` that the answers of `path` lose, with their messages."""
    submission = nbformat.from_dict(solved(path.parts[-3]))
    places = {c.id: c for c in submission.cells if notebook.is_solution(c) or notebook.is_manual(c)}
    for cell_id, answer in notebook.parse_answers(path.read_text()).items():
        places[cell_id].source = answer
    asked = {cell.id for cell in graded_by.cells}
    submission.cells = [cell for cell in submission.cells if cell.id in asked]
    cells = grade_one(notebook.dumps(graded_by), notebook.dumps(submission), seed=seed).cells
    return {cell: r.message for cell, r in cells.items() if r.status != "manual" and r.score < r.max_score}


def header(path: Path) -> set[str]:
    """The grade_ids of `# loses: a, b`."""
    found = re.match(r"# loses: (.+)", path.read_text())
    assert found, f"{path} does not begin with `# loses: grade_id, ...`"
    return {x.strip() for x in found[1].split(",")}


def pytest_generate_tests(metafunc):
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(metafunc.config.getoption("--seeds")))


@pytest.mark.parametrize("path", ACCEPT, ids=name)
def test_accepted(path, seed):
    assert losses(path, source(path.parts[-3]), seed) == {}


@pytest.mark.parametrize("path", REJECT, ids=name)
def test_rejected(path):
    lost = losses(path, source(path.parts[-3]))
    assert set(lost) == header(path), lost
    assert all(len(message) > 20 for message in lost.values()), lost


HIDDEN = [
    (a, cell.id)
    for a in notebook.assignments()
    for cell in source(a).cells
    if notebook.hidden_lines(cell.source)
]


@pytest.mark.parametrize(("assignment", "cell_id"), HIDDEN)
def test_every_hidden_test_is_needed(assignment, cell_id):
    """Mutation of the tests themselves: without this hidden test some wrong answer would keep its points."""
    weaker = alone(source(assignment), cell_id)
    cell = next(c for c in weaker.cells if c.id == cell_id)
    cell.source = re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "pass", cell.source, flags=re.S)
    candidates = [p for p in REJECT if p.parts[-3] == assignment and cell_id in header(p)]
    assert any(cell_id not in losses(p, weaker) for p in candidates), f"of {[p.stem for p in candidates]}"


@pytest.mark.parametrize("assignment", notebook.assignments())
@pytest.mark.parametrize("kind", ENOUGH)
def test_every_exercise_has_enough_answers(assignment, kind):
    paths = sorted((CORPUS / assignment / kind).glob("*.py"))
    count = Counter(cell for path in paths for cell in notebook.parse_answers(path.read_text()))
    exercises = [c.id for c in source(assignment).cells if notebook.is_solution(c)]
    few = {e: count[e] for e in exercises if count[e] < ENOUGH[kind]}
    assert not few, f"fewer than {ENOUGH[kind]} answers to {kind}"


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_accepted_answers_are_different_programs(assignment):
    """Three copies of the reference would be one method, not three."""
    seen = {k: {program(v)} for k, v in notebook.reference_answers(source(assignment)).items() if "def " in v}
    for path in sorted((CORPUS / assignment / "accept").glob("*.py")):
        for cell, text in notebook.parse_answers(path.read_text()).items():
            assert program(text) not in seen[cell], (
                f"{path.name}: {cell} is the same program as another answer"
            )
            seen[cell].add(program(text))


def program(text: str) -> str:
    """An answer without comments, docstrings and layout."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)

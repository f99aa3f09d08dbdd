"""The grader measured on answers whose verdict is known: `corpus/<assignment>/{accept,reject}/<name>.py`.

A file holds the cells that differ from the reference solution. An accepted one must earn every point; a rejected one,
which has one fault, must lose exactly the tests of its header, each with a message. Adding a file adds a test.
`# says: word, word` below holds what the messages of the lost tests name, in any case of letters.
Where it depends on the drawn inputs whether a test notices the fault, a line says `# sometimes: grade_id, ...`.
`pytest tests/assignments/test_corpus.py --seeds 20` tries every accepted answer with 20 grading seeds.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from target import make_cell

from grading import notebook
from grading.judging.engine import grade_one
from grading.judging.salvage import defined_names
from grading.judging.trial import compiled, used_names
from grading.verdict import CellVerdict

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


def only(nb: nbformat.NotebookNode, tests: set[str]) -> nbformat.NotebookNode:
    """A copy with these tests only: every cell has a seed of its own, so the others need not run beside them."""
    nb = nbformat.from_dict(nb)
    nb.cells = [cell for cell in nb.cells if cell.id in tests or not notebook.is_test(cell)]
    return nb


def without_idle(nb: nbformat.NotebookNode, answers: dict[str, str]) -> nbformat.NotebookNode:
    """A copy without the solutions that neither tests nor given code nor these answers need."""
    code = [c for c in nb.cells if c.cell_type == "code" and not notebook.is_demonstration(c)]
    idle = {c.id: c.source for c in code if notebook.is_solution(c) and c.id not in answers}
    texts = {c.id: c.source for c in code if c.id not in idle} | answers
    needed = set().union(*(uses(text, name) for name, text in texts.items()))
    while more := [name for name, text in idle.items() if defined_names(text) & needed]:
        needed |= set().union(*(uses(idle.pop(name), name) for name in more))
    nb = nbformat.from_dict(nb)
    nb.cells = [cell for cell in nb.cells if cell.id not in idle]
    return nb


def uses(source: str, name: str) -> set[str]:
    return used_names(compiled(source, name))


def concerned(nb: nbformat.NotebookNode, answers: dict[str, str]) -> set[str]:
    """The tests that can notice these answers: those that name what the changed cells define, or what uses it."""
    code = [c for c in nb.cells if c.cell_type == "code" and not notebook.is_demonstration(c)]
    given = [(defined_names(c.source), uses(c.source, c.id)) for c in code if not notebook.is_test(c)]
    texts = [*answers.values(), *(c.source for c in code if c.id in answers)]
    changed = set().union(*map(defined_names, texts))
    while more := set().union(*(names for names, used in given if used & changed)) - changed:
        changed |= more
    return {c.id for c in code if notebook.is_test(c) and uses(c.source, c.id) & changed}


def graded(path: Path, graded_by: nbformat.NotebookNode, seed: int = 0) -> dict[str, CellVerdict]:
    """The verdicts of `graded_by` on the answers of `path`, text answers left out."""
    submission = nbformat.from_dict(solved(path.parts[-3]))
    places = {c.id: c for c in submission.cells if notebook.is_solution(c) or notebook.is_manual(c)}
    for cell_id, answer in notebook.parse_answers(path.read_text()).items():
        places[cell_id].source = answer
    asked = {cell.id for cell in graded_by.cells}
    submission.cells = [cell for cell in submission.cells if cell.id in asked]
    return grade_one(notebook.dumps(graded_by), notebook.dumps(submission), seed=seed).judged


def losses(path: Path, graded_by: nbformat.NotebookNode, seed: int = 0) -> dict[str, str]:
    """The tests of `graded_by` that the answers of `path` lose, with their messages."""
    cells = graded(path, graded_by, seed)
    return {cell: verdict.message for cell, verdict in cells.items() if verdict.score < verdict.max_score}


def asked(path: Path) -> nbformat.NotebookNode:
    """The instructor's notebook with the tests that can notice what is wrong in `path`."""
    nb, answers = source(path.parts[-3]), notebook.parse_answers(path.read_text())
    return without_idle(only(nb, concerned(nb, answers)), answers)


def header(path: Path) -> set[str]:
    """The grade_ids of `# loses: a, b`."""
    found = re.match(r"# loses: (.+)", path.read_text())
    assert found, f"{path} does not begin with `# loses: grade_id, ...`"
    return names(found[1])


def sometimes(path: Path) -> set[str]:
    """The grade_ids of `# sometimes: a, b` in the second line, if there is one."""
    found = re.search(r"^# sometimes: (.+)", path.read_text(), re.M)
    return names(found[1]) if found else set()


def says(path: Path) -> set[str]:
    """The words of `# says: a, b`, if there are some; a comma in brackets separates nothing."""
    found = re.search(r"^# says: (.+)", path.read_text(), re.M)
    return set(re.split(r",\s+(?![^(\[]*[)\]])", found[1].lower())) if found else set()


def names(listed: str) -> set[str]:
    return {name.strip() for name in listed.split(",")}


def pytest_generate_tests(metafunc):
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(metafunc.config.getoption("--seeds")))


@pytest.mark.slow
@pytest.mark.parametrize("path", ACCEPT, ids=name)
def test_accepted(path, seed):
    assert losses(path, source(path.parts[-3]), seed) == {}


@pytest.mark.slow
@pytest.mark.parametrize("path", REJECT, ids=name)
def test_rejected(path):
    lost = losses(path, asked(path))
    assert set(lost) - sometimes(path) == header(path), lost
    assert all(len(message) > 20 for message in lost.values()), lost
    said = " ".join(lost.values()).lower()
    assert [words for words in says(path) if words not in said] == [], lost


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_every_rejected_answer_says_what_its_messages_name(assignment):
    wordless = [path.stem for path in REJECT if path.parts[-3] == assignment and not says(path)]
    assert wordless == []


SAMPLE = [p for a in notebook.assignments() for p in [p for p in REJECT if p.parts[-3] == a][7::60]]


@pytest.mark.slow
@pytest.mark.parametrize("path", SAMPLE, ids=name)
def test_the_other_tests_say_nothing_new(path):
    """Graded by all tests, the answer has the same verdicts, and full marks from those that cannot notice it."""
    few, whole = graded(path, asked(path)), graded(path, source(path.parts[-3]))
    assert len(few) < len(whole)
    assert {cell: said(few[cell]) for cell in few} == {cell: said(whole[cell]) for cell in few}
    assert {cell for cell in whole.keys() - few if whole[cell].status != "passed"} == set()


def said(verdict: CellVerdict) -> tuple[float, str, str]:
    return verdict.score, verdict.status, verdict.message


def test_a_test_is_concerned_through_given_code_and_other_answers(tiny):
    """`show` stands for given code that calls the student's function, `quad` for an answer that builds on another."""
    quad = make_cell("quad", "solution", "def quad(x):\n    return shown(shown(x))")
    given = make_cell("given", "locked", "def shown(x):\n    return double(x)")
    tests = [make_cell(f"{t}_test", "test", f"assert {t}(1)") for t in ("quad", "other")]
    tiny.cells += [make_cell("other", "solution", "def other(x):\n    return 1"), given, quad, *tests]
    assert concerned(tiny, {"double": "def double(x): ..."}) == {"double_value", "double_real", "quad_test"}
    assert concerned(tiny, {"quad": "def quad(x): ..."}) == {"quad_test"}
    assert concerned(tiny, {"other": "def other(x): ...\ndef shown(x): ..."}) == {"other_test", "quad_test"}


HIDDEN = [
    (a, cell.id)
    for a in notebook.assignments()
    for cell in source(a).cells
    if notebook.hidden_lines(cell.source)
]


@pytest.mark.slow
@pytest.mark.parametrize(("assignment", "cell_id"), HIDDEN)
def test_every_hidden_test_is_needed(assignment, cell_id):
    """Mutation of the tests themselves: without this hidden test some wrong answer would keep its points."""
    weaker = only(source(assignment), {cell_id})
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
    tree = ast.parse(TransformerManager().transform_cell(text))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)

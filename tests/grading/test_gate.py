"""Every rule of the gate passes a good notebook and catches the fault it is there for."""

import nbformat
import pytest
from target import make_cell

from grading import gate, leaks, notebook


def problems(rule, nb):
    return [str(f) for f in rule(nb)]


@pytest.fixture
def good(tiny):
    """The tiny assignment with a whole spine, in canonical form."""
    tiny.cells[0].source += "\n" + "\n".join(gate.SPINE)
    tiny.cells.append(make_cell("why_not", "manual", "Because not. **Marking scheme** two points."))
    nb = notebook.canonical(tiny)
    nb.cells[7].outputs = [nbformat.v4.new_output("stream", name="stdout", text="42\n")]
    return nb


@pytest.mark.parametrize("rule", [r for r in gate.RULES if r not in (gate.secrets, gate.scores)])
def test_a_good_notebook_passes(rule, good):
    assert problems(rule, good) == []


def cell(nb, cell_id):
    return next(c for c in nb.cells if c.id == cell_id)


def broken(rule, cell_id, change, message):
    return pytest.param(rule, cell_id, change, message, id=message)


def edit(old, new):
    def change(c):
        assert old in c.source
        c.source = c.source.replace(old, new)

    return change


FAULTS = [
    broken(gate.form, "show", lambda c: c.update(execution_count=9), "not executed from top to bottom"),
    broken(gate.form, "show", lambda c: c.metadata.update(collapsed=True), "not in canonical form"),
    broken(gate.spine, "intro", edit("recap", "the end"), "no part called 'recap'"),
    broken(gate.spine, "setup", lambda c: c.metadata.pop("nbgrader"), "not the locked set-up cell"),
    broken(gate.spine, "why", lambda c: c.metadata.pop("nbgrader"), "fewer than two manually graded"),
    broken(
        gate.cells,
        "double_value",
        edit("assert", "\n".join("a" * 13) + "\nassert"),
        "expected at most 13 in a test",
    ),
    broken(gate.cells, "look", lambda c: c.update(cell_type="code"), "no text stands above"),
    broken(gate.cells, "setup", edit("import math", "from math import *"), "star import"),
    broken(gate.cells, "look", edit("Look", "![](x.png)"), "without alt text"),
    broken(gate.exercises, "double_value", edit("", ""), "is not called double_..."),
    broken(gate.exercises, "double", edit('    """Twice x."""\n', ""), "the stub of double has no docstring"),
    broken(gate.exercises, "double", edit("### BEGIN SOLUTION", "#"), "no ### BEGIN SOLUTION"),
    broken(gate.tests, "double_value", edit("# Test: ", "# "), "first line is not"),
    broken(
        gate.tests, "double_value", edit(', "Think of negative numbers."', ""), "no message for the student"
    ),
    broken(gate.tests, "double_real", edit("assert ", "x = "), "no assert: this test cannot fail"),
    broken(gate.tests, "double_real", edit("math.pi", "leftover"), "uses leftover: neither given"),
    broken(
        gate.tests,
        "double_real",
        edit("double(0.5)", "torch.func.vmap(double)(0.5)"),
        "cannot trace a student's",
    ),
    broken(gate.tests, "double_real", edit("double(0.5)", "double(lambda t: t)"), "passes a lambda"),
    broken(
        gate.leftovers,
        "double_real",
        edit("assert double(0.5)", "x = double(0.5)\nassert x"),
        "uses x, which the test",
    ),
    broken(gate.tests, "double_real", edit("math.pi", "numpy.testing"), "prints the expected value"),
]


@pytest.mark.parametrize(("rule", "cell_id", "change", "message"), FAULTS)
def test_each_fault_is_found(rule, cell_id, change, message, good):
    if rule is gate.exercises and cell_id == "double_value":
        cell(good, cell_id).metadata.nbgrader.grade_id = "value_of_double"
    if rule is gate.leftovers:
        cell(good, "show").source = "print(x)"
    change(cell(good, cell_id))
    assert any(message in p for p in problems(rule, good)), problems(rule, good)


def test_an_exercise_without_tests_is_found(good):
    good.cells = [c for c in good.cells if not notebook.is_test(c)]
    assert problems(gate.exercises, good) == ["double: no test cell follows this exercise"]


SOLUTION = "\n".join(f"    quantity_{k} = the_function_of_the_exercise({k})" for k in range(3))


def test_a_solution_or_a_hidden_test_in_a_students_text_is_a_leak(good):
    cell(good, "double").source = cell(good, "double").source.replace("    return 2 * x", SOLUTION)
    hidden = 'assert double(0.5) == 1.0, "Think of fractions."'
    assert list(leaks.leaks(good, {"clean.py": "def double(x): ..."})) == []
    assert [str(f) for f in leaks.leaks(good, {"notes.md": f"see\n{SOLUTION.replace('    ', '')}"})] == [
        "double: its solution stands in notes.md"
    ]
    assert [str(f) for f in leaks.leaks(good, {"hints.py": f"  {hidden}  # psst"})] == [
        "double_real: its hidden test stands in hints.py"
    ]


def test_a_model_answer_in_a_students_text_is_a_leak(good):
    answer = cell(good, "why").source
    assert [f.where for f in leaks.leaks(good, {"x.md": answer})] == ["why"]


def test_utils_must_not_define_a_graded_name(good):
    edit("def double(x)", "def positive(x)")(cell(good, "double"))
    assert any("defines positive, which is graded" in p for p in problems(gate.secrets, good))

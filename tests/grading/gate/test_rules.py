"""Every rule of the gate passes a good notebook and catches the fault it is there for."""

import nbformat
import pytest
from target import make_cell

from grading import notebook
from grading.gate import leaks, rules


def problems(rule, nb):
    return [str(f) for f in rule(nb)]


@pytest.fixture
def good(tiny):
    """The tiny assignment with a whole spine, in canonical form."""
    tiny.cells[0].source += "\n" + "\n".join(rules.SPINE)
    tiny.cells.append(make_cell("why_not", "manual", "Because not. **Marking scheme** two points."))
    nb = notebook.canonical(tiny)
    nb.cells[7].outputs = [nbformat.v4.new_output("stream", name="stdout", text="42\n")]
    return nb


@pytest.mark.parametrize("rule", [r for r in (*rules.BASIC, *rules.HOUSE) if r is not rules.scores])
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
    broken(rules.form, "show", lambda c: c.update(execution_count=9), "not executed from top to bottom"),
    broken(rules.form, "show", lambda c: c.metadata.update(collapsed=True), "not in canonical form"),
    broken(rules.spine, "intro", edit("recap", "the end"), "no part called 'recap'"),
    broken(rules.spine, "setup", lambda c: c.metadata.pop("nbgrader"), "not the locked set-up cell"),
    broken(rules.spine, "why", lambda c: c.metadata.pop("nbgrader"), "fewer than two manually graded"),
    broken(
        rules.cells,
        "double_value",
        edit("assert", "\n".join("a" * 13) + "\nassert"),
        "expected at most 13 in a test",
    ),
    broken(rules.cells, "look", lambda c: c.update(cell_type="code"), "no text stands above"),
    broken(rules.cells, "setup", edit("import math", "from math import *"), "star import"),
    broken(rules.cells, "look", edit("Look", "![](x.png)"), "without alt text"),
    broken(rules.style, "double_value", edit("", ""), "is not called double_..."),
    broken(rules.style, "double", edit('    """Twice x."""\n', ""), "the stub of double has no docstring"),
    broken(rules.exercises, "double", edit("### BEGIN SOLUTION", "#"), "no ### BEGIN SOLUTION"),
    broken(rules.style, "double_value", edit("# Test: ", "# "), "first line is not"),
    broken(
        rules.style, "double_value", edit(', "Think of negative numbers."', ""), "no message for the student"
    ),
    broken(rules.tests, "double_real", edit("assert ", "x = "), "no assert: this test cannot fail"),
    broken(
        rules.tests,
        "double_value",
        edit("assert", "# needs: double_real\nassert"),
        "needs double_real, and no check above",
    ),
    broken(rules.tests, "double_real", edit("math.pi", "leftover"), "uses leftover: neither given"),
    broken(
        rules.tests,
        "double_real",
        edit("double(0.5)", "torch.func.vmap(double)(0.5)"),
        "cannot trace a student's",
    ),
    broken(rules.tests, "double_real", edit("double(0.5)", "double(lambda t: t)"), "passes a lambda"),
    broken(
        rules.leftovers,
        "double_real",
        edit("assert double(0.5)", "x = double(0.5)\nassert x"),
        "uses x, which the test",
    ),
    broken(rules.tests, "double_real", edit("math.pi", "numpy.testing"), "prints the expected value"),
]


@pytest.mark.parametrize(("rule", "cell_id", "change", "message"), FAULTS)
def test_each_fault_is_found(rule, cell_id, change, message, good):
    if message == "is not called double_...":
        cell(good, cell_id).metadata.nbgrader.grade_id = "value_of_double"
    if rule is rules.leftovers:
        cell(good, "show").source = "print(x)"
    change(cell(good, cell_id))
    assert any(message in p for p in problems(rule, good)), problems(rule, good)


def test_an_exercise_without_tests_is_found(good):
    good.cells = [c for c in good.cells if not notebook.is_test(c)]
    assert problems(rules.exercises, good) == ["double: no test cell follows this exercise"]


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
    assert any("defines positive, which is graded" in p for p in problems(rules.secrets, good))


def test_every_assignment_of_this_course_is_held_against_its_style():
    assert set(notebook.assignments()) == rules.OURS


def test_a_cell_that_is_no_python_is_one_finding(tiny, tmp_path):
    tiny.cells[3].source = "def double(x:"
    notebook.write(tiny, tmp_path / "source/tiny/tiny.ipynb")
    (finding,) = rules.gate_assignment("tiny", tmp_path)
    assert str(finding).startswith("double: line 1: ")


def test_an_unknown_profile_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"profile: got 'strict', expected one of basic, course"):
        rules.gate_assignment("tiny", tmp_path, "strict")

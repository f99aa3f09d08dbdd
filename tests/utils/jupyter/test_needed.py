"""What Validate leaves out: no cell that an exercise or a check needs, whatever a student has written into it."""

import pytest

from grading import notebook
from utils.jupyter.needed import needed

FUNCTION = "def f(x):\n    return helper * x"


def kept(*cells: str) -> list[str]:
    """The free cells, those that begin with "?", that are run all the same."""
    places = needed([cell.removeprefix("?") for cell in cells], [cell.startswith("?") for cell in cells])
    return [cell.removeprefix("?") for i, cell in enumerate(cells) if cell.startswith("?") and i in places]


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_no_exercise_needs_a_demonstration(assignment):
    """So Validate runs setup, exercises and checks, and nothing else."""
    source = notebook.read(notebook.source_file(assignment))
    code = [
        c for c in notebook.fill(source, notebook.reference_answers(source)).cells if c.cell_type == "code"
    ]
    free = [notebook.is_demonstration(cell) for cell in code]
    assert needed([c.source for c in code], free) == {i for i, is_free in enumerate(free) if not is_free}
    assert sum(free) > len(code) / 3


@pytest.mark.parametrize(
    "cell",
    [
        "helper = 2",
        "def helper(): pass",
        "class helper: pass",
        "import math as helper",
        "for helper in range(3): pass",
        "with open('f') as helper: pass",
        "helper += 1",
        "helper.scale = 2",
        "helper[0][1] = 2",
        "(a, *helper) = 1, 2",
        "[helper := 3 for _ in range(2)]",
        "def g():\n    global helper\n    helper = 1\ng()",
        "del helper",
        "if a: helper = 1",
        "from math import *",
        "globals()['helper'] = 1",
        "exec('helper = 1')",
        "%run file.py",
        "!echo hello",
        "%%time\nhelper = 1",
        "await g()\nhelper = 1",
    ],
)
@pytest.mark.parametrize("reader", ["assert helper", FUNCTION, "%%time\nf(helper)", "class A(helper): pass"])
def test_a_cell_that_binds_or_changes_what_is_read_is_kept(cell, reader):
    assert kept(f"?{cell}", reader) == [cell]


def test_a_function_reads_when_it_is_called():
    assert kept(FUNCTION, "?helper = 2", "assert f(1) == 2") == ["helper = 2"]


def test_what_a_needed_cell_needs_is_needed():
    assert kept("?a = 1", "?b = a", "?c = a", "assert b") == ["a = 1", "b = a"]


def test_a_cell_of_the_student_runs_as_at_grading_with_what_it_reads():
    assert kept("?a = 1", "print(a)") == ["a = 1"]


@pytest.mark.parametrize(
    ("cell", "reader"),
    [
        ("x = 1", "x = 2\nassert x"),
        ("x = 1", "def f(x):\n    y = x\n    return y"),
        ("x = 1", "import math as x\nx.pi"),
        ("x = 1", "for x in range(3): print(x)"),
        ("x = 1", "[x for x in range(3)]"),
        ("def f(): pass", "def f(n):\n    return n and f(n - 1)"),
        ("print(x)", "x = 2\nassert x"),
        ("x = 1\ndef broken(", "assert x"),
        ("f.x = 1", "print(x)"),
    ],
)
def test_what_nobody_reads_is_left_out(cell, reader):
    assert kept(f"?{cell}", reader) == []


def test_what_stands_below_is_too_late_for_a_line_but_not_for_a_function():
    assert kept("assert x", "?x = 1", "assert 1") == []


def test_a_branch_may_not_bind_what_is_read_behind_it():
    assert kept("?x = 1", "if y:\n    x = 2\nprint(x)") == ["x = 1"]

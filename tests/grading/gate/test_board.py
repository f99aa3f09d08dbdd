"""The rules of the board: a good cell passes, each fault is caught, and the list of exceptions can only shrink."""

import pytest
from nbformat.v4 import new_code_cell, new_output
from target import make_cell

from grading import notebook
from grading.gate import board

GOOD = {
    "constants": "rates, sizes, name = [], {}, 'lazy'\nlow, high = 0, 1.5",
    "unpacked call": "low, high = bump(risk)\n(slope,) = torch.gradient(x)",
    "moving together": "u, v = u - lr * v, v - lr * u",
    "fifteen lines and blank ones": "\n\n".join("a" * 15),
    "24 names and operations": "x = " + " + ".join("abcdefghijkl"),
    "a table": "table = [\n    (1, 2, 'a', 3),\n" + "    (4, 5, 'b', 6),\n" * 8 + "]",
    "a block": "for x in range(3):\n    " + "\n    ".join(["y = f(a, b, c, d, e)"] * 9),
    "magics": "%load_ext utils\n!ls",
    "a format": "print(f'{x:{width}.{digits}f}: {y:5.2f}')",
    "a semicolon in a text": "print('a; b')  # c; d",
    "88 columns": "x = '" + "a" * 82 + "'",
}
BAD = {
    "line 2: 89 columns": "y = 1\nx = '" + "a" * 83 + "'",
    "16 lines": "\n".join("a" * 16),
    "a semicolon": "plots.losses(x);",
    "line 2: several assignments": "z = 0\nx, y = f(z), g(z)",
    "line 1: several assignments": "steps = times = torch.arange(3)",
    "line 3: several assignments": "for x in y:\n    for z in x:\n        a.append(x), b.append(z)",
    "several assignments": "widths, curvature = (5, 10), torch.tensor([4.0])",
    "25 names, calls and operations": "x = -(" + " + ".join("abcdefghijkl") + ")",
}


@pytest.mark.parametrize("source", GOOD.values(), ids=GOOD)
def test_a_good_cell_passes(source):
    assert board.problem(new_code_cell(source)) is None


@pytest.mark.parametrize(("message", "source"), BAD.items(), ids=BAD)
def test_a_fault_is_named(message, source):
    assert message in board.problem(new_code_cell(source))


def test_a_solution_has_twenty_lines_and_a_test_is_only_measured():
    solution = make_cell("f", "solution", "### BEGIN SOLUTION\n" + "\n".join("a" * 20) + "\n### END SOLUTION")
    assert board.problem(solution) is None
    solution.source += "\nb"
    assert board.problem(solution) == "21 lines, expected at most 20"
    test = make_cell("f_one", "test", "a = 1; b = 2\n" * 30)
    assert board.problem(test) is None
    test.source += "#" * 89
    assert board.problem(test) == "line 31: 89 columns, expected at most 88"


def test_a_figure_stands_before_its_numbers():
    text = new_output("stream", name="stdout", text="risk 8.87")
    figure = new_output("display_data", data={"text/plain": "<Figure size 638x374 with 1 Axes>"})
    axes = new_output("execute_result", data={"text/plain": "<Axes: xlabel='step'>"})
    cell = new_code_cell("plots.risks(curves)\nplots.show()\nprint(risk)", outputs=[figure, text])
    assert board.problem(cell) is None
    cell.outputs = [text]
    assert board.problem(cell) is None
    cell.outputs = [text, figure]
    assert board.problem(cell) == "prints before its figure: call plots.show() first"
    cell.outputs = [axes, figure]
    assert board.problem(cell) == "ends on the repr of axes: call plots.show()"


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_the_notebooks_are_as_at_the_board(assignment):
    source = notebook.read(notebook.source_file(assignment))
    assert list(board.board(source)) == []

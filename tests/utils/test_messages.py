"""Sentences that notebook and grading share."""

import pytest

from grading import notebook
from utils.messages import left_over, unfit, verdict


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("# Test: a.\nassert f()", "✓ a."),
        ("\n\n# Test: a.\nfor x in y:\n    assert f(x)", "✓ a."),
        ("# Test: a.\nassert f()\n# Check b of f: 1 of 1 here; 1 in the notebook.", "✓ a."),
        ("# Test: a.\n# Check b of f: at grading.", "○ a. (at grading)"),
        ("# Test: a.\nx = 'assert this'", "○ a. (at grading)"),
        ("# A cell.\n# Test: a.\nassert f()", ""),
        ("", ""),
        (" \n", ""),
    ],
)
def test_verdict(cell, line):
    assert verdict(cell) == line


def test_a_none_is_advised_to_look_for_the_return():
    error = AttributeError("'NoneType' object has no attribute 'shape'")
    assert unfit(error, "AttributeError").endswith("did you forget a `return`?")
    assert unfit(TypeError("too many"), "TypeError").endswith(
        "compare its type, shape and dtype with the task."
    )


STUB = "    # YOUR CODE HERE\n    raise NotImplementedError()"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (STUB, False),
        (f"    n = len(x)\n{STUB}\n    return n", False),
        ("    raise NotImplementedError()", False),
        (f"    'Twice.'\n{STUB}", False),
        (f"{STUB}\n    y = 2 * x\n    return y", True),
        ("    # YOUR CODE HERE\n    y = 2 * x\n    raise NotImplementedError()\n    return y", True),
        (
            "    for v in x:\n        # YOUR CODE HERE\n        v += 1\n        raise NotImplementedError",
            True,
        ),
        ("    return (", False),
    ],
)
def test_a_blank_that_stands_beside_an_answer_is_left_over(body, expected):
    assert left_over(f"def f(x):\n{body}") is expected


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_no_released_blank_is_left_over(assignment):
    released = notebook.release(notebook.read(notebook.source_file(assignment)))
    assert [cell.id for cell in released.cells if notebook.is_solution(cell) and left_over(cell.source)] == []

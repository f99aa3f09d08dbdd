"""Sentences that notebook and grading share."""

import pytest

from utils.messages import unfit, verdict


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("# Test: a.\nassert f()", "✓ a."),
        ("\n\n# Test: a.\nfor x in y:\n    assert f(x)", "✓ a."),
        (
            "# Test: a.\nassert f()\n# 1 further check runs at grading.",
            "✓ a. (1 further check runs at grading.)",
        ),
        ("# Test: a.\n# 3 further checks run at grading.", "○ a. (checked at grading)"),
        ("# Test: a.\nx = 'assert this'", "○ a. (checked at grading)"),
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

"""The contract: each fault is found, quotations are literal, and the list of older exercises only shrinks."""

import pytest
from target import make_cell, make_notebook

from grading import notebook
from grading.gate.contract import assertions, contract, exercises, table

SOLUTION = '''def double(x):
    """Twice x, as a float.

    x: any number.
    """
    ### BEGIN SOLUTION
    return 2.0 * x
    ### END SOLUTION
def given(x):
    """Given: no promise."""
    return x'''
VALUE = """# Test: twice two.
# holds: Twice x, as
# holds: a float
assert double(2) == 4, "no"
### BEGIN HIDDEN TESTS
# holds: x: any number
# holds: It must hold for all numbers.
assert double(-2) == -4, "no"
### END HIDDEN TESTS"""
TEXT = """Before. It must not be read.

**Exercise 1: never twice.** Double it. It must hold for all numbers.

> **Spot the trap.** Never do this.

$$ any formula $$"""


def faults(solution=SOLUTION, value=VALUE, text=TEXT):
    source = make_notebook(
        make_cell("about", "text", text),
        make_cell("double", "solution", solution),
        make_cell("double_value", "test", value),
    )
    return [str(finding) for finding in contract(source)]


def test_a_whole_contract_has_no_findings():
    assert faults() == []
    assert faults(text=TEXT.replace("**Exercise 1: never twice.**", "### Exercise 1: never twice\n\n")) == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("# holds: x: any number\n", "", "double: its docstring says `x: any number`, and no check holds it"),
        ("# holds: a float\n", "", "double: its docstring says `a float`, and no check holds it"),
        (
            "# holds: It must hold for all numbers.\n",
            "",
            "double: its text says `It must hold for all numbers.`",
        ),
        ("a float", "a floating number", "double_value: neither text nor docstring says `a floating number`"),
        ("x: any number", "number", "double_value: `number` is no promise: quote two words at least"),
        (
            "# holds: Twice x, as\n# holds: a float\n",
            "",
            'double_value: `assert double(2) == 4, "no"`: no `# holds:`',
        ),
        (
            'assert double(-2) == -4, "no"\n',
            "",
            "double_value: no assertion follows `# holds: x: any number`",
        ),
    ],
)
def test_each_fault_is_found(old, new, finding):
    assert old in VALUE
    found = faults(value=VALUE.replace(old, new))
    assert any(line.startswith(finding) for line in found), found


def test_a_new_promise_is_a_finding():
    assert faults(SOLUTION.replace("x: any number.", "x: any number. Refuses text.")) == [
        "double: its docstring says `Refuses text`, and no check holds it"
    ]


def test_a_quotation_speaks_until_the_next_one():
    held = assertions("# holds: one two\nassert a\nb = 1\nassert b\n# holds: three four\n    assert c")
    assert [words for _, _, words in held] == [("one two",), ("one two",), ("three four",)]


def test_the_table_names_the_checks_and_counts():
    source = make_notebook(
        make_cell("double", "solution", SOLUTION), make_cell("double_value", "test", VALUE)
    )
    lines = table(source).splitlines()
    assert lines[0] == "double"
    assert "  x: any number  <-  double_value (hidden)" in lines
    assert lines[-1] == "4 promises, 2 assertions"


@pytest.mark.parametrize("assignment", notebook.assignments())
def test_assignments(assignment):
    source = notebook.read(notebook.source_file(assignment))
    assert list(contract(source)) == []
    assert all(exercise.text and exercise.docstring and exercise.checks for exercise in exercises(source))

"""What several test files share: a tiny assignment, built by hand."""

import nbformat
import pytest

# Answers of students are data: no test, no doctest is collected from them.
collect_ignore_glob = ["corpus/*", "sample_class/*"]

ROLES = {
    "locked": {"grade": False, "solution": False, "locked": True},
    "solution": {"grade": False, "solution": True, "locked": False},
    "test": {"grade": True, "solution": False, "locked": True, "points": 1},
    "manual": {"grade": True, "solution": True, "locked": False, "points": 2},
}


def make_cell(cell_id: str, role: str, source: str) -> nbformat.NotebookNode:
    """A cell as an instructor notebook has it; `role` is text, demo, or one of nbgrader's four."""
    kind = "markdown" if role in ("text", "manual") else "code"
    metadata = {"tags": ["demonstration"]} if role == "demo" else {}
    if role in ROLES:
        about = {"grade_id": cell_id, "schema_version": 3, "cell_type": kind, "task": False}
        metadata["nbgrader"] = about | ROLES[role]
    make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
    return make(source, id=cell_id, metadata=metadata)


def make_notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook of these cells."""
    return nbformat.v4.new_notebook(cells=list(cells))


@pytest.fixture
def tiny() -> nbformat.NotebookNode:
    """An instructor notebook with one exercise, a half hidden and a wholly hidden test, a demo and a question."""
    return make_notebook(
        make_cell("intro", "text", "# Tiny"),
        make_cell("setup", "locked", "import math"),
        make_cell("task", "text", "Double it."),
        make_cell(
            "double",
            "solution",
            'def double(x):\n    """Twice x."""\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION',
        ),
        make_cell(
            "double_value",
            "test",
            '# Test: twice two is four.\nassert double(2) == 4, "Doubling is multiplying by two."\n'
            '### BEGIN HIDDEN TESTS\nassert double(-3) == -6, "Think of negative numbers."\n### END HIDDEN TESTS',
        ),
        make_cell(
            "double_real",
            "test",
            "# Test: halves are doubled too.\n### BEGIN HIDDEN TESTS\n"
            'assert double(0.5) == 1.0, "Think of fractions."\n'
            'assert double(math.pi) == 2 * math.pi, "Think of real numbers."\n### END HIDDEN TESTS',
        ),
        make_cell("look", "text", "Look at it."),
        make_cell("show", "demo", "print(double(21))"),
        make_cell("why", "manual", "Because two is one and one. **Marking scheme** one point each."),
    )


def pytest_addoption(parser):
    parser.addoption(
        "--seeds", type=int, default=1, help="grading seeds for every accepted answer of the corpus"
    )

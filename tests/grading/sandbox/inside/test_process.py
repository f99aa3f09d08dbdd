"""What a process imports before it is forked: everything that a notebook needs, once."""

import pytest
from target import make_cell

from grading import notebook
from grading.judging.engine import grade_one

KNOWN = "import sys\nKNOWN = set(sys.modules)\n"
NEWS = "def news():\n    return sorted(set(sys.modules) - KNOWN)"
GRADIENT = (
    "# Test: a gradient of its own crosses.\nx = torch.ones(2, requires_grad=True)\n"
    "probe(x).backward(torch.ones(2))\nassert x.grad.tolist() == [2, 2]"
)
NOTHING = (
    "# Test: no module is new, here or inside.\nassert not news(), news()\n"
    "new = set(sys.modules) - KNOWN\nassert not new, new"
)


def solution(text: str) -> str:
    return f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"


@pytest.mark.slow
@pytest.mark.parametrize("assignment", notebook.assignments())
def test_neither_answers_nor_checks_import_anything_anew(assignment):
    """Else every judge and every child of the sandbox pays for it again: sympy alone is a quarter of a second."""
    nb = notebook.read(notebook.source_file(assignment))
    setup = next(cell for cell in nb.cells if notebook.is_locked_code(cell))
    setup.source = KNOWN + setup.source
    nb.cells += [
        make_cell("probe", "solution", solution("def probe(x):\n    return x**2")),
        make_cell("probe_gradient", "test", GRADIENT),
        make_cell("news", "solution", solution(NEWS)),
        make_cell("news_none", "test", NOTHING),
    ]
    solved = notebook.fill(nb, notebook.reference_answers(nb))
    cells = grade_one(notebook.dumps(nb), notebook.dumps(solved)).judged
    assert {name: cell.message for name, cell in cells.items() if cell.status != "passed"} == {}

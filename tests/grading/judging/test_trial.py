"""Checks see the student's objects as copies and handles, and ordinary test code works on them."""

import itertools
import signal
import time

import nbformat
import pytest
from target import RIGHT, make_cell, make_notebook, target

from grading import notebook
from grading.judging.engine import grade_one
from grading.judging.trial import own_time
from grading.limits import Limits
from grading.sandbox.execution import Ended

pytestmark = pytest.mark.slow

ANSWER = """class Line(nn.Module):
    def __init__(self, slope=1.0):
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(slope))
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 1)])
    def forward(self, x):
        return self.slope * x
def scale(net, factor):
    print("noise")
    with torch.no_grad():
        for p in net.parameters():
            p *= factor
    net.eval()
def cube(x):
    return x**3
def draw(n):
    return torch.rand(n)
def positive(x):
    if x < 0:
        raise ValueError(f"x is {x}")
    return x
def apply(function, x):
    return function(x)
class Agreeing(float):
    def __eq__(self, other):
        return True
    __lt__ = __sub__ = __abs__ = __hash__ = lambda self, *other: 0.0
class Secret:
    __bool__ = __eq__ = __lt__ = __float__ = lambda self, *other: True
names = {"a": (1, 2.5), "b": [None, True]}
def typo(x):
    return torhc.sin(x)
def invert(matrix):
    return torch.linalg.inv(matrix)
def asking(x):
    return x * float(input("How wide? "))
def begun(x):
    # YOUR CODE HERE
    y = 2 * x
    raise NotImplementedError()
    return y"""

PASSING = {
    "handles": "net = Line(3.0)\nassert float(net.slope) == 3\nassert len(net.layers) == 2\n"
    "assert [tuple(p.shape) for p in net.layers.parameters()][0] == (2, 2)\nassert net(torch.tensor(2.0)) == 6",
    "loads": "net = Line()\n"
    "net.load_state_dict(net.state_dict() | {'slope': torch.tensor(5.0)})\nassert net.slope.item() == 5",
    "restores": "net = nn.Linear(1, 1, bias=False)\nw = net.weight.item()\nscale(net, 2)\n"
    "assert abs(net.weight.item() - 2 * w) < 1e-6\nassert not net.training",
    "gradients": "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
    "cube(x).sum().backward()\nassert torch.allclose(x.grad, 3 * x**2)",
    "exceptions": "try:\n    positive(-1)\n"
    "except ValueError as error:\n    assert 'x is' in str(error)\nelse:\n    raise AssertionError('no')",
    "randomness": "torch.manual_seed(1)\na = draw(3)\ntorch.manual_seed(1)\nassert torch.equal(a, draw(3))\n"
    "assert not torch.equal(draw(3), draw(3))\nassert not torch.equal(a, torch.rand(3))",
    "functions": "assert torch.equal(apply(torch.cos, torch.zeros(2)), torch.ones(2))\n"
    "assert apply(cube, 2) == 8\nassert given(2) == 8",
    "comparison": "x = torch.ones(2)\nassert mismatch('cube(x)', cube(x), x) == ''\n"
    "assert not mismatch('x', Line(1.0)(x), x)",
    "values": "assert names == {'a': (1, 2.5), 'b': [None, True]}",
}
FAILING = {
    "truth": ("assert Line()", "error", "could not work"),
    "equality": ("assert Line() == Line(), 'Two lines differ.'", "failed", "Two lines differ."),
    "raised": ("positive(-2)", "failed", "stopped with ValueError"),
    "called": (
        "cube(2, power=3)",
        "failed",
        "Your `cube` stopped with TypeError: the check calls `cube(..., power=...)`, and yours takes x.",
    ),
    "undefined": ("typo(2)", "failed", "Your `typo` stopped with NameError: `torhc` is not defined."),
    "asked": (
        "asking(2)",
        "failed",
        "Your `asking` stopped with EOFError. If it calls input(): nobody is there to answer at grading.",
    ),
    "singular": ("invert(torch.zeros(2, 2))", "failed", "RuntimeError: a matrix is singular."),
    "needed": (
        "# needs: Line_values, Line_raised\nassert cube(2) == 7, 'a second story'",
        "failed",
        "This check builds on `Line_raised`, which fails: mend that first.",
    ),
    "left": (
        "begun(2)",
        "failed",
        "`raise NotImplementedError()` is still there: delete this line of the blank.",
    ),
    "type": ("draw(2) @ names", "error", "could not work"),
    "shape": (
        "assert not (seen := mismatch('draw(2)', draw(2), shape=(3,))), seen",
        "failed",
        "has shape (2,), expected (3,)",
    ),
    "number": (
        "assert not (seen := mismatch('a', Agreeing(2.0), 1.0)), seen",
        "failed",
        "it is 2 times as large",
    ),
    "object": (
        "assert not (seen := mismatch('it', Secret(), 1.0)), seen",
        "failed",
        "it is an object of another kind, expected a number",
    ),
    "function": (
        "assert not (seen := mismatch('cube', cube, 1.0)), seen",
        "failed",
        "cube is a function, expected a number",
    ),
}


@pytest.fixture(scope="module")
def cells():
    tests = {f"Line_{name}": text for name, text in PASSING.items()} | {
        f"Line_{n}": f[0] for n, f in FAILING.items()
    }
    setup = "import torch\nfrom torch import nn\nfrom utils.compare import mismatch\n"
    setup += "%load_ext utils\ndef given(x):\n    return cube(x)"
    solution = "\n".join(["### BEGIN SOLUTION", ANSWER, "### END SOLUTION"])
    source = make_notebook(
        make_cell("setup", "locked", setup),
        make_cell("Line", "solution", solution),
        *(make_cell(name, "test", text) for name, text in tests.items()),
    )
    filled = notebook.fill(source, {"Line": ANSWER})
    return grade_one(notebook.dumps(source), notebook.dumps(filled), Limits()).cells


@pytest.mark.parametrize("name", PASSING)
def test_ordinary_checks_work(cells, name):
    assert cells[f"Line_{name}"].status == "passed", cells[f"Line_{name}"]


@pytest.mark.parametrize("name", FAILING)
def test_failures_are_told_kindly(cells, name):
    _, status, words = FAILING[name]
    assert cells[f"Line_{name}"].status == status
    assert words in cells[f"Line_{name}"].message
    assert "x is -2" not in cells[f"Line_{name}"].message


def test_checks_that_compute_here_for_ever_are_ended():
    started = time.process_time()
    with pytest.raises(Ended, match="longer than it may"), own_time(0.2):
        any(number < 0 for number in itertools.count())
    assert time.process_time() - started < 5
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_a_call_in_a_check_is_named_and_no_line_of_it_is_told(cells):
    said = cells["Line_raised"].message
    assert said == "Your `positive` stopped with ValueError. Run this check in your notebook to see the line."


def test_what_a_notebook_survives_costs_no_point_of_others():
    """Slips like `np.random.seed = 0`, double precision by default, a call that leaves torch switched; and a `mean`
    that is not there is missed by no check that says `x.mean()`."""
    slips = "import random, warnings\nimport numpy as np\ntorch.set_default_dtype(torch.float64)\n"
    slips += "torch.set_default_dtype = torch.float64\nnp.random.seed = random.seed = torch.manual_seed = 0\n"
    slips += "warnings.simplefilter = 'ignore'"
    double = "def double(x):\n    torch.set_default_device('meta')\n    return 2 * x"
    nb = notebook.fill(target(), RIGHT | {"double": double, "mean": "mean = 1 / 0"})
    nb.cells.insert(1, nbformat.v4.new_code_cell(slips))
    judged = grade_one(notebook.dumps(target()), notebook.dumps(nb), Limits()).judged
    assert {name for name, cell in judged.items() if cell.score == 0} == {"mean_value"}, judged


@pytest.mark.parametrize(
    ("twice", "four", "lost"),
    [
        ("return 2 * x", "return 2 * twice(x)", ""),
        ("return 3 * x", "return 2 * twice(x)", "twice_value"),  # the mistake is not counted again
        ("return 0 * x if x > 5 else 2 * x", "return 0 * x", "four_value"),
    ],
)
def test_a_function_is_what_it_was_in_its_own_checks_where_others_take_it_for_reference(twice, four, lost):
    blank = "def {}(x):\n    ### BEGIN SOLUTION\n    return {} * x\n    ### END SOLUTION"
    source = make_notebook(
        make_cell("twice", "solution", blank.format("twice", 2)),
        make_cell("twice_value", "test", "assert twice(2) == 4, 'Twice two is four.'"),
        make_cell("four", "solution", blank.format("four", 4)),
        make_cell("four_value", "test", "assert four(7) == 2 * twice(7), 'Four is twice twice.'"),
    )
    nb = notebook.fill(source, {"twice": f"def twice(x):\n    {twice}", "four": f"def four(x):\n    {four}"})
    cells = grade_one(notebook.dumps(source), notebook.dumps(nb), Limits()).cells
    assert [name for name, cell in cells.items() if cell.score == 0] == lost.split(), cells
    assert lost != "four_value" or "`twice`, which has passed its own checks," in cells[lost].message

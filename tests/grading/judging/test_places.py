"""Checks share a snapshot only where the cells between them change nothing that the earlier ones could see."""

import time

import pytest
from target import make_cell, make_notebook

from grading import notebook
from grading.judging import trial
from grading.judging.engine import grade_one
from grading.judging.places import changes, words
from grading.judging.salvage import salvage
from grading.limits import Limits
from grading.sandbox.execution import Line

EARLIER = words("import torch\nclock = 0\ndef double(x):\n    return helper(x)\nassert double(2) == 4")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        '"""A text."""',
        "def cube(x, *, n: int = 3, **rest) -> tuple[int, torch.Tensor]:\n    clock = 1\n    return double(x)",
        "class Line(torch.nn.Module):\n    n = -3\n    def double(self):\n        return self.n",
        "width = depth = 2 * clock\nslope = lambda x, n=torch.pi: print(x)\nnames = {'a': (1, [width])}",
        "import math as m\nfrom torch import nn",
    ],
)
def test_new_names_change_nothing(cell):
    assert not changes(cell, EARLIER)


@pytest.mark.parametrize(
    "cell",
    [
        "def helper(x):\n    return 2 * x",
        "class double:\n    pass",
        "clock = 1",
        "import math as helper",
        "import torch.nn",
        "from math import *",
        "x = print(1)",
        "first, *rest = clock",
        "new = names['a']",
        "new = [*names]",
        "new = [clock for _ in names]",
        "new = clock in names",
        "new = f'{clock}'",
        "new = lambda x=print(): x",
        "torch.nn.Linear.bias = 0",
        "names['a'] = 1",
        "new += 1",
        "del new",
        "print(1)",
        "def cube(x=print(1)):\n    pass",
        "def cube(x, *, n=print(1)):\n    pass",
        "def cube(x: print(1)):\n    pass",
        "def cube(*x: print(1)):\n    pass",
        "def cube(x) -> print(1):\n    pass",
        "@print\ndef cube(x):\n    pass",
        "class Line(print(1)):\n    pass",
        "class Line(metaclass=clock):\n    pass",
        "class Line:\n    print(1)",
        "@print\nclass Line:\n    pass",
        "if clock:\n    pass",
        "for clock in names:\n    pass",
        "%matplotlib inline",
        "def cube(x:\n    return x",
        "new = " + "(" * 150 + "1" + ")" * 150 + "\nnew.x = 1",
        "new = " + "-" * 5000 + "1",
        "new = '\0'",
    ],
)
def test_whatever_may_change_something_is_told(cell):
    assert changes(cell, EARLIER)


def source_and_submission(first: str, second: str, check: str, **more: str) -> tuple[bytes, bytes]:
    """An assignment of two exercises with a check each, and right answers that are those given."""
    given = {"setup": "import torch", "first_value": check, "second_value": "assert second(1) == 1"} | more
    answers = {"first": first, "second": second}
    cells = [
        make_cell("setup", "locked", given["setup"]),
        make_cell("first", "solution", f"### BEGIN SOLUTION\n{first}\n### END SOLUTION"),
        make_cell("first_value", "test", given["first_value"]),
        make_cell("second", "solution", f"### BEGIN SOLUTION\n{second}\n### END SOLUTION"),
        make_cell("second_value", "test", given["second_value"]),
    ]
    nb = make_notebook(*cells)
    return notebook.dumps(nb), notebook.dumps(notebook.fill(nb, answers))


class Recorded:
    """An execution that only notes what it is asked for."""

    def __init__(self):
        self.asked = []
        self.line = Line(cell_seconds=1, deadline=time.monotonic() + 1)

    def run_cell(self, source, name, seed, room):
        self.asked.append(name)
        return trial.m.Ran([], None)

    def snapshot(self, checkpoint):
        self.asked.append(f"*{checkpoint}")


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("def second(x):\n    return x", ["setup", "first", "second", "*second_value"]),
        (
            "def helper(x):\n    return x\ndef second(x):\n    return x",
            ["setup", "first", "*first_value", "second", "*second_value"],
        ),
    ],
)
def test_a_snapshot_is_made_where_something_changes(second, expected):
    first = "def helper(x):\n    return 2 * x\ndef first(x):\n    return helper(x)"
    source, submission = source_and_submission(first, second, "assert first(1) == 2")
    execution = Recorded()
    tried = trial.Trial(salvage(source, submission), execution, Limits(), 0)
    tried.run_cells()
    assert execution.asked == expected
    assert set(tried.checkpoints) == {"first_value", "second_value"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "second", "lost"),
    [
        # a helper that the next cell makes anew
        (
            "def helper(x):\n    return 2 * x\ndef first(x):\n    return helper(x)",
            "def helper(x):\n    return x\ndef second(x):\n    return helper(x)",
            [],
        ),
        # a name that only the next cell defines
        (
            "def first(x):\n    return later(x)",
            "def later(x):\n    return 2 * x\nsecond = abs",
            ["first_value"],
        ),
        # switches of torch, left as a call has put them
        (
            "def first(x):\n    torch.set_grad_enabled(False)\n    torch.set_default_dtype(torch.double)\n"
            "    return 2 * x",
            "def second(x):\n    w = torch.ones(1, requires_grad=True)\n    return (w * x).requires_grad * "
            "(w.dtype == torch.float)",
            [],
        ),
        # a copy that ends in one check is another for the next
        ("import os\ndef first(x):\n    os._exit(0)", "def second(x):\n    return x", ["first_value"]),
    ],
    ids=["redefined", "later", "switched", "ended"],
)
def test_a_check_sees_the_notebook_as_it_was_at_its_place(first, second, lost):
    source, submission = source_and_submission(first, second, "assert first(1) == 2")
    cells = grade_one(source, submission, Limits()).cells
    assert [name for name, cell in cells.items() if cell.status != "passed"] == lost, cells

"""A call that changes an argument fails its check, in words that name the argument."""

import numpy as np
import pytest
import torch
from target import make_cell, make_notebook
from torch import nn

from grading import notebook
from grading.judging.engine import grade_one
from grading.limits import Limits
from utils.arguments import differs, kept_of
from utils.particles import Planted

pytestmark = pytest.mark.slow


def shrink(x):
    x /= 2


def grow(x):
    x.append(1)


def nest(x):
    x["a"][0].add_(1)


def put(x):
    x[0] = float("nan")


def keep(x):
    list(x)


CHANGES = {
    "tensor": (shrink, torch.ones(2)),
    "leaf": (lambda x: x.detach().mul_(2), torch.ones(2, requires_grad=True)),
    "whole numbers": (lambda x: x.neg_(), torch.ones(2, dtype=torch.int64)),
    "shape": (lambda x: x.unsqueeze_(0), torch.ones(2)),
    "array": (shrink, np.ones(2)),
    "to nan": (put, torch.ones(2)),
    "array to nan": (put, np.ones(2)),
    "list": (grow, [1, 2]),
    "order": (lambda x: x.reverse(), [1, 2]),
    "item of a list": (put, [torch.ones(1), 2]),
    "deep": (nest, {"a": [torch.ones(1)]}),
    "keys": (lambda x: x.pop("a"), {"a": 1}),
    "set": (lambda x: x.clear(), {1, 2}),
    "record": (lambda x: x.a.zero_(), Planted(torch.ones(2, 3), torch.ones(2), 4)),
}
NAN = float("nan")
UNCHANGED = [
    torch.ones(2),
    torch.tensor([NAN]),
    np.array([NAN, 1]),
    np.array(["a"]),
    [1, [NAN]],
    {"a": (1, 2)},
    {1},
]
TRAINED = nn.Linear(1, 1)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen(name):
    change, value = CHANGES[name]
    before = kept_of(value)
    change(value)
    assert differs(before, value)


@pytest.mark.parametrize("value", UNCHANGED, ids=repr)
def test_reading_is_no_change(value):
    before = kept_of(value)
    keep(value)
    assert not differs(before, value)


def test_a_network_may_be_trained():
    before = kept_of([TRAINED])
    with torch.no_grad():
        TRAINED.weight.zero_()
    assert not differs(before, [TRAINED])


def test_a_list_that_holds_itself_is_compared_to_a_depth():
    ring = []
    ring.append(ring)
    assert not differs(kept_of(ring), ring)


ANSWERS = {
    "right": "def half(x, weights=None):\n    return x / 2",
    "impure": "def half(x, weights=None):\n    x /= 2\n    return x",
    "keyword": "def half(x, weights=None):\n    weights.pop()\n    return x / 2",
    "trains": "def half(x, weights=None):\n    x = x * 0.5\n    x += 0\n    return x",
}
CHECK = """# Test: half of it.
x, weights = torch.ones(3), [1, 2]
assert torch.allclose(half(x, weights=weights), torch.full((3,), 0.5)), "Half of one is a half."
"""
SWALLOWING = """# Test: half of it, whatever it says.
try:
    half(torch.ones(3), [1])
except AssertionError:
    pass
"""


@pytest.fixture(scope="module")
def verdicts():
    solution = ANSWERS["right"].replace("return", "### BEGIN SOLUTION\n    return") + "\n    ### END SOLUTION"
    source = make_notebook(
        make_cell("setup", "locked", "import torch"),
        make_cell("half", "solution", solution),
        make_cell("half_value", "test", CHECK),
        make_cell("half_swallowed", "test", SWALLOWING),
    )
    return {
        name: grade_one(
            notebook.dumps(source), notebook.dumps(notebook.fill(source, {"half": answer})), Limits()
        ).cells
        for name, answer in ANSWERS.items()
    }


@pytest.mark.parametrize("name", ["right", "trains"])
def test_a_pure_answer_keeps_its_points(verdicts, name):
    assert {cell.status for cell in verdicts[name].values()} == {"passed"}


@pytest.mark.parametrize(("name", "argument"), [("impure", "x"), ("keyword", "weights")])
def test_an_impure_answer_is_told_which_argument(verdicts, name, argument):
    for cell in verdicts[name].values():
        assert cell.status == "failed"
        assert cell.message == f"Your `half` changes its argument {argument}; work on a copy."

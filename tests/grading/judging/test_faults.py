"""What is told of an error of student code: never its text, always something true."""

import numpy as np
import pytest
import torch

from grading.judging.faults import Faults, bound_in, looked_up, signatures
from grading.judging.salvage import Plan, Step
from grading.sandbox.handles import student_error
from grading.sandbox.inside.messages import Raised


def told(source: str, call, name: str = "f", given=(1, ())) -> str:
    """What is said of the error that `call` raises."""
    with pytest.raises(Exception) as caught:  # noqa: PT011  (any error of a student's)
        call()
    kinds = [kind.__name__ for kind in type(caught.value).__mro__]
    error = student_error(Raised(kinds, str(caught.value)), called=name)
    error.given = given
    plan = Plan(
        [Step("f", "answer", source, names=frozenset({"f"})), Step("g", "locked", "%load_ext utils\nk = 1")],
        (),
    )
    return Faults(plan).said(error)


def net_twice():
    loss = torch.nn.Linear(1, 1)(torch.ones(1, 1)).square().sum()
    loss.backward()
    loss.backward()


def changed_in_place():
    w = torch.ones(1, requires_grad=True)
    y = w.exp()
    y += 1
    y.sum().backward()


def endless():
    return endless()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: torch.linalg.inv(torch.zeros(2, 2)), "a matrix is singular"),
        (lambda: None.shape, "something is None"),
        (lambda: torch.ones(2).mean().backward(), "a gradient is asked of something that hangs on no weight"),
        (net_twice, "one graph is used for two gradients"),
        (changed_in_place, "what a gradient still needs was changed in place"),
        (lambda: torch.ones(0).max(), "something is empty"),
        (
            lambda: torch.nn.Linear(1, 1)(torch.ones(1, 1).numpy()),
            "a tensor is needed where something else came",
        ),
        (lambda: torch.ones(2).sum(dim=3), "there is no such axis"),
        (lambda: [1][2], "an index is out of range"),
        (lambda: torch.ones(2, 2) @ torch.ones(2, 2).double(), "two dtypes do not fit"),
        (lambda: torch.ones(2, 3) @ torch.ones(2), "two shapes do not fit"),
        (lambda: torch.ones(2, 3) @ torch.ones(2, 3), "two shapes do not fit"),
        (lambda: torch.ones(3) + torch.ones(2), "two shapes do not fit"),
        (lambda: torch.stack([torch.ones(3), torch.ones(2)]), "two shapes do not fit"),
        (lambda: torch.ones(4).reshape(3), "two shapes do not fit"),
        (lambda: np.ones((2, 3)) @ np.ones(2), "two shapes do not fit"),
        (lambda: np.dot(np.ones((2, 3)), np.ones(2)), "two shapes do not fit"),
        (lambda: torch.ones(5).unfold(0, 7, 1), ""),
        (lambda: torch.multinomial(torch.ones(2), 5), ""),
        (lambda: torch.randperm(-1), ""),
        (lambda: torch.ones(2).nothing, "an attribute is not there"),
        (lambda: "f".upper()(), "what is called is no function"),
        (lambda: 1 / 0, "something is divided by zero"),
        (endless, "a function calls itself without end"),
        (lambda: (lambda a, b: a)(*[1]), ""),
        (lambda: {}["one"], ""),
    ],
)
def test_a_phrase_of_ours_says_what_happened(call, words):
    assert told("def f(x):\n    return x", call) == (words and f": {words}")


def test_a_text_of_the_students_is_never_told():
    def whisper():
        raise ValueError("singular: the hidden input is 0.731")

    assert told("def f(x): ...", whisper) == ": a matrix is singular"


def test_a_call_that_a_function_does_not_take_is_told_with_its_names():
    source = "def f(y, *, depth=1):\n    return y"
    misfit = lambda given: told(source, lambda: (lambda: 0)(1), given=given)  # noqa: E731
    assert misfit((1, ("n",))) == ": the check calls `f(..., n=...)`, and yours takes y, depth"
    assert misfit((0, ())) == ": the check calls `f()`, and yours takes y, depth"
    assert misfit((1, ("depth",))) == ""
    assert (
        told("def f(): ...", lambda: (lambda: 0)(1))
        == ": the check calls `f(...)`, and yours takes no argument"
    )


def test_names_that_nothing_defines():
    source = "def f(x):\n    import math as m\n    [y for y in x]\n    return m.pi * tau(x) * k"
    missing = lambda *others: looked_up(source) - bound_in([source, *others])  # noqa: E731
    assert missing("k = 1") == {"tau"}
    assert missing() == {"k", "tau"}
    assert missing("try: 1\nexcept OSError as tau: 2", "match 1:\n case [*k]: 3") == set()
    assert looked_up("def f(") == set()
    assert told(source, lambda: undefined) == ": `tau` is not defined"  # noqa: F821


@pytest.mark.parametrize("source", ["def f(x, x): ...", "x = (", "%%bash\nls", "def g(*a, **k): ..."])
def test_odd_cells_are_read_without_an_error(source):
    assert "f" not in signatures(source)


def test_names_that_may_be_defined_where_the_text_does_not_tell_are_not_said_to_be_missing():
    source = "from math import *\n\ndef f(x):\n    return tau(x) * pi"
    assert told(source, lambda: undefined) == ""  # noqa: F821


def test_a_thousand_magics_are_read_in_time_linear_in_them():
    """IPython's own reading gives up after 500, with an error, and takes seconds for fewer."""
    source = "%time 1\n" * 2000 + "def f(x):\n    %time x\n    return tau(x)"
    assert list(signatures(source)) == ["f"]
    assert told(source, lambda: undefined) == ": `tau` is not defined"  # noqa: F821

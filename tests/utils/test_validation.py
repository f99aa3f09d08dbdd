"""Each check lets good values pass unchanged and refuses bad ones in one line of the agreed form."""

import math

import numpy as np
import pytest
import torch

from utils import validation


@pytest.mark.parametrize(
    ("call", "value"),
    [
        (lambda: validation.number("a", np.float32(0.5)), 0.5),
        (lambda: validation.number("a", torch.tensor(2.0)), 2.0),
        (lambda: validation.number("a", -3), -3.0),
        (lambda: validation.positive("a", 1), 1.0),
        (lambda: validation.non_negative("a", 0), 0.0),
        (lambda: validation.integer("a", np.int64(3)), 3),
        (lambda: validation.integer("a", 0, low=0), 0),
        (lambda: validation.integers("a", range(1, 4)), (1, 2, 3)),
        (lambda: validation.integers("a", torch.tensor([4, 5])), (4, 5)),
        (lambda: validation.positives("a", np.array([0.1, 2.0])), (0.1, 2.0)),
        (lambda: validation.number("a", np.array(2.0)), 2.0),
        (lambda: validation.number("a", torch.tensor(2.0, requires_grad=True)), 2.0),
        (lambda: validation.integer("a", torch.tensor(3)), 3),
        (lambda: validation.generator("a", 2**64 - 1).initial_seed(), 2**64 - 1),
        (lambda: validation.one_of("a", "y", ("x", "y")), "y"),
        (lambda: validation.function("a", math.sin), math.sin),
    ],
)
def test_good_values_pass(call, value):
    assert call() == value
    assert type(call()) is type(value)


def test_a_good_tensor_passes_as_it_is():
    x = torch.ones(3, 2)
    assert validation.tensor_shape("x", x, ("n", 2)) is x
    assert validation.tensor_shape("x", x, (None, "d")) is x
    assert validation.same_length("x", x, "y", torch.zeros(3)) is x
    labels = torch.ones(3, dtype=torch.int64)
    assert validation.tensor_shape("labels", labels, ("n",), floating=False) is labels
    assert validation.tensor_shape("x", x / 0, ("n", 2), finite=False).isinf().all()


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: validation.number("a", math.nan), "a: got nan, expected a finite number"),
        (lambda: validation.number("a", math.inf), "a: got inf, expected a finite number"),
        (lambda: validation.number("a", 3, low=0, high=1), "a: got 3.0, expected a number in [0, 1]"),
        (lambda: validation.number("a", "1"), "a: got '1', expected a finite number"),
        (lambda: validation.number("a", True), "a: got True, expected a finite number"),
        (lambda: validation.number("a", None), "a: got None, expected a finite number"),
        (
            lambda: validation.number("a", torch.ones(2)),
            "a: got a float32 tensor of shape (2,), expected a finite number",
        ),
        (lambda: validation.positive("lr", -1.0), "lr: got -1.0, expected a positive number"),
        (lambda: validation.positive("lr", 0), "lr: got 0.0, expected a positive number"),
        (lambda: validation.non_negative("a", -1e-9), "a: got -1e-09, expected a number >= 0"),
        (lambda: validation.integer("n", 0), "n: got 0, expected a whole number >= 1"),
        (lambda: validation.integer("n", 9, low=2, high=5), "n: got 9, expected a whole number in 2..5"),
        (lambda: validation.integer("n", 2.0), "n: got 2.0, expected a whole number >= 1"),
        (lambda: validation.integer("n", True), "n: got True, expected a whole number >= 1"),
        (lambda: validation.integers("n", []), "n: got an empty sequence, expected at least one value"),
        (lambda: validation.integers("n", "12"), "n: got '12', expected a sequence of numbers"),
        (lambda: validation.integers("n", [3, 0]), "n[1]: got 0, expected a whole number >= 1"),
        (lambda: validation.positives("lr", 0.1), "lr: got 0.1, expected a sequence of numbers"),
        (lambda: validation.positives("lr", [0.1, -1]), "lr[1]: got -1.0, expected a positive number"),
        (lambda: validation.number("a", np.True_), "a: got True, expected a finite number"),
        (lambda: validation.number("a", torch.tensor(True)), "a: got True, expected a finite number"),
        (
            lambda: validation.number("a", torch.ones(1)),
            "a: got a float32 tensor of shape (1,), expected a finite number",
        ),
        (lambda: validation.number("a", np.ones(1)), "a: got a ndarray, expected a finite number"),
        (lambda: validation.number("a", 10**400), "a: got inf, expected a finite number"),
        (lambda: validation.integer("a", torch.tensor(True)), "a: got True, expected a whole number >= 1"),
        (lambda: validation.generator("seed", -1), "seed: got -1, expected a whole number >= 0"),
        (
            lambda: validation.generator("seed", 2**64),
            f"seed: got {2**64}, expected a whole number below 2^64",
        ),
        (lambda: validation.one_of("a", "z", ("x", "y")), "a: got 'z', expected one of 'x', 'y'"),
        (lambda: validation.one_of("a", 1, (True,)), "a: got 1, expected one of True"),
        (lambda: validation.function("f", 3), "f: got 3, expected a function"),
        (
            lambda: validation.tensor_shape("x", np.ones(3), (3,)),
            "x: got a ndarray, expected a floating tensor of shape (3,)",
        ),
        (
            lambda: validation.tensor_shape("x", torch.ones(3), ("n", 1)),
            "x: got a float32 tensor of shape (3,), expected a floating tensor of shape (n, 1)",
        ),
        (
            lambda: validation.tensor_shape("x", torch.ones(3, 2), ("n", 1)),
            "x: got a float32 tensor of shape (3, 2), expected a floating tensor of shape (n, 1)",
        ),
        (
            lambda: validation.tensor_shape("x", torch.ones(0, 1), ("n", 1)),
            "x: got a float32 tensor of shape (0, 1), expected a floating tensor of shape (n, 1)",
        ),
        (
            lambda: validation.tensor_shape("x", torch.ones(3, dtype=torch.int64), ("n",)),
            "x: got a int64 tensor of shape (3,), expected a floating tensor of shape (n,)",
        ),
        (
            lambda: validation.tensor_shape("x", torch.tensor([math.nan]), ("n",)),
            "x: got a float32 tensor of shape (1,) with NaN or infinite entries, "
            "expected a floating tensor of shape (n,), all finite",
        ),
        (
            lambda: validation.same_length("y", torch.ones(2), "x", torch.ones(3)),
            "y: got 2 rows, expected 3, as many as x",
        ),
    ],
)
def test_bad_values_are_refused_in_one_line(call, line):
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value) == line

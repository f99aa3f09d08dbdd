"""One comparison for all checks: what it accepts, what its sentences say, and what they never say."""

import collections
import itertools
import math
import types

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from utils.compare import ATOL, RTOL, mismatch, outside

X = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]])


# ---------------------------------------------------------------------------------------------- manners are no faults
@pytest.mark.parametrize(
    "got",
    [
        X.double(),
        X.half(),
        torch.nn.Parameter(X),
        (2 * X).requires_grad_() / 2,
        X.numpy(),
        X.numpy().astype(np.float64),
        np.asfortranarray(X.numpy()),
        X.tolist(),
        tuple(map(tuple, X.tolist())),
        [row for row in X],
        [[torch.tensor(v) for v in row] for row in X.tolist()],
        X.T.contiguous().T,
        X + 0.5 * RTOL * X,
    ],
)
def test_equal_values_are_equal_in_any_form(got):
    assert mismatch("f(x)", got, X) == ""
    assert mismatch("f(x)", got, X.double()) == ""


@pytest.mark.parametrize(
    "got", [2, 2.0, torch.tensor(2), torch.tensor([[2.0]]), np.float32(2), np.array([2]), [2]]
)
def test_numbers(got):
    assert (
        mismatch("n", got, 2) == mismatch("n", got, 2.0) == mismatch("n", got, torch.tensor(2.0).item()) == ""
    )


@pytest.mark.parametrize("yes", [True, np.bool_(True), torch.tensor(True)])
def test_truth(yes):
    assert mismatch("audit", yes, True) == ""
    assert mismatch("audit", yes, False) == "audit is True, expected False."


@pytest.mark.parametrize(
    "got", ["True", 1, 1.0, None, [True], torch.tensor([True]), torch.tensor(1), object()]
)
def test_no_truth(got):
    assert mismatch("audit", got, True).startswith("audit is ")
    ending = (
        ", expected True or False: is a `return` missing?" if got is None else ", expected True or False."
    )
    assert mismatch("audit", got, True).endswith(ending)


@pytest.mark.parametrize(
    "got", [[3, 3, 6], (3, 3, 6), torch.tensor([3, 3, 6]), np.array([3, 3, 6]), [3.0, 3.0, 6.0]]
)
def test_orders(got):
    assert mismatch("classes", got, [3, 3, 6]) == ""
    assert mismatch("classes", got, (3, 6, 6)) == "classes differs from what is expected at entry 1."


def test_ranges_are_orders():
    assert mismatch("rows", range(4), [0, 1, 2, 3]) == ""


def test_pairs_are_lists_or_tuples_and_any_kind_of_them():
    pair = collections.namedtuple("pair", "a c")
    for got in ((X, X[0]), [X, X[0].numpy()], pair(X, X[0])):
        assert mismatch("plant(a, c)", got, (X, X[0])) == ""
    assert mismatch("plant(a, c)", (X, X[1]), (X, X[0])).startswith("plant(a, c)[1] differs")
    assert (
        mismatch("plant(a, c)", X, (X, X[0]))
        == "plant(a, c) is a float32 tensor of shape (2, 3), expected 2 values."
    )
    assert mismatch("plant(a, c)", (X,), (X, X[0])) == "plant(a, c) has 1 value, expected 2."
    assert mismatch("bump", (1, None), (1, None)) == ""


def test_none():
    assert mismatch("bump", None, None) == ""
    assert mismatch("bump", 3, None) == "bump is a number, expected None."
    assert mismatch("f(x)", None, 1.0) == "f(x) is None, expected a number: is a `return` missing?"


# ---------------------------------------------------------------------------------------------- the order of looking
def test_first_the_type_then_the_shape_then_finiteness_then_dtype_then_the_values():
    wrong = {"dtype": torch.double}
    nan = torch.full((2, 2), math.nan)
    assert mismatch("f(x)", "nan", X, **wrong) == "f(x) is a string, expected a tensor."
    assert mismatch("f(x)", X.double().numpy(), X, **wrong).endswith("expected a tensor.")
    assert mismatch("f(x)", nan, X, **wrong) == "f(x) has shape (2, 2), expected (2, 3)."
    assert mismatch("f(x)", 0 / (X - 2), X, **wrong) == "f(x) is NaN at entry (0, 1)."
    assert mismatch("f(x)", X / 0, X, **wrong) == "f(x) is infinite at 6 of 6 entries, most at entry (0, 0)."
    assert mismatch("f(x)", X + 1, X, **wrong) == "f(x) has dtype float32, expected float64."
    assert mismatch("f(x)", X.double() + 1, X, **wrong).startswith("f(x) differs from what is expected")


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0)])
def test_an_empty_answer_is_never_right(shape):
    for empty in (torch.empty(shape), np.empty(shape)):
        assert mismatch("f(x)", empty, X) == "f(x) is empty, expected (2, 3)."
        assert mismatch("f(x)", empty, 1.0) == "f(x) is empty, expected a number."
        assert outside("f(x)", empty) == "f(x) is empty, expected numbers."
    assert mismatch("losses", [], [1.0, 2.0]) == "losses is empty, expected 2 entries."


def test_where_emptiness_is_the_answer():
    assert mismatch("history", [], []) == ""
    assert mismatch("history", [X], []) != ""
    assert mismatch("x", torch.empty(0, 3), shape=(0, 3)) == ""


def test_shape_alone():
    assert mismatch("x", X, shape=("n", 3)) == mismatch("x", X, shape=(2, None)) == ""
    assert mismatch("x", X, shape=("n", 4)) == "x has shape (2, 3), expected (n, 4)."
    assert mismatch("x", X[0], shape=("n",)) == ""
    assert mismatch("x", X * math.nan, shape=(2, 3)) == "x is NaN at 6 of 6 entries, most at entry (0, 0)."


def test_kind():
    assert mismatch("losses", [0.5, np.float64(0.25)], [0.5, 0.25], kind=float) == ""
    assert mismatch("losses", [0.5, torch.tensor(0.25)], [0.5, 0.25], kind=float) == (
        "losses holds a float32 tensor of shape (), expected float."
    )
    assert (
        mismatch("x", X.tolist(), X, kind=torch.Tensor) == "x is a sequence of 2 entries, expected a tensor."
    )
    assert mismatch("steps", True, 1, kind=int) == "steps is True, expected int."


def test_truth_is_no_number():
    assert mismatch("mask", torch.tensor([True, False]), torch.tensor([True, False])) == ""
    assert mismatch("mask", torch.tensor([1, 0]), torch.tensor([True, False])) == (
        "mask holds numbers, expected True and False."
    )
    assert mismatch("rate", True, 1.0) == "rate holds True and False, expected numbers."


# ---------------------------------------------------------------------------------------------- values
@pytest.mark.parametrize("value", [0.0, 1.0, -3e4, 1e-9])
@pytest.mark.parametrize(("rtol", "atol"), [(RTOL, ATOL), (1e-3, 0.0), (0.0, 1e-9), (1e-12, 1e-12)])
def test_the_tolerance_is_where_it_is_said_to_be(value, rtol, atol):
    room = atol + rtol * abs(value)
    if room == 0:
        assert mismatch("f", value, value, rtol=rtol, atol=atol) == ""
        return
    assert mismatch("f", value + 0.9 * room, value, rtol=rtol, atol=atol) == ""
    assert mismatch("f", value + 1.2 * room, value, rtol=rtol, atol=atol) != ""
    assert mismatch("f", value - 1.2 * room, value, rtol=rtol, atol=atol) != ""


@pytest.mark.parametrize("big", [2**53, 2**62])
def test_whole_numbers_are_compared_exactly(big):
    assert mismatch("n", big + 1, big) == "n differs from what is expected."
    assert (
        mismatch("n", torch.tensor([big + 1, 3]), torch.tensor([big, 3]))
        == "n differs from what is expected at entry 0."
    )
    assert mismatch("n", big, big) == ""


def test_one_wrong_entry_of_many_is_found():
    for i in range(7):
        got = torch.arange(1.0, 8.0)
        got[i] *= 1.001
        assert mismatch("f", got, torch.arange(1.0, 8.0)).startswith(
            f"f differs from what is expected at entry {i}: "
        )


def test_infinity_can_be_expected():
    assert mismatch("lr", math.inf, math.inf) == ""
    assert mismatch("lr", -math.inf, math.inf) != ""
    assert mismatch("lr", math.nan, math.inf) != ""
    assert mismatch("lr", 3.0, math.inf) != ""


def test_expecting_nan_is_a_mistake_of_the_author():
    with pytest.raises(ValueError, match=r"expected: got .* for f, expected numbers without NaN"):
        mismatch("f", 1.0, math.nan)


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (lambda x: 2 * x, "everywhere it is 2 times as large"),
        (lambda x: x / 3, "everywhere it is 0.333 times as large"),
        (lambda x: 1.002 * x, "everywhere it is 1.002 times as large"),
        (lambda x: -x, "everywhere it has the opposite sign"),
        (lambda x: 0 * x, "everywhere it is 0"),
        (lambda x: x.T, "it is the transpose"),
        (lambda x: x**2, "everywhere it is the square"),
        (lambda x: x.sqrt(), "everywhere it is the square root"),
        (lambda x: x.flip(0), "its rows stand in the opposite order"),
        (lambda x: x.flip(1), "its entries stand in the opposite order"),
    ],
)
def test_one_operation_that_explains_everything_is_said(operation, words):
    x = torch.tensor([[1.0, 2.0, 4.0], [3.0, 5.0, 7.0], [11.0, 0.5, 13.0]])
    assert mismatch("f", operation(x), x).endswith(f": {words}.")


def test_it_is_said_only_where_it_is_true():
    x = torch.tensor([1.0, 2.0, 4.0])
    for got in (x + 1, 2 * x + 0.1, x.roll(1), torch.tensor([-1.0, 2.0, -4.0])):
        assert "the difference is" in mismatch("f", got, x)
    assert "the difference is" in mismatch("f", 9.0, 3.0), "of one number every factor is an accident"
    almost = mismatch("f", x + torch.tensor([0.0, 3e-7, 0.0]), x, rtol=0, atol=2.9e-7)
    assert "times as large" not in almost, "of a factor that prints as 1 there is nothing to say"


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([2, 3], [4, 9]),
        ([3, 2], [1, 4]),
        ([2.0, 3.0], [4.0, 9.0]),
        ([0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 4.0, 9.0]),
    ],
)
def test_few_numbers_are_no_squares_or_roots(got, expected):
    assert "square" not in mismatch("steps", got, expected)


@pytest.mark.parametrize("expected", [1.0, True, torch.ones(2), [torch.ones(2), torch.ones(3)], X])
@pytest.mark.parametrize("kind", [None, torch.Tensor])
def test_nothing_at_all_is_asked_for_its_return(expected, kind):
    assert mismatch("f", None, expected, kind=kind).endswith(": is a `return` missing?")


def test_no_number_is_told_unless_asked():
    expected, got = torch.tensor([0.123456, 7.89012]), torch.tensor([0.123456, 5.67891])
    assert not any(part in mismatch("f", got, expected) for part in ("7.8", "5.6", "2.2", "0.12"))
    assert mismatch("f", got, expected, show=True).endswith("at entry 1: got 5.679, expected 7.89.")
    assert "0.5" not in outside("f", 0.75, high=0.5)
    assert (
        outside("f", 0.75, high=0.5, show=True)
        == "f is larger than it may be: got 0.75, expected at most 0.5."
    )


def test_two_numbers_that_differ_are_not_shown_alike():
    for got, expected, numbers in (
        (25 + 1e-3, 25.0, "25.001, expected 25."),
        (3.0, 3 - 1e-4, "3, expected 2.9999."),
    ):
        assert mismatch("k", got, expected, show=True).endswith(f"got {numbers}")
    assert outside("w", 1.00001, high=1.0, show=True).endswith("got 1.00001, expected at most 1.")


def test_outside():
    assert outside("f", X, 1.0, 6.5) == outside("f", X) == outside("f", 3) == ""
    assert outside("f", X, low=2.0) == "f is smaller than it may be at entry (0, 0)."
    assert outside("f", X, high=4.0) == "f is larger than it may be at 2 of 6 entries, most at entry (1, 2)."
    assert outside("f", math.nan) == "f is NaN."
    assert outside("f", "3") == "f is a string, expected numbers."


# ---------------------------------------------------------------------------------------------- what answers for itself
class Agreeing:
    """Says yes to everything."""

    __class__ = torch.Tensor
    shape, dtype, ndim, layout = X.shape, X.dtype, 2, torch.strided

    def __getattr__(self, name):
        return lambda *args, **kwargs: self

    def __eq__(self, other):
        return True

    def __bool__(self):
        return True

    def __float__(self):
        return 2.0

    def __len__(self):
        return 2

    def __iter__(self):
        return iter(X)

    def __getitem__(self, key):
        return X[key]

    def __repr__(self):
        return "secret"

    def __array__(self, *args, **kwargs):
        return X.numpy()

    def __abs__(self):
        return 0.0

    __hash__ = None
    __sub__ = __rsub__ = __radd__ = __mul__ = __le__ = __lt__ = lambda self, other: self


class AgreeingTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return torch.zeros(2, 3) if function is torch.Tensor.sub else torch.tensor(True)


class AgreeingArray(np.ndarray):
    def __array_ufunc__(self, *args, **kwargs):
        return np.bool_(True)


class AgreeingFloat(float):
    def __eq__(self, other):
        return True

    __hash__ = None
    __sub__ = __rsub__ = lambda self, other: 0.0


class AgreeingList(list):
    def __iter__(self):
        return iter([1.0, 2.0])

    def __len__(self):
        return 2


def named(name: str) -> object:
    """An object whose class carries a text."""
    return type(name, (), {})()


def test_nobody_answers_for_himself():
    array, tensor = X.numpy().view(AgreeingArray), torch.zeros(2, 3).as_subclass(AgreeingTensor)
    for got, expected in itertools.product(
        (Agreeing(), tensor, array, AgreeingFloat(2)), (X, 2.0, [2.0, 2.0], True)
    ):
        assert " is an object of another kind, expected" in mismatch("f(x)", got, expected)
        assert "secret" not in mismatch("f(x)", got, expected)
    assert mismatch("f(x)", AgreeingList([3.0, 4.0]), [1.0, 2.0]) != ""
    assert mismatch("f(x)", AgreeingList([3.0, 4.0]), [3.0, 4.0]) == ""


def test_an_attribute_of_a_tensor_hides_no_method():
    x = torch.zeros(2, 3)
    x.detach = x.clone = x.cpu = lambda: X
    assert mismatch("f(x)", x, X) != ""


def test_a_text_that_came_is_never_repeated():
    for got in (
        "secret",
        b"secret",
        named("secret"),
        ["secret"],
        {"secret": 1},
        types.SimpleNamespace(secret=1),
    ):
        for expected in (X, 1.0, True, None, "word", (X, X)):
            sentence = mismatch("f(x)", got, expected, show=True)
            assert sentence
            assert "secret" not in sentence


@pytest.mark.parametrize(
    "got",
    [
        X.to_sparse(),
        X.to("meta"),
        np.array([[None]]),
        np.array(["1"]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        [[1.0], [1.0, 2.0]],
        lambda: X,
        (v for v in X),
        torch.nn.Linear(1, 1),
    ],
    ids=lambda got: type(got).__name__,
)
def test_what_is_no_array_of_numbers(got):
    for expected in (X, 1.0, [1.0, 2.0]):
        assert "expected" in mismatch("f(x)", got, expected)


def test_a_list_that_holds_itself():
    knot = [1.0]
    knot.append(knot)
    assert "no number" in mismatch("f(x)", knot, [1.0, 2.0])


floats = st.floats() | st.integers() | st.booleans() | st.complex_numbers()
dtypes = arrays.scalar_dtypes() | arrays.byte_string_dtypes() | arrays.unicode_string_dtypes()
leaves = (
    floats
    | st.none()
    | st.text(max_size=3)
    | st.binary(max_size=3)
    | st.builds(named, st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=3))
    | st.just(Agreeing())
    | arrays.arrays(dtypes, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
    | arrays.arrays(st.sampled_from([np.float32, np.float64, np.int64, np.bool_, np.complex64]), (2, 3)).map(
        torch.from_numpy
    )
    | st.sampled_from([print, len, X.to_sparse(), range(3), {1}, ..., slice(2), int, torch.float32])
)
things = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner), max_leaves=6
)


@settings(max_examples=400, deadline=None)
@given(
    things,
    st.sampled_from([X, X.long(), X > 2, 2.0, 2, True, None, "a", [1.0, 2.0], [], (X, 1.0), (None, 2)]),
)
def test_any_object_gives_one_sentence_or_none(got, expected):
    """Whatever comes: one line that begins with the name and ends, no exception, and equality only with equals."""
    for options in ({}, {"show": True}, {"dtype": torch.double}, {"kind": float}):
        sentence = mismatch("f(x)", got, expected, **options)
        assert sentence == "" or (sentence.startswith(("f(x) ", "f(x)[")) and sentence[-1] in ".?")
        assert "\n" not in sentence
    sentence = outside("f(x)", got, -1.0, 1.0)
    assert sentence == "" or sentence.startswith("f(x) ")


@settings(max_examples=300, deadline=None)
@given(
    arrays.arrays(np.float64, (2, 3), elements=st.floats(-1e6, 1e6)),
    arrays.arrays(np.float64, (2, 3), elements=st.floats(-1e6, 1e6)),
    st.sampled_from([(0.0, 1e-3), (1e-3, 0.0), (1e-2, 1e-2)]),
)
def test_agrees_with_numpy_about_values(got, expected, tolerances):
    rtol, atol = tolerances
    sentence = mismatch("f", torch.from_numpy(got), expected, rtol=rtol, atol=atol)
    assert (sentence == "") == np.allclose(got, expected, rtol=rtol, atol=atol)

"""One-line validation of arguments, shared by the public functions of `utils`.

Each function takes the argument's name and value and returns the value, converted where that is harmless. Otherwise it
raises a ValueError, or a TypeError where no value of this type would do: one line that names the argument, what came
and what is expected.

>>> positive("lr", 0.1)
0.1
>>> positive("lr", -1.0)
Traceback (most recent call last):
ValueError: lr: got -1.0, expected a positive number
"""

import math
import operator
from collections.abc import Callable, Collection, Sequence
from typing import Any, NoReturn

import numpy as np
import torch

Shape = Sequence[int | str | None]


def refuse(name: str, got: Any, expected: str, error: type[Exception] = ValueError) -> NoReturn:
    """Raise the one line that all refusals share: what came and what is expected."""
    raise error(f"{name}: got {got}, expected {expected}")


def say(value: Any) -> str:
    """A short text for any value: numbers and strings as they are, tensors by dtype and shape, the rest by type.

    >>> say(2.5), say(torch.ones(3)), say([1, 2])
    ('2.5', 'a float32 tensor of shape (3,)', 'a list')
    """
    if isinstance(value, torch.Tensor):
        return f"a {str(value.dtype).removeprefix('torch.')} tensor of shape {tuple(value.shape)}"
    if isinstance(value, bool | int | float | str) or value is None:
        return repr(value)
    return f"a {type(value).__name__}"


def _plain(value: Any) -> Any:
    """A Python number for NumPy scalars, 0-d arrays and 0-d tensors; anything else as it is."""
    zero_dimensional = isinstance(value, np.generic | np.ndarray | torch.Tensor) and value.ndim == 0
    return value.item() if zero_dimensional else value


def number(
    name: str,
    value: Any,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    expected: str | None = None,
    strict: bool = False,
) -> float:
    """A finite real number in [low, high] as a float; `strict` leaves out `low` itself.

    NumPy scalars, 0-d arrays and 0-d tensors count; booleans, texts and anything with axes are refused.

    >>> number("noise", torch.tensor(0.5), low=0, high=1)
    0.5
    """
    value = _plain(value)
    if expected is None:
        expected = (
            "a finite number" if (low, high) == (-math.inf, math.inf) else f"a number in [{low:g}, {high:g}]"
        )
    if isinstance(value, bool | str | bytes | np.ndarray | torch.Tensor):
        refuse(name, say(value), expected, TypeError)
    try:
        result = float(value)
    except (TypeError, ValueError):
        refuse(name, say(value), expected, TypeError)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result) or not low <= result <= high or (strict and result == low):
        refuse(name, result, expected)
    return result


def positive(name: str, value: Any) -> float:
    """A finite number > 0."""
    return number(name, value, low=0.0, strict=True, expected="a positive number")


def non_negative(name: str, value: Any) -> float:
    """A finite number >= 0.

    >>> non_negative("noise", 0)
    0.0
    """
    return number(name, value, low=0.0, expected="a number >= 0")


def integer(name: str, value: Any, *, low: int = 1, high: int | None = None) -> int:
    """A whole number in [low, high] as an int; booleans and floats are refused, 2.0 too.

    >>> integer("width", 2.5)
    Traceback (most recent call last):
    TypeError: width: got 2.5, expected a whole number >= 1
    """
    expected = f"a whole number >= {low}" if high is None else f"a whole number in {low}..{high}"
    value = _plain(value)
    if isinstance(value, bool):
        refuse(name, value, expected, TypeError)
    try:
        result = operator.index(value)
    except TypeError:
        refuse(name, say(value), expected, TypeError)
    if result < low or (high is not None and result > high):
        refuse(name, result, expected)
    return result


def integers(name: str, values: Any, *, low: int = 1) -> tuple[int, ...]:
    """A non-empty sequence of whole numbers >= low (widths, sizes) as a tuple.

    >>> integers("widths", torch.tensor([8, 16]))
    (8, 16)
    """
    return tuple(integer(f"{name}[{i}]", v, low=low) for i, v in enumerate(_items(name, values)))


def positives(name: str, values: Any) -> tuple[float, ...]:
    """A non-empty sequence of positive numbers (learning rates, scales) as a tuple.

    >>> positives("alphas", [1, 10])
    (1.0, 10.0)
    """
    return tuple(positive(f"{name}[{i}]", v) for i, v in enumerate(_items(name, values)))


def _items(name: str, values: Any) -> list:
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        refuse(name, say(values), "a sequence of numbers", TypeError)
    items = values.tolist() if isinstance(values, torch.Tensor) else list(values)
    if not items:
        refuse(name, "an empty sequence", "at least one value")
    return items


def generator(name: str, value: Any) -> torch.Generator:
    """A new random generator on the CPU, seeded with a whole number from 0 to 2^64 - 1.

    >>> generator("seed", 3).initial_seed()
    3
    """
    seed = integer(name, value, low=0)
    if seed >= 2**64:
        refuse(name, seed, "a whole number below 2^64")
    return torch.Generator().manual_seed(seed)


def one_of(name: str, value: Any, options: Collection) -> Any:
    """One of the named options, of the same type (1 is not True).

    >>> one_of("target", "easy", ("simple", "middle", "complex"))
    Traceback (most recent call last):
    ValueError: target: got 'easy', expected one of 'simple', 'middle', 'complex'
    """
    if not any(value is option or (type(value) is type(option) and value == option) for option in options):
        refuse(name, say(value), "one of " + ", ".join(map(repr, options)))
    return value


def function(name: str, value: Any) -> Callable:
    """Anything that can be called."""
    if not callable(value):
        refuse(name, say(value), "a function", TypeError)
    return value


def tensor_shape(
    name: str, value: Any, shape: Shape, *, floating: bool = True, finite: bool = True
) -> torch.Tensor:
    """A non-empty torch tensor of the given shape; entries of `shape` are sizes, or names (or None) of free sizes.

    Equal names are not compared. `floating`: other dtypes are refused, and so are NaN and infinite entries, these
    unless `finite` is False.

    >>> tensor_shape("x", torch.zeros(3), ("n", 1))
    Traceback (most recent call last):
    ValueError: x: got a float32 tensor of shape (3,), expected a floating tensor of shape (n, 1)
    """
    sizes = ", ".join("*" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "")
    expected = f"a {'floating ' if floating else ''}tensor of shape ({sizes})"
    if not isinstance(value, torch.Tensor):
        refuse(name, say(value), expected, TypeError)
    if floating and not value.is_floating_point():
        refuse(name, say(value), expected, TypeError)
    fits = value.ndim == len(shape) and all(
        got == want for got, want in zip(value.shape, shape) if isinstance(want, int)
    )
    if not fits or value.numel() == 0:
        refuse(name, say(value), expected)
    if finite and floating and not torch.isfinite(value).all():
        refuse(name, f"{say(value)} with NaN or infinite entries", f"{expected}, all finite")
    return value


def same_length(name: str, value: torch.Tensor, other_name: str, other: torch.Tensor) -> torch.Tensor:
    """`value`, which must have as many rows as `other`.

    >>> same_length("y", torch.ones(2), "x", torch.ones(3))
    Traceback (most recent call last):
    ValueError: y: got 2 rows, expected 3, as many as x
    """
    if len(value) != len(other):
        refuse(name, f"{len(value)} rows", f"{len(other)}, as many as {other_name}")
    return value

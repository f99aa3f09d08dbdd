"""One-line validation of arguments, shared by every public function of `utils`.

Each function takes the argument's name and value, returns the value (converted where that is harmless) and otherwise
raises one line that names the argument, what came and what is expected.

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

import torch

Shape = Sequence[int | str | None]


def refuse(name: str, got: Any, expected: str, error: type[Exception] = ValueError) -> NoReturn:
    """Raise the one line that all refusals share: what came and what is expected."""
    raise error(f"{name}: got {got}, expected {expected}")


def _say(value: Any) -> str:
    """A short text for any value: numbers and strings as they are, tensors by shape, anything else by type."""
    if isinstance(value, torch.Tensor):
        return f"a {str(value.dtype).removeprefix('torch.')} tensor of shape {tuple(value.shape)}"
    if isinstance(value, bool | int | float | str) or value is None:
        return repr(value)
    return f"a {type(value).__name__}"


def number(
    name: str,
    value: Any,
    *,
    low: float = -math.inf,
    high: float = math.inf,
    expected: str | None = None,
    strict: bool = False,
) -> float:
    """A finite real number in [low, high]; `strict` leaves out `low` itself. NumPy scalars and 0-d tensors count."""
    if expected is None:
        expected = (
            "a finite number" if (low, high) == (-math.inf, math.inf) else f"a number in [{low:g}, {high:g}]"
        )
    if isinstance(value, bool | str | bytes) or value is None:
        refuse(name, _say(value), expected, TypeError)
    try:
        result = float(value)
    except (TypeError, ValueError, RuntimeError):
        refuse(name, _say(value), expected, TypeError)
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
    """A whole number in [low, high]; booleans and floats are refused.

    >>> integer("width", 2.5)
    Traceback (most recent call last):
    TypeError: width: got 2.5, expected a whole number >= 1
    """
    expected = f"a whole number >= {low}" if high is None else f"a whole number in {low}..{high}"
    if isinstance(value, bool):
        refuse(name, value, expected, TypeError)
    try:
        result = operator.index(value)
    except TypeError:
        refuse(name, _say(value), expected, TypeError)
    if result < low or (high is not None and result > high):
        refuse(name, result, expected)
    return result


def integers(name: str, values: Any, *, low: int = 1) -> tuple[int, ...]:
    """A non-empty sequence of whole numbers >= low (widths, seeds, sizes)."""
    return tuple(integer(f"{name}[{i}]", v, low=low) for i, v in enumerate(_items(name, values)))


def positives(name: str, values: Any) -> tuple[float, ...]:
    """A non-empty sequence of positive numbers (learning rates, scales).

    >>> positives("alphas", [1, 10])
    (1.0, 10.0)
    """
    return tuple(positive(f"{name}[{i}]", v) for i, v in enumerate(_items(name, values)))


def _items(name: str, values: Any) -> list:
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        refuse(name, _say(values), "a sequence of numbers", TypeError)
    items = values.tolist() if isinstance(values, torch.Tensor) else list(values)
    if not items:
        refuse(name, "an empty sequence", "at least one value")
    return items


def seed(name: str, value: Any) -> int:
    """A whole number >= 0 that can seed a torch.Generator."""
    return integer(name, value, low=0)


def one_of(name: str, value: Any, options: Collection) -> Any:
    """One of the named options.

    >>> one_of("target", "easy", ("simple", "middle", "complex"))
    Traceback (most recent call last):
    ValueError: target: got 'easy', expected one of 'simple', 'middle', 'complex'
    """
    if not any(value is option or (type(value) is type(option) and value == option) for option in options):
        refuse(name, _say(value), "one of " + ", ".join(map(repr, options)))
    return value


def function(name: str, value: Any) -> Callable:
    """Anything that can be called."""
    if not callable(value):
        refuse(name, _say(value), "a function", TypeError)
    return value


def tensor_shape(
    name: str, value: Any, shape: Shape, *, floating: bool = True, finite: bool = True
) -> torch.Tensor:
    """A non-empty torch tensor of the given shape; entries of `shape` are sizes, or names of free sizes.

    >>> tensor_shape("x", torch.zeros(3), ("n", 1))
    Traceback (most recent call last):
    ValueError: x: got a float32 tensor of shape (3,), expected a floating tensor of shape (n, 1)
    """
    sizes = ", ".join("*" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "")
    expected = f"a {'floating ' if floating else ''}tensor of shape ({sizes})"
    if not isinstance(value, torch.Tensor):
        refuse(name, _say(value), expected, TypeError)
    if floating and not value.is_floating_point():
        refuse(name, _say(value), expected, TypeError)
    fits = value.ndim == len(shape) and all(
        got == want for got, want in zip(value.shape, shape) if isinstance(want, int)
    )
    if not fits or value.numel() == 0:
        refuse(name, _say(value), expected)
    if finite and floating and not torch.isfinite(value).all():
        refuse(name, f"{_say(value)} with NaN or infinite entries", f"{expected}, all finite")
    return value


def same_length(name: str, value: torch.Tensor, other_name: str, other: torch.Tensor) -> torch.Tensor:
    """Two tensors with as many rows as each other."""
    if len(value) != len(other):
        refuse(name, f"{len(value)} rows", f"{len(other)}, as many as {other_name}")
    return value

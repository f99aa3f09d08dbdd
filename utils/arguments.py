"""A function returns its answer and leaves its arguments as they are: checks look, in the notebook and at grading.

>>> x = torch.ones(2)
>>> before = kept_of([x, {"n": 1}])
>>> x /= 2
>>> differs(before, [x, {"n": 1}]), differs(kept_of(x), x)
(True, False)
"""

import dataclasses
import functools
import inspect
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

DEPTH = 20
_NUMBERS = (bool, int, float, complex, str)


def kept_of(value: Any, depth: int = 0) -> tuple[type, Any]:
    """(type, copy) of tensors, arrays and records of `utils`, in lists, tuples, dicts and sets.

    Anything else stands for itself, among it networks, which a call may train.
    """
    parts = _parts(value) if depth < DEPTH else None
    if parts is not None:
        keys, items = parts
        return type(value), (keys, [kept_of(item, depth + 1) for item in items])
    if type(value) is torch.Tensor and value.layout is torch.strided:
        return torch.Tensor, value.detach().clone()
    if type(value) is np.ndarray or type(value) is set:
        return type(value), value.copy()
    return type(value), value


def differs(before: tuple[type, Any], now: Any, depth: int = 0) -> bool:
    """Whether `now` is no longer what `before = kept_of(now)` kept; nan is equal to nan."""
    kind, kept = before
    if type(now) is not kind:
        return True
    parts = _parts(now) if depth < DEPTH else None
    if parts is not None:
        keys, items = parts
        return kept[0] != keys or any(differs(b, n, depth + 1) for b, n in zip(kept[1], items))
    if kept is now:
        return False
    if kind is torch.Tensor:
        now = now.detach()
        if kept.shape != now.shape or kept.dtype != now.dtype:
            return True
        return not (torch.equal(kept, now) or bool(kept.isclose(now, 0, 0, equal_nan=True).all()))
    if kind is np.ndarray:
        return kept.dtype != now.dtype or not np.array_equal(kept, now, equal_nan=kept.dtype.kind in "fc")
    return kept != now if kind in _NUMBERS or kind is set else True


def changed(function: str, argument: str) -> str:
    """What a student reads when a call has changed an argument.

    >>> changed("phi", "x")
    'Your `phi` changes its argument x; work on a copy.'
    """
    return f"Your `{function}` changes its argument {argument}; work on a copy."


class Changed(AssertionError):
    """A call has changed an argument; the message says which."""


class Watch:
    """While it is open, a call of a function of `space` raises Changed when it has changed an argument.

    Only functions that a notebook defines are watched, and of calls within calls only the outermost: what a function
    does with values of its own is its own affair.

    >>> def halve(x):
    ...     x /= 2
    >>> halve.__module__, space = "__main__", {"halve": halve}
    >>> watch = Watch(space)
    >>> space["halve"](torch.ones(2))
    Traceback (most recent call last):
    utils.arguments.Changed: Your `halve` changes its argument x; work on a copy.
    >>> watch.close()
    >>> space["halve"] is halve
    True
    """

    def __init__(self, space: dict[str, Any]) -> None:
        self.space, self.busy = space, False
        self.originals = {
            name: value
            for name, value in space.items()
            if isinstance(value, types.FunctionType) and value.__module__ == "__main__"
        }
        self.watched = {name: self.watching(name, value) for name, value in self.originals.items()}
        space.update(self.watched)

    def watching(self, name: str, function: Callable) -> Callable:
        """The function, which compares its arguments before and after."""

        @functools.wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            if self.busy:
                return function(*args, **kwargs)
            before = [(key, kept_of(value)) for key, value in [*enumerate(args), *kwargs.items()]]
            self.busy = True
            try:
                value = function(*args, **kwargs)
            finally:
                self.busy = False
            names = list(inspect.signature(function).parameters)
            for (key, kept), now in zip(before, [*args, *kwargs.values()]):
                if differs(kept, now):
                    raise Changed(
                        changed(name, key if isinstance(key, str) else names[min(key, len(names) - 1)])
                    )
            return value

        return watched

    def close(self) -> None:
        """The functions are as they were, but for those that were defined anew."""
        for name, watched in self.watched.items():
            if self.space.get(name) is watched:
                self.space[name] = self.originals[name]


def _parts(value: Any) -> tuple[Any, list] | None:
    """Keys and items of what has both; None for a value without parts."""
    if isinstance(value, list | tuple):
        return len(value), list(value)
    if isinstance(value, dict):
        return list(value), list(value.values())
    if dataclasses.is_dataclass(value) and type(value).__module__.startswith("utils."):
        return None, [getattr(value, field.name) for field in dataclasses.fields(value)]
    return None

"""What a check sends along with a call, and what a call may have changed in it."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Iterator
from typing import Any

import torch

from grading.sandbox.handles import Handle
from grading.sandbox.inside.values import tensor_bytes, tensor_from


def _reduce_tensor(tensor: torch.Tensor) -> tuple:
    parts = (str(tensor.dtype).removeprefix("torch."), tuple(tensor.shape), tensor_bytes(tensor.detach()))
    return tensor_from, parts


class Pickler(pickle.Pickler):
    """Arguments as bytes: handles by number, tensors by value alone (never the storage behind a view), leaves of
    autograd and parameters numbered, so that gradients find their way back."""

    def __init__(self) -> None:
        self.file = io.BytesIO()
        super().__init__(self.file, protocol=5)
        self.dispatch_table = copyreg.dispatch_table | {torch.Tensor: _reduce_tensor}
        self.leaves: list[torch.Tensor] = []

    def dumps(self, value: Any) -> bytes:
        self.dump(value)
        return self.file.getvalue()

    def persistent_id(self, thing: Any) -> tuple | None:
        if type(thing) is Handle:
            return ("handle", thing._id)
        if isinstance(thing, torch.Tensor) and (thing.requires_grad or isinstance(thing, torch.nn.Parameter)):
            number = next((i for i, leaf in enumerate(self.leaves) if leaf is thing), len(self.leaves))
            if number == len(self.leaves):
                self.leaves.append(thing)
            parameter = isinstance(thing, torch.nn.Parameter)
            return ("leaf", number, parameter, thing.requires_grad, _reduce_tensor(thing)[1])
        return None


def flatten(value: Any) -> Iterator[Any]:
    """The leaves of nested lists, tuples and dictionaries.

    >>> list(flatten(([1, {"a": 2}], {"b": (3,)})))
    [1, 2, 3]
    """
    if isinstance(value, list | tuple):
        for item in value:
            yield from flatten(item)
    elif isinstance(value, dict):
        yield from flatten(list(value.values()))
    else:
        yield value


def is_mutable(thing: Any) -> bool:
    """Whether a call may change it and the check sees the change: modules and optimizers."""
    return isinstance(thing, torch.nn.Module | torch.optim.Optimizer)


def put_back(thing: Any, state: dict) -> None:
    """A module or optimizer that was passed in is as the call left it."""
    thing.load_state_dict(state["state"])
    if not isinstance(thing, torch.nn.Module):
        return
    for name, parameter in thing.named_parameters():
        parameter.grad = state["grads"].get(name)
    for name, module in thing.named_modules():
        module.training = bool(state["training"].get(name, module.training))
    for name, value in state["plain"].items():
        if name in vars(thing):
            setattr(thing, name, value)
